"""Every entry ever released is read by every later version (R8).

The files under ``tests/fixtures/schemaN`` were written by the release that had schema N.
They are never written anew; a release that changes the form of an entry adds a folder.
"""

from __future__ import annotations

import json

from pathlib import Path
from typing import Any

import attrs
import pytest

from ratsflow import BrokenLogError, MemoryStore
from ratsflow.canonical import canonical
from ratsflow.engine import fold
from ratsflow.exchange.jsonlines import export_log, import_log
from ratsflow.exchange.plain import case_to_plain
from ratsflow.log import SCHEMA, Record, decode, encode, verifier
from ratsflow.log.upcast import UPCASTERS, upcast


FIXTURES = Path(__file__).parents[1] / "fixtures"
LOGS = sorted(FIXTURES.glob("schema*/*.jsonl"))


def differs(expected: Any, got: Any, where: str = "") -> list[str]:
    """Return where a value lacks what was expected; what is new in it does not matter."""
    if isinstance(expected, dict) and isinstance(got, dict):
        return [
            found
            for name, value in expected.items()
            for found in (
                differs(value, got[name], f"{where}.{name}")
                if name in got
                else [where + name]
            )
        ]
    if isinstance(expected, list) and isinstance(got, list | tuple):
        if len(expected) != len(got):
            return [f"{where}: {len(got)} instead of {len(expected)}"]
        pairs = zip(expected, got, strict=True)
        return [
            f for i, pair in enumerate(pairs) for f in differs(*pair, f"{where}[{i}]")
        ]
    return [] if expected == got else [f"{where}: {got!r} instead of {expected!r}"]


def test_every_schema_has_its_fixtures():
    """No schema is without entries that were written under it."""
    assert {f"schema{n}" for n in range(1, SCHEMA + 1)} == {p.parent.name for p in LOGS}
    assert set(range(1, SCHEMA)) == set(UPCASTERS)


@pytest.mark.parametrize(
    "path", LOGS, ids=lambda path: f"{path.parent.name}/{path.stem}"
)
def test_entries_of_every_release_are_read(path):
    """They verify, fold to the same cases as then, and export to the same bytes."""
    lines = path.read_bytes().splitlines(keepends=True)
    store = MemoryStore()
    import_log(store, lines)

    first, *rest = export_log(store)
    assert lines[1:] == rest
    assert verifier.HEAD == json.loads(first)
    assert [] == verifier.verify(lines)[1]
    told = json.loads(path.with_suffix(".json").read_text("utf-8"))
    assert set(told) == set(store.cases())
    for case_id, expected in told.items():
        case = fold(store.read(case_id))
        assert [] == differs(
            expected["case"], json.loads(json.dumps(case_to_plain(case)))
        )
        assert expected["valid_signatures"] == len(case.valid_signatures)
        assert expected["public"] == case.is_public
        for record in store.read(case_id):
            assert record.version == decode(record).version


@pytest.mark.parametrize(
    "path", LOGS, ids=lambda path: f"{path.parent.name}/{path.stem}"
)
def test_an_entry_is_written_today_as_it_was_then(path):
    """Encoded anew, all but inputs comes out byte for byte, under the schema it had.

    A value of the model that an input holds may have a new field; the entry has none.
    """
    written = 0
    for line in path.read_bytes().splitlines():
        row = json.loads(line)
        if "body" not in row:
            continue
        body, sealed = row["body"].encode(), row.get("sealed", {})
        contents = tuple((name, text.encode()) for name, text in sealed.items())
        entry = decode(Record(row["case"], row["version"], row["hash"], body, contents))
        if entry.erased:
            continue
        salts = iter([_salt_of(name, row) for name in entry.sealed])
        now = encode(attrs.evolve(entry, schema=_schema_of(path)), salts.__next__)
        assert _beside_inputs(body) == _beside_inputs(now.body)
        written += 1
    assert written >= 10


def _beside_inputs(body: bytes) -> bytes:
    """Return the bytes of an entry without its inputs, and with what it says now."""
    row = {**json.loads(body), "inputs": {}}
    row.setdefault("law", "")
    if row["schema"] < 3:
        row["moves"] = [move[:4] for move in row["moves"]]
    return canonical(row)


def _salt_of(name: str, row: dict[str, Any]) -> str:
    """Return the salt that an entry sealed an input with."""
    digest = json.loads(row["body"])["inputs"][name]["~sealed"]
    salt: str = json.loads(row["sealed"][digest])["salt"]
    return salt


def _schema_of(path: Path) -> int:
    return int(path.parent.name.removeprefix("schema"))


def test_a_later_schema_than_the_present_is_refused():
    """A reader that does not know how to open what is sealed says so, and guesses nothing."""
    path = FIXTURES / f"schema{SCHEMA}" / "town.jsonl"
    lines = map(json.loads, path.read_bytes().splitlines())
    row = next(each for each in lines if "body" in each)
    body = row["body"].replace(f'"schema":{SCHEMA}', f'"schema":{SCHEMA + 1}')
    told = f"it has schema {SCHEMA + 1}, but .* reads up to {SCHEMA}. Update ratsflow"
    with pytest.raises(BrokenLogError, match=told):
        decode(Record(row["case"], 1, row["hash"], body.encode()))


def test_upcasters_are_applied_one_after_the_other():
    """A row of an old schema goes through every form between."""
    table = {
        1: lambda row: {**row, "two": True},
        2: lambda row: {**row, "three": row["two"]},
    }
    assert {"schema": 3, "two": True, "three": True} == upcast({"schema": 1}, table, 3)
    assert {"schema": 3} == upcast({"schema": 3}, table, 3)
    with pytest.raises(KeyError):
        upcast({"schema": 0}, table, 3)
