"""Exporting, importing and draining from the shell: the same bytes, and nothing lost."""

from __future__ import annotations

import io
import json
import os
import sqlite3
import subprocess
import sys
import threading

from pathlib import Path
from types import SimpleNamespace

import pytest

from papers import VORLAGE
from ratsflow.log import verifier


@pytest.fixture(name="two")
def _two(shell, db):
    """Open a second case, which is not public, and return the options."""
    words = ("--id", "s", "--role", "decision", "--set", "public=no")
    assert 0 == shell("open", VORLAGE, "--as", "clerk:m", *words, *db)[0]
    shell("take", "c", "submit", "--as", "clerk:m", *db)  # a refused attempt
    return db


def test_a_round_trip_is_byte_identical(shell, two):
    """Exported, imported elsewhere and exported again, the files are the same."""
    code, out, err = shell("export", "one.jsonl", *two)
    assert (0, "Written to one.jsonl: cases 2, entries 3.\n", "") == (code, out, err)
    elsewhere = ("--db", "copy.db", *two[2:])
    code, out, _ = shell("import", "one.jsonl", "--json", *elsewhere)
    told = {"cases": 2, "entries": 3, "known": 0}
    assert 0 == code
    assert told.items() <= json.loads(out).items()
    code, out, _ = shell("export", "two.jsonl", "--json", *elsewhere)
    told = {"file": "two.jsonl", "cases": 2, "entries": 3}
    assert 0 == code
    assert told.items() <= json.loads(out).items()
    assert Path("one.jsonl").read_bytes() == Path("two.jsonl").read_bytes()
    assert 0 == shell("verify", *elsewhere)[0]
    assert shell("log", "c", "--json", *two) == shell("log", "c", "--json", *elsewhere)


def test_an_import_that_was_cut_off_is_continued_by_the_same_command(shell, two):
    """What is there already is left as it is, and told."""
    shell("export", "one.jsonl", *two)
    whole = Path("one.jsonl").read_bytes()
    Path("cut.jsonl").write_bytes(whole[: whole.rindex(b'{"body"')])
    elsewhere = ("--db", "copy.db", *two[2:])
    assert 2 == shell("import", "cut.jsonl", *elsewhere)[0]
    told = "Imported: cases 2, entries 3, of which there before 2.\n"

    assert (0, told, "") == shell("import", "one.jsonl", *elsewhere)
    assert 0 == shell("export", "two.jsonl", *elsewhere)[0]
    assert whole == Path("two.jsonl").read_bytes()


def test_in_a_real_shell_one_pipes_into_the_other(shell, two, tmp_path):
    """`ratsflow export | ratsflow import` copies a database, in processes of their own."""
    ratsflow = f"{sys.executable} -m ratsflow"
    script = (
        f"{ratsflow} export --db council.db | {ratsflow} import --lang en --db copy.db && "
        f"{ratsflow} export --db copy.db | cmp - one.jsonl"
    )
    shell("export", "one.jsonl", *two)
    done = subprocess.run(
        ["sh", "-c", script],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
    )
    assert (0, "Imported: cases 2, entries 3.\n", "") == (
        done.returncode,
        done.stdout,
        done.stderr,
    )


