"""From the draft to the end: every kind of business whose way no other test walks whole."""

from __future__ import annotations

import attrs
import pytest

from musterstadt import (
    CITIZENS,
    COUNCIL,
    DELEGATED,
    DISTRICT,
    LOCAL_STREET,
    MAIN,
    PAPER,
    TRAFFIC,
    Paper,
    a,
    consults,
    counted,
    decided,
    meets,
    motion_of,
    on,
    to_council,
)


DAY = "2026-03-19"
END = ("2026-05-04", "2026-06-01", "2026-06-11", "2026-06-12")
"""Begun, done, reported, closed."""
CLOSED = ("closed", set())
AMENDED = {
    "resolution": "Die Goethestraße wird verkehrsberuhigter Bereich.",
    "amended": True,
    "subject_changed": False,
    "substantially_changed": False,
    "costs_restated": True,
    "vote_order": ("amendment:1", "amendment:2", "main"),
}
URGENT = {"urgency_reason": "Deichbruch", "co_signer_biased": False}


def carried_out(paper: Paper, held: str = DAY, *signed: str) -> tuple[str, set[str]]:
    """Sign the minutes, carry the decision out, close; return state and findings."""
    names = signed or ("mayor", "secretary")
    paper.on(held).take(
        "keep_minutes", "chair", minutes_of=held, minutes_signed_by=names
    )
    paper.carried_out(*END)
    return paper.state, paper.findings()


# ------------------------------------------------------------------ kinds of paper


def test_a_faction_motion_from_filing_to_its_report():
    """Filed without co-signature, adopted, carried out, reported, closed (A-1, E-5)."""
    paper = to_council(motion_of()).filed("2026-02-20").comes_up("rat", DAY)
    assert "adopted_unchanged" == paper.votes("rat", 40, 20)
    paper.take("make_executable", "council_office")
    assert CLOSED == carried_out(paper)


def test_a_supplement_is_carried_out_as_the_paper():
    """What was supplemented is decided and carried out in its new text (M19)."""
    paper = to_council().released("2026-01-12").invited("rat", DAY)
    longer = a("supplement", proposal="1. Auch die Schillerstraße.")
    paper.on("2026-03-10").take("supplement", "mayor", motion=longer)
    paper.called("rat", DAY).votes("rat", 40, 20)
    paper.take("make_executable", "council_office")
    assert CLOSED == carried_out(paper)
    assert longer.proposal == paper.case.motion.proposal


def test_amendments_of_which_the_first_leaves_nothing_to_the_second():
    """Half before a fifth: adopted, it settles the other; the paper follows as amended."""
    half, fifth = (
        to_council(motion_of("amendment", related=("0815/2025-2030",))).filed(
            "2026-03-02"
        )
        for _ in range(2)
    )
    for each in (half, fifth):
        each.invited("rat", DAY, agenda_number="7", with_paper="0815/2025-2030")
        each.called("rat", DAY)
    assert "adopted_unchanged" == half.votes("rat", 35, 30)
    fifth.take("settle_item", "chair", "rat", procedural_ballot=counted(60, 0))
    assert ("settled", ("settled", "settled")) == (fifth.state, fifth.at("rat"))

    paper = to_council().released("2026-01-12").comes_up("rat", DAY)
    assert "adopted_amended" == paper.votes("rat", 40, 20, **AMENDED)
    half.take("supersede", "chair", successor="0815/2025-2030")
    assert "superseded" == half.state
    paper.take("make_executable", "council_office")
    assert CLOSED == carried_out(paper)
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
    assert CLOSED == carried_out(paper, "2026-03-12", "district_mayor", "secretary")


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


# ------------------------------------------------------------------ again, and instead


def test_a_rejected_motion_is_barred_for_its_faction_and_not_for_the_mayor():
    """Rejected on 19 March 2026: barred on 1 February 2027, free on 20 March (J-11)."""
    paper = to_council(motion_of()).filed("2026-02-20").comes_up("rat", DAY)
    assert "rejected" == paper.votes("rat", 20, 40)
    again = {"new_case": "paper-2"}
    barred = paper.on("2027-02-01").refused("resubmit", "faction", **again)
    assert {"resubmission_bar"} == barred
    paper.take("resubmit", "faction", facts_changed=True, **again)
    paper.take("resubmit", "mayor", **again)
    paper.on("2027-03-20").take("resubmit", "faction", **again)
    assert "rejected" == paper.state


