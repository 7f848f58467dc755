"""A council of 67 and a committee of 15, and the questions that votes in them raise."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import attrs

from procedure import RULES
from ratsflow.engine import Mode, Verdict, assess, open_case
from ratsflow.law.layers import law_for
from ratsflow.law.local import MissingValueError
from ratsflow.model import (
    Actor,
    Ballot,
    BodyKind,
    Consultation,
    Meeting,
    Motion,
    Organization,
)
from ratsflow.procedure.case import Case
from ratsflow.procedure.finding import Answer, Finding
from ratsflow.procedure.lookups import NO_OTHERS
from ratsflow.procedure.question import MissingFactError
from ratsflow.states.nrw import nrw

from asking import case, question


DAY = date(2026, 3, 19)
COUNCIL = Organization("Rat", BodyKind.COUNCIL, members=67)
COMMITTEE = Organization("Ausschuss", BodyKind.COMMITTEE, members=15, experts=6)
MOTION = Motion(title="x", topics=(), public=True)
LAW = law_for("NRW")
CLERK = Actor("clerk", roles=nrw().roles)


def item(body: Organization = COUNCIL, **changes: Any) -> Consultation:
    """Return an open item of a public meeting on the nineteenth of March."""
    values = {"state": "open", "public": True, "meeting": Meeting(DAY), "days": (DAY,)}
    return Consultation(changes.pop("id", "c-1"), body, **{**values, **changes})


def pose(
    rule: str,
    ballot: Ballot | None = None,
    *,
    step: str = "vote",
    motion: Motion = MOTION,
    about: Consultation | None = None,
    law: dict[str, Any] | None = None,
    **rest: Any,
) -> Answer:
    """Return a rule's answer to a vote, by the law and the version in force on its day."""
    given = {} if ballot is None else {"ballot": ballot}
    about = item() if about is None else about
    rest = {name: value for name, value in rest.items() if value is not None}
    dated = LAW.at(rest["day"]) if "day" in rest else LAW
    asked = question(
        of=rest.pop("of", None)
        or case(motion, state="in_consultation", consultations=(about,)),
        step=step,
        consultation=about,
        law={**dated.values, **(law or {})},
        **given,
        **rest,
    )
    (found,) = [
        each for each in RULES if each.id == rule and each.in_force.covers(asked.day)
    ]
    answer = found.check(asked)
    assert isinstance(answer, Answer)
    return answer


def result(rule: str, *args: Any, **about: Any) -> str:
    """Return only met, unmet or unknown; a missing fact makes it unknown."""
    try:
        return pose(rule, *args, **about).result.value
    except MissingFactError:
        return "unknown"


def answered(rule: str, *args: Any, **about: Any) -> str:
    """Return what the engine makes of it: a value that nobody set is unknown as well."""
    try:
        return result(rule, *args, **about)
    except MissingValueError:
        return "unknown"


def at(day: date) -> datetime:
    """Return noon of a day."""
    return datetime(day.year, day.month, day.day, 11, tzinfo=UTC)


def days(count: int) -> timedelta:
    """Return a span of days."""
    return timedelta(days=count)


FULL = Ballot(yes=34, no=33, abstain=0, invalid=0, present=67, chair="OB", mayor="yes")
"""A narrow vote of the whole council."""


def walk(about: Consultation, motion: Motion = MOTION) -> Case:
    """Return a case in consultation with one item, pinned to the procedure."""
    opened = open_case(
        nrw(),
        "walk",
        motion,
        CLERK,
        at=at(DAY),
    )
    return attrs.evolve(opened.case, state="in_consultation", consultations=(about,))


def asked(of: Case, step: str, mode: Mode = Mode.ENFORCE, **inputs: Any) -> Verdict:
    """Return the verdict on a step of the clerk, who holds every role."""
    return assess(
        nrw(),
        of,
        step,
        CLERK,
        at=at(DAY),
        inputs=inputs,
        law=LAW,
        mode=mode,
        others=NO_OTHERS,
    )


def ids(findings: Iterable[Finding]) -> set[str]:
    """Return the rules of findings."""
    return {each.rule.id for each in findings}
