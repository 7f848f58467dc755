"""Attacks that an independent lawyer found: each must fail by a rule that has a name."""

from __future__ import annotations

import attrs
import pytest

from attack import (
    ALDERMAN,
    AUTHOR,
    AUTHORITY,
    CHAIR,
    COMMITTEE,
    COUNCIL,
    COUNCILLOR,
    DISTRICT,
    DISTRICT_MAYOR,
    EXECUTING,
    FACTION,
    FOUND,
    MAIN,
    MAYOR,
    OFFICE,
    ON_DEMAND,
    PRESIDING_MAYOR,
    RESIDENT,
    RIVALS,
    STUBBORN,
    Walk,
    by_committee,
    by_council,
    changed,
    costing,
    found_admissible,
    item,
    on_demand,
    on_initiative,
    paper,
    somebody,
    votes,
)
from neutral import fragments, sources

from ratsflow.engine import Mode
from ratsflow.law.citation import Consequence, Layer
from ratsflow.states.nrw import nrw


URGENT = {
    "urgency_reason": "x",
    "co_signed_by": "rm7",
    "co_signer_role": "councillor",
    "council_unavailable": True,
    "main_committee_unavailable": True,
    "serious_harm": True,
    "co_signer_biased": False,
    "next_meeting": "2026-04-23",
}


def rule(name):
    """Return a rule by id."""
    return next(each for each in nrw().rules if each.id == name)


# --------------------------------------------------------------------- 3: reopening


def test_a_rejected_paper_would_have_been_reopened_and_decided_urgently():
    """The council rejects 10:40; the office cannot bring the old paper back."""
    walk = by_council(10, 40)
    later = item("z", COUNCIL, "ratification", "2026-04-23")
    said = walk.refused(
        "reopen", OFFICE, "2026-03-11", reasons="x", consultations=(later,)
    )
    assert {"reopening_allowed"} == said


def test_the_history_of_a_reopened_paper_is_still_written_down():
    """Record mode keeps what happened, and the finding stays with the case."""
    walk = by_council(10, 40)
    later = item("z", COUNCIL, "decision", "2026-04-23")
    taken = walk.take(
        "reopen",
        OFFICE,
        "2026-03-11",
        mode=Mode.RECORD,
        reasons="x",
        consultations=(later,),
    )
    assert "in_consultation" == taken.case.state
    assert "reopening_allowed" in {each.rule for each in taken.case.findings}


def test_standstill_would_have_been_skipped_by_reopening_for_ratification():
    """A committee's decision is reopened for a new decision only."""
    walk = by_committee()
    later = item("z", COMMITTEE, "ratification", "2026-04-23")
    said = walk.refused(
        "reopen", OFFICE, "2026-03-05", reasons="x", consultations=(later,)
    )
    assert {"reopening_allowed"} == said


@pytest.mark.parametrize(
    ("body", "expected"), [(COUNCIL, set()), (COMMITTEE, {"reopening_allowed"})]
)
def test_only_the_council_or_the_same_body_decides_anew(body, expected):
    """A committee does not reopen what the council decided; the council may."""
    later = item("z", body, "decision", "2026-04-23")
    said = by_council().refused(
        "reopen", OFFICE, "2026-03-12", reasons="x", consultations=(later,)
    )
    assert expected == said


@pytest.mark.parametrize(
    ("step", "who", "inputs"),
    [
        ("settle", OFFICE, {"reasons": "weg"}),
        ("withdraw", MAYOR, {}),
        ("decide_urgently", MAYOR, URGENT),
        ("replace_by_supplement", AUTHOR, {"successor": "x"}),
    ],
)
def test_a_resolution_would_have_vanished_after_reopening(step, who, inputs):
    """What the council adopted is neither settled nor withdrawn nor decided urgently."""
    walk = by_council()
    later = item("z", COUNCIL, "decision", "2026-04-23")
    walk.take("reopen", OFFICE, "2026-03-12", reasons="x", consultations=(later,))
    assert "decision_stands" in walk.refused(step, who, "2026-03-12", **inputs)


