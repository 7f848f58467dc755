"""What somebody without the right to read may see of a case that is not public."""

from __future__ import annotations

from typing import Any

import attrs

from ratsflow.engine.sealing import personal_inputs
from ratsflow.engine.verdict import AUTHORITY, INPUTS, ROLE, STATE, Row, Verdict
from ratsflow.log import By, Entry
from ratsflow.log.erasable import FINDINGS, without_quotes
from ratsflow.model import Consultation, Motion, Suspension
from ratsflow.model.text import EMPTY
from ratsflow.procedure.case import Case
from ratsflow.procedure.finding import MET, Answer
from ratsflow.procedure.procedure import Procedure


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
        return _without_personal(case, personal_inputs(procedure))
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


def _without_personal(case: Case, personal: frozenset[str]) -> Case:
    consultations = tuple(
        _bare(each) if each.public is False else _impersonal(each, personal)
        for each in case.consultations
    )
    signatures, suspensions = case.signatures, case.suspensions
    if "remark" in personal:
        signatures = tuple(attrs.evolve(each, remark="") for each in signatures)
    if "reasons" in personal:
        suspensions = tuple(attrs.evolve(each, reasons="") for each in suspensions)
    return attrs.evolve(
        case,
        consultations=consultations,
        signatures=signatures,
        suspensions=suspensions,
        facts={name: v for name, v in case.facts.items() if name not in personal},
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
    hidden = {each.id for each in case.consultations if each.public is False}
    if case.is_public and entry.subject not in hidden:
        return _open_entry(entry)
    override = entry.override
    return attrs.evolve(
        entry,
        by=By("", role=entry.by.role, deputy=entry.by.deputy),
        inputs={},
        outcome="",
        findings=tuple(without_quotes(each) for each in entry.findings),
        override=override and attrs.evolve(override, reason="", authority=""),
    )


def _open_entry(entry: Entry) -> Entry:
    inputs = {name: v for name, v in entry.inputs.items() if name not in entry.sealed}
    if "consultations" in inputs:
        inputs["consultations"] = tuple(
            _bare(each) if each.public is False else each
            for each in inputs["consultations"]
        )
    findings = entry.findings
    if FINDINGS in entry.sealed:
        findings = tuple(without_quotes(each) for each in findings)
    return attrs.evolve(entry, inputs=inputs, findings=findings)


def shown_verdict(verdict: Verdict) -> Verdict:
    """Return a verdict that says which rules speak against the step, but not what it saw.

    What was observed and required is withheld wherever it can quote what not everybody
    may read, from the words as well as from the plain values.
    """
    procedure, question = verdict.procedure, verdict.question
    if (
        question.case.is_public
        and not personal_inputs(procedure)
        and not _is_hidden(verdict)
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


def _is_hidden(verdict: Verdict) -> bool:
    return any(each.public is False for each in verdict.question.case.consultations)


def _silent(row: Row) -> Row:
    rule, answer = row
    if answer is MET or rule.id in _QUOTING_NOTHING:
        return row
    # Without its values the sentence of the rule would have holes: fall back to its label.
    silent = attrs.evolve(rule, unmet=EMPTY, unknown=EMPTY, kept=EMPTY)
    return silent, Answer(answer.result, answer.code)
