"""A machine that drives several stores with the same calls and compares the answers."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from ratsflow.errors import RatsflowError
from ratsflow.log import Record
from ratsflow.stores import Append, Projected, Standing, Store
from ratsflow.testing.store_records import make_records


Stores = Mapping[str, Store]

CASES = st.sampled_from(["a", "A", "ä", "a "])
NEVER = st.sampled_from(["a\x00", "a\ud800"])
STANDINGS = st.builds(
    Standing,
    st.sampled_from(["draft", "review", "closed"]),
    st.just("p"),
    st.sampled_from(["", "Radweg"]),
    st.sampled_from(["2026-01-01", "2026-02-01", "2026-03-01"]),
    st.sampled_from(["", "2026-04-01", "2026-05-01"]),
    st.sampled_from(["", "r1", "R1"]),
    st.sampled_from(["", "r1"]),
)
KEYS_OF_PAPERS = st.sampled_from(["r1", "R1", "r9"])
_KEYS = ("", "", "k1", "K1", "k2")
KEYS = st.sampled_from(_KEYS)
SEALED = st.lists(st.binary(min_size=1, max_size=3), max_size=2, unique=True)


def agreement(make_stores: Callable[[], Stores]) -> type[RuleBasedStateMachine]:
    """Return a machine that compares stores; ``TestCase`` of it is a unit test.

    Args:
        make_stores: returns new and empty stores by name; the first one is what the
            others are compared with.
    """

    class Agreement(_Agreement):
        def open_stores(self) -> Stores:
            return make_stores()

    return Agreement


class _Agreement(RuleBasedStateMachine):
    """Drives stores with the same calls."""

    def __init__(self) -> None:
        super().__init__()
        self.stores = self.open_stores()
        self.digests: list[str] = []

    def open_stores(self) -> Stores:
        raise NotImplementedError

    def teardown(self) -> None:
        for store in self.stores.values():
            close = getattr(store, "close", None)
            if close:
                close()

    @rule(
        case_id=CASES,
        count=st.integers(1, 3),
        stale=st.sampled_from([0, 0, 0, 0, -1, 1]),
        at=STANDINGS,
        key=KEYS,
        sealed=SEALED,
        data=st.data(),
    )
    def append(
        self,
        *,
        case_id: str,
        count: int,
        stale: int,
        at: Standing,
        key: str,
        sealed: list[bytes],
        data: st.DataObject,
    ) -> None:
        """Append, at the right version or not, and perhaps erase."""
        records, expected = self._following(case_id, count, stale, sealed)
        erase: list[str] = []
        if self.digests:
            erase = data.draw(st.lists(st.sampled_from(self.digests), max_size=2))
        self.digests.extend(digest for digest, _ in records[0].sealed)
        work = Append(case_id, records, expected, at, key, tuple(erase))
        self._agree(lambda store: _append(store, work))

    @rule(
        calls=st.lists(
            st.tuples(CASES, st.integers(1, 2), st.sampled_from([0, 0, -1]), KEYS),
            max_size=4,
        ),
        at=STANDINGS,
    )
    def append_many(self, calls: list[tuple[str, int, int, str]], at: Standing) -> None:
        """Append to several cases at once."""
        works = [
            Append(case_id, *self._following(case_id, count, stale), at, key)
            for case_id, count, stale, key in calls
        ]
        self._agree(
            lambda store: [_told(answer) for answer in store.append_many(works)]
        )

    @rule(case_id=CASES, at=STANDINGS, key=KEYS, fails=st.booleans())
    def unit_of_work(
        self,
        case_id: str,
        at: Standing,
        key: str,
        fails: bool,
    ) -> None:
        """Append twice in a unit of work that is kept or taken back."""
        first, expected = self._following(case_id, 1, 0)
        second = make_records(case_id, after=first[-1])
        self._agree(
            lambda store: _unit(
                store,
                Append(case_id, first, expected, at, key),
                Append(case_id, second, expected + 1, at),
                fails=fails,
            )
        )

    @rule(case_id=CASES, version=st.integers(0, 5))
    def acknowledge(self, case_id: str, version: int) -> None:
        """Acknowledge a part of a case."""
        self._agree(lambda store: store.acknowledge(case_id, version))

    @rule(
        state=st.sampled_from(["", "draft", "closed"]),
        due_by=st.sampled_from(["", "2026-04-01", "2026-05-01"]),
        stuck_since=st.sampled_from(["", "2026-02-01"]),
        limit=st.integers(1, 3),
    )
    def find(self, state: str, due_by: str, stuck_since: str, limit: int) -> None:
        """List cases by where they stand, page by page."""

        def pages(store: Store) -> Any:
            found: list[Any] = []
            after = None
            while page := store.find(
                state=state,
                due_by=due_by,
                stuck_since=stuck_since,
                limit=limit,
                after=after,
            ):
                found.append(tuple(page))
                after = page[-1]
            return found

        self._agree(pages)

    @rule(
        reference=st.lists(KEYS_OF_PAPERS, max_size=3),
        base=st.lists(KEYS_OF_PAPERS, max_size=3),
        limit=st.integers(1, 3),
    )
    def find_by_keys(self, reference: list[str], base: list[str], limit: int) -> None:
        """List cases by look-up keys, page by page."""

        def pages(store: Store) -> Any:
            found: list[Any] = []
            after = None
            while page := store.find(
                reference=reference,
                base=base,
                limit=limit,
                after=after,
            ):
                found.append(tuple(page))
                after = page[-1]
            return found

        self._agree(pages)

    @rule(case_id=CASES, version=st.integers(1, 4), at=STANDINGS)
    def project(self, case_id: str, version: int, at: Standing) -> None:
        """Write a projection anew, where the case stands or not."""
        self._agree(lambda store: store.project([Projected(case_id, version, at)]))

    @rule(case_id=CASES, after=st.integers(0, 4))
    def read(self, case_id: str, after: int) -> None:
        """Read a part of a case."""
        self._agree(
            lambda store: (
                tuple(store.read(case_id, after)),
                store.head(case_id),
                store.standing(case_id),
            )
        )

    @rule(never=NEVER, at=STANDINGS)
    def ask_for_what_was_never_stored(self, never: str, at: Standing) -> None:
        """Ask for ids, states and keys that no store can hold, by every way there is."""
        for call in (
            lambda store: tuple(store.read(never)),
            lambda store: dict(store.read_many([never])),
            lambda store: store.used(never),
            lambda store: (store.head(never), store.standing(never)),
            lambda store: tuple(store.find(state=never)),
            lambda store: tuple(store.find(due_by=never)),
            lambda store: tuple(store.find(reference=never)),
            lambda store: tuple(store.pending(after=never)),
            lambda store: store.project([Projected(never, 1, at)]),
            lambda store: store.acknowledge(never, 1),
            lambda store: _append(store, Append(never, make_records("a"), 0, at)),
        ):
            self._agree(call)

    @rule(limit=st.integers(1, 4), after=st.sampled_from(["", "a"]))
    def pending(self, limit: int, after: str) -> None:
        """Read a part of the outbox."""
        self._agree(lambda store: tuple(store.pending(limit, after)))

    @invariant()
    def agree_on_everything(self) -> None:
        """Compare all that the stores hold."""
        self._agree(
            lambda store: (
                [(case_id, tuple(log)) for case_id, log in store.scan()],
                [(found.case_id, found.standing) for found in store.find()],
                tuple(store.heads()),
                list(store.cases()),
                dict(store.used_many(_KEYS)),
                tuple(store.pending(1000)),
            )
        )

    def _following(
        self, case_id: str, count: int, stale: int, sealed: list[bytes] | None = None
    ) -> tuple[tuple[Record, ...], int]:
        """Return records that follow the version that is there, or nearly so."""
        log = next(iter(self.stores.values())).read(case_id)
        expected = max(len(log) + stale, 0)
        whole = [*log, *make_records(case_id, 1, after=log[-1] if log else None)]
        after = whole[expected - 1] if expected else None
        return make_records(case_id, count, after=after, sealed=sealed or ()), expected

    def _agree(self, call: Callable[[Store], Any]) -> None:
        answers = {name: _answer(call, store) for name, store in self.stores.items()}
        names = iter(answers)
        first = next(names)
        for name in names:
            assert answers[first] == answers[name], f"{first} and {name} disagree"


def _answer(call: Callable[[Store], Any], store: Store) -> Any:
    try:
        return call(store)
    except RatsflowError as error:
        return _told(error)


def _told(error: RatsflowError | None) -> Any:
    return error and (type(error), error.args)


def _append(store: Store, work: Append) -> None:
    store.append(
        work.case_id,
        work.records,
        expected=work.expected,
        standing=work.standing,
        key=work.key,
        erase=work.erase,
    )


class _TakenBackError(Exception):
    """Ends a unit of work."""


def _unit(store: Store, first: Append, second: Append, *, fails: bool) -> str:
    try:
        with store.unit_of_work():
            _append(store, first)
            _append(store, second)
            if fails:
                raise _TakenBackError
    except _TakenBackError:
        return "taken back"
    return "kept"
