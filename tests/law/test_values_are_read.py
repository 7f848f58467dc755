"""A value of law that nobody reads is a promise that nobody keeps."""

from __future__ import annotations

import ast

from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import attrs
import pytest

import ratsflow

from ratsflow.law.norms import Norm
from ratsflow.law.states import state_ids, state_law


HOUSE = Path(ratsflow.__file__).parent
BY_TOPIC = ("majority.by_topic", "majority.least_by_topic", "vote_mode.by_topic")
"""Values that name other norms, which whoever reads them reads too."""
WHOLE = [state for state in state_ids() if state_law(state).procedure is not None]


@cache
def counted() -> frozenset[str]:
    """Return the texts in what counts by the law of any state: its builders name ids."""
    modules = (
        *("bias", "bodies", "counting", "elections", "periods", "quorum"),
        *("topic_tables", "topics"),
    )
    files = [HOUSE / "law" / f"{each}.py" for each in modules]
    files += (HOUSE / "law" / "tally").rglob("*.py")
    return frozenset(
        node.value
        for path in files
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    )


@cache
def asked(state: str) -> frozenset[str]:
    """Return the values that rules read: of a state without any, those of the others."""
    found = set()
    for each in [state] if state in WHOLE else WHOLE:
        procedure = state_law(each).procedure
        assert procedure is not None
        found |= {key for rule in procedure().rules for key in rule.parameters}
    return frozenset(found)


def named_in(value: Any) -> Iterator[str]:
    """Yield every text in a value."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for part in value.values():
            yield from named_in(part)
    elif isinstance(value, (list, tuple)):
        for part in value:
            yield from named_in(part)


def is_value(norm: Norm) -> bool:
    """Tell whether a norm says a value, or a municipality does."""
    return norm.town is not None or any(row.value is not None for row in norm.rows)


def read(norms: Mapping[str, Norm], state: str) -> frozenset[str]:
    """Return the norms that a rule reads, or what counts, or a value that names them."""
    found = asked(state) | counted()
    named = (
        each
        for key in BY_TOPIC
        if key in norms and key in found
        for row in norms[key].rows
        for each in named_in(row.value)
    )
    return found.union(named)


def unread(norms: Mapping[str, Norm], state: str) -> set[str]:
    """Return the values that no rule declares, nothing counts by, and that are not told."""
    found = read(norms, state)
    return {
        norm.id
        for norm in norms.values()
        if is_value(norm) and not norm.told and norm.id not in found
    }


@pytest.mark.parametrize("state", state_ids())
def test_every_value_is_read_or_says_why_not(state: str) -> None:
    """By a rule, by what counts, or told with the reason."""
    assert set() == unread(state_law(state).table.norms, state)


@pytest.mark.parametrize("state", state_ids())
def test_what_is_told_is_read_by_nobody(state: str) -> None:
    """Else the reason is stale: it was true until somebody read the value."""
    norms = state_law(state).table.norms
    told = {norm.id for norm in norms.values() if norm.told}
    assert set() == told & read(norms, state)


@pytest.mark.parametrize("state", state_ids())
def test_most_values_are_read(state: str) -> None:
    """A table whose values are told only would pass the two tests above."""
    norms = [each for each in state_law(state).table.norms.values() if is_value(each)]
    told = [each for each in norms if each.told]
    assert len(told) < len(norms) / 3


def test_a_planted_value_is_found() -> None:
    """A norm with a value that nobody names; and one that is told though it is read."""
    norms = state_law("NRW").table.norms
    some = next(each for each in norms.values() if each.latest.value == 3)
    planted = attrs.evolve(some, id="planted.days", told="")
    assert "planted.days" in unread({**norms, "planted.days": planted}, "NRW")
    assert "mayor_objection.days" in read(norms, "NRW")
    assert "honorary_citizenship.majority" in read(norms, "NRW")
    assert "planted.days" not in read(norms, "NRW")
