"""The office: what embedders call."""

from __future__ import annotations

import secrets
import uuid

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from functools import partial
from typing import Any

from ratsflow.engine import (
    Mode,
    Taken,
    Verdict,
    fold,
    open_case,
    punctual,
    refusal,
    take,
)
from ratsflow.errors import (
    Both,
    ConflictError,
    InvalidInputError,
    RatsflowError,
    RefusedError,
    RepeatedError,
    TransactionLostError,
    UnknownNameError,
)
from ratsflow.law.local import NO_LAW, Law
from ratsflow.log import Override, decode
from ratsflow.model import Actor, Consultation, Motion
from ratsflow.model.actor import as_actor
from ratsflow.office import bulk
from ratsflow.office.attempt import Attempt, attempted
from ratsflow.office.keeping import Keeping
from ratsflow.office.looking import Looker, fill
from ratsflow.office.named import check_names
from ratsflow.office.outbox import Drained, Listener, drain
from ratsflow.office.request import Request
from ratsflow.office.shell import now, tell
from ratsflow.procedure.case import Case
from ratsflow.procedure.procedure import Procedure
from ratsflow.stores import Store
from ratsflow.stores.protocol import tenant_of


class Office(Keeping):
    """The service that carries motions through their procedure.

    Args:
        procedures: the procedure of new cases first, then earlier versions that running
            cases are pinned to.
        store: where the log is kept; in memory if left out.
        law: the values in force for the municipality.
        clock: returns the present moment as an aware datetime.
        record_refusals: write refused attempts into the log too, each with its key: the
            command was answered, and a new attempt needs a key of its own.
        remember: how many folded cases are kept in memory, so that their logs need not
            be read anew; each is used only while the store names the same head.
    """

    def __init__(
        self,
        procedures: Procedure | Sequence[Procedure],
        store: Store | None = None,
        *,
        law: Law = NO_LAW,
        clock: Callable[[], datetime] = now,
        record_refusals: bool = False,
        remember: int = 500,
    ) -> None:
        super().__init__(procedures, store, law=law, clock=clock, remember=remember)
        self._record_refusals = record_refusals

    def open(
        self,
        motion: Motion,
        actor: Actor,
        *,
        case_id: str = "",
        consultations: Sequence[Consultation] = (),
        at: datetime | None = None,
        key: str = "",
        **facts: Any,
    ) -> Case:
        """Open a case for a motion.

        Args:
            motion: the motion.
            actor: who opens it.
            case_id: identifier of the case; a random one if left out.
            consultations: the route (*Beratungsfolge*) as far as it is known.
            at: when it takes effect; now if left out.
            key: idempotency key.
            facts: plain facts known from the start.

        Returns:
            The case at version 1.

        Raises:
            ConflictError: there is a case of that id.
            InvalidInputError: a fact that is none, or a name that is no text.
        """
        check_names(case_id=case_id, key=key)
        self._check_roles(actor)
        recorded_at = self._clock()
        opened = open_case(
            self.procedure,
            case_id or uuid.uuid4().hex,
            motion,
            actor,
            at=recorded_at if at is None else at,
            recorded_at=recorded_at,
            consultations=tuple(consultations),
            facts=facts,
            law=self.law,
            tenant=tenant_of(self.store),
            salts=secrets.token_hex,
        )
        self._append(opened, 0, key)
        return opened.case

    def _check_roles(self, actor: Actor) -> None:
        """Refuse an actor of whose roles the procedure knows none: who opens is not asked
        for a role, and nobody else would see that one is written wrongly.
        """
        held = (*as_actor(actor).roles, *actor.deputises)
        known = self.procedure.roles
        if held and not set(held).intersection(known):
            raise UnknownNameError("role", held[0], known)

    def take(
        self,
        case_id: str,
        step: str,
        actor: Actor,
        *,
        on: str = "",
        at: datetime | None = None,
        mode: Mode = Mode.ENFORCE,
        override: Override | None = None,
        key: str = "",
        **inputs: Any,
    ) -> Taken:
        """Take a step: assess, and append the entry if the verdict allows it.

        Args: see `assess`; `key` is the command's idempotency key.

        Returns:
            The case after the step, with the entry and the verdict it rests on.

        Raises:
            RefusedError: the procedure refuses; it carries the verdict with every
                finding. The attempt is recorded if the office was told to.
            ConflictError: somebody else moved the case meanwhile; nothing was written.
            RepeatedError: a command with this key was already carried out, whatever
                became of the case since; `carried_out` returns what it did.
            UnknownNameError: no such case, step, consultation or suspension.
            InvalidInputError: an input of the wrong kind, a naive time, or a name that
                is no text.
        """
        check_names(case_id=case_id, step=step, on=on, key=key)
        if step in self._looking:
            fill(self.store)
        request = Request(case_id, step, actor, on, at, mode, override, key, inputs)
        taken = self._take_at_hand(request)
        if taken:
            return taken
        case = self.case(case_id)
        try:
            verdict = self._ask(case, request)
        except RatsflowError:
            # What it did the first time may be what is in its way now.
            self._refuse_repeated(case, key)
            raise
        entry, result = self._written(verdict)
        if isinstance(result, RefusedError):
            if entry is None:
                self._refuse_repeated(case, key)
            else:
                self._append(entry, case.version, key)
            tell("refused", case=case_id, step=step, actor=actor.id)
            attempted(result, request, entry)
            raise self._sights().shown(result)
        self._append(result, case.version, key)
        return self._sights().taken(result)

    def record_refusal(self, error: RefusedError) -> None:
        """Write down an attempt that was refused after its transaction was rolled back.

        An exception that leaves the block of a host's transaction rolls back what the
        office wrote in it, a refusal too. Catch it outside, and record it in a
        transaction of its own: with this office, or one on another connection. What is
        recorded already is not recorded again.

        Args:
            error: what `take` raised, or `take_many` returned.

        Raises:
            InvalidInputError: the refusal does not say what was attempted, because it
                comes from another process.
            ConflictError: somebody else moved the case meanwhile, so that the step could
                be taken now; nothing was written.
            RepeatedError: the key of the command was used meanwhile.
        """
        attempt = error.attempt
        if not isinstance(attempt, Attempt):
            raise InvalidInputError(
                Both(
                    "the refusal does not say what was attempted.",
                    "die Ablehnung sagt nicht, was versucht wurde.",
                ),
                "refusal",
                Both(
                    "Record it in the process in which an office refused the step.",
                    "Sie dort festhalten, wo der Schritt abgelehnt wurde.",
                ),
            )
        request = attempt.request
        if attempt.hash and self._is_written(attempt):
            return
        case = self.case(request.case_id)
        recorded_at = self._clock()
        verdict = punctual(self._ask(case, request), recorded_at)
        if verdict.allowed:
            raise ConflictError(case.id, attempt.version, case.version)
        entry = refusal(verdict, recorded_at=recorded_at, salts=secrets.token_hex)
        self._append(entry, case.version, request.key)

    def _is_written(self, attempt: Attempt) -> bool:
        found = self.store.read(attempt.request.case_id, attempt.version)
        return bool(found) and found[0].hash == attempt.hash

    def _take_at_hand(self, request: Request) -> Taken | None:
        """Take a step from the case as it was folded last, without reading anything.

        If others moved the case since, its entry follows another one than the last, and
        the store refuses it.

        Returns:
            None if the case is not at hand, or the step was not taken: nothing is told
            and nothing refused by a state that may be past.
        """
        case = self._folded.last(request.case_id)
        if case is None:
            return None
        try:
            verdict = self._ask(case, request)
        except RatsflowError:
            return None
        if not verdict.allowed:
            return None
        _, result = self._written(verdict)
        if not isinstance(result, Taken):
            return None
        try:
            self._append(result, case.version, request.key)
        except TransactionLostError:
            raise  # the host's rows are gone: to read and write on would leave them out
        except ConflictError:
            return None
        return self._sights().taken(result)

    def carried_out(
        self, repeated: RepeatedError, reader: Actor | None = None
    ) -> Taken:
        """Return what a command that is repeated did the first time.

        Args:
            repeated: what the second attempt raised.
            reader: who reads; all is shown if left out.

        Returns:
            The case as it stood after it, the entry and its record, without a verdict.

        Raises:
            UnknownNameError: there is no such case.
        """
        records = self.records(repeated.case_id)
        done = records[: repeated.version]
        taken = Taken(fold(done), decode(done[-1]), done[-1])
        if reader is None or self.procedure_of(fold(records)).may_read(reader):
            return taken
        return self._sights().withheld(taken, reader)

    def assess_many(
        self, requests: Iterable[Request]
    ) -> tuple[Verdict | RatsflowError, ...]:
        """Assess many requests in few round trips.

        Args:
            requests: the requests.

        Returns:
            For each request in order the verdict, or the error that `assess` would have
            raised. No request harms another; where the store fails, those that it was
            read for have its `StoreError`.
        """
        ask = partial(self._ask, looker=Looker(self.store))
        found = bulk.assess_many(self.store, tuple(requests), ask)
        sights = self._sights()
        return sights.results(found, sights.verdict)

    def take_many(
        self, requests: Iterable[Request], *, retry: bool = False
    ) -> tuple[Taken | RatsflowError, ...]:
        """Take many steps in few round trips, each by itself: all or none of it.

        Several requests on one case are taken one after the other; and one whose rules
        look at other cases by itself, so that it sees what was taken before.

        Args:
            requests: the requests.
            retry: read a case anew that somebody else has moved meanwhile, and assess
                the step once more. It is never repeated without being assessed.

        Returns:
            For each request in order what `take` would have returned or raised. No
            request harms another; where the store fails, those that it was read or
            written for have its `StoreError`, and the others what became of them.

        Raises:
            TransactionLostError: the database ended the host's transaction or the unit of
                work; nothing of it was written.
        """
        done = bulk.take_many(
            self.store,
            tuple(requests),
            self._ask,
            self._written,
            retry=retry,
            looking=self._looking,
        )
        tell("taken", requests=len(done), taken=sum(isinstance(d, Taken) for d in done))
        sights = self._sights()
        return sights.results(done, sights.taken)

    def drain(self, listener: Listener, limit: int = 1000) -> Drained:
        """Tell a listener of entries that were committed and not announced yet.

        Each entry is told at least once, those of a case in their order; one that the
        listener fails on stays pending, and with it what follows in its case.

        Args:
            listener: is called with each record; `ratsflow.exchange.cloudevents` makes
                events of them.
            limit: how many at most.

        Raises:
            StoreError: within a unit of work, or on a connection that a host lends: what
                is there may still be rolled back. Nobody was told of anything.
        """
        return drain(self.store, listener, limit)

    def fill(self) -> int:
        """Write the look-up keys of cases that an older version of the library stored.

        Needed once, after the tables were brought forward: until then every look at
        other cases reads the logs of those that lack their keys.

        Returns:
            How many cases lacked them.
        """
        return fill(self.store)

    def _ask(
        self, case: Case, request: Request, looker: Looker | None = None
    ) -> Verdict:
        return self._assess(
            case,
            request.step,
            request.actor,
            request.on,
            request.at,
            request.mode,
            request.override,
            dict(request.inputs),
            looker,
        )

    def _written(self, verdict: Verdict) -> tuple[Taken | None, Taken | RefusedError]:
        """Return the entry to append, if there is one, and what the caller is told."""
        recorded_at = self._clock()
        verdict = punctual(verdict, recorded_at)
        if verdict.allowed:
            taken = take(verdict, recorded_at=recorded_at, salts=secrets.token_hex)
            return taken, taken
        entry = None
        if self._record_refusals:
            entry = refusal(verdict, recorded_at=recorded_at, salts=secrets.token_hex)
        return entry, RefusedError(verdict)
