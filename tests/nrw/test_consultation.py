"""Rules on consultation roles and results (J)."""

from __future__ import annotations

from datetime import date

import attrs
import pytest

from council import COMMITTEE, DAY, FULL, MOTION, asked, at, days, ids, item, pose, walk
from council import result as outcome
from hypothesis import given
from hypothesis import strategies as st

from ratsflow.engine import Mode, take
from ratsflow.law.local import MissingValueError
from ratsflow.law.periods import add_months
from ratsflow.model import (
    Actor,
    Ballot,
    BodyKind,
    Consultation,
    ConsultationRole,
    Meeting,
    Motion,
    Organization,
    PaperType,
    Suspension,
)
from ratsflow.states.nrw import nrw

from asking import case


YES, NO = Ballot(yes=28, no=25), Ballot(yes=25, no=30)
HEARING = Consultation("bv", Organization("BV", BodyKind.DISTRICT_COUNCIL), "hearing")
EXPERT = Consultation("stea", COMMITTEE, "preliminary", Meeting(date(2026, 3, 17)))
RAT = item()


def route(*others, **changes):
    about = attrs.evolve(RAT, **changes)
    of = case(MOTION, state="in_consultation", consultations=(*others, about))
    return {"of": of, "about": about}


@pytest.mark.parametrize("role", list(ConsultationRole))
@pytest.mark.parametrize(
    ("rule", "step", "roles"),
    [
        ("role_decides", "vote", {"decision"}),
        ("role_recommends", "recommend", {"hearing", "preliminary"}),
        ("role_ratifies", "ratify", {"ratification"}),
        ("noting_decides_nothing", "note", {"noting", "hearing", "preliminary"}),
    ],
)
def test_a_body_does_only_what_it_is_asked_for(rule, step, roles, role):
    """A preliminary committee never adopts, a deciding body does not merely note (J-1)."""
    expected = "met" if role in roles else "unmet"
    assert expected == outcome(rule, step=step, about=item(role=role))


@pytest.mark.parametrize(
    ("others", "expected"),
    [
        ((), "met"),
        ((HEARING,), "unmet"),
        ((attrs.evolve(HEARING, state="voted", result="not_recommended"),), "met"),
        ((attrs.evolve(HEARING, state="cancelled"),), "met"),
        ((attrs.evolve(EXPERT, state="postponed"),), "unmet"),
        ((attrs.evolve(EXPERT, role="noting"),), "met"),
    ],
)
def test_hearing_and_advice_come_first(others, expected):
    """The Rat before the Bezirksvertretung is a finding; a No of hers is not (J-1, J-2)."""
    assert expected == outcome("route_in_order", YES, **route(*others))


@pytest.mark.parametrize(
    ("others", "more", "expected"),
    [
        ((), {}, "met"),
        ((attrs.evolve(EXPERT, role="decision"),), {}, "unmet"),
        ((attrs.evolve(EXPERT, role="decision"),), {"several_points": True}, "met"),
        (
            (attrs.evolve(EXPERT, role="decision"),),
            {"point_results": ("1:2:1",)},
            "met",
        ),
        ((attrs.evolve(EXPERT, role="decision", state="cancelled"),), {}, "met"),
        ((attrs.evolve(EXPERT, role="decision", about="x-1"),), {}, "met"),
    ],
)
def test_one_body_decides_a_point(others, more, expected):
    """Two bodies decide only independent points (J-1)."""
    assert expected == outcome("one_deciding_body", YES, **route(*others), **more)


@pytest.mark.parametrize(
    ("role", "kind", "expected"),
    [
        ("decision", "decision_paper", "met"),
        ("preliminary", "decision_paper", "unmet"),
        ("noting", "information_paper", "met"),
    ],
)
def test_somebody_decides(role, kind, expected):
    """A route of advisers only is noticed, but not for information papers (6.6)."""
    about = item(role=role)
    motion = Motion(paper_type=kind)
    found = outcome(
        "somebody_decides", step="place_on_agenda", about=about, motion=motion
    )
    assert expected == found


@pytest.mark.parametrize(
    ("role", "state", "expected"),
    [
        ("noting", "noted", "met"),
        ("noting", "open", "unmet"),
        ("noting", "cancelled", "unmet"),
        ("decision", "noted", "unmet"),
    ],
)
def test_noting_ends_only_what_nobody_decides(role, state, expected):
    """A decision that is due cannot be ended by taking note (J-10, M14)."""
    about = item(role=role, state=state)
    assert expected == outcome("noting_complete", step="complete_noting", about=about)


