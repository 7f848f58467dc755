"""The events that a host sees in its own log."""

from __future__ import annotations

import logging

from typing import Any


_LOGGER = logging.getLogger("ratsflow")


def tell(event: str, level: int = logging.INFO, **about: Any) -> None:
    """Log an event by the standard library's logger: the host decides what it sees.

    It says what was done, not that it was committed: within a unit of work or a host's
    transaction it may still be rolled back, and the event stays. `Office.drain` announces.

    Args:
        event: what happened.
        level: as in `logging`; an event that nobody wants to see costs next to nothing.
        about: ids and names of steps, never contents; each is an attribute of the record.
    """
    if _LOGGER.isEnabledFor(level):
        # To look for who called is half the price of a record: that is this module always.
        made = _LOGGER.makeRecord(
            _LOGGER.name, level, __file__, 0, event, (), None, "tell", about
        )
        _LOGGER.handle(made)
