"""Signatures and co-signatures (*Unterschrift*, *Mitzeichnung*)."""

from __future__ import annotations

from datetime import datetime

import attrs

from ratsflow.model.closed_list import ClosedList
from ratsflow.model.shape import hold


class SignatureDecision(ClosedList):
    """What a signatory answered (rule B-3)."""

    APPROVE = "approve"
    REMARK = "approve_with_remark"
    OBJECT = "object"
    NOT_AFFECTED = "not_affected"


CONSENTING = frozenset(
    {
        SignatureDecision.APPROVE,
        SignatureDecision.REMARK,
        SignatureDecision.NOT_AFFECTED,
    }
)


@attrs.frozen
class Signature:
    """A signature of an office under one version of the text.

    Attributes:
        office: the signing office or role, for example ``alderman`` or ``treasurer``.
        actor_id: who signed.
        text_hash: digest of the text that was signed; a later text is not covered.
        at: when it took effect.
        decision: what was answered.
        deputy: signed *i. V.*
        remark: remark or objection in words.
    """

    office: str
    actor_id: str
    text_hash: str
    at: datetime
    decision: SignatureDecision = attrs.field(
        default=SignatureDecision.APPROVE,
        converter=SignatureDecision,
    )
    deputy: bool = False
    remark: str = ""

    def __attrs_post_init__(self) -> None:
        hold(self)

    @property
    def consents(self) -> bool:
        """Tell whether it lets the paper pass."""
        return self.decision in CONSENTING
