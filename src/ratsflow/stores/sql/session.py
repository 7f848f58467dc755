"""Connections: the store's own, one per thread, or the one a host lends."""

from __future__ import annotations

import os
import threading

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext, suppress
from types import TracebackType
from typing import Any, Protocol
from weakref import WeakSet, finalize

from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError

from ratsflow.errors import Both, RatsflowError, StoreError
from ratsflow.stores.sql.drivers import Driver, secrets_of, told
from ratsflow.stores.sql.failures import store_error
from ratsflow.stores.sql.statements import Row, Statement


READERS_END = 1000
"""Milliseconds that a sweep waits for those who read what was erased."""

SELDOM = 64
"""Commits after which at the latest it is tried again to remove what was left."""


class DriverConnection:
    """One connection at the level of its driver."""

    def __init__(self, dbapi: Any, cursor: Any, *, unit: bool = False) -> None:
        self.dbapi = dbapi
        self.cursor = cursor
        self.unit = unit
        self.spoilt = False
        self.erased = False
        self.process = os.getpid()
        self.keeper: Any = None

    def run(self, statement: Statement, *values: Any) -> Any:
        """Execute a statement and return the cursor."""
        cursor = self.cursor
        cursor.execute(statement.sql, statement.pick(values))
        return cursor

    def run_many(self, statement: Statement, rows: list[Row]) -> None:
        """Execute a statement for each row."""
        pick = statement.pick
        self.cursor.executemany(statement.sql, [pick(row) for row in rows])

    def say(self, sql: str) -> None:
        """Execute a statement without values."""
        self.cursor.execute(sql)


class Session(Protocol):
    """Where statements run."""

    driver: Driver
    place: str
    lent: bool

    @property
    def in_unit(self) -> bool:
        """Whether this thread is in a unit of work, its own or a host's."""

    def connection(self) -> AbstractContextManager[DriverConnection]:
        """Lend a connection for single statements."""

    def transaction(self) -> AbstractContextManager[DriverConnection]:
        """Make what runs inside all or nothing."""

    def plain(self) -> AbstractContextManager[DriverConnection]:
        """Make a plain append all or nothing, without a savepoint of its own.

        Where the driver fails inside, the unit of work around it cannot be committed any
        more, whoever catches the error.
        """

    def snapshot(self) -> AbstractContextManager[DriverConnection]:
        """Make what is read inside one moment, if no transaction is open already."""

    def unit(self) -> AbstractContextManager[None]:
        """Make every transaction of this thread inside part of one."""

    def sweep(self, wait: int) -> bool:
        """Remove what erasures left behind in files; tell whether all is removed.

        Args:
            wait: milliseconds to wait for who still reads it.
        """

    def drop(self) -> None:
        """Forget the connection of this thread because it is broken."""

    def close(self) -> None:
        """Close what the session owns."""


@contextmanager
def _savepoint(conn: DriverConnection) -> Iterator[DriverConnection]:
    conn.say("SAVEPOINT ratsflow")
    try:
        yield conn
    except BaseException:
        # A transaction that the database has ended has no savepoints any more.
        try:
            conn.say("ROLLBACK TO SAVEPOINT ratsflow")
            conn.say("RELEASE SAVEPOINT ratsflow")
        except Exception:  # the first one tells more  # noqa: BLE001
            conn.spoilt = True
        raise
    conn.say("RELEASE SAVEPOINT ratsflow")


class Lent:
    """The transaction of a host: we never commit it and never roll it back."""

    lent = True
    in_unit = True  # what the host wrote before us is as little committed

    def __init__(
        self, dbapi: Any, driver: Driver, begin: Callable[[], object] = lambda: None
    ) -> None:
        self.driver = driver
        self.place: str = Both(
            f"the host's {driver.name} connection",
            f"die geliehene Verbindung ({driver.name})",
        )
        self._conn = DriverConnection(dbapi, driver.cursor(dbapi), unit=True)
        self._begin = begin
        driver.adopt(dbapi)
        self._refuse_loose()

    def _ready(self) -> None:
        """Begin the host's transaction where its library would begin one by itself."""
        self._conn.spoilt = False  # of the transaction before, which the host gave up
        self._begin()
        self._refuse_loose()
        self.driver.enter(self._conn.dbapi)

    def _refuse_loose(self) -> None:
        if not self.driver.is_open(self._conn.dbapi):
            raise StoreError(
                Both(
                    f"{self.place} commits each statement by itself, so an append could be "
                    "written in half. Begin a transaction first.",
                    f"{self.place} schreibt jede Anweisung für sich fest, ein Eintrag "
                    "könnte halb geschrieben werden. Zuerst eine Transaktion "
                    "beginnen.",
                )
            )

    @contextmanager
    def connection(self) -> Iterator[DriverConnection]:
        """Lend the host's connection."""
        yield self._conn

    def transaction(self) -> AbstractContextManager[DriverConnection]:
        """Make what runs inside all or nothing, within the host's transaction."""
        self._ready()
        return _savepoint(self._conn)

    def plain(self) -> AbstractContextManager[DriverConnection]:
        """Make a plain append all or nothing: a host that goes on must not keep half."""
        if not self.driver.one_trip:
            return self.transaction()
        self._ready()
        return self.connection()

    def snapshot(self) -> AbstractContextManager[DriverConnection]:
        """Read within the host's transaction."""
        return self.connection()

    def unit(self) -> AbstractContextManager[None]:
        """Do nothing: the host's transaction is the unit."""
        return nullcontext()

    def sweep(self, wait: int) -> bool:
        """Sweep where the host's transaction has ended; within one nothing is gone yet."""
        dbapi = self._conn.dbapi
        if getattr(dbapi, "in_transaction", False):
            return False
        return self.driver.sweep(dbapi, wait)

    def drop(self) -> None:
        """Do nothing: the connection is the host's."""

    def close(self) -> None:
        """Do nothing but let go of the cursor: the connection is the host's."""
        with suppress(Exception):
            self._conn.cursor.close()


