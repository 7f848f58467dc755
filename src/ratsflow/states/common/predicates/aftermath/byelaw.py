"""Rules on announcing bye-laws (*Satzungen*; L-11, L-12, N-1 to N-3)."""

from __future__ import annotations

from datetime import date

from ratsflow.law.periods import formal_defect_cure, nth_day_after
from ratsflow.model import BodyKind, SuspensionKind
from ratsflow.procedure.declared import predicate
from ratsflow.procedure.finding import MET, Answer, met, unmet
from ratsflow.procedure.question import MissingFactError, Question
from ratsflow.states.common.predicates.aftermath.execution import weighs
from ratsflow.states.common.predicates.aftermath.facts import (
    URGENTLY_DECIDED,
    announced,
    day_of,
    decided,
    is_bye_law,
    stated_day,
)


_NEVER_CURED = frozenset(
    {
        "approvals_obtained",
        "accession_resolved",
        "text_confirmed",
        "announcement_ordered",
    }
)
"""Recorded findings for which no period runs: no approval, not duly announced."""


def _decided_on(question: Question) -> date:
    """Return the day of the resolution; the earliest day there is without one."""
    if question.case.deciding is None and question.case.state in URGENTLY_DECIDED:
        return date.min
    return day_of(decided(question))


def _in_order(question: Question, name: str) -> Answer:
    """A day counts if it lies between this resolution and the announcement."""
    day, last = question.fact_day(name), question.fact_day("announced_on")
    since = _decided_on(question)
    if since <= day <= last:
        return MET
    code = f"{name}.too_early" if day < since else ""
    days = {"day": day.isoformat(), "since": since.isoformat()}
    return unmet(days["day"], f"{since} – {last}", code, last=last.isoformat(), **days)


@predicate("announced_on", "text_confirmed_on")
def _text_confirmed(question: Question) -> Answer:
    return _in_order(question, "text_confirmed_on") if is_bye_law(question) else MET


@predicate(
    "announced_on", "approval_required", "approvals", "order_place", "order_signed_on"
)
def _announcement_ordered(question: Question) -> Answer:
    if not is_bye_law(question):
        return MET
    if not question.fact("order_place").strip():
        return unmet("–", "order_place", "announcement_ordered.place")
    if question.get("approval_required") is True and not question.fact("approvals"):
        return unmet("–", "approvals", "announcement_ordered.approvals")
    return _in_order(question, "order_signed_on")


@predicate("approval_conditions", "approval_required", "approved_on")
def _accession_resolved(question: Question) -> Answer:
    if not is_bye_law(question) or question.get("approval_required") is False:
        return MET
    if question.fact("approval_conditions") is False:
        return MET
    resolution, approved = decided(question), question.fact_day("approved_on")
    adopted = resolution.result.startswith("adopted")
    by_council = resolution.body.kind is BodyKind.COUNCIL
    if adopted and by_council and day_of(resolution) > approved:
        return MET
    day = day_of(resolution).isoformat()
    told = {"body": resolution.body.name, "day": day, "approved": approved.isoformat()}
    return unmet(f"{resolution.body.name} {day}", f"> {approved}", **told)


def _cures_on(question: Question, *, notice: bool) -> date | None:
    objected = any(
        each.kind is SuspensionKind.LEGAL_OBJECTION
        for each in question.case.suspensions
    )
    recorded = {each.rule for each in question.case.findings}
    notified = question.get("defect_notified") is True
    if objected or notified or not _NEVER_CURED.isdisjoint(recorded):
        return None
    return formal_defect_cure(_published(question), notice_given=notice)


@predicate("announced_on", "defect_notified", "display_until", "notice_given")
def _notice_given(question: Question) -> Answer:
    if not is_bye_law(question):
        return MET
    given = question.inputs.get("notice_given")
    if given is None:
        raise MissingFactError("notice_given")
    cures = _cures_on(question, notice=given)
    if given is not True:
        return unmet("notice_given = False", cures_on=None)
    return met(cures_on=None if cures is None else cures.isoformat())


@predicate("announced_on", "defect_notified", "display_until", "notice_given")
def _time_bar(question: Question) -> Answer:
    names = [each.rule for each in question.case.findings if weighs(each)]
    if not names or not is_bye_law(question):
        return MET
    given = question.fact("notice_given")
    cures = _cures_on(question, notice=given)
    if cures is not None and question.day > cures:
        return met(cures_on=cures.isoformat())
    until = None if cures is None else cures.isoformat()
    rules = list(dict.fromkeys(names))
    code = "" if until else "formal_defect_time_bar.never"
    return unmet(", ".join(rules), until or "∞", code, rules=rules, cures_on=until)


def _published(question: Question) -> date:
    """Return the day on which the announcement was complete.

    Raises:
        MissingFactError: it was not announced.
    """
    day = announced(question)
    if day is None:
        raise MissingFactError("announced_on")
    return day


@predicate("announced_on", "display_until")
def _is_published(question: Question) -> Answer:
    if not is_bye_law(question):
        return MET
    day = announced(question)
    if day is None:
        return unmet("–", "announced_on", "satzung_published.none")
    if day < (since := _decided_on(question)):
        found, code = day.isoformat(), "satzung_published.too_early"
        return unmet(found, f">= {since}", code, since=since.isoformat())
    if day <= question.day:
        return MET
    return unmet(question.day.isoformat(), str(day), not_before=day.isoformat())


def in_force_on(question: Question) -> date:
    """Return the day on which a bye-law comes into force.

    References:
        § 7 Abs. 4 S. 2 GO NRW: the day after the announcement unless otherwise stated.
    """
    own = stated_day(question, "in_force_on")
    return nth_day_after(_published(question), 1) if own is None else own


@predicate("announced_on", "display_until", "in_force_on")
def _in_force(question: Question) -> Answer:
    if not is_bye_law(question):
        return MET
    day = in_force_on(question)
    if day <= question.day:
        return MET
    return unmet(question.day.isoformat(), day.isoformat(), not_before=day.isoformat())
