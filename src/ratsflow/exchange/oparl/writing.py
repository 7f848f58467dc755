"""Writing cases as OParl 1.1, with what it lacks under names of our own.

Nothing leaves that not everybody may read: of a log that is not open as a whole nothing is
written, and the others are folded without any sealed content, so that what is sealed is not
there to be written. A consultation that is not public is left out of a public paper. Before
a paper has been on any agenda it is the administration's own, and nothing is told of it.
"""

from __future__ import annotations

import re

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

import attrs

from ratsflow.engine.fold import apply
from ratsflow.engine.redaction import opened
from ratsflow.law.periods import local_day
from ratsflow.log import Record, decode
from ratsflow.model import Consultation, ConsultationRole, PaperType
from ratsflow.model.alike import alike
from ratsflow.model.consultation import PLANNED
from ratsflow.office.oparl import SCHEMA, Places, item_of, meeting_of, moment_of
from ratsflow.procedure.case import Case
from ratsflow.stores import Store


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
    """What was written: objects by type, each once, the earliest first.

    Attributes:
        papers, meetings, organizations: objects of OParl; consultations stand in the papers,
            items in the meetings.
        withheld: how many cases are not open to everybody, of which nothing is written.
        deleted: what could be read once and cannot any more: an address, a type and two
            moments each (*tombstones*).
    """

    papers: tuple[dict[str, Any], ...]
    meetings: tuple[dict[str, Any], ...]
    organizations: tuple[dict[str, Any], ...]
    withheld: int
    deleted: tuple[dict[str, Any], ...] = ()

    def to_plain(self) -> dict[str, Any]:
        """Return what there is as one document, which `import_oparl` reads."""
        return {
            "paper": list(self.papers),
            "meeting": list(self.meetings),
            "organization": list(self.organizations),
        }


def export_oparl(
    store: Store, base: str, body: str = "", *, drafts: bool = False
) -> OParlObjects:
    """Write the open cases of a store as OParl 1.1.

    Args:
        store: the store.
        base: the address below which the objects stand, for example
            ``https://example.org/oparl``.
        body: address of the municipality's object; ``BASE/body/1`` if left out.
        drafts: write what has been on no agenda yet, too.

    Raises:
        BrokenLogError: a log cannot be read.
        InvalidInputError: the address is none.
    """
    logs = (records for _, records in store.scan())
    return write_oparl(logs, base, body, drafts=drafts)


def write_oparl(
    logs: Iterable[Sequence[Record]],
    base: str,
    body: str = "",
    *,
    drafts: bool = False,
) -> OParlObjects:
    """Write logs as OParl 1.1; see `export_oparl`.

    Args:
        logs: the records of each case, from the first on.
        base: the address below which the objects stand.
        body: address of the municipality's object.
        drafts: write what has been on no agenda yet, too.
    """
    places = Places(base, body)
    return written(places, [told_case(records, drafts=drafts) for records in logs])


@attrs.frozen
class Sight:
    """What of a case everybody could read from a moment on.

    Attributes:
        moment: when it was written down.
        title: the title of its paper.
        route: the consultations; None from when on it cannot be read any more.
    """

    moment: datetime
    title: str
    route: tuple[Consultation, ...] | None


@attrs.frozen
class ToldCase:
    """What of a case everybody may read, and since when.

    Attributes:
        id: the case.
        reference: the number of its paper, for telling whom references of others name.
        case: the case without any sealed content; None where it may not be read, now.
        submitted: when its first entry took effect.
        seen: what could be read, in order; the last is what can be read now.
    """

    id: str
    reference: str
    case: Case | None
    submitted: datetime | None
    seen: tuple[Sight, ...]


