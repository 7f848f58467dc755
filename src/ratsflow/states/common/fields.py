"""What conditions name as a value: parts of the paper, the item, the meeting, the case.

A field that is not stated raises, so that the rule answers *unknown*; where a condition
may do without it, it writes ``?`` behind the name. A field says "none" by an empty value
only where its docstring says so. What is a part as it stands is named in ``fields.toml``,
below the roots that are declared here.
"""

from __future__ import annotations

from datetime import date
from typing import TypeVar

from ratsflow.law.periods import local_day, nth_day_after
from ratsflow.law.source import read
from ratsflow.model import (
    AgendaRoute,
    BodyKind,
    Consultation,
    Meeting,
    Motion,
    Organization,
    PaperType,
)
from ratsflow.procedure.case import Case
from ratsflow.procedure.declared import field, root
from ratsflow.procedure.question import MissingFactError, Question
from ratsflow.states.common import FOLDER


T = TypeVar("T")

PAST_MIDNIGHT = 1
"""Days by which a sitting may outlast the day on which it began."""

_TYPES = read(FOLDER / "papers.toml", FOLDER.name).table["types"]


def _of(name: str) -> frozenset[PaperType]:
    return frozenset(map(PaperType, _TYPES[name]))


# what each of these sets of types is, papers.toml says
LIKE_ITS_BASE, ADMINISTRATIVE = _of("like_its_base"), _of("administrative")
WITHOUT_VOTE, OF_MEMBERS = _of("without_vote"), _of("of_members")
RESIDENTS, ON_DEMAND = _of("residents"), _of("on_demand")
OF_ANOTHER_ITEM = _of("of_another_item")


def stated(value: T | None, name: str) -> T:
    """Return a value; `MissingFactError` for None: nobody has stated it."""
    if value is None:
        raise MissingFactError(name)
    return value


@root("case", "case")
def case(question: Question) -> Case:
    """Return the case before the step."""
    return question.case


@root("paper", "paper", called="motion")
def paper(question: Question) -> Motion:
    """Return the paper as it would stand: the one handed in, else the case's."""
    return question.motion


@root("paper_on_file", "paper", called="motion")
def paper_on_file(question: Question) -> Motion:
    """Return the paper of the case."""
    return question.case.motion


@root("decision", "case.consultations")
def decided(question: Question) -> Consultation:
    """Return the consultation that took the resolution."""
    return stated(question.case.deciding, "decision")


@root("item", "item", called="consultation")
def item(question: Question) -> Consultation:
    """Return the consultation that the step is about."""
    return question.about


@root("body", "item.body")
def body(question: Question) -> Organization:
    """Return the body that the consultation is in."""
    return question.about.body


@root("meeting", "meeting", "item.meeting")
def meeting(question: Question) -> Meeting:
    """Return the meeting: the one handed in, else the consultation's."""
    found = question.inputs.get("meeting") or question.about.meeting
    if not isinstance(found, Meeting):
        raise MissingFactError("meeting")
    return found


def kind_of(question: Question, motion: Motion | None = None) -> PaperType | None:
    """Return the type whose rules the paper follows; None if its base is not stated."""
    kind = (motion or question.motion).paper_type
    if kind not in LIKE_ITS_BASE:
        return kind
    base = question.get("base_paper_type")
    base = question.case.motion.paper_type if base is None else PaperType(base)
    return None if base in LIKE_ITS_BASE else base


@field("paper.counts_as", "paper.paper_type", "base_paper_type")
def paper_counts_as(question: Question) -> PaperType | str:
    """The type whose rules the paper follows; empty while that of its base is not known.

    A supplement and a tabled paper follow the rules of the paper that they belong to.
    """
    return kind_of(question) or ""


@field("paper.kind", "paper.paper_type", "base_paper_type")
def paper_kind(question: Question) -> PaperType:
    """The type whose rules the paper follows."""
    return _of_type(question.motion.paper_type, question.get("base_paper_type"))


@field("paper.kind_on_file", "base_paper_type", "paper.paper_type")
def paper_kind_on_file(question: Question) -> PaperType:
    """The type whose rules the paper on file follows, whatever is handed in."""
    case = question.case
    return _of_type(case.motion.paper_type, case.facts.get("base_paper_type"))


def _of_type(kind: PaperType, named: str | None) -> PaperType:
    if kind not in LIKE_ITS_BASE:
        return kind
    base = None if named is None else PaperType(named)
    return stated(None if base in LIKE_ITS_BASE else base, "base_paper_type")


@field("paper.is_administrative", "paper.paper_type", "base_paper_type")
def is_administrative(question: Question, motion: Motion | None = None) -> bool:
    """Whether the administration answers for a paper; in doubt it does."""
    kind = kind_of(question, motion)
    return kind is None or kind in ADMINISTRATIVE


@field("paper.is_voted_on", "paper.paper_type", "base_paper_type")
def is_voted_on(question: Question) -> bool:
    """Whether the type of paper ends in a vote; in doubt it does."""
    return kind_of(question) not in WITHOUT_VOTE


@field("paper.on_demand", "base_paper_type", "paper.paper_type")
def paper_on_demand(question: Question) -> bool:
    """Whether members, a minority or residents have a right to see the paper dealt with."""
    return paper_kind_on_file(question) in ON_DEMAND


@field("paper.originators", "paper.originators")
def paper_originators(question: Question) -> tuple[str, ...]:
    """Who brought the paper on file in."""
    return stated(question.case.motion.originators or None, "motion.originators")


