"""What the three databases' drivers differ in: opening, beginning, and their errors."""

from __future__ import annotations

import sqlite3

from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, nullcontext
from enum import Enum, auto
from typing import TYPE_CHECKING, Any, ClassVar, Protocol
from urllib.parse import quote, quote_plus

from ratsflow.errors import Both


if TYPE_CHECKING:
    from sqlalchemy.engine import URL, Dialect


class Failure(Enum):
    """What an error of a driver means to us."""

    TAKEN = auto()
    """A row with this key exists already."""
    LOST = auto()
    """The database ended the transaction because others wrote (deadlock, snapshot)."""
    BUSY = auto()
    """Somebody else held the lock for too long."""
    FULL = auto()
    """No space is left."""
    GONE = auto()
    """The connection was lost or never came about."""
    DISK = auto()
    """The disk failed to write or to read."""
    ABSENT = auto()
    """The tables of ratsflow are not there."""
    DAMAGED = auto()
    """The file is no database or a damaged one."""
    GARBLED = auto()
    """A text in a column is none."""
    READ_ONLY = auto()
    """The database may not be written."""
    OTHER = auto()
    """Anything else."""

    @property
    def ends_connection(self) -> bool:
        """Whether the connection must be given up, because nobody knows where it stands."""
        return self in (Failure.GONE, Failure.DISK)


CURES = {
    Failure.TAKEN: Both(
        "a row stands where none should be. Run verify.",
        "Es gibt eine Zeile, wo keine sein dürfte. Prüfen mit: ratsflow verify.",
    ),
    Failure.LOST: Both(
        "others wrote at the same time. Do it again.",
        "Andere haben gleichzeitig geschrieben. Es neu versuchen.",
    ),
    Failure.BUSY: Both(
        "another writer held the lock for too long. Do it again.",
        "Jemand anderes hat zu lange geschrieben. Es neu versuchen.",
    ),
    Failure.FULL: Both(
        "no space is left. Free some and do it again.",
        "Der Speicher ist voll. Platz schaffen und es neu versuchen.",
    ),
    Failure.GONE: Both(
        "the connection failed. Check that the database can be reached, and do it "
        "again.",
        "Die Verbindung ist abgebrochen. Prüfen, ob die Datenbank erreichbar ist, "
        "und es neu versuchen.",
    ),
    Failure.DISK: Both(
        "the disk failed to write or to read. Check it, and do it again.",
        "Der Datenträger hat nicht gelesen oder geschrieben. Ihn prüfen und es neu "
        "versuchen.",
    ),
    Failure.ABSENT: Both(
        "a table of ratsflow is missing. Restore a backup; where there never was "
        "a log, create the tables first.",
        "Eine Tabelle von ratsflow fehlt. Eine Sicherung einspielen oder, wo es nie "
        "ein Protokoll gab, zuerst die Tabellen anlegen.",
    ),
    Failure.DAMAGED: Both(
        "it is no database, or a damaged one. Name another file or restore "
        "a backup; where it is a log, verify says what is damaged.",
        "Das ist keine oder eine beschädigte Datenbank. Eine andere Datei nennen "
        "oder eine Sicherung einspielen; was beschädigt ist, sagt: ratsflow verify.",
    ),
    Failure.GARBLED: Both(
        "a column holds what is no UTF-8, which nobody wrote so. Verify says where.",
        "Eine Spalte enthält, was niemand so geschrieben hat. Wo, sagt: ratsflow "
        "verify.",
    ),
    Failure.READ_ONLY: Both(
        "it may not be written. Give this user the right to write.",
        "Dorthin darf nicht geschrieben werden. Das Schreibrecht erteilen.",
    ),
    Failure.OTHER: Both("the database refused.", "Die Datenbank hat abgelehnt."),
}

WRITERS_CURES = {
    Failure.GONE: Both(
        "the connection failed. Whether the append was written is seen by reading "
        "the case again.",
        "Die Verbindung ist abgebrochen. Ob der Eintrag geschrieben ist, zeigt der "
        "neu gelesene Vorgang.",
    ),
    Failure.DISK: Both(
        "the disk failed to write or to read. Whether the append was written is "
        "seen by reading the case again.",
        "Der Datenträger hat nicht gelesen oder geschrieben. Ob der Eintrag "
        "geschrieben ist, zeigt der neu gelesene Vorgang.",
    ),
}
"""What differs where an append was under way."""


