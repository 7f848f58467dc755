"""Minutes are read item by item, with their votes."""

from __future__ import annotations

from datetime import date

import pytest

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

    assert ("Gemeinderates", date(2026, 3, 20)) == (minutes.body, minutes.day)
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
