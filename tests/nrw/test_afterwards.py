"""Initiatives, announcement, urgency, report and end of term: what comes later (L, N)."""

from __future__ import annotations

import attrs
import pytest

from musterstadt import (
    BYE_LAW,
    COUNCIL,
    EXECUTION,
    MAIN,
    PAPER,
    Paper,
    consults,
    counted,
    decided,
    executable,
    law,
    meets,
    on,
)

from ratsflow.model import PaperType


DAY = "2026-03-10"


# ------------------------------------------------------------------ citizens' initiative


def initiative(yes=40, no=20, *, bound=False):
    """Return a decision of 19 March against which an initiative was filed in time."""
    paper = decided(day="2026-03-19")
    finding = consults(COUNCIL, "2026-06-10", "initiative", "rat-2")
    paper.on("2026-05-04").take(
        "plan_consultations", "council_office", consultations=(finding,)
    )
    paper.comes_up("rat-2", "2026-06-10")
    complying = consults(COUNCIL, "2026-06-18", "initiative", "rat-3")
    about = {
        "reasons": "zulässig", "legal_obligation": bound, "topic_excluded": False,
        "initiative_filed_on": on("2026-06-08"), "announcement_required": False,
        "consultations": (complying,),
        "valid_signatures": 12000, "entitled_citizens": 200000,
    }  # fmt: skip
    paper.votes("rat-2", yes, no, step="find_initiative_admissible", **about)
    return paper


def test_an_initiative_suspends_once_it_is_found_admissible():
    """From the finding of 10 June on there is no execution; it is an overlay (L-8)."""
    paper = initiative()
    assert ("adopted", [("initiative_standstill-1", "lodged")]) == (
        paper.state,
        paper.objections(),
    )
    assert {"no_initiative_standstill"} == paper.refused(
        "make_executable", "council_office"
    )


def test_whoever_was_bound_before_may_go_on():
    """Contract of 1 June, admissible on the 10th: the obligation exists already (L-8)."""
    paper = initiative(bound=True)
    assert [("initiative_standstill-1", "lodged")] == paper.objections()
    paper.take("make_executable", "council_office")
    assert "executable" == paper.state


def test_an_inadmissible_initiative_suspends_nothing():
    """The council finds it inadmissible: the decision may be carried out."""
    paper = initiative(yes=20, no=40)
    assert ([], ("voted", "inadmissible")) == (paper.objections(), paper.at("rat-2"))
    paper.take("make_executable", "council_office")
    assert "executable" == paper.state


def test_the_council_complies_with_the_initiative():
    """It does what the citizens demand: the decision is annulled without a vote of theirs."""
    paper = initiative().comes_up(
        "rat-3", "2026-06-18", meeting=meets("2026-06-18"), earlier=8
    )
    assert "complied" == paper.votes(
        "rat-3", 40, 20, step="comply_with_initiative", reasons="wir folgen"
    )
    assert ("annulled", [("initiative_standstill-1", "replaced")]) == (
        paper.state,
        paper.objections(),
    )


@pytest.mark.parametrize(
    ("decision", "state", "ended", "yes"),
    [
        ("annulled", "annulled", "annulled", 40001),
        ("confirmed", "adopted", "cleared", 40000),
    ],
)
def test_the_citizens_decide_if_the_council_does_not_comply(
    decision, state, ended, yes
):
    """Refused on 18 June: the citizens vote within three months, and bind for two years."""
    paper = initiative().comes_up(
        "rat-3", "2026-06-18", meeting=meets("2026-06-18"), earlier=8
    )
    paper.votes(
        "rat-3", 20, 40, step="comply_with_initiative", reasons="wir folgen nicht"
    )
    assert ("adopted", [("initiative_standstill-1", "lodged")]) == (
        paper.state,
        paper.objections(),
    )
    taken = paper.on("2026-09-18").take(
        "record_citizens_decision",
        "chair",
        "initiative_standstill-1",
        citizens_decision=decision,
        citizens_decision_on=on("2026-09-13"),
        citizens_yes=yes,
        citizens_no=40000,
    )
    assert (state, [("initiative_standstill-1", ended)]) == (
        paper.state,
        paper.objections(),
    )
    assert [] == [each.rule.id for each in taken.verdict.open]


