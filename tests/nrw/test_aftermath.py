"""Rules on what follows the decision (L)."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import attrs
import pytest

from hypothesis import given
from hypothesis import strategies as st

from procedure import aftermath
from ratsflow.engine import Mode, assess, take
from ratsflow.errors import RefusedError
from ratsflow.law.counting import share_of
from ratsflow.law.layers import law_for
from ratsflow.law.local import Law, MissingValueError
from ratsflow.model import (
    Actor,
    Consultation,
    Meeting,
    Motion,
    Organization,
    Suspension,
)
from ratsflow.procedure.case import Case, OpenFinding
from ratsflow.procedure.finding import MET, Result
from ratsflow.procedure.question import MissingFactError
from ratsflow.states.nrw import STATE, nrw

from asking import ask, case, lacking


LOCAL = {"committee_appeal.days": 8, "committee_appeal.count_event_day": False}
LAW = dict(law_for("NRW", {k: v for k, v in LOCAL.items() if v is not None}).values)
COUNCIL = Organization("Rat", "council", 67)
COMMITTEE = Organization("StEA", "committee", 15)
DISTRICT = Organization("BV Mitte", "district_council", 15)
TUESDAY = date(2026, 3, 10)
WEDNESDAY = date(2026, 3, 4)
THURSDAY = date(2026, 2, 26)
ORDINARY = Motion(topics=())
BYE_LAW = Motion(topics=("bye_law",))
days = st.dates(date(2022, 1, 1), date(2040, 1, 1))


def voted(body=COUNCIL, day=TUESDAY, key="c-1", **more):
    """Return a consultation in which a body decided."""
    values = {"result": "adopted_unchanged", "state": "voted", **more}
    return Consultation(key, body, meeting=Meeting(day), days=(day,), **values)


def new(body=COUNCIL, day=date(2026, 3, 24), about="", **more):
    """Return an open consultation, of a new meeting."""
    return Consultation(
        "new", body, meeting=Meeting(day), about=about, state="open", **more
    )


def lodged(kind="mayor_objection", day=date(2026, 3, 13), state="lodged"):
    """Return an objection."""
    return Suspension(f"{kind}-1", kind, "OB", day, "because", state)


def decision(body=COUNCIL, day=TUESDAY, motion=ORDINARY, **more):
    """Return a case in which a body decided."""
    values = {"state": "adopted", "consultations": (voted(body, day),), **more}
    return case(motion, **values)


def result(rule, **about):
    """Return what a rule answers under the law of NRW."""
    return ask(rule, **{"law": LAW, **about}).result


def walk(rule, step, of, *, role="mayor", on="", at, law=LAW, **inputs):
    """See a rule refuse in enforce mode and leave a finding in record mode."""
    of = attrs.evolve(of, fingerprint=nrw().fingerprint)
    people = Actor("p", roles=(role,)), Actor("o", roles=("council_office", role))
    moment = datetime(at.year, at.month, at.day, 12, tzinfo=UTC)
    about = {"at": moment, "on": on, "law": Law("NRW", law), "inputs": inputs}
    refused = assess(nrw(), of, step, people[0], **about)
    assert rule in {each.rule.id for each in refused.blocking}
    with pytest.raises(RefusedError):
        take(refused)
    recorded = take(assess(nrw(), of, step, people[1], mode=Mode.RECORD, **about))
    assert rule in {each.rule for each in recorded.case.findings}
    return recorded.case


@pytest.mark.parametrize(
    ("day", "in_time", "strictly"),
    [
        (date(2026, 3, 13), Result.MET, Result.MET),
        (date(2026, 3, 14), Result.UNMET, Result.UNMET),
    ],
)
def test_the_mayor_objects_by_the_third_day(day, in_time, strictly):
    """Resolution of Tuesday 10 March: objection until Friday 13 March (L-1)."""
    about = {"of": decision(), "day": day}
    assert in_time is result("objection_in_time", **about)
    assert strictly is result("objection_in_time_strictly", **about)


@pytest.mark.parametrize(
    ("day", "in_time"),
    [(date(2026, 3, 23), Result.MET), (date(2026, 3, 24), Result.UNMET)],
)
def test_a_weekend_warns_before_it_blocks(day, in_time):
    """Resolution of Thursday 19 March: Sunday 22 is strict, Monday 23 lenient (CNT-4)."""
    about = {"of": decision(day=date(2026, 3, 19)), "day": day}
    assert in_time is result("objection_in_time", **about)
    assert Result.UNMET is result("objection_in_time_strictly", **about)


@given(days, st.integers(0, 30))
def test_the_strict_day_never_comes_after_the_lenient(day, later):
    """Whatever is in time strictly is in time (L-1, L-5)."""
    about = {"of": decision(day=day), "day": day + timedelta(later)}
    for name in ("objection_in_time", "district_objection_in_time"):
        if result(f"{name}_strictly", **about) is Result.MET:
            assert Result.MET is result(name, **about)
    strict = Result.MET if later <= 3 else Result.UNMET
    assert strict is result("objection_in_time_strictly", **about)


@pytest.mark.parametrize(
    ("body", "rule", "expected"),
    [
        (COUNCIL, "objection_to_council", Result.MET),
        (COMMITTEE, "objection_to_council", Result.UNMET),
        (DISTRICT, "objection_to_council", Result.UNMET),
        (DISTRICT, "objection_to_district_council", Result.MET),
        (COUNCIL, "objection_to_district_council", Result.UNMET),
        (COMMITTEE, "appeal_against_committee", Result.MET),
        (DISTRICT, "appeal_against_committee", Result.UNMET),
        (COUNCIL, "appeal_against_committee", Result.UNMET),
        (COMMITTEE, "standstill_of_committee", Result.MET),
        (DISTRICT, "standstill_of_committee", Result.UNMET),
    ],
)
def test_each_objection_is_for_one_kind_of_body(body, rule, expected):
    """Council, committee and district resolutions have remedies of their own (L-1, 4, 5)."""
    assert expected is result(rule, of=decision(body))


@pytest.mark.parametrize("rule", ["objection_reasons", "district_objection_reasons"])
def test_an_objection_has_reasons(rule):
    """Reasons in writing; blanks are none, and nothing stated is unknown (L-1, L-2, L-5)."""
    assert Result.MET is result(rule, reasons="endangers the welfare")
    assert Result.UNMET is result(rule, reasons=" ")
    assert "reasons" in lacking(rule)


def test_a_further_objection_is_inadmissible():
    """The resolution that answered an objection cannot be objected to again (L-1)."""
    again = voted(day=date(2026, 3, 24), key="c-2", about="mayor_objection-1")
    once = decision(suspensions=(lodged(state="cleared"),))
    both = attrs.evolve(once, consultations=(voted(), again))
    assert Result.UNMET is result("objection_not_repeated", of=once)
    assert Result.UNMET is result("objection_not_repeated", of=both)
    fresh = attrs.evolve(once, consultations=(voted(day=date(2026, 3, 14)),))
    assert Result.MET is result("objection_not_repeated", of=fresh)
    assert Result.MET is result("objection_not_repeated", of=decision())


@pytest.mark.parametrize(
    ("rule", "kind", "body", "day", "expected"),
    [
        ("reconsideration_window", "mayor_objection", COUNCIL, (3, 15), Result.UNMET),
        ("reconsideration_window", "mayor_objection", COUNCIL, (3, 16), Result.MET),
        ("reconsideration_window", "mayor_objection", COUNCIL, (3, 27), Result.MET),
        ("reconsideration_window", "mayor_objection", COUNCIL, (3, 28), Result.UNMET),
        ("reconsideration_window", "legal_objection", COUNCIL, (5, 28), Result.MET),
        (
            "district_reconsideration_window",
            "district_objection",
            DISTRICT,
            (3, 15),
            Result.UNMET,
        ),
        (
            "district_reconsideration_window",
            "district_objection",
            DISTRICT,
            (3, 16),
            Result.MET,
        ),
        (
            "district_reconsideration_window",
            "district_objection",
            DISTRICT,
            (4, 3),
            Result.MET,
        ),
        (
            "district_reconsideration_window",
            "district_objection",
            DISTRICT,
            (4, 4),
            Result.UNMET,
        ),
        (
            "district_reconsideration_window",
            "district_objection",
            COUNCIL,
            (5, 4),
            Result.MET,
        ),
    ],
)
def test_the_new_meeting_lies_in_its_window(rule, kind, body, day, expected):
    """Objection of 13 March: council 16 to 27 March, district 16 March to 3 April."""
    of = decision(suspensions=(lodged(kind),))
    again = new(body, date(2026, *day), about=f"{kind}-1")
    assert expected is result(rule, of=of, consultation=again)
    assert Result.MET is result(rule, of=of, consultation=new())


def test_a_window_without_a_meeting_is_unknown():
    """Without a meeting nobody can tell whether it lies in the window (L-1)."""
    of = decision(suspensions=(lodged(),))
    again = Consultation("new", COUNCIL, about="mayor_objection-1")
    assert "meeting" in lacking(
        "reconsideration_window", of=of, consultation=again, law=LAW
    )


@pytest.mark.parametrize(
    ("step", "kind", "expected"),
    [
        ("reconsider", "mayor_objection", Result.MET),
        ("reconsider", "legal_objection", Result.UNMET),
        ("reconsider_legality", "legal_objection", Result.MET),
        ("decide_finally", "mayor_objection", Result.UNMET),
        ("waive_objection", "legal_objection", Result.UNMET),
        ("waive_objection", "district_objection", Result.MET),
        ("lift_order", "legal_objection", Result.UNMET),
        ("lift_order", "court_order", Result.MET),
        ("decide_appeal", "committee_appeal", Result.MET),
        ("comply_with_initiative", "mayor_objection", Result.UNMET),
        ("decide_as_authority", "supervisory_order", Result.UNMET),
    ],
)
def test_each_objection_is_settled_in_its_own_way(step, kind, expected):
    """A confirmed legal objection is never cleared as if it were one of welfare (L-2)."""
    assert expected is result("right_suspension", step=step, suspension=lodged(kind))
    assert "suspension" in lacking("right_suspension", step=step)


def test_the_same_body_decides_anew():
    """The council's resolution goes to the council, a committee's to that committee."""
    key = "legal_objection-1"
    for body, other in (
        (COUNCIL, COMMITTEE),
        (COMMITTEE, Organization("Bauausschuss")),
    ):
        about = {"of": decision(body, suspensions=(lodged("legal_objection"),))}
        rule = "reconsidered_by_same_body"
        assert Result.MET is result(rule, consultation=new(body, about=key), **about)
        assert Result.UNMET is result(rule, consultation=new(other, about=key), **about)
    assert Result.UNMET is result("decided_by_council", consultation=new(COMMITTEE))
    assert Result.MET is result("decided_by_council", consultation=new(COUNCIL))


@pytest.mark.parametrize(
    ("body", "written"),
    [
        (COUNCIL, attrs.evolve(COUNCIL, name="Rat der Stadt")),
        (COMMITTEE, attrs.evolve(COMMITTEE, name=COMMITTEE.name.upper())),
    ],
    ids=["council", "committee"],
)
def test_a_body_is_the_same_however_it_is_written(body, written):
    """There is one council, and capitals make no other committee."""
    about = {
        "of": decision(body, suspensions=(lodged("legal_objection"),)),
        "consultation": new(written, about="legal_objection-1"),
    }
    assert Result.MET is result("reconsidered_by_same_body", **about)


@pytest.mark.parametrize(
    ("step", "body", "expected"),
    [
        ("refer_to_supervision", COUNCIL, Result.MET),
        ("decide_finally", COUNCIL, Result.UNMET),
        ("refer_to_supervision", COMMITTEE, Result.UNMET),
        ("decide_finally", COMMITTEE, Result.MET),
    ],
)
def test_who_decides_when_a_body_persists(step, body, expected):
    """The council persists: the authority; a committee persists 9:6: the council (L-3)."""
    objection = lodged("legal_objection", state="persisted")
    about = {"of": decision(body), "suspension": objection, "step": step}
    assert expected is result("persistence_path", **about)
    assert "decision" in lacking("persistence_path", suspension=objection, step=step)


@pytest.mark.parametrize(
    ("stated", "expected"), [(True, Result.MET), (False, Result.UNMET)]
)
def test_facts_that_must_be_stated_as_true(stated, expected):
    """Demand, refusal and renewed deliberation let pass only when stated (L-5, L-6, N-9)."""
    district = {"suspension": lodged("district_objection")}
    authority = {"role": "supervisory_authority"}
    annulled = {
        "suspension": lodged("legal_objection"),
        "authority_decision": "annulled",
    }
    table = (
        ("final_decision_demanded", "demanded_by_objector", district),
        ("authority_acts_after_refusal", "mayor_refused", authority),
        ("renewed_deliberation", "reconsidered", annulled),
    )
    for rule, fact, about in table:
        assert expected is result(rule, **about, **{fact: stated})
        assert fact in lacking(rule, **about)


def test_where_those_facts_play_no_part():
    """Other objections, the mayor and a release need none of these statements."""
    legal = {"suspension": lodged("legal_objection")}
    assert MET is ask("final_decision_demanded", **legal)
    assert MET is ask("authority_acts_after_refusal", role="mayor")
    released = {**legal, "authority_decision": "released"}
    assert MET is ask("renewed_deliberation", **released)
    again = voted(key="c-2", about="legal_objection-1")
    of = decision(consultations=(voted(), again))
    annulled = {**legal, "authority_decision": "annulled"}
    assert MET is ask("renewed_deliberation", of=of, **annulled)


def test_one_legal_objection_is_enough():
    """A second one while the first is pending is only a warning (L-2)."""
    of = decision(suspensions=(lodged("legal_objection"),))
    assert Result.UNMET is result("legal_objection_not_pending", of=of)
    assert Result.MET is result("legal_objection_not_pending", of=decision())


@pytest.mark.parametrize(
    ("day", "expected"),
    [(date(2026, 3, 12), Result.MET), (date(2026, 3, 13), Result.UNMET)],
)
def test_a_district_objection_has_fourteen_days(day, expected):
    """District council of 26 February: until 12 March (L-5)."""
    of = decision(DISTRICT, THURSDAY)
    assert expected is result("district_objection_in_time", of=of, day=day)
    assert ["district_objection.days"] == lacking("district_objection_in_time", of=of)


def test_whether_a_district_mayor_may_object_is_unsure():
    """The value decides, and without it nobody can tell (L-5, unverified)."""
    rule, key = "district_objector_entitled", "district_objection.district_mayor"
    assert Result.MET is result(rule, role="district_mayor")
    assert Result.UNMET is ask(rule, role="district_mayor", law={key: False}).result
    assert Result.MET is ask(rule, role="mayor").result
    assert [key] == lacking(rule, role="district_mayor")


@pytest.mark.parametrize(
    ("local", "over_from"),
    [
        ({}, date(2026, 3, 13)),
        ({"committee_appeal.count_event_day": True}, date(2026, 3, 12)),
        ({"committee_appeal.days": 3}, date(2026, 3, 10)),
        ({"committee_appeal.award_days": 3}, date(2026, 3, 10)),
    ],
)
def test_the_standstill_of_a_committee(local, over_from):
    """4 March: 8 days to the 12th; 3 days to Saturday the 7th, so to Monday (L-4)."""
    law = {**LAW, **local}
    of = decision(COMMITTEE, WEDNESDAY, Motion(topics=("award",)))
    about = {"of": of, "law": law}
    before = over_from - timedelta(1)
    assert Result.UNMET is ask("appeal_period_over", day=before, **about).result
    assert Result.MET is ask("appeal_period_over", day=over_from, **about).result
    assert Result.MET is ask("appeal_in_time", day=before, **about).result
    assert Result.UNMET is ask("appeal_in_time", day=over_from, **about).result


@given(days, st.integers(1, 20), st.integers(0, 40))
def test_nobody_executes_while_an_appeal_is_possible(day, period, later):
    """Appeal in time and standstill over exclude each other on every day (L-4)."""
    law = {**LAW, "committee_appeal.days": period}
    about = {"of": decision(COMMITTEE, day), "law": law, "day": day + timedelta(later)}
    over = ask("appeal_period_over", **about).result
    assert {Result.MET, Result.UNMET} == {over, ask("appeal_in_time", **about).result}


@pytest.mark.parametrize("body", [COUNCIL, DISTRICT])
def test_no_standstill_for_council_and_districts(body):
    """Their resolutions can be carried out at once, whatever the local law says (L-4)."""
    assert Result.MET is ask("appeal_period_over", of=decision(body)).result
    assert (
        Result.MET is ask("appeal_period_over", of=case(state="urgent_decided")).result
    )


def test_several_bodies_decide_a_point_each():
    """The committee's standstill holds although the council decided its point later."""
    both = (voted(COMMITTEE, WEDNESDAY), voted(COUNCIL, TUESDAY, "c-2"))
    of = decision(consultations=both)
    assert Result.UNMET is result("appeal_period_over", of=of, day=date(2026, 3, 12))
    assert Result.MET is result("appeal_period_over", of=of, day=date(2026, 3, 13))
    assert Result.MET is result("appeal_against_committee", of=of, against="c-1")
    assert Result.MET is result(
        "appeal_in_time", of=of, day=date(2026, 3, 12), against="c-1"
    )
    assert Result.MET is result("objection_to_council", of=of)
    assert Result.UNMET is result("objection_to_council", of=of, against="c-1")
    assert Result.UNMET is result("objection_to_district_council", of=of)


