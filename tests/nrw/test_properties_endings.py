"""Properties of the rules on amendment, coming again and reopening (J-9 to J-12)."""

from __future__ import annotations

import calendar

from datetime import UTC, date, datetime, time, timedelta

import attrs
import pytest

from clerks import read_out
from hypothesis import given
from hypothesis import strategies as st
from told import PRESET, said

from procedure import CONSULTATION_STATES, RULES
from ratsflow.model import (
    Actor,
    Ballot,
    BodyKind,
    Consultation,
    ConsultationRole,
    CostStatement,
    Motion,
    Organization,
    PaperType,
)
from ratsflow.procedure.question import MissingFactError
from ratsflow.states.nrw import nrw

from asking import case, question


DAY = date(2026, 3, 19)
COUNCIL = Organization("Rat", "council", 67)
STATES = [each.name for each in CONSULTATION_STATES]
flags = st.sampled_from([None, False, True])


# ------------------------------------------------------------------ amended adoption


def amended(yes, no, topics=(), **inputs):
    """Return a vote of the council on an amended text."""
    return {
        "step": "vote",
        "motion": Motion(topics=topics),
        "consultation": Consultation("rat", COUNCIL, state="open"),
        "ballot": Ballot(yes=yes, no=no, amended=True),
        **inputs,
    }


NEEDED = {(): 1, ("traffic_calming",): 1, ("main_bylaw",): 34, ("name_change",): 45}
"""Yes votes needed of a council of 67: any, the majority, three quarters (CNT-5)."""
votes = st.tuples(st.integers(0, 67), st.integers(0, 33)).filter(lambda v: sum(v) <= 67)


@pytest.mark.parametrize(
    ("rule", "fact", "good", "cure"),
    [
        ("resolution_text_stored", None, None, {"resolution": "140.000 €"}),
        ("amendment_within_item", "subject_changed", False, None),
        ("amendment_rechecked", "substantially_changed", False, {"rechecked": True}),
    ],
)
@given(votes, st.sampled_from([(), ("traffic_calming",), ("main_bylaw",)]))
def test_what_was_adopted_as_amended_is_asked_about(
    rule, fact, good, cure, counted, topics
):
    """Adopted by the majority that the matter takes: text, subject, new check (J-9)."""
    yes, no = counted
    carried = yes > no and yes >= NEEDED[topics]
    vote = amended(yes, no, topics)
    silent = "unknown" if fact else "unmet"
    assert (silent if carried else "met") == said(rule, **vote)
    if fact:
        assert "met" == said(rule, **vote, **{fact: good})
        bad = {**vote, fact: not good}
        assert ("unmet" if carried else "met") == said(rule, **bad)
        if cure:
            assert "met" == said(rule, **bad, **cure)
            assert said(rule, **bad) == said(rule, **bad, rechecked=False)
    else:
        assert "met" == said(rule, **vote, **cure)
    plain = {**vote, "ballot": attrs.evolve(vote["ballot"], amended=False)}
    assert "met" == said(rule, **plain)


@pytest.mark.parametrize("value", [0, "", 1, "no"])
@pytest.mark.parametrize(
    ("rule", "fact"),
    [
        ("amendment_within_item", "subject_changed"),
        ("amendment_rechecked", "substantially_changed"),
    ],
)
def test_nothing_but_false_says_that_an_amendment_changed_nothing(rule, fact, value):
    """What merely looks like a No is none (J-9)."""
    assert "unmet" == said(rule, **amended(40, 20), **{fact: value})


# ------------------------------------------------------------------ coming again


def months_later(day, months):
    """Return the day of the same number; in a shorter month its last (§ 188 Abs. 3 BGB)."""
    years, month = divmod(day.month - 1 + months, 12)
    year = day.year + years
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


