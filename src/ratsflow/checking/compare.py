"""Two versions of a procedure or its law side by side: what the new one allows and refuses.

Both are asked the same at every case that both let come about, so that each difference is
shown at the first step at which it can be seen.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from enum import StrEnum
from typing import Any

import attrs

from ratsflow.checking.search import CASES, Moment, Search
from ratsflow.checking.space import Space
from ratsflow.checking.ways import Choice, Wanted, Way, Ways
from ratsflow.engine import Verdict
from ratsflow.procedure.case import Case
from ratsflow.procedure.finding import Finding


class Relation(StrEnum):
    """How a step of the new version stands to the old one's."""

    EQUIVALENT = "equivalent"
    """both allow the same"""
    TIGHTER = "tighter"
    """the new one refuses what the old one allows, and nothing the other way"""
    LOOSER = "looser"
    """the new one allows what the old one refuses, and nothing the other way"""
    INCOMPARABLE = "incomparable"
    """both are so, or a step leads elsewhere"""


@attrs.frozen(eq=False)
class Divergence:
    """One attempt at a step that two versions answer differently.

    Attributes:
        moment: where the case stood, and how it came there.
        choice: the step as it was tried.
        old: the old version's answer.
        new: the new version's answer.
    """

    moment: Moment
    choice: Choice
    old: Verdict
    new: Verdict

    @property
    def relation(self) -> Relation:
        """What this attempt alone shows."""
        if self.old.allowed == self.new.allowed:
            return Relation.INCOMPARABLE
        return Relation.TIGHTER if self.old.allowed else Relation.LOOSER

    @property
    def because(self) -> tuple[Finding, ...]:
        """The findings that made the difference, each with its paragraph."""
        refusing = self.old if self.new.allowed else self.new
        return refusing.blocking


@attrs.define
class Compared:
    """A step in both versions.

    Attributes:
        step: its name.
        tighter: the first attempt that only the old version allows.
        looser: the first attempt that only the new version allows.
        elsewhere: the first attempt that leads to another outcome.
        counts: how many attempts showed each.
    """

    step: str
    tighter: Divergence | None = None
    looser: Divergence | None = None
    elsewhere: Divergence | None = None
    counts: dict[Relation, int] = attrs.field(factory=dict)

    @property
    def relation(self) -> Relation:
        """How the new version stands to the old one."""
        if self.elsewhere is not None or (self.tighter and self.looser):
            return Relation.INCOMPARABLE
        if self.tighter:
            return Relation.TIGHTER
        return Relation.LOOSER if self.looser else Relation.EQUIVALENT

    def note(self, found: Divergence) -> None:
        """Keep the first of its kind, and count it."""
        relation = found.relation
        self.counts[relation] = self.counts.get(relation, 0) + 1
        if relation is Relation.TIGHTER:
            self.tighter = self.tighter or found
        elif relation is Relation.LOOSER:
            self.looser = self.looser or found
        else:
            self.elsewhere = self.elsewhere or found


@attrs.frozen
class Comparison:
    """Two versions side by side.

    Attributes:
        steps: each step that one of them has, by name.
        old, new: what was looked at.
        closed: all that both let come about was looked at.
        cases: how many different cases were looked at.
        asked: how often the engine was asked.
    """

    steps: dict[str, Compared]
    old: Space
    new: Space
    closed: bool
    cases: int
    asked: int

    @property
    def relation(self) -> Relation:
        """How the whole new version stands to the old one."""
        found = {each.relation for each in self.steps.values()} - {Relation.EQUIVALENT}
        if not found:
            return Relation.EQUIVALENT
        return found.pop() if len(found) == 1 else Relation.INCOMPARABLE

    @property
    def differing(self) -> tuple[Compared, ...]:
        """The steps that the versions answer differently."""
        return tuple(
            each
            for each in self.steps.values()
            if each.relation is not Relation.EQUIVALENT
        )


def compare(old: Space, new: Space, *, cases: int = CASES) -> Comparison:
    """Compare two versions of a procedure, of its law, or of both.

    Args:
        old: the version in force.
        new: the draft; its papers and steps are those of `old`.
        cases: how many different cases are looked at, at most.
    """
    new = attrs.evolve(new, starts=old.starts, steps=old.steps, first_day=old.first_day)
    names = [each.name for each in (*old.procedure.steps, *new.procedure.steps)]
    steps = {name: Compared(name) for name in dict.fromkeys(names)}
    both = Both(old, other=Ways(new), steps=steps)
    search = Search(old, cases, ways=both)
    for _ in search:
        pass
    closed = search.closed and not both.other.gave_up
    return Comparison(
        steps, old, new, closed, search.visited, both.asked + both.other.asked
    )


def as_case_of(space: Space, case: Case) -> Case:
    """Return a case as if it had always run through the procedure of a space."""
    procedure = space.procedure
    return attrs.evolve(
        case, procedure=procedure.name, fingerprint=procedure.fingerprint
    )


@attrs.define
class Both(Ways):
    """Takes the steps that two versions agree on, and notes where they do not.

    Attributes:
        other: tries the steps of the new version.
        steps: by name, what was found.
    """

    other: Ways = attrs.field(kw_only=True)
    steps: dict[str, Compared] = attrs.field(kw_only=True)

    def from_(
        self, case: Case, day: date, wanted: list[Wanted] | None = None
    ) -> Iterator[Way]:
        """Yield the steps that both allow, and the attempts that were refused."""
        theirs = as_case_of(self.other.space, case)
        tried = set()
        for way in super().from_(case, day, wanted):
            tried.add(_mark(way.choice))
            new = self._ask(self.other, theirs, way.choice)
            if new is None or self._agree(way.choice, way.verdict, new):
                yield way
        for way in self.other.from_(theirs, day, wanted):
            if _mark(way.choice) not in tried:
                old = self._ask(self, case, way.choice)
                if old is not None:
                    self._agree(way.choice, old, way.verdict)

    @staticmethod
    def _ask(ways: Ways, case: Case, choice: Choice) -> Verdict | None:
        has = any(each.name == choice.step for each in ways.space.procedure.steps)
        return ways.asks(case, choice) if has else None

    def _agree(self, choice: Choice, old: Verdict, new: Verdict) -> bool:
        same = old.allowed == new.allowed
        if same and (not old.allowed or _leads(old) == _leads(new)):
            return True
        self.steps[choice.step].note(Divergence(self.at, choice, old, new))
        return False


def _leads(verdict: Verdict) -> Any:
    return verdict.outcome, verdict.moves


def _mark(choice: Choice) -> Any:
    stated = frozenset(choice.inputs.items())
    return choice.step, choice.on, choice.actor.id, choice.day, stated
