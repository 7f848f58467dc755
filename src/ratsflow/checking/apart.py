"""What two versions answer differently where a search came to no case that tells them apart.

A search tries few days and amounts. Two versions that differ in one number differ between the
two, and there is looked: an attempt that passes is changed until the rule reads of the law
what is another, and then, in what it reads beside, day by day and number by number.
"""

from __future__ import annotations

import time

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from itertools import chain, pairwise
from operator import itemgetter
from typing import Any

import attrs

from ratsflow.checking.attempts import Attempt
from ratsflow.checking.constructed import Constructor
from ratsflow.checking.otherwise import as_stated, is_met, reads_of, signature
from ratsflow.checking.space import Space, as_case_of
from ratsflow.engine import Verdict
from ratsflow.errors import RatsflowError
from ratsflow.procedure.finding import Result
from ratsflow.procedure.question import Question
from ratsflow.procedure.reading import reads_of as reading_of
from ratsflow.procedure.rule import Rule


_WITHIN = 45
"""Days around a stated day that are tried, one by one."""
_MOST = 6000
"""Changes that are tried for a rule."""
_OF_ITS_STEP = ("id", "state", "ballots", "days", "about")
"""Fields of an item that follow from the step it is about, and not from the matter."""
_DEFINITE = (Result.MET, Result.UNMET)
_DEEP = 4
"""Changes one after the other."""
_SMALL = 80
"""Below that a number is tried with all that are: members of a body, months, weeks."""
_BEGUN = 4
"""Attempts from which is begun."""
_ASKED = 12
"""How many of them the engine is asked about, for a rule and a version."""


@attrs.frozen
class Apart:
    """An attempt that two versions answer differently, at a case that was built.

    Attributes:
        attempt: the attempt.
        old: what the old version says.
        new: what the new version says.
        rule: id of the rule by which one of them refuses it.
    """

    attempt: Attempt
    old: Verdict
    new: Verdict
    rule: str


