"""Further rules (N): digital meetings, votes by a fixed mode, removals (*Abwahl*)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from ratsflow.law.periods import add_months, interval_kept, nth_day_after
from ratsflow.model import Ballot, MeetingForm
from ratsflow.procedure.declared import predicate
from ratsflow.procedure.finding import MET, Answer, unmet
from ratsflow.procedure.question import MissingFactError, Question
from ratsflow.states.common.decide import fixed_modes
from ratsflow.states.common.fields import meeting
from ratsflow.states.common.predicates.aftermath.facts import (
    day_of,
    decided,
    not_after,
    period,
    stated_day,
)
from ratsflow.states.common.topics import topics


@predicate("paper", "ballot", "law.vote_mode.by_topic")
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


def _regularly_hybrid(question: Question) -> bool:
    """Tell whether main bye-law and committee let it meet in hybrid form."""
    held, body = meeting(question), question.about.body
    law = question.law.at(held.day)
    if held.form is not MeetingForm.HYBRID or not body.is_committee:
        return False
    if body.kind.value in law["digital_session.never_hybrid"]:
        return False
    if law["digital_session.hybrid_committees"] is not True:
        return False
    resolved = question.get("hybrid_resolved")
    if resolved is None and question.get("exceptional_case_declared_on") is None:
        raise MissingFactError("hybrid_resolved")
    return resolved is True


@predicate(
    "item",
    "exceptional_case_declared_on",
    "hybrid_resolved",
    "law.digital_session.allowed",
    "law.digital_session.max_months",
    "law.digital_session.never_hybrid",
    "law.digital_session.hybrid_committees",
)
def session_allowed(question: Question) -> Answer:
    """Answer whether the body meets in person, or may do otherwise on that day."""
    held = meeting(question)
    if held.form is MeetingForm.IN_PERSON:
        return MET
    law = question.law.at(held.day)
    if law["digital_session.allowed"] is not True:
        return unmet(held.day.isoformat(), code="digital_session_allowed.no_law")
    if _regularly_hybrid(question):
        return MET
    declared = question.fact_day("exceptional_case_declared_on")
    last = add_months(declared, law["digital_session.max_months"])
    if declared <= held.day <= last:
        return MET
    days = {"declared": declared.isoformat(), "last": last.isoformat()}
    return unmet(held.day.isoformat(), f"{declared} – {last}", **days)


def _removals(question: Question, *asked: str) -> Iterator[tuple[date, int]]:
    """Yield for removals that are asked about the day of the motion, and the interval."""
    for topic in asked:
        if topic in topics(question):
            days = question.law[f"{topic}.interval_days"]
            yield question.fact_day("motion_received_on"), days


@predicate(
    "paper",
    "day",
    "motion_received_on",
    "law.{topic}.interval_days",
    "law.removal.interval_reading",
)
def removal_interval(question: Question, topic: str) -> Answer:
    """Answer whether the days between motion and vote are kept."""
    for received, days in _removals(question, topic):
        whole = int(question.law["removal.interval_reading"] == "day_after")
        if interval_kept(received, question.day, days + whole):
            continue
        told = {"received": received.isoformat(), "day": question.day.isoformat()}
        between = (question.day - received).days - 1
        numbers: dict[str, Any] = {"between": between, "days": days}
        return unmet(f"{received} – {question.day}", str(days), **told, **numbers)
    return MET


@predicate(
    "paper",
    "day",
    "motion_received_on",
    "law.mayor_removal.interval_days",
    "law.alderman_removal.interval_days",
)
def not_on_the_last_day(question: Question, of: list[str]) -> Answer:
    """Whether days lie "between" on the last of them is doubtful."""
    for received, days in _removals(question, *of):
        if (question.day - received).days == days:
            free = nth_day_after(question.day, 1).isoformat()
            return unmet(question.day.isoformat(), f"≥ {free}", free=free)
    return MET


@predicate("case", "day", "successor_elected_on", "law.{months}")
def successor(question: Question, months: str) -> Answer:
    """Answer whether the successor is elected within some months of the removal."""
    removed = day_of(decided(question))
    last = period(question.law, add_months(removed, question.law[months])).lenient
    elected = stated_day(question, "successor_elected_on")
    if elected is None or elected >= removed:
        return not_after(elected or question.day, last)
    code, days = (
        "successor_elected.too_early",
        (elected.isoformat(), removed.isoformat()),
    )
    return unmet(days[0], f"{removed} – {last}", code, elected=days[0], removed=days[1])
