"""Rules on voting and elections (I)."""

from __future__ import annotations

from datetime import date

import attrs
import pytest

from council import (
    COMMITTEE,
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

from ratsflow.engine import Mode, take
from ratsflow.errors import InvalidInputError
from ratsflow.law.local import MissingValueError
from ratsflow.model import Ballot, BodyKind, Motion, Organization
from ratsflow.states.common import election

from asking import case, question


PLAIN = Ballot(yes=2, no=1)
BYLAW = attrs.evolve(MOTION, topics=("main_bylaw",))
UNCLASSIFIED = Motion(title="x")
REFORM = date(2025, 7, 17)
SHARE = {"num": 2, "den": 3, "strict": False, "base": "statutory_members"}


@pytest.mark.parametrize(
    ("topics", "ballot", "expected"),
    [
        ((), PLAIN, "met"),
        (("honorary_citizenship",), PLAIN, "met"),
        (None, PLAIN, "unknown"),
        (None, Ballot(yes=2, no=1, majority="simple"), "met"),
        (("Main-Bylaw",), PLAIN, "met"),
        (("file-access",), PLAIN, "met"),
        (("bye_law", "budget", "school"), PLAIN, "met"),
        (("election",), PLAIN, "unmet"),
        (("alderman_election",), PLAIN, "unmet"),
        ((), None, "met"),
        (None, None, "unknown"),
    ],
)
def test_the_kind_of_majority_is_known(topics, ballot, expected):
    """An unclassified paper never passes as one of simple majority (I-5)."""
    assert expected == result("majority_known", ballot, motion=Motion(topics=topics))


def test_a_share_that_nobody_set_is_unknown():
    """Removing a committee chair waits for the municipality's own look-up (I-5)."""
    about = Motion(topics=("committee_chair_removal",))
    with pytest.raises(MissingValueError, match="committee_chair_removal"):
        pose("majority_known", PLAIN, motion=about)
    law = {"committee_chair_removal.majority": SHARE}
    assert "met" == result("majority_known", PLAIN, motion=about, law=law)


def test_a_majority_that_does_not_exist_is_refused():
    """A misspelt majority is an error and no simple one."""
    with pytest.raises(InvalidInputError, match="almost"):
        pose("majority_known", PLAIN, motion=UNCLASSIFIED, majority="almost all")


@pytest.mark.parametrize(
    ("motion", "ballot", "points", "expected"),
    [
        (MOTION, Ballot(announced="adopted"), None, "met"),
        (BYLAW, Ballot(announced="adopted"), None, "unknown"),
        (BYLAW, Ballot(yes=34, no=0), None, "met"),
        (BYLAW, Ballot(yes=33, no=0), None, "met"),
        (BYLAW, Ballot(yes=34, no=0), ("1:adopted",), "unknown"),
        (BYLAW, Ballot(yes=34, no=0), ("1:34:0",), "met"),
        (BYLAW, None, None, "unknown"),
    ],
)
def test_a_qualified_majority_is_counted(motion, ballot, points, expected):
    """Minutes without numbers never carry a qualified majority (I-6)."""
    found = result("majority_counted", ballot, motion=motion, point_results=points)
    assert expected == found
    unsized = item(attrs.evolve(COUNCIL, members=None))
    if ballot is not None and ballot.is_counted:
        assert "unknown" == result(
            "majority_counted", ballot, motion=BYLAW, about=unsized
        )


@pytest.mark.parametrize(
    ("motion", "yes", "announced", "expected"),
    [
        (MOTION, 2, "adopted", "met"),
        (MOTION, 2, "rejected", "unmet"),
        (MOTION, 1, "adopted", "unmet"),
        (BYLAW, 33, "adopted", "unmet"),
        (BYLAW, 34, "adopted", "met"),
        (MOTION, 2, None, "met"),
    ],
)
def test_the_chair_announces_what_was_counted(motion, yes, announced, expected):
    """Where announcement and numbers differ, the numbers stand and it is a defect."""
    ballot = Ballot(yes=yes, no=1, announced=announced)
    assert expected == result("announcement_matches", ballot, motion=motion)
    assert "unknown" == result("announcement_matches", motion=motion)


@pytest.mark.parametrize(
    ("body", "topics", "mayor", "expected"),
    [
        (COUNCIL, (), None, "met"),
        (COUNCIL, (), "yes", "met"),
        (COUNCIL, ("file_access",), "yes", "unmet"),
        (COUNCIL, ("file_access",), "none", "met"),
        (COUNCIL, ("file_access",), None, "unknown"),
        (COUNCIL, None, None, "unknown"),
        (COMMITTEE, (), "no", "unmet"),
        (COMMITTEE, None, None, "met"),
        (Organization("Hauptausschuss", BodyKind.MAIN_COMMITTEE), (), "yes", "met"),
    ],
)
def test_where_the_mayor_votes(body, topics, mayor, expected):
    """In council and main committee, but not in the matters of § 40 Abs. 2 (I-13)."""
    about = {"motion": Motion(topics=topics), "about": item(body)}
    ballot = Ballot(yes=2, no=1, mayor=mayor)
    assert expected == result("mayor_not_counted", ballot, **about)


@pytest.mark.parametrize(
    ("points", "law", "expected"),
    [
        (None, {}, "met"),
        (("1:2:1",), {"separate_vote.whole_vote": False}, "met"),
        (("1:2:1", "1:2:1"), {"separate_vote.whole_vote": True}, "unknown"),
    ],
)
def test_a_separate_vote_follows_the_rules_of_procedure(points, law, expected):
    """They say whether a vote on the whole follows; each number stands once (I-11)."""
    found = result("separate_vote_settled", PLAIN, point_results=points, law=law)
    assert expected == found
    with pytest.raises(MissingValueError, match="whole_vote"):
        pose("separate_vote_settled", PLAIN, point_results=("1:2:1",))


@pytest.mark.parametrize(
    ("day", "ballot", "joint", "expected"),
    [
        (REFORM - days(1), Ballot(yes=50, no=0), None, "met"),
        (REFORM - days(1), Ballot(yes=49, no=1), None, "unmet"),
        (REFORM - days(1), Ballot(announced="adopted"), None, "unknown"),
        (REFORM, Ballot(yes=49, no=1), True, "met"),
        (REFORM, Ballot(yes=49, no=1), False, "unmet"),
        (REFORM, Ballot(yes=49, no=1), None, "unknown"),
        (REFORM, Ballot(yes=1, no=49), None, "met"),
    ],
)
def test_a_uniform_list(day, ballot, joint, expected):
    """One No sinks it before the reform; since then a joint proposal is enough (I-17)."""
    about = {"at": at(day), "day": day, "joint_proposal": joint}
    seats = attrs.evolve(MOTION, topics=("committee_election",))
    assert expected == result("uniform_list_accepted", ballot, motion=seats, **about)
    assert "met" == result("uniform_list_accepted", ballot, **about)
    found = result("uniform_list_accepted", PLAIN, motion=UNCLASSIFIED, **about)
    assert "unknown" == found


def test_a_joint_proposal_of_another_vote_is_none_of_this():
    """What was stated in an earlier meeting says nothing of the list voted on now."""
    seats = attrs.evolve(MOTION, topics=("committee_election",))
    of = case(seats, state="in_consultation", facts={"joint_proposal": True})
    ballot = Ballot(yes=49, no=1)
    assert "unknown" == result("uniform_list_accepted", ballot, of=of)


# ------------------------------------------------------------------------- modes


@pytest.mark.parametrize(
    ("mode", "demand", "open_", "secret"),
    [
        ("open", 0, "met", "met"),
        ("open", 13, "met", "met"),
        ("open", 14, "met", "unmet"),
        ("roll_call", 14, "met", "unmet"),
        ("secret", 14, "met", "met"),
        ("secret", 13, "unmet", "met"),
        ("secret", None, "unknown", "met"),
        ("open", None, "met", "unknown"),
    ],
)
def test_one_fifth_of_the_members_makes_it_secret(mode, demand, open_, secret):
    """Of 67 members 14 suffice and 13 do not, whoever else wants a roll-call (I-9)."""
    ballot = Ballot(yes=2, no=1, mode=mode, secret_demand=demand, roll_call_demand=20)
    assert open_ == result("open_vote_kept", ballot)
    assert secret == result("secret_vote_kept", ballot)
    assert "met" == result("committee_secret_vote_kept", ballot)


@given(st.integers(1, 91), st.integers(0, 91))
def test_the_base_is_all_members(members, demand):
    """The fifth is taken of all members, not of those present (I-9)."""
    demand = min(demand, members)
    ballot = Ballot(yes=1, no=0, present=1, secret_demand=demand)
    about = item(attrs.evolve(COUNCIL, members=members))
    found = result("secret_vote_kept", ballot, about=about)
    assert (demand > 0 and 5 * demand >= members) == (found == "unmet")


@pytest.mark.parametrize(("demand", "expected"), [(2, "met"), (3, "unmet")])
def test_a_fifth_of_the_committee(demand, expected):
    """In a committee of 15 three members suffice (I-9)."""
    ballot = Ballot(yes=2, no=1, secret_demand=demand)
    about = item(COMMITTEE)
    assert expected == result("committee_secret_vote_kept", ballot, about=about)
    assert "met" == result("secret_vote_kept", ballot, about=about)
    about = item(attrs.evolve(COMMITTEE, members=None))
    assert "unknown" == result("committee_secret_vote_kept", ballot, about=about)
    ballot = attrs.evolve(ballot, mode="secret", secret_demand=0)
    assert "unmet" == result("open_vote_kept", ballot, about=about)


def test_a_statute_may_fix_the_mode():
    """Removing the mayor is a roll-call, whoever wants it secret (N-5)."""
    about = attrs.evolve(MOTION, topics=("mayor_removal",))
    ballot = Ballot(yes=44, no=1, mode="roll_call", secret_demand=30)
    assert "met" == result("secret_vote_kept", ballot, motion=about)


THRESHOLD = {"roll_call.threshold": 14}


@pytest.mark.parametrize(
    ("mode", "demand", "secret", "expected"),
    [
        ("open", 0, 0, "met"),
        ("open", 12, 0, "met"),
        ("open", 14, 0, "unmet"),
        ("roll_call", 14, 0, "met"),
        ("secret", 20, 14, "met"),
        ("secret", 20, 13, "unmet"),
        ("open", None, 0, "unknown"),
    ],
)
def test_a_roll_call_on_demand(mode, demand, secret, expected):
    """Twelve demand it in vain, fourteen get it, unless it is secret (I-8, I-10)."""
    ballot = Ballot(
        yes=2, no=1, mode=mode, roll_call_demand=demand, secret_demand=secret
    )
    assert expected == result("roll_call_kept", ballot, law=THRESHOLD)


def test_the_threshold_is_local():
    """Without the municipality's number nobody knows; without a demand nobody asks."""
    asked = pose("roll_call_kept", Ballot(yes=2, no=1, roll_call_demand=1))
    assert ("unknown", ["roll_call.threshold"]) == (asked.result, [*asked.data["keys"]])
    assert "met" == result("roll_call_kept", PLAIN)


@pytest.mark.parametrize(
    ("amended", "order", "expected"),
    [
        (False, None, "met"),
        (True, None, "unknown"),
        (True, ("amendment:1", "amendment:2", "main"), "met"),
        (True, ("amendment:2", "amendment:1", "main"), "unmet"),
        (True, ("main", "amendment:1"), "unmet"),
        (True, ("postpone", "amendment", "main"), "met"),
        (True, ("main", "postpone"), "unmet"),
        (True, ("first",), "unknown"),
        (True, ("amendment:x",), "unknown"),
    ],
)
def test_the_most_far_reaching_amendment_comes_first(amended, order, expected):
    """Cutting by half is voted on before cutting by a fifth, the main motion last (I-12)."""
    ballot = Ballot(yes=2, no=1, amended=amended)
    assert expected == result("vote_order_kept", ballot, vote_order=order)


# ------------------------------------------------------------------------ record


RECORD = {"yes": 20, "no": 12, "abstain": 2, "present": 34, "chair": "OB"}


@pytest.mark.parametrize(
    ("left_out", "expected"),
    [(None, "met"), ("present", "unmet"), ("abstain", "unmet"), ("chair", "unmet")],
)
def test_a_vote_is_recorded_in_full(left_out, expected):
    """Whatever the record lacks is named (I-18)."""
    values = {name: value for name, value in RECORD.items() if name != left_out}
    answer = pose("vote_record_complete", Ballot(**values))
    assert expected == answer.result.value
    assert ([left_out] if left_out else []) == answer.data.get("missing", [])


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, "met"),
        ({"present": 67}, "met"),
        ({"present": 68}, "unmet"),
        ({"members": 66}, "unmet"),
        ({"members": 67}, "met"),
        ({"yes": 54, "present": None}, "unmet"),
        ({"yes": 53, "present": None}, "met"),
        ({"experts": 35}, "unmet"),
        ({"experts": 34}, "met"),
        ({"text_hash": MOTION.text_hash}, "met"),
        ({"text_hash": "0" * 64}, "unmet"),
        ({"text_hash": "0" * 64, "amended": True}, "met"),
        ({"mode": "roll_call", "votes": (("a", "yes"),)}, "unmet"),
    ],
)
def test_a_record_that_contradicts_itself_is_refused(changes, expected):
    """No more votes, heads or names than the body has (I-18)."""
    ballot = Ballot(**{**RECORD, **changes})
    assert expected == result("vote_record_consistent", ballot)
    assert "unknown" == result("vote_record_consistent")


