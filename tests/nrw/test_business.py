"""All kinds of business, each carried through the procedure in enforce mode (A-1)."""

from __future__ import annotations

import attrs
import pytest

from musterstadt import (
    CITIZENS,
    COUNCIL,
    DISTRICT,
    MAIN,
    TRAFFIC,
    Paper,
    a,
    consults,
    counted,
    meets,
    motion_of,
    on,
    to_council,
)

from ratsflow.model import CostStatement, PreviousConsideration


DAY = "2026-03-19"
CHANGED = {
    "resolution": "Die Goethestraße wird verkehrsberuhigter Bereich.",
    "amended": True,
    "subject_changed": False,
    "vote_order": ("amendment:1", "amendment:2", "main"),
}


AWARD = CostStatement(
    "amount",
    amount_cents=7_200_000,
    recurrence="once",
    year=2026,
    product_group="54",
    covered=True,
)


# ------------------------------------------------------------ papers of the administration


def test_a_decision_paper():
    """Written, co-signed, signed, released, put on an agenda, voted on."""
    paper = to_council().released("2026-01-12").comes_up("rat", DAY)
    assert ("adopted_unchanged", "adopted") == (paper.votes("rat", 40, 20), paper.state)


def test_an_information_paper_is_noted_to_the_end():
    """Two bodies take note, nobody votes; the noting is complete when the last has."""
    paper = Paper(
        a("information_paper"),
        consults(TRAFFIC, "2026-03-17", "noting", "ausschuss"),
        consults(COUNCIL, DAY, "noting", "rat"),
    ).released("2026-01-12")
    paper.comes_up("ausschuss", "2026-03-17").take("note", "chair", "ausschuss")
    assert {"noting_complete"} == paper.refused("complete_noting", "chair")
    paper.comes_up("rat", DAY)
    assert {"role_decides", "paper_open_to_vote"} <= paper.refused(
        "vote", "chair", "rat", ballot=counted(40, 20)
    )
    paper.take("note", "chair", "rat")
    paper.take("complete_noting", "chair")
    assert ("noted", ("noted", "noted")) == (paper.state, paper.at("rat"))


def test_a_supplement_changes_a_part():
    """A part is replaced: the paper goes on with the new text, and stays itself."""
    paper = to_council().released("2026-01-12").invited("rat", DAY)
    longer = a(
        "supplement",
        proposal="1. Auch die Schillerstraße.",
        reference="0815/2025-2030/1",
    )
    paper.on("2026-03-10").take("supplement", "mayor", motion=longer)
    paper.take("sign_supplement", "alderman")
    assert "in_consultation" == paper.state
    paper.called("rat", DAY)
    assert "adopted_unchanged" == paper.votes("rat", 40, 20)
    assert "1. Auch die Schillerstraße." == paper.case.motion.proposal


def test_a_supplement_for_the_whole_supersedes_the_paper():
    """The whole is replaced: the old case ends and names its successor."""
    paper = to_council().released("2026-01-12").invited("rat", DAY)
    whole = a("supplement", related=("0815/2025-2030",), reference="0815/2025-2030/1")
    new = to_council(whole, beside=paper, day="2026-02-02")
    replaced = {"successor": "0815/2025-2030/1"}
    assert {"successor_found"} == paper.refused(
        "replace_by_supplement", "mayor", **replaced
    )
    base = PreviousConsideration("Rat", on("2026-01-22"), "7", "0815/2025-2030")
    listed = attrs.evolve(whole, previous_considerations=(base,))
    given = {"base_paper_type": "decision_paper", "excluded_officials": ()}
    given |= {"motion": listed}
    new.on("2026-03-06").take("submit", "author", **given)
    new.take("complete_co_signature", "council_office")
    new.take("sign", "alderman")
    new.take("release", "mayor", reference="0815/2025-2030/1")
    paper.take("replace_by_supplement", "mayor", successor="0815/2025-2030/1")
    assert ("superseded", "cancelled") == (paper.state, paper.at("rat")[0])
    assert "0815/2025-2030/1" == paper.case.facts["successor"]


