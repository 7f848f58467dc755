"""Export and import: byte for byte, streaming, and nothing of a broken case."""

from __future__ import annotations

from datetime import UTC, datetime
from types import SimpleNamespace

import attrs
import pytest

from ratsflow import (
    Actor,
    BrokenLogError,
    ConflictError,
    InvalidInputError,
    MemoryStore,
    Motion,
    Office,
    Parameter,
    Procedure,
    Step,
)
from ratsflow.exchange.jsonlines import Imported, export_log, import_log
from ratsflow.log import Record


CLERK = Actor("meier", "Eva „Ü“ Meier", roles=["clerk"])
STAY = Procedure(
    "stay",
    ["a"],
    [Step("stay", "a", by="clerk", takes=[Parameter("n", "number")])],
    roles=["clerk"],
)

PAPER = Procedure(
    "paper",
    ["a"],
    [Step("hear", "a", by="clerk", takes=[Parameter("witness", personal=True)])],
    roles=["clerk"],
    erasers=["clerk"],
)


@pytest.fixture(name="lines")
def _lines() -> list[bytes]:
    desk = Office(STAY, clock=lambda: datetime(2026, 3, 19, tzinfo=UTC))
    for name in ("a", "b", "ü"):
        desk.open(Motion(f"Titel {name}\n\u2028"), CLERK, case_id=name)
        for number in range(4):
            desk.take(name, "stay", CLERK, n=number)
    return list(export_log(desk.store))


def test_a_round_trip_is_byte_identical(lines):
    """What is imported exports to the very same bytes."""
    store, told = MemoryStore(), []
    assert Imported(3, 15) == import_log(store, lines, told.append)
    assert [5, 10, 15] == told
    assert lines == list(export_log(store))
    assert [] == list(Office(STAY, store).verify())


@pytest.mark.parametrize("at", [1, 6, 7, 9, 18, 19])
def test_an_import_that_was_cut_off_is_continued(store, lines, at):
    """Imported again, only what is not there is written, and all of it is."""
    with pytest.raises(InvalidInputError, match="without its last line"):
        import_log(store, lines[:at])
    known = sum(head.version for head in store.heads())
    written = []
    append = store.append
    store.append = lambda case_id, *_, **more: (
        written.append(case_id),
        append(case_id, *_, **more),
    )

    assert Imported(3, 15, known) == import_log(store, lines)
    assert list("abü")[known // 5 :] == written
    assert lines == list(export_log(store))
    assert Imported(3, 15, 15) == import_log(store, lines)
    assert [] == list(Office(STAY, store).verify())


def test_a_log_that_went_on_is_continued_and_what_it_erased_is_destroyed(store):
    """A later export of the same log brings its new entries, and its erasures."""
    desk = Office(PAPER, clock=lambda: datetime(2026, 3, 19, tzinfo=UTC))
    desk.open(Motion("x", public=True), CLERK, case_id="a")
    for word in ("Ms X", "Mr Y"):
        desk.take("a", "hear", CLERK, witness=word)
    import_log(store, list(export_log(desk.store)))
    assert b"Ms X" in b"".join(export_log(store))
    desk.erase("a", CLERK, versions=[2], reason="x", authority="y")
    desk.take("a", "hear", CLERK, witness="Ms Z")
    desk.erase("a", CLERK, versions=[5], reason="x", authority="y")
    lines = list(export_log(desk.store))

    assert Imported(1, 6, 3) == import_log(store, lines)
    assert lines == list(export_log(store))
    assert b"Ms X" not in b"".join(lines)
    assert [] == list(Office(PAPER, store).verify())


def test_an_import_over_another_log_is_a_conflict(store, lines):
    """A case that stands elsewhere, or further on, is neither overwritten nor forked."""
    for step in (0, 4, 5):
        other = Office(STAY, MemoryStore())
        import_log(other.store, lines)
        desk = Office(STAY, store)
        desk.open(Motion("other"), CLERK, case_id=f"b{step}")
        for number in range(step):
            desk.take(f"b{step}", "stay", CLERK, n=number)
        other.open(Motion("x"), CLERK, case_id=f"b{step}")
        for number in range(4):
            other.take(f"b{step}", "stay", CLERK, n=number)
        before = store.read(f"b{step}")
        with pytest.raises(ConflictError, match=f"b{step}"):
            import_log(store, list(export_log(other.store)))
        assert before == store.read(f"b{step}")

    Office(STAY, store).take("a", "stay", CLERK, n=9)
    with pytest.raises(ConflictError, match="'a'"):
        import_log(store, lines)


@pytest.mark.parametrize("at", [1, 4, 6, 7, 18])
def test_a_cut_or_shortened_file_is_found(lines, at):
    """Whatever line is missing, the import says so."""
    with pytest.raises((InvalidInputError, BrokenLogError)):
        import_log(MemoryStore(), [*lines[:at], *lines[at + 1 :]])
    with pytest.raises((InvalidInputError, BrokenLogError)):
        import_log(MemoryStore(), lines[:at])


def test_a_changed_line_names_case_and_entry_and_writes_nothing(lines):
    """A forged entry is named, and nothing of its case is in the store."""
    store = MemoryStore()
    forged = [line.replace(b'\\"n\\":2', b'\\"n\\":3') for line in lines]
    with pytest.raises(BrokenLogError, match="case 'a', entry 4"):
        import_log(store, forged)
    assert [] == list(store.cases())


@pytest.mark.parametrize(
    "line",
    [b"", b"x", b"[]", b'{"case":1}', b'{"case":"a","version":1,"hash":"","body":3}'],
)
def test_lines_that_are_none_are_named(lines, line):
    """A line that cannot be read is named with its number."""
    with pytest.raises(InvalidInputError, match="line 2"):
        import_log(MemoryStore(), [lines[0], line, *lines[2:]])
    with pytest.raises(InvalidInputError, match="line 1"):
        import_log(MemoryStore(), [line, *lines[1:]])


@pytest.mark.parametrize(
    "line",
    [
        b'{"head":["x",0,"00"]}',
        b'{"head":5}',
        b'{"entries":0}',
        b'{"cases":1,"entries":1}',
    ],
)
def test_heads_and_counts_that_do_not_fit_are_refused(lines, line):
    """A head of no entries, a head that is none, and wrong counts are named, not dropped."""
    for forged in ([lines[0], line], [*lines[:3], line], [*lines, lines[1]]):
        with pytest.raises((InvalidInputError, BrokenLogError)):
            import_log(MemoryStore(), forged)


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"body": "[]"}, "its content is no UTF-8"),
        ({"body": b"\xff\xfe"}, "its content is no UTF-8"),
        ({"body": None}, "its content is no UTF-8"),
        ({"sealed": (("0" * 64, b"\xff\xfe"),)}, "a sealed content is no UTF-8"),
        ({"sealed": (("0" * 64, "text"),)}, "a sealed content is no UTF-8"),
        ({"sealed": ((b"0", b"{}"),)}, "beside its content is no text"),
        ({"hash": b"0"}, "beside its content is no text"),
    ],
)
def test_an_entry_that_fits_no_line_is_a_broken_log(changed, told):
    """Whatever a database gives back in place of an entry, case and entry are named."""
    record = attrs.evolve(Record("a", 1, "0" * 64, b"{}"), **changed)
    store = SimpleNamespace(scan=lambda: [("a", (record,))])
    with pytest.raises(BrokenLogError, match=f"case 'a', entry 1: .*{told}") as info:
        list(export_log(store))
    assert ("a", 1) == (info.value.case_id, info.value.version)
