"""Attempts to pass the procedure by, found by a search over its steps, and what meets them."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import attrs
import pytest

from attack import (
    ALDERMAN,
    AUTHOR,
    CHAIR,
    COMMITTEE,
    COUNCIL,
    EXECUTING,
    FACTION,
    MAYOR,
    OFFICE,
    ON_DEMAND,
    Walk,
    by_committee,
    by_council,
    changed,
    costing,
    found_admissible,
    item,
    paper,
    sitting,
    somebody,
    votes,
)
from council import answered
from hypothesis import given
from hypothesis import strategies as st

from procedure import DECIDED, MOTION_STATES, OPEN_CONSULTATION
from ratsflow.engine import Mode
from ratsflow.model import (
    Actor,
    Consultation,
    ConsultationRole,
    Motion,
    PaperType,
    Signature,
    SignatureDecision,
    Suspension,
    SuspensionKind,
)

from asking import case


OTHER = "Der Rat beschließt etwas ganz anderes."
HELD = "2026-03-10"


def to_council(motion: Motion | None = None, **more) -> Walk:
    """Return a paper whose route is the council of 10 March."""
    return Walk(motion or paper(), item("r", COUNCIL, "decision", HELD), **more)


# ---------------------------------------------------- B-2: a text that nobody has signed


def test_a_supplement_would_have_been_voted_on_that_nobody_signed():
    """The alderman signs the new text too, before the item is called."""
    walk = to_council().released()
    other = changed(walk.case.motion, proposal=OTHER, cost_statement=costing(500))
    taken = walk.take("supplement", MAYOR, "2026-02-05", motion=other)
    assert ["mayor"] == [each.office for each in taken.case.valid_signatures]
    given = {"on": "r", "meeting": sitting(HELD), "route": "regular"}
    assert {"changed_text_signed"} == walk.refused(
        "place_on_agenda", OFFICE, "2026-02-10", **given
    )
    walk.take("sign_supplement", ALDERMAN, "2026-02-06")
    walk.voted("r", HELD, votes(34, 33, members=67))
    assert "adopted" == walk.case.state


def test_five_millions_would_have_joined_the_paper_after_the_item_was_called():
    """In the meeting it is the same: no vote on what the alderman has not signed."""
    walk = to_council().released().called("r", HELD)
    dear = changed(
        walk.case.motion, proposal=OTHER, cost_statement=costing(500_000_000)
    )
    walk.take("supplement", MAYOR, HELD, motion=dear)
    vote = {"on": "r", "ballot": votes(34, 33, members=67)}
    assert {"changed_text_signed"} == walk.refused("vote", CHAIR, HELD, **vote)
    walk.take("sign_supplement", ALDERMAN, HELD)
    assert set() == walk.refused("vote", CHAIR, HELD, **vote)


def test_an_urgent_paper_would_have_become_a_decision_paper_without_signature():
    """Released as urgent, relabelled back: it needs what a decision paper needs."""
    walk = to_council()
    urgent = changed(walk.case.motion, cost_statement=None, paper_type="urgent_paper")
    walk.take("revise", AUTHOR, "2026-02-02", motion=urgent)
    walk.take(
        "release_urgently",
        MAYOR,
        "2026-02-02",
        urgency_reason="x",
        reference="0001/2025-2030",
        excluded_officials=(),
    )
    back = changed(urgent, paper_type="decision_paper")
    assert {"cost_statement_present"} == walk.refused(
        "supplement", MAYOR, "2026-02-03", motion=back
    )
    costed = changed(back, cost_statement=costing(500))
    walk.take("supplement", MAYOR, "2026-02-03", motion=costed)
    given = {"on": "r", "meeting": sitting(HELD), "route": "regular"}
    assert {"changed_text_signed"} == walk.refused(
        "place_on_agenda", OFFICE, "2026-02-10", **given
    )


URGENT = {
    "urgency_reason": "x",
    "co_signed_by": "rm1",
    "co_signer_role": "councillor",
    "council_unavailable": True,
    "main_committee_unavailable": True,
    "serious_harm": True,
    "co_signer_biased": False,
}


def test_a_draft_decided_urgently_would_have_been_adopted_without_signature_or_costs():
    """Reopened, it is a paper like any other; the statute asks nothing for its ratification."""
    walk = to_council(paper(cost_statement=None))
    walk.take("decide_urgently", MAYOR, "2026-02-02", **URGENT)
    again = item("k", COUNCIL, "decision", HELD)
    walk.take("reopen", OFFICE, "2026-02-03", reasons="x", consultations=(again,))
    given = {"on": "k", "meeting": sitting(HELD), "route": "regular"}
    assert {"changed_text_signed"} == walk.refused(
        "place_on_agenda", OFFICE, "2026-02-10", **given
    )
    signing = ("sign_supplement", ALDERMAN, "2026-02-10")
    none = {"excluded_officials": ()}
    assert {"cost_statement_present"} == walk.refused(*signing, **none)
    costed = changed(walk.case.motion, cost_statement=costing(500))
    walk.take("supplement", MAYOR, "2026-02-10", motion=costed)
    assert set() == walk.refused(*signing, **none)
    walk.voted("k", HELD, votes(34, 33, members=67))
    assert "adopted" == walk.case.state


@pytest.mark.parametrize("has_signed_before", [False, True])
def test_a_refused_signature_would_have_stood_for_that_of_an_urgent_draft(
    has_signed_before,
):
    """The last word counts, and what was decided urgently was not released."""
    walk, day = to_council(), "2026-02-02"
    walk.take("submit", AUTHOR, day, excluded_officials=())
    walk.take("complete_co_signature", AUTHOR, day)
    if has_signed_before:
        walk.take("sign", ALDERMAN, day)
        walk.take("return_to_alderman", MAYOR, day, reasons="x")
    walk.take("refuse_to_sign", ALDERMAN, day, decision="object", remark="x")
    walk.take("return_to_author", ALDERMAN, day, reasons="x")
    walk.take("decide_urgently", MAYOR, day, **URGENT)
    again = item("k", COUNCIL, "decision", HELD)
    walk.take("reopen", OFFICE, "2026-02-03", reasons="x", consultations=(again,))
    given = {"on": "k", "meeting": sitting(HELD), "route": "regular"}
    placing = ("place_on_agenda", OFFICE, "2026-02-10")
    assert {"changed_text_signed"} == walk.refused(*placing, **given)
    walk.take("sign_supplement", ALDERMAN, "2026-02-10")
    assert set() == walk.refused(*placing, **given)


@pytest.mark.parametrize("released", [False, True])
def test_an_urgent_paper_would_have_been_adopted_without_signature_or_costs(released):
    """Its type excuses what its release stands for, and not that nobody ever released it."""
    walk = to_council(paper(cost_statement=None, paper_type="urgent_paper"))
    if released:
        told = {"urgency_reason": "x", "excluded_officials": ()}
        walk.take("release_urgently", MAYOR, "2026-02-01", **told)
    walk.take("decide_urgently", MAYOR, "2026-02-02", **URGENT)
    again = item("k", COUNCIL, "decision", HELD)
    walk.take("reopen", OFFICE, "2026-02-03", reasons="x", consultations=(again,))
    given = {"on": "k", "meeting": sitting(HELD), "route": "regular"}
    refused = walk.refused("place_on_agenda", OFFICE, "2026-02-10", **given)
    assert (set() if released else {"changed_text_signed"}) == refused


def test_an_urgent_decision_is_ratified_whatever_the_house_has_signed():
    walk = Walk(paper(cost_statement=None), item("r", COUNCIL, "ratification", HELD))
    walk.take("decide_urgently", MAYOR, "2026-02-02", **URGENT)
    walk.voted("r", HELD, votes(34, 33, members=67), step="ratify")
    assert "ratified" == walk.case.state


def test_a_fraktion_signs_no_supplement_of_its_motion():
    """The chain of signatures is the administration's (B-1)."""
    walk = Walk(
        ON_DEMAND, item("r", COUNCIL, "decision", "2026-03-19"), opener=FACTION
    ).filed()
    other = changed(walk.case.motion, proposal=OTHER)
    walk.take("supplement", FACTION, "2026-02-05", motion=other)
    walk.called("r", "2026-03-19")
    assert [("open", OTHER)] == [
        (each.state, walk.case.motion.proposal) for each in walk.case.consultations
    ]


