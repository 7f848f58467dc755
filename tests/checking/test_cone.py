"""What is left out of a search cannot matter: a search of the cone finds what one of all steps finds."""

from __future__ import annotations

import attrs
import pytest

from hypothesis import given, settings
from hypothesis import strategies as st
from small import procedure, space, stated, step
from test_brute_force import FACTS, STATES, rule
from test_planted import PLANTED
from test_shipped import STATES as SHIPPED
from test_shipped import law

from ratsflow import Rule, met, unmet
from ratsflow.checking import (
    Search,
    Space,
    check,
    check_each,
    cone_of,
    load_properties,
    shipped_properties,
    slice_of,
    steps_to,
)
from ratsflow.checking.slicing import writes_of
from ratsflow.errors import RatsflowError
from ratsflow.procedure.inputs import NOT_FACTS


def declared(number: int, name: str, value: bool | None) -> Rule:
    """Return a rule that says what it reads: one fact that is wanted so, or unsaid."""

    def check_(question):
        return met() if question.get(name) is value else unmet()

    return Rule(f"r{number}", check_, needs=[name])


@st.composite
def procedures(draw):
    """Draw a procedure of some states and facts; some rules say what they read, some do not."""
    rules = []
    for number in range(3):
        if draw(st.integers(0, 3)):
            fact = draw(st.sampled_from(FACTS))
            rules.append(declared(number, fact, draw(st.sampled_from((True, False)))))
        else:
            table = {
                (a, b): "met" for a in (None, True, False) for b in (None, True, False)
            }
            table[None, None] = draw(st.sampled_from(("met", "unmet", "unknown")))
            rules.append(rule(number, table))
    steps = [step("start", "s0", "s1", takes=draw(st.sampled_from(((), ("a",)))))]
    for number in range(draw(st.integers(2, 6))):
        source = draw(st.sampled_from(STATES))
        target = draw(st.sampled_from(STATES))
        guards = draw(
            st.lists(st.sampled_from(("r0", "r1", "r2")), unique=True, max_size=2)
        )
        takes = draw(st.sampled_from(((), ("a",), ("b",), FACTS)))
        steps.append(step(f"t{number}", source, target, *guards, takes=takes))
    used = {name for each in steps for name in each.guards}
    return procedure(*steps, rules=[each for each in rules if each.id in used])


def demand(draw, of):
    """Draw a property in the words of a procedure."""
    names = [each.name for each in of.steps]
    event = draw(st.sampled_from(names))
    sentences = [f"after {name}" for name in names]
    sentences += [
        f"after {one} not undone by {other}"
        for one in names[:2]
        for other in names[-2:]
    ]
    taken = {each.name for each_step in of.steps for each in each_step.takes}
    sentences += [f"fact {name} is true" for name in sorted(taken)]
    sentences += [f"state is {each.name}" for each in of.states]
    table = {"never": event}
    if draw(st.booleans()):
        table["unless"] = draw(st.sampled_from(sentences))
    if draw(st.booleans()):
        table["while"] = f"not {draw(st.sampled_from(sentences))}"
    return load_properties({"p": table}, of)


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_the_cone_finds_what_all_steps_find(data):
    try:
        of = data.draw(procedures())
    except RatsflowError:  # a procedure that is refused when it is built
        return
    asked = demand(data.draw, of)
    (whole,) = check(asked, space(of)).checked
    cone = cone_of(asked, of)
    assert slice_of(asked, of) <= cone
    (part,) = check(asked, space(of, steps=cone)).checked
    assert (part.hole is None) == (whole.hole is None)


