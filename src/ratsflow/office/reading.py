"""What an office answers without writing: where a case stands, and what may happen."""

from __future__ import annotations

import reprlib

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime
from functools import partial, reduce
from pathlib import Path
from typing import TYPE_CHECKING, Any

import attrs

from ratsflow.canonical import digest, moment_of
from ratsflow.engine import Conformity, Mode, Verdict, apply, assess, fold
from ratsflow.engine.permission import may_act
from ratsflow.engine.verdict import ModeName, as_mode
from ratsflow.errors import (
    Both,
    BrokenLogError,
    InvalidInputError,
    StoreError,
    UnknownNameError,
)
from ratsflow.law.local import NO_LAW, Law, read_set
from ratsflow.log import Entry, Head, Override, Record, decode
from ratsflow.model import Actor
from ratsflow.model.actor import as_actor
from ratsflow.model.shape import of_kind
from ratsflow.office.folded import Folded
from ratsflow.office.lookups import Lookup
from ratsflow.office.named import check_names
from ratsflow.office.projection import standing_of
from ratsflow.office.seen import Seen, check_seen
from ratsflow.office.shell import now
from ratsflow.office.views import Views
from ratsflow.procedure.case import Case
from ratsflow.procedure.continuing import continued
from ratsflow.procedure.lookups import Others
from ratsflow.procedure.procedure import Procedure
from ratsflow.procedure.starting import startable
from ratsflow.stores import MemoryStore, Standing, Store
from ratsflow.stores.progress import Progress, silent
from ratsflow.stores.verify import verify


if TYPE_CHECKING:
    from ratsflow.engine.now import Now
    from ratsflow.engine.replay import Replayed


