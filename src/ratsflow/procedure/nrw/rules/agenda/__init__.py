"""Rules on convening and agenda (E): who may demand, when to invite, what to announce."""

from __future__ import annotations

from ratsflow.procedure.nrw.rules.agenda import (
    changes,
    combining,
    convening,
    days,
    notice,
    proposals,
)
from ratsflow.procedure.rule import Rule
from ratsflow.procedure.step import Step


_PARTS = (proposals, convening, notice, changes, combining, days)

RULES: tuple[Rule, ...] = tuple(rule for part in _PARTS for rule in part.RULES)

GUARDS: dict[str, tuple[str, ...]] = {
    step: tuple(rule for part in _PARTS for rule in part.GUARDS.get(step, ()))
    for part in _PARTS
    for step in part.GUARDS
}

STEPS: tuple[Step, ...] = tuple(step for part in _PARTS for step in part.STEPS)

NOT_RULES: dict[str, str] = {
    "E-4": (
        "The roles of the step 'place_on_agenda' say who sets the agenda, and the step "
        "takes no ballot because the agenda needs no approval; changes in the meeting "
        "are the rule 'agenda_change_majority'."
    ),
}