def test_no_body_but_the_council_answers_an_initiative():
    """A committee can neither find it admissible nor comply with it (L-8)."""
    paper = decided(day="2026-03-19")
    finding = consults(MAIN, "2026-06-10", "initiative", "ha")
    paper.on("2026-05-04").take(
        "plan_consultations", "council_office", consultations=(finding,)
    )
    paper.comes_up("ha", "2026-06-10")
    about = {
        "reasons": "zulässig",
        "legal_obligation": False,
        "topic_excluded": False,
        "announcement_required": False,
        "initiative_filed_on": on("2026-06-08"),
        "ballot": counted(9, 6),
        "valid_signatures": 12000,
        "entitled_citizens": 200000,
    }
    refused = paper.refused("find_initiative_admissible", "chair", "ha", **about)
    assert {"decided_by_council"} == refused


def test_every_initiative_says_whether_the_city_was_bound():
    """What was said of an earlier one is no answer: each finding states it anew (L-8)."""
    paper = decided(day="2026-03-19")
    for n, bound in enumerate((True, None)):
        day, key = f"2026-06-1{n}", f"rat-{n}"
        finding = consults(COUNCIL, day, "initiative", key)
        paper.on("2026-05-04").take(
            "plan_consultations", "council_office", consultations=(finding,)
        )
        paper.comes_up(key, day)
        about = {
            "reasons": "zulässig",
            "topic_excluded": False,
            "announcement_required": False,
            "initiative_filed_on": on("2026-06-08"),
            "ballot": counted(40, 20),
            "legal_obligation": bound,
            "valid_signatures": 12000,
            "entitled_citizens": 200000,
        }
        if bound is not None:
            paper.take("find_initiative_admissible", "chair", key, **about)
    refused = paper.refused("find_initiative_admissible", "chair", key, **about)
    assert {"procedure.inputs"} == refused


# -------------------------------------------------- promulgation, urgency, report, term


def test_a_bye_law_is_announced_before_it_is_executable():
    """Adopted on 19 March, announced on the 27th, in force on the 28th (L-11)."""
    paper = decided(BYE_LAW, day="2026-03-19")
    paper.on("2026-03-20").take(
        "record_approval", "council_office", approval_required=False
    )
    assert {"satzung_published"} == paper.refused("make_executable", "council_office")
    paper.on("2026-03-26").take(
        "order_announcement",
        "mayor",
        text_confirmed_on=on("2026-03-26"),
        order_signed_on=on("2026-03-26"),
        order_place="Musterstadt",
    )
    paper.on("2026-03-27").take(
        "announce", "council_office", announced_on=on("2026-03-27"), notice_given=True
    )
    paper.take("make_executable", "council_office")
    early = paper.refused("start_execution", "executing_office", **EXECUTION)
    assert {"bye_law_in_force"} == early
    paper.on("2026-03-28").take("start_execution", "executing_office", **EXECUTION)
    assert "in_execution" == paper.state


def test_an_approval_with_conditions_takes_another_resolution():
    """Approved with conditions: the council joins them first, two dates stand (N-1)."""
    paper = decided(BYE_LAW, day="2026-03-19")
    paper.on("2026-04-10").take(
        "record_approval",
        "council_office",
        approval_required=True,
        approved_on=on("2026-04-10"),
        approval_conditions=True,
    )
    order = {
        "text_confirmed_on": on("2026-05-22"),
        "order_signed_on": on("2026-05-22"),
        "order_place": "Musterstadt",
    }
    assert {"accession_resolved"} == paper.refused(
        "order_announcement", "mayor", **order
    )
    joining = consults(COUNCIL, "2026-05-21", key="beitritt")
    paper.take("reopen", "council_office", reasons="Maßgaben", consultations=(joining,))
    assert "adopted_unchanged" == paper.comes_up("beitritt", "2026-05-21").votes(
        "beitritt", 40, 20
    )
    paper.on("2026-05-22").take("order_announcement", "mayor", **order)
    days = [each.days[-1] for each in paper.case.consultations]
    assert [on("2026-03-19"), on("2026-05-21")] == days


