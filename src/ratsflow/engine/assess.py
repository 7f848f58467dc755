"""Assess: evaluate state, role, inputs and every rule, without short circuit."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from itertools import starmap
from typing import Any

import attrs

from ratsflow.canonical import moment_of, plain, readable
from ratsflow.engine.inputs import checked, new_route, with_topics
from ratsflow.engine.observing import OBSERVERS, tell
from ratsflow.engine.silence import TOLD_BY, as_told
from ratsflow.engine.starting import moves_of, wrong_state
from ratsflow.engine.verdict import (
    AUTHORITY,
    INPUTS,
    LAW,
    OUTCOME,
    PUBLIC,
    ROLE,
    STATE,
    Mode,
    ModeName,
    Row,
    Verdict,
    as_mode,
    known_clear,
)
from ratsflow.errors import Both, InvalidInputError
from ratsflow.law.local import NO_LAW, AbsentNormError, Law
from ratsflow.law.periods import UnknownHolidaysError, local_day
from ratsflow.log import Made, Override
from ratsflow.model import Actor, Consultation, Suspension
from ratsflow.model.actor import as_actor
from ratsflow.model.quick import quick
from ratsflow.model.shape import Frozen
from ratsflow.model.text import exact
from ratsflow.procedure.case import Case
from ratsflow.procedure.continuing import continued, renames
from ratsflow.procedure.finding import MET, Answer, Result, unknown, unmet, untold
from ratsflow.procedure.lacking import Absent, lacking
from ratsflow.procedure.lookups import Others
from ratsflow.procedure.procedure import Guard, Plan, Procedure
from ratsflow.procedure.question import MissingFactError, Question
from ratsflow.procedure.rule import Rule
from ratsflow.procedure.step import CONSULTATION, SUSPENSION, Step


_NO_INPUTS: Mapping[str, Any] = Frozen()
_NOTHING: tuple[Consultation | None, Suspension | None] = (None, None)
_BROKEN = unmet()
_STATE_MET: Row = (STATE, MET)
_ROLE_MET: Row = (ROLE, MET)
_ENFORCE, _ASSUME = Mode.ENFORCE, Mode.ASSUME

Asking = Callable[[Plan, Question], Sequence[Row]]
"""Asks the rules of a step."""

_new_answer = quick(Answer)
_new_question = quick(Question)


def assess(
    procedure: Procedure,
    case: Case,
    step: str,
    actor: Actor,
    *,
    at: datetime,
    inputs: Mapping[str, Any] = _NO_INPUTS,
    on: str = "",
    law: Law = NO_LAW,
    mode: Mode | ModeName = Mode.ENFORCE,
    override: Override | None = None,
    others: Others | None = None,
    asking: Asking | None = None,
) -> Verdict:
    """Answer whether a step may be taken.

    Args:
        procedure: the procedure of the case, or one that continues its version.
        case: the case as it stands.
        step: name of the step.
        actor: who wants to take it.
        at: when it is to take effect; an aware datetime.
        inputs: what the step takes in, by name.
        on: id of the consultation or suspension it is about; may be left out where only
            one can be meant.
        law: the values in force for the municipality.
        mode: enforce, record, or assume: then `override` says why, and no rule is asked.
        override: who lifts which rules, and why.
        others: the other cases that the rules of the step look at, by `Look`, as
            `lookups.keys_of` asks for them; None if nobody looked, and then those rules
            cannot be answered. `NO_OTHERS` says that there are none.
        asking: asks the rules of a step, as `answers_of` does, for whoever keeps their
            answers.

    Returns:
        A verdict with a finding for every rule.

    Raises:
        UnknownNameError: no such step, consultation or suspension.
        InvalidInputError: an input of the wrong kind, or a naive time.
    """
    renamed: tuple[Made, ...] = ()
    if case.fingerprint != procedure.fingerprint:
        renamed = tuple(starmap(Made, renames(procedure, case)))
        case = continued(procedure, case)
    mode = mode if mode is _ENFORCE else as_mode(mode)
    plan = procedure.plan(step)
    asked = plan.step
    at = moment_of(at, "at")
    if type(actor) is not Actor:
        as_actor(actor)
    taken_in = _taken_in(procedure, asked, case, inputs) if inputs else _NO_INPUTS
    consultation, suspension = _NOTHING
    if plan.subject or on:
        consultation, suspension = _subject(case, plan, on)
    role, as_deputy = _role(asked, actor)
    day = local_day(at)
    in_force = law.at(day)
    if "motion" in taken_in:
        names = procedure.vocabulary(in_force)
        motion = with_topics(names, taken_in["motion"], case.motion)
        taken_in = {**taken_in, "motion": motion}
    question = _new_question(
        case,
        step,
        actor,
        role,
        at,
        day,
        taken_in,
        in_force,
        consultation,
        suspension,
        as_deputy,
        others,
        procedure.groups,
    )
    outcome, undecided = plan.outcome, None
    if asked.decide is not None:
        outcome, undecided = _outcome(plan, question)
    moves = (
        None if undecided else moves_of(plan, outcome, case, consultation, suspension)
    )
    if renamed and moves is not None:
        moves = (*renamed, *moves)
    state = _STATE_MET
    if moves is None:
        state = _state(plan, None if undecided else outcome, question)
    more: tuple[Row, ...] = ()
    if plan.required:
        more = _lacking(plan, taken_in, mode)
    if override is not None or mode is not _ENFORCE or law.state != procedure.law_of:
        more += _beside(procedure, actor, mode, override, law)
    asking = asking or answers_of
    answers = (
        asking(plan, question)
        if mode is _ENFORCE
        else _of_the_past(plan, question, mode, asking)
    )
    told = () if undecided is None else (undecided,)
    met: tuple[str, ...] = ()
    if answers is plan.met and role and moves is not None and not more:
        # As nearly always: the same rows for all, of which nobody need ask anything.
        rows, met = plan.clear((_STATE_MET, _ROLE_MET))
    else:
        rows = (state, _acting(asked, role, actor, mode), *more, *answers, *told)
    verdict = Verdict(procedure, asked, question, mode, rows, outcome, moves, override)
    if met:
        known_clear(verdict, met)
    return tell(verdict) if OBSERVERS else verdict


def _taken_in(
    procedure: Procedure, step: Step, case: Case, inputs: Mapping[str, Any]
) -> Mapping[str, Any]:
    taken_in = checked(step, inputs)
    if "consultations" not in taken_in:
        return taken_in
    added = taken_in["consultations"]
    placed = new_route(procedure.planned, case.consultations, added)
    return {**taken_in, "consultations": placed}


def _beside(
    procedure: Procedure,
    actor: Actor,
    mode: Mode,
    override: Override | None,
    law: Law,
) -> tuple[Row, ...]:
    """Tell what only some attempts have to fear: for a record, an override, another law."""
    rows = _authority(procedure, actor, mode, override)
    return (*rows, *_other_law(procedure, law))


def _other_law(procedure: Procedure, law: Law) -> tuple[Row, ...]:
    """Tell that the law is another state's: its numbers do not fit these paragraphs."""
    if law.state == procedure.law_of or not (law.state and procedure.law_of):
        return ()
    return ((LAW, unmet(law.state, procedure.law_of)),)


