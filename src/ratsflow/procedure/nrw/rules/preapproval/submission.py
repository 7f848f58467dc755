"""When papers are due (B-6), and the path of the annual budget (B-7)."""

from __future__ import annotations

from datetime import date

from ratsflow.law.citation import Citation, Consequence, Layer
from ratsflow.law.periods import local_day, state_holidays, working_days_before
from ratsflow.model import (
    BodyKind,
    Consultation,
    ConsultationRole,
    Meeting,
    PaperType,
    Signature,
    SignatureDecision,
)
from ratsflow.model.text import Wording
from ratsflow.procedure.finding import MET, Answer, unmet
from ratsflow.procedure.nrw.rules.paper.kinds import is_administrative, topics
from ratsflow.procedure.question import MissingFactError, Question
from ratsflow.procedure.rule import Rule


BUDGET = "annual_budget"
"""The topic of a paper on the budget bye-law (*Haushaltssatzung*)."""


def due_day(dispatch: date, lead_days: int, state: str) -> date:
    """Return the last day on which a paper may reach the council office.

    Args:
        dispatch: the day on which the agenda goes out.
        lead_days: working days before it (Monday to Friday, without holidays).
        state: the state whose holidays count.
    """
    holidays = state_holidays(state, (dispatch.year - 1, dispatch.year))
    return working_days_before(dispatch, lead_days, holidays)


def _submission_deadline_met(question: Question) -> Answer:
    if not _is_due_in_time(question):
        return MET
    lead_days = question.law["submission.lead_days"]
    if lead_days == 0:
        return MET
    due = due_day(_dispatch(question), lead_days, question.law.state)
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


def _budget_drawn_up_by_treasurer(question: Question) -> Answer:
    if not is_budget(question):
        return MET
    answers = {s.decision for s in question.case.valid_signatures if _is_treasurers(s)}
    if answers - {SignatureDecision.NOT_AFFECTED}:
        return MET
    return unmet("–", "treasurer")


def _is_treasurers(signature: Signature) -> bool:
    return signature.office == "treasurer"


def _treasurer_statement_attached(question: Question) -> Answer:
    if not is_budget(question):
        return MET
    answers = [s for s in question.case.valid_signatures if _is_treasurers(s)]
    if answers and answers[-1].consents:
        return MET
    if question.fact("treasurer_statement_attached") is True:
        return MET
    return unmet("–", "treasurer")


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


RULES = (
    Rule(
        "submission_deadline_met",
        _submission_deadline_met,
        label=Wording("Abgabeschluss", "Submission deadline"),
        citation=Citation("Abgabeschluss für Vorlagen (örtlich)", "L"),
        layer=Layer.LOCAL,
        consequence=Consequence.BLOCK,
        catalogue="B-6",
        parameters=("submission.lead_days",),
        unmet=Wording(
            "Die Vorlage wurde am {observed} freigegeben; Abgabeschluss war am "
            "{required}.",
            "The paper was released on {observed}; it was due on {required}.",
        ),
        remedy=Wording(
            "In den Nachtrag nehmen, als Tischvorlage oder in der nächsten Sitzung "
            "behandeln.",
            "Put it on a supplementary agenda, table it, or take the next meeting.",
        ),
        cured_by=("council_office",),
    ),
    Rule(
        "budget_drawn_up_by_treasurer",
        _budget_drawn_up_by_treasurer,
        label=Wording("Aufstellung des Haushalts", "Drawing up of the budget"),
        revision=2,
        citation=Citation("§ 80 GO NRW", "K", "Heinsberg"),
        layer=Layer.STATUTE,
        consequence=Consequence.DEFECT,
        catalogue="B-7",
        unmet=Wording(
            "Die Kämmerei hat den Entwurf des Haushalts nicht gezeichnet; sie stellt "
            "ihn auf.",
            "The treasurer has not signed the draft of the budget; it is the "
            "treasurer's to draw up.",
        ),
        remedy=Wording(
            "Die Kämmerin oder den Kämmerer zeichnen lassen.",
            "Let the treasurer sign.",
        ),
        cured_by=("treasurer",),
    ),
    Rule(
        "treasurer_statement_attached",
        _treasurer_statement_attached,
        label=Wording("Stellungnahme der Kämmerei", "The treasurer's statement"),
        citation=Citation("§ 80 GO NRW", "K", "§ 79 Abs. 2 GO NRW older version"),
        layer=Layer.STATUTE,
        consequence=Consequence.DEFECT,
        catalogue="B-7",
        unmet=Wording(
            "Die Kämmerei hat dem Haushalt nicht zugestimmt, und ihre Stellungnahme "
            "liegt dem Rat nicht vor.",
            "The treasurer has not consented to the budget, and the treasurer's "
            "statement does not reach the council.",
        ),
        remedy=Wording("Die Stellungnahme beifügen.", "Attach the statement."),
        cured_by=("treasurer", "mayor"),
    ),
    Rule(
        "finance_committee_prepared",
        _finance_committee_prepared,
        label=Wording(
            "Vorberatung im Finanzausschuss", "Preparation by the finance committee"
        ),
        citation=Citation("§ 59 Abs. 2 GO NRW", "S", "Heinsberg, Weilerswist"),
        layer=Layer.STATUTE,
        consequence=Consequence.DEFECT,
        catalogue="B-7",
        parameters=("budget.main_committee_holds_finance",),
        unmet=Wording(
            "Der Finanzausschuss hat die Haushaltssatzung nicht vorbereitet.",
            "The finance committee has not prepared the budget bye-law.",
        ),
        remedy=Wording(
            "Erst im Finanzausschuss vorberaten; der Hauptausschuss genügt nur, wenn er "
            "dessen Aufgaben hat.",
            "Let the finance committee consult first; the main committee is enough only "
            "if it holds its tasks.",
        ),
        cured_by=("council_office",),
    ),
    Rule(
        "budget_objections_decided",
        _budget_objections_decided,
        label=Wording(
            "Einwendungen gegen den Haushalt", "Objections of residents to the budget"
        ),
        citation=Citation(
            "§ 80 Abs. 3 GO NRW", "S", "suedlohn.de; § 79 Abs. 3 S. 4 older version"
        ),
        layer=Layer.STATUTE,
        consequence=Consequence.DEFECT,
        catalogue="B-7",
        unmet=Wording(
            "Über die Einwendungen gegen den Haushalt ist noch nicht beschlossen.",
            "The objections to the budget have not been decided on.",
        ),
        by_code={
            "private": Wording(
                "Über die Einwendungen gegen den Haushalt wird nichtöffentlich "
                "beraten; zu beschließen ist darüber in öffentlicher Sitzung.",
                "The objections to the budget are dealt with in private; they take a "
                "decision in public session.",
            ),
        },
        remedy=Wording(
            "Erst über die Einwendungen in öffentlicher Sitzung beschließen.",
            "First decide on the objections in public session.",
        ),
        cured_by=("council_office", "chair"),
    ),
)
