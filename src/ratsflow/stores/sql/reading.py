"""Reading: a case, many cases, or all of them a page at a time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from itertools import groupby
from operator import itemgetter
from typing import Any

from ratsflow.errors import Both, BrokenLogError, german
from ratsflow.log import Head, Record
from ratsflow.model.quick import quick
from ratsflow.stores.checks import Keys, storable
from ratsflow.stores.protocol import Found, Standing, Used
from ratsflow.stores.sql.failures import DamagedError, said
from ratsflow.stores.sql.session import Session
from ratsflow.stores.sql.statements import (
    MOST_KEYS,
    Row,
    Statement,
    Statements,
    chunks,
)


_new_record = quick(Record)
_sum = itemgetter(4)

PAGE = 1000
"""Rows that are fetched at a time."""


class Reader:
    """Reads for one tenant."""

    def __init__(self, session: Session, lines: Statements, tenant: str) -> None:
        self._session = session
        self._lines = lines
        self._tenant = tenant

    def fetch(self, statement: Statement, *values: Any) -> Sequence[Row]:
        """Return all rows of a query whose first value is the tenant.

        Raises:
            StoreError: the database cannot be read.
        """
        return self.fetch_plain(statement, self._tenant, *values)

    def fetch_plain(self, statement: Statement, *values: Any) -> Sequence[Row]:
        """Return all rows of a query.

        Raises:
            StoreError: the database cannot be read.
        """
        session = self._session
        try:
            with session.connection() as conn:
                rows: Sequence[Row] = conn.run(statement, *values).fetchall()
                return rows
        except Exception as error:
            told = said(session, error)
            if told is error:
                raise
            raise told from error

    def read(self, case_id: str, after: int) -> Sequence[Record]:
        """Return the records of a case after a version."""
        if not storable(case_id):
            return ()
        rows = self.fetch(self._lines.of("read"), case_id, after)
        kept: Mapping[tuple[str, int], Any] = {}
        if any(map(_sum, rows)):
            kept = sealed_by_entry(self.fetch(self._lines.of("sealed"), case_id))
        return _records(rows, kept)

    def read_many(self, case_ids: Iterable[str]) -> Mapping[str, Sequence[Record]]:
        """Return the records of many cases, a list of ids at a time."""
        wanted = list(filter(storable, dict.fromkeys(case_ids)))
        found: dict[str, Sequence[Record]] = {}
        for ids in chunks(wanted):
            rows = self.fetch(self._lines.of("listed", "read", len(ids)), *ids)
            kept = self._sealed_of(ids) if any(map(_sum, rows)) else {}
            for case_id, group in groupby(rows, key=lambda row: row[0]):
                found[case_id] = _records(group, kept)
        return {case_id: found[case_id] for case_id in wanted if case_id in found}

    def used_many(self, keys: Iterable[str]) -> Mapping[str, Used]:
        """Return what many keys were used for, a list of keys at a time."""
        found: dict[str, Used] = {}
        for part in chunks(list(filter(storable, dict.fromkeys(keys)))):
            rows = self.fetch(self._lines.of("listed", "keys", len(part)), *part)
            found.update((row[0], Used(row[1], row[2])) for row in rows)
        return found

    def head(self, case_id: str) -> Head | None:
        """Return where the log of a case ends."""
        if not storable(case_id):
            return None
        rows = self.fetch(self._lines.of("head", ""), case_id)
        return Head(case_id, rows[0][0], rows[0][1]) if rows else None

    def standing(self, case_id: str) -> Standing | None:
        """Return the cached projection of a case."""
        if not storable(case_id):
            return None
        rows = self.fetch(self._lines.of("standing"), case_id)
        return Standing(*rows[0]) if rows else None

    def find(
        self, asked: Mapping[str, str], limit: int, after: Found | None
    ) -> Sequence[Found]:
        """Return cases by where they stand; see `Store.find`."""
        given = {name: value for name, value in asked.items() if value}
        if not all(map(storable, given.values())):
            return ()
        if after:
            if "due_by" in given or "state" in given:
                at = after.standing
                given["after_key"] = at.due if "due_by" in given else at.since
            given["after_case"] = after.case_id
        rows = self.fetch(self._lines.of("find", *given), *given.values(), limit)
        return _found(rows)

    def find_keys(self, keys: Keys, limit: int, after: Found | None) -> Sequence[Found]:
        """Return the cases that any of several look-up keys finds, by id."""
        sound = [each for each in keys if storable(each[1])]
        more = (after.case_id, limit) if after else (limit,)
        rows: dict[str, Row] = {}
        for start in range(0, len(sound), MOST_KEYS):
            part = sorted(sound[start : start + MOST_KEYS])
            names = [name for name, _ in part]
            values = [*(key for _, key in part), *more]
            # Nearly always they are few: all that there are, whatever their order.
            for ordered in (False, True) if len(part) > 1 else (True,):
                made = self._lines.of("find_keys", after is not None, ordered, *names)
                found = self.fetch(made, *values)
                if len(found) < limit:
                    break
            rows.update((row[0], row) for row in found)
        return _found([rows[case_id] for case_id in sorted(rows)[:limit]])

    def heads(self) -> Iterator[Head]:
        """Yield all heads, sorted by id."""
        for row in self.paged(self._lines.of("heads")):
            yield Head(*row)

    def traces(self, table: str, after: str = "") -> Iterator[str]:
        """Yield the case ids that occur in a table behind one, sorted."""
        made = self._lines.of("traces", table)
        return (row[0] for row in self.paged(made, after))

    def tenants(self) -> Sequence[str]:
        """Return every tenant that any table knows, sorted; see `strange_tenants`."""
        found: set[str] = set()
        for table in OF_TENANTS:
            with suppress(DamagedError):  # verifying any of them says which table it is
                found.update(filter(is_sound, LenientReader.of(self).tenants_in(table)))
        return tuple(sorted(found))

    def strange_tenants(self) -> Iterator[BrokenLogError]:
        """Yield each tenant that is no text: somebody changed it, and hid what is its."""
        for table in OF_TENANTS:
            for tenant in LenientReader.of(self).tenants_in(table):
                if not is_sound(tenant):
                    told = ascii(tenant)
                    reason = Both(
                        f"table {table} holds the tenant {told}, which is no text.",
                        f"Tabelle {table} enthält die Gemeinde {told}, die kein "
                        "Text ist: Jemand hat sie verändert.",
                    )
                    yield BrokenLogError(
                        "",
                        0,
                        Both(
                            f"{reason[:-1]}: somebody changed it.", f"{german(reason)}"
                        ),
                    )

    def tenants_in(self, table: str) -> Iterator[Any]:
        """Yield the tenants of a table, a step per tenant, up to one that is no text."""
        made = self._lines.of("next_tenant", table)
        after: Any = ""
        while is_sound(after) and (rows := self.fetch_plain(made, after)):
            after = rows[0][0]
            yield after
        if not is_sound(after):  # none can be asked for what comes behind it
            every = self._lines.of("every_tenant", table)
            yield from (row[0] for row in self.fetch_plain(every))

    def paged(self, statement: Statement, after: str = "") -> Iterator[Row]:
        """Yield the rows of a query that takes the id before a page and its size."""
        while True:
            rows = self.fetch(statement, after, PAGE)
            yield from rows
            if len(rows) < PAGE:
                return
            after = rows[-1][0]

    def scan_rows(self, what: str, page: int = PAGE) -> Iterator[Sequence[Row]]:
        """Yield all entries in order, a page at a time.

        A page ends anywhere; what follows of its last case comes in the next one.

        Args:
            what: "records", or "bodies" without what stands beside them.
            page: rows of a page.
        """
        rest = self._lines.of("scan", what, True)  # a key
        more = self._lines.of("scan", what, False)  # a key
        rows = self.fetch(more, "", page)
        while rows:
            yield rows
            if len(rows) < page:
                return
            while len(rows) == page:  # the case it ends with may go on
                last = rows[-1]
                rows = self.fetch(rest, last[0], last[1], page)
                if rows:
                    yield rows
            rows = self.fetch(more, last[0], page)

    def scan(self) -> Iterator[tuple[str, Sequence[Record]]]:
        """Yield every case with its records, sorted by id."""
        left: list[Row] = []
        for rows in self.scan_rows("records"):
            cases = [[*group] for _, group in groupby(rows, key=itemgetter(0))]
            if left and left[0][0] == cases[0][0][0]:
                cases[0] = [*left, *cases[0]]
            elif left:
                cases.insert(0, left)
            left = cases.pop()
            yield from self._whole(cases)
        if left:
            yield from self._whole([left])

    def _whole(
        self, cases: Sequence[list[Row]]
    ) -> Iterator[tuple[str, Sequence[Record]]]:
        """Yield cases from their entries; what they seal is fetched together."""
        sealing = [rows[0][0] for rows in cases if any(map(_sum, rows))]
        kept = self._sealed_of(sealing)
        for rows in cases:
            yield rows[0][0], _records(rows, kept)

    def _sealed_of(
        self, case_ids: Sequence[str]
    ) -> dict[tuple[str, int], list[tuple[str, bytes]]]:
        kept: dict[tuple[str, int], list[tuple[str, bytes]]] = {}
        for ids in chunks(case_ids):
            rows = self.fetch(self._lines.of("listed", "sealed", len(ids)), *ids)
            kept |= sealed_by_entry(rows)
        return kept


class LenientReader(Reader):
    """Reads also what is no text, as lone surrogates: whoever verifies is to say where."""

    @classmethod
    def of(cls, reader: Reader) -> LenientReader:
        """Return one that reads where another does."""
        return cls(reader._session, reader._lines, reader._tenant)  # noqa: SLF001  # its own kind

    def fetch_plain(self, statement: Statement, *values: Any) -> Sequence[Row]:
        """Return all rows of a query; see `Reader.fetch_plain`."""
        session = self._session
        with session.connection() as conn, session.driver.lenient(conn.dbapi):
            return super().fetch_plain(statement, *values)


OF_TENANTS = tuple(
    f"ratsflow_{name}"
    for name in ("cases", "entries", "sealed", "keys", "outbox", "laws", "leaves")
)
"""The tables whose rows belong to a tenant."""


def is_sound(text: Any) -> bool:
    """Tell whether a value is a text that a store can have written."""
    return type(text) is str and storable(text)


def sealed_by_entry(
    rows: Iterable[Row],
) -> dict[tuple[str, int], list[tuple[str, bytes]]]:
    """Return by case and version the sealed contents that are still there."""
    kept: dict[tuple[str, int], list[tuple[str, bytes]]] = {}
    for case_id, version, digest, payload, _ in rows:
        if payload is not None:
            kept.setdefault((case_id, version), []).append((digest, payload))
    return kept


def _found(rows: Iterable[Row]) -> Sequence[Found]:
    return tuple(Found(row[0], row[1], Standing(*row[3:]), row[2]) for row in rows)


def _records(
    rows: Iterable[Row], kept: Mapping[tuple[str, int], Any]
) -> Sequence[Record]:
    return tuple(
        [
            _new_record(
                case_id,
                version,
                entry_hash,
                body,
                tuple(kept.get((case_id, version), ())) if total else (),
            )
            for case_id, version, entry_hash, body, total, *_ in rows
        ]
    )
