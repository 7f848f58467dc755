"""What version 0.1 had as constants and is read from the law now, under the old words."""

from __future__ import annotations

from ratsflow.states.common.decide import *  # noqa: F403  # what stood beside them
from ratsflow.states.nrw import STATE


QUALIFIED = STATE.law["majority.by_topic"]
ELECTIONS = frozenset({"election", "alderman_election", "deputy_mayor_election"})  # type: ignore[assignment]  # it was one
"""What was elected by a step; which topics are, `election.by_law` says now."""
EXCLUDED_TOPICS = STATE.law["mayor.excluded_topics"]
