"""Days that somebody states: every region that some rule makes of them is looked at."""

from __future__ import annotations

from collections import deque
from datetime import date, timedelta
from itertools import product

import pytest

from hypothesis import assume, given, settings
from hypothesis import strategies as st
from small import procedure, space

from ratsflow import Parameter, Rule, Step, met, unmet
from ratsflow.checking import Search, check, load_properties
from ratsflow.engine import NO_OTHERS, assess, take
from ratsflow.errors import RatsflowError
from ratsflow.law.local import Law
from ratsflow.law.periods import add_months
from ratsflow.procedure.finding import unknown
from ratsflow.procedure.starting import startable
from ratsflow.procedure.step import Move


FIRST = date(2026, 2, 2)


def day(name, *, required=False):
    return Parameter(name, "day", required=required)


def taking(name, source, target, *guards, takes=(), **how):
    return Step(name, source, target, by="clerk", guards=guards, takes=takes, **how)


def on(name, holds):
    """Return a rule about stated days and the day of the step: `holds(question, *days)`."""
    names = name.split("_")[1:]

    def rule(question):
        days = [question.fact_day(each) for each in names]
        return met() if holds(question, *days) else unmet()

    return Rule(name, rule, needs=[*names, "day"])


def hole_of(of, never="go", **changes):
    """Return the hole of a property, replayed in a real office, and the days stated on its way."""
    here = space(of, **changes)
    (asked,) = load_properties({"p": {"never": never}}, of)
    report = check([asked], here)
    (hole,) = report.holes
    hole.replayed()
    return {k: v for each in hole.moment.choices for k, v in each.inputs.items()}


def between(least, most):
    """A stated day lies so many days before that of the step."""
    return lambda question, one: least <= (question.day - one).days <= most


def long_before(least, most):
    """A stated day lies so many days before the first."""
    return lambda _, one: least <= (FIRST - one).days <= most


WINDOWS = [(5, 6), (62, 69), (40, 46), (388, 395), (725, 760), (-95, -62)]


@pytest.mark.parametrize("window", WINDOWS)
@pytest.mark.parametrize("required", [True, False])
def test_a_stated_day_is_sought_in_the_window_of_a_rule_of_its_step(window, required):
    of = procedure(
        taking("go", "s0", "s1", "is_a", takes=[day("a", required=required)]),
        rules=[on("is_a", between(*window))],
    )
    said = hole_of(of)
    assert window[0] <= (FIRST - said["a"]).days <= window[1]


@pytest.mark.parametrize("window", [(7, 9), (60, 62)])
@pytest.mark.parametrize("required", [True, False])
def test_two_rules_leave_a_window_that_no_end_of_the_first_lies_in(window, required):
    of = procedure(
        taking("begin", "s", "s0"),
        taking("note", "s0", "s1", "wide_a", takes=[day("a", required=required)]),
        taking("go", "s1", "s2", "is_a", "also_a"),
        rules=[
            on("wide_a", long_before(0, 90)),
            on("is_a", long_before(window[0], 80)),
            on("also_a", long_before(3, window[1])),
        ],
    )
    said = hole_of(of)
    assert window[0] <= (FIRST - said["a"]).days <= window[1]


def test_a_hole_that_opens_behind_the_months_of_a_town_is_found():
    """An outcome hangs on a period of law longer than the days that are all tried."""
    months = 30

    def decide(question):
        ended = add_months(question.fact_day("a"), question.law["x.months"])
        return "late" if ended < question.day else "early"

    of = procedure(
        taking("begin", "s", "s0"),
        taking("drop", "s1", "s3"),
        taking("leave", "s2", "s3"),
        Step(
            "note",
            by="clerk",
            takes=[day("a", required=True)],
            outcomes={
                "late": [Move("motion", "s0", "s1")],
                "early": [Move("motion", "s0", "s2")],
            },
            decide=decide,
        ),
        taking("go", "s1", "s3"),
    )
    found = hole_of(of, law=Law(values={"x.months": months}))
    assert add_months(found["a"], months) < FIRST
    assert add_months(found["a"] + timedelta(1), months) >= FIRST


@pytest.mark.parametrize("required", [True, False])
def test_a_day_chosen_for_one_rule_of_a_step_is_stated_anew_for_the_others(required):
    """No end of what the first rule takes is left by the others: 45 to 47 days before is."""
    of = procedure(
        taking(
            "go", "s0", "s1", "one_a", "two_a", "not_a",
            takes=[day("a", required=required)],
        ),
        rules=[
            on("one_a", long_before(0, 50)),
            on("two_a", long_before(45, 200)),
            on("not_a", lambda _, one: not 48 <= (FIRST - one).days <= 60),
        ],
    )  # fmt: skip
    assert 45 <= (FIRST - hole_of(of)["a"]).days <= 47


def test_a_later_rule_finds_a_day_in_the_region_of_an_earlier_one():
    """The first day that suits the later rule alone is refused by the rule of the step itself."""
    of = procedure(
        taking("begin", "s", "s0"),
        taking("note", "s0", "s1", "near_a", takes=[day("a")]),
        taking("go", "s1", "s2", "old_a"),
        rules=[on("near_a", long_before(-1, 90)), on("old_a", long_before(85, 4000))],
    )
    assert 85 <= (FIRST - hole_of(of)["a"]).days <= 90


