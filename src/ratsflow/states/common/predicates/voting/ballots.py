"""A vote: how it is given, which majority it needs, and its record (I)."""

from __future__ import annotations

from collections import Counter

from ratsflow.errors import InvalidInputError
from ratsflow.law import counting
from ratsflow.law.counting import Base, Outcome, Share, reaches, share_of
from ratsflow.law.voting import MotionKind, Ordered, order_problems
from ratsflow.model import Ballot, BallotMode, BodyKind, MayorsVote
from ratsflow.model.alike import as_person
from ratsflow.procedure.declared import field, predicate
from ratsflow.procedure.finding import MET, Answer, free_of, unknown, unmet
from ratsflow.procedure.question import MissingFactError, Question
from ratsflow.states.common.decide import (
    BY_TOPIC,
    COUNTED,
    ELECTIONS,
    QUALIFIED,
    ballot_of,
    counted,
    elected_of,
    fixed_modes,
    mayor_has_vote,
    members_by_law,
    members_of,
    point_outcomes,
    qualified_by,
    reached,
    shares,
    simply_carried,
    stated_majorities,
)
from ratsflow.states.common.fields import stated
from ratsflow.states.common.topics import classified, is_about
from ratsflow.states.common.votes import (
    ELECTING,
    VOTED,
    count_in_ballot,
    delegates,
    excluded_from,
    in_its_meeting,
    is_simple,
    may_delegate,
    not_among,
    vote_excluded_voters,
    voted,
)


@predicate("ballot majority paper.topics law.election.by_law law.topics.own", *BY_TOPIC)
def majority_known(question: Question) -> Answer:
    """Tell whether it can be said which majority the matter needs, if any."""
    of, law = classified(question.motion, question.law), question.law
    if of is None:
        if stated_majorities(question, ballot_of(question)):
            return MET
        raise MissingFactError("motion.topics")
    if elected := set(of).intersection(law[ELECTIONS]):
        found, norm = ", ".join(sorted(elected)), law.citation(ELECTIONS).norm
        return unmet(found, "elect", "majority_known.election", norm=norm)
    for key in qualified_by(law, of):
        law[key]
    return MET


@predicate("point_results", *QUALIFIED)
def is_counted(question: Question) -> Answer:
    """Tell whether a qualified majority was counted, and every point of a vote by points."""
    ballot = ballot_of(question)
    needed = shares(question, ballot)
    asked = ", ".join(str(share) for share in needed)
    points = question.inputs.get("point_results", ())
    if needed and any(not text.rpartition(":")[-1].isdecimal() for text in points):
        return unknown("point_results", observed="point_results", required=asked)
    if not needed or reached(question, ballot) is not Outcome.UNKNOWN:
        return MET
    lacking = ("ballot.yes", "ballot.no", "body.members")
    return unknown(*lacking, observed="–", required=asked)


@predicate(*QUALIFIED, *VOTED)
def announced_rightly(question: Question) -> Answer:
    """Tell whether the chair announced what was counted."""
    ballot = voted(question)
    if ballot is None or ballot.announced is None or not ballot.is_counted:
        return MET
    if is_simple(question):
        found = counting.decide(*(counted(question, ballot) or (None, None)))
    else:
        found = reached(question, ballot)
    if found in (Outcome.UNKNOWN, ballot.announced.value):
        return MET
    told = {"announced": ballot.announced.value, "counted": found.value}
    return unmet(f"{ballot.announced} ≠ {found}", f"{found}", **told)


@predicate(*COUNTED, *VOTED)
def mayor_excluded(question: Question) -> Answer:
    """Tell whether the mayor voted nowhere that the law gives him no vote (I-13)."""
    ballot = voted(question)
    if ballot is None or ballot.mayor in (MayorsVote.ABSTAIN, MayorsVote.NONE):
        return MET
    kind = question.about.body.kind.value
    if kind not in question.law["mayor.votes_in"] and ballot.mayor is None:
        return MET  # no member of that body, so nothing to say about him
    has_vote = mayor_has_vote(question)
    if has_vote is True:
        return MET
    if has_vote is None or ballot.mayor is None:
        raise MissingFactError("motion.topics" if has_vote is None else "ballot.mayor")
    cast = ballot.mayor.value
    return unmet(f"ballot.mayor = {cast}", "ballot.mayor = –", cast=cast)


