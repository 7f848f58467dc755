"""The published vectors are current, and a reader that knows nothing of us accepts them."""

from __future__ import annotations

import hashlib
import json
import runpy
import subprocess
import sys

from pathlib import Path

import pytest

from ratsflow.canonical import canonical
from ratsflow.errors import InvalidInputError
from ratsflow.log import merkle, verifier


FOLDER = Path(__file__).parents[2] / "docs" / "vectors"
VECTORS = json.loads((FOLDER / "vectors.json").read_text("utf-8"))


def test_they_are_current():
    """Generated anew, every file comes out byte for byte."""
    made = dict(runpy.run_path(str(FOLDER / "generate.py"))["files"]())
    assert made == {name: (FOLDER / name).read_bytes() for name in made}


def test_values_have_their_canonical_bytes():
    """Our encoder, and the standard library's, give the published bytes."""
    for each in VECTORS["canonical"]:
        expected = bytes.fromhex(each["bytes"])
        assert expected == canonical(each["value"])
        assert expected == verifier.canonical(each["value"])
        assert each["sha256"] == hashlib.sha256(expected).hexdigest()


@pytest.mark.parametrize("text", VECTORS["refused"])
def test_numbers_without_canonical_form_are_refused(text):
    """Floats and numbers beyond 64 bits are no inputs."""
    from ratsflow.canonical import plain  # noqa: PLC0415

    with pytest.raises(InvalidInputError):
        plain(json.loads(text))


def test_entries_and_contents_have_their_digests():
    """Bytes, digests and the chain agree, with nothing but the standard library."""
    before = {}
    for each in VECTORS["entries"]:
        body = bytes.fromhex(each["bytes"])
        assert each["sha256"] == hashlib.sha256(body).hexdigest()
        assert each["prev"] == before.get(each["case"], "0" * 64)
        assert body == verifier.canonical(json.loads(body))
        before[each["case"]] = each["sha256"]
    for each in VECTORS["sealed"]:
        content = verifier.canonical({"salt": each["salt"], "value": each["value"]})
        assert (each["bytes"], each["sha256"]) == (
            content.hex(),
            hashlib.sha256(content).hexdigest(),
        )
    laws = {each["sha256"] for each in VECTORS["laws"]}
    for each in VECTORS["laws"]:
        body = bytes.fromhex(each["bytes"])
        assert body == verifier.canonical(each["value"])
        assert each["sha256"] == hashlib.sha256(body).hexdigest()
    bodies = [json.loads(bytes.fromhex(each["bytes"])) for each in VECTORS["entries"]]
    assert laws | {""} == {body["law"] for body in bodies}


def test_trees_have_their_roots():
    """Roots of hash trees of every small size agree."""
    for each in VECTORS["trees"]:
        leaves = [merkle.leaf_hash(bytes.fromhex(leaf)) for leaf in each["leaves"]]
        assert (
            each["root"]
            == merkle.root(leaves).hex()
            == verifier.tree_root(leaves).hex()
        )


def test_the_verifier_accepts_the_proof_of_an_entry():
    """Run alone it follows the entry up to the signature of the seal."""
    key = (FOLDER / "public-key.hex").read_text().strip()
    call = [sys.executable, "-I", "-S", verifier.__file__, "--proof", "proof.json"]
    done = subprocess.run(
        [*call, "--key", key], cwd=FOLDER, capture_output=True, text=True, check=False
    )
    assert (0, "entry 2 of case") == (done.returncode, done.stdout[:15]), done.stderr


@pytest.mark.parametrize(
    ("name", "options"),
    [
        ("export.jsonl", ["--seal", "seal.json", "--key", "public-key.hex"]),
        ("export.jsonl", []),
        ("public.jsonl", []),
    ],
)
def test_the_verifier_accepts_them(name, options):
    """Run alone and without the library it finds the exports whole."""
    words = [
        (FOLDER / word).read_text().strip() if word.endswith("hex") else word
        for word in options
    ]
    done = subprocess.run(
        [sys.executable, "-I", "-S", verifier.__file__, name, *words],
        cwd=FOLDER,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (0, "whole") == (done.returncode, done.stdout[:5]), done.stdout + done.stderr
