"""What is wrong with a definition: found when it is built, named with its cure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import date
from itertools import pairwise
from typing import TYPE_CHECKING

from ratsflow.law.citation import ALWAYS
from ratsflow.model import SuspensionKind
from ratsflow.procedure.path import problems_of_path
from ratsflow.procedure.rule import Rule, is_name
from ratsflow.procedure.step import (
    LIFECYCLES,
    MOTION,
    NONE,
    SUSPENSION,
    Kind,
    Move,
    Step,
)


if TYPE_CHECKING:
    from ratsflow.procedure.procedure import Procedure


RESERVED = frozenset(
    {"self", "case_id", "step", "actor", "at", "on", "mode", "override", "key", "by"}
)
"""Names of the office's own arguments and of parts of an entry; no input has one."""

RESERVED_STEPS = frozenset({"open", "erase", "migrate"})
"""Entries that are no steps of a procedure; no step may be called so."""


KINDS: Mapping[str, Kind] = {
    "motion": Kind.MOTION,
    "consultations": Kind.CONSULTATIONS,
    "meeting": Kind.MEETING,
    "ballot": Kind.BALLOT,
    "procedural_ballot": Kind.BALLOT,
    "resolution": Kind.TEXT,
    "agenda_number": Kind.TEXT,
    "route": Kind.TEXT,
    "decision": Kind.TEXT,
    "remark": Kind.TEXT,
    "inquorate": Kind.FLAG,
    "public": Kind.FLAG,
    "excluded": Kind.NAMES,
    "due_on": Kind.DAY,
}
"""Inputs that mean what their names say wherever they stand, each of the one kind."""

MADE_BY_STEPS = frozenset({"signature", "suspension"})
"""Values that the engine makes; no input may be called so."""

_KINDS_OF_ROLES = (
    "recorders",
    "overriders",
    "erasers",
    "migrators",
    "readers",
    "private",
)
_SUSPENSIONS = tuple(kind.value for kind in SuspensionKind)
_MODEL_KINDS = frozenset({Kind.MOTION, Kind.CONSULTATIONS, Kind.MEETING, Kind.BALLOT})


def problems_of(procedure: Procedure) -> Iterator[str]:
    """Yield every mistake of a definition, one sentence each with its cure."""
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
                yield (
                    f"Step {step.name!r} is guarded by {guard!r}, which is no rule of "
                    "this procedure. Add the rule to 'rules' or correct the name."
                )
        if len(step.branches) > 1 and step.decide is None:
            yield (
                f"Step {step.name!r} has several outcomes and nothing that decides "
                "between them. Give it 'decide'."
            )
        yield from _problems_of_inputs(step)
        yield from _problems_of_roles(procedure, step)
    yield from _problems_of_rules(procedure)
    yield from problems_of_path(procedure)


def _problems_of_branches(step: Step) -> Iterator[str]:
    if step.outcomes and (step.source or step.target):
        yield (
            f"Step {step.name!r} names a source or target beside its outcomes. Say it in "
            "the moves of the outcomes."
        )
    for outcome, moves in step.branches.items():
        if not any(not move.each and not move.new for move in moves):
            where = f" for the outcome {outcome!r}" if outcome else ""
            yield (
                f"Step {step.name!r} has no source{where}. Name the state or states in "
                "which it can be taken."
            )


def _problems_of_inputs(step: Step) -> Iterator[str]:
    for name, count in Counter(each.name for each in step.takes).items():
        if count > 1:
            yield f"Step {step.name!r} takes {count} inputs {name!r}. Give each its own."
    for each in step.takes:
        name = each.name
        if name in RESERVED or name in MADE_BY_STEPS or not is_name(name):
            yield (
                f"Step {step.name!r} takes an input {name!r}, a name that is "
                "reserved or no lower-case name. Choose another."
            )
        elif name in KINDS and each.kind is not KINDS[name]:
            yield (
                f"Step {step.name!r} takes {name!r} as {each.kind.value}; it is always "
                f"a {KINDS[name].value}. Correct the kind or choose another name."
            )
        elif each.kind in _MODEL_KINDS and name not in KINDS:
            known = [key for key, kind in KINDS.items() if kind is each.kind]
            yield (
                f"Step {step.name!r} takes a {each.kind.value} as {name!r}. Call it "
                f"{' or '.join(known)}."
            )


