"""What several chapters ask about a decision (*Beschluss*): who took it, when, on what."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from ratsflow.law.citation import Layer
from ratsflow.law.local import Law
from ratsflow.law.periods import Deadline, deadline, holidays_of
from ratsflow.model import (
    BodyKind,
    Consultation,
    ConsultationRole,
    Organization,
    Suspension,
)
from ratsflow.model.organization import COMMITTEES
from ratsflow.procedure.case import OpenFinding
from ratsflow.procedure.finding import MET, Answer, unmet
from ratsflow.procedure.question import MissingFactError, Question
from ratsflow.states.common.topics import topics as stated_topics


_DECISION = ConsultationRole.DECISION
SIGNED_FACTS = (
    "main_committee_unavailable",
    "committee_unavailable",
    "utmost_urgency",
)
"""What only an urgent decision by two signatures states."""

URGENTLY_DECIDED = ("urgent_decided", "ratified", "ratification_refused")
"""States in which no body of the route has decided, but somebody in its place."""

_REMEDIES: Mapping[str, frozenset[BodyKind]] = {
    "object": frozenset({BodyKind.COUNCIL}),
    "object_to_district": frozenset({BodyKind.DISTRICT_COUNCIL}),
    "appeal": COMMITTEES,
    "find_initiative_admissible": frozenset(
        {BodyKind.COUNCIL, BodyKind.DISTRICT_COUNCIL}
    ),
}
"""The kinds of body whose decisions can be attacked by a step."""


def topics(question: Question) -> frozenset[str]:
    """Return how the paper was classified.

    Raises:
        MissingFactError: nobody has classified it.
    """
    return frozenset(stated_topics(question))


def is_bye_law(question: Question) -> bool:
    """Tell whether the paper enacts, changes or repeals a bye-law (*Satzung*)."""
    return not topics(question).isdisjoint(question.law["bye_law.topics"])


def decided(question: Question) -> Consultation:
    """Return the consultation that took the resolution.

    Raises:
        MissingFactError: no body has decided.
    """
    found = question.case.deciding
    if found is None:
        raise MissingFactError("decision")
    return found


def first_decided(question: Question) -> Consultation:
    """Return the latest resolution that did not itself answer an objection.

    Raises:
        MissingFactError: no body has decided.
    """
    fresh = [each for each in decisions(question) if not each.about]
    if not fresh:
        raise MissingFactError("decision")
    return max(reversed(fresh), key=_last_day)


def body_that_decided(question: Question) -> Organization:
    """Return the body whose resolution it is; an urgent decision is the replaced body's.

    Raises:
        MissingFactError: no body has decided.
    """
    route = [each for each in question.case.consultations if not each.about]
    if any(each.state == "voted" and each.role is _DECISION for each in route):
        return first_decided(question).body
    replaced = [each for each in route if each.is_authoritative]
    if replaced and was_decided_urgently(question):
        return replaced[0].body
    return first_decided(question).body


def was_decided_urgently(question: Question) -> bool:
    """Tell whether the case was ever decided urgently, in the place of its body.

    A main committee that voted No has decided nothing, though it stated the same facts.
    """
    case = question.case
    if case.state in URGENTLY_DECIDED:
        return True
    results = {each.result for each in case.consultations}
    if "urgent_decided" in results:
        return True
    if any(case.facts.get(name) is not None for name in SIGNED_FACTS):
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
    named = question.inputs.get("against")
    if named is not None:
        return _named(question, named)
    latest, kinds = decided(question), _REMEDIES.get(question.step)
    if kinds is None or latest.about or latest.body.kind in kinds:
        return latest
    if any(each.body.kind in kinds for each in decisions(question)):
        raise MissingFactError("against")
    return latest


def _named(question: Question, name: str) -> Consultation:
    for each in decisions(question):
        if each.id == name:
            return each
    raise MissingFactError("against")


def attacked_by(question: Question, suspension: Suspension) -> Consultation:
    """Return the decision that a lodged objection attacks.

    Raises:
        MissingFactError: no body has decided.
    """
    if suspension.against:
        return question.case.consultation(suspension.against)
    return first_decided(question)


def body_attacked(question: Question, suspension: Suspension) -> Organization:
    """Return the body whose decision a lodged objection attacks.

    Raises:
        MissingFactError: no body has decided.
    """
    if suspension.against:
        return question.case.consultation(suspension.against).body
    return body_that_decided(question)


def _last_day(consultation: Consultation) -> date:
    return consultation.days[-1] if consultation.days else date.min


def day_of(consultation: Consultation) -> date:
    """Return the day on which the body decided.

    Raises:
        MissingFactError: its meeting has no day.
    """
    if not consultation.days:
        raise MissingFactError("decision_day")
    return consultation.days[-1]


def suspension_of(question: Question) -> Suspension:
    """Return the objection that the step, or its consultation, is about.

    Raises:
        MissingFactError: it is about none.
    """
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
    begun, until = (
        stated_day(question, "announced_on"),
        stated_day(question, "display_until"),
    )
    return begun if begun is None or until is None else max(begun, until)


def published(question: Question) -> date:
    """Return the day on which the announcement was complete.

    Raises:
        MissingFactError: it was not announced.
    """
    day = announced(question)
    if day is None:
        raise MissingFactError("announced_on")
    return day


def weighs(finding: OpenFinding) -> bool:
    """Tell whether a recorded finding still makes the decision unlawful.

    The engine's own findings on state, role and inputs say nothing about the decision,
    nor does a breach of a house rule.
    """
    if finding.overridden or finding.consequence not in ("block", "defect"):
        return False
    return not finding.rule.startswith("procedure.") and finding.layer != Layer.HOUSE


def period(law: Law, last: date) -> Deadline:
    """Return the strict and the lenient end of a period that ends on a day."""
    return deadline(last, holidays_of(law, (last.year, last.year + 1)))


def not_after(day: date, last: date) -> Answer:
    """Answer whether a day keeps a last day, which itself still counts."""
    return MET if day <= last else unmet(day.isoformat(), last.isoformat())
