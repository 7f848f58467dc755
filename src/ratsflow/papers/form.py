"""What a city's form looks like, as data: labels to fields, words, noise, layout."""

from __future__ import annotations

import tomllib

from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from pathlib import Path

import attrs
import cattrs

from cattrs import transform_error
from cattrs.v import format_exception

from ratsflow.errors import Both, DefinitionError, InvalidInputError, UnknownNameError
from ratsflow.model import ConsultationRole, PaperType
from ratsflow.model.text import line_of
from ratsflow.papers.lines import LARGEST
from ratsflow.papers.vocabulary import Vocabulary, squeeze


SHIPPED = ("bielefeld", "karlsruhe")
COUNTRY = "country"

_FIELDS = frozenset(
    {
        "title",
        "reference",
        "proposal",
        "reasons",
        "summary",
        "cost_statement",
        "previous_considerations",
        "lead_department",
        "impact_checks",
        "",
    }
)
_PARTS = frozenset({"body", "day", "public", "role", "agenda_number"})


@attrs.frozen
class Cell:
    """A short field at the top of the paper, label and value side by side.

    Attributes:
        field: field of the motion, or empty for one that has no place in it.
        labels: the words that stand in front of the value; the first one is written.
        later: the value is given at a later step, so that a draft may lack it.
        wraps: the value may run over several narrow lines.
    """

    field: str
    labels: tuple[str, ...]
    later: bool = False
    wraps: bool = False


@attrs.frozen
class Column:
    """A column of the table of bodies and meetings.

    Attributes:
        part: body, day, public, role or agenda_number.
        labels: the words at its head; the first one is written.
    """

    part: str
    labels: tuple[str, ...]


@attrs.frozen
class Section:
    """A part of the paper under a label of its own.

    Attributes:
        field: field of the motion.
        labels: the words that open it; the first one is written.
        required: every paper needs it.
        required_for: the paper types that need it.
        bold: it is written in bold.
        boxes: it is filled in by ticking boxes.
        key: name of the check, for sections of `Motion.impact_checks`.
        skip: lines of the form inside the section.
        skip_prefixes: beginnings of first lines that are form text (an addressee).
    """

    field: str
    labels: tuple[str, ...]
    required: bool = False
    required_for: tuple[PaperType, ...] = ()
    bold: bool = False
    boxes: bool = False
    key: str = ""
    skip: tuple[str, ...] = ()
    skip_prefixes: tuple[str, ...] = ()

    def is_needed(self, paper_type: PaperType | None) -> bool:
        """Tell whether a paper of that type must have it."""
        return self.required or paper_type in self.required_for


@attrs.frozen
class Words:
    """The words for public and non-public."""

    public: tuple[str, ...]
    nonpublic: tuple[str, ...]


@attrs.frozen
class SignatureBlock:
    """The offices that sign, as they stand under the paper."""

    roles: tuple[str, ...] = ()


@attrs.frozen
class CostLabels:
    """The labels of a cost section that is filled in field by field."""

    effect: str
    amount: str
    recurrence: str
    year: str
    product_group: str
    covered: str
    coverage: str
    quote: str


@attrs.frozen
class BoxLabels:
    """The labels of a cost section with boxes to tick."""

    yes: str
    no: str
    total: tuple[str, ...]
    yearly: tuple[str, ...] = ()
    income: tuple[str, ...] = ()
    ends: tuple[str, ...] = ()
    covered: tuple[str, ...] = ()
    not_covered: tuple[str, ...] = ()
    coverage: tuple[str, ...] = ()


@attrs.frozen
class Form:
    """A city's form.

    Attributes:
        id: short name.
        city: the city.
        titles: heading of the paper to its type.
        words: words for public and non-public.
        cells: short fields at the top.
        columns: columns of the table of bodies and meetings, in order.
        sections: the labelled parts, in the order in which they are written.
        roles: words of the table to consultation roles.
        empty_marks: what stands for "there is none".
        noise: text of the form itself, never content.
        headings: sub-headings that end a sentence without a full stop.
        title_in_header: the title stands without a label above the table.
        narrow: characters in a line of the narrow cells at the top.
        after_table: field of text that follows the table without a label.
        signature: the offices that sign; None if the form has no signature.
        costs: labels of a cost section filled in field by field.
        boxes: labels of a cost section with boxes.
        vocabulary: words by which papers are read wherever these stand, in any order;
            None for a form of one layout.
    """

    id: str
    city: str
    titles: Mapping[str, PaperType] = attrs.field(hash=False)
    words: Words
    cells: tuple[Cell, ...]
    columns: tuple[Column, ...]
    sections: tuple[Section, ...]
    roles: Mapping[str, ConsultationRole] = attrs.field(factory=dict, hash=False)
    empty_marks: tuple[str, ...] = ()
    noise: tuple[str, ...] = ()
    headings: tuple[str, ...] = ()
    title_in_header: bool = False
    narrow: int = 28
    after_table: str = ""
    signature: SignatureBlock | None = None
    costs: CostLabels | None = None
    boxes: BoxLabels | None = None
    vocabulary: Vocabulary | None = attrs.field(default=None, eq=False)

    def __attrs_post_init__(self) -> None:
        problems = [*_unknown_fields(self), *_empty_labels(self), *_twice(self)]
        if problems:
            raise DefinitionError(
                Both(f"form {self.id!r}", f"Formular „{self.id}“"), problems
            )

    def section(self, field: str) -> Section | None:
        """Find the section of a field."""
        return next((part for part in self.sections if part.field == field), None)

    def cell(self, field: str) -> Cell | None:
        """Find the cell of a field."""
        return next((cell for cell in self.cells if cell.field == field), None)

    def column(self, part: str) -> Column | None:
        """Find the column of a part."""
        return next((column for column in self.columns if column.part == part), None)

    def heading_of(self, paper_type: PaperType) -> str | None:
        """Find the heading that is written for a paper type."""
        return next((t for t, kind in self.titles.items() if kind is paper_type), None)

    @property
    def labels(self) -> tuple[str, ...]:
        """The first label of every section, for messages."""
        return tuple(part.labels[0] for part in self.sections)


