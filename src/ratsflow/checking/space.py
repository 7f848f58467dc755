"""The space that is searched: which papers, whose law, who acts, what is stated."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from functools import cached_property
from itertools import combinations
from typing import Any, Protocol

import attrs

from ratsflow.checking.answers import Answers
from ratsflow.checking.company import PREFIX, Beside, Company
from ratsflow.checking.days import FEW, around, stated_in
from ratsflow.checking.starts import Start, starts_of
from ratsflow.checking.usually import NUMBERS, Usually, noon
from ratsflow.engine import NO_OTHERS, open_case
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
    PaperType,
)
from ratsflow.procedure.case import Case
from ratsflow.procedure.inputs import CHOICES, PYTHON_TYPES, Kind, Parameter
from ratsflow.procedure.lookups import Look, Others
from ratsflow.procedure.procedure import Procedure


def _is_of(kind: Kind, value: Any) -> bool:
    """Tell whether a supposed value is meant: two steps can take in two kinds by one name."""
    if kind in (Kind.NUMBER, Kind.NAMES):
        return isinstance(value, PYTHON_TYPES[kind])
    return True


CASE = "case"
"""The id of the case that is looked at; others have others."""

_MEETING_IN = (0, 7, 35)
"""In how many days the meetings are that an item can be put on the agenda of."""


def pairs_of(
    procedure: Procedure, steps: Collection[str] = ()
) -> tuple[tuple[str, str], ...]:
    """Return each two roles that one person could hold; who opens the case stays apart.

    Of roles that may take the same steps, one stands for all.

    Args:
        procedure: the procedure.
        steps: the steps that count; empty for all.
    """
    alike: dict[frozenset[str], str] = {}
    for role in procedure.roles:
        taken = frozenset(
            each.name
            for each in procedure.steps
            if role in each.by and (not steps or each.name in steps)
        )
        if taken and role != procedure.steps[0].by[0]:
            alike.setdefault(taken, role)
    return tuple(combinations(alike.values(), 2))


class Found(Protocol):
    """Finds the other cases that the rules of a step see on a day.

    Attributes:
        days: those on which some of them stand otherwise than before.
    """

    @property
    def days(self) -> Collection[date]: ...

    def a_day_later(self) -> Found: ...

    def __call__(
        self, looks: tuple[Look, ...], case: Case, inputs: Mapping[str, Any], day: date
    ) -> Others: ...


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
        joined: sets of roles of which one person holds all; each other role is another's.
        deputies: who stands in for somebody may act too, where a rule or property asks who.
        away: roles whose holders are away, so that only who stands in for them acts.
        overrides: a step of the way may be taken by an override of what stands in its way.
        records: a step of the way may be one that happened against the rules, and is recorded.
        samples: by name of an input, values that it can have, before all others.
        steps: the steps that may be taken; empty for all.
        meetings: by name of a body, its coming meetings; a body that is not named meets
            whenever it is convened.
        votes: by id of a consultation, the only ballot that is tried there.
        said: by name of an input, the only value that is tried.
        others: the other cases that rules see, always the same or as they are found for a
            step of a day; None to look for those that there can be, where a rule or a property
            asks for them.
        most_others: how many of these there are at once, at most, where they are looked for.
        only_usual: a flag holds only where the procedure declares that to be usual.
        watched: facts that are varied though no rule asks for them, because a property does;
            ``role`` for who takes a step, ``others:LOOK`` for other cases, ``others:LOOK@STEP``
            for those at one, ``person`` also which of two of a role, ``late:STEP`` for later
            days of one, ``type:KIND`` for papers that are made others, ``lacks:DAY`` for meetings that lack a day of
            their preparation, ``roles`` for further items as they are usual on the way to some
            state.
        answers: what rules answered before; spaces made from this one share it.
        company: finds the other cases that there can be; shared likewise.
    """

    procedure: Procedure
    law: Law = NO_LAW
    starts: tuple[Start, ...] = attrs.field(
        default=attrs.Factory(lambda self: starts_of(self.law), takes_self=True)
    )
    first_day: date = date(2026, 2, 2)
    days: int = 400
    joined: tuple[tuple[str, ...], ...] = ()
    deputies: bool = False
    away: frozenset[str] = frozenset()
    overrides: bool = False
    records: bool = False
    samples: Mapping[str, Sequence[Any]] = attrs.field(factory=dict, hash=False)
    steps: frozenset[str] = frozenset()
    meetings: Mapping[str, Sequence[Meeting]] = attrs.field(factory=dict, hash=False)
    votes: Mapping[str, Ballot] = attrs.field(factory=dict, hash=False)
    said: Mapping[str, Any] = attrs.field(factory=dict, hash=False)
    others: Others | Found | None = attrs.field(default=NO_OTHERS, hash=False)
    most_others: int = 2
    only_usual: bool = False
    watched: frozenset[str] = frozenset()
    answers: Answers = attrs.field(factory=Answers, eq=False, repr=False)
    company: Company = attrs.field(factory=Company, eq=False, repr=False)

    def moment(self, day: date) -> datetime:
        """Return noon of a day, at which everything happens."""
        return noon(day)

    def opener(self, start: Start) -> str:
        """Return the role in which a case is opened."""
        return start.opener or self.procedure.steps[0].by[0]

    def opens(self, start: Start) -> Actor:
        """Return who opens a case."""
        return self.actors(self.opener(start))[0]

    def opened(self, start: Start, id_: str = CASE) -> Case:
        """Open a case as a start says."""
        return open_case(
            self.procedure,
            id_,
            start.motion,
            self.opens(start),
            at=self.moment(self.first_day),
            consultations=start.route,
            law=self.law,
        ).case

    @cached_property
    def _asked_of_others(self) -> Mapping[str, tuple[Look, ...]]:
        """By step, the looks that a property asks for there; under no name those anywhere."""
        watched = (e.removeprefix(PREFIX) for e in self.watched if e.startswith(PREFIX))
        named = {(step, look) for look, _, step in (e.partition("@") for e in watched)}
        found = {step for step, _ in named}
        return {
            step: tuple(e for e in Look if not named.isdisjoint({("", e), (step, e)}))
            for step in (*found, "")
        }

    def asked_of_others(self, step: str) -> tuple[Look, ...]:
        """Return the looks that a property asks for at a step, whether or not a rule does."""
        return self._asked_of_others.get(step, self._asked_of_others[""])

    def others_of(
        self,
        step: str,
        case: Case,
        inputs: Mapping[str, Any],
        day: date,
        beside: Beside = (),
    ) -> Others:
        """Return the other cases that the rules of a step see on a day.

        Args:
            step: the step.
            case: the case before it.
            inputs: what it takes in.
            day: the day.
            beside: the other cases that there are, where they are looked for.
        """
        if self.others is not None and not callable(self.others):
            return self.others
        looks = self.procedure.plan(step).looks
        if self.others is None:
            asked = (*looks, *self.asked_of_others(step))
            return self.company.others(asked, case, inputs, beside)
        return self.others(looks, case, inputs, day) if looks else NO_OTHERS

    def actors(self, role: str) -> tuple[Actor, ...]:
        """Return who may act in a role: one person, a second of the same role, a deputy.

        Where the paper names its leading department, the first acts for it, the second for
        another.
        """
        lead = next((s.motion.lead_department for s in self.starts), None) or ""
        other = f"nicht {lead}" if lead else ""
        deputy = Actor(f"{role}-deputy", deputises=[role])
        if role in self.away:
            return (deputy,)
        first = Actor(f"{role}-1", roles=[role], on_behalf_of=lead)
        for roles in self.joined:
            if role in roles:
                first = Actor("+".join(roles), roles=roles)
        found = [first, Actor(f"{role}-2", roles=[role], on_behalf_of=other)]
        if self.deputies:
            found.append(deputy)
        return tuple(found)

    @cached_property
    def _named(self) -> Mapping[str, tuple[str, ...]]:
        """By name of a fact, the words that declared conditions compare it with."""
        found: dict[str, dict[str, None]] = defaultdict(dict)
        names = {each.name for step in self.procedure.steps for each in step.takes}
        for rule in self.procedure.rules:
            listed = _listed(rule.condition, self.law)
            for name, word in (*_words(rule.condition), *listed):
                if word not in names and "." not in word:  # else it reads another thing
                    found[name][word] = None
        return {name: tuple(words) for name, words in found.items()}

    @cached_property
    def usually(self) -> Usually:
        """What is usual under the procedure and in the municipality."""
        return Usually(self.procedure, self.law)

    def values(
        self,
        parameter: Parameter,
        case: Case,
        subject: Any,
        day: date,
        *,
        few: bool = False,
        step: str = "",
        known: Sequence[date] | None = None,
    ) -> list[Any]:
        """Return values that an input can have, the usual first.

        Args:
            parameter: the input.
            case: the case before the step.
            subject: the consultation that the step is about, or None.
            day: the day of the step.
            few: of days only some, where no rule is at hand to say which make a difference;
                the rules that are in the way of one ask for others.
            step: the step, of which something else may be usual.
            known: other days that a rule may compare a day with; those of the case if left out.
        """
        name, kind = parameter.name, parameter.kind
        if name in self.said and _is_of(kind, self.said[name]):
            return [self.said[name]]
        act = _Act(day, subject.id if subject is not None else "")
        usual = list(self.usually.declared(step, parameter, case, act))
        words = self._named.get(name, ())
        stated = list(self.samples.get(name, ()))
        if kind is Kind.FLAG:
            either = (False,) if self.only_usual else (True, False)
            return list(dict.fromkeys((*usual, *either)))
        if kind is Kind.NUMBER:
            return stated + sorted({*usual, *NUMBERS}.difference(stated))
        if kind is Kind.TEXT:
            listed = [each.value for each in CHOICES.get(name, ())] or words
            if not listed:
                usual = self._free(step, parameter, case, act, usual)
            return stated or list(dict.fromkeys((*usual, *listed)))
        if kind is Kind.NAMES:
            some = [each for each in usual if each][:1] or [(f"({name})",)]
            return [*stated, (), *([(each,) for each in words] or some)]
        if kind in (Kind.DAY, Kind.MOMENT):
            known = stated_in(case) if known is None else known
            return self._days(kind, known, day, usual, few=few)
        if kind is Kind.MEETING:
            return [*usual, *self._meetings(subject, day)]
        if kind is Kind.BALLOT and subject is not None and subject.id in self.votes:
            return [self.votes[subject.id]]
        if kind is Kind.BALLOT:
            body = self.usually.body("council") if subject is None else subject.body
            found = list(self._ballots(body))
            return found[:2] if few else found
        if kind is Kind.MOTION:
            return [*_texts(case.motion), *self._of_other_types(case.motion)]
        return self._routes(case, act, usual)

    def _days(
        self,
        kind: Kind,
        known: Sequence[date],
        day: date,
        usual: list[Any],
        *,
        few: bool,
    ) -> list[Any]:
        among = (
            [day + timedelta(each) for each in FEW]
            if few
            else around(day, known, self.law)
        )
        if kind is Kind.MOMENT:
            return [noon(each) for each in among]
        return sorted({*among, *usual})

    def _routes(
        self, case: Case, act: _Act, usual: list[tuple[Consultation, ...]]
    ) -> list[tuple[Consultation, ...]]:
        """Return further items: of the usual body, of council and committee, and of today."""
        bodies = {each[0].body.name for each in usual}
        further = [
            self.usually.further(case, act, {"body": each})
            for each in ("council", "committee")
        ]
        found = [*usual, *((e,) for e in further if e.body.name not in bodies)]
        if "roles" in self.watched:
            found += [
                (self.usually.further(case, act, each),)
                for each in self.usually.further_items()
            ]
        if case.consultations:  # another item of the meeting that is held today
            again = self.usually.further(case, act, {"after": 0})
            if again.meeting is not None and again.meeting.day == act.day:
                found.append((again,))
        return found

    def _free(
        self, step: str, taken: Parameter, case: Case, act: _Act, usual: list[str]
    ) -> list[str]:
        """Return texts of which no rule names any: one of its form, or what is usual.

        Where that is a role, every role is such a text.
        """
        if not usual or self.usually.wants_form_of(taken.name):
            return [self.usually.input(step, taken, case, act)]
        roles = self.procedure.roles
        return [*usual, *(() if set(roles).isdisjoint(usual) else roles)]

    def _of_other_types(self, motion: Motion) -> Iterator[Motion]:
        """Yield the paper as one of the types that a property names, and as an ordinary one."""
        named = [each for each in PaperType if f"type:{each.value}" in self.watched]
        for each in dict.fromkeys((*named, PaperType.DECISION_PAPER) if named else ()):
            if each != motion.paper_type:
                yield attrs.evolve(motion, paper_type=each)

    def _meetings(self, subject: Any, day: date) -> Iterator[Meeting]:
        """Yield the planned meeting and one of today; without one, later ones.

        Of a body whose calendar is known, its meetings instead. All are convened today at
        the earliest, where nobody said when.
        """
        planned = subject.meeting if isinstance(subject, Consultation) else None
        body = subject.body.name if isinstance(subject, Consultation) else ""
        if body in self.meetings:
            held = [each for each in self.meetings[body] if each.day >= day]
        elif planned is None or planned.day < day:
            held = [Meeting(day + timedelta(each)) for each in _MEETING_IN]
        else:
            held = list(dict.fromkeys((planned, Meeting(day))))
        convened = [self.usually.convened(each, day) for each in held]
        yield from convened
        for named in sorted(self.watched):
            lacks, _, part = named.partition(":")
            if lacks == "lacks":
                unsaid: Any = {part: None}
                yield from (attrs.evolve(each, **unsaid) for each in convened)

    def convened_again(self, held: Meeting, subject: Any, day: date) -> Meeting:
        """Return a meeting as it is convened from a day on, where nobody said when it was."""
        said = [e for e in self._meetings(subject, day) if e.day == held.day]
        return said[0] if said else self.usually.convened(Meeting(held.day), day)

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

    def _ballots(self, body: Organization) -> Iterator[Ballot]:
        """Yield a bare majority, a bare minority, all, a tie, and nobody of a body."""
        members = body.members or self.usually.members(body.name, body.kind.value)
        for yes in (members // 2 + 1, members // 2 - 1, members, members // 2):
            no = min(members - yes, members // 2)
            mayor = (
                {"mayor": "yes" if yes else "no"}
                if body.kind is BodyKind.COUNCIL
                else {}
            )
            said = {"yes": yes, "no": no, "members": members, "experts": body.experts}
            yield self.usually.ballot_of(body, {**said, **mayor})
        nobody = {"yes": 0, "no": 0, "present": 0, "members": members}
        yield self.usually.ballot_of(body, {**nobody, "mayor": "none"})


@attrs.frozen
class _Act:
    """When a step is taken, and on what."""

    day: date
    on: str


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


def _listed(condition: Any, law: Law) -> Iterator[tuple[str, str]]:
    """Yield each name of a declared condition with the words that a list of law allows it."""
    if isinstance(condition, Mapping):
        for key, value in condition.items():
            if key == "member":
                name, listed = value
                words = (
                    law.values.get(listed.removeprefix("law."))
                    if isinstance(listed, str)
                    else listed
                )
                if isinstance(words, list | tuple):
                    yield from (
                        (name.removesuffix("?"), word)
                        for word in words
                        if isinstance(word, str)
                    )
            else:
                yield from _listed(value, law)
    elif isinstance(condition, list | tuple):
        for each in condition:
            yield from _listed(each, law)


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


def as_case_of(space: Space, case: Case) -> Case:
    """Return a case as if it had always run through the procedure of a space."""
    procedure = space.procedure
    return attrs.evolve(
        case, procedure=procedure.name, fingerprint=procedure.fingerprint
    )
