"""Rules on competence (C)."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from hypothesis import given
from hypothesis import strategies as st
from told import THURSDAY, item, told

from procedure import agenda, competence, publicity
from ratsflow.canonical import plain
from ratsflow.engine import Mode
from ratsflow.errors import DefinitionError, RefusedError
from ratsflow.law.counting import Outcome, more_than, simple
from ratsflow.law.layers import law_for
from ratsflow.law.powers import (
    Power,
    powers_of,
    problems_of_powers,
)
from ratsflow.law.tables import problems_of_routes
from ratsflow.law.topics import NO_TOPICS
from ratsflow.model import Actor, Ballot, CostStatement, Motion
from ratsflow.office import Office
from ratsflow.states.common.predicates.competence.council import signatures_needed
from ratsflow.states.nrw import STATE, nrw

from asking import case


NON_DELEGABLE = {
    **plain(STATE.law["topics.reserved"]),
    **plain(STATE.law["topics.reserved_further"]),
}
AWARDS = [
    {"topic": "award", "body": "mayor", "up_to": 50000},
    {"topic": "award", "body": "main_committee", "above": 50000, "up_to": 100000},
    {"topic": "playground", "body": "district_council"},
    {"topic": "playground", "body": "Grünausschuss"},
    {"topic": "youth", "body": "Jugendhilfeausschuss", "statutory": True},
]
LAW = {
    "competence.powers": AWARDS,
    "competence.amounts": "gross",
    "competence.cost_amounts": "gross",
    "recall.implied": False,
}
MAIN = item("main_committee", "Hauptausschuss")
COUNCIL = item()
BV = item("district_council", "Bezirksvertretung Schildesche")


def motion(*topics, euros=None, **more):
    """Return a motion on topics, with a cost of so many euros."""
    costs = None
    if euros is not None:
        costs = CostStatement("amount", euros * 100, "once")
    return Motion(topics=topics, cost_statement=costs, **more)


AWARD_72 = motion("award", euros=72000)


@pytest.mark.parametrize(
    ("rule", "topic", "where", "expected"),
    [
        ("non_delegable", "bye_law", MAIN, "unmet"),
        ("non_delegable", "bye_law", BV, "unmet"),
        ("non_delegable", "bye_law", COUNCIL, "met"),
        ("non_delegable", "annual_budget", MAIN, "unmet"),
        ("non_delegable", "surety", MAIN, "met"),
        ("non_delegable_further", "surety", MAIN, "unmet"),
        ("non_delegable_further", "bye_law", MAIN, "met"),
        ("non_delegable_further", "award", MAIN, "met"),
    ],
)
def test_only_the_council_decides_what_is_reserved(rule, topic, where, expected):
    """The main committee cannot decide a parking-fee bye-law (C-2)."""
    assert expected == told(rule, motion=motion(topic), consultation=where)


@given(st.sampled_from(sorted(NON_DELEGABLE)), st.sampled_from([MAIN, BV]))
def test_every_reserved_topic_is_refused_by_exactly_one_rule(topic, where):
    """Nothing of § 41 Abs. 1 S. 2 slips between the read and the unread letters (C-2)."""
    of = motion(topic)
    answers = sorted(
        told(rule, motion=of, consultation=where)
        for rule in ("non_delegable", "non_delegable_further")
    )
    assert ["met", "unmet"] == answers


@pytest.mark.parametrize(
    ("rule", "where", "expected"),
    [
        ("non_delegable", MAIN, "unknown motion.topics"),
        ("non_delegable_further", MAIN, "unknown motion.topics"),
        ("body_competent", MAIN, "unknown motion.topics"),
        ("ongoing_administration_reserved", COUNCIL, "unknown motion.topics"),
        ("matter_recalled", COUNCIL, "unknown motion.topics"),
        ("pre_consultation_done", COUNCIL, "unknown motion.topics"),
        ("annual_accounts_audited", COUNCIL, "unknown motion.topics"),
        ("district_decides", COUNCIL, "unknown motion.topics"),
        ("own_district", BV, "unknown motion.districts"),
        ("district_heard", COUNCIL, "unknown motion.districts"),
    ],
)
def test_an_unclassified_motion_is_unknown(rule, where, expected):
    """What nobody has classified passes no rule that needs it (C-2 to C-9)."""
    assert expected == told(rule, motion=Motion(), consultation=where, law=LAW)


@pytest.mark.parametrize(
    ("topic", "euros", "where", "expected"),
    [
        ("overspend", 100000, MAIN, "met"),
        ("overspend", 100001, MAIN, "unmet"),
        ("later_overspend", 100001, BV, "unmet"),
        ("overspend", 100001, COUNCIL, "met"),
        ("material_overspend", 1, MAIN, "unmet"),
        ("award", 100001, MAIN, "met"),
    ],
)
def test_what_is_material_is_the_councils_by_its_amount(topic, euros, where, expected):
    """Nobody need call it material: above the threshold lit. h reserves it (A-8, C-2)."""
    law = {"overspend.material_threshold": 100000}
    of = motion(topic, euros=euros)
    found = told("non_delegable_further", motion=of, consultation=where, law=law)
    assert expected == found


def test_without_a_threshold_nobody_knows_what_is_material():
    """The council has not said it: a committee's vote cannot be judged (A-8, C-2)."""
    of = motion("overspend", euros=1)
    found = told("non_delegable_further", motion=of, consultation=MAIN)
    assert "unknown overspend.material_threshold" == found


