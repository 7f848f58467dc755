"""Texts of subclasses are taken as the plain texts that they are, at every door.

Template engines mark safe texts, enums have members that are texts, parsers return texts that
know where they stood: each is equal to its text and written in a way of its own.
"""

from __future__ import annotations

from datetime import UTC, datetime
from enum import StrEnum

import pytest

from ratsflow import (
    Actor,
    Ballot,
    Consultation,
    Motion,
    Office,
    Organization,
    Override,
    Parameter,
    Procedure,
    RepeatedError,
    SqlStore,
    State,
    Step,
)
from ratsflow.engine import Mode
from ratsflow.office import Attempt


class Safe(str):
    """A text that tells of itself in another way."""

    __slots__ = ()

    def __str__(self) -> str:
        return "<b>"


class Names(StrEnum):
    """Words of a host, whose members are called otherwise than they are written."""

    CASE = "v-1"
    STEP = "go"
    END = "end"
    CLERK = "clerk"
    NOTE = "note"
    WHO = "who"


TOWN = Procedure(
    "town",
    ["draft", State("done", final=True)],
    [
        Step(
            "go",
            "draft",
            by="clerk",
            takes=(Parameter("note"), Parameter("who", "names")),
        ),
        Step("end", "draft", "done", by="clerk"),
    ],
    roles=["clerk"],
    overriders=["clerk"],
    recorders=["clerk"],
)
NOON = datetime(2026, 3, 19, 12, tzinfo=UTC)


def plain_all_through(value: object) -> bool:
    """Tell whether every text in a value is a plain one, or a member of our own lists."""
    if isinstance(value, str):
        return type(value) is str or type(value).__module__.startswith("ratsflow")
    if isinstance(value, dict):
        return all(map(plain_all_through, (*value, *value.values())))
    if isinstance(value, tuple | list):
        return all(map(plain_all_through, value))
    fields = getattr(value, "__attrs_attrs__", ())
    return all(plain_all_through(getattr(value, each.name)) for each in fields)


@pytest.mark.parametrize("text", [Safe, Names])
@pytest.mark.parametrize("make", ["memory", "sql"])
def test_a_case_is_the_same_whatever_class_its_texts_have(text, make):
    """From the opening to what is read back, and a key means the same command."""
    office = Office(
        TOWN, SqlStore("sqlite://") if make == "sql" else None, clock=lambda: NOON
    )
    clerk = Actor(text("clerk"), text("who"), roles=[text("clerk")])
    route = Consultation(text("who"), Organization(text("note")), "decision")
    motion = Motion(text("note"), proposal=text("go"), topics=[text("who")])
    opened = office.open(
        motion, clerk, case_id=text("v-1"), key=text("who"), consultations=[route]
    )
    given = {text("note"): text("note"), text("who"): [text("who")]}
    taken = office.take(text("v-1"), text("go"), clerk, key=text("go"), **given)

    assert plain_all_through((opened, taken.case, taken.entry))
    assert taken.case == office.case("v-1")
    assert [] == list(office.verify())
    with pytest.raises(RepeatedError):
        office.take("v-1", "go", clerk, key="go", note="note", who=("who",))
    request = Attempt(text("v-1"), text("end"), clerk, key=text("note"))
    (done,) = office.take_many([request])
    assert "done" == done.case.state


def test_reasons_and_votes_are_plain_too():
    """What is said of an override, and by whom was voted."""
    override = Override(Safe("why"), Safe("who"), rules=[Safe("rule")])
    ballot = Ballot(
        yes=1, no=0, mode=Safe("roll_call"), votes=[[Safe("a"), Safe("yes")]]
    )
    assert plain_all_through((override, ballot))
    office = Office(TOWN, clock=lambda: NOON)
    clerk = Actor("c", roles=["clerk"])
    office.open(Motion("t"), clerk, case_id="A")
    office.take("A", "end", clerk, override=override, mode=Mode.ENFORCE)
    assert override.reason == office.entries("A")[-1].override.reason
