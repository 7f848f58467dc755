"""Rules on what follows the decision (L): objections, standstill, execution, bye-laws."""

from __future__ import annotations

from ratsflow.procedure.nrw.rules.aftermath import (
    appeals,
    byelaw,
    dating,
    execution,
    initiative,
    objections,
    reconsideration,
)
from ratsflow.procedure.rule import Rule
from ratsflow.procedure.step import Step


_GROUPS = (objections, reconsideration, appeals, initiative, byelaw, execution)

RULES: tuple[Rule, ...] = (
    *(rule for group in _GROUPS for rule in group.RULES),
    *dating.RULES,
)

_STEPS = tuple(dict.fromkeys(name for group in _GROUPS for name in group.GUARDS))

GUARDS: dict[str, tuple[str, ...]] = {
    name: tuple(rule for group in _GROUPS for rule in group.GUARDS.get(name, ()))
    for name in _STEPS
}

STEPS: tuple[Step, ...] = (*execution.STEPS, *byelaw.STEPS)

NOT_RULES: dict[str, str] = {
    "L-6": "In part: that the authority annuls an order of the mayor's with the council's "
    "consent (§ 122 Abs. 2) decides on no motion; the order's suspension is a step.",
    "L-10": "In part: who carries out resolutions on the rules of procedure where the "
    "mayor is affected (§ 53 Abs. 1) is not asked; no topic marks them.",
    "L-13": "In part: access to files (§ 55 Abs. 4) is no step of a motion; the value "
    "'file_access.share' says how many councillors may demand it.",
    "L-14": "In part: the council's vote on its minutes is no step of a motion, because "
    "no minutes change a resolution; their signatures are the rule 'minutes_kept'.",
}
"""What of chapter L is carried by no rule, beside the rules of the same number."""
