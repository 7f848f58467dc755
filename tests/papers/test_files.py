"""PDF and Word files are read as the text they hold; scans and broken files are said."""

from __future__ import annotations

import base64

from contextlib import suppress
from datetime import date
from pathlib import Path

import pytest

from chromium import chromium
from ratsflow.errors import InvalidInputError
from ratsflow.model import ConsultationRole
from ratsflow.papers import ReadConsultation, Reading, read_file, read_paper
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


def drawn(path: Path, *pages: list[tuple[float, float, str]], **more: str) -> Path:
    """Write lines at their places, in points from the left and the top; no table has lines.

    Args:
        path: the file.
        pages: the lines of each page; none for a page that is a picture.
        more: `slanted`, words across the first page.
    """
    canvas = pytest.importorskip("reportlab.pdfgen.canvas")
    image = pytest.importorskip("PIL.Image").new("L", (60, 80), 200)
    image.save(path.with_suffix(".png"))
    made = canvas.Canvas(str(path), pagesize=(595, 842))
    for lines in pages:
        made.setFont("Helvetica", 10)
        for x, top, text in lines:
            made.drawString(x, 842 - top, text)
        if not lines:
            made.drawImage(str(path.with_suffix(".png")), 0, 0, 500, 700)
        if slanted := more.pop("slanted", ""):
            made.translate(120, 300)
            made.rotate(50)
            made.setFont("Helvetica", 70)
            made.drawString(0, 0, slanted)
        made.showPage()
    made.save()
    return path


def under(top: float, *lines: str, left: float = 60) -> list[tuple[float, float, str]]:
    """Set lines one below the other, a blank one for an empty text."""
    return [(left, top + 14 * at, text) for at, text in enumerate(lines) if text]


HEAD = under(60, "Beschlussvorlage", "Vorlage Nr. 7/2026", "")
TEXT = [text for label, value in BELOW for text in (label, value, "")]


def noted(path: Path) -> list[str]:
    """Return what is said of the text as a whole."""
    return [each.found for each in read_file(path).missing if each.field == "text"]


def test_cells_that_wrap_without_lines_around_them_are_put_together(
    tmp_path: Path,
) -> None:
    """A name that cannot end there goes on below; what may belong to two rows is said."""
    columns = (60, 260, 340, 440)
    first = "Ausschuss für Umwelt"
    rows = [
        ROWS[0],
        [first + ",", *ROWS[1][1:]],
        ["Sport und Kultur"],
        [ROWS[2][0], *ROWS[2][1:]],
    ]

    def of(rows: list[list[str]]) -> Reading:
        cells = [
            (x, 110 + 14 * at, text)
            for at, row in enumerate(rows)
            for x, text in zip(columns, row, strict=False)
        ]
        name = tmp_path / "bare.pdf"
        return read_file(drawn(name, HEAD + cells + under(200, *TEXT)))

    open_end = of(rows)
    assert [f"{first}, Sport und Kultur", "Rat"] == [
        each.body for each in open_end.consultations
    ]
    rows[1][0] = "Umweltausschuss"
    either = [each.field for each in of(rows).missing]
    assert "consultations[1].body" in either


def test_a_row_before_the_head_of_the_next_page_is_kept(tmp_path: Path) -> None:
    """What repeats from page to page is left out, and nothing beside it."""
    columns = (60, 260, 340, 440)

    def table(*rows: list[str]) -> list[tuple[float, float, str]]:
        return [
            (x, 110 + 14 * at, text)
            for at, row in enumerate((ROWS[0], *rows))
            for x, text in zip(columns, row, strict=True)
        ]

    bodies = ["Bauausschuss", "Schulausschuss", "Sportausschuss", "Rat"]
    rows = [
        [body, f"{day:02}.03.2026", "nichtöffentlich", "Vorberatung"]
        for day, body in enumerate(bodies, start=3)
    ]
    pages = [
        HEAD + table(*rows[:2]),
        table(rows[2]),
        table(rows[3]) + under(200, *TEXT),
    ]
    reading = read_file(drawn(tmp_path / "pages.pdf", *pages))

    assert bodies == [each.body for each in reading.consultations]
    assert "Neue Bänke im Park" == reading.motion.title


