"""Verification of every table: a fast pass over the log, then a close look.

The fast pass reads each entry once and holds a stretch of cases. Its statements see different
moments, so a case that looks wrong is looked at closely, in one snapshot, before it is
called broken.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from hashlib import sha256
from heapq import merge
from itertools import groupby, islice
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, literal_column, or_, select

from ratsflow.errors import BrokenLogError
from ratsflow.log import GENESIS
from ratsflow.log.chain import case_mark, follows
from ratsflow.stores.sql.evidence import Evidence
from ratsflow.stores.sql.failures import driver_errors
from ratsflow.stores.sql.queries import chunks, in_list
from ratsflow.stores.sql.reading import Reader
from ratsflow.stores.sql.schema import EVERYBODY, SCHEMA
from ratsflow.stores.sql.session import Lane, Session
from ratsflow.stores.sql.statements import STANDING, Row, Statement, Statements, param
from ratsflow.stores.sql.tables import cases, entries, keys, meta, outbox, sealed
from ratsflow.stores.verify import StandingOf


_MOST = 10_000_000
_GENESIS = GENESIS.encode()
_EMPTY: ColumnElement[str] = literal_column("''")

STRETCH = 500
"""Entries that the fast pass reads at a time, whole cases."""

BATCH = 64
"""Cases that are looked at closely at a time."""

META = "(ratsflow_meta)"
"""What stands for the case where the tables as a whole are wrong."""

_ENTRY = tuple(entries.c[name] for name in entries.c.keys() if name != "tenant")  # noqa: SIM118
_CASE = tuple(
    cases.c[name] for name in ("case_id", "version", "hash", "pending", *STANDING)
)
_SEALED = tuple(sealed.c[name] for name in sealed.c.keys() if name != "tenant")  # noqa: SIM118
_OUTBOX = (outbox.c.case_id, outbox.c.announced)
_KEYS = (keys.c.command, keys.c.case_id, keys.c.version)


class Auditor:
    """Verifies the tables of one tenant."""

    def __init__(
        self, session: Session, lines: Statements, tenant: str, reader: Reader
    ) -> None:
        self._session = session
        self._lines = lines
        self._tenant = tenant
        self._reader = reader

    def faults(self, standing_of: StandingOf | None) -> Iterator[BrokenLogError]:
        """Yield the first thing that does not hold of everything that is broken."""
        yield from self._wrong_meta()
        yield from self._stray_keys()
        yield from self._stray_contents()
        suspects = self._suspects() if standing_of is None else self._all()
        while batch := list(islice(suspects, BATCH)):
            yield from self._look_closely(batch, standing_of)

    def _suspects(self) -> Iterator[str]:
        """Yield the cases that need a close look."""
        heads = self._reader.pages("audited", cases, _CASE[:4])
        told = self._reader.pages("outbox", outbox, _OUTBOX)
        marked = merge(*_marked(heads, told), key=lambda one: one[0])
        heads_here: list[Row] = []
        odd: list[str] = []
        size, before = 0, ""
        for _, group in groupby(marked, key=lambda one: one[0]):
            found: dict[int, Row] = {one[1]: one[2] for one in group}
            head = found.get(0)
            if head is None or not _agree(head, found.get(1)):
                odd.append(next(iter(found.values()))[0])
            if head is not None and isinstance(head[0], str):
                heads_here.append(head)
                size += _count(head)
                if size >= STRETCH:
                    yield from dict.fromkeys((*odd, *self._follow(before, heads_here)))
                    size, before, heads_here, odd = 0, head[0], [], []
        rest = self._follow(before, heads_here, open_end=True)
        yield from dict.fromkeys((*odd, *rest))

    def _follow(
        self, before: str, heads: Sequence[Row], *, open_end: bool = False
    ) -> Iterator[str]:
        """Yield the suspects of a stretch of cases, from behind `before` to the last."""
        values = (before,) if open_end else (before, heads[-1][0])
        rows = self._reader.fetch(self._stretch(open_end=open_end), *values)
        at = 0
        for head in heads:
            end = at + _count(head)
            if not _holds(head, rows[at:end]):
                yield head[0]
            at = end
        if at != len(rows):
            yield from self._unlisted(*values)

    def _stretch(self, *, open_end: bool) -> Statement:
        takes = ("tenant", "before", *(() if open_end else ("last",)))
        return self._lines.select(
            ("stretch", open_end), takes, lambda: _stretch_query(open_end=open_end)
        )

    def _unlisted(self, before: str, last: str | None = None) -> Iterator[str]:
        """Yield the cases of a stretch that have entries, but are not listed."""
        for case_id in self._reader.traces(entries, before):
            if last is not None and isinstance(case_id, str) and case_id > last:
                return
            yield case_id

    def _all(self) -> Iterator[str]:
        """Yield every case of which any table knows."""
        traces = (self._reader.traces(table) for table in (entries, cases, outbox))
        rows = (((case_id,) for case_id in ids) for ids in traces)
        marked = merge(*_marked(*rows), key=lambda one: one[0])
        for (_, case_id), _ in groupby(marked, key=lambda one: one[0]):
            yield case_id

    def _look_closely(
        self, batch: Sequence[str], standing_of: StandingOf | None
    ) -> Iterator[BrokenLogError]:
        for evidence in self._gather(batch).values():
            if evidence.contradiction(standing_of) is None:
                continue
            # A host's transaction may see different moments: look once more.
            again = self._gather([evidence.case_id])[evidence.case_id]
            error = again.contradiction(standing_of)
            if error:
                yield error

    def _gather(self, batch: Sequence[str]) -> dict[str, Evidence]:
        found = {case_id: Evidence(case_id) for case_id in batch}
        with driver_errors(self._session), self._session.snapshot() as lane:
            for ids in chunks(batch):
                self._gather_rows(lane, ids, found)
            self._gather_commands(lane, found)
        return found

    def _gather_rows(
        self, lane: Lane, ids: Sequence[str], found: dict[str, Evidence]
    ) -> None:
        for row in self._rows(lane, "audit-entries", _ENTRY, ids):
            found[row[0]].entries.append(tuple(row[1:]))
        for row in self._rows(lane, "audit-cases", _CASE, ids):
            found[row[0]].case = tuple(row[1:])
        for row in self._rows(lane, "audit-sealed", _SEALED, ids):
            found[row[0]].sealed.append(tuple(row[1:]))
        for row in self._rows(lane, "audit-outbox", _OUTBOX, ids):
            found[row[0]].announced = row[1]

    def _gather_commands(self, lane: Lane, found: dict[str, Evidence]) -> None:
        used = {
            row[3]: evidence
            for evidence in found.values()
            for row in evidence.entries
            if row[3]
        }
        for commands in chunks(list(used)):
            for row in self._rows(lane, "audit-keys", _KEYS, commands):
                used[row[0]].commands[row[0]] = (row[1], row[2])

    def _rows(
        self,
        lane: Lane,
        key: str,
        columns: Sequence[ColumnElement[Any]],
        ids: Sequence[str],
    ) -> Sequence[Row]:
        statement = in_list(self._lines, key, columns, len(ids))
        rows: Sequence[Row] = lane.run(statement, self._tenant, *ids).fetchall()
        return rows

    def _stray_keys(self) -> Iterator[BrokenLogError]:
        """Yield the idempotency keys that no entry was written with."""
        for command, case_id, version in self._strays("stray-keys", _stray_keys):
            reason = (
                f"the key {command!r} points to it, but it was not written with it."
            )
            yield BrokenLogError(case_id, version, reason)

    def _stray_contents(self) -> Iterator[BrokenLogError]:
        """Yield the sealed contents that no entry says it brought in."""
        for case_id, version in self._strays("stray-sealed", _stray_contents):
            reason = "a sealed content was added to it that it did not bring in."
            yield BrokenLogError(case_id, version, reason)

    def _strays(self, key: str, make: Callable[[], Select[Any]]) -> Sequence[Row]:
        return self._reader.fetch(self._lines.select(key, ("tenant",), make))

    def _wrong_meta(self) -> Iterator[BrokenLogError]:
        def make() -> Select[Any]:
            return select(meta.c.tenant, meta.c.name, meta.c.value).order_by(
                meta.c.tenant, meta.c.name
            )

        rows = self._reader.fetch_plain(self._lines.select("meta", (), make))
        if [tuple(row) for row in rows] != [(EVERYBODY, "schema", str(SCHEMA))]:
            reason = f"it says {[tuple(row) for row in rows]!r} of the tables."
            yield BrokenLogError(META, 0, reason)


def _holds(head: Row, rows: Sequence[Row]) -> bool:
    """Tell whether rows are the whole chain of a case, plain and unbroken.

    That a body holds the hash before it is enough here, and needs no parsing: whoever
    changes one row changes its hash, and then the next entry or the head does not
    follow. The first entry is checked for its case as well.
    """
    if not rows or len(rows) != head[1]:
        return False
    try:
        if not follows(rows[0][1], case_mark(head[0]), _GENESIS, 1):
            return False
        before = _GENESIS
        for version, (claimed, body, number, plain) in enumerate(rows, 1):
            if (
                body.rfind(before) < 0  # it stands near the end
                or sha256(body).hexdigest() != claimed
                or number != version
                or not plain
            ):
                return False
            before = claimed.encode()
    except (TypeError, AttributeError):  # a column of another type
        return False
    return bool(claimed == head[2])


def _stretch_query(*, open_end: bool) -> Select[Any]:
    plain = and_(
        entries.c.command == _EMPTY, entries.c.sealed == _EMPTY, entries.c.erased == 0
    )
    query = (
        select(entries.c.hash, entries.c.body, entries.c.version, plain)
        .where(entries.c.tenant == param("tenant"))
        .where(entries.c.case_id > param("before"))
    )
    if not open_end:
        query = query.where(entries.c.case_id <= param("last"))
    return query.order_by(entries.c.case_id, entries.c.version)


def _marked(*streams: Iterator[Row]) -> list[Iterator[tuple[Any, int, Row]]]:
    """Add to each row what it is sorted by (text before bytes) and its stream."""

    def mark(number: int, rows: Iterator[Row]) -> Iterator[tuple[Any, int, Row]]:
        return (((type(row[0]) is not str, row[0]), number, row) for row in rows)

    return [mark(number, rows) for number, rows in enumerate(streams)]


def _count(head: Row) -> int:
    return head[1] if isinstance(head[1], int) and 0 < head[1] < _MOST else 1


def _agree(head: Row, told: Row | None) -> bool:
    """Tell whether head and outbox say the same of a case."""
    if told is None:
        return bool(head[3] == head[1])
    return (
        isinstance(told[1], int)
        and 0 < told[1] <= head[1]
        and head[3] == head[1] - told[1]
    )


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


def _stray_contents() -> Select[Any]:
    at = and_(
        entries.c.tenant == sealed.c.tenant,
        entries.c.case_id == sealed.c.case_id,
        entries.c.version == sealed.c.version,
        entries.c.sealed != "",
    )
    return (
        select(sealed.c.case_id, sealed.c.version)
        .select_from(sealed.outerjoin(entries, at))
        .where(sealed.c.tenant == param("tenant"))
        .where(entries.c.version.is_(None))
    )
