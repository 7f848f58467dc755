"""After the decision: whatever is raised against it lies over it and replaces no state."""

from __future__ import annotations

import attrs
import pytest

from musterstadt import (
    COUNCIL,
    DISTRICT,
    MAIN,
    PAPER,
    TRAFFIC,
    Paper,
    consults,
    counted,
    law,
    meets,
    on,
)

from ratsflow.model import PaperType


DAY = "2026-03-10"
LOCAL_STREET = attrs.evolve(PAPER, topics=("playground",), districts=("Mitte",))
DELEGATED = attrs.evolve(PAPER, topics=("traffic_calming",))
BYE_LAW = attrs.evolve(PAPER, topics=("bye_law",))
EXECUTION = {"third_party_rights": False}


def decided(motion=PAPER, body=COUNCIL, day=DAY, yes=40, no=20, **more):
    """Return a paper that one body has decided."""
    paper = Paper(motion, consults(body, day, key="gremium"), **more)
    if motion is LOCAL_STREET:
        paper.take(
            "state_competence", "author", district_scope=True, district_important=False
        )
    paper.released("2026-01-12").comes_up("gremium", day).votes("gremium", yes, no)
    return paper


def executable(**more):
    """Return a council's decision that may be carried out."""
    paper = decided(**more)
    paper.take("make_executable", "council_office")
    return paper


OVERLAYS = {
    "object": ("mayor", {}),
    "object_legally": ("mayor", {}),
    "suspend_by_court": ("council_office", {}),
    "suspend_by_supervision": ("supervisory_authority", {}),
}


@pytest.mark.parametrize("step", OVERLAYS)
@pytest.mark.parametrize("state", ["adopted", "rejected", "executable", "in_execution"])
def test_an_overlay_replaces_no_state(step, state):
    """A decision that is objected to stays what it is; nothing more is done on it."""
    paper = decided(yes=20, no=40) if state == "rejected" else decided()
    if state in ("executable", "in_execution"):
        paper.take("make_executable", "council_office")
    if state == "in_execution":
        paper.take("start_execution", "executing_office", **EXECUTION)
    by, inputs = OVERLAYS[step]
    paper.take(step, by, reasons="weil", **inputs)
    assert (state, 1) == (paper.state, len(paper.case.active_suspensions))
    further = {
        "adopted": ("make_executable", "council_office", {}),
        "executable": ("start_execution", "executing_office", EXECUTION),
        "in_execution": ("complete", "executing_office", {"evidence": "fertig"}),
    }
    if state in further:
        name, who, given = further[state]
        assert "not_suspended" in paper.refused(name, who, **given)


@pytest.mark.parametrize(
    ("yes", "inputs", "state", "ended"),
    [
        (40, {}, "adopted", "cleared"),
        (20, {}, "rejected", "replaced"),
        (40, {"resolution": "anders"}, "adopted", "replaced"),
    ],
)
def test_the_council_answers_the_mayors_objection(yes, inputs, state, ended):
    """Confirmed, given up or decided otherwise: the overlay ends, once (M26, M27)."""
    paper = decided()
    anew = consults(COUNCIL, "2026-03-24", key="neu")
    paper.on("2026-03-13").take(
        "object", "mayor", reasons="schadet", consultations=(anew,)
    )
    paper.comes_up("neu", "2026-03-24", earlier=10)
    if inputs:
        inputs = {**inputs, "subject_changed": False, "substantially_changed": False}
    paper.votes("neu", yes, 60 - yes, step="reconsider", **inputs)
    assert (state, [("mayor_objection-1", ended)]) == (paper.state, paper.objections())


def test_a_committee_persists_and_the_council_decides():
    """Beanstandung of a committee's decision: it persists 9:6, then the council decides."""
    paper = decided(DELEGATED, TRAFFIC, yes=9, no=6)
    again = consults(TRAFFIC, "2026-04-14", key="ausschuss-2")
    paper.on("2026-03-12").take(
        "object_legally", "mayor", reasons="rechtswidrig", consultations=(again,)
    )
    paper.comes_up("ausschuss-2", "2026-04-14")
    assert "confirmed" == paper.votes("ausschuss-2", 9, 6, step="reconsider_legality")
    assert {"persistence_path"} == paper.refused("refer_to_supervision", "mayor")

    finally_ = consults(COUNCIL, "2026-04-23", key="rat")
    finally_ = attrs.evolve(finally_, about="legal_objection-1")
    paper.take("plan_consultations", "council_office", consultations=(finally_,))
    paper.comes_up("rat", "2026-04-23", earlier=9)
    assert "confirmed" == paper.votes("rat", 40, 20, step="decide_finally")
    assert ("adopted", [("legal_objection-1", "cleared")]) == (
        paper.state,
        paper.objections(),
    )
    paper.take("make_executable", "council_office")
    assert "executable" == paper.state


