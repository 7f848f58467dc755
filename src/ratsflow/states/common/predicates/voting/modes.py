"""How votes are given: openly, by roll-call, in secret; and in which order."""

from __future__ import annotations

from ratsflow.errors import InvalidInputError
from ratsflow.law.counting import Base, Share, reaches, share_of
from ratsflow.law.voting import MotionKind, Ordered, order_problems
from ratsflow.model import Ballot, BallotMode, BodyKind
from ratsflow.procedure.declared import field, predicate
from ratsflow.procedure.finding import MET, Answer, unknown, unmet
from ratsflow.procedure.question import MissingFactError, Question
from ratsflow.states.common.decide import elected_of, fixed_modes, members_of
from ratsflow.states.common.fields import stated
from ratsflow.states.common.votes import VOTED, count_in_ballot, voted


_SECRET = (
    "vacant_seats",
    "law.secret_vote.share",
    "law.secret_vote.committee",
    "law.secret_vote.vacant_seats_count",
)


@field("vote.mode", "item", *VOTED)
def mode_of_vote(question: Question) -> str:
    """How the vote was given; empty where a body forwards without one."""
    ballot = voted(question)
    return "" if ballot is None else ballot.mode.value


@field("vote.members", "item", *VOTED)
def vote_members(question: Question) -> int:
    """How many voting members the body has by law, by the body or the ballot."""
    ballot = voted(question)
    return stated(
        None if ballot is None else members_of(question, ballot), "body.members"
    )


@field("vote.secret_demand", "item", *VOTED)
def secret_demand(question: Question) -> int:
    """How many members demanded a secret vote."""
    return count_in_ballot(question, "secret_demand")


def _secret_share(question: Question) -> Share:
    """Return the share that can demand a secret vote: of the council, or of another body."""
    council = question.about.body.kind is BodyKind.COUNCIL
    return share_of(question.law, f"secret_vote.{'share' if council else 'committee'}")


def _seats(question: Question) -> int:
    """Return the members of whom the share is taken; vacant seats as the law counts them.

    Raises:
        MissingFactError: vacant seats do not count, and how many there are is not stated.
    """
    members = vote_members(question)
    if question.law.values.get("secret_vote.vacant_seats_count") is not False:
        return members
    return members - int(stated(question.get("vacant_seats"), "vacant_seats"))


@field("vote.secret_least", "item", *_SECRET, *VOTED)
def secret_least(question: Question) -> int:
    """How many members can demand a secret vote."""
    least: int = _secret_share(question).threshold(_seats(question))
    return least


@field("vote.secret_demanded", "item", *_SECRET, *VOTED)
def secret_demanded(question: Question) -> bool:
    """Whether enough members demanded a secret vote (rule I-9)."""
    demand = secret_demand(question)
    if demand == 0:
        return False
    members = vote_members(question)
    if demand > members:
        raise MissingFactError("ballot.secret_demand")
    share = _secret_share(question)
    return reaches(demand, share, members) or demand >= secret_least(question)


@field("vote.secret_as_demanded", "item", *_SECRET, *VOTED)
def secret_as_demanded(question: Question) -> bool:
    """Whether the vote was secret because enough members demanded it."""
    return mode_of_vote(question) == BallotMode.SECRET and secret_demanded(question)


@field("vote.roll_call_demand", "item", *VOTED)
def roll_call_demand(question: Question) -> int:
    """How many members demanded a roll-call."""
    return count_in_ballot(question, "roll_call_demand")


@field(
    "vote.roll_call_least",
    "item roll_call_factions law.roll_call.threshold law.roll_call.share",
    "law.roll_call.factions law.mayor.member",
    *VOTED,
)
def roll_call_least(question: Question) -> int:
    """How many members are enough for a roll-call that was demanded; 0 if it was not.

    A number, a share or a number of factions may each be enough, as the municipality says.
    """
    demand = roll_call_demand(question)
    about, law = question.about.body, question.law
    keys = [
        law.of_body(f"roll_call.{each}", about.name, about.kind.value)
        for each in ("threshold", "share", "factions")
    ]
    number, share, factions = map(law.values.get, keys)
    if number is None and share is None and factions is None:
        number = law[keys[0]]
    if number is not None and demand >= number:
        return int(number)
    if share is not None:
        whole = _base_of(question, share_of(law, keys[1]).base)
        if reaches(demand, share_of(law, keys[1]), whole) is True:
            return share_of(law, keys[1]).threshold(whole)
    if factions is None:
        return 0
    given = stated(question.inputs.get("roll_call_factions"), "roll_call_factions")
    return max(demand, 1) if given >= factions else 0


def _base_of(question: Question, base: Base) -> int:
    """Return the number that a share of those who may demand something is of."""
    if base is Base.PRESENT_ELIGIBLE:
        return count_in_ballot(question, "present")
    members = vote_members(question)
    elected = elected_of(question, members) if base is Base.ELECTED else members
    return stated(elected, "body.members")


def is_mandated(question: Question, mode: BallotMode) -> bool:
    """Tell whether a statute fixes the mode for one of the topics (rule N-5)."""
    if question.motion.topics is None or voted(question) is None:
        return False
    return mode.value in fixed_modes(question)


@field(
    "vote.secret_by_law",
    "paper.topics law.vote_mode.by_topic item law.topics.own",
    *VOTED,
)
def secret_by_law(question: Question) -> bool:
    """Whether a statute fixes a secret vote; in doubt, and without a vote, none does."""
    return is_mandated(question, BallotMode.SECRET)


@field(
    "vote.roll_call_by_law",
    "paper.topics law.vote_mode.by_topic item law.topics.own",
    *VOTED,
)
def roll_call_by_law(question: Question) -> bool:
    """Whether a statute fixes a roll-call; in doubt, and without a vote, none does."""
    return is_mandated(question, BallotMode.ROLL_CALL)


@predicate("resolution", "vote_order", *VOTED)
def order_kept(question: Question) -> Answer:
    """Tell whether the votes were taken in the order that councils keep."""
    ballot, texts = voted(question), question.inputs.get("vote_order")
    if texts is None:
        amended = question.inputs.get("resolution") or (ballot and ballot.amended)
        return unknown("vote_order") if amended else MET
    try:
        votes = [_ordered(text) for text in texts]
    except (ValueError, InvalidInputError):
        kinds = ", ".join(kind.value for kind in MotionKind)
        needed = f"KIND / KIND:REACH ({kinds})"
        return unknown("vote_order", observed=", ".join(texts), required=needed)
    problems = order_problems(votes)
    if not problems:
        return MET
    return unmet("; ".join(problem.de for problem in problems), "vote_order")


def _ordered(text: str) -> Ordered:
    kind, _, reach = text.partition(":")
    return Ordered(text, MotionKind(kind), int(reach) if reach else None)


@predicate("paper.topics", "ballot", "law.vote_mode.by_topic", "law.topics.own")
def vote_mode(question: Question) -> Answer:
    """Answer whether the vote was taken in the mode that a statute fixes."""
    needed = fixed_modes(question)
    if not needed:
        return MET
    ballot = question.inputs.get("ballot")
    if not isinstance(ballot, Ballot):
        raise MissingFactError("ballot")
    found, wanted = ballot.mode.value, sorted(needed)
    if wanted == [found]:
        return MET
    return unmet(found, ", ".join(wanted), mode=found, needed=wanted)
