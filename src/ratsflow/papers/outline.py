"""Find the labels of a form in a text and cut it into its sections."""

from __future__ import annotations

import re

from collections.abc import Iterable, Sequence
from enum import IntEnum

import attrs

from ratsflow.papers.form import Form, Section
from ratsflow.papers.lines import Line
from ratsflow.papers.markdown import render
from ratsflow.papers.vocabulary import squeeze, unnumbered, vocabulary


BOXES = "\u2610\u2611\u2612"
_LONGEST_LABEL = 4
"""Lines over which a label may run in a PDF."""
_BOLD = re.compile(r"(?:\*\*|__|<b>|<strong>).{1,2000}(?:\*\*|__|</b>|</strong>):?")


class Style(IntEnum):
    """How the labels of a text are written."""

    PLAIN = 0
    BOLD = 1
    HEADING = 2


@attrs.frozen
class Label:
    """A label found in the text.

    Attributes:
        section: the section that it opens.
        at: index of its first line.
        end: index of the line after it.
        rest: what stands behind it on the same line.
    """

    section: Section
    at: int
    end: int
    rest: str = ""


@attrs.frozen
class Part:
    """A section as it stands in the text: its label and its lines."""

    section: Section
    label: Line
    lines: tuple[Line, ...]


@attrs.frozen
class Outline:
    """A text cut into its sections.

    Attributes:
        style: how its labels are written.
        head: the lines above the first label.
        parts: the sections in the order of the text.
        extra: labels that stand once more, or in another style; they were left in the
            text of the section around them.
    """

    style: Style
    head: tuple[Line, ...]
    parts: tuple[Part, ...]
    extra: tuple[tuple[Section, Line], ...] = ()

    def part(self, field: str) -> Part | None:
        """Find the part of a field."""
        return next((p for p in self.parts if p.section.field == field), None)


def style_of(line: str) -> Style:
    """Tell how a line is marked."""
    text = line.strip()
    if text.startswith("#"):
        return Style.HEADING
    return Style.BOLD if _BOLD.fullmatch(text) else Style.PLAIN


def bare(line: str) -> str:
    """Take the marks off a heading or bold line."""
    text = line.strip()
    if style_of(text) is Style.PLAIN:
        return text
    return render(text.strip("# \t")).strip()


class Matcher:
    """Recognises the labels of one form."""

    def __init__(self, sections: Iterable[Section]) -> None:
        labels = [(label, s) for s in sections for label in s.labels]
        self._exact = {squeeze(label): section for label, section in labels}
        self._inline = sorted(
            ((label.casefold(), section) for label, section in labels),
            key=lambda pair: -len(pair[0]),
        )
        self._longest = max(map(len, self._exact), default=0)

    def at(self, lines: Sequence[Line], at: int) -> Label | None:
        """Find a label that begins at a line."""
        text = lines[at].text
        if len(text) > self._longest * 4 and style_of(text) is not Style.PLAIN:
            return None
        return self._whole(lines, at) or self._with_value(bare(text), at)

    def whole(self, text: str) -> Section | None:
        """Find the label that a line is, without its number."""
        if len(text) > self._longest * 4:
            return None
        return self._exact.get(squeeze(unnumbered(bare(text))))

    def _whole(self, lines: Sequence[Line], at: int) -> Label | None:
        reach = _LONGEST_LABEL if style_of(lines[at].text) is Style.PLAIN else 1
        gathered = ""
        for end, line in enumerate(lines[at : at + reach], at + 1):
            text = bare(line.text)
            gathered += squeeze(text if gathered else unnumbered(text))
            if line.is_blank or len(gathered) > self._longest:
                return None
            if gathered in self._exact:
                return Label(self._exact[gathered], at, end)
        return None

    def _with_value(self, text: str, at: int) -> Label | None:
        text = unnumbered(text)
        head = text[: self._longest * 4].casefold()
        for label, section in self._inline:
            if head.startswith(label):
                rest = text[len(label) :].strip()
                if rest.startswith(":") or (section.boxes and set(rest) & set(BOXES)):
                    return Label(section, at, at + 1, rest.lstrip(":").strip())
        return None


def find_labels(sections: Iterable[Section], lines: Sequence[Line]) -> list[Label]:
    """Find every label of some sections, in whatever style and however often."""
    matcher = Matcher(sections)
    labels = []
    at = 0
    while at < len(lines):
        label = None if lines[at].is_blank else matcher.at(lines, at)
        if label:
            labels.append(label)
        at = label.end if label else at + 1
    return labels