def test_a_district_objection_goes_to_the_council_if_the_district_persists():
    """26 February, objection by 12 March, anew by 2 April, the council decides finally."""
    paper = decided(LOCAL_STREET, DISTRICT, "2026-02-26", yes=10, no=5)
    paper.on("2026-03-13")
    reasons = {"reasons": "schadet der Stadt"}
    assert {"district_objection_in_time"} == paper.refused(
        "object_to_district", "mayor", **reasons
    )
    again = consults(DISTRICT, "2026-04-02", key="bv-2")
    paper.on("2026-03-12").take(
        "object_to_district", "mayor", consultations=(again,), **reasons
    )
    assert ("adopted", [("district_objection-1", "lodged")]) == (
        paper.state,
        paper.objections(),
    )
    paper.comes_up("bv-2", "2026-04-02")
    assert "confirmed" == paper.votes("bv-2", 10, 5, step="reconsider_in_district")
    rat = attrs.evolve(
        consults(COUNCIL, "2026-04-23", key="rat"), about="district_objection-1"
    )
    paper.take("plan_consultations", "council_office", consultations=(rat,))
    paper.comes_up("rat", "2026-04-23")
    vote = {"ballot": counted(20, 40), "demanded_by_objector": True}
    taken = paper.take("decide_finally", "chair", "rat", **vote)
    assert ("not_confirmed", "annulled") == (taken.entry.outcome, paper.state)


def test_the_objector_may_leave_it_at_the_districts_word():
    """The district persists and the objector demands nothing more: it may be carried out."""
    paper = decided(LOCAL_STREET, DISTRICT, "2026-02-26", yes=10, no=5)
    again = consults(DISTRICT, "2026-04-02", key="bv-2")
    paper.on("2026-03-12").take(
        "object_to_district", "mayor", reasons="schadet", consultations=(again,)
    )
    paper.comes_up("bv-2", "2026-04-02").votes(
        "bv-2", 10, 5, step="reconsider_in_district"
    )
    paper.take("waive_objection", "mayor", reasons="überzeugt")
    paper.take("make_executable", "council_office")
    assert ("executable", [("district_objection-1", "cleared")]) == (
        paper.state,
        paper.objections(),
    )


def test_an_order_suspends_until_it_is_lifted():
    """A court suspends what is being carried out; lifted, the work goes on."""
    paper = executable()
    paper.take("start_execution", "executing_office", **EXECUTION)
    paper.take(
        "suspend_by_court", "council_office", reasons="VG, Beschluss vom 2. April"
    )
    assert "not_suspended" in paper.refused(
        "complete", "executing_office", evidence="x"
    )
    paper.on("2026-05-04").take("lift_order", "council_office", reasons="aufgehoben")
    paper.take("complete", "executing_office", evidence="fertig")
    assert ("executed", [("court_order-1", "cleared")]) == (
        paper.state,
        paper.objections(),
    )


# ---------------------------------------------------------------- the standstill, always


def test_two_appeals_are_decided_one_by_one():
    """Mayor and members appeal: the first answer clears its own appeal, not the other."""
    paper = decided(DELEGATED, TRAFFIC, "2026-03-04", yes=9, no=6)
    paper.on("2026-03-09")
    for by, key, more in (
        ("mayor", "rat", {}),
        ("committee_member", "rat-2", {"appellants": 3}),
    ):
        council = consults(COUNCIL, "2026-03-19", key=key)
        paper.take("appeal", by, reasons="zu teuer", consultations=(council,), **more)
    for key in ("rat", "rat-2"):
        paper.invited(key, "2026-03-19", earlier=10)
    paper.called("rat", "2026-03-19").votes("rat", 40, 20, step="decide_appeal")
    start = ("start_execution", "executing_office")
    assert "not_suspended" in paper.refused(*start, **EXECUTION)
    paper.called("rat-2", "2026-03-19").votes("rat-2", 40, 20, step="decide_appeal")
    paper.take(*start, **EXECUTION)
    assert "in_execution" == paper.state


