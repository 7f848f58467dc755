"""The cost statement (A-6)."""

from __future__ import annotations

from ratsflow.law.citation import Citation, Consequence, Layer
from ratsflow.model import Ballot, CostEffect, CostStatement, Recurrence
from ratsflow.model.text import Wording
from ratsflow.procedure.finding import MET, Answer, unmet
from ratsflow.procedure.nrw.rules.paper.kinds import is_administrative, is_voted_on
from ratsflow.procedure.nrw.votes import URGENT
from ratsflow.procedure.question import MissingFactError, Question
from ratsflow.procedure.rule import Rule


_FORM = Citation("Vordruck Beschlussvorlage der Verwaltung", "L", "form of a city")
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


RULES = (
    Rule(
        "cost_statement_present",
        _cost_statement_present,
        label=Wording("Angabe zu den Kosten", "Cost statement"),
        citation=_FORM,
        layer=Layer.LOCAL,
        consequence=Consequence.BLOCK,
        catalogue="A-6",
        parameters=("cost_statement.required",),
        unmet=Wording(
            "Die Vorlage sagt nicht, was sie kostet. Auch „keine Kosten“ ist "
            "ausdrücklich anzugeben.",
            "The paper does not say what it costs. “No costs” is to be stated too.",
        ),
        by_code={
            "amount": Wording(
                "Die Vorlage gibt Kosten an, nennt aber keinen Betrag.",
                "The paper states costs, but no amount.",
            ),
        },
        remedy=Wording(
            "Finanzielle Auswirkungen angeben: keine, oder Betrag, Jahr und Deckung.",
            "State the financial effect: none, or amount, year and cover.",
        ),
        cured_by=("author", "treasurer"),
    ),
    Rule(
        "cost_details_complete",
        _cost_details_complete,
        label=Wording("Vollständige Kostenangabe", "Complete cost statement"),
        citation=_FORM,
        layer=Layer.HOUSE,
        consequence=Consequence.BLOCK,
        catalogue="A-6",
        parameters=("cost_statement.required_details", "cost_statement.details_above"),
        revision=2,
        unmet=Wording(
            "Die Kostenangabe ist unvollständig. {lacking}",
            "The cost statement is incomplete. {lacking}",
        ),
        remedy=Wording(
            "Einmalig oder jährlich, Haushaltsjahr, Produkt oder Konto und „im Haushalt "
            "gedeckt ja/nein“ angeben.",
            "State once or yearly, budget year, product or account, and whether the "
            "budget covers it.",
        ),
        cured_by=("author", "treasurer"),
    ),
    Rule(
        "coverage_named",
        _coverage_named,
        label=Wording("Deckungsvorschlag", "Proposal for cover"),
        citation=_FORM,
        layer=Layer.LOCAL,
        consequence=Consequence.ORDER,
        catalogue="A-6",
        parameters=("cost_statement.required",),
        unmet=Wording(
            "Der Haushalt deckt die Kosten nicht, und die Vorlage schlägt keine "
            "Deckung vor.",
            "The budget does not cover the costs, and the paper proposes no cover.",
        ),
        by_code={
            "no_statement": Wording(
                "Die Vorlage sagt nicht, was sie kostet und wie die Kosten gedeckt "
                "werden.",
                "The paper does not say what it costs and how that is covered.",
            ),
        },
        remedy=Wording("Die Deckung angeben.", "State the cover."),
        cured_by=("author", "treasurer"),
    ),
    Rule(
        "cost_statement_fresh",
        _cost_statement_fresh,
        label=Wording("Kostenangabe zum geänderten Text", "Costs of the changed text"),
        revision=2,
        citation=_FORM,
        layer=Layer.LOCAL,
        consequence=Consequence.ORDER,
        catalogue="A-6",
        parameters=("cost_statement.required",),
        unmet=Wording(
            "Der Text wurde geändert; die Kostenangabe gilt noch dem alten.",
            "The text was changed; the cost statement is still on the old one.",
        ),
        remedy=Wording(
            "Die Kosten des geänderten Textes angeben.",
            "State the costs of the changed text.",
        ),
        cured_by=("treasurer", "council_office"),
    ),
)
