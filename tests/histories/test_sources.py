"""Lines of JSON as councils give them: days of the place, one base paper, no calendar."""

from __future__ import annotations

import json

from datetime import date

import pytest

from ratsflow.histories import load_council, read_histories


@pytest.fixture(name="told")
def _told(tmp_path):
    """Return a function that reads one paper and gives it with the losses."""

    def read(when="2024-03-01", **more):
        step = {"date": when, "organization": "Rat", "result": "beschlossen"}
        path = tmp_path / "papers.jsonl"
        path.write_text(json.dumps({"id": "1", "consultations": [step]} | more))
        found = read_histories(path, load_council("any"))
        return next(iter(found)), [each.code for each in found.losses]

    return read


def test_the_day_is_that_of_the_place(told):
    """Half past eleven at night by universal time is the next day here."""
    paper, _ = told("2024-03-01T23:30:00Z")

    assert [date(2024, 3, 2)] == [each.day for each in paper.steps]


@pytest.mark.parametrize(
    ("given", "base"),
    [("V/12", ("V/12",)), (["V/12", None, "V/13"], ("V/12", "V/13")), (12, ("12",)), (None, ())],
)  # fmt: skip
def test_a_base_paper_is_a_list_or_one(told, given, base):
    """One text is one paper, not a paper for each letter."""
    paper, _ = told(super=given)

    assert base == paper.base


def test_a_moment_beyond_the_calendar_is_told(told):
    """It has no day here."""
    paper, lost = told("0001-01-01T00:00:00+14:00")

    assert [None] == [each.day for each in paper.steps]
    assert "no_date" in lost
