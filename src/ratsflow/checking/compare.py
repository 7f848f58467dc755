"""Two versions of a procedure or its law side by side: what the new one allows and refuses.

Both are asked the same at every case that both let come about, so that each difference is
shown at the first step at which it can be seen.
"""

from __future__ import annotations

import time

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date
from enum import StrEnum
from typing import Any

import attrs

from ratsflow.checking.apart import Apart, numbers_in, tell_apart
from ratsflow.checking.attempts import Attempt
from ratsflow.checking.choices import Choice, Way
from ratsflow.checking.differing import (
    changed_norms,
    hangs_on,
    may_differ,
    pairs_of,
    proved_alike,
)
from ratsflow.checking.otherwise import reads_of, signature
from ratsflow.checking.proved import Related
from ratsflow.checking.search import CASES, Moment, Search
from ratsflow.checking.space import Space, as_case_of
from ratsflow.checking.wanted import Wanted, breaking, earlier
from ratsflow.checking.ways import Ways
from ratsflow.engine import Verdict
from ratsflow.law.local import Law
from ratsflow.procedure.case import Case
from ratsflow.procedure.finding import Finding
from ratsflow.procedure.rule import Rule
from ratsflow.procedure.starting import startable


class Relation(StrEnum):
    """How a step of the new version stands to the old one's."""

    EQUIVALENT = "equivalent"
    """both allow the same: same rules, in the same words, under the same values of law"""
    UNDECIDED = "undecided"
    """a rule or value of law that the step hangs on is another, and no case shows what that does"""
    TIGHTER = "tighter"
    """the new one refuses what the old one allows, and nothing the other way"""
    LOOSER = "looser"
    """the new one allows what the old one refuses, and nothing the other way"""
    INCOMPARABLE = "incomparable"
    """both are so, or a step leads elsewhere"""


@attrs.frozen(eq=False)
class Divergence:
    """One attempt at a step that two versions answer differently.

    Attributes:
        moment: where the case stood, and how it came there.
        choice: the step as it was tried.
        old: the old version's answer; None where it has no such step, or cannot take in
            what was stated.
        new: the new version's answer; None likewise.
        built: what was changed of an attempt that passes, where the case was built and
            not walked to; None where it came about.
    """

    moment: Moment
    choice: Choice
    old: Verdict | None
    new: Verdict | None
    built: tuple[str, ...] | None = None

    @property
    def relation(self) -> Relation:
        """What this attempt alone shows."""
        old = self.old is not None and self.old.allowed
        new = self.new is not None and self.new.allowed
        if old == new:
            return Relation.INCOMPARABLE
        return Relation.TIGHTER if old else Relation.LOOSER

    @property
    def tried(self) -> Moment:
        """The way with the step at its end, as the version answers that lets it pass."""
        passing = self.old if self.old is not None and self.old.allowed else self.new
        assert passing is not None  # noqa: S101  # one of them answered
        here = self.moment
        last = Way(self.choice, passing)
        return Moment(here.case, self.choice.day, here.start, here, last)

    @property
    def leads(self) -> tuple[str, str]:
        """The outcome or state that each version leads to; empty where it leads nowhere."""
        old, new = (
            each.outcome or "".join(move.target for move in (each.moves or ())[:1])
            if each is not None and each.allowed
            else ""
            for each in (self.old, self.new)
        )
        return old, new

    @property
    def because(self) -> tuple[Finding, ...]:
        """The findings that made the difference, each with its paragraph."""
        new = self.new is not None and self.new.allowed
        refusing = self.old if new else self.new
        return () if refusing is None else refusing.blocking


