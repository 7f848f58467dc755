"""Periods: forward, backward, weekends, holidays, moments."""

from __future__ import annotations

import subprocess
import sys

from datetime import UTC, date, datetime, timedelta, timezone, tzinfo
from zoneinfo import ZoneInfo

import pytest

from hypothesis import given, settings
from hypothesis import strategies as st

from ratsflow.errors import (
    DefinitionError,
    InvalidInputError,
    NaiveTimeError,
    UnknownNameError,
)
from ratsflow.law.layers import law_for
from ratsflow.law.local import Law, MissingValueError
from ratsflow.law.periods import (
    Deadline,
    NoticeMode,
    Window,
    add_months,
    add_weeks,
    bias_time_bar,
    deadline,
    formal_defect_cure,
    holidays_of,
    initiative_end,
    interval_kept,
    is_working_day,
    latest_receipt,
    local_day,
    new_meeting_window,
    nth_day_after,
    rollover,
    state_holidays,
    working_days_after,
    working_days_before,
)


FEW = settings(max_examples=60, deadline=None)
DAYS = st.dates(date(1950, 1, 1), date(2100, 12, 31))
BERLIN = ZoneInfo("Europe/Berlin")


def day(text: str) -> date:
    """Read a day."""
    return date.fromisoformat(text)


@pytest.mark.parametrize(
    ("start", "n", "inclusive", "expected"),
    [
        ("2026-03-10", 3, False, "2026-03-13"),
        ("2026-03-13", 3, False, "2026-03-16"),
        ("2026-03-13", 14, False, "2026-03-27"),
        ("2026-03-04", 8, False, "2026-03-12"),
        ("2026-03-04", 8, True, "2026-03-11"),
        ("2026-03-04", 1, True, "2026-03-04"),
        ("2026-03-27", 42, False, "2026-05-08"),
    ],
)
def test_days_forward(start: str, n: int, inclusive: bool, expected: str) -> None:
    """The day of the event counts only where the law says so."""
    assert day(expected) == nth_day_after(day(start), n, inclusive)


@given(DAYS, st.integers(1, 4000))
@FEW
def test_days_forward_are_that_many_days_apart(start: date, n: int) -> None:
    """Counting the event day ends one day earlier, always."""
    end = nth_day_after(start, n)

    assert (n, 1) == (
        (end - start).days,
        (end - nth_day_after(start, n, count_event_day=True)).days,
    )


@pytest.mark.parametrize("n", [0, -1, 1.5, True, None])
def test_days_forward_refuse_nonsense(n: int) -> None:
    """A period has at least one whole day."""
    with pytest.raises(InvalidInputError):
        nth_day_after(day("2026-03-10"), n)


@pytest.mark.parametrize(
    "moment", [datetime(2026, 3, 10, tzinfo=UTC), "2026-03-10", None]
)
def test_periods_take_calendar_days_only(moment: date) -> None:
    """A moment has no day before its zone is known."""
    with pytest.raises(InvalidInputError, match="not a calendar day"):
        nth_day_after(moment, 3)


@pytest.mark.parametrize(
    ("start", "n", "expected"),
    [
        ("2026-03-19", 3, "2026-06-19"),
        ("2026-11-30", 3, "2027-02-28"),
        ("2027-11-30", 3, "2028-02-29"),
        ("2026-01-31", 1, "2026-02-28"),
        ("2024-02-29", 12, "2025-02-28"),
        ("2026-12-31", 1, "2027-01-31"),
        ("2026-03-19", 6, "2026-09-19"),
        ("2026-11-15", 1, "2026-12-15"),
        ("2026-12-15", 12, "2027-12-15"),
        ("9999-11-30", 1, "9999-12-30"),
    ],
)
def test_months_forward(start: str, n: int, expected: str) -> None:
    """A month ends on the day of the same number, or on its last day."""
    assert day(expected) == add_months(day(start), n)


