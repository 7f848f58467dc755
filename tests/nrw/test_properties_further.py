"""Properties of the further rules (N).

Each property states the law in other words than the rule, and each example holds a case
that keeps it and one that breaks it.
"""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from council import answered
from decisions import (
    DAYS,
    KINDS,
    after,
    decided,
    decision,
    excused,
    last_within,
    met_on,
    span,
    within_months,
)
from hypothesis import given, settings
from hypothesis import strategies as st
from told import item, told

from ratsflow.law.layers import law_for
from ratsflow.model import Ballot, BallotMode, BodyKind, Meeting, Motion, PaperType

from asking import case


FEW = settings(max_examples=25)
"""Enough where one example is a walk over all days or numbers around a boundary."""
REMOVALS = ("mayor_removal", "alderman_removal")
NOISE = st.lists(st.sampled_from(["award", "personnel", "bye_law"]), max_size=3)


def on(*topics):
    """Return a paper that was classified."""
    return Motion(topics=topics)


# ---------------------------------------------------------------------------- removals


@pytest.mark.parametrize(
    ("rule", "topic", "other", "days"),
    [
        ("mayor_removal_interval", "mayor_removal", "alderman_removal", 14),
        ("alderman_removal_interval", "alderman_removal", "mayor_removal", 42),
    ],
)
@FEW
@given(day=DAYS, noise=NOISE)
def test_a_removal_waits_its_days(rule, topic, other, days, day, noise):
    """From the fourteenth, or forty-second, day on, and no other paper waits (N-4)."""
    about = {"motion": on(*noise, topic), "motion_received_on": day}
    all_days = span(after(day, -2), after(day, 50))
    assert span(after(day, days), all_days[-1]) == met_on(rule, all_days, **about)
    assert all_days == met_on(rule, all_days, **{**about, "motion": on(*noise, other)})
    assert "unknown motion_received_on" == told(rule, motion=about["motion"])


@given(noise=NOISE, day=st.dates(date(2000, 1, 1), date(2030, 1, 1)))
def test_no_committee_chair_was_removed_before_the_law_knew_it(noise, day):
    """Until 16 July 2025 no majority was enough; since then the law allows it (N-4)."""
    law = dict(law_for("NRW").at(day).values)
    about = {"step": "vote", "day": day, "law": law}
    removal = on(*noise, "committee_chair_removal")
    before = day < date(2025, 7, 17)
    expected = "unmet" if before else "met"
    assert expected == answered("chair_removable", motion=removal, **about)
    assert "met" == answered("chair_removable", motion=on(*noise), **about)
    unclassified = answered("chair_removable", motion=Motion(), **about)
    assert ("unknown" if before else "met") == unclassified


@given(
    st.sampled_from(REMOVALS),
    NOISE,
    st.sampled_from([True, False, 0, 1, "no", ""]),
)
def test_a_removal_is_met_by_the_plain_word_that_nobody_spoke(topic, noise, stated):
    """Only "False" says so; other papers are debated as anybody likes (N-4)."""
    rule, about = "removal_without_debate", {"motion": on(*noise, topic)}
    assert "met" == told(rule, debate_held=False, **about)
    expected = "met" if stated is False else "unmet"
    assert expected == told(rule, debate_held=stated, **about)
    assert "unknown debate_held" == told(rule, **about)
    assert "met" == told(rule, debate_held=stated, motion=on(*noise))


@FEW
@given(DAYS)
def test_the_successor_is_elected_within_half_a_year(day):
    """After the removal and in six months; as long as they run nothing is overdue (N-4)."""
    rule, last = "successor_elected", last_within(day, 6)
    of = decision(decided(day=day), motion=on("alderman_removal"))
    around = span(after(last, -3), after(last, 8))
    in_time = [d for d in around if within_months(day, d, 6) or excused(last, d)]
    assert in_time == met_on(rule, around, of=of)
    elected = span(after(day, -3), after(day, 3)) + around
    told_days = [
        each
        for each in elected
        if told(rule, of=of, day=after(last, 30), successor_elected_on=each) == "met"
    ]
    assert span(day, after(day, 3)) + in_time == told_days
    mayor = decision(decided(day=day), motion=on("mayor_removal"))
    assert around == met_on(rule, around, of=mayor)


