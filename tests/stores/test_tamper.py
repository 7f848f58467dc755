"""Every single changed, missing, added, swapped or duplicated row is found."""

from __future__ import annotations

import itertools
import secrets
import sqlite3

from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

import attrs
import pytest

from ratsflow.canonical import digest
from ratsflow.errors import StoreError
from ratsflow.law.local import NO_LAW, Law
from ratsflow.log import GENESIS, Record, decode, encode
from ratsflow.stores import MemoryStore, Standing, Store
from ratsflow.stores.sql import SqlStore, metadata
from ratsflow.stores.sql.batch_checks import hold
from ratsflow.stores.verify import verify
from ratsflow.testing.store_records import make_entry, make_records


LAWS = [NO_LAW, *(Law("NRW", {"notice.days": days}, "Musterstadt") for days in (6, 7))]
STANDING = ("state", "procedure", "title", "since", "due", "reference", "base")


def standing_of(records: Sequence[Record]) -> Standing:
    """Fold a log to a standing."""
    last = decode(records[-1])
    return Standing(
        f"state-{last.version % 3}",
        last.procedure,
        str(last.inputs["note"]),
        last.effective_at.isoformat(),
        "2026-04-01" if last.version % 2 else "",
    )


def fill(store: Store) -> None:
    """Write 24 cases of nine entries with keys, erasures and announcements."""
    for number in range(24):
        case_id = f"case-{number:02}"
        secrets = [f"{case_id} {i}".encode() for i in range(number % 4)]
        law = LAWS[number % 3]
        log = list(make_records(case_id, sealed=secrets, law=law))
        append(store, log, log, key=f"open {case_id}")
        for version in range(2, 10):
            new = list(make_records(case_id, after=log[-1], law=law))
            log += new
            gone = [log[0].sealed[0][0]] if version == 5 and number % 4 > 1 else []
            key = f"do {case_id}" if version == 9 and number % 2 else ""
            append(store, log, new, key=key, erase=gone)
        store.acknowledge(case_id, number % 10)


def append(
    store: Store, log: list[Record], new: list[Record], *, key: str, erase: Any = ()
) -> None:
    """Append new records that end a log."""
    store.append(
        log[0].case_id,
        new,
        expected=len(log) - len(new),
        standing=standing_of(log),
        key=key,
        erase=erase,
        laws=tuple(pair for law in LAWS for pair in law.sets),
    )


@pytest.fixture(scope="module", name="log")
def _log(tmp_path_factory: pytest.TempPathFactory) -> Iterator[sqlite3.Connection]:
    path = tmp_path_factory.mktemp("tamper") / "log.db"
    with SqlStore(path) as store:
        fill(store)
        store.sequence()
        assert [] == list(verify(store, standing_of))
        assert [] == list(verify(store))
    connection = sqlite3.connect(path, isolation_level=None)
    yield connection
    connection.close()


@pytest.fixture(scope="module", name="plain")
def _plain(tmp_path_factory: pytest.TempPathFactory) -> Iterator[sqlite3.Connection]:
    """Yield a log with no keys, sealed contents or announcements: all is read once."""
    path = tmp_path_factory.mktemp("plain") / "log.db"
    with SqlStore(path) as store:
        for case_id in ("a", "a ", "b", "case-00", "c", "d"):
            log = list(make_records(case_id, len(case_id) + 1))
            append(store, log, log, key="")
        assert [] == list(verify(store, standing_of))
    connection = sqlite3.connect(path, isolation_level=None)
    yield connection
    connection.close()


@pytest.mark.parametrize("fold", [True, False])
@pytest.mark.parametrize("table", ["ratsflow_cases", "ratsflow_entries"])
def test_every_mutation_of_a_plain_log_is_found(
    plain: sqlite3.Connection, table: str, *, fold: bool
) -> None:
    """Changes, removals and copies in a log that needs no close look are found."""
    columns, rows = rows_of(plain, table)
    mutations = (
        one
        for one in itertools.chain(
            changes(table, columns, rows),
            removals(table, rows),
            copies(table, columns, rows),
        )
        if fold or table == "ratsflow_entries" or one[0].split()[0] not in STANDING
    )

    assert try_all(plain, mutations, fold=fold) > 10 * len(rows)


