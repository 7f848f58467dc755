"""From the draft to the end: every kind of business whose way no other test walks whole."""

from __future__ import annotations

import attrs
import pytest

from musterstadt import (
    CITIZENS,
    COUNCIL,
    DISTRICT,
    LOCAL_STREET,
    PAPER,
    TRAFFIC,
    Paper,
    a,
    closed_after,
    consults,
    counted,
    meets,
    motion_of,
    on,
    to_council,
)


DAY = "2026-03-19"
CLOSED = ("closed", set())
AMENDED = {
    "resolution": "Die Goethestraße wird verkehrsberuhigter Bereich.",
    "amended": True,
    "subject_changed": False,
    "substantially_changed": False,
    "costs_restated": True,
    "vote_order": ("amendment:1", "amendment:2", "main"),
}


# ------------------------------------------------------------------ kinds of paper


def test_a_faction_motion_from_filing_to_its_report():
    """Filed without co-signature, adopted, carried out, reported, closed (A-1, E-5)."""
    paper = to_council(motion_of()).filed("2026-02-20").comes_up("rat", DAY)
    assert "adopted_unchanged" == paper.votes("rat", 40, 20)
    paper.take("make_executable", "council_office")
    assert CLOSED == closed_after(paper)


def test_a_supplement_is_carried_out_as_the_paper():
    """What was supplemented is decided and carried out in its new text (M19)."""
    paper = to_council().released("2026-01-12").invited("rat", DAY)
    longer = a("supplement", proposal="1. Auch die Schillerstraße.")
    paper.on("2026-03-10").take("supplement", "mayor", motion=longer)
    paper.take("sign_supplement", "alderman")
    paper.called("rat", DAY).votes("rat", 40, 20)
    paper.take("make_executable", "council_office")
    assert CLOSED == closed_after(paper)
    assert longer.proposal == paper.case.motion.proposal


def test_amendments_of_which_the_first_leaves_nothing_to_the_second():
    """Half before a fifth: adopted, it settles the other; the paper follows as amended."""
    paper = to_council().released("2026-01-12")
    half, fifth = (
        to_council(
            motion_of("amendment", related=("0815/2025-2030",)), beside=paper
        ).filed("2026-03-02")
        for _ in range(2)
    )
    paper.invited("rat", DAY)
    for each in (half, fifth):
        each.invited("rat", DAY, agenda_number="7", with_paper="0815/2025-2030")
        each.called("rat", DAY)
    assert "adopted_unchanged" == half.votes("rat", 35, 30)
    fifth.take("settle_item", "chair", "rat", procedural_ballot=counted(60, 0))
    assert ("settled", ("settled", "settled")) == (fifth.state, fifth.at("rat"))

    paper.called("rat", DAY)
    assert "adopted_amended" == paper.votes("rat", 40, 20, **AMENDED)
    half.take("supersede", "chair", successor="0815/2025-2030")
    assert "superseded" == half.state
    paper.take("make_executable", "council_office")
    assert CLOSED == closed_after(paper)
    assert AMENDED["resolution"] == paper.case.deciding.resolution


def test_a_petition_from_its_receipt_to_the_answer():
    """Referred, decided by the district, carried out; the petitioner is told (C-10)."""
    paper = Paper(
        attrs.evolve(LOCAL_STREET, paper_type=a("petition").paper_type),
        consults(CITIZENS, "2026-02-24", "preliminary", "ba"),
        by="petitioner",
        day="2026-02-03",
    )
    paper.take(
        "examine_petition",
        "council_office",
        resident_since=on("2020-01-01"),
        in_text_form=True,
        natural_person=True,
    )
    place = {"district_scope": True, "district_important": False}
    paper.take("state_competence", "council_office", **place)
    paper.filed("2026-02-03", by="petitioner").comes_up("ba", "2026-02-24", earlier=14)
    further = consults(DISTRICT, "2026-03-12", key="bv")
    vote = {"procedural_ballot": counted(15, 0)}
    paper.take("refer", "chair", "ba", consultations=(further,), **vote)
    paper.comes_up("bv", "2026-03-12").votes("bv", 12, 3)
    paper.take("make_executable", "council_office")
    told = {"petitioner_informed_on": on("2026-03-16")}
    paper.on("2026-03-16").take("inform_petitioner", "council_office", **told)
    assert CLOSED == closed_after(paper, "2026-03-12", "district_mayor", "secretary")


