"""Rules on digital meetings, experts, disclosure and end of term (N-7, N-10, N-16, 6.6)."""

from __future__ import annotations

from datetime import date

from ratsflow.law.periods import add_months
from ratsflow.model import (
    Ballot,
    BallotMode,
    BodyKind,
    Meeting,
    MeetingForm,
    PaperType,
)
from ratsflow.procedure.declared import predicate
from ratsflow.procedure.finding import MET, Answer, unmet
from ratsflow.procedure.question import MissingFactError, Question
from ratsflow.states.common.predicates.aftermath.facts import stated_day


_NEVER_HYBRID = frozenset(
    {
        BodyKind.MAIN_COMMITTEE,
        BodyKind.FINANCE_COMMITTEE,
        BodyKind.AUDIT_COMMITTEE,
    }
)
_DIGITAL_SINCE = date(2022, 5, 13)
"""In force since: DigiSiVO, GV. NRW. S. 712; without it nobody could meet digitally."""
_MEMBERS_MOTIONS = frozenset({PaperType.FACTION_MOTION, PaperType.AMENDMENT})


def _meeting(question: Question) -> Meeting:
    meeting = question.about.meeting
    if meeting is None:
        raise MissingFactError("meeting")
    return meeting


def _regularly_hybrid(question: Question, form: MeetingForm) -> bool:
    """Tell whether main bye-law and committee let it meet in hybrid form (§ 58a GO NRW)."""
    body = question.about.body
    if form is not MeetingForm.HYBRID or body.kind in _NEVER_HYBRID:
        return False
    if not body.is_committee:
        return False
    if question.law["digital_session.hybrid_committees"] is not True:
        return False
    resolved = question.get("hybrid_resolved")
    if resolved is None and question.get("exceptional_case_declared_on") is None:
        raise MissingFactError("hybrid_resolved")
    return resolved is True


@predicate(
    "exceptional_case_declared_on",
    "hybrid_resolved",
    "law.digital_session.max_months",
    "law.digital_session.hybrid_committees",
)
def _session_allowed(question: Question) -> Answer:
    meeting = _meeting(question)
    if meeting.form is MeetingForm.IN_PERSON:
        return MET
    if meeting.day < _DIGITAL_SINCE:
        since, code = _DIGITAL_SINCE.isoformat(), "digital_session_allowed.no_law"
        return unmet(meeting.day.isoformat(), f">= {since}", code, since=since)
    if _regularly_hybrid(question, meeting.form):
        return MET
    declared = question.fact_day("exceptional_case_declared_on")
    last = add_months(declared, question.law["digital_session.max_months"])
    if declared <= meeting.day <= last:
        return MET
    days = {"declared": declared.isoformat(), "last": last.isoformat()}
    return unmet(meeting.day.isoformat(), f"{declared} – {last}", **days)


@predicate("ballot", "postal_vote", "same_voting_system", "secret")
def _same_system(question: Question) -> Answer:
    ballot = question.inputs.get("ballot")
    by_ballot = isinstance(ballot, Ballot) and ballot.mode is BallotMode.SECRET
    if not by_ballot and question.inputs.get("secret") is not True:
        return MET
    if _meeting(question).form is MeetingForm.IN_PERSON:
        return MET
    same = question.inputs.get("same_voting_system")
    if same is True or question.inputs.get("postal_vote") is True:
        return MET
    if same is None:
        raise MissingFactError("same_voting_system")
    return unmet("same_voting_system = False")


@predicate("called_in_on")
def _called_in_earlier(question: Question) -> Answer:
    called, day = question.fact_day("called_in_on"), _meeting(question).day
    if called < day:
        return MET
    days = {"called": called.isoformat(), "day": day.isoformat()}
    return unmet(days["called"], f"< {day}", **days)


@predicate("declared_to")
def _declared_to(question: Question) -> Answer:
    to = question.inputs.get("declared_to")
    if to is None:
        raise MissingFactError("declared_to")
    council = question.about.body.kind is BodyKind.COUNCIL
    needed = "mayor" if council else "chair"
    return MET if to == needed else unmet(to or "–", needed, needed=needed)


@predicate("term_ended_on", "law.end_of_term.discontinuity")
def _term_running(question: Question) -> Answer:
    ended = stated_day(question, "term_ended_on")
    if ended is None or question.day < ended:
        return MET
    if question.motion.paper_type not in _MEMBERS_MOTIONS:
        return MET
    if question.law["end_of_term.discontinuity"] == "keep":
        return MET
    return unmet(ended.isoformat(), "end_of_term.discontinuity = keep")
