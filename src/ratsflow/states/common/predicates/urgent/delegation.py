"""The council delegates all to the main committee, in the epidemic (K-1).

From 15 April 2020 to the end of 2022 two thirds of the council's members could do so, in
text form, while the state had declared an epidemic situation (§ 60 GO NRW a. F.).
"""

from __future__ import annotations

from ratsflow.model import BodyKind
from ratsflow.procedure.declared import predicate
from ratsflow.procedure.finding import MET, Answer, unmet
from ratsflow.procedure.question import MissingFactError, Question
from ratsflow.states.common.votes import delegates, may_delegate


@predicate(
    "council_unavailable",
    "delegated_by_council",
    "epidemic_declared",
    "law.urgent.delegation",
)
def council_unavailable(question: Question) -> Answer:
    """Answer whether the council cannot meet in time, or has delegated the matter."""
    stated = question.inputs.get("council_unavailable")
    if stated is None:
        raise MissingFactError("council_unavailable")
    if stated is True:
        return MET
    found = "council_unavailable = False"
    main = question.step == "decide_urgently_in_main_committee"
    if not main or not may_delegate(question):
        return unmet(found, "council_unavailable = True")
    for name in ("delegated_by_council", "epidemic_declared"):
        said = question.inputs.get(name)
        if said is None:
            raise MissingFactError(name)
        if said is not True:
            return unmet(
                found, f"{name} = True", "urgent_council_unavailable.delegation"
            )
    return MET


def needs_no_ratification(question: Question) -> bool:
    """Tell whether the main committee decided for good, as the council had delegated it.

    Raises:
        MissingValueError: whether it is ratified was left open by the law of that time.
    """
    if question.get("delegated_by_council") is not True:
        return False
    if question.get("council_unavailable") is not False:
        return False
    return question.law["urgent.delegation_ratified"] is False


@predicate("delegates_to_main_committee", "epidemic_declared", "law.urgent.delegation")
def _delegation_allowed(question: Question) -> Answer:
    if not delegates(question):
        return MET
    if not may_delegate(question):
        return unmet(question.day.isoformat())
    body = question.about.body
    if body.kind is not BodyKind.COUNCIL:
        return unmet(body.name, "Rat", "delegation_allowed.body")
    declared = question.inputs.get("epidemic_declared")
    if declared is None:
        raise MissingFactError("epidemic_declared")
    if declared is True:
        return MET
    return unmet(question.day.isoformat(), "", "delegation_allowed.no_epidemic")
