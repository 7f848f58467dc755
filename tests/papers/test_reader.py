"""Vorlage texts in every shape are read, and what is missing is listed."""

from __future__ import annotations

import contextlib
import json
import time
import unicodedata

from datetime import date
from pathlib import Path

import attrs
import pytest

from hypothesis import given, settings
from hypothesis import strategies as st

from ratsflow.errors import InvalidInputError, RatsflowError
from ratsflow.model import (
    ConsultationRole,
    CostEffect,
    Motion,
    PaperType,
    PreviousConsideration,
)
from ratsflow.papers import (
    ReadConsultation,
    Reading,
    Severity,
    load_form,
    read_file,
    read_paper,
    shipped_forms,
    unwritten,
    write_paper,
)


EXAMPLES = Path(__file__).parents[2] / "examples" / "vorlagen"
HEAD = "Beschlussvorlage der Verwaltung\n\n"
BODY = """
Beratungsgegenstand (Bezeichnung des Tagesordnungspunktes)
Ein Titel

Beschlussvorschlag:
Der Rat beschließt.

Begründung:
Weil es gut ist. Es entstehen keine Kosten.
"""
ONE = (ReadConsultation("Sozialausschuss", date(2018, 9, 4), public=True),)
TWO = (*ONE, ReadConsultation("Rat", date(2018, 9, 20), public=False))


def fields(reading: Reading, severity: Severity | None = None) -> list[str]:
    """Name the missing fields, of one severity or all."""
    wanted = [severity] if severity else list(Severity)
    return [entry.field for entry in reading.missing if entry.severity in wanted]


# --- the table of bodies and meetings -------------------------------------------------

TABLES_OF_ONE = {
    "tabs": "Gremium\tSitzung am\tBeratung\nSozialausschuss\t04.09.2018\töffentlich",
    "bars": "| Gremium | Sitzung am | Beratung |\n|---|---|---|\n"
    "| Sozialausschuss | 04.09.2018 | öffentlich |",
    "labels first": "Gremium\nSitzung am\nBeratung\nSozialausschuss\n04.09.2018\nöffentlich",
    "pairs": "Gremium\nSozialausschuss\nSitzung am\n04.09.2018\nBeratung\nöffentlich",
    "pairs on a line": "Gremium: Sozialausschuss\nSitzung am: 04.09.2018\n"
    "Beratung: öffentlich",
    "rows": "Gremium Sitzung am Beratung\nSozialausschuss 04.09.2018 öffentlich",
    "wrapped": "Gremium\nSitzung am\nBeratung\nSozial-\nausschuss\n4. September 2018\n"
    "öffentlich",
}
TABLES_OF_TWO = {
    "tabs": TABLES_OF_ONE["tabs"] + "\nRat\t20.09.2018\tnichtöffentlich",
    "labels first": TABLES_OF_ONE["labels first"]
    + "\nRat\n20.09.2018\nnicht öffentlich",
    "pairs": TABLES_OF_ONE["pairs"]
    + "\nGremium\nRat\nSitzung am\n20.09.2018\nBeratung\nnichtöffentlich",
    "rows": TABLES_OF_ONE["rows"] + "\nRat 20.09.2018 nicht öffentlich",
    "columns": "Gremium\nSozialausschuss\nRat\nSitzung am\n04.09.2018\n20.09.2018\n"
    "Beratung\nöffentlich\nnichtöffentlich",
}


@pytest.mark.parametrize("layout", TABLES_OF_ONE)
def test_one_consultation_is_read_from_every_layout(layout: str) -> None:
    """Tabs, bars, rows and one cell a line give the same consultation."""
    assert ONE == read_paper(HEAD + TABLES_OF_ONE[layout] + "\n" + BODY).consultations


@pytest.mark.parametrize("layout", TABLES_OF_TWO)
def test_several_rows_are_several_consultations(layout: str) -> None:
    """Every (body, date) pair is a consultation, in order, with its publicity."""
    assert TWO == read_paper(HEAD + TABLES_OF_TWO[layout] + "\n" + BODY).consultations


@pytest.mark.parametrize("layout", TABLES_OF_ONE)
def test_a_date_that_does_not_exist_is_named(layout: str) -> None:
    """The error names line, cell and what was found."""
    table = TABLES_OF_ONE[layout].replace("04.09.", "31.02.")
    table = table.replace("4. September", "31. Februar")
    with pytest.raises(InvalidInputError, match=r"does not exist") as caught:
        read_paper(HEAD + table + "\n" + BODY)

    assert "'Sitzung am'" in caught.value.where
    assert "line " in caught.value.where
    assert "31." in caught.value.what