def test_a_hearing_before_the_text_changed_is_stale():
    """The supplement changes the matter after the hearing: the district is heard again."""
    paper = Paper(
        a("decision_paper", districts=("Mitte",)),
        consults(DISTRICT, "2026-03-05", "hearing", "bv"),
        consults(COUNCIL, DAY, key="rat"),
    )
    paper.take("state_competence", "author", district_important=True)
    paper.released("2026-01-12").comes_up("bv", "2026-03-05")
    paper.votes("bv", 10, 3, step="recommend")
    other = a("supplement", districts=("Mitte",), proposal="1. Durchfahrt verboten.")
    text = {"motion": other, "district_important": True, "substantially_changed": True}
    paper.on("2026-03-06")
    assert {"hearing_repeated"} == paper.refused("supplement", "mayor", **text)
    again = consults(DISTRICT, "2026-03-17", "hearing", "bv-2")
    paper.take(
        "supplement",
        "mayor",
        consultations=(again,),
        text_changed_on=on("2026-03-06"),
        **text,
    )
    paper.take("sign_supplement", "alderman")
    paper.invited("rat", DAY).invited("bv-2", "2026-03-17", earlier=10).called(
        "rat", DAY
    )
    vote = {"ballot": counted(40, 20)}
    assert {"district_heard"} == paper.refused("vote", "chair", "rat", **vote)
    paper.called("bv-2", "2026-03-17").votes("bv-2", 10, 3, step="recommend")
    paper.on(DAY).take("vote", "chair", "rat", **vote)
    assert "adopted" == paper.state


def test_an_urgent_paper_is_decided_by_the_main_committee_and_ratified():
    """Released by the mayor alone; the main committee votes in place of the council."""
    paper = Paper(
        a("urgent_paper", urgency_reason="Hochwasser"),
        consults(MAIN, "2026-04-07", "urgent", "ha"),
        consults(COUNCIL, "2026-04-23", "ratification", "rat"),
        day="2026-03-20",
    )
    paper.take(
        "release_urgently", "mayor", urgency_reason="Hochwasser", excluded_officials=()
    )
    paper.comes_up("ha", "2026-04-07")
    about = {
        "urgency_reason": "Hochwasser",
        "council_unavailable": True,
        "next_meeting": on("2026-04-23"),
    }
    step = "decide_urgently_in_main_committee"
    assert "urgent_decided" == paper.votes("ha", 9, 6, step=step, **about)
    assert "urgent_decided" == paper.state
    paper.comes_up("rat", "2026-04-23", earlier=12)
    assert "ratified" == paper.votes("rat", 40, 20, step="ratify")
    assert "ratified" == paper.state


def test_a_main_committee_that_says_no_leaves_it_to_the_council():
    """6:9: nothing is decided; the council votes in its ordinary meeting."""
    paper = Paper(
        a("urgent_paper", urgency_reason="Hochwasser"),
        consults(MAIN, "2026-04-07", "urgent", "ha"),
        consults(COUNCIL, "2026-04-23", key="rat"),
        day="2026-03-20",
    )
    paper.take(
        "release_urgently", "mayor", urgency_reason="Hochwasser", excluded_officials=()
    )
    paper.comes_up("ha", "2026-04-07")
    about = {"urgency_reason": "Hochwasser", "council_unavailable": True}
    step = "decide_urgently_in_main_committee"
    assert "not_urgently_decided" == paper.votes("ha", 6, 9, step=step, **about)
    assert "in_consultation" == paper.state
    assert "adopted_unchanged" == paper.comes_up("rat", "2026-04-23").votes(
        "rat", 40, 20
    )


def test_nothing_but_an_urgent_paper_is_released_without_co_signature():
    """A decision paper takes the way of co-signature, whatever the hurry."""
    refused = to_council().refused(
        "release_urgently", "mayor", urgency_reason="eilt", excluded_officials=()
    )
    assert {"released_as_urgent"} == refused


def test_a_tabled_paper():
    """First handed out in the meeting, under an item that was on the agenda."""
    paper = to_council(a("tabled_paper"))
    paper.take(
        "submit", "author", excluded_officials=(), base_paper_type="decision_paper"
    )
    paper.take("complete_co_signature", "council_office")
    paper.take("sign", "alderman")
    paper.take("release", "mayor", reference="0815/2025-2030")
    paper.comes_up("rat", DAY)
    assert "adopted_unchanged" == paper.votes("rat", 40, 20)


def test_an_item_that_was_not_announced_takes_an_extension():
    """A matter that brooks no delay comes onto the agenda by a vote in the meeting (E-7)."""
    paper = to_council().released("2026-03-16").on(DAY)
    why = {
        "meeting": meets(DAY),
        "route": "urgent",
        "urgency_reason": "Deichbruch",
        "urgency_ground": "no_delay",
    }
    tie = paper.refused(
        "add_urgently",
        "chair",
        "rat",
        procedural_ballot=counted(19, 19, mayor="none"),
        **why,
    )
    assert {"extension_majority"} == tie
    vote = counted(20, 18, 2, mayor="none")
    paper.take("add_urgently", "chair", "rat", procedural_ballot=vote, **why)
    assert "adopted_unchanged" == paper.called("rat", DAY).votes("rat", 40, 20)


