"""Closed lists of words."""

from __future__ import annotations

import re

from enum import StrEnum
from typing import Self

from ratsflow.errors import Both, InvalidInputError


_PART = re.compile(r"(?<=[a-z])(?=[A-Z])")


class ClosedList(StrEnum):
    """A closed list of words; a member is found by its word.

    Raises:
        InvalidInputError: a word that is not on the list, with all that are.
    """

    # What is equal has the same hash; that of an enum is of its name, and twice as dear.
    __hash__ = str.__hash__

    @classmethod
    def _missing_(cls, value: object) -> Self:
        known = ", ".join(cls)
        raise InvalidInputError(
            Both(
                f"{value!r} is not among its values.",
                f"„{value}“ steht nicht zur Wahl.",
            ),
            _PART.sub("_", cls.__name__).lower(),
            Both(f"Choose one of: {known}.", f"Eines davon wählen: {known}."),
        )