def told_case(records: Sequence[Record], *, drafts: bool = False) -> ToldCase:
    """Return what of a case everybody may read, and what everybody could once.

    Args:
        records: its log, from the first entry on.
        drafts: tell it before it has been on any agenda, too.
    """
    bare: Case | None = None
    whole: Case | None = None
    submitted = None
    may_leave = False
    is_out = drafts
    seen: list[Sight] = []
    for record, (entry, case, is_kept) in zip(records, opened(records), strict=True):
        whole = case
        bare = apply(bare, decode(attrs.evolve(record, sealed=())), record.hash)
        submitted = submitted or entry.effective_at
        is_out = is_out or any(
            _was_on_agenda(item, entry.subject) for item in bare.consultations
        )
        # Without a title its text was erased, or nobody ever told it to all.
        may_leave = (
            is_out
            and is_kept
            and case.is_public
            and bare.is_public
            and bool(bare.motion.title)
        )
        if may_leave:
            route = tuple(e for e in bare.consultations if _may_leave(e, bare))
            seen.append(Sight(entry.recorded_at, bare.motion.title, route))
        elif seen and seen[-1].route is not None:
            seen.append(Sight(entry.recorded_at, "", None))
    return ToldCase(
        "" if bare is None else bare.id,
        "" if whole is None else whole.reference,
        bare if may_leave else None,
        submitted,
        tuple(seen),
    )


def _was_on_agenda(item: Consultation, subject: str) -> bool:
    """Tell whether a step of its own gave an item to a meeting, and did not end it."""
    waits = item.id == subject and item.state != PLANNED and not item.result
    return waits or bool(item.days) or bool(item.ballots)


def written(places: Places, told: Sequence[ToldCase]) -> OParlObjects:
    """Return cases as objects.

    Args:
        places: the addresses.
        told: the cases, in the order in which meetings deal with them.
    """
    return _Writer(places, told).written()


