"""Sealed values: what stands in the body, what travels beside it, and what is refused."""

from __future__ import annotations

import json
import secrets

from datetime import UTC, datetime

import attrs
import pytest

from hypothesis import given
from hypothesis import strategies as st

from ratsflow import (
    Actor,
    BrokenLogError,
    InvalidInputError,
    Motion,
    Parameter,
    Procedure,
    Step,
)
from ratsflow.canonical import canonical, digest
from ratsflow.engine import assess, open_case, take
from ratsflow.errors import NaiveTimeError
from ratsflow.log import Head, Record, decode, encode, verifier, verify_case
from ratsflow.log.erasable import ContentError, digest_in, opened, sealed


NOON = datetime(2026, 3, 19, 12, tzinfo=UTC)
CLERK = Actor("meier", roles=["clerk"])
STAY = Procedure(
    "stay",
    ["a"],
    [
        Step(
            "stay",
            "a",
            by="clerk",
            takes=[Parameter("who", personal=True), Parameter("n", "number")],
        )
    ],
    roles=["clerk"],
)
PLAIN = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**63), 2**63 - 1) | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=8,
)


def stay(**inputs: object) -> tuple[Record, Record]:
    """Return a log of two entries, the second with a personal input."""
    first = open_case(STAY, "c", Motion("t", public=True), CLERK, at=NOON)
    asked = assess(STAY, first.case, "stay", CLERK, at=NOON, inputs={"n": 1, **inputs})
    return first.record, take(asked, salts=secrets.token_hex).record


@given(PLAIN)
def test_a_sealed_value_comes_back(value):
    """Whatever is sealed is read again from its content, and from nothing else."""
    mark, (name, content) = sealed(value, "5" * 64)
    assert value == opened(name, content)
    assert name == digest(content) == digest_in(mark)
    with pytest.raises(ContentError, match="does not match"):
        opened(name, content + b" ")


@given(PLAIN.filter(lambda value: not digest_in(value)))
def test_the_same_value_gives_another_digest_with_another_salt(value):
    """Digests tell nothing of whether two values are the same."""
    assert sealed(value, "5" * 64)[0] != sealed(value, "6" * 64)[0]


def test_a_short_salt_is_refused():
    """A salt that could be guessed is none."""
    with pytest.raises(InvalidInputError, match="token_hex"):
        sealed("x", "12")


def test_no_value_can_pass_for_a_sealed_one():
    """A plain fact that has the form of a sealed value is refused, as is a reserved name."""
    for facts in ({"a": {"~sealed": "0" * 64}}, {"~findings": "x"}):
        with pytest.raises(InvalidInputError):
            open_case(STAY, "c", Motion("t"), CLERK, at=NOON, facts=facts)


def test_only_the_digest_stands_in_the_body():
    """The value is in the content and nowhere in the bytes that are hashed."""
    _, record = stay(who="Zwiebelturm")
    ((name, content),) = record.sealed
    assert {"~sealed": name} == json.loads(record.body)["inputs"]["who"]
    assert (False, True) == (b"Zwiebelturm" in record.body, b"Zwiebelturm" in content)
    entry = decode(record)
    assert ("Zwiebelturm", ("who",), ()) == (
        entry.inputs["who"],
        entry.sealed,
        entry.erased,
    )


def test_an_erased_input_is_not_there():
    """Without its content the entry has no such input and says so."""
    entry = decode(attrs.evolve(stay(who="x")[1], sealed=()))
    assert ({"n": 1}, ("who",), ("who",)) == (entry.inputs, entry.sealed, entry.erased)


def test_a_forged_content_is_refused_without_being_quoted():
    """The error names case and entry, not what the content says."""
    record = stay(who="x")[1]
    name = record.sealed[0][0]
    for content in (canonical({"salt": "", "value": "Geheim"}), b"Geheim"):
        with pytest.raises(BrokenLogError, match="entry 2") as caught:
            decode(attrs.evolve(record, sealed=((name, content),)))
        assert "Geheim" not in str(caught.value)
        assert caught.value.__cause__ is None


def test_an_entry_that_seals_is_written_once():
    """What was sealed cannot be encoded anew without salts, nor with a content gone."""
    record = stay(who="x")[1]
    with pytest.raises(InvalidInputError, match="with salts"):
        encode(decode(record))
    with pytest.raises(InvalidInputError, match="written once"):
        encode(decode(attrs.evolve(record, sealed=())), secrets.token_hex)


def test_a_content_nobody_committed_to_is_found():
    """A content beside an entry that does not name it does not verify."""
    first, second = stay(who="x")
    content = canonical({"salt": "", "value": "y"})
    stray = attrs.evolve(second, sealed=(*second.sealed, (digest(content), content)))
    head = Head("c", 2, second.hash)
    assert head == verify_case("c", (first, second), head)
    with pytest.raises(BrokenLogError, match="does not commit to"):
        verify_case("c", (first, stray), head)


def test_the_verifier_knows_erased_from_lost_and_back():
    """A content that is gone without an entry, or back after one, is named."""
    kept = verifier.Contents()
    content = canonical({"salt": "5" * 64, "value": "x"}).decode()
    name = digest(content.encode())
    said = {"inputs": {"w": {"~sealed": name}}, "kind": "taken"}
    assert [] == list(kept.add(said, 1, {name: content}))
    assert [] == list(kept.problems(public=False))
    assert ["a public export carries a sealed content"] == [
        what for _, what in kept.problems(public=True)
    ]
    erased = {"inputs": {"digests": [name]}, "kind": "erased"}
    assert [] == list(kept.add(erased, 2, {}))
    assert [(1, "a sealed content that was erased is back")] == list(
        kept.problems(public=False)
    )
    kept.kept.clear()
    assert [] == list(kept.problems(public=False))
    kept.erased.clear()
    assert [(1, "a sealed content is gone, and no entry says it was erased")] == list(
        kept.problems(public=False)
    )


def test_times_without_zone_are_refused_where_no_step_is_taken():
    """Erasing and migrating take aware times as steps do."""
    from ratsflow.engine.permission import permission  # noqa: PLC0415

    case = open_case(STAY, "c", Motion("t"), CLERK, at=NOON).case
    with pytest.raises(NaiveTimeError):
        permission(STAY, case, "erase", ("clerk",), CLERK, datetime(2026, 1, 1))  # noqa: DTZ001
