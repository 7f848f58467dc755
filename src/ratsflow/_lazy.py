"""Names of a package that are imported when they are first asked for."""

from __future__ import annotations

import sys

from collections.abc import Callable, Mapping
from importlib import import_module
from typing import Any


def _unknown(module: str, name: str) -> Any:
    msg = f"module {module!r} has no attribute {name!r}"
    raise AttributeError(msg)


def lazily(
    module: str,
    homes: Mapping[str, tuple[str, ...]],
    beyond: Callable[[str], Any] | None = None,
) -> Callable[[str], Any]:
    """Return a ``__getattr__`` for a package whose names live in its modules.

    Importing the package loads none of them. Hand the names to type checkers as imports
    under ``TYPE_CHECKING``, and assign this only for everybody else: they would take a
    module with a ``__getattr__`` for one that has every name.

    Args:
        module: the package.
        homes: by module, the names that it holds; a module of the package that is itself
            a public name holds its own.
        beyond: is asked for every other name; if left out, there is none.
    """
    home = {name: where for where, names in homes.items() for name in names}

    def attribute(name: str) -> Any:
        where = home.get(name)
        if where is None:
            return beyond(name) if beyond else _unknown(module, name)
        found = import_module(where)
        value = found if where == f"{module}.{name}" else getattr(found, name)
        setattr(sys.modules[module], name, value)
        return value

    return attribute
