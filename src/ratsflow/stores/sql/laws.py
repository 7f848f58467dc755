"""The values of law that entries name: each set is written once, with its first entry."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ratsflow.stores.checks import (
    check_laws,
    new_laws,
    refuse_unknown_law,
    storable,
    unknown_laws,
)
from ratsflow.stores.protocol import Append
from ratsflow.stores.sql.connections import DriverConnection
from ratsflow.stores.sql.reading import Reader
from ratsflow.stores.sql.session import Session
from ratsflow.stores.sql.statements import Statements


class Laws:
    """Keeps the sets of one tenant.

    It remembers which sets are committed, so that a step need not ask. What is written
    within a unit of work or a host's transaction may still be taken back, to a savepoint
    too, and is asked for each time: that costs a look by the primary key.
    """

    def __init__(
        self, session: Session, lines: Statements, tenant: str, reader: Reader
    ) -> None:
        self._session = session
        self._lines = lines
        self._tenant = tenant
        self._reader = reader
        self._kept: set[str] = set()
        self._unsure: set[str] = set()

    def check(self, work: Append) -> None:
        """Check the sets of an append that are not known to be kept.

        Raises:
            InvalidInputError: a digest is not that of its bytes, or an entry names a set
                that is neither given nor kept.
        """
        for name in unknown_laws(work, self._kept):
            if not (storable(name) and self._is_there(name)):
                refuse_unknown_law(work, name)
        if not self.are_kept(work):
            check_laws(pair for pair in work.laws if pair[0] not in self._kept)

    def are_kept(self, work: Append) -> bool:
        """Tell whether every set that is given is known to be: so it is with nearly every step."""
        kept = self._kept
        for name, _ in work.laws:  # noqa: SIM110  # a generator costs three times as much
            if name not in kept:
                return False
        return True

    def is_left(self, work: Append) -> bool:
        """Tell whether anything of what is given is left to be written."""
        return bool(self._new(work))

    def write(self, conn: DriverConnection, works: Iterable[Append]) -> None:
        """Write, in the transaction of their entries, the sets that are not kept yet."""
        for name, body in dict(pair for w in works for pair in self._new(w)).items():
            conn.run(self._lines.of("insert_law"), self._tenant, name, body)

    def committed(self, works: Iterable[Append]) -> None:
        """Take note that appends were written, and committed if nothing is open here."""
        new = [work for work in works if not self.are_kept(work)]
        names = {name for work in new for name, _ in new_laws(work, self._kept)}
        if names:
            (self._unsure if self._session.in_unit else self._kept).update(names)

    def settle(self) -> None:
        """Look, where no transaction is open, for what was written within one before."""
        for name in tuple(self._unsure):
            self._unsure.discard(name)  # another thread may look at the same moment
            if self._is_there(name):
                self._kept.add(name)

    def law(self, digest: str) -> bytes | None:
        """Return a set, or None if it is not kept."""
        if not storable(digest):
            return None
        rows = self._reader.fetch(self._lines.of("law"), digest)
        return bytes(rows[0][0]) if rows else None

    def all(self) -> Iterator[tuple[str, bytes]]:
        """Yield every set with its digest, sorted."""
        pages = self._reader.paged(self._lines.of("laws"))
        return ((row[0], row[1]) for row in pages)

    def _new(self, work: Append) -> list[tuple[str, bytes]]:
        left = new_laws(work, self._kept)
        if not left or not self._session.in_unit:
            return left
        return [pair for pair in left if not self._is_there(pair[0])]

    def _is_there(self, digest: str) -> bool:
        return bool(self._reader.fetch(self._lines.of("law_there"), digest))
