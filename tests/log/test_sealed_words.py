"""Whatever an entry seals comes back, and whatever of it is erased is in no byte."""

from __future__ import annotations

import itertools
import json

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Any

import attrs
import orjson
import pytest

from hypothesis import given
from hypothesis import strategies as st

from ratsflow import BrokenLogError, MemoryStore, Override
from ratsflow.canonical import canonical, digest
from ratsflow.log import (
    By,
    Entry,
    EntryKind,
    Head,
    Made,
    Record,
    decode,
    encode,
    verify_case,
)
from ratsflow.log.erasable import sealed
from ratsflow.log.verifier import verify
from ratsflow.stores import Standing


NOON = datetime(2026, 3, 19, 12, tzinfo=UTC)
NUMBERS = itertools.count()
NAMES = ("motif", "note", "parts")


def salts() -> Callable[[], str]:
    """Return salts that are the same in every run."""
    numbers = itertools.count()
    return lambda: f"{next(numbers):064d}"


def words() -> st.SearchStrategy[str]:
    """Return texts of any characters that occur nowhere else."""
    return st.text(max_size=5).map(lambda text: f"{text}zwiebel{next(NUMBERS)}turm")


def findings() -> st.SearchStrategy[tuple[dict[str, Any], ...]]:
    """Return plain findings that quote words."""
    row = st.fixed_dictionaries(
        {
            "rule": st.just("strict"),
            "result": st.just("unmet"),
            "consequence": st.just("block"),
            "observed": words(),
            "required": words(),
        },
        optional={"data": st.fixed_dictionaries({"cures_on": st.just("2026-04-01")})},
    )
    return st.lists(row, max_size=3).map(tuple)


@st.composite
def entries(draw: st.DrawFn) -> Entry:
    """Draw an entry that seals any of its inputs, findings, override and names."""
    inputs = draw(
        st.dictionaries(
            st.sampled_from(NAMES), words() | st.lists(words()).map(tuple) | st.none()
        )
    )
    override = draw(st.none() | st.builds(Override, words(), words(), st.just(["r"])))
    parts = [*inputs, "~by", "~findings", *(["~override"] if override else [])]
    chosen = draw(st.sets(st.sampled_from(parts)))
    return Entry(
        "c",
        1,
        "stay",
        EntryKind.TAKEN,
        By("id", draw(words()), "role", draw(st.booleans()), draw(words())),
        NOON,
        NOON,
        "",
        inputs,
        "",
        (),
        ("met",),
        draw(findings()),
        override,
        "town",
        "f" * 64,
        sealed=tuple(sorted(chosen)),
    )


def chain(drawn: Sequence[Entry]) -> list[Record]:
    """Return a log of entries, each with a salt of its own for each content."""
    records: list[Record] = []
    new = salts()
    for version, entry in enumerate(drawn, start=1):
        prev = records[-1].hash if records else "0" * 64
        first = {"step": "open", "moves": (Made("motion", "", "none", "draft"),)}
        changed = {"version": version, "prev": prev, **(first if version == 1 else {})}
        records.append(encode(attrs.evolve(entry, **changed), new))
    return records


def erasure(records: Sequence[Record], digests: Sequence[str]) -> Record:
    """Return the entry that says which contents were destroyed."""
    entry = Entry(
        "c",
        len(records) + 1,
        "erase",
        EntryKind.ERASED,
        By("arc"),
        NOON,
        NOON,
        "",
        {"digests": tuple(sorted(digests))},
        "",
        (),
        (),
        (),
        None,
        "town",
        "f" * 64,
        records[-1].hash,
    )
    return encode(entry)


@given(entries())
def test_what_is_sealed_comes_back_as_it_was(entry):
    """Read from its bytes an entry is the same, whatever it seals, and so are its bytes."""
    record = encode(entry, salts())
    assert entry == decode(record)
    assert record == encode(decode(record), salts())
    assert record.body == canonical(orjson.loads(record.body))


@given(entries())
def test_only_what_is_sealed_is_not_in_the_body(entry):
    """The words of every part are in the bytes that are hashed, or sealed beside them."""
    record = encode(entry, salts())
    kept = b"".join(content for _, content in record.sealed)
    for part, said in _said(entry):
        in_body = all(orjson.dumps(each)[1:-1] in record.body for each in said)
        in_contents = all(orjson.dumps(each)[1:-1] in kept for each in said)
        if said:
            assert (part not in entry.sealed, part in entry.sealed) == (
                in_body,
                in_contents,
            )


def _said(entry: Entry) -> list[tuple[str, list[str]]]:
    """Return the words of each part of an entry that can be sealed."""
    quoted = [
        each[name] for each in entry.findings for name in ("observed", "required")
    ]
    override = entry.override
    return [
        *(
            (name, [value] if isinstance(value, str) else list(value or ()))
            for name, value in entry.inputs.items()
        ),
        ("~by", [entry.by.name, entry.by.on_behalf_of]),
        ("~findings", quoted),
        ("~override", [override.reason, override.authority] if override else []),
    ]


