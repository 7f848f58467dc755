"""Rules on bias (G)."""

from __future__ import annotations

from datetime import date

import attrs
import pytest

from council import (
    COUNCIL,
    DAY,
    FULL,
    LAW,
    MOTION,
    asked,
    at,
    days,
    ids,
    item,
    pose,
    result,
    walk,
)
from hypothesis import given
from hypothesis import strategies as st

from ratsflow.engine import take
from ratsflow.errors import BallotError
from ratsflow.law.periods import add_months
from ratsflow.model import Actor, Ballot, Suspension
from ratsflow.states.common.predicates.bias import is_ground

from asking import case


def biased(yes, no, biased_yes=0, biased_no=0, unknown=0, **rest):
    return Ballot(
        yes=yes,
        no=no,
        biased_yes=biased_yes,
        biased_no=biased_no,
        biased_unknown=unknown,
        **rest,
    )


@pytest.mark.parametrize(
    ("ground", "relation", "expected"),
    [
        ("board_member", "", True),
        ("plain_member", "", False),
        ("delegated_board_member", "", False),
        ("self", "", True),
        ("group_interest", "", False),
        ("relative", "sibling", True),
        ("relative", "cousin", False),
        ("relative", "adopted", True),
        ("relative", "divorced_spouse", False),
        ("relative", "former_partner", False),
        ("relative", "former_in_law", False),
        ("relative", "unmarried_partner", False),
        ("relative", "", None),
        ("friend", "", None),
    ],
)
def test_what_excludes_a_person(ground, relation, expected):
    """The chair of an association is excluded, its plain member and a cousin not (G-1)."""
    assert expected is is_ground(LAW, ground, relation)


LISTS = (*LAW["bias.grounds"].values(), *LAW["bias.relatives"].values())


@given(st.sampled_from(sorted({name for each in LISTS for name in each})))
def test_nothing_both_excludes_and_does_not(name):
    """No ground and no relation stands on both lists (G-2, G-3)."""
    assert 1 == sum(name in each for each in LISTS)


@pytest.mark.parametrize(
    ("inputs", "expected"),
    [
        ({"ground": "self"}, "met"),
        ({"ground": "relative", "relation": "sibling"}, "met"),
        ({"ground": "group_interest"}, "unmet"),
        ({"ground": "envy"}, "unknown"),
        ({}, "unknown"),
    ],
)
def test_a_ground_is_named(inputs, expected):
    """Excluding a dog owner from the vote on the dog tax is noticed (G-3)."""
    assert expected == result("bias_ground_named", step="declare_bias", **inputs)


@pytest.mark.parametrize(
    ("asked", "expected"), [(True, "met"), (False, "unmet"), (None, "unknown")]
)
def test_bias_is_asked_for(asked, expected):
    """Only a recorded question counts as asked (6.4)."""
    assert expected == result("bias_asked", step="open_item", bias_asked=asked)


@pytest.mark.parametrize(
    ("ballot", "expected"),
    [
        (Ballot(yes=30, no=3, excluded=("p",)), "met"),
        (Ballot(yes=4, no=3, excluded=("p",)), "met"),
        (Ballot(yes=3, no=3, excluded=("p",)), "unmet"),
        (Ballot(yes=30, no=3), "unknown"),
        (Ballot(yes=1, no=0, votes=(("p", "yes"),), excluded=("p",)), "unmet"),
        (None, "unknown"),
    ],
)
def test_a_dispute_is_decided_without_the_person(ballot, expected):
    """The body decides by simple majority, the person concerned not voting (G-5)."""
    inputs = {"excluded": ("p",), "procedural_ballot": ballot}
    found = result("bias_dispute_decided", step="exclude_disputed", **inputs)
    assert expected == found


@pytest.mark.parametrize(
    ("public", "stay", "expected"),
    [
        (True, "audience", "met"),
        (False, "audience", "unmet"),
        (None, "audience", "unknown"),
        (False, "outside", "met"),
        (True, "table", "unmet"),
        (True, None, "unknown"),
    ],
)
def test_the_biased_leave(public, stay, expected):
    """In public they may sit in the audience, otherwise they leave the room (G-4)."""
    about = item(public=public, excluded=("p",))
    ballot = Ballot(yes=2, no=1)
    assert expected == result("excluded_left", ballot, about=about, excluded_stay=stay)
    assert "met" == result("excluded_left", ballot, about=item(public=public))