@given(DAYS, st.integers(1, 200))
@FEW
def test_months_keep_the_number_of_the_day(start: date, n: int) -> None:
    """The number of the day is kept, and cut only where the month is too short."""
    end = add_months(start, n)
    months = (end.year - start.year) * 12 + end.month - start.month

    assert n == months
    assert end.day == start.day or (end + timedelta(days=1)).day == 1 <= start.day
    assert end.day <= start.day


@given(DAYS, st.integers(1, 300))
@FEW
def test_weeks_keep_the_weekday(start: date, n: int) -> None:
    """A week ends on the same weekday."""
    assert start + timedelta(days=7 * n) == add_weeks(start, n)


def test_six_weeks_are_forty_two_days() -> None:
    """Six weeks from 27 March end on 8 May."""
    assert day("2026-05-08") == add_weeks(day("2026-03-27"), 6)


@pytest.mark.parametrize(
    "call",
    [
        lambda: nth_day_after(date.max, 1),
        lambda: add_months(date(9999, 12, 1), 1),
        lambda: rollover(date(9999, 12, 31), {date(9999, 12, 31)}),
        lambda: latest_receipt(date.min, 3, NoticeMode.CLEAR),
        lambda: add_months(day("2026-01-01"), 0),
        lambda: add_weeks(day("2026-01-01"), 0),
        lambda: interval_kept(day("2026-01-01"), day("2026-01-01"), -1),
    ],
)
def test_periods_beyond_the_calendar_are_refused(call: object) -> None:
    """The end of the calendar is an error of ours, not of Python's."""
    with pytest.raises(InvalidInputError):
        call()  # type: ignore[operator]


@pytest.mark.parametrize(
    ("start", "end", "days", "expected"),
    [
        ("2026-02-05", "2026-03-19", 42, True),
        ("2026-02-05", "2026-03-18", 42, False),
        ("2026-03-05", "2026-03-19", 14, True),
        ("2026-03-05", "2026-03-18", 14, False),
        ("2026-03-19", "2026-03-05", 0, False),
    ],
)
def test_interval_between_motion_and_vote(
    start: str, end: str, days: int, expected: bool
) -> None:
    """The interval is kept on its last day and not before."""
    assert expected is interval_kept(day(start), day(end), days)


@given(DAYS, st.integers(0, 400))
@FEW
def test_interval_turns_on_its_last_day(start: date, days: int) -> None:
    """One day less breaks the interval."""
    end = start + timedelta(days=days)

    got = (interval_kept(start, end, days), interval_kept(start, end, days + 1))

    assert (True, False) == got


@pytest.mark.parametrize(
    ("meeting", "n", "mode", "expected"),
    [
        ("2026-03-19", 3, "clear", "2026-03-15"),
        ("2026-03-19", 14, "nth_day_before", "2026-03-05"),
        ("2026-03-19", 9, "nth_day_before", "2026-03-10"),
        ("2026-03-19", 9, "both_count", "2026-03-11"),
        ("2026-09-17", 3, "clear", "2026-09-13"),
        ("2026-03-19", 1, "both_count", "2026-03-19"),
    ],
)
def test_notice_before_a_meeting(
    meeting: str, n: int, mode: str, expected: str
) -> None:
    """The three ways of counting differ by a day each, weekend or not."""
    assert day(expected) == latest_receipt(day(meeting), n, NoticeMode(mode))


@given(DAYS, st.integers(1, 60))
@FEW
def test_notice_modes_are_a_day_apart(meeting: date, n: int) -> None:
    """Clear days are the strictest, counting both ends the mildest."""
    got = [(meeting - latest_receipt(meeting, n, mode)).days for mode in NoticeMode]

    assert [n + 1, n, n - 1] == got


def test_notice_refuses_an_unknown_mode() -> None:
    """The message names the modes there are."""
    with pytest.raises(UnknownNameError, match="clear, nth_day_before, both_count"):
        latest_receipt(day("2026-03-19"), 3, "roughly")  # type: ignore[arg-type]


