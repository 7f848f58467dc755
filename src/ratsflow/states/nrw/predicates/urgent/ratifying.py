"""Rules on the ratification (*Genehmigung*) of an urgent decision (K-5)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from ratsflow.model import ConsultationRole, Organization
from ratsflow.procedure.declared import predicate
from ratsflow.procedure.finding import MET, Answer, unmet
from ratsflow.procedure.question import MissingFactError, Question
from ratsflow.states.common.predicates.aftermath.facts import (
    not_after,
    stated_day,
    was_decided_urgently,
)
from ratsflow.states.common.predicates.urgent.bodies import (
    competent,
    is_committee,
    is_council,
    is_district_council,
)
from ratsflow.states.common.predicates.urgent.delegation import needs_no_ratification


_RATIFIED = ("ratified", "ratification_refused", "annulled")


def _stood_in_for(question: Question) -> Callable[[Organization], bool]:
    """Tell from what was stated then which kind of body has to approve."""
    if question.get("utmost_urgency") is not None:
        return is_district_council
    if question.get("committee_unavailable") is not None:
        return is_committee
    if question.get("council_unavailable") is not None:
        return is_council
    raise MissingFactError("council_unavailable")


@predicate("committee_unavailable", "council_unavailable", "utmost_urgency")
def _ratified_by_the_body(question: Question) -> Answer:
    consultation = question.about
    is_meant = _stood_in_for(question)
    route = [body.name for body in competent(question, consultation.id)]
    body = consultation.body
    if is_meant(body) and (not route or body.name in route):
        return MET
    return unmet(
        body.name,
        ", ".join(route) or "§ 60 Abs. 1 S. 3, Abs. 2 GO NRW",
        "" if route else "ratified_by_the_body.another",
        bodies=route,
    )


@predicate(
    "council_unavailable",
    "delegated_by_council",
    "missed_meeting",
    "next_meeting",
    "law.urgent.delegation_ratified",
)
def _in_next_meeting(question: Question) -> Answer:
    if not was_decided_urgently(question) or needs_no_ratification(question):
        return MET
    missed = stated_day(question, "missed_meeting")
    if missed is not None:
        return unmet(question.day.isoformat(), missed.isoformat())
    done = _ratification_day(question)
    if done is None and question.consultation is not None:
        meeting = question.consultation.meeting
        done = meeting.day if meeting else None
    return not_after(done or question.day, _due(question))


def _due(question: Question) -> date:
    """Return the next meeting: the stated one, or an earlier one that the route shows."""
    known = [question.fact_day("next_meeting")]
    known += [
        day
        for each in question.case.consultations
        if each.role is ConsultationRole.RATIFICATION and each.state != "cancelled"
        for day in (*each.days, *((each.meeting.day,) if each.meeting else ()))
    ]
    return min(known)


def _ratification_day(question: Question) -> date | None:
    for each in question.case.consultations:
        if each.result in _RATIFIED and each.days:
            return each.days[-1]
    return None


@predicate(
    "council_unavailable", "delegated_by_council", "law.urgent.delegation_ratified"
)
def _ratification_done(question: Question) -> Answer:
    if not was_decided_urgently(question) or needs_no_ratification(question):
        return MET
    if any(each.result in _RATIFIED for each in question.case.consultations):
        return MET
    return unmet(question.case.state)


@predicate()
def _not_refused(question: Question) -> Answer:
    refused = question.case.state == "ratification_refused"
    return unmet(question.day.isoformat()) if refused else MET


@predicate("annul", "third_party_rights")
def _annulment_touches_no_rights(question: Question) -> Answer:
    if question.inputs.get("annul") is not True:
        return MET
    rights = question.get("third_party_rights")
    if rights is None and question.case.state == "urgent_decided":
        return MET  # nothing was executed, so no rights arose through execution
    if rights is None:
        raise MissingFactError("third_party_rights")
    return MET if rights is False else unmet("third_party_rights = True")
