"""Timelines of section 6.7 of the catalogue and the meeting of section 3.2, day by day."""

from __future__ import annotations

import attrs
import pytest

from musterstadt import (
    COUNCIL,
    DISTRICT,
    PAPER,
    TRAFFIC,
    Paper,
    consults,
    counted,
    law,
    meets,
    on,
)

from ratsflow.law.citation import Consequence
from ratsflow.law.tally import tally
from ratsflow.model import Organization


SIGNS = {
    "resolution": "Die Goethestraße wird Tempo-30-Zone, mit Schildern ab Mai.",
    "amended": True,
    "costs_restated": True,
    "subject_changed": False,
    "substantially_changed": False,
    "vote_order": ("amendment:1", "main"),
}
"""What is said of an amendment that adds a date and costs nothing."""

DELEGATED = attrs.evolve(PAPER, topics=("traffic_calming",))
"""A matter that Musterstadt has given to its traffic committee."""

NEAR = {"invited_on": on("2026-03-10"), "published_on": on("2026-03-10")}


def council_decided(day: str, yes: int = 40, no: int = 20, **more: object) -> Paper:
    """Return a paper on which the council has voted."""
    paper = Paper(PAPER, consults(COUNCIL, day, key="rat"), **more).released(
        "2026-01-12"
    )
    assert "adopted_unchanged" == paper.comes_up("rat", day).votes("rat", yes, no)
    return paper


def committee_decided(day: str) -> Paper:
    """Return a paper on which the traffic committee has decided, by its own power."""
    paper = Paper(DELEGATED, consults(TRAFFIC, day, key="ausschuss")).released(
        "2026-01-12"
    )
    assert "adopted_unchanged" == paper.comes_up("ausschuss", day).votes(
        "ausschuss", 9, 6
    )
    return paper


def minutes(paper: Paper, of: str, *signed: str) -> None:
    """Sign the minutes of a meeting today."""
    paper.take("keep_minutes", "chair", minutes_of=of, minutes_signed_by=signed)


def test_1_normal():
    """Paper, district heard, committee recommends with changes, council adopts amended."""
    paper = Paper(
        attrs.evolve(PAPER, districts=("Mitte",)),
        consults(DISTRICT, "2026-03-12", "hearing", "bv"),
        consults(TRAFFIC, "2026-03-17", "preliminary", "ausschuss"),
        consults(COUNCIL, "2026-03-19", key="rat"),
    )
    paper.take("state_competence", "author", district_important=True)
    paper.released("2026-02-02")

    paper.comes_up("bv", "2026-03-12")
    assert "recommended_unchanged" == paper.votes("bv", 10, 3, step="recommend")
    paper.comes_up("ausschuss", "2026-03-17")
    advice = {
        "resolution": SIGNS["resolution"],
        "amended": True,
        "costs_restated": True,
    }
    assert "recommended_amended" == paper.votes(
        "ausschuss", 9, 6, step="recommend", **advice
    )
    paper.comes_up("rat", "2026-03-19")
    assert "adopted_amended" == paper.votes("rat", 34, 32, **SIGNS)

    paper.take("make_executable", "council_office")
    assert "executable" == paper.state
    minutes(paper.on("2026-03-24"), "2026-03-19", "mayor", "secretary")
    paper.carried_out("2026-03-25", "2026-05-04", "2026-06-11", "2026-06-12")
    assert "closed" == paper.state
    assert SIGNS["resolution"] == paper.case.deciding.resolution
    assert set() == paper.findings()


def test_2_committee_decision():
    """Committee decides on 4 March: standstill until the 12th, executable on the 13th."""
    paper = committee_decided("2026-03-04")
    assert {"appeal_period_over"} == paper.refused("make_executable", "council_office")
    paper.take("start_standstill", "council_office")
    assert "standstill" == paper.state
    paper.on("2026-03-12")
    assert {"appeal_period_over"} == paper.refused("end_standstill", "council_office")
    paper.on("2026-03-13").take("end_standstill", "council_office")
    assert "executable" == paper.state


