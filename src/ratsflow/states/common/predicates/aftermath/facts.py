"""What several chapters ask about a decision (*Beschluss*): who took it, when, on what."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import cache

from ratsflow.law.local import Law
from ratsflow.law.periods import Deadline, deadline, state_holidays
from ratsflow.model import Consultation, ConsultationRole, Organization, Suspension
from ratsflow.procedure.finding import MET, Answer, unmet
from ratsflow.procedure.question import MissingFactError, Question
from ratsflow.procedure.rule import Check
from ratsflow.states.common.topics import topics as stated_topics


BYE_LAWS = frozenset({"bye_law", "main_bylaw", "development_plan", "annual_budget"})
"""Topics of papers that enact, change or repeal a bye-law (*Satzung*)."""

_DECISION = ConsultationRole.DECISION
SIGNED_FACTS = (
    "main_committee_unavailable",
    "committee_unavailable",
    "utmost_urgency",
)
"""What only an urgent decision by two signatures states."""

URGENTLY_DECIDED = ("urgent_decided", "ratified", "ratification_refused")
"""States in which no body of the route has decided, but § 60 GO NRW."""


def topics(question: Question) -> frozenset[str]:
    """Return how the paper was classified.

    Raises:
        MissingFactError: nobody has classified it.
    """
    return frozenset(stated_topics(question))


def is_bye_law(question: Question) -> bool:
    """Tell whether the paper is about a bye-law."""
    return not BYE_LAWS.isdisjoint(topics(question))


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
    """Tell whether the case was ever decided under § 60 or § 36 Abs. 5 GO NRW.

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


def attacked(question: Question, fits: Callable[[Organization], bool]) -> Consultation:
    """Return the decision that an objection attacks, when it is lodged.

    It is the one that the step names, else the latest.

    Args:
        question: the question.
        fits: tells whether the remedy is for a body.

    Raises:
        MissingFactError: no body has decided, or the latest decision is not one that the
            remedy is for while another is: then the step must name it.
    """
    named = question.inputs.get("against")
    if named is not None:
        return _named(question, named)
    latest = decided(question)
    if latest.about or fits(latest.body):
        return latest
    if any(fits(each.body) for each in decisions(question)):
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

    A display (*Aushang*) is complete only on its last day (§ 6 Abs. 1 S. 2 BekanntmVO NRW).
    """
    begun, until = (
        stated_day(question, "announced_on"),
        stated_day(question, "display_until"),
    )
    return begun if begun is None or until is None else max(begun, until)


def holidays(law: Law, year: int) -> frozenset[date]:
    """Return the holidays of a year by a law, and of the next."""
    return _holidays(law.values.get("state.holidays") or law.state, year)


@cache
def _holidays(state: str, year: int) -> frozenset[date]:
    return state_holidays(state, (year, year + 1))


def period(law: Law, last: date) -> Deadline:
    """Return the strict and the lenient end of a period that ends on a day."""
    return deadline(last, holidays(law, last.year))


def not_after(day: date, last: date) -> Answer:
    """Answer whether a day keeps a last day, which itself still counts."""
    return MET if day <= last else unmet(day.isoformat(), last.isoformat())


def in_time(end: Callable[[Question], Deadline], *, strict: bool = False) -> Check:
    """Return a check that the step comes in time.

    Args:
        end: returns the end of the period for a question.
        strict: hold against the day without any extension for weekends and holidays.
    """

    def check(question: Question) -> Answer:
        ends = end(question)
        return not_after(question.day, ends.strict if strict else ends.lenient)

    return check
