"""Writing cases as OParl 1.1, with what it lacks under names of our own.

Nothing leaves that not everybody may read: of a log that is not open as a whole nothing is
written, and the others are folded without any sealed content, so that what is sealed is not
there to be written. A consultation that is not public is left out of a public paper.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, time
from typing import Any
from urllib.parse import quote

import attrs

from ratsflow.engine.fold import fold
from ratsflow.engine.redaction import is_open
from ratsflow.errors import Both, InvalidInputError
from ratsflow.law.periods import BERLIN, local_day
from ratsflow.log import Record, decode
from ratsflow.model import Consultation, ConsultationRole, PaperType
from ratsflow.procedure.case import Case
from ratsflow.stores import Store


SCHEMA = "https://schema.oparl.org/1.1"

_ROLES = {
    ConsultationRole.HEARING: "Anhörung",
    ConsultationRole.PRELIMINARY: "Vorberatung",
    ConsultationRole.DECISION: "Entscheidung",
    ConsultationRole.NOTING: "Kenntnisnahme",
    ConsultationRole.RATIFICATION: "Genehmigung",
    ConsultationRole.URGENT: "Eilentscheidung",
    ConsultationRole.INITIATIVE: "Bürgerbegehren",
}
_TYPES = {
    PaperType.DECISION_PAPER: "Beschlussvorlage",
    PaperType.INFORMATION_PAPER: "Mitteilungsvorlage",
    PaperType.SUPPLEMENT: "Ergänzungsvorlage",
    PaperType.URGENT_PAPER: "Dringlichkeitsvorlage",
    PaperType.FACTION_MOTION: "Antrag",
    PaperType.AMENDMENT: "Änderungsantrag",
    PaperType.QUESTION: "Anfrage",
    PaperType.ANSWER: "Stellungnahme",
    PaperType.PETITION: "Anregung",
    PaperType.RESIDENT_MOTION: "Einwohnerantrag",
    PaperType.CITIZENS_INITIATIVE: "Bürgerbegehren",
    PaperType.TABLED_PAPER: "Tischvorlage",
    PaperType.PROCEDURAL_MOTION: "Geschäftsordnungsantrag",
}
_RESULTS = {
    "adopted_unchanged": "ungeändert beschlossen",
    "adopted_amended": "geändert beschlossen",
    "partially_adopted": "teilweise beschlossen",
    "rejected": "abgelehnt",
    "recommended_unchanged": "empfohlen",
    "recommended_amended": "geändert empfohlen",
    "not_recommended": "nicht empfohlen",
    "no_vote_forwarded": "ohne Votum weitergeleitet",
    "noted": "zur Kenntnis genommen",
    "postponed": "vertagt",
    "deferred": "zurückgestellt",
    "referred": "verwiesen",
    "withdrawn": "zurückgezogen",
    "removed": "abgesetzt",
    "not_considered": "Nichtbefassung",
    "settled": "erledigt",
    "settled_here": "erledigt",
    "first_reading": "1. Lesung",
    "ratified": "genehmigt",
    "ratification_refused": "nicht genehmigt",
    "annulled": "aufgehoben",
    "elected": "gewählt",
    "not_elected": "nicht gewählt",
    "urgent_decided": "Eilentscheidung",
}
"""By outcome, what is written; every other one is written under our own name alone."""


@attrs.frozen
class OParlObjects:
    """What was written: objects by type, each once.

    Attributes:
        papers, meetings, organizations: objects of OParl; consultations stand in the papers,
            items in the meetings.
        withheld: how many cases are not open to everybody, of which nothing is written.
    """

    papers: tuple[dict[str, Any], ...]
    meetings: tuple[dict[str, Any], ...]
    organizations: tuple[dict[str, Any], ...]
    withheld: int

    def to_plain(self) -> dict[str, Any]:
        """Return all as one document, which `import_oparl` reads."""
        return {
            "paper": list(self.papers),
            "meeting": list(self.meetings),
            "organization": list(self.organizations),
        }


def export_oparl(store: Store, base: str, body: str = "") -> OParlObjects:
    """Write the open cases of a store as OParl 1.1.

    Args:
        store: the store.
        base: the address below which the objects stand, for example
            ``https://example.org/oparl``.
        body: address of the municipality's object; ``BASE/body/1`` if left out.

    Raises:
        BrokenLogError: a log cannot be read.
        InvalidInputError: the address is none.
    """
    return write_oparl((records for _, records in store.scan()), base, body)


def write_oparl(
    logs: Iterable[Sequence[Record]], base: str, body: str = ""
) -> OParlObjects:
    """Write logs as OParl 1.1; see `export_oparl`.

    Args:
        logs: the records of each case, from the first on.
        base: the address below which the objects stand.
        body: address of the municipality's object.
    """
    writer = _Writer(base, body)
    for records in logs:
        writer.add(records)
    return writer.written()


class _Writer:
    def __init__(self, base: str, body: str) -> None:
        self._base = _address(base, "base").rstrip("/")
        self._body = _address(body, "body") if body else f"{self._base}/body/1"
        self._papers: list[dict[str, Any]] = []
        self._meetings: dict[str, dict[str, Any]] = {}
        self._organizations: dict[str, dict[str, Any]] = {}
        self._withheld = 0

    def add(self, records: Sequence[Record]) -> None:
        """Write a case, if everybody may read it."""
        if not is_open(records):
            self._withheld += 1
            return
        bare = [attrs.evolve(each, sealed=()) for each in records]
        case = fold(bare)
        if not case.is_public:  # its text was erased
            self._withheld += 1
            return
        self._papers.append(self._paper(case, bare))

    def written(self) -> OParlObjects:
        """Return what was written."""
        for meeting in self._meetings.values():
            items = meeting["agendaItem"]
            items.sort(key=lambda item: _order(item.get("number", "")))
            for number, item in enumerate(items, start=1):
                item["order"] = number
        return OParlObjects(
            tuple(self._papers),
            tuple(self._meetings.values()),
            tuple(self._organizations.values()),
            self._withheld,
        )

    def _paper(self, case: Case, records: Sequence[Record]) -> dict[str, Any]:
        motion = case.motion
        first, last = decode(records[0]), decode(records[-1])
        address = self._at("paper", case.id)
        told: dict[str, Any] = {
            "id": address,
            "type": f"{SCHEMA}/Paper",
            "body": self._body,
            "name": motion.title,
            "date": local_day(first.effective_at).isoformat(),
            "paperType": _TYPES[motion.paper_type],
            "consultation": [
                self._consultation(case, address, each)
                for each in case.consultations
                if _may_leave(each, case)
            ],
            "created": _moment(first.effective_at),
            "modified": _moment(last.effective_at),
            "ratsflow:state": case.state,
            "ratsflow:head": case.head,
            "ratsflow:procedure": case.procedure,
        }
        if case.reference:
            told["reference"] = case.reference
        if motion.related:
            told["ratsflow:related"] = list(motion.related)
        return told

    def _consultation(
        self, case: Case, paper: str, each: Consultation
    ) -> dict[str, Any]:
        address = self._at("consultation", case.id, each.id)
        organization = self._organization(each)
        told: dict[str, Any] = {
            "id": address,
            "type": f"{SCHEMA}/Consultation",
            "paper": paper,
            "organization": [organization],
            "authoritative": each.is_authoritative,
            "role": _ROLES[each.role],
            "ratsflow:state": each.state,
        }
        if each.result:
            told["ratsflow:outcome"] = each.result
        if len(each.days) > 1:
            told["ratsflow:days"] = [day.isoformat() for day in each.days]
        day = each.meeting.day if each.meeting else None
        if day is None:
            return told
        meeting = self._meeting(each, organization, day)
        item: dict[str, Any] = {
            "id": self._at("agendaitem", case.id, each.id),
            "type": f"{SCHEMA}/AgendaItem",
            "meeting": meeting["id"],
            "order": 0,
            "name": case.motion.title,
            "public": True,
            "consultation": address,
        }
        if each.agenda_number:
            item["number"] = each.agenda_number
        if each.result in _RESULTS:
            item["result"] = _RESULTS[each.result]
        if each.resolution:
            item["resolutionText"] = each.resolution
        meeting["agendaItem"].append(item)
        return told | {"meeting": meeting["id"], "agendaItem": item["id"]}

    def _meeting(
        self, each: Consultation, organization: str, day: date
    ) -> dict[str, Any]:
        address = self._at("meeting", each.body.name, day.isoformat())
        start = each.meeting.start if each.meeting else None
        moment = start or datetime.combine(day, time(), BERLIN)
        return self._meetings.setdefault(
            address,
            {
                "id": address,
                "type": f"{SCHEMA}/Meeting",
                "name": each.body.name,
                "start": _moment(moment),
                "organization": [organization],
                "agendaItem": [],
            },
        )

    def _organization(self, each: Consultation) -> str:
        address = self._at("organization", each.body.name)
        self._organizations.setdefault(
            address,
            {
                "id": address,
                "type": f"{SCHEMA}/Organization",
                "body": self._body,
                "name": each.body.name,
                "organizationType": "Gremium",
                "ratsflow:kind": each.body.kind.value,
            },
        )
        return address

    def _at(self, *parts: str) -> str:
        return "/".join((self._base, *(quote(each, safe="") for each in parts)))


def _may_leave(each: Consultation, case: Case) -> bool:
    """Tell whether a consultation is public; where nobody says so, as its paper is."""
    return each.public is True or (each.public is None and case.motion.public is True)


def _order(number: str) -> tuple[tuple[int, str], ...]:
    return tuple(
        (int(part), "") if part.isascii() and part.isdigit() else (10**9, part)
        for part in number.replace(" ", ".").split(".")
    )


def _moment(moment: datetime) -> str:
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


def lines_of(objects: OParlObjects) -> Iterator[dict[str, Any]]:
    """Yield every object, those of meetings and papers with what they hold."""
    yield from (*objects.organizations, *objects.meetings, *objects.papers)
