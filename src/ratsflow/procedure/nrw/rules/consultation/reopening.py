"""What was decided stays decided: reopening, and steps that would undo a decision (M47)."""

from __future__ import annotations

from collections.abc import Iterable

from ratsflow.law.citation import Citation, Consequence, Layer
from ratsflow.model import BodyKind, Consultation, ConsultationRole
from ratsflow.model.text import Text
from ratsflow.procedure.finding import MET, Answer, unmet
from ratsflow.procedure.nrw.rules.aftermath.facts import (
    URGENTLY_DECIDED,
    was_decided_urgently,
)
from ratsflow.procedure.nrw.states import OPEN_CONSULTATION
from ratsflow.procedure.question import Question
from ratsflow.procedure.rule import Rule


_ENDED = frozenset({"rejected", "withdrawn", "not_considered", "noted", "settled"})
"""States in which the paper is at an end; what comes again is a new paper."""


def _reopening_allowed(question: Question) -> Answer:
    state = question.case.state
    if state in _ENDED:
        return unmet(state, "resubmit", "reopening_allowed.ended")
    added = question.inputs.get("consultations", ())
    asked = [each for each in added if each.role is ConsultationRole.DECISION]
    if asked and all(_may_decide_anew(question, each) for each in asked):
        return MET
    bodies = dict.fromkeys(("Rat", *_decided_before(question)))
    return unmet(_roles(added), ", ".join(bodies), "reopening_allowed.body")


def _may_decide_anew(question: Question, each: Consultation) -> bool:
    """The council may decide anew, and the body whose resolution it is."""
    decided = question.case.deciding
    if each.body.kind is BodyKind.COUNCIL or decided is None:
        return each.body.kind is BodyKind.COUNCIL
    return (each.body.name, each.body.kind) == (decided.body.name, decided.body.kind)


def _decided_before(question: Question) -> tuple[str, ...]:
    decided = question.case.deciding
    return () if decided is None else (decided.body.name,)


def _roles(added: Iterable[Consultation]) -> str:
    return ", ".join(f"{each.body.name}: {each.role.value}" for each in added) or "–"


def _decision_stands(question: Question) -> Answer:
    """Nobody ends, withdraws or urgently replaces what has been decided and reopened."""
    decided = question.case.deciding
    if decided is not None:
        days = [day.isoformat() for day in decided.days[-1:]]
        return unmet(" ".join((decided.body.name, *days)), "vote")
    if was_decided_urgently(question):
        return unmet("§ 60 GO NRW", "vote")
    return MET


def _no_decision_due(question: Question) -> Answer:
    case = question.case
    if case.state in URGENTLY_DECIDED or question.get("several_points") is True:
        return MET
    due = [
        each.id
        for each in case.consultations
        if each.role is ConsultationRole.DECISION
        and not each.about
        and each.state in OPEN_CONSULTATION
    ]
    return unmet(", ".join(due), "voted / cancelled") if due else MET


RULES = (
    Rule(
        "reopening_allowed",
        _reopening_allowed,
        label=Text("Wiederaufnahme zulässig", "Reopening admissible"),
        citation=Citation("§ 41 Abs. 1, § 50 Abs. 1 GO NRW; Regeln J-11, J-12", "K"),
        layer=Layer.STATUTE,
        consequence=Consequence.BLOCK,
        catalogue="J-12",
        unmet=Text(
            "So lässt sich die Sache nicht wiederaufnehmen ({observed}; nötig: "
            "{required}): was abgelehnt, zurückgezogen oder sonst beendet ist, wird neu "
            "eingebracht; einen Beschluss ändert nur ein neuer Beschluss des Rates oder "
            "des Gremiums, das ihn gefasst hat.",
            "The matter cannot be reopened like this ({observed}; needed: {required}): "
            "what was rejected, withdrawn or ended otherwise is brought in anew; only a "
            "new resolution of the council, or of the body that took it, changes a "
            "resolution.",
        ),
        remedy=Text(
            "Neu einbringen (Schritt „Erneut einbringen“) oder eine Entscheidung des "
            "Rates ansetzen.",
            "Bring it in anew (step “resubmit”), or plan a decision of the council.",
        ),
        cured_by=("council_office",),
    ),
    Rule(
        "decision_stands",
        _decision_stands,
        label=Text("Gefasster Beschluss besteht fort", "The resolution taken stands"),
        citation=Citation("§ 41 Abs. 1, § 60 Abs. 1 GO NRW; Regel J-12", "K"),
        layer=Layer.STATUTE,
        consequence=Consequence.BLOCK,
        catalogue="J-12",
        unmet=Text(
            "In der Sache ist schon entschieden ({observed}); das beseitigt nur ein neuer "
            "Beschluss.",
            "The matter has been decided ({observed}); only a new resolution undoes that.",
        ),
        remedy=Text("Neu abstimmen lassen.", "Have a new vote taken."),
        cured_by=("chair", "council_office"),
        revision=2,
    ),
    Rule(
        "no_decision_due",
        _no_decision_due,
        label=Text("keine Entscheidung mehr offen", "No decision still due"),
        citation=Citation("§ 41 Abs. 1, § 62 Abs. 2 S. 2 GO NRW; Beratungsfolge", "K"),
        layer=Layer.STATUTE,
        consequence=Consequence.BLOCK,
        catalogue="J-1",
        unmet=Text(
            "Ein entscheidendes Gremium hat noch nicht entschieden: {observed}.",
            "A deciding body has not decided yet: {observed}.",
        ),
        remedy=Text(
            "Entscheiden lassen, die Beratung streichen, oder angeben, dass es "
            "selbständige Punkte sind (several_points).",
            "Let it decide, cancel the consultation, or state that the points are "
            "independent (several_points).",
        ),
        cured_by=("council_office",),
    ),
)

_URGENT = (
    "decide_urgently_in_main_committee",
    "decide_urgently",
    "decide_urgently_for_committee",
    "decide_urgently_for_district",
)
_UNDOING = (
    *_URGENT,
    "settle",
    "settle_item",
    "withdraw",
    "non_consider",
    "replace_by_supplement",
    "complete_noting",
)
_CARRIED_OUT = (
    "make_executable",
    "end_standstill",
    "order_announcement",
    "announce",
    "start_execution",
)

GUARDS: dict[str, tuple[str, ...]] = {
    "reopen": ("reopening_allowed",),
    **dict.fromkeys(_UNDOING, ("decision_stands",)),
    **dict.fromkeys(_CARRIED_OUT, ("no_decision_due",)),
}
