"""Rules on urgent decisions (K)."""

from __future__ import annotations

from datetime import UTC, date, datetime

import attrs
import pytest

from hypothesis import given
from hypothesis import strategies as st

from procedure import urgent
from ratsflow.engine import Mode, assess, take
from ratsflow.errors import RefusedError
from ratsflow.law.layers import law_for
from ratsflow.law.local import Law
from ratsflow.model import (
    Actor,
    Ballot,
    BodyKind,
    Consultation,
    ConsultationRole,
    Meeting,
    Motion,
    Organization,
)
from ratsflow.procedure.finding import MET, Result
from ratsflow.states.nrw import nrw

from asking import ask, case, lacking, question


COUNCIL = Organization("Rat", "council", 67)
COMMITTEE = Organization("Bauausschuss", "committee", 15)
DISTRICT = Organization("BV Mitte", "district_council", 15)
MEETING = date(2026, 4, 23)
EASTER = datetime(2026, 4, 7, 9, tzinfo=UTC)
LAW = Law("NRW", dict(law_for("NRW").values))


def ratification(body=COUNCIL, key="ratify", day=MEETING, **more):
    """Return the consultation in which a body is to approve."""
    values = {"role": ConsultationRole.RATIFICATION, "state": "open", **more}
    return Consultation(key, body, meeting=Meeting(day), days=(day,), **values)


def decided(
    body=COUNCIL, *, fact="council_unavailable", state="urgent_decided", **more
):
    """Return a case that was decided urgently."""
    facts = {fact: True, "next_meeting": "2026-04-23", **more.pop("facts", {})}
    route = (ratification(body),)
    values = {"state": state, "consultations": route, "facts": facts, **more}
    return case(Motion(topics=()), **values)


PRECONDITIONS = {
    "urgent_council_unavailable": "council_unavailable",
    "urgent_main_committee_unavailable": "main_committee_unavailable",
    "urgent_serious_harm": "serious_harm",
    "urgent_committee_unavailable": "committee_unavailable",
    "urgent_district_utmost_urgency": "utmost_urgency",
}


@pytest.mark.parametrize(("rule", "fact"), PRECONDITIONS.items())
def test_preconditions_are_stated_as_true(rule, fact):
    """A flood, no council for three days: stated true passes, false or nothing does not."""
    assert Result.MET is ask(rule, **{fact: True}).result
    assert Result.UNMET is ask(rule, **{fact: False}).result
    assert [fact] == lacking(rule)


@given(st.sets(st.sampled_from(sorted(PRECONDITIONS.values()))))
def test_only_its_own_fact_lets_a_precondition_pass(stated):
    """However much is stated, each precondition wants its own statement (K-1 to K-4)."""
    for rule, fact in PRECONDITIONS.items():
        if fact in stated:
            assert Result.MET is ask(rule, **dict.fromkeys(stated, True)).result
        else:
            assert [fact] == lacking(rule, **dict.fromkeys(stated, True))


@pytest.mark.parametrize(
    ("rule", "fitting"),
    [
        ("urgent_council_matter", COUNCIL),
        ("urgent_committee_matter", COMMITTEE),
        ("urgent_district_matter", DISTRICT),
    ],
)
def test_each_way_replaces_one_kind_of_body(rule, fitting):
    """A matter of the building committee is none for the council's way (K-1 to K-4)."""
    for body in (COUNCIL, COMMITTEE, DISTRICT):
        expected = Result.MET if body is fitting else Result.UNMET
        assert expected is ask(rule, of=decided(body)).result
    assert "consultations" in lacking(rule, of=case(Motion()))
    gone = ratification(fitting, state="cancelled")
    assert "consultations" in lacking(rule, of=case(Motion(), consultations=(gone,)))


@pytest.mark.parametrize(
    ("yes", "no", "expected"),
    [
        (9, 6, "urgent_decided"),
        (6, 6, "not_urgently_decided"),
        (6, 9, "not_urgently_decided"),
        (7, 6, "urgent_decided"),
    ],
)
def test_the_main_committee_decides_by_majority(yes, no, expected):
    """The main committee at 22:00, 9:6 decides; a tie does not (K-1)."""
    step = "decide_urgently_in_main_committee"
    assert expected == nrw().step(step).decide(
        question(step=step, ballot=Ballot(yes, no))
    )


def test_a_main_committee_vote_that_cannot_be_told():
    """Nothing says how a qualified majority of the council is replaced (K-1)."""
    rule = "urgent_majority_known"
    for topic in ("main_bylaw", "election"):
        about = Motion(topics=(topic,))
        assert Result.UNKNOWN is ask(rule, motion=about, law=LAW.values).result
    assert Result.MET is ask(rule, motion=Motion(topics=()), law=LAW.values).result
    assert "motion.topics" in lacking(rule, law=LAW.values)