@attrs.define
class Compared:
    """A step in both versions.

    Attributes:
        step: its name.
        tighter: the first attempt that only the old version allows.
        looser: the first attempt that only the new version allows.
        elsewhere: the first attempt that leads to another outcome.
        counts: how many attempts showed each.
        changed: what the step hangs on and is another in the new version: ids of norms, of
            rules, ``decide`` or ``procedure``.
        passed: how many attempts both allowed.
    """

    step: str
    tighter: Divergence | None = None
    looser: Divergence | None = None
    elsewhere: Divergence | None = None
    counts: dict[Relation, int] = attrs.field(factory=dict)
    changed: tuple[str, ...] = ()
    passed: int = 0

    @property
    def relation(self) -> Relation:
        """How the new version stands to the old one."""
        if self.elsewhere is not None or (self.tighter and self.looser):
            return Relation.INCOMPARABLE
        if self.tighter:
            return Relation.TIGHTER
        if self.looser:
            return Relation.LOOSER
        return Relation.UNDECIDED if self.changed else Relation.EQUIVALENT

    def note(self, found: Divergence) -> None:
        """Keep the first of its kind, and count it."""
        relation = found.relation
        self.counts[relation] = self.counts.get(relation, 0) + 1
        if relation is Relation.TIGHTER:
            self.tighter = self.tighter or found
        elif relation is Relation.LOOSER:
            self.looser = self.looser or found
        else:
            self.elsewhere = self.elsewhere or found


@attrs.frozen
class Comparison:
    """Two versions side by side.

    Attributes:
        steps: each step that one of them has, by name.
        old, new: what was looked at.
        closed: all that both let come about was looked at.
        cases: how many different cases were looked at.
        asked: how often the engine was asked.
        alike: the steps of which both versions say the same, word by word, under the same
            values of law; they need no search.
        dead_ends: by state of the motion, the first case at which the old version lets some
            step pass and the new one none.
        proved: by step what is proved of it, for all values; the rest is as far as was searched.
        lacking: values of law that the municipality has not stated and rules asked for.
        release: where the old version is that of another release, which was asked in a process
            of its own, the number of the release; `old` is then the space of the new one.
        fingerprint: of the old version.
    """

    steps: dict[str, Compared]
    old: Space
    new: Space
    closed: bool
    cases: int
    asked: int
    alike: frozenset[str] = frozenset()
    dead_ends: dict[str, Moment] = attrs.field(factory=dict)
    proved: dict[str, Related] = attrs.field(factory=dict)
    lacking: frozenset[str] = frozenset()
    release: str = ""
    fingerprint: str = attrs.field()

    @fingerprint.default
    def _of_the_space(self) -> str:
        return self.old.procedure.fingerprint

    @property
    def relation(self) -> Relation:
        """How the whole new version stands to the old one."""
        found = {each.relation for each in self.steps.values()} - {Relation.EQUIVALENT}
        if not found:
            return Relation.EQUIVALENT
        return found.pop() if len(found) == 1 else Relation.INCOMPARABLE

    @property
    def differing(self) -> tuple[Compared, ...]:
        """The steps that the versions answer differently."""
        return tuple(
            each
            for each in self.steps.values()
            if each.relation is not Relation.EQUIVALENT
        )


_SOME = 40
"""Attempts at other steps that are begun from, where none is known at a step."""
_SEEDS = 3
"""Attempts at a step that are kept, to build others from."""
SECONDS = 60.0
"""How long attempts are built in all, where the search showed no difference."""
_A_STEP, _AT_LEAST = 12.0, 1.0
"""And how long at one step of which no other shows anything yet, in seconds; and how long at least."""