def test_a_contrary_vote_would_have_been_taken_during_an_initiative():
    """Reopening does not lift the standstill of an admissible initiative."""
    walk = found_admissible(by_council())
    later = item("z", COUNCIL, "decision", "2026-04-23")
    walk.take("reopen", OFFICE, "2026-03-26", reasons="x", consultations=(later,))
    walk.called("z", "2026-04-23", "2026-03-27")
    said = walk.refused("vote", CHAIR, "2026-04-23", on="z", ballot=votes(34, 33))
    assert {"no_contrary_decision"} == said


@pytest.mark.parametrize("name", ["no_contrary_decision", "citizens_decision_binding"])
@pytest.mark.parametrize(
    "step", ["vote", "ratify", "decide_finally", "decide_urgently"]
)
def test_every_deciding_step_asks_what_the_citizens_decided(step, name):
    """Neither an urgent decision nor its ratification gets around the citizens."""
    assert name in nrw().step(step).guards


# ---------------------------------------------------------------------- 4: bye-laws


def bye_law(*, biased=False):
    """Return a bye-law that the council adopted on 10 March, with decisive bias or without."""
    motion = paper(topics=("bye_law",))
    walk = Walk(motion, item("r", COUNCIL, "decision", "2026-03-10")).released()
    if not biased:
        return walk.voted("r", "2026-03-10", votes(40, 20))
    walk.called("r", "2026-03-10")
    walk.take(
        "vote",
        OFFICE,
        "2026-03-10",
        on="r",
        mode=Mode.RECORD,
        ballot=votes(34, 33, biased_yes=1, present=66),
    )
    return walk


ORDER = {
    "text_confirmed_on": "2026-03-27",
    "order_signed_on": "2026-03-27",
    "order_place": "Bielefeld",
}


def test_a_bye_law_would_have_entered_into_force_under_an_initiative():
    """Announcing is carrying out: the standstill stops the order and the announcement."""
    walk = found_admissible(bye_law())
    walk.take("record_approval", OFFICE, "2026-03-26", approval_required=False)
    said = walk.refused("order_announcement", MAYOR, "2026-03-27", **ORDER)
    assert {"no_initiative_standstill"} == said
    said = walk.refused(
        "announce", OFFICE, "2026-03-27", announced_on="2026-03-27", notice_given=True
    )
    assert "no_initiative_standstill" in said


def test_a_bye_law_with_decisive_bias_would_have_entered_into_force():
    """The recorded defect stops the announcement."""
    walk = bye_law(biased=True)
    walk.take("record_approval", OFFICE, "2026-03-26", approval_required=False)
    said = walk.refused("order_announcement", MAYOR, "2026-03-27", **ORDER)
    assert {"no_open_defect", "bias_not_decisive"} <= said


def test_a_sound_bye_law_is_announced():
    """The lawful way stays open."""
    walk = bye_law()
    walk.take("record_approval", OFFICE, "2026-03-26", approval_required=False)
    walk.take("order_announcement", MAYOR, "2026-03-27", **ORDER)
    walk.take(
        "announce", OFFICE, "2026-03-27", announced_on="2026-03-27", notice_given=True
    )
    assert "2026-03-27" == walk.case.facts["announced_on"]


# --------------------------------------------------------------------- 7: the value


def award(cents):
    """Return an award before the main committee, whose band ends at 100,000 EUR."""
    motion = paper(topics=("award",), cost_statement=costing(cents))
    return Walk(motion, item("h", MAIN, "decision", "2026-03-19")).released()


@pytest.mark.parametrize(
    ("cents", "stated", "expected"),
    [
        (50_000_000, 6_000_000, {"body_competent"}),
        (6_000_000, 50_000_000, {"body_competent"}),
        (10_000_000, 6_000_000, set()),
        (10_000_001, 6_000_000, {"body_competent"}),
    ],
)
def test_an_award_would_have_been_talked_into_a_lower_band(cents, stated, expected):
    """Of stated value and cost statement the larger counts; 100,000 EUR is the limit."""
    walk = award(cents).called("h", "2026-03-19")
    walk.take("state_competence", AUTHOR, "2026-03-19", value_cents=stated)
    said = walk.refused("vote", CHAIR, "2026-03-19", on="h", ballot=votes(9, 6))
    assert expected == said