@given(st.sampled_from(sorted(BodyKind)))
def test_no_other_body_takes_the_urgent_decision(kind):
    """Whatever else is convened, it is the main committee that stands in (K-1)."""
    about = Consultation("u", Organization("x", kind), ConsultationRole.URGENT)
    expected = Result.MET if kind is BodyKind.MAIN_COMMITTEE else Result.UNMET
    assert expected is ask("urgent_main_committee_meets", consultation=about).result


@pytest.mark.parametrize(
    ("second", "expected"),
    [
        ("Anna", Result.MET),
        ("", Result.UNMET),
        (" ", Result.UNMET),
        ("ob", Result.UNMET),
    ],
)
def test_one_signature_is_no_decision(second, expected):
    """Mayor and councillor on 7 April: effective; the mayor alone or twice: void (K-2)."""
    mayor = Actor("ob", "OB", roles=("mayor",))
    rule = "urgent_two_signatures"
    assert expected is ask(rule, actor=mayor, co_signed_by=second).result
    assert "co_signed_by" in lacking(rule, actor=mayor)


@pytest.mark.parametrize(
    ("step", "allowed"),
    [
        ("decide_urgently", {"councillor"}),
        ("decide_urgently_for_committee", {"chair", "committee_councillor"}),
        ("decide_urgently_for_district", {"district_member"}),
    ],
)
def test_who_may_co_sign(step, allowed):
    """An expert citizen is no councillor; each way has its own second signatory (K-2 to 4)."""
    roles = (
        "councillor",
        "chair",
        "committee_councillor",
        "district_member",
        "expert",
        "",
    )
    for role in roles:
        answer = ask("urgent_co_signer_entitled", step=step, co_signer_role=role)
        assert (role in allowed) is (answer.result is Result.MET)
    assert "co_signer_role" in lacking("urgent_co_signer_entitled", step=step)


def test_the_co_signer_is_not_biased():
    """Only a stated "not biased" passes (K-2)."""
    rule, about = "urgent_co_signer_unbiased", {"co_signed_by": "Anna"}
    assert Result.MET is ask(rule, co_signer_biased=False, **about).result
    assert Result.UNMET is ask(rule, co_signer_biased=True, **about).result
    assert "co_signer_biased" in lacking(rule, **about)


def test_the_deputy_only_if_the_mayor_is_prevented():
    """The general deputy decides when the mayor is prevented, and only then (K-2)."""
    rule, about = "urgent_mayor_or_deputy", {"role": "general_deputy"}
    assert MET is ask(rule, role="mayor")
    assert Result.MET is ask(rule, mayor_prevented=True, **about).result
    assert Result.UNMET is ask(rule, mayor_prevented=False, **about).result
    assert "mayor_prevented" in lacking(rule, **about)


@pytest.mark.parametrize(
    ("fact", "fitting"),
    [
        ("council_unavailable", COUNCIL),
        ("committee_unavailable", COMMITTEE),
        ("utmost_urgency", DISTRICT),
    ],
)
def test_the_body_that_was_replaced_ratifies(fact, fitting):
    """A committee's matter goes to that committee and not to the council (K-3, K-5)."""
    for body in (COUNCIL, COMMITTEE, DISTRICT):
        of = case(Motion(), facts={fact: True}, consultations=(ratification(body),))
        answer = ask("ratified_by_the_body", of=of, consultation=ratification(body))
        assert (body is fitting) is (answer.result is Result.MET)
    assert "council_unavailable" in lacking(
        "ratified_by_the_body", consultation=ratification()
    )


def test_another_committee_cannot_ratify():
    """Where the route names the committee, no other one will do (K-3)."""
    planned = Consultation("plan", COMMITTEE)
    of = case(Motion(), facts={"committee_unavailable": True}, consultations=(planned,))
    other = ratification(Organization("Sozialausschuss"))
    assert Result.UNMET is ask("ratified_by_the_body", of=of, consultation=other).result
    same = ratification(COMMITTEE)
    assert Result.MET is ask("ratified_by_the_body", of=of, consultation=same).result


