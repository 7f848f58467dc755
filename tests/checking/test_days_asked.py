"""Of the days that can be stated few are asked, and none is missed on which an answer changes."""

from __future__ import annotations

import gc

from datetime import date, timedelta

import pytest

from hypothesis import given
from hypothesis import strategies as st

from ratsflow.checking.collecting import seldom_collected
from ratsflow.checking.days import marked_in
from ratsflow.checking.regions import answers_to
from ratsflow.law.local import NO_LAW, Law


TODAY = date(2026, 3, 10)
DAYS = [TODAY + timedelta(each) for each in range(-400, 61)]
"""As many as are tried of a stated day."""


def answered(meetings, tells, law=NO_LAW):
    """Return what is answered to every day, and of how many it was really asked."""
    asked = []

    def answer(day):
        asked.append(day)
        return tells((day - TODAY).days)

    known = [TODAY + timedelta(each) for each in meetings]
    marked = marked_in(DAYS, TODAY, known, law)
    return answers_to(DAYS, marked, answer), len(asked)


@given(st.lists(st.integers(-420, 80), max_size=3), st.integers(-60, 60))
def test_where_an_answer_changes_for_good_every_day_is_told_right(limits, meeting):
    """A period ends on a day, and another: each lasts a week at least, or begins or ends for good."""
    limits = sorted({each // 7 * 7 for each in limits})

    def tells(days):
        return sum(days >= each for each in limits)

    found, asked = answered([meeting], tells)
    assert found == [tells((day - TODAY).days) for day in DAYS]
    assert asked < len(DAYS) // 2


@given(st.integers(-400, 60), st.integers(-31, 31))
def test_a_single_day_is_not_missed_near_today_or_at_a_meeting(meeting, near):
    for alone in (meeting, near):
        found, _ = answered([meeting], lambda days, a=alone: days == a)
        assert [day for day, is_so in zip(DAYS, found, strict=True) if is_so] == [
            TODAY + timedelta(alone)
        ]


def test_a_single_day_is_not_missed_where_a_period_of_law_ends():
    """It is counted from today or another stated day, either way."""
    law = Law(values={"x.days": 44})
    for alone in (-143, -55, -44, 44):
        found, _ = answered([-99], lambda days, a=alone: days == a, law)
        assert sum(found) == 1


def test_of_few_values_and_of_what_is_no_day_each_is_asked():
    assert marked_in(DAYS[:5], TODAY, (), NO_LAW) == list(range(5))
    assert marked_in(list(range(200)), TODAY, (), NO_LAW) == list(range(200))
    assert answers_to([], [], bool) == []


def test_how_often_garbage_is_looked_for_is_put_back():
    before = gc.get_threshold()
    seen = []

    @seldom_collected()
    def fails():
        seen.append(gc.get_threshold()[0])
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fails()
    assert seen[0] >= 100_000
    assert gc.get_threshold() == before
    gc.set_threshold(0)  # whoever switched it off keeps it off
    try:
        with seldom_collected():
            assert gc.get_threshold()[0] == 0
    finally:
        gc.set_threshold(*before)
