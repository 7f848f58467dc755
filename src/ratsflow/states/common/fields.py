"""What conditions name as a value: parts of the paper, the item, the meeting, the case.

A field that is not stated raises, so that the rule answers *unknown*; where a condition
may do without it, it writes ``?`` behind the name. A field says "none" by an empty value
only where its docstring says so.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TypeVar

from ratsflow.law.periods import local_day, nth_day_after
from ratsflow.model import (
    AgendaRoute,
    Ballot,
    BallotMode,
    BodyKind,
    Consultation,
    ConsultationRole,
    Meeting,
    MeetingForm,
    Motion,
    Organization,
    PaperType,
)
from ratsflow.procedure.declared import field
from ratsflow.procedure.question import MissingFactError, Question
from ratsflow.states.common.states import ON_AN_AGENDA
from ratsflow.states.common.topics import topics


T = TypeVar("T")

PAST_MIDNIGHT = 1
"""Days by which a sitting may outlast the day on which it began."""

LIKE_ITS_BASE = frozenset({PaperType.SUPPLEMENT, PaperType.TABLED_PAPER})
"""Papers that follow the rules of the paper they belong to (fact ``base_paper_type``)."""

ADMINISTRATIVE = frozenset(
    {
        PaperType.DECISION_PAPER,
        PaperType.INFORMATION_PAPER,
        PaperType.URGENT_PAPER,
        PaperType.ANSWER,
    }
)
"""Papers of the administration: legally the mayor's, signed before they go out."""

WITHOUT_VOTE = frozenset(
    {PaperType.QUESTION, PaperType.ANSWER, PaperType.INFORMATION_PAPER}
)
"""Papers that are answered or noted and never voted on."""

RESIDENTS = frozenset(
    {PaperType.PETITION, PaperType.RESIDENT_MOTION, PaperType.CITIZENS_INITIATIVE}
)
"""Papers that residents bring in."""

ON_DEMAND = frozenset({PaperType.FACTION_MOTION, PaperType.AMENDMENT, *RESIDENTS})
"""Papers that members, a minority or residents have a right to see dealt with."""

OF_ANOTHER_ITEM = frozenset({PaperType.AMENDMENT, PaperType.PROCEDURAL_MOTION})
"""Papers that are dealt with under an item that is announced already."""


def stated(value: T | None, name: str) -> T:
    """Return a value.

    Raises:
        MissingFactError: it is None: nobody has stated it.
    """
    if value is None:
        raise MissingFactError(name)
    return value


# ------------------------------------------------------------------------------ the step


@field("day")
def day(question: Question) -> date:
    """The day on which the step takes effect."""
    return question.day


@field("role")
def role(question: Question) -> str:
    """The role in which the step is taken; empty for none."""
    return question.role


@field("role.deputy", "role")
def role_deputy(question: Question) -> bool:
    """Whether the role is used as a deputy of its holder."""
    return question.as_deputy


@field("step")
def step(question: Question) -> str:
    """The name of the step."""
    return question.step


# ----------------------------------------------------------------------------- the paper


@field("paper.type", "paper")
def paper_type(question: Question) -> PaperType:
    """The type under which the paper is filed."""
    return question.motion.paper_type


@field("paper.type_on_file", "case")
def paper_type_on_file(question: Question) -> PaperType:
    """The type under which the paper is filed, whatever is handed in."""
    return question.case.motion.paper_type


@field("paper.counts_as", "paper", "base_paper_type")
def paper_counts_as(question: Question) -> PaperType | str:
    """The type whose rules the paper follows; empty while that of its base is not known.

    A supplement and a tabled paper follow the rules of the paper that they belong to.
    """
    return kind_of(question) or ""


@field("paper.kind", "paper", "base_paper_type")
def paper_kind(question: Question) -> PaperType:
    """The type whose rules the paper follows.

    Raises:
        MissingFactError: nobody has stated the type of its base.
    """
    kind = question.motion.paper_type
    if kind in LIKE_ITS_BASE:
        kind = PaperType(question.fact("base_paper_type"))
    if kind in LIKE_ITS_BASE:
        raise MissingFactError("base_paper_type")
    return kind


@field("paper.kind_on_file", "case")
def paper_kind_on_file(question: Question) -> PaperType:
    """The type whose rules the paper on file follows, whatever is handed in.

    Raises:
        MissingFactError: nobody has stated the type of its base.
    """
    case = question.case
    kind = case.motion.paper_type
    if kind in LIKE_ITS_BASE:
        kind = PaperType(case.facts.get("base_paper_type", kind))
    if kind in LIKE_ITS_BASE:
        raise MissingFactError("base_paper_type")
    return kind


