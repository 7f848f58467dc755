"""The days of a plan are those of a walk day by day, in two states, with any calendar and holidays."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import attrs
import pytest

from hypothesis import example, given, settings
from hypothesis import strategies as st

import ratsflow.states.bw as bw_home
import ratsflow.states.nrw as nrw_home

from ratsflow.checking import Space, plan
from ratsflow.checking.latest import on_day
from ratsflow.checking.ways import Ways
from ratsflow.engine import NO_OTHERS, assess, take
from ratsflow.law import load_law
from ratsflow.law.layers import drafted
from ratsflow.model import Meeting
from ratsflow.states.bw import bw
from ratsflow.states.nrw import nrw


TOWNS = {
    state: (procedure(), load_law(Path(home.__file__).with_name("town.toml")))
    for state, procedure, home in (("NRW", nrw, nrw_home), ("BW", bw, bw_home))
}
WITHIN = 300


def space(state: str, values: dict, first: date) -> Space:
    """Return the space of a state's town under a draft of its law."""
    procedure, law = TOWNS[state]
    there = drafted(law, values)
    return Space(
        procedure,
        there,
        first_day=first,
        samples={"reference": ("0001/2025-2030", "1/2026")},
    )


def asked(here, case, choice, day, meeting):
    """Ask the engine for a step of a plan on another day, its meeting convened from then on."""
    inputs = dict(choice.inputs)
    if "meeting" in inputs:
        inputs["meeting"] = here.usually.convened(Meeting(meeting), day)
    return assess(
        here.procedure,
        case,
        choice.step,
        choice.actor,
        at=here.moment(day),
        inputs=inputs,
        on=choice.on,
        law=here.law,
        others=NO_OTHERS,
    )


def walked(here, case, choices, meeting) -> date | None:
    """Take each step on the first day on which it can be taken; return the last day."""
    day, last = here.first_day, here.first_day + timedelta(WITHIN)
    for choice in choices:
        while day <= last:
            verdict = asked(here, case, choice, day, meeting)
            if verdict.allowed:
                case = take(verdict).case
                break
            day += timedelta(1)
        else:
            return None
    return day


def holds(here, case, choices, days) -> bool:
    """Tell whether a plan can be walked on other days."""
    ways = Ways(here)
    for choice, day in zip(choices, days, strict=True):
        verdict = ways.asks(case, on_day(ways, case, choice, day))
        if verdict is None or not verdict.allowed:
            return False
        case = take(verdict).case
    return True


NOTICES = st.one_of(
    st.fixed_dictionaries({"notice.days": st.integers(7, 25)}),
    st.fixed_dictionaries({"notice.working_days": st.integers(3, 12)}),
)
FIRSTS = st.dates(date(2026, 1, 1), date(2027, 1, 10))
MEETS = st.sets(st.integers(1, 70), min_size=1, max_size=3)
TOWN = st.tuples(NOTICES, st.integers(0, 12), st.integers(1, 20))
WINTER = date(2026, 12, 7)


@settings(max_examples=12, deadline=None)
@given(st.sampled_from(sorted(TOWNS)), TOWN, FIRSTS, MEETS, st.booleans())
@example("NRW", ({"notice.working_days": 12}, 3, 14), WINTER, {30, 45}, True)
@example("BW", ({"notice.working_days": 10}, 2, 9), WINTER, {25, 33}, False)
@example("BW", ({"notice.days": 20}, 0, 1), date(2026, 3, 25), {19, 21}, True)
def test_the_days_of_a_plan_are_those_of_a_walk(state, town, first, meets, committee):
    notice, lead, waiting = town
    values = {**notice, "submission.lead_days": lead}
    if state == "NRW":
        values["committee_appeal.days"] = waiting
    else:
        values["committee_waiting.working_days"] = waiting
    here = space(state, values, first)
    start = here.starts[-1 if committee else 0]
    bare = attrs.evolve(start.route[0], meeting=Meeting(first))
    case = here.opened(attrs.evolve(start, route=(bare,)))
    days = [first + timedelta(each) for each in (*sorted(meets), 110)]
    held = {bare.body.name: [Meeting(day) for day in days]}
    goal = first + timedelta(200)
    found = plan(case, here, "in_execution", meetings=held, by=goal)
    assert found.is_possible
    choices = [each.choice for each in found.steps]
    ends = [walked(here, case, choices, day) for day in days]
    assert found.earliest == min(end for end in ends if end is not None)
    # The last days can be kept, and none of them is a day too early.
    there = attrs.evolve(here, meetings=held)
    latest = [each.latest for each in found.steps]
    assert holds(there, case, choices, latest)
    in_meeting = [each.is_of_the_meeting for each in found.steps]
    for index, day in enumerate(latest):
        later = [*latest[:index]] + [max(e, day + timedelta(1)) for e in latest[index:]]
        if in_meeting[index] or later[-1] > goal:
            continue
        moved = [
            index + n for n, e in enumerate(later[index:]) if e != latest[index + n]
        ]
        assert any(in_meeting[each] for each in moved) or not holds(
            there, case, choices, later
        ), choices[index].step


@pytest.mark.parametrize("state", sorted(TOWNS))
def test_holidays_move_the_last_day_of_an_invitation(state):
    """Eight working days before a meeting after Christmas are more days than before one in June."""
    gaps = {}
    for meeting in (date(2026, 6, 25), date(2026, 12, 29)):
        first = meeting - timedelta(60)
        here = space(state, {"notice.working_days": 8}, first)
        start = here.starts[0]
        bare = attrs.evolve(start.route[0], meeting=Meeting(meeting))
        case = here.opened(attrs.evolve(start, route=(bare,)))
        found = plan(case, here, "adopted", by=meeting)
        (placed,) = [e for e in found.steps if e.choice.step == "place_on_agenda"]
        assert {each.rule.id for each in placed.too_late} == {"notice_period_met"}
        gaps[meeting.month] = (meeting - placed.latest).days
    assert gaps[12] > gaps[6]
