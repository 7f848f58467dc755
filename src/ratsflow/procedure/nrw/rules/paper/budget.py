"""Investments and spending beyond the budget (A-7, A-8)."""

from __future__ import annotations

from datetime import date

import attrs

from ratsflow.law.citation import Citation, Consequence, InForce, Layer
from ratsflow.model import BodyKind
from ratsflow.model.text import Wording
from ratsflow.procedure.finding import MET, Answer, unmet
from ratsflow.procedure.nrw import decide
from ratsflow.procedure.nrw.decide import COUNTING_KEYS
from ratsflow.procedure.nrw.notation import motion, step, takes_in
from ratsflow.procedure.nrw.rules.paper.costs import CENTS, amount_cents, total_cents
from ratsflow.procedure.nrw.rules.paper.kinds import topics
from ratsflow.procedure.nrw.states import PRE_FINAL
from ratsflow.procedure.nrw.votes import URGENT, URGENT_STEPS
from ratsflow.procedure.question import MissingFactError, Question
from ratsflow.procedure.rule import Rule
from ratsflow.procedure.step import Kind, Step


ALTERNATIVES = frozenset({"alternatives", "follow_up_costs"})
CONSTRUCTION = frozenset({"plans", "cost_calculation", "explanations"})
SMALL = frozenset({"cost_calculation"})
DOCUMENTS = ALTERNATIVES | CONSTRUCTION
"""What may lie with an investment (fact ``investment_documents``)."""

_MATERIAL = "material_overspend"
BEYOND = frozenset({"overspend", _MATERIAL, "later_overspend"})
"""Topics of a paper on spending beyond the budget, now or by what it sets going."""
_INVESTMENTS = frozenset({"investment", "investment_project"})
_AFTER_URGENCY = frozenset({"urgent_decided", "ratified", "ratification_refused"})
_FOR_OTHERS = ("committee_unavailable", "utmost_urgency")
"""What is stated of an urgent decision in place of another body than the council."""
_CONSENTS = frozenset({"adopted_unchanged", "adopted_amended", "confirmed", "replaced"})


_KOMHVO = InForce(since=date(2019, 1, 1))
_BEYOND_BUDGET = Citation("§ 83 Abs. 1–4 GO NRW", "V", "anwalt24, date of copy unknown")


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


def _investment_documents(question: Question) -> Answer:
    if not is_investment(question):
        return MET
    needed = _needed_documents(question)
    missing = sorted(needed.difference(question.fact("investment_documents")))
    if not missing:
        return MET
    return unmet(", ".join(missing), ", ".join(sorted(needed)), missing=missing)


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


def _overspend_unavoidable(question: Question) -> Answer:
    return _stated_of_overspend(question, "overspend_unavoidable")


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


def _overspend_reported(question: Question) -> Answer:
    if BEYOND.isdisjoint(topics(question)) or is_material(question):
        return MET
    told = any(
        each.body.kind is BodyKind.COUNCIL and each.state in ("noted", "voted")
        for each in question.case.consultations
    )
    return MET if told else unmet("–", "Rat")


_INVESTMENT = Rule(
    "investment_documents",
    _investment_documents,
    label=Wording("Unterlagen zur Investition", "Documents on an investment"),
    citation=Citation(
        "§ 13 KomHVO NRW, § 41 Abs. 1 lit. h GO NRW",
        "S",
        "§ 14 GemHVO NRW (identical text); Hilden SV 20/122",
    ),
    layer=Layer.STATUTE,
    consequence=Consequence.DEFECT,
    catalogue="A-7",
    in_force=_KOMHVO,
    parameters=("investment.thresholds", "cost_statement.recurring_years"),
    revision=2,
    unmet=Wording(
        "Zur Investition fehlen Unterlagen: {missing:value}.",
        "Documents on the investment are missing: {missing:value}.",
    ),
    remedy=Wording(
        "Über der Wertgrenze: Vergleich der Alternativen mit Folgekosten, bei Bauten "
        "auch Pläne, Kostenberechnung und Erläuterungen; darunter mindestens eine "
        "Kostenberechnung.",
        "Above the threshold: a comparison of alternatives with follow-up costs, for "
        "buildings also plans, cost calculation and explanations; below it at least a "
        "cost calculation.",
    ),
    cured_by=("author", "treasurer"),
)

