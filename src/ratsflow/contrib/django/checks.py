"""What Django's ``check`` looks at."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.checks import CheckMessage, Error


if TYPE_CHECKING:
    from ratsflow.contrib.django.field import CaseField


def of_field(field: CaseField) -> list[CheckMessage]:
    """Check that a model tells what the procedure sees of its rows."""
    if callable(getattr(field.model, field.motion, None)):
        return []
    return [
        Error(
            f"{field.model._meta.label} has no method {field.motion}().",
            hint="It returns what the procedure sees of a row, a ratsflow.Motion.",
            obj=field,
            id="ratsflow.E001",
        )
    ]
