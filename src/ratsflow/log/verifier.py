#!/usr/bin/env python3
"""Verify an exported log with nothing but this file and the standard library.

    python verifier.py export.jsonl [--seal seal.json --key PUBLIC_KEY]
    python verifier.py export.jsonl --checkpoint FILE --heads FILE --policy FILE
    python verifier.py --proof FILE --policy FILE [--since CHECKPOINT]
    python verifier.py --checkpoint FILE --policy FILE

It reads the JSON Lines that `ratsflow` exports, checks every link of every chain, every
sealed content against its digest, that none is gone without an entry that says so, that the
values of law which an entry names stand before its case, and the counts of the last line. With a seal that was
kept elsewhere it also checks the seal's Ed25519 signature and that every log continues what
was sealed. With a checkpoint and the list of heads that belongs to it, it does the same.

A proof is checked from the bytes of the entry up to the signatures of the checkpoint, and so
are the proof that an entry is the last of its case, and, with --since, that a checkpoint
continues an earlier one. A policy says whose signatures are needed: those of the log and of
which witnesses. In its place --key names the key of the log alone: as 64 hexadecimal digits,
with its name (vkey), or as a file that holds one of these or the key in PEM. A log that
changed its key shows the entry that says so (--rotation).

It prints one line for each thing that does not hold and exits with 1, or says
that the log is whole and exits with 0. It exits with 2 where it could not look: a file that
is no export, or cannot be read, or a wrong call.

What it cannot show: that what was written was true, or, without a seal or a checkpoint, that
the end of a log is not missing; and without witnesses that others are shown the same log.

References:
    RFC 8032 (Ed25519), RFC 9162 section 2.1 (hash trees), FIPS 180-4 (SHA-2); of C2SP
    signed-note, tlog-checkpoint, tlog-cosignature, tlog-proof, tlog-policy, tlog-witness.
"""

from __future__ import annotations

import argparse
import base64
import codecs
import hashlib
import io
import json
import os
import re
import sys

from bisect import bisect_left
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple, NoReturn, Self, TypeVar