@pytest.mark.parametrize(
    ("names", "expected"), [(0, "unmet"), (2, "unmet"), (3, "met")]
)
def test_a_roll_call_stores_every_name(names, expected):
    """Each name and vote stands in the minutes (I-8)."""
    votes = (("a", "yes"), ("b", "yes"), ("c", "no"))[:names]
    ballot = Ballot(yes=2, no=1, mode="roll_call", votes=votes)
    assert expected == result("roll_call_recorded", ballot)
    assert "met" == result("roll_call_recorded", PLAIN)


@pytest.mark.parametrize(
    ("present", "expected"), [(64, "met"), (65, "unmet"), (None, "unknown")]
)
def test_the_excluded_are_not_counted_present(present, expected):
    """Of 67 with three excluded at most 64 are present (H-4)."""
    about = item(excluded=("a", "b", "c"))
    ballot = Ballot(yes=2, no=1, present=present)
    assert expected == result("excluded_not_counted", ballot, about=about)
    assert "met" == result("excluded_not_counted", ballot)


@pytest.mark.parametrize(
    ("circular", "meeting", "day", "expected"),
    [
        (False, item().meeting, DAY, "met"),
        (True, item().meeting, DAY, "unmet"),
        (False, None, DAY, "unknown"),
        (False, item().meeting, DAY - days(1), "unmet"),
        (False, item().meeting, DAY + days(1), "met"),
    ],
)
def test_a_vote_by_circulation_is_no_resolution(circular, meeting, day, expected):
    """An e-mail vote of 15:0 decides nothing, nor does one before the meeting (I-15)."""
    ballot = Ballot(yes=15, no=0, circular=circular)
    about = item(meeting=meeting)
    assert expected == result("voted_in_meeting", ballot, about=about, day=day)


