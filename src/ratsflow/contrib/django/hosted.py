"""A store on Django's own connection: what it writes belongs to Django's transaction."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from typing import TYPE_CHECKING, Any, TypeVar
from weakref import WeakKeyDictionary, WeakSet

from django.db import DEFAULT_DB_ALIAS, DatabaseError, connections, transaction

from ratsflow.contrib.django.standing import Standing
from ratsflow.errors import (
    Both,
    InvalidInputError,
    RatsflowError,
    StoreError,
    TransactionLostError,
)
from ratsflow.log import Record
from ratsflow.stores import Append
from ratsflow.stores.sql.connections import DriverConnection
from ratsflow.stores.sql.drivers import Driver, Failure, driver_of
from ratsflow.stores.sql.engines import raw_tables_are_current
from ratsflow.stores.sql.session import READERS_END, savepoint
from ratsflow.stores.sql.store import SqlStore
from ratsflow.stores.sql.writing import ATTEMPTS


if TYPE_CHECKING:
    from ratsflow.contrib.django.field import CaseField


_Done = TypeVar("_Done")


class Hosted:
    """Where statements run: on the connection that Django has for this thread.

    Within ``atomic()`` they are part of it; else each write is a transaction of its own, as
    everything that Django writes is. What fails for good marks Django's transaction, so that
    nothing is committed in half.

    Args:
        alias: Django's name of the database.
    """

    lent = True

    def __init__(self, alias: str = DEFAULT_DB_ALIAS) -> None:
        self.alias = alias
        self.place: str = Both(f"database {alias!r}", f"Datenbank „{alias}“")
        self.driver: Driver = driver_for(alias)
        self._here: WeakKeyDictionary[Any, DriverConnection] = WeakKeyDictionary()
        self._units: WeakSet[Any] = WeakSet()
        self._checked: set[object] = set()

    @property
    def in_unit(self) -> bool:
        """Whether what is read now may still be rolled back."""
        wrapper = connections[self.alias]
        return bool(wrapper.in_atomic_block) or not wrapper.get_autocommit()

    def _current(self) -> DriverConnection:
        """Return this thread's connection, as Django would use it now."""
        wrapper = connections[self.alias]
        wrapper.close_if_health_check_failed()  # as before a cursor of Django's own
        wrapper.ensure_connection()
        wrapper.validate_thread_sharing()
        wrapper.validate_no_broken_transaction()
        conn = self._here.get(wrapper)
        if conn is None or conn.dbapi is not wrapper.connection:
            dbapi = wrapper.connection
            conn = DriverConnection(dbapi, self.driver.cursor(dbapi))
            self.driver.adopt(dbapi)
            self._check_tables(wrapper)
            self._here[wrapper] = conn
        conn.unit = self.in_unit
        return conn

    def _check_tables(self, wrapper: Any) -> None:
        """Ask once for each database whether its tables are those of this library."""
        name = wrapper.settings_dict.get("NAME")
        if name in self._checked:
            return
        if not raw_tables_are_current(wrapper.connection, self.driver, self.place):
            raise StoreError(
                Both(
                    f"{self.place}: the tables of ratsflow are missing, or older than this "
                    "library. Run: python manage.py migrate",
                    f"Datenbank „{self.alias}“: Die Tabellen von ratsflow fehlen oder sind "
                    "älter als diese Bibliothek. Ausführen: python manage.py migrate",
                )
            )
        self._checked.add(name)

    @contextmanager
    def connection(self) -> Iterator[DriverConnection]:
        """Lend the connection for single statements."""
        with self._marking():
            yield self._current()

    @contextmanager
    def transaction(self) -> Iterator[DriverConnection]:
        """Make what runs inside all or nothing, as a part of Django's transaction."""
        if not self.in_unit:
            with transaction.atomic(self.alias):
                yield from self._part(self._current())
            return
        conn = self._current()
        conn.spoilt = False
        with self._marking(), savepoint(conn):
            yield from self._part(conn)

    def _part(self, conn: DriverConnection) -> Iterator[DriverConnection]:
        yield conn
        if conn.erased:  # pages of a file that hold what was erased go with the commit
            conn.erased = False
            transaction.on_commit(lambda: self.sweep(READERS_END), using=self.alias)

    @contextmanager
    def plain(self) -> Iterator[DriverConnection]:
        """Make a plain append all or nothing; where it is one statement, it is."""
        within = self.connection() if self.driver.one_trip else self.transaction()
        with within as conn:
            yield conn

    @contextmanager
    def snapshot(self) -> Iterator[DriverConnection]:
        """Make what is read inside one moment, if no transaction is open already."""
        conn = self._current()
        if conn.unit:
            yield conn
            return
        for sql in self.driver.snapshot:
            conn.say(sql)
        try:
            yield conn
        finally:
            conn.say("ROLLBACK")

    @contextmanager
    def unit(self) -> Iterator[None]:
        """Make every append inside part of one transaction: Django's, if one is open."""
        wrapper = connections[self.alias]
        if wrapper in self._units:
            raise StoreError(
                Both(
                    "a unit of work is already open; units do not nest.",
                    "Es ist schon eine Arbeitseinheit offen; sie lassen sich nicht "
                    "schachteln.",
                )
            )
        self._units.add(wrapper)
        try:
            yield from self._unit(wrapper)
        finally:
            self._units.discard(wrapper)

    def _unit(self, wrapper: Any) -> Iterator[None]:
        with transaction.atomic(self.alias):
            yield
            if wrapper.needs_rollback:
                raise StoreError(
                    Both(
                        f"{self.place}: a part of the unit of work failed, so that none of "
                        "it is written. Do all of it again.",
                        f"Datenbank „{self.alias}“: Ein Teil der Arbeitseinheit ist "
                        "gescheitert, darum ist nichts davon geschrieben. Alles neu machen.",
                    )
                )

    @contextmanager
    def _marking(self) -> Iterator[None]:
        """Let Django know of a transaction that cannot be committed any more."""
        try:
            yield
        except BaseException:
            wrapper = connections[self.alias]
            conn = self._here.get(wrapper)
            if wrapper.in_atomic_block and conn is not None and self._is_lost(conn):
                wrapper.needs_rollback = True
            raise

    def _is_lost(self, conn: DriverConnection) -> bool:
        try:
            return conn.spoilt or not self.driver.holds(conn.dbapi)
        except Exception:  # the connection does not even tell  # noqa: BLE001
            return True

    @contextmanager
    def said(self) -> Iterator[list[str]]:
        """Gather the statements that this thread sends."""
        statements: list[str] = []
        conn = self._current()
        plain = conn.cursor
        conn.cursor = _Noting(plain, statements)
        try:
            yield statements
        finally:
            conn.cursor = plain

    def sweep(self, wait: int) -> bool:
        """Remove what erasures left behind in files; within a transaction nothing is."""
        return not self.in_unit and self.driver.sweep(self._current().dbapi, wait)

    def drop(self) -> None:
        """Let Django look at the connection before it is used for another request."""
        connections[self.alias].errors_occurred = True

    def close(self) -> None:
        """Do nothing: the connection is Django's."""


