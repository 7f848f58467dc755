"""Opening, refusing and losing a database: one clear sentence, nothing written."""

from __future__ import annotations

import os
import sqlite3

from contextlib import closing
from pathlib import Path
from urllib.parse import quote

import pytest

from lent import connection_of

from ratsflow.errors import ConflictError, InvalidInputError, StoreError
from ratsflow.stores.sql import SCHEMA, SqlStore
from ratsflow.stores.verify import verify
from ratsflow.testing.store_records import begin, make_records, standing


def shelf(path: Path) -> dict[str, bytes]:
    """Return every file of a folder with its bytes."""
    return {one.name: one.read_bytes() for one in path.iterdir()}


def set_version(path: Path, version: str) -> None:
    """Write another schema version."""
    raw = sqlite3.connect(path)
    with raw:
        raw.execute("UPDATE ratsflow_meta SET value = ?", (version,))
    raw.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    raw.close()


@pytest.mark.parametrize("create", [True, False])
def test_a_file_that_is_no_database_is_refused(tmp_path: Path, create: bool) -> None:
    """A file of another kind is refused and stays as it is."""
    path = tmp_path / "vorlage.md"
    path.write_text("# Beschlussvorlage\n" * 100)
    before = shelf(tmp_path)
    with pytest.raises(StoreError, match="no database"):
        SqlStore(path, create=create)

    assert before == shelf(tmp_path)


def test_a_missing_file_is_not_created_unasked(tmp_path: Path) -> None:
    """With create=False a missing file is an error and stays missing."""
    with pytest.raises(StoreError, match="no such file"):
        SqlStore(tmp_path / "log.db", create=False)

    assert {} == shelf(tmp_path)


@pytest.mark.parametrize(
    "written",
    [
        "sqlite:///{}?mode=ro",
        "sqlite:///{}?mode=ro&uri=true",
        "sqlite:///file:{}?mode=ro",
        "sqlite:///file:{}?mode=ro&uri=true",
        "sqlite:///{}?immutable=1",
    ],
)
def test_a_file_that_is_only_read_is_not_written(tmp_path: Path, written: str) -> None:
    """However its URL says so; what it says is never taken for a part of the name."""
    path = tmp_path / "log 100%.db"
    with SqlStore(path) as store:
        first = begin(store, "a")
        more = make_records("a", after=first[-1])
    with closing(sqlite3.connect(path)) as raw:
        raw.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    name = quote(str(path)) if "file:" in written else str(path).replace("%", "%25")
    with SqlStore(written.format(name), create=False) as store:
        assert first == tuple(store.read("a"))
        with pytest.raises(StoreError, match="may not be written"):
            store.append("a", more, expected=1, standing=standing())
    with SqlStore(path) as store:
        assert 1 == store.head("a").version
    assert all(each.name.startswith("log 100%.db") for each in tmp_path.iterdir())


def test_no_file_is_made_where_it_is_only_to_be_read(tmp_path: Path) -> None:
    """Not by who may begin a log either."""
    with pytest.raises(StoreError):
        SqlStore(f"sqlite:///{tmp_path}/log.db?mode=ro")

    assert {} == shelf(tmp_path)


def test_what_sqlite_does_not_know_is_refused(tmp_path: Path) -> None:
    """A slip of the pen opens nothing for writing."""
    with pytest.raises(InvalidInputError, match=r"'mod', which SQLite does not know"):
        SqlStore(f"sqlite:///{tmp_path}/log.db?mod=ro")

    assert {} == shelf(tmp_path)


def test_a_missing_folder_is_named(tmp_path: Path) -> None:
    """A file in a folder that does not exist is refused with the cure."""
    with pytest.raises(StoreError, match="folder exists"):
        SqlStore(tmp_path / "nowhere" / "log.db")


def test_a_database_of_others_is_refused_unless_asked(tmp_path: Path) -> None:
    """Tables of others are left alone; ours are created beside them on request."""
    path = tmp_path / "others.db"
    raw = sqlite3.connect(path)
    raw.execute("CREATE TABLE users (name TEXT)")
    raw.close()
    before = shelf(tmp_path)
    with pytest.raises(StoreError, match="no tables of ratsflow"):
        SqlStore(path, create=False)
    assert before == shelf(tmp_path)

    with SqlStore(path) as store:
        begin(store, "a")
    with SqlStore(path, create=False) as store:
        assert ["a"] == list(store.cases())


