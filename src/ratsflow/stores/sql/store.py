"""The SQL store: one code for SQLite, PostgreSQL and MariaDB."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from heapq import merge
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

from ratsflow.errors import Both, BrokenLogError, InvalidInputError, RatsflowError
from ratsflow.log import Head, Record
from ratsflow.stores.checks import (
    LONGEST_TENANT,
    check_append,
    check_bound,
    check_find,
    check_project,
    check_text,
    keys_asked,
)
from ratsflow.stores.progress import Progress, silent
from ratsflow.stores.protocol import Append, Found, Laws, Projected, Standing, Used
from ratsflow.stores.sql.bulk import BulkWriter
from ratsflow.stores.sql.current import EVERYBODY
from ratsflow.stores.sql.failures import driver_errors
from ratsflow.stores.sql.laws import Laws as SetsOfLaw
from ratsflow.stores.sql.opening import again, open_lent, open_target
from ratsflow.stores.sql.outbox import Outbox
from ratsflow.stores.sql.reading import Reader
from ratsflow.stores.sql.statements import statements
from ratsflow.stores.sql.writing import Writer
from ratsflow.stores.verify import KeptLaws, StandingOf


if TYPE_CHECKING:
    from sqlalchemy import Connection, Engine
    from sqlalchemy.engine import URL

    from ratsflow.documents.reports import AppendOnly
    from ratsflow.log.tree import Leaf
    from ratsflow.stores.sql.leaves import Leaves
    from ratsflow.stores.sql.opening import Target
    from ratsflow.stores.sql.session import Session


class SqlStore:
    """Keeps records in a database; safe for threads and processes.

    Args:
        target: a database URL (``sqlite:///log.db``, ``postgresql://…``,
            ``mariadb://…``), the path of a SQLite file, or a SQLAlchemy engine.
        tenant: the municipality; what belongs to another is neither seen nor touched.
        create: create the tables, or bring them forward, where needed.
        timeout: seconds to wait for another writer of a SQLite file.

    Raises:
        InvalidInputError: the URL or the tenant cannot be used.
        StoreError: the database cannot be reached, is not ours, or newer than this
            library; nothing was written.
    """

    _target: Target | None = None  # what another process can open

    def __init__(
        self,
        target: str | Path | URL | Engine,
        tenant: str = "default",
        *,
        create: bool = True,
        timeout: float = 30,
    ) -> None:
        _check_tenant(tenant)  # before anything is opened
        self._attach(open_target(target, create=create, timeout=timeout), tenant)
        self._target = again(target)

    @classmethod
    def on(
        cls,
        connection: Connection | Any,
        tenant: str = "default",
        *,
        create: bool = False,
    ) -> Self:
        """Work in a host's transaction, which is neither committed nor rolled back.

        Args:
            connection: a session or connection of SQLAlchemy, one of Django
                (``connections["default"]`` within ``atomic()``), or a raw one of sqlite3,
                psycopg, psycopg2, PyMySQL or mysqlclient that stands in a transaction.
            tenant: the municipality.
            create: create the tables where they are missing.

        Raises:
            StoreError: the connection commits each statement by itself, or its
                database is not ours.
        """
        store = cls.__new__(cls)
        store._attach(open_lent(connection, create=create), tenant)  # noqa: SLF001  # our own
        return store

    def _attach(self, session: Session, tenant: str) -> None:
        _check_tenant(tenant)
        lines = statements(session.driver.name)
        self.tenant = tenant
        self._session = session
        self._reader = Reader(session, lines, tenant)
        self._laws = SetsOfLaw(session, lines, tenant, self._reader)
        self._writer = Writer(session, lines, tenant, self._laws)
        self._bulk = BulkWriter(session, lines, tenant, self._writer, self._laws)
        self._outbox = Outbox(session, lines, tenant, self._reader)
        self._tree: Leaves | None = None
        self._lines = lines

    def __repr__(self) -> str:
        return f"SqlStore({self._session.place!r}, tenant={self.tenant!r})"

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the store's own connections; a host's stays as it is."""
        self._session.close()

    def append(
        self,
        case_id: str,
        records: Sequence[Record],
        *,
        expected: int,
        standing: Standing,
        key: str = "",
        erase: Sequence[str] = (),
        laws: Laws = (),
    ) -> None:
        """Append records to a case, all or none; see `Store.append`.

        Raises:
            StoreError: the database cannot be written.
        """
        work = Append(
            case_id, tuple(records), expected, standing, key, tuple(erase), laws
        )
        check_append(work)
        self._laws.check(work)
        self._append(work)

    def _append(self, work: Append) -> None:
        self._writer.append(work)

    def append_many(self, works: Iterable[Append]) -> Sequence[RatsflowError | None]:
        """Append to many cases in few round trips; see `Store.append_many`."""
        return self._bulk.append_many(works)

    @contextmanager
    def unit_of_work(self) -> Iterator[None]:
        """Make the appends of this thread one transaction; see `Store.unit_of_work`."""
        if not self._session.in_unit:
            self._laws.settle()
        with driver_errors(self._session, appending=True), self._session.unit():
            yield

    def read(self, case_id: str, after: int = 0) -> Sequence[Record]:
        """Return the records of a case in order."""
        return self._reader.read(case_id, after)

    def read_many(self, case_ids: Iterable[str]) -> Mapping[str, Sequence[Record]]:
        """Return the records of many cases in few round trips."""
        return self._reader.read_many(case_ids)

    def used(self, key: str) -> Used | None:
        """Return what an idempotency key was used for."""
        return self._reader.used_many((key,)).get(key)

    def used_many(self, keys: Iterable[str]) -> Mapping[str, Used]:
        """Return what many keys were used for; those that were not are left out."""
        return self._reader.used_many(keys)

    def law(self, digest: str) -> bytes | None:
        """Return the values of law that entries name by a digest."""
        return self._laws.law(digest)

    def laws(self) -> Iterator[tuple[str, bytes]]:
        """Yield every set of values of law with its digest, sorted by digest."""
        return self._laws.all()

    def head(self, case_id: str) -> Head | None:
        """Return where the log of a case ends."""
        return self._reader.head(case_id)

    def heads(self) -> Iterator[Head]:
        """Yield the heads of all cases, sorted by id."""
        return self._reader.heads()

    def standing(self, case_id: str) -> Standing | None:
        """Return the cached projection of a case."""
        return self._reader.standing(case_id)

    def find(
        self,
        *,
        state: str = "",
        due_by: str = "",
        stuck_since: str = "",
        reference: str | Collection[str] = "",
        base: str | Collection[str] = "",
        limit: int = 1000,
        after: Found | None = None,
    ) -> Sequence[Found]:
        """Return cases by where they stand, by index; see `Store.find`."""
        keys = keys_asked(reference=reference, base=base)
        asked = check_find(
            limit,
            after,
            keys,
            state=state,
            due_by=due_by,
            stuck_since=stuck_since,
        )
        if keys:
            return self._reader.find_keys(keys, limit, after)
        return self._reader.find(asked, limit, after)

    def project(self, rows: Sequence[Projected]) -> int:
        """Write projections anew, where the case stands; see `Store.project`."""
        check_project(rows)
        return self._writer.project(rows)

    def cases(self) -> Iterator[str]:
        """Yield the ids of all cases of which there is any trace, sorted."""
        before = ""
        traces = map(self._reader.traces, ("ratsflow_cases", "ratsflow_entries"))
        for case_id in merge(*traces):
            if case_id != before:
                yield case_id
            before = case_id

    def scan(self) -> Iterator[tuple[str, Sequence[Record]]]:
        """Yield every case with its records, sorted by id, in constant memory."""
        return self._reader.scan()

    @property
    def in_transaction(self) -> bool:
        """Whether what is read may be rolled back; see `Store.in_transaction`."""
        return self._session.in_unit

    def pending(self, limit: int = 100, after: str = "") -> Sequence[Record]:
        """Return entries that nobody has acknowledged; see `Store.pending`."""
        check_bound(after, "after")
        return self._outbox.pending(limit, after)

    def acknowledge(self, case_id: str, version: int) -> None:
        """Note that the entries of a case up to a version have been announced."""
        self._outbox.acknowledge(case_id, version)

    def sequence(self, body: bytes = b"") -> int:
        """Give leaves to the entries that have none; see `Store.sequence`.

        Raises:
            StoreError: a transaction is open, or the database cannot be written.
        """
        return self._leaves.sequence(self, body)

    def tree_size(self) -> int:
        """Return the number of leaves in the tree."""
        return self._leaves.tree_size()

    def leaves(self, start: int = 0) -> Iterator[Leaf]:
        """Yield the leaves from a number on, in order."""
        return self._leaves.leaves(start)

    def leaves_at(self, numbers: Iterable[int]) -> Mapping[int, Leaf]:
        """Return leaves by number; those that do not exist are left out."""
        return self._leaves.leaves_at(numbers)

    def leaf(self, case_id: str, version: int) -> Leaf | None:
        """Return the leaf of an entry, or None if it has none yet."""
        return self._leaves.leaf(case_id, version)

    def heads_at(self, size: int) -> Iterator[Head]:
        """Yield where each case ended when the tree had a size, sorted by id."""
        return self._leaves.heads_at(size)

    def stray_leaves(self) -> Iterator[Leaf]:
        """Yield the leaves whose entry is not there, or has another hash."""
        return self._leaves.stray()

    @property
    def _leaves(self) -> Leaves:
        if self._tree is None:  # no step needs it
            from ratsflow.stores.sql.leaves import Leaves  # noqa: PLC0415

            about = (self._session, self._lines, self.tenant, self._reader)
            self._tree = Leaves(*about)
        return self._tree

    def faults(
        self,
        standing_of: StandingOf | None = None,
        progress: Progress = silent,
        tables: Sequence[BrokenLogError] | None = None,
        processes: int = 1,
    ) -> Iterator[BrokenLogError]:
        """Yield what does not hold in any table; see `ratsflow.stores.verify`.

        What a store on an engine, on a host's connection or in memory holds is gone through
        in this process, and so is a unit of work: no other process can see it.
        """
        from ratsflow.log.tree import TREE, tree_faults  # noqa: PLC0415  # seldom
        from ratsflow.stores.sql.audit import Auditor  # noqa: PLC0415  # seldom

        auditor = Auditor(self._session, self._lines, self.tenant, self._reader)
        if processes > 1 and self._target is not None and not self.in_transaction:
            from ratsflow.stores.sql.ranges import way_to  # noqa: PLC0415

            way_to(standing_of)
            auditor.shared_by(processes, self._target)
        yield from auditor.faults(standing_of, progress, KeptLaws(self), tables)
        yield from auditor.unreadable_of(tree_faults(self), TREE)

    def sweep(self, wait: float = 1) -> bool:
        """Remove what erasures left behind in files of the database.

        A store does so by itself behind each erasure, and again behind later appends where
        another connection still read what was there before. On a host's connection the
        host calls it, after its commit.

        Args:
            wait: seconds to wait for who still reads it.

        Returns:
            Whether nothing is left; what a server keeps until it vacuums is not counted.
        """
        return self._session.sweep(int(wait * 1000))

    def make_append_only(self) -> None:
        """Let the database itself refuse to change the log, but for erasures.

        Triggers do it, upon the tables of all municipalities. They may be put there again.
        On a host's connection they are there with its commit.

        Raises:
            StoreError: this user of the database may not.
        """
        from ratsflow.stores.sql.guards import put_guards  # noqa: PLC0415  # seldom

        put_guards(self._session)

    def lift_append_only(self) -> None:
        """Take these triggers away again.

        Raises:
            StoreError: this user of the database may not.
        """
        from ratsflow.stores.sql.guards import lift_guards  # noqa: PLC0415  # seldom

        lift_guards(self._session)

    def append_only(self) -> AppendOnly:
        """Tell whether the database itself refuses to change the log.

        Returns:
            ``all``, ``some`` or ``none`` of the triggers are there as they were declared;
            ``unknown`` where this user of the database may not see triggers.

        Raises:
            StoreError: the database cannot be read.
        """
        from ratsflow.stores.sql.guards import append_only  # noqa: PLC0415  # seldom

        return append_only(self._session)

    def tenants(self) -> Sequence[str]:
        """Return every tenant that any table knows, sorted."""
        return self._reader.tenants()


def _check_tenant(tenant: str) -> None:
    check_text(tenant, "tenant", LONGEST_TENANT)
    if tenant == EVERYBODY:
        raise InvalidInputError(
            Both(
                f"{EVERYBODY!r} stands for all of them.",
                f"„{EVERYBODY}“ steht für alle.",
            ),
            "tenant",
            Both("Use a name.", "Einen Namen angeben."),
        )
