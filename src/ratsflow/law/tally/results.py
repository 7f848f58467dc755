"""What the words of minutes mean (Beschlussergebnis, J-3)."""

from __future__ import annotations

import re

from collections.abc import Mapping
from functools import cache
from pathlib import Path


_HOW = re.compile(
    r"""
    \b(?:
        einstimmig | einmütig | mehrheitlich | einvernehmlich
        | mit\s+(?:\w+\s+)?(?:stimmen)?mehrheit
        | bei\s+(?:\w+\s+)?(?:stimm)?enthaltung(?:en)?
        | (?:bei|mit|gegen)\s+\w+\s+(?:gegen|ja-?|nein-?)?stimmen?
        | bei\s+stimmengleichheit
    )(?!\w)
    """,
    re.VERBOSE,
)
"""How a vote was, which says nothing of what it decided."""

_JOINED = re.compile(r"\bund\s+(?=und\b)|^\s*und\b|\bund\s*$|[,;.]\s*$")


def outcome_in(text: str) -> str | None:
    """Return the outcome that a council's words for a result mean (J-3).

    How the vote was is left aside: „bei drei Enthaltungen einstimmig beschlossen“ is
    ``adopted_unchanged``.

    Args:
        text: as minutes write it, without counts of votes.

    Returns:
        The name of an outcome of a step, for example ``adopted_amended``; None where the
        words are none that are known. Nothing is guessed.

    References:
        Rule J-3; words of Bielefeld, Dortmund, Köln, Leverkusen and others.
    """
    plain = " ".join(text.casefold().split())
    words = _table()
    if plain in words:
        return words[plain]
    said = _HOW.sub(" ", plain)
    return words.get(" ".join(_JOINED.sub(" ", " ".join(said.split())).split()))


@cache
def _table() -> Mapping[str, str]:
    import tomllib  # noqa: PLC0415  # only who reads minutes needs it

    text = Path(__file__).with_name("results.toml").read_text(encoding="utf-8")
    return {
        word.casefold(): outcome
        for outcome, words in tomllib.loads(text).items()
        for word in words
    }
