"""What is decided and by whom: pure values."""

from ratsflow.model.actor import Actor
from ratsflow.model.ballot import Announced, Ballot, BallotMode, Majority, MayorsVote
from ratsflow.model.body import Body, BodyKind, Meeting, MeetingForm
from ratsflow.model.consultation import AgendaRoute, Consultation, ConsultationRole
from ratsflow.model.costs import CostEffect, CostStatement, Recurrence
from ratsflow.model.motion import Attachment, Motion, PaperType, PreviousConsideration
from ratsflow.model.signature import Signature, SignatureDecision
from ratsflow.model.suspension import Suspension, SuspensionKind
from ratsflow.model.text import Lang, Text


__all__ = [
    "Actor",
    "AgendaRoute",
    "Announced",
    "Attachment",
    "Ballot",
    "BallotMode",
    "Body",
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
    "PaperType",
    "PreviousConsideration",
    "Recurrence",
    "Signature",
    "SignatureDecision",
    "Suspension",
    "SuspensionKind",
    "Text",
]
