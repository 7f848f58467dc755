"""What conditions name as a value: parts of the paper, the item, the meeting, the body."""

from __future__ import annotations

from datetime import date

from ratsflow.model import BodyKind, Meeting
from ratsflow.procedure.declared import field
from ratsflow.procedure.question import MissingFactError, Question
from ratsflow.states.common.topics import topics


@field("day")
def day(question: Question) -> date:
    """The day on which the step takes effect."""
    return question.day


@field("role")
def role(question: Question) -> str:
    """The role in which the step is taken."""
    return question.role


@field("paper.topics")
def paper_topics(question: Question) -> tuple[str, ...]:
    """What the paper is about, by the names of topics; empty for none of them.

    Raises:
        MissingFactError: nobody has classified it.
    """
    return topics(question)


@field("body.kind")
def body_kind(question: Question) -> BodyKind:
    """The kind of body that the consultation is in."""
    return question.about.body.kind


@field("item.state")
def item_state(question: Question) -> str:
    """The state of the consultation."""
    return question.about.state


@field("item.public")
def item_public(question: Question) -> bool:
    """Whether the item is dealt with in public.

    Raises:
        MissingFactError: nobody has stated it.
    """
    public = question.about.public
    if public is None:
        raise MissingFactError("consultation.public")
    return public


def _meeting(question: Question) -> Meeting:
    meeting = question.about.meeting
    if meeting is None:
        raise MissingFactError("consultation.meeting")
    return meeting


@field("meeting.day")
def meeting_day(question: Question) -> date:
    """The day of the meeting in which the item is up."""
    return _meeting(question).day


@field("meeting.invited_on")
def meeting_invited_on(question: Question) -> date:
    """The day on which the invitation to that meeting was received."""
    invited = _meeting(question).invited_on
    if invited is None:
        raise MissingFactError("meeting.invited_on")
    return invited
