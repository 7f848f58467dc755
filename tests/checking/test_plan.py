"""A plan names the earliest days, and the last ones, that the engine itself allows."""

from __future__ import annotations

from datetime import date, timedelta

import attrs
import pytest

from attack import LOCAL
from hypothesis import example, given, settings
from hypothesis import strategies as st
from small import procedure, step

from ratsflow import Rule, met, unmet
from ratsflow.checking import Space, calendars, plan
from ratsflow.checking.latest import on_day
from ratsflow.checking.ways import Ways
from ratsflow.engine import NO_OTHERS, assess, take
from ratsflow.errors import InvalidInputError, UnknownNameError
from ratsflow.law.layers import law_for
from ratsflow.model import Meeting
from ratsflow.states.nrw import nrw


TOWN = law_for("NRW", LOCAL)
COUNCIL, BOTH, COMMITTEE = Space(nrw(), TOWN).starts


def space(**changes) -> Space:
    """Return the space of the shipped procedure in a town of 66 councillors."""
    return Space(nrw(), TOWN, **changes)


def walked(here, found, days) -> str:
    """Take the steps of a plan on other days; return the state, or what was refused."""
    case = found
    for choice, day in days:
        verdict = assess(
            here.procedure,
            case,
            choice.step,
            choice.actor,
            at=here.moment(day),
            inputs=on_day(Ways(here), case, choice, day).inputs,
            on=choice.on,
            law=here.law,
            others=NO_OTHERS,
        )
        if not verdict.allowed:
            return choice.step
        case = take(verdict).case
    return case.state


def test_a_committees_decision_waits_for_the_appeal_period():
    here = space()
    found = plan(here.opened(COMMITTEE), here, "in_execution")
    assert found.is_possible
    assert found.closed
    assert found.earliest == date(2026, 3, 13)
    waiting = {each.choice.step: each.waits for each in found.steps if each.waits}
    assert [f.rule.id for f in waiting["make_executable"]] == ["appeal_period_over"]
    assert [f.rule.id for f in waiting["open_item"]] == ["item_in_its_meeting"]


def test_no_step_can_be_taken_sooner_and_none_later_than_told():
    here = space()
    case = here.opened(COUNCIL)
    found = plan(case, here, "adopted", by=date(2026, 3, 10))
    earliest = [(each.choice, each.choice.day) for each in found.steps]
    latest = [(each.choice, each.latest) for each in found.steps]
    assert walked(here, case, earliest) == "adopted"
    assert walked(here, case, latest) == "adopted"
    for index, each in enumerate(found.steps):
        if each.latest < date(2026, 3, 10):
            too_late = [*latest]
            for later in range(index, len(latest)):
                choice, day = too_late[later]
                too_late[later] = choice, max(day, each.latest + timedelta(1))
            assert walked(here, case, too_late) != "adopted", each.choice.step


def test_a_body_that_advises_is_asked_before_the_council_decides():
    here = space()
    steps = [
        each.choice.step for each in plan(here.opened(BOTH), here, "adopted").steps
    ]
    assert steps.count("open_item") == 2
    assert steps.index("note" if "note" in steps else "recommend") < steps.index("vote")


def test_a_goal_that_nobody_reaches_says_what_stands_in_the_way():
    here = space()
    found = plan(here.opened(COUNCIL), here, "adopted", by=date(2026, 2, 20))
    assert not found.is_possible
    assert found.next == "open_item"
    assert "item_in_its_meeting" in {each.rule.id for each in found.stuck}


def test_meetings_are_those_that_there_are():
    here = space()
    start = attrs.evolve(
        COUNCIL,
        route=(attrs.evolve(COUNCIL.route[0], meeting=Meeting(date(2026, 2, 3))),),
    )
    held = {"Rat": [Meeting(date(2026, 4, 16)), Meeting(date(2026, 5, 21))]}
    case = here.opened(start)
    assert plan(case, here, "adopted", meetings=held).earliest == date(2026, 4, 16)


def test_a_step_that_waits_too_long_breaks_a_rule_that_is_told():
    here = space()
    bare = attrs.evolve(COUNCIL.route[0], meeting=Meeting(date(2026, 3, 10)))
    case = here.opened(attrs.evolve(COUNCIL, route=(bare,)))
    found = plan(case, here, "adopted", by=date(2026, 3, 10))
    (released,) = [e for e in found.steps if e.choice.step == "release"]
    assert released.breaks == "place_on_agenda"
    assert {each.rule.id for each in released.too_late} == {"submission_deadline_met"}
    (placed,) = [e for e in found.steps if e.choice.step == "place_on_agenda"]
    assert placed.breaks == "open_item"
    assert {each.rule.id for each in placed.too_late} == {"notice_period_met"}
    assert not found.steps[-1].too_late
    assert found.slack == (found.steps[0].latest - here.first_day).days


