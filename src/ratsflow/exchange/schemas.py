"""JSON Schemas of all that leaves, made from the classes that it is made of.

Values of the model, cases and entries are described by their own attrs classes, in the
plain form that the converter of the log gives them; answers and reports by the classes of
`ratsflow.documents`. What is read back is closed: a key that nobody knows is an error and
never dropped. What is only told may get further keys in the same version.
"""

from __future__ import annotations

import inspect
import json
import re
import types

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from enum import Enum
from functools import cache
from importlib.resources import files
from typing import (
    Annotated,
    Any,
    Literal,
    NotRequired,
    Union,
    get_args,
    get_origin,
    get_type_hints,
    is_typeddict,
)

import attrs

from ratsflow.canonical import plain
from ratsflow.documents import answers, attests, reports, urn_of
from ratsflow.documents.names import SCHEMA
from ratsflow.errors import Both, UnknownNameError
from ratsflow.law.schema import URN as LAW_FILE_URN
from ratsflow.law.schema import schema_of
from ratsflow.log import Entry, Override
from ratsflow.model import (
    Actor,
    Attachment,
    Ballot,
    Consultation,
    CostStatement,
    Meeting,
    Motion,
    Organization,
    PreviousConsideration,
    Signature,
    Suspension,
)
from ratsflow.model.text import Lang
from ratsflow.procedure.case import Case


DIALECT = "https://json-schema.org/draft/2020-12/schema"

READ_BACK: Mapping[str, type] = {
    "actor": Actor,
    "attachment": Attachment,
    "ballot": Ballot,
    "case": Case,
    "consultation": Consultation,
    "cost-statement": CostStatement,
    "entry": Entry,
    "meeting": Meeting,
    "motion": Motion,
    "organization": Organization,
    "override": Override,
    "previous-consideration": PreviousConsideration,
    "signature": Signature,
    "suspension": Suspension,
}
"""By name, the values that `from_plain` makes again; the law of a town is one more."""

TOLD: Mapping[str, Any] = {
    "agenda": reports.Agenda,
    "attest": attests.Attest,
    "attested": reports.Attested,
    "cases-row": reports.CasesRow,
    "findings-row": reports.FindingsRow,
    "found": reports.Found,
    "states-row": reports.StatesRow,
    "stamped": reports.Stamped,
    "steps-row": reports.StepsRow,
    "votes-row": reports.VotesRow,
    "work-item": reports.WorkItem,
    "bylaw-comparison": reports.BylawComparison,
    "check-report": reports.CheckReport,
    "comparison": reports.Comparison,
    "drawing": reports.Drawing,
    "erased": reports.Erased,
    "event": reports.Event,
    "example-answer": reports.ExampleAnswer,
    "exported": reports.Exported,
    "failed": reports.Failed,
    "finding": answers.Finding,
    "form-checked": reports.FormChecked,
    "form-guessed": reports.FormGuessed,
    "imported": reports.Imported,
    "law": reports.Law,
    "law-checked": reports.LawChecked,
    "law-key": reports.LawKey,
    "migration-plan": reports.MigrationPlan,
    "minutes": reports.Minutes,
    "mutants": reports.Mutants,
    "norm": reports.Norm,
    "note": reports.Note,
    "now": answers.Now,
    "oparl-validated": reports.OParlValidated,
    "page": reports.Page,
    "plan": reports.Plan,
    "procedure": reports.Procedure,
    "property-report": reports.PropertyReport,
    "reading": reports.Reading,
    "record": reports.Record,
    "repeated": answers.Repeated,
    "replayed": reports.Replayed,
    "rule": reports.Rule,
    "seal-made": reports.SealMade,
    "checkpoint-made": reports.CheckpointMade,
    "proof-made": reports.ProofMade,
    "checked": reports.Checked,
    "witnessed": reports.Witnessed,
    "structure": reports.Structure,
    "taken": answers.Taken,
    "tally": reports.Tally,
    "tour-step": reports.TourStep,
    "upgraded": reports.Upgraded,
    "value-of-law": reports.ValueOfLaw,
    "verdict": answers.Verdict,
    "verification": reports.Verification,
}
"""By name, what is told and not read back."""

BESIDE: Mapping[str, tuple[type, Any]] = {
    "log-entry": (Entry, reports.Late),
    "shown": (Case, reports.Shown),
}
"""By name, a value with what is told beside it."""