def test_a_day_is_stated_anew_though_a_flag_would_do_that_another_rule_refuses():
    def old_or_excused(question):
        if question.get("b"):
            return met()
        return on("is_a", long_before(10, 4000)).check(question)

    of = procedure(
        taking(
            "go", "s0", "s1", "is_a", "old_a", "not_b",
            takes=[day("a"), Parameter("b", "flag", required=False)],
        ),
        rules=[
            on("is_a", long_before(0, 4000)),
            Rule("old_a", old_or_excused, needs=["a", "b"]),
            Rule("not_b", lambda q: unmet() if q.get("b") else met(), needs=["b"]),
        ],
    )  # fmt: skip
    said = hole_of(of)
    assert (FIRST - said["a"]).days >= 10
    assert not said.get("b")


def test_a_period_is_counted_from_another_day_that_the_same_step_states():
    """On one day alone, far from today and from any meeting."""
    days = 43

    def on_the_last(question):
        since = question.fact_day("b") - question.fact_day("a")
        return met() if since.days == question.law["x.days"] else unmet()

    of = procedure(
        taking("go", "s0", "s1", "is_a", "last", takes=[day("a"), day("b")]),
        rules=[
            on("is_a", long_before(94, 102)),
            Rule("last", on_the_last, needs=["a", "b", "law.x.days"]),
        ],
    )
    said = hole_of(of, law=Law(values={"x.days": days}))
    assert (said["b"] - said["a"]).days == days


# ------------------------------------------------- against trying every day, in small worlds

NAMES = ("a", "b")
SPAN = 4
"""Days around the first among which brute force states a day, and until which it waits."""


def compared(name, first, second, least, most, said):
    """Return a rule about the distance of two days, stated or that of the step."""

    def day_of(question, which):
        if which == "day":
            return question.day
        stated = question.get(which)
        return None if stated is None else date.fromisoformat(stated)

    def check(question):
        one = day_of(question, first)
        if one is None:
            return unknown(first)
        other = day_of(question, second)
        if other is None:
            return unknown(second)
        inside = least <= (other - one).days <= most
        return met() if inside == said else unmet()

    needs = [each for each in (first, second, "day") if each]
    return Rule(name, check, needs=list(dict.fromkeys(needs)))


@st.composite
def small_procedures(draw, *, moving):
    """Draw a procedure whose rules compare stated days, each stated by one step."""
    names = NAMES[:1] if moving else NAMES
    rules = []
    for number in range(draw(st.integers(1, 3))):
        first = draw(st.sampled_from(names))
        second = "day" if moving else draw(st.sampled_from(("day", *names)))
        least = draw(st.integers(-4, 4))
        most = least + draw(st.integers(0, 3))
        said = draw(st.booleans())
        rules.append(compared(f"r{number}", first, second, least, most, said))
    ids = [each.id for each in rules]
    count = draw(st.integers(2, 3))
    taken_by = {name: draw(st.integers(0, count - 1)) for name in names}
    steps, known = [], ["s0"]
    for number in range(count):
        source = draw(st.sampled_from(known))
        target = (
            f"s{number + 1}"  # what was stated stays: else there is too much to try
        )
        known.append(target)
        guards = draw(st.lists(st.sampled_from(ids), unique=True))
        takes = [
            day(name, required=draw(st.booleans()))
            for name, taker in taken_by.items()
            if taker == number
        ]
        steps.append(taking(f"t{number}", source, target, *guards, takes=takes))
    used = {name for each in steps for name in each.guards}
    return procedure(*steps, rules=[each for each in rules if each.id in used])


def by_force(of, *, moving):
    """Return the steps that can ever be taken, every day of a small span stated and waited for."""
    here = space(of)
    start = here.opened(here.starts[0])
    actor = here.actors("clerk")[0]
    days = [FIRST + timedelta(each) for each in range(-SPAN, SPAN + 1)]
    waits = range(4 if moving else 1)
    taken, known, waiting = set(), set(), deque([(start, FIRST)])
    while waiting:
        case, since = waiting.popleft()
        key = case.state, since, tuple(sorted(case.facts.items()))
        if key in known:
            continue
        known.add(key)
        for (name, on_), wait in product(startable(of, case), waits):
            at = since + timedelta(wait)
            takes = [each.name for each in of.step(name).takes]
            for values in product((None, *days), repeat=len(takes)):
                said = {n: v for n, v in zip(takes, values, strict=True) if v}
                verdict = assess(
                    of,
                    case,
                    name,
                    actor,
                    at=here.moment(at),
                    inputs=said,
                    on=on_,
                    others=NO_OTHERS,
                )
                if verdict.allowed:
                    taken.add(name)
                    if at <= FIRST + timedelta(SPAN):
                        waiting.append((take(verdict).case, at))
    return taken


@settings(max_examples=30, deadline=None)
@given(st.data(), st.booleans())
def test_the_search_takes_the_steps_that_trying_every_day_takes(data, moving):
    try:
        of = data.draw(small_procedures(moving=moving))
    except RatsflowError:  # a procedure that is refused when it is built
        return
    taken = set()
    search = Search(space(of), watch=lambda _, way: taken.add(way.choice.step) or ())
    for _ in search:
        pass
    assume(search.closed)  # of rules that contradict one another not all is tried
    assert by_force(of, moving=moving) <= taken