@pytest.mark.parametrize(
    ("ballot", "expected"),
    [
        (Ballot(yes=2, no=1, excluded=("p",)), "met"),
        (Ballot(yes=2, no=1, excluded=("p",), votes=(("p", "yes"),)), "unmet"),
        (Ballot(yes=2, no=1, excluded=("p",), chair="p"), "unmet"),
        (Ballot(yes=1, no=0, excluded=("A B",), votes=(("B, A", "yes"),)), "unmet"),
        (biased(2, 1, 1), "unmet"),
        (None, "unknown"),
    ],
)
def test_no_biased_person_votes_or_chairs(ballot, expected):
    """A vote with an excluded person in it is refused (G-1)."""
    assert expected == result("bias_cleared", ballot)


def test_more_votes_than_members_who_may_are_somebodys():
    """Uncounted, an excluded member must have voted; by name, it can be told that none has."""
    seats = attrs.evolve(COUNCIL, members=3)
    about = attrs.evolve(item(excluded=("p",)), body=seats)
    every = Ballot(yes=2, no=1)
    named = attrs.evolve(every, votes=(("a", "yes"), ("b", "yes"), ("c", "no")))
    part = attrs.evolve(every, votes=(("a", "yes"), ("b", "yes")))
    assert "unmet" == result("bias_cleared", every, about=about)
    assert "unmet" == result("bias_cleared", part, about=about)
    assert "met" == result("bias_cleared", named, about=about)


@given(
    seats=st.integers(1, 12),
    excluded=st.sets(st.sampled_from("abcdef"), min_size=1),
    without=st.sets(st.sampled_from("abcdefgh")),
    data=st.data(),
)
def test_who_has_no_vote_is_missed_by_nobody(seats, excluded, without, data):
    """The answers are those of a ballot that excludes nobody but those with a vote."""
    yes = data.draw(st.integers(0, seats))
    no = data.draw(st.integers(0, seats - yes))
    body = attrs.evolve(COUNCIL, members=seats)
    everybody, members = (
        attrs.evolve(item(excluded=tuple(sorted(names))), body=body)
        for names in (excluded, excluded - without)
    )
    said = Ballot(yes, no, present=yes + no, excluded_without_vote=sorted(without))
    bare = attrs.evolve(said, excluded_without_vote=())
    for rule in ("bias_cleared", "bias_not_decisive", "excluded_not_counted"):
        assert result(rule, said, about=everybody) == result(rule, bare, about=members)
    must_have_voted = yes + no > seats - len(excluded - without) and excluded - without
    assert ("unmet" if must_have_voted else "met") == result(
        "bias_cleared", said, about=everybody
    )


@pytest.mark.parametrize(
    "took_part", [{"votes": (("p", "yes"),)}, {"chair": "p"}, {"biased_yes": 1}]
)
def test_to_have_no_vote_excuses_nobody_who_took_part(took_part):
    """Who is excluded and voted or presided is no less biased for having no vote."""
    ballot = Ballot(
        yes=2, no=1, excluded=("p",), excluded_without_vote=("p",), **took_part
    )
    assert "unmet" == result("bias_cleared", ballot)


@pytest.mark.parametrize(
    ("yes", "no", "votes", "counts", "expected"),
    [
        (34, 33, (("p", "yes"),), {}, "unmet"),
        (34, 33, (("P ", "yes"),), {"biased_unknown": 1}, "unmet"),
        (33, 33, (("p", "no"),), {}, "unmet"),
        (34, 33, (("p", "no"),), {}, "met"),
        (34, 33, (("p", "abstain"),), {}, "met"),
        (35, 33, (("p", "yes"),), {"biased_yes": 1}, "met"),
        (35, 33, (("p", "yes"), ("q", "yes")), {"biased_yes": 1}, "unmet"),
        (34, 33, (("r", "yes"),), {}, "met"),
    ],
)
def test_a_vote_by_name_of_who_is_excluded_is_biased_whatever_was_counted(
    yes, no, votes, counts, expected
):
    """What the roll call shows need not be counted once more, and is counted once (G-6)."""
    seats = attrs.evolve(COUNCIL, members=80)
    about = attrs.evolve(item(excluded=("p", "q")), body=seats)
    ballot = Ballot(yes, no, votes=votes, **counts)
    assert expected == result("bias_not_decisive", ballot, about=about)


