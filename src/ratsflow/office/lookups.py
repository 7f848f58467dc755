"""Looking at other cases for the rules that ask for them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from typing import Any

import attrs

from ratsflow.engine import fold
from ratsflow.errors import BrokenLogError, StoreError
from ratsflow.office.projection import key_of, standing_of
from ratsflow.procedure.case import Case
from ratsflow.procedure.lookups import By, Key, Look, Others, keys_of
from ratsflow.stores import UNFILLED, Found, Projected, Standing, Store


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
    _listed: dict[Key, Sequence[str]] = attrs.field(factory=dict, init=False)
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
        keys = [(look, keys_of(look, case, inputs)) for look in looks]
        listed, known, own = self._listed, self._cases, case.id
        if new := [key for _, asked in keys for key in asked if key not in listed]:
            self._list(new)
        ids: dict[Look, dict[str, None]] = {look: {} for look in looks}
        ahead: set[str] = set()
        for look, asked in keys:
            for key in asked:
                if found := listed[key]:  # nearly always there is none
                    ids[look].update(dict.fromkeys(found))
            ids[look].pop(own, None)
            ahead.update(ids[look])
        if ahead:
            self._read(ahead)
        return {
            look: tuple([known[each] for each in found if each in known])
            if found
            else ()
            for look, found in ids.items()
        }

    def _list(self, keys: Collection[Key]) -> None:
        """Find by all keys at once: one query, unless very many are found."""
        asked: dict[tuple[str, str], list[Key]] = {}
        for key in keys:
            if key.by is By.CASE:
                self._listed[key] = (key.value,)
            elif of_number := key_of(key.value):
                asked.setdefault((key.by.value, of_number), []).append(key)
            else:
                self._listed[key] = ()
        if not asked:
            return
        found: dict[tuple[str, str], list[str]] = {each: [] for each in asked}
        for case_id, at in self._standings(found).items():
            for each in (("reference", at.reference), ("base", at.base)):
                if each in found:
                    found[each].append(case_id)
        for each, ids in found.items():
            self._listed.update(dict.fromkeys(asked[each], ids))

    def _standings(self, keys: Iterable[tuple[str, str]]) -> Mapping[str, Standing]:
        """Return by id where the cases stand that keys find, perhaps some more."""
        wanted: dict[str, list[str]] = {"reference": [], "base": []}
        for name, key in keys:
            wanted[name].append(key)
        if self._lacking is None:
            # In one query: a row that is filled meanwhile is found one way or the other.
            also = [*wanted["reference"], UNFILLED]
            found = {}
            for row in _pages(self.store, also, wanted["base"]):
                if row.standing.reference == UNFILLED:
                    break
                found[row.case_id] = row.standing
            else:
                return found
        lacking = self._without_keys()
        return {
            **lacking,
            **{f.case_id: f.standing for f in _pages(self.store, **wanted)},
        }

    def _read(self, case_ids: set[str]) -> None:
        wanted = sorted(case_ids.difference(self._cases))
        if wanted:
            logs = self.store.read_many(wanted)
            self._cases.update((name, fold(log)) for name, log in logs.items())

    def _without_keys(self) -> Mapping[str, Standing]:
        """Return the standings of cases that were stored before there were any keys."""
        if self._lacking is None:
            if self.fills:
                # What is in the way of that is told to whoever reads those cases.
                with suppress(StoreError, BrokenLogError):
                    fill(self.store)
            found = _unfilled(self.store)
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
    lacking = _unfilled(store)
    for start in range(0, len(lacking), PAGE):
        store.project(list(_anew(store, lacking[start : start + PAGE])))
    return len(lacking)


def _unfilled(store: Store) -> list[str]:
    return [each.case_id for each in _pages(store, [UNFILLED])]


def _pages(
    store: Store, reference: Collection[str], base: Collection[str] = ()
) -> Iterator[Found]:
    """Yield all cases that a store finds by keys, a page at a time."""
    page = store.find(reference=reference, base=base, limit=PAGE)
    if page:
        yield from page
    while len(page) == PAGE:
        last = page[-1]
        page = store.find(reference=reference, base=base, limit=PAGE, after=last)
        yield from page


def _anew(store: Store, case_ids: Sequence[str]) -> Iterator[Projected]:
    """Yield the projections of cases as they follow from their logs."""
    for start in range(0, len(case_ids), PAGE):
        for log in store.read_many(case_ids[start : start + PAGE]).values():
            case = fold(log)
            yield Projected(case.id, case.version, standing_of(case))