def test_3_appeal():
    """On 10 March 3 of 15 members appeal; the council confirms on the 19th: executable."""
    paper = committee_decided("2026-03-04")
    paper.take("start_standstill", "council_office")
    paper.on("2026-03-10")
    reasons = {"reasons": "Der Bus kommt nicht mehr durch."}
    two = paper.refused("appeal", "committee_member", appellants=2, **reasons)
    assert {"appellants_entitled"} == two

    council = consults(COUNCIL, "2026-03-19", key="rat")
    paper.take(
        "appeal", "committee_member", appellants=3, consultations=(council,), **reasons
    )
    assert ("adopted", [("committee_appeal-1", "lodged")]) == (
        paper.state,
        paper.objections(),
    )
    paper.invited("rat", "2026-03-19", earlier=9, meeting=meets("2026-03-19", **NEAR))
    paper.on("2026-03-13")
    assert "not_suspended" in paper.refused("make_executable", "council_office")

    paper.called("rat", "2026-03-19")
    assert "confirmed" == paper.votes("rat", 35, 30, step="decide_appeal")
    assert ("executable", [("committee_appeal-1", "cleared")]) == (
        paper.state,
        paper.objections(),
    )
    minutes(paper, "2026-03-19", "mayor", "secretary")
    paper.take("start_execution", "executing_office", third_party_rights=False)
    assert "in_execution" == paper.state


def test_4_objection():
    """Council on 10 March, mayor objects on the 13th, council confirms 34:33 on the 24th."""
    paper = council_decided("2026-03-10")
    paper.on("2026-03-14")
    late = paper.refused("object", "mayor", reasons="schadet der Stadt")
    assert {"objection_in_time"} == late
    anew = consults(COUNCIL, "2026-03-24", key="rat-2")
    paper.on("2026-03-13").take(
        "object", "mayor", reasons="schadet der Stadt", consultations=(anew,)
    )
    assert ("adopted", [("mayor_objection-1", "lodged")]) == (
        paper.state,
        paper.objections(),
    )
    assert "not_suspended" in paper.refused("make_executable", "council_office")

    paper.comes_up("rat-2", "2026-03-24", earlier=10)
    assert "confirmed" == paper.votes("rat-2", 34, 33, step="reconsider")
    again = paper.refused("object", "mayor", reasons="schadet der Stadt noch immer")
    assert {"objection_not_repeated"} == again
    paper.take("make_executable", "council_office")
    assert ("executable", [("mayor_objection-1", "cleared")]) == (
        paper.state,
        paper.objections(),
    )


@pytest.mark.parametrize("day", ["2026-03-15", "2026-03-28"])
def test_4_the_new_meeting_keeps_its_window(day):
    """After an objection on 13 March the council meets from the 16th to the 27th."""
    paper = council_decided("2026-03-10")
    anew = consults(COUNCIL, day, key="rat-2")
    paper.on("2026-03-13").take(
        "object", "mayor", reasons="schadet", consultations=(anew,)
    )
    held = meets(day, dispatched_on=on("2026-03-13"))
    about = {"meeting": held, "route": "regular"}
    refused = paper.refused("place_on_agenda", "council_office", "rat-2", **about)
    assert {"reconsideration_window"} == refused


def test_5_illegality():
    """The council persists after the Beanstandung: the flag remains, the authority annuls."""
    paper = council_decided("2026-03-10")
    anew = consults(COUNCIL, "2026-04-23", key="rat-2")
    paper.on("2026-03-24").take(
        "object_legally",
        "mayor",
        reasons="verstößt gegen die StVO",
        consultations=(anew,),
    )
    paper.comes_up("rat-2", "2026-04-23")
    assert "confirmed" == paper.votes("rat-2", 40, 20, step="reconsider_legality")
    assert [("legal_objection-1", "persisted")] == paper.objections()
    assert "not_suspended" in paper.refused("make_executable", "council_office")

    paper.on("2026-04-24").take("refer_to_supervision", "mayor")
    assert ("adopted", [("legal_objection-1", "at_supervision")]) == (
        paper.state,
        paper.objections(),
    )
    paper.on("2026-06-01").take(
        "decide_as_authority", "supervisory_authority", authority_decision="annulled"
    )
    assert ("annulled", [("legal_objection-1", "annulled")]) == (
        paper.state,
        paper.objections(),
    )


