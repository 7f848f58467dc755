"""When papers are due (B-6), and the path of the annual budget (B-7)."""

from __future__ import annotations

from datetime import date

from ratsflow.law.local import Law
from ratsflow.law.periods import holidays_of, local_day, working_days_before
from ratsflow.model import (
    BodyKind,
    Consultation,
    ConsultationRole,
    Meeting,
    PaperType,
    Signature,
    SignatureDecision,
)
from ratsflow.procedure.declared import predicate
from ratsflow.procedure.finding import MET, Answer, unmet
from ratsflow.procedure.question import MissingFactError, Question
from ratsflow.states.common.fields import is_administrative
from ratsflow.states.common.predicates.aftermath.facts import topics


BUDGET = "annual_budget"
"""The topic of a paper on the budget bye-law (*Haushaltssatzung*)."""


def due_day(dispatch: date, lead_days: int, law: Law) -> date:
    """Return the last day on which a paper may reach the council office.

    Args:
        dispatch: the day on which the agenda goes out.
        lead_days: working days before it (Monday to Friday, without holidays).
        law: the law by which holidays count.
    """
    holidays = holidays_of(law, (dispatch.year - 1, dispatch.year))
    return working_days_before(dispatch, lead_days, holidays)


@predicate("base_paper_type", "meeting", "route", "law.submission.lead_days")
def _submission_deadline_met(question: Question) -> Answer:
    if not _is_due_in_time(question):
        return MET
    lead_days = question.law["submission.lead_days"]
    if lead_days == 0:
        return MET
    due = due_day(_dispatch(question), lead_days, question.law)
    received = _received(question)
    if received <= due:
        return MET
    return unmet(received.isoformat(), due.isoformat())


def _is_due_in_time(question: Question) -> bool:
    """Tell whether the ordinary way is taken: late papers have ways of their own."""
    if question.case.state not in ("released", "in_consultation"):
        return False
    if question.inputs.get("route") in ("supplement", "urgent"):
        return False
    tabled = question.motion.paper_type is PaperType.TABLED_PAPER
    return is_administrative(question) and not tabled


def _dispatch(question: Question) -> date:
    meeting = question.inputs.get("meeting") or question.about.meeting
    if not isinstance(meeting, Meeting) or meeting.dispatched_on is None:
        raise MissingFactError("meeting.dispatched_on")
    return meeting.dispatched_on


def _received(question: Question) -> date:
    released = [s.at for s in question.case.signatures if s.office == "mayor"]
    if not released:
        raise MissingFactError("release")
    return local_day(released[0])  # a supplement is no second arrival


def is_budget(question: Question) -> bool:
    """Tell whether the paper is the budget."""
    return BUDGET in topics(question)


@predicate()
def _budget_drawn_up_by_treasurer(question: Question) -> Answer:
    if not is_budget(question):
        return MET
    answers = {s.decision for s in question.case.valid_signatures if _is_treasurers(s)}
    if answers - {SignatureDecision.NOT_AFFECTED}:
        return MET
    return unmet("–", "treasurer")


def _is_treasurers(signature: Signature) -> bool:
    return signature.office == "treasurer"


@predicate("treasurer_statement_attached")
def _treasurer_statement_attached(question: Question) -> Answer:
    if not is_budget(question):
        return MET
    answers = [s for s in question.case.valid_signatures if _is_treasurers(s)]
    if answers and answers[-1].consents:
        return MET
    if question.fact("treasurer_statement_attached") is True:
        return MET
    return unmet("–", "treasurer")


@predicate("law.budget.main_committee_holds_finance")
def _finance_committee_prepared(question: Question) -> Answer:
    if question.about.body.kind is not BodyKind.COUNCIL or not is_budget(question):
        return MET
    if any(_prepares(each, question) for each in question.case.consultations):
        return MET
    return unmet("–", "Finanzausschuss")


def _prepares(consultation: Consultation, question: Question) -> bool:
    """Tell whether the finance committee, or whoever holds its tasks, has finished."""
    if consultation.role is not ConsultationRole.PRELIMINARY:
        return False
    if consultation.state != "voted" or consultation.days[-1:] > (question.day,):
        return False
    kind = consultation.body.kind
    if kind is BodyKind.MAIN_COMMITTEE:
        return question.law["budget.main_committee_holds_finance"] is True
    return kind is BodyKind.FINANCE_COMMITTEE


@predicate("budget_objections", "budget_objections_decided")
def _budget_objections_decided(question: Question) -> Answer:
    if question.about.body.kind is not BodyKind.COUNCIL or not is_budget(question):
        return MET
    if question.fact("budget_objections") == 0:
        return MET
    if question.fact("budget_objections_decided") is not True:
        return unmet("–", "§ 80 Abs. 3 GO NRW")
    if question.about.public is None:
        raise MissingFactError("consultation.public")
    if question.about.public:
        return MET
    private = "budget_objections_decided.private"
    return unmet("public = False", "public = True", private)
