"""What an office answers of steps: whether one may be taken, which may, what is missing."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, Any

import attrs

from ratsflow.engine import Mode, Verdict, assess
from ratsflow.engine.permission import may_act
from ratsflow.engine.verdict import known_clear
from ratsflow.model import Actor
from ratsflow.model.quick import evolving
from ratsflow.office.attempt import Attempt, checked
from ratsflow.office.binding import Binding
from ratsflow.office.lookups import Lookup
from ratsflow.office.seen import check_seen
from ratsflow.procedure.case import Case
from ratsflow.procedure.continuing import continued
from ratsflow.procedure.lookups import Others
from ratsflow.procedure.procedure import Procedure
from ratsflow.procedure.question import Question
from ratsflow.procedure.starting import startable


if TYPE_CHECKING:
    from ratsflow.engine.now import Now


_NOTHING: Mapping[str, Any] = {}
_unseen = evolving(Question, "others")
_with_question = evolving(Verdict, "question")


@attrs.frozen
class Assessor:
    """Asks the engine, with all that a step looks at.

    Attributes:
        bound: what the office binds together.
        demand_seen: demand of every step that binds a text which version was seen.
    """

    bound: Binding
    demand_seen: bool

    def verdict(
        self,
        case: Case,
        attempt: Attempt,
        lookup: Lookup | None = None,
        *,
        taking: bool = False,
    ) -> Verdict:
        """Return the whole verdict on an attempt.

        Args:
            case: the case as it stands.
            attempt: what is attempted.
            lookup: finds other cases, where several are asked at the same moment.
            taking: whether the step is to be taken, and it matters what was seen.
        """
        bound, actor, mode = self.bound, attempt.actor, attempt.mode
        procedure = bound.procedure_of(case)
        if taking or attempt.seen is not None:
            self._check_seen(procedure, case, attempt, taking=taking)
        plan = procedure.plan(attempt.step)
        looks = plan.looks
        inputs = dict(attempt.inputs)
        others: Others | None = None
        # A yes or no to values of his own would tell an outsider of papers he may not read.
        if looks and (
            bound.reads_all(actor) or may_act(procedure, plan.step, actor, mode)
        ):
            lookup = lookup or Lookup(bound.store, fills=taking)
            others = lookup.others(looks, case, inputs)
        verdict = assess(
            procedure,
            case,
            attempt.step,
            actor,
            at=bound.now() if attempt.at is None else attempt.at,
            inputs=inputs,
            on=attempt.on,
            law=bound.law,
            mode=mode,
            override=attempt.override,
            others=others,
        )
        return verdict if others is None else _alone(verdict)

    @property
    def anybody(self) -> Actor:
        """An actor with every role of the procedure of new cases."""
        return Actor("anybody", roles=self.bound.procedures[0].roles)

    def _check_seen(
        self, procedure: Procedure, case: Case, attempt: Attempt, *, taking: bool
    ) -> None:
        is_anothers = case.text_version > 1 and case.text_by != attempt.actor.id
        demanded = taking and (self.demand_seen or is_anothers)
        if attempt.seen is None and not demanded:
            return
        step = procedure.step(attempt.step)
        reads = procedure.may_read(attempt.actor)
        records = partial(self.bound.cases.records, case.id) if reads else None
        check_seen(
            procedure,
            case,
            step,
            attempt.seen,
            records,
            demanded=demanded and step.binds,
        )

    def next_steps(
        self, case_id: str, actor: Actor, at: datetime | None, role: str = ""
    ) -> tuple[Verdict, ...]:
        """Return what starts in the present state; see `Office.next_steps`."""
        case = self.bound.cases.case(case_id)
        procedure = self.bound.procedure_of(case)
        lookup, views = Lookup(self.bound.store), self.bound.views()
        at = self.bound.now() if at is None else at  # the same for all
        asked = (
            self.verdict(case, _asked(case_id, step, actor, on, at), lookup)
            for step, on in startable(procedure, continued(procedure, case))
            if not role or role in procedure.step(step).by
        )
        return tuple(views.verdict(each) for each in asked if each.starts_here)

    def now(self, case: Case, actor: Actor | None, at: datetime, seen: Case) -> Now:
        """Return where a case stands; see `Office.now`.

        Args:
            case: the case, whole.
            actor: who asks; None for anybody.
            at: the moment asked about.
            seen: the case as the actor may see it.
        """
        from ratsflow.engine.outlook import now_of  # noqa: PLC0415  # no step needs it

        procedure = self.bound.procedure_of(case)
        lookup, views = Lookup(self.bound.store), self.bound.views()

        def ask(step: str, on: str, supposed: Case | None = None) -> Verdict:
            # What another office can do is told to a reader as that office would be.
            as_himself = actor is not None and (
                not procedure.may_read(actor)
                or may_act(procedure, procedure.step(step), actor, Mode.ENFORCE)
            )
            who = actor if actor is not None and as_himself else self.anybody
            asked_of = case if supposed is None else supposed
            verdict = self.verdict(asked_of, _asked(case.id, step, who, on, at), lookup)
            if actor is None:
                return verdict
            asked = attrs.evolve(verdict.question, actor=actor)
            return views.verdict(attrs.evolve(verdict, question=asked))

        return now_of(procedure, continued(procedure, seen), ask, at, actor)


def _asked(
    case_id: str, step: str, actor: Actor, on: str, at: datetime | None
) -> Attempt:
    """Return a question about a step with nothing to take in, of names that are known."""
    return checked(case_id, step, actor, on, at, Mode.ENFORCE, None, "", _NOTHING, None)


def _alone(verdict: Verdict) -> Verdict:
    """Return a verdict without the other cases that its rules saw.

    Who may read this case may not read those, and nothing asks them again.
    """
    alone = _with_question(verdict, _unseen(verdict.question, None))
    return known_clear(alone, verdict.met) if verdict.is_clear else alone
