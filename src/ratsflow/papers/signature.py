"""Name and office under the paper."""

from __future__ import annotations

from collections.abc import Sequence

import attrs

from ratsflow.papers import wording
from ratsflow.papers.draft import (
    Draft,
    unmarked,
    without_noise,
)
from ratsflow.papers.form import squeeze
from ratsflow.papers.lines import (
    Line,
)
from ratsflow.papers.outline import (
    Part,
    Style,
    bare,
    find_noise,
    style_of,
)
from ratsflow.papers.reading import Missing, Skipped


_LONGEST_NAME = 80


def sign(draft: Draft) -> None:
    """Read name and office under the paper and take them out of the last section."""
    block = draft.form.signature
    if block is None or not draft.outline.parts:
        return
    last = draft.outline.parts[-1]
    spans = find_noise(draft.form.noise, last.lines, draft.style)
    draft.skipped += [
        Skipped(last.lines[at].number, last.lines[at].text.strip(), wording.FORM_TEXT)
        for start, end in spans[-1:]
        for at in range(start, end)
    ]
    roles = {squeeze(role) for role in block.roles}
    rest, role, name = _split_tail(last.lines, spans, roles, draft.style)
    _strip_noise(draft, last, rest)
    for field, line in (("signatory_role", role), ("signatory", name)):
        if line is not None:
            draft.values[field] = unmarked(line, draft.style)
            draft.missing += _odd_name(field, line, draft)


def _odd_name(field: str, line: Line, draft: Draft) -> list[Missing]:
    text = unmarked(line, draft.style)
    if len(text) <= _LONGEST_NAME:
        return []
    return [Missing(field, line.number, "", wording.clip(text), wording.SIGN)]


def _split_tail(
    lines: Sequence[Line],
    spans: list[tuple[int, int]],
    roles: set[str],
    style: Style,
) -> tuple[list[Line], Line | None, Line | None]:
    """Split the last section into text, office and name.

    The form's note stands between office and name. Where it is missing, only a line
    that is an office by its word opens a signature.
    """
    if spans:
        start, end = spans[-1]
        return _around_note(lines, start, end, roles, style)
    at = [i for i, line in enumerate(lines) if not line.is_blank][-2:]
    pair = [lines[i] for i in at]
    if len(pair) == 2 and all(_may_sign(x, style) for x in pair):  # noqa: PLR2004  office, name
        if squeeze(bare(pair[0].text)) in roles:
            return list(lines[: at[0]]), pair[0], pair[1]
        if squeeze(bare(pair[1].text)) in roles:
            return list(lines[: at[0]]), pair[1], pair[0]
    if pair and squeeze(bare(pair[-1].text)) in roles:
        return list(lines[: at[-1]]), pair[-1], None
    return list(lines), None, None


def _around_note(
    lines: Sequence[Line], start: int, end: int, roles: set[str], style: Style
) -> tuple[list[Line], Line | None, Line | None]:
    before, after = list(lines[:start]), list(lines[end:])
    role = next((x for x in reversed(before) if not x.is_blank), None)
    if role is not None and not _is_office(role, roles, style):
        role = None
    names = [line for line in after if not line.is_blank]
    name = names[0] if names and _may_sign(names[0], style) else None
    if role is None and len(names) > 1 and squeeze(bare(names[1].text)) in roles:
        role = names[1]
    text = [x for x in (*before, *after) if x not in (role, name)]
    return text, role, name


def _is_office(line: Line, roles: set[str], style: Style) -> bool:
    if style is Style.PLAIN:
        return squeeze(line.text) in roles
    return style_of(line.text) is Style.BOLD


def _may_sign(line: Line, style: Style) -> bool:
    text = line.text.strip()
    if style is not Style.PLAIN:
        return style_of(text) is Style.BOLD
    return len(text) <= _LONGEST_NAME and not text.endswith((".", ":", ";", ","))


def _strip_noise(draft: Draft, last: Part, rest: list[Line]) -> None:
    clean = without_noise(draft, rest, draft.form.noise)
    part = attrs.evolve(last, lines=tuple(clean))
    parts = (*draft.outline.parts[:-1], part)
    draft.outline = attrs.evolve(draft.outline, parts=parts)
