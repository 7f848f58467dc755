"""States and steps: what a procedure consists of."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial
from typing import Any, TypeVar, cast

import attrs

from ratsflow.errors import Both, DefinitionError
from ratsflow.model.text import EMPTY, Lang, Wording, as_text, exact
from ratsflow.procedure.elsewhere import Definition
from ratsflow.procedure.finding import Answer
from ratsflow.procedure.inputs import BALLOTS
from ratsflow.procedure.inputs import Kind as Kind  # noqa: PLC0414  # a word of steps
from ratsflow.procedure.inputs import Parameter as Parameter  # noqa: PLC0414  # too
from ratsflow.procedure.question import Question
from ratsflow.procedure.sentences import said


MOTION = "motion"
CONSULTATION = "consultation"
SUSPENSION = "suspension"
LIFECYCLES = (MOTION, CONSULTATION, SUSPENSION)
NONE = "none"
"""The state of a suspension that does not exist yet."""

CALLED = "called"
"""What a state of a consultation means in which the item is up in a meeting."""
DECIDED = "decided"
"""What a state of a consultation means in which the body has decided."""
OVER = "over"
"""What a state of a suspension means in which it suspends no longer."""
RENAMED = "renamed"
"""What a move means that only gives a state its new name."""


T = TypeVar("T")


def several(values: T | Iterable[T], kind: type[T], what: str) -> tuple[T, ...]:
    """Take one or several of a kind as a tuple; `DefinitionError` for another kind."""
    parts = (values,) if isinstance(values, kind) else values
    try:
        found = tuple(cast("Iterable[T]", parts))
    except TypeError:
        found = (cast("T", parts),)
    for part in found:
        if not isinstance(part, kind):
            hint = f" Write {part.id!r}." if hasattr(part, "id") else ""
            sentence = said("step.part", part=part, kind=kind.__name__, hint=hint)
            raise DefinitionError(what, [sentence])
    if kind is str:
        return cast("tuple[T, ...]", tuple(map(exact, cast("tuple[str, ...]", found))))
    return found


MARK = "ratsflow_declared"
"""Under which a function says what it reads; see `declared.predicate`."""


@attrs.frozen
class State:
    """A state of a lifecycle.

    What a state means is declared here and never read from its name.

    Attributes:
        name: lower-case name.
        label: what people call it.
        final: nothing is due any more; a suspension suspends no longer. Where no state of a
            lifecycle is declared final, those are that no step leaves.
        called: of a consultation: the item is up in the meeting, whose day counts among
            those on which it was dealt with. Where no state is declared so, those are from
            which a step starts that takes in a ``ballot``.
        decided: of a consultation: the body has decided. Where no state is declared so,
            those are to which a step leads that takes in a ``ballot``.
    """

    name: str = attrs.field(converter=exact)
    label: Wording = attrs.field(default=EMPTY, converter=as_text)
    final: bool | None = None
    called: bool = attrs.field(default=False, kw_only=True)
    decided: bool = attrs.field(default=False, kw_only=True)

    def title(self, lang: Lang) -> str:
        """Return the label, or the name where there is none."""
        return self.label.in_(lang) or self.name


def _names(value: str | Iterable[str]) -> tuple[str, ...]:
    return several(value, str, "names of a step")


@attrs.frozen
class Move:
    """A change of state in one lifecycle.

    Attributes:
        lifecycle: ``motion``, ``consultation`` or ``suspension``.
        sources: the states it starts from.
        target: the state it leads to; empty to stay where it is.
        each: it moves every consultation or suspension that stands in a source, even if
            there is none; otherwise exactly the one the step is about.
        new: the kind of suspension it creates.
    """

    lifecycle: str = attrs.field(converter=exact)
    sources: tuple[str, ...] = attrs.field(converter=_names)
    target: str = attrs.field(default="", converter=exact)
    each: bool = False
    new: str = attrs.field(default="", converter=exact)


Decide = Callable[[Question], "str | Answer"]
"""Picks the outcome of a step; an `Answer` says why it cannot be told."""

Moves = tuple[Move, ...]


def _inputs(values: Parameter | Iterable[Parameter]) -> tuple[Parameter, ...]:
    return several(values, Parameter, "takes")


def _outcomes(value: Mapping[str, Any]) -> Mapping[str, Moves]:
    if not isinstance(value, Mapping):
        raise DefinitionError(Both("outcomes", "Ergebnisse"), [said("step.outcomes")])
    return {
        exact(name): several(moves, Move, "outcomes") for name, moves in value.items()
    }


@attrs.frozen(repr=False)
class Step(Definition):
    """A named move: submit, sign, vote, refer, object, execute …

    The short form names one source and one target of the motion:
    ``Step("submit", "draft", "review", by="author")``. A step that couples lifecycles or
    has several outcomes names its `outcomes` instead.

    Attributes:
        name: lower-case name.
        source: the state or states of the motion that it starts from.
        target: the state of the motion that it leads to; empty to stay.
        by: the roles that may take it.
        guards: the ids of the rules that stand on it.
        takes: what it takes in.
        outcomes: moves by outcome, for the long form.
        decide: picks the outcome where there are several.
        signs: the office whose signature the step puts under the text; empty for none.
        binds: somebody approves the text by it, or a body decides on it: who takes it says
            which version he saw. A step that signs or takes a ballot does so anyway.
        reopens: it leads on from a final state, where all was over.
        label: what people call it.
        catalogue: identifiers in the catalogue of transitions, for example ``M12``.
        branches: the moves by outcome, in the short form of the empty one.
        accepts: what it takes in, by name.
        personal: the names of what of that is personal.
    """

    name: str = attrs.field(converter=exact)
    source: tuple[str, ...] = attrs.field(default=(), converter=_names)
    target: str = attrs.field(default="", converter=exact)
    by: tuple[str, ...] = attrs.field(default=(), converter=_names, kw_only=True)
    guards: tuple[str, ...] = attrs.field(default=(), converter=_names, kw_only=True)
    takes: tuple[Parameter, ...] = attrs.field(
        default=(), converter=_inputs, kw_only=True
    )
    outcomes: Mapping[str, Moves] = attrs.field(
        factory=dict, converter=_outcomes, kw_only=True, hash=False
    )
    decide: Decide | None = attrs.field(default=None, kw_only=True, eq=False)
    signs: str = attrs.field(default="", converter=exact, kw_only=True)
    binds: bool = attrs.field(default=False, kw_only=True)
    reopens: bool = attrs.field(default=False, kw_only=True)
    label: Wording = attrs.field(default=EMPTY, converter=as_text, kw_only=True)
    catalogue: tuple[str, ...] = attrs.field(default=(), converter=_names, kw_only=True)
    branches: Mapping[str, Moves] = attrs.field(init=False, eq=False, repr=False)
    accepts: Mapping[str, Parameter] = attrs.field(init=False, eq=False, repr=False)
    personal: frozenset[str] = attrs.field(init=False, eq=False, repr=False)

    @accepts.default
    def _by_name(self) -> Mapping[str, Parameter]:
        return {each.name: each for each in self.takes}

    @personal.default
    def _of_persons(self) -> frozenset[str]:
        return frozenset(each.name for each in self.takes if each.personal)

    def __attrs_post_init__(self) -> None:
        short = {"": (Move(MOTION, self.source, self.target),)}
        object.__setattr__(self, "branches", dict(self.outcomes) or short)
        if self.signs or any(each.name in BALLOTS for each in self.takes):
            object.__setattr__(self, "binds", True)

    def title(self, lang: Lang) -> str:
        """Return the label, or the name where there is none."""
        return self.label.in_(lang) or self.name

    @property
    def reads(self) -> tuple[str, ...]:
        """What `decide` says it reads, by the names of `reading`; empty where it does not."""
        function: Any = self.decide
        given = function.keywords if isinstance(function, partial) else {}
        named = getattr(getattr(function, "func", function), MARK, None)
        return () if named is None else tuple(named.needs(given))

    @property
    def subject(self) -> str:
        """The lifecycle of the consultation or suspension the step is about, or empty."""
        moves = (move for moves in self.branches.values() for move in moves)
        about = (m for m in moves if m.lifecycle != MOTION and not (m.each or m.new))
        return next((move.lifecycle for move in about), "")


def moves_in(lifecycle: str, *steps: Step) -> Iterator[tuple[Step, str, Move]]:
    """Yield the moves of a lifecycle, each with its step and the outcome that makes it."""
    for step in steps:
        for outcome, moves in step.branches.items():
            yield from ((step, outcome, m) for m in moves if m.lifecycle == lifecycle)


def kinds_of(steps: Iterable[Step]) -> dict[str, Kind]:
    """Return what steps take in, by name."""
    return {each.name: each.kind for step in steps for each in step.takes}