FIXED = {"mayor_removal": "roll_call", "deputy_mayor_election": "secret"}


@given(st.sampled_from(sorted(FIXED)), NOISE, st.integers(0, 67))
def test_the_statute_fixes_one_way_of_voting(topic, noise, yes):
    """Of all ways one is right, whatever the result; other papers may take any (N-5)."""
    rule, ballots = "mandatory_vote_mode", [Ballot(yes, 5, mode=m) for m in BallotMode]
    right = [
        each.mode.value
        for each in ballots
        if told(rule, motion=on(*noise, topic), ballot=each) == "met"
    ]
    assert [FIXED[topic]] == right
    free = [told(rule, motion=on(*noise), ballot=each) for each in ballots]
    assert {"met"} == set(free)
    assert "unmet" == told(rule, motion=on(*FIXED), ballot=ballots[0])
    assert "unknown ballot" == told(rule, motion=on(topic))


@FEW
@given(st.integers(2, 91), st.sampled_from(["file_motion", "release"]))
def test_half_of_the_councillors_or_more_than_half_of_the_council(members, step):
    """The mayor's removal: twice the signers are all councillors; an alderman's: more."""
    counts = range(members + 3)

    def enough(topic):
        of = case(on(topic), consultations=(item(members=members),))
        return [
            count
            for count in counts
            if told("proposer_quorum", of=of, step=step, proposers=count) == "met"
        ]

    assert [n for n in range(members) if n + n >= members - 1] == enough(REMOVALS[0])
    assert [n for n in range(members + 1) if n > members - n] == enough(REMOVALS[1])
    assert list(counts) == enough("award")
    unsized = case(on("mayor_removal"), consultations=(item(),))
    unknown = told("proposer_quorum", of=unsized, proposers=members)
    assert "unknown body.members" == unknown


# ---------------------------------------------------------------------------- meetings

NEVER = {"council", "district_council", "main_committee", "finance_committee"} | {
    "audit_committee",
    "advisory",
    "administration",
}


@FEW
@given(DAYS, KINDS, st.sampled_from(["digital", "hybrid"]))
def test_an_exceptional_case_covers_two_months(day, kind, form):
    """Any body, from the declaration on; in person anybody meets at any time (N-7)."""
    law = {"digital_session.hybrid_committees": False}
    last = last_within(day, 2)
    days = span(after(day, -2), after(day, 1)) + span(after(last, -1), after(last, 2))

    def covered(how):
        return [
            each
            for each in days
            if told(
                "digital_session_allowed",
                consultation=item(kind, meeting=Meeting(each, form=how)),
                exceptional_case_declared_on=day,
                law=law,
            )
            == "met"
        ]

    assert [each for each in days if day <= each <= last] == covered(form)
    assert days == covered("in_person")


@given(DAYS, KINDS, st.booleans(), st.booleans(), st.booleans())
def test_a_hybrid_committee_needs_by_law_and_resolution(
    day, kind, allowed, resolved, hybrid
):
    """Only an ordinary committee, only hybrid, only with both; else it is exceptional."""
    meeting = Meeting(day, form="hybrid" if hybrid else "digital")
    about = {
        "consultation": item(kind, meeting=meeting),
        "law": {"digital_session.hybrid_committees": allowed},
        "hybrid_resolved": resolved,
    }
    regular = all((kind.value not in NEVER, hybrid, allowed, resolved))
    expected = "met" if regular else "unknown exceptional_case_declared_on"
    assert expected == told("digital_session_allowed", **about)
    expired = {**about, "exceptional_case_declared_on": after(day, -70)}
    expected = "met" if regular else "unmet"
    assert expected == told("digital_session_allowed", **expired)


