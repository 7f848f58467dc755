"""Worked examples: the shipped ones hold, and one that does not is told."""

from __future__ import annotations

import importlib

from pathlib import Path

import pytest

import ratsflow.states

from ratsflow.cli.app import run
from ratsflow.errors import InvalidInputError
from ratsflow.testing.examples import load_examples, run_example


SHIPPED = load_examples(Path(ratsflow.states.__file__).parent)


def has_procedure(state: str) -> bool:
    """Tell whether a state is shipped with a procedure, not only with norms."""
    module = importlib.import_module(f"ratsflow.states.{state.lower()}")
    return getattr(getattr(module, "STATE", None), "procedure", None) is not None


FILE = """\
state = "NRW"

[usual]
day = 2026-03-19
role = "chair"
paper = { type = "decision_paper", topics = [], public = true }
body = { kind = "council", members = 67 }
item = { state = "open", public = true }

[[example]]
id = "33-of-67"
says = "33 von 67 sind zu wenig."
when = "vote"
given.ballot = { present = 33, yes = 20, no = 13 }
then = { quorum_doubtful = "unmet ≥ 34", outcome = "adopted" }

[[example]]
id = "not-counted"
says = "Niemand hat gezählt."
when = { step = "vote", by = "council_office" }
given.ballot = { yes = 20, no = 13 }
then = { quorum_doubtful = "unknown ballot.present" }

[[count]]
id = "fifth-of-66"
says = "Ein Fünftel von 66 sind 14."
norm = "convening.share"
of = 66
then = 14
"""


def test_there_are_examples_for_several_chapters():
    """A folder that nobody finds would hold for ever."""
    assert 80 <= len(SHIPPED)
    assert all(each.says and each.states for each in SHIPPED)


@pytest.mark.parametrize(
    ("example", "state"),
    [
        (each, state)
        for each in SHIPPED
        for state in each.states
        if has_procedure(state)
    ],
    ids=lambda part: getattr(part, "id", part),
)
def test_what_the_shipped_examples_say_comes_out(example, state):
    """Each is asked of the procedure of its state."""
    assert () == run_example(example, state)


@pytest.fixture
def file(tmp_path):
    """A file of examples that hold."""
    path = tmp_path / "town.example.toml"
    path.write_text(FILE, "utf-8")
    return path


def test_a_council_office_asks_its_own(file, capsys):
    """All hold: exit code 0, and one line says how many."""
    assert 0 == run(["test", str(file), "--lang", "de"])
    assert "3 von 3 Beispielen stimmen.\n" == capsys.readouterr().out


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("unmet ≥ 34", "met", "quorum_doubtful"),
        ("unmet ≥ 34", "unmet ≥ 35", "unmet ≥ 35"),
        ('outcome = "adopted"', 'outcome = "rejected"', "adopted_unchanged"),
        ("unknown ballot.present", "unknown ballot.yes", "ballot.present"),
        ("then = 14", "then = 13", "14"),
        ("quorum_doubtful =", "quorum_dubious =", "no rule"),
    ],
)
def test_what_comes_out_otherwise_is_told(file, capsys, old, new, said):
    """Exit code 1; the example is named with its line, and what came out."""
    assert old in FILE
    file.write_text(FILE.replace(old, new, 1), "utf-8")
    assert 1 == run(["test", str(file), "--lang", "en"])
    out = capsys.readouterr().out
    assert "town.example.toml:" in out
    assert said in out
    assert "2 of 3 examples hold." in out


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("present = 33", "presence = 33", "presence"),
        ("says =", "sais =", "sais"),
        ("[[example]]", "[[example]", "cannot be read"),
        ('when = "vote"', 'when = "vot"', "vot"),
        ('norm = "convening.share"', 'norm = "convening.shares"', "convening.share"),
    ],
)
def test_a_slip_of_the_pen_is_no_failed_example(file, capsys, old, new, said):
    """What cannot be asked is a wrong call: exit code 2, in one line."""
    file.write_text(FILE.replace(old, new, 1), "utf-8")
    code = run(["test", str(file), "--lang", "en"])
    told = "".join(capsys.readouterr())
    assert said in told
    assert "Traceback" not in told
    assert 2 == code


def test_nothing_to_ask_is_not_right(tmp_path):
    """An empty folder proves nothing."""
    assert 1 == run(["test", str(tmp_path)])
    assert 2 == run(["test", str(tmp_path / "gone")])


def test_a_file_that_is_none_is_named(tmp_path):
    """Its name stands in the message."""
    path = tmp_path / "broken.example.toml"
    path.write_bytes(b"\xff")
    with pytest.raises(InvalidInputError, match=r"broken\.example\.toml"):
        load_examples(path)
