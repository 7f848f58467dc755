"""Properties of objections, appeals and the new decision (L-1 to L-6, N-8, N-9).

Each property states the law in other words than the rule, and each example holds a case
that keeps it and one that breaks it.
"""

from __future__ import annotations

from datetime import date

import attrs
import pytest

from decisions import (
    COMMITTEE,
    COUNCIL,
    DAYS,
    DISTRICT,
    KINDS,
    LIVE,
    OVER,
    after,
    decided,
    decision,
    ended,
    excused,
    lodged,
    met_on,
    span,
)
from hypothesis import given, settings
from hypothesis import strategies as st
from told import named, told

from ratsflow.model import (
    BodyKind,
    Consultation,
    Meeting,
    Organization,
)
from ratsflow.model import SuspensionKind as Kind

from asking import case


TUESDAY = date(2026, 3, 10)
LOCAL = {"committee_appeal.days": 8, "committee_appeal.count_event_day": False}
FEW = settings(max_examples=25)
"""Enough where one example is a walk over all days or numbers around a boundary."""
WORDS = st.text(st.sampled_from("aß§ .\n\t"), max_size=12)


# ------------------------------------------------------------- against whose resolution


@pytest.mark.parametrize(
    ("rule", "whose"),
    [
        ("objection_to_council", {"council"}),
        ("objection_to_district_council", {"district_council"}),
        (
            "appeal_against_committee",
            {"main_committee", "finance_committee", "audit_committee", "committee"},
        ),
    ],
)
@given(order=st.permutations(list(BodyKind)))
def test_the_body_named_settles_which_remedy_fits(rule, whose, order):
    """Of a route of bodies of every kind, each remedy fits those of its own kind alone."""
    route = [
        decided(Organization(named(kind.value), kind), after(TUESDAY, n), f"c-{n}")
        for n, kind in enumerate(order)
    ]
    fitting = {
        each.body.kind.value
        for each in route
        if told(rule, of=decision(*route), against=each.id) == "met"
    }
    assert whose == fitting


@given(st.lists(st.sampled_from(["council", "district_council", "advisory"])), KINDS)
def test_one_committee_is_enough_for_a_standstill(others, kind):
    """Bodies that are no committee start none, however many; with a committee it runs."""
    route = [
        decided(Organization(named(each), each), key=f"c-{n}")
        for n, each in enumerate(others)
    ]
    about = {"of": decision(*route, decided(Organization("X", kind), key="x"))}
    runs = kind.value.endswith("committee")
    assert ("met" if runs else "unmet") == told("standstill_of_committee", **about)
    added = decision(*route, decided(COMMITTEE, key="y"))
    assert "met" == told("standstill_of_committee", of=added)
    nothing = "unmet" if route else "unknown decision"
    assert nothing == told("standstill_of_committee", of=decision(*route))


@given(KINDS, st.sampled_from(["decide_appeal", "decide_finally"]))
def test_where_the_council_decides_no_other_body_does(kind, step):
    """Only the council ends an appeal or a persistence (L-3 to L-5)."""
    about = {
        "consultation": Consultation("neu", Organization("Gremium", kind)),
        "step": step,
    }
    expected = "met" if kind == "council" else "unmet"
    assert expected == told("decided_by_council", **about)
    assert "unknown consultation" == told("decided_by_council", step=step)


# ----------------------------------------------------------------------------- in time


@pytest.mark.parametrize(
    ("rule", "body", "days"),
    [
        ("objection_in_time_strictly", COUNCIL, 3),
        ("appeal_in_time_strictly", COMMITTEE, 8),
        ("district_objection_in_time_strictly", DISTRICT, 14),
    ],
)
@FEW
@given(day=DAYS)
def test_the_strict_day_is_so_many_days_on_and_not_one_later(rule, body, days, day):
    """Every day up to the last keeps it, no later one; what keeps it is never too late."""
    in_time = [
        n
        for n in range(days + 10)
        if told(rule, of=decision(decided(body, day)), day=after(day, n), law=LOCAL)
        == "met"
    ]
    assert list(range(days + 1)) == in_time


@pytest.mark.parametrize(
    ("rule", "body", "days"),
    [
        ("objection_in_time", COUNCIL, 3),
        ("appeal_in_time", COMMITTEE, 8),
        ("district_objection_in_time", DISTRICT, 14),
    ],
)
@FEW
@given(day=DAYS)
def test_only_free_days_lengthen_the_time_to_object(rule, body, days, day):
    """After the strict day it is in time just while nothing but free days has passed."""
    last = after(day, days)
    of = decision(decided(body, day))
    for each in span(after(last, -2), after(last, 9)):
        kept = each <= last or excused(last, each)
        expected = "met" if kept else "unmet"
        assert expected == told(rule, of=of, day=each, law=LOCAL)


