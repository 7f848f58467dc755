"""The names that an office is called with: a case, a step, what it is about, a key."""

from __future__ import annotations

import reprlib

from ratsflow.errors import InvalidInputError
from ratsflow.procedure.case import Case


def check_names(**given: object) -> None:
    """Refuse a name that is no text: it would be unknown to some and break others.

    Args:
        given: the values by what they are called.

    Raises:
        InvalidInputError: with the first that is none.
    """
    for where, value in given.items():
        if not isinstance(value, str):
            raise InvalidInputError(
                f"{reprlib.repr(value)} is a {type(value).__name__}, not a text.",
                where,
                f"Pass its id, {value.id!r}."
                if isinstance(value, Case)
                else "Pass a text.",
            )
