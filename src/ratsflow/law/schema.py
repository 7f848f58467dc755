"""A JSON Schema of a municipality's law file, for editors: what may stand where, and why."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import orjson

from ratsflow.canonical import plain
from ratsflow.law.bodies import words_of
from ratsflow.law.counting import Base
from ratsflow.law.norms import Norm, NormKind
from ratsflow.law.sentences import said
from ratsflow.law.states import StateLaw
from ratsflow.model import BodyKind
from ratsflow.model.text import Lang


URN = "urn:ratsflow:schema:law-file:1"
"""What the form is called; which norms there are depends on the state."""
_FRAME = Path(__file__).with_name("town.schema.json")
"""The schema but for its name and title, the state, its norms and the kinds of bodies."""

_DAY = {"type": "string", "format": "date"}
_TEXT = {"type": "string"}
_BESIDE = {"at": _TEXT, "source": _TEXT, "since": _DAY, "until": _DAY}
"""What may stand in a row beside its value."""
_TEXTS = {"type": "array", "items": {"type": "string"}, "uniqueItems": True}
_SHARE = {
    "type": "string",
    "pattern": rf"^>=? *\d+/\d+ +of +({'|'.join(each.value for each in Base)})$",
}
_VALUES: Mapping[NormKind, Mapping[str, Any]] = {
    NormKind.NUMBER: {"type": "integer", "minimum": 0},
    NormKind.FLAG: {"type": "boolean"},
    NormKind.TEXT: {"type": "string", "minLength": 1},
    NormKind.NAMES: _TEXTS,
    NormKind.TOPICS: _TEXTS,
    NormKind.SHARE: _SHARE,
    NormKind.TABLE: {"type": ["object", "array"]},
}


def schema_of(chosen: StateLaw, lang: Lang = "de") -> dict[str, Any]:
    """Return the schema of the files of a state's municipalities, described in a language."""
    schema: dict[str, Any] = orjson.loads(_FRAME.read_bytes())
    schema["$id"] = URN
    schema["title"] = said.text("schema.title", lang, state=chosen.id)
    parts = schema["properties"]
    parts["state"]["const"] = chosen.id
    norms = chosen.table.norms.values()
    ids = {norm.id: _norm(norm, lang) for norm in norms if norm.is_open}
    body = parts["body"]["items"]["properties"]
    kinds = [each.value for each in BodyKind]
    words = words_of(chosen.id)
    plain_names = [
        each for each in words.names if words.plain.get(each.casefold()) in kinds
    ]
    body["kind"]["enum"] = [*kinds, *plain_names]
    parts["norm"]["properties"] = ids
    by_body = chosen.table.by_body
    body["norm"]["properties"] = {k: v for k, v in ids.items() if k in by_body}
    return schema


def _norm(norm: Norm, lang: Lang) -> dict[str, Any]:
    """Return what may stand at an id: a lone value, a row, or rows."""
    value = dict(_VALUES[norm.form])
    if norm.choices:
        chosen = {"enum": list(norm.choices)}
        listed = norm.form in (NormKind.NAMES, NormKind.TOPICS)
        value = {**value, "items": chosen} if listed else chosen
    row = {
        "type": "object",
        "additionalProperties": False,
        "required": ["value"],
        "properties": {
            key: {"description": said.text(f"schema.{key}", lang), **form}
            for key, form in {"value": value, **_BESIDE}.items()
        },
    }
    lone = [] if norm.form is NormKind.TABLE else [value]
    told = [norm.label.in_(lang), str(norm.citation)]
    found: dict[str, Any] = {
        "description": "\n".join(filter(None, told)),
        "anyOf": [*lone, row, {"type": "array", "minItems": 1, "items": row}],
    }
    sample = norm.sample if norm.latest.value is None else norm.latest.value
    return found if sample is None else {**found, "examples": [plain(sample)]}