def test_a_stale_value_would_have_covered_a_dearer_supplement():
    """A supplement with other costs states the value anew, and the larger counts."""
    walk = award(6_000_000)
    walk.take("state_competence", AUTHOR, "2026-02-03", value_cents=6_000_000)
    dearer = changed(walk.case.motion, cost_statement=costing(50_000_000))
    said = walk.refused("supplement", MAYOR, "2026-02-04", motion=dearer)
    assert {"stated_facts_fresh"} == said
    walk.take("supplement", MAYOR, "2026-02-04", motion=dearer, value_cents=6_000_000)
    walk.take("sign_supplement", ALDERMAN, "2026-02-04")
    walk.called("h", "2026-03-19")
    said = walk.refused("vote", CHAIR, "2026-03-19", on="h", ballot=votes(9, 6))
    assert "body_competent" in said


# ------------------------------------------------- 12: waiving and lifting for others


def test_the_district_mayor_would_have_waived_the_mayors_objection():
    """Only whoever objected drops the demand."""
    route = item("b", DISTRICT, "decision", "2026-02-26")
    motion = paper(topics=("playground",), districts=("Mitte",))
    walk = Walk(motion, route, at="2026-01-01")
    walk.take("state_competence", AUTHOR, "2026-01-01", district_scope=True)
    walk.released("2026-01-02")
    walk.voted("b", "2026-02-26", votes(10, 5, mayor=None), placed="2026-01-15")
    again = item("b2", DISTRICT, "decision", "2026-03-19")
    walk.take(
        "object_to_district", MAYOR, "2026-03-12", reasons="x", consultations=(again,)
    )
    walk.voted(
        "b2",
        "2026-03-19",
        votes(10, 5, mayor=None),
        step="reconsider_in_district",
        placed="2026-03-12",
    )
    on = "district_objection-1"
    said = walk.refused(
        "waive_objection", DISTRICT_MAYOR, "2026-03-20", on=on, reasons="x"
    )
    assert {"waived_by_objector"} == said
    walk.take("waive_objection", MAYOR, "2026-03-20", on=on, reasons="x")


def test_the_authority_would_have_lifted_a_court_order():
    """The office records what the court decides; the authority lifts its own orders."""
    walk = by_council()
    walk.take("suspend_by_court", OFFICE, "2026-03-11", reasons="VG")
    on = "court_order-1"
    said = walk.refused("lift_order", AUTHORITY, "2026-03-12", on=on, reasons="x")
    assert {"lifted_by_who_ordered"} == said
    walk.take("lift_order", OFFICE, "2026-03-12", on=on, reasons="VG")


# -------------------------------------------------------- 13: a decision still due


def test_a_decision_would_have_been_carried_out_with_the_council_still_due():
    """The committee has voted, the council has not."""
    walk = by_committee(item("r", COUNCIL, "decision", "2026-03-19"))
    assert {"no_decision_due"} == walk.refused("make_executable", OFFICE, "2026-03-13")


def test_without_the_council_on_the_route_it_is_carried_out():
    """The lawful way: the other consultation is cancelled, the period over."""
    walk = by_committee(item("r", COUNCIL, "decision", "2026-03-19"))
    walk.take("cancel_consultation", OFFICE, "2026-03-05", on="r", reasons="doppelt")
    walk.take("make_executable", OFFICE, "2026-03-13")
    walk.take("start_execution", EXECUTING, "2026-03-13")
    assert "in_execution" == walk.case.state


# ------------------------------------------------------------- 14, 15, 17: minorities


