"""Where a case stands and what may happen, put together from the verdicts on its steps."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from ratsflow.engine.ahead import Ask, all_ahead, later_steps
from ratsflow.engine.missing import stays
from ratsflow.engine.now import Ahead, Deadline, Now, Possible
from ratsflow.engine.verdict import Verdict
from ratsflow.errors import RatsflowError
from ratsflow.model import Actor, Consultation
from ratsflow.procedure.case import Case
from ratsflow.procedure.path import leading_from
from ratsflow.procedure.procedure import Procedure
from ratsflow.procedure.starting import startable
from ratsflow.procedure.step import CONSULTATION, Step


def now_of(
    procedure: Procedure, case: Case, ask: Ask, at: datetime, actor: Actor | None = None
) -> Now:
    """Return where a case stands and what may happen.

    Args:
        procedure: its procedure.
        case: the case as the reader may see it.
        ask: assesses a step, as the reader may see it.
        at: the moment asked about.
        actor: who asks; None for anybody.
    """
    verdicts = [ask(step, on) for step, on in startable(procedure, case)]
    here = [each for each in verdicts if each.starts_here]
    main = procedure.main_path
    ways = _ways(procedure, case, here, main)
    chosen = ways[0] if ways else None
    cures = _cures(chosen)
    steps = tuple(
        Possible(each, _group(each, main, cures), _may(each.step, actor))
        for each in (
            *([] if chosen is None else [chosen]),
            *(v for v in here if v is not chosen),
        )
    )
    other = next(
        (
            each
            for each in steps
            if any(each.verdict is way for way in ways[1:])
            and each.status in ("ready", "needs_input")
            and all(missing.is_blocking for missing in each.verdict.missing)
        ),
        None,
    )
    following = None if chosen is None else steps[0]
    later = list(later_steps(procedure, case, ask, chosen))
    ahead: tuple[Ahead, ...] = ()
    if following is not None:
        ahead = tuple(all_ahead(procedure, case, ask, following, cures, later))
    return Now(
        procedure,
        case,
        at,
        actor,
        following,
        other,
        steps,
        ahead,
        _deadlines(procedure, [*here, *later]),
    )


def _may(step: Step, actor: Actor | None) -> bool | None:
    if actor is None:
        return None
    return any(role in (*actor.roles, *actor.deputises) for role in step.by)


def _group(verdict: Verdict, main: tuple[str, ...], cures: frozenset[str]) -> str:
    name = verdict.step.name
    if name in cures:
        return "cure"
    if name in main:
        return "main"
    return "record" if stays(verdict.step) else "instead"


def _cures(verdict: Verdict | None) -> frozenset[str]:
    if verdict is None:
        return frozenset()
    return frozenset(
        each.by_step
        for each in verdict.missing
        if each.is_blocking and each.by_step and each.by_step != verdict.step.name
    )


def _ways(
    procedure: Procedure, case: Case, here: list[Verdict], main: tuple[str, ...]
) -> list[Verdict]:
    """Return the steps of the main path that start here and fit, the next one first.

    What moves the motion goes before what moves a consultation. Of the consultations the
    one whose meeting has come goes first, then those that are on no agenda yet, in the
    order of the route: agendas go out before the meetings ahead of them are over.
    """
    if procedure.state(case.state).final:
        return []

    def rank(verdict: Verdict) -> tuple[int, int, int]:
        asked = verdict.question
        return _rank(
            procedure, case, main, verdict.step.name, asked.consultation, asked.day
        )

    fitting = [
        each
        for each in here
        if each.step.name in main
        and not stays(each.step)
        and each.status != "unfit"
        and not _is_over(procedure, each.question.consultation)
    ]
    if fitting:
        return sorted(fitting, key=rank)
    leading = leading_from(procedure, case.state)
    return [each for each in here if leading and each.step.name == leading[0]]


def _rank(
    procedure: Procedure,
    case: Case,
    main: tuple[str, ...],
    step: str,
    consultation: Consultation | None,
    day: date,
) -> tuple[int, int, int]:
    """Return the turn of a step of the main path among those that start; the least is next."""
    last = main.index(step)
    if consultation is None:
        return -1, -1, last
    held, is_planned = consultation.meeting, consultation.state == procedure.planned
    has_come = held is None or held.day <= day
    turn = 1 if is_planned else 0 if has_come else 2
    route = [each.id for each in case.consultations]
    at = route.index(consultation.id) if consultation.id in route else len(route)
    return turn, at, last


Starting = Sequence[tuple[str, str]]
"""The steps that can start in the present state, with the ids of their subjects."""


def awaited(
    procedure: Procedure, turns: Starting, ask: Ask
) -> tuple[Verdict, date | None] | None:
    """Return the verdict on the step that the main path waits for, and its latest day.

    It is the `next` of `now_of`, and the rules of no other step are asked but of those
    before it that are not meant for the paper.

    Args:
        procedure: its procedure.
        turns: the steps of the main path that can start; see `in_turn`.
        ask: assesses a step.
    """
    for step, on in turns:
        verdict = ask(step, on)
        if verdict.starts_here and not verdict.is_unfit:
            due = _deadlines(procedure, [verdict])
            return verdict, due[0].until.day if due else None
    return None


def in_turn(
    procedure: Procedure, case: Case, day: date, starting: Starting
) -> list[tuple[str, str]]:
    """Return the steps of the main path that can start, in the order of their turns.

    The first that is meant for the paper is the next.

    Args:
        procedure: its procedure.
        case: the case.
        day: the day asked about.
        starting: what can start; see `startable`.
    """
    if procedure.state(case.state).final:
        return []
    main = procedure.main_path
    route = {each.id: each for each in case.consultations}
    here = [
        (_rank(procedure, case, main, step, route.get(on), day), step, on)
        for step, on in starting
        if step in main
        and not stays(procedure.step(step))
        and not (on in route and _is_over(procedure, route[on]))
    ]
    return [(step, on) for _, step, on in sorted(here)]


def _is_over(procedure: Procedure, consultation: Consultation | None) -> bool:
    if consultation is None:
        return False
    states = procedure.states_of(CONSULTATION)
    return any(each.final for each in states if each.name == consultation.state)


def _deadlines(procedure: Procedure, verdicts: list[Verdict]) -> tuple[Deadline, ...]:
    """Return what is due from the day asked about on, the earliest first."""
    found: dict[tuple[date, str], Deadline] = {}
    for verdict in verdicts:
        question = verdict.question
        for versions in procedure.guards(verdict.step):
            for rule in versions:
                if rule.until is None or not rule.in_force.covers(question.day):
                    continue
                try:
                    until = rule.until(question)
                except (
                    RatsflowError
                ):  # a fact or value is missing: nobody can tell the day
                    continue
                if until is not None and until.day >= question.day:
                    key = (until.day, until.what.de)
                    found.setdefault(key, Deadline(rule, until, verdict.step))
    return tuple(sorted(found.values(), key=lambda each: each.until.day))
