"""The question that a rule answers: may this step be taken, by whom, when, with what?"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date, datetime
from typing import Any

import attrs

from ratsflow.errors import Lang, RatsflowError
from ratsflow.law.local import Law
from ratsflow.model import Actor, Consultation, Motion, Suspension
from ratsflow.model.quick import evolving
from ratsflow.procedure.case import Case
from ratsflow.procedure.lookups import Look, Others
from ratsflow.procedure.sentences import said


THINGS = ("paper", "item", "suspension", "case")
"""What has fields; a declaration may name the thing, and means all of them."""

SUBJECT = "consultation"
"""What is missing where a step was asked about without the consultation it is about."""


class MissingFactError(RatsflowError, LookupError):
    """A rule asked for a fact that nobody has stated; the engine turns it into unknown.

    Attributes:
        name: the fact.
    """

    def __init__(self, name: str) -> None:
        # Hundreds are raised for one question of what is possible, and `super` costs half.
        self.args, self.name = (name,), name

    def __str__(self) -> str:
        return self.text()

    def text(self, lang: Lang = "en") -> str:
        """Say which fact is not stated."""
        return said.text("fact.not_stated", lang, name=self.name)


@attrs.frozen(eq=False)
class Question:
    """Everything a rule may look at; it holds no clock and reads nothing else.

    Attributes:
        case: the case before the step.
        step: name of the step.
        actor: who wants to take it.
        role: the role in which the actor would act; empty if he holds none that may.
        at: when the step takes effect (aware).
        day: the local calendar day of `at`, from which periods count.
        inputs: what the step takes in, by name.
        law: the values in force for the municipality.
        consultation: the consultation the step is about, or None.
        suspension: the suspension the step is about, or None.
        as_deputy: the role is used as a deputy.
        others: the other cases that were looked up, by `Look`; None if nobody looked.
        groups: the sets of steps and states that the procedure names.
    """

    case: Case
    step: str
    actor: Actor
    role: str
    at: datetime
    day: date
    inputs: Mapping[str, Any]
    law: Law
    consultation: Consultation | None = None
    suspension: Suspension | None = None
    as_deputy: bool = False
    others: Others | None = None
    groups: Mapping[str, Collection[str]] = attrs.field(factory=dict)

    @property
    def motion(self) -> Motion:
        """The text as it would stand: the one handed in, else the case's."""
        handed_in = self.inputs.get("motion")
        if handed_in is None:  # nearly always
            return self.case.motion
        return handed_in if isinstance(handed_in, Motion) else self.case.motion

    @property
    def about(self) -> Consultation:
        """The consultation the step is about.

        Raises:
            MissingFactError: the step was asked about without one.
        """
        if self.consultation is None:
            raise MissingFactError(SUBJECT)
        return self.consultation

    def about_item(self, item: Consultation) -> Question:
        """Return the same question about another consultation of the case."""
        return _about(self, item)

    def supposing(
        self, facts: Mapping[str, Any], values: Mapping[str, Any]
    ) -> Question:
        """Return the same question with facts and values of law that are only supposed."""
        return _supposing(self, {**self.inputs, **facts}, self.law.supposing(values))

    def get(self, name: str) -> Any:
        """Return a stated fact, from the step's inputs or the case, else None."""
        value = self.inputs.get(name)
        return self.case.facts.get(name) if value is None else value

    def fact(self, name: str) -> Any:
        """Return a stated fact.

        Raises:
            MissingFactError: nobody has stated it; the rule's answer becomes *unknown*.
        """
        value = self.get(name)
        if value is None:
            raise MissingFactError(name)
        return value

    def fact_day(self, name: str) -> date:
        """Return a stated calendar day; see `fact`."""
        value = self.fact(name)
        return value if isinstance(value, date) else date.fromisoformat(value)

    def look(self, look: Look) -> tuple[Case, ...]:
        """Return other cases as they stand now, never the case itself.

        Raises:
            MissingFactError: nobody has looked; the rule's answer becomes *unknown*.
        """
        found = None if self.others is None else self.others.get(look)
        if found is None:
            raise MissingFactError(f"others.{Look(look).value}")
        return tuple(each for each in found if each.id != self.case.id)


_about = evolving(Question, "consultation")
_supposing = evolving(Question, "inputs", "law")
