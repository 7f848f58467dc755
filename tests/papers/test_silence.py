"""Nothing is read wrong in silence: what could be read in two ways, or cannot be right, is said."""

from __future__ import annotations

import unicodedata

from datetime import date

import pytest

from ratsflow.model import ConsultationRole, PaperType
from ratsflow.model.letters import typed
from ratsflow.papers import Reading, find_money, load_form, read_paper
from ratsflow.papers.dates import find_days


PAPER = """Beschlussvorlage der Verwaltung
Drucksachen-Nr. 77/2026
Gremium\tSitzung am\tBeratung
{row}
Beratungsgegenstand
Neuer Fußweg am Bach

Beschlussvorschlag:
Der Weg wird gebaut.

Begründung:
Der alte ist schmal. {cost}

Beigeordnete
Ute Muster
"""
KARLSRUHE = """Beschlussvorlage
Vorlage Nr.: 2026/0007
Dienststelle: Gartenbauamt

Neuer Fußweg

Gremien Termin TOP Ö / N Zuständigkeit
Umweltausschuss {first} Vorberatung
Gemeinderat {second} Entscheidung
Kurzfassung
Es geht um einen Weg.
Finanzielle Auswirkungen Ja ☐ Nein ☒
Erläuterungen
Gut.
Beschluss:
Ja.
"""


def said(reading: Reading, *fields: str) -> bool:
    """Tell whether something is listed for every one of the fields."""
    listed = [entry.field for entry in reading.missing]
    return all(any(name.startswith(field) for name in listed) for field in fields)


def paper(
    row: str = "Rat\t04.03.2026\töffentlich", cost: str = "Kosten entstehen nicht."
) -> str:
    """Write a paper in the form of Bielefeld."""
    return PAPER.format(row=row, cost=cost)


@pytest.mark.parametrize(
    ("text", "cents"),
    [
        ("7 250 €", 725_000),
        ("1 250 000 Euro", 125_000_000),
        ("7'250 EUR", 725_000),
        ("1.4 Mio. €", 140_000_000),
        ("0,3 Mrd. Euro", 30_000_000_000),
        ("EUR 7.250,50", 725_050),
        ("€ 900,--", 90_000),
        ("T€ 45", 4_500_000),
    ],
)
def test_a_sum_is_read_however_its_thousands_are_set_apart(
    text: str, cents: int
) -> None:
    """Spaces, apostrophes, scales, and the sign in front."""
    (money,) = find_money(f"Das sind {text} im Ganzen.")

    assert (cents, True) == (money.cents, money.is_certain)


@pytest.mark.parametrize(
    "text",
    [
        "20-30.000 €",
        "20 bis 30.000 Euro",
        "4 x 800 €",
        "800 € x 4",
        "12.000 € - 15.000 €",
        "Produkt 11 500 €",
        "2025 500 €",
        "0,00 €",
        "-500 €",
    ],
)
def test_a_sum_that_can_be_read_in_two_ways_is_no_certain_one(text: str) -> None:
    """The end of a range, a part of a reckoning, digits of something else, zero."""
    assert not any(money.is_certain for money in find_money(f"Es sind {text}."))
    reading = read_paper(paper(cost=f"Die Kosten betragen {text}."))

    assert reading.motion.cost_statement is None
    assert said(reading, "cost_statement")


def test_a_sum_with_spaces_is_the_whole_sum() -> None:
    """Neither the last group alone nor zero."""
    reading = read_paper(paper(cost="Die Kosten betragen 12 000 €."))

    assert reading.motion.cost_statement is not None
    assert 1_200_000 == reading.motion.cost_statement.amount_cents