class Reading:
    """The part of an office that only reads; see `Office`."""

    def __init__(
        self,
        procedures: Procedure | Sequence[Procedure],
        store: Store | None = None,
        *,
        law: Law = NO_LAW,
        clock: Callable[[], datetime] = now,
        remember: int = 0,
    ) -> None:
        given = _given(procedures)
        if store is not None and not callable(getattr(store, "append_many", None)):
            told = repr(store) if isinstance(store, str | Path) else "…"
            raise InvalidInputError(
                Both(
                    f"{reprlib.repr(store)} is a {type(store).__name__}, not a store.",
                    f"{reprlib.repr(store)} ist keine Ablage.",
                ),
                "store",
                Both(f"Pass SqlStore({told}).", f"SqlStore({told}) übergeben."),
            )
        told = repr(law) if isinstance(law, str | Path) else "…"
        of_kind(
            law,
            Law,
            "law",
            Both(f"Pass load_law({told}).", f"load_law({told}) übergeben."),
        )
        self.procedure = given[0]
        self.store: Store = MemoryStore() if store is None else store
        self.law = law
        self._by_fingerprint = {each.fingerprint: each for each in given}
        for each in given:
            for earlier in each.continued:
                self._by_fingerprint.setdefault(earlier, each)
        self._read_clock = clock
        self._folded = Folded(remember)
        self._that_look = frozenset(
            step.name
            for procedure in given
            for step in procedure.steps
            if procedure.plan(step.name).looks
        )

    def _clock(self) -> datetime:
        return moment_of(self._read_clock(), "clock")

    @property
    def anybody(self) -> Actor:
        """An actor with every role: to ask what is possible whoever asks."""
        return Actor("anybody", roles=self.procedure.roles)

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
        kept = self._folded.last(case_id)
        if kept and self.store.head(case_id) == Head(case_id, kept.version, kept.head):
            return kept
        case = fold(self.records(case_id))
        self._folded.keep(case)
        return case

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
        for name, time in (("effective", effective), ("recorded", recorded)):
            _check_time(name, time)
        records = self.records(case_id)
        if version is not None and not 1 <= version <= len(records):
            raise UnknownNameError(
                Both(f"entry of case {case_id!r}", f"Eintrag des Vorgangs „{case_id}“"),
                str(version),
            )
        kept = [
            (decode(record), record.hash)
            for record in records
            if _counts(record, version, effective, recorded)
        ]
        if not kept or kept[0][0].version != 1:
            raise UnknownNameError(
                Both("case at that time", "Vorgang zu dieser Zeit"), case_id
            )
        # An entry that was recorded late may be missing between two that count.
        opened = apply(None, *kept[0])
        return reduce(lambda case, entry: apply(case, *entry), kept[1:], opened)

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
            self._views()
            .of(case_id, actor)
            .case(
                then,
                lambda entry: (
                    (effective is None or entry.effective_at <= effective)
                    and (recorded is None or entry.recorded_at <= recorded)
                ),
            )
        )

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
        case = self.case(case_id)
        self._check_seen(case, step, actor, seen)
        asked = as_mode(mode)
        verdict = self._assess(case, step, actor, on, at, asked, override, inputs)
        return self._views().verdict(verdict)

    def next_steps(
        self, case_id: str, actor: Actor, *, at: datetime | None = None
    ) -> tuple[Verdict, ...]:
        """Return the verdict on every step that can start in the present state.

        The states are asked first: the rules of a step that starts in another one are not
        asked at all.
        """
        case = self.case(case_id)
        procedure = self.procedure_of(case)
        lookup, views = Lookup(self.store), self._views()
        asked = (
            self._assess_here(case, step, on, actor, at, lookup)
            for step, on in startable(procedure, continued(procedure, case))
        )
        return tuple(views.verdict(each) for each in asked if each.starts_here)

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
        from ratsflow.engine.now import now_of  # noqa: PLC0415  # no step needs it

        case = self.case(case_id)
        procedure, moment = self.procedure_of(case), at or self._clock()
        lookup, views = Lookup(self.store), self._views()

        def ask(step: str, on: str, supposed: Case | None = None) -> Verdict:
            asked_of = case if supposed is None else supposed
            if actor is None:
                who = self.anybody
                return self._assess_here(asked_of, step, on, who, moment, lookup)
            as_himself = not procedure.may_read(actor) or may_act(
                procedure, procedure.step(step), actor, Mode.ENFORCE
            )
            # What another office can do is told to a reader as that office would be.
            who = actor if as_himself else self.anybody
            verdict = self._assess_here(asked_of, step, on, who, moment, lookup)
            asked = attrs.evolve(verdict.question, actor=actor)
            return views.verdict(attrs.evolve(verdict, question=asked))

        seen = case if actor is None else self.view(case_id, actor)
        return now_of(procedure, continued(procedure, seen), ask, moment, actor)

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
        return self._views().of(case_id, reader, records).entries

    def records(self, case_id: str) -> Sequence[Record]:
        """Return the log of a case as it lies in the store, byte for byte.

        Raises:
            UnknownNameError: there is no such case.
            InvalidInputError: the id is no text.
        """
        check_names(case_id=case_id)
        records = self.store.read(case_id)
        if not records:
            raise UnknownNameError(Both("case", "Vorgang"), case_id)
        return records

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
        law = self._law_under(entry.law)
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

        asked = procedure or (lambda entry: self._by_fingerprint.get(entry.fingerprint))
        return tuple(replay(self.records(case_id), asked, self._law_under))

    def _law_under(self, name: str) -> Law | None:
        body = self.store.law(name)
        if body is None or digest(body) != name:
            return None
        return read_set(body)

    def procedure_of(self, case: Case) -> Procedure:
        """Return the version of the procedure that a case is pinned to.

        Raises:
            StoreError: the office does not have it.
        """
        procedure = self._by_fingerprint.get(case.fingerprint)
        if procedure is None:
            known = ", ".join(
                f"{each.name} {fingerprint[:12]}"
                for fingerprint, each in self._by_fingerprint.items()
            )
            raise StoreError(
                Both(
                    f"case {case.id!r} is pinned to version {case.fingerprint[:12]} of "
                    f"procedure {case.procedure!r}; this office knows {known}. Give the "
                    "office that version too, or migrate the case.",
                    f"Vorgang „{case.id}“ gehört zur Fassung {case.fingerprint[:12]} "
                    f"des Verfahrens „{case.procedure}“; bekannt ist hier {known}. "
                    "Auch jene Fassung angeben (--procedure) oder den Vorgang "
                    "überführen.",
                )
            )
        return procedure

    def verify(
        self,
        progress: Progress = silent,
        tables: Sequence[BrokenLogError] | None = None,
    ) -> Iterator[BrokenLogError]:
        """Yield the first broken entry of every case that does not verify.

        Cached projections are rebuilt from the log and compared, and every move with the
        procedure that its entry names, where the office has that version.

        Args:
            progress: called now and then with the number of entries gone through.
            tables: what was found of the tables themselves, where another tenant's office
                looked at them just before; see `ratsflow.stores.verify.verify`.
        """
        wrong = self.conformity()

        def standing(records: Sequence[Record]) -> Standing:
            return standing_of(fold(records, wrong))

        return verify(self.store, standing, progress, tables)

    def conformity(self) -> Conformity:
        """Return what tells of an entry whether its procedure can have brought it about."""
        return Conformity(self._by_fingerprint.values())

    def _check_seen(
        self,
        case: Case,
        step: str,
        actor: Actor,
        seen: Seen,
        *,
        demanded: bool = False,
    ) -> None:
        if seen is None and not demanded:
            return
        procedure = self.procedure_of(case)
        asked = procedure.step(step)
        records = partial(self.records, case.id) if procedure.may_read(actor) else None
        must = demanded and asked.binds
        check_seen(case, asked, seen, records, demanded=must)

    def _assess(
        self,
        case: Case,
        step: str,
        actor: Actor,
        on: str,
        at: datetime | None,
        mode: Mode,
        override: Override | None,
        inputs: dict[str, Any],
        lookup: Lookup | None = None,
    ) -> Verdict:
        procedure = self.procedure_of(case)
        plan = procedure.plan(step)
        looks = plan.looks
        others: Others | None = None
        # A yes or no to values of his own would tell an outsider of papers he may not read.
        if looks and (
            self._reads_all(actor) or may_act(procedure, plan.step, actor, mode)
        ):
            others = (lookup or Lookup(self.store)).others(looks, case, inputs)
        verdict = assess(
            procedure,
            case,
            step,
            actor,
            at=self._clock() if at is None else at,
            inputs=inputs,
            on=on,
            law=self.law,
            mode=mode,
            override=override,
            others=others,
        )
        return verdict if others is None else _alone(verdict)

    def _views(self) -> Views:
        return Views(self.store, self._by_fingerprint)

    def _reads_all(self, actor: Actor) -> bool:
        """Tell whether an actor may read the cases of every procedure of this office."""
        as_actor(actor)
        return all(each.may_read(actor) for each in self._by_fingerprint.values())

    def _assess_here(
        self,
        case: Case,
        step: str,
        on: str,
        actor: Actor,
        at: datetime | None,
        lookup: Lookup,
    ) -> Verdict:
        """Assess a step without any inputs."""
        return self._assess(case, step, actor, on, at, Mode.ENFORCE, None, {}, lookup)


