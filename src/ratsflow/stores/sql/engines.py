"""Opening what SQLAlchemy opens, and making the tables of a database."""

from __future__ import annotations

import os

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote, urlsplit

from sqlalchemy import (
    Connection,
    Engine,
    NullPool,
    Pool,
    QueuePool,
    StaticPool,
    create_engine,
    make_url,
)
from sqlalchemy.dialects import registry
from sqlalchemy.engine import URL
from sqlalchemy.exc import (
    ArgumentError,
    NoSuchModuleError,
    SQLAlchemyError,
)
from sqlalchemy.exc import (
    TimeoutError as PoolTimeoutError,
)

from ratsflow.errors import Both, InvalidInputError, StoreError
from ratsflow.stores.sql import schema
from ratsflow.stores.sql.connections import is_checked
from ratsflow.stores.sql.current import is_current
from ratsflow.stores.sql.drivers import (
    SUPPORTED,
    Driver,
    driver_for,
    driver_within,
    secrets_of,
    spoken,
    told,
)
from ratsflow.stores.sql.failures import exhausted, store_error
from ratsflow.stores.sql.foreign import (
    driver_spoken,
    of_session,
    raw,
    refuse_driver,
    refuse_target,
)
from ratsflow.stores.sql.opening import SCHEME
from ratsflow.stores.sql.schema import (
    PLACE,
    check_version,
    explain_opening,
    place_of,
)
from ratsflow.stores.sql.session import Lent, Owned, lent_place
from ratsflow.stores.sql.sources import FileSource, Source


registry.register(
    "postgresql.lent_psycopg2", "ratsflow.stores.sql.dialects", "LentPsycopg2"
)

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
        if target.dialect.is_async:  # outside of run_sync nothing can wait for it
            refuse_target(target)
        refuse_driver(target.dialect.driver)
        return _open(target, _driver(target.dialect.name), create=create)
    if not isinstance(target, str | Path | URL):
        refuse_target(target)
    url = _url(target)
    driver = _driver(url.get_backend_name())
    _refuse_missing(url, create=create)
    return _open(_engine(url, timeout), driver, create=create)


def make_file(source: FileSource, driver: Driver, *, create: bool) -> Owned:
    """Make the tables of a SQLite file current where that is allowed, and open it.

    Raises:
        StoreError: it may not be, or the file is not ours or newer than this library.
    """
    url = URL.create("sqlite", database=source.name)
    _refuse_missing(url, create=create)
    engine = _engine(url, source.wait)
    try:
        return _open(engine, driver, create=create, source=source)
    finally:
        engine.dispose()


class EngineSource:
    """An engine of SQLAlchemy's: its creator, its events and the limits of its pool.

    Args:
        engine: the engine.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self.place = told(engine.url)
        self.secrets = secrets_of(engine.url)
        # Of its own, so that the host's may all be in use; what is made is taken out of it.
        self._pool = engine.pool.recreate()
        self.most, self.kept, self.timeout = _limits(engine.pool)

    @property
    def of(self) -> object:
        """The engine, whose connections all stores on it share."""
        return self._engine

    def connect(self) -> Any:
        """Return a connection that its pool knows no more."""
        try:
            keeper = self._pool.connect()
        except SQLAlchemyError as error:
            raise _cause(error) from None
        dbapi = keeper.dbapi_connection
        keeper.detach()
        return dbapi

    def share(self) -> tuple[Any, Any]:
        """Return the one connection of the engine, and what keeps it open."""
        try:
            keeper = self._engine.raw_connection()
        except SQLAlchemyError as error:
            raise _cause(error) from None
        return keeper.dbapi_connection, keeper


def _limits(pool: Pool) -> tuple[float, float, float]:
    """Return how many connections there may be, how many are kept, how long one waits."""
    if not isinstance(pool, QueuePool) or not pool.size():
        return float("inf"), float("inf"), 0
    more = pool._max_overflow  # noqa: SLF001  # it tells it nowhere else
    most = pool.size() + more if more >= 0 else float("inf")
    return most, pool.size(), pool.timeout()


def open_lent(connection: Connection | Any, *, create: bool) -> Lent:
    """Work in the transaction of a host.

    Raises:
        StoreError: it is no connection that ratsflow can work on.
    """
    connection = of_session(connection)
    if not isinstance(connection, Connection):
        return _lent_raw(connection, create=create)
    dialect = connection.dialect
    refuse_driver(dialect.driver, within=dialect.is_async)
    driver = driver_within(dialect, _driver(dialect.name))

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


def _lent_raw(connection: Any, *, create: bool) -> Lent:
    """Work on a connection of a driver itself, or on one of a pool of SQLAlchemy's."""
    dbapi = raw(connection)
    driver = driver_spoken(dbapi)
    with _told(driver):
        session = Lent(dbapi, driver)
        check_raw(dbapi, driver, create=create)
    return session