def _problems_of_names(procedure: Procedure) -> Iterator[str]:
    if not procedure.name:
        yield "It has no name."
    if not procedure.states:
        yield "It has no states. Name at least the one where a motion starts."
    if not procedure.steps:
        yield "It has no steps."
    for lifecycle in LIFECYCLES:
        names = [state.name for state in procedure.states_of(lifecycle)]
        yield from _badly_named(f"{lifecycle} state", names)
    yield from _badly_named("step", [step.name for step in procedure.steps])
    for name in sorted(RESERVED_STEPS.intersection(s.name for s in procedure.steps)):
        yield f"The step name {name!r} is reserved for entries of the log. Choose another."


def _badly_named(kind: str, names: list[str]) -> Iterator[str]:
    for name, count in Counter(names).items():
        if count > 1:
            yield f"There are {count} {kind}s named {name!r}. Give each its own name."
        if not is_name(name):
            yield (
                f"The {kind} name {name!r} is not a lower-case name. Use letters, "
                "digits and '_', and a label for people."
            )


def _problems_of_move(
    step: Step, move: Move, known: Mapping[str, set[str]]
) -> Iterator[str]:
    if move.lifecycle not in known:
        yield f"Step {step.name!r} moves an unknown lifecycle {move.lifecycle!r}."
        return
    states = known[move.lifecycle]
    if move.each and move.lifecycle == MOTION:
        yield f"Step {step.name!r} moves each motion; there is one. Leave 'each' out."
    if move.new and (move.new not in _SUSPENSIONS or move.lifecycle != SUSPENSION):
        yield (
            f"Step {step.name!r} brings about {move.new!r}, which is no kind of "
            f"suspension. Known: {', '.join(_SUSPENSIONS)}."
        )
    if bool(move.new) != (NONE in move.sources):
        yield (
            f"Step {step.name!r} names the source 'none' or a new suspension without the "
            "other. Name both: they belong together."
        )
    if not move.sources:
        yield (
            f"Step {step.name!r} has no source. Name the state or states in which it "
            "can be taken."
        )
    for name in (*move.sources, *([move.target] if move.target else [])):
        if name not in states:
            yield (
                f"Step {step.name!r} names the {move.lifecycle} state {name!r}, which "
                f"does not exist. Known: {', '.join(sorted(states)) or 'none'}."
            )


def _problems_of_roles(procedure: Procedure, step: Step) -> Iterator[str]:
    if not step.by:
        yield f"Step {step.name!r} can be taken by nobody. Name the roles in 'by'."
    for role in step.by:
        if role not in procedure.roles:
            yield (
                f"Step {step.name!r} may be taken by {role!r}, a role that nobody has. "
                "Add it to 'roles' or correct the name."
            )


def _problems_of_rules(procedure: Procedure) -> Iterator[str]:
    for kind in _KINDS_OF_ROLES:
        for role in getattr(procedure, kind):
            if role not in procedure.roles:
                yield f"The role {role!r} among the {kind} is a role that nobody has."
            elif kind in ("erasers", "migrators") and role in procedure.private:
                yield (
                    f"The role {role!r} among the {kind} is private. Who erases or "
                    "migrates answers for it by name: choose another."
                )
    versions: dict[str, list[Rule]] = {}
    for rule in procedure.rules:
        versions.setdefault(rule.id, []).append(rule)
    for name, rules in versions.items():
        if len(rules) > 1:
            yield from _problems_of_versions(name, rules)


def _problems_of_versions(name: str, rules: list[Rule]) -> Iterator[str]:
    if len({rule.dated_by for rule in rules}) > 1:
        yield f"The versions of rule {name!r} are dated by different facts."
    ordered = sorted(rules, key=lambda rule: rule.in_force.since or date.min)
    for earlier, later in pairwise(ordered):
        end, start = earlier.in_force.until, later.in_force.since
        if ALWAYS in (earlier.in_force, later.in_force):
            yield f"There are two rules {name!r} at all times. Remove one."
        elif end is None or start is None or end >= start:
            yield (
                f"Two versions of rule {name!r} overlap: one until {end}, the next "
                f"since {start}. Let the earlier end the day before."
            )
        elif (start - end).days > 1:
            yield (
                f"Rule {name!r} has a gap between {end} and {start}. State a version "
                "for the days between."
            )
