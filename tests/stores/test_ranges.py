"""A verification that several processes share finds what one finds."""

from __future__ import annotations

import sqlite3
import threading

from pathlib import Path

import pytest

from folding import as_written
from sqlalchemy import create_engine, text

from ratsflow import Actor, MemoryStore, Motion, Office, Procedure, Step
from ratsflow.errors import BrokenLogError, InvalidInputError
from ratsflow.law.local import Law
from ratsflow.office import Office as Desk
from ratsflow.stores.sql import SqlStore, audit
from ratsflow.stores.sql.opening import again
from ratsflow.stores.verify import verify
from ratsflow.testing.store_contract_law import LAWS
from ratsflow.testing.store_records import begin, make_records, standing


CLERK = Actor("clerk", roles=["clerk"])
UNNAMED = Law("NRW", {"notice.days": 8}, "Musterstadt")


def told(errors: object) -> list[tuple[str, int, str]]:
    """Return what errors say, sorted."""
    assert isinstance(errors, list)
    return sorted((each.case_id, each.version, each.reason) for each in errors)


@pytest.fixture(name="url", params=["sqlite", "postgres_url"])
def _url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Return the place of a database that any process can open."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'log.db'}"
    return str(request.getfixturevalue(request.param))


def filled(url: str, tenant: str) -> None:
    """Fill a store with cases, of which some have keys, contents and values of law."""
    with SqlStore(url, tenant) as store:
        for number in range(24):
            name = f"V-{number:02}"
            law = LAWS[number % 2] if number % 3 == 0 else LAWS[0]
            log = make_records(name, 3, law=law)
            laws = ((law.digest, law.body),)
            store.append(
                name, log, expected=0, standing=standing(), key=name, laws=laws
            )
        begin(store, "ünal", 4)


CHANGES = [
    "UPDATE ratsflow_entries SET body = {other} WHERE case_id = 'V-07' AND version = 2",
    "UPDATE ratsflow_cases SET version = 2 WHERE case_id = 'V-11'",
    "UPDATE ratsflow_cases SET title = 'x' WHERE case_id = 'V-23'",
    "DELETE FROM ratsflow_cases WHERE case_id = 'ünal'",
    "DELETE FROM ratsflow_cases WHERE case_id = 'V-00'",
    "DELETE FROM ratsflow_entries WHERE case_id = 'V-12' AND version = 3",
    "UPDATE ratsflow_keys SET version = 1 WHERE command = 'V-13'",
    "DELETE FROM ratsflow_laws WHERE digest = '{law}'",
    "INSERT INTO ratsflow_laws VALUES ('{tenant}', '{unnamed}', {payload})",
    "INSERT INTO ratsflow_outbox VALUES ('{tenant}', 'gone', 1)",
]


def change(url: str, tenant: str, sql: str) -> None:
    """Change a row behind the library's back."""
    engine = create_engine(url.replace("postgresql:", "postgresql+psycopg:"))
    is_file = url.startswith("sqlite")
    payload = UNNAMED.body
    with engine.begin() as connection:
        said = sql.format(
            tenant=tenant,
            other="x'00'" if is_file else r"'\x00'::bytea",
            law=LAWS[1].digest,
            unnamed=UNNAMED.digest,
            payload=f"x'{payload.hex()}'"
            if is_file
            else rf"'\x{payload.hex()}'::bytea",
        )
        if "WHERE" in said:
            said += f" AND tenant = '{tenant}'"
        connection.execute(text(said.replace(":", r"\:")))
    engine.dispose()