@pytest.mark.parametrize(
    ("day", "expected"), [(MEETING, Result.MET), (date(2026, 4, 24), Result.UNMET)]
)
def test_ratification_comes_in_the_next_meeting(day, expected):
    """Decided 7 April, next council 23 April: later is overdue (K-5)."""
    rule = "ratification_in_next_meeting"
    about = {"of": decided(), "consultation": ratification(day=day)}
    assert expected is ask(rule, **about).result
    assert expected is ask(rule, of=decided(), day=day).result
    marked = decided(facts={"missed_meeting": "2026-04-23"})
    assert Result.UNMET is ask(rule, of=marked, day=MEETING).result
    assert MET is ask(rule, of=case(Motion()))
    assert "next_meeting" in lacking(
        rule, of=case(Motion(), facts={"council_unavailable": True})
    )


@pytest.mark.parametrize("outcome", ["ratified", "ratification_refused", "annulled"])
def test_a_vote_ends_the_wait(outcome):
    """A refusal is an answer too; before it the ratification is pending (K-5)."""
    voted = ratification(state="voted", result=outcome)
    done = decided(consultations=(voted,))
    assert Result.MET is ask("ratification_pending", of=done).result
    assert Result.UNMET is ask("ratification_pending", of=decided()).result
    assert MET is ask("ratification_pending", of=case(Motion()))
    late = date(2026, 6, 1)
    assert Result.MET is ask("ratification_in_next_meeting", of=done, day=late).result


@pytest.mark.parametrize(
    ("annul", "rights", "state", "expected"),
    [
        (True, True, "executed", Result.UNMET),
        (True, True, "urgent_decided", Result.UNMET),
        (True, False, "executed", Result.MET),
        (True, None, "urgent_decided", Result.MET),
        (False, True, "executed", Result.MET),
        (None, None, "executed", Result.MET),
    ],
)
def test_rights_of_others_outlive_an_annulment(annul, rights, state, expected):
    """Contract signed 8 April: no annulment; not yet executed: annulled (K-5)."""
    about = {"of": decided(state=state), "annul": annul, "third_party_rights": rights}
    assert expected is ask("annulment_touches_no_rights", **about).result


def test_rights_of_others_are_unknown_after_execution():
    """Once executed somebody has to say whether rights arose (K-5)."""
    assert "third_party_rights" in lacking(
        "annulment_touches_no_rights", of=decided(state="executed"), annul=True
    )


COMPLETE = {
    "urgency_reason": "flood",
    "co_signed_by": "Anna",
    "co_signer_role": "councillor",
    "co_signer_biased": False,
    "council_unavailable": True,
    "main_committee_unavailable": True,
    "serious_harm": True,
}


@pytest.mark.parametrize(
    ("rule", "change"),
    [
        ("urgent_serious_harm", {"serious_harm": False}),
        ("urgent_main_committee_unavailable", {"main_committee_unavailable": False}),
        ("urgent_two_signatures", {"co_signed_by": ""}),
        ("urgent_co_signer_entitled", {"co_signer_role": "expert"}),
        ("urgent_co_signer_unbiased", {"co_signer_biased": True}),
    ],
)
def test_refused_and_recorded(rule, change):
    """What lacks is refused in enforce mode and found in record mode (K-2)."""
    of = case(Motion(topics=()), consultations=(ratification(state="planned"),))
    of = attrs.evolve(of, fingerprint=nrw().fingerprint)
    mayor = Actor("ob", roles=("mayor", "council_office"))
    about = {"at": EASTER, "law": LAW, "inputs": {**COMPLETE, **change}}
    refused = assess(nrw(), of, "decide_urgently", mayor, **about)
    assert rule in {each.rule.id for each in refused.blocking}
    with pytest.raises(RefusedError):
        take(refused)
    recorded = take(
        assess(nrw(), of, "decide_urgently", mayor, mode=Mode.RECORD, **about)
    )
    assert "urgent_decided" == recorded.case.state
    assert rule in {each.rule for each in recorded.case.findings}


def test_two_signatures_decide_at_once():
    """OB and councillor on 7 April: decided and effective that day (6.7)."""
    of = case(Motion(topics=()), consultations=(ratification(state="planned"),))
    of = attrs.evolve(of, fingerprint=nrw().fingerprint)
    mayor = Actor("ob", roles=("mayor",))
    about = {"at": EASTER, "law": LAW, "inputs": COMPLETE}
    verdict = assess(nrw(), of, "decide_urgently", mayor, **about)
    assert "urgent_decided" == take(verdict).case.state


def test_every_rule_is_described():
    """Every rule has both languages, its place in the catalogue and a step it stands on."""
    standing = {rule for rules in urgent.GUARDS.values() for rule in rules}
    for rule in urgent.RULES:
        assert rule.id in standing
        said = rule.by_code.get("special", rule.unmet)
        assert all((said.de, said.en, rule.remedy.de, rule.remedy.en))
        assert rule.catalogue.startswith("K-")
