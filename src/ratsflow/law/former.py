"""Words of version 0.1 that stand for nothing of their own any more; they go with 0.3."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from ratsflow.law.municipality import FIRST, keys_of
from ratsflow.law.periods import calendar_day
from ratsflow.law.states import state_ids, state_law


def end_of_day(day: date) -> datetime:
    """Return the first moment after a German calendar day, in UTC."""
    following = calendar_day(day, "day") + timedelta(1)
    return datetime.combine(following, time(), ZoneInfo("Europe/Berlin")).astimezone(
        UTC
    )


def __getattr__(name: str) -> Any:
    if name == "PRESETS":
        return {state: state_law(state).law for state in state_ids()}
    if name == "NON_DELEGABLE":
        values = state_law(FIRST).law.values
        return {**values["topics.reserved"], **values["topics.reserved_further"]}
    if name == "KEYS":
        return keys_of(FIRST)
    msg = f"module {__name__!r} has no attribute {name!r}"
    raise AttributeError(msg)
