"""What a paper says about money (A-6)."""

from __future__ import annotations

from ratsflow.model import Ballot, CostEffect, CostStatement, Recurrence
from ratsflow.procedure.declared import field, predicate
from ratsflow.procedure.finding import MET, Answer, unmet
from ratsflow.procedure.question import MissingFactError, Question
from ratsflow.states.common.fields import is_administrative, is_voted_on, stated
from ratsflow.states.common.votes import URGENT


DETAILS = ("recurrence", "year", "product_group", "covered")
CENTS = 100
"""Cents of a euro."""
_DECIDES_AFTER = ("vote", "repeat_vote", URGENT)
"""The steps that decide on what the committees before have recommended."""


@field("costs", "paper")
def statement(question: Question) -> CostStatement:
    """What the paper says about money.

    Raises:
        MissingFactError: it says nothing.
    """
    return stated(question.motion.cost_statement, "motion.cost_statement")


@field("costs.effect", "paper")
def effect(question: Question) -> CostEffect:
    """Whether the paper says that it costs something."""
    return statement(question).effect


@field("costs.amount", "paper")
def amount_cents(question: Question) -> int:
    """The stated amount in cents, zero where the paper says that it costs nothing.

    Raises:
        MissingFactError: there is no statement, or one without an amount.
    """
    costs = statement(question)
    if costs.effect is CostEffect.NONE:
        return 0
    return stated(costs.amount_cents, "cost_statement.amount_cents")


@field("costs.covered", "paper")
def covered(question: Question) -> bool:
    """Whether the budget covers the costs."""
    return stated(statement(question).covered, "cost_statement.covered")


@field("costs.coverage", "paper")
def coverage(question: Question) -> str:
    """The cover that the paper proposes; empty for none."""
    return statement(question).coverage


@field("costs.needed", "paper", "base_paper_type", "law.cost_statement.required")
def needed(question: Question) -> bool:
    """Whether the paper must say what it costs; without a word of local law it must."""
    if not is_administrative(question) or not is_voted_on(question):
        return False
    return question.law.values.get("cost_statement.required") is not False


@field("costs.of_another_text", "ballot", "resolution", "case")
def of_another_text(question: Question) -> bool:
    """Whether the text is changed by this vote, or was by the vote of a body before."""
    ballot = question.inputs.get("ballot")
    now = isinstance(ballot, Ballot) and ballot.amended
    if now or question.inputs.get("resolution"):
        return True
    route = question.case.consultations
    before = any(each.result == "recommended_amended" for each in route)
    return before and question.step in _DECIDES_AFTER


@field("costs.restated", "ballot", "resolution", "costs_restated", "rechecked")
def restated(question: Question) -> bool:
    """Whether the costs of the changed text are stated.

    Raises:
        MissingFactError: nobody has said. An earlier word does not answer for a text
            that is changed only now.
    """
    inputs, ballot = question.inputs, question.inputs.get("ballot")
    said: bool | None = inputs.get("costs_restated", inputs.get("rechecked"))
    amended = isinstance(ballot, Ballot) and ballot.amended
    if said is None and not (amended or inputs.get("resolution")):
        said = question.case.facts.get("costs_restated")
    return stated(said, "costs_restated")


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


@predicate(
    "paper", "law.cost_statement.required_details", "law.cost_statement.details_above"
)
def cost_details_complete(question: Question) -> Answer:
    """Name the details that a stated amount lacks."""
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