# ------------------------------------------------------------------- motions of members


def test_a_faction_motion_skips_co_signature_and_must_be_put_on_the_agenda():
    """Filed, it is released at once; nobody takes it off before the meeting (E-5)."""
    paper = to_council(motion_of()).filed("2026-02-20")
    assert "released" == paper.state
    paper.invited("rat", DAY).on("2026-03-16")
    assert {"minority_item_stays"} == paper.refused("remove", "mayor", "rat")
    paper.called("rat", DAY)
    assert ("rejected", "rejected") == (paper.votes("rat", 20, 40), paper.state)


def test_a_late_faction_motion_waits_for_the_next_meeting():
    """Filed ten days before, where fourteen are needed: the next meeting takes it."""
    paper = to_council(motion_of()).filed("2026-03-09")
    late = {"meeting": meets(DAY), "route": "regular"}
    assert {"motion_deadline_met", "agenda_joined_in_time"} == paper.refused(
        "place_on_agenda", "council_office", "rat", **late
    )
    paper.comes_up("rat", "2026-04-23", meeting=meets("2026-04-23"))
    assert "adopted_unchanged" == paper.votes("rat", 40, 20)


def test_an_amendment_is_voted_on_before_the_paper_it_changes():
    """Two cases under one item: the amendment first, then the paper as it was changed."""
    paper = to_council().released("2026-01-12").invited("rat", DAY, agenda_number="7")
    change = to_council(
        motion_of("amendment", related=("0815/2025-2030",)), beside=paper
    )
    change.filed("2026-03-02")
    change.invited("rat", DAY, agenda_number="7", with_paper="0815/2025-2030")
    assert "adopted_unchanged" == change.called("rat", DAY).votes("rat", 35, 30)
    paper.called("rat", DAY)
    settled = {**CHANGED, "substantially_changed": False, "costs_restated": True}
    assert "adopted_amended" == paper.votes("rat", 40, 20, **settled)
    assert ["7", "7"] == [
        each.case.consultation("rat").agenda_number for each in (change, paper)
    ]


def test_the_most_far_reaching_amendment_comes_first():
    """Cut by half before cut by a fifth, and the main motion last (I-12)."""
    paper = to_council().released("2026-01-12").comes_up("rat", DAY)
    settled = {**CHANGED, "substantially_changed": False, "costs_restated": True}
    settled["vote_order"] = ("main", "amendment:1")
    count = {"ballot": counted(40, 20, amended=True)}
    inputs = {key: value for key, value in settled.items() if key != "amended"}
    taken = paper.take("vote", "chair", "rat", **count, **inputs)
    assert ["vote_order_kept"] == [each.rule.id for each in taken.verdict.open]


@pytest.mark.parametrize(
    ("stated", "missing"),
    [
        (
            {"costs_restated": True, "substantially_changed": True},
            {"amendment_rechecked"},
        ),
        ({"costs_restated": True}, {"amendment_rechecked"}),
        (
            {"costs_restated": True, "substantially_changed": True, "rechecked": True},
            set(),
        ),
    ],
)
def test_a_changed_text_makes_earlier_checks_stale(stated, missing):
    """Costs, competence and hearing are asked again when the text changes (J-9)."""
    paper = to_council().released("2026-01-12").comes_up("rat", DAY)
    inputs = {key: value for key, value in CHANGED.items() if key != "amended"}
    vote = {"ballot": counted(40, 20, amended=True), **inputs, **stated}
    if missing:
        assert missing == paper.refused("vote", "chair", "rat", **vote)
    else:
        assert (
            "adopted_amended"
            == paper.take("vote", "chair", "rat", **vote).entry.outcome
        )


def test_the_costs_of_a_changed_text_are_stated_again():
    """Nobody has said what the changed text costs: the vote stands with that finding."""
    paper = to_council().released("2026-01-12").comes_up("rat", DAY)
    inputs = {key: value for key, value in CHANGED.items() if key != "amended"}
    vote = {"ballot": counted(40, 20, amended=True), "substantially_changed": False}
    taken = paper.take("vote", "chair", "rat", **vote, **inputs)
    assert ["cost_statement_fresh"] == [each.rule.id for each in taken.verdict.open]


