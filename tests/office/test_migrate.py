"""Migration: planned per case, an entry of its own, and no state that is occupied goes."""

from __future__ import annotations

import attrs
import pytest

from hypothesis import given
from hypothesis import strategies as st
from smalltown import (
    ARCHIVE,
    CLERK,
    STEPS,
    TOWN,
    carry_through,
    council,
    motion,
    office,
    procedure,
)

from ratsflow import (
    BrokenLogError,
    InvalidInputError,
    MemoryStore,
    Move,
    Procedure,
    RefusedError,
    Step,
    StoreError,
    UnknownNameError,
)
from ratsflow.engine import OccupiedStateError, Taken, fold, plan_migration
from ratsflow.office import standing_of


WHY = {"reason": "New rules of procedure.", "authority": "Resolution of 12 March"}
RENAMED = procedure(
    version="2",
    states=["draft", "assembly", "adopted"],
    steps=[
        Step("submit", "draft", "assembly", by="clerk"),
        Step("shelve", ["draft", "assembly"], "adopted", by="clerk"),
        Step(
            "clear", by="clerk", outcomes={"": Move("suspension", "lodged", "cleared")}
        ),
    ],
    consultation_states=["planned", "dealt_with"],
)
MAPPING = {"motion": {"council": "assembly"}, "consultation": {"voted": "dealt_with"}}


def desk_with_both(store=None):
    """Return an office that knows both versions, the old one first."""
    return office(store, procedures=[TOWN, RENAMED])


def test_the_plan_says_what_would_become_of_each_case():
    """Renamed states, appearing and disappearing steps, and what is in the way."""
    desk = desk_with_both()
    desk.open(motion("x"), CLERK, case_id="a")
    desk.open(motion("x"), CLERK, case_id="b")
    desk.take("b", "submit", CLERK)
    carry_through(desk, "c", "x")
    cases = [desk.case(name) for name in "abc"]

    a, b, c = plan_migration(TOWN, RENAMED, cases, {"motion": {"council": "assembly"}})
    assert (True, (), ("shelve",), ("revise", "forbidden")) == (
        a.is_possible,
        a.moves,
        a.appearing,
        a.disappearing,
    )
    assert [("motion", "council", "assembly")] == [
        (move.lifecycle, move.source, move.target) for move in b.moves
    ]
    assert (False, [("consultation", "c1", "voted")]) == (
        c.is_possible,
        [(o.lifecycle, o.subject, o.state) for o in c.occupied],
    )
    (other,) = plan_migration(RENAMED, TOWN, cases[:1])
    assert (TOWN.fingerprint, False) == (other.pinned, other.is_possible)


def test_migrating_is_an_entry_that_pins_the_case():
    """After it the case runs by the new version, and its log says who and why."""
    desk = desk_with_both()
    carry_through(desk, "c", "x")
    since = desk.case("c").since
    taken = desk.migrate("c", ARCHIVE, to=RENAMED, mapping=MAPPING, **WHY)

    assert ("migrate", "migrated", "archivist") == (
        taken.entry.step,
        taken.entry.kind.value,
        taken.entry.by.role,
    )
    assert TOWN.fingerprint == taken.entry.inputs["from"]
    assert "New rules of procedure." == taken.entry.inputs["reason"]
    case = desk.case("c")
    assert (RENAMED.fingerprint, "dealt_with", since) == (
        case.fingerprint,
        case.consultations[0].state,
        case.since,
    )
    assert "cleared" == desk.take("c", "clear", CLERK).case.suspensions[0].state
    assert [] == list(desk.verify())
    assert TOWN.fingerprint == desk.as_of("c", version=5).fingerprint


def test_a_state_that_is_occupied_cannot_be_removed():
    """It is refused with every case that stands in it, and nothing is written."""
    desk = desk_with_both()
    for name in "abc":
        desk.open(motion("x"), CLERK, case_id=name)
    for name in "ab":
        desk.take(name, "submit", CLERK)

    with pytest.raises(OccupiedStateError, match="motion state 'council'") as caught:
        desk.migrate_all(ARCHIVE, to=RENAMED, **WHY)
    assert ("a", "b") == caught.value.cases
    with pytest.raises(OccupiedStateError):
        desk.migrate("a", ARCHIVE, to=RENAMED.fingerprint, **WHY)
    assert [2, 2, 1] == [desk.case(name).version for name in "abc"]