@pytest.mark.parametrize(
    ("step", "who", "inputs", "expected"),
    [
        ("withdraw_from_agenda", MAYOR, {"on": "r"}, "withdrawn_by_originator"),
        ("withdraw_from_agenda", RIVALS, {"on": "r"}, "withdrawn_by_originator"),
        ("withdraw_from_agenda", CHAIR, {"on": "r"}, "withdrawn_by_originator"),
        (
            "cancel_consultation",
            OFFICE,
            {"on": "r", "reasons": "x"},
            "minority_item_kept",
        ),
        ("settle", MAYOR, {"reasons": "erledigt"}, "minority_item_kept"),
        ("replace_by_supplement", AUTHOR, {"successor": "x"}, "changed_by_originator"),
        (
            "supplement",
            AUTHOR,
            {"motion": changed(ON_DEMAND, proposal="Der Rat lehnt ab.")},
            "changed_by_originator",
        ),
        (
            "supplement",
            MAYOR,
            {"motion": paper(), "base_paper_type": "decision_paper"},
            "changed_by_originator",
        ),
        ("settle_item", CHAIR, {"on": "r"}, "minority_item_voted"),
        ("postpone", CHAIR, {"on": "r"}, "minority_item_voted"),
        (
            "postpone",
            CHAIR,
            {"on": "r", "procedural_ballot": votes(40, 2)},
            "minority_item_voted",
        ),
        ("withdraw", MAYOR, {"override": STUBBORN}, "withdrawn_by_originator"),
        ("remove", MAYOR, {"on": "r"}, "minority_item_stays"),
    ],
)
def test_a_motion_of_a_fraktion_would_have_been_killed_before_the_meeting(
    step, who, inputs, expected
):
    """Nobody but its originator takes it back, nobody but the body ends it."""
    assert expected in on_demand().refused(step, who, "2026-03-10", **inputs)


def test_the_fraktion_itself_may_do_all_that():
    """The originator supplements, withdraws from an agenda, and withdraws for good."""
    walk = on_demand()
    walk.take(
        "supplement",
        FACTION,
        "2026-03-09",
        motion=changed(ON_DEMAND, proposal="Besser."),
    )
    walk.take("withdraw_from_agenda", CHAIR, "2026-03-10", on="r", withdrawn_by="SPD")
    walk.take("withdraw", FACTION, "2026-03-10")
    assert ("withdrawn", "Besser.") == (walk.case.state, walk.case.motion.proposal)


@pytest.mark.parametrize(("yes", "no"), [(10, 50), (20, 20)])
@pytest.mark.parametrize(
    "step", ["return_to_administration", "postpone", "defer", "settle_item"]
)
def test_a_lost_procedural_vote_would_have_ended_the_item(step, yes, no):
    """10:50 and a tie of 20:20 are lost, and the mayor cannot override that."""
    walk = on_demand()
    walk.take("open_item", CHAIR, "2026-03-19", on="r", bias_asked=True)
    said = walk.refused(
        step,
        PRESIDING_MAYOR,
        "2026-03-19",
        on="r",
        procedural_ballot=votes(yes, no),
        override=STUBBORN,
    )
    assert {"procedural_majority", "minority_item_voted"} <= said


@pytest.mark.parametrize(
    "step", ["return_to_administration", "postpone", "settle_item"]
)
def test_with_one_vote_more_the_body_may(step):
    """21:20 carries."""
    walk = on_demand()
    walk.take("open_item", CHAIR, "2026-03-19", on="r", bias_asked=True)
    walk.take(step, CHAIR, "2026-03-19", on="r", procedural_ballot=votes(21, 20))
    after = {
        "return_to_administration": "referred",
        "postpone": "postponed",
        "settle_item": "settled",
    }
    assert after[step] == walk.case.consultation("r").state


def test_an_item_would_have_been_removed_by_a_tie_and_an_override():
    """A tie rejects by statute: no override lifts that."""
    said = on_demand().refused(
        "remove",
        PRESIDING_MAYOR,
        "2026-03-19",
        on="r",
        proposer_heard=True,
        procedural_ballot=votes(20, 20),
        override=STUBBORN,
    )
    assert {"agenda_change_majority"} == said


@pytest.mark.parametrize(
    "name", ["procedural_majority", "agenda_change_majority", "withdrawn_by_originator"]
)
def test_majorities_and_rights_are_statute(name):
    """They stand in § 48 and § 50 GO NRW, whatever the rules of procedure say."""
    assert (Layer.STATUTE, Consequence.BLOCK) == (
        rule(name).layer,
        rule(name).consequence,
    )


