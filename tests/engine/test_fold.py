"""A case is the fold of its log."""

from __future__ import annotations

from datetime import UTC, datetime

import attrs
import pytest

from hypothesis import given
from hypothesis import strategies as st

from ratsflow import (
    Actor,
    Ballot,
    BrokenLogError,
    Consultation,
    InvalidInputError,
    Meeting,
    Motion,
    Move,
    Organization,
    Parameter,
    Procedure,
    State,
    Step,
)
from ratsflow.engine import apply, assess, fold, open_case, take
from ratsflow.log import decode


NOON = datetime(2026, 3, 19, 12, tzinfo=UTC)
CLERK = Actor("meier", roles=["clerk"])
RING = Procedure(
    "ring",
    ["a", "b", "c"],
    [
        Step("ab", "a", "b", by="clerk", takes=[Parameter("note", required=False)]),
        Step("bc", "b", "c", by="clerk", signs="clerk"),
        Step("ca", "c", "a", by="clerk", takes=[Parameter("motion", "motion", False)]),
        Step("stay", ["a", "b", "c"], by="clerk", takes=[Parameter("n", "number")]),
        Step(
            "route",
            ["a", "b", "c"],
            by="clerk",
            takes=[Parameter("consultations", "consultations")],
        ),
    ],
    roles=["clerk"],
)


@given(
    st.lists(st.tuples(st.sampled_from(["ab", "bc", "ca", "stay"]), st.integers(0, 9)))
)
def test_live_case_and_folded_case_are_equal(walk):
    """Whatever was done, reading the log back gives the very same case at every entry."""
    opened = open_case(RING, "c", Motion("t"), CLERK, at=NOON)
    case, records = opened.case, [opened.record]
    for step, number in walk:
        inputs = {"ab": {"note": f"ü{number}"}, "stay": {"n": number}}.get(step, {})
        if step == "ca" and number % 2:
            inputs = {"motion": Motion(f"t{number}")}
        verdict = assess(RING, case, step, CLERK, at=NOON, inputs=inputs)
        if verdict.allowed:
            taken = take(verdict)
            case = taken.case
            records.append(taken.record)
            assert decode(taken.record) == taken.entry

    assert case == fold(records)
    assert [record.version for record in records] == list(range(1, len(records) + 1))


def test_a_signature_covers_one_text():
    """A signature under an earlier text does not count for the present one."""
    case = open_case(RING, "c", Motion("t"), CLERK, at=NOON).case
    for step, inputs in [("ab", {}), ("bc", {}), ("ca", {"motion": Motion("other")})]:
        case = take(assess(RING, case, step, CLERK, at=NOON, inputs=inputs)).case

    assert (1, 0) == (len(case.signatures), len(case.valid_signatures))


@pytest.mark.parametrize(
    "forged",
    [
        {"state": "voted"},
        {"result": "adopted_unchanged"},
        {"days": (NOON.date(),)},
    ],
)
def test_no_consultation_comes_with_a_result(forged):
    """A consultation that claims to have been held is refused at every door."""
    fake = Consultation("c1", Organization("Rat", "council"), **forged)
    case = open_case(RING, "c", Motion(), CLERK, at=NOON).case

    with pytest.raises(InvalidInputError, match="take the steps"):
        assess(RING, case, "route", CLERK, at=NOON, inputs={"consultations": (fake,)})
    with pytest.raises(InvalidInputError, match="take the steps"):
        open_case(RING, "c", Motion(), CLERK, at=NOON, consultations=(fake,))


def test_no_consultation_replaces_another():
    """A consultation cannot be overwritten by one of the same id."""
    plan = Consultation("c1", Organization("Rat", "council"))
    case = open_case(RING, "c", Motion(), CLERK, at=NOON, consultations=(plan,)).case

    with pytest.raises(InvalidInputError, match="already"):
        assess(RING, case, "route", CLERK, at=NOON, inputs={"consultations": (plan,)})


