"""Attempts to deal with an item on another day than that of its meeting (E-8, E-12, I-15)."""

from __future__ import annotations

from datetime import date, timedelta

import attrs
import pytest

from attack import (
    CHAIR,
    COUNCIL,
    FACTION,
    OFFICE,
    ON_DEMAND,
    Walk,
    item,
    paper,
    sitting,
    votes,
)
from council import answered
from council import item as up
from hypothesis import given
from hypothesis import strategies as st

from ratsflow.engine import Mode
from ratsflow.model import AgendaRoute, Ballot, Meeting, PaperType
from ratsflow.procedure.step import CONSULTATION
from ratsflow.states.nrw import nrw


HELD = "2026-03-10"
LONG_BEFORE, AFTER, MORNING_AFTER = "2026-02-11", "2026-04-01", "2026-03-11"
AGREED = votes(60, 7, members=67)


def announced(*, opened: bool = False) -> Walk:
    """Return a paper on the council's agenda of 10 March, called there if asked for."""
    walk = Walk(paper(), item("r", COUNCIL, "decision", HELD)).released()
    return walk.called("r", HELD) if opened else walk.announced("r", HELD)


# --------------------------------------------------------------- dealt with elsewhere


@pytest.mark.parametrize("day", [LONG_BEFORE, AFTER])
def test_an_item_would_have_been_called_outside_its_meeting(day):
    """Four weeks before the meeting, or three weeks after it, nobody calls an item."""
    said = announced().refused("open_item", CHAIR, day, on="r", bias_asked=True)
    assert "item_in_its_meeting" in said


def test_an_item_is_called_in_its_meeting_and_after_midnight():
    """A sitting may outlast the day on which it began."""
    assert set() == announced().refused(
        "open_item", CHAIR, HELD, on="r", bias_asked=True
    )
    assert set() == announced().refused(
        "open_item", CHAIR, MORNING_AFTER, on="r", bias_asked=True
    )


@pytest.mark.parametrize(
    ("step", "inputs"),
    [
        ("non_consider", {"procedural_ballot": AGREED}),
        ("settle_item", {"procedural_ballot": AGREED, "reasons": "x"}),
        ("postpone", {"procedural_ballot": AGREED}),
        ("defer", {"procedural_ballot": AGREED}),
        ("first_reading", {}),
        ("return_to_administration", {"procedural_ballot": AGREED}),
    ],
)
def test_an_item_would_have_been_ended_weeks_later(step, inputs):
    """Whatever ends an item happens in the meeting in which it is up."""
    walk = announced(opened=True)
    assert "item_in_its_meeting" in walk.refused(step, CHAIR, AFTER, on="r", **inputs)
    assert set() == walk.refused(step, CHAIR, HELD, on="r", **inputs)


@pytest.mark.parametrize("step", ["settle_item", "postpone", "defer"])
def test_an_item_would_have_been_put_off_before_its_meeting(step):
    """Before the meeting the item can be taken off; the body itself decides there."""
    said = announced().refused(
        step, CHAIR, LONG_BEFORE, on="r", procedural_ballot=AGREED
    )
    assert {"item_in_its_meeting", "procedural_vote_in_meeting"} <= said


def test_a_factions_motion_would_have_been_ended_five_weeks_early():
    """Its proposers have a right to be heard in the meeting (E-5)."""
    walk = Walk(ON_DEMAND, item("r", COUNCIL, "decision", "2026-03-19"), opener=FACTION)
    walk.filed().announced("r", "2026-03-19")
    said = walk.refused("open_item", CHAIR, LONG_BEFORE, on="r", bias_asked=True)
    assert "item_in_its_meeting" in said


def test_what_happened_on_another_day_can_be_recorded():
    """The record keeps what was done, with what the law says of it."""
    walk = announced()
    taken = walk.take(
        "open_item", OFFICE, AFTER, on="r", bias_asked=True, mode=Mode.RECORD
    )
    assert "item_in_its_meeting" in {row["rule"] for row in taken.entry.findings}


def test_the_body_would_have_agreed_outside_a_meeting():
    """A withdrawal that needs the body's consent has it from a vote in its meeting."""
    walk = announced()
    given = {"procedural_ballot": AGREED, "reasons": "x"}
    for day in (LONG_BEFORE, AFTER):
        assert "procedural_vote_in_meeting" in walk.refused(
            "settle", CHAIR, day, **given
        )
    circulated = {**given, "procedural_ballot": attrs.evolve(AGREED, circular=True)}
    assert "procedural_vote_in_meeting" in walk.refused(
        "settle", CHAIR, HELD, **circulated
    )
    assert set() == walk.refused("settle", CHAIR, HELD, **given)


