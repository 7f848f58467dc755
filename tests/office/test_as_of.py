"""As of: a case as it stood at any entry, and by either of its two times or both."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from hypothesis import given
from hypothesis import strategies as st
from smalltown import CLERK, OUTSIDER, carry_through, office

from ratsflow import Actor, Motion, Office, Parameter, Procedure, Step, UnknownNameError
from ratsflow.engine import Mode, fold
from ratsflow.errors import InvalidInputError, NaiveTimeError, RefusedError
from ratsflow.log import recorded_late


DAY0 = datetime(2026, 3, 1, tzinfo=UTC)
NOTES = Procedure(
    "notes",
    ["a"],
    [Step("note", "a", by="clerk", takes=[Parameter("n", "number")])],
    roles=["clerk"],
    recorders=["clerk"],
)


def day(number: int) -> datetime:
    """Return midnight of a day of the story."""
    return DAY0 + timedelta(days=number)


def told(days: Sequence[tuple[int, int]], store: Any = None) -> Office:
    """Return an office whose case took in 1, 2, 3 … effective and recorded on these days."""
    clock = iter([day(0), *(day(recorded) for _, recorded in days)])
    desk = Office(NOTES, store, clock=lambda: next(clock))
    desk.open(Motion("A bench"), CLERK, case_id="c")
    for number, (effective, _) in enumerate(days, start=1):
        desk.take("c", "note", CLERK, at=day(effective), n=number)
    return desk


DAYS = st.lists(
    st.tuples(st.integers(0, 9), st.integers(0, 9)).map(
        lambda two: (min(two), max(two))
    ),
    max_size=8,
)
"""Days on which entries took effect, and on which they were recorded: never before."""


@given(DAYS)
def test_as_of_an_entry_is_the_fold_of_all_up_to_it(days):
    """For every n, as of entry n and folding the first n are the same case."""
    desk = told(days)
    records = desk.records("c")
    for count in range(1, len(records) + 1):
        assert fold(records[:count]) == desk.as_of("c", version=count)


@given(DAYS, st.integers(0, 10), st.integers(0, 10))
def test_as_of_two_times_at_once(days, effective, recorded):
    """What counts had taken effect by the one day and been written down by the other."""
    desk = told(days)
    known = [
        number
        for number, (took_effect, written) in enumerate(days, start=1)
        if took_effect <= effective and written <= recorded
    ]
    case = desk.as_of("c", effective=day(effective), recorded=day(recorded))

    assert known[-1:] == [n for n in (case.facts.get("n"),) if n]
    assert (known[-1] + 1 if known else 1) == case.version


@given(DAYS)
def test_late_entries_are_those_that_something_later_came_before(days):
    """An entry is late exactly if one before it took effect after it."""
    desk = told(days)
    times = [day(0), *(day(effective) for effective, _ in days)]
    late = [
        number
        for number, at in enumerate(times, start=1)
        if any(before > at for before in times[: number - 1])
    ]

    assert tuple(late) == recorded_late(desk.entries("c"))


def test_what_was_recorded_late_was_not_known_then(store):
    """On day 5 nobody knew of what took effect on day 2 and was recorded on day 7."""
    desk = told([(4, 4), (2, 7)], store)

    assert 1 == desk.as_of("c", effective=day(5), recorded=day(5)).facts["n"]
    assert 2 == desk.as_of("c", effective=day(5), recorded=day(7)).facts["n"]
    assert 2 == desk.as_of("c", effective=day(3)).facts["n"]
    assert "n" not in desk.as_of("c", effective=day(3), recorded=day(6)).facts
    assert (3,) == recorded_late(desk.entries("c"))


def test_a_refused_attempt_is_not_late(store):
    """An attempt that was refused took no effect, and makes nothing after it late."""
    clock = iter([day(0), day(5), day(6)])
    desk = Office(NOTES, store, clock=lambda: next(clock), record_refusals=True)
    desk.open(Motion("A bench"), CLERK, case_id="c")
    with pytest.raises(RefusedError):
        desk.take("c", "note", Actor("x"), at=day(4), n=1)
    desk.take("c", "note", CLERK, at=day(3), n=2)

    assert () == recorded_late(desk.entries("c"))


def test_who_may_not_read_sees_what_is_late_too(store):
    """Times are no contents: an outsider sees in which order things happened."""
    desk = told([(4, 4), (2, 7)], store)
    assert (3,) == recorded_late(desk.entries("c", reader=OUTSIDER))


def test_as_of_the_recording_of_each_entry_is_the_case_with_it(store):
    """As of both times at which an entry was recorded, the case ends with that entry."""
    desk = office(store)
    carry_through(desk, "c", "x")
    for entry in desk.entries("c"):
        at = entry.recorded_at
        assert desk.as_of("c", version=entry.version) == desk.as_of(
            "c", effective=at, recorded=at
        )


@pytest.mark.parametrize("version", [0, -1, 6, 99])
def test_an_entry_that_is_not_there_has_no_case(store, version):
    """Asking for an entry that does not exist is told, not answered with another."""
    desk = office(store)
    carry_through(desk, "c", "x")
    with pytest.raises(UnknownNameError, match=f"no entry of case 'c' '{version}'"):
        desk.as_of("c", version=version)


@pytest.mark.parametrize("name", ["effective", "recorded"])
def test_a_time_without_a_zone_is_told(name):
    """As of a naive time is no question that can be answered."""
    desk = told([])
    with pytest.raises(NaiveTimeError, match=name):
        desk.as_of("c", **{name: datetime(2026, 3, 1)})  # noqa: DTZ001


@pytest.mark.parametrize("name", ["effective", "recorded"])
@pytest.mark.parametrize("wrong", [date(2026, 3, 1), "2026-03-01", 5])
def test_what_is_no_time_is_told(name, wrong):
    """A day has many moments: which one is meant is not guessed."""
    desk = told([])
    with pytest.raises(InvalidInputError, match=rf"{name}: .* not a time"):
        desk.as_of("c", **{name: wrong})


def test_before_the_case_was_opened_there_is_none(store):
    """As of a time before the opening the case does not exist."""
    desk = told([(1, 1)], store)
    for asked in ({"effective": day(-1)}, {"recorded": day(-1)}):
        with pytest.raises(UnknownNameError, match="case at that time"):
            desk.as_of("c", **asked)


def test_recording_what_happened_long_ago_is_possible(store):
    """In record mode an old step goes in late, is marked, and the log verifies."""
    desk = told([(4, 4)], store)
    desk = Office(desk.procedure, desk.store, clock=lambda: day(9))
    taken = desk.take("c", "note", CLERK, at=day(1), mode=Mode.RECORD, n=7)

    assert (3,) == recorded_late(desk.entries("c"))
    assert (day(1), day(9)) == (taken.entry.effective_at, taken.entry.recorded_at)
    assert [] == list(desk.verify())
