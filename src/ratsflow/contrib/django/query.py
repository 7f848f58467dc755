"""The rows of a model by their cases: what ``Model.cases`` offers."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from functools import reduce
from operator import or_
from typing import TYPE_CHECKING, Any

from django.db import DEFAULT_DB_ALIAS, models
from django.utils import timezone

from ratsflow.contrib.django.actors import as_actor
from ratsflow.contrib.django.desk import office


if TYPE_CHECKING:
    from ratsflow.contrib.django.field import CaseField


class Cases:
    """The rows of a model, asked for by where their cases stand.

    Each answer is a query set, to be filtered further.

    Args:
        model: the model.
        field: its `CaseField`.
        using: Django's name of the database.
    """

    def __init__(
        self,
        model: type[models.Model],
        field: CaseField,
        using: str = DEFAULT_DB_ALIAS,
    ) -> None:
        self._model = model
        self._field = field
        self._using = using

    def using(self, alias: str) -> Cases:
        """Return the same for another database."""
        return Cases(self._model, self._field, alias)

    def _rows(self) -> models.QuerySet[Any]:
        rows: models.QuerySet[Any] = self._model._default_manager.using(self._using)
        return rows

    def in_state(self, *states: str) -> models.QuerySet[Any]:
        """Return the rows whose cases stand in one of the states."""
        return self._rows().filter(**{f"{self._field.attname}__in": states})

    def due_by(self, day: date) -> models.QuerySet[Any]:
        """Return the rows in whose cases something falls due by a day, which counts."""
        return self._of(each.id for each in office(self._using).find(due_by=day))

    def stuck_since(self, day: date) -> models.QuerySet[Any]:
        """Return the rows whose cases have stood where they are since before a day.

        Those that stand in a final state are over, and not stuck.
        """
        began = datetime.combine(day, time(), timezone.get_default_timezone())
        span = max(timezone.now() - began, timedelta(0))
        return self._of(each.id for each in office(self._using).find(stuck_for=span))

    def waiting_for(self, user: Any) -> models.QuerySet[Any]:
        """Return the rows that wait for somebody; see `Office.worklist`.

        Args:
            user: a user, or an `Actor`.
        """
        waiting = office(self._using).worklist(as_actor(user))
        return self._of(each.case.id for each in waiting)

    def _of(self, ids: Iterable[str]) -> models.QuerySet[Any]:
        """Return the rows of cases; those of other models are left out."""
        return rows_of(self._rows(), self._field, ids)


def rows_of(
    rows: models.QuerySet[Any], field: CaseField, ids: Iterable[str]
) -> models.QuerySet[Any]:
    """Return those of some rows whose cases have one of these ids."""
    keys = (field.keys_of(each) for each in ids)
    given = [each for each in keys if each is not None]
    if all(each.keys() == {"pk"} for each in given):
        return rows.filter(pk__in=[each["pk"] for each in given])
    return rows.filter(reduce(or_, (models.Q(**each) for each in given)))