def test_a_meeting_that_comes_too_soon_is_named_with_its_rule():
    here = space()
    past = attrs.evolve(COUNCIL.route[0], meeting=Meeting(date(2026, 2, 3)))
    held = {"Rat": [Meeting(date(2026, 2, day)) for day in (5, 10, 26)]}
    case = here.opened(attrs.evolve(COUNCIL, route=(past,)))
    found = plan(case, here, "adopted", meetings=held)
    assert found.earliest == date(2026, 2, 26)
    (placed,) = [e for e in found.steps if e.choice.step == "place_on_agenda"]
    told = {m.day: {f.rule.id for f in why} for m, why in placed.passed_over}
    because = {"submission_deadline_met"}
    assert told == {date(2026, 2, 5): because, date(2026, 2, 10): because}


def test_circumstances_are_no_plan_but_a_short_cut_with_its_conditions():
    """With all there and nobody objecting one may meet sooner; nobody can count on it."""
    short_lead = {**LOCAL, "submission.lead_days": 0, "notice.days": 9}
    here = Space(nrw(), law_for("NRW", short_lead))
    held = {"Rat": [Meeting(here.first_day + timedelta(n)) for n in (7, 40)]}
    past = attrs.evolve(COUNCIL.route[0], meeting=Meeting(here.first_day))
    case = here.opened(attrs.evolve(COUNCIL, route=(past,)))
    found = plan(case, here, "adopted", meetings=held, short_cuts=300)
    assert found.earliest == here.first_day + timedelta(40)
    assert not any(each.conditions for each in found.steps)
    short = found.short_cut
    assert short.earliest == here.first_day + timedelta(7)
    (opened,) = [e for e in short.steps if e.choice.step == "open_item"]
    assert "notice_period_met" in {each.rule.id for each in opened.conditions}


def test_each_role_has_its_calendar():
    """What a calendar programme reads: whole days, those that the plan tells."""
    icalendar = pytest.importorskip("icalendar")
    here = space()
    found = plan(here.opened(COUNCIL), here, "adopted", by=date(2026, 3, 10))
    made = calendars(found, "0001, mit Komma; und mehr", "de")
    assert set(made) == {"author", "alderman", "mayor", "council_office", "chair"}
    read, uids = [], set()
    for role, text in made.items():
        calendar = icalendar.Calendar.from_ical(text)
        assert (calendar["version"], bool(calendar["prodid"])) == ("2.0", True)
        assert not calendar.errors
        for event in calendar.walk("VEVENT"):
            assert not event.errors
            start, end = event.decoded("dtstart"), event.decoded("dtend")
            assert end - start == timedelta(1)
            assert str(event["summary"]).startswith("0001, mit Komma; und mehr: ")
            read.append((role, start))
            uids.add(str(event["uid"]))
    assert sorted(read) == sorted((e.role, e.latest) for e in found.steps)
    assert len(uids) == len(found.steps)
    assert "Abgabeschluss" in str(
        icalendar.Calendar.from_ical(made["mayor"]).walk("VEVENT")[0]["description"]
    )


def test_a_goal_that_there_is_not():
    here = space()
    with pytest.raises(UnknownNameError):
        plan(here.opened(COUNCIL), here, "heaven")
    with pytest.raises(InvalidInputError):
        plan(here.opened(COUNCIL), here, "adopted", by=date(2026, 1, 1))


@settings(max_examples=25, deadline=None)
@given(st.lists(st.integers(0, 40), min_size=1, max_size=3), st.integers(0, 60))
def test_the_earliest_day_is_that_of_a_simulation_day_by_day(waits, bar):
    """Each step waits so many days from the first; the last is barred until a day."""
    first = date(2026, 2, 2)
    names = [f"s{number}" for number in range(len(waits) + 1)]

    def waiting(days: int):
        def check(question):
            return met() if question.day >= first + timedelta(days) else unmet()

        return check

    rules = [Rule(f"r{n}", waiting(days)) for n, days in enumerate(waits)]
    rules.append(Rule("bar", waiting(bar)))
    steps = [
        step(
            f"go{n}",
            names[n],
            names[n + 1],
            f"r{n}",
            *(["bar"] if n == len(waits) - 1 else []),
        )
        for n in range(len(waits))
    ]
    of = procedure(*steps, rules=rules)
    here = Space(of, starts=(COUNCIL,), first_day=first)
    case = here.opened(attrs.evolve(COUNCIL, route=()))
    assert plan(case, here, names[-1]).earliest == first + timedelta(max(*waits, bar))


