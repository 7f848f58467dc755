"""How votes are given: openly, by roll-call, in secret; and in which order."""

from __future__ import annotations

from ratsflow.errors import InvalidInputError
from ratsflow.law.counting import Base, reaches, share_of
from ratsflow.law.elections import MotionKind, Ordered, order_problems
from ratsflow.model import Ballot, BallotMode, BodyKind
from ratsflow.procedure.declared import predicate
from ratsflow.procedure.finding import MET, Answer, unknown, unmet
from ratsflow.procedure.question import MissingFactError, Question
from ratsflow.states.common.decide import elected_of, fixed_modes, members_of
from ratsflow.states.common.votes import voted


_SHARE = "secret_vote.share"


def _is_demanded(question: Question, ballot: Ballot) -> bool:
    """Tell whether one fifth of all members demanded a secret vote (rule I-9).

    Raises:
        MissingFactError: the demand or the number of members is not stated.
    """
    demand, members = ballot.secret_demand, members_of(question, ballot)
    if demand == 0:
        return False
    if demand is None:
        raise MissingFactError("ballot.secret_demand")
    if members is None:
        raise MissingFactError("body.members")
    if demand > members:
        raise MissingFactError("ballot.secret_demand")
    share = share_of(question.law, _SHARE)
    return reaches(demand, share, members) is True


def _least(question: Question, members: int) -> int:
    """Return how many members can demand a secret vote."""
    least: int = share_of(question.law, _SHARE).threshold(members)
    return least


def is_mandated(question: Question, mode: BallotMode) -> bool:
    """Tell whether a statute fixes the mode for one of the topics (rule N-5)."""
    return question.motion.topics is not None and mode.value in fixed_modes(question)


@predicate("ballot", "law.secret_vote.share", "law.vote_mode.by_topic")
def _open_kept(question: Question) -> Answer:
    ballot = voted(question)
    if ballot is None or ballot.mode is not BallotMode.SECRET:
        return MET
    if is_mandated(question, BallotMode.SECRET) or _is_demanded(question, ballot):
        return MET
    found = f"secret ({ballot.secret_demand})"
    members = members_of(question, ballot)
    if members is None:
        share = share_of(question.law, _SHARE)
        return unmet(found, f"{share.num}/{share.den}")
    least = _least(question, members)
    return unmet(
        found,
        f"≥ {least} / {members}",
        "open_vote_kept.counted",
        demand=ballot.secret_demand,
        least=least,
        members=members,
    )


@predicate("ballot", "law.secret_vote.share", "law.vote_mode.by_topic")
def _council_secret(question: Question) -> Answer:
    return _secret_kept(question, in_council=True)


@predicate("ballot", "law.secret_vote.share", "law.vote_mode.by_topic")
def _committee_secret(question: Question) -> Answer:
    return _secret_kept(question, in_council=False)


def _secret_kept(question: Question, *, in_council: bool) -> Answer:
    ballot = voted(question)
    council = question.about.body.kind is BodyKind.COUNCIL
    if ballot is None or council is not in_council or _is_fixed(question):
        return MET
    if ballot.mode is BallotMode.SECRET or not _is_demanded(question, ballot):
        return MET
    found = f"{ballot.mode.value} ({ballot.secret_demand})"
    members = members_of(question, ballot) or 0
    return unmet(
        found,
        "secret",
        demand=ballot.secret_demand,
        least=_least(question, members),
        members=members,
        mode=ballot.mode.value,
    )


def _is_fixed(question: Question) -> bool:
    return is_mandated(question, BallotMode.ROLL_CALL)


@predicate(
    "ballot",
    "roll_call_factions",
    "law.roll_call.threshold",
    "law.roll_call.share",
    "law.roll_call.factions",
    "law.secret_vote.share",
    "law.vote_mode.by_topic",
)
def _roll_call_kept(question: Question) -> Answer:
    ballot = voted(question)
    if ballot is None or ballot.roll_call_demand == 0:
        return MET
    if ballot.mode is BallotMode.ROLL_CALL:
        return MET
    needed = _roll_call_demanded(question, ballot)
    if not needed or is_mandated(question, BallotMode.SECRET):
        return MET
    if ballot.mode is BallotMode.SECRET and _is_demanded(question, ballot):
        return MET
    mode, demand = ballot.mode.value, ballot.roll_call_demand
    told = f"{mode} ({demand})"
    return unmet(told, f"≥ {needed}", mode=mode, demand=demand, least=needed)


def _roll_call_demanded(question: Question, ballot: Ballot) -> int:
    """Return how many members are enough for a roll-call that was demanded; 0 if it was not.

    A number, a share or a number of factions may each be enough, as the municipality says.

    Raises:
        MissingFactError: who demanded it, or the number of members, is not stated.
        MissingValueError: the municipality says none of them.
    """
    demand = ballot.roll_call_demand
    if demand is None:
        raise MissingFactError("ballot.roll_call_demand")
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
        whole = _base_of(question, ballot, share_of(law, keys[1]).base)
        if reaches(demand, share_of(law, keys[1]), whole) is True:
            return share_of(law, keys[1]).threshold(whole)
    if factions is None:
        return 0
    stated = question.inputs.get("roll_call_factions")
    if stated is None:
        raise MissingFactError("roll_call_factions")
    return max(demand, 1) if stated >= factions else 0


def _base_of(question: Question, ballot: Ballot, base: Base) -> int:
    """Return the number that a share of those who may demand something is of."""
    if base is Base.PRESENT_ELIGIBLE:
        if ballot.present is None:
            raise MissingFactError("ballot.present")
        return ballot.present
    members = members_of(question, ballot)
    if members is not None and base is Base.ELECTED:
        members = elected_of(question, members)
    if members is None:
        raise MissingFactError("body.members")
    return members


@predicate("ballot", "resolution", "vote_order")
def _order_kept(question: Question) -> Answer:
    ballot = voted(question)
    texts = question.inputs.get("vote_order")
    if texts is None:
        amended = question.inputs.get("resolution") or (ballot and ballot.amended)
        return unknown("vote_order") if amended else MET
    try:
        votes = [_ordered(text) for text in texts]
    except (ValueError, InvalidInputError):
        kinds = ", ".join(kind.value for kind in MotionKind)
        return unknown(
            "vote_order",
            observed=", ".join(texts),
            required=f"KIND / KIND:REACH ({kinds})",
        )
    problems = order_problems(votes)
    if not problems:
        return MET
    return unmet("; ".join(problem.de for problem in problems), "vote_order")


def _ordered(text: str) -> Ordered:
    kind, _, reach = text.partition(":")
    return Ordered(text, MotionKind(kind), int(reach) if reach else None)