def _role(step: Step, actor: Actor) -> tuple[str, bool]:
    for role in step.by:
        if role in actor.roles:
            return role, False
    for role in step.by:
        if role in actor.deputises:
            return role, True
    return "", False


def _acting(step: Step, role: str, actor: Actor, mode: Mode) -> Row:
    if role or mode is _ASSUME:
        return _ROLE_MET
    return ROLE, _wrong_role(step, actor)


def _wrong_role(step: Step, actor: Actor) -> Answer:
    held = [*actor.roles, *actor.deputises]
    who = actor.name or actor.id
    return unmet(
        f"{who} ({', '.join(held) or '–'})",
        ", ".join(step.by),
        "" if held else "procedure.role.none",
        who=who,
        held=held,
        step=step.name,
        needed=list(step.by),
    )


def _authority(
    procedure: Procedure, actor: Actor, mode: Mode, override: Override | None
) -> list[Row]:
    rows: list[Row] = []
    held = {*actor.roles, *actor.deputises}
    if mode is not _ENFORCE and not held.intersection(procedure.recorders):
        rows.append((AUTHORITY, not_allowed(actor, "record", procedure.recorders)))
    if mode is _ASSUME and override is None and not rows:
        raise InvalidInputError(
            Both(
                "what is assumed needs a reason.",
                "was nur angenommen wird, braucht eine Begründung.",
            ),
            "override",
            Both(
                "Pass Override('…') and say why it must have happened.",
                "In einem Satz sagen, warum es geschehen sein muss.",
            ),
        )
    if override is not None:
        if not isinstance(override, Override) or not override.reason.strip():
            raise InvalidInputError(
                Both(
                    "an override needs a reason.",
                    "eine Anordnung trotz Hindernis braucht eine Begründung.",
                ),
                "override",
                Both(
                    "Pass Override('…') and say why, in a sentence.",
                    "In einem Satz sagen, warum.",
                ),
            )
        if mode is not _ASSUME and not held.intersection(procedure.overriders):
            allowed = procedure.overriders
            rows.append((AUTHORITY, not_allowed(actor, "override", allowed)))
    return rows


