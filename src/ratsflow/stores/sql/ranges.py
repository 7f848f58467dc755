"""The fast pass over a log by ranges of cases, each in a process of its own.

What is looked at is the same: a range names its suspects, and they are looked at closely by
the process that asked.
"""

from __future__ import annotations

import pickle
import threading

from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import get_all_start_methods, get_context
from typing import TYPE_CHECKING, Any, ClassVar

import attrs

from ratsflow.errors import Both, InvalidInputError, StoreError
from ratsflow.stores.progress import silent
from ratsflow.stores.sql.batches import BatchPass
from ratsflow.stores.sql.store import SqlStore
from ratsflow.stores.verify import KeptLaws, StandingOf


if TYPE_CHECKING:
    from ratsflow.stores.sql.opening import Target


Range = tuple[str, str | None, int]
"""The cases behind one up to another, None for all that follow; and their entries."""


@attrs.frozen
class Swept:
    """What came of a range.

    Attributes:
        suspects: the cases that need a close look.
        named: the values of law that its entries name.
        entries: how many it has.
    """

    suspects: Sequence[str]
    named: frozenset[object]
    entries: int


def way_to(standing_of: StandingOf | None) -> str:
    """Return how a process is started that folds logs likewise: ``spawn``, else ``fork``.

    Raises:
        InvalidInputError: what folds can neither be handed over nor be inherited: a fork
            would share the locks of threads.
    """
    try:
        pickle.dumps(standing_of)
    except Exception as error:  # whatever a class of the host's raises
        if "fork" in get_all_start_methods() and threading.active_count() == 1:
            return "fork"
        raise InvalidInputError(
            Both(
                f"what folds a log cannot be handed to another process ({error}).",
                "was ein Protokoll auswertet, lässt sich keinem anderen Prozess übergeben.",
            ),
            "processes",
            Both(
                "Verify where no other thread runs, or in one process.",
                "Prüfen, wo kein anderer Thread läuft, oder in einem Prozess.",
            ),
        ) from error
    return "spawn"


def swept(
    target: Target,
    tenant: str,
    standing_of: StandingOf | None,
    ranges: Iterable[Range],
    processes: int,
) -> Iterator[Swept]:
    """Go through ranges of cases in several processes; yield what came of each, in order.

    Raises:
        StoreError: the database cannot be read, or a process ended.
    """
    with ProcessPoolExecutor(
        processes,
        get_context(way_to(standing_of)),
        _Worker.begin,
        (target, tenant, standing_of),
    ) as pool:
        try:
            yield from pool.map(_Worker.sweep, ranges)
        except BrokenProcessPool as error:
            raise StoreError(
                Both(
                    "a process that verified ended. Verify in one process; in a script, begin "
                    'within: if __name__ == "__main__".',
                    "Ein prüfender Prozess ist beendet worden. In einem Prozess prüfen; in "
                    'einem Skript innerhalb von if __name__ == "__main__" beginnen.',
                )
            ) from error
        finally:
            pool.shutdown(cancel_futures=True)


class _Worker:
    """What a process of the pool has: it goes through one range after the other."""

    of_this_process: ClassVar[_Worker]

    def __init__(
        self, target: Target, tenant: str, standing_of: StandingOf | None
    ) -> None:
        store: Any = SqlStore(target, tenant, create=False)
        self._laws = KeptLaws(store)
        for _ in self._laws.changed():  # the process that asked tells of them
            pass
        self._pass = BatchPass(
            store._lines,  # noqa: SLF001  # of one kind
            tenant,
            store._reader,  # noqa: SLF001  # of one kind
            standing_of,
            silent,
            self._laws,
        )

    @staticmethod
    def begin(target: Target, tenant: str, standing_of: StandingOf | None) -> None:
        """Open the store in a process of the pool."""
        _Worker.of_this_process = _Worker(target, tenant, standing_of)

    @staticmethod
    def sweep(cases: Range) -> Swept:
        """Go through a range in a process of the pool."""
        worker = _Worker.of_this_process
        after, last, entries = cases
        suspects = tuple(worker._pass.suspects(after, last))  # noqa: SLF001  # its own
        return Swept(suspects, worker._laws.named, entries)  # noqa: SLF001  # its own
