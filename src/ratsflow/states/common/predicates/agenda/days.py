"""The day of a step against the day of its meeting (I-15, E-4, E-8)."""

from __future__ import annotations

from datetime import date

from ratsflow.law.periods import nth_day_after
from ratsflow.model import AgendaRoute, Ballot, Meeting
from ratsflow.procedure.declared import predicate
from ratsflow.procedure.finding import MET, Answer, unmet
from ratsflow.procedure.question import MissingFactError, Question
from ratsflow.states.common.fields import (
    OF_ANOTHER_ITEM,
    PAST_MIDNIGHT,
    meeting,
    stated_route,
)
from ratsflow.states.common.states import ON_AN_AGENDA


def _last(held: Meeting) -> date:
    """Return the last day of a sitting, which may outlast midnight."""
    return nth_day_after(held.day, PAST_MIDNIGHT)


def _is_in(question: Question, held: Meeting) -> bool:
    return held.day <= question.day <= _last(held)


@predicate("meeting")
def _in_meeting(question: Question) -> Answer:
    held = meeting(question)
    if _is_in(question, held):
        return MET
    day = held.day.isoformat()
    waits = {"not_before": day} if question.day < held.day else {}
    return unmet(question.day.isoformat(), day, **waits)


@predicate("meeting")
def _before_its_end(question: Question) -> Answer:
    held = question.inputs.get("meeting")
    if held is None and question.step != "replan":  # the meeting it was off is over
        held = question.about.meeting
    if held is None or question.day <= _last(held):
        return MET
    return unmet(question.day.isoformat(), held.day.isoformat())


@predicate("meeting", "procedural_ballot")
def _ballot_in_meeting(question: Question) -> Answer:
    """Before its meeting and after it a body has no vote, on procedure neither."""
    ballot = question.inputs.get("procedural_ballot")
    if not isinstance(ballot, Ballot):
        return MET
    days = [each.day for each in _sittings(question)]
    if ballot.circular:
        code = "procedural_vote_in_meeting.circular"
        return unmet("–", ", ".join(map(str, days)), code)
    if not days:
        raise MissingFactError("consultation.meeting")
    if any(_is_in(question, each) for each in _sittings(question)):
        return MET
    return unmet(question.day.isoformat(), ", ".join(map(str, days)))


def _sittings(question: Question) -> list[Meeting]:
    """Return the meetings in which the vote can have been taken."""
    if question.consultation is not None:
        return [meeting(question)]
    route_ = question.case.consultations
    up = [each for each in route_ if each.state in ON_AN_AGENDA]
    return [each.meeting for each in up or route_ if each.meeting is not None]


@predicate("meeting", "route")
def _joined_in_time(question: Question) -> Answer:
    """What is on the agenda that goes out was put on it before; a later item is added.

    Papers that are dealt with under an item announced already follow that item.
    """
    held, way = meeting(question), stated_route(question)
    if question.motion.paper_type in OF_ANOTHER_ITEM:
        return MET
    if way is AgendaRoute.SUPPLEMENT:
        return _not_after(question, held.supplemented_on)
    if way is AgendaRoute.REGULAR:
        return _not_after(question, held.dispatched_on or held.invited_on)
    sent = held.dispatched_on or held.invited_on
    if way is None and sent is not None and question.day > sent:
        raise MissingFactError("route")
    return MET


def _not_after(question: Question, sent: date | None) -> Answer:
    if sent is None or question.day <= sent:
        return MET
    return unmet(question.day.isoformat(), sent.isoformat())


@predicate("route")
def _route_kept(question: Question) -> Answer:
    """What joined an agenda later does not become part of the one that was sent out."""
    before, after = question.about.route, stated_route(question)
    if before in (None, after) or after is AgendaRoute.UNANNOUNCED:
        return MET
    return unmet(str(before), str(after))


@predicate()
def _cancelled_off_agenda(question: Question) -> Answer:
    """In the meeting only the body takes an item off; nobody else makes it vanish."""
    about = question.about
    if about.state not in ON_AN_AGENDA or about.meeting is None:
        return MET
    if not _is_in(question, about.meeting):
        return MET
    return unmet(about.state, "remove")


_TOLD = (
    "missed_meeting",
    "minutes_of",
    "motion_received_on",
    "received_on",
    "filed_before_on",
    "petitioner_informed_on",
    "result_announced_on",
    "lgg_informed_on",
    "bias_notified_on",
    "called_in_on",
)
"""Days that say of something that it has happened."""


@predicate()
def _told_days_past(question: Question) -> Answer:
    later = [
        name
        for name in _TOLD
        if question.inputs.get(name) is not None
        and question.fact_day(name) > question.day
    ]
    if not later:
        return MET
    days = [question.fact_day(name).isoformat() for name in later]
    return unmet(", ".join(days), question.day.isoformat(), names=later)
