"""With --lang de everything is German: refusals, wrong calls, help, files that are none."""

from __future__ import annotations

import re
import sqlite3

from contextlib import closing
from pathlib import Path

import pytest

from papers import VORLAGE
from ratsflow.cli.app import cli


ENGLISH = re.compile(
    r"\b(the|is|are|no such|not|has|have|must|missing|invalid|usage|commands?|"
    r"error|file is|does|there|give|write|name one|pass|use|show this|default|required|"
    r"whole|number|exit|which|what|with|without|of|and|or)\b",
    re.IGNORECASE,
)
"""Words that stand in no German sentence; names of options and files are taken out first."""

NO_WORDS = re.compile(
    r"--[a-z-]+|[\w./-]+\.(?:db|toml|txt|md|jsonl|py|pem|seal|json)|\[[^\]]*\]|„[^“]*“|"
    r"ratsflow [a-z]+(?: [a-z]+)?|sqlite:///\S+|postgresql://\S+|role:\w+|"
    r"'[^']*'|\b(?:ROLE|FILE|WHAT|STEP|REF|Name|International)\b"
)

WRONG = [
    ("nope",),
    ("tally",),
    ("tally", "--nope"),
    ("tally", "--state", "XX"),
    ("tally", "--state", "nrw", "--yes", "x"),
    ("tally", "--state", "nrw", "--yes", "-1", "--no", "2"),
    ("tally", "--state", "nrw", "--yes"),
    ("read",),
    ("read", "no.txt"),
    ("read", "."),
    ("read", VORLAGE, "more"),
    ("read", "empty.md"),
    ("read", "binary.md"),
    ("law",),
    ("law", "nope"),
    ("law", "check", "no.toml"),
    ("law", "check", "wrong.toml"),
    ("law", "check", "none.toml"),
    ("test", "none.toml"),
    ("check", "nrw", "--properties", "none.toml"),
    (
        "plan",
        "c",
        "--until",
        "adopted",
        "--meetings",
        "none.toml",
        "--db",
        "council.db",
    ),
    ("law", "check", "."),
    ("show", "A", "--db", "no.db"),
    ("show", "A", "--db", "text.db"),
    ("show", "nowhere", "--db", "council.db"),
    ("log", "c", "--db", "nowhere/no.db"),
    ("explain", "c", "nope", "--as", "clerk:m"),
    ("explain", "c", "submit", "--as", "clerk"),
    ("explain", "c", "submit", "--as", "clerk:m", "--at", "2026-03-19"),
    ("explain", "c", "submit", "--as", "clerk:m", "--at", "never"),
    ("explain", "c", "submit", "--as", "clerk:m", "--on", "c9"),
    ("explain", "c", "submit", "--as", "clerk:m", "--input", "nope=1"),
    ("explain", "c", "submit", "--as", "clerk:m", "--input", "nope"),
    ("take", "c", "submit", "--as", "clerk:m", "--override", ""),
    ("open", VORLAGE, "--as", "clerk:m", "--id", "new"),
    ("open", VORLAGE, "--as", "clerk:m", "--id", "c", "--role", "decision"),
    ("open", VORLAGE, "--as", "clerk:m", "--role", "nope"),
    ("open", VORLAGE, "--as", "clerk:m", "--set", "nope=1"),
    ("open", VORLAGE, "--as", "clerk:m", "--fact", "nope"),
    ("show", "c", "--entry", "99"),
    ("show", "c", "--entry", "x"),
    ("show", "c", "--entry", "1", "--at", "2026-03-19T17:00+01:00"),
    ("erase", "c", "--as", "clerk:m", "--reason", "x", "--authority", "y"),
    ("erase", "c", "--as", "clerk:m"),
    ("migrate",),
    ("migrate", "--key", "k", "--as", "clerk:m", "--reason", "x"),
    ("migrate", "--plan", "--map", "nope"),
    ("verify", "no.jsonl"),
    ("verify", "--seal", "no.seal"),
    ("verify", "--seal", "no.seal", "--key", "no.pem"),
    ("seal", "out.seal", "--key", "no.pem"),
    ("export", "empty.md"),
    ("export", "nowhere/out.jsonl"),
    ("import", "no.jsonl"),
    ("drain", "--limit", "0"),
    ("drain", "--source", "a b"),
    ("draw", "nope"),
    ("draw", "nope.py:town"),
    ("draw", "c", "--lifecycle", "nope"),
    ("rules", "--step", "nope"),
    ("rules", "--takes", "yesterday"),
    ("tour", "--db", "council.db"),
    ("show", "c", "--procedure", "nope"),
    ("show", "c", "--procedure", "nope:town"),
    ("show", "c", "--procedure", "broken.py:town"),
    ("show", "c", "--law", "no.toml"),
    ("show", "c", "--lang", "fr"),
]


def _told(text: str) -> list[str]:
    """Return the English words in a text."""
    return ENGLISH.findall(NO_WORDS.sub(" ", text))


@pytest.fixture(name="desk")
def _desk(shell, db):  # it leaves a case called c
    """Return a shell in a folder with files that are of no use."""
    Path("empty.md").write_text("", encoding="utf-8")
    Path("binary.md").write_bytes(b"%PDF-1.7")
    Path("text.db").write_text("this is no database", encoding="utf-8")
    Path("wrong.toml").write_text('state = "XX"\nname = 1\nfoo = 1.5\n', "utf-8")
    Path("none.toml").write_text("[x]\n= no", encoding="utf-8")
    Path("broken.py").write_text("raise ValueError", encoding="utf-8")
    return shell, db


