"""A disk that fills and a connection that is cut in the middle: told, and nothing half."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import subprocess
import sys

from collections.abc import Callable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor, ThreadPoolExecutor
from contextlib import contextmanager, nullcontext, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import filling
import pytest

from lent import connection_of
from sqlalchemy import Connection, Engine, text

from processes import PROCESSES
from ratsflow import Actor, Motion, Office, Procedure, Step
from ratsflow.errors import StoreError
from ratsflow.log import Record
from ratsflow.office import Attempt
from ratsflow.stores import Append
from ratsflow.stores.sql import SqlStore
from ratsflow.stores.verify import verify
from ratsflow.testing.store_records import begin, make_records, standing


@pytest.mark.parametrize("limit", [150_000, 600_000])
def test_a_file_that_cannot_grow_loses_nothing(tmp_path: Path, limit: int) -> None:
    """What was acknowledged is there, the failed append is not, and writing goes on."""
    with ProcessPoolExecutor(1, PROCESSES) as pool:
        told = pool.submit(filling.fill_file, f"{tmp_path}/log.db", limit).result()

    assert told["acknowledged"] > 3
    assert [True, [], True, []] == told["kept"]
    assert "log.db: the disk failed to write" in told["said"]
    assert "\n" not in told["said"]


def test_a_full_disk_loses_nothing(tmp_path: Path) -> None:
    """On a real file system without space the store says so and goes on once there is some."""
    mount = f"mount -t tmpfs -o size=1m tmpfs {tmp_path}"
    if shutil.which("unshare") is None or _own_disk(f"{mount}").returncode:
        pytest.skip("this system lets nobody mount a small disk of his own")
    fill = f"{sys.executable} {filling.__file__} {tmp_path}"
    done = _own_disk(f"{mount} && exec {fill}")
    told = json.loads(done.stdout or "{}")

    assert 0 == done.returncode, done.stderr
    assert told["acknowledged"] > 3
    assert [True, [], True, []] == told["kept"]
    assert "no space is left. Free some and do it again." in told["said"]


def _own_disk(script: str) -> subprocess.CompletedProcess[str]:
    """Run a script that may mount what nobody else sees."""
    return subprocess.run(
        ["unshare", "--user", "--map-root-user", "--mount", "sh", "-c", script],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
    )


FULL = {
    "postgresql": (
        "CREATE FUNCTION full_disk() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION USING ERRCODE = 'disk_full'; END $$",
        "CREATE TRIGGER full_disk BEFORE INSERT ON ratsflow_sealed "
        "FOR EACH ROW EXECUTE FUNCTION full_disk()",
    ),
    "mariadb": (
        "CREATE TRIGGER full_disk BEFORE INSERT ON ratsflow_sealed FOR EACH ROW "
        "SIGNAL SQLSTATE 'HY000' SET MYSQL_ERRNO = 1114, MESSAGE_TEXT = 'table full'",
    ),
}
FREE = {
    "postgresql": (
        "DROP TRIGGER full_disk ON ratsflow_sealed",
        "DROP FUNCTION full_disk",
    ),
    "mariadb": ("DROP TRIGGER full_disk",),
}


@contextmanager
def full_disk(engine: Engine) -> Iterator[None]:
    """Let a server say that its disk is full in the middle of an append."""
    for statements, entering in ((FULL, True), (FREE, False)):
        with engine.begin() as connection:
            for sql in statements[engine.dialect.name]:
                connection.execute(text(sql))
        if entering:
            yield


SERVERS = pytest.mark.parametrize("url", ["postgres_url", "mariadb_url"], indirect=True)


@SERVERS
def test_a_server_without_space_writes_nothing_half(
    engine: Engine, tenant: str
) -> None:
    """The case and its entry were written when the disk was full: they are taken back."""
    with SqlStore(engine, tenant) as store:
        first = begin(store, "a")
        more = make_records("a", after=first[-1], sealed=[b"secret"])
        with full_disk(engine), pytest.raises(StoreError, match="no space is left"):
            store.append("a", more, expected=1, standing=standing())

        assert list(first) == list(store.read("a"))
        assert [] == list(verify(store))
        store.append("a", more, expected=1, standing=standing())
        assert [] == list(verify(store))


CLERK = Actor("m", roles=["clerk"])
STAY = Procedure("stay", ["a"], [Step("stay", "a", by="clerk")], roles=["clerk"])
WHO = {
    "postgresql": "SELECT pg_backend_pid()",
    "mariadb": "SELECT connection_id()",
}
CUT = {
    "postgresql": "SELECT pg_terminate_backend(:id, 5000)",
    "mariadb": "KILL CONNECTION :id",
}
THERE = {
    "postgresql": "SELECT count(*) FROM pg_stat_activity WHERE pid = :id",
    "mariadb": "SELECT count(*) FROM information_schema.processlist WHERE id = :id",
}
WAITS = {
    "postgresql": "SELECT count(*) FROM pg_stat_activity WHERE pid = :id "
    "AND wait_event_type = 'Lock'",
    "mariadb": "SELECT count(*) FROM information_schema.innodb_trx "
    "WHERE trx_mysql_thread_id = :id AND trx_state = 'LOCK WAIT'",
}


def cut(engine: Engine, number: int) -> None:
    """Let the server end a connection from another session, and see that it is gone."""
    name = engine.dialect.name
    with engine.connect() as connection:
        loose = connection.execution_options(isolation_level="AUTOCOMMIT")
        loose.execute(text(CUT[name]), {"id": number})
        while loose.execute(text(THERE[name]), {"id": number}).scalar():
            pass


def number_of(store: SqlStore) -> int:
    """Return the number that the server knows this thread's connection by."""
    conn = connection_of(store)
    conn.say(WHO[store._session.driver.name])
    return int(conn.cursor.fetchone()[0])


