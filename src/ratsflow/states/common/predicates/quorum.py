"""Rules on quorum (H): *Beschlussfähigkeit*, §§ 49, 58 GO NRW.

A body is deemed quorate until its lack of quorum is established; no attendance list
undoes a vote. So only the establishment blocks, and a number too small warns.
"""

from __future__ import annotations

from ratsflow.law.counting import (
    Attendance,
    Challenge,
    Quorum,
    committee_quorum,
    quorum,
    quorum_rule,
    share_of,
)
from ratsflow.law.local import Law
from ratsflow.law.periods import nth_day_after
from ratsflow.model import Ballot, BodyKind, Consultation, Meeting
from ratsflow.procedure.declared import predicate
from ratsflow.procedure.finding import MET, Answer, met, unknown, unmet
from ratsflow.procedure.question import MissingFactError, Question
from ratsflow.states.common.decide import members_of
from ratsflow.states.common.votes import excluded_from, voted


_COUNCILS = frozenset({BodyKind.COUNCIL, BodyKind.DISTRICT_COUNCIL})
_SINCE_DEFERRED = ("", "inquorate", "runoff")
_AWAITING = ("inquorate_deferred", "second_call_on_agenda", "open")
_OUTSIDE = frozenset({BodyKind.ADVISORY, BodyKind.ADMINISTRATION})
"""Bodies that § 49 GO NRW does not speak of."""


def _is_second_call(question: Question) -> bool:
    """Tell whether the number present no longer matters for this item (rule H-3)."""
    meeting = question.about.meeting
    return (
        _was_deferred(question.about)
        and meeting is not None
        and meeting.second_call
        and meeting.second_call_notice
    )


def _was_deferred(about: Consultation) -> bool:
    """Tell whether lack of quorum is why the item is up again.

    A vote that put it off since is another reason; a runoff ends the same election.
    """
    return about.inquorate and about.result in _SINCE_DEFERRED


def _challenge(question: Question) -> Challenge:
    """Say whether lack of quorum stands established for the vote at hand."""
    if question.inputs.get("inquorate") is True:
        return Challenge.ESTABLISHMENT
    about = question.about
    called_again = about.meeting is not None and about.meeting.second_call
    if _was_deferred(about) and not called_again:
        return Challenge.ESTABLISHMENT
    return Challenge.NONE


@predicate("ballot", "inquorate")
def _not_denied(question: Question) -> Answer:
    if question.step == "recommend" and voted(question) is None:
        return MET
    if _challenge(question) is Challenge.NONE:
        return MET
    return unmet("inquorate = True", "second_call")


@predicate(
    "ballot",
    "law.quorum.share",
    "law.quorum.counted",
    "law.quorum.fiction",
    "law.quorum.invitation",
    "law.second_call.min_present",
    "law.mass_bias.allowed",
)
def _doubtful(question: Question) -> Answer:
    ballot = voted(question)
    kind = question.about.body.kind
    if ballot is None or kind not in _COUNCILS:
        return MET
    return _counted(question, ballot)


def _counted(question: Question, ballot: Ballot) -> Answer:
    if not _is_second_call(question):
        return _told(_council(question, ballot))
    floor = question.law.made(quorum_rule).second_call_min
    # that somebody is there at all is a rule of its own
    if ballot.present and ballot.present < floor:
        return _few_on_second_call(ballot.present, floor)
    return MET


def _few_on_second_call(counted: int, needed: int) -> Answer:
    code = "quorum_missing"
    return unmet(f"{counted}", f"≥ {needed}", code, counted=counted, needed=needed)


def _council(question: Question, ballot: Ballot) -> Quorum:
    # `present` leaves the biased out already; the statutory base keeps them (H-4)
    voters = max(0, ballot.cast - ballot.biased_votes) if ballot.present is None else 0
    members = _possible(members_of(question, ballot), ballot.present or voters)
    biased = len(excluded_from(question, ballot))
    return quorum(
        question.law.made(quorum_rule),
        Attendance(
            statutory=members,
            present=ballot.present,
            voters=voters,
            biased_members=_possible(members, biased) and biased,
        ),
    )


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
    "ballot",
    "directly_elected",
    "law.quorum.share",
    "law.quorum.counted",
    "law.quorum.fiction",
    "law.quorum.invitation",
    "law.second_call.min_present",
    "law.mass_bias.allowed",
    "law.quorum.committee",
    "law.quorum.committee_councillors_exceed",
    "law.quorum.own_composition",
    "law.committee_migration.elected_are_experts",
)
def _committee_doubtful(question: Question) -> Answer:
    ballot = voted(question)
    body, law = question.about.body, question.law
    if ballot is None or not body.is_committee:
        return MET
    if _is_second_call(question):
        return _counted(question, ballot)
    members = members_of(question, ballot)
    if members is None:
        raise MissingFactError("body.members")
    if not _must_exceed(question):
        return _told(_council(question, ballot))
    experts = 0 if body.experts == 0 else ballot.experts
    councillors, others = None, _elected_directly(question)
    if experts is not None and _are_experts(law):
        experts, others = experts + others, 0
    if ballot.present is not None and experts is not None:
        _possible(members, max(ballot.present, experts))
        councillors = max(0, ballot.present - experts - others)
    found = committee_quorum(
        councillors,
        experts,
        members,
        share=share_of(law, "quorum.committee"),
        others=others,
    )
    return _outnumbered(found, experts, others)


