"""The moves of a step as an entry writes them, and why it cannot start."""

from __future__ import annotations

from ratsflow.log import Made
from ratsflow.model import Consultation, Suspension
from ratsflow.model.quick import quick
from ratsflow.procedure.case import Case
from ratsflow.procedure.finding import Answer, unmet
from ratsflow.procedure.procedure import Plan
from ratsflow.procedure.starting import about, moves_with
from ratsflow.procedure.step import CONSULTATION, MOTION, SUSPENSION


_new_made = quick(Made)


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
    return moves_with(_new_made, plan, outcome, case, consultation, suspension)


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
    held = suspension or about(case, consultation)
    here = {
        MOTION: case.state,
        CONSULTATION: consultation.state if consultation else "",
        SUSPENSION: held.state if held else "",
    }
    # What is wrong is told: a motion may be right where it is, and its item not called.
    closed = [name for name, each in sources.items() if here[name] not in each]
    other = next((name for name in closed if name != MOTION), "")
    code = other and (other if here[other] else f"no_{other}")
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
        item=here.get(other, ""),
        items=sources.get(other, []),
        kind=held.kind.value if held else "",
    )
