"""Decisions, objections and days for the properties of what follows the decision.

The days are told without the library's own counting: by ordinals, by the number of the
month, and by a calendar of holidays of its own.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import holidays

from hypothesis import strategies as st
from told import told

from ratsflow.model import BodyKind, Consultation, Meeting, Organization, Suspension
from ratsflow.model import SuspensionKind as Kind
from ratsflow.procedure.case import Case

from asking import case


FREE = holidays.country_holidays("DE", subdiv="NW", years=range(2022, 2042))
DAYS = st.dates(date(2023, 1, 1), date(2039, 1, 1))
KINDS = st.sampled_from(list(BodyKind))
LIVE = ("lodged", "reconsideration_scheduled", "persisted", "at_supervision")
OVER = ("cleared", "replaced", "annulled")
COUNCIL = Organization("Rat", BodyKind.COUNCIL, 67)
COMMITTEE = Organization("StEA", BodyKind.COMMITTEE, 15)
DISTRICT = Organization("BV Mitte", BodyKind.DISTRICT_COUNCIL, 15)


def after(day: date, count: int) -> date:
    """Return the day some days later, or earlier."""
    return day + timedelta(count)


def span(first: date, last: date) -> list[date]:
    """Return every day from one to another, both included."""
    return [after(first, n) for n in range((last - first).days + 1)]


def excused(last: date, day: date) -> bool:
    """Tell whether only free days kept an act from its last day until this one."""
    return all(
        each.weekday() >= 5 or each in FREE for each in span(last, after(day, -1))
    )


def within_months(since: date, day: date, months: int) -> bool:
    """Tell whether a day lies within some months: the same number still counts."""
    apart = (day.year - since.year) * 12 + day.month - since.month
    return apart < months or (apart == months and day.day <= since.day)


def met_on(rule: str, days: list[date], **about: Any) -> list[date]:
    """Return the days on which a rule is met."""
    return [day for day in days if told(rule, day=day, **about) == "met"]


def last_within(since: date, months: int) -> date:
    """Return the last day within some months, found by walking."""
    day = after(since, 27 * months)
    while within_months(since, after(day, 1), months):
        day = after(day, 1)
    return day


def decided(
    body: Organization = COUNCIL,
    day: date = date(2026, 3, 10),
    key: str = "d",
    **more: Any,
) -> Consultation:
    """Return a consultation in which a body decided."""
    values = {"result": "adopted_unchanged", "state": "voted", **more}
    return Consultation(key, body, meeting=Meeting(day), days=(day,), **values)


def decision(*decisions: Consultation, **more: Any) -> Case:
    """Return a case in which bodies decided."""
    return case(**{"state": "adopted", "consultations": decisions, **more})


def lodged(
    kind: str | Kind, day: date = date(2026, 3, 13), state: str = "lodged", **more: Any
) -> Suspension:
    """Return an objection, appeal, order or standstill."""
    key = more.pop("id", f"{Kind(kind).value}-1")
    return Suspension(key, Kind(kind), "ob", day, "weil", state, **more)


@st.composite
def ended(draw: st.DrawFn, *kinds: Kind) -> tuple[Suspension, ...]:
    """Return suspensions: of these kinds only such as are over, of others any."""
    pairs = st.tuples(st.sampled_from(list(Kind)), st.sampled_from(LIVE + OVER))
    drawn = draw(st.lists(pairs, max_size=6))
    return tuple(
        lodged(
            kind,
            state=draw(st.sampled_from(OVER)) if kind in kinds else state,
            id=f"s-{n}",
        )
        for n, (kind, state) in enumerate(drawn)
    )
