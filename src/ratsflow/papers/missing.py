"""List what the paper lacks."""

from __future__ import annotations

from ratsflow.model import Wording
from ratsflow.papers import wording
from ratsflow.papers.draft import (
    Draft,
)
from ratsflow.papers.form import Cell, Section
from ratsflow.papers.head import Head
from ratsflow.papers.reading import Severity
from ratsflow.papers.table import Words, missing_in


_EARLIER = "previous_considerations"


def list_missing(draft: Draft, head: Head) -> None:
    """List every field that the form asks for and the paper lacks."""
    if head.paper_type is None:
        draft.miss("paper_type", wording.HEADING, _first_words(draft), 1, "")
    for cell in draft.form.cells:
        if cell.field and not draft.values.get(cell.field):
            place = head.places.get(cell.field)
            cure, severity = _for_cell(cell)
            draft.miss(cell.field, cure, "", place, severity=severity)
    for section in draft.form.sections:
        if section.is_needed(head.paper_type) and not draft.values.get(section.field):
            _missing_section(draft, section)
    if draft.form.title_in_header and not draft.values.get("title"):
        draft.miss("title", wording.FILL_IN, severity=Severity.REQUIRED)
    is_asked = draft.form.vocabulary is None or draft.outline.part(_EARLIER)
    if draft.form.section(_EARLIER) and is_asked:
        _missing_previous(draft)
    _missing_consultations(draft, head)
    _missing_signature(draft)
    _list_leftovers(draft, head)


def _for_cell(cell: Cell) -> tuple[Wording, Severity]:
    if cell.later:
        return wording.AT_RELEASE, Severity.LATER
    return wording.FILL_IN, Severity.NOTICE


def _first_words(draft: Draft) -> str:
    lines = (*draft.outline.head, *(part.label for part in draft.outline.parts))
    return next((line.text.strip() for line in lines if not line.is_blank), "")


def _missing_section(draft: Draft, section: Section) -> None:
    cure = Wording(
        f"Den Abschnitt „{section.labels[0]}“ ausfüllen.",
        f"Fill in the section {section.labels[0]!r}.",
    )
    line = draft.line_of(section.field)
    draft.miss(section.field, cure, "", line, severity=Severity.REQUIRED)


def _missing_previous(draft: Draft) -> None:
    if draft.values.get("previous_considerations") is None:
        line = draft.line_of("previous_considerations")
        draft.miss("previous_considerations", wording.SAY_BEFORE, "", line)


def _missing_consultations(draft: Draft, head: Head) -> None:
    words = Words(draft.form)
    for at, row in enumerate(head.table.rows):
        draft.missing += missing_in(words, at, row)
    if not head.table.rows:
        label = words.label("body")
        draft.miss(
            "consultations", wording.TABLE, label=label, severity=Severity.REQUIRED
        )


def _missing_signature(draft: Draft) -> None:
    if draft.form.signature is None:
        return
    role = draft.values.get("signatory_role", "")
    if not draft.values.get("signatory"):
        draft.miss("signatory", wording.SIGN, role, None, severity=Severity.REQUIRED)
    elif not role:
        draft.miss("signatory_role", wording.SIGN_ROLE, draft.values["signatory"])


def _list_leftovers(draft: Draft, head: Head) -> None:
    for line in (*head.rest, *head.table.stray, *head.after):
        if not line.is_blank:
            draft.miss("head", wording.UNREAD, line.text.strip(), line.number)
    for section, line in draft.outline.extra:
        draft.miss(
            section.field,
            wording.EXTRA,
            line.text.strip(),
            line.number,
            section.labels[0],
        )