def kind_of(question: Question, motion: Motion | None = None) -> PaperType | None:
    """Return the type whose rules the paper follows; None if its base is not stated."""
    kind = (motion or question.motion).paper_type
    if kind not in LIKE_ITS_BASE:
        return kind
    base = question.get("base_paper_type")
    base = question.case.motion.paper_type if base is None else PaperType(base)
    return None if base in LIKE_ITS_BASE else base


def is_administrative(question: Question, motion: Motion | None = None) -> bool:
    """Tell whether the administration answers for a paper; in doubt it does."""
    kind = kind_of(question, motion)
    return kind is None or kind in ADMINISTRATIVE


@field("paper.is_administrative", "paper", "base_paper_type")
def paper_is_administrative(question: Question) -> bool:
    """Whether the administration answers for the paper; in doubt it does."""
    return is_administrative(question)


@field("paper.is_voted_on", "paper", "base_paper_type")
def is_voted_on(question: Question) -> bool:
    """Whether the type of paper ends in a vote; in doubt it does."""
    return kind_of(question) not in WITHOUT_VOTE


@field("paper.of_residents", "paper", "base_paper_type")
def paper_of_residents(question: Question) -> bool:
    """Whether it is a type of paper that residents bring in."""
    return kind_of(question) in RESIDENTS


@field("paper.on_demand", "case")
def paper_on_demand(question: Question) -> bool:
    """Whether members, a minority or residents have a right to see the paper dealt with.

    Raises:
        MissingFactError: nobody has stated the type of its base.
    """
    return paper_kind_on_file(question) in ON_DEMAND


@field("paper.topics", "paper")
def paper_topics(question: Question) -> tuple[str, ...]:
    """What the paper is about, with all that its topics are under; empty for none.

    Raises:
        MissingFactError: nobody has classified it.
    """
    return topics(question)


@field("paper.related", "paper")
def paper_related(question: Question) -> tuple[str, ...]:
    """The numbers of the papers that it belongs to; may be empty."""
    return question.motion.related


@field("paper.summary", "paper")
def paper_summary(question: Question) -> str:
    """The summary of the paper; may be empty."""
    return question.motion.summary


@field("paper.originators", "case")
def paper_originators(question: Question) -> tuple[str, ...]:
    """Who brought the paper on file in.

    Raises:
        MissingFactError: nobody has stated it.
    """
    return stated(question.case.motion.originators or None, "motion.originators")


@field("text.changed", "paper", "case")
def text_changed(question: Question) -> bool:
    """Whether the text handed in differs from the one on file."""
    return question.motion.text_hash != question.case.motion.text_hash


# ------------------------------------------------------------------------------ the case


@field("case.state", "case")
def case_state(question: Question) -> str:
    """The state of the case in its lifecycle."""
    return question.case.state


@field("case.since", "case")
def case_since(question: Question) -> date:
    """The day on which the case came into its present state.

    Raises:
        MissingFactError: it is not on record.
    """
    return local_day(stated(question.case.since, "case.since"))


@field("case.on_an_agenda", "case")
def case_on_an_agenda(question: Question) -> bool:
    """Whether the paper stands on the agenda of some body."""
    return any(each.state in ON_AN_AGENDA for each in question.case.consultations)


@field("decision.private", "case", "paper")
def decision_private(question: Question) -> bool:
    """Whether the decision was taken in private; false while there is none.

    Raises:
        MissingFactError: neither its item nor the paper says so.
    """
    decided = question.case.deciding
    return decided is not None and not is_public(decided, question.motion)


@field("decision.day", "case")
def decision_day(question: Question) -> date:
    """The day of the meeting that took the decision.

    Raises:
        MissingFactError: no body has decided, or its day is not on record.
    """
    decided = question.case.deciding
    days: Sequence[date] = () if decided is None else decided.days
    return stated(days[-1] if days else None, "decision")


@field("decision.body", "case")
def decision_body(question: Question) -> str:
    """The body that decided last.

    Raises:
        MissingFactError: none has decided; as for all that is asked of the decision.
    """
    return stated(question.case.deciding, "decision").body.name


@field("decision.body_kind", "case")
def decision_body_kind(question: Question) -> BodyKind:
    """The kind of body that decided last."""
    return stated(question.case.deciding, "decision").body.kind


@field("decision.result", "case")
def decision_result(question: Question) -> str:
    """The result of the consultation that decided last."""
    return stated(question.case.deciding, "decision").result


@field("case.results", "case")
def case_results(question: Question) -> tuple[str, ...]:
    """What the bodies made of their items so far; empty for none."""
    return tuple(each.result for each in question.case.consultations if each.result)


# ------------------------------------------------------------------------------ the body


@field("body.kind", "item")
def body_kind(question: Question) -> BodyKind:
    """The kind of body that the consultation is in."""
    return question.about.body.kind


@field("body.name", "item")
def body_name(question: Question) -> str:
    """The name of the body that the consultation is in."""
    return question.about.body.name