TEXTS = (Motion("a", proposal="1"), Motion("a", proposal="2"))
OFFICES = st.sampled_from(
    ["author", "alderman", "mayor", "mayor_override", "treasurer"]
)


@given(
    st.lists(st.tuples(OFFICES, st.integers(0, 1), st.booleans()), max_size=6),
    st.sampled_from(PaperType),
)
def test_a_changed_text_has_both_signatures_or_none_is_asked(signed, kind):
    """Whoever signed the text before signs the present one; else nothing was changed."""
    texts = [attrs.evolve(each, paper_type=kind) for each in TEXTS]
    decisions = ("object", "approve")
    signatures = tuple(
        Signature(office, office, texts[n].text_hash, SINCE, decisions[agrees])
        for office, n, agrees in signed
    )
    of = case(texts[1], state="in_consultation", signatures=signatures)
    found = answered(
        "changed_text_signed",
        of=of,
        base_paper_type="decision_paper",
        law={"alderman_signature.signatories": "any_of"},
    )
    before = {o for o, n, _ in signed if n == 0} & {
        "alderman",
        "mayor",
        "mayor_override",
    }
    last = {o: agrees for o, n, agrees in signed if n == 1}  # the last word counts
    now = {office for office, agrees in last.items() if agrees}
    whole = "mayor" in now and bool(now & {"alderman", "mayor_override"})
    if not before or whole:
        assert "met" == found
    elif kind in ("decision_paper", "information_paper"):
        assert "unmet" == found


