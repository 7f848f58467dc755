"""The rows of a model by their cases: what ``Model.cases`` offers."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, datetime, time
from functools import reduce
from operator import or_
from typing import TYPE_CHECKING, Any

from django.db import DEFAULT_DB_ALIAS, models
from django.utils import timezone

from ratsflow.canonical import utc_text
from ratsflow.contrib.django.actors import as_actor
from ratsflow.contrib.django.conf import conf
from ratsflow.contrib.django.desk import office
from ratsflow.stores import Found


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
        store = office(self._using).store
        return self._of(
            _pages(lambda after: store.find(due_by=day.isoformat(), after=after))
        )

    def stuck_since(self, day: date) -> models.QuerySet[Any]:
        """Return the rows whose cases have stood where they are since before a day.

        Those that stand in a final state are over, and not stuck.
        """
        store = office(self._using).store
        zone = timezone.get_default_timezone()
        moment = utc_text(datetime.combine(day, time(), zone))
        found = (
            each
            for state in self._going_on()
            for each in _pages(
                lambda after, state=state: store.find(  # type: ignore[misc]
                    state=state, stuck_since=moment, after=after
                )
            )
        )
        return self._of(found)

    def waiting_for(self, user: Any) -> models.QuerySet[Any]:
        """Return the rows whose turn it is somebody's: who can supply what lacks next.

        Each case that is going on is asked, so it takes its time with many.

        Args:
            user: a user, or an `Actor`.
        """
        actor, desk = as_actor(user), office(self._using)
        held = {*actor.roles, *actor.deputises}
        waiting = [
            row.pk
            for row in self.in_state(*self._going_on())
            if held.intersection(desk.now(self._field.case_id_of(row)).turn)
        ]
        return self._rows().filter(pk__in=waiting)

    def _going_on(self) -> Sequence[str]:
        return sorted(
            {
                state.name
                for each in conf().procedures
                for state in each.states
                if not state.final
            }
        )

    def _of(self, found: Iterable[Found]) -> models.QuerySet[Any]:
        """Return the rows of cases; those of other models are left out."""
        keys = (self._field.keys_of(self._model, each.case_id) for each in found)
        given = [each for each in keys if each is not None]
        if all(each.keys() == {"pk"} for each in given):
            return self._rows().filter(pk__in=[each["pk"] for each in given])
        wanted = reduce(or_, (models.Q(**each) for each in given))
        return self._rows().filter(wanted)


def _pages(find: Callable[[Found | None], Sequence[Found]]) -> Iterator[Found]:
    """Yield what a store finds, a page at a time."""
    page = find(None)
    while page:
        yield from page
        page = find(page[-1])