Call = Callable[[SqlStore, Record], object]
CALLS: dict[str, Call] = {
    "append": lambda store, last: store.append(
        "a", make_records("a", after=last), expected=1, standing=standing()
    ),
    "append sealed": lambda store, last: store.append(
        "a",
        make_records("a", after=last, sealed=[b"x"]),
        expected=1,
        standing=standing(),
        key="k",
    ),
    "read": lambda store, _: store.read("a"),
    "read_many": lambda store, _: store.read_many(["a"]),
    "heads": lambda store, _: list(store.heads()),
    "scan": lambda store, _: list(store.scan()),
    "find": lambda store, _: store.find(),
    "pending": lambda store, _: store.pending(),
    "acknowledge": lambda store, _: store.acknowledge("a", 1),
    "verify": lambda store, _: list(verify(store)),
}


@SERVERS
@pytest.mark.parametrize("call", CALLS.values(), ids=CALLS)
def test_a_cut_connection_is_told_once_and_replaced(
    engine: Engine, tenant: str, call: Call
) -> None:
    """Whatever was called is one sentence, wrote nothing, and works when called again."""
    with SqlStore(engine, tenant) as store:
        (last,) = begin(store, "a")
        cut(engine, number_of(store))
        with pytest.raises(StoreError, match="connection failed") as told:
            call(store, last)

        assert "\n" not in str(told.value)
        assert [last] == list(store.read("a"))
        call(store, last)
        assert [] == list(verify(store))


def _cut_after_the_first(engine: Engine, store: SqlStore, *case_ids: str) -> None:
    """Begin cases in one unit of work, the connection of which is cut after the first."""
    with store.unit_of_work():
        begin(store, case_ids[0])
        cut(engine, number_of(store))
        for case_id in case_ids[1:]:
            begin(store, case_id)


