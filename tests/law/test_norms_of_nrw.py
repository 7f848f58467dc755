"""What the norm table of Nordrhein-Westfalen says, and since when."""

from __future__ import annotations

import re

from contextlib import nullcontext
from datetime import date, timedelta
from importlib.resources import files
from typing import Any

import pytest

from ratsflow.errors import DefinitionError
from ratsflow.law.citation import Confidence
from ratsflow.law.counting import Share
from ratsflow.law.norms import NormTable, Row, table_in
from ratsflow.law.source import File, Problems, read
from ratsflow.law.states import state_ids, state_law
from ratsflow.states.nrw import STATE


ONE_DAY = timedelta(days=1)


@pytest.fixture(scope="module")
def file() -> File:
    return read(files("ratsflow") / "states" / "nrw" / "norms.toml")


@pytest.fixture(scope="module")
def table() -> NormTable:
    return STATE.table


def _row(table: NormTable, name: str, day: date) -> Row:
    row = table.norms[name].at(day)
    assert row is not None, name
    return row


def _said(row: Row) -> Any:
    if row.absent:
        return "no norm"
    if isinstance(row.value, dict) and set(row.value) == {
        "num",
        "den",
        "strict",
        "base",
    }:
        return str(Share.of(row.value))
    return row.value


@pytest.mark.parametrize(
    ("name", "before", "since", "after"),
    [
        ("formal_defect.months", 12, date(2021, 12, 15), 6),
        ("petition.who", "everyone", date(2021, 12, 15), "residents"),
        ("petition.resident_months", 0, date(2021, 12, 15), 3),
        ("initiative.suspended_by_estimate", False, date(2011, 12, 21), True),
        ("initiative.preliminary_allowed", False, date(2019, 1, 1), True),
        ("initiative.preliminary_weeks", "no norm", date(2019, 1, 1), 8),
        ("convening.first_meeting_weeks", "no norm", date(2024, 7, 5), 6),
        ("digital_session.allowed", False, date(2022, 5, 13), True),
        ("digital_session.max_months", "no norm", date(2022, 4, 26), 2),
        ("urgent.delegation", False, date(2020, 4, 15), True),
        ("urgent.delegation", True, date(2023, 1, 1), False),
        (
            "urgent.delegation_majority",
            "no norm",
            date(2020, 4, 15),
            ">= 2/3 members",
        ),
        (
            "election.secret_trigger",
            "one_objection",
            date(2025, 7, 17),
            ">= 1/5 elected",
        ),
        (
            "committee_seats.joint_accept",
            "unanimous",
            date(2025, 7, 17),
            "majority_on_joint_proposal",
        ),
        ("committee_chair_removal.allowed", False, date(2025, 7, 17), True),
        ("committee_chair_removal.majority", "no norm", date(2025, 7, 17), None),
        ("committee.expert_min_age", 18, date(2025, 11, 1), 16),
        ("procurement.principles", "no norm", date(2026, 1, 1), None),
        ("bias.time_bar_months_short", 12, date(2021, 12, 15), 6),
    ],
)
def test_a_change_of_the_law_is_a_second_row(
    table: NormTable, name: str, before: Any, since: date, after: Any
) -> None:
    assert _said(_row(table, name, since - ONE_DAY)) == before
    assert _said(_row(table, name, since)) == after


@pytest.mark.parametrize(
    ("name", "day", "paragraph"),
    [
        ("urgent_committee.norm", date(2019, 6, 1), "§ 60 Abs. 2 GO NRW a. F."),
        ("urgent_committee.norm", date(2022, 6, 1), "§ 60 Abs. 3 GO NRW a. F."),
        ("urgent_committee.norm", date(2024, 6, 1), "§ 60 Abs. 2 GO NRW"),
        (
            "urgent.delegation",
            date(2020, 5, 1),
            "§ 60 Abs. 1 S. 2 GO NRW a. F., § 11 IfSBG NRW",
        ),
        (
            "urgent.delegation",
            date(2022, 5, 1),
            "§ 60 Abs. 2 GO NRW a. F., § 14 IfSBG NRW",
        ),
        (
            "investment.thresholds",
            date(2018, 12, 31),
            "§ 14 GemHVO NRW, § 41 Abs. 1 lit. h GO NRW",
        ),
        (
            "investment.thresholds",
            date(2019, 1, 1),
            "§ 13 KomHVO NRW, § 41 Abs. 1 lit. h GO NRW",
        ),
        ("faction.min_members", date(2020, 1, 1), "§ 56 Abs. 1 S. 2 GO NRW a. F."),
        ("faction.min_members", date(2026, 1, 1), "§ 56 Abs. 2 GO NRW"),
    ],
)
def test_the_paragraph_is_that_of_the_day(
    table: NormTable, name: str, day: date, paragraph: str
) -> None:
    assert _row(table, name, day).citation.norm == paragraph


