"""Holes planted in copies of the shipped procedures: a shipped property finds each.

What is found is replayed in a real office, and does what it must not.
"""

from __future__ import annotations

from datetime import timedelta

import attrs
import pytest

from test_shipped import STATES, law

from ratsflow.checking import (
    Space,
    check_each,
    replayed,
    shipped_properties,
    without,
)


CASES = 700
ADOPTED = ("adopted", "partially_adopted")


def lacking(*rules):
    """Plant a hole by taking rules out."""

    def plant(procedure):
        for rule in rules:
            procedure = without(procedure, rule)
        return procedure

    return plant


def starting(name, *sources):
    """Plant a hole by letting a step start in other states of the motion."""

    def plant(procedure):
        outcomes = {
            outcome: tuple(
                attrs.evolve(move, sources=sources)
                if move.lifecycle == "motion"
                else move
                for move in moves
            )
            for outcome, moves in procedure.step(name).branches.items()
        }
        return changed(procedure, name, outcomes=outcomes)

    return plant


def changed(procedure, name, **changes):
    """Return a procedure in which a step is another."""
    steps = tuple(
        attrs.evolve(each, **changes) if each.name == name else each
        for each in procedure.steps
    )
    return attrs.evolve(procedure, steps=steps)


def found(state, procedure, name, values=None):
    """Return what a shipped property finds: the case replayed in an office, and the way."""
    (asked,) = [e for e in shipped_properties(procedure) if e.id == name]
    town = law(state)
    if values:
        town = attrs.evolve(town, values={**town.values, **values})
    (report,) = check_each([asked], Space(procedure, town), cases=CASES, first=True)
    hole = report.checked[0].hole
    assert hole is not None
    return replayed(hole, report.space), hole


# ---------------------------------------------------------------- what was decided or done


def not_signed_by_both(case, _):
    return case.state in ADOPTED and None in map(case.signed_by, ("alderman", "mayor"))


def overruled_nobody(case, way):
    steps = [each.step for each in way.choices]
    return case.state == "mayor_review" and "refuse_to_sign" not in steps


def called_on_another_day(case, way):
    last = way.choices[-1]
    (item,) = [each for each in case.consultations if each.id == last.on]
    held = item.meeting.day
    begun = item.state not in ("planned", "on_agenda")
    return begun and not held <= last.day <= held + timedelta(1)


def suspended(case, _):
    return bool(case.active_suspensions) and case.state in (
        "executable",
        "in_execution",
    )


def executable_too_early(case, way):
    decided = max(e.day for e in way.choices if e.step == "vote")
    return case.state == "executable" and way.choices[-1].day <= decided + timedelta(8)


def objected_twice(case, _):
    return len(case.suspensions) == 2


def unpublished(case, way):
    return case.state == "in_execution" and "announce" not in {
        each.step for each in way.choices
    }


def bye_law_of_a_committee(case, _):
    item = case.consultations[0]
    return case.state in ADOPTED and item.body.kind != "council"


def goes_on_though_rejected(case, way):
    return case.state == "rejected" and way.choices[-1].step != "vote"


def adopted_the_same_day(case, way):
    days = {each.step: each.day for each in way.choices}
    return case.state == "adopted" and days["circulate"] == days["adopt_by_silence"]


def remedy_lost(case, way):
    return case.state == "in_consultation" and way.choices[-1].step == "reopen"


def older_vote_repeated(case, way):
    older, later = case.consultations
    return way.choices[-1].on == older.id and later.result == "rejected"


def made_urgent_and_back(case, way):
    steps = [each.step for each in way.choices]
    return (
        case.state in ADOPTED
        and "release_urgently" in steps
        and case.motion.paper_type == "decision_paper"
        and case.signed_by("alderman") is None
    )


def decided(outcome):
    """Plant a hole by letting every vote come out one way."""
    return lambda procedure: changed(procedure, "vote", decide=lambda _: outcome)


def excluded_voted(case, _):
    (item,) = [each for each in case.consultations if each.ballots]
    ballot = item.ballots[-1]
    return item.excluded and ballot.cast > ballot.members - len(item.excluded)


def adopted_with_fewer_yes(case, _):
    ballot = next(e for each in case.consultations for e in each.ballots)
    return case.state == "adopted" and ballot.yes <= ballot.no


def beyond_its_powers(case, _):
    item = next(each for each in case.consultations if each.ballots)
    return case.state in ADOPTED and item.body.kind == "committee"


def without_any_decision(case, way):
    votes = [each.step for each in way.choices if each.step == "vote"]
    return case.state == "executable" and not votes


def in_place_of_a_committee(case, way):
    item = next(e for e in case.consultations if e.id == way.choices[-1].on)
    return case.state == "adopted" and item.body.kind == "committee"


def silent_where_only_advised(case, way):
    item = next(e for e in case.consultations if e.id == way.choices[-1].on)
    return case.state == "adopted" and item.role == "preliminary"


