"""A paper on its way under the law of Baden-Württemberg."""

from __future__ import annotations

from datetime import date

import pytest

from rebstetten import AUTHORITY, CHAIR, COMMITTEE, MAYOR, OFFICE, Way

from ratsflow import Ballot, Meeting, RefusedError


MARCH, JUNE = date(2026, 3, 20), date(2026, 6, 1)
SIGNED = ["chair", "councillor:A", "councillor:B", "secretary"]


def refused(error: RefusedError) -> set[str]:
    return {finding.rule.id for finding in error.verdict.blocking}


def test_from_draft_to_closed() -> None:
    """Council, minutes with four signatures, execution, report: executable at once."""
    way = Way()
    way.to_adoption()
    assert way.state == "adopted"
    way.take(MARCH, "keep_minutes", OFFICE, minutes_of=way.meeting, minutes_signed_by=SIGNED)  # fmt: skip
    way.take(MARCH, "make_executable", OFFICE)
    way.take(MARCH, "start_execution", MAYOR)
    way.take(JUNE, "complete", MAYOR, evidence="Abnahme")
    way.take(JUNE, "report", MAYOR, report="fertig")
    taken = way.take(JUNE, "close", OFFICE)
    assert way.state == "closed"
    assert not [each for each in taken.verdict.open if each.rule.id == "minutes_kept"]


def test_too_few_resolve_nothing() -> None:
    """16 of 33: § 37 Abs. 2 GemO BW presumes no quorum."""
    way = Way()
    way.to_the_vote()
    with pytest.raises(RefusedError) as error:
        way.vote(9, 7)
    assert "quorum_doubtful" in refused(error.value)


def test_a_second_meeting_with_three() -> None:
    """§ 37 Abs. 3: three suffice if the invitation says so."""
    way = Way()
    way.to_the_vote()
    way.take(way.meeting, "establish_inquorum", CHAIR, on="item", inquorate=True, present=15)  # fmt: skip
    again = Meeting(
        date(2026, 3, 31),
        dispatched_on=date(2026, 3, 20),
        invited_on=date(2026, 3, 23),
        published_on=date(2026, 3, 23),
        second_call=True,
        second_call_notice=True,
    )
    way.take(date(2026, 3, 20), "second_call", OFFICE, on="item", meeting=again)
    way.take(date(2026, 3, 31), "open_item", CHAIR, on="item", bias_asked=True, proposal_votable=True)  # fmt: skip
    way.meeting = date(2026, 3, 31)
    with pytest.raises(RefusedError):
        way.vote(2, 0)
    way.vote(2, 1)
    assert way.state == "adopted"


def test_the_mayor_decides_when_no_quorum_comes_about() -> None:
    """§ 37 Abs. 4: after the second meeting and the hearing, not before."""
    way = Way()
    way.to_the_vote()
    way.take(way.meeting, "establish_inquorum", CHAIR, on="item", inquorate=True, present=15)  # fmt: skip
    with pytest.raises(RefusedError) as error:
        way.take(MARCH, "decide_by_mayor", MAYOR, on="item", unbiased_heard=True, mayor_biased=False, entitled_members=33)  # fmt: skip
    assert "second_meeting_failed" in refused(error.value)
    again = Meeting(
        date(2026, 3, 31),
        dispatched_on=date(2026, 3, 20),
        invited_on=date(2026, 3, 23),
        published_on=date(2026, 3, 23),
        second_call=True,
        second_call_notice=True,
    )
    way.take(date(2026, 3, 20), "second_call", OFFICE, on="item", meeting=again)
    way.take(date(2026, 3, 31), "open_item", CHAIR, on="item", bias_asked=True, proposal_votable=True)  # fmt: skip
    with pytest.raises(RefusedError) as error:
        way.take(date(2026, 4, 2), "decide_by_mayor", MAYOR, on="item", unbiased_heard=False, mayor_biased=False)  # fmt: skip
    assert "unbiased_heard" in refused(error.value)
    way.take(date(2026, 4, 2), "decide_by_mayor", MAYOR, on="item", unbiased_heard=True, mayor_biased=False)  # fmt: skip
    assert way.state == "adopted"


def test_without_a_meeting() -> None:
    """§ 37 Abs. 1 S. 2: one objection ends it, silence adopts."""
    way = Way()
    way.to_release()
    until = date(2026, 3, 20)
    asked = {"simple_matter": True, "all_members_reached": True, "circulation_until": until}  # fmt: skip
    way.take(date(2026, 3, 16), "circulate", MAYOR, on="item", **asked)
    way.take(date(2026, 3, 19), "object_to_circulation", MAYOR, reasons="zur Sitzung")
    assert way.state == "released"
    way.take(date(2026, 3, 19), "circulate", MAYOR, on="item", **asked)
    with pytest.raises(RefusedError) as error:
        way.take(until, "adopt_by_silence", OFFICE, on="item", circulation_objections=0)
    assert "circulation_over" in refused(error.value)
    way.take(date(2026, 3, 21), "adopt_by_silence", OFFICE, on="item", circulation_objections=0)  # fmt: skip
    assert way.state == "adopted"
    way.take(date(2026, 3, 23), "make_executable", OFFICE)
    assert way.state == "executable"


