"""Forms are data; what is wrong in a form file is named with its path."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

import pytest

from ratsflow.errors import DefinitionError, InvalidInputError, UnknownNameError
from ratsflow.papers import load_form, parse_form, read_paper, shipped_forms


SOURCE = (files("ratsflow.papers") / "data" / "bielefeld.toml").read_text(
    encoding="utf-8"
)


def test_the_shipped_forms_load() -> None:
    """Bielefeld and Karlsruhe come with the library."""
    assert ["bielefeld", "karlsruhe"] == [form.id for form in shipped_forms()]


def test_an_unknown_form_names_those_there_are() -> None:
    """The error lists the shipped ones."""
    with pytest.raises(UnknownNameError, match="bielefeld, karlsruhe"):
        load_form("entenhausen")


def test_a_form_of_ones_own_is_a_file(tmp_path: Path) -> None:
    """Other labels in a file make another form, without code."""
    path = tmp_path / "form.toml"
    own = SOURCE.replace('"Begründung"', '"Sachverhalt"').replace("Bielefeld", "Muster")
    path.write_text(own, encoding="utf-8")
    text = "Beschlussvorschlag:\n\nJa.\n\nSachverhalt:\n\nDarum.\n"

    assert "Darum." == read_paper(text, load_form(path)).motion.reasons


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ('id = "bielefeld"', 'idd = "bielefeld"', "idd"),
        ('"decision_paper"\n', '"entscheidung"\n', "titles"),
        ('field = "reasons"', 'field = "grund"', "'grund' is no field"),
        ('part = "body"', 'part = "wer"', "'wer' is no field"),
        ('labels = ["Begründung"]', 'labels = ["Beschlussvorschlag"]', "two sections"),
        ('labels = ["Begründung"]', 'labels = [" "]', "empty label"),
        ('labels = ["Begründung"]', "labels = 3", r"\$\.sections\[4\]\.labels"),
    ],
)
def test_a_wrong_form_names_the_place(old: str, new: str, problem: str) -> None:
    """Every problem is a message with the path of the value."""
    assert old in SOURCE
    with pytest.raises(DefinitionError, match=problem):
        parse_form(SOURCE.replace(old, new, 1))


def test_a_form_that_is_no_toml_is_refused() -> None:
    """Broken TOML is one sentence."""
    with pytest.raises(InvalidInputError, match="no TOML"):
        parse_form("id = ")


def test_a_form_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    """A missing file is one sentence."""
    with pytest.raises(InvalidInputError, match="cannot be read"):
        load_form(tmp_path / "none.toml")