@pytest.mark.parametrize("against", [None, "c-9"])
def test_an_objection_among_several_decisions_names_its_own(against):
    """Committee and council decided a point each: which one is attacked must be said."""
    both = (voted(COMMITTEE, WEDNESDAY), voted(COUNCIL, TUESDAY, "c-2"))
    named = {} if against is None else {"against": against}
    assert "against" in lacking(
        "appeal_against_committee",
        of=decision(consultations=both),
        step="appeal",
        law=LAW,
        **named,
    )


def test_the_body_that_decided_is_the_one_that_was_attacked():
    """Two committees decided; the one whose decision is attacked decides anew (L-3)."""
    other = Organization("Bauausschuss", "committee", 15)
    both = (voted(COMMITTEE, WEDNESDAY), voted(other, TUESDAY, "c-2"))
    made = attrs.evolve(lodged("legal_objection"), against="c-1")
    about = {"of": decision(consultations=both, suspensions=(made,))}
    for body, expected in ((COMMITTEE, Result.MET), (other, Result.UNMET)):
        again = new(body, about="legal_objection-1")
        assert expected is result(
            "reconsidered_by_same_body", consultation=again, **about
        )


def test_persistence_goes_by_the_decision_that_was_attacked():
    """The council answered an appeal and persists after a Beanstandung: to the authority."""
    answer = voted(COUNCIL, TUESDAY, "c-2", about="committee_appeal-1")
    appeal = attrs.evolve(lodged("committee_appeal", state="cleared"), against="c-1")
    made = attrs.evolve(lodged("legal_objection", state="persisted"), against="c-2")
    of = decision(
        consultations=(voted(COMMITTEE, WEDNESDAY), answer), suspensions=(appeal, made)
    )
    about = {"of": of, "suspension": made}
    assert Result.MET is result(
        "persistence_path", step="refer_to_supervision", **about
    )
    assert Result.UNMET is result("persistence_path", step="decide_finally", **about)


