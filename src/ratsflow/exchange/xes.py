"""Logs as XES (IEEE 1849), which process mining tools read, pm4py among them.

A case is a trace, an entry an event: the step, when it took effect, the role in which it was
taken. No person, no title and nothing that a step took in is written.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from xml.sax.saxutils import quoteattr

from ratsflow.engine.redaction import is_open
from ratsflow.log import EntryKind, Record, decode
from ratsflow.stores import Store


_HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<log xes.version="1849-2016" xes.features="" xmlns="http://www.xes-standard.org/">
<extension name="Concept" prefix="concept" uri="http://www.xes-standard.org/concept.xesext"/>
<extension name="Time" prefix="time" uri="http://www.xes-standard.org/time.xesext"/>
<extension name="Organizational" prefix="org" uri="http://www.xes-standard.org/org.xesext"/>
<extension name="Lifecycle" prefix="lifecycle" uri="http://www.xes-standard.org/lifecycle.xesext"/>
<global scope="trace"><string key="concept:name" value="unknown"/></global>
<global scope="event"><string key="concept:name" value="unknown"/>\
<date key="time:timestamp" value="1970-01-01T00:00:00+00:00"/></global>
<classifier name="Step" keys="concept:name"/>
<string key="concept:name" value="ratsflow"/>
"""

_LEFT_OUT = (EntryKind.ERASED, EntryKind.MIGRATED)
"""Entries that are no events of the case."""


def export_xes(
    store: Store, *, public_only: bool = False, refused: bool = False
) -> Iterator[bytes]:
    """Yield all logs of a store as XES, case by case, in constant memory.

    Args:
        store: the store.
        public_only: leave out every case that not everybody may read.
        refused: write attempts that were refused, too.

    Raises:
        BrokenLogError: an entry cannot be read.
    """
    yield _HEAD.encode()
    for case_id, records in store.scan():
        if not public_only or is_open(records):
            yield _trace(case_id, records, refused=refused).encode()
    yield b"</log>\n"


def _trace(case_id: str, records: Sequence[Record], *, refused: bool) -> str:
    events = []
    for record in records:
        entry = decode(record)
        if entry.kind in _LEFT_OUT or (entry.kind is EntryKind.REFUSED and not refused):
            continue
        parts = [
            _text("concept:name", entry.step),
            _date("time:timestamp", entry.effective_at),
            _text("lifecycle:transition", "complete"),
            _text("ratsflow:kind", entry.kind.value),
        ]
        if entry.by.role:
            parts.append(_text("org:role", entry.by.role))
        if entry.outcome:
            parts.append(_text("ratsflow:outcome", entry.outcome))
        if entry.subject:
            parts.append(_text("ratsflow:on", entry.subject))
        events.append(f"<event>{''.join(parts)}</event>\n")
    return f"<trace>{_text('concept:name', case_id)}\n{''.join(events)}</trace>\n"


def _text(key: str, value: str) -> str:
    return f'<string key="{key}" value={quoteattr(_sound(value))}/>'


def _date(key: str, moment: datetime) -> str:
    return f'<date key="{key}" value="{moment.isoformat(timespec="milliseconds")}"/>'


def _sound(text: str) -> str:
    """Leave out what XML has no way to hold."""
    return "".join(each for each in text if each in "\t\n\r" or each >= " ")
