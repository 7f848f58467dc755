"""Investments and spending beyond the budget (A-7, A-8)."""

from __future__ import annotations

from ratsflow.model import BodyKind
from ratsflow.procedure.declared import predicate
from ratsflow.procedure.finding import MET, Answer, unmet
from ratsflow.procedure.question import MissingFactError, Question
from ratsflow.states.common import decide
from ratsflow.states.common.predicates.aftermath.facts import topics
from ratsflow.states.common.predicates.paper.costs import (
    CENTS,
    amount_cents,
    total_cents,
)
from ratsflow.states.common.votes import URGENT, URGENT_STEPS


ALTERNATIVES = frozenset({"alternatives", "follow_up_costs"})
CONSTRUCTION = frozenset({"plans", "cost_calculation", "explanations"})
SMALL = frozenset({"cost_calculation"})

_MATERIAL = "material_overspend"
BEYOND = frozenset({"overspend", _MATERIAL, "later_overspend"})
"""Topics of a paper on spending beyond the budget, now or by what it sets going."""
_INVESTMENTS = frozenset({"investment", "investment_project"})
_AFTER_URGENCY = frozenset({"urgent_decided", "ratified", "ratification_refused"})
_FOR_OTHERS = ("committee_unavailable", "utmost_urgency")
"""What is stated of an urgent decision in place of another body than the council."""
_CONSENTS = frozenset({"adopted_unchanged", "adopted_amended", "confirmed", "replaced"})


def is_investment(question: Question) -> bool:
    """Tell whether the paper commits to an investment; mere planning does not."""
    about = topics(question)
    return not _INVESTMENTS.isdisjoint(about) and "mere_planning" not in about


def _of_category_cents(question: Question, key: str) -> int:
    """Return a value by category of investment; of several the strictest."""
    values = question.law[key]
    fitting = [values[name] for name in topics(question) if name in values]
    if not fitting:
        raise MissingFactError("motion.topics")
    return int(min(fitting)) * CENTS


def _needed_documents(question: Question) -> frozenset[str]:
    threshold = _of_category_cents(question, "investment.thresholds")
    # what one year costs is the least of what all years cost
    if amount_cents(question) <= threshold and total_cents(question) <= threshold:
        return SMALL
    building = "construction" in topics(question)
    return ALTERNATIVES | CONSTRUCTION if building else ALTERNATIVES


@predicate(
    "investment_documents",
    "law.investment.thresholds",
    "law.cost_statement.recurring_years",
)
def _investment_documents(question: Question) -> Answer:
    if not is_investment(question):
        return MET
    needed = _needed_documents(question)
    missing = sorted(needed.difference(question.fact("investment_documents")))
    if not missing:
        return MET
    return unmet(", ".join(missing), ", ".join(sorted(needed)), missing=missing)


@predicate(
    "actual_cost_cents",
    "council_informed_of_growth",
    "law.investment.growth_percent",
    "law.investment.growth_least",
)
def _cost_growth_reported(question: Question) -> Answer:
    if not is_investment(question):
        return MET
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


def _rejects(question: Question) -> bool:
    if question.step in URGENT_STEPS and question.step != URGENT:
        return False  # two signatures decide, and nobody votes
    if question.step in ("vote", "repeat_vote"):
        return decide.vote(question) == "rejected"
    return decide.carried(question) is False


def _stated_of_overspend(question: Question, fact: str) -> Answer:
    if BEYOND.isdisjoint(topics(question)) or _rejects(question):
        return MET
    if question.fact(fact) is True:
        return MET
    return unmet(f"{fact}: no", f"{fact}: yes")


@predicate(
    "overspend_unavoidable",
    "law.separate_vote.whole_vote",
    "law.mayor.member",
    "law.mayor.votes_in",
    "law.mayor.vote_exclusions",
    "law.mayor.excluded_topics",
    "law.majority.by_topic",
    "law.main_bylaw.majority",
    "law.honorary_citizenship.majority",
    "law.name_change.majority",
    "law.council_referendum.majority",
    "law.mayor_removal.majority",
    "law.deputy_mayor_removal.majority",
    "law.alderman_removal.majority",
    "law.committee_chair_removal.majority",
    "law.digital_session.majority",
    "law.rules_deviation.majority",
    "law.majority.absolute",
    "law.majority.two_thirds",
    "law.majority.three_quarters",
    "law.urgent.delegation_majority",
)
def _overspend_unavoidable(question: Question) -> Answer:
    return _stated_of_overspend(question, "overspend_unavoidable")


@predicate(
    "overspend_covered",
    "law.separate_vote.whole_vote",
    "law.mayor.member",
    "law.mayor.votes_in",
    "law.mayor.vote_exclusions",
    "law.mayor.excluded_topics",
    "law.majority.by_topic",
    "law.main_bylaw.majority",
    "law.honorary_citizenship.majority",
    "law.name_change.majority",
    "law.council_referendum.majority",
    "law.mayor_removal.majority",
    "law.deputy_mayor_removal.majority",
    "law.alderman_removal.majority",
    "law.committee_chair_removal.majority",
    "law.digital_session.majority",
    "law.rules_deviation.majority",
    "law.majority.absolute",
    "law.majority.two_thirds",
    "law.majority.three_quarters",
    "law.urgent.delegation_majority",
)
def _overspend_covered(question: Question) -> Answer:
    return _stated_of_overspend(question, "overspend_covered")


def is_material(question: Question) -> bool:
    """Tell whether spending beyond the budget is so large that the council decides.

    Raises:
        MissingFactError: topics or amount are not stated.
        MissingValueError: the council has not said what is material.
    """
    if _MATERIAL in topics(question):
        return True
    threshold: int = question.law["overspend.material_threshold"]
    return amount_cents(question) > threshold * CENTS


@predicate("council_unavailable", "law.overspend.material_threshold")
def _overspend_prior_consent(question: Question) -> Answer:
    if BEYOND.isdisjoint(topics(question)) or not is_material(question):
        return MET
    if question.case.state in _AFTER_URGENCY:
        stated = question.get("council_unavailable") is True
        elsewhere = any(question.get(name) is not None for name in _FOR_OTHERS)
        by_council = stated and not elsewhere
        if by_council:
            return MET
        return unmet("§ 60 Abs. 2 GO NRW", "Rat", "overspend_prior_consent.elsewhere")
    decided = question.case.deciding
    if decided is None:
        return unmet("–", "Rat", "overspend_prior_consent.undecided")
    if decided.body.kind is BodyKind.COUNCIL and decided.result in _CONSENTS:
        return MET
    refused = decided.body.kind is BodyKind.COUNCIL
    return unmet(
        f"{decided.body.name}: {decided.result}",
        "Rat",
        "overspend_prior_consent.refused" if refused else "",
        body=decided.body.name,
    )


@predicate("law.overspend.material_threshold")
def _overspend_reported(question: Question) -> Answer:
    if BEYOND.isdisjoint(topics(question)) or is_material(question):
        return MET
    told = any(
        each.body.kind is BodyKind.COUNCIL and each.state in ("noted", "voted")
        for each in question.case.consultations
    )
    return MET if told else unmet("–", "Rat")