def test_an_objection_to_one_decision_leaves_another_open_to_it():
    """Two council decisions on points of their own: each can be objected to once (L-1)."""
    both = (voted(key="c-1"), voted(key="c-2"))
    made = attrs.evolve(lodged(state="cleared"), against="c-1")
    of = decision(consultations=both, suspensions=(made,))
    assert Result.UNMET is result("objection_not_repeated", of=of, against="c-1")
    assert Result.MET is result("objection_not_repeated", of=of, against="c-2")


def test_no_second_standstill_after_the_council_decided_an_appeal():
    """Appeal of 5 March, council confirms on the 10th: executable at once (L-4, M24)."""
    again = voted(COUNCIL, TUESDAY, "c-2", about="committee_appeal-1")
    appeal = lodged("committee_appeal", date(2026, 3, 5), "cleared")
    route = (voted(COMMITTEE, WEDNESDAY), again)
    of = decision(consultations=route, suspensions=(appeal,))
    assert Result.MET is result("appeal_period_over", of=of, day=TUESDAY)
    assert Result.UNMET is result("appeal_against_committee", of=of)


@pytest.mark.parametrize("key", LOCAL)
def test_the_appeal_period_is_local_law(key):
    """Without the municipality's value nobody can tell when the period ends (L-4)."""
    law = {name: value for name, value in LAW.items() if name != key}
    with pytest.raises(MissingValueError, match=key):
        ask("appeal_period_over", of=decision(COMMITTEE), law=law)
    assert "decision" in lacking(
        "appeal_period_over", of=case(state="adopted"), law=LAW
    )


