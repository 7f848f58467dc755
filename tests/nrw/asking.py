"""Ask one rule one question, without a whole procedure around it."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from ratsflow.law.local import Law
from ratsflow.model import Actor, Consultation, Motion, Suspension
from ratsflow.procedure.case import Case
from ratsflow.procedure.finding import Answer
from ratsflow.procedure.looking import Others
from ratsflow.procedure.nrw.rules import RULES
from ratsflow.procedure.question import Question


NOON = datetime(2026, 3, 19, 11, tzinfo=UTC)  # a Thursday


def case(motion: Motion | None = None, **changes: Any) -> Case:
    """Return a case in its draft."""
    values = {"state": "draft", **changes}
    return Case(
        "case-1", 1, "0" * 64, "nrw", "f" * 64, motion=motion or Motion(), **values
    )


def question(
    *,
    motion: Motion | None = None,
    of: Case | None = None,
    step: str = "submit",
    at: datetime = NOON,
    day: date | None = None,
    law: dict[str, Any] | None = None,
    actor: Actor | None = None,
    role: str = "author",
    consultation: Consultation | None = None,
    suspension: Suspension | None = None,
    state: str = "NRW",
    as_deputy: bool = False,
    others: Others | None = None,
    **inputs: Any,
) -> Question:
    """Return a question to a rule; every argument may be left out."""
    return Question(
        of or case(motion),
        step,
        actor or Actor("a", roles=(role,)),
        role,
        at,
        day or at.date(),
        inputs,
        Law(state, law or {}),
        consultation,
        suspension,
        as_deputy,
        others=others,
    )


def ask(rule: str, **about: Any) -> Answer:
    """Return the answer of a rule by id, of the version in force on the day asked."""
    asked = question(**about)
    (found,) = [
        each for each in RULES if each.id == rule and each.in_force.covers(asked.day)
    ]
    answer = found.check(asked)
    assert isinstance(answer, Answer)
    return answer
