"""Meaning hangs on what is declared, and on no name of a state."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import count
from typing import Any

import attrs
import pytest

from hypothesis import given
from hypothesis import strategies as st

from ratsflow import (
    Actor,
    Ballot,
    Case,
    Consultation,
    InvalidInputError,
    Meeting,
    MemoryStore,
    Motion,
    Move,
    Office,
    Organization,
    Parameter,
    Procedure,
    State,
    Step,
)
from ratsflow.engine import fold
from ratsflow.log import decode
from ratsflow.log.codec import TYPED
from ratsflow.procedure.inputs import MEANINGS, NOT_FACTS, landing_in
from ratsflow.procedure.step import Kind


CHAIR = Actor("chair", "Cora Chair", roles=["chair"])
DAY = date(2026, 3, 19)
NAMES = st.lists(
    st.from_regex(r"[a-z][a-z_]{0,8}", fullmatch=True).filter(
        lambda name: name != "none"
    ),
    min_size=8,
    max_size=8,
    unique=True,
)
AS_SHIPPED = ("planned", "open", "voted", "lodged", "cleared", "draft", "done", "over")


def procedure(names: Any, *, declared: bool = False) -> Procedure:
    """Return a procedure of three lifecycles whose states bear the names."""
    planned, called, decided, lodged, cleared, draft, done, over = names
    consultations: list[Any] = [planned, called, decided]
    if declared:
        consultations = [
            planned,
            State(called, called=True),
            State(decided, decided=True, final=True),
        ]
    return Procedure(
        "own",
        [draft, done, over],
        [
            Step(
                "call",
                by="chair",
                outcomes={"": Move("consultation", planned, called)},
                takes=Parameter("meeting", "meeting"),
            ),
            Step(
                "vote",
                by="chair",
                outcomes={
                    "": [
                        Move("consultation", called, decided),
                        Move("motion", draft, done),
                    ]
                },
                takes=Parameter("ballot", "ballot"),
            ),
            Step(
                "object",
                by="chair",
                outcomes={
                    "": [
                        Move("motion", done),
                        Move("suspension", "none", lodged, new="mayor_objection"),
                    ]
                },
                takes=Parameter("reasons"),
            ),
            Step(
                "clear", by="chair", outcomes={"": Move("suspension", lodged, cleared)}
            ),
            Step("close", done, over, by="chair"),
        ],
        roles=["chair"],
        consultation_states=consultations,
        suspension_states=[lodged, cleared],
    )


def carried(made: Procedure) -> tuple[Case, MemoryStore]:
    """Carry a case to its end."""
    ticks = count()
    store = MemoryStore()
    noon = datetime(2026, 3, 20, 12, tzinfo=UTC)
    office = Office(
        made, store, clock=lambda: noon + timedelta(minutes=next(ticks)), remember=0
    )
    council = Consultation("rat", Organization("Rat", "council"), "decision")
    office.open(Motion("t", public=True), CHAIR, case_id="c", consultations=[council])
    for step, inputs in (
        ("call", {"meeting": Meeting(DAY)}),
        ("vote", {"ballot": Ballot(5, 1)}),
        ("object", {"reasons": "no"}),
        ("clear", {}),
        ("close", {}),
    ):
        case = office.take("c", step, CHAIR, **inputs).case
        assert case == office.case("c")
    assert [] == list(office.verify())
    return case, store


@given(NAMES, st.booleans())
def test_a_case_does_not_depend_on_what_its_states_are_called(
    names: list[str], declared: bool
) -> None:
    """The days, the deciding consultation and the end of an objection are the same."""
    case, _ = carried(procedure(names, declared=declared))

    assert case.deciding is not None
    assert (("rat", (DAY,), names[2]),) == tuple(
        (each.id, each.days, each.state) for each in case.consultations
    )
    assert ((names[4], date(2026, 3, 20), False),) == tuple(
        (each.state, each.ended_on, each.is_active) for each in case.suspensions
    )
    assert case.suspensions[0].against == "rat"


def test_an_objection_stands_where_its_step_leads() -> None:
    """And suspends as long as it stands there."""
    made = procedure(["p", "c", "d", "raised", "gone", "a", "b", "e"])
    _, store = carried(made)
    (lodged,) = fold(store.read("c")[:4]).suspensions

    assert ("raised", True, None) == (lodged.state, lodged.is_active, lodged.ended_on)


def test_who_declares_a_meaning_says_it_of_every_state() -> None:
    """Of a state that is called as another procedure calls its own nothing follows."""
    made = procedure(AS_SHIPPED)
    elsewhere = attrs.evolve(
        made,
        consultation_states=[
            "planned",
            "open",
            State("voted", final=True, called=True),
        ],
    )
    told = {
        state.name: (state.called, state.decided)
        for state in elsewhere.states_of("consultation")
    }

    assert {
        "planned": (False, False),
        "open": (False, False),
        "voted": (True, True),
    } == told


def test_an_entry_says_what_the_states_mean_to_which_it_leads() -> None:
    """So a case is folded by who knows its log and not its procedure."""
    _, store = carried(procedure(["p", "c", "d", "raised", "gone", "a", "b", "e"]))
    told = {
        (move.lifecycle, move.target): move.means
        for record in store.read("c")
        for move in decode(record).moves
        if move.means
    }

    assert {
        ("consultation", "c"): ("called",),
        ("consultation", "d"): ("decided",),
        ("suspension", "gone"): ("over",),
    } == told


def test_a_consultation_that_claims_a_decision_is_refused() -> None:
    """What a body decided comes from steps alone."""
    office = Office(procedure(AS_SHIPPED))
    claimed = Consultation("rat", Organization("Rat", "council"), decided=True)
    with pytest.raises(InvalidInputError, match="claims to be"):
        office.open(Motion("t"), CHAIR, consultations=[claimed])


@pytest.mark.parametrize(
    "name", ["state", "version", "findings", "signatures", "opened_by", "ballot"]
)
def test_no_part_of_a_case_is_stated_as_a_fact(name: str) -> None:
    """A case starts where its procedure says; a fact of that name would only look so."""
    office = Office(procedure(AS_SHIPPED))
    with pytest.raises(InvalidInputError, match=f"'{name}' is no plain fact"):
        office.open(Motion("t"), CHAIR, **{name: "council"})


def test_every_input_that_means_something_lands_where_there_is_such_a_part() -> None:
    """The table names fields that exist, and the codec the types that it names."""
    fields = {
        "consultation": {each.name for each in attrs.fields(Consultation)},
        "motion": set(),
    }
    for name, field in landing_in("consultation").items():
        assert field in fields["consultation"], name
    for name, meaning in MEANINGS.items():
        assert meaning.lands == Parameter(name, meaning.kind).lands
        assert (name in TYPED) == (
            meaning.kind in (Kind.MOTION, Kind.CONSULTATIONS, Kind.MEETING, Kind.BALLOT)
        )
        is_fact = meaning.is_fact or meaning.lands.startswith("facts.")
        assert is_fact == (name not in NOT_FACTS)


def test_what_means_nothing_is_a_fact() -> None:
    """Under its own name."""
    assert "facts.favourite" == Parameter("favourite").lands
