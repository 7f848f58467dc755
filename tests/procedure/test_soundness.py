"""What cannot work is refused when it is built, all at once, unless it is meant."""

from __future__ import annotations

import enum
import inspect
import pickle

from typing import Any

import attrs
import pytest

from hypothesis import given
from hypothesis import strategies as st

from ratsflow import (
    DefinitionError,
    Move,
    Office,
    Parameter,
    Procedure,
    Rule,
    State,
    Step,
    nrw,
)
from ratsflow.procedure.finding import MET
from ratsflow.procedure.soundness import CAN_BE_MEANT


END = State("c", final=True)
GO = Step("go", "a", "c", by="r")
VERSIONS: dict[str, dict[str, Any]] = {
    "state.unreachable:b": {"steps": [GO, Step("on", "b", "c", by="r")]},
    "state.trap:b": {"steps": [GO, Step("in", "a", "b", by="r")]},
    "rule.unused:idle": {
        "states": ["a", END],
        "steps": [GO],
        "rules": [Rule("idle", lambda _: MET)],
    },
    "role.unused:guest": {
        "states": ["a", END],
        "steps": [GO],
        "roles": ["r", "guest"],
    },
    "lifecycle.endless:motion": {
        "states": ["a", "b", "c"],
        "steps": [
            Step("go", "a", "b", by="r"),
            Step("on", "b", "c", by="r"),
            Step("back", "c", "b", by="r"),
        ],
    },
    "state.unreachable:consultation.heard": {
        "states": ["a", END],
        "steps": [GO],
        "consultation_states": ["planned", "heard"],
    },
    "state.trap:suspension.lodged": {
        "states": ["a", END],
        "steps": [
            GO,
            Step(
                "object",
                by="r",
                outcomes={
                    "": (
                        Move("motion", "a"),
                        Move("suspension", "none", "lodged", new="mayor_objection"),
                    )
                },
            ),
        ],
        "suspension_states": ["lodged", State("over", final=True)],
        "meant": ["state.unreachable:suspension.over"],
    },
}


def build(**parts: Any) -> Procedure:
    """Return a procedure of the parts."""
    values = {"states": ["a", "b", END], "roles": ["r"], **parts}
    return Procedure("p", **values)


@pytest.mark.parametrize("key", VERSIONS)
def test_what_cannot_work_is_refused_unless_it_is_meant(key: str) -> None:
    """By its code and name, and by nothing else."""
    parts = VERSIONS[key]
    already = list(parts.get("meant", ()))
    with pytest.raises(DefinitionError) as caught:
        build(**parts)
    assert [key] == [each.key for each in caught.value.problems]

    assert (*already, key) == build(**{**parts, "meant": [*already, key]}).meant
    with pytest.raises(DefinitionError):
        build(**{**parts, "meant": [*already, f"{key}x"]})


def test_all_of_it_is_told_in_one_error() -> None:
    """The author corrects a definition once and not once per mistake."""
    with pytest.raises(DefinitionError) as caught:
        build(
            states=["a", "b", "d", END],
            steps=[GO, Step("in", "a", "b", by="r")],
            rules=[Rule("idle", lambda _: MET)],
            roles=["r", "guest"],
        )

    assert {
        "rule.unused:idle",
        "role.unused:guest",
        "state.unreachable:d",
        "state.trap:b",
    } == {each.key for each in caught.value.problems}


def test_a_problem_keeps_its_code_across_processes() -> None:
    """An error that was pickled says the same and is told apart the same."""
    with pytest.raises(DefinitionError) as caught:
        build(steps=[GO])
    again = pickle.loads(pickle.dumps(caught.value))  # noqa: S301  # our own

    assert str(caught.value) == str(again)
    assert [(p, p.key) for p in caught.value.problems] == [
        (p, p.key) for p in again.problems
    ]


def test_what_can_only_be_a_slip_cannot_be_meant() -> None:
    """A guard that is no rule is never asked, whatever the author says."""
    parts = {
        "states": ["a", END],
        "steps": [attrs.evolve(GO, guards="ghost")],
        "meant": ["rule.unknown:ghost"],
    }
    with pytest.raises(DefinitionError, match="nothing that can be meant") as caught:
        build(**parts)
    codes = ["rule.unknown", "meant.unknown"]
    assert codes == [each.code for each in caught.value.problems]


@pytest.mark.parametrize(
    "moves",
    [
        (Move("motion", "a", "b"), Move("motion", ("a", "b"), "c")),
        (Move("motion", "a", "b"), Move("motion", "a")),
        (
            Move("motion", "a", "c"),
            Move("suspension", "none", "lodged", new="mayor_objection"),
            Move("suspension", "lodged", "over"),
        ),
    ],
)
def test_a_move_that_is_never_made_is_refused(moves: tuple[Move, ...]) -> None:
    """The first move that starts where a subject stands is made, and no other."""
    with pytest.raises(DefinitionError, match="and the second never"):
        build(
            steps=[Step("go", by="r", outcomes={"": moves})],
            suspension_states=["lodged", "over"],
        )


PLANNED = ("planned", State("held", final=True), State("off", final=True))
ALL_OFF = Move("consultation", "planned", "off", each=True)


@pytest.mark.parametrize(
    "moves",
    [
        (Move("consultation", "planned", "held"), ALL_OFF),
        (Move("consultation", "planned", "held", each=True), ALL_OFF),
    ],
)
def test_a_move_of_each_undoes_no_other(moves: tuple[Move, ...]) -> None:
    """It moves what stood there before, so that it is named first, or moves other states."""
    parts = {"states": ["a", END], "consultation_states": PLANNED}
    stays = Move("motion", "a")
    hold = Step("hold", by="r", outcomes={"": (*moves, stays)})
    with pytest.raises(DefinitionError, match="which is undone") as caught:
        build(**parts, steps=[GO, hold])
    assert ["move.undone"] == [each.code for each in caught.value.problems]

    rest = Step("hold", by="r", outcomes={"": (ALL_OFF, moves[0], stays)})
    if not moves[0].each:
        assert build(**parts, steps=[GO, rest])


