"""Small but whole records for tests of stores."""

from __future__ import annotations

import hashlib

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from ratsflow.law.local import NO_LAW, Law
from ratsflow.log import (
    GENESIS,
    OPEN,
    By,
    Entry,
    EntryKind,
    Head,
    Made,
    Record,
    encode,
)
from ratsflow.stores import Standing, Store


T0 = datetime(2026, 3, 19, 16, tzinfo=UTC)


def make_entry(
    case_id: str, version: int, prev: str, sealed: Sequence[str], law: Law = NO_LAW
) -> Entry:
    """Return a small but whole entry."""
    at = T0 + timedelta(hours=version)
    return Entry(
        case_id=case_id,
        version=version,
        step=OPEN if version == 1 else "amend",
        kind=EntryKind.TAKEN,
        by=By("u-1", "Ada Ünal", "clerk"),
        effective_at=at,
        recorded_at=at,
        subject="",
        inputs={"note": f"№ {version}", "sealed": list(sealed)},
        outcome="",
        moves=(Made("motion", "", "draft", "draft"),),
        met=("form.complete",),
        findings=(),
        override=None,
        procedure="contract",
        fingerprint="0" * 64,
        prev=prev,
        law=law.digest,
    )


def make_records(
    case_id: str,
    count: int = 1,
    *,
    after: Record | Head | None = None,
    sealed: Sequence[bytes] = (),
    law: Law = NO_LAW,
) -> tuple[Record, ...]:
    """Return records that continue a case; the first one carries the sealed contents."""
    version, prev = (after.version, after.hash) if after else (0, GENESIS)
    contents = tuple((hashlib.sha256(part).hexdigest(), part) for part in sealed)
    made: list[Record] = []
    for number in range(version + 1, version + count + 1):
        kept = () if made else contents
        digests = [digest for digest, _ in kept]
        record = encode(make_entry(case_id, number, prev, digests, law))
        made.append(
            Record(case_id, number, record.hash, record.body, tuple(sorted(kept)))
        )
        prev = record.hash
    return tuple(made)


def standing(
    state: str = "draft", since: str = "2026-03-19T16:00:00.000000Z", due: str = ""
) -> Standing:
    """Return a projection."""
    return Standing(state, "contract", "Radweg an der Größe", since, due)


def begin(store: Store, case_id: str, count: int = 1) -> tuple[Record, ...]:
    """Open a case with some records and return them."""
    records = make_records(case_id, count)
    store.append(case_id, records, expected=0, standing=standing())
    return records
