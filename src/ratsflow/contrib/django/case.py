"""The case of a row: what ``row.case`` offers."""

from __future__ import annotations

import logging

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, TypeVar

from django.db import models, router, transaction
from django.utils import timezone

from ratsflow.contrib.django.actors import as_actor
from ratsflow.contrib.django.conf import conf
from ratsflow.contrib.django.desk import office
from ratsflow.contrib.django.hosted import driver_for
from ratsflow.contrib.django.refusals import note
from ratsflow.contrib.django.signals import step_refused, step_taken
from ratsflow.contrib.django.standing import Standing
from ratsflow.engine import Mode, Taken, Verdict
from ratsflow.engine.fold import ERASED_MOTION
from ratsflow.engine.inputs import with_topics
from ratsflow.engine.verdict import ModeName
from ratsflow.errors import (
    Both,
    InvalidInputError,
    RatsflowError,
    RefusedError,
    StoreError,
    TransactionLostError,
)
from ratsflow.log import Entry, Override
from ratsflow.model import Actor, Ballot, Consultation, Meeting, Motion
from ratsflow.office import Office
from ratsflow.office.seen import Seen
from ratsflow.procedure.case import Case
from ratsflow.procedure.procedure import Procedure
from ratsflow.procedure.step import MOTION, Kind, Step


if TYPE_CHECKING:
    from ratsflow.checking import Plan
    from ratsflow.contrib.django.field import CaseField
    from ratsflow.engine.now import Now


T = TypeVar("T")

_log = logging.getLogger("ratsflow.django")


class TextNotEnteredError(InvalidInputError):
    """The row says another text than the log, so nobody knows which one a step is about."""


