"""What needs no search: what z3 proves of declared conditions.

What holds of all values that a condition can read holds of all cases, whether or not they
come about; see `Formulas`.

z3 is an extra (``ratsflow[prove]``); without it nothing is proved, and a search answers.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from itertools import combinations
from typing import Any

import attrs

from ratsflow.checking.formulas import LEAVES, Formulas, can_prove, z3_module
from ratsflow.law.citation import Consequence
from ratsflow.law.local import NO_LAW, Law, days_of_change
from ratsflow.procedure.procedure import Procedure
from ratsflow.procedure.rule import Rule
from ratsflow.procedure.step import Step


_FORMS = frozenset(LEAVES) | {
    "when",
    "unless",
    "all",
    "any",
    "not",
    "of",
    "reaches",
    "base",
    "or",
    "code",
    "data",
    "observed",
    "required",
    "told",
}
"""The words of the form itself."""


@attrs.frozen
class Related:
    """What is proved of two versions of a rule, for all values.

    Attributes:
        never_looser: whatever the new one lets pass, the old one does.
        never_tighter: whatever the old one lets pass, the new one does.
    """

    never_looser: bool = False
    never_tighter: bool = False


def related(old: Rule, new: Rule, was: Law = NO_LAW, now: Law = NO_LAW) -> Related:
    """Return what is proved of two versions of a rule under two laws.

    Where z3 is not installed, or one is no formula, nothing is.
    """
    if not can_prove() or old.in_force != new.in_force or old.dated_by != new.dated_by:
        return Related()
    if old.consequence is not new.consequence:
        return Related()
    days = _days((was, now), (old, new))
    told = [_related(old, new, was.at(day), now.at(day)) for day in days]
    return Related(
        all(each.never_looser for each in told),
        all(each.never_tighter for each in told),
    )


def _related(old: Rule, new: Rule, was: Law, now: Law) -> Related:
    formulas, z3 = Formulas(), z3_module()
    before, after = formulas.passes(old, was), formulas.passes(new, now)
    if before is None or after is None:
        return Related()
    return Related(
        formulas.never(after, z3.Not(before)), formulas.never(before, z3.Not(after))
    )


def vacuous(rule: Rule, law: Law = NO_LAW) -> str:
    """Return ``never_met`` or ``never_unmet`` where that is proved of a rule, else nothing."""
    if not can_prove():
        return ""
    told = ""
    for day in _days((law,), (rule,)):
        here = _vacuous(rule, law.at(day))
        if not here or here != (told or here):
            return ""
        told = here
    return told


def _vacuous(rule: Rule, law: Law) -> str:
    formulas = Formulas()
    passes = formulas.passes(rule, law)
    if passes is None or rule.norm in law.absent:
        return ""
    if formulas.never(passes):
        return "never_met"
    return "never_unmet" if formulas.never(z3_module().Not(passes)) else ""


def implied(step: Step, rule: Rule, procedure: Procedure, law: Law = NO_LAW) -> bool:
    """Tell whether it is proved that a rule is never the only one of a step that is not met.

    Whenever it does not pass, another rule of the step that can stand in the way does not
    either, whatever the values: without it the step is as closed as with it.
    """
    if not can_prove():
        return False
    alone = [each[0] for each in procedure.guards(step) if len(each) == 1]
    others = [
        each
        for each in alone
        if each.id != rule.id and each.consequence is not Consequence.ORDER
    ]
    if rule not in alone:
        return False
    reads = _read_in(rule.condition)
    near = [each for each in others if not reads.isdisjoint(_read_in(each.condition))]
    days = _days((law,), (rule, *near))
    return bool(near) and all(_implied(rule, near, law.at(day)) for day in days)


def _implied(rule: Rule, others: list[Rule], law: Law) -> bool:
    formulas = Formulas()
    broken = formulas.passes(rule, law)
    if broken is None or rule.norm in law.absent:
        return False
    asked = [each for each in others if each.norm not in law.absent]
    passing = [formulas.passes(each, law) for each in asked]
    told = [each for each in passing if each is not None]
    return formulas.never(z3_module().Not(broken), *told)


def contradicting(
    step: Step, procedure: Procedure, law: Law = NO_LAW
) -> Iterator[tuple[str, str]]:
    """Yield the pairs of rules on a step of which it is proved that never both are met."""
    if not can_prove():
        return
    alone = [each[0] for each in procedure.guards(step) if len(each) == 1]
    formulas = Formulas()
    passes = [formulas.passes(each, law) for each in alone]
    if not formulas.never(*(each for each in passes if each is not None)):
        return  # all of them can be met together
    reads = {each.id: _read_in(each.condition) for each in alone}
    for one, other in combinations(alone, 2):
        if reads[one.id].isdisjoint(reads[other.id]):
            continue  # what reads nothing in common can both be met
        days = _days((law,), (one, other))
        if all(_contradict(one, other, law.at(day)) for day in days):
            yield one.id, other.id


def _contradict(one: Rule, other: Rule, law: Law) -> bool:
    formulas = Formulas()
    a, b = formulas.passes(one, law), formulas.passes(other, law)
    if a is None or b is None or not formulas.never(a, b):
        return False
    return not (formulas.never(a) or formulas.never(b))


def _read_in(condition: Any) -> frozenset[str]:
    """Return all words of a condition: whatever it reads is among them, law left out."""
    if isinstance(condition, Mapping):
        parts = [_read_in(each) for each in condition.values()]
        named = [str(each).removesuffix("?") for each in condition]
        return frozenset().union(named, *parts) - _FORMS
    if isinstance(condition, (list, tuple)):
        return frozenset().union(*map(_read_in, condition))
    word = str(condition).removesuffix("?")
    return frozenset((word,)) if not word.startswith("law.") else frozenset()


def _days(laws: Iterable[Law], rules: Iterable[Rule]) -> list[date]:
    """Return the first day of each period in which what some rules read of law is the same."""
    names = {name for rule in rules for name in (*rule.parameters, rule.norm)}
    periods = [
        each.in_force
        for law in laws
        for name in names
        for each in law.dated.get(name, ())
    ]
    return [date.min, *days_of_change(periods)]


def proved_of(
    rules: Iterable[tuple[Rule | None, Rule | None]], was: Law, now: Law
) -> Related:
    """Return what is proved of a step of which some rules differ.

    Args:
        rules: each as it stands in the old version and in the new one; None where it
            does not stand there. A rule more can only refuse, one fewer only allow.
        was: the old law.
        now: the new law.
    """
    told = [_told(old, new, was, now) for old, new in rules]
    return Related(
        all(each.never_looser for each in told),
        all(each.never_tighter for each in told),
    )


def _told(old: Rule | None, new: Rule | None, was: Law, now: Law) -> Related:
    if old is None:
        return Related(never_looser=True)
    if new is None:
        return Related(never_tighter=True)
    return related(old, new, was, now)