def _unknown_fields(form: Form) -> list[str]:
    parts = [c.part for c in form.columns if c.part not in _PARTS]
    named = [cell.field for cell in form.cells] + [s.field for s in form.sections]
    fields = [name for name in named if name not in _FIELDS]
    return [
        Both(
            f"{name!r} is no field that a form can fill.",
            f"„{name}“ ist kein Feld, das ein Formular füllen kann.",
        )
        for name in (*parts, *fields)
    ]


def _empty_labels(form: Form) -> list[str]:
    everything: tuple[Cell | Column | Section, ...]
    everything = (*form.cells, *form.columns, *form.sections)
    return [
        Both(f"{part} has an empty label or none.", f"{part} hat keine Überschrift.")
        for part in everything
        if not part.labels or not all(map(squeeze, part.labels))
    ]


def _twice(form: Form) -> list[str]:
    seen: set[str] = set()
    twice: list[str] = []
    for label in (label for part in form.sections for label in part.labels):
        if squeeze(label) in seen:
            twice.append(
                Both(
                    f"the label {label!r} opens two sections.",
                    f"die Überschrift „{label}“ eröffnet zwei Abschnitte.",
                )
            )
        seen.add(squeeze(label))
    return twice


def _rename(data: Mapping[str, object]) -> dict[str, object]:
    names = {"cell": "cells", "column": "columns", "section": "sections"}
    return {names.get(key, key): value for key, value in data.items()}


def parse_form(text: str, where: str = "form") -> Form:
    """Build a form from the text of its TOML file.

    A file with ``extends = "country"`` says only what differs from the words of the
    country, table by table as in `data/country.toml`; papers are then read wherever
    these words stand. Any other describes one layout whole.

    Args:
        text: the TOML text.
        where: what to name in errors, for example the path.

    Returns:
        The form.

    Raises:
        InvalidInputError: the text is no TOML.
        DefinitionError: the form lacks a key, has an unknown one or a wrong value; one
            line ``message @ path`` for each.
    """
    try:
        data = _rename(tomllib.loads(text))
    except tomllib.TOMLDecodeError as error:
        raise InvalidInputError(
            Both(
                f"the file is no TOML: {error}.",
                f"die Datei ist kein gültiges TOML{line_of(error)}.",
            ),
            where,
            Both("Mend the line it names.", "Die genannte Zeile berichtigen."),
        ) from error
    if "extends" in data:
        from ratsflow.papers.anywhere.form import town_form  # noqa: PLC0415  it makes forms

        return town_form(data, where)
    try:
        return cattrs.Converter(forbid_extra_keys=True).structure(data, Form)
    except cattrs.BaseValidationError as error:
        problems = transform_error(error, format_exception=_worded)
        raise DefinitionError(where, problems) from error


def _worded(error: BaseException, type_: type | None) -> str:
    if isinstance(error, DefinitionError):
        return " ".join(error.problems)
    return format_exception(error, type_)


def load_form(source: str | Path) -> Form:
    """Load a shipped form by its id, or one from a TOML file.

    Args:
        source: ``"bielefeld"``, ``"karlsruhe"``, ``"country"`` (the words of all towns,
            wherever they stand) or the path of a TOML file.

    Returns:
        The form.

    Raises:
        UnknownNameError: no shipped form has that id.
        InvalidInputError: the file cannot be read.
        DefinitionError: the file does not describe a form.
    """
    if isinstance(source, Path) or source.endswith(".toml"):
        return parse_form(_text_of(Path(source)), str(source))
    if source == COUNTRY:
        from ratsflow.papers.anywhere.form import country_form  # noqa: PLC0415  it makes forms

        return country_form()
    if source not in SHIPPED:
        raise UnknownNameError(Both("form", "Formular"), source, (*SHIPPED, COUNTRY))
    return _shipped(source)


def _text_of(path: Path) -> str:
    try:
        with path.open(encoding="utf-8-sig") as file:
            return file.read(LARGEST)  # a device has no end
    except (OSError, UnicodeDecodeError) as error:
        raise InvalidInputError(
            Both(
                f"the form cannot be read: {error}.",
                "das Formular lässt sich nicht lesen.",
            ),
            str(path),
            Both("Give a UTF-8 TOML file.", "Eine TOML-Datei in UTF-8 nennen."),
        ) from error


@cache
def _shipped(name: str) -> Form:
    data = files(__package__) / "data" / f"{name}.toml"
    return parse_form(data.read_text(encoding="utf-8"), name)


def shipped_forms() -> tuple[Form, ...]:
    """Load every form that comes with the library."""
    return tuple(_shipped(name) for name in SHIPPED)