RENAMED: Mapping[type, Mapping[str, str]] = {Entry: {"schema": "log_schema"}}
"""Fields that a document calls otherwise: under ``schema`` it says what it is."""

_CLOSED = frozenset({"law"})
"""What is read back without being a class of its own."""

_UPPER = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")


def names() -> tuple[str, ...]:
    """Return the name of every document, sorted."""
    return tuple(sorted((*READ_BACK, *TOLD, *BESIDE)))


LAW_FILE = "law-file"
"""The file in which a municipality states its values; its keys are those of its state."""


def schema(name: str, *, state: str = "", lang: Lang = "de") -> dict[str, Any]:
    """Return the JSON Schema (2020-12) of a document.

    Args:
        name: ``verdict``, ``Verdict`` or the URN; ``law-file`` for the file in which a
            municipality of a state states its values.
        state: the state, for its law files.
        lang: language of what is said of each key of a law file.

    Raises:
        UnknownNameError: there is no such document, or no such state.
    """
    if name in (LAW_FILE, "LawFile", LAW_FILE_URN):
        from ratsflow.law.states import state_law  # noqa: PLC0415  # its tables are large

        return schema_of(state_law(state), lang)
    found: dict[str, Any] = json.loads(_text(_known(name)))
    return found


def published(name: str) -> dict[str, Any]:
    """Return the schema of a document as it lies in the package.

    Raises:
        UnknownNameError: there is no such document.
    """
    known = _known(name)
    place = files("ratsflow.exchange") / "published" / file_of(known)
    found: dict[str, Any] = json.loads(place.read_text("utf-8"))
    return found


def file_of(name: str) -> str:
    """Return the name of the file in which the schema of a document is published."""
    *_, word, version = urn_of(name).split(":")
    return f"{word}-{version}.json"


def _known(name: str) -> str:
    known = names()
    given = name.removeprefix("urn:ratsflow:schema:")
    word = _UPPER.sub("-", given).lower()
    for each in known:
        if name == urn_of(each) or word == each:
            return each
    raise UnknownNameError(Both("schema", "Schema"), name, known)


@cache
def _text(name: str) -> str:
    return json.dumps(_made(name), ensure_ascii=False, indent=1)


def _made(name: str) -> dict[str, Any]:
    writer = _Writer()
    if name in BESIDE:
        base, beside = BESIDE[name]
        found = writer.of_class(base)
        more = writer.of_dict(beside)
        found["properties"] |= more["properties"]
        found["required"] += more["required"]
        found.pop("additionalProperties")
    elif name in READ_BACK:
        found = writer.of_class(READ_BACK[name])
    else:
        found = writer.of_dict(TOLD[name])
        if name in _CLOSED:
            found["additionalProperties"] = False
    urn = urn_of(name)
    found["properties"] = {SCHEMA: {"const": urn}, **found["properties"]}
    found["required"] = [SCHEMA, *found["required"]]
    return {
        "$schema": DIALECT,
        "$id": urn,
        **found,
        **({"$defs": writer.defs} if writer.defs else {}),
    }


_FORMATS: Mapping[Any, Mapping[str, Any]] = {
    str: {"type": "string"},
    bool: {"type": "boolean"},
    int: {"type": "integer"},
    type(None): {"type": "null"},
    date: {"type": "string", "format": "date"},
    datetime: {"type": "string", "format": "date-time"},
}


