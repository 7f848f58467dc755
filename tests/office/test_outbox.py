"""The outbox: told at least once, in order, and not before the commit."""

from __future__ import annotations

import json

import pytest

from hypothesis import given
from hypothesis import strategies as st
from smalltown import CLERK, carry_through, motion, office

from ratsflow import InvalidInputError, StoreError
from ratsflow.exchange import announcing, cloud_event


def test_an_event_has_the_form_of_cloudevents(store):
    """Every required attribute is there; case and version are the idempotency key."""
    desk = office(store)
    desk.open(motion("x", public=True), CLERK, case_id="2026/0001")
    made = cloud_event(desk.records("2026/0001")[0], "https://ris.example")

    assert {
        "specversion": "1.0",
        "id": "2026/0001/1",
        "source": "https://ris.example",
        "type": "org.ratsflow.entry.taken",
        "subject": "2026/0001",
        "time": "2026-03-19T12:01:00.000000Z",
        "datacontenttype": "application/json",
        "dataschema": "urn:ratsflow:schema:event:1",
    } == {name: value for name, value in made.items() if name != "data"}
    assert ("open", 1) == (made["data"]["step"], made["data"]["version"])
    assert made == json.loads(json.dumps(made))
    with pytest.raises(InvalidInputError, match="source"):
        cloud_event(desk.records("2026/0001")[0], "")


def test_what_was_told_is_not_told_again(store):
    """A drain tells each entry once, in the order of its case; the next has nothing."""
    desk, told = office(store), []
    carry_through(desk, "b", "x")
    carry_through(desk, "a", "x")
    drained = desk.drain(announcing(told.append, "/town"))

    assert (10, ()) == (drained.announced, drained.failed)
    assert [f"{c}/{v}" for c in "ab" for v in range(1, 6)] == [
        each["id"] for each in told
    ]
    assert 0 == desk.drain(announcing(told.append, "/town")).announced
    desk.take("a", "object", CLERK, reasons="y")
    assert 1 == desk.drain(announcing(told.append, "/town")).announced


def test_nothing_is_announced_of_a_unit_of_work_that_may_be_taken_back(store):
    """A drain within a unit of work is refused; after it only what stayed is told."""
    desk, told = office(store), []
    desk.open(motion("x"), CLERK, case_id="a")

    def fail():
        with store.unit_of_work():
            desk.open(motion("x"), CLERK, case_id="b")
            with pytest.raises(StoreError, match="drain after the commit"):
                desk.drain(told.append)
            raise KeyError

    with pytest.raises(KeyError):
        fail()
    assert [] == told
    desk.drain(told.append)
    assert ["a"] == [each.case_id for each in told]


@given(st.lists(st.booleans(), max_size=30), st.integers(1, 7))
def test_a_listener_that_fails_is_told_again_and_in_order(fails, limit):
    """Whenever it fails, nothing is lost, and no entry comes before its predecessor."""
    desk, heard = office(), []
    for name in "abc":
        carry_through(desk, name, "x")
    failures = iter(fails)

    def listener(record):
        if next(failures, False):
            raise OSError(record.case_id)
        heard.append((record.case_id, record.version))

    for _ in range(200):
        drained = desk.drain(listener, limit)
        assert drained.announced <= limit
        if not drained.announced and not drained.failed:
            break
    for name in "abc":
        assert [1, 2, 3, 4, 5] == [version for case, version in heard if case == name]


def test_a_case_whose_listener_fails_does_not_hold_up_the_others(store):
    """The failing case waits with its error; the others are told."""
    desk, heard = office(store), []
    for name in "abc":
        carry_through(desk, name, "x")

    def listener(record):
        if (record.case_id, record.version) == ("b", 2):
            raise OSError("no line")
        heard.append(record.case_id)

    drained = desk.drain(listener, limit=100)
    assert {"a": 5, "b": 1, "c": 5} == {name: heard.count(name) for name in "abc"}
    assert [("b", 2, "no line")] == [
        (each.case_id, each.version, str(each.error)) for each in drained.failed
    ]
    assert ["b"] * 4 == [each.case_id for each in desk.store.pending()]
