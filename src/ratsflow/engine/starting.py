"""Where a step starts: what the states alone say, before any rule is asked."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from ratsflow.log import Made
from ratsflow.log.entry import quick
from ratsflow.model import Consultation, Suspension
from ratsflow.procedure.case import Case
from ratsflow.procedure.finding import Answer, unmet
from ratsflow.procedure.procedure import Fire, Means, Plan, Procedure
from ratsflow.procedure.step import CONSULTATION, MOTION, NONE, SUSPENSION, Move


_new_made = quick(Made)

Subject = tuple["Consultation | None", "Suspension | None"]
"""The consultation or suspension that a step is about."""


def moves_of(
    plan: Plan,
    outcome: str,
    case: Case,
    consultation: Consultation | None,
    suspension: Suspension | None,
) -> tuple[Made, ...] | None:
    """Fire every move of the branch; None if one lifecycle has none that starts here."""
    if plan.only is not None:
        state = case.state
        target = plan.only(state)
        return None if target is None else (_new_made(MOTION, "", state, target, ()),)
    made: list[Made] = []
    open_lifecycles: dict[str, bool] = {}
    for move, fire, means in plan.branches[outcome]:
        lifecycle = move.lifecycle
        if move.each:
            made.extend(_each(move, fire, means, case))
        elif not open_lifecycles.get(lifecycle):
            subject, state = _standing(move, case, consultation, suspension)
            target = fire(state) if state else None
            open_lifecycles[lifecycle] = target is not None
            if target is not None:
                told = means[target]
                made.append(_new_made(lifecycle, subject, state, target, told))
    return tuple(made) if all(open_lifecycles.values()) else None


def branches_here(
    plan: Plan,
    case: Case,
    consultation: Consultation | None,
    suspension: Suspension | None,
) -> Mapping[str, tuple[Made, ...]]:
    """Return by outcome the moves of every branch that can start in the present state."""
    found = (
        (outcome, moves_of(plan, outcome, case, consultation, suspension))
        for outcome in plan.branches
    )
    return {outcome: moves for outcome, moves in found if moves is not None}


def subjects_of(plan: Plan, case: Case) -> Iterator[Subject]:
    """Yield all that a step can be about in a case; nothing at all for most steps."""
    if plan.subject == CONSULTATION:
        yield from ((each, None) for each in case.consultations)
    elif plan.subject == SUSPENSION:
        yield from ((None, each) for each in case.suspensions)
    else:
        yield None, None


def startable(procedure: Procedure, case: Case) -> Iterator[tuple[str, str]]:
    """Yield every step that can start in the present state, with the id of its subject."""
    for step in procedure.steps:
        plan = procedure.plan(step.name)
        for consultation, suspension in subjects_of(plan, case):
            if branches_here(plan, case, consultation, suspension):
                subject = consultation or suspension
                yield step.name, subject.id if subject else ""


def wrong_state(
    plan: Plan,
    outcomes: tuple[str, ...],
    case: Case,
    consultation: Consultation | None,
    suspension: Suspension | None,
) -> Answer:
    """Say in which states a step, or some of its outcomes, would start."""
    observed = [case.state]
    subject = consultation or suspension
    if subject is not None:
        observed.append(f"{subject.id}: {subject.state}")
    required: dict[str, list[str]] = {}
    for outcome in outcomes:
        for move, *_ in plan.branches[outcome]:
            if not move.each and not move.new:
                required.setdefault(move.lifecycle, []).extend(move.sources)
    sources = {name: list(dict.fromkeys(each)) for name, each in required.items()}
    needed = "; ".join(f"{name} {' / '.join(each)}" for name, each in sources.items())
    held = suspension or _about(case, consultation)
    here = {
        MOTION: case.state,
        CONSULTATION: consultation.state if consultation else "",
        SUSPENSION: held.state if held else "",
    }
    # What is wrong is told: a motion may be right where it is, and its item not called.
    closed = [name for name, each in sources.items() if here[name] not in each]
    about = next((name for name in closed if name != MOTION), "")
    code = about and (about if here[about] else f"no_{about}")
    if code == CONSULTATION and MOTION in closed:
        code = "both"
    return unmet(
        ", ".join(observed),
        needed,
        code and f"procedure.state.{code}",
        sources=sources,
        step=plan.step.name,
        state=case.state,
        states=sources.get(MOTION, []),
        item=here.get(about, ""),
        items=sources.get(about, []),
        kind=held.kind.value if held else "",
    )


def _standing(
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
        else suspension or _about(case, consultation)
    )
    return (subject.id, subject.state) if subject else ("", "")


def _about(case: Case, consultation: Consultation | None) -> Suspension | None:
    """The suspension that the consultation at hand reconsiders."""
    if consultation is None or not consultation.about:
        return None
    return case.suspension(consultation.about)


def _each(move: Move, fire: Fire, means: Means, case: Case) -> list[Made]:
    candidates: tuple[Consultation, ...] | tuple[Suspension, ...] = (
        case.consultations if move.lifecycle == CONSULTATION else case.suspensions
    )
    made = []
    for each in candidates:
        target = fire(each.state)
        if target is not None:
            made.append(
                _new_made(move.lifecycle, each.id, each.state, target, means[target])
            )
    return made
