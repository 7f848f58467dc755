"""From which announcement periods run, and what its order must name (L-7, L-12, N-2)."""

from __future__ import annotations

from datetime import date, timedelta

import attrs
import pytest

from told import PRESET as LAW
from told import told

from procedure import RULES
from ratsflow.law.layers import law_for
from ratsflow.model import Consultation, Meeting, Motion, Organization
from ratsflow.procedure.case import OpenFinding

from asking import ask, case, question


COUNCIL = Organization("Rat", "council", 67)
RESOLVED = date(2026, 3, 19)
FOUND = OpenFinding("quorum_not_denied", "unmet", "defect", 3)


def bye_law(**facts):
    """Return a bye-law of 19 March with what was stated about it since."""
    decided = Consultation(
        "rat",
        COUNCIL,
        meeting=Meeting(RESOLVED),
        days=(RESOLVED,),
        state="voted",
        result="adopted_unchanged",
    )
    given = {"announcement_required": True, "notice_given": True, **facts}
    return case(
        Motion(topics=("bye_law",)),
        state="adopted",
        consultations=(decided,),
        findings=(FOUND,),
        facts=given,
    )


DISPLAYED = {"announced_on": "2026-03-27", "display_until": "2026-04-03"}


@pytest.mark.parametrize("rule", ["formal_defect_notice", "formal_defect_time_bar"])
def test_the_cure_counts_from_the_end_of_the_display(rule):
    """Displayed until 3 April: both findings name 3 October, not 27 September (N-2)."""
    of = bye_law(**DISPLAYED)
    answer = ask(rule, of=of, day=date(2026, 10, 4), notice_given=True, law=LAW)
    assert "2026-10-03" == answer.data["cures_on"]
    early = told("formal_defect_time_bar", of=of, day=date(2026, 10, 3))
    assert "unmet" == early


@pytest.mark.parametrize(
    ("until", "published", "day"),
    [
        ("2026-03-20", "unmet", date(2026, 3, 26)),
        ("2026-03-20", "met", date(2026, 3, 27)),
        ("2026-04-03", "unmet", date(2026, 4, 2)),
        ("2026-04-03", "met", date(2026, 4, 3)),
    ],
)
def test_an_announcement_is_not_complete_before_it_began(until, published, day):
    """A last day of display before the announcement itself moves nothing forward (N-2)."""
    of = bye_law(announced_on="2026-03-27", display_until=until)
    assert published == told("satzung_published", of=of, day=day)
    following = told("bye_law_in_force", of=of, day=day + timedelta(1))
    assert published == following


@pytest.mark.parametrize(
    ("facts", "last"),
    [
        ({"announced_on": "2026-03-27"}, date(2026, 5, 8)),
        (DISPLAYED, date(2026, 5, 15)),
    ],
)
def test_the_window_runs_from_the_complete_announcement(facts, last):
    """Announced on 27 March: until 8 May; on display until 3 April: until 15 May (L-7)."""
    of = bye_law(**facts)
    about = {"of": of, "day": date(2026, 7, 1)}
    for rule in ("initiative_in_time", "initiative_in_time_strictly"):
        assert "met" == told(rule, initiative_filed_on=last, **about)
        late = last + timedelta(1)
        assert "unmet" == told(rule, initiative_filed_on=late + timedelta(2), **about)
    assert "unmet" == told(
        "initiative_in_time_strictly", initiative_filed_on=late, **about
    )


def test_the_announcement_of_an_earlier_text_opens_no_window():
    """Announced in February, resolved anew in March: nobody is too late (L-7)."""
    about = {"initiative_filed_on": date(2026, 6, 1), "day": date(2026, 6, 10)}
    for rule in ("initiative_in_time", "initiative_in_time_strictly"):
        assert "met" == told(rule, of=bye_law(announced_on="2026-03-18"), **about)
        assert "unmet" == told(rule, of=bye_law(announced_on="2026-03-19"), **about)


