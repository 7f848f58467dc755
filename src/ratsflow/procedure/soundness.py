"""What is wrong with a definition: found when it is built, named with its cure.

Every problem has a code. Those in `CAN_BE_MEANT` a procedure may declare to be meant; what
can only be a slip cannot.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import date
from itertools import pairwise
from typing import TYPE_CHECKING

from ratsflow.errors import Both, Problem
from ratsflow.law.citation import ALWAYS
from ratsflow.model import SuspensionKind
from ratsflow.procedure.astray import astray
from ratsflow.procedure.continuation import problems_of_continuations
from ratsflow.procedure.inputs import MADE, MEANINGS, TYPES_OF_MODEL
from ratsflow.procedure.path import problems_of_path
from ratsflow.procedure.rule import Rule, is_name
from ratsflow.procedure.sentences import problem, said
from ratsflow.procedure.step import LIFECYCLES, MOTION, NONE, SUSPENSION, Move, Step


if TYPE_CHECKING:
    from ratsflow.procedure.procedure import Procedure


RESERVED = frozenset(
    {
        *("self", "case_id", "step", "actor", "at", "on"),
        *("mode", "override", "key", "by", "seen"),
    }
)
"""Names of the office's own arguments and of parts of an entry; no input has one."""

RESERVED_STEPS = frozenset({"open", "erase", "migrate"})
"""Entries that are no steps of a procedure; no step may be called so."""

CAN_BE_MEANT = (
    "lifecycle.endless",
    "role.unused",
    "rule.unused",
    "state.trap",
    "state.unreachable",
)
"""Codes of what a procedure can declare to be meant."""

_HIDING_PATHS = frozenset(
    {"lifecycle.unknown", "state.none", "state.unknown", "step.no_source", "step.none"}
)
"""Where a name is wrong no path leads on, and every state behind it would be astray."""

_KINDS_OF_ROLES = (
    "recorders",
    "overriders",
    "erasers",
    "migrators",
    "readers",
    "private",
)
_SUSPENSIONS = tuple(kind.value for kind in SuspensionKind)


def problems_of(procedure: Procedure) -> Iterator[Problem]:
    """Yield every mistake of a definition, one sentence each with its cure."""
    found = list(_problems(procedure))
    if _HIDING_PATHS.isdisjoint(each.code for each in found):
        found += astray(procedure)
    meant = {key for key in procedure.meant if _can_be_meant(key)}
    yield from (each for each in found if each.key not in meant)
    for key in procedure.meant:
        if not _can_be_meant(key):
            yield problem("meant.unknown", key, known=CAN_BE_MEANT)


def _can_be_meant(key: str) -> bool:
    return key.partition(":")[0] in CAN_BE_MEANT


def _problems(procedure: Procedure) -> Iterator[Problem]:
    yield from _problems_of_names(procedure)
    known = {
        name: {state.name for state in procedure.states_of(name)} for name in LIFECYCLES
    }
    if known[SUSPENSION]:
        known[SUSPENSION].add(NONE)
    rules = {rule.id for rule in procedure.rules}
    for step in procedure.steps:
        yield from _problems_of_branches(step)
        for moves in step.branches.values():
            for move in moves:
                yield from _problems_of_move(step, move, known)
        for guard in step.guards:
            if guard not in rules:
                yield problem("rule.unknown", guard, step=step.name)
        if len(step.branches) > 1 and step.decide is None:
            yield problem("step.undecided", step.name)
        yield from _problems_of_inputs(step)
        if not step.by:
            yield problem("step.nobody", step.name)
        for role in step.by:
            if role not in procedure.roles:
                yield problem("role.unknown", role, step=step.name)
    yield from _problems_of_roles(procedure)
    yield from _problems_of_rules(procedure)
    yield from problems_of_path(procedure)
    yield from problems_of_continuations(procedure)


def _problems_of_branches(step: Step) -> Iterator[Problem]:
    if step.outcomes and (step.source or step.target):
        yield problem("step.two_forms", step.name)
    for outcome, moves in step.branches.items():
        where = said("step.of_outcome", outcome=outcome) if outcome else ""
        if not any(not move.each and not move.new for move in moves):
            yield problem("step.no_source", step.name, where=where)
        for code, found in (
            ("move.never", _never_fired(moves)),
            ("move.undone", _undone(moves)),
        ):
            for lifecycle, states in found:
                told = {"lifecycle": lifecycle, "states": states, "where": where}
                yield problem(code, step.name, **told)


def _never_fired(moves: tuple[Move, ...]) -> Iterator[tuple[str, str]]:
    """Yield from where a move cannot start because an earlier one does.

    Of the moves of one lifecycle that are about one subject the first is made that starts
    where it stands; one that brings something new about always does.
    """
    before: dict[str, set[str]] = {}
    always: set[str] = set()
    for move in moves:
        if move.each:
            continue
        taken = before.setdefault(move.lifecycle, set())
        if move.lifecycle in always:
            never = list(dict.fromkeys(move.sources))
        else:
            never = [name for name in dict.fromkeys(move.sources) if name in taken]
        if never:
            yield move.lifecycle, ", ".join(map(repr, never))
        taken.update(move.sources)
        if move.new:
            always.add(move.lifecycle)


