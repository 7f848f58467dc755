"""A transaction that the database ended is told to the host, and not gone on in."""

from __future__ import annotations

import threading

from collections.abc import Callable

import pytest

from smalltown import CLERK, motion, office
from sqlalchemy import Connection, create_engine, text
from sqlalchemy.pool import NullPool

from ratsflow.office import Attempt, Office
from ratsflow.stores.sql import SqlStore, TransactionLostError


def test_an_overtaken_snapshot_is_told(postgres_url: str, tenant: str) -> None:
    """A step from a case at hand in a snapshot that others overtook loses the transaction."""
    url = postgres_url.replace("postgresql:", "postgresql+psycopg:")
    engine = create_engine(url, isolation_level="REPEATABLE READ", poolclass=NullPool)
    with SqlStore(postgres_url, tenant) as store:
        other = office(store)
        other.open(motion("x", public=True), CLERK, case_id="a")
        with engine.connect() as connection:
            desk = office(SqlStore.on(connection, tenant))
            desk.case("a")
            other.take("a", "revise", CLERK, motion=motion("first", public=True))

            with pytest.raises(TransactionLostError):
                desk.take("a", "revise", CLERK, motion=motion("second", public=True))

        assert 2 == store.head("a").version


STEP = {"motion": motion("y", public=True)}


def one(desk: Office) -> object:
    """Take a step."""
    return desk.take("b", "revise", CLERK, **STEP)


def many(desk: Office) -> object:
    """Take two steps in one go."""
    return desk.take_many([Attempt("b", "revise", CLERK, inputs=STEP)] * 2, retry=True)


@pytest.mark.parametrize("act", [one, many])
def test_after_a_deadlock_nothing_is_written_without_the_host(
    mariadb_url: str, tenant: str, act: Callable[[Office], object]
) -> None:
    """MariaDB takes back all of a transaction in a deadlock; no step is taken after it."""
    engine = create_engine(mariadb_url, poolclass=NullPool)
    with SqlStore(mariadb_url, tenant) as store:
        for case_id in "ab":
            office(store).open(motion("x", public=True), CLERK, case_id=case_id)
        with engine.connect() as connection, engine.connect() as rival:
            desk = office(SqlStore.on(connection, tenant))
            for case_id in "ab":
                desk.case(case_id)
            desk.take("a", "revise", CLERK, **STEP)
            locked = threading.Event()
            waiting = threading.Thread(target=_cross, args=(rival, tenant, locked))
            waiting.start()
            assert locked.wait(30)

            with pytest.raises(TransactionLostError):
                act(desk)
            connection.commit()
            waiting.join()
            rival.rollback()

        assert [1, 1] == [store.head(case_id).version for case_id in "ab"]


def _cross(rival: Connection, tenant: str, locked: threading.Event) -> None:
    """Lock case b in a transaction too heavy to be the victim, and then want case a."""
    lock = text(
        "UPDATE ratsflow_cases SET waiting = waiting + 1 WHERE tenant = :t AND case_id = :c"
    )
    rival.execute(text("CREATE TABLE IF NOT EXISTS heavy (n INT)"))
    rival.execute(text("INSERT INTO heavy SELECT seq FROM seq_1_to_1000"))
    rival.execute(lock, {"t": tenant, "c": "b"})
    locked.set()
    rival.execute(lock, {"t": tenant, "c": "a"})
