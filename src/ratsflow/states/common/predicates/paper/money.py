"""Rules on money: the cost statement, investments, spending beyond the budget (A-6 to A-8)."""

from __future__ import annotations

from ratsflow.model import Ballot, CostEffect, CostStatement, Recurrence
from ratsflow.procedure.declared import field, predicate
from ratsflow.procedure.finding import MET, Answer, free_of, unmet
from ratsflow.procedure.question import MissingFactError, Question
from ratsflow.states.common.fields import is_administrative, is_voted_on, stated
from ratsflow.states.common.topics import is_about, topics
from ratsflow.states.common.votes import is_one


DETAILS = ("recurrence", "year", "product_group", "covered")
CENTS = 100
"""Cents of a euro."""


def statement(question: Question) -> CostStatement:
    """Return what the paper says about money."""
    return stated(question.motion.cost_statement, "motion.cost_statement")


@field("costs.amount", "paper.cost_statement")
def amount_cents(question: Question) -> int:
    """The stated amount in cents, zero where the paper says that it costs nothing."""
    costs = statement(question)
    if costs.effect is CostEffect.NONE:
        return 0
    return stated(costs.amount_cents, "cost_statement.amount_cents")


@field("costs.covered", "paper.cost_statement")
def covered(question: Question) -> bool:
    """Whether the budget covers the costs."""
    return stated(statement(question).covered, "cost_statement.covered")


@field(
    "costs.needed", "paper.paper_type", "base_paper_type", "law.cost_statement.required"
)
def needed(question: Question) -> bool:
    """Whether the paper must say what it costs; without a word of local law it must."""
    if not is_administrative(question) or not is_voted_on(question):
        return False
    return question.law.values.get("cost_statement.required") is not False


@field("costs.of_another_text", "ballot", "resolution", "case.consultations", "step")
def of_another_text(question: Question) -> bool:
    """Whether the text is changed by this vote, or was by the vote of a body before."""
    ballot = question.inputs.get("ballot")
    now = isinstance(ballot, Ballot) and ballot.amended
    if now or question.inputs.get("resolution"):
        return True
    route = question.case.consultations
    before = any(each.result == "recommended_amended" for each in route)
    # what is renewed was decided already, with its costs
    decides = is_one(question, "on_the_paper") and not is_one(question, "renewals")
    return before and decides


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
    """Return the stated amount over the years that the house counts."""
    amount = amount_cents(question)
    recurrence = statement(question).recurrence
    if amount == 0 or recurrence is Recurrence.ONCE:
        return amount
    if recurrence is None:
        raise MissingFactError("cost_statement.recurrence")
    years: int = question.law["cost_statement.recurring_years"]
    return amount * years


@predicate(
    "paper.cost_statement law.cost_statement.required_details",
    "law.cost_statement.details_above",
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
    facts = [f"cost_statement.{name}" for name in missing]
    return free_of(missing, ", ".join(required), missing=missing, facts=facts)


def _is_blank(detail: object) -> bool:
    return detail is None or (isinstance(detail, str) and not detail.strip())


MATERIAL = "material_overspend"
"""The topic under which spending is reserved that its amount makes material."""
_PLANNING = "mere_planning"
"""What commits to no investment yet."""


@field("paper.is_investment", "paper.topics", "law.investment.topics", "law.topics.own")
def is_investment(question: Question) -> bool:
    """Whether the paper commits to an investment; mere planning does not."""
    return is_about(question, "investment.topics") and _PLANNING not in topics(question)


@field("paper.overspends", "paper.topics", "law.overspend.topics", "law.topics.own")
def overspends(question: Question) -> bool:
    """Whether it is about spending beyond the budget, now or by what it sets going."""
    return is_about(question, "overspend.topics")


@field(
    "overspend.is_material",
    "paper.cost_statement paper.topics law.overspend.material_threshold law.topics.own",
)
def is_material(question: Question) -> bool:
    """Whether spending beyond the budget is so large that the council decides."""
    if MATERIAL in topics(question):
        return True
    threshold: int = question.law["overspend.material_threshold"]
    return amount_cents(question) > threshold * CENTS


def _of_category_cents(question: Question, key: str) -> int:
    """Return a value by category of investment; of several the strictest."""
    values = question.law[key]
    fitting = [values[name] for name in topics(question) if name in values]
    if not fitting:
        raise MissingFactError("motion.topics")
    return int(min(fitting)) * CENTS


def _needed_documents(question: Question) -> set[str]:
    threshold = _of_category_cents(question, "investment.thresholds")
    documents = question.law["investment.documents"]
    # what one year costs is the least of what all years cost
    if amount_cents(question) <= threshold and total_cents(question) <= threshold:
        return set(documents["small"])
    own = (documents.get(topic, ()) for topic in topics(question))
    return {*documents["any"], *(each for named in own for each in named)}


@predicate(
    "investment_documents paper law.investment.thresholds law.investment.documents",
    "law.cost_statement.recurring_years base_paper_type law.cost_statement.required",
    "law.topics.own",
)
def documents_handed_in(question: Question) -> Answer:
    """Name the documents that an investment of this size lacks."""
    needed = _needed_documents(question)
    missing = sorted(needed.difference(question.fact("investment_documents")))
    return free_of(missing, ", ".join(sorted(needed)), missing=missing)


@predicate(
    "actual_cost_cents council_informed_of_growth paper.cost_statement paper.topics",
    "law.investment.growth_percent law.investment.growth_least law.topics.own",
)
def growth_reported(question: Question) -> Answer:
    """Answer whether the council was told of costs that grew by so much."""
    planned = amount_cents(question)
    growth = question.fact("actual_cost_cents") - planned
    percent = question.law["investment.growth_percent"]
    least = _of_category_cents(question, "investment.growth_least")
    if growth * 100 <= planned * percent or growth < least:
        return MET
    if question.fact("council_informed_of_growth") is True:
        return MET
    return unmet(
        f"+ {growth // CENTS} €",
        f"> {percent} %, ≥ {least // CENTS} €",
        growth=growth,
        percent=percent,
        least=least,
    )
