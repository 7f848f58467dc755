"""What is decided and by whom: pure values."""

from typing import Any
from warnings import warn

from ratsflow.model.actor import Actor
from ratsflow.model.ballot import Announced, Ballot, BallotMode, Majority, MayorsVote
from ratsflow.model.consultation import AgendaRoute, Consultation, ConsultationRole
from ratsflow.model.costs import CostEffect, CostStatement, Recurrence
from ratsflow.model.motion import Attachment, Motion, PaperType, PreviousConsideration
from ratsflow.model.organization import BodyKind, Meeting, MeetingForm, Organization
from ratsflow.model.signature import Signature, SignatureDecision
from ratsflow.model.suspension import Suspension, SuspensionKind
from ratsflow.model.text import Lang, Wording


__all__ = [
    "Actor",
    "AgendaRoute",
    "Announced",
    "Attachment",
    "Ballot",
    "BallotMode",
    "BodyKind",
    "Consultation",
    "ConsultationRole",
    "CostEffect",
    "CostStatement",
    "Lang",
    "Majority",
    "MayorsVote",
    "Meeting",
    "MeetingForm",
    "Motion",
    "Organization",
    "PaperType",
    "PreviousConsideration",
    "Recurrence",
    "Signature",
    "SignatureDecision",
    "Suspension",
    "SuspensionKind",
    "Wording",
]

_RENAMED = {"Body": "Organization", "Text": "Wording"}


def __getattr__(name: str) -> Any:
    if name not in _RENAMED:
        msg = f"module {__name__!r} has no attribute {name!r}"
        raise AttributeError(msg)
    now = _RENAMED[name]
    msg = f"ratsflow.model.{name} is now called {now}; the old word goes with 0.3."
    warn(msg, DeprecationWarning, stacklevel=2)
    return globals()[now]
