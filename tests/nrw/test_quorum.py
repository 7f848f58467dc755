"""Rules on quorum (H)."""

from __future__ import annotations

import attrs
import pytest

from council import COMMITTEE, COUNCIL, DAY, LAW, asked, days, ids, item, result, walk
from hypothesis import given
from hypothesis import strategies as st

from procedure import RULES
from ratsflow.engine import take
from ratsflow.model import Ballot, BodyKind, Meeting, Organization
from ratsflow.procedure.finding import Finding, unmet


NEXT = DAY + days(7)
AGAIN = Meeting(NEXT, second_call=True, second_call_notice=True)
WITHOUT_NOTICE = Meeting(NEXT, second_call=True)
NINE = Ballot(yes=5, no=4, present=9)


@pytest.mark.parametrize(
    ("present", "expected"), [(34, "met"), (33, "unmet"), (None, "unknown")]
)
def test_more_than_half_of_the_statutory_number(present, expected):
    """Of 67 members 34 must be there; fewer only warn (H-1, H-2)."""
    ballot = Ballot(yes=2, no=1, present=present)
    assert expected == result("quorum_doubtful", ballot)
    assert "met" == result("quorum_not_denied", ballot)


@given(st.integers(1, 91), st.integers(0, 91))
def test_the_council_never_needs_more_than_half_and_one(members, present):
    """The warning stands exactly below the majority of the statutory number (H-1)."""
    present = min(present, members)
    body = attrs.evolve(COUNCIL, members=members)
    ballot = Ballot(yes=0, no=0, present=present)
    found = result("quorum_doubtful", ballot, about=item(body))
    assert (2 * present > members) == (found == "met")


@pytest.mark.parametrize(
    ("room", "biased", "expected"), [(36, 3, "unmet"), (37, 3, "met"), (36, 0, "met")]
)
def test_the_biased_are_not_present(room, biased, expected):
    """36 in the room, three of them biased, are 33 for this item (H-4, H-6)."""
    ballot = Ballot(yes=0, no=0, present=room - biased)
    assert expected == result("quorum_doubtful", ballot)


@pytest.mark.parametrize(
    ("about", "inputs", "expected"),
    [
        (item(), {}, "met"),
        (item(), {"inquorate": True}, "unmet"),
        (item(), {"inquorate": False}, "met"),
        (item(inquorate=True), {}, "unmet"),
        (item(inquorate=True, meeting=AGAIN), {}, "met"),
        (item(inquorate=True, meeting=WITHOUT_NOTICE), {}, "met"),
        (item(inquorate=True, meeting=AGAIN), {"inquorate": True}, "unmet"),
    ],
)
def test_only_an_established_lack_blocks(about, inputs, expected):
    """Deemed quorate until the lack is established, and again after a second call (H-2)."""
    assert expected == result("quorum_not_denied", NINE, about=about, **inputs)


def test_forwarding_without_a_vote_needs_no_quorum():
    """Without a ballot nothing was decided; with one the established lack blocks (H-2)."""
    about = {"step": "recommend", "about": item(COMMITTEE), "inquorate": True}
    assert "met" == result("quorum_not_denied", **about)
    assert "unmet" == result("quorum_not_denied", NINE, **about)


@pytest.mark.parametrize(
    ("inquorate", "meeting", "expected"),
    [
        (True, AGAIN, "met"),
        (True, WITHOUT_NOTICE, "unmet"),
        (False, AGAIN, "unmet"),
    ],
)
def test_a_second_call_covers_only_deferred_items_with_notice(
    inquorate, meeting, expected
):
    """Nine suffice for item 7, not for a new item 8 and not without notice (H-3)."""
    about = item(inquorate=inquorate, meeting=meeting)
    assert expected == result("quorum_doubtful", NINE, about=about)


@pytest.mark.parametrize(
    ("meeting", "notice", "later"),
    [
        (AGAIN, "met", "met"),
        (WITHOUT_NOTICE, "unmet", "met"),
        (Meeting(DAY, second_call=True, second_call_notice=True), "met", "unmet"),
        (Meeting(DAY + days(1)), "unmet", "met"),
        (None, "unknown", "unknown"),
    ],
)
def test_the_second_invitation(meeting, notice, later):
    """It points to § 49 Abs. 2 and calls for a later day (H-3)."""
    inputs = {"step": "second_call", "about": item(inquorate=True), "meeting": meeting}
    assert notice == result("second_call_notice", **inputs)
    assert later == result("second_call_later", **inputs)


