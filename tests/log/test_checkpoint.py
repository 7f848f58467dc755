"""Checkpoints, proofs and policies: what holds, and that nothing else is taken for it."""

from __future__ import annotations

import base64
import contextlib
import json
import os
import runpy
import subprocess
import sys

from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

import pytest

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given, settings
from hypothesis import strategies as st

from ratsflow.errors import InvalidInputError
from ratsflow.log import checkpoint, merkle, verifier


FOLDER = Path(__file__).parents[2] / "docs" / "vectors"
TREES = json.loads((FOLDER / "trees.json").read_text("utf-8"))
AT = datetime(2026, 4, 18, tzinfo=UTC)
KEY = Ed25519PrivateKey.from_private_bytes(bytes(32))
WITNESS = Ed25519PrivateKey.from_private_bytes(bytes([7] * 32))
ORIGIN = "stadt.example/log"


def content(name: str) -> bytes:
    """Return a published file."""
    return (FOLDER / name).read_bytes()


POLICY = verifier.policy_in(content("policy.txt"))
CHECKPOINT = verifier.checkpoint_in(content("checkpoint.txt"))


def alone(*words: str) -> tuple[int, str, str]:
    """Run the verifier alone, in the folder of the vectors."""
    done = subprocess.run(
        [sys.executable, "-I", "-S", verifier.__file__, *words],
        cwd=FOLDER,
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode, done.stdout, done.stderr


def test_the_vectors_are_current():
    """Generated anew, every file comes out byte for byte."""
    made = dict(runpy.run_path(str(FOLDER / "trees.py"))["files"]())
    assert made == {name: content(name) for name in made}


TRUST = ("--policy", "policy.txt")
RULES = ("--key", TREES["keys"][0])


@pytest.mark.parametrize("trust", [TRUST, RULES], ids=["policy", "key"])
@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--proof", "entry.tlog-proof"), "entry 2 of case '2026/0001' is number 1 in"),
        (("--proof", "case.proof"), "entry 6 is the last of case '2026/0001' in"),
        (
            ("--proof", "consistency.proof", "--since", "checkpoint-before.txt"),
            "bielefeld.example/ratsflow (21, 2026-04-19T16:00:00Z",
        ),
        (("--checkpoint", "checkpoint.txt"), "bielefeld.example/ratsflow (21, "),
        (
            ("export.jsonl", "--checkpoint", "checkpoint.txt", "--heads", "heads.json"),
            "whole: 21 entries of 6 cases; it continues bielefeld.example/ratsflow (21",
        ),
        (("--proof", "rotation.tlog-proof"), "the change of a key is number 21 in"),
    ],
)
def test_the_verifier_alone_accepts_the_vectors(words, told, trust):
    """With a policy it names the witnesses, with a key alone it asks for none."""
    code, out, err = alone(*words, *trust)
    assert (0, "") == (code, err), out
    assert out.startswith(told)
    assert ("herford" in out) == (trust == TRUST)


def test_the_verifier_alone_follows_a_change_of_the_key():
    """Behind it the old key speaks for nothing larger, before it still for all."""
    new = ("--checkpoint", "checkpoint-rotated.txt", *TRUST)
    rotation = ("--rotation", "rotation.tlog-proof")
    assert 0 == alone(*new)[0]
    assert 0 == alone(*new, *rotation)[0]
    assert 0 == alone("--checkpoint", "checkpoint.txt", *TRUST, *rotation)[0]
    policy = verifier.rotated(
        POLICY, verifier.inclusion_in(content("rotation.tlog-proof"))
    )
    later = verifier.checkpoint_in(content("checkpoint-rotated.txt"))
    old = later._replace(signatures=later.signatures[:2] + later.signatures[3:])
    assert [] == verifier.judged(old, POLICY).wrong
    (reason,) = verifier.judged(old, policy).wrong
    assert "not signed by a key that speaks for this log" in reason


def test_a_change_of_the_key_that_one_key_has_not_signed_is_none():
    """Neither a stolen old key nor a new one alone moves the log on."""
    proof = verifier.inclusion_in(content("rotation.tlog-proof"))
    for index in (0, 2):
        lines = [
            line for at, line in enumerate(proof.checkpoint.signatures) if at != index
        ]
        shown = proof._replace(
            checkpoint=proof.checkpoint._replace(signatures=tuple(lines))
        )
        with pytest.raises(verifier.Odd, match="not signed by a key"):
            verifier.rotated(POLICY, shown)
    with pytest.raises(verifier.Odd, match="does not stand in the tree"):
        verifier.rotated(POLICY, proof._replace(number=20))
    with pytest.raises(verifier.Odd, match="not one that is trusted"):
        verifier.rotated(POLICY._replace(logs=()), proof)