class Driver(Protocol):
    """What the stores need to know of a database and its driver.

    Attributes:
        bare: what keeps SQLAlchemy from setting up a connection that a host lends.
    """

    name: ClassVar[str]
    url: ClassVar[str]
    tables: ClassVar[str]
    begin: ClassVar[str]
    snapshot: ClassVar[tuple[str, ...]]
    locking: ClassVar[str]
    one_trip: ClassVar[bool]
    bare: ClassVar[Mapping[str, Any]]

    def cursor(self, dbapi: Any) -> Any:
        """Return a cursor that gives rows as tuples, whatever the host wants of its own."""

    def prepare(self, dbapi: Any) -> None:
        """Set up a connection that the store owns: we begin and commit ourselves."""

    def adopt(self, dbapi: Any) -> None:
        """Ask of a lent connection what an erasure rests on, and nothing else."""

    def is_open(self, dbapi: Any) -> bool:
        """Tell whether what a lent connection writes now is part of a transaction."""

    def holds(self, dbapi: Any) -> bool:
        """Tell whether the transaction that was begun can still be committed.

        What a lost connection or a deadlock ended says so by an error of its own.
        """

    def enter(self, dbapi: Any) -> None:
        """Begin a lent connection's transaction if its driver has not yet."""

    def sweep(self, dbapi: Any, wait: int) -> bool:
        """Remove what an erasure may have left behind in files of the database.

        Args:
            dbapi: a connection that stands in no transaction.
            wait: milliseconds to wait for who still reads what was there before.

        Returns:
            Whether nothing is left that can be removed from here.
        """

    def lenient(self, dbapi: Any) -> AbstractContextManager[None]:
        """Let texts be read that are none, so that it can be said which."""

    def is_own(self, error: Exception) -> bool:
        """Tell whether an error comes from this driver."""

    def failure(self, error: Exception) -> Failure:
        """Say what an error means."""


class Sqlite:
    """SQLite through the standard library's driver."""

    name: ClassVar[str] = "sqlite"
    url: ClassVar[str] = "sqlite://"
    tables: ClassVar[str] = (
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name = 'ratsflow_meta'"
    )
    begin: ClassVar[str] = "BEGIN IMMEDIATE"
    snapshot: ClassVar[tuple[str, ...]] = ("BEGIN",)
    locking: ClassVar[str] = ""
    one_trip: ClassVar[bool] = False
    bare: ClassVar[Mapping[str, Any]] = {}
    error: ClassVar[type[Exception]] = sqlite3.Error

    _PRAGMAS = (
        "PRAGMA journal_mode=WAL",
        "PRAGMA synchronous=FULL",
        "PRAGMA secure_delete=ON",
        "PRAGMA foreign_keys=ON",
        "PRAGMA trusted_schema=OFF",
    )

    def cursor(self, dbapi: Any) -> Any:
        """Return a cursor of tuples."""
        cursor = dbapi.cursor()
        cursor.row_factory = None
        return cursor

    def prepare(self, dbapi: Any) -> None:
        """Set WAL with full synchronisation; erased contents are overwritten."""
        dbapi.isolation_level = None
        for pragma in self._PRAGMAS:
            dbapi.execute(pragma).close()

    def adopt(self, dbapi: Any) -> None:
        """Let pages be overwritten also where SQLite was built to leave what was there."""
        dbapi.execute("PRAGMA secure_delete=ON").close()

    def is_open(self, dbapi: Any) -> bool:
        """Tell whether sqlite3 begins a transaction or stands in one."""
        return dbapi.in_transaction or dbapi.isolation_level is not None

    def holds(self, dbapi: Any) -> bool:
        """Tell whether SQLite has not rolled back by itself, as where the disk is full."""
        return bool(dbapi.in_transaction)

    def enter(self, dbapi: Any) -> None:
        """Begin, because sqlite3 begins only before some statements."""
        if not dbapi.in_transaction:
            dbapi.execute("BEGIN IMMEDIATE").close()

    def sweep(self, dbapi: Any, wait: int) -> bool:
        """Empty the write-ahead log, which still holds the pages as they were.

        Who reads an earlier state keeps it from being emptied; nobody is told by an error.
        """
        (before,) = dbapi.execute("PRAGMA busy_timeout").fetchone()
        dbapi.execute(f"PRAGMA busy_timeout={wait}").close()
        try:
            (busy, *_) = dbapi.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        finally:
            dbapi.execute(f"PRAGMA busy_timeout={before}").close()
        return not busy

    @contextmanager
    def lenient(self, dbapi: Any) -> Iterator[None]:
        """Read bytes that are no UTF-8 as lone surrogates, which no text of ours has."""
        before = dbapi.text_factory
        dbapi.text_factory = _decoded
        try:
            yield
        finally:
            dbapi.text_factory = before

    def is_own(self, error: Exception) -> bool:
        """Tell whether an error comes from sqlite3."""
        return _comes_from(error, "sqlite3")

    def failure(self, error: Exception) -> Failure:
        """Read the name of SQLite's extended error code."""
        code = getattr(error, "sqlite_errorname", "") or ""
        if code in ("SQLITE_CONSTRAINT_PRIMARYKEY", "SQLITE_CONSTRAINT_UNIQUE"):
            return Failure.TAKEN
        if code == "SQLITE_BUSY_SNAPSHOT":
            return Failure.LOST
        for start, meaning in _SQLITE.items():
            if code.startswith(start):
                return meaning
        if "no such table: ratsflow" in str(error):
            return Failure.ABSENT
        if THERE in str(error):
            return Failure.TAKEN
        if "Could not decode to UTF-8" in str(error):
            return Failure.GARBLED
        return Failure.OTHER


