"""The parts of cases and texts that not everybody may see, and what is left without them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import attrs

from ratsflow.engine.fold import apply
from ratsflow.log import Entry, Record, decode
from ratsflow.log.erasable import ATTACHMENTS
from ratsflow.model import Consultation, Motion, Suspension
from ratsflow.model.motion import has_closed_parts
from ratsflow.procedure.case import Case


WITHHELD = Motion("(nicht öffentlich / not public)", public=False)
"""What stands for a text that the reader may not see."""


def in_camera(case: Case) -> frozenset[str]:
    """Return the ids of what was dealt with behind closed doors.

    That are the consultations which are not public, and what attacks a decision of theirs.
    """
    closed = {each.id for each in case.consultations if each.public is False}
    attacks = {each.id for each in case.suspensions if each.against in closed}
    return frozenset(closed | attacks)


def is_open(records: Sequence[Record]) -> bool:
    """Tell whether everybody may have the bytes of a whole log, without sealed contents.

    That is so if the paper is public and was never said not to be, no meeting that dealt
    with it was closed, and no text holds in the open a part that is not public.

    Args:
        records: the log of one case.
    """
    is_public = False
    for _, case, is_kept in opened(records):
        if not is_kept:
            return False
        is_public = case.is_public
    return is_public


def opened(records: Sequence[Record]) -> Iterator[tuple[Entry, Case, bool]]:
    """Yield each entry with the case as of it, and whether nothing up to it was closed.

    Args:
        records: the log of one case.
    """
    case: Case | None = None
    is_kept = True
    for record in records:
        entry = decode(record)
        case = apply(case, entry, record.hash)
        is_kept = is_kept and not (
            case.motion.public is False or in_camera(case) or holds_closed_parts(entry)
        )
        yield entry, case, is_kept


def holds_closed_parts(entry: Entry) -> bool:
    """Tell whether an entry holds in the open a part of a text that is not public."""
    return {"motion", ATTACHMENTS}.isdisjoint(entry.sealed) and has_closed_parts(
        entry.inputs.get("motion")
    )


def bare(each: Consultation) -> Consultation:
    """Return which body deals with it when, and nothing of what is said there."""
    meeting = each.meeting and attrs.evolve(each.meeting, urgency_reason="")
    return Consultation(
        each.id,
        each.body,
        each.role,
        meeting,
        each.public,
        about=each.about,
        state=each.state,
        days=each.days,
        decided=each.decided,
    )


def bare_suspension(each: Suspension) -> Suspension:
    """Return what is suspended since when, and not by whom or why."""
    return attrs.evolve(each, lodged_by="", reasons="")


def impersonal(each: Consultation, personal: frozenset[str]) -> Consultation:
    """Return a consultation without what the names of personal inputs stand for."""
    empty: dict[str, Any] = {"meeting": None, "resolution": "", "excluded": ()}
    changes = {name: value for name, value in empty.items() if name in personal}
    if "ballot" in personal:
        changes["ballots"] = ()
    return attrs.evolve(each, **changes) if changes else each
