"""A key of local law: what the municipality may or must decide."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import attrs

from ratsflow.law.citation import Citation
from ratsflow.model.closed_list import ClosedList
from ratsflow.model.text import Wording


class KeyKind(ClosedList):
    """What a value is."""

    NUMBER = "number"
    FLAG = "flag"
    TEXT = "text"
    NAMES = "names"
    """a list of texts"""
    TABLE = "table"
    """a list of tables, or a table of values by name"""


@attrs.frozen
class Key:
    """A value that the municipality's own law sets.

    Attributes:
        name: dotted key, for example ``committee_appeal.days``.
        kind: what the value is.
        text: what it means, with its unit.
        citation: the paragraph that leaves it to the municipality, or sets it.
        sample: an invented example of the value, for the template.
        choices: the values allowed, where they are few.
        check: yields what is wrong with a value of the right kind, one phrase each.
    """

    name: str
    kind: KeyKind = attrs.field(converter=KeyKind)
    text: Wording
    citation: Citation
    sample: Any = None
    choices: tuple[str, ...] = ()
    check: Callable[[Any], Iterable[str]] | None = attrs.field(default=None, eq=False)
