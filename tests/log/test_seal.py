"""Seals: what a chain alone cannot show."""

from __future__ import annotations

import io
import tracemalloc

from datetime import UTC, datetime

import attrs
import pytest

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from ratsflow.errors import BrokenLogError, InvalidInputError
from ratsflow.log import Head, merkle
from ratsflow.log.seal import (
    against_seal,
    between_seals,
    check_signature,
    from_json,
    is_entry_included,
    is_included,
    prove,
    prove_entry,
    seal,
    seals_in_order,
    to_json,
    write_seal,
)
from ratsflow.testing.store_records import make_records


AT = datetime(2026, 3, 19, 12, tzinfo=UTC)
KEY = Ed25519PrivateKey.from_private_bytes(bytes(32))
LOGS = {"a": ["11", "12", "13"], "b": ["21"], "c": ["31", "32"]}


def heads(logs: dict[str, list[str]]) -> list[Head]:
    """Return the heads of logs given as lists of hashes."""
    return [Head(case, len(log), log[-1]) for case, log in logs.items()]


def hash_at(logs: dict[str, list[str]]):
    """Return a look-up of hashes in logs."""
    return lambda case, version: dict(enumerate(logs.get(case, []), 1)).get(version)


SEAL = seal(heads(LOGS), at=AT, key=KEY)


@pytest.mark.parametrize(
    ("logs", "case", "entry", "word"),
    [
        ({**LOGS, "a": ["11", "12"]}, "a", 3, "cut off"),
        ({"a": LOGS["a"], "c": LOGS["c"]}, "b", 1, "gone"),
        ({**LOGS, "a": ["11", "12", "99"]}, "a", 3, "fork"),
        ({**LOGS, "c": ["31", "98", "97"]}, "c", 2, "fork"),
    ],
)
def test_cut_tails_missing_cases_and_forks_are_found(logs, case, entry, word):
    """Against a seal kept elsewhere a cut tail, a missing case and a fork show."""
    (found,) = against_seal(SEAL, hash_at(logs))
    assert (case, entry) == (found.case_id, found.version)
    assert word in found.reason


def test_a_log_that_went_on_agrees_with_its_seal():
    """Later entries and new cases contradict no seal."""
    grown = {**LOGS, "a": [*LOGS["a"], "14"], "d": ["41"]}
    assert [] == list(against_seal(SEAL, hash_at(grown)))
    later = seal(heads(grown), at=AT, key=KEY, previous=SEAL)
    assert [] == list(between_seals(SEAL, later, hash_at(grown)))
    assert [] == list(seals_in_order([SEAL, later]))


@pytest.mark.parametrize(
    ("logs", "word"),
    [
        ({"a": LOGS["a"], "c": LOGS["c"]}, "not in the later"),
        ({**LOGS, "a": ["11"]}, "cut off"),
        ({**LOGS, "b": ["99"]}, "fork"),
        ({**LOGS, "b": ["99", "98"]}, "fork"),
    ],
)
def test_two_seals_that_contradict_each_other(logs, word):
    """A later seal that forgets, shortens or rewrites what was sealed is found."""
    later = seal(heads(logs), at=AT, key=KEY, previous=SEAL)
    (found,) = between_seals(SEAL, later, hash_at(logs))
    assert word in found.reason


def test_a_reused_or_foreign_signature_is_found():
    """A signature taken from another statement, or by another key, does not pass."""
    check_signature(SEAL, KEY.public_key())
    other = seal(heads({"a": ["11"]}), at=AT, key=KEY)
    for forged in (
        attrs.evolve(SEAL, signature=other.signature),
        attrs.evolve(SEAL, sealed_at="2026-03-20T12:00:00.000000Z"),
        attrs.evolve(SEAL, heads=SEAL.heads[:2]),
        attrs.evolve(SEAL, signature=""),
        attrs.evolve(SEAL, signature="zz"),
    ):
        with pytest.raises(BrokenLogError, match="does not carry a signature"):
            check_signature(forged, KEY.public_key())
    with pytest.raises(BrokenLogError):
        check_signature(
            SEAL, Ed25519PrivateKey.from_private_bytes(b"\1" * 32).public_key()
        )


def test_seals_are_written_and_read_back():
    """A seal is one JSON object; changed heads do not pass as it."""
    assert SEAL == from_json(to_json(SEAL))
    with pytest.raises(InvalidInputError, match="not those that were signed"):
        from_json(to_json(SEAL).replace(b'"13"', b'"14"'))
    for data in (b"", b"[]", b"{}", b'{"format":"x"}'):
        with pytest.raises(InvalidInputError, match="no seal"):
            from_json(data)


def test_two_heads_of_one_case_are_refused():
    """A case ends once."""
    with pytest.raises(InvalidInputError, match="two heads"):
        seal([Head("a", 1, "1"), Head("a", 2, "2")], at=AT, key=KEY)


@given(st.integers(1, 40), st.data())
def test_every_case_can_be_proved_and_no_other(size, data):
    """For every size of tree each head has a proof, and a changed one has none."""
    sealed = seal([Head(f"{i:03}", i + 1, f"{i}") for i in range(size)], at=AT, key=KEY)
    index = data.draw(st.integers(0, size - 1))
    proof = prove(sealed, f"{index:03}")

    assert is_included(proof, sealed.root)
    other = attrs.evolve(proof, head=attrs.evolve(proof.head, version=99))
    assert not is_included(other, sealed.root)
    elsewhere = attrs.evolve(proof, index=(index + 1) % size)
    assert size == 1 or not is_included(elsewhere, sealed.root)
    assert not is_included(attrs.evolve(proof, path=(*proof.path, "00")), sealed.root)
    if proof.path:
        assert not is_included(attrs.evolve(proof, path=proof.path[:-1]), sealed.root)


