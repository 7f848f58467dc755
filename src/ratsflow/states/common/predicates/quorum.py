"""Rules on quorum (H): *Beschlussfähigkeit*.

A body is deemed quorate until its lack of quorum is established; no attendance list
undoes a vote. So only the establishment blocks, and a number too small warns.
"""

from __future__ import annotations

from ratsflow.law.counting import share_of
from ratsflow.law.quorum import (
    Attendance,
    Quorum,
    committee_quorum,
    quorum,
    quorum_rule,
)
from ratsflow.model import Ballot, BodyKind
from ratsflow.model.alike import is_one_of
from ratsflow.procedure.declared import field, predicate
from ratsflow.procedure.finding import MET, Answer, met, unknown, unmet
from ratsflow.procedure.question import MissingFactError, Question
from ratsflow.states.common.decide import members_of
from ratsflow.states.common.fields import stated, was_deferred
from ratsflow.states.common.votes import VOTED, excluded_voters, voted


RULE = (
    "item.body item.meeting item.inquorate item.result law.quorum.share",
    "law.quorum.counted law.quorum.fiction law.quorum.invitation",
    "law.second_call.min_present law.mass_bias.allowed law.mass_bias.approval?",
    "law.mass_bias.share?",
)
"""What it takes to say how many must be present in a council."""

COMMITTEE = (
    *RULE,
    "directly_elected law.quorum.committee_councillors_exceed",
    "law.quorum.own_composition",
)
"""What it takes to say that of a committee."""

_COUNCILS = frozenset({BodyKind.COUNCIL, BodyKind.DISTRICT_COUNCIL})
_AWAITING = ("inquorate_deferred", "second_call_on_agenda", "open")


@field("case.deferred_for_quorum", "case.consultations")
def deferred_for_quorum(question: Question) -> tuple[str, ...]:
    """The consultations that await a second call, or are up in it; may be none."""
    route = question.case.consultations
    waiting = (each for each in route if each.state in _AWAITING)
    return tuple(each.id for each in waiting if was_deferred(each))


def _is_second_call(question: Question) -> bool:
    """Tell whether the number present no longer matters for this item (rule H-3)."""
    about, meeting = question.about, question.about.meeting
    if meeting is None or not was_deferred(about):
        return False
    return meeting.second_call and meeting.second_call_notice


@predicate(*RULE, *VOTED)
def doubtful(question: Question) -> Answer:
    """Tell whether enough were present for this vote of a council."""
    ballot, kind = voted(question), question.about.body.kind
    if ballot is None or kind not in _COUNCILS:
        return MET
    return _counted(question, ballot)


def _counted(question: Question, ballot: Ballot) -> Answer:
    if not _is_second_call(question):
        return _told(_council(question, ballot))
    floor = question.law.made(quorum_rule).second_call_min
    # that somebody is there at all is a rule of its own
    if not ballot.present or ballot.present >= floor:
        return MET
    numbers = {"counted": ballot.present, "needed": floor}
    return unmet(f"{ballot.present}", f"≥ {floor}", "quorum_missing", **numbers)


def _council(question: Question, ballot: Ballot) -> Quorum:
    # `present` leaves the biased out already; the statutory base keeps them (H-4)
    voters = max(0, ballot.cast - ballot.biased_votes) if ballot.present is None else 0
    members = _possible(members_of(question, ballot), ballot.present or voters)
    biased = len(excluded_voters(question, ballot))
    here = Attendance(
        statutory=members,
        present=ballot.present,
        voters=voters,
        biased_members=_possible(members, biased) and biased,
    )
    return quorum(question.law.made(quorum_rule), here)


def _possible(members: int | None, heads: int) -> int | None:
    """Return the number of members; with more heads than members nobody can tell."""
    if members is not None and heads > members:
        raise MissingFactError("ballot.present")
    return members


def _told(found: Quorum) -> Answer:
    if found.doubtful is False and found.quorate is True:
        return MET
    needed = "" if found.needed is None else f"≥ {found.needed}"
    if found.doubtful is None or found.quorate is None:
        code = "quorum.not_counted"
        return unknown("ballot.present", observed="–", required=needed, code=code)
    numbers = {"counted": found.counted, "needed": found.needed}
    return unmet(f"{found.counted}", needed, found.code, **numbers)


@predicate(
    "law.quorum.committee law.committee_migration.elected_are_experts",
    *COMMITTEE,
    *VOTED,
)
def committee_doubtful(question: Question) -> Answer:
    """Tell whether enough were present in a committee, and councillors the more (H-5)."""
    ballot, body = voted(question), question.about.body
    if ballot is None or not body.is_committee:
        return MET
    if _is_second_call(question):
        return _counted(question, ballot)
    members = stated(members_of(question, ballot), "body.members")
    if not _must_exceed(question):
        return _told(_council(question, ballot))
    law, others = question.law, _elected_directly(question)
    councillors, experts = None, 0 if body.experts == 0 else ballot.experts
    counts = law.values.get("committee_migration.elected_are_experts")
    if experts is not None and counts is True:
        experts, others = experts + others, 0
    if ballot.present is not None and experts is not None:
        _possible(members, max(ballot.present, experts))
        councillors = max(0, ballot.present - experts - others)
    share = share_of(law, "quorum.committee")
    found = committee_quorum(councillors, experts, members, share=share, others=others)
    if not found.doubtful or found.counted is None or experts is None:
        return _told(found)
    return _outnumbered(found, found.counted - experts - others, experts)


def _must_exceed(question: Question) -> bool:
    """Tell whether councillors must outnumber expert citizens in this committee (H-5)."""
    law, body = question.law, question.about.body
    if not body.is_committee or law["quorum.committee_councillors_exceed"] is not True:
        return False
    return not is_one_of(body.name, law.values.get("quorum.own_composition", ()))


def _elected_directly(question: Question) -> int:
    """Return how many of those present are neither councillors nor experts."""
    return int(question.inputs.get("directly_elected") or 0)


def _outnumbered(found: Quorum, councillors: int, experts: int) -> Answer:
    enough = found.needed is not None and (found.counted or 0) >= found.needed
    return unmet(
        f"{councillors} councillors, {experts} experts",
        f"≥ {found.needed}, > 1 : 1",
        "experts_outnumber" if enough else found.code,
        counted=found.counted,
        councillors=councillors,
        experts=experts,
        needed=found.needed,
    )


@predicate("experts", "present", *COMMITTEE)
def lacking(question: Question) -> Answer:
    """Tell whether a body of so many really lacks its quorum."""
    present, members = (
        question.fact("present"),
        stated(question.about.body.members, "body.members"),
    )
    rule, second = question.law.made(quorum_rule), _is_second_call(question)
    needed = rule.second_call_min if second else rule.share.threshold(members)
    numbers = {"present": present, "needed": needed}
    if present < needed:
        return met(f"{present} / {needed}", **numbers)
    if second or not _must_exceed(question):
        return unmet(f"{present}", f"< {needed}", **numbers)
    experts = 0 if question.about.body.experts == 0 else question.inputs.get("experts")
    if experts is None or experts > present or present > members:
        raise MissingFactError("experts")
    councillors = max(0, present - experts - _elected_directly(question))
    found = f"{councillors} : {experts}"
    if councillors <= experts:
        return met(found)
    numbers = {"councillors": councillors, "experts": experts}
    return unmet(found, "≤ 1 : 1", "quorum_lacking.experts", **numbers)