@pytest.mark.parametrize(
    ("status", "public"),
    [("NÖ", False), ("n. ö.", False), ("nicht-öffentlich", False), ("öff.", True)],
)
def test_a_status_is_read_however_it_is_cut(status: str, public: bool) -> None:
    """A row that is not public does not vanish into its neighbour."""
    first = f"23.09.2026 13 {status}"
    reading = read_paper(KARLSRUHE.format(first=first, second="30.09.2026 10 Ö"))

    assert [("Umweltausschuss", public), ("Gemeinderat", True)] == [
        (row.body, row.public) for row in reading.consultations
    ]


def test_a_row_without_a_status_stays_a_row_and_is_said() -> None:
    """An unknown sign for the status is listed with its line."""
    text = KARLSRUHE.format(first="23.09.2026 13 -", second="30.09.2026 10 Ö")
    reading = read_paper(text)

    assert ["Umweltausschuss", "Gemeinderat"] == [x.body for x in reading.consultations]
    entry = next(x for x in reading.missing if x.field == "consultations[0].public")
    assert "-" == entry.found
    assert "Umweltausschuss" in text.split("\n")[(entry.line or 0) - 1]


@pytest.mark.parametrize(
    "days", ["16./17./18.12.2026", "16.12.2026/17.12.2026", "16. bis 18.12.2026"]
)
def test_joined_days_are_no_day_and_no_part_of_the_body(days: str) -> None:
    """It could be any of them."""
    reading = read_paper(paper(f"Gemeinderat\t{days}\töffentlich"))

    assert [("Gemeinderat", None)] == [(x.body, x.day) for x in reading.consultations]
    assert said(reading, "consultations[0].date")


def test_a_day_that_may_be_a_month_is_none() -> None:
    """10/07/2026 is in July or in October; 21/07/2026 is in July."""
    (both,) = find_days("10/07/2026", in_table=True)
    (july,) = find_days("21/07/2026", in_table=True)

    assert (None, date(2026, 7, 21)) == (both.day, july.day)


def test_a_meeting_before_the_year_of_the_paper_is_said() -> None:
    """Its number is of 2026; a number over several years says no year."""
    row = "Rat\t04.03.2025\töffentlich"

    assert said(read_paper(paper(row)), "consultations[0].date")
    years = paper(row).replace("77/2026", "77/2020-2026")
    assert not said(read_paper(years), "consultations[0].date")


def test_a_role_in_brackets_is_a_role() -> None:
    """And no part of the name of the body."""
    (row,) = read_paper(
        paper("Rat (Entscheidung)\t04.03.2026\töffentlich")
    ).consultations

    assert ("Rat", ConsultationRole.DECISION) == (row.body, row.role)


STEPS = """Vorlage - VO/26/0456
Betreff: Umgestaltung des Marktplatzes
Status: öffentlich
Vorlage-Art: Beschlussvorlage
Beratungsfolge:
{first}
1{number}.04.2026 Vorberatung
Bürgerschaft
28.04.2026 Entscheidung
Beschlussvorschlag:
Die Bürgerschaft beschließt die Umgestaltung.
"""


@pytest.mark.parametrize(
    "body",
    [
        "Hauptausschuss (nichtöffentlich)",
        "Hauptausschuss (nicht öffentlich)",
        "Hauptausschuss (NÖ)",
        "Hauptausschuss, nichtöffentlicher Teil",
        "Hauptausschuss [vertraulich]",
    ],
)
def test_a_body_that_says_it_is_not_public_is_not(body: str) -> None:
    """The status of the paper does not open it."""
    first, last = read_paper(STEPS.format(first=body, number=4)).consultations

    assert (False, True) == (first.public, last.public)
    assert first.body.startswith("Hauptausschuss")


def test_a_status_and_a_role_in_brackets_are_no_part_of_a_body() -> None:
    """Both, in one pair of brackets or in two; against its own cell it is said."""
    for row in ("Rat (Entscheidung, NÖ)", "Rat (nichtöffentlich) (Entscheidung)"):
        reading = read_paper(paper(f"{row}\t04.03.2026\töffentlich"))
        (found,) = reading.consultations

        assert ("Rat", ConsultationRole.DECISION, False) == (
            found.body,
            found.role,
            found.public,
        )
        assert said(reading, "consultations[0]")


