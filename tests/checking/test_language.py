"""The language of properties: what a sentence says, and that Python says the same."""

from __future__ import annotations

import re

from datetime import date
from pathlib import Path
from types import SimpleNamespace

import attrs
import pytest

from hypothesis import given
from hypothesis import strategies as st
from small import procedure, space, step
from test_shipped import STATES, law

from ratsflow.checking import check, load_properties, never, shipped_properties
from ratsflow.checking.competence import is_competent
from ratsflow.checking.language import Reader, sentences
from ratsflow.errors import InvalidInputError, RatsflowError, UnknownNameError
from ratsflow.law.states import state_law
from ratsflow.model import Ballot, Motion, Organization


NRW = STATES["nrw"]
READER = Reader(NRW)
WORDS = {
    "ROLE": "mayor",
    "KIND": "council",
    "TYPE": "urgent_paper",
    "TOPIC": "bye_law",
    "LOOK": "amending",
    "STATE": "adopted",
    "STEP": "vote",
    "NAME": "legal_obligation",
    "VALUE": "true",
    "EVENT": "vote | repeat_vote into adopted in committee by a competent body",
    "N": "3",
}


def written(form: str) -> str:
    """Write a sentence of the language with words of the procedure."""
    form = form.replace("suspended by KIND", "suspended by court_order")
    form = form.replace("item is for ROLE", "item is for decision").replace("…", "x")
    return re.sub(r"[A-Z]{2,}|\bN\b", lambda found: WORDS[found[0]], form)


PLAIN = [written(each) for each in sentences() if not each.startswith("…")] + [
    "item is that of vote not undone by reopen"
]


@st.composite
def conditions(draw, depth=3):
    """Draw a condition joined in Python from sentences."""
    if depth == 0 or draw(st.booleans()):
        return READER.condition(draw(st.sampled_from(PLAIN)))
    left, right = draw(conditions(depth=depth - 1)), draw(conditions(depth=depth - 1))
    return draw(st.sampled_from((left & right, left | right, ~left)))


@pytest.mark.parametrize("sentence", PLAIN)
def test_every_sentence_is_read_as_it_is_listed(sentence):
    assert READER.condition(sentence).text == sentence


@given(conditions())
def test_what_is_joined_in_python_is_what_its_text_says(condition):
    again = READER.condition(condition.text)
    assert again == condition
    assert (again.steps, again.facts, again.asks) == (
        condition.steps,
        condition.facts,
        condition.asks,
    )
    assert again.excuses == condition.excuses


FLAGS = ("a", "b", "c")
SMALL = procedure(
    step("submit", "draft", "review", takes=FLAGS),
    rules=[],
)


@st.composite
def of_flags(draw, depth=3):
    """Draw a condition over flags, with the function of Python that it is."""
    if depth == 0 or draw(st.booleans()):
        name = draw(st.sampled_from(FLAGS))
        return Reader(SMALL).condition(f"fact {name} is true"), lambda at: at[name]
    one, first = draw(of_flags(depth=depth - 1))
    two, second = draw(of_flags(depth=depth - 1))
    return draw(
        st.sampled_from(
            (
                (one & two, lambda at: first(at) and second(at)),
                (one | two, lambda at: first(at) or second(at)),
                (~one, lambda at: not first(at)),
            )
        )
    )


@given(of_flags(), st.fixed_dictionaries(dict.fromkeys(FLAGS, st.booleans())))
def test_a_condition_read_again_judges_as_python_does(pair, facts):
    condition, python = pair
    at = SimpleNamespace(verdict=SimpleNamespace(question=facts))
    assert Reader(SMALL).condition(condition.text).holds(at) is python(facts)


def test_a_property_made_in_python_is_the_one_of_a_file():
    reader = Reader(SMALL)
    excuse = reader.condition("fact a is true") | ~reader.condition("fact b is true")
    table = {"p": {"never": "submit", "unless": "fact a is true or not fact b is true"}}
    (filed,) = load_properties(table, SMALL)
    made = never("p", "submit", SMALL, unless=excuse)
    assert (made.unless, made.event) == (filed.unless, filed.event)


