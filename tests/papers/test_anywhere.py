"""Papers of any town are read by the words of the country, in any order and layout."""

from __future__ import annotations

import random
import time

from datetime import date
from pathlib import Path

import pytest

from ratsflow.errors import DefinitionError, InvalidInputError, RatsflowError
from ratsflow.model import ConsultationRole, CostEffect, PaperType
from ratsflow.papers import (
    ReadConsultation,
    Reading,
    guess_form,
    load_form,
    parse_form,
    read_file,
    read_paper,
)


TOWNS = Path(__file__).parent / "towns"
PAPERS = sorted(TOWNS.glob("*.txt"))
DECISION, PRELIMINARY = ConsultationRole.DECISION, ConsultationRole.PRELIMINARY


def read(name: str) -> Reading:
    """Read a paper of a town."""
    return read_file(TOWNS / f"{name}.txt")


def noted(reading: Reading) -> set[str]:
    """Name the fields that something is listed for."""
    return {entry.field for entry in reading.missing}


def test_the_day_may_stand_in_the_first_column_and_headings_be_numbered() -> None:
    """Columns in any order, reasons before the proposal, a sum with a space."""
    reading = read("auenfeld")
    motion = reading.motion

    assert "country" == reading.form_id
    assert ("12/2026", "Neue Straßenlampen in der Bachgasse") == (
        motion.reference,
        motion.title,
    )
    assert "Die Gemeinde kauft zwölf neue Lampen." == motion.proposal
    assert motion.reasons.startswith("Die Lampen in der Bachgasse")
    assert ("Hans Muster", "Bürgermeister") == (motion.signatory, motion.signatory_role)
    assert motion.cost_statement is not None
    assert 1_250_000 == motion.cost_statement.amount_cents
    assert (
        ReadConsultation("Bauausschuss", date(2026, 3, 12), False, PRELIMINARY),
        ReadConsultation("Gemeinderat", date(2026, 3, 20), True, DECISION),
    ) == reading.consultations


def test_columns_may_come_one_below_the_other() -> None:
    """All bodies, then all roles, statuses and days."""
    reading = read("brueckstadt")

    assert [
        ("Bauausschuss", PRELIMINARY, True, 2),
        ("Finanzausschuss", PRELIMINARY, False, 3),
        ("Stadtrat", DECISION, True, 12),
    ] == [
        (x.body, x.role, x.public, x.day and x.day.day) for x in reading.consultations
    ]
    assert reading.motion.cost_statement is None
    assert "cost_statement" in noted(reading)


def test_columns_that_do_not_agree_in_number_give_no_row() -> None:
    """Which day belongs to which body is open; the lines are listed."""
    text = (TOWNS / "brueckstadt.txt").read_text(encoding="utf-8")
    reading = read_paper(text.replace("03.02.2026\n", ""))

    assert () == reading.consultations
    assert "consultations" in noted(reading)


def test_a_body_with_its_meetings_below_it() -> None:
    """Cells that run together, a list of section names, months by English names."""
    reading = read("lindenau")

    assert [
        ("Hauptausschuss", date(2026, 10, 21), PRELIMINARY, True),
        ("Verwaltungsausschuss", None, PRELIMINARY, True),
        ("Rat der Stadt", date(2026, 11, 4), DECISION, True),
    ] == [(x.body, x.day, x.role, x.public) for x in reading.consultations]
    assert PaperType.DECISION_PAPER is reading.motion.paper_type
    assert "VO/0123/26" == reading.motion.reference
    assert "Der Radweg wird gebaut." == reading.motion.proposal
    assert "1. Ausgangslage: Am Kanal fehlt ein Radweg." == reading.motion.reasons
    assert "Amt für Verkehr" == reading.motion.lead_department
    assert "consultations[1].date" in noted(reading)


