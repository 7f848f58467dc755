"""The words of a law file to fill in: comments, paragraphs and sample values as TOML."""

from __future__ import annotations

import json

from collections.abc import Mapping
from typing import Any

from ratsflow.canonical import plain
from ratsflow.law.norms import Norm, NormKind, Town, is_share
from ratsflow.model.text import Lang, Wording


_HEADING = Wording(
    """Ortsrecht einer Gemeinde in {state}, für ratsflow.
Nicht gesetzte Werte machen die Regeln, die sie brauchen, unbestimmt (unknown).
Jeder Wert hinter einer einzelnen Raute (#) ist ein erfundenes Beispiel: prüfen, ändern,
dann die Raute entfernen. In eckigen Klammern steht, wie gut die Fundstelle geprüft ist:
[V] gelesen, [S] aus zweiter Hand, [K] aus Kenntnis, [?] unsicher, [L] entscheidet die
Gemeinde.""",
    """Local law of a municipality in {state}, for ratsflow.
A value that is not set leaves the rules that need it undecided (unknown).
Every value behind a single hash (#) is an invented example: check it, change it, then
take the hash away. The brackets say how well the paragraph was checked: [V] read,
[S] second hand, [K] from knowledge, [?] uncertain, [L] the municipality decides.""",
)
_OPTIONAL = Wording("darf fehlen", "may be left out")
_OF_STATE = Wording("Wert des Landesrechts", "value of the state's law")
_CORRECTED = Wording(
    "In Kraft ist {value}; nur ändern, wer die Vorschrift gelesen hat.",
    "In force is {value}; to be changed only by whoever has read the paragraph.",
)
_BOUNDED: dict[Town | None, Wording] = {
    Town.RAISES: Wording(
        "In Kraft ist {value}; ein größerer Wert ist zulässig.",
        "In force is {value}; a larger value is allowed.",
    ),
    Town.LOWERS: Wording(
        "In Kraft ist {value}; ein kleinerer Wert ist zulässig.",
        "In force is {value}; a smaller value is allowed.",
    ),
}


def heading(state: Wording, lang: Lang) -> str:
    """Return what stands above the keys."""
    return _prose(_HEADING.in_(lang).format(state=state.in_(lang)))


def block(norm: Norm, lang: Lang) -> str:
    """Return one norm: what it means, its paragraph and a value to set."""
    row = norm.latest
    lines = [_prose((norm.label if norm.label.de else _OF_STATE).in_(lang))]
    note = f" ({_OPTIONAL.in_(lang)})" if norm.optional else ""
    lines.append(_prose(f"{row.citation}{note}"))
    said = plain(row.value)
    if said is not None:
        told = _BOUNDED.get(norm.town, _CORRECTED)
        lines.append(_prose(told.in_(lang).format(value=toml(said))))
    sample = plain(norm.sample) if said is None else said
    if is_share(sample):
        written: Any = share_text(sample)
    else:
        written = sample if norm.form is not NormKind.TABLE else {"value": sample}
    return "\n".join([*lines, *_commented(f'"{norm.id}" = {toml(written)}')])


def share_text(parts: Mapping[str, Any]) -> str:
    """Return a share as tables write it."""
    sign = ">" if parts["strict"] else ">="
    return f"{sign} {parts['num']}/{parts['den']} of {parts['base']}"


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
        return _list([toml(each) for each in value], spread and _has_tables(value))
    return str(value)


def _list(parts: list[str], spread: bool) -> str:
    if not spread:
        return f"[{', '.join(parts)}]"
    return "\n".join(["[", *(f"  {part}," for part in parts), "]"])


def _has_tables(values: Any) -> bool:
    return any(isinstance(each, Mapping) for each in values)


def _name(name: str) -> str:
    plain = name.replace("_", "a").replace("-", "a")
    return name if plain.isascii() and plain.isalnum() else toml(name)


def _prose(text: str) -> str:
    return "\n".join(f"## {line}" for line in text.splitlines())


def _commented(text: str) -> list[str]:
    return [f"# {line}" for line in text.splitlines()]