def test_columns_that_do_not_match_are_listed_not_guessed() -> None:
    """Two bodies and three dates give no consultation but a list of the cells."""
    table = "Gremium\nA\nB\nSitzung am\n01.01.2020\n02.01.2020\n03.01.2020"
    reading = read_paper(HEAD + table + "\n" + BODY)

    assert () == reading.consultations
    assert ["A", "B", "01.01.2020", "02.01.2020", "03.01.2020"] == [
        entry.found for entry in reading.missing if entry.field == "head"
    ]


@pytest.mark.parametrize(
    ("cell", "field"),
    [
        ("04.09.2018", "consultations[0].date"),
        ("öffentlich", "consultations[0].public"),
    ],
)
def test_an_unreadable_cell_is_listed_with_its_words(cell: str, field: str) -> None:
    """What stands in a cell but cannot be read is quoted with its line."""
    table = TABLES_OF_ONE["tabs"].replace(cell, "wird noch bekannt gegeben")
    reading = read_paper(HEAD + table + "\n" + BODY)
    entry = next(entry for entry in reading.missing if entry.field == field)

    assert (4, "wird noch bekannt gegeben") == (entry.line, entry.found)


def test_an_unknown_word_in_a_pdf_table_is_no_body() -> None:
    """'teilweise öffentlich' is listed and not taken for the next body."""
    table = TABLES_OF_ONE["labels first"].replace("öffentlich", "teilweise öffentlich")
    reading = read_paper(HEAD + table + "\n" + BODY)

    assert [None] == [part.public for part in reading.consultations]
    assert "teilweise öffentlich" in [entry.found for entry in reading.missing]


def test_a_role_is_never_guessed() -> None:
    """The Bielefeld form does not state it, so it is None and listed."""
    reading = read_paper(HEAD + TABLES_OF_ONE["tabs"] + "\n" + BODY)

    assert None is reading.consultations[0].role
    assert "consultations[0].role" in fields(reading, Severity.NOTICE)


def test_a_consultation_needs_a_role_from_somewhere() -> None:
    """Without a role from paper or caller there is no consultation."""
    got = ONE[0].to_consultation("c-1", ConsultationRole.DECISION)

    assert ("c-1", "Sozialausschuss", ConsultationRole.DECISION) == (
        got.id,
        got.body.name,
        got.role,
    )
    with pytest.raises(InvalidInputError, match="does not say"):
        ONE[0].to_consultation("c-1")


def test_a_role_against_the_paper_is_refused() -> None:
    """The caller cannot silently contradict the paper."""
    stated = ReadConsultation("Rat", role=ConsultationRole.DECISION)
    with pytest.raises(InvalidInputError, match="but noting was given"):
        stated.to_consultation("c-1", ConsultationRole.NOTING)


def test_a_second_value_for_a_cell_is_listed() -> None:
    """Two references: the first one is read, the other one listed."""
    both = "Drucksachen-Nr.: 1/2020-2025\nDrucksachen-Nr.: 2/2020-2025\n\n"
    reading = read_paper(HEAD + both + TABLES_OF_ONE["tabs"] + "\n" + BODY)

    assert "1/2020-2025" == reading.motion.reference
    assert ["Drucksachen-Nr.: 2/2020-2025"] == [
        entry.found for entry in reading.missing if entry.field == "head"
    ]


# --- plain text out of a PDF ----------------------------------------------------------


def test_the_plain_example_is_read_whole() -> None:
    """Wrapped labels, hyphens, a page number and the form's note do no harm."""
    reading = read_file(EXAMPLES / "lesesommer.txt")
    motion = reading.motion

    assert (
        "Lesesommer 2026 in der Stadtbücherei Musterstadt und ihren Zweigstellen"
        == motion.title
    )
    assert "Der Kultur- und Weiterbildungsausschuss stimmt" in motion.proposal
    assert "Die Haupt- und die Zweigstellen bieten" in motion.reasons
    assert "das gemeinsam mit dem Förderverein" in motion.reasons
    assert motion.cost_statement is not None
    assert CostEffect.NONE is motion.cost_statement.effect
    assert ("Dr. Karla Beispiel", "Beigeordnete") == (
        motion.signatory,
        motion.signatory_role,
    )
    assert ("Zweigstellen", "vorzustellen", "Zweigstellen") == reading.joined
    assert ["- 2 -"] == [x.text for x in reading.skipped if "page" in x.why.en]


