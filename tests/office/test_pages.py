"""A page of steps that look at other cases: one unit of work, and each its own result."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any
from uuid import uuid4

import attrs
import pytest

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from test_bulk import Counting
from test_lookups import CLERK, NOON, PRESS, TOWN

from ratsflow import MemoryStore, Motion, Office, SqlStore
from ratsflow.engine import Taken
from ratsflow.errors import (
    RatsflowError,
    RefusedError,
    StoreError,
    TransactionLostError,
)
from ratsflow.office import Attempt
from ratsflow.stores.sql import GroupedStore


BROKEN = (
    "CREATE TRIGGER broken BEFORE INSERT ON ratsflow_entries "
    "WHEN NEW.case_id = 'c1' BEGIN SELECT RAISE(ABORT, 'broken'); END"
)
NUMBERS = ["1", "2", "1", "3", "2", ""]
ATTEMPTS = st.lists(
    st.builds(
        Attempt,
        st.sampled_from([*(f"c{number}" for number in range(len(NUMBERS))), "none"]),
        st.sampled_from(["file", "file", "file", "wait", "unknown"]),
        st.sampled_from([CLERK, CLERK, CLERK, PRESS]),
        key=st.sampled_from(["", "", "k1", "k2"]),
    ),
    max_size=12,
)


def desk(store: Any, *, records: bool) -> Office:
    """Return an office with a case for each number."""
    made = Office(TOWN, store, clock=lambda: NOON, record_refusals=records)
    for count, number in enumerate(NUMBERS):
        motion = Motion(f"Titel {count}", reference=number, public=True)
        made.open(motion, CLERK, case_id=f"c{count}")
    return made


def one_by_one(office: Office, asked: Sequence[Attempt]) -> Iterator[Any]:
    """Yield what each attempt comes to by itself."""
    for each in asked:
        try:
            yield office.take(
                each.case_id, each.step, each.actor, key=each.key, on=each.on
            )
        except RatsflowError as error:
            yield error


def told(result: Any) -> Any:
    """Return what a result says, as far as it does not hang on salts and hashes."""
    if isinstance(result, Taken):
        entry = result.entry
        return (entry.case_id, entry.version, entry.step, entry.kind, result.case.state)
    return type(result), str(result)


def log_of(office: Office) -> list[Any]:
    """Return who did what, in the order of each case."""
    return [
        (case_id, [(e.step, e.kind, e.by.id) for e in office.entries(case_id)])
        for case_id in office.store.cases()
    ]


@pytest.fixture(
    name="kind", params=["memory", "sqlite", "grouped", "postgres_url", "mariadb_url"]
)
def _kind(request: pytest.FixtureRequest) -> Any:
    """Return what makes an empty store of each kind in turn."""
    if request.param == "memory":
        return MemoryStore
    if request.param in ("sqlite", "grouped"):
        kind = SqlStore if request.param == "sqlite" else GroupedStore
        return lambda: kind("sqlite://")
    url = request.getfixturevalue(request.param)
    return lambda: SqlStore(url, uuid4().hex)


def spoil(store: Any) -> None:
    """Let the database fail where an entry of c1 is written."""
    if isinstance(store, SqlStore) and store._session.driver.name == "sqlite":
        with store._session.transaction() as conn:
            conn.say(BROKEN)


@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=list(HealthCheck),
    database=None,
)
@given(ATTEMPTS, st.booleans(), st.booleans(), st.booleans())
def test_a_page_comes_to_what_its_steps_come_to_one_by_one(
    kind: Any, asked: list[Attempt], records: bool, broken: bool, again: bool
) -> None:
    """In every store, whatever is refused, repeated, unknown, or fails in the database."""
    many, single = (desk(kind(), records=records) for _ in range(2))
    if broken:
        spoil(many.store)
        spoil(single.store)
    found = [told(each) for each in many.take_many(asked, retry=again)]
    assert [told(each) for each in one_by_one(single, asked)] == found
    assert log_of(single) == log_of(many)
    if not broken:  # else a trigger is told
        assert [] == list(many.verify())
    for each in (many, single):
        getattr(each.store, "close", lambda: None)()


def test_a_page_is_one_unit_of_work(kind: Any) -> None:
    """However many of its steps look; the later ones see what the earlier ones wrote."""
    store = Counting(kind())
    office = desk(store, records=False)
    store.calls.clear()
    asked = [Attempt(f"c{number}", "file", CLERK) for number in range(len(NUMBERS))]
    results = office.take_many(asked)
    assert 1 == store.calls["unit_of_work"]
    assert [RefusedError] * 3 == [type(results[at]) for at in (0, 1, 2)]
    assert ["filed"] * 2 == [results[at].case.state for at in (3, 5)]
    getattr(store.store, "close", lambda: None)()


def test_in_the_transaction_of_another_no_unit_is_opened(kind: Any) -> None:
    """It is part of that, as before."""
    store = Counting(kind())
    office = desk(store, records=False)
    asked = [Attempt(each, "file", CLERK) for each in ("c3", "c5")]

    def give_up() -> None:
        with store.unit_of_work():
            store.calls.clear()
            assert ["filed", "filed"] == [e.case.state for e in office.take_many(asked)]
            assert 0 == store.calls["unit_of_work"]
            raise KeyError

    with pytest.raises(KeyError):
        give_up()
    assert ["draft", "draft"] == [office.case(each).state for each in ("c3", "c5")]
    getattr(store.store, "close", lambda: None)()


@attrs.define
class Ending:
    """A store whose units of work end with an error."""

    store: Any
    committed: bool
    units: int = 0

    def __getattr__(self, name: str) -> Any:
        return getattr(self.store, name)

    @contextmanager
    def unit_of_work(self) -> Iterator[None]:
        """Say that the connection failed, behind the commit or instead of it."""
        self.units += 1
        error = StoreError("the connection failed.")
        if self.committed:
            with self.store.unit_of_work():
                yield
            raise error
        with self.store.unit_of_work():
            yield
            raise error


@pytest.mark.parametrize("committed", [True, False])
def test_a_commit_without_an_answer_is_not_tried_again(
    committed: bool, caplog: pytest.LogCaptureFixture
) -> None:
    """It may have been written: each is told so, and none is taken twice."""
    store = Ending(MemoryStore(), committed)
    office = desk(store, records=False)
    caplog.clear()
    asked = [Attempt("c3", "wait", CLERK), Attempt("c5", "file", CLERK)]
    with caplog.at_level("INFO"):
        results = office.take_many(asked, retry=True)
    assert ["the connection failed."] * 2 == [str(each) for each in results]
    assert 1 == store.units
    assert [1 + committed] * 2 == [office.case(each).version for each in ("c3", "c5")]
    assert not [each for each in caplog.records if each.getMessage() == "written"]


@attrs.define
class Losing:
    """A store whose database ends the first transaction, as in a deadlock."""

    store: Any
    left: int = 1

    def __getattr__(self, name: str) -> Any:
        return getattr(self.store, name)

    def append(self, case_id: str, *given: Any, expected: int, **more: Any) -> None:
        """Lose the second append, when the first one stands."""
        if self.left and case_id == "c5":
            self.left -= 1
            raise TransactionLostError(case_id, expected, expected)
        self.store.append(case_id, *given, expected=expected, **more)


def test_a_page_that_the_database_ended_is_done_one_by_one() -> None:
    """What stood before in it is gone with it, and is written anew."""
    store = Losing(MemoryStore(), left=0)
    office = desk(store, records=False)
    store.left = 1
    asked = [Attempt(each, "file", CLERK) for each in ("c3", "c5")]
    assert ["filed"] * 2 == [each.case.state for each in office.take_many(asked)]
    assert [2, 2] == [len(store.read(each)) for each in ("c3", "c5")]
    assert [] == list(office.verify())


def test_what_was_taken_back_is_told_once(caplog: pytest.LogCaptureFixture) -> None:
    """Where a page is done again one by one, nobody hears of it twice."""
    office = desk(SqlStore("sqlite://"), records=False)
    spoil(office.store)
    asked = [Attempt(each, "wait", CLERK) for each in ("c0", "c1", "c3")]
    caplog.clear()
    with caplog.at_level("INFO"):
        first, second, third, fourth = office.take_many(
            [*asked, Attempt("c5", "file", CLERK)]
        )
    assert isinstance(second, StoreError)
    assert {Taken} == {type(each) for each in (first, third, fourth)}
    written = [each for each in caplog.records if each.getMessage() == "written"]
    assert ["c0", "c3", "c5"] == sorted(each.case for each in written)  # type: ignore[attr-defined]
    office.store.close()  # type: ignore[attr-defined]
