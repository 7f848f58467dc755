"""Whatever type somebody writes into a column, verification names it and never fails."""

from __future__ import annotations

import sqlite3

from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from ratsflow import (
    Actor,
    Motion,
    Office,
    Parameter,
    Procedure,
    RatsflowError,
    SqlStore,
    Step,
)


CLERK = Actor("m", roles=["clerk"])
STAY = Procedure(
    "stay",
    ["a"],
    [Step("stay", "a", by="clerk", takes=[Parameter("n", "number")])],
    roles=["clerk"],
)
TABLES = ("entries", "cases", "sealed", "keys", "outbox")


def write(path: Path) -> None:
    """Write two cases, one of them with sealed contents."""
    with SqlStore(path) as store:
        desk = Office(STAY, store, clock=lambda: datetime(2026, 3, 19, tzinfo=UTC))
        for name in "ab":
            desk.open(
                Motion("t", public=name == "a"), CLERK, case_id=name, key=f"k{name}"
            )
            desk.take(name, "stay", CLERK, n=1)
        desk.drain(lambda _: None)


def broken(path: Path) -> list[RatsflowError]:
    """Return what verification of every tenant finds."""
    try:
        with SqlStore(path, create=False) as store:
            tenants = store.tenants()
        found: list[RatsflowError] = []
        for tenant in tenants:
            with SqlStore(path, tenant, create=False) as store:
                found += Office(STAY, store).verify()
    except RatsflowError as error:
        return [error]
    return found


@pytest.mark.parametrize("value", ["'x'", "x'6331'", "NULL", "5", "1.5", "''"])
@pytest.mark.parametrize("table", TABLES)
def test_a_column_of_another_type_is_found(tmp_path, table, value):
    """Text, bytes, nothing, a number or a fraction in any column of any table shows."""
    tried = 0
    original = tmp_path / "original.db"
    write(original)
    with closing(sqlite3.connect(original)) as connection, connection:
        columns = [
            r[1] for r in connection.execute(f"pragma table_info(ratsflow_{table})")
        ]
    connection.close()
    for column in columns:
        forged = tmp_path / f"{column}.db"
        forged.write_bytes(original.read_bytes())
        if not forge(forged, f"ratsflow_{table}", column, value):
            continue
        tried += 1
        assert broken(forged), f"{table}.{column} = {value}"
    assert tried or value == "NULL"  # which no column of some tables takes


def forge(path: Path, table: str, column: str, value: str) -> bool:
    """Write a value into as few rows as the table lets one name; tell whether it changed."""
    connection = sqlite3.connect(path)
    try:
        before = connection.execute(f"select * from {table}").fetchall()
        for rows in ("case_id = 'b' and version = 1", "case_id = 'b'", "true"):
            try:
                changed = f"update {table} set {column} = {value} where {rows}"
                if connection.execute(changed).rowcount:
                    break
            except sqlite3.Error:
                continue
        connection.commit()
        return before != connection.execute(f"select * from {table}").fetchall()
    finally:
        connection.close()