@pytest.mark.parametrize("call", WRONG, ids=" ".join)
def test_a_wrong_call_is_told_in_german(desk, call):
    """One line, and no English word in it, but names that were typed."""
    shell, db = desk
    with_db = call[0] in {"show", "log", "explain", "take", "open", "erase", "migrate"}
    where = [*db[:-2]] if with_db and "--db" not in call else []
    if "--procedure" in call:
        where = ["--db", "council.db"]
    code, out, err = shell(
        *call, *where, *(() if "--lang" in call else ("--lang", "de"))
    )
    told = (out + err).replace("fr", "")

    assert code in (1, 2)
    assert err.startswith("ratsflow: ")
    assert "Traceback" not in err
    if "--lang" not in call:
        assert [] == _told(told), told


@pytest.mark.parametrize(
    "call", [each for each in WRONG if "none.toml" in each], ids=" ".join
)
def test_a_slip_in_a_file_is_told_with_its_line(desk, call):
    """In both languages, whatever the file is for."""
    shell, db = desk
    where = ["--procedure", db[3]] if call[0] == "plan" else []
    for lang, said in (("de", "Zeile 2"), ("en", "line 2")):
        code, _, err = shell(*call, *where, "--lang", lang)
        assert (2, True) == (code, said in err), err


def test_a_setting_that_is_no_toml_is_told_with_its_line(desk):
    """As every other file."""
    shell, _ = desk
    Path("ratsflow.toml").write_text('db = "x.db"\nlang = \n', "utf-8")
    assert "(Zeile 2)" in shell("show", "c", "--lang", "de")[2]


@pytest.mark.parametrize("call", WRONG[:-1], ids=" ".join)
def test_the_same_call_is_told_in_english_by_default(desk, call):
    """No German word where nobody asked for one."""
    shell, db = desk
    with_db = call[0] in {"show", "log", "explain", "take", "open", "erase", "migrate"}
    where = [*db[:-2]] if with_db and "--db" not in call else []
    if "--procedure" in call:
        where = ["--db", "council.db"]
    _, out, err = shell(*call, *where, "--lang", "en")
    german = re.findall(
        r"\b(?:ist|nicht|kein|keine|gibt|eine|einen|der|die|und|fehlt)\b",
        NO_WORDS.sub(" ", out + err),
    )
    assert [] == german, out + err


def _commands(group=cli, path=()):
    with group.make_context("ratsflow", ["--lang", "de", "x"]) as ctx:
        for name in group.list_commands(ctx):
            command = group.get_command(ctx, name)
            yield (*path, name), command
            for sub, each in getattr(command, "commands", {}).items():
                yield (*path, name, sub), each


@pytest.mark.parametrize("path", [(), *(path for path, _ in _commands())], ids=" ".join)
def test_help_is_german(shell, path):
    """Usage, what a command does, and every option."""
    code, out, _ = shell(*path, "--help", "--lang", "de")

    assert 0 == code
    assert out.startswith("Aufruf: ratsflow")
    assert [] == _told(out), out


def test_every_command_and_option_has_both_languages():
    """None was added in English alone."""
    alone = []
    for path, command in _commands():
        if not getattr(command, "de", ""):
            alone.append(" ".join(path))
        for each in command.params:
            said = getattr(each, "said", None)
            if each.param_type_name == "option" and said and not hasattr(said, "de"):
                alone.append(f"{' '.join(path)} {each.opts[0]}")
            if each.param_type_name == "option" and said is None:
                alone.append(f"{' '.join(path)} {each.opts[0]} (a plain option)")
    assert [] == alone


def test_the_language_can_stand_in_the_environment(shell, monkeypatch):
    """RATSFLOW_LANG names it for every command; --lang is stronger."""
    monkeypatch.setenv("RATSFLOW_LANG", "de")
    assert "gibt es nicht" in shell("read", "no.txt")[2]
    assert "does not exist" in shell("read", "no.txt", "--lang", "en")[2]
    assert "gibt es nicht" in shell("--lang", "de", "read", "no.txt")[2]


def test_what_is_broken_is_told_in_german(shell, db):
    """Of a database and of an exported file, each broken row in whole German sentences."""
    assert 0 == shell("export", "whole.jsonl", *db)[0]
    whole = Path("whole.jsonl").read_bytes()
    head, opening, *rest = whole.splitlines(keepends=True)
    files = {
        "changed.jsonl": [whole.replace(b"meier", b"maier", 1)],
        "cut.jsonl": [head, opening],
        "odd.jsonl": [head, b"[]\n", b"{\n", opening, *rest],
        "none.jsonl": [opening],
        "marked.jsonl": [head, b"\xef\xbb\xbf" + opening, *rest],
    }
    told = {}
    for name, lines in files.items():
        Path(name).write_bytes(b"".join(lines))
        for command in ("verify", "import"):
            more = ("--db", "other.db") if command == "import" else ()
            code, out, err = shell(command, name, *more, "--lang", "de")
            assert code in (1, 2), name
            assert "Traceback" not in err
            told[command, name] = out + err
    with closing(sqlite3.connect("council.db")) as connection, connection:
        connection.execute("UPDATE ratsflow_entries SET body = CAST('{}' AS BLOB)")
        connection.execute("UPDATE ratsflow_cases SET state = 'x'")
    code, out, err = shell("verify", *db[:-2], "--lang", "de")
    told["verify", "council.db"] = out + err

    assert 1 == code
    assert {} == {key: said for key, said in told.items() if _told(said)}


def test_the_log_is_german(shell, db):
    """What was done, in which role, on which day, and of which kind the entry is."""
    code, out, err = shell("log", "c", *db[:-1], "de")
    assert (0, "") == (code, err)
    assert "Eröffnen" in out
    assert "gegangen" in out
    assert re.search(r"\d\d\.\d\d\.\d{4}", out)
    assert not re.search(r"\b(open|taken)\b|\d{4}-\d\d-\d\d", out)
