"""The persistence port.

A store keeps records and asks no questions about their meaning. It promises:

R1 append only: no call edits, inserts or deletes.
R2 an append is atomic, with the host's own writes where it lends its transaction.
R3 an append carries the expected version; a stale one raises `ConflictError` and
   writes nothing.
R4 insert order is read order.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Protocol

import attrs

from ratsflow.log import Head, Record


@attrs.frozen
class Standing:
    """The cached projection of a case: where it stands. It can always be rebuilt.

    Attributes:
        state: state in the motion lifecycle.
        procedure: name of the procedure.
        title: title of the motion; empty if it is not public.
        since: when the state took effect, UTC text to the microsecond.
        due: the next day on which something falls due, ISO date, or empty.
    """

    state: str
    procedure: str
    title: str = ""
    since: str = ""
    due: str = ""


class Store(Protocol):
    """What ratsflow needs of a store."""

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
        """Append records to a case, all or none.

        Args:
            case_id: the case.
            records: consecutive records, the first of version ``expected + 1``.
            expected: the version that the caller has read; 0 for a new case.
            standing: where the case stands after them.
            key: idempotency key of the command, or empty.
            erase: digests of sealed contents of this case that are destroyed together
                with the append; the records that commit to them stay as they are.

        Raises:
            ConflictError: the case is not at the expected version.
            RepeatedError: a command with this key was already carried out.
        """

    def read(self, case_id: str, after: int = 0) -> Sequence[Record]:
        """Return the records of a case in order, those after a version only.

        Sealed contents that were erased are absent from a record's `sealed`.
        """

    def head(self, case_id: str) -> Head | None:
        """Return where the log of a case ends, or None if there is no such case."""

    def standing(self, case_id: str) -> Standing | None:
        """Return the cached projection of a case."""

    def cases(self) -> Iterator[str]:
        """Yield the ids of all cases of which there is any trace, sorted."""