def _must_exceed(question: Question) -> bool:
    """Tell whether councillors must outnumber expert citizens in this committee (H-5)."""
    law, body = question.law, question.about.body
    if not body.is_committee or law["quorum.committee_councillors_exceed"] is not True:
        return False
    return body.name not in law.values.get("quorum.own_composition", ())


def _are_experts(law: Law) -> bool:
    """Tell whether the law takes directly elected members for expert citizens."""
    return law.values.get("committee_migration.elected_are_experts") is True


def _elected_directly(question: Question) -> int:
    """Return how many of those present are neither councillors nor experts (§ 27)."""
    return int(question.inputs.get("directly_elected") or 0)


def _outnumbered(found: Quorum, experts: int | None, others: int) -> Answer:
    if found.doubtful and found.counted is not None and experts is not None:
        councillors = found.counted - experts - others
        observed = f"{councillors} councillors, {experts} experts"
        required = f"≥ {found.needed}, > 1 : 1"
        enough = found.needed is not None and found.counted >= found.needed
        return unmet(
            observed,
            required,
            "experts_outnumber" if enough else found.code,
            counted=found.counted,
            councillors=councillors,
            experts=experts,
            needed=found.needed,
        )
    return _told(found)


# --------------------------------------------------------------- establishing its lack


@predicate(
    "directly_elected",
    "experts",
    "inquorate",
    "present",
    "law.quorum.share",
    "law.quorum.counted",
    "law.quorum.fiction",
    "law.quorum.invitation",
    "law.second_call.min_present",
    "law.mass_bias.allowed",
    "law.quorum.committee",
    "law.quorum.committee_councillors_exceed",
    "law.quorum.own_composition",
)
def _lacking(question: Question) -> Answer:
    body = question.about.body
    if question.inputs.get("inquorate") is not True:
        said = "quorum_lacking.not_stated"
        return unmet("inquorate = False", "inquorate = True", said)
    if body.kind in _OUTSIDE:
        needed_kind = "council / district_council / committee"
        return unmet(body.name, needed_kind, "quorum_lacking.outside")
    present, members = question.fact("present"), body.members
    if members is None:
        raise MissingFactError("body.members")
    rule = question.law.made(quorum_rule)
    if _is_second_call(question):
        return _few(present, rule.second_call_min)
    needed = rule.share.threshold(members)
    if present < needed or not _must_exceed(question):
        return _few(present, needed)
    return _experts_outnumber(question, present, members)


def _few(present: int, needed: int) -> Answer:
    if present < needed:
        return met(f"{present} / {needed}", present=present, needed=needed)
    return unmet(f"{present}", f"< {needed}", present=present, needed=needed)


def _experts_outnumber(question: Question, present: int, members: int) -> Answer:
    experts = 0 if question.about.body.experts == 0 else question.inputs.get("experts")
    if experts is None:
        raise MissingFactError("experts")
    if experts > present or present > members:
        raise MissingFactError("experts")
    councillors = max(0, present - experts - _elected_directly(question))
    if councillors <= experts:
        return met(f"{councillors} : {experts}")
    found = f"{councillors} : {experts}"
    numbers = {"councillors": councillors, "experts": experts}
    return unmet(found, "≤ 1 : 1", "quorum_lacking.experts", **numbers)


# ------------------------------------------------------------------- the second call


@predicate("substantially_changed")
def _same_subject(question: Question) -> Answer:
    """A second call is about the item as it was deferred, not about another text."""
    before, after = question.case.motion, question.motion
    deferred = [
        each.id
        for each in question.case.consultations
        if _was_deferred(each) and each.state in _AWAITING
    ]
    if not deferred or before.text_hash == after.text_hash:
        return MET
    changed = question.inputs.get("substantially_changed")
    if changed is None:
        raise MissingFactError("substantially_changed")
    if changed is False:
        return MET
    return unmet(", ".join(deferred), "substantially_changed = False")


def _invitation(question: Question) -> Meeting:
    meeting = question.inputs.get("meeting")
    if not isinstance(meeting, Meeting):
        raise MissingFactError("meeting")
    return meeting


@predicate("meeting")
def _notice(question: Question) -> Answer:
    meeting = _invitation(question)
    if meeting.second_call and meeting.second_call_notice:
        return MET
    return unmet("second_call_notice = False", "second_call_notice = True")


@predicate("meeting")
def _later(question: Question) -> Answer:
    days = question.about.days
    if not days:
        raise MissingFactError("consultation.days")
    day = _invitation(question).day
    if day > days[-1]:
        return MET
    first, second = days[-1].isoformat(), day.isoformat()
    free = nth_day_after(days[-1], 1).isoformat()
    return unmet(second, f"> {first}", first=first, second=second, free=free)