# --------------------------------------------------------------------- elections


@pytest.mark.parametrize(
    ("day", "objections", "expected"),
    [
        (REFORM - days(1), 0, "met"),
        (REFORM - days(1), 1, "unmet"),
        (REFORM, 1, "met"),
        (REFORM, 13, "met"),
        (REFORM, 14, "unmet"),
        (REFORM, None, "unknown"),
    ],
)
def test_who_makes_an_election_secret(day, objections, expected):
    """One objection before the reform, a fifth of 66 elected members since (I-16)."""
    about = {"step": "elect", "day": day, "objections": objections}
    assert expected == result("election_secret", secret=False, **about)
    assert "met" == result("election_secret", secret=True, **about)
    assert "unknown" == result("election_secret", **about)


def test_deputies_of_the_mayor_are_always_elected_secretly():
    """Nobody has to object (§ 67 Abs. 2 S. 1)."""
    about = attrs.evolve(MOTION, topics=("deputy_mayor_election",))
    inputs = {"step": "elect", "secret": False, "objections": 0}
    assert "unmet" == result("election_secret", motion=about, **inputs)
    assert "unknown" == result("election_secret", motion=UNCLASSIFIED, **inputs)


@pytest.mark.parametrize(
    ("body", "needed"),
    [
        (Organization("Ausschuss", BodyKind.COMMITTEE, members=16), 4),
        (Organization("Bezirk", BodyKind.DISTRICT_COUNCIL, members=11), 3),
        (Organization("Rat", BodyKind.COUNCIL, members=51), 10),
        (Organization("Rat", BodyKind.COUNCIL, members=52), 11),
    ],
)
def test_the_mayor_is_left_out_of_the_council_alone(body, needed):
    """Of 16 in a committee four object, of 11 in a district three; of 51 with a mayor ten."""
    about = {"step": "elect", "secret": False, "about": item(body)}
    assert "met" == result("election_secret", objections=needed - 1, **about)
    assert "unmet" == result("election_secret", objections=needed, **about)