SINCE = datetime(2026, 3, 1, 12, tzinfo=UTC)


# --------------------------------------------------------- B-3, B-5: signing for others


def test_a_disagreement_that_nobody_voiced_would_have_replaced_the_alderman():
    """The mayor decides where the alderman refuses, and says why."""
    walk = to_council()
    walk.take("submit", AUTHOR, "2026-02-02", excluded_officials=())
    walk.take("complete_co_signature", AUTHOR, "2026-02-02")
    alone = {"reasons": "x"}
    assert {"disagreement_voiced"} == walk.refused(
        "decide_board_disagreement", MAYOR, "2026-02-02", **alone
    )
    assert {"refusal_objects"} == walk.refused(
        "refuse_to_sign", ALDERMAN, "2026-02-02", decision="approve", remark="x"
    )
    walk.take("refuse_to_sign", ALDERMAN, "2026-02-02", decision="object", remark="x")
    walk.take("decide_board_disagreement", MAYOR, "2026-02-02", **alone)
    walk.take("release", MAYOR, "2026-02-02", reference="0001/2025-2030")
    assert "released" == walk.case.state


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["alderman", "treasurer", "legal_office", "author"]),
            st.sampled_from(SignatureDecision),
            st.integers(0, 1),
        ),
        max_size=5,
    )
)
def test_the_mayor_goes_over_a_refusal_of_the_board_alone(signed):
    """The last word of an alderman or the treasurer on this very text is a refusal."""
    signatures = tuple(
        Signature(office, office, TEXTS[n].text_hash, SINCE, decision)
        for office, decision, n in signed
    )
    of = case(TEXTS[1], state="alderman_review", signatures=signatures)
    found = answered("disagreement_voiced", of=of, step="decide_board_disagreement")
    last = {o: d for o, d, n in signed if n == 1 and o in ("alderman", "treasurer")}
    assert ("object" in last.values()) == (found == "met")


@given(st.none() | st.sampled_from(SignatureDecision))
def test_who_refuses_to_sign_objects(decision):
    """Everything else is a signature, and has its own step (B-5)."""
    found = answered("refusal_objects", step="refuse_to_sign", decision=decision)
    assert {None: "unknown", "object": "met"}.get(decision, "unmet") == found


NAMES = st.sampled_from(["kurz", "Kurz", "kurz ", "lang", "rm-1"])


@given(NAMES, NAMES, st.sampled_from(["legal_office", "treasurer", "co_signer"]))
def test_nobody_co_signs_what_he_wrote(author, signer, role):
    """However the name is written; the budget alone is drawn up by the treasurer."""
    same = author.strip().lower() == signer.strip().lower()
    for topics in ((), ("annual_budget",)):
        motion = Motion("a", author=author, topics=topics)
        found = answered(
            "cosigner_not_author",
            of=case(motion, state="co_signature"),
            actor=Actor(signer, roles=(role,)),
            role=role,
            step="cosign",
        )
        own = bool(topics) and role == "treasurer"
        assert ("met" if own or not same else "unmet") == found


