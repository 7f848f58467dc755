"""The verifier that needs nothing but its file, the export and the standard library."""

from __future__ import annotations

import ast
import json
import subprocess
import sys
import time

from datetime import UTC, datetime
from pathlib import Path

import pytest

from cryptography.hazmat.primitives import serialization as form
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from ratsflow import (
    Actor,
    InvalidInputError,
    Motion,
    Office,
    Parameter,
    Procedure,
    Step,
)
from ratsflow.exchange.jsonlines import export_log
from ratsflow.log import verifier
from ratsflow.log.seal import from_json, proof_to_json, prove_entry, seal, to_json


KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
PUBLIC = KEY.public_key().public_bytes_raw()
AT = datetime(2026, 3, 19, tzinfo=UTC)
CLERK = Actor("meier", roles=["clerk"])
STAY = Procedure(
    "stay",
    ["a"],
    [Step("stay", "a", by="clerk", takes=[Parameter("n", "number")])],
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


@pytest.mark.parametrize(
    "word", ["invoice/9", "ratsflow-seal/2", "ratsflow-proof/1", ""]
)
def test_only_the_statement_of_a_seal_is_one(word):
    """What the key has signed besides seals proves nothing of a log."""
    proof = proof_of("a", 2)
    proof["statement"]["format"] = word
    proof["signature"] = KEY.sign(verifier.canonical(proof["statement"])).hex()
    assert "not signed" in " ".join(verifier.against_proof(proof, PUBLIC))

    hashes, _ = verifier.verify(LINES)
    statement = {name: SEAL[name] for name in verifier.STATEMENT} | {"format": word}
    signature = KEY.sign(verifier.canonical(statement)).hex()
    forged = {**SEAL, "format": word, "signature": signature}
    assert "not signed" in " ".join(verifier.against_seal(forged, PUBLIC, hashes))
    with pytest.raises(InvalidInputError, match="no seal"):
        from_json(verifier.canonical(forged))


@pytest.mark.parametrize(
    "change",
    [
        {"note": "x"},
        {"heads": [*SEAL["heads"], SEAL["heads"][0]]},
        {"heads": SEAL["heads"][::-1]},
        {"heads": [["a", True, "0" * 64]]},
        {"heads": None},
        {"signature": None},
    ],
)
def test_a_seal_holds_what_was_signed_and_no_more(change):
    """A part that no signature covers makes it none, for the library too."""
    forged = {**SEAL, **change}
    with pytest.raises(InvalidInputError, match="no seal"):
        from_json(json.dumps(forged).encode())
    if "signature" not in change:
        with pytest.raises(verifier.Odd):
            list(verifier.against_seal(forged, PUBLIC, {}))


def small_keys() -> list[bytes]:
    """Return the points of small order, made of one of order eight."""
    y = "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a"
    point = verifier.decompress(bytes.fromhex(y))
    assert point is not None
    found = []
    for times in range(8):
        x, y_, z, _ = verifier.times(times, point)
        inverse = pow(z, verifier.P - 2, verifier.P)
        x, y_ = x * inverse % verifier.P, y_ * inverse % verifier.P
        found.append((y_ | (x & 1) << 255).to_bytes(32, "little"))
    return found


def test_a_key_of_small_order_has_signed_nothing():
    """There are eight, and under each of them one signature would fit many a text."""
    keys = small_keys()
    assert 8 == len(set(keys))
    base = verifier.times(7, verifier.BASE)
    inverse = pow(base[2], verifier.P - 2, verifier.P)
    x, y = base[0] * inverse % verifier.P, base[1] * inverse % verifier.P
    point = (y | (x & 1) << 255).to_bytes(32, "little")
    signature = point + (7).to_bytes(32, "little")
    for key in keys:
        assert not any(
            verifier.is_signed(key, b"text %d" % number, signature)
            for number in range(9)
        )


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


def pem(folder: Path) -> tuple[str, ...]:
    """Write the key to files and return the words that give it, each in another form."""
    spki = form.PublicFormat.SubjectPublicKeyInfo
    public = KEY.public_key().public_bytes(form.Encoding.PEM, spki)
    private = KEY.private_bytes(
        form.Encoding.PEM, form.PrivateFormat.PKCS8, form.NoEncryption()
    )
    (folder / "public.pem").write_bytes(public)
    (folder / "private.pem").write_bytes(private)
    (folder / "key.hex").write_text(PUBLIC.hex() + "\n", "ascii")
    return PUBLIC.hex(), "key.hex", "public.pem"


def test_a_key_is_digits_or_a_file(tmp_path):
    """However the public key is given, the seal and the proof are checked with it."""
    (tmp_path / "proof.json").write_text(json.dumps(proof_of("a", 2)), "utf-8")
    for key in pem(tmp_path):
        done = run(tmp_path, LINES, "--seal", "seal.json", "--key", key)
        assert (0, "") == (done.returncode, done.stderr)
        done = alone(tmp_path, "--proof", "proof.json", "--key", key)
        assert (0, "") == (done.returncode, done.stderr)
        assert "entry 2 of case 'a' was sealed at 2026-03-19" in done.stdout


def alone(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """Run the file that `run` wrote with other words."""
    command = [sys.executable, "-I", "-S", "verifier.py", *words]
    return subprocess.run(
        command, cwd=folder, capture_output=True, text=True, check=False
    )


BOTH = "a --seal or a --proof is checked with its --key: give both"
ONE = "name an export, with its --seal or without, or a --proof"


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ((), ONE),
        (("export.jsonl", "--proof", "seal.json"), ONE),
        (("--proof", "seal.json", "--seal", "seal.json", "--key", "00" * 32), ONE),
        (("export.jsonl", "--what"), "unrecognized arguments: --what"),
        (("export.jsonl", "--seal", "seal.json"), BOTH),
        (("export.jsonl", "--key", "00" * 32), BOTH),
        (("export.jsonl", "--seal", "seal.json", "--key"), "--key: expected one"),
        (
            ("export.jsonl", "--seal", "seal.json", "--key", "zz"),
            "--key: it is no public key",
        ),
        (("--proof", "seal.json", "--key", "00"), "--key: it is no public key"),
        (
            ("export.jsonl", "--seal", "seal.json", "--key", "private.pem"),
            "--key: it is no public key",
        ),
        (
            ("export.jsonl", "--seal", "export.jsonl", "--key", "00" * 32),
            "export.jsonl: it is no seal (",
        ),
        (
            ("export.jsonl", "--seal", "none", "--key", "00" * 32),
            "none: it cannot be read (No such file or directory).",
        ),
        (("--proof", "seal.json", "--key", "00" * 32), "seal.json: it is no proof"),
        (("none",), "none: it cannot be read (No such file or directory)."),
        ((".",), ".: it cannot be read (Is a directory)."),
        (("seal.json",), "seal.json: it cannot be read as an exported log (line 1 is"),
    ],
)
def test_a_wrong_call_is_two_and_one_line(tmp_path, words, told):
    """The line names what was wrong, and no other file than the one that was."""
    run(tmp_path, LINES)
    pem(tmp_path)
    done = alone(tmp_path, *words)
    assert (2, "", 1) == (done.returncode, done.stdout, len(done.stderr.splitlines()))
    assert told in done.stderr


