"""In a file of SQLite an append that changes nothing rare is one update of its case.

Whatever rarely changes is compared in that very statement, with what stands in the row and not
with what anybody remembers: another process may have written meanwhile.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import nullcontext
from pathlib import Path

import pytest

from ratsflow.errors import ConflictError
from ratsflow.stores import Projected, Standing
from ratsflow.stores.sql import SqlStore
from ratsflow.testing.store_records import begin, make_records, standing


@pytest.fixture(name="store")
def _store(tmp_path: Path) -> Iterator[SqlStore]:
    with SqlStore(tmp_path / "log.db") as store:
        yield store


def add(
    store: SqlStore, expected: int, at: Standing, sealed: Sequence[bytes] = ()
) -> Sequence[str]:
    """Append behind a version, and return the first word of each statement that ran."""
    ran: list[str] = []
    with store._session.connection() as conn:
        conn.dbapi.set_trace_callback(lambda sql: ran.append(sql.split(maxsplit=1)[0]))
    try:
        made = make_records("a", after=store.read("a")[expected - 1], sealed=sealed)
        store.append("a", made, expected=expected, standing=at)
    finally:
        with store._session.connection() as conn:
            conn.dbapi.set_trace_callback(None)
    return ran


USUAL = ["BEGIN", "UPDATE", "INSERT", "COMMIT"]


def test_what_nearly_every_append_changes_is_one_update(store):
    """State, time and title move with the same statement as version and hash."""
    begin(store, "a")

    ran = add(store, 1, standing("review", "2026-04-01T10:00:00.000000Z"))

    head = store.head("a")
    assert ran[-len(USUAL) :] == USUAL  # before it the log is read
    assert "UPDATE" not in ran[: -len(USUAL)]
    assert head is not None
    assert (2, store.read("a")[-1].hash) == (head.version, head.hash)
    assert ["a"] == [each.case_id for each in store.find(state="review")]
    assert [] == list(store.find(state="draft"))
    assert [] == list(store.faults())


@pytest.mark.parametrize("in_unit", [False, True])
def test_what_is_sealed_is_one_insert_more(store, in_unit):
    """It needs no savepoint: behind the update of its case nothing can be in its way."""
    begin(store, "a")

    with store.unit_of_work() if in_unit else nullcontext():
        ran = add(store, 1, standing(), [b"secret", b"other"])

    wrote = [each for each in ran if each != "SELECT"]
    inside = ["UPDATE", "INSERT", "INSERT", "INSERT"]
    assert wrote == (inside if in_unit else ["BEGIN", *inside, "COMMIT"])
    assert {b"secret", b"other"} == {each for _, each in store.read("a")[1].sealed}
    assert [] == list(store.faults())


def test_a_unit_that_fails_takes_back_what_was_sealed(store):
    """Entry, contents and the row of the case go together."""
    begin(store, "a")
    before = store.read("a"), store.head("a")

    def fail():
        with store.unit_of_work():
            add(store, 1, standing(), [b"secret"])
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()

    assert before == (store.read("a"), store.head("a"))
    assert [] == list(store.faults())


@pytest.mark.parametrize(
    "changed",
    [
        Standing("draft", "p", "t", "2026-03-19T16:00:00.000000Z", "2026-05-01"),
        Standing("draft", "p", "t", "2026-03-19T16:00:00.000000Z", "", "r"),
        Standing("draft", "p", "t", "2026-03-19T16:00:00.000000Z", "", "", "b"),
        Standing(
            "draft", "p", "t", "2026-03-19T16:00:00.000000Z", "2026-05-01", "r", "b"
        ),
    ],
    ids=["due", "reference", "base", "all"],
)
def test_what_rarely_changes_is_written_where_it_does(store, changed):
    """A day on which something falls due and numbers come and go, and are found by index."""
    begin(store, "a")

    add(store, 1, changed)
    there = store.standing("a"), found(store)
    add(store, 2, standing())

    assert (
        changed,
        sum(map(bool, (changed.due, changed.reference, changed.base))),
    ) == (
        there[0],
        len(there[1]),
    )
    assert (standing(), []) == (store.standing("a"), found(store))
    assert 3 == len(store.read("a"))


def found(store: SqlStore) -> list[str]:
    """Return what the indexes find of what rarely changes."""
    asked = (
        store.find(due_by="2026-12-31"),
        store.find(reference="r"),
        store.find(base="b"),
    )
    return [each.case_id for rows in asked for each in rows]


def test_an_entry_behind_what_another_process_acknowledged_waits(store, tmp_path):
    """The first entry after all was announced is announced too, whoever acknowledged."""
    begin(store, "a")
    add(store, 1, standing())
    with SqlStore(tmp_path / "log.db") as worker:
        worker.acknowledge("a", 2)
        assert [] == list(worker.pending())

        add(store, 2, standing())
        add(store, 3, standing())

        assert [3, 4] == [each.version for each in worker.pending()]
    assert [] == list(store.faults())


def test_keys_that_another_process_wrote_anew_give_way_to_the_next_append(
    store, tmp_path
):
    """What a projection wrote at the same version is no reason to leave a key out."""
    begin(store, "a")
    numbered = Standing("draft", "p", "t", "2026-03-19T16:00:00.000000Z", "", "r")
    add(store, 1, numbered)
    with SqlStore(tmp_path / "log.db") as other:
        assert 1 == other.project([Projected("a", 2, standing())])

    add(store, 2, numbered)

    assert numbered == store.standing("a")


@pytest.mark.parametrize("at", [standing(), standing(due="2026-05-01")])
def test_a_stale_append_writes_nothing(store, at):
    """An append decided on an older version is refused, whatever it would change."""
    begin(store, "a")
    add(store, 1, standing())
    before = store.read("a"), store.standing("a")

    with pytest.raises(ConflictError, match="2"):
        add(store, 1, at)

    assert before == (store.read("a"), store.standing("a"))
    assert [] == list(store.faults())
