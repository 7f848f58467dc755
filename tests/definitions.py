"""Procedures for tests that are about something else than whether a definition is whole."""

from __future__ import annotations

from typing import Any

import attrs

from ratsflow import DefinitionError, Procedure
from ratsflow.procedure.soundness import CAN_BE_MEANT


def meant(*args: Any, **given: Any) -> Procedure:
    """Return a procedure that means whatever of it can be meant."""
    try:
        return Procedure(*args, **given)
    except DefinitionError as error:
        problems = error.problems
    if not {each.code for each in problems} <= {*CAN_BE_MEANT, "step.leaves_final"}:
        return Procedure(*args, **given)
    reopening = {each.about for each in problems if each.code == "step.leaves_final"}
    if reopening:
        given["steps"] = [
            attrs.evolve(step, reopens=step.name in reopening)
            for step in given["steps"]
        ]
    keys = [each.key for each in problems if each.code in CAN_BE_MEANT]
    return Procedure(*args, **given, meant=keys)
