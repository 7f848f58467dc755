"""The procedure: lifecycles, steps and guards, frozen when it is built."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import date
from functools import cached_property, partial
from itertools import chain
from typing import TYPE_CHECKING, Any

import attrs

from ratsflow.errors import Both, DefinitionError, UnknownNameError
from ratsflow.law.citation import ALWAYS
from ratsflow.law.local import Law
from ratsflow.law.topics import NO_TOPICS, Topics, joined
from ratsflow.model import Actor
from ratsflow.model.consultation import PLANNED
from ratsflow.model.text import EMPTY, Lang, Wording, as_text, exact, names
from ratsflow.procedure.continuation import Continuation, continuations
from ratsflow.procedure.elsewhere import Definition
from ratsflow.procedure.finding import MET, Answer
from ratsflow.procedure.fingerprint import fingerprint_of, fingerprint_of_0_1
from ratsflow.procedure.lookups import Look
from ratsflow.procedure.path import leading_on
from ratsflow.procedure.rule import Check, Rule
from ratsflow.procedure.sentences import said
from ratsflow.procedure.settled import meanings, settled
from ratsflow.procedure.soundness import problems_of
from ratsflow.procedure.step import (
    CONSULTATION,
    LIFECYCLES,
    MOTION,
    NONE,
    SUSPENSION,
    Kind,
    Move,
    State,
    Step,
    kinds_of,
    several,
)
from ratsflow.procedure.usual import Usual
from ratsflow.procedure.words import COMMON, Words, as_words, words_from


if TYPE_CHECKING:
    from ratsflow.procedure.machine import Lifecycle

_HEADS = ("step", "from", "to", "who", "rules")
"""What a notebook shows of each step."""

_KINDS = {
    "state": Both("state", "Stand"),
    "step": Both("step", "Schritt"),
    "role": Both("role", "Rolle"),
    "rule": Both("rule", "Regel"),
}
"""What can be asked for by what people call it."""
_LANGS: tuple[Lang, ...] = ("de", "en")

Fire = Callable[[str], "str | None"]
"""A compiled event: from a state to where it leads, or None where it cannot start."""

Start = tuple[tuple[str, frozenset[str], bool], ...]
"""Lifecycle, the states of its subject, and whether it begins with a new one; see `Plan`."""

Means = Mapping[str, tuple[str, ...]]
"""By name of a state, what an entry says of it beside its name."""


def _steps(values: Step | Iterable[Step]) -> tuple[Step, ...]:
    return several(values, Step, "steps")


def _rules(values: Rule | Iterable[Rule]) -> tuple[Rule, ...]:
    return several(values, Rule, "rules")


def _states(values: Iterable[State | str]) -> tuple[State, ...]:
    if isinstance(values, str):
        raise DefinitionError(
            Both("procedure", "Verfahren"), [said("state.one_text", values=values)]
        )
    made = [State(each) if isinstance(each, str) else each for each in values]
    return several(made, State, "states")


def _vocabulary(given: Topics | Callable[[], Topics]) -> Callable[[], Topics]:
    return partial(_same, given) if isinstance(given, Topics) else given


def _same(topics: Topics) -> Topics:
    return topics


def _roles(values: str | Iterable[str]) -> tuple[str, ...]:
    return several(values, str, "roles")


@attrs.frozen(eq=False, repr=False)
class Guard:
    """A rule on a step, with all that need not be looked up each time it is asked.

    Attributes:
        rule: the rule, in its first version.
        versions: all versions of the rule.
        is_dated: a day decides which version is in force, if any, and under which law.
    """

    rule: Rule
    versions: tuple[Rule, ...]
    is_dated: bool


Clear = tuple[tuple[tuple[Rule, Answer], ...], tuple[str, ...]]
"""The rows of a verdict that nothing speaks against, and the ids of their rules."""


@attrs.frozen(eq=False, repr=False)
class Plan:
    """A step, made ready once when the procedure is built.

    Attributes:
        step: the step.
        subject: the lifecycle of the consultation or suspension it is about, or empty.
        required: names of the inputs that it cannot do without.
        guards: its guards in order.
        checks: for each guard its check once that was asked; None before, and where a day
            decides which version is asked.
        norms: the norms without which one of its guards is not asked.
        met: for each guard the rule and `MET`: the rows of a step nothing speaks against.
        outcome: its outcome, if there is nothing to decide.
        branches: by outcome, each move with the compiled event that makes it and what
            the states of its lifecycle mean.
        only: the event, if the step moves nothing but the motion and has one outcome.
        looks: the other cases that its guards need to see; nearly always none.
        starts: for each outcome, in which states it starts: by lifecycle, the motion's
            first, those of what the step is about, and whether it begins with something new.
        standing: the states of the motion in which alone some outcome can start; None where
            one can in any.
        kinds: what any step of the procedure takes in, by name.
        unready: for each guard None: its check where a norm may be absent.
    """

    step: Step
    subject: str
    required: tuple[str, ...]
    guards: tuple[Guard, ...]
    met: tuple[tuple[Rule, Answer], ...]
    outcome: str
    branches: Mapping[str, tuple[tuple[Move, Fire, Means], ...]]
    only: Fire | None
    looks: tuple[Look, ...] = ()
    starts: tuple[Start, ...] = ()
    standing: frozenset[str] | None = None
    kinds: Mapping[str, Kind] = attrs.field(factory=dict)
    norms: frozenset[str] = frozenset()
    checks: list[Check | None] = attrs.field(init=False)

    unready: Sequence[None] = attrs.field(init=False)
    _clear: list[Clear] = attrs.field(init=False, factory=list)

    @checks.default
    def _none_yet(self) -> list[Check | None]:
        return [None] * len(self.guards)

    @unready.default
    def _never_any(self) -> Sequence[None]:
        return (None,) * len(self.guards)

    def clear(self, first: tuple[tuple[Rule, Answer], ...]) -> Clear:
        """Return the verdict that nothing speaks against; it is made once.

        Args:
            first: what stands before the guards; the same each time.
        """
        if not self._clear:
            rows = (*first, *self.met)
            self._clear.append((rows, tuple(rule.id for rule, _ in rows)))
        return self._clear[0]

    def starts_in(self, state: str) -> bool:
        """Tell whether it starts where the motion is in a state, whatever else is the case."""
        return not self.subject and any(
            all(
                begins or (lifecycle == MOTION and state in sources)
                for lifecycle, sources, begins in start
            )
            for start in self.starts
        )


@attrs.frozen(eq=False, slots=False, repr=False)  # parts are made when first asked for
class Procedure(Definition):
    """A procedure: what may happen to a motion, by whom, under which rules.

    Attributes:
        name: name of the procedure.
        states: states of the motion; the first is where it starts. What they mean is
            settled with the steps: see `State` and `states_of`.
        steps: the steps.
        rules: the rules that guards name; several of one id if they are in force at
            different times.
        roles: the roles that people can have.
        version: version of the definition.
        recorders: roles that may record what really happened against the rules.
        overriders: roles that may override a rule with a reason.
        erasers: roles that may have sealed contents destroyed; by default nobody.
        migrators: roles that may bring a case to this version; by default nobody.
        readers: roles that may read what is not public; by default every role of the
            procedure but those of private persons.
        private: roles that private persons hold, for example a petitioner: the names of
            who acts in one are sealed and can be erased. The id is not: see `Actor`.
        consultation_states: states of a consultation, the first where it starts.
        suspension_states: states of an objection, the first where it starts.
        label: what people call it.
        since: first day on which the procedure is in force.
        words: what people call its roles, inputs, facts and choices, by kind and name, for
            example ``{"role": {"clerk": ("Sachbearbeitung", "clerk")}}``; names without a
            word are told with blanks. Words are no part of the fingerprint.
        main: the steps of the main path, in order: what is to be done where nothing is
            out of the ordinary. They lead from the first state to a final one. If left
            out, each state goes on to the nearest of the states declared behind it.
        continues: the earlier versions whose cases go on under this one, as fingerprints
            or, where states have other names, as `Continuation`. What release 0.1 made of
            the same definition is continued in any case.
        law_of: the state whose law it follows, in short (``NRW``): that of another state is refused.
            Empty for any. It is passed as `state`.
        chapters: of its rules, by name: what each holds; no part of the fingerprint.
        not_rules: what of the catalogue of rules is none, each with the reason.
        topics: the topics that papers can be about, where they are a closed vocabulary:
            a motion that is handed in has them by their ids. Pass them, or what returns
            them when they are first needed. They are no part of the fingerprint.
        groups: sets of its steps and states, by the names under which rules ask for them.
        meant: what looks like a slip and is meant, by code and name, for example
            ``state.unreachable:archived``; see `soundness.CAN_BE_MEANT`.

    Raises:
        DefinitionError: with every problem and its code: an unknown state, a step without
            source, a guard that does not exist, two steps of one name, a role nobody has,
            a rule that stands on no step, a state that cannot be reached or left.
    """

    name: str = attrs.field(converter=exact)
    states: tuple[State, ...] = attrs.field(converter=_states)
    steps: tuple[Step, ...] = attrs.field(converter=_steps)
    rules: tuple[Rule, ...] = attrs.field(default=(), converter=_rules)
    roles: tuple[str, ...] = attrs.field(default=(), converter=_roles)
    version: str = attrs.field(default="1", converter=exact)
    recorders: tuple[str, ...] = attrs.field(default=(), converter=names)
    overriders: tuple[str, ...] = attrs.field(default=(), converter=names)
    erasers: tuple[str, ...] = attrs.field(default=(), converter=names, kw_only=True)
    migrators: tuple[str, ...] = attrs.field(default=(), converter=names, kw_only=True)
    readers: tuple[str, ...] = attrs.field(default=(), converter=names, kw_only=True)
    private: tuple[str, ...] = attrs.field(default=(), converter=names, kw_only=True)
    consultation_states: tuple[State, ...] = attrs.field(default=(), converter=_states)
    suspension_states: tuple[State, ...] = attrs.field(default=(), converter=_states)
    label: Wording = attrs.field(default=EMPTY, converter=as_text)
    since: date | None = None
    words: Words = attrs.field(default=COMMON, converter=as_words, kw_only=True)
    main: tuple[str, ...] = attrs.field(default=(), converter=names, kw_only=True)
    continues: tuple[Continuation, ...] = attrs.field(
        default=(), converter=continuations, kw_only=True
    )
    meant: tuple[str, ...] = attrs.field(default=(), converter=names, kw_only=True)
    law_of: str = attrs.field(default="", converter=exact, kw_only=True, alias="state")
    groups: Mapping[str, Collection[str]] = attrs.field(factory=dict, kw_only=True)
    chapters: Mapping[str, str] = attrs.field(factory=dict, kw_only=True)
    not_rules: Mapping[str, str] = attrs.field(factory=dict, kw_only=True)
    topics: Callable[[], Topics] = attrs.field(
        default=partial(_same, NO_TOPICS), converter=_vocabulary, kw_only=True
    )
    usual: Callable[[], Usual] = attrs.field(default=Usual, kw_only=True)
    _states: Mapping[str, tuple[State, ...]] = attrs.field(init=False, repr=False)
    _means: Mapping[str, Means] = attrs.field(init=False, repr=False)
    _by_id: Mapping[str, tuple[Rule, ...]] = attrs.field(init=False, repr=False)
    _plans: dict[str, Plan] = attrs.field(init=False, factory=dict, repr=False)
    _plans_in: dict[str, tuple[tuple[Plan, bool], ...]] = attrs.field(
        init=False, factory=dict, repr=False
    )
    _curing: dict[str, frozenset[str]] = attrs.field(
        init=False, factory=dict, repr=False
    )
    _readers: frozenset[str] = attrs.field(init=False, repr=False)

    def __attrs_post_init__(self) -> None:
        settle = object.__setattr__
        declared = {
            MOTION: self.states,
            CONSULTATION: self.consultation_states,
            SUSPENSION: self.suspension_states,
        }
        states = {n: settled(n, each, self.steps) for n, each in declared.items()}
        settle(self, "_states", states)
        settle(self, "_means", {n: meanings(n, each) for n, each in states.items()})
        problems = list(problems_of(self))
        if problems:
            raise DefinitionError(
                Both(f"procedure {self.name}", f"Verfahren {self.name}"), problems
            )
        by_id: dict[str, tuple[Rule, ...]] = {}
        for rule in self.rules:
            by_id[rule.id] = (*by_id.get(rule.id, ()), rule)
        settle(self, "_by_id", by_id)
        settle(self, "words", _with_own(self))
        official = frozenset(self.roles).difference(self.private)
        settle(self, "_readers", frozenset(self.readers) or official)

    @cached_property
    def fingerprint(self) -> str:
        """What decides in this version, as a digest: entries are bound to it."""
        return fingerprint_of(self)

    @cached_property
    def _lifecycles(self) -> Mapping[str, Lifecycle]:
        """The compiled lifecycles: whoever only reads what is declared needs none."""
        return {name: _compile(self, name) for name in LIFECYCLES}

    @cached_property
    def kinds(self) -> Mapping[str, Kind]:
        """What its steps take in, by name."""
        return kinds_of(self.steps)

    @cached_property
    def _by_name(self) -> Mapping[str, Step]:
        return {step.name: step for step in self.steps}

    def extended(
        self,
        *,
        states: Iterable[State | str] = (),
        steps: Iterable[Step] = (),
        rules: Iterable[Rule] = (),
        guards: Mapping[str, str | Iterable[str]] | None = None,
        roles: str | Iterable[str] = (),
        words: Mapping[str, Any] | None = None,
        meant: Iterable[str] = (),
        continues: Continuation | str | Iterable[Continuation | str] = (),
        **changes: Any,
    ) -> Procedure:
        """Return a procedure that has all that this one has, and more.

        It is a version of its own: the cases of this one go on under this one, unless
        `continues` names its fingerprint.

        Args:
            states, steps, rules, roles: what is there beside those of this one.
            guards: for each step, of this procedure or further, the ids of the rules that
                stand on it beside those that do already.
            words: further words, before those that this one has.
            meant: what else looks like a slip and is meant.
            continues: the versions whose cases go on under the new one.
            changes: what else is to be another, for example ``name``, ``version`` or
                ``main``.

        Raises:
            UnknownNameError: rules are to stand on a step that does not exist.
            InvalidInputError: something to be changed that a procedure does not have.
            DefinitionError: with every problem of the new definition.
        """
        more = {
            exact(name): several(each, str, "guards")
            for name, each in (guards or {}).items()
        }
        everything = (*self.steps, *_steps(steps))
        known = [step.name for step in everything]
        for name in more:
            if name not in known:
                raise UnknownNameError(Both("step", "Schritt"), name, known)
        guarded = tuple(
            attrs.evolve(step, guards=(*step.guards, *more[step.name]))
            if step.name in more
            else step
            for step in everything
        )
        fields = [each.alias for each in attrs.fields(type(self)) if each.init]
        for name in changes:
            if name not in fields:
                raise said.invalid(
                    "extended.unknown", "extended", name=name, known=fields
                )
        added = _states(states)
        # Where one end is declared, none is told by its steps: those there are stay ends.
        own = self.states_of(MOTION) if any(s.final for s in added) else self.states
        return attrs.evolve(
            self,
            states=(*own, *added),
            steps=guarded,
            rules=(*self.rules, *_rules(rules)),
            roles=(*self.roles, *_roles(roles)),
            words=Words(words_from(words or {}), beyond=self.words),
            meant=(*self.meant, *names(meant)),
            continues=continuations(continues),
            **changes,
        )

    def __repr__(self) -> str:
        count = f"{len(self.states)} states, {len(self.steps)} steps"
        return f"<Procedure {self.name}: {count}, {len(self._by_id)} rules>"

    def _repr_html_(self) -> str:
        from ratsflow.markup import table  # noqa: PLC0415  # of notebooks only

        ways = (
            (step, sources, targets)
            for step in self.steps
            for moves in step.branches.values()
            for sources, targets in [_way_of(moves)]
        )
        rows = [
            (
                step.title("en"),
                sources,
                targets or "stays",
                ", ".join(self.words.say("role", role, "en") for role in step.by),
                len(step.guards),
            )
            for step, sources, targets in ways
        ]
        name = self.label.en or self.name
        caption = f"{name}, version {self.version}: {len(self.steps)} steps"
        return table(f"{caption}, {len(self.rules)} rules", _HEADS, rows)

    def vocabulary(self, law: Law) -> Topics:
        """Return the topics that papers can be about, with the municipality's own."""
        topics, own = self.topics(), law.own_topics
        return joined(topics, own) if own and len(topics) else topics

    def step(self, name: str) -> Step:
        """Return a step by name.

        Raises:
            UnknownNameError: there is none.
        """
        try:
            return self._by_name[name]
        except KeyError:
            raise UnknownNameError(
                Both("step", "Schritt"), name, tuple(self._by_name)
            ) from None

    def plan(self, name: str) -> Plan:
        """Return a step made ready, by name: once, when it is first asked for."""
        found = self._plans.get(name)
        if found is None:
            found = self._plans[name] = _plan(self, self.step(name))
        return found

    def plans_in(self, state: str) -> tuple[tuple[Plan, bool], ...]:
        """Return the steps that may start where the motion is in a state, made ready.

        With each comes whether it starts there whatever else is the case; of the others
        that is asked of what they are about, too: see `startable`.
        """
        found = self._plans_in.get(state)
        if found is None:
            plans = (self.plan(each.name) for each in self.steps)
            found = tuple(
                (each, each.starts_in(state))
                for each in plans
                if each.standing is None or state in each.standing
            )
            if state in self._means[MOTION]:
                self._plans_in[state] = found
        return found

    def curing(self, step: str) -> frozenset[str]:
        """Return the steps that cure a breach of a rule on a step, as the rules say."""
        found = self._curing.get(step)
        if found is None:
            rules = chain.from_iterable(self.guards(self.step(step)))
            found = frozenset(chain.from_iterable(rule.cured_in for rule in rules))
            self._curing[step] = found
        return found

    def guards(self, step: Step) -> tuple[tuple[Rule, ...], ...]:
        """Return, for each guard of a step, the versions of its rule."""
        return tuple(self._by_id[guard] for guard in step.guards)

    def steps_guarded_by(self, rule: str) -> tuple[Step, ...]:
        """Return the steps that a rule stands on."""
        return tuple(step for step in self.steps if rule in step.guards)

    def states_of(self, lifecycle: str) -> tuple[State, ...]:
        """Return the states of a lifecycle, with all that they mean said of each."""
        return self._states[lifecycle]

    def state(self, name: str, lifecycle: str = MOTION) -> State:
        """Return a state by name.

        Raises:
            UnknownNameError: the lifecycle has no such state.
        """
        states = self.states_of(lifecycle)
        for state in states:
            if state.name == name:
                return state
        raise UnknownNameError(
            Both(f"{lifecycle} state", f"Stand ({lifecycle})"),
            name,
            [s.name for s in states],
        )

    def called(self, kind: str, given: str) -> str:
        """Return the name of what people call something, or of what goes by that name.

        Args:
            kind: ``state`` (of the motion), ``step``, ``role`` or ``rule``.
            given: its name, or its label in German or English, whatever its capitals.

        Raises:
            UnknownNameError: there is none, or the label is that of several.
        """
        from difflib import get_close_matches  # noqa: PLC0415  # only an error needs it

        names = self._names(kind)
        found = self.words.meant(kind, given, names)
        if found:
            return found
        labels = [self.words.say(kind, n, lang) for n in names for lang in _LANGS]
        near = get_close_matches(given, [*dict.fromkeys([*names, *labels])])
        raise UnknownNameError(_KINDS[kind], given, near or names)

    def _names(self, kind: str) -> tuple[str, ...]:
        match kind:
            case "state":
                return tuple(each.name for each in self.states)
            case "step":
                return tuple(self._by_name)
            case "role":
                return self.roles
        return tuple(dict.fromkeys(each.id for each in self.rules))

    def continuation(self, fingerprint: str) -> Continuation | None:
        """Return how an earlier version is continued, or None if it is not."""
        return self._all_continued.get(fingerprint)

    @property
    def continued(self) -> tuple[str, ...]:
        """The fingerprints of the versions whose cases go on under this one."""
        return tuple(self._all_continued)

    @cached_property
    def _all_continued(self) -> Mapping[str, Continuation]:
        """The continuations that were declared, and that of what release 0.1 made of it."""
        as_before = fingerprint_of_0_1(self)
        known = {each.fingerprint: each for each in self.continues}
        return {as_before: Continuation(as_before)} | known

    def may_read(self, actor: Actor) -> bool:
        """Tell whether an actor may read what is not public."""
        readers = self._readers
        return not (
            readers.isdisjoint(actor.roles) and readers.isdisjoint(actor.deputises)
        )

    @property
    def read_by(self) -> frozenset[str]:
        """The roles that may read what is not public."""
        return self._readers

    @property
    def main_path(self) -> tuple[str, ...]:
        """The steps of the main path: those declared, else those that lead on."""
        return self.main or tuple(leading_on(self))

    @property
    def planned(self) -> str:
        """The state in which a consultation starts."""
        states = self.consultation_states
        return states[0].name if states else PLANNED

    def means(self, lifecycle: str) -> Means:
        """Return, by name of a state, what an entry says of it beside its name."""
        return self._means[lifecycle]

    def fire(self, lifecycle: str, event: str, state: str) -> str | None:
        """Return where a compiled event leads from a state, or None."""
        return self._lifecycles[lifecycle].fire(event, state)

    def firing(self, lifecycle: str, event: str) -> Fire:
        """Return `fire` for one event."""
        return self._lifecycles[lifecycle].firing(event)


