"""One call of `case_at`: what it says, sorted out, and the walk that it asks for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta
from difflib import get_close_matches
from pathlib import Path
from typing import Any
from weakref import WeakKeyDictionary

import attrs

from ratsflow.checking.usually import Usually, actor_in
from ratsflow.engine.observing import unobserved
from ratsflow.errors import Both, InvalidInputError, UnknownNameError
from ratsflow.law.local import Law
from ratsflow.law.powers import powers_of
from ratsflow.model import BodyKind, Consultation, Motion, Organization
from ratsflow.procedure.case import Case
from ratsflow.procedure.procedure import Procedure
from ratsflow.procedure.step import MOTION
from ratsflow.testing.aims import aim_of, is_called, named, no_way, sources_of
from ratsflow.testing.said import Said
from ratsflow.testing.search import lead, names_of, onward
from ratsflow.testing.setting import Setting, as_day, current, setting
from ratsflow.testing.way import Stand, Walker, tell_steps


FIRST_DAY = date(2026, 1, 5)
"""The day on which a case is opened of which nobody says a day: a Monday."""
AHEAD = timedelta(73)
"""How long a case is opened before the meeting that decides, where nobody says a day."""
_BEFORE = timedelta(71)
"""How long it is opened before the first meeting of which a day is said, at least."""
_APART = 2
"""Days between the two meetings of a week, of a route of which nobody says the days."""
_SHIFTS = 4
"""How often a way is walked again to end on the day that was wanted."""

_SLIP = 0.9
"""How near to a kind of body a name is a slip of the pen: a letter left out or turned."""

_KEPT = 256
"""How many walks of a procedure are remembered."""
_WALKED: WeakKeyDictionary[Procedure, dict[str, Stand]] = WeakKeyDictionary()
"""Where a walk led: the same call leads there again, and nothing of it can change."""


def where_of(procedure: Procedure | None, law: Law | str | Path | None) -> Setting:
    """Return where something takes place: as it says, else as the test that runs."""
    here = current()
    if procedure is None and law is None:
        return here
    if (
        law is None
        and procedure is not None
        and procedure.law_of == here.procedure.law_of
    ):
        return attrs.evolve(here, procedure=procedure)
    return attrs.evolve(
        setting(procedure=procedure, law=law, folders=here.folders), on=here.on
    )


@attrs.define(eq=False)
class Call:
    """One call of `case_at`."""

    where: Setting
    state: str
    via: tuple[str, ...] = ()
    avoid: tuple[str, ...] = ()
    on: date | None = None
    route: Mapping[str, Any] | Iterable[str | Consultation] | str | None = None
    called: str = ""
    facts: Mapping[str, Any] = attrs.field(factory=dict)
    beside: tuple[Case, ...] = ()
    case_id: str = "case"
    said: Said = attrs.field(init=False)
    usually: Usually = attrs.field(init=False)
    towards: Mapping[str, Any] = attrs.field(init=False)

    def __attrs_post_init__(self) -> None:
        procedure = self.where.procedure
        for step in (*self.via, *self.avoid):
            procedure.step(step)
        lifecycle, state = named(procedure, self.state)
        self.towards = _towards(procedure, lifecycle, state, self.via)
        if self.route is not None and not isinstance(self.route, str | Mapping):
            self.route = tuple(self.route)
        self.via = self.via or names_of(self.towards.get("via", ()))
        self.said = Said.of(procedure, self.facts)
        self.usually = Usually(procedure, self.where.law, self._paper(), self.towards)

    def _paper(self) -> Mapping[str, Any]:
        """Return what is said of the paper; its topic, where a committee is to decide."""
        paper = dict(self.said.paper)
        kind = self.towards.get("decided_by")
        if kind and "topics" not in paper and self.route is None:
            topic = _topic_of(self.where, kind)
            if topic:
                paper["topics"] = (topic,)
        return paper

    def walked(self) -> tuple[Walker, Stand, date]:
        """Walk there, or where the same call has led before: nothing of it can change."""
        walker = Walker(
            self.where.procedure,
            self.where.law,
            self.usually,
            self.said.inputs,
            self.said.by_step,
            frozenset(self.avoid),
            self.beside or tuple(self._companions()),
        )
        known = _WALKED.setdefault(self.where.procedure, {})
        key = self._key(walker)
        if key not in known:
            if len(known) >= _KEPT:
                known.pop(next(iter(known)))
            with unobserved():
                known[key] = self._to_the_day(walker)
        stand = known[key]
        tell_steps(stand.taken)
        if self.on is not None and stand.day > self.on:
            raise InvalidInputError(
                Both(
                    f"a case is {self.state!r} on {stand.day} at the earliest.",
                    f"„{self.state}“ ist ein Fall frühestens am {stand.day}.",
                ),
                "on",
            )
        return walker, stand, stand.day if self.on is None else self.on

    def _to_the_day(self, walker: Walker) -> Stand:
        """Walk there, and again from another day until it ends on the day wanted."""
        start = self._first_day()
        for _ in range(_SHIFTS):
            stand = self._walk(walker, start)
            if self.on is None or stand.day == self.on or self._is_fixed():
                break
            start += self.on - stand.day
        return stand

    def _key(self, walker: Walker) -> str:
        """Return all that the walk depends on beside the procedure, as text."""
        said = (self.state, self.via, self.avoid, self.on, self.route, self.called)
        heads = [each.head for each in walker.beside]
        law = self.where.law.digest
        return repr((law, said, sorted(self.facts.items()), heads, self.case_id))

    def _companions(self) -> Iterator[Case]:
        """Yield the other cases without which no way leads there."""
        for other, state in self.towards.get("beside", {}).items():
            call = Call(self.where, state, case_id=other)
            yield call.walked()[1].case

    def _walk(self, walker: Walker, start: date) -> Stand:
        motion = self.usually.motion()
        route = self._route(motion, start)
        opener = actor_in(self._opener())
        opened = walker.opened(
            motion, route, start, opener, self.said.facts, self.case_id
        )
        called = next(
            (c.id for c in route if self.called and is_called(c, self.called)), ""
        )
        aim = aim_of(self.where.procedure, self.state, called, self.via)
        found = lead(walker, opened, aim, frozenset(self.avoid))
        if found.stand is None:
            raise no_way(self.state, found, self.via, self.avoid, self.facts)
        return onward(walker, found.stand)

    def _opener(self) -> str:
        """Return who opens it: who takes the first step of the main path."""
        procedure = self.where.procedure
        steps = [procedure.step(name) for name in procedure.main_path]
        first = procedure.states[0].name
        for step in (*steps, *procedure.steps):
            if first in sources_of(step, MOTION):
                return step.by[0]
        return procedure.roles[0] if procedure.roles else "author"

    # ----------------------------------------------------------------------- the route

    def _is_fixed(self) -> bool:
        return any(True for _ in _days_said(self.route))

    def _first_day(self) -> date:
        days = sorted(_days_said(self.route))
        if days:
            early = days[0] - _BEFORE
            return early - timedelta(early.weekday())
        if self.on is not None:
            return self.on
        return FIRST_DAY

    def _route(self, motion: Motion, start: date) -> tuple[Consultation, ...]:
        procedure = self.where.procedure
        if not procedure.consultation_states:
            if self.route or self.called:
                raise InvalidInputError(
                    Both(
                        "the procedure has no consultations.",
                        "das Verfahren kennt keine Beratungen.",
                    ),
                    "route",
                )
            return ()
        rows = self._rows(motion)
        last = start + AHEAD
        made: list[Consultation] = []
        for index, (name, said) in enumerate(rows):
            if isinstance(said, Consultation):
                made.append(said)
                continue
            fields = dict(said)
            day = as_day(fields.pop("day", None), name)
            weeks, days = divmod(len(rows) - 1 - index, 2)
            day = day or last - timedelta(7 * weeks + _APART * days)
            role = "decision" if index == len(rows) - 1 else "preliminary"
            public = motion.public is not False
            given = {"role": role, "public": public, **fields}
            body = given.pop("body", None) or self._body(name, motion)
            given.setdefault("meeting", self.usually.meeting(day))
            made.append(Consultation(name, body, **given))
        return tuple(made)

    def _rows(self, motion: Motion) -> list[tuple[str, Any]]:
        route = self.route
        if route is None:
            route = self.towards.get("route")
        if route is None:
            route = self._usual_route(motion)
        if isinstance(route, str):
            route = (route,)
        if isinstance(route, Mapping):
            return [(name, _fields(said)) for name, said in route.items()]
        return [
            (each.id, each) if isinstance(each, Consultation) else (each, {})
            for each in route
        ]

    def _usual_route(self, motion: Motion) -> Any:
        """Return the council; before it the body in which the item is to be called."""
        if not self.called:
            kind = self.towards.get("decided_by", "council")
            return (kind,)
        body = self._body(self.called, motion)
        council = self.usually.body("council")
        alone = body.kind == council.kind or self._decides(body, motion)
        return (self.called,) if alone else (self.called, "council")

    def _decides(self, body: Organization, motion: Motion) -> bool:
        return any(
            name in (body.name, body.kind.value)
            for topic in motion.topics or ()
            for name in _bodies_of(self.where, topic)
        )

    def _body(self, name: str, motion: Motion) -> Organization:
        """Return a body; of a kind of which there are several the one that is competent."""
        found = self.usually.body(name)
        if name != found.kind.value:
            _no_slip(name)
            return found
        for topic in motion.topics or ():
            for competent in _bodies_of(self.where, topic):
                body = self.usually.body(competent)
                if body.kind == found.kind:
                    return body
        return found


def _no_slip(name: str) -> None:
    """Refuse what is all but a kind of body: it would be taken for a committee's name.

    Raises:
        UnknownNameError: with the kind that is meant.
    """
    kinds = [each.value for each in BodyKind]
    if get_close_matches(name, kinds, n=1, cutoff=_SLIP):
        raise UnknownNameError(Both("kind of body", "Gremienart"), name, kinds)


def _towards(
    procedure: Procedure, lifecycle: str, state: str, via: tuple[str, ...]
) -> Mapping[str, Any]:
    """Return what is usual on the way to a state, by way of some steps."""
    usual = procedure.usual().towards
    found = dict(usual.get(f"{lifecycle}:{state}", usual.get(state, {})))
    for step in via:
        found |= usual.get(f"step:{step}", {})
    return found


def _fields(said: Any) -> Any:
    if isinstance(said, Consultation | Mapping):
        return said
    return {"day": said}


def _days_said(route: Any) -> Iterable[date]:
    rows = route.values() if isinstance(route, Mapping) else ()
    listed = () if isinstance(route, str | Mapping) or route is None else route
    for said in (*rows, *listed):
        if isinstance(said, Consultation):
            if said.meeting is not None:
                yield said.meeting.day
        elif isinstance(said, Mapping):
            if day := as_day(said.get("day"), "route"):
                yield day
        elif isinstance(said, str) and not isinstance(route, Mapping):
            continue
        elif day := as_day(said, "route"):
            yield day


def _bodies_of(where: Setting, topic: str) -> Iterable[str]:
    table = where.law.values.get("competence.powers")
    if not table:
        return ()
    names = where.procedure.vocabulary(where.law)
    return (each.body for each in powers_of(table, topic, names))


def _topic_of(where: Setting, kind: str) -> str:
    """Return a topic of which a body of a kind decides without a limit, or nothing."""
    usual = Usually(where.procedure, where.law)
    for row in where.law.values.get("competence.powers") or ():
        topic, body = row.get("topic", ""), row.get("body", "")
        bounded = "up_to" in row or "above" in row or "when" in row
        if not bounded and body != "mayor" and usual.body(body).kind.value == kind:
            return str(topic)
    return ""
