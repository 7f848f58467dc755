"""Which steps are votes of a body, and the ballot that each takes in."""

from __future__ import annotations

from ratsflow.model import Ballot
from ratsflow.model.alike import distinct, is_one_of
from ratsflow.procedure.declared import field
from ratsflow.procedure.finding import MET, Answer, unmet
from ratsflow.procedure.question import MissingFactError, Question
from ratsflow.states.common.decide import ballot_of
from ratsflow.states.common.election import candidates_of
from ratsflow.states.common.fields import is_sitting, stated


BY_LISTS = "elect_by_lists"
ELECTING = ("elect", BY_LISTS)
"""Every step on which a body elects; it takes in the votes one by one."""


def is_one(question: Question, group: str) -> bool:
    """Tell whether the step is in a group of the procedure, for example ``votes``."""
    return question.step in question.groups[group]


def is_simple(question: Question) -> bool:
    """Tell whether more Yes than No is enough, whatever the decision itself takes."""
    return is_one(question, "votes") and not is_one(question, "on_the_paper")


VOTED = (
    "ballot step candidates lists no_votes invalid_votes present mayor item.excluded "
    "excluded_without_vote",
)
"""What it takes to say how somebody voted, on a step that votes and on one that elects."""


def voted(question: Question) -> Ballot | None:
    """Return the ballot handed in; None where a body forwards without a vote (J-1).

    An election hands in its counts one by one; they are put together to a ballot, in
    which the votes for all candidates or lists count as Yes.
    """
    if question.step == "recommend" and question.inputs.get("ballot") is None:
        return None
    if question.step in ELECTING:
        return _of_election(question)
    return ballot_of(question)


def _of_election(question: Question) -> Ballot:
    votes, inputs = candidates_of(question), question.inputs
    if not votes:
        raise MissingFactError("lists" if question.step == BY_LISTS else "candidates")
    yes, no = sum(votes.values()), inputs.get("no_votes", 0)
    invalid, present = inputs.get("invalid_votes", 0), inputs.get("present")
    enough = present is not None and present >= yes + no + invalid
    counted = present if enough else None
    return Ballot(
        yes=yes,
        no=no,
        invalid=invalid,
        present=counted,
        excluded=question.about.excluded,
        mayor=inputs.get("mayor"),
        excluded_without_vote=inputs.get("excluded_without_vote", ()),
    )


def delegates(question: Question) -> bool:
    """Tell whether the vote is one on delegating all decisions to the main committee."""
    return question.inputs.get("delegates_to_main_committee") is True


def may_delegate(question: Question) -> bool:
    """Tell whether there is a norm by which the council delegates all its decisions."""
    return question.law.values.get("urgent.delegation") is True


def in_its_meeting(question: Question, ballot: Ballot | None) -> Answer:
    """Answer whether a vote, or an election, was of the meeting of its item (I-15)."""
    if ballot is not None and ballot.circular:
        found = "ballot.circular = True"
        return unmet(found, "ballot.circular = False", "in_its_meeting.circular")
    meeting = stated(question.about.meeting, "consultation.meeting")
    if is_sitting(meeting, question.day):
        return MET
    day, code = meeting.day, "in_its_meeting.other_day"
    return unmet(question.day, f"= {day}", code, day=question.day, meeting=day)


def excluded_from(question: Question, ballot: Ballot) -> tuple[str, ...]:
    """Return everybody excluded for bias from this item, by consultation or ballot."""
    known = question.consultation.excluded if question.consultation else ()
    return distinct((*known, *ballot.excluded))


def excluded_voters(question: Question, ballot: Ballot) -> tuple[str, ...]:
    """Return those excluded who would have a vote: by so many fewer can have voted."""
    excluded = excluded_from(question, ballot)
    return tuple(not_among(excluded, ballot.excluded_without_vote))


def taking_part(question: Question, ballot: Ballot) -> set[str]:
    """Return who is known to have voted on a ballot, or to have led the vote."""
    chair = {question.actor.id} if question.role == "chair" else set()
    return {name for name, _ in ballot.votes} | {ballot.chair} | chair


def not_among(names: tuple[str, ...], others: tuple[str, ...]) -> list[str]:
    """Return the names that do not stand among others, however they are written."""
    return [name for name in names if not is_one_of(name, others)]


def judged(question: Question) -> Ballot | None:
    """Return the ballot at hand, else that of the decision; None if there is none."""
    if is_one(question, "votes"):
        return voted(question)
    decided = question.case.deciding
    return decided.ballots[-1] if decided is not None and decided.ballots else None


def count_in_ballot(question: Question, name: str) -> int:
    """Return a count of the ballot at hand."""
    ballot = voted(question)
    return int(
        stated(None if ballot is None else getattr(ballot, name), f"ballot.{name}")
    )


@field("vote.excluded", *VOTED)
def vote_excluded(question: Question) -> tuple[str, ...]:
    """Who is excluded for bias from the item that is voted on; empty for nobody."""
    ballot = voted(question)
    return () if ballot is None else excluded_from(question, ballot)


@field("vote.excluded_voters", *VOTED)
def vote_excluded_voters(question: Question) -> tuple[str, ...]:
    """Who of those excluded would have a vote in the body; empty for nobody."""
    ballot = voted(question)
    return () if ballot is None else excluded_voters(question, ballot)


@field("vote.wrongly_excluded", "case.consultations", *VOTED)
def vote_wrongly_excluded(question: Question) -> int:
    """How many were excluded without a ground from the vote, or from the decision."""
    ballot = judged(question)
    return 0 if ballot is None else len(ballot.wrongly_excluded)
