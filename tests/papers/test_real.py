"""Real Vorlagen are read right; they are read from RATSFLOW_SHARED, not shipped."""

from __future__ import annotations

import json
import os

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from ratsflow.model import CostEffect, PaperType
from ratsflow.papers import (
    ReadConsultation,
    Reading,
    Severity,
    load_form,
    read_file,
    read_paper,
    write_paper,
)
from ratsflow.papers.dates import find_days
from ratsflow.papers.vocabulary import squeeze


ROOT = Path(__file__).parents[2]
SHARED = Path(os.environ.get("RATSFLOW_SHARED", ROOT / ".." / "shared")).resolve()
SEED = SHARED / "data" / "vorlage_bielefeld.md"
KARLSRUHE = SHARED / "data" / "karlsruhe_vorlagen"

pytestmark = pytest.mark.skipif(
    not SEED.exists(), reason=f"no real Vorlagen in {SHARED}; set RATSFLOW_SHARED"
)

ROLES = {
    "Entscheidung": "decision",
    "Vorberatung": "preliminary",
    "Beratung": "preliminary",
    "Behandlung": "preliminary",
    "Anhörung": "hearing",
    "Kenntnisnahme": "noting",
}
TYPES = {
    "Beschlussvorlage": PaperType.DECISION_PAPER,
    "Informationsvorlage": PaperType.INFORMATION_PAPER,
}

# Where paper and OParl interface of the city differ, the reader follows the paper.
OTHER_REFERENCE = {"2024/0269"}
FIRST_LINE_ONLY = {"2023/1408", "2024/0213/1", "2026/0068"}
OTHER_NAME = {"2023/1297", "2024/0671", "2025/0219", "2026/0461"}
OTHER_CONSULTATION = {
    ("2025/0267", "body"),
    ("2025/0267", "date"),
    ("2026/0461", "role"),
}


def seed() -> Reading:
    """Read the Vorlage that the mission starts from."""
    return read_file(SEED)


def papers() -> list[tuple[dict[str, Any], Reading]]:
    """Read the Karlsruhe papers beside what the OParl interface says."""
    facts = json.loads((KARLSRUHE / "facts.json").read_text(encoding="utf-8"))
    names = [fact["reference"].replace("/", "-") for fact in facts]
    readings = [read_file(KARLSRUHE / f"{name}.txt") for name in names]
    return list(zip(facts, readings, strict=True))


def letters(text: str) -> str:
    """Keep letters and digits only."""
    return "".join(sign for sign in text.casefold() if sign.isalnum())


def test_the_seed_is_read_right() -> None:
    """Every field of the form is where it belongs."""
    reading = seed()
    motion = reading.motion

    assert "bielefeld" == reading.form_id
    assert PaperType.DECISION_PAPER is motion.paper_type
    assert motion.title.startswith('Beitritt zum "Kommunennetzwerk: engagiert in NRW"')
    assert motion.title.endswith("der Landesregierung NRW")
    assert "Die Stadt Bielefeld tritt dem" == motion.proposal[:29]
    assert motion.proposal.endswith("bei.")
    assert () == motion.previous_considerations
    assert ("Ingo Nürnberger", "Beigeordneter") == (
        motion.signatory,
        motion.signatory_role,
    )
    assert (
        ReadConsultation(
            "Sozial- und Gesundheitsausschuss", date(2018, 9, 4), public=True
        ),
    ) == reading.consultations


def test_the_cost_statement_of_the_seed_is_an_explicit_none() -> None:
    """'Weitere Kosten entstehen nicht' is found and quoted."""
    statement = seed().motion.cost_statement

    assert statement is not None
    assert CostEffect.NONE is statement.effect
    assert "Weitere Kosten entstehen nicht." == statement.quote


def test_the_reasons_of_the_seed_are_whole() -> None:
    """Every word between label and signature is there, in order, without marks."""
    source = SEED.read_text(encoding="utf-8")
    raw = source.split("### Begründung:")[1].split("**Beigeordneter**")[0]
    reasons = seed().motion.reasons

    assert raw.replace("**", "").split() == reasons.split()
    assert 6 == len(reasons.split("\n\n"))


def test_the_note_of_the_form_is_no_content() -> None:
    """The sentence about three pages is listed as text of the form."""
    reading = seed()
    note = "Wenn die Begründung länger als drei Seiten ist"

    assert note not in reading.motion.reasons
    assert [True] == [entry.text.startswith(note) for entry in reading.skipped]


def test_what_the_seed_lacks_is_listed() -> None:
    """The reference comes at release; the form does not state the role."""
    assert [
        ("reference", Severity.LATER),
        ("consultations[0].role", Severity.NOTICE),
    ] == [(entry.field, entry.severity) for entry in seed().missing]


