"""The worked counts of Baden-Württemberg, and the tables of the states that are begun."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from worked_counts import counted, counts, table

from ratsflow.law.citation import Confidence
from ratsflow.law.norms import NormKind


COUNTS = [pytest.param(head, row, id=row["id"]) for head, row in counts("bw")]


@pytest.mark.parametrize(("head", "row"), COUNTS)
def test_a_worked_count_comes_out(
    head: Mapping[str, Any], row: Mapping[str, Any]
) -> None:
    assert row["says"].endswith(".")
    assert counted(head, row, table("bw")) == row["then"]


def test_no_count_is_lost() -> None:
    assert len(COUNTS) >= 50
    assert len({row.values[1]["id"] for row in COUNTS}) == len(COUNTS)


@pytest.mark.parametrize("state", ["nrw", "bw", "by", "he", "ni"])
def test_every_row_has_a_paragraph_and_a_mark(state: str) -> None:
    norms = table(state)
    assert norms.state == state.upper()
    for norm in norms.norms.values():
        for row in norm.rows:
            assert row.citation.norm, norm.id
            assert not (row.absent and row.value is not None), norm.id


@pytest.mark.parametrize("state", ["nrw", "bw", "by", "he", "ni"])
def test_what_a_town_fills_in_says_what_it_is(state: str) -> None:
    for norm in table(state).norms.values():
        if norm.town is None:
            continue
        row = norm.latest
        if row.value is None and not row.absent:
            assert norm.kind in NormKind, norm.id
            assert norm.label.de, norm.id
            assert norm.label.en, norm.id
            assert norm.sample is not None, norm.id


def test_what_is_unsure_looks_unsure() -> None:
    """Readings of the act that are open keep their mark, whatever value is used."""
    norms = table("bw").norms
    for name in (
        "notice.mode",
        "council.vacant_seats",
        "mayor_decides.when",
        "formal_defect.notice",
        "election.runoff_tie",
        "personnel.against_mayor",
        "urgent.matters",
        "local_council.objection",
        "period.roll_over",
    ):
        assert norms[name].latest.citation.confidence is Confidence.UNCERTAIN, name
