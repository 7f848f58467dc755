"""Who votes, and what a ballot may leave open: attempts with numbers and names (H-6, I-18)."""

from __future__ import annotations

import attrs
import pytest

from attack import CHAIR, COUNCIL, OFFICE, Walk, item, paper, votes
from council import COMMITTEE, FULL, LAW, answered, result
from council import item as up
from hypothesis import given
from hypothesis import strategies as st

from ratsflow.engine import Mode
from ratsflow.errors import BallotError
from ratsflow.law import counting
from ratsflow.law.tally import tally
from ratsflow.model import Ballot, BodyKind, Majority, Motion, Organization
from ratsflow.states.common.decide import reached

from asking import case, question


HELD = "2026-03-10"


def opened(**more) -> Walk:
    """Return a paper that the council of 10 March has up."""
    walk = Walk(paper(**more), item("r", COUNCIL, "decision", HELD)).released()
    return walk.called("r", HELD)


# -------------------------------------------------------------------- one person, one vote

NAMES = [f"rm-{n}" for n in range(67)]
ROLL = tuple((name, "yes" if n < 34 else "no") for n, name in enumerate(NAMES))
SAME = ["RM-1", "rm-1 ", "ｒｍ-1", "rm -1"]


@pytest.mark.parametrize("twin", ["rm-1", *SAME, "", "  "])
def test_one_person_would_have_voted_twice(twin):
    """A name that stands twice, however it is written, or none at all (I-8)."""
    called = attrs.evolve(FULL, mode="roll_call", votes=ROLL)
    assert "met" == result("roll_call_voters_distinct", called)
    doubled = attrs.evolve(called, votes=((twin, "yes"), *ROLL[1:]))
    assert "unmet" == result("roll_call_voters_distinct", doubled)


def test_one_person_would_have_voted_twice_with_the_family_name_first():
    """A roll and its chair write one name in two orders (I-8)."""
    votes = (("Müller, Hans", "yes"), ("Hans Müller", "yes"))
    twice = Ballot(yes=2, no=0, mode="roll_call", votes=votes)
    assert "unmet" == result("roll_call_voters_distinct", twice)


@given(st.lists(st.sampled_from(["a", "A", "b", "b ", "c", ""]), max_size=6))
def test_a_roll_call_names_every_person_once(names):
    """Names are compared by what the eye sees."""
    seen = [name.strip().lower() for name in names]
    good = len(set(seen)) == len(seen) and "" not in seen
    roll = Ballot(
        yes=1, no=0, mode="roll_call", votes=[(each, "yes") for each in names]
    )
    found = answered("roll_call_voters_distinct", roll)
    assert good == (found == "met")


@pytest.mark.parametrize(
    ("mode", "named", "good"),
    [
        ("roll_call", ROLL, True),
        ("roll_call", ROLL[1:], False),
        ("roll_call", (*ROLL, ("guest", "invalid")), False),
        ("roll_call", (*ROLL, ("guest", "perhaps")), False),
        ("open", ROLL[:3], True),
        ("open", ROLL[-3:], True),
        ("open", tuple((name, "no") for name, _ in ROLL), False),
        ("open", (("guest", "present"),), False),
    ],
)
def test_votes_by_name_are_those_that_were_counted(mode, named, good):
    """All of a roll call, and of another vote as many as are known by name (I-8)."""
    ballot = attrs.evolve(FULL, mode=mode, votes=named)
    assert good == ("met" == result("vote_record_consistent", ballot))


# ------------------------------------------------------------------------ an empty room


def test_an_empty_room_would_have_rejected_the_paper():
    """Nobody there, or nobody voting: that is no resolution, not even a negative one."""
    walk = opened()
    for ballot in (
        votes(0, 0, mayor=None),
        votes(0, 0, mayor=None, present=40),
        votes(34, 33, present=0),
    ):
        said = walk.refused("vote", CHAIR, HELD, on="r", ballot=ballot)
        assert "somebody_voted" in said
    assert "in_consultation" == walk.case.state


@given(*[st.none() | st.integers(0, 2)] * 5, st.sampled_from([None, "adopted"]))
def test_somebody_has_to_vote(yes, no, abstain, invalid, present, announced):
    """Abstentions are votes as well; with no numbers the announced result is believed."""
    counted = yes is not None and no is not None
    if not counted and announced is None:
        return
    ballot = Ballot(yes, no, abstain, invalid, present, announced=announced)
    cast = sum(each or 0 for each in (yes, no, abstain, invalid))
    empty = present == 0 or (counted and cast == 0)
    assert empty == (answered("somebody_voted", ballot) == "unmet")
    about = {"about": up(), "step": "postpone", "procedural_ballot": ballot}
    sound = not empty and not ballot.contradictions
    found = answered("procedural_vote_consistent", **about)
    assert sound == (found == "met")


# ------------------------------------------------------------- one side, contradictions


@pytest.mark.parametrize(
    "counts",
    [
        {"no": 3, "announced": "adopted"},
        {"yes": 2, "announced": "rejected"},
        {"no": 1, "abstain": 2, "announced": "adopted"},
    ],
)
def test_the_count_of_a_minority_is_recorded_with_a_finding(counts):
    """Enforced, both sides are counted; recorded, the announced result stands."""
    walk, ballot = opened(), Ballot(**counts, chair="OB")
    said = walk.refused("vote", CHAIR, HELD, on="r", ballot=ballot)
    assert "vote_counted_both_ways" in said
    taken = walk.take("vote", OFFICE, HELD, on="r", ballot=ballot, mode=Mode.RECORD)
    assert counts["announced"] == taken.case.state
    assert "vote_counted_both_ways" in {row["rule"] for row in taken.entry.findings}


