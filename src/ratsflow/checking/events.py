"""Events of the log, and what is remembered of those that have been."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date

import attrs

from ratsflow.checking.choices import Choice
from ratsflow.checking.competence import is_competent
from ratsflow.engine import Verdict
from ratsflow.law.local import Law
from ratsflow.model import Ballot, Consultation
from ratsflow.model.organization import COMMITTEES, BodyKind
from ratsflow.procedure.case import Case


BODIES: Mapping[str, frozenset[str]] = {
    **{each.value: frozenset((each.value,)) for each in BodyKind},
    BodyKind.COMMITTEE.value: frozenset(each.value for each in COMMITTEES),
}
"""The kinds of body that a word stands for: a *committee* is every committee of the council."""


@attrs.frozen(eq=False)
class Occasion:
    """A step that was taken, with what stood before and after it.

    Attributes:
        before: the case before it.
        choice: the step.
        verdict: what the engine answered.
        after: the case after it.
        past: what is remembered of the way.
    """

    before: Case
    choice: Choice
    verdict: Verdict
    after: Case
    past: Mapping[Memory, Past]

    @property
    def day(self) -> date:
        """The day of the step."""
        return self.choice.day

    @property
    def item(self) -> Consultation | None:
        """The consultation that the step is about."""
        return self.verdict.question.consultation

    @property
    def ballot(self) -> Ballot | None:
        """The vote that the step takes in."""
        given = self.choice.inputs.values()
        return next((each for each in given if isinstance(each, Ballot)), None)

    @property
    def law(self) -> Law:
        """The law of that day."""
        return self.verdict.question.law

    @property
    def is_competent(self) -> bool:
        """The law on file gives the decision to the body of the item."""
        item = self.item
        return item is not None and is_competent(
            item.body, self.before.motion, self.law
        )


@attrs.frozen
class Past:
    """What is remembered of an event that has been: of the last time, what somebody asks.

    Attributes:
        day: the day.
        text: digest of the text then.
        item: id of the consultation it was about.
    """

    day: date | None = None
    text: str = ""
    item: str = ""

    @classmethod
    def of(cls, occasion: Occasion, asks: Collection[str]) -> Past:
        """Return what is to be remembered of a step, and no more: it tells cases apart."""
        item = occasion.item
        return cls(
            occasion.day if "day" in asks else None,
            occasion.after.motion.text_hash if "text" in asks else "",
            item.id if item and "item" in asks else "",
        )


@attrs.frozen
class Event:
    """A step of the log.

    Attributes:
        text: as it is written.
        steps: names of the steps; empty for any.
        leaving: states of the motion that it leaves; empty for any, or for none.
        into: where it leads: states of the motion, the consultation or the suspension,
            or outcomes of the step; empty for anywhere.
        bodies: the kinds of body whose item it is about; empty for any.
        competent: the law on file gives the decision to that body.
        known: the steps that can be it.
    """

    text: str
    steps: frozenset[str] = attrs.field(default=frozenset(), eq=False)
    leaving: frozenset[str] = attrs.field(default=frozenset(), eq=False)
    into: frozenset[str] = attrs.field(default=frozenset(), eq=False)
    bodies: frozenset[str] = attrs.field(default=frozenset(), eq=False)
    competent: bool = attrs.field(default=False, eq=False)
    known: frozenset[str] = attrs.field(default=frozenset(), eq=False)

    @property
    def seen(self) -> frozenset[str]:
        """The steps by which what is remembered of it can change."""
        return self.known

    def is_at(self, occasion: Occasion) -> bool:
        """Tell whether a step is this event."""
        verdict, before = occasion.verdict, occasion.before.state
        if self.steps and verdict.step.name not in self.steps:
            return False
        if self.leaving and (
            before not in self.leaving or before == occasion.after.state
        ):
            return False
        if self.into:
            reached = {each.target for each in verdict.moves or ()} | {verdict.outcome}
            if self.into.isdisjoint(reached):
                return False
        if self.competent and not occasion.is_competent:
            return False
        if not self.bodies:
            return True
        item = occasion.item
        return item is not None and item.body.kind.value in self.bodies

    def remembered(
        self, occasion: Occasion, before: Past | None, asks: Collection[str]
    ) -> Past | None:
        """Return what is remembered after a step."""
        return Past.of(occasion, asks) if self.is_at(occasion) else before


@attrs.frozen
class Standing:
    """An event that has been, as long as none has been since that undoes it.

    Attributes:
        event: the event.
        undone: what undoes it. A step that is both does it anew.
    """

    event: Event
    undone: Event

    @property
    def seen(self) -> frozenset[str]:
        """The steps by which what is remembered of it can change."""
        return self.event.known | self.undone.known

    def remembered(
        self, occasion: Occasion, before: Past | None, asks: Collection[str]
    ) -> Past | None:
        """Return what is remembered after a step; nothing once it is undone."""
        if self.event.is_at(occasion):
            return Past.of(occasion, asks)
        return None if self.undone.is_at(occasion) else before


Memory = Event | Standing
"""What is remembered of a way."""
