"""The verifier that needs nothing but its file, the export and the standard library."""

from __future__ import annotations

import ast
import json
import subprocess
import sys

from datetime import UTC, datetime
from pathlib import Path

import pytest

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from ratsflow import Actor, Input, Motion, Office, Procedure, Step
from ratsflow.exchange.jsonlines import export_log
from ratsflow.log import verifier
from ratsflow.log.seal import proof_to_json, prove_entry, seal, to_json


KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
PUBLIC = KEY.public_key().public_bytes_raw()
AT = datetime(2026, 3, 19, tzinfo=UTC)
CLERK = Actor("meier", roles=["clerk"])
STAY = Procedure(
    "stay",
    ["a"],
    [Step("stay", "a", by="clerk", takes=[Input("n", "number")])],
    roles=["clerk"],
)


def office() -> Office:
    """Return an office with three cases of five entries."""
    desk = Office(STAY, clock=lambda: AT)
    for name in ("a", "b", "ü"):
        desk.open(Motion(f"Titel {name}"), CLERK, case_id=name)
        for number in range(4):
            desk.take(name, "stay", CLERK, n=number)
    return desk


DESK = office()
LINES = list(export_log(DESK.store))
SEAL = json.loads(to_json(seal(DESK.store.heads(), at=AT, key=KEY)))


def run(
    folder: Path, lines: list[bytes], *words: str
) -> subprocess.CompletedProcess[str]:
    """Run the file alone, without site-packages and away from the library."""
    (folder / "verifier.py").write_bytes(Path(verifier.__file__).read_bytes())
    (folder / "export.jsonl").write_bytes(b"".join(lines))
    (folder / "seal.json").write_text(json.dumps(SEAL), encoding="utf-8")
    command = [sys.executable, "-I", "-S", "verifier.py", "export.jsonl", *words]
    return subprocess.run(
        command, cwd=folder, capture_output=True, text=True, check=False
    )


def test_it_imports_nothing_but_the_standard_library():
    """The file stands alone."""
    tree = ast.parse(Path(verifier.__file__).read_text("utf-8"))
    found = {
        name
        for node in ast.walk(tree)
        if isinstance(node, (ast.Import, ast.ImportFrom))
        for name in (
            [node.module]
            if isinstance(node, ast.ImportFrom)
            else [each.name for each in node.names]
        )
    }
    assert {each.split(".")[0] for each in found} <= sys.stdlib_module_names


def test_a_whole_export_is_whole(tmp_path):
    """Run alone, it finds the export whole, against its seal too."""
    done = run(tmp_path, LINES)
    assert (0, "whole: 15 entries of 3 cases\n") == (done.returncode, done.stdout)
    done = run(tmp_path, LINES, "--seal", "seal.json", "--key", PUBLIC.hex())
    assert 0 == done.returncode, done.stdout + done.stderr


def test_a_cut_tail_shows_against_the_seal(tmp_path):
    """A log cut off and written out anew is whole in itself, but not against its seal."""
    short = Office(STAY, clock=lambda: AT)
    for name in ("a", "b"):
        short.open(Motion(f"Titel {name}"), CLERK, case_id=name)
    lines = list(export_log(short.store))
    assert 0 == run(tmp_path, lines).returncode
    done = run(tmp_path, lines, "--seal", "seal.json", "--key", PUBLIC.hex())
    assert 1 == done.returncode
    assert "case 'a', entry 2: the log was cut off" in done.stdout
    assert "case 'ü', entry 1: the case was sealed and is gone" in done.stdout


@given(st.integers(1, len(LINES) - 1), st.data())
def test_every_kind_of_tampering_with_the_file_is_found(index, data):
    """Deleting, doubling, swapping or editing any line is found."""
    kind = data.draw(st.sampled_from(["delete", "double", "swap", "edit"]))
    lines = list(LINES)
    if kind == "delete":
        del lines[index]
    elif kind == "double":
        lines.insert(index, lines[index])
    elif kind == "swap":
        other = data.draw(st.integers(1, len(LINES) - 1).filter(lambda i: i != index))
        lines[index], lines[other] = lines[other], lines[index]
    else:
        row = json.loads(lines[index])
        name = data.draw(st.sampled_from(sorted(row)))
        row[name] = "x" if isinstance(row[name], (str, list, dict)) else row[name] + 1
        lines[index] = json.dumps(row).encode()
    try:
        _, wrong = verifier.verify(lines)
    except (ValueError, KeyError, TypeError, AttributeError):
        return
    assert wrong


