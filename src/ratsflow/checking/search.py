"""The search: every case that can come about, and a way to each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from functools import cached_property
from heapq import heappop, heappush
from itertools import count, pairwise
from typing import Any

import attrs

from ratsflow.checking.ahead import Ahead, Stand, stand_of
from ratsflow.checking.answers import kept
from ratsflow.checking.choices import Choice, Way
from ratsflow.checking.company import Beside, among
from ratsflow.checking.regions import answers_to, nearest
from ratsflow.checking.slicing import EVERYTHING
from ratsflow.checking.space import Space
from ratsflow.checking.starts import Start
from ratsflow.checking.wanted import Wanted
from ratsflow.checking.ways import Ways
from ratsflow.engine import Verdict, take
from ratsflow.model import Consultation
from ratsflow.procedure.case import Case
from ratsflow.procedure.finding import Answer, Result
from ratsflow.procedure.inputs import MEANINGS, NOT_FACTS
from ratsflow.procedure.procedure import Procedure
from ratsflow.procedure.rule import Rule
from ratsflow.procedure.starting import startable
from ratsflow.procedure.step import Step


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
        lifted: a step on the way was overridden, or recorded against the rules.
        beside: the other cases that there are, as they stand.
    """

    case: Case
    day: date
    start: Start
    before: Moment | None = None
    way: Way | None = None
    seen: tuple[Any, ...] = ()
    depth: int = 0
    unsaid: frozenset[str] = frozenset()
    lifted: bool = False
    beside: Beside = ()

    @property
    def length(self) -> tuple[int, int, int]:
        """How long it is to tell: its steps, the other cases, the steps of these."""
        others = sum(len(each.choices) for each in self.beside)
        return self.depth, len(self.beside), others

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


_ALIKE = 2
"""How many steps deeper a case may be than one of a shape that was seen once more often."""


def in_turn() -> Callable[[Moment], int]:
    """Return an order that looks at cases of every shape in turn, the near ones first.

    The shape of a case is where its motion, its items and its suspensions stand, and which
    of the watched events have been. Cases that differ in texts, days and facts alone are
    many, and hide what lies behind them from a search that goes by depth.
    """
    seen: Counter[Any] = Counter()

    def order(moment: Moment) -> int:
        shape = _shape(moment)
        seen[shape] += 1
        return moment.depth + _ALIKE * seen[shape]

    return order


def _shape(moment: Moment) -> Any:
    case = moment.case
    return (
        case.state,
        tuple((each.id, each.state) for each in case.consultations),
        tuple((each.kind, each.state) for each in case.suspensions),
        tuple(each is not None for each in moment.seen),
        moment.lifted,
        tuple((e.case.state, e.case.motion.paper_type) for e in moment.beside),
    )


