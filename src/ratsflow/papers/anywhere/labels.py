"""Labels anywhere in a paper: above their value, beside it, numbered, run together."""

from __future__ import annotations

import re

from collections.abc import Iterator, Sequence
from functools import cache
from itertools import accumulate

import attrs

from ratsflow.papers.lines import Line
from ratsflow.papers.outline import bare, style_of
from ratsflow.papers.vocabulary import Vocabulary, squeeze, unnumbered


_LONGEST = 90
"""Characters of the longest label, with its number."""
_ENDS = "#ends"
_OTHER = "#other"
STEPS = "#steps"
_GENERIC = frozenset(
    map(
        squeeze,
        (
            "Kosten", "Finanzierung", "Inhalt", "Mitteilung", "Bericht", "Information",
            "Anfrage", "Antwort", "Vortrag", "Deckung", "Vorgang", "Bezug", "Thema",
            "Titel", "Beschluss", "Beschlu\u00df", "Fragen", "Anlass", "Haushaltsmittel", "Anlage",
            "Anhang", "Stellungnahme", "Ausgangslage", "Sachstand", "Alternativen", "Bezeichnung",
            "Vorg\u00e4nge", "Finanzbedarf", "Nachhaltigkeit", "Inklusion",
        ),
    )
)  # fmt: skip
"""Words that are labels only with a colon, once a text has begun."""


@attrs.frozen
class Found:
    """A label found in a paper.

    Attributes:
        what: a field of the motion, or ``#ends``, ``#other``, ``#steps``.
        at: index of its line.
        label: the label as written.
        value: what stands behind it on its line.
        has_colon: a colon stands behind it.
        is_marked: it is a heading or bold.
    """

    what: str
    at: int
    label: str
    value: str = ""
    has_colon: bool = False
    is_marked: bool = False

    @property
    def is_section(self) -> bool:
        """Tell whether a section of the body begins with it."""
        return self.what in {"proposal", "reasons", "summary", "cost_statement"}

    @property
    def is_other(self) -> bool:
        """Tell whether it has no place in the motion."""
        return self.what in {_ENDS, _OTHER}

    @property
    def is_end(self) -> bool:
        """Tell whether nothing of the motion stands behind it."""
        return self.what == _ENDS


@cache
def _map(words: Vocabulary) -> dict[str, str]:
    found = {squeeze(label): _OTHER for label in words.others}
    found |= {squeeze(label): _ENDS for label in words.ends}
    found |= {squeeze("Beratungsfolge"): STEPS, squeeze("Beratungen"): STEPS}
    for field, labels in reversed(list(words.fields.items())):
        found |= {squeeze(label): field for label in labels}
    return found


def labels_in(
    words: Vocabulary, lines: Sequence[Line], *, with_navigation: bool = False
) -> list[Found]:
    """Find every label of a section.

    Args:
        words: the vocabulary.
        lines: the lines of the paper.
        with_navigation: also those of a list of section names before the text.
    """
    known = _map(words)
    found = [
        label
        for at, line in enumerate(lines)
        if not line.is_blank and (label := _label(known, line, at))
    ]
    labels = _in_text(lines, found, frozenset(map(squeeze, words.titles)))
    return list(labels) if with_navigation else _without_navigation(lines, labels)


_ASKS = re.compile(
    r"(?:Der|Die|Das) [\w ./-]{2,60} (?:(?:m\u00f6ge|wolle|m\u00f6chte|soll)(?: \w+){0,3} beschlie\u00dfen|beschlie\u00dft)"
    r"|(?:Wir|Die Fraktion(?:en)?[\w /-]{0,60}) (?:beantragen|beantragt|bitten|bittet)[\w ,]{0,60}"
)
"""What a motion asks of its body, as a label ("Der Stadtrat m\u00f6ge beschlie\u00dfen:")."""
_OF_BODY = re.compile(r" (?:des|der|f\u00fcr|an|durch) .{3,60}$")
"""Behind a label: whose it is ("Beschluss des Gemeinderats:")."""
_WITHIN = re.compile(
    r"(?<=[.!?:] )(?=(?:Beschlussvorschlag|Sachverhalt|Begr\u00fcndung|Finanzielle Auswirkungen):\s)"
)
_LONG = 160


def cut_at_labels(lines: Sequence[Line]) -> list[Line]:
    """Cut lines in which sections run on behind each other at the labels inside."""
    return [
        attrs.evolve(line, text=piece)
        for line in lines
        for piece in (
            _WITHIN.split(line.text) if len(line.text) > _LONG else [line.text]
        )
    ]


