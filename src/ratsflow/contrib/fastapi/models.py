"""Models of pydantic, made from the classes that the schemas are made of.

``from ratsflow.contrib.fastapi.models import MotionIn, VerdictOut``: of every document there
is one to hand in, which need not say what it is, and one that is handed out. A model holds
the plain form: days and moments are texts.
"""

from __future__ import annotations

import keyword
import types

from collections.abc import Mapping, Sequence
from enum import Enum
from functools import cache
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

from pydantic import BaseModel, ConfigDict, Field, create_model

from ratsflow.documents import urn_of
from ratsflow.documents.names import SCHEMA
from ratsflow.exchange.plain import structure
from ratsflow.exchange.schemas import (
    BESIDE,
    READ_BACK,
    TOLD,
    described,
    fields_of,
    names,
)
from ratsflow.procedure.inputs import CHOICES, TYPES_OF_MODEL, Kind
from ratsflow.procedure.step import Step


_CLOSED = ConfigDict(extra="forbid", strict=True, populate_by_name=True)
_OPEN = ConfigDict(strict=True, populate_by_name=True)
_KINDS: Mapping[Kind, Any] = {
    Kind.TEXT: str,
    Kind.FLAG: bool,
    Kind.NUMBER: int,
    Kind.DAY: Annotated[str, Field(json_schema_extra={"format": "date"})],
    Kind.MOMENT: Annotated[str, Field(json_schema_extra={"format": "date-time"})],
    Kind.NAMES: list[str],
}


def _class_of(name: str) -> str:
    return "".join(part.title() for part in name.split("-"))


_BY_CLASS = {_class_of(name): name for name in names()}

__all__ = [  # of the table above
    f"{each}{way}" for each in sorted(_BY_CLASS) for way in ("In", "Out")
]


def __getattr__(name: str) -> type[BaseModel]:
    for way in ("In", "Out"):
        found = _BY_CLASS.get(name.removesuffix(way)) if name.endswith(way) else None
        if found is not None:
            return model_of(found, handed_in=way == "In")
    msg = f"module {__name__!r} has no attribute {name!r}"
    raise AttributeError(msg)


@cache
def model_of(name: str, *, handed_in: bool = False) -> type[BaseModel]:
    """Return the model of a document.

    Args:
        name: its name, for example ``verdict``.
        handed_in: as it is read, where it need not say what it is.
    """
    urn = Literal[urn_of(name)]  # type: ignore[valid-type]
    default = Field(None, alias=SCHEMA) if handed_in else Field(..., alias=SCHEMA)
    fields: dict[str, Any] = {"schema_": (urn | None if handed_in else urn, default)}
    if name in BESIDE:
        base, more = BESIDE[name]
        fields |= {**_of_attrs(base), **_of_dict(more)}
    elif name in READ_BACK:
        fields |= _of_attrs(READ_BACK[name])
    else:
        fields |= _of_dict(TOLD[name])
    closed = handed_in or name in READ_BACK
    title = f"{_class_of(name)}{'In' if handed_in else 'Out'}"
    return _made(title, fields, closed=closed, about=_about(name))


@cache
def inputs_of(step: Step) -> type[BaseModel]:
    """Return the model of the body that takes a step: its inputs and, if one will, how."""
    fields: dict[str, Any] = {}
    for each in step.takes:
        kind = _kind(each.name, each.kind)
        # What is missing is told by the verdict, with all else that is.
        fields[each.name] = (kind | None, Field(None, title=each.label.en or None))
    fields |= {
        "on": (
            str,
            Field("", description="the consultation or suspension it is about"),
        ),
        "at": (
            str | None,
            Field(None, description="when it takes effect; now if absent"),
        ),
        "mode": (
            Literal["enforce", "record", "assume"],
            Field(
                "enforce",
                description="record: it happened so; assume: nobody witnessed it, it must "
                "have happened, `override` says why, and no rule is asked",
            ),
        ),
        "override": (
            model_of("override", handed_in=True) | None,
            Field(None, description="why a rule is overridden, or a step assumed"),
        ),
    }
    title = "".join(part.title() for part in step.name.split("_"))
    return _made(f"{title}Step", fields, closed=True, about=step.title("en"))


