"""Further rules (N) and the end of the term (6.6)."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import attrs
import pytest

from hypothesis import given
from hypothesis import strategies as st

from procedure import further
from ratsflow.engine import Mode, assess, take
from ratsflow.law.layers import law_for
from ratsflow.law.local import Law, MissingValueError
from ratsflow.model import Actor, Ballot, Consultation, Meeting, Motion, Organization
from ratsflow.procedure.finding import MET, Result
from ratsflow.states.nrw import nrw

from asking import ask, case, lacking


LAW = dict(law_for("NRW").values)
COUNCIL = Organization("Rat", "council", 67)
COMMITTEE = Organization("StEA", "committee", 15)
DAY = date(2026, 3, 19)


def about_(*topics):
    """Return a motion that was classified."""
    return Motion(topics=topics)


def item(body=COUNCIL, day=DAY, form="in_person", **more):
    """Return a consultation in a meeting of some form."""
    values = {"state": "open", "days": (day,), **more}
    return Consultation("c", body, meeting=Meeting(day, form=form), **values)


def result(rule, **about):
    """Return what a rule answers under the law of NRW."""
    return ask(rule, **{"law": LAW, **about}).result


@pytest.mark.parametrize(
    ("topic", "received", "kept"),
    [
        ("mayor_removal", date(2026, 3, 5), True),
        ("mayor_removal", date(2026, 3, 6), False),
        ("alderman_removal", date(2026, 2, 5), True),
        ("alderman_removal", date(2026, 2, 6), False),
    ],
)
def test_the_interval_before_a_removal(topic, received, kept):
    """14 days before the mayor's removal, 42 before an alderman's (N-4)."""
    about = {"motion": about_(topic), "motion_received_on": received, "day": DAY}
    assert kept is (result(f"{topic}_interval", **about) is Result.MET)
    assert "motion_received_on" in lacking(
        f"{topic}_interval", motion=about_(topic), law=LAW
    )
    with pytest.raises(MissingValueError, match="interval_days"):
        ask(f"{topic}_interval", **about)


@given(st.integers(0, 100))
def test_the_interval_is_kept_from_its_day_on(apart):
    """Every day more keeps it, every day less breaks it (N-4)."""
    received = DAY - timedelta(apart)
    for topic, least in (("mayor_removal", 14), ("alderman_removal", 42)):
        about = {"motion": about_(topic), "motion_received_on": received, "day": DAY}
        kept = result(f"{topic}_interval", **about) is Result.MET
        assert kept is (apart >= least)


TOPICAL = [
    "mayor_removal_interval",
    "alderman_removal_interval",
    "removal_without_debate",
    "successor_elected",
    "mandatory_vote_mode",
    "proposer_quorum",
    "budget_objection_period",
    "objection_period_over",
    "lgg_objection_settled",
]


@pytest.mark.parametrize("rule", TOPICAL)
def test_ordinary_papers_pass_once_classified(rule):
    """Other topics let pass; a paper that nobody classified is unknown."""
    assert MET is ask(rule, motion=about_("bye_law"), consultation=item(), law=LAW)
    assert "motion.topics" in lacking(
        rule, motion=Motion(), consultation=item(), law=LAW
    )


def test_a_removal_has_no_debate():
    """Only a stated "no debate" passes (N-4)."""
    for topic in ("mayor_removal", "alderman_removal"):
        about = {"motion": about_(topic)}
        assert Result.MET is result(
            "removal_without_debate", debate_held=False, **about
        )
        assert Result.UNMET is result(
            "removal_without_debate", debate_held=True, **about
        )
        assert "debate_held" in lacking("removal_without_debate", **about)


@pytest.mark.parametrize(
    ("elected", "expected"),
    [(date(2026, 9, 21), Result.MET), (date(2026, 9, 22), Result.UNMET)],
)
def test_a_successor_within_six_months(elected, expected):
    """Removed 19 March: by 19 September, a Saturday, so by Monday 21 (N-4)."""
    of = case(about_("alderman_removal"), consultations=(item(state="voted"),))
    assert expected is result("successor_elected", of=of, successor_elected_on=elected)
    assert expected is result("successor_elected", of=of, day=elected)
    early = {"of": of, "successor_elected_on": DAY - timedelta(1)}
    assert Result.UNMET is result("successor_elected", **early)
    assert Result.MET is result("successor_elected", of=of, successor_elected_on=DAY)
    assert "decision" in lacking(
        "successor_elected", of=case(about_("alderman_removal")), law=LAW
    )


@pytest.mark.parametrize(
    ("topic", "mode", "expected"),
    [
        ("mayor_removal", "roll_call", Result.MET),
        ("mayor_removal", "secret", Result.UNMET),
        ("deputy_mayor_election", "secret", Result.MET),
        ("deputy_mayor_election", "open", Result.UNMET),
    ],
)
def test_the_statute_fixes_the_vote_mode(topic, mode, expected):
    """Roll-call for the mayor's removal, secret for the mayor's deputies (N-5)."""
    about = {"motion": about_(topic), "ballot": Ballot(40, 20, mode=mode)}
    assert expected is result("mandatory_vote_mode", **about)
    assert "ballot" in lacking("mandatory_vote_mode", motion=about_(topic), law=LAW)


@pytest.mark.parametrize(
    ("topic", "needed"), [("mayor_removal", 33), ("alderman_removal", 34)]
)
def test_who_may_move_a_removal(topic, needed):
    """66 elected and the mayor: 33 move the mayor's removal, 34 an alderman's (N-6)."""
    of = case(about_(topic), consultations=(item(),))
    assert Result.MET is result("proposer_quorum", of=of, proposers=needed)
    assert Result.UNMET is result("proposer_quorum", of=of, proposers=needed - 1)
    everybody = 66 if topic == "mayor_removal" else 67
    assert Result.MET is result("proposer_quorum", of=of, proposers=everybody)
    assert Result.UNMET is result("proposer_quorum", of=of, proposers=everybody + 1)
    assert "proposers" in lacking("proposer_quorum", of=of, law=LAW)
    assert "body.members" in lacking(
        "proposer_quorum", motion=about_(topic), law=LAW, proposers=60
    )


@pytest.mark.parametrize(
    ("day", "expected"),
    [(date(2026, 3, 18), Result.MET), (date(2026, 3, 19), Result.UNMET)],
)
def test_the_exceptional_case_lasts_two_months(day, expected):
    """Declared 18 January: digital until 18 March, not on the 19th (N-7)."""
    declared = {"exceptional_case_declared_on": date(2026, 1, 18)}
    digital = item(day=day, form="digital")
    rule = "digital_session_allowed"
    assert expected is result(rule, consultation=digital, **declared)
    early = item(day=date(2026, 1, 17), form="digital")
    assert Result.UNMET is result(rule, consultation=early, **declared)
    same_day = item(day=date(2026, 1, 18), form="digital")
    assert Result.MET is result(rule, consultation=same_day, **declared)
    assert MET is ask(rule, consultation=item())
    assert "exceptional_case_declared_on" in lacking(
        rule, consultation=digital, law=LAW
    )


@pytest.mark.parametrize(
    ("kind", "allowed"),
    [
        ("committee", True),
        ("main_committee", False),
        ("finance_committee", False),
        ("audit_committee", False),
        ("council", False),
        ("district_council", False),
    ],
)
def test_hybrid_committees_are_regular_but_for_three(kind, allowed):
    """By-law and committee may allow hybrid committees, never these three (N-7, 0.3)."""
    law = {**LAW, "digital_session.hybrid_committees": True}
    about = {
        "consultation": item(Organization("A", kind), form="hybrid"),
        "hybrid_resolved": True,
        "law": law,
    }
    if allowed:
        assert Result.MET is ask("digital_session_allowed", **about).result
        with pytest.raises(MissingValueError, match="hybrid_committees"):
            ask("digital_session_allowed", **{**about, "law": LAW})
    else:
        assert "exceptional_case_declared_on" in lacking(
            "digital_session_allowed", **about
        )


def test_a_hybrid_committee_takes_its_own_resolution():
    """The by-law alone is not enough; a declared exceptional case is (§ 58a, 0.3)."""
    law = {**LAW, "digital_session.hybrid_committees": True}
    about = {"consultation": item(COMMITTEE, form="hybrid"), "law": law}
    rule, declared = "digital_session_allowed", {"exceptional_case_declared_on": DAY}
    assert "hybrid_resolved" in lacking(rule, **about)
    assert "exceptional_case_declared_on" in lacking(
        rule, hybrid_resolved=False, **about
    )
    assert Result.MET is ask(rule, **about, **declared).result
    assert Result.MET is ask(rule, hybrid_resolved=False, **about, **declared).result


@pytest.mark.parametrize(
    ("day", "expected"),
    [(date(2022, 5, 12), Result.UNMET), (date(2022, 5, 13), Result.MET)],
)
def test_nobody_meets_digitally_before_the_regulation(day, expected):
    """DigiSiVO is in force since 13 May 2022; before it no declaration helps (0.3)."""
    declared = {"exceptional_case_declared_on": date(2022, 5, 1)}
    rule, digital = "digital_session_allowed", item(day=day, form="digital")
    law = dict(law_for("NRW").at(day).values)
    answer = ask(rule, consultation=digital, law=law, **declared)
    assert (expected, expected is Result.UNMET) == (answer.result, bool(answer.code))
    assert Result.MET is result(rule, consultation=item(day=day))


def test_a_secret_vote_takes_one_system():
    """A secret vote in a hybrid meeting: one system for all, else by post (N-7)."""
    rule, secret = "secret_vote_same_system", Ballot(40, 20, mode="secret")
    hybrid = {"consultation": item(form="hybrid"), "ballot": secret}
    assert Result.MET is result(rule, same_voting_system=True, **hybrid)
    assert Result.UNMET is result(rule, same_voting_system=False, **hybrid)
    assert Result.MET is result(
        rule, same_voting_system=False, postal_vote=True, **hybrid
    )
    assert "same_voting_system" in lacking(rule, **hybrid)
    assert MET is ask(rule, consultation=item(), ballot=secret)
    assert MET is ask(rule, **{**hybrid, "ballot": Ballot(40, 20)})


@pytest.mark.parametrize(
    ("called", "expected"), [(date(2026, 3, 18), Result.MET), (DAY, Result.UNMET)]
)
def test_experts_are_called_in_before(called, expected):
    """Called in by a resolution of an earlier meeting, not of the same one (N-10)."""
    rule = "experts_called_in_earlier"
    assert expected is result(rule, consultation=item(COMMITTEE), called_in_on=called)
    assert "called_in_on" in lacking(rule, consultation=item(COMMITTEE))


@pytest.mark.parametrize(
    ("body", "to", "expected"),
    [
        (COUNCIL, "mayor", Result.MET),
        (COUNCIL, "chair", Result.UNMET),
        (COMMITTEE, "chair", Result.MET),
        (COMMITTEE, "mayor", Result.UNMET),
    ],
)
def test_to_whom_bias_is_disclosed(body, to, expected):
    """Councillors to the mayor, committee members to the chair (N-16)."""
    assert expected is result(
        "bias_declared_to", consultation=item(body), declared_to=to
    )
    assert "declared_to" in lacking("bias_declared_to", consultation=item(body))


FACTION = Motion(paper_type="faction_motion", topics=())


@pytest.mark.parametrize(
    ("motion", "choice", "day", "expected"),
    [
        (FACTION, "settle", date(2025, 11, 4), Result.UNMET),
        (FACTION, "settle", date(2025, 11, 3), Result.MET),
        (FACTION, "keep", date(2025, 11, 4), Result.MET),
        (about_(), "settle", date(2025, 11, 4), Result.MET),
    ],
)
def test_pending_motions_end_with_the_term(motion, choice, day, expected):
    """Faction motions are settled when the new council meets, papers go on (6.6, N-11)."""
    of = case(motion, facts={"term_ended_on": "2025-11-04"})
    law = {"end_of_term.discontinuity": choice}
    assert expected is ask("not_discontinued", of=of, day=day, law=law).result
    assert MET is ask("not_discontinued", of=case(FACTION))


def test_the_end_of_term_is_for_the_city_to_settle():
    """Without the city's rule nobody can tell what becomes of a motion (6.6)."""
    of = case(FACTION, facts={"term_ended_on": "2025-11-04"})
    lacks = lacking("not_discontinued", of=of, day=DAY, law=LAW)
    assert ["end_of_term.discontinuity"] == lacks


