"""Values that nobody would wonder at: what is usual in a procedure, else what a kind suggests.

Whoever supplies what nobody stated takes it from here: the walk to a case for a test, and
the search of what can come about.
"""

from __future__ import annotations

import re

from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime, time, timedelta
from functools import cached_property
from typing import Any, Protocol
from zoneinfo import ZoneInfo

import attrs

from ratsflow.law.local import Law
from ratsflow.law.patterns import example_of, matches
from ratsflow.model import (
    Actor,
    Ballot,
    BodyKind,
    Consultation,
    CostStatement,
    Meeting,
    Motion,
    Organization,
)
from ratsflow.procedure.case import Case, number_of
from ratsflow.procedure.inputs import CHOICES, Parameter
from ratsflow.procedure.procedure import Procedure
from ratsflow.procedure.step import Kind


_DAY = re.compile(r"@(day|meeting|opened)([+-]\d+)?")
_PATTERN = "_pattern"
_BETWEEN = 35
"""Days from one meeting of a body to its next."""
_SEATS = 15
"""How many members a body has of which nothing is known."""
_ZONE = ZoneInfo("Europe/Berlin")
NUMBERS = (0, 1, 2, 3, 5, 8, 10, 20, 34, 50, 67, 100, 1_000, 10_000, 100_000, 10**8)
"""Numbers between which the limits of statutes and bylaws lie: persons, months, cents."""
_NOTHING: Mapping[str, Any] = {}
_MARGIN = 3
"""How many days before the last one invitations go out."""
_IN_DAYS: Mapping[str, Callable[[int], int]] = {
    "notice.days": lambda days: days,
    "agenda.publication_days": lambda days: days,
    "notice.hours": lambda hours: hours // 24 + 1,
    # Weekends, and holidays as they lie at the end of a year.
    "notice.working_days": lambda days: 2 * days + 7,
}
"""By norm, how many days at most lie in a notice of so many days, hours, working days."""
_CONVENED = {"dispatched_on": 14, "invited_on": 14, "published_on": 14}
"""Days before a meeting, where nothing is declared."""
_RECORD: Mapping[str, Any] = {"abstain": 0, "invalid": 0, "chair": "chair"}
"""What is on record of a ballot beside the votes, where nothing is declared."""


def noon(day: date) -> datetime:
    """Return the moment at which a step of a day is taken."""
    return datetime.combine(day, time(12), _ZONE)


def actor_in(role: str) -> Actor:
    """Return who holds a role: somebody of that name, who holds no other."""
    return Actor(role, roles=(role,))


class Doing(Protocol):
    """A step that is to be taken: when, and on which consultation or suspension."""

    @property
    def day(self) -> date:
        """The day on which it is taken."""

    @property
    def on(self) -> str:
        """The id of what it is about, or empty."""


def as_motion_fields(given: Mapping[str, Any]) -> dict[str, Any]:
    """Return fields of a motion as it takes them: a word of cost is a statement of cost."""
    fields = dict(given)
    cost = fields.get("cost_statement")
    if isinstance(cost, str):
        fields["cost_statement"] = CostStatement(cost)
    elif isinstance(cost, Mapping):
        fields["cost_statement"] = CostStatement(**cost)
    return {k: tuple(v) if isinstance(v, list) else v for k, v in fields.items()}