def by_points(paper):
    """Let the committee adopt one of two points."""
    points = {"point_results": ("1:9:6", "2:6:9")}
    paper.votes("gremium", 9, 6, **points)


def by_repetition(paper):
    """Let the committee repeat a doubted vote at once."""
    paper.votes("gremium", 7, 8)
    doubt = {"result_doubted": True, "next_item_opened": False}
    paper.votes("gremium", 8, 7, step="repeat_vote", **doubt)


def by_supplement(paper):
    """Let the committee decide on a supplement."""
    longer = attrs.evolve(
        DELEGATED, paper_type=PaperType.SUPPLEMENT, proposal="1. Anders."
    )
    paper.take("supplement", "mayor", motion=longer)
    paper.votes("gremium", 9, 6)


def by_reopening(paper):
    """Let the committee decide, reopen it, and let it decide again on the same day."""
    paper.votes("gremium", 9, 6)
    again = consults(TRAFFIC, "2026-03-04", key="noch-einmal")
    paper.take("reopen", "council_office", reasons="Irrtum", consultations=(again,))
    paper.take(
        "place_on_agenda",
        "council_office",
        "noch-einmal",
        meeting=meets("2026-03-04"),
        route="regular",
    )
    paper.called("noch-einmal", "2026-03-04").votes("noch-einmal", 9, 6)


def by_election(paper):
    """Let the committee elect."""
    paper.take(
        "elect", "chair", "gremium", candidates=("A:9", "B:6"), secret=True, present=15
    )


@pytest.mark.parametrize(
    "way", [by_points, by_repetition, by_supplement, by_reopening, by_election]
)
def test_no_way_leads_past_the_standstill(way):
    """However a committee decided on 4 March, nothing is carried out before the 13th."""
    topic = ("election",) if way is by_election else DELEGATED.topics
    motion = attrs.evolve(DELEGATED, topics=topic)
    paper = Paper(motion, consults(TRAFFIC, "2026-03-04", key="gremium"))
    paper.released("2026-01-12").comes_up("gremium", "2026-03-04")
    way(paper)
    paper.on("2026-03-12")
    assert {"appeal_period_over"} == paper.refused("make_executable", "council_office")
    paper.on("2026-03-13").take("make_executable", "council_office")
    assert "executable" == paper.state


def test_an_urgent_decision_does_not_shorten_the_standstill():
    """Reopened after the committee's vote, no two signatures carry it out at once (K-3)."""
    paper = decided(DELEGATED, TRAFFIC, "2026-03-04", yes=9, no=6)
    again = consults(TRAFFIC, "2026-04-14", key="ausschuss-2")
    paper.take("reopen", "council_office", reasons="eilt", consultations=(again,))
    urgent = {
        "urgency_reason": "eilt", "co_signed_by": "rm-7", "co_signer_role": "chair",
        "committee_unavailable": True, "co_signer_biased": False,
        "next_meeting": on("2026-04-14"),
    }  # fmt: skip
    assert {"decision_stands"} == paper.refused(
        "decide_urgently_for_committee", "mayor", **urgent
    )
    paper.recording().take("decide_urgently_for_committee", "mayor", **urgent)
    execution = paper.enforcing().refused(
        "start_execution", "executing_office", **EXECUTION
    )
    assert {"appeal_period_over"} <= execution


# ------------------------------------------------------------------ citizens' initiative


def initiative(yes=40, no=20):
    """Return a decision of 19 March against which an initiative was filed in time."""
    paper = decided(day="2026-03-19")
    finding = consults(COUNCIL, "2026-06-10", "initiative", "rat-2")
    paper.on("2026-05-04").take(
        "plan_consultations", "council_office", consultations=(finding,)
    )
    paper.comes_up("rat-2", "2026-06-10")
    complying = consults(COUNCIL, "2026-06-18", "initiative", "rat-3")
    about = {
        "reasons": "zulässig", "legal_obligation": False, "topic_excluded": False,
        "initiative_filed_on": on("2026-06-08"), "announcement_required": False,
        "consultations": (complying,),
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
    ("decision", "state", "ended"),
    [("annulled", "annulled", "annulled"), ("confirmed", "adopted", "cleared")],
)
def test_the_citizens_decide_if_the_council_does_not_comply(decision, state, ended):
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
        "topic_excluded": False,
        "announcement_required": False,
        "initiative_filed_on": on("2026-06-08"),
        "ballot": counted(9, 6),
    }
    refused = paper.refused("find_initiative_admissible", "chair", "ha", **about)
    assert {"decided_by_council"} == refused


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
