"""The office on whatever session a host has: plain on a `Session`, awaited on an `AsyncSession`."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any, TypeVar

from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Session
from starlette.concurrency import run_in_threadpool

from ratsflow.engine import Taken, Verdict
from ratsflow.log import Entry
from ratsflow.model import Actor, Consultation, Motion
from ratsflow.office import Office
from ratsflow.office.waiting import Agenda, Worklist
from ratsflow.procedure.case import Case
from ratsflow.stores.sql import SqlStore


T = TypeVar("T")

Host = Session | AsyncSession


class Desks:
    """Opens the office of a service on the session of a request.

    What it has folded it keeps at hand for the next request; each case is used only while
    the store names the same head.

    Args:
        office: the office after which those of requests are made.
        tenant: the municipality.
    """

    def __init__(self, office: Office, tenant: str) -> None:
        self._office = office
        self._tenant = tenant

    def on(self, session: Session) -> Office:
        """Return the office in the transaction of a session."""
        return self._office.on(SqlStore.on(session, self._tenant))

    async def run(self, session: Host, work: Callable[[Office], T]) -> T:
        """Do work with the office, where the session can wait for the database."""
        if isinstance(session, AsyncSession):
            return await session.run_sync(lambda held: work(self.on(held)))
        return await run_in_threadpool(lambda: work(self.on(session)))


class AsyncDesk:
    """An office on an `AsyncSession`: the same calls, awaited. See `Office` for each.

    The office is synchronous code; it runs within ``run_sync``, in the transaction of the
    session. `run` does anything else with it.
    """

    def __init__(self, desks: Desks, session: AsyncSession) -> None:
        self._desks = desks
        self._session = session

    async def run(self, work: Callable[[Office], T]) -> T:
        """Do work with the office."""
        return await self._desks.run(self._session, work)

    async def open(
        self,
        motion: Motion,
        actor: Actor,
        *,
        consultations: Sequence[Consultation] = (),
        **more: Any,
    ) -> Case:
        """Open a case for a motion."""
        return await self.run(
            lambda office: office.open(
                motion, actor, consultations=consultations, **more
            )
        )

    async def take(self, case_id: str, step: str, actor: Actor, **more: Any) -> Taken:
        """Take a step."""
        return await self.run(lambda office: office.take(case_id, step, actor, **more))

    async def assess(
        self, case_id: str, step: str, actor: Actor, **more: Any
    ) -> Verdict:
        """Answer whether a step may be taken."""
        return await self.run(
            lambda office: office.assess(case_id, step, actor, **more)
        )

    async def next_steps(self, case_id: str, actor: Actor) -> tuple[Verdict, ...]:
        """Return the verdict on every step that can start."""
        return await self.run(lambda office: office.next_steps(case_id, actor))

    async def case(self, case_id: str) -> Case:
        """Return a case as it stands."""
        return await self.run(lambda office: office.case(case_id))

    async def view(self, case_id: str, actor: Actor) -> Case:
        """Return a case as an actor may see it."""
        return await self.run(lambda office: office.view(case_id, actor))

    async def entries(
        self, case_id: str, reader: Actor | None = None
    ) -> tuple[Entry, ...]:
        """Return the log of a case."""
        return await self.run(lambda office: office.entries(case_id, reader))

    async def worklist(self, actor: Actor, **more: Any) -> Worklist:
        """Return what waits for a person."""
        return await self.run(lambda office: office.worklist(actor, **more))

    async def agenda(self, body: str, day: date | str, *, reader: Actor) -> Agenda:
        """Return what is before a body on a day."""
        return await self.run(lambda office: office.agenda(body, day, reader=reader))
