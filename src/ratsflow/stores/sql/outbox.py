"""The outbox: entries that have not been announced yet.

Every entry is in it from the moment it is committed, so it costs no row of its own and
holds no copy of anything that could be erased.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice

from ratsflow.log import Record
from ratsflow.stores.checks import storable
from ratsflow.stores.sql.failures import driver_errors
from ratsflow.stores.sql.reading import Reader
from ratsflow.stores.sql.session import Session
from ratsflow.stores.sql.statements import Statements


def first_waiting(version: int, announced: int) -> int:
    """Return the first of `version` entries that waits to be announced, or 0."""
    return announced + 1 if announced < version else 0


class Outbox:
    """The outbox of one tenant."""

    def __init__(
        self, session: Session, lines: Statements, tenant: str, reader: Reader
    ) -> None:
        self._session = session
        self._lines = lines
        self._tenant = tenant
        self._reader = reader

    def pending(self, limit: int, after: str) -> Sequence[Record]:
        """Return unannounced entries, case by case and each case in its order."""
        rows = self._reader.fetch(self._lines.of("waiting"), after, limit)
        announced = {row[0]: row[1] - 1 for row in rows}
        logs = self._reader.read_many(announced)
        waiting = (
            record
            for case_id, log in logs.items()
            for record in log
            if record.version > announced[case_id]
        )
        return tuple(islice(waiting, limit))

    def acknowledge(self, case_id: str, version: int) -> None:
        """Note that the entries of a case up to a version have been announced."""
        if not storable(case_id):
            return
        session, lines, tenant = self._session, self._lines, self._tenant
        locking = session.driver.locking
        with driver_errors(session), session.transaction() as conn:
            head = conn.run(lines.of("head", locking), tenant, case_id).fetchone()
            if head is None:
                return
            row = conn.run(lines.of("announced"), tenant, case_id).fetchone()
            reached = min(version, head[0])
            if reached <= (row[0] if row else 0):
                return
            conn.run(lines.of("announce"), tenant, case_id, reached)
            waiting = first_waiting(head[0], reached)
            conn.run(lines.of("settle"), tenant, case_id, waiting)
