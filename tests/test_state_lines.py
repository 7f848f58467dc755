"""What a state costs in lines, as docs/states.md says it.

    python tests/test_state_lines.py

prints the table. The docs may lag behind by a fifth, so that not every line is theirs.
"""

from __future__ import annotations

import re
import tomllib

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest

from ratsflow import procedures


ROOT = Path(__file__).parents[1]
FOLDER = ROOT / "src" / "ratsflow" / "states"
STATES = ("common", "nrw", "bw", "by")
ROWS: Mapping[str, Callable[[Path], Iterator[Path]]] = {
    "norms": lambda state: state.glob("norms.toml"),
    "topics": lambda state: state.glob("topics.toml"),
    "rules": lambda state: state.glob("rules/*.toml"),
    "steps, states, groups, texts": lambda state: (
        file
        for name in ("steps", "states", "groups", "texts")
        for file in state.glob(f"{name}.toml")
    ),
    "words, head": lambda state: (
        file for name in ("words", "state") for file in state.glob(f"{name}.toml")
    ),
    "Python": lambda state: state.rglob("*.py"),
    "examples": lambda state: state.glob("examples/*.example.toml"),
    "town and tour": lambda state: (
        file for name in ("town*.toml", "tour*") for file in state.glob(name)
    ),
}
TOTAL = "in all, without examples, town and tour"


def counted() -> dict[str, list[int]]:
    """Return the lines of each kind of file, by state."""
    found = {
        row: [lines(files(FOLDER / state)) for state in STATES]
        for row, files in ROWS.items()
    }
    own = [numbers for row, numbers in found.items() if row not in ("examples", "town and tour")]  # fmt: skip
    asked = [procedures()[each.upper()] for each in STATES[1:]]
    shared = {
        rule.id for each in asked for rule in each.rules if "common/" in rule.place
    }
    steps = tomllib.loads((FOLDER / "common" / "steps.toml").read_text("utf-8"))
    return {
        **found,
        TOTAL: [sum(each) for each in zip(*own, strict=True)],
        "rules asked": [len(shared), *(len(each.rules) for each in asked)],
        "of them in `common`": [
            len(shared),
            *(sum("common/" in rule.place for rule in each.rules) for each in asked),
        ],
        "steps": [len(steps), *(len(each.steps) for each in asked)],
    }


def lines(files: Iterator[Path]) -> int:
    """Return how many lines files have."""
    return sum(len(file.read_text("utf-8").splitlines()) for file in files)


def table() -> str:
    """Return the table of docs/states.md."""
    rows = [
        "| lines | `common` | NRW | BW | BY (begun) |",
        "|---|---|---|---|---|",
        *(f"| {row} | {' | '.join(map(str, numbers))} |" for row, numbers in counted().items()),
    ]  # fmt: skip
    return "\n".join(rows)


@pytest.mark.parametrize(("row", "numbers"), counted().items())
def test_the_docs_say_what_a_state_costs(row, numbers):
    """Each number holds, or is a fifth off at most; else print the table anew."""
    docs = (ROOT / "docs" / "states.md").read_text("utf-8")
    found = re.search(rf"^\| {re.escape(row)} \|(.+)\|$", docs, re.MULTILINE)
    assert found is not None, row
    told = [int(each) for each in found[1].split("|")]
    for said, real in zip(told, numbers, strict=True):
        off = real / (3 if row == "examples" else 5)  # examples are written every day
        assert abs(said - real) <= max(50, off), table()


if __name__ == "__main__":
    print(table())  # noqa: T201  # for the docs
