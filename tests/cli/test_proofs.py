"""Checkpoints and proofs from the shell, and what a stranger makes of them."""

from __future__ import annotations

import json
import sqlite3
import subprocess
import sys

from contextlib import closing
from pathlib import Path
from threading import Thread

import pytest

from papers import VORLAGE
from ratsflow.exchange.witnessing import server
from ratsflow.log import verifier
from ratsflow.log.witness import Witness
from ratsflow.office import now
from ratsflow.stores.witnessed import WitnessedInMemory


ORIGIN = "stadt.example/log"


@pytest.fixture(name="signed")
def _signed(shell, db):
    """Make a checkpoint of two cases; return the options of the database and the key."""
    words = ("--id", "d", "--role", "decision")
    assert 0 == shell("open", VORLAGE, "--as", "clerk:m", *words, *db)[0]
    shell("take", "c", "submit", "--as", "clerk:m", *db)
    words = ("--origin", ORIGIN, "--key", "key.pem", "--new-key", "--json")
    code, out, err = shell("checkpoint", "1.txt", *words, "--heads", "1.heads", *db)
    assert 0 == code, err
    told = json.loads(out)
    assert (ORIGIN, 3, []) == (told["origin"], told["size"], told["missing"])
    return db, told["key"]


def alone(*words: str) -> tuple[int, str]:
    """Check as a stranger does, with one file and the standard library."""
    call = [sys.executable, "-I", "-S", verifier.__file__, *words]
    done = subprocess.run(call, capture_output=True, text=True, check=False)
    return done.returncode, done.stdout + done.stderr


def test_a_stranger_checks_what_was_proved(shell, signed):
    """An entry, the end of its case, and that the next checkpoint continues the first."""
    db, key = signed
    shell("take", "d", "submit", "--as", "clerk:m", *db)
    more = ("--key", "key.pem", "--previous", "1.txt")
    assert 0 == shell("checkpoint", "2.txt", *more, *db)[0]
    of_case = ("--checkpoint", "2.txt", "--case", "c")
    code, out, _ = shell("prove", "entry.txt", *of_case, "--entry", "1", "--json", *db)
    assert (0, Path("entry.txt").stat().st_size) == (code, json.loads(out)["size"])
    assert 0 == shell("prove", "end.txt", *of_case, *db)[0]
    since = ("--checkpoint", "2.txt", "--since", "1.txt")
    assert 0 == shell("prove", "on.txt", *since, *db)[0]
    for words, told in (
        (("--proof", "entry.txt"), "entry 1 of case 'c' is number 0 in stadt.example"),
        (("--proof", "end.txt"), "entry 2 is the last of case 'c' in stadt.example"),
        (("--proof", "on.txt", "--since", "1.txt"), "stadt.example/log (4, "),
        (("--checkpoint", "2.txt"), "stadt.example/log (4, "),
    ):
        code, out = alone(*words, "--key", key)
        assert 0 == code, out
        assert out.startswith(told)
        if words[0] == "--proof":
            code, same, err = shell("verify", *words, "--key", key)
            assert (0, out, "") == (code, same, err)
            code, out, _ = shell(
                "verify", *words, "--key", key, "--lang", "de", "--json"
            )
            assert json.loads(out)["ok"]
    assert b'"d"' not in Path("entry.txt").read_bytes() + Path("end.txt").read_bytes()


def test_a_log_that_goes_on_continues_its_checkpoint(shell, signed):
    """The database and an export of it, by the one list that stays with the town."""
    db, key = signed
    shell("take", "d", "submit", "--as", "clerk:m", *db)
    against = ("--checkpoint", "1.txt", "--key", key)
    assert 0 == shell("verify", *against, *db)[0]
    shell("export", "log.jsonl", *db)
    assert 0 == shell("verify", "log.jsonl", *against, "--heads", "1.heads", *db)[0]
    words = ("log.jsonl", *against, "--heads", "1.heads")
    assert 0 == alone(*words)[0]
    Path("1.heads").write_text(Path("1.heads").read_text().replace('"c",2', '"c",1'))
    code, _, err = shell("verify", *words, *db)
    assert 1 == code
    assert "the list of heads is not the one of this checkpoint" in err


CUT = (
    "DELETE FROM ratsflow_leaves WHERE case_id = 'c' AND version = 2",
    "UPDATE ratsflow_leaves SET number = 1, node = '{node}' WHERE case_id = 'd'",
    "DELETE FROM ratsflow_entries WHERE case_id = 'c' AND version = 2",
    "DELETE FROM ratsflow_sealed WHERE case_id = 'c' AND version = 2",
    "UPDATE ratsflow_cases SET version = 1, hash = (SELECT hash FROM "
    "ratsflow_entries WHERE case_id = 'c') WHERE case_id = 'c'",
)


