"""The approval workflow of municipal motions as tested, explained, provable code."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any
from warnings import warn


if TYPE_CHECKING:  # the same names for type checkers, each re-exported as itself
    from ratsflow.engine import Mode as Mode
    from ratsflow.engine import Taken as Taken
    from ratsflow.engine import Verdict as Verdict
    from ratsflow.engine import assess as assess
    from ratsflow.engine import fold as fold
    from ratsflow.engine import open_case as open_case
    from ratsflow.engine import plan_migration as plan_migration
    from ratsflow.engine import take as take
    from ratsflow.engine.missing import Missing as Missing
    from ratsflow.engine.now import Now as Now
    from ratsflow.errors import BallotError as BallotError
    from ratsflow.errors import BrokenLogError as BrokenLogError
    from ratsflow.errors import ConflictError as ConflictError
    from ratsflow.errors import DefinitionError as DefinitionError
    from ratsflow.errors import InvalidInputError as InvalidInputError
    from ratsflow.errors import KeyReusedError as KeyReusedError
    from ratsflow.errors import NaiveTimeError as NaiveTimeError
    from ratsflow.errors import Problem as Problem
    from ratsflow.errors import RatsflowError as RatsflowError
    from ratsflow.errors import RefusedError as RefusedError
    from ratsflow.errors import RepeatedError as RepeatedError
    from ratsflow.errors import SeenError as SeenError
    from ratsflow.errors import StoreError as StoreError
    from ratsflow.errors import UnknownNameError as UnknownNameError
    from ratsflow.errors import UnseenError as UnseenError
    from ratsflow.law.citation import Citation as Citation
    from ratsflow.law.citation import Confidence as Confidence
    from ratsflow.law.citation import Consequence as Consequence
    from ratsflow.law.citation import InForce as InForce
    from ratsflow.law.citation import Layer as Layer
    from ratsflow.law.local import Law as Law
    from ratsflow.log import Entry as Entry
    from ratsflow.log import Override as Override
    from ratsflow.model import Actor as Actor
    from ratsflow.model import Ballot as Ballot
    from ratsflow.model import BodyKind as BodyKind
    from ratsflow.model import Consultation as Consultation
    from ratsflow.model import ConsultationRole as ConsultationRole
    from ratsflow.model import CostStatement as CostStatement
    from ratsflow.model import Majority as Majority
    from ratsflow.model import Meeting as Meeting
    from ratsflow.model import Motion as Motion
    from ratsflow.model import Organization as Organization
    from ratsflow.model import PaperType as PaperType
    from ratsflow.model import Wording as Wording
    from ratsflow.office import Attempt as Attempt
    from ratsflow.office import Office as Office
    from ratsflow.procedure.case import Case as Case
    from ratsflow.procedure.continuation import Continuation as Continuation
    from ratsflow.procedure.drawing import mermaid as mermaid
    from ratsflow.procedure.finding import MET as MET
    from ratsflow.procedure.finding import Answer as Answer
    from ratsflow.procedure.finding import Finding as Finding
    from ratsflow.procedure.finding import met as met
    from ratsflow.procedure.finding import unknown as unknown
    from ratsflow.procedure.finding import unmet as unmet
    from ratsflow.procedure.looking import NO_OTHERS as NO_OTHERS
    from ratsflow.procedure.looking import Look as Look
    from ratsflow.procedure.nrw import nrw as nrw
    from ratsflow.procedure.procedure import Procedure as Procedure
    from ratsflow.procedure.question import Question as Question
    from ratsflow.procedure.rule import Rule as Rule
    from ratsflow.procedure.rule import Until as Until
    from ratsflow.procedure.step import Kind as Kind
    from ratsflow.procedure.step import Move as Move
    from ratsflow.procedure.step import Parameter as Parameter
    from ratsflow.procedure.step import State as State
    from ratsflow.procedure.step import Step as Step
    from ratsflow.stores import MemoryStore as MemoryStore
    from ratsflow.stores import Store as Store
    from ratsflow.stores.sql import SqlStore as SqlStore


__version__ = "0.1.0"

# Where each public name lives. A name is imported when it is first asked for, so that
# `import ratsflow` costs next to nothing and the SQL store is loaded only when used.
_HOMES = {
    "ratsflow.engine": (
        "Mode",
        "Taken",
        "Verdict",
        "assess",
        "fold",
        "open_case",
        "plan_migration",
        "take",
    ),
    "ratsflow.engine.missing": ("Missing",),
    "ratsflow.engine.now": ("Now",),
    "ratsflow.errors": (
        "BallotError",
        "BrokenLogError",
        "ConflictError",
        "DefinitionError",
        "Problem",
        "InvalidInputError",
        "KeyReusedError",
        "NaiveTimeError",
        "RatsflowError",
        "RefusedError",
        "RepeatedError",
        "SeenError",
        "StoreError",
        "UnknownNameError",
        "UnseenError",
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
        "Organization",
        "BodyKind",
        "Consultation",
        "ConsultationRole",
        "CostStatement",
        "Majority",
        "Meeting",
        "Motion",
        "PaperType",
        "Wording",
    ),
    "ratsflow.office": ("Attempt", "Office"),
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
    "ratsflow.procedure.looking": ("Look", "NO_OTHERS"),
    "ratsflow.procedure.nrw": ("nrw",),
    "ratsflow.procedure.continuation": ("Continuation",),
    "ratsflow.procedure.procedure": ("Procedure",),
    "ratsflow.procedure.question": ("Question",),
    "ratsflow.procedure.rule": ("Rule", "Until"),
    "ratsflow.procedure.step": ("Kind", "Move", "Parameter", "State", "Step"),
    "ratsflow.stores": ("MemoryStore", "Store"),
    "ratsflow.stores.sql": ("SqlStore",),
}
_HOME = {name: module for module, names in _HOMES.items() for name in names}

_RENAMED = {
    "Body": "Organization",
    "Input": "Parameter",
    "Request": "Attempt",
    "Text": "Wording",
}
"""Words of version 0.1 that collided with those of web frameworks and of OParl; they go
with the next minor version."""

__all__ = [*sorted((*_HOME, *_RENAMED)), "__version__"]  # noqa: PLE0604


def __getattr__(name: str) -> Any:
    if name in _RENAMED:
        now = _RENAMED[name]
        msg = (
            f"ratsflow.{name} is now called ratsflow.{now}; the old word goes with 0.3."
        )
        warn(msg, DeprecationWarning, stacklevel=2)
        return getattr(import_module(_HOME[now]), now)
    home = _HOME.get(name)
    if home is None:
        msg = f"module 'ratsflow' has no attribute {name!r}"
        raise AttributeError(msg)
    value = getattr(import_module(home), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted(__all__)
