"""What leaves and comes back: `to_plain` and `from_plain`, the one place for both.

A document says under ``schema`` by a URN what it is and in which version. Values come back
as they were. An answer (a verdict, a plan, a report) rests on code, and is only told.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from functools import singledispatch
from typing import Any

import attrs
import orjson

from ratsflow.canonical import canonical
from ratsflow.documents import named_in, stamped
from ratsflow.documents.names import SCHEMA
from ratsflow.engine import Taken
from ratsflow.errors import Both, InvalidInputError, RatsflowError
from ratsflow.exchange.plain import case_to_plain, entry_to_plain, structure
from ratsflow.exchange.schemas import READ_BACK, names
from ratsflow.law.local import Law, read_set
from ratsflow.log import Entry
from ratsflow.log.codec import converter, inputs_from_plain
from ratsflow.model.text import Lang, Wording
from ratsflow.procedure.case import Case
from ratsflow.procedure.inputs import CHOICES, Parameter
from ratsflow.procedure.procedure import Procedure
from ratsflow.procedure.rule import Rule
from ratsflow.procedure.step import LIFECYCLES, Move, State, Step


_NO_LAW = {"state": "", "name": "", "values": {}, "citations": {}}
_NAMES: Mapping[type, str] = {of: name for name, of in READ_BACK.items()}


def to_plain(value: Any, lang: Lang = "en") -> dict[str, Any]:
    """Return anything that ratsflow hands out as plain values, ready for JSON.

    Args:
        value: a value of the model, a case, an entry, a law, a procedure, or an answer: a
            verdict, a finding, what now, what was taken, a plan, a report.
        lang: language of the sentences in it; values have none.

    Returns:
        A document that says under ``schema`` what it is; `schema` has its form.

    Raises:
        InvalidInputError: it has no plain form.
    """
    name = _NAMES.get(type(value))
    if name is not None:
        return stamped(name, _row(value))
    told = getattr(type(value), "document", None)
    if isinstance(told, str):
        return stamped(told, value.to_plain(lang))
    return _told(value, lang)


def from_plain(document: Mapping[str, Any]) -> Any:
    """Return the value that a document of `to_plain` holds.

    Args:
        document: the document; it says under ``schema`` what it is.

    Raises:
        InvalidInputError: it does not say what it is, it is of a version that is not read
            here, or a part does not fit; with the path of each. An answer is no value.
    """
    name = named_in(document)
    row = {key: part for key, part in document.items() if key != SCHEMA}
    if name == "law":
        return Law() if row == _NO_LAW else read_set(_bytes(row))
    if name not in READ_BACK:
        raise _no_value(name)
    if name == "entry":
        return _entry(row)
    value = structure(row, READ_BACK[name], name)
    return _case(value) if isinstance(value, Case) else value


def _no_value(name: str) -> InvalidInputError:
    if name not in names():
        return InvalidInputError(
            Both(
                f"there is no document {name!r}.",
                f"ein Dokument „{name}“ gibt es nicht.",
            ),
            SCHEMA,
            Both(f"Known: {', '.join(names())}.", f"Bekannt: {', '.join(names())}."),
        )
    return InvalidInputError(
        Both(
            f"a document {name!r} is an answer and no value.",
            f"ein Dokument „{name}“ ist eine Antwort und kein Wert.",
        ),
        SCHEMA,
        Both(
            f"Read its keys as they are; schema({name!r}) describes them.",
            "Es so lesen, wie es ist.",
        ),
    )


def _row(value: Any) -> dict[str, Any]:
    if isinstance(value, Entry):
        row = entry_to_plain(value)
        row["log_schema"] = row.pop("schema")
    elif isinstance(value, Case):
        row = case_to_plain(value)
    else:
        row = converter().unstructure(value)
    return _listed(row)  # type: ignore[no-any-return]


def _listed(value: Any) -> Any:
    """Return plain values as JSON has them: lists, and words instead of members of lists.

    So they are read back alike, whether or not they went through JSON in between.
    """
    if isinstance(value, Mapping):
        return {key: _listed(part) for key, part in value.items()}
    if isinstance(value, StrEnum):
        return value.value
    return [*map(_listed, value)] if isinstance(value, list | tuple) else value


def _case(case: Case) -> Case:
    facts = {name: _run(value) for name, value in case.facts.items()}
    return attrs.evolve(case, facts=facts)


def _run(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value


def _entry(row: dict[str, Any]) -> Entry:
    row = {("schema" if key == "log_schema" else key): row[key] for key in row}
    inputs = row.get("inputs")
    entry: Entry = structure({**row, "inputs": {}}, Entry, "entry")
    if not isinstance(inputs, Mapping):
        raise InvalidInputError(
            Both("it has no inputs.", "die Angaben fehlen."), "entry.inputs"
        )
    try:
        return attrs.evolve(entry, inputs=inputs_from_plain(inputs))
    except RatsflowError:
        raise
    except Exception as error:
        raise InvalidInputError(
            Both(f"they do not fit: {error}.", "sie passen nicht."), "entry.inputs"
        ) from error


def _bytes(row: Mapping[str, Any]) -> bytes:
    try:
        return canonical(row)
    except RatsflowError:
        raise
    except Exception as error:
        raise InvalidInputError(
            Both(f"they cannot be written: {error}.", "die Werte passen nicht."), "law"
        ) from error


@singledispatch
def _told(value: Any, lang: Lang) -> dict[str, Any]:  # noqa: ARG001  # those below do
    raise InvalidInputError(
        Both(
            f"a {type(value).__name__} has no plain form.",
            f"von „{type(value).__name__}“ gibt es keine schlichte Form.",
        ),
        "value",
        Both(
            f"Pass one of: {', '.join(names())}.",
            "Einen Wert, einen Vorgang oder eine Antwort angeben.",
        ),
    )


@_told.register
def _(value: Law, lang: Lang) -> dict[str, Any]:  # noqa: ARG001  # values have none
    row: dict[str, Any] = orjson.loads(value.body) if value.body else {}
    return stamped("law", {**_NO_LAW, **row})


@_told.register
def _(value: Taken, lang: Lang) -> dict[str, Any]:
    verdict = None if value.verdict is None else value.verdict.to_plain(lang)
    return stamped("taken", {**done(value), "verdict": verdict})


def done(taken: Taken) -> dict[str, Any]:
    """Return what was done, without the verdict it rests on."""
    return {
        "case": taken.case.id,
        "version": taken.entry.version,
        "state": taken.case.state,
        "kind": taken.entry.kind.value,
        "hash": taken.record.hash,
    }


@_told.register
def _(value: Procedure, lang: Lang) -> dict[str, Any]:  # noqa: ARG001  # it has both
    rights = ("recorders", "overriders", "erasers", "migrators", "readers", "private")
    return stamped(
        "procedure",
        {
            "name": value.name,
            "version": value.version,
            "fingerprint": value.fingerprint,
            "label": both(value.label),
            "state": value.law_of,
            "since": _day(value.since),
            "roles": {e: both(value.words.both("role", e)) for e in value.roles},
            "states": {
                name: [_state(each) for each in value.states_of(name)]
                for name in LIFECYCLES
            },
            "main": list(value.main_path),
            "steps": [_step(each) for each in value.steps],
            "rules": [_rule(value, each) for each in value.rules],
            "may": {each: list(getattr(value, each)) for each in rights},
        },
    )


def both(text: Wording) -> dict[str, str]:
    """Return a text in both languages."""
    return {"de": text.de, "en": text.en}


def _day(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


def _state(state: State) -> dict[str, Any]:
    return {
        "name": state.name,
        "label": both(state.label),
        "final": bool(state.final),
        "called": state.called,
        "decided": state.decided,
    }


def _step(step: Step) -> dict[str, Any]:
    return {
        "name": step.name,
        "label": both(step.label),
        "by": list(step.by),
        "guards": list(step.guards),
        "takes": [_input(each) for each in step.takes],
        "outcomes": {
            name: [_move(each) for each in moves]
            for name, moves in step.branches.items()
        },
        "signs": step.signs,
        "binds": step.binds,
        "reopens": step.reopens,
        "catalogue": list(step.catalogue),
    }


def _input(given: Parameter) -> dict[str, Any]:
    choices = CHOICES.get(given.name)
    return {
        "name": given.name,
        "kind": given.kind.value,
        "label": both(given.label),
        "required": given.required,
        "personal": given.personal,
        "choices": [each.value for each in choices] if choices else None,
    }


def _move(move: Move) -> dict[str, Any]:
    return {
        "lifecycle": move.lifecycle,
        "sources": list(move.sources),
        "target": move.target,
        "each": move.each,
        "new": move.new,
    }


def _rule(procedure: Procedure, rule: Rule) -> dict[str, Any]:
    return {
        "id": rule.id,
        "catalogue": rule.catalogue,
        "label": both(rule.label),
        "citation": rule.citation.norm,
        "confidence": rule.citation.confidence.value,
        "layer": rule.layer.value,
        "consequence": rule.consequence.value,
        "since": _day(rule.in_force.since),
        "until": _day(rule.in_force.until),
        "steps": [each.name for each in procedure.steps_guarded_by(rule.id)],
        "cured_by": list(rule.cured_by),
    }