@field("body.members", "item")
def body_members(question: Question) -> int:
    """How many voting members the body has by law or statute.

    Raises:
        MissingFactError: nobody has stated it.
    """
    return stated(question.about.body.members, "body.members")


@field("body.is_committee", "item")
def body_is_committee(question: Question) -> bool:
    """Whether the body is a committee of the council."""
    return question.about.body.is_committee


@field("body.chaired_by", "item")
def body_chaired_by(question: Question) -> str:
    """The role that presides over the body: of the council the mayor."""
    return chair_of(question.about.body)


def chair_of(body: Organization) -> str:
    """Return the role that presides over a body."""
    return "mayor" if body.kind is BodyKind.COUNCIL else "chair"


@field("council.members", "case", "consultations")
def council_members(question: Question) -> int:
    """How many voting members the council on the route has by law, with the mayor.

    Raises:
        MissingFactError: nobody has stated it, or two items say two numbers.
    """
    added: tuple[Consultation, ...] = question.inputs.get("consultations") or ()
    sizes = {
        each.body.members
        for each in (*question.case.consultations, *added)
        if each.body.kind is BodyKind.COUNCIL and each.body.members is not None
    }
    return stated(sizes.pop() if len(sizes) == 1 else None, "body.members")


@field("council.elected", "case", "consultations", "law.mayor.member")
def council_elected(question: Question) -> int:
    """How many of them are elected members: not the mayor, where the mayor is one."""
    return council_members(question) - int(question.law["mayor.member"] is True)


# ------------------------------------------------------------------------------ the item


@field("item.role", "item")
def item_role(question: Question) -> ConsultationRole:
    """What the body is asked for."""
    return question.about.role


@field("item.state", "item")
def item_state(question: Question) -> str:
    """The state of the consultation."""
    return question.about.state


@field("item.result", "item")
def item_result(question: Question) -> str:
    """The result of the consultation; empty while there is none."""
    return question.about.result


@field("item.about", "item")
def item_about(question: Question) -> str:
    """The objection that the consultation answers; empty for none."""
    return question.about.about


@field("item.excluded", "item")
def item_excluded(question: Question) -> tuple[str, ...]:
    """Who is known to be excluded for bias from the item; empty for nobody."""
    return question.about.excluded


@field("item.on_an_agenda", "item")
def item_on_an_agenda(question: Question) -> bool:
    """Whether the item stands on the agenda of its meeting."""
    return question.about.state in ON_AN_AGENDA


@field("item.public", "item", "paper")
def item_public(question: Question) -> bool:
    """Whether the item is dealt with in public, by what the item or the paper says.

    Raises:
        MissingFactError: neither says so.
    """
    return is_public(question.about, question.motion)


@field("item.stated_public", "item")
def item_stated_public(question: Question) -> bool:
    """Whether the item itself says that it is dealt with in public.

    Raises:
        MissingFactError: it does not say.
    """
    return stated(question.about.public, "consultation.public")


def is_public(item: Consultation, paper: Motion) -> bool:
    """Tell whether an item is dealt with in public.

    Raises:
        MissingFactError: neither the item nor the paper says so.
    """
    public = paper.public if item.public is None else item.public
    return stated(public, "consultation.public")


@field("item.found_inquorate", "inquorate", "item")
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


@field("item.last_day", "item")
def item_last_day(question: Question) -> date:
    """The day on which the body dealt with the item last.

    Raises:
        MissingFactError: it has not, or its day is not on record.
    """
    days = question.about.days
    return stated(days[-1] if days else None, "consultation.days")


@field("item.forwarded", "ballot")
def item_forwarded(question: Question) -> bool:
    """Whether a body passes the paper on without a vote (rule J-1)."""
    return question.step == "recommend" and question.inputs.get("ballot") is None


@field("vote.secret", "ballot", "secret")
def vote_secret(question: Question) -> bool:
    """Whether the vote is taken by secret ballot."""
    ballot = question.inputs.get("ballot")
    if isinstance(ballot, Ballot) and ballot.mode is BallotMode.SECRET:
        return True
    return question.inputs.get("secret") is True


@field("route", "route", "item", "paper")
def route(question: Question) -> AgendaRoute:
    """How the item comes onto the agenda; a paper under another's item comes with that.

    Raises:
        MissingFactError: nobody has stated it.
    """
    way = stated_route(question)
    if question.motion.paper_type in OF_ANOTHER_ITEM:
        return AgendaRoute.REGULAR
    return stated(way, "consultation.route")


def stated_route(question: Question) -> AgendaRoute | None:
    """Return how the item came, or is to come, onto the agenda; None if not stated."""
    given = question.inputs.get("route")
    return question.about.route if given is None else AgendaRoute(given)