def test_lists_are_counted_as_the_statute_of_their_topic_says():
    """Seven seats for 7:4:1 are 4:2:1 for committees, and 5:2:0 for deputies (I-17)."""
    of = attrs.evolve(MOTION, topics=("committee_election",))
    about = {"step": "elect_by_lists", "lists": ("A:7", "B:4", "C:1"), "seats": 7}
    assert pose("seats_distributed", motion=of, **about).data["seats"] == [
        "A: 4",
        "B: 2",
        "C: 1",
    ]
    of = attrs.evolve(MOTION, topics=("deputy_mayor_election",))
    assert pose("seats_distributed", motion=of, **about).data["seats"] == [
        "A: 5",
        "B: 2",
        "C: 0",
    ]


def test_committees_are_elected_by_lists_where_no_uniform_list_is_accepted():
    """The last of three seats is drawn between equal lists, and the log keeps it (I-17)."""
    of = walk(item(), attrs.evolve(MOTION, topics=("committee_election",)))
    stated = {"lists": ("A:30", "B:30"), "seats": 3, "secret": True, "mayor": "none"}
    assert "seats_distributed" in ids(asked(of, "elect_by_lists", **stated).blocking)
    for wrong in (("C",), ("A", "B"), ("A", "A")):
        verdict = asked(of, "elect_by_lists", **stated, lots=wrong)
        assert "seats_distributed" in ids(verdict.blocking)
    of = take(asked(of, "elect_by_lists", Mode.RECORD, **stated, lots=("B",))).case
    assert ("adopted", ("B",)) == (of.state, of.facts["lots"])
    assert "elected" == of.consultation("c-1").result