@field("text.changed", "paper.text_hash")
def text_changed(question: Question) -> bool:
    """Whether the text handed in differs from the one on file."""
    return question.motion.text_hash != question.case.motion.text_hash


@field("case.since", "case.since")
def case_since(question: Question) -> date:
    """The day on which the case came into its present state."""
    return local_day(stated(question.case.since, "case.since"))


@field("case.on_an_agenda", "case.consultations")
def case_on_an_agenda(question: Question) -> bool:
    """Whether the paper stands on the agenda of some body."""
    on = question.groups["on_an_agenda"]
    return any(each.state in on for each in question.case.consultations)


@field("decision.private", "case.consultations", "paper.public")
def decision_private(question: Question) -> bool:
    """Whether the decision was taken in private; false while there is none."""
    found = question.case.deciding
    return found is not None and not is_public(found, question.motion)


@field("case.results", "case.consultations")
def case_results(question: Question) -> tuple[str, ...]:
    """What the bodies made of their items so far; empty for none."""
    return tuple(each.result for each in question.case.consultations if each.result)


@field("body.chaired_by", "item.body")
def body_chaired_by(question: Question) -> str:
    """The role that presides over the body: of the council the mayor."""
    return chair_of(question.about.body)


def chair_of(body: Organization) -> str:
    """Return the role that presides over a body."""
    return "mayor" if body.kind is BodyKind.COUNCIL else "chair"


@field("item.on_an_agenda", "item.state")
def item_on_an_agenda(question: Question) -> bool:
    """Whether the item stands on the agenda of its meeting."""
    return question.about.state in question.groups["on_an_agenda"]


@field("item.public", "item.public", "paper.public")
def item_public(question: Question) -> bool:
    """Whether the item is dealt with in public, by what the item or the paper says."""
    return is_public(question.about, question.motion)


def is_public(item: Consultation, paper: Motion) -> bool:
    """Tell whether an item is dealt with in public."""
    public = paper.public if item.public is None else item.public
    return stated(public, "consultation.public")


@field("item.found_inquorate", "inquorate item.meeting item.inquorate item.result")
def item_found_inquorate(question: Question) -> bool:
    """Whether lack of quorum stands established for the vote at hand (rule H-2)."""
    if question.inputs.get("inquorate") is True:
        return True
    about = question.about
    called_again = about.meeting is not None and about.meeting.second_call
    return was_deferred(about) and not called_again


def was_deferred(about: Consultation) -> bool:
    """Tell whether lack of quorum is why the item is up again.

    A vote that put it off since is another reason; a runoff ends the same election.
    """
    return about.inquorate and about.result in ("", "inquorate", "runoff")


@field("item.last_day", "item.days")
def item_last_day(question: Question) -> date:
    """The day on which the body dealt with the item last."""
    days = question.about.days
    return stated(days[-1] if days else None, "consultation.days")


@field("item.forwarded", "ballot", "step")
def item_forwarded(question: Question) -> bool:
    """Whether a body passes the paper on without a vote (rule J-1)."""
    return question.step == "recommend" and question.inputs.get("ballot") is None


@field("route", "route", "item", "paper.paper_type")
def route(question: Question) -> AgendaRoute:
    """How the item comes onto the agenda; a paper under another's item comes with that."""
    way = stated_route(question)
    if question.motion.paper_type in OF_ANOTHER_ITEM:
        return AgendaRoute.REGULAR
    return stated(way, "consultation.route")


def stated_route(question: Question) -> AgendaRoute | None:
    """Return how the item came, or is to come, onto the agenda; None if not stated."""
    given = question.inputs.get("route")
    return question.about.route if given is None else AgendaRoute(given)


@field("route.stated", "route", "item.route")
def route_stated(question: Question) -> AgendaRoute:
    """How the item came, or is to come, onto the agenda, by what is stated."""
    return stated(stated_route(question), "route")


def last_day(held: Meeting) -> date:
    """Return the last day of a sitting, which may outlast midnight."""
    return nth_day_after(held.day, PAST_MIDNIGHT)


def is_sitting(held: Meeting, day: date) -> bool:
    """Tell whether a day lies in a sitting."""
    return held.day <= day and (day == held.day or day <= last_day(held))


@field("meeting.last_day", "meeting", "item.meeting")
def meeting_last_day(question: Question) -> date:
    """The last day of that sitting, which may outlast midnight."""
    return last_day(meeting(question))


@field("meeting.begun", "meeting", "item.meeting", "day")
def meeting_begun(question: Question) -> bool:
    """Whether the day of the step is the day of the meeting, or later."""
    return question.day >= meeting(question).day


@field("meeting.now", "meeting", "item.meeting", "day")
def meeting_now(question: Question) -> bool:
    """Whether the day of the step lies in the sitting."""
    return is_sitting(meeting(question), question.day)


@field("meeting.to_come", "meeting", "item.meeting", "day")
def meeting_to_come(question: Question) -> date:
    """The day of a meeting that is still to come."""
    held = meeting(question)
    return stated(held.day if question.day < held.day else None, "meeting.day")


@field("meeting.sent_on", "meeting", "item.meeting")
def meeting_sent_on(question: Question) -> date:
    """The day on which the agenda went out; the day of receipt if only that is known."""
    held = meeting(question)
    return stated(held.dispatched_on or held.invited_on, "meeting.dispatched_on")


@field("meeting.is_second_with_notice", "meeting", "item.meeting")
def meeting_is_second_with_notice(question: Question) -> bool:
    """Whether the invitation is the second one, and says that the number will not matter."""
    held = meeting(question)
    return held.second_call and held.second_call_notice
