"""What two versions of a procedure say differently, as far as it can matter to a case."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache
from operator import is_
from typing import Any

import attrs

from ratsflow.procedure.procedure import Procedure
from ratsflow.procedure.rule import Rule
from ratsflow.procedure.step import (
    CONSULTATION,
    LIFECYCLES,
    NONE,
    SUSPENSION,
    Moves,
    Step,
)


Mapped = Mapping[str, Mapping[str, str]]
"""By lifecycle (``motion``, ``consultation``, ``suspension``): the new name of a state."""

Present = Mapping[str, set[str]]
"""By lifecycle: the states, by their old names, that something stands in."""


@attrs.frozen
class Difference:
    """One thing that the new version says differently.

    Attributes:
        what: ``by``, ``guards``, ``takes``, ``signs``, ``outcomes``, ``decide``, ``moves``
            or ``subject`` of a step; ``layer``, ``consequence``, ``since``, ``until``,
            ``dated_by``, ``parameters``, ``looks_at`` or ``revision`` of a rule that stands
            on it before and after; ``name``, ``recorders``, ``overriders``, ``erasers``,
            ``migrators``, ``private``, ``readers``, ``planned`` or ``final`` of the
            procedure.
        name: which rule, input, outcome or lifecycle; empty where there is but one.
        before: what the old version says; empty if nothing.
        after: what the new one says. Of ``guards``, ``outcomes``, ``moves`` and ``final``
            both hold only what the other lacks; of a rule, one value for each version.
            A move goes from a state by its old name to one by its new name.
    """

    what: str
    name: str
    before: tuple[str, ...]
    after: tuple[str, ...]


@attrs.frozen
class ChangedStep:
    """A step that can start before and after, and is not what it was.

    Attributes:
        step: its name.
        differences: what differs, from where the case stands.
    """

    step: str
    differences: tuple[Difference, ...]


@attrs.frozen
class _Arc:
    """One source of a move and where it leads."""

    lifecycle: str
    each: bool
    new: str
    source: str
    target: str

    def __str__(self) -> str:
        about = [] if self.lifecycle == LIFECYCLES[0] else [self.lifecycle]
        whole = ["each"] if self.each else []
        kind = f" ({self.new})" if self.new else ""
        return f"{' '.join((*whole, *about, self.source))} → {self.target}{kind}"


_Arcs = Mapping[str, tuple[_Arc, ...]]


@attrs.frozen(eq=False)
class Comparison:
    """Two versions beside each other; states that the mapping renames count as the same.

    What a function does cannot be compared: for a rule its revision stands, and of `decide`
    only the same function is taken for the same.

    Attributes:
        old: the version that cases are pinned to.
        new: the version to bring them to.
        mapping: by lifecycle, the new names of states.
        general: what differs in the procedure as a whole.
        settled: by name of a step that both have, what differs wherever a case stands.
        elsewhere: the steps that both have and that do not lead from the same states to
            the same states.
    """

    old: Procedure
    new: Procedure
    mapping: Mapped
    general: tuple[Difference, ...]
    settled: Mapping[str, tuple[Difference, ...]]
    elsewhere: frozenset[str]

    def changed(self, step: str, present: Present) -> tuple[Difference, ...]:
        """Return what differs in a step for a case that stands in some states.

        Args:
            step: name of a step that both versions have.
            present: the states.
        """
        if step not in self.elsewhere:
            return self.settled[step]
        before, after = self.old.step(step), self.new.step(step)
        rename = _renaming(self.mapping)
        moved = tuple(_of_moves(before, after, present, rename))
        return self.settled[step] + (
            moved or tuple(_of_subject(before, after, present, rename))
        )

    @property
    def differing(self) -> tuple[str, ...]:
        """The steps that differ in anything, or that only one version has."""
        names = dict.fromkeys(s.name for s in (*self.old.steps, *self.new.steps))
        return tuple(
            name
            for name in names
            if name not in self.settled or self.settled[name] or name in self.elsewhere
        )


def compare(old: Procedure, new: Procedure, mapping: Mapped) -> Comparison:
    """Put two versions of a procedure beside each other.

    Args:
        old: the version that cases are pinned to.
        new: the version to bring them to.
        mapping: by lifecycle, the new names of states.
    """
    names = ((lc, tuple(names.items())) for lc, names in mapping.items())
    return _compared(old, new, tuple(names))


# An office asks case by case, and the answer is the same for all cases of a version.
@lru_cache(maxsize=4)
def _compared(
    old: Procedure,
    new: Procedure,
    names: tuple[tuple[str, tuple[tuple[str, str], ...]], ...],
) -> Comparison:
    mapping = {lifecycle: dict(renamed) for lifecycle, renamed in names}
    known = {step.name: step for step in new.steps}
    both = [(step, known[step.name]) for step in old.steps if step.name in known]
    if old.fingerprint == new.fingerprint:
        general: tuple[Difference, ...] = ()
        settled: dict[str, tuple[Difference, ...]] = {s.name: () for s, _ in both}
    else:
        general = tuple(_of_procedure(old, new, mapping))
        settled = {one.name: tuple(_settled(old, new, one, two)) for one, two in both}
    everywhere, rename = _everywhere(old, new, mapping), _renaming(mapping)
    elsewhere = frozenset(
        one.name for one, two in both if _differ(one, two, everywhere, rename)
    )
    return Comparison(old, new, mapping, general, settled, elsewhere)


_Rename = Callable[[str, str], str]


def _renaming(mapping: Mapped) -> _Rename:
    return lambda lifecycle, state: mapping.get(lifecycle, {}).get(state, state)


def _everywhere(old: Procedure, new: Procedure, mapping: Mapped) -> Present:
    """Return every state by its old name, and those that only the new version has."""
    rename, found = _renaming(mapping), {}
    for lifecycle in LIFECYCLES:
        states = {state.name for state in old.states_of(lifecycle)}
        reached = {rename(lifecycle, state) for state in states}
        states |= {s.name for s in new.states_of(lifecycle)} - reached
        found[lifecycle] = states | ({NONE} if lifecycle == SUSPENSION else set())
    return found


def _differ(one: Step, two: Step, present: Present, rename: _Rename) -> bool:
    """Tell whether two versions of a step lead elsewhere or can be about something else."""
    return _arcs(one, present, rename) != _arcs(
        two, present, rename, is_new=True
    ) or any(_of_subject(one, two, present, rename))


def _arcs(
    step: Step, present: Present, rename: _Rename, *, is_new: bool = False
) -> _Arcs:
    return {
        outcome: tuple(_fired(moves, present, rename, is_new))
        for outcome, moves in step.branches.items()
    }


def _fired(
    moves: Moves, present: Present, rename: _Rename, is_new: bool
) -> Iterator[_Arc]:
    """Yield what can be fired from the states present; nothing if that is not enough.

    Sources stay apart by their old names: two that get one name are no longer told apart
    by the new version.
    """
    arcs = [
        _Arc(move.lifecycle, move.each, move.new, state, target)
        for move in moves
        for state in sorted(present.get(move.lifecycle, ()))
        if (rename(move.lifecycle, state) if is_new else state) in move.sources
        for target in (_target(move.lifecycle, move.target, state, rename, is_new),)
    ]
    demanded = {move.lifecycle for move in moves if not move.each}
    if demanded <= {arc.lifecycle for arc in arcs if not arc.each}:
        yield from arcs


def _target(
    lifecycle: str, target: str, state: str, rename: _Rename, is_new: bool
) -> str:
    return target if is_new and target else rename(lifecycle, target or state)


def _of_moves(
    one: Step, two: Step, present: Present, rename: _Rename
) -> Iterator[Difference]:
    before = _arcs(one, present, rename)
    after = _arcs(two, present, rename, is_new=True)
    for outcome, arcs in before.items():
        other = after.get(outcome, arcs)
        if arcs != other:
            gone, come = _apart(tuple(map(str, arcs)), tuple(map(str, other)))
            yield Difference("moves", outcome, gone, come)


def _apart(
    before: tuple[str, ...], after: tuple[str, ...]
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return what each has and the other lacks; both as they are if only order differs."""
    gone = tuple(each for each in before if each not in after)
    come = tuple(each for each in after if each not in before)
    return (gone, come) if gone or come else (before, after)