@predicate("point_results", "law.separate_vote.whole_vote", *QUALIFIED)
def points_settled(question: Question) -> Answer:
    """Tell whether every point of a vote by points has one result that can be read."""
    points = question.inputs.get("point_results")
    if not points:
        return MET
    question.law["separate_vote.whole_vote"]
    if point_outcomes(question) is not None:
        return MET
    return unknown("point_results", observed=", ".join(points), required="N:34:33")


@field("vote.carried", *COUNTED, *VOTED)
def vote_carried(question: Question) -> bool:
    """Whether there were more Yes than No, the mayor's vote left out where he has none."""
    ballot = voted(question)
    return ballot is not None and simply_carried(question, ballot)


@field("vote.no", *COUNTED, *VOTED)
def vote_no(question: Question) -> int:
    """How many voted No, the mayor left out where he has no vote."""
    ballot = voted(question)
    votes = ballot and counted(question, ballot)
    return stated(votes[1] if votes else None, "ballot.no")


@field(
    "paper.fills_seats", "paper.topics", "law.committee_seats.topics", "law.topics.own"
)
def fills_seats(question: Question) -> bool:
    """Whether the paper fills seats of committees."""
    return is_about(question, "committee_seats.topics")


_SECRET = (
    "vacant_seats law.secret_vote.share law.secret_vote.committee",
    "law.secret_vote.vacant_seats_count",
)


@field("vote.mode", *VOTED)
def mode_of_vote(question: Question) -> str:
    """How the vote was given; empty where a body forwards without one."""
    ballot = voted(question)
    return "" if ballot is None else ballot.mode.value


@field("vote.members", "item.body", *VOTED)
def vote_members(question: Question) -> int:
    """How many voting members the body has by law, by the body or the ballot."""
    ballot = voted(question)
    return stated(
        None if ballot is None else members_of(question, ballot), "body.members"
    )


@field("vote.secret_demand", *VOTED)
def secret_demand(question: Question) -> int:
    """How many members demanded a secret vote."""
    return count_in_ballot(question, "secret_demand")


def _secret_share(question: Question) -> Share:
    """Return the share that can demand a secret vote: of the council, or of another body."""
    council = question.about.body.kind is BodyKind.COUNCIL
    return share_of(question.law, f"secret_vote.{'share' if council else 'committee'}")


def _seats(question: Question) -> int:
    """Return the members of whom the share is taken; vacant seats as the law counts them."""
    members = vote_members(question)
    if question.law.values.get("secret_vote.vacant_seats_count") is not False:
        return members
    return members - int(stated(question.get("vacant_seats"), "vacant_seats"))


@field("vote.secret_least", "item.body", *_SECRET, *VOTED)
def secret_least(question: Question) -> int:
    """How many members can demand a secret vote."""
    least: int = _secret_share(question).threshold(_seats(question))
    return least


@field("vote.secret_demanded", "item.body", *_SECRET, *VOTED)
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


@field("vote.secret_as_demanded", "item.body", *_SECRET, *VOTED)
def secret_as_demanded(question: Question) -> bool:
    """Whether the vote was secret because enough members demanded it."""
    return mode_of_vote(question) == BallotMode.SECRET and secret_demanded(question)


@field("vote.roll_call_demand", *VOTED)
def roll_call_demand(question: Question) -> int:
    """How many members demanded a roll-call."""
    return count_in_ballot(question, "roll_call_demand")


