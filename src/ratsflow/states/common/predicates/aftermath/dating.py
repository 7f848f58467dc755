"""When a step took effect: not before the state that it starts from (L-14)."""

from __future__ import annotations

from ratsflow.law.periods import local_day
from ratsflow.procedure.declared import predicate
from ratsflow.procedure.finding import MET, Answer, unmet
from ratsflow.procedure.question import Question


@predicate("case", "day")
def after_its_state(question: Question) -> Answer:
    """Within one day the order of the entries is the order of what happened."""
    since = question.case.since
    if since is None or question.at >= since:
        return MET
    began = local_day(since)
    if question.day >= began:
        return MET
    return unmet(question.day.isoformat(), f"≥ {began}", since=began.isoformat())