@pytest.mark.parametrize(
    ("present", "took_part", "expected"),
    [
        (33, {"votes": (("p", "abstain"),)}, "unmet"),
        (33, {"votes": (("P ", "abstain"),), "biased_unknown": 1}, "unmet"),
        (33, {"chair": "p"}, "unmet"),
        (34, {"votes": (("p", "abstain"),)}, "met"),
        (33, {"votes": (("r", "abstain"),)}, "met"),
        (33, {"votes": (("p", "abstain"),), "excluded_without_vote": ("p",)}, "met"),
        (32, {"votes": (("p", "abstain"),)}, "met"),
        (32, {"votes": (("p", "abstain"), ("q", "yes"))}, "unmet"),
    ],
)
def test_an_abstention_decides_by_making_up_the_quorum_alone(
    present, took_part, expected
):
    """Of 67 members 34 are a quorum: with 33 others a biased one who abstains makes it (G-6)."""
    seats = attrs.evolve(COUNCIL, members=67)
    about = attrs.evolve(item(excluded=("p", "q")), body=seats)
    ballot = Ballot(22, 8, present=present, **took_part)
    assert expected == result("bias_not_decisive", ballot, about=about)


def test_an_elected_body_may_be_whole_where_only_an_adviser_is_excluded():
    """No vote is missed in an election for whom it is said that he has none."""
    seats = attrs.evolve(COUNCIL, members=3)
    about = attrs.evolve(item(excluded=("p",)), body=seats)
    votes = {"candidates": ("a:2", "b:1"), "present": 3}
    for without, expected in ((("p",), "met"), (("q",), "unmet"), (None, "unmet")):
        said = {"excluded_without_vote": without, **votes}
        assert expected == result("bias_cleared", step="elect", about=about, **said)


def test_a_biased_chair_does_not_take_the_vote():
    """Who is excluded cannot conduct the vote himself (G-4)."""
    ballot = Ballot(yes=2, no=1, excluded=("p",))
    chair = Actor("p", roles=("chair",))
    assert "unmet" == result("bias_cleared", ballot, actor=chair, role="chair")


@pytest.mark.parametrize(
    ("ballot", "expected"),
    [
        (biased(34, 33, 1), "unmet"),
        (biased(35, 33, 1), "met"),
        (biased(35, 33, 2), "unmet"),
        (biased(33, 33, 0, 1), "unmet"),
        (biased(33, 34, 0, 1), "met"),
        (biased(34, 33, unknown=1), "unmet"),
        (biased(35, 33, unknown=1, mode="secret"), "met"),
        (Ballot(announced="adopted", biased_unknown=1), "unknown"),
        (biased(20, 13, unknown=1, present=33), "unmet"),
        (biased(20, 13, 1, present=34), "met"),
        (biased(40, 20, 1, present=67), "met"),
        (biased(0, 33, unknown=34, present=33), "unmet"),
        (biased(40, 26, 1, present=66), "met"),
        (Ballot(yes=34, no=33), "met"),
        (None, "unknown"),
    ],
)
def test_participation_counts_if_it_decided(ballot, expected):
    """34:33 with one biased Yes falls, 35:33 stands, and so does 33:34 (G-6)."""
    assert expected == result("bias_not_decisive", ballot)


@given(st.integers(0, 30), st.integers(0, 30), st.integers(0, 3), st.integers(0, 3))
def test_decisive_is_a_difference_in_the_outcome(yes, no, lost_yes, lost_no):
    """It is decisive exactly if the vote comes out differently without them (G-6)."""
    ballot = biased(yes + lost_yes, no + lost_no, lost_yes, lost_no)
    differs = (yes + lost_yes > no + lost_no) != (yes > no)
    assert differs == (result("bias_not_decisive", ballot) == "unmet")


def test_a_qualified_majority_is_judged_by_its_share():
    """34 of 67 for the main bye-law, one of them biased, is decisive (G-6, I-4)."""
    about = attrs.evolve(MOTION, topics=("main_bylaw",))
    assert "unmet" == result("bias_not_decisive", biased(34, 5, 1), motion=about)
    assert "met" == result("bias_not_decisive", biased(35, 5, 1), motion=about)
    assert "met" == result("bias_not_decisive", biased(67, 0, 1), motion=about)
    assert "unknown" == result("bias_not_decisive", biased(68, 0, 1), motion=about)


@pytest.mark.parametrize("count", [None, -1, True])
def test_biased_votes_are_votes(count):
    """They are a number; more than there are votes contradicts itself (I-18)."""
    with pytest.raises(BallotError):
        biased(2, 1, count)
    assert "unmet" == result("vote_record_consistent", biased(2, 1, 3))


