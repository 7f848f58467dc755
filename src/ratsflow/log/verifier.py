#!/usr/bin/env python3
"""Verify an exported log with nothing but this file and the standard library.

    python verifier.py export.jsonl [--seal seal.json --key PUBLIC_KEY]
    python verifier.py --proof proof.json --key PUBLIC_KEY

It reads the JSON Lines that `ratsflow` exports, checks every link of every chain, every
sealed content against its digest, that none is gone without an entry that says so, that the
values of law which an entry names stand before its case, and the counts of the last line. With a seal that was
kept elsewhere it also checks the seal's Ed25519 signature and that every log continues what
was sealed. The proof of one entry is checked from its bytes up to the signature of the seal.
The key is given as 64 hexadecimal digits, or as a file that holds these or the key in PEM.
It prints one line for each thing that does not hold and exits with 1, or says
that the log is whole and exits with 0. It exits with 2 where it could not look: a file that
is no export, or cannot be read, or a wrong call.

What it cannot show: that what was written was true, or, without a seal, that the end of a
log is not missing.

References:
    RFC 8032 (Ed25519), RFC 6962 section 2.1 (hash trees), FIPS 180-4 (SHA-2).
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

from collections.abc import Callable, Iterable, Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple, NoReturn, Self


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

KINDS = ("taken", "refused", "recorded", "overridden", "erased", "migrated")

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
    leaves = [hashlib.sha256(b"\x00" + canonical(head)).digest() for head in heads]
    counted = {
        "cases": len(heads),
        "entries": sum(head[1] for head in heads),
        "root": tree_root(leaves).hex(),
    }
    if counted != {name: seal[name] for name in counted} or not is_statement(
        statement, seal["signature"], key
    ):
        yield "the seal is not signed by this key, or its heads were changed"
    for case, version, head in heads:
        log = hashes.get(case, [])
        if not log:
            yield f"case {case!r}, entry 1: the case was sealed and is gone"
        elif len(log) < version:
            yield f"case {case!r}, entry {len(log) + 1}: the log was cut off"
        elif log[version - 1] != head:
            yield f"case {case!r}, entry {version}: it is not the entry that was sealed"


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
    leaf = hashlib.sha256(b"\x00" + canonical(proof["head"])).digest()
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


def climb(leaf: bytes, index: int, size: int, path: list[bytes]) -> bytes | None:
    """Return the root that a path leads to from a leaf; None if it does not fit the tree."""
    if not 0 <= index < size:
        return None
    rest = iter(path)
    while size > 1:
        if index ^ 1 < size:
            other = next(rest, b"")
            pair = other + leaf if index % 2 else leaf + other
            leaf = hashlib.sha256(b"\x01" + pair).digest()
        index, size = index // 2, (size + 1) // 2
    return leaf if next(rest, None) is None else None


def tree_root(level: list[bytes]) -> bytes:
    """Return the root of the hash tree over leaf hashes."""
    if not level:
        return hashlib.sha256(b"").digest()
    while len(level) > 1:
        above = [
            hashlib.sha256(b"\x01" + left + right).digest()
            for left, right in zip(level[::2], level[1::2], strict=False)
        ]
        level = above + (level[-1:] if len(level) % 2 else [])
    return level[0]


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
    try:
        text = Path(word).read_text("ascii", "replace")
    except (OSError, ValueError):
        text = word
    try:
        if "-----" in text:
            form = base64.b64decode(text.split("-----")[2])
            key = form[len(ED25519) :] if form.startswith(ED25519) else b""
        else:
            key = bytes.fromhex(text)
    except (ValueError, LookupError):
        key = b""
    if len(key) != 32:  # noqa: PLR2004  # as the RFC says
        raise Unusable(
            "--key: it is no public key of Ed25519. Give its 64 hexadecimal digits, or a "
            "file that holds them or its PEM."
        )
    return key


def read_bytes(name: str) -> bytes:
    """Return what a file holds.

    Raises:
        Unusable: it cannot be read.
    """
    try:
        return Path(name).read_bytes()
    except OSError as error:
        raise Unusable(f"{name}: it cannot be read ({error.strerror}).") from error


def check_proof(name: str, key: bytes) -> tuple[list[str], str]:
    """Return what does not hold of the proof of an entry, and what it shows if all does.

    Raises:
        Unusable: it is no proof.
    """
    try:
        proof = parsed(read_bytes(name))
        wrong = list(against_proof(proof, key))
    except Odd as error:
        raise Unusable(f"{name}: it is no proof of an entry ({error}).") from error
    version = proof["head"][1] - len(proof["bodies"]) + 1
    sealed_at = proof["statement"]["sealed_at"]
    told = f"entry {version} of case {proof['head'][0]!r} was sealed at {sealed_at}"
    return wrong, told


def check_export(name: str, seal: str | None, key: bytes) -> tuple[list[str], str]:
    """Return what does not hold of an export, and what it holds if all does.

    Raises:
        Unusable: it is no export, or the seal is none.
    """
    try:
        with Path(name).open("rb") as file:
            hashes, wrong = verify(lines_in(file))
    except OSError as error:
        raise Unusable(f"{name}: it cannot be read ({error.strerror}).") from error
    except Unusable as error:
        told = f"{name}: it cannot be read as an exported log ({error})."
        raise Unusable(told) from error
    if seal is not None:
        try:
            wrong += against_seal(parsed(read_bytes(seal)), key, hashes)
        except Odd as error:
            raise Unusable(f"{seal}: it is no seal ({error}).") from error
    count = sum(map(len, hashes.values()))
    return wrong, f"whole: {count} entries of {len(hashes)} cases"


def lines_in(file: BinaryIO) -> Iterator[bytes]:
    """Yield the lines of a file, and of one that is too long only so much that it shows."""
    while line := file.readline(LONGEST + 1):
        yield line


class Parser(argparse.ArgumentParser):
    """Tells a wrong call in one line."""

    def error(self, message: str) -> NoReturn:
        """End with 2."""
        self.exit(2, f"{self.prog}: {message}. See --help.\n")


def main(words: list[str]) -> int:
    """Run from a shell; see the top of the file."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            # What a file says may hold what this terminal cannot show.
            stream.reconfigure(errors="backslashreplace")
    parser = Parser(
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    parser.add_argument("export", nargs="?", help="the exported log")
    parser.add_argument("--seal", help="a seal of the log that was kept elsewhere")
    parser.add_argument("--proof", help="the proof of one entry, in place of an export")
    parser.add_argument("--key", help="the public key of the seal")
    asked = parser.parse_args(words)
    if (asked.export is None) == (asked.proof is None) or (asked.proof and asked.seal):
        parser.error("name an export, with its --seal or without, or a --proof")
    if (asked.key is None) != (asked.seal is None and asked.proof is None):
        parser.error("a --seal or a --proof is checked with its --key: give both")
    try:
        key = b"" if asked.key is None else read_key(asked.key)
        wrong, whole = (
            check_export(asked.export, asked.seal, key)
            if asked.proof is None
            else check_proof(asked.proof, key)
        )
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
