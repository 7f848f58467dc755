"""One rule asked alone, with only the facts that it reads."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import attrs

from ratsflow.checking.usually import Usually, noon
from ratsflow.engine import NO_OTHERS, assess
from ratsflow.errors import Both, UnknownNameError
from ratsflow.law.local import Law
from ratsflow.model import Actor, Consultation, Meeting, Motion, Suspension
from ratsflow.procedure.case import Case
from ratsflow.procedure.finding import MET, Finding
from ratsflow.procedure.procedure import Procedure
from ratsflow.procedure.step import CONSULTATION, MOTION, SUSPENSION, Step
from ratsflow.testing.calling import FIRST_DAY, where_of
from ratsflow.testing.said import Said, no_such, taken_in
from ratsflow.testing.scene import actor_of
from ratsflow.testing.setting import as_day


_ITEM, _HALT = "item", "objection"


def ask(
    rule: str,
    *,
    step: str = "",
    by: str | Actor = "",
    day: date | str | None = None,
    state: str = "",
    body: str = "",
    meeting: date | str | Mapping[str, Any] | None = None,
    item: Mapping[str, Any] | None = None,
    objection: Mapping[str, Any] | None = None,
    procedure: Procedure | None = None,
    law: Law | str | Path | None = None,
    **facts: Any,
) -> Finding:
    """Ask one rule alone; a fact that it lacks is named and makes the answer *unknown*.

    Args:
        rule: its id.
        step: the step at which it is asked; the first on which it stands if left out.
        by: who takes the step: a role or an actor; the first role that may if left out.
        day: the day; that of the meeting if left out, else the fifth of January 2026.
        state: the state of the motion; one from which the step starts if left out.
        body: the body, by kind or name, where the rule asks for a consultation.
        meeting: its meeting: the day, or fields of a `Meeting`.
        item: other fields of the consultation.
        objection: fields of the objection or standstill that it is about.
        procedure: as in `case_at`.
        law: as in `case_at`.
        facts: fields of the paper, and what steps take in; nothing else is assumed.

    Returns:
        The finding: ``is_met``, ``is_unmet``, ``is_unknown``, ``lacks``, ``text()``,
        ``citation``.

    Raises:
        UnknownNameError: a rule, step, state or fact that there is not, with the nearest.
    """
    where = where_of(procedure, law)
    made = where.procedure
    steps = made.steps_guarded_by(rule)
    if not steps:
        known = [each.id for each in made.rules]
        raise no_such(Both("rule", "Regel"), rule, known)
    names = [each.name for each in steps]
    if step and step not in names:
        raise UnknownNameError(
            Both(f"step of {rule}", f"Schritt von {rule}"), step, names
        )
    states = [each.name for each in made.states]
    if state and state not in states:
        raise no_such(Both("state", "Stand"), state, states)
    said = Said.of(made, facts, with_votes=True)
    asked = made.step(step) if step else _fitting(steps, said)
    held = _meeting(meeting)
    on_day = as_day(day, "day") or (held.day if held else where.on) or FIRST_DAY
    usually = Usually(made, where.law, said.paper)
    case = Case(
        "asked",
        1,
        "",
        made.name,
        made.fingerprint,
        state or _first_of(asked, MOTION, made.states[0].name),
        Motion(**said.paper),
        consultations=_items(asked, usually, body, held, item),
        suspensions=_halts(asked, objection),
        since=noon(on_day),
    )
    on = {CONSULTATION: _ITEM, SUSPENSION: _HALT}.get(asked.subject, "")
    takes = {each.name for each in asked.takes}
    given = {k: v for k, v in said.inputs.items() if k in takes and v is not None}
    inputs = taken_in(asked, {**given, **said.votes}, case, on, usually)
    known_facts = {
        name: value.isoformat() if isinstance(value, date) else value
        for name, value in {**said.inputs, **said.facts}.items()
        if name not in takes and value is not None
    }
    verdict = assess(
        made,
        attrs.evolve(case, facts=known_facts),
        asked.name,
        actor_of(made, asked, by),
        at=noon(on_day),
        inputs=inputs,
        on=on if _has(case, asked) else "",
        law=where.law,
        others=NO_OTHERS,
    )
    for finding in verdict.findings:
        if finding.rule.id == rule:
            return finding
    versions = [each for each in made.rules if each.id == rule]
    return Finding(versions[0], MET, made.words, law=where.law.at(on_day))


def _fitting(steps: tuple[Step, ...], said: Said) -> Step:
    """Return the first step that takes in all that is said, else the first."""
    for step in steps:
        takes = {each.name for each in step.takes}
        if takes.issuperset(said.inputs) and (not said.votes or "ballot" in takes):
            return step
    return steps[0]


def _first_of(step: Step, lifecycle: str, other: str) -> str:
    sources = [
        source
        for moves in step.branches.values()
        for move in moves
        if move.lifecycle == lifecycle and not move.each
        for source in move.sources
    ]
    return sources[0] if sources else other


def _meeting(given: date | str | Mapping[str, Any] | None) -> Meeting | None:
    if isinstance(given, Mapping):
        return Meeting(**_with_days(given))
    day = as_day(given, "meeting")
    return None if day is None else Meeting(day)


def _with_days(given: Mapping[str, Any]) -> dict[str, Any]:
    return {k: as_day(v, k) if _is_day(v) else v for k, v in given.items()}


def _is_day(value: object) -> bool:
    return (
        isinstance(value, str)
        and len(value) == len("2026-03-19")
        and value[:2].isdigit()
    )


def _items(
    step: Step,
    usually: Usually,
    body: str,
    held: Meeting | None,
    item: Mapping[str, Any] | None,
) -> tuple[Consultation, ...]:
    about = step.subject == CONSULTATION
    if not about and not body and item is None and held is None:
        return ()
    state = _first_of(step, CONSULTATION, "") if about else ""
    given = {**({"state": state} if state else {}), **(item or {})}
    organization = usually.body(body or "council")
    return (Consultation(_ITEM, organization, meeting=held, **given),)


def _halts(step: Step, objection: Mapping[str, Any] | None) -> tuple[Suspension, ...]:
    if objection is None:
        return ()
    state = _first_of(step, SUSPENSION, "lodged")
    usual = {"kind": "mayor_objection", "lodged_by": "mayor", "state": state}
    given: dict[str, Any] = {**usual, **_with_days(objection)}
    return (Suspension(_HALT, **given),)


def _has(case: Case, step: Step) -> bool:
    if step.subject == CONSULTATION:
        return bool(case.consultations)
    return bool(case.suspensions) if step.subject == SUSPENSION else False
