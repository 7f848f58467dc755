"""The office: load, assess, append; conflicts, refusals, time and verification."""

from __future__ import annotations

import pickle

from datetime import UTC, datetime, timedelta

import attrs
import pytest

from ratsflow import (
    Actor,
    ConflictError,
    CostStatement,
    InvalidInputError,
    Motion,
    Office,
    Parameter,
    Procedure,
    RefusedError,
    RepeatedError,
    Rule,
    Step,
    StoreError,
    UnknownNameError,
)
from ratsflow.errors import NaiveTimeError
from ratsflow.office import standing_of
from ratsflow.office.projection import key_of
from ratsflow.stores import Store


CLERK = Actor("meier", "Eva Meier", roles=["clerk"])
NOON = datetime(2026, 3, 19, 12, tzinfo=UTC)
COSTS = Rule("costs", lambda q: q.motion.cost_statement is not None)
SMALL = Procedure(
    "small",
    ["draft", "council", "adopted"],
    [
        Step("revise", "draft", by="clerk", takes=[Parameter("motion", "motion")]),
        Step("submit", "draft", "council", by="clerk", guards="costs"),
        Step(
            "adopt",
            "council",
            "adopted",
            by="clerk",
            takes=[Parameter("due_on", "day", False)],
        ),
    ],
    rules=[COSTS],
    roles=["clerk"],
)
STATED = Motion("A bench", cost_statement=CostStatement("none"), public=True)


class Clock:
    """A clock that moves a minute each time it is read."""

    def __init__(self) -> None:
        self.now = NOON

    def __call__(self) -> datetime:
        self.now += timedelta(minutes=1)
        return self.now


def office(store: Store | None = None, **more: object) -> Office:
    """Return an office with a clock of its own."""
    return Office(SMALL, store, clock=Clock(), **more)


def test_a_refusal_carries_its_verdict_and_writes_nothing(store):
    """A refused step raises the verdict; the log is as it was."""
    desk = office(store)
    case = desk.open(Motion("A bench"), CLERK)
    with pytest.raises(
        RefusedError, match=r"1 thing is missing:\n  costs .* \[rule:costs\]"
    ) as caught:
        desk.take(case.id, "submit", CLERK)

    assert ["costs"] == [finding.code for finding in caught.value.verdict.blocking]
    assert 1 == len(desk.entries(case.id))


def test_refused_attempts_can_be_recorded(store):
    """An office that was told to writes refused attempts down."""
    desk = office(store, record_refusals=True)
    case = desk.open(Motion("A bench"), CLERK)
    with pytest.raises(RefusedError):
        desk.take(case.id, "submit", CLERK)

    last = desk.entries(case.id)[-1]
    assert ("refused", "submit", "costs") == (
        last.kind.value,
        last.step,
        last.findings[0]["rule"],
    )
    assert "draft" == desk.case(case.id).state
    assert [] == list(desk.verify())


def test_the_loser_of_a_race_gets_a_conflict(store):
    """Two offices on one store: who comes second gets a conflict with both versions."""
    first, second = office(store), office(store)
    case = first.open(STATED, CLERK, case_id="c")
    stale = second.case("c")
    first.take("c", "submit", CLERK)
    record = first.records("c")[1]

    with pytest.raises(ConflictError, match="stands at version 2, not 1"):
        store.append(
            "c", (record,), expected=stale.version, standing=store.standing("c")
        )
    with pytest.raises(ConflictError):
        second.open(STATED, CLERK, case_id=case.id)


def test_a_repeated_command_does_not_act_twice(store):
    """A command with a used idempotency key is told which entry it wrote."""
    desk = office(store)
    desk.open(STATED, CLERK, case_id="c", key="open-1")
    desk.take("c", "revise", CLERK, motion=Motion("B"), key="k")
    with pytest.raises(RepeatedError, match="entry 2"):
        desk.take("c", "revise", CLERK, motion=Motion("B"), key="k")
    assert 2 == desk.case("c").version


def test_the_case_as_of_a_version_an_effective_and_a_recorded_time(store):
    """Late recording is possible and visible: two times, each with a question of its own."""
    desk = office(store)
    desk.open(STATED, CLERK, case_id="c", at=NOON - timedelta(days=10))
    desk.take("c", "submit", CLERK, at=NOON - timedelta(days=5))

    assert "draft" == desk.as_of("c", version=1).state
    assert "council" == desk.as_of("c", effective=NOON - timedelta(days=5)).state
    assert "draft" == desk.as_of("c", effective=NOON - timedelta(days=6)).state
    with pytest.raises(UnknownNameError):
        desk.as_of("c", recorded=NOON)
    both = desk.as_of(
        "c", effective=NOON, recorded=NOON + timedelta(minutes=1, seconds=30)
    )
    assert 1 == both.version