def test_a_short_cut_is_earlier_lawful_and_says_its_conditions():
    here = space()
    case = here.opened(COUNCIL)
    found = plan(case, here, "in_execution", short_cuts=300)
    short = found.short_cut
    assert found.sought
    assert short.earliest < found.earliest
    assert walked(here, case, [(e.choice, e.choice.day) for e in short.steps]) == (
        "in_execution"
    )
    beside = [each for each in short.steps if each.beside]
    assert [each.choice.step for each in beside] == ["decide_urgently"]
    norms = {each.citation.norm for each in beside[0].conditions}
    assert any(each.startswith("§ 60 Abs. 1") for each in norms)
    assert not any(each.beside for each in found.steps)
    assert plan(case, here, "in_execution").short_cut is None


def test_where_the_usual_way_is_the_earliest_there_is_no_short_cut():
    here = space()
    found = plan(here.opened(COUNCIL), here, "alderman_review", short_cuts=100)
    assert found.earliest == here.first_day
    assert (found.short_cut, found.sought) == (None, True)


MEETS = st.sets(st.integers(1, 60), max_size=2)


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 12), st.integers(1, 11), st.integers(1, 20), MEETS, st.booleans())
@example(
    lead=3, notice=9, appeal=14, meets={14}, committee=True
)  # the invitations wait for the paper
def test_random_towns_agree_with_a_simulation_day_by_day(
    lead, notice, appeal, meets, committee
):
    """The engine is asked on every day for every step of the way, without any search."""
    values = {
        **LOCAL,
        "submission.lead_days": lead,
        "notice.days": notice,
        "committee_appeal.days": appeal,
    }
    town = law_for("NRW", values)
    here = Space(nrw(), town, samples={"reference": ("0001/2025-2030",)})
    start = here.starts[-1 if committee else 0]
    body = start.route[0].body.name
    held = {
        body: [
            Meeting(here.first_day + timedelta(each)) for each in (*sorted(meets), 90)
        ]
    }
    past = attrs.evolve(start.route[0], meeting=Meeting(here.first_day))
    case = here.opened(attrs.evolve(start, route=(past,)))
    found = plan(case, here, "in_execution", meetings=held, cases=2_000)
    assert found.is_possible
    steps = [each.choice for each in found.steps]
    assert found.earliest == simulated(here, case, steps, held[body])


def test_a_town_with_a_long_notice_invites_in_time():
    """No plan counts on all being there and nobody objecting where one can invite sooner."""
    town = law_for("NRW", {**LOCAL, "notice.days": 20})
    here = Space(nrw(), town, samples={"reference": ("0001/2025-2030",)})
    body = COMMITTEE.route[0].body.name
    held = {body: [Meeting(here.first_day + timedelta(60))]}
    past = attrs.evolve(COMMITTEE.route[0], meeting=Meeting(here.first_day))
    case = here.opened(attrs.evolve(COMMITTEE, route=(past,)))
    found = plan(case, here, "in_execution", meetings=held)
    assert found.is_possible
    stated = {name for each in found.steps for name in each.supplied}
    assert stated == {"excluded_officials", "reference", "meeting", "route", "ballot"}


def simulated(here, case, steps, held):
    """Take steps, each tried on each day in turn; return the day of the last, at best."""
    ends = []
    for meeting in held:
        now, day = case, here.first_day
        for choice in steps:
            now, day = waited(here, now, choice, day, meeting)
            if now is None:
                break
        else:
            ends.append(day)
    return min(ends)


def waited(here, case, choice, day, meeting):
    """Try a step day after day; return the case after it, and the day."""
    last = here.first_day + timedelta(300)
    while day <= last:
        sent = max(day, meeting.day - timedelta(14))
        convened = Meeting(
            meeting.day, invited_on=sent, published_on=sent, dispatched_on=sent
        )
        inputs = {**choice.inputs}
        if "meeting" in inputs:
            inputs["meeting"] = convened
        verdict = assess(
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
        if verdict.allowed:
            return take(verdict).case, day
        day += timedelta(1)
    return None, day
