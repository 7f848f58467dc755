"""A paper on its way, in an office in memory: what the page in one file asks.

Requests and answers are JSON, so that the page holds no value of ours; sentences come in
its language. What cannot be done is an answer too, never a traceback.
"""

from __future__ import annotations

import json

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Any, get_args, get_type_hints
from zoneinfo import ZoneInfo

import attrs

from ratsflow.errors import (
    Both,
    InvalidInputError,
    RatsflowError,
    RefusedError,
    german,
)
from ratsflow.exchange.documents import to_plain
from ratsflow.exchange.plain import inputs_from_plain, motion_with
from ratsflow.law.bodies import kind_of
from ratsflow.law.local import Law
from ratsflow.law.municipality import LawError, parse_law
from ratsflow.law.periods import local_day
from ratsflow.law.states import state_law
from ratsflow.log import OPEN
from ratsflow.model import Actor, Consultation, ConsultationRole, Meeting
from ratsflow.model.ballot import Ballot
from ratsflow.model.closed_list import ClosedList
from ratsflow.model.text import Lang, Wording
from ratsflow.office import Office
from ratsflow.papers import read_paper
from ratsflow.papers.reading import ReadConsultation
from ratsflow.procedure.inputs import CHOICES, Kind, Parameter
from ratsflow.procedure.procedure import Procedure
from ratsflow.procedure.step import Step
from ratsflow.procedure.words import say_day
from ratsflow.stores import MemoryStore


_ZONE = ZoneInfo("Europe/Berlin")
_CASE = "1"
"""The page walks one paper at a time, which has no other name than this."""
_PARTED: Mapping[Kind, type] = {Kind.MEETING: Meeting, Kind.BALLOT: Ballot}
_NOTED = ("topics", "districts")
"""What nobody writes into a paper, and the council's office notes on it."""
_OPENED = Wording("Vorgang eröffnet", "Case opened")
_KINDS: Mapping[type, Kind] = {
    str: Kind.TEXT,
    bool: Kind.FLAG,
    int: Kind.NUMBER,
    date: Kind.DAY,
    datetime: Kind.MOMENT,
}
_NO_PROCEDURE = Both(
    "the law of this state comes without a procedure.",
    "für dieses Land gibt es noch kein Verfahren.",
)


