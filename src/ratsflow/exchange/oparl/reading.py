"""Reading OParl tolerantly: whatever servers send, with every loss told.

Servers send lists, pages of lists, single objects, or dumps of all. Objects refer to each
other by address or hold each other; the same one may come several times. What is missing or
wrong is told as a loss, and the rest is read.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime
from typing import Any

import attrs

from ratsflow.errors import Both
from ratsflow.exchange.oparl.validating import KEYS
from ratsflow.law.periods import BERLIN


@attrs.frozen
class Lost:
    """Something that could not be taken over.

    Attributes:
        where: file and object.
        code: ``tombstone``, ``no_meeting``, ``no_item``, ``no_role``, ``no_body``,
            ``two_items``, ``wrong_type``, ``no_object``, ``no_date``, ``twice``,
            ``cancelled``.
        told: a sentence.
    """

    where: str
    code: str
    told: Both


@attrs.frozen
class OParlConsultation:
    """A consultation with what its meeting, item and organization say of it."""

    id: str
    body: str
    role: str = ""
    result: str = ""
    day: date | None = None
    start: datetime | None = None
    number: str = ""
    public: bool | None = None


@attrs.frozen
class OParlPaper:
    """A paper with its consultations."""

    id: str
    name: str
    kind: str
    reference: str
    day: date | None
    consultations: tuple[OParlConsultation, ...]
    base: tuple[str, ...] = ()


@attrs.frozen
class Read:
    """What was read: papers in the order in which they came, and what was lost."""

    papers: tuple[OParlPaper, ...]
    losses: tuple[Lost, ...]


_TYPES = ("Paper", "Meeting", "AgendaItem", "Consultation", "Organization")


def import_oparl(documents: Iterable[tuple[str, Any]]) -> Read:
    """Read documents of OParl: objects, lists, pages, dumps.

    Args:
        documents: what each is called, and its parsed JSON.
    """
    reader = _Reader()
    for where, value in documents:
        reader.add(where, value, "", 0)
    return reader.read()


_DEEPEST = 12


class _Reader:
    def __init__(self) -> None:
        self._by_id: dict[str, dict[str, Mapping[str, Any]]] = {
            kind: {} for kind in _TYPES
        }
        self._where: dict[str, str] = {}
        self._losses: list[Lost] = []

    # -------------------------------------------------------------------- gathering

    def add(self, where: str, value: Any, kind: str, deep: int) -> None:
        """Take in a document, whatever it holds."""
        if deep > _DEEPEST:
            self._lose(
                where, "no_object", "it is nested too deep", "zu tief verschachtelt"
            )
        elif isinstance(value, list):
            for number, each in enumerate(value):
                self.add(f"{where}/{number}", each, kind, deep + 1)
        elif isinstance(value, Mapping):
            self._add_object(where, value, kind, deep)
        elif not isinstance(value, str) and value is not None:
            self._lose(
                where, "no_object", "no object stands there", "dort steht kein Objekt"
            )

    def _add_object(
        self, where: str, value: Mapping[str, Any], kind: str, deep: int
    ) -> None:
        told = value.get("type")
        named = told.rpartition("/")[2] if isinstance(told, str) else kind
        if "id" not in value and (
            isinstance(value.get("data"), list | Mapping) or not kind
        ):
            place = f"{where} @ " if " @ " not in where else where
            if isinstance(value.get("data"), list | Mapping):
                self.add(f"{place}/data", value["data"], kind, deep + 1)
            elif value and not isinstance(told, str) and KEYS.keys().isdisjoint(value):
                self._lose(
                    where,
                    "no_object",
                    "no object of OParl stands there",
                    "dort steht kein Objekt von OParl",
                )
            for part, each in value.items():
                if part in KEYS and isinstance(each, list):
                    self.add(f"{place}/{part}", each, KEYS[part], deep + 1)
            return
        if named not in _TYPES:
            return
        key = value.get("id")
        if not isinstance(key, str) or not key:
            self._lose(
                where, "no_object", f"a {named} without id", f"ein {named} ohne id"
            )
            return
        known = self._by_id[named].get(key)
        if known is not None and len(known) > len(value):
            return  # a reference with little beside the full object
        self._by_id[named][key] = value
        self._where[key] = where
        for inner, of in _PARTS.get(named, ()):
            for number, each in enumerate(_listed(value.get(inner))):
                if isinstance(each, Mapping):
                    self.add(f"{where}/{inner}/{number}", each, of, deep + 1)

    # ---------------------------------------------------------------------- putting

    def read(self) -> Read:
        """Put consultations to their items, meetings and organizations."""
        items: dict[str, list[tuple[Mapping[str, Any], Mapping[str, Any] | None]]] = {}
        for meeting in self._by_id["Meeting"].values():
            for item in _objects(meeting.get("agendaItem"), self._by_id["AgendaItem"]):
                for key in _ids(item.get("consultation")):
                    items.setdefault(key, []).append((item, meeting))
        for item in self._by_id["AgendaItem"].values():
            for key in _ids(item.get("consultation")):
                if all(item.get("id") != e[0].get("id") for e in items.get(key, ())):
                    of = self._by_id["Meeting"].get(_id(item.get("meeting")))
                    items.setdefault(key, []).append((item, of))
        of_paper: dict[str, list[Mapping[str, Any]]] = {}
        for each in self._by_id["Consultation"].values():
            of_paper.setdefault(_id(each.get("paper")), []).append(each)
        papers = [
            self._paper(key, value, of_paper.get(key, ()), items)
            for key, value in self._by_id["Paper"].items()
        ]
        return Read(tuple(e for e in papers if e), tuple(self._losses))

    def _paper(
        self,
        key: str,
        value: Mapping[str, Any],
        further: Iterable[Mapping[str, Any]],
        items: Mapping[str, list[tuple[Mapping[str, Any], Mapping[str, Any] | None]]],
    ) -> OParlPaper | None:
        where = self._where[key]
        if value.get("deleted") is True:
            self._lose(
                where, "tombstone", "the paper was deleted", "die Vorlage ist gelöscht"
            )
            return None
        given = value.get("consultation")
        if given is not None and not isinstance(given, list | Mapping | str):
            self._lose(
                f"{where}/consultation",
                "wrong_type",
                "no list stands there",
                "dort steht keine Liste",
            )
        found = list(_objects(given, self._by_id["Consultation"]))
        seen = {_id(each) for each in found}
        found += [each for each in further if _id(each) not in seen]
        consultations: list[OParlConsultation] = []
        for number, each in enumerate(found):
            if each.get("deleted") is True:
                self._lose(
                    f"{where}/consultation/{number}",
                    "tombstone",
                    "the consultation was deleted",
                    "die Beratung ist gelöscht",
                )
                continue
            consultations += self._consultation(
                f"{where}/consultation/{number}", each, items
            )
        base = tuple(
            _told(self._by_id["Paper"].get(other, {}).get("reference")) or other
            for other in _ids(value.get("superordinatedPaper"))
        )
        return OParlPaper(
            key,
            _told(value.get("name")),
            _told(value.get("paperType")),
            _told(value.get("reference")),
            self._day(where, value.get("date")),
            tuple(consultations),
            base,
        )

    def _consultation(
        self,
        where: str,
        value: Mapping[str, Any],
        items: Mapping[str, list[tuple[Mapping[str, Any], Mapping[str, Any] | None]]],
    ) -> Iterator[OParlConsultation]:
        key = _id(value)
        found = list(items.get(key, ()))
        named = self._by_id["AgendaItem"].get(_id(value.get("agendaItem")))
        meeting = self._by_id["Meeting"].get(_id(value.get("meeting")))
        if named is not None and all(e[0].get("id") != named.get("id") for e in found):
            found.append(
                (
                    named,
                    self._by_id["Meeting"].get(_id(named.get("meeting"))) or meeting,
                )
            )
        held = [
            each for each in found or [({}, meeting)] if self._is_held(where, *each)
        ]
        if not held:
            return
        found = held if found else []
        if not found:
            self._tell_lack(where, value, meeting)
            found = [({}, meeting)]
        elif len(found) > 1:
            self._lose(
                where,
                "two_items",
                f"it stands on {len(found)} items; each is taken",
                f"sie steht unter {len(found)} Punkten; jeder wird übernommen",
            )
        if not _told(value.get("role")):
            self._lose(where, "no_role", "no role is told", "keine Rolle ist genannt")
        for item, of in found:
            at = of or meeting or {}
            start = self._moment(where, at.get("start"))
            public = item.get("public")
            yield OParlConsultation(
                key,
                self._body(where, value, at),
                _told(value.get("role")),
                _told(item.get("result")),
                start.astimezone(BERLIN).date() if start else None,
                start,
                _told(item.get("number")),
                public if isinstance(public, bool) else None,
            )

    def _is_held(
        self, where: str, item: Mapping[str, Any], meeting: Mapping[str, Any] | None
    ) -> bool:
        """Tell whether an item was there to be dealt with, in a meeting that was held."""
        of = meeting or {}
        if item.get("deleted") is True or of.get("deleted") is True:
            self._lose(
                where,
                "tombstone",
                "its item or meeting was deleted",
                "ihr Punkt oder ihre Sitzung ist gelöscht",
            )
        elif of.get("cancelled") is True:
            self._lose(
                where,
                "cancelled",
                "its meeting was cancelled",
                "ihre Sitzung ist ausgefallen",
            )
        else:
            return True
        return False

    def _tell_lack(
        self, where: str, value: Mapping[str, Any], meeting: Mapping[str, Any] | None
    ) -> None:
        if meeting is None:
            told = bool(_id(value.get("meeting")))
            why = (
                ("its meeting is not in the files", "die Sitzung fehlt in den Dateien")
                if told
                else ("no meeting is told", "keine Sitzung ist genannt")
            )
            self._lose(where, "no_meeting", *why)
        else:
            self._lose(
                where,
                "no_item",
                "no item of its meeting stands for it",
                "kein Punkt der Sitzung gehört zu ihr",
            )

    def _body(
        self, where: str, value: Mapping[str, Any], meeting: Mapping[str, Any]
    ) -> str:
        for of in (value, meeting):
            for each in _listed(of.get("organization")):
                known = self._by_id["Organization"].get(_id(each))
                named = _told(
                    (known or (each if isinstance(each, Mapping) else {})).get("name")
                )
                if named:
                    return named
        name = _told(meeting.get("name"))
        if name:
            return name.split("(")[0].strip() or name
        self._lose(where, "no_body", "no body is told", "kein Gremium ist genannt")
        return ""

    def _moment(self, where: str, value: Any) -> datetime | None:
        if value is None:
            return None
        try:
            moment = datetime.fromisoformat(value)
            moment = moment if moment.tzinfo else moment.replace(tzinfo=BERLIN)
            moment.astimezone(BERLIN)  # a day must be there
        except (TypeError, ValueError, OverflowError):
            self._lose(
                where,
                "no_date",
                "no date-time stands there",
                "dort steht kein Zeitpunkt",
            )
            return None
        return moment

    def _day(self, where: str, value: Any) -> date | None:
        if value is None or value == "":
            return None
        try:
            return date.fromisoformat(value[:10])
        except (LookupError, TypeError, ValueError):
            self._lose(
                f"{where}/date",
                "no_date",
                "no date stands there",
                "dort steht kein Datum",
            )
            return None

    def _lose(self, where: str, code: str, english: str, german: str) -> None:
        self._losses.append(Lost(where, code, Both(f"{english}.", f"{german}.")))


_PARTS = {
    "Paper": (("consultation", "Consultation"),),
    "Meeting": (("agendaItem", "AgendaItem"), ("organization", "Organization")),
    "AgendaItem": (("consultation", "Consultation"),),
    "Consultation": (("organization", "Organization"), ("agendaItem", "AgendaItem")),
}
"""Where objects hold others."""


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [] if value is None else [value]


def _id(value: Any) -> str:
    if isinstance(value, Mapping):
        value = value.get("id")
    return value if isinstance(value, str) else ""


def _ids(value: Any) -> list[str]:
    return [key for key in map(_id, _listed(value)) if key]


def _objects(
    value: Any, known: Mapping[str, Mapping[str, Any]]
) -> Iterator[Mapping[str, Any]]:
    for each in _listed(value):
        full = known.get(_id(each))
        if full is not None:
            yield full
        elif isinstance(each, Mapping):
            yield each


def _told(value: Any) -> str:
    return " ".join(value.split()) if isinstance(value, str) else ""
