"""A store in memory: for tests, scripts and what-if questions."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from threading import Lock

import attrs

from ratsflow.errors import ConflictError, RepeatedError
from ratsflow.log import Head, Record
from ratsflow.stores.protocol import Standing


class MemoryStore:
    """Keeps records in this process; safe for threads."""

    def __init__(self) -> None:
        self._logs: dict[str, list[Record]] = {}
        self._standings: dict[str, Standing] = {}
        self._keys: dict[str, tuple[str, int]] = {}
        self._lock = Lock()

    def append(
        self,
        case_id: str,
        records: Sequence[Record],
        *,
        expected: int,
        standing: Standing,
        key: str = "",
        erase: Sequence[str] = (),
    ) -> None:
        """Append records to a case, all or none; see `Store.append`."""
        with self._lock:
            if key in self._keys:
                raise RepeatedError(key, *self._keys[key])
            log = self._logs.get(case_id, [])
            if len(log) != expected:
                raise ConflictError(case_id, expected, len(log))
            self._logs[case_id] = log
            if erase:
                log[:] = [_without(record, frozenset(erase)) for record in log]
            log.extend(records)
            self._standings[case_id] = standing
            if key:
                self._keys[key] = (case_id, len(log))

    def read(self, case_id: str, after: int = 0) -> Sequence[Record]:
        """Return the records of a case in order."""
        return tuple(self._logs.get(case_id, ())[after:])

    def head(self, case_id: str) -> Head | None:
        """Return where the log of a case ends."""
        log = self._logs.get(case_id)
        return Head(case_id, log[-1].version, log[-1].hash) if log else None

    def standing(self, case_id: str) -> Standing | None:
        """Return the cached projection of a case."""
        return self._standings.get(case_id)

    def cases(self) -> Iterator[str]:
        """Yield the ids of all cases, sorted."""
        yield from sorted(self._logs)


def _without(record: Record, digests: frozenset[str]) -> Record:
    kept = tuple(pair for pair in record.sealed if pair[0] not in digests)
    return attrs.evolve(record, sealed=kept) if kept != record.sealed else record