@pytest.mark.parametrize(
    ("ballot", "recorded", "majority"),
    [
        (YES, "met", "met"),
        (NO, "met", "unmet"),
        (Ballot(yes=5, no=5), "met", "unmet"),
        (Ballot(announced="adopted"), "met", "met"),
        (None, "unknown", "met"),
    ],
)
def test_putting_off_takes_a_majority(ballot, recorded, majority):
    """A tie does not postpone; no vote on record is noticed (J-4, J-5, J-7)."""
    inputs = {"step": "postpone", "procedural_ballot": ballot}
    assert recorded == outcome("procedural_vote_recorded", **inputs)
    assert majority == outcome("procedural_majority", **inputs)


@pytest.mark.parametrize(
    ("meeting", "expected"),
    [
        (Meeting(DAY), "met"),
        (Meeting(DAY + days(1)), "unmet"),
        (Meeting(date(2026, 4, 21)), "unmet"),
        (None, "unmet"),
    ],
)
def test_the_decision_follows_a_postponed_committee(meeting, expected):
    """If the committee moves to April, the Rat of March comes too early (J-4)."""
    about = attrs.evolve(EXPERT, state="postponed")
    of = case(MOTION, state="in_consultation", consultations=(about, RAT))
    inputs = {"step": "replan", "of": of, "about": about, "meeting": meeting}
    assert expected == outcome("later_bodies_follow", **inputs)


def _objected(kind):
    return {"about": "s-1"}, (Suspension("s-1", kind, "OB", DAY),)


@pytest.mark.parametrize(
    ("changes", "kind", "suspensions", "expected"),
    [
        ({}, "decision_paper", (), "met"),
        ({"role": "ratification"}, "decision_paper", (), "unmet"),
        ({}, "resident_motion", (), "unmet"),
        (
            *_objected("mayor_objection")[:1],
            "decision_paper",
            _objected("mayor_objection")[1],
            "unmet",
        ),
        (
            *_objected("committee_appeal")[:1],
            "decision_paper",
            _objected("committee_appeal")[1],
            "met",
        ),
    ],
)
def test_some_items_cannot_wait(changes, kind, suspensions, expected):
    """Ratification, residents' motion and the mayor's objection have their time (J-4)."""
    about, motion = item(**changes), Motion(paper_type=kind)
    of = case(motion, consultations=(about,), suspensions=suspensions)
    inputs = {"step": "postpone", "of": of, "about": about}
    assert expected == outcome("postponement_keeps_limits", **inputs)


@pytest.mark.parametrize(("bodies", "expected"), [((EXPERT,), "met"), ((), "unmet")])
def test_a_referral_names_its_body(bodies, expected):
    """A referral to nobody would bury the motion (J-5)."""
    found = outcome("referral_names_body", step="refer", consultations=bodies)
    assert expected == found


# ----------------------------------------------------------------------- endings


FACTION = Actor("m-1", roles=("faction",), on_behalf_of="Fraktion A")


@pytest.mark.parametrize(
    ("kind", "state", "actor", "expected"),
    [
        ("decision_paper", "released", Actor("a", roles=("author",)), "unmet"),
        ("decision_paper", "draft", Actor("a", roles=("author",)), "met"),
        ("decision_paper", "released", Actor("a", roles=("mayor",)), "met"),
        ("decision_paper", "released", Actor("a", deputises=("mayor",)), "met"),
        ("decision_paper", "released", FACTION, "unmet"),
        ("faction_motion", "released", FACTION, "met"),
        ("faction_motion", "released", Actor("b", roles=("faction",)), "unmet"),
        ("faction_motion", "released", Actor("b", roles=("mayor",)), "unmet"),
        ("resident_motion", "released", Actor("a", roles=("mayor",)), "unmet"),
        ("resident_motion", "released", Actor("p", roles=("petitioner",)), "met"),
    ],
)
def test_only_the_originator_withdraws(kind, state, actor, expected):
    """No faction withdraws a paper of the administration, nor the mayor a petition (J-6)."""
    motion = Motion(paper_type=kind, originators=("Fraktion A",))
    inputs = {"step": "withdraw", "of": case(motion, state=state), "actor": actor}
    assert expected == outcome("withdrawn_by_originator", **inputs)


def test_nobody_withdraws_a_motion_of_unknown_origin():
    """A faction motion without originators stays (J-6)."""
    of = case(Motion(paper_type="faction_motion"), state="released")
    inputs = {"step": "withdraw", "of": of, "actor": FACTION}
    assert "unknown" == outcome("withdrawn_by_originator", **inputs)