def test_what_is_wrong_in_any_range_is_told(
    url: str, tenant: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In all of them together the very same, and all is whole before."""
    monkeypatch.setattr(audit, "RANGE", 10)  # so that there are nine
    filled(url, tenant)
    with SqlStore(url, tenant, create=False) as store:
        done: list[int] = []
        assert [] == list(verify(store, as_written, done.append, processes=2))
        assert (76, sorted(done)) == (done[-1], done)
        for sql in CHANGES:
            change(url, tenant, sql)
        alone = list(verify(store, as_written))
        shared = list(verify(store, as_written, processes=2))
        bare = list(verify(store, processes=2))

    assert told(alone) == told(shared)
    assert told(list(verify(SqlStore(url, tenant)))) == told(bare)
    cases = {error.case_id for error in alone}
    assert {"V-00", "V-07", "V-11", "V-12", "V-13", "V-23", "ünal", "gone"} <= cases


def test_a_damaged_file_is_told_too(tmp_path: Path) -> None:
    """What cannot be read in another process is gone through case by case, as ever."""
    path = tmp_path / "log.db"
    with SqlStore(path) as store:
        begin(store, "a")
        begin(store, "b")
    raw = sqlite3.connect(path)
    raw.execute(
        "UPDATE ratsflow_entries SET hash = CAST(x'ff' AS TEXT) WHERE case_id='a'"
    )
    raw.commit()
    raw.close()
    with SqlStore(path, create=False) as store:
        alone = list(verify(store, as_written))
        assert told(alone) == told(list(verify(store, as_written, processes=2)))
    assert "a" in {error.case_id for error in alone}


@pytest.mark.parametrize("where", ["memory", "sqlite in memory", "engine"])
def test_a_store_that_no_other_process_can_open_is_verified_here(
    where: str, tmp_path: Path
) -> None:
    """It would see another database, or another connection than the host's."""
    engine = create_engine(f"sqlite:///{tmp_path / 'log.db'}")
    targets = {"sqlite in memory": "sqlite://", "engine": engine}
    store = MemoryStore() if where == "memory" else SqlStore(targets[where])
    begin(store, "a")

    assert [] == list(verify(store, as_written, processes=3))


@pytest.mark.parametrize(
    ("target", "can"),
    [
        ("log.db", True),
        (Path("log.db"), True),
        ("sqlite:///log.db", True),
        ("sqlite://", False),
        ("sqlite:///:memory:", False),
        ("sqlite:///file:x?mode=memory&uri=true", False),
        ("postgresql://host/name", True),
        ("mariadb://host/name", True),
    ],
)
def test_what_another_process_can_open(target: str | Path, *, can: bool) -> None:
    """A file, and a server."""
    assert can is (again(target) is not None)


def test_what_is_not_committed_is_verified_here(tmp_path: Path) -> None:
    """Another process would not see it."""
    with SqlStore(tmp_path / "log.db") as store, store.unit_of_work():
        log = begin(store, "a")
        more = make_records("a", after=log[-1])
        store.append("a", more, expected=1, standing=standing("other"))
        (error,) = verify(store, as_written, processes=2)
    assert ("a", 2) == (error.case_id, error.version)


def test_an_office_shares_it(tmp_path: Path) -> None:
    """With the procedures it knows, whose functions are found by their names."""
    path = tmp_path / "log.db"
    town = Procedure(
        "town",
        ["draft", "done"],
        [Step("go", "draft", "done", by="clerk")],
        roles=["clerk"],
    )
    with SqlStore(path) as store:
        desk: Desk = Office(town, store)
        for name in "abc":
            desk.open(Motion("x"), CLERK, case_id=name)
            desk.take(name, "go", CLERK)
        assert [] == list(desk.verify(processes=2))
        change(
            f"sqlite:///{path}",
            "default",
            "UPDATE ratsflow_cases SET state = 'draft' WHERE case_id = 'b'",
        )
        (error,) = desk.verify(processes=2)
        assert isinstance(error, BrokenLogError)
        assert "b" == error.case_id


def test_what_cannot_be_handed_over_is_told(tmp_path: Path) -> None:
    """In one sentence, and so is a number that is none."""
    with SqlStore(tmp_path / "log.db") as store:
        begin(store, "a")
        done = threading.Event()
        other = threading.Thread(target=done.wait)
        other.start()
        with pytest.raises(InvalidInputError, match="handed to another process"):
            list(verify(store, lambda _: standing(), processes=2))
        done.set()
        other.join()
        with pytest.raises(InvalidInputError, match="got 0"):
            list(verify(store, processes=0))