@pytest.mark.parametrize(
    ("left", "right", "expected"),
    [
        ("Kinder spielen am Rad-", "weg", "Radweg"),
        ("Im Haupt-", "und Finanzausschuss", "Haupt- und"),
        ("Die CO2-", "neutrale Stadt", "CO2-neutrale"),
        ("Die Kfz-", "freie Stadt", "Kfz-freie"),
        ("Das AFZS-", "Hintergrundsystem", "AFZS-Hintergrundsystem"),
        ("Die baden-", "württembergische Ordnung", "baden-württembergische"),
        ("Das Zeichen 1010-", "70 steht", "1010-70"),
        ("Ein Gedanke -", "und noch einer", "Gedanke - und"),
        ("Ein Rad\u00ad", "weg", "Radweg"),
    ],
)
def test_hyphens_at_line_ends(left: str, right: str, expected: str) -> None:
    """A cut word is joined, a real hyphen stays."""
    pad = (
        "Dieser Satz füllt die Zeile ganz und gar bis zum Rand aus, damit sie bricht. "
    )
    text = f"Beschlussvorschlag:\n\nJa.\n\nBegründung:\n\n{pad}{left}\n{right}\n"

    assert expected in read_paper(text).motion.reasons


def test_short_lines_keep_their_breaks() -> None:
    """A break that the width did not force was meant."""
    text = BODY.replace(
        "Der Rat beschließt.", "Der Rat beschließt:\n1. Erstens\n2. Zweitens"
    )

    assert (
        "Der Rat beschließt:\n1. Erstens\n2. Zweitens"
        == read_paper(text).motion.proposal
    )


def test_headers_of_pages_are_skipped_and_listed() -> None:
    """A line that heads several pages is no content, but it is listed."""
    text = BODY.replace(
        "Weil es gut ist.",
        "Weil es\f\nStadt Muster, Seite 2\ngut\fStadt Muster, Seite 3\nist.\n3\f",
    )
    reading = read_paper("Stadt Muster, Seite 1\n" + text)

    assert "Stadt Muster" not in reading.motion.reasons
    assert ["Stadt Muster, Seite 2", "Stadt Muster, Seite 3", "3"] == [
        entry.text for entry in reading.skipped
    ]


def test_a_label_in_the_text_is_listed() -> None:
    """A second 'Begründung:' stays in the text and is listed with its line."""
    reading = read_paper(BODY + "\nBegründung:\nnochmals\n")
    entry = next(x for x in reading.missing if x.found == "Begründung:")

    assert "nochmals" in reading.motion.reasons
    assert (11, "reasons") == (entry.line, entry.field)


# --- earlier considerations -----------------------------------------------------------

EARLIER = [
    ("Rat, 12.03.2015, TOP 5.1, 6617/2009-2014", ()),
    ("Rat am 12.03.2015 TOP 5.1 Drucksachen-Nr. 6617/2009-2014", ()),
    ("Rat, 12.03.2015, 5.1, 6617/2009-2014", ()),
    ("Rat, 12.03.2015, TOP 5.1", ("reference",)),
    ("Rat, 12.03.2015", ("agenda_number", "reference")),
]


@pytest.mark.parametrize(("text", "lacking"), EARLIER)
def test_earlier_considerations_are_taken_apart(
    text: str, lacking: tuple[str, ...]
) -> None:
    """Body, day, item and reference are told apart; what lacks is listed."""
    label = "Frühere Behandlung des Beratungsgegenstandes"
    reading = read_paper(f"{label}\n\n{text}\n{BODY}")
    item = PreviousConsideration(
        "Rat",
        date(2015, 3, 12),
        "" if "agenda_number" in lacking else "5.1",
        "" if "reference" in lacking else "6617/2009-2014",
        text,
    )

    assert (item,) == reading.motion.previous_considerations
    assert bool(lacking) == ("previous_considerations[0]" in fields(reading))


def test_an_earlier_consideration_that_cannot_be_read_is_kept() -> None:
    """The words stay and are listed."""
    label = "Frühere Behandlung des Beratungsgegenstandes"
    reading = read_paper(f"{label}\n\nmehrfach, zuletzt im Frühjahr\n{BODY}")
    item = PreviousConsideration(text="mehrfach, zuletzt im Frühjahr")

    assert (item,) == reading.motion.previous_considerations
    assert "previous_considerations[0]" in fields(reading)


