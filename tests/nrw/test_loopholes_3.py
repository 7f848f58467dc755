"""Attacks at the joints: steps that different chapters of the procedure answer for."""

from __future__ import annotations

from datetime import datetime

import attrs
import pytest

from musterstadt import (
    COUNCIL,
    DELEGATED,
    FINANCE,
    LAW,
    PAPER,
    THURSDAY,
    TRAFFIC,
    TUESDAY,
    Paper,
    a,
    consults,
    counted,
    decided,
    law,
    meets,
    motion_of,
    to_council,
)

from ratsflow import CostStatement, Organization, Override, RefusedError, nrw
from ratsflow.engine import assess
from ratsflow.model import PaperType


STUBBORN = Override("doch", "OB")
CARRIED = {"procedural_ballot": counted(40, 20, mayor="none")}
ONGOING = attrs.evolve(PAPER, topics=("ongoing_administration",))


# --------------------------------------------------- C-4, C-5: drawn, and by whom


def recalled(*route):
    """Return a delegated matter that the council has taken back on Tuesday."""
    paper = Paper(DELEGATED, consults(COUNCIL, TUESDAY, key="rat"), *route)
    paper.released("2026-01-12").comes_up("rat", TUESDAY, several_points=True)
    paper.take(
        "draw_decision", "chair", "rat", drawn_by="Rat", recalled=True, **CARRIED
    )
    return paper


def test_a_committee_would_have_decided_what_the_council_recalled():
    """The council's item is put off and struck off; the committee decides all the same."""
    paper = recalled(consults(TRAFFIC, THURSDAY, key="va"))
    paper.take("postpone", "chair", "rat", **CARRIED)
    paper.take("cancel_consultation", "council_office", "rat", reasons="x")
    paper.invited("va", THURSDAY, earlier=8).called("va", THURSDAY)
    said = paper.refused("vote", "chair", "va", ballot=counted(9, 5))
    assert {"matter_recalled"} == said


def test_the_council_decides_what_it_recalled():
    """The lawful way stays open."""
    paper = recalled()
    assert "adopted_unchanged" == paper.votes("rat", 40, 20)


def test_a_chair_would_have_given_back_what_the_council_recalled():
    """What a vote drew a vote gives back; a word of the chair does not."""
    paper = recalled()
    given_back = {"drawn_by": "Rat", "recalled": False}
    said = paper.refused("draw_decision", "chair", "rat", **given_back)
    assert {"recall_resolved", "drawn_in_its_meeting"} == said
    paper.take("draw_decision", "chair", "rat", **given_back, **CARRIED)
    assert paper.case.facts["recalled"] is False


def test_a_committee_would_have_drawn_what_the_council_had_recalled():
    """A later vote of a committee does not take it from the council again."""
    paper = recalled(consults(TRAFFIC, THURSDAY, "preliminary", key="va"))
    paper.take("postpone", "chair", "rat", **CARRIED)
    paper.invited("va", THURSDAY, earlier=8).called("va", THURSDAY)
    drawn = {"drawn_by": "Verkehrsausschuss", "reserved": True}
    ballot = counted(9, 5)
    said = paper.refused(
        "draw_decision", "chair", "va", **drawn, procedural_ballot=ballot
    )
    assert {"drawn_by_its_body"} == said


@pytest.mark.parametrize("stated", [{}, {"reserved": False}])
def test_one_committees_vote_would_have_reserved_a_matter_for_another(stated):
    """Each body draws to itself by its own vote, and says what it draws."""
    paper = Paper(
        ONGOING,
        consults(TRAFFIC, TUESDAY, "preliminary", key="va"),
        consults(FINANCE, THURSDAY, key="fa"),
    )
    paper.released("2026-01-12").comes_up("va", TUESDAY)
    drawn = {"drawn_by": "Verkehrsausschuss", "reserved": True}
    ballot = counted(9, 3)
    paper.take("draw_decision", "chair", "va", **drawn, procedural_ballot=ballot)
    paper.votes("va", 9, 3, step="recommend")
    paper.invited("fa", THURSDAY, earlier=8).called("fa", THURSDAY)
    said = paper.refused(
        "draw_decision", "chair", "fa", drawn_by="Finanzausschuss", **stated
    )
    assert {"recall_resolved", "drawn_in_its_meeting"} == said