@pytest.mark.parametrize(
    ("members", "needed"), [(15, 3), (16, 4), (17, 4), (20, 4), (21, 5)]
)
def test_a_fifth_of_the_committee_appeals(members, needed):
    """Committee of 15: three members; of 16 or 17: four (L-4)."""
    of = decision(Organization("StEA", members=members))
    about = {"of": of, "role": "committee_member"}
    assert Result.MET is result("appellants_entitled", appellants=needed, **about)
    assert Result.UNMET is result("appellants_entitled", appellants=needed - 1, **about)
    assert Result.UNMET is result(
        "appellants_entitled", appellants=members + 1, **about
    )
    assert Result.MET is result("appellants_entitled", of=of, role="mayor")


def test_an_appeal_without_counts_is_unknown():
    """Neither the appellants nor the size of the committee are guessed (L-4)."""
    about = {"role": "committee_member", "law": LAW}
    assert "appellants" in lacking(
        "appellants_entitled", of=decision(COMMITTEE), **about
    )
    assert "body.members" in lacking(
        "appellants_entitled", of=decision(Organization("A")), appellants=3, **about
    )


@pytest.mark.parametrize(
    ("announced", "last"),
    [(None, date(2026, 6, 19)), (date(2026, 3, 27), date(2026, 5, 8))],
)
def test_the_window_of_an_initiative(announced, last):
    """Council of 19 March: until 19 June; announced 27 March: until 8 May (L-7)."""
    about = {
        "of": decision(day=date(2026, 3, 19)),
        "announcement_required": announced is not None,
        "announced_on": announced,
        "day": date(2026, 7, 1),
    }
    for rule in ("initiative_in_time", "initiative_in_time_strictly"):
        assert Result.MET is result(rule, initiative_filed_on=last, **about)
        late = last + timedelta(3)
        assert Result.UNMET is result(rule, initiative_filed_on=late, **about)


