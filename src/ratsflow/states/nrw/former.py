"""What version 0.1 had as constants and is declared or law now, under the old words."""

from __future__ import annotations

from typing import Any

from ratsflow.states.common.decide import *  # noqa: F403  # what stood beside them
from ratsflow.states.nrw import STATE, nrw


ELECTIONS = frozenset({"election", "alderman_election", "deputy_mayor_election"})  # type: ignore[assignment]  # it was one
"""What was elected by a step; which topics are, `election.by_law` says now."""

del QUALIFIED  # noqa: F821  # another thing by now
_NORMS = {"QUALIFIED": "majority.by_topic", "EXCLUDED_TOPICS": "mayor.excluded_topics"}
_LIFECYCLES = ("motion", "consultation", "suspension")


def __getattr__(name: str) -> Any:
    """Return what a constant is called in law and procedure, which are made only then."""
    lifecycle, group = name.removesuffix("_STATES").lower(), name.lower()
    if name == "RULES":
        return nrw().rules
    if name in _NORMS:
        return STATE.law[_NORMS[name]]
    if name.endswith("_STATES") and lifecycle in _LIFECYCLES:
        return nrw().states_of(lifecycle)
    if name.isupper() and group in nrw().groups:
        return nrw().groups[group]
    msg = f"module {__name__!r} has no attribute {name!r}"
    raise AttributeError(msg)