def test_the_mayor_has_no_paper_in_an_election_by_lists():
    """Of 67 members 66 elect committees, and all 67 a deputy mayor (§ 40 Abs. 2)."""
    about = {"step": "elect_by_lists", "lists": ("A:40", "B:27"), "seats": 3}
    seats = attrs.evolve(MOTION, topics=("committee_election",))
    assert "unmet" == result("election_votes_possible", motion=seats, **about)
    deputies = attrs.evolve(MOTION, topics=("deputy_mayor_election",))
    assert "met" == result("election_votes_possible", motion=deputies, **about)
    few = {**about, "lists": ("A:40", "B:26")}
    assert "met" == result("election_votes_possible", motion=seats, **few)


def elected(of, law=None, **inputs):
    """Return what the step `elect` decides."""
    asked_of = question(
        of=of,
        step="elect",
        consultation=item(),
        law={**LAW.values, **(law or {})},
        **inputs,
    )
    return election.elect(asked_of)


def test_who_shares_the_second_place_stands_in_the_runoff_where_the_law_is_read_so():
    """30, 20, 20: the lot picks two, or all three stand; the wording admits both (I-16)."""
    of = walk(item(), attrs.evolve(MOTION, topics=("election",)))
    first = {"candidates": ("A:30", "B:20", "C:20"), "secret": True}
    for_all = {"election.runoff_tie": "all"}
    assert ["lot"] == elected(of, **first).data["facts"]
    assert "runoff" == elected(of, for_all, **first)
    of = attrs.evolve(of, facts={**first, "lot": "B"})
    for names, lot, everybody in (
        ("AB", "met", "unmet"),
        ("ABC", "unmet", "met"),
        ("BC", "unmet", "unmet"),
    ):
        stand = {"candidates": tuple(f"{name}:1" for name in names), "runoff": True}
        about = {"step": "elect", "of": of, **stand}
        assert lot == result("runoff_of_the_highest", **about)
        found = result("runoff_of_the_highest", law=for_all, **about)
        assert everybody == found


