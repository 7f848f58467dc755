"""The office: what embedders call."""

from __future__ import annotations

import secrets
import uuid

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from functools import partial
from logging import WARNING
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ratsflow.engine import Conformity, Mode, Taken, Verdict, fold, open_case
from ratsflow.engine.difference import Mapped
from ratsflow.engine.erasure import erase
from ratsflow.engine.migration import Migration
from ratsflow.engine.verdict import ModeName, as_mode
from ratsflow.errors import (
    Both,
    BrokenLogError,
    InvalidInputError,
    RatsflowError,
    RefusedError,
    RepeatedError,
    StoreError,
    UnknownNameError,
)
from ratsflow.law.local import NO_LAW, Law
from ratsflow.log import ERASE, OPEN, Entry, Override, Record, decode
from ratsflow.model import Actor, Consultation, Motion
from ratsflow.model.actor import as_actor
from ratsflow.model.text import exact
from ratsflow.model.text import names as as_names
from ratsflow.office.assessor import Assessor
from ratsflow.office.attempt import Attempt, RefusedAttempt, check_names, checked
from ratsflow.office.binding import Binding
from ratsflow.office.cases import Written
from ratsflow.office.clock import now
from ratsflow.office.events import tell
from ratsflow.office.keys import refuse_used, repetition
from ratsflow.office.lookups import fill
from ratsflow.office.migrations import Migrations, Order
from ratsflow.office.outbox import Drained, Listener, drain
from ratsflow.office.projection import Rebuilt
from ratsflow.office.search import Day, Moment, Results, Searcher, read_wanted
from ratsflow.office.seen import Seen
from ratsflow.office.steps import Steps
from ratsflow.office.whereabouts import Index, Whereabouts
from ratsflow.procedure.case import Case
from ratsflow.procedure.procedure import Procedure
from ratsflow.stores import MemoryStore, Store
from ratsflow.stores.progress import Progress, silent
from ratsflow.stores.protocol import tenant_of
from ratsflow.stores.verify import verify


if TYPE_CHECKING:
    from ratsflow.engine.now import Now
    from ratsflow.engine.replay import Replayed
    from ratsflow.office.frames import Frame
    from ratsflow.office.waiting import Agenda, Waiting, Worklist


