"""Which earlier versions a procedure continues: their cases go on under it."""

from __future__ import annotations

import re

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING

import attrs

from ratsflow.errors import Problem
from ratsflow.model.shape import Frozen
from ratsflow.model.text import exact
from ratsflow.procedure.sentences import problem
from ratsflow.procedure.step import (
    CONSULTATION,
    LIFECYCLES,
    MOTION,
    SUSPENSION,
    several,
)


if TYPE_CHECKING:
    from ratsflow.procedure.procedure import Procedure


Renamed = Mapping[str, str]
"""By the name of a state in the earlier version, its name now."""

_DIGEST = re.compile(r"[0-9a-f]{64}")


def _renamed(names: Renamed) -> Renamed:
    return Frozen({exact(old): exact(new) for old, new in names.items()})


@attrs.frozen
class Continuation:
    """An earlier version whose cases go on under this one, without an entry for it.

    The next step of such a case is taken under this version, and its entry says so. Where a
    state has another name now, that entry renames it.

    Attributes:
        fingerprint: the fingerprint of the earlier version.
        motion, consultation, suspension: the new names of its states; a state that is not
            named here keeps its name.
    """

    fingerprint: str
    motion: Renamed = attrs.field(factory=dict, converter=_renamed, hash=False)
    consultation: Renamed = attrs.field(factory=dict, converter=_renamed, hash=False)
    suspension: Renamed = attrs.field(factory=dict, converter=_renamed, hash=False)

    def names(self, lifecycle: str) -> Renamed:
        """Return the new names of the states of a lifecycle."""
        return {
            MOTION: self.motion,
            CONSULTATION: self.consultation,
            SUSPENSION: self.suspension,
        }[lifecycle]


def continuations(
    values: Continuation | str | Iterable[Continuation | str],
) -> tuple[Continuation, ...]:
    """Take versions that are continued; a fingerprint alone stands for one."""
    parts = (values,) if isinstance(values, Continuation | str) else values
    made = [Continuation(each) if isinstance(each, str) else each for each in parts]
    return several(made, Continuation, "continues")


def problems_of_continuations(procedure: Procedure) -> Iterator[Problem]:
    """Yield what is wrong with the versions that a procedure continues."""
    counts = Counter(each.fingerprint for each in procedure.continues)
    for fingerprint, count in counts.items():
        if count > 1:
            yield problem(
                "continues.double",
                fingerprint,
                fingerprint=fingerprint[:12],
                count=count,
            )
        if not _DIGEST.fullmatch(fingerprint):
            yield problem("continues.form", fingerprint)
    for each in procedure.continues:
        for lifecycle in LIFECYCLES:
            yield from _problems_of_names(procedure, each, lifecycle)


def _problems_of_names(
    procedure: Procedure, each: Continuation, lifecycle: str
) -> Iterator[Problem]:
    known = {state.name for state in procedure.states_of(lifecycle)}
    for old, new in each.names(lifecycle).items():
        if old in known:
            yield problem(
                "continues.kept",
                old,
                lifecycle=lifecycle,
                fingerprint=each.fingerprint[:12],
            )
        if new not in known:
            yield problem(
                "continues.unknown",
                new,
                code="state.unknown",
                fingerprint=each.fingerprint[:12],
                lifecycle=lifecycle,
                known=known,
            )
