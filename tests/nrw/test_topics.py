"""Words for topics: what switches rules on must not be switched off by a spelling (C-3)."""

from __future__ import annotations

import pytest

from attack import CHAIR, COUNCIL, LOCAL, MAIN, Walk, item, paper, votes
from council import LAW, answered
from council import item as up
from hypothesis import given
from hypothesis import strategies as st

from ratsflow.law.keys.competence import NON_DELEGABLE, problems_of_powers
from ratsflow.law.keys.preapproval import problems_of_co_signers
from ratsflow.law.keys.topics import WORDS, mistaken, topic_of
from ratsflow.law.municipality import LawError, parse_law
from ratsflow.model import Motion
from ratsflow.procedure.nrw import nrw
from ratsflow.procedure.nrw.decide import ELECTIONS, QUALIFIED

from asking import case


HELD = "2026-03-10"
COUNCILS_OWN = sorted(
    {*QUALIFIED, *ELECTIONS, *LAW["mayor.excluded_topics"]}
    - {"election", "minority_convening", "minority_agenda_item", "mayor_attendance"}
    - {"digital_session", "rules_deviation"}
)
"""What only the council decides, as far as a rule treats it apart."""


# ------------------------------------------------------------------------- spellings


@pytest.mark.parametrize(
    ("word", "topic"),
    [
        ("bye_law", "bye_law"),
        ("Bye_Law", "bye_law"),
        ("bye-law", "bye_law"),
        ("byelaw", "bye_law"),
        (" bye_law ", "bye_law"),
        ("ｂｙｅ＿ｌａｗ", "bye_law"),
        ("Satzung", "bye_law"),
        ("Gebührensatzung", "bye_law"),
        ("Hauptsatzung", "main_bylaw"),
        ("HAUPTSATZUNG", "main_bylaw"),
        ("Bebauungsplan", "development_plan"),
        ("B-Plan", "development_plan"),
        ("Offenlage", "planning_step"),
        ("Zoobesuch", "Zoobesuch"),
    ],
)
def test_a_word_means_its_topic_however_it_is_written(word, topic):
    """Case, width, hyphens and blanks are no other matter; a strange word stays strange."""
    assert topic == topic_of(word)


SPELLING = st.sampled_from(sorted(WORDS)).flatmap(
    lambda name: st.tuples(
        st.just(name),
        st.sampled_from(
            [name.upper(), name.title(), name.replace("_", "-"), name.replace("_", " ")]
        ),
    )
)


@given(SPELLING)
def test_every_topic_is_known_in_every_spelling(pair):
    """The rules hear the same topic, and the file of a town may not spell it otherwise."""
    name, word = pair
    assert name == topic_of(word)
    assert "met" == answered("topics_known", motion=Motion("a", topics=(word,)))
    assert (word in WORDS) or name == mistaken(word)


def test_no_word_means_two_topics():
    """Each other word stands under one topic alone."""
    words = [word for names in WORDS.values() for word in names]
    assert len(words) == len(set(words))
    assert [] == [w for name, own in WORDS.items() for w in own if topic_of(w) != name]


def test_every_topic_that_a_rule_reads_is_in_the_vocabulary():
    """A topic that switches a rule on can be stated by its name."""
    read = {*NON_DELEGABLE, *QUALIFIED, *ELECTIONS, *LAW["mayor.excluded_topics"]}
    assert set() == read - set(WORDS)


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


@given(st.lists(LETTERS | st.sampled_from(sorted(WORDS)), max_size=3), LETTERS)
def test_a_topic_is_known_to_the_law_or_to_the_town(stated, own):
    """The town's own words count, unless they nearly are topics of the law."""
    law = {"competence.powers": [{"topic": own, "body": "StEA"}]}
    motion = Motion("a", topics=tuple(stated))
    usable = {own} - {own if mistaken(own) else ""}
    strange = [
        each for each in stated if topic_of(each) not in WORDS and each not in usable
    ]
    about = {"of": case(motion), "about": up(), "law": law}
    for rule in ("topics_known", "topics_recognised"):
        found = answered(rule, step="vote", **about)
        assert bool(strange) == (found == "unmet")
    unclassified = {**about, "of": case(Motion("a", topics=None))}
    assert "unknown" == answered("topics_known", step="vote", **unclassified)


# ------------------------------------------------------- what a town may not give away


@pytest.mark.parametrize("topic", COUNCILS_OWN)
def test_a_town_would_have_given_the_councils_own_matters_away(topic):
    """The file is refused; and where it is not read, the main committee decides nothing."""
    row = {"topic": topic, "body": "main_committee"}
    assert [] != list(problems_of_powers([row]))
    about = {"of": case(Motion("a", topics=(topic,))), "about": up(MAIN)}
    law = {**LOCAL, "competence.powers": [row]}
    answers = {
        rule: answered(rule, law=law, **about)
        for rule in ("non_delegable", "non_delegable_further")
    }
    assert "unmet" in answers.values()


@pytest.mark.parametrize(
    "topic",
    ["Bye_Law", "bye-law", "bye_laws", "Satzung", "hauptsatzung", "Bebauungspläne"],
)
def test_a_town_would_have_given_a_bye_law_away_by_another_spelling(topic):
    """A word that nearly is a topic of the law is no word of the town."""
    (problem,) = problems_of_powers([{"topic": topic, "body": "main_committee"}])
    assert "is no topic" in problem
    signer = {"office": "legal_office", "when": "topics", "topics": [topic]}
    assert [] != list(problems_of_co_signers([signer]))
    with pytest.raises(LawError, match="is no topic"):
        parse_law(
            'state = "NRW"\nname = "X"\n[publicity]\n'
            f'nonpublic_topics = {{ "{topic}" = "Sache" }}\n'
        )


def test_the_vocabulary_of_the_procedure_is_that_of_the_law():
    """The rule stands on every vote; its warning on the way there."""
    steps = {step.name: step.guards for step in nrw().steps}
    assert "topics_known" in steps["vote"]
    assert "topics_recognised" in steps["submit"]
