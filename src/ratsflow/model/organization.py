"""Bodies (*Gremien*) and their meetings (*Sitzungen*)."""

from __future__ import annotations

from datetime import date, datetime

import attrs

from ratsflow.errors import Both, InvalidInputError
from ratsflow.model.closed_list import ClosedList
from ratsflow.model.shape import hold


class BodyKind(ClosedList):
    """What a body is; OParl calls it the classification of an Organization."""

    COUNCIL = "council"
    """*Rat*"""
    MAIN_COMMITTEE = "main_committee"
    """*Hauptausschuss*"""
    FINANCE_COMMITTEE = "finance_committee"
    """*Finanzausschuss*"""
    AUDIT_COMMITTEE = "audit_committee"
    """*Rechnungsprüfungsausschuss*"""
    COMMITTEE = "committee"
    """*Ausschuss*"""
    DISTRICT_COUNCIL = "district_council"
    """*Bezirksvertretung*"""
    ADVISORY = "advisory"
    """*Beirat* and other bodies without a power of decision"""
    ADMINISTRATION = "administration"
    """*Verwaltung*, for consultations inside the administration"""


COMMITTEES = frozenset(
    {
        BodyKind.MAIN_COMMITTEE,
        BodyKind.FINANCE_COMMITTEE,
        BodyKind.AUDIT_COMMITTEE,
        BodyKind.COMMITTEE,
    }
)


@attrs.frozen
class Organization:
    """A body that consults or decides.

    Attributes:
        name: official name.
        kind: what it is.
        members: voting members by law or statute, the chair included (persons); None if
            not known.
        experts: how many of them are expert citizens (*sachkundige Bürger*); None if
            not known.
    """

    name: str
    kind: BodyKind = attrs.field(
        default=BodyKind.COMMITTEE,
        converter=BodyKind,
    )
    members: int | None = None
    experts: int | None = None

    def __attrs_post_init__(self) -> None:
        hold(self)
        if not self.name:
            raise InvalidInputError(
                Both("a body needs a name.", "ein Gremium braucht einen Namen."),
                "body.name",
            )
        for field in ("members", "experts"):
            count = getattr(self, field)
            if count is not None and count < 0:
                raise InvalidInputError(
                    Both(f"{count} is negative.", f"{count} ist negativ."),
                    f"body.{field}",
                )

    @property
    def is_committee(self) -> bool:
        """Tell whether § 57 GO NRW treats it as a committee of the council."""
        return self.kind in COMMITTEES


class MeetingForm(ClosedList):
    """How a meeting is held; in person unless it is said otherwise."""

    IN_PERSON = "in_person"
    DIGITAL = "digital"
    """*Digitale Sitzung*, § 47a GO NRW"""
    HYBRID = "hybrid"
    """*Hybride Sitzung*, §§ 47a, 58a GO NRW"""


@attrs.frozen
class Meeting:
    """One meeting of a body.

    Attributes:
        day: calendar day of the meeting; legal periods count from it.
        start: beginning as an aware datetime, if known.
        invited_on: day on which the invitation was received.
        published_on: day on which time, place and agenda were publicly announced.
        urgency_reason: why it was convened at the shorter notice of urgent meetings;
            empty if it was convened at the normal one.
        supplemented_on: day on which the supplementary agenda (*Nachtragstagesordnung*)
            was received.
        supplement_published_on: day on which the supplementary agenda was publicly
            announced.
        dispatched_on: day on which the agenda is sent out (*Versand*); papers are due
            before it.
        second_call: the meeting was convened again for items deferred for lack of
            quorum.
        second_call_notice: the second invitation expressly said that the body is then
            quorate whatever the number present.
        form: in person, digital or hybrid.
    """

    day: date
    start: datetime | None = None
    invited_on: date | None = None
    published_on: date | None = None
    second_call: bool = False
    second_call_notice: bool = False
    urgency_reason: str = ""
    supplemented_on: date | None = None
    supplement_published_on: date | None = None
    dispatched_on: date | None = None
    form: MeetingForm = attrs.field(
        default=MeetingForm.IN_PERSON,
        converter=MeetingForm,
    )

    def __attrs_post_init__(self) -> None:
        hold(self)
