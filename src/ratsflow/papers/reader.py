"""Read a Vorlage text to a motion with its consultations."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import attrs

from ratsflow.errors import Both, InvalidInputError
from ratsflow.model import PaperType
from ratsflow.papers import wording
from ratsflow.papers.anywhere import country_form, evidence, read_anywhere
from ratsflow.papers.assembled import reading_of, without_pages
from ratsflow.papers.doubts import list_doubts
from ratsflow.papers.draft import (
    Draft,
    keep,
    text_fields,
    without_noise,
)
from ratsflow.papers.fields import checks, cost, earlier, overflow
from ratsflow.papers.files import text_of
from ratsflow.papers.form import Form, shipped_forms
from ratsflow.papers.head import Head, is_own, own_score, read_head, recognise
from ratsflow.papers.lines import (
    Line,
    furniture,
    garbled,
    split_lines,
)
from ratsflow.papers.minutes import are_minutes
from ratsflow.papers.missing import list_missing
from ratsflow.papers.outline import (
    Style,
    outline,
)
from ratsflow.papers.passages import width_of
from ratsflow.papers.reading import Reading
from ratsflow.papers.signature import sign


def read_paper(text: str, form: Form | None = None) -> Reading:
    """Read the text of a Vorlage.

    Args:
        text: Markdown, or plain text as it comes out of a PDF.
        form: the form; None tells it by the labels.

    Returns:
        Motion, consultations, and everything that is missing, doubtful or no content.

    Raises:
        InvalidInputError: the text is no Vorlage, has nothing but a head, or holds a
            date that does not exist.
    """
    lines = split_lines(text)
    form = form or form_for(lines)
    if form.vocabulary is not None:
        return read_anywhere(form, lines)
    return _read(form, lines)


def form_for(lines: Sequence[Line]) -> Form:
    """Tell the form of a text: that of a town that it fits, else that of the country.

    Args:
        lines: the lines of the text.

    Raises:
        InvalidInputError: it is no Vorlage at all.
    """
    if are_minutes(lines):
        raise InvalidInputError(
            Both(
                "these are minutes of a meeting and no paper.",
                "das ist die Niederschrift einer Sitzung und keine Vorlage.",
            ),
            "text",
            Both(
                "Read them with read_minutes, or ratsflow read.",
                "Sie mit read_minutes oder „ratsflow read“ lesen.",
            ),
        )
    forms = shipped_forms()
    fits = sorted(((own_score(form, lines), form) for form in forms), key=_first)
    (second, _), (best, form) = fits[-2:]
    found = evidence(lines)
    margin = _MARGIN if is_own(form, lines) else 1
    if found >= _ENOUGH and (found > best + margin or best == second):
        return country_form()
    return recognise(lines, forms)


_MARGIN = 4
_ENOUGH = 3


def _first(pair: tuple[int, Form]) -> int:
    return pair[0]


_LARGEST = 16_000_000
"""Bytes; no text of a Vorlage comes near it."""


def read_file(path: str | Path, form: Form | None = None) -> Reading:
    """Read a Vorlage from a text, PDF or Word file; see `read_paper` and `files.text_of`.

    Args:
        path: the file.
        form: the form; None tells it by the labels.

    Raises:
        InvalidInputError: as `read_paper`, or the file or its encoding is wrong; names
            the file.
    """
    path = Path(path)
    if path.exists() and not path.is_file():
        raise InvalidInputError(
            Both("it is no regular file.", "das ist keine gewöhnliche Datei."),
            str(path),
            Both("Name a text file.", "Eine Textdatei nennen."),
        )
    if path.exists() and path.stat().st_size > _LARGEST:
        raise InvalidInputError(
            Both(
                f"it has {path.stat().st_size} bytes; a Vorlage is text of a few pages.",
                f"sie hat {path.stat().st_size} Bytes; eine Vorlage ist ein Text von "
                "wenigen Seiten.",
            ),
            path.name,
            Both(
                "Name the text, not a scan or a database.",
                "Den Text nennen, keinen Scan und keine Datenbank.",
            ),
        )
    text, notes = text_of(path)
    try:
        reading = read_paper(text, form)
    except InvalidInputError as error:
        where = f"{path.name}, {error.where}" if error.where else path.name
        raise InvalidInputError(error.what, where, error.cure) from error
    return attrs.evolve(reading, missing=(*notes, *reading.missing))


def _read(form: Form, all_lines: tuple[Line, ...]) -> Reading:
    style = outline(form, all_lines).style
    edges = furniture(all_lines) if style is Style.PLAIN else ()
    gone = {(entry.line, entry.text) for entry in edges}
    lines = without_pages(all_lines, gone)
    draft = Draft(form, outline(form, lines), width_of(lines))
    draft.missing += garbled(all_lines)
    draft.skipped += edges
    sign(draft)
    _noise_in_head(draft)
    head = read_head(form, draft.outline.head, draft.style)
    text_fields(draft)
    overflow(draft)
    _from_head(draft, head)
    earlier(draft)
    cost(draft)
    checks(draft)
    _refuse_empty(draft)
    list_missing(draft, head)
    list_doubts(draft, head.table.rows)
    return reading_of(draft, head, all_lines)


def _noise_in_head(draft: Draft) -> None:
    head = without_noise(draft, list(draft.outline.head), draft.form.noise)
    parts = [
        attrs.evolve(
            part, lines=tuple(without_noise(draft, list(part.lines), draft.form.noise))
        )
        for part in draft.outline.parts
    ]
    draft.outline = attrs.evolve(draft.outline, head=tuple(head), parts=tuple(parts))


def _from_head(draft: Draft, head: Head) -> None:
    draft.values["paper_type"] = head.paper_type or PaperType.DECISION_PAPER
    draft.values |= head.values
    draft.missing += head.missing
    draft.skipped += head.skipped
    if draft.form.title_in_header:
        keep(draft, "title", draft.line(head.rest), head.rest)
        head.rest = []
    field = draft.form.after_table
    if field and any(not x.is_blank for x in head.after) and field not in draft.values:
        passage = draft.flow(head.after)
        keep(draft, field, passage, head.after)
        draft.miss(field, wording.UNLABELLED, passage.text, passage.numbers[0])
        head.after = []


def _refuse_empty(draft: Draft) -> None:
    content = [draft.values.get(x) for x in ("title", "proposal", "reasons", "summary")]
    if any(content[1:]) or (content[0] and not draft.form.title_in_header):
        return
    raise InvalidInputError(
        Both(
            f"the text has the head of a Vorlage ({draft.form.id}) but no content.",
            f"der Text hat den Kopf einer Vorlage ({draft.form.id}), aber keinen "
            "Inhalt.",
        ),
        "text",
        Both(
            "Give the whole text, with title, proposal and reasons.",
            "Den ganzen Text angeben, mit Gegenstand, Beschlussvorschlag und "
            "Begründung.",
        ),
    )