BUDGET = about_("annual_budget")


@pytest.mark.parametrize(
    ("until", "long_enough"), [(date(2026, 3, 14), True), (date(2026, 3, 13), False)]
)
def test_fourteen_days_for_objections_to_the_budget(until, long_enough):
    """1 to 14 March are fourteen days, 1 to 13 are not (N-15)."""
    about = {
        "motion": BUDGET,
        "consultation": item(),
        "objections_from": date(2026, 3, 1),
        "objections_until": until,
    }
    assert long_enough is (result("budget_objection_period", **about) is Result.MET)
    assert Result.UNMET is result("objection_period_over", day=until, **about)
    after = until + timedelta(1)
    assert Result.MET is result("objection_period_over", day=after, **about)


@pytest.mark.parametrize("rule", ["budget_objection_period", "objection_period_over"])
def test_the_objection_period_must_be_stated(rule):
    """Both ends must be known where the council, or a committee in its place, decides."""
    assert "objections_from" in lacking(
        rule, motion=BUDGET, consultation=item(), law=LAW
    )
    main = item(Organization("Hauptausschuss", "main_committee", 17))
    assert MET is ask(rule, motion=BUDGET, consultation=main)
    assert "objections_from" in lacking(
        rule,
        motion=BUDGET,
        consultation=main,
        step="decide_urgently_in_main_committee",
        law=LAW,
    )


