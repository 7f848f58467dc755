"""The entry: one record of the log, and the canonical bytes that are hashed."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from operator import itemgetter
from typing import Any

import attrs
import orjson

from ratsflow.canonical import digest, encoded, utc_text
from ratsflow.errors import Both, BrokenLogError, InvalidInputError
from ratsflow.log import erasable
from ratsflow.log.codec import inputs_from_plain, inputs_to_plain
from ratsflow.log.erasable import ATTACHMENTS, FINDINGS, WORDS, Salts
from ratsflow.log.upcast import SCHEMA, upcast
from ratsflow.model.quick import quick
from ratsflow.model.text import exact, names


GENESIS = "0" * 64
"""What the first entry of a case names as its predecessor."""

OPEN = "open"
"""The step of the first entry: the case is opened with its motion."""

ERASE = "erase"
"""The step of an entry that says which sealed contents were destroyed, by whom and why."""

MIGRATE = "migrate"
"""The step of an entry that pins the case to another version of its procedure."""


class EntryKind(StrEnum):
    """What the entry says: taken, refused, recorded as it happened, overridden, or assumed.

    Nobody witnessed what is assumed: it is entered because what was witnessed cannot have
    come about without it; no rule was asked of it.

    Two kinds are no steps of a procedure: sealed contents were erased, or the case was
    migrated to another version of its procedure.
    """

    TAKEN = "taken"
    REFUSED = "refused"
    RECORDED = "recorded"
    OVERRIDDEN = "overridden"
    ASSUMED = "assumed"
    ERASED = "erased"
    MIGRATED = "migrated"


@attrs.frozen
class Override:
    """An override (*Anordnung trotz Hindernis*): who answers for it is the actor.

    With a step that is assumed it says why, and on what that rests.

    Attributes:
        reason: why; must not be empty.
        authority: what gives the actor the right, for example ``§ 62 Abs. 2 GO NRW``.
        rules: ids of the rules overridden; empty for all that stand in the way.
    """

    reason: str = attrs.field(converter=exact)
    authority: str = attrs.field(default="", converter=exact)
    rules: tuple[str, ...] = attrs.field(default=(), converter=names)


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
        means: what the state after means beside its name, as far as the case depends on
            it: ``called`` and ``decided`` of a consultation, ``over`` of a suspension;
            ``renamed`` if the state only has another name now.
    """

    lifecycle: str
    subject: str
    source: str
    target: str
    means: tuple[str, ...] = ()


