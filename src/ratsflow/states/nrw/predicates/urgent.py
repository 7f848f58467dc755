"""Rules on urgent decisions (K): who co-signs them, who ratifies them, and when."""

from __future__ import annotations

from datetime import date

from ratsflow.model import ConsultationRole
from ratsflow.procedure.declared import field, predicate
from ratsflow.procedure.finding import MET, Answer, unmet
from ratsflow.procedure.question import MissingFactError, Question
from ratsflow.states.common.predicates.aftermath.facts import not_after, stated_day
from ratsflow.states.common.predicates.urgent import competent, is_a


_RATIFIED = ("ratified", "ratification_refused", "annulled")
_STATED = {
    "utmost_urgency": "district_council",
    "committee_unavailable": "committee",
    "council_unavailable": "council",
}
"""Which kind of body a decision stood in for, by what was stated then."""


@field("urgent.co_signers", "law.urgent.signatures")
def co_signers(question: Question) -> tuple[str, ...]:
    """The roles of which one gives the second signature of the step."""
    return tuple(question.law["urgent.signatures"][question.step])


@predicate("case", "item", *_STATED)
def ratified_by_the_body(question: Question) -> Answer:
    """Answer whether the body ratifies whose decision was replaced."""
    known = (kind for name, kind in _STATED.items() if question.get(name) is not None)
    kind = next(known, "")
    if not kind:
        raise MissingFactError("council_unavailable")
    body = question.about.body
    route = [each.name for each in competent(question, question.about.id)]
    if is_a(body, kind) and (not route or body.name in route):
        return MET
    code = "" if route else "ratified_by_the_body.another"
    return unmet(body.name, ", ".join(route), code, bodies=route)


@predicate("case", "item", "day", "missed_meeting", "next_meeting")
def in_next_meeting(question: Question) -> Answer:
    """Answer whether it is ratified in the next meeting, and none was missed."""
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
