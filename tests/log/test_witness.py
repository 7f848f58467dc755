"""A witness cosigns what continues, and nothing else: answer by answer, and over HTTP."""

from __future__ import annotations

import http.client

from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime
from threading import Thread

import pytest

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given, settings
from hypothesis import strategies as st

from ratsflow.errors import InvalidInputError, StoreError
from ratsflow.exchange.witnessing import ask_all, ask_witness, over_http, server
from ratsflow.log import checkpoint, merkle, tree, verifier
from ratsflow.log.witness import SIZE, Answer, Witness
from ratsflow.stores import MemoryStore
from ratsflow.stores.witnessed import Witnessed, WitnessedInMemory
from ratsflow.testing.store_records import begin, make_records, standing


AT = datetime(2026, 4, 18, tzinfo=UTC)
LOG = Ed25519PrivateKey.from_private_bytes(bytes([1] * 32))
OWN = Ed25519PrivateKey.from_private_bytes(bytes([2] * 32))
ORIGIN = "stadt.example/log"
LOGS = (checkpoint.key_of(LOG, ORIGIN),)
SIZES = 12


def leaves(fork: int) -> list[bytes]:
    """Return leaves of a log; two of them are the same up to the sixth."""
    return [
        merkle.leaf_hash(b"%d %d" % (number, fork if number > 5 else 0))
        for number in range(SIZES)
    ]


def signed(size: int, fork: int = 0, cases: bytes | None = None, key=LOG):
    """Return a checkpoint of a log at a size."""
    return checkpoint.sign(key, ORIGIN, size, merkle.root(leaves(fork)[:size]), cases)


def request(old: int, new: verifier.Checkpoint, fork: int = 0) -> bytes:
    """Return what is sent to a witness, with the proof from an earlier size."""
    logs = leaves(fork)
    ranges = merkle.between(old, new.size) if 0 < old <= new.size else []
    path = tuple(merkle.root(logs[start:stop]) for start, stop in ranges)
    return checkpoint.consistency_to_text(verifier.Consistency(old, path, new))


def witness(memory=None, logs=LOGS) -> Witness:
    """Return a witness that knows one log."""
    memory = WitnessedInMemory() if memory is None else memory
    return Witness("w.example", OWN, logs, memory, lambda: AT)


def is_cosigned(answer: Answer, of: verifier.Checkpoint) -> bool:
    """Tell whether an answer is the one signature of the witness."""
    (line,) = answer.body.splitlines()
    signature = verifier.signature_in(line)
    key = checkpoint.key_of(OWN, "w.example", verifier.COSIGNS)
    at = verifier.signed_at(key, signature.data, of.text)
    return (signature.key_id, at) == (key.id, int(AT.timestamp()))


@pytest.fixture(name="own", params=["memory", "file"])
def _own(request, tmp_path) -> Witness:
    kept = request.param == "memory"
    return witness(WitnessedInMemory() if kept else Witnessed(tmp_path / "w.db"))


def test_it_cosigns_what_continues(own):
    """From nothing on, step by step, and the same once more."""
    for old, new in ((0, 3), (3, 3), (3, 7), (7, 12)):
        made = signed(new)
        answer = own.add_checkpoint(request(old, made))
        assert 200 == answer.status, answer
        assert is_cosigned(answer, made)


def test_it_answers_why_it_does_not(own):
    """Each with the status that the protocol names, and nothing is kept of it."""
    assert 200 == own.add_checkpoint(request(0, signed(7))).status
    other = checkpoint.sign(LOG, "other.example/log", 7, bytes(32))
    unsigned = signed(9, key=OWN)
    bent = request(7, signed(9)).replace(b"\n\nstadt", b"\nAAAA\n\nstadt")
    good = request(7, signed(9))
    for sent, status in (
        (b"", 400),
        (b"old 7\n", 400),
        (bent, 400),
        (good[:-1], 400),
        (good.replace(b"old 7", b"old 07"), 400),
        (request(9, signed(8)), 400),
        (request(0, other), 404),
        (request(7, unsigned), 403),
        (good.replace(b"\n9\n", b"\n10\n"), 403),
        (request(0, signed(9)), 409),
        (request(3, signed(9)), 409),
        (request(8, signed(9)), 409),
        (request(7, signed(7, fork=1)), 409),
        (request(7, signed(7, cases=bytes(32))), 409),
        (request(7, signed(9, fork=1), fork=1), 422),
        (request(7, signed(9))[: len("old 7\n")] + b"\n" + signed(9).data, 422),
    ):
        answer = own.add_checkpoint(sent)
        assert status == answer.status, (sent, answer)
        assert (SIZE == answer.kind) == (answer.body == "7\n")
    assert 200 == own.add_checkpoint(good).status