def test_the_line_before_a_repeated_head_is_no_head() -> None:
    """Where nothing but a form feed parts them, as a PDF's pages are."""
    text = (
        "Beschlussvorlage\nVorlage Nr. 7/2026\nBetreff:\nBänke\n\nBeschlussvorschlag:\nDie Stadt"
        "\fStadt Auental\nstellt Bänke auf\fStadt Auental\nund pflegt sie.\n\nBegründung:\nGut.\n"
    )

    assert "Die Stadt stellt Bänke auf und pflegt sie." == " ".join(
        read_paper(text).motion.proposal.split()
    )


def test_a_page_that_is_a_picture_among_others_is_said(tmp_path: Path) -> None:
    """What stands on it may be what matters."""
    path = drawn(tmp_path / "half.pdf", HEAD + under(110, *TEXT), [], under(60, "Ende"))

    assert ["2"] == noted(path)


def test_a_watermark_is_no_part_of_any_text(tmp_path: Path) -> None:
    """Its letters lie across the lines; that they are there is said."""
    path = drawn(tmp_path / "draft.pdf", HEAD + under(110, *TEXT), slanted="ENTWURF")

    assert ["ENTWURF"] == noted(path)
    assert BELOW[1][1] == read_file(path).motion.proposal


def test_columns_of_text_are_read_one_after_the_other(tmp_path: Path) -> None:
    """And said; two short lines beside each other are no columns."""
    left = ["Beschlussvorschlag:", *["Die Stadt stellt zehn Bänke im Park auf,"] * 8]
    right = ["Begründung:", *["weil es dort bisher keine einzige Bank gibt."] * 8]
    beside = under(140, *left) + under(147, *right, left=310)
    title = under(100, "Betreff: Neue Bänke im Park")
    path = drawn(tmp_path / "columns.pdf", HEAD + title + beside)
    motion = read_file(path).motion

    assert ["1"] == noted(path)
    assert "weil" not in motion.proposal
    assert "Stadt" not in motion.reasons
    address = under(60, "Stadt Auental", "Der Rat") + under(
        60, "Beschlussvorlage", "Vorlage Nr. 7/2026", left=310
    )
    assert [] == noted(drawn(tmp_path / "head.pdf", address + under(140, *TEXT)))


W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def test_fields_and_tracked_changes_of_a_word_file_are_read(tmp_path: Path) -> None:
    """What is filled in or put in is text; what was struck is none, and a box is said."""
    docx = pytest.importorskip("docx")
    from docx.oxml import parse_xml  # noqa: PLC0415  # of an extra

    def run(text: str, tag: str = "t") -> str:
        return f'<w:r><w:{tag} xml:space="preserve">{text}</w:{tag}></w:r>'

    document = docx.Document(str(word(tmp_path / "form.docx")))
    body = document.element.body
    for inner in (
        f"<w:sdt><w:sdtContent><w:p>{run('Anlagen: ein Plan')}</w:p></w:sdtContent></w:sdt>",
        f"<w:p>{run('Es sind ')}<w:ins>{run('zwölf')}</w:ins><w:del>{run('zehn', 'delText')}</w:del></w:p>",
        f"<w:p><w:r><w:pict><w:txbxContent><w:p>{run('Vertraulich')}</w:p></w:txbxContent></w:pict></w:r></w:p>",
    ):
        body.insert(len(body) - 1, parse_xml(inner.replace(">", f' xmlns:w="{W}">', 1)))
    document.save(str(tmp_path / "form.docx"))
    text, notes = text_of(tmp_path / "form.docx")

    assert "Anlagen: ein Plan" in text
    assert "Es sind zwölf\n" in text
    assert ["", "Vertraulich"] == [each.found for each in notes]


