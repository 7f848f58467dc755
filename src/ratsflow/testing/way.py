"""Ways through a procedure: where a case stands on one, and the walk from step to step.

The transition function is the real `assess` and `take`. What a rule cannot tell for want
of a fact is stated, by what is usual, in the step that takes the fact in; what a rule
refuses is mended as the rule itself says it can be cured. Nothing is overridden, and
nothing that the caller stated is changed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from functools import partial
from typing import Any

import attrs

from ratsflow.checking.usually import Usually, actor_in, noon
from ratsflow.engine import NO_OTHERS, Mode, Taken, Verdict, assess, open_case, take
from ratsflow.engine.missing import Missing, landing_on, stays
from ratsflow.engine.observing import tell
from ratsflow.engine.verdict import ModeName
from ratsflow.errors import RatsflowError
from ratsflow.law.local import Law
from ratsflow.log import Override
from ratsflow.model import Actor, Consultation, Motion
from ratsflow.model.alike import alike
from ratsflow.procedure.case import Case
from ratsflow.procedure.finding import Finding, Result
from ratsflow.procedure.inputs import MEANINGS
from ratsflow.procedure.lookups import By as KeyBy
from ratsflow.procedure.lookups import Key, Look, Others, keys_of
from ratsflow.procedure.procedure import Procedure
from ratsflow.procedure.question import Question
from ratsflow.procedure.reading import reads_of
from ratsflow.procedure.starting import startable
from ratsflow.procedure.step import CONSULTATION
from ratsflow.testing.said import taken_in


OPEN = "open"
"""The act that opens the case; no step."""

_ROUNDS = 40
"""How often one step is asked again with something more stated."""
_DEEP = 3
"""How many steps deep a step may be cured by another."""


@attrs.frozen
class Act:
    """A step as it is taken on a way.

    Attributes:
        step: its name, or `OPEN`.
        day: the day on which it is taken.
        by: who takes it.
        on: the consultation or suspension that it is about, or empty.
        inputs: what it takes in.
        assumed: the names among the inputs that nobody but the walk stated.
        outcome: the outcome that it is to have, or empty.
        said: the caller named who takes it.
        fixed: the caller took it; the walk changes nothing up to it.
        mode: enforce or record.
        override: what the caller overrides.
    """

    step: str
    day: date
    by: Actor
    on: str = ""
    inputs: Mapping[str, Any] = attrs.field(factory=dict)
    assumed: frozenset[str] = frozenset()
    outcome: str = ""
    said: bool = False
    fixed: bool = False
    mode: Mode | ModeName = "enforce"
    override: Override | None = None

    def with_input(self, name: str, value: Any) -> Act:
        """Return it with one more thing that the walk states."""
        return attrs.evolve(
            self,
            inputs={**self.inputs, name: value},
            assumed=self.assumed | {name},
        )


@attrs.frozen
class Stand:
    """Where a case stands on its way.

    Attributes:
        acts: what was done, the opening first.
        taken: what each act left behind.
    """

    acts: tuple[Act, ...] = ()
    taken: tuple[Taken, ...] = ()

    @property
    def case(self) -> Case:
        """The case as it stands."""
        return self.taken[-1].case

    @property
    def day(self) -> date:
        """The day of the last act."""
        return self.acts[-1].day

    def open_acts(self) -> Iterator[int]:
        """Yield the acts in which something more may be stated, the last one first."""
        for index in range(len(self.acts) - 1, 0, -1):
            if self.acts[index].fixed:
                return
            yield index

    @property
    def is_fixed(self) -> bool:
        """Tell whether the caller took a step, so that the opening stays as it was."""
        return any(act.fixed for act in self.acts)

    def before(self, index: int) -> Stand:
        """Return where it stood before an act."""
        return Stand(self.acts[:index], self.taken[:index])

    def after(self, act: Act, taken: Taken) -> Stand:
        """Return where it stands after one more act."""
        return Stand((*self.acts, act), (*self.taken, taken))


def tell_steps(taken: Iterable[Taken]) -> None:
    """Tell who observes of the steps that a walk took, and of none that it tried."""
    for each in taken:
        if each.verdict is not None:
            tell(each.verdict)


class RefusedOnTheWayError(RatsflowError):
    """A step on the way is refused, and nothing that is usual mends it."""

    def __init__(self, verdict: Verdict, day: date) -> None:
        super().__init__(verdict.step.name)
        self.verdict = verdict
        self.day = day


Onward = tuple[Stand, Act]
"""From where a step is asked again, and with what."""

Cure = tuple[object, Callable[[], "Onward | None"]]
"""Something that may help, with a mark by which it is tried once."""


@attrs.define(eq=False)
class Walker:
    """Takes steps, and states what they need.

    Attributes:
        procedure: the procedure.
        law: the law of the municipality.
        usually: what is usual there.
        stated: what the caller states: by name, what steps take in; None for what is to
            stay unsaid.
        by_step: the same for single steps.
        avoid: the steps that are not taken.
        beside: the other cases of the municipality.
        asked: how many verdicts were asked.
    """

    procedure: Procedure
    law: Law
    usually: Usually
    stated: Mapping[str, Any] = attrs.field(factory=dict)
    by_step: Mapping[str, Mapping[str, Any]] = attrs.field(factory=dict)
    avoid: frozenset[str] = frozenset()
    beside: tuple[Case, ...] = ()
    asked: int = 0

    # -------------------------------------------------------------------- one step

    def opened(
        self,
        motion: Motion,
        route: tuple[Consultation, ...],
        day: date,
        by: Actor,
        facts: Mapping[str, Any] | None = None,
        case_id: str = "case",
    ) -> Stand:
        """Open a case."""
        given = {"motion": motion, "consultations": route, "facts": dict(facts or {})}
        act = Act(OPEN, day, by, on=case_id, inputs=given)
        return Stand((act,), (self._open(act),))

    def _open(self, act: Act) -> Taken:
        return open_case(
            self.procedure,
            act.on,
            act.inputs["motion"],
            act.by,
            at=noon(act.day),
            consultations=act.inputs["consultations"],
            facts=act.inputs["facts"],
            law=self.law,
        )

    def ask(self, stand: Stand, act: Act) -> Verdict:
        """Return the verdict on an act."""
        self.asked += 1
        return assess(
            self.procedure,
            stand.case,
            act.step,
            act.by,
            at=noon(act.day),
            inputs=act.inputs,
            on=act.on,
            law=self.law,
            mode=act.mode,
            override=act.override,
            others=self._others(stand.case, act) if self.beside else NO_OTHERS,
        )

    def _others(self, case: Case, act: Act) -> Others:
        """Return the other cases that each look finds, as a store would."""
        return {
            look: tuple(
                each
                for each in self.beside
                if any(_is_meant(key, each) for key in keys_of(look, case, act.inputs))
            )
            for look in Look
        }

    def act(self, stand: Stand, step: str, on: str = "", outcome: str = "") -> Act:
        """Return an act as nothing but the caller says of it."""
        asked = self.procedure.step(step)
        named = {
            each.name: self.stated[each.name]
            for each in asked.takes
            if each.name in self.stated
        }
        said = {**named, **self.by_step.get(step, {})}
        given = {name: value for name, value in said.items() if value is not None}
        inputs = taken_in(asked, given, stand.case, on, self.usually)
        act = Act(step, stand.day, actor_in(asked.by[0]), on, inputs, outcome=outcome)
        for taken in asked.takes:
            if taken.name in self.usually.stated(step) and taken.name not in inputs:
                value = self.usually.input(asked.name, taken, stand.case, act)
                act = act.with_input(taken.name, value)
        return act

    def silent(self, act: Act, name: str) -> bool:
        """Tell whether the caller wants something to stay unsaid."""
        own = self.by_step.get(act.step, {})
        given = own if name in own else self.stated
        return name in given and given[name] is None

    def go(self, stand: Stand, act: Act, depth: int = 0) -> Stand:
        """Take a step, with all that its rules ask for.

        Raises:
            RefusedOnTheWayError: they do not let it pass.
        """
        tried: set[object] = set()
        for _ in range(_ROUNDS):
            verdict = self.ask(stand, act)
            passes = verdict.allowed and act.outcome in ("", verdict.outcome)
            if passes and verdict.is_clear:
                break
            mended = self._mended(stand, act, verdict, tried, depth)
            if mended is None:
                break
            stand, act = mended
        else:
            verdict = self.ask(stand, act)
            passes = verdict.allowed and act.outcome in ("", verdict.outcome)
        if not passes:
            raise RefusedOnTheWayError(verdict, act.day)
        return stand.after(act, take(verdict))

    # -------------------------------------------------------------------- what mends

    def _mended(
        self, stand: Stand, act: Act, verdict: Verdict, tried: set[object], depth: int
    ) -> Onward | None:
        """Return where to go on from with what, after one thing more was mended."""
        fuller = self._fuller(stand, act, verdict, tried)
        if fuller is not None:
            return stand, fuller
        for mark, way in self._all_cures(stand, act, verdict, depth):
            if mark not in tried:
                tried.add(mark)
                found = way()
                if found is not None:
                    return found
        return None

    def _all_cures(
        self, stand: Stand, act: Act, verdict: Verdict, depth: int
    ) -> Iterator[Cure]:
        """Yield what may help: what was to be said before, what cures, other values."""
        for fact in _lacking(verdict):
            yield ("fact", fact), partial(self._recalled, stand, act, fact, depth)
        unknown = {e.rule.id for e in verdict.open if e.result is Result.UNKNOWN}
        things = [
            each
            for each in (verdict.missing if unknown or verdict.blocking else ())
            if each.is_blocking or not unknown.isdisjoint(each.rules)
        ]
        for finding in () if things else verdict.warnings:
            mark = ("in order", finding.rule.id)
            yield mark, partial(self._in_order, stand, act, verdict, finding)
        for thing in things:
            yield from self._cures(stand, act, verdict, thing, depth)
        if act.outcome not in ("", verdict.outcome):
            yield from self._otherwise(stand, act, verdict.step.decide, verdict)

    def _fuller(
        self, stand: Stand, act: Act, verdict: Verdict, tried: set[object]
    ) -> Act | None:
        """Return an act that states all at once that its rules lack and it takes in."""
        takes = {each.name for each in verdict.step.takes}
        names = [
            each.name
            for each in verdict.step.takes
            if each.required and each.name not in act.inputs
        ]
        names += filter(None, (landing_on(fact, takes) for fact in _lacking(verdict)))
        fuller = act
        for name in dict.fromkeys(names):
            if ("input", name) not in tried:
                tried.add(("input", name))
                found = self._stating(stand, fuller, name)
                fuller = fuller if found is None else found[1]
        return None if fuller is act else fuller

    def _in_order(
        self, stand: Stand, act: Act, verdict: Verdict, finding: Finding
    ) -> Onward | None:
        """Return an act of which something that the walk stated is another, and in order."""
        if not act.assumed:
            return None
        step, reads = verdict.step, reads_of(finding.rule.check, verdict.question)
        for taken in step.takes:
            if taken.name not in act.assumed or taken.name not in reads:
                continue
            for value in self.usually.instead(step.name, taken, stand.case, act):
                other = act.with_input(taken.name, value)
                found = {each.rule.id for each in self.ask(stand, other).open}
                if found < {each.rule.id for each in verdict.open}:
                    return stand, other
        return None

    def _cures(
        self, stand: Stand, act: Act, verdict: Verdict, thing: Missing, depth: int
    ) -> Iterator[Cure]:
        """Yield what may help, each with a mark by which it is tried once."""
        kind, what = thing.kind, thing.key.partition(":")[2]
        if kind == "role":
            yield from self._roles(stand, act, verdict)
        elif kind == "day" and thing.not_before and thing.not_before > act.day:
            later = attrs.evolve(act, day=thing.not_before)
            yield ("day", thing.not_before), partial(_as_is, stand, later)
        elif kind == "input":
            name = what.removeprefix(f"{act.step}.").partition(".")[0]
            yield ("input", name), partial(self._stating, stand, act, name)
        elif kind in ("fact", "breach"):
            yield from self._by_rules(stand, act, verdict, thing, depth)

    def _roles(self, stand: Stand, act: Act, verdict: Verdict) -> Iterator[Cure]:
        for role in () if act.said else verdict.step.by:
            other = attrs.evolve(act, by=actor_in(role))
            yield ("role", role), partial(_as_is, stand, other)

    def _stating(self, stand: Stand, act: Act, name: str) -> Onward | None:
        if self.silent(act, name) or (name in act.inputs and name not in act.assumed):
            return None
        step = self.procedure.step(act.step)
        taken = next((each for each in step.takes if each.name == name), None)
        if taken is None:
            return None
        value = self.usually.input(step.name, taken, stand.case, act)
        if value is None or act.inputs.get(name) == value:
            return None
        return stand, act.with_input(name, value)

    def _by_rules(
        self, stand: Stand, act: Act, verdict: Verdict, thing: Missing, depth: int
    ) -> Iterator[Cure]:
        part = thing.key.split(":")[2] if thing.key.count(":") > 1 else ""
        if part and part in attrs.fields_dict(Motion):
            yield ("fact", part), partial(self._recalled, stand, act, part, depth)
        if thing.by_step and thing.by_step != act.step and depth < _DEEP:
            for role in thing.suppliers:
                mark = ("step", thing.by_step, thing.on, role)
                yield mark, partial(self._cured, stand, act, thing, role, depth)
        for rule in thing.rules:
            found = next(each for each in verdict.open if each.rule.id == rule)
            check: Callable[[Question], Any] | None = found.rule.check
            if rule == "procedure.outcome":
                check = verdict.step.decide
            if found.rule in (e.rule for e in verdict.blocking):
                yield from self._otherwise(stand, act, check, verdict, rule)
                if found.result.value == "unmet":
                    yield from self._roles(stand, act, verdict)

    def _cured(
        self, stand: Stand, act: Act, thing: Missing, role: str, depth: int
    ) -> Onward | None:
        if thing.by_step in self.avoid:
            return None
        cure = attrs.evolve(
            self.act(stand, thing.by_step, thing.on), by=actor_in(role), said=True
        )
        try:
            cured = self.go(attrs.evolve(stand), cure, depth + 1)
        except RefusedOnTheWayError:
            return None
        return cured, attrs.evolve(act, day=max(act.day, cured.day))

    def _otherwise(
        self,
        stand: Stand,
        act: Act,
        check: Any,
        verdict: Verdict,
        rule: str = "",
    ) -> Iterator[Cure]:
        """Yield what the walk could state otherwise of all that a check reads."""
        step = self.procedure.step(act.step)
        takes = {each.name: each for each in step.takes}
        reads = reads_of(check, verdict.question)
        for name in reads:
            if name not in takes or self.silent(act, name):
                continue
            if name in act.inputs and name not in act.assumed:
                continue
            values = [self.usually.input(step.name, takes[name], stand.case, act)]
            values += self.usually.instead(step.name, takes[name], stand.case, act)
            for value in values:
                if value is None or act.inputs.get(name) == value:
                    continue
                other = act.with_input(name, value)
                mark = ("otherwise", rule, name, repr(value))
                yield mark, partial(self._better, stand, other, rule)
        for name in reads:
            if name not in takes:
                for value in self.usually.facts(name):
                    mark = ("earlier", rule, name, repr(value))
                    yield mark, partial(self._restated, stand, act, name, value, rule)

    def _better(self, stand: Stand, act: Act, rule: str) -> Onward | None:
        """Return an act, if a rule that stood in its way does no longer."""
        verdict = self.ask(stand, act)
        if rule:
            blocks = any(each.rule.id == rule for each in verdict.blocking)
            return None if blocks else (stand, act)
        # An outcome that cannot be told yet may be told once something more is stated.
        return (stand, act) if verdict.outcome in ("", act.outcome) else None

    # ----------------------------------------------------------- what was to be said before

    def _recalled(self, stand: Stand, act: Act, fact: str, depth: int) -> Onward | None:
        """State a fact where it is taken in: in an earlier step, or when it is opened."""
        parts = fact.split(".")
        name = parts[-1] if parts[0] in ("motion", "fact", "facts") else parts[0]
        for index in stand.open_acts():
            earlier = stand.acts[index]
            step = self.procedure.step(earlier.step)
            takes = {each.name for each in step.takes}
            taken = landing_on(fact, takes) or landing_on(name, takes)
            if not taken or taken in earlier.inputs:
                continue
            if _is_of_the_item(taken) and act.on not in ("", earlier.on):
                continue
            if self.silent(earlier, taken):
                return None
            parameter = next(each for each in step.takes if each.name == taken)
            case = stand.before(index).case
            value = self.usually.input(step.name, parameter, case, earlier)
            if value is not None:
                return self._again(stand, index, earlier.with_input(taken, value), act)
        if name in attrs.fields_dict(Motion):
            return self._reopened(stand, act, name)
        return self._inserted(stand, act, name, depth)

    def _restated(
        self, stand: Stand, act: Act, name: str, value: Any, rule: str
    ) -> Onward | None:
        """State otherwise what the walk itself stated in an earlier step."""
        for index in stand.open_acts():
            earlier = stand.acts[index]
            takes = {e.name for e in self.procedure.step(earlier.step).takes}
            own = name in earlier.inputs and name not in earlier.assumed
            if _is_of_the_item(name) and act.on not in ("", earlier.on):
                continue
            if name in takes and not own and not self.silent(earlier, name):
                if earlier.inputs.get(name) == value:
                    return None
                found = self._again(stand, index, earlier.with_input(name, value), act)
                return found and self._better(*found, rule)
        return None

    def _again(self, stand: Stand, index: int, changed: Act, act: Act) -> Onward | None:
        """Walk again from an act that says something more."""
        again = stand.before(index)
        for each in (changed, *stand.acts[index + 1 :]):
            verdict = self.ask(again, each)
            if not verdict.allowed:
                return None
            again = again.after(each, take(verdict))
        return again, act

    def _reopened(self, stand: Stand, act: Act, name: str) -> Onward | None:
        """Open the case with one more field of its paper."""
        first = stand.acts[0]
        motion = first.inputs["motion"]
        if stand.is_fixed or self.usually.says(name) or getattr(motion, name):
            return None
        value = self.usually.of_paper(name)
        if value is None or value == getattr(motion, name):
            return None
        fuller = attrs.evolve(motion, **{name: value})
        changed = attrs.evolve(
            first,
            inputs={**first.inputs, "motion": fuller},
            assumed=first.assumed | {name},
        )
        again = Stand((changed,), (self._open(changed),))
        for each in stand.acts[1:]:
            verdict = self.ask(again, each)
            if not verdict.allowed:
                return None
            again = again.after(each, take(verdict))
        return again, act

    def _inserted(self, stand: Stand, act: Act, name: str, depth: int) -> Onward | None:
        """Take a step between that states a fact and changes no state."""
        if depth >= _DEEP:
            return None
        for step, on in startable(self.procedure, stand.case):
            asked = self.procedure.step(step)
            if step == act.step or step in self.avoid or not stays(asked):
                continue
            taken = landing_on(name, {each.name for each in asked.takes})
            if not taken:
                continue
            found = self._stating(stand, self.act(stand, step, on), taken)
            if found is None:
                continue
            try:
                told = self.go(*found, depth + 1)
            except RefusedOnTheWayError:
                continue
            return told, attrs.evolve(act, day=max(act.day, told.day))
        return None


def _lacking(verdict: Verdict) -> tuple[str, ...]:
    """Return the facts that rules lack, each once, in order."""
    return tuple(
        dict.fromkeys(
            str(fact)
            for _, answer in verdict.rows
            if answer.result is Result.UNKNOWN
            for fact in answer.data.get("facts") or ()
        )
    )


def _is_of_the_item(name: str) -> bool:
    """Tell whether an input says something of the consultation that its step is about."""
    meaning = MEANINGS.get(name)
    return meaning is not None and meaning.lands.startswith(f"{CONSULTATION}.")


def _is_meant(key: Key, case: Case) -> bool:
    if key.by is KeyBy.CASE:
        return case.id == key.value
    own = case.reference if key.by is KeyBy.REFERENCE else case.base
    return bool(own) and alike(own) == alike(key.value)


def _as_is(stand: Stand, act: Act) -> Onward:
    return stand, act


__all__ = [
    "OPEN",
    "Act",
    "RefusedOnTheWayError",
    "Stand",
    "Walker",
]
