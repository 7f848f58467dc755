"""Which steps two versions can answer differently: by their rules, their words and their law alone."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Any

import attrs

from ratsflow.checking.proved import Related, proved_of
from ratsflow.checking.space import Space
from ratsflow.law.local import Law
from ratsflow.procedure.procedure import Procedure
from ratsflow.procedure.rule import Rule


def proved_alike(name: str, old: Space, new: Space) -> Related:
    """Return what is proved of a step that differs in nothing but rules and their law."""
    before, after = old.procedure, new.procedure
    found = [
        next((each for each in of.steps if each.name == name), None)
        for of in (before, after)
    ]
    one, other = found
    if one is None or other is None or _frame(before) != _frame(after):
        return Related()
    values = changed_norms(old.law, new.law)
    if (
        attrs.evolve(one, guards=other.guards) != other
        or one.decide is not other.decide
    ):
        return Related()
    if one.decide is not None and reading_any(one.reads, values):
        return Related()
    pairs = []
    for guard in dict.fromkeys((*one.guards, *other.guards)):
        was = _versions(before, guard) if guard in one.guards else ()
        now = _versions(after, guard) if guard in other.guards else ()
        if _same(was, now, values):
            continue
        if len(was) > 1 or len(now) > 1:
            return Related()
        pairs.append((was[0] if was else None, now[0] if now else None))
    return proved_of(pairs, old.law, new.law)


def may_differ(old: Space, new: Space) -> frozenset[str]:
    """Return the steps that two versions can answer differently.

    Of the others both say the same: who takes them, where they start and lead, what they take
    in, the same rules in the same words, and the values of law that these read.
    """
    before, after = old.procedure, new.procedure
    names = {each.name for each in (*before.steps, *after.steps)}
    if _frame(before) != _frame(after):
        return frozenset(names)
    values = changed_norms(old.law, new.law)
    was = {each.name: each for each in before.steps}
    now = {each.name: each for each in after.steps}
    same = set()
    for name in was.keys() & now.keys():
        one, other = was[name], now[name]
        rules = [
            (_versions(before, guard), _versions(after, guard)) for guard in one.guards
        ]
        if (
            one == other
            and one.decide is other.decide
            and (one.decide is None or not reading_any(one.reads, values))
            and all(_same(*each, values) for each in rules)
        ):
            same.add(name)
    return frozenset(names - same)


def _frame(procedure: Procedure) -> tuple[Any, ...]:
    """Return what rules and engine read of a procedure as a whole."""
    return (
        procedure.states,
        procedure.consultation_states,
        procedure.suspension_states,
        procedure.continues,
        procedure.groups,
        procedure.law_of,
    )


def _versions(procedure: Procedure, rule: str) -> tuple[Rule, ...]:
    return tuple(each for each in procedure.rules if each.id == rule)


def _same(old: tuple[Rule, ...], new: tuple[Rule, ...], values: frozenset[str]) -> bool:
    if len(old) != len(new):
        return False
    return all(
        _are_alike(one, other)
        and not reading_any(one.reads if one.needs else (), values)
        for one, other in zip(old, new, strict=True)
    )


def _are_alike(one: Rule | None, other: Rule | None) -> bool:
    if one is None or other is None:
        return False
    return one == other and _one_check(one, other)


def _one_check(one: Rule, other: Rule) -> bool:
    if one.check is other.check:
        return True
    return bool(one.condition) and one.condition == other.condition


def reading_any(read: Collection[str], values: Collection[str]) -> bool:
    """Tell whether one of some values of law can be among what is read.

    What does not say what it reads may read any.
    """
    if not read:
        return bool(values)
    named = {key.rstrip("?") for key in read if key.split(".")[0].rstrip("?") == "law"}
    keys = {key.removeprefix("law").removeprefix(".") for key in named}
    return any(
        not key or value == key or value.startswith(f"{key}.")
        for value in values
        for key in keys
    )


def changed_norms(old: Law, new: Law) -> frozenset[str]:
    """Return the ids of the norms of which two laws say something different."""
    keys = {*old.values, *new.values, *old.dated, *new.dated, *old.absent, *new.absent}
    return frozenset(
        key.partition("@")[0]
        for key in keys
        if (old.values.get(key), old.dated.get(key), key in old.absent)
        != (new.values.get(key), new.dated.get(key), key in new.absent)
    )


def pairs_of(
    old: Procedure, new: Procedure, step: str, values: frozenset[str]
) -> Iterator[tuple[Rule | None, Rule | None]]:
    """Yield the rules of a step that are not the same, as each version has them."""
    guards: dict[str, None] = {}
    for procedure in (old, new):
        for each in procedure.steps:
            if each.name == step:
                guards |= dict.fromkeys(each.guards)
    for guard in guards:
        was, now = _versions(old, guard), _versions(new, guard)
        stands = [
            guard in {g for s in each.steps if s.name == step for g in s.guards}
            for each in (old, new)
        ]
        if all(stands) and _same(was, now, values):
            continue
        here = was if stands[0] else ()
        there = now if stands[1] else ()
        for index in range(max(len(here), len(there))):
            yield (
                here[index] if index < len(here) else None,
                there[index] if index < len(there) else None,
            )


def hangs_on(
    old: Procedure, new: Procedure, step: str, values: frozenset[str]
) -> Iterator[str]:
    """Yield what a step hangs on that is another: norms first, then rules."""
    pairs = list(pairs_of(old, new, step, values))
    rules = [each for pair in pairs for each in pair if each is not None]
    norms = {
        v for v in values for r in rules if reading_any(r.reads if r.needs else (), {v})
    }
    if len(norms) < len(values) or not all(r.needs for r in rules):
        yield from sorted(norms)
    else:
        yield from sorted(values)
    yield from sorted(
        {
            each.id
            for one, other in pairs
            for each in (one, other)
            if each and not _are_alike(one, other)
        }
    )
    if not rules:
        yield "decide" if _frame(old) == _frame(new) else "procedure"
