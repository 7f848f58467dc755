"""Petitions of residents (C-10) and residents' motions (C-11)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from ratsflow.law.counting import at_least
from ratsflow.law.local import Law
from ratsflow.law.periods import add_months, nth_day_after
from ratsflow.procedure.declared import field, predicate
from ratsflow.procedure.finding import MET, Answer, unmet
from ratsflow.procedure.question import Question


def signatures_needed(law: Law) -> int:
    """Return the signatures that a residents' motion needs.

    The law says it by kind of town, or in rows by inhabitants.
    """
    inhabitants, asked = law["municipality.inhabitants"], law["resident_motion.share"]
    if not isinstance(asked, Mapping):
        row = next(
            each for each in asked if inhabitants <= each.get("up_to", inhabitants)
        )
        share = at_least(inhabitants, row["per_mille"], 1000)
        return max(min(share, int(row["at_most"])), int(row.get("at_least", 0)))
    county_free = law["municipality.county_free"] is True
    row = asked["county_free" if county_free else "other"]
    return min(at_least(inhabitants, row["percent"], 100), int(row["at_most"]))


@field(
    "resident_motion.signatures",
    "law.municipality.inhabitants law.municipality.county_free",
    "law.resident_motion.share",
)
def signatures(question: Question) -> int:
    """The signatures that a residents' motion needs in a municipality of this size."""
    return signatures_needed(question.law)


@field("case.last_day", "case.consultations")
def case_last_day(question: Question) -> date | None:
    """The last day on which a body dealt with the paper; empty if none did."""
    days = [day for each in question.case.consultations for day in each.days]
    return max(days, default=None)


@predicate(
    "{fact} law.{norm} received_on day law.petition.resident_months?",
    "law.resident_motion.bar_months",
)
def months_over(question: Question, fact: str, norm: str, *, bars: bool) -> Answer:
    """Tell whether months are over since a day.

    Args:
        question: the question.
        fact: the name of the fact that is the day.
        norm: the value of law with the number of months.
        bars: whether the last day of the months is still barred, and what was received
            before it barred too, however late it is registered.
    """
    months, since = question.law[norm], question.fact_day(fact)
    free, filed = add_months(since, months), question.day
    if bars:
        free = nth_day_after(free, 1)
        if question.get("received_on") is not None:
            filed = min(filed, question.fact_day("received_on"))
    if filed >= free:
        return MET
    told = {"since": since.isoformat(), "free": free.isoformat()}
    return unmet(told["since"], f"≥ {free}", months=months, **told)


@predicate("{fact}", "law.{norm}", "day")
def within_months(question: Question, fact: str, norm: str) -> Answer:
    """Tell whether the day of the step lies in the months after a day."""
    months = question.law[norm]
    last = add_months(question.fact_day(fact), months)
    if question.day <= last:
        return MET
    day, due = question.day.isoformat(), last.isoformat()
    return unmet(day, f"≤ {due}", day=day, due=due)
