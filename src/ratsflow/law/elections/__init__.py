"""Count elections and seats, and settle who votes, how and in which order (Wahlen)."""

from ratsflow.law.elections.majority import Election, Result, elect
from ratsflow.law.elections.mayor import (
    MAYOR_EXCLUSIONS_NRW,
    MAYOR_VOTES_IN_NRW,
    Choice,
    mayor_votes,
    with_mayor,
)
from ratsflow.law.elections.modes import Mode, vote_mode
from ratsflow.law.elections.order import MotionKind, Ordered, order_problems
from ratsflow.law.elections.rules import ELECTIONS, ElectionRule, election_rule
from ratsflow.law.elections.seats import Seats, d_hondt, hare_niemeyer, sainte_lague


__all__ = [
    "ELECTIONS",
    "MAYOR_EXCLUSIONS_NRW",
    "MAYOR_VOTES_IN_NRW",
    "Choice",
    "Election",
    "ElectionRule",
    "Mode",
    "MotionKind",
    "Ordered",
    "Result",
    "Seats",
    "d_hondt",
    "elect",
    "election_rule",
    "hare_niemeyer",
    "mayor_votes",
    "order_problems",
    "sainte_lague",
    "vote_mode",
    "with_mayor",
]
