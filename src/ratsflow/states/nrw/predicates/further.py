"""Rules on the budget (N-15)."""

from __future__ import annotations

from ratsflow.law.periods import nth_day_after
from ratsflow.procedure.declared import predicate
from ratsflow.procedure.finding import MET, Answer, unmet
from ratsflow.procedure.question import Question


@predicate("objections_from", "objections_until", "law.budget.objection_days")
def objection_days(question: Question) -> Answer:
    """Answer whether objections could be made for long enough, the first day counted."""
    first, last = (question.fact_day(f"objections_{end}") for end in ("from", "until"))
    days = question.law["budget.objection_days"]
    if last >= nth_day_after(first, days, count_event_day=True):
        return MET
    told = {"first": first.isoformat(), "last": last.isoformat()}
    return unmet(f"{first} – {last}", str(days), days=days, **told)