PLANTED = [
    # who decides, and by how many
    (
        "nrw",
        lacking("bias_cleared", "bias_not_decisive"),
        "excluded_do_not_vote",
        excluded_voted,
    ),
    (
        "bw",
        lacking("bias_cleared"),
        "excluded_do_not_vote",
        excluded_voted,
    ),
    (
        "nrw",
        decided("adopted_unchanged"),
        "carried_by_more_yes",
        adopted_with_fewer_yes,
    ),
    ("bw", decided("adopted_unchanged"), "carried_by_more_yes", adopted_with_fewer_yes),
    (
        "nrw",
        lacking("body_competent", "non_delegable"),
        "decided_by_a_competent_body",
        beyond_its_powers,
    ),
    (
        "bw",
        lacking("body_competent", "non_delegable"),
        "decided_by_a_competent_body",
        beyond_its_powers,
    ),
    (
        "bw",
        lacking("role_decides", "body_competent", "mayor_for_the_council"),
        "mayor_decides_without_a_quorum",
        in_place_of_a_committee,
    ),
    (
        "bw",
        lacking("role_decides", "body_competent"),
        "silence_where_it_is_decided",
        silent_where_only_advised,
    ),
    # nothing without a decision that stands
    (
        "bw",
        starting("make_executable", "in_consultation", "adopted"),
        "executed_after_decision",
        without_any_decision,
    ),
    # the text that is decided is not the one that was signed
    ("nrw", lacking("changed_text_signed"), "decided_as_signed", not_signed_by_both),
    (
        "nrw",
        lacking("disagreement_voiced"),
        "board_overruled_after_a_dissent",
        overruled_nobody,
    ),
    # an item outside its meeting
    (
        "nrw",
        lacking("item_in_its_meeting"),
        "dealt_with_in_its_meeting",
        called_on_another_day,
    ),
    (
        "bw",
        lacking("item_in_its_meeting"),
        "dealt_with_in_its_meeting",
        called_on_another_day,
    ),
    (
        "nrw",
        lacking("voted_in_meeting", "item_in_its_meeting"),
        "voted_on_agenda",
        called_on_another_day,
    ),
    (
        "bw",
        lacking("voted_in_meeting", "item_in_its_meeting"),
        "voted_on_agenda",
        called_on_another_day,
    ),
    # what suspends does not suspend
    (
        "nrw",
        lacking("no_initiative_standstill"),
        "nothing_begins_under_an_initiative",
        suspended,
    ),
    (
        "bw",
        lacking("no_initiative_standstill"),
        "nothing_begins_under_an_initiative",
        suspended,
    ),
    ("nrw", lacking("not_suspended"), "not_while_objected_to", suspended),
    ("bw", lacking("not_suspended"), "not_while_objected_to", suspended),
    ("nrw", lacking("not_suspended"), "not_under_an_order", suspended),
    ("bw", lacking("not_suspended"), "not_under_an_order", suspended),
    ("nrw", lacking("not_suspended"), "not_while_appealed", suspended),
    (
        "nrw",
        lacking("not_suspended", "no_open_defect"),
        "not_while_legally_objected_to",
        suspended,
    ),
    # periods
    (
        "nrw",
        lacking("appeal_period_over"),
        "no_execution_in_the_appeal_period",
        executable_too_early,
    ),
    (
        "bw",
        lacking("committee_waiting_over"),
        "no_execution_in_the_waiting_days",
        executable_too_early,
    ),
    ("bw", lacking("circulation_over"), "silence_is_no_vote", adopted_the_same_day),
    # a remedy twice, and remedies lost
    ("nrw", lacking("objection_not_repeated"), "objected_once", objected_twice),
    ("bw", lacking("objection_not_repeated"), "objected_once", objected_twice),
    (
        "nrw",
        starting("object", "adopted", "partially_adopted", "executable"),
        "objection_stays_open",
        remedy_lost,
    ),
    (
        "nrw",
        starting("object_legally", "adopted", "partially_adopted", "executable"),
        "legal_objection_stays_open",
        remedy_lost,
    ),
    # a later decision undone by an older vote, and a label that gets round signatures
    (
        "nrw",
        lacking("latest_vote_repeated"),
        "latest_vote_repeated",
        older_vote_repeated,
    ),
    (
        "bw",
        lacking("latest_vote_repeated"),
        "latest_vote_repeated",
        older_vote_repeated,
    ),
    (
        "nrw",
        lacking("changed_text_signed"),
        "urgent_stays_urgent",
        made_urgent_and_back,
    ),
    ("bw", lacking("changed_text_signed"), "urgent_stays_urgent", made_urgent_and_back),
    # bye-laws
    (
        "nrw",
        lacking("satzung_published", "bye_law_in_force"),
        "bye_law_published",
        unpublished,
    ),
    (
        "bw",
        lacking("satzung_published", "bye_law_in_force"),
        "bye_law_published",
        unpublished,
    ),
    (
        "nrw",
        lacking("body_competent", "non_delegable"),
        "bye_law_by_the_council",
        bye_law_of_a_committee,
    ),
    # what was over goes on
    (
        "nrw",
        lacking("paper_not_ended"),
        "rejected_is_not_placed_anew",
        goes_on_though_rejected,
    ),
    (
        "bw",
        lacking("paper_not_ended"),
        "rejected_is_not_placed_anew",
        goes_on_though_rejected,
    ),
    (
        "nrw",
        starting("supplement", "released", "in_consultation", "rejected"),
        "rejected_is_not_placed_anew",
        goes_on_though_rejected,
    ),
]


@pytest.mark.parametrize(("state", "plant", "name", "happened"), PLANTED)
def test_a_planted_hole_is_found_and_really_done(state, plant, name, happened):
    case, way = found(state, plant(STATES[state]), name)
    assert happened(case, way)