def _undone(moves: tuple[Move, ...]) -> Iterator[tuple[str, str]]:
    """Yield from where a move of each undoes what an earlier move has done.

    It moves what stood there before the step, whatever was moved already. The other way
    about it is meant: all are moved, and then the one that the step is about.
    """
    for index, move in enumerate(moves):
        twice = [
            name
            for other in moves[:index]
            if move.each and other.lifecycle == move.lifecycle
            for name in other.sources
            if name in move.sources
        ]
        if twice:
            yield move.lifecycle, ", ".join(map(repr, dict.fromkeys(twice)))


def _problems_of_inputs(step: Step) -> Iterator[Problem]:
    for name, count in Counter(each.name for each in step.takes).items():
        if count > 1:
            yield problem("input.double", name, step=step.name, count=count)
    for each in step.takes:
        name, meaning = each.name, MEANINGS.get(each.name)
        if name in RESERVED or name in MADE:
            yield problem("input.reserved", name, step=step.name)
        elif not is_name(name):
            yield problem("input.name", name, step=step.name)
        elif meaning is not None and each.kind is not meaning.kind:
            yield problem(
                "input.kind",
                name,
                step=step.name,
                kind=each.kind.value,
                meant=meaning.kind.value,
            )
        elif meaning is None and each.kind in TYPES_OF_MODEL:
            known = [key for key, means in MEANINGS.items() if means.kind is each.kind]
            yield problem(
                "input.of_model",
                name,
                code="input.kind",
                step=step.name,
                kind=each.kind.value,
                names=" or ".join(known),
                namen=" oder ".join(known),
            )


def _problems_of_names(procedure: Procedure) -> Iterator[Problem]:
    if not procedure.name:
        yield problem("name.none")
    if not procedure.states:
        yield problem("state.none")
    if not procedure.steps:
        yield problem("step.none")
    for lifecycle in LIFECYCLES:
        names = [state.name for state in procedure.states_of(lifecycle)]
        yield from _badly_named(
            Both(f"{lifecycle} state", f"Stand ({lifecycle})"), names
        )
    yield from _badly_named("step", [step.name for step in procedure.steps])
    for name in sorted(RESERVED_STEPS.intersection(s.name for s in procedure.steps)):
        yield problem("name.reserved", name)


def _badly_named(kind: str, names: list[str]) -> Iterator[Problem]:
    for name, count in Counter(names).items():
        if count > 1:
            yield problem("name.double", name, count=count, kind=kind)
        if not is_name(name):
            yield problem("name.form", name, kind=kind)


def _problems_of_move(
    step: Step, move: Move, known: Mapping[str, set[str]]
) -> Iterator[Problem]:
    if move.lifecycle not in known:
        yield problem("lifecycle.unknown", move.lifecycle, step=step.name)
        return
    states = known[move.lifecycle]
    if move.each and move.lifecycle == MOTION:
        yield problem("move.each", step.name)
    if move.new and (move.new not in _SUSPENSIONS or move.lifecycle != SUSPENSION):
        yield problem(
            "move.kind", step.name, code="move.new", new=move.new, known=_SUSPENSIONS
        )
    if bool(move.new) != (NONE in move.sources):
        yield problem("move.unpaired", step.name, code="move.new")
    if not move.sources:
        yield problem("step.no_source", step.name, where="")
    for name in (*move.sources, *([move.target] if move.target else [])):
        if name not in states:
            yield problem(
                "state.unknown",
                name,
                step=step.name,
                lifecycle=move.lifecycle,
                states=states or Both("none", "keiner"),
            )


def _problems_of_roles(procedure: Procedure) -> Iterator[Problem]:
    used = {role for step in procedure.steps for role in step.by}
    for kind in _KINDS_OF_ROLES:
        for role in getattr(procedure, kind):
            if role not in procedure.roles:
                yield problem("role.of_nobody", role, code="role.unknown", kind=kind)
            elif kind in ("erasers", "migrators") and role in procedure.private:
                yield problem("role.private", role, kind=kind)
            if kind != "private":
                used.add(role)
    for role in dict.fromkeys(procedure.roles):
        if role not in used:
            yield problem("role.unused", role)


def _problems_of_rules(procedure: Procedure) -> Iterator[Problem]:
    asked = {guard for step in procedure.steps for guard in step.guards}
    versions: dict[str, list[Rule]] = {}
    for rule in procedure.rules:
        versions.setdefault(rule.id, []).append(rule)
    for name, rules in versions.items():
        if name not in asked:
            yield problem("rule.unused", name)
        if len(rules) > 1:
            yield from _problems_of_versions(name, rules)


def _problems_of_versions(name: str, rules: list[Rule]) -> Iterator[Problem]:
    if len({rule.dated_by for rule in rules}) > 1:
        yield problem("rule.dated_by", name)
    ordered = sorted(rules, key=lambda rule: rule.in_force.since or date.min)
    for earlier, later in pairwise(ordered):
        end, start = earlier.in_force.until, later.in_force.since
        if ALWAYS in (earlier.in_force, later.in_force):
            yield problem("rule.double", name, code="rule.overlap")
        elif end is None or start is None or end >= start:
            yield problem("rule.overlap", name, end=end, start=start)
        elif (start - end).days > 1:
            yield problem("rule.gap", name, end=end, start=start)