def _of_subject(
    one: Step, two: Step, present: Present, rename: _Rename
) -> Iterator[Difference]:
    """Yield whether other consultations or suspensions can be meant, whatever the outcome."""
    before = _meant(one, present, rename)
    after = _meant(two, present, rename, is_new=True)
    if before != after:
        yield Difference("subject", "", before, after)


def _meant(
    step: Step, present: Present, rename: _Rename, *, is_new: bool = False
) -> tuple[str, ...]:
    lifecycle = step.subject
    if not lifecycle:
        return ()
    sources = {
        source
        for moves in step.branches.values()
        for move in moves
        if move.lifecycle == lifecycle and not move.each
        for source in move.sources
    }
    return (
        lifecycle,
        *(
            state
            for state in sorted(present.get(lifecycle, ()))
            if (rename(lifecycle, state) if is_new else state) in sources
        ),
    )


def _settled(
    old: Procedure, new: Procedure, one: Step, two: Step
) -> Iterator[Difference]:
    # Who holds two of the roles acts in the first: their order is no matter of taste.
    yield from _unless_equal("by", "", one.by, two.by)
    guards = tuple(dict.fromkeys(one.guards)), tuple(dict.fromkeys(two.guards))
    if set(guards[0]) != set(guards[1]):
        yield Difference("guards", "", *_apart(*guards))
    versions = dict(zip(two.guards, new.guards(two), strict=True))
    for name, rules in zip(one.guards, old.guards(one), strict=True):
        if name in versions:
            yield from _of_rule(name, rules, versions[name])
    yield from _of_inputs(one, two)
    yield from _unless_equal("signs", "", _text(one.signs), _text(two.signs))
    if set(one.branches) != set(two.branches):
        outcomes = _apart(tuple(one.branches), tuple(two.branches))
        yield Difference("outcomes", "", *outcomes)
    if not _is_same(one.decide, two.decide):
        yield Difference("decide", "", _named(one.decide), _named(two.decide))


