"""An entry's bytes are hashed once, and what only looks like them is hashed for itself."""

from __future__ import annotations

import hashlib
import sys
import threading

from hypothesis import given
from hypothesis import strategies as st

from ratsflow.log.entry import hash_of


def true(body):
    """Return the hash as the standard library makes it."""
    return hashlib.sha256(body).hexdigest()


@given(st.lists(st.binary(max_size=20), min_size=1, max_size=8), st.data())
def test_any_order_of_bytes_has_its_own_hashes(bodies, data):
    """Whatever was hashed before, each gets the hash of its own bytes."""
    for _ in range(10):
        body = data.draw(st.sampled_from(bodies))

        assert true(body) == hash_of(body)


def test_bytes_that_change_are_hashed_anew():
    """What can be changed in place is never known beforehand."""
    body = bytearray(b"entry")
    before = hash_of(body)

    body[0] = 0

    assert true(b"entry") == before
    assert true(body) == hash_of(body)


def test_bytes_of_a_class_of_its_own_are_hashed():
    """Also what claims to be bytes."""

    class Other(bytes):
        pass

    one = Other(b"a")

    assert true(one) == hash_of(one) == hash_of(b"a")


def test_threads_do_not_disturb_each_other():
    """Each thread gets the hash of what it asked for."""
    wrong: list[bytes] = []

    def ask(body):
        if any(hash_of(body) != true(body) for _ in range(2000)):
            wrong.append(body)

    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    try:
        threads = [
            threading.Thread(target=ask, args=(bytes([n]) * 9,)) for n in range(4)
        ]
        for each in threads:
            each.start()
        for each in threads:
            each.join()
    finally:
        sys.setswitchinterval(before)

    assert [] == wrong