@field(
    "vote.roll_call_least",
    "item.body roll_call_factions law.roll_call.threshold law.roll_call.share",
    "law.roll_call.factions law.mayor.member",
    *VOTED,
)
def roll_call_least(question: Question) -> int:
    """How many members are enough for a roll-call that was demanded; 0 if it was not.

    A number, a share or a number of factions may each be enough, as the municipality says.
    """
    demand = roll_call_demand(question)
    about, law = question.about.body, question.law
    keys = [f"roll_call.{each}" for each in ("threshold", "share", "factions")]
    found = law.alternatives(keys, about.name, about.kind.value)
    number, share, factions = map((found or {keys[0]: keys[0]}).get, keys)
    if number is not None and demand >= law[number]:
        return int(law[number])
    if share is not None:
        needed = share_of(law, share)
        whole = _base_of(question, needed.base)
        if reaches(demand, needed, whole) is True:
            return needed.threshold(whole)
    if factions is None:
        return 0
    given = stated(question.inputs.get("roll_call_factions"), "roll_call_factions")
    return max(demand, 1) if given >= law[factions] else 0


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
    "paper.topics law.vote_mode.by_topic law.topics.own",
    *VOTED,
)
def secret_by_law(question: Question) -> bool:
    """Whether a statute fixes a secret vote; in doubt, and without a vote, none does."""
    return is_mandated(question, BallotMode.SECRET)


