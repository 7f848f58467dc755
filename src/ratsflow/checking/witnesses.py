"""Witnesses: cases that come about, and attempts there that one rule alone refuses.

One search keeps the first of each rule on each step. For what is left, attempts that passed are
varied in what the rule reads, and what else stands in the way then is cleared away.
"""

from __future__ import annotations

import math
import time

from collections import Counter, defaultdict
from functools import cached_property
from itertools import product
from typing import Any

import attrs

from ratsflow.checking.choices import Choice, Way
from ratsflow.checking.effort import effort
from ratsflow.checking.otherwise import is_met, reads_of
from ratsflow.checking.search import Moment, Search
from ratsflow.checking.slicing import steps_to
from ratsflow.checking.space import Space
from ratsflow.checking.starts import Start
from ratsflow.checking.varied import NOTHING, Variations, dated
from ratsflow.engine import Verdict
from ratsflow.model import PaperType
from ratsflow.procedure.rule import Rule


Placement = tuple[str, str]
"""A step, and the id of a rule that stands on it."""

_SEEDS = 3
"""How many cases at which a step passes are kept, to be varied."""

_REACH = 120
"""How many cases are looked at, at most, for a step that was never taken."""

_COMBINED, _CURES = 400, 12
"""Combinations of what a rule reads that are tried, and attempts at clearing away what else
stands in the way."""


@attrs.frozen(eq=False)
class Witness:
    """A case that can come about, and an attempt that one rule alone refuses there.

    Attributes:
        moment: where the case stands, and how it came there.
        choice: the step as it is tried.
        verdict: what the engine answers.
    """

    moment: Moment
    choice: Choice
    verdict: Verdict

    @property
    def tried(self) -> Moment:
        """The way with the attempt at its end."""
        here = self.moment
        last = Way(self.choice, self.verdict)
        return Moment(here.case, self.choice.day, here.start, here, last)


