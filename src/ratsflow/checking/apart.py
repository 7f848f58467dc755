"""What two versions answer differently where a search came to no case that tells them apart.

A search tries few days and amounts. Two versions that differ in one number differ between the
two, and there is looked: of an attempt that passes, what the differing rule reads is
changed day by day and around each number of which the versions say something else.
"""

from __future__ import annotations

import time

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta
from itertools import pairwise
from typing import Any

import attrs

from ratsflow.checking.constructed import Attempt, Constructor
from ratsflow.checking.space import Space, as_case_of
from ratsflow.checking.ways import signature
from ratsflow.engine import Verdict
from ratsflow.errors import RatsflowError
from ratsflow.procedure.finding import Result
from ratsflow.procedure.question import Question
from ratsflow.procedure.rule import Rule


_WITHIN = 45
"""Days around a stated day that are tried, one by one."""
_MOST = 6000
"""Changes that are tried for a rule."""
_ASKED = 12
"""How many of them the engine is asked about, for a rule and a version."""


@attrs.frozen
class Apart:
    """An attempt that two versions answer differently, at a case that was built.

    Attributes:
        attempt: the attempt.
        old: what the old version says.
        new: what the new version says.
    """

    attempt: Attempt
    old: Verdict
    new: Verdict


class Between(Constructor):
    """Builds attempts that lie between two versions.

    Args:
        space: the version whose rule is to stand in the way alone.
        other: the other version.
        numbers: the numbers of which the versions say something else.
        seeds: attempts that pass under both.
    """

    def __init__(
        self,
        space: Space,
        other: Space,
        numbers: Iterable[int],
        seeds: Iterable[Verdict],
    ) -> None:
        super().__init__(space, frozenset())
        self.numbers = tuple(_around(numbers))
        self._beyond = Constructor(other, frozenset())
        for verdict in seeds:
            attempt = under(space, Attempt.of(verdict))
            again = self.asks(attempt)
            if again is not None and again.allowed:
                self.passing[attempt.choice.step].append((attempt, again))

    def find(
        self, step: str, rule: Rule, until: float
    ) -> Iterator[tuple[Attempt, Verdict, Verdict]]:
        """Yield attempts that this version alone refuses, by this rule alone.

        Args:
            step: the step.
            rule: the rule as this version has it.
            until: when to end, by `time.monotonic`.

        Yields:
            The attempt, and what this and the other version say of it.
        """
        if not self.passing[step]:
            self._reach(step, until)
        asked = 0
        for attempt, verdict in self.passing[step][:2]:
            candidates = self._changed(
                attempt,
                verdict.question,
                rule.check,
                lambda q: self._differs(rule, q),
                _MOST,
                Counter(),
            )
            for each in candidates:
                asked += 1
                if asked > _ASKED or time.monotonic() > until:
                    return
                here = self.asks(each)
                if here is None or here.allowed:
                    continue
                alone = self._mended(each, here, rule)
                if alone is None:
                    continue
                there = self._beyond.asks(under(self._beyond.space, alone[0]))
                if there is not None and there.allowed:
                    yield *alone, there
                    return

    def _differs(self, rule: Rule, question: Question) -> bool:
        """Tell whether this version's rule is broken and the other's, if any, is met."""
        if signature(rule.check, question)[0] is Result.MET:
            return False
        law = self._beyond.space.law.at(question.day)
        theirs = attrs.evolve(question, law=law)
        rules = [e for e in self._beyond.space.procedure.rules if e.id == rule.id]
        return all(signature(each.check, theirs)[0] is Result.MET for each in rules)

    def edits(
        self,
        attempt: Attempt,
        question: Question,
        read: Iterable[str],
        worked: Counter[str],
    ) -> Iterator[tuple[str, Attempt]]:
        """Yield the attempt with one thing changed, at last day by day and around the numbers."""
        # The law is what the versions differ in: what it says is not to be changed.
        names = tuple(each for each in read if not each.startswith("law"))
        yield from super().edits(attempt, question, names, worked)
        for name in names:
            try:
                for each in self._finely(attempt, name):
                    yield name, each
            except (RatsflowError, TypeError, ValueError, AttributeError):
                continue  # such a value cannot be made

    def _finely(self, attempt: Attempt, name: str) -> Iterator[Attempt]:
        head, case, choice = name.partition(".")[0], attempt.case, attempt.choice
        if name in choice.inputs:
            for value in self._fine(choice.inputs[name]):
                yield attempt.stating(name, value)
        item, _ = attempt.subject
        if head in ("item", "meeting") and item is not None:
            for value in self._fine(item):
                items = tuple(value if e is item else e for e in case.consultations)
                yield attempt.with_case(name, consultations=items)
        elif head in ("paper", "motion"):
            for value in self._fine(case.motion):
                yield attempt.with_case(name, motion=value)
        elif name == "day":
            for days in _days():
                then = attrs.evolve(choice, day=choice.day + timedelta(days))
                at = attempt.at + timedelta(days)
                yield attempt.but("day", choice=then, at=at)
        elif name in case.facts:
            for value in self._fine(_as_day(case.facts[name])):
                said = value.isoformat() if isinstance(value, date) else value
                yield attempt.with_case(name, facts={**case.facts, name: said})

    def _fine(self, value: Any, deep: int = 2) -> Iterator[Any]:
        """Yield values that differ in one day or one number."""
        if isinstance(value, (bool, datetime, str)) or value is None:
            return
        if isinstance(value, date):
            yield from (value + timedelta(each) for each in _days())
        elif isinstance(value, int):
            yield from (each for each in self.numbers if each != value)
        elif isinstance(value, tuple):
            for index, part in enumerate(value):
                for other in self._fine(part, deep - 1) if deep else ():
                    yield (*value[:index], other, *value[index + 1 :])
        elif attrs.has(type(value)) and deep:
            yield from self._fields(value, deep)

    def _fields(self, value: Any, deep: int) -> Iterator[Any]:
        known = [getattr(value, each.name) for each in attrs.fields(type(value))]
        near = next((e for e in known if type(e) is date), None)
        for field in attrs.fields(type(value)):
            now = getattr(value, field.name)
            if not field.init or field.name in ("id", "state"):
                continue
            others: Iterable[Any] = self._fine(now, deep - 1)
            if now is None and near is not None and "date" in str(field.type):
                others = (near + timedelta(each) for each in _days())
            for other in others:
                try:
                    yield attrs.evolve(value, **{field.name: other})
                except (RatsflowError, TypeError, ValueError, AttributeError):
                    continue  # such a value cannot be made


