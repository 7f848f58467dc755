"""Where a case stands, told from the moves of its entries alone.

To fold a log is to read all that its entries took in. Who asks a million cases only where
they stand need not: each entry says which states it moved. What is not plain to see there
is left to `fold`.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from hashlib import sha256
from itertools import repeat
from operator import gt

import orjson

from ratsflow.canonical import digest
from ratsflow.log import SCHEMA, EntryKind, Record
from ratsflow.log.erasable import digest_in, opened
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

_hexdigest = type(sha256()).hexdigest
_MOVES_ENDS, _KIND_ENDS = len(_MOVES), len(_KIND)
_LIFECYCLES = frozenset((MOTION, CONSULTATION, SUSPENSION))


def stand_in(records: Sequence[Record]) -> Stand | None:
    """Return where a case stands, or None where only folding its log tells.

    It tells nothing of a log that does not hold: each body, and each sealed content that is
    there, is held against its hash.

    Args:
        records: all records of the case, in order.
    """
    try:
        return _stand_in(records)
    except (ValueError, TypeError, KeyError, AttributeError, IndexError):
        return None


def _stand_in(records: Sequence[Record]) -> Stand | None:
    bodies = [record.body for record in records]
    if [record.version for record in records] != [*range(1, len(bodies) + 1)] or list(
        map(_hexdigest, map(sha256, bodies))
    ) != [record.hash for record in records]:
        return None
    kept = [content for record in records for content in record.sealed]
    if [digest(content) for _, content in kept] != [name for name, _ in kept]:
        return None
    # In canonical bytes a quotation mark within a text is escaped, and behind the
    # moves stands no key of their name.
    places = list(map(bytes.rfind, bodies, repeat(_MOVES)))
    if not all(map(gt, map(bytes.rfind, bodies, repeat(_SCHEMA)), places)):
        return None
    last = b""
    told: list[_Told] = []
    for record, body, at in zip(records, bodies, places, strict=True):
        kind_at = body.rfind(_KIND, 0, at) + _KIND_ENDS
        kind = body[kind_at : body.index(b'"', kind_at)]
        if kind in _STILL:
            if not told:
                return None
            continue
        last = body
        is_routed = body.find(_ROUTE, 0, kind_at) >= 0  # inputs stand before the kind
        route = _route_in(record) if is_routed else ()
        moves = body[at + _MOVES_ENDS : body.index(_OUTCOME, at)]
        told.append((moves, kind == _MIGRATED, route))
    states = _states_after(tuple(told))
    if states is None:
        return None
    row = orjson.loads(last)
    return Stand(records[0].case_id, row["procedure"], row["fingerprint"], states)


_Told = tuple[bytes, bool, tuple[tuple[str, str], ...]]
"""What an entry moved, whether it migrated its case, and the consultations that it brought."""


@lru_cache(1024)
def _states_after(
    told: tuple[_Told, ...],
) -> tuple[tuple[str, str, str], ...] | None:
    """Return lifecycle, subject and state of all that has one, found once for all that went alike."""
    states: dict[tuple[str, str], str] = {}
    for number, (moved, is_migrated, route) in enumerate(told):
        moves = orjson.loads(moved)
        if number == 0:
            ((_, _, _, states[MOTION, ""], *_),) = moves
        elif moves and not _move(states, moves, is_migrated=is_migrated):
            return None
        for subject, state in route:
            if (CONSULTATION, subject) in states:
                return None
            states[CONSULTATION, subject] = state
    return tuple(
        [
            (*key, state)
            for lifecycle in (MOTION, CONSULTATION, SUSPENSION)
            for key, state in states.items()
            if key[0] == lifecycle
        ]
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
        if lifecycle not in _LIFECYCLES:
            return False
        begins = lifecycle == SUSPENSION and source == NONE
        if begins and (is_migrated or RENAMED in means or key in states):
            return False
        if begins or key in states:
            states[key] = target
    return True


def _route_in(record: Record) -> tuple[tuple[str, str], ...]:
    """Return the consultations that an entry brought, open or sealed: id and state."""
    brought = orjson.loads(record.body)["inputs"].get("consultations") or ()
    name = digest_in(brought)
    if name:
        brought = opened(name, dict(record.sealed)[name])
    return tuple([(each["id"], each["state"]) for each in brought])
