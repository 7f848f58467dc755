"""Eight processes take steps at once: one winner per version, and losers assess anew."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from typing import Any

import pytest

from racers import claim_all, count_up, office, open_cases, send_again

from processes import PROCESSES
from ratsflow import Office
from ratsflow.stores.sql import SqlStore


WORKERS = 8


@pytest.fixture(name="desk")
def _desk(url: str, tenant: str) -> Iterator[Office]:
    SqlStore(url, tenant).close()
    desk = office(url, tenant)
    yield desk
    desk.store.close()


def at_once(work: Callable[..., Any], calls: list[tuple[Any, ...]]) -> list[Any]:
    """Let a process make each call, all at once; return what they return."""
    with ProcessPoolExecutor(WORKERS, PROCESSES) as pool:
        return [one.result() for one in [pool.submit(work, *call) for call in calls]]


@pytest.mark.parametrize("many", [1, 5], ids=["one", "many"])
def test_no_step_of_eight_processes_is_lost(
    url: str, tenant: str, desk: Office, many: int
) -> None:
    """Every step counts on from the one before: no gap, no duplicate, no lost update."""
    cases = [f"case-{number}" for number in range(many)]
    open_cases(desk, cases)
    each = 20 // many
    told = sum(
        at_once(count_up, [(url, tenant, cases, each)] * WORKERS), Counter[str]()
    )

    assert WORKERS * each * many == told["taken"]
    assert told["overtaken"] + told["refused"] > 0  # they did meet
    for case_id in cases:
        entries = desk.entries(case_id)
        counted = list(range(1, WORKERS * each + 1))

        assert [1, *(number + 1 for number in counted)] == [e.version for e in entries]
        assert counted == [entry.inputs["n"] for entry in entries[1:]]
    assert [] == list(desk.verify())


def test_a_case_is_claimed_by_exactly_one(url: str, tenant: str, desk: Office) -> None:
    """Of eight who reach for the same cases one gets each; the others are refused."""
    cases = [f"case-{number:02}" for number in range(15)]
    open_cases(desk, cases)
    calls = [(url, tenant, cases, f"w{number}") for number in range(WORKERS)]
    got = dict(zip((call[3] for call in calls), at_once(claim_all, calls), strict=True))

    assert cases == sorted(case_id for ids in got.values() for case_id in ids)
    for who, ids in got.items():
        assert all(who == desk.case(case_id).facts["who"] for case_id in ids)
    assert [2] * len(cases) == [desk.case(case_id).version for case_id in cases]
    assert [] == list(desk.verify())


def test_a_command_that_eight_send_acts_once(
    url: str, tenant: str, desk: Office
) -> None:
    """Of eight who send the same command one acts; the others are told what it wrote."""
    cases = [f"case-{number:02}" for number in range(10)]
    open_cases(desk, cases)
    acted = at_once(send_again, [(url, tenant, cases, "key")] * WORKERS)

    assert cases == sorted(case_id for ids in acted for case_id in ids)
    assert [2] * len(cases) == [desk.case(case_id).version for case_id in cases]
    assert [] == list(desk.verify())