LOG = make_records("b", 6)
OF_LOG = seal(
    [Head("a", 1, "11"), Head("b", 5, LOG[4].hash), Head("c", 2, "22")], at=AT, key=KEY
)


@given(st.integers(1, 5), st.data())
def test_every_sealed_entry_can_be_proved_and_no_other(version, data):
    """The chain leads from the entry to the sealed head; a changed link leads nowhere."""
    proof = prove_entry(OF_LOG, LOG, version)

    assert is_entry_included(proof, OF_LOG.root)
    assert LOG[version - 1].body == proof.bodies[0]
    assert not is_entry_included(proof, SEAL.root)
    at = data.draw(st.integers(0, len(proof.bodies) - 1))
    forged = proof.bodies[at].replace(b"Ada", b"Eve")
    for bodies in (
        (*proof.bodies[:at], forged, *proof.bodies[at + 1 :]),
        (*proof.bodies[:at], *proof.bodies[at + 1 :]),
        (*proof.bodies, LOG[5].body),
        (*proof.bodies[:at], b"{}", *proof.bodies[at + 1 :]),
        (*proof.bodies[:at], b"no JSON", *proof.bodies[at + 1 :]),
    ):
        if bodies[:1] and bodies != proof.bodies[1:]:
            changed = attrs.evolve(proof, bodies=bodies)
            assert not is_entry_included(changed, OF_LOG.root)
    assert not is_entry_included(attrs.evolve(proof, bodies=()), OF_LOG.root)


@pytest.mark.parametrize("version", [0, 6, 7])
def test_an_entry_that_was_not_sealed_cannot_be_proved(version):
    """What came after the seal, or never was, has no proof; nor has another case."""
    with pytest.raises(InvalidInputError, match="was sealed with 5 entries"):
        prove_entry(OF_LOG, LOG, version)
    with pytest.raises(InvalidInputError, match="has no case 'z'"):
        prove_entry(OF_LOG, make_records("z"), 1)


@pytest.mark.parametrize("body", [b"\xff", b"{}", LOG[3].body])
def test_nothing_is_proved_of_a_log_that_was_changed(body):
    """A proof that nobody could check is not made, and the case is named."""
    changed = [*LOG[:2], attrs.evolve(LOG[2], body=body), *LOG[3:]]
    with pytest.raises(BrokenLogError, match=r"'b', entry 2: .* head that was sealed"):
        prove_entry(OF_LOG, changed, 2)
    assert prove_entry(OF_LOG, changed, 4) == prove_entry(OF_LOG, LOG, 4)


def test_the_tree_is_that_of_the_rfc():
    """Roots of the published test vectors for certificate transparency."""
    data = [
        b"",
        b"\x00",
        b"\x10",
        b"\x20\x21",
        b"\x30\x31",
        b"\x40\x41\x42\x43",
        b"\x50\x51\x52\x53\x54\x55\x56\x57",
        bytes(range(0x60, 0x70)),
    ]
    leaves = [merkle.leaf_hash(each) for each in data]
    assert "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d" == (
        merkle.root(leaves[:1]).hex()
    )
    assert "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125" == (
        merkle.root(leaves[:2]).hex()
    )
    assert "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328" == (
        merkle.root(leaves).hex()
    )
    assert merkle.EMPTY == merkle.root([])
    with pytest.raises(IndexError):
        merkle.path(leaves, 8)


@given(st.dictionaries(st.text(max_size=9), st.integers(1, 9), max_size=40), st.text())
def test_a_seal_that_is_written_head_by_head_is_the_same(made, tenant):
    """Byte by byte, whatever the names, with the seal before and without."""
    logs = [Head(name, count, f"{count:064}") for name, count in sorted(made.items())]
    for previous in (None, SEAL):
        about = {"at": AT, "key": KEY, "tenant": tenant, "previous": previous}
        out = io.BytesIO()
        said = write_seal(iter(logs), out, **about)

        whole = seal(logs, **about)
        assert to_json(whole) == out.getvalue()
        assert (whole.statement, whole.signature) == (said.signed, said.signature)
        assert (len(logs), sum(made.values())) == (said.cases, said.entries)


@pytest.mark.parametrize(
    ("names", "word"), [("aba", "not sorted"), ("abb", "two heads"), ("ba", "sorted")]
)
def test_heads_that_are_not_in_order_are_not_written(names, word):
    """A reader would take them for no seal; nothing of it is written."""
    out = io.BytesIO()
    with pytest.raises(InvalidInputError, match=word):
        write_seal([Head(name, 1, "1") for name in names], out, at=AT, key=KEY)

    assert b"" == out.getvalue()


class Nowhere(io.RawIOBase):
    """A file that keeps nothing, so that what is held is held by who writes."""

    def writable(self) -> bool:
        return True

    def write(self, data) -> int:
        return len(data)


def peak(count: int) -> int:
    """Return how many bytes are held at most while so many heads are sealed."""
    logs = (Head(f"V-{number:08}", 3, f"{number:064}") for number in range(count))
    tracemalloc.start()
    try:
        write_seal(logs, Nowhere(), at=AT, key=KEY)
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def test_sealing_ten_times_as_many_cases_holds_no_more():
    """Only the tree's hashes, one for each level, and a buffer."""
    peak(1)
    few, many = peak(15_000), peak(150_000)

    assert many < few + 100_000
