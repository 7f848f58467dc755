"""What the shipped procedures really read, gathered while tests ask them.

A rule declares what it reads: by its condition, or beside its predicate; a step, beside the
function that picks its outcome. Here they are asked with a question that notes what is read
of it, and the two are compared. ``RATSFLOW_READS=FILE`` does so in a whole run, writes down
all that was read, and tells at the end what is not declared and what is never read.
"""

from __future__ import annotations

import os

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from typing import Any

import attrs

from ratsflow import states
from ratsflow.procedure.declared import Named, modules_in, names_in
from ratsflow.procedure.question import Question
from ratsflow.procedure.reading import Notes, Noting, noting, undeclared
from ratsflow.procedure.rule import Rule
from ratsflow.procedure.step import MARK, Step
from ratsflow.states.bw import STATE as BW
from ratsflow.states.bw import bw
from ratsflow.states.by import STATE as BY
from ratsflow.states.by import by
from ratsflow.states.nrw import STATE as NRW
from ratsflow.states.nrw import nrw


FILE = os.environ.get("RATSFLOW_READS")
"""Where a whole run writes what was read; None for a run that is not traced whole."""

Reads = dict[str, set[str]]
"""By rule, with its state and the day since when it says so, what it reads."""

FOUND: Reads = defaultdict(set)
"""What was read so far."""

_STATES = {"NRW": NRW, "BW": BW, "BY": BY}
_GROUPS = {"NRW": nrw().groups, "BW": bw().groups, "BY": by().groups}
_NAMES = names_in(modules_in(states.__name__))


@cache
def shipped() -> dict[str, Rule | Step]:
    """Return every version of every rule, and every step that picks its outcome."""
    found: dict[str, Rule | Step] = {}
    for state, procedure in (("NRW", nrw), ("BW", bw), ("BY", by)):
        for rule in procedure().rules:
            found[f"{state} {rule.id} {rule.in_force.since or ''}".strip()] = rule
        for step in procedure().steps:
            if step.decide is not None:
                found[f"{state} outcome of {step.name}"] = step
    return found


@cache
def _decides() -> dict[str, tuple[Named, Mapping[str, Any]]]:
    """Return by step the function that picks its outcome, with its arguments."""
    steps = [each for each in shipped().values() if isinstance(each, Step)]
    chosen = {each.name: each.decide for each in steps}
    return {
        name: (
            getattr(getattr(each, "func", each), MARK),
            getattr(each, "keywords", {}),
        )
        for name, each in chosen.items()
    }


@cache
def _declared(name: str) -> frozenset[str]:
    """Return what a rule or step declares; asked before any is traced."""
    return frozenset(shipped()[name].reads)


_on: list[Reads] = []


@contextmanager
def traced() -> Iterator[Reads]:
    """Let rules and steps note what they read, whoever asks them; yield what was read."""
    if _on:
        yield _on[0]
        return
    found: Reads = defaultdict(set)
    _decides(), [_declared(name) for name in shipped()]
    _on.append(found)
    own = {
        name: ("decide", each.decide)
        if isinstance(each, Step)
        else ("check", each.check)
        for name, each in shipped().items()
    }
    for name, (key, function) in own.items():
        object.__setattr__(shipped()[name], key, _asked(function, found[name]))
    try:
        yield found
    finally:
        _on.clear()
        for name, (key, function) in own.items():
            object.__setattr__(shipped()[name], key, function)
            FOUND[name] |= found[name]


_last: list[Any] = [None, None, {}]
"""The question asked last, and its noting twin with its notes: most rules share them."""


def _asked(function: Any, found: set[str]) -> Callable[[Question], Any]:
    def asked(question: Question) -> Any:
        if isinstance(question, Noting):
            return function(question)  # somebody else notes
        if _last[0] is not question:
            notes: Notes = {}
            _last[:] = [question, noting(question, notes), notes]
        twin, notes = _last[1:]
        notes.clear()
        try:
            return function(twin)
        finally:
            found.update(notes)

    return asked


def undeclared_in(found: Reads) -> list[str]:
    """Return who reads what is not declared."""
    return [
        f"{name} reads {', '.join(more)}"
        for name in sorted(name for name in found if found[name])
        if (more := undeclared(_declared(name), _possible(name, found[name])))
    ]


