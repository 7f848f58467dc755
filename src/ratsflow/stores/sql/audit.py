"""Verification of every table: a fast pass over the log, then a close look.

The fast pass (`BatchPass`) names suspects. Its statements see different moments, so a case
that looks wrong is looked at closely, in one snapshot, before it is called broken. Where
the file is so damaged that the fast pass ends, every case is looked at by itself.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, nullcontext
from functools import partial
from itertools import chain, islice
from typing import TYPE_CHECKING, Any

from sqlalchemy import ColumnElement, Select, and_, or_, select

from ratsflow.errors import Both, BrokenLogError, StoreError, german
from ratsflow.stores.progress import Progress
from ratsflow.stores.sql.batches import BatchPass, count_of
from ratsflow.stores.sql.connections import DriverConnection
from ratsflow.stores.sql.current import EVERYBODY, SCHEMA
from ratsflow.stores.sql.evidence import FOREIGN, Evidence, foreign
from ratsflow.stores.sql.failures import DamagedError, driver_errors
from ratsflow.stores.sql.queries import KEY, every_case, in_list, param
from ratsflow.stores.sql.reading import LenientReader, Reader, is_sound
from ratsflow.stores.sql.session import Session
from ratsflow.stores.sql.statements import (
    STANDING,
    Row,
    Statement,
    Statements,
    chunks,
)
from ratsflow.stores.sql.structure import wrong_structure
from ratsflow.stores.sql.tables import cases, entries, keys, meta, outbox, sealed
from ratsflow.stores.verify import KeptLaws, StandingOf


if TYPE_CHECKING:
    from ratsflow.stores.sql.opening import Target


BATCH = 64
"""Cases that are looked at closely at a time."""

RANGE = 20_000
"""Entries of a range, about: several ranges for each process, so that none waits long."""

META = "(ratsflow_meta)"
"""What stands for the case where the tables as a whole are wrong."""

_ENTRY = tuple(entries.c[name] for name in entries.c.keys() if name != "tenant")  # noqa: SIM118
_CASE = tuple(
    cases.c[name] for name in ("case_id", "version", "hash", "waiting", *STANDING)
)
_SEALED = tuple(sealed.c[name] for name in sealed.c.keys() if name != "tenant")  # noqa: SIM118
_OUTBOX = (outbox.c.case_id, outbox.c.announced)


class Auditor:
    """Verifies the tables of one tenant."""

    def __init__(
        self, session: Session, lines: Statements, tenant: str, reader: Reader
    ) -> None:
        self._session = session
        self._lines = lines
        self._tenant = tenant
        self._reader = reader
        self._reading: Callable[[Any], AbstractContextManager[None]] = _as_it_is
        self._processes = 1
        self._target: Target | None = None

    def shared_by(self, processes: int, target: Target) -> None:
        """Let processes share the fast pass; each opens the database for itself."""
        self._processes, self._target = processes, target

    @staticmethod
    def unreadable_of(
        found: Iterator[BrokenLogError], where: str
    ) -> Iterator[BrokenLogError]:
        """Yield what was found, and where it ends by an error that it cannot be read."""
        try:
            yield from found
        except (StoreError, *FOREIGN) as error:
            yield _unreadable(where, error)

    def faults(
        self,
        standing_of: StandingOf | None,
        progress: Progress,
        laws: KeptLaws,
        tables: Sequence[BrokenLogError] | None,
    ) -> Iterator[BrokenLogError]:
        """Yield whatever does not hold in any table, each thing once."""
        told: set[tuple[str, int, str]] = set()
        for error in self._every_fault(standing_of, progress, laws, tables):
            what = (error.case_id, error.version, error.reason)
            if what not in told:
                told.add(what)
                yield error

    def _every_fault(
        self,
        standing_of: StandingOf | None,
        progress: Progress,
        laws: KeptLaws,
        tables: Sequence[BrokenLogError] | None,
    ) -> Iterator[BrokenLogError]:
        bent = tables
        if bent is None:
            bent = [*wrong_structure(self._session, all_tables=standing_of is not None)]
            yield from bent
        # Of tables that were changed themselves, that they cannot be read is no wonder.
        ends = StoreError if bent else DamagedError
        try:
            yield from laws.changed()
            yield from self._all_faults(standing_of, progress, laws)
        except (ends, *FOREIGN) as error:
            # It would hide all that is wrong behind it: go on case by case.
            careful = Auditor(
                self._session, self._lines, self._tenant, LenientReader.of(self._reader)
            )
            careful._reading = self._session.driver.lenient  # its own kind
            yield _unreadable("", error)
            yield from careful._faults_by_case(standing_of, laws)  # its own kind

    def _all_faults(
        self, standing_of: StandingOf | None, progress: Progress, laws: KeptLaws
    ) -> Iterator[BrokenLogError]:
        yield from self._reader.strange_tenants()
        yield from self._wrong_meta()
        yield from self._stray_keys()
        batches = BatchPass(
            self._lines, self._tenant, self._reader, standing_of, progress, laws
        )
        suspects = chain(batches.strays(), batches.suspects())
        if self._target is not None:
            suspects = chain(
                batches.strays(), self._shared(standing_of, progress, laws)
            )
        while batch := list(islice(suspects, BATCH)):
            yield from self._look_closely(batch, standing_of, laws)
        yield from laws.unnamed(self._bodies())

    def _shared(
        self, standing_of: StandingOf | None, progress: Progress, laws: KeptLaws
    ) -> Iterator[str]:
        """Yield the suspects that several processes find."""
        from ratsflow.stores.sql.ranges import swept  # noqa: PLC0415  # seldom

        assert self._target is not None  # noqa: S101  # asked before
        done = 0
        ranges = self._ranges()
        for found in swept(
            self._target, self._tenant, standing_of, ranges, self._processes
        ):
            yield from found.suspects
            laws.note(found.named)
            done += found.entries
            progress(done)

    def _ranges(self) -> Iterator[tuple[str, str | None, int]]:
        """Yield ranges of cases that have about as many entries."""
        after, size = "", 0
        for case_id, version, _ in self._reader.paged(self._lines.of("heads")):
            size += count_of(version)
            if size >= RANGE and is_sound(case_id):
                yield after, case_id, size
                after, size = case_id, 0
        yield after, None, size

    def _bodies(self) -> Iterator[Any]:
        for rows in self._reader.scan_rows("bodies"):
            yield from (row[2] for row in rows)

    def _look_closely(
        self, batch: Sequence[str], standing_of: StandingOf | None, laws: KeptLaws
    ) -> Iterator[BrokenLogError]:
        for evidence in self._gather(batch).values():
            if not evidence.contradictions(standing_of, laws):
                continue
            # A host's transaction may see different moments: look once more.
            again = self._gather([evidence.case_id])[evidence.case_id]
            yield from again.contradictions(standing_of, laws)

    def _faults_by_case(
        self, standing_of: StandingOf | None, laws: KeptLaws
    ) -> Iterator[BrokenLogError]:
        """Yield what does not hold of tables that cannot be read from end to end."""
        for look in (
            laws.changed,
            self._reader.strange_tenants,
            self._wrong_meta,
            self._stray_keys,
        ):
            try:
                yield from look()
            except (StoreError, *FOREIGN) as error:
                yield _unreadable("", error)
        ids: set[str] = set()
        for table in (cases, entries, sealed, outbox):
            query = self._lines.select(
                ("every-case", table.name), ("tenant",), partial(every_case, table)
            )
            for case_id in self._read_on(query):
                if isinstance(case_id, BrokenLogError):
                    yield case_id
                elif is_sound(case_id):
                    ids.add(case_id)
                else:
                    reason = Both(
                        f"table {table.name} holds the case id {case_id!a}, which ",
                        f"Tabelle {table.name} enthält die Kennung {case_id!a}, die "
                        "kein Text ist: Jemand hat sie verändert.",
                    )
                    yield BrokenLogError(
                        "",
                        0,
                        Both(
                            f"{reason}is no text: somebody changed it.",
                            f"{german(reason)}",
                        ),
                    )
        for case_id in sorted(ids):
            try:
                yield from self._look_closely([case_id], standing_of, laws)
            except (StoreError, *FOREIGN) as error:
                yield _unreadable(case_id, error)
        try:
            yield from laws.unnamed(self._bodies())
        except (StoreError, *FOREIGN) as error:
            yield _unreadable("", error)

    def _read_on(self, query: Statement) -> Iterator[Any]:
        """Yield the first value of each row, and an error where there is no going on."""
        rows: list[Any] = []
        try:
            with (
                driver_errors(self._session),
                self._session.connection() as conn,
                self._reading(conn.dbapi),
            ):
                cursor = conn.run(query, self._tenant)
                while row := cursor.fetchone():
                    rows.append(row[0])
        except (StoreError, *FOREIGN) as error:
            rows.append(_unreadable("", error))
        yield from rows

    def _gather(self, batch: Sequence[str]) -> dict[str, Evidence]:
        found = {case_id: Evidence(case_id, self._tenant) for case_id in batch}
        with (
            driver_errors(self._session),
            self._session.snapshot() as conn,
            self._reading(conn.dbapi),
        ):
            for ids in chunks(batch):
                self._gather_rows(conn, ids, found)
            self._gather_commands(conn, found)
        return found

    def _gather_rows(
        self, conn: DriverConnection, ids: Sequence[str], found: dict[str, Evidence]
    ) -> None:
        for row in self._rows(conn, "audit-entries", _ENTRY, ids):
            found[row[0]].entries.append(tuple(row[1:]))
        for row in self._rows(conn, "audit-cases", _CASE, ids):
            found[row[0]].case = tuple(row[1:])
        for row in self._rows(conn, "audit-sealed", _SEALED, ids):
            found[row[0]].sealed.append(tuple(row[1:]))
        for row in self._rows(conn, "audit-outbox", _OUTBOX, ids):
            found[row[0]].announced = row[1]

    def _gather_commands(
        self, conn: DriverConnection, found: dict[str, Evidence]
    ) -> None:
        used = {
            row[3]: evidence
            for evidence in found.values()
            for row in evidence.entries
            if is_sound(row[3]) and row[3]
        }
        for commands in chunks(list(used)):
            for row in self._rows(conn, "keys", KEY, commands):
                used[row[0]].commands[row[0]] = (row[1], row[2])

    def _rows(
        self,
        conn: DriverConnection,
        key: str,
        columns: Sequence[ColumnElement[Any]],
        ids: Sequence[str],
    ) -> Sequence[Row]:
        statement = in_list(self._lines, key, columns, len(ids))
        rows: Sequence[Row] = conn.run(statement, self._tenant, *ids).fetchall()
        return rows

    def _stray_keys(self) -> Iterator[BrokenLogError]:
        """Yield the idempotency keys that no entry was written with."""
        strays = self._lines.select("stray-keys", ("tenant",), _stray_keys)
        for command, case_id, version in self._reader.fetch(strays):
            reason = Both(
                f"the key {command!r} points to it, but it was not written with it.",
                f"der Schlüssel „{command}“ verweist auf ihn, er wurde aber nicht "
                "damit geschrieben.",
            )
            yield BrokenLogError(case_id, version, reason)

    def _wrong_meta(self) -> Iterator[BrokenLogError]:
        def make() -> Select[Any]:
            return select(meta.c.tenant, meta.c.name, meta.c.value).order_by(
                meta.c.tenant, meta.c.name
            )

        rows = self._reader.fetch_plain(self._lines.select("meta", (), make))
        if [tuple(row) for row in rows] != [(EVERYBODY, "schema", str(SCHEMA))]:
            reason = Both(
                f"it says {[tuple(row) for row in rows]!r} of the tables.",
                "sie macht falsche Angaben über die Tabellen.",
            )
            yield BrokenLogError(META, 0, reason)


def _unreadable(case_id: str, error: Exception) -> BrokenLogError:
    """Say that something cannot be read, and why."""
    if isinstance(error, StoreError):
        return BrokenLogError(
            case_id,
            0,
            Both(
                f"it cannot be read: {error}",
                f"der Vorgang lässt sich nicht lesen: {german(error)}",
            ),
        )
    if isinstance(error, KeyError):
        reason = Both(
            f"an index gives the row of {error} in its place: the file is damaged.",
            f"ein Index nennt an seiner Stelle die Zeile von {error}: Die Datei ist "
            "beschädigt.",
        )
        return BrokenLogError(case_id, 0, reason)
    return foreign(case_id, error)


def _as_it_is(_: Any) -> AbstractContextManager[None]:
    return nullcontext()


def _stray_keys() -> Select[Any]:
    at = and_(
        entries.c.tenant == keys.c.tenant,
        entries.c.case_id == keys.c.case_id,
        entries.c.version == keys.c.version,
    )
    return (
        select(keys.c.command, keys.c.case_id, keys.c.version)
        .select_from(keys.outerjoin(entries, at))
        .where(keys.c.tenant == param("tenant"))
        .where(or_(entries.c.command.is_(None), entries.c.command != keys.c.command))
    )