def _with_own(procedure: Procedure) -> Words:
    """Return the words with the labels that states, steps, rules and inputs bear."""
    kinds = ("state", "consultation_state", "suspension_state")
    table: dict[str, dict[str, Wording]] = {
        kind: {each.name: each.label for each in procedure.states_of(lifecycle)}
        for kind, lifecycle in zip(kinds, LIFECYCLES, strict=True)
    }
    table["step"] = {step.name: step.label for step in procedure.steps}
    table["rule"] = {rule.id: rule.label for rule in procedure.rules}
    table["fact"] = {
        f"{step.name}.{each.name}": each.label
        for step in procedure.steps
        for each in step.takes
    }
    labelled = {
        kind: {name: label for name, label in names.items() if label != EMPTY}
        for kind, names in table.items()
    }
    return Words(labelled, beyond=procedure.words)


def event_of(step: str, outcome: str, index: int) -> str:
    """Name the compiled event of one move of a step."""
    return f"{step}/{outcome}/{index}"


def _compile(procedure: Procedure, lifecycle: str) -> Lifecycle:
    from ratsflow.procedure.machine import Lifecycle  # noqa: PLC0415  # only steps need it

    states = [state.name for state in procedure.states_of(lifecycle)]
    if lifecycle == SUSPENSION and states:
        states.append(NONE)
    arcs = [
        (event_of(step.name, outcome, index), source, move.target or None)
        for step in procedure.steps
        for outcome, moves in step.branches.items()
        for index, move in enumerate(moves)
        if move.lifecycle == lifecycle
        for source in move.sources
    ]
    return Lifecycle(lifecycle, states, arcs)


