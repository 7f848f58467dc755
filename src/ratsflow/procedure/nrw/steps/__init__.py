"""Every step of a motion in Nordrhein-Westfalen, in the order of its life.

The letters in `catalogue` are those of the catalogue of transitions (M1 to M47). Which
rules stand on a step is said beside the rules.
"""

from __future__ import annotations

from ratsflow.procedure.nrw.steps.administration import ADMINISTRATION
from ratsflow.procedure.nrw.steps.agenda import AGENDA
from ratsflow.procedure.nrw.steps.execution import EXECUTION
from ratsflow.procedure.nrw.steps.meeting import IN_MEETING
from ratsflow.procedure.nrw.steps.objections import OBJECTIONS
from ratsflow.procedure.nrw.steps.people import ROLES
from ratsflow.procedure.nrw.steps.urgent import URGENT


__all__ = ["ROLES", "STEPS"]

STEPS = (*ADMINISTRATION, *AGENDA, *IN_MEETING, *URGENT, *OBJECTIONS, *EXECUTION)
