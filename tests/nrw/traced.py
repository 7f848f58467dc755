"""What the checks of `nrw()` really read, gathered while the tests ask them.

A rule declares what it reads: by its condition, or beside its predicate. Here every check
is asked with a question that notes what is read of it, and the two are compared.
"""

from __future__ import annotations

import sys

from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Any

import attrs

from ratsflow.law.local import Law
from ratsflow.procedure import question as home
from ratsflow.procedure.question import Question
from ratsflow.procedure.rule import Rule
from ratsflow.states.nrw import nrw


HEADS = {
    "case": "case",
    "motion": "paper",
    "about": "item",
    "consultation": "item",
    "suspension": "suspension",
    "actor": "actor",
    "role": "role",
    "as_deputy": "role",
    "at": "day",
    "day": "day",
    "others": "others",
}
"""By attribute of a question, what a declaration calls the thing."""

READ: dict[str, set[str]] = defaultdict(set)
"""By id of a rule, what its checks read."""

_seen: list[set[str]] = []


class Noted(Mapping[str, Any]):
    """A mapping that notes what is looked up in it."""

    def __init__(self, of: Mapping[str, Any], prefix: str = "") -> None:
        self._of, self._prefix = of, prefix

    def _note(self, name: object) -> None:
        if _seen:
            called = f"{self._prefix}{name}"
            _seen[-1].add(_OF_A_THING.get(called, called))

    def __getitem__(self, name: str) -> Any:
        self._note(name)
        return self._of[name]

    def get(self, name: str, default: Any = None) -> Any:
        """Look up as a mapping does."""
        self._note(name)
        return self._of.get(name, default)

    def __contains__(self, name: object) -> bool:
        self._note(name)
        return name in self._of

    def __iter__(self) -> Iterator[str]:
        return iter(self._of)

    def __len__(self) -> int:
        return len(self._of)

    __hash__ = object.__hash__

    def __eq__(self, other: object) -> bool:
        return self is other  # so that nothing built for equal values is found again


class NotedQuestion(Question):
    """A question that notes what is read of it, but by its own methods."""

    def __getattribute__(self, name: str) -> Any:
        if name in HEADS and _seen:
            caller = sys._getframe(1).f_code.co_filename
            if caller != home.__file__:
                _seen[-1].add(HEADS[name])
        return super().__getattribute__(name)


def noted(question: Question) -> Question:
    """Return a question that notes what is read of it."""
    fields = {
        each.name: getattr(question, each.name) for each in attrs.fields(Question)
    }
    case = fields["case"]
    if not isinstance(case.facts, Noted):
        fields["case"] = attrs.evolve(case)
        object.__setattr__(fields["case"], "facts", Noted(case.facts))
    if not isinstance(question.inputs, Noted):
        fields["inputs"] = Noted(question.inputs)
    fields["law"] = _law(fields["law"])
    return NotedQuestion(**fields)


def _law(law: Law) -> Law:
    if isinstance(law.values, Noted):
        return law
    copy = attrs.evolve(law)
    object.__setattr__(copy, "values", Noted(law.values, "law."))
    return copy


def trace(rule: Rule) -> None:
    """Let a rule note what it reads, whoever asks it."""
    check, found = rule.check, READ[rule.id]

    def asked(question: Question) -> Any:
        _seen.append(set())
        try:
            return check(noted(question))
        finally:
            found.update(_seen.pop())

    object.__setattr__(rule, "check", asked)


def trace_all() -> None:
    """Let every rule of the shipped procedure note what it reads."""
    for rule in nrw().rules:
        trace(rule)


def declared(rule: str) -> set[str]:
    """Return what the versions of a rule declare, as `READ` names it."""
    found: set[str] = set()
    for each in nrw().rules:
        if each.id == rule:
            found |= {f"law.{key}" for key in each.parameters}
            found |= {_head(name) for name in each.needs}
    return found


def undeclared() -> list[str]:
    """Return the rules that read what they do not declare."""
    return [
        f"{rule} reads {', '.join(sorted(more))}"
        for rule in sorted(READ)
        if (more := READ[rule] - declared(rule))
    ]


def never_read() -> list[str]:
    """Return the rules that declare what no test made them read."""
    return [
        f"{rule} declares and never reads {', '.join(sorted(idle))}"
        for rule in sorted(READ)
        if (idle := declared(rule) - READ[rule] - {"step"})
    ]


_THINGS = {*HEADS.values(), "step", "law"}
_OF_A_THING = {
    "body": "item",
    "consultation": "item",
    "decision": "case",
    "meeting": "item",
    "motion": "paper",
    "text": "paper",
}
"""What of a thing has a name of its own, in declarations or among inputs."""


def _head(name: str) -> str:
    head = name.partition(".")[0]
    head = _OF_A_THING.get(head, head)
    return head if head in _THINGS else name