HEAD = {"format": "ratsflow-log/2"}
OLDER = {"format": "ratsflow-log/1"}
"""The first line of an export without values of law, before there were any."""
GENESIS = "0" * 64
P = 2**255 - 19
ORDER = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, P - 2, P) % P
ROOT_OF_MINUS_ONE = pow(2, (P - 1) // 4, P)
SEAL = "ratsflow-seal/1"
PROOF = "ratsflow-proof/1"
LONGEST = 64 * 2**20
"""Bytes that a line may have: nobody is to fill a reader's memory with one."""
LONGEST_ID = 255
"""Characters that a case id or the name of a state may have."""
LEAST, MOST, MOST_DIGITS = -(2**63), 2**64 - 1, 20
"""Between these lie the whole numbers that have a canonical form."""
DEEPEST = 254
"""Levels to which lists and objects can stand in each other in canonical bytes."""
SALT = 64
"""Characters that the salt of a sealed content has at least."""
ED25519 = bytes.fromhex("302a300506032b6570032100")
"""What stands before the 32 bytes of a public key in PEM (RFC 8410)."""

Point = tuple[int, int, int, int]


class Said(str):
    """What is said in English, with its German wording.

    Attributes:
        de: the German wording.
    """

    __slots__ = ("de",)

    de: str

    def __new__(cls, en: str, de: str) -> Self:
        """Keep both wordings."""
        said = super().__new__(cls, en)
        said.de = de
        return said


def german(said: object) -> str:
    """Return the German wording of what is said, or of what an error says."""
    if isinstance(said, ValueError):
        return german(said.args[0])
    return said.de if isinstance(said, Said) else str(said)


class Unusable(ValueError):  # noqa: N818  # it stands outside the library's tree of errors
    """What was named is not what it should be; the text says so in one line."""


class Odd(ValueError):  # noqa: N818  # it never leaves this file
    """What stands here was never written by ratsflow; the text says why."""


class Fault(NamedTuple):
    """One thing that does not hold.

    Attributes:
        line: number of the line in the file, from 1.
        case: the case it is in; empty if it is a fault of the file.
        entry: number of the entry in the case.
        reason: what does not hold.
    """

    line: int
    case: str
    entry: int
    reason: str

    def __str__(self) -> str:
        if self.case:
            return f"case {self.case!r}, entry {self.entry}: {self.reason}"
        return f"line {self.line}: {self.reason}" if self.line else self.reason

    def in_german(self) -> str:
        """Say it in German."""
        reason = german(self.reason)
        if self.case:
            return f"Vorgang „{self.case}“, Eintrag {self.entry}: {reason}"
        return f"Zeile {self.line}: {reason}" if self.line else reason


def sha256(data: bytes) -> str:
    """Return the SHA-256 of bytes, hexadecimal."""
    return hashlib.sha256(data).hexdigest()


def _whole(digits: str) -> int:
    number = int(digits) if len(digits) <= MOST_DIGITS else LEAST - 1
    if not LEAST <= number <= MOST or digits == "-0":
        raise Odd(
            Said("it holds a number beyond 64 bits", "eine Zahl darin ist zu groß")
        )
    return number


def _no_number(word: str) -> NoReturn:
    raise Odd(
        Said(
            f"it holds {word}, which is no whole number",
            f"„{word}“ darin ist keine ganze Zahl",
        )
    )


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    row = dict(pairs)
    if len(row) != len(pairs):
        raise Odd(Said("it holds a key twice", "ein Schlüssel steht doppelt darin"))
    return row


_STRICT: dict[str, Any] = {
    "parse_int": _whole,
    "parse_float": _no_number,
    "parse_constant": _no_number,
}
_ROWS = json.JSONDecoder(object_pairs_hook=_once, **_STRICT)
_BODIES = json.JSONDecoder(**_STRICT)  # a key that stands twice is not canonical
_ENCODER = json.JSONEncoder(
    ensure_ascii=False, sort_keys=True, separators=(",", ":"), check_circular=False
)
_TEXT = re.compile(r'"[^"\\]*(?:\\.[^"\\]*)*"')


def parsed(data: bytes, decoder: json.JSONDecoder = _ROWS) -> Any:
    """Read JSON as every reader reads it: no key twice, no floats, UTF-8 without a mark.

    Args:
        data: the bytes.
        decoder: of a file's own rows, or of what is compared with its canonical bytes.

    Raises:
        Odd: it is something else.
    """
    if data.startswith(codecs.BOM_UTF8):
        raise Odd(
            Said(
                "it begins with a byte order mark: save the file as UTF-8 without one",
                "am Anfang steht eine Kennzeichnung der Bytefolge: die Datei ohne sie in UTF-8 speichern",
            )
        )
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise Odd(Said("it is no UTF-8", "das ist kein UTF-8")) from error
    if text.count("[") + text.count("{") > DEEPEST and _depth(text) > DEEPEST:
        raise Odd(
            Said(
                f"it is nested deeper than {DEEPEST} levels",
                f"es ist tiefer als {DEEPEST} Ebenen verschachtelt",
            )
        )
    try:
        return decoder.decode(text)
    except Odd:
        raise
    except (ValueError, RecursionError) as error:
        raise Odd(Said("it is no JSON", "das ist kein JSON")) from error


def _depth(text: str) -> int:
    deep = deepest = 0
    for sign in re.findall(r"[][{}]", _TEXT.sub("", text)):
        deep += 1 if sign in "[{" else -1
        deepest = max(deepest, deep)
    return deepest


def canonical(value: Any) -> bytes:
    """Return canonical bytes: UTF-8 JSON, keys sorted, no white space."""
    return _ENCODER.encode(value).encode("utf-8")


def parsed_canonical(data: bytes) -> Any:
    """Read JSON that has its one canonical form.

    Raises:
        Odd: it is something else.
    """
    value = parsed(data, _BODIES)
    try:
        same = canonical(value) == data
    except UnicodeEncodeError as error:
        raise Odd(
            Said("it holds half a character", "ein halbes Zeichen steht darin")
        ) from error
    if not same:
        raise Odd(
            Said(
                "it is not in canonical form: nobody wrote it so",
                "es hat nicht die kanonische Form: So hat es niemand geschrieben",
            )
        )
    return value


def entry_in(body: str) -> dict[str, Any]:
    """Read the content of an entry.

    Raises:
        Odd: no version of ratsflow can have written it.
    """
    said = parsed_canonical(utf8(body))
    if type(said) is not dict or type(said.get("schema")) is not int:
        raise Odd(Said("it is no entry", "das ist kein Eintrag"))
    keys = KEYS.get(said["schema"])
    if keys is None:
        raise Odd(
            Said(
                f"it has schema {said['schema']}, which this version does not know",
                f"es hat die Form {said['schema']}, die diese Fassung nicht kennt",
            )
        )
    if said["schema"] >= NAMES_TENANT and said.get("version") == 1:
        keys |= {"tenant"} & said.keys()
    if said.keys() != keys:
        name = min(said.keys() ^ keys)
        raise Odd(
            Said(
                f"it has {'no' if name in keys else 'a'} part {name!r}",
                f"der Teil „{name}“ {'fehlt' if name in keys else 'gehört nicht dazu'}",
            )
        )
    for name, fits in FORM.items():
        if name in said and not fits(said[name]):
            raise Odd(
                Said(
                    f"its part {name!r} is not of its form",
                    f"der Teil „{name}“ hat nicht seine Form",
                )
            )
    if said["schema"] < MEANT_FROM and any(m[len(MOVE) :] for m in said["moves"]):
        raise Odd(
            Said(
                f"its moves say more than those of schema {said['schema']}",
                f"die Züge sagen mehr als die der Form {said['schema']}",
            )
        )
    if said["version"] == 1 and (said["step"], len(said["moves"])) != ("open", 1):
        raise Odd(
            Said(
                "a log begins with the opening of its case",
                "ein Protokoll beginnt mit der Eröffnung seines Vorgangs",
            )
        )
    if "~override" in said["inputs"] and said["override"] is None:
        raise Odd(
            Said(
                "it seals the words of an override that it does not have",
                "es versiegelt die Worte einer Anordnung, die es nicht hat",
            )
        )
    if said["kind"] == "erased" and not _is_texts(said["inputs"].get("digests")):
        raise Odd(
            Said("it does not say what was erased", "es sagt nicht, was gelöscht wurde")
        )
    return said


def utf8(text: str) -> bytes:
    """Return the bytes of a text.

    Raises:
        Odd: it holds a surrogate without its other half.
    """
    try:
        return text.encode("utf-8")
    except UnicodeEncodeError as error:
        raise Odd(
            Said("it holds half a character", "ein halbes Zeichen steht darin")
        ) from error


def _is_text(value: Any) -> bool:
    return type(value) is str


def _is_id(value: Any) -> bool:
    return _is_text(value) and 0 < len(value) <= LONGEST_ID and "\0" not in value


def _is_texts(value: Any) -> bool:
    return type(value) is list and all(map(_is_text, value))


def _is_digest(value: Any) -> bool:
    return _is_text(value) and re.fullmatch("[0-9a-f]{64}", value) is not None


def _is_law(value: Any) -> bool:
    return value == "" or _is_digest(value)


def _is_number(value: Any) -> bool:
    return type(value) is int and value > 0


def _is_day(value: Any) -> bool:
    try:
        return _is_text(value) and bool(date.fromisoformat(value))
    except ValueError:
        return False


def _is_time(value: Any) -> bool:
    if not _is_text(value) or _TIME.fullmatch(value) is None:
        return False
    try:
        return bool(datetime.fromisoformat(value[:-1]))
    except ValueError:
        return False


_TIME = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\.[0-9]{6}Z")


def _is_by(value: Any) -> bool:
    texts = ("id", "name", "on_behalf_of", "role")
    return (
        type(value) is dict
        and value.keys() == {"deputy", *texts}
        and type(value["deputy"]) is bool
        and all(_is_text(value[name]) for name in texts)
    )


def _is_override(value: Any) -> bool:
    return value is None or (
        type(value) is dict
        and value.keys() == {"authority", "reason", "rules"}
        and _is_text(value["authority"])
        and _is_text(value["reason"])
        and _is_texts(value["rules"])
    )


def _are_moves(value: Any) -> bool:
    return type(value) is list and all(
        _is_texts(move)
        and len(move) >= len(MOVE)
        and _is_id(move[len(MOVE) - 1])
        and set(move[len(MOVE) :]) <= MEANT
        for move in value
    )


def _are_findings(value: Any) -> bool:
    return type(value) is list and all(
        type(finding) is dict
        and all(
            _is_text(finding.get(name)) for name in ("rule", "result", "consequence")
        )
        and _is_quoted(finding.get("data", {}))
        for finding in value
    )


def _is_quoted(data: Any) -> bool:
    if type(data) is not dict:
        return False
    cures_on = data.get("cures_on")
    return cures_on in (None, "") or _is_day(cures_on)


MOVE = ("lifecycle", "subject", "source", "target")
"""What each move of an entry tells, in order."""

MEANT = {"called", "decided", "over", "renamed"}
"""What it can tell behind that: what the state after means."""

MEANT_FROM = 3
"""The schema from which on a move can say so."""

KINDS = (
    "taken",
    "refused",
    "recorded",
    "overridden",
    "assumed",
    "erased",
    "migrated",
)

FORM: dict[str, Callable[[Any], bool]] = {
    "by": _is_by,
    "case": _is_id,
    "effective_at": _is_time,
    "findings": _are_findings,
    "fingerprint": _is_text,
    "inputs": lambda value: type(value) is dict,
    "kind": lambda value: value in KINDS,
    "law": _is_law,
    "met": _is_texts,
    "moves": _are_moves,
    "outcome": _is_text,
    "override": _is_override,
    "prev": _is_digest,
    "procedure": _is_id,
    "recorded_at": _is_time,
    "schema": _is_number,
    "step": _is_text,
    "subject": _is_text,
    "tenant": _is_id,
    "version": _is_number,
}
"""The parts of an entry, and what tells whether a value is one."""

_LATEST = frozenset(FORM) - {"tenant"}
_LAWLESS = _LATEST - {"law"}
KEYS: dict[int, frozenset[str]] = {1: _LAWLESS, 2: _LAWLESS, 3: _LATEST}
"""By schema, the parts that an entry has; see docs/log.md."""

NAMES_TENANT = 3
"""Schema from which on the first entry of a case may name whose it is."""

LAW = {"citations": dict, "name": str, "state": str, "values": dict}
"""The parts of a set of values of law, and their types."""
DATED = {"absent": list, "dated": dict}
"""Parts that it has where norms changed over time, or do not exist."""

WORDS = {"~by": {"name", "on_behalf_of"}, "~override": {"authority", "reason"}}
"""What a sealed content with a name of its own holds."""

Row = dict[str, Any]
_Read = TypeVar("_Read")


def verify(lines: Iterable[bytes]) -> tuple[dict[str, list[str]], list[str]]:
    """Check an export.

    Args:
        lines: the lines of the file.

    Returns:
        The hashes of every case's entries in order, and what does not hold.

    Raises:
        Unusable: it is no export, or a line of it is too long to be looked at.
    """
    reading, hashes = Reading(), dict[str, list[str]]()
    for line in lines:
        row = reading.take(line)
        if row is not None and "body" in row:
            hashes.setdefault(row["case"], []).append(row["hash"])
    reading.finish()
    faults = reading.faults
    return hashes, [Said(str(fault), fault.in_german()) for fault in faults]


class Reading:
    """The one way an export is read: by this file, and by who imports it.

    It goes on behind whatever does not hold, and keeps in mind the case it is in.

    Attributes:
        faults: what did not hold so far.
        public: whether it is an export for everybody, without sealed contents.
        cases: number of cases so far.
        entries: number of entries so far.
        tenant: the municipality that the cases were opened for, if one says it.
    """

    def __init__(self) -> None:
        self.faults: list[Fault] = []
        self.public = False
        self.cases = 0
        self.entries = 0
        self.tenant = ""
        self._number = 0
        self._seen: set[str] = set()
        self._case = ""
        self._version = 0
        self._prev = GENESIS
        self._contents = Contents()
        self._laws: set[str] = set()
        self._unnamed: set[str] = set()
        self._ended = False

    def take(self, line: bytes) -> Row | None:
        """Read the next line, and put what does not hold of it to the faults.

        Returns:
            The row, its keys and types those of an entry's, a head's or the last line;
            None for the first line, and for one that is none.

        Raises:
            Unusable: the file is no export, or the line is too long to be looked at.
        """
        self._number += 1
        if len(line) > LONGEST:
            raise Unusable(
                Said(
                    f"line {self._number} is longer than {LONGEST:,} bytes",
                    f"Zeile {self._number} ist länger als {LONGEST} Bytes",
                )
            )
        if self._number == 1:
            self._begin(line)
            return None
        if self._ended:
            self._fault(
                Said(
                    "it stands behind the last line",
                    "es steht hinter der letzten Zeile",
                )
            )
        try:
            row: Row = parsed(line)
            kind = kind_of(row)
        except Odd as error:
            self._fault(
                Said(
                    f"it is no line of an export ({error})",
                    f"das ist keine Zeile einer Ausgabe ({german(error)})",
                )
            )
            return None
        if kind == "body":
            self._take_entry(row)
        elif kind == "law":
            self._take_law(row)
        elif kind == "head":
            self._take_head(*row["head"])
        else:
            self._take_counts(row)
        return row

    def finish(self) -> None:
        """Say what is missing behind the last line.

        Raises:
            Unusable: the file is empty.
        """
        if not self._number:
            raise Unusable(Said("it is empty", "sie ist leer"))
        if not self._ended:
            reason = Said(
                f"the file ends after {self.entries} entries without its last line: "
                "it was cut off",
                f"die Datei endet nach {self.entries} Einträgen ohne ihre letzte Zeile: "
                "sie wurde abgeschnitten",
            )
            self.faults.append(Fault(0, "", 0, reason))
            self._leave()

    def _begin(self, line: bytes) -> None:
        try:
            first = parsed(line)
        except Odd as error:
            raise Unusable(
                Said(
                    f"line 1 is no line of one: {error}",
                    f"Zeile 1 gehört nicht dazu: {german(error)}",
                )
            ) from error
        self.public = type(first) is dict and first.get("public") is True
        more = {"public": True} if self.public else {}
        if first not in ({**HEAD, **more}, {**OLDER, **more}):
            raise Unusable(
                Said(
                    f"line 1 is no line of one: it is no {HEAD['format']}",
                    f"Zeile 1 gehört nicht dazu: das ist kein {HEAD['format']}",
                )
            )

    def _fault(self, reason: str, entry: int = 0) -> None:
        case = self._case if entry else ""
        self.faults.append(Fault(self._number, case, entry, reason))

    def _take_law(self, row: Row) -> None:
        """Take a set of values of law in; the next case is the first that names it."""
        self._leave()
        name = row["law"]
        if name in self._laws:
            self._fault(
                Said(
                    "these values of law stand there twice",
                    "diese Rechtswerte stehen doppelt da",
                )
            )
        self._laws.add(name)
        self._unnamed.add(name)
        try:
            data = utf8(row["values"])
            if sha256(data) != name:
                self._fault(
                    Said(
                        "the values of law do not match their digest",
                        "die Rechtswerte passen nicht zu ihrer Prüfsumme",
                    )
                )
            check_law(parsed_canonical(data))
        except Odd as error:
            self._fault(
                Said(
                    f"the values of law cannot have been written: {error}",
                    f"die Rechtswerte können nicht so geschrieben worden sein: {german(error)}",
                )
            )

    def _take_entry(self, row: Row) -> None:
        if row["case"] != self._case:
            self._leave()
            if row["case"] in self._seen:
                self._fault(
                    Said(
                        "an entry stands behind its case's head",
                        "ein Eintrag steht hinter dem Ende seines Vorgangs",
                    )
                )
            else:
                self.cases += 1
            self._seen.add(row["case"])
            self._case, self._version, self._prev = row["case"], 0, GENESIS
            self._contents = Contents()
        self.entries += 1
        entry = self._version + 1
        for reason in self._wrong_in(row, entry):
            self._fault(reason, entry)
        self._version, self._prev = row["version"], row["hash"]

    def _wrong_in(self, row: Row, entry: int) -> Iterator[str]:
        """Yield what does not hold of an entry, given the one before it."""
        body, sealed = row["body"], row.get("sealed", {})
        if row["version"] != entry:
            yield Said(
                f"entry {entry} is missing, found was {row['version']}",
                f"Eintrag {entry} fehlt, gefunden wurde {row['version']}",
            )
        try:
            data = utf8(body)
            if sha256(data) != row["hash"]:
                yield Said(
                    "its content does not match its hash",
                    "sein Inhalt passt nicht zu seiner Prüfsumme",
                )
            said = entry_in(body)
        except Odd as error:
            yield Said(
                f"its content cannot have been written: {error}",
                f"sein Inhalt kann nicht so geschrieben worden sein: {german(error)}",
            )
            return
        if (said["case"], said["version"]) != (row["case"], row["version"]):
            yield Said(
                "its content belongs to another entry",
                "sein Inhalt gehört zu einem anderen Eintrag",
            )
        if said.get("tenant"):
            self.tenant = self.tenant or said["tenant"]
            if said["tenant"] != self.tenant:
                yield Said(
                    f"its case was opened for {said['tenant']!r}, not {self.tenant!r}",
                    f"sein Vorgang wurde für „{said['tenant']}“ eröffnet, nicht für „{self.tenant}“",
                )
        if said["prev"] != self._prev:
            yield Said(
                "it does not follow the entry before it",
                "er folgt nicht auf den Eintrag vor ihm",
            )
        law = said.get("law", "")
        if law and law not in self._laws:
            yield Said(
                "the values of law that it names do not stand before its case",
                "die Rechtswerte, die er nennt, stehen nicht vor seinem Vorgang",
            )
        self._unnamed.discard(law)
        yield from self._contents.add(said, row["version"], sealed)

    def _take_head(self, case: str, version: int, head: str) -> None:
        if case != self._case or not case:
            self._leave()
            self._fault(
                Said(
                    f"a head of case {case!r} stands behind none of its entries",
                    f"ein Ende des Vorgangs „{case}“ steht hinter keinem seiner Einträge",
                )
            )
            return
        if (version, head) != (self._version, self._prev):
            self._fault(
                Said("its head is another one", "sein Ende ist ein anderes"),
                self._version,
            )
        self._close()

    def _close(self) -> None:
        for version, reason in self._contents.problems(public=self.public):
            self._fault(reason, version)
        if self._unnamed:
            self._fault(
                Said(
                    "values of law stand before a case that names none of them",
                    "Rechtswerte stehen vor einem Vorgang, der sie nicht nennt",
                )
            )
        self._unnamed = set()
        self._case, self._contents = "", Contents()

    def _leave(self) -> None:
        """Leave a case without its head."""
        if self._case:
            self._fault(
                Said(
                    "no head stands behind its last entry",
                    "hinter seinem letzten Eintrag steht kein Ende",
                ),
                self._version,
            )
            self._close()

    def _take_counts(self, row: Row) -> None:
        self._leave()
        if self._unnamed:
            self._fault(
                Said(
                    "values of law stand before no case",
                    "Rechtswerte stehen vor keinem Vorgang",
                )
            )
        self._ended = True
        counted = {"cases": self.cases, "entries": self.entries}
        if row != counted:
            self._fault(
                Said(
                    f"it counts {row['entries']} entries of {row['cases']} cases, but "
                    f"{self.entries} of {self.cases} were found",
                    f"sie zählt {row['entries']} Einträge von {row['cases']} Vorgängen, gefunden wurden {self.entries} von {self.cases}",
                )
            )


def kind_of(row: Any) -> str:
    """Tell what a row is by the keys it has: ``body``, ``law``, ``head`` or ``cases``.

    Raises:
        Odd: it is none, has a key too many, or a value of another type.
    """
    if type(row) is not dict:
        raise Odd(Said("it is no object", "das ist keine Zuordnung"))
    keys = row.keys()
    if keys - {"sealed"} == {"body", "case", "hash", "version"}:
        sealed = row.get("sealed", {})
        if (
            _is_id(row["case"])
            and _is_text(row["body"])
            and _is_text(row["hash"])
            and _is_number(row["version"])
            and type(sealed) is dict
            and all(map(_is_text, sealed.values()))
        ):
            return "body"
        raise Odd(
            Said(
                "a part of the entry is of another type",
                "ein Teil des Eintrags ist von anderer Art",
            )
        )
    if keys == {"law", "values"}:
        if _is_digest(row["law"]) and _is_text(row["values"]):
            return "law"
        raise Odd(
            Said(
                "a part of the values of law is of another type",
                "ein Teil der Rechtswerte ist von anderer Art",
            )
        )
    if keys == {"head"}:
        head = row["head"]
        if type(head) is list and [*map(type, head)] == [str, int, str]:
            return "head"
        raise Odd(
            Said(
                "a part of the head is of another type",
                "ein Teil des Endes ist von anderer Art",
            )
        )
    if keys == {"cases", "entries"} and {*map(type, row.values())} == {int}:
        return "cases"
    raise Odd(
        Said(
            f"it has the keys {', '.join(map(ascii, sorted(keys)))}",
            f"es hat die Schlüssel {', '.join(map(ascii, sorted(keys)))}",
        )
    )


def check_law(values: Any) -> None:
    """Refuse what is no set of values of law.

    Raises:
        Odd: it is none.
    """
    every = LAW | DATED
    if type(values) is not dict or not LAW.keys() <= values.keys() <= every.keys():
        raise Odd(Said("it is no set of them", "das ist keine Sammlung davon"))
    for name in values:
        if type(values[name]) is not every[name]:
            raise Odd(
                Said(
                    f"its part {name!r} is not of its form",
                    f"der Teil „{name}“ hat nicht seine Form",
                )
            )
    for citation in values["citations"].values():
        if not _is_texts(citation) or len(citation) != len(CITATION):
            raise Odd(
                Said(
                    "a citation is not of its form",
                    "eine Fundstelle hat nicht ihre Form",
                )
            )


CITATION = ("norm", "confidence", "source")
"""What each citation of a set tells, in order."""


class Contents:
    """The sealed contents of one case: committed to, at hand, erased."""

    def __init__(self) -> None:
        self.committed: dict[str, int] = {}
        self.kept: dict[str, int] = {}
        self.erased: set[str] = set()

    def add(self, said: Row, number: int, sealed: dict[str, str]) -> Iterator[str]:
        """Take an entry in and yield what does not hold of what stands beside it."""
        names: dict[str, str] = {}
        for name, value in said["inputs"].items():
            if type(value) is dict and [*value] == ["~sealed"]:
                digest = value["~sealed"]
                if type(digest) is str:
                    names[digest] = name
        self.committed.update(dict.fromkeys(names, number))
        self.kept.update(dict.fromkeys(sealed, number))
        if said["kind"] == "erased":
            self.erased.update(said["inputs"]["digests"])
        for digest, content in sealed.items():
            try:
                data = utf8(content)
                if sha256(data) != digest:
                    yield Said(
                        "a sealed content does not match its digest",
                        "ein versiegelter Inhalt passt nicht zu seiner Prüfsumme",
                    )
                elif digest not in names:
                    yield Said(
                        "it carries a sealed content that it does not commit to",
                        "er trägt einen versiegelten Inhalt, auf den er sich nicht festlegt",
                    )
                else:
                    _check_content(parsed_canonical(data), names[digest], said)
            except Odd as error:
                # What is wrong is said without the value, which not all may read.
                yield Said(
                    f"a sealed content cannot have been written: {error}",
                    f"ein versiegelter Inhalt kann nicht so geschrieben worden sein: {german(error)}",
                )

    def problems(self, *, public: bool) -> Iterator[tuple[int, str]]:
        """Yield the entries whose contents do not hold; a public export has none at all."""
        for digest, number in self.committed.items():
            if not public and digest not in self.kept and digest not in self.erased:
                yield (
                    number,
                    Said(
                        "a sealed content is gone, and no entry says it was erased",
                        "ein versiegelter Inhalt fehlt, und kein Eintrag sagt, dass er gelöscht wurde",
                    ),
                )
        for digest, number in self.kept.items():
            if digest in self.erased:
                yield (
                    number,
                    Said(
                        "a sealed content that was erased is back",
                        "ein gelöschter versiegelter Inhalt ist wieder da",
                    ),
                )
            elif public:
                yield (
                    number,
                    Said(
                        "a public export carries a sealed content",
                        "eine öffentliche Ausgabe trägt einen versiegelten Inhalt",
                    ),
                )


def _check_content(content: Any, name: str, said: Row) -> None:
    """Refuse a sealed content that does not fit the place it was sealed for.

    Raises:
        Odd: it does not.
    """
    if type(content) is not dict or content.keys() != {"salt", "value"}:
        raise Odd(Said("it is none", "das ist keiner"))
    value = content["value"]
    if not _is_text(content["salt"]) or len(content["salt"]) < SALT:
        raise Odd(Said("its salt is none", "sein Zufallswert ist keiner"))
    if name == "~findings":
        fits = (
            type(value) is list
            and len(value) == len(said["findings"])
            and all(
                type(each) is dict and _is_quoted(each.get("data", {}))
                for each in value
            )
        )
    elif name in WORDS:
        fits = (
            type(value) is dict
            and value.keys() == WORDS[name]
            and all(map(_is_text, value.values()))
            and said[name[1:]] is not None
        )
    else:
        fits = True
    if not fits:
        raise Odd(Said("it does not fit the entry", "er passt nicht zum Eintrag"))


def against_seal(
    seal: dict[str, Any], key: bytes, hashes: dict[str, list[str]]
) -> Iterator[str]:
    """Yield what does not hold of a seal, or of the logs against it.

    Raises:
        Odd: it is no seal.
    """
    heads = heads_in(seal)
    statement = {name: seal[name] for name in STATEMENT}
    leaves = [leaf_hash(canonical(head)) for head in heads]
    counted = {
        "cases": len(heads),
        "entries": sum(head[1] for head in heads),
        "root": tree_root(leaves).hex(),
    }
    if counted != {name: seal[name] for name in counted} or not is_statement(
        statement, seal["signature"], key
    ):
        yield "the seal is not signed by this key, or its heads were changed"
    yield from _continued(heads, hashes)


STATEMENT: dict[str, Callable[[Any], bool]] = {
    "cases": lambda value: type(value) is int and value >= 0,
    "entries": lambda value: type(value) is int and value >= 0,
    "format": lambda value: value == SEAL,
    "previous": lambda value: value == "" or _is_digest(value),
    "root": _is_digest,
    "sealed_at": _is_time,
    "tenant": _is_text,
}
"""The parts of what a seal signs, and what tells whether a value is one."""


def is_statement(statement: Any, signature: Any, key: bytes) -> bool:
    """Tell whether what was signed with a key is the statement of a seal.

    Whatever else the key may have signed is none.
    """
    if not states(statement) or not _is_text(signature):
        return False
    if re.fullmatch("[0-9a-f]{128}", signature) is None:
        return False
    return is_signed(key, canonical(statement), bytes.fromhex(signature))


def states(statement: Any) -> bool:
    """Tell whether a value is what a seal signs."""
    return (
        type(statement) is dict
        and statement.keys() == STATEMENT.keys()
        and all(fits(statement[name]) for name, fits in STATEMENT.items())
    )


def heads_in(seal: Any) -> list[tuple[str, int, str]]:
    """Return the heads that a seal holds.

    Raises:
        Odd: it is no seal, or holds more than one does.
    """
    if type(seal) is not dict or seal.keys() != {*STATEMENT, "heads", "signature"}:
        raise Odd("it has other parts than a seal")
    heads = seal["heads"]
    if type(heads) is not list or not all(map(is_head, heads)):
        raise Odd("its heads are none")
    names = [head[0] for head in heads]
    if sorted(set(names)) != names:
        raise Odd("its heads are not one for each case, in the order of their ids")
    return [tuple(head) for head in heads]


def is_head(value: Any) -> bool:
    """Tell whether a value is where the log of a case ends."""
    return (
        type(value) is list and [*map(type, value)] == [str, int, str] and value[1] > 0
    )


def against_proof(proof: dict[str, Any], key: bytes) -> Iterator[str]:
    """Yield what does not hold of the proof that an entry was there when a seal was made.

    Raises:
        Odd: it is no proof.
    """
    check_parts(proof)
    if proof["format"] != PROOF:
        yield "it is no proof of an entry"
    statement, (case, version, head) = proof["statement"], proof["head"]
    if not is_statement(statement, proof["signature"], key):
        yield "the seal is not signed by this key"
    bodies, before = proof["bodies"], None
    for number, body in enumerate(bodies, version - len(bodies) + 1):
        try:
            row = entry_in(body)
        except Odd as error:
            yield f"case {case!r}, entry {number}: it cannot have been written: {error}"
            row = {}
        else:
            if (row["case"], row["version"]) != (case, number):
                yield f"case {case!r}, entry {number}: it belongs to another place"
        if before not in (None, row.get("prev")):
            yield f"case {case!r}, entry {number}: it does not follow the entry before it"
        before = sha256(body.encode("utf-8", "surrogatepass"))
    if before != head:
        yield "the entries do not lead to the head that was sealed"
    leaf = leaf_hash(canonical(proof["head"]))
    path = [bytes.fromhex(each) for each in proof["path"]]
    root = climb(leaf, proof["index"], statement["cases"], path)
    if root is None or root.hex() != statement["root"]:
        yield "the head does not stand in the seal"


def check_parts(proof: Any) -> None:
    """Refuse what has not the parts of a proof.

    Raises:
        Odd: it has others, or a part is of another type.
    """
    parts: dict[str, Callable[[Any], bool]] = {
        "bodies": _is_texts,
        "format": _is_text,
        "head": is_head,
        "index": lambda value: type(value) is int,
        "path": lambda value: type(value) is list and all(map(_is_digest, value)),
        "signature": _is_text,
        "statement": lambda value: (
            type(value) is dict
            and type(value.get("cases")) is int
            and _is_text(value.get("root"))
            and _is_text(value.get("sealed_at"))
        ),
    }
    if type(proof) is not dict or proof.keys() != parts.keys():
        raise Odd("it has other parts than a proof")
    for name, fits in parts.items():
        if not fits(proof[name]):
            raise Odd(f"its part {name!r} is none")


EMPTY = hashlib.sha256(b"").digest()
"""The root of a tree without leaves, and of an empty part of the map of cases."""


def leaf_hash(data: bytes) -> bytes:
    """Return the hash of a leaf (32 bytes)."""
    return hashlib.sha256(b"\x00" + data).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """Return the hash of a node above two others (32 bytes)."""
    return hashlib.sha256(b"\x01" + left + right).digest()


def climb(leaf: bytes, index: int, size: int, path: Sequence[bytes]) -> bytes | None:
    """Return the root that a path leads to from a leaf; None if it does not fit the tree.

    Args:
        leaf: the leaf's hash.
        index: its place, from 0.
        size: number of leaves of the tree.
        path: the hashes beside the way, the lowest first.

    References: RFC 9162, section 2.1.3.2.
    """
    if not 0 <= index < size or not _are_hashes(leaf, *path):
        return None
    rest = iter(path)
    while size > 1:
        if index ^ 1 < size:
            other = next(rest, b"")
            leaf = node_hash(other, leaf) if index % 2 else node_hash(leaf, other)
        index, size = index // 2, (size + 1) // 2
    return leaf if next(rest, None) is None else None


def is_consistent(
    old: int, new: int, old_root: bytes, new_root: bytes, path: Sequence[bytes]
) -> bool:
    """Tell whether a path shows that the leaves of a tree are the first of a later one.

    With every tree the empty one would be consistent, so that nothing would be shown.

    Args:
        old: number of leaves of the earlier tree, at least 1.
        new: number of leaves of the later one.
        old_root: root of the earlier tree.
        new_root: root of the later one.
        path: the hashes of the proof, in its order.

    References: RFC 9162, section 2.1.4.2.
    """
    if not 0 < old <= new:
        return False
    if old == new:
        return not path and old_root == new_root
    if not _are_hashes(old_root, new_root, *path):
        return False
    rest = iter(path if old & (old - 1) else (old_root, *path))
    low, high = old - 1, new - 1
    while low & 1:
        low, high = low >> 1, high >> 1
    earlier = later = next(rest, b"")
    for each in rest:
        if not high:
            return False
        if low & 1 or low == high:
            earlier, later = node_hash(each, earlier), node_hash(each, later)
            while not low & 1 and low:
                low, high = low >> 1, high >> 1
        else:
            later = node_hash(later, each)
        low, high = low >> 1, high >> 1
    return not high and (earlier, later) == (old_root, new_root)


def _are_hashes(*values: bytes) -> bool:
    return all(len(each) == len(EMPTY) for each in values)


def tree_root(level: list[bytes]) -> bytes:
    """Return the root of the hash tree over leaf hashes."""
    if not level:
        return EMPTY
    while len(level) > 1:
        pairs = zip(level[::2], level[1::2], strict=False)
        above = [node_hash(left, right) for left, right in pairs]
        level = above + (level[-1:] if len(level) % 2 else [])
    return level[0]


NOTE_END = "— "
"""What a line with a signature begins with (U+2014 and a blank)."""
MOST_SIGNATURES = 64
"""Signatures that a checkpoint may carry."""
MOST_HASHES = 63
"""Hashes that a proof in a tree may have."""
BITS = 256
"""Bits of the key of a case, and so the hashes that a proof of its end may have."""
LONGEST_PROOF = 4 * 2**20
"""Bytes that a checkpoint, its proof or a policy may have."""
LARGEST = 2**63 - 1
"""The largest number that stands in one of them."""
SIGNS, COSIGNS = 0x01, 0x04
"""Kinds of keys: one signs a checkpoint, the other cosigns it with the time."""
TLOG_PROOF = "c2sp.org/tlog-proof@v1"
CASE_PROOF = "ratsflow-case-proof/1"
CASES = "ratsflow-cases/1"
"""With this begins the line of a checkpoint that holds the root of the map of cases."""
HEADS = "ratsflow-heads/1"
ROTATION = "ratsflow-key/1"


class Key(NamedTuple):
    """A public key with its name.

    Attributes:
        name: of a log its origin, of a witness whatever it calls itself.
        kind: `SIGNS` or `COSIGNS`.
        public: 32 bytes of Ed25519.
    """

    name: str
    kind: int
    public: bytes

    @property
    def id(self) -> bytes:
        """The four bytes by which signatures name the key."""
        named = self.name.encode() + b"\n" + bytes([self.kind]) + self.public
        return hashlib.sha256(named).digest()[:4]

    def __str__(self) -> str:
        data = base64.b64encode(bytes([self.kind]) + self.public).decode()
        return f"{self.name}+{self.id.hex()}+{data}"


class Signature(NamedTuple):
    """A line with a signature: the name of the key, its id, and what it signed with."""

    name: str
    key_id: bytes
    data: bytes

    def __str__(self) -> str:
        data = base64.b64encode(self.key_id + self.data).decode()
        return f"{NOTE_END}{self.name} {data}"


class Checkpoint(NamedTuple):
    """What a log says of itself at one size, signed.

    Attributes:
        origin: the name of the log.
        size: number of leaves.
        root: root of the tree over them (32 bytes).
        cases: root of the map of the ends of all cases (32 bytes), or None.
        text: what is signed.
        signatures: those that stand below it, whoever made them.
    """

    origin: str
    size: int
    root: bytes
    cases: bytes | None
    text: bytes
    signatures: tuple[Signature, ...]

    @property
    def data(self) -> bytes:
        """The checkpoint as it stands in a file."""
        lines = "".join(f"{each}\n" for each in self.signatures)
        return self.text + b"\n" + lines.encode()


class Policy(NamedTuple):
    """Whose signatures a checkpoint needs.

    Attributes:
        logs: keys of the logs, any of which may have signed.
        witnesses: keys by the name that the policy gives a witness.
        groups: by name how many of which witnesses and groups are enough.
        quorum: the witness or group that must have cosigned; `none` for nobody.
        urls: by the name of a witness where it can be asked, if that is said.
        retired: by a key of a log the size up to which it signs alone: there it was
            replaced.
    """

    logs: tuple[Key, ...]
    witnesses: Mapping[str, Key]
    groups: Mapping[str, tuple[int, tuple[str, ...]]]
    quorum: str
    urls: Mapping[str, str]
    retired: Mapping[Key, int]


class Judged(NamedTuple):
    """What the signatures of a checkpoint show under a policy.

    Attributes:
        said_at: when the log says that it signed, seconds since 1970, or None.
        cosigned: by the name of a witness when it cosigned, seconds since 1970.
        wrong: what does not hold.
    """

    said_at: int | None
    cosigned: dict[str, int]
    wrong: list[str]


class Inclusion(NamedTuple):
    """The proof that an entry stands in a tree.

    Attributes:
        body: the bytes of the entry.
        number: its place in the tree, from 0.
        path: the hashes beside the way to the root, the lowest first.
        checkpoint: what it is proved against.
    """

    body: bytes
    number: int
    path: tuple[bytes, ...]
    checkpoint: Checkpoint


class LastOfCase(NamedTuple):
    """The proof that an entry is the last of its case.

    Attributes:
        head: case, number and hash of its last entry.
        path: the hashes beside the way to the root of the map, the lowest first.
        checkpoint: what it is proved against.
    """

    head: tuple[str, int, str]
    path: tuple[bytes, ...]
    checkpoint: Checkpoint


class Consistency(NamedTuple):
    """The proof that a checkpoint continues an earlier one.

    Attributes:
        old: size of the earlier one.
        path: the hashes of the proof, in its order.
        checkpoint: the later one.
    """

    old: int
    path: tuple[bytes, ...]
    checkpoint: Checkpoint


def _odd_text(what: str, german_what: str) -> Odd:
    return Odd(Said(f"it is no {what}", f"das ist kein {german_what}"))


def _from_base64(text: str, length: int | None = None) -> bytes:
    try:
        data = base64.b64decode(text, validate=True)
    except ValueError:
        data = b""
    if base64.b64encode(data).decode() != text or length not in (None, len(data)):
        raise Odd(
            Said(
                "a value in it is no Base64 of its length",
                "ein Wert darin ist kein Base64 seiner Länge",
            )
        )
    return data


def _from_decimal(text: str) -> int:
    if re.fullmatch("0|[1-9][0-9]{0,18}", text) is None or int(text) > LARGEST:
        raise Odd(
            Said(
                "a number in it is not written as one",
                "eine Zahl darin ist nicht so geschrieben",
            )
        )
    return int(text)


def is_key_name(name: str) -> bool:
    """Tell whether a text can be the name of a key."""
    return bool(name) and "+" not in name and not any(map(str.isspace, name))


def key_in(text: str) -> Key:
    """Read a public key with its name, as signed notes write it (vkey).

    Raises:
        Odd: it is none, or not of Ed25519.
    """
    parts = text.split("+", 2)
    if len(parts) != 3 or not is_key_name(parts[0]):  # noqa: PLR2004  # name, id, key
        raise _odd_text("key with a name", "Schlüssel mit Namen")
    utf8(parts[0])
    data = _from_base64(parts[2])
    if data[:1] not in (b"\x01", b"\x04") or len(data) != 33:  # noqa: PLR2004  # one byte ahead
        raise Odd(
            Said(
                "the key is none of Ed25519 (kind 01 for a log, 04 for a witness)",
                "der Schlüssel ist keiner nach Ed25519 (Art 01 für ein Protokoll, 04 "
                "für Zeugen)",
            )
        )
    key = Key(parts[0], data[0], data[1:])
    point = decompress(key.public)
    if key.id.hex() != parts[1] or point is None or is_small(point):
        raise Odd(
            Said(
                "the key does not match its id, or is none",
                "der Schlüssel passt nicht zu seiner Kennung, oder er ist keiner",
            )
        )
    return key


def cosigned_text(text: bytes, at: int) -> bytes:
    """Return what a witness signs of a checkpoint.

    Args:
        text: the text of the checkpoint.
        at: when, seconds since 1970.
    """
    return b"cosignature/v1\ntime %d\n%b" % (at, text)


def signed_at(key: Key, data: bytes, text: bytes) -> int | None:
    """Return when a signature says that it was made; None if it is not one of this key.

    Args:
        key: the key.
        data: the signature, without the id of the key.
        text: the text of the checkpoint.

    Returns:
        Seconds since 1970; 0 where the kind of the key says no time.
    """
    if key.kind == SIGNS:
        return 0 if is_signed(key.public, text, data) else None
    at = int.from_bytes(data[:8], "big")
    if at > LARGEST or not is_signed(key.public, cosigned_text(text, at), data[8:]):
        return None
    return at


def checkpoint_in(data: bytes) -> Checkpoint:
    """Read a checkpoint: a signed note of origin, size, root and further lines.

    Raises:
        Odd: it is none.
    """
    text = _text_of(data)
    body, gap, lines = text.rpartition("\n\n")
    if not gap or lines[-1:] != "\n":
        raise _odd_text("checkpoint", "Prüfpunkt")
    rows = lines[:-1].split("\n")
    if len(rows) > MOST_SIGNATURES:
        raise Odd(
            Said(
                f"it carries more than {MOST_SIGNATURES} signatures",
                f"es trägt mehr als {MOST_SIGNATURES} Unterschriften",
            )
        )
    said = body.split("\n")
    if len(said) < 3 or not all(said):  # noqa: PLR2004  # origin, size, root
        raise _odd_text("checkpoint", "Prüfpunkt")
    maps = [row for row in said[3:] if row.startswith(f"{CASES} ")]
    if len(maps) > 1:
        raise Odd(
            Said(
                "it holds two roots of the map of cases",
                "es enthält zwei Wurzeln der Vorgänge",
            )
        )
    return Checkpoint(
        said[0],
        _from_decimal(said[1]),
        _from_base64(said[2], 32),
        _from_base64(maps[0][len(CASES) + 1 :], 32) if maps else None,
        f"{body}\n".encode(),
        tuple(map(signature_in, rows)),
    )


def signature_in(line: str) -> Signature:
    """Read a line with a signature.

    Raises:
        Odd: it is none.
    """
    parts = line.split(" ")
    if len(parts) != 3 or parts[0] != NOTE_END[0] or not is_key_name(parts[1]):  # noqa: PLR2004
        raise Odd(
            Said("a line is no signature", "eine Zeile darin ist keine Unterschrift")
        )
    data = _from_base64(parts[2])
    if len(data) < 5:  # noqa: PLR2004  # four of the id
        raise Odd(
            Said("a line is no signature", "eine Zeile darin ist keine Unterschrift")
        )
    return Signature(parts[1], data[:4], data[4:])


def _text_of(data: bytes) -> str:
    """Return the text of a signed note and of what stands around one.

    Raises:
        Odd: it is no UTF-8, holds control characters, or is too long.
    """
    if len(data) > LONGEST_PROOF:
        raise Odd(
            Said(
                f"it is longer than {LONGEST_PROOF:,} bytes",
                f"es ist länger als {LONGEST_PROOF} Bytes",
            )
        )
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise Odd(Said("it is no UTF-8", "das ist kein UTF-8")) from error
    if re.search("[\x00-\x09\x0b-\x1f]", text):
        raise Odd(Said("it holds control characters", "es enthält Steuerzeichen"))
    return text


def _parts_of(data: bytes) -> tuple[list[str], Checkpoint]:
    """Return the lines of a proof, and the checkpoint that stands behind them."""
    ahead, gap, rest = _text_of(data).partition("\n\n")
    if not gap:
        raise Odd(
            Said("no checkpoint stands behind it", "kein Prüfpunkt steht dahinter")
        )
    return ahead.split("\n"), checkpoint_in(rest.encode())


def _hashes(lines: Sequence[str], most: int) -> tuple[bytes, ...]:
    if len(lines) > most:
        raise Odd(
            Said(
                f"it has more than {most} hashes", f"es hat mehr als {most} Prüfsummen"
            )
        )
    return tuple(_from_base64(line, 32) for line in lines)


def inclusion_in(data: bytes) -> Inclusion:
    """Read the proof that an entry stands in a tree.

    Raises:
        Odd: it is none.
    """
    lines, checkpoint = _parts_of(data)
    shown = [line.partition(" ") for line in lines[:3]]
    if [each[0] for each in shown] != [TLOG_PROOF, "extra", "index"]:
        raise _odd_text("proof of an entry", "Nachweis eines Eintrags")
    return Inclusion(
        _from_base64(shown[1][2]),
        _from_decimal(shown[2][2]),
        _hashes(lines[3:], MOST_HASHES),
        checkpoint,
    )


def last_of_case_in(data: bytes) -> LastOfCase:
    """Read the proof that an entry is the last of its case.

    Raises:
        Odd: it is none.
    """
    lines, checkpoint = _parts_of(data)
    if lines[0] != CASE_PROOF or not lines[1:] or not lines[1].startswith("head "):
        raise _odd_text("proof of the end of a case", "Nachweis über einen Vorgang")
    head = parsed_canonical(lines[1][len("head ") :].encode())
    if not _is_end(head):
        raise Odd(Said("its head is none", "das Ende darin ist keines"))
    return LastOfCase(tuple(head), _hashes(lines[2:], BITS), checkpoint)


def _is_end(value: Any) -> bool:
    return (
        is_head(value)
        and _is_id(value[0])
        and value[1] <= LARGEST
        and _is_digest(value[2])
    )


def consistency_in(data: bytes) -> Consistency:
    """Read the proof that a checkpoint continues an earlier one.

    Raises:
        Odd: it is none.
    """
    lines, checkpoint = _parts_of(data)
    word, _, old = lines[0].partition(" ")
    if word != "old":
        raise _odd_text(
            "proof that a checkpoint continues another",
            "Nachweis, dass ein Prüfpunkt einen anderen fortsetzt",
        )
    return Consistency(_from_decimal(old), _hashes(lines[1:], MOST_HASHES), checkpoint)


def policy_in(data: bytes) -> Policy:
    """Read whose signatures a checkpoint needs.

    Raises:
        Odd: it is no policy, with the number of the line.
    """
    if len(data) > LONGEST_PROOF or re.search(rb"[\x00-\x08\x0b-\x1f\x7f]", data):
        raise Odd(
            Said(
                "it is too long, or holds control characters",
                "sie ist zu lang oder enthält Steuerzeichen",
            )
        )
    lines = _PolicyLines()
    for number, line in enumerate(data.split(b"\n"), 1):
        words = line.decode("utf-8", "surrogateescape").strip(" \t")
        if not words or words.startswith("#"):
            continue
        try:
            lines.take(re.split("[ \t]+", words))
        except Odd as error:
            raise Odd(
                Said(f"line {number}: {error}", f"Zeile {number}: {german(error)}")
            ) from error
    if len(lines.quorum) != 1:
        raise Odd(
            Said(
                f"it has {len(lines.quorum)} lines that say the quorum, not one",
                f"sie hat {len(lines.quorum)} Zeilen mit „quorum“ statt einer",
            )
        )
    return Policy(
        tuple(lines.logs),
        lines.witnesses,
        lines.groups,
        lines.quorum[0],
        lines.urls,
        {},
    )


class _PolicyLines:
    """The lines of a policy, one after the other."""

    def __init__(self) -> None:
        self.logs: list[Key] = []
        self.witnesses: dict[str, Key] = {}
        self.groups: dict[str, tuple[int, tuple[str, ...]]] = {}
        self.urls: dict[str, str] = {}
        self.quorum: list[str] = []
        self._members: set[str] = set()

    def take(self, words: Sequence[str]) -> None:
        """Take in the words of a line.

        Raises:
            Odd: it says nothing, or nothing that fits the lines above it.
        """
        match words:
            case ["log", key] | ["log", key, _]:
                self.logs.append(self._new_key(key, SIGNS))
            case ["witness", name, key] | ["witness", name, key, _]:
                self._refuse_defined(name)
                self.witnesses[name] = self._new_key(key, COSIGNS)
                self.urls.update((name, url) for url in words[3:])
            case ["group", name, enough, *members] if members:
                self._refuse_defined(name)
                self.groups[name] = self._group(enough, members)
            case ["quorum", name]:
                self.quorum.append(name if name == "none" else self._defined(name))
            case _:
                raise Odd(Said("it says nothing known", "sie sagt nichts Bekanntes"))

    def _new_key(self, text: str, kind: int) -> Key:
        key = key_in(text)
        if key.kind != kind:
            raise Odd(
                Said(
                    "the key is of the other kind: 01 is for logs, 04 for witnesses",
                    "der Schlüssel ist von der anderen Art: 01 ist für Protokolle, 04 "
                    "für Zeugen",
                )
            )
        for each in (*self.logs, *self.witnesses.values()):
            if key.public != each.public:
                continue
            if key.kind != each.kind:  # whatever it calls itself there
                raise Odd(
                    Said(
                        "the key of a log is no witness: it would cosign itself",
                        "der Schlüssel eines Protokolls ist kein Zeuge: Es zeichnete "
                        "sich selbst mit",
                    )
                )
            raise Odd(Said("the key stands twice", "der Schlüssel steht doppelt da"))
        return key

    def _refuse_defined(self, name: str) -> None:
        if name in self.witnesses or name in self.groups or name == "none":
            raise Odd(
                Said(f"{name!a} is defined twice", f"{name!a} ist doppelt vergeben")
            )

    def _defined(self, name: str) -> str:
        if name not in self.witnesses and name not in self.groups:
            raise Odd(
                Said(
                    f"{name!a} is not defined above it",
                    f"{name!a} ist darüber nicht vergeben",
                )
            )
        return name

    def _group(
        self, enough: str, members: Sequence[str]
    ) -> tuple[int, tuple[str, ...]]:
        of = tuple(map(self._defined, members))
        if len({*of}) != len(of) or self._members & {*of}:
            raise Odd(Said("a name is a member twice", "ein Name ist zweimal Mitglied"))
        self._members.update(of)
        words = {"any": 1, "all": len(of)}
        least = words[enough] if enough in words else _from_decimal(enough)
        if not 1 <= least <= len(of):
            raise Odd(
                Said(
                    f"{least} of {len(of)} cannot be enough",
                    f"{least} von {len(of)} können nicht genügen",
                )
            )
        return least, of


def is_quorum(policy: Policy, cosigned: Collection[str]) -> bool:
    """Tell whether the witnesses that cosigned are enough for a policy."""
    seen = {"none", *cosigned}
    for name, (least, members) in policy.groups.items():
        if sum(member in seen for member in members) >= least:
            seen.add(name)
    return policy.quorum in seen


def judged(checkpoint: Checkpoint, policy: Policy) -> Judged:
    """Judge the signatures of a checkpoint by a policy.

    Signatures of keys that the policy does not know mean nothing. One of a known key that
    does not hold is wrong, whatever the others say.
    """
    wrong: list[str] = []
    is_log_s, said_at = False, None
    cosigned: dict[str, int] = {}
    logs = [
        key
        for key in policy.logs
        if key.name == checkpoint.origin
        and checkpoint.size <= policy.retired.get(key, LARGEST)
    ]
    clocks = [Key(key.name, COSIGNS, key.public) for key in logs]
    names = {key: name for name, key in policy.witnesses.items()}
    for signature in checkpoint.signatures:
        for key in {*logs, *clocks, *names}:
            if (key.name, key.id) != (signature.name, signature.key_id):
                continue
            at = signed_at(key, signature.data, checkpoint.text)
            if at is None:
                wrong.append(
                    Said(
                        f"a signature in the name of {key.name!r} does not hold",
                        f"eine Unterschrift von „{key.name}“ ist ungültig",
                    )
                )
            elif key in logs:
                is_log_s = True
            elif key in names:
                cosigned[names[key]] = max(at, cosigned.get(names[key], 0))
            if at is not None and key in clocks:
                said_at = at
    if not is_log_s:
        wrong.append(
            Said(
                f"the checkpoint of {checkpoint.origin!r} is not signed by a key that "
                "speaks for this log at this size",
                f"der Prüfpunkt von „{checkpoint.origin}“ ist nicht mit einem Schlüssel "
                "unterschrieben, der bei dieser Größe für dieses Protokoll gilt",
            )
        )
    if not is_quorum(policy, cosigned):
        wrong.append(_lacking(policy, cosigned))
    return Judged(said_at, cosigned, wrong)


def _lacking(policy: Policy, cosigned: Collection[str]) -> Said:
    named = ", ".join(sorted(cosigned)) or "-"
    return Said(
        f"it lacks the cosignatures of {policy.quorum!r}; cosigned by: {named}",
        f"es fehlen Mitzeichnungen von „{policy.quorum}“; mitgezeichnet von: {named}",
    )


def policy_of(key: Key | bytes, origin: str) -> Policy:
    """Return the policy that trusts one key of a log and asks for no witness.

    Args:
        key: the key; 32 bytes of it speak for whatever log is looked at.
        origin: the log that is looked at.
    """
    named = Key(origin, SIGNS, key) if isinstance(key, bytes) else key
    return Policy((named,), {}, {}, "none", {}, {})


def rotated(policy: Policy, proof: Inclusion) -> Policy:
    """Return a policy that trusts the key by which a log says that it goes on.

    The entry that says so stands in a checkpoint that both keys have signed. Larger
    checkpoints must carry a signature of the new one. A key is replaced once: who stole an
    old one could else show a tree of his own in which another one replaces it.

    Raises:
        Odd: the proof shows no such thing under this policy.
    """
    old, new = rotation_in(proof.body)
    checkpoint = proof.checkpoint
    if old not in policy.logs or old.name != checkpoint.origin:
        raise Odd(
            Said(
                "the key that it replaces is not one that is trusted",
                "dem Schlüssel, den er ersetzt, wird nicht vertraut",
            )
        )
    if old in policy.retired:
        raise Odd(
            Said(
                "the key that it replaces was replaced before",
                "der Schlüssel, den er ersetzt, wurde schon vorher ersetzt",
            )
        )
    for key in (old, new):
        for reason in judged(checkpoint, policy._replace(logs=(key,))).wrong:
            raise Odd(reason)
    if not _stands(proof):
        raise Odd(Said("it does not stand in the tree", "er steht nicht im Baum"))
    return policy._replace(
        logs=(*policy.logs, *({new} - {*policy.logs})),
        retired={**policy.retired, old: proof.number},
    )


def rotation_in(body: bytes) -> tuple[Key, Key]:
    """Read the entry by which a log changes its key: the old one and the new one.

    Raises:
        Odd: it is none.
    """
    said = parsed_canonical(body)
    if (
        type(said) is not dict
        or said.keys() != {"format", "new", "old", "recorded_at"}
        or said["format"] != ROTATION
        or not _is_text(said["old"])
        or not _is_text(said["new"])
        or not _is_time(said["recorded_at"])
    ):
        raise Odd(
            Said("it is no change of a key", "das ist kein Wechsel eines Schlüssels")
        )
    old, new = key_in(said["old"]), key_in(said["new"])
    if old == new or (old.name, old.kind, SIGNS) != (new.name, SIGNS, new.kind):
        raise Odd(
            Said(
                "its keys are not two of one log",
                "die Schlüssel darin sind nicht zwei eines Protokolls",
            )
        )
    return old, new


def _stands(proof: Inclusion) -> bool:
    leaf = leaf_hash(hashlib.sha256(proof.body).digest())
    checkpoint = proof.checkpoint
    found = climb(leaf, proof.number, checkpoint.size, proof.path)
    return found is not None and found == checkpoint.root


def against_inclusion(proof: Inclusion) -> Iterator[str]:
    """Yield what does not hold of the proof that an entry stands in a tree.

    The signatures of the checkpoint are judged apart.
    """
    try:
        text = proof.body.decode("utf-8")
        if text.startswith('{"format":'):
            rotation_in(proof.body)
        else:
            entry_in(text)
    except UnicodeDecodeError:
        yield Said("the entry is no UTF-8", "der Eintrag ist kein UTF-8")
    except Odd as error:
        yield Said(
            f"the entry cannot have been written: {error}",
            f"der Eintrag kann nicht so geschrieben worden sein: {german(error)}",
        )
    if not _stands(proof):
        yield Said(
            "the entry does not stand in the tree at this place",
            "der Eintrag steht nicht an dieser Stelle des Baums",
        )


def case_key(case_id: str) -> bytes:
    """Return where a case stands in the map of cases: 256 bits."""
    return hashlib.sha256(case_id.encode()).digest()


def case_leaf(case_id: str, version: int, head: str) -> bytes:
    """Return the leaf of a case in the map of cases (32 bytes).

    Args:
        case_id: the case.
        version: number of its last entry.
        head: hash of that, hexadecimal.
    """
    number = version.to_bytes(8, "big")
    return leaf_hash(case_key(case_id) + number + bytes.fromhex(head))


def case_climb(head: tuple[str, int, str], path: Sequence[bytes]) -> bytes:
    """Return the root of the map that a path leads to from where a case ends.

    Where a case stands follows from its id: at each level its next bit says which side. So
    a map can hold one end of a case and no second one.
    """
    key = int.from_bytes(case_key(head[0]), "big")
    node = case_leaf(*head)
    for depth, other in zip(range(len(path) - 1, -1, -1), path, strict=True):
        is_right = key >> (BITS - 1 - depth) & 1
        node = node_hash(other, node) if is_right else node_hash(node, other)
    return node


class CaseMap:
    """The map of where all cases end: a tree in which the id of a case says its place.

    A part with one case in it is the leaf of that case; one without any is `EMPTY`.

    Args:
        heads: case, number and hash of the last entry of each.

    Raises:
        Odd: a case stands there twice.
    """

    def __init__(self, heads: Iterable[tuple[str, int, str]]) -> None:
        rows = sorted(
            (int.from_bytes(case_key(head[0]), "big"), case_leaf(*head))
            for head in heads
        )
        self._keys = [key for key, _ in rows]
        self._leaves = [leaf for _, leaf in rows]
        if len({*self._keys}) != len(rows):
            raise Odd(Said("a case stands twice", "ein Vorgang steht doppelt da"))
        self._root: bytes | None = None

    @property
    def root(self) -> bytes:
        """The root of the map (32 bytes)."""
        if self._root is None:
            self._root = self._node(0, len(self._keys), 0)
        return self._root

    def path(self, case_id: str) -> tuple[bytes, ...]:
        """Return the hashes beside the way from a case to the root, the lowest first."""
        key = int.from_bytes(case_key(case_id), "big")
        start, stop, depth, beside = 0, len(self._keys), 0, list[bytes]()
        while stop - start > 1:
            middle = self._middle(start, stop, depth)
            depth += 1
            if key >> (BITS - depth) & 1:
                beside.append(self._node(start, middle, depth))
                start = middle
            else:
                beside.append(self._node(middle, stop, depth))
                stop = middle
        return tuple(reversed(beside))

    def _middle(self, start: int, stop: int, depth: int) -> int:
        bit = BITS - 1 - depth
        first = self._keys[start] >> (bit + 1) << (bit + 1) | 1 << bit
        return bisect_left(self._keys, first, start, stop)

    def _node(self, start: int, stop: int, depth: int) -> bytes:
        if stop - start <= 1:
            return self._leaves[start] if stop > start else EMPTY
        middle = self._middle(start, stop, depth)
        return node_hash(
            self._node(start, middle, depth + 1), self._node(middle, stop, depth + 1)
        )


def against_last_of_case(proof: LastOfCase) -> Iterator[str]:
    """Yield what does not hold of the proof that an entry is the last of its case."""
    if case_climb(proof.head, proof.path) != proof.checkpoint.cases:
        yield Said(
            "the case does not end so in the map of cases",
            "so endet der Vorgang nicht im Verzeichnis der Vorgänge",
        )


def against_consistency(proof: Consistency, earlier: Checkpoint) -> Iterator[str]:
    """Yield what does not hold of the proof that a checkpoint continues an earlier one."""
    later = proof.checkpoint
    if earlier.origin != later.origin:
        yield Said(
            f"they are of two logs, {earlier.origin!r} and {later.origin!r}",
            f"sie sind von zwei Protokollen, „{earlier.origin}“ und „{later.origin}“",
        )
    if proof.old != earlier.size or not is_consistent(
        earlier.size, later.size, earlier.root, later.root, proof.path
    ):
        yield Said(
            "the later checkpoint does not continue the earlier one: a fork, or the proof "
            "is of others",
            "der spätere Prüfpunkt setzt den früheren nicht fort: eine Abzweigung, oder "
            "der Nachweis gehört zu anderen",
        )
    if earlier.size == later.size and earlier.text != later.text:
        yield Said(
            "they say different things of one size: a fork",
            "sie sagen Verschiedenes über dieselbe Größe: eine Abzweigung",
        )


def list_of_heads_in(data: bytes) -> tuple[str, int, list[tuple[str, int, str]]]:
    """Read the list of where all cases ended at a checkpoint, which stays with the town.

    Returns:
        Origin and size of the checkpoint, and case, number and hash of each last entry.

    Raises:
        Odd: it is none.
    """
    row = parsed(data)
    if (
        type(row) is not dict
        or row.keys() != {"format", "heads", "origin", "size"}
        or row["format"] != HEADS
        or not _is_text(row["origin"])
        or type(row["size"]) is not int
        or type(row["heads"]) is not list
        or not all(map(_is_end, row["heads"]))
    ):
        raise _odd_text("list of heads of a checkpoint", "Verzeichnis der Vorgänge")
    names = [head[0] for head in row["heads"]]
    if sorted({*names}) != names:
        raise _odd_text(
            "list of heads in the order of their ids",
            "Verzeichnis, in dem jeder Vorgang einmal steht, nach Kennung geordnet",
        )
    return row["origin"], row["size"], [tuple(head) for head in row["heads"]]


def against_heads(
    checkpoint: Checkpoint, data: bytes, hashes: Mapping[str, Sequence[str]]
) -> Iterator[str]:
    """Yield what does not hold of logs against a checkpoint and its list of heads.

    Args:
        checkpoint: the checkpoint; its signatures are judged apart.
        data: the list.
        hashes: by case the hashes of its entries in order.

    Raises:
        Odd: it is no list.
    """
    origin, size, heads = list_of_heads_in(data)
    if (origin, size) != (checkpoint.origin, checkpoint.size) or (
        CaseMap(heads).root != checkpoint.cases
    ):
        yield Said(
            "the list of heads is not the one of this checkpoint",
            "das Verzeichnis gehört nicht zu diesem Prüfpunkt",
        )
    yield from _continued(heads, hashes)


def _continued(
    heads: Iterable[tuple[str, int, str]], hashes: Mapping[str, Sequence[str]]
) -> Iterator[str]:
    """Yield each case whose log does not continue what was signed."""
    for case, version, head in heads:
        log = hashes.get(case, [])
        if not log:
            yield Said(
                f"case {case!r}, entry 1: the case was sealed and is gone",
                f"Vorgang „{case}“, Eintrag 1: Der Vorgang war versiegelt und fehlt",
            )
        elif len(log) < version:
            yield Said(
                f"case {case!r}, entry {len(log) + 1}: the log was cut off",
                f"Vorgang „{case}“, Eintrag {len(log) + 1}: Das Protokoll wurde "
                "abgeschnitten",
            )
        elif log[version - 1] != head:
            yield Said(
                f"case {case!r}, entry {version}: it is not the entry that was sealed",
                f"Vorgang „{case}“, Eintrag {version}: Das ist nicht der Eintrag, der "
                "versiegelt wurde",
            )


def is_signed(key: bytes, message: bytes, signature: bytes) -> bool:
    """Tell whether an Ed25519 signature holds (RFC 8032, section 5.1.7).

    Args:
        key: public key, 32 bytes.
        message: what was signed.
        signature: 64 bytes.
    """
    if len(signature) != 64 or len(key) != 32:  # noqa: PLR2004  # as the RFC says
        return False
    public, point = decompress(key), decompress(signature[:32])
    scalar = int.from_bytes(signature[32:], "little")
    if public is None or point is None or scalar >= ORDER:
        return False
    if is_small(public) or is_small(point):
        return False  # with such a key one signature holds for whatever is said
    hashed = hashlib.sha512(signature[:32] + key + message).digest()
    challenge = int.from_bytes(hashed, "little") % ORDER
    return same(times(scalar, BASE), add(point, times(challenge, public)))


def is_small(point: Point) -> bool:
    """Tell whether a point is one of the eight of small order, for which nobody has a key."""
    return same(times(8, point), (0, 1, 1, 0))


def add(one: Point, other: Point) -> Point:
    """Add two points of the curve in extended coordinates."""
    a = (one[1] - one[0]) * (other[1] - other[0]) % P
    b = (one[1] + one[0]) * (other[1] + other[0]) % P
    c = 2 * one[3] * other[3] * D % P
    d = 2 * one[2] * other[2] % P
    e, f, g, h = b - a, d - c, d + c, b + a
    return e * f % P, g * h % P, f * g % P, e * h % P


def times(scalar: int, point: Point) -> Point:
    """Multiply a point by a number."""
    result = (0, 1, 1, 0)
    while scalar:
        if scalar & 1:
            result = add(result, point)
        point = add(point, point)
        scalar >>= 1
    return result


def same(one: Point, other: Point) -> bool:
    """Tell whether two points are the same."""
    return not (
        (one[0] * other[2] - other[0] * one[2]) % P
        or (one[1] * other[2] - other[1] * one[2]) % P
    )


def decompress(data: bytes) -> Point | None:
    """Return the point that 32 bytes name, or None."""
    y = int.from_bytes(data, "little")
    sign, y = y >> 255, y & (2**255 - 1)
    if y >= P:
        return None
    square = (y * y - 1) * pow(D * y * y + 1, P - 2, P) % P
    x = pow(square, (P + 3) // 8, P)
    if (x * x - square) % P:
        x = x * ROOT_OF_MINUS_ONE % P
    if (x * x - square) % P or (x == 0 and sign):
        return None
    if x & 1 != sign:
        x = P - x
    return x, y, 1, x * y % P


_base = decompress((4 * pow(5, P - 2, P) % P).to_bytes(32, "little"))
assert _base is not None  # noqa: S101  # a constant of the curve
BASE: Point = _base


def read_key(word: str) -> bytes:
    """Return the public key that a word of the command line gives: digits or a file.

    Raises:
        Unusable: it is none.
    """
    key = read_named_key(word)
    return key if isinstance(key, bytes) else key.public


def read_named_key(word: str) -> bytes | Key:
    """Return the public key that a word gives, with its name if it has one.

    Args:
        word: 64 hexadecimal digits, a key with its name (vkey), or a file that holds one
            of these or PEM.

    Raises:
        Unusable: it is none.
    """
    try:
        text = Path(word).read_text("utf-8", "replace")
    except (OSError, ValueError):
        text = word
    try:
        if "-----" in text:
            form = base64.b64decode(text.split("-----")[2])
            key = form[len(ED25519) :] if form.startswith(ED25519) else b""
        elif "+" in text:
            return key_in(text.strip())
        else:
            key = bytes.fromhex(text)
    except (ValueError, LookupError):
        key = b""
    if len(key) != 32:  # noqa: PLR2004  # as the RFC says
        raise Unusable(
            Said(
                "--key: it is no public key of Ed25519. Give its 64 hexadecimal digits, "
                "or a file that holds them or its PEM.",
                "--key: das ist kein öffentlicher Schlüssel nach Ed25519. Seine 64 "
                "hexadezimalen Stellen angeben oder eine Datei, in der sie oder sein PEM "
                "stehen.",
            )
        )
    return key


def _unread(name: str, error: OSError) -> Unusable:
    return Unusable(
        Said(
            f"{name}: it cannot be read ({error.strerror}).",
            f"{name}: lässt sich nicht lesen ({error.strerror}).",
        )
    )


def _no(name: str, what: str, german_what: str, error: Odd) -> Unusable:
    return Unusable(
        Said(
            f"{name}: it is no {what} ({error}).",
            f"{name}: das ist kein {german_what} ({german(error)}).",
        )
    )


def read_bytes(name: str) -> bytes:
    """Return what a file holds.

    Raises:
        Unusable: it cannot be read.
    """
    try:
        return Path(name).read_bytes()
    except OSError as error:
        raise _unread(name, error) from error


def read_short(name: str) -> bytes:
    """Return what a file holds that is a proof, a checkpoint or a policy.

    Raises:
        Unusable: it cannot be read, or is longer than any of them.
    """
    try:
        with Path(name).open("rb") as file:
            data = file.read(LONGEST + 1)
    except OSError as error:
        raise _unread(name, error) from error
    if len(data) > LONGEST:
        raise Unusable(
            Said(
                f"{name}: it is longer than {LONGEST:,} bytes.",
                f"{name}: ist länger als {LONGEST} Bytes.",
            )
        )
    return data


class Trust(NamedTuple):
    """What whoever checks trusts.

    Attributes:
        policy: whose signatures a checkpoint needs, if that was said.
        key: else the key of the log.
        rotations: proofs of the entries by which the log changed its key, in order.
    """

    policy: Policy | None
    key: bytes | Key
    rotations: tuple[Inclusion, ...] = ()

    def for_log(self, origin: str) -> Policy:
        """Return the policy for a log.

        Raises:
            Odd: the proof of a changed key shows none.
        """
        policy = self.policy or policy_of(self.key, origin)
        for proof in self.rotations:
            policy = rotated(policy, proof)
        return policy


def read_trust(policy: str | None, key: str | None, rotations: Iterable[str]) -> Trust:
    """Read what whoever checks trusts, from the words of the command line.

    Raises:
        Unusable: a file is not what it should be.
    """
    said = None if policy is None else _read_as(policy, policy_in, _A_POLICY)
    proofs = [_read_as(name, inclusion_in, _A_PROOF) for name in rotations]
    return Trust(said, b"" if key is None else read_named_key(key), tuple(proofs))


_A_POLICY = ("policy", "Regelwerk")
_A_PROOF = ("proof of an entry", "Nachweis eines Eintrags")
_A_CHECKPOINT = ("checkpoint", "Prüfpunkt")


def _read_as(
    name: str, reader: Callable[[bytes], _Read], what: tuple[str, str]
) -> _Read:
    try:
        return reader(read_short(name))
    except Odd as error:
        raise _no(name, *what, error) from error


def judged_by(trust: Trust, checkpoint: Checkpoint) -> Judged:
    """Judge a checkpoint by what is trusted; see `judged`."""
    try:
        return judged(checkpoint, trust.for_log(checkpoint.origin))
    except Odd as error:
        told = Said(
            f"a change of the key does not hold: {error}",
            f"ein Wechsel des Schlüssels ist ungültig: {german(error)}",
        )
        return Judged(None, {}, [told])


def signers(checkpoint: Checkpoint, found: Judged) -> str:
    """Say who signed a checkpoint, and when they say they did."""
    said = f", {_moment(found.said_at)}" if found.said_at is not None else ""
    others = "".join(
        f"; {name} {_moment(at)}" for name, at in sorted(found.cosigned.items())
    )
    return f"{checkpoint.origin} ({checkpoint.size}{said}{others})"


def _moment(seconds: int) -> str:
    try:
        return f"{datetime.fromtimestamp(seconds, UTC):%Y-%m-%dT%H:%M:%SZ}"
    except (ValueError, OverflowError, OSError):
        return str(seconds)


def check_proof(
    name: str, trust: Trust, since: str | None = None
) -> tuple[list[str], str]:
    """Return what does not hold of a proof, and what it shows if all does.

    Raises:
        Unusable: it is no proof, or the earlier checkpoint is none.
    """
    data = read_short(name)
    earlier = None if since is None else _read_as(since, checkpoint_in, _A_CHECKPOINT)
    try:
        if is_attest(data):
            return _check_attest(data, trust)
        if data.startswith(b"{"):
            return _check_sealed(data, trust)
        if earlier is not None:
            return _check_consistency(consistency_in(data), earlier, trust)
        if data.startswith(CASE_PROOF.encode()):
            last = last_of_case_in(data)
            wrong, shown = [*against_last_of_case(last)], last.checkpoint
            case, version, _ = last.head
            told = Said(
                f"entry {version} is the last of case {case!r}",
                f"Eintrag {version} ist der letzte des Vorgangs „{case}“",
            )
        elif data.startswith(b"old "):
            raise Unusable(
                Said(
                    f"{name}: it shows that a checkpoint continues another one: name "
                    "that with --since.",
                    f"{name}: zeigt, dass ein Prüfpunkt einen anderen fortsetzt: diesen "
                    "mit --since nennen.",
                )
            )
        else:
            proof = inclusion_in(data)
            wrong, shown = [*against_inclusion(proof)], proof.checkpoint
            entry = named_in(proof.body)
            told = Said(
                f"{entry} is number {proof.number}",
                f"{german(entry)} ist Nummer {proof.number}",
            )
    except Odd as error:
        raise _no(name, *_A_PROOF, error) from error
    found = judged_by(trust, shown)
    where = f" in {signers(shown, found)}"
    return [*wrong, *found.wrong], Said(f"{told}{where}", f"{german(told)}{where}")


def named_in(body: bytes) -> str:
    """Say which entry this is, of one that was checked."""
    try:
        said = json.loads(body)
        return Said(
            f"entry {said['version']} of case {said['case']!r}",
            f"Eintrag {said['version']} des Vorgangs „{said['case']}“",
        )
    except (ValueError, LookupError, TypeError):
        return Said("the change of a key", "der Wechsel eines Schlüssels")


ATTEST = "ratsflow-attest/1"
ATTEST_URN = "urn:ratsflow:schema:attest:1"
ATTEST_BEGINS = b'{"proof":'
"""How the file of an attest begins, and no other of ours."""
SAME = {
    "step": ("step", "name"),
    "kind": ("kind",),
    "effective_at": ("effective_at",),
    "recorded_at": ("recorded_at",),
    "fingerprint": ("fingerprint",),
}
"""What an entry and the step of an attest say alike: its key, and the way to it there."""


def attest_text(statement: Any) -> bytes:
    """Return what is signed of an attest, the text of a signed note.

    No checkpoint reads so: its second line is a number.
    """
    return ATTEST.encode() + b"\n" + canonical(statement) + b"\n"


def is_attest(data: bytes) -> bool:
    """Tell from how a file begins whether it may hold an attest."""
    return data.startswith(ATTEST_BEGINS)


def attest_in(data: bytes) -> dict[str, Any]:
    """Read an attest of a decision.

    Raises:
        Odd: it is none, or not in the one form in which it is written.
    """
    if len(data) > LONGEST_PROOF:
        raise Odd(
            Said(
                f"it is longer than {LONGEST_PROOF:,} bytes",
                f"es ist länger als {LONGEST_PROOF} Bytes",
            )
        )
    attest = parsed_canonical(data.removesuffix(b"\n"))
    if (
        type(attest) is not dict
        or attest.keys() != {"schema", "statement", "signatures", "proof"}
        or attest["schema"] != ATTEST_URN
        or not _is_texts(attest["signatures"])
        or len(attest["signatures"]) > MOST_SIGNATURES
        or not _is_statement_of_attest(attest["statement"])
        or not (attest["proof"] is None or _is_proof_of_attest(attest["proof"]))
    ):
        raise _odd_text("attest of a decision", "Nachweis eines Beschlusses")
    return attest


def _is_statement_of_attest(said: Any) -> bool:
    return (
        type(said) is dict
        and said.get("format") == ATTEST
        and _is_text(said.get("origin"))
        and _is_id(said.get("case"))
        and type(said.get("version")) is int
        and 0 < said["version"] <= LARGEST
        and _is_digest(said.get("head_sha256"))
        and type(said.get("decision")) is dict
        and type(said.get("steps")) is list
        and all(map(_is_step_of_attest, said["steps"]))
        and _rise([step["entry"] for step in said["steps"]], said["version"])
        and said["decision"].get("entry") in [step["entry"] for step in said["steps"]]
    )


def _rise(numbers: Sequence[int], last: int) -> bool:
    return sorted({*numbers}) == [*numbers] and all(
        0 < each <= last for each in numbers
    )


def _is_step_of_attest(step: Any) -> bool:
    return (
        type(step) is dict
        and type(step.get("entry")) is int
        and _is_digest(step.get("sha256"))
        and type(step.get("rules")) is list
        and all(type(rule) is dict for rule in step["rules"])
    )


def _is_proof_of_attest(proof: Any) -> bool:
    return (
        type(proof) is dict
        and proof.keys() == {"checkpoint", "entries", "last"}
        and _is_text(proof["checkpoint"])
        and (proof["last"] is None or _is_texts(proof["last"]))
        and type(proof["entries"]) is list
        and all(
            type(each) is dict
            and each.keys()
            in ({"entry", "number", "path"}, {"entry", "number", "path", "body"})
            and type(each["entry"]) is int
            and type(each["number"]) is int
            and _is_texts(each["path"])
            and _is_text(each.get("body", ""))
            for each in proof["entries"]
        )
    )


def against_attest(attest: Mapping[str, Any], policy: Policy) -> Iterator[str]:
    """Yield what does not hold of an attest of a decision.

    It is signed by a key of its log, whoever else has signed too. Each of its steps stands in
    the tree of the log, and where the bytes of an entry are shown, the step says what they
    say. No entry of the case came behind its last one.

    Args:
        attest: the attest, as `attest_in` reads it.
        policy: whose signatures count.

    Raises:
        Odd: a part of it is not what it should be.
    """
    said, proof = attest["statement"], attest["proof"]
    checkpoint = None if proof is None else checkpoint_in(utf8(proof["checkpoint"]))
    yield from _against_signatures(attest, policy, checkpoint)
    if checkpoint is None:
        # Anybody can take the proof away, and with it the witnesses that were asked for.
        if not is_quorum(policy, ()):
            yield _lacking(policy, ())
        return
    yield from judged(checkpoint, policy).wrong
    if checkpoint.origin != said["origin"]:
        yield Said(
            f"its checkpoint is that of {checkpoint.origin!r}",
            f"sein Prüfpunkt ist der von „{checkpoint.origin}“",
        )
    if [each["entry"] for each in proof["entries"]] != [
        s["entry"] for s in said["steps"]
    ]:
        yield Said(
            "it does not prove every step that it tells of",
            "nicht jeder Schritt, den er nennt, ist bewiesen",
        )
        return
    for step, shown in zip(said["steps"], proof["entries"], strict=True):
        yield from _against_step(said, step, shown, checkpoint)
    if proof["last"] is None and checkpoint.cases is not None:
        yield Said(
            f"it does not prove that entry {said['version']} is the last of its case",
            f"dass Eintrag {said['version']} der letzte seines Vorgangs ist, ist nicht "
            "bewiesen",
        )
    if proof["last"] is not None:
        end = (said["case"], said["version"], said["head_sha256"])
        path = _hashes(proof["last"], BITS)
        yield from against_last_of_case(LastOfCase(end, path, checkpoint))


def _against_signatures(
    attest: Mapping[str, Any], policy: Policy, checkpoint: Checkpoint | None
) -> Iterator[str]:
    said = attest["statement"]
    # Without a checkpoint nothing shows that a replaced key signed before it was replaced.
    size = LARGEST if checkpoint is None else checkpoint.size
    keys = [
        key
        for key in policy.logs
        if key.name == said["origin"] and size <= policy.retired.get(key, LARGEST)
    ]
    text, is_signed_by_log = attest_text(said), False
    for line in map(signature_in, attest["signatures"]):
        for key in keys:
            if (key.name, key.id) != (line.name, line.key_id):
                continue
            if is_signed(key.public, text, line.data):
                is_signed_by_log = True
            else:
                yield Said(
                    f"a signature in the name of {key.name!r} does not hold",
                    f"eine Unterschrift von „{key.name}“ ist ungültig",
                )
    if not is_signed_by_log:
        yield Said(
            f"the attest is not signed by a key that speaks for {said['origin']!r}",
            "der Nachweis ist nicht mit einem Schlüssel unterschrieben, der für "
            f"„{said['origin']}“ gilt",
        )


def _against_step(
    said: Mapping[str, Any],
    step: Mapping[str, Any],
    shown: Mapping[str, Any],
    checkpoint: Checkpoint,
) -> Iterator[str]:
    number = step["entry"]
    leaf = leaf_hash(bytes.fromhex(step["sha256"]))
    path = _hashes(shown["path"], MOST_HASHES)
    if climb(leaf, shown["number"], checkpoint.size, path) != checkpoint.root:
        yield Said(
            f"entry {number} does not stand in the tree at its place",
            f"Eintrag {number} steht nicht an seiner Stelle des Baums",
        )
    if number == said["version"] and step["sha256"] != said["head_sha256"]:
        yield _says_otherwise(number, "hash")
    if "body" not in shown:
        return
    body = utf8(shown["body"])
    if sha256(body) != step["sha256"]:
        yield _says_otherwise(number, "hash")
        return
    try:
        entry = entry_in(shown["body"])
    except Odd as error:
        yield Said(
            f"entry {number} cannot have been written: {error}",
            f"Eintrag {number} kann nicht so geschrieben worden sein: {german(error)}",
        )
        return
    for name in _otherwise(said, step, entry):
        yield _says_otherwise(number, name)


def _otherwise(
    said: Mapping[str, Any], step: Mapping[str, Any], entry: Mapping[str, Any]
) -> Iterator[str]:
    """Yield the names of what an attest says otherwise than the entry."""
    if (entry["case"], entry["version"]) != (said["case"], step["entry"]):
        yield "case"
    for name, way in SAME.items():
        if _at(step, *way) != entry[name]:
            yield name
    if (_at(step, "outcome", "name") or "") != entry["outcome"]:
        yield "outcome"
    if (_at(step, "law", "sha256") or "") != entry.get("law", ""):
        yield "law"
    by = entry["by"]
    if (_at(step, "by", "role", "name"), _at(step, "by", "deputy")) != (
        by["role"],
        by["deputy"],
    ):
        yield "by"
    found = sorted((each["rule"], each["result"]) for each in entry["findings"])
    asked = [(rule.get("rule"), rule.get("result")) for rule in step["rules"]]
    if sorted(map(str, asked)) != sorted(
        map(str, [*found, *((rule, "met") for rule in entry["met"])])
    ):
        yield "rules"
    overridden = _at(step, "override", "rules") or []
    names = [_at(each, "name") for each in overridden]
    override = entry["override"]
    if names != (override["rules"] if override else []) or (
        (override is None) != (step.get("override") is None)
    ):
        yield "override"


def _at(value: Any, *way: str) -> Any:
    for name in way:
        value = value.get(name) if type(value) is dict else None
    return value


def _says_otherwise(number: int, name: str) -> Said:
    return Said(
        f"it says otherwise than entry {number} of the log: {name}",
        f"er sagt anderes als Eintrag {number} des Protokolls: {name}",
    )


def _check_attest(data: bytes, trust: Trust) -> tuple[list[str], str]:
    """Check an attest of a decision."""
    attest = attest_in(data)
    said, proof = attest["statement"], attest["proof"]
    wrong = [*against_attest(attest, trust.for_log(said["origin"]))]
    number, case = said["decision"]["entry"], said["case"]
    if proof is None:
        return wrong, Said(
            f"entry {number} of case {case!r}, signed by {said['origin']}, without a proof",
            f"Eintrag {number} des Vorgangs „{case}“, unterschrieben von "
            f"{said['origin']}, ohne Beweis",
        )
    checkpoint = checkpoint_in(utf8(proof["checkpoint"]))
    shown = signers(checkpoint, judged_by(trust, checkpoint))
    return wrong, Said(
        f"entry {number} of case {case!r}, in {shown}",
        f"Eintrag {number} des Vorgangs „{case}“, in {shown}",
    )


def _check_sealed(data: bytes, trust: Trust) -> tuple[list[str], str]:
    """Check a proof against a seal of the first release."""
    proof = parsed(data)
    key = trust.key if isinstance(trust.key, bytes) else trust.key.public
    wrong = list(against_proof(proof, key))
    version = proof["head"][1] - len(proof["bodies"]) + 1
    sealed_at = proof["statement"]["sealed_at"]
    told = f"entry {version} of case {proof['head'][0]!r} was sealed at {sealed_at}"
    return wrong, told


def _check_consistency(
    proof: Consistency, earlier: Checkpoint, trust: Trust
) -> tuple[list[str], str]:
    later = proof.checkpoint
    found = [judged_by(trust, each) for each in (earlier, later)]
    wrong = [reason for each in found for reason in each.wrong]
    told = [
        signers(each, how) for each, how in zip((earlier, later), found, strict=True)
    ]
    wrong += against_consistency(proof, earlier)
    return wrong, Said(
        f"{told[1]} continues {told[0]}", f"{told[1]} setzt {told[0]} fort"
    )


def check_checkpoint(name: str, trust: Trust) -> tuple[list[str], str]:
    """Return what does not hold of the signatures of a checkpoint, and what it shows.

    Raises:
        Unusable: it is none.
    """
    checkpoint = _read_as(name, checkpoint_in, _A_CHECKPOINT)
    found = judged_by(trust, checkpoint)
    return found.wrong, signers(checkpoint, found)


def check_export(
    name: str,
    trust: Trust,
    seal: str | None = None,
    checkpoint: str | None = None,
    heads: str | None = None,
) -> tuple[list[str], str]:
    """Return what does not hold of an export, and what it holds if all does.

    Raises:
        Unusable: it is no export, or what it is held against is none.
    """
    try:
        with Path(name).open("rb") as file:
            hashes, wrong = verify(lines_in(file))
    except OSError as error:
        raise _unread(name, error) from error
    except Unusable as error:
        told = f"{name}: it cannot be read as an exported log ({error})."
        raise Unusable(told) from error
    told = ""
    if seal is not None:
        key = trust.key if isinstance(trust.key, bytes) else trust.key.public
        try:
            wrong += against_seal(parsed(read_bytes(seal)), key, hashes)
        except Odd as error:
            raise _no(seal, "seal", "Siegel", error) from error
    if checkpoint is not None and heads is not None:
        signed = _read_as(checkpoint, checkpoint_in, _A_CHECKPOINT)
        found = judged_by(trust, signed)
        told = f"; it continues {signers(signed, found)}"
        wrong += found.wrong
        try:
            wrong += against_heads(signed, read_bytes(heads), hashes)
        except Odd as error:
            raise _no(
                heads, "list of heads", "Verzeichnis der Vorgänge", error
            ) from error
    count = sum(map(len, hashes.values()))
    return wrong, f"whole: {count} entries of {len(hashes)} cases{told}"


def lines_in(file: BinaryIO) -> Iterator[bytes]:
    """Yield the lines of a file, and of one that is too long only so much that it shows."""
    while line := file.readline(LONGEST + 1):
        yield line


class Parser(argparse.ArgumentParser):
    """Tells a wrong call in one line."""

    def error(self, message: str) -> NoReturn:
        """End with 2."""
        self.exit(2, f"{self.prog}: {message}. See --help.\n")


def _call() -> Parser:
    """Return what reads the words of the command line."""
    parser = Parser(
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    parser.add_argument("export", nargs="?", help="the exported log")
    parser.add_argument("--seal", help="a seal of the log that was kept elsewhere")
    parser.add_argument("--proof", help="a proof, in place of an export")
    parser.add_argument("--checkpoint", help="a checkpoint of the log")
    parser.add_argument("--heads", help="where all cases ended at the checkpoint")
    parser.add_argument("--since", help="the checkpoint that a later one continues")
    parser.add_argument("--key", help="the public key of the seal or of the log")
    parser.add_argument("--policy", help="whose signatures a checkpoint needs")
    parser.add_argument(
        "--rotation",
        action="append",
        default=[],
        help="the proof of the entry by which the log changed its key; in order",
    )
    return parser


def _refuse_wrong_call(parser: Parser, asked: argparse.Namespace) -> None:
    """Refuse words that do not go together."""
    if (asked.export or asked.checkpoint) is None and asked.proof is None:
        parser.error(
            "name an export, with its --seal or without, or a --proof, or a --checkpoint"
        )
    if asked.proof and (asked.export or asked.seal or asked.checkpoint):
        parser.error("name an export, with its --seal or without, or a --proof")
    if asked.seal and asked.export is None:
        parser.error("a --seal is of an export: name it")
    if bool(asked.heads) != bool(asked.export and asked.checkpoint):
        parser.error("an export is held against a --checkpoint with its --heads")
    if asked.since and not asked.proof:
        parser.error("--since names what the later checkpoint of a --proof continues")
    if asked.key is not None and asked.policy is not None and not asked.seal:
        parser.error("a --policy says whose keys count: give no --key")
    if asked.seal and asked.key is None:
        parser.error("a --seal or a --proof is checked with its --key: give both")
    of_key = asked.seal or asked.proof or asked.checkpoint
    if bool(of_key) != bool(asked.key is not None or asked.policy is not None):
        parser.error(
            "a --seal or a --proof is checked with its --key: give both, or for a "
            "checkpoint a --policy"
        )


def main(words: list[str]) -> int:
    """Run from a shell; see the top of the file."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            # What a file says may hold what this terminal cannot show.
            stream.reconfigure(errors="backslashreplace")
    parser = _call()
    asked = parser.parse_args(words)
    _refuse_wrong_call(parser, asked)
    try:
        trust = read_trust(asked.policy, asked.key, asked.rotation)
        if asked.export is not None:
            against = (asked.seal, asked.checkpoint, asked.heads)
            wrong, whole = check_export(asked.export, trust, *against)
        elif asked.proof is not None:
            wrong, whole = check_proof(asked.proof, trust, asked.since)
        else:
            wrong, whole = check_checkpoint(asked.checkpoint, trust)
    except Unusable as error:
        sys.stderr.write(f"{error}\n")
        return 2
    except MemoryError:
        sys.stderr.write("there is not memory enough to read it.\n")
        return 2
    try:
        sys.stdout.write("".join(f"{each}\n" for each in wrong or [whole]))
        sys.stdout.flush()
    except BrokenPipeError:  # whoever reads has enough; what was found stays
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
