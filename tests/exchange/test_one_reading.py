"""An export is read in one way: what the verifier calls whole the import takes, and no more.

The verifier stands alone, so nothing but these files keeps the two from drifting apart.
"""

from __future__ import annotations

import hashlib
import json

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from hypothesis import given
from hypothesis import strategies as st

from ratsflow import (
    Actor,
    InvalidInputError,
    MemoryStore,
    Motion,
    Office,
    Override,
    Parameter,
    Procedure,
    RatsflowError,
    Rule,
    Step,
    unmet,
)
from ratsflow.canonical import canonical
from ratsflow.engine import Mode
from ratsflow.exchange.jsonlines import export_log, import_log
from ratsflow.log import verifier


AT = datetime(2026, 3, 19, tzinfo=UTC)
CLERK = Actor("meier", "Eva „Ü“ Meier", roles=["clerk", "mayor"])
PAPER = Procedure(
    "paper",
    ["a", "b"],
    [
        Step("stay", "a", by="clerk", takes=[Parameter("n", "number", required=False)]),
        Step("hear", "a", by="clerk", takes=[Parameter("witness", personal=True)]),
        Step("go", "a", "b", by="clerk", guards=["late"]),
    ],
    rules=[Rule("late", lambda _: unmet("today", "tomorrow"))],
    roles=["clerk", "mayor"],
    overriders=["mayor"],
    recorders=["clerk"],
    erasers=["clerk"],
)


def _written() -> list[bytes]:
    desk = Office(PAPER, clock=lambda: AT)
    for name, public in (("a", True), ("b", False)):
        desk.open(Motion(f"Titel {name}", public=public), CLERK, case_id=name)
        desk.take(name, "stay", CLERK, n=-7)
        desk.take(name, "hear", CLERK, witness="Ms X")
        desk.take(name, "hear", CLERK, witness="Mr Y")
        desk.erase(name, CLERK, versions=[3], reason="x", authority="y")
        desk.take(name, "go", CLERK, override=Override("haste", "§ 1"))
    desk.open(Motion("Titel c"), CLERK, case_id="c")
    desk.take("c", "go", CLERK, mode=Mode.RECORD)
    return list(export_log(desk.store))


LINES = _written()
ROWS = [json.loads(line) for line in LINES]
ENTRIES = [at for at, row in enumerate(ROWS) if "body" in row]

HOSTILE: tuple[Any, ...] = (
    *(None, True, False, 0, 1, -1, 1.0, 1e999, float("nan"), 2**64, -(2**63) - 1),
    *("", "x", "\ud800", "\x00", "ü", "0" * 64, [], {}, [[]], {"~sealed": "0" * 64}),
    *([None], [1], ["x"], {"x": None}, "2026-03-19", "2026-02-30T00:00:00.000000Z"),
)


def verified(lines: list[bytes]) -> bool:
    """Tell whether the verifier calls a file whole."""
    try:
        return not verifier.verify(lines)[1]
    except verifier.Unusable:
        return False


def imported(lines: list[bytes]) -> bool:
    """Tell whether an import takes a file."""
    try:
        import_log(MemoryStore(), lines)
    except RatsflowError:
        return False
    return True


def dumped(row: Any) -> bytes:
    """Return a line of what is no line any more, in any form JSON has for it."""
    return json.dumps(row, separators=(",", ":"), sort_keys=True).encode() + b"\n"


def put(value: Any, path: list[Any], hostile: Any) -> Any:
    """Return a value with another one put into it."""
    if not path:
        return hostile
    changed = value.copy()
    changed[path[0]] = put(value[path[0]], path[1:], hostile)
    return changed


def paths(value: Any) -> list[list[Any]]:
    """Return every place in a value."""
    inside: list[tuple[Any, Any]] = []
    if isinstance(value, dict):
        inside = list(value.items())
    elif isinstance(value, list):
        inside = list(enumerate(value))
    return [[]] + [[key, *rest] for key, part in inside for rest in paths(part)]


def relinked(at: int, body: Callable[[dict[str, Any]], str]) -> list[bytes]:
    """Return the file with the body of an entry changed, and every hash made to fit."""
    rows = json.loads(json.dumps(ROWS))
    case, prev = rows[at]["case"], None
    for number in range(at, len(rows)):
        row = rows[number]
        if "body" not in row:
            if "head" in row and row["head"][0] == case:
                row["head"][2] = prev
            break
        said = json.loads(row["body"])
        if prev is None:
            row["body"] = body(said)
        else:
            row["body"] = canonical({**said, "prev": prev}).decode()
        data = row["body"].encode("utf-8", "surrogatepass")
        prev = row["hash"] = hashlib.sha256(data).hexdigest()
    return [dumped(row) for row in rows]


