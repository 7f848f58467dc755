"""What verification tells at a glance is sure: logs that need no close look, tampered with."""

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

from hypothesis import given, settings
from hypothesis import strategies as st
from test_tamper import (
    LAWS,
    STANDING,
    TABLES,
    Mutation,
    append,
    changes,
    copies,
    found,
    removals,
    rows_of,
    standing_of,
    try_all,
    where,
)

from ratsflow.canonical import digest
from ratsflow.log import GENESIS, Entry, Record, encode
from ratsflow.stores.sql import SqlStore
from ratsflow.stores.sql.batch_checks import hold
from ratsflow.stores.verify import verify
from ratsflow.testing.store_records import make_entry, make_records


def entry(case_id: str, version: int, prev: str, **inputs: Any) -> Entry:
    """Return an entry with more inputs."""
    made = make_entry(case_id, version, prev, ())
    return attrs.evolve(made, inputs={**made.inputs, **inputs})


def sealing(case_id: str, version: int, prev: str) -> Record:
    """Return a record that seals as many inputs as its version leaves over three.

    Those of one case name values of law.
    """
    names = ("note", "other")[: version % 3]
    made = entry(case_id, version, prev, other=f"other {version}")
    law = LAWS[1].digest if case_id == "b" else ""
    return encode(attrs.evolve(made, sealed=names, law=law), secrets.token_hex)


@pytest.fixture(scope="module", name="sealed")
def _sealed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[sqlite3.Connection]:
    """Yield a log of contents that are sealed as an office seals them, and of keys."""
    path = tmp_path_factory.mktemp("sealed") / "log.db"
    with SqlStore(path) as store:
        for case_id in ("a", "b", "b ", "c"):
            log: list[Record] = []
            for version in range(1, 5):
                log.append(sealing(case_id, version, log[-1].hash if log else GENESIS))
                key = f"x:{case_id}:{version}" if version % 2 else ""
                append(store, log, log[-1:], key=key)
        assert [] == list(verify(store, standing_of))
    connection = sqlite3.connect(path, isolation_level=None)
    yield connection
    connection.close()


def retyped(table: str, columns: list[str], rows: list[Any]) -> Iterator[Mutation]:
    """Yield the same value as another type in each column, which SQLite lets one write."""
    for row in rows:
        condition, key = where(table, row)
        for column, value in zip(columns, row, strict=True):
            if column == "tenant" or value is None:
                continue
            other = "TEXT" if isinstance(value, bytes) else "BLOB"
            sql = f"UPDATE {table} SET {column} = CAST({column} AS {other}) WHERE "
            yield f"{column} as {other} in {row!r:.90}", sql + condition, key


@pytest.mark.parametrize("fold", [True, False])
@pytest.mark.parametrize("table", TABLES)
def test_every_mutation_beside_sealed_contents_is_found(
    sealed: sqlite3.Connection, table: str, *, fold: bool
) -> None:
    """Changes, other types, removals and copies are found where all is told at a glance."""
    columns, rows = rows_of(sealed, table)
    mutations = (
        one
        for one in itertools.chain(
            changes(table, columns, rows),
            retyped(table, columns, rows),
            removals(table, rows),
            copies(table, columns, rows),
        )
        if fold or table != "ratsflow_cases" or one[0].split()[0] not in STANDING
    )

    assert try_all(sealed, mutations, fold=fold) > 4 * len(rows) or not rows


@pytest.mark.parametrize(
    "change",
    [
        "sealed = ':x', command = 'a:2' WHERE case_id = 'a' AND version = 2",
        "sealed = sealed || ':x', command = 'a:1' WHERE case_id = 'a' AND version = 1",
        "sealed = sealed || 'x' WHERE case_id = 'a' AND version = 1",
        "erased = '0:', command = 'x' WHERE case_id = 'a' AND version = 3",
        "command = 'x:b:1' WHERE case_id = 'a' AND version = 2",
        "command = 'x:a:3' WHERE case_id = 'a' AND version = 2",
        f"sealed = '{digest(b'')}' WHERE case_id = 'a' AND version = 3",
    ],
)
def test_columns_that_read_the_same_in_a_row_are_told_apart(
    sealed: sqlite3.Connection, change: str
) -> None:
    """What one column loses to the next, or a key lent to an earlier entry, is found."""
    sealed.execute("BEGIN")
    changed = sealed.execute(f"UPDATE ratsflow_entries SET {change}").rowcount
    errors = list(found(sealed, fold=False))
    sealed.execute("ROLLBACK")

    assert (1, True) == (changed, any("'a'" in error for error in errors))
    assert not any("'b'" in error for error in errors)


