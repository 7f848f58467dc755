"""The store contract, continued: the tree of all entries."""

# ruff: noqa: SIM300, PLR2004  # it reads as a test

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

import pytest

from ratsflow.errors import StoreError
from ratsflow.log import Head, Record, merkle
from ratsflow.log.tree import Leaf, leaf_of, root_at, roots_of, tree_faults
from ratsflow.stores import Store
from ratsflow.testing.store_records import begin, make_records, standing


class TreeContract:
    """What a store must keep of its tree; leaves are given behind the commit."""

    def test_entries_have_no_leaf_before_they_get_one(self, store: Store) -> None:
        """An append gives none; the sequencer gives each entry one, once."""
        own_transaction(store)
        records = begin(store, "a", 3)
        assert (0, None) == (store.tree_size(), store.leaf("a", 1))
        assert [] == list(store.leaves())

        assert 3 == store.sequence()
        assert 3 == store.sequence()
        assert _entries(records) == [_named(leaf) for leaf in store.leaves()]
        assert [0, 1, 2] == [leaf.number for leaf in store.leaves()]
        assert store.leaf("a", 2) == next(iter(store.leaves(1)))
        assert store.leaf("a", 4) is None
        assert store.leaf("b", 1) is None
        assert store.leaf("a\0", 1) is None

    def test_leaves_stay_and_new_ones_come_behind(self, store: Store) -> None:
        """The tree of before is the beginning of the tree of now."""
        own_transaction(store)
        first = begin(store, "b", 2)
        size = store.sequence()
        before, root = list(store.leaves()), root_at(store, size)
        begin(store, "a", 2)
        more = make_records("b", after=first[-1])
        store.append("b", more, expected=2, standing=standing())

        now = store.sequence()
        assert (2, 5, 5) == (size, now, store.tree_size())
        assert before == list(store.leaves())[:2]
        assert [("a", 1), ("a", 2), ("b", 3)] == [
            (leaf.case_id, leaf.version) for leaf in store.leaves(size)
        ]
        assert root == root_at(store, size)
        path = roots_of(store, merkle.between(size, now))
        assert merkle.is_consistent(size, now, root, root_at(store, now), path)

    def test_the_tree_is_that_of_the_entries(self, store: Store) -> None:
        """Its root is the root over their hashes, whatever pages they came in."""
        own_transaction(store)
        for case_id in ("a", "ä", "b"):
            begin(store, case_id, 5)
            store.sequence()
        hashes = [leaf_of(leaf.hash) for leaf in store.leaves()]
        for size in range(len(hashes) + 1):
            assert merkle.root(hashes[:size]) == root_at(store, size)
        assert [] == list(tree_faults(store))
        assert [] == list(store.stray_leaves())

    def test_leaves_are_found_by_number(self, store: Store) -> None:
        """Many at a time; those that there are not are left out."""
        own_transaction(store)
        begin(store, "a", 70)
        store.sequence()
        found = store.leaves_at([69, 0, 0, 5, 70, 1000])
        assert {0, 5, 69} == set(found)
        assert {0: 1, 5: 6, 69: 70} == {n: leaf.version for n, leaf in found.items()}

    def test_ends_of_cases_are_those_of_a_size(self, store: Store) -> None:
        """Of an earlier size the earlier ends; what has no leaf yet is not known."""
        own_transaction(store)
        first = begin(store, "b", 2)
        begin(store, "a", 1)
        size = store.sequence()
        more = make_records("b", after=first[-1])
        store.append("b", more, expected=2, standing=standing())
        begin(store, "c", 1)
        ends = [Head("a", 1, store.read("a")[0].hash), Head("b", 2, first[-1].hash)]
        assert ends == list(store.heads_at(size))
        assert ends == list(store.heads_at(1000))

        store.sequence()
        assert ends == list(store.heads_at(size))
        assert ["a", "b", "c"] == [head.case_id for head in store.heads_at(1000)]
        assert [ends[0]] == list(store.heads_at(1))
        assert [] == list(store.heads_at(0))

    def test_an_entry_of_the_log_itself_has_its_bytes(self, store: Store) -> None:
        """It stands behind the entries of cases, and is the end of none."""
        own_transaction(store)
        begin(store, "a", 1)
        assert 2 == store.sequence(b"the first")
        assert 3 == store.sequence(b"another")
        assert [b"", b"the first", b"another"] == [x.body for x in store.leaves()]
        assert [("", 1), ("", 2)] == [(x.case_id, x.version) for x in store.leaves(1)]
        assert ["a"] == [head.case_id for head in store.heads_at(3)]
        assert [] == list(tree_faults(store))

    def test_no_leaf_is_given_to_what_may_be_rolled_back(self, store: Store) -> None:
        """Within a unit of work it is refused, and nothing of the unit is lost."""
        own_transaction(store)
        with store.unit_of_work():
            begin(store, "a", 1)
            with pytest.raises(StoreError, match="transaction"):
                store.sequence()
        assert 1 == store.sequence()

    def test_sequencers_at_once_give_each_entry_one_leaf(self, store: Store) -> None:
        """While others write: no number twice, and none left out."""
        own_transaction(store)
        for number in range(8):
            begin(store, f"case-{number}", 3)

        def work(number: int) -> None:
            begin(store, f"new-{number}", 2)
            store.sequence()
            self.leave_thread()

        with ThreadPoolExecutor(4) as pool:
            list(pool.map(work, range(6)))
        assert 8 * 3 + 6 * 2 == store.sequence()
        assert [] == list(tree_faults(store))

    def leave_thread(self) -> None:
        """Close what the store keeps for the calling thread alone; see `StoreContract`."""


def own_transaction(store: Store) -> None:
    """Skip where the store is part of a host's transaction, having seen that it refuses."""
    if store.in_transaction:
        with pytest.raises(StoreError, match="transaction"):
            store.sequence()
        pytest.skip("leaves are given in no host's transaction")


def _named(leaf: Leaf) -> tuple[str, int, str]:
    return leaf.case_id, leaf.version, leaf.hash


def _entries(records: Sequence[Record]) -> list[tuple[str, int, str]]:
    return [(each.case_id, each.version, each.hash) for each in records]
