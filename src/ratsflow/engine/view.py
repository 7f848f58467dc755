"""What an actor who may not read all sees of a case.

Two things decide, part by part: what was sealed when it was written, and where it was said.
No later version of the procedure, and no text that is public now, opens what was sealed
before. A public case as everybody may see it is the fold of its entries as everybody may
see them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import Any

import attrs

from ratsflow.engine.fold import apply
from ratsflow.engine.permission import may_act
from ratsflow.engine.redaction import (
    WITHHELD,
    bare,
    bare_suspension,
    holds_closed_parts,
    impersonal,
    in_camera,
)
from ratsflow.engine.sealing import holds_personal, personal_inputs
from ratsflow.engine.verdict import AUTHORITY, INPUTS, ROLE, STATE, TIME, Row, Verdict
from ratsflow.log import OPEN, By, Entry, EntryKind, Record, decode
from ratsflow.log.erasable import BY, FINDINGS, OVERRIDE, without_quotes
from ratsflow.model import Actor, Ballot, Meeting, Motion, Signature, Suspension
from ratsflow.model.motion import has_closed_parts, open_motion
from ratsflow.model.text import EMPTY
from ratsflow.procedure.case import Case
from ratsflow.procedure.finding import MET, Answer
from ratsflow.procedure.procedure import Procedure
from ratsflow.procedure.step import NONE


_OF_THE_ENGINE = frozenset({STATE.id, ROLE.id, INPUTS.id, AUTHORITY.id, TIME.id})
"""The engine's own rules that name states, roles, inputs and times, and no content."""

_KEEPING = frozenset({EntryKind.ERASED, EntryKind.MIGRATED})
"""Entries that are no steps of a procedure: what they take in is no input of one."""

_OF_THE_MODEL = (Motion, Signature, Suspension, Ballot, Meeting)

Versions = Mapping[str, Procedure]
"""The versions of procedures that an office has, by fingerprint."""


@attrs.frozen
class _Said:
    """An entry where it stands.

    Attributes:
        entry: the entry, whole.
        hash: its hash.
        before: the case as it stood before it, whole; None for the opening.
        after: the case after it, whole.
    """

    entry: Entry
    hash: str
    before: Case | None
    after: Case

    @property
    def said_public(self) -> bool:
        """Tell whether the text said that it is public, before and after."""
        before = self.before is None or self.before.motion.public is True
        return before and self.after.motion.public is True

    @property
    def was_public(self) -> bool:
        """Tell whether everybody could read the paper, before and after."""
        return self.after.is_public and (self.before is None or self.before.is_public)

    @property
    def about(self) -> frozenset[str]:
        """The consultation or suspension it is about, and those it brings about."""
        new = {move.subject for move in self.entry.moves if move.source == NONE}
        return frozenset({self.entry.subject, *new})


