"""Properties of execution and bye-laws (L-2, L-10 to L-14, N-1 to N-3).

Each property states the law in other words than the rule, and each example holds a case
that keeps it and one that breaks it.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from decisions import (
    COUNCIL,
    DAYS,
    KINDS,
    after,
    decided,
    decision,
    last_within,
    lodged,
    met_on,
    span,
)
from hypothesis import given, settings
from hypothesis import strategies as st
from told import PRESET, told

from procedure import MOTION_STATES, RULES
from ratsflow.law.citation import Layer
from ratsflow.law.layers import law_for
from ratsflow.model import Motion, Organization
from ratsflow.procedure.case import OpenFinding

from asking import ask, case


FEW = settings(max_examples=25)
"""Enough where one example is a walk over all days around a boundary."""
BYE_LAW, ORDINARY = Motion(topics=("bye_law",)), Motion(topics=())
LAYERS = {"procedure.role": "house"} | {each.id: each.layer.value for each in RULES}
OF_LAW = sorted({each.id for each in RULES if each.layer is Layer.STATUTE})
OF_THE_HOUSE = sorted(
    {each.id for each in RULES if each.layer is Layer.HOUSE} - set(OF_LAW)
)
OTHER_TOPICS = st.lists(
    st.sampled_from(["award", "playground", "personnel"]), max_size=3
)


# ----------------------------------------------------------------------------- defects


@st.composite
def trifles(draw):
    """Return findings that make no decision unlawful, or that somebody answered for."""
    weight = st.sampled_from(["block", "defect"])
    light = st.one_of(
        st.tuples(st.sampled_from(OF_LAW), st.just("curable"), st.just(False)),
        st.tuples(st.sampled_from(OF_LAW), weight, st.just(True)),
        st.tuples(st.sampled_from(OF_THE_HOUSE), weight, st.just(False)),
        st.tuples(st.just("procedure.role"), weight, st.just(False)),
    )
    return tuple(
        OpenFinding(rule, "unmet", consequence, 3, overridden, layer=LAYERS[rule])
        for rule, consequence, overridden in draw(st.lists(light, max_size=5))
    )


@given(
    trifles(),
    st.sampled_from([*OF_LAW, "a_rule_of_their_own"]),
    st.sampled_from(["block", "defect"]),
    st.sampled_from(["unmet", "unknown", "error"]),
)
def test_one_defect_among_trifles_keeps_from_execution(noise, rule, weight, outcome):
    """Trifles count for nothing, one defect for all; overridden it counts no more (L-2)."""
    defect = OpenFinding(rule, outcome, weight, 4)
    answered = OpenFinding(rule, outcome, weight, 4, overridden=True)
    expected = {(): "met", (defect,): "unmet", (answered,): "met"}
    for more, outcome_ in expected.items():
        of = decision(decided(), findings=(*noise, *more))
        assert outcome_ == told("no_open_defect", of=of)


STATUTES = sorted(
    {each.id for each in RULES if each.layer is Layer.STATUTE}
    - {each.id for each in RULES if each.layer is not Layer.STATUTE}
)


@given(
    st.sampled_from(STATUTES),
    st.sampled_from(
        ["vote", "repeat_vote", "elect", "decide_appeal", "decide_finally"]
    ),
    st.booleans(),
)
def test_what_is_no_decision_stays_none_whoever_overrides_it(rule, step, overridden):
    """Only a statute's block, broken by the standing decision itself, unmakes it (L-10)."""
    broken = {
        "rule": rule,
        "result": "unmet",
        "consequence": "block",
        "version": 3,
        "overridden": overridden,
        "step": step,
        "subject": "d",
    }

    def answer(**changes):
        found = OpenFinding(**{**broken, **changes})
        earlier = decided(day=date(2026, 1, 8), key="earlier")
        of = decision(earlier, decided(), findings=(found,))
        return told("no_decision_in_law", of=of)

    assert "unmet" == answer()
    harmless = (
        {"subject": "earlier"},
        {"consequence": "defect"},
        {"result": "unknown"},
        {"step": "open_item"},
        {"layer": "house"},
        {"layer": "local"},
    )
    assert ["met"] * len(harmless) == [answer(**change) for change in harmless]


@pytest.mark.parametrize("ratified", [True, False])
@given(step=st.sampled_from(["decide_urgently", "decide_urgently_for_committee"]))
def test_an_urgent_decision_that_is_none_is_mended_by_ratification(ratified, step):
    """One signature is no decision; approved by the council it is one (L-10, K-2, K-5)."""
    found = OpenFinding("urgent_two_signatures", "unmet", "block", 3, step=step)
    approved = decided(result="ratified", role="ratification", key="r")
    of = case(
        state="urgent_decided",
        consultations=(approved,) if ratified else (),
        findings=(found,),
    )
    assert ("met" if ratified else "unmet") == told("no_decision_in_law", of=of)


# --------------------------------------------------------------------------- execution