def test_cells_that_wrap_around_their_row_and_a_title_by_its_place() -> None:
    """Body and role run over the lines above and below; what has no label is noted."""
    reading = read("moorhausen")
    motion = reading.motion

    assert [
        ("Fachausschuss Bildung, Kultur und Soziales", PRELIMINARY),
        ("Rat", DECISION),
    ] == [(x.body, x.role) for x in reading.consultations]
    assert all(x.public for x in reading.consultations)
    assert "Gestaltung der Grünflächen an der Moorstraße" == motion.title
    assert ("DS 45/2026 1. Ergänzung", PaperType.SUPPLEMENT) == (
        motion.reference,
        motion.paper_type,
    )
    assert ("", "Die Flächen sind verwildert.") == (motion.proposal, motion.reasons)
    assert "Nora Beispiel" == motion.signatory
    assert {"title", "proposal", "signatory", "cost_statement"} <= noted(reading)


def test_a_question_in_a_letter() -> None:
    """The meeting stands in a sentence, the subject behind „hier:“."""
    reading = read("brief")
    (row,) = reading.consultations

    assert PaperType.QUESTION is reading.motion.paper_type
    assert "Bänke im Park an der Ulmenstraße" == reading.motion.title
    assert ("BV Nord", date(2026, 2, 26), "7.2.8") == (
        row.body,
        row.day,
        row.agenda_number,
    )
    assert "Fraktionsvorsitzende" == reading.motion.signatory_role
    assert {"title", "reasons", "signatory"} <= noted(reading)


def test_a_motion_in_a_letter() -> None:
    """What it asks for stands without a heading, and is noted."""
    motion = read("antrag").motion

    assert PaperType.FACTION_MOTION is motion.paper_type
    assert "Mehr Bäume in der Altstadt" == motion.title
    assert motion.proposal.startswith("die Fraktion beantragt")
    assert ("In der Altstadt ist es im Sommer zu heiß.", "Udo Muster") == (
        motion.reasons,
        motion.signatory,
    )


def test_sections_that_run_on_in_one_line_are_cut() -> None:
    """As web pages give them."""
    text = (
        "Beschlussvorschlag: Der Rat beschließt die Satzung in der Fassung der Verwaltung, die "
        "der Niederschrift beigefügt ist. Sachverhalt: Die alte Satzung ist überholt, weil sich "
        "das Gesetz geändert hat."
    )
    reading = read_paper("Vorlage - 17/2026\nBetreff: Satzung\n" + text)

    assert reading.motion.proposal.endswith("beigefügt ist.")
    assert reading.motion.reasons.startswith("Die alte Satzung")


def test_a_text_that_is_no_paper_is_refused() -> None:
    """In one sentence."""
    with pytest.raises(InvalidInputError, match="no Vorlage"):
        read_paper("Einladung zum Sommerfest\n\nAm Samstag wird gefeiert.\n")


# ------------------------------------------------------------------- forms of towns

FORM = """id = "auenfeld"
city = "Auenfeld"
extends = "country"
without = ["Anlass"]

[fields]
reasons = ["Worum es geht"]
proposal = ["Das soll beschlossen werden"]

[roles]
decision = ["Letztes Wort"]

[status]
nonpublic = ["hinter der Tür"]
"""


def test_a_form_says_only_what_differs() -> None:
    """Own labels, roles and statuses beside those of the country."""
    text = (TOWNS / "auenfeld.txt").read_text(encoding="utf-8")
    own = (
        text.replace("1. Sachverhalt:", "Worum es geht")
        .replace("2. Beschlussvorschlag:", "Das soll beschlossen werden")
        .replace("Entscheidung", "Letztes Wort")
        .replace("\tN\t", "\thinter der Tür\t")
    )
    reading = read_paper(own, parse_form(FORM))

    assert "auenfeld" == reading.form_id
    assert "Die Gemeinde kauft zwölf neue Lampen." == reading.motion.proposal
    assert reading.motion.reasons.startswith("Die Lampen")
    assert [False, True] == [x.public for x in reading.consultations]
    assert DECISION is reading.consultations[1].role


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ('"country"', '"bayern"', "nothing to extend"),
        ("[status]", "[stand]", r"no table is called so.*\$\.stand"),
        ("reasons = [", "gruende = [", r"no list is called so.*\$\.fields\.gruende"),
        ('["Letztes Wort"]', "3", r"no list of words @ \$\.roles\.decision"),
        ('id = "auenfeld"\n', "", r"field missing @ \$\.id"),
    ],
)
def test_a_wrong_page_names_the_place(old: str, new: str, problem: str) -> None:
    """Every problem is a message with the path of the value."""
    assert old in FORM
    with pytest.raises(DefinitionError, match=problem):
        parse_form(FORM.replace(old, new, 1))