@attrs.frozen(slots=False, eq=False)
class CaseView:
    """What an actor who has no role of a reader sees of one case.

    Attributes:
        log: the entries, each with the case before and after it.
        versions: the procedures by which it is told what is personal.
        actor: who looks.
    """

    log: tuple[_Said, ...]
    versions: Versions
    actor: Actor

    @classmethod
    def of(
        cls, records: Sequence[Record], versions: Versions, actor: Actor
    ) -> CaseView:
        """Return what an actor sees of a log.

        Args:
            records: the whole log.
            versions: the versions that the office has, by fingerprint; where it lacks the
                one that an entry was written under, all that the entry sealed counts as
                personal.
            actor: who looks.
        """
        log: list[_Said] = []
        case: Case | None = None
        for record in records:
            entry, before = decode(record), case
            case = apply(case, entry, record.hash)
            log.append(_Said(entry, record.hash, before, case))
        return cls(tuple(log), versions, actor)

    @property
    def present(self) -> Case:
        """The case as it stands, whole."""
        return self.log[-1].after

    @cached_property
    def is_whole(self) -> bool:
        """Tell whether there is nothing in the case that not everybody may see."""
        return self.present.is_public and not (
            self._hidden
            or self._has_personal
            or self._has_closed_parts
            or any(
                BY in said.entry.sealed
                or self._withheld(said).intersection(said.entry.sealed)
                for said in self.log
            )
        )

    @cached_property
    def is_submitter(self) -> bool:
        """Tell whether the actor brought the paper in, wrote it, or had it brought in."""
        opening = self.log[0]
        by, wrote = opening.entry.by, opening.after.motion.author
        return self.actor.id in (
            by.id,
            by.on_behalf_of,
            wrote,
            self.present.motion.author,
        )

    @cached_property
    def entries(self) -> tuple[Entry, ...]:
        """The entries as the actor may see them."""
        return tuple(map(self._entry, self.log))

    def case(
        self, then: Case | None = None, counts: Callable[[Entry], bool] | None = None
    ) -> Case:
        """Return the case as the actor may see it.

        Args:
            then: the case as it stood, whole; as it stands if left out.
            counts: tells which entries made it so; those up to its version if left out.
        """
        whole = self.present if then is None else then
        if not (self.present.is_public and whole.is_public):
            # What was public once and is no longer is not to be read by asking for then.
            return self._closed(whole)
        shown: Case | None = None
        for said, less in zip(self.log, self.entries, strict=True):
            if less.version <= whole.version and (counts is None or counts(said.entry)):
                shown = apply(shown, less, said.hash)
        return whole if shown is None else self._opened(whole, shown)

    def body(self, record: Record) -> bytes:
        """Return the bytes of an entry, if the actor may have all of them.

        They hold what is not sealed: who acted, and of a public paper also what was said
        behind closed doors, and attachments that are not public.
        """
        said = self.log[record.version - 1]
        hides = (
            not (self.present.is_public and said.after.is_public)
            or self._hidden
            or holds_closed_parts(said.entry)
            or (FINDINGS not in said.entry.sealed and self._has_closed_parts)
            or self._that_look.intersection(
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

    @cached_property
    def _procedures(self) -> tuple[Procedure, ...]:
        """The versions that the case ran through, as far as they are known."""
        pinned = dict.fromkeys(said.entry.fingerprint for said in self.log)
        return tuple(self.versions[each] for each in pinned if each in self.versions)

    @cached_property
    def _personal(self) -> frozenset[str]:
        """The inputs that any version of its procedure calls personal."""
        return frozenset[str]().union(*map(personal_inputs, self._procedures))

    @property
    def _has_personal(self) -> bool:
        return any(map(holds_personal, self._procedures))

    @cached_property
    def _has_closed_parts(self) -> bool:
        return any(map(has_closed_parts, self._texts))

    @cached_property
    def _that_look(self) -> frozenset[str]:
        """The rules whose answers tell of other cases."""
        rules = (rule for each in self._procedures for rule in each.rules)
        return frozenset(rule.id for rule in rules if rule.looks_at)

    @cached_property
    def _hidden(self) -> frozenset[str]:
        """What was dealt with behind closed doors, now or at the time."""
        return frozenset[str]().union(*(in_camera(said.after) for said in self.log))

    @cached_property
    def _texts(self) -> Mapping[Motion, Motion]:
        """Every text of the case with what the actor may see of it."""
        texts: dict[Motion, Motion] = {}
        for said in self.log:
            text = said.after.motion
            # A submitter reads what he handed in, or had handed in, with all attachments.
            own = said.entry.step == OPEN or said.entry.by.id == self.actor.id
            shown = text if own and self.is_submitter else open_motion(text)
            texts.setdefault(text, shown)
        return texts

    @cached_property
    def _hashes(self) -> Mapping[str, str]:
        """By the digest of every text that of what is shown of it.

        The digest of the whole would tell who guesses the rest whether he is right.
        """
        return {text.text_hash: shown.text_hash for text, shown in self._texts.items()}

    def _entry(self, said: _Said) -> Entry:
        is_closed = not self.present.is_public or said.about & self._hidden
        shown = self._closed_entry(said) if is_closed else self._open_entry(said)
        that_look, override = self._that_look, shown.override
        if not that_look:
            return shown
        # That another paper bears the number is as much of a secret as its text.
        return attrs.evolve(
            shown,
            met=tuple(each for each in shown.met if each not in that_look),
            findings=tuple(e for e in shown.findings if e["rule"] not in that_look),
            override=override
            and attrs.evolve(
                override, rules=tuple(e for e in override.rules if e not in that_look)
            ),
        )

    def _closed_entry(self, said: _Said) -> Entry:
        """Return an entry about what is not public: where it led, and what came of it."""
        entry = said.entry
        override = entry.override
        met, findings = _told(entry, may_quote=False)
        return attrs.evolve(
            entry,
            by=By("", role=entry.by.role, deputy=entry.by.deputy),
            inputs=dict(self._left(said)),
            outcome="",
            met=met,
            findings=findings,
            override=override and attrs.evolve(override, reason="", authority=""),
        )

    def _left(self, said: _Said) -> Iterator[tuple[str, Any]]:
        """Yield what is left of the inputs of an entry about what is not public."""
        inputs = said.entry.inputs
        if self.present.is_public:
            if "consultations" in inputs:
                yield "consultations", tuple(map(bare, inputs["consultations"]))
            if "signature" in inputs:
                signed = attrs.evolve(inputs["signature"], actor_id="", remark="")
                yield "signature", self._rehashed(signed)
        elif self.is_submitter and said.entry.kind not in _KEEPING:
            if "motion" in inputs:
                yield "motion", self._texts.get(inputs["motion"], WITHHELD)
            if said.entry.by.id == self.actor.id:
                yield from self._own(said)

    def _own(self, said: _Said) -> Iterator[tuple[str, Any]]:
        """Yield the plain inputs that a submitter stated, without those on persons."""
        personal = self._called_personal(said.entry)
        for name, value in said.entry.inputs.items():
            is_plain = name != "consultations" and not isinstance(value, _OF_THE_MODEL)
            if is_plain and name not in personal:
                yield name, value

    def _open_entry(self, said: _Said) -> Entry:
        """Return an entry about what is public, without what it says of what is not."""
        entry = said.entry
        withheld = self._withheld(said)
        less = {
            name: self._less(name, value, withheld)
            for name, value in entry.inputs.items()
            if name not in withheld
            or isinstance(value, Signature | Suspension | Meeting)
        }
        if "meeting" in self._called_personal(entry):
            less.pop("meeting", None)
        if "consultations" in entry.inputs:
            less["consultations"] = tuple(
                bare(each)
                if each.public is False or "consultations" in withheld
                else each
                for each in entry.inputs["consultations"]
            )
        met, findings = _told(
            entry,
            may_quote=FINDINGS not in entry.sealed
            and entry.fingerprint in self.versions
            and not (self._hidden or self._has_personal)
            and not self._has_closed_parts,
        )
        by, override = entry.by, entry.override
        if BY in entry.sealed:
            by = attrs.evolve(by, name="", on_behalf_of="")
        if override is not None and (OVERRIDE in entry.sealed or self._hidden):
            override = attrs.evolve(override, reason="", authority="")
        return attrs.evolve(
            entry, by=by, inputs=less, met=met, findings=findings, override=override
        )

    def _called_personal(self, entry: Entry) -> frozenset[str]:
        """Return the names that may be those of personal inputs of an entry."""
        if entry.fingerprint not in self.versions and entry.step != OPEN:
            return self._personal.union(entry.sealed)
        return self._personal

    def _withheld(self, said: _Said) -> frozenset[str]:
        """Return the names of the inputs of an entry that only readers see."""
        entry = said.entry
        if entry.kind in _KEEPING:
            return frozenset(entry.sealed)
        personal = self._called_personal(entry)
        if said.said_public or not said.was_public:
            return personal.union(entry.sealed)
        # Public by its route alone: sealed to be safe, and not because it is personal.
        return personal

    def _less(self, name: str, value: Any, withheld: frozenset[str]) -> Any:
        """Return what everybody may see of an input."""
        if isinstance(value, Motion):
            return self._texts.get(value, WITHHELD)
        if isinstance(value, Signature):
            hides = not withheld.isdisjoint({name, "remark"})
            return self._rehashed(attrs.evolve(value, remark="") if hides else value)
        if isinstance(value, Ballot):
            return self._rehashed(value)
        if isinstance(value, Suspension):
            hides = not withheld.isdisjoint({name, "reasons"})
            return attrs.evolve(value, reasons="") if hides else value
        if isinstance(value, Meeting) and name in withheld:
            return attrs.evolve(value, urgency_reason="")
        return value

    def _rehashed(self, value: Any) -> Any:
        """Return a signature or ballot with the digest of the text as it is shown."""
        given = value.text_hash
        shown = self._hashes.get(given, "")
        return value if shown == given else attrs.evolve(value, text_hash=shown)

    def _opened(self, whole: Case, shown: Case) -> Case:
        """Return a public case, put together from what is told of it."""
        personal, hidden = self._personal, self._hidden
        nameless = {
            subject
            for said in self.log
            if BY in said.entry.sealed
            for subject in said.about
        }
        by_persons = frozenset[str]().union(*map(_lodged_by_persons, self._procedures))
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
            else self._texts.get(whole.motion, WITHHELD),
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
        that_look = self._that_look
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
        if not self.is_submitter:
            return closed
        stated: dict[str, Any] = {}
        for said in self.log:
            if said.entry.by.id == self.actor.id:
                stated |= dict(self._own(said))
        return attrs.evolve(
            closed,
            motion=self._texts.get(whole.motion, WITHHELD),
            facts={n: v for n, v in whole.facts.items() if stated.get(n) == v},
            opened_by=whole.opened_by if whole.opened_by == self.actor.id else "",
        )


def _told(
    entry: Entry, *, may_quote: bool
) -> tuple[tuple[str, ...], tuple[Mapping[str, Any], ...]]:
    """Return the rules that were met, and the findings, as far as they may be told."""
    if may_quote:
        return entry.met, entry.findings
    if entry.kind is EntryKind.REFUSED:
        # What was found depends on what was asked, and who was refused could ask anything.
        return (), ()
    return entry.met, tuple(without_quotes(each) for each in entry.findings)


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
