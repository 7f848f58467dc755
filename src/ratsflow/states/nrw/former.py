"""What version 0.1 had as constants and is read from the law now, under the old words."""

from __future__ import annotations

from typing import Any

from ratsflow.states.common.decide import *  # noqa: F403  # what stood beside them
from ratsflow.states.nrw import STATE


ELECTIONS = frozenset({"election", "alderman_election", "deputy_mayor_election"})  # type: ignore[assignment]  # it was one
"""What was elected by a step; which topics are, `election.by_law` says now."""

_NORMS = {
    "QUALIFIED": "majority.by_topic",
    "EXCLUDED_TOPICS": "mayor.excluded_topics",
}


def __getattr__(name: str) -> Any:
    """Return what a constant is called in the law, which is put together only then."""
    if name not in _NORMS:
        msg = f"module {__name__!r} has no attribute {name!r}"
        raise AttributeError(msg)
    return STATE.law[_NORMS[name]]
