"""What the shell offers behind TAB."""

from __future__ import annotations

import os
import subprocess
import sys

from pathlib import Path

import pytest


ROOT = Path(__file__).parents[2] / "examples"
PAPER = ROOT / "vorlagen" / "lesesommer.txt"


@pytest.fixture(name="offered")
def _offered(shell, monkeypatch):
    """Return a function that asks what is offered for the last of some words."""

    def offered(*words: str) -> list[str]:
        with monkeypatch.context() as patch:
            patch.setenv("_RATSFLOW_COMPLETE", "bash_complete")
            patch.setenv("COMP_WORDS", " ".join(["ratsflow", *words]))
            patch.setenv("COMP_CWORD", str(len(words)))
            code, out, err = shell()
        assert (0, "") == (code, err)
        return [line.partition(",")[2] for line in out.splitlines() if line]

    return offered


@pytest.fixture(name="opened", autouse=True)
def _opened(shell):
    for case in ("0322", "0323", "17"):
        opening = ("--as", "author:kurz", "--role", "decision", "--id", case)
        assert 0 == shell("open", str(PAPER), *opening)[0]


def test_commands_and_states(offered):
    assert ["explain", "export"] == offered("ex")
    assert "nrw" in offered("tally", "--state", "n")


def test_ids_of_cases(offered):
    assert ["0322", "0323"] == offered("show", "03")
    assert ["0322", "0323", "17"] == offered("log", "")
    assert ["17"] == offered("migrate", "1")


def test_ids_of_the_database_that_is_named(offered, shell):
    opening = ("--as", "author:kurz", "--role", "decision", "--id", "elsewhere")
    assert 0 == shell("open", str(PAPER), *opening, "--db", "other.db")[0]
    assert ["elsewhere"] == offered("show", "--db", "other.db", "")
    Path("ratsflow.toml").write_text('db = "other.db"\n', encoding="utf-8")
    assert ["elsewhere"] == offered("show", "")


def test_steps_that_can_start_where_the_case_stands(offered):
    assert "submit" in offered("take", "0322", "")
    assert "close" not in offered("take", "0322", "")
    assert ["submit"] == offered("explain", "0322", "sub")


def test_all_steps_where_the_case_is_not_known(offered):
    assert ["close"] == offered("take", "nobody", "clos")


def test_roles(offered):
    assert "alderman:" in offered("take", "0322", "submit", "--as", "al")
    assert "i.V.alderman:" in offered("take", "0322", "submit", "--as", "i.V.al")
    assert "author+mayor:" in offered("take", "0322", "submit", "--as", "author+ma")
    assert [] == offered("take", "0322", "submit", "--as", "author:k")


def test_where_nothing_can_be_read_nothing_is_offered(offered):
    assert [] == offered("show", "--db", "nowhere.db", "")
    Path("no.db").write_bytes(b"no database")
    assert [] == offered("show", "--db", "no.db", "")


def test_no_code_is_run(offered):
    """A TAB is no call: a file that is named stays unread."""
    Path("bad.py").write_text("raise SystemExit(3)\n", encoding="utf-8")
    asked = ("take", "--procedure", "bad.py:town", "0322")
    assert isinstance(offered(*asked, "s"), list)
    assert [] == offered(*asked, "submit", "--as", "a")


def test_a_real_bash_completes(tmp_path):
    """By its own code, sourced as the page says."""
    done = subprocess.run(
        ["bash", "-c", BASH],
        capture_output=True,
        text=True,
        check=False,
        env={
            **os.environ,
            "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
            "HOME": str(tmp_path),
        },
    )
    assert "0322 0323" == done.stdout.strip(), done.stderr


BASH = """
eval "$(_RATSFLOW_COMPLETE=bash_source ratsflow)"
COMP_WORDS=(ratsflow show 03); COMP_CWORD=2; COMPREPLY=()
_ratsflow_completion ratsflow
echo "${COMPREPLY[@]}"
"""