def test_6_urgency():
    """Mayor and councillor decide on 7 April, executed on the 8th, refused on the 23rd."""
    ratifies = consults(COUNCIL, "2026-04-23", "ratification", "rat")
    paper = Paper(PAPER, ratifies, day="2026-03-30").released("2026-04-01")
    urgent = {
        "urgency_reason": "Die Brücke ist gesperrt.", "co_signer_role": "councillor",
        "council_unavailable": True, "main_committee_unavailable": True,
        "serious_harm": True, "co_signer_biased": False, "next_meeting": on("2026-04-23"),
    }  # fmt: skip
    paper.on("2026-04-07")
    alone = paper.refused("decide_urgently", "mayor", co_signed_by="ob", **urgent)
    assert {"urgent_two_signatures"} == alone
    paper.take("decide_urgently", "mayor", co_signed_by="rm-7", **urgent)
    assert "urgent_decided" == paper.state

    paper.on("2026-04-08").take("start_execution", "mayor", third_party_rights=True)
    paper.take("complete", "mayor", evidence="Vertrag geschlossen")
    paper.comes_up("rat", "2026-04-23", earlier=12)
    annul = {"ballot": counted(10, 30), "annul": True}
    assert {"annulment_touches_no_rights"} == paper.refused(
        "ratify", "chair", "rat", **annul
    )
    assert "ratification_refused" == paper.votes(
        "rat", 10, 30, step="ratify", annul=False
    )
    assert ("executed", ("voted", "ratification_refused")) == (
        paper.state,
        paper.at("rat"),
    )


def test_7_inquorate():
    """30 of 67: inquorum established, deferred; second call with notice, 9 present: valid."""
    short = law(notice__days=6)
    route = consults(COUNCIL, "2026-03-19", key="rat")
    paper = Paper(PAPER, route, law=short).released("2026-01-12")
    paper.comes_up("rat", "2026-03-19")
    full = paper.refused(
        "establish_inquorum", "chair", "rat", inquorate=True, present=34
    )
    assert {"quorum_lacking"} == full
    paper.take("establish_inquorum", "chair", "rat", inquorate=True, present=30)
    assert ("inquorate_deferred", "inquorate") == paper.at("rat")

    again = meets(
        "2026-03-26",
        invited_on=on("2026-03-20"),
        published_on=on("2026-03-20"),
        second_call=True,
        second_call_notice=True,
    )
    paper.on("2026-03-20").take("second_call", "mayor", "rat", meeting=again)
    paper.called("rat", "2026-03-26")
    taken = paper.take("vote", "chair", "rat", ballot=counted(5, 4))
    assert "adopted_unchanged" == taken.entry.outcome
    assert [] == [each.rule.id for each in taken.verdict.open]


def test_7_without_the_notice_the_normal_quorum_applies():
    """The second invitation does not point to § 49 Abs. 2: 9 of 67 are too few again."""
    short = law(notice__days=6)
    route = consults(COUNCIL, "2026-03-19", key="rat")
    paper = (
        Paper(PAPER, route, law=short)
        .released("2026-01-12")
        .comes_up("rat", "2026-03-19")
    )
    paper.take("establish_inquorum", "chair", "rat", inquorate=True, present=30)
    again = meets(
        "2026-03-26",
        invited_on=on("2026-03-20"),
        published_on=on("2026-03-20"),
        second_call=True,
    )
    paper.on("2026-03-20").take("second_call", "mayor", "rat", meeting=again)
    paper.called("rat", "2026-03-26")
    taken = paper.take("vote", "chair", "rat", ballot=counted(5, 4))
    assert ["quorum_doubtful"] == [each.rule.id for each in taken.verdict.open]
    paper.refused("establish_inquorum", "chair", "rat", inquorate=True, present=9)


def test_8_district_against():
    """The district council votes No, the council adopts it all the same: allowed."""
    paper = Paper(
        attrs.evolve(PAPER, districts=("Mitte",)),
        consults(DISTRICT, "2026-03-12", "hearing", "bv"),
        consults(COUNCIL, "2026-03-19", key="rat"),
    )
    paper.take("state_competence", "author", district_important=True)
    paper.released("2026-02-02")
    paper.comes_up("bv", "2026-03-12")
    assert "not_recommended" == paper.votes("bv", 2, 13, step="recommend")
    assert "in_consultation" == paper.state
    assert "adopted_unchanged" == paper.comes_up("rat", "2026-03-19").votes(
        "rat", 34, 32
    )
    paper.take("make_executable", "council_office")
    assert ("executable", set()) == (paper.state, paper.findings())