def altered(data: st.DataObject, value: Any) -> Any:
    """Draw a value that differs in one place: a byte, a character or a number."""
    if not isinstance(value, str | bytes):
        return data.draw(st.integers(-(2**40), 2**40).filter(lambda n: n != value))
    at = data.draw(st.integers(0, len(value)))
    lost = data.draw(st.integers(0, 1)) if value[at:] else 0
    if isinstance(value, bytes):
        put: Any = data.draw(st.binary(min_size=1 - lost, max_size=1))
    else:
        put = data.draw(st.text("09afAF:~ ä", min_size=1 - lost, max_size=1))
    return value[:at] + put + value[at + lost :]


@given(st.data(), st.sampled_from(["entries", "sealed", "keys", "laws"]))
@settings(max_examples=120)
def test_one_place_that_differs_is_found(
    sealed: sqlite3.Connection, data: st.DataObject, table: str
) -> None:
    """Any byte, character or number, of any column of any row, without folding."""
    columns, rows = rows_of(sealed, f"ratsflow_{table}")
    row = data.draw(st.sampled_from(rows))
    at = data.draw(
        st.integers(1, len(columns) - 1)
    )  # tenants are held against the tables
    other = altered(data, row[at])
    condition, key = where(f"ratsflow_{table}", row)
    change = f"UPDATE ratsflow_{table} SET {columns[at]} = ? WHERE {condition}"

    if other != row[at]:
        try_all(
            sealed,
            iter([(f"{columns[at]} {other!r}", change, [other, *key])]),
            fold=False,
        )


def chained(*made: Sequence[Any]) -> tuple[list[Any], list[Any]]:
    """Return heads and rows as the fast pass reads them, of records of one case."""
    rows = [
        (record.hash, record.body, "d", version, "", "", 0)
        for version, record in enumerate(made, 1)
    ]
    return [("d", len(rows), rows[-1][0])], rows


@pytest.mark.parametrize("as_input", ["text", "prev"])
def test_a_hash_in_a_text_is_no_predecessor(as_input: str) -> None:
    """Who wrote the hash of an older entry into a text cannot cut out what lies between."""
    (first,) = make_records("d")
    planted: Any = first.hash if as_input == "text" else {"a": 1, "prev": first.hash}
    second = encode(entry("d", 2, first.hash))
    third = encode(entry("d", 3, second.hash, remark=planted))
    elsewhere = encode(entry("e", 2, "1" * 64, remark=planted))

    assert hold(*chained(first, second, third))
    assert not hold(*chained(first, third))
    assert not hold(*chained(first, elsewhere))
    opening = encode(entry("d", 1, first.hash, remark=GENESIS))
    assert not hold(*chained(opening))


def test_a_case_named_in_an_input_is_not_the_case_of_an_entry() -> None:
    """An opening that carries the name of another case in an input does not open that."""
    planted = {"a": {}, "case": "d", "effective_at": 1}

    assert hold(*chained(encode(entry("d", 1, GENESIS, remark=planted))))
    assert not hold(*chained(encode(entry("e", 1, GENESIS, remark=planted))))


def test_an_entry_of_another_case_is_found_in_its_place(tmp_path: Path) -> None:
    """An entry that quotes a hash of another case cannot stand in that case's log."""
    path = tmp_path / "log.db"
    with SqlStore(path) as store:
        ours = list(make_records("d", 2))
        append(store, ours, ours, key="")
        (begun,) = make_records("e")
        theirs = [begun, encode(entry("e", 2, begun.hash, remark=ours[0].hash))]
        append(store, theirs, theirs, key="")
        assert [] == list(verify(store, standing_of))
        with closing(sqlite3.connect(path)) as raw, raw:
            for table in ("entries", "cases"):
                raw.execute(
                    f"UPDATE ratsflow_{table} SET hash = ? WHERE case_id = 'd' AND "
                    "version = 2",
                    [theirs[1].hash],
                )
            raw.execute(
                "UPDATE ratsflow_entries SET body = ? WHERE case_id = 'd' AND version = 2",
                [theirs[1].body],
            )
        raw.close()

        assert ["d"] == [error.case_id for error in verify(store, standing_of)]