# ------------------------------------------------------------------ placed too late


def test_an_item_would_have_been_placed_on_the_agenda_of_a_meeting_long_over():
    """Nothing joins an agenda that has been dealt with."""
    walk = Walk(paper(), item("r", COUNCIL, "decision", HELD)).released()
    for way in ("regular", "supplement", "unannounced"):
        said = walk.refused(
            "place_on_agenda", OFFICE, AFTER, on="r", meeting=sitting(HELD), route=way
        )
        assert "meeting_not_over" in said


def test_an_item_would_have_joined_a_dispatched_agenda_as_regular():
    """The agenda of 26 February holds what was on it then."""
    walk = Walk(paper(), item("r", COUNCIL, "decision", HELD)).released()
    given = {"on": "r", "meeting": sitting(HELD)}
    for day in ("2026-02-27", HELD):
        said = walk.refused("place_on_agenda", OFFICE, day, **given, route="regular")
        assert {"agenda_joined_in_time"} == said
    said = walk.refused("place_on_agenda", OFFICE, "2026-02-27", **given)
    assert {"agenda_joined_in_time"} == said
    said = walk.refused(
        "place_on_agenda", OFFICE, "2026-02-26", **given, route="regular"
    )
    assert set() == said


def test_an_item_would_have_joined_a_supplement_that_was_sent_out():
    """Neither does anything join a supplementary agenda afterwards."""
    walk = Walk(paper(), item("r", COUNCIL, "decision", HELD)).released()
    held = sitting(HELD, supplemented_on=date(2026, 3, 5))
    given = {"on": "r", "meeting": held, "route": "supplement"}
    assert {"agenda_joined_in_time"} == walk.refused(
        "place_on_agenda", OFFICE, "2026-03-06", **given
    )
    assert set() == walk.refused("place_on_agenda", OFFICE, "2026-03-05", **given)


def test_an_invitation_would_have_made_a_late_item_regular():
    """What came by a supplement stays what it is."""
    walk = Walk(paper(), item("r", COUNCIL, "decision", HELD)).released()
    late = sitting(HELD, supplemented_on=date(2026, 3, 9))
    walk.take(
        "place_on_agenda",
        OFFICE,
        "2026-03-09",
        on="r",
        meeting=late,
        route="supplement",
    )
    given = {"on": "r", "meeting": sitting(HELD)}
    assert {"agenda_route_kept"} == walk.refused(
        "record_invitation", OFFICE, "2026-03-09", **given, route="regular"
    )
    assert set() == walk.refused("record_invitation", OFFICE, "2026-03-09", **given)


def test_an_agenda_would_have_been_extended_before_the_meeting():
    """The body extends its agenda in the meeting (E-7)."""
    walk = Walk(paper(), item("r", COUNCIL, "decision", HELD)).released()
    given = {
        "on": "r",
        "meeting": sitting(HELD),
        "route": "urgent",
        "urgency_reason": "x",
        "urgency_ground": "no_delay",
        "procedural_ballot": AGREED,
    }
    for day in ("2026-03-09", "2026-03-12"):
        said = walk.refused("add_urgently", CHAIR, day, **given)
        assert {"item_in_its_meeting", "procedural_vote_in_meeting"} <= said


# ----------------------------------------------------------------------- properties

DATES = st.dates(date(2024, 1, 1), date(2028, 12, 31))
SPANS = st.integers(-40, 40)


@given(held=DATES, span=SPANS)
def test_only_the_sitting_itself_is_the_day_of_an_item(held, span):
    """Of all days around, the day of the meeting and the next (past midnight) are good."""
    day = held + timedelta(span)
    about = up(meeting=Meeting(held))
    ballot = Ballot(yes=1, no=0)
    good = span in (0, 1)
    found = answered("item_in_its_meeting", about=about, day=day, step="note")
    assert good == (found == "met")
    found = answered(
        "procedural_vote_in_meeting",
        about=about,
        day=day,
        step="postpone",
        procedural_ballot=ballot,
    )
    assert good == (found == "met")
    found = answered("meeting_not_over", about=about, day=day, step="reorder")
    assert (span <= 1) == (found == "met")
    found = answered("meeting_not_over", about=about, day=day, step="replan")
    assert found == "met"