def test_the_author_would_have_co_signed_for_the_legal_office():
    """A mandatory co-signature comes from somebody else (B-3)."""
    walk = to_council()
    walk.take("submit", AUTHOR, "2026-02-02", excluded_officials=())
    himself = somebody("author1", "legal_office")
    assert {"cosigner_not_author"} == walk.refused(
        "cosign", himself, "2026-02-02", decision="approve"
    )


def test_who_revised_the_text_would_have_signed_it():
    """Whoever wrote the present text wrote the paper, whoever opened and submits it."""
    walk = to_council()
    text = attrs.evolve(walk.case.motion, reasons="Another one's.")
    walk.take("revise", somebody("reviser", "author"), "2026-02-02", motion=text)
    walk.take("submit", AUTHOR, "2026-02-02", excluded_officials=())
    again = somebody("reviser", "alderman", "legal_office")
    assert {"cosigner_not_author"} == walk.refused(
        "cosign", again, "2026-02-02", decision="approve"
    )
    walk.take("complete_co_signature", OFFICE, "2026-02-03")
    assert "not_self_approved" in walk.refused("sign", again, "2026-02-03")


# ------------------------------------------------------- J-12: reopening takes nothing


def reopened(by: str = "council") -> Walk:
    """Return a resolution that the office has reopened for a decision in May."""
    walk = by_council() if by == "council" else by_committee()
    body = COUNCIL if by == "council" else COMMITTEE
    again = item("k", body, "decision", "2026-05-20")
    walk.take("reopen", OFFICE, "2026-03-11", reasons="x", consultations=(again,))
    return walk


@pytest.mark.parametrize("step", ["object", "object_legally"])
def test_reopening_would_have_taken_the_mayors_objection_away(step):
    """The resolution stands until it is replaced, and so does what is open against it."""
    walk = reopened()
    assert set() == walk.refused(step, MAYOR, "2026-03-12", reasons="x")
    assert ("in_consultation", 1) == (
        walk.case.state,
        len(walk.case.active_suspensions),
    )


def test_reopening_would_have_taken_the_appeal_away():
    """A committee's members appeal while the committee reconsiders, and the council decides."""
    walk = reopened("committee")
    member = somebody("rm9", "committee_member")
    given = {"reasons": "x", "appellants": 9}
    about = item("a", COUNCIL, "decision", "2026-03-26")
    walk.take("appeal", member, "2026-03-11", consultations=(about,), **given)
    assert "in_consultation" == walk.case.state
    walk.voted(
        "a", "2026-03-26", votes(34, 33), step="decide_appeal", placed="2026-03-13"
    )
    assert "executable" == walk.case.state
    assert {"no_decision_due"} <= walk.refused(
        "start_execution", MAYOR, "2026-03-27", third_party_rights=False
    )


def test_nobody_objects_to_what_is_still_to_be_decided():
    """In consultation there is a resolution only where something was reopened."""
    walk = to_council().released().called("r", HELD)
    for step in ("object_legally", "suspend_by_court"):
        who = MAYOR if step == "object_legally" else OFFICE
        said = walk.refused(step, who, HELD, reasons="x")
        assert {"resolution_to_object_to"} == said


def test_a_reopened_resolution_would_have_been_parked_for_good():
    """With the new item cancelled, the resolution is carried out after all."""
    walk = reopened()
    assert {"reopening_over"} == walk.refused(
        "end_reopening", OFFICE, "2026-03-13", reasons="x"
    )
    walk.take("cancel_consultation", OFFICE, "2026-03-13", on="k", reasons="x")
    walk.take("end_reopening", OFFICE, "2026-03-13", reasons="x")
    assert "adopted" == walk.case.state
    walk.take("make_executable", OFFICE, "2026-03-16")


def test_a_text_nobody_voted_on_would_have_been_adopted_by_ending_a_reopening():
    """What was changed after the resolution needs a vote of its own."""
    walk = reopened()
    other = changed(walk.case.motion, proposal=OTHER)
    walk.take("supplement", MAYOR, "2026-03-12", motion=other)
    walk.take("sign_supplement", ALDERMAN, "2026-03-12")
    walk.take("cancel_consultation", OFFICE, "2026-03-13", on="k", reasons="x")
    assert {"reopening_over"} == walk.refused(
        "end_reopening", OFFICE, "2026-03-13", reasons="x"
    )


