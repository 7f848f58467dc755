"""Every kind of tampering with every line of an exported log of some hundred entries."""

from __future__ import annotations

import hashlib
import json

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any

import pytest

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from ratsflow import (
    Actor,
    MemoryStore,
    Motion,
    Office,
    Parameter,
    Procedure,
    RatsflowError,
    Step,
)
from ratsflow.exchange.jsonlines import export_log, import_log
from ratsflow.log import verifier
from ratsflow.log.seal import seal, to_json


AT = datetime(2026, 3, 19, tzinfo=UTC)
KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
PUBLIC = KEY.public_key().public_bytes_raw()
CLERK = Actor("meier", roles=["clerk"])
STAY = Procedure(
    "stay",
    ["a"],
    [
        Step(
            "stay",
            "a",
            by="clerk",
            takes=[
                Parameter("n", "number"),
                Parameter("witness", required=False, personal=True),
            ],
        )
    ],
    roles=["clerk"],
    erasers=["clerk"],
)


def written() -> Office:
    """Return an office with 30 cases of seven entries; of every third a content is erased."""
    desk = Office(STAY, clock=lambda: AT)
    for number in range(30):
        case_id = f"case-{number:02}"
        motion = Motion(f"Titel {case_id}", public=bool(number % 2))
        desk.open(motion, CLERK, case_id=case_id)
        for step in range(5 if number % 3 == 0 else 6):
            desk.take(case_id, "stay", CLERK, n=step, witness=f"Zeugin {step}")
        if number % 3 == 0:
            desk.erase(
                case_id,
                CLERK,
                names=["witness"],
                reason="Widerruf",
                authority="Art. 17",
            )
    return desk


DESK = written()
LINES = list(export_log(DESK.store))
ENTRIES = [at for at, line in enumerate(LINES) if b'"body"' in line]
SEAL = json.loads(to_json(seal(DESK.store.heads(), at=AT, key=KEY)))

Mutation = tuple[str, list[bytes]]


def other(value: Any) -> Any:
    """Return a value of the same type that differs."""
    if isinstance(value, bool):
        return not value
    if isinstance(value, int):
        return value + 1
    if isinstance(value, str):
        return value[:-1] + ("x" if value[-1:] != "x" else "y")
    if isinstance(value, list):
        return [*value, "x"]
    if isinstance(value, dict):
        return {**value, "x": "y"}
    return "x"


def written_as(row: Any) -> bytes:
    """Return a line."""
    return json.dumps(row, ensure_ascii=False).encode() + b"\n"


def replaced(at: int, row: Any) -> list[bytes]:
    """Return the lines with another one in the place of one."""
    return [*LINES[:at], written_as(row), *LINES[at + 1 :]]


def moved() -> Iterator[Mutation]:
    """Delete, double, swap, move and cut off each line."""
    for at in range(1, len(LINES)):
        yield f"deleted {at}", [*LINES[:at], *LINES[at + 1 :]]
        yield f"doubled {at}", [*LINES[:at], LINES[at], *LINES[at:]]
        yield f"doubled at the end {at}", [*LINES, LINES[at]]
        yield f"cut before {at}", LINES[:at]
        for distance in (1, 8, 17):
            to = at + distance
            if to < len(LINES):
                swapped = list(LINES)
                swapped[at], swapped[to] = LINES[to], LINES[at]
                yield f"swapped {at} and {to}", swapped
        rest = [*LINES[:at], *LINES[at + 1 :]]
        to = (at + len(LINES) // 2) % (len(rest) - 1) + 1
        yield f"moved {at} to {to}", [*rest[:to], LINES[at], *rest[to:]]


def edited() -> Iterator[Mutation]:
    """Change each field of each line, and of its body, with a new hash and without.

    Each line has a third of its body's fields changed, and its neighbours have the others.
    """
    for at in range(1, len(LINES)):
        row = json.loads(LINES[at])
        for name, value in row.items():
            yield f"{name} of {at}", replaced(at, {**row, name: other(value)})
        if "body" not in row:
            continue
        said = json.loads(row["body"])
        for number, (name, value) in enumerate(said.items()):
            if (number + at) % 3:
                continue
            body = json.dumps({**said, name: other(value)}, ensure_ascii=False)
            yield f"{name} in body of {at}", replaced(at, {**row, "body": body})
            digest = hashlib.sha256(body.encode()).hexdigest()
            forged = {**row, "body": body, "hash": digest}
            yield f"{name} and hash of {at}", replaced(at, forged)


def unsealed() -> Iterator[Mutation]:
    """Change, drop, exchange and bring back sealed contents."""
    foreign = {"0" * 64: '{"salt":"0","value":"x"}'}
    for at in ENTRIES:
        row = json.loads(LINES[at])
        kept = row.get("sealed", {})
        for digest, content in kept.items():
            less = {name: text for name, text in kept.items() if name != digest}
            changed = {**kept, digest: other(content)}
            yield f"dropped of {at}", replaced(at, {**row, "sealed": less})
            yield f"changed of {at}", replaced(at, {**row, "sealed": changed})
        yield f"added to {at}", replaced(at, {**row, "sealed": {**kept, **foreign}})


@pytest.mark.parametrize("kind", [moved, edited, unsealed])
def test_every_mutation_of_every_line_is_found(
    kind: Callable[[], Iterator[Mutation]],
) -> None:
    """The verifier has a fault to name for each of them."""
    tried = {what: faults(lines) for what, lines in kind()}

    assert [] == [what for what, told in tried.items() if not told]
    assert len(tried) > len(ENTRIES) >= 200


def faults(lines: list[bytes]) -> list[str]:
    """Return what the verifier finds; a file that is none is found too."""
    try:
        return verifier.verify(lines)[1]
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        return [repr(error)]


def test_an_edited_entry_is_named() -> None:
    """The finding about a body that was changed names its case and number."""
    for at in ENTRIES:
        row = json.loads(LINES[at])
        forged = row["body"].replace('"step":"', '"step":"x', 1)
        named = (
            f"case {row['case']!r}, entry {row['version']}: its content does not match"
        )

        assert any(
            each.startswith(named)
            for each in faults(replaced(at, {**row, "body": forged}))
        )


@pytest.mark.parametrize("kind", [moved, edited, unsealed])
def test_an_import_refuses_what_the_verifier_finds(
    kind: Callable[[], Iterator[Mutation]],
) -> None:
    """Of each kind of mutation, spread over the file, none is imported as if it were whole."""
    mutations = [each for at, each in enumerate(kind()) if at % 23 == 0]
    imported = []
    for what, lines in mutations:
        try:
            import_log(MemoryStore(), lines)
        except RatsflowError:
            continue
        imported.append(what)

    assert [] == imported
    assert len(mutations) > 20


def test_a_log_written_anew_is_found_against_its_seal() -> None:
    """Whoever rewrites a case from any entry on gets a whole file, and the seal names it."""
    sealed = {case: (version, digest) for case, version, digest in SEAL["heads"]}
    for number in (0, 7, 29):
        case_id = f"case-{number:02}"
        forger = Office(STAY, clock=lambda: AT)
        forger.open(Motion("Another"), CLERK, case_id=case_id)
        for step in range(sealed[case_id][0] - 1):
            forger.take(case_id, "stay", CLERK, n=step)
        hashes, wrong = verifier.verify(export_log(forger.store))
        told = list(verifier.against_seal(SEAL, PUBLIC, hashes))

        assert [] == wrong
        assert any(
            each.startswith(f"case {case_id!r}, entry {sealed[case_id][0]}: it is not")
            for each in told
        )
        assert len(SEAL["heads"]) == len(told)  # and every other case is gone