def test_a_motion_of_one_councillor_is_hers_to_withdraw():
    """Whoever may file may withdraw: not the mayor, not another councillor (J-6)."""
    mine = motion_of("procedural_motion", originators=("rm-7",))
    paper = to_council(mine, by="councillor").filed(DAY, by="councillor", proposers=1)
    assert "withdrawn_by_originator" in paper.refused("withdraw", "mayor")
    paper.take("withdraw", "councillor")
    assert ("withdrawn", "cancelled") == (paper.state, paper.at("rat")[0])


def test_residents_supplement_their_own_motion_and_the_mayor_does_not():
    """Who brought the matter in changes its text; everybody else moves amendments (J-6)."""
    paper = to_council(a("resident_motion"), by="petitioner", day="2026-01-15")
    paper.take(
        "examine_resident_motion",
        "council_office",
        received_on=on("2026-01-15"),
        valid_signatures=5920,
        representatives=3,
        filed_before=False,
    )
    paper.filed("2026-01-15", by="petitioner")
    text = {"motion": a("resident_motion", proposal="1. Auch die Schillerstraße.")}
    assert "changed_by_originator" in paper.refused("supplement", "mayor", **text)
    paper.take("supplement", "petitioner", **text)
    assert text["motion"].proposal == paper.case.motion.proposal


# ------------------------------------------------------------------ roles and order


def test_a_negative_recommendation_does_not_end_the_motion():
    """The committee rejects 9:6, the council adopts 34:32: adopted (J-2)."""
    paper = Paper(
        PAPER,
        consults(TRAFFIC, "2026-03-17", "preliminary", "stea"),
        consults(COUNCIL, DAY, key="rat"),
    ).released("2026-01-12")
    paper.comes_up("stea", "2026-03-17")
    assert "not_recommended" == paper.votes("stea", 6, 9, step="recommend")
    assert "in_consultation" == paper.state
    assert "adopted_unchanged" == paper.comes_up("rat", DAY).votes("rat", 34, 32)


def test_three_bodies_in_the_order_of_the_route():
    """District on the 12th, committee on the 17th, council on the 19th: nothing to find."""
    paper = Paper(
        attrs.evolve(PAPER, districts=("Mitte",)),
        consults(DISTRICT, "2026-03-12", "hearing", "bv"),
        consults(TRAFFIC, "2026-03-17", "preliminary", "stea"),
        consults(COUNCIL, DAY, key="rat"),
    )
    paper.take("state_competence", "author", district_important=True)
    paper.released("2026-01-12")
    paper.comes_up("bv", "2026-03-12").votes("bv", 10, 3, step="recommend")
    paper.comes_up("stea", "2026-03-17").votes("stea", 9, 6, step="recommend")
    paper.comes_up("rat", DAY)
    taken = paper.take("vote", "chair", "rat", ballot=counted(40, 20))
    assert [] == [each.rule.id for each in taken.verdict.open]


def test_a_postponed_committee_moves_the_council():
    """Committee from 17 March to 21 April: the council of 19 March moves to 23 April (J-4)."""
    paper = Paper(
        PAPER,
        consults(TRAFFIC, "2026-03-17", "preliminary", "stea"),
        consults(COUNCIL, DAY, key="rat"),
    ).released("2026-01-12")
    paper.comes_up("stea", "2026-03-17")
    vote = {"procedural_ballot": counted(9, 6)}
    put_off = paper.take("postpone", "chair", "stea", **vote)
    assert ["later_bodies_follow"] == [each.rule.id for each in put_off.verdict.open]
    anew = meets("2026-04-21")
    again = paper.take("replan", "council_office", "stea", meeting=anew)
    assert ["later_bodies_follow"] == [each.rule.id for each in again.verdict.open]
    paper.comes_up("stea", "2026-04-21").votes("stea", 9, 6, step="recommend")
    paper.comes_up("rat", "2026-04-23")
    taken = paper.take("vote", "chair", "rat", ballot=counted(40, 20))
    assert [] == [each.rule.id for each in taken.verdict.open]


