"""Which language a command line is told in: found before anything else is loaded."""

from __future__ import annotations

import locale
import os
import sys

from collections.abc import Sequence
from itertools import pairwise

from ratsflow.errors import Lang


VARIABLE = "RATSFLOW_LANG"
"""The environment variable that names the language."""


def default_lang() -> Lang:
    """Return the language of RATSFLOW_LANG, else that of the user's own, else English."""
    named = os.environ.get(VARIABLE, "")
    if named in ("de", "en"):
        return "de" if named == "de" else "en"
    name = locale.getlocale()[0] or ""
    return "de" if name.lower().startswith(("de", "german")) else "en"


def lang_of(arguments: Sequence[str] | None) -> Lang:
    """Return the language that a command line asks for, read before it is understood."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    asked = [word for word in words if word.startswith("--lang=")]
    named = [after for word, after in pairwise(words) if word == "--lang"]
    last = named[-1] if named else asked[-1].partition("=")[2] if asked else ""
    if last:
        return "de" if last == "de" else "en"
    return default_lang()
