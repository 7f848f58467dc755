"""Where a case stands, told from the moves of its entries alone.

To fold a log is to read all that its entries took in. Who asks a million cases only where
they stand need not: each entry says which states it moved. What is not plain to see there
is left to `fold`.
"""

from __future__ import annotations

from collections.abc import Sequence

import orjson

from ratsflow.canonical import digest
from ratsflow.log import SCHEMA, EntryKind, Record
from ratsflow.procedure.continuing import Stand
from ratsflow.procedure.step import CONSULTATION, MOTION, NONE, RENAMED, SUSPENSION


_MOVES = b',"moves":'
_OUTCOME = b',"outcome":'
_KIND = b'"kind":"'
_ROUTE = b'"consultations":'
_SCHEMA = b',"schema":%d,"step":' % SCHEMA
_STILL = (EntryKind.REFUSED, EntryKind.ERASED)
"""Kinds of entries that move nothing."""


def stand_in(records: Sequence[Record]) -> Stand | None:
    """Return where a case stands, or None where only folding its log tells.

    It tells nothing of a log that does not hold: each body is held against its hash.

    Args:
        records: all records of the case, in order.
    """
    try:
        return _stand_in(records)
    except (ValueError, TypeError, KeyError, AttributeError, IndexError):
        return None


def _stand_in(records: Sequence[Record]) -> Stand | None:
    states: dict[tuple[str, str], str] = {}
    last = b""
    for version, record in enumerate(records, start=1):
        body = record.body
        # In canonical bytes a quotation mark within a text is escaped, and behind the
        # moves stands no key of their name.
        at = body.rfind(_MOVES)
        if (
            record.version != version
            or digest(body) != record.hash
            or _SCHEMA not in body[at:]
        ):
            return None
        kind_at = body.rfind(_KIND, 0, at) + len(_KIND)
        kind = body[kind_at : body.index(b'"', kind_at)].decode()
        if kind in _STILL:
            continue
        last = body
        moves = orjson.loads(body[at + len(_MOVES) : body.index(_OUTCOME, at)])
        if version == 1:
            ((_, _, _, states[MOTION, ""], *_),) = moves
        elif not _move(states, moves, is_migrated=kind == EntryKind.MIGRATED):
            return None
        if _ROUTE in body and not _route(states, body):
            return None
    row = orjson.loads(last)
    ordered = [
        (*key, state)
        for lifecycle in (MOTION, CONSULTATION, SUSPENSION)
        for key, state in states.items()
        if key[0] == lifecycle
    ]
    return Stand(
        records[0].case_id, row["procedure"], row["fingerprint"], tuple(ordered)
    )


def _move(
    states: dict[tuple[str, str], str],
    moves: Sequence[Sequence[str]],
    *,
    is_migrated: bool,
) -> bool:
    """Move what an entry moved; tell whether all of it is plain."""
    for lifecycle, subject, source, target, *means in moves:
        key = (lifecycle, subject if lifecycle != MOTION else "")
        if lifecycle not in (MOTION, CONSULTATION, SUSPENSION):
            return False
        begins = lifecycle == SUSPENSION and source == NONE
        if begins and (is_migrated or RENAMED in means or key in states):
            return False
        if begins or key in states:
            states[key] = target
    return True


def _route(states: dict[tuple[str, str], str], body: bytes) -> bool:
    """Add the consultations that an entry brought; tell whether all of it is plain."""
    brought = orjson.loads(body)["inputs"].get("consultations") or ()
    for each in brought:
        key = (CONSULTATION, each["id"])
        if key in states:
            return False
        states[key] = each["state"]
    return True