def test_the_mayor_would_have_settled_a_motion_of_residents():
    """An *Einwohnerantrag* is dealt with by the council."""
    motion = changed(ON_DEMAND, paper_type="resident_motion")
    walk = Walk(motion, item("r", COUNCIL, "decision", "2026-03-19"), opener=RESIDENT)
    walk.take(
        "examine_resident_motion",
        OFFICE,
        "2026-02-01",
        received_on="2026-01-10",
        valid_signatures=8000,
        representatives=2,
        filed_before=False,
    )
    walk.filed(RESIDENT)
    assert {"minority_item_kept"} == walk.refused(
        "settle", MAYOR, "2026-02-10", reasons="x"
    )


def test_the_mayor_would_have_withdrawn_a_tabled_paper_of_a_fraktion():
    """A tabled paper follows the type of its base paper."""
    motion = changed(ON_DEMAND, paper_type="tabled_paper")
    walk = Walk(motion, item("r", COUNCIL, "decision", "2026-03-19"), opener=FACTION)
    walk.filed(FACTION, base_paper_type="faction_motion")
    assert {"withdrawn_by_originator"} == walk.refused("withdraw", MAYOR, "2026-02-10")
    walk.take("withdraw", FACTION, "2026-02-10")


# ------------------------------------------------- 16, 18: whose item, which council


@pytest.mark.parametrize("kind", ["amendment", "procedural_motion"])
def test_one_councillor_would_have_had_an_item_of_his_own(kind):
    """Such a paper is dealt with under another, or at once."""
    motion = paper(paper_type=kind, originators=("rm1",), author="rm1")
    walk = Walk(motion, item("r", COUNCIL, "decision", "2026-03-19"), opener=COUNCILLOR)
    walk.filed(COUNCILLOR, proposers=1)
    said = walk.refused(
        "place_on_agenda",
        OFFICE,
        "2026-02-10",
        on="r",
        route="regular",
        meeting=item("x", COUNCIL, "decision", "2026-03-19").meeting,
    )
    assert {"item_of_its_own"} == said


def test_an_amendment_is_dealt_with_under_its_paper():
    """Proposer and office name the same paper."""
    motion = paper(
        paper_type="amendment",
        originators=("rm1",),
        author="rm1",
        related=("0007/2025-2030",),
    )
    route = item("r", COUNCIL, "decision", "2026-03-19")
    walk = Walk(motion, route, opener=COUNCILLOR).filed(COUNCILLOR, proposers=1)
    placed = {
        "on": "r",
        "route": "regular",
        "meeting": route.meeting,
        "with_paper": "0007/2025-2030",
    }
    said = walk.refused("place_on_agenda", OFFICE, "2026-02-10", **placed)
    assert {"amended_paper_found"} == said
    walk.office.open(paper(reference="0007/2025-2030"), AUTHOR, case_id="base")
    walk.take("place_on_agenda", OFFICE, "2026-02-10", **placed)
    assert "on_agenda" == walk.case.consultation("r").state


def test_a_late_motion_would_have_been_tabled():
    """The deadline follows the base paper, too."""
    motion = changed(ON_DEMAND, paper_type="tabled_paper")
    route = item("r", COUNCIL, "decision", "2026-03-19")
    walk = Walk(motion, route, opener=FACTION, at="2026-03-01")
    walk.filed(FACTION, "2026-03-10", base_paper_type="faction_motion")
    said = walk.refused(
        "place_on_agenda",
        OFFICE,
        "2026-03-10",
        on="r",
        meeting=route.meeting,
        route="regular",
    )
    assert "motion_deadline_met" in said


@pytest.mark.parametrize(
    ("count", "expected"), [(13, {"proposer_entitled"}), (14, set())]
)
def test_one_fifth_would_have_lost_its_right_behind_a_committee(count, expected):
    """14 of 66 bring a motion to the council, whichever committee advises first."""
    motion = paper(paper_type="faction_motion", originators=("14 RM",), author="rm1")
    route = (
        item("s", COMMITTEE, "preliminary", "2026-03-04"),
        item("r", COUNCIL, "decision", "2026-03-19"),
    )
    walk = Walk(motion, *route, opener=COUNCILLOR)
    said = walk.refused(
        "file_motion",
        COUNCILLOR,
        "2026-02-02",
        reference="0001/2025-2030",
        motion_received_on="2026-02-02",
        proposers=count,
    )
    assert expected == said


