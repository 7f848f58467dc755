"""A paper on its way, in an office in memory: what the page in one file asks.

Requests and answers are JSON, so that the page holds no value of ours; sentences come in
its language. What cannot be done is an answer too, never a traceback.
"""

from __future__ import annotations

import json

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
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
from ratsflow.stores import MemoryStore, Store


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
_WORDS: Mapping[str, str] = {
    "route": "agenda_route",
    "role": "consultation_role",
    "mode": "ballot_mode",
    "form": "meeting_form",
}
"""Where the words of a closed list are called otherwise than its field."""
_CENTS = "_cents"
_MOST = 1000
"""More members than any council has."""
_EURO = Wording("in Euro", "in euros")


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
        self._text = ""
        self._office = self._made(law, MemoryStore())

    @property
    def _procedure(self) -> Procedure:
        return self._office.procedure

    def _made(self, text: str, store: Store) -> Office:
        law = parse_law(text)
        build = state_law(law.state).procedure
        if build is None:
            raise no_procedure(law.state)
        return Office(build(), store, law=law, clock=lambda: self._moment)

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

    def _law(self, asked: Mapping[str, Any]) -> dict[str, Any]:
        if "text" in asked:
            made = self._made(asked["text"], self._office.store)
            if made.law.state != self._office.law.state:  # whose papers go another way
                made = self._made(asked["text"], MemoryStore())
            self._office = made
        law, words = self._office.law, self._procedure.words
        state = state_law(law.state)
        paper = state.folder / "tour.md"
        topics = {k: each.in_(self._lang) for k, each in state.topics.labels.items()}
        return {
            "town": law.name,
            "roles": {
                r: words.say("role", r, self._lang) for r in self._procedure.roles
            },
            "purposes": self._choices("role", ConsultationRole),
            "topics": dict(sorted(topics.items(), key=lambda each: each[1].lower())),
            "paper": paper.read_text("utf-8") if paper.is_file() else "",
            "open": bool(self._office.store.read(_CASE)),
        }

    def _choices(self, name: str, known: type[ClosedList]) -> dict[str, str]:
        say, kind = self._procedure.words.say, _WORDS.get(name, name)
        return {each.value: say(kind, each.value, self._lang) for each in known}

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
        reading, stated = read_paper(asked["paper"]), asked["route"]
        if len(stated) != len(reading.consultations):
            raise InvalidInputError(
                Both("the paper was changed.", "die Vorlage wurde geändert."),
                cure=Both("Read it again.", "Sie noch einmal lesen."),
            )
        motion = motion_with(reading.motion, _noted(asked.get("noted", {}), ""))
        route = [
            self._consultation(number, row, stated[number])
            for number, row in enumerate(reading.consultations)
        ]
        office = self._office.on(MemoryStore())
        office.open(
            motion, self._actor(asked["role"]), case_id=_CASE, consultations=route
        )
        self._office, self._text = office, asked["paper"]
        return self._look(asked)

    def _consultation(
        self, number: int, row: ReadConsultation, stated: Mapping[str, str]
    ) -> Consultation:
        if row.role is None and not stated["role"]:
            raise InvalidInputError(
                Both("say what the body is asked for.", "angeben, worum es geht."),
                row.body,
            )
        purpose = row.role or ConsultationRole(stated["role"])
        kind = kind_of(row.body, self._office.law)
        made = row.to_consultation(f"c{number + 1}", purpose, kind)
        members = _number(stated["members"], row.body) if stated["members"] else None
        return attrs.evolve(made, body=attrs.evolve(made.body, members=members))

    def _look(self, asked: Mapping[str, Any]) -> dict[str, Any]:
        self._move_to(asked)
        role = asked.get("role", "")
        now = self._office.now(_CASE, self._actor(role) if role else None)
        return {
            "now": to_plain(now, self._lang),
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
            field = self._field(given.name, given.kind, label, given.required, choices)
            yield field | ({"value": self._text} if given.kind is Kind.MOTION else {})
            if given.kind is Kind.MOTION:
                for name in _NOTED:
                    label = words.say("fact", f"motion.{name}", self._lang)
                    yield self._field(f"{given.name}.{name}", Kind.NAMES, label)
            return
        hints = get_type_hints(parts)
        for name in attrs.fields_dict(parts):
            kind, closed = _kind_of(hints[name])
            label = words.say("fact", f"{given.name}.{name}", self._lang)
            if kind is not None and label != name.replace("_", " "):
                needed = given.required and name == "day"
                yield self._field(f"{given.name}.{name}", kind, label, needed, closed)

    def _field(
        self,
        name: str,
        kind: Kind,
        label: str,
        required: bool = False,
        choices: type[ClosedList] | None = None,
    ) -> dict[str, Any]:
        is_money = name.endswith(_CENTS) and kind is Kind.NUMBER
        told = f"{label}, {_EURO.in_(self._lang)}" if is_money else label
        return {
            "name": name,
            "kind": "euro" if is_money else kind.value,
            "label": told,
            "required": required,
            "choices": self._choices(name.rpartition(".")[2], choices)
            if choices
            else {},
        }

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
            name: self._plain(kinds.get(name.partition(".")[0]), name, value)
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
        part = name.partition(".")[2]
        if kind is Kind.CONSULTATIONS:
            return self._route(value)
        if kind is Kind.NUMBER and name.endswith(_CENTS):
            return _cents(value, name)
        of = next((of for each, of in _PARTED.items() if each is kind), None)
        own = _kind_of(get_type_hints(of)[part])[0] if of and part else kind
        if own is Kind.MOMENT:
            return _moment(value, name).isoformat()
        return value == "yes" if own is Kind.FLAG else value

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
            kind = kind_of(body, self._office.law)
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


def no_procedure(state: str) -> InvalidInputError:
    """Return what is said where a state has values of law and no procedure."""
    return InvalidInputError(
        Both(
            "the law of this state comes without a procedure.",
            "für dieses Land gibt es noch kein Verfahren.",
        ),
        state,
    )


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


def _number(text: str, where: str) -> int:
    if not (text.isascii() and text.isdigit() and 0 < int(text) < _MOST):
        raise InvalidInputError(
            Both(
                f"{text!r} is no number of members.",
                f"„{text}“ ist keine Mitgliederzahl.",
            ),
            where,
            Both("Write digits, as in 33.", "Ziffern schreiben, zum Beispiel 33."),
        )
    return int(text)


def _cents(text: str, where: str) -> int:
    """Read euros as a form sends them, ``1234.50``."""
    try:
        amount = Decimal(text) * 100
        if amount == int(amount):
            return int(amount)
    except (ArithmeticError, ValueError):
        pass
    raise InvalidInputError(
        Both(f"{text!r} is no amount in euros.", f"„{text}“ ist kein Betrag in Euro."),
        where,
        Both("Write it as 1234.50.", "Zum Beispiel 1234.50 schreiben."),
    )


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