def test_a_paper_printed_by_a_browser_is_read(tmp_path: Path) -> None:
    """Real fonts with ligatures, hyphens at the ends of lines, heads and feet of pages."""
    rows = "".join(
        f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>" for row in ROWS
    )
    below = "".join(f"<p>{label}</p><p>{value}</p>" for label, value in BELOW)
    far = " ".join(
        f"Die Auffrischung der Pflanzflächen {'am Ufer ' * (at % 7)}wird ausgeschrieben."
        for at in range(90)
    )
    page = f"""<!doctype html><html lang=de><meta charset=utf-8><style>
    td {{ border: 1px solid; width: 25%; vertical-align: top }} table {{ width: 14cm }}
    p {{ text-align: justify; hyphens: auto }}</style><p>{ABOVE[0]}</p><p>{ABOVE[1]}</p>
    <table>{rows}</table>{below}<p>{far}</p>"""
    (tmp_path / "paper.html").write_text(page, "utf-8")
    with chromium() as driver:
        driver.get((tmp_path / "paper.html").as_uri())  # type: ignore[attr-defined]
        printed = driver.print_page()  # type: ignore[attr-defined]
    (tmp_path / "paper.pdf").write_bytes(base64.b64decode(printed))
    reading = read_file(tmp_path / "paper.pdf")

    assert_whole(reading)
    assert 90 == reading.motion.reasons.count("Auffrischung der Pflanzflächen")


def test_hidden_and_struck_letters_of_a_word_file_are_said_and_not_read(
    tmp_path: Path,
) -> None:
    """A sum that was struck out, or that nobody sees, is none of the paper's."""
    docx = pytest.importorskip("docx")
    document = docx.Document()
    line = document.add_paragraph("Kosten: ")
    line.add_run("5.000 €").font.strike = True
    line.add_run("geheim").font.hidden = True
    line.add_run("7.000 €").font.strike = False
    document.save(str(tmp_path / "struck.docx"))

    text, notes = text_of(tmp_path / "struck.docx")

    assert "Kosten: 7.000 €" == text.strip()
    assert ["geheim5.000 €"] == [note.found for note in notes]


def test_tables_in_a_cell_of_a_word_file_are_read(tmp_path: Path) -> None:
    """A form that lays out its page by a table holds its table of meetings in a cell."""
    docx = pytest.importorskip("docx")
    document = docx.Document()
    cell = document.add_table(1, 1).cell(0, 0)
    cell.text = "Beratungsfolge"
    table = cell.add_table(1, 3)
    for at, each in enumerate(("Rat", "20.03.2026", "Ö")):
        table.cell(0, at).text = each
    document.save(str(tmp_path / "frame.docx"))

    lines = text_of(tmp_path / "frame.docx")[0].splitlines()

    assert ["Beratungsfolge", "Rat\t20.03.2026\tÖ"] == [x for x in lines if x]


@pytest.mark.parametrize(
    "cell", ["<w:vMerge/>", '<w:gridSpan w:val="2000000000"/>', '<w:gridSpan w:val="x"/>']
)  # fmt: skip
def test_a_table_that_cannot_be_is_one_clear_sentence(
    tmp_path: Path, cell: str
) -> None:
    """A cell that goes on above the first row, or over more columns than there are."""
    docx = pytest.importorskip("docx")
    from docx.oxml import parse_xml  # noqa: PLC0415  of an extra

    document = docx.Document()
    where = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    document.element.body.insert(
        0,
        parse_xml(
            f"<w:tbl {where}><w:tr><w:tc><w:tcPr>{cell}</w:tcPr><w:p/></w:tc></w:tr></w:tbl>"
        ),
    )
    document.save(str(tmp_path / "odd.docx"))

    with pytest.raises(InvalidInputError, match="cannot be read"):
        text_of(tmp_path / "odd.docx")
