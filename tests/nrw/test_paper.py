"""Rules on the paper (A)."""

from __future__ import annotations

from datetime import date

import pytest

from asking import ask
from hypothesis import given
from hypothesis import strategies as st

from ratsflow.law.local import MissingValueError
from ratsflow.model import CostStatement, Motion, PreviousConsideration
from ratsflow.procedure.finding import Result


PAGES = {"paper.max_pages_without_summary": 3, "paper.characters_per_page": 100}


def test_missing_costs_are_not_no_costs():
    """A motion without a cost statement is refused, one that states none passes (A-6)."""
    assert Result.UNMET is ask("cost_statement_present", motion=Motion()).result
    none = Motion(cost_statement=CostStatement("none"))
    assert Result.MET is ask("cost_statement_present", motion=none).result


@pytest.mark.parametrize(("pages", "result"), [(3, Result.MET), (4, Result.UNMET)])
def test_three_pages_need_no_summary(pages, result):
    """Longer than three pages is strict: the third page is still short (A-4)."""
    motion = Motion(reasons="x", reasons_pages=pages)
    assert result is ask("summary_present_if_long", motion=motion, law=PAGES).result


@given(st.integers(0, 1000))
def test_length_is_estimated_without_rounding(length):
    """Without a number of pages the characters decide, exactly (A-4)."""
    motion = Motion(reasons="x" * length)
    answer = ask("summary_present_if_long", motion=motion, law=PAGES)
    assert (length > 300) == (answer.result is Result.UNMET)


def test_length_unknown_without_a_local_value():
    """Nobody knows how long is too long until the municipality says so (A-4)."""
    with pytest.raises(MissingValueError, match="max_pages"):
        ask("summary_present_if_long", motion=Motion(reasons="x"))


def test_an_incomplete_earlier_consideration_is_named():
    """An earlier consideration without its paper's number is named with its place (A-5)."""
    earlier = PreviousConsideration("Ausschuss", date(2015, 4, 28), "12")
    answer = ask("fields_complete", motion=Motion(previous_considerations=(earlier,)))
    assert "previous_considerations[0].reference" in answer.data["missing"]