class _Left:
    """Whether an erasure left something behind, and when to try again to remove it.

    A try that fails costs a checkpoint, so they come after 1, 2, 4 … commits.
    """

    def __init__(self) -> None:
        self._commits = 0
        self._next = 0

    def is_due(self) -> bool:
        """Count a commit and tell whether to try again behind it."""
        if not self._next:
            return False
        self._commits += 1
        return self._commits >= self._next

    def sweep(self, driver: Driver, conn: DriverConnection, wait: int) -> bool:
        """Try, and tell whether nothing is left."""
        swept = False
        with suppress(
            Exception
        ):  # what was committed stays so, whatever fails behind it
            swept = driver.sweep(conn.dbapi, wait)
        self._commits = 0
        self._next = 0 if swept else min(2 * self._next or 1, SELDOM)
        return swept


class Owned:
    """Connections of the store's own, one long-lived one per thread."""

    lent = False

    def __init__(self, engine: Engine, driver: Driver, *, shared: bool) -> None:
        self.driver = driver
        self.place = told(engine.url)
        self._secrets = secrets_of(engine.url)
        self._engine = engine
        self._threads = threading.local()
        self._connections: WeakSet[DriverConnection] = WeakSet()
        self._inherited: list[DriverConnection] = []
        self._closed = False
        self._left = _Left()
        # A database in memory lives in one connection, which all threads take turns at.
        self.guard: AbstractContextManager[Any] = (
            threading.RLock() if shared else nullcontext()
        )
        self._shared = self._connect(shared=True) if shared else None

    def connection(self) -> AbstractContextManager[DriverConnection]:
        """Lend this thread's connection for single statements."""
        return _Loan(self)

    def transaction(self) -> AbstractContextManager[DriverConnection]:
        """Make what runs inside a transaction, or a part of the unit of work."""
        return _Transaction(self, plain=False)

    def plain(self) -> AbstractContextManager[DriverConnection]:
        """Make a plain append a transaction, or a part of the unit of work."""
        return _Transaction(self, plain=True)

    @contextmanager
    def snapshot(self) -> Iterator[DriverConnection]:
        """Make what is read inside one moment, if no transaction is open already."""
        with self.guard:
            conn = self.mine()
            if conn.unit:
                yield conn
                return
            for sql in self.driver.snapshot:
                conn.say(sql)
            try:
                yield conn
            finally:
                self.roll_back(conn)

    @contextmanager
    def unit(self) -> Iterator[None]:
        """Make every transaction of this thread inside part of one."""
        with self.guard:
            conn = self.mine()
            if conn.unit:
                raise StoreError(
                    Both(
                        "a unit of work is already open; units do not nest.",
                        "Es ist schon eine Arbeitseinheit offen; sie lassen sich "
                        "nicht schachteln.",
                    )
                )
            with self.transaction():
                conn.unit = True
                try:
                    yield
                    self.refuse_spoilt(conn)
                finally:
                    conn.unit = conn.spoilt = False

    @property
    def in_unit(self) -> bool:
        """Whether this thread is in a unit of work."""
        with self.guard:  # where threads share a connection, another's unit ends first
            return self.mine().unit

    def refuse_spoilt(self, conn: DriverConnection) -> None:
        """Refuse to go on in a unit of work of which the database lost a part."""
        if conn.spoilt or not self.driver.holds(conn.dbapi):
            raise StoreError(
                Both(
                    f"{self.place}: a part of the unit of work failed, so that none of it is "
                    "written. Do all of it again.",
                    f"{self.place}: Ein Teil der Arbeitseinheit ist gescheitert, "
                    "darum ist nichts davon geschrieben. Alles neu machen.",
                )
            )

    def sweep(self, wait: int) -> bool:
        """Remove what erasures left behind in files; tell whether all is removed."""
        with self.guard:
            conn = self.mine()
            return not conn.unit and self._left.sweep(self.driver, conn, wait)

    def tidy(self, conn: DriverConnection) -> None:
        """Sweep behind an erasure that was committed, and again where somebody still read."""
        if conn.erased:
            conn.erased = False
            self._left.sweep(self.driver, conn, READERS_END)
        elif self._left.is_due():
            self._left.sweep(self.driver, conn, 0)

    def drop(self) -> None:
        """Forget the connection of this thread because it is broken."""
        conn = getattr(self._threads, "conn", None)
        if conn is not None:
            # A unit of work must not go on by a new connection: it keeps the broken one.
            self._threads.conn = conn if conn.unit else None
            _hang_up(conn.dbapi, conn.process)

    def close(self) -> None:
        """Close every connection of every thread."""
        self._closed = True
        for conn in tuple(self._connections):
            _hang_up(conn.dbapi, conn.process)
        self._shared = None

    def mine(self) -> DriverConnection:
        """Return this thread's connection, made when it is first used."""
        if self._shared is not None:
            return self._shared
        conn: DriverConnection | None = getattr(self._threads, "conn", None)
        if conn is not None and conn.process != os.getpid():
            # After a fork the child gets a connection of its own. It must not even
            # close the parent's: that would end the session on the server.
            self._inherited.append(conn)
            conn = None
        if conn is None:
            conn = self._threads.conn = self._connect()
        elif self._closed:
            self._refuse_closed()
        return conn

    def _connect(self, *, shared: bool = False) -> DriverConnection:
        if self._closed:
            self._refuse_closed()
        try:
            keeper = self._engine.raw_connection()
            dbapi: Any = keeper.dbapi_connection
            if not shared:
                keeper.detach()
            self.driver.prepare(dbapi)
        except SQLAlchemyError as error:
            raise self._failed(_cause(error)) from None
        except Exception as error:  # noqa: BLE001  # whatever a driver raises
            raise self._failed(error) from None
        conn = DriverConnection(dbapi, self.driver.cursor(dbapi))
        conn.keeper = keeper
        # A thread that ends leaves no connection open.
        finalize(conn, _hang_up, dbapi, conn.process)
        self._connections.add(conn)
        return conn

    def _failed(self, error: Exception) -> StoreError:
        return store_error(error, self.driver, self.place, secrets=self._secrets)

    def _refuse_closed(self) -> None:
        raise StoreError(
            Both(
                f"the store on {self.place} is closed. Open it again.",
                f"Die Ablage {self.place} ist geschlossen. Sie neu öffnen.",
            )
        )

    def roll_back(self, conn: DriverConnection) -> None:
        """Roll back, and give the connection up where even that fails."""
        try:
            conn.say("ROLLBACK")
        except Exception:  # SQLite rolls back some failures by itself  # noqa: BLE001
            with suppress(Exception):  # a closed connection does not even say that
                if not getattr(conn.dbapi, "in_transaction", True):
                    return
            self.drop()


