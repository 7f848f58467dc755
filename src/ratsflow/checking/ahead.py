"""Which steps can still be taken from where a case stands.

Asked are the states alone: of the motion, of its items and of what suspends it. Each state
that a step leads to is supposed to stay within reach from then on, and every rule to be met,
so never too few steps are named. A search goes no further where none of those is left that
it looks for, and tells cases apart by what the rules of those read that are left.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator

import attrs

from ratsflow.procedure.case import Case
from ratsflow.procedure.inputs import Kind
from ratsflow.procedure.procedure import Procedure
from ratsflow.procedure.step import (
    CONSULTATION,
    LIFECYCLES,
    MOTION,
    SUSPENSION,
    Move,
    Step,
)


Stand = tuple[str, frozenset[str], frozenset[str]]
"""Where a case stands: its motion, its items and what suspends it, by their states."""

_Reached = dict[str, set[str]]


def stand_of(case: Case) -> Stand:
    """Return where a case stands."""
    return (
        case.state,
        frozenset(each.state for each in case.consultations),
        frozenset(each.state for each in case.suspensions),
    )


@attrs.frozen
class _Branch:
    """One outcome of a step.

    Attributes:
        subject: the lifecycle of which there must be something that it is about, or empty.
        needs: by lifecycle the states in one of which it starts.
        leads: each lifecycle, the states that it leaves (none for any) and where it leads.
    """

    subject: str
    needs: tuple[tuple[str, frozenset[str]], ...]
    leads: tuple[tuple[str, frozenset[str], str], ...]

    def starts(self, reached: _Reached) -> bool:
        if self.subject and not reached[self.subject]:
            return False
        return all(not reached[each].isdisjoint(states) for each, states in self.needs)

    def targets(self, reached: _Reached) -> Iterator[tuple[str, str]]:
        for lifecycle, sources, target in self.leads:
            if not sources or not reached[lifecycle].isdisjoint(sources):
                yield lifecycle, target


class Ahead:
    """Tells what can still be taken, of some steps of a procedure.

    Args:
        procedure: the procedure.
        steps: names of the steps that count.
    """

    def __init__(self, procedure: Procedure, steps: Collection[str]) -> None:
        self._branches = [
            (step.name, branch)
            for step in procedure.steps
            if step.name in steps
            for branch in _branches(step, procedure.planned)
        ]
        self._known: dict[Stand, frozenset[str]] = {}

    def from_(self, stand: Stand) -> frozenset[str]:
        """Return the names of the steps that can still be."""
        found = self._known.get(stand)
        if found is None:
            found = self._known[stand] = self._reached(stand)
        return found

    def _reached(self, stand: Stand) -> frozenset[str]:
        motion, items, suspensions = stand
        reached: _Reached = {
            MOTION: {motion},
            CONSULTATION: set(items),
            SUSPENSION: set(suspensions),
        }
        grown = True
        while grown:
            size = sum(map(len, reached.values()))
            can = [each for each in self._branches if each[1].starts(reached)]
            led = [target for _, branch in can for target in branch.targets(reached)]
            for lifecycle, target in led:
                reached[lifecycle].add(target)
            grown = sum(map(len, reached.values())) > size
        return frozenset(name for name, _ in can)


def _branches(step: Step, planned: str) -> Iterator[_Branch]:
    adds = any(each.kind is Kind.CONSULTATIONS for each in step.takes)
    items = ((CONSULTATION, frozenset[str](), planned),) if adds else ()
    for moves in step.branches.values():
        leads = tuple(
            (each.lifecycle, _sources(each), each.target)
            for each in moves
            if each.target
        )
        yield _Branch(step.subject, tuple(_needs(moves)), (*leads, *items))


def _needs(moves: tuple[Move, ...]) -> Iterator[tuple[str, frozenset[str]]]:
    """Yield by lifecycle the states in one of which a step starts.

    What moves each item or suspension there is starts where there is none, and what begins a
    suspension needs none.
    """
    for lifecycle in LIFECYCLES:
        own = [each for each in moves if each.lifecycle == lifecycle and not each.each]
        if own and all(each.sources and not each.new for each in own):
            yield lifecycle, frozenset().union(*(each.sources for each in own))


def _sources(move: Move) -> frozenset[str]:
    return frozenset() if move.new else frozenset(move.sources)