@given(
    st.dates(date(2024, 1, 1), date(2027, 12, 31)),
    st.integers(1, 36),
    st.integers(-3, 3),
    st.sampled_from(["faction", "councillor", "district_mayor", "petitioner"]),
    st.sampled_from(sorted(PaperType)),
)
def test_the_bar_binds_whoever_is_no_part_of_the_administration(
    rejected, months, off, role, kind
):
    """Through its last day, whatever was rejected; new facts, author and mayor lift it."""
    rule = "resubmission_bar"
    item = Consultation(
        "k", COUNCIL, state="voted", result="rejected", days=(rejected,)
    )
    law = {
        "resubmission.bar": True,
        "resubmission.bar_months": months,
        "resubmission.after_non_consideration": False,
    }
    about = {
        "step": "resubmit",
        "of": case(Motion(paper_type=kind), state="rejected", consultations=(item,)),
        "day": months_later(rejected, months) + timedelta(off),
        "actor": Actor("a", roles=(role,)),
        "law": law,
    }
    expected = "met" if off > 0 else "unmet"
    assert expected == said(rule, **about)
    assert expected == said(rule, facts_changed=False, **about)
    assert "met" == said(rule, facts_changed=True, **about)
    for free in ("author", "mayor"):
        assert "met" == said(rule, **{**about, "actor": Actor("a", roles=(free,))})
    withdrawn = attrs.evolve(about["of"], state="withdrawn")
    assert "met" == said(rule, **{**about, "of": withdrawn})
    none = {**law, "resubmission.bar": False}
    assert "met" == said(rule, **{**about, "law": none})
    assert "unknown" == said(rule, **{**about, "law": {}})


@given(
    st.dates(date(2024, 1, 1), date(2027, 12, 31)),
    st.integers(1, 36),
    st.integers(-3, 3),
    st.sampled_from([None, False, True]),
)
def test_the_bar_counts_from_the_day_on_which_the_motion_ended(ended, months, off, non):
    """Non-consideration starts it where local law says so; nobody else's day does (J-7)."""
    rule = "resubmission_bar"
    advised = Consultation("k", COUNCIL, "preliminary", state="voted", days=(DAY,))
    of = case(
        Motion(),
        state="not_considered",
        consultations=(advised,),
        since=datetime.combine(ended, time(11), UTC),
    )
    law = {"resubmission.bar": True, "resubmission.bar_months": months}
    if non is not None:
        law["resubmission.after_non_consideration"] = non
    about = {
        "step": "resubmit",
        "day": months_later(ended, months) + timedelta(off),
        "actor": Actor("a", roles=("faction",)),
        "law": law,
    }
    barred = "met" if off > 0 else "unmet"
    expected = {None: "unknown", False: "met", True: barred}[non]
    assert expected == said(rule, of=of, **about)
    if non is True:
        assert "unknown" == said(rule, of=attrs.evolve(of, since=None), **about)
    undated = Consultation("d", COUNCIL, state="voted", result="rejected")
    for route in ((), (undated,)):
        rejected = attrs.evolve(of, state="rejected", consultations=route)
        assert barred == said(rule, of=rejected, **about)


@given(
    st.sampled_from(["adopted", "partially_adopted", "standstill", "executable"]),
    st.sampled_from(
        [
            "in_execution",
            "executed",
            "urgent_decided",
            "ratified",
            "ratification_refused",
        ]
    ),
    flags,
    flags,
)
def test_what_was_begun_is_superseded_only_without_rights_of_others(
    fresh, begun, rights, irrevocable
):
    """Untouched it always may; begun, each ground must be denied in so many words (J-12)."""
    rule = "superseding_possible"
    facts = {"third_party_rights": rights, "irrevocable": irrevocable}
    facts = {name: value for name, value in facts.items() if value is not None}
    about = {"step": "supersede"}
    assert "met" == said(rule, of=case(state=fresh, facts=facts), **about)
    found = said(rule, of=case(state=begun, facts=facts), **about)
    asked = [rights, irrevocable] if begun == "executed" else [rights]
    if all(each is False for each in asked):
        assert "met" == found
    else:
        first = next(each for each in asked if each is not False)
        assert ("unknown" if first is None else "unmet") == found


# ------------------------------------------------------------------ reopening