def test_what_a_rebuilt_tree_cannot_show_the_checkpoint_does(shell, signed):
    """A tail that was cut off, leaves and all: the database verifies, and is another."""
    from ratsflow.log import merkle, tree  # noqa: PLC0415

    db, key = signed
    with closing(sqlite3.connect(db[1])) as raw, raw:
        asked = "SELECT hash FROM ratsflow_entries WHERE version = 1 ORDER BY case_id"
        leaves = [tree.leaf_of(row[0]) for row in raw.execute(asked)]
        for sql in CUT:
            raw.execute(sql.format(node=merkle.root(leaves).hex()))
    assert 0 == shell("verify", *db)[0]
    code, _, err = shell("verify", "--checkpoint", "1.txt", "--key", key, *db)
    assert 1 == code
    assert "the tree has 2 leaves, and the checkpoint 3" in err
    more = ("--key", "key.pem", "--previous", "1.txt")
    code, _, err = shell("checkpoint", "2.txt", *more, *db)
    assert (1, False) == (code, Path("2.txt").exists())
    assert "the tree has 2 leaves" in err


def test_a_checkpoint_before_that_nobody_signed_is_refused(shell, signed):
    """Whoever shortens it could hide what is gone."""
    db, _ = signed
    text = Path("1.txt").read_text("utf-8")
    Path("bent.txt").write_text(text.replace("\n3\n", "\n2\n", 1), "utf-8")
    words = ("--key", "key.pem", "--previous", "bent.txt")
    code, _, err = shell("checkpoint", "2.txt", *words, *db)
    assert (1, False) == (code, Path("2.txt").exists())
    assert "does not hold" in err
    words = ("--key", "other.pem", "--new-key", "--previous", "1.txt")
    code, _, err = shell("checkpoint", "2.txt", *words, *db)
    assert 1 == code
    assert "name the one before with --replaces" in err


def test_a_log_changes_its_key_and_shows_it(shell, signed):
    """Whoever trusts the old key goes on by the proof, and needs nobody's word."""
    db, key = signed
    words = ("--key", "next.pem", "--new-key", "--replaces", "key.pem")
    change = ("--rotation", "change.txt", "--previous", "1.txt")
    assert 0 == shell("checkpoint", "2.txt", *words, *change, *db)[0]
    shell("take", "d", "submit", "--as", "clerk:m", *db)
    more = ("--key", "next.pem", "--previous", "2.txt")
    assert 0 == shell("checkpoint", "3.txt", *more, *db)[0]
    assert 1 == alone("--checkpoint", "3.txt", "--key", key)[0]
    follow = ("--key", key, "--rotation", "change.txt")
    code, out = alone("--checkpoint", "3.txt", *follow)
    assert 0 == code, out
    assert 0 == shell("verify", "--checkpoint", "3.txt", *follow, *db)[0]
    assert alone("--proof", "change.txt", "--key", key)[1].startswith(
        "the change of a key"
    )
    old = ("--key", "key.pem", "--previous", "1.txt")
    assert 0 == shell("checkpoint", "4.txt", *old, *db)[0]
    assert 1 == alone("--checkpoint", "4.txt", *follow)[0]


def witness_of(shell, name: str) -> str:
    """Make a witness that knows the logs of a policy; return its public key."""
    words = ("--name", name, "--key", "w.pem", "--new-key", "--logs", "logs.policy")
    code, out, err = shell("witness", "w.db", *words)
    assert 0 == code, err
    return out.strip()


def test_a_witness_cosigns_what_continues_by_files(shell, signed):
    """The request is a proof of consistency; the answer a line below the checkpoint."""
    db, key = signed
    Path("logs.policy").write_text(f"log {key}\nquorum none\n", "utf-8")
    witness = witness_of(shell, "herford.example/w")
    Path("policy").write_text(
        f"log {key}\nwitness herford {witness}\nquorum herford\n", "utf-8"
    )
    who = ("--name", "herford.example/w", "--key", "w.pem", "--logs", "logs.policy")
    first = "old 0\n\n" + Path("1.txt").read_text("utf-8")
    Path("request").write_text(first, "utf-8")
    code, line, err = shell("witness", "w.db", "request", *who)
    assert 0 == code, err
    assert 1 == alone("--checkpoint", "1.txt", "--policy", "policy")[0]
    with Path("1.txt").open("a", encoding="utf-8") as out:
        out.write(line)
    code, told = alone("--checkpoint", "1.txt", "--policy", "policy")
    assert 0 == code, told
    assert "; herford 2" in told
    code, _, err = shell("witness", "w.db", "request", *who)
    assert (1, "ratsflow: 409 3\n") == (code, err)
    shell("take", "d", "submit", "--as", "clerk:m", *db)
    assert (
        0
        == shell("checkpoint", "2.txt", "--key", "key.pem", "--origin", ORIGIN, *db)[0]
    )
    since = ("--checkpoint", "2.txt", "--since", "1.txt")
    assert 0 == shell("prove", "request2", *since, *db)[0]
    assert 0 == shell("witness", "w.db", "request2", *who)[0]


