"""Canonical bytes: one value, one encoding, in any language."""

from __future__ import annotations

import json

from datetime import UTC, date, datetime, timedelta, timezone

import pytest

from hypothesis import given
from hypothesis import strategies as st

from ratsflow.canonical import canonical, digest, plain, utc_text
from ratsflow.errors import InvalidInputError, NaiveTimeError


TEXT = st.text(st.characters(exclude_categories=["Cs"]))
PLAIN = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**63), 2**63 - 1) | TEXT,
    lambda inner: st.lists(inner) | st.dictionaries(TEXT, inner),
)


@given(PLAIN)
def test_bytes_are_those_of_the_standard_library(value):
    """The encoding is plain sorted JSON: anybody's JSON library gives the same bytes."""
    other = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    assert other.encode() == canonical(value)


@given(PLAIN)
def test_plain_values_come_back(value):
    """What is encoded can be read back unchanged."""
    assert value == json.loads(canonical(plain(value)))


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (1.5, "a float"),
        ({"a": [0, {"b": 2.0}]}, r"value\.a\[1\]\.b"),
        (2**63, "beyond 64 bits"),
        ({1: 2}, "not text"),
        (b"x", "a bytes"),
        ({1, 2}, "a set"),
        (datetime(2026, 1, 1), "no zone"),  # noqa: DTZ001
    ],
)
def test_what_has_no_plain_form_is_refused_with_its_place(value, words):
    """Floats, bytes, sets and naive times are refused and named."""
    with pytest.raises(InvalidInputError, match=words):
        plain(value)


def test_lone_surrogates_are_refused():
    """Text that is no Unicode has no canonical form."""
    with pytest.raises(InvalidInputError, match="cannot be written down"):
        canonical("\ud800")


def test_times_are_utc_to_the_microsecond():
    """The same moment has the same text, whatever its zone."""
    berlin = datetime(2026, 3, 19, 17, 0, 0, 7, timezone(timedelta(hours=1)))
    assert "2026-03-19T16:00:00.000007Z" == utc_text(berlin)
    assert utc_text(berlin) == utc_text(berlin.astimezone(UTC))
    assert "2026-03-19" == plain(date(2026, 3, 19))
    with pytest.raises(NaiveTimeError, match="no zone"):
        utc_text(datetime(2026, 3, 19))  # noqa: DTZ001


def test_golden_bytes():
    """The published form never changes in silence."""
    value = {"ü": [1, None, True], "a": {"z": '\n"\u0001€', "b": ""}}
    assert (
        b'{"a":{"b":"","z":"\\n\\"\\u0001\xe2\x82\xac"},"\xc3\xbc":[1,null,true]}'
        == (canonical(value))
    )
    assert "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855" == digest(
        b""
    )