def test_none_before_differs_from_not_stated() -> None:
    """'./.' is an empty list, a missing label is None."""
    label = "Frühere Behandlung des Beratungsgegenstandes"

    assert () == read_paper(f"{label}\n\n./.\n{BODY}").motion.previous_considerations
    assert None is read_paper(BODY).motion.previous_considerations


# --- cost sections --------------------------------------------------------------------

KARLSRUHE = """Beschlussvorlage
Vorlage Nr.: 2030/0001
Dienststelle: Amt

Ein Titel

Gremien Termin TOP Ö / N Zuständigkeit
Gemeinderat 01.02.2030 3.2 Ö Entscheidung
Kurzfassung
Kurz.
Finanzielle Auswirkungen
Ja {yes} Nein {no}
☐ Investition
Gesamtkosten: {total}
Jährliche/r Budgetbedarf/Folgekosten:
Finanzierung
☒ bereits vollständig budgetiert
Erläuterungen
{reasons}
Beschluss:
Antrag an den Gemeinderat
Der Gemeinderat beschließt.
"""


def karlsruhe(yes: str, no: str, total: str = "", reasons: str = "Darum.") -> Reading:
    """Read a Vorlage of the Karlsruhe form."""
    return read_paper(KARLSRUHE.format(yes=yes, no=no, total=total, reasons=reasons))


def test_another_city_is_another_file() -> None:
    """The Karlsruhe form is recognised and read by its own data."""
    reading = karlsruhe("☐", "☒")

    assert "karlsruhe" == reading.form_id
    assert ("2030/0001", "Ein Titel", "Amt") == (
        reading.motion.reference,
        reading.motion.title,
        reading.motion.lead_department,
    )
    assert (
        ReadConsultation(
            "Gemeinderat",
            date(2030, 2, 1),
            public=True,
            role=ConsultationRole.DECISION,
            agenda_number="3.2",
        ),
    ) == reading.consultations
    assert "Der Gemeinderat beschließt." == reading.motion.proposal


def test_the_box_no_is_an_explicit_none() -> None:
    """A ticked no is stated and quoted."""
    statement = karlsruhe("☐", "☒").motion.cost_statement

    assert statement is not None
    assert (CostEffect.NONE, "Finanzielle Auswirkungen Ja ☐ Nein ☒") == (
        statement.effect,
        statement.quote,
    )


def test_the_box_yes_takes_the_total() -> None:
    """A ticked yes with a sum is an amount, covered as ticked."""
    statement = karlsruhe("☒", "☐", "1.200,50 Euro").motion.cost_statement

    assert statement is not None
    assert (120050, True) == (statement.amount_cents, statement.covered)


@pytest.mark.parametrize(
    ("yes", "no", "total", "reasons"),
    [
        ("☐", "☐", "", "Darum."),
        ("☒", "☒", "", "Darum."),
        ("☐", "☒", "500 Euro", "Darum."),
        ("☐", "☒", "", "Es entstehen Kosten von 500 Euro."),
    ],
)
def test_boxes_that_do_not_agree_state_nothing(
    yes: str, no: str, total: str, reasons: str
) -> None:
    """No box, both boxes, or a no beside sums give no statement but an entry."""
    reading = karlsruhe(yes, no, total, reasons)

    assert None is reading.motion.cost_statement
    assert "cost_statement" in fields(reading, Severity.REQUIRED)


def test_a_missing_cost_statement_is_listed_as_required() -> None:
    """The example without one shows what the tour refuses."""
    reading = read_file(EXAMPLES / "beitritt_netzwerk.md")

    assert None is reading.motion.cost_statement
    assert ["cost_statement"] == fields(reading, Severity.REQUIRED)
    assert ["reference"] == fields(reading, Severity.LATER)


def test_the_example_with_an_amount_is_read() -> None:
    """Amount, year, product group and cover stand in the text."""
    got = read_file(EXAMPLES / "spielplatz_lindenweg.md")
    statement = got.motion.cost_statement

    assert statement is not None
    assert (4850000, 2026, "06.02.01", True) == (
        statement.amount_cents,
        statement.year,
        statement.product_group,
        statement.covered,
    )
    assert "0317/2025-2030" == got.motion.reference
    assert [True, False, True] == [part.public for part in got.consultations]


