"""The approval workflow of municipal motions as tested, explained, provable code."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any


if TYPE_CHECKING:
    from ratsflow.engine import Mode, Taken, Verdict, assess, fold, open_case, take
    from ratsflow.errors import (
        BallotError,
        BrokenLogError,
        ConflictError,
        DefinitionError,
        InvalidInputError,
        NaiveTimeError,
        RatsflowError,
        RefusedError,
        RepeatedError,
        StoreError,
        UnknownNameError,
    )
    from ratsflow.law.citation import (
        Citation,
        Confidence,
        Consequence,
        InForce,
        Layer,
    )
    from ratsflow.law.local import Law
    from ratsflow.log import Entry, Override
    from ratsflow.model import (
        Actor,
        Ballot,
        Body,
        BodyKind,
        Consultation,
        ConsultationRole,
        CostStatement,
        Majority,
        Meeting,
        Motion,
        PaperType,
        Text,
    )
    from ratsflow.office import Office
    from ratsflow.procedure.case import Case
    from ratsflow.procedure.drawing import mermaid
    from ratsflow.procedure.finding import MET, Answer, Finding, met, unknown, unmet
    from ratsflow.procedure.nrw import nrw
    from ratsflow.procedure.procedure import Procedure
    from ratsflow.procedure.question import Question
    from ratsflow.procedure.rule import Rule
    from ratsflow.procedure.step import Input, Kind, Move, State, Step
    from ratsflow.stores import MemoryStore, Store
    from ratsflow.stores.sql import SqlStore


__version__ = "0.1.0"

# Where each public name lives. A name is imported when it is first asked for, so that
# `import ratsflow` costs next to nothing and the SQL store is loaded only when used.
_HOMES = {
    "ratsflow.engine": ("Mode", "Taken", "Verdict", "assess", "fold", "open_case", "take"),
    "ratsflow.errors": (
        "BallotError",
        "BrokenLogError",
        "ConflictError",
        "DefinitionError",
        "InvalidInputError",
        "NaiveTimeError",
        "RatsflowError",
        "RefusedError",
        "RepeatedError",
        "StoreError",
        "UnknownNameError",
    ),
    "ratsflow.law.citation": (
        "Citation",
        "Confidence",
        "Consequence",
        "InForce",
        "Layer",
    ),
    "ratsflow.law.local": ("Law",),
    "ratsflow.log": ("Entry", "Override"),
    "ratsflow.model": (
        "Actor",
        "Ballot",
        "Body",
        "BodyKind",
        "Consultation",
        "ConsultationRole",
        "CostStatement",
        "Majority",
        "Meeting",
        "Motion",
        "PaperType",
        "Text",
    ),
    "ratsflow.office": ("Office",),
    "ratsflow.procedure.case": ("Case",),
    "ratsflow.procedure.drawing": ("mermaid",),
    "ratsflow.procedure.finding": (
        "MET",
        "Answer",
        "Finding",
        "met",
        "unknown",
        "unmet",
    ),
    "ratsflow.procedure.nrw": ("nrw",),
    "ratsflow.procedure.procedure": ("Procedure",),
    "ratsflow.procedure.question": ("Question",),
    "ratsflow.procedure.rule": ("Rule",),
    "ratsflow.procedure.step": ("Input", "Kind", "Move", "State", "Step"),
    "ratsflow.stores": ("MemoryStore", "Store"),
    "ratsflow.stores.sql": ("SqlStore",),
}
_HOME = {name: module for module, names in _HOMES.items() for name in names}

__all__ = [  # noqa: PLE0604, PLE0605  # the names are the keys above, said once
    *sorted(_HOME),
    "__version__",
]


def __getattr__(name: str) -> Any:
    home = _HOME.get(name)
    if home is None:
        msg = f"module 'ratsflow' has no attribute {name!r}"
        raise AttributeError(msg)
    value = getattr(import_module(home), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted(__all__)
