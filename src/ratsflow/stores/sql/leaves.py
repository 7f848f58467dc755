"""The tree of a municipality: leaves for entries that were committed, and what they say.

Nothing of it is on the way of a step. Whoever makes a checkpoint gives leaves first; a worker
may do so at any time.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from ratsflow.canonical import digest
from ratsflow.errors import RatsflowError
from ratsflow.log import Head
from ratsflow.log.tree import Leaf, no_leaf, numbered, whole_at
from ratsflow.model.quick import quick
from ratsflow.stores.checks import storable
from ratsflow.stores.protocol import Store, refuse_in_transaction
from ratsflow.stores.sql.connections import DriverConnection
from ratsflow.stores.sql.drivers import Failure
from ratsflow.stores.sql.failures import said
from ratsflow.stores.sql.reading import PAGE, Reader
from ratsflow.stores.sql.session import Session
from ratsflow.stores.sql.statements import Row, Statements, chunks
from ratsflow.stores.sql.writing import ATTEMPTS


class Leaves:
    """The leaves of one tenant."""

    def __init__(
        self, session: Session, lines: Statements, tenant: str, reader: Reader
    ) -> None:
        self._session = session
        self._lines = lines
        self._tenant = tenant
        self._reader = reader

    def sequence(self, store: Store, body: bytes) -> int:
        """Give leaves to the entries that have none; see `Store.sequence`.

        A page of them at a time, so that nobody who writes waits for long.
        """
        refuse_in_transaction(store)
        after = ""
        while True:
            size, rows = self._attempt_page(store, after, body)
            if len(rows) < PAGE:
                return size
            after = rows[-1][0]

    def _attempt_page(
        self, store: Store, after: str, body: bytes
    ) -> tuple[int, Sequence[Row]]:
        session = self._session
        for left in range(ATTEMPTS - 1, -1, -1):
            try:
                with session.transaction() as conn:
                    return self._page(store, conn, after, body)
            except RatsflowError:
                raise
            except Exception as error:  # drivers share no base class
                if not session.driver.is_own(error):
                    raise
                # Another sequencer was first: what it wrote is there the next time.
                met = session.driver.failure(error) in (Failure.TAKEN, Failure.LOST)
                if not (met and left):
                    raise said(session, error) from error
        raise AssertionError  # the last attempt has returned or raised

    def _page(
        self, store: Store, conn: DriverConnection, after: str, body: bytes
    ) -> tuple[int, Sequence[Row]]:
        lines, tenant = self._lines, self._tenant
        size = self.tree_size()
        found = conn.run(lines.of("unnumbered"), tenant, after, PAGE)
        rows: list[Row] = found.fetchall()
        entries = [(*row, b"") for row in rows]
        if body and len(rows) < PAGE:
            number = self._own() + 1
            entries.append(("", number, digest(body), body))
        made = [*numbered(entries, size, whole_at(store, size))]
        if made:
            new = [
                (tenant, e.number, e.case_id, e.version, e.hash, e.node, e.body or None)
                for e in made
            ]
            conn.run_many(lines.of("insert_leaf"), new)
        return size + len(made), rows

    def _own(self) -> int:
        """Return how many entries of the log itself have leaves."""
        rows = self._reader.fetch(self._lines.of("last_of"), "")
        return int(rows[0][0] or 0)

    def tree_size(self) -> int:
        """Return the number of leaves.

        Raises:
            BrokenLogError: somebody wrote something else in its place.
        """
        last = self._reader.fetch(self._lines.of("tree_size"))[0][0]
        if last is None:
            return 0
        if not isinstance(last, int):
            raise no_leaf(last)
        return last + 1

    def leaves(self, start: int) -> Iterator[Leaf]:
        """Yield the leaves from a number on."""
        while True:
            rows = self._reader.fetch(self._lines.of("leaves"), start, PAGE)
            yield from map(_leaf, rows)
            if len(rows) < PAGE:
                return
            start = rows[-1][0] + 1

    def leaves_at(self, numbers: Iterable[int]) -> Mapping[int, Leaf]:
        """Return leaves by number, a list of them at a time."""
        wanted: list[Any] = [*dict.fromkeys(numbers)]
        found: dict[int, Leaf] = {}
        for part in chunks(wanted):
            lines = self._lines.of("listed", "leaves", len(part))
            found.update(
                (row[0], _leaf(row)) for row in self._reader.fetch(lines, *part)
            )
        return found

    def leaf(self, case_id: str, version: int) -> Leaf | None:
        """Return the leaf of an entry."""
        if not storable(case_id):
            return None
        rows = self._reader.fetch(self._lines.of("leaf"), case_id, version)
        return _leaf(rows[0]) if rows else None

    def heads_at(self, size: int) -> Iterator[Head]:
        """Yield where each case ended when the tree had a size, sorted by id."""
        after = ""
        while True:
            rows = self._reader.fetch(self._lines.of("heads_at"), size, after, PAGE)
            yield from (Head(*row) for row in rows)
            if len(rows) < PAGE:
                return
            after = rows[-1][0]

    def stray(self) -> Iterator[Leaf]:
        """Yield the leaves whose entry is not there, or has another hash."""
        yield from map(_leaf, self._reader.fetch(self._lines.of("stray_leaves")))


_new_leaf = quick(Leaf)


def _leaf(row: Row) -> Leaf:
    number, case_id, version, entry, node, body = row
    if body is None:
        body = b""
    elif isinstance(body, memoryview | bytearray):
        body = bytes(body)
    return _new_leaf(
        number=number,
        case_id=case_id,
        version=version,
        hash=entry,
        node=node,
        body=body,
    )