@SERVERS
def test_a_unit_of_work_that_is_cut_is_taken_back(engine: Engine, tenant: str) -> None:
    """What was written before the connection was cut is gone with what came after."""
    with SqlStore(engine, tenant) as store:
        with pytest.raises(StoreError, match="connection failed"):
            _cut_after_the_first(engine, store, "a", "b")

        assert [] == list(store.cases())
        with store.unit_of_work():
            begin(store, "a")
            begin(store, "b")
        assert ["a", "b"] == list(store.cases())


@SERVERS
def test_a_unit_of_work_that_is_cut_before_its_commit_is_taken_back(
    engine: Engine, tenant: str
) -> None:
    """Where nothing but the commit is left to do, that fails as one sentence."""
    with SqlStore(engine, tenant) as store:
        with pytest.raises(StoreError, match="connection failed"):
            _cut_after_the_first(engine, store, "a")

        assert [] == list(store.cases())
        begin(store, "a")
        assert [] == list(verify(store))


def _go_on(engine: Engine, store: SqlStore) -> None:
    """Write in a unit of work whose connection is cut, whatever the errors say."""
    with store.unit_of_work():
        begin(store, "a")
        cut(engine, number_of(store))
        for case_id in "bc":
            work = Append(case_id, tuple(make_records(case_id)), 0, standing())
            with suppress(StoreError):
                begin(store, case_id)
            with suppress(StoreError):
                store.append_many([work])


@SERVERS
def test_a_unit_of_work_that_is_cut_does_not_go_on(engine: Engine, tenant: str) -> None:
    """Who goes on in a unit that was cut writes nothing: the rest would come without it."""
    with SqlStore(engine, tenant) as store:
        with pytest.raises(StoreError, match="a part of the unit of work failed"):
            _go_on(engine, store)

        assert [] == list(store.cases())
        begin(store, "a")
        assert ["a"] == list(store.cases())


def _lose_the_file(store: SqlStore, *, goes_on: bool) -> None:
    """Write in a unit of work whose connection is given up, as where a disk fails."""
    session: Any = store._session
    with store.unit_of_work():
        begin(store, "a")
        session.drop()
        with suppress(StoreError) if goes_on else nullcontext():
            begin(store, "b")


@pytest.mark.parametrize("goes_on", [False, True])
def test_a_unit_of_work_on_a_failed_file_is_given_up(
    tmp_path: Path, *, goes_on: bool
) -> None:
    """What goes on in a unit whose file failed is not written; the store works again."""
    with SqlStore(tmp_path / "log.db") as store:
        with pytest.raises(StoreError):
            _lose_the_file(store, goes_on=goes_on)

        assert [] == list(store.cases())
        begin(store, "c")
        assert ["c"] == list(store.cases())


@SERVERS
def test_an_append_that_is_cut_while_it_waits_writes_nothing(
    engine: Engine, tenant: str
) -> None:
    """An append that waits for another's lock is cut there; the next one is written."""
    with SqlStore(engine, tenant) as store, ThreadPoolExecutor(1) as other:
        (last,) = begin(store, "a")
        number = other.submit(number_of, store).result()
        with engine.connect() as blocker:
            _hold(blocker, tenant)
            waiting: Future[object] = other.submit(CALLS["append sealed"], store, last)
            while not _waits(engine, number):
                assert not waiting.done()
            cut(engine, number)
            with pytest.raises(StoreError, match="connection failed"):
                waiting.result()
        assert [last] == list(store.read("a"))
        other.submit(CALLS["append sealed"], store, last).result()

        assert 2 == len(store.read("a"))
        assert [] == list(verify(store))


def _hold(blocker: Connection, tenant: str) -> None:
    sql = "UPDATE ratsflow_cases SET title = 'x' WHERE tenant = :tenant"
    blocker.execute(text(sql), {"tenant": tenant})


def _waits(engine: Engine, number: int) -> bool:
    with engine.connect() as connection:
        sql = text(WAITS[engine.dialect.name])
        return bool(connection.execute(sql, {"id": number}).scalar())