def test_a_first_reading_of_the_committee_moves_the_council_too():
    """First reading 17 March, second 21 April: the council of 19 March comes too early."""
    paper = Paper(
        PAPER,
        consults(TRAFFIC, "2026-03-17", "preliminary", "stea"),
        consults(COUNCIL, DAY, key="rat"),
    ).released("2026-01-12")
    taken = paper.comes_up("stea", "2026-03-17").take("first_reading", "chair", "stea")
    assert ["later_bodies_follow"] == [each.rule.id for each in taken.verdict.open]
    paper.take("replan", "council_office", "stea", meeting=meets("2026-04-21"))
    paper.comes_up("stea", "2026-04-21")
    assert "recommended_unchanged" == paper.votes("stea", 9, 6, step="recommend")
    assert [on("2026-03-17"), on("2026-04-21")] == list(
        paper.case.consultation("stea").days
    )


@pytest.mark.parametrize(
    "step", ["first_reading", "postpone", "refer", "return_to_administration"]
)
def test_no_delay_passes_over_the_four_months_of_residents(step):
    """Whatever puts a residents' motion off, the period of § 25 is pointed out (J-4)."""
    paper = to_council(a("resident_motion"), by="petitioner", day="2026-01-15")
    paper.take(
        "examine_resident_motion",
        "council_office",
        received_on=on("2026-01-15"),
        valid_signatures=5920,
        representatives=3,
        filed_before=False,
    )
    paper.filed("2026-01-15", by="petitioner").comes_up("rat", DAY)
    vote = {} if step == "first_reading" else {"procedural_ballot": counted(40, 20)}
    if step == "refer":
        vote["consultations"] = (consults(TRAFFIC, "2026-04-14", "preliminary", "va"),)
    taken = paper.take(step, "chair", "rat", **vote)
    assert "postponement_keeps_limits" in {each.rule.id for each in taken.verdict.open}


def test_a_council_returns_a_paper_to_the_administration():
    """Sent back 35:30, supplemented, scheduled anew, adopted (J-5)."""
    paper = to_council().released("2026-01-12").comes_up("rat", DAY)
    vote = {"procedural_ballot": counted(35, 30)}
    paper.take("return_to_administration", "chair", "rat", **vote)
    assert ("in_consultation", ("referred", "referred")) == (
        paper.state,
        paper.at("rat"),
    )
    better = a("supplement", proposal="1. Die Goethestraße wird Spielstraße.")
    paper.on("2026-04-01").take("supplement", "mayor", motion=better)
    paper.take("sign_supplement", "alderman")
    paper.take("replan", "council_office", "rat")
    paper.comes_up("rat", "2026-04-23")
    assert "adopted_unchanged" == paper.votes("rat", 40, 20)
    assert [on(DAY), on("2026-04-23")] == list(paper.case.consultation("rat").days)


def test_a_council_refers_back_to_the_committee_that_advised():
    """The committee advises a second time: a consultation of its own, both stand (J-5)."""
    paper = Paper(
        PAPER,
        consults(TRAFFIC, "2026-03-17", "preliminary", "va"),
        consults(COUNCIL, DAY, key="rat"),
    ).released("2026-01-12")
    paper.comes_up("va", "2026-03-17").votes("va", 9, 6, step="recommend")
    paper.comes_up("rat", DAY)
    again = consults(TRAFFIC, "2026-04-14", "preliminary", "va-2")
    vote = {"procedural_ballot": counted(28, 25)}
    paper.take("refer", "chair", "rat", consultations=(again,), **vote)
    paper.comes_up("va-2", "2026-04-14").votes("va-2", 6, 9, step="recommend")
    paper.take("replan", "council_office", "rat")
    paper.comes_up("rat", "2026-04-23").votes("rat", 40, 20)
    assert ["recommended_unchanged", "adopted_unchanged", "not_recommended"] == [
        each.result for each in paper.case.consultations
    ]