@pytest.mark.parametrize(
    ("euros", "rule", "where", "expected"),
    [
        (72000, "body_competent", MAIN, "met"),
        (120000, "body_competent", MAIN, "unmet"),
        (20000, "body_competent", MAIN, "unmet"),
        (50000, "body_competent", MAIN, "unmet"),
        (50001, "body_competent", MAIN, "met"),
        (100000, "body_competent", MAIN, "met"),
        (100001, "body_competent", MAIN, "unmet"),
        (120000, "matter_recalled", COUNCIL, "met"),
        (100000, "matter_recalled", COUNCIL, "unknown recalled"),
        (100001, "matter_recalled", COUNCIL, "met"),
        (20000, "matter_recalled", COUNCIL, "unknown recalled"),
    ],
)
def test_the_value_decides_who_decides(euros, rule, where, expected):
    """72,000 € is the main committee's, 120,000 € the council's, 20,000 € the mayor's (C-3)."""
    of = motion("award", euros=euros)
    assert expected == told(rule, motion=of, consultation=where, law=LAW)


@given(st.integers(0, 20_000_000))
def test_a_band_is_open_below_and_closed_above(cents):
    """A band holds what is above its lower end and up to its upper end (C-3)."""
    of = Motion(
        topics=("award",), cost_statement=CostStatement("amount", cents, "once")
    )
    answer = told("body_competent", motion=of, consultation=MAIN, law=LAW)
    assert (5_000_000 < cents <= 10_000_000) == (answer == "met")


@pytest.mark.parametrize(
    ("changes", "law", "expected"),
    [
        ({}, {"competence.powers": None}, "unknown competence.powers"),
        ({}, {"competence.amounts": None}, "unknown competence.amounts"),
        ({}, {"competence.amounts": "net"}, "unknown value_cents"),
        ({"cost_statement": None}, {}, "unknown motion.cost_statement"),
        (
            {"cost_statement": CostStatement("amount")},
            {},
            "unknown motion.cost_statement.amount_cents",
        ),
        (
            {"cost_statement": CostStatement("amount", 1, "yearly")},
            {},
            "unknown value_cents",
        ),
        ({"cost_statement": CostStatement("none")}, {}, "unmet"),
        ({"topics": ()}, {}, "unmet"),
        ({"topics": ("award", "unheard_of")}, {}, "unmet"),
        ({"topics": ("ongoing_administration",)}, {}, "met"),
    ],
)
def test_competence_needs_topic_value_and_local_law(changes, law, expected):
    """A committee decides only what is given to it, at a value that is known (C-1, C-3)."""
    of = Motion(
        **{
            "topics": AWARD_72.topics,
            "cost_statement": AWARD_72.cost_statement,
            **changes,
        }
    )
    answer = told("body_competent", motion=of, consultation=MAIN, law={**LAW, **law})
    assert expected == answer


@pytest.mark.parametrize("recurrence", ["once", "yearly", None])
def test_a_stated_value_never_undercuts_the_costs(recurrence):
    """100,001 € a year are not talked down to 60,000 € (C-3)."""
    costs = CostStatement("amount", 10_000_100, recurrence)
    of = Motion(topics=("award",), cost_statement=costs)
    about = {"motion": of, "consultation": MAIN, "value_cents": 6_000_000}
    assert "unmet" == told("body_competent", law=LAW, **about)
    net = {**LAW, "competence.amounts": "net"}
    assert "met" == told("body_competent", law=net, **about)


def test_an_amended_text_needs_its_value_anew():
    """100,000 € raised to 140,000 € leaves the main committee's band (C-3, J-9)."""
    about = {"motion": motion("award", euros=100000), "consultation": MAIN, "law": LAW}
    ballot = Ballot(9, 6, amended=True)
    assert "unknown value_cents" == told("body_competent", ballot=ballot, **about)
    raised = {"ballot": ballot, "value_cents": 14_000_000}
    assert "unmet" == told("body_competent", **raised, **about)


@pytest.mark.parametrize("kind", ["advisory", "administration"])
def test_a_body_without_power_never_decides(kind):
    """An advisory board has no power of decision, whatever the topic (C-3)."""
    assert "unmet" == told("body_competent", motion=AWARD_72, consultation=item(kind))


def drawn(by: str = MAIN.body.name, **flags):
    """State that a body has drawn the decision to itself."""
    return {"drawn_by": by, **flags}


