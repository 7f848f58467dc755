"""Every shipped property can fail: for each a hole is planted, found, and really done.

Mostly one rule is taken out, or one step may start where it must not. Where that opens
nothing, because another rule stands behind it, that rule is named here, and both are out.
"""

from __future__ import annotations

from datetime import timedelta

import attrs
import pytest

from test_planted import PLANTED, changed, lacking, starting
from test_planted_two import APPEAL, FOUND, WAITING, each_of, look
from test_shipped import STATES

from ratsflow import Rule, met, unmet
from ratsflow.checking import replayed, shipped_properties


BOTH = tuple(STATES)


def further(name, *sources, lifecycle="motion"):
    """Plant a hole by letting a step start in further states."""

    def plant(procedure):
        step = procedure.step(name)
        outcomes = {
            outcome: tuple(
                attrs.evolve(move, sources=tuple({*move.sources, *sources}))
                if move.lifecycle == lifecycle and not move.new
                else move
                for move in moves
            )
            for outcome, moves in step.branches.items()
        }
        over = {each.name for each in procedure.states_of("motion") if each.final}
        changes = {"outcomes": outcomes}
        if lifecycle == "motion" and not over.isdisjoint(sources):
            changes["reopens"] = True  # else the procedure itself refuses to be made
        return changed(procedure, name, **changes)

    return plant


def leading(name, lifecycle, target):
    """Plant a hole by letting a step lead elsewhere."""

    def plant(procedure):
        outcomes = {
            outcome: tuple(
                attrs.evolve(move, target=target)
                if move.lifecycle == lifecycle
                else move
                for move in moves
            )
            for outcome, moves in procedure.step(name).branches.items()
        }
        return changed(procedure, name, outcomes=outcomes)

    return plant


def signing(name, role):
    """Plant a hole by letting a step sign as somebody else, or as nobody."""
    return lambda procedure: changed(procedure, name, signs=role)


def stuck_in(state):
    """Plant a trap by a rule that nobody can meet on each step out of a state."""

    def plant(procedure):
        rule = Rule(
            "nobody_can",
            lambda asked: unmet() if asked.case.state == state else met(),
            needs=["case.state"],
        )
        steps = tuple(
            attrs.evolve(each, guards=(*each.guards, rule.id))
            if any(
                state in move.sources
                for moves in each.branches.values()
                for move in moves
            )
            else each
            for each in procedure.steps
        )
        return attrs.evolve(procedure, steps=steps, rules=(*procedure.rules, rule))

    return plant


# ------------------------------------------------------------- what must not have been done


def item_of(case, choice):
    return next(each for each in case.consultations if each.id == choice.on)


def voted_on_another_day(case, way):
    last = way.choices[-1]
    held = item_of(case, last)
    return held.state == "voted" and last.day > held.meeting.day + timedelta(1)


def decided_in_an_unknown_meeting(case, way):
    held = item_of(case, way.choices[-1]).meeting
    return held.invited_on is None or held.published_on is None


def decided_though_referred(_, way):
    steps = [each.step for each in way.choices]
    sent = max(
        steps.index(each)
        for each in ("refer", "return_to_administration")
        if each in steps
    )
    return "place_on_agenda" not in steps[sent:] and steps[-1] == "vote"


def withdrawn_and_back(case, way):
    before = way.before.case.state
    return before == "withdrawn" != case.state


def closed_and_back(case, way):
    return way.before.case.state == "closed" and case.state != "closed"


def changed_unsigned(case, _):
    return case.state in DECIDED and case.signed_by("mayor") is None


DECIDED = ("adopted", "partially_adopted")


def another_text_carried_out(case, way):
    decided = [each for each in way.moments if each.case.state in DECIDED]
    text = decided[0].case.motion.text_hash
    return case.state == "in_execution" and case.motion.text_hash != text


def a_committee_on_an_initiative(case, way):
    return item_of(case, way.choices[-1]).body.kind == "committee"


def no_initiative(_, way):
    steps = {each.step for each in way.choices}
    return "find_initiative_admissible" not in steps


def the_alderman_did_not_sign(case, way):
    steps = [each.step for each in way.choices]
    return "decide_urgently" in steps and case.signed_by("alderman") is None


def undecided_carried_out(case, way):
    states = {each.case.state for each in way.moments}
    return case.state in ("executable", "in_execution") and states.isdisjoint(DECIDED)


def rejected_carried_out(case, way):
    return way.before.case.state == "rejected" and case.state == "in_execution"


def suspended_and_carried_out(case, _):
    return bool(case.active_suspensions) and case.state == "executable"


def goes_on_though_annulled(_, way):
    return way.before.case.state == "annulled" or "annulled" in {
        each.case.state for each in way.moments
    }


def nobody_signed(case, _):
    return case.state == "in_execution" and case.signed_by("mayor") is None


def remedy_lost(_, way):
    return way.choices[-1].step not in ("object", "appeal")


def joined_late(case, way):
    last = way.choices[-1]
    return last.day > item_of(case, last).meeting.dispatched_on


def planned_for_a_past_day(case, way):
    last = way.choices[-1]
    return last.day > item_of(case, last).meeting.day + timedelta(1)


def never_ends(case, _):
    return case.state == "co_signature"


def in_states(states, plant, name, happened):
    return [(state, plant, name, happened) for state in states]


LONGER = {
    "renewed_on_agenda": 700,
    "urgent_as_signed": 700,
    "executed_as_decided": 500,
    "can_end": 8,
    "initiative_decided_by_a_representation": 1_500,
}
"""Of how many cases the hole is looked for, where 200 are not enough."""

