"""Draining the outbox: whoever listens is told at least once, case by case in order."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import groupby
from logging import WARNING

import attrs

from ratsflow.errors import Both, StoreError
from ratsflow.log import Record
from ratsflow.office.events import tell
from ratsflow.stores import Store


Listener = Callable[[Record], object]
"""Is told of one entry. What it returns does not matter; if it raises, it was not told."""


@attrs.frozen
class Failed:
    """A case whose next entry could not be announced; it stays pending.

    Attributes:
        case_id: the case.
        version: the entry.
        error: what the listener raised.
    """

    case_id: str
    version: int
    error: Exception = attrs.field(eq=False)


@attrs.frozen
class Drained:
    """What a drain did.

    Attributes:
        announced: how many entries the listener was told of.
        failed: the cases in which the listener failed.
    """

    announced: int
    failed: tuple[Failed, ...] = ()


def drain(store: Store, listener: Listener, limit: int) -> Drained:
    """Tell a listener of entries that nobody has acknowledged yet.

    A case in which the listener fails waits, so that its order is kept; the others do not
    wait for it.

    Args:
        store: the store.
        listener: is told of each entry.
        limit: how many at most.

    Raises:
        StoreError: the store is in a transaction that may still be rolled back.
    """
    if store.in_transaction:
        raise StoreError(
            Both(
                "nothing is announced from within a transaction, which may still be rolled "
                "back: drain after the commit, on a store of your own.",
                "Aus einer Transaktion, die noch zurückgenommen werden kann, wird "
                "nichts bekannt gegeben: nach ihrem Abschluss ausgeben, mit eigener "
                "Verbindung.",
            )
        )
    announced, failed, after = 0, list[Failed](), ""
    while announced < limit:
        page = store.pending(limit - announced, after)
        if not page:
            break
        for case_id, group in groupby(page, key=lambda record: record.case_id):
            told, failure = _tell(listener, tuple(group))
            if told:
                store.acknowledge(case_id, told[-1].version)
                announced += len(told)
            if failure:
                failed.append(failure)
                after = case_id
                tell(
                    "not announced",
                    WARNING,
                    case=case_id,
                    version=failure.version,
                    error=type(failure.error).__name__,
                )
    return Drained(announced, tuple(failed))


def _tell(
    listener: Listener, records: Sequence[Record]
) -> tuple[Sequence[Record], Failed | None]:
    for count, record in enumerate(records):
        try:
            listener(record)
        except Exception as error:  # noqa: BLE001  # whatever it is, the entry stays pending
            return records[:count], Failed(record.case_id, record.version, error)
    return records, None