def _plan(procedure: Procedure, step: Step) -> Plan:
    guards = tuple(_guard(versions) for versions in procedure.guards(step))
    branches = {
        outcome: tuple(
            (
                move,
                procedure.firing(move.lifecycle, event_of(step.name, outcome, index)),
                procedure.means(move.lifecycle),
            )
            for index, move in enumerate(moves)
        )
        for outcome, moves in step.branches.items()
    }
    starts = tuple(_start(moves) for moves in step.branches.values())
    return Plan(
        step,
        step.subject,
        tuple(each.name for each in step.takes if each.required),
        guards,
        tuple((guard.rule, MET) for guard in guards),
        next(iter(branches)),
        branches,
        _only(list(branches.values())),
        _looks(guards),
        starts,
        _standing(starts),
        procedure.kinds,
        frozenset(
            guard.rule.norm
            for guard in guards
            if guard.rule.norm and not (guard.is_dated or guard.rule.permits)
        ),
    )


def _looks(guards: Sequence[Guard]) -> tuple[Look, ...]:
    asked = {
        name for guard in guards for rule in guard.versions for name in rule.looks_at
    }
    return tuple(look for look in Look if look.value in asked)


def _start(moves: Sequence[Move]) -> Start:
    found: dict[str, tuple[set[str], bool]] = {}
    for move in moves:
        if not move.each:
            sources, begins = found.get(move.lifecycle, (set(), False))
            known = sources if move.new else sources.union(move.sources)
            found[move.lifecycle] = known, begins or bool(move.new)
    return tuple(
        (lifecycle, frozenset(found[lifecycle][0]), found[lifecycle][1])
        for lifecycle in LIFECYCLES
        if lifecycle in found
    )


def _standing(starts: Sequence[Start]) -> frozenset[str] | None:
    found: set[str] = set()
    for start in starts:
        if not start or start[0][0] != MOTION:
            return None
        found.update(start[0][1])
    return frozenset(found)


def _only(branches: Sequence[tuple[tuple[Move, Fire, Means], ...]]) -> Fire | None:
    if len(branches) != 1 or len(branches[0]) != 1:
        return None
    move, fire, _ = branches[0][0]
    return fire if move.lifecycle == MOTION and not move.each else None


def _guard(versions: tuple[Rule, ...]) -> Guard:
    first = versions[0]
    is_dated = len(versions) > 1 or first.in_force != ALWAYS or bool(first.dated_by)
    return Guard(first, versions, is_dated)


def _way_of(moves: Iterable[Move]) -> tuple[str, str]:
    """Return from where to where a branch leads, for a reader."""
    parts = list(moves)
    sources = dict.fromkeys(source for move in parts for source in move.sources)
    targets = dict.fromkeys(move.target for move in parts if move.target)
    return ", ".join(sources), ", ".join(targets)