@attrs.frozen(eq=False)
class Usually:
    """What is usual for one case.

    Attributes:
        procedure: its procedure.
        law: the law of the municipality.
        paper: what the caller says of the motion, by field; None for what it lacks.
        towards: what is usual otherwise on the way to where the case is to come.
    """

    procedure: Procedure
    law: Law
    paper: Mapping[str, Any] = attrs.field(factory=dict)
    towards: Mapping[str, Any] = attrs.field(factory=dict)

    # ---------------------------------------------------------------------- the paper

    def says(self, field: str) -> bool:
        """Tell whether the caller says something of a field of the paper."""
        return field in self.paper

    def of_paper(self, field: str) -> Any:
        """Return what is usual for a field of the paper; None for nothing."""
        return self._paper().get(field)

    def motion(self) -> Motion:
        """Return the paper that nobody would wonder at, as far as the caller says none."""
        fields = {"title": "Vorlage", **self._paper(), **self.paper}
        unsaid = [name for name, value in fields.items() if value is None]
        return Motion(**{k: v for k, v in fields.items() if k not in unsaid})

    def _paper(self) -> dict[str, Any]:
        usual = {**self.procedure.usual().paper, **self.towards.get("paper", {})}
        checks = self.law.values.get("impact_checks.checks") or ()
        answers = {each["id"]: (*each.get("values", ()), "")[0] for each in checks}
        return as_motion_fields({"impact_checks": answers, **usual})

    # --------------------------------------------------------------------- the inputs

    def input(self, step: str, taken: Parameter, case: Case, act: Doing) -> Any:
        """Return the usual value of something that a step takes in."""
        for value in self.declared(step, taken, case, act):
            if taken.kind is not Kind.TEXT or self._has_form(taken.name, value):
                return value
        return self._by_kind(taken, case, act)

    def declared(
        self, step: str, taken: Parameter, case: Case, act: Doing
    ) -> Iterator[Any]:
        """Yield what is declared of something that a step takes in, the usual first.

        The numbers of papers that the paper itself bears or names come before all.
        """
        yield from _numbers(taken.name, case)
        usual, keys = self.procedure.usual(), (f"{step}.{taken.name}", taken.name)
        inputs = {**usual.inputs, **self.towards.get("inputs", {})}
        given = [inputs[key] for key in keys if key in inputs][:1]
        for key in keys:
            given += usual.instead.get(key, ())
        for each in given:
            made = self._made(each, taken.kind, case, act)
            if made is not None:
                yield made

    def _has_form(self, name: str, value: str) -> bool:
        """Tell whether a text has the form that the municipality wants it to have."""
        pattern = self._patterns.get(name)
        return pattern is None or matches(pattern, value)

    def wants_form_of(self, name: str) -> bool:
        """Tell whether the municipality wants an input to have a form of its own."""
        return name in self._patterns

    @cached_property
    def _patterns(self) -> Mapping[str, str]:
        """By name of an input, the form that the law wants it to have."""
        return {
            key.removesuffix(_PATTERN).rpartition(".")[2]: value
            for key, value in self.law.values.items()
            if key.endswith(_PATTERN) and isinstance(value, str)
        }

    def instead(
        self, step: str, taken: Parameter, case: Case, act: Doing
    ) -> Iterator[Any]:
        """Yield what may be stated instead of what is usual, the likeliest first."""
        yield from self.declared(step, taken, case, act)
        if taken.kind is Kind.FLAG:
            yield from (True, False)
        elif taken.name in CHOICES:
            yield from (each.value for each in CHOICES[taken.name])
        elif taken.kind is Kind.NUMBER:
            yield from NUMBERS
        elif taken.kind is Kind.BALLOT:
            body = self._body(case, act)
            for carried in (True, False):
                for more in ({}, {"mayor": "none"}, {"amended": True}):
                    yield self.ballot(body, carried=carried, **more)

    def stated(self, step: str) -> tuple[str, ...]:
        """Return what a step states on this way although no rule asks for it."""
        return tuple(self.towards.get("states", {}).get(step, ()))

    def facts(self, name: str) -> list[Any]:
        """Return values of a fact that an earlier step took in."""
        usual = self.procedure.usual()
        kinds = {
            each.kind
            for step in self.procedure.steps
            for each in step.takes
            if each.name == name
        }
        values = [usual.inputs[name]] if name in usual.inputs else []
        values += usual.instead.get(name, ())
        if kinds == {Kind.FLAG}:
            values += [True, False]
        return [each for each in values if not str(each).startswith("@")]

    def _made(self, value: Any, kind: Kind, case: Case, act: Doing) -> Any:
        if isinstance(value, str) and (found := _DAY.fullmatch(value)):
            days = {"day": act.day, "meeting": self._met(case, act)}
            days["opened"] = case.since.date() if case.since else act.day
            day = days[found[1]] + timedelta(int(found[2] or 0))
            return day if kind is Kind.DAY else day.isoformat()
        if kind is Kind.MEETING and isinstance(value, Mapping):
            held = Meeting(self._next(case, act), **value)
            return self.convened(held, act.day)
        if kind is Kind.CONSULTATIONS and isinstance(value, Mapping):
            return (self.further(case, act, value),) if case.consultations else None
        return tuple(value) if isinstance(value, list) else value

    def _by_kind(self, taken: Parameter, case: Case, act: Doing) -> Any:
        kind = taken.kind
        if kind is Kind.TEXT:
            choices = CHOICES.get(taken.name)
            if choices:
                return next(iter(choices)).value
            form = self._patterns.get(taken.name, "")
            return example_of(form) or f"({taken.name})"
        if kind is Kind.MEETING:
            return self.meeting(self._next(case, act), act.day)
        if kind is Kind.BALLOT:
            return self.ballot(self._body(case, act))
        if kind is Kind.CONSULTATIONS:
            return (self.further(case, act),) if case.consultations else None
        made: dict[Kind, Any] = {
            Kind.FLAG: True,
            Kind.NUMBER: 1,
            Kind.DAY: act.day,
            Kind.MOMENT: noon(act.day),
            Kind.NAMES: (),
            Kind.MOTION: case.motion,
        }
        return made[kind]

    # ----------------------------------------------------------- bodies and their votes

    def ballot(
        self, body: Organization | None, *, carried: bool = True, **more: Any
    ) -> Ballot:
        """Return a vote of all members of a body, as its record gives it."""
        members = (body and body.members) or _SEATS
        against = members // 6
        yes, no = (
            (members - against, against) if carried else (against, members - against)
        )
        return self.ballot_of(body, {"yes": yes, "no": no, **more})

    def ballot_of(self, body: Organization | None, said: Mapping[str, Any]) -> Ballot:
        """Return a ballot of which only some numbers are said; its record is complete."""
        given: dict[str, Any] = {**(self.procedure.usual().ballot or _RECORD), **said}
        if "yes" in given and "present" not in given:
            cast = [given.get(n) or 0 for n in ("yes", "no", "abstain", "invalid")]
            biased = ("biased_yes", "biased_no", "biased_unknown")
            left = [given.get(each) or 0 for each in biased]
            if all(isinstance(each, int) for each in (*cast, *left)):
                given["present"] = sum(cast) - sum(left)  # else the ballot refuses them
        if (
            body is not None
            and body.kind is not BodyKind.COUNCIL
            and "mayor" not in said
        ):
            given.pop("mayor", None)
        for name in ("excluded", "excluded_without_vote", "wrongly_excluded", "votes"):
            if isinstance(given.get(name), list):
                given[name] = tuple(given[name])
        return Ballot(**given)

    def meeting(self, day: date, today: date = date.min) -> Meeting:
        """Return a meeting that was convened and announced in good time, not before today."""
        return self.convened(Meeting(day), today)

    def convened(self, held: Meeting, today: date) -> Meeting:
        """Return a meeting with all days on which it is usually prepared, not before today.

        Where the town's notice is longer than usual, all of them are that much earlier.
        """
        usual = self.procedure.usual().meeting or _CONVENED
        more = max(0, self._notice + _MARGIN - min(usual.values()))
        days = {k: max(held.day - timedelta(n + more), today) for k, n in usual.items()}
        unsaid: Any = {k: day for k, day in days.items() if getattr(held, k) is None}
        return attrs.evolve(held, **unsaid)

    @cached_property
    def _notice(self) -> int:
        """The longest notice of a meeting that the law asks of any body, in days or more."""
        law = self.law
        said = [(key, value) for key, value in law.values.items()]
        said += [(key, e.value) for key, rows in law.dated.items() for e in rows]
        days = [
            _IN_DAYS[name](value)
            for key, value in said
            if (name := key.partition("@")[0]) in _IN_DAYS and type(value) is int
        ]
        return max(days, default=0)

    def body(self, name: str) -> Organization:
        """Return a body by its kind or by its name."""
        usual = self.procedure.usual()
        kinds = {each.value for each in BodyKind}
        kind = name if name in kinds else ""
        if not kind:
            from ratsflow.law.bodies import kind_of  # noqa: PLC0415  # patterns of names

            kind = kind_of(name, self.law).value
        called = usual.bodies.get(kind, kind) if name in kinds else name
        return Organization(called, kind, members=self.members(called, kind), experts=0)

    def members(self, name: str, kind: str) -> int:
        """Return how many vote in a body."""
        values, usual = self.law.values, self.procedure.usual().members
        if kind == "council":
            elected = values.get("council.elected_members")
            if elected is not None:
                return int(elected) + int(values.get("mayor.member") is True)
        sizes = values.get("bodies.members") or {}
        return int(sizes.get(name, usual.get(kind, _SEATS)))

    @staticmethod
    def _item(case: Case, act: Doing) -> Consultation | None:
        for each in case.consultations:
            if each.id == act.on:
                return each
        return case.deciding or (case.consultations[-1] if case.consultations else None)

    def _body(self, case: Case, act: Doing) -> Organization | None:
        item = self._item(case, act)
        return None if item is None else item.body

    def _met(self, case: Case, act: Doing) -> date:
        item = self._item(case, act)
        if item is None or item.meeting is None:
            return act.day
        return item.meeting.day

    def _next(self, case: Case, act: Doing) -> date:
        """Return the day of the meeting at hand, or of the next one where that is over."""
        met = self._met(case, act)
        item = self._item(case, act)
        is_over = item is not None and (
            bool(item.days)
            or met < act.day
            or (met == act.day and item.state == self.procedure.planned)
        )
        return max(met, act.day) + timedelta(_BETWEEN) if is_over else met

    def further_items(self) -> list[Mapping[str, Any]]:
        """Return the items that a case usually has on its way to some state: body and role."""
        found: dict[tuple[str, str], Mapping[str, Any]] = {}
        for said in self.procedure.usual().towards.values():
            for body, fields in said.get("route", {}).items():
                if "role" in fields:
                    named = {"body": body, "role": fields["role"]}
                    found.setdefault((body, fields["role"]), named)
        return list(found.values())

    def further(
        self, case: Case, act: Doing, said: Mapping[str, Any] = _NOTHING
    ) -> Consultation:
        """Return one more consultation of the body at hand, in its next meeting.

        Args:
            case: the case.
            act: the step that brings it.
            said: fields of it that are others, and ``after`` how many days it is.
        """
        item = self._item(case, act)
        fields = dict(said)
        first = max(act.day, self._met(case, act))
        day = first + timedelta(fields.pop("after", _BETWEEN))
        name = fields.pop("body", "council" if item is None else "")
        body = self.body(name) if name or item is None else item.body
        start = "item" if item is None else item.id.rpartition("-")[0] or item.id
        same = item is not None and item.body == body
        held = item.meeting if same and item is not None else None
        if held is None or held.day != day:
            held = self.meeting(day, act.day)
        return Consultation(
            f"{start}-{len(case.consultations) + 1}",
            body,
            fields.pop("role", "decision" if item is None else item.role),
            held,
            public=True if item is None else item.public,
            **fields,
        )


def _numbers(name: str, case: Case) -> Iterator[str]:
    """Yield the numbers that a paper bears or names, where one of these is asked for."""
    if name == "reference" and case.reference:
        yield case.reference
    elif name == "with_paper":
        named = (case.base, *map(number_of, case.motion.related))
        yield from dict.fromkeys(filter(None, named))