def test_an_item_taken_off_the_agenda_comes_up_in_the_next_meeting():
    """Removed before it was called, by a vote; scheduled anew and decided (J-4, 6.4)."""
    paper = to_council().released("2026-01-12").invited("rat", DAY).on(DAY)
    paper.take("remove", "chair", "rat", procedural_ballot=counted(40, 20))
    assert ("removed", "removed") == paper.at("rat")
    paper.take("replan", "council_office", "rat")
    assert "adopted_unchanged" == paper.comes_up("rat", "2026-04-23").votes(
        "rat", 40, 20
    )


def test_a_consultation_is_struck_off_and_the_others_go_on():
    """The committee was dissolved: its consultation is cancelled, the council decides."""
    paper = Paper(
        PAPER,
        consults(TRAFFIC, "2026-03-17", "preliminary", "va"),
        consults(COUNCIL, DAY, key="rat"),
    ).released("2026-01-12")
    why = {"reasons": "Der Ausschuss ist aufgelöst."}
    paper.take("cancel_consultation", "council_office", "va", **why)
    assert ("cancelled", "cancelled") == paper.at("va")
    paper.comes_up("rat", DAY)
    taken = paper.take("vote", "chair", "rat", ballot=counted(40, 20))
    assert [] == [each.rule.id for each in taken.verdict.open]


def test_what_an_adviser_declares_settled_keeps_nobody_waiting():
    """Settled in the committee only: the council votes, and no order is broken (J-1)."""
    paper = Paper(
        PAPER,
        consults(TRAFFIC, "2026-03-17", "preliminary", "va"),
        consults(COUNCIL, DAY, key="rat"),
    ).released("2026-01-12")
    paper.comes_up("va", "2026-03-17")
    paper.take("settle_item", "chair", "va", procedural_ballot=counted(15, 0))
    assert ("in_consultation", ("settled", "settled_here")) == (
        paper.state,
        paper.at("va"),
    )
    paper.comes_up("rat", DAY)
    taken = paper.take("vote", "chair", "rat", ballot=counted(40, 20))
    assert [] == [each.rule.id for each in taken.verdict.open]


def test_a_report_that_one_body_declares_settled_is_noted_by_the_others():
    """The noting is complete although one body declared the item settled (J-10)."""
    paper = Paper(
        a("information_paper"),
        consults(TRAFFIC, "2026-03-17", "noting", "va"),
        consults(COUNCIL, DAY, "noting", "rat"),
    ).released("2026-01-12")
    paper.comes_up("va", "2026-03-17")
    paper.take("settle_item", "chair", "va", procedural_ballot=counted(15, 0))
    paper.comes_up("rat", DAY).take("note", "chair", "rat")
    paper.take("complete_noting", "chair")
    assert "noted" == paper.state


def test_nobody_notes_a_motion_to_its_end():
    """The council was asked to take note of a faction's motion: that is no vote (J-10)."""
    paper = Paper(motion_of(), consults(COUNCIL, DAY, "noting", "rat"))
    paper.filed("2026-02-20").comes_up("rat", DAY).take("note", "chair", "rat")
    assert {"minority_item_kept"} == paper.refused("complete_noting", "chair")


def test_a_decision_paper_that_is_only_noted_says_so():
    """The administration may leave it at that; the finding says that nobody decided (6.6)."""
    paper = Paper(PAPER, consults(COUNCIL, DAY, "noting", "rat"))
    paper.released("2026-01-12").comes_up("rat", DAY).take("note", "chair", "rat")
    taken = paper.take("complete_noting", "chair")
    assert ("noted", ["somebody_decides"]) == (
        paper.state,
        [each.rule.id for each in taken.verdict.open],
    )