@given(
    st.sampled_from(["digital", "hybrid"]),
    st.sampled_from([{"ballot": Ballot(40, 20, mode="secret")}, {"secret": True}]),
    st.sampled_from([{"ballot": Ballot(40, 20)}, {"secret": False}, {}]),
)
def test_a_secret_vote_at_a_distance_is_one_for_all_or_by_post(form, secret, open_vote):
    """By ballot as by election; an open vote and a meeting in person ask nothing (N-7)."""
    rule = "secret_vote_same_system"
    far = {"consultation": item(meeting=Meeting(date(2026, 3, 19), form=form))}
    assert "unmet" == told(rule, same_voting_system=False, **far, **secret)
    assert "met" == told(rule, same_voting_system=True, **far, **secret)
    by_post = {"same_voting_system": False, "postal_vote": True}
    assert "met" == told(rule, **by_post, **far, **secret)
    assert "unknown same_voting_system" == told(rule, **far, **secret)
    assert "unknown same_voting_system" == told(
        rule, postal_vote=False, **far, **secret
    )
    assert "met" == told(rule, consultation=item(), same_voting_system=False, **secret)
    assert "met" == told(rule, same_voting_system=False, **far, **open_vote)


@FEW
@given(DAYS, KINDS)
def test_experts_are_called_in_on_an_earlier_day(day, kind):
    """The day before is early enough, the day itself is not, whatever the body (N-10)."""
    rule, about = "experts_called_in_earlier", {"consultation": item(kind)}
    about["consultation"] = item(kind, meeting=Meeting(day))
    fitting = [
        each
        for each in span(after(day, -9), after(day, 9))
        if told(rule, called_in_on=each, **about) == "met"
    ]
    assert span(after(day, -9), after(day, -1)) == fitting
    assert "unknown called_in_on" == told(rule, **about)


@given(KINDS, st.sampled_from(["secretary", "council_office", "faction", "", "Mayor"]))
def test_bias_is_disclosed_to_whoever_presides(kind, nobody):
    """Of mayor and chair one is right, in the council the mayor; nobody else is (N-16)."""
    about = {"consultation": item(kind)}
    right = {
        to
        for to in ("mayor", "chair")
        if told("bias_declared_to", declared_to=to, **about) == "met"
    }
    assert {"mayor" if kind == "council" else "chair"} == right
    assert "unmet" == told("bias_declared_to", declared_to=nobody, **about)
    assert "unknown declared_to" == told("bias_declared_to", **about)


@FEW
@given(DAYS)
def test_only_motions_of_members_end_and_only_with_the_term(day):
    """From the first meeting of the new council on, where the city settles them (6.6)."""
    rule, key = "not_discontinued", "end_of_term.discontinuity"
    days, facts = (
        span(after(day, -3), after(day, 3)),
        {"term_ended_on": day.isoformat()},
    )
    ended = {
        kind: [each for each in days if each not in met]
        for kind in PaperType
        if (
            met := met_on(
                rule, days, of=case(Motion(paper_type=kind), facts=facts),
                law={key: "settle"},
            )
        )
        != days
    }  # fmt: skip
    over = span(day, after(day, 3))
    assert {PaperType.FACTION_MOTION: over, PaperType.AMENDMENT: over} == ended
    motion = Motion(paper_type="faction_motion")
    of = case(motion, facts=facts)
    assert days == met_on(rule, days, of=of, law={key: "keep"})
    assert days == met_on(rule, days, of=case(motion), law={key: "settle"})
    assert f"unknown {key}" == told(rule, of=of, day=day, law={key: None})


# --------------------------------------------------------------- budgets and personnel


@FEW
@given(DAYS, st.integers(-3, 40))
def test_the_budget_lies_open_for_a_fortnight(day, length):
    """Fourteen days with both ends, one fewer is too short; the vote comes later (N-15)."""
    last = after(day, length - 1)
    period = {"objections_from": day, "objections_until": last}
    about = {"motion": on("annual_budget"), "consultation": item(), **period}
    long_enough = len(span(day, last)) >= 14
    expected = "met" if long_enough else "unmet"
    assert expected == told("budget_objection_period", **about)
    fortnight = {**about, "objections_until": after(day, 13)}
    assert "met" == told("budget_objection_period", **fortnight)
    short = {**about, "objections_until": after(day, 12)}
    assert "unmet" == told("budget_objection_period", **short)
    days = span(after(last, -3), after(last, 3))
    assert span(after(last, 1), days[-1]) == met_on(
        "objection_period_over", days, **about
    )


