"""The small procedure and the motion that the benchmarks of the stores carry through."""

from __future__ import annotations

import secrets

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import attrs

from ratsflow.engine import assess, open_case, take
from ratsflow.model import Actor, Motion
from ratsflow.office import standing_of
from ratsflow.procedure.procedure import Procedure
from ratsflow.procedure.question import Question
from ratsflow.procedure.rule import Rule
from ratsflow.procedure.step import Step
from ratsflow.stores import Append


MOTION = Motion(
    "Radweg Jöllenbecker Straße",
    proposal="Der Rat beschließt den Bau eines Radwegs an der Jöllenbecker Straße.",
    reasons="Zwischen Voltmannstraße und Babenhausen fehlt er. " * 4,
    public=True,
)
SECRET = attrs.evolve(MOTION, public=False)
ANNA = Actor("anna", "Anna Beispiel", ("author",))
START = datetime(2026, 3, 19, 16, tzinfo=UTC)
STEPS = ("submit", "send_back")


def has_title(question: Question) -> bool:
    """Tell whether the motion has a title."""
    return question.motion.title != ""


def has_proposal(question: Question) -> bool:
    """Tell whether the motion has a proposal."""
    return question.motion.proposal != ""


def has_reasons(question: Question) -> bool:
    """Tell whether the motion has reasons."""
    return question.motion.reasons != ""


def procedure() -> Procedure:
    """Return a procedure of two steps there and back, with three rules on each."""
    checks = (has_title, has_proposal, has_reasons)
    rules = [Rule(check.__name__, check) for check in checks]
    guards = tuple(rule.id for rule in rules)
    arcs = zip(STEPS, ("draft", "review"), ("review", "draft"), strict=True)
    return Procedure(
        "benchmark",
        ["draft", "review"],
        [
            Step(name, source, target, by="author", guards=guards)
            for name, source, target in arcs
        ],
        rules=rules,
        roles=["author"],
    )


def histories(
    made: Procedure, cases: int, each: int, *, sealed: bool = False
) -> Iterator[Append]:
    """Yield whole histories, carried through the engine, as appends to a store.

    Args:
        made: the procedure.
        cases: how many cases.
        each: entries of each.
        sealed: whether the motions are not public, so that their texts are sealed, and
            every history was written with an idempotency key.
    """
    motion, salts = (SECRET, secrets.token_hex) if sealed else (MOTION, None)
    for number in range(cases):
        at = START + timedelta(seconds=number)
        case_id = f"2026/{number:07}"
        taken = open_case(made, case_id, motion, ANNA, at=at, salts=salts)
        case, records = taken.case, [taken.record]
        for step in range(each - 1):
            at += timedelta(hours=1)
            verdict = assess(made, case, STEPS[step % 2], ANNA, at=at)
            taken = take(verdict, salts=salts)
            case = taken.case
            records.append(taken.record)
        key = f"key of {case_id}" if sealed else ""
        yield Append(case.id, tuple(records), 0, standing_of(case), key)
