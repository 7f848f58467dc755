"""Suspensions: objections, appeals and standstills that overlay a decision."""

from __future__ import annotations

from datetime import date

import attrs

from ratsflow.model.closed_list import ClosedList
from ratsflow.model.shape import hold


class SuspensionKind(ClosedList):
    """What suspends a decision; the decision itself keeps its state."""

    MAYOR_OBJECTION = "mayor_objection"
    """*Widerspruch*, § 54 Abs. 1 GO NRW"""
    LEGAL_OBJECTION = "legal_objection"
    """*Beanstandung*, § 54 Abs. 2, 3 GO NRW"""
    COMMITTEE_APPEAL = "committee_appeal"
    """*Einspruch*, § 57 Abs. 4 GO NRW"""
    DISTRICT_OBJECTION = "district_objection"
    """*Widerspruch* against a district council, § 37 Abs. 6 GO NRW"""
    INITIATIVE_STANDSTILL = "initiative_standstill"
    """admissible *Bürgerbegehren*, § 26 Abs. 6 GO NRW"""
    COURT_ORDER = "court_order"
    SUPERVISORY_ORDER = "supervisory_order"


@attrs.frozen
class Suspension:
    """One objection, appeal or standstill.

    Attributes:
        id: short name within the case, for example ``mayor_objection-1``.
        kind: what it is.
        lodged_by: who lodged it.
        lodged_on: the day it was lodged.
        reasons: the written reasons.
        state: state in the suspension lifecycle.
        ended_on: the day on which it came to a state in which it suspends no longer; None
            as long as it does.
        against: id of the consultation whose decision it attacks; empty where nobody has
            said, as in logs of earlier versions.
    """

    id: str
    kind: SuspensionKind = attrs.field(converter=SuspensionKind)
    lodged_by: str
    lodged_on: date
    reasons: str = ""
    state: str = "lodged"
    ended_on: date | None = None
    against: str = ""

    def __attrs_post_init__(self) -> None:
        hold(self)

    @property
    def is_active(self) -> bool:
        """Tell whether it still blocks execution."""
        return self.ended_on is None
