"""Holes planted in the shipped procedure are found, and what is found is really possible."""

from __future__ import annotations

from pathlib import Path

import pytest

from attack import LOCAL

from ratsflow.checking import Space, check, load_properties, without
from ratsflow.checking.space import starts_of
from ratsflow.law.layers import law_for
from ratsflow.states import common
from ratsflow.states.nrw import nrw


LAW = law_for("NRW", LOCAL)
FILE = Path(common.__file__).with_name("properties.toml")
SAMPLES = {"reference": ("0001/2025-2030",)}

PLANTED = [
    (("changed_text_signed",), ("supplement",), "decided_as_signed", "vote"),
    (("voted_in_meeting", "item_in_its_meeting"), (), "voted_on_agenda", "vote"),
    (("not_suspended", "no_decision_due"), ("object",), "not_while_suspended", ""),
]


def space(procedure, steps) -> Space:
    """Return the main path and some steps more, of one paper for the council."""
    return Space(
        procedure,
        LAW,
        starts_of(LAW)[:1],
        samples=SAMPLES,
        steps=frozenset((*procedure.main, *steps)),
    )


@pytest.mark.parametrize(("rules", "steps", "name", "last"), PLANTED)
def test_a_planted_hole_is_found(rules, steps, name, last):
    hollow = nrw()
    for rule in rules:
        hollow = without(hollow, rule)
    (asked,) = [e for e in load_properties(FILE, hollow) if e.id == name]
    (found,) = check([asked], space(hollow, steps)).checked
    assert found.hole is not None
    if last:
        assert found.hole.choices[-1].step == last
    whole = nrw()
    (asked,) = [e for e in load_properties(FILE, whole) if e.id == name]
    report = check([asked], space(whole, steps))
    assert report.closed
    assert report.holes == ()
