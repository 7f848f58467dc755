"""A paper on its way under the law of Baden-Württemberg."""

from __future__ import annotations

from datetime import date

import attrs
import pytest

from ratsflow import bw
from ratsflow.testing import assert_allowed, assert_refused, case_at


MARCH, APRIL, JUNE = "2026-03-20", "2026-04-20", "2026-06-01"
SIGNED = ["chair", "councillor:A", "councillor:B", "secretary"]
UNLAWFUL = {"reasons": "rechtswidrig", "objection_ground": "unlawful"}


def at(state, **said):
    """Return a case in Rebstetten, whose council meets on 19 March 2026."""
    return case_at(state, procedure=bw(), **said)


def called(**said):
    """Return a case whose item is open in the council."""
    return at("in_consultation", called="council", **said)


def test_from_draft_to_closed():
    """Council, minutes with four signatures, execution, report: executable at once."""
    case = at("adopted")
    case.take(
        "keep_minutes", day=MARCH, minutes_of="2026-03-19", minutes_signed_by=SIGNED
    )
    case.take("make_executable")
    case.take("start_execution")
    case.take("complete", day=JUNE, evidence="Abnahme")
    case.take("report", report="fertig")

    assert_allowed(case.take("close"))
    assert "closed" == case.state


def test_too_few_resolve_nothing():
    """16 of 33: § 37 Abs. 2 GemO BW presumes no quorum."""
    assert_refused(called().ask("vote", yes=9, no=7), because="quorum_doubtful")


AGAIN = {
    "day": date(2026, 3, 31),
    "dispatched_on": date(2026, 3, 20),
    "invited_on": date(2026, 3, 23),
    "published_on": date(2026, 3, 23),
    "second_call": True,
    "second_call_notice": True,
}


def second_call():
    """Return a case in the second meeting, because the first one had no quorum."""
    case = called()
    case.take("establish_inquorum", inquorate=True, present=15)
    case.take("second_call", day=MARCH, meeting=AGAIN)
    case.take("open_item", bias_asked=True, proposal_votable=True)
    return case


def test_a_second_meeting_with_three():
    """§ 37 Abs. 3: three suffice if the invitation says so."""
    case = second_call()
    assert_refused(case.ask("vote", yes=2, no=0), because="quorum_doubtful")

    assert "adopted" == case.take("vote", yes=2, no=1).state


def test_the_mayor_decides_when_no_quorum_comes_about():
    """§ 37 Abs. 4: after the second meeting and the hearing, not before."""
    heard = {"unbiased_heard": True, "mayor_biased": False}
    first = called()
    first.take("establish_inquorum", inquorate=True, present=15)
    early = first.ask("decide_by_mayor", day=MARCH, entitled_members=33, **heard)
    assert_refused(early, because="second_meeting_failed")

    case = second_call()
    unheard = {**heard, "unbiased_heard": False}
    late = case.ask("decide_by_mayor", day="2026-04-02", **unheard)
    assert_refused(late, because="unbiased_heard")
    assert "adopted" == case.take("decide_by_mayor", day="2026-04-02", **heard).state


def test_without_a_meeting():
    """§ 37 Abs. 1 S. 2: one objection ends it, silence adopts."""
    case = at("released", route={"council": "2026-03-19"})
    until = "2026-03-24"
    asked = {
        "simple_matter": True,
        "all_members_reached": True,
        "circulation_until": until,
    }
    case.take("circulate", day="2026-03-16", **asked)
    case.take(
        "object_to_circulation", by="mayor", day="2026-03-19", reasons="zur Sitzung"
    )
    assert "released" == case.state
    case.take("circulate", day="2026-03-19", **asked)
    silent = {"circulation_objections": 0}
    early = case.ask("adopt_by_silence", day=until, **silent)
    assert_refused(early, because="circulation_over")
    case.take("adopt_by_silence", day="2026-03-25", **silent)

    assert "executable" == case.take("make_executable", day="2026-03-25").state


