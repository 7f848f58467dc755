"""What the law on voting says, whatever the numbers are (I): majorities, modes, record."""

from __future__ import annotations

from datetime import timedelta

import attrs
import pytest

from council import COMMITTEE, COUNCIL, MOTION, answered, item
from hypothesis import given
from hypothesis import strategies as st

from ratsflow.model import Ballot, BodyKind, Motion, Organization


SIZES = st.integers(1, 91)
COUNTS = st.integers(0, 91)
FLAGS = st.none() | st.booleans()
TOPICS = ("school", "traffic", "bye_law")
PLAIN = st.sets(st.sampled_from(TOPICS)).map(tuple)
ANNOUNCED = st.sampled_from(["adopted", "rejected"])


def about_of(members: int | None, body: Organization = COUNCIL, **changes):
    """Return the open item of a body of so many."""
    return item(attrs.evolve(body, members=members), **changes)


# ------------------------------------------------------------------------ majorities

# rule I-5, as its table prints it: which part of the 67 members or the 66 elected
NEEDED = {
    "main_bylaw": (1, 2, "more", 67),
    "honorary_citizenship": (2, 3, "least", 67),
    "name_change": (3, 4, "least", 67),
    "council_referendum": (2, 3, "least", 67),
    "mayor_removal": (2, 3, "least", 66),
    "deputy_mayor_removal": (2, 3, "least", 67),
    "alderman_removal": (2, 3, "least", 67),
}
QUALIFIED = st.sampled_from(sorted(NEEDED))
ELECTED = ("election", "alderman_election", "deputy_mayor_election")


def carries(topic: str, yes: int) -> bool:
    """Say whether so many Yes of the whole council are enough, in cross products."""
    part, whole, how, base = NEEDED[topic]
    return yes * whole > base * part if how == "more" else yes * whole >= base * part


@given(
    topics=PLAIN,
    qualified=QUALIFIED,
    ballot=st.booleans(),
    elected=st.sampled_from(ELECTED),
)
def test_no_matter_without_a_class_has_a_majority(topics, qualified, ballot, elected):
    """Unclassified is unknown, an election no Yes/No vote, an unset share unknown (I-5)."""
    given_ = Ballot(yes=60, no=0) if ballot else Ballot(announced="adopted")

    def known(*names, **law):
        about = {"motion": Motion(topics=names), "law": law}
        return answered("majority_known", given_, **about)

    key = f"{qualified}.majority"
    assert "unknown" == answered("majority_known", given_, motion=Motion(topics=None))
    assert "met" == known(*topics) == known(*topics, qualified)
    assert "unmet" == known(*topics, elected) == known(elected, qualified)
    assert "unknown" == known(*topics, qualified, **{key: None})
    assert "met" == known(*topics, **{key: None})


@given(
    topic=QUALIFIED,
    plain=PLAIN,
    yes=st.integers(0, 60),
    no=st.integers(0, 6),
    words=ANNOUNCED,
)
def test_no_larger_majority_without_numbers(topic, plain, yes, no, words):
    """Words never carry one, nor do numbers in a body of unknown size (I-6)."""
    of = {"motion": Motion(topics=(*plain, topic))}
    counted, told = Ballot(yes=yes, no=no), Ballot(announced=words)
    assert "met" == answered("majority_counted", counted, **of)
    assert "unknown" == answered("majority_counted", told, **of)
    unsized = answered("majority_counted", counted, about=about_of(None), **of)
    assert ("unknown" if yes > no else "met") == unsized  # a lost vote is lost anyhow
    assert "met" == answered("majority_counted", told, motion=Motion(topics=plain))
    points = {"point_results": (f"1:{yes}:{no}", f"2:{words}")}
    assert "unknown" == answered("majority_counted", counted, **points, **of)


@given(
    topic=QUALIFIED, around=st.integers(-2, 2), no=st.integers(0, 16), words=ANNOUNCED
)
def test_the_chair_announces_the_majority_of_the_matter(topic, around, no, words):
    """Up to one Yes below the threshold “adopted” is wrong, from it on “rejected” (I-6)."""
    least = next(yes for yes in range(68) if carries(topic, yes))
    yes = least + around
    ballot = Ballot(yes=yes, no=no, announced=words)
    right = "adopted" if carries(topic, yes) and yes > no else "rejected"
    found = answered("announcement_matches", ballot, motion=Motion(topics=(topic,)))
    assert (words == right) == (found == "met")
    assert found != "unknown"