ROLES = st.sampled_from(ConsultationRole)
STATES = st.sampled_from((*OPEN_CONSULTATION, "voted", "cancelled"))
DAYS = st.dates(date(2026, 1, 1), date(2026, 3, 1))
ROUTES = st.lists(st.tuples(ROLES, STATES, DAYS), max_size=4)


def route_of(rows) -> tuple[Consultation, ...]:
    """Return consultations of the council."""
    return tuple(
        Consultation(f"c{n}", COUNCIL, role, state=state, days=(day,))
        for n, (role, state, day) in enumerate(rows)
    )


@given(ROUTES, st.sampled_from([state.name for state in MOTION_STATES]))
def test_a_reopening_ends_where_a_resolution_stands(rows, state):
    """Something is decided, nothing is due; and only decisions are objected to."""
    route = route_of(rows)
    of = case(Motion(), state="in_consultation", consultations=route)
    decided = any(r == "decision" and s == "voted" for r, s, _ in rows)
    due = any(r == "decision" and s in OPEN_CONSULTATION for r, s, _ in rows)
    found = answered("reopening_over", of=of, step="end_reopening")
    assert (decided and not due) == (found == "met")
    there = answered("resolution_to_object_to", of=of, step="object_legally")
    assert decided == (there == "met")
    elsewhere = attrs.evolve(of, state=state)
    there = answered("resolution_to_object_to", of=elsewhere, step="object_legally")
    urgent = state in ("urgent_decided", "ratified", "ratification_refused")
    assert (state != "in_consultation" or decided or urgent) == (there == "met")


@given(ROUTES, st.integers(0, 3))
def test_only_the_last_decision_is_repeated(rows, which):
    """No other decision is of that day or later (I-14)."""
    own = ("decision", "voted", date(2026, 2, 1))
    at = which % (len(rows) + 1)
    route = route_of([*rows[:at], own, *rows[at:]])
    of = case(Motion(), state="adopted", consultations=route)
    found = answered("latest_vote_repeated", of=of, about=route[at], step="repeat_vote")
    later = [
        row for row in rows if row[:2] == ("decision", "voted") and row[2] >= own[2]
    ]
    assert bool(later) == (found == "unmet")


def test_repeating_an_older_vote_would_have_undone_a_later_rejection():
    """The first vote of the committee is over once it has rejected the matter."""
    walk = by_committee()
    again = item("k", COMMITTEE, "decision", "2026-03-26")
    walk.take("reopen", OFFICE, "2026-03-05", reasons="x", consultations=(again,))
    against = votes(6, 9, mayor=None, experts=6)
    walk.voted("k", "2026-03-26", against, placed="2026-03-10")
    assert "rejected" == walk.case.state
    said = walk.refused(
        "repeat_vote",
        CHAIR,
        "2026-03-26",
        on="s",
        ballot=votes(9, 6, mayor=None, experts=6),
        result_doubted=True,
        next_item_opened=False,
    )
    assert "latest_vote_repeated" in said


# ----------------------------------------------------------- at an end, on no agenda


def test_a_rejected_paper_would_have_been_called_again():
    """What is rejected has no life on later agendas; it comes again as a new paper."""
    walk = Walk(
        paper(),
        item("r", COUNCIL, "decision", HELD),
        item("k", COUNCIL, "decision", "2026-04-16"),
        item("n", COUNCIL, "decision", "2026-05-21"),
    ).released()
    walk.announced("k", "2026-04-16").voted("r", HELD, votes(7, 60, mayor="no"))
    assert "rejected" == walk.case.state
    assert {"paper_not_ended"} == walk.refused(
        "open_item", CHAIR, "2026-04-16", on="k", bias_asked=True
    )
    given = {"on": "n", "meeting": sitting("2026-05-21"), "route": "regular"}
    assert {"paper_not_ended"} == walk.refused(
        "place_on_agenda", OFFICE, "2026-03-11", **given
    )
    assert set() == walk.refused(
        "cancel_consultation", OFFICE, "2026-03-11", on="k", reasons="x"
    )


