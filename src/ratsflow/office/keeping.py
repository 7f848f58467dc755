"""What an office does to a case beside its procedure: erase contents, migrate."""

from __future__ import annotations

import logging

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from functools import partial

from ratsflow.engine import Taken, fold
from ratsflow.engine.difference import Mapped
from ratsflow.engine.erasure import erase
from ratsflow.engine.migration import (
    Migration,
    OccupiedStateError,
    migrate,
    plan_migration,
    refuse_occupied,
)
from ratsflow.errors import (
    Both,
    BrokenLogError,
    KeyReusedError,
    RatsflowError,
    RefusedError,
    RepeatedError,
    StoreError,
    UnknownNameError,
)
from ratsflow.log import ERASE, MIGRATE, OPEN, EntryKind, Record, decode
from ratsflow.log.codec import read_back
from ratsflow.model import Actor
from ratsflow.model.text import names as as_names
from ratsflow.office.bulk import PAGE, append_many, appending
from ratsflow.office.named import check_names
from ratsflow.office.projection import standing_of
from ratsflow.office.reading import Reading
from ratsflow.office.repeated import Command, repetition
from ratsflow.office.shell import tell
from ratsflow.procedure.case import Case
from ratsflow.procedure.procedure import Procedure
from ratsflow.stores.progress import Progress, silent, watched


_NO_STEPS = frozenset({EntryKind.ERASED, EntryKind.MIGRATED})