def test_discharge_is_excluded_where_it_stands_today(table: NormTable) -> None:
    row = _row(table, "mayor.vote_exclusions", date(2026, 3, 19))
    assert "96(1)" in row.value
    assert "94(1)2" not in row.value
    by_topic = _row(table, "mayor.excluded_topics", date(2026, 3, 19)).value
    places = {
        place
        for found in by_topic.values()
        for place in ([found] if isinstance(found, str) else found)
    }
    # of what has moved the old place is named too, for lists that towns have copied
    assert places - {"94(1)2"} == set(row.value)


@pytest.mark.parametrize(
    ("councillors", "least"),
    [(50, 2), (51, 3), (58, 3), (74, 3), (75, 4), (82, 4), (90, 4), (91, 5)],
)
def test_a_fraktion_grows_with_the_council(
    table: NormTable, councillors: int, least: int
) -> None:
    rows = _row(table, "faction.min_members", date(2026, 3, 19)).value
    fits = [each for each in rows if councillors <= each.get("up_to", councillors)]
    assert fits[0]["number"] == least


def test_every_table_by_size_rises_and_ends_open(table: NormTable) -> None:
    graded = 0
    for norm in table.norms.values():
        for row in norm.rows:
            if not isinstance(row.value, list) or not any(
                isinstance(each, dict) and "up_to" in each for each in row.value
            ):
                continue
            ends = [each["up_to"] for each in row.value[:-1]]
            assert ends == sorted(set(ends)), norm.id
            assert "up_to" not in row.value[-1], norm.id
            assert row.of, norm.id
            graded += 1
    assert graded >= 4


def test_what_was_never_read_is_marked_so(table: NormTable) -> None:
    unread = (
        "bias.time_bar_months",
        "bias.time_bar_months_short",
        "committee_chair_removal.majority",
        "deputy_mayor_removal.majority",
        "digital_session.majority",
        "election.runoff_tie",
        "election.secret_trigger",
        "removal.interval_reading",
    )
    for name in unread:
        norm = table.norms[name]
        assert norm.latest.citation.confidence is Confidence.UNCERTAIN, name
        assert norm.town is not None, name


def test_a_row_with_days_says_how_sure_they_are(table: NormTable) -> None:
    for norm in table.norms.values():
        for row in norm.rows:
            has_days = row.in_force.since is not None or row.in_force.until is not None
            assert has_days is (row.days is not None), norm.id


def test_no_norm_is_without_law_in_between(table: NormTable) -> None:
    for norm in table.norms.values():
        for one, other in zip(norm.rows, norm.rows[1:], strict=False):
            assert one.in_force.until is not None, norm.id
            assert other.in_force.since == one.in_force.until + ONE_DAY, norm.id
        assert norm.latest.in_force.until is None, norm.id


def test_what_a_municipality_sets_is_described(table: NormTable) -> None:
    for norm in table.norms.values():
        if norm.town is not None:
            assert norm.kind is not None, norm.id
            assert norm.label.de, norm.id
            assert norm.label.en, norm.id
            assert norm.sample is not None, norm.id
            if norm.choices and isinstance(norm.sample, str):
                assert norm.sample in norm.choices, norm.id


def test_a_value_that_names_another_norm_names_one(table: NormTable) -> None:
    for name in ("majority.by_topic", "removal.motion", "removal.debate"):
        named = table.norms[name].latest.value.values()
        assert named
        assert set(named) <= set(table.norms), name


def test_paragraphs_stand_in_their_order(file: File) -> None:
    heads = re.findall(r"^# --- §+ (\d+)([a-z]?)", file.text, re.MULTILINE)
    found = [(int(number), letter) for number, letter in heads]
    assert len(found) > 30
    assert found == sorted(found)


@pytest.mark.parametrize("state", state_ids())
def test_no_town_is_cited_to_another(state):
    """What one town wrote is a source at most; it is no paragraph of every other town."""
    of_a_town = re.compile(
        r"(?:ordnung|satzung|katalog|GeschO|HS) (?:der )?[A-ZÄÖÜ][a-zäöü]{3}"
    )
    cited = [
        row.citation.norm
        for norm in state_law(state).table.norms.values()
        for row in norm.rows
    ]
    assert cited
    assert [] == [each for each in cited if of_a_town.search(each)]


@pytest.mark.parametrize(
    ("first", "second", "is_told"),
    [
        ({"until": date(2020, 12, 31)}, {"since": date(2021, 1, 1)}, False),
        ({"until": date(2021, 1, 1)}, {"since": date(2021, 1, 1)}, True),
        ({}, {"since": date(2021, 1, 1)}, True),
        ({"until": date(2020, 12, 31)}, {"until": date(2021, 12, 31)}, True),
    ],
)
def test_rows_that_hold_on_one_day_are_told(first, second, is_told):
    """Two rows without a first day are such, whatever their last days are."""
    rows = [{"value": number, **row} for number, row in enumerate((first, second))]
    problems = Problems()
    table_in(File("norms.toml", "", {"norm": {"notice.days": rows}}), problems)

    expected = (
        pytest.raises(DefinitionError, match="one day") if is_told else nullcontext()
    )
    with expected:
        problems.raise_any("norms")