def changed_key(old, new, leaves: int) -> verifier.Inclusion:
    """Return the proof of a changed key, in a tree that begins with some other leaves."""
    origin = "stadt.example/log"
    keys = checkpoint.key_of(old, origin), checkpoint.key_of(new, origin)
    body = checkpoint.rotation(*keys, datetime(2026, 4, 20, tzinfo=UTC))
    tree = [*(merkle.leaf_hash(b"%d" % at) for at in range(leaves))]
    tree.append(merkle.leaf_hash(sha256(body).digest()))
    made = checkpoint.sign(old, origin, len(tree), merkle.root(tree))
    path = merkle.path(tree, leaves)
    return verifier.Inclusion(body, leaves, path, checkpoint.sign_too(new, made))


def test_a_key_is_replaced_once():
    """Who steals an old key makes a short tree in which his own replaces it: too late."""
    old, new, thief = (
        Ed25519PrivateKey.from_private_bytes(bytes([each] * 32)) for each in (1, 2, 3)
    )
    key = checkpoint.key_of(old, "stadt.example/log")
    lawful, stolen = changed_key(old, new, 5), changed_key(old, thief, 3)
    policy = verifier.rotated(verifier.policy_of(key, key.name), lawful)

    for again in (lawful, stolen, changed_key(old, new, 4)):
        with pytest.raises(verifier.Odd, match="was replaced before"):
            verifier.rotated(policy, again)
    assert verifier.rotated(policy, changed_key(new, thief, 8)).retired[key] == 5


@pytest.mark.parametrize(
    "each", TREES["refused"], ids=lambda each: f"{each['file']}: {each['what']}"
)
def test_hostile_files_are_refused(each, tmp_path):
    """Each is no proof, or shows nothing; the files they come from do."""
    path = tmp_path / each["file"]
    path.write_bytes(each["text"].encode())
    since = (
        str(FOLDER / "checkpoint-before.txt")
        if each["file"].startswith("consistency")
        else None
    )
    trust = verifier.read_trust(str(FOLDER / "policy.txt"), None, ())
    try:
        wrong, _ = verifier.check_proof(str(path), trust, since)
    except verifier.Unusable as error:
        wrong = [str(error)]
    assert wrong


READERS = {
    "entry.tlog-proof": verifier.inclusion_in,
    "case.proof": verifier.last_of_case_in,
    "consistency.proof": verifier.consistency_in,
}
CHECKS = {
    "entry.tlog-proof": verifier.against_inclusion,
    "case.proof": verifier.against_last_of_case,
    "consistency.proof": lambda proof: verifier.against_consistency(
        proof, verifier.checkpoint_in(content("checkpoint-before.txt"))
    ),
}
WRITERS = {
    "entry.tlog-proof": checkpoint.inclusion_to_text,
    "case.proof": checkpoint.last_of_case_to_text,
    "consistency.proof": checkpoint.consistency_to_text,
}


@settings(deadline=None, max_examples=300)
@given(st.sampled_from(sorted(READERS)), st.data())
def test_every_change_of_a_byte_is_refused(name, data):
    """Of a whole proof, wherever it is: it is no proof, does not hold, or nobody signed it.

    Only in what the names of other keys' lines say a change means nothing.
    """
    whole = content(name)
    at = data.draw(st.integers(0, len(whole) - 1))
    new = data.draw(
        st.binary(max_size=2).filter(lambda some: some != whole[at : at + 1])
    )
    changed = whole[:at] + new + whole[at + 1 :]
    try:
        proof = READERS[name](changed)
    except verifier.Odd:
        return
    assert changed == WRITERS[name](proof), "two files would say the same"
    signed = verifier.judged(proof.checkpoint, strict())
    assert [*CHECKS[name](proof)] or signed.wrong or is_without_a_line(whole, changed)


def strict() -> verifier.Policy:
    """Return a policy that asks for both witnesses."""
    text = content("policy.txt").replace(b"any herford", b"all herford")
    return verifier.policy_in(text)


