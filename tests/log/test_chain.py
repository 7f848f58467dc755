"""The chain: whatever is done to a log, verification names the first entry that breaks."""

from __future__ import annotations

from datetime import UTC, datetime

import attrs
import pytest

from hypothesis import given
from hypothesis import strategies as st

from ratsflow import Actor, BrokenLogError, Motion, Parameter, Procedure, Step
from ratsflow.canonical import digest
from ratsflow.engine import assess, open_case, take
from ratsflow.log import Head, Record, decode, encode, verify_case


NOON = datetime(2026, 3, 19, 12, tzinfo=UTC)
CLERK = Actor("meier", roles=["clerk"])
STAY = Procedure(
    "stay",
    ["a"],
    [Step("stay", "a", by="clerk", takes=[Parameter("n", "number")])],
    roles=["clerk"],
)


def log(length: int, case_id: str = "c") -> list[Record]:
    """Return a log of some length."""
    opened = open_case(STAY, case_id, Motion("t"), CLERK, at=NOON)
    case, records = opened.case, [opened.record]
    for number in range(1, length):
        taken = take(assess(STAY, case, "stay", CLERK, at=NOON, inputs={"n": number}))
        case = taken.case
        records.append(taken.record)
    return records


LOG = log(12)
HEAD = Head("c", 12, LOG[-1].hash)


def break_at(records: list[Record], head: Head | None = HEAD) -> int:
    """Return the number of the first broken entry."""
    with pytest.raises(BrokenLogError) as caught:
        verify_case("c", records, head)
    assert "c" == caught.value.case_id
    return caught.value.version


def test_a_whole_log_verifies():
    """A log as it was written verifies up to its head."""
    assert HEAD == verify_case("c", LOG, HEAD)


@given(st.integers(0, 11), st.data())
def test_any_changed_byte_is_found(index, data):
    """A changed byte in any entry is found there, even if its own hash is made anew."""
    record = LOG[index]
    at = data.draw(st.integers(0, len(record.body) - 1))
    flip = data.draw(st.integers(1, 255))
    body = bytearray(record.body)
    body[at] ^= flip
    forged = attrs.evolve(record, body=bytes(body))
    assert index + 1 == break_at([*LOG[:index], forged, *LOG[index + 1 :]])

    rehashed = attrs.evolve(forged, hash=digest(forged.body))
    found = break_at([*LOG[:index], rehashed, *LOG[index + 1 :]])
    assert found in (index + 1, min(index + 2, 12))


@given(st.integers(0, 11))
def test_a_missing_entry_is_found(index):
    """A deleted entry is found, the last one too."""
    assert index + 1 == break_at([*LOG[:index], *LOG[index + 1 :]])


@given(st.integers(0, 11), st.integers(0, 11))
def test_a_duplicate_is_found(index, source):
    """An entry that stands twice is found, wherever it was put."""
    found = break_at([*LOG[: index + 1], LOG[source], *LOG[index + 1 :]])
    assert index + (3 if source == index + 1 else 2) == found


@given(st.integers(0, 11), st.integers(0, 11))
def test_swapped_entries_are_found(one, other):
    """Two entries that changed places are found at the first of them."""
    if one == other:
        return
    swapped = list(LOG)
    swapped[one], swapped[other] = swapped[other], swapped[one]
    assert min(one, other) + 1 == break_at(swapped)


def test_an_entry_of_another_case_is_found():
    """An entry copied from another case is found although it is a true entry there."""
    assert 3 == break_at([*LOG[:2], log(3, "other")[2], *LOG[3:]])


def test_the_head_must_agree():
    """A head that names another end, or none, is found."""
    assert 12 == break_at(LOG[:11])
    assert 12 == break_at(LOG, attrs.evolve(HEAD, version=11))
    assert 12 == break_at(LOG, attrs.evolve(HEAD, hash="f" * 64))
    assert 12 == break_at(LOG, None)


def test_entries_of_a_later_schema_are_not_guessed():
    """An entry written by a later version is refused with the cure."""
    entry = attrs.evolve(decode(LOG[0]), schema=99)
    with pytest.raises(BrokenLogError, match="Update ratsflow"):
        decode(encode(entry))


@pytest.mark.parametrize("body", [b"", b"{}", b"[]", b"null", b"\xff", b'{"schema":1}'])
def test_bytes_that_are_no_entry_are_named(body):
    """Garbage is one clear error with its place."""
    with pytest.raises(BrokenLogError, match="'c', entry 7"):
        decode(Record("c", 7, "0" * 64, body))
