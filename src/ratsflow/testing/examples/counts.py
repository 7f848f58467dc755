"""Count what follows from one norm: a number, a day, seats."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from typing import Any

from ratsflow.errors import Both
from ratsflow.law.counting import Share, at_least, by_size
from ratsflow.law.elections import d_hondt, hare_niemeyer, sainte_lague
from ratsflow.law.local import AbsentNormError, Law, MissingValueError
from ratsflow.law.periods import (
    add_months,
    add_weeks,
    holidays_of,
    latest_receipt,
    rollover,
    working_days_after,
)
from ratsflow.law.states import state_law
from ratsflow.testing.examples.format import Example, day_in
from ratsflow.testing.examples.situation import with_values


NONE = "none"
"""What comes out where there was no such norm."""
_MOST = 1000
_SEATS = {each.__name__: each for each in (hare_niemeyer, d_hondt, sainte_lague)}


def counted(example: Example, state: str) -> Iterator[tuple[Any, Both]]:
    """Yield what a count gives otherwise than the example says, and both in a sentence."""
    norm, norms = example.table["norm"], state_law(state).table.norms
    if norm not in norms:
        raise example.block.unknown(Both("norm", "Eine Norm"), norm, norms)
    wanted = example.then(state)
    example.block.hold(example.table["given"], {"law": (Mapping,)})
    given = example.table["given"].get("law", {})
    whole = with_values(state_law(state).law, given, example, state)
    try:
        found = _count(example, whole.at(example.day or date.max))
    except (AbsentNormError, MissingValueError):
        found = NONE
    if found != wanted:
        told = Both(
            f"{norm}: {wanted} is said, {found} came out.",
            f"{norm}: gesagt ist {wanted}, heraus kam {found}.",
        )
        yield found, told


_ONE_OF = ("of", "from", "before", "roll_over", "lists")
_LISTED = ", ".join(_ONE_OF)


def _count(example: Example, law: Law) -> Any:
    table, norm = example.table, example.table["norm"]
    asked = [name for name in _ONE_OF if name in table]
    for further in asked[1:]:
        raise example.block.mistake(
            f"{further} stands beside {asked[0]}; a count asks for one of {_LISTED}.",
            f"{further} steht neben {asked[0]}; gefragt wird nach einem von {_LISTED}.",
            further,
        )
    days = {
        name: day_in(table[name], example.block)
        for name in ("from", "before", "roll_over")
        if name in table
    }
    if "lists" in table:
        return _seats(example, law)
    if day := days.get("roll_over"):
        return rollover(day, _holidays(law, day))
    value = law[norm]
    if "inhabitants" in table:
        rows = value if isinstance(value, list | tuple) else ()
        if not rows or not all(isinstance(each, Mapping) for each in rows):
            raise example.block.mistake(
                f"{norm} is no table by size.",
                f"{norm} ist keine Staffel.",
                "inhabitants",
            )
        return _of_size(rows, table["inhabitants"], table.get("of", 0))
    if "of" in table:
        return Share.of(value).threshold(table["of"])
    if day := days.get("before"):
        return latest_receipt(day, value, law["notice.mode"])
    if day := days.get("from"):
        return _end(norm, day, value, law)
    return value


def _seats(example: Example, law: Law) -> Any:
    table, said = example.table, law[example.table["norm"]]
    methods = [*said.values()] if isinstance(said, Mapping) else [said]
    one = next((each for each in _SEATS if {each} == {str(x) for x in methods}), None)
    if one is None or not 0 < table.get("seats", 0) <= _MOST:
        raise example.block.mistake(
            f"lists need seats from 1 to {_MOST}, and one way of counting for all.",
            f"Listen brauchen seats von 1 bis {_MOST} und ein Zählverfahren für alle.",
            "seats",
            "lists",
        )
    return dict(_SEATS[one](table["lists"], table["seats"]).seats)


def _holidays(law: Law, day: date) -> frozenset[date]:
    return holidays_of(law, (day.year, day.year + 1))


def _of_size(rows: Any, size: int, base: int) -> Any:
    """Return the number that a table by size gives: itself, or a share of a base."""
    row: Mapping[str, Any] = next(
        each for each in rows if size <= each.get("up_to", size)
    )
    for name in ("seats", "number"):
        if name in row:
            return by_size(rows, size, name)
    thousandths = row.get("per_mille", row.get("percent", 0) * 10)
    number = max(at_least(base, thousandths, 1000), row.get("at_least", 0))
    return min(number, row.get("at_most", number))


def _end(norm: str, start: date, value: int, law: Law) -> date:
    if norm.endswith("working_days"):
        return working_days_after(start, value, _holidays(law, start))
    unit = norm.rpartition("_")[2].rpartition(".")[2]
    if unit == "weeks":
        return add_weeks(start, value)
    if unit in {"months", "years"}:
        return add_months(start, value * (12 if unit == "years" else 1))
    return start + timedelta(value)
