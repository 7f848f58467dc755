"""A case belongs to the municipality that it was opened for, and its first entry says so."""

from __future__ import annotations

import json
import sqlite3

from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from hypothesis import given
from hypothesis import strategies as st

from ratsflow import (
    Actor,
    InvalidInputError,
    MemoryStore,
    Motion,
    Office,
    Parameter,
    Procedure,
    SqlStore,
    Step,
)
from ratsflow.engine import open_case
from ratsflow.exchange.jsonlines import export_log, import_log
from ratsflow.log import decode, verifier
from ratsflow.log.chain import tenant_in
from ratsflow.stores.sql import metadata
from ratsflow.stores.verify import verify


AT = datetime(2026, 3, 19, tzinfo=UTC)
CLERK = Actor("meier", roles=["clerk"])
STAY = Procedure(
    "stay",
    ["a"],
    [Step("stay", "a", by="clerk", takes=[Parameter("word", required=False)])],
    roles=["clerk"],
)


def office(path: Path, tenant: str) -> Office:
    """Return the office of a municipality that has a case of its own."""
    desk = Office(STAY, SqlStore(path, tenant), clock=lambda: AT)
    desk.open(Motion("x"), CLERK, case_id=f"of {tenant}", key="k")
    desk.take(f"of {tenant}", "stay", CLERK, word=f'","tenant":"{tenant}"')
    return desk


def transplant(path: Path, source: str, target: str) -> None:
    """Copy all rows of a municipality to another one, as who can write the file can."""
    with closing(sqlite3.connect(path)) as raw, raw:
        for table in metadata.sorted_tables:
            if table.name == "ratsflow_meta":
                continue
            names = ", ".join(column.name for column in table.columns)
            chosen = names.replace("tenant", "?", 1)
            raw.execute(
                f"INSERT OR IGNORE INTO {table.name} ({names}) "
                f"SELECT {chosen} FROM {table.name} WHERE tenant = ?",
                (target, source),
            )


@pytest.mark.parametrize("tenant", ["bielefeld", 'a","tenant":"b', "ü", "default"])
def test_a_case_that_was_copied_to_another_municipality_is_told(tmp_path, tenant):
    """Its chain fits in itself, and it is a resolution of another council."""
    path = tmp_path / "log.db"
    office(path, tenant)
    desk = office(path, "zoo")
    assert [] == list(desk.verify())
    transplant(path, tenant, "zoo")
    for errors in (list(desk.verify()), list(verify(desk.store))):
        told = [(e.case_id, e.version) for e in errors if "opened for" in e.reason]
        assert [(f"of {tenant}", 1)] == told
        assert f"opened for {tenant!r}" in " ".join(e.reason for e in errors)
    assert [] == list(Office(STAY, SqlStore(path, tenant)).verify())


def test_an_import_takes_no_case_of_another_municipality(tmp_path):
    """It would be theirs from then on; the one that it was opened for may have it again."""
    lines = list(export_log(office(tmp_path / "a.db", "bielefeld").store))
    for tenant, is_theirs in (("bielefeld", True), ("zoo", False), ("default", False)):
        store = SqlStore(tmp_path / f"{tenant}.db", tenant)
        if is_theirs:
            import_log(store, lines)
            assert [] == list(Office(STAY, store).verify())
            continue
        with pytest.raises(InvalidInputError, match="opened for 'bielefeld', and this"):
            import_log(store, lines)
        assert [] == list(store.cases())
    import_log(MemoryStore(), lines)


def test_an_export_of_two_municipalities_is_none(tmp_path):
    """Whoever puts two together is told by the verifier that stands alone."""
    one = list(export_log(office(tmp_path / "a.db", "bielefeld").store))
    two = list(export_log(office(tmp_path / "a.db", "zoo").store))
    both = [*one[:-1], *two[1:-1], b'{"cases":2,"entries":4}\n']
    assert [
        "case 'of zoo', entry 1: its case was opened for 'zoo', not 'bielefeld'"
    ] == (verifier.verify(both)[1])


def test_what_is_kept_in_memory_is_nobodys(tmp_path):
    """What was tried there can be kept by any municipality, as older logs can."""
    desk = Office(STAY, MemoryStore(), clock=lambda: AT)
    desk.open(Motion("x"), CLERK, case_id="a")
    assert "tenant" not in json.loads(desk.records("a")[0].body)
    store = SqlStore(tmp_path / "log.db", "zoo")
    import_log(store, list(export_log(desk.store)))
    assert [] == list(Office(STAY, store).verify())


@given(st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=20))
def test_the_bytes_of_an_entry_tell_whose_it_is(tenant):
    """Whatever a municipality is called, it is read from the bytes as it was written."""
    made = open_case(
        STAY,
        "c",
        Motion("x"),
        CLERK,
        at=AT,
        tenant=tenant,
        facts={"f": ',"tenant":"x"'},
    )
    assert tenant == tenant_in(made.record.body) == decode(made.record).tenant
    assert made.entry == decode(made.record)
