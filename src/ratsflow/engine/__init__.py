"""The engine: assess, take, fold; pure functions over the floors below."""

from ratsflow.engine.assess import assess
from ratsflow.engine.fold import apply, fold
from ratsflow.engine.take import Taken, open_case, refusal, take
from ratsflow.engine.verdict import Mode, Verdict


__all__ = [
    "Mode",
    "Taken",
    "Verdict",
    "apply",
    "assess",
    "fold",
    "open_case",
    "refusal",
    "take",
]
