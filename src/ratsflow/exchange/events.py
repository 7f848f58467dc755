"""The events that a host sees in its own log, as lines that machines read."""

from __future__ import annotations

import logging

import structlog


def event_lines() -> logging.Formatter:
    """Return a formatter that writes each event as one line of JSON.

    It serves any handler of the standard library. Each line holds the event, its level,
    its time (UTC, RFC 3339) and what it is about: ids and names of steps, never contents.
    """
    return structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=[
            structlog.stdlib.add_log_level,
            structlog.stdlib.ExtraAdder(),
            structlog.processors.TimeStamper(fmt="iso", utc=True),
        ],
        processors=[
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            structlog.processors.JSONRenderer(ensure_ascii=False, sort_keys=True),
        ],
    )
