"""Below the states no law of any: no name, no paragraph, no number of a statute."""

from __future__ import annotations

import ast
import re

from collections.abc import Iterator
from pathlib import Path

import ratsflow


FOLDER = Path(ratsflow.__file__).parent / "law"
STATES = (
    *("NRW", "BW", "BY", "HE", "NI"),
    *("Nordrhein", "Westfalen", "Württemberg", "Bayern", "Hessen", "Niedersachsen"),
    *("Bavaria", "Hesse", "Saxony", "North Rhine"),
)
NAMED = re.compile(rf"\b({'|'.join(STATES)})\b|§|\bArt\. ?\d|\bGemO\b|\bHGO\b|NKomVG")
ALLOWED = {
    ("municipality.py", "NRW"): "the state that version 0.1 meant, a default argument",
    ("periods.py", "NRW"): "by what name the calendar knows a state",
    ("norms.py", "§§?|Art"): "what a paragraph consists of",
    ("paragraphs.py", "§"): "the sign that it reads in citations",
    ("norms.py", "§"): "how a bare paragraph begins",
}
"""Why a text that names a state or a paragraph may stand there."""


def literals(path: Path) -> Iterator[tuple[int, str]]:
    """Yield the texts of a file that are no docstrings, with their lines."""
    tree = ast.parse(path.read_text("utf-8"))
    prose = {
        id(node.value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    }
    for node in ast.walk(tree):
        is_text = isinstance(node, ast.Constant) and isinstance(node.value, str)
        if is_text and id(node) not in prose:
            yield node.lineno, node.value


def found_in(folder: Path) -> list[str]:
    """Return every text that names a state or a paragraph and is not allowed."""
    return [
        f"{path.relative_to(folder)}:{line}: {text}"
        for path in sorted(folder.rglob("*.py"))
        for line, text in literals(path)
        if NAMED.search(text)
        and not any(
            path.name == name and text.startswith(begin) for name, begin in ALLOWED
        )
    ]


def test_no_state_and_no_paragraph_below_the_states():
    """They stand in the tables of norms."""
    assert [] == found_in(FOLDER)


def test_a_planted_one_is_found(tmp_path):
    """A number's paragraph, a state's name, and no docstring."""
    (tmp_path / "x.py").write_text('"""§ 48 GO NRW."""\nA = "§ 48"\nB = ("Hessen",)\n')
    assert ["x.py:2: § 48", "x.py:3: Hessen"] == found_in(tmp_path)


def test_every_allowance_is_needed():
    """What is gone needs none."""
    texts = {
        (path.name, text) for path in FOLDER.rglob("*.py") for _, text in literals(path)
    }
    for name, begin in ALLOWED:
        assert any(file == name and text.startswith(begin) for file, text in texts)