def compare(
    old: Space,
    new: Space,
    *,
    cases: int = CASES,
    seconds: float = SECONDS,
    begun: Iterable[Verdict] = (),
) -> Comparison:
    """Compare two versions of a procedure, of its law, or of both.

    Args:
        old: the version in force.
        new: the draft; its papers and steps are those of `old`.
        cases: how many different cases are looked at, at most. Where both versions say the
            same of every step, none is.
        seconds: how long cases are built in all, in seconds of computing, for the steps of which the search showed no
            difference; those have more of it whose rules showed nothing at another step.
        begun: attempts that somebody made, for example in worked examples: to begin to build
            from at steps that the search does not reach. Read only where they are needed.
    """
    new = attrs.evolve(new, starts=old.starts, steps=old.steps, first_day=old.first_day)
    names = [each.name for each in (*old.procedure.steps, *new.procedure.steps)]
    steps = {name: Compared(name) for name in dict.fromkeys(names)}
    differing = may_differ(old, new)
    alike = frozenset(steps) - differing
    proved = {name: proved_alike(name, old, new) for name in sorted(differing)}
    proved = {name: each for name, each in proved.items() if each != Related()}
    same = Related(never_looser=True, never_tighter=True)
    differing -= {name for name, each in proved.items() if each == same}
    if not differing:
        return Comparison(
            steps,
            old,
            new,
            closed=True,
            cases=0,
            asked=0,
            alike=alike,
            proved=proved,
        )
    both = Both(old, other=Ways(new), steps=steps, differing=differing)
    search = Search(old, cases, ways=both, keeps=frozenset(("*",)))
    for _ in search:
        pass
    closed = search.closed and not both.other.gave_up
    values = changed_norms(old.law, new.law)
    numbers = [n for each in values for n in _numbers(old.law, new.law, each)]
    for name in differing:
        why = hangs_on(old.procedure, new.procedure, name, values)
        steps[name].changed = tuple(why)
    open_ = [n for n in sorted(differing) if steps[n].relation is Relation.UNDECIDED]
    # First the steps at which something passes: what shows there may show at the others.
    open_.sort(key=lambda each: each not in both.passing)
    until = time.process_time() + seconds
    made = list(begun) if open_ else []
    like: dict[str, list[Attempt]] = defaultdict(list)
    for left, name in zip(range(len(open_), 0, -1), open_, strict=True):
        rules = list(pairs_of(old.procedure, new.procedure, name, values))
        rest = max(until - time.process_time(), 0)
        known = all(each.id in like for pair in rules for each in pair if each)
        share = max(rest / left if known else min(_A_STEP, rest), _AT_LEAST)
        seeds = both.passing.get(name, [])
        here = [] if seeds else [each for each in made if each.step.name == name]
        begin = () if seeds else here or made[:_SOME]
        for each in tell_apart(
            old, new, name, rules, numbers, values, seeds, begin, like, share
        ):
            like[each.rule].append(each.attempt)
            steps[name].note(_built(each, old))
    return Comparison(
        steps,
        old,
        new,
        closed,
        search.visited,
        both.asked + both.other.asked,
        alike,
        both.dead_ends,
        proved,
        frozenset(both.cures.lacking | both.other.cures.lacking),
    )


def _built(found: Apart, old: Space) -> Divergence:
    attempt = found.attempt
    here = Moment(attempt.case, attempt.choice.day, old.starts[0])
    return Divergence(here, attempt.choice, found.old, found.new, attempt.changed)


def _numbers(old: Law, new: Law, norm: str) -> Iterator[int]:
    """Yield the numbers that two laws say of a norm, dated or not."""
    for law in (old, new):
        for key in {*law.values, *law.dated}:
            if key.partition("@")[0] == norm:
                yield from numbers_in(law.values.get(key))
                yield from numbers_in(law.dated.get(key))


