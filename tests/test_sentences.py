"""The tables of sentences and the code that says them know each other."""

from __future__ import annotations

import ast
import re
import tomllib

from collections.abc import Iterator
from pathlib import Path
from string import Formatter
from typing import Any

import pytest

import ratsflow


SOURCE = Path(ratsflow.__file__).parent
FLOORS = ("law", "procedure")
CALLS = {"said", "problem", "invalid"}
WORDS = re.compile(r"[a-zäöüß]{2,} [a-zäöüß]{2,}")


def rows_of(floor: str) -> dict[str, dict[str, str]]:
    """Return the sentences of a floor, by dotted key; a cure is a sentence of its own."""
    text = (SOURCE / floor / "sentences.toml").read_text("utf-8")
    tables = tomllib.loads(text)
    return {f"{a}.{b}": row for a, rows in tables.items() for b, row in rows.items()}


def wordings_of(row: dict[str, Any]) -> Iterator[dict[str, str]]:
    """Yield a sentence, and its cure, each with both wordings."""
    row = dict(row)
    if "cure" in row:
        yield row.pop("cure")
    yield row


def names_in(row: dict[str, Any]) -> set[str]:
    """Return the values that a sentence and its cure name."""
    texts = [text for each in wordings_of(row) for text in each.values()]
    parts = [part for text in texts for part in Formatter().parse(text)]
    return {name for _, name, _, _ in parts if name is not None}


def calls_in(tree: ast.AST) -> Iterator[tuple[int, str, set[str]]]:
    """Yield the line, the key and the values of each sentence that is said by its key."""
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call) or not node.args:
            continue
        called = node.func
        name = called.attr if isinstance(called, ast.Attribute) else ""
        name = called.id if isinstance(called, ast.Name) else name
        key = node.args[0]
        if name == "text" and isinstance(called, ast.Attribute):
            name = "said" if ast.unparse(called.value) == "said" else ""
        if name in CALLS and isinstance(key, ast.Constant):
            given = {each.arg or "" for each in node.keywords} - {"code"}
            if "" in given:
                continue  # handed on by a function that has the key too
            yield node.lineno, str(key.value), given | ABOUT.get(name, set())


ABOUT = {"problem": {"about"}}
"""What a call hands in that stands in no keyword."""


def trees_of(floor: str) -> Iterator[tuple[str, ast.AST]]:
    """Yield each module of a floor."""
    for path in sorted((SOURCE / floor).rglob("*.py")):
        yield path.name, ast.parse(path.read_text("utf-8"))


@pytest.mark.parametrize("floor", FLOORS)
def test_a_sentence_gets_the_values_that_it_names_and_no_others(floor):
    """A value that is missing would fail where a mistake is to be told."""
    rows = rows_of(floor)
    for module, tree in trees_of(floor):
        for line, key, given in calls_in(tree):
            assert key in rows, (module, line, key)
            named = names_in(rows[key])
            assert given - {"about"} <= named <= given, (module, line, key)


@pytest.mark.parametrize("floor", FLOORS)
def test_every_sentence_is_said_somewhere(floor):
    """What nobody says any more is taken out of the table."""
    texts = {
        node.value
        for _, tree in trees_of(floor)
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }
    assert set() == {
        key
        for key in rows_of(floor)
        if key not in texts and f"{key.partition('.')[0]}." not in texts
    }


@pytest.mark.parametrize("floor", FLOORS)
def test_every_sentence_stands_in_both_languages(floor):
    """And the German one is no copy of the English one."""
    for key, row in rows_of(floor).items():
        for wording in wordings_of(row):
            assert {"de", "en"} == set(wording), key
            is_copy = wording["de"] == wording["en"]
            assert not (is_copy and WORDS.search(wording["en"])), key
