"""What the form of a paper may ask for (*Vordruck der Beschlussvorlage*)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import attrs

from ratsflow.law.checks import nearest
from ratsflow.law.sentences import said
from ratsflow.model import Motion, PaperType


OF_THE_ROUTE = ("consultations", "meeting_day")
"""Fields of the form that stand in the route and not in the motion."""
FIELDS = frozenset({*(each.name for each in attrs.fields(Motion)), *OF_THE_ROUTE})
"""Whatever a municipality may ask a paper to name."""


def problems_of_fields(value: Any) -> Iterator[str]:
    """Say what is wrong with a table of fields by type of paper."""
    if not isinstance(value, Mapping):
        yield said("form.table")
        return
    for name, fields in value.items():
        if name not in list(PaperType):
            yield said("form.type", name=name, known=list(PaperType))
        if not isinstance(fields, (list, tuple)):
            yield said("form.list", name=name, fields=fields)
            continue
        for field in fields:
            if field not in FIELDS:
                near = nearest(str(field), FIELDS)
                if near:
                    yield said("form.near", name=name, field=field, near=near)
                else:
                    yield said("form.field", name=name, field=field, known=FIELDS)
