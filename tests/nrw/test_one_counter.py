"""The command, the rules and the steps count one ballot alike."""

from __future__ import annotations

import attrs

from council import COUNCIL, LAW, MOTION, item
from hypothesis import given
from hypothesis import strategies as st

from ratsflow.law.counting import Outcome
from ratsflow.law.tally import tally
from ratsflow.model import Ballot, Majority
from ratsflow.states.common.decide import reached, vote

from asking import case, question


MAJORITIES = st.none() | st.sampled_from(Majority)
TOPICS = {
    "main_bylaw": Majority.ABSOLUTE,
    "honorary_citizenship": Majority.TWO_THIRDS,
    "name_change": Majority.THREE_QUARTERS,
}


def asked(members, ballot, topics=()):
    """Return the question of a vote of a council of so many."""
    about = item(attrs.evolve(COUNCIL, members=members))
    of = attrs.evolve(MOTION, topics=topics)
    return question(
        of=case(of, state="in_consultation", consultations=(about,)),
        step="vote",
        consultation=about,
        law=LAW.values,
        ballot=ballot,
    )


@given(data=st.data(), members=st.integers(1, 100), majority=MAJORITIES)
def test_whoever_counts_comes_to_the_same(data, members, majority):
    """Of every ballot that can be, whatever majority is asked for."""
    yes = data.draw(st.integers(0, members))
    no = data.draw(st.integers(0, members - yes))
    present = data.draw(st.none() | st.integers(yes + no, members))
    biased = 0 if present is None else data.draw(st.integers(0, members - present))
    ballot = Ballot(yes=yes, no=no, present=present, majority=majority)
    told = tally(
        law=LAW,
        yes=yes,
        no=no,
        members=members,
        present=present,
        biased=biased,
        majority=majority or Majority.SIMPLE,
    )
    ask = asked(members, ballot)
    assert told.outcome is reached(ask, ballot)
    adopted = told.outcome is Outcome.ADOPTED
    assert ("adopted_unchanged" if adopted else "rejected") == vote(ask)


@given(
    members=st.integers(1, 100),
    topic=st.sampled_from(sorted(TOPICS)),
    votes=st.integers(0, 100),
    no=st.integers(0, 100),
)
def test_a_topic_takes_the_majority_that_its_word_names(members, topic, votes, no):
    """The share by topic and the word for it are one number of one law."""
    yes, no = min(votes, members), min(no, members - min(votes, members))
    by_topic = Ballot(yes=yes, no=no)
    told = tally(law=LAW, yes=yes, no=no, members=members, majority=TOPICS[topic])
    assert told.outcome is reached(asked(members, by_topic, (topic,)), by_topic)


def test_both_spellings_of_a_majority_are_one():
    """What 0.1 wrote in one place with a hyphen and in another without is read."""
    assert Majority("two_thirds") is Majority("two-thirds") is Majority.TWO_THIRDS
    assert (
        Majority.THREE_QUARTERS
        is Ballot(yes=1, no=0, majority="three_quarters").majority
    )