FURTHER = [
    *in_states(
        BOTH,
        lacking("voted_in_meeting"),
        "renewed_on_agenda",
        voted_on_another_day,
    ),
    *in_states(
        BOTH, lacking("voted_in_meeting"), "voted_on_agenda", voted_on_another_day
    ),
    *in_states(
        ("nrw",),
        lacking("voted_in_meeting"),
        "ratified_on_agenda",
        voted_on_another_day,
    ),
    *in_states(
        BOTH,
        lacking("agenda_published"),
        "adopted_in_an_announced_meeting",
        decided_in_an_unknown_meeting,
    ),
    *in_states(
        BOTH,
        lacking("notice_period_met"),
        "adopted_in_an_announced_meeting",
        decided_in_an_unknown_meeting,
    ),
    *in_states(
        BOTH,
        further("vote", "referred", lifecycle="consultation"),
        "referred_is_not_decided_there",
        decided_though_referred,
    ),
    *in_states(
        BOTH,
        further("open_item", "referred", lifecycle="consultation"),
        "referred_is_not_decided_there",
        decided_though_referred,
    ),
    *in_states(
        BOTH,
        leading("refer", "consultation", "on_agenda"),
        "referred_is_not_decided_there",
        decided_though_referred,
    ),
    *in_states(
        BOTH,
        lacking("agenda_joined_in_time"),
        "joins_before_the_agenda_goes_out",
        joined_late,
    ),
    *in_states(
        BOTH,
        lacking("meeting_not_over"),
        "no_item_of_a_meeting_that_is_over",
        planned_for_a_past_day,
    ),
    # what is over
    *in_states(
        BOTH, further("submit", "withdrawn"), "final_is_final", withdrawn_and_back
    ),
    *in_states(
        BOTH, further("release", "withdrawn"), "final_is_final", withdrawn_and_back
    ),
    *in_states(
        BOTH, further("reopen", "closed"), "annulled_is_annulled", closed_and_back
    ),
    *in_states(
        BOTH,
        further("start_execution", "closed"),
        "annulled_is_annulled",
        closed_and_back,
    ),
    *in_states(BOTH, further("report", "closed"), "closed_is_closed", closed_and_back),
    *in_states(BOTH, further("reopen", "closed"), "closed_is_closed", closed_and_back),
    # texts
    *in_states(BOTH, lacking("mayor_released"), "urgent_as_signed", changed_unsigned),
    *in_states(
        BOTH,
        further("revise", "adopted"),
        "executed_as_decided",
        another_text_carried_out,
    ),
    *in_states(
        BOTH,
        lacking("changed_text_signed"),
        "reopened_as_signed",
        the_alderman_did_not_sign,
    ),
    # initiatives
    *in_states(
        BOTH,
        lacking("decided_by_council"),
        "initiative_decided_by_a_representation",
        a_committee_on_an_initiative,
    ),
    *in_states(
        BOTH,
        lacking("right_suspension"),
        "citizens_decide_after_the_council",
        no_initiative,
    ),
    # execution
    *in_states(
        BOTH,
        further("start_execution", "rejected"),
        "executed_after_decision",
        rejected_carried_out,
    ),
    *in_states(
        ("nrw",),
        further("start_execution", "rejected"),
        "district_decision_executed_as_decided",
        rejected_carried_out,
    ),
    *in_states(
        ("nrw",),
        lacking("not_suspended"),
        "not_while_the_district_is_objected_to",
        suspended_and_carried_out,
    ),
    *in_states(
        ("nrw",),
        further("complete", "annulled"),
        "annulled_is_not_executed",
        goes_on_though_annulled,
    ),
    *in_states(
        ("nrw",),
        signing("decide_urgently", ""),
        "urgently_with_two_signatures",
        nobody_signed,
    ),
    *in_states(
        ("bw",),
        signing("decide_urgently", ""),
        "urgently_signed_by_the_mayor",
        nobody_signed,
    ),
    # remedies
    *in_states(
        ("nrw",),
        starting("appeal", "adopted"),
        "appeal_stays_open",
        remedy_lost,
    ),
    *in_states(
        ("bw",),
        starting("object", "adopted", "partially_adopted", "executable"),
        "objection_stays_open",
        remedy_lost,
    ),
    *in_states(BOTH, stuck_in("co_signature"), "can_end", never_ends),
    # two are out, for the other stands behind the one
    *in_states(
        ("nrw",),
        each_of(
            further("start_execution", "released"),
            lacking("no_decision_due", "appeal_period_over"),
        ),
        "district_decision_executed_as_decided",
        undecided_carried_out,
    ),
]


@pytest.mark.parametrize(("state", "plant", "name", "happened"), FURTHER)
def test_it_is_found_and_really_done(state, plant, name, happened):
    report = look(state, plant, name, cases=LONGER.get(name, 200))
    hole = report.checked[0].hole
    assert hole is not None
    assert happened(replayed(hole, report.space), hole)


@pytest.mark.parametrize("state", BOTH)
def test_for_each_shipped_property_a_hole_is_planted(state):
    planted = {(of, name) for of, _, name, _ in (*PLANTED, *FOUND, *FURTHER)}
    planted |= {("nrw", APPEAL), ("bw", WAITING)}
    shipped = {(state, each.id) for each in shipped_properties(STATES[state])}
    assert shipped <= planted
