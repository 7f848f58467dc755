"""Cases made to measure: an attempt that passes, in which only what one rule reads is changed.

A search finds cases that come about, and may take hours to one that needs five facts of
five steps. Whether a rule is needed on a step can be asked sooner: of an attempt that passes
each thing that the rule reads is changed, until the rule is broken; what breaks beside
it is mended by what these other rules read. The engine is asked at the end, as always.

Such a case was built, not walked to. It shows what the rule is for, and that the step would
pass without it; that the case can come about is not shown.
"""

from __future__ import annotations

import time

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from typing import Any

import attrs

from ratsflow.checking.attempts import Attempt
from ratsflow.checking.choices import Choice
from ratsflow.checking.edits import Edits, objection
from ratsflow.checking.otherwise import is_met, outcome_of, reads_of, signature
from ratsflow.checking.space import Space
from ratsflow.engine import Verdict, assess
from ratsflow.engine.observing import unobserved
from ratsflow.errors import RatsflowError
from ratsflow.model import (
    SuspensionKind,
)
from ratsflow.procedure.case import Case
from ratsflow.procedure.finding import Result
from ratsflow.procedure.question import Question
from ratsflow.procedure.rule import Rule
from ratsflow.procedure.step import CONSULTATION, MOTION, SUSPENSION, Step


_TRIED, _MENDED, _ROUNDS, _SEEDS, _DEEP = (40, 200, 800), 300, 10, 2, 3
"""Changes that are tried for a rule to be broken, in each round; for one that is in the way to be met; rounds
of mending; attempts that pass and are changed; changes one after the other."""

_BEST = 6
"""How many changes that mend a rule are asked of the engine, to take the best."""