@pytest.mark.parametrize(
    "name", ["heads", "signature", "sealed_at", "tenant", "previous"]
)
def test_a_changed_seal_is_found(name):
    """Whatever is changed in a seal, the signature no longer holds."""
    hashes, _ = verifier.verify(LINES)
    assert [] == list(verifier.against_seal(SEAL, PUBLIC, hashes))
    changed = {"heads": SEAL["heads"][:-1], "signature": "00" * 64}
    forged = {**SEAL, name: changed.get(name, "x")}
    assert "not signed" in " ".join(verifier.against_seal(forged, PUBLIC, hashes))


SEALED = seal(DESK.store.heads(), at=AT, key=KEY)


def proof_of(case_id: str, version: int) -> dict:
    """Return the proof of an entry as it is read from its file."""
    proof = prove_entry(SEALED, DESK.records(case_id), version)
    return json.loads(proof_to_json(SEALED, proof))


@pytest.mark.parametrize("case_id", ["a", "b", "ü"])
@pytest.mark.parametrize("version", [1, 3, 5])
def test_the_proof_of_an_entry_holds_and_names_no_other_case(case_id, version):
    """The library's proof is the verifier's, for every place in the tree and the chain."""
    proof = proof_of(case_id, version)
    assert [] == list(verifier.against_proof(proof, PUBLIC))
    others = {"a", "b", "ü"} - {case_id}
    assert all(f'"{other}"' not in json.dumps(proof["head"]) for other in others)
    assert 6 - version == len(proof["bodies"])


def _swapped(proof: dict) -> dict:
    return {**proof, "bodies": proof["bodies"][::-1]}


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"signature": "00" * 64}, "not signed"),
        ({"format": "x"}, "no proof"),
        ({"path": []}, "does not stand in the seal"),
        ({"index": 1}, "does not stand in the seal"),
        ({"head": ["a", 5, "f" * 64]}, "do not lead to the head"),
        ({"head": ["b", 5, "f" * 64]}, "another place"),
        ({"bodies": []}, "do not lead to the head"),
        (_swapped, "another place"),
        (lambda p: {**p, "path": [*p["path"], "00" * 32]}, "does not stand"),
        (lambda p: {**p, "statement": {**p["statement"], "cases": 2}}, "not signed"),
        (lambda p: {**p, "bodies": [*p["bodies"][:1], *p["bodies"][2:]]}, "place"),
        (
            lambda p: {
                **p,
                "bodies": [p["bodies"][0].replace("meier", "moser"), *p["bodies"][1:]],
            },
            "does not follow",
        ),
    ],
)  # fmt: skip
def test_a_changed_proof_is_found(change, told):
    """Whatever is changed in a proof, it no longer leads to what was signed."""
    proof = proof_of("a", 2)
    forged = change(proof) if callable(change) else {**proof, **change}
    assert forged != proof
    assert told in " ".join(verifier.against_proof(forged, PUBLIC))


def test_a_file_that_is_no_proof_is_two(tmp_path):
    """Something else entirely is exit 2 with one sentence."""
    for text in ("hello", "{}", "[]", '{"format":"ratsflow-proof/1"}'):
        path = tmp_path / "proof.json"
        path.write_text(text, encoding="utf-8")
        command = [sys.executable, "-I", "-S", verifier.__file__, "--proof", str(path)]
        done = subprocess.run(
            [*command, "--key", PUBLIC.hex()],
            capture_output=True,
            text=True,
            check=False,
        )
        assert (2, 1) == (done.returncode, len(done.stderr.splitlines())), text


@given(st.binary(max_size=200), st.integers(0, 511))
def test_signatures_agree_with_a_library(message, flip):
    """Its Ed25519 accepts what the library signs, and nothing with a bit flipped."""
    signature = KEY.sign(message)
    assert verifier.is_signed(PUBLIC, message, signature)
    broken = bytearray(signature)
    broken[flip // 8] ^= 1 << flip % 8
    assert not verifier.is_signed(PUBLIC, message, bytes(broken))
    assert not verifier.is_signed(PUBLIC, message + b"x", signature)


def test_a_file_that_is_no_export_is_two(tmp_path):
    """Something else entirely is exit 2 with one sentence."""
    for lines in ([b"hello\n"], [b"{}\n"], []):
        done = run(tmp_path, lines)
        assert done.returncode in (1, 2)
        assert "Traceback" not in done.stderr
    assert 2 == run(tmp_path, LINES, "--what").returncode
