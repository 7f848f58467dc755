"""What an actor who may not read all sees of the entries of a case.

Two things decide, part by part: what was sealed when it was written, and where it was said.
No later version of the procedure, and no text that is public now, opens what was sealed
before.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from typing import Any

import attrs

from ratsflow.engine.fold import apply
from ratsflow.engine.redaction import (
    WITHHELD,
    bare,
    in_camera,
)
from ratsflow.engine.sealing import holds_personal, personal_inputs
from ratsflow.log import OPEN, By, Entry, EntryKind, Record, decode
from ratsflow.log.erasable import BY, FINDINGS, OVERRIDE, without_quotes
from ratsflow.model import Actor, Ballot, Meeting, Motion, Signature, Suspension
from ratsflow.model.motion import has_closed_parts, open_motion
from ratsflow.procedure.case import Case
from ratsflow.procedure.procedure import Procedure
from ratsflow.procedure.step import NONE


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
class LogView:
    """What an actor who has no role of a reader sees of the log of one case.

    Attributes:
        log: the entries, each with the case before and after it.
        versions: the procedures by which it is told what is personal.
        actor: who looks.
    """

    log: tuple[_Said, ...]
    versions: Versions
    actor: Actor

    @classmethod
    def of(cls, records: Sequence[Record], versions: Versions, actor: Actor) -> LogView:
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

    @cached_property
    def procedures(self) -> tuple[Procedure, ...]:
        """The versions that the case ran through, as far as they are known."""
        pinned = dict.fromkeys(said.entry.fingerprint for said in self.log)
        return tuple(self.versions[each] for each in pinned if each in self.versions)

    @cached_property
    def personal(self) -> frozenset[str]:
        """The inputs that any version of its procedure calls personal."""
        return frozenset[str]().union(*map(personal_inputs, self.procedures))

    @property
    def has_personal(self) -> bool:
        """Whether an entry can hold something personal."""
        return any(map(holds_personal, self.procedures))

    @cached_property
    def has_closed_parts(self) -> bool:
        """Whether any text had a part that is not public."""
        return any(map(has_closed_parts, self.texts))

    @cached_property
    def that_look(self) -> frozenset[str]:
        """The rules whose answers tell of other cases."""
        rules = (rule for each in self.procedures for rule in each.rules)
        return frozenset(rule.id for rule in rules if rule.looks_at)

    @cached_property
    def hidden(self) -> frozenset[str]:
        """What was dealt with behind closed doors, now or at the time."""
        return frozenset[str]().union(*(in_camera(said.after) for said in self.log))

    @cached_property
    def texts(self) -> Mapping[Motion, Motion]:
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
        return {text.text_hash: shown.text_hash for text, shown in self.texts.items()}

    def _entry(self, said: _Said) -> Entry:
        is_closed = not self.present.is_public or said.about & self.hidden
        shown = self._closed_entry(said) if is_closed else self._open_entry(said)
        that_look, override = self.that_look, shown.override
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
                yield "motion", self.texts.get(inputs["motion"], WITHHELD)
            if said.entry.by.id == self.actor.id:
                yield from self.own(said)

    def own(self, said: _Said) -> Iterator[tuple[str, Any]]:
        """Yield the plain inputs that a submitter stated, without those on persons."""
        personal = self._called_personal(said.entry)
        for name, value in said.entry.inputs.items():
            is_plain = name != "consultations" and not isinstance(value, _OF_THE_MODEL)
            if is_plain and name not in personal:
                yield name, value

    def _open_entry(self, said: _Said) -> Entry:
        """Return an entry about what is public, without what it says of what is not."""
        entry = said.entry
        withheld = self.withheld(said)
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
            and not (self.hidden or self.has_personal)
            and not self.has_closed_parts,
        )
        by, override = entry.by, entry.override
        if BY in entry.sealed:
            by = attrs.evolve(by, name="", on_behalf_of="")
        if override is not None and (OVERRIDE in entry.sealed or self.hidden):
            override = attrs.evolve(override, reason="", authority="")
        return attrs.evolve(
            entry, by=by, inputs=less, met=met, findings=findings, override=override
        )

    def _called_personal(self, entry: Entry) -> frozenset[str]:
        """Return the names that may be those of personal inputs of an entry."""
        if entry.fingerprint not in self.versions and entry.step != OPEN:
            return self.personal.union(entry.sealed)
        return self.personal

    def withheld(self, said: _Said) -> frozenset[str]:
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
            return self.texts.get(value, WITHHELD)
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