# ----------------------------------------------------- weekends and holidays


@pytest.mark.parametrize(
    ("last", "expected"),
    [
        ("2026-03-06", "2026-03-06"),
        ("2026-03-07", "2026-03-09"),
        ("2026-03-08", "2026-03-09"),
        ("2026-04-03", "2026-04-07"),
    ],
)
def test_rollover(last: str, expected: str) -> None:
    """A period never ends on Saturday, Sunday or Good Friday, read leniently."""
    holidays = state_holidays("NRW", [2026])

    assert day(expected) == rollover(day(last), holidays)


@given(DAYS, st.sets(DAYS, max_size=5))
@FEW
def test_rollover_ends_on_the_first_working_day(
    last: date, holidays: set[date]
) -> None:
    """All days skipped are no working days, and the result is one."""
    end = rollover(last, holidays)
    skipped = [last + timedelta(days=step) for step in range((end - last).days)]

    assert is_working_day(end, holidays)
    assert not any(is_working_day(one, holidays) for one in skipped)


@pytest.mark.parametrize(
    ("state", "epiphany", "corpus_christi", "reformation", "all_saints"),
    [
        ("NRW", False, True, False, True),
        ("BY", True, True, False, True),
        ("BW", True, True, False, True),
        ("NI", False, False, True, False),
        ("HE", False, True, False, False),
    ],
)
def test_holidays_are_those_of_the_state(
    state: str,
    epiphany: bool,
    corpus_christi: bool,
    reformation: bool,
    all_saints: bool,
) -> None:
    """Four days tell the five states apart."""
    holidays = state_holidays(state, [2026])

    days = ("2026-01-06", "2026-06-04", "2026-10-31", "2026-11-01")
    expected = (epiphany, corpus_christi, reformation, all_saints)
    assert expected == tuple(day(text) in holidays for text in days)


def test_holidays_of_several_years() -> None:
    """Only the years asked for are there."""
    years = {one.year for one in state_holidays("HE", [2025, 2027])}

    assert ({2025, 2027}, frozenset()) == (years, state_holidays("HE", []))


def test_the_holidays_of_a_law_are_those_it_names() -> None:
    """A value of law says whose; where an old set has none, its state does."""
    nrw, year = state_holidays("NRW", [2026]), [2026]
    assert nrw == state_holidays("NW", year) == holidays_of(law_for("NRW"), year)
    assert nrw == holidays_of(Law("NRW"), year)
    assert holidays_of(Law("NRW", {"state.holidays": "BW"}), year) == state_holidays(
        "BW", year
    )
    with pytest.raises(MissingValueError, match=r"state\.holidays"):
        holidays_of(Law(), year)


@pytest.mark.parametrize("state", ["XX", "", "nrw", "Bayern"])
def test_holidays_of_an_unknown_state_are_refused(state: str) -> None:
    """The message names the states there are."""
    with pytest.raises(UnknownNameError, match="NI, NW, RP"):
        state_holidays(state, [2026])


def test_holidays_are_imported_only_when_asked_for() -> None:
    """Importing the periods leaves the large package alone."""
    code = "import sys, ratsflow.law.periods; sys.exit('holidays' in sys.modules)"

    assert 0 == subprocess.run([sys.executable, "-c", code], check=False).returncode


@pytest.mark.parametrize(
    ("start", "n", "expected"),
    [
        ("2026-03-05", 1, "2026-03-06"),
        ("2026-03-06", 1, "2026-03-09"),
        ("2026-04-02", 1, "2026-04-07"),
        ("2026-03-07", 3, "2026-03-11"),
    ],
)
def test_working_days_forward(start: str, n: int, expected: str) -> None:
    """Weekends and holidays are stepped over."""
    holidays = state_holidays("NRW", [2026])

    assert day(expected) == working_days_after(day(start), n, holidays)