def test_witnesses_are_asked_over_http(shell, signed):
    """A checkpoint gets their lines; who does not answer is told, and lacking it is 1."""
    from cryptography.hazmat.primitives.asymmetric.ed25519 import (  # noqa: PLC0415
        Ed25519PrivateKey,
    )

    db, key = signed
    log = verifier.key_in(key)
    private = Ed25519PrivateKey.from_private_bytes(bytes([5] * 32))
    witness = Witness("w.example", private, [log], WitnessedInMemory(), now)
    with server(witness, "127.0.0.1", 0) as running:
        thread = Thread(target=running.serve_forever)
        thread.start()
        try:
            port = running.server_address[1]
            lines = (
                f"log {key}\nwitness w {witness.key} http://127.0.0.1:{port}\n"
                "quorum w\n"
            )
            Path("policy").write_text(lines, "utf-8")
            asked = ("--key", "key.pem", "--policy", "policy", "--previous", "1.txt")
            for number, case in enumerate(("d", ""), 2):
                if case:
                    shell("take", case, "submit", "--as", "clerk:m", *db)
                code, _, err = shell("checkpoint", f"{number}.txt", *asked, *db)
                assert 0 == code, err
                assert (
                    0 == alone("--checkpoint", f"{number}.txt", "--policy", "policy")[0]
                )
        finally:
            running.shutdown()
            thread.join()
    code, _, err = shell("checkpoint", "9.txt", *asked, *db)
    assert (1, True) == (code, Path("9.txt").exists())
    assert "it did not cosign: 503" in err


@pytest.mark.parametrize(
    "words",
    [
        ("verify", "--checkpoint", "1.txt"),
        ("verify", "--checkpoint", "1.txt", "--key", "00", "--policy", "p"),
        ("verify", "--proof", "1.txt"),
        ("verify", "--proof", "1.txt", "--seal", "s", "--key", "00"),
        ("verify", "f", "--checkpoint", "1.txt", "--key", "00"),
        ("verify", "--since", "1.txt"),
        ("verify", "--proof", "1.txt", "--key", "zz"),
        ("verify", "--proof", "none", "--key", "00" * 32),
        ("verify", "--checkpoint", "key.pem", "--key", "00" * 32),
        ("prove", "x", "--checkpoint", "1.txt"),
        ("prove", "x", "--checkpoint", "1.txt", "--case", "c", "--since", "1.txt"),
        ("prove", "x", "--checkpoint", "1.txt", "--entry", "1"),
        ("prove", "x", "--checkpoint", "1.txt", "--case", "c", "--entry", "9"),
        ("prove", "1.txt", "--checkpoint", "1.txt", "--case", "c"),
        ("prove", "x", "--checkpoint", "key.pem", "--case", "c"),
        ("checkpoint", "x", "--key", "key.pem"),
        ("checkpoint", "x", "--key", "key.pem", "--origin", "a b"),
        ("checkpoint", "1.txt", "--key", "key.pem", "--origin", "a"),
        ("checkpoint", "x", "--key", "key.pem", "--origin", "a", "--rotation", "r"),
        ("checkpoint", "x", "--key", "key.pem", "--origin", "a", "--policy", "1.txt"),
        ("checkpoint", "x", "--key", "key.pem", "--origin", "a", "--previous", "1.txt"),
    ],
)
def test_a_wrong_call_is_two_and_says_what_to_do(shell, signed, words):
    """One sentence, and nothing was written."""
    db, _ = signed
    code, out, err = shell(*words, *db)
    assert (2, "") == (code, out), err
    assert "Traceback" not in err
    assert not Path("x").exists()
    assert 1 == err.count("ratsflow: ")


def test_a_witness_whose_state_is_lost_refuses(shell, signed):
    """It would cosign a log that was rolled back; a new key has nothing to forget."""
    _, key = signed
    Path("logs.policy").write_text(f"log {key}\nquorum none\n", "utf-8")
    witness_of(shell, "w.example")
    first = "old 0\n\n" + Path("1.txt").read_text("utf-8")
    Path("request").write_text(first, "utf-8")
    who = ("--name", "w.example", "--key", "w.pem", "--logs", "logs.policy")
    assert 0 == shell("witness", "w.db", "request", *who)[0]
    Path("w.db").rename("kept.db")

    code, out, err = shell("witness", "w.db", "request", *who)
    assert (2, "") == (code, out)
    assert "rolled back" in err
    assert not Path("w.db").exists()
    assert 0 == shell("witness", "w.db", "request", *who, "--new-state")[0]


@pytest.mark.parametrize(
    "words",
    [
        ("w.db", "1.txt", "--listen", "127.0.0.1:0"),
        ("w.db", "--listen", "nowhere"),
        ("w.db", "--listen", "127.0.0.1:99999999"),
        (".", "1.txt"),
    ],
)
def test_a_wrong_call_of_a_witness_is_two(shell, signed, words):
    """One sentence, and it does not listen."""
    Path("logs.policy").write_text(f"log {signed[1]}\nquorum none\n", "utf-8")
    who = ("--name", "w.example", "--key", "key.pem", "--logs", "logs.policy")
    code, out, err = shell("witness", *words, *who)
    assert (2, "") == (code, out), err
    assert "Traceback" not in err
