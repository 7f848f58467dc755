"""What the form of a paper may ask for (*Vordruck der Beschlussvorlage*)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import attrs

from ratsflow.errors import Both
from ratsflow.law.checks import nearest
from ratsflow.model import Motion, PaperType


OF_THE_ROUTE = ("consultations", "meeting_day")
"""Fields of the form that stand in the route and not in the motion."""
FIELDS = frozenset({*(each.name for each in attrs.fields(Motion)), *OF_THE_ROUTE})
"""Whatever a municipality may ask a paper to name."""


def problems_of_fields(value: Any) -> Iterator[str]:
    if not isinstance(value, Mapping):
        yield Both(
            "a table from type of paper to a list of fields is required",
            "nötig ist eine Tabelle von der Vorlagenart zu einer Liste von Feldern",
        )
        return
    for name, fields in value.items():
        if name not in list(PaperType):
            yield Both(
                f"there is no type of paper {name!r}; known: {', '.join(PaperType)}",
                f"eine Vorlagenart „{name}“ gibt es nicht; bekannt: "
                f"{', '.join(PaperType)}",
            )
        if not isinstance(fields, (list, tuple)):
            yield Both(
                f"{name}: {fields!r} is no list of fields",
                f"{name}: {fields!r} ist keine Liste von Feldern",
            )
            continue
        for field in fields:
            if field not in FIELDS:
                known = ", ".join(sorted(FIELDS))
                near = nearest(str(field), FIELDS)
                told = f"the nearest is {near}" if near else f"known: {known}"
                yield f"{name}: there is no field {field!r}; {told}"