def test_an_initiative_of_unknown_time():
    """Filing day, duty to announce and a council resolution must be known (L-7)."""
    filed = {"initiative_filed_on": TUESDAY, "law": LAW}
    assert "initiative_filed_on" in lacking(
        "initiative_in_time", of=decision(), law=LAW
    )
    assert "announcement_required" in lacking(
        "initiative_in_time", of=decision(), **filed
    )
    assert Result.UNKNOWN is result(
        "initiative_in_time", of=decision(COMMITTEE), **filed
    )
    begun = {"announcement_required": True, **filed}
    assert Result.MET is result("initiative_in_time", of=decision(), **begun)


def test_excluded_subjects_of_initiatives():
    """Only a stated "not excluded" passes (L-7)."""
    rule = "initiative_topic_allowed"
    assert Result.MET is result(rule, topic_excluded=False)
    assert Result.UNMET is result(rule, topic_excluded=True)
    assert "topic_excluded" in lacking(rule)


@pytest.mark.parametrize("rule", ["no_initiative_standstill", "no_contrary_decision"])
def test_the_standstill_of_an_initiative(rule):
    """It blocks from the finding on, unless the city was bound before (L-8)."""
    of = decision(suspensions=(lodged("initiative_standstill", date(2026, 6, 10)),))
    assert Result.UNMET is result(rule, of=of)
    assert Result.UNMET is result(rule, of=of, legal_obligation=False)
    assert Result.MET is result(rule, of=of, legal_obligation=True)
    assert Result.MET is result(rule, of=decision())


@pytest.mark.parametrize(
    ("day", "expected"),
    [(date(2026, 9, 10), Result.MET), (date(2026, 9, 11), Result.UNMET)],
)
def test_the_citizens_vote_within_three_months(day, expected):
    """The council refused on 10 June: vote until 10 September (L-8)."""
    law = {"initiative.vote_months": 3}
    about = {"not_complied_on": date(2026, 6, 10), "citizens_decision_on": day}
    assert expected is result("citizens_vote_in_time", law=law, **about)
    assert "not_complied_on" in lacking("citizens_vote_in_time", law=law)


@pytest.mark.parametrize(
    ("day", "expected"),
    [(date(2028, 9, 20), Result.UNMET), (date(2028, 9, 21), Result.MET)],
)
def test_a_citizens_decision_binds_two_years(day, expected):
    """Decision of 20 September 2026: bound until 20 September 2028 (L-9)."""
    of = decision(facts={"citizens_decision_on": "2026-09-20"})
    assert expected is result("citizens_decision_binding", of=of, day=day)
    about = {"of": of, "day": day, "by_citizens_decision": True}
    assert Result.MET is result("citizens_decision_binding", **about)
    assert Result.MET is ask("citizens_decision_binding", of=decision()).result
    assert ["citizens_decision.binding_years"] == lacking(
        "citizens_decision_binding", of=of
    )


@pytest.mark.parametrize(
    "state", ["lodged", "reconsideration_scheduled", "persisted", "at_supervision"]
)
@pytest.mark.parametrize(
    "kind",
    [
        "mayor_objection",
        "legal_objection",
        "committee_appeal",
        "district_objection",
        "court_order",
        "supervisory_order",
    ],
)
def test_whatever_suspends_blocks_execution(kind, state):
    """Also after the council persisted: no execution before the authority decides (L-2)."""
    of = decision(suspensions=(lodged(kind, state=state),))
    assert Result.UNMET is result("not_suspended", of=of)
    over = decision(suspensions=(lodged(kind, state="cleared"),))
    assert Result.MET is result("not_suspended", of=over)


@pytest.mark.parametrize(
    ("rule", "consequence", "overridden", "expected"),
    [
        ("quorum_not_denied", "defect", False, Result.UNMET),
        ("body_competent", "block", False, Result.UNMET),
        ("quorum_not_denied", "defect", True, Result.MET),
        ("bias_not_decisive", "curable", False, Result.MET),
        ("procedure.role", "block", False, Result.MET),
        ("fields_complete", "block", False, Result.MET),
        ("a_rule_of_their_own", "defect", False, Result.UNMET),
    ],
)
def test_a_recorded_defect_blocks_execution(rule, consequence, overridden, expected):
    """Unlawful resolutions are objected to; house rules make none unlawful (L-2, 0.2)."""
    layer = "house" if rule == "fields_complete" else "statute"
    found = OpenFinding(rule, "unmet", consequence, 3, overridden, layer=layer)
    assert expected is result("no_open_defect", of=decision(findings=(found,)))


def test_approvals_are_stated_or_classified_away():
    """A bye-law must say whether it needs one, other papers by their topics (L-10)."""
    rule, marked = "approvals_obtained", Motion(topics=("needs_approval",))
    assert Result.MET is result(rule, of=decision())
    assert Result.UNMET is result(rule, of=decision(motion=marked))
    assert Result.UNMET is result(rule, of=decision(), approval_required=True)
    approved = {"approval_required": True, "approved_on": "2026-03-19"}
    assert Result.MET is result(rule, of=decision(), **approved)
    assert Result.UNMET is result(
        rule, of=decision(), day=date(2026, 3, 18), **approved
    )
    assert Result.MET is result(
        rule, of=decision(motion=BYE_LAW), approval_required=False
    )
    assert "approval_required" in lacking(rule, of=decision(motion=BYE_LAW))
    assert "motion.topics" in lacking(rule, of=decision(motion=Motion()))


