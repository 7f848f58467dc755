"""Any case: strategies of hypothesis for papers, votes, law, cases and the steps they can take.

Where a procedure or law is left out it is that of the test: of its marker, else of the first
state. Values are made as `case_at` makes them, steps are found as `ratsflow.checking` finds
them: by asking the real engine.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from datetime import date, timedelta
from typing import Any
from weakref import WeakKeyDictionary

import attrs

from hypothesis import reject
from hypothesis import strategies as st

from ratsflow.checking import Choice, Space, Ways
from ratsflow.checking.usually import Usually
from ratsflow.errors import InvalidInputError
from ratsflow.law.local import Law
from ratsflow.law.states import state_law
from ratsflow.model import (
    Ballot,
    BodyKind,
    CostEffect,
    CostStatement,
    Meeting,
    Motion,
    Organization,
)
from ratsflow.procedure.lookups import NO_OTHERS
from ratsflow.procedure.procedure import Procedure
from ratsflow.procedure.starting import startable
from ratsflow.procedure.step import CONSULTATION, MOTION, SUSPENSION
from ratsflow.testing.aims import NoWayError
from ratsflow.testing.calling import where_of
from ratsflow.testing.scene import Scene, case_at
from ratsflow.testing.setting import with_values
from ratsflow.testing.walking import machine


__all__ = [
    "ballots",
    "bodies",
    "calendars",
    "cases",
    "illegal_steps",
    "laws",
    "legal_steps",
    "machine",
    "meetings",
    "motions",
]

_FIRST, _LAST = date(2026, 1, 5), date(2026, 12, 31)
_MOST = 6
"""How many meetings a body has in a calendar, at most."""
_OTHERS = 2
"""How many values of a town's law are otherwise, at most."""
_NEAR = 3
"""By how much a number of a town's law is another, at most."""


def _usually(procedure: Procedure | None, law: Law | None) -> Usually:
    where = where_of(procedure, law)
    return Usually(where.procedure, where.law)


# --------------------------------------------------------------------- papers and bodies


@st.composite
def motions(
    draw: st.DrawFn,
    /,
    *,
    procedure: Procedure | None = None,
    law: Law | None = None,
    **fields: Any,
) -> Motion:
    """Draw papers: with and without costs, public or not, of any text; usual otherwise.

    Args:
        draw: of hypothesis.
        procedure: the procedure.
        law: the law of the municipality.
        fields: what is said of the paper; it is not varied.
    """
    usual = _usually(procedure, law).motion()
    amounts = st.integers(1, 10**9).map(
        lambda cents: CostStatement(
            CostEffect.AMOUNT, cents, "once", 2026, covered=True
        )
    )
    said = st.text(
        st.characters(codec="utf-8", categories=("L", "N", "P", "Zs")), min_size=1
    ).filter(str.strip)
    varied: dict[str, st.SearchStrategy[Any]] = {
        "proposal": st.just(usual.proposal) | said,
        "cost_statement": st.sampled_from([usual.cost_statement, None]) | amounts,
        "public": st.sampled_from([True, False]),
    }
    drawn = {name: draw(each) for name, each in varied.items() if name not in fields}
    return attrs.evolve(usual, **{**drawn, **fields})


def _named_bodies(usually: Usually) -> list[Organization]:
    """Return the bodies of a town: the council, and those that its law names."""
    named = dict.fromkeys(usually.law.values.get("bodies.members") or ())
    for row in usually.law.values.get("competence.powers") or ():
        named[row.get("body", "")] = None
    kinds = {each.value for each in BodyKind}
    others = [
        usually.body(name) for name in named if name and name not in kinds | {"mayor"}
    ]
    return [usually.body("council"), *others]


@st.composite
def bodies(
    draw: st.DrawFn,
    /,
    *,
    procedure: Procedure | None = None,
    law: Law | None = None,
    kind: str = "",
) -> Organization:
    """Draw bodies: of the town first, then of other sizes.

    Args:
        draw: of hypothesis.
        procedure: the procedure.
        law: the law of the municipality.
        kind: of this kind only, for example ``council``.
    """
    usually = _usually(procedure, law)
    found = [each for each in _named_bodies(usually) if kind in ("", each.kind.value)]
    body: Organization = draw(st.sampled_from(found or [usually.body(kind)]))
    members = draw(st.just(body.members) | st.integers(3, 110))
    return attrs.evolve(body, members=members)


