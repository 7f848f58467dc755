"""Consultations (*Beratungen*): one per body and meeting."""

from __future__ import annotations

from datetime import date

import attrs

from ratsflow.errors import Both, InvalidInputError
from ratsflow.model.ballot import Ballot
from ratsflow.model.closed_list import ClosedList
from ratsflow.model.organization import Meeting, Organization
from ratsflow.model.shape import hold


class ConsultationRole(ClosedList):
    """What a body is asked for (*Rolle in der Beratungsfolge*, rule J-1)."""

    HEARING = "hearing"
    """*Anhörung*"""
    PRELIMINARY = "preliminary"
    """*Vorberatung*, *Empfehlung*"""
    DECISION = "decision"
    """*Entscheidung*, *Beschluss*"""
    NOTING = "noting"
    """*Kenntnisnahme*"""
    RATIFICATION = "ratification"
    """*Genehmigung* of an urgent decision"""
    URGENT = "urgent"
    """*Eilentscheidung* of the main committee in place of the council, § 60 GO NRW"""
    INITIATIVE = "initiative"
    """the council on a *Bürgerbegehren*: admissible or not, complied with or not"""


class AgendaRoute(ClosedList):
    """How an item came onto the agenda."""

    REGULAR = "regular"
    """in the agenda that went out with the invitation"""
    SUPPLEMENT = "supplement"
    """*Nachtragstagesordnung*, within its own shorter period"""
    URGENT = "urgent"
    """the body extended its agenda in the meeting (*Dringlichkeit*)"""
    UNANNOUNCED = "unannounced"
    """on no announced agenda: dealt with under *Mitteilungen* or *Verschiedenes*"""


PLANNED = "planned"
"""The state of a consultation that nobody has placed in a procedure yet."""


@attrs.frozen
class Consultation:
    """The motion in one body.

    Attributes:
        id: short name within the case, for example ``council-1``.
        body: the body.
        role: what the body is asked for.
        meeting: the meeting, or None while no date is set.
        public: whether the item is dealt with in public; None if not stated.
        proposal: the body's own proposal text, or empty for the motion's.
        agenda_number: number of the item (*TOP*), as written.
        route: how the item came onto the agenda; None while it is on none.
        about: id of the suspension that this consultation reconsiders, or empty.
        state: state in the consultation lifecycle; where it starts, if it is left out.
        result: the canonical result (rule J-3), empty while there is none.
        ballots: the votes taken, in order.
        resolution: the text as adopted, or empty for the proposal.
        days: the days of the meetings in which the item was up, in order.
        inquorate: lack of quorum was established for this item.
        excluded: identifiers of the persons excluded for bias on this item.
        decided: the body has decided: the state means it.
    """

    id: str
    body: Organization
    role: ConsultationRole = attrs.field(
        default=ConsultationRole.DECISION,
        converter=ConsultationRole,
    )
    meeting: Meeting | None = None
    public: bool | None = None
    proposal: str = ""
    agenda_number: str = ""
    route: AgendaRoute | None = attrs.field(
        default=None,
        converter=attrs.converters.optional(AgendaRoute),
    )
    about: str = ""
    state: str = PLANNED
    result: str = ""
    ballots: tuple[Ballot, ...] = ()
    resolution: str = ""
    days: tuple[date, ...] = ()
    inquorate: bool = False
    excluded: tuple[str, ...] = ()
    decided: bool = False

    def __attrs_post_init__(self) -> None:
        hold(self)
        if not self.id:
            raise InvalidInputError(
                Both(
                    "a consultation needs an id.", "eine Beratung braucht eine Kennung."
                ),
                "consultation.id",
            )

    @property
    def is_authoritative(self) -> bool:
        """Tell whether the route gives the decision to the body (OParl: ``authoritative``).

        What a body decides in place of another, or about an initiative, does not count.
        """
        return self.role in (ConsultationRole.DECISION, ConsultationRole.RATIFICATION)