def test_an_urgent_decision_is_told_not_ratified() -> None:
    """§ 43 Abs. 4: the mayor alone; the councillors are told at once."""
    way = Way()
    way.to_release()
    night = date(2026, 4, 7)
    way.take(night, "decide_urgently", MAYOR, urgency_reason="Dammbruch", council_unavailable=True)  # fmt: skip
    assert way.state == "urgent_decided"
    told = way.take(date(2026, 4, 8), "inform_councillors", MAYOR, councillors_informed_on=date(2026, 4, 8))  # fmt: skip
    assert not [each for each in told.verdict.open if each.rule.id == "council_informed_at_once"]  # fmt: skip
    way.take(date(2026, 4, 8), "start_execution", MAYOR)
    way.take(date(2026, 4, 20), "complete", MAYOR, evidence="Rechnung")
    way.take(date(2026, 4, 20), "report", MAYOR, report="fertig")
    way.take(date(2026, 4, 23), "close", OFFICE)
    assert way.state == "closed"


def test_objection_and_second_objection() -> None:
    """§ 43 Abs. 2: a week, three weeks, again only if unlawful, then the authority."""
    way = Way()
    way.to_adoption()
    with pytest.raises(RefusedError) as error:
        way.take(date(2026, 3, 27), "object", MAYOR, reasons="rechtswidrig", objection_ground="unlawful")  # fmt: skip
    assert "objection_in_time" in refused(error.value)
    way.take(date(2026, 3, 25), "object", MAYOR, reasons="rechtswidrig", objection_ground="unlawful")  # fmt: skip
    case = way.office.case(way.id)
    assert [each.kind for each in case.active_suspensions] == ["mayor_objection"]


def test_a_committee_waits_where_the_town_says_so() -> None:
    """Five working days by the Hauptsatzung of Rebstetten."""
    way = Way(
        topics=("municipal_consent",),
        body=COMMITTEE,
        meeting=date(2026, 3, 17),
        papers=date(2026, 3, 9),
    )
    way.to_the_vote()
    way.vote(9, 5, duly_convened=True)
    way_day = date(2026, 3, 23)
    with pytest.raises(RefusedError) as error:
        way.take(way_day, "make_executable", OFFICE)
    assert "committee_waiting_over" in refused(error.value)
    (wait,) = error.value.verdict.missing
    assert ("day", date(2026, 3, 24)) == (wait.kind, wait.not_before)
    way.take(date(2026, 3, 24), "make_executable", OFFICE)
    assert way.state == "executable"


def test_a_sale_below_value_waits_for_the_authority() -> None:
    """§ 121 Abs. 2: a month of silence after the submission."""
    way = Way(topics=("real_estate_below_value",))
    way.to_adoption()
    way.take(date(2026, 3, 24), "submit_to_authority", MAYOR, submitted_to_authority_on=date(2026, 3, 24))  # fmt: skip
    way.take(date(2026, 3, 24), "make_executable", OFFICE)
    with pytest.raises(RefusedError) as error:
        way.take(date(2026, 4, 24), "start_execution", MAYOR)
    assert "authority_waited" in refused(error.value)
    way.take(date(2026, 4, 25), "start_execution", MAYOR)
    assert way.state == "in_execution"


def test_a_ballot_is_kept_as_it_was() -> None:
    """The ballot of the council stands in the case."""
    way = Way()
    way.to_adoption()
    decided = way.office.case(way.id).deciding
    assert decided is not None
    assert isinstance(decided.ballots[0], Ballot)
    assert AUTHORITY.roles == ("supervisory_authority",)


@pytest.mark.parametrize("present", [None, 3])
def test_an_election_asks_for_those_present(present: int | None) -> None:
    """§ 37 Abs. 7 GemO BW counts from them: none stated, or fewer than papers."""
    way = Way(topics=("election",))
    way.to_the_vote()
    told = {} if present is None else {"present": present}
    with pytest.raises(RefusedError) as error:
        way.take(way.meeting, "elect", CHAIR, on="item", candidates=("A:9", "B:6"), **told)  # fmt: skip
    found = {each.rule.id: each for each in error.value.verdict.blocking}
    assert found["procedure.outcome"].result == "unknown"
    assert "present" in found["procedure.outcome"].answer.data["facts"]
