"""Facts that are no flags: two together, one stated anew for a later rule, rules that are dated."""

from __future__ import annotations

from datetime import date, timedelta

import attrs
import pytest

from hypothesis import given, settings
from hypothesis import strategies as st
from small import procedure, space, step

from ratsflow import Parameter, Rule, Step, met, unmet
from ratsflow.checking import Search, check, load_properties
from ratsflow.law.citation import InForce


FIRST = date(2026, 2, 2)


def reached(of, **changes):
    """Return the last step of the way to each state."""
    search = Search(space(of, **changes))
    found = {each.case.state: each.choices[-1] for each in search if each.choices}
    assert search.closed
    return found


def taking(name, source, target, *guards, takes=()):
    return Step(name, source, target, by="clerk", guards=guards, takes=takes)


def optional(name, kind):
    return Parameter(name, kind, required=False)


PAIRS = [
    ("number", "number", lambda a, b: a > 50 and b < a - 40),
    ("number", "day", lambda a, b: a >= 20 and b < "2026-01-01"),
    ("text", "number", lambda a, b: a.startswith("(") and b == 8),
]


@pytest.mark.parametrize(("one", "other", "holds"), PAIRS)
def test_two_facts_of_any_kind_are_tried_together(one, other, holds):
    def both(question):
        a, b = question.get("a"), question.get("b")
        return unmet() if a is None or b is None or not holds(a, b) else met()

    of = procedure(
        taking(
            "go", "s0", "s1", "both", takes=(optional("a", one), optional("b", other))
        ),
        rules=[Rule("both", both)],
    )
    said = reached(of)["s1"].inputs
    kept = {k: v.isoformat() if isinstance(v, date) else v for k, v in said.items()}
    assert holds(kept["a"], kept["b"])


@settings(max_examples=40, deadline=None)
@given(band=st.sampled_from([(2, 5), (8, 20), (34, 67), (100, 10_000)]))
def test_a_number_is_stated_anew_for_the_thresholds_of_a_later_rule(band):
    """Of what the first rule takes, the two ends are tried; the second takes neither."""

    def between(least, most):
        return lambda question: (
            met() if least <= (question.get("amount") or -1) <= most else unmet()
        )

    of = procedure(
        taking("state", "s0", "s1", "any", takes=(optional("amount", "number"),)),
        taking("go", "s1", "s2", "band"),
        rules=[Rule("any", between(1, 10**8)), Rule("band", between(*band))],
    )
    search = Search(space(of))
    amounts = {e.case.facts["amount"] for e in search if e.case.state == "s2"}
    assert amounts
    assert band[0] <= min(amounts) <= max(amounts) <= band[1]


@settings(max_examples=60, deadline=None)
@given(begins=st.integers(1, 300), ends=st.integers(1, 300))
def test_the_days_on_which_a_rule_begins_and_ends_are_tried(begins, ends):
    """Where no version of it applies, the step passes: on the first such day it is found."""
    asked = Rule("asked", lambda _: unmet())
    since, until = FIRST + timedelta(begins), FIRST + timedelta(ends)
    early = attrs.evolve(asked, in_force=InForce(None, min(since, until)))
    of = procedure(step("go", "s0", "s1", "asked"), rules=[early])
    assert reached(of)["s1"].day == min(since, until) + timedelta(1)


def test_a_dated_rule_that_begins_a_day_late_leaves_its_day_open():
    shut = attrs.evolve(
        Rule("shut", lambda _: unmet()), in_force=InForce(FIRST + timedelta(1), None)
    )
    of = procedure(
        step("submit", "draft", "review"),
        step("release", "review", "released", "shut"),
        rules=[shut],
    )
    (asked,) = load_properties({"shut": {"never": "release"}}, of)
    (found,) = check([asked], space(of)).checked
    assert [each.day for each in found.hole.choices] == [FIRST, FIRST]
    on_time = attrs.evolve(
        of, rules=[attrs.evolve(shut, in_force=InForce(FIRST, None))]
    )
    (kept,) = check([asked], space(on_time)).checked
    assert kept.hole is None
