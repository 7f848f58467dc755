"""Cases of an earlier version go on under one that continues it, with no entry for it."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import attrs
import pytest

from ratsflow import (
    Actor,
    Ballot,
    Consultation,
    Continuation,
    DefinitionError,
    InvalidInputError,
    Meeting,
    MemoryStore,
    Motion,
    Move,
    Office,
    Organization,
    Parameter,
    Procedure,
    Step,
    StoreError,
)
from ratsflow.engine import Conformity, fold
from ratsflow.log import Made, decode


NOON = datetime(2026, 3, 20, 12, tzinfo=UTC)
CLERK = Actor("c", "Cleo", roles=["clerk"])
CALLED = {"motion": ("council", "adopted"), "consultation": ("open", "voted")}


def version(number: str, council: str, called: str, **more: Any) -> Procedure:
    """Return a version of the town's procedure with its names of two states."""
    return Procedure(
        "town",
        ["draft", council, "adopted"],
        [
            Step("submit", "draft", council, by="clerk"),
            Step("note", council, by="clerk", takes=Parameter("n", "number")),
            Step(
                "call",
                by="clerk",
                outcomes={"": Move("consultation", "planned", called)},
                takes=Parameter("meeting", "meeting"),
            ),
            Step(
                "vote",
                by="clerk",
                outcomes={
                    "": [
                        Move("consultation", called, "voted"),
                        Move("motion", council, "adopted"),
                    ]
                },
                takes=Parameter("ballot", "ballot"),
            ),
        ],
        roles=["clerk"],
        consultation_states=["planned", called, "voted"],
        version=number,
        **more,
    )


OLD = version("1", "council", "open")
NEW = version(
    "2",
    "assembly",
    "before_us",
    continues=[
        Continuation(
            OLD.fingerprint,
            motion={"council": "assembly"},
            consultation={"open": "before_us"},
        )
    ],
)


def desk(procedures: Any, store: MemoryStore) -> Office:
    """Return an office at noon."""
    return Office(procedures, store, clock=lambda: NOON)


@pytest.fixture(name="store")
def _store() -> MemoryStore:
    """Return a store with a case under the old version, its item called."""
    store = MemoryStore()
    office = desk(OLD, store)
    rat, bau = (Consultation(name, Organization(name)) for name in ("rat", "bau"))
    office.open(Motion("x"), CLERK, case_id="c", consultations=[rat, bau])
    office.take("c", "submit", CLERK)
    for name in ("rat", "bau"):
        office.take("c", "call", CLERK, on=name, meeting=Meeting(date(2026, 3, 19)))
    return store


def test_the_next_entry_renames_what_has_another_name(store: MemoryStore) -> None:
    """And says under which version it was taken; nothing happened to what was renamed."""
    before = fold(store.read("c"))
    office = desk(NEW, store)
    case = office.take("c", "note", CLERK, n=1).case
    entry = decode(store.read("c")[-1])

    assert ("assembly", before.since, NEW.fingerprint) == (
        case.state,
        case.since,
        case.fingerprint,
    )
    assert [each.days for each in before.consultations] == [
        each.days for each in case.consultations
    ]
    assert {"before_us"} == {each.state for each in case.consultations}
    assert Made("motion", "", "council", "assembly", ("renamed",)) == entry.moves[0]
    assert case == office.case("c") == fold(store.read("c"))
    assert [] == list(office.verify())
    assert [] == list(desk([NEW, OLD], store).verify())


def test_a_step_that_moves_what_it_renames_is_one_move_more(store: MemoryStore) -> None:
    """A vote counts once, and the item that is not about it only has its new name."""
    office = desk(NEW, store)
    case = office.take("c", "vote", CLERK, on="rat", ballot=Ballot(3, 1)).case

    rat, bau = case.consultations
    assert ("voted", 1, True) == (rat.state, len(rat.ballots), rat.decided)
    assert ("before_us", 0, False) == (bau.state, len(bau.ballots), bau.decided)
    assert ("adopted", NOON) == (case.state, case.since)
    assert case == fold(store.read("c"))
    assert [] == list(desk([NEW, OLD], store).verify())


def test_a_refusal_leaves_the_case_with_its_version(store: MemoryStore) -> None:
    """Nothing was taken under the new one yet, and the next step is."""
    office = Office(NEW, store, clock=lambda: NOON, record_refusals=True)
    with pytest.raises(Exception, match="note"):
        office.take("c", "note", Actor("x"), n=1)
    assert ("council", OLD.fingerprint) == (
        office.case("c").state,
        office.case("c").fingerprint,
    )
    assert [] == list(office.verify())
    assert "assembly" == office.take("c", "note", CLERK, n=1).case.state


def test_what_may_happen_next_is_told_by_the_version_that_goes_on(
    store: MemoryStore,
) -> None:
    """The states are seen by their new names before anything is written."""
    office = desk(NEW, store)
    assert {"note", "vote"} == {
        each.step.name for each in office.next_steps("c", CLERK) if each.moves
    }
    assert "assembly" == office.now("c").case.state


def test_the_version_itself_goes_before_one_that_continues_it(
    store: MemoryStore,
) -> None:
    """Who has both goes on as before."""
    case = desk([NEW, OLD], store).take("c", "note", CLERK, n=1).case
    assert ("council", OLD.fingerprint) == (case.state, case.fingerprint)


def test_a_version_that_is_not_continued_is_refused(store: MemoryStore) -> None:
    """By the office, and by a verification that knows the version."""
    stranger = version("3", "council", "open")
    with pytest.raises(StoreError, match="is pinned to version"):
        desk(stranger, store).take("c", "note", CLERK, n=1)
    entry = attrs.evolve(
        decode(store.read("c")[1]), fingerprint=stranger.fingerprint, version=5
    )
    told = Conformity([stranger])(fold(store.read("c")), entry)
    assert "is pinned to version" in told


def test_a_state_that_nothing_renames_is_told(store: MemoryStore) -> None:
    """A case is not carried on from where the version has nothing."""
    lacking = version("2", "assembly", "open", continues=[OLD.fingerprint])
    with pytest.raises(InvalidInputError, match="'council', which version"):
        desk(lacking, store).take("c", "note", CLERK, n=1)


def test_a_case_that_goes_on_can_be_migrated_from_where_it_is(
    store: MemoryStore,
) -> None:
    """The entry says which version it was pinned to, and renames in one go."""
    later = version("4", "assembly", "called", migrators=["clerk"])
    between = attrs.evolve(NEW, migrators=["clerk"])
    office = desk([later, between], store)
    mapping = {"consultation": {"before_us": "called"}}
    moved = office.migrate("c", CLERK, to=later, reason="new", mapping=mapping)

    assert OLD.fingerprint == moved.entry.inputs["from"]
    assert ("assembly", {"called"}) == (
        moved.case.state,
        {each.state for each in moved.case.consultations},
    )
    assert moved.case == office.case("c")
    assert [] == list(office.verify())


@pytest.mark.parametrize(
    ("continues", "code"),
    [
        (["abc"], "continues.form"),
        (["0" * 64, "0" * 64], "continues.double"),
        ([Continuation("0" * 64, motion={"draft": "adopted"})], "continues.kept"),
        ([Continuation("0" * 64, motion={"was": "nowhere"})], "state.unknown"),
    ],
)
def test_a_continuation_that_cannot_be_is_refused(
    continues: list[Any], code: str
) -> None:
    """When the procedure is built, with its code."""
    with pytest.raises(DefinitionError) as caught:
        version("2", "council", "open", continues=continues)
    assert [code] == [each.code for each in caught.value.problems]