@given(
    yes=COUNTS,
    no=COUNTS,
    topic=QUALIFIED,
    step=st.sampled_from(["vote", "recommend", "ratify"]),
)
def test_exactly_one_announcement_is_right(yes, no, topic, step):
    """Of “adopted” and “rejected” one fits any count; unannounced or uncounted both do."""
    topics = () if step == "vote" else (topic,)
    answers = [
        answered(
            "announcement_matches",
            Ballot(yes=yes, no=no, announced=words),
            step=step,
            motion=Motion(topics=topics),
        )
        for words in ("adopted", "rejected")
    ]
    assert (["met", "unmet"] if yes > no else ["unmet", "met"]) == answers
    for ballot in (Ballot(yes=yes, no=no), Ballot(announced="adopted")):
        found = answered("announcement_matches", ballot, step=step, motion=MOTION)
        assert "met" == found


# § 40 Abs. 2 GO NRW: the matters in which the mayor has no vote (rule I-13)
WITHOUT_MAYOR = (
    "minority_convening",
    "minority_agenda_item",
    "committee_election",
    "delegates",
    "claims_against_mayor",
    "council_monitoring",
    "file_access",
    "committee_formation",
    "expert_citizens",
    "committee_chairs",
    "mayor_removal",
    "mayor_attendance",
    "department_allocation",
    "discharge",
)


@given(
    kind=st.sampled_from(BodyKind),
    plain=PLAIN,
    matter=st.none() | st.sampled_from(WITHOUT_MAYOR),
    did=st.none() | st.sampled_from(["yes", "no", "abstain", "none"]),
)
def test_the_mayor_votes_in_council_and_main_committee_alone(kind, plain, matter, did):
    """There with the matters of the list left out; staying silent is never a breach (I-13)."""
    topics = plain if matter is None else (*plain, matter)
    about = {"about": item(Organization("x", kind)), "motion": Motion(topics=topics)}
    found = answered("mayor_not_counted", Ballot(yes=9, no=9, mayor=did), **about)
    sits = kind in (BodyKind.COUNCIL, BodyKind.MAIN_COMMITTEE)
    has_vote = sits and matter is None
    if has_vote or did in ("abstain", "none"):
        assert "met" == found
    elif did in ("yes", "no"):
        assert "unmet" == found
    else:
        assert ("unknown" if sits else "met") == found


@given(
    points=st.lists(
        st.tuples(st.integers(0, 40), st.integers(0, 40)), min_size=1, max_size=5
    ),
    whole=st.booleans(),
    data=st.data(),
)
def test_each_number_is_settled_once(points, whole, data):
    """In any order; a number twice, or unread, or no local rule, settles nothing (I-11)."""
    texts = [f"{n}:{yes}:{no}" for n, (yes, no) in enumerate(points, 1)]
    law = {"separate_vote.whole_vote": whole}
    ballot = Ballot(yes=20, no=10)

    def settled(results, values):
        return answered(
            "separate_vote_settled", ballot, point_results=tuple(results), law=values
        )

    shuffled = data.draw(st.permutations(texts))
    twice = data.draw(st.sampled_from(texts))
    unread = data.draw(st.sampled_from(["9", "9:", "9:x", "9:3", "9:-1:2", ":3:2"]))
    assert "met" == settled(texts, law) == settled(shuffled, law)
    assert "unknown" == settled([*texts, twice], law)
    assert "unknown" == settled([*texts, unread], law)
    assert "unknown" == settled(texts, {})
    assert "met" == settled((), {})


# -------------------------------------------------------------------- how to vote


@pytest.mark.parametrize(
    ("kept", "body"),
    [("secret_vote_kept", COUNCIL), ("committee_secret_vote_kept", COMMITTEE)],
)
@given(members=SIZES, data=st.data())
def test_a_fifth_of_the_members_turns_the_vote(kept, body, members, data):
    """One person's word more or less decides; it stays so whoever is absent (I-7, I-9)."""
    fifth = next(n for n in range(1, members + 1) if 5 * n >= members)
    present = data.draw(st.integers(0, members))
    about = about_of(members, body)
    for demand in {0, fifth - 1, fifth, members}:
        enough = demand >= fifth
        votes = {"yes": 0, "no": 0, "present": present, "secret_demand": demand}
        in_secret = Ballot(**votes, mode="secret")
        assert (answered(kept, Ballot(**votes), about=about) == "unmet") == enough
        assert "met" == answered(kept, in_secret, about=about)
        found = answered("open_vote_kept", in_secret, about=about)
        assert ("met" if enough else "unmet") == found
        assert "met" == answered("open_vote_kept", Ballot(**votes), about=about)
    unknown = Ballot(yes=0, no=0, secret_demand=None)
    assert "unknown" == answered(kept, unknown, about=about)
    assert "unknown" == answered(
        kept, Ballot(yes=0, no=0, secret_demand=1), about=about_of(None, body)
    )