class AioSqlite(Sqlite):
    """SQLite through aiosqlite, whose connections SQLAlchemy adapts within `run_sync`.

    What the adapter does not hand on is asked of the connection that it holds.
    """

    def cursor(self, dbapi: Any) -> Any:
        """Return a cursor: SQLAlchemy's own gives tuples."""
        return dbapi.cursor()

    def is_open(self, dbapi: Any) -> bool:
        """Tell whether sqlite3 begins a transaction or stands in one."""
        held = dbapi.driver_connection
        return held.in_transaction or held.isolation_level is not None

    def holds(self, dbapi: Any) -> bool:
        """Tell whether SQLite has not rolled back by itself."""
        return bool(dbapi.driver_connection.in_transaction)

    def enter(self, dbapi: Any) -> None:
        """Begin, because sqlite3 begins only before some statements."""
        if not dbapi.driver_connection.in_transaction:
            dbapi.execute("BEGIN IMMEDIATE").close()

    @contextmanager
    def lenient(self, dbapi: Any) -> Iterator[None]:
        """Read bytes that are no UTF-8 as lone surrogates, which no text of ours has."""
        with super().lenient(dbapi.driver_connection):
            yield


def _decoded(data: bytes) -> str:
    return data.decode("utf-8", "surrogateescape")


THERE = "the log of ratsflow has such a row already"
"""What a trigger says in SQLite where a row would be put in the place of another."""

_SQLITE = {
    "SQLITE_BUSY": Failure.BUSY,
    "SQLITE_LOCKED": Failure.BUSY,
    "SQLITE_FULL": Failure.FULL,
    "SQLITE_NOTADB": Failure.DAMAGED,
    "SQLITE_CORRUPT": Failure.DAMAGED,
    "SQLITE_READONLY": Failure.READ_ONLY,
    "SQLITE_PERM": Failure.READ_ONLY,
    "SQLITE_CANTOPEN": Failure.GONE,
    "SQLITE_IOERR": Failure.DISK,
}


