"""The events that a host sees in its own log."""

from __future__ import annotations

import logging

from functools import cache
from typing import Any


_LOGGER = logging.getLogger("ratsflow")


def tell(event: str, level: int = logging.INFO, **about: Any) -> None:
    """Log an event by the standard library's logger: the host decides what it sees.

    It says what was done, not that it was committed: within a unit of work or a host's
    transaction it may still be rolled back, and the event stays. `Office.drain` announces.

    Args:
        event: what happened.
        level: as in `logging`; an event that nobody wants to see costs next to nothing.
        about: ids and names of steps, never contents.
    """
    if _LOGGER.isEnabledFor(level):
        _log().log(level, event, **about)


@cache
def _log() -> Any:
    import structlog  # noqa: PLC0415  # loaded with the first event, not with the library

    return structlog.wrap_logger(
        _LOGGER,
        processors=[structlog.stdlib.render_to_log_kwargs],
        wrapper_class=structlog.stdlib.BoundLogger,
    ).bind()  # unbound, it would be put together anew for every event