@pytest.mark.parametrize("neighbour", ["case-00 ", "case-0", "a", "zz", "\x01"])
@pytest.mark.parametrize("fold", [True, False])
def test_an_entry_moved_next_door_is_found(
    plain: sqlite3.Connection, neighbour: str, *, fold: bool
) -> None:
    """An entry that moves to another case id is found, also where it sorts the same."""
    _, rows = rows_of(plain, "ratsflow_entries")
    sql = "UPDATE ratsflow_entries SET case_id = ? WHERE case_id = ? AND version = ?"
    moves = (
        (f"{row[1:3]} to {neighbour}", sql, [neighbour, row[1], row[2]])
        for row in rows
        if row[1] != neighbour
    )

    assert try_all(plain, moves, fold=fold) > 5


@pytest.mark.parametrize("fold", [True, False])
def test_a_case_under_another_name_is_found(
    plain: sqlite3.Connection, *, fold: bool
) -> None:
    """A whole case that was given another id in every table is found."""
    plain.execute("BEGIN")
    for table in ("ratsflow_entries", "ratsflow_cases"):
        plain.execute(f"UPDATE {table} SET case_id = 'other' WHERE case_id = 'case-00'")
    errors = list(found(plain, fold=fold))
    plain.execute("ROLLBACK")

    assert len(errors) == 8
    assert all("belongs to another entry" in error for error in errors)


@pytest.mark.parametrize("key", ["", "k"])
def test_contents_that_vanish_together_with_their_mark_are_found(
    tmp_path: Path, key: str
) -> None:
    """A sealed content that is gone is found, also if its entry no longer says it had one."""
    entry = attrs.evolve(make_entry("a", 1, GENESIS, ()), sealed=("note",))
    record = encode(entry, secrets.token_hex)
    path = tmp_path / "log.db"
    with SqlStore(path) as store:
        append(store, [record], [record], key=key)
        assert [] == list(verify(store))
        with closing(sqlite3.connect(path)) as raw, raw:
            raw.execute("DELETE FROM ratsflow_sealed")
            raw.execute("UPDATE ratsflow_entries SET sealed = ''")
        raw.close()
        (error,) = verify(store)

    assert "no entry says that it was erased" in str(error)


@pytest.mark.parametrize("tenant", ["default", "default ", "zoo"])
@pytest.mark.parametrize("fold", [True, False])
def test_values_of_law_that_no_entry_names_are_found(
    log: sqlite3.Connection, tenant: str, *, fold: bool
) -> None:
    """Also whole ones under their right digest, in any tenant, once, and they alone."""
    law = Law("NRW", {"notice.days": 99}, "Musterstadt")
    put = "INSERT INTO ratsflow_laws VALUES (?, ?, ?)"
    log.execute("BEGIN")
    log.execute(put, [tenant, law.digest, law.body])
    errors = list(found(log, fold=fold))
    log.execute("ROLLBACK")

    assert 1 == len(errors)
    assert f"no entry names the values of law {law.digest[:12]}" in errors[0]


@pytest.mark.parametrize("fold", [True, False])
def test_values_of_law_of_a_broken_case_are_named_by_it(
    tmp_path: Path, *, fold: bool
) -> None:
    """What is wrong with the one entry that names them is no word against them."""
    path = tmp_path / "log.db"
    with SqlStore(path) as store:
        for case_id, law in (("a", LAWS[0]), ("b", LAWS[1]), ("c", LAWS[2])):
            records = make_records(case_id, 2, law=law)
            append(store, list(records), list(records), key="")
        with closing(sqlite3.connect(path)) as raw, raw:
            raw.execute(
                "UPDATE ratsflow_entries SET hash = 'x' WHERE case_id = 'b' AND version = 2"
            )
            raw.execute(
                "UPDATE ratsflow_entries SET body = CAST(body AS TEXT) WHERE case_id = 'b'"
            )
            raw.execute("DELETE FROM ratsflow_cases WHERE case_id = 'c'")
        raw.close()
        errors = list(verify(store, standing_of if fold else None))

    assert {"b", "c"} == {error.case_id for error in errors}


def test_a_seal_that_is_not_kept_is_found() -> None:
    """An entry that commits to a sealed content, but says it has none, does not hold."""
    (first,) = make_records("d")
    seals = b'"inputs":{"a":{"~sealed":"%b"},' % (b"0" * 64)
    for body in (first.body, first.body.replace(b'"inputs":{', seals)):
        mark = digest(body)
        rows = [(mark, body, "d", 1, "", "", 0)]

        assert (body == first.body) == hold([("d", 1, mark)], rows)


