"""What an actor who may not read all sees of a case, and of answers about it.

A public case as everybody may see it is the fold of its entries as everybody may see them.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from typing import Any

import attrs

from ratsflow.engine.fold import apply
from ratsflow.engine.log_view import LogView
from ratsflow.engine.permission import may_act
from ratsflow.engine.redaction import (
    WITHHELD,
    bare,
    bare_suspension,
    holds_closed_parts,
    impersonal,
)
from ratsflow.engine.verdict import (
    AUTHORITY,
    INPUTS,
    LAW,
    ROLE,
    STATE,
    TIME,
    Row,
    Verdict,
)
from ratsflow.log import Entry, Record
from ratsflow.log.erasable import BY, FINDINGS
from ratsflow.model.text import EMPTY
from ratsflow.procedure.case import Case
from ratsflow.procedure.finding import MET, Answer
from ratsflow.procedure.procedure import Procedure


_OF_THE_ENGINE = frozenset(
    {STATE.id, ROLE.id, INPUTS.id, AUTHORITY.id, TIME.id, LAW.id}
)
"""The engine's own rules that name states, roles, inputs and times, and no content."""


@attrs.frozen(slots=False, eq=False)
class CaseView:
    """What an actor who has no role of a reader sees of one case.

    Attributes:
        of_log: what he sees of its entries.
    """

    of_log: LogView

    @property
    def entries(self) -> tuple[Entry, ...]:
        """The entries as the actor may see them."""
        return self.of_log.entries

    @cached_property
    def is_whole(self) -> bool:
        """Tell whether there is nothing in the case that not everybody may see."""
        return self.of_log.present.is_public and not (
            self.of_log.hidden
            or self.of_log.has_personal
            or self.of_log.has_closed_parts
            or any(
                BY in said.entry.sealed
                or self.of_log.withheld(said).intersection(said.entry.sealed)
                for said in self.of_log.log
            )
        )

    def case(
        self, then: Case | None = None, counts: Callable[[Entry], bool] | None = None
    ) -> Case:
        """Return the case as the actor may see it.

        Args:
            then: the case as it stood, whole; as it stands if left out.
            counts: tells which entries made it so; those up to its version if left out.
        """
        whole = self.of_log.present if then is None else then
        if not (self.of_log.present.is_public and whole.is_public):
            # What was public once and is no longer is not to be read by asking for then.
            return self._closed(whole)
        shown: Case | None = None
        for said, less in zip(self.of_log.log, self.of_log.entries, strict=True):
            if less.version <= whole.version and (counts is None or counts(said.entry)):
                shown = apply(shown, less, said.hash)
        return whole if shown is None else self._opened(whole, shown)

    def body(self, record: Record) -> bytes:
        """Return the bytes of an entry, if the actor may have all of them.

        They hold what is not sealed: who acted, and of a public paper also what was said
        behind closed doors, and attachments that are not public.
        """
        said = self.of_log.log[record.version - 1]
        hides = (
            not (self.of_log.present.is_public and said.after.is_public)
            or self.of_log.hidden
            or holds_closed_parts(said.entry)
            or (FINDINGS not in said.entry.sealed and self.of_log.has_closed_parts)
            or self.of_log.that_look.intersection(
                (*said.entry.met, *(each["rule"] for each in said.entry.findings))
            )
        )
        return b"" if hides else record.body

    def verdict(self, verdict: Verdict) -> Verdict:
        """Return a verdict as the actor who asked may see it.

        Who may take the step is told which rules speak against it, and not what they saw.
        Who may not could ask for anything: the rules of a paper that he may not read tell
        him nothing, and those of a public one with something secret in it nothing about
        values that he states.
        """
        question = verdict.question
        case = self.case(question.case)
        consultation, suspension = question.consultation, question.suspension
        acts = may_act(verdict.procedure, verdict.step, question.actor, verdict.mode)
        if self.is_whole:
            rows = [silent(row) if row[0].looks_at else row for row in verdict.rows]
        elif acts or (question.case.is_public and not question.inputs):
            rows = [silent(row) for row in verdict.rows]
        else:
            rows = [row for row in verdict.rows if row[0].id in _OF_THE_ENGINE]
        return attrs.evolve(
            verdict,
            question=attrs.evolve(
                question,
                case=case,
                inputs=question.inputs if self.is_whole else {},
                consultation=consultation and case.consultation(consultation.id),
                suspension=suspension and case.suspension(suspension.id),
            ),
            rows=tuple(rows),
            outcome=verdict.outcome if self.is_whole else "",
            moves=verdict.moves if self.is_whole or acts else None,
        )

    def _opened(self, whole: Case, shown: Case) -> Case:
        """Return a public case, put together from what is told of it."""
        personal, hidden = self.of_log.personal, self.of_log.hidden
        nameless = {
            subject
            for said in self.of_log.log
            if BY in said.entry.sealed
            for subject in said.about
        }
        by_persons = frozenset[str]().union(
            *map(_lodged_by_persons, self.of_log.procedures)
        )
        signatures, suspensions = shown.signatures, shown.suspensions
        if "remark" in personal:
            signatures = tuple(attrs.evolve(each, remark="") for each in signatures)
        if "reasons" in personal:
            suspensions = tuple(attrs.evolve(each, reasons="") for each in suspensions)
        suspensions = tuple(
            attrs.evolve(each, lodged_by="")
            if each.id in nameless or each.kind in by_persons
            else each
            for each in suspensions
        )
        return attrs.evolve(
            shown,
            motion=WITHHELD
            if "motion" in personal
            else self.of_log.texts.get(whole.motion, WITHHELD),
            consultations=tuple(
                bare(whole.consultation(each.id))
                if each.id in hidden
                else impersonal(each, personal)
                for each in shown.consultations
            ),
            signatures=signatures,
            suspensions=tuple(
                bare_suspension(whole.suspension(each.id))
                if each.id in hidden
                else each
                for each in suspensions
            ),
            facts={n: v for n, v in shown.facts.items() if n not in personal},
        )

    def _closed(self, whole: Case) -> Case:
        """Return a case that is not public: where it stands, not what it is about."""
        that_look = self.of_log.that_look
        closed = attrs.evolve(
            whole,
            motion=WITHHELD,
            consultations=tuple(map(bare, whole.consultations)),
            signatures=tuple(
                attrs.evolve(each, actor_id="", text_hash="", remark="")
                for each in whole.signatures
            ),
            suspensions=tuple(map(bare_suspension, whole.suspensions)),
            findings=tuple(e for e in whole.findings if e.rule not in that_look),
            facts={},
            opened_by="",
        )
        if not self.of_log.is_submitter:
            return closed
        stated: dict[str, Any] = {}
        for said in self.of_log.log:
            if said.entry.by.id == self.of_log.actor.id:
                stated |= dict(self.of_log.own(said))
        return attrs.evolve(
            closed,
            motion=self.of_log.texts.get(whole.motion, WITHHELD),
            facts={n: v for n, v in whole.facts.items() if stated.get(n) == v},
            opened_by=whole.opened_by
            if whole.opened_by == self.of_log.actor.id
            else "",
        )


def _lodged_by_persons(procedure: Procedure) -> frozenset[str]:
    """Return the kinds of suspension that a private person can bring about.

    A case does not say in which role one was lodged.
    """
    return frozenset(
        move.new
        for step in procedure.steps
        if any(role in procedure.private for role in step.by)
        for moves in step.branches.values()
        for move in moves
        if move.new
    )


def silent(row: Row) -> Row:
    """Return the result of a rule without what it saw: neither words nor values nor code."""
    rule, answer = row
    if answer is MET or rule.id in _OF_THE_ENGINE:
        return row
    # Without its values the sentence of the rule would have holes: fall back to its label.
    silent = attrs.evolve(rule, unmet=EMPTY, unknown=EMPTY, kept=EMPTY, by_code={})
    return silent, Answer(answer.result)
