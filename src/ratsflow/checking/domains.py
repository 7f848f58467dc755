"""What a step can take in: the values of its inputs, listed once for all that they rest on alike."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import date
from typing import Any

import attrs

from ratsflow.checking.days import stated_in
from ratsflow.checking.space import Space
from ratsflow.engine import Verdict
from ratsflow.procedure.inputs import Kind, Parameter
from ratsflow.procedure.question import Question


ORDERED = (Kind.NUMBER, Kind.DAY, Kind.MOMENT)
"""Of what the values lie in a row, in which a rule answers alike for whole stretches."""

_DAYS = (Kind.DAY, Kind.MOMENT)


@attrs.define
class Domains:
    """Lists values of inputs.

    Attributes:
        space: what may be tried.
    """

    space: Space
    _values: dict[Any, list[Any]] = attrs.field(factory=dict, init=False, repr=False)
    _listed: dict[Any, list[Any]] = attrs.field(factory=dict, init=False, repr=False)

    def unstated(
        self, verdict: Verdict, names: Collection[str], *, few: bool = False
    ) -> Iterator[tuple[str, list[Any]]]:
        """Yield what a step could take in beside, with all that it could state there."""
        question = verdict.question
        for each in verdict.step.takes:
            if each.name in names and each.name not in question.inputs:
                yield each.name, self.values_of(each, question, few=few)

    def again(
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