class Postgres:
    """PostgreSQL through psycopg 3."""

    name: ClassVar[str] = "postgresql"
    url: ClassVar[str] = "postgresql+psycopg://"
    tables: ClassVar[str] = (
        "SELECT 1 FROM pg_catalog.pg_class WHERE oid = to_regclass('ratsflow_meta')"
    )
    begin: ClassVar[str] = "BEGIN"
    snapshot: ClassVar[tuple[str, ...]] = (
        "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY",
    )
    locking: ClassVar[str] = "FOR UPDATE"
    one_trip: ClassVar[bool] = True
    bare: ClassVar[Mapping[str, Any]] = {"use_native_hstore": False}

    def cursor(self, dbapi: Any) -> Any:
        """Return a cursor of tuples."""
        from psycopg.rows import tuple_row  # noqa: PLC0415  # an extra

        return dbapi.cursor(row_factory=tuple_row)

    def prepare(self, dbapi: Any) -> None:
        """Let single statements commit by themselves: round trips are the cost."""
        dbapi.rollback()
        dbapi.autocommit = True

    def adopt(self, dbapi: Any) -> None:
        """Do nothing: nothing is left to the connection."""

    def is_open(self, dbapi: Any) -> bool:
        """Tell whether psycopg begins a transaction or stands in one."""
        return not dbapi.autocommit or dbapi.info.transaction_status.name != "IDLE"

    def holds(self, dbapi: Any) -> bool:
        """Tell whether no statement has failed: COMMIT would roll back and say nothing."""
        return str(dbapi.info.transaction_status.name) != "INERROR"

    def enter(self, dbapi: Any) -> None:
        """Do nothing: psycopg begins by itself."""

    def sweep(self, dbapi: Any, wait: int) -> bool:  # noqa: ARG002
        """Do nothing: old rows go with the next VACUUM."""
        return True

    def lenient(self, dbapi: Any) -> AbstractContextManager[None]:  # noqa: ARG002
        """Do nothing: the server stores no text that is none."""
        return nullcontext()

    def is_own(self, error: Exception) -> bool:
        """Tell whether an error comes from psycopg."""
        return _comes_from(error, "psycopg")

    def sqlstate(self, error: Exception) -> str | None:
        """Return the SQLSTATE of an error, None where the server has not answered."""
        state: str | None = getattr(error, "sqlstate", None)
        return state

    def failure(self, error: Exception) -> Failure:
        """Read the SQLSTATE."""
        state = self.sqlstate(error)
        if state is None:
            own = type(error).__name__
            gone = own in ("OperationalError", "InterfaceError", "ConnectionTimeout")
            return Failure.GONE if gone else Failure.OTHER
        for start, meaning in _SQLSTATES.items():
            if state.startswith(start):
                return meaning
        return Failure.OTHER


class AioPsycopg(Postgres):
    """PostgreSQL through psycopg 3's asynchronous connections, within `run_sync`."""

    def cursor(self, dbapi: Any) -> Any:
        """Return a cursor: SQLAlchemy's own gives tuples."""
        return dbapi.cursor()

    def is_open(self, dbapi: Any) -> bool:
        """Tell whether psycopg begins a transaction or stands in one."""
        return super().is_open(dbapi.driver_connection)

    def holds(self, dbapi: Any) -> bool:
        """Tell whether no statement has failed."""
        return super().holds(dbapi.driver_connection)


class Psycopg2(Postgres):
    """PostgreSQL through psycopg2, on connections that a host lends."""

    url: ClassVar[str] = "postgresql+lent_psycopg2://"

    _IDLE, _FAILED = 0, 3

    def cursor(self, dbapi: Any) -> Any:
        """Return a cursor of tuples that gives bytes as bytes, and not as a view of them."""
        from psycopg2 import BINARY, extensions  # noqa: PLC0415  # an extra

        def whole(value: Any, cursor: Any) -> bytes | None:
            view = BINARY(value, cursor)
            return None if view is None else bytes(view)

        cursor = dbapi.cursor(cursor_factory=extensions.cursor)
        kind = extensions.new_type(BINARY.values, "WHOLE", whole)
        extensions.register_type(kind, cursor)
        return cursor

    def is_open(self, dbapi: Any) -> bool:
        """Tell whether psycopg2 begins a transaction or stands in one."""
        return not dbapi.autocommit or dbapi.info.transaction_status != self._IDLE

    def holds(self, dbapi: Any) -> bool:
        """Tell whether no statement has failed."""
        return bool(dbapi.info.transaction_status != self._FAILED)

    def is_own(self, error: Exception) -> bool:
        """Tell whether an error comes from psycopg2."""
        return _comes_from(error, "psycopg2")

    def sqlstate(self, error: Exception) -> str | None:
        """Return the SQLSTATE of an error, None where the server has not answered."""
        state: str | None = getattr(error, "pgcode", None)
        return state