def is_without_a_line(whole: bytes, changed: bytes) -> bool:
    """Tell whether all that differs is the line in which the log tells the time."""
    lines = whole.split(b"\n"), changed.split(b"\n")
    if len(lines[0]) != len(lines[1]):
        return False
    (at,) = [n for n, (a, b) in enumerate(zip(*lines, strict=True)) if a != b]
    return at == len(lines[0]) - 4


def test_an_inclusion_shows_one_entry_and_nothing_else():
    """No other case, and no entry behind it; sealed contents stand in it as digests."""
    proof = verifier.inclusion_in(content("entry.tlog-proof"))
    entry = json.loads(proof.body)
    assert ("2026/0001", 2) == (entry["case"], entry["version"])
    assert {"~sealed"} == set(entry["inputs"]["remark"])
    written = base64.b64decode(content("entry.tlog-proof").split()[2])
    assert written == proof.body
    assert b"Eilt." not in content("entry.tlog-proof") + written


def test_a_key_has_the_id_that_signed_notes_give_it():
    """Two published examples: the note of its first implementation, and a log's checkpoint."""
    key = verifier.key_in(
        "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
    )
    text = (
        b"If you think cryptography is the answer to your problem,\n"
        b"then you don't know what your problem is.\n"
    )
    line = verifier.signature_in(
        "— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSN"
        "XgKvqfqdngotpRZb6KE6RyyBwJnAM="
    )
    assert key.id == line.key_id
    assert 0 == verifier.signed_at(key, line.data, text)
    assert verifier.signed_at(key, line.data, text + b"\n") is None

    tree = "985ea163f5af026723561354f51f2ebcdcf2af809ce254ccfb64aa9aadd80f90"
    origin = f"sigsum.org/v1/tree/{tree}"
    public = "52c05edad1bf5feffa81354faae59a655d9a9a1a793ed2f62c39c26c0be2aecd"
    signed = (
        f"{origin}\n1\nKgAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n\n"
        f"— {origin} 7BKT0gOfNZ1J0So9unY3BZtm2YkPIoNYM/dce0Z2avJDs8dxN6ts9bOSwwrVrbjm6P"
        "9K3ZxpK6jJngOG6YvGGzV/lwo=\n"
    )
    found = verifier.checkpoint_in(signed.encode())
    trust = verifier.policy_of(bytes.fromhex(public), origin)
    assert [] == verifier.judged(found, trust).wrong


def test_every_part_of_a_key_counts():
    """A piece of it, or any sign changed, is no key."""
    whole = TREES["keys"][0]
    assert whole == str(verifier.key_in(whole))
    for at in range(len(whole)):
        for wrong in (whole[:at], whole[at + 1 :], f"{whole[:at]}~{whole[at + 1 :]}"):
            with pytest.raises(verifier.Odd):
                verifier.key_in(wrong)


def test_a_key_of_small_order_is_none():
    """Under it one signature would fit whatever is said."""
    for public in (bytes([1]) + bytes(31), bytes(32), b"\xec" + b"\xff" * 30 + b"\x7f"):
        with pytest.raises(verifier.Odd, match="or is none"):
            verifier.key_in(str(verifier.Key(ORIGIN, verifier.SIGNS, public)))
        trust = verifier.policy_of(public, CHECKPOINT.origin)
        assert verifier.judged(CHECKPOINT, trust).wrong


def test_a_known_key_that_signed_something_else_spoils_the_checkpoint():
    """Also where others that hold would be enough; unknown keys mean nothing."""
    lines = list(CHECKPOINT.signatures)
    assert "kreis.example/witness" == lines[-1].name
    bent = lines[-1]._replace(data=lines[-1].data[:-1] + b"\0")
    told = verifier.judged(
        CHECKPOINT._replace(signatures=(*lines[:-1], bent)), POLICY
    ).wrong
    assert ["a signature in the name of 'kreis.example/witness' does not hold"] == told
    unknown = bent._replace(key_id=b"none")
    more = CHECKPOINT._replace(signatures=(*lines, unknown))
    assert [] == verifier.judged(more, POLICY).wrong


def test_room_is_left_for_other_kinds_of_signatures():
    """A line of another algorithm, as long as they are, stands beside and harms nothing."""
    beside = verifier.Signature(CHECKPOINT.origin, b"\x06pqs", bytes(2428))
    more = checkpoint.with_signatures(CHECKPOINT, [beside])
    assert more == verifier.checkpoint_in(more.data)
    assert [] == verifier.judged(more, POLICY).wrong


