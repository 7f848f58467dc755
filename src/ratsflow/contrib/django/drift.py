"""What of a row does not follow the log: its status, or its text."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from typing import Any

import attrs

from django.db import connections, models

from ratsflow.contrib.django.case import RowCase
from ratsflow.contrib.django.desk import office
from ratsflow.contrib.django.field import CaseField, tied
from ratsflow.contrib.django.standing import Standing
from ratsflow.errors import RatsflowError
from ratsflow.stores.sql.tables import cases


PAGE = 500
"""Rows that are compared at a time."""


@attrs.frozen
class Drift:
    """A row that says another thing than the log.

    Attributes:
        row: the row.
        field: its `CaseField`.
        column: the state that the column says.
        state: the state that the log says; empty where there is no case.
    """

    row: Any
    field: CaseField
    column: str
    state: str

    def __str__(self) -> str:
        label = self.row._meta.label
        log = repr(self.state) if self.state else "of no case"
        return f"{label} {self.row.pk}: the column says {self.column!r}, the log {log}"


def case_fields(
    using: str | None = None,
) -> Iterator[tuple[type[models.Model], CaseField]]:
    """Return every model with a `CaseField`, in a database or in any.

    Args:
        using: Django's name of the database.
    """
    return ((model, field) for model, field in tied() if _is_in(model, using))


def _is_in(model: type[models.Model], using: str | None) -> bool:
    if using is None:
        return True
    table = model._meta.db_table
    return table in connections[using].introspection.table_names()


def status_drift(using: str) -> Iterator[Drift]:
    """Yield every row whose column is not what the log says.

    Args:
        using: Django's name of the database.
    """
    for model, field in case_fields(using):
        rows = model._base_manager.using(using).order_by("pk").iterator(PAGE)
        for page in _pages(rows):
            ids = {field.case_id_of(row): row for row in page}
            states = states_in_log(using, list(ids))
            for case_id, row in ids.items():
                column = str(getattr(row, field.attname))
                state = states.get(case_id, "")
                if column != state:
                    yield Drift(row, field, column, state)


def text_drift(using: str) -> Iterator[tuple[Any, str]]:
    """Yield every row whose text is not the one in the log, with why.

    Args:
        using: Django's name of the database.
    """
    for model, field in case_fields(using):
        for row in model._base_manager.using(using).order_by("pk").iterator(PAGE):
            case = RowCase(row, field)
            if not getattr(row, field.attname):
                continue
            try:
                if case.is_changed:
                    yield row, "its text is not the one in the log"
            except RatsflowError as error:
                yield row, str(error)


def repair(found: Drift, using: str) -> None:
    """Write into the column of a row what the log says."""
    rows = type(found.row)._base_manager.using(using).filter(pk=found.row.pk)
    rows.update(**{found.field.attname: Standing(found.state)})


def states_in_log(using: str, ids: Sequence[str]) -> Mapping[str, str]:
    """Return by id where cases stand, as the tables of the log say; those there are.

    Args:
        using: Django's name of the database.
        ids: the ids of the cases.
    """
    if not ids:
        return {}
    marks = ", ".join(["%s"] * len(ids))
    with connections[using].cursor() as cursor:
        cursor.execute(
            f"SELECT case_id, state FROM {cases.name} "  # noqa: S608  # a constant of ours
            f"WHERE tenant = %s AND case_id IN ({marks})",
            [office(using).store.tenant, *ids],  # type: ignore[attr-defined]
        )
        return dict(cursor.fetchall())


def _pages(rows: Iterator[Any]) -> Iterator[Sequence[Any]]:
    while page := list(islice(rows, PAGE)):
        yield page