@FEW
@given(DAYS, st.integers(0, 9), st.integers(1, 9))
def test_an_approval_counts_from_its_day_on_and_for_its_resolution(day, waited, anew):
    """Given before the resolution it is another one's; before its day it is not given."""
    approved = after(day, waited)
    about = {
        "of": decision(decided(day=day), motion=ORDINARY),
        "approval_required": True,
        "approved_on": approved,
    }
    rule, days = "approvals_obtained", span(after(day, -2), after(day, 20))
    assert [each for each in days if each >= approved] == met_on(rule, days, **about)
    none = {**about, "approval_required": False, "approved_on": None}
    assert days == met_on(rule, days, **none)
    again = decision(
        decided(day=day), decided(day=after(approved, anew), key="e"), motion=ORDINARY
    )
    assert [] == met_on(rule, days, **{**about, "of": again})
    conditions = {**about, "of": again, "approval_conditions": True}
    assert [each for each in days if each >= approved] == met_on(
        rule, days, **conditions
    )


@given(OTHER_TOPICS, st.sampled_from(["mayor", "alderman", "executing_office"]))
def test_against_the_mayor_only_the_general_deputy_acts(topics, role):
    """Whoever carries out: one topic makes the difference, and the deputy always may."""
    rule = "executed_by_general_deputy"
    plain, against = (
        Motion(topics=tuple(topics)),
        Motion(topics=(*topics, "claims_against_mayor")),
    )
    assert "met" == told(rule, motion=plain, role=role)
    assert "unmet" == told(rule, motion=against, role=role)
    assert "met" == told(rule, motion=against, role="general_deputy")
    assert "unknown motion.topics" == told(rule, role=role)


PEOPLE = ["mayor", "chair", "secretary", "district_mayor"]


@given(KINDS, DAYS, st.lists(st.sampled_from(PEOPLE), unique=True), st.integers(-3, 3))
def test_minutes_take_two_hands_and_the_day_of_the_meeting(kind, day, hands, off):
    """The secretary and whoever chairs there; further hands do no harm (L-14)."""
    of = decision(decided(Organization("Gremium", kind), day))
    presides = "mayor" if kind == "council" else "chair"

    def answer(signed, minuted=day):
        return told("minutes_kept", of=of, minutes_of=minuted, minutes_signed_by=signed)

    assert "met" == answer((*hands, presides, "secretary"))
    assert "unmet" == answer(tuple(each for each in hands if each != "secretary"))
    assert "unmet" == answer(tuple(each for each in hands if each != presides))
    expected = "met" if off == 0 else "unmet"
    assert expected == answer(PEOPLE, after(day, off))


@given(st.sampled_from([each.name for each in MOTION_STATES]))
def test_a_report_is_owed_until_it_is_given_where_the_city_wants_one(state):
    """Reported is reported; else the city's own rule settles it, and its silence nothing."""
    rule, key = "report_delivered", "execution_report.required"
    given_ = state == "reported"
    of = case(state=state)
    assert "met" == told(rule, of=of, law={key: False})
    assert ("met" if given_ else "unmet") == told(rule, of=of, law={key: True})
    unsettled = "met" if given_ else f"unknown {key}"
    assert unsettled == told(rule, of=of)


# ---------------------------------------------------------------------------- bye-laws


@FEW
@given(DAYS, st.integers(0, 9), st.none() | st.integers(-5, 15), st.integers(-5, 25))
def test_a_bye_law_is_published_and_then_in_force(day, begun, shown, own):
    """Complete with its announcement or display; in force the next day or when it says."""
    start = after(day, begun)
    complete = start if shown is None else max(start, after(start, shown))
    until = None if shown is None else after(start, shown)
    stated = {"announced_on": start, "display_until": until}
    about = {"of": decision(decided(day=day), motion=BYE_LAW), **stated}
    days = span(after(day, -2), after(day, 40))
    published = [each for each in days if each >= complete]
    assert published == met_on("satzung_published", days, **about)
    assert published[1:] == met_on("bye_law_in_force", days, **about)
    dated = {**about, "in_force_on": after(day, own)}
    in_force = [each for each in days if each >= after(day, own)]
    assert in_force == met_on("bye_law_in_force", days, **dated)
    later = decision(decided(day=after(complete, 1)), motion=BYE_LAW)
    assert [] == met_on("satzung_published", days, **{**about, "of": later})
    other = decision(decided(day=day), motion=ORDINARY)
    for rule in ("satzung_published", "bye_law_in_force"):
        assert days == met_on(rule, days, of=other)


@pytest.mark.parametrize(
    ("rule", "fact"),
    [
        ("text_confirmed", "text_confirmed_on"),
        ("announcement_ordered", "order_signed_on"),
    ],
)
@FEW
@given(day=DAYS, length=st.integers(0, 9))
def test_confirmed_and_ordered_between_resolution_and_announcement(
    rule, fact, day, length
):
    """Neither before the text was resolved nor after it was announced (N-2)."""
    about = {
        "of": decision(decided(day=day), motion=BYE_LAW),
        "announced_on": after(day, length),
        "order_place": "Musterstadt",
    }
    days = span(after(day, -4), after(day, length + 4))
    fitting = [each for each in days if told(rule, **{fact: each}, **about) == "met"]
    assert span(day, after(day, length)) == fitting


