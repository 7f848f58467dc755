"""The form of a declared condition: its keys, and what it is once it is made ready."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import attrs

from ratsflow.procedure.rule import Check


CONDITIONS = (
    *("stated", "equals", "filled", "member", "disjoint", "overlap", "compare"),
    *("period", "share", "majority", "known", "all", "any", "check"),
)
BESIDE = ("when", "unless", "told", "observed", "required", "code", "data")
KEYS = (*CONDITIONS, *BESIDE)
"""The keys of a condition."""


def listed(value: str | Sequence[str]) -> tuple[str, ...]:
    """Return what a key says as a tuple: one text, or several."""
    return (value,) if isinstance(value, str) else tuple(value)


def spread(
    values: str | Sequence[str], groups: Mapping[str, Sequence[str]]
) -> tuple[str, ...]:
    """Put the members of groups in the place of their names."""
    found: dict[str, None] = {}
    for each in listed(values):
        if each.startswith("@") and each[1:] in groups:
            found.update(dict.fromkeys(spread(groups[each[1:]], groups)))
        else:
            found[each] = None
    return tuple(found)


def condition_in(table: Mapping[str, Any]) -> dict[str, Any]:
    """Return what of the declaration of a rule is its condition."""
    return {key: table[key] for key in KEYS if key in table}


@attrs.frozen(eq=False, repr=False)
class Compiled:
    """A condition made ready.

    Attributes:
        check: the check of the rule.
        norms: the ids of the norms that it reads.
        needs: the facts, inputs and fields that it reads.
        declared: the condition as it is declared, for the fingerprint.
        unread: the norms that nobody has looked up for the state yet.
    """

    check: Check
    norms: tuple[str, ...]
    needs: tuple[str, ...]
    declared: Mapping[str, Any]
    unread: tuple[str, ...] = ()