# --- bad input ------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text", ["", " \n\t\n", "Hallo Welt", "# Rezept\n\nMehl, Eier", "a\tb\n1\t2"]
)
def test_what_is_no_vorlage_is_refused(text: str) -> None:
    """The sentence says what was found and what to do."""
    with pytest.raises(InvalidInputError) as caught:
        read_paper(text)

    assert caught.value.cure
    assert caught.value.where


def test_only_a_head_is_refused() -> None:
    """A table of meetings without any content is no motion."""
    with pytest.raises(InvalidInputError, match="no content"):
        read_paper(HEAD + TABLES_OF_ONE["tabs"] + "\n\nBeschlussvorschlag:\n")


def test_a_truncated_text_is_read_as_far_as_it_goes() -> None:
    """What is there is read, what lacks is listed."""
    whole = (EXAMPLES / "spielplatz_lindenweg.md").read_text(encoding="utf-8")
    reading = read_paper(whole[: whole.index("### Begründung")])

    assert "Neue Spielgeräte" in reading.motion.title
    assert {"reasons", "signatory", "cost_statement"} <= set(
        fields(reading, Severity.REQUIRED)
    )


@pytest.mark.parametrize("codec", ["utf-8", "utf-8-sig", "utf-16"])
def test_encodings_with_a_certain_answer_are_read(codec: str, tmp_path: Path) -> None:
    """UTF-8 with and without mark and UTF-16 with mark give the same reading."""
    path = tmp_path / "vorlage.txt"
    path.write_bytes(BODY.encode(codec))

    assert read_paper(BODY) == read_file(path)


def test_windows_text_is_read_and_listed(tmp_path: Path) -> None:
    """Plausible Windows-1252 is read right, with a note to check it."""
    path = tmp_path / "vorlage.txt"
    path.write_bytes(BODY.encode("cp1252"))
    reading = read_file(path)

    assert read_paper(BODY).motion == reading.motion
    assert "encoding" == reading.missing[0].field
    assert "beschließt" in reading.missing[0].found


@pytest.mark.parametrize(
    "data",
    [
        BODY.encode("cp850"),
        BODY.encode("mac_roman"),
        BODY.encode("utf-16-le"),
        BODY.encode("utf-8") + b"\xff\x00",
        b"%PDF-1.7 ...",
        b"PK\x03\x04...",
        b"\xff\xfea",
    ],
)
def test_other_bytes_are_refused_never_garbled(data: bytes, tmp_path: Path) -> None:
    """DOS, Mac, unmarked UTF-16, PDF and Word files name the file and the cure."""
    path = tmp_path / "vorlage.txt"
    path.write_bytes(data)
    with pytest.raises(InvalidInputError) as caught:
        read_file(path)

    assert "vorlage.txt" in caught.value.where
    assert caught.value.cure


def test_text_garbled_before_is_listed(tmp_path: Path) -> None:
    """Umlauts that an earlier program destroyed are pointed out."""
    path = tmp_path / "vorlage.txt"
    wrong = BODY.replace("gut", "schön").encode().decode("cp1252", "replace")
    text = BODY + wrong.splitlines()[-1]
    path.write_text(text, encoding="utf-8")

    assert "encoding" == read_file(path).missing[0].field


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    """A missing file is one sentence."""
    with pytest.raises(InvalidInputError, match="cannot be read"):
        read_file(tmp_path / "nirgends.md")


def test_errors_inside_a_file_name_the_file(tmp_path: Path) -> None:
    """Line and cell stand beside the name of the file."""
    path = tmp_path / "vorlage.txt"
    table = TABLES_OF_ONE["tabs"].replace("04.09.", "31.02.")
    path.write_text(HEAD + table + "\n" + BODY, encoding="utf-8")
    with pytest.raises(InvalidInputError) as caught:
        read_file(path)

    assert "vorlage.txt, line 4, 'Sitzung am'" == caught.value.where


# --- never a crash, never slow --------------------------------------------------------

PIECES = [
    label
    for form in shipped_forms()
    for section in form.sections
    for label in section.labels
]
PIECES += [
    "Gremium",
    "Sitzung am",
    "Beratung",
    "Gremien Termin TOP Ö / N Zuständigkeit",
]
PIECES += [*PIECES[:20], "Vorlage Nr.:", "Dienststelle:", "Beschlussvorlage", "./."]
PIECES += [
    "Beigeordneter",
    "**",
    "Ja ☒ Nein ☐",
    "01.02.2020",
    "31.02.2020",
    "Ö",
    "|",
    "\t",
]
PIECES += [
    "Gesamtkosten: 5 Euro",
    "\f",
    "\u2013 2 \u2013",
    "Kosten entstehen nicht.",
    "\\",
    "&#x",
]


