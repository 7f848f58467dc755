"""The search: every case that can come about, the shortest way to each."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from heapq import heappop, heappush
from itertools import count
from typing import Any

import attrs

from ratsflow.checking.space import Space, Start
from ratsflow.checking.ways import Choice, Wanted, Way, Ways
from ratsflow.engine import Verdict, take
from ratsflow.model import Consultation
from ratsflow.procedure.case import Case
from ratsflow.procedure.finding import Result
from ratsflow.procedure.inputs import NOT_FACTS
from ratsflow.procedure.rule import Rule
from ratsflow.procedure.starting import startable


CASES = 20_000
"""How many cases are looked at where nobody says otherwise."""


@attrs.frozen(eq=False)
class Moment:
    """A case that can come about, and how.

    Attributes:
        case: the case.
        day: the day of the step that brought it.
        start: how it began.
        before: the moment before; None at the beginning.
        way: the step between; None at the beginning.
        seen: what watchers remember of the way.
        depth: how many steps it took.
        unsaid: facts that a step on the way could have stated and did not.
    """

    case: Case
    day: date
    start: Start
    before: Moment | None = None
    way: Way | None = None
    seen: tuple[Any, ...] = ()
    depth: int = 0
    unsaid: frozenset[str] = frozenset()

    @property
    def moments(self) -> tuple[Moment, ...]:
        """The moments from the beginning to this one."""
        found = []
        here: Moment | None = self
        while here is not None:
            found.append(here)
            here = here.before
        return tuple(reversed(found))

    @property
    def choices(self) -> tuple[Choice, ...]:
        """The steps from the beginning to this moment."""
        return tuple(each.way.choice for each in self.moments if each.way is not None)


Watch = Callable[[Moment, Way], Any]
"""Sees each step that is taken, and returns what is to be remembered of the way."""


@attrs.define
class Search:
    """Visits what can come about, breadth first.

    Attributes:
        space: what may be tried.
        cases: how many different cases are looked at before it ends.
        watch: sees each step that is taken; what it returns tells cases apart.
        refused: sees each attempt that the engine refused.
        order: what is looked at first, the least of it; breadth first if left out.
        begin: where it begins; the starts of the space if left out.
        visited: how many different cases were looked at.
        taken: how many steps were taken.
        ways: tries the steps.
        closed: all that can come about was looked at.
        leads_to: by key of a case, the keys of those that follow.
    """

    space: Space
    cases: int = CASES
    watch: Watch = attrs.field(default=lambda moment, _: moment.seen)
    refused: Callable[[Moment, Way], None] | None = None
    order: Callable[[Moment], Any] = attrs.field(default=lambda _: 0)
    begin: tuple[Moment, ...] = ()
    visited: int = 0
    taken: int = 0
    closed: bool = False
    leads_to: dict[Any, set[Any]] = attrs.field(factory=dict)
    ways: Ways = attrs.field(
        default=attrs.Factory(lambda self: Ways(self.space), takes_self=True)
    )
    _known: set[Any] = attrs.field(factory=set, init=False)

    def __iter__(self) -> Iterator[Moment]:
        """Yield each case that can come about once, the nearest first."""
        number = count()
        waiting: list[tuple[Any, int, Moment]] = []
        for moment in self.begin or map(self.opened, self.space.starts):
            self._known.add(_key(moment))
            heappush(waiting, (self.order(moment), next(number), moment))
        while waiting:
            _, _, moment = heappop(waiting)
            if self.visited >= self.cases:
                return
            self.visited += 1
            yield moment
            for after in self.following(moment):
                key = _key(after)
                if key not in self._known:
                    self._known.add(key)
                    heappush(waiting, (self.order(after), next(number), after))
        self.closed = not self.ways.gave_up

    def opened(self, start: Start) -> Moment:
        """Return the moment at which a case begins."""
        return Moment(self.space.opened(start), self.space.first_day, start)

    def following(self, moment: Moment) -> Iterator[Moment]:
        """Yield what can come about next, and the same way with what it lacks stated."""
        self.ways.at = moment
        wanted: list[Wanted] = []
        blocked: dict[tuple[str, str], tuple[Way, Rule]] = {}
        for way in self.ways.from_(moment.case, moment.day, wanted):
            if way.case is not None:
                yield self._arrive(moment, way)
                continue
            if self.refused is not None:
                self.refused(moment, way)
            blocked |= self._to_cure(way)
        for refused, rule in blocked.values():
            for cure in self._cures(moment, refused, rule):
                yield self._arrive(moment, cure)
        for each in {(w.name, w.rule): w for w in wanted}.values():
            yield from self._restated(moment, each)

    @staticmethod
    def key(moment: Moment) -> Any:
        """Return what tells a case from others."""
        return _key(moment)

    def _to_cure(self, way: Way) -> dict[tuple[str, str], tuple[Way, Rule]]:
        """Return the rules in the way of a step that a step outside the slice cures."""
        if not self.space.steps:
            return {}
        return {
            (way.choice.step, finding.rule.id): (way, finding.rule)
            for finding in way.verdict.blocking
            if not self.space.steps.issuperset(finding.rule.cured_in)
        }

    def _cures(self, moment: Moment, refused: Way, rule: Rule) -> Iterator[Way]:
        """Yield the steps declared to cure a rule, where they change what it answers."""
        before = _answer_of(refused.verdict, rule)
        here = dict(startable(self.space.procedure, moment.case))
        for name in rule.cured_in:
            if name in here and name not in self.space.steps:
                for way in self.ways.of(name, here[name], moment.case, moment.day):
                    if way.case is None:
                        continue
                    again = self.ways.asks(way.case, refused.choice)
                    if again is not None and _answer_of(again, rule) != before:
                        yield way

    def _arrive(self, moment: Moment, way: Way) -> Moment:
        self.taken += 1
        after = self.arrived(moment, way)
        self.leads_to.setdefault(_key(moment), set()).add(_key(after))
        return after

    def arrived(self, moment: Moment, way: Way) -> Moment:
        """Return the moment after a step that was taken."""
        return Moment(
            way.case,  # type: ignore[arg-type]  # only steps that were taken lead on
            way.choice.day,
            moment.start,
            moment,
            way,
            self.watch(moment, way),
            moment.depth + 1,
            moment.unsaid.union(
                each.name
                for each in way.verdict.step.takes
                if each.name not in way.choice.inputs and each.name not in NOT_FACTS
            ),
        )

    def _restated(self, moment: Moment, wanted: Wanted) -> Iterator[Moment]:
        """Yield the same way with a fact that an earlier step could have stated."""
        moments = moment.moments
        procedure = self.space.procedure
        for index, each in enumerate(moments):
            if each.way is None:
                continue
            choice = each.way.choice
            takes = {p.name: p for p in procedure.step(choice.step).takes}
            if wanted.name not in takes or wanted.name in choice.inputs:
                continue
            before = moments[index - 1]
            subject = each.way.verdict.question.consultation
            values = self.space.values(
                takes[wanted.name],
                before.case,
                subject,
                choice.day,
                step=choice.step,
            )
            for value in _telling(wanted, values):
                stated = attrs.evolve(
                    choice, inputs={**choice.inputs, wanted.name: value}
                )
                again = self.walk(before, (stated, *moment.choices[index:]))
                if again is not None:
                    yield again

    def walk(self, moment: Moment, choices: tuple[Choice, ...]) -> Moment | None:
        """Take steps one after the other; None where one is refused now."""
        for choice in choices:
            verdict = self.ways.asks(moment.case, choice)
            if verdict is None or not verdict.allowed:
                return None
            way = Way(choice, verdict, take(verdict).case)
            moment = self.arrived(moment, way)
        return moment


def _telling(wanted: Wanted, values: list[Any]) -> list[Any]:
    """Return the values of a fact that can matter: those by which a rule is met.

    Of others than flags one for each answer. Where none meets it, those that change its
    answer; and of a flag both, because it may matter together with another fact.
    """
    answers = [wanted.answer(value) for value in values]
    met = [v for v, here in zip(values, answers, strict=True) if here[0] is Result.MET]
    if isinstance(values[0], bool):
        return met or values
    by_answer = dict(zip(reversed(answers), reversed(values), strict=True))
    if met:
        return [v for here, v in by_answer.items() if here[0] is Result.MET]
    return [v for here, v in by_answer.items() if here != wanted.was]


def _answer_of(verdict: Verdict, rule: Rule) -> Any:
    return next((a for each, a in verdict.rows if each.id == rule.id), None)


def _key(moment: Moment) -> Any:
    """Return what tells cases apart: all of them but when they came about and by how many."""
    case = moment.case
    return (
        moment.day,
        moment.seen,
        moment.unsaid,
        case.state,
        case.motion.text_hash,
        tuple(map(_item, case.consultations)),
        frozenset(
            (s.office, s.actor_id, s.text_hash, s.decision) for s in case.signatures
        ),
        tuple((s.kind, s.state, s.against) for s in case.suspensions),
        frozenset((each.rule, each.subject) for each in case.findings),
        tuple(sorted((k, repr(v)) for k, v in case.facts.items())),
        case.since and case.since.date(),
        case.text_by,
    )


def _item(item: Consultation) -> Any:
    """Return a consultation as rules see it: its last ballot, and that there were others."""
    if len(item.ballots) > 1 or len(item.days) > 1:
        days = tuple(dict.fromkeys(item.days))
        return attrs.evolve(item, ballots=item.ballots[-1:], days=days), True
    return item