def test_all_cases_are_migrated_at_once():
    """With a mapping every case goes over; those that are there already stay."""
    desk = desk_with_both()
    for name in "abc":
        desk.open(motion("x"), CLERK, case_id=name)
    desk.take("a", "submit", CLERK)
    desk.migrate("c", ARCHIVE, to=RENAMED, **WHY)
    assert ["a", "b"] == [
        each.case_id for each in desk.plan_migration(RENAMED, MAPPING)
    ]

    done = desk.migrate_all(ARCHIVE, to=RENAMED, mapping=MAPPING, **WHY)
    assert ["assembly", "draft"] == [each.case.state for each in done]
    assert () == desk.migrate_all(ARCHIVE, to=RENAMED, **WHY)
    assert [] == list(desk.verify())


def test_only_who_may_migrates():
    """The new version says who; a refusal is a verdict like any other."""
    desk = desk_with_both()
    desk.open(motion("x"), CLERK, case_id="c")
    with pytest.raises(RefusedError, match="may not migrate here; it takes: archivist"):
        desk.migrate("c", CLERK, to=RENAMED, **WHY)
    with pytest.raises(InvalidInputError, match="a reason"):
        desk.migrate("c", ARCHIVE, to=RENAMED, reason="")
    with pytest.raises(InvalidInputError, match="is pinned to version"):
        desk.migrate("c", ARCHIVE, to=TOWN, **WHY)
    with pytest.raises(UnknownNameError, match="version of a procedure"):
        desk.migrate("c", ARCHIVE, to="f" * 64, **WHY)


@pytest.mark.parametrize(
    ("mapping", "error"),
    [
        ({"motions": {}}, InvalidInputError),
        ({"motion": {"nowhere": "draft"}}, UnknownNameError),
        ({"motion": {"draft": "nowhere"}}, UnknownNameError),
    ],
)
def test_a_mapping_that_names_nothing_is_told(mapping, error):
    """Lifecycles and states that do not exist are named."""
    with pytest.raises(error):
        plan_migration(TOWN, RENAMED, [], mapping)


def test_a_case_of_a_version_that_nobody_has_is_brought_over(store):
    """By an entry that names the version it came from; a step says how that is done."""
    opened = office(store).open(motion("x"), CLERK, case_id="c")
    desk = office(store, procedures=RENAMED)
    with pytest.raises(StoreError, match="or migrate the case"):
        desk.take("c", "submit", CLERK)
    with pytest.raises(RefusedError):
        desk.migrate("c", CLERK, to=RENAMED, **WHY)
    (plan,) = desk.plan_migration(RENAMED)
    assert (True, True) == (plan.is_possible, plan.is_unknown)

    brought = desk.migrate("c", ARCHIVE, to=RENAMED, **WHY)
    assert opened.fingerprint == brought.entry.inputs["from"]
    assert "assembly" == desk.take("c", "submit", CLERK).case.state
    assert [] == list(desk.verify())


def test_no_case_of_another_procedure_is_brought_over_blindly(store):
    """Of another procedure nothing can be guessed, not even that its states are ours."""
    other = Procedure(
        "other",
        ["draft", "done"],
        Step("go", "draft", "done", by="clerk"),
        roles="clerk",
    )
    office(store, procedures=other).open(motion("x"), CLERK, case_id="c")
    desk = office(store, procedures=RENAMED)
    assert [other.fingerprint] == [p.pinned for p in desk.plan_migration(RENAMED)]
    with pytest.raises(StoreError, match="is pinned to version"):
        desk.migrate("c", ARCHIVE, to=RENAMED, **WHY)