def cosigned(*names: str) -> set[str]:
    return {*names}


NEIGHBOURS = "".join(
    f"witness {name} "
    + str(
        checkpoint.key_of(
            Ed25519PrivateKey.from_private_bytes(bytes([number] * 32)),
            f"{name}.example",
            verifier.COSIGNS,
        )
    )
    + "\n"
    for number, name in enumerate(["a1", "a2", "a3", "b1", "b2"], 1)
)


@pytest.mark.parametrize(
    ("rest", "enough", "lacking"),
    [
        ("quorum none\n", cosigned(), None),
        ("quorum b1\n", cosigned("b1"), cosigned("a1", "a2", "a3", "b2")),
        (
            "group A 2 a1 a2 a3\ngroup B any b1 b2\ngroup both all A B\nquorum both\n",
            cosigned("a1", "a3", "b2"),
            cosigned("a1", "b1", "b2"),
        ),
        (
            "# who\n\n\tgroup  A\tall a1 b1 \nquorum A",
            cosigned("a1", "b1"),
            cosigned("a1"),
        ),
    ],
)
def test_a_policy_says_which_witnesses_are_enough(rest, enough, lacking):
    """Groups of groups, words and numbers; blanks and comments mean nothing."""
    policy = verifier.policy_in((NEIGHBOURS + rest).encode())
    assert verifier.is_quorum(policy, enough)
    assert lacking is None or not verifier.is_quorum(policy, lacking)


LOG = str(checkpoint.key_of(KEY, ORIGIN))
OWN = str(checkpoint.key_of(KEY, "kreis.example/witness", verifier.COSIGNS))


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "0 lines that say the quorum"),
        ("quorum none\nquorum none\n", "2 lines that say the quorum"),
        ("quorum a9\n", "line 6: 'a9' is not defined above it"),
        ("group A any a1 A\nquorum A\n", "line 6: 'A' is not defined above it"),
        ("group A 3 a1 a2\nquorum A\n", "line 6: 3 of 2 cannot be enough"),
        ("group A 0 a1 a2\nquorum A\n", "line 6: 0 of 2 cannot be enough"),
        ("group A 01 a1\nquorum A\n", "line 6: a number in it"),
        ("group A any\nquorum A\n", "line 6: it says nothing known"),
        ("group A any a1 a1\nquorum A\n", "line 6: a name is a member twice"),
        (
            "group A any a1\ngroup B any a1 a2\nquorum B\n",
            "line 7: a name is a member twice",
        ),
        ("group a1 any a2\nquorum a1\n", "line 6: 'a1' is defined twice"),
        ("group none any a2\nquorum none\n", "line 6: 'none' is defined twice"),
        (f"witness c {LOG}\nquorum c\n", "line 6: the key is of the other kind"),
        (f"log {LOG}\nlog {LOG}\nquorum none\n", "line 7: the key stands twice"),
        (f"log {LOG}\nwitness w {OWN}\nquorum w\n", "line 7: the key of a log is no w"),
        (f"witness w {OWN}\nlog {LOG}\nquorum w\n", "line 7: the key of a log is no w"),
        ("log x+00000000+AAAA\nquorum none\n", "line 6: the key is none of Ed25519"),
        ("quorum none\r\n", "control characters"),
        ("Quorum none\n", "line 6: it says nothing known"),
    ],
)
def test_a_policy_that_says_something_else_is_refused(text, told):
    """With the number of the line, and what is wrong in it."""
    with pytest.raises(verifier.Odd) as error:
        verifier.policy_in((NEIGHBOURS + text).encode())
    assert told in str(error.value)
    assert verifier.german(error.value) != str(error.value)


FILES = {
    "policy.txt": verifier.policy_in,
    "checkpoint.txt": verifier.checkpoint_in,
    "heads.json": verifier.list_of_heads_in,
    **READERS,
}


@settings(deadline=None, max_examples=400)
@given(st.sampled_from(sorted(FILES)), st.data())
def test_whatever_stands_in_a_file_it_is_read_or_refused(name, data):
    """Bytes put in, taken away or exchanged: no error but the one that says what it is not."""
    whole = content(name)
    start = data.draw(st.integers(0, len(whole)))
    stop = data.draw(st.integers(start, min(len(whole), start + 50)))
    between = data.draw(st.binary(max_size=20) | st.sampled_from(HOSTILE))
    with contextlib.suppress(verifier.Odd):
        FILES[name](whole[:start] + between + whole[stop:])


