"""Where a step starts: what the states alone say, before any rule is asked."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TypeVar

from ratsflow.model import Consultation, Suspension
from ratsflow.procedure.case import Case
from ratsflow.procedure.procedure import Fire, Means, Plan, Procedure
from ratsflow.procedure.step import CONSULTATION, MOTION, NONE, SUSPENSION, Move


T = TypeVar("T")

Subject = tuple["Consultation | None", "Suspension | None"]
"""The consultation or suspension that a step is about."""

Make = Callable[[str, str, str, str, tuple[str, ...]], T]
"""Makes a move: of its lifecycle, subject, source and target, and what the target means."""


def moves_with(
    make: Make[T],
    plan: Plan,
    outcome: str,
    case: Case,
    consultation: Consultation | None,
    suspension: Suspension | None,
) -> tuple[T, ...] | None:
    """Fire every move of the branch; None if one lifecycle has none that starts here."""
    made: list[T] = []
    open_lifecycles: dict[str, bool] = {}
    for move, fire, means in plan.branches[outcome]:
        lifecycle = move.lifecycle
        if move.each:
            made.extend(_each(make, move, fire, means, case))
        elif not open_lifecycles.get(lifecycle):
            subject, state = _state_of(move, case, consultation, suspension)
            target = fire(state) if state else None
            open_lifecycles[lifecycle] = target is not None
            if target is not None:
                made.append(make(lifecycle, subject, state, target, means[target]))
    return tuple(made) if all(open_lifecycles.values()) else None


def subjects_of(plan: Plan, case: Case) -> Iterator[Subject]:
    """Yield all that a step can be about in a case; nothing at all for most steps."""
    if plan.subject == CONSULTATION:
        yield from ((each, None) for each in case.consultations)
    elif plan.subject == SUSPENSION:
        yield from ((None, each) for each in case.suspensions)
    else:
        yield None, None


def startable(procedure: Procedure, case: Case) -> Iterator[tuple[str, str]]:
    """Yield every step that can start in the present state, with the id of its subject.

    The case is as the procedure sees it; see `continuing.continued`.
    """
    for plan, is_sure in procedure.plans_in(case.state):
        if is_sure:
            yield plan.step.name, ""
            continue
        for consultation, suspension in subjects_of(plan, case):
            if _starts(plan, case, consultation, suspension):
                subject = consultation or suspension
                yield plan.step.name, subject.id if subject else ""


def _starts(
    plan: Plan,
    case: Case,
    consultation: Consultation | None,
    suspension: Suspension | None,
) -> bool:
    for start in plan.starts:
        for lifecycle, sources, begins in start:
            if begins:
                continue
            if lifecycle == MOTION:
                state = case.state
            elif lifecycle == CONSULTATION:
                state = consultation.state if consultation else ""
            else:
                held = suspension or about(case, consultation)
                state = held.state if held else ""
            if state not in sources:
                break
        else:
            return True
    return False


def _state_of(
    move: Move,
    case: Case,
    consultation: Consultation | None,
    suspension: Suspension | None,
) -> tuple[str, str]:
    if move.lifecycle == MOTION:
        return "", case.state
    if move.new:
        count = sum(s.kind.value == move.new for s in case.suspensions)
        return f"{move.new}-{count + 1}", NONE
    subject = (
        consultation
        if move.lifecycle == CONSULTATION
        else suspension or about(case, consultation)
    )
    return (subject.id, subject.state) if subject else ("", "")


def about(case: Case, consultation: Consultation | None) -> Suspension | None:
    """Return the suspension that the consultation at hand reconsiders."""
    if consultation is None or not consultation.about:
        return None
    return case.suspension(consultation.about)


def _each(
    make: Make[T], move: Move, fire: Fire, means: Means, case: Case
) -> Iterator[T]:
    candidates: tuple[Consultation, ...] | tuple[Suspension, ...] = (
        case.consultations if move.lifecycle == CONSULTATION else case.suspensions
    )
    for each in candidates:
        target = fire(each.state)
        if target is not None:
            yield make(move.lifecycle, each.id, each.state, target, means[target])
