"""Rules on what follows the decision (L): objections, standstill, execution, bye-laws."""

from __future__ import annotations

from ratsflow.procedure.nrw.rules.aftermath import (
    appeals,
    byelaw,
    execution,
    initiative,
    objections,
    reconsideration,
)
from ratsflow.procedure.rule import Rule
from ratsflow.procedure.step import Step


_GROUPS = (objections, reconsideration, appeals, initiative, byelaw, execution)

RULES: tuple[Rule, ...] = tuple(rule for group in _GROUPS for rule in group.RULES)

_STEPS = tuple(dict.fromkeys(name for group in _GROUPS for name in group.GUARDS))

GUARDS: dict[str, tuple[str, ...]] = {
    name: tuple(rule for group in _GROUPS for rule in group.GUARDS.get(name, ()))
    for name in _STEPS
}

STEPS: tuple[Step, ...] = (*execution.STEPS, *byelaw.STEPS)

NOT_RULES: dict[str, str] = {}
"""Every rule of chapter L is implemented."""