def test_9_bias():
    """34:33 with one biased Yes: a decisive defect, so no execution but a Beanstandung."""
    paper = Paper(PAPER, consults(COUNCIL, "2026-03-19", key="rat")).released(
        "2026-01-12"
    )
    paper.comes_up("rat", "2026-03-19")
    ballot = counted(34, 33, present=66, biased_yes=1)
    refused = paper.refused("vote", "chair", "rat", ballot=ballot)
    assert {"bias_cleared", "bias_not_decisive"} <= refused
    taken = paper.recording().take("vote", "chair", "rat", ballot=ballot)
    assert "adopted_unchanged" == taken.entry.outcome
    (defect,) = [
        each for each in taken.verdict.open if each.rule.id == "bias_not_decisive"
    ]
    assert Consequence.DEFECT is defect.rule.consequence

    paper = paper.enforcing().on("2026-03-20")
    execution = paper.refused("make_executable", "council_office")
    assert {"bias_not_decisive", "no_open_defect"} <= execution
    paper.take("object_legally", "mayor", reasons="Ein Befangener gab den Ausschlag.")
    assert [("legal_objection-1", "lodged")] == paper.objections()


def test_10_withdrawal():
    """Withdrawn after the committee and before the council: all open ones are cancelled."""
    paper = Paper(
        PAPER,
        consults(TRAFFIC, "2026-03-17", "preliminary", "ausschuss"),
        consults(COUNCIL, "2026-03-19", key="rat"),
        consults(DISTRICT, "2026-03-26", "noting", "bv"),
    )
    paper.released("2026-02-02").comes_up("ausschuss", "2026-03-17")
    paper.votes("ausschuss", 6, 9, step="recommend")
    paper.on("2026-03-18").take("withdraw", "mayor", reasons="wird überarbeitet")
    assert "withdrawn" == paper.state
    found = [paper.at(key)[0] for key in ("ausschuss", "rat", "bv")]
    assert ["voted", "cancelled", "cancelled"] == found
    paper.refused("vote", "chair", "rat", ballot=counted(40, 20))


SMALL = Organization("Rat", "council", members=33)
"""Section 3.2: 32 councillors and the mayor."""


@pytest.mark.parametrize(
    ("state", "outcome", "code"),
    [
        ("NRW", "adopted", "quorum_doubtful"),
        ("BY", "invalid", "quorum_missing"),
        ("BW", "invalid", "quorum_missing"),
        ("NI", "adopted", "quorum_doubtful"),
        ("HE", "adopted", "quorum_doubtful"),
    ],
)
def test_same_meeting_five_results(state, outcome, code):
    """33 members, 17 in the room, one of them biased, 8:7 with one abstention (3.2)."""
    found = tally(state=state, yes=8, no=7, abstain=1, members=33, present=16, biased=1)
    assert outcome == found.outcome.value
    assert code in {each.code for each in found.findings}


def test_the_same_meeting_goes_through_the_procedure_of_nrw():
    """16 of 33 may vote: adopted with the finding, as long as nobody has it established."""
    paper = Paper(
        PAPER,
        consults(SMALL, "2026-03-19", key="rat"),
        law=law(council__elected_members=32),
    ).released("2026-01-12")
    paper.comes_up("rat", "2026-03-19")
    paper.take(
        "declare_bias",
        "chair",
        "rat",
        excluded=("rm-3",),
        ground="self",
        relation="self",
        declared_to="mayor",
    )
    ballot = counted(8, 7, 1, excluded=("rm-3",))
    taken = paper.take("vote", "chair", "rat", ballot=ballot, excluded_stay="audience")
    assert "adopted_unchanged" == taken.entry.outcome
    assert ["quorum_doubtful"] == [each.rule.id for each in taken.verdict.open]


def test_established_it_ends_the_same_meeting():
    """The chair counts the 16 before the vote: no resolution, the item is deferred."""
    paper = Paper(
        PAPER,
        consults(SMALL, "2026-03-19", key="rat"),
        law=law(council__elected_members=32),
    ).released("2026-01-12")
    paper.comes_up("rat", "2026-03-19")
    vote = {"ballot": counted(8, 7, 1), "inquorate": True}
    assert {"quorum_not_denied"} == paper.refused("vote", "chair", "rat", **vote)
    paper.take("establish_inquorum", "chair", "rat", inquorate=True, present=16)
    assert "inquorate_deferred" == paper.at("rat")[0]


@pytest.mark.parametrize(("state", "doubtful"), [("BW", False), ("NRW", True)])
def test_half_of_32_is_quorate_in_one_state_only(state, doubtful):
    """32 members, 16 present and entitled: at least half in BW, not more than half in NRW."""
    found = tally(state=state, yes=9, no=7, members=32, present=16)
    assert doubtful is found.quorum.doubtful
