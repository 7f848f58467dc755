"""The store in memory answers a look-up from the cases that it is about, and no others."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from itertools import count
from typing import ClassVar

import pytest

from ratsflow.stores import MemoryStore
from ratsflow.stores.protocol import Found, Standing
from ratsflow.testing.store_records import make_records


class Name(str):
    """A case id that counts how often one is looked at."""

    __slots__ = ()
    looks: ClassVar[count[int]] = count()

    def __lt__(self, other: str) -> bool:
        """Compare, and count it."""
        next(self.looks)
        return str.__lt__(self, other)

    def __eq__(self, other: object) -> bool:
        """Compare, and count it."""
        next(self.looks)
        return str.__eq__(self, other)

    def __hash__(self) -> int:
        """Look up, and count it."""
        next(self.looks)
        return str.__hash__(self)


def filled(size: int) -> MemoryStore:
    """Return a store of so many cases, of which few are due, wait or bear a number."""
    store = MemoryStore()
    for number in range(size):
        rare = number < 5
        at = Standing(
            "review" if rare else "closed",
            "contract",
            "Radweg",
            f"2026-03-{number % 28 + 1:02}T16:00:00.000000Z",
            f"2026-04-{number + 1:02}" if rare else "",
            "number" if rare else f"number {number}",
            "number 7" if rare else "",
        )
        case_id = Name(f"V-{number:06}")
        store.append(case_id, make_records(str(case_id)), expected=0, standing=at)
        if not rare:
            store.acknowledge(case_id, 1)
    return store


def looks(ask: Callable[[], object]) -> int:
    """Return how often a case was looked at."""
    before = next(Name.looks)
    ask()
    return next(Name.looks) - before - 1


LATE = "2026-03-27T16:00:00.000000Z"
LAST = Found("V-000003", 1, Standing("closed", "contract", "Radweg", LATE))

ASKED: dict[str, Callable[[MemoryStore], object]] = {
    "state": lambda store: store.find(state="review"),
    "page of a state": lambda store: store.find(state="closed", limit=5, after=LAST),
    "stuck": lambda store: store.find(state="review", stuck_since=LATE),
    "due": lambda store: store.find(due_by="2026-04-03"),
    "number": lambda store: store.find(reference="number"),
    "amends": lambda store: store.find(base="number 7"),
    "page": lambda store: store.find(limit=5, after=LAST),
    "nothing": lambda store: store.find(state="draft"),
    "pending": lambda store: store.pending(),
    "pending page": lambda store: store.pending(2, after="V-000001"),
}


@pytest.fixture(scope="module", name="stores")
def _stores() -> tuple[MemoryStore, MemoryStore]:
    return filled(60), filled(3000)


@pytest.mark.parametrize("asked", ASKED)
def test_a_look_up_visits_no_more_cases_of_more(
    stores: tuple[MemoryStore, MemoryStore], asked: str
) -> None:
    """Where there are fifty times as many, a few more are met on the way to the first."""
    few, many = (looks(lambda each=each: ASKED[asked](each)) for each in stores)

    assert many <= few + 20


def test_what_stops_to_be_due_is_not_found_any_more() -> None:
    """A case leaves a look-up when it moves on, and is back when that is taken back."""
    store = filled(3)
    head = store.head("V-000001")
    assert head is not None
    moved = make_records("V-000001", after=head)
    closed = Standing("closed", "contract", "Radweg", LATE)
    with suppress(KeyError), store.unit_of_work():
        store.append("V-000001", moved, expected=1, standing=closed)
        store.acknowledge("V-000001", 2)
        assert ["V-000000", "V-000002"] == names(store)
        assert ["V-000000", "V-000002"] == [each.case_id for each in store.pending()]
        raise KeyError

    assert ["V-000000", "V-000001", "V-000002"] == names(store)
    assert [1, 1, 1] == [each.version for each in store.pending()]
    store.append("V-000001", moved, expected=1, standing=closed)
    assert ["V-000000", "V-000002"] == names(store)
    assert ["V-000001"] == [each.case_id for each in store.find(state="closed")]


def names(store: MemoryStore) -> list[str]:
    """Return what is in review, is due and bears the number, which is all the same."""
    found = [each.case_id for each in store.find(state="review")]
    assert found == [each.case_id for each in store.find(due_by="2026-12-31")]
    assert found == [each.case_id for each in store.find(reference="number")]
    assert found == [each.case_id for each in store.find(base="number 7")]
    return found


def test_a_case_that_was_announced_waits_no_more_after_a_unit_is_taken_back() -> None:
    """What the unit appended is gone, and with it that the case waits."""
    store = filled(1)
    store.acknowledge("V-000000", 1)
    more = make_records("V-000000", after=store.head("V-000000"))
    at = store.standing("V-000000")
    assert at is not None
    with suppress(KeyError), store.unit_of_work():
        store.append("V-000000", more, expected=1, standing=at)
        raise KeyError

    assert () == store.pending()
