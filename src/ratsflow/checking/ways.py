"""What can happen next: every step that the engine lets pass, with what it takes in.

The engine is asked, never a second model of it. Nothing is stated before a rule asks for
it: a step is tried without its inputs, and what stands in its way says which input, day or
person to try next. So a way holds the least that the rules ask for.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from itertools import combinations, count, product
from typing import Any

import attrs

from ratsflow.checking.answers import plainly
from ratsflow.checking.company import Beside
from ratsflow.checking.days import marked_in, stated_in
from ratsflow.checking.space import Space
from ratsflow.engine import Verdict, assess, take
from ratsflow.engine.observing import unobserved
from ratsflow.engine.verdict import STRUCTURAL, Mode, can_override
from ratsflow.errors import InvalidInputError, RatsflowError
from ratsflow.log import Override
from ratsflow.model import Actor, Meeting
from ratsflow.model.quick import quick
from ratsflow.procedure import reading
from ratsflow.procedure.case import Case
from ratsflow.procedure.finding import MET, Answer, Result
from ratsflow.procedure.inputs import MEANINGS, Kind, Parameter
from ratsflow.procedure.lookups import KEYED, NAMED_BY, Look
from ratsflow.procedure.procedure import Procedure
from ratsflow.procedure.question import Question
from ratsflow.procedure.rule import Rule
from ratsflow.procedure.starting import startable
from ratsflow.procedure.step import Step


_PARTS = tuple(each.name for each in attrs.fields(Question))
_new_question = quick(Question)

_DAILY = 92
"""For how many days ahead a rule is asked on each."""
_LATE = (1, 8, 15, 32, 93, 366)
"""After how many days a step is taken too, where a property asks for a period."""

_WHY = "Es ging nicht anders."
"""The reason of an override."""

ORDERED = (Kind.NUMBER, Kind.DAY, Kind.MOMENT)
"""Of what the values lie in a row, in which a rule answers alike for whole stretches."""

ANYBODY = "*"
"""What a step says that is signed by whoever takes it, in the role in which it is taken."""

ATTEMPTS = 300
"""How often one step is tried in one case before its inputs are given up."""


SHIFTED = 8
"""How often a step is tried with stated days as far from it, or from one another, as before."""

TOGETHER = 4
"""How many flags that a rule lacks at once are tried in all their combinations."""

_TWO, _FIRST = 2, 4
"""Of two other cases that are needed at once, how many are tried as the first."""

_SOME, _PAIRS = 24, 8
"""How many values of each of two facts are tried together, and how many pairs are taken."""


@attrs.frozen(eq=False)
class Choice:
    """A step as it is taken.

    Attributes:
        step: its name.
        on: the consultation or suspension it is about, or empty.
        actor: who takes it.
        day: on which day.
        inputs: what it takes in.
        override: lifts what stands in its way; None where it goes by the rules.
        mode: *record* where it happened against the rules.
        beside: the other cases that there are then, as they stand.
    """

    step: str
    on: str
    actor: Actor
    day: date
    inputs: Mapping[str, Any]
    override: Override | None = None
    mode: Mode = Mode.ENFORCE
    beside: Beside = ()

    @property
    def goes_by_the_rules(self) -> bool:
        """It was neither overridden nor recorded after the fact."""
        return self.override is None and self.mode is Mode.ENFORCE

    def stating(self, name: str, value: Any) -> Choice:
        """Return the same step with one more input."""
        return attrs.evolve(self, inputs={**self.inputs, name: value})


@attrs.frozen(eq=False)
class _Change:
    """What is tried instead of a step as it was refused.

    Attributes:
        inputs: what it takes in beside.
        day: another day, or None.
        actor: another person, or None.
        beside: other cases, or None for those that there are.
    """

    inputs: Mapping[str, Any] = attrs.field(factory=dict)
    day: date | None = None
    actor: Actor | None = None
    beside: Beside | None = None

    def of(self, choice: Choice) -> Choice:
        """Return a step as it is tried with this."""
        return Choice(
            choice.step,
            choice.on,
            self.actor or choice.actor,
            self.day or choice.day,
            {**choice.inputs, **self.inputs} if self.inputs else choice.inputs,
            choice.override,
            choice.mode,
            choice.beside if self.beside is None else self.beside,
        )


@attrs.frozen(eq=False)
class Way:
    """A step that was taken, or one that was tried and refused.

    Attributes:
        choice: the step as it was tried.
        verdict: what the engine answered.
        case: the case after it; None if it was refused.
    """

    choice: Choice
    verdict: Verdict
    case: Case | None = None


@attrs.frozen(eq=False)
class Wanted:
    """What an earlier step of the way would have to state for a later one to pass.

    Attributes:
        name: the fact.
        rule: the rule that asks for it.
        was: what the rule answers now.
        answer: tells what it would answer to a value of it.
        memo: where to keep what is derived from that.
        stated: names of what was stated, and may be stated otherwise.
    """

    name: str
    rule: str
    was: Any
    answer: Callable[[Any], Any]
    memo: dict[Any, Any] = attrs.field(factory=dict)
    stated: frozenset[str] = frozenset()


_DAYS = (Kind.DAY, Kind.MOMENT)

_numbers = count()
"""Tell who keeps what apart: answers outlive those who tried by them."""


@attrs.define
class Ways:
    """Tries steps.

    Attributes:
        space: what may be tried.
        at: the moment at which it is tried, for whoever tells of it.
        still: the other cases stay as they are.
        asked: how often the engine was asked.
        gave_up: steps of which not every combination of inputs was tried.
        failing: by step and rule, by what error the rule failed itself.
        lacking: values of law that the municipality has not stated and rules ask for.
        sought: facts that rules ask for and nobody has stated: pairs of rule and fact.
    """

    space: Space
    at: Any = None
    still: bool = attrs.field(default=False, kw_only=True)
    asked: int = 0
    gave_up: set[str] = attrs.field(factory=set)
    failing: dict[tuple[str, str], str] = attrs.field(factory=dict)
    lacking: set[str] = attrs.field(factory=set)
    sought: set[tuple[str, str]] = attrs.field(factory=set)
    _values: dict[Any, list[Any]] = attrs.field(factory=dict, init=False, repr=False)
    _listed: dict[Any, list[Any]] = attrs.field(factory=dict, init=False, repr=False)
    _asked_at: dict[Any, Any] = attrs.field(factory=dict, init=False, repr=False)
    _number: int = attrs.field(factory=_numbers.__next__, init=False, repr=False)
    _dated: dict[Any, list[Any]] = attrs.field(factory=dict, init=False, repr=False)
    _marked: dict[frozenset[int], tuple[int, ...]] = attrs.field(
        factory=dict, init=False, repr=False
    )
    _acting: dict[str, list[Actor]] = attrs.field(factory=dict, init=False, repr=False)
    _present: Beside = attrs.field(default=(), init=False, repr=False)
    _procedure: Procedure = attrs.field(
        default=attrs.Factory(
            lambda self: self.space.answers.of(self.space.procedure), takes_self=True
        ),
        init=False,
        repr=False,
    )

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
            beside = self.at.beside if self._is_at(case) else ()
        waiting = [Choice(name, on, each, day, {}, beside=beside) for each in signing]
        tried: set[tuple[Any, ...]] = set()
        shifted: Counter[Any] = Counter()
        outcomes: set[Any] = set()
        lifted: set[Any] = set()
        while waiting:
            choice = waiting.pop()
            mark = _mark(choice)
            if mark in tried:
                continue
            tried.add(mark)
            apart = tuple(_apart(choice))
            shifted.update(apart)
            if any(shifted[each] > SHIFTED for each in apart):
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
                waiting += self.cures(verdict, choice, others, wanted)

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
        for name, values in self._domains(verdict, self.space.watched, few=True):
            yield from (choice.stating(name, value) for value in values)
        if self._varies_others:
            for look in self.space.asked_of_others(choice.step):
                for each in self._besides(look, verdict.question, choice):
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
        takes = {each.name for each in verdict.step.takes}
        if wanted is not None:
            before = _stated_before(read, verdict)
            leading = f"procedure.outcome of {verdict.step.name}"
            wanted += [
                Wanted(
                    name,
                    leading,
                    None,
                    _leading(decide, verdict, name),
                    stated=before,
                )
                for name in (*facts, *sorted(before))
                if name not in takes and "." not in name
            ]
        yield from self._leading_elsewhere(decide, verdict, choice)
        for name, values in self._domains(verdict, absent):
            for value in values:
                outcome = _outcome(decide, _also_stating(question, name, value))
                if outcome not in outcomes:
                    outcomes.add(outcome)
                    yield choice.stating(name, value)
        for name, values in self._again(verdict, read):
            led = answers_to(
                values,
                self.marked(name, values, question),
                lambda e, n=name: _outcome(decide, _also_stating(question, n, e)),  # type: ignore[misc]
            )
            for index in _ends(led):
                if led[index] not in outcomes:
                    yield choice.stating(name, values[index])
            outcomes.update(led)

    def _leading_elsewhere(
        self, decide: Any, verdict: Verdict, choice: Choice
    ) -> Iterator[Choice]:
        """Yield the step beside other cases with which it ends otherwise."""
        was, question = verdict.outcome, verdict.question
        for each in self.beside_others(decide, question, choice):
            if _outcome(decide, self.among(question, each)) not in (was, Answer):
                yield each.of(choice)

    def _is_at(self, case: Case) -> bool:
        """Tell whether a case is that of the moment, under whatever version of the procedure."""
        here = None if self.at is None else self.at.case
        return here is case or (
            here is not None
            and here.version == case.version
            and here.motion is case.motion
            and here.state == case.state
        )

    @property
    def _varies_others(self) -> bool:
        return self.space.others is None and not self.still

    def _looks(self, check: Any, question: Question) -> Iterator[Look]:
        """Yield how a check looks at other cases, where they are varied."""
        if self._varies_others:
            for each in reading.reads_of(check, question):
                head, _, look = each.partition(".")
                if head == "others" and look:
                    yield Look(look)

    def _besides(
        self,
        look: Look,
        question: Question,
        choice: Choice,
        check: Any = None,
        *,
        further: bool = False,
    ) -> Iterator[_Change]:
        """Yield the other cases that there can be, on the first day on which they stand so."""
        company, here = self.space.company, question.day
        start = self.at.start if self._is_at(question.case) else self.space.starts[0]
        for beside in company.sought(
            self.space,
            start,
            look,
            question,
            choice.beside,
            check and plainly(check),
            further=further,
        ):
            day = max(each.day for each in beside)
            yield _Change(day=day if day > here else None, beside=beside)
        if look in company.cut:
            self.gave_up.add(choice.step)

    def among(self, question: Question, change: _Change) -> Question:
        """Return a question as it is asked beside other cases."""
        day = change.day or question.day
        others = self.space.company.others(
            tuple(Look), question.case, question.inputs, change.beside or ()
        )
        asked = question if day == question.day else self._on(question, day)
        return _with(asked, others=others)

    def _beside_others(
        self, check: Any, verdict: Verdict, choice: Choice
    ) -> list[_Change]:
        """Return the other cases beside which a rule is met, else those that change its answer."""
        question, check = verdict.question, plainly(check)
        was = signature(check, question)
        met: list[_Change] = []
        changed: dict[Any, _Change] = {}
        for each in self.beside_others(check, question, choice):
            said = signature(check, self.among(question, each))
            if said[0] is Result.MET:
                met.append(each)
            elif said != was:
                changed.setdefault(said, each)
        return (
            met
            or list(changed.values())
            or self._naming(check, verdict)
            or self._two_others(check, question, choice)
        )

    def _naming(self, check: Any, verdict: Verdict) -> list[_Change]:
        """Return the step with a paper that it names, where a rule looks for such."""
        names = {n for e in self._looks(check, verdict.question) for n in NAMED_BY[e]}
        return [
            _Change({name: value})
            for name, values in self._domains(verdict, names)
            for value in [each for each in values if each][:1]
        ]

    def _two_others(
        self, check: Any, question: Question, choice: Choice
    ) -> list[_Change]:
        """Return two further cases at once beside which a rule is met."""
        met: list[_Change] = []
        cut = self.space.company.cut.intersection(self._looks(check, question))
        if self.space.most_others < _TWO or cut:
            return met
        for number, one in enumerate(self.beside_others(check, question, choice)):
            if number == _FIRST:
                self.gave_up.add(choice.step)
                break
            here = self.among(question, one)
            for each in self.beside_others(check, here, one.of(choice), further=True):
                if signature(check, self.among(here, each))[0] is Result.MET:
                    met.append(each)
                if len(met) == _PAIRS:
                    return met
        return met

    def beside_others(
        self, check: Any, question: Question, choice: Choice, *, further: bool = False
    ) -> Iterator[_Change]:
        """Yield the other cases that there can be where a check looks at some.

        Args:
            check: the check.
            question: what it was asked.
            choice: the step as it was tried.
            further: those that there are stand still.
        """
        for look in self._looks(check, question):
            yield from self._besides(look, question, choice, check, further=further)

    def _domains(
        self, verdict: Verdict, names: Collection[str], *, few: bool = False
    ) -> Iterator[tuple[str, list[Any]]]:
        question = verdict.question
        for each in verdict.step.takes:
            if each.name in names and each.name not in question.inputs:
                yield each.name, self.values_of(each, question, few=few)

    def _again(
        self, verdict: Verdict, names: Collection[str]
    ) -> Iterator[tuple[str, list[Any]]]:
        """Yield what a step states of days and numbers, with all that it could state there."""
        question = verdict.question
        for each in verdict.step.takes:
            stated = each.name in question.inputs and each.name in names
            if stated and each.kind in ORDERED:
                yield each.name, self.values_of(each, question)

    def values_of(
        self, taken: Parameter, question: Question, *, few: bool = False
    ) -> list[Any]:
        """Return the values of an input; the same list for all that it rests on alike."""
        case, token = question.case, self.space.answers.token
        known: tuple[date, ...] = ()
        if taken.kind in _DAYS and not few:
            known = stated_in(case, question.inputs, but=taken.name)
        key = (
            question.step,
            taken.name,
            few,
            question.day,
            token(question.consultation),
            token(case.consultations),
            token(case.motion),
            case.since,
            known,
        )
        found = self._values.get(key)
        if found is None:
            found = self.space.values(
                taken,
                case,
                question.consultation,
                question.day,
                few=few,
                step=question.step,
                known=known,
            )
            alike = tuple(map(token, found))
            found = self._values[key] = self._listed.setdefault(alike, found)
        return found

    def cures(
        self,
        verdict: Verdict,
        choice: Choice,
        others: list[Actor],
        wanted: list[Wanted] | None = None,
        *,
        spared: str = "",
    ) -> list[Choice]:
        """Return what to try instead: changes that one of the blocking rules reads.

        Every blocking rule must give way, so the changes of one are enough; the one with
        the fewest is taken. Where one has none, the step is out of reach.

        Args:
            verdict: what the engine answered.
            choice: the step as it was tried.
            others: who else may take it.
            wanted: takes what earlier steps would have to state.
            spared: id of a rule that may go on standing in the way.
        """
        best: list[Choice] | None = None
        for rule, answer in verdict.rows:
            if answer is MET or answer.result is Result.MET or not verdict.blocks(rule):
                continue
            if rule.id == spared:
                continue
            found = self._changes(rule, answer, verdict, choice, others, wanted)
            if not found:
                return []
            if best is None or len(found) < len(best):
                best = found
        return best or []

    def _changes(
        self,
        rule: Rule,
        answer: Answer,
        verdict: Verdict,
        choice: Choice,
        others: list[Actor],
        wanted: list[Wanted] | None,
    ) -> list[Choice]:
        if rule.id == "procedure.inputs":
            name = str(answer.data["missing"][0])
            few = name not in self.space.watched  # else a property can tell them apart
            return [
                choice.stating(name, value)
                for _, values in self._domains(verdict, (name,), few=few)
                for value in values
            ]
        if rule.id in ("procedure.state", "procedure.role", "procedure.law"):
            return []
        self.lacking.update(map(str, answer.data.get("keys", ())))
        check: Any = (
            verdict.step.decide if rule.id == "procedure.outcome" else rule.check
        )
        memo = self.space.answers.memo(rule, verdict.question)
        domains = self._domains_of(check, memo, verdict)
        again = self._again_of(check, memo, verdict)
        if self._others_move:  # they hang on more than the rule reads
            memo = {}
        self._present = choice.beside
        key = (
            self._number,
            verdict.step.name,
            verdict.question.day,
            tuple(each.id for each in others),
            tuple((n, id(v)) for n, v in (*domains.items(), *again.items())),
            self._distances(verdict.question),
            tuple(map(id, choice.beside)),
        )
        (changes, lacks), _ = kept(
            memo,
            key,
            lambda: (
                self._found(rule, check, answer, verdict, others, domains, again, memo),
                choice.beside,  # it lives as long as it is known by its id
            ),
        )
        if wanted is not None:
            wanted += lacks
        changes = [*changes, *self._beside_others(check, verdict, choice)]
        return [each.of(choice) for each in changes]

    @property
    def _others_move(self) -> bool:
        """The other cases stand otherwise on another day, or hang on the case itself."""
        others = self.space.others
        return callable(others) and not getattr(others, "stands_still", False)

    def _domains_of(
        self, check: Any, memo: dict[Any, Any], verdict: Verdict
    ) -> Mapping[str, list[Any]]:
        """Return the values of the inputs that a rule reads and nobody has stated."""
        _, _, absent = kept(memo, "reads", lambda: reads_of(check, verdict.question))
        return dict(self._domains(verdict, absent))

    def _again_of(
        self, check: Any, memo: dict[Any, Any], verdict: Verdict
    ) -> Mapping[str, list[Any]]:
        """Return other values of the days and numbers that a rule reads and the step states."""
        if not verdict.question.inputs:
            return {}
        read, _, _ = kept(memo, "reads", lambda: reads_of(check, verdict.question))
        return dict(self._again(verdict, read))

    def _found(
        self,
        rule: Rule,
        check: Any,
        answer: Answer,
        verdict: Verdict,
        others: list[Actor],
        domains: Mapping[str, list[Any]],
        again: Mapping[str, list[Any]],
        memo: dict[Any, Any],
    ) -> tuple[list[_Change], list[Wanted]]:
        """Return what changes the answer of a rule, here and on an earlier step.

        It rests on what the rule reads alone, so it serves all questions alike in that.
        """
        question = verdict.question
        read, facts, _ = kept(memo, "reads", lambda: reads_of(check, question))
        self.sought |= {(rule.id, name) for name in facts}
        was = kept(memo, "was", lambda: signature(check, question))
        found, meets = [], False
        for name, values in domains.items():
            ordered = self._is_ordered(verdict.step, name)
            # What is stated of a paper finds others among those that there are.
            there = self._present if name in KEYED else ()
            telling, met = kept(
                memo,
                (name, id(values), ordered, tuple(map(id, there))),
                lambda n=name, v=values, o=ordered, b=there: (  # type: ignore[misc]
                    (self._regions(check, verdict, was, n, v, o), v, b)
                ),
            )[0]
            found += [_Change({name: value}) for value in telling]
            meets |= met
        # Another rule may refuse what was found so far.
        for name, values in again.items():
            telling, met = kept(
                memo,
                ("again", name, id(values)),
                lambda n=name, v=values: (  # type: ignore[misc]
                    (self._regions(check, verdict, was, n, v, True), v)
                ),
            )[0]
            if met:
                found += [_Change({name: value}) for value in telling]
                meets = True
        together: list[Mapping[str, Any]] = []
        if not meets and len(domains) > 1:
            together = list(self._together(check, answer, verdict, domains))
            found = [
                _Change({name: each[name] for name in domains if name in each})
                for each in together
            ] or found
        found += self._convened_later(check, verdict, read, domains)
        days = [*self._changing(rule, verdict), *self._beside(read, question)]
        if "day" in read:
            marked = self._distances(question)
            days += kept(
                memo, marked, lambda: list(self._later(check, verdict, marked))
            )
        found += [_Change(day=day) for day in dict.fromkeys(days)]
        if "actor" in read or "role" in read:
            found += [
                _Change(actor=other) for other in _differing(check, verdict, others)
            ]
        if not meets and not together:  # two facts together may
            found += [
                _Change({name: value})
                for name, values in domains.items()
                if isinstance(values[0], bool)
                for value in values
            ]
            if answer.result is Result.UNKNOWN:  # or a day that hangs on another
                dated = [e for e in domains.items() if isinstance(e[1][0], date)]
                found += [
                    _Change({name: nearest(values, question.day)})
                    for name, values in dated[:1]
                ]
        stated = {each.name for each in verdict.step.takes}
        before = _stated_before(read, verdict)
        lacks = [
            Wanted(name, rule.id, was, _answering(check, verdict, name), memo, before)
            for name in (*facts, *sorted(before))
            if name not in stated and "." not in name
        ]
        lacks += [
            Wanted(name, rule.id, was, _landing(check, verdict, meaning.lands))
            for fact in answer.data.get("facts", ())
            for name, meaning in MEANINGS.items()
            if meaning.lands == fact == f"consultation.{fact.rpartition('.')[2]}"
            and name not in stated
        ]
        return found, lacks

    def _convened_later(
        self,
        check: Any,
        verdict: Verdict,
        read: Collection[str],
        domains: Mapping[str, list[Any]],
    ) -> Iterator[_Change]:
        """Yield the attempt with invitations that go out on the first later day that will do.

        Of a body's calendar each meeting that will not do otherwise, though another one does.
        """
        question = verdict.question
        subject = question.consultation
        known = subject is not None and subject.body.name in self.space.meetings
        for each in verdict.step.takes:
            held = question.inputs.get(each.name)
            if each.name not in read or each.kind is not Kind.MEETING:
                continue
            planned = domains.get(each.name, ()) if known and held is None else (held,)
            for meeting in planned:
                if not isinstance(meeting, Meeting):
                    continue
                stating = {**question.inputs, each.name: meeting}
                if held is None and self._meets(check, question, stating):
                    continue
                for later in self.space.convened_later(meeting, subject):
                    if self._meets(check, question, {**stating, each.name: later}):
                        yield _Change({each.name: later})
                        break

    @staticmethod
    def _meets(check: Any, question: Question, inputs: Mapping[str, Any]) -> bool:
        """Tell whether a rule is met where these inputs are stated."""
        return signature(check, _with(question, inputs=inputs))[0] is Result.MET

    @staticmethod
    def _together(
        check: Any, answer: Answer, verdict: Verdict, domains: Mapping[str, Any]
    ) -> Iterator[Mapping[str, Any]]:
        """Yield inputs under which a rule is met that lacks several flags at once."""
        lacking = [
            name
            for name in answer.data.get("facts", ())
            if name in domains and isinstance(domains[name][0], bool)
        ]
        question = verdict.question
        if not 1 < len(lacking) <= TOGETHER:
            yield from Ways._in_pairs(check, question, domains)
            return
        for values in product((True, False), repeat=len(lacking)):
            inputs = {**question.inputs, **dict(zip(lacking, values, strict=True))}
            if signature(check, _with(question, inputs=inputs))[0] is Result.MET:
                yield inputs

    @staticmethod
    def _in_pairs(
        check: Any, question: Question, domains: Mapping[str, list[Any]]
    ) -> Iterator[Mapping[str, Any]]:
        """Yield inputs of which two together meet a rule: numbers, days, words, ballots."""
        check = plainly(check)
        for one, other in combinations(domains, 2):
            found = 0
            for first in _thinned(domains[one]):
                for second in _thinned(domains[other]):
                    inputs = {**question.inputs, one: first, other: second}
                    said = {name: _kept(value) for name, value in inputs.items()}
                    if signature(check, _with(question, inputs=said))[0] is Result.MET:
                        yield inputs
                        found += 1
                        break
                if found == _PAIRS:
                    break

    @staticmethod
    def _is_ordered(step: Step, name: str) -> bool:
        kinds = {each.name: each.kind for each in step.takes}
        return kinds[name] in ORDERED

    def _regions(
        self,
        check: Any,
        verdict: Verdict,
        was: tuple[Any, str],
        name: str,
        values: list[Any],
        ordered: bool,
    ) -> tuple[list[Any], bool]:
        """Return the values under which a rule is met, else those that change its answer.

        Of neighbours alike in an ordered list the first and the last are taken. Days go on
        beyond the list: its own ends are none of a stretch.

        Returns:
            The values, and whether it is met under them.
        """
        question, check = verdict.question, plainly(check)

        def answer(value: Any) -> tuple[Any, str]:
            return signature(check, self._stating(question, name, _kept(value)))

        answers = answers_to(values, self.marked(name, values, question), answer)
        meets = [each[0] is Result.MET for each in answers]
        ends: Sequence[int] = range(len(values))
        if ordered:
            open_ended = isinstance(values[0], date)
            ends = _ends(answers, open_ended=open_ended) or [
                values.index(nearest(values, question.day))
            ]
        found = [
            values[index]
            for index in ends
            if (meets[index] if any(meets) else answers[index] != was)
        ]
        return found, any(meets)

    def marked(self, name: str, values: list[Any], question: Question) -> list[int]:
        """Return at which values of a fact a rule is asked: of days not on all; the same list again."""
        known: tuple[date, ...] = ()
        if type(values[0]) is date:
            known = stated_in(question.case, question.inputs, but=name)
        return kept(  # type: ignore[no-any-return]
            self._asked_at,
            (id(values), question.day, known),
            lambda: (values, marked_in(values, question.day, known, self.space.law)),
        )[1]

    def borders(self, way: Way, name: str, values: list[Any]) -> frozenset[int]:
        """Return at which of the values of a fact some rule of a step begins to answer otherwise.

        Args:
            way: the step as it was taken.
            name: the fact, as the step states it, or an earlier one did.
            values: what it can be.

        Returns:
            Places in the list.
        """
        verdict, found = way.verdict, set()
        for rule, _ in verdict.rows:
            memo = self.space.answers.memo(rule, verdict.question)
            found |= kept(
                memo,
                ("borders", name, id(values)),
                lambda r=rule: (  # type: ignore[misc]
                    (values, self._borders(r.check, signature, verdict, name, values))
                ),
            )[1]
        decide = verdict.step.decide
        if decide is not None:
            found |= self._borders(decide, _outcome, verdict, name, values)
        return frozenset(found)

    def _borders(
        self,
        check: Any,
        answer: Callable[[Any, Question], Any],
        verdict: Verdict,
        name: str,
        values: list[Any],
    ) -> frozenset[int]:
        question, check = verdict.question, plainly(check)
        if name not in reads_of(check, question)[0]:
            return frozenset()

        def told(value: Any) -> Any:
            if name in question.inputs:
                asked = self._stating(question, name, _kept(value))
            else:
                facts = {**question.case.facts, name: _kept(value)}
                case = attrs.evolve(question.case, facts=facts)
                asked = _with(question, case=case)
            return answer(check, asked)

        answers = answers_to(values, self.marked(name, values, question), told)
        return frozenset(
            index
            for index in range(1, len(values))
            if answers[index] != answers[index - 1]
        )

    def _beside(self, read: Collection[str], question: Question) -> Iterator[date]:
        """Yield the later days on which another case stands otherwise that a rule looks at."""
        if any(each.partition(".")[0] == "others" for each in read):
            days = getattr(self.space.others, "days", ())
            yield from (each for each in days if each > question.day)

    def _changing(self, rule: Rule, verdict: Verdict) -> Iterator[date]:
        """Yield the later days on which another version of a rule applies, or none."""
        here = verdict.question.day
        known = kept(
            self._dated,
            (verdict.step.name, rule.id),
            lambda: [
                each.in_force
                for versions in self.space.procedure.guards(verdict.step)
                if any(each.id == rule.id for each in versions)
                for each in versions
            ],
        )
        for in_force in known:
            since, until = in_force.since, in_force.until
            if since is not None and since > here:
                yield since
            if until is not None and until >= here:
                yield until + timedelta(1)

    def _later(
        self, check: Any, verdict: Verdict, marked: tuple[int, ...]
    ) -> Iterator[date]:
        """Yield the first day of each later stretch in which a rule is met.

        The next weeks and the days of meetings are looked at day by day, the rest a week at a
        time; where two answers differ, the day between them on which it changes is sought.
        """
        question, check = verdict.question, plainly(check)
        cache: dict[int, Any] = {0: signature(check, question)}

        def answer(distance: int) -> Any:
            if distance not in cache:
                day = question.day + timedelta(distance)
                cache[distance] = signature(check, self._on(question, day))
            return cache[distance]

        last = 0
        for distance in marked:
            if answer(distance) != answer(last):
                low, high = last, distance
                while high - low > 1:
                    middle = (low + high) // 2
                    if answer(middle) == answer(low):
                        low = middle
                    else:
                        high = middle
                if answer(high)[0] is Result.MET:
                    yield question.day + timedelta(high)
                elif answer(distance)[0] is Result.MET:
                    yield question.day + timedelta(distance)
            last = distance

    def _on(self, question: Question, day: date) -> Question:
        """Return a question as it is on a later day."""
        space = self.space
        others = (
            space.others_of(question.step, question.case, question.inputs, day)
            if callable(space.others)
            else question.others
        )
        return _with(
            question,
            day=day,
            at=space.moment(day),
            law=space.law.at(day),
            others=others,
        )

    def _stating(self, question: Question, name: str, value: Any) -> Question:
        """Return a question with one more input, and the cases that it names."""
        inputs = {**question.inputs, name: value}
        looks_again = callable(self.space.others) or self._present
        if name not in KEYED or not looks_again:
            return _with(question, inputs=inputs)
        others = self.space.others_of(
            question.step, question.case, inputs, question.day, self._present
        )
        return _with(question, inputs=inputs, others=others)

    def _distances(self, question: Question) -> tuple[int, ...]:
        """Return after how many days to ask again: daily, later weekly, and around meetings."""
        meetings = frozenset(
            (each.meeting.day - question.day).days
            for each in question.case.consultations
            if each.meeting is not None
        )
        found = self._marked.get(meetings)
        if found is None:
            found = self._marked[meetings] = self._around(meetings)
        return found

    def _around(self, meetings: Collection[int]) -> tuple[int, ...]:
        last = self.space.days
        marked = {*range(1, _DAILY), *range(_DAILY, last + 1, 7)}
        for distance in meetings:
            marked |= {distance - 1, distance, distance + 1}
        return tuple(sorted(each for each in marked if 0 < each <= last))


def answers_to(
    values: list[Any], marked: list[int], answer: Callable[[Any], Any]
) -> list[Any]:
    """Return what is answered to each value; between two marked ones alike, the same."""
    found: list[Any] = [None] * len(values)
    last = marked[0] if marked else 0
    for index in marked:
        found[index] = answer(values[index])
        for between in range(last + 1, index):
            is_same = found[index] == found[last]
            found[between] = found[last] if is_same else answer(values[between])
        last = index
    return found


def kept(memo: dict[Any, Any], key: Any, make: Callable[[], Any]) -> Any:
    """Return what is kept under a key, made where it is not there."""
    found = memo.get(key)
    if found is None:
        found = memo[key] = make()
    return found


def nearest(values: Sequence[Any], day: date) -> Any:
    """Return of some days the nearest to one, of others the first."""
    if not isinstance(values[0], date):
        return values[0]
    return min(values, key=lambda each: abs((_day(each) - day).days))


def _day(value: date) -> date:
    return value.date() if isinstance(value, datetime) else value


def _ends(answers: Sequence[Any], *, open_ended: bool = False) -> list[int]:
    """Return the places of the first and the last of each stretch of equal answers.

    Args:
        answers: in order.
        open_ended: what comes before and after is alike, so that nothing ends there.
    """
    last = len(answers) - 1
    return [
        index
        for index, here in enumerate(answers)
        if not (
            (index == 0 and open_ended) or (index > 0 and answers[index - 1] == here)
        )
        or not (
            (index == last and open_ended)
            or (index < last and answers[index + 1] == here)
        )
    ]


def _also_stating(question: Question, name: str, value: Any) -> Question:
    """Return a question with one more input, as the engine hands it on."""
    return _with(question, inputs={**question.inputs, name: _kept(value)})


def _also(who: Actor, role: str) -> Actor:
    """Return a person who holds one more role."""
    return attrs.evolve(who, roles=tuple(dict.fromkeys((*who.roles, role))))


def _kept(value: Any) -> Any:
    """Return a value as the engine hands it to a rule: days as texts."""
    return value.isoformat() if isinstance(value, date) else value


def _thinned(values: list[Any]) -> list[Any]:
    """Return some values of a long list, both ends among them."""
    stride = -(-len(values) // _SOME)
    return [*values[::stride], *values[-1:]] if stride > 1 else values


def _is_broken(answer: Answer) -> bool:
    """Tell whether a rule failed for another reason than a value that it refuses."""
    refused = InvalidInputError.__name__
    return answer.result is Result.ERROR and not answer.observed.startswith(refused)


def _mark(choice: Choice) -> tuple[Any, ...]:
    return (
        choice.actor.id,
        choice.day,
        frozenset(choice.inputs.items()),
        choice.override,
        choice.mode,
        tuple(each.content for each in choice.beside),
    )


def _apart(choice: Choice) -> Iterator[Any]:
    """Yield what a step states, its days by how far they lie from that of the step, and from another.

    Of rules that contradict one another each would have all these days moved on and on, as
    far apart as before.
    """
    days = {k: _day(v) for k, v in choice.inputs.items() if isinstance(v, date)}
    rest = frozenset(each for each in choice.inputs.items() if each[0] not in days)
    there = tuple(each.content for each in choice.beside)
    who = choice.actor.id, choice.override, choice.mode, rest, there
    if days:
        yield who, frozenset((k, (v - choice.day).days) for k, v in days.items())
    if len(days) > 1:
        first = min(days.values())
        yield who, choice.day, frozenset((k, (v - first).days) for k, v in days.items())


def _with(question: Question, **changes: Any) -> Question:
    """Return a question with other parts, unchecked: `attrs.evolve` costs a rule's time."""
    return _new_question(*(changes.get(n, getattr(question, n)) for n in _PARTS))