def _possible(name: str, reads: set[str]) -> list[str]:
    """Return what can be there: a norm that the state does not have is never set."""
    norms = _STATES[name.partition(" ")[0]].table.norms
    return sorted(e for e in reads if not e.startswith("law.") or e[4:] in norms)


UNREACHED = {
    "documents_handed_in": "base_paper_type law.cost_statement.required",
    "supplement_cosigned": "law.cost_statement.recurring_years",
    "changed_text_signed": "law.alderman_signature.signatories",
    "vote.roll_call_least": "law.mayor.member",
    "not_barred": "withdrawn_by role",
    "changed_by_originator": "withdrawn_by",
    "by_another": "withdrawn_by",
    "found": "citizens_decision_on paper",
    "in_next_meeting": "meeting",
    "initiative.refused_on": "item",
    "is_published": "case.state",
    "elect": "item.body",
    "runoff_of_the_highest": "item.body",
}
"""By function, what one that it calls looks up in a branch that no test takes from there.

It stays declared: too much costs a search time, too little the truth.
"""


def never_read(found: Reads) -> list[str]:
    """Return who declares what nothing made it read, in any state.

    What several functions share, as "what it takes to count a vote", is read where one of
    them reads it; all else that a function declares, where one of the rules reads it that
    name the function; what a condition names itself, by the rule.
    """
    read: dict[tuple[str, str], bool] = defaultdict(bool)
    for name, each in shipped().items():
        by_function: set[str] = set()
        for named, given in _named_by(each):
            for template in named.reads:
                told = attrs.evolve(named, reads=(template,)).needs(given)
                plain = [one.removesuffix("?") for one in _members(name, told)]
                by_function.update(plain)
                is_read = any(_is_read(one, found[name]) for one in plain)
                read[_owner(template, named), template] |= is_read
        for one in {one.removesuffix("?") for one in _declared(name)} - by_function:
            if one != getattr(each, "dated_by", ""):
                read[name.split()[1], one] |= _is_read(one, found[name])
    return [
        f"{who} never reads {what}"
        for (who, what), so in read.items()
        if not so and what not in UNREACHED.get(who, "").split()
    ]


@cache
def _shared() -> dict[str, frozenset[str]]:
    """Return what several functions declare together, by the name that it has."""
    return {
        name: frozenset(" ".join(value).split())
        for module in modules_in(states.__name__)
        for name, value in vars(module).items()
        if name.isupper() and isinstance(value, tuple) and value
        if all(isinstance(one, str) for one in value)
    }


def _owner(template: str, named: Named) -> str:
    """Return who declares a name: the least shared declaration, or the function."""
    declared = set(named.reads)
    shared = {k: v for k, v in _shared().items() if template in v and v <= declared}
    return min(shared, key=lambda name: len(shared[name]), default=named.name)


def _members(name: str, told: Iterable[str]) -> Iterator[str]:
    """Yield what is declared, of a group each of its members."""
    groups = _GROUPS[name.partition(" ")[0]]
    for one in told:
        yield from groups[one[1:]] if one.startswith("@") else (one,)


def _is_read(declared: str, reads: set[str]) -> bool:
    return len(undeclared([declared], reads)) < len(reads)


def _named_by(each: Rule | Step) -> Iterator[tuple[Named, Mapping[str, Any]]]:
    """Yield the predicates and fields that a rule or step names, with their arguments."""
    if isinstance(each, Step):
        yield _decides()[each.name]
    else:
        yield from _in_part(each.condition)


def _in_part(part: Any) -> Iterator[tuple[Named, Mapping[str, Any]]]:
    if isinstance(part, str):
        field = _NAMES.fields.get(part.removesuffix("?"))
        if field is not None:
            yield field, {}
    elif isinstance(part, Mapping):
        for key, value in part.items():
            if key == "check":
                given = {"name": value} if isinstance(value, str) else dict(value)
                yield _NAMES.predicates[given.pop("name")], given
            else:
                yield from _in_part(key)
                yield from _in_part(value)
    elif isinstance(part, (list, tuple)):
        for one in part:
            yield from _in_part(one)
