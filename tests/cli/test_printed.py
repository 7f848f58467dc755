"""What is printed is harmless, and whatever a named file of code does, we end as ever."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import unicodedata

from pathlib import Path

import pytest

from hypothesis import given
from hypothesis import strategies as st
from rich.text import Text as Styled

from ratsflow import Actor, Motion, Office, SqlStore
from ratsflow.cli.app import run
from ratsflow.cli.console import Console
from ratsflow.cli.printed import harmless
from ratsflow.model import Consultation, CostStatement, Organization


TOWN = """
from ratsflow import Procedure, Rule, State, Step, unmet
BAD = "x\\x1b[2J\\x9b2J\\u202e"
rules = [Rule("told", lambda q: unmet(q.motion.title, BAD), label=BAD)]
town = Procedure(
    "town",
    ["draft", State("done", final=True)],
    [
        Step("go", "draft", "done", by="clerk", label="Go"),
        Step("no", "draft", "done", by="clerk", guards="told"),
    ],
    rules,
    roles=["clerk"],
)
"""
BAD = (
    "Bank \x1b[8mhidden\x1b[0m \x9b2J \u202eknaB \x07\x7f\x00\u2066\r\b\nState: closed"
)
EVIL = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


@pytest.fixture(name="town")
def _town(tmp_path, monkeypatch):
    """Keep a case in which everything that can hold a text holds a bad one."""
    monkeypatch.chdir(tmp_path)
    Path("town.py").write_text(TOWN, encoding="utf-8")
    space: dict = {}
    exec(TOWN, space)  # noqa: S102  # our own, above
    who = Actor("m\x1b[2J", BAD.replace("\x00", ""), roles=["clerk"])
    stored = BAD.replace("\x00", "")
    with SqlStore("x.db") as store:
        office = Office(space["town"], store, record_refusals=True)
        body = Organization(stored, members=5)
        office.open(
            Motion(stored, public=True, reference=stored[:20], proposal=stored),
            who,
            case_id="A",
            consultations=[Consultation("c\x1b[2J", body, public=True)],
        )
        office.open(
            Motion(
                "t",
                public=True,
                cost_statement=CostStatement("amount", coverage=stored),
            ),
            who,
            case_id="B\x1b[2J",
        )
    return ["--db", "x.db", "--procedure", "town.py:town"]


@pytest.mark.parametrize("lang", ["de", "en"])
@pytest.mark.parametrize(
    "words",
    [
        ["show", "A"],
        ["show", "A", "--all"],
        ["show", "B"],
        ["log", "A"],
        ["explain", "A", "no", "--as", "clerk:m\x1b[2J"],
        ["explain", "A", "go\x1b[2J"],
        ["take", "A", "no", "--as", "clerk:m\x1b[2J"],
        ["take", "A", "go", "--as", "clerk:m", "--input", "x\x1b[2J=1"],
        ["take", "A", "go", "--as", "cl\x1b[2Jerk:m"],
        ["show", "zz\x1b[2J\u202e"],
        ["verify"],
        ["draw", "A"],
        ["migrate", "--dry-run"],
        ["no\x1b[2J"],
        ["show", "A", "--no\x1b[2J"],
        ["tally", "--state", "N\x1b[2J"],
    ],
    ids=lambda each: " ".join(each).encode("ascii", "backslashreplace").decode(),
)
def test_no_command_prints_what_a_terminal_obeys(town, capsys, words, lang):
    """Titles, names, ids, findings, and what was typed: shown, not obeyed."""
    known = words[0] in ("show", "log", "explain", "take", "verify", "draw", "migrate")
    run([*words, *(town if known else []), *(["--lang", lang] if known else [])])
    told = capsys.readouterr()
    assert [] == EVIL.findall(told.out) + EVIL.findall(told.err)
    assert "State: closed" not in told.out.splitlines()


@pytest.mark.parametrize("words", [["show", "A"], ["log", "A"], ["verify"]])
def test_json_stays_json_and_harmless(town, capsys, words):
    """Escaped, so that whoever reads it gets the very text."""
    run([*words, *town, "--json"])
    told = capsys.readouterr().out
    assert [] == EVIL.findall(told)
    found = json.loads(told)
    if words[0] == "show":
        assert BAD.replace("\x00", "") == found["motion"]["title"]


@given(st.text())
def test_what_is_harmless_is_left_as_it_is(text):
    """Nothing but commands is replaced, sign for sign."""
    told = harmless(text)
    assert len(text) == len(told)
    assert not EVIL.search(told)
    for before, after in zip(text, told, strict=True):
        assert before == after or unicodedata.category(before) in (
            "Cc",
            "Cf",
            "Zl",
            "Zp",
        )


def test_styles_of_our_own_stay(capsys):
    """Bold is ours to say, a title's escapes are not."""
    console = Console(force_terminal=True, color_system="standard", width=60)
    console.print(Styled("a\x1b[2Jb", style="bold"))
    told = capsys.readouterr().out
    assert "\x1b[1m" in told
    assert "\x1b[2J" not in told


def shell(*words, **about):
    return subprocess.run(
        [sys.executable, "-m", "ratsflow", *words],
        capture_output=True,
        text=True,
        check=False,
        **about,
    )


@pytest.mark.parametrize(
    "code",
    [
        "import sys; sys.exit(0)",
        "import sys; sys.exit('bye')",
        "raise SystemExit",
        "raise BaseException('x')",
        "class Own(BaseException): pass\nraise Own",
        "def town():\n    raise SystemExit(0)",
        "import sys\ndef town():\n    sys.exit(0)",
        "raise GeneratorExit",
        "1 +",
    ],
)
def test_code_that_leaves_does_not_decide_how_we_end(
    tmp_path, capsys, code, monkeypatch
):
    """It is a wrong call, told in one line, and never done, refused or whole."""
    monkeypatch.chdir(tmp_path)
    Path("town.py").write_text(code, encoding="utf-8")
    assert 2 == run(["draw", "town.py:town"])
    told = capsys.readouterr()
    assert ("", 1) == (told.out, len(told.err.splitlines()))


def test_a_rule_that_leaves_does_not_decide_how_we_end(town, capsys):
    """Nor when it is asked."""
    code = TOWN.replace("unmet(q.motion.title, BAD)", "exit(0)")
    Path("town.py").write_text(code, encoding="utf-8")
    assert 2 == run(["explain", "A", "no", "--as", "clerk:m", *town])
    assert "sys.exit(0)" in capsys.readouterr().err


@pytest.mark.parametrize(
    "words",
    [
        ["rules", "--markdown"],
        ["rules", "--json"],
        ["rules"],
        ["show", "A"],
        ["log", "A"],
        ["export", "-", "--db", "x.db"],
    ],
    ids=" ".join,
)
def test_a_reader_that_has_enough_is_no_refusal(town, words):
    """The exit code is that of a closed pipe, and nobody is told of it."""
    reading, writing = os.pipe()
    os.close(reading)
    more = town if words[0] in ("show", "log") else []
    done = subprocess.run(
        [sys.executable, "-m", "ratsflow", *words, *more],
        stdout=writing,
        stderr=subprocess.PIPE,
        check=False,
    )
    os.close(writing)
    assert (141, b"") == (done.returncode, done.stderr)


def test_help_says_that_code_is_run():
    """Before somebody names a file that came by mail."""
    assert "code is run" in " ".join(shell("show", "--help").stdout.split())