@pytest.mark.parametrize(
    ("mapping", "told"),
    [
        ({"motion": {"draft": "adopted"}}, "the new version still has it"),
        ({"motion": {"council": "adopted"}}, "which is final: it was not"),
        ({"consultation": {"planned": "dealt_with"}}, "the new version still has it"),
        ({"suspension": {"lodged": "cleared"}}, "the new version still has it"),
    ],
)
@pytest.mark.parametrize("procedures", [[TOWN, RENAMED], [RENAMED]])
def test_no_mapping_leads_past_the_steps(mapping, told, procedures):
    """A state that is still there stays, and none becomes an end by another name."""
    store = MemoryStore()
    desk = office(store)
    desk.open(motion("x"), CLERK, case_id="c", consultations=[council("x")])
    desk.take("c", "submit", CLERK)
    desk = office(store, procedures=procedures)
    with pytest.raises(InvalidInputError, match=told):
        desk.migrate("c", ARCHIVE, to=RENAMED, mapping=mapping, **WHY)
    with pytest.raises(InvalidInputError, match=told):
        desk.plan_migration(RENAMED, mapping)
    assert 2 == desk.case("c").version


def test_both_versions_say_who_may_migrate():
    """Who may not by the version that a case leaves does not get there by a new one."""
    open_door = procedure(version="2", migrators=["clerk", "archivist"])
    closed = procedure(version="3", migrators=["clerk"])
    desk = office(procedures=[TOWN, open_door, closed])
    desk.open(motion("x"), CLERK, case_id="c")
    for actor, to in ((CLERK, open_door), (ARCHIVE, closed)):
        with pytest.raises(RefusedError):
            desk.migrate("c", actor, to=to, **WHY)
    assert 2 == desk.migrate("c", ARCHIVE, to=open_door, **WHY).case.version


def test_a_case_of_a_version_that_is_not_here_harms_no_other(store):
    """Where it stands in a state that is gone it stays, and the others go over."""
    third = procedure(version="3")
    for name, version in (("a", TOWN), ("b", third), ("c", TOWN)):
        office(store, procedures=version).open(motion("x"), CLERK, case_id=name)
    office(store, procedures=third).take("b", "submit", CLERK)
    desk = desk_with_both(store)
    plans = {each.case_id: each.is_unknown for each in desk.plan_migration(RENAMED)}
    assert {"a": False, "b": True, "c": False} == plans

    a, b, c = desk.migrate_all(ARCHIVE, to=RENAMED, **WHY)
    assert ("a", "c") == (a.case.id, c.case.id)
    assert isinstance(b, OccupiedStateError)
    assert 2 == store.head("b").version


def test_a_lifecycle_that_neither_version_has_is_in_nobodys_way(store):
    """A route under a procedure without consultations is kept as it is."""
    plain = {"consultation_states": [], "suspension_states": []}
    steps = [Step("submit", "draft", "council", by="clerk")]
    old, new = (
        procedure(version=version, steps=steps, **plain) for version in ("1", "2")
    )
    desk = office(store, procedures=[old, new])
    desk.open(motion("x"), CLERK, case_id="c", consultations=[council("x")])

    assert "planned" == desk.case("c").consultations[0].state
    (plan,) = desk.plan_migration(new)
    assert (True, ()) == (plan.is_possible, plan.occupied)
    assert 2 == desk.migrate("c", ARCHIVE, to=new, **WHY).case.version


def called(step, names):
    """Return a step that leads from and to states of other names."""
    short = {
        "source": tuple(names.get(each, each) for each in step.source),
        "target": names.get(step.target, step.target),
        "outcomes": {
            outcome: tuple(
                attrs.evolve(
                    move,
                    sources=tuple(names.get(each, each) for each in move.sources),
                    target=names.get(move.target, move.target),
                )
                for move in moves
            )
            for outcome, moves in step.outcomes.items()
        },
    }
    return attrs.evolve(step, **short)