@pytest.mark.parametrize(
    ("topics", "role", "expected"),
    [
        ((), "mayor", Result.MET),
        (("claims_against_mayor",), "mayor", Result.UNMET),
        (("claims_against_mayor",), "general_deputy", Result.MET),
    ],
)
def test_the_deputy_carries_out_what_is_against_the_mayor(topics, role, expected):
    """Claims against the mayor are carried out by the general deputy (L-10)."""
    of = decision(motion=Motion(topics=topics))
    assert expected is result("executed_by_general_deputy", of=of, role=role)
    assert "motion.topics" in lacking("executed_by_general_deputy")


def test_minutes_are_signed_by_two():
    """Council: mayor and secretary; other bodies: chair and secretary (L-14)."""
    signed = {"minutes_of": "2026-03-10", "minutes_signed_by": ("mayor", "secretary")}
    assert Result.MET is result("minutes_kept", of=decision(), **signed)
    assert Result.UNMET is result("minutes_kept", of=decision(COMMITTEE), **signed)
    one = {**signed, "minutes_signed_by": ["mayor"]}
    assert Result.UNMET is result("minutes_kept", of=decision(), **one)
    other = {**signed, "minutes_of": "2026-03-11"}
    assert Result.UNMET is result("minutes_kept", of=decision(), **other)
    assert "minutes_of" in lacking("minutes_kept", of=decision())


def test_a_report_where_one_is_due():
    """Whether one is due is local law (L-13)."""
    rule, key = "report_delivered", "execution_report.required"
    executed = case(state="executed")
    assert Result.MET is result(rule, of=case(state="reported"))
    assert Result.UNMET is ask(rule, of=executed, law={key: True}).result
    assert Result.MET is ask(rule, of=executed, law={key: False}).result
    assert [key] == lacking(rule, of=executed)
    assert 14 == share_of(law_for("NRW"), "file_access.share").threshold(66)


ANNOUNCED = {
    "announced_on": "2026-03-27",
    "text_confirmed_on": "2026-03-20",
    "order_signed_on": "2026-03-20",
    "order_place": "Bielefeld",
    "approval_required": False,
    "notice_given": True,
}


@pytest.mark.parametrize(
    ("rule", "fact", "wrong"),
    [
        ("text_confirmed", "text_confirmed_on", "2026-03-28"),
        ("text_confirmed", "text_confirmed_on", "2026-03-09"),
        ("announcement_ordered", "order_signed_on", "2026-03-28"),
        ("announcement_ordered", "order_signed_on", "2026-03-09"),
        ("announcement_ordered", "order_place", " "),
        ("formal_defect_notice", "notice_given", False),
    ],
)
def test_a_bye_law_is_announced_in_due_form(rule, fact, wrong):
    """Text confirmed, announcement ordered with its place, notice given (L-11, N-2, N-3)."""
    of = decision(motion=BYE_LAW)
    assert Result.MET is result(rule, of=of, **ANNOUNCED)
    assert Result.UNMET is result(rule, of=of, **{**ANNOUNCED, fact: wrong})
    rest = {name: value for name, value in ANNOUNCED.items() if name != fact}
    assert fact in lacking(rule, of=of, **rest)
    assert MET is ask(rule, of=decision())
    assert "motion.topics" in lacking(rule, of=decision(motion=Motion()))


@pytest.mark.parametrize(
    ("day", "published", "in_force"),
    [
        (date(2026, 3, 26), Result.UNMET, Result.UNMET),
        (date(2026, 3, 27), Result.MET, Result.UNMET),
        (date(2026, 3, 28), Result.MET, Result.MET),
    ],
)
def test_a_bye_law_comes_into_force_the_day_after(day, published, in_force):
    """Adopted 10 March, announced 27 March, no date: in force 28 March (L-11)."""
    about = {"of": decision(motion=BYE_LAW), "day": day, **ANNOUNCED}
    assert published is result("satzung_published", **about)
    assert in_force is result("bye_law_in_force", **about)
    later = {**about, "in_force_on": "2026-04-01"}
    assert Result.UNMET is result("bye_law_in_force", **later)


def test_a_display_is_complete_on_its_last_day():
    """An announcement on the board is complete when its time is over (N-2)."""
    about = {"of": decision(motion=BYE_LAW), "display_until": "2026-04-03", **ANNOUNCED}
    assert Result.UNMET is result("satzung_published", day=date(2026, 4, 2), **about)
    assert Result.UNMET is result("bye_law_in_force", day=date(2026, 4, 3), **about)
    assert Result.MET is result("bye_law_in_force", day=date(2026, 4, 4), **about)


def test_an_announcement_of_an_earlier_text_does_not_count():
    """What was announced before the resolution is not this bye-law (L-11)."""
    of = decision(day=date(2026, 4, 1), motion=BYE_LAW)
    about = {"of": of, "day": date(2026, 5, 1)}
    assert Result.UNMET is result("satzung_published", **about, **ANNOUNCED)
    assert Result.UNMET is result("satzung_published", **about)
    assert Result.MET is result("satzung_published", of=decision())


