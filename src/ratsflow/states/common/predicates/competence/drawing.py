"""A body draws a decision to itself: recall and reservation, by its own vote (C-4, C-5)."""

from __future__ import annotations

from ratsflow.procedure.declared import field, predicate
from ratsflow.procedure.finding import MET, Answer, unmet
from ratsflow.procedure.question import MissingFactError, Question
from ratsflow.states.common.decide import COUNTED, ballot_of, simply_carried
from ratsflow.states.common.predicates.competence.matter import is_council
from ratsflow.states.common.votes import in_its_meeting


_DRAWN = ("recalled", "reserved")


def recalled_by_council(question: Question) -> bool:
    """Tell whether the council has taken the matter back and not given it away again."""
    facts = question.case.facts
    by_council = facts.get("drawn_by") in council_names(question)
    return facts.get("recalled") is True and by_council


def council_names(question: Question) -> tuple[str, ...]:
    """Return the names of the council: it reserves a matter for any body of its own."""
    route = question.case.consultations
    return tuple(each.body.name for each in route if is_council(each.body))


@field("decision.may_be_reserved_by", "item", "case")
def may_be_reserved_by(question: Question) -> tuple[str, ...]:
    """The names of the body at hand and of the council, which can reserve the matter."""
    return tuple(dict.fromkeys((question.about.body.name, *council_names(question))))


@field("decision.drawn_here", "drawn_by", "item")
def is_drawn_here(question: Question) -> bool:
    """Whether the body at hand is the one that has drawn the decision."""
    return bool(question.get("drawn_by") == question.about.body.name)


@field("decision.recalled", "recalled", "case")
def is_recalled(question: Question) -> bool:
    """Whether the matter is taken back now, or was by the council."""
    return question.inputs.get("recalled") is True or recalled_by_council(question)


@field("decision.drawn", "recalled", "reserved", "case")
def draws(question: Question) -> bool:
    """Whether the body draws anything, or gives up what was drawn.

    To say of what nobody has drawn that it is not drawn takes no vote.

    Raises:
        MissingFactError: it says neither.
    """
    stated = [question.inputs.get(name) for name in _DRAWN]
    if stated == [None, None]:
        raise MissingFactError("recalled")
    drawn = [question.case.facts.get(name) for name in _DRAWN]
    return True in (*stated, *drawn)


@predicate("{ballot}", *COUNTED)
def more_yes_than_no(question: Question, ballot: str) -> Answer:
    """Tell whether a ballot has more Yes than No; the mayor's counts where he has one."""
    found = ballot_of(question, ballot)
    if simply_carried(question, found):
        return MET
    return unmet(f"{found.yes}:{found.no}", "> 1:1")


@predicate("procedural_ballot", "item", "day")
def of_its_meeting(question: Question) -> Answer:
    """Tell whether the vote is of the meeting, and of no more than the body's members."""
    body = question.about.body
    ballot = ballot_of(question, "procedural_ballot")
    held = in_its_meeting(question, ballot)
    if held is not MET or body.members is None:
        return held
    if ballot.members not in (None, body.members):
        told, members = ballot.members, body.members
        return unmet(f"{told}", f"{members}", stated=told, members=members)
    if ballot.cast <= body.members:
        return MET
    numbers = {"cast": ballot.cast, "members": body.members}
    code = "drawn_in_its_meeting.too_many"
    return unmet(f"{ballot.cast}", f"≤ {body.members}", code, **numbers)
