"""Bulk: a result per request, no query per case, nothing repeated blindly."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest

from smalltown import ARCHIVE, CLERK, OUTSIDER, TOWN, motion, office, procedure

from ratsflow import (
    ConflictError,
    InvalidInputError,
    RefusedError,
    RepeatedError,
    UnknownNameError,
    Verdict,
)
from ratsflow.engine import Taken
from ratsflow.office import Request
from ratsflow.stores.sql import SqlStore
from ratsflow.stores.sql.session import Lane


class Counting:
    """A store that counts the calls it passes on."""

    def __init__(self, store: Any) -> None:
        self.store = store
        self.calls: Counter[str] = Counter()
        self.before_writing: Any = None

    def __getattr__(self, name: str) -> Any:
        found = getattr(self.store, name)

        def call(*given: Any, **more: Any) -> Any:
            self.calls[name] += 1
            if name == "append_many" and self.before_writing:
                hook, self.before_writing = self.before_writing, None
                hook()
            return found(*given, **more)

        return call if callable(found) else found


@pytest.fixture(name="store")
def _store(store):
    return Counting(store)


def opened(store: Counting, count: int) -> list[str]:
    """Open cases and forget the calls."""
    desk = office(store)
    ids = [f"c{number:04}" for number in range(count)]
    for case_id in ids:
        desk.open(motion("x", public=True), CLERK, case_id=case_id)
    store.calls.clear()
    return ids


def test_many_cases_cost_a_call_per_page(store):
    """Six hundred cases are assessed and taken with two reads and two writes."""
    ids = opened(store, 600)
    desk = office(store)
    asked = [Request(case_id, "submit", CLERK) for case_id in ids]
    assert all(each.allowed for each in desk.assess_many(asked))
    assert {"read_many": 2} == dict(store.calls)
    store.calls.clear()

    done = desk.take_many(asked)
    assert [2] * 600 == [each.case.version for each in done]
    assert {"read_many": 2, "append_many": 2} == dict(store.calls)
    assert [] == list(desk.verify())


def test_each_request_has_its_own_result(store):
    """Refused, unknown, wrong and repeated requests do not harm the others."""
    opened(store, 3)
    desk = office(store)
    desk.take("c0002", "submit", CLERK, key="k")
    results = desk.take_many(
        [
            Request("c0000", "submit", CLERK),
            Request("c0001", "forbidden", CLERK),
            Request("c0001", "submit", OUTSIDER),
            Request("nobody", "submit", CLERK),
            Request("c0001", "fly", CLERK),
            Request("c0001", "submit", CLERK, inputs={"n": "seven"}),
            Request("c0001", "submit", CLERK, at="noon"),
            Request("c0002", "submit", CLERK, key="k"),
            Request("c0001", "submit", CLERK, key="new"),
        ]
    )
    assert [
        Taken,
        RefusedError,
        RefusedError,
        UnknownNameError,
        UnknownNameError,
        InvalidInputError,
        InvalidInputError,
        RepeatedError,
        Taken,
    ] == [type(each) for each in results]
    assert ["council"] * 3 == [desk.case(f"c000{n}").state for n in range(3)]
    verdicts = desk.assess_many(
        [Request("c0000", "submit", CLERK), Request("x", "y", CLERK)]
    )
    assert [Verdict, UnknownNameError] == [type(each) for each in verdicts]


def test_requests_on_one_case_follow_each_other(store):
    """Several steps of one case are taken in order, each on what the one before left."""
    opened(store, 2)
    desk = office(store)
    done = desk.take_many(
        [
            Request(
                "c0000", "revise", CLERK, inputs={"motion": motion("y", public=True)}
            ),
            Request("c0001", "submit", CLERK),
            Request("c0000", "submit", CLERK),
            Request("c0000", "submit", CLERK),
        ]
    )
    assert ["draft", "council", "council"] == [each.case.state for each in done[:3]]
    assert isinstance(done[3], RefusedError)
    assert 3 == desk.case("c0000").version


def test_a_conflict_is_a_result_and_is_assessed_anew_when_asked(store):
    """Who was overtaken gets a conflict; with retry the step is assessed once more."""
    opened(store, 3)
    desk, other = office(store), office(store.store)
    asked = [Request(f"c000{n}", "submit", CLERK) for n in range(3)]

    store.before_writing = lambda: other.take(
        "c0000", "revise", CLERK, motion=motion("y", public=True)
    )
    done = desk.take_many(asked[:2])
    assert [ConflictError, Taken] == [type(each) for each in done]

    store.before_writing = lambda: other.take("c0000", "submit", CLERK)
    (again, taken) = desk.take_many([asked[0], asked[2]], retry=True)
    assert (RefusedError, Taken) == (type(again), type(taken))
    assert ["open", "revise", "submit"] == [each.step for each in desk.entries("c0000")]


def test_refused_attempts_of_many_are_recorded(store):
    """An office that records refusals does so in bulk too."""
    opened(store, 1)
    desk = office(store, record_refusals=True)
    (refused,) = desk.take_many([Request("c0000", "forbidden", CLERK)])
    assert isinstance(refused, RefusedError)
    assert "refused" == desk.entries("c0000")[-1].kind.value


def test_a_repeated_command_is_told_although_its_case_moved_on(store):
    """A request that is sent again after it succeeded is repeated, not refused."""
    opened(store, 1)
    desk = office(store, record_refusals=True)
    first = desk.take("c0000", "submit", CLERK, key="k")
    with pytest.raises(RepeatedError, match="entry 2") as caught:
        desk.take("c0000", "submit", CLERK, key="k")
    assert 2 == desk.case("c0000").version

    earlier = desk.carried_out(caught.value)
    assert (first.case.state, first.record) == (earlier.case.state, earlier.record)
    with pytest.raises(UnknownNameError):
        desk.carried_out(RepeatedError("k", "nobody", 1))
    with pytest.raises(RefusedError):
        desk.take("c0000", "submit", CLERK, key="another")
    assert ["open", "submit", "submit"] == [each.step for each in desk.entries("c0000")]


@pytest.fixture(name="said")
def _said(monkeypatch):
    """Count the statements that any SQL store sends to its database."""
    said: Counter[str] = Counter()
    for name in ("run", "run_many", "say"):
        real = getattr(Lane, name)

        def call(lane, *given, name=name, real=real):
            said[name] += 1
            return real(lane, *given)

        monkeypatch.setattr(Lane, name, call)
    return said


def test_no_statement_is_sent_per_case(url, tenant, said):
    """Two hundred cases are read, assessed, taken and found with the statements of twenty."""
    told = {}
    with SqlStore(url, tenant) as store:
        desk = office(store)
        for count in (20, 200):
            ids = [f"{count}-{number:03}" for number in range(count)]
            for case_id in ids:
                desk.open(motion("x", public=True), CLERK, case_id=case_id)
            said.clear()
            asked = [Request(case_id, "submit", CLERK, key=case_id) for case_id in ids]
            assert all(each.allowed for each in desk.assess_many(asked))
            assert {Taken} == {type(each) for each in desk.take_many(asked)}
            assert {RepeatedError} == {type(each) for each in desk.take_many(asked)}
            assert count <= len(desk.store.find(state="council", limit=500))
            told[count] = sum(said.values())

    assert told[20] == told[200] < 40


def test_no_statement_is_sent_per_case_that_is_migrated(url, tenant, said):
    """Planning and migrating hundreds of cases costs what it costs for a few."""
    told = {}
    newer = procedure(version="2")
    with SqlStore(url, tenant) as store:
        for count in (20, 200):
            desk = office(store, procedures=[TOWN, newer])  # new cases begin in TOWN
            for number in range(count):
                desk.open(
                    motion("x", public=True), CLERK, case_id=f"{count}-{number:03}"
                )
            said.clear()
            assert count == len(desk.plan_migration(newer))
            done = desk.migrate_all(ARCHIVE, to=newer, reason="New rules.")
            assert [Taken] * count == [type(each) for each in done]
            told[count] = sum(said.values())

    assert told[200] <= told[20] + 4  # a page of the scan more, not a statement a case
