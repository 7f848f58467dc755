"""What towns regulate in hours, by body, by faction and by duration, as the rules read it."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from council import result
from told import item, told

from ratsflow.law.layers import law_for
from ratsflow.model import Ballot, Meeting, Motion


THURSDAY = date(2026, 3, 19)
START = datetime(2026, 3, 19, 17, 0, tzinfo=UTC)
MAIN = item("main_committee", "Hauptausschuss")


def held(kind="committee", name="Bauausschuss", **meeting):
    """Return the item of a body with the days of its meeting."""
    return item(kind, name, meeting=Meeting(THURSDAY, **meeting), route="regular")


@pytest.mark.parametrize(
    ("own", "kind", "name", "day", "expected"),
    [
        ({}, "committee", "Bauausschuss", 10, "met"),
        ({}, "committee", "Bauausschuss", 11, "unmet"),
        ({"notice.days@committee": 3}, "committee", "Bauausschuss", 16, "met"),
        ({"notice.days@committee": 3}, "council", "Rat", 16, "unmet"),
        ({"notice.days@Bauausschuss": 12}, "committee", "Bauausschuss", 10, "unmet"),
        (
            {"notice.days@Bauausschuss": 2, "notice.days@committee": 12},
            "committee",
            "Bauausschuss",
            17,
            "met",
        ),
        ({"notice.working_days": 5}, "committee", "Bauausschuss", 12, "met"),
        ({"notice.working_days": 5}, "committee", "Bauausschuss", 13, "unmet"),
    ],
)
def test_notice_is_counted_as_the_body_has_it(own, kind, name, day, expected):
    """In days or in working days, the council's or the committee's."""
    law = {"notice.days": 9, "notice.mode": "nth_day_before", **own}
    about = held(kind, name, invited_on=date(2026, 3, day))
    assert expected == told("notice_period_met", consultation=about, law=law)


@pytest.mark.parametrize(
    ("law", "day", "start", "expected"),
    [
        ({"notice.urgent_hours": 48}, 16, START, "met"),
        ({"notice.urgent_hours": 48}, 17, START, "unmet"),
        ({"notice.urgent_hours": 24}, 17, START, "met"),
        ({"notice.urgent_hours": 24}, 17, None, "unknown meeting.start"),
        ({"notice.urgent_unlimited": True}, 19, None, "met"),
        ({"notice.urgent_unlimited": False}, 18, None, "unmet"),
    ],
)
def test_urgent_notice_in_hours_or_without_a_limit(law, day, start, expected):
    """The day before the hour is in time; of the very day nobody knows the hour."""
    law = {"notice.mode": "clear", "notice.urgent_days": 3, **law}
    about = held(
        invited_on=date(2026, 3, day), start=start, urgency_reason="Hochwasser"
    )
    assert expected == told("notice_period_met", consultation=about, law=law)


@pytest.mark.parametrize(
    ("law", "demand", "factions", "expected"),
    [
        ({"roll_call.threshold": 6}, 5, None, "met"),
        ({"roll_call.threshold": 6}, 6, None, "unmet"),
        ({"roll_call.share": ">= 1/5 of present_eligible"}, 7, None, "met"),
        ({"roll_call.share": ">= 1/5 of present_eligible"}, 8, None, "unmet"),
        ({"roll_call.factions": 1}, 3, 1, "unmet"),
        ({"roll_call.factions": 2}, 3, 1, "met"),
        ({"roll_call.factions": 1}, 3, None, "unknown"),
        ({"roll_call.threshold": 6, "roll_call.factions": 1}, 6, None, "unmet"),
        ({"roll_call.threshold": 6, "roll_call.factions": 1}, 3, 1, "unmet"),
        ({"roll_call.threshold": 6, "roll_call.factions": 1}, 3, 0, "met"),
    ],
)
def test_any_of_number_share_and_factions_is_enough(law, demand, factions, expected):
    """A vote that was open breaks the rule only where one of them was reached."""
    law = dict(law_for("NRW", law).values)
    given = {} if factions is None else {"roll_call_factions": factions}
    ballot = Ballot(yes=20, no=20, present=40, roll_call_demand=demand)
    assert expected == result("roll_call_kept", ballot, law=law, **given)


DEFERRAL = {
    "topic": "deferral",
    "body": "main_committee",
    "any": [{"up_to": "2*ongoing"}, {"months_up_to": 12}, {"no_discretion": True}],
}


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ({"value_cents": 50_000_00}, "met"),
        ({"value_cents": 50_000_01, "duration_months": 12}, "met"),
        (
            {"value_cents": 50_000_01, "duration_months": 13, "no_discretion": True},
            "met",
        ),
        (
            {"value_cents": 50_000_01, "duration_months": 13, "no_discretion": False},
            "unmet",
        ),
        ({"value_cents": 50_000_01, "duration_months": 13}, "unknown no_discretion"),
        ({"duration_months": 12}, "met"),
    ],
)
def test_a_power_by_amount_or_duration_or_without_discretion(facts, expected):
    """One alternative is enough, whatever lacks."""
    law = {
        "competence.powers": [DEFERRAL],
        "competence.amounts": "gross",
        "competence.cost_amounts": "gross",
        "limits.named": {"ongoing": 25_000},
        "recall.implied": False,
        "municipality.county_free": False,
    }
    answer = told(
        "body_competent",
        motion=Motion(topics=("deferral",), districts=()),
        consultation=MAIN,
        law=law,
        **facts,
    )
    assert expected == answer
