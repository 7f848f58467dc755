"""The other cases beside an attempt: those that there can be, where a check looks at some."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import attrs

from ratsflow.checking.answers import plainly
from ratsflow.checking.choices import Change, Choice
from ratsflow.checking.company import Beside
from ratsflow.checking.otherwise import (
    is_met,
    on_day,
    signature,
    with_input,
    with_others,
)
from ratsflow.checking.space import Space
from ratsflow.procedure import reading
from ratsflow.procedure.case import Case
from ratsflow.procedure.finding import Result
from ratsflow.procedure.lookups import KEYED, Look
from ratsflow.procedure.question import Question


_TWO, _FIRST = 2, 4
"""Of two other cases that are needed at once, how many are tried as the first."""

PAIRS = 8
"""How many pairs are taken of two other cases, or of the values of two facts."""


@attrs.define
class Neighbours:
    """Varies the other cases.

    Attributes:
        space: what may be tried.
        gave_up: steps of which not every combination was tried.
        still: they stay as they are.
        at: the moment at which steps are tried, for whoever tells of it.
    """

    space: Space
    gave_up: set[str]
    still: bool = False
    at: Any = None

    def present(self, case: Case) -> Beside:
        """Return the other cases that there are beside a case."""
        return self.at.beside if self._is_at(case) else ()

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
    def _vary(self) -> bool:
        return self.space.others is None and not self.still

    @property
    def move(self) -> bool:
        """They stand otherwise on another day, or hang on the case itself."""
        others = self.space.others
        return callable(others) and not getattr(others, "stands_still", False)

    # ----------------------------------------------------------------- those there can be

    def looks(self, check: Any, question: Question) -> Iterator[Look]:
        """Yield how a check looks at other cases, where they are varied."""
        if self._vary:
            for each in reading.reads_of(check, question):
                head, _, look = each.partition(".")
                if head == "others" and look:
                    yield Look(look)

    def watched(self, question: Question, choice: Choice) -> Iterator[Change]:
        """Yield the other cases that only a property asks for."""
        if self._vary:
            for look in self.space.asked_of_others(choice.step):
                yield from self._seen_by(look, question, choice)

    def looked_at(
        self, check: Any, question: Question, choice: Choice, *, further: bool = False
    ) -> Iterator[Change]:
        """Yield the other cases that there can be where a check looks at some.

        Args:
            check: the check.
            question: what it was asked.
            choice: the step as it was tried.
            further: those that there are stand still.
        """
        for look in self.looks(check, question):
            yield from self._seen_by(look, question, choice, check, further=further)

    def _seen_by(
        self,
        look: Look,
        question: Question,
        choice: Choice,
        check: Any = None,
        *,
        further: bool = False,
    ) -> Iterator[Change]:
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
            yield Change(day=day if day > here else None, beside=beside)
        if look in company.cut:
            self.gave_up.add(choice.step)

    # ------------------------------------------------------------------ what they change

    def among(self, question: Question, change: Change) -> Question:
        """Return a question as it is asked beside other cases."""
        day = change.day or question.day
        others = self.space.company.others(
            tuple(Look), question.case, question.inputs, change.beside or ()
        )
        asked = question if day == question.day else on_day(question, day, self.space)
        return with_others(asked, others)

    def stating(
        self, question: Question, name: str, value: Any, beside: Beside
    ) -> Question:
        """Return a question with one more input, and the cases that it names."""
        asked = with_input(question, name, value)
        if name not in KEYED or not (callable(self.space.others) or beside):
            return asked
        others = self.space.others_of(
            asked.step, asked.case, asked.inputs, asked.day, beside
        )
        return with_others(asked, others)

    def changing(self, check: Any, question: Question, choice: Choice) -> list[Change]:
        """Return the other cases beside which a rule is met, else those that change its answer."""
        check = plainly(check)
        was = signature(check, question)
        met: list[Change] = []
        changed: dict[Any, Change] = {}
        for each in self.looked_at(check, question, choice):
            said = signature(check, self.among(question, each))
            if said[0] is Result.MET:
                met.append(each)
            elif said != was:
                changed.setdefault(said, each)
        return met or list(changed.values())

    def two_at_once(
        self, check: Any, question: Question, choice: Choice
    ) -> list[Change]:
        """Return two further cases at once beside which a rule is met."""
        met: list[Change] = []
        check = plainly(check)
        cut = self.space.company.cut.intersection(self.looks(check, question))
        if self.space.most_others < _TWO or cut:
            return met
        for number, one in enumerate(self.looked_at(check, question, choice)):
            if number == _FIRST:
                self.gave_up.add(choice.step)
                break
            here = self.among(question, one)
            for each in self.looked_at(check, here, one.of(choice), further=True):
                if is_met(check, self.among(here, each)):
                    met.append(each)
                if len(met) == PAIRS:
                    return met
        return met
