"""What is asked about a decision (*Beschluss*): who took it, when, on what; its fate."""

from __future__ import annotations

from datetime import date
from typing import Any

from ratsflow.law.citation import Layer
from ratsflow.law.local import AbsentNormError, Law
from ratsflow.law.periods import Deadline, deadline, holidays_of, nth_day_after
from ratsflow.model import (
    BodyKind,
    Consultation,
    ConsultationRole,
    Organization,
    Suspension,
    SuspensionKind,
)
from ratsflow.model.organization import COMMITTEES
from ratsflow.procedure.case import OpenFinding
from ratsflow.procedure.declared import field, root
from ratsflow.procedure.finding import MET, Answer, unmet
from ratsflow.procedure.question import MissingFactError, Question
from ratsflow.states.common.fields import decided, stated
from ratsflow.states.common.topics import is_about
from ratsflow.states.common.votes import is_one


_AGAINST = {
    "against_the_council": {BodyKind.COUNCIL},
    "against_a_district": {BodyKind.DISTRICT_COUNCIL},
    "against_committees": COMMITTEES,
}
"""By group of steps, the kinds of body whose decisions they attack."""


def is_bye_law(question: Question) -> bool:
    """Tell whether the paper enacts, changes or repeals a bye-law (*Satzung*)."""
    return is_about(question, "bye_law.topics")


@field("case.decided_urgently_now", "case.state")
def is_urgently_decided(question: Question) -> bool:
    """Whether the urgent decision is what stands: somebody's in place of a body."""
    return question.case.state in question.groups["urgently"]


def first_decided(question: Question) -> Consultation:
    """Return the latest resolution that did not itself answer an objection."""
    fresh = [each for each in decisions(question) if not each.about]
    if not fresh:
        raise MissingFactError("decision")
    return max(reversed(fresh), key=lambda each: each.days[-1:])


def body_that_decided(question: Question) -> Organization:
    """Return the body whose resolution it is; an urgent decision is the replaced body's."""
    voted = any(not each.about for each in decisions(question))
    if not voted and was_decided_urgently(question):
        for each in question.case.consultations:
            if each.is_authoritative and not each.about:
                return each.body
    return first_decided(question).body


URGENTLY = ("case.state", "case.consultations", "council_unavailable", "@signed")
"""What it takes to say whether a matter was decided urgently."""


@field("case.decided_urgently", *URGENTLY)
def was_decided_urgently(question: Question) -> bool:
    """Whether the matter was ever decided urgently, in the place of its body.

    A committee that voted No has decided nothing, though it stated the same facts.
    """
    case = question.case
    results = {each.result for each in case.consultations}
    if is_urgently_decided(question) or "urgent_decided" in results:
        return True
    if any(case.facts.get(name) is not None for name in question.groups["signed"]):
        return True
    stated = case.facts.get("council_unavailable") is not None
    return stated and "not_urgently_decided" not in results


def decisions(question: Question) -> tuple[Consultation, ...]:
    """Return every consultation in which a body decided; a route may have several."""
    return tuple(
        each
        for each in question.case.consultations
        if each.role is ConsultationRole.DECISION and each.state == "voted"
    )


def attacked(question: Question) -> Consultation:
    """Return the decision that a step attacks, when it is taken.

    It is the one that the step names, else the latest.

    Raises:
        MissingFactError: no body has decided, or the latest decision is not one that the
            step is for while another is: then the step must name it.
    """
    made, named = decisions(question), question.inputs.get("against")
    if named is not None:
        return stated(
            next((each for each in made if each.id == named), None), "against"
        )
    latest = decided(question)
    of = [kinds for group, kinds in _AGAINST.items() if is_one(question, group)]
    kinds = frozenset().union(*of)
    if latest.about or latest.body.kind in kinds:
        return latest
    if any(each.body.kind in kinds for each in made):
        raise MissingFactError("against")
    return latest


@root("attacked", "case.consultations", "against", "step", called="body")
def body_of_the_attacked(question: Question) -> Organization:
    """Return the body of the decision that a step attacks."""
    return attacked(question).body


def attacked_by(question: Question, suspension: Suspension) -> Consultation:
    """Return the decision that a lodged objection attacks."""
    if suspension.against:
        return question.case.consultation(suspension.against)
    return first_decided(question)


@root(
    "suspended",
    "suspension item case.consultations case.state case.suspensions @signed",
    "council_unavailable",
)
def body_attacked(question: Question) -> Organization:
    """Return the body whose decision the objection attacks that the step is about."""
    suspension = suspension_of(question)
    if suspension.against:
        return question.case.consultation(suspension.against).body
    return body_that_decided(question)


