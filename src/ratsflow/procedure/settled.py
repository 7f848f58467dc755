"""What the states of a lifecycle mean: as they declare it, else as the steps tell it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

import attrs

from ratsflow.procedure.step import (
    CALLED,
    CONSULTATION,
    DECIDED,
    OVER,
    SUSPENSION,
    Move,
    State,
    Step,
    moves_in,
)


BALLOTS = "consultation.ballots"
"""Where an input lands by which a body decides."""


def settled(
    lifecycle: str, states: Sequence[State], steps: Iterable[Step]
) -> tuple[State, ...]:
    """Return the states of a lifecycle with all that they mean said of each."""
    moves = [(step, move) for step, _, move in moves_in(lifecycle, *steps)]
    final = _final(states, [move for _, move in moves])
    called = {state.name for state in states if state.called}
    decided = {state.name for state in states if state.decided}
    if lifecycle == CONSULTATION:
        voting = [
            move
            for step, move in moves
            if any(each.lands == BALLOTS for each in step.takes)
        ]
        called = called or {s for move in voting for s in move.sources}
        decided = decided or {m.target for m in voting if m.target not in m.sources}
    return tuple(
        attrs.evolve(
            state,
            final=state.name in final,
            called=state.name in called,
            decided=state.name in decided,
        )
        for state in states
    )


def _final(states: Sequence[State], moves: Iterable[Move]) -> frozenset[str]:
    declared = frozenset(state.name for state in states if state.final)
    if declared:
        return declared
    left = {
        source
        for move in moves
        for source in move.sources
        if move.target not in ("", source)
    }
    undeclared = (state.name for state in states if state.final is None)
    return frozenset(undeclared) - left


def meanings(lifecycle: str, states: Iterable[State]) -> Mapping[str, tuple[str, ...]]:
    """Return, by name of a settled state, what an entry says of it beside its name.

    A case is the fold of its log alone: what a state means to it stands in the moves.
    """
    return {state.name: tuple(_means(lifecycle, state)) for state in states}


def _means(lifecycle: str, state: State) -> Iterator[str]:
    if lifecycle == CONSULTATION:
        if state.called:
            yield CALLED
        if state.decided:
            yield DECIDED
    elif lifecycle == SUSPENSION and state.final:
        yield OVER