# ------------------------------------------- A-2, I-12, F-1: amendments and numbers

NUMBER = "0815/2025-2030"
ANY_NUMBER = law(paper__reference_pattern=".*")


def up(motion=PAPER, **more):
    """Return a paper on the council's agenda of Thursday."""
    return to_council(motion, **more).released("2026-01-12").invited("rat", THURSDAY)


def amending(paper, *, number=NUMBER, body=COUNCIL, key="rat", **more):
    """Return an amendment of a Fraktion to the paper, filed and not yet placed."""
    text = a("amendment", originators=("Fraktion A",), related=(number,), **more)
    route = consults(body, THURSDAY, key=key)
    change = Paper(text, route, beside=paper, by="faction", day="2026-03-05")
    return change.filed("2026-03-07", reference="0900/2025-2030")


def placed(change, key="rat", number=NUMBER):
    """Put it on the agenda of Thursday with its paper."""
    return change.invited(key, THURSDAY, earlier=8, with_paper=number)


def voting(paper, key="rat", yes=40, no=20):
    """Return the rules that refuse the vote on Thursday."""
    if paper.at(key)[0] != "open":
        paper.called(key, THURSDAY)
    return paper.refused("vote", "chair", key, ballot=counted(yes, no))


def test_an_amendment_in_the_offices_drawer_would_have_been_overlooked():
    """It is filed for this item and nobody placed it."""
    paper = up()
    amending(paper)
    assert {"amendments_voted_first"} == voting(paper)


def test_the_amendment_is_voted_on_and_then_its_paper():
    """The lawful way stays open."""
    paper = up()
    change = placed(amending(paper)).called("rat", THURSDAY)
    paper.called("rat", THURSDAY)
    assert "rejected" == change.votes("rat", 20, 40)
    assert "adopted_unchanged" == paper.votes("rat", 40, 20)


@pytest.mark.parametrize("order", [(), ("main",), ("amendment", "main")])
def test_a_caller_who_looked_at_nothing_would_have_named_an_order(order):
    """To name what was voted on is not to have looked for what was left out."""
    paper = up().called("rat", THURSDAY)
    asked = {"ballot": counted(40, 20), "vote_order": order}
    chair = paper.person("chair")
    verdict = assess(
        nrw(),
        paper.case,
        "vote",
        chair,
        at=paper.moment,
        law=LAW,
        on="rat",
        inputs=asked,
    )
    assert ["amendments_voted_first", "amendments_incorporated"] == [
        each.rule.id for each in verdict.blocking
    ]


def test_a_new_number_would_have_shaken_off_the_amendments():
    """The Fraktion supplements its motion, and with it the number."""
    text = motion_of(reference="0700/2025-2030")
    paper = to_council(text, by="faction").filed("2026-01-12").invited("rat", THURSDAY)
    placed(amending(paper, number="0700/2025-2030"), number="0700/2025-2030")
    renamed = attrs.evolve(text, reference="0701/2025-2030")
    said = paper.refused("supplement", "faction", motion=renamed)
    assert {"amendments_keep_their_paper"} == said
    spaced = attrs.evolve(text, reference="0700 / 2025-2030", proposal="2.")
    paper.take("supplement", "faction", motion=spaced)
    assert {"amendments_voted_first"} == voting(paper)


@pytest.mark.parametrize("written", ["ds 1/26", "DS 1 / 26", "\uff24S 1/26"])
def test_one_number_would_have_been_given_twice(written):
    """Capitals, blanks and wide letters make no other number."""
    first = to_council(law=ANY_NUMBER).released("2026-01-12", reference="DS 1/26")
    second = to_council(law=ANY_NUMBER, beside=first)
    second.released("2026-01-13", reference=written)
    told = {
        row["rule"]
        for each in second.office.entries(second.id)
        for row in each.findings
    }
    assert "reference_unique" in told


