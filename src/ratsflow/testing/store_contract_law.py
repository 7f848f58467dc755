"""What every store must keep of hashes and of the values of law that entries name (R5)."""

from __future__ import annotations

import attrs
import pytest

from ratsflow.errors import ConflictError, InvalidInputError
from ratsflow.law.local import Law
from ratsflow.stores import Append, Store
from ratsflow.stores.verify import verify
from ratsflow.testing.store_records import begin, make_records, standing


LAWS = [
    Law("NRW", {"notice.days": days, "checks": ["Ö"]}, "Musterstadt") for days in (6, 7)
]
"""Two sets of values of law."""


class LawContract:
    """Tests of hashes and of values of law; a part of `StoreContract`."""

    def test_r5_a_hash_that_is_not_that_of_its_bytes_is_refused(
        self, store: Store
    ) -> None:
        """R5: nothing could be appended behind it, and no chain would verify."""
        (record,) = make_records("a")
        wrong = attrs.evolve(record, hash="f" * 64)
        with pytest.raises(InvalidInputError, match="not that of its bytes"):
            store.append("a", [wrong], expected=0, standing=standing())
        (answer,) = store.append_many([Append("a", (wrong,), 0, standing())])

        assert InvalidInputError is type(answer)
        assert list(store.cases()) == []

    def test_r5_values_of_law_are_kept_once(self, store: Store) -> None:
        """R5: each set that entries name comes back byte for byte, for all cases once."""
        one, two = LAWS
        for case_id in "ab":
            records = make_records(case_id, law=one)
            at = standing()
            store.append(case_id, records, expected=0, standing=at, laws=one.sets)
        many = [
            Append(
                case_id, make_records(case_id, law=law), 0, standing(), laws=law.sets
            )
            for case_id, law in zip("cde", (two, one, two), strict=True)
        ]

        assert list(store.append_many(many)) == [None] * 3
        assert sorted((*one.sets, *two.sets)) == list(store.laws())
        assert (one.body, two.body) == (store.law(one.digest), store.law(two.digest))
        assert store.law("f" * 64) is None
        assert store.law("\x00") is None
        following = make_records("a", after=store.read("a")[-1], law=two)
        store.append("a", following, expected=1, standing=standing())  # it is kept
        assert list(verify(store)) == []

    def test_r5_an_entry_whose_law_is_nowhere_is_refused(self, store: Store) -> None:
        """R5: so are values under another digest than theirs."""
        law, other = LAWS
        records = make_records("a", law=law)
        for laws in ((), other.sets, ((law.digest, other.body),)):
            with pytest.raises(InvalidInputError):
                store.append("a", records, expected=0, standing=standing(), laws=laws)
            work = Append("a", records, 0, standing(), laws=laws)
            assert [InvalidInputError] == [*map(type, store.append_many([work]))]

        assert list(store.cases()) == []
        assert list(store.laws()) == []

    def test_r5_values_of_law_that_no_entry_names_are_not_kept(
        self, store: Store
    ) -> None:
        """R5: nobody would ask for them; they are kept with the first that names them."""
        one, two = LAWS
        both = (*one.sets, *two.sets)
        at = standing()
        for case_id in "ab":
            records = make_records(case_id, law=one)
            store.append(case_id, records, expected=0, standing=at, laws=both)
        many = [Append("c", make_records("c", law=one), 0, at, laws=both)]

        assert list(store.append_many(many)) == [None]
        assert list(one.sets) == list(store.laws())
        assert list(verify(store)) == []
        records = make_records("d", law=two)
        store.append("d", records, expected=0, standing=at, laws=both)
        assert sorted(both) == list(store.laws())
        assert list(verify(store)) == []

    def test_r2_values_of_law_are_written_with_their_entry(self, store: Store) -> None:
        """R2: taken back with it, and written again with the next that names them."""
        law, _ = LAWS

        def opened(case_id: str) -> None:
            records = make_records(case_id, law=law)
            at = standing()
            store.append(case_id, records, expected=0, standing=at, laws=law.sets)

        def failing() -> None:
            with store.unit_of_work():
                opened("a")
                raise LookupError

        for _ in range(2):
            with pytest.raises(LookupError):
                failing()
            assert store.law(law.digest) is None
        begin(store, "a")
        with store.unit_of_work():
            with pytest.raises(ConflictError):
                opened("a")
            opened("b")
        with store.unit_of_work():
            opened("c")
        opened("d")

        assert law.body == store.law(law.digest)
        assert list(verify(store)) == []
