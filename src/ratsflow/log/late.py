"""Late recording: entries that were written down after what took effect later."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from ratsflow.log.entry import Entry, EntryKind


def recorded_late(entries: Iterable[Entry]) -> tuple[int, ...]:
    """Return the versions of the entries that took effect before an earlier one did.

    Nothing forbids them: life is written down late. But whoever reads the log by its
    numbers must see where they are not the order in which things happened (R4, R9). A
    refused attempt took no effect: it neither is late nor makes another one late.

    Args:
        entries: the entries of one case, in order.
    """
    late: list[int] = []
    newest: datetime | None = None
    for entry in entries:
        if entry.kind is EntryKind.REFUSED:
            continue
        if newest is not None and entry.effective_at < newest:
            late.append(entry.version)
        else:
            newest = entry.effective_at
    return tuple(late)
