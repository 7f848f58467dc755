"""A case in any state in one line: walked there lawfully, by the real engine."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from weakref import WeakKeyDictionary

import attrs

from ratsflow.engine import Mode, Taken, Verdict, take
from ratsflow.engine.verdict import ModeName
from ratsflow.errors import (
    Both,
    InvalidInputError,
    Lang,
    RatsflowError,
    RefusedError,
    UnknownNameError,
)
from ratsflow.law.local import Law
from ratsflow.law.powers import powers_of
from ratsflow.log import Entry, Override
from ratsflow.model import (
    Actor,
    Consultation,
    Motion,
    Organization,
    Signature,
)
from ratsflow.office import Office
from ratsflow.office.projection import standing_of
from ratsflow.procedure.case import Case
from ratsflow.procedure.procedure import Procedure
from ratsflow.procedure.step import (
    CONSULTATION,
    MOTION,
    SUSPENSION,
    Step,
)
from ratsflow.procedure.words import say_day
from ratsflow.testing.said import Said, no_such, taken_in
from ratsflow.testing.search import Aim, Found, lead, names_of, onward
from ratsflow.testing.setting import Setting, as_day, current, setting
from ratsflow.testing.usually import Usually
from ratsflow.testing.way import Act, Stand, Walker, actor_in


FIRST_DAY = date(2026, 1, 5)
"""The day on which a case is opened of which nobody says a day: a Monday."""
AHEAD = timedelta(73)
"""How long a case is opened before the meeting that decides, where nobody says a day."""
_BEFORE = timedelta(71)
"""How long it is opened before the first meeting of which a day is said, at least."""
_APART = 2
"""Days between the two meetings of a week, of a route of which nobody says the days."""
_LANGS: tuple[Lang, ...] = ("de", "en")
_TOLD = 2
"""How many reasons of a refusal are told."""
_SHIFTS = 4
"""How often a way is walked again to end on the day that was wanted."""

_KEPT = 256
"""How many walks of a procedure are remembered."""
_WALKED: WeakKeyDictionary[Procedure, dict[str, Stand]] = WeakKeyDictionary()
"""Where a walk led: the same call leads there again, and nothing of it can change."""

_OF: WeakKeyDictionary[Verdict, Scene] = WeakKeyDictionary()
"""The scene in which a verdict was asked, for what a failure says."""


class NoWayError(RatsflowError):
    """There is no lawful way to where a case is to come, as far as was searched.

    Attributes:
        verdict: the refusal nearest to the aim; None where no step leads there at all.
        tried: how many steps were tried.
    """

    def __init__(self, said: str, verdict: Verdict | None, tried: int) -> None:
        super().__init__(said)
        self.verdict = verdict
        self.tried = tried


@attrs.define(eq=False, repr=False)
class Scene:
    """A case where a test wants it, with all that it takes to go on.

    Attributes:
        procedure: its procedure.
        law: the law of the municipality.
        day: the present day: that of the last step, until a step is taken on a later one.
        aim: the state that was asked for.
    """

    procedure: Procedure
    law: Law
    day: date
    aim: str
    _stand: Stand
    _walker: Walker
    _start: int = 1

    # ------------------------------------------------------------------ where it stands

    @property
    def case(self) -> Case:
        """The case as it stands."""
        return self._stand.case

    @property
    def state(self) -> str:
        """The state of the motion."""
        return self.case.state

    @property
    def valid_signatures(self) -> tuple[Signature, ...]:
        """The signatures under the present text."""
        return self.case.valid_signatures

    @property
    def log(self) -> tuple[Entry, ...]:
        """The entries of its log, the opening first."""
        return tuple(each.entry for each in self._stand.taken)

    @property
    def taken(self) -> tuple[Taken, ...]:
        """What each entry left behind, with the bytes that a store keeps."""
        return self._stand.taken

    @property
    def assumed(self) -> Mapping[str, Any]:
        """What the walk stated and the test did not, by name, in order.

        Where two steps took in different values of one name, the later one stands under
        ``step.name``.
        """
        found: dict[str, Any] = {}
        for act in self._stand.acts:
            for name in act.inputs:
                if name not in act.assumed:
                    continue
                value = act.inputs[name]
                same = name not in found or found[name] == value
                found[name if same else f"{act.step}.{name}"] = value
        return found

    def possible(self) -> tuple[Step, ...]:
        """Return the steps that can start where it stands, whatever the rules say."""
        return self.case.possible(self.procedure)

    def into(self, office: Office) -> str:
        """Write its log into the store of an office, as if it had happened there.

        Returns:
            The id of the case.

        Raises:
            ConflictError: the store has a case of that id.
        """
        case = self.case
        office.store.append(
            case.id,
            [each.record for each in self.taken],
            expected=0,
            standing=standing_of(case),
            laws=self.law.sets,
        )
        return case.id

    def told(self, lang: Lang = "en") -> str:
        """Say in one line how it came here and what was assumed."""
        acts = self._stand.acts
        steps = len(acts) - 1
        since = say_day(acts[0].day, lang)
        said = ", ".join(f"{name}={_shown(v)}" for name, v in self.assumed.items())
        if lang == "de":
            way = f"{steps} Schritte seit dem {since}"
            return f"case_at({self.aim!r}): {way}; angenommen: {said or 'nichts'}"
        count = f"{steps} step{'' if steps == 1 else 's'} from {acts[0].day}"
        return f"case_at({self.aim!r}) took {count} and assumed: {said or 'nothing'}"

    def __repr__(self) -> str:
        return f"<Scene {self.state}, {self.day}: {self.told()}>"

    # ---------------------------------------------------------------------- what it does

    def ask(
        self,
        step: str,
        *,
        by: str | Actor = "",
        on: str = "",
        day: date | str | None = None,
        mode: Mode | ModeName = "enforce",
        override: Override | None = None,
        **inputs: Any,
    ) -> Verdict:
        """Ask whether a step may be taken; nothing is assumed.

        Args:
            step: the step.
            by: who takes it: a role, or an actor; the first role of the step that may if
                left out.
            on: the consultation or suspension it is about: its id, or the kind or name
                of the body; may be left out where only one can be meant.
            day: the day; the present one if left out, or that of the meeting for what can
                only be done there.
            mode: enforce the rules, or record what happened against them.
            override: who lifts which rules, and why.
            inputs: what it takes in; also numbers of its ballot (``yes=40``) and parts of
                the text that it takes in (``proposal="…"``).

        Raises:
            UnknownNameError: a name that there is not, with the nearest.
            InvalidInputError: several consultations can be meant.
        """
        act = self._act(step, by, on, day, inputs)
        act = attrs.evolve(act, mode=mode, override=override)
        verdict = self._ask(act, by, day)[1]
        _OF[verdict] = self
        return verdict

    def take(
        self,
        step: str,
        *,
        by: str | Actor = "",
        on: str = "",
        day: date | str | None = None,
        mode: Mode | ModeName = "enforce",
        override: Override | None = None,
        **inputs: Any,
    ) -> Taken:
        """Take a step; the case goes on from there. Arguments as in `ask`.

        Raises:
            RefusedError: the rules do not let it pass; it carries the verdict.
        """
        act = self._act(step, by, on, day, inputs)
        __tracebackhide__ = True
        act = attrs.evolve(act, mode=mode, override=override, fixed=True)
        act, verdict = self._ask(act, by, day)
        _OF[verdict] = self
        if not verdict.allowed:
            raise RefusedError(verdict)
        taken = take(verdict)
        self._stand = self._stand.after(act, taken)
        self.day = act.day
        return taken

    def to(
        self,
        state: str,
        *,
        via: str | Iterable[str] = (),
        avoid: str | Iterable[str] = (),
    ) -> Scene:
        """Go on to another state, as `case_at` would; return itself."""
        aim = _aim(self.procedure, self.case, state, "", names_of(via))
        out = frozenset(names_of(avoid))
        found = lead(self._walker, self._stand, aim, out)
        if found.stand is None:
            raise _no_way(state, found, names_of(via), names_of(avoid))
        self._stand, self.day, self.aim = found.stand, found.stand.day, state
        return self

    def _act(
        self,
        step: str,
        by: str | Actor,
        on: str,
        day: date | str | None,
        inputs: Mapping[str, Any],
    ) -> Act:
        asked = self.procedure.step(step)
        subject = self._subject(asked, on)
        given = taken_in(asked, inputs, self.case, subject, self._walker.usually)
        who = actor_of(self.procedure, asked, by)
        return Act(step, as_day(day, "day") or self.day, who, subject, given)

    def _subject(self, step: Step, on: str) -> str:
        """Return the id of the consultation or suspension that a step is about."""
        if step.subject == CONSULTATION:
            sources = sources_of(step, CONSULTATION)
            fits = [c for c in self.case.consultations if c.state in sources]
            named = [c for c in self.case.consultations if on and _is_called(c, on)]
            if on and not named:
                known = [c.id for c in self.case.consultations]
                raise UnknownNameError(Both("consultation", "Beratung"), on, known)
            chosen = [c for c in named if c in fits] or named or fits
            if not on and len(fits) > 1:
                today = [c for c in fits if c.meeting and c.meeting.day == self.day]
                return today[0].id if len(today) == 1 else ""
            return chosen[0].id if chosen else ""
        return on

    def _ask(
        self, act: Act, by: str | Actor, day: date | str | None
    ) -> tuple[Act, Verdict]:
        verdict = self._walker.ask(self._stand, act)
        if day is None and (meeting := self._meets(act)) and meeting > act.day:
            waits = {each.not_before for each in verdict.missing if each.not_before}
            if meeting in waits:
                act = attrs.evolve(act, day=meeting)
                verdict = self._walker.ask(self._stand, act)
        if by or verdict.allowed:
            return act, verdict
        for role in verdict.step.by[1:]:
            other = attrs.evolve(act, by=actor_in(role))
            found = self._walker.ask(self._stand, other)
            if found.allowed:
                return other, found
        return act, verdict

    def _meets(self, act: Act) -> date | None:
        for each in self.case.consultations:
            if each.id == act.on and each.meeting is not None:
                return each.meeting.day
        return None


def scene_of(verdict: Verdict) -> Scene | None:
    """Return the scene in which a verdict was asked, if it was in one."""
    return _OF.get(verdict)


def _is_called(consultation: Consultation, name: str) -> bool:
    return name in (
        consultation.id,
        consultation.body.kind.value,
        consultation.body.name,
    )


def actor_of(procedure: Procedure, step: Step, by: str | Actor) -> Actor:
    """Return who takes a step: an actor, or somebody with a role or ``role:id``.

    Raises:
        UnknownNameError: nobody has such a role.
    """
    if isinstance(by, Actor):
        return by
    role, _, name = (by or step.by[0]).partition(":")
    if role not in procedure.roles and role not in step.by:
        raise UnknownNameError(Both("role", "Rolle"), role, procedure.roles)
    return Actor(name, roles=(role,)) if name else actor_in(role)


def sources_of(step: Step, lifecycle: str) -> frozenset[str]:
    """Return the states of a lifecycle from which a step starts."""
    return frozenset(
        source
        for moves in step.branches.values()
        for move in moves
        if move.lifecycle == lifecycle and not move.each
        for source in move.sources
    )


def _shown(value: Any) -> str:
    if isinstance(value, bool | tuple | int):
        return repr(value)
    if isinstance(value, str):
        return value
    if hasattr(value, "yes"):
        return f"{value.yes}:{value.no}"
    if hasattr(value, "invited_on"):
        return f"{value.day}"
    return str(value)


# ------------------------------------------------------------------------------ case_at


def case_at(
    state: str,
    *,
    procedure: Procedure | None = None,
    law: Law | str | Path | None = None,
    via: str | Iterable[str] = (),
    avoid: str | Iterable[str] = (),
    on: date | str | None = None,
    route: Mapping[str, Any] | Iterable[str | Consultation] | str | None = None,
    called: str = "",
    beside: Iterable[Scene | Case] = (),
    case_id: str = "case",
    **facts: Any,
) -> Scene:
    """Return a case in a state, walked there lawfully by the real engine.

    It goes along the main path of the procedure, with the least that the rules ask for,
    each thing stated in the step that takes it in; where no main path leads, a search
    does. What it stated beside what is said here stands in `Scene.assumed`.

    Args:
        state: the state of the motion; or that of a consultation or suspension, with
            ``consultation:`` or ``suspension:`` before it where the motion has one of
            that name too.
        procedure: the procedure; that of the test's marker, else of the law, else of the
            first state.
        law: the law, or the file of a municipality; that of the marker, else that of an
            invented municipality of the state.
        via: steps that are taken on the way, in this order.
        avoid: steps that are not taken.
        on: the day on which it is to stand there.
        route: the bodies in order, by kind or name, each with the day of its meeting or
            with fields of a `Consultation`; the last one decides. Without it: the council.
        called: the body in which the item is to be open; where none is open in that
            state, the one that deals with it.
        beside: other cases of the municipality, for rules that look at them.
        case_id: its identifier.
        facts: fields of the paper (``cost_statement=None``, ``topics=("award",)``), what
            steps take in (``excluded_officials=()``), or what one step takes in
            (``vote={"yes": 30, "no": 29}``). None leaves something unsaid.

    Raises:
        NoWayError: no lawful way leads there; it names the refusal that is nearest.
        UnknownNameError: a name that there is not, with the nearest.
    """
    where = where_of(procedure, law)
    wanted = as_day(on, "on") or where.on
    __tracebackhide__ = True
    others = tuple(each.case if isinstance(each, Scene) else each for each in beside)
    call = _Call(
        where,
        state,
        names_of(via),
        names_of(avoid),
        wanted,
        route,
        called,
        facts,
        others,
        case_id,
    )
    try:
        return call.walked()
    except NoWayError as error:  # the search itself tells nobody anything
        raise error.with_traceback(None) from None


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
class _Call:
    """One call of `case_at`."""

    where: Setting
    state: str
    via: tuple[str, ...]
    avoid: tuple[str, ...]
    on: date | None
    route: Mapping[str, Any] | Iterable[str | Consultation] | str | None
    called: str
    facts: Mapping[str, Any]
    beside: tuple[Case, ...]
    case_id: str
    said: Said = attrs.field(init=False)
    usually: Usually = attrs.field(init=False)
    towards: Mapping[str, Any] = attrs.field(init=False)

    def __attrs_post_init__(self) -> None:
        procedure = self.where.procedure
        for step in (*self.via, *self.avoid):
            procedure.step(step)
        lifecycle, state = _named(procedure, self.state)
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

    def walked(self) -> Scene:
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
            known[key] = self._to_the_day(walker)
        stand = known[key]
        if self.on is not None and stand.day > self.on:
            raise InvalidInputError(
                Both(
                    f"a case is {self.state!r} on {stand.day} at the earliest.",
                    f"„{self.state}“ ist ein Fall frühestens am {stand.day}.",
                ),
                "on",
            )
        day = stand.day if self.on is None else self.on
        return Scene(
            self.where.procedure, self.where.law, day, self.state, stand, walker
        )

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
            beside = (self.where.procedure, self.where.law)
            yield case_at(state, procedure=beside[0], law=beside[1], case_id=other).case

    def _walk(self, walker: Walker, start: date) -> Stand:
        motion = self.usually.motion()
        route = self._route(motion, start)
        opener = actor_in(self._opener())
        opened = walker.opened(
            motion, route, start, opener, self.said.facts, self.case_id
        )
        called = next(
            (c.id for c in route if self.called and _is_called(c, self.called)), ""
        )
        aim = _aim(self.where.procedure, opened.case, self.state, called, self.via)
        found = lead(walker, opened, aim, frozenset(self.avoid))
        if found.stand is None:
            raise _no_way(self.state, found, self.via, self.avoid, self.facts)
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
            return found
        for topic in motion.topics or ():
            for named in _bodies_of(self.where, topic):
                body = self.usually.body(named)
                if body.kind == found.kind:
                    return body
        return found


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


def _named(procedure: Procedure, state: str) -> tuple[str, str]:
    """Return the lifecycle and the name of a state."""
    lifecycle, _, name = state.rpartition(":")
    known = {
        each: [s.name for s in procedure.states_of(each)]
        for each in (MOTION, CONSULTATION, SUSPENSION)
    }
    if lifecycle:
        if lifecycle not in known:
            raise UnknownNameError(Both("lifecycle", "Lebenslauf"), lifecycle, [*known])
        procedure.state(name, lifecycle)
        return lifecycle, name
    for each, names in known.items():
        if name in names:
            return each, name
    everything = [one for names in known.values() for one in names]
    raise no_such(Both("state", "Stand"), name, everything)


def _aim(
    procedure: Procedure, case: Case, state: str, called: str, via: tuple[str, ...]
) -> Aim:
    lifecycle, name = _named(procedure, state)
    item: tuple[str, frozenset[str]] = ("", frozenset())
    if called and (lifecycle != MOTION or _has_items_open(procedure, name)):
        states = procedure.states_of(CONSULTATION)
        item = (called, frozenset(each.name for each in states if each.called))
    one = frozenset({name})
    if lifecycle == MOTION:
        return Aim(name, item, after=via)
    if lifecycle == CONSULTATION:
        del case
        return Aim(
            item=(called, one) if called else ("", frozenset()), items=one, after=via
        )
    return Aim(item=item, suspension=one, after=via)


def _has_items_open(procedure: Procedure, state: str) -> bool:
    """Tell whether the main path deals with open items in a state of the motion.

    In any other state the body that is named has dealt with it, or is to.
    """
    called = {e.name for e in procedure.states_of(CONSULTATION) if e.called}
    dealing = [
        step
        for step in map(procedure.step, procedure.main_path)
        if not called.isdisjoint(sources_of(step, CONSULTATION))
    ]
    return not dealing or any(state in sources_of(s, MOTION) for s in dealing)


def _no_way(
    state: str,
    found: Found,
    via: tuple[str, ...],
    avoid: tuple[str, ...],
    facts: Mapping[str, Any] | None = None,
) -> NoWayError:
    """Say that there is no way, with the refusal that is nearest to where it was to lead."""
    bounds = [f"via={', '.join(via)}"] if via else []
    bounds += [f"avoid={', '.join(avoid)}"] if avoid else []
    bounds += [f"{name}={_shown(value)}" for name, value in (facts or {}).items()]
    under = ", ".join(bounds)
    head = Both(
        f"no legal way to {state!r}{under and f' with {under}'}",
        f"kein rechtmäßiger Weg zu „{state}“{under and f' mit {under}'}",
    )
    if found.refused is None:
        none = Both(
            f"{head}: no step leads there.",
            f"{head.de}: Dorthin führt kein Schritt.",
        )
        return NoWayError(none, None, found.tried)
    verdict, day = found.refused.verdict, found.refused.day
    came = Both(
        f"its outcome is {verdict.outcome!r}.",
        f"Sein Ergebnis ist „{verdict.outcome}“.",
    )
    why = {
        lang: " ".join(each.text(lang) for each in verdict.blocking[:_TOLD])
        for lang in _LANGS
    }
    told = Both(
        f"{head}: “{verdict.title('en')}” on {day} is refused: {why['en'] or came}",
        f"{head.de}: „{verdict.title('de')}“ am {say_day(day, 'de')} wird abgelehnt: "
        f"{why['de'] or came.de}",
    )
    return NoWayError(told, verdict, found.tried)


__all__ = ["NoWayError", "Scene", "case_at", "scene_of"]
