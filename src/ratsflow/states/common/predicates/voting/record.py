"""The record of a vote: complete, free of contradictions, taken in a meeting."""

from __future__ import annotations

from collections import Counter

from ratsflow.model import Ballot, BallotMode, BodyKind, MayorsVote
from ratsflow.model.alike import alike, is_one_of
from ratsflow.procedure.declared import predicate
from ratsflow.procedure.finding import MET, Answer, unmet
from ratsflow.procedure.question import MissingFactError, Question
from ratsflow.states.common.decide import members_by_law, members_of
from ratsflow.states.common.votes import (
    ELECTING,
    VOTES_TO_DELEGATE,
    delegates,
    excluded_from,
    in_its_meeting,
    may_delegate,
    voted,
)


_TELLS = ("yes", "no", "abstain", "present", "chair")


@predicate("ballot")
def _complete(question: Question) -> Answer:
    ballot = voted(question)
    if ballot is None:
        return MET
    missing = [name for name in _TELLS if getattr(ballot, name) in (None, "")]
    if members_of(question, ballot) is None:
        missing.append("members")
    biased = excluded_from(question, ballot)
    if not all(is_one_of(name, ballot.excluded) for name in biased):
        missing.append("excluded")
    if not missing:
        return MET
    facts = [f"ballot.{name}" for name in missing]
    return unmet(", ".join(missing), "ballot", missing=missing, facts=facts)


@predicate(
    "ballot", "law.council.elected_members", "law.mayor.member", "law.bodies.members"
)
def _consistent(question: Question) -> Answer:
    ballot = voted(question)
    if ballot is None:
        return MET
    return _free_of(_contradictions(question, ballot))


def _free_of(problems: list[str]) -> Answer:
    if not problems:
        return MET
    return unmet(", ".join(problems), "=", problems=problems)


@predicate(
    "procedural_ballot",
    "law.council.elected_members",
    "law.mayor.member",
    "law.bodies.members",
)
def _procedural_consistent(question: Question) -> Answer:
    ballot = question.inputs.get("procedural_ballot")
    if not isinstance(ballot, Ballot):
        return MET
    problems = [*ballot.contradictions, *_sizes(question, ballot)]
    if _is_empty(ballot):
        problems.append("nobody_voted")
    return _free_of(problems)


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


@predicate("ballot")
def _somebody_voted(question: Question) -> Answer:
    ballot = voted(question)
    if ballot is None or not _is_empty(ballot):
        return MET
    return unmet("0", "≥ 1")


@predicate("ballot")
def _two_sided(question: Question) -> Answer:
    ballot = voted(question)
    if ballot is None or (ballot.yes is None) is (ballot.no is None):
        return MET
    missing = "ballot.yes" if ballot.yes is None else "ballot.no"
    return unmet(missing, "ballot.yes, ballot.no")


def _everybody_counted(ballot: Ballot) -> bool:
    """Tell whether those present who are nowhere in the count leave the result as it is."""
    counts = (ballot.yes, ballot.no, ballot.abstain, ballot.invalid, ballot.present)
    if None in counts:
        return True
    yes, no = ballot.yes or 0, ballot.no or 0
    nowhere = (ballot.present or 0) + ballot.biased_votes - ballot.cast
    return nowhere <= 0 or nowhere < abs(yes - no) + (yes <= no)


@predicate("ballot")
def _voters_distinct(question: Question) -> Answer:
    ballot = voted(question)
    if ballot is None or not ballot.votes:
        return MET
    names = [alike(name) for name, _ in ballot.votes]
    twice = [name for name, _ in ballot.votes if names.count(alike(name)) > 1]
    nameless = [name for name in names if not name]
    if not twice and not nameless:
        return MET
    found = ", ".join(dict.fromkeys(twice)) or "–"
    code = "roll_call_voters_distinct.twice" if twice else ""
    return unmet(found, "1", code, nameless=len(nameless))


def _contradictions(question: Question, ballot: Ballot) -> list[str]:
    own = question.motion.text_hash
    checks = {
        "another_text": bool(ballot.text_hash)
        and ballot.text_hash != own
        and not ballot.amended,
        "names_not_the_counts": _names_differ(ballot),
        "mayor_not_among_votes": (ballot.mayor, 0)
        in ((MayorsVote.YES, ballot.yes), (MayorsVote.NO, ballot.no)),
        "present_not_counted": not _everybody_counted(ballot),
    }
    wrong = [what for what, is_wrong in checks.items() if is_wrong]
    return [*ballot.contradictions, *_sizes(question, ballot), *wrong]


def _names_differ(ballot: Ballot) -> bool:
    """Tell whether the votes by name cannot be those that were counted.

    A roll call holds them all; of another vote some may be known by name.
    """
    counts = {
        "yes": ballot.yes,
        "no": ballot.no,
        "abstain": ballot.abstain,
        "invalid": ballot.invalid,
    }
    named = Counter(vote for _, vote in ballot.votes)
    if not named.keys() <= counts.keys():
        return True
    is_whole = bool(named) and ballot.mode is BallotMode.ROLL_CALL
    return any(
        count is not None
        and (named[vote] > count or (is_whole and named[vote] < count))
        for vote, count in counts.items()
    )


@predicate("ballot")
def _names_recorded(question: Question) -> Answer:
    ballot = voted(question)
    if ballot is None or ballot.mode is not BallotMode.ROLL_CALL:
        return MET
    if ballot.votes and len(ballot.votes) >= ballot.cast:
        return MET
    return unmet(f"{len(ballot.votes)}", f"{ballot.cast}")


@predicate("ballot")
def _excluded_not_counted(question: Question) -> Answer:
    ballot = voted(question)
    excluded = () if ballot is None else excluded_from(question, ballot)
    if ballot is None or not excluded:
        return MET
    members = members_of(question, ballot)
    if members is None or ballot.present is None:
        raise MissingFactError("body.members" if members is None else "ballot.present")
    if ballot.present + len(excluded) <= members:
        return MET
    found = f"{ballot.present} + {len(excluded)} > {members}"
    return unmet(
        found,
        f"≤ {members - len(excluded)}",
        present=ballot.present,
        members=members,
        biased=len(excluded),
    )


@predicate(
    "ballot",
    "delegates_to_main_committee",
    "law.urgent.delegation",
    name="voted_in_meeting",
)
def _in_meeting(question: Question) -> Answer:
    if question.step in ELECTING:
        return in_its_meeting(question, None)
    ballot = voted(question)
    if ballot is None:
        return MET
    if ballot is not None and ballot.circular and _delegable_in_text_form(question):
        return MET
    return in_its_meeting(question, ballot)


def _delegable_in_text_form(question: Question) -> bool:
    """Tell whether the council delegates, which it could do in text form for a time."""
    if not may_delegate(question):
        return False
    if question.step not in VOTES_TO_DELEGATE:
        return False
    if question.about.body.kind is not BodyKind.COUNCIL:
        return False
    if question.inputs.get("delegates_to_main_committee") is None:
        raise MissingFactError("delegates_to_main_committee")
    return delegates(question)
