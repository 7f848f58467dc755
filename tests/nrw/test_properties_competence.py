"""Properties of the rules on competence (C): the law in words of its own."""

from __future__ import annotations

import calendar
import math

from datetime import date, timedelta
from fractions import Fraction

import attrs
import pytest

from hypothesis import given
from hypothesis import strategies as st
from told import THURSDAY, item, named, told
from whatever import OF_OTHERS, flags, motions, other_topics, words

from ratsflow.model import Ballot, CostStatement, Motion

from asking import case


COUNCIL = item()
KINDS = [
    "council",
    "main_committee",
    "finance_committee",
    "audit_committee",
    "committee",
    "district_council",
]
PETITION = Motion(paper_type="petition")
RESIDENTS = Motion(paper_type="resident_motion")
NOT_QUITE_YES = st.sampled_from([False, 1, 0, "yes", "true", ""])


def same_day(day, months):
    """Return the day of the same number so many months later, or that month's last."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    last = calendar.monthrange(year, month + 1)[1]
    return date(year, month + 1, min(day.day, last))


# ------------------------------------------------------------------ C-4 and C-5


@given(
    motions(topics=other_topics),
    st.sampled_from(KINDS),
    NOT_QUITE_YES,
)
def test_ongoing_administration_stays_the_mayors_until_reserved(motion, kind, said):
    """Whatever the paper and the body, nothing but a stated yes reserves it (C-4)."""
    rule = "ongoing_administration_reserved"
    topics = (*motion.topics, "ongoing_administration")
    ongoing = attrs.evolve(motion, topics=topics)
    about = {"motion": ongoing, "consultation": item(kind)}
    assert "met" == told(rule, reserved=True, drawn_by=named(kind), **about)
    assert "unmet" == told(rule, reserved=True, drawn_by="somebody", **about)
    assert "unknown drawn_by" == told(rule, reserved=True, **about)
    assert "unmet" == told(rule, reserved=said, **about)
    assert "unknown reserved" == told(rule, **about)
    about["motion"] = motion
    assert "met" == told(rule, reserved=said, **about)


POWERS = {
    "competence.powers": [
        {"topic": "award", "body": "main_committee", "up_to": 100_000},
        {"topic": "youth", "body": "Jugendhilfeausschuss", "statutory": True},
    ],
    "competence.amounts": "gross",
    "competence.cost_amounts": "gross",
    "recall.implied": False,
}


@given(
    st.integers(-2, 2) | st.integers(-10_000_000, 10_000_000),
    flags,
    st.sampled_from([None, "main_committee", "council"]),
)
def test_the_council_takes_back_what_it_gave_in_time(beyond, recalled, decided):
    """Above the band it decides as it is; below, by recall before the committee did (C-5)."""
    costs = CostStatement("amount", 10_000_000 + beyond, "once")
    before = [] if decided is None else [item(decided, id="before", state="voted")]

    def taken(topic):
        of = case(
            Motion(topics=(topic,), cost_statement=costs), consultations=tuple(before)
        )
        about = {"of": of, "consultation": COUNCIL, "law": POWERS}
        return told(
            "matter_recalled", recalled=recalled, drawn_by=named("council"), **about
        )

    late = decided == "main_committee"
    otherwise = {True: "unmet" if late else "met", False: "unmet"}
    expected = "met" if beyond > 0 else otherwise.get(recalled, "unknown recalled")
    assert expected == taken("award")
    assert "unmet" == taken("youth")
    assert "met" == taken("school")


FLAGS = st.fixed_dictionaries({"recalled": flags, "reserved": flags})


@given(st.integers(0, 67), st.integers(-2, 2) | st.integers(-67, 67), FLAGS, FLAGS)
def test_a_body_draws_a_decision_by_more_yes_than_no(no, margin, drawn, before):
    """A tie neither draws nor gives up, and without a count nobody can tell (C-5)."""
    rule, yes = "recall_resolved", max(0, no + margin)
    about = {"of": case(facts=before), **drawn}
    found = told(rule, procedural_ballot=Ballot(yes, no), **about)
    if set(drawn.values()) == {None}:
        assert "unknown recalled" == found == told(rule, **about)
        return
    if True not in (*drawn.values(), *before.values()):
        assert "met" == found == told(rule, **about)
        return
    assert ("met" if yes - no > 0 else "unmet") == found
    assert "unknown procedural_ballot" == told(rule, **about)


@given(st.sampled_from(KINDS), flags, st.sampled_from([named("council"), "Bau", None]))
def test_what_the_council_recalled_no_committee_decides(kind, recalled, drawn_by):
    """Once the council has taken it back, only the council decides it (C-5)."""
    facts = {"recalled": recalled, "drawn_by": drawn_by}
    of = case(Motion(topics=("school",)), facts=facts, consultations=(COUNCIL,))
    found = told("matter_recalled", of=of, consultation=item(kind), law=POWERS)
    taken = recalled is True and drawn_by == named("council")
    bound = taken and kind not in ("council", "district_council")
    assert ("unmet" if bound else "met") == found


# ------------------------------------------------------------- C-6, C-8 and C-9

NAMES = st.sampled_from(["Mitte", "Mitte-Ost", "mitte", "Schildesche", "Heepen"])


@given(st.sets(NAMES), NAMES, st.booleans())
def test_a_district_council_stays_at_home(touched, home, formal):
    """One district is touched and it is its own, by its exact name (C-6)."""
    rule = "own_district"
    motion = Motion(districts=tuple(sorted(touched)))
    name = f"Bezirksvertretung {home}" if formal else home
    where = item("district_council", name)
    found = told(rule, motion=motion, consultation=where)
    assert ("met" if touched == {home} else "unmet") == found
    own = attrs.evolve(motion, districts=(home,))
    assert "met" == told(rule, motion=own, consultation=where)
    nobody = attrs.evolve(motion, districts=None)
    assert "unknown motion.districts" == told(rule, motion=nobody, consultation=where)
    assert "met" == told(rule, motion=nobody, consultation=item("committee", name))


@given(words | st.sampled_from([*KINDS, "mayor", "Hauptausschuss"]), words)
def test_nobody_but_the_main_committee_settles_a_dispute(by, winner):
    """Whoever is awarded the matter, one body awards it (C-8)."""
    rule, awarded = (
        "dispute_decided_by_main_committee",
        {"competence_awarded_to": winner},
    )
    right = by == "main_committee"
    assert ("met" if right else "unmet") == told(rule, dispute_decided_by=by, **awarded)
    assert "met" == told(rule, dispute_decided_by="main_committee", **awarded)
    assert "unknown dispute_decided_by" == told(rule, **awarded)


COMMITTEES = st.sampled_from(["Bau", "Schule", "Umwelt"])


@given(
    st.sets(COMMITTEES),
    st.sets(COMMITTEES),
    st.lists(
        st.tuples(
            COMMITTEES,
            st.sampled_from(["preliminary", "decision", "noting", "hearing"]),
            st.sampled_from(["planned", "open", "voted", "noted", "removed"]),
        ),
        max_size=5,
    ),
)
def test_every_committee_that_local_law_names_comes_first(school, traffic, heard):
    """All that any topic of the paper calls for have consulted to the end (C-9)."""
    route = tuple(
        item("committee", name, id=str(index), role=role, state=state)
        for index, (name, role, state) in enumerate(heard)
    )
    law = {
        "competence.pre_consultation": {
            "school": sorted(school),
            "traffic": sorted(traffic),
        }
    }

    def done(*topics, where=COUNCIL, law=law):
        of = case(Motion(topics=topics), consultations=route)
        return told("pre_consultation_done", of=of, consultation=where, law=law)

    lacking = school | traffic
    for name, role, state in heard:
        if role in {"preliminary", "decision"} and state in {"voted", "noted"}:
            lacking = lacking - {name}
    assert ("unmet" if lacking else "met") == done("school", "traffic")
    assert "met" == done("award")
    assert "met" == done("school", "traffic", where=item("committee"))
    assert "unknown competence.pre_consultation" == done("school", law={})


# ------------------------------------------------------------------------ C-10


@pytest.mark.parametrize(
    ("rule", "fact"),
    [
        ("petition_in_text_form", "in_text_form"),
        ("petitioner_natural_person", "natural_person"),
    ],
)
@given(
    motions(paper_type="petition"),
    NOT_QUITE_YES,
    st.sampled_from([each for each in OF_OTHERS if each != "petition"]),
)
def test_a_petition_is_admitted_on_a_stated_yes(rule, fact, petition, said, other):
    """Whatever it says, it needs its form and its person; other papers do not (C-10)."""
    assert "met" == told(rule, motion=petition, **{fact: True})
    assert "unmet" == told(rule, motion=petition, **{fact: said})
    assert f"unknown {fact}" == told(rule, motion=petition)
    free = attrs.evolve(petition, paper_type=other)
    assert "met" == told(rule, motion=free, **{fact: said})


@given(st.sampled_from(KINDS), COMMITTEES, COMMITTEES)
def test_a_petition_starts_with_the_addressed_body_or_its_committee(
    kind, name, assigned
):
    """Council, district council, or the one committee that is named for it (C-10)."""
    law = {"petition.committee": assigned}
    where = item(kind, name)

    def first(state, law=law, motion=PETITION):
        of = case(motion, state=state)
        return told("petition_committee_first", of=of, consultation=where, law=law)

    addressed = kind in {"council", "district_council"}
    expected = "met" if addressed or name == assigned else "unmet"
    assert expected == first("released")
    assert "met" == first("in_consultation")
    assert "met" == first("released", motion=RESIDENTS)
    unset = "met" if addressed else "unknown petition.committee"
    assert unset == first("released", law={})


@given(
    st.lists(st.integers(0, 60), max_size=3),
    st.integers(0, 60),
    st.integers(0, 60),
)
def test_the_outcome_is_told_between_the_last_meeting_and_today(meetings, on, closed):
    """Not before the body that had it last, and not only tomorrow (C-10)."""
    start = date(2026, 1, 5)
    route = tuple(
        item(id=str(day), state="voted", days=(start + timedelta(day),))
        for day in meetings
    )
    day, closing = start + timedelta(on), start + timedelta(closed)

    def informed(**said):
        of = case(PETITION, consultations=route)
        return told("petitioner_informed", of=of, day=closing, **said)

    early = any(on < met for met in meetings)
    found = informed(petitioner_informed_on=day.isoformat())
    assert ("unmet" if early or on > closed else "met") == found
    assert "unknown petitioner_informed_on" == informed()


# ------------------------------------------------------------------------ C-11


@given(
    st.integers(0, 400_000),
    st.booleans(),
    st.integers(-2, 2) | st.integers(-8000, 8000),
)
def test_a_residents_motion_is_carried_by_enough_residents(people, county_free, more):
    """Four per cent up to 8,000, in a county five up to 4,000, never rounded down (C-11)."""
    rule = "resident_motion_signed"
    share, cap = (Fraction(4, 100), 8000) if county_free else (Fraction(5, 100), 4000)
    enough = min(cap, math.ceil(people * share))
    signed = max(0, enough + more)
    law = {
        "municipality.inhabitants": people,
        "municipality.county_free": county_free,
    }

    def carried(valid, paper=RESIDENTS):
        return told(rule, motion=paper, valid_signatures=valid, law=law)

    is_share = signed >= cap or signed >= people * share
    assert ("met" if is_share else "unmet") == carried(signed)
    assert (carried(signed), carried(signed + 1)) != ("met", "unmet")
    assert "met" == carried(signed, PETITION)
    assert "unknown valid_signatures" == told(rule, motion=RESIDENTS, law=law)


@given(st.integers(-3, 8))
def test_three_may_speak_for_a_residents_motion(number):
    """Nobody, one, two or three; never a fourth (C-11)."""
    rule = "resident_motion_represented"
    found = told(rule, motion=RESIDENTS, representatives=number)
    assert ("met" if number in {0, 1, 2, 3} else "unmet") == found
    assert "met" == told(rule, motion=PETITION, representatives=number)
    assert "unknown representatives" == told(rule, motion=RESIDENTS)


DAYS = st.dates(date(2023, 1, 1), date(2026, 3, 19))


@given(DAYS | st.integers(363, 368).map(lambda n: THURSDAY - timedelta(n)), flags, DAYS)
def test_the_same_matter_rests_for_a_year(before, again, received):
    """Up to and with the same day of the next year it is barred, from then on free (C-11)."""
    rule = "resident_motion_not_repeated"
    said = {"filed_before": again, "filed_before_on": before.isoformat()}
    free_on = same_day(before, 12) + timedelta(1)

    def repeated(**more):
        return told(rule, motion=RESIDENTS, **said, **more)

    if again is not True:
        expected = "unknown filed_before" if again is None else "met"
        assert expected == repeated()
        return
    assert ("met" if free_on <= THURSDAY else "unmet") == repeated()
    on = repeated(received_on=received.isoformat())
    assert ("met" if free_on <= received else "unmet") == on


@given(st.dates(date(2023, 8, 1), date(2026, 12, 31)), st.integers(-3, 3))
def test_four_months_are_counted_by_the_calendar(received, late):
    """Until the same day of the fourth month, or the last there is (C-11)."""
    rule, last = "resident_motion_in_time", same_day(received, 4)
    about = {"motion": RESIDENTS, "received_on": received.isoformat()}
    found = told(rule, day=last + timedelta(late), **about)
    assert ("met" if late <= 0 else "unmet") == found
    assert "met" == told(rule, day=received, **about)
    assert "unknown received_on" == told(rule, motion=RESIDENTS, day=last)


@given(flags, st.sampled_from(["council", "main_committee"]), st.booleans())
def test_the_council_recalls_by_deciding_where_the_town_reads_it_so(said, kind, after):
    """Then it needs no resolution of its own, but the finding says so (C-5)."""
    costs = CostStatement("amount", 100, "once")
    before = [item("main_committee", id="before", state="voted")] if after else []
    of = case(
        Motion(topics=("award",), cost_statement=costs), consultations=tuple(before)
    )
    law = {**POWERS, "recall.implied": True}
    about = {"of": of, "consultation": item(kind), "law": law, "recalled": said}
    about |= {"drawn_by": named("council"), "step": "vote"}
    expressly = told("recalled_expressly", **about)
    if kind != "council":
        assert "met" == expressly
        return
    assert ("met" if said is True else "unmet") == expressly
    expected = "unmet" if said is False or after else "met"
    assert expected == told("matter_recalled", **about)
    later = {**law, "recall.reading": "before_execution"}
    expected = "unmet" if said is False else "met"
    assert expected == told("matter_recalled", **{**about, "law": later})
