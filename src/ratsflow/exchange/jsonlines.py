"""Whole logs as JSON Lines: one line an entry, byte for byte, streaming.

The first line names the format. Each entry's line holds its case, version, hash, its body
as a JSON string (so that a reader in any language has the very bytes that were hashed), and
the sealed contents that were not erased. Behind the entries of a case stands its head, and
the last line counts, so that a file that was cut off shows. A set of values of law that
entries name stands once, before the first case in which one does.

A public export (``"public": true`` in the first line) holds the cases that everybody may
read, whole and byte for byte, but no sealed content. It verifies; it cannot be imported.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import attrs

from ratsflow.canonical import canonical
from ratsflow.engine import fold
from ratsflow.engine.fold import Wrong
from ratsflow.engine.redaction import is_open
from ratsflow.errors import Both, BrokenLogError, InvalidInputError, german
from ratsflow.log import EntryKind, Head, Record, decode
from ratsflow.log.chain import law_in
from ratsflow.log.verifier import HEAD, LONGEST, Reading, Unusable
from ratsflow.office import standing_of
from ratsflow.stores import Store
from ratsflow.stores.progress import STEP, Progress, silent
from ratsflow.stores.protocol import tenant_of


def export_log(
    store: Store,
    progress: Progress = silent,
    *,
    public_only: bool = False,
    case_id: str = "",
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
        case_id: the log of this case only.

    Raises:
        BrokenLogError: somebody changed an entry into what no line can hold, or the
            values of law that one names are not kept.
        InvalidInputError: an entry is longer than a line may be.
    """
    yield canonical({**HEAD, "public": True} if public_only else HEAD) + b"\n"
    count, heads = 0, 0
    told: set[str] = set()
    logs = ((case_id, store.read(case_id)),) if case_id else store.scan()
    for name_of_case, records in logs:
        if public_only and not is_open(records):
            continue
        for record in records:
            name = law_in(record.body) if type(record.body) is bytes else ""
            if name and name not in told:
                told.add(name)
                yield _law_line(store, record, name)
        for record in records:
            yield _line(attrs.evolve(record, sealed=()) if public_only else record)
            count += 1
            if record.version % STEP == 0:
                progress(count)
        heads += 1
        yield (
            canonical({"head": [name_of_case, records[-1].version, records[-1].hash]})
            + b"\n"
        )
        progress(count)
    yield canonical({"cases": heads, "entries": count}) + b"\n"


def _line(record: Record) -> bytes:
    row: dict[str, Any] = {
        "case": record.case_id,
        "version": record.version,
        "hash": record.hash,
        "body": _text(record, Both("its content", "sein Inhalt"), record.body),
    }
    if record.sealed:
        row["sealed"] = {
            name: _text(
                record, Both("a sealed content", "ein versiegelter Inhalt"), data
            )
            for name, data in record.sealed
        }
    try:
        line = canonical(row) + b"\n"
    except InvalidInputError as error:  # its hash, or the name of a content
        reason = Both(
            "what is kept beside its content is no text: it was changed.",
            "was neben seinem Inhalt liegt, ist kein Text: Es wurde verändert.",
        )
        raise BrokenLogError(record.case_id, record.version, reason) from error
    if len(line) > LONGEST:
        raise InvalidInputError(
            Both(
                f"entry {record.version} of case {record.case_id!r} takes {len(line):,} bytes.",
                f"Eintrag {record.version} des Vorgangs „{record.case_id}“ braucht "
                f"{len(line)} Bytes.",
            ),
            "export",
            Both(
                f"A line has at most {LONGEST:,}: no reader is to be filled by one.",
                f"Eine Zeile hat höchstens {LONGEST} Bytes.",
            ),
        )
    return line


def _law_line(store: Store, record: Record, name: str) -> bytes:
    body = store.law(name)
    if body is None:
        reason = Both(
            f"the values of law {name[:12]} that it names are not kept.",
            f"die Rechtswerte {name[:12]}, die er nennt, sind nicht aufbewahrt.",
        )
        raise BrokenLogError(record.case_id, record.version, reason)
    what = Both(
        f"the set of values of law {name[:12]} that it names",
        f"die Sammlung der Rechtswerte {name[:12]}, die er nennt,",
    )
    return canonical({"law": name, "values": _text(record, what, body)}) + b"\n"


