"""What if: other facts, votes, law and people, and other cases that move along; nothing is written."""

from __future__ import annotations

from datetime import date, timedelta

import attrs
import pytest

from attack import LOCAL

from ratsflow import Actor, Motion, Office
from ratsflow.checking import Space, suppose
from ratsflow.errors import (
    DefinitionError,
    InvalidInputError,
    RefusedError,
    UnknownNameError,
)
from ratsflow.law.layers import law_for
from ratsflow.law.municipality import keys_of
from ratsflow.law.norms import NormKind
from ratsflow.model import Ballot, Meeting, PaperType
from ratsflow.procedure.inputs import CHOICES, Kind
from ratsflow.states.nrw import nrw


TOWN = law_for("NRW", LOCAL)
HERE = Space(nrw(), TOWN)
NOW = HERE.moment(HERE.first_day)
COUNCIL = HERE.starts[0]
ROUTE = (attrs.evolve(COUNCIL.route[0], meeting=Meeting(date(2026, 3, 10))),)
AUTHOR = Actor("a.kurz", roles=("author",))
FACTION = Actor("f.fraktion", roles=("faction",))
NUMBER, OTHER = "0412/2025-2030", "0413/2025-2030"


@pytest.fixture(name="office")
def _office():
    """Return an office with one paper for the council."""
    office = Office(nrw(), law=TOWN, clock=lambda: NOW)
    paper = attrs.evolve(COUNCIL.motion, title="Tempo 30", reference=NUMBER)
    office.open(paper, AUTHOR, case_id="paper", consultations=ROUTE)
    return office


@pytest.fixture(name="amended")
def _amended(office):
    """Return the same office with an amendment to the paper, filed with no word of an item."""
    amendment = Motion(
        "Tempo 20",
        paper_type=PaperType.AMENDMENT,
        proposal="Es wird Tempo 20.",
        related=(NUMBER,),
        reference=OTHER,
        originators=("Fraktion",),
        author="f.fraktion",
        public=True,
        topics=(),
        districts=(),
        cost_statement=COUNCIL.motion.cost_statement,
        previous_considerations=(),
    )
    (item,) = ROUTE
    route = (attrs.evolve(item, id="amendment"),)
    office.open(amendment, FACTION, case_id="amendment", consultations=route)
    return office


def acted(office, found):
    """Take the steps of a plan and of those along with it in the office itself, day by day."""
    plans = {"paper": [*found.steps], **{e.case.id: [*e.steps] for e in found.along}}
    if found.case.id != "paper":
        plans[found.case.id] = [*found.steps]
        (base,) = [e for e in found.along if e.case.id == "paper"]
        plans["paper"] = [*base.steps]
    while any(plans.values()):
        day = min(steps[0].choice.day for steps in plans.values() if steps)
        for name, steps in plans.items():
            if not steps or steps[0].choice.day != day:
                continue
            choice = steps[0].choice
            try:
                office.take(
                    name,
                    choice.step,
                    choice.actor,
                    on=choice.on,
                    at=HERE.moment(day),
                    seen="any",
                    **choice.inputs,
                )
            except RefusedError:
                continue
            steps.pop(0)
            break
        else:
            pytest.fail(f"nothing can be taken on {day}")


@pytest.mark.parametrize("name", ["paper", "amendment"])
def test_an_amendment_and_its_paper_are_planned_in_one_order(amended, name):
    found = suppose(amended, name).plan("adopted")
    assert found.is_possible
    assert found.earliest == date(2026, 3, 10)
    (other,) = found.along
    assert {found.case.id, other.case.id} == {"paper", "amendment"}
    assert other.is_possible
    paper = found if name == "paper" else other
    assert {e.rule.id for e in paper.steps[-1].waits} == {"amendments_voted_first"}
    # The office of that day agrees, with both cases as they then stand.
    clock = HERE.moment(date(2026, 3, 11))
    later = Office(nrw(), amended.store, law=TOWN, clock=lambda: clock)
    acted(later, found)
    assert {later.case(each).state for each in ("paper", "amendment")} == {"adopted"}


