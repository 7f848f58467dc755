"""Where objects of OParl stand, and a meeting with its items: what all that write OParl share."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from ratsflow.errors import Both, InvalidInputError
from ratsflow.law.periods import BERLIN
from ratsflow.model import Consultation
from ratsflow.procedure.case import Case


if TYPE_CHECKING:
    from ratsflow.office.waiting import Agenda


SCHEMA = "https://schema.oparl.org/1.1"

NOWHERE = "https://oparl.invalid"
"""Where objects stand that nobody serves: an address that none can have (RFC 2606)."""


class Places:
    """The addresses of objects.

    Args:
        base: the address below which they stand.
        body: address of the municipality's object; ``BASE/body/1`` if left out.
    """

    def __init__(self, base: str, body: str = "") -> None:
        self.base = _address(base, "base").rstrip("/")
        self.body = _address(body, "body") if body else f"{self.base}/body/1"

    def at(self, *parts: str) -> str:
        """Return the address of an object."""
        return "/".join((self.base, *(quote(each, safe="") for each in parts)))

    def touched(self, case: str, each: Consultation) -> Iterator[tuple[str, str]]:
        """Yield type and address of what a consultation stands in."""
        yield "Consultation", self.at("consultation", case, each.id)
        yield "Organization", self.at("organization", each.body.name)
        if each.meeting is not None:
            yield "AgendaItem", self.at("agendaitem", case, each.id)
            yield "Meeting", self.meeting(each.body.name, each.meeting.day)

    def meeting(self, body: str, day: date) -> str:
        """Return the address of a meeting."""
        return self.at("meeting", body, day.isoformat())


def write_agenda(agenda: Agenda, base: str) -> dict[str, Any]:
    """Return the public items of a meeting as a ``Meeting`` of OParl 1.1.

    Of what is not public nothing is told, nor that it is there: the items are counted anew.

    Args:
        agenda: what is before a body on a day.
        base: the address below which the objects stand.

    Raises:
        InvalidInputError: the address is none.
    """
    places = Places(base)
    public = tuple(agenda.published())
    held = [each.consultation.meeting for each in public]
    days = [each for each in held if each and each.day == agenda.day]
    start = next((each.start for each in days if each.start), None)
    organization = places.at("organization", agenda.body)
    told = meeting_of(places, agenda.body, agenda.day, start, organization)
    told["agendaItem"] = [
        item_of(places, each.case, each.consultation, told["id"]) | {"order": order}
        for order, each in enumerate(public, start=1)
    ]
    return told


def item_of(
    places: Places, case: Case, each: Consultation, meeting: str
) -> dict[str, Any]:
    """Return an item: its number, its title, and which consultation it is."""
    told: dict[str, Any] = {
        "id": places.at("agendaitem", case.id, each.id),
        "type": f"{SCHEMA}/AgendaItem",
        "meeting": meeting,
        "order": 0,
        "name": case.motion.title,
        "public": True,
        "consultation": places.at("consultation", case.id, each.id),
    }
    if each.agenda_number:
        told["number"] = each.agenda_number
    return told


def meeting_of(
    places: Places, body: str, day: date, start: datetime | None, organization: str
) -> dict[str, Any]:
    """Return a meeting without any item; without an hour it starts with its day."""
    return {
        "id": places.meeting(body, day),
        "type": f"{SCHEMA}/Meeting",
        "name": body,
        "start": moment_of(start or datetime.combine(day, time(), BERLIN)),
        "organization": [organization],
        "agendaItem": [],
    }


def moment_of(moment: datetime) -> str:
    """Return a moment as OParl writes it, in the time of Germany."""
    return moment.astimezone(BERLIN).isoformat(timespec="seconds")


def _address(text: str, where: str) -> str:
    if not text.startswith(("https://", "http://")) or any(map(str.isspace, text)):
        raise InvalidInputError(
            Both(f"{text!r} is no address.", f"„{text}“ ist keine Adresse."),
            where,
            Both(
                "Write for example https://example.org/oparl.",
                "Zum Beispiel https://example.org/oparl angeben.",
            ),
        )
    return text
