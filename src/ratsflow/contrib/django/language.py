"""The language of a page: that of the request, or the one that the settings name."""

from __future__ import annotations

from django.utils import translation

from ratsflow.contrib.django.conf import conf
from ratsflow.model.text import Lang


def spoken() -> str:
    """Return the language of ratsflow's part of a page, as Django calls it."""
    return conf().language or translation.get_language() or "en"


def language() -> Lang:
    """Return German where that is spoken, else English."""
    return "de" if spoken().startswith("de") else "en"


def gettext(text: str) -> str:
    """Return a text of a page in the language that is spoken."""
    with translation.override(spoken()):
        return translation.gettext(text)