@attrs.frozen
class Entry:
    """One record of the log.

    Attributes:
        case_id: the case.
        version: its number in the case, 1-based and without gaps.
        step: name of the step; ``open`` for the first entry.
        kind: taken, refused, recorded, overridden, assumed; erased or migrated.
        by: who acted.
        effective_at: when it took effect.
        recorded_at: when it was written down.
        subject: id of the consultation or suspension it was about, or empty.
        inputs: what the step took in.
        outcome: the outcome, where the step has several.
        moves: the moves it made.
        met: ids of the rules that were met.
        findings: plain findings of the rules that were not met, without prose.
        override: the override, if there was one; why a step is assumed.
        procedure: name of the procedure.
        fingerprint: fingerprint of the procedure's version.
        prev: hash of the predecessor, hexadecimal.
        schema: version of the entry's form.
        sealed: names of the inputs whose content can be erased, sorted; ``~findings``
            for the values that its findings quote, ``~by`` for the names of who acted,
            ``~override`` for the words of the override, ``~closed_attachments`` for the
            attachments of a public text that are not public.
        erased: names of those whose content is gone; the entry has no such input, and
            such words are empty.
        law: SHA-256 of the values of law that were in force, as a store keeps them
            beside the log; empty where the office had none, and in entries of schemas 1
            and 2, which do not say.
        tenant: the municipality for whose store the case was opened; of the first entry
            only, and empty where the store is nobody's, as in memory.
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
    sealed: tuple[str, ...] = ()
    erased: tuple[str, ...] = ()
    law: str = ""
    tenant: str = ""


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


_new_record = quick(Record)
_TILDE = erasable.MARK_BYTES[0]  # one byte is found ten times as fast


def encode(entry: Entry, salts: Salts | None = None) -> Record:
    """Turn an entry into its canonical bytes and hash.

    Args:
        entry: the entry.
        salts: gives a new salt for each input that the entry seals.

    Raises:
        InvalidInputError: an input has no canonical form; or the entry seals inputs and
            there are no salts, or has lost one.
    """
    inputs: Mapping[str, Any] = inputs_to_plain(entry.inputs) if entry.inputs else {}
    contents: tuple[tuple[str, bytes], ...] = ()
    if entry.sealed:
        entry, inputs, contents = _sealed(entry, inputs, salts)
    by = entry.by
    at, recorded_at = entry.effective_at, entry.recorded_at
    effective = utc_text(at)
    override = entry.override
    row: dict[str, Any] = {
        "by": {
            "deputy": by.deputy,
            "id": by.id,
            "name": by.name,
            "on_behalf_of": by.on_behalf_of,
            "role": by.role,
        },
        "case": entry.case_id,
        "effective_at": effective,
        "findings": entry.findings,
        "fingerprint": entry.fingerprint,
        "inputs": inputs,
        "kind": entry.kind._value_,
        "law": entry.law,
        "met": entry.met,
        "moves": [
            [m.lifecycle, m.subject, m.source, m.target, *m.means] for m in entry.moves
        ],
        "outcome": entry.outcome,
        "override": override
        and {
            "authority": override.authority,
            "reason": override.reason,
            "rules": override.rules,
        },
        "prev": entry.prev,
        "procedure": entry.procedure,
        "recorded_at": effective if recorded_at is at else utc_text(recorded_at),
        "schema": entry.schema,
        "step": entry.step,
        "subject": entry.subject,
        "version": entry.version,
    }
    if entry.tenant:
        row["tenant"] = entry.tenant
    body = encoded(row)
    return _new_record(entry.case_id, entry.version, hash_of(body), body, contents)


def hash_of(body: bytes) -> str:
    """Return the hash of an entry's bytes.

    Those that were hashed last are not hashed again: a store looks at once at what has just
    been encoded. The very same bytes, that is; equal ones are hashed.
    """
    global _hashed  # noqa: PLW0603  # replaced as a whole, so no thread sees half of it
    last, found = _hashed
    if body is last:
        return found
    found = digest(body)
    if type(body) is bytes:  # what else holds bytes may change
        _hashed = body, found
    return found


_hashed: tuple[bytes, str] = b"", digest(b"")


def _sealed(
    entry: Entry, inputs: Mapping[str, Any], salts: Salts | None
) -> tuple[Entry, dict[str, Any], tuple[tuple[str, bytes], ...]]:
    """Return what is left of an entry, its inputs with digests, and the contents."""
    if salts is None or entry.erased:
        raise InvalidInputError(
            Both(
                "an entry that seals inputs is written once, with salts.",
                "ein Eintrag, der Angaben versiegelt, wird einmal geschrieben.",
            ),
            Both(f"entry {entry.version}", f"Eintrag {entry.version}"),
            Both("Pass secrets.token_hex as salts.", "Zufallswerte dafür angeben."),
        )
    row = dict(inputs)
    left: dict[str, Any] = {}
    if FINDINGS in entry.sealed:
        row[FINDINGS] = [erasable.quotes(each) for each in entry.findings]
        left["findings"] = tuple(map(erasable.without_quotes, entry.findings))
    if ATTACHMENTS in entry.sealed:
        row["motion"], row[ATTACHMENTS] = erasable.without_closed(row["motion"])
    for name, words in WORDS.items():
        if name in entry.sealed:
            part = getattr(entry, erasable.spoken(name))
            row[name] = {word: getattr(part, word) for word in words}
            left[erasable.spoken(name)] = attrs.evolve(part, **dict.fromkeys(words, ""))
    contents = []
    for name in entry.sealed:
        row[name], content = erasable.sealed(row[name], salts())
        contents.append(content)
    if left:
        entry = attrs.evolve(entry, **left)
    return entry, row, tuple(sorted(contents))


def decode(record: Record) -> Entry:
    """Read an entry back from its bytes.

    Raises:
        BrokenLogError: the bytes are no entry, or one of a later schema; or a sealed
            content is not the one that the entry commits to.
    """
    try:
        row = orjson.loads(record.body)
        if row["schema"] != SCHEMA:
            row = _upcast(row, record)
        if _TILDE not in record.body or erasable.MARK_BYTES not in record.body:
            return _from_plain(row, (), ())
        return _from_sealed(row, dict(record.sealed))
    except BrokenLogError:
        raise
    except Exception as e:  # noqa: BLE001  # hostile bytes fail in any way there is
        # What is wrong is said without the value: it may be one that not all may read.
        told = str(e) if isinstance(e, erasable.ContentError) else type(e).__name__
        raise BrokenLogError(
            record.case_id,
            record.version,
            Both(f"it cannot be read ({told}).", "er lässt sich nicht lesen."),
        ) from (None if record.sealed else e)


def _upcast(row: dict[str, Any], record: Record) -> dict[str, Any]:
    if type(row["schema"]) is int and row["schema"] > SCHEMA:
        raise BrokenLogError(
            record.case_id,
            record.version,
            Both(
                f"it has schema {row['schema']}, but this version of ratsflow reads up to "
                f"{SCHEMA}. Update ratsflow.",
                f"er hat die Form {row['schema']}, diese Fassung von ratsflow liest "
                f"bis {SCHEMA}. ratsflow aktualisieren.",
            ),
        )
    return upcast(row)


def _from_sealed(row: dict[str, Any], contents: Mapping[str, bytes]) -> Entry:
    """Put the sealed contents back where they stood; what was erased is not there."""
    inputs, sealed, erased = {}, [], []
    for name, value in row["inputs"].items():
        digested = erasable.digest_in(value)
        if not digested:
            inputs[name] = value
            continue
        sealed.append(name)
        if digested in contents:
            inputs[name] = erasable.opened(digested, contents[digested])
        else:
            erased.append(name)
    if FINDINGS in sealed:
        quoted = inputs.pop(FINDINGS, None) or [None] * len(row["findings"])
        pairs = zip(row["findings"], quoted, strict=True)
        row["findings"] = [erasable.with_quotes(*pair) for pair in pairs]
    if ATTACHMENTS in inputs:
        closed = inputs.pop(ATTACHMENTS)
        inputs["motion"] = erasable.with_closed(inputs["motion"], closed)
    for name in WORDS:
        if name in sealed:
            part = dict(row[erasable.spoken(name)])
            if name in inputs:
                part = erasable.with_words(part, name, inputs.pop(name))
            row[erasable.spoken(name)] = part
    row["inputs"] = inputs
    return _from_plain(row, tuple(sealed), tuple(erased))


_texts = itemgetter(
    "case",
    "step",
    "kind",
    "subject",
    "outcome",
    "procedure",
    "fingerprint",
    "prev",
    "law",
)
_parts_of_by = itemgetter("id", "name", "role", "on_behalf_of", "deputy")
_KINDS = {each.value: each for each in EntryKind}

_new_by, _new_made, _new_entry = quick(By), quick(Made), quick(Entry)


def _from_plain(
    row: dict[str, Any], sealed: tuple[str, ...], erased: tuple[str, ...]
) -> Entry:
    """Build an entry, and refuse a row that only looks like one: a fold relies on it.

    Raises:
        KeyError: a part is missing, or the kind is unknown.
        TypeError: a part is not of the type that an entry has.
        ValueError: there are too many parts, a time has no zone, or a number is out of
            range.
    """
    texts = _texts(row)
    tenant = row.get("tenant", "")
    *names, deputy = _parts_of_by(row["by"])
    inputs, findings, override = row["inputs"], row["findings"], row["override"]
    met, moves, version, schema = (
        row["met"],
        row["moves"],
        row["version"],
        row["schema"],
    )
    for run in ((*texts, *names, *met), *moves):
        "".join(run)  # a TypeError if one of them is no text, in a third of the time
    if (
        type(deputy) is not bool
        or type(inputs) is not dict
        or type(met) is not list
        or (findings and {*map(type, findings)} != {dict})
        or type(version) is not int
        or type(tenant) is not str
        or type(schema) is not int
    ):
        raise TypeError("a part is not of its type")
    if version < 1 or len(row["by"]) != len(names) + 1:
        raise ValueError("a number or the number of parts is out of range")
    effective_at = recorded_at = _moment(row["effective_at"])
    if row["recorded_at"] != row["effective_at"]:
        recorded_at = _moment(row["recorded_at"])
    case_id, step, kind, subject, outcome, procedure, fingerprint, prev, law = texts
    by_id, name, role, on_behalf_of = names
    return _new_entry(
        case_id,
        version,
        step,
        _KINDS[kind],
        _new_by(by_id, name, role, deputy, on_behalf_of),
        effective_at,
        recorded_at,
        subject,
        inputs_from_plain(inputs) if inputs else {},
        outcome,
        tuple([_made(*move) for move in moves]),
        tuple(met),
        tuple(findings),
        _override(**override) if override else None,
        procedure=procedure,
        fingerprint=fingerprint,
        prev=prev,
        schema=schema,
        sealed=sealed,
        erased=erased,
        law=law,
        tenant=tenant,
    )


def _made(lifecycle: str, subject: str, source: str, target: str, *means: str) -> Made:
    return _new_made(lifecycle, subject, source, target, means)


def _override(reason: str, authority: str, rules: list[str]) -> Override:
    if {type(reason), type(authority), *map(type, rules)} != {str}:
        raise TypeError("a part of the override is not of its type")
    return Override(reason, authority, rules)


def _moment(text: str) -> datetime:
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise ValueError("a time without zone")
    return moment
