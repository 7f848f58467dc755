"""The slice of a procedure in which a property is tried, and all that can matter to it.

A property speaks of events and conditions. Its *slice* are the steps of its events, those
that bring about what its conditions speak of (a new text, a suspension), the main path, and
a shortest way to where those steps start. It is small, and not all that can matter: another
step may open what none of the slice does.

What can matter is its *cone*: the slice, and each step that changes anything that a rule of
the cone reads, back to the beginning. What is left out then changes nothing that is read,
or comes when nothing that the property speaks of can be any more; a search of the cone
finds what a search of all steps finds.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import TYPE_CHECKING

from ratsflow.checking.company import PREFIX
from ratsflow.procedure.inputs import NOT_FACTS, Kind
from ratsflow.procedure.procedure import Procedure
from ratsflow.procedure.step import (
    CONSULTATION,
    LIFECYCLES,
    MOTION,
    NONE,
    SUSPENSION,
    Move,
    Step,
)


if TYPE_CHECKING:
    from ratsflow.checking.properties import Property


def slice_of(properties: Iterable[Property], procedure: Procedure) -> frozenset[str]:
    """Return the steps that can matter to some properties.

    Args:
        properties: the properties. Of one that speaks of what can be reached, the steps
            that lead to each state of every lifecycle.
        procedure: the procedure.

    Returns:
        Names of steps.
    """
    found: set[str] = set()
    for each in properties:
        if each.form == "always_possible":
            found |= _read_by(everywhere(procedure), procedure)
            continue
        steps = set(each.steps)
        if each.form == "always_open":
            steps |= _closing(each.target, procedure)
        if each.when is not None and any(
            procedure.step(name).reopens for name in each.when.steps
        ):
            steps |= _onto_an_agenda(procedure)
        if each.event is not None and any(
            procedure.step(name).subject == SUSPENSION for name in each.event.known
        ):
            led_there = _led_to({*procedure.main_path, *steps}, procedure)
            steps |= _suspending(procedure, led_there)
        led = _led_to({*procedure.main_path, *steps}, procedure)
        led = _read_by(led, procedure)
        if each.event is not None:
            led -= _too_late(each.event.known, led, procedure)
        found |= led
    return frozenset(found)


def _read_by(steps: set[str], procedure: Procedure) -> set[str]:
    """Add, where no main path is declared, what stays where it is and changes what is read.

    No shortest way goes over the signature, the new text or the answer that a rule on it
    waits for; without them nothing comes about.
    """
    if procedure.main:
        return steps
    cone = _reading_cone(set(steps), procedure)
    return steps | {name for name in cone if _stays(procedure.step(name))}


def _stays(step: Step) -> bool:
    """Tell whether a step leaves motion, items and suspensions where they are."""
    return not any(
        move.new or (move.target and set(move.sources) != {move.target})
        for moves in step.branches.values()
        for move in moves
    )


def cone_of(properties: Iterable[Property], procedure: Procedure) -> frozenset[str]:
    """Return every step that can change whether some properties hold.

    Args:
        properties: the properties.
        procedure: the procedure. Of a rule that does not say what it reads it is supposed
            that it reads everything.

    Returns:
        Names of steps; all of them where a property speaks of what can be reached at all.
    """
    every = frozenset(each.name for each in procedure.steps)
    found: set[str] = set()
    for each in properties:
        if each.form == "always_possible":
            return every
        core = slice_of([each], procedure)
        if any(name.startswith(PREFIX) for name in each.facts):
            return every
        cone = _reading_cone(set(core), procedure)
        if each.event is not None:
            cone -= _too_late(each.event.known, cone, procedure) - core
        found |= cone
    return frozenset(found)


def looks_beside(steps: Iterable[str], procedure: Procedure) -> bool:
    """Tell whether a rule of some steps looks at other cases, which may be at later ones."""
    return any(procedure.plan(name).looks for name in steps)


def everywhere(procedure: Procedure) -> set[str]:
    """Return the main path, and a shortest way to each state of every lifecycle."""
    found = set(procedure.main_path)
    for lifecycle in LIFECYCLES:
        for state in procedure.states_of(lifecycle):
            found |= set(_shortest(procedure, lifecycle, {state.name}, found))
    return _led_to(found, procedure)


def _reading_cone(found: set[str], procedure: Procedure) -> set[str]:
    """Add each step that changes what a step of a set reads, or where it can start."""
    writes = {each.name: writes_of(each) for each in procedure.steps}
    reads: set[str] = set(_BY_PROPERTIES)
    waiting = set(found)
    while waiting:
        for name in waiting:
            reads |= _reads(procedure.step(name), procedure)
        everything = reads >= EVERYTHING
        waiting = {
            name
            for name, written in writes.items()
            if name not in found and (everything or not reads.isdisjoint(written))
        }
        found |= waiting
    return found


EVERYTHING = frozenset({"*"})
"""What is read where a rule or an outcome does not say it."""

_PARTS = frozenset(
    {"state", "consultation", "consultations", "suspension", "signature", "motion"}
)
"""The parts of a case that steps change, beside facts by name."""

_BY_PROPERTIES = ("state", "consultation", "consultations", "motion", "suspension")
"""What conditions of properties look at without naming the steps that bring it about."""

_OF_CASE = {
    "item": ("consultation", "consultations"),
    "paper": ("motion",),
    "suspension": ("suspension",),
    "case.state": ("state",),
    "case.since": ("state",),
    "case.consultations": ("consultation", "consultations"),
    "case.suspensions": ("suspension",),
    "case.signatures": ("signature",),
    "case.text_by": ("motion",),
    "case.opened_by": (),
    **dict.fromkeys(("law", "others", "actor", "role", "day", "step", "as_deputy"), ()),
}
"""By what a rule says that it reads, the parts of a case; a whole case is all of them."""


def _reads(step: Step, procedure: Procedure) -> set[str]:
    """Return what lets a step start, what its rules read, and what picks its outcome."""
    found = {"state"}
    if step.subject:
        found |= {step.subject, "consultations"}
    for versions in procedure.guards(step):
        for rule in versions:
            if not (rule.needs or rule.condition):
                return set(EVERYTHING)
            found |= _things({*rule.reads, rule.dated_by} - {""})
    if step.decide is not None:
        found |= _things(step.reads) if step.reads else EVERYTHING
    return found


def _things(names: Iterable[str]) -> set[str]:
    found: set[str] = set()
    for name in (each.removesuffix("?") for each in names):
        head = name.partition(".")[0]
        if name in _OF_CASE:
            found |= {*_OF_CASE[name]}
        elif head == "case":
            found |= _PARTS
        elif head in _OF_CASE:
            found |= {*_OF_CASE[head]}
        else:
            found |= {f"facts.{name}", name}
    return found


def writes_of(step: Step) -> set[str]:
    """Return what a step can change of a case."""
    found = {"signature"} if step.signs else set()
    for moves in step.branches.values():
        for move in moves:
            if move.new:
                found.add("suspension")
            elif move.lifecycle != MOTION:
                found.add(move.lifecycle)
            elif move.target and set(move.sources) != {move.target}:
                found.add("state")
    for taken in step.takes:
        head = taken.lands.partition(".")[0]
        found |= {head} - {"", "facts"}
        if taken.name not in NOT_FACTS:
            found.add(f"facts.{taken.name}")
        if taken.kind is Kind.CONSULTATIONS:
            found |= {"consultation", "consultations"}
    return found


def _closing(name: str, procedure: Procedure) -> set[str]:
    """Return the steps that lead from where a step can start to where it cannot."""
    open_in = _motion_sources(procedure.step(name))
    return {
        step
        for source, step, target in _edges(procedure, MOTION)
        if source in open_in and target not in open_in
    }


def _suspending(procedure: Procedure, known: set[str]) -> set[str]:
    """Return one step beside those known that lodges something which suspends.

    A step about one kind is tried on another: that it is the right one is what a rule says.
    """
    lodging = (
        step.name
        for step in procedure.steps
        if step.name not in known
        and any(move.new for moves in step.branches.values() for move in moves)
    )
    return set(islice(lodging, 1))


def _onto_an_agenda(procedure: Procedure) -> set[str]:
    """Return the steps that bring a planned item to where the main path brings it.

    An item that a reopening adds may come into a meeting on another way than the first.
    """
    edges = [e for e in _edges(procedure, CONSULTATION) if e[0] == procedure.planned]
    usual = {target for _, step, target in edges if step in procedure.main_path}
    return {step for _, step, target in edges if target in usual}


def _too_late(
    events: frozenset[str], steps: set[str], procedure: Procedure
) -> set[str]:
    """Return those of some steps after which no event can be any more.

    A step is too late if each of its moves of the motion leads to a state from which the
    steps lead to none in which an event could start.
    """
    early = set()
    for name in events:
        early |= _motion_sources(procedure.step(name)) or set(_motion_states(procedure))
    edges = [each for each in _edges(procedure, MOTION) if each[1] in steps]
    size = -1
    while size != len(early):
        size = len(early)
        early |= {source for source, _, target in edges if target in early}
    late = set()
    for name in steps - events:
        targets = {
            move.target or ""
            for moves in procedure.step(name).branches.values()
            for move in moves
            if move.lifecycle == MOTION
        }
        stays = not all(
            any(move.lifecycle == MOTION and move.target for move in moves)
            for moves in procedure.step(name).branches.values()
        )
        if not stays and targets and early.isdisjoint(targets - {""}):
            late.add(name)
    return late


def _motion_states(procedure: Procedure) -> list[str]:
    return [each.name for each in procedure.states_of(MOTION)]


def _motion_sources(step: Step) -> set[str]:
    return {
        source
        for moves in step.branches.values()
        for move in moves
        if move.lifecycle == MOTION
        for source in move.sources
    }


def steps_to(steps: Iterable[str], procedure: Procedure) -> frozenset[str]:
    """Return the main path, some steps, and what leads to where these start."""
    led = _led_to({*procedure.main_path, *steps}, procedure)
    return frozenset(_read_by(led, procedure))


def leading_to(state: str, procedure: Procedure) -> frozenset[str]:
    """Return the main path, and what leads to a state of the motion if it does not."""
    found = set(procedure.main_path)
    found |= set(_shortest(procedure, MOTION, {state}, found))
    return frozenset(_led_to(found, procedure))


def short_of(state: str, procedure: Procedure) -> frozenset[str]:
    """Return the steps beside the main path that bring a motion no later to a state.

    Those are the steps that skip a part of the main path, or stand in the place of a step of
    it, and from which the main path leads on to the state.
    """
    usual = leading_to(state, procedure)
    edges = list(_edges(procedure, MOTION))
    found = set()
    for source, step, target in edges:
        if step in usual or source in (target, NONE):
            continue
        along = _way(edges, source, {state}, set(usual))
        beside = _way(edges, target, {state}, set(usual))
        if along is not None and beside is not None and len(beside) < len(along):
            found.add(step)
    return frozenset(found)


def needed_for(state: str, procedure: Procedure) -> frozenset[str]:
    """Return the steps of a shortest way to a state of the motion, and of its items."""
    way = _shortest(procedure, MOTION, {state}, set(procedure.main_path))
    return frozenset(_led_to(set(way), procedure))


def _led_to(steps: set[str], procedure: Procedure) -> set[str]:
    """Add the steps that lead to where some steps start, in every lifecycle."""
    found = set(steps)
    waiting = deque(sorted(steps))
    while waiting:
        for needed in _leading(procedure, waiting.popleft(), found):
            if needed not in found:
                found.add(needed)
                waiting.append(needed)
    return found


def _leading(procedure: Procedure, name: str, found: set[str]) -> Iterator[str]:
    for lifecycle in LIFECYCLES:
        sources = {
            source
            for moves in procedure.step(name).branches.values()
            for move in moves
            if move.lifecycle == lifecycle and not move.each
            for source in move.sources
        }
        if sources:
            yield from _shortest(procedure, lifecycle, sources, found)


def _shortest(
    procedure: Procedure, lifecycle: str, goals: set[str], found: set[str]
) -> Iterator[str]:
    """Yield the steps of a shortest way to one of some states, over known steps if it can."""
    start = {
        MOTION: procedure.states[0].name,
        CONSULTATION: procedure.planned,
    }.get(lifecycle, NONE)
    edges = list(_edges(procedure, lifecycle))
    for steps in (found, None):
        way = _way(edges, start, goals, steps)
        if way is not None:
            yield from way
            return


def _edges(procedure: Procedure, lifecycle: str) -> Iterator[tuple[str, str, str]]:
    for step in procedure.steps:
        for moves in step.branches.values():
            for move in moves:
                if move.lifecycle == lifecycle and move.target:
                    for source in move.sources or _from_nothing(move):
                        yield source, step.name, move.target


def _from_nothing(move: Move) -> tuple[str, ...]:
    return (NONE,) if move.new else ()


def _way(
    edges: list[tuple[str, str, str]],
    start: str,
    goals: set[str],
    steps: set[str] | None,
) -> list[str] | None:
    ways: dict[str, list[str]] = {start: []}
    waiting = deque([start])
    while waiting:
        here = waiting.popleft()
        if here in goals:
            return ways[here]
        for source, step, target in edges:
            if (
                source == here
                and target not in ways
                and (steps is None or step in steps)
            ):
                ways[target] = [*ways[here], step]
                waiting.append(target)
    return None