class Constructor:
    """Builds attempts that one rule alone refuses.

    Attributes:
        space: procedure and law.
        wanted: the placements of rules.
        alone: by placement, the first attempt that the rule alone refuses.
        beside: by placement, the fewest rules that refused with it.
        always: by placement, the rules that refused whenever it did.
        broken: by placement, how often it refused.
        passing: by step, attempts that pass.
        asked: how often the engine was asked.
        tried: by placement, how many changes were tried.
        clock: tells in seconds how late it is.
        in_time: nothing was left out because time was up.
    """

    def __init__(self, space: Space, wanted: frozenset[tuple[str, str]]) -> None:
        self.space, self.wanted, self.clock = space, wanted, time.monotonic
        self.alone: dict[tuple[str, str], tuple[Attempt, Verdict]] = {}
        self.beside: dict[tuple[str, str], frozenset[str]] = {}
        self.always: dict[tuple[str, str], frozenset[str]] = {}
        self.broken: Counter[tuple[str, str]] = Counter()
        self.passing: dict[str, list[tuple[Attempt, Verdict]]] = defaultdict(list)
        self.asked = 0
        self.tried: Counter[tuple[str, str]] = Counter()
        self.in_time = True
        self._refused: dict[str, list[tuple[Attempt, Verdict]]] = defaultdict(list)
        self._worked: dict[tuple[str, bool], Counter[str]] = defaultdict(Counter)
        self._edits = Edits(space)

    # ---------------------------------------------------------------------- beginnings

    def begin(self, verdict: Verdict) -> None:
        """Take an attempt that somebody made: in a worked example, or on a way.

        It is asked by the law under which it was made, and by that of the space.
        """
        made = Attempt.of(verdict)
        for attempt in (made, attrs.evolve(made, law=self.space.law)):
            again = self.asks(attempt)
            if again is not None:
                kept = self.passing if again.allowed else self._refused
                kept[attempt.choice.step].append((attempt, again))

    def _begun(self, step: Step) -> None:
        """Build an attempt at a step that nobody made: at a case that is known."""
        known = [
            pair
            for pairs in (*self.passing.values(), *self._refused.values())
            for pair in pairs[:2]
        ]
        sources, takes = set(step.source), {each.name for each in step.takes}

        def far(pair: tuple[Attempt, Verdict]) -> Any:
            alike = takes.intersection(pair[0].choice.inputs)
            return (
                pair[0].case.state not in sources,
                not pair[1].allowed,
                -len(alike),
            )

        known.sort(key=far)
        for attempt, _ in known[: 2 * _BEST]:
            actor = self.space.actors(step.by[0])[0]
            inputs = {k: v for k, v in attempt.choice.inputs.items() if k in takes}
            choice = Choice(step.name, "", actor, attempt.choice.day, inputs)
            asked = self.asks(self._placed(attrs.evolve(attempt, choice=choice), step))
            if asked is not None:
                self._refused[step.name].append((Attempt.of(asked), asked))

    def _dressed(self, attempt: Attempt) -> Attempt:
        """Complete what nobody would leave out: meetings convened, the law of the town."""
        usually, choice = self.space.usually, attempt.choice
        items = tuple(
            each
            if each.meeting is None
            else attrs.evolve(each, meeting=usually.convened(each.meeting, date.min))
            for each in attempt.case.consultations
        )
        case = attrs.evolve(attempt.case, consultations=items)
        inputs = dict(choice.inputs)
        for taken in self.space.procedure.step(choice.step).takes:
            if taken.required and taken.name not in inputs:
                inputs[taken.name] = usually.input(choice.step, taken, case, choice)
        return attempt.but(
            "dressed",
            case=case,
            law=self.space.law,
            choice=attrs.evolve(choice, inputs=inputs),
        )

    def _placed(self, attempt: Attempt, step: Step) -> Attempt:
        """Put what a step is about where it starts."""
        case = attempt.case
        for moves in list(step.branches.values())[:1]:
            for move in moves:
                if not move.sources or move.each:
                    continue
                source = min(move.sources)
                if move.lifecycle == MOTION and case.state not in move.sources:
                    case = attrs.evolve(case, state=source)
                elif move.lifecycle == CONSULTATION and case.consultations:
                    items = case.consultations
                    if not any(e.state in move.sources for e in items):
                        item = attrs.evolve(items[-1], state=source)
                        case = attrs.evolve(case, consultations=(*items[:-1], item))
                elif move.lifecycle == SUSPENSION and source != "none":
                    case = self._attacked(attempt, case, source)
        on = ""
        if step.subject == CONSULTATION and case.consultations:
            on = case.consultations[-1].id
        elif step.subject == SUSPENSION and case.suspensions:
            on = case.suspensions[-1].id
        return attempt.but(
            "placed", case=case, choice=attrs.evolve(attempt.choice, on=on)
        )

    def _attacked(self, attempt: Attempt, case: Case, state: str) -> Case:
        """Return a case whose decision is attacked; the last item deals with that."""
        kind = SuspensionKind.MAYOR_OBJECTION
        one = attrs.evolve(objection(attempt, kind), state=state)
        items = case.consultations
        if items and not items[-1].about:
            item = attrs.evolve(items[-1], about=one.id)
            decided = items[:-1] or (
                attrs.evolve(items[-1], id="decided", state="voted"),
            )
            one = attrs.evolve(one, against=decided[-1].id)
            items = (*decided, item)
        return attrs.evolve(case, suspensions=(one,), consultations=items)

    # --------------------------------------------------------------------------- asking

    def asks(self, attempt: Attempt) -> Verdict | None:
        """Ask the engine, and note which rules stand in the way."""
        self.asked += 1
        choice = attempt.choice
        try:
            with unobserved():
                verdict = assess(
                    self.space.procedure,
                    attempt.case,
                    choice.step,
                    choice.actor,
                    at=attempt.at,
                    inputs=choice.inputs,
                    on=choice.on,
                    law=attempt.law,
                    others=attempt.others,
                )
        except (RatsflowError, TypeError, ValueError, AttributeError):
            return None  # what was changed does not fit together
        self._note(attempt, verdict)
        return verdict

    def _note(self, attempt: Attempt, verdict: Verdict) -> None:
        blocking = {each.rule.id: each.result for each in verdict.blocking}
        for rule, result in blocking.items():
            key = attempt.choice.step, rule
            if key not in self.wanted or result is Result.ERROR:
                continue
            others = frozenset(blocking) - {rule}
            self.broken[key] += 1
            self.always[key] = self.always.get(key, others) & others
            if not others:
                known = self.alone.get(key)
                if known is None or (
                    result is Result.UNMET
                    and known[1].blocking[0].result is not Result.UNMET
                ):
                    self.alone[key] = attempt, verdict
            elif key not in self.beside or len(self.beside[key]) > len(others):
                self.beside[key] = others

    # ------------------------------------------------------------------------ construct

    def build(self, until: float, known: Iterable[tuple[str, str]] = ()) -> None:
        """Look for an attempt that each rule alone refuses, until a moment of the clock.

        Args:
            until: the moment, by `clock`.
            known: placements that need none.
        """
        have = set(known)
        steps: dict[str, list[str]] = defaultdict(list)
        for step, rule in sorted(self.wanted):
            if (step, rule) not in have:
                steps[step].append(rule)
        for name in sorted(steps, key=lambda each: not self.passing[each]):
            if not self.passing[name]:
                self._reach(name, until)
        for most in _TRIED:  # what is found soon tells where to look for the rest
            for name, rules in steps.items():
                for rule in rules:
                    for attempt, verdict in self.passing[name][:_SEEDS]:
                        if (name, rule) in self.alone:
                            break
                        if self.clock() > until:
                            self.in_time = False
                            return
                        self._break(attempt, verdict, rule, most)

    def _reach(self, name: str, until: float) -> None:
        """Mend attempts at a step until one passes."""
        if not self._refused[name]:
            self._begun(self.space.procedure.step(name))
        dressed = [self._dressed(attempt) for attempt, _ in self._refused[name]]
        asked = [(each, self.asks(each)) for each in dressed]
        tried = [(each, verdict) for each, verdict in asked if verdict is not None]
        tried.sort(key=lambda pair: len(pair[1].blocking))
        for attempt, verdict in tried[: 2 * _SEEDS]:
            if self.clock() > until:
                self.in_time = False
                return
            found = self._mended(attempt, verdict)
            if found is not None:
                self.passing[name].append(found)
                return

    def _break(self, attempt: Attempt, verdict: Verdict, name: str, most: int) -> None:
        """Change an attempt until a rule refuses it, and mend what breaks beside it."""
        rule = next((rule for rule, _ in verdict.rows if rule.id == name), None)
        if rule is None:  # it is not asked under this law
            return
        key, count = (attempt.choice.step, name), 0
        for broken in self._changed(
            attempt,
            verdict.question,
            rule.check,
            lambda asked: not is_met(rule.check, asked),
            most,
            self._worked[name, False],
            key,
        ):
            asked = self.asks(broken)
            if asked is not None and any(e.rule.id == name for e in asked.blocking):
                self._mended(broken, asked, rule)
                count += 1
            if key in self.alone or count >= _BEST:
                return

    def _mended(
        self, attempt: Attempt, verdict: Verdict, spared: Rule | None = None
    ) -> tuple[Attempt, Verdict] | None:
        """Change an attempt until nothing stands in its way, but one rule that is spared."""
        seen = set()
        for _ in range(_ROUNDS):
            blocking = [
                each.rule for each in verdict.blocking if each.rule is not spared
            ]
            if spared and all(each.rule.id != spared.id for each in verdict.blocking):
                return None
            if not blocking or (spared and blocking == [spared]):
                return attempt, verdict
            mark = frozenset(each.id for each in blocking), len(attempt.changed)
            if mark in seen:
                return None
            seen.add(mark)
            best = self._best(attempt, verdict, blocking, spared)
            if best is None:
                return None
            attempt, verdict = best
        return None

    def _best(
        self,
        attempt: Attempt,
        verdict: Verdict,
        blocking: list[Rule],
        spared: Rule | None,
    ) -> tuple[Attempt, Verdict] | None:
        """Return the change that mends a rule and leaves the fewest in the way."""
        best: tuple[Attempt, Verdict] | None = None
        for rule in blocking:
            if spared is not None and rule.id == spared.id:
                continue
            for count, each in enumerate(self._mends(attempt, verdict, rule, spared)):
                asked = self.asks(each)
                if asked is None or rule.id in {e.rule.id for e in asked.blocking}:
                    continue
                if spared and all(e.rule.id != spared.id for e in asked.blocking):
                    continue
                if best is None or len(asked.blocking) < len(best[1].blocking):
                    best = each, asked
                if count >= _BEST:
                    break
            if best is not None and len(best[1].blocking) < len(verdict.blocking):
                return best
        return best

    def _mends(
        self, attempt: Attempt, verdict: Verdict, rule: Rule, spared: Rule | None
    ) -> Iterator[Attempt]:
        step, question = verdict.step, verdict.question
        if rule.id == "procedure.inputs":
            (answer,) = [a for r, a in verdict.rows if r.id == rule.id][:1]
            for name in map(str, answer.data["missing"]):
                taken = next(each for each in step.takes if each.name == name)
                usual = self.space.usually.input(
                    step.name, taken, attempt.case, attempt.choice
                )
                attempt = attempt.stating(name, usual)
            yield attempt
        elif rule.id == "procedure.state":
            placed = self._placed(attempt, step)
            if placed.case != attempt.case:
                yield placed
        elif rule.id == "procedure.role":
            for role in step.by:
                who = self.space.actors(role)[0]
                yield attempt.but(
                    "actor", choice=attrs.evolve(attempt.choice, actor=who)
                )
        else:
            check: Any = step.decide if rule.id == "procedure.outcome" else rule.check

            def mends(asked: Question) -> bool:
                if spared is not None and is_met(spared.check, asked):
                    return False
                if rule.id == "procedure.outcome":
                    return signature(check, asked)[1] in step.branches or (
                        outcome_of(check, asked) in step.branches
                    )
                return is_met(check, asked)

            worked = self._worked[rule.id, True]
            yield from self._changed(attempt, question, check, mends, _MENDED, worked)

    def _changed(
        self,
        attempt: Attempt,
        question: Question,
        check: Any,
        wanted: Callable[[Question], bool],
        most: int,
        worked: Counter[str],
        key: tuple[str, str] | None = None,
    ) -> Iterator[Attempt]:
        """Yield changes of what a check reads under which it does what is wanted.

        What leads it to read something else is changed once more, in what it reads then.
        """
        waiting = [(attempt, 0)]
        seen: set[tuple[str, ...]] = set()
        tried = 0
        while waiting:
            here, deep = waiting.pop(0)
            asked = here.question(question)
            read = tuple(dict.fromkeys(reads_of(check, asked)[0]))
            if read in seen:
                continue
            seen.add(read)
            for name, each in self.edits(here, asked, read, worked):
                if tried >= most:
                    return
                tried += 1
                if key is not None:
                    self.tried[key] += 1
                new = each.question(question)
                if wanted(new):
                    worked[name] += 1
                    yield each
                elif deep < _DEEP:
                    waiting.append((each, deep + 1))
            if len(waiting) > most:
                waiting = waiting[:most]

    def edits(
        self,
        attempt: Attempt,
        question: Question,
        read: Iterable[str],
        worked: Counter[str],
    ) -> Iterator[tuple[str, Attempt]]:
        """Yield the attempt with one thing changed that is read; see `Edits.of`."""
        yield from self._edits.of(attempt, question, read, worked)
