"""The days of a plan are those of a walk day by day, in two states, with any calendar and holidays."""

from __future__ import annotations

from datetime import date, timedelta
from functools import partial
from pathlib import Path

import attrs
import pytest

from hypothesis import example, given, settings
from hypothesis import strategies as st

import ratsflow.states.bw as bw_home
import ratsflow.states.nrw as nrw_home

from ratsflow.checking import Space, plan
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
@example("BW", ({"notice.working_days": 12}, 7, 1), date(2026, 1, 1), {1, 2, 30}, False)
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
    # On its last day a step still leads to the goal, in some meeting; a day later in none.
    in_meeting = [each.is_of_the_meeting for each in found.steps]
    reached = partial(reaches, here, case, choices, in_meeting, days, goal)
    for index, each in enumerate(found.steps):
        assert reached(index, each.latest), choices[index].step
        if in_meeting[index]:
            later = [day for day in days if each.latest < day <= goal]
        else:
            later = [each.latest + timedelta(1)]
        assert not any(reached(index, day) for day in later if day <= goal), choices[
            index
        ].step


def reaches(here, case, choices, in_meeting, days, goal, index, day) -> bool:
    """Tell whether a step of a plan on a day leads to the goal, the others on their first days."""

    def walk(case, meeting) -> bool:
        here_on = here.first_day
        for number, choice in enumerate(choices):
            last = day if number == index else goal
            here_on = max(here_on, day) if number == index else here_on
            if in_meeting[number]:
                if here_on > meeting:
                    return False
                here_on, last = meeting, min(meeting, last)
            while here_on <= last:
                verdict = asked(here, case, choice, here_on, meeting)
                if verdict.allowed:
                    case = take(verdict).case
                    break
                here_on += timedelta(1)
            else:
                return False
        return True

    return any(walk(case, meeting) for meeting in days)


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
