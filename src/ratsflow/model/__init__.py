"""What is decided and by whom: pure values."""

from typing import TYPE_CHECKING

from ratsflow._moved import words
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

if not TYPE_CHECKING:
    __getattr__ = words(
        __name__,
        {"Body": "ratsflow.model.Organization", "Text": "ratsflow.model.Wording"},
    )
