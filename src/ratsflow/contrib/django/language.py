"""The language of a request, as ratsflow's sentences have it."""

from __future__ import annotations

from django.utils.translation import get_language

from ratsflow.model.text import Lang


def language() -> Lang:
    """Return German where Django has switched to it, else English."""
    return "de" if (get_language() or "").startswith("de") else "en"
