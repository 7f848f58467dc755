"""Topics of papers: what switches rules on must not be switched off by a word (C-3)."""

from __future__ import annotations

import pytest

from attack import CHAIR, COUNCIL, LOCAL, MAIN, Walk, item, paper, votes
from council import answered
from council import item as up
from hypothesis import given
from hypothesis import strategies as st

from ratsflow.law.keys.topics import topics_of_state
from ratsflow.law.presets import NRW
from ratsflow.model import Motion
from ratsflow.states.nrw import nrw

from asking import case


QUALIFIED = NRW["majority.by_topic"].plain
HELD = "2026-03-10"
TOPICS = topics_of_state("NRW")
RESERVED = {
    **NRW["topics.reserved"].plain,
    **NRW["topics.reserved_further"].plain,
}
TABLES = ("mayor.excluded_topics", "vote_mode.by_topic", "district.matters")
SETS = ("election.by_law", "district_hearing.topics", "publicity.must_be_public")


def test_every_topic_that_a_value_of_law_names_is_in_the_vocabulary():
    """A topic that switches a rule on can be stated by its name."""
    named = {each for key in (*TABLES, *SETS) for each in NRW[key].plain}
    assert set() == {*RESERVED, *QUALIFIED, *named} - set(TOPICS)


def test_every_topic_has_a_label():
    """What a finding says of a topic is the first of its words."""
    for name in TOPICS:
        assert TOPICS[name].label == nrw().words.find("topic", name)


# ------------------------------------------------------------------- unknown topics


@pytest.mark.parametrize("topic", ["Hauptsatzung", "hauptsatzung", "main-bylaw"])
def test_a_spelling_would_have_adopted_the_main_bye_law(topic):
    """30 of 67 is no majority of the statutory members, whatever the topic is called."""
    walk = Walk(paper(topics=(topic,)), item("r", COUNCIL, "decision", HELD)).released()
    walk.voted("r", HELD, votes(30, 20, mayor="no"))
    assert "rejected" == walk.case.state


@pytest.mark.parametrize("topic", ["main_statute", "Verfassung der Stadt", "bye laws?"])
def test_an_unknown_topic_would_have_been_voted_on(topic):
    """Nobody can say who decides and by which majority; the office hears it before."""
    walk = Walk(paper(topics=(topic,)), item("r", COUNCIL, "decision", HELD))
    walk.released()
    released = [each for each in walk.office.entries("c") if each.step == "release"]
    assert "topics_recognised" in {row["rule"] for row in released[0].findings}
    walk.called("r", HELD)
    said = walk.refused("vote", CHAIR, HELD, on="r", ballot=votes(67, 0))
    assert "topics_known" in said


LETTERS = st.text("abcdefghijklmnopqrstuvwxyz", min_size=3, max_size=12)


@given(st.lists(LETTERS | st.sampled_from(sorted(TOPICS)), max_size=3))
def test_a_topic_is_known_to_the_law_or_to_the_town(stated):
    """A town's own word is known once the town has put it under a topic."""
    strange = [each for each in stated if TOPICS.find(each) is None]
    own = {each: {"under": "culture"} for each in strange}
    motion = Motion("a", topics=tuple(stated))
    about = {"of": case(motion), "about": up()}
    for rule in ("topics_known", "topics_recognised"):
        found = answered(rule, step="vote", law={}, **about)
        assert bool(strange) == (found == "unmet")
        if not list(TOPICS.problems_of_own(own)):
            law = {"topics.own": own}
            assert "met" == answered(rule, step="vote", law=law, **about)
    unclassified = {**about, "of": case(Motion("a", topics=None))}
    assert "unknown" == answered("topics_known", step="vote", **unclassified)


# ------------------------------------------------------- what a town may not give away

COUNCILS = sorted(
    name for name in TOPICS if not set(TOPICS.lineage(name)).isdisjoint(RESERVED)
)


@given(
    st.sampled_from(COUNCILS).flatmap(lambda name: st.sampled_from(TOPICS[name].words)),
    st.booleans(),
)
def test_a_body_decides_nothing_that_is_the_councils(word, own):
    """A table that no file could hold gives nothing away either: the rule says so too."""
    stated = "Zoofrage" if own else word
    law = {
        **LOCAL,
        "topics.own": {"Zoofrage": {"under": word}},
        "competence.powers": [{"topic": stated, "body": "main_committee"}],
    }
    about = {"of": case(Motion("a", topics=(stated,))), "about": up(MAIN)}
    answers = [
        answered(rule, law=law, **about)
        for rule in ("non_delegable", "non_delegable_further")
    ]
    assert ["met", "unmet"] == sorted(answers)
    assert "unmet" == answered("body_competent", law=law, **about)


def test_a_kind_of_a_topic_is_decided_by_its_holder():
    """An own topic is the body's that decides what it is under, unless it has its own."""
    law = {
        **LOCAL,
        "topics.own": {"Zoo": {"under": "culture"}, "Oper": {"under": "culture"}},
        "competence.powers": [
            {"topic": "culture", "body": "main_committee"},
            {"topic": "Oper", "body": "Kulturausschuss"},
        ],
    }
    for topic, expected in (("Zoo", "met"), ("Oper", "unmet"), ("culture", "met")):
        about = {"of": case(Motion("a", topics=(topic,))), "about": up(MAIN)}
        assert expected == answered("body_competent", law=law, **about)


def test_a_kind_of_a_topic_takes_its_majority():
    """The division into districts changes the main bye-law: 34 of 67, not 30 to 20."""
    walk = Walk(
        paper(topics=("district_division",)), item("r", COUNCIL, "decision", HELD)
    ).released()
    walk.voted("r", HELD, votes(30, 20, mayor="no"))
    assert "rejected" == walk.case.state


def test_the_vocabulary_of_the_procedure_is_that_of_the_law():
    """The rule stands on every vote; its warning on the way there."""
    steps = {step.name: step.guards for step in nrw().steps}
    assert "topics_known" in steps["vote"]
    assert "topics_recognised" in steps["submit"]