class Office:
    """The service that carries motions through their procedure.

    Args:
        procedures: the procedure of new cases first, then earlier versions that running
            cases are pinned to.
        store: where the log is kept; in memory if left out.
        law: the values in force for the municipality, or the file that states them.
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
        law: Law | str | Path = NO_LAW,
        clock: Callable[[], datetime] = now,
        record_refusals: bool = False,
        demand_seen: bool = False,
        remember: int = 500,
    ) -> None:
        if isinstance(law, str | Path):
            from ratsflow.law.municipality import load_law  # noqa: PLC0415  # rarely

            law = load_law(law)
        self._bound = bound = Binding(
            procedures, MemoryStore() if store is None else store, law, clock, remember
        )
        self.procedure, self.store, self.law = bound.procedures[0], bound.store, law
        self.clock, self._cases = bound.now, bound.cases
        self._assessor = Assessor(bound, demand_seen)
        self._steps = Steps(bound, self._assessor, record_refusals)
        self._migrations = Migrations(bound)
        self._index = Index()
        self._settings = {
            "record_refusals": record_refusals,
            "demand_seen": demand_seen,
        }

    def on(self, store: Store) -> Office:
        """Return the same office on another connection to its store.

        What it keeps at hand is shared: a case is used only while the store names the same
        head, so what a host takes back is read anew.

        Args:
            store: the same logs, for example in the transaction of a request.
        """
        bound = self._bound
        other = Office(
            bound.procedures, store, law=bound.law, clock=bound.clock, **self._settings
        )
        other._bound.cases.recent = bound.cases.recent  # our own
        other._index = self._index  # likewise
        return other

    @property
    def procedures(self) -> tuple[Procedure, ...]:
        """The procedure of new cases first, then those that running cases are pinned to."""
        return tuple(self._bound.procedures)

    @property
    def anybody(self) -> Actor:
        """An actor with every role: to ask what is possible whoever asks."""
        return self._assessor.anybody

    def open(
        self,
        motion: Motion,
        actor: Actor,
        *,
        case_id: str = "",
        consultations: Sequence[Consultation] = (),
        at: datetime | None = None,
        key: str = "",
        begins: str = "",
        override: Override | None = None,
        **facts: Any,
    ) -> Case:
        """Open a case for a motion.

        One whose beginning nobody witnessed begins midway: its first entry is *assumed*.

        Args:
            motion: the motion.
            actor: who opens it.
            case_id: identifier of the case; a random one if left out.
            consultations: the route (*Beratungsfolge*) as far as it is known.
            at: when it takes effect; now if left out.
            key: idempotency key.
            begins: the state in which it is found, midway; the first one if left out.
            override: why it is assumed to have come so far; with `begins` only.
            facts: plain facts known from the start.

        Returns:
            The case at version 1.

        Raises:
            ConflictError: there is a case of that id.
            InvalidInputError: a fact that is none, a name that is no text, or a beginning
                midway for which there is no reason or no right.
            UnknownNameError: there is no such state to begin in.
        """
        check_names(case_id=case_id, key=key)
        case_id, key = exact(case_id), exact(key)
        self._check_roles(actor)
        recorded_at = self.clock()
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
            begins=begins,
            override=override,
        )
        try:
            self._cases.write(Written(opened, None, key))
        except RepeatedError as error:
            given = {name: v for name, v in facts.items() if v is not None}
            given |= {"motion": motion}
            if consultations:
                given["consultations"] = tuple(consultations)
            again = Attempt(
                case_id,
                OPEN,
                actor,
                at=at,
                override=override,
                key=key,
                inputs=given,
            )
            raise repetition(self._bound, error, again) from None
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
        if type(case_id) is type(step) is type(on) is type(key) is str:
            mode = as_mode(mode)
            make: Callable[..., Attempt] = checked
        else:
            make = Attempt
        attempt = make(case_id, step, actor, on, at, mode, override, key, inputs, seen)
        (done,) = self._steps.take([attempt])
        if isinstance(done, RatsflowError):
            raise done
        return done

    def take_many(
        self, requests: Iterable[Attempt], *, retry: bool = False
    ) -> tuple[Taken | RatsflowError, ...]:
        """Take many steps in few round trips, each by itself: all or none of it.

        Several requests on one case are taken one after the other; and one whose rules
        look at other cases by itself, so that it sees what was taken before. With such
        steps among them, 500 requests at a time are one unit of work: others see them all
        at once, and wait so long where they write to the same cases (on SQLite to any).

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
        done = self._steps.take(requests, retry=retry, many=True)
        tell("taken", requests=len(done), taken=sum(isinstance(d, Taken) for d in done))
        return done

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
        self._steps.record_refusal(attempt)

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
        return self._bound.views().withheld(taken, reader)

    def assess(
        self,
        case_id: str,
        step: str,
        actor: Actor,
        *,
        on: str = "",
        at: datetime | None = None,
        mode: Mode | ModeName = Mode.ENFORCE,
        override: Override | None = None,
        seen: Seen = None,
        **inputs: Any,
    ) -> Verdict:
        """Answer whether a step may be taken, with a finding for every rule.

        Who may not read the case but may take the step is told which rules speak against
        it, but not what they saw. Who may do neither is told by a paper that is not public
        only what its state and his role say; and nothing by rules that look at other
        cases, which are not looked at for him.

        Args:
            case_id: the case.
            step: name of the step.
            actor: who wants to take it.
            on: id of the consultation or suspension it is about.
            at: when it is to take effect; now if left out.
            mode: enforce, or record what really happened.
            override: who lifts which rules, and why.
            seen: the version that the actor saw, or the hash of its entry; asked about
                another one nothing is answered.
            inputs: what the step takes in.

        Raises:
            SeenError: the case stands at another version than was seen.
            UnknownNameError: no such case, step, consultation or suspension.
            InvalidInputError: an input of the wrong kind, a naive time, or a name that
                is no text.
        """
        check_names(case_id=case_id, step=step, on=on)
        case = self._cases.case(case_id)
        attempt = checked(
            case_id, step, actor, on, at, as_mode(mode), override, "", inputs, seen
        )
        return self._bound.views().verdict(self._assessor.verdict(case, attempt))

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
        return self._steps.assess(requests)

    def next_steps(
        self, case_id: str, actor: Actor, *, at: datetime | None = None, role: str = ""
    ) -> tuple[Verdict, ...]:
        """Return the verdict on every step that can start in the present state.

        The states are asked first: the rules of a step that starts in another one are not
        asked at all.

        Args:
            case_id: the case.
            actor: who asks.
            at: the moment asked about; now if left out.
            role: only the steps that this role may take.
        """
        return self._assessor.next_steps(case_id, actor, at, role)

    def find(
        self,
        *,
        state: str = "",
        due_by: Day | None = None,
        stuck_for: str | int | timedelta | None = None,
        meeting: Day | None = None,
        body: str = "",
        involving: str = "",
        reference: str = "",
        as_of: Moment | None = None,
        reader: Actor | None = None,
    ) -> Results:
        """Find cases; what is asked for together must all be so.

        States, days and numbers are asked of the store by index, page by page. By body, day
        of a meeting and person the office looks into the logs, each once as long as nobody
        adds to it; `as_of` reads them all.

        Args:
            state: in this state, the longest there first.
            due_by: something falls due on this day or before, the earliest first.
            stuck_for: not moved for so long (``30 days``), in no final state.
            meeting: up in a meeting of this day.
            body: up in this body.
            involving: by id or name: who opened, acted, signed, or is named.
            reference: the number of the paper.
            as_of: as it had taken effect at this time, or at the end of this day.
            reader: who looks; all is found if left out. Who has no role of a reader finds
                public papers and his own, and by persons only himself.

        Returns:
            What was found; it is asked for as it is gone through.

        Raises:
            UnknownNameError: there is no such state.
            InvalidInputError: no day, time or number of days.
        """
        wanted = read_wanted(
            self.clock(),
            state=state,
            due_by=due_by,
            stuck_for=stuck_for,
            meeting=meeting,
            body=body,
            involving=involving,
            reference=reference,
            as_of=as_of,
        )
        searcher = Searcher.of(self, self._bound, self._whereabouts)
        searcher.check(wanted)
        return Results(partial(searcher.find, wanted, reader))

    def worklist(
        self,
        actor: Actor | None = None,
        *,
        role: str = "",
        everything: bool = False,
        until: Day | None = None,
        at: datetime | None = None,
    ) -> Worklist:
        """Return what waits for a person or a role.

        For each open case the step that its main path waits for, if they can take it, else
        the steps by which they supply what it lacks. No other rules are asked.

        Args:
            actor: who asks.
            role: instead of an actor, anybody with this role.
            everything: every step that they can take, too.
            until: only what is due on this day or before.
            at: the moment asked about; now if left out.

        Raises:
            UnknownNameError: there is no such role.
            InvalidInputError: neither actor nor role, or both.
        """
        return self._waiting.worklist(
            actor, role, everything=everything, until=until, at=at or self.clock()
        )

    def agenda(self, body: str, day: Day, *, reader: Actor | None = None) -> Agenda:
        """Return what is before a body on a day, and what speaks against deciding it.

        Args:
            body: its name.
            day: the day of the meeting.
            reader: who looks; all is shown if left out. Who has no role of a reader sees
                public items only, and not what they lack.
        """
        return self._waiting.agenda(body, day, reader, self.clock())

    def _whereabouts(self) -> Mapping[str, Whereabouts]:
        return self._index.now(self.store)

    @property
    def _waiting(self) -> Waiting:
        from ratsflow.office.waiting import Waiting  # noqa: PLC0415  # no step needs it

        return Waiting(self._bound, self._assessor, self._whereabouts, self.view)

    def frame(
        self,
        name: str,
        *,
        since: Day | None = None,
        reader: Actor | None = None,
        personal: bool = False,
    ) -> Frame:
        """Return all cases as columns, for data frames.

        Args:
            name: ``cases``; ``steps``: a row for each entry; ``states``: for each stay;
                ``findings``: for each that still weighs on a case; ``votes``.
            since: only what took effect on this day or later.
            reader: who looks; see `find`.
            personal: with the ids of who acted.

        Raises:
            UnknownNameError: there is no such frame.
            InvalidInputError: who looks may not see who acted.
        """
        from ratsflow.office.frames import Framer  # noqa: PLC0415  # no step needs it

        framer = Framer(self, self._bound)
        return framer.frame(name, since=since, reader=reader, personal=personal)

    def now(
        self, case_id: str, actor: Actor | None = None, *, at: datetime | None = None
    ) -> Now:
        """Return where a case stands, whose turn it is, what is missing and until when.

        Args:
            case_id: the case.
            actor: who asks, and is told no more than `view` and `next_steps` tell; anybody
                if left out, who may read all.
            at: the moment asked about; now if left out.

        Raises:
            UnknownNameError: there is no such case.
        """
        case = self.case(case_id)
        seen = case if actor is None else self.view(case_id, actor)
        return self._assessor.now(case, actor, at or self.clock(), seen)

    def case(self, case_id: str) -> Case:
        """Return a case as it stands: the fold of its log, with all its content.

        Where a later version continues the one it is pinned to and calls a state otherwise,
        the next step renames it; `engine.continued` returns it as that version sees it.

        It is for code that decides by itself who sees what; `view` is for readers.

        Raises:
            UnknownNameError: there is no such case.
            InvalidInputError: the id is no text.
        """
        check_names(case_id=case_id)
        return self._cases.case(case_id)

    def as_of(
        self,
        case_id: str,
        *,
        version: int | None = None,
        effective: datetime | None = None,
        recorded: datetime | None = None,
    ) -> Case:
        """Return a case as it stood.

        Times may be given together: as it had taken effect by one, according to what had
        been recorded by the other. Entries count in the order of their numbers, whatever
        their times (R4); `recorded_late` of `ratsflow.log` tells where the two differ.

        Args:
            case_id: the case.
            version: fold only entries up to this one.
            effective: only entries that had taken effect by then.
            recorded: only entries that had been written down by then.

        Raises:
            UnknownNameError: there is no such case or entry, or it did not exist then.
            InvalidInputError: a day, or anything else that is no time; `NaiveTimeError` for
                one without a zone.
        """
        check_names(case_id=case_id)
        return self._cases.as_of(case_id, version, effective, recorded)

    def view(
        self,
        case_id: str,
        actor: Actor,
        *,
        version: int | None = None,
        effective: datetime | None = None,
        recorded: datetime | None = None,
    ) -> Case:
        """Return a case as an actor may see it.

        Who has none of the procedure's `readers` roles sees of a motion that is not
        public where it stands, and nothing of what it is about; and of a public one no
        personal inputs, no attachments that are not public, and nothing that was sealed
        when it was written. Who brought the motion in reads it, and what he stated
        himself, but nothing personal.

        Args:
            case_id: the case.
            actor: who reads.
            version: see `as_of`, as the two that follow.
            effective: only entries that had taken effect by then.
            recorded: only entries that had been written down by then.

        Raises:
            UnknownNameError: there is no such case, or it did not exist then.
        """
        present = self.case(case_id)
        is_past = (version, effective, recorded) != (None, None, None)
        then = present
        if is_past:
            then = self.as_of(
                case_id, version=version, effective=effective, recorded=recorded
            )
        if self.procedure_of(present).may_read(actor):
            return then
        return (
            self._bound.views()
            .of(case_id, actor)
            .case(
                then,
                lambda entry: (
                    (effective is None or entry.effective_at <= effective)
                    and (recorded is None or entry.recorded_at <= recorded)
                ),
            )
        )

    def entries(self, case_id: str, reader: Actor | None = None) -> tuple[Entry, ...]:
        """Return the log of a case.

        Args:
            case_id: the case.
            reader: who reads; all is shown if left out.

        Raises:
            UnknownNameError: there is no such case.
        """
        records = self.records(case_id)
        if reader is None or self.procedure_of(fold(records)).may_read(reader):
            return tuple(decode(record) for record in records)
        return self._bound.views().of(case_id, reader, records).entries

    def records(self, case_id: str) -> Sequence[Record]:
        """Return the log of a case as it lies in the store, byte for byte.

        Raises:
            UnknownNameError: there is no such case.
            InvalidInputError: the id is no text.
        """
        check_names(case_id=case_id)
        return self._cases.records(case_id)

    def bodies(self, case_id: str, reader: Actor) -> tuple[bytes, ...]:
        """Return the bytes of each entry of a case that a reader may have as a whole.

        Args:
            case_id: the case.
            reader: who reads.

        Returns:
            One for each entry in order; empty where they hold what he may not read.

        Raises:
            UnknownNameError: there is no such case.
        """
        records = self.records(case_id)
        if self.procedure_of(fold(records)).may_read(reader):
            return tuple(record.body for record in records)
        view = self._bound.views().of(case_id, reader, records)
        return tuple(map(view.body, records))

    def law_of(self, entry: Entry) -> Law | None:
        """Return the values of law that were in force for an entry.

        Returns:
            None where it names none: the office had none, or it is of a schema that does
            not say.

        Raises:
            StoreError: the store does not keep them, or they were changed.
        """
        if not entry.law:
            return None
        law = self._bound.law_under(entry.law)
        if law is None:
            raise StoreError(
                Both(
                    f"the values of law {entry.law[:12]}, which entry {entry.version} of case "
                    f"{entry.case_id!r} names, are not kept as they were written. Verify the "
                    "log, or restore a backup.",
                    f"Die Rechtswerte {entry.law[:12]}, die Eintrag {entry.version} "
                    f"des Vorgangs „{entry.case_id}“ nennt, sind nicht so aufbewahrt, "
                    "wie sie geschrieben wurden. Das Protokoll prüfen oder eine "
                    "Sicherung einspielen.",
                )
            )
        return law

    def replay(
        self, case_id: str, procedure: Procedure | None = None
    ) -> tuple[Replayed, ...]:
        """Ask the rules of every step of a case again, under the law of then.

        Args:
            case_id: the case.
            procedure: the procedure to ask; that which each entry names if left out.

        Returns:
            For each step what the log says and what is found now, side by side.

        Raises:
            UnknownNameError: there is no such case.
            BrokenLogError: its log cannot be read.
        """
        from ratsflow.engine.replay import replay  # noqa: PLC0415  # no step needs it

        versions, law_under = self._bound.versions, self._bound.law_under
        asked = procedure or (lambda entry: versions.get(entry.fingerprint))
        return tuple(replay(self.records(case_id), asked, law_under))

    def procedure_of(self, case: Case) -> Procedure:
        """Return the version of the procedure that a case is pinned to.

        Raises:
            StoreError: the office does not have it.
        """
        return self._bound.procedure_of(case)

    def verify(
        self,
        progress: Progress = silent,
        tables: Sequence[BrokenLogError] | None = None,
        processes: int = 1,
    ) -> Iterator[BrokenLogError]:
        """Yield the first broken entry of every case that does not verify.

        Cached projections are rebuilt from the log and compared, and every move with the
        procedure that its entry names, where the office has that version.

        Args:
            progress: called now and then with the number of entries gone through.
            tables: what was found of the tables themselves, where another tenant's office
                looked at them just before; see `ratsflow.stores.verify.verify`.
            processes: how many share the work, on a store that was opened by a URL or a
                path.
        """
        rebuilt = Rebuilt(self.conformity())
        return verify(self.store, rebuilt, progress, tables, processes)

    def conformity(self) -> Conformity:
        """Return what tells of an entry whether its procedure can have brought it about."""
        return Conformity(self._bound.versions.values())

    def erase(
        self,
        case_id: str,
        actor: Actor,
        *,
        reason: str,
        authority: str,
        names: Sequence[str] = (),
        versions: Sequence[int] = (),
        at: datetime | None = None,
        key: str = "",
    ) -> Taken:
        """Destroy sealed contents of a case; an entry says which, by whom and why.

        The chain verifies before and after. What is erased is no longer there: rules that
        need it answer *unknown*, and a motion becomes a visible placeholder. The values
        that findings quote and the words of overrides go with whatever is erased. Signatures and ballots hold a
        digest of the text: to leave nothing by which it could be guessed, name them too.

        Where another connection to a SQLite file still reads, the words stay in its
        write-ahead log until that has ended: then a warning is logged, and `sweep` tells
        when they are gone.

        Args:
            case_id: the case.
            actor: who erases; needs one of the roles in `Procedure.erasers`.
            reason: why. It stays in the log: it must not repeat what is erased.
            authority: what demands or allows it, for example ``Art. 17 DSGVO``.
            names: inputs, for example ``motion``; ``by`` for the names of private persons
                who acted, ``override`` for the words of overrides; all if left out.
            versions: entries; all if left out.
            at: when it takes effect; now if left out.
            key: idempotency key.

        Raises:
            RefusedError: the actor may not.
            InvalidInputError: there is no reason, no authority, or nothing to erase.
            ConflictError: somebody else moved the case meanwhile; nothing was erased.
        """
        check_names(key=key)
        records = self.records(case_id)
        case = fold(records)
        given = {"authority": authority, "reason": reason}
        again = Attempt(case_id, ERASE, actor, at=at, key=key, inputs=given)
        refuse_used(self._bound, again)
        recorded_at = self.clock()
        try:
            erased = erase(
                self.procedure_of(case),
                records,
                actor,
                names=as_names(names),
                versions=versions,
                reason=reason,
                authority=authority,
                at=recorded_at if at is None else at,
                recorded_at=recorded_at,
                law=self.law,
            )
        except RefusedError as error:
            raise self._bound.views().shown(error) from None
        digests = erased.entry.inputs["digests"]
        self._cases.write(Written(erased, case, key, digests))
        if not self.store.in_transaction and not self.sweep():
            tell("left", WARNING, case=case_id, version=erased.entry.version)
        return self._bound.views().taken(erased)

    def sweep(self, wait: float = 0) -> bool:
        """Remove what erasures left behind, and tell whether nothing is left.

        As long as another connection to a SQLite file reads what was there before, its
        write-ahead log keeps the erased words. The office tries again with its later
        steps; this tries at once.

        Args:
            wait: seconds to wait for who still reads.
        """
        swept: Callable[[float], bool] | None = getattr(self.store, "sweep", None)
        return swept is None or swept(wait)

    def plan_migration(
        self,
        to: Procedure | str,
        mapping: Mapped | None = None,
        progress: Progress = silent,
    ) -> tuple[Migration, ...]:
        """Say of every case that is pinned to another version what migrating it would do.

        Those that the version continues need no migration and have no plan. Of a case whose
        version the office does not have only where it stands can be told, and that it
        `is_unknown`; if it is a case of another procedure, its plan names the version that
        it is `pinned` to, and it cannot be migrated. One whose log is `broken` cannot
        either.

        Args:
            to: the version to bring them to, or its fingerprint; the office must have it.
            mapping: by lifecycle, the new names of states.
            progress: called with the number of entries read after every case.
        """
        return self._migrations.plan(to, mapping, progress)

    def migrate(
        self,
        case_id: str,
        actor: Actor,
        *,
        to: Procedure | str,
        reason: str,
        authority: str = "",
        mapping: Mapped | None = None,
        at: datetime | None = None,
        key: str = "",
    ) -> Taken:
        """Pin a case to another version of its procedure, by an entry of its own.

        Args:
            case_id: the case.
            actor: who migrates it; needs one of the `migrators` of the new version, and
                of the version that the case is pinned to if the office has it.
            to: the version to bring it to, or its fingerprint; the office must have it.
            reason: why.
            authority: what gives the right.
            mapping: by lifecycle, the new names of states that the new version no longer
                has; see `engine.plan_migration`.
            at: when it takes effect; now if left out.
            key: idempotency key.

        Raises:
            RefusedError: the actor may not.
            OccupiedStateError: the case stands in a state that the new version lacks.
        """
        check_names(case_id=case_id, key=key)
        order = Order(actor, to, reason, authority, mapping, at)
        return self._migrations.one(case_id, order, key)

    def migrate_all(
        self,
        actor: Actor,
        *,
        to: Procedure | str,
        reason: str,
        authority: str = "",
        mapping: Mapped | None = None,
        at: datetime | None = None,
        progress: Progress = silent,
    ) -> tuple[Taken | RatsflowError, ...]:
        """Migrate every case that is pinned to another version.

        Args: see `migrate`, and `plan_migration` for `progress`, which is called for the
            plan and then, from the first case on, for the migration itself.

        Returns:
            One result per case in the order of their ids: one that moved meanwhile, is of
            a version that the office does not have, or whose log is broken, stays where it
            was, and the error says why. Where the store fails, those that it was read or
            written for have its `StoreError`, and the others what became of them.

        Raises:
            OccupiedStateError: a case stands in a state that the new version lacks; no
                case was migrated.
            TransactionLostError: the database ended the host's transaction or the unit of
                work; nothing of it was written.
        """
        order = Order(actor, to, reason, authority, mapping, at)
        return self._migrations.all(order, progress)

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