def test_a_newer_schema_is_refused(tmp_path: Path) -> None:
    """Tables of a newer version are refused with both versions, nothing written."""
    path = tmp_path / "log.db"
    SqlStore(path).close()
    set_version(path, str(SCHEMA + 1))
    before = path.read_bytes()
    for create in (True, False):
        with pytest.raises(StoreError, match=f"version {SCHEMA + 1}.*Update"):
            SqlStore(path, create=create)

    assert before == path.read_bytes()


@pytest.mark.parametrize("version", ["0", "x", "-1"])
def test_a_senseless_version_is_refused(tmp_path: Path, version: str) -> None:
    """A version that is none is refused."""
    path = tmp_path / "log.db"
    SqlStore(path).close()
    set_version(path, version)
    with pytest.raises(StoreError, match="which is none"):
        SqlStore(path)


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("oracle://u:geheim@host/x", "no store for 'oracle'"),
        ("no scheme://u:geheim@host", "no database URL"),
        ("postgresql://u:geheim@127.0.0.1:1/x", "connection failed"),
        ("mariadb://u:geheim@127.0.0.1:1/x", "connection failed"),
    ],
)
def test_messages_hold_no_password(url: str, words: str) -> None:
    """A database that cannot be used is refused in one sentence without a password."""
    with pytest.raises((StoreError, InvalidInputError), match=words) as info:
        SqlStore(url)

    assert "geheim" not in str(info.value)
    assert "\n" not in str(info.value)


@pytest.mark.parametrize("tenant", ["", "*", "x" * 65, "a\x00"])
def test_tenants_have_names(tenant: str) -> None:
    """A tenant needs a name that every database can store."""
    with pytest.raises(InvalidInputError):
        SqlStore("sqlite://", tenant)


def test_tenants_do_not_see_each_other(tmp_path: Path) -> None:
    """Two municipalities in one database have cases of the same name."""
    path = tmp_path / "log.db"
    with SqlStore(path, "bielefeld") as one, SqlStore(path, "münster") as two:
        begin(one, "a", 2)
        begin(two, "a", 1)

        assert (2, 1) == (len(one.read("a")), len(two.read("a")))
        assert ("bielefeld", "münster") == tuple(one.tenants())
        assert [] == [*verify(one), *verify(two)]


def test_a_closed_store_says_so() -> None:
    """A store that was closed refuses with a sentence."""
    store = SqlStore("sqlite://")
    store.close()
    with pytest.raises(StoreError, match="closed"):
        store.read("a")


def test_a_lock_that_is_held_too_long_is_told(tmp_path: Path) -> None:
    """Another writer that holds the lock is named as the reason; nothing is written."""
    path = tmp_path / "log.db"
    with SqlStore(path, timeout=0.05) as store:
        raw = sqlite3.connect(path, isolation_level=None)
        raw.execute("BEGIN IMMEDIATE")
        with pytest.raises(StoreError, match="held the lock"):
            begin(store, "a")
        raw.execute("ROLLBACK")
        raw.close()
        begin(store, "a")

        assert ["a"] == list(store.cases())


def test_a_full_disk_is_told(tmp_path: Path) -> None:
    """When no space is left nothing is written, and later writing goes on."""
    with SqlStore(tmp_path / "log.db") as store:
        records = begin(store, "a")
        dbapi = connection_of(store).dbapi
        limit = dbapi.execute("PRAGMA page_count").fetchone()[0] + 2
        dbapi.execute(f"PRAGMA max_page_count = {limit}")
        large = make_records("a", 400, after=records[-1])
        with pytest.raises(StoreError, match="no space"):
            store.append("a", large, expected=1, standing=standing())
        assert records == tuple(store.read("a"))

        dbapi.execute("PRAGMA max_page_count = 1073741823")
        store.append("a", large, expected=1, standing=standing())
        assert [] == list(verify(store))