@pytest.mark.parametrize(
    "line", [b"[]", b"5", b'{"head":5}', b"{", b'{"body":"[]","case":"a"}', b"\xff"]
)
def test_a_line_that_is_none_is_named(tmp_path, line):
    """Its number is told, no words of Python, and so is what comes behind it."""
    lines = [*LINES[:3], line + b"\n", *LINES[3:]]
    lines[9] = lines[9].replace(b"meier", b"moser")
    done = run(tmp_path, lines)
    first, second = done.stdout.splitlines()
    assert (1, "") == (done.returncode, done.stderr)
    assert first.startswith("line 4: it is no line of an export (")
    assert second == "case 'b', entry 2: its content does not match its hash"


def test_memory_that_does_not_suffice_is_two_and_no_traceback(tmp_path):
    """Nobody looked, so nobody says that the log does not hold."""
    (tmp_path / "verifier.py").write_bytes(Path(verifier.__file__).read_bytes())
    with (tmp_path / "export.jsonl").open("wb") as file:
        file.write(LINES[0])
        file.write(b'{"case":"' + b"a" * 60_000_000 + b'"}\n')
    script = (
        "import resource, runpy, sys; sys.argv = ['verifier.py', 'export.jsonl']; "
        "resource.setrlimit(resource.RLIMIT_AS, (150_000_000, 150_000_000)); "
        "runpy.run_path('verifier.py', run_name='__main__')"
    )
    done = subprocess.run(
        [sys.executable, "-I", "-S", "-c", script],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (2, "") == (done.returncode, done.stdout)
    assert 1 == len(done.stderr.splitlines())


def test_a_reader_that_has_enough_is_no_fault(tmp_path):
    """Whoever reads the first line only does not turn the answer into another."""
    run(tmp_path, [LINES[0], *[b"{}\n"] * 9000])
    command = [sys.executable, "-I", "-S", "verifier.py", "export.jsonl"]
    with subprocess.Popen(
        command, cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as running:
        assert running.stdout is not None
        assert running.stderr is not None
        running.stdout.readline()
        running.stdout.close()
        assert b"" == running.stderr.read()
    assert 1 == running.returncode


def test_sealed_contents_take_time_as_their_number_does():
    """Twice as many in a line are read in about twice the time, and not in four times."""

    def row(count: int) -> bytes:
        inputs, contents = {}, {}
        for number in range(count):
            content = verifier.canonical({"salt": "5" * 64, "value": number})
            name = verifier.sha256(content)
            inputs[f"{number}"] = {"~sealed": name}
            contents[name] = content.decode()
        said = {**json.loads(json.loads(LINES[1])["body"]), "inputs": inputs}
        body = verifier.canonical(said)
        changed = {"body": body.decode(), "hash": verifier.sha256(body)}
        whole = {**json.loads(LINES[1]), **changed, "sealed": contents}
        return verifier.canonical(whole) + b"\n"

    def took(line: bytes) -> float:
        reading = verifier.Reading()
        reading.take(LINES[0])
        start = time.process_time()
        reading.take(line)
        spent = time.process_time() - start
        assert [] == reading.faults
        return spent

    few, many = row(2_000), row(16_000)
    assert min(took(many) for _ in range(3)) < 20 * min(took(few) for _ in range(3))


def test_help_is_the_top_of_the_file(tmp_path):
    """Who asks for help is told what it does, and what it cannot show."""
    run(tmp_path, LINES)
    done = alone(tmp_path, "--help")
    assert (0, "") == (done.returncode, done.stderr)
    assert "What it cannot show" in done.stdout


def test_what_a_terminal_cannot_show_is_printed_all_the_same(tmp_path):
    """A lone surrogate in a file is told in another way, and ends nothing."""
    row = json.loads(LINES[1])
    row["\ud800"] = "x"
    done = run(tmp_path, [LINES[0], json.dumps(row).encode() + b"\n", *LINES[2:]])
    assert (1, "") == (done.returncode, done.stderr)
    assert "\\ud800" in done.stdout
