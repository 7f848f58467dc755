"""Rules on removing a mayor or an alderman (*Abwahl*, *Abberufung*; N-4 to N-6)."""

from __future__ import annotations

from ratsflow.law.counting import Base, Share, reaches, share_of
from ratsflow.law.periods import add_months, interval_kept, nth_day_after
from ratsflow.model import Ballot, BodyKind, Consultation
from ratsflow.procedure.declared import predicate
from ratsflow.procedure.finding import MET, Answer, unmet
from ratsflow.procedure.question import MissingFactError, Question
from ratsflow.procedure.rule import Check
from ratsflow.states.common.decide import fixed_modes
from ratsflow.states.common.predicates.aftermath.facts import (
    day_of,
    decided,
    not_after,
    period,
    stated_day,
    topics,
)
from ratsflow.states.common.predicates.voting.reform import SINCE_REFORM


MAYOR, ALDERMAN = "mayor_removal", "alderman_removal"
CHAIR = "committee_chair_removal"
_REMOVALS = frozenset({MAYOR, ALDERMAN})


def _interval(topic: str) -> Check:
    """Return a check that the days between motion and vote are kept."""

    def check(question: Question) -> Answer:
        if topic not in topics(question):
            return MET
        received = question.fact_day("motion_received_on")
        days = question.law[f"{topic}.interval_days"]
        whole = int(question.law["removal.interval_reading"] == "day_after")
        if interval_kept(received, question.day, days + whole):
            return MET
        told = {"received": received.isoformat(), "day": question.day.isoformat()}
        between = (question.day - received).days - 1
        numbers = {"between": between, "days": days}
        return unmet(f"{received} – {question.day}", str(days), **told, **numbers)

    return check


@predicate(
    "motion_received_on",
    "law.mayor_removal.interval_days",
    "law.alderman_removal.interval_days",
)
def _not_on_the_last_day(question: Question) -> Answer:
    """Whether days lie "between" on the last of them is doubtful (§§ 187, 188 BGB)."""
    for topic in (MAYOR, ALDERMAN):
        if topic not in topics(question):
            continue
        received = question.fact_day("motion_received_on")
        days = question.law[f"{topic}.interval_days"]
        if (question.day - received).days == days:
            free = nth_day_after(question.day, 1).isoformat()
            return unmet(question.day.isoformat(), f"≥ {free}", free=free)
    return MET


@predicate()
def _chair_stays(question: Question) -> Answer:
    if CHAIR not in topics(question):
        return MET
    return unmet(question.day.isoformat(), f"≥ {SINCE_REFORM.since}")


@predicate("debate_held")
def _no_debate(question: Question) -> Answer:
    if _REMOVALS.isdisjoint(topics(question)):
        return MET
    debated = question.inputs.get("debate_held")
    if debated is None:
        raise MissingFactError("debate_held")
    return MET if debated is False else unmet("debate_held = True")


@predicate("successor_elected_on", "law.alderman_removal.successor_months")
def _successor(question: Question) -> Answer:
    if ALDERMAN not in topics(question):
        return MET
    months, removed = (
        question.law["alderman_removal.successor_months"],
        day_of(decided(question)),
    )
    last = period(question.law, add_months(removed, months)).lenient
    elected = stated_day(question, "successor_elected_on")
    if elected is None:
        return not_after(question.day, last)
    if elected < removed:
        found, code = elected.isoformat(), "successor_elected.too_early"
        days = {"elected": found, "removed": removed.isoformat()}
        return unmet(found, f"{removed} – {last}", code, **days)
    return not_after(elected, last)


@predicate("ballot", "law.vote_mode.by_topic")
def _vote_mode(question: Question) -> Answer:
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


def _council_members(question: Question, share: Share) -> int:
    """Return the size of the council that a share refers to, with or without the mayor."""
    added: tuple[Consultation, ...] = question.inputs.get("consultations") or ()
    sizes = {
        each.body.members
        for each in (*question.case.consultations, *added)
        if each.body.kind is BodyKind.COUNCIL and each.body.members is not None
    }
    if len(sizes) != 1:
        raise MissingFactError("body.members")
    mayor = question.law["mayor.member"] is True and share.base is Base.ELECTED
    return sizes.pop() - int(mayor)


@predicate(
    "consultations",
    "proposers",
    "law.mayor_removal.motion",
    "law.alderman_removal.motion",
    "law.mayor.member",
)
def _proposers(question: Question) -> Answer:
    asked = [topic for topic in (MAYOR, ALDERMAN) if topic in topics(question)]
    for topic in asked:
        share = share_of(question.law, f"{topic}.motion")
        members = _council_members(question, share)
        count = question.inputs.get("proposers")
        if count is None:
            raise MissingFactError("proposers")
        if count > members or not reaches(count, share, members):
            least = share.threshold(members)
            numbers = {"count": count, "least": least, "members": members}
            return unmet(str(count), str(least), **numbers)
    return MET


mayor_removal_interval_check = predicate(
    "motion_received_on",
    "law.mayor_removal.interval_days",
    "law.removal.interval_reading",
    name="mayor_removal_interval",
)(_interval("mayor_removal"))
alderman_removal_interval_check = predicate(
    "motion_received_on",
    "law.alderman_removal.interval_days",
    "law.removal.interval_reading",
    name="alderman_removal_interval",
)(_interval("alderman_removal"))
