"""A machine that walks any procedure by its lawful steps, with time, and holds what must hold."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from hypothesis import Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from ratsflow.checking import (
    Checked,
    Choice,
    Moment,
    Property,
    Space,
    Start,
    Way,
    Ways,
    as_test,
    load_properties,
    replayed,
    shipped_properties,
    story,
)
from ratsflow.checking.judging import Judge
from ratsflow.engine import NO_OTHERS, fold
from ratsflow.errors import RatsflowError, RefusedError
from ratsflow.law.local import Law
from ratsflow.office import Office
from ratsflow.procedure.case import Case
from ratsflow.procedure.procedure import Procedure
from ratsflow.procedure.starting import startable
from ratsflow.stores.memory import MemoryStore
from ratsflow.testing.calling import where_of
from ratsflow.testing.scene import Scene


_CASE = "case"
_DAYS = (1, 2, 7, 30)
"""How many days the machine waits; to the day of a meeting or the end of a period a step goes."""


def machine(
    procedure: Procedure,
    *,
    law: Law | str | Path | None = None,
    properties: str | Iterable[Property] | None = None,
    begin: Iterable[str] = (),
    **said: Any,
) -> type[RuleBasedStateMachine]:
    """Return a machine that walks a procedure; ``TestCase`` of it is a unit test.

    A case is led to a state by `case_at`. From there the machine takes lawful steps in a
    real office, tries steps that are refused, and waits. After each step the case is what
    its log folds to, the store verifies, and no property is broken. Where one is, the way
    is told as a story, with a test to paste.

    Args:
        procedure: the procedure.
        law: the law, or the file of a municipality; as in `case_at`.
        properties: what must hold: a file, or properties; what is shipped with the
            procedure's state if left out. ``always_possible`` is a matter of the whole
            procedure and not asked of a single way: `ratsflow.checking.check` does.
        begin: the states in which a way begins; if left out, those of the main path to which
            `case_at` leads.
        said: what else is said of each case, as of `case_at`.
    """
    if properties is None:
        held = shipped_properties(procedure)
    elif isinstance(properties, str):
        held = load_properties(properties, procedure)
    else:
        held = tuple(properties)
    where = where_of(procedure, law)

    class Walk(_Walk):
        setting = (where.procedure, where.law)
        asked = tuple(each for each in held if each.form != "always_possible")
        states = tuple(begin)
        facts = said

    Walk.__name__ = Walk.__qualname__ = f"WalkOf{procedure.name.title()}"
    usual = Walk.TestCase.settings
    phases = [each for each in usual.phases if each is not Phase.explain]
    Walk.TestCase.settings = settings(usual, phases=phases)
    return Walk


class _Walk(RuleBasedStateMachine):
    """Walks a case; what the subclass says is set by `machine`."""

    setting: tuple[Procedure, Law]
    asked: tuple[Property, ...]
    states: tuple[str, ...]
    facts: dict[str, Any]

    def __init__(self) -> None:
        super().__init__()
        self.procedure, self.law = self.setting
        self.judge = Judge([Checked(each) for each in self.asked])
        self.store = MemoryStore()
        self.day = date.min
        self.space = Space(self.procedure, self.law, starts=(), others=NO_OTHERS)
        self.office = Office(
            self.procedure,
            self.store,
            law=self.law,
            clock=lambda: self.space.moment(self.day),
        )
        self.moment: Moment | None = None

    # --------------------------------------------------------------------------- rules

    @initialize(data=st.data())
    def begin(self, data: st.DataObject) -> None:
        """Lead a case to where the way begins."""
        from ratsflow.testing.strategies import cases, reachable  # noqa: PLC0415

        states = self.states or reachable(self.procedure, self.law, self.facts)
        state = data.draw(st.sampled_from(states), "begins in")
        drawn = cases(state, procedure=self.procedure, law=self.law, **self.facts)
        scene = data.draw(drawn, "case")
        self.day = scene.day
        self.space = _space(scene)
        moment = Moment(scene.taken[0].case, scene.acts[0].day, self.space.starts[0])
        for way in _ways(scene):
            moment = self._after(moment, way)
        self.moment = moment
        scene.into(self.office)

    @rule(data=st.data())
    def onward(self, data: st.DataObject) -> None:
        """Take a step of the main path, where one can start; else any."""
        self._step(data, main=True)

    @rule(data=st.data())
    def step(self, data: st.DataObject) -> None:
        """Take any step that may be taken; nothing where the one that was drawn may not."""
        self._step(data, main=False)

    def _step(self, data: st.DataObject, *, main: bool) -> None:
        moment = self._here()
        drawn = self._drawn(data, moment, main=main)
        found = [way for way in drawn if way.case is not None]
        if found:
            way = data.draw(st.sampled_from(found).map(_told), "takes").way
            self.day = way.choice.day
            case = self._taken(way.choice)
            self.moment = self._after(moment, Way(way.choice, way.verdict, case))

    @rule(data=st.data())
    def refused(self, data: st.DataObject) -> None:
        """Try a step that may not be taken: the case stays as it is."""
        moment = self._here()
        drawn = self._drawn(data, moment, main=False)
        found = [way for way in drawn if way.case is None]
        if found:
            choice = data.draw(st.sampled_from(found).map(_told), "tries").way.choice
            if choice.day > self.day:
                return
            try:
                self._taken(choice)
            except RefusedError:
                return
            self._fail("A step was taken that the engine refused before.", moment)

    @rule(days=st.sampled_from(_DAYS))
    def wait(self, days: int) -> None:
        """Let days go by."""
        self.day += timedelta(days)

    # ---------------------------------------------------------------------- invariants

    @invariant()
    def the_log_folds_to_the_case(self) -> None:
        """Nothing but the log says where a case stands."""
        if self.moment is not None:
            kept = self.office.case(_CASE)
            if fold(self.store.read(_CASE)) != kept or kept != self.moment.case:
                self._fail("The log folds to another case.", self.moment)

    @invariant()
    def the_store_verifies(self) -> None:
        """Every entry is what its hash says, and a move that its procedure makes."""
        for error in self.office.verify():
            self._fail(f"The store does not verify: {error}", self._here())

    # -------------------------------------------------------------------------- helpers

    def _here(self) -> Moment:
        assert self.moment is not None
        return self.moment

    def _drawn(
        self, data: st.DataObject, moment: Moment, *, main: bool
    ) -> Iterator[Way]:
        """Yield the ways, and refused attempts, of a step that can start here."""
        open_ = list(dict.fromkeys(startable(self.procedure, moment.case)))
        if not open_:
            return
        path = [each for each in open_ if each[0] in self.procedure.main_path]
        others = [each for each in open_ if each not in path]
        choices = path if main and path else [*path, *others]
        name, on = data.draw(st.sampled_from(choices), "step")
        yield from Ways(self.space).of(name, on, moment.case, self.day)

    def _taken(self, choice: Choice) -> Case:
        return self.office.take(
            _CASE,
            choice.step,
            choice.actor,
            on=choice.on,
            at=self.space.moment(choice.day),
            seen="any",
            **choice.inputs,
        ).case

    def _after(self, moment: Moment, way: Way) -> Moment:
        """Return the moment after a step, judged by all properties."""
        seen = self.judge.watch(moment, way)
        assert way.case is not None
        after = Moment(
            way.case, way.choice.day, moment.start, moment, way, seen, moment.depth + 1
        )
        self.judge.look(after, self.procedure)
        for each in self.judge.checked:
            if each.hole is not None:
                cited = f" ({each.asked.cites})" if each.asked.cites else ""
                self._fail(f"{each.asked.title()}{cited}", after, each.asked.id)
        return after

    def _fail(self, what: str, moment: Moment, name: str = "way") -> None:
        count = len(moment.choices)
        told = story(moment, self.space)[1:]
        lines = [what, f"{count} step{'' if count == 1 else 's'}:", *told]
        try:
            replayed(moment, self.space)
        except RatsflowError:
            pass  # a test that does not show it would be worse than none
        else:
            lines += ["", as_test(name, moment, self.space)]
        raise AssertionError("\n".join(lines))


def _space(scene: Scene) -> Space:
    first = scene.acts[0]
    start = Start(
        "a case",
        first.inputs["motion"],
        first.inputs["consultations"],
        next(iter(first.by.roles), ""),
    )
    return Space(
        scene.procedure,
        scene.law,
        starts=(start,),
        first_day=first.day,
        others=NO_OTHERS,
    )


def _ways(scene: Scene) -> Iterator[Way]:
    """Yield the steps that a walk took."""
    for act, taken in zip(scene.acts[1:], scene.taken[1:], strict=True):
        assert taken.verdict is not None
        choice = Choice(act.step, act.on, act.by, act.day, act.inputs)
        yield Way(choice, taken.verdict, taken.case)


class _told:  # noqa: N801  # hypothesis shows what was drawn by its repr
    """A way, shown in one line."""

    def __init__(self, way: Way) -> None:
        self.way = way

    def __repr__(self) -> str:
        choice = self.way.choice
        stated = ", ".join(f"{name}={value!r}" for name, value in choice.inputs.items())
        return f"{choice.day} {choice.step} by {choice.actor.id}({stated})"
