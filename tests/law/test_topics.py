"""The vocabulary of topics: a word finds its topic and no other, or is refused."""

from __future__ import annotations

import re

import pytest

from hypothesis import given
from hypothesis import strategies as st

from ratsflow.canonical import plain
from ratsflow.errors import DefinitionError, InvalidInputError, german
from ratsflow.law.layers import law_for
from ratsflow.law.municipality import LawError, parse_law
from ratsflow.law.states import state_law
from ratsflow.law.topic_tables import topics_of_state
from ratsflow.law.topics import NO_TOPICS, Reading, Topic, Topics
from ratsflow.model.text import Wording
from ratsflow.states.nrw import STATE


TOPICS = topics_of_state("NRW")
WORDS = [(word, name) for name in TOPICS for word in TOPICS[name].words]
RESERVED = {
    **plain(STATE.law["topics.reserved"]),
    **plain(STATE.law["topics.reserved_further"]),
}
"""What only the council decides, with the paragraph that says so."""

COUNCILS = sorted(
    name for name in TOPICS if not set(TOPICS.lineage(name)).isdisjoint(RESERVED)
)
"""The same, with every topic under one of them."""


def test_every_word_of_every_topic_finds_it_and_no_other():
    """A word that means two topics would be no closed vocabulary."""
    assert [] == [(word, name) for word, name in WORDS if TOPICS.find(word) != name]
    assert 160 <= len(TOPICS)


@given(
    st.sampled_from(WORDS),
    st.sampled_from(
        [
            str.upper,
            str.lower,
            str.title,
            lambda word: word.replace("-", " "),
            lambda word: word.replace(" ", "-"),
            lambda word: word.replace("_", " "),
            lambda word: word.replace(".", ""),
            lambda word: word.replace("ä", "ae").replace("ö", "oe").replace("ü", "ue"),
            lambda word: word.replace("ä", "a").replace("ö", "o").replace("ü", "u"),
            lambda word: word.replace("ß", "ss"),
            lambda word: f"  {word} ",
        ]
    ),
)
def test_a_spelling_is_no_other_topic(pair, spelt):
    """Case, hyphens, dots, blanks and umlauts tell no topics apart."""
    word, name = pair
    assert name == TOPICS.find(spelt(word))


@pytest.mark.parametrize(
    ("word", "topic"),
    [
        ("Hauptsatzung", "main_bylaw"),
        ("2. Nachtragssatzung zur Hauptsatzung", "main_bylaw"),
        ("Änderung der Hauptsatzung", "main_bylaw"),
        ("B-Plan", "development_plan"),
        ("B-Plan Nr. 12/3a", "development_plan"),
        ("BP Nr. 7", "development_plan"),
        ("3. Änderung des Bebauungsplans Nr. 5", "development_plan"),
        ("12. Änderung des FNP", "land_use_plan"),
        ("7. FNP-Änderung", "land_use_plan"),
        ("Änderung des Flächennutzungsplanes", "land_use_plan"),
        ("Haushaltssatzung 2026", "annual_budget"),
        ("HH 2026/27", "annual_budget"),
        ("1. Änderungssatzung zur Gebührensatzung", "fee_bye_law"),
        ("Vergabe", "award"),
        ("üpl.", "overspend"),
        ("ÜPL", "overspend"),
        ("StPl", "staff_plan"),
        ("ｂｙｅ＿ｌａｗ", "bye_law"),
        ("Zoobesuch", None),
        ("Haupsatzung", None),
        ("Bebauungsplan und Satzung", None),
        ("B-Plan Nr. 12 Aufstellungsbeschluss", None),
        ("", None),
    ],
)
def test_what_only_says_which_one_it_is_does_not_matter(word, topic):
    """Numbers, years and "Änderung der …" are left out; anything more is not guessed."""
    assert topic == TOPICS.find(word)


AMBIGUOUS = [each.word for each in TOPICS.readings]


@pytest.mark.parametrize(
    "word",
    [
        *("Nachtrag", "Benennung", "Entlastung", "Satzungsbeschluss", "Offenlage"),
        *("BV", "GO", "Abberufung", "Umbesetzung"),
    ],
)
def test_a_word_of_several_meanings_is_never_mapped_alone(word):
    """The message names the readings, in both languages."""
    assert word in AMBIGUOUS
    assert TOPICS.find(word) is None
    problem, reading = TOPICS.problem(word), TOPICS.reading(word)
    assert problem is not None
    assert reading.text.en in problem
    assert reading.text.de in german(problem)


def test_a_reading_names_words_that_find_their_topics():
    """Whoever writes "Nachtrag" is sent on to topics that exist."""
    for each in TOPICS.readings:
        assert set(each.topics) <= set(TOPICS)
        assert TOPICS.find(f"1. {each.word}") is None
        assert TOPICS.reading(f"1. {each.word}") == each


