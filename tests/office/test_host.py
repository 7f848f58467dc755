"""An office in the transaction of a host: all of it comes, or none of it."""

from __future__ import annotations

import pytest

from smalltown import ARCHIVE, CLERK, TOWN, motion, office, procedure
from sqlalchemy import Connection, Engine, select, text

from ratsflow import Office, RefusedError, StoreError
from ratsflow.office import Attempt
from ratsflow.stores.sql import SqlStore, metadata


INSERT = text("INSERT INTO host_rows VALUES ('x')")
NEWER = procedure(version="2")
WHY = {"reason": "New rules.", "authority": "Resolution"}


def rows(engine: Engine, tenant: str) -> dict[str, list[tuple[object, ...]]]:
    """Return every committed row of ours in every table, as others see them."""
    with engine.connect() as connection:
        return {
            name: sorted(map(tuple, connection.execute(_of(table, tenant))), key=repr)
            for name, table in metadata.tables.items()
        }


def _of(table, tenant):
    return select(table).where(table.c.tenant == tenant)


def lent(connection: Connection, tenant: str) -> Office:
    """Return an office on a host's connection, which has begun a transaction."""
    connection.execute(INSERT)
    store = SqlStore.on(connection, tenant)
    return office(store, procedures=[TOWN, NEWER], record_refusals=True)


def everything(desk: Office) -> None:
    """Do everything with an office that writes."""
    desk.open(motion("x"), CLERK, case_id="new", key="open")
    desk.take("new", "submit", CLERK, witness="Ms X", key="take")
    desk.take_many([Attempt("old", "submit", CLERK, key="many")])
    with pytest.raises(RefusedError):
        desk.take("new", "forbidden", CLERK)
    desk.erase("old", ARCHIVE, key="erase", **WHY)
    desk.migrate("new", ARCHIVE, to=NEWER, key="migrate", **WHY)
    desk.migrate_all(ARCHIVE, to=NEWER, **WHY)
    for record in desk.store.pending():
        desk.store.acknowledge(record.case_id, record.version)


@pytest.fixture(name="before")
def _before(engine, tenant):
    """Write one case and return all rows that are there then."""
    with SqlStore(engine, tenant) as store:
        desk = office(store)
        desk.open(motion("x"), CLERK, case_id="old")
    return rows(engine, tenant)


def test_after_a_rollback_no_row_of_any_table_has_changed(engine, tenant, before):
    """Steps, bulk, refusals, erasures, migrations and announcements go with the host's rows."""
    with engine.connect() as connection:
        everything(lent(connection, tenant))
        assert before == rows(engine, tenant)  # and nobody has seen them before
        connection.rollback()

    assert before == rows(engine, tenant)
    with engine.connect() as connection:
        assert 0 == connection.execute(text("SELECT count(*) FROM host_rows")).scalar()


def test_after_a_commit_all_of_it_is_there(engine, tenant, before):
    """What the host commits is there with its own row, and the logs verify."""
    with engine.connect() as connection:
        everything(lent(connection, tenant))
        connection.commit()

    with engine.connect() as connection:
        assert 1 == connection.execute(text("SELECT count(*) FROM host_rows")).scalar()
    with SqlStore(engine, tenant) as store:
        desk = office(store, procedures=[TOWN, NEWER])
        told = {name: desk.case(name).version for name in store.cases()}

        assert {"new": 4, "old": 4} == told
        assert [] == list(desk.verify())
        assert before != rows(engine, tenant)


def test_nothing_is_announced_before_the_host_commits(engine, tenant):
    """Within its transaction a drain is refused; rolled back, there is nothing to tell."""
    told = []
    for keep in (False, True):
        with engine.connect() as connection:
            desk = lent(connection, tenant)
            desk.open(motion("x"), CLERK, case_id="c")
            with pytest.raises(StoreError, match="after the commit, on a store of you"):
                desk.drain(told.append)
            (connection.commit if keep else connection.rollback)()
        with SqlStore(engine, tenant) as store:
            office(store).drain(lambda record: told.append(record.case_id))

        assert (["c"] if keep else []) == told


def test_what_the_host_takes_back_may_be_done_again(engine, tenant):
    """A command that was rolled back has not used its idempotency key."""
    for keep in (False, True):
        with engine.connect() as connection:
            lent(connection, tenant).open(motion("x"), CLERK, case_id="c", key="k")
            (connection.commit if keep else connection.rollback)()

    with SqlStore(engine, tenant) as store:
        assert ["c"] == list(store.cases())
