"""The law of the day: what was lawful once is so in a history, and is no more today.

Each test asks the rules of today with the values that the state's law had on a day, around
the days on which it changed.
"""

from __future__ import annotations

from datetime import date

import pytest

from decisions import decided, decision, lodged
from told import item, told

from ratsflow.law.states import state_law
from ratsflow.model import Ballot, Motion

from asking import case


def asked(rule: str, day: date, **about: object) -> str:
    """Ask a rule with the law of a day, whatever the municipality says beside it."""
    own = about.pop("law", {})
    return told(
        rule, day=day, law={**state_law("NRW").law.at(day).values, **own}, **about
    )


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (date(2020, 4, 14), "unmet"),
        (date(2020, 4, 15), "met"),
        (date(2020, 9, 30), "met"),
        (date(2020, 10, 1), "met"),
        (date(2022, 12, 31), "met"),
        (date(2023, 1, 1), "unmet"),
    ],
)
def test_the_main_committee_decided_by_delegation_in_the_epidemic(day, expected):
    """First by § 60 Abs. 1 S. 2 GO NRW, then by Abs. 2, and never before or after."""
    stated = {"council_unavailable": False, "delegated_by_council": True}
    about = {"step": "decide_urgently_in_main_committee", "epidemic_declared": True}
    assert expected == asked("urgent_council_unavailable", day, **stated, **about)
    ballot = Ballot(yes=50, no=5, circular=True)
    vote = {"step": "vote", "ballot": ballot, "delegates_to_main_committee": True}
    assert expected == asked("voted_in_meeting", day, consultation=item(), **vote)
    about = {"consultation": item(), "epidemic_declared": True, **vote}
    assert expected == asked("delegation_allowed", day, **about)


@pytest.mark.parametrize(
    ("day", "paragraph"),
    [
        (date(2020, 9, 30), "§ 60 Abs. 2 GO NRW a. F."),
        (date(2020, 10, 1), "§ 60 Abs. 3 GO NRW a. F."),
        (date(2022, 12, 31), "§ 60 Abs. 3 GO NRW a. F."),
        (date(2023, 1, 1), "§ 60 Abs. 2 GO NRW"),
    ],
)
def test_the_urgent_decision_for_a_committee_moved_and_came_back(day, paragraph):
    """While the delegation was Abs. 2, the committees were Abs. 3."""
    law = state_law("NRW").law.at(day)
    assert paragraph == law.citation("urgent_committee.norm").norm


def test_who_ratifies_what_was_delegated_was_open_at_first():
    """The second text names other decisions; the first one can be read either way."""
    facts = {"council_unavailable": False, "delegated_by_council": True}
    of = case(state="urgent_decided", facts=facts)
    rule, key = "ratification_pending", "urgent.delegation_ratified"
    assert f"unknown {key}" == asked(rule, date(2020, 6, 18), of=of)
    assert "met" == asked(rule, date(2021, 3, 18), of=of)


@pytest.mark.parametrize(
    ("day", "expected"), [(date(2021, 12, 14), "met"), (date(2021, 12, 15), "unmet")]
)
def test_everyone_could_petition_until_residents_alone_could(day, expected):
    """One month of residence was enough as long as none was asked for (§ 24 GO NRW)."""
    about = {
        "motion": Motion(paper_type="petition"),
        "resident_since": date(2021, 11, 10),
    }
    assert expected == asked("petitioner_resident", day, **about)


@pytest.mark.parametrize(
    ("year", "rested"), [(2010, False), (2011, False), (2012, True), (2026, True)]
)
def test_the_period_of_an_initiative_rests_since_the_end_of_2011(year, rested):
    """Before that the initiative itself said how to cover its costs (§ 26 GO NRW)."""
    about = {
        "of": decision(decided(day=date(year, 3, 19))),
        "announcement_required": False,
        "initiative_filed_on": date(year, 7, 20),
        "cost_estimate_requested_on": date(year, 4, 1),
        "cost_estimate_told_on": date(year, 5, 15),
    }
    answer = asked("initiative_in_time", date(year, 9, 17), **about)
    assert ("met" if rested else "unmet") == answer


@pytest.mark.parametrize(
    ("day", "yes", "expected"),
    [
        (date(2011, 12, 20), 20_000, "met"),
        (date(2011, 12, 20), 19_999, "unmet"),
        (date(2011, 12, 21), 10_000, "met"),
        (date(2011, 12, 21), 9_999, "unmet"),
    ],
)
def test_a_large_city_needs_fewer_votes_since_the_end_of_2011(day, yes, expected):
    """Twenty percent of the citizens everywhere, then ten in cities over 100,000."""
    about = {
        "of": decision(decided()),
        "suspension": lodged("initiative_standstill", against="d"),
        "law": {"municipality.inhabitants": 130_000},
        "citizens_decision": "annulled",
        "citizens_yes": yes,
        "citizens_no": 5_000,
        "entitled_citizens": 100_000,
    }
    assert expected == asked("citizens_decision_carried", day, **about)


@pytest.mark.parametrize(
    ("day", "expected"), [(date(2018, 12, 31), "unmet"), (date(2019, 1, 1), "met")]
)
def test_there_is_a_preliminary_decision_since_2019(day, expected):
    """Before that the council decided once the signatures were there."""
    assert expected == asked("preliminary_decision_exists", day)


@pytest.mark.parametrize(
    ("day", "county_free", "elected", "least"),
    [
        (date(2025, 10, 31), True, 50, 3),
        (date(2025, 10, 31), False, 90, 2),
        (date(2025, 11, 1), True, 50, 2),
        (date(2025, 11, 1), False, 90, 4),
    ],
)
def test_the_size_of_the_council_says_what_a_fraction_is(
    day, county_free, elected, least
):
    """Until the term of 2025 it was the kind of the municipality (§ 56 GO NRW)."""
    about = {
        "of": case(Motion(paper_type="faction_motion")),
        "role": "faction",
        "law": {
            "municipality.county_free": county_free,
            "council.elected_members": elected,
        },
    }
    assert "met" == asked("faction_size", day, faction_members=least, **about)
    assert "unmet" == asked("faction_size", day, faction_members=least - 1, **about)