@pytest.mark.parametrize("status", ["öffentlich / nichtöffentlich", "öffentlich/NÖ"])
def test_a_status_that_names_both_is_none(status: str) -> None:
    """A form whose choice was not made opens no row."""
    rows = "Bauausschuss 05.05.2026 Vorberatung\nRat 19.05.2026 Entscheidung"
    text = f"Antrag 14/2026\nTitel: Tempo 30\nStatus: {status}\nBeratungsfolge:\n{rows}\nBegründung:\nKinder.\n"
    reading = read_paper(text)

    assert [None, None] == [row.public for row in reading.consultations]
    assert said(reading, "consultations[0].public", "consultations[1].public")


@pytest.mark.parametrize(
    "status",
    ["[ ] öffentlich [x] nichtöffentlich", "☐ öffentlich ☒ nichtöffentlich"],
)
def test_a_row_with_two_statuses_is_not_public_and_said(status: str) -> None:
    """Neither the first of two boxes nor half of a status opens a row."""
    rows = f"Bauausschuss 05.05.2026 {status}\nRat 19.05.2026 Ö Entscheidung"
    text = f"Antrag 14/2026\nTitel: Tempo 30\nBeratungsfolge:\n{rows}\nBegründung:\nKinder.\n"
    reading = read_paper(text)

    assert [False, True] == [row.public for row in reading.consultations]
    assert said(reading, "consultations[0]")


def test_a_status_over_rows_is_no_part_of_a_body() -> None:
    """A row that took a heading in is listed."""
    rows = "öffentlich:\nRat 19.05.2026 Entscheidung\nnichtöffentlich:\nBauausschuss 05.05.2026 Vorberatung"
    text = f"Antrag 14/2026\nTitel: Tempo 30\nBeratungsfolge:\n{rows}\nBegründung:\nKinder.\n"

    reading = read_paper(text)
    assert said(reading, "consultations[0].body", "consultations[1].public")
    assert None is reading.consultations[1].public


def test_a_status_of_a_body_holds_for_its_meetings() -> None:
    """Also where the line of the meeting says nothing of it."""
    rows = "Bauausschuss Vorberatung nichtöffentlich\n3. Sitzung vom 05.05.2026\nRat Entscheidung\n4. Sitzung vom 19.05.2026"
    text = f"Antrag 14/2026\nTitel: Tempo 30\nStatus: öffentlich\nBeratungsfolge:\n{rows}\nBegründung:\nKinder.\n"

    assert [False, True] == [row.public for row in read_paper(text).consultations]


def test_the_numbers_of_rows_are_no_part_of_bodies() -> None:
    """Rows that are counted from one on; a body that is called so keeps its number."""
    counted = (
        "1 Bauausschuss 05.05.2026 Ö Vorberatung\n2 Rat 19.05.2026 NÖ Entscheidung"
    )
    called = counted.replace("1 Bau", "3. Bau").replace("2 Rat", "Rat")
    form = (
        "Antrag 14/2026\nTitel: Tempo 30\nBeratungsfolge:\n{}\nBegründung:\nKinder.\n"
    )

    rows = read_paper(form.format(counted)).consultations
    kept = read_paper(form.format(called)).consultations
    assert [("Bauausschuss", True), ("Rat", False)] == [
        (x.body, x.public) for x in rows
    ]
    assert ["3. Bauausschuss", "Rat"] == [x.body for x in kept]


def test_a_body_with_a_date_in_it_is_said() -> None:
    """No body is called so."""
    row = "Rat 03.03.2026 und Bauausschuss\t04.03.2026\töffentlich"

    assert said(read_paper(paper(row)), "consultations[0].body")