class Between(Constructor):
    """Builds attempts that lie between two versions.

    Args:
        space: the version whose rule is to stand in the way alone.
        other: the other version.
        numbers: the numbers of which the versions say something else.
        norms: the ids of the norms of which they say something else.
        seeds: attempts that pass under both.
    """

    def __init__(
        self,
        space: Space,
        other: Space,
        numbers: Iterable[int],
        norms: Iterable[str],
        seeds: Iterable[Verdict],
    ) -> None:
        super().__init__(space, frozenset())
        self.clock = time.process_time  # others may keep the machine busy
        self.numbers = tuple(_around(numbers))
        self.norms = frozenset(norms)
        self._beyond = Constructor(other, frozenset())
        for verdict in seeds:
            attempt = under(space, Attempt.of(verdict))
            again = self.asks(attempt)
            if again is not None and again.allowed:
                self.passing[attempt.choice.step].append((attempt, again))

    def begin(self, verdict: Verdict) -> None:
        """Take an attempt that somebody made, as it would be under the law that is compared."""
        attempt = under(self.space, Attempt.of(verdict))
        again = self.asks(attempt)
        if again is not None:
            kept = self.passing if again.allowed else self._refused
            kept[attempt.choice.step].append((attempt, again))

    def find(
        self, step: str, rule: Rule, until: float, like: Iterable[Attempt] = ()
    ) -> Iterator[tuple[Attempt, Verdict, Verdict]]:
        """Yield attempts that this version alone refuses, by this rule alone.

        Args:
            step: the step.
            rule: the rule as this version has it.
            until: when to end, by `clock`.
            like: attempts at other steps that it alone refused.

        Yields:
            The attempt, and what this and the other version say of it.
        """
        if not self.passing[step]:
            self._reach(step, until)
        asked = 0
        for attempt, verdict in self.passing[step][:_BEGUN]:
            question = verdict.question
            told = (self._as_in(other, attempt, question, rule) for other in like)
            both = (e for e in told if self._differs(rule, e.question(question)))
            for each in chain(both, self._between(attempt, question, rule, until)):
                asked += 1
                if asked > _ASKED or self.clock() > until:
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

    def _as_in(
        self, other: Attempt, attempt: Attempt, question: Question, rule: Rule
    ) -> Attempt:
        """Return an attempt that says what another said of all that a rule reads."""
        read = set(reading_of(rule.check, other.question(question)))
        takes = {e.name for e in self.space.procedure.step(attempt.choice.step).takes}
        for name, value in other.choice.inputs.items():
            if name in read and name in takes and name != "motion":
                attempt = attempt.stating(name, value)
        facts = {k: v for k, v in other.case.facts.items() if k in read}
        if facts:
            there = {**attempt.case.facts, **facts}
            attempt = attempt.with_case("facts", facts=there)
        if any(each.startswith("paper.") for each in read):
            attempt = attempt.with_case("paper", motion=other.case.motion)
        (item, _), (theirs, _) = attempt.subject, other.subject
        if item is not None and theirs is not None:
            fields = [e.partition(".")[2] for e in read if e.startswith("item.")]
            said = {n: getattr(theirs, n) for n in fields if n not in _OF_ITS_STEP}
            if said:
                now = attrs.evolve(item, **said)
                attempt = attempt.replacing("consultations", item, now, "fields")
        return attempt

    def _between(
        self, attempt: Attempt, question: Question, rule: Rule, until: float
    ) -> Iterator[Attempt]:
        """Yield changes under which this version's rule is broken and the other's is met.

        Those come first that lead it to read what the versions differ in.
        """
        near: list[tuple[bool, Attempt]] = []
        waiting, seen, tried = [(attempt, 0)], set[Any](), 0
        while waiting:
            here, deep = waiting.pop(0)
            asked = here.question(question)
            read = tuple(dict.fromkeys(reads_of(rule.check, asked)[0]))
            answer = signature(rule.check, asked)
            if self._is_near(rule, asked):
                near.append((answer[0] not in _DEFINITE, here))
            if deep == _DEEP:
                continue
            for _, each in self.roughly(here, asked, read):
                if tried >= _MOST or self.clock() > until:
                    break
                tried += 1
                new = each.question(question)
                if self._differs(rule, new):
                    yield each
                    continue
                known = reading_of(rule.check, new), signature(rule.check, new)
                if known not in seen:
                    seen.add(known)
                    waiting.append((each, deep + 1))
        for _, here in sorted(near, key=itemgetter(0)):
            asked = here.question(question)
            read = tuple(dict.fromkeys(reads_of(rule.check, asked)[0]))
            for each in self.finely(here, read):
                if self.clock() > until:
                    return
                if self._differs(rule, each.question(question)):
                    yield each

    def _is_near(self, rule: Rule, question: Question) -> bool:
        """Tell whether a rule reads of the law what the versions differ in, or is another."""
        if not self.norms:
            return True
        read = reading_of(rule.check, question)
        named = (e.removeprefix("law.").partition("@")[0] for e in read if "law." in e)
        return not self.norms.isdisjoint(named)

    def _differs(self, rule: Rule, question: Question) -> bool:
        """Tell whether this version's rule is broken and the other's, if any, is met."""
        if is_met(rule.check, question):
            return False
        law = self._beyond.space.law.at(question.day)
        theirs = attrs.evolve(question, law=law)
        rules = [e for e in self._beyond.space.procedure.rules if e.id == rule.id]
        return all(is_met(each.check, theirs) for each in rules)

    def roughly(
        self, attempt: Attempt, question: Question, read: Iterable[str]
    ) -> Iterator[tuple[str, Attempt]]:
        """Yield the attempt with one thing changed that is read, but for the law."""
        # The law is what the versions differ in: what it says is not to be changed.
        names = tuple(each for each in read if not each.startswith("law"))
        yield from super().edits(attempt, question, names, Counter())

    def finely(self, attempt: Attempt, read: Iterable[str]) -> Iterator[Attempt]:
        """Yield the attempt changed day by day and number by number in what is read."""
        for name in read:
            try:
                yield from self._finely(attempt, name)
            except (RatsflowError, TypeError, ValueError, AttributeError):
                continue  # such a value cannot be made

    def edits(
        self,
        attempt: Attempt,
        question: Question,
        read: Iterable[str],
        worked: Counter[str],
    ) -> Iterator[tuple[str, Attempt]]:
        """Yield the attempt with one thing changed, at last day by day and around the numbers."""
        names = tuple(each for each in read if not each.startswith("law"))
        yield from super().edits(attempt, question, names, worked)
        yield from (("", each) for each in self.finely(attempt, names))

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
                facts = {**case.facts, name: as_stated(value)}
                yield attempt.with_case(name, facts=facts)

    def _fine(self, value: Any, deep: int = 2) -> Iterator[Any]:
        """Yield values that differ in one day or one number."""
        if isinstance(value, (bool, datetime, str)) or value is None:
            return
        if isinstance(value, date):
            yield from (value + timedelta(each) for each in _days())
        elif isinstance(value, int):
            small = range(_SMALL) if 0 <= value < _SMALL else ()
            near = dict.fromkeys((*self.numbers, *small))
            yield from (each for each in near if each != value)
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
    norms: Iterable[str],
    seeds: Iterable[Verdict],
    begun: Iterable[Verdict],
    like: Mapping[str, Sequence[Attempt]],
    seconds: float,
) -> Iterator[Apart]:
    """Yield attempts at a step that one of two versions refuses and the other allows.

    Args:
        old: the version in force.
        new: the draft.
        step: the step.
        rules: its rules that are not the same, as each version has them; None where one has none.
        numbers: the numbers of which the versions say something else.
        norms: the ids of the norms of which they say something else.
        seeds: attempts that pass.
        begun: attempts that somebody made, to begin from where none passes.
        like: by id of a rule, attempts at other steps that it alone refused.
        seconds: how long it may take.
    """
    given, known, ids = tuple(seeds), tuple(numbers), tuple(norms)
    until = time.process_time() + seconds
    tighter = Between(new, old, known, ids, given)
    looser = Between(old, new, known, ids, given)
    for verdict in begun:
        tighter.begin(verdict)
        looser.begin(verdict)
    sides = [
        (between, rule, between is tighter)
        for was, now in rules
        for between, rule in ((looser, was), (tighter, now))
        if rule is not None
    ]
    for left, (between, rule, is_new) in zip(
        range(len(sides), 0, -1), sides, strict=True
    ):
        here = time.process_time()
        share = here + max(until - here, 0) / left
        for attempt, mine, theirs in between.find(
            step, rule, share, like.get(rule.id, ())
        ):
            yield Apart(
                attempt, *((theirs, mine) if is_new else (mine, theirs)), rule.id
            )


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