class Walk:
    """One paper, the municipality's law and the moment at which the walk stands.

    Args:
        law: the text of a law file.
        lang: language of the answers.

    Raises:
        RatsflowError: the text is no law file, with every mistake.
    """

    def __init__(self, law: str, lang: Lang = "de") -> None:
        self._lang: Lang = lang
        self._moment = datetime.now(_ZONE)
        self._store = MemoryStore()
        self._text = ""
        self._take_up(law)

    def ask(self, request: str) -> str:
        """Answer a request of the page: JSON with its name under ``do``.

        What cannot be done comes back as ``errors``, a list of sentences.
        """
        asked = json.loads(request)
        do = {
            "law": self._law,
            "read": self._read,
            "open": self._open,
            "look": self._look,
            "form": self._form,
            "assess": self._assess,
            "take": self._take,
        }[asked["do"]]
        try:
            answer = do(asked)
        except RatsflowError as error:
            answer = {"errors": told(error, self._lang)}
        return json.dumps(answer, ensure_ascii=False)

    def _take_up(self, text: str) -> None:
        law = parse_law(text)
        build = state_law(law.state).procedure
        if build is None:
            raise InvalidInputError(_NO_PROCEDURE, law.state)
        procedure: Procedure = build()
        if law.state != getattr(getattr(self, "_own", law), "state", ""):
            self._store = MemoryStore()  # another state: another procedure and paper
        self._own: Law = law
        self._procedure = procedure
        self._office = Office(
            procedure, self._store, law=law, clock=lambda: self._moment
        )

    def _law(self, asked: Mapping[str, Any]) -> dict[str, Any]:
        if "text" in asked:
            self._take_up(asked["text"])
        words, sample = self._procedure.words, state_law(self._own.state).folder
        paper = sample / "tour.md"
        roles = [
            {"name": role, "label": words.say("role", role, self._lang)}
            for role in self._procedure.roles
        ]
        return {
            "town": self._own.name,
            "state": self._own.state,
            "roles": roles,
            "purposes": [each.value for each in ConsultationRole],
            "paper": paper.read_text("utf-8") if paper.is_file() else "",
            "open": bool(self._store.read(_CASE)),
        }

    def _read(self, asked: Mapping[str, Any]) -> dict[str, Any]:
        reading = read_paper(asked["paper"])
        return {
            "title": reading.motion.title,
            "reference": reading.motion.reference,
            "route": [
                {"body": each.body, "role": each.role.value if each.role else ""}
                for each in reading.consultations
            ],
        }

    def _open(self, asked: Mapping[str, Any]) -> dict[str, Any]:
        self._move_to(asked)
        self._store = MemoryStore()
        self._office = self._office.on(self._store)
        reading = read_paper(asked["paper"])
        motion = motion_with(reading.motion, _noted(asked.get("noted", {}), ""))
        route = [
            self._consultation(number, row, asked["route"][number])
            for number, row in enumerate(reading.consultations)
        ]
        self._text = asked["paper"]
        self._office.open(
            motion, self._actor(asked["role"]), case_id=_CASE, consultations=route
        )
        return self._look(asked)

    def _consultation(
        self, number: int, row: ReadConsultation, role: str
    ) -> Consultation:
        if row.role is None and not role:
            raise InvalidInputError(
                Both("say what the body is asked for.", "angeben, worum es geht."),
                row.body,
            )
        purpose = row.role or ConsultationRole(role)
        kind = kind_of(row.body, self._own)
        return row.to_consultation(f"c{number + 1}", purpose, kind)

    def _look(self, asked: Mapping[str, Any]) -> dict[str, Any]:
        self._move_to(asked)
        role = asked.get("role", "")
        now = self._office.now(_CASE, self._actor(role) if role else None)
        return {
            "now": to_plain(now, self._lang),
            "heads": [each.verdict.explain(self._lang) for each in now.steps],
            "way": list(self._way()),
        }

    def _way(self) -> Iterator[dict[str, str]]:
        words = self._procedure.words
        for entry in self._office.entries(_CASE):
            yield {
                "day": say_day(local_day(entry.effective_at), self._lang),
                "step": _OPENED.in_(self._lang)
                if entry.step == OPEN
                else words.say("step", entry.step, self._lang),
                "by": entry.by.name,
            }

    def _form(self, asked: Mapping[str, Any]) -> dict[str, Any]:
        step = self._procedure.step(asked["step"])
        return {"fields": [f for each in step.takes for f in self._fields(step, each)]}

    def _fields(self, step: Step, given: Parameter) -> Iterator[dict[str, Any]]:
        """Yield what is asked for one input; a meeting or ballot is asked in parts."""
        choices = CHOICES.get(given.name)
        parts = _PARTED.get(given.kind)
        words = self._procedure.words
        if parts is None:
            label = words.say("fact", f"{step.name}.{given.name}", self._lang)
            field = _field(given.name, given.kind, label, given.required, choices)
            yield field | ({"value": self._text} if given.kind is Kind.MOTION else {})
            if given.kind is Kind.MOTION:
                for name in _NOTED:
                    label = words.say("fact", f"motion.{name}", self._lang)
                    yield _field(f"{given.name}.{name}", Kind.NAMES, label)
            return
        hints = get_type_hints(parts)
        for name in attrs.fields_dict(parts):
            kind, closed = _kind_of(hints[name])
            label = words.say("fact", f"{given.name}.{name}", self._lang)
            if kind is not None and label != name.replace("_", " "):
                needed = given.required and name == "day"
                yield _field(f"{given.name}.{name}", kind, label, needed, closed)

    def _assess(self, asked: Mapping[str, Any]) -> dict[str, Any]:
        self._move_to(asked)
        step, actor, on, inputs = self._asked(asked)
        verdict = self._office.assess(_CASE, step, actor, on=on, **inputs)
        return self._told(verdict)

    def _take(self, asked: Mapping[str, Any]) -> dict[str, Any]:
        self._move_to(asked)
        step, actor, on, inputs = self._asked(asked)
        seen = asked["version"]
        try:
            self._office.take(_CASE, step, actor, on=on, seen=seen, **inputs)
        except RefusedError as error:
            return self._told(error.verdict)
        self._text = asked["given"].get("motion", self._text)
        label = self._procedure.words.say("step", step, self._lang)
        return {"taken": label} | self._look(asked)

    def _told(self, verdict: Any) -> dict[str, Any]:
        blocking = {each.rule.id for each in verdict.blocking}
        plain = to_plain(verdict, self._lang)
        roles = self._procedure.roles
        for each in plain["findings"]:
            each["blocks"] = each["rule"] in blocking
            each["cured_by"] = [
                self._procedure.words.say("role", role, self._lang)
                for role in each["cured_by"]
                if role in roles
            ]
        return {
            "allowed": verdict.allowed,
            "head": verdict.explain(self._lang),
            "findings": plain["findings"],
        }

    def _asked(
        self, asked: Mapping[str, Any]
    ) -> tuple[str, Actor, str, dict[str, Any]]:
        """Return step, actor, subject and what the step takes in; a field left empty is not given."""
        step = self._procedure.step(asked["step"])
        given = {k: v for k, v in asked["given"].items() if v != ""}
        kinds = {each.name: each.kind for each in step.takes}
        text = given.pop("motion", None)
        noted = _noted(given, "motion.")
        plain = {
            name: self._plain(kinds.get(name), name, value)
            for name, value in given.items()
            if not name.startswith("motion.")
        }
        inputs = inputs_from_plain(step, plain)
        if kinds.get("motion") is Kind.MOTION and (text or noted):
            present = self._office.case(_CASE).motion
            motion = read_paper(text).motion if text else present
            kept = {name: getattr(present, name) for name in _NOTED}
            inputs["motion"] = motion_with(attrs.evolve(motion, **kept), noted)
        role = asked["role"] or step.by[0]
        return step.name, self._actor(role), asked.get("on") or "", inputs

    def _plain(self, kind: Kind | None, name: str, value: Any) -> Any:
        if kind is Kind.CONSULTATIONS:
            return self._route(value)
        head, _, part = name.partition(".")
        of = _PARTED.get(Kind(head)) if part and head in set(Kind) else None
        if kind is Kind.MOMENT:
            return _moment(value, name).isoformat()
        if of is not None and part:
            own, _ = _kind_of(get_type_hints(of)[part])
            return _part(own, value, name)
        return value

    def _route(self, text: str) -> list[dict[str, Any]]:
        """Read one body a line: ``Rat; decision``."""
        taken = {each.id for each in self._office.case(_CASE).consultations}
        free = (f"c{n}" for n in range(1, 1000) if f"c{n}" not in taken)
        rows = []
        for line in filter(None, map(str.strip, text.splitlines())):
            body, _, role = map(str.strip, line.rpartition(";"))
            if not body or role not in set(ConsultationRole):
                known = ", ".join(ConsultationRole)
                raise InvalidInputError(
                    Both(
                        f"{line!r} is no body with what it is asked for.",
                        f"„{line}“ ist kein Gremium mit dem, worum es geht.",
                    ),
                    Both("route", "Beratungsfolge"),
                    Both(
                        f"One a line, for example: Rat; decision. Known: {known}.",
                        f"Je Zeile eines, zum Beispiel: Rat; decision. Bekannt: {known}.",
                    ),
                )
            kind = kind_of(body, self._own)
            rows.append(
                {
                    "id": next(free),
                    "body": {"name": body, "kind": kind.value},
                    "role": role,
                }
            )
        return rows

    def _actor(self, role: str) -> Actor:
        label = self._procedure.words.say("role", role, self._lang)
        return Actor(role, label, roles=[role])

    def _move_to(self, asked: Mapping[str, Any]) -> None:
        self._moment = _moment(asked["at"], Both("moment", "Zeitpunkt"))


