"""Whatever is erased, migrated or written later: every proof that was handed out holds."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import count

import pytest

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
)

from ratsflow import Actor, MemoryStore, Motion, Office, Parameter, Procedure, Step
from ratsflow.log import checkpoint, tree, verifier
from ratsflow.stores.sql import SqlStore


PAPER = Procedure(
    "paper",
    ["draft", "done"],
    [
        Step("hear", "draft", by="clerk", takes=[Parameter("witness", personal=True)]),
        Step("note", "draft", by="clerk", takes=[Parameter("remark")]),
        Step("close", "draft", "done", by="clerk"),
    ],
    roles=["clerk", "archivist"],
    erasers=["archivist"],
)
CLERK, ARCHIVIST = Actor("meier", roles=["clerk"]), Actor("arc", roles=["archivist"])
KEY = Ed25519PrivateKey.from_private_bytes(bytes([3] * 32))
ORIGIN = "stadt.example/log"
POLICY = verifier.policy_of(checkpoint.key_of(KEY, ORIGIN), ORIGIN)


class Proofs(RuleBasedStateMachine):
    """A town that works, erases, signs and hands out proofs."""

    def make_store(self) -> MemoryStore | SqlStore:
        return MemoryStore()

    @initialize()
    def begin(self) -> None:
        """Open the office."""
        start, ticks = datetime(2026, 3, 19, 12, tzinfo=UTC), count()
        self.store = self.make_store()
        self.office = Office(
            PAPER, self.store, clock=lambda: start + timedelta(minutes=next(ticks))
        )
        self.cases: list[str] = []
        self.heard: dict[str, bool] = {}
        self.files: list[tuple[bytes, str]] = []
        self.signed: list[bytes] = []

    def teardown(self) -> None:
        if isinstance(getattr(self, "store", None), SqlStore):
            self.store.close()

    @rule(public=st.booleans())
    def open(self, public: bool) -> None:
        """Open a case."""
        name = f"V-{len(self.cases)}"
        motion = Motion("A bench", reasons="Secret." * (not public), public=public)
        self.office.open(motion, CLERK, case_id=name)
        self.cases.append(name)

    @precondition(lambda self: self.cases)
    @rule(data=st.data(), word=st.text(max_size=5))
    def work(self, data: st.DataObject, word: str) -> None:
        """Let something happen that is sealed, or is not."""
        case_id = data.draw(st.sampled_from(self.cases))
        if data.draw(st.booleans()):
            self.office.take(case_id, "hear", CLERK, witness=f"Ms {word}")
            self.heard[case_id] = True
        else:
            self.office.take(case_id, "note", CLERK, remark=word)

    @precondition(lambda self: any(self.heard.values()))
    @rule(data=st.data())
    def erase(self, data: st.DataObject) -> None:
        """Destroy what was heard."""
        case_id = data.draw(
            st.sampled_from(sorted(name for name, has in self.heard.items() if has))
        )
        self.office.erase(
            case_id, ARCHIVIST, names=["witness"], reason="Over.", authority="Art. 17"
        )
        self.heard[case_id] = False

    @rule()
    def sign(self) -> None:
        """Make a checkpoint, and show that it continues each one before."""
        made = tree.make_checkpoint(self.store, ORIGIN, KEY)
        for before in self.signed:
            old = verifier.checkpoint_in(before)
            if old.size:
                proof = tree.prove_consistency(self.store, old.size, made)
                assert [] == list(verifier.against_consistency(proof, old))
        self.signed.append(made.data)

    @precondition(lambda self: self.signed)
    @rule(data=st.data())
    def prove(self, data: st.DataObject) -> None:
        """Hand out the proof of an entry, and of the end of its case."""
        made = verifier.checkpoint_in(data.draw(st.sampled_from(self.signed)))
        leaves = [leaf for leaf in self.store.leaves() if leaf.number < made.size]
        if not leaves:
            return
        leaf = data.draw(st.sampled_from(leaves))
        body = self.store.read(leaf.case_id)[leaf.version - 1].body
        proof = tree.prove_inclusion(self.store, leaf.case_id, leaf.version, body, made)
        last = tree.prove_last(self.store, leaf.case_id, made)
        self.files.append((checkpoint.inclusion_to_text(proof), ""))
        self.files.append((checkpoint.last_of_case_to_text(last), leaf.case_id))

    @invariant()
    def every_proof_holds(self) -> None:
        """All that were ever handed out, and the tree that they came from."""
        for data, case_id in getattr(self, "files", ()):
            if case_id:
                last = verifier.last_of_case_in(data)
                assert case_id == last.head[0]
                assert [] == list(verifier.against_last_of_case(last))
            else:
                proof = verifier.inclusion_in(data)
                assert [] == list(verifier.against_inclusion(proof))
        for data in getattr(self, "signed", ()):
            tree.refuse_other(self.store, verifier.checkpoint_in(data))
        if hasattr(self, "store"):
            assert [] == list(tree.tree_faults(self.store))


class ProofsOfSqlite(Proofs):
    """The same on a database."""

    def make_store(self) -> MemoryStore | SqlStore:
        return SqlStore("sqlite://")


TestProofs = Proofs.TestCase
TestProofs.settings = settings(max_examples=40, stateful_step_count=25, deadline=None)
TestProofsOfSqlite = ProofsOfSqlite.TestCase
TestProofsOfSqlite.settings = settings(
    max_examples=12, stateful_step_count=20, deadline=None
)


def test_an_entry_is_no_larger_a_proof_the_longer_its_case_is():
    """What came behind it is not shown: a path grows with the log of their number alone."""
    store = MemoryStore()
    office = Office(PAPER, store)
    office.open(Motion("A bench", public=True), CLERK, case_id="V-1")
    body = store.read("V-1")[0].body
    sizes = []
    for _ in range(3):
        for _ in range(50):
            office.take("V-1", "note", CLERK, remark="Again and again.")
        made = tree.make_checkpoint(store, ORIGIN, KEY)
        proof = tree.prove_inclusion(store, "V-1", 1, body, made)
        text = checkpoint.inclusion_to_text(proof)
        assert [] == verifier.judged(made, POLICY).wrong
        assert b"Again" not in text + proof.body
        sizes.append(len(text))
    assert sizes[2] - sizes[0] <= 2 * 45 + 1  # the size has a digit more
    assert sizes[2] < 4 * len(body)


def test_what_was_not_signed_is_not_proved():
    """An entry behind the checkpoint, a case that it does not know, a log that is another."""
    from ratsflow.errors import BrokenLogError, InvalidInputError  # noqa: PLC0415

    store = MemoryStore()
    office = Office(PAPER, store)
    office.open(Motion("A bench", public=True), CLERK, case_id="V-1")
    made = tree.make_checkpoint(store, ORIGIN, KEY)
    office.take("V-1", "note", CLERK, remark="x")
    office.open(Motion("A tree", public=True), CLERK, case_id="V-2")
    store.sequence()
    body = store.read("V-1")[1].body
    with pytest.raises(InvalidInputError, match="entry 2 of case 'V-1' is not in it"):
        tree.prove_inclusion(store, "V-1", 2, body, made)
    with pytest.raises(InvalidInputError, match="no case 'V-2'"):
        tree.prove_last(store, "V-2", made)
    with pytest.raises(InvalidInputError, match="cannot continue"):
        tree.prove_consistency(store, 3, made)
    with pytest.raises(BrokenLogError, match="does not stand in the tree"):
        tree.prove_inclusion(store, "V-1", 1, body, made)
    other = MemoryStore()
    Office(PAPER, other).open(Motion("Else", public=True), CLERK, case_id="V-1")
    other.sequence()
    with pytest.raises(BrokenLogError, match="a fork"):
        tree.refuse_other(other, made)
    with pytest.raises(BrokenLogError, match="do not end where"):
        tree.refuse_other(store, made._replace(cases=bytes(32)))