@pytest.mark.parametrize(
    ("state", "way", "ballot", "expected"),
    [
        ("planned", None, None, "met"),
        ("on_agenda", "free", None, "met"),
        ("on_agenda", "majority", Ballot(yes=25, no=30), "unmet"),
        ("open", "majority", Ballot(yes=30, no=25), "met"),
        ("open", "majority", None, "unknown"),
        ("voted", None, None, "met"),
    ],
)
def test_the_body_agrees_once_the_item_is_on_its_agenda(state, way, ballot, expected):
    """25:30 refuses the withdrawal and the motion stays (J-6)."""
    law = {} if way is None else {"withdrawal.after_agenda": way}
    inputs = {"step": "withdraw", "procedural_ballot": ballot, "law": law}
    found = outcome("withdrawal_after_agenda", about=item(state=state), **inputs)
    assert expected == found


def test_the_way_to_withdraw_is_local():
    """Until the municipality says how, a withdrawal from an agenda is unknown (J-6)."""
    with pytest.raises(MissingValueError, match="withdrawal"):
        pose("withdrawal_after_agenda", step="withdraw")


AMENDED = Ballot(yes=2, no=1, amended=True)
LOST = Ballot(yes=1, no=2, amended=True)


@pytest.mark.parametrize(
    ("rule", "inputs", "expected"),
    [
        ("resolution_text_stored", {}, "unmet"),
        ("resolution_text_stored", {"resolution": "140.000 €"}, "met"),
        ("amendment_within_item", {}, "unknown"),
        ("amendment_within_item", {"subject_changed": False}, "met"),
        ("amendment_within_item", {"subject_changed": True}, "unmet"),
        ("amendment_rechecked", {}, "unknown"),
        ("amendment_rechecked", {"substantially_changed": False}, "met"),
        ("amendment_rechecked", {"substantially_changed": True}, "unmet"),
        (
            "amendment_rechecked",
            {"substantially_changed": True, "rechecked": True},
            "met",
        ),
    ],
)
def test_an_amended_adoption(rule, inputs, expected):
    """It has a text, stays within its item and is checked again (J-9)."""
    assert expected == outcome(rule, AMENDED, **inputs)
    assert "met" == outcome(rule, LOST, **inputs)
    assert "met" == outcome(rule, Ballot(yes=2, no=1))


REJECTED = item(state="voted", result="rejected", ballots=(NO,))
BAR = {
    "resubmission.bar": True,
    "resubmission.bar_months": 12,
    "resubmission.after_non_consideration": False,
}


def again(day, *, state="rejected", kind="faction_motion", law=None, **inputs):
    of = case(
        Motion(paper_type=kind),
        state=state,
        consultations=(REJECTED,),
        since=at(DAY + days(1)),
    )
    inputs = {"actor": FACTION, **inputs}
    rest = {
        "step": "resubmit",
        "of": of,
        "day": day,
        "law": BAR if law is None else law,
    }
    return outcome("resubmission_bar", **rest, **inputs)


@pytest.mark.parametrize(
    ("day", "inputs", "expected"),
    [
        (date(2027, 2, 1), {}, "unmet"),
        (date(2027, 2, 1), {"facts_changed": True}, "met"),
        (date(2027, 2, 1), {"facts_changed": False}, "unmet"),
        (date(2027, 3, 19), {}, "unmet"),
        (date(2027, 3, 20), {}, "met"),
        (date(2027, 2, 1), {"kind": "decision_paper"}, "unmet"),
        (date(2027, 2, 1), {"actor": Actor("a", roles=("mayor",))}, "met"),
        (date(2027, 2, 1), {"actor": Actor("a", deputises=("author",))}, "met"),
        (date(2027, 2, 1), {"state": "withdrawn"}, "met"),
        (date(2027, 2, 1), {"state": "not_considered"}, "met"),
        (date(2027, 2, 1), {"law": {**BAR, "resubmission.bar": False}}, "met"),
    ],
)
def test_a_rejected_motion_waits(day, inputs, expected):
    """Free again on 20 March 2027; it binds whoever asks, not what was rejected (J-11)."""
    assert expected == again(day, **inputs)


def test_non_consideration_bars_where_the_rules_say_so():
    """The bar after non-consideration is local, and so is the bar itself (J-7, J-11)."""
    law = {**BAR, "resubmission.after_non_consideration": True}
    for day, expected in ((date(2027, 3, 20), "unmet"), (date(2027, 3, 21), "met")):
        assert expected == again(day, state="not_considered", law=law)
    with pytest.raises(MissingValueError, match=r"resubmission\.bar"):
        again(date(2027, 2, 1), law={})


@given(st.dates(date(2026, 3, 19), date(2030, 1, 1)), st.integers(1, 36))
def test_the_bar_ends_with_its_last_day(day, months):
    """It is over exactly after the last day of its months (J-11)."""
    law = {**BAR, "resubmission.bar_months": months}
    assert (day > add_months(DAY, months)) == (again(day, law=law) == "met")


