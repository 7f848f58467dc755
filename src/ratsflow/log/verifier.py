#!/usr/bin/env python3
"""Verify an exported log with nothing but this file and the standard library.

    python verifier.py export.jsonl [--seal seal.json --key PUBLIC_KEY]
    python verifier.py --proof proof.json --key PUBLIC_KEY

It reads the JSON Lines that `ratsflow` exports, checks every link of every chain, every
sealed content against its digest, that none is gone without an entry that says so, and the
counts of the last line. With a seal that was
kept elsewhere it also checks the seal's Ed25519 signature and that every log continues what
was sealed. The proof of one entry is checked from its bytes up to the signature of the seal.
The key is given as 64 hexadecimal digits, or as a file that holds these or the key in PEM.
It prints one line for each thing that does not hold and exits with 1, or says
that the log is whole and exits with 0; a file that is no export, or a wrong call, is 2.

What it cannot show: that what was written was true, or, without a seal, that the end of a
log is not missing.

References:
    RFC 8032 (Ed25519), RFC 6962 section 2.1 (hash trees), FIPS 180-4 (SHA-2).
"""

from __future__ import annotations

import argparse
import base64
import hashlib
import io
import json
import sys

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, NoReturn


HEAD = {"format": "ratsflow-log/1"}
GENESIS = "0" * 64
P = 2**255 - 19
ORDER = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, P - 2, P) % P
ROOT_OF_MINUS_ONE = pow(2, (P - 1) // 4, P)
UNREADABLE = (ValueError, LookupError, TypeError, AttributeError, RecursionError)
"""What reading raises where a file is not what it should be."""
ED25519 = bytes.fromhex("302a300506032b6570032100")
"""What stands before the 32 bytes of a public key in PEM (RFC 8410)."""

Point = tuple[int, int, int, int]


class Unusable(ValueError):  # noqa: N818  # it stands outside the library's tree of errors
    """What was named is not what it should be; the text says so in one line."""


def sha256(data: bytes) -> str:
    """Return the SHA-256 of bytes, hexadecimal."""
    return hashlib.sha256(data).hexdigest()


def verify(lines: Iterable[bytes]) -> tuple[dict[str, list[str]], list[str]]:
    """Check an export.

    Args:
        lines: the lines of the file.

    Returns:
        The hashes of every case's entries in order, and what does not hold.

    Raises:
        Unusable: a line is none of an export.
    """
    number = 0

    def rows() -> Iterator[tuple[int, dict[str, Any]]]:
        nonlocal number
        for number, line in enumerate(lines, start=1):
            row = json.loads(line)
            if not isinstance(row, dict):
                raise TypeError
            yield number, row

    try:
        return checked(rows())
    except UNREADABLE as error:
        raise Unusable(f"line {number} is no line of one") from error


def checked(
    rows: Iterable[tuple[int, dict[str, Any]]],
) -> tuple[dict[str, list[str]], list[str]]:
    """Check the numbered rows of an export; see `verify`."""
    hashes: dict[str, list[str]] = {}
    contents: dict[str, Contents] = {}
    public = False
    headed: list[str] = []
    wrong: list[str] = []
    latest = ""
    ended = False
    for number, row in rows:
        if ended:
            wrong.append(f"line {number}: it stands behind the last line")
        if number == 1:
            public = is_public(row)
        elif "body" in row:
            if hashes.get(row["case"]) and row["case"] != latest:
                wrong.append(f"line {number}: an entry stands behind its case's head")
            latest = row["case"]
            log = hashes.setdefault(latest, [])
            wrong += [
                f"case {row['case']!r}, entry {len(log) + 1}: {each}"
                for each in problems(row, log)
            ]
            log.append(row["hash"])
            contents.setdefault(row["case"], Contents()).add(row)
        elif "head" in row:
            case, version, head = row["head"]
            log = hashes.get(case, [])
            headed.append(case)
            if len(log) != version or log[-1:] != [head] or case != latest:
                wrong.append(
                    f"case {case!r}, entry {len(log)}: its head is another one"
                )
            latest = ""
        else:
            ended = True
            counted = {"cases": len(hashes), "entries": sum(map(len, hashes.values()))}
            if row != counted:
                wrong.append(
                    f"line {number}: it counts {row}, but found were {counted}"
                )
    if headed != list(hashes):
        wrong.append("not every case has one head, in the order of the cases")
    wrong += [
        f"case {case!r}, entry {number}: {each}"
        for case, kept in contents.items()
        for number, each in kept.problems(public)
    ]
    if not ended:
        wrong.append("the file has no last line: it was cut off")
    return hashes, wrong


def is_public(first: Any) -> bool:
    """Tell by its first line whether an export is one for everybody.

    Raises:
        ValueError: it is no first line of an export.
    """
    if first not in (HEAD, {**HEAD, "public": True}):
        raise ValueError("the first line is not that of an exported log")
    return bool(first != HEAD)


class Contents:
    """The sealed contents of one case: committed to, at hand, erased."""

    def __init__(self) -> None:
        self.committed: dict[str, int] = {}
        self.kept: dict[str, int] = {}
        self.erased: set[str] = set()

    def add(self, row: dict[str, Any]) -> None:
        """Take an entry in."""
        said, number = json.loads(row["body"]), row["version"]
        self.kept.update(dict.fromkeys(row.get("sealed", {}), number))
        for value in said["inputs"].values():
            if isinstance(value, dict) and list(value) == ["~sealed"]:
                self.committed[value["~sealed"]] = number
        if said["kind"] == "erased":
            self.erased.update(said["inputs"]["digests"])

    def problems(self, public: bool) -> Iterator[tuple[int, str]]:
        """Yield the entries whose contents do not hold; a public export has none at all."""
        for digest, number in self.committed.items():
            if not public and digest not in self.kept and digest not in self.erased:
                yield (
                    number,
                    "a sealed content is gone, and no entry says it was erased",
                )
        for digest, number in self.kept.items():
            if digest in self.erased:
                yield number, "a sealed content that was erased is back"
            elif public:
                yield number, "a public export carries a sealed content"


def problems(row: dict[str, Any], before: list[str]) -> Iterator[str]:
    """Yield what does not hold of one entry, given the hashes before it."""
    body = row["body"].encode("utf-8")
    if sha256(body) != row["hash"]:
        yield "its content does not match its hash"
    said = json.loads(body)
    if row["version"] != len(before) + 1:
        yield f"entry {len(before) + 1} is missing, found was {row['version']}"
    if (said["case"], said["version"]) != (row["case"], row["version"]):
        yield "its content belongs to another entry"
    if said["prev"] != (before[-1] if before else GENESIS):
        yield "it does not follow the entry before it"
    for digest, content in row.get("sealed", {}).items():
        if sha256(content.encode("utf-8")) != digest:
            yield "a sealed content does not match its digest"
        if digest not in row["body"]:
            yield "it carries a sealed content that it does not commit to"


def against_seal(
    seal: dict[str, Any], key: bytes, hashes: dict[str, list[str]]
) -> Iterator[str]:
    """Yield what does not hold of a seal, or of the logs against it."""
    heads = seal["heads"]
    signed = {
        name: seal[name] for name in ("format", "tenant", "sealed_at", "previous")
    }
    leaves = [hashlib.sha256(b"\x00" + canonical(head)).digest() for head in heads]
    signed["cases"], signed["entries"] = len(heads), sum(head[1] for head in heads)
    signed["root"] = tree_root(leaves).hex()
    if not is_signed(key, canonical(signed), bytes.fromhex(seal["signature"])):
        yield "the seal is not signed by this key, or its heads were changed"
    for case, version, head in heads:
        log = hashes.get(case, [])
        if not log:
            yield f"case {case!r}, entry 1: the case was sealed and is gone"
        elif len(log) < version:
            yield f"case {case!r}, entry {len(log) + 1}: the log was cut off"
        elif log[version - 1] != head:
            yield f"case {case!r}, entry {version}: it is not the entry that was sealed"


def against_proof(proof: dict[str, Any], key: bytes) -> Iterator[str]:
    """Yield what does not hold of the proof that an entry was there when a seal was made."""
    if proof["format"] != "ratsflow-proof/1":
        yield "it is no proof of an entry"
    statement, (case, version, head) = proof["statement"], proof["head"]
    signature = bytes.fromhex(proof["signature"])
    if not is_signed(key, canonical(statement), signature):
        yield "the seal is not signed by this key"
    bodies, before = proof["bodies"], None
    for number, body in enumerate(bodies, version - len(bodies) + 1):
        row = json.loads(body)
        if (row["case"], row["version"]) != (case, number):
            yield f"case {case!r}, entry {number}: it belongs to another place"
        if before not in (None, row["prev"]):
            yield f"case {case!r}, entry {number}: it does not follow the entry before it"
        before = sha256(body.encode("utf-8"))
    if before != head:
        yield "the entries do not lead to the head that was sealed"
    leaf = hashlib.sha256(b"\x00" + canonical(proof["head"])).digest()
    path = [bytes.fromhex(each) for each in proof["path"]]
    root = climb(leaf, proof["index"], statement["cases"], path)
    if root is None or root.hex() != statement["root"]:
        yield "the head does not stand in the seal"


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


def canonical(value: Any) -> bytes:
    """Return canonical bytes: UTF-8 JSON, keys sorted, no white space."""
    text = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return text.encode("utf-8")


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
    hashed = hashlib.sha512(signature[:32] + key + message).digest()
    challenge = int.from_bytes(hashed, "little") % ORDER
    return same(times(scalar, BASE), add(point, times(challenge, public)))


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
    except UNREADABLE:
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
    data = read_bytes(name)
    try:
        proof = json.loads(data)
        wrong = list(against_proof(proof, key))
        version = proof["head"][1] - len(proof["bodies"]) + 1
        sealed_at = proof["statement"]["sealed_at"]
    except UNREADABLE as error:
        raise Unusable(f"{name}: it is no proof of an entry.") from error
    told = f"entry {version} of case {proof['head'][0]!r} was sealed at {sealed_at}"
    return wrong, told


def check_export(name: str, seal: str | None, key: bytes) -> tuple[list[str], str]:
    """Return what does not hold of an export, and what it holds if all does.

    Raises:
        Unusable: it is no export, or the seal is none.
    """
    try:
        with Path(name).open("rb") as lines:
            hashes, wrong = verify(lines)
    except OSError as error:
        raise Unusable(f"{name}: it cannot be read ({error.strerror}).") from error
    except Unusable as error:
        told = f"{name}: it cannot be read as an exported log ({error})."
        raise Unusable(told) from error
    if seal is not None:
        data = read_bytes(seal)
        try:
            wrong += against_seal(json.loads(data), key, hashes)
        except UNREADABLE as error:
            raise Unusable(f"{seal}: it is no seal.") from error
    count = sum(map(len, hashes.values()))
    return wrong, f"whole: {count} entries of {len(hashes)} cases"


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
    sys.stdout.write("".join(f"{each}\n" for each in wrong or [whole]))
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
