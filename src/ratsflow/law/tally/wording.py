"""The result in the words of minutes (Niederschrift)."""

from __future__ import annotations

from ratsflow.law.counting import Outcome
from ratsflow.model.text import Wording


def unanimous(yes: int | None, no: int | None) -> bool | None:
    """Tell whether a vote was unanimous (einstimmig); abstentions are harmless.

    Args:
        yes: Yes votes, None if unknown.
        no: No votes, None if unknown.

    Returns:
        None if a count is missing that matters.

    References:
        OVG Lüneburg 10 LC 117/22; rule I-6.
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
    """Return the result in the words of minutes.

    Args:
        outcome: what was decided.
        yes: Yes votes, None if unknown.
        no: No votes, None if unknown.
        abstain: abstentions, None if unknown.

    References:
        Rule I-6.
    """
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