@st.composite
def ballots(
    draw: st.DrawFn,
    /,
    *,
    body: Organization | None = None,
    carried: bool | None = None,
    procedure: Procedure | None = None,
    law: Law | None = None,
) -> Ballot:
    """Draw votes whose record is complete and adds up.

    Args:
        draw: of hypothesis.
        body: the body that votes; the council of the town if left out.
        carried: more say yes than no, or not; either if left out. A qualified majority
            is another matter.
        procedure: the procedure.
        law: the law of the municipality.
    """
    usually = _usually(procedure, law)
    voting = body or usually.body("council")
    members = voting.members or 15
    is_carried = draw(st.booleans()) if carried is None else carried
    if is_carried:
        yes = draw(st.integers(1, members).map(lambda n: members + 1 - n))
        no = draw(st.integers(0, min(yes - 1, members - yes)))
    else:
        no = draw(st.integers(1, members).map(lambda n: members + 1 - n))
        yes = draw(st.integers(0, min(no, members - no)))
    abstain = draw(st.integers(0, members - yes - no))
    said: dict[str, Any] = {"yes": yes, "no": no, "abstain": abstain}
    made = usually.ballot_of(voting, said)
    votes = {"yes": yes, "no": no, "abstain": abstain}
    if made.mayor in votes and not votes[made.mayor]:
        cast = next(name for name, count in votes.items() if count)
        made = usually.ballot_of(voting, {**said, "mayor": cast})
    return made


# --------------------------------------------------------------------- days and the law


@st.composite
def meetings(
    draw: st.DrawFn,
    /,
    *,
    first: date = _FIRST,
    last: date = _LAST,
    procedure: Procedure | None = None,
    law: Law | None = None,
) -> Meeting:
    """Draw meetings that were convened and announced in good time.

    Args:
        draw: of hypothesis.
        first: the first day.
        last: the last day.
        procedure: the procedure.
        law: the law of the municipality.
    """
    return _usually(procedure, law).meeting(draw(st.dates(first, last)))


@st.composite
def calendars(
    draw: st.DrawFn,
    /,
    *,
    first: date = _FIRST,
    last: date = _LAST,
    procedure: Procedure | None = None,
    law: Law | None = None,
) -> Mapping[str, tuple[Meeting, ...]]:
    """Draw the coming meetings of each body of the town, by its name, in order.

    As `ratsflow.checking.Space.meetings` and `ratsflow plan` take them. Arguments as of
    `meetings`.
    """
    usually = _usually(procedure, law)
    days = st.lists(st.dates(first, last), max_size=_MOST, unique=True).map(sorted)
    return {
        each.name: tuple(map(usually.meeting, draw(days)))
        for each in _named_bodies(usually)
    }


@st.composite
def laws(
    draw: st.DrawFn,
    /,
    *,
    law: Law | None = None,
    values: Mapping[str, Any] | None = None,
) -> Law:
    """Draw the law of a town of which a few flags and numbers of its own are otherwise.

    Args:
        draw: of hypothesis.
        law: the law that is varied; that of the test if left out.
        values: values, or strategies of them, by id; they are set beside that.
    """
    base = where_of(None, law).law
    general = state_law(base.state).law.values if base.state else {}
    own = [
        name
        for name, value in base.values.items()
        if type(value) in (bool, int) and general.get(name) != value
    ]
    changed: dict[str, Any] = {}
    chosen = st.lists(st.sampled_from(own), max_size=_OTHERS, unique=True)
    for name in draw(chosen) if own else ():
        value = base.values[name]
        near = st.integers(max(0, value - _NEAR), value + _NEAR)
        changed[name] = draw(st.booleans() if value is True or value is False else near)
    for name, value in (values or {}).items():
        is_drawn = isinstance(value, st.SearchStrategy)
        changed[name] = draw(value) if is_drawn else value
    return with_values(base, changed) if changed else base


# -------------------------------------------------------------------------------- cases


_REACHABLE: WeakKeyDictionary[Procedure, dict[str, tuple[str, ...]]]
_REACHABLE = WeakKeyDictionary()
"""By procedure, law and what is said, to which states `case_at` leads."""

_VARIED: tuple[Mapping[str, Any], ...] = (
    {},
    {"cost_statement": "none"},
    {"public": False},
    {"route": ("committee", "council")},
    {"called": "council"},
    {"called": "committee"},
    {"on": timedelta(14)},
)
"""How a case is otherwise than the usual one, where that leads to the state too."""


def reachable(
    procedure: Procedure, law: Law | None, said: Mapping[str, Any]
) -> tuple[str, ...]:
    """Return the states on the way that `case_at` leads to; the first one always is.

    A state whose law has gaps, or whose procedure is begun, has some to which no way leads.
    """
    known = _REACHABLE.setdefault(procedure, {})
    key = repr((law and law.digest, sorted(said.items())))
    if key not in known:
        found = []
        for state in states_on_the_way(procedure):
            with suppress(NoWayError):
                case_at(state, procedure=procedure, law=law, **said)
                found.append(state)
        known[key] = tuple(found)
    return known[key] or (procedure.states[0].name,)


