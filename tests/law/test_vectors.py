"""The shared test vectors, if they are at hand."""

from __future__ import annotations

import os

from collections.abc import Callable
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

import pytest
import yaml

from ratsflow.law import counting, elections, periods
from ratsflow.law.layers import law_for


ROOT = Path(__file__).parents[2]
SHARED = Path(os.environ.get("RATSFLOW_SHARED") or ROOT.parent / "shared")
FILE = SHARED / "law" / "vectors.yaml"

LAW = law_for("NRW")


def load() -> list[Any]:
    """Read the vectors, or one that is skipped with the reason."""
    if not FILE.is_file():
        reason = f"{FILE} is absent; set RATSFLOW_SHARED"
        return [pytest.param(None, marks=pytest.mark.skip(reason=reason), id="absent")]
    rows = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    return [pytest.param(row, id=row["id"]) for row in rows]


def on_days(function: Callable[..., object]) -> Callable[..., object]:
    """Read days from text, and write them back as text."""

    def call(*args: Any) -> object:
        got = function(*(_day(arg) for arg in args))
        return got.isoformat() if isinstance(got, date) else got

    return call


def _day(value: object) -> object:
    is_day = isinstance(value, str) and value[:1].isdigit()
    return date.fromisoformat(value) if is_day else value  # type: ignore[arg-type]


def elect_nrw(votes: dict[str, int], no: int, abstain: int = 0) -> list[object]:
    """Answer in the form of the vectors: result and one name, names or nothing."""
    got = elections.elect(LAW.made(elections.election_rule), votes, no, abstain)
    names: object = list(got.names)
    if got.result is elections.Result.ELECTED:
        names = got.names[0]
    return [got.result.value, names or None]


FUNCTIONS: dict[str, Callable[..., object]] = {
    "more_than": counting.more_than,
    "at_least": counting.at_least,
    "simple": counting.simple,
    "qualified": counting.qualified,
    "quorum_nrw": LAW.made(counting.quorum_rule).reached,
    "quorum_bw": law_for("BW").made(counting.quorum_rule).reached,
    "quorum_committee_nrw": partial(
        counting.committee_reached, share=counting.share_of(LAW, "quorum.committee")
    ),
    "bias_decisive": counting.bias_decisive,
    "bias_possibly_decisive_secret": counting.bias_possibly_decisive,
    "elect_nrw": elect_nrw,
    "nth_day_after": on_days(periods.nth_day_after),
    "rollover": on_days(periods.rollover),
    "add_months": on_days(periods.add_months),
    "latest_receipt": on_days(periods.latest_receipt),
    "interval_kept": on_days(periods.interval_kept),
}


@pytest.mark.parametrize("row", load())
def test_vector(row: dict[str, Any]) -> None:
    """The function named gives the result expected."""
    assert row["expect"] == FUNCTIONS[row["fn"]](*row["args"])
