"""Checks of the tables and texts that a municipality fills in, each by the name that norms give it.

A check yields one phrase for each thing that is wrong with a value of the right kind; see
`ratsflow.law.checks`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from typing import Any

from ratsflow.errors import Both, InvalidInputError
from ratsflow.law.cosigners import problems_of_co_signers
from ratsflow.law.paper_form import problems_of_fields
from ratsflow.law.patterns import check_pattern
from ratsflow.law.powers import problems_of_powers


def problems_of_pattern(value: str) -> Iterator[str]:
    """Say what is wrong with a pattern for numbers."""
    try:
        check_pattern(value)
    except InvalidInputError as error:
        yield error.what.removesuffix(".")


def problems_of_euros(value: Any) -> Iterator[str]:
    """Say what is wrong with a table of amounts in euros."""
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


def problems_of_checks(value: Any) -> Iterator[str]:
    """Say what is wrong with a list of impact checks."""
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


def problems_of_days(value: Iterable[str]) -> Iterator[str]:
    """Say what is wrong with a list of days."""
    for text in value:
        try:
            date.fromisoformat(text)
        except ValueError:
            yield Both(
                f"{text!r} is no day, such as 2025-11-01",
                f"{text!r} ist kein Tag wie 2025-11-01",
            )


def problems_of_routes(table: Any) -> Iterator[str]:
    """Say what is wrong with a table of bodies by topic."""
    if not isinstance(table, Mapping):
        yield Both(
            "it must be a table of lists of bodies by topic",
            "es muss eine Tabelle mit Listen von Gremien je Thema sein",
        )
        return
    for topic, bodies in table.items():
        is_list = isinstance(bodies, (list, tuple))
        if not is_list or not all(isinstance(each, str) for each in bodies):
            yield Both(
                f"{topic} is {bodies!r}, no list of names of bodies",
                f"{topic} ist {bodies!r}, keine Liste von Gremien",
            )


def problems_of_categories(table: Any) -> Iterator[str]:
    """Say what is wrong with the matters that are dealt with in private."""
    if not isinstance(table, Mapping):
        yield Both(
            "it must be a table of neutral wordings by topic",
            "es muss eine Tabelle mit neutralen Bezeichnungen je Thema sein",
        )
        return
    for topic, wording in table.items():
        if not isinstance(wording, str) or not wording.strip():
            yield Both(
                f"{topic} has no neutral wording",
                f"{topic} hat keine neutrale Bezeichnung",
            )


def problems_of_sizes(value: Any) -> Iterator[str]:
    """Say what is wrong with a table of the sizes of bodies."""
    if not isinstance(value, Mapping):
        yield Both(
            "a table from the name of a body to its number of members is required",
            "nötig ist eine Tabelle vom Namen des Gremiums zur Zahl seiner Mitglieder",
        )
        return
    for name, size in value.items():
        if type(size) is not int or size < 1:
            yield Both(
                f"{name}: {size!r} is no whole number of 1 or more",
                f"{name}: {size!r} ist keine ganze Zahl ab 1",
            )


CHECKS: Mapping[str, Callable[[Any], Iterable[str]]] = {
    check.__name__: check
    for check in (
        problems_of_categories,
        problems_of_checks,
        problems_of_co_signers,
        problems_of_days,
        problems_of_euros,
        problems_of_fields,
        problems_of_pattern,
        problems_of_powers,
        problems_of_routes,
        problems_of_sizes,
    )
}
"""What a norm may name under ``check``."""
