"""Verification of every table: a fast pass over the log, then a close look.

The fast pass (`Sweep`) names suspects. Its statements see different moments, so a case
that looks wrong is looked at closely, in one snapshot, before it is called broken.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, or_, select

from ratsflow.errors import BrokenLogError
from ratsflow.stores.progress import Progress
from ratsflow.stores.sql.evidence import FOREIGN, Evidence, foreign
from ratsflow.stores.sql.failures import driver_errors
from ratsflow.stores.sql.queries import chunks, in_list
from ratsflow.stores.sql.reading import Reader
from ratsflow.stores.sql.schema import EVERYBODY, SCHEMA
from ratsflow.stores.sql.session import Lane, Session
from ratsflow.stores.sql.statements import STANDING, Row, Statements, param
from ratsflow.stores.sql.stretches import KEYS
from ratsflow.stores.sql.sweep import Sweep
from ratsflow.stores.sql.tables import cases, entries, keys, meta, outbox, sealed
from ratsflow.stores.verify import KeptLaws, StandingOf


BATCH = 64
"""Cases that are looked at closely at a time."""

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

    def faults(
        self, standing_of: StandingOf | None, progress: Progress, laws: KeptLaws
    ) -> Iterator[BrokenLogError]:
        """Yield the first thing that does not hold of everything that is broken."""
        try:
            yield from laws.changed()
            yield from self._all_faults(standing_of, progress, laws)
        except FOREIGN as error:
            yield foreign("", error)

    def _all_faults(
        self, standing_of: StandingOf | None, progress: Progress, laws: KeptLaws
    ) -> Iterator[BrokenLogError]:
        yield from self._wrong_meta()
        yield from self._stray_keys()
        sweep = Sweep(self._lines, self._reader, standing_of, progress, laws)
        suspects = sweep.suspects()
        while batch := list(islice(suspects, BATCH)):
            yield from self._look_closely(batch, standing_of, laws)

    def _look_closely(
        self, batch: Sequence[str], standing_of: StandingOf | None, laws: KeptLaws
    ) -> Iterator[BrokenLogError]:
        for evidence in self._gather(batch).values():
            if evidence.contradiction(standing_of, laws) is None:
                continue
            # A host's transaction may see different moments: look once more.
            again = self._gather([evidence.case_id])[evidence.case_id]
            error = again.contradiction(standing_of, laws)
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
            for row in self._rows(lane, "audit-keys", KEYS, commands):
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
        strays = self._lines.select("stray-keys", ("tenant",), _stray_keys)
        for command, case_id, version in self._reader.fetch(strays):
            reason = (
                f"the key {command!r} points to it, but it was not written with it."
            )
            yield BrokenLogError(case_id, version, reason)

    def _wrong_meta(self) -> Iterator[BrokenLogError]:
        def make() -> Select[Any]:
            return select(meta.c.tenant, meta.c.name, meta.c.value).order_by(
                meta.c.tenant, meta.c.name
            )

        rows = self._reader.fetch_plain(self._lines.select("meta", (), make))
        if [tuple(row) for row in rows] != [(EVERYBODY, "schema", str(SCHEMA))]:
            reason = f"it says {[tuple(row) for row in rows]!r} of the tables."
            yield BrokenLogError(META, 0, reason)


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
