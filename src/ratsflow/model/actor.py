"""Who acts."""

from __future__ import annotations

from typing import Any

import attrs

from ratsflow.canonical import readable
from ratsflow.errors import Both, InvalidInputError
from ratsflow.model.shape import hold, of_kind
from ratsflow.model.text import names


def as_actor(value: Any, where: str = "actor") -> Actor:
    """Return an actor that a caller handed in.

    Raises:
        InvalidInputError: it is none, for example the id alone.
    """
    if type(value) is Actor:
        return value
    told = repr(value) if isinstance(value, str) else "…"
    return of_kind(value, Actor, where, f"Pass Actor({told}, roles=[…]).")


@attrs.frozen
class Actor:
    """A person or office that takes a step.

    Attributes:
        id: stable identifier in the host's user accounts. It stays in the log for ever:
            give a private person one that says nothing without those accounts.
        name: name at the time; it is written into the log as it is now.
        roles: the roles held, for example ``("alderman",)``.
        deputises: roles in which the actor may act as a deputy (*i. V.*).
        on_behalf_of: the office or group acted for, or an empty string.

    Raises:
        InvalidInputError: the id is empty.
    """

    id: str
    name: str = ""
    roles: tuple[str, ...] = attrs.field(default=(), converter=names)
    deputises: tuple[str, ...] = attrs.field(default=(), converter=names)
    on_behalf_of: str = ""

    def __attrs_post_init__(self) -> None:
        hold(self)
        for field in ("id", "name", "on_behalf_of"):
            text = getattr(self, field)
            if not text.isascii() and readable(text) != text:
                raise InvalidInputError(
                    Both(
                        f"{text!r} holds half a character.",
                        f"{text!r} enthält ein halbes Zeichen.",
                    ),
                    f"actor.{field}",
                    Both(
                        "Pass text that can be written in UTF-8.",
                        "Text angeben, der sich in UTF-8 schreiben lässt.",
                    ),
                )
        if not self.id:
            raise InvalidInputError(
                Both("an actor needs an id.", "wer handelt, braucht eine Kennung."),
                "actor",
                Both(
                    "Give the id of the user account.",
                    "Die Kennung des Benutzerkontos angeben.",
                ),
            )