@pytest.mark.parametrize("written", ["ds 1/26", "DS 1 / 26"])
def test_an_amendment_would_have_been_lost_by_how_its_paper_is_written(written):
    """It is found under every spelling of the number."""
    paper = to_council(law=ANY_NUMBER).released("2026-01-12", reference="DS 1/26")
    paper.invited("rat", THURSDAY)
    placed(amending(paper, number=written), number=written)
    assert {"amendments_voted_first"} == voting(paper)


def test_an_amendment_would_have_been_lost_by_how_its_body_is_written():
    """A blank behind the name makes no other committee."""
    paper = Paper(DELEGATED, consults(TRAFFIC, THURSDAY, key="va"))
    paper.released("2026-01-12").invited("va", THURSDAY)
    body = Organization("Verkehrsausschuss ", "committee", members=15, experts=0)
    topics = DELEGATED.topics
    placed(amending(paper, body=body, key="va", topics=topics), "va")
    assert {"amendments_voted_first"} == voting(paper, "va", 9, 5)


@pytest.mark.parametrize("number", ["9999/2025-2030", "0816/2025-2030"])
def test_one_councillor_would_have_had_a_vote_on_an_amendment_alone(number):
    """To nothing, or to a paper that is not up in this meeting (E-5, I-12)."""
    paper = up()
    to_council(beside=paper).released("2026-01-13", reference="0816/2025-2030")
    change = amending(paper, number=number).recording()
    placed(change, number=number).enforcing()
    assert {"amendment_in_time"} == voting(change)


def test_an_amendment_would_have_told_in_public_what_its_paper_keeps_private():
    """The agenda itself would have told it."""
    secret = attrs.evolve(PAPER, public=False, topics=("land",))
    route = attrs.evolve(consults(COUNCIL, THURSDAY, key="rat"), public=False)
    paper = Paper(secret, route).released("2026-01-12").invited("rat", THURSDAY)
    change = amending(paper).on("2026-03-11")
    given = {"meeting": route.meeting, "route": "regular", "with_paper": NUMBER}
    said = change.refused("place_on_agenda", "council_office", "rat", **given)
    assert {"amendment_not_more_public"} == said


# ------------------------------------------- E-5, I-12: who may get rid of an amendment


def both_up():
    """Return a paper and an amendment to it, both called on Thursday."""
    paper = up()
    change = placed(amending(paper)).called("rat", THURSDAY)
    return paper.called("rat", THURSDAY), change


@pytest.mark.parametrize(
    ("step", "by", "inputs", "expected"),
    [
        (
            "cancel_consultation",
            "council_office",
            {"reasons": "x"},
            "minority_item_kept",
        ),
        ("remove", "council_office", {}, "minority_item_stays"),
        ("remove", "mayor", {}, "minority_item_stays"),
    ],
)
def test_the_office_would_have_rid_the_agenda_of_an_amendment(
    step, by, inputs, expected
):
    """Before the meeting nobody takes it off but whoever moved it."""
    change = placed(amending(up()))
    assert {expected} == change.refused(step, by, "rat", **inputs)


def test_an_amendment_goes_where_its_paper_went():
    """Its paper is off the agenda: then the office takes the amendment off too."""
    paper = up()
    change = placed(amending(paper))
    paper.on("2026-03-12").take("remove", "council_office", "rat")
    change.on("2026-03-12").take("remove", "council_office", "rat")
    assert "removed" == change.at("rat")[0]


def test_the_mayor_would_have_settled_the_oppositions_amendment():
    """Only the body disposes of it."""
    change = placed(amending(up())).on(THURSDAY)
    said = change.refused("settle", "mayor", reasons="x", **CARRIED)
    assert {"minority_item_kept"} == said


