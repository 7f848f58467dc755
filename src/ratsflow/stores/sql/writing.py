"""Appending one unit to one case: the rows, their order and what a conflict means."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from ratsflow.canonical import digest
from ratsflow.errors import (
    ConflictError,
    RepeatedError,
    StoreError,
    TransactionLostError,
)
from ratsflow.log.chain import prev_in
from ratsflow.stores.checks import storable
from ratsflow.stores.protocol import Append, Projected, Standing, Used
from ratsflow.stores.sql.connections import DriverConnection
from ratsflow.stores.sql.drivers import Failure
from ratsflow.stores.sql.failures import damaged, store_error
from ratsflow.stores.sql.laws import Laws
from ratsflow.stores.sql.session import Session
from ratsflow.stores.sql.statements import Row, Statements


ATTEMPTS = 5
"""How often a transaction that the database ended is tried again."""


class Writer:
    """Appends for one tenant."""

    def __init__(
        self, session: Session, lines: Statements, tenant: str, laws: Laws
    ) -> None:
        self._session = session
        self._lines = lines
        self._tenant = tenant
        self._laws = laws

    def append(self, work: Append, *, apart: bool = False) -> None:
        """Append, all or nothing; try again where only the database's timing failed.

        Args:
            work: the append.
            apart: whether a failure of the database takes back this append alone, and not
                the unit of work around it; that costs a savepoint.

        Raises:
            ConflictError: the case is not at the expected version.
            RepeatedError: a command with this key was already carried out.
            StoreError: the database cannot be written.
        """
        session, laws = self._session, self._laws
        lost: Exception | None = None
        for _ in range(ATTEMPTS):
            are_kept = laws.are_kept(work)
            beside = apart or (not are_kept and laws.is_left(work))
            try:
                self._attempt(work, apart=beside)
            except (ConflictError, RepeatedError, StoreError):
                raise
            except Exception as error:  # drivers share no base class  # noqa: BLE001
                lost = self._explain(work, error)
            else:
                if not are_kept:
                    laws.committed((work,))
                return
            if (
                session.in_unit
            ):  # what was written before in it would not be tried again
                break
        if lost:
            raise store_error(lost, session.driver, session.place) from lost
        raise damaged(work.case_id)

    def _attempt(self, work: Append, *, apart: bool) -> None:
        session = self._session
        one_trip = session.driver.one_trip
        if apart or not (self._is_one_statement(work) if one_trip else is_plain(work)):
            with session.transaction() as conn:
                self._write(conn, work)
        elif one_trip:
            with session.plain() as conn:
                self._write_in_one_trip(conn, work)
        else:
            with session.plain() as conn:
                self._write_plain(conn, work)

    def _is_one_statement(self, work: Append) -> bool:
        """Tell whether one statement writes an append, and harms nothing where it cannot."""
        if len(work.records) > 1 or work.erase:
            return False
        # Of two who open a case with a key one gets an error, which ends a transaction.
        return not (work.key and not work.expected and self._session.in_unit)

    def _write_in_one_trip(self, conn: DriverConnection, work: Append) -> None:
        record = work.records[0]
        sealed = record.sealed
        statement = self._lines.append_once(
            opens=not work.expected, keyed=bool(work.key), seals=bool(sealed)
        )
        cursor = conn.run(
            statement,
            *self.case_row(work),
            record.body,
            work.key,
            sum_of(sealed) if sealed else "",
            record.version,
            *_follows(work),
            [name for name, _ in sealed],
            [payload for _, payload in sealed],
        )
        if cursor.rowcount != 1:
            self._refuse_stale(conn, work)

    def _write_plain(self, conn: DriverConnection, work: Append) -> None:
        self._write_case(conn, work)
        record = work.records[0]
        sealed = record.sealed
        conn.run(
            self._lines.insert_entry,
            self._tenant,
            record.case_id,
            record.version,
            record.hash,
            record.body,
            "",
            sum_of(sealed) if sealed else "",
            0,
        )
        if sealed:
            conn.run_many(self._lines.insert_sealed, self.sealed_rows(work))

    def _write_case(self, conn: DriverConnection, work: Append) -> None:
        """Write the row of the case, which decides who is the one that writes."""
        lines, row = self._lines, self.case_row(work)
        if not work.expected:
            if conn.run(lines.insert_case, *row).rowcount != 1:
                self._refuse_stale(conn, work)
            return
        follows = _follows(work)
        move = lines.move_case
        if move and conn.run(move, *row, *follows).rowcount == 1:
            return
        if conn.run(lines.update_case, *row, *follows).rowcount != 1:
            self._refuse_stale(conn, work)
        if lines.update_seldom:
            conn.run(lines.update_seldom, *row)

    def _write(self, conn: DriverConnection, work: Append) -> None:
        lines = self._lines
        if work.key:
            self._refuse_repeated(conn, work)
        self._write_case(conn, work)
        rows = self.entry_rows(work, self.erasable(conn, work))
        if len(rows) == 1:
            conn.run(lines.insert_entry, *rows[0])
        else:
            conn.run_many(lines.insert_entry, rows)
        self.erase(conn, work)
        sealed = self.sealed_rows(work)
        if sealed:
            conn.run_many(lines.insert_sealed, sealed)
        if work.key:
            conn.run(lines.insert_key, *self.key_row(work))
        self._laws.write(conn, (work,))

    def project(self, rows: Sequence[Projected]) -> int:
        """Write projections anew, in one transaction; see `Store.project`.

        Raises:
            StoreError: the database cannot be written; none was.
        """
        session = self._session
        try:
            with session.transaction() as conn:
                return sum(
                    conn.run(
                        self._lines.of("project"),
                        *standing_row(row.standing),
                        self._tenant,
                        row.case_id,
                        row.version,
                    ).rowcount
                    for row in rows
                    if storable(row.case_id)
                )
        except StoreError:
            raise
        except Exception as error:  # drivers share no base class
            raise store_error(error, session.driver, session.place) from error

    def case_row(self, work: Append) -> Row:
        """Return the row of the case as it stands after the append."""
        last, at = work.records[-1], work.standing
        return (
            self._tenant,
            work.case_id,
            last.version,
            last.hash,
            *standing_row(at),
            work.expected + 1,
        )

    def entry_rows(self, work: Append, erased: int) -> list[Row]:
        """Return the rows of the entries; the last one carries the key and the count."""
        last = work.records[-1].version
        return [
            (
                self._tenant,
                work.case_id,
                record.version,
                record.hash,
                record.body,
                work.key if record.version == last else "",
                sum_of(record.sealed) if record.sealed else "",
                erased if record.version == last else 0,
            )
            for record in work.records
        ]

    def sealed_rows(self, work: Append) -> list[Row]:
        """Return the rows of the sealed contents."""
        return [
            (self._tenant, work.case_id, record.version, digest, payload, 0)
            for record in work.records
            for digest, payload in record.sealed
        ]

    def key_row(self, work: Append) -> Row:
        """Return the row of the idempotency key."""
        return (self._tenant, work.key, work.case_id, work.records[-1].version)

    def erasable(self, conn: DriverConnection, work: Append) -> int:
        """Count what an append will destroy: its entry says so before it is gone."""
        return sum(
            conn.run(
                self._lines.of("erasable"), self._tenant, work.case_id, name
            ).fetchone()[0]
            for name in _to_erase(work)
        )

    def erase(self, conn: DriverConnection, work: Append) -> None:
        """Destroy sealed contents of the case, behind the entry that tells of it."""
        version = work.records[-1].version
        for name in _to_erase(work):
            conn.erased = True
            erase = self._lines.of("erase")
            conn.run(erase, self._tenant, work.case_id, name, version)

    def _refuse_repeated(self, conn: DriverConnection, work: Append) -> None:
        found = self._find_key(conn, work.key)
        if found:
            raise RepeatedError(work.key, found.case_id, found.version)

    def _refuse_stale(self, conn: DriverConnection, work: Append) -> None:
        if work.key:  # the one who was faster may have carried out this very command
            self._refuse_repeated(conn, work)
        found = self._version(conn, work.case_id)
        if found == work.expected == 0:
            raise damaged(work.case_id)
        raise ConflictError(work.case_id, work.expected, found)

    def _version(self, conn: DriverConnection, case_id: str) -> int:
        """Return the version that a case has now, also within an older snapshot."""
        locking = "FOR UPDATE" if self._lines.name == "mariadb" else ""
        query = self._lines.of("head", locking)
        row = conn.run(query, self._tenant, case_id).fetchone()
        return int(row[0]) if row else 0

    def _find_key(self, conn: DriverConnection, command: str) -> Used | None:
        row = conn.run(self._lines.of("key"), self._tenant, command).fetchone()
        return Used(str(row[0]), int(row[1])) if row else None

    def _explain(self, work: Append, error: Exception) -> Exception | None:
        """Raise what a driver's error means, or return if another attempt may do.

        Returns:
            The error if the database ended the transaction because others wrote.
        """
        session = self._session
        meaning = session.driver.failure(error)
        if meaning.ends_connection:
            session.drop()
        if meaning not in (Failure.TAKEN, Failure.LOST):
            raise store_error(
                error, session.driver, session.place, appending=True
            ) from error
        if (
            session.in_unit and meaning is Failure.LOST
        ):  # nor can anything be asked in it
            raise TransactionLostError(
                work.case_id, work.expected, work.expected
            ) from error
        with session.connection() as conn:
            if conn.unit and (conn.spoilt or not session.driver.holds(conn.dbapi)):
                raise store_error(error, session.driver, session.place) from error
            try:
                if work.key:
                    self._refuse_repeated(conn, work)
                found = self._version(conn, work.case_id)
            except (ConflictError, RepeatedError):
                raise
            except Exception as second:
                if session.driver.failure(second) is Failure.LOST and not conn.unit:
                    return second
                raise store_error(error, session.driver, session.place) from second
        if found != work.expected:
            raise ConflictError(work.case_id, work.expected, found) from error
        return error if meaning is Failure.LOST else None


def _to_erase(work: Append) -> list[str]:
    return [name for name in dict.fromkeys(work.erase) if storable(name)]


def is_plain(work: Append) -> bool:
    """Tell whether an append is one entry and at most what it seals."""
    return len(work.records) == 1 and not work.key and not work.erase


def _follows(work: Append) -> tuple[int, str]:
    """Return the version and the hash that the case must stand at."""
    return work.expected, prev_in(work.records[0].body)


def sum_of(sealed: Iterable[tuple[str, Any]]) -> str:
    """Return one digest over those of sealed contents, or empty text over none."""
    together = " ".join(sorted(name for name, _ in sealed))
    return digest(together.encode()) if together else ""


def standing_row(at: Standing) -> tuple[str, ...]:
    """Return a standing as columns."""
    return (
        at.state,
        at.procedure,
        at.title,
        at.since,
        at.due,
        at.reference,
        at.base,
    )