def test_two_plain_names_are_a_procedure() -> None:
    """Whoever declares nothing gets an end where no step leads on."""
    made = build(states=["draft", "done"], steps=Step("go", "draft", "done", by="r"))

    assert [False, True] == [state.final for state in made.states_of("motion")]


def test_who_declares_an_end_declares_all() -> None:
    """A state that nothing leaves is a trap where the author named another end."""
    assert (
        not build(**VERSIONS["state.trap:b"], meant=["state.trap:b"]).state("b").final
    )


def test_a_step_leads_out_of_an_end_only_if_it_says_so() -> None:
    """A copy of its parts says so too."""
    back = Step("back", "c", "a", by="r")
    with pytest.raises(DefinitionError, match="reopens=True") as caught:
        build(states=["a", END], steps=[GO, back])
    assert ["step.leaves_final:back"] == [each.key for each in caught.value.problems]

    made = build(states=["a", END], steps=[GO, attrs.evolve(back, reopens=True)])
    assert build(states=made.states, steps=made.steps).step("back").reopens


def test_a_round_without_an_end_is_sound() -> None:
    """Nothing ends, and nothing gets stuck: all comes back to where it began."""
    made = build(states=["a", "c"], steps=[GO, Step("back", "c", "a", by="r")])
    assert [False, False] == [state.final for state in made.states_of("motion")]


def test_the_shipped_procedure_says_of_no_step_what_is_not_so() -> None:
    """A declaration that nothing answers to would hide the next slip of that name."""
    steps = [attrs.evolve(step, reopens=False) for step in nrw().steps]
    reopening = [step.name for step in nrw().steps if step.reopens]
    with pytest.raises(DefinitionError) as caught:
        attrs.evolve(nrw(), steps=steps)
    assert sorted(f"step.leaves_final:{name}" for name in reopening) == sorted(
        each.key for each in caught.value.problems
    )


class Names(enum.StrEnum):
    """Names as members whose own names are in capitals."""

    DRAFT = "draft"
    DONE = "done"
    CLERK = "clerk"
    SUBMIT = "submit"
    COSTS = "costs"
    WHY = "why"
    YES = "yes"


def test_names_may_be_members_of_an_enum() -> None:
    """They are plain texts from then on, down to the type."""
    made = Procedure(
        "town",
        [Names.DRAFT, Names.DONE],
        Step(
            Names.SUBMIT,
            by=Names.CLERK,
            guards=Names.COSTS,
            takes=Parameter(Names.WHY),
            outcomes={Names.YES: Move("motion", Names.DRAFT, Names.DONE)},
            decide=lambda _: Names.YES,
        ),
        Rule(Names.COSTS, lambda _: MET, cured_by=Names.CLERK),
        [Names.CLERK],
        erasers=[Names.CLERK],
    )
    plain = attrs.evolve(made)
    (step,) = made.steps
    (move,) = step.branches["yes"]

    assert plain.fingerprint == made.fingerprint
    texts = [
        *(state.name for state in made.states),
        *made.roles,
        *made.erasers,
        step.name,
        *step.by,
        *step.guards,
        *(each.name for each in step.takes),
        *step.branches,
        *move.sources,
        move.target,
        made.rules[0].id,
        *made.rules[0].cured_by,
    ]
    assert {str} == {type(text) for text in texts}


@given(
    st.lists(
        st.tuples(st.sampled_from("abcde"), st.sampled_from("abcde")), max_size=8
    ).map(lambda arcs: list(dict.fromkeys(arcs))),
    st.sets(st.sampled_from("abcde")),
)
def test_a_sound_procedure_can_always_end(
    arcs: list[tuple[str, str]], ends: set[str]
) -> None:
    """From every state that is reached an end is reached, and none is left again."""
    steps = [Step(f"s{i}", *arc, by="r") for i, arc in enumerate(arcs)]
    states = [State(name, final=name in ends) for name in "abcde"]
    try:
        build(states=states, steps=steps or [Step("stay", "a", by="r")])
    except DefinitionError as error:
        codes = {each.code for each in error.problems}
    else:
        codes = set()
    sound = not codes

    onward = {name: {b for a, b in arcs if a == name} for name in "abcde"}
    assert codes <= {*CAN_BE_MEANT, "step.leaves_final"}
    ending = ends or {"a"}  # a round
    walks = {name: _walk(onward, name) for name in "abcde"}
    assert sound == (
        walks["a"] == set("abcde")
        and all(walk & ending for walk in walks.values())
        and not any(onward[name] - {name} for name in ends)
    )


def _walk(onward: dict[str, set[str]], start: str) -> set[str]:
    reached = {start}
    for _ in onward:
        reached |= {after for name in reached for after in onward[name]}
    return reached


@pytest.mark.parametrize("call", [Office.take, Office.assess])
def test_no_input_is_called_like_an_argument_of_the_office(call):
    """It could never be handed in; the message names one that could."""
    arguments = [
        name
        for name, each in inspect.signature(call).parameters.items()
        if each.kind is not each.VAR_KEYWORD
    ]
    for name in arguments:
        step = Step("go", "a", "b", by="clerk", takes=Parameter(name))
        with pytest.raises(DefinitionError, match=f"Choose another.*go_{name}") as told:
            Procedure("p", ["a", "b"], [step], roles=["clerk"])
        assert [("input.reserved", name)] == [
            (each.code, each.about) for each in told.value.problems
        ]