class _Writer:
    def __init__(self, places: Places, told: Sequence[ToldCase]) -> None:
        self._places = places
        self._told = told
        self._papers: list[dict[str, Any]] = []
        self._meetings: dict[str, dict[str, Any]] = {}
        self._organizations: dict[str, dict[str, Any]] = {}
        self._moments: dict[str, tuple[str, datetime, datetime]] = {}
        self._known: dict[str, str | None] = {}
        for each in told:
            address = None if each.case is None else places.at("paper", each.id)
            for number in filter(None, (alike(each.reference), alike(each.id))):
                # A number that two papers bear, one of them closed, names the closed one.
                self._known[number] = address and self._known.get(number, address)

    def written(self) -> OParlObjects:
        """Return what was written."""
        for each in self._told:
            self._follow(each)
            if each.case is not None:
                self._papers.append(self._paper(each, each.case))
        alive: set[str] = set()
        for meeting in self._meetings.values():
            items = meeting["agendaItem"]
            items.sort(key=lambda item: _order(item.get("number", "")))
            for number, item in enumerate(items, start=1):
                item["order"] = number
                alive.add(self._dated(item))
            self._dated(meeting)
        for paper in self._papers:
            alive.update(self._dated(each) for each in paper["consultation"])
        every = [self._papers, self._meetings.values(), self._organizations.values()]
        alive.update(self._dated(each) for some in every for each in some)
        gone = [
            self._stone(address) for address in self._moments if address not in alive
        ]
        papers, meetings, organizations, deleted = (
            tuple(sorted(some, key=lambda each: (each["created"], each["id"])))
            for some in (*every, gone)
        )
        withheld = sum(each.case is None for each in self._told)
        return OParlObjects(papers, meetings, organizations, withheld, deleted)

    def _follow(self, told: ToldCase) -> None:
        """Note when what a case is told by first stood there, and when it changed last."""
        before: dict[str, tuple[str, Consultation]] = {}
        for sight in told.seen:
            self._touch("Paper", self._places.at("paper", told.id), sight.moment)
            now = {each.id: (sight.title, each) for each in sight.route or ()}
            for key in before.keys() | now.keys():
                if before.get(key) != now.get(key):
                    for _, each in filter(None, (before.get(key), now.get(key))):
                        for kind, address in self._places.touched(told.id, each):
                            self._touch(kind, address, sight.moment)
            before = now

    def _touch(self, kind: str, address: str, moment: datetime) -> None:
        _, first, last = self._moments.get(address, (kind, moment, moment))
        self._moments[address] = kind, min(first, moment), max(last, moment)

    def _dated(self, told: dict[str, Any]) -> str:
        """Put the moments of an object into it, and return its address."""
        address: str = told["id"]
        _, first, last = self._moments[address]
        told |= {"created": moment_of(first), "modified": moment_of(last)}
        return address

    def _stone(self, address: str) -> dict[str, Any]:
        kind = self._moments[address][0]
        told = {"id": address, "type": f"{SCHEMA}/{kind}", "deleted": True}
        self._dated(told)
        return told

    def _paper(self, told: ToldCase, case: Case) -> dict[str, Any]:
        motion = case.motion
        address = self._places.at("paper", case.id)
        route = told.seen[-1].route or ()
        paper: dict[str, Any] = {
            "id": address,
            "type": f"{SCHEMA}/Paper",
            "body": self._places.body,
            "name": motion.title,
            "paperType": _TYPES[motion.paper_type],
            "consultation": [self._consultation(case, address, each) for each in route],
            "ratsflow:state": case.state,
            "ratsflow:head": case.head,
            "ratsflow:procedure": case.procedure,
        }
        if told.submitted is not None:
            paper["date"] = local_day(told.submitted).isoformat()
        if case.reference:
            paper["reference"] = case.reference
        known = {each: self._named(each) for each in motion.related}
        if addresses := [each for each in known.values() if each]:
            paper["relatedPaper"] = list(dict.fromkeys(addresses))
        # The number of a paper that may not be read is not told by another one either.
        if elsewhere := [each for each, found in known.items() if found == ""]:
            paper["ratsflow:related"] = elsewhere
        return paper

    def _named(self, related: str) -> str | None:
        """Return the address of the paper that a reference names.

        It is empty where it names none of here, and None where a word of it names one that
        may not be read ("Drucksache 17/26.").
        """
        number = alike(related)
        if any(
            self._known.get(each, "") is None
            for form in _NUMBERS
            for each in (number, *form.findall(number))
        ):
            return None
        return self._known.get(number, "")

    def _consultation(
        self, case: Case, paper: str, each: Consultation
    ) -> dict[str, Any]:
        address = self._places.at("consultation", case.id, each.id)
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
        if each.meeting is None:
            return told
        body, day = each.body.name, each.meeting.day
        fresh = meeting_of(self._places, body, day, each.meeting.start, organization)
        meeting = self._meetings.setdefault(fresh["id"], fresh)
        if each.meeting.start:  # one that says no hour does not hide the hour
            meeting["start"] = fresh["start"]
        item = item_of(self._places, case, each, meeting["id"])
        if each.result in _RESULTS:
            item["result"] = _RESULTS[each.result]
        if each.resolution:
            item["resolutionText"] = each.resolution
        meeting["agendaItem"].append(item)
        return told | {"meeting": meeting["id"], "agendaItem": item["id"]}

    def _organization(self, each: Consultation) -> str:
        address = self._places.at("organization", each.body.name)
        self._organizations.setdefault(
            address,
            {
                "id": address,
                "type": f"{SCHEMA}/Organization",
                "body": self._places.body,
                "name": each.body.name,
                "organizationType": "Gremium",
                "ratsflow:kind": each.body.kind.value,
            },
        )
        return address


_NUMBERS = re.compile(r"\w(?:[\w/.-]*\w)?"), re.compile(r"\w(?:[\w/-]*\w)?")
"""What can be the number of a paper, in words of whatever else."""


def _may_leave(each: Consultation, case: Case) -> bool:
    """Tell whether a consultation is public; where nobody says so, as its paper is."""
    return each.public is True or (each.public is None and case.motion.public is True)


def _order(number: str) -> tuple[tuple[int, str], ...]:
    return tuple(
        (int(part), "") if part.isascii() and part.isdigit() else (10**9, part)
        for part in number.replace(" ", ".").split(".")
    )
