"""What a store is handed and cannot work on: told by what it is, with the cure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ratsflow.errors import Both, InvalidInputError
from ratsflow.stores.sql.drivers import Driver, driver_of


SPOKEN = frozenset({"pysqlite", "psycopg", "pymysql"})
"""The drivers that ratsflow speaks, by SQLAlchemy's names."""

ADAPTED = frozenset({"aiosqlite", "psycopg", "psycopg_async"})
"""Those whose asynchronous connections it speaks within SQLAlchemy's `run_sync`."""

_PSYCOPG = Both(
    "Connect with psycopg 3: psycopg.connect(…), or a URL postgresql+psycopg://….",
    "Mit psycopg 3 verbinden: psycopg.connect(…) oder eine URL postgresql+psycopg://….",
)
_PYMYSQL = Both(
    "Connect with PyMySQL: pymysql.connect(…), or a URL mariadb+pymysql://….",
    "Mit PyMySQL verbinden: pymysql.connect(…) oder eine URL mariadb+pymysql://….",
)


def _in_a_thread(driver: str) -> Both:
    return Both(
        f"Call ratsflow in a thread (asyncio.to_thread) on a connection of {driver}, or "
        "within SQLAlchemy's run_sync on a URL of that driver.",
        "ratsflow in einem Thread aufrufen (asyncio.to_thread), auf einer Verbindung von "
        f"{driver}, oder innerhalb von run_sync auf einer URL dieses Treibers.",
    )


_CURES: Mapping[str, str] = {
    "psycopg2": _PSYCOPG,
    "pg8000": _PSYCOPG,
    "asyncpg": Both(
        "Write postgresql+psycopg:// in its place: psycopg 3 is asynchronous too, and "
        "ratsflow works within run_sync on it.",
        "Stattdessen postgresql+psycopg:// schreiben: psycopg 3 ist auch asynchron, "
        "und ratsflow arbeitet darauf innerhalb von run_sync.",
    ),
    "psycopg": _in_a_thread("psycopg"),
    "psycopg_async": _in_a_thread("psycopg"),
    "aiosqlite": _in_a_thread("sqlite3"),
    "aiomysql": _in_a_thread("PyMySQL"),
    "asyncmy": _in_a_thread("PyMySQL"),
    "MySQLdb": _PYMYSQL,
    "mysqldb": _PYMYSQL,
    "mysql": _PYMYSQL,
    "mysqlconnector": _PYMYSQL,
    "mariadb": _PYMYSQL,
    "mariadbconnector": _PYMYSQL,
    "sqlcipher3": Both(
        "Use the standard library's sqlite3, or a URL sqlite:///….",
        "sqlite3 aus der Standardbibliothek verwenden oder eine URL sqlite:///….",
    ),
    "pysqlcipher": Both(
        "Use the standard library's sqlite3, or a URL sqlite:///….",
        "sqlite3 aus der Standardbibliothek verwenden oder eine URL sqlite:///….",
    ),
    "apsw": Both(
        "Use the standard library's sqlite3, or a URL sqlite:///….",
        "sqlite3 aus der Standardbibliothek verwenden oder eine URL sqlite:///….",
    ),
    "django": Both(
        "Pass connections['default'] of django.db, within atomic().",
        "connections['default'] von django.db übergeben, innerhalb von atomic().",
    ),
}
_ELSE = Both(
    "Pass a connection of SQLAlchemy, of Django, or of sqlite3, psycopg, psycopg2, PyMySQL or "
    "mysqlclient that stands in a transaction.",
    "Eine Verbindung von SQLAlchemy oder Django übergeben oder eine von sqlite3, psycopg, "
    "psycopg2, PyMySQL oder mysqlclient, die in einer Transaktion steht.",
)


def driver_spoken(dbapi: Any) -> Driver:
    """Return the driver of a raw connection by what it is: its class, or a base of it.

    Raises:
        InvalidInputError: it is none that ratsflow speaks, with what to do instead.
    """
    homes = [kind.__module__.partition(".")[0] for kind in type(dbapi).__mro__]
    is_async = any("Async" in kind.__name__ for kind in type(dbapi).__mro__)
    spoken = next(filter(None, map(driver_of, homes)), None)
    if spoken and not is_async and callable(getattr(dbapi, "cursor", None)):
        return spoken
    raise InvalidInputError(
        Both(
            f"a {_name(dbapi)} is no connection that a store works on.",
            f"{_name(dbapi)} ist keine Verbindung, auf der eine Ablage arbeitet.",
        ),
        "connection",
        _cure(dbapi, homes, is_async=is_async),
    )