_SQLSTATES = {
    "23505": Failure.TAKEN,
    "40": Failure.LOST,
    "55P03": Failure.BUSY,
    "53": Failure.FULL,
    "08": Failure.GONE,
    "57": Failure.GONE,
    "28": Failure.GONE,
    "3D": Failure.GONE,
    "42P01": Failure.ABSENT,
    "25006": Failure.READ_ONLY,
    "42501": Failure.READ_ONLY,
    "XX001": Failure.DAMAGED,
}


class MariaDb:
    """MariaDB through PyMySQL."""

    name: ClassVar[str] = "mariadb"
    url: ClassVar[str] = "mariadb+pymysql://"
    tables: ClassVar[str] = (
        "SELECT 1 FROM information_schema.tables WHERE table_schema = DATABASE() "
        "AND table_name = 'ratsflow_meta'"
    )
    begin: ClassVar[str] = "START TRANSACTION"
    snapshot: ClassVar[tuple[str, ...]] = (
        "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ",
        "START TRANSACTION WITH CONSISTENT SNAPSHOT",
    )
    locking: ClassVar[str] = "FOR UPDATE"
    one_trip: ClassVar[bool] = False
    bare: ClassVar[Mapping[str, Any]] = {}

    _IN_TRANSACTION = 1

    def cursor(self, dbapi: Any) -> Any:
        """Return a cursor of tuples."""
        from pymysql.cursors import Cursor  # noqa: PLC0415  # an extra

        return dbapi.cursor(Cursor)

    def prepare(self, dbapi: Any) -> None:
        """Read what others have committed, refuse texts that do not fit."""
        dbapi.rollback()
        dbapi.autocommit(True)
        cursor = dbapi.cursor()
        cursor.execute("SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED")
        cursor.execute("SET SESSION sql_mode='STRICT_ALL_TABLES'")
        cursor.close()

    def adopt(self, dbapi: Any) -> None:
        """Do nothing: nothing is left to the connection."""

    def is_open(self, dbapi: Any) -> bool:
        """Tell whether the server begins a transaction or stands in one."""
        status = getattr(dbapi, "server_status", 0) & self._IN_TRANSACTION
        return bool(status) or not dbapi.get_autocommit()

    def holds(self, dbapi: Any) -> bool:
        """Tell whether the server has not ended it."""
        return bool(getattr(dbapi, "server_status", 0) & self._IN_TRANSACTION)

    def enter(self, dbapi: Any) -> None:
        """Do nothing: the server begins by itself."""

    def sweep(self, dbapi: Any, wait: int) -> bool:  # noqa: ARG002
        """Do nothing: InnoDB purges old rows by itself."""
        return True

    def lenient(self, dbapi: Any) -> AbstractContextManager[None]:  # noqa: ARG002
        """Do nothing: the server stores no text that is none."""
        return nullcontext()

    def is_own(self, error: Exception) -> bool:
        """Tell whether an error comes from pymysql."""
        return _comes_from(error, "pymysql")

    def failure(self, error: Exception) -> Failure:
        """Read MariaDB's error number."""
        number = error.args[0] if error.args else None
        return _NUMBERS.get(number, Failure.OTHER)  # type: ignore[arg-type]