def test_a_public_export_verifies_and_holds_public_cases_only(shell, two):
    """For everybody: no case that is not public, no sealed content, and it verifies."""
    assert 0 == shell("export", "--public", "public.jsonl", *two)[0]
    lines = Path("public.jsonl").read_bytes().splitlines(keepends=True)
    assert ({"c"}, []) == (set(verifier.verify(lines)[0]), verifier.verify(lines)[1])
    assert b'"sealed":' not in b"".join(lines)
    code, out, err = shell("import", "public.jsonl", "--db", "copy.db")
    assert (2, "") == (code, out)
    assert "it is a public export" in err


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("export", "council.db"), "there is such a file already"),
        (
            ("export", "nowhere/x.jsonl"),
            "nowhere/x.jsonl: there is no folder 'nowhere'",
        ),
        (("export", "letter.txt/x"), "letter.txt/x: there is no folder 'letter.txt'"),
        (("export", "."), ".: it is a folder"),
        (
            ("export", "y" * 252),
            f"{'y' * 252}: it cannot be written (File name too long)",
        ),
        (("import", "nowhere.jsonl"), "there is no such file"),
        (("import", "."), ".: it is a folder"),
        (("verify", "."), ".: it is a folder"),
        (("import", "letter.txt"), "line 1 is no line of one: it is no JSON"),
        (("import", "cut.jsonl", "--db", "new.db"), "without its last line"),
        (("import", "other.jsonl"), "case 'c' stands at version"),
        (("drain", "--limit", "0"), "--limit"),
        (("drain", "--source", ""), "an event needs a source"),
    ],
)
def test_what_cannot_be_moved_is_told_in_one_line(shell, two, words, told):
    """A file that is there, is not, or is none is exit 2 and one line."""
    shell("export", "one.jsonl", *two)
    whole = Path("one.jsonl").read_bytes()
    Path("cut.jsonl").write_bytes(whole[: whole.rindex(b'{"cases"')])
    Path("letter.txt").write_text("Sehr geehrte Damen und Herren", "utf-8")
    words_of_another = ("--id", "c", "--role", "decision", "--db", "other.db", *two[2:])
    shell("open", VORLAGE, "--as", "clerk:m", *words_of_another)
    shell("export", "other.jsonl", "--db", "other.db", *two[2:])
    before = Path("council.db").stat().st_size
    code, out, err = shell(*words, *(two[2:] if "--db" in words else two))

    assert (2, "") == (code, out)
    assert told in err
    assert "Traceback" not in err
    assert ".part" not in err
    assert before == Path("council.db").stat().st_size
    assert not list(Path().glob("*.part"))


def test_an_export_under_way_is_not_written_into(shell, two):
    """What another export is writing stays as it is, and nobody's file is removed."""
    Path("one.jsonl.part").write_text("half", "utf-8")
    code, out, err = shell("export", "one.jsonl", *two)

    assert (2, "") == (code, out)
    assert "one.jsonl.part" in err
    assert "half" == Path("one.jsonl.part").read_text("utf-8")
    assert not Path("one.jsonl").exists()


@pytest.mark.parametrize(
    "change",
    [
        "ratsflow_entries SET body = '[]'",
        "ratsflow_entries SET body = x'fffe'",
        "ratsflow_sealed SET payload = x'fffe'",
        "ratsflow_entries SET hash = x'fffe'",
    ],
)
def test_an_entry_that_was_changed_ends_an_export(shell, two, change):
    """A body or a content that is none is a broken log: exit 1, one line, and no file."""
    raw = sqlite3.connect("council.db")
    with raw:
        raw.execute(f"UPDATE {change}")
        raw.execute("UPDATE ratsflow_cases SET version = 'many'")
    raw.close()
    code, out, err = shell("export", "one.jsonl", *two)
    assert (1, "", 1) == (code, out, len(err.splitlines()))
    assert ", entry 1: " in err
    assert not list(Path().glob("one.jsonl*"))


def test_a_file_nested_without_end_is_no_export(shell, two):
    """A file that no reader can follow down is told as one that is no export."""
    Path("deep.jsonl").write_text("[" * 200_000, "utf-8")
    code, out, err = shell("verify", "deep.jsonl", *two)

    assert (2, "") == (code, out)
    assert "cannot be read as an exported log" in err
    assert 2 == verifier.main(["deep.jsonl"])


def test_a_forged_file_is_one_and_names_the_entry(shell, two):
    """A broken chain in a file is exit 1, for import and for verify."""
    shell("export", "one.jsonl", *two)
    forged = Path("one.jsonl").read_bytes().replace(b"clerk", b"klerk", 1)
    Path("one.jsonl").write_bytes(forged)
    code, _, err = shell("import", "one.jsonl", "--db", "copy.db", *two[2:])
    assert (1, True) == (code, "case 'c', entry 2" in err)
    code, out, err = shell("verify", "one.jsonl", *two)
    assert (1, "") == (code, out)
    assert "one.jsonl: case 'c', entry 2: its content does not match its hash" in err


