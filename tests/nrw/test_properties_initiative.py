"""Properties of citizens' initiatives (*Bürgerbegehren*; L-7 to L-9).

Each property states the law in other words than the rule, and each example holds a case
that keeps it and one that breaks it.
"""

from __future__ import annotations

from datetime import date

import pytest

from decisions import (
    DAYS,
    DISTRICT,
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

from ratsflow.law.counting import by_size
from ratsflow.law.layers import law_for
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


MEETING = date(2026, 3, 19)
ASKED, ANSWERED = date(2026, 4, 1), date(2026, 5, 15)
WAITED = {"cost_estimate_requested_on": ASKED, "cost_estimate_told_on": ANSWERED}


@pytest.mark.parametrize(
    ("filed", "expected", "strictly"),
    [
        (date(2026, 7, 20), "met", "met"),
        (date(2026, 8, 2), "met", "met"),
        (date(2026, 8, 3), "met", "unmet"),
        (date(2026, 8, 4), "unmet", "unmet"),
    ],
)
def test_an_initiative_does_not_lose_the_days_of_the_cost_estimate(
    filed, expected, strictly
):
    """Notice on 1 April, estimate on 15 May: 44 days more than 19 June, or 45 (L-7)."""
    about = {"of": decision(decided(day=MEETING)), "announcement_required": False}
    about |= {"initiative_filed_on": filed, "day": date(2026, 9, 17)}
    assert expected == told("initiative_in_time", **about, **WAITED)
    assert strictly == told("initiative_in_time_strictly", **about, **WAITED)
    assert "unmet" == told("initiative_in_time", **about)
    old = {"law": {"initiative.suspended_by_estimate": False}}  # until December 2011
    assert "unmet" == told("initiative_in_time", **about, **WAITED, **old)


@FEW
@given(DAYS, st.integers(-40, 130), st.integers(0, 90))
def test_a_wait_adds_its_own_days_and_no_others(day, begins, length):
    """Only days of the period count, and a wait that begins after it adds nothing."""
    asked, last = after(day, begins), last_within(day, 3)
    answered = after(asked, length)
    about = {"of": decision(decided(day=day)), "announcement_required": False}
    about |= {"day": after(last, 400), "cost_estimate_requested_on": asked}
    own = [each for each in span(asked, answered) if asked < each and day < each]
    end = last if asked > last else after(last, len(own))
    for filed in span(after(end, -2), after(end, 2)):
        inside = {**about, "initiative_filed_on": filed}
        strictly = told(
            "initiative_in_time_strictly", cost_estimate_told_on=answered, **inside
        )
        assert ("met" if filed <= end else "unmet") == strictly
        begun = last < filed and asked <= last
        said = told("initiative_in_time_strictly", **inside)
        assert (said == "unknown cost_estimate_told_on") == begun or asked > last


def test_whether_a_preliminary_decision_suspends_is_for_the_town_to_say():
    """The statute was not read; only what was filed after the period depends on it."""
    key = "initiative.suspended_by_preliminary"
    first = decided(
        day=date(2026, 6, 30),
        key="v",
        role="initiative",
        result="admissible_beforehand",
    )
    about = {"of": decision(decided(day=MEETING), first), "against": "d"}
    about |= {"announcement_required": False, "day": date(2026, 9, 17)}
    about |= {"preliminary_requested_on": date(2026, 5, 20)}
    late = {**about, "initiative_filed_on": date(2026, 7, 20)}
    assert f"unknown {key}" == told("initiative_in_time", law={key: None}, **late)
    for suspends, expected in ((True, "met"), (False, "unmet")):
        assert expected == told("initiative_in_time", law={key: suspends}, **late)
    early = {**about, "initiative_filed_on": date(2026, 6, 19)}
    assert "met" == told("initiative_in_time", **early)
    asked = decision(decided(day=MEETING))
    late = {**late, "of": asked, "law": {key: True}}
    assert "unknown decision_day" == told("initiative_in_time", **late)


@pytest.mark.parametrize("rule", ["initiative_in_time", "initiative_in_time_strictly"])
def test_an_initiative_in_a_district_is_against_its_district_council(rule):
    """It has the same three months as one against the council (§ 26 Abs. 9 GO NRW)."""
    about = {"of": decision(decided(DISTRICT, MEETING)), "day": date(2026, 9, 17)}
    about["announcement_required"] = False
    assert "met" == told(rule, initiative_filed_on=date(2026, 6, 19), **about)
    assert "unmet" == told(rule, initiative_filed_on=date(2026, 6, 20), **about)


SIGNATURES = [(10, 10_000), (9, 20_000), (8, 30_000), (7, 50_000), (6, 100_000)]
SIGNATURES += [(5, 200_000), (4, 500_000), (3, 5_000_000)]
QUORUM = [(20, 50_000), (15, 100_000), (10, 5_000_000)]


def graded(table: list[tuple[int, int]], people: int) -> int:
    """Return the percent of the first step that is high enough."""
    return next(percent for percent, up_to in table if people <= up_to)


@given(st.integers(1, 3_000_000), st.sampled_from([9_999, 10_000, 50_001, 100_001]))
def test_the_law_grades_by_inhabitants(people, edge):
    """Up to and including a limit the higher share is asked for."""
    law = law_for("NRW")
    for size in (people, edge):
        for key, table in (
            ("initiative.signature_percent", SIGNATURES),
            ("citizens_decision.quorum_percent", QUORUM),
        ):
            assert graded(table, size) == by_size(law[key], size, "percent")


@FEW
@given(st.integers(2_000, 900_000), st.integers(-2, 2), st.booleans())
def test_an_initiative_is_signed_by_a_share_of_the_citizens(people, more, in_district):
    """By the size of the municipality, in a district by that of the district (L-7)."""
    entitled = people * 3 // 4
    percent = graded(SIGNATURES, people)
    valid = -(-entitled * percent // 100) + more
    about = {"valid_signatures": valid, "entitled_citizens": entitled}
    if in_district:
        about |= {"of": decision(decided(DISTRICT)), "district_inhabitants": people}
        about["law"] = {"municipality.inhabitants": 5_000_000}
    else:
        about |= {"of": decision(decided())}
        about["law"] = {"municipality.inhabitants": people}
    expected = "met" if more >= 0 else "unmet"
    assert expected == told("initiative_signed", **about)
    for name in ("valid_signatures", "entitled_citizens"):
        assert f"unknown {name}" == told("initiative_signed", **{**about, name: None})
    missing = "district_inhabitants" if in_district else "municipality.inhabitants"
    unsaid = {**about, "district_inhabitants": None, "law": {}}
    assert f"unknown {missing}" == told("initiative_signed", **unsaid)


@FEW
@given(st.integers(2_000, 900_000), st.integers(-2, 2), st.sampled_from([-1, 0, 1]))
def test_the_majority_of_the_citizens_must_be_large_enough(people, more, ahead):
    """More Yes than No, and at least a share of all citizens; a tie is a No (L-9)."""
    entitled = people * 3 // 4
    yes = -(-entitled * graded(QUORUM, people) // 100) + more
    about = {
        "of": decision(decided()),
        "suspension": lodged("initiative_standstill", against="d"),
        "law": {"municipality.inhabitants": people},
        "citizens_yes": yes,
        "citizens_no": yes - ahead,
        "entitled_citizens": entitled,
    }
    carried = more >= 0 and ahead > 0
    for said, so in (("annulled", True), ("confirmed", False)):
        expected = "met" if so is carried else "unmet"
        answer = told("citizens_decision_carried", citizens_decision=said, **about)
        assert expected == answer
    for name in ("citizens_yes", "citizens_no", "entitled_citizens"):
        unsaid = {**about, name: None, "citizens_decision": "annulled"}
        assert f"unknown {name}" == told("citizens_decision_carried", **unsaid)


def test_gelsenkirchen_and_menden_vote():
    """10 percent of 190,000 citizens of a large city, 15 of 43,000 of a middle one."""
    rule = "citizens_decision_carried"
    about = {"of": decision(decided()), "citizens_decision": "annulled"}
    about["suspension"] = lodged("initiative_standstill", against="d")
    for people, entitled, least in (
        (260_000, 190_000, 19_000),
        (53_000, 43_000, 6_450),
    ):
        law = {"municipality.inhabitants": people}
        votes = {"citizens_no": 10, "entitled_citizens": entitled, "law": law}
        assert "met" == told(rule, citizens_yes=least, **votes, **about)
        assert "unmet" == told(rule, citizens_yes=least - 1, **votes, **about)


@FEW
@given(DAYS, st.integers(0, 30))
def test_a_preliminary_decision_comes_within_eight_weeks(day, told_before):
    """Asked for after the cost estimate, by 25 citizens at least; before 2019 never."""
    about = {"preliminary_requested_on": day, "preliminary_signatures": 25}
    about["cost_estimate_told_on"] = after(day, -told_before)
    last = after(day, 56)
    days = span(after(last, -2), after(last, 6))
    kept = [each for each in days if each <= last or excused(last, each)]
    assert kept == met_on("preliminary_decision_in_time", days, **about)
    rule = "preliminary_request_complete"
    assert "met" == told(rule, **about)
    assert "unmet" == told(rule, **{**about, "preliminary_signatures": 24})
    assert "unmet" == told(rule, **{**about, "cost_estimate_told_on": after(day, 1)})
    for name in about:
        assert f"unknown {name}" == told(rule, **{**about, name: None})
    assert "met" == told("preliminary_decision_exists")
    old = {"initiative.preliminary_allowed": False}
    assert "unmet" == told("preliminary_decision_exists", law=old)


def test_what_is_settled_beforehand_is_not_asked_again():
    """After a preliminary decision only the signatures are looked at."""
    first = decided(key="v", role="initiative", result="admissible_beforehand")
    settled = decision(decided(), first)
    assert "met" == told("initiative_topic_allowed", of=settled)
    refused = decided(key="v", role="initiative", result="inadmissible_beforehand")
    unsettled = decision(decided(), refused)
    assert "unknown topic_excluded" == told("initiative_topic_allowed", of=unsettled)


@given(st.sampled_from(list(BodyKind)))
def test_the_body_that_decided_answers_the_initiative(kind):
    """What is against a district council that one answers, all else the council (L-8)."""
    rule, body = "answered_by_its_body", Organization("BV Mitte", kind, 15)
    made = lodged("initiative_standstill", against="d")
    for against, expected in (
        (DISTRICT, kind is BodyKind.DISTRICT_COUNCIL),
        (Organization("Rat", BodyKind.COUNCIL), kind is BodyKind.COUNCIL),
    ):
        of = decision(decided(against), suspensions=(made,))
        item = decided(body, key="b", about=made.id, state="open", result="")
        answer = told(rule, of=of, suspension=made, consultation=item)
        assert ("met" if expected else "unmet") == answer
    south = Organization("BV Süd", BodyKind.DISTRICT_COUNCIL, 15)
    item = decided(south, key="b", about=made.id, state="open", result="")
    of = decision(decided(DISTRICT), suspensions=(made,))
    assert "unmet" == told(rule, of=of, suspension=made, consultation=item)


@FEW
@given(DAYS, st.integers(1, 400))
def test_a_window_that_has_not_begun_has_no_end(day, later):
    """As long as what must be announced is not, no initiative comes too late (L-7)."""
    filed = after(day, later)
    about = {"initiative_filed_on": filed, "announcement_required": True, "day": filed}
    for rule in ("initiative_in_time", "initiative_in_time_strictly"):
        assert "met" == told(rule, of=decision(decided(day=day)), **about)
        committee = decision(decided(Organization("StEA", BodyKind.COMMITTEE), day))
        assert "unknown against" == told(rule, of=committee, **about)


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
