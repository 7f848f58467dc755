"""A JSON Schema of a municipality's law file, for editors: what may stand where, and why."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ratsflow.canonical import plain
from ratsflow.law.counting import Base
from ratsflow.law.norms import Norm, NormKind
from ratsflow.law.states import StateLaw
from ratsflow.model import BodyKind
from ratsflow.model.text import Lang, Wording


URN = "urn:ratsflow:schema:law-file:1"
"""What the form is called; which norms there are depends on the state."""

_DAY = {"type": "string", "format": "date"}
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
_KEYS = {
    "value": Wording("der Wert", "the value"),
    "at": Wording(
        "Paragraph des eigenen Rechts, etwa § 2 GeschO", "paragraph of its own law"
    ),
    "source": Wording("was gelesen wurde", "what was read"),
    "since": Wording("erster Tag", "first day"),
    "until": Wording("letzter Tag", "last day"),
}


def schema_of(chosen: StateLaw, lang: Lang = "de") -> dict[str, Any]:
    """Return the schema of the files of a state's municipalities, described in a language."""
    norms = {
        "type": "object",
        "additionalProperties": False,
        "properties": {
            norm.id: _norm(norm, lang)
            for norm in chosen.table.norms.values()
            if norm.is_open
        },
    }
    body = {
        "type": "object",
        "additionalProperties": False,
        "anyOf": [{"required": ["name"]}, {"required": ["kind"]}],
        "properties": {
            "name": {"type": "string", "minLength": 1},
            "kind": {"enum": [each.value for each in BodyKind]},
            "members": {"type": "integer", "minimum": 0},
            "experts": {"type": "integer", "minimum": 0},
            "advises": _TEXTS,
            "since": _DAY,
            "until": _DAY,
            "norm": norms,
        },
    }
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": URN,
        "title": f"Ortsrecht ({chosen.id})" if lang == "de" else f"Law ({chosen.id})",
        "type": "object",
        "additionalProperties": False,
        "required": ["state", "town"],
        "properties": {
            "state": {"const": chosen.id},
            "town": {"type": "string", "minLength": 1},
            "valid_from": _DAY,
            "norm": norms,
            "body": {"type": "array", "items": body},
        },
    }


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
            key: {
                "description": text.in_(lang),
                **({"value": value, "since": _DAY, "until": _DAY}.get(key) or _TEXT),
            }
            for key, text in _KEYS.items()
        },
    }
    lone = [] if norm.form is NormKind.TABLE else [value]
    told = [norm.label.in_(lang), str(norm.citation)]
    found: dict[str, Any] = {
        "description": "\n".join(filter(None, told)),
        "anyOf": [*lone, row, {"type": "array", "minItems": 1, "items": row}],
    }
    said = norm.sample if norm.latest.value is None else norm.latest.value
    return found if said is None else {**found, "examples": [plain(said)]}


_TEXT = {"type": "string"}
