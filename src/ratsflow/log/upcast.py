"""Upcasting: an entry of any earlier schema is read as one of the present.

The bytes that were hashed are never rewritten. When the form of an entry changes, `SCHEMA`
goes up by one and the function that turns a row of the form before into the new one joins
`UPCASTERS`. Entries of every released schema lie under ``tests/fixtures`` and are read by a
test for ever.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any


SCHEMA = 3
"""Version of the entry's form; readers of later versions read every earlier one."""

Upcaster = Callable[[dict[str, Any]], dict[str, Any]]


def _same(row: dict[str, Any]) -> dict[str, Any]:
    """Return a row as it is: every row of its schema is one of the next."""
    return row


_MEANT: Mapping[tuple[str, str], tuple[str, ...]] = {
    ("consultation", "open"): ("called",),
    ("consultation", "voted"): ("decided",),
    ("suspension", "cleared"): ("over",),
    ("suspension", "replaced"): ("over",),
    ("suspension", "annulled"): ("over",),
}
"""What schema 2 read from the names of states, and nothing else."""


def _told_by_name(row: dict[str, Any]) -> dict[str, Any]:
    """Say of each move what the state means to which it led, and that no law was named.

    Nobody wrote down which values of law were in force.
    """
    moves = [
        [*move, *_MEANT.get((lifecycle, target), ())]
        for move in row["moves"]
        for lifecycle, _, _, target in (move,)
    ]
    return {**row, "law": "", "moves": moves}


UPCASTERS: Mapping[int, Upcaster] = {1: _same, 2: _told_by_name}
"""By schema, what makes a plain row of the next schema of it.

Schema 2 can seal the words of an override and the names of who acted. A reader of schema 1
would take their digests for inputs and the empty words for what was said.

Schema 3 names the values of law that were in force, by their digest, and says in a move
what the state means to which it leads; before, the names of states meant it.
"""


def upcast(
    row: dict[str, Any],
    upcasters: Mapping[int, Upcaster] = UPCASTERS,
    schema: int = SCHEMA,
) -> dict[str, Any]:
    """Return a row of an earlier schema in the present form.

    Args:
        row: the parsed body of an entry.
        upcasters: by schema, what makes a row of the next one.
        schema: the schema to reach.

    Raises:
        KeyError: there is no way from its schema.
    """
    while row["schema"] < schema:
        before = row["schema"]
        row = {**upcasters[before](row), "schema": before + 1}
    return row