@given(
    held=DATES,
    sent=st.none() | st.integers(0, 20),
    invited=st.none() | st.integers(0, 20),
    added=st.none() | st.integers(0, 20),
    span=st.integers(0, 30),
    route=st.none() | st.sampled_from(AgendaRoute),
    kind=st.sampled_from(PaperType),
)
def test_an_agenda_holds_what_was_there_when_it_went_out(
    held, sent, invited, added, span, route, kind
):
    """Nothing is a regular item that came after the dispatch, else after the invitation."""

    def back(count):
        return None if count is None else held - timedelta(count)

    day, out = back(span), back(invited if sent is None else sent)
    meeting = Meeting(
        held,
        dispatched_on=back(sent),
        invited_on=back(invited),
        supplemented_on=back(added),
    )
    found = answered(
        "agenda_joined_in_time",
        about=up(route=None),
        motion=paper(paper_type=kind),
        step="place_on_agenda",
        meeting=meeting,
        route=route,
        day=day,
    )
    late = {
        AgendaRoute.REGULAR: (out, "unmet"),
        AgendaRoute.SUPPLEMENT: (back(added), "unmet"),
        None: (out, "unknown"),
    }
    last, answer = late.get(route, (None, ""))
    with_another = kind in ("amendment", "procedural_motion")
    if with_another or last is None or day <= last:
        assert found == "met"
    else:
        assert found == answer


@given(
    before=st.none() | st.sampled_from(AgendaRoute), after=st.sampled_from(AgendaRoute)
)
def test_no_invitation_brings_an_item_nearer_to_the_agenda(before, after):
    """It may say at first how the item came, repeat it, or say that it was on none."""
    found = answered("agenda_route_kept", about=up(route=before), route=after)
    assert (before in (None, after) or after == "unannounced") == (found == "met")


def test_every_step_about_a_meeting_looks_at_its_day():
    """No step that moves an item in or onto a meeting is left out, whatever is added."""
    rules = {
        "item_in_its_meeting",
        "meeting_not_over",
        "voted_in_meeting",
        "drawn_in_its_meeting",
    }
    free = {"remove", "withdraw_from_agenda", "cancel_consultation", "assert_bias"}
    asked = {
        step.name
        for step in nrw().steps
        for moves in step.branches.values()
        for move in moves
        if move.lifecycle == CONSULTATION and not move.each
    }
    blind = {
        step.name
        for step in nrw().steps
        if step.name in asked and not rules & set(step.guards)
    }
    assert free == blind


# ------------------------------------------------- vanishing, foretelling, another law


def test_the_office_would_have_made_an_item_vanish_in_the_meeting():
    """On the agenda or called, the body itself takes it off (E-10)."""
    walk = announced(opened=True)
    gone = {"on": "r", "reasons": "x"}
    assert {"cancelled_off_agenda"} == walk.refused(
        "cancel_consultation", OFFICE, HELD, **gone
    )
    assert set() == announced().refused(
        "cancel_consultation", OFFICE, LONG_BEFORE, **gone
    )


def test_the_minutes_of_a_meeting_to_come_would_have_been_kept():
    """Nothing is told of a day that has not come."""
    walk = announced(opened=True)
    walk.take("vote", CHAIR, HELD, on="r", ballot=AGREED)
    early = {"minutes_of": "2026-03-26", "minutes_signed_by": ("mayor", "secretary")}
    assert {"told_days_past"} == walk.refused("keep_minutes", OFFICE, HELD, **early)
    assert set() == walk.refused(
        "keep_minutes", OFFICE, HELD, **{**early, "minutes_of": HELD}
    )


@given(held=DATES, span=SPANS, state=st.sampled_from(["planned", "on_agenda", "open"]))
def test_an_item_vanishes_before_or_after_its_meeting_only(held, span, state):
    """In the sitting itself it is up; planned, it is on no agenda."""
    about = up(meeting=Meeting(held), state=state)
    found = answered(
        "cancelled_off_agenda", about=about, day=held + timedelta(span), step="x"
    )
    in_it = state != "planned" and span in (0, 1)
    assert in_it == (found == "unmet")


@given(day=DATES, told=DATES, name=st.sampled_from(["missed_meeting", "minutes_of"]))
def test_what_is_told_has_happened(day, told, name):
    """The day itself is good."""
    found = answered("told_days_past", day=day, step="x", **{name: told.isoformat()})
    assert (told <= day) == (found == "met")
