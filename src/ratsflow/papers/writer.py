"""Write a motion and its consultations in the form of a city, as Markdown."""

from __future__ import annotations

from collections.abc import Sequence

import attrs

from ratsflow.errors import Both, InvalidInputError
from ratsflow.model import Consultation, Motion, PreviousConsideration
from ratsflow.papers.boxes import write_fields
from ratsflow.papers.costs import find_costs
from ratsflow.papers.dates import written
from ratsflow.papers.form import Form, Section, load_form
from ratsflow.papers.markdown import escape
from ratsflow.papers.money import written_money
from ratsflow.papers.passages import Passage
from ratsflow.papers.previous import write_line
from ratsflow.papers.reading import ReadConsultation
from ratsflow.papers.vocabulary import squeeze


def write_paper(
    motion: Motion,
    consultations: Sequence[Consultation | ReadConsultation] = (),
    form: Form | None = None,
) -> str:
    """Write a motion in a city's form; `read_paper` gives the same fields back.

    Args:
        motion: the motion.
        consultations: bodies and meetings, in order.
        form: the form; None for that of Bielefeld.

    Returns:
        Markdown. Words that would be read as marks or labels are escaped. What the form
        has no place for is not written; `unwritten` names it.

    Raises:
        InvalidInputError: the form is read only, or has no heading for the paper type.
    """
    form = form or load_form("bielefeld")
    blocks = [_heading(form, motion), *_cells(form, motion)]
    blocks.append(_table(form, consultations))
    for section in form.sections:
        blocks += _section(form, section, motion)
    return "\n\n".join([*blocks, *_signature(form, motion)]) + "\n"


def unwritten(motion: Motion, form: Form | None = None) -> tuple[str, ...]:
    """Name the fields that a motion states and the form has no place for.

    Args:
        motion: the motion.
        form: the form; None for that of Bielefeld.

    Returns:
        Names of fields of `Motion`, in its order.
    """
    form = form or load_form("bielefeld")
    placed = {section.field for section in form.sections} | {"paper_type"}
    placed |= {cell.field for cell in form.cells}
    if form.signature:
        placed |= {"signatory", "signatory_role"}
    blank = Motion()
    return tuple(
        name
        for name in (attribute.name for attribute in attrs.fields(Motion))
        if name not in placed and getattr(motion, name) != getattr(blank, name)
    )


def _heading(form: Form, motion: Motion) -> str:
    if form.title_in_header:
        raise InvalidInputError(
            Both(
                f"papers of the form {form.id!r} can be read but not written.",
                f"Vorlagen im Formular „{form.id}“ lassen sich lesen, aber nicht "
                "schreiben.",
            ),
            Both("form", "Formular"),
            Both(
                "Use a form in which the title has a label, for example 'bielefeld'.",
                "Ein Formular wählen, in dem der Gegenstand eine Überschrift hat, "
                "zum Beispiel „bielefeld“.",
            ),
        )
    heading = form.heading_of(motion.paper_type)
    if heading is None:
        raise InvalidInputError(
            Both(
                f"the form {form.id!r} has no heading for {motion.paper_type.value!r}.",
                f"das Formular „{form.id}“ hat keine Überschrift für "
                f"„{motion.paper_type.value}“.",
            ),
            "paper_type",
            Both(
                "Add one to [titles] of the form file.",
                "In der Formulardatei unter [titles] eine ergänzen.",
            ),
        )
    return f"## {heading}"


def _cells(form: Form, motion: Motion) -> list[str]:
    values = [(cell, getattr(motion, cell.field)) for cell in form.cells if cell.field]
    return [f"{cell.labels[0]}: {escape(value)}" for cell, value in values if value]


def _table(form: Form, items: Sequence[Consultation | ReadConsultation]) -> str:
    rows = ["\t".join(column.labels[0] for column in form.columns)]
    return "\n".join([*rows, *(_row(form, item) for item in items)])