RULES = (
    attrs.evolve(
        _INVESTMENT,
        citation=Citation(
            "§ 14 GemHVO NRW, § 41 Abs. 1 lit. h GO NRW", "S", "Hilden SV 20/122"
        ),
        in_force=InForce(until=date(2018, 12, 31)),
    ),
    _INVESTMENT,
    Rule(
        "cost_growth_reported",
        _cost_growth_reported,
        label=Wording("Unterrichtung über Mehrkosten", "Report on growing costs"),
        citation=Citation("§ 25 Abs. 1 Nr. 2 KomHVO NRW", "S", "Hilden SV 20/122"),
        in_force=_KOMHVO,
        layer=Layer.STATUTE,
        consequence=Consequence.ORDER,
        catalogue="A-7",
        parameters=("investment.growth_percent", "investment.growth_least"),
        unmet=Wording(
            "Die Investition wird um {growth:euro} teurer als angegeben, und der Rat "
            "ist nicht unterrichtet. Zu unterrichten ist er bei mehr als {percent} "
            "Prozent und mindestens {least:euro}.",
            "The investment costs {growth:euro} more than stated, and the council was "
            "not told. It is told of more than {percent} per cent and at least "
            "{least:euro}.",
        ),
        remedy=Wording("Den Rat unterrichten.", "Inform the council."),
        cured_by=("mayor", "treasurer"),
    ),
    Rule(
        "overspend_unavoidable",
        _overspend_unavoidable,
        revision=2,
        label=Wording("Unabweisbarkeit der Mehrausgabe", "Unavoidable overspending"),
        citation=_BEYOND_BUDGET,
        layer=Layer.STATUTE,
        consequence=Consequence.DEFECT,
        catalogue="A-8",
        parameters=("separate_vote.whole_vote", *COUNTING_KEYS),
        unmet=Wording(
            "Die über- oder außerplanmäßige Ausgabe ist nicht unabweisbar.",
            "The spending beyond the budget is not unavoidable.",
        ),
        remedy=Wording(
            "Die Unabweisbarkeit feststellen (Schritt „Haushaltsangaben nachtragen“) "
            "oder einen Nachtragshaushalt beschließen.",
            "Establish that it is unavoidable (step “state finances”), or adopt a "
            "supplementary budget.",
        ),
        cured_by=("treasurer",),
    ),
    Rule(
        "overspend_covered",
        _overspend_covered,
        revision=2,
        label=Wording("Deckung der Mehrausgabe", "Cover of overspending"),
        citation=Citation("§ 83 Abs. 1–4 GO NRW", "?", "anwalt24: „muss“ oder „soll“"),
        layer=Layer.STATUTE,
        consequence=Consequence.DEFECT,
        catalogue="A-8",
        parameters=("separate_vote.whole_vote", *COUNTING_KEYS),
        unmet=Wording(
            "Die Deckung der über- oder außerplanmäßigen Ausgabe ist nicht "
            "gewährleistet.",
            "The spending beyond the budget is not covered.",
        ),
        remedy=Wording(
            "Deckung im laufenden Jahr nachweisen, bei fortgesetzten Investitionen im "
            "folgenden.",
            "Show cover in the current year, for continued investments in the next.",
        ),
        cured_by=("treasurer",),
    ),
    Rule(
        "overspend_prior_consent",
        _overspend_prior_consent,
        label=Wording("Vorherige Zustimmung des Rates", "Prior consent of the council"),
        citation=_BEYOND_BUDGET,
        layer=Layer.STATUTE,
        consequence=Consequence.DEFECT,
        catalogue="A-8",
        parameters=("overspend.material_threshold",),
        unmet=Wording(
            "Eine erhebliche über- oder außerplanmäßige Ausgabe braucht die vorherige "
            "Zustimmung des Rates; entschieden hat: {body}.",
            "Material spending beyond the budget needs the council's prior consent; "
            "the decision was taken by: {body}.",
        ),
        by_code={
            "elsewhere": Wording(
                "Die Dringlichkeitsentscheidung ersetzt nicht den Rat; eine "
                "erhebliche über- oder außerplanmäßige Ausgabe braucht aber dessen "
                "vorherige Zustimmung.",
                "The urgent decision does not stand in for the council; material "
                "spending beyond the budget needs its prior consent.",
            ),
            "undecided": Wording(
                "Eine erhebliche über- oder außerplanmäßige Ausgabe braucht die "
                "vorherige Zustimmung des Rates; ein Beschluss ist nicht festgehalten.",
                "Material spending beyond the budget needs the council's prior "
                "consent; no decision is on record.",
            ),
            "refused": Wording(
                "Der Rat hat der erheblichen über- oder außerplanmäßigen Ausgabe "
                "nicht zugestimmt.",
                "The council did not consent to the material spending beyond the "
                "budget.",
            ),
        },
        remedy=Wording(
            "Den Rat beschließen lassen oder dringlich nach § 60 GO NRW entscheiden.",
            "Let the council decide, or decide urgently under § 60 GO NRW.",
        ),
        cured_by=("council_office", "mayor"),
        revision=2,
    ),
    Rule(
        "overspend_reported",
        _overspend_reported,
        label=Wording(
            "Kenntnis des Rates von der Mehrausgabe", "Report of overspending"
        ),
        citation=_BEYOND_BUDGET,
        layer=Layer.STATUTE,
        consequence=Consequence.ORDER,
        catalogue="A-8",
        parameters=("overspend.material_threshold",),
        unmet=Wording(
            "Die unerhebliche Mehrausgabe wurde dem Rat nicht zur Kenntnis gebracht.",
            "The minor overspending was not brought to the council's knowledge.",
        ),
        remedy=Wording(
            "Dem Rat zur Kenntnis geben.", "Bring it to the council's knowledge."
        ),
        cured_by=("treasurer", "council_office"),
    ),
)

STEPS: tuple[Step, ...] = (
    step(
        "state_finances",
        "Haushaltsangaben nachtragen",
        "State finances",
        "",
        ("treasurer", "author", "council_office"),
        (motion(PRE_FINAL),),
        takes_in("investment_documents", Kind.NAMES, optional=True),
        takes_in("overspend_unavoidable", Kind.FLAG, optional=True),
        takes_in("overspend_covered", Kind.FLAG, optional=True),
        takes_in("budget_objections", Kind.NUMBER, optional=True),
        takes_in("budget_objections_decided", Kind.FLAG, optional=True),
        takes_in("treasurer_statement_attached", Kind.FLAG, optional=True),
        takes_in("base_paper_type", optional=True),
    ),
)