def outline(form: Form, lines: Sequence[Line]) -> Outline:
    """Cut a text into its sections.

    A label opens its section once and only in the style in which the labels of this
    text are written; every other line that reads like one belongs to the text around
    it and is listed as `Outline.extra`. A section whose label of this form is not there
    is looked for under the labels of the country.

    Args:
        form: the form.
        lines: all lines without page numbers.
    """
    found = find_labels(form.sections, lines)
    style = max((style_of(lines[x.at].text) for x in found), default=Style.PLAIN)
    found = _with_others(form, lines, found, style)
    used, extra = _sift(found, lines, style)
    ends = [*(label.at for label in used[1:]), len(lines)]
    parts = [_part(x, lines, end) for x, end in zip(used, ends, strict=False)]
    head = lines[: used[0].at] if used else lines
    return Outline(style, tuple(head), tuple(parts), tuple(extra))


_RESCUED = ("title", "proposal", "reasons", "summary", "previous_considerations")
_SHORT_FIELDS = frozenset({"title", "previous_considerations", "proposal"})


def _with_others(
    form: Form, lines: Sequence[Line], found: list[Label], style: Style
) -> list[Label]:
    """Add labels of the country: of sections that lack theirs, and of other sections.

    The latter end a title, a proposal or an earlier consideration; inside of reasons
    they are sub-headings.
    """
    if not found:
        return found
    words = vocabulary()
    there = {x.section.field for x in found if style_of(lines[x.at].text) is style}
    lacking = [
        attrs.evolve(section, labels=words.fields[section.field])
        for section in form.sections
        if section.field in _RESCUED and section.field not in there
    ]
    others = Matcher([Section("", (*words.others, *words.ends))])
    spare = Matcher(lacking)
    out: list[Label] = []
    at, ours = 0, {label.at: label for label in found}
    while at < len(lines):
        line = lines[at]
        label = ours.get(at)
        if label is None and not line.is_blank and style_of(line.text) is style:
            field = out[-1].section.field if out else ""
            if (section := spare.whole(line.text)) or (
                field in _SHORT_FIELDS and (section := others.whole(line.text))
            ):
                label = Label(section, at, at + 1)
        if label:
            out.append(label)
        at = label.end if label else at + 1
    return out


def _sift(
    found: Iterable[Label], lines: Sequence[Line], style: Style
) -> tuple[list[Label], list[tuple[Section, Line]]]:
    used: list[Label] = []
    extra = []
    seen = set()
    for label in found:
        line = lines[label.at]
        key = label.section.field, label.section.key
        if not label.section.field:
            used.append(label)
        elif style_of(line.text) is style and key not in seen:
            seen.add(key)
            used.append(label)
        else:
            extra.append((label.section, line))
    return used, extra


def _part(label: Label, lines: Sequence[Line], end: int) -> Part:
    first = lines[label.at]
    value = [Line(first.number, label.rest, first.page)] if label.rest else []
    return Part(label.section, first, (*value, *lines[label.end : end]))


def find_noise(
    texts: Iterable[str], lines: Sequence[Line], style: Style
) -> list[tuple[int, int]]:
    """Find lines that are nothing but text of the form.

    Args:
        texts: the form's own texts; in plain text they may run over several lines.
        lines: the lines to look in.
        style: how the labels of the text are written.

    Returns:
        Index of the first line and of the line behind the last, for each.
    """
    known = {squeeze(text) for text in texts}
    reach = _LONGEST_LABEL if style is Style.PLAIN else 1
    spans = []
    at = 0
    while at < len(lines):
        is_blank = lines[at].is_blank
        end = None if is_blank else _noise_end(known, lines[at : at + reach], at)
        if end:
            spans.append((at, end))
        at = end or at + 1
    return spans


_MARKS = "*_# \t"


def _noise_end(known: set[str], lines: Sequence[Line], at: int) -> int | None:
    longest = max(map(len, known), default=0)
    gathered = ""
    for end, line in enumerate(lines, at + 1):
        if len(line.text) > longest * 4:
            return None
        gathered += squeeze(line.text.strip(_MARKS))
        if not gathered or len(gathered) > longest:
            return None
        if gathered in known:
            return end
    return None