def recalled(by: str = COUNCIL.body.name):
    """State that a body has taken a delegated matter back."""
    return drawn(by, recalled=True)


@pytest.mark.parametrize(
    ("topics", "stated", "expected"),
    [
        (("ongoing_administration",), drawn(reserved=True), "met"),
        (("ongoing_administration",), {"reserved": True}, "unknown drawn_by"),
        (("ongoing_administration",), drawn("Bauausschuss", reserved=True), "unmet"),
        (("ongoing_administration",), {"reserved": False}, "unmet"),
        (("ongoing_administration",), {}, "unknown reserved"),
        (("award",), {}, "met"),
        ((), {}, "met"),
    ],
)
def test_ongoing_administration_is_the_mayors_unless_reserved(topics, stated, expected):
    """A body decides an ongoing matter only after reserving it (C-4)."""
    of = motion(*topics)
    answer = told(
        "ongoing_administration_reserved", motion=of, consultation=MAIN, **stated
    )
    assert expected == answer


VOTED = item(
    "main_committee", "Hauptausschuss", state="voted", days=(date(2026, 3, 12),)
)


@pytest.mark.parametrize(
    ("topic", "stated", "before", "expected"),
    [
        ("award", recalled(), (), "met"),
        ("award", {"recalled": True}, (), "unknown drawn_by"),
        ("award", recalled("Bauausschuss"), (), "unmet"),
        ("award", {"recalled": False}, (), "unmet"),
        ("award", {}, (), "unknown recalled"),
        ("award", recalled(), (VOTED,), "unmet"),
        ("youth", recalled(), (), "unmet"),
        ("bye_law", {}, (), "met"),
        ("unheard_of", {}, (), "met"),
    ],
)
def test_the_council_recalls_before_it_is_decided(topic, stated, before, expected):
    """A delegated matter is taken back in time, a committee's by law never (C-5)."""
    of = motion(topic, euros=72000)
    answer = told(
        "matter_recalled",
        of=case(of, consultations=before),
        consultation=COUNCIL,
        law=LAW,
        **stated,
    )
    assert expected == answer


@pytest.mark.parametrize(
    ("rule", "where", "stated", "expected"),
    [
        ("body_competent", BV, {"district_scope": True}, "met"),
        ("body_competent", BV, {"district_scope": False}, "unmet"),
        ("body_competent", BV, {}, "unknown district_scope"),
        ("district_decides", COUNCIL, {"district_scope": True}, "unmet"),
        ("district_decides", COUNCIL, {"district_scope": False}, "met"),
        ("district_decides", COUNCIL, {}, "unknown district_scope"),
        ("district_decides", BV, {}, "met"),
        (
            "body_competent",
            item("committee", "Grünausschuss"),
            {"district_scope": False},
            "met",
        ),
        (
            "body_competent",
            item("committee", "Grünausschuss"),
            {"district_scope": True},
            "unmet",
        ),
    ],
)
def test_district_location_is_not_district_significance(rule, where, stated, expected):
    """A playground is the district's, a city-wide programme is not (C-6)."""
    of = motion("playground", districts=("Schildesche",))
    assert expected == told(rule, motion=of, consultation=where, law=LAW, **stated)


@given(st.sampled_from(sorted(plain(STATE.law["district.matters"]))))
def test_the_statutory_matters_of_a_district_need_no_local_row(topic):
    """§ 37 Abs. 1 gives them to the district council even with an empty table (C-6)."""
    about = {"law": {"competence.powers": []}, "district_scope": True}
    of = motion(topic, districts=("Schildesche",))
    assert "met" == told("body_competent", motion=of, consultation=BV, **about)
    assert "unmet" == told("district_decides", motion=of, consultation=COUNCIL, **about)
    assert "unmet" == told("body_competent", motion=of, consultation=MAIN, **about)


@pytest.mark.parametrize(
    ("topic", "euros", "expected"),
    [("unheard_of", 1, "met"), ("bench", 900, "unmet"), ("bench", 1001, "met")],
)
def test_what_no_district_holds_is_not_the_districts(topic, euros, expected):
    """An ordinary topic, or a value above the district's band, is the council's (C-6)."""
    bench = {"topic": "bench", "body": "district_council", "up_to": 1000}
    answer = told(
        "district_decides",
        motion=motion(topic, euros=euros),
        consultation=COUNCIL,
        law={**LAW, "competence.powers": [bench]},
        district_scope=True,
    )
    assert expected == answer


def test_a_city_in_a_county_has_no_district_matters():
    """Without district councils the question of districts never comes up (C-6, C-7)."""
    law = {**LAW, "municipality.county_free": False}
    of = Motion(topics=("playground",))
    assert "met" == told("district_decides", motion=of, consultation=COUNCIL, law=law)
    assert "met" == told("district_heard", motion=of, consultation=COUNCIL, law=law)