def _row(form: Form, item: Consultation | ReadConsultation) -> str:
    if isinstance(item, Consultation):
        item = _as_read(item)
    words = {None: "", True: form.words.public[0], False: form.words.nonpublic[0]}
    roles = {role: word for word, role in reversed(tuple(form.roles.items()))}
    cells = {
        "body": f"<b>{escape(item.body)}</b>",
        "day": "" if item.day is None else written(item.day),
        "public": words[item.public],
        "role": "" if item.role is None else roles.get(item.role, ""),
        "agenda_number": escape(item.agenda_number),
    }
    return "\t".join(cells[column.part] for column in form.columns)


def _as_read(item: Consultation) -> ReadConsultation:
    day = None if item.meeting is None else item.meeting.day
    return ReadConsultation(
        item.body.name, day, item.public, item.role, item.agenda_number
    )


def _section(form: Form, section: Section, motion: Motion) -> list[str]:
    heading = f"### {section.labels[0]}{'' if section.labels[0].endswith(')') else ':'}"
    if section.field == "cost_statement":
        lines = _cost(form, motion)
        return [heading, "  \n".join(lines)] if lines else []
    if section.field == "previous_considerations":
        return _previous(form, heading, motion.previous_considerations)
    text: str = getattr(motion, section.field)
    if section.field == "title":
        return [heading, f"**{_line(form, text)}**"] if text else [heading]
    if not text and not section.required and not section.required_for:
        return []
    return [heading, *_paragraphs(form, text, is_bold=section.bold)]


def _paragraphs(form: Form, text: str, *, is_bold: bool) -> list[str]:
    if text in form.empty_marks:
        return [_referenced(text)]
    mark = "**" if is_bold else ""
    return [mark + part + mark for part in _split(form, text) if part]


def _split(form: Form, text: str) -> list[str]:
    """Cut a text at its single blank lines; other line breaks are kept as they are.

    Line breaks that Markdown would swallow (at the ends, or more than two in a row) are
    written as references.
    """
    body = text.strip("\n")
    if not body:
        return ["&#10;" * len(text)]
    before = len(text) - len(text.lstrip("\n"))
    after = len(text) - before - len(body)
    parts = _runs(form, body)
    parts[0] = "&#10;" * before + parts[0]
    parts[-1] += "&#10;" * after
    return parts


def _runs(form: Form, body: str) -> list[str]:
    parts: list[str] = []
    spare = 0
    for piece in body.split("\n\n"):
        if not piece:
            spare += 1
            continue
        start = piece.lstrip("\n")
        extra = 2 * spare + len(piece) - len(start)
        stop = start.rstrip("\n")
        tail = len(start) - len(stop)
        lines = "  \n".join(_line(form, line) for line in stop.split("\n"))
        parts.append("&#10;" * extra + lines + "&#10;" * tail)
        spare = 0
    return parts


def _line(form: Form, line: str) -> str:
    """Escape a line of content, and one that is a text of the form even more."""
    noise = {squeeze(text) for text in form.noise}
    return _referenced(line) if squeeze(line) in noise else escape(line)


def _referenced(line: str) -> str:
    return f"&#{ord(line[0])};{escape(line[1:])}" if line else line


def _previous(
    form: Form, heading: str, items: tuple[PreviousConsideration, ...] | None
) -> list[str]:
    if items is None:
        return []
    lines = [_earlier(form, item) for item in items if item != _NOTHING]
    return [heading, "\n".join(lines) if lines else form.empty_marks[0]]


_NOTHING = PreviousConsideration()


def _earlier(form: Form, item: PreviousConsideration) -> str:
    noise = {squeeze(text) for text in form.noise}
    is_mark = item.text.strip() in form.empty_marks or squeeze(item.text) in noise
    return write_line(item, in_cells=is_mark)


def _cost(form: Form, motion: Motion) -> list[str]:
    """Write the cost section, unless the text says the same by itself."""
    texts = [motion.proposal, motion.summary, motion.reasons]
    said = find_costs((Passage(text) for text in texts), form.headings)
    if said.statement == motion.cost_statement or form.costs is None:
        return []
    return write_fields(form.costs, motion.cost_statement, written_money)


def _signature(form: Form, motion: Motion) -> list[str]:
    if form.signature is None:
        return []
    role, name = motion.signatory_role, motion.signatory
    block = [f"**{_line(form, role)}**"] if role else []
    block += form.noise[:1]
    return [*block, f"**{_line(form, name)}**"] if name else block
