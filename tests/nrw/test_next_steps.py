"""Which steps start is told by the states alone, before any rule is asked."""

from __future__ import annotations

from datetime import UTC, date, datetime

import attrs
import pytest

from hypothesis import given, settings
from hypothesis import strategies as st

from ratsflow import (
    Actor,
    Consultation,
    Meeting,
    Motion,
    Organization,
    Suspension,
    bw,
    nrw,
)
from ratsflow.engine import NO_OTHERS, assess, open_case
from ratsflow.model import SuspensionKind
from ratsflow.procedure.starting import startable
from ratsflow.procedure.step import CONSULTATION, MOTION, SUSPENSION


AT = datetime(2026, 3, 19, 16, tzinfo=UTC)
COUNCIL = Organization("Rat", "council", members=59)
CLERK = Actor("clerk", roles=("council_office", "chair", "mayor"))
ITEM = Consultation("c1", COUNCIL, "decision", Meeting(date(2026, 3, 19)))
MADE = {"NRW": nrw(), "BW": bw()}


@st.composite
def cases(draw, made):
    """A case in any states, with consultations and suspensions in any of theirs."""
    named = {
        kind: st.sampled_from([each.name for each in made.states_of(kind)])
        for kind in (MOTION, CONSULTATION, SUSPENSION)
    }
    items = [
        attrs.evolve(ITEM, id=f"c{number}", state=draw(named[CONSULTATION]))
        for number in range(draw(st.integers(0, 2)))
    ]
    held = [
        Suspension(
            f"{kind}-1", kind, "rm-7", date(2026, 3, 20), state=draw(named[SUSPENSION])
        )
        for kind in draw(
            st.lists(st.sampled_from(SuspensionKind), max_size=2, unique=True)
        )
    ]
    case = open_case(made, "1", Motion("Radweg", public=True), CLERK, at=AT).case
    return attrs.evolve(
        case,
        state=draw(named[MOTION]),
        consultations=tuple(items),
        suspensions=tuple(held),
    )


def asked(made, case, names):
    """The steps that start, of those named with what they are about."""
    for name, on in names:
        verdict = assess(made, case, name, CLERK, at=AT, on=on, others=NO_OTHERS)
        if verdict.starts_here:
            yield name, on


def every(made, case):
    """Every step, about everything that it can be about."""
    for step in made.steps:
        subjects = {
            CONSULTATION: [each.id for each in case.consultations],
            SUSPENSION: [each.id for each in case.suspensions],
        }
        yield from ((step.name, on) for on in subjects.get(step.subject, [""]))


@pytest.mark.parametrize("state", MADE)
@settings(max_examples=25, deadline=None)
@given(data=st.data())
def test_no_step_is_lost_that_would_start(state, data):
    """Whoever asks every step, rules and all, finds the same as who asks what starts."""
    made = MADE[state]
    case = data.draw(cases(made))

    found = list(asked(made, case, startable(made, case)))

    assert list(asked(made, case, every(made, case))) == found
