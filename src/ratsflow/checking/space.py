"""The space that is searched: which papers, whose law, who acts, what is stated."""

from __future__ import annotations

import re

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from functools import cached_property
from typing import Any
from zoneinfo import ZoneInfo

import attrs

from ratsflow.engine import NO_OTHERS, open_case
from ratsflow.errors import Both
from ratsflow.law.local import NO_LAW, Law
from ratsflow.model import (
    Actor,
    Ballot,
    BodyKind,
    Consultation,
    CostEffect,
    CostStatement,
    Meeting,
    Motion,
    Organization,
)
from ratsflow.procedure.case import Case
from ratsflow.procedure.inputs import CHOICES, Kind, Parameter
from ratsflow.procedure.lookups import Others
from ratsflow.procedure.procedure import Procedure


ZONE = ZoneInfo("Europe/Berlin")
NOON = time(12)

PAPER = Motion(
    "Musterpapier",
    proposal="Es wird beschlossen, was hier steht.",
    reasons="Weil es nötig ist.",
    cost_statement=CostStatement(CostEffect.NONE),
    previous_considerations=(),
    author="author-1",
    originators=("Verwaltung",),
    public=True,
    topics=(),
    districts=(),
)
"""A paper that says all that is asked of one without costs."""

COUNCIL = Organization("Rat", BodyKind.COUNCIL, 67)
COMMITTEE = Organization("Ausschuss", BodyKind.COMMITTEE, 15, experts=0)

_NUMBERS = (0, 1, 2, 3, 5, 8, 10, 20, 34, 50, 67, 100, 1_000, 10_000, 100_000, 10**8)
"""Numbers between which the limits of statutes and bylaws lie: persons, months, cents."""

_MEETING_IN = (0, 7, 35)
"""In how many days the meetings are that an item can be put on the agenda of."""

_MANY, _FEW = range(-400, 61), (0, -1, -30, 30)
"""Days around today among which a stated day is sought."""


@attrs.frozen
class Start:
    """A case at its beginning.

    Attributes:
        name: what people call it, for example ``a paper for the council``.
        motion: the paper.
        route: its consultations.
        opener: the role of whoever opens it.
    """

    name: Both | str
    motion: Motion = PAPER
    route: tuple[Consultation, ...] = ()
    opener: str = ""


def item(
    id_: str, body: Organization, day: date, role: str = "decision"
) -> Consultation:
    """Return a public consultation in a meeting that is convened in good time."""
    return Consultation(id_, body, role, meeting=_convened(day), public=True)


def _convened(day: date) -> Meeting:
    sent = day - timedelta(14)
    return Meeting(day, invited_on=sent, published_on=sent, dispatched_on=sent)


_COUNCIL_ON, _COMMITTEE_ON = date(2026, 3, 10), date(2026, 3, 4)


def starts_of(law: Law) -> tuple[Start, ...]:
    """Return the papers that are looked at where nobody names others.

    One for the council, one for a committee and then the council, and one for a committee
    that decides, if the municipality gave one the power.

    Args:
        law: the values in force; its council and committees are taken.
    """
    values = law.values
    elected = values.get("council.elected_members")
    council = COUNCIL if elected is None else attrs.evolve(COUNCIL, members=elected + 1)
    found = [
        Start(
            Both("a paper for the council", "eine Vorlage für den Rat"),
            route=(item("council", council, _COUNCIL_ON),),
        ),
        Start(
            Both(
                "a paper for a committee and the council",
                "eine Vorlage für einen Ausschuss und den Rat",
            ),
            route=(
                item("committee", COMMITTEE, _COMMITTEE_ON, "preliminary"),
                item("council", council, _COUNCIL_ON),
            ),
        ),
    ]
    members = values.get("bodies.members") or {}
    for power in values.get("competence.powers") or ():
        name, topic = power.get("body", ""), power.get("topic", "")
        is_committee = name and name not in {each.value for each in BodyKind}
        if is_committee and name != "mayor" and topic and "above" not in power:
            body = Organization(
                name,
                BodyKind.COMMITTEE,
                members.get(name, COMMITTEE.members),
                experts=0,
            )
            paper = attrs.evolve(PAPER, topics=(topic,))
            told = Both(
                f"a paper on {topic} for {name}", f"eine Vorlage ({topic}) für {name}"
            )
            found.append(Start(told, paper, (item("committee", body, _COMMITTEE_ON),)))
            break
    return tuple(found)


