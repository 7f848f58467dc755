"""The store contract: what every store must keep, numbered after R1 to R7.

Prove a store of your own by subclassing it in your tests::

    from ratsflow.testing import StoreContract


    class TestMyStore(StoreContract):
        def make_store(self):
            return MyStore(self.place)

        def reopen_store(self, store):
            return MyStore(self.place)

The protocol to implement is `ratsflow.stores.Store`. What a store cannot be asked through
it needs a hook: whether it keeps what it was given (`reopen_store`), and whether it leaves
a host's transaction to the host (`lend_store`). Tests whose hook is missing are skipped
and say so.
"""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor, wait
from contextlib import AbstractContextManager, suppress
from threading import Barrier
from typing import Any

import attrs
import pytest

from ratsflow.errors import (
    ConflictError,
    InvalidInputError,
    RepeatedError,
    StoreError,
)
from ratsflow.log import Head, Record, decode, verify_case
from ratsflow.stores import Append, Store, Used
from ratsflow.testing.store_contract_law import LawContract
from ratsflow.testing.store_contract_reading import NEVER_STORED, ReadingContract
from ratsflow.testing.store_contract_tree import TreeContract
from ratsflow.testing.store_records import begin, make_records, standing


class StoreContract(ReadingContract, LawContract, TreeContract):
    """Tests that every store must pass; `make_store` returns a new and empty one."""

    def make_store(self) -> Store:
        """Return a new and empty store."""
        raise NotImplementedError

    def reopen_store(self, store: Store) -> Store | None:  # noqa: ARG002  # a hook
        """Return another store on what this one keeps, as a new process would open it.

        Args:
            store: what `make_store` returned; it may be closed first.

        Returns:
            None if the store is to keep nothing.
        """
        return None

    def lend_store(self, store: Store) -> AbstractContextManager[Store] | None:  # noqa: ARG002
        """Return a block with a store in a host's transaction, which is rolled back at its end.

        Args:
            store: what `make_store` returned; the host's connection is to the same database.

        Returns:
            None if the store takes no connection of a host.
        """
        return None

    def leave_thread(self) -> None:
        """Close what the store keeps for the calling thread alone, which is about to end."""

    @pytest.fixture(name="store")
    def _store(self) -> Iterator[Store]:
        store = self.make_store()
        yield store
        _close(store)

    def test_r1_appended_records_stay(self, store: Store) -> None:
        """R1: what was appended stays as it was when more is appended."""
        first = begin(store, "a", 2)
        more = make_records("a", after=first[-1])
        store.append("a", more, expected=2, standing=standing())

        assert (*first, *more) == tuple(store.read("a"))

    def test_r1_versions_cannot_be_written_twice(self, store: Store) -> None:
        """R1: an entry cannot be replaced by appending its version again."""
        records = begin(store, "a", 2)
        other = make_records("a", after=records[0], sealed=[b"x"])
        with pytest.raises(ConflictError):
            store.append("a", other, expected=1, standing=standing())

        assert records == tuple(store.read("a"))

    def test_r1_cases_are_separate(self, store: Store) -> None:
        """R1: case ids that differ by case, accent or a blank are different cases."""
        ids = (
            "a",
            "A",
            "ä",
            "a\u0308",
            "a ",
            " a",
            "ß",
            "ss",
            "😀",
            "%",
            "_",
            "a'\"\\",
        )
        logs = {case_id: begin(store, case_id) for case_id in ids}

        assert sorted(ids) == list(store.cases())
        assert logs == {case_id: tuple(store.read(case_id)) for case_id in ids}
        assert logs == {c: tuple(log) for c, log in store.read_many(ids).items()}
        for case_id, (record,) in logs.items():
            assert Head(case_id, 1, record.hash) == store.head(case_id)

    def test_r1_what_was_written_is_there_when_opened_again(self, store: Store) -> None:
        """R1: another process finds all that was committed, and nothing else."""
        first = make_records("a", 2, sealed=[b"salt:one", b"salt:two"])
        store.append("a", first, expected=0, standing=standing(), key="k")
        (gone, _), *_ = first[0].sealed
        more = make_records("a", after=first[-1])
        store.append("a", more, expected=2, standing=standing("done"), erase=[gone])
        store.acknowledge("a", 1)
        work = Append("b", make_records("b"), 0, standing())
        assert list(store.append_many([work])) == [None]
        with suppress(KeyError), store.unit_of_work():
            begin(store, "c")
            raise KeyError
        told = _everything(store)
        again = self.reopen_store(store)
        if again is None:
            pytest.skip(
                "no reopen_store: whether it forgets at reopening is not tested."
            )

        assert told == _everything(again)
        assert Used("a", 2) == again.used("k")
        with pytest.raises(RepeatedError):
            again.append(
                "d", make_records("d"), expected=0, standing=standing(), key="k"
            )
        _close(again)

    def test_r2_a_host_that_rolls_back_takes_all_back(self, store: Store) -> None:
        """R2: nothing is committed behind the back of a host that lends its transaction."""
        records, second = begin(store, "a"), make_records("b", 2)
        before = _everything(store)
        lending = self.lend_store(store)
        if lending is None:
            pytest.skip("no lend_store: whether it commits for a host is not tested.")
        with lending as lent:
            lent.append("b", second, expected=0, standing=standing(), key="k")
            more = make_records("a", after=records[-1])
            assert list(lent.append_many([Append("a", more, 1, standing())])) == [None]
            with lent.unit_of_work():
                begin(lent, "c")
            with pytest.raises(ConflictError):
                begin(lent, "a")
            lent.acknowledge("a", 1)

            assert Used("b", 2) == lent.used("k")
            assert lent.in_transaction
            assert list(lent.cases()) == ["a", "b", "c"]
        assert before == _everything(store)
        assert store.used("k") is None
        store.append("b", second, expected=0, standing=standing(), key="k")

    def test_r2_several_records_are_one_append(self, store: Store) -> None:
        """R2: several records are written together, with the head at the last one."""
        records = begin(store, "a", 3)
        head = store.head("a")

        assert head is not None
        assert (3, records[-1].hash) == (head.version, head.hash)

    def test_r3_an_append_follows_the_entry_that_was_read(self, store: Store) -> None:
        """R3: an entry that follows another one than the last is a conflict."""
        records = begin(store, "a", 2)
        elsewhere = Head("a", 2, "f" * 64)
        fork = make_records("a", after=elsewhere)
        with pytest.raises(ConflictError, match="another entry"):
            store.append("a", fork, expected=2, standing=standing())
        work = Append("a", fork, 2, standing())
        (answer,) = store.append_many([work])

        assert isinstance(answer, ConflictError)
        assert records == tuple(store.read("a"))

    def test_r3_records_of_an_append_are_one_chain(self, store: Store) -> None:
        """R3: records that do not follow one another, or a first one of no chain, are refused."""
        one, two = make_records("a", 2)
        fork = make_records("a", after=Head("a", 1, "f" * 64))
        with pytest.raises(InvalidInputError, match="hash of version 1"):
            store.append("a", [one, *fork], expected=0, standing=standing())
        begun = Record("a", 1, two.hash, two.body)
        with pytest.raises(InvalidInputError, match="hash of version 0"):
            store.append("a", [begun], expected=0, standing=standing())

        assert store.head("a") is None

    def test_r2_a_refused_append_writes_nothing(self, store: Store) -> None:
        """R2: records with a gap are refused and none of them is written."""
        one, _, three = make_records("a", 3)
        with pytest.raises(InvalidInputError):
            store.append("a", [one, three], expected=0, standing=standing())

        assert tuple(store.read("a")) == ()
        assert store.head("a") is None
        assert store.standing("a") is None

    def test_r2_an_empty_append_is_refused(self, store: Store) -> None:
        """R2: an append without records is refused."""
        with pytest.raises(InvalidInputError):
            store.append("a", [], expected=0, standing=standing())

    def test_r2_a_unit_of_work_is_taken_back_whole(self, store: Store) -> None:
        """R2: an exception that leaves a unit of work leaves nothing of it."""
        records = begin(store, "a")

        def fail() -> None:
            with store.unit_of_work():
                begin(store, "b")
                store.append(
                    "a",
                    make_records("a", after=records[-1]),
                    expected=1,
                    standing=standing("done"),
                    key="k",
                )
                assert Used("a", 2) == store.used("k")
                raise RuntimeError

        with pytest.raises(RuntimeError):
            fail()

        assert list(store.cases()) == ["a"]
        assert records == tuple(store.read("a"))
        assert standing() == store.standing("a")
        assert store.used("k") is None
        store.append("c", make_records("c"), expected=0, standing=standing(), key="k")

    def test_r2_a_unit_of_work_is_kept_whole(self, store: Store) -> None:
        """R2: a unit of work that ends well keeps everything, conflicts aside."""
        with store.unit_of_work():
            records = begin(store, "a")
            with pytest.raises(ConflictError):
                begin(store, "a")
            begin(store, "b", 2)

        assert records == tuple(store.read("a"))
        assert list(store.cases()) == ["a", "b"]

    def test_r2_a_unit_of_work_reads_its_own_writes(self, store: Store) -> None:
        """R2: within a unit of work its appends can be read."""
        with store.unit_of_work():
            records = begin(store, "a")

            assert records == tuple(store.read("a"))

    def test_r2_a_store_says_whether_it_is_in_a_transaction(self, store: Store) -> None:
        """R2: who announces is told whether what he reads may still be rolled back."""
        told = [store.in_transaction]
        with store.unit_of_work():
            begin(store, "a")
            told.append(store.in_transaction)
        told.append(store.in_transaction)
        with pytest.raises(KeyError), store.unit_of_work():
            raise KeyError
        told.append(store.in_transaction)

        assert told == [False, True, False, False]

    def test_r2_a_unit_is_that_of_its_thread(self, store: Store) -> None:
        """R2: another thread is in no transaction, and reads nothing of an open unit."""

        def look() -> tuple[bool, list[Record]]:
            try:
                return store.in_transaction, list(store.pending())
            finally:
                self.leave_thread()

        with ThreadPoolExecutor(1) as pool:
            with suppress(KeyError), store.unit_of_work():
                begin(store, "a")
                looked = pool.submit(look)
                wait([looked], timeout=0.2)  # a store may let readers wait for the end
                raise KeyError

            assert looked.result(timeout=30) == (False, [])

    @pytest.mark.parametrize("expected", [1, 7])
    def test_r3_a_new_case_begins_at_zero(self, store: Store, expected: int) -> None:
        """R3: an append to a case that does not exist raises a conflict with zero."""
        before = make_records("a", expected)
        records = make_records("a", after=before[-1])
        with pytest.raises(ConflictError) as info:
            store.append("a", records, expected=expected, standing=standing())

        error = info.value
        assert ("a", expected, 0) == (error.case_id, error.expected, error.found)
        assert list(store.cases()) == []

    def test_r3_a_stale_append_names_both_versions(self, store: Store) -> None:
        """R3: a stale append raises a conflict with both versions, writes nothing."""
        records = begin(store, "a", 2)
        with pytest.raises(ConflictError) as info:
            store.append(
                "a",
                make_records("a", after=records[0]),
                expected=1,
                standing=standing("done"),
                key="k",
            )

        assert (info.value.expected, info.value.found) == (1, 2)
        assert records == tuple(store.read("a"))
        assert standing() == store.standing("a")

    def test_r3_an_append_ahead_raises_a_conflict(self, store: Store) -> None:
        """R3: an append that is ahead of the case raises a conflict."""
        begin(store, "a")
        ahead = make_records("a", 3)
        with pytest.raises(ConflictError) as info:
            store.append("a", ahead[2:], expected=2, standing=standing())

        assert (info.value.expected, info.value.found) == (2, 1)

    def test_r3_racing_threads_have_one_winner(self, store: Store) -> None:
        """R3: of threads that append the same version one wins, the rest conflict."""
        together = Barrier(4)

        def appends(number: int, case_id: str) -> bool:
            records = make_records(case_id, sealed=[str(number).encode()])
            together.wait()
            try:
                store.append(case_id, records, expected=0, standing=standing())
            except ConflictError:
                return False
            return True

        def attempt(number: int) -> list[bool]:
            try:
                return [appends(number, case_id) for case_id in "abcdefgh"]
            except BaseException:
                together.abort()  # the others would wait for this thread for ever
                raise
            finally:
                self.leave_thread()

        with ThreadPoolExecutor(4) as pool:
            won = list(pool.map(attempt, range(4)))

        assert [sum(each) for each in zip(*won, strict=True)] == [1] * 8
        assert [len(store.read(case_id)) for case_id in "abcdefgh"] == [1] * 8

    def test_r3_repeated_commands_are_not_carried_out(self, store: Store) -> None:
        """R3: a command with a key that was used is refused and names its entry."""
        records = make_records("a", 2)
        store.append("a", records, expected=0, standing=standing(), key="k")
        for case_id, expected in (("a", 0), ("b", 0), ("a", 2)):
            after = records[-1] if expected else None
            with pytest.raises(RepeatedError) as info:
                store.append(
                    case_id,
                    make_records(case_id, after=after),
                    expected=expected,
                    standing=standing(),
                    key="k",
                )

            assert (
                info.value.key,
                info.value.case_id,
                info.value.version,
            ) == ("k", "a", 2)
        assert list(store.cases()) == ["a"]
        assert Used("a", 2) == store.used("k")

    def test_r3_what_a_key_was_used_for_is_told(self, store: Store) -> None:
        """R3: by either way of writing, and never for what was not written."""
        first = make_records("a")
        store.append("a", first, expected=0, standing=standing(), key="one")
        works = [
            Append("b", make_records("b", 3), 0, standing(), "two"),
            Append("a", make_records("a"), 0, standing(), "stale"),
            Append("c", make_records("c"), 0, standing(), "One"),
        ]
        store.append_many(works)

        told = {"one": Used("a", 1), "two": Used("b", 3), "One": Used("c", 1)}
        unused = ["", "stale", "ONE", "one ", "k" * 300, *NEVER_STORED]
        asked = [*told, *unused, *map(str, range(1000)), "one"]
        assert told == dict(store.used_many(asked))
        assert [*told.values(), None] == [store.used(key) for key in (*told, "no")]
        assert [None] * len(unused) == [store.used(key) for key in unused]

    def test_r3_many_appends_get_an_answer_each(self, store: Store) -> None:
        """R3: of many appends each is written or refused by itself, in order."""
        first = begin(store, "a")
        following = make_records("a", 2, after=first[-1])
        works = [
            Append("b", make_records("b"), 0, standing(), "k1"),
            Append("a", make_records("a"), 0, standing()),
            Append("a", following[:1], 1, standing("done")),
            Append("a", following[1:], 2, standing("later")),
            Append("c", make_records("c"), 0, standing(), "k1"),
            Append("d", (), 0, standing()),
        ]
        answers = [type(answer) for answer in store.append_many(works)]

        nothing = type(None)
        assert [
            nothing,
            ConflictError,
            nothing,
            nothing,
            RepeatedError,
            InvalidInputError,
        ] == answers
        assert (*first, *following) == tuple(store.read("a"))
        assert standing("later") == store.standing("a")
        assert list(store.cases()) == ["a", "b"]

    def test_r6_what_is_read_verifies(self, store: Store) -> None:
        """R6: the chain of every case verifies against its head."""
        for case_id in "ab":
            begin(store, case_id, 5)

        for case_id in store.cases():
            verified = verify_case(case_id, store.read(case_id), store.head(case_id))
            assert verified == store.head(case_id)
        for _, log in store.scan():
            assert [decode(two).prev for two in log[1:]] == [
                one.hash for one in log[:-1]
            ]

    def test_r7_sealed_contents_come_back(self, store: Store) -> None:
        """R7: sealed contents come back with their record, by every way of reading."""
        records = make_records("a", 2, sealed=[b"salt:one", b"\x00\xff"])
        store.append("a", records, expected=0, standing=standing())

        assert records == tuple(store.read("a"))
        assert records == tuple(store.read_many(["a"])["a"])
        assert [("a", records)] == [(name, tuple(log)) for name, log in store.scan()]
        assert records == tuple(store.pending())

    def test_r7_erased_contents_are_gone(self, store: Store) -> None:
        """R7: erased contents are gone everywhere and the chain still verifies."""
        records = make_records("a", 2, sealed=[b"salt:one", b"salt:two"])
        store.append("a", records, expected=0, standing=standing())
        gone, kept = records[0].sealed
        erasing = make_records("a", after=records[-1])
        store.append(
            "a",
            erasing,
            expected=2,
            standing=standing(),
            erase=[gone[0], "0" * 64, *NEVER_STORED],
        )

        for log in (
            store.read("a"),
            store.read_many(["a"])["a"],
            next(iter(store.scan()))[1],
            store.pending(),
        ):
            assert (kept,) == log[0].sealed
        assert verify_case("a", store.read("a"), store.head("a"))

    def test_r7_sealed_contents_come_back_sorted(self, store: Store) -> None:
        """R7: however they were handed in, sealed contents come back sorted by digest."""
        (record,) = make_records("a", sealed=[b"salt:1", b"salt:2", b"salt:3"])
        for case_id, order in (("a", record.sealed), ("b", record.sealed[::-1])):
            given = attrs.evolve(record, case_id=case_id, sealed=order)
            store.append(case_id, [given], expected=0, standing=standing())

            assert record.sealed == store.read(case_id)[0].sealed
            assert record.sealed == store.read_many([case_id])[case_id][0].sealed

    def test_r7_several_contents_are_erased_together(self, store: Store) -> None:
        """R7: one append destroys as many contents, of as many entries, as it names."""
        first = make_records("a", sealed=[b"salt:one", b"salt:two"])
        second = make_records("a", after=first[-1], sealed=[b"salt:three"])
        store.append("a", first, expected=0, standing=standing())
        store.append("a", second, expected=1, standing=standing())
        gone = [digest for each in (*first, *second) for digest, _ in each.sealed]
        erasing = make_records("a", after=second[-1])
        store.append("a", erasing, expected=2, standing=standing(), erase=gone)

        assert [each.sealed for each in store.read("a")] == [(), (), ()]

    def test_r7_a_refused_erasure_destroys_nothing(self, store: Store) -> None:
        """R7: an append that conflicts erases nothing, nor does one on another case."""
        records = make_records("a", sealed=[b"salt:one"])
        store.append("a", records, expected=0, standing=standing())
        digest = records[0].sealed[0][0]
        with pytest.raises(ConflictError):
            store.append(
                "a", make_records("a"), expected=0, standing=standing(), erase=[digest]
            )
        store.append(
            "b", make_records("b"), expected=0, standing=standing(), erase=[digest]
        )

        assert records == tuple(store.read("a"))

    def test_r7_many_appends_erase_too(self, store: Store) -> None:
        """R7: an erasure among many appends destroys what one before it brought in."""
        records = make_records("a", sealed=[b"salt:one"])
        digest = records[0].sealed[0][0]
        works = [
            Append("a", records, 0, standing()),
            Append(
                "a", make_records("a", after=records[0]), 1, standing(), "", (digest,)
            ),
        ]

        assert list(store.append_many(works)) == [None, None]
        assert store.read("a")[0].sealed == ()

    def test_units_do_not_nest(self, store: Store) -> None:
        """R2: a unit of work within another is refused."""
        with store.unit_of_work(), pytest.raises(StoreError), store.unit_of_work():
            pass


def _everything(store: Store) -> tuple[Any, ...]:
    cases = [(name, tuple(log), store.standing(name)) for name, log in store.scan()]
    return cases, list(store.heads()), list(store.cases()), tuple(store.pending())


def _close(store: Store) -> None:
    close = getattr(store, "close", None)
    if close:
        close()