@pytest.mark.parametrize(
    "change",
    [
        lambda text: unicodedata.normalize("NFD", text),
        lambda text: text.replace(" ", "\u00a0"),
        lambda text: text.replace("Weg", "We\u00adg"),
        lambda text: text.replace("Weg", "We\u200bg"),
        lambda text: text.replace("ff", "\ufb00"),
        lambda text: text.replace("n-N", "n\u2011N"),
    ],
)
def test_letters_are_those_that_a_keyboard_types(change: object) -> None:
    """Whatever a PDF made of them, the same is read, and the line as it was stays."""
    assert callable(change)
    plain = read_paper(paper())
    other = read_paper(change(paper()))

    assert plain.motion == other.motion
    assert plain.consultations == other.consultations
    for line in other.respelled:
        assert typed(line.original) == line.text != line.original
    assert other.respelled


def test_a_heading_of_another_word_ends_the_section_before() -> None:
    """The reasons under „Sachverhalt" are no part of the proposal."""
    reading = read_paper(paper().replace("Begründung:", "2. Sachverhalt"))

    assert "Der Weg wird gebaut." == reading.motion.proposal
    assert reading.motion.reasons.startswith("Der alte ist schmal.")


def test_a_missing_heading_is_said_of_the_section_that_may_have_swallowed_it() -> None:
    """Not only of the one that is missing."""
    reading = read_paper(paper().replace("Begründung:\n", ""))

    assert said(reading, "reasons", "proposal")


def test_another_section_is_no_part_of_the_title() -> None:
    """The product group stands between title and proposal."""
    text = paper().replace("am Bach\n", "am Bach\nBetroffene Produktgruppe\n11.05.06\n")

    assert "Neuer Fußweg am Bach" == read_paper(text).motion.title


def test_two_headings_on_one_line_are_said() -> None:
    """The lines of two columns are mixed up."""
    text = paper().replace(
        "Beschlussvorschlag:\nDer Weg wird gebaut.\n\nBegründung:\nDer alte",
        "Beschlussvorschlag:              Begründung:\nDer Weg wird gebaut.    Der alte",
    )

    assert said(read_paper(text), "proposal", "reasons")


def test_two_signatures_are_said() -> None:
    """It is open who answers for the paper, and neither name is text."""
    reading = read_paper(paper() + "Oberbürgermeister\nPit Beispiel\n")

    assert said(reading, "signatory", "signatory_role")
    assert "Muster" not in reading.motion.reasons


def test_a_field_of_the_form_is_no_title() -> None:
    """What stands above the table of Karlsruhe is the title only if it can be one."""
    text = KARLSRUHE.replace("Neuer Fußweg", "Verteilungsplan")
    reading = read_paper(
        text.format(first="23.09.2026 13 N", second="30.09.2026 10 Ö"),
        load_form("karlsruhe"),
    )

    assert said(reading, "title")


ANY = """Beschlussvorlage
Vorlage Nr.: {number}
Betreff: Umbau der Schule am Anger
Status: {status}
Beratungsfolge:
Gremium\tSitzung am\tStatus\tZuständigkeit
{row}
Kreistag\t19.06.2026\tÖ\tEntscheidung

Beschlussvorschlag:
Die Schule wird umgebaut.{inside}

Begründung:
Das Dach ist undicht.

Finanzielle Auswirkungen:
{cost}
"""
ROW = "Schulausschuss\t05.06.2026\tÖ\tVorberatung"


def anywhere(
    number: str = "26/0123",
    status: str = "öffentlich",
    row: str = ROW,
    cost: str = "Es entstehen keine Kosten.",
    inside: str = "",
    before: str = "",
) -> Reading:
    """Read a paper of no town's form."""
    text = ANY.format(number=number, status=status, row=row, cost=cost, inside=inside)
    return read_paper(before + text)


