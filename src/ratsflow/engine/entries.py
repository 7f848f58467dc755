"""Entries: the one place where each is put together, with its bytes and the case after it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import attrs

from ratsflow.canonical import in_utc, moment_of
from ratsflow.engine.fold import apply
from ratsflow.law.local import Law
from ratsflow.log import (
    GENESIS,
    By,
    Entry,
    EntryKind,
    Made,
    Override,
    Record,
    Salts,
    encode,
)
from ratsflow.model.quick import quick
from ratsflow.procedure.case import Case


if TYPE_CHECKING:
    from ratsflow.engine.verdict import Verdict


@attrs.frozen(eq=False)
class Taken:
    """What a step left behind.

    Attributes:
        case: the case after it.
        entry: the entry.
        record: the entry's bytes and hash, to be appended to a store.
        verdict: the verdict it rests on; None for the opening.
        laws: the values of law that the entry names, as a store keeps them: pairs of
            digest and bytes, to be appended with the record.
    """

    case: Case
    entry: Entry
    record: Record
    verdict: Verdict | None = None
    laws: tuple[tuple[str, bytes], ...] = ()

    @property
    def state(self) -> str:
        """The state of the motion after it."""
        return self.case.state


_new_entry = quick(Entry)


def entered(
    before: Case | None,
    step: str,
    kind: EntryKind,
    by: By,
    at: datetime,
    recorded_at: datetime | None,
    *,
    version: tuple[str, str],
    law: Law,
    inputs: Mapping[str, Any],
    subject: str = "",
    outcome: str = "",
    moves: tuple[Made, ...] = (),
    met: Sequence[str] = (),
    findings: Sequence[Mapping[str, Any]] = (),
    override: Override | None = None,
    sealed: tuple[str, ...] = (),
    verdict: Verdict | None = None,
    salts: Salts | None = None,
    opens: tuple[str, str] = ("", ""),
) -> Taken:
    """Put an entry together; what is not named here is what `Entry` calls so.

    Args:
        before: the case before it; None for an opening.
        version: name and fingerprint of the procedure.
        law: the values in force.
        verdict: what it rests on; None for an opening.
        salts: gives a salt for each sealed content.
        opens: of an opening the id of the case, and the tenant that it is opened for.
    """
    at = at if at.tzinfo is UTC else in_utc(at)
    procedure, fingerprint = version
    # Python passes more names than these only by way of a dictionary, at three times the price.
    entry = _new_entry(
        before.id if before else opens[0],
        before.version + 1 if before else 1,
        step,
        kind,
        by,
        at,
        at if recorded_at is None else in_utc(moment_of(recorded_at, "recorded_at")),
        subject,
        inputs=inputs,
        outcome=outcome,
        moves=moves,
        met=tuple(met),
        findings=tuple(findings),
        override=override,
        procedure=procedure,
        fingerprint=fingerprint,
        prev=before.head if before else GENESIS,
        sealed=sealed,
        law=law.digest,
    )
    if before is None and opens[1]:
        entry = attrs.evolve(entry, tenant=opens[1])
    record = encode(entry, salts)
    case = apply(before, entry, record.hash)
    return Taken(case, entry, record, verdict, law.sets)
