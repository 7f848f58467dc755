"""Where statements run: on connections lent for a call or a unit, or on a host's."""

from __future__ import annotations

import os
import threading

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext, suppress
from types import TracebackType
from typing import Any, NoReturn, Protocol

from ratsflow.errors import Both, RatsflowError, StoreError
from ratsflow.stores.sql.connections import (
    DriverConnection,
    ExhaustedError,
    join,
    leave,
)
from ratsflow.stores.sql.drivers import Driver
from ratsflow.stores.sql.failures import exhausted, store_error
from ratsflow.stores.sql.sources import Source


READERS_END = 1000
"""Milliseconds that a sweep waits for those who read what was erased."""

SELDOM = 64
"""Commits after which at the latest it is tried again to remove what was left."""


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


def lent_place(driver: Driver) -> str:
    """Return what to call the database of a host's connection."""
    return Both(
        f"the host's {driver.name} connection",
        f"die geliehene Verbindung ({driver.name})",
    )


@contextmanager
def savepoint(conn: DriverConnection) -> Iterator[DriverConnection]:
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
        self.place: str = lent_place(driver)
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
        return savepoint(self._conn)

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
        held = getattr(dbapi, "driver_connection", dbapi)  # where it is adapted
        if getattr(held, "in_transaction", False):
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

    Attributes:
        next: the commit behind which to try again; 0 where nothing is left.
    """

    def __init__(self) -> None:
        self._commits = 0
        self.next = 0

    def is_due(self) -> bool:
        """Count a commit and tell whether to try again behind it."""
        self._commits += 1
        return self._commits >= self.next

    def sweep(self, driver: Driver, conn: DriverConnection, wait: int) -> bool:
        """Try, and tell whether nothing is left."""
        swept = False
        with suppress(
            Exception
        ):  # what was committed stays so, whatever fails behind it
            swept = driver.sweep(conn.dbapi, wait)
        self._commits = 0
        self.next = 0 if swept else min(2 * self.next or 1, SELDOM)
        return swept


class _Here(threading.local):
    """What is lent to this thread."""

    conn: DriverConnection | None = None


class Owned:
    """Connections of the engine's stores: one for each call, or for a unit of work."""

    lent = False

    def __init__(self, source: Source, driver: Driver, *, shared: bool) -> None:
        self.driver = driver
        self.place = source.place
        self._secrets = source.secrets
        self._here = _Here()
        self._connections = join(source, driver, self)
        self._closed = False
        self.left = _Left()
        # A database in memory lives in one connection, which all threads take turns at.
        self._guard = self._connections.guard if shared else None
        self._shared = self._had(self._connections.connect) if shared else None

    def connection(self) -> AbstractContextManager[DriverConnection]:
        """Lend a connection for single statements."""
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
        with self.connection() as conn:
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
        with self.connection() as conn:
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
        if self._guard is not None:
            with self._guard:  # another thread's unit ends first
                return self._shared is not None and self._shared.unit
        conn = self._here.conn
        return conn is not None and conn.unit and conn.process == os.getpid()

    def refuse_spoilt(self, conn: DriverConnection) -> None:
        """Refuse to go on in a unit of work of which the database lost a part."""
        if self._closed:
            self._refuse_closed()
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
        with self.connection() as conn:
            return not conn.unit and self.left.sweep(self.driver, conn, wait)

    def tidy(self, conn: DriverConnection) -> None:
        """Sweep behind an erasure that was committed, and again where something was left."""
        if conn.erased:
            conn.erased = False
            self.left.sweep(self.driver, conn, READERS_END)
        elif self.left.is_due():
            self.left.sweep(self.driver, conn, 0)

    def drop(self) -> None:
        """Forget the connection that is lent to this thread because it is broken."""
        conn = self._here.conn
        if conn is not None:
            # A unit of work must not go on by a new connection: it keeps the broken one.
            conn.broken = True
            conn.hang_up()

    def close(self) -> None:
        """Close the connections, if no other store on the engine uses them."""
        self._closed = True
        self._shared = None
        leave(self._connections, self)

    def checked(self) -> None:
        """Note that the tables are current, for the next store on the engine."""
        self._connections.checked = True

    def take(self) -> DriverConnection:
        """Lend the connection that this thread has, or else one that nobody has."""
        if self._guard is not None:
            return self._take_turn(self._guard)
        if self._closed:
            self._refuse_closed()
        conn = self._here.conn
        if conn is None or conn.process != os.getpid():
            conn = self._here.conn = self._had(self._connections.take)
        conn.loans += 1
        return conn

    def _take_turn(self, guard: threading.RLock) -> DriverConnection:
        """Lend the one connection, once no other thread has it."""
        guard.acquire()
        if self._closed or self._shared is None:
            guard.release()
            self._refuse_closed()
        return self._shared

    def give(self, conn: DriverConnection, error: BaseException | None) -> None:
        """Take a loan back; with the last one the connection is there for others.

        Args:
            conn: the connection.
            error: what the loan ended with.
        """
        if self._guard is not None:
            self._guard.release()
            return
        if not conn.loans:
            return
        if error is not None and self._is_in_doubt(error):
            conn.broken = True
        conn.loans -= 1
        if not conn.loans:
            if self._here.conn is conn:
                self._here.conn = None
            self._connections.give(conn)

    def _is_in_doubt(self, error: BaseException) -> bool:
        """Tell whether nobody knows where a connection stands after an error."""
        if isinstance(error, RatsflowError):
            return False
        if not isinstance(error, Exception):  # an interrupt, in the middle of an answer
            return True
        driver = self.driver
        return driver.is_own(error) and driver.failure(error).ends_connection

    def _had(self, connect: Callable[[], DriverConnection]) -> DriverConnection:
        try:
            return connect()
        except ExhaustedError as error:
            raise exhausted(self.place, error.most) from None
        except Exception as error:  # noqa: BLE001  # whatever a driver raises
            raise self._failed(error) from None

    def _failed(self, error: Exception) -> StoreError:
        return store_error(error, self.driver, self.place, secrets=self._secrets)

    def _refuse_closed(self) -> NoReturn:
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
    """A connection for a while; a class, because it is on the way of every read."""

    __slots__ = ("_conn", "_owned")

    def __init__(self, owned: Owned) -> None:
        self._owned = owned

    def __enter__(self) -> DriverConnection:
        conn = self._conn = self._owned.take()
        return conn

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._owned.give(self._conn, error)