class Keeping(Reading):
    """The part of an office that keeps running cases in order; see `Office`."""

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
        again = Command(case_id, ERASE, actor.id, given, at=at)
        self._refuse_repeated(key, again, actor)
        recorded_at = self._clock()
        with self._telling_no_more():
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
        digests = erased.entry.inputs["digests"]
        self._append(erased, case.version, key, digests)
        if not self.store.in_transaction and not self.sweep():
            tell("left", logging.WARNING, case=case_id, version=erased.entry.version)
        return self._views().taken(erased)

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
        new = self._version(to)
        plans: list[Migration] = []
        for case_id, case in self._cases(progress):
            if isinstance(case, BrokenLogError):
                plans.append(Migration(case_id, broken=case))
                continue
            old = self._by_fingerprint.get(case.fingerprint)
            if old is not new:
                plans += plan_migration(old, new, (case,), mapping or {})
        return tuple(plans)

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
        check_names(key=key)
        case = self.case(case_id)
        given = {"authority": authority, "reason": reason}
        version = to if isinstance(to, str) else to.fingerprint
        again = Command(case_id, MIGRATE, actor.id, given, at=at, to=version)
        self._refuse_repeated(key, again, actor)
        migrated = self._migrated(
            case,
            actor=actor,
            to=to,
            reason=reason,
            authority=authority,
            mapping=mapping,
            at=at,
        )
        self._append(migrated, case.version, key)
        return self._views().taken(migrated)

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
        new = self._version(to)
        plans = self.plan_migration(new, mapping, progress)
        refuse_occupied(plan for plan in plans if not plan.is_unknown)
        going = partial(
            self._migrated,
            actor=actor,
            to=new,
            reason=reason,
            authority=authority,
            mapping=mapping,
            at=at,
        )
        found: dict[str, Taken | RatsflowError] = {}
        page: list[Taken] = []
        try:
            for case_id, case in self._cases(progress):
                if isinstance(case, Case) and new is self._by_fingerprint.get(
                    case.fingerprint
                ):
                    continue
                found[case_id] = migrated = _attempted(case, going)
                if isinstance(migrated, Taken):
                    page.append(migrated)
                if len(page) == PAGE:
                    self._append_page(page, found)
        except StoreError as error:
            # Each that was planned and is not read any more has it as its result.
            found = {**{plan.case_id: error for plan in plans}, **found}
        self._append_page(page, found)
        return tuple(found[case_id] for case_id in sorted(found))

    def _cases(self, progress: Progress) -> Iterator[tuple[str, Case | BrokenLogError]]:
        """Yield every case as its log makes it, or what is wrong with the log."""
        for case_id, records in watched(self.store.scan(), progress):
            try:
                case: Case | BrokenLogError = fold(records)
            except BrokenLogError as error:
                case = error
            yield case_id, case

    def _version(self, to: Procedure | str) -> Procedure:
        fingerprint = to if isinstance(to, str) else to.fingerprint
        known = self._by_fingerprint.get(fingerprint)
        if known is None:
            raise UnknownNameError(
                Both(
                    "version of a procedure in this office",
                    "Fassung eines Verfahrens in dieser Geschäftsstelle",
                ),
                fingerprint[:12],
                [each[:12] for each in self._by_fingerprint],
            )
        return known

    def _migrated(
        self,
        case: Case,
        *,
        actor: Actor,
        to: Procedure | str,
        reason: str,
        authority: str,
        mapping: Mapped | None,
        at: datetime | None,
    ) -> Taken:
        recorded_at, new = self._clock(), self._version(to)
        old = self._by_fingerprint.get(case.fingerprint)
        if old is None and case.procedure != new.name:
            old = self.procedure_of(case)  # which tells that it is not to be had
        with self._telling_no_more():
            return migrate(
                old,
                new,
                case,
                actor,
                reason=reason,
                authority=authority,
                mapping=mapping or {},
                at=recorded_at if at is None else at,
                recorded_at=recorded_at,
                law=self.law,
            )

    def _append_page(
        self, page: list[Taken], found: dict[str, Taken | RatsflowError]
    ) -> None:
        """Append a page and put each answer in its place among the results."""
        answers = append_many(self.store, [appending(taken) for taken in page])
        views = self._views()
        for taken, answer in zip(page, answers, strict=True):
            found[taken.case.id] = views.taken(taken) if answer is None else answer
        page.clear()

    @contextmanager
    def _telling_no_more(self) -> Iterator[None]:
        """Let a refusal carry only what the actor may see."""
        try:
            yield
        except RefusedError as error:
            raise RefusedError(self._views().verdict(error.verdict)) from None

    def _refuse_repeated(
        self,
        key: str,
        command: Command | None = None,
        actor: Actor | None = None,
    ) -> None:
        """Raise if a command with this key was carried out, whatever the case is now."""
        used = self.store.used(key) if key else None
        if used is None:
            return
        error = RepeatedError(key, used.case_id, used.version)
        if command and actor:
            raise self._told_again(error, command, actor)
        raise error

    def _told_again(
        self,
        error: RepeatedError,
        command: Command,
        actor: Actor,
        log: Sequence[Record] | None = None,
    ) -> RepeatedError | KeyReusedError:
        """Return what to tell of a command whose key was used: whether it is the same."""
        records = self.store.read(error.case_id) if log is None else log
        entry = decode(records[error.version - 1])
        procedure = self.procedure_of(fold(records[: error.version]))
        step = None
        if entry.kind not in _NO_STEPS and entry.step != OPEN:
            step = procedure.step(entry.step)
        readable = procedure.may_read(actor)
        return repetition(error, entry, command, step, readable=readable)

    def _append(
        self, taken: Taken, expected: int, key: str = "", erase: Sequence[str] = ()
    ) -> None:
        # A refusal leaves a case with its version, and here it is seen by a later one.
        is_seen = taken.case.fingerprint != taken.entry.fingerprint
        written = self.case(taken.case.id) if is_seen else taken.case
        self.store.append(
            taken.case.id,
            (taken.record,),
            expected=expected,
            standing=standing_of(written),
            key=key,
            erase=erase,
            laws=taken.laws,
        )
        if not is_seen and all(map(read_back, taken.entry.inputs.values())):
            self._folded.keep(taken.case)
        else:
            self._folded.drop(taken.case.id)
        tell(
            "written",
            case=taken.case.id,
            version=taken.entry.version,
            step=taken.entry.step,
            kind=taken.entry.kind.value,
            state=taken.case.state,
        )


def _attempted(
    case: Case | BrokenLogError, going: Callable[[Case], Taken]
) -> Taken | RatsflowError:
    """Migrate a case, or return why it stays: it moved meanwhile, or is unknown here."""
    if isinstance(case, BrokenLogError):
        return case
    try:
        return going(case)
    except (OccupiedStateError, StoreError) as error:
        return error
