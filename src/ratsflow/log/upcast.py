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


def _without_law(row: dict[str, Any]) -> dict[str, Any]:
    """Return a row that names no values of law: nobody wrote down which were in force."""
    return {**row, "law": ""}


UPCASTERS: Mapping[int, Upcaster] = {1: _same, 2: _without_law}
"""By schema, what makes a plain row of the next schema of it.

Schema 2 can seal the words of an override and the names of who acted. A reader of schema 1
would take their digests for inputs and the empty words for what was said.

Schema 3 names the values of law that were in force, by their digest.
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