def _kind(name: str, kind: Kind) -> Any:
    if name in CHOICES:
        return Literal[tuple(each.value for each in CHOICES[name])]
    if kind in TYPES_OF_MODEL:
        return _type(TYPES_OF_MODEL[kind])
    return _KINDS[kind]


def value_of(model: BaseModel, of: type, where: str) -> Any:
    """Return the value of the model of ratsflow that a model of pydantic holds.

    Raises:
        InvalidInputError: a part does not fit.
    """
    row = model.model_dump(by_alias=True, exclude_unset=True)
    row.pop(SCHEMA, None)
    return structure(row, of, where)


def _about(name: str) -> str:
    if name in BESIDE:
        return described(BESIDE[name][0])[""]
    return described(READ_BACK.get(name) or TOLD[name])[""]


def _made(
    title: str, fields: Mapping[str, Any], *, closed: bool, about: str
) -> type[BaseModel]:
    made: Any = create_model(
        title, __config__=_CLOSED if closed else _OPEN, __doc__=about, **fields
    )
    return made  # type: ignore[no-any-return]


def _of_attrs(of: Any) -> dict[str, Any]:
    said = described(of)
    fields: dict[str, Any] = {}
    for each in fields_of(of):
        default: Any = each.default
        if callable(getattr(default, "factory", None)):
            default = default.factory()
        if isinstance(default, Enum):
            default = default.value
        fields |= _field(
            each.name,
            _type(each.type),
            ... if each.is_required else default,
            said.get(each.origin),
        )
    return fields


def _of_dict(of: Any) -> dict[str, Any]:
    said = described(of)
    fields: dict[str, Any] = {}
    for name, hint in get_type_hints(of, include_extras=True).items():
        absent = get_origin(hint) is NotRequired
        kind = _type(hint) | None if absent else _type(hint)
        fields |= _field(name, kind, None if absent else ..., said.get(name))
    return fields


def _field(name: str, kind: Any, default: Any, about: str | None) -> dict[str, Any]:
    """Return a field; one whose name pydantic or Python has in use gets another one."""
    taken = keyword.iskeyword(name) or hasattr(BaseModel, name)
    if not taken:
        return {name: (kind, Field(default, description=about))}
    return {f"{name}_": (kind, Field(default, alias=name, description=about))}


@cache
def _part(of: Any) -> type[BaseModel]:
    fields = _of_dict(of) if is_typeddict(of) else _of_attrs(of)
    if of in TOLD.values():  # a part may say what it is, too
        fields["schema_"] = (str | None, Field(None, alias=SCHEMA))
    about = described(of)[""]
    home = of.__module__.rpartition(".")[2]
    title = of.__name__ if attrs.has(of) else f"{home.title()}{of.__name__}"
    return _made(title, fields, closed=attrs.has(of), about=about)


def _type(hint: Any) -> Any:
    origin, args = get_origin(hint), get_args(hint)
    if hint in (str, bool, int, type(None), Any):
        return hint
    if origin is NotRequired:
        return _type(args[0])
    if origin is Annotated:
        return Annotated[_type(args[0]), Field(json_schema_extra={"format": args[1]})]
    if origin is Literal:
        return hint
    if origin in (Union, types.UnionType):
        return Union[tuple(map(_type, args))]  # noqa: UP007  # of what is known only now
    if origin in (tuple, list, Sequence):
        return list[_type(args[0])]  # type: ignore[misc]
    if origin in (dict, Mapping):
        return dict[str, _type(args[1])]  # type: ignore[misc]
    if hint.__name__ in ("date", "datetime"):
        form = "date" if hint.__name__ == "date" else "date-time"
        return Annotated[str, Field(json_schema_extra={"format": form})]
    if issubclass(hint, Enum):
        return Literal[tuple(each.value for each in hint)]
    return _part(hint)
