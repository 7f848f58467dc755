"""Ask one rule one question, without a whole procedure around it."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import attrs

from clerks import HEARD, read_out

from procedure import CONSULTATION_STATES, GROUPS, RULES, SUSPENSION_STATES
from ratsflow.law.local import Law, MissingValueError
from ratsflow.law.norms import NormKind
from ratsflow.model import Actor, Consultation, Motion, Suspension
from ratsflow.procedure.case import Case
from ratsflow.procedure.finding import Answer
from ratsflow.procedure.lookups import Others
from ratsflow.procedure.question import MissingFactError, Question
from ratsflow.states.nrw import STATE


SETS = {
    name: norm.latest.value
    for name, norm in STATE.table.norms.items()
    if not norm.town
    and (
        norm.kind in (NormKind.TOPICS, NormKind.TABLE, NormKind.NAMES)
        or isinstance(norm.latest.value, (bool, list, str, tuple))
    )
}
"""What a statute lists or provides for; no test of one rule needs it to be missing."""

NOON = datetime(2026, 3, 19, 11, tzinfo=UTC)  # a Thursday


def case(motion: Motion | None = None, **changes: Any) -> Case:
    """Return a case in its draft."""
    values = {"state": "draft", **changes}
    return meaning(
        Case(
            "case-1", 1, "0" * 64, "nrw", "f" * 64, motion=motion or Motion(), **values
        )
    )


_DECIDED = {state.name for state in CONSULTATION_STATES if state.decided}
_OVER = {state.name for state in SUSPENSION_STATES if state.final}


def meaning(of: Case) -> Case:
    """Return a case in which all stands so as the steps leave it that lead there."""
    consultations = [_settled(each) for each in of.consultations]
    suspensions = [
        attrs.evolve(each, ended_on=each.ended_on or NOON.date())
        if each.state in _OVER
        else each
        for each in of.suspensions
    ]
    return attrs.evolve(
        of, consultations=tuple(consultations), suspensions=tuple(suspensions)
    )


def _settled(about: Consultation) -> Consultation:
    return attrs.evolve(about, decided=about.state in _DECIDED)


def question(
    *,
    motion: Motion | None = None,
    of: Case | None = None,
    step: str = "submit",
    at: datetime = NOON,
    day: date | None = None,
    law: dict[str, Any] | None = None,
    actor: Actor | None = None,
    role: str = "author",
    consultation: Consultation | None = None,
    suspension: Suspension | None = None,
    state: str = "NRW",
    as_deputy: bool = False,
    others: Others | None = None,
    **inputs: Any,
) -> Question:
    """Return a question to a rule; every argument may be left out."""
    return Question(
        meaning(of) if of else case(motion),
        step,
        actor or Actor("a", roles=(role,)),
        role,
        at,
        day or at.date(),
        inputs,
        Law(state, {**SETS, **(law or {})}),
        consultation and _settled(consultation),
        suspension,
        as_deputy,
        others=others,
        groups=GROUPS,
    )


def ask(rule: str, **about: Any) -> Answer:
    """Return the answer of a rule by id, of the version in force on the day asked."""
    asked = question(**about)
    (found,) = [
        each for each in RULES if each.id == rule and each.in_force.covers(asked.day)
    ]
    try:
        answer = found.check(asked)
    except (MissingFactError, MissingValueError):
        HEARD.add((rule, "", "unknown"))
        raise
    assert isinstance(answer, Answer)
    return read_out(found, answer)


def lacking(rule: str, **about: Any) -> list[str]:
    """Return the facts and values that are missing, whichever way a rule says so."""
    try:
        answer = ask(rule, **about)
    except MissingFactError as error:
        return [error.name]
    except MissingValueError as error:
        return [error.key]
    return [*answer.data.get("facts", ()), *answer.data.get("keys", ())]


def first_lack(answer: Answer) -> str:
    """Return the first thing that an unknown answer lacks, facts before values."""
    return next(iter([*answer.data.get("facts", ()), *answer.data.get("keys", ())]), "")
