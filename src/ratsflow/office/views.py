"""What an office shows of its answers to actors who may not read all."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TypeVar

import attrs

from ratsflow.engine import Taken, Verdict
from ratsflow.engine.log_view import LogView
from ratsflow.engine.view import CaseView, silent
from ratsflow.errors import RatsflowError, RefusedError
from ratsflow.log import Record
from ratsflow.model import Actor
from ratsflow.procedure.procedure import Procedure
from ratsflow.stores import Store


T = TypeVar("T", Verdict, Taken)


@attrs.define
class Views:
    """Shows verdicts, and what was done, as those who asked for them may see them.

    A log that it has read it remembers: make one for each answer, or for several that are
    given at the same moment.

    Attributes:
        store: the store.
        versions: the versions of procedures that the office has, by fingerprint.
        procedures: each of these once.
    """

    store: Store
    versions: Mapping[str, Procedure]
    procedures: Sequence[Procedure]
    _logs: dict[str, Sequence[Record]] = attrs.field(factory=dict, init=False)
    _known: dict[tuple[str, str], CaseView] = attrs.field(factory=dict, init=False)

    def of(
        self, case_id: str, actor: Actor, records: Sequence[Record] | None = None
    ) -> CaseView:
        """Return what an actor without the right to read sees of a case.

        Args:
            case_id: the case.
            actor: who looks.
            records: its whole log, if it is at hand.
        """
        key = (case_id, actor.id)
        if key not in self._known:
            log = records or self._logs.get(case_id) or self.store.read(case_id)
            self._known[key] = CaseView(LogView.of(log, self.versions, actor))
        return self._known[key]

    def verdict(self, verdict: Verdict) -> Verdict:
        """Return a verdict as the actor who asked may see it."""
        question = verdict.question
        if not verdict.procedure.may_read(question.actor):
            view = self.of(question.case.id, question.actor)
            return view.verdict(verdict)
        if verdict.is_clear or self._reads_all(question.actor):
            return verdict
        # Who reads this case may not read what its rules saw in those of another procedure.
        rows = tuple(silent(row) if row[0].looks_at else row for row in verdict.rows)
        return verdict if rows == verdict.rows else attrs.evolve(verdict, rows=rows)

    def taken(self, taken: Taken) -> Taken:
        """Return what was done as the actor who did it may see it."""
        verdict = taken.verdict
        if verdict is None:
            return taken
        shown = self.verdict(verdict)
        if shown is verdict:  # whoever may not read is never shown the whole
            return taken
        if verdict.procedure.may_read(verdict.question.actor):
            return attrs.evolve(taken, verdict=shown)
        less = self.withheld(taken, verdict.question.actor)
        return attrs.evolve(less, verdict=shown)

    def withheld(self, taken: Taken, actor: Actor) -> Taken:
        """Return what was done as an actor may see it, without the verdict it rests on."""
        view = self.of(taken.case.id, actor)
        record = attrs.evolve(taken.record, body=view.body(taken.record), sealed=())
        entry = view.entries[taken.entry.version - 1]
        return Taken(view.case(taken.case), entry, record)

    def results(
        self, found: Sequence[T | RatsflowError], show: Callable[[T], T]
    ) -> tuple[T | RatsflowError, ...]:
        """Return results as those who asked may see them, in few round trips.

        Args:
            found: the results, whole.
            show: `verdict` or `taken` of this.
        """
        if len(found) > 1:
            self._read_ahead(v for v in map(_verdict, found) if v is not None)
        return tuple(
            [
                self.shown(each) if isinstance(each, RatsflowError) else show(each)
                for each in found
            ]
        )

    def _read_ahead(self, verdicts: Iterable[Verdict]) -> None:
        asked = {
            each.question.case.id
            for each in verdicts
            if not each.procedure.may_read(each.question.actor)
        }
        if asked:
            self._logs = dict(self.store.read_many(sorted(asked)))

    def shown(self, error: RatsflowError) -> RatsflowError:
        """Return an error as the actor may see it; what was attempted stays with it."""
        if not isinstance(error, RefusedError):
            return error
        told = RefusedError(self.verdict(error.verdict))
        told.attempt = error.attempt
        return told

    def _reads_all(self, actor: Actor) -> bool:
        return all(each.may_read(actor) for each in self.procedures)


def _verdict(each: object) -> Verdict | None:
    if isinstance(each, Verdict):
        return each
    return each.verdict if isinstance(each, Taken | RefusedError) else None
