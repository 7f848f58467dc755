"""What somebody without the right to read may see of a case that is not public."""

from __future__ import annotations

from typing import Any

import attrs

from ratsflow.engine.sealing import holds_personal, personal_inputs
from ratsflow.engine.verdict import AUTHORITY, INPUTS, ROLE, STATE, Row, Verdict
from ratsflow.log import By, Entry
from ratsflow.log.erasable import BY, FINDINGS, OVERRIDE, without_quotes
from ratsflow.model import Consultation, Motion, Suspension
from ratsflow.model.text import EMPTY
from ratsflow.procedure.case import Case
from ratsflow.procedure.finding import MET, Answer
from ratsflow.procedure.procedure import Procedure
from ratsflow.procedure.step import MOTION, NONE


WITHHELD = Motion("(nicht öffentlich / not public)", public=False)
"""What stands for a text that the reader may not see."""

_QUOTING_NOTHING = frozenset({STATE.id, ROLE.id, INPUTS.id, AUTHORITY.id})
"""The engine's own rules that name states, roles and inputs, and no content."""


def shown_case(
    case: Case, procedure: Procedure, *, is_public: bool | None = None
) -> Case:
    """Return a case as everybody may see it.

    Args:
        case: the case.
        procedure: its procedure, which says what is personal.
        is_public: whether it is public; what the case says if left out.

    Returns:
        If it is public: without personal inputs and without what was dealt with in a
        meeting that is not. If not: where it stands, and nothing of what it is about.
    """
    if case.is_public if is_public is None else is_public:
        return _without_personal(case, procedure)
    return attrs.evolve(
        case,
        motion=WITHHELD,
        consultations=tuple(map(_bare, case.consultations)),
        signatures=tuple(
            attrs.evolve(each, actor_id="", text_hash="", remark="")
            for each in case.signatures
        ),
        suspensions=tuple(map(_bare_suspension, case.suspensions)),
        facts={},
        opened_by="",
    )


def _without_personal(case: Case, procedure: Procedure) -> Case:
    personal = personal_inputs(procedure)
    withheld = personal
    hidden = in_camera(case)
    if hidden:
        withheld |= _said_in_meetings(procedure)
    signatures, suspensions = case.signatures, case.suspensions
    if "remark" in personal:
        signatures = tuple(attrs.evolve(each, remark="") for each in signatures)
    if "reasons" in personal:
        suspensions = tuple(attrs.evolve(each, reasons="") for each in suspensions)
    by_persons = _lodged_by_persons(procedure)
    suspensions = tuple(
        attrs.evolve(each, lodged_by="") if each.kind in by_persons else each
        for each in suspensions
    )
    return attrs.evolve(
        case,
        consultations=tuple(
            _bare(each) if each.id in hidden else _impersonal(each, personal)
            for each in case.consultations
        ),
        signatures=signatures,
        suspensions=tuple(
            _bare_suspension(each) if each.id in hidden else each
            for each in suspensions
        ),
        facts={name: v for name, v in case.facts.items() if name not in withheld},
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


def in_camera(case: Case) -> frozenset[str]:
    """Return the ids of what was dealt with behind closed doors.

    That are the consultations which are not public, and what attacks a decision of theirs.
    """
    closed = {each.id for each in case.consultations if each.public is False}
    attacks = {each.id for each in case.suspensions if each.against in closed}
    return frozenset(closed | attacks)


def _said_in_meetings(procedure: Procedure) -> frozenset[str]:
    """Return the names of the inputs that steps about a consultation or suspension take.

    A case does not say in which meeting a fact was stated: where one of them was closed,
    none of these is shown.
    """
    return frozenset(
        each.name
        for step in procedure.steps
        if any(
            move.lifecycle != MOTION and not move.each
            for moves in step.branches.values()
            for move in moves
        )
        for each in step.takes
    )


def _impersonal(each: Consultation, personal: frozenset[str]) -> Consultation:
    empty: dict[str, Any] = {"meeting": None, "resolution": "", "excluded": ()}
    changes = {name: value for name, value in empty.items() if name in personal}
    if "ballot" in personal:
        changes["ballots"] = ()
    return attrs.evolve(each, **changes) if changes else each


def _bare(each: Consultation) -> Consultation:
    """Return which body deals with it when, and nothing of what is said there."""
    meeting = each.meeting and attrs.evolve(each.meeting, urgency_reason="")
    return Consultation(
        each.id,
        each.body,
        each.role,
        meeting,
        each.public,
        about=each.about,
        state=each.state,
        days=each.days,
    )


def _bare_suspension(each: Suspension) -> Suspension:
    return attrs.evolve(each, lodged_by="", reasons="")


def shown_entry(entry: Entry, case: Case) -> Entry:
    """Return an entry as everybody may see it.

    Args:
        entry: the entry.
        case: the case as it stands, which says whether it is public.
    """
    hidden = in_camera(case)
    about = {entry.subject, *(m.subject for m in entry.moves if m.source == NONE)}
    if case.is_public and not about & hidden:
        return _open_entry(entry, may_quote=not hidden)
    override = entry.override
    return attrs.evolve(
        entry,
        by=By("", role=entry.by.role, deputy=entry.by.deputy),
        inputs={},
        outcome="",
        findings=tuple(without_quotes(each) for each in entry.findings),
        override=override and attrs.evolve(override, reason="", authority=""),
    )


def _open_entry(entry: Entry, *, may_quote: bool) -> Entry:
    """Return an entry about what is public, without what it says of what is not."""
    inputs = {name: v for name, v in entry.inputs.items() if name not in entry.sealed}
    if "consultations" in inputs:
        inputs["consultations"] = tuple(
            _bare(each) if each.public is False else each
            for each in inputs["consultations"]
        )
    findings = entry.findings
    if FINDINGS in entry.sealed or not may_quote:
        findings = tuple(without_quotes(each) for each in findings)
    by, override = entry.by, entry.override
    if BY in entry.sealed:
        by = attrs.evolve(by, name="", on_behalf_of="")
    if override is not None and (OVERRIDE in entry.sealed or not may_quote):
        override = attrs.evolve(override, reason="", authority="")
    return attrs.evolve(
        entry, by=by, inputs=inputs, findings=findings, override=override
    )


def shown_verdict(verdict: Verdict) -> Verdict:
    """Return a verdict that says which rules speak against the step, but not what it saw.

    What was observed and required is withheld wherever it can quote what not everybody
    may read, from the words as well as from the plain values.
    """
    procedure, question = verdict.procedure, verdict.question
    if (
        question.case.is_public
        and not holds_personal(procedure)
        and not in_camera(question.case)
    ):
        return verdict
    case = shown_case(question.case, procedure)
    consultation, suspension = question.consultation, question.suspension
    return attrs.evolve(
        verdict,
        question=attrs.evolve(
            question,
            case=case,
            inputs={},
            consultation=consultation and case.consultation(consultation.id),
            suspension=suspension and case.suspension(suspension.id),
        ),
        rows=tuple(map(_silent, verdict.rows)),
        outcome="",
    )


def _silent(row: Row) -> Row:
    rule, answer = row
    if answer is MET or rule.id in _QUOTING_NOTHING:
        return row
    # Without its values the sentence of the rule would have holes: fall back to its label.
    silent = attrs.evolve(rule, unmet=EMPTY, unknown=EMPTY, kept=EMPTY)
    return silent, Answer(answer.result, answer.code)
