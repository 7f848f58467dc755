"""PDF and Word files are read as the text they hold; scans and broken files are said."""

from __future__ import annotations

from contextlib import suppress
from datetime import date
from pathlib import Path

import pytest

from ratsflow.errors import InvalidInputError
from ratsflow.model import ConsultationRole
from ratsflow.papers import ReadConsultation, Reading, read_file
from ratsflow.papers.files import text_of


ROWS = [
    ["Gremium", "Sitzung am", "Beratung", "Zuständigkeit"],
    [
        "Ausschuss für Umwelt, Klimaschutz und Stadtentwicklung",
        "04.03.2026",
        "nichtöffentlich",
        "Vorberatung",
    ],
    ["Rat", "20.03.2026", "öffentlich", "Entscheidung"],
]
ABOVE = ["Beschlussvorlage", "Vorlage Nr. 7/2026"]
BELOW = [
    ("Betreff:", "Neue Bänke im Park"),
    ("Beschlussvorschlag:", "Die Stadt stellt zehn Bänke auf."),
    ("Begründung:", "Es gibt keine. Die Kosten betragen 12 500 €."),
]
WANTED = (
    ReadConsultation(
        ROWS[1][0], date(2026, 3, 4), public=False, role=ConsultationRole.PRELIMINARY
    ),
    ReadConsultation(
        "Rat", date(2026, 3, 20), public=True, role=ConsultationRole.DECISION
    ),
)


def pdf(path: Path, *, locked: bool = False) -> Path:
    """Write the paper as a PDF whose first cell wraps."""
    platypus = pytest.importorskip("reportlab.platypus")
    styles = pytest.importorskip("reportlab.lib.styles").getSampleStyleSheet()
    text = styles["BodyText"]
    rows = [[platypus.Paragraph(cell, text) for cell in row] for row in ROWS]
    table = platypus.Table(rows, colWidths=[120, 80, 100, 90])
    table.setStyle([("GRID", (0, 0), (-1, -1), 0.5, (0, 0, 0))])
    parts = [platypus.Paragraph(line, text) for line in ABOVE] + [table]
    for label, value in BELOW:
        parts += [platypus.Spacer(1, 14), platypus.Paragraph(label, text)]
        parts += [platypus.Paragraph(value, text)]
    document = platypus.SimpleDocTemplate(
        str(path), encrypt="geheim" if locked else None
    )
    document.build(parts)
    return path


def word(path: Path) -> Path:
    """Write the paper as a Word file."""
    docx = pytest.importorskip("docx")
    document = docx.Document()
    for line in ABOVE:
        document.add_paragraph(line)
    table = document.add_table(rows=0, cols=len(ROWS[0]))
    for row in ROWS:
        cells = table.add_row().cells
        for cell, text in zip(cells, row, strict=True):
            cell.text = text
    for label, value in BELOW:
        document.add_heading(label, level=2)
        document.add_paragraph(value)
    document.save(str(path))
    return path


def assert_whole(reading: Reading) -> None:
    """Assert that every fact of the paper was read."""
    motion = reading.motion
    assert WANTED == reading.consultations
    assert ("7/2026", "Neue Bänke im Park") == (motion.reference, motion.title)
    assert "Die Stadt stellt zehn Bänke auf." == motion.proposal
    assert motion.reasons.startswith("Es gibt keine.")
    assert motion.cost_statement is not None
    assert 1_250_000 == motion.cost_statement.amount_cents


def test_a_pdf_is_read_and_a_wrapped_cell_is_one_cell(tmp_path: Path) -> None:
    """The name of the first body runs over lines of its cell."""
    assert_whole(read_file(pdf(tmp_path / "paper.pdf")))


def test_a_word_file_is_read(tmp_path: Path) -> None:
    """Paragraphs and tables in their order."""
    assert_whole(read_file(word(tmp_path / "paper.docx")))


def test_a_merged_cell_of_a_word_table_comes_once(tmp_path: Path) -> None:
    """Not once for every column that it spans."""
    docx = pytest.importorskip("docx")
    document = docx.Document()
    table = document.add_table(rows=2, cols=3)
    table.cell(0, 0).merge(table.cell(0, 2)).text = "Beratungsfolge"
    for at, text in enumerate(("Rat", "20.03.2026", "Ö")):
        table.cell(1, at).text = text
    document.save(str(tmp_path / "merged.docx"))

    assert (
        "Beratungsfolge\nRat\t20.03.2026\tÖ\n" == text_of(tmp_path / "merged.docx")[0]
    )


def test_a_scan_is_said(tmp_path: Path) -> None:
    """A page that is a picture holds no text."""
    canvas = pytest.importorskip("reportlab.pdfgen.canvas")
    image = pytest.importorskip("PIL.Image").new("L", (60, 80), 200)
    image.save(tmp_path / "page.png")
    page = canvas.Canvas(str(tmp_path / "scan.pdf"))
    page.drawImage(str(tmp_path / "page.png"), 0, 0, 500, 700)
    page.save()

    with pytest.raises(InvalidInputError, match="it is a scan"):
        read_file(tmp_path / "scan.pdf")


def test_a_locked_pdf_is_said(tmp_path: Path) -> None:
    """It needs a password that nobody gave."""
    path = pdf(tmp_path / "locked.pdf", locked=True)

    with pytest.raises(InvalidInputError, match="locked by a password"):
        read_file(path)


@pytest.mark.parametrize("name", ["paper.pdf", "paper.docx"])
@pytest.mark.parametrize("kept", [20, 600])
def test_a_broken_file_is_one_clear_sentence(
    tmp_path: Path, name: str, kept: int
) -> None:
    """Whatever was cut off, no other error comes out."""
    path = (pdf if name.endswith("pdf") else word)(tmp_path / name)
    path.write_bytes(path.read_bytes()[:kept])

    with pytest.raises(InvalidInputError, match=name):
        read_file(path)


@pytest.mark.parametrize("seed", range(8))
def test_flipped_bytes_give_a_reading_or_a_clear_error(
    tmp_path: Path, seed: int
) -> None:
    """In a PDF and in a Word file."""
    for path in (pdf(tmp_path / "paper.pdf"), word(tmp_path / "paper.docx")):
        data = bytearray(path.read_bytes())
        for at in range(seed * 7 + 1, len(data), 211):
            data[at] ^= 1 << seed
        path.write_bytes(bytes(data))
        with suppress(InvalidInputError):
            assert read_file(path).motion