@pytest.mark.parametrize(
    ("districts", "expected"),
    [
        (("Schildesche",), "met"),
        (("Mitte",), "unmet"),
        (("Mitte", "Schildesche"), "unmet"),
        ((), "unmet"),
    ],
)
def test_a_district_council_decides_only_at_home(districts, expected):
    """A district council has no say in another district, nor in two (C-6)."""
    of = Motion(districts=districts)
    assert expected == told("own_district", motion=of, consultation=BV)


PLAN = Motion(topics=("development_plan",), districts=("Mitte", "Schildesche"))


def heard(name, state="voted", role="hearing", day=date(2026, 3, 12)):
    """Return a hearing of a district council."""
    days = () if day is None else (day,)
    kind = "district_council"
    return item(kind, name, id=f"bv-{name}", role=role, state=state, days=days)


MITTE = heard("Bezirksvertretung Mitte")


@pytest.mark.parametrize(
    ("other", "law", "expected"),
    [
        ((), {}, "unmet"),
        ((heard("Schildesche"),), {}, "met"),
        ((heard("Schildesche", "noted"),), {}, "met"),
        ((heard("Schildesche", "planned", day=None),), {}, "unmet"),
        ((heard("Schildesche", "voted", "noting"),), {}, "unmet"),
        ((heard("Schildesche-Ost"),), {}, "unmet"),
        (
            (item("committee", "Schildesche", role="hearing", state="voted"),),
            {},
            "unmet",
        ),
        ((heard("Schildesche", day=THURSDAY),), {}, "met"),
        (
            (heard("Schildesche", day=date(2026, 3, 20)),),
            {},
            "unmet",
        ),
        (
            (heard("Schildesche", "planned", day=THURSDAY),),
            {"district_hearing.opportunity_suffices": True},
            "met",
        ),
        (
            (heard("Schildesche", "planned", day=date(2026, 3, 20)),),
            {"district_hearing.opportunity_suffices": True},
            "unmet",
        ),
        (
            (heard("Schildesche", "postponed"),),
            {"district_hearing.opportunity_suffices": None},
            "unknown district_hearing.opportunity_suffices",
        ),
        (
            (heard("Schildesche", "postponed"),),
            {"district_hearing.opportunity_suffices": True},
            "met",
        ),
        (
            (heard("Schildesche", "postponed"),),
            {"district_hearing.opportunity_suffices": False},
            "unmet",
        ),
    ],
)
def test_every_affected_district_is_heard(other, law, expected):
    """Mitte recommended, Schildesche has not met: the council's vote has a defect (C-7)."""
    of = case(PLAN, consultations=(MITTE, *other))
    assert expected == told("district_heard", of=of, consultation=COUNCIL, law=law)


@pytest.mark.parametrize(
    ("deadline", "expected"), [("2026-03-18", "met"), ("2026-03-19", "unmet")]
)
def test_a_hearing_deadline_is_over_on_the_day_after(deadline, expected):
    """The district council may still answer on the last day of its period (C-7)."""
    waiting = heard("Schildesche", "planned", day=None)
    answer = told(
        "district_heard",
        of=case(PLAN, consultations=(MITTE, waiting)),
        consultation=COUNCIL,
        law={"district_hearing.opportunity_suffices": True},
        hearing_deadline=deadline,
    )
    assert expected == answer


@pytest.mark.parametrize(
    ("stated", "expected"),
    [
        ({"district_important": True}, "unmet"),
        ({"district_important": False}, "met"),
        ({}, "unknown district_important"),
    ],
)
def test_any_important_matter_is_heard(stated, expected):
    """Besides plans and investments, what is important must be said (C-7)."""
    of = Motion(topics=(), districts=("Mitte",))
    assert expected == told("district_heard", motion=of, consultation=COUNCIL, **stated)


@pytest.mark.parametrize("value", [1, 0, "yes", "no", ""])
def test_only_yes_or_no_says_how_far_a_matter_reaches(value):
    """A text or number says neither that a district is touched nor that none is (C-6, C-7)."""
    of = Motion(topics=("playground",), districts=("Mitte",))
    about = {"motion": of, "consultation": COUNCIL, "law": LAW}
    found = told("district_decides", district_scope=value, **about)
    assert "unknown district_scope" == found
    found = told("district_heard", district_important=value, **about)
    assert "unknown district_important" == found


def test_a_hearing_of_unknown_day_is_none_on_a_changed_text():
    """Nobody can say that it came after the change (C-7, J-9)."""
    of = case(PLAN, consultations=(MITTE, heard("Schildesche", day=None)))
    assert "met" == told("district_heard", of=of, consultation=COUNCIL)
    changed = {"text_changed_on": "2026-03-12"}
    assert "unmet" == told("district_heard", of=of, consultation=COUNCIL, **changed)