def test_the_seed_is_written_back() -> None:
    """Written and read again, the seed is the same."""
    reading = seed()
    again = read_paper(write_paper(reading.motion, reading.consultations))

    assert reading.motion == again.motion
    assert reading.consultations == again.consultations


def test_the_seed_reads_the_same_out_of_a_pdf() -> None:
    """One cell a line and without marks, the seed gives the same motion."""
    plain = SEED.read_text(encoding="utf-8").replace("\t", "\n")
    for mark in ("## ", "### ", "#", "**", "<b>", "</b>"):
        plain = plain.replace(mark, "")
    reading = read_paper(plain)
    same = ("title", "proposal", "cost_statement", "signatory", "signatory_role")

    assert [getattr(seed().motion, name) for name in same] == [
        getattr(reading.motion, name) for name in same
    ]
    assert seed().motion.reasons.split() == reading.motion.reasons.split()
    assert seed().consultations == reading.consultations


def test_karlsruhe_references_and_types() -> None:
    """23 of 24 references agree; the 24th has a slip in the paper. All types do."""
    wrong = {
        f["reference"] for f, r in papers() if f["reference"] != r.motion.reference
    }
    types = [TYPES[f["paperType"]] is r.motion.paper_type for f, r in papers()]

    assert OTHER_REFERENCE == wrong
    assert [True] * 24 == types


def test_karlsruhe_titles() -> None:
    """17 titles agree by letters, 3 names are the first line, 4 are other words."""
    names = {
        f["reference"]: (letters(f["name"]), letters(r.motion.title))
        for f, r in papers()
    }
    other = {ref for ref, (name, title) in names.items() if name != title}
    longer = {ref for ref in other if names[ref][1].startswith(names[ref][0])}

    assert FIRST_LINE_ONLY == longer
    assert OTHER_NAME == other - longer
    assert 17 == len(names) - len(other)


def test_karlsruhe_consultations() -> None:
    """25 public consultations: 72 of 75 cells agree; three slips are in the papers."""
    wrong = set()
    count = 0
    for fact, reading in papers():
        public = [part for part in reading.consultations if part.public]
        assert len(fact["consultation"]) == len(public)
        for said, got in zip(fact["consultation"], public, strict=True):
            count += 1
            role = got.role.value if got.role else None
            for name, expected, found in (
                ("body", said["organization"][0], got.body),
                ("date", date.fromisoformat(said["date"]), got.day),
                ("role", ROLES[said["role"]], role),
            ):
                if expected != found:
                    wrong.add((fact["reference"], name))

    assert OTHER_CONSULTATION == wrong
    assert 25 == count


def test_karlsruhe_nonpublic_steps_are_read() -> None:
    """The eight non-public steps stand in the texts only."""
    steps = [part for _, r in papers() for part in r.consultations if not part.public]

    assert 8 == len(steps)
    assert {"preliminary", "noting"} == {part.role.value for part in steps if part.role}


def test_karlsruhe_boxes() -> None:
    """Every ticked box is read; two papers have none and state nothing."""
    effects = [r.motion.cost_statement for _, r in papers()]
    said = [statement.effect.value for statement in effects if statement]

    assert (9, 13, 2) == (said.count("none"), said.count("amount"), effects.count(None))


@pytest.mark.parametrize("number", range(24))
def test_nothing_is_dropped_in_silence(number: int) -> None:
    """Every line of a paper is in a field, in a list, or is a label of the form."""
    path = sorted(KARLSRUHE.glob("*.txt"))[number]
    plain = json.dumps(read_file(path).to_plain(), ensure_ascii=False)
    plain = plain.replace("\\n", " ").replace('\\"', '"')
    form = load_form("karlsruhe")
    labels = [label for part in form.sections for label in part.labels]
    cells = [label for cell in form.cells for label in cell.labels]
    boxes = form.boxes
    assert boxes is not None
    words = [*labels, *cells, *boxes.total, *boxes.yearly, *boxes.income, *boxes.ends]
    heads = "".join(column.labels[0] for column in form.columns)
    known = squeeze(" ".join([plain, heads, *form.titles, *words]))
    lost = [
        line
        for whole in path.read_text(encoding="utf-8").splitlines()
        for line in whole.replace(" Verantwortlich", "\nVerantwortlich").split("\n")
        if not find_days(line)
        and not set(line) & set("\u2610\u2612")
        and squeeze(line) not in known
        and squeeze(line.partition(":")[2]) not in known
    ]

    assert [] == lost