def _alone(verdict: Verdict) -> Verdict:
    """Return a verdict without the other cases that its rules saw.

    Who may read this case may not read those, and nothing asks them again.
    """
    return attrs.evolve(verdict, question=attrs.evolve(verdict.question, others=None))


def _given(procedures: Any) -> tuple[Procedure, ...]:
    """Return the procedures that an office was made of: at least one.

    Raises:
        InvalidInputError: there is none among them, or something else.
    """
    one = isinstance(procedures, Procedure) or not isinstance(procedures, Iterable)
    given: tuple[Any, ...] = (procedures,) if one else tuple(procedures)
    if not given:
        raise InvalidInputError(
            Both("there is none.", "es gibt keines."), "procedures", _PROCEDURES
        )
    for each in given:
        of_kind(each, Procedure, "procedures", _PROCEDURES)
    return given


_PROCEDURES = Both(
    "Pass a Procedure, for example nrw(), or several.",
    "Ein Verfahren übergeben, zum Beispiel nrw(), oder mehrere.",
)


def _check_time(name: str, time: object) -> None:
    if time is not None:
        moment_of(time, name)


def _counts(
    record: Record,
    version: int | None,
    effective: datetime | None,
    recorded: datetime | None,
) -> bool:
    if version is not None and record.version > version:
        return False
    if effective is None and recorded is None:
        return True
    entry = decode(record)
    return (effective is None or entry.effective_at <= effective) and (
        recorded is None or entry.recorded_at <= recorded
    )
