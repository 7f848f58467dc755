"""Whole logs as JSON Lines: one line an entry, byte for byte, streaming.

The first line names the format. Each entry's line holds its case, version, hash, its body
as a JSON string (so that a reader in any language has the very bytes that were hashed), and
the sealed contents that were not erased. Behind the entries of a case stands its head, and
the last line counts, so that a file that was cut off shows.

A public export (``"public": true`` in the first line) holds the cases that everybody may
read, whole and byte for byte, but no sealed content. It verifies; it cannot be imported.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import attrs
import orjson

from ratsflow.canonical import canonical
from ratsflow.engine import fold
from ratsflow.engine.redaction import is_open
from ratsflow.errors import BrokenLogError, InvalidInputError
from ratsflow.log import EntryKind, Head, Record, decode, verify_case
from ratsflow.office import standing_of
from ratsflow.stores import Store
from ratsflow.stores.progress import STEP, Progress, silent


FORMAT = "ratsflow-log/1"


def export_log(
    store: Store, progress: Progress = silent, *, public_only: bool = False
) -> Iterator[bytes]:
    """Yield the lines of all logs of a store, in constant memory.

    Args:
        store: the store.
        progress: called with the number of entries written, after every case and within
            one after every thousand.
        public_only: leave out what not everybody may read: every case that is not
            public, or has ever said that it was not, or was dealt with in a meeting that
            is not, or holds in the open a part that is not; and of the others all sealed
            contents.

    Raises:
        BrokenLogError: somebody changed an entry into what no line can hold.
    """
    head: dict[str, Any] = {"format": FORMAT}
    yield canonical({**head, "public": True} if public_only else head) + b"\n"
    count, heads = 0, 0
    for case_id, records in store.scan():
        if public_only and not is_open(records):
            continue
        for record in records:
            yield _line(attrs.evolve(record, sealed=()) if public_only else record)
            count += 1
            if record.version % STEP == 0:
                progress(count)
        heads += 1
        yield (
            canonical({"head": [case_id, records[-1].version, records[-1].hash]})
            + b"\n"
        )
        progress(count)
    yield canonical({"cases": heads, "entries": count}) + b"\n"


def _line(record: Record) -> bytes:
    row: dict[str, Any] = {
        "case": record.case_id,
        "version": record.version,
        "hash": record.hash,
        "body": _text(record, "its content", record.body),
    }
    if record.sealed:
        row["sealed"] = {
            name: _text(record, "a sealed content", data)
            for name, data in record.sealed
        }
    try:
        return canonical(row) + b"\n"
    except InvalidInputError as error:  # its hash, or the name of a content
        reason = "what is kept beside its content is no text: it was changed."
        raise BrokenLogError(record.case_id, record.version, reason) from error


def _text(record: Record, what: str, data: bytes) -> str:
    """Return bytes of an entry as text; a database may hold anything in their place."""
    try:
        return data.decode("utf-8")
    except (AttributeError, UnicodeDecodeError):
        # Without its cause, which quotes what not everybody may read.
        reason = f"{what} is no UTF-8: it was changed."
        raise BrokenLogError(record.case_id, record.version, reason) from None


@attrs.frozen
class Imported:
    """What an import read.

    Attributes:
        cases: number of cases.
        entries: number of entries.
        known: how many of the entries the store had before.
    """

    cases: int
    entries: int
    known: int = 0


def import_log(
    store: Store,
    lines: Iterable[bytes],
    progress: Progress = silent,
) -> Imported:
    """Write exported logs into a store, case by case, each verified before it is written.

    An import that was cut off is continued by importing the file again: of a case whose
    log the store has, or the beginning of it, only the rest is written.

    Args:
        store: where they are written.
        lines: the lines of an export.
        progress: called with the number of entries read after every case.

    Raises:
        InvalidInputError: a line that cannot be read, or a file that was cut off; whole
            cases before it are written, nothing of the case it stands in is.
        BrokenLogError: a chain in the file does not verify.
        ConflictError: the store has another log of the case, or one that goes on; the
            cases before it are written.
    """
    cases = entries = known = 0
    batch: list[Record] = []
    ended = False
    for number, row in _rows(lines):
        if ended:
            raise InvalidInputError("it stands behind the last line.", f"line {number}")
        if "body" in row:
            batch.append(_record(row, number))
        elif "head" in row:
            known += _write(store, batch, _head(row, number), number)
            cases, entries, batch = cases + 1, entries + len(batch), []
            progress(entries)
        else:
            ended, told = True, (row.get("cases"), row.get("entries"))
            if told != (cases, entries) or batch:
                raise InvalidInputError(
                    f"it counts {told[1]} entries of {told[0]} cases, but {entries} of "
                    f"{cases} were read, and {len(batch)} of a case without a head.",
                    f"line {number}",
                )
    if not ended:
        raise InvalidInputError(
            f"the file ends after {entries} entries without its last line.",
            "export",
            "It was cut off; export it again.",
        )
    return Imported(cases, entries, known)


def _head(row: dict[str, Any], number: int) -> Head:
    try:
        case_id, version, hashed = row["head"]
    except (TypeError, ValueError) as error:
        raise InvalidInputError(
            f"it is no head ({error}).", f"line {number}"
        ) from error
    if (type(case_id), type(version), type(hashed)) != (str, int, str):
        raise InvalidInputError("it is no head.", f"line {number}")
    return Head(case_id, version, hashed)


def _rows(lines: Iterable[bytes]) -> Iterator[tuple[int, dict[str, Any]]]:
    for number, line in enumerate(lines, start=1):
        try:
            row = orjson.loads(line)
            if number == 1:
                if row == {"format": FORMAT, "public": True}:
                    raise InvalidInputError(
                        "it is a public export, without sealed contents.",
                        "line 1",
                        "Import a whole one.",
                    )
                if row != {"format": FORMAT}:
                    raise InvalidInputError(
                        f"it is no {FORMAT}.", "line 1", "Export it with this version."
                    )
                continue
        except ValueError as error:
            raise InvalidInputError(
                f"it is no JSON ({error}).", f"line {number}"
            ) from error
        if not isinstance(row, dict):
            raise InvalidInputError("it is no object.", f"line {number}")
        yield number, row


def _record(row: dict[str, Any], number: int) -> Record:
    try:
        sealed = row.get("sealed") or {}
        return Record(
            row["case"],
            row["version"],
            row["hash"],
            row["body"].encode("utf-8"),
            tuple((name, data.encode("utf-8")) for name, data in sealed.items()),
        )
    except (KeyError, AttributeError, TypeError) as error:
        raise InvalidInputError(
            f"it is no entry ({error}).", f"line {number}"
        ) from error


def _write(
    store: Store,
    records: list[Record],
    head: Head,
    number: int,
) -> int:
    """Write what the store lacks of a case; return how many entries it has."""
    if any(record.case_id != head.case_id for record in records):
        raise InvalidInputError(
            f"entries of another case stand before the head of {head.case_id!r}.",
            f"line {number}",
        )
    verify_case(head.case_id, records, head)
    case = fold(records)
    known = _known(records, store.head(case.id))
    rest = records[known:]
    if rest:
        # What the store has and the rest says is erased is destroyed with it.
        store.append(
            case.id,
            rest,
            expected=known,
            standing=standing_of(case),
            erase=_erased(rest) if known else (),
        )
    return known


def _known(records: Sequence[Record], there: Head | None) -> int:
    """Return how many of the records a store has; 0 also if it has others."""
    # A hash is that of the whole log up to it.
    at = there.version if there else 0
    same = there and at <= len(records) and records[at - 1].hash == there.hash
    return at if same else 0


def _erased(records: Sequence[Record]) -> tuple[str, ...]:
    entries = map(decode, records)
    return tuple(
        digest
        for entry in entries
        if entry.kind is EntryKind.ERASED
        for digest in entry.inputs.get("digests", ())
    )
