"""The procedure of the tests: the smallest useful one, and a later version of it."""

from __future__ import annotations

import runpy

from pathlib import Path

import attrs

from ratsflow import Procedure, Step


_SMALL = Path(__file__).parents[3] / "examples" / "small.py"

small = runpy.run_path(str(_SMALL))["small"].extended(
    roles=["chief"], migrators=["chief"], meant=["role.unused:chief"]
)

_states = [
    attrs.evolve(each, name="examination") if each.name == "review" else each
    for each in small.states
]


def _renamed(names):
    return tuple("examination" if each == "review" else each for each in names)


newer = Procedure(
    "small",
    _states,
    [
        Step(
            each.name,
            _renamed(each.source),
            *_renamed((each.target,)),
            by=each.by,
            guards=each.guards,
            takes=each.takes,
            binds=each.binds,
        )
        for each in small.steps
    ],
    rules=small.rules,
    version="2",
    migrators=["chief"],
    roles=small.roles,
    meant=["role.unused:chief"],
)

other = Procedure(
    "other", ["a", "b"], [Step("go", "a", "b", by="clerk")], roles=["clerk"]
)

erasing = small.extended(
    version="3", erasers=["chief"], private=["clerk"], continues=[small.fingerprint]
)