bodies = st.builds(
    Organization, st.sampled_from("ABC"), st.sampled_from(sorted(BodyKind))
)
not_council = bodies.filter(lambda body: body.kind is not BodyKind.COUNCIL)
advice = st.builds(
    Consultation,
    st.just("k"),
    bodies,
    st.sampled_from(sorted(set(ConsultationRole) - {"decision"})),
)


@given(
    not_council,
    not_council,
    st.lists(advice, max_size=2),
    st.sampled_from(["adopted", "partially_adopted", "executable", "ratified"]),
    st.sampled_from(["rejected", "withdrawn", "not_considered", "noted", "settled"]),
)
def test_the_council_or_the_same_body_changes_a_resolution(
    own, other, beside, state, ended
):
    """No other body, no mere adviser, and nothing that is at an end (J-12, M47)."""
    rule = "reopening_allowed"
    decided = Consultation("d", own, state="voted", days=(DAY,))
    of = case(Motion(), state=state, consultations=(decided,))

    def by(*deciding, of=of):
        route = tuple(Consultation(f"n{n}", each) for n, each in enumerate(deciding))
        return said(rule, step="reopen", of=of, consultations=(*beside, *route))

    assert "met" == by(COUNCIL) == by(own) == by(own, COUNCIL)
    assert ("met" if other == own else "unmet") == by(other) == by(COUNCIL, other)
    assert "unmet" == by()
    assert "unmet" == by(COUNCIL, of=attrs.evolve(of, state=ended))
    urgent = case(Motion(), state="urgent_decided")
    assert ("met", "unmet") == (by(COUNCIL, of=urgent), by(own, of=urgent))


main_vote = Consultation(
    "ha", Organization("HA", "main_committee"), "urgent", state="voted"
)


@given(
    st.lists(advice, max_size=2),
    st.sampled_from(STATES),
    st.sampled_from(
        ["main_committee_unavailable", "committee_unavailable", "utmost_urgency"]
    ),
    st.sampled_from(["withdraw", "settle", "non_consider", "decide_urgently"]),
)
def test_what_was_decided_is_undone_by_a_vote_alone(beside, state, fact, step):
    """A vote of a deciding body or an urgent decision stands; advice is none (J-12)."""
    rule, known = "decision_stands", {"council_unavailable": True}
    voted = tuple(attrs.evolve(each, state="voted") for each in beside)

    def of(*more, **changes):
        return case(state="in_consultation", consultations=(*voted, *more), **changes)

    assert "met" == said(rule, step=step, of=of())
    item = Consultation("d", COUNCIL, state=state, days=(DAY,))
    expected = "unmet" if state == "voted" else "met"
    assert expected == said(rule, step=step, of=of(item))
    assert "unmet" == said(rule, step=step, of=of(facts={fact: True}))
    assert "unmet" == said(rule, step=step, of=of(facts=known))
    refused = attrs.evolve(main_vote, result="not_urgently_decided")
    assert "met" == said(rule, step=step, of=of(refused, facts=known))
    taken = attrs.evolve(main_vote, result="urgent_decided")
    assert "unmet" == said(rule, step=step, of=of(taken, facts=known))
    both = of(refused, facts={**known, fact: True})
    assert "unmet" == said(rule, step=step, of=both)


# ------------------------------------------------------------------ a changed text

OLD = Motion(
    "t", proposal="1. Alt.", districts=("Mitte",), topics=("traffic",),
    cost_statement=CostStatement("none"),
)  # fmt: skip
CHANGES = {
    "proposal": "1. Neu.",
    "reasons": "Darum.",
    "cost_statement": CostStatement("amount", amount_cents=1),
    "districts": ("Nord",),
    "topics": ("playground",),
}
HANGS_ON = {
    "value_cents": {"proposal", "cost_statement"},
    "district_scope": {"proposal", "districts", "topics"},
    "district_important": {"proposal", "districts", "topics"},
}
"""What a stated fact is about: the price hangs on text and costs, the place on the rest."""
STATED = {"value_cents": 5, "district_scope": False, "district_important": True}