def _differing(check: Any, verdict: Verdict, others: list[Actor]) -> Iterator[Actor]:
    """Yield other persons whom a rule answers otherwise, one of each role."""
    question = verdict.question
    was = signature(check, question)
    known = set()
    for other in others:
        by = verdict.step.by
        role = next((each for each in by if each in other.roles), "")
        stands_in = not role
        if stands_in:
            role = next((each for each in by if each in other.deputises), "")
        asked = _with(question, actor=other, role=role, as_deputy=stands_in)
        here = signature(check, asked)
        if here != was and (role, here) not in known:
            known.add((role, here))
            yield other


def _outcome(decide: Any, question: Question) -> Any:
    """Return the outcome that would be picked, or that it cannot be told."""
    try:
        picked = decide(question)
    except Exception as error:  # noqa: BLE001  # what the engine makes of it is asked later
        return type(error).__name__
    return picked if isinstance(picked, str) else Answer


def signature(check: Any, question: Any) -> tuple[Any, str]:
    """Return the result and code of an answer; what fails is no pass."""
    try:
        answer = check(question)
    except Exception as error:  # noqa: BLE001  # what the engine makes of it is asked later
        return type(error).__name__, str(error)
    if isinstance(answer, Answer):
        return answer.result, answer.code
    return (Result.MET if answer is True else Result.UNMET), ""