@attrs.define(slots=False)
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
        keeps: facts that whoever watches asks for, beside those that rules read; with
            ``*`` all.
        leads_to: by key of a case, the keys of those that follow.
        until: steps that are looked for: from where none can be any more nothing goes on;
            none for all.
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
    keeps: frozenset[str] = frozenset()
    leads_to: dict[Any, set[Any]] = attrs.field(factory=dict)
    until: frozenset[str] = frozenset()
    ways: Ways = attrs.field(
        default=attrs.Factory(lambda self: Ways(self.space), takes_self=True)
    )
    _known: set[Any] = attrs.field(factory=set, init=False)
    _read: dict[Stand, frozenset[str] | None] = attrs.field(factory=dict, init=False)

    def __iter__(self) -> Iterator[Moment]:
        """Yield each case that can come about once, the nearest first."""
        number = count()
        waiting: list[tuple[Any, int, Moment]] = []
        for moment in self.begin or map(self.opened, self.space.starts):
            self._known.add(self.key(moment))
            heappush(waiting, (self.order(moment), next(number), moment))
        while waiting:
            _, _, moment = heappop(waiting)
            if self.visited >= self.cases:
                return
            self.visited += 1
            yield moment
            if self._reads(moment) is None:
                continue
            for after in self.following(moment):
                key = self.key(after)
                if key not in self._known:
                    self._known.add(key)
                    heappush(waiting, (self.order(after), next(number), after))
        self.closed = not self.ways.gave_up

    def opened(self, start: Start) -> Moment:
        """Return the moment at which a case begins."""
        return Moment(self.space.opened(start), self.space.first_day, start)

    def following(self, moment: Moment) -> Iterator[Moment]:
        """Yield what can come about next, and the same way with what it lacks stated."""
        self.ways.stand_at(moment)
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

    def key(self, moment: Moment) -> Any:
        """Return what tells a case from others: all of it that a rule may read from here on.

        From where none of the steps can be any more that are looked for, nothing is read: where
        it stands, and what watchers remember, is all that whoever looks at it can tell.
        """
        read = self._reads(moment)
        if read is None:
            case = moment.case
            standing = frozenset((each.kind, each.state) for each in case.suspensions)
            left = tuple(each.content for each in moment.beside)
            return stand_of(case), moment.seen, moment.lifted, standing, left
        return _key(moment, read)

    def _reads(self, moment: Moment) -> frozenset[str] | None:
        """Return what can still be read from a case on; None where nothing is looked for any more."""
        stand = stand_of(moment.case)
        if stand not in self._read:
            ahead = self._ahead.from_(stand)
            over = bool(self.until) and self.until.isdisjoint(ahead)
            self._read[stand] = None if over else self._reads_of(ahead)
        return self._read[stand]

    def _reads_of(self, steps: Iterable[str]) -> frozenset[str]:
        """Return what the rules of steps read, and whoever watches."""
        if "*" in self.keeps:
            return EVERYTHING
        procedure = self.space.procedure
        found = _reads_of(procedure, map(procedure.step, steps))
        return found if found is EVERYTHING else found | self.keeps

    @cached_property
    def _ahead(self) -> Ahead:
        return Ahead(self.space.procedure, self._steps)

    @cached_property
    def _steps(self) -> frozenset[str]:
        """The steps that may be taken, and those that cure a rule in the way of one."""
        procedure, named = self.space.procedure, self.space.steps
        if not named:
            return frozenset(each.name for each in procedure.steps)
        cures = {
            name
            for each in procedure.steps
            if each.name in named
            for versions in procedure.guards(each)
            for rule in versions
            for name in rule.cured_in
        }
        return named | cures

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
        """Yield the steps declared to cure a rule, one for each answer it then gives.

        Where a step makes it met, those that only change its answer are left out, as of
        the values of a fact.
        """
        found: dict[Answer | None, Way] = {}
        here = dict(startable(self.space.procedure, moment.case))
        for name in rule.cured_in:
            if name in here and name not in self.space.steps:
                for way in self.ways.of(name, here[name], moment.case, moment.day):
                    if way.case is None:
                        continue
                    again = self.ways.asks(way.case, refused.choice)
                    if again is not None:
                        found.setdefault(_answer_of(again, rule), way)
        found.pop(_answer_of(refused.verdict, rule), None)
        met = [way for said, way in found.items() if said and said.result is Result.MET]
        yield from met or found.values()

    def _arrive(self, moment: Moment, way: Way) -> Moment:
        self.taken += 1
        after = self.arrived(moment, way)
        self.leads_to.setdefault(self.key(moment), set()).add(self.key(after))
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
            moment.lifted or not way.choice.goes_by_the_rules,
            way.choice.beside,
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
            said = choice.inputs.get(wanted.name)
            if wanted.name not in takes:
                continue
            if said is not None and wanted.name not in wanted.stated:
                continue
            before, name = moments[index - 1], wanted.name
            values = self.ways.domains.values_of(takes[name], each.way.verdict.question)
            for value in self._telling(wanted, moments[index:], values):
                if value == said:
                    continue
                stated = attrs.evolve(
                    choice, inputs={**choice.inputs, wanted.name: value}
                )
                again = self.walk(before, (stated, *moment.choices[index:]))
                if again is not None:
                    yield again

    def _telling(
        self, wanted: Wanted, since: Sequence[Moment], values: list[Any]
    ) -> list[Any]:
        """Return the values of a fact that can matter: those by which a rule is met.

        Of others than flags one for each answer. Where none meets it, those that change its
        answer; and of a flag both, because it may matter together with another fact. Of days
        and numbers one of each stretch in which all rules answer alike that were asked on the
        way since it was stated: of what these let pass the next may want any.

        Args:
            wanted: what the rule in the way would answer.
            since: the moments since it was stated, or could have been.
            values: what it can be.
        """
        name, way = wanted.name, since[0].way
        assert way is not None  # noqa: S101  # it states what is wanted
        marked = self.ways.regions.marked(name, values, way.verdict.question)
        answers = kept(
            wanted.memo,
            ("answers", name, id(values), id(marked)),
            lambda: (values, marked, answers_to(values, marked, wanted.answer)),
        )[-1]
        if isinstance(values[0], bool) or not isinstance(values[0], date | int):
            return _of_each_answer(wanted, values, answers)
        met = any(here[0] is Result.MET for here in answers)
        wants = [
            here[0] is Result.MET if met else here != wanted.was for here in answers
        ]
        day = way.choice.day
        if not any(wants):  # it may hang on another day that nobody has stated either
            unknown = answers[0][0] is Result.UNKNOWN and isinstance(values[0], date)
            return [nearest(values, day)] if unknown else []
        borders = {i for i in range(1, len(values)) if answers[i] != answers[i - 1]}
        for each in since:
            if each is not since[0] and _states(each, name):
                break
            if each.way is not None:
                borders |= self.ways.regions.borders(each.way, name, values)
        ends = [0, *sorted(borders), len(values)]
        return [nearest(values[i:j], day) for i, j in pairwise(ends) if wants[i]]

    def walk(self, moment: Moment, choices: tuple[Choice, ...]) -> Moment | None:
        """Take steps one after the other; None where one is refused now."""
        for choice in choices:
            if choice.beside and not self._move(moment, choice):
                return None
            verdict = self.ways.asks(moment.case, choice)
            if verdict is None or not verdict.allowed:
                return None
            way = Way(choice, verdict, take(verdict).case)
            moment = self._arrive(moment, way)
        return moment

    def _move(self, moment: Moment, choice: Choice) -> bool:
        """Tell whether the other cases can come to where a step sees them.

        They move between the step before and this one; their rules see the case as it
        stands then, which on another way is not as it stood when they were sought.
        """
        known = {each.case.id: each for each in moment.beside}
        stand = {each.case.id: each.case for each in moment.beside}
        stand[moment.case.id] = moment.case
        for each in choice.beside:
            before = known.get(each.case.id)
            case = (
                before.case if before else self.space.opened(each.start, each.case.id)
            )
            if before and each.choices[: len(before.choices)] != before.choices:
                return False
            there = [one for name, one in stand.items() if name != case.id]
            ways = Ways(among(self.space, there))
            for step in each.since(before):
                verdict = ways.asks(case, step)
                if verdict is None or not verdict.allowed:
                    return False
                case = take(verdict).case
            stand[case.id] = case
        return True


