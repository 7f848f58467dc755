"""Days and moments of whatever class, at every door; and those at the calendar's edge."""

from __future__ import annotations

import copy

from datetime import UTC, date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import attrs
import pytest

from freezegun import freeze_time
from hypothesis import given
from hypothesis import strategies as st

from ratsflow import (
    Actor,
    Consultation,
    Meeting,
    MemoryStore,
    Motion,
    Office,
    Organization,
    Parameter,
    Procedure,
    SqlStore,
    State,
    Step,
)
from ratsflow.canonical import canonical, day_of, in_utc, moment_of, plain, utc_text
from ratsflow.errors import InvalidInputError, NaiveTimeError
from ratsflow.law.citation import InForce
from ratsflow.law.periods import add_weeks, deadline, local_day


class Stamp(datetime):
    """A datetime as libraries make them: written in a way of its own."""

    def isoformat(self, *_: object, **__: object) -> str:
        return "some time"


class Day(date):
    """A date of another library."""

    def isoformat(self) -> str:
        return "some day"


WHEN = datetime(2026, 3, 5, 12, tzinfo=UTC)
STAMP = Stamp(2026, 3, 5, 12, tzinfo=UTC)
CLERK = Actor("m", roles=["clerk"])
TOWN = Procedure(
    "town",
    ["draft", State("done", final=True)],
    [
        Step(
            "go",
            "draft",
            "done",
            by="clerk",
            takes=[
                Parameter("met", "moment", required=False),
                Parameter("on_day", "day", required=False),
                Parameter("meeting", "meeting", required=False),
            ],
        )
    ],
    roles=["clerk"],
    erasers=["clerk"],
)


def opened(clock=lambda: WHEN, **about):
    office = Office(TOWN, clock=clock)
    office.open(Motion("A bench"), CLERK, case_id="A", **about)
    return office


@pytest.mark.parametrize(
    ("door", "plainly"),
    [
        (lambda: opened(at=STAMP), lambda: opened(at=WHEN)),
        (lambda: opened(clock=lambda: STAMP), opened),
        (
            lambda: opened(built_on=Day(2026, 3, 5)),
            lambda: opened(built_on="2026-03-05"),
        ),
        (lambda: opened(seen_at=STAMP), lambda: opened(seen_at=WHEN)),
        (
            lambda: opened(due_on=Day(2026, 4, 1)),
            lambda: opened(due_on=date(2026, 4, 1)),
        ),
    ],
)
def test_what_is_opened_with_a_subclass_is_written_plainly(door, plainly):
    """At, clock and facts: the bytes are those of the standard library's own class."""

    def without_salts(office):
        (entry,) = office.entries("A")
        return attrs.evolve(entry, inputs={**entry.inputs, "motion": None})

    assert without_salts(plainly()) == without_salts(door())
    assert {datetime} == {
        type(each)
        for entry in door().entries("A")
        for each in (entry.effective_at, entry.recorded_at)
    }


@pytest.mark.parametrize(
    ("name", "subclass", "value"),
    [
        ("met", STAMP, WHEN),
        ("on_day", Day(2026, 3, 5), date(2026, 3, 5)),
        ("meeting", Meeting(Day(2026, 3, 5), STAMP), Meeting(date(2026, 3, 5), WHEN)),
    ],
)
def test_an_input_of_a_subclass_is_the_plain_one(name, subclass, value):
    """The case folded now, the entry and the one read back hold the same plain value."""
    office, other = opened(), opened()
    taken = office.take("A", "go", CLERK, at=STAMP, **{name: subclass})
    plainly = other.take("A", "go", CLERK, at=WHEN, **{name: value})
    assert plainly.entry.inputs == taken.entry.inputs == office.entries("A")[-1].inputs
    assert type(taken.case.since) is datetime


def test_a_value_of_the_model_holds_plain_days():
    """Of every field that is a day or a moment, alone and among several."""
    held = Consultation(
        "c",
        Organization("Rat"),
        "decision",
        Meeting(Day(2026, 3, 5), STAMP),
        days=[Day(2026, 1, 1)],
    )
    assert date is type(held.meeting.day) is type(held.days[0])
    assert datetime is type(held.meeting.start)
    assert held == copy.deepcopy(held)
    assert Motion("t", day=Day(2026, 1, 1)).text_hash == Motion("t").text_hash
    assert date is type(InForce(Day(2026, 1, 1)).since)


def test_periods_count_in_plain_days():
    """From whatever class they are counted."""
    assert date is type(local_day(STAMP)) is type(add_weeks(Day(2026, 3, 5), 2))
    assert date is type(deadline(Day(2026, 3, 5)).lenient)


