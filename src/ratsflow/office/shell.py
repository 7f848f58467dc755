"""The clock and the logger: what the office has and the floors below do not."""

from __future__ import annotations

import logging

from datetime import UTC, datetime
from functools import cache
from typing import Any


@cache
def log() -> Any:
    """Return the logger: the standard library's, so that the host decides what it sees.

    structlog is loaded with the first event, not with the library. Events carry ids and
    names of steps, never contents.
    """
    import structlog  # noqa: PLC0415

    return structlog.wrap_logger(
        logging.getLogger("ratsflow"),
        processors=[
            structlog.stdlib.filter_by_level,
            structlog.stdlib.render_to_log_kwargs,
        ],
        wrapper_class=structlog.stdlib.BoundLogger,
    ).bind()  # unbound, it would be put together anew for every event


def now() -> datetime:
    """Return the present moment in UTC."""
    return datetime.now(UTC)