class _Noting:
    """A cursor that notes what it is told."""

    def __init__(self, cursor: Any, statements: list[str]) -> None:
        self._cursor = cursor
        self._statements = statements

    def __getattr__(self, name: str) -> Any:
        return getattr(self._cursor, name)

    def execute(self, sql: str, *values: Any) -> Any:
        self._statements.append(sql)
        return self._cursor.execute(sql, *values)

    def executemany(self, sql: str, rows: Any) -> Any:
        self._statements.append(sql)
        return self._cursor.executemany(sql, rows)


def driver_for(alias: str) -> Driver:
    """Return what speaks to a database of Django's.

    Raises:
        InvalidInputError: ratsflow does not speak it.
    """
    wrapper = connections[alias]
    module = getattr(wrapper, "Database", None)
    home = getattr(module, "__name__", wrapper.vendor).partition(".")[0]
    driver = driver_of(home)
    if driver is None:
        raise InvalidInputError(
            Both(
                f"ratsflow does not speak {wrapper.vendor} by {home}.",
                f"ratsflow kennt {wrapper.vendor} ({home}) nicht.",
            ),
            Both(f"database {alias!r}", f"Datenbank „{alias}“"),
            Both(
                "Use SQLite, PostgreSQL or MariaDB.",
                "SQLite, PostgreSQL oder MariaDB verwenden.",
            ),
        )
    return driver