def _states(moment: Moment, name: str) -> bool:
    return moment.way is not None and name in moment.way.choice.inputs


def _of_each_answer(
    wanted: Wanted, values: list[Any], answers: Sequence[Any]
) -> list[Any]:
    """Return the values by which a rule is met, of others than flags one for each answer."""
    met = [v for v, here in zip(values, answers, strict=True) if here[0] is Result.MET]
    if isinstance(values[0], bool):
        return met or values
    by_answer = dict(zip(reversed(answers), reversed(values), strict=True))
    if met:
        return [v for here, v in by_answer.items() if here[0] is Result.MET]
    return [v for here, v in by_answer.items() if here != wanted.was]


def _answer_of(verdict: Verdict, rule: Rule) -> Answer | None:
    """Return what a rule answered; None where it was not asked."""
    return next((a for each, a in verdict.rows if each.id == rule.id), None)


def _reads_of(procedure: Procedure, steps: Iterable[Step]) -> frozenset[str]:
    """Return all that the rules of some steps say they read, and what picks their outcomes."""
    found: set[str] = set()
    for step in steps:
        for versions in procedure.guards(step):
            for rule in versions:
                if not (rule.needs or rule.condition):
                    return EVERYTHING
                found |= {*rule.reads, rule.dated_by} - {""}
        if step.decide is not None:
            if not step.reads:
                return EVERYTHING
            found.update(step.reads)
    return frozenset(each.removesuffix("?") for each in found)


def _key(moment: Moment, read: frozenset[str]) -> Any:
    """Return what tells cases apart: of them what is read, but not when it came about."""
    case = moment.case
    whole = read is EVERYTHING

    def seen(part: str, value: Any) -> Any:
        return value if whole or not read.isdisjoint((part, "case")) else None

    return (
        moment.day,
        moment.lifted,
        moment.seen,
        tuple(each.content for each in moment.beside) if _looks(read) else (),
        moment.unsaid
        if whole
        else frozenset(e for e in moment.unsaid if e in read or e in MEANINGS),
        case.state,
        case.motion.text_hash,
        tuple(map(_item, case.consultations)),
        frozenset(
            (s.office, s.actor_id, s.text_hash, s.decision) for s in case.signatures
        ),
        frozenset((s.kind, s.state, s.against) for s in case.suspensions),
        seen("case.findings", frozenset((e.rule, e.subject) for e in case.findings)),
        tuple(
            sorted((k, repr(v)) for k, v in case.facts.items() if whole or k in read)
        ),
        seen("case.since", case.since and case.since.date()),
        seen("case.text_by", case.text_by),
    )


def _looks(read: frozenset[str]) -> bool:
    """Tell whether other cases are among what is read."""
    return read is EVERYTHING or any(each.startswith("others") for each in read)


def _item(item: Consultation) -> Any:
    """Return a consultation as rules see it: its last ballot, and that there were others."""
    if len(item.ballots) > 1 or len(item.days) > 1:
        days = tuple(dict.fromkeys(item.days))
        return attrs.evolve(item, ballots=item.ballots[-1:], days=days), True
    return item
