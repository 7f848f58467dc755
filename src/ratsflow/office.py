"""The office: binds procedure, local law, store and clock; what embedders call.

Load, assess, apply, append, announce. The only place with a clock and a logger.
"""

from __future__ import annotations

import logging
import uuid

from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from functools import cache, reduce
from typing import Any

from ratsflow.canonical import utc_text
from ratsflow.engine import Mode, Taken, Verdict, apply, assess, fold, open_case, refusal, take
from ratsflow.errors import BrokenLogError, RefusedError, StoreError, UnknownNameError
from ratsflow.law.local import NO_LAW, Law
from ratsflow.log import Entry, Override, Record, decode
from ratsflow.model import Actor, Consultation, Motion
from ratsflow.procedure.case import Case
from ratsflow.procedure.procedure import Procedure
from ratsflow.stores import MemoryStore, Standing, Store
from ratsflow.stores.verify import verify


@cache
def _log() -> Any:
    """Return the logger: the standard library's, so that the host decides what it sees.

    structlog is loaded with the first event, not with the library.
    """
    import structlog  # noqa: PLC0415

    return structlog.wrap_logger(
        logging.getLogger("ratsflow"),
        processors=[
            structlog.stdlib.filter_by_level,
            structlog.stdlib.render_to_log_kwargs,
        ],
        wrapper_class=structlog.stdlib.BoundLogger,
    )


def now() -> datetime:
    """Return the present moment in UTC."""
    return datetime.now(UTC)


