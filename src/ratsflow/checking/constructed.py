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
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date, datetime, timedelta
from typing import Any

import attrs

from ratsflow.checking.changes import changed, variants_of
from ratsflow.checking.choices import Choice
from ratsflow.checking.otherwise import (
    reads_of,
    signature,
)
from ratsflow.checking.space import Space
from ratsflow.engine import Verdict, assess
from ratsflow.engine.observing import unobserved
from ratsflow.errors import RatsflowError
from ratsflow.law.local import Law
from ratsflow.model import (
    Consultation,
    Motion,
    Signature,
    Suspension,
    SuspensionKind,
)
from ratsflow.model.quick import quick
from ratsflow.procedure.case import Case, OpenFinding
from ratsflow.procedure.finding import MET, Result
from ratsflow.procedure.inputs import Parameter
from ratsflow.procedure.lookups import Look, Others
from ratsflow.procedure.question import Question
from ratsflow.procedure.rule import Rule
from ratsflow.procedure.step import CONSULTATION, MOTION, SUSPENSION, Step


_PARTS = tuple(each.name for each in attrs.fields(Question))
_new_question = quick(Question)

_DAYS = (1, 7, 31, 92, 366, -1, -7, -31, -366)
"""After how many days an attempt is made again, and before how many it says it was."""

_TRIED, _MENDED, _ROUNDS, _SEEDS, _DEEP = (40, 200, 800), 300, 10, 2, 3
"""Changes that are tried for a rule to be broken, in each round; for one that is in the way to be met; rounds
of mending; attempts that pass and are changed; changes one after the other."""

_BEST = 6
"""How many changes that mend a rule are asked of the engine, to take the best."""