@pytest.mark.parametrize(
    ("councillors", "experts", "expected"),
    [
        (4, 4, "unmet"),
        (5, 3, "met"),
        (5, 4, "met"),
        (7, 0, "unmet"),
        (8, 0, "met"),
        (4, None, "unknown"),
    ],
)
def test_councillors_outnumber_experts(councillors, experts, expected):
    """Of 15, eight must be there and councillors in the majority (H-5)."""
    present = councillors + (experts or 0)
    ballot = Ballot(yes=0, no=0, present=present, experts=experts)
    found = result("committee_quorum_doubtful", ballot, about=item(COMMITTEE))
    assert expected == found
    assert "met" == result("quorum_doubtful", ballot, about=item(COMMITTEE))


@given(st.integers(0, 9), st.integers(0, 6))
def test_a_committee_of_fifteen(councillors, experts):
    """The warning stands exactly where half or the majority is missing (H-5)."""
    ballot = Ballot(yes=0, no=0, present=councillors + experts, experts=experts)
    found = result("committee_quorum_doubtful", ballot, about=item(COMMITTEE))
    enough = councillors + experts >= 8 and councillors > experts
    assert enough == (found == "met")


def test_a_committee_of_its_own_law_needs_no_more_councillors():
    """The youth welfare committee is only counted (H-5)."""
    law = {"quorum.own_composition": ["Ausschuss"]}
    ballot = Ballot(yes=0, no=0, present=8, experts=5)
    about = item(COMMITTEE)
    found = result("committee_quorum_doubtful", ballot, about=about, law=law)
    assert "met" == found
    unsized = item(Organization("Ausschuss"))
    assert "unknown" == result("committee_quorum_doubtful", ballot, about=unsized)


@pytest.mark.parametrize(
    ("body", "present", "experts", "expected"),
    [
        (COUNCIL, 33, None, "met"),
        (COUNCIL, 34, None, "unmet"),
        (COMMITTEE, 7, None, "met"),
        (COMMITTEE, 8, 4, "met"),
        (COMMITTEE, 8, 3, "unmet"),
        (COMMITTEE, 8, None, "unknown"),
        (COUNCIL, None, None, "unknown"),
        (Organization("Beirat", BodyKind.ADVISORY, members=9), 1, None, "unmet"),
    ],
)
def test_a_lack_is_established_only_where_there_is_one(
    body, present, experts, expected
):
    """The chair counts 33 of 67, not 34, before the vote is off (H-1, H-2, H-5)."""
    inputs = {"inquorate": True, "present": present, "experts": experts}
    step = "establish_inquorum"
    assert expected == result("quorum_lacking", step=step, about=item(body), **inputs)
    inputs["inquorate"] = False
    assert "unmet" == result("quorum_lacking", step=step, about=item(body), **inputs)


def test_nobody_at_all_is_no_second_meeting():
    """After a second call one person suffices, nobody does not (H-3)."""
    about = item(inquorate=True, meeting=AGAIN)
    for present, expected in ((0, "met"), (1, "unmet")):
        inputs = {"inquorate": True, "present": present}
        step = "establish_inquorum"
        assert expected == result("quorum_lacking", step=step, about=about, **inputs)


def test_quorum_lost_and_found_again():
    """Thirty of 67, established, deferred; nine decide after a second call (H-2, H-3)."""
    of = take(
        asked(walk(item()), "establish_inquorum", inquorate=True, present=30)
    ).case
    assert "inquorate_deferred" == of.consultation("c-1").state
    same_day = Meeting(DAY, second_call=True, second_call_notice=True)
    verdict = asked(of, "second_call", meeting=same_day)
    assert {"second_call_later"} <= ids(verdict.blocking)
    later = attrs.evolve(same_day, day=DAY + days(7))
    found = asked(of, "second_call", meeting=later)
    assert "second_call_later" not in ids(found.blocking)


@given(st.integers(0, 8), st.integers(0, 8), st.integers(0, 8))
def test_directly_elected_members_are_heads_and_nothing_else(councillors, experts, own):
    """They count for the half, and for neither side of the comparison (H-5, N-14)."""
    present = councillors + experts + own
    if present > 15:
        return
    ballot = Ballot(yes=0, no=0, present=present, experts=experts)
    about = item(COMMITTEE)
    found = result(
        "committee_quorum_doubtful", ballot, about=about, directly_elected=own
    )
    enough = 2 * present > 15 and councillors > experts
    assert ("met" if enough else "unmet") == found


def test_the_notice_that_is_lacking_is_named_by_its_paragraph():
    """The sentence says where the second call stands, by the law of the case."""
    (rule,) = (each for each in RULES if each.id == "second_call_notice")
    found = Finding(rule, unmet("a", "b"), law=LAW)
    assert "§ 49 Abs. 2 GO NRW" in found.text("de")
    assert "§ 49 Abs. 2 GO NRW" in found.text("en")
