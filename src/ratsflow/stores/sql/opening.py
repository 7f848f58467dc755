"""Opening: from a URL, a path, an engine or a host's connection to a session.

The path of a SQLite file is opened by the standard library's driver. All else is told and
made by SQLAlchemy, which takes longer to load than a case to read: a file with current
tables needs none of it.
"""

from __future__ import annotations

import re

from pathlib import Path
from typing import TYPE_CHECKING, Any

from ratsflow.stores.sql.current import is_current
from ratsflow.stores.sql.drivers import Sqlite
from ratsflow.stores.sql.session import Lent, Owned
from ratsflow.stores.sql.sources import FileSource


if TYPE_CHECKING:
    from sqlalchemy import Connection, Engine
    from sqlalchemy.engine import URL

    Target = str | Path | URL
    """What any process can open for itself."""


def open_target(
    target: str | Path | URL | Engine, *, create: bool, timeout: float
) -> Owned:
    """Open a database that the store owns, and create its tables where allowed.

    Raises:
        InvalidInputError: it is no URL.
        StoreError: it cannot be reached, is not ours or is newer than this library.
    """
    name = file_in(target)
    if name is None:
        from ratsflow.stores.sql.engines import open_engine  # noqa: PLC0415  # seldom

        return open_engine(target, create=create, timeout=timeout)
    driver = Sqlite()
    source = FileSource(name, timeout)
    if not (Path(name).exists() and _holds_current_tables(source, driver)):
        from ratsflow.stores.sql.engines import make_file  # noqa: PLC0415  # seldom

        return make_file(source, driver, create=create)
    return Owned(source, driver, shared=False)


def again(target: Target | Engine) -> Target | None:
    """Return what another process can open to see the same database, None if none can."""
    if isinstance(target, str | Path):
        return target if file_in(target) or _is_server(str(target)) else None
    is_url = hasattr(target, "render_as_string")
    return target if is_url and _is_server(str(target)) else None  # type: ignore[return-value]


def _is_server(url: str) -> bool:
    return bool(SCHEME.match(url)) and not url.lower().startswith("sqlite")


def open_lent(connection: Connection | Any, *, create: bool) -> Lent:
    """Work in the transaction of a host.

    Raises:
        StoreError: it is no connection that ratsflow can work on.
    """
    from ratsflow.stores.sql import engines  # noqa: PLC0415  # seldom

    return engines.open_lent(connection, create=create)


def file_in(target: object) -> str | None:
    """Return the name of the SQLite file that a target is, if that is plain to see."""
    name = str(target) if isinstance(target, str | Path) else ""
    if isinstance(target, str) and SCHEME.match(name):
        name = name[len(_FILE) :] if name.startswith(_FILE) else ""
        if _ESCAPED.search(name):
            return None
    if not name or "\0" in name or name.startswith("file:") or ":memory:" in name:
        return None
    return name


SCHEME = re.compile(
    r".*://|(?:sqlite|postgres|mysql|mariadb|oracle|mssql)[\w+]*:", re.IGNORECASE
)
"""How a URL begins, also one that lacks a slash; all else is the path of a file."""

_FILE = "sqlite:///"
_ESCAPED = re.compile("[%?#]")
"""What only a parser of URLs reads."""


def _holds_current_tables(source: FileSource, driver: Sqlite) -> bool:
    """Look without a word: what is wrong with a file is told where it would be made."""
    try:
        dbapi = source.connect()
        try:
            return is_current(dbapi, driver)
        finally:
            dbapi.close()
    except (driver.error, UnicodeDecodeError):  # so it reads damaged declarations
        return False
