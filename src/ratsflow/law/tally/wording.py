"""The result in the words of minutes, and what their words mean (Niederschrift, J-3)."""

from __future__ import annotations

import re

from collections.abc import Mapping
from functools import cache
from pathlib import Path

from ratsflow.law.counting import Outcome
from ratsflow.law.sentences import said
from ratsflow.law.source import read
from ratsflow.model.text import Wording


def unanimous(yes: int | None, no: int | None) -> bool | None:
    """Tell whether a vote was unanimous (einstimmig); None if a count is missing.

    Abstentions are harmless (OVG Lüneburg 10 LC 117/22; rule I-6).
    """
    if (no is not None and no > 0) or yes == 0:
        return False
    return None if yes is None or no is None else True


def label(
    outcome: Outcome,
    yes: int | None = None,
    no: int | None = None,
    abstain: int | None = None,
) -> Wording:
    """Return the result in the words of minutes (rule I-6); counts are None if unknown."""
    key = _how(outcome, yes, no)
    how = [said(key)] if key else []
    if outcome not in (Outcome.ADOPTED, Outcome.REJECTED):
        how.clear()
    elif abstain is not None and abstain > 0:
        number = "one" if abstain == 1 else "several"
        how.append(said(f"label.abstained_{number}", count=abstain))
    told = said(f"label.{outcome.value}")
    german = " ".join([*(each.de for each in how), told.de])
    return Wording(german, " ".join([told, *how]))


def _how(outcome: Outcome, yes: int | None, no: int | None) -> str:
    """Return the key of how a vote came to its outcome; empty where a count is missing."""
    if yes is None or no is None:
        return ""
    for_, against = (yes, no) if outcome is Outcome.ADOPTED else (no, yes)
    if unanimous(for_, against) is True:
        return "label.unanimous"
    if yes == no:
        return "label.tie"
    return "label.majority" if for_ > against else "label.short"


# ------------------------------------------------------------- the words of a council

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
    ``adopted_unchanged``. The words are those of Bielefeld, Dortmund, Köln, Leverkusen
    and others, without counts of votes; None for others. Nothing is guessed.
    """
    plain = " ".join(text.casefold().split())
    words = phrases()
    if plain in words:
        return words[plain]
    told = _HOW.sub(" ", plain)
    return words.get(" ".join(_JOINED.sub(" ", " ".join(told.split())).split()))


@cache
def phrases() -> Mapping[str, str]:
    """Give the outcome of a step for each of a council's phrases, case folded."""
    table = read(Path(__file__).with_name("results.toml")).table
    return {
        word.casefold(): outcome for outcome, words in table.items() for word in words
    }
