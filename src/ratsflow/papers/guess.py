"""Guess the form of a town from papers of it: which form fits, and which labels are new."""

from __future__ import annotations

import json
import re

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

import attrs

from ratsflow.papers.anywhere.labels import labels_in
from ratsflow.papers.form import Cell, Column, Form
from ratsflow.papers.lines import Line, split_lines
from ratsflow.papers.outline import bare, style_of
from ratsflow.papers.reader import form_for
from ratsflow.papers.vocabulary import squeeze, unnumbered, vocabulary


_HEADING = re.compile(r"[A-Z\u00c4\u00d6\u00dc][^.!?;]{2,60}:")
_MOST = 20


@attrs.frozen
class Guess:
    """What papers tell of the form of their town.

    Attributes:
        papers: how many papers were looked at.
        form_id: the form that fits most of them.
        known: field of the motion to the labels found for it, most frequent first.
        unknown: lines that look like labels and that no form knows, with how many of
            the papers have them.
    """

    papers: int
    form_id: str
    known: Mapping[str, tuple[str, ...]]
    unknown: tuple[tuple[str, int], ...]

    def page(self, name: str = "town") -> str:
        """Return a page of TOML to begin with: what to sort stands in it as comments."""
        lines = [f"id = {json.dumps(name)}", 'extends = "country"', ""]
        lines += ["# labels of yours go before those of all towns", "[fields]"]
        lines = [f"# of the shipped forms, {self.form_id} fits best", *lines]
        lines += [
            f"# {field}: found as {', '.join(labels)}"
            for field, labels in self.known.items()
        ]
        lines += [""]
        lines += [
            f"# in {count} of {self.papers}: {json.dumps(label, ensure_ascii=False)}"
            for label, count in self.unknown
        ]
        return "\n".join(lines).rstrip() + "\n"


def guess_form(texts: Iterable[str]) -> Guess:
    """Guess the form of a town from the texts of some papers.

    Args:
        texts: papers of one town; the more, the surer.

    Raises:
        InvalidInputError: one of them is no paper.
    """
    forms: Counter[str] = Counter()
    known: dict[str, Counter[str]] = {}
    unknown: Counter[str] = Counter()
    papers = 0
    for text in texts:
        papers += 1
        lines = split_lines(text)
        form = form_for(lines)
        forms[form.id] += 1
        found = labels_in(vocabulary(), lines)
        for label in found:
            if not label.what.startswith("#"):
                known.setdefault(label.what, Counter())[label.label.rstrip(":")] += 1
        unknown.update(set(_candidates(lines, {label.at for label in found}, form)))
    ((form_id, _),) = forms.most_common(1) or [("", 0)]
    return Guess(
        papers,
        form_id,
        {
            field: tuple(label for label, _ in counts.most_common())
            for field, counts in known.items()
        },
        tuple(unknown.most_common(_MOST)),
    )


def _candidates(lines: Sequence[Line], known: set[int], form: Form) -> Iterable[str]:
    """Find lines that are set as labels are: a heading, or alone with a colon."""
    parts: tuple[Cell | Column, ...] = (*form.cells, *form.columns)
    own = {squeeze(x) for part in parts for x in part.labels}
    own |= {squeeze(x) for x in form.titles}
    for at, line in enumerate(lines):
        text = unnumbered(bare(line.text)).strip()
        is_alone = _HEADING.fullmatch(text) is not None
        if at not in known and (is_alone or style_of(line.text)) and text:
            label = text.rstrip(":").strip()
            if squeeze(label) not in own and len(label) <= 60:  # noqa: PLR2004  of a label
                yield label