def test_a_first_checkpoint_takes_no_proof(own):
    """With one it is refused: what would it show?"""
    made = signed(3)
    text = request(0, made).replace(b"old 0\n", b"old 0\n" + b"A" * 43 + b"=\n")
    assert 422 == own.add_checkpoint(text).status


@settings(deadline=None, max_examples=60)
@given(
    st.lists(
        st.tuples(st.integers(0, SIZES), st.integers(1, SIZES), st.integers(0, 1)),
        max_size=25,
    )
)
def test_whatever_it_is_sent_it_cosigns_one_log(asked):
    """Of two logs that part ways, sent in any order, all that it cosigned is one."""
    own, seen = witness(), []
    for old, new, fork in asked:
        made = signed(new, fork)
        if own.add_checkpoint(request(old, made, fork)).status == 200:
            seen.append((new, fork))
    assert seen == sorted(seen, key=lambda one: one[0])
    assert len({fork for size, fork in seen if size > 6}) < 2


@settings(deadline=None, max_examples=150)
@given(st.data())
def test_whatever_it_is_sent_it_answers(data):
    """A request with bytes put in or taken away gets a status, and rolls nothing back."""
    own = witness()
    assert 200 == own.add_checkpoint(request(0, signed(3))).status
    whole = request(3, signed(7))
    start = data.draw(st.integers(0, len(whole)))
    stop = data.draw(st.integers(start, min(len(whole), start + 40)))
    sent = whole[:start] + data.draw(st.binary(max_size=9)) + whole[stop:]
    answer = own.add_checkpoint(sent)
    assert answer.status in {200, 400, 403, 404, 409, 422}
    assert (
        200
        == own.add_checkpoint(
            request(7 if answer.status == 200 else 3, signed(9))
        ).status
    )


def test_two_requests_at_once_roll_nothing_back(tmp_path):
    """Both continue what was kept; who comes second is told what it is now."""
    place = tmp_path / "w.db"
    assert 200 == witness(Witnessed(place)).add_checkpoint(request(0, signed(3))).status

    def ask(size: int) -> Answer:
        return witness(Witnessed(place)).add_checkpoint(request(3, signed(size)))

    with ThreadPoolExecutor(6) as pool:
        answers = list(pool.map(ask, (4, 5, 6, 7, 8, 9)))
    assert 1 == sum(answer.status == 200 for answer in answers)
    (won,) = [
        size for size, a in zip(range(4, 10), answers, strict=True) if a.status == 200
    ]
    assert {f"{won}\n"} == {a.body for a in answers if a.status == 409}
    (kept,) = Witnessed(place).notes()
    assert won == verifier.checkpoint_in(kept).size


def test_a_file_that_is_none_is_told(tmp_path):
    """No word of another library's."""
    place = tmp_path / "w.db"
    place.write_bytes(b"no database" * 99)
    with pytest.raises(StoreError, match="what the witness keeps cannot be read"):
        Witnessed(place)


def test_a_witness_that_lost_what_it_kept_does_not_begin_anew(tmp_path):
    """Neither without the file nor with an empty one; with it, it goes on."""
    place = tmp_path / "w.db"
    with pytest.raises(InvalidInputError, match="a log that was rolled back"):
        Witnessed(place, is_new=False)
    assert not place.exists()
    own = witness(Witnessed(place))
    assert 200 == own.add_checkpoint(request(0, signed(7))).status
    again = witness(Witnessed(place, is_new=False))
    assert 409 == again.add_checkpoint(request(0, signed(3, 1))).status
    place.write_bytes(b"")
    with pytest.raises(InvalidInputError, match="a log that was rolled back"):
        Witnessed(place, is_new=False)
    with pytest.raises(StoreError):
        own.add_checkpoint(request(7, signed(9)))


