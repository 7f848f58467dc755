"""The approval workflow of municipal motions as tested, explained, provable code."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING

from ratsflow._lazy import lazily
from ratsflow._moved import redirect, words


__version__ = "0.1.0"

# Where each public name lives. A name is imported when it is first asked for, so that
# `import ratsflow` costs next to nothing and the SQL store is loaded only when used.
_HOMES = {
    "ratsflow.checking": ("Plan", "PlanRow"),
    "ratsflow.engine": ("Taken", "Verdict"),
    "ratsflow.engine.missing": ("Missing",),
    "ratsflow.engine.now": ("Now",),
    "ratsflow.errors": (
        "BrokenLogError",
        "ConflictError",
        "DefinitionError",
        "InvalidInputError",
        "KeyReusedError",
        "Problem",
        "RatsflowError",
        "RefusedError",
        "RepeatedError",
        "SeenError",
        "StoreError",
        "TransactionLostError",
        "UnknownNameError",
        "UnseenError",
    ),
    "ratsflow.law.citation": ("Citation",),
    "ratsflow.law.local": ("Law",),
    "ratsflow.law.municipality": ("LawError", "load_law"),
    "ratsflow.law.layers": ("law_for",),
    "ratsflow.procedure.installed": ("procedures",),
    "ratsflow.log": ("Entry", "Override"),
    "ratsflow.model": (
        "Actor",
        "Attachment",
        "Ballot",
        "Consultation",
        "CostStatement",
        "Meeting",
        "Motion",
        "Organization",
        "PreviousConsideration",
        "Signature",
        "Suspension",
        "Wording",
    ),
    "ratsflow.exchange.documents": ("from_plain", "to_plain"),
    "ratsflow.exchange.schemas": ("schema",),
    "ratsflow.office": ("Attempt", "Office"),
    "ratsflow.office.frames": ("Frame",),
    "ratsflow.office.search": ("Found", "Results"),
    "ratsflow.office.waiting": ("Agenda", "AgendaItem", "WorkItem", "Worklist"),
    "ratsflow.papers": ("read_paper", "write_paper"),
    "ratsflow.procedure.case": ("Case",),
    "ratsflow.procedure.continuation": ("Continuation",),
    "ratsflow.procedure.drawing": ("draw",),
    "ratsflow.procedure.finding": ("Answer", "Finding", "met", "unknown", "unmet"),
    "ratsflow.states.bw": ("bw",),
    "ratsflow.states.nrw": ("nrw",),
    "ratsflow.procedure.procedure": ("Procedure",),
    "ratsflow.procedure.question": ("Question",),
    "ratsflow.procedure.rule": ("Rule", "Until"),
    "ratsflow.procedure.step": ("Move", "Parameter", "State", "Step"),
    "ratsflow.stores": ("MemoryStore", "Store"),
    "ratsflow.stores.sql": ("GroupedStore", "SqlStore", "bring_up", "metadata"),
}
_MOVED = {
    "BallotError": "ratsflow.errors.BallotError",
    "Body": "ratsflow.Organization",
    "BodyKind": "ratsflow.model.BodyKind",
    "Confidence": "ratsflow.law.Confidence",
    "Consequence": "ratsflow.law.Consequence",
    "ConsultationRole": "ratsflow.model.ConsultationRole",
    "InForce": "ratsflow.law.InForce",
    "Input": "ratsflow.Parameter",
    "Kind": "ratsflow.procedure.Kind",
    "Layer": "ratsflow.law.Layer",
    "Look": "ratsflow.engine.Look",
    "MET": "ratsflow.procedure.MET",
    "Majority": "ratsflow.model.Majority",
    "Mode": "ratsflow.engine.Mode",
    "NO_OTHERS": "ratsflow.engine.NO_OTHERS",
    "NaiveTimeError": "ratsflow.errors.NaiveTimeError",
    "PaperType": "ratsflow.model.PaperType",
    "Request": "ratsflow.Attempt",
    "Text": "ratsflow.Wording",
    "assess": "ratsflow.engine.assess",
    "fold": "ratsflow.engine.fold",
    "mermaid": "ratsflow.draw",
    "open_case": "ratsflow.engine.open_case",
    "plan_migration": "ratsflow.engine.plan_migration",
    "take": "ratsflow.engine.take",
}
"""Words of version 0.1 and where each is now: what collided with the words of other
frameworks is called by another name, what only few need is in its own module. The old
words go with the next minor version."""

__stability__ = {
    "ratsflow": "stable",
    "checking": "provisional",
    "contrib": "provisional",
    "engine": "stable",
    "errors": "stable",
    "exchange": "stable",
    "histories": "provisional",
    "law": "stable",
    "log": "stable",
    "model": "stable",
    "papers": "provisional",
    "procedure": "provisional",
    "stores": "provisional",
    "testing": "stable",
}
"""What is promised of the names in each module's ``__all__``, those of `contrib` included,
which is still to come. What is not here is private. See docs/api.md.
"""

__all__ = [  # noqa: PLE0604  # of the table above
    *sorted((*chain.from_iterable(_HOMES.values()), *_MOVED)),
    "__version__",
]

if TYPE_CHECKING:  # the same names for type checkers, each re-exported as itself
    from ratsflow.checking import Plan as Plan
    from ratsflow.checking import PlanRow as PlanRow
    from ratsflow.engine import Taken as Taken
    from ratsflow.engine import Verdict as Verdict
    from ratsflow.engine.missing import Missing as Missing
    from ratsflow.engine.now import Now as Now
    from ratsflow.errors import BrokenLogError as BrokenLogError
    from ratsflow.errors import ConflictError as ConflictError
    from ratsflow.errors import DefinitionError as DefinitionError
    from ratsflow.errors import InvalidInputError as InvalidInputError
    from ratsflow.errors import KeyReusedError as KeyReusedError
    from ratsflow.errors import Problem as Problem
    from ratsflow.errors import RatsflowError as RatsflowError
    from ratsflow.errors import RefusedError as RefusedError
    from ratsflow.errors import RepeatedError as RepeatedError
    from ratsflow.errors import SeenError as SeenError
    from ratsflow.errors import StoreError as StoreError
    from ratsflow.errors import TransactionLostError as TransactionLostError
    from ratsflow.errors import UnknownNameError as UnknownNameError
    from ratsflow.errors import UnseenError as UnseenError
    from ratsflow.exchange.documents import from_plain as from_plain
    from ratsflow.exchange.documents import to_plain as to_plain
    from ratsflow.exchange.schemas import schema as schema
    from ratsflow.law.citation import Citation as Citation
    from ratsflow.law.layers import law_for as law_for
    from ratsflow.law.local import Law as Law
    from ratsflow.law.municipality import LawError as LawError
    from ratsflow.law.municipality import load_law as load_law
    from ratsflow.log import Entry as Entry
    from ratsflow.log import Override as Override
    from ratsflow.model import Actor as Actor
    from ratsflow.model import Attachment as Attachment
    from ratsflow.model import Ballot as Ballot
    from ratsflow.model import Consultation as Consultation
    from ratsflow.model import CostStatement as CostStatement
    from ratsflow.model import Meeting as Meeting
    from ratsflow.model import Motion as Motion
    from ratsflow.model import Organization as Organization
    from ratsflow.model import PreviousConsideration as PreviousConsideration
    from ratsflow.model import Signature as Signature
    from ratsflow.model import Suspension as Suspension
    from ratsflow.model import Wording as Wording
    from ratsflow.office import Attempt as Attempt
    from ratsflow.office import Office as Office
    from ratsflow.office.frames import Frame as Frame
    from ratsflow.office.search import Found as Found
    from ratsflow.office.search import Results as Results
    from ratsflow.office.waiting import Agenda as Agenda
    from ratsflow.office.waiting import AgendaItem as AgendaItem
    from ratsflow.office.waiting import WorkItem as WorkItem
    from ratsflow.office.waiting import Worklist as Worklist
    from ratsflow.papers import read_paper as read_paper
    from ratsflow.papers import write_paper as write_paper
    from ratsflow.procedure.case import Case as Case
    from ratsflow.procedure.continuation import Continuation as Continuation
    from ratsflow.procedure.drawing import draw as draw
    from ratsflow.procedure.finding import Answer as Answer
    from ratsflow.procedure.finding import Finding as Finding
    from ratsflow.procedure.finding import met as met
    from ratsflow.procedure.finding import unknown as unknown
    from ratsflow.procedure.finding import unmet as unmet
    from ratsflow.procedure.installed import procedures as procedures
    from ratsflow.procedure.procedure import Procedure as Procedure
    from ratsflow.procedure.question import Question as Question
    from ratsflow.procedure.rule import Rule as Rule
    from ratsflow.procedure.rule import Until as Until
    from ratsflow.procedure.step import Move as Move
    from ratsflow.procedure.step import Parameter as Parameter
    from ratsflow.procedure.step import State as State
    from ratsflow.procedure.step import Step as Step
    from ratsflow.states.bw import bw as bw
    from ratsflow.states.nrw import nrw as nrw
    from ratsflow.stores import MemoryStore as MemoryStore
    from ratsflow.stores import Store as Store
    from ratsflow.stores.sql import GroupedStore as GroupedStore
    from ratsflow.stores.sql import SqlStore as SqlStore
    from ratsflow.stores.sql import bring_up as bring_up
    from ratsflow.stores.sql import metadata as metadata
else:
    __getattr__ = lazily(__name__, _HOMES, words(__name__, _MOVED, stacklevel=3))


def __dir__() -> list[str]:
    return sorted((*chain.from_iterable(_HOMES.values()), "__version__"))


redirect()
