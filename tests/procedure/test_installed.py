"""Procedures are found by entry point, the shipped ones as those of a vendor."""

from __future__ import annotations

from collections.abc import Mapping
from importlib.metadata import EntryPoint, entry_points
from typing import Any

import pytest

from ratsflow import bw, nrw, procedures
from ratsflow.errors import DefinitionError, UnknownNameError
from ratsflow.law import states
from ratsflow.states.by import by


def test_the_shipped_states_are_found():
    """One that is begun is there; one with a table of norms alone has no procedure yet."""
    found = procedures()
    assert {"NRW": nrw(), "BW": bw(), "BY": by()} == found
    assert {"HE", "NI"} <= set(states.state_ids()) - set(found)


@pytest.fixture
def installed(monkeypatch):
    """Let other entry points be installed."""

    def put(**values):
        rows = {
            name: EntryPoint(name, value, states.GROUP)
            for name, value in values.items()
        }
        monkeypatch.setattr(states, "_installed", lambda: rows)
        states.state_law.cache_clear()

    yield put
    states.state_law.cache_clear()


def test_a_vendor_ships_a_state_of_its_own(installed):
    """Its name is its own; what it leads to is a `StateLaw`."""
    installed(XX="ratsflow.states.nrw:STATE")
    assert {"XX": nrw()} == procedures()
    with pytest.raises(UnknownNameError, match="XX"):
        states.state_law("YY")


def test_the_name_of_a_shipped_state_is_its_own(installed):
    """No other package puts its law in the place of one that is shipped."""
    installed(NRW="ratsflow.states.bw:STATE")
    assert "NRW" == states.state_law("NRW").id
    assert {"NRW": nrw()} == procedures()


def test_a_shipped_state_is_found_by_its_place():
    """It is the one that its entry point leads to; what is none of ours is not found so."""
    found = {each.name: each for each in entry_points(group=states.GROUP)}
    for state in ("BW", "BY", "HE", "NI", "NRW"):
        assert found[state].load() is states.own_law(state)
    for other in ("", "nrw", "COMMON", "XX", "NRW.nrw", "../nrw", "N RW", None, 5):
        assert states.own_law(other) is None


def test_an_entry_point_that_is_no_law_is_named(installed):
    """It is told which one, and nothing is taken for law that is none."""
    installed(XX="ratsflow.states.nrw:nrw")
    with pytest.raises(DefinitionError, match=r"ratsflow\.states\.nrw:nrw"):
        procedures()


def told_as(condition: Mapping[str, Any], own: frozenset[str] = frozenset()) -> Any:
    """Yield each part of a condition that compares, with what it says in its own words."""
    own |= {"observed", "required"} & condition.keys()
    for group in ("all", "any"):
        for part in condition.get(group, ()):
            yield from told_as(part, own)
    for kind in {"compare", "equals", "stated"} & condition.keys():
        plain = {"observed"} if kind == "compare" else set()
        yield condition.get("code", ""), own | plain


@pytest.mark.parametrize("state", ["NRW", "BW"])
def test_no_sentence_holds_what_is_written_for_programs(state):
    """A sign of comparison or the name of an input is no word for people."""
    slips = [
        f"{rule.id}: {name}"
        for rule in procedures()[state].rules
        for code, own in told_as(rule.condition)
        for text in [rule.by_code.get(code.rpartition(".")[2], rule.unmet)]
        for name in ("observed", "required")
        if f"{{{name}}}" in text.de + text.en and name not in own
    ]
    assert [] == slips