@pytest.mark.parametrize(
    ("state", "facts", "expected"),
    [
        ("adopted", {}, "met"),
        ("in_execution", {}, "unknown"),
        ("in_execution", {"third_party_rights": False}, "met"),
        ("in_execution", {"third_party_rights": True}, "unmet"),
        ("executed", {"third_party_rights": False}, "unknown"),
        ("executed", {"third_party_rights": False, "irrevocable": False}, "met"),
        ("executed", {"third_party_rights": False, "irrevocable": True}, "unmet"),
    ],
)
def test_what_is_done_cannot_always_be_undone(state, facts, expected):
    """A later resolution ends an earlier one unless others rely on it (J-12)."""
    of = case(MOTION, state=state, facts=facts)
    assert expected == outcome("superseding_possible", step="supersede", of=of)


def test_each_type_of_paper_has_a_rule_for_its_withdrawal():
    """No type of paper makes the rule on withdrawal fail (J-6)."""
    for kind in PaperType:
        of = case(
            Motion(paper_type=kind, originators=("a",)),
            state="released",
            facts={"base_paper_type": "faction_motion"},
        )
        assert outcome("withdrawn_by_originator", step="withdraw", of=of) in (
            "met",
            "unmet",
        )


@pytest.mark.parametrize(
    ("rule", "step", "about", "inputs"),
    [
        (
            "bias_not_decisive",
            "vote",
            RAT,
            {"ballot": attrs.evolve(FULL, present=66, biased_yes=1)},
        ),
        (
            "bias_cleared",
            "vote",
            RAT,
            {"ballot": attrs.evolve(FULL, present=66, biased_yes=1)},
        ),
        ("quorum_not_denied", "vote", RAT, {"ballot": FULL, "inquorate": True}),
        (
            "voted_in_meeting",
            "vote",
            RAT,
            {"ballot": attrs.evolve(FULL, circular=True)},
        ),
        (
            "vote_record_consistent",
            "vote",
            RAT,
            {"ballot": attrs.evolve(FULL, present=68)},
        ),
        (
            "secret_vote_kept",
            "vote",
            RAT,
            {"ballot": attrs.evolve(FULL, secret_demand=14)},
        ),
        (
            "role_decides",
            "vote",
            attrs.evolve(RAT, role="preliminary"),
            {"ballot": FULL},
        ),
        ("procedural_majority", "postpone", RAT, {"procedural_ballot": NO}),
    ],
)
def test_refused_in_enforce_and_found_in_record(rule, step, about, inputs):
    """What is refused when enforced is written down with its finding when recorded."""
    of = walk(about)
    assert rule in ids(asked(of, step, **inputs).blocking)
    recorded = take(asked(of, step, Mode.RECORD, **inputs))
    assert rule in {each.rule for each in recorded.case.findings}


@given(st.sampled_from(sorted(ConsultationRole)))
def test_each_way_to_decide_has_a_role_of_its_own(role):
    """Main committee in place of the council, council on an initiative: asked as such."""
    about = item(role=role)
    for rule, needed in (
        ("role_urgent", ConsultationRole.URGENT),
        ("role_on_initiative", ConsultationRole.INITIATIVE),
        ("role_decides", ConsultationRole.DECISION),
        ("role_ratifies", ConsultationRole.RATIFICATION),
    ):
        expected = "met" if role is needed else "unmet"
        assert expected == outcome(rule, about=about)


@pytest.mark.parametrize(
    ("result", "agrees", "expected"),
    [
        ("withdrawn", True, "met"),
        ("withdrawn", False, "unmet"),
        ("withdrawn", None, "unknown"),
        ("removed", None, "met"),
        ("postponed", False, "met"),
    ],
)
def test_what_its_originator_withdrew_comes_back_when_they_wish(
    result, agrees, expected
):
    """Only an item that was withdrawn asks for the originator's wish (J-6)."""
    about = item(state="removed", result=result)
    rule = "withdrawn_item_wanted_back"
    assert expected == outcome(
        rule, step="replan", about=about, originator_agrees=agrees
    )


CANONICAL = [
    "adopted_unchanged",
    "adopted_amended",
    "recommended_unchanged",
    "recommended_amended",
    "not_recommended",
    "no_vote_forwarded",
    "rejected",
    "postponed",
    "deferred",
    "referred",
    "withdrawn",
    "removed",
    "noted",
    "not_considered",
    "settled",
    "first_reading",
    "partially_adopted",
    "ratified",
    "annulled",
]
"""The vocabulary of J-3."""


@pytest.mark.parametrize("result", CANONICAL)
def test_every_canonical_result_is_the_outcome_of_a_step(result):
    """What a council may call a result has a step that brings it about (J-3)."""
    assert result in {name for step in nrw().steps for name in step.branches}
