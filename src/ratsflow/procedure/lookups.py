"""What a rule may look at beside its own case: the other cases of the municipality.

A rule reads no store. It declares in `Rule.looks_at` which other cases it needs; whoever
asks (the office) finds them by the keys that `keys_of` names and hands them in with the
question. Who hands nothing in has not looked, and then the rule cannot be answered.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from ratsflow.model.closed_list import ClosedList
from ratsflow.procedure.case import Case, number_of


class Look(ClosedList):
    """Which other cases a rule looks at, seen from the case that the step is about."""

    NAMESAKES = "namesakes"
    """those that bear the number (*Drucksachen-Nr.*) that it bears or is given"""
    AMENDING = "amending"
    """those that amend or supplement it (*Änderungsanträge*, *Nachträge*)"""
    AMENDED = "amended"
    """the paper that it amends or supplements"""
    RIVALS = "rivals"
    """those that amend or supplement the same paper as it does"""
    NAMED = "named"
    """those that the step names in ``combined_with`` or as its ``successor``"""


NAMED_BY: Mapping[Look, tuple[str, ...]] = {
    Look.NAMESAKES: ("reference",),
    Look.AMENDING: ("reference",),
    Look.AMENDED: ("with_paper",),
    Look.RIVALS: ("with_paper",),
    Look.NAMED: ("combined_with", "successor"),
}
"""By look, the inputs that name the papers which it finds."""

KEYED = frozenset(name for names in NAMED_BY.values() for name in names)
"""The inputs that name papers: stated otherwise, other cases are found."""

Others = Mapping[str, tuple[Case, ...]]
"""By look, the cases that were found; a look that is absent was not taken."""

NO_OTHERS: Others = dict.fromkeys(Look, ())
"""Somebody looked, and there is no other case: for a case that is assessed by itself."""


class By(ClosedList):
    """How a case is found."""

    REFERENCE = "reference"
    """by the number that it bears"""
    BASE = "base"
    """by the number of the paper that it amends or supplements"""
    CASE = "case"
    """by its id, which stands for the number of a paper that bears none"""


_REFERENCE, _BASE, _CASE = By.REFERENCE, By.BASE, By.CASE


class Key(NamedTuple):
    """A key by which other cases are found.

    Attributes:
        by: what it is.
        value: the number or id.
    """

    by: By
    value: str


def keys_of(look: Look, case: Case, inputs: Mapping[str, Any]) -> tuple[Key, ...]:
    """Return the keys of the cases that a look asks for; the inputs may give a number or paper."""
    if look is Look.NAMESAKES:
        own = number_of(inputs.get("reference")) or case.reference
        return (Key(_REFERENCE, own),) if own else ()
    if look is Look.AMENDING:
        given = case.reference
        own = number_of(inputs.get("reference")) or given
        borne = (own, given, number_of(case.motion.reference), case.id)
        return tuple([Key(_BASE, each) for each in dict.fromkeys(borne) if each])
    if look is Look.NAMED:
        names = inputs.get("combined_with")
        listed = names if isinstance(names, (list, tuple)) else ()
        asked = map(number_of, (*listed, inputs.get("successor")))
        return tuple(key for each in dict.fromkeys(asked) for key in _named(each))
    base = number_of(inputs.get("with_paper")) or case.base
    if look is Look.AMENDED:
        return _named(base)
    return (Key(_BASE, base),) if base else ()


def _named(number: str) -> tuple[Key, ...]:
    return (Key(_REFERENCE, number), Key(_CASE, number)) if number else ()