@given(threshold=st.integers(1, 30), secret=st.integers(0, 67), near=st.integers(-1, 1))
def test_a_roll_call_gives_way_to_nothing_but_a_secret_vote(threshold, secret, near):
    """From the threshold on names are called, unless a fifth want it secret (I-8, I-10)."""
    demand = threshold + near
    law = {"roll_call.threshold": threshold}

    def kept(mode: str, **rest):
        ballot = Ballot(
            yes=2, no=1, mode=mode, secret_demand=secret, roll_call_demand=demand
        )
        return answered("roll_call_kept", attrs.evolve(ballot, **rest), law=law)

    due = demand >= threshold and demand > 0
    assert "met" == kept("roll_call")
    assert ("unmet" if due else "met") == kept("open")
    assert ("unmet" if due and 5 * secret < 67 else "met") == kept("secret")
    assert "unknown" == kept("open", roll_call_demand=None)
    unset = Ballot(yes=2, no=1, roll_call_demand=demand or 1)
    assert "unknown" == answered("roll_call_kept", unset)


ORDER = (
    "not_consider",
    "postpone",
    "refer",
    "interrupt",
    "close_debate",
    "close_list",
    "amendment:1",
    "amendment:2",
    "amendment:3",
    "main",
)
"""What is voted on before what, as rule I-12 lists it."""


@given(
    votes=st.lists(st.sampled_from(ORDER), min_size=2, max_size=6, unique=True),
    amended=st.booleans(),
)
def test_one_order_of_votes_is_right(votes, amended):
    """Sorted by the list it is right; any two neighbours changed about are not (I-12)."""
    ballot = Ballot(yes=2, no=1, amended=amended)
    right = sorted(votes, key=ORDER.index)
    assert "met" == answered("vote_order_kept", ballot, vote_order=tuple(right))
    for place in range(len(right) - 1):
        wrong = [*right]
        wrong[place : place + 2] = reversed(wrong[place : place + 2])
        assert "unmet" == answered("vote_order_kept", ballot, vote_order=tuple(wrong))
    assert "unknown" == answered(
        "vote_order_kept", ballot, vote_order=(*right, "lunch")
    )
    silent = answered("vote_order_kept", ballot)
    assert ("unknown" if amended else "met") == silent


# ------------------------------------------------------------------------- the record

FULL = {"yes": 20, "no": 12, "abstain": 2, "present": 34, "chair": "OB"}


@given(
    left_out=st.sets(st.sampled_from(["abstain", "present", "chair"])),
    sized=st.booleans(),
    persons=st.sets(st.sampled_from("abcd")),
    written=st.sets(st.sampled_from("abcd")),
)
def test_a_record_lacks_exactly_what_was_left_out(left_out, sized, persons, written):
    """Complete with everything in it, incomplete with any one thing left out (I-18)."""
    ballot = Ballot(
        **{name: value for name, value in FULL.items() if name not in left_out},
        excluded=tuple(sorted(written)),
    )
    about = about_of(67 if sized else None, excluded=tuple(sorted(persons)))
    found = answered("vote_record_complete", ballot, about=about)
    complete = not left_out and sized and persons <= written
    assert ("met" if complete else "unmet") == found
    whole = Ballot(**FULL, members=67, excluded=tuple("abcd"))
    assert "met" == answered("vote_record_complete", whole, about=about)


VOTES = st.lists(st.sampled_from(["yes", "no", "abstain"]), min_size=1, max_size=12)


@given(votes=VOTES, missing=st.integers(1, 3))
def test_every_name_of_a_roll_call_is_written_down(votes, missing):
    """One name fewer than votes is a gap; an open vote has no names (I-8)."""
    counts = {name: votes.count(name) for name in ("yes", "no", "abstain")}
    named = tuple((f"m{n}", vote) for n, vote in enumerate(votes))
    called = Ballot(**counts, mode="roll_call", votes=named)
    gap = attrs.evolve(called, votes=named[missing:])
    open_ = attrs.evolve(gap, mode="open")
    assert "met" == answered("roll_call_recorded", called)
    assert "unmet" == answered("roll_call_recorded", gap)
    assert "met" == answered("roll_call_recorded", open_)


