"""Rules on budgets and personnel measures (N-13, N-15)."""

from __future__ import annotations

from datetime import date, timedelta

from ratsflow.law.periods import add_weeks, nth_day_after
from ratsflow.model import BodyKind
from ratsflow.procedure.declared import predicate
from ratsflow.procedure.finding import MET, Answer, unmet
from ratsflow.procedure.question import MissingFactError, Question
from ratsflow.procedure.rule import Check
from ratsflow.states.common.predicates.aftermath.facts import not_after, period, topics
from ratsflow.states.common.votes import URGENT


_BUDGET, _PERSONNEL = "annual_budget", "personnel_measure"


def _budget_vote(question: Question) -> bool:
    """Tell whether the council, or the main committee in its place, decides the budget."""
    council = question.about.body.kind is BodyKind.COUNCIL or question.step == URGENT
    return council and _BUDGET in topics(question)


@predicate("objections_from", "objections_until", "law.budget.objection_days")
def _objection_days(question: Question) -> Answer:
    if not _budget_vote(question):
        return MET
    first, last = _objection_period(question)
    days = question.law["budget.objection_days"]
    if last >= nth_day_after(first, days, count_event_day=True):
        return MET
    told = {"first": first.isoformat(), "last": last.isoformat()}
    return unmet(f"{first} – {last}", str(days), days=days, **told)


@predicate("objections_from", "objections_until")
def _objections_over(question: Question) -> Answer:
    if not _budget_vote(question):
        return MET
    _, last = _objection_period(question)
    if question.day > last:
        return MET
    free = last + timedelta(days=1)
    return unmet(question.day.isoformat(), f"> {last}", not_before=free.isoformat())


def _objection_period(question: Question) -> tuple[date, date]:
    return question.fact_day("objections_from"), question.fact_day("objections_until")


@predicate("lgg_decided_on", "lgg_objection")
def _lgg_settled(question: Question) -> Answer:
    if _PERSONNEL not in topics(question):
        return MET
    if question.fact("lgg_objection") is False:
        return MET
    if question.get("lgg_decided_on") is None:
        return unmet("lgg_objection = True", "lgg_decided_on")
    decided = question.fact_day("lgg_decided_on")
    if decided <= question.day:
        return MET
    found, code = decided.isoformat(), "lgg_objection_settled.later"
    return unmet(found, question.day.isoformat(), code)


def _lgg_in_time(*, strict: bool) -> Check:
    def check(question: Question) -> Answer:
        if question.inputs.get("lgg_objection") is False:
            return MET
        if question.inputs.get("lgg_informed_on") is None:
            raise MissingFactError("lgg_informed_on")
        last = period(question.law, add_weeks(question.fact_day("lgg_informed_on"), 1))
        return not_after(question.day, last.strict if strict else last.lenient)

    return check


lgg_objection_in_time_check = predicate(
    "lgg_informed_on", "lgg_objection", name="lgg_objection_in_time"
)(_lgg_in_time(strict=False))
lgg_objection_in_time_strictly_check = predicate(
    "lgg_informed_on", "lgg_objection", name="lgg_objection_in_time_strictly"
)(_lgg_in_time(strict=True))
