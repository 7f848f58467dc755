"""Rules on announcing bye-laws (*Satzungen*; L-11, L-12, N-1 to N-3)."""

from __future__ import annotations

from datetime import date

from ratsflow.law.periods import formal_defect_cure
from ratsflow.model import BodyKind, SuspensionKind
from ratsflow.procedure.declared import predicate
from ratsflow.procedure.finding import MET, Answer, met, unmet
from ratsflow.procedure.question import Question
from ratsflow.states.common.fields import decided, stated
from ratsflow.states.common.predicates.aftermath.facts import (
    announced,
    day_of,
    is_bye_law,
    is_urgently_decided,
    published,
    weighs,
)


_CURE = (
    "case announced_on defect_notified display_until law.formal_defect.months",
    "law.formal_defect.never_cured",
)


def _decided_on(question: Question) -> date:
    """Return the day of the resolution; the earliest day there is without one."""
    if question.case.deciding is None and is_urgently_decided(question):
        return date.min
    return day_of(decided(question))


@predicate("case.consultations", "case.state", "announced_on", "{fact}")
def ordered_in_time(question: Question, fact: str) -> Answer:
    """A day counts if it lies between this resolution and the announcement."""
    day, last = question.fact_day(fact), question.fact_day("announced_on")
    since = _decided_on(question)
    if since <= day <= last:
        return MET
    code = f"{fact}.too_early" if day < since else ""
    days = {"day": day.isoformat(), "since": since.isoformat()}
    return unmet(days["day"], f"{since} – {last}", code, last=last.isoformat(), **days)


@predicate("case.consultations", "approved_on")
def acceded(question: Question) -> Answer:
    """Answer whether the council adopted the text again after its approval."""
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
    never = question.law["formal_defect.never_cured"]
    notified = question.get("defect_notified") is True
    if objected or notified or not recorded.isdisjoint(never):
        return None
    return formal_defect_cure(
        published(question), notice_given=notice, law=question.law
    )


@predicate("notice_given", *_CURE)
def notice_given(question: Question) -> Answer:
    """Answer whether the announcement carried the notice of the time bar."""
    given = stated(question.inputs.get("notice_given"), "notice_given")
    cures = _cures_on(question, notice=given is True)
    if given is not True:
        return unmet("notice_given = False", cures_on=None)
    return met(cures_on=None if cures is None else cures.isoformat())


@predicate(
    "paper", "day", "notice_given", "law.bye_law.topics", "law.topics.own", *_CURE
)
def time_bar(question: Question) -> Answer:
    """Answer whether defects of form on record can be asserted no more."""
    names = [each.rule for each in question.case.findings if weighs(each)]
    if not names or not is_bye_law(question):
        return MET
    cures = _cures_on(question, notice=question.fact("notice_given") is True)
    if cures is not None and question.day > cures:
        return met(cures_on=cures.isoformat())
    until = None if cures is None else cures.isoformat()
    rules = list(dict.fromkeys(names))
    code = "" if until else "formal_defect_time_bar.never"
    return unmet(", ".join(rules), until or "∞", code, rules=rules, cures_on=until)


@predicate("case.consultations", "case.state", "day", "announced_on", "display_until")
def is_published(question: Question) -> Answer:
    """Answer whether this bye-law is announced, completely and not an earlier one."""
    day = announced(question)
    if day is None:
        return unmet("–", "announced_on", "satzung_published.none")
    if day < (since := _decided_on(question)):
        found, code = day.isoformat(), "satzung_published.too_early"
        return unmet(found, f">= {since}", code, since=since.isoformat())
    if day <= question.day:
        return MET
    return unmet(question.day.isoformat(), str(day), not_before=day.isoformat())