@pytest.mark.parametrize(
    "text",
    [
        "40.000 € zzgl. MwSt.",
        "40.000 € (netto)",
        "netto 40.000 €",
        "40.000 € zuzüglich 19 % Umsatzsteuer",
        "40.000 € abzgl. der Zuwendung",
        "40.000 € +/- 15 %",
        "400 € mtl.",
        "400 €/Monat",
        "90 €/m²",
        "90 € je Platz",
        "5 mal 800 €",
        "jeweils 800 €",
        "40,000 €",
        "40.000 € exkl. MwSt.",
        "800 € wöchentlich",
        "800 € halbjährlich",
        "800 € alle zwei Jahre",
        "40.000 € Eigenanteil",
        "40.000 Euro und 20 Cent",
        "60 auf 80 T€",
    ],
)
def test_a_part_of_a_sum_is_not_the_whole(text: str) -> None:
    """Without tax or grant, by the month or piece, times, thousands as in English."""
    assert not any(money.is_certain for money in find_money(f"Es sind {text}."))
    for cost in (f"Die Kosten betragen {text}.", f"Kosten: {text}"):
        reading = anywhere(cost=cost)
        assert reading.motion.cost_statement is None
        assert said(reading, "cost_statement")


@pytest.mark.parametrize(
    ("text", "cents", "recurrence"),
    [
        ("€ 1,5 Mio.", 150_000_000, None),
        ("EUR 3,25 Millionen", 325_000_000, None),
        ("€ 90 Tsd.", 9_000_000, None),
        ("47.600 € brutto", 4_760_000, None),
        ("47.600 € inkl. MwSt.", 4_760_000, None),
        ("1,125 Mio. €", 112_500_000, None),
        ("3.000 € p. a.", 300_000, "yearly"),
        ("3.000 €/Jahr", 300_000, "yearly"),
        ("3.000 € pro Jahr", 300_000, "yearly"),
    ],
)
def test_a_whole_sum_is_read(text: str, cents: int, recurrence: str | None) -> None:
    """With its scale behind the sign or the number, with tax, by the year."""
    found = anywhere(cost=f"Die Kosten betragen {text}.").motion.cost_statement

    assert found is not None
    assert (cents, recurrence) == (found.amount_cents, found.recurrence)


def test_a_scale_that_is_told_elsewhere_leaves_a_bare_sum_open() -> None:
    """ "Angaben in T€" may be meant of it; a sum with its own scale is none of them."""
    head = "Alle Angaben in T€."
    bare = anywhere(cost=f"{head} Die Kosten betragen 350 €.")
    own = anywhere(cost=f"{head} Die Kosten betragen 350 T€.").motion.cost_statement

    assert bare.motion.cost_statement is None
    assert said(bare, "cost_statement")
    assert own is not None
    assert 35_000_000 == own.amount_cents


@pytest.mark.parametrize("cell", ["-", "Ja", "", "?"])
def test_an_open_cell_is_not_filled_from_the_paper(cell: str) -> None:
    """The table says it of each row: the status of the paper does not open this one."""
    reading = anywhere(row=f"Schulausschuss\t05.06.2026\t{cell}\tVorberatung")

    assert [None, True] == [row.public for row in reading.consultations]
    assert said(reading, "consultations[0].public")


@pytest.mark.parametrize(
    "status",
    [
        "öffentlich ab 01.07.2026",
        "öffentlich nach der Vergabe",
        "öffentlich, teilweise",
    ],
)
def test_a_status_for_a_time_or_a_part_is_none(status: str) -> None:
    """It does not open the meetings before."""
    rows = "Schulausschuss 05.06.2026 Vorberatung\nKreistag 19.06.2026 Entscheidung"
    text = f"Antrag 14/2026\nTitel: Dach\nStatus: {status}\nBeratungsfolge:\n{rows}\nBegründung:\nEs regnet.\n"
    reading = read_paper(text)

    assert [None, None] == [row.public for row in reading.consultations]
    assert said(reading, "consultations[0].public")


