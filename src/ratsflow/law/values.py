"""What is wrong with a value that a municipality says: kind, choices, size, table."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from ratsflow.canonical import plain
from ratsflow.errors import DefinitionError
from ratsflow.law.checks import FLAG, NUMBER, TEXT, Form, is_text, problems_of_share
from ratsflow.law.local import Law
from ratsflow.law.norms import Norm, NormKind, NormTable, share_of
from ratsflow.law.powers import euros_of
from ratsflow.law.sentences import phrase, said
from ratsflow.law.tables import CHECKS


_LARGEST = 10**12
_LONGEST = 10_000
"""Days, weeks, months: more would leave the calendar."""
_WIDEST = 60
"""Characters of a value that a message shows."""
_TIMES = ("days", "weeks", "months", "years")


def problems_of_value(norm: Norm, value: Any) -> Iterator[str]:
    """Yield what is wrong with a plain value of a norm, one phrase each."""
    kind = norm.form
    if value == plain(norm.latest.value):
        return
    foreign = list(_foreign(value))
    fits = _FORMS[kind].fits(value)
    if foreign:
        yield from foreign
    elif not fits:
        yield said("value.kind", value=shown(value), kind=_FORMS[kind].noun)
    elif norm.choices and (strange := _not_chosen(norm, value)):
        yield said("value.choice", value=shown(strange[0]), choices=norm.choices)
    elif kind is NormKind.NUMBER:
        is_time = norm.id.replace(".", "_").rpartition("_")[2] in _TIMES
        most = _LONGEST if is_time else _LARGEST
        if value > most:
            yield said("value.large", value=shown(value), most=most)
    elif kind is NormKind.SHARE and isinstance(value, Mapping):
        yield from problems_of_share(value)
    if norm.check and fits:
        yield from _asked(norm, value)


def _not_chosen(norm: Norm, value: Any) -> list[Any]:
    given = value if isinstance(value, (list, tuple)) else [value]
    return [each for each in given if each not in norm.choices]


def _asked(norm: Norm, value: Any) -> Iterator[str]:
    """Ask the norm's check; where it fails on a strange value, that is a mistake too."""
    try:
        yield from list(CHECKS[norm.check](value))
    except (
        ArithmeticError,
        LookupError,
        TypeError,
        ValueError,
        AttributeError,
    ) as error:
        yield said("value.unchecked", value=shown(value), error=error)


def _foreign(value: Any, place: str = "") -> Iterator[str]:
    """Yield the parts that are neither text, whole number, truth value, list nor table."""
    if isinstance(value, dict):
        for name, part in value.items():
            yield from _foreign(part, f"{place}.{name}")
    elif isinstance(value, list):
        for index, part in enumerate(value):
            yield from _foreign(part, f"{place}[{index}]")
    elif not isinstance(value, (str, int)):
        kind = "kind.decimal" if isinstance(value, float) else "kind.time"
        yield said("value.foreign", value=value, kind=said(kind), place=place)
    elif isinstance(value, int) and abs(value) > 2**63 - 1:
        yield said("value.huge", place=place)


def shown(value: Any) -> str:
    """Return a value as a message shows it: not too wide."""
    text = repr(value)
    return text if len(text) <= _WIDEST else f"{text[:_WIDEST]} …"


def _are_names(value: Any) -> bool:
    texts = isinstance(value, list) and all(map(is_text, value))
    return texts and len(set(value)) == len(value)


def _is_share(value: Any) -> bool:
    try:
        return isinstance(value, dict) or (
            isinstance(value, str) and share_of(value) is not None
        )
    except DefinitionError:  # it is written as one, and is more than the whole
        return False


_FORMS: Mapping[NormKind, Form] = {
    NormKind.NUMBER: NUMBER,
    NormKind.FLAG: FLAG,
    NormKind.TEXT: TEXT,
    NormKind.NAMES: Form("kind.names", _are_names),
    NormKind.TOPICS: Form("kind.topics", _are_names),
    NormKind.SHARE: Form("kind.share", _is_share),
    NormKind.TABLE: Form("kind.table", lambda value: isinstance(value, (dict, list))),
}


def problem_by_body(table: NormTable, key: str) -> str | None:
    """Say of the id of a norm that it has no value of one body: no rule would read it."""
    if key in table.by_body:
        return None
    return said("town.not_by_body", known=sorted(table.by_body))


# -------------------------------------------------------------------- values together


_ORDERED = (
    ("bias.time_bar_months_short", "bias.time_bar_months"),
    ("notice.urgent_days", "notice.days"),
)
"""Pairs of keys of which the first is never the larger."""


def problems_together(law: Law) -> Iterator[str]:
    """Yield the values that are sound one by one and contradict one another."""
    told: set[str] = set()
    for each in (law, *map(law.at, law.changes)):
        for shorter, longer in _ORDERED:
            low, high = each.values.get(shorter), each.values.get(longer)
            is_wrong = low is not None and high is not None and low > high
            if is_wrong and shorter not in told:
                told.add(shorter)
                yield said(
                    "value.order", low=low, longer=longer, high=high, shorter=shorter
                )
        for problem in _problems_of_limits(each):
            if problem not in told:
                told.add(problem)
                yield problem


def _problems_of_limits(law: Law) -> Iterator[str]:
    """Yield the limits that a table of powers names and nobody has set."""
    limits = law.values.get("limits.named") or {}
    for row in law.values.get("competence.powers") or ():
        for part in (row, *row.get("any", ())):
            for end in ("above", "up_to"):
                try:
                    euros_of(part.get(end), limits)
                except DefinitionError as error:
                    (problem,) = error.problems
                    yield said("limit.place", problem=phrase(problem))