def states_on_the_way(procedure: Procedure) -> tuple[str, ...]:
    """Return the states of the motion that the main path leads through; else all."""
    found = {procedure.states[0].name: None}
    for name in procedure.main_path:
        for moves in procedure.step(name).branches.values():
            targets = [each.target for each in moves if each.lifecycle == MOTION]
            found |= dict.fromkeys(filter(None, targets))
    return (
        tuple(found) if procedure.main_path else tuple(e.name for e in procedure.states)
    )


@st.composite
def cases(
    draw: st.DrawFn,
    /,
    in_state: str | None = None,
    *,
    procedure: Procedure | None = None,
    law: Law | None = None,
    steps: int = 0,
    **said: Any,
) -> Scene:
    """Draw cases that the real engine walked to a state; the usual one is the simplest.

    Args:
        draw: of hypothesis.
        in_state: the state, as `case_at` takes it; any that it can walk to if left out.
        procedure: the procedure.
        law: the law of the municipality.
        steps: up to how many lawful steps it took more that left the motion in its state.
        said: what else is said of it, as of `case_at`; it is not varied.
    """
    where = where_of(procedure, law)
    led_to = (in_state,) if in_state else reachable(where.procedure, where.law, said)
    state = draw(st.sampled_from(led_to))
    more = {k: v for k, v in draw(st.sampled_from(_VARIED)).items() if k not in said}
    if isinstance(more.get("on"), timedelta):
        usual = _walked(state, procedure, law, said)
        more["on"] = usual.day + more["on"]
    scene = _walked(state, procedure, law, {**said, **more})
    for _ in range(draw(st.integers(0, steps))):
        staying = [
            each
            for each in _ways_of(scene)
            if each.case is not None and each.case.state == scene.state
        ]
        if not staying:
            break
        scene.take(draw(st.sampled_from(staying)).choice)
    return scene


def _walked(
    state: str, procedure: Procedure | None, law: Law | None, said: Mapping[str, Any]
) -> Scene:
    try:
        return case_at(state, procedure=procedure, law=law, **said)
    except (NoWayError, InvalidInputError):
        # What is varied does not fit everywhere; what the caller says has to.
        case_at(state, procedure=procedure, law=law, **_without_varied(said))
        return reject()


def _without_varied(said: Mapping[str, Any]) -> dict[str, Any]:
    varied = {name for each in _VARIED for name in each}
    return {name: value for name, value in said.items() if name not in varied}


def _subject_of(case: Scene, lifecycle: str) -> str:
    """Return the id of the last thing that a step of a lifecycle can be about."""
    found: Mapping[str, tuple[Any, ...]] = {
        CONSULTATION: case.case.consultations,
        SUSPENSION: case.case.suspensions,
    }
    things = found.get(lifecycle, ())
    return str(things[-1].id) if things else ""


def space_of(scene: Scene) -> Space:
    """Return what may be tried in a case."""
    return Space(scene.procedure, scene.law, starts=(), others=NO_OTHERS)


def _ways_of(scene: Scene, *names: str) -> list[Any]:
    ways = Ways(space_of(scene))
    return [
        way
        for name, on in startable(scene.procedure, scene.case)
        if not names or name in names
        for way in ways.of(name, on, scene.case, scene.day)
    ]


@st.composite
def legal_steps(draw: st.DrawFn, /, case: Scene) -> Choice:
    """Draw steps that may be taken, with what the rules ask for: ``case.take(step)``.

    A case in which none may be taken is rejected.

    Args:
        draw: of hypothesis.
        case: the case.
    """
    names = list(
        dict.fromkeys(name for name, _ in startable(case.procedure, case.case))
    )
    while names:
        name = draw(st.sampled_from(names))
        found = [each for each in _ways_of(case, name) if each.case is not None]
        if found:
            choice: Choice = draw(st.sampled_from(found)).choice
            return choice
        names.remove(name)
    return reject()


@st.composite
def illegal_steps(draw: st.DrawFn, /, case: Scene) -> Choice:
    """Draw steps that are refused: by a rule, or because they do not start here.

    Args:
        draw: of hypothesis.
        case: the case.
    """
    names = [each.name for each in case.procedure.steps]
    here = {name for name, _ in startable(case.procedure, case.case)}
    space = space_of(case)
    while names:
        name = draw(st.sampled_from(names))
        if name not in here:
            step = case.procedure.step(name)
            by = space.actors(step.by[0])[0]
            return Choice(name, _subject_of(case, step.subject), by, case.day, {})
        found = [each for each in _ways_of(case, name) if each.case is None]
        if found:
            choice: Choice = draw(st.sampled_from(found)).choice
            return choice
        names.remove(name)
    return reject()