def test_an_lgg_objection_suspends_a_personnel_measure():
    """Until the new decision nothing is carried out (N-13, applicability open)."""
    rule, of = (
        "lgg_objection_settled",
        {"motion": about_("personnel_measure"), "day": DAY},
    )
    assert Result.MET is result(rule, lgg_objection=False, **of)
    assert Result.UNMET is result(rule, lgg_objection=True, **of)
    decided = {"lgg_objection": True, **of}
    assert Result.MET is result(rule, lgg_decided_on="2026-03-19", **decided)
    assert Result.UNMET is result(rule, lgg_decided_on="2026-03-20", **decided)
    assert "lgg_objection" in lacking(rule, **of)


@pytest.mark.parametrize(
    ("day", "expected"),
    [(date(2026, 3, 12), Result.MET), (date(2026, 3, 13), Result.UNMET)],
)
def test_an_lgg_objection_within_a_week(day, expected):
    """Informed on Thursday 5 March: until Thursday 12 March (N-13)."""
    about = {"lgg_objection": True, "day": day}
    for rule in ("lgg_objection_in_time", "lgg_objection_in_time_strictly"):
        assert expected is result(rule, lgg_informed_on="2026-03-05", **about)
        assert MET is ask(rule, lgg_objection=False)
        assert "lgg_informed_on" in lacking(rule, law=LAW, **about)