@attrs.frozen
class Space:
    """What a search may try.

    Whatever it holds is an assumption of the answer, and told with it.

    Attributes:
        procedure: the procedure.
        law: the values in force for the municipality.
        starts: the cases that are looked at.
        first_day: the day on which they are opened.
        days: how many days ahead of a step a later one is sought.
        one_person: one person holds every role, instead of one for each.
        samples: by name of an input, values that it can have, before all others.
        steps: the steps that may be taken; empty for all.
        meetings: by name of a body, its coming meetings; a body that is not named meets
            whenever it is convened.
        votes: by id of a consultation, the only ballot that is tried there.
        others: the other cases that rules see; without them there are none.
    """

    procedure: Procedure
    law: Law = NO_LAW
    starts: tuple[Start, ...] = attrs.field(
        default=attrs.Factory(lambda self: starts_of(self.law), takes_self=True)
    )
    first_day: date = date(2026, 2, 2)
    days: int = 400
    one_person: bool = False
    samples: Mapping[str, Sequence[Any]] = attrs.field(factory=dict, hash=False)
    steps: frozenset[str] = frozenset()
    meetings: Mapping[str, Sequence[Meeting]] = attrs.field(factory=dict, hash=False)
    votes: Mapping[str, Ballot] = attrs.field(factory=dict, hash=False)
    others: Others = attrs.field(default=NO_OTHERS, hash=False)

    def moment(self, day: date) -> datetime:
        """Return noon of a day, at which everything happens."""
        return datetime.combine(day, NOON, ZONE)

    def opened(self, start: Start) -> Case:
        """Open a case as a start says."""
        opener = start.opener or self.procedure.steps[0].by[0]
        return open_case(
            self.procedure,
            "case",
            start.motion,
            self.actors(opener)[0],
            at=self.moment(self.first_day),
            consultations=start.route,
            law=self.law,
        ).case

    def actors(self, role: str) -> tuple[Actor, ...]:
        """Return who may act in a role: one person, and a second of the same role."""
        if self.one_person:
            return (Actor("everyone", roles=self.procedure.roles),)
        return tuple(Actor(f"{role}-{number}", roles=[role]) for number in (1, 2))

    @cached_property
    def _named(self) -> Mapping[str, tuple[str, ...]]:
        """By name of a fact, the words that declared conditions compare it with."""
        found: dict[str, dict[str, None]] = defaultdict(dict)
        for rule in self.procedure.rules:
            for name, word in _words(rule.condition):
                found[name][word] = None
        return {name: tuple(words) for name, words in found.items()}

    @cached_property
    def _usual(self) -> Mapping[str, tuple[str, ...]]:
        """By name of an input, the words that the procedure declares to be usual.

        Where one of them is a role, every role is such a word.
        """
        usual = self.procedure.usual()
        found: dict[str, dict[str, None]] = defaultdict(dict)
        for key, value in usual.inputs.items():
            for each in (value, *usual.instead.get(key, ())):
                if isinstance(each, str) and not each.startswith("@"):
                    found[key.rpartition(".")[2]][each] = None
        roles = dict.fromkeys(self.procedure.roles)
        return {
            name: tuple(words | roles if words.keys() & roles.keys() else words)
            for name, words in found.items()
        }

    @cached_property
    def _fitting(self) -> Mapping[str, tuple[str, ...]]:
        """By name of an input, what fits the pattern that the law has for it."""
        found = {}
        for key, value in self.law.values.items():
            head, _, last = key.rpartition("_")
            if last == "pattern" and isinstance(value, str):
                sample = _fits(value)
                if sample:
                    found[head.rpartition(".")[2]] = (sample,)
        return found

    def values(
        self,
        parameter: Parameter,
        case: Case,
        subject: Any,
        day: date,
        *,
        few: bool = False,
    ) -> list[Any]:
        """Return values that an input can have.

        Args:
            parameter: the input.
            case: the case before the step.
            subject: the consultation that the step is about, or None.
            day: the day of the step.
            few: of days only some, where no rule is at hand to say which make a difference.
        """
        name, kind = parameter.name, parameter.kind
        stated = list(self.samples.get(name, ()) or self._fitting.get(name, ()))
        if kind is Kind.FLAG:
            return [True, False]
        if kind is Kind.NUMBER:
            return stated + [each for each in _NUMBERS if each not in stated]
        if kind is Kind.TEXT:
            listed = CHOICES.get(name)
            words = (
                [each.value for each in listed] if listed else self._named.get(name, ())
            )
            return stated or [*words] or [*self._usual.get(name, ("x",))]
        if kind is Kind.NAMES:
            return [*stated, (), *((each,) for each in self._named.get(name, ("x",)))]
        if kind in (Kind.DAY, Kind.MOMENT):
            return list(_around(day, kind, _FEW if few else _MANY))
        if kind is Kind.MEETING:
            held = self._calendar(subject, day)
            return list(_meetings(subject, day)) if held is None else held
        if kind is Kind.BALLOT and subject is not None and subject.id in self.votes:
            return [self.votes[subject.id]]
        if kind is Kind.BALLOT:
            found = list(_ballots(subject.body if subject is not None else COUNCIL))
            return found[:2] if few else found
        if kind is Kind.MOTION:
            return list(_texts(case.motion))
        return [(each,) for each in self._items(case, day)]

    def _calendar(self, subject: Any, day: date) -> list[Meeting] | None:
        if not isinstance(subject, Consultation):
            return None
        held = self.meetings.get(subject.body.name)
        if held is None:
            return None
        return [_convened_from(day, each) for each in held if each.day >= day]

    def convened_later(self, held: Meeting, subject: Any) -> Iterator[Meeting]:
        """Yield a meeting with invitations that go out later, where nobody said when they do."""
        known = list(self.meetings.get(subject.body.name, ())) if subject else []
        if subject is not None and subject.meeting is not None:
            known.append(subject.meeting)
        sent = held.invited_on
        if sent is None or any(e.day == held.day and e.invited_on for e in known):
            return
        for distance in range(1, (held.day - sent).days + 1):
            day = sent + timedelta(distance)
            yield attrs.evolve(
                held, invited_on=day, published_on=day, dispatched_on=day
            )

    @staticmethod
    def _items(case: Case, day: date) -> Iterator[Consultation]:
        number = len(case.consultations) + 1
        for body in (COUNCIL, COMMITTEE):
            yield item(f"item-{number}", body, day + timedelta(35))


