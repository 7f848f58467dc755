"""The rows of a model by their cases: what ``Model.cases`` offers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import models


if TYPE_CHECKING:
    from ratsflow.contrib.django.field import CaseField


class Cases:
    """The rows of a model, asked for by where their cases stand.

    Args:
        model: the model.
        field: its `CaseField`.
    """

    def __init__(self, model: type[models.Model], field: CaseField) -> None:
        self._model = model
        self._field = field

    def in_state(self, *states: str) -> models.QuerySet[Any]:
        """Return the rows whose cases stand in one of the states."""
        rows: models.QuerySet[Any] = self._model._default_manager.all()
        return rows.filter(**{f"{self._field.attname}__in": states})