def _label(known: dict[str, str], line: Line, at: int) -> Found | None:
    text = bare(line.text)
    is_marked = bool(style_of(line.text))
    if len(text) <= _LONGEST:
        whole = known.get(squeeze(unnumbered(text)).strip("."))
        if whole:
            return Found(
                whole,
                at,
                text,
                has_colon=text.rstrip().endswith(":"),
                is_marked=is_marked,
            )
    head, colon, rest = text[: _LONGEST * 2].partition(":")
    if not colon or len(head) > _LONGEST:
        return None
    if _ASKS.fullmatch(head.strip()):
        value = (rest + text[_LONGEST * 2 :]).strip()
        return Found("proposal", at, head, value, has_colon=True, is_marked=is_marked)
    what = known.get(squeeze(unnumbered(head)))
    if what is None and not rest.strip():
        what = known.get(squeeze(_OF_BODY.sub("", unnumbered(head))))
    if what is None or what == _OTHER:
        return None
    value = (rest + text[_LONGEST * 2 :]).strip()
    return Found(what, at, head, value, has_colon=True, is_marked=is_marked)


def _in_text(
    lines: Sequence[Line], found: list[Found], kinds: frozenset[str]
) -> Iterator[Found]:
    """Leave out words that are no label inside of a text that has begun."""
    current: Found | None = None
    full = [0, *accumulate(not line.is_blank for line in lines)]
    for label in found:
        has_text = current is not None and (
            bool(current.value) or full[label.at] > full[current.at + 1]
        )
        inside = current is not None and current.is_section and has_text
        is_plain = not (label.has_colon or label.is_marked)
        is_generic = squeeze(unnumbered(label.label)) in _GENERIC
        is_sub = (
            inside
            and current is not None
            and current.what == "reasons"
            and label.what == _OTHER
        )
        is_kind = squeeze(unnumbered(label.label)) in kinds and current is None
        if is_kind and is_plain:
            continue
        again = current is not None and current.what == label.what and not has_text
        if again or (inside and is_plain and (is_generic or is_sub)):
            continue
        yield label
        current = label


_LEAST = 2


def _without_navigation(lines: Sequence[Line], found: Iterator[Found]) -> list[Found]:
    """Leave out the names of sections that stand as a list before the text."""
    labels = list(found)
    last = {label.what: number for number, label in enumerate(labels)}
    out: list[Found] = []
    at = 0
    while at < len(labels):
        end = at + 1
        while end < len(labels) and _follows(lines, labels[end - 1], labels[end]):
            end += 1
        run = labels[at:end]
        is_list = (
            len(run) >= _LEAST
            and not any(label.value or label.has_colon for label in run[:-1])
            and any(last[label.what] >= end for label in run)
        )
        if is_list:
            out += [label for label in run if label.has_colon and label is run[-1]]
        else:
            out += run
        at = end
    return out


def _follows(lines: Sequence[Line], first: Found, second: Found) -> bool:
    if first.value:
        return False
    between = lines[first.at + 1 : second.at]
    return all(line.is_blank for line in between)


@cache
def _cells(words: Vocabulary) -> tuple[re.Pattern[str], dict[str, str]]:
    kinds = {
        squeeze(label): kind
        for kind, labels in reversed(list(words.cells.items()))
        for label in labels
    }
    labels = sorted(
        {x for xs in words.cells.values() for x in xs}, key=len, reverse=True
    )
    either = "|".join(re.escape(label) for label in labels)
    return re.compile(
        rf"(?<![\w-])(?P<label>{either})[ ]?:|(?<=[a-z\u00e4\u00f6\u00fc])(?P<tight>{either})[ ]?:"
    ), kinds


def cells_in(words: Vocabulary, text: str) -> list[tuple[str, str]]:
    """Read ``label: value`` pairs of a line, however tight they stand.

    Args:
        words: the vocabulary.
        text: a line of the head of a paper.

    Returns:
        Kind of cell and value, for each; empty if the line does not begin with one.
    """
    pattern, kinds = _cells(words)
    marks = list(pattern.finditer(text[:_WIDEST]))
    if not marks or text[: marks[0].start()].strip():
        return []
    ends = [mark.start() for mark in marks[1:]] + [len(text)]
    return [
        (kinds[squeeze(mark["label"] or mark["tight"])], text[mark.end() : end].strip())
        for mark, end in zip(marks, ends, strict=True)
    ]


_WIDEST = 400
