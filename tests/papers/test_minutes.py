"""Minutes are read item by item, with their votes."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from ratsflow.cli.app import run
from ratsflow.errors import InvalidInputError
from ratsflow.papers import read_minutes, read_paper


MINUTES = """Niederschrift
über die 12. Sitzung des Gemeinderates am 20.03.2026

Tagesordnung
TOP 1 Neue Lampen
TOP 2 Mitteilungen
TOP 3 Grundstück Bachgasse

Öffentlicher Teil

TOP 1 Neue Lampen

Herr Muster erläutert die Vorlage.

Beschluss:
Die Gemeinde kauft zwölf Lampen.

Abstimmungsergebnis: 12 Ja-Stimmen, 3 Nein-Stimmen

TOP 2 Mitteilungen

Der Rat nimmt den Bericht zur Kenntnis.

Nichtöffentlicher Teil

TOP 3 Grundstück Bachgasse

Beschluss: Das Grundstück wird verkauft.
Abstimmungsergebnis:
zu a) einstimmig
zu b) 5 Ja-Stimmen, 9 Nein-Stimmen
"""


def test_items_and_votes() -> None:
    """Number, title, publicity, what was decided on, and every vote."""
    minutes = read_minutes(MINUTES)
    later = minutes.items

    assert ("Gemeinderat", date(2026, 3, 20)) == (minutes.body, minutes.day)
    assert [("1", True), ("2", True), ("3", False)] == [
        (x.number, x.public) for x in later
    ]
    assert "Die Gemeinde kauft zwölf Lampen." == later[0].decision
    assert [(12, 3)] == [(x.yes, x.no) for x in later[0].votes]
    assert ["noted"] == [x.outcome for x in later[1].votes]
    assert [("zu a)", 0), ("zu b)", 9)] == [(x.part, x.no) for x in later[2].votes]


def test_a_result_in_running_text_is_noted() -> None:
    """It may be about something else."""
    minutes = read_minutes(MINUTES)
    line = MINUTES.split("\n").index("Der Rat nimmt den Bericht zur Kenntnis.") + 1

    assert [line] == [x.line for x in minutes.missing if x.field == "items.votes"]


def test_minutes_are_plain_values() -> None:
    """Ready for JSON."""
    plain = read_minutes(MINUTES).to_plain()

    assert "2026-03-20" == plain["date"]
    assert "adopted" == plain["items"][0]["votes"][0]["announced"]


def test_minutes_are_no_paper_and_a_paper_is_no_minutes() -> None:
    """Each is refused in one sentence that names the other."""
    with pytest.raises(InvalidInputError, match="read_minutes"):
        read_paper(MINUTES)
    with pytest.raises(InvalidInputError, match="no minutes"):
        read_minutes("Beschlussvorlage\n")
    with pytest.raises(InvalidInputError, match="no items"):
        read_minutes("Niederschrift über die Sitzung des Rates\n")


def test_the_command_line_reads_minutes(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """By the same command as papers; the votes stand below their items."""
    path = tmp_path / "minutes.txt"
    path.write_text(MINUTES, encoding="utf-8")

    assert 0 == run(("read", str(path), "--lang", "en"))
    assert "item 1 Neue Lampen\n   – 12 Ja-Stimmen" in capsys.readouterr().out
    assert 0 == run(("read", str(path), "--json"))
    assert '"decision"' in capsys.readouterr().out


def test_the_command_line_reads_by_a_form_and_guesses_one(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """`form guess` makes a page that `form check` and `read --form` take."""
    paper = str(Path(__file__).parent / "towns" / "auenfeld.txt")

    assert 0 == run(("form", "guess", paper, "--name", "auenfeld"))
    page = tmp_path / "auenfeld.toml"
    page.write_text(capsys.readouterr().out, encoding="utf-8")
    assert 0 == run(("form", "check", str(page), paper, "--lang", "en"))
    assert "The form is fine: auenfeld." in capsys.readouterr().out
    assert 0 == run(("read", paper, "--form", str(page), "--json"))
    assert '"form": "auenfeld"' in capsys.readouterr().out
    assert 0 == run(("form", "check", str(page), paper, "--json"))
    assert 0 == run(("form", "guess", paper, "--json"))
    assert 2 == run(("read", paper, "--form", "entenhausen"))
