"""Entries of the log as events in the form of CloudEvents 1.0.

    office.drain(announcing(send, source="https://ris.example/bielefeld"))

An event says what happened to which case, never what the paper says: neither inputs nor the
words of an override are in it, so that it may travel where not everybody may read. Who may
asks the office for the case. Events come at least once; `source` and `id` together are the
idempotency key. Municipalities number their cases alike: the source must name the municipality.

References:
    CloudEvents specification 1.0.2, sections 3.1 and 3.2.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ratsflow.canonical import utc_text
from ratsflow.errors import InvalidInputError
from ratsflow.log import Record, decode


SPECVERSION = "1.0"
TYPE = "org.ratsflow.entry"
"""What the type of every event begins with; the kind of the entry follows."""

Event = dict[str, Any]


def event(record: Record, source: str) -> Event:
    """Return the event of an entry, ready to be written as JSON.

    Args:
        record: the entry as it lies in the store.
        source: the system and the municipality that it happened in, a URI reference, the
            same for all its events and for those of no other municipality: `id` is
            case and version, which two tenants of one database may have in common.

    Raises:
        InvalidInputError: an empty source.
        BrokenLogError: the record is no entry.
    """
    if not source:
        raise InvalidInputError(
            "an event needs a source.", "source", "Give the URL of your system."
        )
    entry = decode(record)
    return {
        "specversion": SPECVERSION,
        "id": f"{record.case_id}/{record.version}",
        "source": source,
        "type": f"{TYPE}.{entry.kind.value}",
        "subject": record.case_id,
        "time": utc_text(entry.recorded_at),
        "datacontenttype": "application/json",
        "data": {
            "case": entry.case_id,
            "version": entry.version,
            "hash": record.hash,
            "step": entry.step,
            "kind": entry.kind.value,
            "about": entry.subject,
            "role": entry.by.role,
            "effective_at": utc_text(entry.effective_at),
            "recorded_at": utc_text(entry.recorded_at),
            "moves": [
                [m.lifecycle, m.subject, m.source, m.target] for m in entry.moves
            ],
            "findings": [
                {name: each[name] for name in ("rule", "result", "consequence")}
                for each in entry.findings
            ],
            "overridden": list(entry.override.rules) if entry.override else [],
            "procedure": entry.procedure,
            "fingerprint": entry.fingerprint,
        },
    }


def announcing(
    send: Callable[[Event], object], source: str
) -> Callable[[Record], None]:
    """Return a listener for `Office.drain` that sends events.

    Args:
        send: sends one event; if it raises, the event stays pending.
        source: see `event`.
    """

    def listener(record: Record) -> None:
        send(event(record, source))

    return listener