@given(st.lists(entries(), min_size=1, max_size=4), st.data())
def test_whatever_is_erased_the_chain_stands_and_the_words_are_gone(drawn, data):
    """No hash changes, both verifiers are content, and no byte says what was erased."""
    records = chain(drawn)
    contents = [pair for record in records for pair in record.sealed]
    gone = data.draw(
        st.sets(st.sampled_from([name for name, _ in contents]))
        if contents
        else st.just(set())
    )
    store = MemoryStore()
    store.append("c", records, expected=0, standing=Standing("a", "town"))
    last = erasure(records, sorted(gone))
    store.append(
        "c",
        (last,),
        expected=len(records),
        standing=Standing("a", "town"),
        erase=sorted(gone),
    )

    after = list(store.read("c"))
    assert [(r.hash, r.body) for r in (*records, last)] == [
        (r.hash, r.body) for r in after
    ]
    head = Head("c", len(after), last.hash)
    assert head == verify_case("c", after, head)
    assert [] == verify(_exported(after))[1]
    held = b"".join(
        part for each in after for part in (each.body, *(c for _, c in each.sealed))
    )
    for content in (content for name, content in contents if name in gone):
        for word in _texts(orjson.loads(content)["value"]):
            assert orjson.dumps(word)[1:-1] not in held
    _agree(drawn, after, gone)


def _exported(records: Sequence[Record]) -> list[bytes]:
    lines: list[Any] = [{"format": "ratsflow-log/1"}]
    lines += [
        {
            "case": each.case_id,
            "version": each.version,
            "hash": each.hash,
            "body": each.body.decode(),
            "sealed": {name: content.decode() for name, content in each.sealed},
        }
        for each in records
    ]
    lines.append({"head": ["c", len(records), records[-1].hash]})
    lines.append({"cases": 1, "entries": len(records)})
    return [canonical(line) for line in lines]


def _texts(value: Any) -> list[str]:
    """Return the words in a plain value: the days on which findings cure are none."""
    if isinstance(value, dict):
        value = [each for name, each in value.items() if name != "data"]
    if isinstance(value, list):
        return [text for each in value for text in _texts(each)]
    return [value] if isinstance(value, str) else []


def _agree(drawn: Sequence[Entry], after: Sequence[Record], gone: set[str]) -> None:
    """Check that each entry is as it was but for what was erased, and names that."""
    for entry, record in zip(drawn, after, strict=False):
        found = decode(record)
        marks = json.loads(record.body)["inputs"]
        lost = {name for name in entry.sealed if marks[name]["~sealed"] in gone}
        assert (entry.sealed, tuple(sorted(lost))) == (found.sealed, found.erased)
        assert {n: v for n, v in entry.inputs.items() if n not in lost} == found.inputs
        by = attrs.evolve(entry.by, name="", on_behalf_of="")
        assert (by if "~by" in lost else entry.by) == found.by
        if "~override" in lost:
            assert Override("", "", ["r"]) == found.override
        else:
            assert entry.override == found.override
        if "~findings" not in lost:
            assert entry.findings == found.findings


@pytest.mark.parametrize("part", ["~by", "~override"])
@pytest.mark.parametrize(
    "value",
    [
        "Geheim",
        7,
        ["Geheim"],
        {},
        {"name": "Geheim"},
        {"name": "Geheim", "on_behalf_of": 7},
        {"id": "Geheim", "name": "x", "on_behalf_of": "x"},
        {"reason": "Geheim"},
        {"reason": "Geheim", "authority": ["x"]},
        {"reason": "Geheim", "authority": "x", "rules": []},
        ["name", "on_behalf_of"],
        ["authority", "reason"],
        None,
    ],
    ids=str,
)
def test_a_content_that_does_not_fit_is_named_and_not_quoted(part, value):
    """Words of another form are an error with its place, and put nothing into the entry."""
    mark, pair = sealed(value, "5" * 64)
    entry = Entry(
        *("c", 1, "stay", EntryKind.TAKEN, By("id"), NOON, NOON, "", {}, "", (), ()),
        *((), Override("x", "y"), "town", "f" * 64),
    )
    row = json.loads(encode(entry).body)
    row["inputs"][part] = mark
    body = canonical(row)
    with pytest.raises(BrokenLogError, match="entry 1: it cannot be read") as caught:
        decode(Record("c", 1, digest(body), body, (pair,)))
    assert "Geheim" not in str(caught.value)
    assert caught.value.__cause__ is None


def test_words_of_an_override_that_is_not_there_are_refused():
    """A content for a part that the entry does not have makes it no entry."""
    mark, pair = sealed({"authority": "x", "reason": "y"}, "5" * 64)
    entry = Entry(
        *("c", 1, "stay", EntryKind.TAKEN, By("id"), NOON, NOON, "", {}, "", (), ()),
        *((), None, "town", "f" * 64),
    )
    row = json.loads(encode(entry).body)
    row["inputs"]["~override"] = mark
    body = canonical(row)
    for contents in ((pair,), ()):
        with pytest.raises(BrokenLogError, match="entry 1"):
            decode(Record("c", 1, digest(body), body, contents))
