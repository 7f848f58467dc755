"""From the shell: where a case stood, what was recorded late, and who may read it."""

from __future__ import annotations

import json

from pathlib import Path

import pytest

from papers import VORLAGE


@pytest.fixture(name="db")
def _walked(shell, db):
    """Open a case and take three steps, the last of which took effect before the others."""
    text = Path(VORLAGE).read_text("utf-8")
    costs = "Es entstehen keine Kosten.\n\n**Beigeordnete**"
    Path("cured.md").write_text(text.replace("**Beigeordnete**", costs), "utf-8")
    for step, who, day, *more in (
        ("revise", "clerk:m", "08", "--input", "motion=cured.md"),
        ("submit", "clerk:m", "09"),
        ("approve", "alderman:s", "07", "--seen", "3"),
    ):
        at = ("--at", f"2026-03-{day}T10:00+01:00")
        code, _, err = shell("take", "c", step, "--as", who, *at, *more, *db)
        assert 0 == code, err
    return db


@pytest.fixture(name="opened")
def _opened(shell, db):
    """Open a case that took effect long ago, and return the options of its database."""
    words = ("--id", "old", "--role", "decision", "--at", "2026-03-01T10:00+01:00")
    assert 0 == shell("open", VORLAGE, "--as", "clerk:m", *words, *db)[0]
    at = ("--at", "2026-03-04T10:00+01:00", "--input", "motion=cured.md")
    assert 0 == shell("take", "old", "revise", "--as", "clerk:m", *at, *db)[0]
    return db


def test_show_as_of_an_entry(shell, db):
    """After entry 3 the case stood in review; what may happen next is not asked."""
    code, out, _ = shell("show", "c", "--entry", "3", "--json", *db)
    then = json.loads(out)

    assert (0, "review", 3) == (code, then["state"], then["version"])
    assert "next" not in then
    assert "committee" == json.loads(shell("show", "c", "--json", *db)[1])["state"]


def test_show_as_of_two_times_at_once(shell, opened):
    """By what had taken effect by the 5th it was revised, but nothing was recorded then."""
    by = ("--effective", "2026-03-05T00:00+01:00")
    code, out, _ = shell("show", "old", *by, "--json", *opened)
    assert (0, 2) == (code, json.loads(out)["version"])
    earlier = ("--effective", "2026-03-03T00:00+01:00")
    _, out, _ = shell("show", "old", *earlier, "--json", *opened)
    assert 1 == json.loads(out)["version"]
    code, out, err = shell(
        "show", "old", *by, "--recorded", "2026-03-05T00:00+01:00", *opened
    )
    assert (2, "") == (code, out)
    assert "no case at that time 'old'" in err


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--entry", "9"), "no entry of case 'c' '9'"),
        (("--entry", "0"), "no entry of case 'c' '0'"),
        (("--effective", "2026-03-05T10:00"), "no zone"),
        (("--recorded", "gestern"), "no time that exists"),
        (("--entry", "1", "--at", "2026-03-05T10:00+01:00"), "about the past"),
    ],
)
def test_a_past_that_cannot_be_asked_for_is_told(shell, db, words, told):
    """A wrong question about the past is exit 2 and one line."""
    code, out, err = shell("show", "c", *words, *db)
    assert (2, "") == (code, out)
    assert told in err


@pytest.mark.parametrize(
    ("lang", "words", "column"),
    [
        ("de", "Nachgetragene Einträge: 2, 3, 4", "nachgetragen am"),
        ("en", "Entries recorded late: 2, 3, 4", "recorded late on"),
    ],
)
def test_what_was_recorded_late_is_marked(shell, db, lang, words, column):
    """Show and log say which entries took effect before an earlier one did."""
    options = (*db[:-2], "--lang", lang)
    assert words in shell("show", "c", *options)[1]
    assert column in shell("log", "c", *options)[1]
    rows = json.loads(shell("log", "c", "--json", *options)[1])
    assert [False, True, True, True] == [row["late"] for row in rows]


def test_a_log_in_order_has_no_column_for_what_is_late(shell, opened):
    """Where nothing was recorded late, nothing is said of it."""
    assert "late" not in shell("log", "old", *opened)[1]
    assert "late" not in shell("show", "old", *opened)[1]


def test_show_and_log_as_somebody_who_may_not_read(shell, db):
    """An outsider is told where the case stands, and nothing of what it is about."""
    words = ("--id", "s", "--role", "decision", "--set", "public=no")
    assert 0 == shell("open", VORLAGE, "--as", "clerk:m", *words, *db)[0]
    assert "Lesen vor Ort" in shell("show", "s", *db)[1]
    assert "Lesen vor Ort" in shell("show", "s", "--as", "clerk:m", *db)[1]
    for command, *more in (("show",), ("log",), ("show", "--json"), ("log", "--json")):
        code, out, err = shell(command, "s", "--as", "press:x", *more, *db)
        assert (0, "") == (code, err)
        assert "Lesen vor Ort" not in out
    (row,) = json.loads(shell("log", "s", "--as", "press:x", "--json", *db)[1])
    assert ("open", {}, False) == (row["step"], row["inputs"], row["late"])
