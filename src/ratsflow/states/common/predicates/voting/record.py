"""The record of a vote: complete, free of contradictions, taken in a meeting."""

from __future__ import annotations

from collections import Counter

from ratsflow.model import Ballot, BallotMode, BodyKind, MayorsVote
from ratsflow.model.alike import alike
from ratsflow.procedure.declared import field, predicate
from ratsflow.procedure.finding import MET, Answer, free_of, unmet
from ratsflow.procedure.question import MissingFactError, Question
from ratsflow.states.common.decide import members_by_law, members_of
from ratsflow.states.common.votes import (
    ELECTING,
    VOTED,
    count_in_ballot,
    delegates,
    excluded_from,
    in_its_meeting,
    may_delegate,
    not_among,
    vote_excluded,
    voted,
)


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
    if not missing:
        return MET
    facts = [f"ballot.{name}" for name in missing]
    return unmet(", ".join(missing), "ballot", missing=missing, facts=facts)


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
    kinds = ("yes", "no", "abstain", "invalid")
    named = Counter(vote for _, vote in ballot.votes)
    is_whole = bool(named) and ballot.mode is BallotMode.ROLL_CALL
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
    """How many are stated as present, and how many more are excluded for bias."""
    return count_in_ballot(question, "present") + len(vote_excluded(question))


@predicate(*VOTED)
def voters_distinct(question: Question) -> Answer:
    """Tell whether every vote of a roll call bears a name, and no name stands twice."""
    ballot = voted(question)
    votes = () if ballot is None else ballot.votes
    names = [alike(name) for name, _ in votes]
    twice = [name for name, _ in votes if names.count(alike(name)) > 1]
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
    "item", "day", "delegates_to_main_committee", "law.urgent.delegation", *VOTED
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