@pytest.mark.parametrize(
    ("step", "expected"),
    [
        ("postpone", "minority_item_voted"),
        ("defer", "minority_item_voted"),
        ("settle_item", "minority_item_voted"),
        ("note", "minority_item_kept"),
    ],
)
def test_a_chair_would_have_passed_over_an_amendment(step, expected):
    """It takes the body's vote, and noting is none."""
    paper, change = both_up()
    assert {expected} == change.refused(step, "chair", "rat")
    assert {"amendments_voted_first"} == voting(paper)


@pytest.mark.parametrize("step", ["postpone", "settle_item"])
def test_the_body_itself_may_put_an_amendment_off(step):
    """By its vote in this meeting; then its paper is voted on."""
    paper, change = both_up()
    change.take(step, "chair", "rat", **CARRIED)
    assert "adopted_unchanged" == paper.votes("rat", 40, 20)


def test_a_first_reading_would_have_passed_over_an_amendment():
    """It takes no vote, so the amendment still waits."""
    paper, change = both_up()
    change.take("first_reading", "chair", "rat")
    assert {"amendments_voted_first"} == voting(paper)


def test_an_amendment_would_have_stayed_behind_when_its_paper_came_back():
    """Both are put off to April, and only the paper is scheduled anew."""
    paper, change = both_up()
    for each in (paper, change):
        each.take("postpone", "chair", "rat", **CARRIED)
    april = meets("2026-04-23")
    paper.take("replan", "council_office", "rat", meeting=april)
    paper.comes_up("rat", "2026-04-23")
    said = paper.refused("vote", "chair", "rat", ballot=counted(40, 20))
    assert {"amendments_voted_first"} == said


def test_a_chair_would_have_merely_noted_a_motion_of_a_fraktion():
    """What was moved is voted on in the deciding body (J-10)."""
    paper = to_council(motion_of(), by="faction")
    paper.filed("2026-01-12", reference="0900/2025-2030").comes_up("rat", THURSDAY)
    assert {"minority_item_kept"} == paper.refused("note", "chair", "rat")


# ------------------------------------- G-4, I-12, J-6: what becomes of an amendment


def test_an_adopted_amendment_would_have_been_left_out_of_the_paper():
    """The paper is then voted on as amended, and what that costs is asked anew."""
    paper, change = both_up()
    assert "adopted_unchanged" == change.votes("rat", 40, 20)
    assert {"amendments_incorporated"} == voting(paper)


def test_an_amendment_would_have_been_carried_out_though_its_paper_was_rejected():
    """One councillor's text, adopted as an amendment, decides nothing by itself."""
    paper, change = both_up()
    change.votes("rat", 40, 20)
    assert "rejected" == paper.votes("rat", 20, 40)
    said = change.refused("make_executable", "council_office")
    assert {"amendment_in_its_paper"} == said


def test_who_is_biased_on_the_paper_would_have_voted_on_its_amendment():
    """It is the same item, also for those who had to leave the table."""
    paper, change = both_up()
    biased = {"excluded": ("rm-9",), "ground": "self", "declared_to": "mayor"}
    paper.take("declare_bias", "chair", "rat", **biased)
    said = change.refused("vote", "chair", "rat", ballot=counted(34, 33))
    assert {"excluded_from_amendments_too"} == said
    change.take("declare_bias", "chair", "rat", **biased)
    left = {"ballot": counted(34, 32), "excluded_stay": "outside"}
    change.take("vote", "chair", "rat", **left)


@pytest.mark.parametrize("step", ["withdraw", "settle"])
def test_the_mayor_would_have_settled_what_he_could_not_withdraw(step):
    """Once on the agenda, the body has to agree, whatever the step is called (J-6)."""
    paper = up()
    given = {"reasons": "x"}
    assert {"withdrawal_after_agenda"} == paper.refused(step, "mayor", **given)
    paper.on(THURSDAY).take(step, "mayor", **given, **CARRIED)


def test_an_empty_draft_would_have_replaced_a_paper_on_the_agenda():
    """The supplement has to be brought in first (M19)."""
    paper = up()
    draft = to_council(beside=paper)
    named = {"successor": draft.id}
    assert {"successor_found"} == paper.refused(
        "replace_by_supplement", "mayor", **named
    )