def refusal(tmp_path: Path, text: str) -> RatsflowError:
    file = tmp_path / "town.properties.toml"
    file.write_text(text, "utf-8")
    with pytest.raises((InvalidInputError, UnknownNameError)) as refused:
        load_properties(file, NRW)
    return refused.value


@pytest.mark.parametrize(
    ("text", "line", "told"),
    [
        ('[p]\nnever = "vot"', 2, "vote"),
        ('[p]\nnever = "vote into adoptd"', 2, "adopted"),
        ('[p]\nnever = "vote in counsil"', 2, "council"),
        ('[p]\nnevver = "vote"', 2, "never"),
        ('[p]\nnever = "vote"\nunless = "text sined by mayor"', 3, "text signed by"),
        ('[p]\nnever = "vote"\nwhile = "state is adoptd"', 3, "adopted"),
        (
            '[p]\nnever = "vote"\nunless = "fact legal_obligaton stated"',
            3,
            "obligation",
        ),
        ('[p]\nnever = "vote"\nunless = "paper on by_law"', 3, "bye_law"),
        ('[p]\nnever = "vote"\n\npapers = ["counsil"]', 4, "council"),
        ('[p]\nnever = "vote"\nnorms = "agenda.itm"', 3, "agenda.item"),
        ('[q]\nnever = "vote"\n[p]\nonce = "vote"\nthen_never = "clos"', 5, "close"),
    ],
)
def test_a_mistake_is_told_with_its_line_and_the_nearest(tmp_path, text, line, told):
    refused = refusal(tmp_path, text)
    for said in (str(refused), refused.text("de")):
        assert f"town.properties.toml:{line} " in said
    meant = getattr(refused, "nearest", "") or str(refused).rpartition("Nearest: ")[2]
    assert told in meant


@pytest.mark.parametrize("days", ["x", "", "-1", "1.5", "days.", "3x"])
def test_days_that_are_neither_a_number_nor_a_norm_are_told(days):
    table = {"p": {"never": "submit", "while": f"within {days} days of submit"}}
    with pytest.raises(InvalidInputError, match="within N days of EVENT"):
        load_properties(table, SMALL)


def test_an_event_that_was_undone_does_not_stand():
    of = procedure(
        step("adopt", "draft", "adopted"),
        step("repeal", "adopted", "draft"),
        step("file", "draft", "filed"),
        step("carry_out", ("adopted", "draft"), "done"),
    )
    table = {
        "weak": {"never": "carry_out", "unless": "after adopt"},
        "strong": {"never": "carry_out", "unless": "after adopt not undone by repeal"},
    }
    found = {
        each.asked.id: [choice.step for choice in each.moment.choices]
        for each in check(load_properties(table, of), space(of)).holes
    }
    assert found["strong"] == ["carry_out"]
    loose = {
        "weak": {"never": "carry_out", "while": "after adopt", "unless": "after adopt"}
    }
    tight = {
        "tight": {
            "never": "carry_out",
            "while": "after adopt",
            "unless": "after adopt not undone by repeal",
        }
    }
    (kept,) = check(load_properties(loose, of), space(of)).checked
    (broken,) = check(load_properties(tight, of), space(of)).checked
    assert kept.is_kept
    assert [each.step for each in broken.hole.choices] == [
        "adopt",
        "repeal",
        "carry_out",
    ]


def test_what_leaves_a_state_is_an_event_and_what_no_step_can_be_is_kept():
    of = procedure(
        step("close", "draft", "closed"),
        step("note", "closed", "closed"),
        attrs.evolve(step("revive", "closed", "draft"), reopens=True),
        final=("closed",),
    )
    table = {"closed": {"never": "any leaving final"}}
    (found,) = check(load_properties(table, of), space(of)).checked
    assert [each.step for each in found.hole.choices] == ["close", "revive"]
    shut = procedure(
        step("close", "draft", "closed"),
        step("note", "closed", "closed"),
        final=("closed",),
    )
    (kept,) = check(load_properties(table, shut), space(shut)).checked
    assert kept.is_kept
    assert kept.is_structural


