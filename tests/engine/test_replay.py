"""Recorded findings are asked again, under the law of then, and every difference is named."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import attrs
import pytest

from ratsflow import (
    Actor,
    MemoryStore,
    Motion,
    Office,
    Override,
    Parameter,
    Procedure,
    RefusedError,
    Rule,
    State,
    Step,
    unmet,
)
from ratsflow.engine import Mode
from ratsflow.engine.replay import replay
from ratsflow.errors import StoreError
from ratsflow.exchange.jsonlines import import_log
from ratsflow.law.local import Law


NOON = datetime(2026, 3, 19, 12, tzinfo=UTC)
CLERK = Actor("c", "Clara", roles=["clerk"])
DEPUTY = Actor("d", deputises=["mayor"])
STRICT, LENIENT = (
    Law("NRW", {"own_paper": own, "least": 3}, "Musterstadt") for own in (False, True)
)


def few(question):
    """Answer whether there are enough signatures."""
    stated = question.inputs.get("signatures", 0)
    return stated >= question.law["least"] or unmet(str(stated), "3")


OWN = Rule("own", lambda q: q.law["own_paper"] or q.actor.id != q.case.opened_by)
FEW = Rule("few", few, consequence="order")
NAMESAKES = Rule("alone", lambda _: True, looks_at=["namesakes"])
STEPS = [
    Step(
        "submit",
        "draft",
        "review",
        by=["clerk", "mayor"],
        guards=["own", "few"],
        takes=[
            Parameter("signatures", "number", required=False),
            Parameter("witness", required=False, personal=True),
        ],
    ),
    Step("number", "review", by="clerk", guards="alone"),
    Step("close", "review", "done", by=["clerk", "mayor"]),
]


def town(rules=(OWN, FEW, NAMESAKES), steps=STEPS):
    """Return a procedure of which the checks may be others, and nothing else."""
    return Procedure(
        "town",
        ["draft", "review", State("done", final=True)],
        steps,
        rules,
        ["clerk", "mayor"],
        recorders=["clerk"],
        overriders=["clerk"],
        erasers=["clerk"],
    )


TRUE = town(
    [attrs.evolve(rule, check=lambda _: True) for rule in (OWN, FEW, NAMESAKES)]
)


def carried(procedure=None, law=STRICT, store=None, **more):
    """Return an office whose clock moves and whose case was opened."""
    times = (NOON + timedelta(minutes=n) for n in range(1000))
    office = Office(
        procedure or town(), store, law=law, clock=lambda: next(times), **more
    )
    office.open(Motion("Bank", public=True), CLERK, case_id="A")
    return office


def test_what_was_found_is_found_again():
    """Met and unmet, refused, recorded and overridden, by a deputy too."""
    office = carried(record_refusals=True)
    with pytest.raises(RefusedError):
        office.take("A", "submit", CLERK, signatures=1)
    office.take("A", "submit", CLERK, override=Override("Eilt."), signatures=2)
    office.take("A", "close", DEPUTY)
    found = office.replay("A")
    assert [2, 3, 4] == [each.version for each in found]
    assert [True] * 3 == [each.agrees for each in found]
    assert "met" == found[2].recorded["procedure.state"]
    assert found[0].recorded["few"] == dict(found[0].recomputed["few"])


def test_what_was_recorded_is_asked_as_it_was():
    """In record mode and in the role used."""
    office = carried()
    office.take("A", "submit", CLERK, mode=Mode.RECORD)
    assert [True] == [each.agrees for each in office.replay("A")]


def test_checks_that_say_yes_to_all_are_told_by_the_true_ones():
    """The fingerprint is the same, and the log says met: asked again it is not."""
    assert TRUE.fingerprint == town().fingerprint
    office = carried(TRUE)
    office.take("A", "submit", CLERK, signatures=1)
    assert office.replay("A")[0].agrees
    (again,) = office.replay("A", town())
    assert {"own": "met", "few": "met", "allowed": True} == {
        each.about: each.recorded for each in again.disagreements
    }
    rows = {each.about: each.recomputed for each in again.disagreements}
    assert ("unmet", "unmet", False) == (
        rows["own"]["result"],
        rows["few"]["result"],
        rows["allowed"],
    )


def test_the_law_is_that_of_then():
    """Whatever the office has now; each set is named by the entry it was in force for."""
    store = MemoryStore()
    office = carried(law=LENIENT, store=store)
    office.take("A", "submit", CLERK, signatures=5)
    tomorrow = NOON + timedelta(days=1)
    office = Office(office.procedure, store, law=STRICT, clock=lambda: tomorrow)
    office.take("A", "close", CLERK)
    assert all(each.agrees for each in office.replay("A"))
    names = [office.law_of(each) for each in office.entries("A")]
    assert [LENIENT, LENIENT, STRICT] == names
    assert {LENIENT.digest, STRICT.digest} == dict(store.laws()).keys()


def test_a_set_that_is_gone_or_changed_is_said():
    """Nothing is asked under another one."""
    store = MemoryStore()
    office = carried(store=store)
    office.take("A", "submit", CLERK, override=Override("Eilt."))
    store._laws[STRICT.digest] = LENIENT.body
    (again,) = office.replay("A")
    assert ["law_not_kept"] == [each.why for each in again.unknowable]
    assert not again.agrees
    with pytest.raises(StoreError, match="not kept as they were written"):
        office.law_of(office.entries("A")[-1])
    assert 2 <= len([*office.verify()])


def test_other_moves_and_outcomes_are_told():
    """A procedure in which the step leads elsewhere."""
    elsewhere = attrs.evolve(STEPS[0], target="done", guards=())
    steps = [elsewhere, Step("wait", "draft", "review", by="clerk"), *STEPS[1:]]
    office = carried(law=LENIENT)
    office.take("A", "submit", CLERK, signatures=5)
    (again,) = office.replay("A", town([NAMESAKES], steps))
    assert {"moves"} == {each.about for each in again.disagreements}
    assert {"own", "few"} == {each.about for each in again.unknowable}
    assert {"no_rule"} == {each.why for each in again.unknowable}


def test_what_cannot_be_asked_is_said():
    """No such step, no such procedure, other cases, and contents that are gone."""
    office = carried(law=LENIENT)
    office.take("A", "submit", CLERK, signatures=5, witness="Ms X")
    office.take("A", "number", CLERK)
    without = town([OWN, FEW], [STEPS[0], STEPS[2]])
    whys = [[u.why for u in each.unknowable] for each in office.replay("A", without)]
    assert [[], ["no_step"]] == whys
    assert ["others"] == [u.why for u in office.replay("A")[1].unknowable]
    records, law_of = office.records("A"), {LENIENT.digest: LENIENT}.get
    (first, _) = replay(records, lambda _: None, law_of)
    assert ["no_procedure"] == [each.why for each in first.unknowable]

    office.erase("A", CLERK, names=["witness"], reason="x", authority="y")
    (first, _) = office.replay("A", TRUE)
    assert first.agrees  # nothing that was erased matters to what is asked
    (first, _) = office.replay(
        "A",
        town(
            [attrs.evolve(FEW, check=lambda q: "witness" in q.inputs), OWN, NAMESAKES]
        ),
    )
    assert [("few", "erased")] == [(u.about, u.why) for u in first.unknowable]
    assert () == first.disagreements


def test_entries_that_do_not_say_which_law_was_in_force_are_not_guessed():
    """Those of schemas 1 and 2."""
    path = Path(__file__).parents[1] / "fixtures" / "schema2" / "town.jsonl"
    store = MemoryStore()
    import_log(store, path.read_bytes().splitlines(keepends=True))
    other = Procedure(
        "other",
        ["a", State("b", final=True)],
        [Step("revise", "a", "b", by="clerk")],
        roles=["clerk"],
    )
    found = replay(store.read("2026/0001"), other, lambda _: None)
    whys = {(each.step, u.why) for each in found for u in each.unknowable}
    assert {("revise", "law_not_named"), ("sign", "no_step")} <= whys