def reads_of(check: Any, question: Question) -> tuple[list[str], list[str], list[str]]:
    """Return what a check looks at that a search can change, in the order it asks.

    Returns:
        All that it reads, the facts that nobody has stated, and what the step could take in.
    """
    read = list(reading.reads_of(check, question))
    if any(each.startswith("paper") for each in read):
        read.append("motion")
    absent = [each for each in read if each not in question.inputs]
    facts = [
        each
        for each in absent
        if each not in question.case.facts and each not in reading.NO_FACTS
    ]
    return read, facts, absent


def _stated_before(read: Collection[str], verdict: Verdict) -> frozenset[str]:
    """Return the facts read that an earlier step stated, flags apart.

    Of a flag the other value was tried when it was stated; a number, a day or a word was
    chosen for the rules of that step, and this one may ask for another.
    """
    known = verdict.question.case.facts
    return frozenset(
        name
        for name in read
        if name in known
        and name not in verdict.question.inputs
        and not isinstance(known[name], bool)
    )


def _answering(check: Any, verdict: Verdict, name: str) -> Callable[[Any], Any]:
    question, check = verdict.question, plainly(check)

    def answer(value: Any) -> Any:
        facts = {**question.case.facts, name: _kept(value)}
        case = attrs.evolve(question.case, facts=facts)
        return signature(check, _with(question, case=case))

    return answer