# --------------------------------------------------------- 19: no vote, no decision


@pytest.mark.parametrize(
    ("ballot", "expected"),
    [(None, True), (votes(20, 20), False), (votes(21, 20), False)],
)
def test_a_chair_would_have_found_an_initiative_admissible(ballot, expected):
    """The council votes on it; without a vote there is none, and a tie is lost."""
    walk = on_initiative(by_council())
    inputs = FOUND if ballot is None else {**FOUND, "ballot": ballot}
    said = walk.refused(
        "find_initiative_admissible", CHAIR, "2026-03-25", on="begehren", **inputs
    )
    assert expected == ("procedure.inputs" in said)
    carried = ballot is not None and ballot.yes > ballot.no
    assert carried == bool(walk.case.suspensions)


def test_a_chair_would_have_complied_with_an_initiative():
    """That annuls the council's resolution: it takes the council's vote."""
    walk = found_admissible(by_council())
    later = item("folgen", COUNCIL, "initiative", "2026-04-23")
    later = attrs.evolve(later, about="initiative_standstill-1")
    walk.take("plan_consultations", OFFICE, "2026-03-26", consultations=(later,))
    walk.called("folgen", "2026-04-23", "2026-03-27")
    about = {"on": "folgen", "reasons": "x"}
    said = walk.refused("comply_with_initiative", CHAIR, "2026-04-23", **about)
    assert "procedure.inputs" in said
    lost = votes(20, 20)
    walk.take("comply_with_initiative", CHAIR, "2026-04-23", ballot=lost, **about)
    assert "adopted" == walk.case.state


@pytest.mark.parametrize(
    ("ballot", "expected"),
    [
        (None, {"recall_resolved"}),
        (votes(20, 20), {"recall_resolved"}),
        (votes(21, 20), set()),
    ],
)
def test_a_chair_would_have_recalled_a_delegated_matter(ballot, expected):
    """The council takes a matter back by a vote."""
    walk = Walk(paper(), item("r", COUNCIL, "decision", "2026-03-19")).released()
    walk.called("r", "2026-03-19")
    inputs = {} if ballot is None else {"procedural_ballot": ballot}
    inputs |= {"on": "r", "recalled": True, "drawn_by": COUNCIL.name}
    said = walk.refused("draw_decision", CHAIR, "2026-03-19", **inputs)
    assert expected == said & {"recall_resolved"}


# ------------------------------------------- 21, 25, 26: private, heard, self-approved


def test_the_public_would_have_been_excluded_and_the_item_stayed_public():
    """The step makes the item private, so that the later rules know."""
    walk = Walk(paper(), item("r", COUNCIL, "decision", "2026-03-19")).released()
    walk.called("r", "2026-03-19")
    inputs = {
        "procedural_ballot": votes(40, 20),
        "moved_by": "member",
        "reasons_given_in_public": False,
        "public_told": True,
    }
    said = walk.refused(
        "exclude_public", CHAIR, "2026-03-19", on="r", public=True, **inputs
    )
    assert {"excluded_from_here"} == said
    walk.take("exclude_public", CHAIR, "2026-03-19", on="r", public=False, **inputs)
    assert walk.case.consultation("r").public is False
    walk.take("vote", CHAIR, "2026-03-19", on="r", ballot=votes(34, 33))
    said = walk.office.assess("c", "close", OFFICE, at=walk.now)
    assert "nonpublic_result_announced" in {
        each.rule.id for each in said.findings if not each.is_met
    }


def heard():
    """Return a paper on which the district council was heard on 12 March."""
    motion = paper(topics=("planning_step",), districts=("Mitte",))
    route = (
        item("b", DISTRICT, "hearing", "2026-03-12"),
        item("r", COUNCIL, "decision", "2026-03-19"),
    )
    walk = Walk(motion, *route).released()
    return walk.voted("b", "2026-03-12", votes(10, 5, mayor=None), step="recommend")