class _Loan:
    """This thread's connection; a class, because it is on the way of every read."""

    __slots__ = ("_owned",)

    def __init__(self, owned: Owned) -> None:
        self._owned = owned

    def __enter__(self) -> DriverConnection:
        owned = self._owned
        owned.guard.__enter__()
        try:
            return owned.mine()
        except BaseException:
            owned.guard.__exit__(None, None, None)
            raise

    def __exit__(self, *raised: object) -> None:
        self._owned.guard.__exit__(None, None, None)


class _Transaction:
    """A transaction on this thread's connection; a class, because it is on the way of
    every append."""

    __slots__ = ("_begun", "_conn", "_owned", "_plain", "_savepoint")

    def __init__(self, owned: Owned, *, plain: bool) -> None:
        self._owned = owned
        self._plain = plain
        self._begun = False
        self._savepoint: AbstractContextManager[DriverConnection] | None = None

    def __enter__(self) -> DriverConnection:
        owned = self._owned
        owned.guard.__enter__()
        try:
            conn = self._conn = owned.mine()
            if conn.unit:
                owned.refuse_spoilt(conn)
                if not self._plain:
                    self._savepoint = _savepoint(conn)
                    self._savepoint.__enter__()
            elif not (self._plain and owned.driver.one_trip):
                conn.cursor.execute(owned.driver.begin)
                self._begun = True
        except BaseException:
            owned.guard.__exit__(None, None, None)
            raise
        return conn

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        try:
            if self._begun:
                if error is None:
                    self._commit()
                else:
                    self._owned.roll_back(self._conn)
            elif self._savepoint:
                self._savepoint.__exit__(kind, error, trace)
            elif error is not None and not isinstance(error, RatsflowError):
                self._conn.spoilt = self._conn.unit
        finally:
            self._owned.guard.__exit__(None, None, None)

    def _commit(self) -> None:
        conn = self._conn
        try:
            conn.cursor.execute("COMMIT")
        except BaseException:
            self._owned.roll_back(conn)
            raise
        self._owned.tidy(conn)


def _hang_up(dbapi: Any, process: int) -> None:
    """Close a connection, unless it is that of the process we were forked from."""
    if process == os.getpid():
        with suppress(Exception):
            dbapi.close()


def _cause(error: SQLAlchemyError) -> Exception:
    return getattr(error, "orig", None) or error