@pytest.mark.parametrize(
    ("resolved", "expected"),
    [(date(2026, 3, 20), Result.UNMET), (date(2026, 3, 21), Result.MET)],
)
def test_conditions_take_an_accession(resolved, expected):
    """An approval with conditions sends the bye-law back to the council (L-11, N-1)."""
    given_on = {"approval_required": True, "approved_on": "2026-03-20"}
    conditional = {**given_on, "approval_conditions": True}
    rule, of = "accession_resolved", decision(day=resolved, motion=BYE_LAW)
    assert expected is result(rule, of=of, **conditional)
    assert Result.MET is result(rule, of=of, **given_on, approval_conditions=False)
    assert Result.MET is result(rule, of=of, approval_required=False)
    assert Result.MET is result(rule, of=decision())
    has_acceded = expected is Result.MET  # then it is all the same what was approved
    assert has_acceded or "approval_conditions" in lacking(rule, of=of, **given_on)
    elsewhere = decision(COMMITTEE, date(2026, 4, 1), BYE_LAW)
    assert Result.UNMET is result(rule, of=elsewhere, **conditional)


@pytest.mark.parametrize(
    ("day", "expected"),
    [(date(2026, 9, 27), Result.UNMET), (date(2026, 9, 28), Result.MET)],
)
def test_formal_defects_are_moot_after_six_months(day, expected):
    """Announced 27 March 2026: moot after 27 September 2026 (L-12)."""
    found = OpenFinding("quorum_not_denied", "unmet", "defect", 3)
    of = decision(motion=BYE_LAW, findings=(found,))
    answer = ask("formal_defect_time_bar", of=of, day=day, law=LAW, **ANNOUNCED)
    assert expected is answer.result
    assert "2026-09-27" == answer.data["cures_on"]
    assert MET is ask("formal_defect_time_bar", of=decision(motion=BYE_LAW), day=day)
    assert "notice_given" in lacking("formal_defect_time_bar", of=of, day=day)


@pytest.mark.parametrize(
    "change",
    [
        {"notice_given": False},
        {"defect_notified": True},
        {"suspensions": (lodged("legal_objection", state="cleared"),)},
        {"findings": (OpenFinding("announcement_ordered", "unmet", "defect", 3),)},
        {"findings": (OpenFinding("witnessed", "unknown", "block", 3),)},
    ],
)
def test_some_defects_are_never_cured(change):
    """No notice, a notified defect, an objection, no due announcement: no cure (L-12).

    Nor does time heal what is only assumed: of that none of these rules was ever asked.
    """
    found = OpenFinding("quorum_not_denied", "unmet", "defect", 3)
    facts = {
        name: v for name, v in change.items() if name not in ("suspensions", "findings")
    }
    more = {"findings": (found,), **{k: v for k, v in change.items() if k not in facts}}
    of = decision(motion=BYE_LAW, **more)
    about = {**ANNOUNCED, **facts, "day": date(2040, 1, 1)}
    answer = ask("formal_defect_time_bar", of=of, **about)
    assert Result.UNMET is answer.result
    assert answer.data["cures_on"] is None


@given(st.sampled_from(sorted(STATE.law.values)), days)
def test_rules_never_pass_for_want_of_a_value(key, day):
    """Taking any one value away never turns a refusal into a pass."""
    of = decision(COMMITTEE, WEDNESDAY, suspensions=(lodged(),))
    law = {name: value for name, value in LAW.items() if name != key}
    for rule in aftermath.RULES:
        about = {"of": of, "day": day, "step": "reconsider", "role": "mayor"}
        if _passes(rule.id, law, about):
            assert _passes(rule.id, LAW, about)


def _passes(rule, law, about):
    try:
        return ask(rule, law=law, **about).result is Result.MET
    except (MissingFactError, MissingValueError):
        return False


WALKS = (
    (
        "objection_in_time",
        "object",
        decision(),
        {"at": date(2026, 3, 16), "reasons": "x"},
    ),
    (
        "objection_not_repeated",
        "object",
        decision(suspensions=(lodged(state="cleared"),)),
        {"at": date(2026, 3, 13), "reasons": "x"},
    ),
    (
        "objection_reasons",
        "object_legally",
        decision(),
        {"at": TUESDAY, "reasons": " "},
    ),
    (
        "right_suspension",
        "waive_objection",
        decision(suspensions=(lodged("legal_objection", state="persisted"),)),
        {"at": TUESDAY, "reasons": "x", "on": "legal_objection-1"},
    ),
    (
        "renewed_deliberation",
        "decide_as_authority",
        decision(suspensions=(lodged("legal_objection", state="at_supervision"),)),
        {
            "at": TUESDAY,
            "authority_decision": "annulled",
            "reconsidered": False,
            "role": "supervisory_authority",
            "on": "legal_objection-1",
        },
    ),
    (
        "appeal_period_over",
        "end_standstill",
        decision(COMMITTEE, WEDNESDAY, state="standstill"),
        {"at": date(2026, 3, 12), "role": "council_office"},
    ),
    ("appeal_period_over", "make_executable", decision(COMMITTEE), {"at": TUESDAY}),
    (
        "appellants_entitled",
        "appeal",
        decision(COMMITTEE, WEDNESDAY),
        {"at": TUESDAY, "role": "committee_member", "reasons": "x", "appellants": 2},
    ),
    (
        "not_suspended",
        "start_execution",
        decision(state="executable", suspensions=(lodged(),)),
        {"at": TUESDAY},
    ),
    ("satzung_published", "make_executable", decision(motion=BYE_LAW), {"at": TUESDAY}),
    (
        "no_open_defect",
        "start_execution",
        decision(
            state="executable", findings=(OpenFinding("quorum", "unmet", "defect", 3),)
        ),
        {"at": TUESDAY},
    ),
    (
        "formal_defect_notice",
        "announce",
        decision(motion=BYE_LAW),
        {"at": TUESDAY, "announced_on": TUESDAY, "notice_given": False},
    ),
)


@pytest.mark.parametrize(("rule", "step", "of", "about"), WALKS)
def test_refused_and_recorded(rule, step, of, about):
    """What the law forbids is refused in enforce mode and found in record mode."""
    assert isinstance(walk(rule, step, of, **about), Case)


