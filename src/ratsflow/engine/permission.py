"""May somebody do what is no step of the procedure: erase contents, migrate a case?"""

from __future__ import annotations

from datetime import datetime

from ratsflow.canonical import moment_of
from ratsflow.engine.assess import not_allowed
from ratsflow.engine.verdict import AUTHORITY, Mode, Verdict
from ratsflow.errors import Both, InvalidInputError, german
from ratsflow.law.local import NO_LAW, Law
from ratsflow.law.periods import local_day
from ratsflow.log import By
from ratsflow.model import Actor
from ratsflow.model.actor import as_actor
from ratsflow.model.text import Wording
from ratsflow.procedure.case import Case
from ratsflow.procedure.finding import MET
from ratsflow.procedure.procedure import Procedure
from ratsflow.procedure.question import Question
from ratsflow.procedure.step import Step


_LABELS = {
    "erase": Wording("Inhalte löschen", "Erase contents"),
    "migrate": Wording("Verfahrensfassung wechseln", "Migrate"),
}


def permission(
    procedure: Procedure,
    case: Case,
    act: str,
    allowed: tuple[str, ...],
    actor: Actor,
    at: datetime,
    law: Law = NO_LAW,
) -> Verdict:
    """Answer whether an actor may do what only some roles may, as a verdict like any other.

    Args:
        procedure: the procedure that gives the right.
        case: the case.
        act: ``erase`` or ``migrate``.
        allowed: the roles that may.
        actor: who wants to.
        at: when it is to take effect, aware.
        law: the values in force for the municipality.

    Raises:
        NaiveTimeError: `at` has no zone.
    """
    at = moment_of(at, "at")
    as_actor(actor)
    own = next((role for role in allowed if role in actor.roles), "")
    deputy = next((role for role in allowed if role in actor.deputises), "")
    answer = MET
    if not (own or deputy):
        answer = not_allowed(actor, act, allowed)
    question = Question(
        case,
        act,
        actor,
        own or deputy,
        at,
        local_day(at),
        {},
        law,
        as_deputy=bool(deputy and not own),
    )
    step = Step(act, by=allowed, label=_LABELS[act])
    return Verdict(
        procedure, step, question, Mode.ENFORCE, ((AUTHORITY, answer),), "", ()
    )


def may_act(procedure: Procedure, step: Step, actor: Actor, mode: Mode) -> bool:
    """Tell whether an actor has a role in which he could take a step, or record it."""
    held = {*actor.roles, *actor.deputises}
    records = mode is not Mode.ENFORCE and not held.isdisjoint(procedure.recorders)
    return records or not held.isdisjoint(step.by)


def acting(verdict: Verdict) -> By:
    """Return who acted, as the log says it."""
    question = verdict.question
    actor = question.actor
    return By(
        actor.id, actor.name, question.role, question.as_deputy, actor.on_behalf_of
    )


def needed(text: str, what: str, where: str) -> str:
    """Return a text that must not be empty.

    Raises:
        InvalidInputError: it is.
    """
    if not text.strip():
        raise InvalidInputError(
            Both(f"it needs {what}.", f"es fehlt: {german(what)}."),
            where,
            Both(
                "Say it in a sentence; it stays in the log.",
                "In einem Satz sagen; er bleibt im Protokoll.",
            ),
        )
    return text