def under(space: Space, attempt: Attempt) -> Attempt:
    """Return an attempt as it would be made under the version of a space."""
    return attrs.evolve(attempt, law=space.law, case=as_case_of(space, attempt.case))


def tell_apart(
    old: Space,
    new: Space,
    step: str,
    rules: Iterable[tuple[Rule | None, Rule | None]],
    numbers: Iterable[int],
    seeds: Iterable[Verdict],
    seconds: float,
) -> Iterator[Apart]:
    """Yield attempts at a step that one of two versions refuses and the other allows.

    Args:
        old: the version in force.
        new: the draft.
        step: the step.
        rules: its rules that are not the same, as each version has them; None where one has none.
        numbers: the numbers of which the versions say something else.
        seeds: attempts that pass.
        seconds: how long it may take.
    """
    given, known = tuple(seeds), tuple(numbers)
    until = time.monotonic() + seconds
    tighter = Between(new, old, known, given)
    looser = Between(old, new, known, given)
    for was, now in rules:
        if was is not None:
            for attempt, mine, theirs in looser.find(step, was, until):
                yield Apart(attempt, mine, theirs)
        if now is not None:
            for attempt, mine, theirs in tighter.find(step, now, until):
                yield Apart(attempt, theirs, mine)


def numbers_in(value: Any) -> Iterator[int]:
    """Yield the whole numbers that a value of law holds, however deep."""
    if isinstance(value, bool):
        return
    if isinstance(value, int):
        yield value
    elif isinstance(value, dict):
        for part in value.values():
            yield from numbers_in(part)
    elif isinstance(value, (list, tuple, frozenset, set)):
        for part in value:
            yield from numbers_in(part)
    elif attrs.has(type(value)):
        for each in attrs.fields(type(value)):
            yield from numbers_in(getattr(value, each.name))


def _around(numbers: Iterable[int]) -> Iterator[int]:
    """Yield each number with its neighbours, those between two, and all of that in cents."""
    known = sorted({each for each in numbers if each >= 0})
    near = {e + n for e in known for n in (-1, 0, 1) if e + n >= 0}
    near |= {(one + other) // 2 for one, other in pairwise(known)}
    yield from sorted(near | {each * 100 for each in near})


def _days() -> Iterator[int]:
    for each in range(1, _WITHIN + 1):
        yield from (-each, each)


def _as_day(value: Any) -> Any:
    if isinstance(value, str):
        try:
            return date.fromisoformat(value)
        except ValueError:
            return value
    return value
