"""How votes are given, and who can demand it (Abstimmungsart)."""

from __future__ import annotations

from ratsflow.law.counting import Share, whole
from ratsflow.model.closed_list import ClosedList


class Mode(ClosedList):
    """How votes are given (Abstimmungsart)."""

    OPEN = "open"
    ROLL_CALL = "roll_call"
    SECRET = "secret"  # noqa: S105 - a way of voting


def vote_mode(
    *,
    members: int | None,
    secret: Share | None,
    secret_demand: int | None = 0,
    roll_call_threshold: int | None = None,
    roll_call_demand: int | None = 0,
    mandatory: Mode | None = None,
) -> Mode | None:
    """Return how to vote; a demand for a secret vote goes before a roll call.

    Args:
        members: size of the share's base, all members and not those present.
        secret: the share that can demand a secret vote, None where no one can.
        secret_demand: members who demand it, None if unknown.
        roll_call_threshold: members who can demand a roll call, None if not set.
        roll_call_demand: members who demand it, None if unknown.
        mandatory: the mode fixed by statute; no demand changes it.

    Returns:
        None if a number that matters is missing.

    Raises:
        InvalidInputError: a number is negative.

    References:
        § 50 Abs. 1 S. 3-6 GO NRW; rules I-7 to I-10 and N-5.
    """
    if mandatory is not None:
        return Mode(mandatory)
    asked_secret = _secret_asked(secret, secret_demand, members)
    if asked_secret is True:
        return Mode.SECRET
    asked_roll = _demanded(roll_call_demand, roll_call_threshold)
    if asked_secret is None or asked_roll is None:
        return None
    return Mode.ROLL_CALL if asked_roll is True else Mode.OPEN


def _secret_asked(
    secret: Share | None, demand: int | None, members: int | None
) -> bool | None:
    if secret is None:
        return False
    needed = None if members is None else secret.threshold(members)
    return _demanded(demand, needed)


def _demanded(demand: int | None, needed: int | None) -> bool | None:
    if demand is not None and whole(demand, "demand") == 0:
        return False
    if demand is None or needed is None:
        return None
    return demand >= max(1, whole(needed, "needed"))