@given(st.permutations(["one", "two", "three"]), st.integers(0, 2))
def test_any_renaming_and_back_leaves_the_case_as_it_was(names, steps):
    """Whatever the states are called, going over and back changes nothing but the log."""
    mapping = dict(zip(["draft", "council", "adopted"], names, strict=True))
    other = procedure(
        version="other", states=names, steps=[called(step, mapping) for step in STEPS]
    )
    desk = office(procedures=[TOWN, other])
    desk.open(motion("x"), CLERK, case_id="c")
    for step in ("submit", "object")[:steps]:
        if desk.assess(
            "c", step, CLERK, **({"reasons": "x"} if step == "object" else {})
        ).allowed:
            desk.take("c", step, CLERK)
    before = desk.case("c")
    desk.migrate("c", ARCHIVE, to=other, mapping={"motion": mapping}, **WHY)
    assert mapping[before.state] == desk.case("c").state
    back = {new: old for old, new in mapping.items()}
    desk.migrate("c", ARCHIVE, to=TOWN, mapping={"motion": back}, **WHY)
    after = desk.case("c")

    same = ("state", "since", "motion", "facts", "signatures", "fingerprint")
    assert [getattr(before, name) for name in same] == [
        getattr(after, name) for name in same
    ]
    assert standing_of(fold(desk.records("c"))) == desk.store.standing("c")


class Failing:
    """A store of which one call of a name fails, and then the store is well again."""

    def __init__(self, store, name, at):
        self._store, self._name, self._left = store, name, at

    def __getattr__(self, name):
        found = getattr(self._store, name)

        def call(*given, **more):
            self._left -= name == self._name
            if name == self._name and self._left == 0:
                raise StoreError("the disk failed.")
            return found(*given, **more)

        return call


def damage(desk, case_id, version):
    """Overwrite the body of an entry."""
    log = desk.store._cases[case_id].log
    log[version - 1] = attrs.evolve(log[version - 1], body=b"gone")


@pytest.mark.parametrize("version", [1, 2])
def test_a_case_whose_log_is_broken_harms_no_other(version):
    """The plan tells it, and its result says why it stayed; the others go over."""
    desk = desk_with_both()
    for name in "abc":
        desk.open(motion("x"), CLERK, case_id=name)
        desk.take(name, "submit", CLERK)
    damage(desk, "b", version)
    plans = {each.case_id: each for each in desk.plan_migration(RENAMED, MAPPING)}
    assert [True, False, True] == [plans[name].is_possible for name in "abc"]
    assert [None, None] == [plans[name].broken for name in "ac"]
    assert ("b", version) == (plans["b"].broken.case_id, plans["b"].broken.version)

    a, b, c = desk.migrate_all(ARCHIVE, to=RENAMED, mapping=MAPPING, **WHY)
    assert ("a", "c") == (a.case.id, c.case.id)
    assert isinstance(b, BrokenLogError)
    (b,) = desk.migrate_all(ARCHIVE, to=RENAMED, mapping=MAPPING, **WHY)
    assert version == b.version


@pytest.mark.parametrize("at", [1, 2])
def test_a_store_that_fails_on_a_page_keeps_the_results_of_the_others(monkeypatch, at):
    """Cases of that page stay where they were and say why; the others went over."""
    monkeypatch.setattr("ratsflow.office.migrations.PAGE", 2)
    memory = MemoryStore()
    for name in "abcd":
        office(memory).open(motion("x"), CLERK, case_id=name)
    desk = desk_with_both(Failing(memory, "append_many", at))
    done = desk.migrate_all(ARCHIVE, to=RENAMED, **WHY)

    failed = "ab" if at == 1 else "cd"
    assert [StoreError if n in failed else Taken for n in "abcd"] == list(
        map(type, done)
    )
    assert [1 if n in failed else 2 for n in "abcd"] == [
        memory.head(name).version for name in "abcd"
    ]


def test_a_store_that_fails_while_cases_are_read_tells_of_each(monkeypatch):
    """Those that were read went over; those that were planned have the error."""
    monkeypatch.setattr("ratsflow.office.migrations.PAGE", 2)
    memory = MemoryStore()
    for name in "abcd":
        office(memory).open(motion("x"), CLERK, case_id=name)
    whole = list(memory.scan())

    def breaking():
        yield from whole[:3]
        raise StoreError("the disk failed.")

    scans = iter([iter(whole), breaking()])
    monkeypatch.setattr(memory, "scan", lambda: next(scans))
    done = desk_with_both(memory).migrate_all(ARCHIVE, to=RENAMED, **WHY)
    assert [Taken, Taken, Taken, StoreError] == list(map(type, done))
    assert [2, 2, 2, 1] == [memory.head(name).version for name in "abcd"]
