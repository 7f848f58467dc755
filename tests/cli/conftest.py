"""A shell for the tests of this folder, and a database with one open case."""

from __future__ import annotations

import sys

from pathlib import Path

import pytest


sys.path.insert(0, str(Path(__file__).parent))  # tests are imported by their path

from described import hold_output
from papers import SMALL, VORLAGE
from ratsflow.cli.app import run


@pytest.fixture(name="shell")
def _shell(tmp_path, capsys, monkeypatch):
    """Return a function that runs a command line and returns (exit code, out, err)."""
    monkeypatch.chdir(tmp_path)

    def shell(*words: str) -> tuple[int, str, str]:
        code = run(words)
        told = capsys.readouterr()
        if words[:1] == ("drain",) and told.out.startswith("{"):
            hold_output(told.out)
        return code, told.out, told.err

    return shell


@pytest.fixture(name="db")
def _db(shell):
    """Return the options that name a database with one open case called c."""
    where = ("--db", "council.db", "--procedure", SMALL, "--lang", "en")
    code, _, err = shell(
        "open",
        VORLAGE,
        "--as",
        "clerk:meier",
        "--id",
        "c",
        "--role",
        "decision",
        *where,
    )
    assert 0 == code, err
    return where