@given(st.text(max_size=30))
def test_a_word_is_known_or_refused_with_the_nearest(word):
    """Nothing in between: what finds no topic says so, and names at most three."""
    found, problem = TOPICS.find(word), TOPICS.problem(word)
    assert (found is None) == (problem is not None)
    near = TOPICS.nearest(word)
    assert len(near) <= 3
    assert set(near) <= set(TOPICS)
    assert (found or word) in TOPICS.named([word])


@given(st.sampled_from(WORDS), st.integers(0, 30))
def test_a_slip_of_the_pen_is_refused_with_what_was_meant(pair, at):
    """One letter too few is another word; the topic is among the nearest."""
    word, name = pair
    slip = word[: at % len(word)] + word[at % len(word) + 1 :]
    if len(word) < 9 or TOPICS.find(slip) is not None or TOPICS.reading(slip):
        return
    assert name in TOPICS.nearest(slip)
    with pytest.raises(InvalidInputError) as refused:
        TOPICS.checked([slip], "topics")
    assert name in str(refused.value)
    assert TOPICS[name].de[0] in german(refused.value)


def test_a_topic_is_what_it_is_under():
    """A fee bye-law is a bye-law; the division into districts is part of the main one."""
    assert ("fee_bye_law", "bye_law") == TOPICS.covered(("Gebührensatzung",))
    assert ("district_division", "main_bylaw") == TOPICS.lineage("district_division")
    assert ("Zoo",) == TOPICS.lineage("Zoo")


A = Topic("a", ("Ahorn",), ("maple",))


@pytest.mark.parametrize(
    ("topics", "readings"),
    [
        ([A, Topic("b", ("Ahorn",), ("b",))], []),
        ([A, Topic("b", ("Ähörn", "ahorn"), ("b",))], []),
        ([Topic("b", ("B",), ("b",), "x")], []),
        ([Topic("b", ("B",), ("b",), "c"), Topic("c", ("C",), ("c",), "b")], []),
        ([A], [Reading("ahorn", ("a",), Wording("x", "x"))]),
        ([A], [Reading("Baum", ("x",), Wording("x", "x"))]),
    ],
)
def test_a_vocabulary_that_says_two_things_is_refused(topics, readings):
    """Two topics of one word, a parent that is none or goes in circles, a lost reading."""
    with pytest.raises(DefinitionError):
        Topics(topics, readings).find("Ahorn")


def test_every_state_with_topics_has_a_sound_vocabulary():
    """A state that lists none has none, and refuses nothing."""
    assert len(topics_of_state("BW"))
    assert topics_of_state("XX") is NO_TOPICS
    assert ("Zoo",) == NO_TOPICS.covered(("Zoo",))


# ----------------------------------------------------------------- a municipality's own

LIBRARY = {"Stadtbücherei": {"under": "Kultur", "de": ["Bücherei"]}}


def test_a_municipality_has_topics_of_its_own_under_one_of_the_state():
    """They are found by their words, and are what they are under."""
    own = TOPICS.with_own(LIBRARY)
    assert "Stadtbücherei" == own.find("stadtbuecherei")
    assert "Stadtbücherei" == own.find("Bücherei")
    assert ("Stadtbücherei", "culture") == own.covered(("Bücherei",))
    assert TOPICS.find("Bücherei") is None


@pytest.mark.parametrize(
    ("table", "told"),
    [
        ([], "it must be a table of topics, each with 'under'"),
        ({"Zoo": 3}, "3 is no table @ .Zoo"),
        ({"Zoo": {}}, "under is missing"),
        (
            {"Zoo": {"under": "Kulur"}},
            "under: 'Kulur' is no topic; the nearest: culture",
        ),
        ({"Zoo": {"under": "Nachtrag"}}, "means several things"),
        ({"Zoo": {"under": "culture", "over": 1}}, "over is no field"),
        ({"Zoo": {"under": "culture", "de": [3]}}, "no word or list of words"),
        ({"Satzung": {"under": "culture"}}, "'Satzung' is the topic bye_law already"),
        ({"Zoo": {"under": "culture", "de": ["B-Plan"]}}, "development_plan already"),
        ({"Haupsatzung": {"under": "culture"}}, "nearly the topic main_bylaw"),
        ({"Nachtrag": {"under": "culture"}}, "means several things"),
        ({"...": {"under": "culture"}}, "'...' is no word"),
        (
            {"Zoo": {"under": "culture"}, "zoo": {"under": "sport"}},
            "'zoo' is a word of Zoo already",
        ),
    ],
)
def test_an_own_topic_takes_the_name_of_no_other(table, told):
    """Nor nearly: a slip would take a matter out of what the law says of it."""
    (problem,) = TOPICS.problems_of_own(table)
    assert told in problem
    assert german(problem) != problem or "@" in problem