@FEW
@given(DAYS, st.integers(1, 12), st.integers(0, 5))
def test_the_council_frees_what_it_answered_and_nothing_else(day, period, gap):
    """The attacked decision and its renewal are free; another committee's waits (L-4)."""
    own, later = decided(COMMITTEE, day, "own"), after(day, gap)
    other = decided(Organization("Bauausschuss", "committee", 15), later, "other")
    renewal = decided(COMMITTEE, later, "again", about="s")
    answer = decided(COUNCIL, later, "rat", about="s")
    made = (lodged("legal_objection", day, "cleared", id="s", against="own"),)
    law = {**LOCAL, "committee_appeal.days": period}
    days, last = span(day, after(later, period + 9)), after(later, period)
    free = [each for each in days if each > last and not excused(last, each)]

    def executable(*decisions):
        of = decision(*decisions, suspensions=made)
        return met_on("appeal_period_over", days, of=of, law=law)

    assert days == executable(own, answer)
    assert days == executable(own, renewal, answer)
    assert free == executable(own, renewal)
    assert free == executable(own, other, answer)
    assert days == executable(own, attrs.evolve(other, result="rejected"), answer)


@pytest.mark.parametrize(
    ("rule", "kind", "body", "first", "last"),
    [
        ("reconsideration_window", Kind.MAYOR_OBJECTION, COUNCIL, 3, 14),
        ("district_reconsideration_window", Kind.DISTRICT_OBJECTION, DISTRICT, 3, 21),
    ],
)
@FEW
@given(day=DAYS, other=st.sampled_from(list(Kind)))
def test_the_new_meeting_has_its_window(rule, kind, body, first, last, day, other):
    """Of the five weeks after the objection just those days fit; others have no window."""
    made = (lodged(kind, day, id="a"), lodged(other, day, id="b"))
    of = decision(decided(body, day), suspensions=made)

    def fitting(about):
        meetings = {n: Meeting(after(day, n)) for n in range(35)}
        return [
            n
            for n, meeting in meetings.items()
            if "met"
            == told(
                rule,
                of=of,
                consultation=Consultation("neu", body, about=about, meeting=meeting),
            )
        ]

    assert list(range(first, last + 1)) == fitting("a")
    assert list(range(35)) == fitting("")
    window = list(range(first, last + 1)) if other is kind else list(range(35))
    assert window == fitting("b")


@given(DAYS, st.integers(0, 34), st.integers(0, 34))
def test_a_meeting_handed_in_counts_more_than_the_one_planned(day, planned, moved):
    """Who moves the meeting out of its window breaks it, who moves it in keeps it (L-1)."""
    of = decision(
        decided(day=day), suspensions=(lodged("mayor_objection", day, id="a"),)
    )
    again = Consultation(
        "neu", COUNCIL, about="a", meeting=Meeting(after(day, planned))
    )
    about = {"of": of, "consultation": again, "meeting": Meeting(after(day, moved))}
    expected = "met" if 3 <= moved <= 14 else "unmet"
    assert expected == told("reconsideration_window", **about)


# ------------------------------------------------------------------------ who, and why


@FEW
@given(st.integers(1, 80))
def test_a_fifth_of_the_committee_and_no_fewer_appeals(members):
    """The numbers that suffice run from the first whose fivefold is the whole, to all."""
    of = decision(decided(Organization("StEA", "committee", members)))
    about = {"of": of, "role": "committee_member"}
    enough = [
        n
        for n in range(members + 4)
        if told("appellants_entitled", appellants=n, **about) == "met"
    ]
    assert [n for n in range(members + 1) if n * 5 >= members] == enough
    assert "unknown appellants" == told("appellants_entitled", **about)
    assert "met" == told("appellants_entitled", of=of, role="mayor")


@pytest.mark.parametrize(
    "rule",
    ["objection_reasons", "district_objection_reasons", "supervisory_order_reasons"],
)
@given(blank=st.text(st.sampled_from(" \n\t\u00a0"), max_size=9), words=WORDS)
def test_blanks_are_no_reasons_and_any_sign_among_them_is_one(rule, blank, words):
    """Reasons are there as soon as something can be read; nothing stated is unknown."""
    assert "unmet" == told(rule, reasons=blank)
    assert "met" == told(rule, reasons=f"{blank}x{words}")
    assert "unknown reasons" == told(rule, note=f"{blank}x{words}")


