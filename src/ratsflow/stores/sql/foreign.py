"""What a store is handed and cannot work on: told by what it is, with the cure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ratsflow.errors import InvalidInputError


_DIALECTS: Mapping[str, str] = {
    "sqlite3": "sqlite",
    "psycopg": "postgresql",
    "pymysql": "mariadb",
}
"""The dialect of a raw connection by the module its class comes from."""

SPOKEN = frozenset({"pysqlite", "psycopg", "pymysql"})
"""The drivers that ratsflow speaks, by SQLAlchemy's names."""

_PSYCOPG = (
    "Connect with psycopg 3: psycopg.connect(…), or a URL postgresql+psycopg://…."
)
_PYMYSQL = "Connect with PyMySQL: pymysql.connect(…), or a URL mariadb+pymysql://…."
_IN_A_THREAD = (
    "Call ratsflow in a thread (asyncio.to_thread) on a connection of {driver}, or within "
    "SQLAlchemy's run_sync on a URL of that driver."
)
_CURES: Mapping[str, str] = {
    "psycopg2": _PSYCOPG,
    "pg8000": _PSYCOPG,
    "asyncpg": _IN_A_THREAD.format(driver="psycopg"),
    "psycopg": _IN_A_THREAD.format(driver="psycopg"),
    "psycopg_async": _IN_A_THREAD.format(driver="psycopg"),
    "aiosqlite": _IN_A_THREAD.format(driver="sqlite3"),
    "aiomysql": _IN_A_THREAD.format(driver="PyMySQL"),
    "asyncmy": _IN_A_THREAD.format(driver="PyMySQL"),
    "MySQLdb": _PYMYSQL,
    "mysqldb": _PYMYSQL,
    "mysql": _PYMYSQL,
    "mysqlconnector": _PYMYSQL,
    "mariadb": _PYMYSQL,
    "mariadbconnector": _PYMYSQL,
    "sqlcipher3": "Use the standard library's sqlite3, or a URL sqlite:///….",
    "pysqlcipher": "Use the standard library's sqlite3, or a URL sqlite:///….",
    "apsw": "Use the standard library's sqlite3, or a URL sqlite:///….",
    "django": "Pass connection.connection, within atomic().",
}
_ELSE = (
    "Pass a SQLAlchemy connection, or one of sqlite3, psycopg or PyMySQL that stands in a "
    "transaction."
)


def dialect_of(dbapi: Any) -> str:
    """Return the dialect of a raw connection by what it is: its class, or a base of it.

    Raises:
        InvalidInputError: it is none that ratsflow speaks, with what to do instead.
    """
    homes = [kind.__module__.partition(".")[0] for kind in type(dbapi).__mro__]
    is_async = any("Async" in kind.__name__ for kind in type(dbapi).__mro__)
    spoken = next((_DIALECTS[home] for home in homes if home in _DIALECTS), "")
    if spoken and not is_async and callable(getattr(dbapi, "cursor", None)):
        return spoken
    raise InvalidInputError(
        f"a {_name(dbapi)} is no connection that a store works on.",
        "connection",
        _cure(dbapi, homes, is_async=is_async),
    )


def refuse_driver(driver: str) -> None:
    """Refuse a driver of SQLAlchemy's that ratsflow does not speak.

    Raises:
        InvalidInputError: with what to write instead.
    """
    if driver not in SPOKEN:
        raise InvalidInputError(
            f"ratsflow does not speak the driver {driver!r}.",
            "database",
            _CURES.get(driver, f"Use one of {', '.join(sorted(SPOKEN))}."),
        )


def refuse_target(target: Any) -> None:
    """Refuse what names no database: it would be taken for the path of a file.

    Raises:
        InvalidInputError: with what to pass instead.
    """
    homes = [kind.__module__.partition(".")[0] for kind in type(target).__mro__]
    cure = "Pass a URL, the path of a SQLite file, or a SQLAlchemy engine."
    if callable(getattr(target, "cursor", None)) or hasattr(target, "get_bind"):
        cure = "Lend a connection with SqlStore.on(connection)."
    elif "sqlalchemy" in homes:
        is_async = "Async" in type(target).__name__
        cure = _cure(target, homes, is_async=is_async) if is_async else cure
    raise InvalidInputError(f"a {_name(target)} names no database.", "database", cure)


def _cure(handed: Any, homes: list[str], *, is_async: bool) -> str:
    if "sqlalchemy" in homes:
        if is_async:
            return (
                "Call ratsflow within run_sync, with the connection that it hands in, on a "
                "URL of psycopg, PyMySQL or sqlite3."
            )
        if hasattr(handed, "get_bind"):
            return "Pass session.connection()."
        if hasattr(handed, "connect"):
            return "Pass a connection of it: with engine.begin() as connection."
        return "Pass a SQLAlchemy Connection."
    return next((_CURES[home] for home in homes if home in _CURES), _ELSE)


def _name(handed: Any) -> str:
    kind = type(handed)
    home = kind.__module__.partition(".")[0]
    return kind.__name__ if home == "builtins" else f"{home} {kind.__name__}"