RESULTS = ["adopted_unchanged", "adopted_amended", "rejected", "confirmed", "noted"]


@given(DAYS, st.sampled_from(RESULTS), KINDS, st.integers(-5, 5))
def test_only_the_council_accedes_and_only_afterwards(day, result, kind, later):
    """It takes a council's adoption of a later day; without conditions it takes none."""
    rule, approved = (
        "accession_resolved",
        {"approved_on": day, "approval_required": True},
    )
    about = {**approved, "approval_conditions": True}

    def answer(body, moved, outcome, **facts):
        joining = decided(body, after(day, moved), "e", result=outcome)
        return told(rule, of=decision(joining, motion=BYE_LAW), **facts)

    joined = result.startswith("adopted") and kind == "council" and later > 0
    expected = "met" if joined else "unmet"
    assert expected == answer(Organization("Gremium", kind), later, result, **about)
    assert "met" == answer(COUNCIL, 1, "adopted_amended", **about)
    assert "unmet" == answer(COUNCIL, 0, "adopted_amended", **about)
    body = Organization("Gremium", kind)
    assert "met" == answer(body, later, result, **approved, approval_conditions=False)
    assert "met" == answer(body, later, result, approval_required=False)
    open_ = "met" if joined else "unknown approval_conditions"  # joined is joined
    assert open_ == answer(body, later, result, **approved)


@FEW
@given(
    st.dates(date(2019, 1, 1), date(2036, 1, 1))
    | st.dates(date(2021, 11, 15), date(2021, 12, 20)),
    st.integers(0, 30),
    st.sampled_from(["objected", "notified", "no notice", "not ordered"]),
)
def test_formal_defects_are_moot_after_half_a_year_or_never(day, shown, hindrance):
    """After six months from the complete announcement, a year before 15 December 2021."""
    complete = after(day, shown)
    last = last_within(complete, 6 if complete >= date(2021, 12, 15) else 12)
    defect = OpenFinding("quorum_not_denied", "unmet", "defect", 3)
    facts = {
        "announced_on": day,
        "display_until": complete,
        "notice_given": True,
        "law": dict(law_for("NRW").at(complete).values),
    }
    days = span(after(last, -3), after(last, 3))

    def moot(found=(defect,), objections=(), **stated):
        of = decision(
            decided(day=day), motion=BYE_LAW, findings=found, suspensions=objections
        )
        return met_on("formal_defect_time_bar", days, of=of, **{**facts, **stated})

    assert span(after(last, 1), after(last, 3)) == moot()
    assert days == moot(found=())
    unordered = OpenFinding("announcement_ordered", "unmet", "defect", 4)
    hindered = {
        "objected": lambda: moot(
            objections=(lodged("legal_objection", state="cleared"),)
        ),
        "notified": lambda: moot(defect_notified=True),
        "no notice": lambda: moot(notice_given=False),
        "not ordered": lambda: moot(found=(defect, unordered)),
    }
    assert [] == hindered[hindrance]()


@FEW
@given(DAYS, st.integers(0, 30), st.sampled_from([False, 0, 1, "ja"]))
def test_without_the_notice_nothing_is_ever_cured(day, shown, stated):
    """With it the finding names the last day of six months, without it none (N-3)."""
    complete = after(day, shown)
    facts = {"announced_on": day, "display_until": complete}
    about = {"of": decision(decided(day=day), motion=BYE_LAW), "law": PRESET, **facts}
    rule = "formal_defect_notice"
    noted = ask(rule, notice_given=True, **about)
    cures_on = last_within(complete, 6).isoformat()
    assert ("met", cures_on) == (noted.result.value, noted.data["cures_on"])
    lacking = ask(rule, notice_given=stated, **about)
    assert ("unmet", None) == (lacking.result.value, lacking.data["cures_on"])
    assert "unknown notice_given" == told(rule, **about)
    other = {**about, "of": decision(decided(day=day), motion=ORDINARY)}
    assert "met" == told(rule, notice_given=stated, **other)


@given(st.integers(-400, 400), st.integers(0, 23), st.integers(0, 23))
def test_no_step_lies_before_the_state_that_it_starts_from(gap, began, hour):
    """From day to day the days count, within one day the order of the entries (L-14)."""
    since = datetime(2026, 3, 19, tzinfo=BERLIN).replace(hour=began)
    at = since.replace(hour=hour) + timedelta(days=gap)
    of = case(since=since)
    found = told("dated_after_its_state", of=of, at=at, day=at.date())
    assert ("met" if gap >= 0 else "unmet") == found
    assert "met" == told("dated_after_its_state", of=case(), at=at, day=at.date())


BERLIN = ZoneInfo("Europe/Berlin")
