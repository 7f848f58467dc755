"""Looking at other cases for the rules that ask for them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from typing import Any

import attrs

from ratsflow.engine import fold
from ratsflow.errors import BrokenLogError, StoreError
from ratsflow.office.projection import key_of, standing_of
from ratsflow.procedure.case import Case
from ratsflow.procedure.lookups import By, Key, Look, Others, keys_of
from ratsflow.stores import UNFILLED, Projected, Standing, Store


PAGE = 200
"""Cases that are read at a time."""


@attrs.define
class Lookup:
    """Finds other cases in a store by the keys of its projections.

    What one lookup has found it remembers: make one for each question, or for several
    that are asked at the same moment.

    Attributes:
        store: the store.
        fills: write the keys of cases that were stored before there were any.
    """

    store: Store
    fills: bool = False
    _listed: dict[Key, tuple[str, ...]] = attrs.field(factory=dict, init=False)
    _cases: dict[str, Case] = attrs.field(factory=dict, init=False)
    _lacking: dict[str, Standing] | None = attrs.field(default=None, init=False)

    def others(
        self, looks: tuple[Look, ...], case: Case, inputs: Mapping[str, Any]
    ) -> Others | None:
        """Return what the rules of a step look at; None for a step that looks at nothing.

        Args:
            looks: what the guards of the step ask for.
            case: the case that the step is about, which is never among the others.
            inputs: what the step takes in.
        """
        if not looks:
            return None
        ids = {
            look: [
                each
                for each in self._by_keys(keys_of(look, case, inputs))
                if each != case.id
            ]
            for look in looks
        }
        self._read({each for found in ids.values() for each in found})
        known = self._cases
        return {
            look: tuple(known[each] for each in found if each in known)
            for look, found in ids.items()
        }

    def _by_keys(self, keys: tuple[Key, ...]) -> dict[str, None]:
        return dict.fromkeys(each for key in keys for each in self._by(key))

    def _by(self, key: Key) -> tuple[str, ...]:
        found = self._listed.get(key)
        if found is None:
            found = self._listed[key] = tuple(self._ids(key))
        return found

    def _read(self, case_ids: set[str]) -> None:
        wanted = sorted(case_ids.difference(self._cases))
        if wanted:
            logs = self.store.read_many(wanted)
            self._cases.update((name, fold(log)) for name, log in logs.items())

    def _ids(self, key: Key) -> list[str]:
        if key.by is By.CASE:
            return [key.value]
        wanted = key_of(key.value)
        # Asked first, so that a row that is filled meanwhile is found by its key.
        lacking = [
            case_id
            for case_id, standing in self._without_keys().items()
            if getattr(standing, key.by.value) == wanted
        ]
        asked = {key.by.value: wanted}
        return list(dict.fromkeys((*lacking, *_pages(self.store, asked))))

    def _without_keys(self) -> Mapping[str, Standing]:
        """Return the standings of cases that were stored before there were any keys."""
        if self._lacking is None:
            found = list(_pages(self.store, {"reference": UNFILLED}))
            if found and self.fills:
                # What is in the way of that is told to whoever reads those cases.
                with suppress(StoreError, BrokenLogError):
                    fill(self.store)
                found = list(_pages(self.store, {"reference": UNFILLED}))
            self._lacking = {
                row.case_id: row.standing for row in _anew(self.store, found)
            }
        return self._lacking


def fill(store: Store) -> int:
    """Write the keys of cases that were stored before there were any.

    A case without keys is looked at all the same, by its log; with many of them that
    takes long, so the first step that looks does this before.

    Args:
        store: the store.

    Returns:
        How many cases lacked their keys.
    """
    lacking = list(_pages(store, {"reference": UNFILLED}))
    for start in range(0, len(lacking), PAGE):
        store.project(list(_anew(store, lacking[start : start + PAGE])))
    return len(lacking)


def _pages(store: Store, asked: Mapping[str, str]) -> Iterator[str]:
    """Yield the ids of all cases that a store finds, a page at a time."""
    after = None
    while page := store.find(**asked, limit=PAGE, after=after):
        yield from (each.case_id for each in page)
        after = page[-1]


def _anew(store: Store, case_ids: Sequence[str]) -> Iterator[Projected]:
    """Yield the projections of cases as they follow from their logs."""
    for start in range(0, len(case_ids), PAGE):
        for log in store.read_many(case_ids[start : start + PAGE]).values():
            case = fold(log)
            yield Projected(case.id, case.version, standing_of(case))
