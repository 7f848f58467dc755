"""Migration: what becomes of running cases when their procedure gets a new version."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

import attrs

from ratsflow.canonical import moment_of
from ratsflow.engine.difference import (
    ChangedStep,
    Comparison,
    Difference,
    Mapped,
    Present,
    compare,
)
from ratsflow.engine.entries import Taken, entered
from ratsflow.engine.permission import acting, needed, permission
from ratsflow.errors import (
    Both,
    BrokenLogError,
    InvalidInputError,
    Lang,
    RatsflowError,
    RefusedError,
    german,
)
from ratsflow.law.local import NO_LAW, Law
from ratsflow.log import MIGRATE, EntryKind, Made
from ratsflow.model import Actor
from ratsflow.procedure.case import Case
from ratsflow.procedure.continuing import Stand, renames, stand_of
from ratsflow.procedure.procedure import Procedure
from ratsflow.procedure.step import (
    LIFECYCLES,
    NONE,
    RENAMED,
    SUSPENSION,
    Moves,
    State,
)


_AS_IT_IS: Mapped = {}


@attrs.frozen
class Occupied:
    """A state that a case stands in and the new version does not have.

    Attributes:
        lifecycle: ``motion``, ``consultation`` or ``suspension``.
        subject: id of the consultation or suspension; empty for the motion.
        state: the state.
    """

    lifecycle: str
    subject: str
    state: str


@attrs.frozen
class Migration:
    """What would become of one case.

    Attributes:
        case_id: the case.
        moves: the states that would get another name.
        occupied: the states that the new version lacks and nothing maps: in the way.
        appearing: steps that could start from where the case stands, and could not before.
        disappearing: steps that could, and no longer can.
        changed: steps that can start before and after, and are not what they were.
        later: the other steps that differ, in either version, once the case gets there.
        general: what differs in the procedure as a whole.
        pinned: fingerprint of another version that the case is pinned to; empty if it is
            pinned to the old one as it should be.
        is_unknown: nobody has the version that it is pinned to any more: only where it
            stands was looked at.
        broken: why the log of the case cannot be read; None if it can.
    """

    case_id: str
    moves: tuple[Made, ...] = ()
    occupied: tuple[Occupied, ...] = ()
    appearing: tuple[str, ...] = ()
    disappearing: tuple[str, ...] = ()
    changed: tuple[ChangedStep, ...] = ()
    later: tuple[str, ...] = ()
    general: tuple[Difference, ...] = ()
    pinned: str = ""
    is_unknown: bool = False
    broken: BrokenLogError | None = None

    @property
    def is_possible(self) -> bool:
        """Tell whether the case can be migrated."""
        return not (self.occupied or self.pinned or self.broken)

    @property
    def is_as_before(self) -> bool:
        """Tell whether nothing differs for the case, now or later, but the version."""
        return self == Migration(self.case_id)


class OccupiedStateError(RatsflowError):
    """A state cannot be removed: cases still stand in it, and nothing maps it.

    Attributes:
        cases: ids of the cases.
        states: ``lifecycle state`` of each state, sorted.
    """

    def __init__(self, cases: tuple[str, ...], states: tuple[str, ...]) -> None:
        super().__init__(cases, states)
        self.cases = cases
        self.states = states

    def __str__(self) -> str:
        return self.text()

    def text(self, lang: Lang = "en") -> str:
        """Say which states those are, and who stands there."""
        if lang == "de":
            return (
                f"die neue Fassung hat nicht: {', '.join(self.states)}; dort stehen noch "
                f"{', '.join(f'„{each}“' for each in self.cases)}. Jedem Stand einen der "
                "neuen Fassung zuordnen oder ihn behalten."
            )
        return (
            f"the new version has no {', '.join(self.states)}, where "
            f"{', '.join(map(repr, self.cases))} still stand. Map each state to one of the "
            "new version, or keep it."
        )


def plan_migration(
    old: Procedure | None,
    new: Procedure,
    cases: Iterable[Case],
    mapping: Mapped = _AS_IT_IS,
) -> tuple[Migration, ...]:
    """Say of each case what a migration would do; nothing is changed.

    What a function does cannot be compared: of a rule its `revision` says whether the check
    is another, and a `decide` that is another function counts as another.

    Args:
        old: the version that the cases are pinned to, or one that continues it; None where
            nobody knows it any more, and then nothing can be compared.
        new: the version to bring them to.
        cases: the cases.
        mapping: by lifecycle, the new names of the states that the new version no longer
            has; every other keeps its name.

    Raises:
        InvalidInputError: the mapping names a lifecycle or a state that does not exist, a
            state that the new version has too, or one that means more by its new name:
            that it is final, called or decided. A state becomes that by steps alone.
    """
    planner = Planner(old, new, mapping)
    return tuple(planner.plan(stand_of(case)) for case in cases)


class Planner:
    """Says of one case after the other what a migration would do.

    What it would do follows from where the case stands. So it is found out once for all
    that stand alike, whatever their consultations are called.

    Args: see `plan_migration`, which says what is raised, too.
    """

    def __init__(
        self, old: Procedure | None, new: Procedure, mapping: Mapped = _AS_IT_IS
    ) -> None:
        _check(old, new, mapping)
        self._new = new
        self._mapping = mapping
        self._compared = None if old is None else compare(old, new, mapping)
        self._known: dict[object, tuple[Stand, Migration]] = {}

    def plan(self, case: Stand) -> Migration:
        """Say of a case what a migration would do; nothing is changed."""
        key = (
            case.procedure,
            case.fingerprint,
            tuple([(lifecycle, state) for lifecycle, _, state in case.states]),
        )
        alike = self._known.get(key)
        if alike is not None:
            return _of_another(case, *alike)
        found = (
            _planned_blindly(self._new, case, self._mapping)
            if self._compared is None
            else _planned(self._compared, case)
        )
        if len(self._known) < _MOST_KNOWN:
            self._known[key] = case, found
        return found


_MOST_KNOWN = 100_000
"""Ways to stand of which it is remembered what follows."""


def _of_another(case: Stand, known: Stand, plan: Migration) -> Migration:
    """Return the plan for a case from that for one that stands alike."""
    if not (plan.moves or plan.occupied):
        return attrs.evolve(plan, case_id=case.id)
    subjects = {
        (lifecycle, subject): other
        for (lifecycle, subject, _), (_, other, _) in zip(
            known.states, case.states, strict=True
        )
    }
    return attrs.evolve(
        plan,
        case_id=case.id,
        moves=tuple(
            attrs.evolve(each, subject=subjects[each.lifecycle, each.subject])
            for each in plan.moves
        ),
        occupied=tuple(
            attrs.evolve(each, subject=subjects[each.lifecycle, each.subject])
            for each in plan.occupied
        ),
    )


def refuse_occupied(plans: Iterable[Migration]) -> None:
    """Raise if a state is to be removed in which a case still stands.

    Raises:
        OccupiedStateError: with every such case and state.
    """
    stuck = [plan for plan in plans if plan.occupied]
    if stuck:
        states = {f"{o.lifecycle} state {o.state!r}" for p in stuck for o in p.occupied}
        raise OccupiedStateError(
            tuple(plan.case_id for plan in stuck), tuple(sorted(states))
        )


def migrate(
    old: Procedure | None,
    new: Procedure,
    case: Case,
    actor: Actor,
    *,
    reason: str,
    at: datetime,
    authority: str = "",
    mapping: Mapped = _AS_IT_IS,
    recorded_at: datetime | None = None,
    law: Law = NO_LAW,
) -> Taken:
    """Write the entry that pins a case to another version of its procedure.

    Args:
        old: the version that the case is pinned to, or one that continues it; None where
            nobody knows it any more.
        new: the version to bring it to. Who may is said by both: the `migrators` of the
            version that the case leaves and of the one that it comes to.
        case: the case.
        actor: who migrates it.
        reason: why.
        at: when it takes effect.
        authority: what gives the right, for example the resolution on the new rules.
        mapping: see `plan_migration`.
        recorded_at: when it is written down; `at` if left out.
        law: the values in force for the municipality; the entry names them.

    Raises:
        RefusedError: the actor may not.
        OccupiedStateError: the case stands in a state that the new version lacks.
        InvalidInputError: there is no reason, or nothing to migrate.
    """
    for version in (new,) if old is None else (old, new):
        verdict = permission(version, case, MIGRATE, version.migrators, actor, at, law)
        if not verdict.allowed:
            raise RefusedError(verdict)
    (plan,) = plan_migration(old, new, (case,), mapping)
    if plan.pinned or case.fingerprint == new.fingerprint:
        leaving = (
            Both("an unknown one", "einer unbekannten")
            if old is None
            else old.fingerprint[:12]
        )
        raise InvalidInputError(
            Both(
                f"the case is pinned to version {case.fingerprint[:12]}, and was to go from "
                f"{leaving} to {new.fingerprint[:12]}.",
                f"der Vorgang gehört zur Fassung {case.fingerprint[:12]} und sollte "
                f"von {german(leaving)} nach {new.fingerprint[:12]} überführt werden.",
            ),
            Both(f"case {case.id}", f"Vorgang {case.id}"),
        )
    refuse_occupied((plan,))
    return entered(
        case,
        MIGRATE,
        EntryKind.MIGRATED,
        acting(verdict),
        moment_of(at, "at"),
        recorded_at,
        version=(new.name, new.fingerprint),
        law=law,
        inputs={
            "authority": authority,
            "from": case.fingerprint,
            "reason": needed(reason, Both("a reason", "eine Begründung"), "reason"),
        },
        moves=plan.moves,
        verdict=verdict,
    )


def _check(old: Procedure | None, new: Procedure, mapping: Mapped) -> None:
    for lifecycle, names in mapping.items():
        if lifecycle not in LIFECYCLES:
            raise InvalidInputError(
                Both(
                    f"there is no lifecycle {lifecycle!r}.",
                    f"einen Ablauf „{lifecycle}“ gibt es nicht.",
                ),
                "mapping",
                Both(
                    f"Known: {', '.join(LIFECYCLES)}.",
                    f"Bekannt: {', '.join(LIFECYCLES)}.",
                ),
            )
        for source, target in names.items():
            before = None if old is None else old.state(source, lifecycle)
            _check_names(new, lifecycle, source, before, new.state(target, lifecycle))


def _check_names(
    new: Procedure, lifecycle: str, source: str, before: State | None, after: State
) -> None:
    """Hold the new name of a state to what it may be: migrating is no step.

    Raises:
        InvalidInputError: the state is still there, or would mean more than before.
    """
    where = Both(f"mapping of {lifecycle}", f"Zuordnung ({lifecycle})")
    if source == after.name:
        return
    if source in _names(new, lifecycle):
        raise InvalidInputError(
            Both(
                f"{source!r} cannot become {after.name!r}: the new version still has it.",
                f"„{source}“ kann nicht „{after.name}“ werden: Die neue Fassung hat "
                "diesen Stand noch.",
            ),
            where,
            Both(
                "Map only states that it no longer has; take the step that leads on.",
                "Nur Stände zuordnen, die sie nicht mehr hat; sonst den Schritt "
                "gehen, der weiterführt.",
            ),
        )
    gained = [
        meaning
        for meaning in ("final", "called", "decided")
        if getattr(after, meaning) and not (before and getattr(before, meaning))
    ]
    if gained:
        known = "" if before else Both(", as far as is known", ", soweit bekannt")
        raise InvalidInputError(
            Both(
                f"{source!r} cannot become {after.name!r}, which is {' and '.join(gained)}: "
                f"it was not{known}.",
                f"„{source}“ kann nicht „{after.name}“ werden: Dieser Stand bedeutet "
                f"mehr als der bisherige{german(known)}.",
            ),
            where,
            Both(
                "Map it to a state that means no more, and take the step that leads on.",
                "Ihn einem Stand zuordnen, der nicht mehr bedeutet, und den Schritt "
                "gehen, der weiterführt.",
            )
            if before
            else Both(
                "Give the version that the case is pinned to as well.",
                "Auch die Fassung angeben, zu der der Vorgang gehört.",
            ),
        )


def _planned(compared: Comparison, case: Stand) -> Migration:
    old, new, mapping = compared.old, compared.new, compared.mapping
    stands = case.states
    if case.fingerprint != old.fingerprint:
        if old.continuation(case.fingerprint) is None:
            return Migration(case.id, pinned=case.fingerprint)
        stands = _continued(old, case)
    moves, occupied = _carried(new, case, stands, mapping, old)
    renamed = {(move.lifecycle, move.subject): move.target for move in moves}
    present = _present(stands)
    before = _starting(old, present)
    after = _starting(
        new, _present((lc, on, renamed.get((lc, on), st)) for lc, on, st in stands)
    )
    changed = tuple(
        ChangedStep(name, differences)
        for name in before
        if name in after
        for differences in (compared.changed(name, present),)
        if differences
    )
    appearing = tuple(name for name in after if name not in before)
    disappearing = tuple(name for name in before if name not in after)
    told = {*appearing, *disappearing, *(each.step for each in changed)}
    return Migration(
        case.id,
        tuple(moves),
        tuple(occupied),
        appearing,
        disappearing,
        changed,
        tuple(name for name in compared.differing if name not in told),
        compared.general,
    )


def _planned_blindly(new: Procedure, case: Stand, mapping: Mapped) -> Migration:
    """Plan for a case of a version that nobody knows: only where it stands can be told."""
    if case.procedure != new.name:
        return Migration(case.id, pinned=case.fingerprint)
    moves, occupied = _carried(new, case, case.states, mapping)
    return Migration(case.id, tuple(moves), tuple(occupied), is_unknown=True)


States = Iterable[tuple[str, str, str]]
"""Lifecycle, subject and state."""


def _continued(old: Procedure, case: Stand) -> tuple[tuple[str, str, str], ...]:
    """Return the states of a case as a version sees them that continues its own."""
    names = {(lc, on): target for lc, on, _, target, _ in renames(old, case)}
    return tuple((lc, on, names.get((lc, on), state)) for lc, on, state in case.states)


def _carried(
    new: Procedure,
    written: Stand,
    seen: States,
    mapping: Mapped,
    old: Procedure | None = None,
) -> tuple[list[Made], list[Occupied]]:
    """Return the states that get another name, and those that the new version lacks.

    Args:
        new: the version to bring the case to.
        written: where the case stands as its log makes it.
        seen: its states as the old version sees them, which may have renamed some.
        mapping: see `plan_migration`.
        old: the old version, if it is known.
    """
    moves, occupied = [], []
    for (lifecycle, subject, before), (_, _, state) in zip(
        written.states, seen, strict=True
    ):
        target = mapping.get(lifecycle, {}).get(state, state)
        if target not in _names(new, lifecycle):
            # A procedure may lack a lifecycle: nothing is removed that was never there.
            if (
                _names(new, lifecycle)
                if old is None
                else state in _names(old, lifecycle)
            ):
                occupied.append(Occupied(lifecycle, subject, state))
        elif target != before:
            means = (RENAMED, *new.means(lifecycle)[target])
            moves.append(Made(lifecycle, subject, before, target, means))
    return moves, occupied


def _names(procedure: Procedure, lifecycle: str) -> frozenset[str]:
    return frozenset(state.name for state in procedure.states_of(lifecycle))


def _present(stands: Iterable[tuple[str, str, str]]) -> Present:
    present: dict[str, set[str]] = {SUSPENSION: {NONE}}
    for lifecycle, _, state in stands:
        present.setdefault(lifecycle, set()).add(state)
    return present


def _starting(procedure: Procedure, present: Present) -> tuple[str, ...]:
    """Return the steps that can start where a case stands, whatever its rules say."""
    return tuple(
        step.name
        for step in procedure.steps
        if any(_can_start(moves, present) for moves in step.branches.values())
    )


def _can_start(moves: Moves, present: Present) -> bool:
    sources: dict[str, set[str]] = {}
    for move in moves:
        if not move.each:
            sources.setdefault(move.lifecycle, set()).update(move.sources)
    return all(
        states & present.get(lifecycle, set()) for lifecycle, states in sources.items()
    )
