"""Sealing from the shell, and verifying against a seal that was kept elsewhere."""

from __future__ import annotations

import json
import sqlite3

from contextlib import closing
from pathlib import Path

import pytest

from papers import SMALL, VORLAGE
from ratsflow.canonical import digest


@pytest.fixture(name="sealed")
def _sealed(shell, db):
    """Seal a database of two cases; return its options and the public key."""
    words = ("--id", "d", "--role", "decision")
    assert 0 == shell("open", VORLAGE, "--as", "clerk:m", *words, *db)[0]
    shell("take", "c", "submit", "--as", "clerk:m", *db)
    made = ("seal", "first.seal", "--key", "key.pem", "--new-key", "--json", *db)
    code, out, err = shell(*made)
    assert 0 == code, err
    told = json.loads(out)
    assert (2, 3, "default") == (told["cases"], told["entries"], told["tenant"])
    return db, told["public_key"]


def against(key: str, seal: str = "first.seal") -> tuple[str, ...]:
    """Return the options that verify against a seal."""
    return ("--seal", seal, "--key", key)


def test_a_log_that_goes_on_continues_its_seal(shell, sealed):
    """The database and an export of it verify against the seal, also after new entries."""
    db, key = sealed
    shell("take", "d", "submit", "--as", "clerk:m", *db)
    code, out, err = shell("verify", *against(key), *db)
    assert (0, "") == (code, err)
    assert out.startswith("The log is whole: 2 case(s) verified.\n")
    shell("export", "log.jsonl", *db)
    code, out, _ = shell("verify", "log.jsonl", *against(key), "--json", *db)
    told = {"ok": True, "cases": 2, "broken": []}
    assert 0 == code
    assert told.items() <= json.loads(out).items()


def test_the_next_seal_follows_the_one_before(shell, sealed):
    """A later seal names the earlier one, and both hold."""
    db, key = sealed
    shell("take", "d", "submit", "--as", "clerk:m", *db)
    words = ("--key", "key.pem", "--previous", "first.seal")
    code, out, _ = shell("seal", "second.seal", *words, *db)
    assert 0 == code
    assert f"2 case(s) sealed; public key {key}" in out
    assert json.loads(Path("second.seal").read_bytes())["previous"]
    for name in ("first.seal", "second.seal"):
        assert 0 == shell("verify", *against(key, name), *db)[0]


CUTS = {
    "a cut tail": (
        "DELETE FROM ratsflow_entries WHERE case_id = 'c' AND version = 2",
        "DELETE FROM ratsflow_sealed WHERE case_id = 'c' AND version = 2",
        "UPDATE ratsflow_cases SET version = 1, hash = (SELECT hash FROM "
        "ratsflow_entries WHERE case_id = 'c') WHERE case_id = 'c'",
    ),
    "a missing case": (
        "DELETE FROM ratsflow_entries WHERE case_id = 'd'",
        "DELETE FROM ratsflow_cases WHERE case_id = 'd'",
        "DELETE FROM ratsflow_sealed WHERE case_id = 'd'",
    ),
}


@pytest.mark.parametrize("kind", CUTS)
def test_what_a_chain_cannot_show_the_seal_does(shell, sealed, kind):
    """A tail cut off with its head, and a case gone from every table, are exit 1."""
    db, key = sealed
    raw = sqlite3.connect("council.db")
    with raw:
        for sql in CUTS[kind]:
            raw.execute(sql)
    raw.close()
    assert 0 == shell("verify", *db)[0]  # by itself it is whole
    code, out, err = shell("verify", *against(key), *db)
    assert (1, "") == (code, out)
    told = {
        "a cut tail": "case 'c', entry 2: the log was cut off",
        "a missing case": "case 'd', entry 1: the case was sealed",
    }
    assert told[kind] in err

    shell("export", "log.jsonl", *db)
    code, _, err = shell("verify", "log.jsonl", *against(key), *db)
    assert (1, True) == (code, told[kind] in err)
    words = ("--key", "key.pem", "--previous", "first.seal")
    code, _, err = shell("seal", "second.seal", *words, *db)
    assert (1, True, False) == (code, told[kind] in err, Path("second.seal").exists())