# ---------------------------------------- A-1, B-3, E-5: what a supplement smuggles in


def supplemented(paper, by, **changes):
    """Return the rules that refuse a supplement."""
    text = attrs.evolve(paper.case.motion, **changes)
    return paper.refused("supplement", by, motion=text)


def test_five_millions_would_have_come_in_after_the_treasurer_was_not_asked():
    """Without costs nobody asked the treasurer, and the mayor supplements them (B-3)."""
    millions = CostStatement("amount", 500_000_000, "once", 2026, "x", covered=True)
    paper = up()
    said = supplemented(paper, "mayor", cost_statement=millions)
    assert {"supplement_cosigned"} == said
    assert set() == asked_with(paper, STUBBORN, cost_statement=millions)


def asked_with(paper, override, **changes):
    """Return what refuses a supplement with an override."""
    text = attrs.evolve(paper.case.motion, **changes)
    verdict = paper.office.assess(
        paper.id,
        "supplement",
        paper.person("mayor"),
        at=paper.moment,
        override=override,
        motion=text,
    )
    return {each.rule.id for each in verdict.blocking}


def test_an_amendment_would_have_grown_into_an_item_of_its_own():
    """One councillor may amend; an item takes a Fraktion or a fifth (E-5)."""
    text = a("amendment", originators=("rm-7",), related=(NUMBER,))
    paper = to_council(text, by="councillor")
    paper.filed("2026-01-12", "councillor", reference="0900/2025-2030", proposers=1)
    item = {"paper_type": PaperType("faction_motion"), "related": ()}
    assert {"supplement_keeps_origin"} == supplemented(paper, "councillor", **item)


@pytest.mark.parametrize(
    "changes",
    [
        {"originators": ("Fraktion B",)},
        {"originators": ("Fraktion A", "Fraktion B")},
        {"originators": ()},
        {"paper_type": PaperType("resident_motion")},
    ],
)
def test_a_motion_would_have_been_given_to_others(changes):
    """A supplement binds nobody who did not sign the motion (J-6)."""
    paper = to_council(motion_of(), by="faction")
    paper.filed("2026-01-12", reference="0900/2025-2030")
    assert {"supplement_keeps_origin"} == supplemented(paper, "faction", **changes)
    paper.take(
        "supplement", "faction", motion=attrs.evolve(paper.case.motion, proposal="2.")
    )


# -------------------------------------------------------- H-3: one second call, no more


def deferred():
    """Return a paper that the council could not decide on Tuesday for lack of quorum."""
    paper = to_council(meeting=TUESDAY).released("2026-01-12").comes_up("rat", TUESDAY)
    paper.take("establish_inquorum", "chair", "rat", inquorate=True, present=20)
    return paper


AGAIN = {"second_call": True, "second_call_notice": True}


def called_again(paper):
    """Convene a second time, for the 26th, and call the item there."""
    meeting = meets("2026-03-26", **AGAIN)
    paper.on("2026-03-13").take("second_call", "council_office", "rat", meeting=meeting)
    return paper.called("rat", "2026-03-26")


def test_nine_members_would_have_decided_on_another_text():
    """Any number decides, but on the same subject."""
    paper = deferred().on("2026-03-12")
    said = supplemented(paper, "mayor", proposal="1. Etwas ganz anderes.")
    assert {"second_call_same_subject"} == said
    assert "adopted_unchanged" == called_again(paper).votes("rat", 5, 4)


def test_the_third_meeting_would_have_been_a_second_call():
    """What the body put off by a vote is up again for another reason."""
    paper = called_again(deferred())
    paper.take("postpone", "chair", "rat", **CARRIED)
    paper.take("replan", "council_office", "rat", meeting=meets("2026-04-23"))
    paper.invited("rat", "2026-04-23", meeting=meets("2026-04-23", **AGAIN))
    paper.called("rat", "2026-04-23")
    taken = paper.take("vote", "chair", "rat", ballot=counted(5, 4))
    assert ["quorum_doubtful"] == [each.rule.id for each in taken.verdict.open]


