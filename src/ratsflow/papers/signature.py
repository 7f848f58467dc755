"""Name and office under the paper."""

from __future__ import annotations

import re

from collections.abc import Sequence

import attrs

from ratsflow.papers import wording
from ratsflow.papers.draft import (
    Draft,
    unmarked,
    without_noise,
)
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
from ratsflow.papers.vocabulary import squeeze, vocabulary


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
    roles = {squeeze(role) for role in (*block.roles, *vocabulary().offices)}
    if spans:
        start, end = spans[-1]
        rest, role, name = _around_note(last.lines, start, end, roles, draft.style)
        after = [line for line in last.lines[end:] if not line.is_blank]
        if len(after) > 1 or (draft.style is Style.PLAIN and role is None):
            without = [*last.lines[:start], *last.lines[end:]]
            rest, role, name = _under_text(draft, without, roles)
    else:
        rest, role, name = _under_text(draft, last.lines, roles)
    _strip_noise(draft, last, rest)
    for field, line in (("signatory_role", role), ("signatory", name)):
        if line is not None:
            text = unmarked(line, draft.style)
            is_plain = draft.style is Style.PLAIN
            draft.values[field] = _BRACKETS.sub(r"\1", text) if is_plain else text
            draft.missing += _odd_name(field, line, draft)


_BRACKETS = re.compile(r"^\(([^()]+)\)$")


def _under_text(
    draft: Draft, lines: Sequence[Line], roles: set[str]
) -> tuple[list[Line], Line | None, Line | None]:
    """Split the last section into text, office and name by the shape of its last lines.

    Only a line that is an office by its word, or begins as signatures do, opens a
    signature.
    """
    offices: list[Line] = []
    names: list[Line] = []
    begins = len(lines)
    for at in range(len(lines) - 1, -1, -1):
        line = lines[at]
        if line.is_blank:
            continue
        text = bare(line.text).strip("()")
        is_office = squeeze(text) in roles
        can_be = _may_sign(line, draft.style) and len(names) <= len(offices)
        if not is_office and not (can_be and (_leads(text) or _is_name(text))):
            break
        (offices if is_office else names).insert(0, line)
        begins = at
    while names and not offices and not _leads(bare(names[0].text)):
        begins = lines.index(names.pop(0)) + 1
    if not offices and not names:
        return list(lines), None, None
    if len(names) > len(offices) and offices and names[0].number < offices[0].number:
        is_text = not _leads(bare(names[0].text)) and len(names) > 1
        begins = lines.index(names.pop(0)) + 1 if is_text else begins
    if len(offices) > 1 or len(names) > 1 or (names and _leads(bare(names[0].text))):
        found = " / ".join(bare(x.text) for x in lines[begins:] if not x.is_blank)
        number = lines[begins].number
        for field in ("signatory", "signatory_role"):
            draft.miss(field, wording.SEVERAL_SIGN, found, number)
    role, name = (next(iter(x), None) for x in (offices, names))
    return list(lines[:begins]), role, name


def _leads(text: str) -> bool:
    return text.startswith(vocabulary().leads)


_NAME = re.compile(
    r"(?:(?:Prof\.|Dr\.|Dr\.-Ing\.|Dipl\.-\w+\.?) ){0,3}"
    r"(?:[A-Z\u00c4\u00d6\u00dc][\w.'\u2019-]{1,30} ){1,3}(?:(?:von|van|de|der|zu) ){0,2}"
    r"[A-Z\u00c4\u00d6\u00dc][\w'\u2019-]{1,40}"
)


def _is_name(text: str) -> bool:
    return _NAME.fullmatch(" ".join(text.split())) is not None


def _odd_name(field: str, line: Line, draft: Draft) -> list[Missing]:
    text = unmarked(line, draft.style)
    if len(text) <= _LONGEST_NAME:
        return []
    return [Missing(field, line.number, "", wording.clip(text), wording.SIGN)]


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