def test_a_late_entry_does_not_hide_what_took_effect_later(store):
    """As of a day, an entry recorded in between that took effect later does not count."""
    desk = office(store)
    desk.open(STATED, CLERK, case_id="c", at=NOON - timedelta(days=10))
    desk.take("c", "submit", CLERK, at=NOON - timedelta(days=1))
    desk.take("c", "adopt", CLERK, at=NOON - timedelta(days=3), due_on=NOON.date())

    assert "adopted" == desk.as_of("c", effective=NOON - timedelta(days=2)).state
    assert "draft" == desk.as_of("c", effective=NOON - timedelta(days=4)).state


@pytest.mark.parametrize("due_on", [5, "soon", "", None, ["2026-04-01"], NOON])
def test_what_falls_due_is_a_day(due_on):
    """A case is not opened with a day that is none, and one that is one is found by it."""
    silent = [attrs.evolve(step, takes=()) for step in SMALL.steps]
    desk = Office(attrs.evolve(SMALL, steps=silent))  # no step states it
    with pytest.raises(InvalidInputError, match=r"due_on: .* is no day"):
        desk.open(STATED, CLERK, case_id="c", due_on=due_on)
    desk.open(STATED, CLERK, case_id="c", due_on=NOON.date())
    assert "2026-03-19" == desk.store.find(due_by="2026-03-19")[0].standing.due


def test_a_log_in_which_something_else_falls_due_is_read():
    """Logs of others may name a number there: it says of no day."""
    case = office().open(STATED, CLERK, case_id="c")
    assert "" == standing_of(attrs.evolve(case, facts={"due_on": 5})).due


def test_a_number_that_no_store_holds_is_borne_by_nobody():
    """Who looks for it finds nothing, and is not stopped by it."""
    assert key_of("a\ud800") not in {"", key_of("a"), key_of("a?")}


def test_a_case_stays_with_its_version_of_the_procedure(store):
    """An office that has only a later version says so; with both it goes on."""
    office(store).open(STATED, CLERK, case_id="c")
    later = Procedure(
        "small",
        ["draft", "gone"],
        [Step("go", "draft", "gone", by="clerk")],
        roles=["clerk"],
    )

    with pytest.raises(StoreError, match="is pinned to version"):
        Office(later, store).take("c", "go", CLERK)
    assert (
        "council" == Office([later, SMALL], store).take("c", "submit", CLERK).case.state
    )


def test_next_steps_tell_what_starts_here_and_why_not(store):
    """Every step that starts in the present state has its verdict, allowed or not."""
    desk = office(store)
    case = desk.open(Motion("A bench"), CLERK)
    told = {v.step.name: v.allowed for v in desk.next_steps(case.id, desk.anybody)}
    assert {"revise": False, "submit": False} == told
    reasons = {
        v.step.name: [f.code for f in v.blocking]
        for v in desk.next_steps(case.id, desk.anybody)
    }
    assert {"revise": ["procedure.inputs"], "submit": ["costs"]} == reasons


def test_a_forged_projection_is_found(store):
    """A cached standing that does not follow from the log is found."""
    written = office()
    written.open(STATED, CLERK, case_id="c")
    wrong = attrs.evolve(written.store.standing("c"), state="adopted")
    store.append("c", written.records("c"), expected=0, standing=wrong)
    desk = office(store)

    (broken,) = desk.verify()
    assert "c" == broken.case_id
    assert "state 'adopted' instead of 'draft'" in broken.reason


def test_a_title_that_is_not_public_stays_out_of_the_projection(store):
    """Only a motion that says that it is public shows its title to look-ups."""
    desk = office(store)
    desk.open(Motion("Secret sale"), CLERK, case_id="c")
    desk.open(STATED, CLERK, case_id="d")
    assert ("", "A bench") == tuple(desk.store.standing(each).title for each in "cd")


def test_naive_times_and_unknown_cases_are_told(store):
    """A time without zone and a case that does not exist get one sentence each."""
    desk = office(store)
    with pytest.raises(NaiveTimeError, match="no zone"):
        desk.open(STATED, CLERK, at=datetime(2026, 1, 1))  # noqa: DTZ001
    with pytest.raises(UnknownNameError, match="no case 'x'"):
        desk.take("x", "submit", CLERK)


def test_errors_keep_their_data_when_pickled():
    """Errors cross process boundaries with their attributes."""
    for error in (
        ConflictError("c", 1, 2),
        RepeatedError("k", "c", 3),
        UnknownNameError("step", "x", ("y",)),
        NaiveTimeError("at", "2026"),
    ):
        copy = pickle.loads(pickle.dumps(error))  # noqa: S301
        assert (str(error), vars(error)) == (str(copy), vars(copy))