def not_allowed(actor: Actor, act: str, allowed: Sequence[str]) -> Answer:
    """Answer that somebody may not do what is no step: record, override, erase, migrate."""
    who = actor.name or actor.id
    return unmet(
        who,
        ", ".join(allowed) or "–",
        f"procedure.{act}",
        act=act,
        who=who,
        needed=list(allowed) or ["nobody"],
    )


def _lacking(plan: Plan, taken_in: Mapping[str, Any], mode: Mode) -> tuple[Row, ...]:
    lacking = [name for name in plan.required if name not in taken_in]
    if mode is not _ENFORCE and PUBLIC in lacking:
        # Who may read the item hangs on it: untold, what was closed would stay open to all.
        lacking = [PUBLIC]
    elif not lacking or mode is _ASSUME:
        return ()
    name = plan.step.name
    facts = [f"{name}.{each}" for each in lacking]
    if mode is Mode.RECORD and lacking != [PUBLIC]:
        # What happened did so, whether or not its source tells all of it.
        answer = untold(INPUTS.id, facts, missing=lacking, step=name)
        return ((INPUTS, answer),)
    told = unmet(required=", ".join(lacking), missing=lacking, facts=facts, step=name)
    return ((INPUTS, told),)


def _of_the_past(
    plan: Plan, question: Question, mode: Mode, asking: Asking
) -> Sequence[Row]:
    """Ask what really happened; of what is only assumed no rule is asked."""
    if mode is _ASSUME:
        return ()
    answers = asking(plan, question)
    return as_told(question, answers) if question.case.facts.get(TOLD_BY) else answers


def answers_of(plan: Plan, question: Question) -> Sequence[Row]:
    """Ask every rule in force; whatever goes wrong is no pass.

    A rule of which no version is in force is neither asked nor told: it was not met.
    """
    rows: list[Row] | None = None
    gone: list[int] = []
    absent = question.law.absent
    # Of nearly every rule nothing but its check is looked at: what is not touched need not
    # be fetched into the processor's cache, which costs more than most checks.
    no_norm_lacks = not absent or plan.norms.isdisjoint(absent)
    for index, check in enumerate(plan.checks if no_norm_lacks else plan.unready):
        answer: object
        if check is not None:
            try:
                answer = check(question)
            except Exception as error:  # noqa: BLE001  # a rule that fails is a finding, never a pass
                rule: Rule | None = plan.guards[index].rule
                answer = _unanswered(plan.guards[index].rule, error, plan, question)
            else:
                if answer is MET or answer is True:
                    continue
                rule = plan.guards[index].rule
        else:
            guard = plan.guards[index]
            rule, answer = _asked(guard, plan, question, index)
            if (answer is True or answer is MET) and rule is guard.rule:
                continue
        rows = rows or list(plan.met)
        if rule is None:
            gone.append(index)
        else:
            rows[index] = rule, _answer(rule, answer)
    if rows is None:
        return plan.met
    for index in reversed(gone):
        del rows[index]
    return rows


