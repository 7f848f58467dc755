"""Migrations: running cases are pinned to another version of their procedure."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

import attrs

from ratsflow.engine import Taken, fold
from ratsflow.engine.difference import Mapped
from ratsflow.engine.migration import (
    Migration,
    OccupiedStateError,
    Planner,
    migrate,
    refuse_occupied,
)
from ratsflow.engine.standing import stand_in
from ratsflow.errors import BrokenLogError, RatsflowError, RefusedError, StoreError
from ratsflow.log import MIGRATE
from ratsflow.model import Actor
from ratsflow.office.attempt import Attempt
from ratsflow.office.binding import Binding
from ratsflow.office.cases import Written
from ratsflow.office.keys import refuse_used
from ratsflow.office.steps import PAGE
from ratsflow.procedure.case import Case
from ratsflow.procedure.continuing import stand_of
from ratsflow.procedure.procedure import Procedure
from ratsflow.stores.progress import Progress, watched


@attrs.frozen
class Order:
    """What cases are migrated to, by whom and why; see `Office.migrate`."""

    actor: Actor
    to: Procedure | str
    reason: str
    authority: str
    mapping: Mapped | None
    at: datetime | None


@attrs.frozen
class Migrations:
    """Plans and makes them.

    Attributes:
        bound: what the office binds together.
    """

    bound: Binding

    def plan(
        self, to: Procedure | str, mapping: Mapped | None, progress: Progress
    ) -> tuple[Migration, ...]:
        """Say what migrating each case would do; see `Office.plan_migration`."""
        new = self.bound.version(to)
        plans: list[Migration] = []
        planners: dict[str, Planner] = {}
        for case_id, records in watched(self.bound.store.scan(), progress):
            try:
                stand = stand_in(records) or stand_of(fold(records))
            except BrokenLogError as error:
                plans.append(Migration(case_id, broken=error))
                continue
            old = self.bound.versions.get(stand.fingerprint)
            if old is not new:
                left = old.fingerprint if old else ""
                if left not in planners:
                    planners[left] = Planner(old, new, mapping or {})
                plans.append(planners[left].plan(stand))
        return tuple(plans)

    def one(self, case_id: str, order: Order, key: str) -> Taken:
        """Migrate a case; see `Office.migrate`."""
        case = self.bound.cases.case(case_id)
        given = {"authority": order.authority, "reason": order.reason}
        to = order.to if isinstance(order.to, str) else order.to.fingerprint
        again = Attempt(
            case_id, MIGRATE, order.actor, at=order.at, key=key, inputs=given
        )
        refuse_used(self.bound, again, to)
        migrated = self._migrated(case, order)
        self.bound.cases.write(Written(migrated, case, key))
        return self.bound.views().taken(migrated)

    def all(
        self, order: Order, progress: Progress
    ) -> tuple[Taken | RatsflowError, ...]:
        """Migrate every case of another version; see `Office.migrate_all`."""
        new = self.bound.version(order.to)
        plans = self.plan(new, order.mapping, progress)
        refuse_occupied(plan for plan in plans if not plan.is_unknown)
        found: dict[str, Taken | RatsflowError] = {}
        page: list[Written] = []
        try:
            for case_id, case in self._cases(progress):
                if isinstance(case, BrokenLogError):
                    found[case_id] = case
                elif self.bound.versions.get(case.fingerprint) is not new:
                    try:
                        page.append(Written(self._migrated(case, order), case))
                    except (OccupiedStateError, StoreError) as error:
                        found[case_id] = error
                if len(page) == PAGE:
                    self._write(page, found)
        except StoreError as error:
            # Each that was planned and is not read any more has it as its result.
            found = {**{plan.case_id: error for plan in plans}, **found}
        self._write(page, found)
        return tuple(found[case_id] for case_id in sorted(found))

    def _cases(self, progress: Progress) -> Iterator[tuple[str, Case | BrokenLogError]]:
        """Yield every case as its log makes it, or what is wrong with the log."""
        for case_id, records in watched(self.bound.store.scan(), progress):
            try:
                case: Case | BrokenLogError = fold(records)
            except BrokenLogError as error:
                case = error
            yield case_id, case

    def _migrated(self, case: Case, order: Order) -> Taken:
        bound = self.bound
        recorded_at, new = bound.now(), bound.version(order.to)
        old = bound.versions.get(case.fingerprint)
        if old is None and case.procedure != new.name:
            old = bound.procedure_of(case)  # which tells that it is not to be had
        try:
            return migrate(
                old,
                new,
                case,
                order.actor,
                reason=order.reason,
                authority=order.authority,
                mapping=order.mapping or {},
                at=recorded_at if order.at is None else order.at,
                recorded_at=recorded_at,
                law=bound.law,
            )
        except RefusedError as error:
            raise bound.views().shown(error) from None

    def _write(
        self, page: list[Written], found: dict[str, Taken | RatsflowError]
    ) -> None:
        """Append a page and put each answer in its place among the results."""
        answers, views = self.bound.cases.write_many(page), self.bound.views()
        for written, answer in zip(page, answers, strict=True):
            taken = written.taken
            found[taken.case.id] = answer or views.taken(taken)
        page.clear()