def test_nobody_waits_for_an_amendment_that_is_not_yet_filed(office, amended):
    """It comes up in April; the paper can be decided on in March as long as it is a draft."""
    later = attrs.evolve(ROUTE[0], id="late", meeting=Meeting(date(2026, 4, 14)))
    motion = attrs.evolve(amended.case("amendment").motion, reference="0414/2025-2030")
    other = Office(nrw(), law=TOWN, clock=lambda: NOW)
    paper = office.case("paper").motion
    other.open(paper, AUTHOR, case_id="paper", consultations=ROUTE)
    other.open(motion, FACTION, case_id="late", consultations=(later,))
    found = suppose(other, "paper").plan("adopted")
    assert (found.earliest, found.along) == (date(2026, 3, 10), ())


def test_a_plan_supplies_the_number_that_a_paper_bears(amended):
    found = suppose(amended, "paper").plan("adopted")
    (released,) = [e for e in found.steps if e.choice.step == "release"]
    assert released.choice.inputs["reference"] == NUMBER
    (along,) = found.along
    (placed,) = [e for e in along.steps if e.choice.step == "place_on_agenda"]
    assert placed.choice.inputs["with_paper"] == NUMBER


def test_a_paper_alone_has_none_along_with_it(office):
    assert suppose(office, "paper").plan("adopted").along == ()


def test_what_is_supposed_is_not_written(office):
    before = office.entries("paper")
    there = suppose(office, "paper", facts={"excluded_officials": ("a",)})
    assert there.case.facts["excluded_officials"] == ("a",)
    after = there.take("submit", AUTHOR, at=NOW, excluded_officials=("a",))
    assert after.case.state == "co_signature"
    assert there.case.state == office.case("paper").state == "draft"
    assert office.entries("paper") == before


def test_a_supposed_fact_is_what_a_step_states(office):
    there = suppose(office, "paper", facts={"excluded_officials": "Muster;Beispiel"})
    (submitted, *_) = there.plan("adopted").steps
    said = submitted.choice.inputs.get("excluded_officials", ("Muster", "Beispiel"))
    assert said == ("Muster", "Beispiel")


def test_a_supposed_step_that_is_refused_says_why(office):
    with pytest.raises(RefusedError):
        suppose(office, "paper").take("submit", FACTION, at=NOW)
    verdict = suppose(office, "paper").assess("submit", FACTION, at=NOW)
    asked = office.assess("paper", "submit", FACTION, at=NOW)
    assert verdict.to_plain() == asked.to_plain()
    assert office.case("paper").version == 1


def test_a_vote_that_is_supposed_to_fail_leads_nowhere(office):
    lost = Ballot(yes=20, no=39, abstain=0, present=59)
    for name in (ROUTE[0].id, ROUTE[0].body.name):
        found = suppose(office, "paper", votes={name: lost}).plan("adopted")
        assert not found.is_possible
        assert found.case.state == "rejected"
        assert found.refused is None
    assert suppose(office, "paper").plan("adopted").is_possible


def test_a_draft_of_the_law_moves_the_last_days(office):
    days = {}
    for notice in (9, 20):
        there = suppose(office, "paper", law={"notice.days": notice})
        found = there.plan("adopted", by=date(2026, 3, 10))
        (placed,) = [e for e in found.steps if e.choice.step == "place_on_agenda"]
        days[notice] = placed.latest
        assert {each.rule.id for each in placed.too_late} == {"notice_period_met"}
    assert days[9] - days[20] == timedelta(11)
    assert office.law == TOWN


def test_who_is_away_is_stood_in_for(office):
    found = suppose(office, "paper", away=["alderman"]).plan("adopted")
    deputies = [each.choice.step for each in found.steps if each.as_deputy]
    assert deputies == ["sign"]
    (signed,) = [each for each in found.steps if each.as_deputy]
    assert signed.role == "alderman"


def test_a_calendar_counts_for_its_body_however_it_is_written(office):
    held = {"  RAT ": [Meeting(date(2026, 4, 16))]}
    (item,) = office.case("paper").consultations
    moved = suppose(office, "paper", meetings=held)
    assert moved.space.meetings.keys() == {item.body.name}