@contextmanager
def _told(driver: Driver, place: str = "") -> Iterator[None]:
    """Turn errors of the driver of a lent connection into `StoreError`."""
    place = place or lent_place(driver)
    try:
        yield
    except SQLAlchemyError as error:
        raise store_error(_cause(error), driver, place) from error
    except Exception as error:
        if not driver.is_own(error):
            raise
        raise store_error(error, driver, place) from error


def raw_tables_are_current(dbapi: Any, driver: Driver, place: str) -> bool:
    """Tell whether the tables on a raw connection are those that this library writes.

    Raises:
        StoreError: they are newer, or cannot be read.
    """
    with _told(driver, place):
        if is_current(dbapi, driver):
            return True
        with _borrowed(dbapi, driver, place) as connection:
            return check_version(connection, create=True)


def check_raw(dbapi: Any, driver: Driver, *, create: bool) -> None:
    """Refuse a raw connection whose tables are not current, or make them so.

    Raises:
        StoreError: they are not there, or of another version.
    """
    if not is_current(dbapi, driver):
        with _borrowed(dbapi, driver) as connection:
            if not check_version(connection, create=create):
                schema.bring_up(connection)


def bring_up(connection: Connection | Any) -> None:
    """Create the tables, or bring them forward, in a host's transaction.

    Call it in a migration of the host's own.

    Args:
        connection: one that `SqlStore.on` takes, in a transaction.

    Raises:
        InvalidInputError: it is none.
        StoreError: the tables are newer than this library, or cannot be created.
    """
    connection = of_session(connection)
    if isinstance(connection, Connection):
        schema.bring_up(connection)
        return
    dbapi = raw(connection)
    driver = driver_spoken(dbapi)
    with _told(driver), _borrowed(dbapi, driver) as borrowed:
        schema.bring_up(borrowed)


class _Borrowed:
    """A host's connection in the hands of SQLAlchemy, which would end its transaction."""

    def __init__(self, dbapi: Any, driver: Driver) -> None:
        self._dbapi = dbapi
        self._driver = driver

    def __getattr__(self, name: str) -> Any:
        return getattr(self._dbapi, name)

    def cursor(self) -> Any:
        return self._driver.cursor(self._dbapi)

    def commit(self) -> None:
        """Leave that to the host."""

    rollback = close = commit


@contextmanager
def _borrowed(dbapi: Any, driver: Driver, place: str = "") -> Iterator[Connection]:
    """Lend a raw connection to SQLAlchemy, which declares the tables."""
    engine = create_engine(
        driver.url,
        creator=lambda: _Borrowed(dbapi, driver),
        poolclass=StaticPool,
        pool_reset_on_return=None,
        **driver.bare,
    )
    with engine.connect() as connection:
        connection.info[PLACE] = place or lent_place(driver)
        yield connection


def _check_lent(connection: Connection, driver: Driver, *, create: bool) -> None:
    place = place_of(connection)
    try:
        if not check_version(connection, create=create):
            schema.bring_up(connection)
            connection.info[CHECKED] = False  # the host may take the tables back
        else:
            connection.info.setdefault(CHECKED, True)
    except SQLAlchemyError as error:
        raise store_error(_cause(error), driver, place) from error


def _url(target: str | Path | URL) -> URL:
    if isinstance(target, URL):
        return _of_sqlite(spoken(target))
    text = str(target)
    if isinstance(target, Path) or not SCHEME.match(text):
        return URL.create("sqlite", database=text)
    try:
        url = make_url(text)
    except (ArgumentError, ValueError):
        # What could not be parsed may hold a password: nothing of it is quoted.
        raise _no_url(
            Both("it is no database URL.", "das ist keine URL einer Datenbank.")
        ) from None
    if "@" in f"{url.host}{url.port}{url.database}" and not text.startswith("sqlite"):
        raise _no_url(
            Both(
                "a sign in its user or password divides it at the wrong place.",
                "ein Zeichen in Benutzer oder Passwort teilt sie an der falschen "
                "Stelle.",
            )
        )
    return _of_sqlite(spoken(url))


_OPENING = frozenset({"cache", "immutable", "mode", "nolock", "psow", "vfs"})
"""What SQLite itself is told of how to open a file, where its name is a ``file:`` URI."""
_CONNECTING = frozenset(
    {
        *("cached_statements", "check_same_thread", "detect_types"),
        *("isolation_level", "timeout", "uri"),
    }
)
"""What its driver is told."""


