"""Processes that take steps on the same cases at the same time."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime

from ratsflow import (
    Actor,
    ConflictError,
    KeyReusedError,
    Motion,
    Office,
    Parameter,
    Procedure,
    RefusedError,
    RepeatedError,
    Rule,
    Step,
)
from ratsflow.stores.sql import SqlStore


AT = datetime(2026, 3, 19, 12, tzinfo=UTC)
CLERK = Actor("meier", roles=["clerk"])
NEXT = Rule("next", lambda q: q.inputs["n"] == q.case.facts.get("n", 0) + 1)
DESK = Procedure(
    "desk",
    ["free", "held"],
    [
        Step(
            "count", "free", by="clerk", guards="next", takes=[Parameter("n", "number")]
        ),
        Step("claim", "free", "held", by="clerk", takes=[Parameter("who")]),
    ],
    rules=[NEXT],
    roles=["clerk"],
)


def office(url: str, tenant: str) -> Office:
    """Return an office on a database that has its tables."""
    return Office(DESK, SqlStore(url, tenant, create=False), clock=lambda: AT)


def open_cases(desk: Office, cases: Sequence[str]) -> None:
    """Open a public case for each id."""
    for case_id in cases:
        desk.open(Motion("t", public=True), CLERK, case_id=case_id)


def count_up(url: str, tenant: str, cases: Sequence[str], each: int) -> Counter[str]:
    """Count every case up by so many, each step on what was read just before.

    Returns:
        How often a step was taken, was overtaken, and was refused on what others had done.
    """
    told: Counter[str] = Counter()
    desk = office(url, tenant)
    for number in range(each * len(cases)):
        case_id = cases[number % len(cases)]
        seen = desk.case(case_id).facts.get("n", 0)
        while (done := _counted(desk, case_id, seen + 1)) != "taken":
            told[done] += 1
            seen = desk.case(case_id).facts.get("n", 0)
        told[done] += 1
    desk.store.close()
    return told


def _counted(desk: Office, case_id: str, number: int) -> str:
    try:
        desk.take(case_id, "count", CLERK, n=number)
    except ConflictError:
        return "overtaken"
    except RefusedError:
        return "refused"
    return "taken"


def claim_all(url: str, tenant: str, cases: Sequence[str], who: str) -> list[str]:
    """Try to claim every case, again after each conflict; return those that were got."""
    desk, got = office(url, tenant), []
    for case_id in cases:
        try:
            while not _claimed(desk, case_id, who):
                pass  # overtaken: it is assessed anew
        except RefusedError:
            continue
        got.append(case_id)
    desk.store.close()
    return got


def _claimed(desk: Office, case_id: str, who: str) -> bool:
    try:
        desk.take(case_id, "claim", CLERK, who=who)
    except ConflictError:
        return False
    return True


def send_again(url: str, tenant: str, cases: Sequence[str], key: str) -> list[str]:
    """Send the same commands as everybody else; return the cases on which one acted."""
    desk, acted = office(url, tenant), []
    for case_id in cases:
        try:
            while not _sent(desk, case_id, f"{key} {case_id}"):
                pass  # overtaken by another step: it is assessed anew
        except (RepeatedError, KeyReusedError):  # he who was faster counted for it
            continue
        acted.append(case_id)
    desk.store.close()
    return acted


def _sent(desk: Office, case_id: str, key: str) -> bool:
    try:
        desk.take(
            case_id, "count", CLERK, key=key, n=desk.case(case_id).facts.get("n", 0) + 1
        )
    except (ConflictError, RefusedError):
        return False
    return True
