"""The day of a step against the day of its meeting (I-15), and days that are past."""

from __future__ import annotations

from ratsflow.model import Ballot, Meeting
from ratsflow.procedure.declared import predicate
from ratsflow.procedure.finding import MET, Answer, unmet
from ratsflow.procedure.question import MissingFactError, Question
from ratsflow.states.common.fields import last_day, meeting
from ratsflow.states.common.states import ON_AN_AGENDA


@predicate("meeting", "procedural_ballot", "item", "case", "day")
def ballot_in_meeting(question: Question) -> Answer:
    """Before its meeting and after it a body has no vote, on procedure neither."""
    ballot = question.inputs.get("procedural_ballot")
    if not isinstance(ballot, Ballot):
        return MET
    sittings = _sittings(question)
    days = ", ".join(str(each.day) for each in sittings)
    if ballot.circular:
        return unmet("–", days, "procedural_vote_in_meeting.circular")
    if not sittings:
        raise MissingFactError("consultation.meeting")
    if any(each.day <= question.day <= last_day(each) for each in sittings):
        return MET
    return unmet(question.day.isoformat(), days)


def _sittings(question: Question) -> list[Meeting]:
    """Return the meetings in which the vote can have been taken."""
    if question.consultation is not None:
        return [meeting(question)]
    route = question.case.consultations
    up = [each for each in route if each.state in ON_AN_AGENDA]
    return [each.meeting for each in up or route if each.meeting is not None]


@predicate("{days}", "day")
def days_past(question: Question, days: list[str]) -> Answer:
    """Answer whether days that the step states, of what has happened, have come yet."""
    stated = [name for name in days if question.inputs.get(name) is not None]
    later = [name for name in stated if question.fact_day(name) > question.day]
    if not later:
        return MET
    told = ", ".join(question.fact_day(name).isoformat() for name in later)
    return unmet(told, question.day.isoformat(), names=later)
