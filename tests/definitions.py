"""Procedures for tests that are about something else than whether a definition is whole."""

from __future__ import annotations

from typing import Any

from ratsflow import DefinitionError, Procedure
from ratsflow.procedure.soundness import CAN_BE_MEANT


def meant(*args: Any, **given: Any) -> Procedure:
    """Return a procedure that means whatever of it can be meant."""
    try:
        return Procedure(*args, **given)
    except DefinitionError as error:
        if not {each.code for each in error.problems} <= CAN_BE_MEANT:
            raise
        keys = [each.key for each in error.problems]
    return Procedure(*args, **given, meant=keys)