def test_an_entry_out_of_turn_is_refused():
    """A log in which an entry is missing or stands twice cannot be folded."""
    opened = open_case(RING, "c", Motion(), CLERK, at=NOON)
    first = take(assess(RING, opened.case, "ab", CLERK, at=NOON))
    second = take(assess(RING, first.case, "bc", CLERK, at=NOON))
    for records in ([opened.record, second.record], [opened.record, opened.record]):
        with pytest.raises(BrokenLogError, match="does not continue"):
            fold(records)


@pytest.mark.parametrize("name", ["signature", "consultations", "ballot", "suspension"])
def test_no_fact_stands_in_for_a_step(name):
    """Signatures, ballots and suspensions come about by steps, not as facts at opening."""
    with pytest.raises(InvalidInputError, match="by steps alone"):
        open_case(RING, "c", Motion(), CLERK, at=NOON, facts={name: "x"})


def test_a_log_begins_with_its_opening():
    """A log whose first entry is a step cannot be folded."""
    opened = open_case(RING, "c", Motion(), CLERK, at=NOON)
    second = take(assess(RING, opened.case, "ab", CLERK, at=NOON))
    with pytest.raises(BrokenLogError, match="does not begin"):
        fold([second.record])


BOARD = Procedure(
    "board",
    ["open", "done"],
    [
        Step(
            "vote",
            outcomes={
                "": (Move("consultation", "planned", "decided"),),
            },
            by="clerk",
            takes=[
                Parameter("meeting", "meeting", False),
                Parameter("agenda_number", "text", False),
                Parameter("route", "text", False),
                Parameter("ballot", "ballot", False),
                Parameter("excluded", "names", False),
            ],
        ),
        Step("end", "open", "done", by="clerk"),
    ],
    roles=["clerk"],
    consultation_states=["planned", State("decided", decided=True)],
)


def voted(**inputs):
    """Return a case before a vote, and the vote as it was taken."""
    route = (Consultation("k", Organization("Rat", "council")),)
    case = open_case(BOARD, "c", Motion("t"), CLERK, at=NOON, consultations=route).case
    verdict = assess(BOARD, case, "vote", CLERK, at=NOON, inputs=inputs, on="k")
    return case, take(verdict)


@pytest.mark.parametrize(
    "inputs",
    [
        {},
        {"meeting": Meeting(NOON.date()), "agenda_number": "5", "route": "urgent"},
        {"ballot": Ballot(3, 1, 0, 0)},
        {"ballot": Ballot(3, 1, 0, 0), "excluded": ("meier", "MEIER")},
    ],
)
def test_what_a_step_makes_of_a_consultation_is_a_whole_one(inputs):
    """Every field is of its type and nobody can change one, whichever way it was made."""
    _, taken = voted(**inputs)
    (made,) = taken.case.consultations

    fields = attrs.asdict(made, recurse=False)
    assert made == Consultation(**fields)
    assert [type(each) for each in fields.values()] == [
        type(each)
        for each in attrs.asdict(Consultation(**fields), recurse=False).values()
    ]
    assert inputs.get("meeting", None) == made.meeting
    assert (made.ballots, made.decided, made.state) == (
        (inputs["ballot"],) if "ballot" in inputs else (),
        True,
        "decided",
    )
    with pytest.raises(attrs.exceptions.FrozenInstanceError):
        made.state = "planned"


@pytest.mark.parametrize(
    "forged",
    [{"ballot": None}, {"meeting": "2026-03-19"}, {"agenda_number": 5}, {"route": "x"}],
)
def test_a_forged_input_makes_no_consultation(forged):
    """What a body holds that is of another type is refused; `fold` says so of the entry."""
    case, taken = voted()
    entry = attrs.evolve(taken.entry, inputs=forged)
    with pytest.raises((InvalidInputError, AttributeError)):
        apply(case, entry, taken.record.hash)