def _fits(pattern: str) -> str:
    """Return a text that fits a pattern of digits and plain characters, or nothing."""
    digits = re.sub(
        r"(?:\\d|\[0-9\])(?:\{(\d+)(?:,\d*)?\}|[+*])?",
        lambda found: "1" * int(found[1] or 1),
        pattern,
    )
    sample = re.sub(r"\\(.)", r"\1", digits)
    return sample if re.fullmatch(pattern, sample) else ""


def _words(condition: Any, name: str = "") -> Iterator[tuple[str, str]]:
    """Yield each name of a declared condition with the words it is compared with."""
    if isinstance(condition, Mapping):
        for key, value in condition.items():
            plain = key.removesuffix("?")
            known = plain in ("equals", "stated", "when", "not", "all", "any", "member")
            yield from _words(value, name if known else plain)
    elif isinstance(condition, list | tuple):
        for each in condition:
            yield from _words(each, name)
    elif isinstance(condition, str) and name:
        yield name, condition


def _around(day: date, kind: Kind, distances: Iterable[int]) -> Iterator[Any]:
    for distance in distances:
        found = day + timedelta(distance)
        yield found if kind is Kind.DAY else datetime.combine(found, NOON, ZONE)


def _meetings(subject: Any, day: date) -> Iterator[Meeting]:
    """Yield the planned meeting and one of today; without one, later ones convened now."""
    planned = subject.meeting if isinstance(subject, Consultation) else None
    if planned is not None and planned.day >= day:
        yield _convened_from(day, planned)
    for distance in (0,) if planned is not None and planned.day > day else _MEETING_IN:
        held = day + timedelta(distance)
        yield _convened_from(day, Meeting(held))


def _convened_from(day: date, held: Meeting) -> Meeting:
    """Return a meeting that is convened two weeks ahead or today, where nobody said when."""
    sent = max(day, held.day - timedelta(14))
    return attrs.evolve(
        held,
        invited_on=held.invited_on or sent,
        published_on=held.published_on or sent,
        dispatched_on=held.dispatched_on or sent,
    )


def _ballots(body: Organization) -> Iterator[Ballot]:
    """Yield a bare majority, a bare minority, all and a tie of a body."""
    members = body.members or COMMITTEE.members or 0
    mayor = "yes" if body.kind is BodyKind.COUNCIL else None
    for yes in (members // 2 + 1, members // 2 - 1, members, members // 2):
        no = min(members - yes, members // 2)
        yield Ballot(
            yes=yes,
            no=no,
            abstain=0,
            invalid=0,
            present=yes + no,
            members=members,
            experts=body.experts,
            chair="chair-1",
            mayor=mayor if yes else "no",
        )


_OTHERWISE = " Und anders."


def _texts(motion: Motion) -> Iterator[Motion]:
    """Yield the text with another proposal, and with other costs."""
    other = motion.proposal.removesuffix(_OTHERWISE)
    if other == motion.proposal:
        other += _OTHERWISE
    yield attrs.evolve(motion, proposal=other)
    costs = CostStatement(
        CostEffect.AMOUNT, 500_000_000, "once", 2026, "11.111", covered=True
    )
    yield attrs.evolve(motion, cost_statement=costs)
