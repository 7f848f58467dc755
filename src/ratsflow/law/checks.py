"""Checks that keys share: shares, rows of a table, tables of values by name.

A check yields one phrase for each thing that is wrong. A phrase may end in `` @ `` and
the place inside the value, for example ``'a' is not a whole number @ .num``; whoever
reads the file puts the key in front of the place.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

import attrs

from ratsflow.errors import Both, DefinitionError, InvalidInputError
from ratsflow.law.counting import Base, Share
from ratsflow.law.sentences import phrase, said


def nearest(name: str, known: Iterable[str]) -> str:
    """Return the known name that is spelt most like another, or an empty text."""
    from difflib import get_close_matches  # noqa: PLC0415  # only a slip needs it

    names = list(known)
    found = get_close_matches(name.lower(), names, n=1, cutoff=0.6)
    if found:
        return found[0]
    last = name.rpartition(".")[2].lower()
    by_end = {each.rpartition(".")[2]: each for each in reversed(names)}
    found = get_close_matches(last, by_end, n=1, cutoff=0.8)
    return by_end[found[0]] if found else ""


@attrs.frozen(eq=False, repr=False)
class Form:
    """What a value may be.

    Attributes:
        key: of the sentence that says what people call it.
        fits: tells whether a value is one.
        choices: the values among which it is one, where they are listed.
    """

    key: str
    fits: Callable[[Any], bool]
    choices: tuple[str, ...] = ()

    @property
    def noun(self) -> Both:
        """What people call it."""
        return said(self.key, choices=self.choices)


def is_number(value: Any, least: int = 0) -> bool:
    """Tell whether a value is a whole number of that size, and no truth value."""
    return isinstance(value, int) and not isinstance(value, bool) and value >= least


def is_text(value: Any) -> bool:
    """Tell whether a value is a text that says something."""
    return isinstance(value, str) and bool(value.strip())


def is_list(value: Any) -> bool:
    """Tell whether a value is a list."""
    return isinstance(value, (list, tuple))


def are_texts(value: Any) -> bool:
    """Tell whether a value is a list of texts."""
    return is_list(value) and all(isinstance(each, str) for each in value)


NUMBER = Form("kind.number", is_number)
COUNT = Form("kind.count", lambda value: is_number(value, 1))
FLAG = Form("kind.flag", lambda value: isinstance(value, bool))
TEXT = Form("kind.text", is_text)
LIST = Form("kind.list", is_list)
SOME = Form("kind.some", lambda value: is_list(value) and bool(value))


def one_of(choices: Iterable[str]) -> Form:
    """Return the form of a text from a list."""
    known = tuple(choices)
    return Form("kind.one_of", known.__contains__, known)


def problems_of_row(
    row: Any, fields: Mapping[str, Form], required: Iterable[str] = ()
) -> Iterator[Both]:
    """Say what is wrong with a row: by field what may stand in it, and what must."""
    if not isinstance(row, Mapping):
        yield said("row.none", row=row)
        return
    for name in required:
        if name not in row:
            yield said("row.missing", name=name)
    for name, value in row.items():
        if name not in fields:
            yield said("row.field", name=name, known=fields)
        elif not fields[name].fits(value):
            yield said("row.misfit", name=name, value=value, noun=fields[name].noun)


def problems_of_rows(
    rows: Any, problems: Callable[[Any], Iterable[str]]
) -> Iterator[Both]:
    """Say what is wrong with a list of rows, each with its number."""
    if not is_list(rows):
        yield said("row.list")
        return
    for number, row in enumerate(rows, 1):
        for each in problems(row):
            yield said("row.entry", number=number, problem=each)


_SHARE = {"num": NUMBER, "den": NUMBER, "strict": FLAG, "base": one_of(Base)}


def problems_of_share(value: Any) -> Iterator[str]:
    """Say what is wrong with a share: ``{num = 2, den = 3, strict = false, base = "…"}``."""
    problems = list(problems_of_row(value, _SHARE, _SHARE))
    yield from problems
    if problems:
        return
    try:
        Share(value["num"], value["den"], value["strict"], Base(value["base"]))
    except DefinitionError as error:
        cause = error.__cause__
        if not isinstance(cause, InvalidInputError):
            raise
        yield said("share.part", what=phrase(cause.what), where=cause.where)