def test_the_file_itself_is_whole_for_both():
    """What was exported verifies and is imported."""
    assert verified(LINES)
    assert imported(LINES)


def test_white_space_between_keys_changes_nothing():
    """A line means the same however a tool writes it; what is hashed is text within it."""
    lines = [json.dumps(row).encode() for row in ROWS]
    assert verified(lines)
    assert imported(lines)


@given(st.integers(0, len(LINES) - 1), st.data())
def test_both_agree_on_every_byte(index, data):
    """A byte changed, added or taken away anywhere is found by both or by neither."""
    line = bytearray(LINES[index])
    at = data.draw(st.integers(0, len(line) - 1))
    byte = data.draw(
        st.binary(max_size=2) | st.sampled_from([b"\r\n", b" ", b'"', b"\\"])
    )
    line[at : at + data.draw(st.integers(0, 1))] = byte
    lines = b"".join([*LINES[:index], bytes(line), *LINES[index + 1 :]])
    lines = lines.splitlines(keepends=True)
    assert verified(lines) == imported(lines)


@given(st.integers(0, len(LINES) - 1), st.sampled_from(HOSTILE), st.data())
def test_both_agree_on_every_value_of_a_row(index, hostile, data):
    """A value of another type, or a key too many, is found by both or by neither."""
    row = ROWS[index]
    if data.draw(st.booleans()):
        path = data.draw(st.sampled_from(paths(row)))
        changed = put(row, path, hostile)
    else:
        changed = {
            **row,
            data.draw(st.sampled_from(["note", "sealed", "head", "body"])): hostile,
        }
    lines = [*LINES[:index], dumped(changed), *LINES[index + 1 :]]
    assert verified(lines) == imported(lines)


@given(st.sampled_from(ENTRIES), st.sampled_from(HOSTILE), st.data())
def test_both_agree_on_every_part_of_an_entry(at, hostile, data):
    """A forged entry whose hashes all fit is judged by its form, in the same way."""

    def body(said: dict[str, Any]) -> str:
        outside = [
            path for path in paths(said) if path[:1] != ["inputs"] or len(path) == 1
        ]
        changed = put(said, data.draw(st.sampled_from(outside[1:])), hostile)
        return dumped(changed).decode().rstrip("\n")

    lines = relinked(at, body)
    assert verified(lines) == imported(lines)


@given(st.sampled_from(ENTRIES), st.data())
def test_both_agree_on_parts_that_are_missing_or_too_many(at, data):
    """An entry has the parts of its schema, no more and no less."""

    def body(said: dict[str, Any]) -> str:
        if data.draw(st.booleans()):
            del said[data.draw(st.sampled_from(sorted(said)))]
        else:
            said[data.draw(st.sampled_from(["note", "zz"]))] = "x"
        return canonical(said).decode()

    lines = relinked(at, body)
    assert not verified(lines)
    assert not imported(lines)


def _again(said: dict[str, Any], part: str) -> str:
    return "{" + part + "," + canonical(said).decode()[1:]