def _leading(decide: Any, verdict: Verdict, name: str) -> Callable[[Any], Any]:
    """Tell, as if that were what is wanted, which values of a fact lead elsewhere."""
    question, was = verdict.question, verdict.outcome

    def answer(value: Any) -> Any:
        facts = {**question.case.facts, name: _kept(value)}
        case = attrs.evolve(question.case, facts=facts)
        outcome = _outcome(decide, _with(question, case=case))
        return (Result.UNMET if outcome in (was, Answer) else Result.MET), str(outcome)

    return answer


def breaking(check: Any, verdict: Verdict, name: str) -> Callable[[Any], Any]:
    """Tell, as if that were what is wanted, which values of a fact change an answer."""
    was, answer = signature(check, verdict.question), _answering(check, verdict, name)
    return lambda value: (
        Result.UNMET if answer(value) == was else Result.MET,
        str(value),
    )


def _landing(check: Any, verdict: Verdict, lands: str) -> Callable[[Any], Any]:
    """Tell what a rule would answer if an earlier step had changed the consultation."""
    question, check = verdict.question, plainly(check)
    part = lands.rpartition(".")[2]

    def answer(value: Any) -> Any:
        item = question.consultation
        if item is None:
            return repr(value)
        changed = attrs.evolve(item, **{part: value})
        return signature(check, _with(question, consultation=changed))

    return answer
