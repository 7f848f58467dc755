"""What is asked about a decision (*Beschluss*): who took it, when, on what; its fate."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from ratsflow.law.citation import Layer
from ratsflow.law.local import Law
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
from ratsflow.procedure.declared import field
from ratsflow.procedure.finding import MET, Answer, unmet
from ratsflow.procedure.question import MissingFactError, Question
from ratsflow.states.common.fields import stated
from ratsflow.states.common.topics import topics as stated_topics
from ratsflow.states.common.votes import URGENT


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


@field("attacked.day", "case", "against")
def attacked_day(question: Question) -> date:
    """The day of the decision that the step is brought against.

    Raises:
        MissingFactError: there is none, or the step must name it; as for all of it.
    """
    return day_of(attacked(question))


@field("attacked.body", "case", "against")
def attacked_body(question: Question) -> str:
    """The name of the body whose decision the step is brought against."""
    return attacked(question).body.name


@field("attacked.body_kind", "case", "against")
def attacked_body_kind(question: Question) -> BodyKind:
    """The kind of that body."""
    return attacked(question).body.kind


@field("attacked.by_committee", "case", "against")
def attacked_by_committee(question: Question) -> bool:
    """Whether that body is a committee of the council."""
    return attacked(question).body.is_committee


@field("attacked.members", "case", "against")
def attacked_members(question: Question) -> int:
    """How many voting members that body has by law or statute."""
    return stated(attacked(question).body.members, "body.members")


@field("decision.by_committee", "case")
def decision_by_committee(question: Question) -> bool:
    """Whether some committee of the council decided.

    Raises:
        MissingFactError: no body has decided.
    """
    decided(question)
    return any(each.body.is_committee for each in decisions(question))


@field("decision.defects", "case")
def decision_defects(question: Question) -> tuple[str, ...]:
    """The rules of recorded findings that make the decision unlawful; empty for none."""
    found = [each.rule for each in question.case.findings if weighs(each)]
    return tuple(dict.fromkeys(found))


@field("vote.for_the_council", "item")
def vote_for_the_council(question: Question) -> bool:
    """Whether the council decides, or the main committee in its place."""
    return question.about.body.kind is BodyKind.COUNCIL or question.step == URGENT


@field("suspension.kind", "suspension", "item", "case")
def suspension_kind(question: Question) -> SuspensionKind:
    """The kind of the objection that the step, or its item, is about.

    Raises:
        MissingFactError: it is about none; as for all that is asked of it.
    """
    return suspension_of(question).kind


@field("suspension.settled_here", "law.suspension.grounds")
def suspension_settled_here(question: Question) -> tuple[str, ...]:
    """The kinds of objection that the step settles."""
    return tuple(question.law["suspension.grounds"][question.step])


@field("suspension.lodged_on", "suspension", "item", "case")
def suspension_lodged_on(question: Question) -> date:
    """The day on which the objection was lodged."""
    return suspension_of(question).lodged_on


@field("suspension.body", "suspension", "item", "case")
def suspension_body(question: Question) -> str:
    """The name of the body whose decision the objection attacks."""
    return body_attacked(question, suspension_of(question)).name


@field("suspension.body_kind", "suspension", "item", "case")
def suspension_body_kind(question: Question) -> BodyKind:
    """The kind of that body."""
    return body_attacked(question, suspension_of(question)).kind


@field("suspension.voted_on", "suspension", "item", "case")
def suspension_voted_on(question: Question) -> bool:
    """Whether a body has voted on the objection."""
    about = suspension_of(question).id
    route = question.case.consultations
    return any(each.about == about and each.state == "voted" for each in route)


@field("case.suspended_by", "case")
def case_suspended_by(question: Question) -> tuple[str, ...]:
    """The kinds of what suspends the decision, without an initiative; empty for none."""
    standing = [each.kind.value for each in question.case.active_suspensions]
    kinds = dict.fromkeys(standing)
    kinds.pop(SuspensionKind.INITIATIVE_STANDSTILL.value, None)
    return tuple(kinds)


def _standing_since(question: Question, kind: SuspensionKind) -> date | None:
    standing = question.case.suspended_by(kind)
    return None if standing is None else standing.lodged_on


@field("case.objected_legally_on", "case")
def case_objected_legally_on(question: Question) -> date | None:
    """The day of the legal objection that is pending; empty while there is none."""
    return _standing_since(question, SuspensionKind.LEGAL_OBJECTION)


@field("initiative.pending_since", "case")
def initiative_pending_since(question: Question) -> date | None:
    """The day from which an admissible initiative is pending; empty while none is."""
    return _standing_since(question, SuspensionKind.INITIATIVE_STANDSTILL)


@field("initiative.refused_on", "not_complied_on", "suspension", "item", "case")
def initiative_refused_on(question: Question) -> date:
    """The day on which the council did not comply, as stated or as it voted.

    Raises:
        MissingFactError: neither is known.
    """
    if question.inputs.get("not_complied_on") is not None:
        return question.fact_day("not_complied_on")
    for each in question.case.consultations:
        if each.result == "not_complied" and each.about == suspension_of(question).id:
            return day_of(each)
    raise MissingFactError("not_complied_on")


@field(
    "bye_law.in_force_on",
    "in_force_on",
    "announced_on",
    "display_until",
    "law.bye_law.in_force",
)
def bye_law_in_force_on(question: Question) -> date:
    """The day on which the bye-law comes into force, by itself or by law.

    Raises:
        MissingFactError: it was not announced.
    """
    own = stated_day(question, "in_force_on")
    if own is not None:
        return own
    return nth_day_after(published(question), question.law["bye_law.in_force"])