@pytest.mark.parametrize("at", [ENTRIES[0], ENTRIES[2], ENTRIES[-1]])
@pytest.mark.parametrize(
    "body",
    [
        lambda said: json.dumps(said, sort_keys=True, ensure_ascii=False),
        lambda said: canonical(said).decode() + " ",
        lambda said: "\ufeff" + canonical(said).decode(),
        lambda said: json.dumps(said, sort_keys=False, separators=(",", ":")),
        lambda said: _again(said, '"by":{}'),
        lambda said: _again(said, '"kind":"taken"'),
        lambda said: canonical({**said, "inputs": {"a": 5}}).decode().replace(":5", ":NaN"),
        lambda said: canonical({**said, "inputs": {"a": 5}}).decode().replace(":5", ":5.0"),
        lambda said: canonical({**said, "inputs": {"a": 5}}).decode().replace(":5", ":5e3"),
        lambda said: canonical({**said, "inputs": {"a": 5}}).decode().replace(":5", ":-0"),
        lambda said: (
            canonical({**said, "inputs": {"a": 5}}).decode().replace(":5", f":{2**64}")
        ),
        lambda said: canonical({**said, "inputs": {"a": "é"}}).decode().replace("é", "\\u00e9"),
        lambda said: canonical({**said, "inputs": {"a": "é"}}).decode().replace("é", "\\ud800"),
        lambda said: (
            canonical({**said, "inputs": {"a": 5}})
            .decode()
            .replace(":5", ":" + "[" * 300 + "]" * 300)
        ),
        lambda _: "",
        lambda _: "[]",
        lambda _: "[" * 100_000,
    ],
)  # fmt: skip
def test_a_body_that_nobody_can_have_written_is_refused_by_both(at, body):
    """There is one form of the bytes that are hashed, and no second that means the same."""
    lines = relinked(at, body)
    assert not verified(lines)
    assert not imported(lines)
    told = verifier.verify(lines)[1]
    assert any("cannot have been written" in each for each in told)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b'"body":', b'"body":"{}","body":'),
        (b'"hash":', b'"hash":"00","hash":'),
        (b'{"body":', b'{"note":"decided otherwise","body":'),
        (b'{"head":', b'{"head":[],"head":'),
        (b'{"cases":', b'{"cases":9,"cases":'),
        (b'{"cases":3', b'{"cases":3.0'),
        (b'"version":2}', b'"version":2.0}'),
        (b'"version":1}', b'"version":true}'),
    ],
)
def test_what_stands_beside_the_hashed_bytes_is_read_by_all_alike(old, new):
    """No key twice, none too many, and no number that only looks like one."""
    lines = [line.replace(old, new, 1) for line in LINES]
    assert lines != LINES
    assert not verified(lines)
    assert not imported(lines)


@pytest.mark.parametrize("sealed", [b"null", b"[]", b"5", b'{"x":5}', b'{"x":"y"}'])
def test_sealed_contents_are_an_object_of_texts(sealed):
    """Whatever else stands for them is refused by both."""
    lines = [LINES[0], LINES[1][:-2] + b',"sealed":' + sealed + b"}\n", *LINES[2:]]
    assert not verified(lines)
    assert not imported(lines)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\xef\xbb\xbf" + b"".join(LINES),
        b"".join(LINES).decode().encode("utf-16"),
        b"\x00" * 1000,
        b"[" * 200_000,
        LINES[0] + b'{"a":' * 200_000 + b"\n",
        LINES[0] + b"\xff\xfe{}\n" + b"".join(LINES[1:]),
        LINES[0] + b"\n" + b"".join(LINES[1:]),
        LINES[0] + b'{"head":["a",' + b"9" * 5000 + b',"h"]}\n',
        LINES[0] + b'{"head":["",0,""]}\n{"cases":0,"entries":0}\n',
        b"".join(LINES) * 2,
        b"".join(LINES) + LINES[-1],
    ],
    ids=lambda data: repr(data[:12]),
)
def test_what_is_no_export_is_none_for_both(data):
    """A mark at its start, another encoding, or no file of ours at all."""
    lines = data.splitlines(keepends=True)
    assert not verified(lines)
    assert not imported(lines)


def test_a_line_that_would_fill_the_memory_is_not_looked_at(monkeypatch):
    """It is no fault of the log: nobody looked, and both say so."""
    monkeypatch.setattr(verifier, "LONGEST", 100)
    with pytest.raises(verifier.Unusable, match="line 2 is longer than 100 bytes"):
        verifier.verify(LINES)
    with pytest.raises(InvalidInputError, match="line 2 is longer than 100 bytes"):
        import_log(MemoryStore(), LINES)


def test_what_nobody_could_read_is_not_exported(monkeypatch):
    """An entry that is longer than a line may be is named before a file is made of it."""
    desk = Office(PAPER)
    desk.open(Motion("x" * 500), CLERK, case_id="a")
    monkeypatch.setattr("ratsflow.exchange.jsonlines.LONGEST", 100)
    with pytest.raises(InvalidInputError, match="entry 1 of case 'a' takes"):
        list(export_log(desk.store))


def test_every_fault_is_named_and_hides_none():
    """Behind a broken line, an edited entry and a lost one, the next is found too."""
    lines = list(LINES)
    lines[1] = b"{\n"
    lines[5] = lines[5].replace(b"meier", b"moser")
    at = ENTRIES[-1]
    lines[at] = lines[at].replace(b"meier", b"moser")
    del lines[ENTRIES[7]]
    told = "\n".join(verifier.verify(lines)[1])
    assert "line 2: it is no line of an export (it is no JSON)" in told
    assert "case 'a', entry 5: its content does not match its hash" in told
    assert "case 'b', entry 2: entry 2 is missing, found was 3" in told
    assert "case 'c', entry 2: its content does not match its hash" in told
