"""A unit of work of which the database lost a part: nothing of it is written, and it says so."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

import pytest

from lent import connection_of
from sqlalchemy import Engine, create_engine, text
from sqlalchemy.pool import NullPool

from ratsflow.errors import ConflictError, StoreError
from ratsflow.stores import Append
from ratsflow.stores.sql import SqlStore, bring_up
from ratsflow.stores.verify import verify
from ratsflow.testing.store_records import begin, make_records, standing


PLANTED = text(
    "INSERT INTO ratsflow_entries (tenant, case_id, version, hash, body, command, sealed, "
    "erased) SELECT tenant, case_id, 2, hash, body, command, sealed, erased "
    "FROM ratsflow_entries WHERE tenant = :tenant AND case_id = 'a' AND version = 1"
)
CLEARED = text("DELETE FROM ratsflow_entries WHERE tenant = :tenant AND version = 2")


@pytest.fixture(name="store")
def _store(engine: Engine, tenant: str) -> SqlStore:
    """Return a store in which an entry stands where the next one of case a belongs."""
    store = SqlStore(engine, tenant)
    begin(store, "a")
    with engine.begin() as connection:
        connection.execute(PLANTED, {"tenant": tenant})
    return store


def follow(store: SqlStore, *, expected: int = 1) -> None:
    """Append the second entry of case a."""
    (first,) = store.read("a")[:1]
    (second,) = make_records("a", 1, after=first)
    store.append("a", [second], expected=expected, standing=standing())


def go_on(store: SqlStore, *, after: bool) -> None:
    """Swallow what a failed append says, and maybe write on in the same unit."""
    with store.unit_of_work():
        begin(store, "b")
        with suppress(StoreError):
            follow(store)
        if after:
            with suppress(StoreError):
                begin(store, "c")


@pytest.mark.parametrize("after", [False, True])
def test_whoever_swallows_a_failure_does_not_commit_the_rest(
    store: SqlStore, engine: Engine, tenant: str, *, after: bool
) -> None:
    """Half an append would be committed, or PostgreSQL would take all back and say nothing."""
    with pytest.raises(StoreError, match=r"a part of the unit of work failed.*again"):
        go_on(store, after=after)

    assert ["a"] == list(store.cases())
    assert 1 == store.head("a").version
    with engine.begin() as connection:
        connection.execute(CLEARED, {"tenant": tenant})
    follow(store)
    with store.unit_of_work():
        begin(store, "b")
    assert ["a", "b"] == list(store.cases())
    assert [] == list(verify(store))
    store.close()


def test_the_failure_itself_is_told(store: SqlStore) -> None:
    """Who lets it pass reads what stood in the way, and nothing is left of the unit."""
    with pytest.raises(StoreError, match="Run verify"):
        _let_it_pass(store)

    assert ["a"] == list(store.cases())
    store.close()


def _let_it_pass(store: SqlStore) -> None:
    """Fail in the middle of a unit of work."""
    with store.unit_of_work():
        begin(store, "b")
        follow(store)


def test_a_conflict_harms_no_unit(store: SqlStore) -> None:
    """A conflict is found before anything is written."""
    with store.unit_of_work():
        begin(store, "b")
        with pytest.raises(ConflictError):
            begin(store, "a")
        begin(store, "c")

    assert ["a", "b", "c"] == list(store.cases())
    store.close()


def test_a_unit_that_sqlite_took_back_does_not_go_on(tmp_path: Path) -> None:
    """What follows would be committed one by one, outside of any transaction."""
    with SqlStore(tmp_path / "log.db") as store:
        with pytest.raises(StoreError, match="a part of the unit of work failed"):
            _lose_the_first(store)

        assert [] == list(store.cases())
        begin(store, "a")
        assert [] == list(verify(store))


def _lose_the_first(store: SqlStore) -> None:
    """Write on where the database rolled back what came before."""
    with store.unit_of_work():
        begin(store, "a")
        connection_of(store).say("ROLLBACK")
        for case_id in "bc":
            with suppress(StoreError):
                begin(store, case_id)


def test_in_bulk_a_failure_harms_no_other_append(store: SqlStore) -> None:
    """Each has its own answer, and the unit around them is committed."""
    (first,) = store.read("a")[:1]
    works = [
        Append(case_id, make_records(case_id, 1, after=after), expected, standing())
        for case_id, after, expected in (
            ("b", None, 0),
            ("a", first, 1),
            ("c", None, 0),
        )
    ]
    with store.unit_of_work():
        answers = store.append_many(works)

    assert [False, True, False] == [isinstance(each, StoreError) for each in answers]
    assert ["a", "b", "c"] == list(store.cases())
    assert 1 == store.head("a").version  # type: ignore[union-attr]
    store.close()


def test_a_host_that_rolled_back_begins_anew(tmp_path: Path) -> None:
    """What was lost with one transaction of a host says nothing of the next."""
    engine = create_engine(f"sqlite:///{tmp_path / 'host.db'}", poolclass=NullPool)
    with engine.connect() as connection:
        bring_up(connection)
        store = SqlStore.on(connection, create=True)
        begin(store, "a")
        connection.execute(PLANTED, {"tenant": "default"})
        connection.commit()
        connection.exec_driver_sql(
            "CREATE TRIGGER lose BEFORE INSERT ON ratsflow_entries "
            "BEGIN SELECT RAISE(ROLLBACK, 'lost'); END"
        )
        with pytest.raises(StoreError, match="lost"):
            follow(store)
        connection.rollback()
        connection.exec_driver_sql("DROP TRIGGER lose")
        with pytest.raises(StoreError, match="contradict each other"):
            follow(store)
    engine.dispose()