def of_session(handed: Any) -> Any:
    """Return the connection of a SQLAlchemy session, which begins its transaction, or itself.

    Raises:
        InvalidInputError: the session is bound to no engine.
    """
    if hasattr(handed, "get_bind") and not _is_async(handed):
        from sqlalchemy.exc import UnboundExecutionError  # noqa: PLC0415  # seldom
        from sqlalchemy.orm import Session  # noqa: PLC0415  # of hosts that use the ORM

        if isinstance(handed, Session):
            try:
                return handed.connection()
            except UnboundExecutionError as error:
                raise InvalidInputError(
                    Both(
                        "the session is no connection: it is bound to no engine.",
                        "die Sitzung gehört zu keiner Engine.",
                    ),
                    "connection",
                    Both("Make it with bind=engine.", "Sie mit bind=engine anlegen."),
                ) from error
    return handed


def _is_async(handed: Any) -> bool:
    return any("Async" in kind.__name__ for kind in type(handed).__mro__)


def raw(connection: Any) -> Any:
    """Return the connection of a driver that another one wraps, or itself.

    It is wrapped by a pool of SQLAlchemy's, or by Django (``connections["default"]``).
    """
    if hasattr(connection, "ensure_connection"):  # it connects when first asked
        connection.ensure_connection()
        return connection.connection
    return getattr(connection, "dbapi_connection", connection)


def refuse_driver(driver: str, *, within: bool = False) -> None:
    """Refuse a driver of SQLAlchemy's that ratsflow does not speak.

    Args:
        driver: SQLAlchemy's name of it.
        within: on a connection that SQLAlchemy adapts within `run_sync`.

    Raises:
        InvalidInputError: with what to write instead.
    """
    if driver not in (ADAPTED if within else SPOKEN):
        raise InvalidInputError(
            Both(
                f"ratsflow does not speak the driver {driver!r}.",
                f"ratsflow kennt den Treiber „{driver}“ nicht.",
            ),
            "database",
            _CURES.get(
                driver,
                Both(
                    f"Use one of {', '.join(sorted(SPOKEN))}.",
                    f"Einen davon verwenden: {', '.join(sorted(SPOKEN))}.",
                ),
            ),
        )


def refuse_target(target: Any) -> None:
    """Refuse what names no database: it would be taken for the path of a file.

    Raises:
        InvalidInputError: with what to pass instead.
    """
    homes = [kind.__module__.partition(".")[0] for kind in type(target).__mro__]
    cure: str = Both(
        "Pass a URL, the path of a SQLite file, or a SQLAlchemy engine.",
        "Eine URL, den Pfad einer SQLite-Datei oder eine Engine von SQLAlchemy "
        "übergeben.",
    )
    if callable(getattr(target, "cursor", None)) or hasattr(target, "get_bind"):
        cure = Both(
            "Lend a connection with SqlStore.on(connection).",
            "Eine Verbindung mit SqlStore.on(connection) leihen.",
        )
    elif "sqlalchemy" in homes:
        dialect = getattr(target, "dialect", None)
        is_async = "Async" in type(target).__name__ or dialect is not None
        cure = _cure(target, homes, is_async=is_async) if is_async else cure
    raise InvalidInputError(
        Both(
            f"a {_name(target)} names no database.",
            f"{_name(target)} nennt keine Datenbank.",
        ),
        "database",
        cure,
    )


def _cure(handed: Any, homes: list[str], *, is_async: bool) -> str:
    if "sqlalchemy" in homes:
        if is_async:
            return Both(
                "Call ratsflow within run_sync, with the connection that it hands in, on a "
                "URL of psycopg or aiosqlite.",
                "ratsflow innerhalb von run_sync aufrufen, mit der Verbindung "
                "daraus, auf einer URL von psycopg oder aiosqlite.",
            )
        if hasattr(handed, "get_bind"):
            return Both("Pass session.connection().", "session.connection() übergeben.")
        if hasattr(handed, "connect"):
            return Both(
                "Pass a connection of it: with engine.begin() as connection.",
                "Eine Verbindung daraus übergeben: with engine.begin() as connection.",
            )
        return Both(
            "Pass a SQLAlchemy Connection.", "Eine Verbindung von SQLAlchemy übergeben."
        )
    return next((_CURES[home] for home in homes if home in _CURES), _ELSE)


def _name(handed: Any) -> str:
    kind = type(handed)
    home = kind.__module__.partition(".")[0]
    return kind.__name__ if home == "builtins" else f"{home} {kind.__name__}"