def test_harmless_participation_is_cured_at_once():
    """What did not decide the result cannot be asserted after the vote (§ 31 Abs. 6)."""
    assert "2026-03-19" == pose("bias_cleared", biased(35, 33, 1)).data["cures_on"]
    assert "2027-03-19" == pose("bias_cleared", biased(34, 33, 1)).data["cures_on"]


BAR = add_months(DAY, 12)


def decided(ballot, **changes):
    about = item(state="voted", ballots=(ballot,))
    return case(MOTION, state="adopted", consultations=(about,), **changes)


def objection(day):
    return Suspension("legal_objection-1", "legal_objection", "OB", day)


@pytest.mark.parametrize(
    ("day", "changes", "expected"),
    [
        (DAY, {}, "unmet"),
        (BAR, {}, "unmet"),
        (BAR + days(1), {}, "met"),
        (BAR + days(1), {"facts": {"bias_notified_on": BAR.isoformat()}}, "unmet"),
        (BAR + days(1), {"facts": {"bias_notified_on": "2027-03-20"}}, "met"),
        (BAR + days(1), {"suspensions": (objection(BAR),)}, "unmet"),
        (BAR + days(1), {"facts": {"announced_on": "2026-03-20"}}, "unmet"),
        (BAR + days(1), {"law": {"bias.time_bar_months": None}}, "unmet"),
    ],
)
def test_a_decisive_participation_blocks_execution_until_it_is_barred(
    day, changes, expected
):
    """It bars execution to the last day of the longer period, asserted or not (G-7)."""
    law = changes.pop("law", {})
    of = decided(biased(34, 33, 1), **changes)
    found = result(
        "bias_not_decisive", step="start_execution", of=of, at=at(day), law=law
    )
    assert expected == found


@pytest.mark.parametrize(
    ("ballot", "expected"),
    [
        (Ballot(yes=34, no=33), "met"),
        (Ballot(yes=34, no=33, wrongly_excluded=("p",)), "unmet"),
    ],
)
def test_a_wrong_exclusion_is_a_defect(ballot, expected):
    """Whoever was excluded without a ground makes the resolution unlawful (G-6)."""
    assert expected == result("excluded_rightly", ballot)
    of = decided(ballot)
    assert expected == result("excluded_rightly", step="start_execution", of=of)


@pytest.mark.parametrize(
    ("day", "strict", "lenient"),
    [
        (date(2026, 9, 19), "met", "met"),
        (date(2026, 9, 20), "unmet", "met"),
        (date(2027, 3, 19), "unmet", "met"),
        (date(2027, 3, 20), "unmet", "unmet"),
        (None, "unknown", "unknown"),
    ],
)
def test_bias_is_asserted_before_the_time_bar(day, strict, lenient):
    """Six months warn, one year blocks (G-7)."""
    inputs = {} if day is None else {"bias_notified_on": day}
    for rule, expected in (
        ("bias_asserted_early", strict),
        ("bias_asserted_in_time", lenient),
    ):
        assert expected == result(rule, step="assert_bias", **inputs)


@pytest.mark.parametrize(
    ("ballot", "expected"),
    [
        (biased(34, 33, 1, present=66), "met"),
        (biased(34, 33, 1, excluded=("p", "q"), excluded_without_vote=("q",)), "met"),
        (biased(33, 33, 1), "unmet"),
        (None, "unknown"),
    ],
)
def test_asserting_bias_leaves_the_counts_alone(ballot, expected):
    """Only the participation is added; other numbers need a resolution (G-6)."""
    about = item(state="voted", ballots=(Ballot(yes=34, no=33, present=67),))
    found = result("bias_record_kept", ballot, step="assert_bias", about=about)
    assert expected == found


def test_bias_found_after_the_vote_stops_execution():
    """34:33 with one biased Yes: asserted at once, it stands in the way of execution."""
    about = item(state="voted", result="adopted_unchanged", ballots=(FULL,))
    of = attrs.evolve(walk(about), state="executable")
    before = asked(of, "start_execution").blocking
    assert "bias_not_decisive" not in ids(before)
    told = {
        "ballot": attrs.evolve(FULL, present=66, biased_yes=1),
        "bias_notified_on": DAY,
        "reasons": "Eigentümer eines Grundstücks im Plangebiet",
    }
    verdict = asked(of, "assert_bias", **told)
    assert set() == ids(verdict.blocking)
    of = take(verdict).case
    assert "adopted_unchanged" == of.consultation("c-1").result
    assert "bias_not_decisive" in ids(asked(of, "start_execution").blocking)
