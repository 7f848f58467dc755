"""Opening: from a URL, an engine or a host's connection to a session."""

from __future__ import annotations

import os

from contextlib import suppress
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from sqlalchemy import Connection, Engine, NullPool, StaticPool, create_engine, make_url
from sqlalchemy.engine import URL
from sqlalchemy.exc import ArgumentError, NoSuchModuleError, SQLAlchemyError

from ratsflow.errors import InvalidInputError, StoreError
from ratsflow.stores.sql.drivers import (
    SUPPORTED,
    Driver,
    dialect_of,
    driver_for,
    spoken,
)
from ratsflow.stores.sql.failures import store_error
from ratsflow.stores.sql.schema import bring_up, check_version, explain_opening
from ratsflow.stores.sql.session import Lent, Owned


CHECKED = "ratsflow.schema"
"""Where a lent connection notes that its tables were found current."""


def open_engine(
    target: str | Path | URL | Engine, *, create: bool, timeout: float
) -> Owned:
    """Open a database that the store owns, and create its tables where allowed.

    Raises:
        InvalidInputError: it is no URL.
        StoreError: it cannot be reached, is not ours or is newer than this library.
    """
    if isinstance(target, Engine):
        return _open(target, _driver(target.dialect.name), create=create)
    url = _url(target)
    driver = _driver(url.get_backend_name())
    _refuse_missing(url, create=create)
    return _open(_engine(url, timeout), driver, create=create)


def open_lent(connection: Connection | Any, *, create: bool) -> Lent:
    """Work in the transaction of a host.

    Raises:
        StoreError: it is no connection that ratsflow can work on.
    """
    if not isinstance(connection, Connection):
        return Lent(connection, _driver(dialect_of(connection)))
    driver = _driver(connection.dialect.name)

    def begin() -> None:
        # What SQLAlchemy itself would do on the first statement; without it a commit
        # of the host would not know that there is something to commit.
        if not connection.in_transaction():
            connection.begin()

    begin()
    dbapi: Any = connection.connection.dbapi_connection
    session = Lent(dbapi, driver, begin)
    if not connection.info.get(CHECKED):
        _check_lent(connection, driver, create=create)
    return session


def _check_lent(connection: Connection, driver: Driver, *, create: bool) -> None:
    place = connection.engine.url.render_as_string(hide_password=True)
    try:
        if not check_version(connection, create=create):
            bring_up(connection)
            connection.info[CHECKED] = False  # the host may take the tables back
        else:
            connection.info.setdefault(CHECKED, True)
    except SQLAlchemyError as error:
        raise store_error(_cause(error), driver, place) from error


def _url(target: str | Path | URL) -> URL:
    if isinstance(target, URL):
        return spoken(target)
    text = str(target)
    if "://" not in text:
        return URL.create("sqlite", database=text)
    try:
        return spoken(make_url(text))
    except ArgumentError as error:
        raise InvalidInputError(
            "it is no database URL.",
            "database",
            "Write for example sqlite:///log.db or postgresql://user@host/name.",
        ) from error


def _driver(dialect: str) -> Driver:
    driver = driver_for(dialect)
    if driver is None:
        raise InvalidInputError(
            f"there is no store for {dialect or 'this connection'!r}.",
            "database",
            f"Use one of {', '.join(SUPPORTED)}.",
        )
    return driver


def _refuse_missing(url: URL, *, create: bool) -> None:
    if create or url.get_backend_name() != "sqlite" or _in_memory(url):
        return
    if not Path(url.database or "").exists():
        raise StoreError(
            f"{url}: there is no such file. Name another, or begin a log there with "
            "`ratsflow open`, in Python with create=True."
        )


def _make_private(url: URL) -> None:
    """Make a new file of SQLite for its owner alone; what SQLite puts beside it is so too.

    What is not public lies in it in the open.
    """
    if url.get_backend_name() != "sqlite" or _in_memory(url):
        return
    name = url.database or ""
    if name.startswith("file:"):
        name = unquote(urlsplit(name).path)
    with suppress(OSError):  # it is there, or SQLite says why it cannot be made
        os.close(os.open(name, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))


def _in_memory(url: URL) -> bool:
    name = url.database or ":memory:"
    return url.get_backend_name() == "sqlite" and (
        ":memory:" in name or "mode=memory" in str(url.query)
    )


def _engine(url: URL, timeout: float) -> Engine:
    arguments: dict[str, Any] = {}
    if url.get_backend_name() == "sqlite":
        # Each connection is used by one thread at a time; only closing is left to
        # whichever thread closes the store.
        arguments = {"timeout": timeout, "check_same_thread": False}
    pool = StaticPool if _in_memory(url) else NullPool
    try:
        return create_engine(url, poolclass=pool, connect_args=arguments)
    except (NoSuchModuleError, ModuleNotFoundError) as error:
        extra = "postgres" if url.get_backend_name() == "postgresql" else "mariadb"
        raise StoreError(
            f"the driver for {url.drivername!r} is not installed. Install "
            f"ratsflow[{extra}]."
        ) from error


def _open(engine: Engine, driver: Driver, *, create: bool) -> Owned:
    place = engine.url.render_as_string(hide_password=True)
    if create:
        _make_private(engine.url)
    try:
        # Read before anything is set up: nothing is written to what is not ours.
        with engine.connect() as connection:
            ready = check_version(connection, create=create)
        session = Owned(engine, driver, shared=_in_memory(engine.url))
        if not ready:
            _create(engine, session)
    except SQLAlchemyError as error:
        raise (
            explain_opening(error, driver, place)
            or store_error(_cause(error), driver, place)
        ) from error
    return session


def _create(engine: Engine, session: Owned) -> None:
    with session.lane(), engine.connect() as connection:  # a lane sets SQLite to WAL
        bring_up(connection)
        connection.commit()


def _cause(error: SQLAlchemyError) -> Exception:
    return getattr(error, "orig", None) or error