@pytest.mark.parametrize(
    ("start", "n", "expected"),
    [
        ("2026-03-06", 1, "2026-03-05"),
        ("2026-03-09", 1, "2026-03-06"),
        ("2026-04-07", 1, "2026-04-02"),
        ("2026-03-19", 3, "2026-03-16"),
    ],
)
def test_working_days_backward(start: str, n: int, expected: str) -> None:
    """Weekends and holidays are stepped over backwards too."""
    holidays = state_holidays("NRW", [2026])

    assert day(expected) == working_days_before(day(start), n, holidays)


@given(DAYS, st.integers(1, 40), st.sets(DAYS, max_size=5))
@FEW
def test_working_days_there_and_back(start: date, n: int, free: set[date]) -> None:
    """Walking back from the n-th working day passes n working days."""
    end = working_days_after(start, n, free)
    passed = [start + timedelta(days=k) for k in range(1, (end - start).days + 1)]

    assert n == sum(is_working_day(one, free) for one in passed)
    assert is_working_day(end, free)
    back = working_days_before(end, n, free)
    assert back <= start
    assert back == start or not is_working_day(start, free)


@pytest.mark.parametrize("function", [working_days_after, working_days_before])
def test_working_days_need_one_at_least(function: object) -> None:
    """No working day is no period."""
    with pytest.raises(InvalidInputError):
        function(day("2026-03-06"), 0)  # type: ignore[operator]


# ------------------------------------------------------------------- deadlines


def test_deadline_holds_both_answers() -> None:
    """Three days from a Wednesday end on Saturday, or on Monday."""
    got = deadline(nth_day_after(day("2026-03-04"), 3))

    assert Deadline(day("2026-03-07"), day("2026-03-09")) == got


@pytest.mark.parametrize(("on", "over"), [("2026-03-09", False), ("2026-03-10", True)])
def test_deadline_is_over_behind_its_later_day(on: str, over: bool) -> None:
    """Execution waits for the lenient one."""
    both = Deadline(day("2026-03-07"), day("2026-03-09"))

    assert over == both.is_over(day(on))


def test_deadline_frees_the_day_after() -> None:
    """Eight days from 4 March are over on the 13th."""
    assert day("2026-03-13") == deadline(nth_day_after(day("2026-03-04"), 8)).free_from


@given(DAYS, DAYS)
@FEW
def test_deadline_answers_agree(last: date, on: date) -> None:
    """What is over leaves the day free."""
    both = deadline(last)

    assert both.is_over(on) is (on >= both.free_from)


def test_deadline_refuses_days_the_wrong_way_round() -> None:
    """The lenient day is never earlier."""
    with pytest.raises(DefinitionError):
        Deadline(day("2026-03-09"), day("2026-03-08"))


def test_window_for_the_meeting_after_an_objection() -> None:
    """From the third day to two weeks after the objection, both included."""
    got = new_meeting_window(day("2026-03-13"), 3, 14)

    days = ("2026-03-15", "2026-03-16", "2026-03-27", "2026-03-28")
    assert Window(day("2026-03-16"), day("2026-03-27")) == got
    assert [False, True, True, False] == [got.covers(day(text)) for text in days]


def test_window_for_a_district() -> None:
    """From 15 March to 2 April after an objection on 12 March."""
    got = new_meeting_window(day("2026-03-12"), 3, 21)

    assert Window(day("2026-03-15"), day("2026-04-02")) == got


def test_window_may_be_a_single_day() -> None:
    """First and last day may be the same."""
    got = new_meeting_window(day("2026-03-13"), 3, 3)

    assert Window(day("2026-03-16"), day("2026-03-16")) == got


def test_window_refuses_days_the_wrong_way_round() -> None:
    """The last day is never before the first."""
    with pytest.raises(DefinitionError):
        new_meeting_window(day("2026-03-13"), 4, 3)