def test_an_amendment_that_raises_the_value_leaves_the_band():
    """72,000 € are the main committee's; amended to 140,000 € they are the council's."""
    award = a("decision_paper", topics=("award",), public=False, cost_statement=AWARD)
    item = attrs.evolve(consults(MAIN, DAY, key="ha"), public=False)
    paper = Paper(award, item)
    paper.take("submit", "author", excluded_officials=())
    paper.take("cosign", "treasurer", decision="approve")
    paper.take("complete_co_signature", "council_office")
    paper.take("sign", "alderman")
    paper.take("release", "mayor", reference="0815/2025-2030")
    paper.comes_up("ha", DAY)
    text = {
        "resolution": "Der Auftrag wird erweitert.",
        "subject_changed": False,
        "substantially_changed": False,
        "costs_restated": True,
        "vote_order": ("amendment:1", "main"),
    }
    vote = {"ballot": counted(9, 6, amended=True), **text}
    assert {"body_competent"} == paper.refused("vote", "chair", "ha", **vote)
    beyond = paper.refused("vote", "chair", "ha", value_cents=14_000_000, **vote)
    assert {"body_competent"} == beyond
    within = paper.take("vote", "chair", "ha", value_cents=9_000_000, **vote)
    assert "adopted_amended" == within.entry.outcome


def test_a_question_and_its_answer_are_never_voted_on():
    """The question is filed and noted, so is the answer; a vote on either is refused."""
    asked = Paper(motion_of("question"), consults(COUNCIL, DAY, "noting", "rat"))
    asked.filed("2026-02-20").comes_up("rat", DAY)
    answer = Paper(a("answer"), consults(COUNCIL, DAY, "noting", "rat"))
    answer.released("2026-02-20").comes_up("rat", DAY)
    for paper in (asked, answer):
        vote = {"ballot": counted(40, 20)}
        assert {"role_decides", "paper_open_to_vote"} <= paper.refused(
            "vote", "chair", "rat", **vote
        )
        paper.take("note", "chair", "rat")
        paper.take("complete_noting", "chair")
        assert "noted" == paper.state


# ------------------------------------------------------------------- what residents bring


def test_a_petition():
    """The committee for petitions refers it to the body that decides; they are told."""
    paper = Paper(
        a("petition", districts=("Mitte",), topics=("playground",)),
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
    paper.take(
        "state_competence",
        "council_office",
        district_scope=True,
        district_important=False,
    )
    paper.filed("2026-02-03", by="petitioner").comes_up("ba", "2026-02-24", earlier=14)
    further = consults(DISTRICT, "2026-03-12", key="bv")
    paper.take(
        "refer",
        "chair",
        "ba",
        consultations=(further,),
        procedural_ballot=counted(15, 0),
    )
    assert ("referred", "referred") == paper.at("ba")
    assert "adopted_unchanged" == paper.comes_up("bv", "2026-03-12").votes("bv", 12, 3)
    assert "adopted" == paper.state


def test_a_residents_motion_is_decided_within_four_months():
    """Received on 15 January, voted on on 21 May: six days late, and on record (C-11)."""
    paper = to_council(
        a("resident_motion"), "2026-05-21", by="petitioner", day="2026-01-15"
    )
    paper.take(
        "examine_resident_motion",
        "council_office",
        received_on=on("2026-01-15"),
        valid_signatures=5920,
        representatives=3,
        filed_before=False,
    )
    paper.filed("2026-01-15", by="petitioner").comes_up("rat", "2026-05-21")
    taken = paper.take("vote", "chair", "rat", ballot=counted(40, 20))
    assert ["resident_motion_in_time"] == [each.rule.id for each in taken.verdict.open]


def test_a_residents_motion_reaches_the_council():
    """Signed by four percent, filed, decided in time."""
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
    assert ("adopted_unchanged", "adopted") == (paper.votes("rat", 40, 20), paper.state)


def test_a_citizens_initiative_is_a_paper_too():
    """Its own case carries the council's vote on it; nobody but its signers withdraws it."""
    paper = to_council(a("citizens_initiative"), by="petitioner")
    paper.filed("2026-02-20", by="petitioner").invited("rat", DAY)
    assert {"withdrawn_by_originator"} <= paper.refused("withdraw", "mayor")
    assert "adopted_unchanged" == paper.called("rat", DAY).votes("rat", 40, 20)


def test_it_is_told_when_the_council_meets_next():
    """It met on 5 February: within two months again, so by 5 April (§ 47 Abs. 1; E-1)."""
    paper = to_council().released("2026-02-20")

    def due():
        told = paper.office.now(paper.id, at=paper.moment).deadlines
        return [each.until.day for each in told if each.rule.id == "convening_duty"]

    assert [] == due()
    paper.take(
        "demand_meeting", "faction", faction_members=5, last_meeting_on=on("2026-02-05")
    )
    assert [on("2026-04-05")] == due()
