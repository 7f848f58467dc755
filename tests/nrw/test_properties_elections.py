"""What the law on elections and repeated votes says, whatever the numbers are (I)."""

from __future__ import annotations

from datetime import timedelta

import attrs

from council import COUNCIL, DAY, MOTION, answered, item, pose
from hypothesis import given
from hypothesis import strategies as st

from ratsflow.model import Ballot, Motion

from asking import case


SIZES = st.integers(1, 91)
COUNTS = st.integers(0, 91)
FLAGS = st.none() | st.booleans()
PLAIN = st.sets(st.sampled_from(("school", "traffic", "bye_law"))).map(tuple)
ELECTED = ("election", "alderman_election", "deputy_mayor_election")
BEFORE = DAY - timedelta(days=250)
"""A day before the reform of July 2025."""


def about_of(members: int | None, **changes):
    """Return the open item of a council of so many."""
    return item(attrs.evolve(COUNCIL, members=members), **changes)


@given(
    doubted=FLAGS,
    opened=FLAGS,
    consent=FLAGS,
    allowed=FLAGS,
    off=st.integers(-1, 1),
    about=st.sampled_from(["", "objection-1"]),
)
def test_no_vote_is_repeated_for_its_result(
    doubted, opened, consent, allowed, off, about
):
    """Only on the day, and doubted before the next item or by a consent that counts (I-14)."""
    inputs = {
        "result_doubted": doubted,
        "next_item_opened": opened,
        "unanimous_consent": consent,
    }
    found = answered(
        "revote_allowed",
        step="repeat_vote",
        day=DAY + timedelta(days=off),
        about=item(about=about),
        law={"revote.by_consent": allowed},
        **inputs,
    )
    at_once = doubted is True and opened is False
    agreed = consent is True and allowed is True
    in_place = off == 0 and not about
    if found == "met":
        assert in_place
        assert agreed or (at_once and consent is not True)
    if in_place and (agreed or (at_once and consent is not True)):
        assert "met" == found
    if not in_place:
        assert "unmet" == found


@given(elected=st.sets(st.sampled_from(ELECTED), min_size=1), plain=PLAIN)
def test_nothing_is_elected_that_the_law_votes_on(elected, plain):
    """One matter that is no election among the topics makes it none (I-16)."""
    elections = tuple(sorted(elected))

    def by_law(topics):
        return answered("election_by_law", step="elect", motion=Motion(topics=topics))

    assert "met" == by_law(elections)
    assert ("unmet" if plain else "met") == by_law((*elections, *plain))
    assert "unmet" == by_law(plain) == by_law(())
    assert "unknown" == by_law(None)


@given(members=st.integers(2, 91), near=st.integers(-1, 1), plain=PLAIN)
def test_how_many_make_an_election_secret(members, near, plain):
    """One before the reform, a fifth of the elected since; on paper it always may be."""
    elected = members - 1
    fifth = next(n for n in range(1, elected + 1) if 5 * n >= elected)
    about = {
        "step": "elect",
        "about": about_of(members),
        "motion": Motion(topics=plain),
    }

    def answer(day, objections, *, secret: bool | None = False, **rest):
        said = {"day": day, "secret": secret, "objections": objections}
        return answered("election_secret", **{**about, **rest}, **said)

    for day, needed in ((BEFORE, 1), (DAY, fifth)):
        count = max(0, needed + near)
        assert ("unmet" if count >= needed else "met") == answer(day, count)
        assert "met" == answer(day, count, secret=True)
        assert "unknown" == answer(day, None) == answer(day, count, secret=None)
        deputies = Motion(topics=(*plain, "deputy_mayor_election"))
        assert "unmet" == answer(day, 0, motion=deputies)


@given(before=st.sampled_from(["", "runoff", "elected", "not_elected"]), runoff=FLAGS)
def test_a_ballot_is_a_runoff_exactly_after_an_open_first_one(before, runoff):
    """Most votes alone elect nobody in the first ballot, and no third one follows (I-16)."""
    found = answered(
        "runoff_due", step="elect", about=item(result=before), runoff=runoff
    )
    assert ("met" if (before == "runoff") == (runoff is True) else "unmet") == found