def _asked(
    guard: Guard, plan: Plan, question: Question, index: int
) -> tuple[Rule | None, object]:
    """Ask a rule in the version that is in force; None where there is none, or no norm."""
    rule, asked = guard.rule, question
    try:
        if guard.is_dated:
            day = question.fact_day(rule.dated_by) if rule.dated_by else question.day
            in_force = _in_force(guard, day)
            if in_force is None:
                return None, None
            rule = in_force
            if day != question.day:
                asked = attrs.evolve(question, law=question.law.at(day))
        absent = asked.law.absent
        if absent and rule.norm in absent and not rule.permits:
            return None, None
        check = rule.check
        if not guard.is_dated:
            plan.checks[index] = check
        return rule, check(asked)
    except Exception as error:  # noqa: BLE001  # as above
        return rule, _unanswered(rule, error, plan, asked)


def _in_force(guard: Guard, day: date) -> Rule | None:
    """Return the version of a rule that is in force; None where there is none yet."""
    for version in guard.versions:
        if version.in_force.covers(day):
            return version
    return None


def _answer(rule: Rule, answer: object) -> Answer:
    """Take what a rule returned: nothing but an `Answer`, True or False is one."""
    if answer is True:
        return MET
    if answer is False:
        return _BROKEN
    if isinstance(answer, Answer):
        return _told(rule, answer)
    return _failed(
        rule, f"it answered {_shown(answer)}, which is no Answer and no bool"
    )


def _told(rule: Rule, answer: Answer) -> Answer:
    """Hold an answer to what can be written down; what cannot is an error of the rule."""
    code, observed, required = texts = answer.code, answer.observed, answer.required
    are_texts = type(code) is type(observed) is type(required) is str
    try:
        are_ascii = are_texts and "".join(texts).isascii()
        if are_ascii and not answer.data:
            return answer
        data = _copied(answer.data)
        if data is None:
            data = readable(plain(dict(answer.data), "answer[3]"))
        if not are_ascii:
            for part in (said := readable(plain(texts, "answer"))):
                if not isinstance(part, str):
                    told = f"it answered {_shown(part)} where a text belongs"
                    return _failed(rule, told)
            code, observed, required = said
    except Exception as error:  # noqa: BLE001  # whatever is wrong with it
        return _failed(rule, _said(error))
    # A copy: the rule may keep what it handed over, and change it when it is asked again.
    return _new_answer(answer.result, code, observed, required, data)


_SMALL = 2**53
"""Below it a number needs no look at how large it is."""


def _copied(data: Mapping[str, Any]) -> dict[str, Any] | None:
    """Return a copy of plain data of a rule; None where it must be looked at closer."""
    made: dict[str, Any] = {}
    for name, value in data.items():
        kind = type(value)
        if kind is list:
            for part in value:
                if type(part) is not str or not part.isascii():
                    return None
            value = value.copy()  # noqa: PLW2901  # what the rule keeps may change
        elif kind is str:
            if not value.isascii():
                return None
        elif kind is int:
            if not -_SMALL < value < _SMALL:
                return None
        elif kind is not bool and value is not None:
            return None
        if type(name) is not str or not name.isascii():
            return None
        made[name] = value
    return made


def _state(plan: Plan, outcome: str | None, question: Question) -> Row:
    """Say in which state the step would start; met where one of its outcomes can.

    Args:
        plan: the step.
        outcome: the outcome that cannot start here, or None if it cannot be told yet.
        question: the question.
    """
    about = question.case, question.consultation, question.suspension
    outcomes = tuple(plan.branches) if outcome is None else (outcome,)
    if outcome is None:
        for each in outcomes:
            if moves_of(plan, each, *about) is not None:
                return _STATE_MET
    return STATE, wrong_state(plan, outcomes, *about)


