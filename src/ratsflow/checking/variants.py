"""Variants of a procedure: without a rule, on one step or on all."""

from __future__ import annotations

import attrs

from ratsflow.errors import Both, UnknownNameError
from ratsflow.procedure.procedure import Procedure


def without(procedure: Procedure, rule: str, step: str = "") -> Procedure:
    """Return a procedure that lacks a rule on a step, or on every step.

    Raises:
        UnknownNameError: the rule does not stand there.
    """
    steps = tuple(
        attrs.evolve(each, guards=tuple(g for g in each.guards if g != rule))
        if step in ("", each.name)
        else each
        for each in procedure.steps
    )
    if steps == procedure.steps:
        stands = [each.id for each in procedure.rules]
        raise UnknownNameError(
            Both("rule on a step", "Regel an einem Schritt"), rule, stands
        )
    used = {guard for each in steps for guard in each.guards}
    rules = tuple(
        each for each in procedure.rules if each.id in used or each.id != rule
    )
    return attrs.evolve(procedure, steps=steps, rules=rules)