def test_a_witness_that_cannot_remember_answers_and_signs_nothing(tmp_path, capsys):
    """Who asks gets an answer, who runs it one line; neither sees where it broke."""
    place = tmp_path / "w.db"
    own = witness(Witnessed(place))
    place.write_bytes(b"")
    with serving(own) as port:
        sent = request(0, signed(3))
        status, body, *_ = said(port, "POST", "/add-checkpoint", sent)
    err = capsys.readouterr().err
    assert (500, False) == (status, "w.db" in str(body) or "— " in str(body))
    assert err.startswith("ratsflow: ")
    assert 1 == err.count("\n"), err


def test_a_log_that_changed_its_key_goes_on():
    """A witness that was told both keys takes either."""
    next_key = Ed25519PrivateKey.from_private_bytes(bytes([9] * 32))
    own = witness(logs=(*LOGS, checkpoint.key_of(next_key, ORIGIN)))
    assert 200 == own.add_checkpoint(request(0, signed(3))).status
    assert 200 == own.add_checkpoint(request(3, signed(7, key=next_key))).status


@contextmanager
def serving(own: Witness):
    """Serve a witness for a while; yield its port."""
    with server(own, "127.0.0.1", 0) as running:
        thread = Thread(target=running.serve_forever)
        thread.start()
        try:
            yield running.server_address[1]
        finally:
            running.shutdown()
            thread.join()


def said(port: int, method: str, path: str, body: bytes | None, **headers: str):
    """Return status and body of an answer."""
    client = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    try:
        client.request(method, path, body, headers)
        reply = client.getresponse()
        return reply.status, reply.read().decode()
    finally:
        client.close()


def test_it_answers_over_http():
    """To what the protocol says, at any prefix; to nothing else, and of no machine."""
    own = witness()
    with serving(own) as port:
        made = request(0, signed(3))
        assert 200 == said(port, "POST", "/add-checkpoint", made)[0]
        assert (409, "3\n") == said(port, "POST", "/some/add-checkpoint", made)
        assert 404 == said(port, "POST", "/add-entry", made)[0]
        assert (200, f"{own.key}\n") == said(port, "GET", "/", None)
        for length in (str(10**9), "9" * 5000, "٣"):
            too_long = {"Content-Length": length.encode().decode("latin-1")}
            assert 400 == said(port, "POST", "/add-checkpoint", b"", **too_long)[0]
        assert 400 == said(port, "POST", "/x", b"", **{"Content-Length": "-1"})[0]


def town() -> tuple[MemoryStore, verifier.Checkpoint]:
    """Return a log that went on behind its first checkpoint, and the second one."""
    store = MemoryStore()
    records = begin(store, "a", 3)
    store.sequence()
    more = make_records("a", after=records[-1])
    store.append("a", more, expected=3, standing=standing())
    return store, tree.make_checkpoint(store, ORIGIN, LOG)


def test_a_log_asks_its_witnesses_and_shows_what_they_lack():
    """One that has cosigned an earlier size is shown that this one continues it."""
    store, made = town()
    own = witness()
    first = checkpoint.sign(LOG, ORIGIN, 2, tree.root_at(store, 2))
    with serving(own) as port:
        sent = checkpoint.consistency_to_text(verifier.Consistency(0, (), first))
        assert 200 == own.add_checkpoint(sent).status
        at = f"http://127.0.0.1:{port}/"
        got = ask_witness(store, made, own.key, over_http(at))
        assert "w.example" == got.signatures[-1].name
        third = Ed25519PrivateKey.from_private_bytes(bytes([3] * 32))
        policy = verifier.policy_in(
            f"log {LOGS[0]}\nwitness a {own.key} {at}\n"
            f"witness b {checkpoint.key_of(third, 'b', 4)} ftp://x\nquorum a\n".encode()
        )
        got, missing = ask_all(store, made, policy)
        assert [] == verifier.judged(got, policy).wrong
        assert ["url"] == [error.where for error in missing]


@pytest.mark.parametrize(
    "answer",
    [
        Answer(200, ""),
        Answer(200, "no line\n"),
        Answer(200, "— w.example AAAAAAAA\n"),
        Answer(409, "9" * 60_000, SIZE),
        Answer(409, "5\n", SIZE),
        Answer(409, "<html>", "text/html"),
        Answer(503, "out of reach"),
    ],
)
def test_a_witness_that_did_not_cosign_is_told(answer):
    """Whatever it answers: no signature, no checkpoint with one."""
    store, made = town()
    with pytest.raises(InvalidInputError, match="it did not cosign"):
        ask_witness(store, made, witness().key, lambda _: answer)