@attrs.frozen(eq=False)
class Attempt:
    """A step as it is tried at a case, under a law.

    Attributes:
        case: the case.
        choice: the step as it is tried.
        at: when.
        law: the law.
        others: the other cases.
        changed: what was changed of the attempt that it was made from, in order.
    """

    case: Case
    choice: Choice
    at: datetime
    law: Law
    others: Others | None
    changed: tuple[str, ...] = ()

    @classmethod
    def of(cls, verdict: Verdict) -> Attempt:
        """Return what was asked."""
        asked = verdict.question
        thing = asked.consultation or asked.suspension
        choice = Choice(
            asked.step,
            thing.id if thing is not None and verdict.step.subject else "",
            asked.actor,
            asked.day,
            dict(asked.inputs),
        )
        return cls(asked.case, choice, asked.at, asked.law, asked.others)

    def but(self, what: str, **changes: Any) -> Attempt:
        """Return it with something changed."""
        return attrs.evolve(self, changed=(*self.changed, what), **changes)

    def stating(self, name: str, value: Any) -> Attempt:
        """Return it with an input stated otherwise; None for not at all."""
        inputs = {k: v for k, v in self.choice.inputs.items() if k != name}
        if value is not None:
            inputs[name] = value
        return self.but(name, choice=attrs.evolve(self.choice, inputs=inputs))

    def with_case(self, what: str, **changes: Any) -> Attempt:
        """Return it at a case that is another."""
        return self.but(what, case=attrs.evolve(self.case, **changes))

    @property
    def subject(self) -> tuple[Consultation | None, Suspension | None]:
        """What the step is about."""
        on = self.choice.on
        items = [e for e in self.case.consultations if e.id == on]
        objections = [e for e in self.case.suspensions if e.id == on]
        return next(iter(items), None), next(iter(objections), None)

    def question(self, like: Question) -> Question:
        """Return what a rule would be asked, made like the question of another attempt."""
        case, choice = self.case, self.choice
        item, objection = self.subject
        stated = {
            name: value.isoformat() if isinstance(value, date) else value
            for name, value in choice.inputs.items()
        }
        changes: dict[str, Any] = {
            "case": case,
            "actor": choice.actor,
            "at": self.at,
            "day": choice.day,
            "inputs": stated,
            "law": self.law.at(choice.day),
            "consultation": item,
            "suspension": objection,
            "others": self.others,
        }
        return _new_question(*(changes.get(n, getattr(like, n)) for n in _PARTS))


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
        self._made: dict[tuple[int, str], tuple[Any, list[Any]]] = {}
        papers = self._papers
        self._makers: Mapping[str, Callable[[Attempt, str], Iterator[Attempt]]] = {
            "law": self._laws,
            "paper": papers,
            "motion": papers,
            "item": self._items,
            "suspension": self._objections,
            "case": self._cases,
            "others": self._others,
        }
        self._takes = {
            each.name: (step.name, each)
            for step in reversed(space.procedure.steps)
            for each in step.takes
        }

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
        one = attrs.evolve(self._objection(attempt, kind), state=state)
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
            lambda asked: not _is_met(rule.check, asked),
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
                if spared is not None and _is_met(spared.check, asked):
                    return False
                if rule.id == "procedure.outcome":
                    return signature(check, asked)[1] in step.branches or (
                        _picked(check, asked) in step.branches
                    )
                return _is_met(check, asked)

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

    # ----------------------------------------------------------------------------- edits

    def edits(
        self,
        attempt: Attempt,
        question: Question,
        read: Iterable[str],
        worked: Counter[str],
    ) -> Iterator[tuple[str, Attempt]]:
        """Yield the attempt with one thing changed that is read, and its name.

        What did the same before comes first, the law last.
        """
        for name in sorted(read, key=lambda e: (-worked[e], e.startswith("law"))):
            try:
                for each in self._edits(attempt, question, name):
                    yield name, each
            except (RatsflowError, TypeError, ValueError, AttributeError):
                continue  # such a value cannot be made

    def _edits(
        self, attempt: Attempt, question: Question, name: str
    ) -> Iterator[Attempt]:
        head, _, part = name.partition(".")
        step = self.space.procedure.step(attempt.choice.step)
        if name in {each.name for each in step.takes}:
            yield from self._inputs(attempt, question, name)
        elif head in self._makers:
            yield from self._makers[head](attempt, part)
        elif name == "day":
            yield from self._days(attempt)
        elif name in ("actor", "role"):
            yield from self._people(attempt, step)
        elif name not in ("step", "*"):
            yield from self._facts(attempt, question, name)

    @staticmethod
    def _days(attempt: Attempt) -> Iterator[Attempt]:
        for days in _DAYS:
            day = attempt.choice.day + timedelta(days)
            choice = attrs.evolve(attempt.choice, day=day)
            yield attempt.but("day", at=attempt.at + timedelta(days), choice=choice)

    def _people(self, attempt: Attempt, step: Step) -> Iterator[Attempt]:
        case, actor = attempt.case, attempt.choice.actor
        named = (case.opened_by or "opener", case.text_by, case.motion.author)
        found = [who for role in step.by for who in self.space.actors(role)]
        found += [attrs.evolve(actor, id=who) for who in filter(None, named)]
        for who in found:
            yield attempt.but("actor", choice=attrs.evolve(attempt.choice, actor=who))

    def _values(
        self, attempt: Attempt, question: Question, step: str, taken: Parameter
    ) -> list[Any]:
        given = attempt.choice.inputs.get(taken.name)
        found = list(variants_of(given)) if given is not None else []
        found += self.space.values(
            taken, attempt.case, question.consultation, question.day, step=step
        )[:_LISTED]
        around = [question.day + timedelta(n) for n in _DAYS]
        if taken.kind.value in ("day", "date"):
            found = [*around, *found]
        return found

    def _inputs(
        self, attempt: Attempt, question: Question, name: str
    ) -> Iterator[Attempt]:
        step = self.space.procedure.step(attempt.choice.step)
        taken = next(each for each in step.takes if each.name == name)
        for value in self._values(attempt, question, step.name, taken):
            yield attempt.stating(name, value)
        if name in attempt.choice.inputs:
            yield attempt.stating(name, None)

    def _facts(
        self, attempt: Attempt, question: Question, name: str
    ) -> Iterator[Attempt]:
        facts = attempt.case.facts
        rest = {k: v for k, v in facts.items() if k != name}
        if name in facts:
            yield attempt.with_case(name, facts=rest)
        if name not in self._takes:
            return
        step, taken = self._takes[name]
        given = facts.get(name)
        values = [*(variants_of(given) if given is not None else ())]
        for value in (*values, *self._values(attempt, question, step, taken)):
            kept = value.isoformat() if isinstance(value, date) else value
            yield attempt.with_case(name, facts={**rest, name: kept})

    def _laws(self, attempt: Attempt, key: str) -> Iterator[Attempt]:
        law = attempt.law.at(attempt.choice.day)
        given = law.values.get(key)
        rest = {k: v for k, v in law.values.items() if k != key}
        what = f"law.{key}"
        if given is not None:
            for other in variants_of(given):
                yield attempt.but(
                    what,
                    law=Law(
                        law.state,
                        {**rest, key: other},
                        law.name,
                        law.citations,
                        absent=law.absent,
                    ),
                )
            yield attempt.but(
                what,
                law=Law(law.state, rest, law.name, law.citations, absent=law.absent),
            )
        else:
            for other in (True, False, 1, 7, 30, ("x",), "x"):
                yield attempt.but(
                    what,
                    law=Law(
                        law.state,
                        {**rest, key: other},
                        law.name,
                        law.citations,
                        absent=law.absent - {key},
                    ),
                )

    def _papers(self, attempt: Attempt, part: str) -> Iterator[Attempt]:
        case, inputs = attempt.case, attempt.choice.inputs
        handed = inputs.get("motion")
        motion = handed if isinstance(handed, Motion) else case.motion
        for other in self._motions(motion, part):
            if isinstance(handed, Motion):
                yield attempt.stating("motion", other)
            yield attempt.with_case(f"paper.{part}", motion=other)

    def _motions(self, motion: Motion, part: str) -> Iterator[Motion]:
        if part in ("topics", ""):
            for topic in self.space.procedure.topics():
                yield attrs.evolve(motion, topics=(topic,))
        yield from self._differing(motion, part)

    def _differing(self, thing: Any, part: str) -> list[Any]:
        """Return what differs from a thing in one field, or in any; each made once."""
        known = self._made.get((id(thing), part))
        if known is None:
            fields = {each.name for each in attrs.fields(type(thing))}
            if part in fields:
                found = list(changed(thing, part, 1))
            else:
                found = list(variants_of(thing, 2))
            known = self._made[id(thing), part] = thing, found
        return known[1]

    def _items(self, attempt: Attempt, part: str) -> Iterator[Attempt]:
        item, _ = attempt.subject
        if item is None:
            return
        procedure = self.space.procedure
        fields: Mapping[str, Iterable[Any]] = {
            "state": [each.name for each in procedure.states_of(CONSULTATION)],
            "ballots": [
                (),
                *(
                    (each,)
                    for each in self.space.values(
                        self._takes["ballot"][1],
                        attempt.case,
                        item,
                        attempt.choice.day,
                    )
                ),
            ]
            if "ballot" in self._takes
            else [()],
            "days": [
                (),
                *((attempt.choice.day + timedelta(n),) for n in (0, *_DAYS)),
            ],
            "body": [
                *(e.body for e in attempt.case.consultations if e is not item),
                *map(self.space.usually.body, _BODIES),
            ],
            "about": [*(e.id for e in attempt.case.consultations), "x"],
        }
        if part in fields:
            for value in fields[part]:
                other = attrs.evolve(item, **{part: value})
                yield self._replaced(attempt, "consultations", item, other, part)
        yield from self._things(attempt, "consultations", item, part)

    def _objections(self, attempt: Attempt, part: str) -> Iterator[Attempt]:
        one = attempt.subject[1] or next(iter(attempt.case.suspensions), None)
        yield from self._things(attempt, "suspensions", one, part)

    def _things(
        self, attempt: Attempt, where: str, thing: Any, part: str
    ) -> Iterator[Attempt]:
        if thing is None:
            return
        for other in self._differing(thing, part):
            yield self._replaced(attempt, where, thing, other, part)

    @staticmethod
    def _replaced(
        attempt: Attempt, where: str, thing: Any, other: Any, part: str
    ) -> Attempt:
        listed = tuple(
            other if each is thing else each for each in getattr(attempt.case, where)
        )
        return attempt.with_case(f"{where}.{part}", **{where: listed})

    def _cases(self, attempt: Attempt, part: str) -> Iterator[Attempt]:
        makers: Mapping[str, Callable[[Attempt], Iterator[Attempt]]] = {
            "consultations": self._routes,
            "signatures": self._signed,
            "suspensions": self._suspended,
            "findings": self._open,
            "since": self._since,
            "text_by": self._brought,
            "opened_by": self._brought,
            "state": self._states,
        }
        if part in makers:
            yield from makers[part](attempt)
        elif not part:
            for maker in dict.fromkeys(makers.values()):
                yield from maker(attempt)

    def _signed(self, attempt: Attempt) -> Iterator[Attempt]:
        case = attempt.case
        yield attempt.with_case("signatures", signatures=())
        for role in self.space.procedure.roles:
            kept = [each for each in case.signatures if each.office != role]
            for digest in (case.motion.text_hash, "0" * 64):
                signed = Signature(role, f"{role}-9", digest, attempt.at)
                for each in (signed, *changed(signed, "decision", 1)):
                    yield attempt.with_case("signatures", signatures=(*kept, each))

    def _suspended(self, attempt: Attempt) -> Iterator[Attempt]:
        yield attempt.with_case("suspensions", suspensions=())
        for each in attempt.case.suspensions:
            yield from self._things(attempt, "suspensions", each, "")
        for kind in SuspensionKind:
            one = self._objection(attempt, kind)
            ended = attrs.evolve(one, ended_on=attempt.choice.day, state="settled")
            for more in (one, ended):
                yield attempt.with_case("suspensions", suspensions=(more,))

    def _open(self, attempt: Attempt) -> Iterator[Attempt]:
        yield attempt.with_case("findings", findings=())
        rule = self.space.procedure.rules[0].id
        for consequence in ("block", "defect", "curable"):
            one = OpenFinding(rule, "unmet", consequence, 1)
            yield attempt.with_case("findings", findings=(one,))

    @staticmethod
    def _since(attempt: Attempt) -> Iterator[Attempt]:
        for days in _DAYS:
            since = (attempt.case.since or attempt.at) + timedelta(days)
            yield attempt.with_case("since", since=since)

    @staticmethod
    def _brought(attempt: Attempt) -> Iterator[Attempt]:
        case = attempt.case
        for name in ("text_by", "opened_by"):
            for who in (attempt.choice.actor.id, "somebody", case.motion.author or ""):
                yield attempt.with_case(name, **{name: who})

    def _states(self, attempt: Attempt) -> Iterator[Attempt]:
        for state in self.space.procedure.states_of(MOTION):
            yield attempt.with_case("state", state=state.name)

    def _routes(self, attempt: Attempt) -> Iterator[Attempt]:
        case, choice = attempt.case, attempt.choice
        for item in case.consultations:
            if item.id != choice.on:
                kept = tuple(e for e in case.consultations if e is not item)
                yield attempt.with_case("consultations", consultations=kept)
            with_item = attrs.evolve(
                attempt, choice=attrs.evolve(choice, on=item.id), changed=()
            )
            for part in ("state", "body", "ballots", "days", "about", ""):
                for each in self._items(with_item, part):
                    yield attempt.with_case(
                        "consultations", consultations=each.case.consultations
                    )
        for body in _BODIES:
            try:
                further = self.space.usually.further(case, choice, {"body": body})
            except RatsflowError:
                continue
            for role in (further.role, "preliminary", "decision", "hearing"):
                try:
                    more = attrs.evolve(further, role=role)
                except (RatsflowError, ValueError):
                    continue
                yield attempt.with_case(
                    "consultations", consultations=(more, *case.consultations)
                )
                yield attempt.with_case(
                    "consultations", consultations=(*case.consultations, more)
                )

    @staticmethod
    def _objection(attempt: Attempt, kind: SuspensionKind) -> Suspension:
        against = attempt.case.consultations[-1:]
        return Suspension(
            "objection",
            kind,
            "somebody",
            attempt.choice.day,
            "Gründe.",
            against=against[0].id if against else "",
        )

    @staticmethod
    def _others(attempt: Attempt, look: str) -> Iterator[Attempt]:
        case = attempt.case
        others = dict(attempt.others or {})
        facts = dict(case.facts)
        for number in ("9999/2026", str(case.facts.get("reference", ""))):
            facts["reference"] = number
            one = attrs.evolve(
                case, id="other", facts=facts, suspensions=(), signatures=()
            )
            for each in (one, *(attrs.evolve(one, state=s) for s in _STATES)):
                for name in [look] if look else [e.value for e in Look]:
                    yield attempt.but("others", others={**others, name: (each,)})


_LISTED = 60
"""How many values of a list are tried; of many days those around today come first."""

_BODIES = ("council", "main_committee", "committee", "district_council")
_STATES = ("draft", "in_consultation", "adopted", "rejected", "withdrawn", "closed")


def _is_met(check: Any, question: Question) -> bool:
    try:
        answer = check(question)
    except Exception:  # noqa: BLE001  # what the engine makes of it is asked then
        return False
    if answer is True or answer is MET:
        return True
    return not isinstance(answer, bool) and answer.result is Result.MET


def _picked(check: Any, question: Question) -> Any:
    try:
        return check(question)
    except Exception:  # noqa: BLE001  # it picks none
        return None
