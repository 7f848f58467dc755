"""The events that a host sees in its own log."""

from __future__ import annotations

import logging

from collections.abc import Mapping, MutableMapping
from functools import cache, partialmethod
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


class _Host:
    """Hands records to the standard library's logger.

    It does not look for who called, half the price of a record: that is this module always.
    """

    def handle(self, level: int, event: str, **about: Any) -> None:
        made = _LOGGER.makeRecord(
            _LOGGER.name, level, __file__, 0, event, (), None, "tell", about
        )
        _LOGGER.handle(made)

    debug = partialmethod(handle, logging.DEBUG)
    info = partialmethod(handle, logging.INFO)
    warning = partialmethod(handle, logging.WARNING)
    error = partialmethod(handle, logging.ERROR)
    critical = partialmethod(handle, logging.CRITICAL)


@cache
def _log() -> Any:
    import structlog  # noqa: PLC0415  # loaded with the first event, not with the library

    return structlog.wrap_logger(
        _Host(),
        processors=[_as_it_is],
        wrapper_class=structlog.make_filtering_bound_logger(logging.NOTSET),
    ).bind()  # unbound, it would be put together anew for every event


def _as_it_is(_: object, __: str, event: MutableMapping[str, Any]) -> Mapping[str, Any]:
    return event