@pytest.mark.parametrize(
    "head",
    [
        "Nichtöffentliche Sitzungsvorlage",
        "VERTRAULICH",
        "Nur für nicht öffentliche Sitzungen",
    ],
)
def test_a_head_that_closes_the_paper_is_weighed(head: str) -> None:
    """Against rows that say they are public; a title that speaks of it closes nothing."""
    assert said(anywhere(before=f"{head}\n"), "consultations[0].public")
    title = "Bekanntgabe der in nichtöffentlicher Sitzung gefassten Beschlüsse"
    text = ANY.format(
        number="1/26", status="öffentlich", row=ROW, cost="Keine.", inside=""
    )
    told = read_paper(text.replace("Umbau der Schule am Anger", title))

    assert not said(told, "consultations[0].public")


@pytest.mark.parametrize(
    ("number", "read"),
    [
        ("26/0123 (neu)", "26/0123"),
        ("26/0123 n. F.", "26/0123"),
        ("26/0123 und 26/0124", "26/0123"),
        ("26/0123 (ersetzt 26/0099)", "26/0123"),
        ("26/0123 Austauschseite", "26/0123"),
        ("XXX/2026", None),
        ("____/26", None),
    ],
)
def test_what_stands_behind_a_number_is_said(number: str, read: str | None) -> None:
    """It may be another paper's; a number that nobody filled in is none."""
    reading = anywhere(number=number)

    assert (read or "") == (reading.motion.reference or "")
    assert said(reading, "reference")


@pytest.mark.parametrize(
    ("number", "kind"),
    [
        ("26/0123 2. Ergänzung", PaperType.SUPPLEMENT),
        ("20-26 / V 0123", PaperType.DECISION_PAPER),
        ("0123 / 2026", PaperType.DECISION_PAPER),
        ("VO/26/0123-01", PaperType.DECISION_PAPER),
        ("\n26/0123", PaperType.DECISION_PAPER),
    ],
)
def test_a_number_is_read_whole(number: str, kind: PaperType) -> None:
    """With its supplement and its blanks, beside its label and below it."""
    motion = anywhere(number=number).motion

    assert (number.strip(), kind) == (motion.reference, motion.paper_type)


def test_what_cannot_be_right_in_a_row_is_said() -> None:
    """A year of another century, a role that a body has not, half of a name."""
    far = anywhere(row="Schulausschuss\t05.06.2206\tÖ\tVorberatung")
    none = anywhere(row="Schulausschuss\t05.06.2026\tÖ\tohne Entscheidung")
    half = anywhere(
        row="Ausschuss für Bildung und Beratung\t05.06.2026\tÖ\tVorberatung"
    )

    assert said(far, "consultations[0].date")
    assert none.consultations[0].role is None
    assert said(none, "consultations[0]")
    assert said(half, "consultations[0].body")


def test_the_number_of_a_paper_inside_a_text_is_said() -> None:
    """The foot of a page that stands there once is no part of what is decided."""
    foot = "\nVorlage Nr. 26/0123\nDas Geld ist da."

    assert said(anywhere(inside=foot), "proposal")
    assert not said(
        anywhere(inside="\nSiehe auch Vorlage 26/0099 vom Mai."), "proposal"
    )


@pytest.mark.parametrize(
    "number",
    [
        "88/2026 (neu)",
        "88/2026 und 89/2026",
        "88/2026 ersetzt 87/2026",
        "XX/2026",
        "____",
    ],
)
@pytest.mark.parametrize("form", ["bielefeld", "karlsruhe"])
def test_a_number_in_the_form_of_a_town_is_looked_at_too(
    form: str, number: str
) -> None:
    """It is kept as it stands, and said."""
    text = KARLSRUHE.format(first="23.09.2026 13 Ö", second="30.09.2026 10 Ö")
    text = paper() if form == "bielefeld" else text
    own = "77/2026" if form == "bielefeld" else "2026/0007"

    assert not said(read_paper(text), "reference")
    assert said(read_paper(text.replace(own, number)), "reference")