def day_of(consultation: Consultation) -> date:
    """Return the day on which the body decided."""
    return stated(next(iter(consultation.days[-1:]), None), "decision_day")


@root("suspension", "suspension", "item", "case.suspensions")
def suspension_of(question: Question) -> Suspension:
    """Return the objection that the step, or its consultation, is about."""
    if question.suspension is not None:
        return question.suspension
    consultation = question.consultation
    if consultation is None or not consultation.about:
        raise MissingFactError("suspension")
    return question.case.suspension(consultation.about)


def stated_day(question: Question, name: str) -> date | None:
    """Return a day that a step has recorded, or None where none has."""
    return None if question.get(name) is None else question.fact_day(name)


def announced(question: Question) -> date | None:
    """Return the day on which the public announcement was complete, None where none was.

    A display (*Aushang*) is complete only on its last day.
    """
    begun = stated_day(question, "announced_on")
    until = stated_day(question, "display_until")
    return begun if begun is None or until is None else max(begun, until)


def published(question: Question) -> date:
    """Return the day on which the announcement was complete."""
    return stated(announced(question), "announced_on")


def weighs(finding: OpenFinding) -> bool:
    """Tell whether a recorded finding still makes the decision unlawful.

    The engine's own findings on state, role and inputs say nothing about the decision,
    nor does a breach of a house rule.
    """
    if finding.overridden or finding.consequence not in ("block", "defect"):
        return False
    return not finding.rule.startswith("procedure.") and finding.layer != Layer.HOUSE


def unless_absent(law: Law, norm: str) -> Any:
    """Return what a norm says; None where the law has none."""
    try:
        return law[norm]
    except AbsentNormError:
        return None


def period(law: Law, last: date) -> Deadline:
    """Return the strict and the lenient end of a period that ends on a day."""
    return deadline(last, holidays_of(law, (last.year, last.year + 1)))


def not_after(day: date, last: date) -> Answer:
    """Answer whether a day keeps a last day, which itself still counts."""
    return MET if day <= last else unmet(day, last)


# -------------------------------------------------------------------------------- fields


@field("attacked.day", "case.consultations", "against", "step")
def attacked_day(question: Question) -> date:
    """The day of the decision that the step is brought against."""
    return day_of(attacked(question))


@field("decision.defects", "case.findings")
def decision_defects(question: Question) -> tuple[str, ...]:
    """The rules of recorded findings that make the decision unlawful; empty for none."""
    found = [each.rule for each in question.case.findings if weighs(each)]
    return tuple(dict.fromkeys(found))


@field("suspension.settled_here", "law.suspension.grounds", "step")
def suspension_settled_here(question: Question) -> tuple[str, ...]:
    """The kinds of objection that the step settles."""
    return tuple(question.law["suspension.grounds"][question.step])


@field(
    "case.suspended_by",
    "case.suspensions law.mayor_objection.suspensive law.legal_objection.suspensive?",
)
def case_suspended_by(question: Question) -> tuple[str, ...]:
    """The kinds of what suspends the decision, without an initiative; empty for none.

    An objection that has no suspensive effect by law is none of them.
    """
    law = question.law.values
    standing = [
        each.kind.value
        for each in question.case.active_suspensions
        if law.get(f"{each.kind.value}.suspensive") is not False
    ]
    kinds = dict.fromkeys(standing)
    kinds.pop(SuspensionKind.INITIATIVE_STANDSTILL.value, None)
    return tuple(kinds)


@field("initiative.pending_since", "case.suspensions")
def initiative_pending_since(question: Question) -> date | None:
    """The day from which an admissible initiative is pending; empty while none is."""
    standing = question.case.suspended_by(SuspensionKind.INITIATIVE_STANDSTILL)
    return None if standing is None else standing.lodged_on


@field(
    "initiative.refused_on",
    "not_complied_on suspension item case.consultations case.suspensions",
)
def initiative_refused_on(question: Question) -> date:
    """The day on which the council did not comply, as stated or as it voted."""
    if question.inputs.get("not_complied_on") is not None:
        return question.fact_day("not_complied_on")
    for each in question.case.consultations:
        if each.result == "not_complied" and each.about == suspension_of(question).id:
            return day_of(each)
    raise MissingFactError("not_complied_on")


@field(
    "bye_law.in_force_on", "in_force_on announced_on display_until law.bye_law.in_force"
)
def bye_law_in_force_on(question: Question) -> date:
    """The day on which the bye-law comes into force, by itself or by law."""
    own = stated_day(question, "in_force_on")
    if own is not None:
        return own
    return nth_day_after(published(question), question.law["bye_law.in_force"])
