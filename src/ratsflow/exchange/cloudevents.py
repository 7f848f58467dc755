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

import re

from collections.abc import Callable
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlsplit

from ratsflow._moved import words
from ratsflow.canonical import utc_text
from ratsflow.documents import urn_of
from ratsflow.errors import Both, InvalidInputError
from ratsflow.log import Record, decode


SPECVERSION = "1.0"
TYPE = "org.ratsflow.entry"
"""What the type of every event begins with; the kind of the entry follows."""

Event = dict[str, Any]


_FORBIDDEN = re.compile("[%\x00-\x1f\x7f-\x9f\ufdd0-\ufdef\ufffe\uffff]")
"""What no attribute of an event may hold; and the sign that stands for it, itself."""

_REFERENCE = re.compile(
    r"(?:[A-Za-z][A-Za-z0-9+.-]*:)?(?:[A-Za-z0-9._~:/?#\[\]@!$&'()*+,;=-]|%[0-9A-Fa-f]{2})+"
)
"""The characters of a URI reference (RFC 3986); what is in brackets is asked of `urlsplit`."""


def check_source(source: str) -> None:
    """Refuse a source that the standard forbids, before anybody is told of anything.

    Raises:
        InvalidInputError: it is empty, or no URI reference.
    """
    if not source:
        raise InvalidInputError(
            Both("an event needs a source.", "ein Ereignis braucht eine Quelle."),
            "source",
            Both("Give the URL of your system.", "Die URL des eigenen Systems nennen."),
        )
    try:
        parts = urlsplit(source)
        # Brackets belong to an address of version 6, and a number sign occurs once.
        rest = f"{parts.path}{parts.query}{parts.fragment}"
        is_sound = not set(rest) & set("[]#") and (
            parts.port is None or bool(parts.netloc)
        )
    except ValueError:
        is_sound = False
    first = source.partition("/")[0].partition("?")[0].partition("#")[0]
    is_sound = is_sound and not (":" in first and not _SCHEME.match(source))
    if not is_sound or not _REFERENCE.fullmatch(source):
        raise InvalidInputError(
            Both(f"{source!r} is no URI reference.", f"„{source}“ ist keine URI."),
            "source",
            Both(
                "Write for example https://ris.example.org or /ris; blanks as %20, letters "
                "beyond ASCII as percent signs too.",
                "Zum Beispiel https://ris.example.org oder /ris schreiben; "
                "Leerzeichen als %20, auch Umlaute mit Prozentzeichen.",
            ),
        )


_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")


def cloud_event(record: Record, source: str) -> Event:
    """Return the event of an entry, ready to be written as JSON.

    Args:
        record: the entry as it lies in the store.
        source: the system and the municipality that it happened in, a URI reference, the
            same for all its events and for those of no other municipality: `id` is
            case and version, which two tenants of one database may have in common.

    Raises:
        InvalidInputError: the source is empty or no URI reference.
        BrokenLogError: the record is no entry.
    """
    check_source(source)
    entry = decode(record)
    subject = _FORBIDDEN.sub(lambda sign: quote(sign[0], safe=""), record.case_id)
    return {
        "specversion": SPECVERSION,
        "id": f"{subject}/{record.version}",
        "source": source,
        "type": f"{TYPE}.{entry.kind.value}",
        "subject": subject,
        "time": utc_text(entry.recorded_at),
        "datacontenttype": "application/json",
        "dataschema": urn_of("event"),
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
        source: see `cloud_event`.

    Raises:
        InvalidInputError: the source is empty or no URI reference; nothing was told.
    """
    check_source(source)

    def listener(record: Record) -> None:
        send(cloud_event(record, source))

    return listener


if not TYPE_CHECKING:
    __getattr__ = words(__name__, {"event": "ratsflow.exchange.cloud_event"})