def test_the_third_meeting_would_have_been_inquorate_for_ever():
    """With a quorum it decides, and without one its lack is established anew."""
    paper = called_again(deferred())
    paper.take("postpone", "chair", "rat", **CARRIED)
    paper.take("replan", "council_office", "rat", meeting=meets("2026-04-23"))
    paper.comes_up("rat", "2026-04-23")
    lacking = {"inquorate": True, "present": 20}
    verdict = paper.office.assess(
        paper.id,
        "establish_inquorum",
        paper.person("chair"),
        on="rat",
        at=paper.moment,
        **lacking,
    )
    assert verdict.allowed
    assert "adopted_unchanged" == paper.votes("rat", 40, 20)


# ------------------------------------------------------- J-6: who may take a motion over

FREE = law(withdrawal__takeover=True, withdrawal__after_agenda="free")


@pytest.mark.parametrize(
    ("body", "role", "who", "expected"),
    [
        (COUNCIL, "committee_member", "rm-9", {"taken_over_by_another"}),
        (COUNCIL, "district_mayor", "bbm", {"taken_over_by_another"}),
        (COUNCIL, "councillor", "rm-7", set()),
        (TRAFFIC, "committee_member", "rm-9", set()),
        (TRAFFIC, "district_mayor", "bbm", {"taken_over_by_another"}),
    ],
)
def test_somebody_from_outside_would_have_taken_a_motion_over(
    body, role, who, expected
):
    """Whoever takes it over sits in the body in which it is up."""
    own = motion_of(topics=DELEGATED.topics)
    paper = Paper(own, consults(body, THURSDAY, key="g"), law=FREE, by="faction")
    paper.filed("2026-01-12", reference="0900/2025-2030")
    paper.invited("g", THURSDAY, mayor_consulted=True)
    paper.on("2026-03-17").take("withdraw", "faction")
    text = attrs.evolve(paper.case.motion, originators=(who,))
    verdict = paper.office.assess(
        paper.id, "take_over", paper.person(role), at=paper.moment, motion=text
    )
    assert expected == {each.rule.id for each in verdict.blocking}


# --------------------------------------------------- J-12: superseded by what, and when


@pytest.mark.parametrize("step", ["supersede", "replace_by_supplement"])
@pytest.mark.parametrize("named", ["9999/2025-2030", "-", "paper"])
def test_something_that_does_not_exist_would_have_taken_its_place(step, named):
    """Nor does a paper take its own place."""
    paper = decided() if step == "supersede" else up()
    who = "chair" if step == "supersede" else "mayor"
    assert {"successor_found"} == paper.refused(step, who, successor=named)


@pytest.mark.parametrize(
    ("yes", "day", "expected"),
    [(40, "2026-04-23", set()), (20, "2026-04-23", {"successor_found"})],
)
def test_a_chair_would_have_superseded_a_resolution_without_another(yes, day, expected):
    """Only a resolution undoes one; what was rejected undoes nothing."""
    paper = decided()
    later = to_council(beside=paper, meeting=day)
    later.released("2026-03-16", reference="0990/2025-2030").comes_up("rat", day)
    named = {"successor": "0990/2025-2030"}
    assert {"successor_found"} == paper.on(day).refused("supersede", "chair", **named)
    later.votes("rat", yes, 60 - yes)
    verdict = paper.office.assess(
        paper.id, "supersede", paper.person("chair"), at=paper.moment, **named
    )
    assert expected == {each.rule.id for each in verdict.blocking}


def test_a_citizens_decision_that_nobody_took_would_have_superseded_a_resolution():
    """It stands in a case of its own, with its day (L-9)."""
    paper = decided()
    other = decided(beside=paper)
    named = {"successor": other.id, "by_citizens_decision": True}
    assert {"successor_found"} == paper.refused("supersede", "chair", **named)


