"""Worked counts (``[[count]]``) of the example files: one norm, a number or a day."""

from __future__ import annotations

import tomllib

from collections.abc import Iterator, Mapping
from datetime import date
from importlib.resources import files
from typing import Any

from ratsflow.law.counting import Share, at_least
from ratsflow.law.elections import sainte_lague
from ratsflow.law.norms import NormTable, Row, share_of, table_in
from ratsflow.law.periods import (
    add_months,
    latest_receipt,
    nth_day_after,
    rollover,
    state_holidays,
    working_days_after,
)
from ratsflow.law.periods.days import shift
from ratsflow.law.source import Problems, read


FOLDER = files("ratsflow.states")


def table(state: str) -> NormTable:
    """Return the table of norms of a state, or fail with every mistake in it."""
    problems = Problems()
    found = table_in(read(FOLDER / state / "norms.toml", state), problems)
    problems.raise_any(state)
    return found


def counts(state: str) -> Iterator[tuple[Mapping[str, Any], Mapping[str, Any]]]:
    """Yield each worked count of a state with the head of its file."""
    for path in sorted((FOLDER / state / "examples").iterdir(), key=lambda f: f.name):
        content = tomllib.loads(path.read_text(encoding="utf-8"))
        for row in content.get("count", ()):
            yield content, row


def counted(head: Mapping[str, Any], row: Mapping[str, Any], norms: NormTable) -> Any:
    """Return what follows from the norm that a worked count names."""
    day = row.get("day", head["day"])
    norm = norms.norms[row["norm"]]
    found = norm.at(day)
    assert found is not None, f"{norm.id} says nothing of {day}"
    if found.absent:
        return "none"
    own = row.get("given", {}).get("law", {})
    value = own.get(norm.id, found.value)
    if "lists" in row:
        assert value["committee_election"] == "sainte_lague"
        return dict(sainte_lague(row["lists"], row["seats"]).seats)
    if "roll_over" in row:
        day = row["roll_over"]
        return rollover(day, state_holidays(norms.state, (day.year,)))
    if "of" in row or "inhabitants" in row:
        return _number(row, found, value)
    return _day(row, norm.id, value, own, norms, day)


def _number(row: Mapping[str, Any], found: Row, value: Any) -> int:
    if not isinstance(value, tuple | list):
        share = share_of(value) if isinstance(value, str) else Share.of(value)
        assert share is not None
        return share.threshold(row["of"])
    assert found.of == "inhabitants"
    fit = next(
        each
        for each in value
        if each.get("up_to") is None or row["inhabitants"] <= each["up_to"]
    )
    if "number" in fit:
        return int(fit["number"])
    thousandths = fit.get("per_mille", fit.get("percent", 0) * 10)
    number = max(at_least(row["of"], thousandths, 1000), fit.get("at_least", 0))
    return min(number, fit.get("at_most", number))


def _day(
    row: Mapping[str, Any],
    name: str,
    value: int,
    own: Mapping[str, Any],
    norms: NormTable,
    day: date,
) -> date:
    if name == "notice.days":
        mode = own.get("notice.mode", norms.at(day)["notice.mode"].value)
        return latest_receipt(row["before"], value, mode)
    if "before" in row:
        return shift(row["before"], -value)
    start = row["from"]
    if name == "committee_waiting.days":
        years = (start.year, start.year + 1)
        return working_days_after(start, value, state_holidays(norms.state, years))
    unit = name.rpartition("_")[2].rpartition(".")[2]
    if unit in ("months", "years"):
        return add_months(start, value * (12 if unit == "years" else 1))
    return nth_day_after(start, value)
