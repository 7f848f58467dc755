"""When papers are due (B-6), and the path of the annual budget (B-7)."""

from __future__ import annotations

from datetime import date

from ratsflow.law.local import Law
from ratsflow.law.periods import holidays_of, local_day, working_days_before
from ratsflow.model import BodyKind, Consultation, ConsultationRole, SignatureDecision
from ratsflow.procedure.declared import field
from ratsflow.procedure.question import MissingFactError, Question
from ratsflow.states.common.fields import meeting_dispatched_on


def due_day(dispatch: date, lead_days: int, law: Law) -> date:
    """Return the last day on which a paper may reach the council office.

    Args:
        dispatch: the day on which the agenda goes out.
        lead_days: working days before it (Monday to Friday, without holidays).
        law: the law by which holidays count.
    """
    holidays = holidays_of(law, (dispatch.year - 1, dispatch.year))
    return working_days_before(dispatch, lead_days, holidays)


@field("submission.due_on", "meeting", "item", "law.submission.lead_days")
def due_on(question: Question) -> date:
    """The last day on which a paper may reach the council office for its meeting."""
    lead_days = question.law["submission.lead_days"]
    return due_day(meeting_dispatched_on(question), lead_days, question.law)


@field("case.released_on", "case")
def released_on(question: Question) -> date:
    """The day on which the mayor released the paper; a supplement is no second arrival.

    Raises:
        MissingFactError: it was not.
    """
    released = [s.at for s in question.case.signatures if s.office == "mayor"]
    if not released:
        raise MissingFactError("release")
    return local_day(released[0])


def _treasurers(question: Question) -> list[SignatureDecision]:
    valid = question.case.valid_signatures
    return [each.decision for each in valid if each.office == "treasurer"]


@field("signatures.treasurer_drew_up", "case")
def treasurer_drew_up(question: Question) -> bool:
    """Whether the treasurer has signed the present text and not only said "not affected"."""
    return any(
        each is not SignatureDecision.NOT_AFFECTED for each in _treasurers(question)
    )


@field("signatures.treasurer", "case")
def treasurer_consents(question: Question) -> bool:
    """Whether the treasurer consents to the present text, by the last word."""
    valid = question.case.valid_signatures
    own = [each for each in valid if each.office == "treasurer"]
    return bool(own) and own[-1].consents


@field(
    "route.finance_prepared", "case", "day", "law.budget.main_committee_holds_finance"
)
def finance_prepared(question: Question) -> bool:
    """Whether the finance committee, or whoever holds its tasks, has finished."""
    return any(_prepares(each, question) for each in question.case.consultations)


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
