"""When the council meets next (E-1): every two months, and soon after its election."""

from __future__ import annotations

from datetime import date

from ratsflow.law.periods import first_meeting_due, meeting_due
from ratsflow.model import BodyKind
from ratsflow.model.text import Wording
from ratsflow.procedure.declared import predicate
from ratsflow.procedure.finding import MET, Answer, unmet
from ratsflow.procedure.question import Question
from ratsflow.procedure.rule import Until
from ratsflow.states.common.fields import meeting
from ratsflow.states.common.predicates.aftermath.facts import stated_day


def _due(question: Question) -> tuple[date, str] | None:
    """Return until when the council meets, and whether it is for the first time."""
    if question.about.body.kind is not BodyKind.COUNCIL:
        return None
    law = question.law
    last = stated_day(question, "last_meeting_on")
    if last is not None:
        return meeting_due(last, law["convening.interval_months"]), ""
    began = stated_day(question, "term_began_on")
    if began is None or "convening.first_meeting_weeks" in law.absent:
        return None
    weeks = law["convening.first_meeting_weeks"]
    latest = law["convening.first_meeting_latest_months"]
    return first_meeting_due(began, weeks, latest).strict, "first"


@predicate(
    "last_meeting_on",
    "meeting",
    "term_began_on",
    "law.convening.interval_months",
    "law.convening.first_meeting_weeks",
    "law.convening.first_meeting_latest_months",
)
def convened_in_time(question: Question) -> Answer:
    found = _due(question)
    held = meeting(question).day
    if found is None or held <= found[0]:
        return MET
    due, kind = found
    code = f"convening_duty.{kind}" if kind else ""
    return unmet(held.isoformat(), due.isoformat(), code)


@predicate(
    "last_meeting_on",
    "term_began_on",
    "law.convening.interval_months",
    "law.convening.first_meeting_weeks",
    "law.convening.first_meeting_latest_months",
)
def meets_by(question: Question) -> Until | None:
    found = _due(question)
    if found is None:
        return None
    what = Wording("der Rat muss tagen", "the council must meet")
    return Until(found[0], what, ("mayor",))