def at(ballot: Ballot, excluded: tuple[str, ...] = ()) -> SimpleNamespace:
    """Return what conditions see of a vote."""
    return SimpleNamespace(ballot=ballot, item=SimpleNamespace(excluded=excluded))


@pytest.mark.parametrize(
    ("ballot", "excluded", "kept"),
    [
        (Ballot(yes=30, no=29, members=59), (), True),
        (
            Ballot(yes=30, no=29, members=59),
            ("x",),
            False,
        ),  # all 59 voted, one of them x
        (Ballot(yes=29, no=29, members=59), ("x",), True),
        (Ballot(yes=29, no=29, members=59, biased_yes=1), ("x",), False),
        (Ballot(yes=1, no=0, votes=(("x", "yes"),), mode="roll_call"), ("x",), False),
        (Ballot(yes=1, no=0, votes=(("y", "yes"),), mode="roll_call"), ("x",), True),
    ],
)
def test_who_is_excluded_has_voted_where_the_record_shows_it(ballot, excluded, kept):
    assert READER.condition("no excluded vote").holds(at(ballot, excluded)) is kept


@pytest.mark.parametrize(
    ("ballot", "carried"),
    [
        (Ballot(yes=2, no=1), True),
        (Ballot(yes=1, no=1), False),
        (Ballot(announced="adopted"), True),
        (Ballot(no=3, announced="rejected"), False),
    ],
)
def test_a_vote_is_carried_by_more_yes_than_no(ballot, carried):
    assert READER.condition("more yes than no").holds(at(ballot)) is carried


@pytest.mark.parametrize(
    ("kind", "name", "topics", "competent"),
    [
        ("council", "Rat", ("bye_law",), True),
        ("committee", "Verkehrsausschuss", ("traffic_calming",), True),
        ("committee", "VERKEHRSAUSSCHUSS ", ("traffic_calming",), True),
        ("committee", "Verkehrsausschuss", ("traffic_calming", "bye_law"), False),
        ("committee", "Sportausschuss", ("traffic_calming",), False),
        ("committee", "Verkehrsausschuss", (), False),
        ("main_committee", "Hauptausschuss", ("award",), True),
        ("district_council", "Bezirksvertretung Mitte", ("playground",), True),
        ("district_council", "Bezirksvertretung Mitte", ("bye_law",), False),
        ("advisory", "Beirat", ("traffic_calming",), False),
    ],
)
def test_who_is_competent_is_read_from_the_law_on_file(kind, name, topics, competent):
    paper = Motion("Paper", topics=topics)
    body = Organization(name, kind, 15)
    assert is_competent(body, paper, law("nrw").at(date(2026, 3, 4))) is competent


@pytest.mark.parametrize("state", ["nrw", "bw"])
def test_every_demand_cites_a_paragraph_of_its_state(state):
    cited = {each.id: each.cites for each in shipped_properties(STATES[state])}
    local = {
        "referred_is_not_decided_there",
        "latest_vote_repeated",
        "released_as_signed",
        "signed_by_its_office",
        "reopened_as_signed",
        "no_execution_in_the_waiting_days",
    }
    assert {name for name, each in cited.items() if "§" not in each} <= local
    assert all(cited.values())


def test_of_one_norm_each_state_cites_its_own_paragraph():
    cited = {
        state: next(
            each.cites
            for each in shipped_properties(state_law(state).procedure())
            if each.id == "voted_on_agenda"
        )
        for state in ("NRW", "BW", "BY")
    }
    assert "§ 48 Abs. 1 GO NRW" in cited["NRW"]
    assert "§ 37 Abs. 1 S. 1" in cited["BW"]
    assert "GO Bayern" in cited["BY"]