def test_a_faction_does_not_bring_back_what_was_rejected_of_the_administration():
    """The same matter, whoever brought it in first: the bar binds the faction (J-11)."""
    paper = to_council().released("2026-01-12").comes_up("rat", DAY)
    assert "rejected" == paper.votes("rat", 20, 40)
    again = {"new_case": "paper-2"}
    assert {"resubmission_bar"} == paper.on("2026-05-04").refused(
        "resubmit", "faction", **again
    )
    paper.take("resubmit", "author", **again)


def test_a_later_resolution_ends_an_earlier_one():
    """The council of June annuls the decision of March 34:33: superseded (J-12)."""
    march = decided(day=DAY)
    june = to_council(
        attrs.evolve(PAPER, proposal="1. Der Beschluss 0815 wird aufgehoben."),
        "2026-06-18",
    ).released("2026-05-04", "0990/2025-2030")
    june.comes_up("rat", "2026-06-18")
    assert "adopted_unchanged" == june.votes("rat", 34, 33)
    march.on("2026-06-18").take("supersede", "chair", successor="0990/2025-2030")
    assert ("superseded", "0990/2025-2030") == (
        march.state,
        march.case.facts["successor"],
    )


def test_what_others_rely_on_is_not_superseded():
    """A contract was signed on it: the later resolution does not end it (J-12)."""
    paper = decided(day=DAY)
    paper.take("make_executable", "council_office")
    names = ("mayor", "secretary")
    paper.take("keep_minutes", "chair", minutes_of=DAY, minutes_signed_by=names)
    paper.take("start_execution", "executing_office", third_party_rights=True)
    later = {"successor": "0990/2025-2030"}
    assert {"superseding_possible"} == paper.refused("supersede", "chair", **later)


# ------------------------------------------------------------------ urgency


COMMITTEES = {
    **URGENT,
    "co_signed_by": "rm-9",
    "co_signer_role": "chair",
    "committee_unavailable": True,
    "next_meeting": on("2026-04-14"),
}
DISTRICTS = {
    **URGENT,
    "co_signed_by": "bv-3",
    "co_signer_role": "district_member",
    "utmost_urgency": True,
    "next_meeting": on("2026-04-16"),
}


def test_mayor_and_chair_decide_for_the_committee_which_ratifies():
    """Signed on 7 April, ratified by that committee on 14 April, not by the council (K-3)."""
    ratifies = consults(TRAFFIC, "2026-04-14", "ratification", "va")
    paper = Paper(DELEGATED, ratifies).released("2026-01-12").on("2026-04-07")
    paper.take("decide_urgently_for_committee", "mayor", **COMMITTEES)
    assert "urgent_decided" == paper.state
    paper.comes_up("va", "2026-04-14", earlier=6)
    assert ("ratified", "ratified") == (
        paper.votes("va", 9, 6, step="ratify"),
        paper.state,
    )


def test_the_council_does_not_ratify_for_the_committee():
    """What was decided for the committee goes to it and not to the council (K-3)."""
    council = consults(COUNCIL, "2026-04-23", "ratification", "rat")
    ratifies = consults(TRAFFIC, "2026-04-14", "ratification", "va")
    paper = Paper(DELEGATED, ratifies).released("2026-01-12").on("2026-04-07")
    paper.take("decide_urgently_for_committee", "mayor", **COMMITTEES)
    paper.take("plan_consultations", "council_office", consultations=(council,))
    paper.comes_up("rat", "2026-04-23", earlier=12)
    vote = {"ballot": counted(40, 20)}
    assert "ratified_by_the_body" in paper.refused("ratify", "chair", "rat", **vote)