class HostedStore(SqlStore):
    """A `SqlStore` on Django's connections, for all threads of a process.

    Whoever appends, the status of the row follows: a step, many at once, a migration. Both
    are one transaction: that of ``atomic()``, and outside of it one of their own.

    Args:
        alias: Django's name of the database.
        tenant: the municipality.
    """

    def __init__(self, alias: str = DEFAULT_DB_ALIAS, tenant: str = "default") -> None:
        self.hosted = Hosted(alias)
        self._attach(self.hosted, tenant)

    def append(self, case_id: str, records: Sequence[Record], **given: Any) -> None:
        """Append records to a case, and write its state into the row; see `Store.append`.

        Raises:
            TransactionLostError: the database ended the transaction.
        """

        def write() -> None:
            super(HostedStore, self).append(case_id, records, **given)
            self._follow(case_id, given["standing"].state, records[-1].version)

        self._together([case_id], write)

    def append_many(self, works: Iterable[Append]) -> Sequence[RatsflowError | None]:
        """Append to many cases, and write their states into the rows."""
        wanted = list(works)

        def write() -> Sequence[RatsflowError | None]:
            answers = super(HostedStore, self).append_many(wanted)
            for work, answer in zip(wanted, answers, strict=True):
                if answer is None:
                    version = work.records[-1].version
                    self._follow(work.case_id, work.standing.state, version)
            return answers

        return self._together([each.case_id for each in wanted], write)

    def _together(self, case_ids: Sequence[str], write: Callable[[], _Done]) -> _Done:
        """Make an entry and the column one transaction, where none is open already.

        The rows are locked first, as whoever takes a step by a row does: two who lock in
        another order wait for each other. A transaction of its own that the database ended
        because others wrote is tried again; nobody else wrote in it.
        """
        if self.hosted.in_unit:
            return write()
        for left in reversed(range(ATTEMPTS)):
            try:
                with transaction.atomic(self.hosted.alias):
                    self._lock(case_ids)
                    done = write()
            except TransactionLostError:
                if not left:
                    raise
            else:
                break
        self.settle()
        return done

    def _lock(self, case_ids: Sequence[str]) -> None:
        if self.hosted.driver.locking:
            for rows, _ in self._rows(case_ids):
                locked = rows.select_for_update().order_by("pk").values_list("pk")
                self._done(case_ids[0], 0, partial(list, locked))

    def _rows(self, case_ids: Sequence[str]) -> Iterator[tuple[Any, CaseField]]:
        """Yield the rows of cases, by each model that may have them."""
        from ratsflow.contrib.django.field import tied  # noqa: PLC0415  # it asks the office
        from ratsflow.contrib.django.query import rows_of  # noqa: PLC0415

        for model, field in tied():
            own = [each for each in case_ids if field.keys_of(each) is not None]
            if own:
                rows = model._base_manager.using(self.hosted.alias).all()
                yield rows_of(rows, field, own), field

    def _follow(self, case_id: str, state: str, version: int) -> None:
        """Write where a case stands into the column of its row, if it is one of a row."""
        for rows, field in self._rows([case_id]):
            column = {field.attname: Standing(state)}
            self._done(case_id, version, partial(rows.update, **column))

    def _done(self, case_id: str, version: int, do: Callable[[], Any]) -> None:
        """Do something to the row of a case.

        Raises:
            TransactionLostError: the database ended the transaction.
        """
        try:
            do()
        except DatabaseError as error:
            cause = error.__cause__
            failure = self.hosted.driver.failure
            if isinstance(cause, Exception) and failure(cause) is Failure.LOST:
                raise TransactionLostError(case_id, version, version) from error
            raise

    def settle(self) -> None:
        """Note, behind a commit, which values of law are kept: later steps need not ask."""
        if not self.hosted.in_unit:
            self._laws.settle()
