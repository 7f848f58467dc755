"""Progress of work that goes through a whole store."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence

from ratsflow.log import Record


Progress = Callable[[int], object]
"""Takes how many entries are done; what it raises ends the work."""

STEP = 1000
"""Entries after which progress is told, also within a case."""


def silent(_: int) -> None:
    """Take no notice of progress."""


def watched(
    logs: Iterable[tuple[str, Sequence[Record]]], progress: Progress
) -> Iterator[tuple[str, Sequence[Record]]]:
    """Pass logs on, and tell after each how many entries are done.

    Args:
        logs: case ids with their records, as `Store.scan` yields them.
        progress: is told.
    """
    done = 0
    for case_id, records in logs:
        yield case_id, records
        done += len(records)
        progress(done)
