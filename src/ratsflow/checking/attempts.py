"""An attempt at a step, whole: at which case, under which law, beside which others."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import attrs

from ratsflow.checking.choices import Choice
from ratsflow.checking.otherwise import as_stated
from ratsflow.engine import Verdict
from ratsflow.law.local import Law
from ratsflow.model import Consultation, Suspension
from ratsflow.model.quick import evolving
from ratsflow.procedure.case import Case
from ratsflow.procedure.lookups import Others
from ratsflow.procedure.question import Question


@attrs.frozen(eq=False)
class Attempt:
    """A step as it is tried at a case, under a law.

    Attributes:
        case: the case.
        choice: the step as it is tried.
        at: when.
        law: the law.
        others: the other cases.
        changed: what was changed of the attempt that it was made from, in order.
    """

    case: Case
    choice: Choice
    at: datetime
    law: Law
    others: Others | None
    changed: tuple[str, ...] = ()

    @classmethod
    def of(cls, verdict: Verdict) -> Attempt:
        """Return what was asked."""
        asked = verdict.question
        thing = asked.consultation or asked.suspension
        choice = Choice(
            asked.step,
            thing.id if thing is not None and verdict.step.subject else "",
            asked.actor,
            asked.day,
            dict(asked.inputs),
        )
        return cls(asked.case, choice, asked.at, asked.law, asked.others)

    def but(self, what: str, **changes: Any) -> Attempt:
        """Return it with something changed."""
        return attrs.evolve(self, changed=(*self.changed, what), **changes)

    def stating(self, name: str, value: Any) -> Attempt:
        """Return it with an input stated otherwise; None for not at all."""
        inputs = {k: v for k, v in self.choice.inputs.items() if k != name}
        if value is not None:
            inputs[name] = value
        return self.but(name, choice=attrs.evolve(self.choice, inputs=inputs))

    def with_case(self, what: str, **changes: Any) -> Attempt:
        """Return it at a case that is another."""
        return self.but(what, case=attrs.evolve(self.case, **changes))

    def replacing(self, where: str, thing: Any, other: Any, part: str) -> Attempt:
        """Return it at a case that has another item or suspension instead of one."""
        listed = tuple(
            other if each is thing else each for each in getattr(self.case, where)
        )
        return self.with_case(f"{where}.{part}", **{where: listed})

    @property
    def subject(self) -> tuple[Consultation | None, Suspension | None]:
        """What the step is about."""
        on = self.choice.on
        items = [e for e in self.case.consultations if e.id == on]
        objections = [e for e in self.case.suspensions if e.id == on]
        return next(iter(items), None), next(iter(objections), None)

    def question(self, like: Question) -> Question:
        """Return what a rule would be asked, made like the question of another attempt."""
        case, choice = self.case, self.choice
        item, objection = self.subject
        return _asked(
            like,
            case,
            choice.actor,
            self.at,
            choice.day,
            {name: as_stated(value) for name, value in choice.inputs.items()},
            self.law.at(choice.day),
            item,
            objection,
            self.others,
        )


_PARTS = "case actor at day inputs law consultation suspension others"
_asked = evolving(Question, *_PARTS.split())