def test_the_opposite_would_have_been_adopted_after_the_hearing():
    """Whoever changes the text after a hearing says whether that is substantial."""
    walk = heard()
    opposite = changed(walk.case.motion, proposal="Der Rat beschließt das Gegenteil.")
    said = walk.refused("supplement", MAYOR, "2026-03-13", motion=opposite)
    assert {"hearing_repeated"} == said
    said = walk.refused(
        "supplement", MAYOR, "2026-03-13", motion=opposite, substantially_changed=True
    )
    assert {"hearing_repeated"} == said


def test_a_new_hearing_leaves_the_old_one_out():
    """Until the district council has spoken again, the council cannot decide."""
    walk = heard()
    opposite = changed(walk.case.motion, proposal="Der Rat beschließt das Gegenteil.")
    walk.take(
        "supplement",
        MAYOR,
        "2026-03-13",
        motion=opposite,
        substantially_changed=True,
        consultations=(item("b2", DISTRICT, "hearing", "2026-04-16"),),
    )
    walk.take("sign_supplement", ALDERMAN, "2026-03-13")
    walk.called("r", "2026-03-26", "2026-03-14")
    said = walk.refused("vote", CHAIR, "2026-03-26", on="r", ballot=votes(34, 33))
    assert "district_heard" in said


@pytest.mark.parametrize("opener", [AUTHOR, somebody("x", "author", "alderman")])
def test_the_submitter_would_have_signed_the_paper_himself(opener):
    """Who opened or submitted the paper is its author, whatever the field says."""
    both = somebody("x", "author", "alderman")
    motion = paper(author="jemand")
    walk = Walk(motion, item("r", COUNCIL, "decision", "2026-03-19"), opener=opener)
    walk.take("submit", both, "2026-02-02", excluded_officials=())
    walk.take("complete_co_signature", both, "2026-02-02")
    said = walk.refused("sign", both, "2026-02-02")
    assert {"not_self_approved"} == said


# -------------------------------------------------------------- 31, 32: what is said


@pytest.mark.parametrize(
    "path", sources(), ids=lambda path: f"{path.parent.name}/{path.name}"
)
def test_no_rule_tells_english_words_as_values(path):
    """What is found or needed is a number, a day, a symbol, a name or an id."""
    assert [] == list(fragments(path))


def test_no_refusal_in_german_holds_an_english_fragment():
    """The sentences and remedies of a set of refusals are German throughout."""
    walk = Walk(
        ON_DEMAND, item("r", COUNCIL, "decision", "2026-03-19"), opener=COUNCILLOR
    )
    told = walk.texts("file_motion", COUNCILLOR, "2026-02-02", proposers=3)
    told += heard().texts(
        "place_on_agenda",
        OFFICE,
        "2026-03-18",
        on="r",
        meeting=item("x", COUNCIL, "decision", "2026-03-19").meeting,
    )
    walk = Walk(
        paper(topics=("planning_step",), districts=("Mitte", "Schildesche")),
        item("r", COUNCIL, "decision", "2026-03-19"),
    ).released()
    walk.called("r", "2026-03-19")
    told += walk.texts(
        "vote", CHAIR, "2026-03-19", on="r", ballot=votes(34, 33, secret_demand=14)
    )
    told += walk.texts(
        "establish_inquorum", CHAIR, "2026-03-19", on="r", inquorate=True, present=40
    )
    assert told
    for text in told:
        words = text.replace("–", " ").split()
        english = {
            "of",
            "fewer",
            "than",
            "needed:",
            "missing",
            "members",
            "by",
            "heard",
        }
        assert set() == english.intersection(words), text
        assert "no statement" not in text


def test_the_remedy_for_a_late_announcement_cures():
    """An extension for urgency does not: the meeting was announced too late as a whole."""
    assert "Dringlichkeit" not in rule("agenda_published").remedy.de
    assert "urgency" not in rule("agenda_published").remedy.en


def test_the_other_remedies_fit_what_is_wrong():
    """A court order is an *Aussetzung*; a late vote needs more than the naming of a day."""
    assert "Aussetzung" in rule("not_suspended").remedy.de
    assert "früheren Tag" in rule("citizens_vote_in_time").remedy.de


def test_what_is_never_cured_is_told_as_such():
    """No date is invented where no period runs, and no defect is called a formal one."""
    text = rule("formal_defect_time_bar").unmet.de
    assert "bis {required} gerügt" not in text
