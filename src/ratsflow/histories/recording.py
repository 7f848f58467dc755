"""Where the steps of a history are written: into memory by the engine, or through an office."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Any, Protocol

import attrs

from ratsflow.engine.assess import Asking, assess
from ratsflow.engine.entries import Taken
from ratsflow.engine.take import open_case, take
from ratsflow.engine.verdict import Mode
from ratsflow.law.local import NO_LAW, Law
from ratsflow.log import Override
from ratsflow.model import Actor, Consultation, Motion
from ratsflow.office import Office
from ratsflow.procedure.case import Case
from ratsflow.procedure.lookups import NO_OTHERS, Others
from ratsflow.procedure.procedure import Procedure


class Recorder(Protocol):
    """Writes what a history tells."""

    def open(
        self,
        case_id: str,
        motion: Motion,
        *,
        at: datetime,
        consultations: Sequence[Consultation],
        facts: Mapping[str, Any],
        begins: str,
        override: Override | None,
    ) -> Taken:
        """Open a case, midway where `begins` says so."""

    def take(
        self,
        case: Case,
        step: str,
        *,
        on: str,
        at: datetime,
        mode: Mode,
        override: Override | None,
        inputs: Mapping[str, Any],
    ) -> Taken:
        """Record or assume a step.

        Raises:
            RefusedError: the procedure does not let it start here.
        """


@attrs.frozen
class InMemory:
    """Replays with the engine alone; nothing is stored.

    Attributes:
        procedure: the procedure.
        law: the values in force.
        actor: who records.
        asking: asks the rules of a step; as the engine does if left out.
    """

    procedure: Procedure
    law: Law = NO_LAW
    actor: Actor = attrs.field(kw_only=True)
    asking: Asking | None = attrs.field(default=None, kw_only=True)
    others: Others | None = attrs.field(default=NO_OTHERS, kw_only=True)

    def open(
        self,
        case_id: str,
        motion: Motion,
        *,
        at: datetime,
        consultations: Sequence[Consultation],
        facts: Mapping[str, Any],
        begins: str,
        override: Override | None,
    ) -> Taken:
        """Open a case; see `Recorder.open`."""
        return open_case(
            self.procedure,
            case_id,
            motion,
            self.actor,
            at=at,
            consultations=tuple(consultations),
            facts=facts,
            law=self.law,
            begins=begins,
            override=override,
        )

    def take(
        self,
        case: Case,
        step: str,
        *,
        on: str,
        at: datetime,
        mode: Mode,
        override: Override | None,
        inputs: Mapping[str, Any],
    ) -> Taken:
        """Record a step; see `Recorder.take`."""
        verdict = assess(
            self.procedure,
            case,
            step,
            self.actor,
            at=at,
            inputs=inputs,
            on=on,
            law=self.law,
            mode=mode,
            override=override,
            others=self.others,
            asking=self.asking,
        )
        return take(verdict)


@attrs.frozen
class InOffice:
    """Stores a history through an office.

    Attributes:
        office: the office.
        actor: who records.
    """

    office: Office
    actor: Actor

    def open(
        self,
        case_id: str,
        motion: Motion,
        *,
        at: datetime,
        consultations: Sequence[Consultation],
        facts: Mapping[str, Any],
        begins: str,
        override: Override | None,
    ) -> Taken:
        """Open a case; see `Recorder.open`."""
        case = self.office.open(
            motion,
            self.actor,
            case_id=case_id,
            consultations=consultations,
            at=at,
            begins=begins,
            override=override,
            **facts,
        )
        (entry,) = self.office.entries(case.id)
        (record,) = self.office.records(case.id)
        return Taken(case, entry, record)

    def take(
        self,
        case: Case,
        step: str,
        *,
        on: str,
        at: datetime,
        mode: Mode,
        override: Override | None,
        inputs: Mapping[str, Any],
    ) -> Taken:
        """Record a step; see `Recorder.take`."""
        return self.office.take(
            case.id,
            step,
            self.actor,
            on=on,
            at=at,
            mode=mode,
            override=override,
            seen=case.version,
            **inputs,
        )


def importer(procedure: Procedure, name: str = "") -> Actor:
    """Return who records a history: with every role, for he says what others did."""
    return Actor("import", name, roles=procedure.roles)


@contextmanager
def together(office: Office) -> Iterator[None]:
    """Write what follows as one unit of work."""
    with office.store.unit_of_work():
        yield


Told = Callable[[int], None]
"""Takes how many papers are done."""
