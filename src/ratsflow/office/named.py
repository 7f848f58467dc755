"""The names that an office is called with: a case, a step, what it is about, a key."""

from __future__ import annotations

import reprlib

from ratsflow.errors import Both, InvalidInputError
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
                Both(
                    f"{reprlib.repr(value)} is a {type(value).__name__}, not a text.",
                    f"{reprlib.repr(value)} ist kein Text.",
                ),
                where,
                Both(
                    f"Pass its id, {value.id!r}.", f"Die Kennung „{value.id}“ angeben."
                )
                if isinstance(value, Case)
                else Both("Pass a text.", "Einen Text angeben."),
            )