URGENT = {
    "urgency_reason": "Deich", "co_signed_by": "rm-7", "co_signer_role": "councillor",
    "council_unavailable": True, "main_committee_unavailable": True, "serious_harm": True,
    "co_signer_biased": False, "next_meeting": on("2026-04-23"),
}  # fmt: skip


@pytest.mark.parametrize(
    ("rights", "annul", "state"),
    [(None, True, "annulled"), (False, True, "annulled"), (True, False, "executed")],
)
def test_an_annulment_leaves_rights_of_others_alone(rights, annul, state):
    """Not begun or without rights of others it is annulled; a contract stands (K-5)."""
    ratifies = consults(COUNCIL, "2026-04-23", "ratification", "rat")
    paper = Paper(PAPER, ratifies).released("2026-01-12").on("2026-04-07")
    paper.take("decide_urgently", "mayor", **URGENT)
    if rights is not None:
        paper.take("start_execution", "mayor", third_party_rights=rights)
        paper.take("complete", "mayor", evidence="fertig")
    paper.comes_up("rat", "2026-04-23", earlier=12)
    paper.votes("rat", 10, 30, step="ratify", annul=annul)
    assert state == paper.state


def test_minutes_change_no_resolution():
    """Signed or disputed, they are evidence: the vote's text and result stand (L-14)."""
    paper = executable()
    voted = paper.case.consultation("gremium")
    for hands in (("mayor", "secretary"), ("secretary",)):
        paper.take("keep_minutes", "chair", minutes_of=DAY, minutes_signed_by=hands)
        assert ("executable", voted) == (
            paper.state,
            paper.case.consultation("gremium"),
        )


def test_a_missing_report_is_said_at_the_end():
    """Closed without a report: the case closes, and the finding says so (L-13)."""
    paper = executable()
    paper.take("start_execution", "executing_office", **EXECUTION)
    paper.take("complete", "executing_office", evidence="fertig")
    paper.take(
        "keep_minutes",
        "chair",
        minutes_of=DAY,
        minutes_signed_by=("mayor", "secretary"),
    )
    taken = paper.take("close", "council_office")
    assert ("closed", ["report_delivered"]) == (
        paper.state,
        [each.rule.id for each in taken.verdict.open],
    )


@pytest.mark.parametrize(
    ("kind", "rule", "goes_on"),
    [
        ("faction_motion", "settle", False),
        ("faction_motion", "keep", True),
        ("decision_paper", "settle", True),
    ],
)
def test_the_end_of_the_term(kind, rule, goes_on):
    """Pending motions of a Fraktion end with the term where local law says so (6.6)."""
    motion = attrs.evolve(
        PAPER, paper_type=PaperType(kind), originators=("Fraktion A",)
    )
    own = law(end_of_term__discontinuity=rule)
    paper = Paper(motion, consults(COUNCIL, "2026-11-19", key="rat"), law=own)
    paper.filed("2026-09-01") if kind == "faction_motion" else paper.released(
        "2026-09-01"
    )
    paper.on("2026-11-01").take(
        "end_term", "council_office", term_ended_on=on("2026-11-01")
    )
    about = {"meeting": meets("2026-11-19"), "route": "regular"}
    if goes_on:
        paper.take("place_on_agenda", "council_office", "rat", **about)
        assert "adopted_unchanged" == paper.called("rat", "2026-11-19").votes(
            "rat", 40, 20
        )
        return
    assert {"not_discontinued"} == paper.refused(
        "place_on_agenda", "council_office", "rat", **about
    )
    paper.take("settle", "council_office", reasons="Ende der Wahlperiode")
    assert ("settled", "cancelled") == (paper.state, paper.at("rat")[0])


def test_the_outgoing_council_acts_until_the_new_one_meets():
    """An objection is answered by the outgoing council after the election day (N-11)."""
    paper = decided()
    anew = consults(COUNCIL, "2026-03-24", key="neu")
    paper.on("2026-03-13").take(
        "object", "mayor", reasons="schadet", consultations=(anew,)
    )
    paper.comes_up("neu", "2026-03-24", earlier=10)
    assert "confirmed" == paper.votes("neu", 40, 20, step="reconsider")