@given(st.sampled_from(sorted(CHANGES)), st.sampled_from(sorted(STATED)))
def test_one_changed_part_makes_one_stated_fact_stale_or_not(part, fact):
    """Another place is another district, and no other price; reasons change neither."""
    rule, of = "stated_facts_fresh", case(OLD, facts={fact: STATED[fact]})
    new = attrs.evolve(OLD, **{part: CHANGES[part]})
    expected = "unknown" if part in HANGS_ON[fact] else "met"
    about = {"of": of, "step": "supplement", "motion": new}
    assert expected == said_of(rule, **about)
    assert "met" == said_of(rule, **{**about, "of": case(OLD)})


@given(
    st.sets(st.sampled_from(sorted(CHANGES))),
    st.sets(st.sampled_from(sorted(STATED))),
    st.sets(st.sampled_from(sorted(STATED))),
    st.sampled_from(["revise", "submit", "supplement"]),
)
def test_what_was_stated_of_another_text_is_stated_anew(changed, before, again, step):
    """A changed part makes stale what hangs on it, and only what somebody stated (J-9)."""
    new = attrs.evolve(OLD, **{name: CHANGES[name] for name in changed})
    of = case(OLD, facts={name: STATED[name] for name in before})
    stale = {name for name in before if HANGS_ON[name] & changed}
    expected = "met" if stale <= again else "unknown"
    restated = {name: STATED[name] for name in again}
    about = {"of": of, "step": step, "motion": new, **restated}
    assert expected == said_of("stated_facts_fresh", **about)


def said_of(rule, *, of, motion, **about):
    """Ask about a case into which a step hands another text."""
    asked = question(of=of, step=about.pop("step"), **about)
    asked = attrs.evolve(asked, inputs={**asked.inputs, "motion": motion})
    (found,) = [each for each in RULES if each.id == rule]
    try:
        return read_out(found, found.check(asked)).result.value
    except MissingFactError:
        return "unknown"


def heard(names, role="hearing", kind="district_council", state="voted"):
    """Return hearings of bodies of these names."""
    return tuple(
        Consultation(f"{role}-{name}", Organization(name, kind), role, state=state)
        for name in sorted(names)
    )


districts = st.sets(st.sampled_from(["Mitte", "Nord", "Süd"]))


@given(
    districts,
    districts,
    flags,
    st.sampled_from(["hearing", "preliminary"]),
    st.sampled_from(["voted", "noted", "not_considered"]),
)
def test_every_district_that_was_heard_is_heard_again(before, again, much, role, end):
    """On a substantially changed text, all of them; committees and plans do not count."""
    rule = "hearing_repeated"
    others = (
        *heard({"Ost"}, state="planned"),
        *heard({"Bau"}, kind="committee"),
        *heard({"West"}, role="noting"),
    )
    of = case(OLD, consultations=(*heard(before, role, state=end), *others))
    new = attrs.evolve(OLD, proposal="1. Neu.")
    about = {
        "of": of,
        "step": "supplement",
        "consultations": (
            *heard(again, state="planned"),
            *heard(before, kind="committee", state="planned"),
        ),
        "substantially_changed": much,
    }
    if much is None:
        about.pop("substantially_changed")
    found = said_of(rule, motion=new, **about)
    if not before or much is False:
        assert "met" == found
    elif much is None:
        assert "unknown" == found
    else:
        assert (before <= again) is ("met" == found)
    assert "met" == said_of(rule, motion=OLD, **about)


# ------------------------------------------------------------------ votes nobody can count


@given(
    st.integers(0, 20),
    st.sampled_from(
        (
            "recommend",
            "ratify",
            "find_initiative_admissible",
            "comply_with_initiative",
        )
    ),
)
def test_a_vote_that_cannot_be_counted_is_no_rejection(no, what):
    """The mayor's Yes is not among the votes, and does not count: nobody can tell (I-13)."""
    asked = question(
        of=case(Motion(topics=("mayor_removal",))),
        consultation=Consultation("k", COUNCIL),
        ballot=Ballot(yes=0, no=no, mayor="yes"),
        annul=True,
        law=dict(PRESET),
    )
    assert "unknown" == nrw().step(what).decide(asked).result.value