def _of_sqlite(url: URL) -> URL:
    """Return a URL by which SQLite hears how a file is to be opened.

    SQLAlchemy drops ``?mode=ro`` behind a plain path, and the file is opened for writing.

    Raises:
        InvalidInputError: neither SQLite nor its driver knows something that it asks for.
    """
    if url.get_backend_name() != "sqlite":
        return url
    unheard = sorted(url.query.keys() - _OPENING - _CONNECTING)
    if unheard:
        known = ", ".join(sorted(_OPENING | _CONNECTING))
        raise InvalidInputError(
            Both(
                f"its URL asks for {unheard[0]!r}, which SQLite does not know.",
                f"die URL verlangt „{unheard[0]}“; das kennt SQLite nicht.",
            ),
            "database",
            Both(
                f"Leave it out; known: {known}.",
                f"Es weglassen; bekannt sind: {known}.",
            ),
        )
    name = url.database or ""
    if not name.startswith("file:"):
        if not url.query.keys() & _OPENING:
            return url
        name = f"file:{quote(name, safe='/:')}"
    return url.set(database=name, query={**url.query, "uri": "true"})


def _no_url(what: str) -> InvalidInputError:
    return InvalidInputError(
        what,
        "database",
        Both(
            "Write for example sqlite:///log.db or postgresql://user:password@host/name, with "
            "%40 for an @ in user or password, %3A for a colon and %2F for a slash.",
            "Zum Beispiel sqlite:///log.db oder postgresql://user:password@host/name "
            "schreiben, mit %40 für ein @ in Benutzer oder Passwort, %3A für einen "
            "Doppelpunkt und %2F für einen Schrägstrich.",
        ),
    )


def _driver(dialect: str) -> Driver:
    driver = driver_for(dialect)
    if driver is None:
        raise InvalidInputError(
            Both(
                f"there is no store for {dialect!r}.",
                f"für „{dialect}“ gibt es keine Ablage.",
            ),
            "database",
            Both(
                f"Use one of {', '.join(SUPPORTED)}.",
                f"Eine davon verwenden: {', '.join(SUPPORTED)}.",
            ),
        )
    return driver


def _refuse_missing(url: URL, *, create: bool) -> None:
    if create or url.get_backend_name() != "sqlite" or _in_memory(url):
        return
    if not Path(_path_of(url)).exists():
        raise StoreError(
            Both(
                f"{told(url)}: there is no such file. Name another, or begin a log there with "
                "`ratsflow open`, in Python with create=True.",
                f"{told(url)}: Diese Datei gibt es nicht. Eine andere nennen oder "
                "dort ein Protokoll anlegen mit: ratsflow open.",
            )
        )


def _make_private(url: URL) -> None:
    """Make a new file of SQLite for its owner alone; what SQLite puts beside it is so too.

    What is not public lies in it in the open.
    """
    if url.get_backend_name() != "sqlite" or _in_memory(url):
        return
    if url.query.get("mode", "rwc") != "rwc" or "immutable" in url.query:
        return  # SQLite is told to make none
    with suppress(OSError):  # it is there, or SQLite says why it cannot be made
        os.close(os.open(_path_of(url), os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))


def _path_of(url: URL) -> str:
    """Return the path of a file of SQLite's, however its URL writes it."""
    name = url.database or ""
    return unquote(urlsplit(name).path) if name.startswith("file:") else name


def _in_memory(url: URL) -> bool:
    name = url.database or ":memory:"
    return url.get_backend_name() == "sqlite" and (
        ":memory:" in name or url.query.get("mode") == "memory"
    )


def _engine(url: URL, timeout: float) -> Engine:
    refuse_driver(url.get_driver_name())
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
            Both(
                f"the driver for {url.drivername!r} is not installed. Install "
                f"ratsflow[{extra}].",
                f"Der Treiber für „{url.drivername}“ ist nicht installiert. "
                f"ratsflow[{extra}] installieren.",
            )
        ) from error


def _open(
    engine: Engine, driver: Driver, *, create: bool, source: Source | None = None
) -> Owned:
    place = told(engine.url)
    if create:
        _make_private(engine.url)
    try:
        ready = is_checked(engine)  # a thousand municipalities ask once
        if not ready:
            # Read before anything is set up: nothing is written to what is not ours.
            with engine.connect() as connection:
                ready = check_version(connection, create=create)
        source = source or EngineSource(engine)
        session = Owned(source, driver, shared=_in_memory(engine.url))
        if not ready:
            _create(engine, session)
        session.checked()
    except PoolTimeoutError:
        raise exhausted(place, None) from None
    except SQLAlchemyError as error:
        raise (
            explain_opening(error, driver, place)
            or store_error(_cause(error), driver, place, secrets=secrets_of(engine.url))
        ) from None
    return session


def _create(engine: Engine, session: Owned) -> None:
    with (
        session.connection(),
        engine.connect() as connection,
    ):  # which sets SQLite to WAL
        schema.bring_up(connection)
        connection.commit()


def _cause(error: SQLAlchemyError) -> Exception:
    return getattr(error, "orig", None) or error