@given(st.none() | st.integers(0, 9), st.none() | st.integers(0, 9))
def test_both_sides_or_neither_are_counted(yes, no):
    """A single number is half a count (I-18)."""
    found = answered("vote_counted_both_ways", Ballot(yes, no, announced="adopted"))
    assert ((yes is None) is (no is None)) == (found == "met")


@pytest.mark.parametrize(
    "ballot",
    [
        votes(34, 33, present=60),
        votes(60, 20, members=67),
        votes(34, 33, members=60),
        votes(10, 9, present=52, mayor="no"),
    ],
)
def test_numbers_that_contradict_each_other_decide_nothing_and_are_kept(ballot):
    """More votes than persons, than members, or persons that no count holds (I-18)."""
    walk = opened()
    assert "vote_record_consistent" in walk.refused(
        "vote", CHAIR, HELD, on="r", ballot=ballot
    )
    taken = walk.take("vote", OFFICE, HELD, on="r", ballot=ballot, mode=Mode.RECORD)
    assert ballot == taken.case.consultation("r").ballots[-1]
    assert "vote_record_consistent" in {each.rule for each in taken.case.findings}


def test_a_chair_would_have_adopted_the_main_bye_law_by_naming_fewer_members():
    """Half of 30 is not half of 67: the municipality's own file says how many there are."""
    walk = Walk(
        paper(topics=("main_bylaw",)),
        item("r", Organization("Rat", "council"), "decision", HELD),
    ).released()
    walk.called("r", HELD)
    few = votes(16, 4, members=30)
    assert "vote_record_consistent" in walk.refused(
        "vote", CHAIR, HELD, on="r", ballot=few
    )


KINDS = st.sampled_from([BodyKind.COUNCIL, BodyKind.COMMITTEE])


@given(KINDS, st.none() | st.integers(5, 9), st.none() | st.integers(5, 9))
def test_the_size_of_the_council_is_that_of_the_file(kind, body, stated):
    """Eight members by law; what body or ballot say besides contradicts it (CNT-1)."""
    law = {
        "council.elected_members": 7,
        "mayor.member": True,
        "bodies.members": {"y": 5},
    }
    about = up(Organization("x", kind, members=body))
    ballot = Ballot(yes=2, no=1, abstain=0, invalid=0, present=3, members=stated)
    found = answered("vote_record_consistent", ballot, about=about, law=law)
    told = {body, stated} - {None}
    good = len(told) <= 1 and (kind != "council" or told <= {8})
    assert good == (found == "met")


@given(
    st.sampled_from([BodyKind.COMMITTEE, BodyKind.DISTRICT_COUNCIL]),
    st.sampled_from(["Bau–Ausschuss", "bau-ausschuss"]),
    st.none() | st.integers(3, 7),
    st.none() | st.integers(3, 7),
)
def test_the_size_of_a_committee_is_that_of_the_file(kind, name, body, stated):
    """Where the file names it, nobody states another; a committee of three decides nothing."""
    about = up(Organization(name, kind, members=body))
    ballot = Ballot(yes=2, no=0, abstain=0, invalid=0, present=2, members=stated)
    found = answered(
        "vote_record_consistent",
        ballot,
        about=about,
        law={"bodies.members": {"Bau-Ausschuss": 5}},
    )
    assert ({body, stated} - {None} <= {5}) == (found == "met")


@given(*[st.integers(0, 5)] * 4, st.integers(0, 20))
def test_nobody_present_vanishes_who_could_turn_the_vote(
    yes, no, abstain, invalid, more
):
    """Who is in the room and in no count must be too few to change the result."""
    cast = yes + no + abstain + invalid
    ballot = Ballot(yes, no, abstain, invalid, cast + more, mayor="none")
    turned = {
        (yes + part > no) is not (yes > no) or (yes > no + part) is not (yes > no)
        for part in range(more + 1)
    }
    found = answered("vote_record_consistent", ballot, about=up(COMMITTEE))
    if cast + more <= (COMMITTEE.members or 0):
        assert (True in turned) == (found == "unmet")


@given(
    *[st.integers(0, 6)] * 3,
    st.none() | st.integers(0, 9),
    st.none() | st.integers(1, 9),
    st.sampled_from(Majority),
)
def test_both_ways_of_counting_say_the_same(yes, no, invalid, present, members, kind):
    """What the command line counts is what the procedure decides, or neither can (I-4)."""
    ballot = Ballot(yes, no, None, invalid, present, members, majority=kind)
    about = up(Organization("Rat", "council", members=members))
    asked = question(
        of=case(Motion(topics=()), consultations=(about,)),
        step="vote",
        consultation=about,
        law=dict(LAW.values),
        ballot=ballot,
    )
    try:
        told = tally(
            state="NRW",
            yes=yes,
            no=no,
            invalid=invalid,
            present=present,
            members=members,
            majority=counting.Majority[kind.name],
        ).outcome
    except BallotError:
        told = counting.Outcome.UNKNOWN
    assert told.value == reached(asked, ballot).value


def test_a_record_of_the_whole_council_is_whole():
    """The vote that the other tests start from has no finding here."""
    law = {"council.elected_members": 66}
    for rule in (
        "vote_record_consistent",
        "somebody_voted",
        "vote_counted_both_ways",
        "roll_call_voters_distinct",
    ):
        assert "met" == result(rule, FULL, law=law, of=None)
