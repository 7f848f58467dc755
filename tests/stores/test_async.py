"""On connections that SQLAlchemy adapts within `run_sync`, the store keeps what it promises."""

from __future__ import annotations

import asyncio
import inspect

import pytest

from sqlalchemy import create_engine, text
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker, create_async_engine
from sqlalchemy.orm import Session
from sqlalchemy.pool import NullPool

from ratsflow import Actor, InvalidInputError, Motion, Office, SqlStore, bring_up, nrw
from ratsflow.testing import StoreContract


pytest.importorskip("aiosqlite")

AUTHOR = Actor("kurz", roles=["author"])
OTHERWISE = {
    "test_r2_a_unit_of_work_is_taken_back_whole",  # the host's transaction is the unit
    "test_r2_a_store_says_whether_it_is_in_a_transaction",
    "test_r2_a_unit_is_that_of_its_thread",
    "test_r2_a_host_that_rolls_back_takes_all_back",  # below
    "test_r1_what_was_written_is_there_when_opened_again",
    "test_r3_racing_threads_have_one_winner",
    "test_units_do_not_nest",
    "test_r2_values_of_law_are_written_with_their_entry",
}
CONTRACT = [
    name
    for name, function in inspect.getmembers(StoreContract, inspect.isfunction)
    if name.startswith("test_")
    and ["self", "store"] == list(inspect.signature(function).parameters)
    and name not in OTHERWISE
]


@pytest.fixture(name="url", params=["aiosqlite", "psycopg"])
def _url(request, tmp_path):
    if request.param == "aiosqlite":
        return f"sqlite+aiosqlite:///{tmp_path}/log.db"
    url = request.getfixturevalue("postgres_url")
    return url.replace("postgresql:", "postgresql+psycopg:")


@pytest.fixture(name="run")
def _run(url):
    """Return a function that runs work within `run_sync` in a transaction."""

    async def run(work):
        engine = create_async_engine(url, poolclass=NullPool)
        try:
            async with engine.begin() as connection:
                await connection.run_sync(bring_up)
            async with async_sessionmaker(engine).begin() as session:
                return await session.run_sync(work)
        finally:
            await engine.dispose()

    return lambda work: asyncio.run(run(work))


@pytest.mark.parametrize("name", CONTRACT)
def test_the_contract_of_stores_is_kept(name, run, tenant):
    """Each of its demands, on the session of an asynchronous host."""
    assert len(CONTRACT) > 15
    check = getattr(StoreContract(), name)

    run(lambda session: check(SqlStore.on(session, tenant)))


def test_a_step_and_the_rows_of_the_host_are_one(run, tenant):
    """Taken back together, and committed together."""

    def write(session, fails):
        session.execute(
            text("CREATE TABLE IF NOT EXISTS host_async (name VARCHAR(20))")
        )
        office = Office(nrw(), SqlStore.on(session, tenant))
        case = office.open(Motion("Bank"), AUTHOR, case_id="a" if fails else "b")
        session.execute(text(f"INSERT INTO host_async VALUES ('{tenant[:20]}')"))
        office.take(case.id, "withdraw", AUTHOR)
        if fails:
            raise LookupError

    with pytest.raises(LookupError):
        run(lambda session: write(session, fails=True))
    run(lambda session: write(session, fails=False))

    def read(session):
        office = Office(nrw(), SqlStore.on(session, tenant))
        assert [] == list(office.verify())
        asked = text(f"SELECT count(*) FROM host_async WHERE name = '{tenant[:20]}'")
        return list(office.store.cases()), session.execute(asked).scalar()

    assert (["b"], 1) == run(read)


def test_a_session_that_is_not_asynchronous_is_taken_as_it_is(tmp_path):
    """As its connection; the host commits."""
    engine = create_engine(f"sqlite:///{tmp_path}/log.db")
    with Session(engine) as session, session.begin():
        bring_up(session)
        Office(nrw(), SqlStore.on(session)).open(Motion("Bank"), AUTHOR, case_id="a")
    with Session(engine) as session:
        Office(nrw(), SqlStore.on(session)).open(Motion("Bank"), AUTHOR, case_id="b")
        session.rollback()
    with SqlStore(engine) as store:
        assert ["a"] == list(store.cases())


@pytest.mark.parametrize(
    "url", ["postgresql+asyncpg://x/y", "mysql+aiomysql://x/y", "mysql+asyncmy://x/y"]
)
def test_a_driver_that_is_not_spoken_is_refused_with_another(url):
    """Before any statement could fail in a way that nobody understands."""
    with pytest.raises(InvalidInputError, match="does not speak the driver"):
        SqlStore(url)


def test_what_can_only_be_awaited_is_refused(tmp_path):
    """With the word that helps: an engine, a session, and the engine within."""
    engine = create_async_engine(f"sqlite+aiosqlite:///{tmp_path}/log.db")
    for handed in (engine, engine.sync_engine):
        with pytest.raises(InvalidInputError, match="run_sync"):
            SqlStore(handed)
    with pytest.raises(InvalidInputError, match="run_sync"):
        SqlStore.on(AsyncSession(engine))