@pytest.mark.parametrize(
    ("before", "runoff", "expected"),
    [
        ("", None, "met"),
        ("", True, "unmet"),
        ("runoff", True, "met"),
        ("runoff", None, "unmet"),
    ],
)
def test_a_runoff_follows_a_first_ballot(before, runoff, expected):
    """Most votes are enough only in a runoff that is due (I-16)."""
    about = item(result=before)
    assert expected == result("runoff_due", step="elect", about=about, runoff=runoff)


@pytest.mark.parametrize(
    ("inputs", "day", "expected"),
    [
        ({"result_doubted": True, "next_item_opened": False}, DAY, "met"),
        ({"result_doubted": True, "next_item_opened": True}, DAY, "unmet"),
        ({"result_doubted": False}, DAY, "unmet"),
        ({"result_doubted": True}, DAY, "unknown"),
        ({}, DAY, "unknown"),
        ({"unanimous_consent": True}, DAY, "unmet"),
        ({"result_doubted": True, "next_item_opened": False}, DAY + days(1), "unmet"),
    ],
)
def test_a_vote_is_repeated_only_at_once(inputs, day, expected):
    """A doubted 22:21 is counted again before the next item opens, not after (I-14)."""
    law = {"revote.by_consent": False}
    about = {"step": "repeat_vote", "day": day, "law": law}
    assert expected == result("revote_allowed", PLAIN, **about, **inputs)


def test_consent_repeats_a_vote_where_the_rules_say_so():
    """Consent is a matter of the rules of procedure (I-14)."""
    about = {"step": "repeat_vote", "unanimous_consent": True}
    allowed = {"revote.by_consent": True}
    assert "met" == result("revote_allowed", PLAIN, law=allowed, **about)
    asked = pose("revote_allowed", PLAIN, **about)
    assert ("unknown", ["revote.by_consent"]) == (asked.result, [*asked.data["keys"]])


def test_an_unclassified_paper_is_not_adopted():
    """Without topics nobody knows the majority, and the vote is refused (I-5)."""
    verdict = asked(walk(item(), Motion(title="x")), "vote", ballot=FULL)
    assert "majority_known" in ids(verdict.blocking)


def test_an_uncounted_main_bye_law_is_recorded_but_not_adopted():
    """“Einstimmig” without numbers goes into the record with its finding only (I-6)."""
    of = walk(item(), attrs.evolve(MOTION, topics=("main_bylaw",)))
    words = Ballot(announced="adopted")
    assert "majority_counted" in ids(asked(of, "vote", ballot=words).blocking)
    recorded = take(asked(of, "vote", Mode.RECORD, ballot=words)).case
    assert "adopted" == recorded.state
    assert "majority_counted" in {each.rule for each in recorded.findings}


def test_an_election_runs_to_the_lot():
    """30, 28 and six No lead to a runoff; 33 to 33 waits for the lot (I-16)."""
    of = walk(item(), attrs.evolve(MOTION, topics=("election",)))
    first = {"candidates": ("A:30", "B:28"), "no_votes": 6, "secret": True}
    of = take(asked(of, "elect", Mode.RECORD, **first)).case
    assert ("open", "runoff") == (
        of.consultation("c-1").state,
        of.consultation("c-1").result,
    )
    second = {"candidates": ("A:33", "B:33"), "runoff": True, "secret": True}
    assert not asked(of, "elect", Mode.RECORD, **second).allowed
    of = take(asked(of, "elect", Mode.RECORD, **second, lot="B")).case
    assert "adopted" == of.state


def test_a_doubted_count_is_repeated():
    """22:21 doubted at once and counted again as 21:22 rejects (I-14)."""
    about = item(state="voted", ballots=(Ballot(yes=22, no=21),))
    of = attrs.evolve(walk(about), state="adopted")
    inputs = {"ballot": Ballot(yes=21, no=22), "result_doubted": True}
    found = asked(of, "repeat_vote", **inputs, next_item_opened=True)
    assert "revote_allowed" in ids(found.blocking)
    found = asked(of, "repeat_vote", **inputs, next_item_opened=False)
    assert "revote_allowed" not in ids(found.blocking)
    assert (
        "rejected"
        == take(
            asked(of, "repeat_vote", Mode.RECORD, **inputs, next_item_opened=False)
        ).case.state
    )
