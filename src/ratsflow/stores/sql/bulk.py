"""Appending to many cases at once: a few statements for hundreds of appends."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import islice

import attrs

from ratsflow.errors import (
    ConflictError,
    RatsflowError,
    RepeatedError,
    TransactionLostError,
)
from ratsflow.log import GENESIS
from ratsflow.log.chain import prev_in
from ratsflow.stores.checks import check_append
from ratsflow.stores.protocol import Append
from ratsflow.stores.sql.connections import DriverConnection
from ratsflow.stores.sql.drivers import Failure
from ratsflow.stores.sql.failures import store_error
from ratsflow.stores.sql.laws import Laws
from ratsflow.stores.sql.session import Session
from ratsflow.stores.sql.statements import Row, Statements, chunks
from ratsflow.stores.sql.writing import Writer


CHUNK = 500
"""Appends that share a transaction."""


@attrs.define
class _Seen:
    """What a transaction has found and accepted so far."""

    heads: dict[str, tuple[int, str]]
    commands: dict[str, tuple[str, int]]


class BulkWriter:
    """Appends to many cases for one tenant."""

    def __init__(
        self,
        session: Session,
        lines: Statements,
        tenant: str,
        single: Writer,
        laws: Laws,
    ) -> None:
        self._session = session
        self._lines = lines
        self._tenant = tenant
        self._single = single
        self._laws = laws

    def append_many(self, works: Iterable[Append]) -> Sequence[RatsflowError | None]:
        """Append all; return one answer each."""
        answers: list[RatsflowError | None] = []
        left = iter(works)
        while chunk := list(islice(left, CHUNK)):
            answers.extend(self._chunk(chunk))
        return answers

    def _chunk(self, works: Sequence[Append]) -> Sequence[RatsflowError | None]:
        refused = [self._refusal(work) for work in works]
        sound = [work for work, error in zip(works, refused, strict=True) if not error]
        answers = iter(self._write_chunk(sound))
        return [error or next(answers) for error in refused]

    def _refusal(self, work: Append) -> RatsflowError | None:
        try:
            check_append(work)
            self._laws.check(work)
        except RatsflowError as error:
            return error
        return None

    def _write_chunk(self, works: Sequence[Append]) -> Sequence[RatsflowError | None]:
        session = self._session
        if not works:
            return []
        try:
            with session.transaction() as conn:
                answers = self._write(conn, works)
            self._laws.committed(_accepted(works, answers))
        except RatsflowError:
            raise
        except Exception as error:  # drivers share no base class  # noqa: BLE001
            meaning = session.driver.failure(error)
            if meaning.ends_connection or meaning is Failure.LOST:
                self._refuse_ended_unit(works[0], meaning, error)
            if meaning.ends_connection:
                # It may have been committed before: to write again, or to call it a
                # conflict with oneself, would let a command act twice.
                session.drop()
                told = session.driver, session.place
                return [store_error(error, *told, appending=True) for _ in works]
        else:
            return answers
        # Something was in the way of the whole chunk: one by one says of which.
        return [self._one(work) for work in works]

    def _refuse_ended_unit(
        self, work: Append, meaning: Failure, error: Exception
    ) -> None:
        """Raise if a whole unit has ended: what it wrote before is gone with this chunk.

        To go on one by one, or with the next chunk, would write without that.
        """
        session = self._session
        if not session.in_unit:
            return
        if meaning is Failure.LOST:
            raise TransactionLostError(
                work.case_id, work.expected, work.expected
            ) from error
        session.drop()
        raise store_error(error, session.driver, session.place) from error

    def _one(self, work: Append) -> RatsflowError | None:
        try:
            self._single.append(work, apart=True)
        except TransactionLostError:
            raise
        except RatsflowError as error:
            return error
        return None

    def _write(
        self, conn: DriverConnection, works: Sequence[Append]
    ) -> Sequence[RatsflowError | None]:
        seen = self._look(conn, works)
        answers = [_judge(work, seen) for work in works]
        accepted = _accepted(works, answers)
        if accepted:
            self._insert(conn, accepted)
        return answers

    def _look(self, conn: DriverConnection, works: Sequence[Append]) -> _Seen:
        seen = _Seen({}, {})
        for ids in chunks(sorted({work.case_id for work in works})):
            heads = self._lines.of("heads_of", len(ids), self._session.driver.locking)
            rows = conn.run(heads, self._tenant, *ids).fetchall()
            seen.heads.update({row[0]: (row[1], row[2]) for row in rows})
        for ids in chunks(sorted({work.key for work in works if work.key})):
            asked = self._lines.of("listed", "keys", len(ids))
            rows = conn.run(asked, self._tenant, *ids).fetchall()
            seen.commands.update({row[0]: (row[1], row[2]) for row in rows})
        return seen

    def _insert(self, conn: DriverConnection, works: Sequence[Append]) -> None:
        # An erasure must find what appends before it brought in, so it begins a batch.
        batch: list[Append] = []
        for work in works:
            if work.erase and batch:
                self._insert_batch(conn, batch)
                batch = []
            batch.append(work)
        self._insert_batch(conn, batch)

    def _insert_batch(self, conn: DriverConnection, works: Sequence[Append]) -> None:
        lines, single = self._lines, self._single
        entries: list[Row] = []
        for work in works:
            entries.extend(single.entry_rows(work, single.erasable(conn, work)))
        # Entries first: another process that began one of these cases is noticed here.
        conn.run_many(lines.insert_entry, entries)
        rows = [single.case_row(work) for work in works]
        conn.run_many(lines.upsert_case, rows)
        if lines.update_seldom:
            conn.run_many(lines.update_seldom, rows)
        for work in works:
            single.erase(conn, work)
        sealed = [row for work in works for row in single.sealed_rows(work)]
        if sealed:
            conn.run_many(lines.insert_sealed, sealed)
        commands = [single.key_row(work) for work in works if work.key]
        if commands:
            conn.run_many(lines.insert_key, commands)
        self._laws.write(conn, works)


def _accepted(
    works: Sequence[Append], answers: Sequence[RatsflowError | None]
) -> list[Append]:
    pairs = zip(works, answers, strict=True)
    return [work for work, error in pairs if error is None]


def _judge(work: Append, seen: _Seen) -> RatsflowError | None:
    """Say what `append` would have raised, and note what is accepted."""
    if work.key and work.key in seen.commands:
        return RepeatedError(work.key, *seen.commands[work.key])
    version, head = seen.heads.get(work.case_id, (0, GENESIS))
    if version != work.expected or prev_in(work.records[0].body) != head:
        return ConflictError(work.case_id, work.expected, version)
    last = work.records[-1]
    seen.heads[work.case_id] = last.version, last.hash
    if work.key:
        seen.commands[work.key] = (work.case_id, last.version)
    return None