class CutAfterCommit:
    """A cursor whose connection is cut when a commit was done and nobody was told of it."""

    def __init__(self, cursor: Any, engine: Engine, number: int) -> None:
        self._cursor, self._engine, self._number = cursor, engine, number

    def __getattr__(self, name: str) -> Any:
        """Be the cursor in all else."""
        return getattr(self._cursor, name)

    def execute(self, sql: Any, *values: Any) -> Any:
        """Commit, cut, and find out as the driver does."""
        done = self._cursor.execute(sql, *values)
        if sql == "COMMIT":
            cut(self._engine, self._number)
            self._cursor.execute("SELECT 1")
        return done


@SERVERS
@pytest.mark.parametrize("retry", [False, True])
def test_a_commit_that_nobody_was_told_of_is_not_done_again(
    engine: Engine, tenant: str, *, retry: bool
) -> None:
    """Many steps that were written before the connection failed are not taken twice."""
    with SqlStore(engine, tenant) as store:
        desk = Office(STAY, store, clock=lambda: datetime(2026, 3, 19, tzinfo=UTC))
        for case_id in "ab":
            desk.open(Motion("t", public=True), CLERK, case_id=case_id)
        conn = connection_of(store)
        conn.cursor = CutAfterCommit(conn.cursor, engine, number_of(store))
        asked = [Attempt(case_id, "stay", CLERK) for case_id in "ab"]
        told = desk.take_many(asked, retry=retry)

        assert [StoreError, StoreError] == [type(each) for each in told]
        assert "reading the case again" in str(told[0])
        assert [2, 2] == [desk.case(case_id).version for case_id in "ab"]
        assert [] == list(desk.verify())


@SERVERS
def test_many_appends_on_a_cut_connection_are_told_each(
    engine: Engine, tenant: str
) -> None:
    """Each of many appends has its own answer, and none was written; then all are."""
    works = [Append(c, tuple(make_records(c)), 0, standing()) for c in "ab"]
    with SqlStore(engine, tenant) as store:
        cut(engine, number_of(store))
        told = store.append_many(works)

        assert [StoreError, StoreError] == [type(each) for each in told]
        assert [] == list(store.cases())
        assert [None, None] == store.append_many(works)


@SERVERS
def test_a_host_sees_that_its_connection_is_cut(engine: Engine, tenant: str) -> None:
    """On a lent connection the host is told, rolls back, and nothing of either is there."""
    with engine.connect() as connection:
        store = SqlStore.on(connection, tenant)
        connection.execute(text("INSERT INTO host_rows VALUES ('x')"))
        begin(store, "a")
        number = connection.execute(text(WHO[engine.dialect.name])).scalar_one()
        cut(engine, number)
        with pytest.raises(StoreError, match="connection failed"):
            begin(store, "b")
        connection.invalidate()

    with engine.connect() as connection:
        assert [] == list(SqlStore.on(connection, tenant).cases())
        assert 0 == connection.execute(text("SELECT count(*) FROM host_rows")).scalar()


class BadDisk:
    """A cursor on a disk that fails."""

    def execute(self, *_: Any) -> Any:
        """Fail as SQLite does."""
        error = sqlite3.OperationalError("disk I/O error")
        error.sqlite_errorname = "SQLITE_IOERR_FSYNC"
        raise error


def test_only_an_append_leaves_it_open_whether_it_was_written(tmp_path: Path) -> None:
    """What was to be written may be there, and is to be looked at; a read is done again."""
    with SqlStore(tmp_path / "log.db") as store:
        for call, doubt in (
            (lambda: begin(store, "a"), True),
            (lambda: store.head("a"), False),
        ):
            connection_of(store).cursor = BadDisk()
            with pytest.raises(StoreError, match="the disk failed") as told:
                call()
            assert doubt == ("Whether the append was written" in str(told.value))
