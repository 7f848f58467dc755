"""The tables of sentences and the code that says them know each other."""

from __future__ import annotations

import ast
import tomllib

from collections.abc import Iterator
from pathlib import Path
from string import Formatter

import pytest

import ratsflow


SOURCE = Path(ratsflow.__file__).parent
FLOORS = ("law", "procedure")
CALLS = {"said", "problem"}


def rows_of(floor: str) -> dict[str, dict[str, str]]:
    """Return the sentences of a floor, by dotted key."""
    text = (SOURCE / floor / "sentences.toml").read_text("utf-8")
    tables = tomllib.loads(text)
    return {f"{a}.{b}": row for a, rows in tables.items() for b, row in rows.items()}


def names_in(text: str) -> set[str]:
    """Return the values that a sentence names."""
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


def calls_of(floor: str) -> Iterator[tuple[str, str, set[str]]]:
    """Yield where a sentence is said, its key, and the values that are handed in."""
    for path in sorted((SOURCE / floor).rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name):
                continue
            key = node.args[0] if node.args else None
            if node.func.id in CALLS and isinstance(key, ast.Constant):
                given = {each.arg or "" for each in node.keywords} - {"code"}
                if node.func.id == "problem":
                    given |= {"about"}
                yield f"{path.name}:{node.lineno}", str(key.value), given


@pytest.mark.parametrize("floor", FLOORS)
def test_a_sentence_gets_the_values_that_it_names_and_no_others(floor):
    """A value that is missing would fail where a mistake is to be told."""
    rows = rows_of(floor)
    for place, key, given in calls_of(floor):
        assert key in rows, (place, key)
        named = names_in(rows[key]["de"]) | names_in(rows[key]["en"])
        assert given - {"about"} <= named <= given, (place, key)


@pytest.mark.parametrize("floor", FLOORS)
def test_every_sentence_is_said_somewhere(floor):
    """What nobody says any more is taken out of the table."""
    assert {key for _, key, _ in calls_of(floor)} >= set(rows_of(floor))


@pytest.mark.parametrize("floor", FLOORS)
def test_every_sentence_stands_in_both_languages(floor):
    """And the German one is no copy of the English one."""
    for key, row in rows_of(floor).items():
        assert {"de", "en"} == set(row), key
        assert row["de"] != row["en"], key