def test_rows_that_contradict_are_told(tmp_path: Path) -> None:
    """An append to a case whose row is missing is refused and writes nothing."""
    path = tmp_path / "log.db"
    with SqlStore(path) as store:
        begin(store, "a")
        raw = sqlite3.connect(path)
        with raw:
            raw.execute("DELETE FROM ratsflow_cases")
        raw.close()
        with pytest.raises(StoreError, match="Run verify"):
            begin(store, "a")
        log = make_records("a", 2)
        with pytest.raises(ConflictError):
            store.append("a", log[1:], expected=1, standing=standing())

        assert [("a", 1)] == [(e.case_id, e.version) for e in verify(store)]


def test_erased_contents_are_in_no_file(tmp_path: Path) -> None:
    """After an erasure the bytes are in no file of the database."""
    secret = b"Ada Lovelace, wohnhaft am Ring 7"
    with SqlStore(tmp_path / "log.db") as store:
        records = make_records("a", sealed=[secret])
        store.append("a", records, expected=0, standing=standing())
        assert any(secret in content for content in shelf(tmp_path).values())

        more = make_records("a", after=records[0])
        gone = [records[0].sealed[0][0]]
        store.append("a", more, expected=1, standing=standing(), erase=gone)

        assert not any(secret in content for content in shelf(tmp_path).values())


def test_statements_are_made_for_sqlite_as_promised(tmp_path: Path) -> None:
    """SQLite runs with a write-ahead log and full synchronisation."""
    with SqlStore(tmp_path / "log.db") as store:
        dbapi = connection_of(store).dbapi

        assert "wal" == dbapi.execute("PRAGMA journal_mode").fetchone()[0]
        assert 2 == dbapi.execute("PRAGMA synchronous").fetchone()[0]
        assert 1 == dbapi.execute("PRAGMA secure_delete").fetchone()[0]


@pytest.mark.parametrize(
    ("asked", "index"),
    [
        ({"state": "s"}, "ratsflow_cases_state"),
        ({"state": "s", "stuck_since": "2026"}, "ratsflow_cases_state"),
        ({"due_by": "2026"}, "ratsflow_cases_due"),
        ({"due_by": "2026", "state": "s"}, "ratsflow_cases_due"),
        ({}, "PRIMARY KEY"),
    ],
)
@pytest.mark.parametrize("page", [1, 2])
def test_cases_are_found_by_index(
    tmp_path: Path, asked: dict[str, str], index: str, page: int
) -> None:
    """The due and the stuck are found by index, without a scan or a sort."""
    with SqlStore(tmp_path / "log.db") as store:
        begin(store, "a")
        after = store.find()[0] if page == 2 else None
        dbapi = connection_of(store).dbapi
        ran: list[str] = []
        dbapi.set_trace_callback(ran.append)
        store.find(**asked, after=after)  # type: ignore[arg-type]
        store.pending()
        dbapi.set_trace_callback(None)
        plans = [
            " ".join(row[3] for row in dbapi.execute(f"EXPLAIN QUERY PLAN {sql}"))
            for sql in ran
        ]

    assert index in plans[0]
    assert "ratsflow_cases_waiting" in plans[1]
    assert not [plan for plan in plans if "SCAN" in plan or "TEMP" in plan]


@pytest.mark.skipif(os.name != "posix", reason="permissions as POSIX has them")
@pytest.mark.parametrize("form", ["{}", "sqlite:///{}", "sqlite:///file:{}?uri=true"])
def test_a_new_database_is_for_its_owner_alone(tmp_path, form):
    """What SQLite puts beside the file is so too, whatever the user's mask."""
    before = os.umask(0o022)
    try:
        with SqlStore(form.format(tmp_path / "log.db")) as store:
            store.append("a", make_records("a"), expected=0, standing=standing())
            modes = {
                each.name: each.stat().st_mode & 0o777 for each in tmp_path.iterdir()
            }
    finally:
        os.umask(before)
    assert {"log.db", "log.db-wal", "log.db-shm"} == set(modes)
    assert {0o600} == set(modes.values())


def test_a_database_that_is_there_keeps_its_permissions(tmp_path):
    """Who shares a file with a group goes on sharing it."""
    path = tmp_path / "log.db"
    SqlStore(path).close()
    path.chmod(0o660)
    SqlStore(path).close()
    assert 0o660 == path.stat().st_mode & 0o777
