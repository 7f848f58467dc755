"""The engine: assess, take, fold; pure functions over the floors below."""

from ratsflow.engine.assess import assess
from ratsflow.engine.conformity import Conformity
from ratsflow.engine.difference import ChangedStep, Difference
from ratsflow.engine.entries import Taken
from ratsflow.engine.fold import apply, fold
from ratsflow.engine.migration import Migration, OccupiedStateError, plan_migration
from ratsflow.engine.take import open_case, refusal, take
from ratsflow.engine.verdict import Mode, Verdict
from ratsflow.procedure.lookups import NO_OTHERS, Look


__all__ = [
    "NO_OTHERS",
    "ChangedStep",
    "Conformity",
    "Difference",
    "Look",
    "Migration",
    "Mode",
    "OccupiedStateError",
    "Taken",
    "Verdict",
    "apply",
    "assess",
    "fold",
    "open_case",
    "plan_migration",
    "refusal",
    "take",
]
