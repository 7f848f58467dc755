"""The words of a law file to fill in: comments, paragraphs and sample values as TOML."""

from __future__ import annotations

import json

from collections.abc import Mapping
from typing import Any

from ratsflow.canonical import plain
from ratsflow.law.norms import Norm, NormKind, Town, is_share, share_text
from ratsflow.law.sentences import said
from ratsflow.model.text import Lang, Wording


_IN_FORCE: Mapping[Town | None, str] = {
    Town.RAISES: "template.raised",
    Town.LOWERS: "template.lowered",
}
"""How it is said what a municipality may do with the value in force."""


def heading(state: Wording, lang: Lang) -> str:
    """Return what stands above the keys."""
    return _prose(said.text("template.heading", lang, state=state.in_(lang)))


def block(norm: Norm, lang: Lang) -> str:
    """Return one norm: what it means, its paragraph and a value to set."""
    row = norm.latest
    lines = [_prose(norm.label.in_(lang) or said.text("template.of_state", lang))]
    note = f" ({said.text('template.optional', lang)})" if norm.optional else ""
    lines.append(_prose(f"{row.citation}{note}"))
    value = plain(row.value)
    if value is not None:
        key = _IN_FORCE.get(norm.town, "template.corrected")
        lines.append(_prose(said.text(key, lang, value=toml(value))))
    sample = plain(norm.sample) if value is None else value
    if is_share(sample):
        written: Any = share_text(sample)
    else:
        written = sample if norm.form is not NormKind.TABLE else {"value": sample}
    return "\n".join([*lines, f'# "{norm.id}" = {toml(written)}'])


def toml(value: Any, *, spread: bool = False) -> str:
    """Write a plain value as TOML: text, number, truth value, or lists and tables of them.

    With *spread* each table of a list stands on a line of its own.
    """
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
    if isinstance(value, Mapping):
        inner = ", ".join(
            f"{_name(name)} = {toml(part)}" for name, part in value.items()
        )
        return f"{{ {inner} }}" if inner else "{}"
    if isinstance(value, (list, tuple)):
        parts = [toml(each) for each in value]
        if spread and any(isinstance(each, Mapping) for each in value):
            return "\n".join(["[", *(f"  {part}," for part in parts), "]"])
        return f"[{', '.join(parts)}]"
    return str(value)


def _name(name: str) -> str:
    plain = name.replace("_", "a").replace("-", "a")
    return name if plain.isascii() and plain.isalnum() else toml(name)


def _prose(text: str) -> str:
    return "\n".join(f"## {line}" for line in text.splitlines())