def test_an_initiative_is_not_filed_tomorrow():
    """Whoever finds it admissible today has it before him (L-7)."""
    for facts in ({}, {"announced_on": "2026-03-27"}, {"announcement_required": False}):
        about = {"of": bye_law(**facts), "day": date(2026, 4, 20)}
        for rule in ("initiative_in_time", "initiative_in_time_strictly"):
            assert "met" == told(rule, initiative_filed_on=date(2026, 4, 20), **about)
            assert "unmet" == told(rule, initiative_filed_on=date(2026, 4, 21), **about)


@pytest.mark.parametrize(
    ("approvals", "expected"),
    [
        (("Bezirksregierung Detmold, 20. März 2026",), "met"),
        ((), "unmet"),
        (None, "unknown approvals"),
    ],
)
def test_the_order_names_the_approval(approvals, expected):
    """Place, date and approvals stand in the order of announcement (L-11, N-2)."""
    ordered = {
        "announced_on": "2026-03-27",
        "order_signed_on": "2026-03-26",
        "order_place": "Musterstadt",
    }
    given = {} if approvals is None else {"approvals": approvals}
    about = {"of": bye_law(approval_required=True, **ordered), **given}
    assert expected == told("announcement_ordered", **about)
    free = {"of": bye_law(approval_required=False, **ordered), **given}
    assert "met" == told("announcement_ordered", **free)


@pytest.mark.parametrize("stated", [True, 1, "ja", "nein", 0])
def test_an_approval_that_is_not_plainly_denied_is_needed(stated):
    """Only False says that none is needed; anything else asks for its day (L-10)."""
    of = case(
        Motion(topics=()),
        state="adopted",
        consultations=bye_law().consultations,
        facts={"approval_required": stated},
    )
    assert "unmet" == told("approvals_obtained", of=of)


@pytest.mark.parametrize(
    ("announced", "notice", "expected"),
    [
        (date(2026, 3, 27), True, "2026-09-27"),
        (date(2021, 12, 15), True, "2022-06-15"),
        (date(2021, 12, 14), True, "2022-12-14"),
        (date(2026, 3, 27), False, None),
    ],
)
def test_the_law_of_the_announcement_says_when_defects_are_cured(
    announced, notice, expected
):
    """Six months since 15 December 2021, a year before, never without the notice (L-12)."""
    day = date(2026, 3, 27)
    asked = question(of=bye_law(announced_on=announced.isoformat()), day=day)
    asked = attrs.evolve(asked, law=law_for("NRW"), inputs={"notice_given": notice})
    (rule,) = (each for each in RULES if each.id == "formal_defect_notice")
    assert expected == rule.check(asked).data["cures_on"]


def test_a_defect_says_until_when_it_can_be_asserted():
    """The last day stands in the finding; without the notice it is never (L-12)."""
    about = {"of": bye_law(**DISPLAYED), "day": date(2026, 5, 4), "law": LAW}
    assert "2026-10-03" == ask("formal_defect_time_bar", **about).required
    never = ask("formal_defect_time_bar", notice_given=False, **about)
    assert "∞" == never.required


def test_an_initiative_names_the_council_decision_that_it_is_against():
    """A committee decided a point later: which resolution is meant must be said (L-7)."""
    point = Consultation(
        "ausschuss",
        Organization("StEA", "committee", 15),
        meeting=Meeting(date(2026, 3, 24)),
        days=(date(2026, 3, 24),),
        state="voted",
        result="adopted_unchanged",
    )
    of = bye_law(announced_on="2026-03-27")
    of = attrs.evolve(of, consultations=(*of.consultations, point))
    filed = date(2026, 5, 8)
    about = {"of": of, "initiative_filed_on": filed, "day": filed}
    for rule in ("initiative_in_time", "initiative_in_time_strictly"):
        assert "unknown against" == told(rule, **about)
        assert "met" == told(rule, against="rat", **about)
