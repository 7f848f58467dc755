"""What every store must keep of reading: order (R4) and the very bytes (R5)."""

from __future__ import annotations

import hashlib

import attrs
import pytest

from ratsflow.errors import InvalidInputError
from ratsflow.log import GENESIS, Record, decode
from ratsflow.stores import Found, Projected, Standing, Store
from ratsflow.testing.store_records import begin, make_records, standing


NEVER_STORED = ("a\x00b", "a\ud800")
"""Texts that no database stores."""


class ReadingContract:
    """Tests of reading; a part of `StoreContract`."""

    def test_r4_insert_order_is_read_order(self, store: Store) -> None:
        """R4: more than ten entries come back in the order of their versions."""
        records = begin(store, "a", 12)

        assert records == tuple(store.read("a"))
        assert records[9:] == tuple(store.read("a", after=9))
        assert tuple(store.read("a", after=12)) == ()

    def test_r4_many_cases_are_read_together(self, store: Store) -> None:
        """R4: reading many cases gives each in order and leaves out unknown ones."""
        logs = {
            "c": begin(store, "c", 2),
            "a": begin(store, "a"),
            "b": begin(store, "b"),
        }
        found = store.read_many(["c", "nobody", "a", "c"])

        assert {"c": logs["c"], "a": logs["a"]} == {
            case_id: tuple(log) for case_id, log in found.items()
        }

    def test_r4_a_scan_is_sorted_and_whole(self, store: Store) -> None:
        """R4: a scan yields every case once, sorted, longer than a page."""
        logs = {"b": begin(store, "b", 1100), "a": begin(store, "a", 3)}
        logs["c"] = begin(store, "c")

        assert [(case_id, logs[case_id]) for case_id in "abc"] == [
            (case_id, tuple(log)) for case_id, log in store.scan()
        ]
        assert [(head.case_id, head.version) for head in store.heads()] == [
            ("a", 3),
            ("b", 1100),
            ("c", 1),
        ]

    def test_r4_unknown_cases_are_empty(self, store: Store) -> None:
        """R4: a case that does not exist has no records, head or standing."""
        assert tuple(store.read("a")) == ()
        assert store.head("a") is None
        assert store.standing("a") is None
        assert list(store.cases()) == []
        assert list(store.scan()) == []

    @pytest.mark.parametrize("never", NEVER_STORED)
    def test_r4_what_no_store_holds_is_not_there(
        self, store: Store, never: str
    ) -> None:
        """R4: who asks for an id, a state or a key that cannot be stored finds nothing."""
        records = begin(store, "a")

        assert tuple(store.read(never)) == ()
        assert {"a": records} == {
            case_id: tuple(log)
            for case_id, log in store.read_many([never, "a"]).items()
        }
        assert (store.head(never), store.standing(never)) == (None, None)
        for asked in ("state", "reference", "base"):
            assert tuple(store.find(**{asked: never})) == ()  # type: ignore[arg-type]
        assert store.project([Projected(never, 1, standing())]) == 0
        store.acknowledge(never, 1)
        assert records == tuple(store.pending())

    @pytest.mark.parametrize("never", NEVER_STORED)
    def test_r4_bounds_that_cannot_be_compared_with_are_refused(
        self, store: Store, never: str
    ) -> None:
        """R4: a bound that a database would not take is refused, and so is a projection."""
        begin(store, "a")
        beyond = Found(never, 1, standing())
        for asked in (
            {"due_by": never},
            {"state": "draft", "stuck_since": never},
            {"after": beyond},
        ):
            with pytest.raises(InvalidInputError):
                store.find(**asked)
        with pytest.raises(InvalidInputError):
            store.pending(after=never)
        with pytest.raises(InvalidInputError):
            store.project([Projected("a", 1, standing(never))])

        assert standing() == store.standing("a")

    def test_r4_cases_are_found_by_where_they_stand(self, store: Store) -> None:
        """R4: cases are listed by state, due day and age, a page at a time."""
        for case_id, state, since, due in (
            ("a", "draft", "2026-03-01", "2026-05-01"),
            ("b", "draft", "2026-01-01", ""),
            ("c", "closed", "2026-02-01", "2026-04-01"),
            ("d", "draft", "2026-01-01", "2026-05-01"),
        ):
            at = standing(state, since, due)
            store.append(case_id, make_records(case_id), expected=0, standing=at)

        def ids(**asked: object) -> str:
            return "".join(found.case_id for found in store.find(**asked))  # type: ignore[arg-type]

        assert ids() == "abcd"
        assert ids(state="draft") == "bda"
        assert ids(state="draft", stuck_since="2026-01-01") == "bd"
        assert ids(due_by="2026-05-01") == "cad"
        assert ids(due_by="2026-04-30") == "c"
        assert ids(due_by="2026-05-01", state="draft") == "ad"
        first = store.find(state="draft", limit=2)
        assert ids(state="draft", after=first[-1]) == "a"
        first = store.find(due_by="2026-12-31", limit=2)
        assert ids(due_by="2026-12-31", after=first[-1]) == "d"
        assert ids(after=store.find(limit=2)[-1]) == "cd"
        with pytest.raises(InvalidInputError):
            store.find(stuck_since="2026-01-01")

    def test_r4_what_is_listed_is_told_with_its_last_entry(self, store: Store) -> None:
        """R4: the hash that comes with a listed case is that of its log, or empty."""
        begin(store, "a")
        begin(store, "b", 3)
        at = attrs.evolve(standing(), reference="2026/1", base="2025/1")
        store.append("c", make_records("c", 2), expected=0, standing=at)
        both = {"reference": ["2026/1"], "base": ["2025/1"]}
        for asked in ({}, {"state": "draft"}, both):
            listed = store.find(**asked)
            assert listed
            for found in listed:
                last = store.read(found.case_id)[-1]
                assert found.version == last.version
                assert found.hash in ("", last.hash)

    def test_r4_cases_are_found_by_their_keys(self, store: Store) -> None:
        """R4: cases are listed by the key of their number or of the paper they amend."""
        for case_id, reference, base in (
            ("a", "r1", ""),
            ("b", "r1", "r0"),
            ("c", "r2", "r1"),
            ("d", "", "r1"),
        ):
            at = attrs.evolve(standing(), reference=reference, base=base)
            store.append(case_id, make_records(case_id), expected=0, standing=at)

        def ids(**asked: object) -> str:
            return "".join(found.case_id for found in store.find(**asked))  # type: ignore[arg-type]

        assert ids(reference="r1") == "ab"
        assert ids(base="r1") == "cd"
        assert ids(base="r9") == ""
        assert ids(base="r1", after=store.find(base="r1", limit=1)[0]) == "d"
        assert ids(reference=["r1", "r2"], base=["r1", "r9"]) == "abcd"
        assert ids(reference=["r2"], base="r0") == "bc"
        assert ids(reference=[f"r{n}" for n in range(40)], base=["r0"]) == "abc"
        page = store.find(reference=["r1"], base=["r0", "r1"], limit=2)
        assert [each.case_id for each in page] == ["a", "b"]
        assert ids(reference=["r1"], base=["r0", "r1"], after=page[-1]) == "cd"
        for more in ({"state": "draft"}, {"due_by": "2026-01-01"}):
            with pytest.raises(InvalidInputError):
                store.find(reference="r1", **more)  # type: ignore[arg-type]

    def test_r4_a_projection_is_written_anew_where_the_case_stands(
        self, store: Store
    ) -> None:
        """R4: a projection follows the version it was made from, or is left alone."""
        first = begin(store, "a", 2)
        begin(store, "b")
        at = attrs.evolve(standing("review"), reference="r1", base="r2")

        assert store.project([Projected("a", 1, at), Projected("nobody", 1, at)]) == 0
        assert standing() == store.standing("a")
        assert store.project([Projected("a", 2, at), Projected("b", 9, at)]) == 1
        assert at == store.standing("a")
        assert standing() == store.standing("b")
        assert first == tuple(store.read("a"))

    @pytest.mark.parametrize("name", ["reference", "base"])
    @pytest.mark.parametrize("bad", ["a\x00b", "a\ud800", "x" * 65])
    def test_r5_keys_that_cannot_be_stored_are_refused(
        self, store: Store, name: str, bad: str
    ) -> None:
        """R5: a look-up key that a database would alter is refused."""
        at = attrs.evolve(standing(), **{name: bad})
        with pytest.raises(InvalidInputError):
            store.append("a", make_records("a"), expected=0, standing=at)

        assert list(store.cases()) == []

    def test_r4_entries_are_announced_in_order(self, store: Store) -> None:
        """R4: unacknowledged entries come again, case by case and in order."""
        a, b = begin(store, "a", 3), begin(store, "b", 2)
        assert (*a, *b) == tuple(store.pending())
        assert a[:2] == tuple(store.pending(limit=2))
        assert b == tuple(store.pending(after="a"))

        store.acknowledge("a", 2)
        store.acknowledge("b", 2)
        store.acknowledge("a", 1)
        store.acknowledge("nobody", 1)
        assert a[2:] == tuple(store.pending())

        more = make_records("b", after=b[-1])
        store.append("b", more, expected=2, standing=standing())
        assert (*a[2:], *more) == tuple(store.pending())

    def test_r4_what_is_not_written_cannot_be_announced(self, store: Store) -> None:
        """R4: an acknowledgement beyond the end holds for what is there, and no further."""
        first = begin(store, "a")
        store.acknowledge("a", 99)
        more = make_records("a", after=first[-1])
        store.append("a", more, expected=1, standing=standing())

        assert more == tuple(store.pending())

    def test_r5_bytes_come_back_as_they_were_hashed(self, store: Store) -> None:
        """R5: bodies and hashes come back byte for byte."""
        records = begin(store, "a", 3)
        found = store.read("a")

        for expected, record in zip(records, found, strict=True):
            assert bytes is type(record.body)
            assert hashlib.sha256(record.body).hexdigest() == expected.hash
            assert expected.version == decode(record).version

    def test_r5_any_bytes_are_kept(self, store: Store) -> None:
        """R5: zero bytes, high bytes and a megabyte are kept as they are."""
        for case_id, start in (
            ("a", bytes(range(256))),
            ("b", b"\x00" * 1_000_000),
            ("c", b""),
        ):
            body = b'%b,"prev":"%b"' % (start, GENESIS.encode())
            record = Record(case_id, 1, hashlib.sha256(body).hexdigest(), body)
            store.append(case_id, [record], expected=0, standing=standing())

            assert [record] == list(store.read(case_id))

    def test_r5_standing_comes_back(self, store: Store) -> None:
        """R5: the projection comes back as it was written last."""
        first = begin(store, "a")
        title = "Straße, 'quoted' \"twice\" % \\ \N{PILE OF POO}" + "x" * 70_000
        at = Standing(
            "council", "p", title, "2026-03-19T16:00:00.000000Z", "2026-04-01"
        )
        store.append("a", make_records("a", after=first[-1]), expected=1, standing=at)

        assert at == store.standing("a")

    @pytest.mark.parametrize("bad", ["", "a\x00b", "a\ud800", "x" * 256])
    def test_r5_ids_that_cannot_be_stored_are_refused(
        self, store: Store, bad: str
    ) -> None:
        """R5: a case id that a database would alter is refused."""
        with pytest.raises(InvalidInputError):
            store.append(
                bad, make_records(bad[:1] or "a"), expected=0, standing=standing()
            )

        assert list(store.cases()) == []