class Hunt:
    """Looks for attempts that one rule alone refuses."""

    def __init__(self, space: Space, wanted: frozenset[Placement], cases: int) -> None:
        self.space, self.wanted = space, wanted
        self.alone: dict[Placement, Witness] = {}
        self.beside: dict[Placement, frozenset[str]] = {}
        self.broken: Counter[Placement] = Counter()
        self.seeds: dict[str, list[tuple[Moment, Way]]] = defaultdict(list)
        self.moments: list[Moment] = []
        self.always: dict[Placement, frozenset[str]] = {}
        self.asked = 0
        self.until, self.in_time = math.inf, True
        self._taken: Counter[str] = Counter()
        self.searched = Search(
            space, cases, self._passed, self._refused, order=self._rarest
        )
        self.ways = self.searched.ways
        self.variations = Variations(self.searched, self._note)
        self._rules = {each.id: each for each in space.procedure.rules}

    def search(self) -> None:
        """Look at what can come about, the steps that were taken least first."""
        for moment in self.searched:
            self.moments.append(moment)
            if self._is_over():
                return

    def _is_over(self) -> bool:
        if time.monotonic() > self.until:
            self.in_time = False
        return not self.in_time

    def _rarest(self, moment: Moment) -> Any:
        name = moment.way.choice.step if moment.way else ""
        self._taken[name] += 1
        return self._taken[name], moment.depth

    def _passed(self, moment: Moment, way: Way) -> Any:
        kept = self.seeds[way.choice.step]
        known = {_kind_of(*each) for each in kept}
        if len(kept) < _SEEDS and _kind_of(moment, way) not in known:
            kept.append((moment, way))
        return moment.seen

    def _refused(self, moment: Moment, way: Way) -> None:
        self._note(moment, way.choice, way.verdict)

    def _note(self, moment: Moment, choice: Choice, verdict: Verdict) -> None:
        blocking = frozenset(each.rule.id for each in verdict.blocking)
        for rule in blocking:
            key = choice.step, rule
            if key not in self.wanted:
                continue
            self.broken[key] += 1
            others = blocking - {rule}
            self.always[key] = self.always.get(key, others) & others
            if len(blocking) == 1:
                self.alone.setdefault(key, Witness(moment, choice, verdict))
            elif key not in self.beside or len(self.beside[key]) >= len(blocking):
                self.beside[key] = others

    def _missing(self, step: str) -> list[Rule]:
        return [
            self._rules[rule]
            for name, rule in sorted(self.wanted)
            if name == step and (name, rule) not in self.alone
        ]

    def reach(self) -> None:
        """Look for a way to each step that was never taken, with other kinds of papers too."""
        procedure = self.space.procedure
        main = frozenset(procedure.main_path)
        for name in sorted({step for step, _ in self.wanted} - self.seeds.keys()):
            if self._is_over():
                return
            steps = steps_to((name,), procedure)
            if self.space.steps:
                steps &= self.space.steps
            for starts in (self.space.starts, self._kinds):
                there = attrs.evolve(self.space, steps=steps, starts=starts)
                search = Search(
                    there,
                    _REACH,
                    self._passed,
                    self._refused,
                    order=lambda m: (m.day, sum(effort(e, main) for e in m.moments)),
                )
                for _ in search:
                    if name in self.seeds or self._is_over():
                        break
                self.asked += search.ways.asked
                if name in self.seeds:
                    break

    @cached_property
    def _kinds(self) -> tuple[Start, ...]:
        """The first paper as one of every other kind."""
        return tuple(
            attrs.evolve(start, motion=attrs.evolve(start.motion, paper_type=kind))
            for start in self.space.starts[:1]
            for kind in PaperType
            if kind is not start.motion.paper_type
        )

    def between(self) -> None:
        """Try each attempt that passes again after one step more."""
        for step, kept in list(self.seeds.items()):
            for moment, way in kept if self._missing(step) else ():
                if self._is_over():
                    return
                for after in list(self.searched.following(moment)):
                    choice = dated(way.choice, after)
                    verdict = self.ways.asks(after.case, choice)
                    if verdict is not None and verdict.starts_here:
                        self._note(after, choice, verdict)

    def vary(self) -> None:
        """Change attempts that pass, for each rule that has no witness yet what it reads."""
        for step, kept in list(self.seeds.items()):
            for moment, way in kept:
                for rule in self._missing(step):
                    if self._is_over():
                        return
                    self._vary(moment, way, rule)

    def _vary(self, moment: Moment, way: Way, rule: Rule) -> None:
        key = way.choice.step, rule.id
        for varied in self.variations.of(moment, way, rule):
            if key in self.alone:
                return
            if is_met(rule.check, varied.question):
                continue
            there, choice = varied.made()
            if there is not None:
                here = choice if there is moment else dated(choice, there)
                self._clear(there, here, rule)

    def _clear(self, moment: Moment, choice: Choice, rule: Rule) -> bool:
        """Try an attempt, and clear away what stands in the way beside a rule.

        Returns:
            Whether nothing was left untried.
        """
        others = self.variations.others(choice)
        waiting, tried = [choice], 0
        while waiting:
            here = waiting.pop(0)
            verdict = self.ways.asks(moment.case, here)
            if verdict is None:
                continue
            self._note(moment, here, verdict)
            tried += 1
            blocking = {each.rule.id for each in verdict.blocking}
            if (choice.step, rule.id) in self.alone:
                return True
            if tried > _CURES:
                return False
            if rule.id in blocking:
                waiting += self.ways.cures.of(verdict, here, others, spared=rule.id)
        return True

    def unproved(self) -> frozenset[Placement]:
        """Return the placements without a witness that may have one nevertheless.

        At every case every combination of what a rule reads of the attempt is tried, and
        what else stands in the way cleared away; of earlier steps each fact is restated.
        """
        left = self.wanted - self.alone.keys()
        found = set()
        for key in left:
            rule = self._rules[key[1]]
            if not all(self._is_exhausted(each, key, rule) for each in self.moments):
                found.add(key)
        return frozenset(found - self.alone.keys())

    def _is_exhausted(self, moment: Moment, key: Placement, rule: Rule) -> bool:
        step = self.space.procedure.step(key[0])
        before = self.ways.gave_up.copy()
        exhausted = True
        for way in list(self.ways.at_step(key[0], moment.case, moment.day)):
            self._note(moment, way.choice, way.verdict)
            question = way.verdict.question
            read, _, _ = reads_of(rule.check, question)
            domains = [
                [
                    (each.name, value)
                    for value in (NOTHING, *self.variations.domain(each, way))
                ]
                for each in step.takes
                if each.name in read
            ]
            count = 1
            for each in domains:
                count *= len(each)
            if count > _COMBINED:
                return False
            for combined in product(*domains):
                inputs = dict(way.choice.inputs)
                for name, value in combined:
                    inputs.pop(name, None)
                    if value is not NOTHING:
                        inputs[name] = value
                here = attrs.evolve(way.choice, inputs=inputs)
                exhausted &= self._clear(moment, here, rule)
            for name in read:
                for varied in self.variations.facts(moment, way, name):
                    there, choice = varied.made()
                    if there is not None:
                        here = dated(choice, there)
                        exhausted &= self._clear(there, here, rule)
            if key in self.alone:
                return True
        return exhausted and self.ways.gave_up == before


def _kind_of(moment: Moment, way: Way) -> tuple[Any, ...]:
    return moment.case.state, str(moment.start.name), way.verdict.outcome
