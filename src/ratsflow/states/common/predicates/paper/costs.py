"""The cost statement (A-6)."""

from __future__ import annotations

from ratsflow.model import Ballot, CostEffect, CostStatement, Recurrence
from ratsflow.procedure.declared import predicate
from ratsflow.procedure.finding import MET, Answer, unmet
from ratsflow.procedure.question import MissingFactError, Question
from ratsflow.states.common.fields import is_administrative, is_voted_on
from ratsflow.states.common.votes import URGENT


DETAILS = ("recurrence", "year", "product_group", "covered")
CENTS = 100
_DECIDES_AFTER = ("vote", "repeat_vote", URGENT)
"""The steps that decide on what the committees before have recommended."""


def statement(question: Question) -> CostStatement:
    """Return what the paper says about money.

    Raises:
        MissingFactError: it says nothing.
    """
    costs = question.motion.cost_statement
    if costs is None:
        raise MissingFactError("motion.cost_statement")
    return costs


def amount_cents(question: Question) -> int:
    """Return the stated amount, zero where the paper says that it costs nothing.

    Raises:
        MissingFactError: there is no statement, or one without an amount.
    """
    costs = statement(question)
    if costs.effect is CostEffect.NONE:
        return 0
    if costs.amount_cents is None:
        raise MissingFactError("cost_statement.amount_cents")
    return costs.amount_cents


def total_cents(question: Question) -> int:
    """Return the stated amount over the years that the house counts.

    Raises:
        MissingFactError: amount or recurrence are not stated.
        MissingValueError: it recurs and nobody has set how many years count.
    """
    amount = amount_cents(question)
    recurrence = statement(question).recurrence
    if amount == 0 or recurrence is Recurrence.ONCE:
        return amount
    if recurrence is None:
        raise MissingFactError("cost_statement.recurrence")
    years: int = question.law["cost_statement.recurring_years"]
    return amount * years


def _needs_none(question: Question) -> bool:
    if not is_administrative(question) or not is_voted_on(question):
        return True
    return question.law.values.get("cost_statement.required") is False


@predicate("base_paper_type", "law.cost_statement.required")
def _cost_statement_present(question: Question) -> Answer:
    if _needs_none(question):
        return MET
    costs = question.motion.cost_statement
    if costs is None:
        return unmet("–", "cost_statement")
    if costs.effect is CostEffect.AMOUNT and costs.amount_cents is None:
        return unmet(
            "cost_statement.amount_cents = –",
            "cost_statement.amount_cents",
            "cost_statement.amount",
        )
    return MET


@predicate("law.cost_statement.required_details", "law.cost_statement.details_above")
def _cost_details_complete(question: Question) -> Answer:
    costs = question.motion.cost_statement
    if costs is None or costs.effect is CostEffect.NONE:
        return MET  # whether there must be a statement is a rule of its own
    free = question.law.values.get("cost_statement.details_above", 0)
    if costs.amount_cents is not None and costs.amount_cents <= free * CENTS:
        return MET
    required = question.law.values.get("cost_statement.required_details", DETAILS)
    missing = [name for name in required if _is_blank(getattr(costs, name))]
    if not missing:
        return MET
    facts = [f"cost_statement.{name}" for name in missing]
    told = ", ".join(missing), ", ".join(required)
    return unmet(*told, missing=missing, facts=facts)


def _is_blank(detail: object) -> bool:
    return detail is None or (isinstance(detail, str) and not detail.strip())


@predicate("base_paper_type", "law.cost_statement.required")
def _coverage_named(question: Question) -> Answer:
    costs = question.motion.cost_statement
    if costs is None:
        return MET if _needs_none(question) else _no_statement()
    if costs.effect is CostEffect.NONE or costs.covered is True:
        return MET
    if costs.covered is None:
        raise MissingFactError("cost_statement.covered")
    if costs.coverage.strip():
        return MET
    return unmet("cost_statement.in_budget = False", "Deckungsvorschlag")


def _no_statement() -> Answer:
    return unmet("–", "Deckungsvorschlag", "coverage_named.no_statement")


def is_amended(question: Question) -> bool:
    """Tell whether the text was changed before the vote that the step brings."""
    ballot = question.inputs.get("ballot")
    return bool(question.inputs.get("resolution")) or (
        isinstance(ballot, Ballot) and ballot.amended
    )


@predicate(
    "ballot",
    "base_paper_type",
    "costs_restated",
    "rechecked",
    "resolution",
    "law.cost_statement.required",
)
def _cost_statement_fresh(question: Question) -> Answer:
    if _needs_none(question):
        return MET
    before = any(
        each.result == "recommended_amended" for each in question.case.consultations
    )
    now = is_amended(question)
    if not now and not (before and question.step in _DECIDES_AFTER):
        return MET
    # an earlier statement does not answer for a text that is changed only now
    stated = question.inputs.get("costs_restated", question.inputs.get("rechecked"))
    if stated is None and not now:
        stated = question.case.facts.get("costs_restated")
    if stated is None:
        raise MissingFactError("costs_restated")
    if stated is True:
        return MET
    return unmet("costs_restated = False", "costs_restated = True")