HOSTILE = [
    b"\n\n",
    b"\xed\xb3\xac",
    b"\xc2\x85",
    b"9" * 30,
    b"old 1\n",
    b"+",
    b"\n" * 99,
]


@given(
    st.integers(0, 2**63 - 1),
    st.binary(min_size=32, max_size=32),
    st.none() | st.binary(min_size=32, max_size=32),
    st.none() | st.datetimes(datetime(1970, 1, 2), timezones=st.just(UTC)),  # noqa: DTZ001
)
def test_a_checkpoint_is_read_as_it_was_signed(size, root, cases, at):
    """Whatever its size and roots; both lines of the log hold, and so does a witness's."""
    made = checkpoint.sign(KEY, ORIGIN, size, root, cases, at)
    line = checkpoint.cosign(WITNESS, "w.example", made, AT)
    made = checkpoint.with_signatures(made, [line])
    read = verifier.checkpoint_in(made.data)
    assert made == read
    witness = checkpoint.key_of(WITNESS, "w.example", verifier.COSIGNS)
    found = verifier.judged(
        read,
        verifier.policy_in(f"log {LOG}\nwitness w {witness}\nquorum w\n".encode()),
    )
    assert [] == found.wrong
    assert {"w": int(AT.timestamp())} == found.cosigned
    assert found.said_at == (None if at is None else int(at.timestamp()))


def test_a_signature_of_one_kind_is_none_of_the_other():
    """What a witness signs is no checkpoint, and its time is bound in."""
    made = checkpoint.sign(KEY, ORIGIN, 3, bytes(32), None, AT)
    plain, timed = made.signatures
    witness = checkpoint.key_of(KEY, ORIGIN, verifier.COSIGNS)
    log = checkpoint.key_of(KEY, ORIGIN)
    assert verifier.signed_at(witness, plain.data, made.text) is None
    assert verifier.signed_at(log, timed.data[8:], made.text) is None
    later = (int.from_bytes(timed.data[:8], "big") + 1).to_bytes(8, "big")
    assert verifier.signed_at(witness, later + timed.data[8:], made.text) is None
    beyond = (2**63).to_bytes(8, "big")
    assert verifier.signed_at(witness, beyond + timed.data[8:], made.text) is None


@pytest.mark.parametrize("origin", ["", "a b", "a+b", "a\u00a0b", "a\n"])
def test_a_log_whose_name_no_key_can_have_is_refused(origin):
    """A blank or a plus sign in it would end it early."""
    with pytest.raises(InvalidInputError, match="a blank or a plus sign"):
        checkpoint.key_of(KEY, origin)


SHARED = Path(os.environ.get("RATSFLOW_SHARED", Path(__file__).parents[3] / "shared"))


def shared(name: str):
    """Return vectors of others, or skip where they are not at hand."""
    path = SHARED / "data" / "vectors" / name
    if not path.exists():
        pytest.skip(f"no {name} in {SHARED}; set RATSFLOW_SHARED")
    return json.loads(path.read_text("utf-8"))


def hashes(values) -> list[bytes]:
    return [base64.b64decode(each) for each in values or ()]


def test_the_probes_of_others_for_trees_agree():
    """Every probe of inclusion and consistency is taken or refused as it says."""
    seen = 0
    for name, each in shared("merkle.json").items():
        kind = name.partition("/")[0]
        if kind == "inclusion":
            leaf, root = hashes([each["leafHash"], each["root"]])
            place = each["leafIdx"], each["treeSize"]
            holds = root == merkle.climb(leaf, *place, hashes(each["proof"]))
        elif kind == "consistency":
            sizes = each["size1"], each["size2"]
            roots = hashes([each["root1"], each["root2"]])
            holds = merkle.is_consistent(*sizes, *roots, hashes(each["proof"]))
        else:
            continue
        seen += 1
        assert holds != each["wantErr"], name
    assert seen > 150


def test_the_probes_of_others_for_signatures_agree():
    """Every signature that is valid is taken, and no other."""
    seen = 0
    for group in shared("wycheproof_ed25519.json")["testGroups"]:
        public = bytes.fromhex(group["publicKey"]["pk"])
        for each in group["tests"]:
            message, signature = map(bytes.fromhex, (each["msg"], each["sig"]))
            seen += 1
            assert (each["result"] == "valid") == verifier.is_signed(
                public, message, signature
            ), each["tcId"]
    assert seen > 100