def test_a_form_is_guessed_from_papers() -> None:
    """Which shipped form fits, what is known, and what is to be sorted."""
    text = (TOWNS / "auenfeld.txt").read_text(encoding="utf-8")
    texts = [text.replace("Beschlussvorschlag:", "Unser Vorschlag:"), text]
    guess = guess_form(texts)
    page = guess.page("auenfeld")

    assert ("country", 2) == (guess.form_id, guess.papers)
    assert ("Unser Vorschlag", 1) in guess.unknown
    assert "auenfeld" == parse_form(page).id


def test_the_form_of_the_country_has_a_name() -> None:
    """It can be asked for where a town's would fit."""
    text = (TOWNS / "brueckstadt.txt").read_text(encoding="utf-8")

    assert "country" == read_paper(text, load_form("country")).form_id


# ------------------------------------------------------------------------- fuzzing


def broken(text: str, seed: int) -> str:
    """Cut, shuffle and flip a text, the same way for the same seed."""
    chance = random.Random(seed)
    lines = text.split("\n")
    kind = seed % 4
    if kind == 0:
        return text[: chance.randrange(1, len(text))]
    if kind == 1:
        chance.shuffle(lines)
        return "\n".join(lines)
    if kind == 2:
        del lines[chance.randrange(len(lines)) :: 3]
        return "\n".join(lines)
    signs = list(text)
    for _ in range(20):
        signs[chance.randrange(len(signs))] = chr(chance.randrange(1, 0x2FFF))
    return "".join(signs)


@pytest.mark.parametrize("path", PAPERS, ids=lambda p: p.stem)
@pytest.mark.parametrize("seed", range(12))
def test_a_broken_paper_gives_a_reading_or_a_clear_error(path: Path, seed: int) -> None:
    """And every amount that comes out of it stood in it, or is said."""
    text = broken(path.read_text(encoding="utf-8"), seed)
    try:
        reading = read_paper(text)
    except RatsflowError:
        return
    statement = reading.motion.cost_statement
    if statement is not None and statement.effect is CostEffect.AMOUNT:
        assert statement.amount_cents or "cost_statement.amount_cents" in noted(reading)


@pytest.mark.parametrize("path", PAPERS, ids=lambda p: p.stem)
def test_reading_takes_linear_time(path: Path) -> None:
    """A paper that is a thousand papers long is read in seconds."""
    text = path.read_text(encoding="utf-8")

    def seconds(times: int) -> float:
        start = time.perf_counter()
        read_paper(text + text * times)
        return time.perf_counter() - start

    few, many = seconds(20), seconds(160)

    assert many < 8 * (8 * few + 0.05)


PLAIN = """Stadt Musterhausen
Vorlage Nr. 2026/045
Betreff: Neubau der Kita
Beratungsfolge
{rows}

Beschlussvorschlag:
Der Rat beschließt den Neubau.

Finanzielle Auswirkungen:
{cost}

Anlagen:
Lageplan
"""
"""A paper of no form that is known."""


@pytest.mark.parametrize(
    ("rows", "public"),
    [
        ("Bauausschuss 10.02.2026 [x] öffentlich [ ] nichtöffentlich\nRat 24.02.2026 [ ] öffentlich [x] nichtöffentlich", [True, False]),
        ("Bauausschuss 10.02.2026 öffentlich ☐ nichtöffentlich ☒\nRat 24.02.2026 öffentlich ☒ nichtöffentlich ☐", [False, True]),
        ("Bauausschuss 10.02.2026 ☐ öffentlich ☒ nicht öffentlich\nRat 24.02.2026 ☒ öffentlich ☐ nicht öffentlich", [False, True]),
    ],
)  # fmt: skip
def test_of_two_statuses_with_boxes_the_ticked_one_holds(
    rows: str, public: list[bool]
) -> None:
    """Whether the box stands before its words or behind them."""
    reading = read_paper(PLAIN.format(rows=rows, cost="Keine"))

    assert public == [each.public for each in reading.consultations]
    assert not any("öffentlich" in each.found for each in reading.missing)