@field("route.stated", "route", "item")
def route_stated(question: Question) -> AgendaRoute:
    """How the item came, or is to come, onto the agenda, by what is stated.

    Raises:
        MissingFactError: nobody has stated it.
    """
    return stated(stated_route(question), "route")


@field("route.on_file", "item")
def route_on_file(question: Question) -> AgendaRoute:
    """How the item came onto the agenda, whatever is handed in.

    Raises:
        MissingFactError: it is on none.
    """
    return stated(question.about.route, "consultation.route")


# --------------------------------------------------------------------------- the meeting


def meeting(question: Question) -> Meeting:
    """Return the meeting: the one handed in, else the consultation's.

    Raises:
        MissingFactError: there is none.
    """
    found = question.inputs.get("meeting") or question.about.meeting
    if not isinstance(found, Meeting):
        raise MissingFactError("meeting")
    return found


def last_day(held: Meeting) -> date:
    """Return the last day of a sitting, which may outlast midnight."""
    return nth_day_after(held.day, PAST_MIDNIGHT)


@field("meeting.day", "meeting", "item")
def meeting_day(question: Question) -> date:
    """The day of the meeting in which the item is up.

    Raises:
        MissingFactError: there is no meeting; as for all that is asked of it.
    """
    return meeting(question).day


@field("meeting.day_on_file", "item")
def meeting_day_on_file(question: Question) -> date:
    """The day of the meeting for which the item is planned, whatever is handed in."""
    return stated(question.about.meeting, "consultation.meeting").day


@field("meeting.last_day", "meeting", "item")
def meeting_last_day(question: Question) -> date:
    """The last day of that sitting, which may outlast midnight."""
    return last_day(meeting(question))


@field("meeting.begun", "meeting", "item", "day")
def meeting_begun(question: Question) -> bool:
    """Whether the day of the step is the day of the meeting, or later."""
    return question.day >= meeting(question).day


@field("meeting.now", "meeting", "item", "day")
def meeting_now(question: Question) -> bool:
    """Whether the day of the step lies in the sitting."""
    held = meeting(question)
    if question.day <= held.day:
        return question.day == held.day
    return question.day <= last_day(held)


@field("meeting.to_come", "meeting", "item", "day")
def meeting_to_come(question: Question) -> date:
    """The day of a meeting that is still to come.

    Raises:
        MissingFactError: it has begun.
    """
    held = meeting(question)
    return stated(held.day if question.day < held.day else None, "meeting.day")


@field("meeting.form", "meeting", "item")
def meeting_form(question: Question) -> MeetingForm:
    """Whether the body meets in person, digitally or in both ways at once."""
    return meeting(question).form


@field("meeting.urgent", "meeting", "item")
def meeting_urgent(question: Question) -> bool:
    """Whether it is convened at the shorter notice of urgent meetings."""
    return bool(meeting(question).urgency_reason.strip())


@field("meeting.invited_on", "meeting", "item")
def meeting_invited_on(question: Question) -> date:
    """The day on which the invitation was received."""
    return stated(meeting(question).invited_on, "meeting.invited_on")


@field("meeting.published_on", "meeting", "item")
def meeting_published_on(question: Question) -> date:
    """The day on which time, place and agenda were publicly announced."""
    return stated(meeting(question).published_on, "meeting.published_on")


@field("meeting.supplemented_on", "meeting", "item")
def meeting_supplemented_on(question: Question) -> date:
    """The day on which the supplementary agenda was received."""
    return stated(meeting(question).supplemented_on, "meeting.supplemented_on")


@field("meeting.supplement_published_on", "meeting", "item")
def meeting_supplement_published_on(question: Question) -> date:
    """The day on which the supplementary agenda was publicly announced."""
    found = meeting(question).supplement_published_on
    return stated(found, "meeting.supplement_published_on")


@field("meeting.dispatched_on", "meeting", "item")
def meeting_dispatched_on(question: Question) -> date:
    """The day on which the agenda is sent out."""
    return stated(meeting(question).dispatched_on, "meeting.dispatched_on")


@field("meeting.sent_on", "meeting", "item")
def meeting_sent_on(question: Question) -> date:
    """The day on which the agenda went out; the day of receipt if only that is known."""
    held = meeting(question)
    return stated(held.dispatched_on or held.invited_on, "meeting.dispatched_on")


@field("meeting.second_call", "item")
def meeting_second_call(question: Question) -> bool:
    """Whether the body was convened again for what lack of quorum had deferred."""
    held = question.about.meeting
    return held is not None and held.second_call


@field("meeting.is_second_with_notice", "meeting", "item")
def meeting_is_second_with_notice(question: Question) -> bool:
    """Whether the invitation is the second one, and says that the number will not matter."""
    held = meeting(question)
    return held.second_call and held.second_call_notice