@attrs.define
class Both(Ways):
    """Takes the steps that two versions agree on, and notes where they do not.

    Attributes:
        other: tries the steps of the new version.
        steps: by name, what was found.
        differing: the steps to be asked twice; the others are the same in both.
        dead_ends: by state, the first moment at which only the new version lets none pass.
        passing: by step, the first attempts that both allowed.
    """

    other: Ways = attrs.field(kw_only=True)
    steps: dict[str, Compared] = attrs.field(kw_only=True)
    differing: frozenset[str] = attrs.field(kw_only=True)
    dead_ends: dict[str, Moment] = attrs.field(factory=dict, kw_only=True)
    passing: dict[str, list[Verdict]] = attrs.field(factory=dict, kw_only=True)

    def from_(
        self, case: Case, day: date, wanted: list[Wanted] | None = None
    ) -> Iterator[Way]:
        """Yield the steps that both allow, and the attempts that were refused."""
        theirs = as_case_of(self.other.space, case)
        self.other.stand_at(self.at)
        passes, opens = False, False
        tried = set()
        for way in super().from_(case, day, wanted):
            passes |= way.case is not None
            if way.choice.step not in self.differing:
                opens |= way.case is not None
                yield way
                continue
            tried.add(_mark(way.choice))
            new = self._ask(self.other, theirs, way.choice)
            opens |= new is not None and new.allowed
            if self._agree(way.choice, way.verdict, new):
                yield way
                for choice in self._broken(way, wanted):
                    if _mark(choice) not in tried:
                        tried.add(_mark(choice))
                        old = self._ask(self, case, choice)
                        self._agree(choice, old, self._ask(self.other, theirs, choice))
        for way in self._theirs(theirs, day, wanted):
            opens |= way.case is not None
            if _mark(way.choice) not in tried:
                old = self._ask(self, case, way.choice)
                self._agree(way.choice, old, way.verdict)
        if passes and not opens and not self._opens(theirs, day):
            self.dead_ends.setdefault(case.state, self.at)

    def _broken(self, way: Way, wanted: list[Wanted] | None) -> Iterator[Choice]:
        """Yield what a rule of one version alone reads and nobody stated, if it breaks it.

        Such a rule may be met as long as nothing is stated, and then stands in no way.
        """
        if way.case is None:
            return
        question = way.verdict.question
        for rule in self._of_one(way.choice.step):
            was = signature(rule.check, question)
            _, facts, absent = reads_of(rule.check, question)
            for name, values in self.domains.unstated(way.verdict, absent):
                yield from (way.choice.stating(name, value) for value in values)
            for each in self.neighbours.looked_at(rule.check, question, way.choice):
                there = self.neighbours.among(question, each)
                if signature(rule.check, there) != was:
                    yield each.of(way.choice)
            if wanted is not None:
                wanted += [
                    Wanted(name, rule.id, was, breaking(rule.check, way.verdict, name))
                    for name in earlier(way.verdict, facts)
                ]

    def _of_one(self, step: str) -> Iterator[Rule]:
        """Yield the rules that stand on a step in one version and not alike in the other."""
        versions = [self.space.procedure, self.other.space.procedure]
        guards = [
            next((set(s.guards) for s in each.steps if s.name == step), set[str]())
            for each in versions
        ]
        for one, other, mine in zip(versions, reversed(versions), guards, strict=True):
            theirs = guards[1] if mine is guards[0] else guards[0]
            for rule in one.rules:
                alike = rule.id in theirs and rule in other.rules
                if rule.id in mine and not alike:
                    yield rule

    def _theirs(
        self, case: Case, day: date, wanted: list[Wanted] | None
    ) -> Iterator[Way]:
        """Yield what the new version makes of the steps that are not the same in both."""
        procedure, chosen = self.other.space.procedure, self.space.steps
        for name, on in startable(procedure, case):
            if name in self.differing and (not chosen or name in chosen):
                yield from self.other.of(name, on, case, day, wanted)

    def _opens(self, case: Case, day: date) -> bool:
        """Tell whether the new version lets a step pass that the search leaves out."""
        if not self.space.steps:
            return False
        return any(
            way.case is not None
            for name, on in startable(self.other.space.procedure, case)
            if name not in self.space.steps
            for way in self.other.of(name, on, case, day)
        )

    @staticmethod
    def _ask(ways: Ways, case: Case, choice: Choice) -> Verdict | None:
        has = any(each.name == choice.step for each in ways.space.procedure.steps)
        return ways.asks(case, choice) if has else None

    def _agree(self, choice: Choice, old: Verdict | None, new: Verdict | None) -> bool:
        """Note where the answers differ; a step that a version does not have is refused."""
        passes = old is not None and old.allowed, new is not None and new.allowed
        if passes == (False, False):
            return True
        both = passes == (True, True)
        if both and _leads(old) == _leads(new):  # type: ignore[arg-type]  # both are there
            self.steps[choice.step].passed += 1
            seeds = self.passing.setdefault(choice.step, [])
            if len(seeds) < _SEEDS and old is not None:
                seeds.append(old)
            return True
        self.steps[choice.step].note(Divergence(self.at, choice, old, new))
        return False


def _leads(verdict: Verdict) -> Any:
    return verdict.outcome, verdict.moves


def _mark(choice: Choice) -> Any:
    stated = frozenset(choice.inputs.items())
    beside = tuple(each.content for each in choice.beside)
    return choice.step, choice.on, choice.actor.id, choice.day, stated, beside
