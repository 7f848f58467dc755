"""A JSON Schema of files of examples, for editors: what may stand where, and why."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

import attrs

from ratsflow.law.states import StateLaw
from ratsflow.model import Ballot
from ratsflow.model.text import Lang
from ratsflow.procedure.inputs import CHOICES
from ratsflow.procedure.procedure import Procedure
from ratsflow.procedure.step import Kind, Parameter
from ratsflow.testing.examples.format import (
    OF_A_COUNT,
    OF_A_FILE,
    OF_A_SITUATION,
    OF_A_STEP,
    OF_AN_EXAMPLE,
    OF_THE_WHOLE,
    Known,
    Types,
)


URN = "urn:ratsflow:schema:example:1"
_TYPES: Mapping[type, str] = {
    str: "string",
    date: "string",
    bool: "boolean",
    int: "integer",
    list: "array",
    Sequence: "array",
}
_KINDS: Mapping[Kind, str] = {
    Kind.FLAG: "boolean",
    Kind.NUMBER: "integer",
    Kind.NAMES: "array",
    Kind.MEETING: "object",
    Kind.BALLOT: "object",
    Kind.MOTION: "object",
    Kind.CONSULTATIONS: "array",
}


def schema_of_examples(chosen: StateLaw, lang: Lang = "de") -> dict[str, Any]:
    """Return the schema of the files of examples by the law of a state.

    Args:
        chosen: the law of the state; its procedure names steps, rules and inputs.
        lang: language of the descriptions.
    """
    norms = {"norm": {"enum": sorted(chosen.table.norms)}}
    example: dict[str, Any] = {}
    if chosen.procedure is not None:
        example = _of_an_example(chosen.procedure(), lang)
    parts = {
        "example": _table(OF_AN_EXAMPLE, example, ["says", "when", "then"]),
        "count": _table(OF_A_COUNT, norms, ["says", "norm", "then"]),
    }
    lists = {name: {"type": "array", "items": each} for name, each in parts.items()}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": URN,
        "title": f"Beispiele ({chosen.id})"
        if lang == "de"
        else f"Examples ({chosen.id})",
        **_table(OF_A_FILE, lists),
    }


def _of_an_example(procedure: Procedure, lang: Lang) -> dict[str, Any]:
    takes = {each.name: each for step in procedure.steps for each in step.takes}
    inputs = {name: _input(each, lang) for name, each in takes.items()}
    counts: dict[str, Any] = {str(each.alias): {} for each in attrs.fields(Ballot)}
    steps = _named({each.name: each.title(lang) for each in procedure.steps})
    states = _named({each.name: each.title(lang) for each in procedure.states})
    roles = {"enum": list(procedure.roles)}
    rules = {each.id: each.title(lang) for each in procedure.rules}
    listed = {"type": "array", "items": {"enum": list(rules)}}
    answers = {
        **{
            name: {"type": "string", "description": title}
            for name, title in rules.items()
        },
        **dict.fromkeys(("only", "refused", "flagged"), listed),
        "state": states,
    }
    then = _table(OF_THE_WHOLE, answers)
    when = {**counts, **inputs, "step": steps, "by": roles}
    return {
        "role": roles,
        "given": _table(
            OF_A_SITUATION, {**counts, **inputs, "at": states, "walked_to": states}
        ),
        "when": {"anyOf": [steps, _table(OF_A_STEP, when, ["step"])]},
        "then": {**then, "patternProperties": {"^[A-Z]+$": then}},
    }


def _table(
    known: Known,
    better: Mapping[str, Any],
    required: Iterable[str] = (),
) -> dict[str, Any]:
    """Return a table with the keys that are known, some of them described better."""
    properties = {name: _of_types(types) for name, types in known.items()}
    return {
        "type": "object",
        "additionalProperties": False,
        "required": list(required),
        "properties": {**properties, **better},
    }


def _of_types(types: Types) -> dict[str, Any]:
    named = sorted({_TYPES.get(each, "object") for each in types})
    return {} if object in types else {"type": named[0] if len(named) == 1 else named}


def _named(titles: Mapping[str, str]) -> dict[str, Any]:
    """Return a closed list of names, each with what people call it."""
    return {"anyOf": [{"const": name, "title": each} for name, each in titles.items()]}


def _input(declared: Parameter, lang: Lang) -> dict[str, Any]:
    found: dict[str, Any] = {"type": _KINDS.get(declared.kind, "string")}
    if declared.name in CHOICES:
        found = {"enum": [each.value for each in CHOICES[declared.name]]}
    title = declared.label.in_(lang)
    return {**found, "description": title} if title else found
