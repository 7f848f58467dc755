"""What becomes of a definition's functions in another process: they stay where they are.

A verdict carries the procedure it was asked of, with the functions of its rules. Those
cannot be sent, and whoever receives them could not know that they are the same. So a
definition arrives with all that is said of it and without what decides: a rule that is
asked there fails, and never lets a motion pass.
"""

from __future__ import annotations

from typing import Any, Self, TypeVar

import attrs

from ratsflow.errors import Lang, RatsflowError
from ratsflow.procedure.sentences import said


T = TypeVar("T")


class ElsewhereError(RatsflowError):
    """A function of a definition was called in a process that it did not come to."""

    def __str__(self) -> str:
        return self.text()

    def text(self, lang: Lang = "en") -> str:
        """Say where it can be asked."""
        return said.text("definition.elsewhere", lang)


def stayed(question: Any) -> Any:  # noqa: ARG001  # as a rule is called
    """Stand for a function that did not come along: raises `ElsewhereError`."""
    raise ElsewhereError


class Definition:
    """What a procedure is made of: it never changes, and its functions stay with it.

    It is pickled by its arguments, without those that are functions.
    """

    __slots__ = ()

    def __reduce__(self) -> tuple[Any, ...]:
        given = {
            field.alias: getattr(self, field.name)
            for field in attrs.fields(type(self))  # type: ignore[arg-type]  # all are
            if field.init
        }
        stay = {name: stayed for name in _FUNCTIONS if given.get(name) is not None}
        return _arrived, (type(self), given | stay)

    def __repr__(self) -> str:
        """Tell what is said of it; most of what could be said is not."""
        fields = attrs.fields(type(self))  # type: ignore[arg-type]  # all are
        held = ((each, getattr(self, each.name)) for each in fields if each.init)
        told = (f"{f.name}={v!r}" for f, v in held if v and v != f.default)
        return f"{type(self).__name__}({', '.join(told)})"

    def __copy__(self) -> Self:
        return self

    def __deepcopy__(self, _: Any) -> Self:
        return self


_FUNCTIONS = ("check", "decide")


def _arrived(kind: type[T], given: dict[str, Any]) -> T:
    return kind(**given)