def test_an_urgent_decision_is_told_not_ratified():
    """§ 43 Abs. 4: the mayor alone; the councillors are told at once."""
    case = at("released")
    night = {"urgency_reason": "Dammbruch", "council_unavailable": True}
    case.take("decide_urgently", day="2026-04-07", **night)
    told = case.take(
        "inform_councillors", day="2026-04-08", councillors_informed_on="2026-04-08"
    )
    assert_allowed(told)
    case.take("start_execution")
    case.take("complete", day=APRIL, evidence="Rechnung")
    case.take("report", report="fertig")

    assert "closed" == case.take("close", day="2026-04-23").state


@pytest.mark.parametrize("kind", ["decision_paper", "urgent_paper"])
@pytest.mark.parametrize("released", [False, True])
def test_a_reopened_draft_is_signed_before_the_council_has_it(kind, released):
    """The mayor decided it alone, of whatever type it is; a release stands for signatures."""
    state = "released" if released else "draft"
    case = at(state, paper_type=kind, route={"council": "2026-05-19"})
    night = {"urgency_reason": "Dammbruch", "council_unavailable": True}
    case.take("decide_urgently", day="2026-04-07", **night)
    (planned,) = case.case.consultations
    again = attrs.evolve(planned, id="again")
    case.take("reopen", day="2026-04-08", reasons="x", consultations=(again,))

    given = {"on": "again", "route": "regular", "meeting": planned.meeting}
    verdict = case.ask("place_on_agenda", day="2026-05-01", **given)
    if released:
        assert_allowed(verdict)
    else:
        assert_refused(verdict, because="changed_text_signed", only=True)


def test_objection_and_second_objection():
    """§ 43 Abs. 2: a week, three weeks, again only if unlawful, then the authority."""
    case = at("adopted")
    assert_refused(
        case.ask("object", day="2026-03-27", **UNLAWFUL), "objection_in_time"
    )
    case.take("object", day="2026-03-25", **UNLAWFUL)
    assert ["mayor_objection"] == [e.kind for e in case.case.active_suspensions]

    case = at("suspension:at_supervision")
    by = {"by": "supervisory_authority", "authority_decision": "annulled"}
    assert "annulled" == case.take("decide_as_authority", **by).state


def test_a_committee_waits_where_the_town_says_so():
    """Five working days by the Hauptsatzung of Rebstetten."""
    days = {"committee": "2026-03-17"}
    case = at("adopted", route=days, topics=("municipal_consent",))
    verdict = case.ask("make_executable", day="2026-03-23")
    assert_refused(verdict, because="committee_waiting_over", only=True)
    (wait,) = verdict.missing
    assert ("day", date(2026, 3, 24)) == (wait.kind, wait.not_before)

    assert "executable" == case.take("make_executable", day="2026-03-24").state


def test_a_sale_below_value_waits_for_the_authority():
    """§ 121 Abs. 2: a month of silence after the submission."""
    case = at("adopted", topics=("real_estate_below_value",))
    day = "2026-03-24"
    case.take("submit_to_authority", day=day, submitted_to_authority_on=day)
    case.take("make_executable")
    verdict = case.ask("start_execution", day="2026-04-24")
    assert_refused(verdict, because="authority_waited")

    assert "in_execution" == case.take("start_execution", day="2026-04-25").state


def test_a_ballot_is_kept_as_it_was():
    """The ballot of the council stands in the case."""
    case = called()
    case.take("vote", yes=22, no=10, abstain=1, duly_convened=True)

    (ballot,) = case.case.deciding.ballots
    assert (22, 10, 33) == (ballot.yes, ballot.no, ballot.present)


@pytest.mark.parametrize("present", [None, 3])
def test_an_election_asks_for_those_present(present):
    """§ 37 Abs. 7 GemO BW counts from them: none stated, or fewer than papers."""
    told = {} if present is None else {"present": present}
    case = called(topics=("election",))
    verdict = case.ask("elect", candidates=("A:9", "B:6"), **told)

    found = {each.rule.id: each for each in verdict.blocking}
    assert found["procedure.outcome"].result == "unknown"
    assert "present" in found["procedure.outcome"].lacks
