"""Where a case stands, told from the moves of its entries alone.

To fold a log is to read all that its entries took in. Who asks a million cases only where
they stand need not: each entry says which states it moved. What is not plain to see there
is left to `fold`.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from hashlib import sha256

import orjson

from ratsflow.log import SCHEMA, EntryKind, Record
from ratsflow.procedure.continuing import Stand
from ratsflow.procedure.step import CONSULTATION, MOTION, NONE, RENAMED, SUSPENSION


_MOVES = b',"moves":'
_OUTCOME = b',"outcome":'
_KIND = b'"kind":"'
_ROUTE = b'"consultations":'
_SCHEMA = b',"schema":%d,"step":' % SCHEMA
_MIGRATED = EntryKind.MIGRATED.encode()
_STILL = frozenset(kind.encode() for kind in (EntryKind.REFUSED, EntryKind.ERASED))
"""Kinds of entries that move nothing."""

_MOVES_ENDS, _KIND_ENDS = len(_MOVES), len(_KIND)
_LIFECYCLES = frozenset((MOTION, CONSULTATION, SUSPENSION))


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
            or sha256(body).hexdigest() != record.hash
            or body.find(_SCHEMA, at) < 0
        ):
            return None
        kind_at = body.rfind(_KIND, 0, at) + _KIND_ENDS
        kind = body[kind_at : body.index(b'"', kind_at)]
        if kind in _STILL:
            continue
        last = body
        moves = _moves_in(body[at + _MOVES_ENDS : body.index(_OUTCOME, at)])
        if version == 1:
            ((_, _, _, states[MOTION, ""], *_),) = moves
        elif moves and not _move(states, moves, is_migrated=kind == _MIGRATED):
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


@lru_cache(4096)
def _moves_in(told: bytes) -> Sequence[Sequence[str]]:
    """Return what an entry moved, read once for all that moved the same; not to be changed."""
    moves: Sequence[Sequence[str]] = orjson.loads(told)
    return moves


def _move(
    states: dict[tuple[str, str], str],
    moves: Sequence[Sequence[str]],
    *,
    is_migrated: bool,
) -> bool:
    """Move what an entry moved; tell whether all of it is plain."""
    for lifecycle, subject, source, target, *means in moves:
        key = (lifecycle, subject if lifecycle != MOTION else "")
        if lifecycle not in _LIFECYCLES:
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