def test_district_mayor_and_member_decide_for_the_district_which_ratifies():
    """Signed on 7 April, next meeting of the district council 16 April: ratified (K-4)."""
    ratifies = consults(DISTRICT, "2026-04-16", "ratification", "bv")
    paper = Paper(LOCAL_STREET, ratifies)
    place = {"district_scope": True, "district_important": False}
    paper.take("state_competence", "author", **place)
    paper.released("2026-01-12").on("2026-04-07")
    paper.take("decide_urgently_for_district", "district_mayor", **DISTRICTS)
    assert "urgent_decided" == paper.state
    paper.comes_up("bv", "2026-04-16", earlier=8)
    assert "ratified" == paper.votes("bv", 12, 3, step="ratify")


COUNCILS = {
    **URGENT,
    "co_signed_by": "rm-7",
    "co_signer_role": "councillor",
    "council_unavailable": True,
    "main_committee_unavailable": True,
    "serious_harm": True,
    "next_meeting": on("2026-04-23"),
}


def signed_for_the_council() -> Paper:
    """Return a paper that mayor and councillor decided on 7 April for the council."""
    ratifies = consults(COUNCIL, "2026-04-23", "ratification", "rat")
    paper = Paper(PAPER, ratifies).released("2026-01-12").on("2026-04-07")
    paper.take("decide_urgently", "mayor", **COUNCILS)
    return paper


def test_an_urgent_decision_is_carried_out_ratified_and_closed():
    """Effective on 7 April, done on the 8th, ratified on the 23rd, closed in June (K-5)."""
    paper = signed_for_the_council().on("2026-04-08")
    paper.take("start_execution", "mayor", third_party_rights=True)
    paper.take("complete", "mayor", evidence="Deich geschlossen")
    paper.take("report", "mayor", report="erledigt")
    assert "ratification_pending" in paper.refused("close", "council_office")
    paper.comes_up("rat", "2026-04-23", earlier=12)
    assert "ratified" == paper.votes("rat", 40, 20, step="ratify")
    assert "reported" == paper.state
    names = ("mayor", "secretary")
    paper.take(
        "keep_minutes", "chair", minutes_of="2026-04-23", minutes_signed_by=names
    )
    paper.on("2026-06-12").take("close", "council_office")
    assert CLOSED == (paper.state, paper.findings())


def test_a_ratification_that_was_forgotten_is_marked_and_made_up_for():
    """Missing on the agenda of 23 April it is overdue, and says so ever after (M45)."""
    paper = signed_for_the_council().on("2026-04-24")
    paper.take("mark_overdue", "council_office", missed_meeting=on("2026-04-23"))
    assert "urgent_decided" == paper.state
    paper.comes_up("rat", "2026-05-21", earlier=12)
    taken = paper.take("ratify", "chair", "rat", ballot=counted(40, 20))
    assert "ratified" == paper.state
    assert ["ratification_in_next_meeting"] == [
        each.rule.id for each in taken.verdict.open
    ]


def after_a_no_of_the_main_committee(**more: object) -> Paper:
    """Return an urgent paper on which the main committee voted 6:9 on 7 April."""
    paper = Paper(
        a("urgent_paper", urgency_reason="Hochwasser"),
        consults(MAIN, "2026-04-07", "urgent", "ha"),
        consults(COUNCIL, "2026-04-23", key="rat", **more),
        day="2026-03-20",
    )
    why = {"urgency_reason": "Hochwasser"}
    paper.take("release_urgently", "mayor", excluded_officials=(), **why)
    paper.comes_up("ha", "2026-04-07")
    step = "decide_urgently_in_main_committee"
    about = {**why, "council_unavailable": True}
    assert "not_urgently_decided" == paper.votes("ha", 6, 9, step=step, **about)
    return paper


def test_what_the_main_committee_refused_is_an_ordinary_paper():
    """The council decides it; nothing of it is urgent, and nothing to ratify (K-1)."""
    paper = after_a_no_of_the_main_committee()
    paper.comes_up("rat", "2026-04-23", earlier=12).votes("rat", 40, 20)
    paper.take("make_executable", "council_office")
    assert CLOSED == carried_out(paper, "2026-04-23")


def test_what_the_main_committee_refused_may_be_withdrawn():
    """Nothing was decided, so nothing stands against the withdrawal (J-6, K-1)."""
    paper = after_a_no_of_the_main_committee()
    paper.take("withdraw", "mayor")
    assert "withdrawn" == paper.state