def rows_of(log: sqlite3.Connection, table: str) -> tuple[list[str], list[Any]]:
    """Return the columns and rows of a table."""
    cursor = log.execute(f"SELECT * FROM {table}")
    return [column[0] for column in cursor.description], cursor.fetchall()


def others(value: Any) -> list[Any]:
    """Return values that differ from one in a small way."""
    if isinstance(value, int):
        return [value + 1, value - 1, value + 1000]
    if isinstance(value, bytes):
        middle = len(value) // 2
        flipped = bytes([value[middle] ^ 1])
        return [value[:middle] + flipped + value[middle + 1 :], value[:-1], b"", None]
    if value is None:
        return [b"restored"]
    return [value + " ", value.swapcase(), "x", "0" * 64, "case-00", "?"]


def where(table: str, row: Any) -> tuple[str, list[Any]]:
    """Return the condition that finds a row by its primary key."""
    names = list(metadata.tables[table].c.keys())
    key = [column.name for column in metadata.tables[table].primary_key]
    condition = " AND ".join(f"{name} = ?" for name in key)
    return condition, [row[names.index(name)] for name in key]


Mutation = tuple[str, str, list[Any]]


def changes(
    table: str, columns: list[str], rows: list[Any], *, variants: int = 9
) -> Iterator[Mutation]:
    """Yield changes of each column of each row."""
    for row in rows:
        condition, key = where(table, row)
        for column, value in zip(columns, row, strict=True):
            for other in others(value)[:variants]:
                if other != value:
                    sql = f"UPDATE {table} SET {column} = ? WHERE {condition}"
                    yield f"{column} {other!r:.40} in {row!r:.90}", sql, [other, *key]


def removals(table: str, rows: list[Any]) -> Iterator[Mutation]:
    """Yield the removal of each row."""
    for row in rows:
        condition, key = where(table, row)
        yield f"removed {row!r:.90}", f"DELETE FROM {table} WHERE {condition}", key


def copies(table: str, columns: list[str], rows: list[Any]) -> Iterator[Mutation]:
    """Yield a copy of each row under another key, column by column of the key."""
    marks = ", ".join("?" for _ in columns)
    sql = f"INSERT INTO {table} VALUES ({marks})"
    for row in rows:
        for column in metadata.tables[table].primary_key:
            at = columns.index(column.name)
            for other in others(row[at])[:3]:
                copy = [*row[:at], other, *row[at + 1 :]]
                yield f"copied with {column.name} {other!r} {row!r:.90}", sql, copy


def found(log: sqlite3.Connection, *, fold: bool) -> Iterator[str]:
    """Yield what verification finds in any tenant, within the open transaction."""
    try:
        store = SqlStore.on(log)
    except StoreError as error:  # it is seen even before anything is verified
        yield str(error)
        return
    for tenant in {"default", *store.tenants()}:
        for error in verify(SqlStore.on(log, tenant), standing_of if fold else None):
            yield str(error)


def try_all(
    log: sqlite3.Connection, mutations: Iterator[Mutation], *, fold: bool = True
) -> int:
    """Apply each mutation, demand that it is found, and take it back."""
    tried, missed = 0, []
    for what, sql, values in mutations:
        log.execute("BEGIN")
        try:
            changed = log.execute(sql, values).rowcount
        except sqlite3.IntegrityError:  # the database itself refuses this one
            changed = 0
        if changed:
            tried += 1
            if not any(found(log, fold=fold)):
                missed.append(what)
        log.execute("ROLLBACK")
    assert [] == missed
    return tried


TABLES = sorted(set(metadata.tables) - {"ratsflow_meta"})


@pytest.mark.parametrize("table", TABLES)
def test_every_changed_column_is_found(log: sqlite3.Connection, table: str) -> None:
    """A change of any column of any row is found."""
    columns, rows = rows_of(log, table)

    assert try_all(log, changes(table, columns, rows)) > len(rows)


