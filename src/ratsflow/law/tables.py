"""Checks of the tables and texts that a municipality fills in, each by the name that norms give it.

A check yields one phrase for each thing that is wrong with a value of the right kind; see
`ratsflow.law.checks`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from importlib import import_module
from typing import Any

from ratsflow.errors import InvalidInputError
from ratsflow.law.checks import (
    FLAG,
    LIST,
    TEXT,
    are_texts,
    is_number,
    is_text,
    problems_of_row,
    problems_of_rows,
)
from ratsflow.law.patterns import check_pattern
from ratsflow.law.sentences import phrase, said
from ratsflow.model.alike import alike


Check = Callable[[Any], Iterable[str]]


def problems_of_pattern(value: str) -> Iterator[str]:
    """Say what is wrong with a pattern for numbers."""
    try:
        check_pattern(value)
    except InvalidInputError as error:
        yield phrase(error.what)


def problems_of_checks(value: Any) -> Iterator[str]:
    """Say what is wrong with a list of impact checks."""
    fields = {"id": TEXT, "required": FLAG, "values": LIST}
    names: set[object] = set()

    def problems(row: Any) -> Iterator[str]:
        found = list(problems_of_row(row, fields, ("id",)))
        yield from found
        if not found:
            if row["id"] in names:
                yield said("check.twice", name=row["id"])
            names.add(row["id"])

    yield from problems_of_rows(value, problems)


def problems_of_days(value: Iterable[str]) -> Iterator[str]:
    """Say what is wrong with a list of days."""
    for text in value:
        try:
            date.fromisoformat(text)
        except ValueError:
            yield said("day.text", text=text)


def _by_name(no_table: str, wrong: str, fits: Callable[[Any], bool]) -> Check:
    """Return the check of a table of values by name; the first two are keys of sentences."""

    def problems(table: Any) -> Iterator[str]:
        if not isinstance(table, Mapping):
            yield said(no_table)
            return
        for name, value in table.items():
            if not fits(value):
                yield said(wrong, name=name, value=value)

    return problems


problems_of_euros = _by_name("euros.table", "euros.value", is_number)
problems_of_routes = _by_name("routes.table", "routes.value", are_texts)
problems_of_categories = _by_name("categories.table", "categories.value", is_text)
_sizes = _by_name("sizes.table", "sizes.value", lambda size: is_number(size, 1))


def problems_of_sizes(table: Any) -> Iterator[str]:
    """Say what is wrong with a table of members by body; one that stands twice is one body."""
    yield from _sizes(table)
    names = Counter(map(alike, table)) if isinstance(table, Mapping) else Counter()
    yield from (said("sizes.twice", name=each) for each in names if names[each] > 1)


def _of(module: str, name: str) -> Check:
    """Return a check that stands beside what it checks; that is imported when it is asked."""

    def problems(value: Any) -> Iterable[str]:
        check: Check = getattr(import_module(f"ratsflow.law.{module}"), name)
        return check(value)

    return problems


CHECKS: Mapping[str, Check] = {
    "problems_of_categories": problems_of_categories,
    "problems_of_checks": problems_of_checks,
    "problems_of_co_signers": _of("cosigners", "problems_of_co_signers"),
    "problems_of_days": problems_of_days,
    "problems_of_euros": problems_of_euros,
    "problems_of_fields": _of("paper_form", "problems_of_fields"),
    "problems_of_pattern": problems_of_pattern,
    "problems_of_powers": _of("powers", "problems_of_powers"),
    "problems_of_routes": problems_of_routes,
    "problems_of_sizes": problems_of_sizes,
}
"""What a norm may name under ``check``."""