@pytest.mark.parametrize("rule", ["budget_objection_period", "objection_period_over"])
@given(kind=KINDS, topic=st.sampled_from(["annual_budget", "award", "bye_law"]))
def test_who_decides_the_budget_must_know_the_period(rule, kind, topic):
    """The council, or the main committee in its place, and of the budget only (N-15)."""
    about = {"motion": on(topic), "consultation": item(kind)}
    decides = topic == "annual_budget" and kind == BodyKind.COUNCIL
    expected = "unknown objections_from" if decides else "met"
    assert expected == told(rule, step="vote", **about)
    instead = topic == "annual_budget"
    expected = "unknown objections_from" if instead else "met"
    assert expected == told(rule, step="decide_urgently_in_main_committee", **about)


@FEW
@given(DAYS, NOISE)
def test_an_objection_under_the_lgg_holds_a_measure_until_the_new_decision(day, noise):
    """Lodged it holds until the day of the decision; not lodged it holds nothing (N-13)."""
    rule, days = "lgg_objection_settled", span(after(day, -3), after(day, 3))
    about = {"motion": on(*noise, "personnel_measure"), "lgg_objection": True}
    assert [] == met_on(rule, days, **about)
    settled = {**about, "lgg_decided_on": day.isoformat()}
    assert span(day, days[-1]) == met_on(rule, days, **settled)
    assert days == met_on(rule, days, **{**about, "lgg_objection": False})
    assert days == met_on(rule, days, **{**about, "motion": on(*noise)})
    assert "unknown lgg_objection" == told(rule, motion=about["motion"])


@pytest.mark.parametrize(
    "rule", ["lgg_objection_in_time", "lgg_objection_in_time_strictly"]
)
@FEW
@given(day=DAYS)
def test_an_objection_under_the_lgg_has_a_week(rule, day):
    """Until the same weekday; only the rule that blocks excuses free days (N-13)."""
    last = after(day, 7)
    about = {"lgg_objection": True, "lgg_informed_on": day.isoformat()}
    for each in span(after(last, -3), after(last, 8)):
        free = rule == "lgg_objection_in_time" and each > last and excused(last, each)
        expected = "met" if each <= last or free else "unmet"
        assert expected == told(rule, day=each, **about)
        assert "met" == told(rule, day=each, **{**about, "lgg_objection": False})
    assert "unknown lgg_informed_on" == told(rule, lgg_objection=True)


# ------------------------------------------- the last day of an interval, the next meeting


@pytest.mark.parametrize(
    ("topic", "days"), [("mayor_removal", 14), ("alderman_removal", 42)]
)
@given(st.dates(date(2023, 1, 1), date(2035, 1, 1)), st.integers(-2, 2))
def test_the_last_day_of_the_interval_is_marked(topic, days, received, more):
    """It passes where the town does not say otherwise, and never without a word (N-4)."""
    day = received + timedelta(days + more)
    about = {"motion": Motion(topics=(topic,)), "motion_received_on": received}
    about["day"] = day
    plain = told(f"{topic}_interval", **about)
    assert ("met" if more >= 0 else "unmet") == plain
    strict = {"removal.interval_reading": "day_after"}
    assert ("met" if more > 0 else "unmet") == told(
        f"{topic}_interval", law=strict, **about
    )
    marked = told("removal_interval_over", **about)
    assert ("unmet" if more == 0 else "met") == marked


@given(
    st.dates(date(2025, 1, 1), date(2035, 1, 1)),
    st.integers(-3, 3),
    st.sampled_from(["council", "committee"]),
)
def test_the_council_meets_again_within_two_months(last, more, kind):
    """Six weeks after its term began; no other body has to, and nobody has to say (E-1)."""
    body = item(kind)

    def at(day, **stated):
        return told("convening_duty", consultation=body, meeting=Meeting(day), **stated)

    again = last_within(last, 2) + timedelta(more)
    late = kind == "council" and more > 0
    assert ("unmet" if late else "met") == at(again, last_meeting_on=last)
    first = last + timedelta(42 + more)
    assert ("unmet" if late else "met") == at(first, term_began_on=last)
    assert "met" == at(last)