@pytest.mark.parametrize("table", TABLES)
def test_changes_are_found_without_folding(log: sqlite3.Connection, table: str) -> None:
    """Apart from projections, changes are found by the fast pass alone too."""
    columns, rows = rows_of(log, table)
    mutations = (
        one
        for one in changes(table, columns, rows, variants=1)
        if not (table == "ratsflow_cases" and one[0].split()[0] in STANDING)
    )

    assert try_all(log, mutations, fold=False) > len(rows)


@pytest.mark.parametrize("table", TABLES)
def test_every_removed_row_is_found(log: sqlite3.Connection, table: str) -> None:
    """The removal of any row is found; of the last leaf only a checkpoint knows."""
    _, rows = rows_of(log, table)
    if table == "ratsflow_leaves":
        rows = rows[:-1]

    assert len(rows) == try_all(log, removals(table, rows))
    assert len(rows) == try_all(log, removals(table, rows), fold=False)


@pytest.mark.parametrize("table", TABLES)
def test_every_copied_row_is_found(log: sqlite3.Connection, table: str) -> None:
    """A copy of any row under another key is found."""
    columns, rows = rows_of(log, table)

    assert try_all(log, copies(table, columns, rows)) > 0
    assert try_all(log, copies(table, columns, rows), fold=False) > 0


@pytest.mark.parametrize("table", TABLES)
def test_every_swap_is_found(log: sqlite3.Connection, table: str) -> None:
    """Neighbouring rows that exchange their keys are found."""
    columns, rows = rows_of(log, table)
    free = [columns.index(c) for c in columns if c not in _key(table)]
    tried = 0
    for one, two in itertools.pairwise(rows):
        if all(one[i] == two[i] for i in free):
            continue
        log.execute("BEGIN")
        if table == "ratsflow_leaves":  # an entry has one leaf: out of the way first
            log.execute("UPDATE ratsflow_leaves SET version = -version")
        for target, source in ((one, two), (two, one)):
            condition, key = where(table, target)
            change = ", ".join(f"{columns[i]} = ?" for i in free)
            values = [*(source[i] for i in free), *key]
            log.execute(f"UPDATE {table} SET {change} WHERE {condition}", values)
        if table == "ratsflow_leaves":
            log.execute("UPDATE ratsflow_leaves SET version = abs(version)")
        assert any(found(log, fold=True)), (one, two)
        log.execute("ROLLBACK")
        tried += 1

    assert tried > 0


def _key(table: str) -> set[str]:
    return {column.name for column in metadata.tables[table].primary_key}


def test_every_change_of_the_version_row_is_found(log: sqlite3.Connection) -> None:
    """A change of the tables' own version is found."""
    columns, rows = rows_of(log, "ratsflow_meta")
    mutations = [
        *changes("ratsflow_meta", columns, rows),
        *removals("ratsflow_meta", rows),
        *copies("ratsflow_meta", columns, rows),
    ]

    assert try_all(log, iter(mutations)) > 10


def test_findings_name_case_and_entry(log: sqlite3.Connection) -> None:
    """The finding names the entry that was changed, and only that case."""
    log.execute("BEGIN")
    log.execute(
        "UPDATE ratsflow_entries SET body = CAST(replace(CAST(body AS TEXT), 'Ada', "
        "'Eve') AS BLOB) WHERE case_id = 'case-03' AND version = 4"
    )
    errors = list(verify(SqlStore.on(log)))
    log.execute("ROLLBACK")

    assert [("case-03", 4)] == [(error.case_id, error.version) for error in errors]


def test_a_whole_store_in_memory_verifies() -> None:
    """A store in memory verifies, and a wrong projection in it is found."""
    store = MemoryStore()
    fill(store)
    assert [] == list(verify(store, standing_of))

    log = store.read("case-00")
    store.append(
        "case-00",
        make_records("case-00", after=log[-1]),
        expected=9,
        standing=Standing("elsewhere", "contract"),
    )
    errors = list(verify(store, standing_of))

    assert [("case-00", 10)] == [(error.case_id, error.version) for error in errors]
    assert "elsewhere" in str(errors[0])


def test_a_log_verifies_while_it_is_written(tmp_path: Path) -> None:
    """Verification between two appends of another connection finds nothing."""
    path = tmp_path / "log.db"
    with SqlStore(path) as writer, SqlStore(path) as reader:
        fill(writer)
        faults = verify(reader)
        assert None is next(faults, None)
        writer.append(
            "new", make_records("new"), expected=0, standing=Standing("s", "p")
        )
        assert [] == list(verify(reader))
