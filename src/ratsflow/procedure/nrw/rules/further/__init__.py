"""Further rules (N): removals, digital meetings, budgets, personnel, end of term."""

from __future__ import annotations

from ratsflow.procedure.nrw.rules.further import matters, meetings, removal
from ratsflow.procedure.rule import Rule
from ratsflow.procedure.step import Step


_GROUPS = (removal, meetings, matters)

RULES: tuple[Rule, ...] = tuple(rule for group in _GROUPS for rule in group.RULES)

_STEPS = tuple(dict.fromkeys(name for group in _GROUPS for name in group.GUARDS))

GUARDS: dict[str, tuple[str, ...]] = {
    name: tuple(rule for group in _GROUPS for rule in group.GUARDS.get(name, ()))
    for name in _STEPS
}

STEPS: tuple[Step, ...] = (*meetings.STEPS, *matters.STEPS)

NOT_RULES: dict[str, str] = {
    "N-10": "In part: that advisory members have no vote is structure; `Organization.members` and "
    "the ballot hold voting members alone.",
    "N-12": "It widens L-13: rule report_delivered asks for a report on the decisions "
    "of every body and not of the council alone.",
    "N-14": "It is a kind of body and no condition on a step; the committee stands in "
    "the route as a body of kind committee.",
}
"""What of chapter N is no rule of its own, and why."""
