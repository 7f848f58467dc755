"""Fold: a case is what its entries make of it, and nothing else."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import Any

import attrs

from ratsflow.errors import Both, BrokenLogError
from ratsflow.law.periods import local_day
from ratsflow.log import OPEN, By, Entry, EntryKind, Made, Record, decode
from ratsflow.log.erasable import BY
from ratsflow.model import (
    Actor,
    Ballot,
    Consultation,
    Meeting,
    Motion,
    Signature,
    Suspension,
)
from ratsflow.model.alike import distinct
from ratsflow.model.consultation import AgendaRoute
from ratsflow.model.quick import quick
from ratsflow.model.shape import Frozen, frozen
from ratsflow.procedure.case import Case, OpenFinding
from ratsflow.procedure.finding import is_untold
from ratsflow.procedure.inputs import NOT_FACTS, landing_in
from ratsflow.procedure.step import (
    CALLED,
    CONSULTATION,
    DECIDED,
    MOTION,
    NONE,
    OVER,
    RENAMED,
    SUSPENSION,
)


_ADDED = frozenset({"ballots", "excluded"})
"""What of a consultation grows by every step that takes it in."""

_REPLACED = {
    name: field
    for name, field in landing_in(CONSULTATION).items()
    if field not in _ADDED
}
"""Inputs that become attributes of the consultation the step is about."""

ERASED_MOTION = Motion("(gelöscht / erased)", public=False)
"""What stands for a text that was erased; no signature covers it."""

_REFUSED, _ERASED = EntryKind.REFUSED, EntryKind.ERASED
_MIGRATED, _ASSUMED = EntryKind.MIGRATED, EntryKind.ASSUMED

WITNESSED = "witnessed"
"""What weighs on a case of which something is only assumed, or that its source does not tell:
once, whatever it is. No rule was asked of it, so nobody can say that all was lawful."""

_new_case = quick(Case)


Wrong = Callable[[Case | None, Entry], str]
"""Says what does not fit of an entry, given the case before it; empty where all does."""


def fold(
    records: Iterable[Record], wrong: Wrong | None = None, after: Case | None = None
) -> Case:
    """Build a case from the records of its log.

    Args:
        records: all records from the first on, in order; a shorter run gives the case as
            of its last record.
        wrong: says what does not fit of an entry, for example `Conformity`.
        after: the case that earlier records make; then the records are those that follow.
            It still holds what one of them may have erased: fold all of them then.

    Raises:
        BrokenLogError: a record cannot be read, the first is not the opening, or something
            does not fit.
        ValueError: there are no records.
    """
    case = after
    for record in records:
        entry = decode(record)
        if case is not None and entry.version != case.version + 1:
            raise BrokenLogError(
                case.id,
                entry.version,
                Both(
                    f"it does not continue the case, which stands at version {case.version}.",
                    "er setzt den Vorgang nicht fort, der beim Eintrag "
                    f"{case.version} steht.",
                ),
            )
        try:
            reason = wrong(case, entry) if wrong else ""
            if reason:
                raise BrokenLogError(entry.case_id, entry.version, reason)
            case = apply(case, entry, record.hash)
        except BrokenLogError:
            raise
        except Exception as error:
            raise BrokenLogError(
                entry.case_id,
                entry.version,
                Both(
                    f"it does not fit the case ({type(error).__name__}).",
                    "er passt nicht zum Vorgang.",
                ),
            ) from error
    if case is None:
        msg = "a case cannot be folded from no records."
        raise ValueError(msg)
    return case


def apply(case: Case | None, entry: Entry, head: str) -> Case:
    """Return the case as one more entry makes it; `fold` checks that none is missing.

    Args:
        case: the case before; None for the opening entry.
        entry: the entry.
        head: hash of the entry.

    Raises:
        BrokenLogError: there is no case yet and the entry is no opening.
    """
    if case is None:
        return _opened(entry, head)
    kind = entry.kind
    if kind is _REFUSED or kind is _ERASED:
        return attrs.evolve(case, version=entry.version, head=head)
    if kind is _MIGRATED:
        return _migrated(case, entry, head)
    inputs = entry.inputs
    moves = entry.moves
    if moves and RENAMED in moves[0].means:
        case, moves = _gone_on(case, moves)
    state, since = case.state, case.since
    consultations, suspensions = case.consultations, case.suspensions
    for move in moves:
        if move.lifecycle == MOTION:
            since = since if move.target == state else entry.effective_at
            state = move.target
        elif move.lifecycle == CONSULTATION:
            consultations = _moved(consultations, move, entry)
        else:
            suspensions = _suspended(suspensions, move, entry)
    signatures = case.signatures
    facts = case.facts
    if inputs:
        if "consultations" in inputs:
            consultations = _routed(consultations, inputs["consultations"])
        if "signature" in inputs:
            signatures = _signed(signatures, inputs)
        facts = _stated(facts, inputs)
    findings = case.findings
    if entry.findings or kind is _ASSUMED:
        findings = _weighing(findings, entry)
    motion = case.motion
    motion = _text(entry, motion) if inputs or entry.erased else motion
    is_same = motion is case.motion or motion == case.motion
    return _new_case(
        case.id,
        entry.version,
        head,
        entry.procedure,
        entry.fingerprint,
        state,
        motion,
        consultations,
        signatures,
        suspensions,
        findings,
        facts,
        since,
        case.opened_by,
        case.text_version if is_same else entry.version,
        case.text_by if is_same else entry.by.id,
    )


def _opened(entry: Entry, head: str) -> Case:
    if entry.step != OPEN or entry.version != 1 or len(entry.moves) != 1:
        raise BrokenLogError(
            entry.case_id,
            entry.version,
            Both(
                "the log does not begin with an opening.",
                "das Protokoll beginnt nicht mit einer Eröffnung.",
            ),
        )
    return Case(
        entry.case_id,
        1,
        head,
        entry.procedure,
        entry.fingerprint,
        entry.moves[0].target,
        _text(entry, ERASED_MOTION),
        tuple(entry.inputs.get("consultations") or ()),
        facts=_stated(Frozen(), entry.inputs),
        findings=_unwitnessed((), entry) if entry.kind is _ASSUMED else (),
        since=entry.effective_at,
        opened_by=entry.by.id,
        text_by=entry.by.id,
    )


def _text(entry: Entry, before: Motion) -> Motion:
    """Return the text as the entry leaves it; a new one that was erased is not the old."""
    if entry.erased and "motion" in entry.erased:
        return ERASED_MOTION
    handed_in = entry.inputs.get("motion")
    return handed_in if isinstance(handed_in, Motion) else before


def _migrated(case: Case, entry: Entry, head: str) -> Case:
    """Pin the case to another version."""
    return attrs.evolve(
        _renamed(case, entry.moves),
        version=entry.version,
        head=head,
        procedure=entry.procedure,
        fingerprint=entry.fingerprint,
    )


def _gone_on(case: Case, moves: tuple[Made, ...]) -> tuple[Case, tuple[Made, ...]]:
    """Return the case under the version that continues its own, and the moves since."""
    count = sum(RENAMED in move.means for move in moves)
    return _renamed(case, moves[:count]), moves[count:]


def _renamed(case: Case, moves: tuple[Made, ...]) -> Case:
    """Give states their new names; nothing happened to what stands in them."""
    names = {(move.lifecycle, move.subject): move.target for move in moves}
    return attrs.evolve(
        case,
        state=names.get((MOTION, ""), case.state),
        consultations=tuple(
            attrs.evolve(each, state=names.get((CONSULTATION, each.id), each.state))
            for each in case.consultations
        ),
        suspensions=tuple(
            attrs.evolve(each, state=names.get((SUSPENSION, each.id), each.state))
            for each in case.suspensions
        ),
    )


def _moved(
    consultations: tuple[Consultation, ...], move: Made, entry: Entry
) -> tuple[Consultation, ...]:
    return tuple(
        [
            _updated(each, move, entry) if each.id == move.subject else each
            for each in consultations
        ]
    )


def _updated(consultation: Consultation, move: Made, entry: Entry) -> Consultation:
    means = move.means
    changes: dict[str, Any] = {"state": move.target, "decided": DECIDED in means}
    if entry.subject != consultation.id:
        return attrs.evolve(consultation, **changes)
    inputs = entry.inputs
    for name, field in _REPLACED.items():
        if name in inputs:
            changes[field] = inputs[name]
    if "excluded" in inputs:
        known = (*consultation.excluded, *inputs["excluded"])
        changes["excluded"] = distinct(known)
    if "ballot" in inputs:
        changes["ballots"] = (*consultation.ballots, inputs["ballot"])
    if entry.outcome:
        changes["result"] = entry.outcome
    meeting = changes.get("meeting", consultation.meeting)
    days = consultation.days
    is_up = CALLED in means or DECIDED in means
    if is_up and meeting is not None and meeting.day not in days[-1:]:
        changes["days"] = (*days, meeting.day)
    if type(changes.get("route")) is str:
        changes["route"] = AgendaRoute(changes["route"])
    for name, value in changes.items():
        if type(value) is not _SOUND.get(name):
            return attrs.evolve(consultation, **changes)
    if "ballot" in inputs and type(inputs["ballot"]) is not Ballot:
        return attrs.evolve(consultation, **changes)
    return _changed(consultation, changes)


_SOUND: Mapping[str, type] = {
    "state": str,
    "decided": bool,
    "result": str,
    "meeting": Meeting,
    "route": AgendaRoute,
    "agenda_number": str,
    "resolution": str,
    "public": bool,
    "inquorate": bool,
    "days": tuple,
    "ballots": tuple,
}
"""Of what class a change needs no closer look; that of parts was looked at as they came in."""


def _changed(of: Consultation, changes: Mapping[str, Any]) -> Consultation:
    """Return a consultation with sound changes, at a third of the price of evolving it."""
    new = object.__new__(Consultation)
    for name in _PARTS:
        _set(new, name, changes[name] if name in changes else getattr(of, name))
    return new


_set = object.__setattr__
_PARTS = tuple(each.name for each in attrs.fields(Consultation))


def _suspended(
    suspensions: tuple[Suspension, ...], move: Made, entry: Entry
) -> tuple[Suspension, ...]:
    if move.source == NONE:
        return (*suspensions, _lodged(move, entry))
    ended = local_day(entry.effective_at) if OVER in move.means else None
    return tuple(
        attrs.evolve(each, state=move.target, ended_on=ended)
        if each.id == move.subject
        else each
        for each in suspensions
    )


def _lodged(move: Made, entry: Entry) -> Suspension:
    """Return the suspension that an entry brings about, as far as it was not erased."""
    lodged: Suspension | None = entry.inputs.get("suspension")
    if lodged is None:
        kind = move.subject.rpartition("-")[0]
        day = entry.effective_at.date()
        return Suspension(move.subject, kind, "", day, state=move.target)
    # What is sealed is not copied into the value that is brought about; see `take`.
    return attrs.evolve(
        lodged,
        lodged_by=called(entry.by) if BY in entry.sealed else lodged.lodged_by,
        reasons=lodged.reasons or entry.inputs.get("reasons", ""),
        state=move.target,
    )


def called(who: Actor | By) -> str:
    """Return for whom somebody acts: an office or group, else himself, by name or id."""
    return who.on_behalf_of or who.name or who.id


def _routed(
    present: tuple[Consultation, ...], added: Iterable[Consultation]
) -> tuple[Consultation, ...]:
    return (*present, *added)


def _signed(
    signatures: tuple[Signature, ...], inputs: Mapping[str, Any]
) -> tuple[Signature, ...]:
    signature: Signature = inputs["signature"]
    remark = inputs.get("remark")
    if remark and not signature.remark:  # sealed, and so not copied; see `take`
        signature = attrs.evolve(signature, remark=remark)
    return (*signatures, signature)


def _stated(facts: Mapping[str, Any], inputs: Mapping[str, Any]) -> Mapping[str, Any]:
    new = {
        name: frozen(value) for name, value in inputs.items() if name not in NOT_FACTS
    }
    # Offices keep folded cases and hand them to rules: nobody may change one.
    return Frozen({**facts, **new}) if new else facts


def _weighing(
    findings: tuple[OpenFinding, ...], entry: Entry
) -> tuple[OpenFinding, ...]:
    overridden = set(entry.override.rules) if entry.override else set()
    new = [
        OpenFinding(
            row["rule"],
            row["result"],
            row["consequence"],
            entry.version,
            row["rule"] in overridden,
            _day(row.get("data", {}).get("cures_on")),
            entry.step,
            entry.subject,
            row.get("layer", "statute"),
        )
        for row in entry.findings
        if row["consequence"] != "order" and not is_untold(row["result"], row["code"])
    ]
    weighing = (*findings, *new)
    if entry.kind is _ASSUMED or any(
        row["consequence"] != "order" and is_untold(row["result"], row["code"])
        for row in entry.findings
    ):
        return _unwitnessed(weighing, entry)
    return weighing


def _unwitnessed(
    findings: tuple[OpenFinding, ...], entry: Entry
) -> tuple[OpenFinding, ...]:
    if any(each.rule == WITNESSED for each in findings):
        return findings
    found = OpenFinding(
        WITNESSED,
        "unknown",
        "block",
        entry.version,
        step=entry.step,
        subject=entry.subject,
    )
    return (*findings, found)


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