@settings(max_examples=300, deadline=None)
@given(
    st.lists(st.one_of(st.sampled_from(PIECES), st.text(max_size=15)), max_size=25),
    st.sampled_from(["\n", " ", "\n\n", "\n### ", "\r\n"]),
)
def test_any_text_is_read_or_refused(pieces: list[str], glue: str) -> None:
    """Arbitrary mixtures of labels and signs never end in another error."""
    try:
        reading = read_paper(glue.join(pieces))
    except RatsflowError:
        return
    assert json.dumps(reading.to_plain())


@settings(deadline=None)
@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_refused(
    tmp_path_factory: pytest.TempPathFactory, data: bytes
) -> None:
    """Arbitrary files never end in another error."""
    path = tmp_path_factory.mktemp("bytes") / "file"
    path.write_bytes(data)
    with pytest.raises(InvalidInputError):
        read_file(path)


@pytest.mark.parametrize(
    "piece",
    [
        "**",
        "* _",
        "<b>",
        "&#",
        "\\",
        "- ",
        "a-\n",
        "1.1.2020 ",
        "Begründung\n",
        "#",
        "Kosten entstehen ",
        "Es entstehen keine Kosten. ",
        "Kosten von 1.000 Euro, ",
        "\f1\n",
        "Ja ☒ ",
        "|",
        "\t",
        "Gremium\n",
        "1.",
        "Drucksachen-Nr.: ",
        "\n",
        "Frau A",
        "foo\n",
        "foo\n\n",
        "Vorlage Nr.: 1\n",
        "Dienststelle: a\n",
        "\nRat 01.01.2020 Ö",
        "öffentlich\n",
        "01.01.2020\n",
    ],
)
def test_long_texts_take_linear_time(piece: str) -> None:
    """Fifty thousand signs of one kind are done in a few seconds."""
    begun = time.process_time()
    many = piece * (50_000 // len(piece))
    for text in (BODY + many, HEAD + "Gremium\n" + many + BODY, HEAD + many + BODY):
        with contextlib.suppress(InvalidInputError):
            read_paper(text)

    assert 12 > time.process_time() - begun


# --- writing --------------------------------------------------------------------------


def test_what_the_form_has_no_place_for_is_named() -> None:
    """A clerk can see beforehand what would not be written."""
    motion = Motion(title="T", legal_basis="§ 41", topics=("bye_law",), public=True)

    assert ("public", "topics", "legal_basis") == unwritten(motion)


def test_a_form_without_a_label_for_the_title_is_read_only() -> None:
    """Karlsruhe papers are read, not written."""
    with pytest.raises(InvalidInputError, match="can be read but not written"):
        write_paper(Motion(title="T"), (), load_form("karlsruhe"))


def test_consultations_of_the_model_are_written() -> None:
    """A `Consultation` is written like the row it was read from."""
    consultation = TWO[1].to_consultation("c-1", ConsultationRole.DECISION)
    motion = Motion(title="T", paper_type=PaperType.SUPPLEMENT)

    assert write_paper(motion, TWO[1:]) == write_paper(motion, [consultation])


def test_the_plain_values_are_json_and_complete() -> None:
    """The command line prints exactly these keys."""
    plain = read_file(EXAMPLES / "spielplatz_lindenweg.md").to_plain()

    assert plain == json.loads(json.dumps(plain))
    assert {
        "paper_type",
        "reference",
        "title",
        "proposal",
        "reasons",
        "summary",
        "cost_statement",
        "previous_considerations",
        "signatory",
    } <= set(plain["motion"])
    assert "2026-03-03" == plain["consultations"][0]["date"]
    assert {"field", "place", "found", "cure", "severity"} == set(plain["missing"][0])


@pytest.mark.parametrize("path", sorted(EXAMPLES.glob("*.*")), ids=lambda p: p.name)
def test_a_text_of_decomposed_letters_reads_as_any_other(path: Path) -> None:
    """Where ``ä`` came as ``a`` and two dots, labels are found and words are the same."""
    text = path.read_text(encoding="utf-8")
    parted = read_paper(unicodedata.normalize("NFD", text))
    assert read_paper(text) == attrs.evolve(parted, respelled=())
