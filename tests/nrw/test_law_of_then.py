"""A case is asked under the law of its own day: value and paragraph of that row."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from ratsflow import Actor, Office
from ratsflow.law.layers import law_for
from ratsflow.law.municipality import parse_law
from ratsflow.model import Motion
from ratsflow.states.nrw import nrw


CLERK = Actor("c", roles=nrw().roles)
LAW = law_for("NRW")


def asked_on(day: date, resident_since: date):
    """Return whether a petitioner of so long may petition on a day, as the office says."""
    noon = datetime(day.year, day.month, day.day, 12, tzinfo=UTC)
    office = Office(nrw(), law=LAW)
    motion = Motion(title="Bank am See", paper_type="petition", public=True)
    office.open(motion, CLERK, case_id="c", at=noon)
    stated = {
        "resident_since": resident_since,
        "in_text_form": True,
        "natural_person": True,
        "in_writing": True,
    }
    office.take("c", "examine_petition", CLERK, at=noon, mode="record", **stated)
    verdict = office.assess("c", "file_motion", CLERK, at=noon, mode="record")
    (found,) = [
        each for each in verdict.findings if each.rule.id == "petitioner_resident"
    ]
    return found


@pytest.mark.parametrize(
    ("day", "value", "paragraph"),
    [
        (date(2019, 6, 3), 12, "§ 7 Abs. 6 GO NRW"),
        (date(2020, 6, 3), 12, "§ 7 Abs. 6 GO NRW"),
        (date(2024, 6, 3), 6, "§ 7 Abs. 6 GO NRW"),
    ],
)
def test_a_number_is_that_of_its_day(day, value, paragraph):
    """A year for formal defects until December 2021, six months since."""
    law = LAW.at(day)
    assert value == law["formal_defect.months"]
    assert paragraph == law.citation("formal_defect.months").norm


@pytest.mark.parametrize(
    ("day", "paragraph"),
    [
        (date(2019, 6, 3), "§ 24 Abs. 1 S. 1 GO NRW a. F."),
        (date(2020, 6, 3), "§ 24 Abs. 1 S. 1 GO NRW a. F."),
        (date(2024, 6, 3), "§ 24 Abs. 1 S. 1 GO NRW"),
    ],
)
def test_a_finding_cites_the_row_of_its_day(day, paragraph):
    """Everybody could petition before; residents of three months since."""
    rules = {rule.id: rule for rule in nrw().rules}
    assert paragraph == rules["petitioner_resident"].cited(LAW.at(day)).norm


@pytest.mark.parametrize(
    ("day", "expected"),
    [(date(2019, 6, 3), "met"), (date(2020, 6, 3), "met"), (date(2024, 6, 3), "unmet")],
)
def test_a_rule_answers_by_the_row_of_its_day(day, expected):
    """Who had lived there for a month could petition in 2019 and 2020, not in 2024."""
    since = day - timedelta(days=30)
    found = asked_on(day, since)
    assert expected == found.result.value
    assert LAW.at(day).citation("petition.resident_months") == found.citation


def test_a_towns_own_number_is_that_of_its_day_too():
    """A file with two rows answers a history of 2019 by the first."""
    law = parse_law(
        """
        state = "NRW"
        town = "X"
        [norm]
        "notice.days" = [
          { value = 14, at = "§ 1 GeschO 2014", until = 2020-10-31 },
          { value = 9, at = "§ 2 GeschO 2020", since = 2020-11-01 },
        ]
        """
    )
    rules = {rule.id: rule for rule in nrw().rules}
    for day, days, paragraph in (
        (date(2019, 6, 3), 14, "§ 1 GeschO 2014"),
        (date(2024, 6, 3), 9, "§ 2 GeschO 2020"),
    ):
        assert days == law.at(day)["notice.days"]
        assert paragraph == rules["notice_period_met"].cited(law.at(day)).norm
