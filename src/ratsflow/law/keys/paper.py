"""Keys of the rules on the paper (A)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any

import attrs

from ratsflow.errors import Both, InvalidInputError
from ratsflow.law.citation import Citation
from ratsflow.law.keys.checks import nearest
from ratsflow.law.keys.key import Key
from ratsflow.law.patterns import check_pattern
from ratsflow.model import Motion, PaperType
from ratsflow.model.text import Wording


def _problems_of_pattern(value: str) -> Iterator[str]:
    try:
        check_pattern(value)
    except InvalidInputError as error:
        yield error.what.removesuffix(".")


OF_THE_ROUTE = ("consultations", "meeting_day")
"""Fields of the form that stand in the route and not in the motion."""
FIELDS = frozenset({*(each.name for each in attrs.fields(Motion)), *OF_THE_ROUTE})
"""Whatever a municipality may ask a paper to name."""


def _problems_of_fields(value: Any) -> Iterator[str]:
    if not isinstance(value, Mapping):
        yield Both(
            "a table from type of paper to a list of fields is required",
            "nötig ist eine Tabelle von der Vorlagenart zu einer Liste von Feldern",
        )
        return
    for name, fields in value.items():
        if name not in list(PaperType):
            yield Both(
                f"there is no type of paper {name!r}; known: {', '.join(PaperType)}",
                f"eine Vorlagenart „{name}“ gibt es nicht; bekannt: "
                f"{', '.join(PaperType)}",
            )
        if not isinstance(fields, (list, tuple)):
            yield Both(
                f"{name}: {fields!r} is no list of fields",
                f"{name}: {fields!r} ist keine Liste von Feldern",
            )
            continue
        for field in fields:
            if field not in FIELDS:
                known = ", ".join(sorted(FIELDS))
                near = nearest(str(field), FIELDS)
                told = f"the nearest is {near}" if near else f"known: {known}"
                yield f"{name}: there is no field {field!r}; {told}"


def _problems_of_euros(value: Any) -> Iterator[str]:
    if not isinstance(value, Mapping):
        yield Both(
            "a table from category to euros is required",
            "nötig ist eine Tabelle von der Art zu Euro",
        )
        return
    for name, euros in value.items():
        if isinstance(euros, bool) or not isinstance(euros, int) or euros < 0:
            yield Both(
                f"{name}: {euros!r} is no whole number of euros",
                f"{name}: {euros!r} ist keine ganze Zahl von Euro",
            )


def _problems_of_checks(value: Any) -> Iterator[str]:
    if isinstance(value, Mapping):
        yield Both("a list of tables is required", "nötig ist eine Liste von Tabellen")
        return
    seen = set()
    for index, row in enumerate(value):
        name = row.get("id") if isinstance(row, Mapping) else None
        if not isinstance(name, str) or not name.strip():
            yield Both(
                f"entry {index + 1}: an 'id' is required",
                f"Eintrag {index + 1}: eine Kennung („id“) ist nötig",
            )
            continue
        if name in seen:
            yield Both(
                f"entry {index + 1}: there is a check {name!r} already",
                f"Eintrag {index + 1}: eine Prüfung „{name}“ gibt es schon",
            )
        seen.add(name)
        strange = sorted(set(row) - {"id", "required", "values"})
        if strange:
            yield Both(
                f"entry {index + 1}: there is no field {strange[0]!r}",
                f"Eintrag {index + 1}: ein Feld „{strange[0]}“ gibt es nicht",
            )
        if not isinstance(row.get("required", True), bool):
            yield Both(
                f"entry {index + 1}: 'required' is true or false",
                f"Eintrag {index + 1}: „required“ ist true oder false",
            )
        if not isinstance(row.get("values", ()), (list, tuple)):
            yield Both(
                f"entry {index + 1}: 'values' is a list",
                f"Eintrag {index + 1}: „values“ ist eine Liste",
            )


def _problems_of_days(value: Iterable[str]) -> Iterator[str]:
    for text in value:
        try:
            date.fromisoformat(text)
        except ValueError:
            yield Both(
                f"{text!r} is no day, such as 2025-11-01",
                f"{text!r} ist kein Tag wie 2025-11-01",
            )


_FORM = Citation("Vordruck Beschlussvorlage der Verwaltung", "L")
_NUMBERS = Citation("Nummerierung der Drucksachen", "L")
_INVESTMENT = Citation("§ 13 Abs. 1, 3 KomHVO NRW, § 41 Abs. 1 lit. h GO NRW", "S")
_GROWTH = Citation("§ 25 Abs. 1 Nr. 2 KomHVO NRW", "S")

KEYS = (
    Key(
        "paper.reference_pattern",
        "text",
        Wording(
            "Form der Drucksachennummern als regulärer Ausdruck",
            "form of the papers' numbers as a regular expression",
        ),
        _NUMBERS,
        sample=r"\d{4}/\d{4}-\d{4}",
        check=_problems_of_pattern,
    ),
    Key(
        "paper.reference_scope",
        "text",
        Wording(
            "Worin eine Drucksachennummer nur einmal vorkommt: in der Wahlperiode (term), "
            "im Jahr (year), oder immer (always), etwa weil sie Wahlperiode oder Jahr "
            "selbst nennt",
            "within what a paper's number occurs only once: the electoral term (term), "
            "the year (year), or always (always), for example because it names term or "
            "year itself",
        ),
        _NUMBERS,
        sample="always",
        choices=("term", "year", "always"),
    ),
    Key(
        "paper.term_starts",
        "names",
        Wording(
            "Tage, an denen die Zählung der Drucksachen mit einer Wahlperiode neu begann; "
            "nur nötig, wenn die Nummer die Wahlperiode nicht nennt",
            "days on which the papers' counter began anew with an electoral term; needed "
            "only if the number does not name the term",
        ),
        _NUMBERS,
        sample=["2020-11-01", "2025-11-01"],
        check=_problems_of_days,
    ),
    Key(
        "paper.supplement_suffix_pattern",
        "text",
        Wording(
            "Form des Zusatzes zur Nummer eines Nachtrags als regulärer Ausdruck",
            "form of the suffix to the number of a supplement as a regular expression",
        ),
        _NUMBERS,
        sample=r"/\d{1,2}",
        check=_problems_of_pattern,
    ),
    Key(
        "paper.required_fields",
        "table",
        Wording(
            "Pflichtfelder je Vorlagenart; ohne Angabe die Felder des Vordrucks",
            "mandatory fields by type of paper; the fields of the form if left out",
        ),
        _FORM,
        sample={
            "decision_paper": (
                "title",
                "proposal",
                "reasons",
                "public",
                "consultations",
                "meeting_day",
            )
        },
        check=_problems_of_fields,
    ),
    Key(
        "paper.require_complete_quadruple",
        "flag",
        Wording(
            "Frühere Behandlung mit Gremium, Datum, TOP und Drucksachen-Nr. verlangen? "
            "Ohne Angabe: ja",
            "require body, date, item and number of earlier considerations? yes if left "
            "out",
        ),
        _FORM,
        sample=True,
    ),
    Key(
        "paper.max_pages_without_summary",
        "number",
        Wording(
            "Seitenzahl der Begründung, bis zu der keine Zusammenfassung nötig ist",
            "pages of the reasons up to which no summary is needed",
        ),
        Citation("Vordruck Beschlussvorlage", "L"),
        sample=3,
    ),
    Key(
        "paper.characters_per_page",
        "number",
        Wording(
            "Zeichen je Seite, wenn die Seitenzahl nicht angegeben ist",
            "characters a page where the number of pages is not stated",
        ),
        Citation("Vordruck Beschlussvorlage", "L"),
        sample=3000,
    ),
    Key(
        "cost_statement.required",
        "flag",
        Wording(
            "Muss jede Vorlage sagen, was sie kostet? Ohne Angabe: ja",
            "must every paper say what it costs? yes if left out",
        ),
        _FORM,
        sample=True,
    ),
    Key(
        "cost_statement.required_details",
        "names",
        Wording(
            "Angaben, die zu einem Betrag gehören; ohne Angabe alle vier",
            "details that belong to an amount; all four if left out",
        ),
        _FORM,
        sample=("recurrence", "year", "product_group", "covered"),
        check=lambda value: (
            f"there is no detail {each!r}; known: recurrence, year, product_group, "
            "covered, coverage"
            for each in value
            if each
            not in ("recurrence", "year", "product_group", "covered", "coverage")
        ),
    ),
    Key(
        "cost_statement.details_above",
        "number",
        Wording(
            "Betrag in Euro, bis zu dem die Einzelangaben entfallen; ohne Angabe 0",
            "amount in euros up to which the details are not needed; 0 if left out",
        ),
        _FORM,
        sample=0,
    ),
    Key(
        "cost_statement.recurring_years",
        "number",
        Wording(
            "Jahre, mit denen ein jährlicher Betrag gerechnet wird",
            "years by which a yearly amount is multiplied",
        ),
        _FORM,
        sample=5,
    ),
    Key(
        "investment.thresholds",
        "table",
        Wording(
            "Wertgrenzen für Investitionen in Euro je Art (Thema der Vorlage)",
            "thresholds of investments in euros by category (topic of the paper)",
        ),
        _INVESTMENT,
        sample={"construction": 200000, "land": 200000, "movable_goods": 50000},
        check=_problems_of_euros,
    ),
    Key(
        "investment.growth_percent",
        "number",
        Wording(
            "Mehrkosten einer Investition in Prozent, ab deren Überschreitung der Rat zu "
            "unterrichten ist",
            "growth of an investment's costs in per cent above which the council is told",
        ),
        _GROWTH,
        sample=10,
    ),
    Key(
        "investment.growth_least",
        "table",
        Wording(
            "Mindestbetrag der Mehrkosten in Euro je Art, ab dem der Rat zu unterrichten "
            "ist",
            "least growth in euros by category from which the council is told",
        ),
        _GROWTH,
        sample={"construction": 25000, "land": 25000, "movable_goods": 10000},
        check=_problems_of_euros,
    ),
    Key(
        "overspend.material_threshold",
        "number",
        Wording(
            "Betrag in Euro, über dem eine über- oder außerplanmäßige Ausgabe erheblich "
            "ist",
            "amount in euros above which spending beyond the budget is material",
        ),
        Citation("§ 83 Abs. 1–4 GO NRW", "V"),
        sample=100000,
    ),
    Key(
        "impact_checks.checks",
        "table",
        Wording(
            "Prüffelder der Vorlage: id, required, values; leer, wenn es keine gibt",
            "impact checks of the paper: id, required, values; empty if there are none",
        ),
        Citation("Dienstanweisung Vorlagen", "L"),
        sample=(
            {
                "id": "climate",
                "required": True,
                "values": ("positive", "neutral", "negative", "not relevant"),
            },
        ),
        check=_problems_of_checks,
    ),
)