@pytest.mark.parametrize("place", ["sqlite", "memory"])
def test_under_a_frozen_clock_everything_goes_on(place, tmp_path):
    """A test that freezes the clock changes nothing but the time, and leaves nothing."""
    store = SqlStore(str(tmp_path / "log.db")) if place == "sqlite" else MemoryStore()
    with freeze_time("2026-03-04 12:00:00"):
        office = Office(TOWN, store)
        meeting = Meeting(date(2026, 3, 5), datetime(2026, 3, 5, 17, tzinfo=UTC))
        motion = Motion("A bench", day=date(2026, 3, 1), public=True)
        office.open(motion, CLERK, case_id="A")
        taken = office.take("A", "go", CLERK, meeting=meeting, on_day=date(2026, 3, 1))
        assert [] == [*office.verify()]
        assert taken.case == Office(TOWN, store).case("A")
    entry = Office(TOWN, store).entries("A")[-1]
    assert datetime(2026, 3, 4, 12, tzinfo=UTC) == entry.recorded_at
    assert date is type(entry.inputs["meeting"].day)
    assert Meeting(date(2026, 3, 5)) == Meeting(Day(2026, 3, 5))
    with pytest.raises(InvalidInputError, match="is a datetime, not a calendar day"):
        Meeting(WHEN)
    if place == "sqlite":
        store.close()


@given(st.datetimes(timezones=st.timezones()))
def test_a_moment_is_the_same_whatever_its_class(moment):
    """Written as UTC, or refused where UTC leaves the calendar: never another error."""
    values = (getattr(moment, name) for name in _PARTS)
    same = Stamp(*values, tzinfo=moment.tzinfo, fold=moment.fold)
    try:
        told = utc_text(moment)
    except InvalidInputError:
        with pytest.raises(InvalidInputError):
            moment_of(same, "at")
        return
    assert told == utc_text(same)
    assert moment == moment_of(same, "at")
    assert datetime is type(moment_of(same, "at"))


_PARTS = ("year", "month", "day", "hour", "minute", "second", "microsecond")
EARLY = datetime(1, 1, 1, tzinfo=timezone(timedelta(hours=5)))
LATE = datetime(9999, 12, 31, 23, tzinfo=timezone(timedelta(hours=-5)))


@pytest.mark.parametrize("edge", [EARLY, LATE])
@pytest.mark.parametrize(
    "door",
    [
        lambda edge: opened().take("A", "go", CLERK, at=edge),
        lambda edge: opened().take("A", "go", CLERK, met=edge),
        lambda edge: opened().assess("A", "go", CLERK, at=edge),
        lambda edge: opened(at=edge),
        lambda edge: opened(clock=lambda: edge),
        lambda edge: opened(seen_at=edge),
        lambda edge: Meeting(date(2026, 1, 1), edge),
        lambda edge: opened().view("A", CLERK, effective=edge),
        lambda edge: opened().erase(
            "A", CLERK, reason="r", authority="a", names=["motion"], at=edge
        ),
        plain,
        utc_text,
        local_day,
    ],
)
def test_a_moment_that_leaves_the_calendar_is_refused(edge, door):
    """With one sentence, at whatever door: UTC has no such year."""
    with pytest.raises(InvalidInputError, match="leaves the calendar"):
        door(edge)


@pytest.mark.parametrize(
    "door",
    [
        lambda naive: opened(at=naive),
        lambda naive: opened(clock=lambda: naive),
        lambda naive: opened().take("A", "go", CLERK, at=naive),
        lambda naive: Meeting(date(2026, 1, 1), naive),
        lambda naive: moment_of(naive, "at"),
        utc_text,
        in_utc,
    ],
)
def test_a_time_without_zone_is_refused(door):
    """Of every class."""
    for naive in (datetime(2026, 1, 1), Stamp(2026, 1, 1)):  # noqa: DTZ001
        with pytest.raises(NaiveTimeError):
            door(naive)


def test_what_is_no_time_is_told():
    """A day, a text, and zero, which is not left out."""
    for wrong in (date(2026, 1, 1), "2026-01-01", 0, ""):
        with pytest.raises(InvalidInputError, match=r"at: .* not a time"):
            opened().take("A", "go", CLERK, at=wrong)
        with pytest.raises(InvalidInputError, match="not a calendar day"):
            day_of(WHEN, "day")


@given(st.one_of(st.integers(2**63, 2**70), st.integers(-(2**70), -(2**63) - 1)))
def test_a_number_beyond_64_bits_is_written_nowhere(number):
    """Not by itself, not within anything, not as an input, a fact or a count."""
    for value in (number, [{"a": [number]}], (1, number)):
        with pytest.raises(InvalidInputError, match=r"beyond 64 bits|written down"):
            canonical(value)
        with pytest.raises(InvalidInputError, match="beyond 64 bits"):
            plain(value)
    with pytest.raises(InvalidInputError, match=r"organization\.members"):
        Organization("Rat", members=abs(number))


@given(st.integers(-(2**63), 2**63 - 1))
def test_every_number_of_64_bits_is_written(number):
    """Also among digits that look like one that is too long."""
    assert f'["{"9" * 40}",{number}]'.encode() == canonical(["9" * 40, number])


def test_a_zone_is_kept_where_it_is_one():
    """A meeting begins by its own clock."""
    start = datetime(2026, 3, 5, 17, tzinfo=ZoneInfo("Europe/Berlin"))
    assert start is Meeting(date(2026, 3, 5), start).start