class _Writer:
    """Writes schemas of types, those of classes into definitions that it refers to."""

    def __init__(self) -> None:
        self.defs: dict[str, Any] = {}
        self._names: dict[str, Any] = {}

    def of_class(self, of: Any) -> dict[str, Any]:
        """Return the schema of an attrs class of which nothing is told but its fields."""
        said = described(of)
        properties = {
            field.name: {
                **self.of(field.type),
                **_default(field.default),
                **_about(said, field.origin),
            }
            for field in fields_of(of)
        }
        return {
            "title": of.__name__,
            "description": said[""],
            "type": "object",
            "additionalProperties": False,
            "required": [e.name for e in fields_of(of) if e.is_required],
            "properties": properties,
        }

    def of_dict(self, of: Any) -> dict[str, Any]:
        """Return the schema of a typed dict."""
        said = described(of)
        hints = get_type_hints(of, include_extras=True)
        return {
            "title": of.__name__,
            "description": said[""],
            "type": "object",
            "required": [n for n, h in hints.items() if get_origin(h) != NotRequired],
            "properties": {
                name: {**self.of(hint), **_about(said, name)}
                for name, hint in hints.items()
            },
        }

    def of(self, hint: Any) -> dict[str, Any]:
        """Return the schema of a type."""
        if hint in _FORMATS:
            return dict(_FORMATS[hint])
        if hint is Any:
            return {}
        origin, args = get_origin(hint), get_args(hint)
        if origin is NotRequired:
            return self.of(args[0])
        if origin is Annotated:
            return {**self.of(args[0]), "format": args[1]}
        if origin is Literal:
            return {"enum": list(args)}
        if origin in (Union, types.UnionType):
            return self._one_of(args)
        if origin in (tuple, list, Sequence):
            return {"type": "array", "items": self.of(args[0])}
        if origin in (dict, Mapping):
            return {"type": "object", "additionalProperties": self.of(args[1])}
        if isinstance(hint, type) and issubclass(hint, Enum):
            return {"enum": [each.value for each in hint]}
        return self._defined(hint)

    def _one_of(self, args: tuple[Any, ...]) -> dict[str, Any]:
        parts = [self.of(each) for each in args]
        if all(set(part) == {"type"} for part in parts):
            return {"type": [part["type"] for part in parts]}
        return {"anyOf": parts}

    def _defined(self, of: Any) -> dict[str, Any]:
        name = of.__name__
        if self._names.setdefault(name, of) is not of:  # two modules use the word
            name = f"{of.__module__.rpartition('.')[2].title()}{name}"
            self._names[name] = of
        if name not in self.defs:
            self.defs[name] = {}
            self.defs[name] = (
                self.of_dict(of) if is_typeddict(of) else self.of_class(of)
            )
            if of in TOLD.values():  # a part may say what it is, too
                self.defs[name]["properties"][SCHEMA] = {"type": "string"}
        return {"$ref": f"#/$defs/{name}"}


@attrs.frozen
class Field:
    """A field of a value in its plain form.

    Attributes:
        name: what a document calls it.
        origin: what the class calls it.
        type: its type.
        default: its default, or `attrs.NOTHING`.
    """

    name: str
    origin: str
    type: Any
    default: Any

    @property
    def is_required(self) -> bool:
        """A document cannot do without it."""
        return self.default is attrs.NOTHING


def fields_of(of: Any) -> Iterator[Field]:
    """Yield the fields that a value of an attrs class has in its plain form."""
    hints = get_type_hints(of)
    renamed = RENAMED.get(of, {})
    for each in attrs.fields(of):
        if each.init:
            name = renamed.get(each.name, each.name)
            yield Field(name, each.name, hints[each.name], each.default)


def _default(default: Any) -> dict[str, Any]:
    if default is attrs.NOTHING or isinstance(default, type(attrs.Factory(dict))):
        return {}
    return {"default": plain(default, "default")}


_ATTRIBUTES = re.compile(
    r"^ *Attributes:\n(.*?)(?:\n *\n|\Z)", re.DOTALL | re.MULTILINE
)
_ATTRIBUTE = re.compile(
    r"^(\w+(?:, \w+)*): (.*?)(?=^\w+(?:, \w+)*: |\Z)", re.DOTALL | re.MULTILINE
)


@cache
def described(of: Any) -> Mapping[str, str]:
    """Return what the docstring of a class says of each attribute, and under "" of itself."""
    text = inspect.cleandoc(of.__doc__ or "")
    found = {"": _told(text.partition("\n\n")[0])}
    part = _ATTRIBUTES.search(text)
    if part is not None:
        body = inspect.cleandoc(f"\n{part[1]}")
        for named, said in _ATTRIBUTE.findall(body):
            found |= dict.fromkeys(named.split(", "), _told(said))
    return found


def _told(text: str) -> str:
    """Return a sentence for people who do not read Python: no marks of docstrings."""
    return re.sub(r"[`*]", "", " ".join(text.split()))


def _about(said: Mapping[str, str], name: str) -> dict[str, Any]:
    return {"description": said[name]} if name in said else {}