def _text(record: Record, what: str, data: bytes) -> str:
    """Return bytes of an entry as text; a database may hold anything in their place."""
    try:
        return data.decode("utf-8")
    except (AttributeError, UnicodeDecodeError):
        # Without its cause, which quotes what not everybody may read.
        reason = Both(
            f"{what} is no UTF-8: it was changed.",
            f"{german(what)} ist kein UTF-8: Es wurde verändert.",
        )
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
    *,
    wrong: Wrong | None = None,
) -> Imported:
    """Write exported logs into a store, case by case, each verified before it is written.

    An import that was cut off is continued by importing the file again: of a case whose
    log the store has, or the beginning of it, only the rest is written.

    Args:
        store: where they are written.
        lines: the lines of an export.
        progress: called with the number of entries read after every case.
        wrong: says what does not fit of an entry, for example `Office.conformity`.

    Raises:
        InvalidInputError: a line that cannot be read, cases of another municipality, or a
            file that was cut off; whole
            cases before it are written, nothing of the case it stands in is.
        BrokenLogError: a chain in the file does not verify.
        ConflictError: the store has another log of the case, or one that goes on; the
            cases before it are written.
    """
    cases = entries = known = 0
    batch: list[Record] = []
    laws: dict[str, bytes] = {}
    for row in _rows(lines, tenant_of(store)):
        if "body" in row:
            batch.append(_record(row))
        elif "law" in row:
            laws[row["law"]] = row["values"].encode("utf-8")
        elif "head" in row:
            known += _write(store, batch, laws, wrong)
            cases, entries, batch = cases + 1, entries + len(batch), []
            progress(entries)
    return Imported(cases, entries, known)


def _rows(lines: Iterable[bytes], tenant: str) -> Iterator[dict[str, Any]]:
    """Yield the rows of an export up to the first thing that does not hold.

    They are read as the verifier that stands alone reads them, so that nothing is taken in
    that it would not call whole.
    """
    reading = Reading()
    try:
        for line in lines:
            row = reading.take(line)
            _refuse(reading)
            if tenant and reading.tenant not in ("", tenant):
                raise InvalidInputError(
                    Both(
                        f"its cases were opened for {reading.tenant!r}, and this is the store of "
                        f"{tenant!r}.",
                        f"die Vorgänge wurden für „{reading.tenant}“ eröffnet, und "
                        f"dies ist die Ablage von „{tenant}“.",
                    ),
                    "export",
                    Both(
                        "Import it into the store of that municipality (`--tenant`).",
                        "Sie in die Ablage jener Gemeinde einlesen (--tenant).",
                    ),
                )
            if row is not None:
                yield row
        reading.finish()
    except Unusable as error:
        raise InvalidInputError(
            Both(
                f"it cannot be read as an exported log ({error}).",
                "die Datei lässt sich nicht als ausgegebenes Protokoll lesen "
                f"({german(error)}).",
            ),
            "export",
        ) from error
    _refuse(reading)


def _refuse(reading: Reading) -> None:
    if reading.public:
        raise InvalidInputError(
            Both(
                "it is a public export, without sealed contents.",
                "das ist eine öffentliche Ausgabe ohne versiegelte Inhalte.",
            ),
            Both("line 1", "Zeile 1"),
            Both("Import a whole one.", "Eine vollständige Ausgabe einlesen."),
        )
    for fault in reading.faults:
        if fault.case:
            raise BrokenLogError(
                fault.case,
                fault.entry,
                Both(f"{fault.reason}.", f"{german(fault.reason)}."),
            )
        where = f"line {fault.line}" if fault.line else "export"
        raise InvalidInputError(
            Both(f"{fault.reason}.", f"{german(fault.reason)}."),
            where,
            Both("Export it again.", "Sie neu ausgeben."),
        )


def _record(row: dict[str, Any]) -> Record:
    sealed = row.get("sealed", {})
    return Record(
        row["case"],
        row["version"],
        row["hash"],
        row["body"].encode("utf-8"),
        tuple((name, data.encode("utf-8")) for name, data in sealed.items()),
    )


def _write(
    store: Store,
    records: Sequence[Record],
    laws: Mapping[str, bytes],
    wrong: Wrong | None,
) -> int:
    """Write what the store lacks of a case; return how many entries it has."""
    case = fold(records, wrong)
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
            laws=_named(rest, laws),
        )
    return known


def _named(
    records: Sequence[Record], laws: Mapping[str, bytes]
) -> tuple[tuple[str, bytes], ...]:
    """Return the sets of values of law that records name."""
    names = dict.fromkeys(law_in(record.body) for record in records)
    return tuple((name, laws[name]) for name in names if name)


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