class Office:
    """The service that carries motions through their procedure.

    Args:
        procedures: the procedure of new cases first, then earlier versions that running
            cases are pinned to.
        store: where the log is kept; in memory if left out.
        law: the values in force for the municipality.
        clock: returns the present moment as an aware datetime.
        record_refusals: write refused attempts into the log too.
    """

    def __init__(
        self,
        procedures: Procedure | Sequence[Procedure],
        store: Store | None = None,
        *,
        law: Law = NO_LAW,
        clock: Callable[[], datetime] = now,
        record_refusals: bool = False,
    ) -> None:
        given = (procedures,) if isinstance(procedures, Procedure) else tuple(procedures)
        self.procedure = given[0]
        self.store: Store = MemoryStore() if store is None else store
        self.law = law
        self._by_fingerprint = {each.fingerprint: each for each in given}
        self._clock = clock
        self._record_refusals = record_refusals

    @property
    def anybody(self) -> Actor:
        """An actor with every role: to ask what is possible whoever asks."""
        return Actor("anybody", roles=self.procedure.roles)

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
        """
        recorded_at = self._clock()
        opened = open_case(
            self.procedure,
            case_id or uuid.uuid4().hex,
            motion,
            actor,
            at=at or recorded_at,
            recorded_at=recorded_at,
            consultations=tuple(consultations),
            facts=facts,
        )
        self._append(opened, 0, key)
        return opened.case

    def case(self, case_id: str) -> Case:
        """Return a case as it stands: the fold of its log.

        Raises:
            UnknownNameError: there is no such case.
        """
        return fold(self.records(case_id))

    def as_of(
        self,
        case_id: str,
        *,
        version: int | None = None,
        effective: datetime | None = None,
        recorded: datetime | None = None,
    ) -> Case:
        """Return a case as it stood.

        Args:
            case_id: the case.
            version: fold only entries up to this one.
            effective: only entries that had taken effect by then.
            recorded: only entries that had been written down by then.

        Raises:
            UnknownNameError: there is no such case, or it did not exist then.
        """
        kept = [
            (decode(record), record.hash)
            for record in self.records(case_id)
            if _counts(record, version, effective, recorded)
        ]
        if not kept or kept[0][0].version != 1:
            raise UnknownNameError("case at that time", case_id)
        # An entry that was recorded late may be missing between two that count.
        opened = apply(None, *kept[0])
        return reduce(lambda case, entry: apply(case, *entry), kept[1:], opened)

    def assess(
        self,
        case_id: str,
        step: str,
        actor: Actor,
        *,
        on: str = "",
        at: datetime | None = None,
        mode: Mode = Mode.ENFORCE,
        override: Override | None = None,
        **inputs: Any,
    ) -> Verdict:
        """Answer whether a step may be taken, with a finding for every rule.

        Args:
            case_id: the case.
            step: name of the step.
            actor: who wants to take it.
            on: id of the consultation or suspension it is about.
            at: when it is to take effect; now if left out.
            mode: enforce, or record what really happened.
            override: who lifts which rules, and why.
            inputs: what the step takes in.
        """
        case = self.case(case_id)
        return self._assess(case, step, actor, on, at, mode, override, inputs)

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
        """
        case = self.case(case_id)
        verdict = self._assess(case, step, actor, on, at, mode, override, inputs)
        recorded_at = self._clock()
        if not verdict.allowed:
            if self._record_refusals:
                self._append(refusal(verdict, recorded_at=recorded_at), case.version)
            _log().info("refused", case=case_id, step=step, actor=actor.id)
            raise RefusedError(verdict)
        taken = take(verdict, recorded_at=recorded_at)
        self._append(taken, case.version, key)
        return taken

    def next_steps(
        self, case_id: str, actor: Actor, *, at: datetime | None = None
    ) -> tuple[Verdict, ...]:
        """Return the verdict on every step that can start in the present state."""
        case = self.case(case_id)
        return tuple(
            verdict
            for step in self.procedure_of(case).steps
            for verdict in self._on_each_subject(case, step.name, actor, at)
            if verdict.moves is not None or not _is_elsewhere(verdict)
        )

    def entries(self, case_id: str) -> tuple[Entry, ...]:
        """Return the log of a case.

        Raises:
            UnknownNameError: there is no such case.
        """
        return tuple(decode(record) for record in self.records(case_id))

    def verify(self) -> Iterator[BrokenLogError]:
        """Yield the first broken entry of every case that does not verify.

        Cached projections are rebuilt from the log and compared.
        """
        return verify(self.store, lambda records: standing_of(fold(records)))

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
    ) -> Verdict:
        return assess(
            self.procedure_of(case),
            case,
            step,
            actor,
            at=at or self._clock(),
            inputs=inputs,
            on=on,
            law=self.law,
            mode=mode,
            override=override,
        )

    def _on_each_subject(
        self, case: Case, step: str, actor: Actor, at: datetime | None
    ) -> Iterator[Verdict]:
        lifecycle = self.procedure_of(case).step(step).subject
        subjects = {
            "consultation": [each.id for each in case.consultations],
            "suspension": [each.id for each in case.suspensions],
        }.get(lifecycle, [""])
        for on in subjects:
            yield self._assess(case, step, actor, on, at, Mode.ENFORCE, None, {})

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
                f"case {case.id!r} is pinned to version {case.fingerprint[:12]} of "
                f"procedure {case.procedure!r}; this office knows {known}. Give the "
                "office that version too, or migrate the case."
            )
        return procedure

    def records(self, case_id: str) -> Sequence[Record]:
        """Return the log of a case as it lies in the store, byte for byte.

        Raises:
            UnknownNameError: there is no such case.
        """
        records = self.store.read(case_id)
        if not records:
            raise UnknownNameError("case", case_id)
        return records

    def _append(self, taken: Taken, expected: int, key: str = "") -> None:
        self.store.append(
            taken.case.id,
            (taken.record,),
            expected=expected,
            standing=standing_of(taken.case),
            key=key,
        )
        _log().info(
            "entry",
            case=taken.case.id,
            version=taken.entry.version,
            step=taken.entry.step,
            kind=taken.entry.kind.value,
            state=taken.case.state,
        )


def standing_of(case: Case) -> Standing:
    """Return the projection of a case that stores keep for look-ups.

    The title is left out unless the motion is public.
    """
    return Standing(
        case.state,
        case.procedure,
        case.motion.title if case.is_public else "",
        utc_text(case.since) if case.since else "",
        case.facts.get("due_on", ""),
    )


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


def _is_elsewhere(verdict: Verdict) -> bool:
    """Tell whether the step starts in another state, so that it is not next."""
    return any(finding.rule.id == "procedure.state" for finding in verdict.blocking)
