"""What conditions read, found once when a wheel is built.

An installed wheel never changes, and its declarations were found sound when it was built.
So a process need not import all predicates and make all conditions ready to know what the
rules read; a condition is made ready when it is first asked. What was found is used only
where it was found of the very same declarations.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import attrs
import orjson

from ratsflow.canonical import digest


if TYPE_CHECKING:
    from importlib.resources.abc import Traversable

    from ratsflow.procedure.rule import Rule


FILE = "reads.json"


@attrs.frozen(eq=False, repr=False)
class Reads:
    """What the condition of a rule reads.

    Attributes:
        norms: the ids of norms.
        needs: the facts, inputs and fields.
        unread: the norms that nobody has looked up for the state yet.
    """

    norms: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()
    unread: tuple[str, ...] = ()


def key_of(digests: Iterable[str], norms: Iterable[str]) -> str:
    """Return the key of what conditions were made of: digests of files, and ids of norms."""
    return digest("\n".join((*digests, "", *sorted(norms))).encode())


def packed(key: str, rules: Iterable[Rule]) -> Mapping[str, Any]:
    """Return what is written down of all rules, in their order, when a wheel is built."""
    rows = [[e.id, *map(list, (e.parameters, e.needs, e.unread))] for e in rules]
    return {"key": key, "rules": rows}


def reads_in(
    folder: Traversable, key: str, ids: Sequence[str]
) -> Sequence[Reads] | None:
    """Return what was found of the conditions of rules, or None if it was of others.

    The folder is that of the state's own declarations, the key that of the declarations as
    they are, the ids are those of the rules, in their order.
    """
    file = Path(str(folder)) / FILE
    if not file.is_file():
        return None
    kept = orjson.loads(file.read_bytes())
    if kept["key"] != key or [row[0] for row in kept["rules"]] != list(ids):
        return None
    return [Reads(*map(tuple, read)) for _, *read in kept["rules"]]
