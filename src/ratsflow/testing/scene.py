"""A case in any state in one line: walked there lawfully, by the real engine."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path
from typing import Any
from weakref import WeakKeyDictionary

import attrs

from ratsflow.checking.choices import Choice
from ratsflow.checking.usually import actor_in
from ratsflow.engine import Mode, Taken, Verdict, take
from ratsflow.engine.observing import tell, unobserved
from ratsflow.engine.verdict import ModeName
from ratsflow.errors import (
    Both,
    Lang,
    RefusedError,
    UnknownNameError,
)
from ratsflow.law.local import Law
from ratsflow.log import Entry, Override
from ratsflow.model import (
    Actor,
    Consultation,
    Signature,
)
from ratsflow.office import Office
from ratsflow.office.projection import standing_of
from ratsflow.procedure.case import Case
from ratsflow.procedure.procedure import Procedure
from ratsflow.procedure.step import (
    CONSULTATION,
    Step,
)
from ratsflow.procedure.words import say_day
from ratsflow.testing.aims import (
    NoWayError,
    aim_of,
    is_called,
    no_way,
    shown,
    sources_of,
)
from ratsflow.testing.calling import Call, where_of
from ratsflow.testing.said import taken_in
from ratsflow.testing.search import lead, names_of
from ratsflow.testing.setting import as_day
from ratsflow.testing.way import Act, Stand, Walker, tell_steps


_OF: WeakKeyDictionary[Verdict, Scene] = WeakKeyDictionary()
"""The scene in which a verdict was asked, for what a failure says."""


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

    @property
    def acts(self) -> tuple[Act, ...]:
        """What was done, the opening first."""
        return self._stand.acts

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
        said = ", ".join(f"{name}={shown(v)}" for name, v in self.assumed.items())
        if lang == "de":
            way = f"{steps} Schritte seit dem {since}"
            return f"case_at({self.aim!r}): {way}; angenommen: {said or 'nichts'}"
        count = f"{steps} step{'' if steps == 1 else 's'} from {acts[0].day}"
        return f"case_at({self.aim!r}) took {count} and assumed: {said or 'nothing'}"

    def way(self, lang: Lang = "en") -> tuple[str, ...]:
        """Tell each step that led here in a line: its day, its role, what it stated.

        What the walk assumed is marked with a tilde.
        """
        words, lines = self.procedure.words, []
        for act in self._stand.acts[1:]:
            title = self.procedure.step(act.step).title(lang)
            stated = ", ".join(
                f"{'~' if name in act.assumed else ''}{name}={shown(value)}"
                for name, value in act.inputs.items()
            )
            roles = ", ".join(words.say("role", each, lang) for each in act.by.roles)
            day = say_day(act.day, lang)
            lines.append(
                f"{day}  {title} ({roles})" + (f": {stated}" if stated else "")
            )
        return tuple(lines)

    def __repr__(self) -> str:
        return f"<Scene {self.state}, {self.day}: {self.told()}>"

    def _repr_pretty_(self, printer: Any, _: bool) -> None:
        printer.text(repr(self))  # hypothesis shows a case in a line, not part by part

    # ---------------------------------------------------------------------- what it does

    def ask(
        self,
        step: str | Choice,
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
            step: the step; or a whole one, as `ratsflow.testing.strategies` draws it.
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
        act = attrs.evolve(
            act, mode=mode, override=override, said=isinstance(step, Choice)
        )
        verdict = self._ask(act, by, day)[1]
        _OF[verdict] = self
        return verdict

    def take(
        self,
        step: str | Choice,
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
        act = attrs.evolve(
            act,
            mode=mode,
            override=override,
            fixed=True,
            said=isinstance(step, Choice),
        )
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
        aim = aim_of(self.procedure, state, "", names_of(via))
        out = frozenset(names_of(avoid))
        with unobserved():
            found = lead(self._walker, self._stand, aim, out)
        if found.stand is None:
            raise no_way(state, found, names_of(via), names_of(avoid))
        tell_steps(found.stand.taken[len(self._stand.taken) :])
        self._stand, self.day, self.aim = found.stand, found.stand.day, state
        return self

    def _act(
        self,
        step: str | Choice,
        by: str | Actor,
        on: str,
        day: date | str | None,
        inputs: Mapping[str, Any],
    ) -> Act:
        if isinstance(step, Choice):
            stated = {**step.inputs, **inputs}
            return Act(step.step, step.day, step.actor, step.on, stated)
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
            named = [c for c in self.case.consultations if on and is_called(c, on)]
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
        with unobserved():
            asked = self._guessed(act, by, day)
        tell(asked[1])
        return asked

    def _guessed(
        self, act: Act, by: str | Actor, day: date | str | None
    ) -> tuple[Act, Verdict]:
        verdict = self._walker.ask(self._stand, act)
        if act.said:  # a whole step: nothing is left to guess
            return act, verdict
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
    call = Call(
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
        walker, stand, day = call.walked()
    except NoWayError as error:  # the search itself tells nobody anything
        raise error.with_traceback(None) from None
    return Scene(where.procedure, where.law, day, state, stand, walker)