@pytest.mark.parametrize(
    ("rule", "fact", "passes", "about"),
    [
        (
            "final_decision_demanded",
            "demanded_by_objector",
            True,
            {"suspension": lodged("district_objection", state="persisted")},
        ),
        (
            "authority_acts_after_refusal",
            "mayor_refused",
            True,
            {"role": "supervisory_authority"},
        ),
        (
            "renewed_deliberation",
            "reconsidered",
            True,
            {
                "suspension": lodged("legal_objection", state="at_supervision"),
                "authority_decision": "annulled",
            },
        ),
        ("initiative_topic_allowed", "topic_excluded", False, {}),
    ],
)
@given(
    stated=st.sampled_from([True, False, 0, 1, "true", "nein", ""]),
    other=st.booleans(),
)
def test_only_the_plain_statement_passes(rule, fact, passes, about, stated, other):
    """True or False as the law asks, nothing like it; and without it nobody can tell."""
    noise = {"noted": other}
    assert "met" == told(rule, **{fact: passes}, **about, **noise)
    expected = "met" if stated is passes else "unmet"
    assert expected == told(rule, **{fact: stated}, **about, **noise)
    assert f"unknown {fact}" == told(rule, **about, **noise)


@given(st.sampled_from(list(Kind)), st.booleans())
def test_only_a_district_asks_whether_the_council_is_wanted(kind, demanded):
    """In every other case the council decides whether anybody demands it or not (L-3)."""
    about = {"suspension": lodged(kind), "demanded_by_objector": demanded}
    passes = demanded or kind != "district_objection"
    expected = "met" if passes else "unmet"
    assert expected == told("final_decision_demanded", **about)


@given(st.sampled_from(["mayor", "general_deputy", "council_office"]), st.booleans())
def test_a_refusal_is_asked_for_when_the_authority_itself_objects(role, refused):
    """Whoever objects for the city is asked for none; the authority always is (L-6)."""
    rule = "authority_acts_after_refusal"
    assert "met" == told(rule, role=role, mayor_refused=refused)
    expected = "met" if refused else "unmet"
    assert expected == told(rule, role="supervisory_authority", mayor_refused=refused)


@given(st.booleans(), st.sampled_from(["mayor", "general_deputy"]))
def test_the_value_of_the_law_settles_the_district_mayor_alone(allowed, other):
    """The mayor objects under either value, the district mayor under one of them (L-5)."""
    rule, key = "district_objector_entitled", "district_objection.district_mayor"
    expected = "met" if allowed else "unmet"
    assert expected == told(rule, role="district_mayor", law={key: allowed})
    assert "met" == told(rule, role=other, law={key: allowed})
    assert f"unknown {key}" == told(rule, role="district_mayor", law={key: None})


# ------------------------------------------------------------------- once, and no more


@given(st.lists(st.sampled_from(LIVE + OVER), min_size=1, max_size=6))
def test_a_chain_of_answers_is_one_resolution(states):
    """However often it was confirmed since: who objected once cannot object again (L-1)."""

    def chain_of(first):
        decisions, made = [decided(key="c-0")], []
        for n, state in enumerate(states):
            kind = "legal_objection" if n else first
            attacked = {"id": f"s-{n}", "against": f"c-{n}"}
            made.append(lodged(kind, after(TUESDAY, n), state, **attacked))
            answer = decided(day=after(TUESDAY, n), key=f"c-{n + 1}", about=f"s-{n}")
            decisions.append(answer)
        return decision(*decisions, decided(key="fresh"), suspensions=tuple(made))

    objected, spared = chain_of("mayor_objection"), chain_of("legal_objection")
    rule, fresh = "objection_not_repeated", {"against": "fresh"}
    assert ["met", "met"] == [told(rule, of=of, **fresh) for of in (objected, spared)]
    for n in range(len(states) + 1):
        assert "unmet" == told(rule, of=objected, against=f"c-{n}")
        assert "met" == told(rule, of=spared, against=f"c-{n}")


@pytest.mark.parametrize(
    ("rule", "kinds"),
    [
        ("legal_objection_not_pending", {Kind.LEGAL_OBJECTION}),
        ("not_suspended", set(Kind) - {Kind.INITIATIVE_STANDSTILL}),
        ("no_initiative_standstill", {Kind.INITIATIVE_STANDSTILL}),
        ("no_contrary_decision", {Kind.INITIATIVE_STANDSTILL}),
    ],
)
@given(data=st.data())
def test_what_is_over_hinders_nothing_and_one_that_lives_is_enough(rule, kinds, data):
    """Ended ones and others count for nothing; a single live one among them breaks it."""
    quiet = data.draw(ended(*kinds))
    assert "met" == told(rule, of=decision(decided(), suspensions=quiet))
    kind = data.draw(st.sampled_from(sorted(kinds)))
    living = lodged(kind, state=data.draw(st.sampled_from(LIVE)), id="x")
    place = data.draw(st.integers(0, len(quiet)))
    disturbed = (*quiet[:place], living, *quiet[place:])
    assert "unmet" == told(rule, of=decision(decided(), suspensions=disturbed))


def test_a_paper_without_a_decision_leaves_every_remedy_unknown():
    """Nothing is attacked where nothing was decided (L-1, L-4, L-5)."""
    for rule in ("objection_to_council", "appeal_against_committee"):
        assert "unknown decision" == told(rule, of=case())