@given(
    st.sets(st.sampled_from("ABCDE"), min_size=1),
    st.sets(st.sampled_from("ABCDE")),
    st.sampled_from(sorted(plain(STATE.law["district_hearing.topics"]))),
)
def test_the_hearing_is_complete_when_nobody_is_left_out(affected, done, topic):
    """It is met exactly when every affected district was heard (C-7)."""
    of = Motion(topics=(topic,), districts=tuple(sorted(affected)))
    at = case(of, consultations=tuple(heard(each) for each in sorted(done)))
    assert (affected <= done) == (
        "met" == told("district_heard", of=at, consultation=COUNCIL)
    )


BUILDING = item("committee", "Bauausschuss")


@pytest.mark.parametrize(
    ("where", "stated", "expected"),
    [
        (BV, {}, "met"),
        (BV, {"competence_claimants": ("BV", "Bauausschuss")}, "unmet"),
        (COUNCIL, {"competence_claimants": ("BV", "Bauausschuss")}, "unmet"),
        (COUNCIL, {"competence_claimants": ("BV",), **recalled()}, "met"),
        (COUNCIL, {"competence_claimants": ("BV",), "recalled": True}, "unmet"),
        (BUILDING, {"competence_claimants": ("BV",), **recalled()}, "unmet"),
    ],
)
def test_no_vote_while_the_competence_is_disputed(where, stated, expected):
    """District council and committee both say “mine”: until then no vote (C-8)."""
    assert expected == told("competence_dispute_settled", consultation=where, **stated)


@given(st.sampled_from([BV, BUILDING, MAIN]), st.sampled_from([BV, BUILDING, MAIN]))
def test_the_award_names_the_one_body_that_votes(winner, voter):
    """After the main committee's decision exactly that body decides (C-8)."""
    stated = {
        "competence_claimants": ("a", "b"),
        "competence_awarded_to": winner.body.name,
    }
    answer = told("competence_dispute_settled", consultation=voter, **stated)
    assert (winner is voter) == (answer == "met")


@pytest.mark.parametrize(
    ("by", "expected"),
    [
        ("main_committee", "met"),
        ("council", "unmet"),
        (None, "unknown dispute_decided_by"),
    ],
)
def test_the_main_committee_settles_the_dispute(by, expected):
    """§ 37 Abs. 2 names the main committee and nobody else (C-8)."""
    assert expected == told("dispute_decided_by_main_committee", dispute_decided_by=by)


TRAFFIC = {"competence.pre_consultation": {"traffic": ["Verkehrsausschuss"]}}


@pytest.mark.parametrize(
    ("topics", "law", "state", "expected"),
    [
        (("traffic",), TRAFFIC, "voted", "met"),
        (("traffic",), TRAFFIC, "open", "unmet"),
        (("school",), TRAFFIC, "open", "met"),
        (("traffic",), {}, "voted", "unknown competence.pre_consultation"),
        ((), {}, "open", "met"),
    ],
)
def test_local_law_may_ask_for_a_committee_first(topics, law, state, expected):
    """No statute in NRW does, so it is asked only where local law says so (C-9)."""
    first = item("committee", "Verkehrsausschuss", role="preliminary", state=state)
    of = case(motion(*topics), consultations=(first,))
    answer = told("pre_consultation_done", of=of, consultation=COUNCIL, law=law)
    assert expected == answer


@given(
    st.sampled_from(["annual_accounts", "discharge", "school"]),
    st.sampled_from(["audit_committee", "committee", "finance_committee"]),
    st.sampled_from(["voted", "noted", "open", "planned", "cancelled"]),
)
def test_annual_accounts_pass_the_audit_committee(topic, kind, state):
    """Only the audit committee's concluded consultation counts (C-9)."""
    first = item(kind, role="preliminary", state=state)
    of = case(motion(topic), consultations=(first,))
    fine = kind == "audit_committee" and state in ("voted", "noted")
    answer = told("annual_accounts_audited", of=of, consultation=COUNCIL)
    assert (topic == "school" or fine) == (answer == "met")


@pytest.mark.parametrize(
    ("rule", "kind", "topic", "expected"),
    [
        ("annual_accounts_audited", "audit_committee", "discharge", "unmet"),
        ("pre_consultation_done", "committee", "traffic", "met"),
    ],
)
def test_passing_over_an_item_examines_nothing(rule, kind, topic, expected):
    """A committee may have had its say by declining it; accounts are examined (C-9, J-7)."""
    first = item(kind, "Verkehrsausschuss", role="preliminary", state="not_considered")
    of = case(motion(topic), consultations=(first,))
    assert expected == told(rule, of=of, consultation=COUNCIL, law=TRAFFIC)


def test_the_mayor_counts_in_the_main_committee():
    """Sixteen councillors and the mayor: nine are quorate, and 8:8 of sixteen is a tie (C-9)."""
    assert 9 == more_than(16 + 1, 1, 2)
    assert Outcome.REJECTED is simple(8, 8)


PETITION = Motion(paper_type="petition")
RESIDENTS = Motion(paper_type="resident_motion")


