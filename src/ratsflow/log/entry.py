"""The entry: one record of the log, and the canonical bytes that are hashed."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import Any

import attrs
import orjson

from ratsflow.canonical import canonical, digest, utc_text
from ratsflow.errors import BrokenLogError
from ratsflow.log.codec import inputs_from_plain, inputs_to_plain


SCHEMA = 1
"""Version of the entry's form; readers of later versions read every earlier one."""

GENESIS = "0" * 64
"""What the first entry of a case names as its predecessor."""

OPEN = "open"
"""The step of the first entry: the case is opened with its motion."""


class EntryKind(StrEnum):
    """What the entry says: taken, refused, recorded as it happened, or overridden."""

    TAKEN = "taken"
    REFUSED = "refused"
    RECORDED = "recorded"
    OVERRIDDEN = "overridden"


@attrs.frozen
class Override:
    """An override (*Anordnung trotz Hindernis*): who answers for it is the actor.

    Attributes:
        reason: why; must not be empty.
        authority: what gives the actor the right, for example ``§ 62 Abs. 2 GO NRW``.
        rules: ids of the rules overridden; empty for all that stand in the way.
    """

    reason: str
    authority: str = ""
    rules: tuple[str, ...] = ()


@attrs.frozen
class By:
    """Who acted, as it stood then.

    Attributes:
        id: identifier.
        name: name at the time.
        role: the role used.
        deputy: used as a deputy.
        on_behalf_of: office or group acted for.
    """

    id: str
    name: str = ""
    role: str = ""
    deputy: bool = False
    on_behalf_of: str = ""


@attrs.frozen
class Made:
    """A move that was made.

    Attributes:
        lifecycle: ``motion``, ``consultation`` or ``suspension``.
        subject: id of the consultation or suspension; empty for the motion.
        source: the state before.
        target: the state after.
    """

    lifecycle: str
    subject: str
    source: str
    target: str


@attrs.frozen
class Entry:
    """One record of the log.

    Attributes:
        case_id: the case.
        version: its number in the case, 1-based and without gaps.
        step: name of the step; ``open`` for the first entry.
        kind: taken, refused, recorded or overridden.
        by: who acted.
        effective_at: when it took effect.
        recorded_at: when it was written down.
        subject: id of the consultation or suspension it was about, or empty.
        inputs: what the step took in.
        outcome: the outcome, where the step has several.
        moves: the moves it made.
        met: ids of the rules that were met.
        findings: plain findings of the rules that were not met, without prose.
        override: the override, if there was one.
        procedure: name of the procedure.
        fingerprint: fingerprint of the procedure's version.
        prev: hash of the predecessor, hexadecimal.
        schema: version of the entry's form.
    """

    case_id: str
    version: int
    step: str
    kind: EntryKind
    by: By
    effective_at: datetime
    recorded_at: datetime
    subject: str
    inputs: Mapping[str, Any] = attrs.field(hash=False)
    outcome: str
    moves: tuple[Made, ...]
    met: tuple[str, ...]
    findings: tuple[Mapping[str, Any], ...] = attrs.field(hash=False)
    override: Override | None
    procedure: str
    fingerprint: str
    prev: str = GENESIS
    schema: int = SCHEMA


@attrs.frozen
class Record:
    """An entry as it lies in a store: the very bytes that were hashed.

    Attributes:
        case_id: the case.
        version: number of the entry in the case.
        hash: SHA-256 of `body`, hexadecimal.
        body: canonical bytes of the entry.
        sealed: erasable contents by digest: pairs of (SHA-256 hexadecimal, bytes). The
            body holds only the digest; the bytes carry a salt and can be erased.
    """

    case_id: str
    version: int
    hash: str
    body: bytes
    sealed: tuple[tuple[str, bytes], ...] = ()


def encode(entry: Entry) -> Record:
    """Turn an entry into its canonical bytes and hash.

    Raises:
        InvalidInputError: an input has no canonical form.
    """
    by = entry.by
    effective = utc_text(entry.effective_at)
    recorded = (
        effective
        if entry.recorded_at is entry.effective_at
        else utc_text(entry.recorded_at)
    )
    override = entry.override
    body = canonical(
        {
            "schema": entry.schema,
            "case": entry.case_id,
            "version": entry.version,
            "step": entry.step,
            "kind": entry.kind.value,
            "by": {
                "id": by.id,
                "name": by.name,
                "role": by.role,
                "deputy": by.deputy,
                "on_behalf_of": by.on_behalf_of,
            },
            "effective_at": effective,
            "recorded_at": recorded,
            "subject": entry.subject,
            "inputs": inputs_to_plain(entry.inputs),
            "outcome": entry.outcome,
            "moves": [[m.lifecycle, m.subject, m.source, m.target] for m in entry.moves],
            "met": entry.met,
            "findings": entry.findings,
            "override": override
            and {
                "reason": override.reason,
                "authority": override.authority,
                "rules": override.rules,
            },
            "procedure": entry.procedure,
            "fingerprint": entry.fingerprint,
            "prev": entry.prev,
        }
    )
    return Record(entry.case_id, entry.version, digest(body), body)


def decode(record: Record) -> Entry:
    """Read an entry back from its bytes.

    Raises:
        BrokenLogError: the bytes are no entry, or one of a later schema.
    """
    try:
        row = orjson.loads(record.body)
        if row["schema"] > SCHEMA:
            raise BrokenLogError(
                record.case_id,
                record.version,
                f"it has schema {row['schema']}, but this version of ratsflow reads up "
                f"to {SCHEMA}. Update ratsflow.",
            )
        return _from_plain(row)
    except (KeyError, TypeError, ValueError, IndexError) as error:
        raise BrokenLogError(
            record.case_id, record.version, f"it cannot be read ({error})."
        ) from error


def _from_plain(row: dict[str, Any]) -> Entry:
    override = row["override"]
    return Entry(
        row["case"],
        row["version"],
        row["step"],
        EntryKind(row["kind"]),
        By(**row["by"]),
        datetime.fromisoformat(row["effective_at"]),
        datetime.fromisoformat(row["recorded_at"]),
        row["subject"],
        inputs_from_plain(row["inputs"]),
        row["outcome"],
        tuple(Made(*move) for move in row["moves"]),
        tuple(row["met"]),
        tuple(row["findings"]),
        Override(**override) if override else None,
        row["procedure"],
        row["fingerprint"],
        row["prev"],
        row["schema"],
    )