def test_a_way_that_only_a_step_beside_the_slice_opens_is_in_the_cone():
    of = procedure(
        step("submit", "draft", "review"),
        step("adopt", "review", "adopted", "a_stated"),
        step("wave_through", "review", "review", takes=("a",)),
        step("look", "review", "review", takes=("b",)),
        rules=[attrs.evolve(stated("a"), needs=["a"])],
    )
    of = attrs.evolve(of, main=("submit", "adopt"))
    asked = load_properties({"p": {"never": "adopt"}}, of)
    assert "wave_through" not in slice_of(asked, of)
    assert cone_of(asked, of) == {
        "submit",
        "adopt",
        "wave_through",
    }  # `look` cannot matter
    (hidden,) = check(asked, space(of, steps=slice_of(asked, of))).checked
    assert hidden.hole is None
    reports = [
        *check_each(asked, space(of)),
        *check_each(asked, space(of), all_steps=True),
    ]
    assert [each.checked[0].hole is None for each in reports] == [True, False]
    narrow, wide = reports
    assert narrow.beyond == {"wave_through"}
    assert not narrow.is_proved
    assert wide.beyond == frozenset()


def test_without_a_main_path_what_a_rule_waits_for_is_in_the_slice():
    of = procedure(
        step("submit", "draft", "review"),
        step("adopt", "review", "adopted", "a_stated"),
        step("answer", "review", "review", takes=("a",)),
        step("look", "review", "review", takes=("b",)),
        rules=[attrs.evolve(stated("a"), needs=["a"])],
    )
    asked = load_properties({"p": {"never": "adopt"}}, of)
    assert slice_of(asked, of) == {"submit", "adopt", "answer"}
    assert steps_to(["adopt"], of) == {"submit", "adopt", "answer"}
    (report,) = check_each(asked, space(of))
    assert report.checked[0].hole is not None
    (kept,) = check_each(
        load_properties({"p": {"never": "adopt", "unless": "fact a is true"}}, of),
        space(of),
    )
    assert kept.is_proved


def test_without_a_main_path_nothing_is_never_asked_that_a_detour_brings_about():
    of = procedure(
        step("submit", "draft", "review"),
        step("look", "review", "looked_at", takes=("a",)),
        step("return", "looked_at", "review"),
        step("adopt", "review", "adopted", "a_stated"),
        rules=[attrs.evolve(stated("a"), needs=["a"])],
    )
    asked = load_properties({"p": {"never": "adopt"}}, of)
    assert "look" not in slice_of(asked, of)
    (report,) = check_each(asked, space(of))
    assert report.checked[0].hole is not None
    assert report.beyond == frozenset()


@pytest.mark.parametrize(
    ("state", "name", "index"),
    [
        (state, name, index)
        for index, (state, _, name, _) in enumerate(PLANTED)
        if name in ("board_overruled_after_a_dissent", "silence_is_no_vote")
    ],
)
def test_a_planted_hole_is_found_with_all_that_can_matter_too(state, name, index):
    of = PLANTED[index][1](SHIPPED[state])
    (asked,) = [each for each in shipped_properties(of) if each.id == name]
    town = Space(of, law(state))
    (report,) = check_each([asked], town, cases=300, first=True, all_steps=True)
    assert report.checked[0].hole is not None


@pytest.mark.parametrize("state", SHIPPED)
def test_a_step_changes_no_more_than_the_cone_supposes(state):
    of = SHIPPED[state]
    seen = set()

    def watch(moment, way):
        before, after = moment.case, way.case
        changed = {
            part
            for part, same in {
                "state": before.state == after.state,
                "motion": before.motion == after.motion,
                "signature": before.signatures == after.signatures,
                "suspension": before.suspensions == after.suspensions,
                "consultation": before.consultations == after.consultations,
            }.items()
            if not same
        }
        changed |= {
            f"facts.{name}"
            for name in {*before.facts, *after.facts} - NOT_FACTS
            if before.facts.get(name) != after.facts.get(name)
        }
        seen.add(way.choice.step)
        assert changed <= writes_of(of.step(way.choice.step)), way.choice.step
        return ()

    for _ in Search(Space(of, law(state)), 15, watch):
        pass
    assert len(seen) > 10