# ------------------------------------------------------- what a table may not give away

GIVEN_TO = st.sampled_from(
    ["main_committee", "mayor", "district_council", "Hauptausschuss", "committee"]
)


def _file(text: str) -> str:
    return f'state = "NRW"\nname = "X"\n{text}'


@given(
    st.sampled_from(COUNCILS).flatmap(lambda name: st.sampled_from(TOPICS[name].words)),
    GIVEN_TO,
)
def test_no_table_gives_away_what_is_the_councils(word, body):
    """By whatever word, and to whomever: the file is refused, and so is the value."""
    row = {"topic": word, "body": body}
    with pytest.raises(DefinitionError, match="to the council"):
        law_for("NRW", {"competence.powers": [row]})
    quoted = word.replace("\\", "\\\\").replace('"', '\\"')
    with pytest.raises(LawError, match="to the council") as refused:
        parse_law(
            _file(f'[competence]\npowers = [{{topic = "{quoted}", body = "{body}"}}]')
        )
    assert "dem Rat" in german(refused.value)
    law_for("NRW", {"competence.powers": [{**row, "body": "council"}]})


@given(st.sampled_from(COUNCILS), GIVEN_TO)
def test_an_own_topic_gives_nothing_away_either(parent, body):
    """A kind of bye-law is the council's as the bye-law is."""
    local = {
        "topics.own": {"Zoofrage": {"under": parent}},
        "competence.powers": [{"topic": "zoofrage", "body": body}],
    }
    with pytest.raises(DefinitionError, match="to the council"):
        law_for("NRW", local)


def test_tables_keep_topics_by_their_ids():
    """Whatever the municipality wrote, the rules look up one name."""
    law = law_for(
        "NRW",
        {
            "topics.own": LIBRARY,
            "competence.powers": [{"topic": "Bücherei", "body": "Kulturausschuss"}],
            "competence.pre_consultation": {"B-Plan": ["Planungsausschuss"]},
            "publicity.nonpublic_topics": {"Grundstücksgeschäft": "Grundstück"},
            "investment.thresholds": {"Hochbau": 5},
            "cosignature.signers": [
                {"office": "a", "when": "topics", "topics": ["Satzung", "HH"]}
            ],
        },
    )
    assert "Stadtbücherei" == law["competence.powers"][0]["topic"]
    assert {"development_plan"} == set(law["competence.pre_consultation"])
    assert {"real_estate"} == set(law["publicity.nonpublic_topics"])
    assert {"construction"} == set(law["investment.thresholds"])
    (signer,) = law["cosignature.signers"]
    assert ("bye_law", "annual_budget") == tuple(signer["topics"])


@pytest.mark.parametrize(
    ("line", "told"),
    [
        (
            'competence.powers = [{topic = "Zooo", body = "mayor"}]',
            "'Zooo' is no topic",
        ),
        (
            'competence.pre_consultation = {"Haupsatzung" = ["A"]}',
            "main_bylaw (main bye-law)",
        ),
        ('publicity.nonpublic_topics = {"Offenlage" = "x"}', "several things"),
        (
            'publicity.nonpublic_topics = {"B-Plan" = "x"}',
            "must be dealt with in public",
        ),
        (
            'publicity.nonpublic_topics = {"Vergabe" = "x", award = "y"}',
            "award (award) stands there twice",
        ),
        ("investment.thresholds = {Hochbua = 5}", "'Hochbua' is no topic"),
        (
            'cosignature.signers = [{office="a", when="topics", topics=["Satzunk"]}]',
            "bye_law (bye-law)",
        ),
        ('mayor.vote_exclusions = ["97(1)"]', "'97(1)' is the norm of no topic"),
        ('topics.own = {Satzung = {under = "culture"}}', "bye_law already"),
    ],
)
def test_every_table_of_topics_is_closed(line, told):
    """An unknown word is refused with its place, wherever topics are named."""
    with pytest.raises(LawError) as refused:
        parse_law(_file(line))
    assert any(told in problem for problem in refused.value.problems)
    key = line.partition(" ")[0]
    assert all(f"@ {key}" in problem for problem in refused.value.problems)


@pytest.mark.parametrize("state", ["NRW", "BW"])
def test_what_is_reserved_names_its_paragraph_whole(state):
    """It is told alone where a town's file gives the topic away: "Nr. 3" says nothing."""
    values = state_law(state).law.values
    for key in ("topics.reserved", "topics.reserved_further"):
        for topic, norm in values[key].items():
            assert re.search(r"^(?:§|KrWG).*\b[A-Z]\w*[A-Z]\w*\b", norm), (topic, norm)
