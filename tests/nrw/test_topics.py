"""Topics of papers: what switches rules on must not be switched off by a word (C-3)."""

from __future__ import annotations

from datetime import UTC, datetime

import attrs
import pytest

from attack import COUNCIL, LOCAL, MAIN, Walk, item, paper, votes
from council import answered
from council import item as up
from hypothesis import given
from hypothesis import strategies as st

from ratsflow.canonical import plain
from ratsflow.engine.inputs import with_topics
from ratsflow.errors import InvalidInputError, KeyReusedError, RepeatedError
from ratsflow.law.layers import law_for
from ratsflow.law.topic_tables import topics_of_state
from ratsflow.model import Actor, Motion
from ratsflow.office import Office
from ratsflow.states.nrw import STATE, nrw

from asking import case


QUALIFIED = plain(STATE.law["majority.by_topic"])
HELD = "2026-03-10"
TOPICS = topics_of_state("NRW")
RESERVED = {
    **plain(STATE.law["topics.reserved"]),
    **plain(STATE.law["topics.reserved_further"]),
}
TABLES = ("mayor.excluded_topics", "vote_mode.by_topic", "district.matters")
SETS = ("election.by_law", "district_hearing.topics", "publicity.must_be_public")


def test_every_topic_that_a_value_of_law_names_is_in_the_vocabulary():
    """A topic that switches a rule on can be stated by its name."""
    named = {each for key in (*TABLES, *SETS) for each in plain(STATE.law[key])}
    assert set() == {*RESERVED, *QUALIFIED, *named} - set(TOPICS)


def test_every_topic_has_a_label():
    """What a finding says of a topic is the first of its words."""
    for name in TOPICS:
        assert TOPICS[name].label == nrw().words.find("topic", name)


# ------------------------------------------------------------------- unknown topics


@pytest.mark.parametrize(
    "topic", ["Hauptsatzung", "hauptsatzung", "main_statute", "main-bylaw"]
)
def test_a_spelling_would_have_adopted_the_main_bye_law(topic):
    """30 of 67 is no majority of the statutory members, whatever the topic is called."""
    walk = Walk(paper(topics=(topic,)), item("r", COUNCIL, "decision", HELD)).released()
    walk.voted("r", HELD, votes(30, 20, mayor="no"))
    assert "rejected" == walk.case.state


@pytest.mark.parametrize("topic", ["town_statute", "Verfassung der Stadt", "bye laws?"])
def test_an_unknown_topic_would_have_been_voted_on(topic):
    """Nobody could say who decides and by which majority; no office takes it."""
    with pytest.raises(InvalidInputError, match="is no topic; the nearest: "):
        Walk(paper(topics=(topic,)), item("r", COUNCIL, "decision", HELD))


@pytest.mark.parametrize("step", ["open", "submit", "supplement", "take_over"])
def test_an_office_takes_words_by_their_topics_and_refuses_the_rest(step):
    """Whatever step hands a motion in, rules and log see ids; unclear words are refused."""
    office = Office(nrw(), law=law_for("NRW"))
    author = Actor("a", roles=nrw().roles)
    draft = paper(topics=())

    def hand_in(*words):
        motion = attrs.evolve(draft, topics=words)
        if step == "open":
            return office.open(motion, author).motion
        opened = office.open(draft, author)
        verdict = office.assess(opened.id, step, author, motion=motion)
        return verdict.question.inputs["motion"]

    done = hand_in("Hauptsatzung", "B-Plan Nr. 12", "main_bylaw")
    assert ("main_bylaw", "development_plan") == done.topics
    for word in ("Nachtrag", "Haupsatzung", "Verfassung"):
        with pytest.raises(InvalidInputError, match=f"'{word}'"):
            hand_in("Satzung", word)


def test_what_is_sent_again_in_words_is_the_same():
    """The key of a motion handed in by words is used up for the same words."""
    office = Office(nrw(), law=law_for("NRW"))
    author = Actor("a", roles=nrw().roles)
    at = datetime(2026, 3, 2, 9, tzinfo=UTC)
    given = {"case_id": "c", "key": "k", "at": at}
    office.open(paper(topics=("Hauptsatzung",)), author, **given)
    with pytest.raises(RepeatedError):
        office.open(paper(topics=("Hauptsatzung",)), author, **given)
    with pytest.raises(KeyReusedError):
        office.open(paper(topics=("Stellenplan",)), author, **given)


def test_a_history_keeps_what_it_had():
    """A paper whose topics are of older days goes on with them until somebody changes them."""
    names, old = nrw().topics(), Motion("a", topics=("von früher",))
    changed = attrs.evolve(old, title="b")
    assert changed == with_topics(names, changed, old)
    with pytest.raises(InvalidInputError):
        with_topics(names, attrs.evolve(changed, topics=("von gestern",)), old)


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
