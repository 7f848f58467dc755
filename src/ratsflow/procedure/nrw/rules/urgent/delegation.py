"""The council delegates all to the main committee, in the epidemic (K-1).

From 15 April 2020 to the end of 2022 two thirds of the council's members could do so, in
text form, while the state had declared an epidemic situation (§ 60 GO NRW a. F.).
"""

from __future__ import annotations

from ratsflow.law.citation import Citation, Consequence, Layer
from ratsflow.model import BodyKind
from ratsflow.model.text import Wording
from ratsflow.procedure.finding import MET, Answer, unmet
from ratsflow.procedure.nrw.votes import VOTES_TO_DELEGATE, delegates, may_delegate
from ratsflow.procedure.question import MissingFactError, Question
from ratsflow.procedure.rule import Rule


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


RULES = (
    Rule(
        "delegation_allowed",
        _delegation_allowed,
        label=Wording(
            "Delegierung an den Hauptausschuss zulässig",
            "Delegation to the main committee admissible",
        ),
        citation=Citation("§ 60 Abs. 2 GO NRW a. F.", "V", "haufe; sgk.nrw"),
        layer=Layer.STATUTE,
        consequence=Consequence.BLOCK,
        catalogue="K-1",
        parameters=("urgent.delegation",),
        unmet=Wording(
            "Am {observed} konnte der Rat seine Entscheidungen nicht auf den "
            "Hauptausschuss übertragen; das sah das Gesetz nur während der Epidemie vor.",
            "On {observed} the council could not delegate its decisions to the main "
            "committee; the statute provided for that in the epidemic only.",
        ),
        by_code={
            "body": Wording(
                "Nur der Rat überträgt seine Entscheidungen; hier berät: {observed}.",
                "Only the council delegates its decisions; here the body is: {observed}.",
            ),
            "no_epidemic": Wording(
                "Am {observed} war keine epidemische Lage von landesweiter Tragweite "
                "festgestellt; ohne sie kann der Rat nicht übertragen.",
                "On {observed} no epidemic situation of the whole state was declared; "
                "without one the council cannot delegate.",
            ),
        },
        remedy=Wording(
            "Den Rat selbst entscheiden lassen.", "Let the council itself decide."
        ),
        cured_by=("council_office", "mayor"),
    ),
)

GUARDS = dict.fromkeys(VOTES_TO_DELEGATE, ("delegation_allowed",))
