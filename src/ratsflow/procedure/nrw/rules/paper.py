"""Rules on the paper (A): form rules of the house, most of them without a statute.

`GUARDS` says on which steps they stand.
"""

from __future__ import annotations

from fractions import Fraction

from ratsflow.law.citation import Citation, Consequence, Layer
from ratsflow.model import CostEffect, Motion
from ratsflow.model.text import Text
from ratsflow.procedure.finding import MET, Answer, unmet
from ratsflow.procedure.question import Question
from ratsflow.procedure.rule import Rule
from ratsflow.procedure.step import Step


_FORM = Citation("Vordruck Beschlussvorlage der Verwaltung", "L", "form of a city")

_FIELDS = {
    "title": "Beratungsgegenstand",
    "proposal": "Beschlussvorschlag",
    "reasons": "Begründung",
    "public": "Beratung öffentlich/nichtöffentlich",
}


def _fields_complete(question: Question) -> Answer:
    motion = question.motion
    missing = [name for name in _FIELDS if getattr(motion, name) in ("", None)]
    route = (*question.case.consultations, *question.inputs.get("consultations", ()))
    if not route:
        missing.append("consultations")
    if any(each.meeting is None for each in route):
        missing.append("meeting_day")
    missing += _incomplete_previous(motion)
    if not missing:
        return MET
    return unmet(f"missing: {', '.join(missing)}", "all fields of the form", missing=missing)


def _incomplete_previous(motion: Motion) -> list[str]:
    """Name what an earlier consideration lacks; having none is no lack."""
    return [
        f"previous_considerations[{index}].{name}"
        for index, each in enumerate(motion.previous_considerations or ())
        for name in ("body", "day", "agenda_number", "reference")
        if not getattr(each, name)
    ]


def _cost_statement_present(question: Question) -> Answer:
    costs = question.motion.cost_statement
    if costs is None:
        return unmet("no statement", "an explicit statement, also of 'none'")
    if costs.effect is CostEffect.AMOUNT and costs.amount_cents is None:
        return unmet("costs without an amount", "the amount", "cost_statement.amount")
    return MET


def _summary_present_if_long(question: Question) -> Answer:
    motion = question.motion
    if motion.summary.strip():
        return MET
    limit = question.law["paper.max_pages_without_summary"]
    pages: int | Fraction | None = motion.reasons_pages
    if pages is None:
        per_page = question.law["paper.characters_per_page"]
        pages = Fraction(len(motion.reasons), per_page)
    if pages <= limit:
        return MET
    return unmet(f"{float(pages):.1f} pages, no summary", f"a summary above {limit} pages")


RULES = (
    Rule(
        "fields_complete",
        _fields_complete,
        label=Text("Pflichtangaben", "Mandatory fields"),
        citation=_FORM,
        layer=Layer.HOUSE,
        consequence=Consequence.BLOCK,
        catalogue="A-3",
        unmet=Text(
            "Pflichtangaben der Vorlage fehlen: {observed}.",
            "Mandatory fields of the paper lack: {observed}.",
        ),
        remedy=Text(
            "Die fehlenden Felder ausfüllen (Schritt „Text ändern“).",
            "Fill in the fields that lack (step “revise”).",
        ),
        cured_by=("author",),
    ),
    Rule(
        "cost_statement_present",
        _cost_statement_present,
        label=Text("Angabe zu den Kosten", "Cost statement"),
        citation=_FORM,
        layer=Layer.LOCAL,
        consequence=Consequence.BLOCK,
        catalogue="A-6",
        unmet=Text(
            "Die Vorlage sagt nicht, was sie kostet ({observed}). Auch „keine Kosten“ "
            "muss ausdrücklich dastehen.",
            "The paper does not say what it costs ({observed}). “No costs” must be "
            "stated too.",
        ),
        remedy=Text(
            "Finanzielle Auswirkungen angeben: keine, oder Betrag, Jahr und Deckung.",
            "State the financial effect: none, or amount, year and cover.",
        ),
        cured_by=("author", "treasurer"),
    ),
    Rule(
        "summary_present_if_long",
        _summary_present_if_long,
        label=Text("Zusammenfassung bei langer Begründung", "Summary of long reasons"),
        citation=_FORM,
        layer=Layer.HOUSE,
        consequence=Consequence.ORDER,
        catalogue="A-4",
        parameters=("paper.max_pages_without_summary", "paper.characters_per_page"),
        unmet=Text(
            "Die Begründung ist zu lang für eine Vorlage ohne Zusammenfassung "
            "({observed}).",
            "The reasons are too long for a paper without a summary ({observed}).",
        ),
        remedy=Text(
            "Eine kurze Zusammenfassung voranstellen.", "Put a short summary in front."
        ),
        cured_by=("author",),
    ),
)

GUARDS = {
    "submit": ("fields_complete", "cost_statement_present"),
    "sign": ("cost_statement_present", "summary_present_if_long"),
}

STEPS: tuple[Step, ...] = ()
