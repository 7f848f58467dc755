"""The form of a declared condition: its keys, and what it is once it is made ready."""

from __future__ import annotations

from collections.abc import Mapping
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


def condition_in(table: Mapping[str, Any]) -> dict[str, Any]:
    """Return what of the declaration of a rule is its condition."""
    return {key: table[key] for key in KEYS if key in table}


@attrs.frozen(eq=False)
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