@pytest.mark.parametrize(
    ("given", "error"),
    [
        ({"facts": {"excluded_offcials": ()}}, UnknownNameError),
        ({"facts": {"legal_obligation": "perhaps"}}, InvalidInputError),
        ({"votes": {"Senat": Ballot(yes=1, no=0)}}, UnknownNameError),
        ({"law": {"notice.dayz": 3}}, UnknownNameError),
        ({"law": {"notice.days": "three"}}, DefinitionError),
        ({"law": {"roll_call.factions": "two"}}, DefinitionError),
        ({"law": {"faction.min_members": 5}}, DefinitionError),  # graded by the state
        ({"away": ["alderwoman"]}, UnknownNameError),
    ],
)
def test_what_there_is_not_is_refused(office, given, error):
    with pytest.raises(error):
        suppose(office, "paper", **given)


# ---------------------------------------------------- what is supposed keeps to its form

_STATED = {
    each.name: each
    for step in nrw().steps
    for each in step.takes
    if each.kind not in (Kind.TEXT, Kind.NAMES, Kind.MOTION, Kind.BALLOT)
    or each.name in CHOICES
}
"""Inputs of which not every text is one."""
_WRONG = {
    Kind.NUMBER: ("-5", "viele", "1.5", "9" * 30, -1, True, "x", 1.5),
    Kind.FLAG: ("vielleicht", "2", "", 1, "x"),
    Kind.DAY: ("31.02.2026", "3/4/2026", "bald", 7),
    Kind.MOMENT: ("12.03.2026", "2026-03-12T09:00", "bald", 7),
    Kind.TEXT: ("kein Wort davon", 7),
    Kind.MEETING: ("31.02.2026", "bald", 7),
    Kind.CONSULTATIONS: ("Rat", 7),
}


@pytest.mark.parametrize("name", sorted(_STATED))
def test_a_fact_that_no_step_could_state_is_not_supposed(office, name):
    """Each input holds what is supposed to its kind, its list and its least, in one sentence."""
    kind = _STATED[name].kind
    names = {each.kind for s in nrw().steps for each in s.takes if each.name == name}
    for value in _WRONG[kind]:
        if isinstance(value, str) and names & {Kind.NAMES} and value[0] not in "-9":
            continue  # two steps take in two kinds by this name
        if kind is Kind.NUMBER and _STATED[name].least is None and value in ("-5", -1):
            continue  # it may come to less than nothing
        with pytest.raises(InvalidInputError) as refused:
            suppose(office, "paper", facts={name: value})
        assert "\n" not in str(refused.value)
        assert name in str(refused.value)
        assert refused.value.text("de")


_NORMS = {each.id: each for each in keys_of("NRW")}
_UNFIT = {
    NormKind.NUMBER: (-1, "zwei", 1.5, True, 10**30),
    NormKind.FLAG: ("vielleicht", 2, "ja"),
    NormKind.TEXT: (7, True, ""),
    NormKind.NAMES: ("einer", 7, [1], ["a", "a"]),
    NormKind.TOPICS: ("award", 7, ["kein Thema davon"]),
    NormKind.SHARE: ("1/2", 5, "> 3/2 of elected", "> 1/2 of nobody", {"num": 1}),
    NormKind.TABLE: (7, "x", 1.5),
}


@pytest.mark.parametrize("key", sorted(_NORMS))
def test_a_value_of_law_that_no_town_could_set_is_not_supposed(office, key):
    """Each norm holds a draft to its form, as it does the file of a town."""
    for value in _UNFIT[_NORMS[key].form]:
        with pytest.raises(DefinitionError) as refused:
            suppose(office, "paper", law={key: value})
        assert key.partition(".")[0] in str(refused.value)


def test_what_contradicts_together_is_not_supposed(office):
    """Values that are sound one by one are held together, as in a town's file."""
    with pytest.raises(DefinitionError, match=r"more than notice\.days"):
        suppose(office, "paper", law={"notice.urgent_days": 90})


def test_a_number_under_a_name_with_two_kinds_is_a_number(office):
    """Names are no refuge for a number that is less than the least."""
    with pytest.raises(InvalidInputError, match="-1 is less than 0"):
        suppose(office, "paper", facts={"experts": "-1"})
    for given, there in (("2", 2), ("Berg;Kurz", ("Berg", "Kurz"))):
        found = suppose(office, "paper", facts={"experts": given})
        assert found.space.said["experts"] == there


def test_things_of_a_case_are_no_facts(office):
    """What rules call the paper, the item and the case are not facts to suppose."""
    for name in ("case", "item", "paper", "as_deputy", "day"):
        with pytest.raises(UnknownNameError):
            suppose(office, "paper", facts={name: "x"})
