"""A step as it is tried, what is tried instead of it, and the way that it is once it is taken."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import Any

import attrs

from ratsflow.checking.company import Beside
from ratsflow.engine import Verdict
from ratsflow.engine.verdict import Mode
from ratsflow.log import Override
from ratsflow.model import Actor
from ratsflow.procedure.case import Case


@attrs.frozen(eq=False)
class Choice:
    """A step as it is taken.

    Attributes:
        step: its name.
        on: the consultation or suspension it is about, or empty.
        actor: who takes it.
        day: on which day.
        inputs: what it takes in.
        override: lifts what stands in its way; None where it goes by the rules.
        mode: *record* where it happened against the rules.
        beside: the other cases that there are then, as they stand.
    """

    step: str
    on: str
    actor: Actor
    day: date
    inputs: Mapping[str, Any]
    override: Override | None = None
    mode: Mode = Mode.ENFORCE
    beside: Beside = ()

    @property
    def goes_by_the_rules(self) -> bool:
        """It was neither overridden nor recorded after the fact."""
        return self.override is None and self.mode is Mode.ENFORCE

    def stating(self, name: str, value: Any) -> Choice:
        """Return the same step with one more input."""
        return attrs.evolve(self, inputs={**self.inputs, name: value})


@attrs.frozen(eq=False)
class Change:
    """What is tried instead of a step as it was refused.

    Attributes:
        inputs: what it takes in beside.
        day: another day, or None.
        actor: another person, or None.
        beside: other cases, or None for those that there are.
    """

    inputs: Mapping[str, Any] = attrs.field(factory=dict)
    day: date | None = None
    actor: Actor | None = None
    beside: Beside | None = None

    def of(self, choice: Choice) -> Choice:
        """Return a step as it is tried with this."""
        return Choice(
            choice.step,
            choice.on,
            self.actor or choice.actor,
            self.day or choice.day,
            {**choice.inputs, **self.inputs} if self.inputs else choice.inputs,
            choice.override,
            choice.mode,
            choice.beside if self.beside is None else self.beside,
        )


@attrs.frozen(eq=False)
class Way:
    """A step that was taken, or one that was tried and refused.

    Attributes:
        choice: the step as it was tried.
        verdict: what the engine answered.
        case: the case after it; None if it was refused.
    """

    choice: Choice
    verdict: Verdict
    case: Case | None = None


def mark_of(choice: Choice) -> tuple[Any, ...]:
    """Return what tells one attempt at a step from others."""
    return (
        choice.actor.id,
        choice.day,
        frozenset(choice.inputs.items()),
        choice.override,
        choice.mode,
        tuple(each.content for each in choice.beside),
    )


def apart(choice: Choice) -> Iterator[Any]:
    """Yield what a step states, its days by how far they lie from that of the step, and from another.

    Of rules that contradict one another each would have all these days moved on and on, as
    far apart as before.
    """
    days = {k: day_of(v) for k, v in choice.inputs.items() if isinstance(v, date)}
    rest = frozenset(each for each in choice.inputs.items() if each[0] not in days)
    there = tuple(each.content for each in choice.beside)
    who = choice.actor.id, choice.override, choice.mode, rest, there
    if days:
        yield who, frozenset((k, (v - choice.day).days) for k, v in days.items())
    if len(days) > 1:
        first = min(days.values())
        yield who, choice.day, frozenset((k, (v - first).days) for k, v in days.items())


def day_of(value: date) -> date:
    """Return the day of a day or a moment."""
    return value.date() if isinstance(value, datetime) else value
