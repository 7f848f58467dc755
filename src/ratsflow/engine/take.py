"""Take: assess plus entry; and the two other entries there are, opening and refusal."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import attrs

from ratsflow.canonical import in_utc, moment_of, plain
from ratsflow.engine.entries import Taken, entered
from ratsflow.engine.fold import called
from ratsflow.engine.inputs import iso_day, new_route, with_topics
from ratsflow.engine.permission import acting
from ratsflow.engine.sealing import name_too, parts_too, to_seal, words_too, wordy
from ratsflow.engine.silence import TOLD_BY, UNTOLD
from ratsflow.engine.verdict import TIME, Mode, Verdict
from ratsflow.errors import Both, InvalidInputError, RefusedError, UnknownNameError
from ratsflow.law.local import NO_LAW, Law
from ratsflow.law.periods import local_day
from ratsflow.log import (
    OPEN,
    By,
    EntryKind,
    Made,
    Override,
    Salts,
)
from ratsflow.log.erasable import BY, NAMES_OF_WORDS, OVERRIDE
from ratsflow.model import Actor, Consultation, Motion, Signature, Suspension
from ratsflow.model.actor import as_actor
from ratsflow.model.shape import of_kind
from ratsflow.procedure.case import Case
from ratsflow.procedure.finding import MET, Finding, Result, unmet
from ratsflow.procedure.inputs import NOT_FACTS
from ratsflow.procedure.procedure import Procedure
from ratsflow.procedure.rule import is_name
from ratsflow.procedure.step import MOTION, NONE, Step


_PARTS_OF_A_CASE = NOT_FACTS.union(each.name for each in attrs.fields(Case))
"""What nobody can state when a case is opened: it starts in the first state, for example."""

# Looking a member up on its enum costs 0.1 µs each time.
_TAKEN, _REFUSED = EntryKind.TAKEN, EntryKind.REFUSED
_OVERRIDDEN = EntryKind.OVERRIDDEN
_ENFORCE, _ASSUME = Mode.ENFORCE, Mode.ASSUME


def open_case(
    procedure: Procedure,
    case_id: str,
    motion: Motion,
    actor: Actor,
    *,
    at: datetime,
    recorded_at: datetime | None = None,
    consultations: tuple[Consultation, ...] = (),
    facts: Mapping[str, Any] | None = None,
    law: Law = NO_LAW,
    tenant: str = "",
    salts: Salts | None = None,
    begins: str = "",
    override: Override | None = None,
) -> Taken:
    """Open a case: the first entry, which holds the motion and pins the procedure.

    A case whose beginning nobody witnessed begins midway: then the entry is *assumed*, and
    says why.

    Args:
        procedure: the procedure it is to run through.
        case_id: identifier of the case, unique in the store.
        motion: the motion.
        actor: who opens it.
        at: when, aware.
        recorded_at: when it is written down; `at` if left out.
        consultations: the route that is already known.
        facts: plain facts known from the start.
        law: the values in force for the municipality; the entry names them.
        tenant: the municipality of the store it is to be kept in; the entry names it, so
            that the case cannot be moved to another one's.
        salts: gives a new salt for each content that can be erased later, as
            `secrets.token_hex` does; without it nothing is sealed and nothing can be
            erased.
        begins: the state in which it is found, midway; the first one if left out.
        override: why it is assumed that it had come so far; needed with `begins` only.

    Raises:
        InvalidInputError: an empty case id, two consultations of one id, a naive time, a
            fact that is none, or a topic that the procedure does not know; or the case
            begins midway without a reason, or opened by somebody who may not record.
        UnknownNameError: there is no such state to begin in.
    """
    if not case_id:
        raise InvalidInputError(
            Both("a case needs an id.", "ein Vorgang braucht eine Kennung."), "case_id"
        )
    of_kind(motion, Motion, "motion", "Pass Motion('…').")
    as_actor(actor)
    placed = new_route(procedure.planned, (), consultations)
    for each in placed:
        if each.about:
            raise InvalidInputError(
                Both(
                    f"consultation {each.id!r} reconsiders {each.about!r}, and nobody has "
                    "objected yet.",
                    f"die Beratung „{each.id}“ soll „{each.about}“ erneut behandeln, und "
                    "noch hat niemand widersprochen.",
                ),
                "consultations",
                Both("Leave 'about' out.", "Die Angabe „about“ weglassen."),
            )
    at = moment_of(at, "at")
    recorded_at = at if recorded_at is None else moment_of(recorded_at, "recorded_at")
    _check_facts(procedure, facts or {})
    if at > recorded_at:
        raise InvalidInputError(
            Both(
                f"the case would be opened at {at}, and it is only {recorded_at}.",
                f"der Vorgang würde am {at} eröffnet, und es ist erst {recorded_at}.",
            ),
            "at",
        )
    inputs: dict[str, Any] = {
        name: tuple(stated) if type(stated) is list else stated
        for name, value in (facts or {}).items()
        for stated in (plain(value, name),)
    }
    if "due_on" in inputs:
        inputs["due_on"] = iso_day(inputs["due_on"], "due_on")
    names = procedure.vocabulary(law.at(local_day(at)))
    inputs["motion"] = motion = with_topics(names, motion)
    if placed:
        inputs["consultations"] = placed
    sealed: tuple[str, ...] = ()
    if salts is not None:
        is_public = motion.public is True
        sealed = tuple(parts_too(inputs, motion)) if is_public else wordy(inputs)
        sealed += name_too(procedure, actor, "")
    if begins or override is not None:
        _check_midway(procedure, begins, override)
        if salts is not None and motion.public is not True:
            sealed += (OVERRIDE,)
    if begins or not {TOLD_BY, UNTOLD}.isdisjoint(inputs):
        _check_recorder(procedure, actor)
    start = begins or procedure.states[0].name
    return entered(
        None,
        OPEN,
        EntryKind.ASSUMED if begins else EntryKind.TAKEN,
        By(id=actor.id, name=actor.name, on_behalf_of=actor.on_behalf_of),
        at,
        recorded_at,
        version=(procedure.name, procedure.fingerprint),
        law=law,
        inputs=inputs,
        moves=(Made(lifecycle=MOTION, subject="", source=NONE, target=start),),
        override=override,
        sealed=sealed,
        salts=salts,
        opens=(case_id, tenant),
    )


def _check_facts(procedure: Procedure, facts: Mapping[str, Any]) -> None:
    """Refuse what is no plain fact, or is stated by a step."""
    for name in facts:
        if name in _PARTS_OF_A_CASE or name in NAMES_OF_WORDS or not is_name(name):
            raise InvalidInputError(
                Both(
                    f"{name!r} is no plain fact.",
                    f"„{name}“ ist keine einfache Tatsache.",
                ),
                "facts",
                Both(
                    "It comes about by steps alone.", "Das entsteht nur durch Schritte."
                ),
            )
        takers = [step.name for step in procedure.steps if _takes(step, name)]
        if takers:
            raise InvalidInputError(
                Both(
                    f"{name!r} is stated by a step, with its rules and roles.",
                    f"„{name}“ wird bei einem Schritt angegeben, mit dessen Regeln "
                    "und Rollen.",
                ),
                "facts",
                Both(
                    f"State it with: {', '.join(takers)}.",
                    f"Anzugeben bei: {', '.join(takers)}.",
                ),
            )


def _check_midway(procedure: Procedure, begins: str, override: Override | None) -> None:
    """Refuse to begin midway what nobody answers for."""
    known = [state.name for state in procedure.states]
    if begins and begins not in known:
        raise UnknownNameError(Both("state", "Stand"), begins, known)
    if not begins:
        raise InvalidInputError(
            Both(
                "'override' is no plain fact: it says why a case begins midway.",
                "„override“ ist keine einfache Tatsache; es sagt, warum ein Vorgang "
                "mittendrin beginnt.",
            ),
            "facts",
            Both("Pass begins='…' too.", "Auch den Stand (begins) angeben."),
        )
    if not isinstance(override, Override) or not override.reason.strip():
        raise InvalidInputError(
            Both(
                "a case that begins midway says in which state, and why.",
                "ein Vorgang, der mittendrin beginnt, sagt, bei welchem Stand und warum.",
            ),
            "begins",
            Both(
                "Pass begins='…' and override=Override('…').",
                "Den Stand (begins) und eine Begründung (override) angeben.",
            ),
        )


def _check_recorder(procedure: Procedure, actor: Actor) -> None:
    """Refuse whoever may not record: he would say which rules are not asked."""
    if not {*actor.roles, *actor.deputises}.intersection(procedure.recorders):
        raise InvalidInputError(
            Both(
                f"{actor.name or actor.id} may not record here.",
                f"{actor.name or actor.id} darf hier nicht festhalten, was geschah.",
            ),
            "begins",
            Both(
                f"It takes: {', '.join(procedure.recorders) or 'nobody'}.",
                f"Das darf: {', '.join(procedure.recorders) or 'niemand'}.",
            ),
        )


def _takes(step: Step, name: str) -> bool:
    return any(each.name == name for each in step.takes)


def punctual(verdict: Verdict, recorded_at: datetime | None) -> Verdict:
    """Return the verdict with a finding if the step would take effect in the future.

    One may ask what will be possible on a later day; one may not take it before, else
    every waiting period would be over at a word.

    Args:
        verdict: the answer of `assess`.
        recorded_at: the present moment; None says nothing.
    """
    at = verdict.question.at
    if recorded_at is None or at <= recorded_at:
        return verdict
    late = unmet(
        at.isoformat(timespec="minutes"), recorded_at.isoformat(timespec="minutes")
    )
    return attrs.evolve(verdict, rows=(*verdict.rows, (TIME, late)))


def take(
    verdict: Verdict,
    *,
    recorded_at: datetime | None = None,
    salts: Salts | None = None,
) -> Taken:
    """Take the step that a verdict allows.

    Args:
        verdict: the answer of `assess`.
        recorded_at: when it is written down; the effective time if left out.
        salts: gives a new salt for each content that can be erased later, as
            `secrets.token_hex` does; without it nothing is sealed and nothing can be
            erased.

    Returns:
        The case after the step, its entry and record; nothing is stored.

    Raises:
        RefusedError: the verdict does not allow it; it carries the verdict.
    """
    if recorded_at is not None:
        verdict = punctual(verdict, recorded_at)
    moves = verdict.moves
    if moves is None or verdict.blocking:
        raise RefusedError(verdict)
    return _written(verdict, moves, _kind(verdict), recorded_at, salts)


def refusal(
    verdict: Verdict,
    *,
    recorded_at: datetime | None = None,
    salts: Salts | None = None,
) -> Taken:
    """Write down that a step was refused; the case keeps its state.

    Args: see `take`.

    Raises:
        InvalidInputError: the verdict allows the step.
    """
    if verdict.allowed:
        raise InvalidInputError(
            Both(
                "the verdict allows the step.",
                "der Schritt ist möglich und wird nicht abgelehnt.",
            ),
            "refusal",
        )
    return _written(verdict, (), EntryKind.REFUSED, recorded_at, salts)


def _kind(verdict: Verdict) -> EntryKind:
    if verdict.mode is _ASSUME:
        return EntryKind.ASSUMED
    if verdict.override is not None and verdict.overridden:
        return EntryKind.OVERRIDDEN
    return _TAKEN if verdict.mode is _ENFORCE else EntryKind.RECORDED


def _written(
    verdict: Verdict,
    moves: tuple[Made, ...],
    kind: EntryKind,
    recorded_at: datetime | None,
    salts: Salts | None,
) -> Taken:
    question, step, procedure = verdict.question, verdict.step, verdict.procedure
    inputs = question.inputs
    sealed: tuple[str, ...] = ()
    named: tuple[str, ...] = ()
    if salts is not None:
        if procedure.private:
            named = name_too(procedure, question.actor, question.role)
        sealed = to_seal(step, question, inputs) + named
    if kind is not _REFUSED and (step.signs or any(m.source == NONE for m in moves)):
        inputs = _completed(verdict, moves, sealed)
        if salts is not None and inputs is not question.inputs:
            sealed = to_seal(step, question, inputs) + named
    subject = question.consultation or question.suspension
    findings: list[Mapping[str, Any]] = []
    looked = False
    if not verdict.is_clear:
        for rule, answer in verdict.rows:
            if answer is not MET and answer.result is not Result.MET:
                findings.append(Finding(rule, answer, law=question.law).to_plain())
                looked = looked or bool(rule.looks_at)
    override = _named(verdict) if verdict.override is not None else None
    if salts is not None:
        sealed += words_too(procedure, question, findings, override, looked=looked)
    return entered(
        question.case,
        step.name,
        kind,
        acting(verdict),
        question.at,
        recorded_at,
        version=(procedure.name, procedure.fingerprint),
        law=question.law,
        inputs=inputs,
        subject=subject.id if subject else "",
        outcome=verdict.outcome,
        moves=moves,
        met=verdict.met,
        findings=findings,
        override=override,
        sealed=sealed,
        verdict=verdict,
        salts=salts,
    )


def _named(verdict: Verdict) -> Override | None:
    """Return the override with the names of all it really lifted."""
    given = verdict.override
    if given is None:
        return None
    if verdict.mode is _ASSUME:
        return Override(given.reason, given.authority)
    lifted = tuple(finding.rule.id for finding in verdict.overridden)
    return Override(given.reason, given.authority or _authority(verdict), lifted)


def _authority(verdict: Verdict) -> str:
    """Name the role that gives the right to override, where nothing else is named."""
    actor = verdict.question.actor
    for role in verdict.procedure.overriders:
        if role in actor.roles:
            return role
        if role in actor.deputises:
            return f"i. V. {role}"
    return ""


def _completed(
    verdict: Verdict, moves: tuple[Made, ...], sealed: tuple[str, ...]
) -> Mapping[str, Any]:
    """Return the inputs with the signature or suspension that the step brings about.

    What is sealed is not copied into them: `apply` puts it there as long as it is kept.
    """
    question, step = verdict.question, verdict.step
    added: dict[str, Any] = {}
    # Nobody is said to have signed what nobody witnessed.
    if step.signs and verdict.mode is not _ASSUME:
        added["signature"] = Signature(
            step.signs if step.signs != "*" else question.role,
            question.actor.id,
            question.motion.text_hash,
            in_utc(question.at),
            question.inputs.get("decision", "approve"),
            question.as_deputy,
            "" if "remark" in sealed else question.inputs.get("remark", ""),
        )
    for move in moves:
        if move.source == NONE:
            if "consultations" in question.inputs:
                added["consultations"] = tuple(
                    attrs.evolve(each, about=each.about or move.subject)
                    for each in question.inputs["consultations"]
                )
            added["suspension"] = Suspension(
                move.subject,
                move.subject.rpartition("-")[0],
                question.actor.id if BY in sealed else called(question.actor),
                question.day,
                "" if "reasons" in sealed else question.inputs.get("reasons", ""),
                state=move.target,
                against=question.inputs.get("against") or _decided(question.case),
            )
    return {**question.inputs, **added} if added else question.inputs


def _decided(case: Case) -> str:
    return case.deciding.id if case.deciding else ""
