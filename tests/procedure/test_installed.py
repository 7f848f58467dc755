"""Procedures are found by entry point, the shipped ones as those of a vendor."""

from __future__ import annotations

from importlib.metadata import EntryPoint

import pytest

from ratsflow import bw, nrw, procedures
from ratsflow.errors import DefinitionError, UnknownNameError
from ratsflow.law import states


def test_the_shipped_states_are_found():
    """A state with a table of norms alone has no procedure yet."""
    found = procedures()
    assert {"NRW": nrw(), "BW": bw()} == found
    assert {"BY", "HE", "NI"} <= set(states.state_ids()) - set(found)


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
        states.state_law("NRW")


def test_an_entry_point_that_is_no_law_is_named(installed):
    """It is told which one, and nothing is taken for law that is none."""
    installed(XX="ratsflow.states.nrw:nrw")
    with pytest.raises(DefinitionError, match=r"ratsflow\.states\.nrw:nrw"):
        procedures()
