"""Properties of the new decision after an objection (L-1 to L-6, N-8, N-9).

Each property states the law in other words than the rule, and each example holds a case
that keeps it and one that breaks it.
"""

from __future__ import annotations

from datetime import date

import attrs
import pytest

from decisions import (
    COUNCIL,
    DAYS,
    DISTRICT,
    KINDS,
    LIVE,
    after,
    decided,
    decision,
    lodged,
)
from hypothesis import given
from hypothesis import strategies as st
from told import told

from ratsflow.model import (
    Actor,
    Consultation,
    ConsultationRole,
    Meeting,
    Organization,
)


TUESDAY = date(2026, 3, 10)
ANSWERS = {
    "mayor_objection": {"reconsider"},
    "legal_objection": {
        "reconsider_legality",
        "refer_to_supervision",
        "decide_finally",
        "decide_as_authority",
    },
    "committee_appeal": {"decide_appeal"},
    "district_objection": {
        "reconsider_in_district",
        "decide_finally",
        "waive_objection",
    },
    "initiative_standstill": {"comply_with_initiative", "record_citizens_decision"},
    "court_order": {"lift_order"},
    "supervisory_order": {"lift_order"},
}
"""How each remedy is settled; every one but an order may have a new consultation."""
STEPS = sorted({step for steps in ANSWERS.values() for step in steps})


@given(st.sampled_from(STEPS), st.sampled_from(LIVE))
def test_every_remedy_is_settled_by_its_own_steps(step, state):
    """A step fits just the remedies that it settles, in whatever state they are."""
    fits = {
        kind
        for kind in ANSWERS
        if told("right_suspension", step=step, suspension=lodged(kind, state=state))
        == "met"
    }
    assert {kind for kind, steps in ANSWERS.items() if step in steps} == fits
    orders = {"court_order", "supervisory_order"}
    for kind in ANSWERS:
        about = {"step": "schedule_reconsideration", "suspension": lodged(kind)}
        expected = "unmet" if kind in orders else "met"
        assert expected == told("right_suspension", **about)
    assert "unknown suspension" == told("right_suspension", step=step)


@given(KINDS, KINDS, st.booleans())
def test_only_the_body_itself_decides_anew(kind, other, named_alike):
    """Neither another body of its kind nor one of its name, but the very same (L-1, L-3)."""
    first = Organization("Gremium", kind)
    made = attrs.evolve(lodged("legal_objection", id="s"), against="d")
    of = decision(
        decided(first),
        decided(COUNCIL, after(TUESDAY, 1), "later"),
        suspensions=(made,),
    )

    def answer(body):
        again = Consultation("neu", body, about="s")
        return told("reconsidered_by_same_body", of=of, consultation=again)

    council = kind == "council"  # there is one, whatever it is called
    assert "met" == answer(first)
    another = Organization("Anderes Gremium", kind)
    assert ("met" if council else "unmet") == answer(another)
    same = other is kind and (named_alike or council)
    second = Organization("Gremium" if named_alike else "G", other)
    assert ("met" if same else "unmet") == answer(second)


@given(KINDS)
def test_of_two_ways_after_persistence_one_is_open(kind):
    """The council's goes to the authority, everybody else's to the council (L-2, L-3)."""
    made = lodged("legal_objection", state="persisted", against="d")
    about = {
        "of": decision(decided(Organization("Gremium", kind)), suspensions=(made,)),
        "suspension": made,
    }
    ways = {
        step
        for step in ("refer_to_supervision", "decide_finally")
        if told("persistence_path", step=step, **about) == "met"
    }
    to_authority = kind == "council"
    assert {"refer_to_supervision" if to_authority else "decide_finally"} == ways


@pytest.mark.parametrize(
    ("rule", "kind", "body", "day", "outside", "inside"),
    [
        (
            "reconsideration_window",
            "mayor_objection",
            COUNCIL,
            date(2024, 11, 29),
            (date(2024, 12, 1), date(2024, 12, 14)),
            (date(2024, 12, 2), date(2024, 12, 11)),
        ),
        (
            "district_reconsideration_window",
            "district_objection",
            DISTRICT,
            date(2026, 3, 12),
            (date(2026, 3, 14), date(2026, 4, 3)),
            (date(2026, 3, 15), date(2026, 4, 2)),
        ),
    ],
)
def test_the_windows_of_the_catalogue(rule, kind, body, day, outside, inside):
    """Ratingen objected on 29 November 2024 for 11 December; a district's by 2 April."""
    of = decision(decided(body), suspensions=(lodged(kind, day, id="s"),))
    for expected, days in (("unmet", outside), ("met", inside)):
        for each in days:
            again = Consultation("neu", body, about="s", meeting=Meeting(each))
            assert expected == told(rule, of=of, consultation=again)


NAMES = st.sampled_from(["ob", "bbm Mitte", "bbm Ost", "erster-bg"])


@given(NAMES, NAMES, NAMES)
def test_nobody_waives_for_the_objector(lodger, name, behalf):
    """The objector may, in person or through whom he sends; nobody else may (L-5)."""
    made = attrs.evolve(lodged("district_objection"), lodged_by=lodger)
    rule, about = "waived_by_objector", {"suspension": made}
    himself = Actor("id", lodger, roles=("mayor",))
    assert "met" == told(rule, actor=himself, **about)
    expected = "met" if name == lodger else "unmet"
    assert expected == told(rule, actor=Actor("id", name, roles=("mayor",)), **about)
    sent = Actor("id", name, roles=("mayor",), on_behalf_of=behalf)
    expected = "met" if behalf == lodger else "unmet"
    assert expected == told(rule, actor=sent, **about)


@given(st.sampled_from(["supervisory_authority", "mayor", "chair", "author"]))
def test_a_court_is_not_overruled_by_the_authority(role):
    """The office records what the court decided; nobody lifts its order for it (N-8)."""
    rule, court = "lifted_by_who_ordered", {"suspension": lodged("court_order")}
    assert "unmet" == told(rule, role=role, **court)
    assert "met" == told(rule, role="council_office", **court)
    order = {"suspension": lodged("supervisory_order")}
    for speaker in ("supervisory_authority", "council_office"):
        assert "met" == told(rule, role=speaker, **order)


@given(st.lists(st.sampled_from(["planned", "open", "cancelled", "postponed"])), DAYS)
def test_only_a_vote_about_this_objection_is_a_renewed_deliberation(states, day):
    """Neither a vote about another objection nor a plan; a release needs none (N-9)."""
    made = lodged("legal_objection", state="at_supervision", id="s")
    role = ConsultationRole.DECISION
    noise = tuple(
        Consultation(f"n-{n}", COUNCIL, role, about="s", state=state)
        for n, state in enumerate(states)
    )
    elsewhere = decided(key="e", about="other")
    about = {"suspension": made, "authority_decision": "annulled", "day": day}
    rule, idle = "renewed_deliberation", decision(decided(), elsewhere, *noise)
    assert "unknown reconsidered" == told(rule, of=idle, **about)
    assert "unmet" == told(rule, of=idle, reconsidered=False, **about)
    anew = decision(decided(), *noise, decided(key="v", about="s"))
    assert "met" == told(rule, of=anew, reconsidered=False, **about)
    released = {**about, "authority_decision": "released"}
    assert "met" == told(rule, of=idle, **released)
