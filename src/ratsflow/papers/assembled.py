"""From lines to a draft and from a draft to a reading: what every way of reading shares."""

from __future__ import annotations

from collections.abc import Sequence

import attrs

from ratsflow.model import Motion
from ratsflow.papers.draft import Draft
from ratsflow.papers.head import Head
from ratsflow.papers.lines import Line, respelled
from ratsflow.papers.reading import Reading


_SENTENCE_END = (".", ":", "!", "?", ";")


def without_pages(lines: Sequence[Line], gone: set[tuple[int, str]]) -> list[Line]:
    """Leave out page numbers; a sentence that runs over the page goes on.

    Args:
        lines: the lines.
        gone: number and text of each that is no content. The number alone is that of the
            last line of the page before, too, where nothing but a form feed parts them.
    """
    out: list[Line] = []
    crossed = False
    turned = 0
    for whole in lines:
        line = attrs.evolve(whole, page=whole.page + turned) if turned else whole
        if (line.number, line.text.strip()) in gone:
            turned += not crossed
            crossed = True
            continue
        if crossed and not line.is_blank:
            _close_gap(out, line)
            crossed = False
        out.append(line)
    return out


def _close_gap(out: list[Line], line: Line) -> None:
    last = next((x for x in reversed(out) if not x.is_blank), None)
    if last is None or last.text.strip().endswith(_SENTENCE_END):
        return
    if line.text.strip()[:1].islower():
        while out[-1].is_blank:
            out.pop()


def reading_of(draft: Draft, head: Head, lines: Sequence[Line]) -> Reading:
    """Make the reading of a draft.

    Args:
        draft: the motion as read.
        head: what stands above it.
        lines: all lines of the text.
    """
    joined = [word for passage in draft.passages.values() for word in passage.joined]
    joined += [word for row in head.table.rows for word in row.joined]
    return Reading(
        motion=Motion(**draft.values),
        consultations=tuple(row.to_consultation() for row in head.table.rows),
        missing=tuple(draft.missing),
        form_id=draft.form.id,
        skipped=tuple(sorted(draft.skipped, key=lambda entry: entry.line)),
        joined=tuple(joined),
        respelled=respelled(lines),
    )