def test_a_committee_would_have_superseded_the_council():
    """The same body or the council, nobody else."""
    paper = decided()
    later = Paper(DELEGATED, consults(TRAFFIC, THURSDAY, key="va"), beside=paper)
    later.released("2026-01-12", reference="0990/2025-2030").comes_up("va", THURSDAY)
    assert "adopted_unchanged" == later.votes("va", 9, 5)
    named = {"successor": "0990/2025-2030"}
    said = paper.on(THURSDAY).refused("supersede", "chair", **named)
    assert {"successor_found"} == said


# ------------------------------------------------------------ K-5, L-10: urgent decisions

URGENT = {
    "urgency_reason": "Der Deich bricht.",
    "co_signed_by": "rm-7",
    "co_signer_role": "councillor",
    "co_signer_biased": False,
    "council_unavailable": True,
    "main_committee_unavailable": True,
    "serious_harm": True,
}


def test_the_next_meeting_would_have_been_in_2099():
    """The route itself shows an earlier one (K-5)."""
    route = consults(COUNCIL, "2026-04-23", "ratification", key="rat")
    paper = Paper(PAPER, route).released("2026-01-12").on("2026-04-07")
    paper.take("decide_urgently", "mayor", next_meeting="2099-12-31", **URGENT)
    paper.on("2026-04-24")
    taken = paper.take("start_execution", "executing_office", third_party_rights=False)
    overdue = "ratification_in_next_meeting"
    assert [overdue] == [each.rule.id for each in taken.verdict.open]


def test_a_void_ratification_would_have_made_a_void_decision_good():
    """Surety by two persons, approved by mail in a committee: nobody carries that out."""
    surety = attrs.evolve(PAPER, topics=("surety",))
    route = consults(TRAFFIC, "2026-04-23", "ratification", key="va")
    paper = Paper(surety, route).released("2026-01-12").on("2026-04-07").recording()
    paper.take(
        "decide_urgently_for_committee",
        "mayor",
        urgency_reason="x",
        co_signed_by="rm-9",
        co_signer_role="chair",
        committee_unavailable=True,
        next_meeting="2026-04-23",
    )
    paper.comes_up("va", "2026-04-23")
    assert "ratified" == paper.votes("va", 9, 3, step="ratify", circular=True)
    paper.enforcing()
    with pytest.raises(RefusedError) as caught:
        paper.office.take(
            paper.id,
            "start_execution",
            paper.person("mayor"),
            at=paper.moment,
            override=STUBBORN,
            third_party_rights=False,
        )
    blocking = {each.rule.id for each in caught.value.verdict.blocking}
    assert {"no_decision_in_law"} == blocking


# --------------------------------------------------------------- dated into the past


def dated(paper, step, by, day, **inputs):
    """Return the rules that refuse a step that is dated back to a day."""
    at = datetime.fromisoformat(f"{day}T11:00:00+00:00")
    verdict = paper.office.assess(paper.id, step, paper.person(by), at=at, **inputs)
    return {each.rule.id for each in verdict.blocking}


def test_a_step_would_have_been_dated_before_its_case_was_opened():
    """No paper is submitted years before it exists."""
    paper = to_council()
    given = {"excluded_officials": ()}
    assert {"dated_after_its_state"} == dated(
        paper, "submit", "author", "2020-03-01", **given
    )


def test_the_mayor_would_have_objected_before_the_council_decided():
    """A period that has run out is not kept by an earlier date."""
    paper = decided().on("2026-04-25")
    said = dated(paper, "object", "mayor", "2026-03-01", reasons="x")
    assert {"dated_after_its_state"} == said
    assert "objection_in_time" in dated(
        paper, "object", "mayor", "2026-04-25", reasons="x"
    )


def test_a_decision_would_have_been_carried_out_before_it_was_taken():
    """Neither executable nor begun on a day before the council's vote."""
    paper = decided().on("2026-04-25")
    said = dated(paper, "make_executable", "mayor", "2026-03-09")
    assert {"dated_after_its_state"} == said
    paper.take("make_executable", "council_office")
    given = {"third_party_rights": False}
    said = dated(paper, "start_execution", "mayor", "2026-02-09", **given)
    assert "dated_after_its_state" in said