@pytest.mark.parametrize(
    ("announced", "required", "expected"),
    [
        (None, False, "2026-06-19"),
        ("2026-03-27", False, "2026-06-19"),
        ("2026-03-27", True, "2026-05-08"),
        (None, True, None),
    ],
)
def test_end_of_the_window_for_an_initiative(
    announced: str | None, required: bool, expected: str | None
) -> None:
    """The window opens with the announcement where one is required."""
    got = initiative_end(
        day("2026-03-19"),
        None if announced is None else day(announced),
        announcement_required=required,
        weeks=6,
        months=3,
    )

    assert (None if expected is None else day(expected)) == got


@pytest.mark.parametrize(
    ("announced", "notice", "expected"),
    [
        ("2026-03-27", True, "2026-09-27"),
        ("2021-12-15", True, "2022-06-15"),
        ("2021-12-14", True, "2022-12-14"),
        ("2026-03-27", False, None),
        ("2026-03-27", None, None),
    ],
)
def test_formal_defects_are_cured_only_with_notice(
    announced: str, notice: bool | None, expected: str | None
) -> None:
    """Six months since the reform, a year before, never without the notice."""
    got = formal_defect_cure(day(announced), notice_given=notice, law=law_for("NRW"))

    assert (None if expected is None else day(expected)) == got


def test_bias_time_bar_reports_both_periods() -> None:
    """Six months or a year after 19 March 2026, cured for certain at the later."""
    got = bias_time_bar(day("2026-03-19"), 6, 12)

    assert Deadline(day("2026-09-19"), day("2027-03-19")) == got


def test_bias_time_bar_with_one_period() -> None:
    """Where the period is settled both days are the same."""
    expected = Deadline(day("2026-09-19"), day("2026-09-19"))

    assert expected == bias_time_bar(day("2026-03-19"), 6)


# --------------------------------------------------------------------- moments


@pytest.mark.parametrize(
    ("moment", "expected"),
    [
        (datetime(2026, 3, 19, 22, 59, tzinfo=UTC), "2026-03-19"),
        (datetime(2026, 3, 19, 23, 0, tzinfo=UTC), "2026-03-20"),
        (datetime(2026, 7, 1, 21, 59, tzinfo=UTC), "2026-07-01"),
        (datetime(2026, 7, 1, 22, 0, tzinfo=UTC), "2026-07-02"),
        (datetime(2026, 3, 19, 1, tzinfo=timezone(timedelta(hours=9))), "2026-03-18"),
    ],
)
def test_day_of_a_moment(moment: datetime, expected: str) -> None:
    """The day is that of the place, in winter and in summer."""
    assert day(expected) == local_day(moment)


class Nowhere(tzinfo):
    """A zone that does not know its offset."""

    def utcoffset(self, _moment: datetime | None) -> None:
        """Know nothing."""

    dst = utcoffset

    def tzname(self, _moment: datetime | None) -> str:
        """Have a name all the same."""
        return "nowhere"


def test_day_of_a_moment_in_an_unknown_zone_is_refused() -> None:
    """A zone without an offset is no zone."""
    with pytest.raises(NaiveTimeError):
        local_day(datetime(2026, 3, 19, 17, tzinfo=Nowhere()))


def test_day_of_a_moment_without_zone_is_refused() -> None:
    """Nobody knows its day."""
    with pytest.raises(NaiveTimeError):
        local_day(datetime(2026, 3, 19, 17))  # noqa: DTZ001 - the point of the test


@pytest.mark.parametrize(
    "moment", [date(2026, 3, 19), "2026-03-19", datetime.max.replace(tzinfo=UTC)]
)
def test_day_of_something_else_is_refused(moment: datetime) -> None:
    """A day is no moment, and the calendar has an end."""
    with pytest.raises(InvalidInputError):
        local_day(moment)
