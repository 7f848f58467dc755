"""The result in the words of minutes, and what their words mean (Niederschrift, J-3)."""

from __future__ import annotations

import re

from collections.abc import Mapping
from functools import cache
from pathlib import Path

from ratsflow.law.counting import Outcome
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
    if outcome is Outcome.INVALID:
        return Wording("kein wirksamer Beschluss", "no valid resolution")
    if outcome is Outcome.UNKNOWN:
        return Wording("Ergebnis nicht bekannt", "result not known")
    german, english = _ENDINGS[outcome]
    how = _how(outcome, yes, no)
    several = Wording("", "")
    if abstain is not None and abstain > 0:
        one = abstain == 1
        several = Wording(
            f" bei {abstain} Enthaltung{'' if one else 'en'}",
            f" with {abstain} abstention{'' if one else 's'}",
        )
    parts_de = [part for part in (f"{how.de}{several.de}".strip(), german) if part]
    return Wording(
        " ".join(parts_de),
        " ".join(part for part in (english, f"{how.en}{several.en}".strip()) if part),
    )


_ENDINGS = {
    Outcome.ADOPTED: ("beschlossen", "adopted"),
    Outcome.REJECTED: ("abgelehnt", "rejected"),
}


def _how(outcome: Outcome, yes: int | None, no: int | None) -> Wording:
    if yes is None or no is None:
        return Wording("", "")
    for_, against = (yes, no) if outcome is Outcome.ADOPTED else (no, yes)
    if unanimous(for_, against) is True:
        return Wording("einstimmig", "unanimously")
    if yes == no:
        return Wording("bei Stimmengleichheit", "on a tie")
    if for_ > against:
        return Wording("mit Mehrheit", "by majority")
    return Wording("mangels der nötigen Mehrheit", "for want of the majority needed")


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
    said = _HOW.sub(" ", plain)
    return words.get(" ".join(_JOINED.sub(" ", " ".join(said.split())).split()))


@cache
def phrases() -> Mapping[str, str]:
    """Give the outcome of a step for each of a council's phrases, case folded."""
    table = read(Path(__file__).with_name("results.toml")).table
    return {
        word.casefold(): outcome for outcome, words in table.items() for word in words
    }