@field(
    "vote.roll_call_by_law",
    "paper.topics law.vote_mode.by_topic law.topics.own",
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


_CAN_DELEGATE = ("vote", "repeat_vote")
_TELLS = ("yes", "no", "abstain", "present", "chair")
_SIZES = ("item law.council.elected_members law.mayor.member law.bodies.members",)


@predicate("item.body", *VOTED)
def complete(question: Question) -> Answer:
    """Tell whether everything is on record that minutes hold of a vote (I-18)."""
    ballot = voted(question)
    if ballot is None:
        return MET
    missing = [name for name in _TELLS if getattr(ballot, name) in (None, "")]
    if members_of(question, ballot) is None:
        missing.append("members")
    if not_among(excluded_from(question, ballot), ballot.excluded):
        missing.append("excluded")
    facts = [f"ballot.{name}" for name in missing]
    return free_of(missing, "ballot", missing=missing, facts=facts)


@predicate("paper.text_hash", *_SIZES, *VOTED)
def consistent(question: Question) -> Answer:
    """Tell whether no number of a ballot contradicts another, or the body."""
    ballot = voted(question)
    if ballot is None:
        return MET
    other = ballot.text_hash not in ("", question.motion.text_hash)
    mayor = (ballot.mayor, 0)
    checks = {
        "another_text": other and not ballot.amended,
        "names_not_the_counts": _names_differ(ballot),
        "mayor_not_among_votes": mayor
        in ((MayorsVote.YES, ballot.yes), (MayorsVote.NO, ballot.no)),
        "present_not_counted": not _everybody_counted(ballot),
    }
    return _free_of(question, ballot, checks)


@predicate("procedural_ballot", *_SIZES)
def procedural_consistent(question: Question) -> Answer:
    """Tell the same of a procedural vote, in which somebody must have voted."""
    ballot = question.inputs.get("procedural_ballot")
    if not isinstance(ballot, Ballot):
        return MET
    return _free_of(question, ballot, {"nobody_voted": _is_empty(ballot)})


def _free_of(question: Question, ballot: Ballot, checks: dict[str, bool]) -> Answer:
    wrong = [what for what, is_wrong in checks.items() if is_wrong]
    problems = [*ballot.contradictions, *_sizes(question, ballot), *wrong]
    return free_of(problems, "=", problems=problems)


def _sizes(question: Question, ballot: Ballot) -> list[str]:
    """Hold what the chair states against the body, and both against the town's file."""
    if question.consultation is None:
        return []
    members, by_law = members_of(question, ballot), members_by_law(question)
    heads = max(ballot.cast - ballot.biased_votes, ballot.present or 0)
    checks = {
        "members_not_by_law": by_law is not None
        and {members, ballot.members} - {None, by_law} != set(),
        "members_not_the_bodys": ballot.members not in (None, members),
        "more_than_members": members is not None and heads > members,
    }
    return [what for what, is_wrong in checks.items() if is_wrong]


def _is_empty(ballot: Ballot) -> bool:
    """Tell whether nobody was there, or nobody voted at all."""
    return ballot.present == 0 or (ballot.is_counted and ballot.cast == 0)


def _everybody_counted(ballot: Ballot) -> bool:
    """Tell whether those present who are nowhere in the count leave the result as it is."""
    counts = (ballot.yes, ballot.no, ballot.abstain, ballot.invalid, ballot.present)
    if None in counts:
        return True
    yes, no = ballot.yes or 0, ballot.no or 0
    nowhere = (ballot.present or 0) + ballot.biased_votes - ballot.cast
    return nowhere <= 0 or nowhere < abs(yes - no) + (yes <= no)


def _names_differ(ballot: Ballot) -> bool:
    """Tell whether the votes by name cannot be those that were counted.

    A roll call holds them all; of another vote some may be known by name.
    """
    if not ballot.votes:
        return False
    kinds = ("yes", "no", "abstain", "invalid")
    named = Counter(vote for _, vote in ballot.votes)
    is_whole = ballot.mode is BallotMode.ROLL_CALL
    counts = {vote: getattr(ballot, vote) for vote in kinds}
    return not named.keys() <= counts.keys() or any(
        count is not None
        and (named[vote] > count or (is_whole and named[vote] < count))
        for vote, count in counts.items()
    )


@field("vote.is_empty", *VOTED)
def vote_is_empty(question: Question) -> bool:
    """Whether nobody was there, or nobody voted at all; not where there was no vote."""
    ballot = voted(question)
    return ballot is not None and _is_empty(ballot)


@field("vote.one_sided", *VOTED)
def vote_one_sided(question: Question) -> bool:
    """Whether only Yes or only No was counted."""
    ballot = voted(question)
    return ballot is not None and (ballot.yes is None) is not (ballot.no is None)


@field("vote.present_or_excluded", *VOTED)
def present_or_excluded(question: Question) -> int:
    """How many are stated as present, and how many with a vote are excluded beside them."""
    return count_in_ballot(question, "present") + len(vote_excluded_voters(question))


@predicate(*VOTED)
def voters_distinct(question: Question) -> Answer:
    """Tell whether every vote of a roll call bears a name, and no name stands twice."""
    ballot = voted(question)
    votes = () if ballot is None else ballot.votes
    names = [as_person(name) for name, _ in votes]
    twice = [name for name, _ in votes if names.count(as_person(name)) > 1]
    if not twice and all(names):
        return MET
    found, code = (
        ", ".join(dict.fromkeys(twice)) or "–",
        "roll_call_voters_distinct.twice",
    )
    return unmet(found, "1", code if twice else "", nameless=names.count(""))


@predicate(*VOTED)
def names_recorded(question: Question) -> Answer:
    """Tell whether a roll call holds as many names as votes."""
    ballot = voted(question)
    if ballot is None or ballot.mode is not BallotMode.ROLL_CALL:
        return MET
    if ballot.votes and len(ballot.votes) >= ballot.cast:
        return MET
    return unmet(f"{len(ballot.votes)}", f"{ballot.cast}")


@predicate(
    "item.body item.meeting day delegates_to_main_committee law.urgent.delegation",
    *VOTED,
)
def voted_in_meeting(question: Question) -> Answer:
    """Tell whether the vote or election was held in the meeting in which the item is up.

    What is forwarded without a vote is forwarded in the meeting too.
    """
    ballot = voted(question)
    if question.step in ELECTING or (ballot is None and question.step == "recommend"):
        return in_its_meeting(question, None)
    if ballot is None or (ballot.circular and _delegable_in_text_form(question)):
        return MET
    return in_its_meeting(question, ballot)


def _delegable_in_text_form(question: Question) -> bool:
    """Tell whether the council delegates, which it could do in text form for a time."""
    if not may_delegate(question) or question.step not in _CAN_DELEGATE:
        return False
    if question.about.body.kind is not BodyKind.COUNCIL:
        return False
    if question.inputs.get("delegates_to_main_committee") is None:
        raise MissingFactError("delegates_to_main_committee")
    return delegates(question)