def _unless_equal(
    what: str, name: str, before: tuple[str, ...], after: tuple[str, ...]
) -> Iterator[Difference]:
    if before != after:
        yield Difference(what, name, before, after)


def _of_rule(
    name: str, before: tuple[Rule, ...], after: tuple[Rule, ...]
) -> Iterator[Difference]:
    if len(before) == len(after) and all(map(is_, before, after)):
        return
    old, new = _signatures(before), _signatures(after)
    for what in dict.fromkeys(key for each in (*old, *new) for key in each):
        yield from _unless_equal(
            what,
            name,
            tuple(_text_of(each.get(what)) for each in old),
            tuple(_text_of(each.get(what)) for each in new),
        )


def _signatures(versions: tuple[Rule, ...]) -> list[Mapping[str, Any]]:
    found = [rule.signature() for rule in versions]
    return sorted(found, key=lambda each: each["since"] or "")


def _text_of(value: object) -> str:
    if isinstance(value, list):
        return " ".join(map(str, value))
    return "" if value is None else str(value)


def _text(value: str) -> tuple[str, ...]:
    return (value,) if value else ()


def _of_inputs(one: Step, two: Step) -> Iterator[Difference]:
    before, after = _inputs(one), _inputs(two)
    for name in dict.fromkeys((*before, *after)):
        yield from _unless_equal(
            "takes", name, before.get(name, ()), after.get(name, ())
        )


def _inputs(step: Step) -> Mapping[str, tuple[str, ...]]:
    return {
        each.name: (
            each.kind.value,
            "required" if each.required else "optional",
            *(["personal"] if each.personal else []),
        )
        for each in step.takes
    }


def _is_same(one: Any, two: Any) -> bool:
    """Tell whether two functions surely do the same: one function, or one place read twice."""
    if one == two:
        return True
    codes = getattr(one, "__code__", None), getattr(two, "__code__", None)
    return (
        codes[0] is not None
        and codes[0] == codes[1]
        and codes[0].co_filename == codes[1].co_filename
        and one.__closure__ is two.__closure__ is None
        and one.__defaults__ == two.__defaults__
        and one.__kwdefaults__ == two.__kwdefaults__
    )


def _named(function: Any) -> tuple[str, ...]:
    if function is None:
        return ()
    return (getattr(function, "__qualname__", type(function).__qualname__),)


def _of_procedure(
    old: Procedure, new: Procedure, mapping: Mapped
) -> Iterator[Difference]:
    yield from _unless_equal("name", "", (old.name,), (new.name,))
    for what in ("recorders", "overriders", "erasers", "migrators", "private"):
        yield from _unless_equal(
            what,
            "",
            tuple(sorted(set(getattr(old, what)))),
            tuple(sorted(set(getattr(new, what)))),
        )
    readers = tuple(sorted(old.read_by)), tuple(sorted(new.read_by))
    yield from _unless_equal("readers", "", *readers)
    rename = _renaming(mapping)
    planned = rename(CONSULTATION, old.planned)
    yield from _unless_equal("planned", "", (planned,), (new.planned,))
    for lifecycle in LIFECYCLES:
        yield from _of_endings(lifecycle, old, new, rename)


def _of_endings(
    lifecycle: str, old: Procedure, new: Procedure, rename: _Rename
) -> Iterator[Difference]:
    final = {state.name: state.final for state in new.states_of(lifecycle)}
    differing = [
        (rename(lifecycle, state.name), state.final)
        for state in old.states_of(lifecycle)
        if final.get(rename(lifecycle, state.name), state.final) is not state.final
    ]
    if differing:
        yield Difference(
            "final",
            lifecycle,
            tuple(name for name, was in differing if was),
            tuple(name for name, was in differing if not was),
        )