@given(
    st.sampled_from([state.name for state in MOTION_STATES]),
    ROLES,
    st.booleans(),
)
def test_an_ended_paper_is_on_no_agenda_but_for_what_attacks_it(state, role, answers):
    """Objections and initiatives go on; a decided matter is decided again when reopened."""
    about = Consultation("c", COUNCIL, role, about="legal_objection" if answers else "")
    found = answered(
        "paper_not_ended",
        of=case(Motion(), state=state, consultations=(about,)),
        about=about,
        step="open_item",
    )
    final = {each.name for each in MOTION_STATES if each.final}
    decided = {*DECIDED, "in_execution", "executed", "reported"}
    over = state in final or (role == "decision" and state in decided)
    assert (over and not answers and role != "initiative") == (found == "unmet")


# ------------------------------------------------------------- L-8: while citizens vote


def executed_before_the_initiative() -> Walk:
    """Return a resolution whose execution had begun when the initiative came."""
    walk = by_council(60, 7)
    walk.take("make_executable", OFFICE, "2026-03-11")
    walk.take("start_execution", MAYOR, "2026-03-12", third_party_rights=False)
    return found_admissible(walk)


def test_completing_under_an_initiative_would_have_gone_unsaid():
    """The law forbids to begin, not to finish; the citizens are still told of (L-8)."""
    walk = executed_before_the_initiative()
    done = {"evidence": "x", "third_party_rights": False}
    taken = walk.take("complete", EXECUTING, "2026-03-30", **done)
    assert ["initiative_pending"] == [each.rule.id for each in taken.verdict.warnings]


def test_an_initiative_would_have_been_closed_out_of_the_file():
    """The case stays open until the citizens have decided, and their decision fits in."""
    walk = executed_before_the_initiative()
    done = {"evidence": "x", "third_party_rights": False}
    walk.take("complete", EXECUTING, "2026-03-30", **done)
    walk.take("report", MAYOR, "2026-03-31", report="x")
    assert "no_initiative_standstill" in walk.refused("close", OFFICE, "2026-04-01")
    walk.take(
        "record_citizens_decision",
        OFFICE,
        "2026-06-15",
        on="initiative_standstill-1",
        citizens_decision="annulled",
        citizens_decision_on="2026-06-14",
        citizens_yes=40000,
        citizens_no=20000,
        not_complied_on="2026-03-25",
    )
    assert "annulled" == walk.case.state


@given(
    st.none() | st.integers(-5, 5),
    st.sampled_from([None, "initiative_standstill", "court_order"]),
    st.none() | st.booleans(),
)
def test_only_what_was_begun_before_is_completed(lead, kind, obliged):
    """The day of the finding itself is already too late; legal obligations go before."""
    lodged = date(2026, 3, 10)
    suspensions = (
        () if kind is None else (Suspension("s", SuspensionKind(kind), "x", lodged),)
    )
    since = None if lead is None else SINCE.replace(day=10) + timedelta(days=lead)
    facts = {} if obliged is None else {"legal_obligation": obliged}
    of = case(
        Motion(),
        state="in_execution",
        suspensions=suspensions,
        since=since,
        facts=facts,
    )
    free = kind != "initiative_standstill" or obliged is True
    begun = lead is not None and lead < 0
    found = answered("execution_begun_before", of=of, step="complete")
    assert (free or begun) == (found == "met")
    assert free == ("met" == answered("initiative_pending", of=of, step="complete"))


def test_what_really_happened_is_recorded_with_its_findings():
    """Record mode keeps the walk; each finding stays with the case or in the log."""
    walk = to_council().released()
    other = changed(walk.case.motion, proposal=OTHER)
    walk.take("supplement", MAYOR, "2026-02-05", motion=other)
    taken = walk.take(
        "place_on_agenda",
        OFFICE,
        "2026-02-10",
        on="r",
        meeting=sitting(HELD),
        route="regular",
        mode=Mode.RECORD,
    )
    assert "changed_text_signed" in {each.rule for each in taken.case.findings}


def test_a_committee_would_have_forwarded_a_paper_after_its_meeting():
    walk = Walk(
        paper(),
        item("s", COMMITTEE, "preliminary", "2026-03-04"),
        item("r", COUNCIL, "decision", "2026-03-10"),
    ).released()
    walk.called("s", "2026-03-04")
    assert walk.refused("recommend", CHAIR, "2026-03-09", on="s") == {
        "voted_in_meeting"
    }
    walk.take("recommend", CHAIR, "2026-03-04", on="s")
    assert walk.case.consultation("s").state == "voted"
