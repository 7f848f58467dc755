"""Investments and spending beyond the budget (A-7, A-8)."""

from __future__ import annotations

from ratsflow.model import BodyKind
from ratsflow.procedure.declared import field, predicate
from ratsflow.procedure.finding import MET, Answer, unmet
from ratsflow.procedure.question import MissingFactError, Question
from ratsflow.states.common import decide
from ratsflow.states.common.predicates.paper.costs import (
    CENTS,
    amount_cents,
    total_cents,
)
from ratsflow.states.common.topics import topics
from ratsflow.states.common.votes import URGENT, URGENT_STEPS


_MATERIAL = "material_overspend"
_PLANNING = "mere_planning"
"""What commits to no investment yet."""


@field("paper.is_investment", "paper", "law.investment.topics")
def is_investment(question: Question) -> bool:
    """Whether the paper commits to an investment; mere planning does not."""
    about = topics(question)
    of = question.law["investment.topics"] if about else ()
    return not set(of).isdisjoint(about) and _PLANNING not in about


@field("paper.overspends", "paper", "law.overspend.topics")
def overspends(question: Question) -> bool:
    """Whether it is about spending beyond the budget, now or by what it sets going."""
    about = topics(question)
    return bool(about) and not set(question.law["overspend.topics"]).isdisjoint(about)


@field("overspend.is_material", "paper", "law.overspend.material_threshold")
def is_material(question: Question) -> bool:
    """Whether spending beyond the budget is so large that the council decides.

    Raises:
        MissingFactError: topics or amount are not stated.
        MissingValueError: the council has not said what is material.
    """
    if _MATERIAL in topics(question):
        return True
    threshold: int = question.law["overspend.material_threshold"]
    return amount_cents(question) > threshold * CENTS


@field("vote.rejects", *decide.READS)
def rejects(question: Question) -> bool:
    """Whether the vote rejects the paper; two signatures decide, and nobody votes."""
    if question.step in URGENT_STEPS and question.step != URGENT:
        return False
    if question.step in ("vote", "repeat_vote"):
        return decide.vote(question) == "rejected"
    return decide.carried(question) is False


@field("case.council_told", "case")
def council_told(question: Question) -> bool:
    """Whether the council has noted the paper, or voted on it."""
    return any(
        each.body.kind is BodyKind.COUNCIL and each.state in ("noted", "voted")
        for each in question.case.consultations
    )


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
    "investment_documents",
    "paper",
    "law.investment.thresholds",
    "law.investment.documents",
    "law.cost_statement.recurring_years",
)
def documents_handed_in(question: Question) -> Answer:
    """Name the documents that an investment of this size lacks."""
    needed = _needed_documents(question)
    missing = sorted(needed.difference(question.fact("investment_documents")))
    if not missing:
        return MET
    return unmet(", ".join(missing), ", ".join(sorted(needed)), missing=missing)


@predicate(
    "actual_cost_cents",
    "council_informed_of_growth",
    "paper",
    "law.investment.growth_percent",
    "law.investment.growth_least",
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