class RowCase:
    """The case of one row. Who acts is always an argument: a user, or an `Actor`.

    Every step is one transaction with the status column, or a part of the one that is open.
    A refusal, and somebody who was faster, write nothing and leave the transaction usable.

    Args:
        row: the row.
        field: its `CaseField`.
    """

    def __init__(self, row: models.Model, field: CaseField) -> None:
        self._row = row
        self._field = field

    def __repr__(self) -> str:
        return f"<RowCase {self.id} of {self._row!r}>"

    @property
    def id(self) -> str:
        """The id of the case in the log.

        Raises:
            InvalidInputError: the row was never saved, and has none.
        """
        if self._row.pk is None or self._row._state.adding:
            raise InvalidInputError(
                Both("it is not saved yet.", "sie ist noch nicht gespeichert."),
                Both(f"the row {self._row!r}", f"die Zeile {self._row!r}"),
                Both(
                    "Save it first, or call case.save(user).",
                    "Sie zuerst speichern oder case.save(user) aufrufen.",
                ),
            )
        return self._field.case_id_of(self._row)

    @property
    def using(self) -> str:
        """Django's name of the database to which the row and its case are written."""
        return router.db_for_write(type(self._row), instance=self._row)

    @property
    def office(self) -> Office:
        """The office that keeps the case, and begins one by the procedure of the field."""
        return office(self.using, procedure=self._field.procedure)

    @property
    def version(self) -> int:
        """The version that the case stands at: what a page was made of. 0 before it is opened."""
        head = self.office.store.head(self.id)
        return head.version if head else 0

    @property
    def is_open(self) -> bool:
        """Tell whether the case was opened."""
        return self.version > 0

    @property
    def current(self) -> Case:
        """The case as it stands, with all its content: for code that decides who sees what.

        Raises:
            UnknownNameError: it was not opened.
        """
        return self.office.case(self.id)

    @property
    def procedure(self) -> Procedure:
        """The version of the procedure that the case is pinned to; of a new one, the first."""
        desk = self.office
        return desk.procedure_of(self.current) if self.is_open else desk.procedure

    @property
    def motion(self) -> Motion:
        """What the procedure sees of the row as it is in memory."""
        return self._field.motion_of(self._row)

    @property
    def is_changed(self) -> bool:
        """Tell whether the row says another text than the log; never of one that was erased."""
        return self._differs(self.current)

    def _differs(self, current: Case) -> bool:
        if current.motion == ERASED_MOTION:  # what is left of it is in the row alone
            return False
        return self._as_entered(current) != current.motion

    def _as_entered(self, current: Case) -> Motion:
        """Return the text of the row with its topics by the ids that the procedure has."""
        desk = self.office
        names = desk.procedure_of(current).vocabulary(desk.law)
        return with_topics(names, self.motion, current.motion)

    def open(
        self,
        user: Any,
        *,
        consultations: Sequence[Consultation] | None = None,
        at: datetime | None = None,
        key: str = "",
        **facts: Any,
    ) -> Case:
        """Open the case with the text of the row.

        Args:
            user: who opens it.
            consultations: the route; what the model says of it if left out.
            at: when it takes effect; now if left out.
            key: idempotency key.
            facts: plain facts known from the start.

        Raises:
            ConflictError: it is open.
            InvalidInputError: the row was never saved, or an argument cannot be used.
        """
        case_id, actor, desk = self.id, as_actor(user), self.office
        route = (
            self._field.consultations_of(self._row)
            if consultations is None
            else consultations
        )
        return self._written(
            lambda: desk.open(
                self.motion,
                actor,
                case_id=case_id,
                consultations=route,
                at=at,
                key=key,
                **facts,
            ),
            lambda case: case,
        )

    def take(
        self,
        step: str,
        user: Any,
        *,
        on: str = "",
        at: datetime | None = None,
        mode: Mode | ModeName = Mode.ENFORCE,
        override: Override | None = None,
        key: str = "",
        seen: Seen = None,
        **inputs: Any,
    ) -> Taken:
        """Take a step, and write the new state into the row's column with it.

        Args: see `Office.take`. `user` is who takes it; `seen` may be the text of a hidden
            field. A step that takes in a text gets that of the row.

        Raises:
            RefusedError, ConflictError and others: see `Office.take`. Nothing was written,
                and the transaction can be used further, but after `TransactionLostError`
                and `StoreError`.
            TextNotEnteredError: the row says another text than the log.
        """
        case_id, actor, desk = self.id, as_actor(user), self.office
        given = self._with_text(step, inputs)
        try:
            taken = self._written(
                lambda: desk.take(
                    case_id,
                    step,
                    actor,
                    on=on,
                    at=at,
                    mode=mode,
                    override=override,
                    key=key,
                    seen=seen_of(seen),
                    **given,
                ),
                lambda taken: taken.case,
            )
        except RefusedError as error:
            note(self.using, error)
            step_refused.send(type(self._row), row=self._row, error=error, actor=actor)
            raise
        self._tell(taken, actor)
        return taken

    def assess(
        self,
        step: str,
        user: Any,
        *,
        on: str = "",
        at: datetime | None = None,
        mode: Mode | ModeName = Mode.ENFORCE,
        override: Override | None = None,
        seen: Seen = None,
        **inputs: Any,
    ) -> Verdict:
        """Answer whether a step may be taken; see `Office.assess`.

        A step that takes in a text is asked with that of the row, as it would be taken. That
        a text is not entered is no rule of the procedure: see `is_changed`.
        """
        current = self.current
        declared, given = self.office.procedure_of(current).step(step), dict(inputs)
        if takes_text(declared) and (needs_text(declared) or self._differs(current)):
            given.setdefault(MOTION, self.motion)
        return self.office.assess(
            self.id,
            step,
            as_actor(user),
            on=on,
            at=at,
            mode=mode,
            override=override,
            seen=seen_of(seen),
            **given,
        )

    def next_steps(
        self, user: Any, *, at: datetime | None = None
    ) -> tuple[Verdict, ...]:
        """Return the verdict on every step that can start in the present state."""
        return self.office.next_steps(self.id, as_actor(user), at=at)

    def now(self, user: Any = None, *, at: datetime | None = None) -> Now:
        """Return where the case stands, whose turn it is, what is missing and until when."""
        actor = None if user is None else as_actor(user)
        return self.office.now(self.id, actor, at=at)

    def plan(
        self,
        until: str,
        *,
        by: date | None = None,
        at: datetime | None = None,
        meetings: Mapping[str, Sequence[Meeting]] | None = None,
        votes: Mapping[str, Ballot] | None = None,
        short_cuts: int = 0,
    ) -> Plan:
        """Return the earliest lawful way to a state, and by when at the latest.

        It is for those who may see the whole case: it tells what its rules found.

        Args:
            until: a state of the motion.
            by: the day by which it is to be reached.
            at: the moment from which on is planned; now if left out.
            meetings, votes, short_cuts: see `ratsflow.checking.suppose`.
        """
        from ratsflow.checking import suppose  # noqa: PLC0415  # where asked

        there = suppose(
            self.office,
            self.id,
            at=at or timezone.now(),
            meetings=meetings,
            votes=votes,
        )
        return there.plan(until, by=by, short_cuts=short_cuts)

    def view(self, user: Any, **moment: Any) -> Case:
        """Return the case as somebody may see it; see `Office.view`."""
        return self.office.view(self.id, as_actor(user), **moment)

    def as_of(self, **moment: Any) -> Case:
        """Return the case as it stood; see `Office.as_of`."""
        return self.office.as_of(self.id, **moment)

    def entries(self, user: Any = None) -> tuple[Entry, ...]:
        """Return the log of the case, for a reader only what he may read."""
        actor = None if user is None else as_actor(user)
        return self.office.entries(self.id, actor)

    def revise(self, user: Any, *, seen: Seen = None) -> Taken:
        """Put the text of the row into the log, by the step that takes one in this state.

        Args:
            user: who changed it.
            seen: the version that he saw.

        Raises:
            InvalidInputError: no step takes a text where the case stands.
            RefusedError: and its like, see `take`.
        """
        return self.take(self.revising(user).name, user, seen=seen)

    def revising(self, user: Any) -> Step:
        """Return the step by which somebody changes the text where the case stands.

        Of several, the first that he may take now.

        Raises:
            InvalidInputError: no step takes a text there.
        """
        current, procedure = self.current, self.procedure
        steps = [
            each
            for each in current.possible(procedure)
            if takes_text(each) and not _moves_on(each, current.state)
        ]
        if not steps:
            state = procedure.state(current.state)
            raise InvalidInputError(
                Both(
                    f"its text can no longer be changed in the state {state.title('en')!r}.",
                    f"im Stand „{state.title('de')}“ lässt sich der Text nicht mehr ändern.",
                ),
                Both(f"case {self.id!r}", f"Vorgang „{self.id}“"),
                Both(
                    "Return it to who wrote it first, or leave the text as it was.",
                    "Die Vorlage erst zurückgeben oder den Text lassen, wie er war.",
                ),
            )
        actor = as_actor(user)
        may = (each for each in steps if set(each.by).intersection(actor.roles))
        return next(may, steps[0])

    def save(self, user: Any, *, seen: Seen = None, **options: Any) -> None:
        """Save the row, and enter its text into the log: open the case, or revise the text.

        All of it commits or vanishes together; a text that is not another needs no entry.

        Args:
            user: who saves.
            seen: the version that he saw.
            options: see `Model.save`.

        Raises: see `open` and `take`.
        """
        row = self._row
        with transaction.atomic(options.get("using") or self.using):
            row.save(**options)
            if not self.is_open:
                self.open(user)
            elif self.is_changed:
                self.revise(user, seen=seen)

    def _with_text(self, step: str, inputs: dict[str, Any]) -> dict[str, Any]:
        """Hand in the text of the row where the step takes one, else see that it is entered."""
        current = self.current
        declared = self.office.procedure_of(current).step(step)
        is_other = self._differs(current)
        if takes_text(declared):
            self._refuse_another(inputs)
            handed = is_other or needs_text(declared)
            return {**inputs, MOTION: self.motion} if handed else inputs
        if is_other:
            raise TextNotEnteredError(
                Both(
                    f"the row says another text than the log, so {step!r} was not taken.",
                    f"die Zeile enthält einen anderen Text als das Protokoll; „{step}“ "
                    "wurde nicht getan.",
                ),
                Both(f"case {self.id!r}", f"Vorgang „{self.id}“"),
                Both(
                    "Enter it with case.save(user), or load the row anew.",
                    "Ihn mit case.save(user) eintragen oder die Zeile neu laden.",
                ),
            )
        return inputs

    def _refuse_another(self, inputs: dict[str, Any]) -> None:
        """Refuse a text that is not the row's: the row would never say what was entered.

        Raises:
            InvalidInputError: it is another.
        """
        if MOTION in inputs and inputs[MOTION] not in (None, self.motion):
            raise InvalidInputError(
                Both(
                    "the text is that of the row, and this is another.",
                    "der Text ist der der Zeile, und dies ist ein anderer.",
                ),
                MOTION,
                Both(
                    "Change the row, and leave the text out here.",
                    "Die Zeile ändern und den Text hier weglassen.",
                ),
            )

    def _written(self, write: Callable[[], T], case_of: Callable[[T], Case]) -> T:
        """Write into the log, and so into the column, in one transaction or a part of one."""
        refused: RatsflowError | None = None
        with transaction.atomic(self.using, savepoint=False):
            try:
                self._lock()
                done = write()
            except (TransactionLostError, StoreError):
                raise  # and Django's transaction is marked: nothing of it may be committed
            except RatsflowError as error:
                refused = error  # nothing was written
            else:
                self._note(case_of(done))
        if refused is not None:
            raise refused
        return done

    def _lock(self) -> None:
        """Wait for who writes the row: whoever locks it first takes the case behind it.

        A host that saves the row before it takes a step locks in this order too.
        """
        row = self._row
        rows = type(row)._base_manager.using(self.using).filter(pk=row.pk)
        if driver_for(self.using).locking:
            rows = rows.select_for_update()
        if rows.values_list("pk").first() is None:
            raise InvalidInputError(
                Both("it is no longer there.", "sie ist nicht mehr da."),
                Both(f"the row of case {self.id!r}", f"die Zeile zu „{self.id}“"),
                Both("Load it anew.", "Sie neu laden."),
            )

    def _note(self, case: Case) -> None:
        """Note in the row what the store has written into its column."""
        setattr(self._row, self._field.attname, Standing(case.state))
        store = self.office.store
        transaction.on_commit(store.settle, using=self.using, robust=True)  # type: ignore[attr-defined]

    def _tell(self, taken: Taken, actor: Actor) -> None:
        row, desk, listener = self._row, self.office, conf().announce

        def told() -> None:
            step_taken.send(type(row), row=row, taken=taken, actor=actor)
            if listener is not None:
                drained = desk.drain(listener)
                for failed in drained.failed:
                    _log.error("Not announced, stays pending: %r", failed)

        transaction.on_commit(told, using=self.using, robust=True)


def seen_of(seen: Seen) -> Seen:
    """Return what was seen, of the text of a form the number."""
    if isinstance(seen, str) and seen.isascii() and seen.isdigit() and len(seen) < 10:  # noqa: PLR2004  # a hash is longer
        return int(seen)
    return seen


def takes_text(step: Step) -> bool:
    """Tell whether a step takes in a text."""
    return any(each.kind is Kind.MOTION for each in step.takes)


def needs_text(step: Step) -> bool:
    """Tell whether a step cannot be taken without a text."""
    return any(each.kind is Kind.MOTION and each.required for each in step.takes)


def _moves_on(step: Step, state: str) -> bool:
    """Tell whether a step leaves the state of the motion: then it does more than revise."""
    moves: Iterable[Any] = (each for part in step.branches.values() for each in part)
    return any(
        each.lifecycle == MOTION and each.target not in ("", state) for each in moves
    )