class MySqlClient(MariaDb):
    """MariaDB through mysqlclient, on connections that a host lends."""

    url: ClassVar[str] = "mariadb+mysqldb://"

    def cursor(self, dbapi: Any) -> Any:
        """Return a cursor of tuples."""
        from MySQLdb.cursors import Cursor  # noqa: PLC0415  # an extra

        return dbapi.cursor(Cursor)

    def is_open(self, dbapi: Any) -> bool:
        """Tell whether the server begins a transaction or stands in one."""
        return not dbapi.get_autocommit() or self.holds(dbapi)

    def holds(self, dbapi: Any) -> bool:
        """Ask the server whether it has not ended it: the driver does not keep its word."""
        cursor = self.cursor(dbapi)
        try:
            cursor.execute("SELECT @@in_transaction")
            return bool(cursor.fetchone()[0])
        finally:
            cursor.close()

    def is_own(self, error: Exception) -> bool:
        """Tell whether an error comes from mysqlclient."""
        return _comes_from(error, "MySQLdb")


_NUMBERS = {
    1062: Failure.TAKEN,
    1213: Failure.LOST,
    1020: Failure.LOST,
    1205: Failure.BUSY,
    1021: Failure.FULL,
    1114: Failure.FULL,
    0: Failure.GONE,
    1040: Failure.GONE,
    1044: Failure.GONE,
    1045: Failure.GONE,
    1049: Failure.GONE,
    1053: Failure.GONE,
    1927: Failure.GONE,
    2003: Failure.GONE,
    2006: Failure.GONE,
    2013: Failure.GONE,
    2014: Failure.GONE,
    2055: Failure.GONE,
    1146: Failure.ABSENT,
    1142: Failure.READ_ONLY,
    1290: Failure.READ_ONLY,
    1792: Failure.READ_ONLY,
}


def _comes_from(error: Exception, module: str) -> bool:
    return any(
        kind.__module__.partition(".")[0] == module for kind in type(error).__mro__
    )


_DRIVERS: dict[str, Driver] = {
    "sqlite": Sqlite(),
    "postgresql": Postgres(),
    "mysql": MariaDb(),
    "mariadb": MariaDb(),
}

_BY_MODULE: dict[str, Driver] = {
    "sqlite3": _DRIVERS["sqlite"],
    "psycopg": _DRIVERS["postgresql"],
    "psycopg2": Psycopg2(),
    "pymysql": _DRIVERS["mariadb"],
    "MySQLdb": MySqlClient(),
}

_ADAPTED: Mapping[str, Driver] = {
    "aiosqlite": AioSqlite(),
    "psycopg": AioPsycopg(),
    "psycopg_async": AioPsycopg(),
}
"""By SQLAlchemy's name, the drivers whose connections it adapts within `run_sync`."""


def driver_within(dialect: Dialect, driver: Driver) -> Driver:
    """Return the driver for connections of a dialect, which may be adapted ones."""
    return _ADAPTED.get(dialect.driver, driver) if dialect.is_async else driver


SUPPORTED = ("sqlite", "postgresql", "mariadb")
"""The databases that the SQL store speaks."""


def driver_for(dialect: str) -> Driver | None:
    """Return the driver for SQLAlchemy's name of a dialect, or None."""
    return _DRIVERS.get(dialect)


def driver_of(module: str) -> Driver | None:
    """Return the driver for raw connections by the module they come from, or None."""
    return _BY_MODULE.get(module)


def told(url: URL) -> str:
    """Return a URL for people: without its password, and without what else may hold one."""
    kept = url if url.get_backend_name() == "sqlite" else url.set(query={})
    return kept.render_as_string(hide_password=True)


def secrets_of(url: URL) -> tuple[str, ...]:
    """Return the texts in a URL that no message may quote, longest first."""
    named = [
        value
        for name, values in url.query.items()
        if "pass" in name.lower() or name.lower() in ("pwd", "key", "token")
        for value in ((values,) if isinstance(values, str) else values)
    ]
    plain = [str(url.password or ""), *named]
    found = {each for text in plain for each in (text, quote(text), quote_plus(text))}
    return tuple(sorted(found - {""}, key=len, reverse=True))


def spoken(url: URL) -> URL:
    """Return the URL with the driver that ratsflow uses where it names none."""
    defaults = {
        "postgres": "postgresql+psycopg",
        "postgresql": "postgresql+psycopg",
        "mysql": "mariadb+pymysql",
        "mariadb": "mariadb+pymysql",
    }
    return url.set(drivername=defaults.get(url.drivername, url.drivername))
