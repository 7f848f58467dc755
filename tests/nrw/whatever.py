"""Strategies for what a rule must not look at: a paper with anything in its other fields."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import strategies as st

from ratsflow.model import (
    CostStatement,
    Motion,
    PreviousConsideration,
    Recurrence,
)


LIKE_ITS_BASE = ("supplement", "tabled_paper")
OF_THE_HOUSE = ("decision_paper", "information_paper", "urgent_paper", "answer")
OF_OTHERS = (
    "faction_motion",
    "amendment",
    "question",
    "petition",
    "resident_motion",
    "citizens_initiative",
    "procedural_motion",
)
OTHER_TOPICS = ("award", "playground", "traffic", "personnel", "school")
"""Topics that no rule asked here knows."""

words = st.text("abc ÄÖ(1.\n", max_size=12)
spaces = st.text(" \t\n\u00a0", max_size=3)
flags = st.sampled_from([None, True, False])
other_topics = st.sets(st.sampled_from(OTHER_TOPICS), max_size=2).map(tuple)

amounts = st.builds(
    CostStatement,
    st.just("amount"),
    st.none() | st.integers(0, 10**9),
    st.none() | st.sampled_from(list(Recurrence)),
    st.none() | st.integers(2020, 2030),
    words,
    flags,
    words,
)
costs = st.none() | st.just(CostStatement("none")) | amounts

earlier = st.builds(
    PreviousConsideration,
    words,
    st.none() | st.dates(date(2010, 1, 1), date(2026, 1, 1)),
    words,
    words,
)


def motions(**fixed: object) -> st.SearchStrategy[Motion]:
    """Return papers with some fields fixed, or drawn as told, and anything in the others."""
    free = {
        "title": words,
        "proposal": words,
        "reasons": words,
        "cost_statement": costs,
        "previous_considerations": st.none() | st.lists(earlier, max_size=2).map(tuple),
        "author": words,
        "public": flags,
        "topics": st.none() | other_topics,
        "districts": st.none() | st.just(()) | st.just(("Mitte",)),
    }
    given = {
        name: value if isinstance(value, st.SearchStrategy) else st.just(value)
        for name, value in fixed.items()
    }
    return st.builds(Motion, **{**free, **given})


def working_days(first: date, end: date) -> int:
    """Count the days from Monday to Friday from a first day up to and without an end.

    There is no holiday in NRW from 17 February to 2 April 2026, the days asked about.
    """
    span = (end - first).days
    return sum((first + timedelta(each)).weekday() < 5 for each in range(span))