@given(
    counts=st.lists(st.integers(0, 30), min_size=3, max_size=5, unique=True),
    data=st.data(),
)
def test_nobody_left_out_of_the_runoff_had_more_votes(counts, data):
    """Of all pairs only that passes which nobody outside it outvoted (I-16)."""
    first = dict(zip("ABCDE", counts, strict=False))
    facts = {
        "candidates": tuple(f"{name}:{count}" for name, count in first.items()),
        "no_votes": 200,
    }
    stand = data.draw(st.lists(st.sampled_from(sorted(first)), min_size=1, unique=True))
    left_out = [count for name, count in first.items() if name not in stand]
    fair = len(stand) == 2 and min(first[name] for name in stand) > max(left_out)

    def standing(*names, **rest):
        of = case(MOTION, state="in_consultation", facts=facts)
        return answered(
            "runoff_of_the_highest",
            step="elect",
            of=of,
            candidates=tuple(f"{name}:1" for name in names),
            **rest,
        )

    highest = sorted(first, key=first.__getitem__)[-2:]
    assert ("met" if fair else "unmet") == standing(*stand, runoff=True)
    assert "met" == standing(*highest, runoff=True)
    assert "met" == standing(*stand)


@given(
    members=SIZES,
    excluded=st.integers(0, 3),
    biased=st.integers(0, 3),
    yes=COUNTS,
    no=st.integers(0, 9),
)
def test_no_election_has_more_papers_than_voters(members, excluded, biased, yes, no):
    """One paper more than members who may vote is refused, whatever it says (I-18)."""
    persons = tuple(f"m{n}" for n in range(min(excluded, members)))
    voters = min(members, members - len(persons) + biased)
    about = about_of(members, excluded=persons)

    def possible(papers: int, **rest):
        against = min(no, papers)
        return answered(
            "election_votes_possible",
            step="elect",
            **{"about": about, **rest},
            candidates=(f"A:{papers - against}",),
            no_votes=against,
            biased_votes=biased,
        )

    assert ("met", "unmet") == (possible(voters), possible(voters + 1))
    assert ("met" if yes <= voters else "unmet") == possible(yes)
    assert "unknown" == possible(yes, about=about_of(None))


SEATS = st.sampled_from(("committee_election", "deputy_mayor_election"))


@given(topic=SEATS, plain=PLAIN)
def test_nothing_is_elected_by_lists_that_the_law_does_not_name(topic, plain):
    """One matter that no list is elected for makes it none; two kinds are two votes."""

    def by_law(topics):
        return answered(
            "lists_by_law", step="elect_by_lists", motion=Motion(topics=topics)
        )

    assert "met" == by_law((topic,))
    assert ("unmet" if plain else "met") == by_law((topic, *plain))
    assert "unmet" == by_law(plain) == by_law(())
    both = ("committee_election", "deputy_mayor_election")
    assert "unknown" == by_law(None) == by_law(both)


@given(
    topic=SEATS,
    votes=st.lists(st.integers(0, 60), min_size=1, max_size=5),
    seats=st.integers(0, 70),
    members=st.none() | st.integers(1, 67),
)
def test_every_seat_falls_to_a_list_or_waits_for_the_lot(topic, votes, seats, members):
    """All seats are given, none below the whole part of a share; a lot is asked for."""
    stated = {
        "step": "elect_by_lists",
        "motion": Motion(topics=(topic,)),
        "about": about_of(members),
        "lists": tuple(f"L{n}:{count}" for n, count in enumerate(votes)),
        "seats": seats,
    }
    found = answered("seats_distributed", **stated)
    if members is None or not 1 <= seats <= members or not sum(votes):
        assert "unknown" == found
        return
    drawn = ()
    if found == "unknown":
        asked = pose("seats_distributed", **stated)
        drawn = tuple(asked.observed.split(", "))[: int(asked.required)]
        assert 0 < int(asked.required) < len(asked.observed.split(", "))
    told = pose("seats_distributed", **stated, lots=drawn).data["seats"]
    given_ = [int(each.rpartition(": ")[2]) for each in told]
    assert seats == sum(given_)
    whole = [count * seats // sum(votes) for count in votes]
    assert all(got >= least for got, least in zip(given_, whole, strict=True))


@given(yes=COUNTS, no=st.integers(0, 3), joint=FLAGS, plain=PLAIN)
def test_a_uniform_list_needs_all_or_a_joint_proposal(yes, no, joint, plain):
    """Before the reform a single No sinks it; since then no number helps (I-17)."""
    seats = Motion(topics=(*plain, "committee_election"))
    ballot = Ballot(yes=yes, no=no)
    rule = "uniform_list_accepted"
    then, now = ({"day": day, "joint_proposal": joint} for day in (BEFORE, DAY))
    lost = yes <= no
    before = answered(rule, ballot, motion=seats, **then)
    since = answered(rule, ballot, motion=seats, **now)
    assert ("met" if lost or no == 0 else "unmet") == before
    stated = {True: "met", False: "unmet", None: "unknown"}[joint]
    assert ("met" if lost else stated) == since
    for day in (then, now):
        assert "met" == answered(rule, ballot, motion=Motion(topics=plain), **day)