@given(members=SIZES, excluded=st.integers(1, 6), on_ballot=st.booleans())
def test_the_excluded_leave_their_seats_empty(members, excluded, on_ballot):
    """The largest number present and the excluded together fill the council (H-4)."""
    persons = tuple(f"m{n}" for n in range(min(excluded, members)))
    about = about_of(members, excluded=() if on_ballot else persons)
    rest = {"yes": 0, "no": 0, "excluded": persons if on_ballot else ()}
    possible = [
        present
        for present in range(members + 2)
        if "met"
        == answered(
            "excluded_not_counted", Ballot(**rest, present=present), about=about
        )
    ]
    assert list(range(members + 1 - len(persons))) == possible
    assert "unknown" == answered("excluded_not_counted", Ballot(**rest), about=about)
    alone = about_of(members)
    crowd = Ballot(yes=0, no=0, present=members)
    assert "met" == answered("excluded_not_counted", crowd, about=alone)


# --------------------------------------------------------------- record and meeting


@given(
    members=SIZES,
    yes=COUNTS,
    no=COUNTS,
    abstain=COUNTS,
    beyond=st.none() | st.integers(0, 9),
)
def test_no_more_vote_or_are_present_than_the_body_has(
    members, yes, no, abstain, beyond
):
    """Heads and votes fit the seats; more seats never hurt, other seats always do (I-18)."""
    rule, cast = "vote_record_consistent", yes + no + abstain
    present = None if beyond is None else cast + beyond
    ballot = Ballot(yes, no, abstain, present=present)
    heads = cast if present is None else present
    assert (heads <= members) == (
        answered(rule, ballot, about=about_of(members)) == "met"
    )
    assert "met" == answered(rule, ballot, about=about_of(heads + members))
    stated = attrs.evolve(ballot, members=heads + members)
    other = about_of(heads + members + 1)
    assert "unmet" == answered(rule, stated, about=other)


@given(yes=COUNTS, no=COUNTS, amended=st.booleans(), text=st.text("0123", min_size=1))
def test_a_vote_on_another_text_is_no_vote_on_this_one(yes, no, amended, text):
    """Unless the text was changed before the vote and the record says so (I-18)."""
    rule = "vote_record_consistent"
    ballot = Ballot(yes, no, text_hash=text, amended=amended)
    own = attrs.evolve(ballot, text_hash=MOTION.text_hash)
    seats = about_of(200)
    assert ("met" if amended else "unmet") == answered(rule, ballot, about=seats)
    assert "met" == answered(rule, own, about=seats)


@given(
    after=st.integers(-3, 3) | st.integers(-400, 400),
    circular=st.booleans(),
    yes=COUNTS,
    body=st.sampled_from([COUNCIL, COMMITTEE]),
)
def test_a_resolution_is_taken_in_the_meeting_or_not_at_all(after, circular, yes, body):
    """On its day, or past midnight; never before it, later, or by circulation (I-15)."""
    about = item(body)
    ballot = Ballot(yes, 0, circular=circular)
    day = about.meeting.day + timedelta(after)
    found = answered("voted_in_meeting", ballot, about=about, day=day)
    assert ("met" if after in (0, 1) and not circular else "unmet") == found
    assert "unmet" == answered(
        "voted_in_meeting", attrs.evolve(ballot, circular=True), about=about, day=day
    )


# ------------------------------------------------------ the mayor in procedural votes


@pytest.mark.parametrize(
    ("rule", "more"),
    [
        ("procedural_majority", {"step": "postpone"}),
        (
            "withdrawal_after_agenda",
            {"step": "withdraw", "law": {"withdrawal.after_agenda": "consent"}},
        ),
        ("recall_resolved", {"step": "draw_decision", "reserved": True}),
        ("bias_dispute_decided", {"step": "decide_bias"}),
    ],
)
@given(no=st.integers(1, 7), margin=st.integers(-1, 3))
def test_a_mayor_without_a_vote_carries_no_procedural_vote(rule, more, no, margin):
    """In a committee his Yes is taken away before anybody counts (§ 50 Abs. 1, § 40)."""
    ballot = Ballot(yes=no + margin, no=no)
    with_him = attrs.evolve(ballot, mayor="yes") if ballot.yes else None
    about = {"about": item(COMMITTEE), **more}
    assert ("met" if margin > 0 else "unmet") == answered(
        rule, procedural_ballot=ballot, **about
    )
    if with_him:
        expected = "met" if margin > 1 else "unmet"
        assert expected == answered(rule, procedural_ballot=with_him, **about)
    invented = Ballot(yes=0, no=no, mayor="yes")
    assert "unknown" == answered(rule, procedural_ballot=invented, **about)
