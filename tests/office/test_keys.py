"""A key that is sent again belongs to the same command, or to a wrong call."""

from __future__ import annotations

import pickle

from datetime import UTC, datetime, timedelta

import pytest

from ratsflow import (
    Actor,
    Ballot,
    Motion,
    Office,
    Override,
    Parameter,
    Procedure,
    State,
    Step,
)
from ratsflow.engine import Mode
from ratsflow.errors import InvalidInputError, KeyReusedError, RepeatedError
from ratsflow.office import Attempt


NOON = datetime(2026, 3, 19, 12, tzinfo=UTC)
CHAIR = Actor("h", "Hanna Vorsitz", roles=["chair"])
OTHER = Actor("o", roles=["chair"])
TOWN = Procedure(
    "town",
    ["open", State("done", final=True)],
    [
        Step(
            "vote",
            "open",
            by="chair",
            signs="chair",
            takes=[
                Parameter("ballot", "ballot"),
                Parameter("day", "day", required=False),
                Parameter("remark", required=False, personal=True),
            ],
        ),
        Step("close", "open", "done", by="chair"),
    ],
    roles=["chair"],
    recorders=["chair"],
    overriders=["chair"],
    erasers=["chair"],
)
BALLOT = Ballot(yes=5, no=2)
GIVEN = {"ballot": BALLOT, "day": "2026-03-19", "remark": "So sei es."}


@pytest.fixture(name="office")
def _office():
    office = Office(TOWN, clock=lambda: NOON)
    office.open(Motion("Bank"), CHAIR, case_id="A", key="open", lots=[1, 2])
    office.open(Motion("Baum"), CHAIR, case_id="B")
    office.take("A", "vote", CHAIR, key="k", **GIVEN)
    return office


@pytest.mark.parametrize(
    ("about", "other"),
    [
        ({"ballot": Ballot(yes=2, no=5)}, {"ballot"}),
        ({"remark": "Niemals."}, {"remark"}),
        ({"remark": None}, {"remark"}),
        ({"day": "2026-03-20"}, {"day"}),
        ({"actor": OTHER}, {"actor"}),
        ({"actor": Actor("h", roles=["chair"], on_behalf_of="x")}, {"on_behalf_of"}),
        ({"case_id": "B"}, {"case"}),
        ({"step": "close"}, {"step"}),
        ({"at": NOON - timedelta(days=1)}, {"at"}),
        ({"mode": Mode.RECORD}, {"mode"}),
        ({"override": Override("Eilt.")}, {"override"}),
        ({"day": "no day"}, {"inputs"}),
    ],
)
def test_another_command_under_a_used_key_is_a_wrong_call(office, about, other):
    """It says what differs, and nothing is written."""
    call = {"case_id": "A", "step": "vote", "actor": CHAIR, **GIVEN, **about}
    if call["step"] == "close":
        call = {name: v for name, v in call.items() if name not in GIVEN}
    with pytest.raises(KeyReusedError) as info:
        office.take(**call, key="k")
    error = info.value
    assert isinstance(error, InvalidInputError)
    assert not isinstance(error, RepeatedError)
    assert (other, ("A", 2)) == (set(error.other), (error.case_id, error.version))
    assert str(error) == str(pickle.loads(pickle.dumps(error)))  # noqa: S301
    assert (2, 1) == (office.case("A").version, office.case("B").version)


@pytest.mark.parametrize(
    "about", [{}, {"at": NOON}, {"mode": Mode.ENFORCE}, {"day": NOON.date()}]
)
def test_the_same_command_was_carried_out(office, about):
    """Also where it is written in another way, or its time is said or left out."""
    with pytest.raises(RepeatedError):
        office.take("A", "vote", CHAIR, key="k", **{**GIVEN, **about})


def test_what_was_erased_cannot_be_compared(office):
    """The same command is still the same when a part of it is gone."""
    office.erase("A", CHAIR, reason="x", authority="y", names=["remark"], key="e")
    with pytest.raises(RepeatedError):
        office.take("A", "vote", CHAIR, key="k", **GIVEN)
    with pytest.raises(RepeatedError):
        office.erase("A", CHAIR, reason="x", authority="y", names=["remark"], key="e")
    with pytest.raises(KeyReusedError) as info:
        office.erase("A", CHAIR, reason="z", authority="y", key="e")
    assert ("reason",) == info.value.other


def test_an_opening_is_compared_too(office):
    """Its text and its facts."""
    again = {"case_id": "A", "key": "open"}
    with pytest.raises(RepeatedError):
        office.open(Motion("Bank"), CHAIR, lots=(1, 2), **again)
    with pytest.raises(RepeatedError):
        office.open(Motion("Bank"), CHAIR, lots=(1, 2), key="open")
    with pytest.raises(KeyReusedError) as info:
        office.open(Motion("Schloss"), CHAIR, lots=[1], **again)
    assert ("lots", "motion") == info.value.other


def test_in_bulk_each_has_its_own_answer(office):
    """A key that was used is told as it is alone."""
    same, other = (
        Attempt("A", "vote", CHAIR, key="k", inputs={**GIVEN, "ballot": ballot})
        for ballot in (BALLOT, Ballot(yes=1, no=9))
    )
    found = office.take_many([same, other])
    assert [RepeatedError, KeyReusedError] == [type(each) for each in found]
