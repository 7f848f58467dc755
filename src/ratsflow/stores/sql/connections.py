"""The connections of an engine: lent for a call or a unit of work, to whichever store asks.

They are kept apart from those that the host draws from its engine: ours commit statement by
statement and are set up once, the host's begin by themselves. So a loan is to take a
connection from a list, where a pool that hands out foreign ones resets and wraps them.
"""

from __future__ import annotations

import os
import threading
import time

from collections import deque
from contextlib import suppress
from typing import TYPE_CHECKING, Any
from weakref import WeakSet, WeakValueDictionary, finalize

from ratsflow.errors import StoreError
from ratsflow.stores.sql.statements import Row, Statement


if TYPE_CHECKING:
    from sqlalchemy import Engine

    from ratsflow.stores.sql.drivers import Driver
    from ratsflow.stores.sql.sources import Source


class DriverConnection:
    """One connection at the level of its driver.

    Attributes:
        unit: whether a unit of work is open on it.
        loans: how often it is lent now, one within the other.
        broken: whether nobody knows where it stands, so that it must not be lent again.
    """

    def __init__(self, dbapi: Any, cursor: Any, *, unit: bool = False) -> None:
        self.dbapi = dbapi
        self.cursor = cursor
        self.unit = unit
        self.spoilt = False
        self.erased = False
        self.loans = 0
        self.broken = False
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

    def hang_up(self) -> None:
        """Close it, unless it is that of the process we were forked from."""
        _hang_up(self.dbapi, self.process)


class ExhaustedError(StoreError):
    """No connection came free in time.

    Attributes:
        most: how many there may be at once.
    """

    def __init__(self, most: float) -> None:
        super().__init__(most)
        self.most = most


class Connections:
    """Every connection that the stores on one engine use, each lent to one at a time.

    As many as the engine's pool allows, and where that sets no limit, as many as there are
    calls at once. The one that was given back last is lent first.

    Args:
        source: makes the connections.
        driver: sets them up.

    Attributes:
        guard: what threads take turns at where all stores have one connection.
        users: the stores' sessions.
        checked: whether the tables were found current, or made so.
        closed: whether the last user has left.
    """

    def __init__(self, source: Source, driver: Driver) -> None:
        self._source = source
        self._driver = driver
        self.guard: threading.RLock = threading.RLock()
        self.users: WeakSet[Any] = WeakSet()
        self.checked = False
        self.closed = False
        self._inherited: list[DriverConnection] = []
        self._begin_anew()

    def _begin_anew(self) -> None:
        self._process = os.getpid()
        self._idle: deque[DriverConnection] = deque()
        self._made: set[DriverConnection] = set()
        self._waiting = 0
        self._door = threading.Condition()

    def take(self) -> DriverConnection:
        """Lend a connection, made where there is none left.

        Raises:
            ExhaustedError: as many as there may be are lent, and none came back in time.
        """
        if self._process != os.getpid():
            # After a fork the child gets connections of its own. It must not even
            # close the parent's: that would end the session on the server.
            self._inherited.extend(self._made)
            self._begin_anew()
        try:
            return self._idle.pop()
        except IndexError:
            return self._wait_or_connect()

    def give(self, conn: DriverConnection) -> None:
        """Take back a connection that was lent."""
        if conn.process != self._process:
            return
        if conn.broken or self.closed or len(self._idle) >= self._source.kept:
            self._forget(conn)
            while (
                conn.broken and self._idle
            ):  # they are as old: a server that restarted
                with suppress(IndexError):  # another thread was faster
                    self._forget(self._idle.pop())
            return
        self._idle.append(conn)
        if self._waiting:  # read after it is there, as who waits looks after it says so
            with self._door:
                self._door.notify()

    def connect(self) -> DriverConnection:
        """Make a connection that is lent to one store for ever (a database in memory)."""
        dbapi, keeper = self._source.share()
        conn = DriverConnection(None, None)
        self._made.add(conn)
        self._set_up(conn, dbapi)
        conn.keeper = keeper
        return conn

    def close(self) -> None:
        """Close every connection, also where it is lent."""
        self.closed = True
        for conn in tuple(self._made):
            conn.hang_up()

    def _wait_or_connect(self) -> DriverConnection:
        until = time.monotonic() + self._source.timeout
        with self._door:
            self._waiting += 1
            try:
                while len(self._made) >= self._source.most:
                    with suppress(IndexError):
                        return self._idle.pop()
                    left = until - time.monotonic()
                    if left <= 0:
                        raise ExhaustedError(self._source.most)
                    self._door.wait(left)
                conn = DriverConnection(None, None)
                self._made.add(conn)  # its place; others connect meanwhile
            finally:
                self._waiting -= 1
        try:
            self._set_up(conn, self._source.connect())
        except BaseException:
            self._forget(conn)
            raise
        return conn

    def _set_up(self, conn: DriverConnection, dbapi: Any) -> None:
        conn.dbapi = dbapi
        # Whoever forgets to close a store leaves no connection open.
        finalize(conn, _hang_up, dbapi, conn.process)
        self._driver.prepare(dbapi)
        conn.cursor = self._driver.cursor(dbapi)

    def _forget(self, conn: DriverConnection) -> None:
        conn.hang_up()
        with self._door:
            self._made.discard(conn)
            self._door.notify()


_BY_ENGINE: WeakValueDictionary[int, Connections] = WeakValueDictionary()
"""By the id of what they are of, which they keep alive."""

_OPENING = threading.Lock()


def join(source: Source, driver: Driver, user: Any) -> Connections:
    """Return the connections of a source, which are there while any store uses them."""
    key = id(source.of)
    with _OPENING:
        found = _BY_ENGINE.get(key)
        if found is None or found.closed:
            found = _BY_ENGINE[key] = Connections(source, driver)
        found.users.add(user)
        return found


def is_checked(engine: Engine) -> bool:
    """Tell whether a store that is open on an engine has seen that its tables are current."""
    found = _BY_ENGINE.get(id(engine))
    return found is not None and found.checked and not found.closed


def leave(connections: Connections, user: Any) -> None:
    """Close the connections of an engine with the last store that uses them."""
    with _OPENING:
        connections.users.discard(user)
        if not connections.users:
            connections.close()


def _hang_up(dbapi: Any, process: int) -> None:
    if process == os.getpid():
        with suppress(Exception):
            dbapi.close()