def test_the_way_of_a_committee_decision():
    """4 March, standstill to the 12th, executable on the 13th and not before (6.7)."""
    of = decision(COMMITTEE, WEDNESDAY, state="standstill")
    of = attrs.evolve(of, fingerprint=nrw().fingerprint)
    office = Actor("o", roles=("council_office",))
    about = {"at": datetime(2026, 3, 13, 9, tzinfo=UTC), "law": Law("NRW", LAW)}
    assert (
        "executable"
        == take(assess(nrw(), of, "end_standstill", office, **about)).case.state
    )


def test_the_edges_of_periods_count():
    """The day of the resolution and of the announcement themselves belong to the period."""
    of = decision(motion=BYE_LAW)
    for day in ("2026-03-10", "2026-03-27"):
        signed = {**ANNOUNCED, "text_confirmed_on": day}
        assert Result.MET is result("text_confirmed", of=of, **signed)
    same_day = {**ANNOUNCED, "announced_on": "2026-03-10"}
    assert Result.MET is result("satzung_published", of=of, **same_day)
    at_once = decision(suspensions=(lodged(day=TUESDAY, state="cleared"),))
    assert Result.UNMET is result("objection_not_repeated", of=at_once)
    everybody = {"of": decision(COMMITTEE), "role": "committee_member"}
    assert Result.MET is result("appellants_entitled", appellants=15, **everybody)


def test_urgent_decisions_have_no_resolution():
    """Without a deciding body there are no minutes to sign and no day to count from."""
    of = case(BYE_LAW, state="urgent_decided")
    assert MET is ask("minutes_kept", of=of)
    assert Result.MET is result("text_confirmed", of=of, **ANNOUNCED)
    for rule in ("minutes_kept", "text_confirmed"):
        assert "decision" in lacking(
            rule, of=case(BYE_LAW, state="adopted"), **ANNOUNCED
        )


def test_a_stated_approval_needs_no_topics():
    """Whoever states whether an approval is needed need not classify the paper (L-10)."""
    of = decision(motion=Motion())
    assert Result.MET is result("approvals_obtained", of=of, approval_required=False)
    approved = {"approval_required": True, "approved_on": "2026-03-19"}
    assert Result.MET is result("approvals_obtained", of=of, **approved)


def test_the_notice_tells_when_defects_are_cured():
    """With the notice the finding names the day, after an objection it names none (N-3)."""
    given_notice = ask(
        "formal_defect_notice", of=decision(motion=BYE_LAW), law=LAW, **ANNOUNCED
    )
    assert "2026-09-27" == given_notice.data["cures_on"]
    of = decision(motion=BYE_LAW, suspensions=(lodged("legal_objection"),))
    assert ask("formal_defect_notice", of=of, **ANNOUNCED).data["cures_on"] is None


def test_what_weighs_how_much():
    """A standstill blocks execution; a contrary decision is a defect (L-8)."""
    weights = {rule.id: rule.consequence.value for rule in aftermath.RULES}
    assert "block" == weights["no_initiative_standstill"]
    assert "defect" == weights["no_contrary_decision"]


def test_every_rule_is_described():
    """Every rule has both languages, its place in the catalogue and a step it stands on."""
    standing = {rule for rules in aftermath.GUARDS.values() for rule in rules}
    for rule in aftermath.RULES:
        assert rule.id in standing
        assert all((rule.unmet.de, rule.unmet.en, rule.remedy.de, rule.remedy.en))
        assert rule.catalogue.startswith(("L-", "N-"))


@pytest.mark.parametrize(
    ("rule", "body", "day", "expected"),
    [
        ("appeal_in_time_strictly", COMMITTEE, date(2026, 3, 14), Result.MET),
        ("appeal_in_time_strictly", COMMITTEE, date(2026, 3, 16), Result.UNMET),
        ("appeal_in_time", COMMITTEE, date(2026, 3, 16), Result.MET),
        ("appeal_in_time", COMMITTEE, date(2026, 3, 17), Result.UNMET),
        (
            "district_objection_in_time_strictly",
            DISTRICT,
            date(2026, 3, 21),
            Result.UNMET,
        ),
        (
            "district_objection_in_time_strictly",
            DISTRICT,
            date(2026, 3, 20),
            Result.MET,
        ),
        ("district_objection_in_time", DISTRICT, date(2026, 3, 21), Result.UNMET),
    ],
)
def test_the_strict_day_warns_where_the_lenient_blocks(rule, body, day, expected):
    """Appeal against Friday 6 March ends on Saturday 14 or Monday 16; CNT-4 says both."""
    of = decision(body, date(2026, 3, 6))
    assert expected is result(rule, of=of, day=day)


@given(st.integers(0, 30))
def test_what_is_in_time_strictly_is_in_time(later):
    """Against a committee as against a district council (L-4, L-5)."""
    for body, name in (
        (COMMITTEE, "appeal_in_time"),
        (DISTRICT, "district_objection_in_time"),
    ):
        about = {"of": decision(body, WEDNESDAY), "day": WEDNESDAY + timedelta(later)}
        if result(f"{name}_strictly", **about) is Result.MET:
            assert Result.MET is result(name, **about)


@pytest.mark.parametrize(
    ("reasons", "expected"),
    [("weil", Result.MET), (" ", Result.UNMET), ("", Result.UNMET)],
)
def test_a_supervisory_order_has_reasons(reasons, expected):
    """The authority orders in writing and says why (N-8)."""
    assert expected is result("supervisory_order_reasons", reasons=reasons)
    assert ["reasons"] == lacking("supervisory_order_reasons")