def _unanswered(rule: Rule, error: Exception, plan: Plan, question: Question) -> Answer:
    if isinstance(error, AbsentNormError):
        return unmet(code=f"{rule.id}.no_norm", keys=[error.key])
    if isinstance(error, MissingFactError) and error.name == rule.dated_by:
        return unknown(
            error.name, code=f"{rule.id}.no_fact"
        )  # nor is known by which law
    if isinstance(error, Absent):
        decide = plan.step.decide if rule is OUTCOME else None
        facts, keys = lacking(decide or rule.check, question, error, plan.kinds)
        what = "no_fact" if isinstance(error, MissingFactError) else "no_value"
        return unknown(*facts, key=keys, code=f"{rule.id}.{what}")
    if isinstance(error, UnknownHolidaysError):
        code = f"{rule.id}.no_holidays"
        return unknown("holidays", observed=str(error.year), code=code, year=error.year)
    if _is_absent(error, plan, question):
        return unknown(str(error.args[0]), code=f"{rule.id}.no_fact")
    return _failed(rule, f"{type(error).__name__}: {_said(error)}")


def _is_absent(error: Exception, plan: Plan, question: Question) -> bool:
    """Tell whether somebody looked up an input that the step takes and nobody stated."""
    if not isinstance(error, KeyError) or len(error.args) != 1:
        return False
    name = error.args[0]
    takes = any(each.name == name for each in plan.step.takes)
    return takes and name not in question.inputs


def _failed(rule: Rule, what: str) -> Answer:
    return Answer(Result.ERROR, f"{rule.id}.error", readable(what))


def _said(error: Exception) -> str:
    try:
        return str(error)
    except Exception as deeper:  # noqa: BLE001  # the words of a rule's error are a rule's
        return type(deeper).__name__


def _shown(answer: object) -> str:
    try:
        return repr(answer)
    except Exception:  # noqa: BLE001  # as for words
        return f"a {type(answer).__name__}"


def _outcome(plan: Plan, question: Question) -> tuple[str, Row | None]:
    """Pick the outcome of the step, or say why it cannot be told."""
    step = plan.step
    if step.decide is None:
        return next(iter(step.branches)), None
    try:
        picked = step.decide(question)
    except Exception as error:  # noqa: BLE001  # as for rules
        return "", (OUTCOME, _unanswered(OUTCOME, error, plan, question))
    if isinstance(picked, str) and picked in step.branches:
        return exact(picked), None
    if isinstance(picked, Answer) and picked.result is not Result.MET:
        return "", (OUTCOME, _told(OUTCOME, picked))
    return "", (OUTCOME, _failed(OUTCOME, f"{_shown(picked)} is none of its outcomes"))


def _subject(
    case: Case, plan: Plan, on: str
) -> tuple[Consultation | None, Suspension | None]:
    step, lifecycle = plan.step, plan.subject
    if lifecycle == CONSULTATION:
        if on:
            return case.consultation(on), None
        return _only(case.consultations, step, CONSULTATION), None
    if lifecycle == SUSPENSION:
        if on:
            return None, case.suspension(on)
        return None, _only(case.suspensions, step, SUSPENSION)
    if on:
        raise InvalidInputError(
            Both(
                f"the step is about no consultation or suspension, but {on!r} was named.",
                "der Schritt betrifft keine Beratung und keinen Einwand, genannt "
                f"wurde aber „{on}“.",
            ),
            Both(f"step {step.name}", f"Schritt {step.name}"),
        )
    return None, None


def _only(candidates: tuple[Any, ...], step: Step, lifecycle: str) -> Any:
    sources = {
        source
        for moves in step.branches.values()
        for move in moves
        if move.lifecycle == lifecycle and not move.each
        for source in move.sources
    }
    fitting = [each for each in candidates if each.state in sources]
    if len(fitting) > 1:
        raise InvalidInputError(
            Both(
                f"{len(fitting)} {lifecycle}s can be meant.",
                f"es kommen {len(fitting)} in Betracht.",
            ),
            Both(f"step {step.name}", f"Schritt {step.name}"),
            Both(
                f"Name one: {', '.join(each.id for each in fitting)}.",
                f"Eines nennen: {', '.join(each.id for each in fitting)}.",
            ),
        )
    if fitting:
        return fitting[0]
    return candidates[-1] if candidates else None
