"""Properties of citizens' initiatives (*Bürgerbegehren*; L-7 to L-9).

Each property states the law in other words than the rule, and each example holds a case
that keeps it and one that breaks it.
"""

from __future__ import annotations

from datetime import date

import pytest

from decisions import (
    DAYS,
    LIVE,
    after,
    decided,
    decision,
    excused,
    last_within,
    lodged,
    met_on,
    span,
    within_months,
)
from hypothesis import given, settings
from hypothesis import strategies as st
from told import told

from ratsflow.model import BodyKind, Organization


FEW = settings(max_examples=25)
"""Enough where one example is a walk over all days around a boundary."""


@pytest.mark.parametrize("rule", ["initiative_in_time", "initiative_in_time_strictly"])
@FEW
@given(day=DAYS, waited=st.none() | st.integers(0, 30))
def test_an_initiative_has_three_months_or_six_weeks(rule, day, waited):
    """From the meeting or from the announcement; only the other rule excuses free days."""
    announced = None if waited is None else after(day, waited)
    last = last_within(day, 3) if announced is None else after(announced, 42)
    about = {
        "of": decision(decided(day=day)),
        "announcement_required": announced is not None,
        "announced_on": announced,
        "day": after(last, 30),
    }
    for filed in span(after(last, -3), after(last, 8)):
        free = rule == "initiative_in_time" and filed > last and excused(last, filed)
        expected = "met" if filed <= last or free else "unmet"
        assert expected == told(rule, initiative_filed_on=filed, **about)


@FEW
@given(DAYS, st.integers(1, 400))
def test_a_window_that_has_not_begun_has_no_end(day, later):
    """As long as what must be announced is not, no initiative comes too late (L-7)."""
    filed = after(day, later)
    about = {"initiative_filed_on": filed, "announcement_required": True, "day": filed}
    for rule in ("initiative_in_time", "initiative_in_time_strictly"):
        assert "met" == told(rule, of=decision(decided(day=day)), **about)
        committee = decision(decided(Organization("StEA", BodyKind.COMMITTEE), day))
        assert told(rule, of=committee, **about) == "unknown"


@FEW
@given(DAYS)
def test_the_citizens_vote_within_three_months_of_the_refusal(day):
    """As stated or as the council voted; on a free day's end the next working day counts."""
    made = lodged("initiative_standstill", after(day, -9), id="s")
    refused = decided(
        day=day, key="r", about="s", result="not_complied", role="initiative"
    )
    elsewhere = decided(
        day=after(day, -99),
        key="q",
        about="t",
        result="not_complied",
        role="initiative",
    )
    voted = {
        "of": decision(elsewhere, refused, suspensions=(made,)),
        "suspension": made,
    }
    last = last_within(day, 3)
    for each in span(after(last, -3), after(last, 8)):
        in_time = within_months(day, each, 3) or excused(last, each)
        expected = "met" if in_time else "unmet"
        about = {"citizens_decision_on": each}
        assert expected == told("citizens_vote_in_time", **voted, **about)
        stated = {"not_complied_on": day, **about}
        assert expected == told("citizens_vote_in_time", **stated)
    unsaid = {
        "of": decision(elsewhere, suspensions=(made,)),
        "suspension": made,
        **about,
    }
    assert "unknown not_complied_on" == told("citizens_vote_in_time", **unsaid)


@FEW
@given(DAYS, st.integers(0, 9), st.sampled_from(LIVE))
def test_citizens_decide_after_the_finding_and_not_tomorrow(day, length, state):
    """Only a day between the finding of admissibility and today ends the standstill."""
    made = lodged("initiative_standstill", day, state)
    today = after(day, length)
    fitting = [
        each
        for each in span(after(day, -4), after(today, 4))
        if told(
            "citizens_decision_taken",
            suspension=made,
            day=today,
            citizens_decision_on=each,
        )
        == "met"
    ]
    assert span(day, today) == fitting
    missing = told("citizens_decision_taken", suspension=made, day=today)
    assert "unknown citizens_decision_on" == missing


@FEW
@given(st.dates(date(2023, 1, 1), date(2035, 1, 1)), st.integers(1, 4))
def test_a_citizens_decision_binds_for_whole_years(day, years):
    """Until the same day so many years on; another citizens' decision is always free."""
    rule, key = "citizens_decision_binding", "citizens_decision.binding_years"
    last = last_within(day, 12 * years)
    of = decision(decided(), facts={"citizens_decision_on": day.isoformat()})
    about, days = {"of": of, "law": {key: years}}, span(day, after(day, 4))
    assert [] == met_on(rule, days, **about)
    around = span(after(last, -3), after(last, 3))
    assert span(after(last, 1), after(last, 3)) == met_on(rule, around, **about)
    assert around == met_on(rule, around, **about, by_citizens_decision=True)
    assert around == met_on(rule, around, of=decision(decided()))
    assert f"unknown {key}" == told(rule, of=of, law={key: None})


@given(st.sampled_from(LIVE), st.sampled_from([None, False, True]))
def test_only_an_obligation_of_before_lifts_the_standstill(state, obliged):
    """What nobody has stated binds nobody: the standstill stands (L-8)."""
    of = decision(
        decided(), suspensions=(lodged("initiative_standstill", state=state),)
    )
    expected = "met" if obliged else "unmet"
    for rule in ("no_initiative_standstill", "no_contrary_decision"):
        assert expected == told(rule, of=of, legal_obligation=obliged)