def test_a_seal_of_another_key_is_found(shell, sealed):
    """A seal that this key did not sign is exit 1, for a database and for a file."""
    db, _ = sealed
    shell("export", "log.jsonl", *db)
    for words in (("verify",), ("verify", "log.jsonl"), ("verify", "--json")):
        code, out, err = shell(*words, *against("00" * 32), *db)
        assert 1 == code
        assert "does not carry a signature of this key" in out + err


def test_a_broken_log_is_not_sealed(shell, sealed):
    """What does not verify gets no seal."""
    db, _ = sealed
    raw = sqlite3.connect("council.db")
    with raw:
        raw.execute("UPDATE ratsflow_entries SET body = replace(body, 'clerk', 'k')")
    raw.close()
    code, _, err = shell("seal", "second.seal", "--key", "key.pem", *db)
    assert (1, False) == (code, Path("second.seal").exists())
    assert "case 'c', entry 1" in err


def test_a_private_key_is_for_its_owner_only(sealed):
    """The key file that is made can be read by nobody else."""
    del sealed
    assert 0o600 == Path("key.pem").stat().st_mode & 0o777


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("seal", "x.seal", "--key", "nowhere.pem"), "nowhere.pem"),
        (("seal", "x.seal", "--key", "first.seal"), "no private key"),
        (("seal", "x.seal", "--key", "key.pem", "--new-key"), "key.pem"),
        (("seal", "first.seal", "--key", "key.pem"), "there is such a file"),
        (
            ("seal", "x.seal", "--key", "key.pem", "--previous", "key.pem"),
            "it is no seal",
        ),
        (("verify", "--seal", "first.seal"), "give both"),
        (("verify", "--key", "00"), "give both"),
        (("verify", "--seal", "first.seal", "--key", "xyz"), "no public key"),
        (("verify", "--seal", "first.seal", "--key", "key.pem"), "no public key"),
        (("verify", "--seal", "key.pem", "--key", "00"), "it is no seal"),
        (("verify", "nowhere.jsonl"), "there is no such file"),
        (("verify", "key.pem"), "cannot be read as an exported log"),
    ],
)
def test_wrong_keys_and_seals_are_two_and_one_line(shell, sealed, words, told):
    """A file that is no key, no seal or no export is exit 2."""
    db, _ = sealed
    code, out, err = shell(*words, *db)
    assert (2, "") == (code, out)
    assert told in err
    assert "Traceback" not in err


def test_what_is_wrong_with_the_tables_is_told_once_for_all_municipalities(shell, db):
    """They are those of one file; what is wrong with a municipality's rows is told of each."""
    town = ("--procedure", SMALL, "--lang", "en")
    for tenant in ("one", "two"):
        code, _, err = shell(
            "open",
            VORLAGE,
            "--as",
            "clerk:meier",
            "--role",
            "decision",
            "--tenant",
            tenant,
            "--db",
            "council.db",
            *town,
        )
        assert 0 == code, err
    with closing(sqlite3.connect("council.db")) as raw, raw:
        raw.execute("DROP INDEX ratsflow_cases_state")
        for tenant in ("default", "two"):
            put = "INSERT INTO ratsflow_laws VALUES (?, ?, ?)"
            raw.execute(put, (tenant, digest(b"{}"), b"{}"))
    code, out, _ = shell("verify", *db, "--json")
    rows = json.loads(out)["broken"]

    assert 1 == code
    assert [
        ("default", "(tables)"),
        ("default", "(values of law)"),
        ("two", "(values of law)"),
    ] == [(row["tenant"], row["case"]) for row in rows]
