"""Count elections and seats, and settle who votes, how and in which order (Wahlen)."""

from ratsflow.law.elections.majority import Election, Result, elect
from ratsflow.law.elections.mayor import Choice, mayor_votes, with_mayor
from ratsflow.law.elections.modes import Mode, vote_mode
from ratsflow.law.elections.order import MotionKind, Ordered, order_problems
from ratsflow.law.elections.rules import (
    ONE_OBJECTION,
    ElectionRule,
    RunoffTie,
    election_rule,
    secret_trigger,
)
from ratsflow.law.elections.seats import Seats, d_hondt, hare_niemeyer, sainte_lague


__all__ = [
    "ONE_OBJECTION",
    "Choice",
    "Election",
    "ElectionRule",
    "Mode",
    "MotionKind",
    "Ordered",
    "Result",
    "RunoffTie",
    "Seats",
    "d_hondt",
    "elect",
    "election_rule",
    "hare_niemeyer",
    "mayor_votes",
    "order_problems",
    "sainte_lague",
    "secret_trigger",
    "vote_mode",
    "with_mayor",
]
