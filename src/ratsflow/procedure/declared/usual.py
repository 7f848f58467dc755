"""What is usual, from ``usual.toml``: what all states share, and what one says otherwise."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import TYPE_CHECKING, Any

import attrs

from ratsflow.errors import Both
from ratsflow.law.source import Problems, read
from ratsflow.procedure.sentences import said
from ratsflow.procedure.usual import Usual


if TYPE_CHECKING:
    from importlib.resources.abc import Traversable


_NAME = "usual.toml"


@cache
def usual_in(folders: tuple[Traversable, ...]) -> Usual:
    """Read what is usual; a later folder says single values anew.

    Raises a `DefinitionError` for a table that there is not, with file and line.
    """
    problems = Problems()
    known = [each.name for each in attrs.fields(Usual)]
    found: dict[str, dict[str, Any]] = {name: {} for name in known}
    for folder in folders:
        path = folder / _NAME
        if not path.is_file():
            continue
        file = read(path, folder.name)
        for name, table in file.table.items():
            if name not in found or not isinstance(table, Mapping):
                problems.unknown(file, (name,), said("noun.usual"), name, known)
                continue
            found[name].update(table)
    problems.raise_any(Both("what is usual", "das Übliche"))
    return Usual(**found)
