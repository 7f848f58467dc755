"""How we use ``transitions``: shared machines that only say where an event leads."""

from __future__ import annotations

import logging

import pytest

from hypothesis import given
from hypothesis import strategies as st
from transitions import Machine

from ratsflow.procedure.machine import Cursor, Lifecycle, _Event, _Transition


STATES = ("draft", "review", "council", "closed")
ARCS = (
    ("submit", "draft", "review"),
    ("decide", "review", "council"),
    ("decide", "draft", "council"),
    ("annotate", "review", None),
)

arcs = st.lists(
    st.tuples(
        st.sampled_from(["e0", "e1", "e2", "e3"]),
        st.sampled_from(STATES),
        st.sampled_from([*STATES, None]),
    ),
    max_size=25,
)


@pytest.fixture(name="lifecycle")
def _lifecycle() -> Lifecycle:
    return Lifecycle("motion", STATES, ARCS)


def machine_of(lifecycle: Lifecycle) -> Machine:
    """Return the machine inside."""
    return lifecycle._machine


def test_an_event_leads_where_its_arc_says(lifecycle: Lifecycle) -> None:
    """An event leads from each of its sources to the target of that arc."""
    assert "review" == lifecycle.fire("submit", "draft")
    assert "council" == lifecycle.fire("decide", "review")
    assert "council" == lifecycle.fire("decide", "draft")


def test_an_event_does_not_start_elsewhere(lifecycle: Lifecycle) -> None:
    """An event asked in a state where it has no arc answers None and does not raise."""
    assert lifecycle.fire("submit", "council") is None
    assert lifecycle.fire("submit", "no such state") is None


def test_an_unknown_event_leads_nowhere(lifecycle: Lifecycle) -> None:
    """An event that the lifecycle does not have answers None in every state."""
    assert [None] * 4 == [lifecycle.fire("ghost", state) for state in STATES]
    assert lifecycle.firing("ghost")("draft") is None


def test_an_internal_transition_stays(lifecycle: Lifecycle) -> None:
    """An arc without a target leads to the state that it starts from."""
    assert "review" == lifecycle.fire("annotate", "review")
    assert lifecycle.fire("annotate", "draft") is None


def test_the_machine_itself_decides(lifecycle: Lifecycle) -> None:
    """What `firing` hands out is asked of the compiled machine, and not of the arcs."""
    event = machine_of(lifecycle).events["submit"]
    event.transitions["draft"][0].dest = "council"

    assert isinstance(event, _Event)
    assert "council" == lifecycle.firing("submit")("draft")


def test_the_standard_trigger_agrees(lifecycle: Lifecycle) -> None:
    """The call that the documentation of transitions names moves a cursor the same way."""
    cursor = Cursor("draft")

    assert machine_of(lifecycle).events["submit"].trigger(cursor)
    assert "review" == cursor.state
    assert not machine_of(lifecycle).events["submit"].trigger(cursor)
    assert "review" == cursor.state


def test_no_model_is_ever_registered(lifecycle: Lifecycle) -> None:
    """The machine is shared: it knows no model, neither before nor after a step."""
    lifecycle.fire("submit", "draft")

    assert [] == machine_of(lifecycle).models


def test_there_are_no_automatic_transitions(lifecycle: Lifecycle) -> None:
    """No ``to_closed`` leads past the arcs of the definition."""
    assert {"submit", "decide", "annotate"} == set(machine_of(lifecycle).events)


def test_nothing_is_queued_and_nothing_called_back(lifecycle: Lifecycle) -> None:
    """A trigger answers at once, and nothing hangs on the machine that could move more."""
    machine = machine_of(lifecycle)

    assert not machine.has_queue
    assert not machine.send_event
    assert [] == [
        *machine.prepare_event,
        *machine.before_state_change,
        *machine.after_state_change,
        *machine.finalize_event,
        *machine.on_exception,
        *machine.on_final,
    ]


@pytest.mark.parametrize("hook", ["conditions", "unless", "before", "after", "prepare"])
def test_hooks_are_refused(lifecycle: Lifecycle, hook: str) -> None:
    """A condition or callback is refused, because our transitions would not call it."""
    with pytest.raises(ValueError, match="neither conditions nor callbacks"):
        machine_of(lifecycle).add_transition("x", "draft", "review", **{hook: print})


def test_a_transition_without_hooks_is_taken() -> None:
    """The empty lists and Nones that the machine itself hands over are no hooks."""
    assert "b" == _Transition("a", "b", None, None, [], [], None).dest


def test_an_empty_lifecycle_compiles() -> None:
    """A procedure without suspensions has a lifecycle in which nothing can happen."""
    lifecycle = Lifecycle("suspension", [], [])

    assert "" == lifecycle.initial
    assert lifecycle.fire("submit", "draft") is None


@given(arcs)
def test_the_machine_agrees_with_a_plain_table(
    given_arcs: list[tuple[str, str, str | None]],
) -> None:
    """Every event in every state leads where a dict says; of two arcs the first counts."""
    table: dict[tuple[str, str], str] = {}
    for event, source, target in given_arcs:
        table.setdefault((event, source), target or source)
    lifecycle = Lifecycle("motion", STATES, given_arcs)

    for event in ("e0", "e1", "e2", "e3", "ghost"):
        for state in (*STATES, "elsewhere"):
            assert table.get((event, state)) == lifecycle.fire(event, state)
            assert table.get((event, state)) == lifecycle.firing(event)(state)


def test_the_logger_is_quiet() -> None:
    """A host that logs at DEBUG does not make every trigger many times slower."""
    assert logging.WARNING == logging.getLogger("transitions").level
    assert not logging.getLogger("transitions.core").isEnabledFor(logging.INFO)
