"""How a case of an earlier version goes on under one that continues it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import attrs

from ratsflow.errors import Both
from ratsflow.procedure.case import Case
from ratsflow.procedure.continuation import Continuation
from ratsflow.procedure.procedure import Procedure
from ratsflow.procedure.sentences import said
from ratsflow.procedure.step import CONSULTATION, MOTION, RENAMED, SUSPENSION


Rename = tuple[str, str, str, str, tuple[str, ...]]
"""Lifecycle, subject, the old name and the new one of its state, and what it means."""


@attrs.frozen
class Stand:
    """Where a case stands: all that another version of its procedure asks of it.

    Attributes:
        id: the case.
        procedure: name of its procedure.
        fingerprint: fingerprint of the version that it is pinned to.
        states: lifecycle, subject and state of all that has one; the motion first, then
            the consultations and the suspensions, each in their order.
    """

    id: str
    procedure: str
    fingerprint: str
    states: tuple[tuple[str, str, str], ...]


def stand_of(case: Case) -> Stand:
    """Return where a case stands."""
    return Stand(case.id, case.procedure, case.fingerprint, tuple(states_in(case)))


def states_in(case: Case | Stand) -> Iterable[tuple[str, str, str]]:
    """Return lifecycle, subject and state of all that has a state in a case."""
    if isinstance(case, Stand):
        return case.states
    return (
        (MOTION, "", case.state),
        *((CONSULTATION, each.id, each.state) for each in case.consultations),
        *((SUSPENSION, each.id, each.state) for each in case.suspensions),
    )


def continued(procedure: Procedure, case: Case) -> Case:
    """Return a case as a procedure sees it that its version is, or that continues it.

    Nothing is written: its next entry says under which version it was taken, and renames
    what has another name now. `InvalidInputError` where the procedure does not continue the
    version of the case, or lacks a state that the case stands in.
    """
    if case.fingerprint == procedure.fingerprint:
        return case
    names = {
        (lifecycle, subject): target
        for lifecycle, subject, _, target, _ in renames(procedure, case)
    }
    if not names:
        return case
    return attrs.evolve(
        case,
        state=names.get((MOTION, ""), case.state),
        consultations=tuple(
            attrs.evolve(each, state=names.get((CONSULTATION, each.id), each.state))
            for each in case.consultations
        ),
        suspensions=tuple(
            attrs.evolve(each, state=names.get((SUSPENSION, each.id), each.state))
            for each in case.suspensions
        ),
    )


def renames(procedure: Procedure, case: Case | Stand) -> tuple[Rename, ...]:
    """Return the states of a case that have another name under a procedure; see `continued`."""
    if case.fingerprint == procedure.fingerprint:
        return ()
    continuation = procedure.continuation(case.fingerprint)
    if continuation is None:
        raise said.invalid(
            "case.pinned",
            Both(f"case {case.id}", f"Vorgang {case.id}"),
            version=case.fingerprint[:12],
            procedure=case.procedure,
            given=procedure.fingerprint[:12],
        )
    return tuple(_renames(procedure, case, continuation))


def _renames(
    procedure: Procedure, case: Case | Stand, continuation: Continuation
) -> Iterator[Rename]:
    for lifecycle, subject, state in states_in(case):
        target = continuation.names(lifecycle).get(state, state)
        means = procedure.means(lifecycle)
        # A procedure may lack a lifecycle: nothing is in the way that was never there.
        if target not in means and means:
            raise said.invalid(
                "case.lost",
                Both(f"case {case.id}", f"Vorgang {case.id}"),
                lifecycle=lifecycle,
                state=state,
                given=procedure.fingerprint[:12],
            )
        if target != state:
            yield lifecycle, subject, state, target, (RENAMED, *means[target])
