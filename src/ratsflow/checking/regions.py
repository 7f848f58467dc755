"""Regions of days and numbers: in which stretches of them a check answers alike."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from datetime import date, timedelta
from typing import Any

import attrs

from ratsflow.checking.answers import kept, plainly
from ratsflow.checking.choices import Way, day_of
from ratsflow.checking.days import marked_in, stated_in
from ratsflow.checking.otherwise import (
    on_day,
    outcome_of,
    reads_of,
    signature,
    with_fact,
    with_input,
)
from ratsflow.checking.space import Space
from ratsflow.engine import Verdict
from ratsflow.procedure.finding import Result
from ratsflow.procedure.question import Question


_DAILY = 92
"""For how many days ahead a rule is asked on each."""


@attrs.define
class Regions:
    """Looks where the answers of a check change.

    Attributes:
        space: what may be tried.
    """

    space: Space
    _asked_at: dict[Any, Any] = attrs.field(factory=dict, init=False, repr=False)
    _marked: dict[frozenset[int], tuple[int, ...]] = attrs.field(
        factory=dict, init=False, repr=False
    )

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

    def telling(
        self,
        answer: Callable[[Any], tuple[Any, str]],
        question: Question,
        was: tuple[Any, str],
        name: str,
        values: list[Any],
        *,
        ordered: bool,
    ) -> tuple[list[Any], bool]:
        """Return the values under which a rule is met, else those that change its answer.

        Of neighbours alike in an ordered list the first and the last are taken. Days go on
        beyond the list: its own ends are none of a stretch.

        Returns:
            The values, and whether it is met under them.
        """
        answers = answers_to(values, self.marked(name, values, question), answer)
        meets = [each[0] is Result.MET for each in answers]
        ends: Sequence[int] = range(len(values))
        if ordered:
            open_ended = isinstance(values[0], date)
            ends = ends_of(answers, open_ended=open_ended) or [
                values.index(nearest(values, question.day))
            ]
        found = [
            values[index]
            for index in ends
            if (meets[index] if any(meets) else answers[index] != was)
        ]
        return found, any(meets)

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
            found |= self._borders(decide, outcome_of, verdict, name, values)
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

        stating = with_input if name in question.inputs else with_fact

        def told(value: Any) -> Any:
            return answer(check, stating(question, name, value))

        answers = answers_to(values, self.marked(name, values, question), told)
        return frozenset(
            index
            for index in range(1, len(values))
            if answers[index] != answers[index - 1]
        )

    def later(
        self, check: Any, question: Question, marked: tuple[int, ...]
    ) -> Iterator[date]:
        """Yield the first day of each later stretch in which a rule is met.

        The next weeks and the days of meetings are looked at day by day, the rest a week at a
        time; where two answers differ, the day between them on which it changes is sought.
        """
        check = plainly(check)
        cache: dict[int, Any] = {0: signature(check, question)}

        def answer(distance: int) -> Any:
            if distance not in cache:
                day = question.day + timedelta(distance)
                cache[distance] = signature(check, on_day(question, day, self.space))
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

    def distances(self, question: Question) -> tuple[int, ...]:
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


def nearest(values: Sequence[Any], day: date) -> Any:
    """Return of some days the nearest to one, of others the first."""
    if not isinstance(values[0], date):
        return values[0]
    return min(values, key=lambda each: abs((day_of(each) - day).days))


def ends_of(answers: Sequence[Any], *, open_ended: bool = False) -> list[int]:
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
