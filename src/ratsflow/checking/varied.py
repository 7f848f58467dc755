"""Attempts that passed, each with one thing changed, as the engine can be led to them.

In the attempt, in an earlier step, in the paper or its route, on another day, by another person
or beside other cases: whatever a rule reads.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import timedelta
from typing import Any

import attrs

from ratsflow.checking.changes import variants_of
from ratsflow.checking.choices import Choice, Way
from ratsflow.checking.otherwise import (
    as_stated,
    asked_by,
    on_day,
    reads_of,
    with_case,
    with_item,
)
from ratsflow.checking.search import Moment, Search
from ratsflow.checking.starts import Start
from ratsflow.engine import Verdict
from ratsflow.errors import RatsflowError
from ratsflow.model import Actor
from ratsflow.procedure.inputs import Parameter
from ratsflow.procedure.question import Question
from ratsflow.procedure.rule import Rule


_LATER = (1, 2, 3, 5, 7, 8, 10, 14, 21, 31, 61, 92, 184, 366, 400)
"""After how many days an attempt is tried again."""

_EARLIER = (-1, -31)
"""Before how many days an attempt says that it was made."""

_VALUES = 200
"""Values of one thing that are tried."""

_PARTS = ("paper", "motion", "item", "meeting", "case")


class _Nothing:
    """Stands for an input that is not stated."""


NOTHING = _Nothing()


@attrs.frozen
class Varied:
    """An attempt at a case that differs in one thing from one that passed.

    Attributes:
        question: what a rule would be asked.
        made: takes the way there; None where it cannot be taken.
    """

    question: Question
    made: Callable[[], tuple[Moment | None, Choice]]


class Variations:
    """Changes attempts that passed.

    Args:
        searched: the search that came to them.
        note: takes what the engine answered to a changed attempt.
    """

    def __init__(
        self, searched: Search, note: Callable[[Moment, Choice, Verdict], None]
    ) -> None:
        self.space, self.searched, self.ways = searched.space, searched, searched.ways
        self.note = note
        self._walked: dict[Any, Moment | None] = {}

    def others(self, choice: Choice) -> list[Actor]:
        """Return who else may take a step."""
        step = self.space.procedure.step(choice.step)
        found = [who for role in step.by for who in self.space.actors(role)]
        return [each for each in dict.fromkeys(found) if each != choice.actor]

    def of(self, moment: Moment, way: Way, rule: Rule) -> Iterator[Varied]:
        """Yield an attempt that passed, with one thing changed that a rule reads."""
        question, choice = way.verdict.question, way.choice
        read, _, _ = reads_of(rule.check, question)
        yield from self._attempts(moment, way, read)
        for name in read:
            if name not in question.inputs and "." not in name:
                yield from self.facts(moment, way, name)
        if any(each.startswith(("paper", "motion")) for each in read):
            yield from self._papers(moment, way, read)
        if any(each.startswith(("item", "meeting", "case.cons")) for each in read):
            yield from self._routes(moment, way)
        if "day" in read:
            for distance in (*_LATER, *_EARLIER):
                later = attrs.evolve(choice, day=choice.day + timedelta(distance))
                asked = on_day(question, later.day, self.space)
                yield Varied(asked, lambda it=later: (moment, it))  # type: ignore[misc]
        yield from self._besides(moment, way, rule)
        for other in self.others(choice):
            roles = [e for e in way.verdict.step.by if e in other.roles]
            asked = asked_by(question, other, roles[0], question.as_deputy)
            by = attrs.evolve(choice, actor=other)
            yield Varied(asked, lambda it=by: (moment, it))  # type: ignore[misc]

    def _besides(self, moment: Moment, way: Way, rule: Rule) -> Iterator[Varied]:
        """Yield the attempt beside other cases than there were."""
        self.ways.stand_at(moment)
        neighbours, question = self.ways.neighbours, way.verdict.question
        for each in neighbours.looked_at(rule.check, question, way.choice):
            asked = neighbours.among(question, each)
            there = each.of(way.choice)
            yield Varied(asked, lambda it=there: (moment, it))  # type: ignore[misc]

    def _attempts(
        self, moment: Moment, way: Way, read: Sequence[str]
    ) -> Iterator[Varied]:
        """Yield the attempt without one of its inputs, or with another value of one."""
        choice = way.choice
        for each in way.verdict.step.takes:
            is_part = any(name.partition(".")[0] in _PARTS for name in read)
            if each.name not in read and not (
                is_part and each.kind in ("meeting", "motion", "consultations")
            ):
                continue
            for value in self._values(each, way):
                inputs = dict(choice.inputs)
                inputs.pop(each.name, None)
                if value is not NOTHING:
                    inputs[each.name] = value
                other = attrs.evolve(choice, inputs=inputs)
                # The engine lands inputs in more places than one: it is asked at once.
                verdict = self.ways.asks(moment.case, other)
                if verdict is not None:
                    self.note(moment, other, verdict)
                    yield Varied(verdict.question, lambda it=other: (moment, it))  # type: ignore[misc]

    def _values(self, parameter: Parameter, way: Way) -> list[Any]:
        given = way.choice.inputs.get(parameter.name, NOTHING)
        listed = self.domain(parameter, way, few=True)
        other = [] if given is NOTHING else list(variants_of(given))
        found = [each for each in (*other, *listed) if each != given]
        return [*([] if given is NOTHING else [NOTHING]), *found][:_VALUES]

    def facts(self, moment: Moment, way: Way, name: str) -> Iterator[Varied]:
        """Yield the same attempt after an earlier step that stated a fact otherwise."""
        moments, question = moment.moments, way.verdict.question
        for index, each in enumerate(moments):
            takes = each.way.verdict.step.takes if each.way is not None else ()
            parameter = next((p for p in takes if p.name == name), None)
            if parameter is None or each.way is None:
                continue
            was = each.way.choice
            for value in self._values(parameter, each.way):
                inputs = {k: v for k, v in was.inputs.items() if k != name}
                facts = {k: v for k, v in question.case.facts.items() if k != name}
                if value is not NOTHING:
                    inputs[name] = value
                    facts[name] = as_stated(value)
                case = attrs.evolve(question.case, facts=facts)
                asked = with_case(question, case)
                stated = attrs.evolve(was, inputs=inputs)
                before = moments[index - 1]
                rest = moment.choices[index:]
                yield Varied(asked, self._walking(before, (stated, *rest), way.choice))

    def _papers(
        self, moment: Moment, way: Way, read: Sequence[str]
    ) -> Iterator[Varied]:
        question, start = way.verdict.question, moment.start
        topics = tuple(self.space.procedure.topics()) if "paper.topics" in read else ()
        others = (attrs.evolve(start.motion, topics=(each,)) for each in topics)
        for motion in (*variants_of(start.motion), *others):
            case = attrs.evolve(question.case, motion=motion)
            asked = with_case(question, case)
            yield Varied(
                asked, self._from(attrs.evolve(start, motion=motion), moment, way)
            )

    def _routes(self, moment: Moment, way: Way) -> Iterator[Varied]:
        question, start = way.verdict.question, moment.start
        for index, item in enumerate(start.route):
            for other in variants_of(item, 2):
                route = (*start.route[:index], other, *start.route[index + 1 :])
                subject = question.consultation
                if subject is not None and subject.id == item.id:
                    changed = {
                        each.name: getattr(other, each.name)
                        for each in attrs.fields(type(item))
                        if each.init
                        and getattr(other, each.name) != getattr(item, each.name)
                    }
                    subject = attrs.evolve(subject, **changed)
                asked = with_item(question, subject)
                yield Varied(
                    asked, self._from(attrs.evolve(start, route=route), moment, way)
                )

    def _from(
        self, start: Start, moment: Moment, way: Way
    ) -> Callable[[], tuple[Moment | None, Choice]]:
        def made() -> tuple[Moment | None, Choice]:
            key = id(moment), start
            if key not in self._walked:
                try:
                    begun = self.searched.opened(start)
                except RatsflowError:  # no such paper can be handed in
                    self._walked[key] = None
                else:
                    self._walked[key] = self._led(begun, moment.choices)
            return self._walked[key], way.choice

        return made

    def _led(self, moment: Moment, choices: tuple[Choice, ...]) -> Moment | None:
        """Take the same steps with another paper, each as it passes there."""
        for choice in choices:
            after = self.searched.walk(moment, (dated(choice, moment),))
            if after is None:
                case, day = moment.case, moment.day
                ways = self.ways.of(choice.step, choice.on, case, day)
                way = next((each for each in ways if each.case is not None), None)
                if way is None:
                    return None
                after = self.searched.arrived(moment, way)
            moment = after
        return moment

    def _walking(
        self, before: Moment, choices: tuple[Choice, ...], last: Choice
    ) -> Callable[[], tuple[Moment | None, Choice]]:
        return lambda: (self.searched.walk(before, choices), last)

    def domain(self, parameter: Parameter, way: Way, *, few: bool = False) -> list[Any]:
        """Return what a step could take in."""
        question = way.verdict.question
        return self.space.values(
            parameter,
            question.case,
            question.consultation,
            question.day,
            few=few,
            step=way.choice.step,
        )


def dated(choice: Choice, moment: Moment) -> Choice:
    """Return a step on the day of the step before, if it was taken earlier."""
    if moment.way is None or choice.day >= moment.day:
        return choice
    return attrs.evolve(choice, day=moment.day)