def test_an_import_can_be_piped(shell, two, monkeypatch):
    """Without a file the lines come from the standard input, and go to the output."""
    code, out, _ = shell("export", *two)
    assert 0 == code
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(out.encode())))
    assert 0 == shell("import", "--db", "copy.db", *two[2:])[0]
    assert out == shell("export", "--db", "copy.db", *two[2:])[1]


def test_an_import_reads_from_a_named_pipe(shell, two):
    """What another program unpacks on the way is read like a file."""
    shell("export", "one.jsonl", *two)
    os.mkfifo("pipe")
    whole = Path("one.jsonl").read_bytes()
    writer = threading.Thread(
        target=Path("pipe").write_bytes, args=(whole,), daemon=True
    )
    writer.start()
    assert (0, "") == shell("import", "pipe", "--db", "copy.db", *two[2:])[::2]
    writer.join(5)


def test_a_drain_prints_each_event_once(shell, two):
    """Events are JSON Lines in the order of their cases; the next drain has nothing."""
    code, out, err = shell("drain", "--source", "/town", *two)
    events = [json.loads(line) for line in out.splitlines()]

    assert (0, "ratsflow: Events printed: 3.\n") == (code, err)
    assert ["c/1", "c/2", "s/1"] == [each["id"] for each in events]
    assert {"/town"} == {each["source"] for each in events}
    assert "Lesen vor Ort" not in out
    assert (0, "") == shell("drain", *two)[:2]


def test_events_of_two_municipalities_are_not_the_same(shell, two):
    """Cases of the same id in one database differ by source, whatever the tenant's name."""
    tenants = ("bielefeld", "bad homburg/höhe", "bad homburg%2Fhöhe")
    pairs = []
    for tenant in tenants:
        words = ("--id", "c", "--role", "decision", "--tenant", tenant, *two)
        assert 0 == shell("open", VORLAGE, "--as", "clerk:m", *words)[0]
        (line,) = shell("drain", "--tenant", tenant, *two)[1].splitlines()
        pairs.append((json.loads(line)["source"], json.loads(line)["id"]))

    assert [
        ("/ratsflow/bielefeld", "c/1"),
        ("/ratsflow/bad%20homburg%2Fh%C3%B6he", "c/1"),
        ("/ratsflow/bad%20homburg%252Fh%C3%B6he", "c/1"),
    ] == pairs


def test_a_drain_has_a_limit(shell, two):
    """Only so many are printed and noted; the rest comes with the next."""
    assert 2 == len(shell("drain", "--limit", "2", *two)[1].splitlines())
    assert 1 == len(shell("drain", "--json", *two)[1].splitlines())


def test_what_could_not_be_printed_comes_again(shell, two, monkeypatch):
    """A reader that goes away loses nothing: what it was not given is not noted as told."""

    class Broken(io.BytesIO):
        """Takes one line and breaks on the next."""

        def write(self, line):
            if self.tell():
                raise BrokenPipeError
            return super().write(line)

    pipe = Broken()
    with monkeypatch.context() as patched:
        patched.setattr(sys, "stdout", SimpleNamespace(buffer=pipe))
        code, _, err = shell("drain", *two)
    assert (2, True) == (code, "from case 'c', entry 2 on nothing was printed" in err)
    again = [json.loads(line)["id"] for line in shell("drain", *two)[1].splitlines()]

    assert "c/1" == json.loads(pipe.getvalue())["id"]
    assert ["c/2", "s/1"] == again


def test_long_work_shows_no_bar_where_nobody_watches(shell, two):
    """Progress goes to a terminal only: a file of errors stays empty."""
    assert "" == shell("export", "x.jsonl", *two)[2]
    assert "" == shell("import", "x.jsonl", "--db", "y.db", *two[2:])[2]