@pytest.mark.parametrize(
    ("rule", "paper", "stated", "expected"),
    [
        ("petitioner_resident", PETITION, {"resident_since": "2025-12-19"}, "met"),
        ("petitioner_resident", PETITION, {"resident_since": "2025-12-20"}, "unmet"),
        ("petitioner_resident", PETITION, {}, "unknown resident_since"),
        ("petition_in_text_form", PETITION, {"in_text_form": True}, "met"),
        ("petition_in_text_form", PETITION, {"in_text_form": False}, "unmet"),
        ("petition_in_text_form", PETITION, {}, "unknown in_text_form"),
        ("petitioner_natural_person", PETITION, {"natural_person": True}, "met"),
        ("petitioner_natural_person", PETITION, {"natural_person": False}, "unmet"),
        ("petitioner_natural_person", PETITION, {}, "unknown natural_person"),
        (
            "petitioner_informed",
            PETITION,
            {"petitioner_informed_on": "2026-03-19"},
            "met",
        ),
        (
            "petitioner_informed",
            PETITION,
            {"petitioner_informed_on": "2026-03-20"},
            "unmet",
        ),
        ("petitioner_informed", PETITION, {}, "unknown petitioner_informed_on"),
        ("resident_motion_represented", RESIDENTS, {"representatives": 3}, "met"),
        ("resident_motion_represented", RESIDENTS, {"representatives": 4}, "unmet"),
        ("resident_motion_represented", RESIDENTS, {"representatives": 0}, "met"),
        ("resident_motion_represented", RESIDENTS, {"representatives": -1}, "unmet"),
        ("resident_motion_represented", RESIDENTS, {}, "unknown representatives"),
        ("resident_motion_not_repeated", RESIDENTS, {"filed_before": False}, "met"),
        ("resident_motion_not_repeated", RESIDENTS, {}, "unknown filed_before"),
        (
            "resident_motion_not_repeated",
            RESIDENTS,
            {"filed_before": True},
            "unknown filed_before_on",
        ),
        (
            "resident_motion_not_repeated",
            RESIDENTS,
            {"filed_before": True, "filed_before_on": "2025-03-18"},
            "met",
        ),
        (
            "resident_motion_not_repeated",
            RESIDENTS,
            {"filed_before": True, "filed_before_on": "2025-03-19"},
            "unmet",
        ),
        ("resident_motion_in_time", RESIDENTS, {}, "unknown received_on"),
        (
            "resident_motion_signed",
            RESIDENTS,
            {"valid_signatures": 8000},
            "unknown municipality.inhabitants",
        ),
    ],
)
def test_what_residents_bring_in(rule, paper, stated, expected):
    """Three months, text form, one person; three representatives, twelve months (C-10, C-11)."""
    assert expected == told(rule, motion=paper, **stated)


@pytest.mark.parametrize("kind", ["supplement", "tabled_paper"])
@pytest.mark.parametrize(
    ("rule", "base", "fact"),
    [
        ("petitioner_resident", "petition", "resident_since"),
        ("petition_in_text_form", "petition", "in_text_form"),
        ("petitioner_natural_person", "petition", "natural_person"),
        ("resident_motion_represented", "resident_motion", "representatives"),
        ("resident_motion_not_repeated", "resident_motion", "filed_before"),
    ],
)
def test_a_supplement_is_no_way_round_the_conditions(kind, rule, base, fact):
    """Filed as a supplement to one, it needs what a petition or motion needs (A-1, C-10)."""
    of = Motion(paper_type=kind)
    assert f"unknown {fact}" == told(rule, motion=of, base_paper_type=base)
    assert "met" == told(rule, motion=of, base_paper_type="faction_motion")
    assert "unknown base_paper_type" == told(rule, motion=of)


@pytest.mark.parametrize(
    ("on", "expected"),
    [("2026-03-11", "unmet"), ("2026-03-12", "met"), ("2026-03-20", "unmet")],
)
def test_the_petitioner_hears_the_outcome(on, expected):
    """What was said before the body had the petition is not the outcome (C-10)."""
    of = case(PETITION, consultations=(VOTED,))
    assert expected == told("petitioner_informed", of=of, petitioner_informed_on=on)


@pytest.mark.parametrize(
    ("received", "expected"),
    [(None, "met"), ("2026-03-16", "met"), ("2026-03-15", "unmet")],
)
def test_registering_late_lifts_no_bar(received, expected):
    """Filed again on 15 March after 15 March 2025, registered on the 19th (C-11)."""
    answer = told(
        "resident_motion_not_repeated",
        motion=RESIDENTS,
        filed_before=True,
        filed_before_on="2025-03-15",
        received_on=received,
    )
    assert expected == answer


def test_rules_for_residents_leave_other_papers_alone():
    """An ordinary decision paper meets them all without a single fact (C-10, C-11)."""
    rules = [r.id for r in competence.RULES if r.catalogue in {"C-10", "C-11"}]
    assert {"met"} == {told(each, motion=Motion(), consultation=MAIN) for each in rules}


