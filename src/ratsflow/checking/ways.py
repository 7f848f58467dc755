"""What can happen next: every step that the engine lets pass, with what it takes in.

The engine is asked, never a second model of it. Nothing is stated before a rule asks for
it: a step is tried without its inputs, and what stands in its way says which input, day or
person to try next. So a way holds the least that the rules ask for.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import attrs

from ratsflow.checking.choices import Choice, Way, apart, mark_of
from ratsflow.checking.company import Beside
from ratsflow.checking.cures import Cures
from ratsflow.checking.domains import Domains
from ratsflow.checking.neighbours import Neighbours
from ratsflow.checking.otherwise import outcome_of, reads_of, with_input
from ratsflow.checking.regions import Regions, answers_to, ends_of
from ratsflow.checking.space import Space
from ratsflow.checking.wanted import Wanted, earlier, leading, stated_before
from ratsflow.engine import Verdict, assess, take
from ratsflow.engine.observing import unobserved
from ratsflow.engine.verdict import STRUCTURAL, Mode, can_override
from ratsflow.errors import InvalidInputError, RatsflowError
from ratsflow.log import Override
from ratsflow.model import Actor
from ratsflow.procedure.case import Case
from ratsflow.procedure.finding import Answer, Result
from ratsflow.procedure.procedure import Procedure
from ratsflow.procedure.starting import startable
from ratsflow.procedure.step import Step


_LATE = (1, 8, 15, 32, 93, 366)
"""After how many days a step is taken too, where a property asks for a period."""

_WHY = "Es ging nicht anders."
"""The reason of an override."""

ANYBODY = "*"
"""What a step says that is signed by whoever takes it, in the role in which it is taken."""

ATTEMPTS = 300
"""How often one step is tried in one case before its inputs are given up."""

SHIFTED = 8
"""How often a step is tried with stated days as far from it, or from one another, as before."""


@attrs.define
class Ways:
    """Tries steps.

    Attributes:
        space: what may be tried.
        still: the other cases stay as they are.
        asked: how often the engine was asked.
        gave_up: steps of which not every combination of inputs was tried.
        failing: by step and rule, by what error the rule failed itself.
        domains: lists what a step can take in.
        regions: tells which stretches of that differ.
        neighbours: varies the other cases.
        cures: tells what to try instead of a refused step.
    """

    space: Space
    still: bool = attrs.field(default=False, kw_only=True)
    asked: int = attrs.field(default=0, init=False)
    gave_up: set[str] = attrs.field(factory=set, init=False)
    failing: dict[tuple[str, str], str] = attrs.field(factory=dict, init=False)
    domains: Domains = attrs.field(init=False, repr=False)
    regions: Regions = attrs.field(init=False, repr=False)
    neighbours: Neighbours = attrs.field(init=False, repr=False)
    cures: Cures = attrs.field(init=False, repr=False)
    _acting: dict[str, list[Actor]] = attrs.field(factory=dict, init=False, repr=False)
    _procedure: Procedure = attrs.field(init=False, repr=False)

    def __attrs_post_init__(self) -> None:
        space = self.space
        self.domains, self.regions = Domains(space), Regions(space)
        self.neighbours = Neighbours(space, self.gave_up, still=self.still)
        self.cures = Cures(space, self.domains, self.regions, self.neighbours)
        self._procedure = space.answers.of(space.procedure)

    @property
    def at(self) -> Any:
        """The moment at which it is tried, for whoever tells of it."""
        return self.neighbours.at

    def stand_at(self, moment: Any) -> None:
        """Try from a moment on, beside the other cases that there are then."""
        self.neighbours.at = moment

    def from_(
        self, case: Case, day: date, wanted: list[Wanted] | None = None
    ) -> Iterator[Way]:
        """Yield every step that can be taken, and every attempt that was refused.

        Args:
            case: the case.
            day: the day of the step before.
            wanted: takes what earlier steps would have to state.
        """
        procedure = self.space.procedure
        for name, on in startable(procedure, case):
            if not self.space.steps or name in self.space.steps:
                yield from self.of(name, on, case, day, wanted)

    def at_step(self, name: str, case: Case, day: date) -> Iterator[Way]:
        """Yield the ways and attempts of one step, whatever it can be about in a case."""
        for each, on in startable(self.space.procedure, case):
            if each == name:
                yield from self.of(name, on, case, day)

    def of(
        self,
        name: str,
        on: str,
        case: Case,
        day: date,
        wanted: list[Wanted] | None = None,
        beside: Beside | None = None,
    ) -> Iterator[Way]:
        """Yield the ways in which one step can be taken, and the refused attempts.

        Args:
            name: the step.
            on: what it is about.
            case: the case.
            day: the day of the step before.
            wanted: takes what earlier steps would have to state.
            beside: the other cases that there are; None for those of the moment.
        """
        step = self.space.procedure.step(name)
        first, *others = self._actors(step)
        each_role = step.signs == ANYBODY or "role" in self.space.watched
        signing = self._first(step) if each_role else [first]
        if "person" in self.space.watched:
            signing = [first, *others]
        if beside is None:
            beside = self.neighbours.present(case)
        waiting = [Choice(name, on, each, day, {}, beside=beside) for each in signing]
        tried: set[tuple[Any, ...]] = set()
        shifted: Counter[Any] = Counter()
        outcomes: set[Any] = set()
        lifted: set[Any] = set()
        while waiting:
            choice = waiting.pop()
            mark = mark_of(choice)
            if mark in tried:
                continue
            tried.add(mark)
            distances = tuple(apart(choice))
            shifted.update(distances)
            if any(shifted[each] > SHIFTED for each in distances):
                self.gave_up.add(name)
                continue
            if len(tried) > ATTEMPTS:
                self.gave_up.add(name)
                return
            verdict = self.asks(case, choice)
            if verdict is None:
                continue
            if verdict.allowed:
                yield Way(choice, verdict, take(verdict).case)
                waiting += self._other_outcomes(verdict, choice, outcomes, wanted)
                waiting += self._watched(verdict, choice, day)
            else:
                for rule, answer in verdict.rows:
                    if _is_broken(answer):
                        self.gave_up.add(name)
                        self.failing.setdefault((name, rule.id), answer.observed)
                yield Way(choice, verdict)
                waiting += self._against(verdict, choice, lifted)
                waiting += self.cures.of(verdict, choice, others, wanted)

    def asks(self, case: Case, choice: Choice) -> Verdict | None:
        """Ask the engine for one step; None where its inputs do not fit together."""
        self.asked += 1
        try:
            with unobserved():
                verdict = assess(
                    self._procedure,
                    case,
                    choice.step,
                    choice.actor,
                    at=self.space.moment(choice.day),
                    inputs=choice.inputs,
                    on=choice.on,
                    mode=choice.mode,
                    override=choice.override,
                    law=self.space.law,
                    others=self.space.others_of(
                        choice.step, case, choice.inputs, choice.day, choice.beside
                    ),
                    asking=self.space.answers.rows,
                )
        except RatsflowError:
            self.gave_up.add(choice.step)
            return None
        if self.space.answers.undeclared:
            self.space.answers.hold()
        return verdict

    def _watched(self, verdict: Verdict, choice: Choice, day: date) -> Iterator[Choice]:
        """Yield what only a property asks for: other facts, and later days."""
        for name, values in self.domains.unstated(
            verdict, self.space.watched, few=True
        ):
            yield from (choice.stating(name, value) for value in values)
        for each in self.neighbours.watched(verdict.question, choice):
            yield each.of(choice)
        if f"late:{choice.step}" in self.space.watched and choice.day == day:
            for distance in _LATE:
                yield attrs.evolve(choice, day=day + timedelta(distance))

    def _against(
        self, verdict: Verdict, choice: Choice, lifted: set[Any]
    ) -> Iterator[Choice]:
        """Yield a refused step as it passes by an override, or as it is recorded.

        Each set of rules that stands in the way is lifted once, and one step of a way.
        """
        space, blocking = self.space, verdict.blocking
        rules = tuple(sorted(each.rule.id for each in blocking))
        if not (space.overrides or space.records) or rules in lifted:
            return
        if not choice.goes_by_the_rules or not STRUCTURAL.isdisjoint(rules):
            return
        if self.at is not None and self.at.lifted:
            return
        lifted.add(rules)
        procedure, who = space.procedure, choice.actor
        can = all(can_override(each.rule) for each in blocking)
        if space.overrides and procedure.overriders and can:
            actor = _also(who, procedure.overriders[0])
            lifting = Override(_WHY, rules=rules)
            yield attrs.evolve(choice, actor=actor, override=lifting)
        if space.records and procedure.recorders:
            actor = _also(who, procedure.recorders[0])
            yield attrs.evolve(choice, actor=actor, mode=Mode.RECORD)

    def _first(self, step: Step) -> list[Actor]:
        """Return one person of each role: where each signs as what it is, it matters who."""
        by_role = [self.space.actors(role) for role in step.by]
        deputies = [who for each in by_role for who in each if who.deputises]
        return list(dict.fromkeys((*(each[0] for each in by_role), *deputies)))

    def _actors(self, step: Step) -> list[Actor]:
        found = self._acting.get(step.name)
        if found is None:
            further = [who for role in step.by for who in self.space.actors(role)[1:]]
            found = list(dict.fromkeys((*self._first(step), *further)))
            self._acting[step.name] = found
        return found

    def _other_outcomes(
        self,
        verdict: Verdict,
        choice: Choice,
        outcomes: set[Any],
        wanted: list[Wanted] | None,
    ) -> Iterator[Choice]:
        """Yield what leads an allowed step to an outcome that it had not yet."""
        decide, question = verdict.step.decide, verdict.question
        about = question.consultation
        if decide is None or (about is not None and about.id in self.space.votes):
            return  # how it ends is supposed
        outcomes.add(verdict.outcome)
        read, facts, absent = reads_of(decide, question)
        if wanted is not None:
            before = stated_before(read, verdict)
            rule = f"procedure.outcome of {verdict.step.name}"
            wanted += [
                Wanted(name, rule, None, leading(decide, verdict, name), stated=before)
                for name in earlier(verdict, facts, before)
            ]
        yield from self._leading_elsewhere(decide, verdict, choice)
        for name, values in self.domains.unstated(verdict, absent):
            for value in values:
                outcome = outcome_of(decide, with_input(question, name, value))
                if outcome not in outcomes:
                    outcomes.add(outcome)
                    yield choice.stating(name, value)
        for name, values in self.domains.again(verdict, read):
            led = answers_to(
                values,
                self.regions.marked(name, values, question),
                lambda e, n=name: outcome_of(decide, with_input(question, n, e)),  # type: ignore[misc]
            )
            for index in ends_of(led):
                if led[index] not in outcomes:
                    yield choice.stating(name, values[index])
            outcomes.update(led)

    def _leading_elsewhere(
        self, decide: Any, verdict: Verdict, choice: Choice
    ) -> Iterator[Choice]:
        """Yield the step beside other cases with which it ends otherwise."""
        was, question = verdict.outcome, verdict.question
        for each in self.neighbours.looked_at(decide, question, choice):
            there = self.neighbours.among(question, each)
            if outcome_of(decide, there) not in (was, Answer):
                yield each.of(choice)


def _also(who: Actor, role: str) -> Actor:
    """Return a person who holds one more role."""
    return attrs.evolve(who, roles=tuple(dict.fromkeys((*who.roles, role))))


def _is_broken(answer: Answer) -> bool:
    """Tell whether a rule failed for another reason than a value that it refuses."""
    refused = InvalidInputError.__name__
    return answer.result is Result.ERROR and not answer.observed.startswith(refused)