@pytest.mark.parametrize(
    ("words", "bars"),
    [
        (("export", "x.jsonl"), ["writing entries"]),
        (("verify",), ["verifying entries"]),
        (("verify", "--seal", "a.seal", "--key", "pub"), ["comparing with the seal"]),
        (
            ("seal", "b.seal", "--key", "key.pem", "--previous", "a.seal"),
            ["verifying entries", "comparing with the seal"],
        ),
        (("migrate", "--plan"), ["planning the migration"]),
        (("migrate", "--as", "clerk:m", "--reason", "x"), ["migrating cases"]),
    ],
)
def test_long_work_shows_a_bar_on_a_terminal(shell, two, monkeypatch, words, bars):
    """Where somebody watches, a full bar is drawn on the error stream, not on the output."""

    class Terminal(io.StringIO):
        """A screen."""

        def isatty(self):
            return True

    made = shell("seal", "a.seal", "--key", "key.pem", "--new-key", "--json", *two)
    Path("pub").write_text(json.loads(made[1])["public_key"], "ascii")
    screen = Terminal()
    with monkeypatch.context() as patched:
        patched.setattr(sys, "stderr", screen)
        patched.setenv("TERM", "xterm")
        code, out, _ = shell(*words, *two)

    assert 0 == code, screen.getvalue()
    assert "100%" in screen.getvalue()
    for bar in bars:
        assert bar in screen.getvalue()
        assert bar not in out


def test_only_a_public_export_is_for_everybody(shell, two):
    """The file of a whole one can be read by its owner alone, whatever the user's mask."""
    before = os.umask(0o022)
    try:
        shell("export", "whole.jsonl", *two)
        shell("export", "public.jsonl", "--public", *two)
    finally:
        os.umask(before)
    modes = [
        Path(f"{name}.jsonl").stat().st_mode & 0o777 for name in ("whole", "public")
    ]
    assert [0o600, 0o644] == modes


def test_what_is_exported_as_oparl_is_valid_and_what_is_not_is_told(shell, two):
    """Message @ path, 1 where there is anything; JSON for scripts."""
    base = "https://example.org/oparl"
    shell("export", "town.json", "--oparl", base, *two)
    code, out, _ = shell("oparl", "validate", "town.json", "--lang", "en")
    assert (0, "Valid OParl: 1 documents.\n") == (code, out)
    dump = json.loads(Path("town.json").read_text("utf-8"))
    dump["paper"] = [
        {"id": base, "type": "https://schema.oparl.org/1.1/Paper", "date": "x"}
    ]
    Path("town.json").write_text(json.dumps(dump), "utf-8")
    code, out, _ = shell("oparl", "validate", ".", "--lang", "de")
    assert 1 == code
    assert "town.json: dort steht kein Datum. @ /paper/0/date" in out
    code, out, _ = shell("oparl", "validate", "town.json", "--json")
    assert 1 == code
    assert "/paper/0/date" == json.loads(out)["faults"][0]["path"]
    Path("torn.json").write_text("{", "utf-8")
    code, out, err = shell("oparl", "validate", "torn.json")
    assert (2, "") == (code, out)
    assert "torn.json" in err
    Path("odd.json").write_text(json.dumps({"a\nfine.json: b\x1b[2J": [5]}), "utf-8")
    code, out, _ = shell("oparl", "validate", "odd.json")
    assert 2 == len(out.splitlines())
    assert "\x1b" not in out


def test_an_agenda_is_printed_as_oparl(shell, db):
    """With the address that was named; one that is none is refused."""
    words = ("agenda", "Rat", "2026-03-12", "--form", "oparl", *db)
    code, out, err = shell(*words, "--base", "https://example.org/o")
    assert 0 == code, err
    assert json.loads(out)["id"].startswith("https://example.org/o/meeting/Rat")
    assert 2 == shell(*words, "--base", "here")[0]