@pytest.mark.parametrize("ticks", ["[ ] öffentlich [ ] nichtöffentlich", "[x] öffentlich [x] nichtöffentlich"])  # fmt: skip
def test_boxes_that_say_nothing_are_listed_and_publish_nothing(ticks: str) -> None:
    """None or both ticked: the careful side, and a notice."""
    reading = read_paper(PLAIN.format(rows=f"Rat 24.02.2026 {ticks}", cost="Keine"))

    assert [False] == [each.public for each in reading.consultations]
    assert any("nichtöffentlich" in each.found for each in reading.missing)


def test_a_status_and_a_role_below_a_row_are_of_that_row() -> None:
    """They are not of the row that follows, nor a part of a name."""
    rows = "Bauausschuss 10.02.2026\nöffentlich\nVorberatung\nRat 24.02.2026\nnichtöffentlich\nEntscheidung"

    reading = read_paper(PLAIN.format(rows=rows, cost="Keine"))

    assert [
        ("Bauausschuss", True, ConsultationRole.PRELIMINARY),
        ("Rat", False, ConsultationRole.DECISION),
    ] == [(each.body, each.public, each.role) for each in reading.consultations]


@pytest.mark.parametrize("about", ["KW 7", "voraussichtlich März 2026", "I. Quartal 2026"])  # fmt: skip
def test_a_row_whose_day_is_not_set_is_a_row_of_its_own(about: str) -> None:
    """It is no part of the name of the next body, and its time is told."""
    rows = f"Bauausschuss {about} öffentlich Vorberatung\nRat 24.02.2026 öffentlich Entscheidung"

    reading = read_paper(PLAIN.format(rows=rows, cost="Keine"))

    assert [
        ("Bauausschuss", None, True, ConsultationRole.PRELIMINARY),
        ("Rat", date(2026, 2, 24), True, ConsultationRole.DECISION),
    ] == [(x.body, x.day, x.public, x.role) for x in reading.consultations]
    assert ("consultations[0].date", about) in {
        (each.field, each.found) for each in reading.missing
    }


def test_a_meeting_in_brackets_is_no_part_of_a_name() -> None:
    """Nor is the bracket that closes it a finding."""
    rows = "Rat (Sitzung am 24.02.2026) öffentlich Entscheidung"

    reading = read_paper(PLAIN.format(rows=rows, cost="Keine"))

    assert ["Rat"] == [each.body for each in reading.consultations]
    assert "consultations[0]" not in noted(reading)


def test_words_for_nothing_sign_no_paper() -> None:
    """The last line of a section is no signature because it begins with capitals."""
    reading = read_paper(PLAIN.format(rows="Rat 24.02.2026", cost="Keine Angabe"))

    assert not reading.motion.signatory
    assert any("Keine Angabe" == each.found for each in reading.missing)


def test_a_status_told_in_words_before_the_day_is_of_its_row_alone() -> None:
    """A committee that meets in private makes no council do so."""
    rows = (
        "Bauausschuss in nichtöffentlicher Sitzung am 10.02.2026 zur Vorberatung\n"
        "Rat in öffentlicher Sitzung am Dienstag, den 24.02.2026 zur Entscheidung"
    )

    reading = read_paper(PLAIN.format(rows=rows, cost="Keine"))

    bare = read_paper(
        PLAIN.format(rows=rows.replace("in öffentlicher Sitzung ", ""), cost="Keine")
    )

    assert [("Bauausschuss", False), ("Rat", True)] == [
        (each.body, each.public) for each in reading.consultations
    ]
    assert [False, None] == [each.public for each in bare.consultations]