def test_an_lgg_objection_on_the_day_after_a_holiday_is_only_warned_of():
    """Informed on 27 March: the week ends on Good Friday, leniently on 7 April (N-13)."""
    about = {"lgg_objection": True, "lgg_informed_on": "2026-03-27"}
    tuesday = {**about, "day": date(2026, 4, 7)}
    assert Result.UNMET is result("lgg_objection_in_time_strictly", **tuesday)
    assert Result.MET is result("lgg_objection_in_time", **tuesday)
    late = {**about, "day": date(2026, 4, 8)}
    assert Result.UNMET is result("lgg_objection_in_time", **late)


NOON = datetime(2026, 3, 19, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("rule", "step", "of", "inputs"),
    [
        (
            "mandatory_vote_mode",
            "vote",
            case(
                about_("mayor_removal"),
                state="in_consultation",
                consultations=(item(),),
            ),
            {"ballot": Ballot(50, 10), "debate_held": False},
        ),
        (
            "objection_period_over",
            "vote",
            case(
                BUDGET,
                state="in_consultation",
                consultations=(item(),),
                facts={
                    "objections_from": "2026-03-01",
                    "objections_until": "2026-03-19",
                },
            ),
            {"ballot": Ballot(50, 10)},
        ),
        (
            "experts_called_in_earlier",
            "hear_experts",
            case(about_(), state="in_consultation", consultations=(item(COMMITTEE),)),
            {"experts": ("Dr. X",), "called_in_on": DAY},
        ),
        (
            "lgg_objection_settled",
            "complete",
            case(
                about_("personnel_measure"),
                state="in_execution",
                consultations=(item(state="voted"),),
                facts={"lgg_objection": True},
            ),
            {"evidence": "fertig"},
        ),
        (
            "proposer_quorum",
            "file_motion",
            case(about_("mayor_removal"), consultations=(item(state="planned"),)),
            {"proposers": 32},
        ),
    ],
)
def test_refused_and_recorded(rule, step, of, inputs):
    """What the law forbids is refused in enforce mode and found in record mode."""
    of = attrs.evolve(of, fingerprint=nrw().fingerprint)
    actor = Actor("o", roles=("council_office", "chair", "faction"))
    about = {"at": NOON, "law": Law("NRW", LAW), "inputs": inputs}
    refused = assess(nrw(), of, step, actor, **about)
    assert rule in {each.rule.id for each in refused.blocking}
    recorded = take(assess(nrw(), of, step, actor, mode=Mode.RECORD, **about))
    assert rule in {each.rule for each in recorded.case.findings}


def test_every_rule_is_described():
    """Every rule has both languages, its place in the catalogue and a step it stands on."""
    standing = {rule for rules in further.GUARDS.values() for rule in rules}
    for rule in further.RULES:
        assert rule.id in standing
        assert all((rule.unmet.de, rule.unmet.en, rule.remedy.de, rule.remedy.en))
        assert rule.catalogue.startswith("N-")