@pytest.mark.parametrize(
    ("received", "on", "expected"),
    [
        ("2026-01-15", date(2026, 5, 15), "met"),
        ("2026-01-15", date(2026, 5, 16), "unmet"),
    ],
)
def test_a_residents_motion_is_decided_within_four_months(received, on, expected):
    """Received on 15 January, decided by 15 May (C-11)."""
    answer = told(
        "resident_motion_in_time", motion=RESIDENTS, day=on, received_on=received
    )
    assert expected == answer


@pytest.mark.parametrize(("valid", "expected"), [(8000, "met"), (7999, "unmet")])
def test_the_cap_of_the_signatures(valid, expected):
    """Four per cent of 335,000 are 13,400, capped at 8,000 (C-11)."""
    law = {"municipality.inhabitants": 335000, "municipality.county_free": True}
    answer = told(
        "resident_motion_signed", motion=RESIDENTS, law=law, valid_signatures=valid
    )
    assert expected == answer


@given(st.integers(1, 2_000_000), st.booleans())
def test_signatures_are_a_share_rounded_up_and_never_above_the_cap(
    inhabitants, county_free
):
    """The number needed is the least that is the share or more, up to the cap (C-11)."""
    percent, cap = (4, 8000) if county_free else (5, 4000)
    own = {"municipality.inhabitants": inhabitants}
    own["municipality.county_free"] = county_free
    needed = signatures_needed(law_for("NRW", own))
    assert needed == min(cap, -(-inhabitants * percent // 100))


@given(st.integers(0, 400))
def test_residence_is_counted_in_calendar_months(days):
    """Every day from three months on is enough, none before (C-10)."""
    since = THURSDAY - timedelta(days=days)
    answer = told(
        "petitioner_resident", motion=PETITION, resident_since=since.isoformat()
    )
    assert (since <= date(2025, 12, 19)) == (answer == "met")


@pytest.mark.parametrize(
    ("where", "state", "law", "expected"),
    [
        (
            item("committee", "Bürgerausschuss"),
            "released",
            {"petition.committee": "Bürgerausschuss"},
            "met",
        ),
        (
            item("committee", "Bauausschuss"),
            "released",
            {"petition.committee": "Bürgerausschuss"},
            "unmet",
        ),
        (item("committee", "Bauausschuss"), "in_consultation", {}, "met"),
        (
            item("committee", "Bauausschuss"),
            "released",
            {},
            "unknown petition.committee",
        ),
        (BV, "released", {}, "met"),
        (COUNCIL, "released", {}, "met"),
    ],
)
def test_petitions_go_to_the_assigned_committee_first(where, state, law, expected):
    """The citizens' committee handles it first and may refer it to a district (C-10)."""
    of = case(PETITION, state=state)
    assert expected == told(
        "petition_committee_first", of=of, consultation=where, law=law
    )


@pytest.mark.parametrize(
    ("table", "problem"),
    [
        ("award", "a list of tables is required"),
        ([3], "entry 1: 3 is no table"),
        ([{"topic": "a"}], "entry 1: body is missing"),
        (
            [{"topic": "a", "body": "b", "over": 1}],
            "entry 1: over is no field; known: topic, body, statutory, any, above, up_to, months_up_to, kinds, no_discretion",
        ),
        (
            [{"topic": "a", "body": "b", "above": True}],
            "entry 1: above is True, not a number of euros or a named limit",
        ),
        (
            [{"topic": "a", "body": "b", "up_to": -1}],
            "entry 1: up_to is -1, not a number of euros or a named limit",
        ),
        (
            [{"topic": "a", "body": "b", "above": 5, "up_to": 5}],
            "a: nothing lies above 5 up to 5",
        ),
        (
            [
                {"topic": "a", "body": "b", "up_to": 6},
                {"topic": "a", "body": "c", "above": 5},
            ],
            "a: the bands up to 6 and above 5 overlap",
        ),
        (
            [
                {"topic": "a", "body": "b", "up_to": 5},
                {"topic": "b", "body": "b", "above": 5, "up_to": 6},
                {"topic": "a", "body": "c", "above": 6},
            ],
            "a: no band covers above 5 up to 6",
        ),
    ],
)
def test_a_contradictory_table_is_told_at_load(table, problem):
    """A wrong row, an overlap and a forbidden delegation are named, not guessed (C-3)."""
    assert [problem] == list(problems_of_powers(table))
    assert [] == list(problems_of_powers([{"topic": "a", "body": "b", "above": 0}]))


def test_a_contradictory_table_never_lets_a_motion_pass():
    """The rule fails on it, which the engine reports as an error (C-3)."""
    with pytest.raises(DefinitionError, match="overlap"):
        powers_of(
            [{"topic": "a", "body": "b"}, {"topic": "a", "body": "c"}], "a", NO_TOPICS
        )
    assert ("it must be a table of lists of bodies by topic",) == tuple(
        problems_of_routes([])
    )
    assert ["x is 'y', no list of names of bodies"] == list(
        problems_of_routes({"x": "y"})
    )


@given(st.integers(0, 200), st.integers(0, 200), st.integers(0, 400))
def test_neighbouring_bands_never_share_a_value(middle, width, euros):
    """A value lies in one of two touching bands, never in both, never in none (C-3)."""
    low = Power("a", "b", up_to=middle)
    high = Power("a", "c", above=middle, up_to=middle + width + 1)
    in_reach = euros <= middle + width + 1
    assert in_reach == (low.covers(euros * 100) != high.covers(euros * 100))


CLERK = Actor("office", roles=nrw().roles)


def walk(office, mode=Mode.ENFORCE, **inputs):
    """Carry a paper of the main committee to its vote."""
    at = datetime(2026, 3, 1, 9, tzinfo=UTC)
    paper = motion("award", "bye_law", euros=72000, public=True, districts=())
    where = item("main_committee", "Hauptausschuss", id="main", members=17)
    office.open(paper, CLERK, case_id="c", consultations=[where], at=at)
    held = where.meeting
    for step, on, more in (
        ("submit", "", {}),
        ("complete_co_signature", "", {}),
        ("sign", "", {}),
        ("release", "", {"reference": "1/26"}),
        ("place_on_agenda", "main", {"meeting": held, "route": "regular"}),
        ("open_item", "main", {}),
    ):
        office.take("c", step, CLERK, on=on, at=at, mode=Mode.RECORD, **more)
    return office.take("c", "vote", CLERK, on="main", at=at, mode=mode, **inputs)


def test_enforce_refuses_what_record_writes_down():
    """A bye-law in the main committee is refused, or recorded with its finding (C-2)."""
    law, ballot = law_for("NRW", LAW), Ballot(9, 6)
    with pytest.raises(RefusedError) as refused:
        walk(Office(nrw(), law=law), ballot=ballot)
    blocked = {each.rule.id for each in refused.value.verdict.blocking}
    recorded = walk(Office(nrw(), law=law), mode=Mode.RECORD, ballot=ballot)
    written = {each.rule for each in recorded.case.findings}
    expected = {"non_delegable", "body_competent"}
    assert (expected, expected) == (expected & blocked, expected & written)


def test_every_rule_of_the_chapters_is_there_or_explained():
    """C-1 to C-12, E-1 to E-13 and F-1 to F-4 are rules or have a reason."""
    chapters = (competence, agenda, publicity)
    known = {rule.catalogue for chapter in chapters for rule in chapter.RULES}
    known |= {each for chapter in chapters for each in chapter.NOT_RULES}
    wanted = {
        f"{c}-{n}"
        for c, last in (("C", 12), ("E", 13), ("F", 4))
        for n in range(1, last + 1)
    }
    assert wanted <= known


def test_every_rule_speaks_both_languages_and_cites():
    """Each rule has texts in German and English, a paragraph and a step."""
    for chapter in (competence, agenda, publicity):
        guarded = {rule for rules in chapter.GUARDS.values() for rule in rules}
        for rule in chapter.RULES:
            texts = (rule.label, rule.unmet, rule.remedy)
            assert all(text.de and text.en and text.de != text.en for text in texts)
            assert rule.id in guarded
            assert rule.citation.norm


def test_once_everyone_could_petition():
    """Before the residents' right of today there was one for everyone, in writing (C-10)."""
    about = {"motion": PETITION, "resident_since": "2026-03-01"}
    assert "unmet" == told("petitioner_resident", **about)
    old = {"petition.resident_months": 0}
    assert "met" == told("petitioner_resident", law=old, **about)
    assert "met" == told("petitioner_resident", law=old, motion=PETITION)
    written = {"petition.form": "written"}
    for stated, expected in (
        (True, "met"),
        (False, "unmet"),
        (None, "unknown in_writing"),
    ):
        said = {"in_text_form": True, "in_writing": stated}
        rule = "petition_in_text_form"
        assert expected == told(rule, motion=PETITION, law=written, **said)


def test_before_whose_decision_a_district_is_heard():
    """By one reading before any body decides, by the other before the council does (C-7)."""
    plan = Motion(topics=("development_plan",), districts=("Mitte",))
    about = {"motion": plan, "consultation": item("committee", "Bauausschuss")}
    assert "unmet" == told("district_heard", **about)
    law = {"district_hearing.reading": "council_only"}
    assert "met" == told("district_heard", law=law, **about)
    in_council = {**about, "consultation": item()}
    assert "unmet" == told("district_heard", law=law, **in_council)


def test_a_clerk_is_asked_what_the_rule_on_hearing_reads():
    """Important to the district (§ 37 Abs. 5), not beyond it: a true "no" lifts the hearing."""
    asked = nrw().words.find("fact", "district_important")
    assert "hinaus" not in asked.de
    assert asked.de == "ob die Sache für einen Stadtbezirk wichtig ist, den sie berührt"