class _Transaction:
    """A transaction on a connection; a class, because it is on the way of every append."""

    __slots__ = ("_begun", "_conn", "_owned", "_plain", "_savepoint")

    def __init__(self, owned: Owned, *, plain: bool) -> None:
        self._owned = owned
        self._plain = plain
        self._begun = False
        self._savepoint: AbstractContextManager[DriverConnection] | None = None

    def __enter__(self) -> DriverConnection:
        owned = self._owned
        conn = self._conn = owned.take()
        try:
            if conn.unit:
                owned.refuse_spoilt(conn)
                if not self._plain:
                    self._savepoint = savepoint(conn)
                    self._savepoint.__enter__()
            elif not (self._plain and owned.driver.one_trip):
                conn.cursor.execute(owned.driver.begin)
                self._begun = True
        except BaseException as error:
            owned.give(conn, error)
            raise
        return conn

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        owned, ended = self._owned, error
        try:
            if self._begun:
                if error is None:
                    conn = self._conn
                    try:
                        conn.cursor.execute("COMMIT")
                    except BaseException:
                        owned.roll_back(conn)
                        raise
                    if conn.erased or owned.left.next:
                        owned.tidy(conn)
                else:
                    owned.roll_back(self._conn)
            elif self._savepoint:
                self._savepoint.__exit__(kind, error, trace)
            elif error is not None and not isinstance(error, RatsflowError):
                self._conn.spoilt = self._conn.unit
        except BaseException as failed:
            ended = failed
            raise
        finally:
            owned.give(self._conn, ended)
