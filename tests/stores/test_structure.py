"""What is damaged or bent beneath the rows is named, and hides nothing else."""

from __future__ import annotations

import sqlite3

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from ratsflow.errors import BrokenLogError, StoreError
from ratsflow.stores import Standing
from ratsflow.stores.sql import SqlStore, metadata
from ratsflow.stores.verify import verify
from ratsflow.testing.store_records import make_records


STANDING = Standing("draft", "town", "Bench", "", "2026-04-01", "a" * 64, "b" * 64)


@pytest.fixture(name="path")
def _path(tmp_path: Path) -> Path:
    path = tmp_path / "log.db"
    with SqlStore(path) as store:
        for name in ("a", "b", "c"):
            records = make_records(name, sealed=[f"word {name}".encode()])
            store.append(name, records, expected=0, standing=STANDING, key=f"k {name}")
            more = make_records(name, 2, after=records[-1])
            store.append(name, more, expected=1, standing=STANDING)
        store.acknowledge("a", 2)
        assert 9 == store.sequence()
        assert [] == list(verify(store))
    return path


def change(path: Path, *statements: str) -> None:
    """Change a database as who can write its file can."""
    with closing(sqlite3.connect(path, isolation_level=None)) as raw:
        raw.execute("PRAGMA writable_schema=ON")
        for statement in statements:
            raw.execute(statement)


def faults(path: Path) -> list[str]:
    """Return what a verification says, without folding and with."""
    with SqlStore(path) as store:
        alone = [str(error) for error in verify(store)]
        folded = [str(error) for error in verify(store, lambda _: STANDING)]
    assert set(alone) <= set(folded)
    return alone


def bent(name: str, old: str, new: str) -> Iterator[str]:
    """Yield what declares something otherwise, for a moment or for good."""
    yield (
        f"UPDATE sqlite_master SET sql = replace(sql, '{old}', '{new}') "
        f"WHERE name = '{name}'"
    )
    yield "PRAGMA writable_schema=RESET"


LOOK_UPS = ("reference", "base", "due", "waiting")


@pytest.mark.parametrize("column", LOOK_UPS)
def test_an_index_that_was_emptied_is_found(path: Path, column: str) -> None:
    """It answers that there is nothing, and would let a number be given twice."""
    index, zero = f"ratsflow_cases_{column}", "0" if column == "waiting" else "''''"
    change(path, *bent(index, f"> {zero}", f"< {zero}"))
    change(path, f"REINDEX {index}")
    change(path, *bent(index, f"< {zero}", f"> {zero}"))
    told = faults(path)
    assert any(f"missing from index {index}" in each for each in told), told


@pytest.mark.parametrize("column", LOOK_UPS)
def test_an_index_of_another_form_is_found(path: Path, column: str) -> None:
    """It fits its table as it is declared now, and not what look-ups ask."""
    index, zero = f"ratsflow_cases_{column}", "0" if column == "waiting" else "''''"
    change(path, *bent(index, f"> {zero}", f"< {zero}"))
    change(path, f"REINDEX {index}")
    told = faults(path)
    assert [f"index {index} is not as it was declared: somebody changed it."] == [
        each.partition(": ")[2] for each in told
    ]


def test_an_index_that_is_missing_is_found(path: Path) -> None:
    """Look-ups would go through all cases."""
    change(path, "DROP INDEX ratsflow_cases_state")
    assert "index ratsflow_cases_state is missing" in " ".join(faults(path))


def test_a_trigger_under_our_name_is_found_and_a_hosts_own_is_its_own(
    path: Path,
) -> None:
    """A host may put upon our tables what it needs, under a name of its own."""
    put = "AFTER INSERT ON ratsflow_keys BEGIN DELETE FROM ratsflow_outbox; END"
    change(
        path,
        f"CREATE TRIGGER town_audit {put}",
        "CREATE INDEX town ON ratsflow_cases(title)",
    )
    assert [] == faults(path)
    change(path, f"CREATE TRIGGER ratsflow_audit {put}")
    assert "trigger ratsflow_audit was put upon ratsflow_keys" in " ".join(faults(path))


def test_a_column_that_is_called_otherwise_hides_no_word_of_it(path: Path) -> None:
    """The table cannot be read any more: that is told, and no error ends it."""
    change(path, "ALTER TABLE ratsflow_keys RENAME COLUMN version TO versions")
    assert "table ratsflow_keys is not as it was declared" in " ".join(faults(path))


COLUMNS = [
    (table.name, column.name)
    for table in metadata.sorted_tables
    for column in table.columns
    if column.name not in ("tenant", "payload", "body")
    and table.name != "ratsflow_meta"
]


@pytest.mark.parametrize(("table", "column"), COLUMNS)
def test_bytes_that_are_no_text_are_named_and_hide_nothing(
    path: Path, table: str, column: str
) -> None:
    """Wherever somebody wrote them, what is broken in another case is told as well."""
    one = (
        "rowid = 1"
        if table in ("ratsflow_entries", "ratsflow_sealed")
        else "case_id = 'a'"
    )
    if table == "ratsflow_laws":
        pytest.skip("a set of values belongs to no case")
    change(
        path,
        f"UPDATE OR IGNORE {table} SET {column} = CAST(x'ff41' AS TEXT) WHERE {one}",
        "UPDATE ratsflow_entries SET body = x'7b7d' WHERE case_id = 'c' AND version = 2",
    )
    told = faults(path)
    assert any(each.startswith("case 'c', entry 2") for each in told), told
    assert any("'c'" not in each for each in told), told


def test_a_tenant_that_is_no_text_is_told_and_the_others_are_verified(
    path: Path,
) -> None:
    """Rows that were taken out of a municipality's sight are not out of ours."""
    with SqlStore(path, "zoo") as store:
        store.append("z", make_records("z"), expected=0, standing=STANDING)
    change(path, "UPDATE ratsflow_outbox SET tenant = CAST(x'ff41' AS TEXT)")
    with SqlStore(path) as store:
        assert ("default", "zoo") == tuple(store.tenants())
    assert any("'\\udcffA', which is no text" in each for each in faults(path))


def test_every_broken_entry_of_a_case_is_named(path: Path) -> None:
    """The second one is no less broken than the first."""
    change(
        path,
        "UPDATE ratsflow_entries SET body = x'7b7d' WHERE case_id = 'a' AND version = 1",
        "UPDATE ratsflow_entries SET body = x'7b7d' WHERE case_id = 'a' AND version = 3",
        "DELETE FROM ratsflow_entries WHERE case_id = 'b' AND version = 2",
        "DELETE FROM ratsflow_keys WHERE case_id = 'b'",
    )
    with SqlStore(path) as store:
        found = {(error.case_id, error.version) for error in verify(store)}
    assert {("a", 1), ("a", 3), ("b", 1), ("b", 2), ("(tree)", 0)} == found


@pytest.mark.parametrize("seed", range(40))
def test_random_bytes_in_the_file_are_a_fault_or_an_error_of_ours(
    path: Path, seed: int
) -> None:
    """What of it still reads is what was written; nothing else ever comes out."""
    import random  # noqa: PLC0415

    with closing(sqlite3.connect(path)) as raw:
        raw.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    with SqlStore(path) as store:
        before = dict(store.scan())
    data, draw = bytearray(path.read_bytes()), random.Random(seed)
    for _ in range(draw.choice((1, 5, 30))):
        data[draw.randrange(len(data))] = draw.randrange(256)
    path.write_bytes(data)
    try:
        with SqlStore(path) as store:
            whole = not list(verify(store))
            assert not whole or before == dict(store.scan())
    except (StoreError, BrokenLogError):
        pass
