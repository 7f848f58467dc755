"""Attesting a decision from the shell, and checking it."""

from __future__ import annotations

import json

from pathlib import Path

import pytest

from ratsflow.log import verifier


ORIGIN = "stadt.example/log"


@pytest.fixture(name="toured")
def _toured(shell):
    """Return the options that name the database of a tour, and a key."""
    assert 0 == shell("tour", "--db", "tour.db", "--json")[0]
    db = ("--db", "tour.db", "--procedure", "nrw")
    code, out, _ = shell(
        "seal", "x.seal", "--key", "key.pem", "--new-key", "--json", *db
    )
    assert 0 == code
    return db, json.loads(out)["public_key"]


@pytest.mark.parametrize(
    ("lang", "holds"), [("en", "entry 12 of case"), ("de", "Eintrag 12 des Vorgangs")]
)
def test_a_decision_is_attested_and_checked(shell, toured, tmp_path, lang, holds):
    """One signed file and a page; anybody checks it with the public key alone."""
    db, public = toured
    made = ("attest", "0042", "out.json", "--key", "key.pem", "--origin", ORIGIN)

    code, out, err = shell(*made, *db, "--lang", lang)

    assert (0, "out.json\nout.html\n", "") == (code, out, err)
    page = (tmp_path / "out.html").read_text("utf-8")
    assert f'<html lang="{lang}">' in page
    assert "Was beschlossen wurde" in page
    code, out, _ = shell("verify", "out.json", "--key", public, "--lang", lang)
    assert 0 == code
    assert holds in out
    assert json.loads(shell("verify", "out.json", "--key", public, "--json")[1])["ok"]

    data = (tmp_path / "out.json").read_bytes()
    Path("out.json").write_bytes(data.replace(b'"yes":9', b'"yes":8', 1))
    code, out, err = shell("verify", "out.json", "--key", public, "--lang", lang)
    assert (1, "") == (code, out)
    assert "out.json" in err
    told = json.loads(shell("verify", "out.json", "--key", public, "--json")[1])
    assert (False, True) == (told["ok"], bool(told["broken"]))


def test_it_is_told_as_data_too(shell, toured):
    """With the entry that decided."""
    db, _ = toured
    made = ("attest", "0042", "out.json", "--key", "key.pem", "--origin", ORIGIN)
    told = json.loads(shell(*made, *db, "--json")[1])

    assert ("out.json", "out.html", "0042-2026", 12) == (
        told["file"],
        told["page"],
        told["case"],
        told["entry"],
    )


def test_a_checkpoint_that_was_made_elsewhere_proves_it(shell, toured, tmp_path):
    """It stands in the file as it was; what is none is refused in a line."""
    db, public = toured
    made = ("attest", "0042", "out.json", "--key", "key.pem", "--origin", ORIGIN, *db)
    shell(*made)
    first = json.loads((tmp_path / "out.json").read_bytes())
    Path("checkpoint").write_text(first["proof"]["checkpoint"], "utf-8")

    unnamed = ("attest", "0042", "out.json", "--key", "key.pem", *db)
    assert 0 == shell(*unnamed, "--checkpoint", "checkpoint")[0]
    again = json.loads((tmp_path / "out.json").read_bytes())
    assert first["proof"]["checkpoint"] == again["proof"]["checkpoint"]
    assert 0 == shell("verify", "out.json", "--key", public)[0]
    code, out, err = shell(*made, "--checkpoint", "key.pem", "--lang", "en")
    assert (2, "", 1) == (code, out, len(err.splitlines()))
    assert "no checkpoint" in err
    other = (*unnamed, "--origin", "x.example/log", "--checkpoint", "checkpoint")
    code, out, err = shell(*other, "--lang", "en")
    assert (2, "") == (code, out)
    assert "it is of 'stadt.example/log'" in err


def test_wrong_calls_are_refused_in_a_line(shell, toured):
    """No key to check it with, a page in place of the file, an entry that is no step."""
    db, _ = toured
    made = ("attest", "0042", "out.json", "--key", "key.pem", "--origin", ORIGIN)
    shell(*made, *db)
    for words in (
        ("verify", "out.json"),
        ("verify", "out.json", "--key", "00" * 32, "--since", "x"),
        ("attest", "0042", "new.json", *made[3:5], *db),
        ("attest", "0042", "out.html", *made[3:], *db),
        (*made, "--entry", "99", *db),
        ("attest", "0042", "out.json", *made[3:5], "--origin", "two words", *db),
        (*made, "--as", "nobody", *db),
    ):
        code, out, err = shell(*words, "--lang", "en")
        assert (2, "") == (code, out), words
        assert "Traceback" not in err


def test_the_file_begins_as_no_other_of_ours(shell, toured, tmp_path):
    """So that one command tells what it is."""
    db, _ = toured
    shell("attest", "0042", "out.json", "--key", "key.pem", "--origin", ORIGIN, *db)
    shell("export", "log.jsonl", *db)

    assert verifier.is_attest((tmp_path / "out.json").read_bytes())
    assert not verifier.is_attest((tmp_path / "log.jsonl").read_bytes())
    assert not verifier.is_attest((tmp_path / "x.seal").read_bytes())
