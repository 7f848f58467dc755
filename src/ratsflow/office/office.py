"""The office: what embedders call."""

from __future__ import annotations

import secrets
import uuid

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from functools import partial
from typing import Any

import attrs

from ratsflow.engine import (
    Mode,
    Taken,
    Verdict,
    fold,
    open_case,
    refusal,
    take,
)
from ratsflow.engine.take import punctual
from ratsflow.engine.verdict import ModeName
from ratsflow.errors import (
    Both,
    ConflictError,
    InvalidInputError,
    KeyReusedError,
    RatsflowError,
    RefusedError,
    RepeatedError,
    TransactionLostError,
    UnknownNameError,
)
from ratsflow.law.local import NO_LAW, Law
from ratsflow.log import OPEN, Override, Record, decode
from ratsflow.model import Actor, Consultation, Motion
from ratsflow.model.actor import as_actor
from ratsflow.model.text import exact
from ratsflow.office import bulk
from ratsflow.office.attempt import Attempt
from ratsflow.office.keeping import Keeping
from ratsflow.office.lookups import Lookup, fill
from ratsflow.office.named import check_names
from ratsflow.office.outbox import Drained, Listener, drain
from ratsflow.office.refused import RefusedAttempt, attempted
from ratsflow.office.repeated import Command
from ratsflow.office.seen import Seen
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
        demand_seen: demand of every step that binds a text which version the actor saw;
            else only where the case has had another text, and somebody else brought the
            present one.
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
        demand_seen: bool = False,
        remember: int = 500,
    ) -> None:
        super().__init__(procedures, store, law=law, clock=clock, remember=remember)
        self._record_refusals = record_refusals
        self._demand_seen = demand_seen

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
        case_id, key = exact(case_id), exact(key)
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
        try:
            self._append(opened, 0, key)
        except RepeatedError as error:
            given = {name: v for name, v in facts.items() if v is not None}
            given |= {"motion": motion}
            if consultations:
                given["consultations"] = tuple(consultations)
            again = Command(
                case_id,
                OPEN,
                actor.id,
                given,
                at=at,
                on_behalf_of=actor.on_behalf_of,
            )
            told = self._told_again(error, again, actor)
            if told is not error:
                raise told from None
            raise
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
        mode: Mode | ModeName = Mode.ENFORCE,
        override: Override | None = None,
        key: str = "",
        seen: Seen = None,
        **inputs: Any,
    ) -> Taken:
        """Take a step: assess, and append the entry if the verdict allows it.

        Args: see `assess`; `key` is the command's idempotency key. `seen` is the version
            that the actor saw (`Case.version`), or the hash of its entry (`Case.head`).
            A step that binds a text (`Step.binds`) must be told it once somebody else
            has changed the text; ``"any"`` says that it does not matter.

        Returns:
            The case after the step, with the entry and the verdict it rests on.

        Raises:
            RefusedError: the procedure refuses; it carries the verdict with every
                finding. The attempt is recorded if the office was told to.
            ConflictError: somebody else moved the case meanwhile; nothing was written.
            SeenError: a conflict too: the case stands at another version than was seen;
                it names the steps since and what of the text is another.
            UnseenError: the step binds a text that somebody else has changed, and `seen`
                is not given.
            RepeatedError: a command with this key was already carried out, whatever
                became of the case since; `carried_out` returns what it did.
            UnknownNameError: no such case, step, consultation or suspension.
            InvalidInputError: an input of the wrong kind, a naive time, or a name that
                is no text.
        """
        check_names(case_id=case_id, step=step, on=on, key=key)
        if step in self._that_look:
            fill(self.store)
        request = Attempt(
            case_id, step, actor, on, at, mode, override, key, inputs, seen
        )
        try:
            return self._take(request)
        except RepeatedError as error:
            self._refuse_reused(error, request)
            raise

    def _take(self, request: Attempt) -> Taken:
        taken = self._take_at_hand(request)
        if taken:
            return taken
        case_id, step, actor = request.case_id, request.step, request.actor
        key = request.key
        case = self.case(case_id)
        try:
            verdict = self._ask(case, request)
        except RatsflowError:
            # What it did the first time may be what is in its way now.
            self._refuse_repeated(key)
            raise
        entry, result = self._written(verdict)
        if isinstance(result, RefusedError):
            if entry is None:
                self._refuse_repeated(key)
            else:
                self._append(entry, case.version, key)
            tell("refused", case=case_id, step=step, actor=actor.id)
            attempted(result, request, entry)
            raise self._views().shown(result)
        self._append(result, case.version, key)
        return self._views().taken(result)

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
        if not isinstance(attempt, RefusedAttempt):
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
        # What was seen passed when it was refused.
        asked = attrs.evolve(request, seen=None)
        verdict = punctual(self._ask(case, asked, demands=False), recorded_at)
        if verdict.allowed:
            raise ConflictError(case.id, attempt.version, case.version)
        entry = refusal(verdict, recorded_at=recorded_at, salts=secrets.token_hex)
        self._append(entry, case.version, request.key)

    def _is_written(self, attempt: RefusedAttempt) -> bool:
        found = self.store.read(attempt.request.case_id, attempt.version)
        return bool(found) and found[0].hash == attempt.hash

    def _take_at_hand(self, request: Attempt) -> Taken | None:
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
        return self._views().taken(result)

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
        return self._views().withheld(taken, reader)

    def assess_many(
        self, requests: Iterable[Attempt]
    ) -> tuple[Verdict | RatsflowError, ...]:
        """Assess many requests in few round trips.

        Args:
            requests: the requests.

        Returns:
            For each request in order the verdict, or the error that `assess` would have
            raised. No request harms another; where the store fails, those that it was
            read for have its `StoreError`.
        """
        ask = partial(self._ask, lookup=Lookup(self.store), demands=False)
        found = bulk.assess_many(self.store, tuple(requests), ask)
        views = self._views()
        return views.results(found, views.verdict)

    def take_many(
        self, requests: Iterable[Attempt], *, retry: bool = False
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
        asked = tuple(requests)
        done = bulk.take_many(
            self.store,
            asked,
            self._ask,
            self._written,
            retry=retry,
            that_look=self._that_look,
        )
        tell("taken", requests=len(done), taken=sum(isinstance(d, Taken) for d in done))
        views = self._views()
        repeated = {each.case_id for each in done if isinstance(each, RepeatedError)}
        logs = self.store.read_many(sorted(repeated)) if repeated else {}
        told = [
            self._repetition(each, request, logs.get(each.case_id))
            if isinstance(each, RepeatedError)
            else each
            for each, request in zip(done, asked, strict=True)
        ]
        return views.results(told, views.taken)

    def drain(self, listener: Listener, limit: int = 1000) -> Drained:
        """Tell a listener of entries that were committed and not announced yet.

        Each entry is told at least once, those of a case in their order; one that the
        listener fails on stays pending, and with it what follows in its case.

        Args:
            listener: is called with each record; `ratsflow.exchange.cloud_event` makes
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

    def _refuse_reused(self, error: RepeatedError, request: Attempt) -> None:
        """Refuse a command under a key by which another one was carried out.

        Raises:
            KeyReusedError: it is another one.
        """
        told = self._repetition(error, request)
        if told is not error:
            raise told from None

    def _repetition(
        self,
        error: RepeatedError,
        request: Attempt,
        log: Sequence[Record] | None = None,
    ) -> RepeatedError | KeyReusedError:
        command = Command(
            request.case_id,
            request.step,
            request.actor.id,
            request.inputs,
            request.on,
            request.at,
            request.mode,
            request.override,
            on_behalf_of=request.actor.on_behalf_of,
        )
        return self._told_again(error, command, request.actor, log)

    def _ask(
        self,
        case: Case,
        request: Attempt,
        lookup: Lookup | None = None,
        *,
        demands: bool = True,
    ) -> Verdict:
        if demands or request.seen is not None:
            is_anothers = case.text_version > 1 and case.text_by != request.actor.id
            demanded = demands and (self._demand_seen or is_anothers)
            self._check_seen(
                case, request.step, request.actor, request.seen, demanded=demanded
            )
        return self._assess(
            case,
            request.step,
            request.actor,
            request.on,
            request.at,
            request.mode,
            request.override,
            dict(request.inputs),
            lookup,
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