def told(error: RatsflowError, lang: Lang) -> list[str]:
    """Return what is wrong, one sentence for each mistake."""
    problems = getattr(error, "problems", None)
    if isinstance(error, LawError) or problems:
        rows: Sequence[object] = problems or [error]
        return [german(each) if lang == "de" else str(each) for each in rows]
    return [error.text(lang)]


def _noted(given: Mapping[str, Any], before: str) -> dict[str, str]:
    """Return topics and districts as they are typed; an empty list says that there are none."""
    return {
        name: json.dumps(given[f"{before}{name}"])
        for name in _NOTED
        if given.get(f"{before}{name}", "") != ""
    }


def _field(
    name: str,
    kind: Kind,
    label: str,
    required: bool = False,
    choices: type[ClosedList] | None = None,
) -> dict[str, Any]:
    return {
        "name": name,
        "kind": kind.value,
        "label": label,
        "required": required,
        "choices": [each.value for each in choices] if choices else [],
    }


def _kind_of(hint: Any) -> tuple[Kind | None, type[ClosedList] | None]:
    """Return how a part is asked for; None for lists, which no form has."""
    if hint == tuple[str, ...]:
        return Kind.NAMES, None
    for each in get_args(hint) or (hint,):
        if isinstance(each, type) and issubclass(each, ClosedList):
            return Kind.TEXT, each
        if each in _KINDS:
            return _KINDS[each], None
    return None, None


def _part(kind: Kind | None, value: str, name: str) -> Any:
    if kind is Kind.FLAG:
        return value == "yes"
    if kind is Kind.NUMBER:
        return int(value)
    return _moment(value, name).isoformat() if kind is Kind.MOMENT else value


def _moment(text: str, where: str) -> datetime:
    """Read the local time of a form, ``2026-03-04T17:00``."""
    try:
        return datetime.fromisoformat(text).replace(tzinfo=_ZONE)
    except ValueError:
        raise InvalidInputError(
            Both(f"{text!r} is no moment.", f"„{text}“ ist kein Zeitpunkt."),
            where,
            Both("Write it as 2026-03-04T17:00.", "Zum Beispiel 2026-03-04T17:00."),
        ) from None
