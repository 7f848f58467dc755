"""What a change makes of open cases and of the logs that there are."""

from __future__ import annotations

from datetime import date

import attrs
import pytest

from attack import LOCAL
from small import procedure, space, stated, step

from ratsflow import MemoryStore, Motion, Office, RefusedError, Rule
from ratsflow.checking import (
    Relation,
    Space,
    compare,
    may_differ,
    plan,
    replay_gate,
    touched,
    without,
)
from ratsflow.law.layers import law_for
from ratsflow.law.local import NO_LAW
from ratsflow.model import Actor
from ratsflow.states.bw import bw
from ratsflow.states.nrw import nrw


CLERK = Actor("c", roles=("clerk",))
WHOLE = procedure(
    step("submit", "draft", "review", takes=("urgent", "costs")),
    step("release", "review", "released", "costs_stated"),
    step("drop", ("draft", "review"), "dropped"),
    step("close", ("released", "dropped"), "closed"),
    final=("closed",),
    rules=[stated("costs")],
)
LOOSE = without(WHOLE, "costs_stated")
TIGHT = attrs.evolve(
    WHOLE,
    rules=(*WHOLE.rules, stated("urgent")),
    steps=tuple(
        attrs.evolve(each, guards=("urgent_stated", "costs_stated"))
        if each.name == "release"
        else each
        for each in WHOLE.steps
    ),
)


def carried(of, *cases, record=False) -> Office:
    """Return an office in which cases took steps; what is refused is left so."""
    office = Office(of, MemoryStore(), record_refusals=record)
    for number, steps in enumerate(cases):
        office.open(Motion("Bank"), CLERK, case_id=str(number))
        for name, inputs in steps:
            try:
                office.take(str(number), name, CLERK, **inputs)
            except RefusedError:
                assert record
    return office


def gate(office, of):
    """Replay all logs of an office under a procedure."""
    return replay_gate(office.store.scan(), of, lambda _: NO_LAW)


class TestMayDiffer:
    """Which steps have to be looked at."""

    def test_nothing_does_where_nothing_changed(self):
        assert may_differ(space(WHOLE), space(WHOLE)) == frozenset()
        found = compare(space(WHOLE), space(WHOLE))
        assert (found.closed, found.cases) == (True, 0)
        assert found.relation is Relation.EQUIVALENT

    def test_a_rule_less_is_seen_at_its_step_alone(self):
        assert may_differ(space(WHOLE), space(LOOSE)) == {"release"}

    def test_a_check_of_one_name_that_is_another_function_may_differ(self):
        other = attrs.evolve(WHOLE, rules=[stated("costs")])
        assert other.fingerprint == WHOLE.fingerprint
        assert may_differ(space(WHOLE), space(other)) == {"release"}

    @pytest.mark.parametrize(("state", "build"), [("NRW", nrw), ("BW", bw)])
    def test_a_value_of_law_concerns_whoever_says_that_he_reads_it(self, state, build):
        of = build()
        old, new = (law_for(state, {"submission.lead_days": days}) for days in (3, 9))
        told = may_differ(Space(of, old), Space(of, new))
        reading = {
            each.name
            for each in of.steps
            for rule in of.rules
            if rule.id in each.guards
            and any("submission.lead_days" in key for key in rule.reads)
        }
        assert told == reading != set()

    def test_a_rule_that_does_not_say_what_it_reads_may_read_the_law(self):
        old, new = (law_for("NRW", {"submission.lead_days": days}) for days in (3, 9))
        assert may_differ(space(WHOLE, law=old), space(WHOLE, law=new)) == {"release"}


class TestDeadEnds:
    """Where a change leaves no way on."""

    def test_a_state_that_nobody_can_leave_any_more(self):
        found = compare(
            space(without(WHOLE, "costs_stated")),
            space(
                attrs.evolve(
                    WHOLE,
                    steps=tuple(
                        attrs.evolve(each, source=("draft",))
                        if each.name == "drop"
                        else each
                        for each in WHOLE.steps
                    ),
                )
            ),
        )
        assert set(found.dead_ends) == {"review"}
        assert found.dead_ends["review"].choices[-1].step == "submit"
        assert found.steps["drop"].relation is Relation.TIGHTER

    def test_a_step_outside_of_the_slice_is_a_way_on(self):
        old = space(LOOSE, steps=frozenset({"submit", "release"}))
        assert compare(old, space(WHOLE)).dead_ends == {}


class TestTouched:
    """Open cases."""

    def test_what_could_be_done_today_and_not_tomorrow_is_named(self):
        office = carried(
            LOOSE,
            [("submit", {})],
            [("submit", {"costs": True})],
            [],
            [("drop", {}), ("close", {})],
        )
        cases = [office.case(each) for each in office.store.cases()]
        (found,) = touched(cases, space(LOOSE), space(WHOLE))
        assert found.case.id == "0"
        assert found.won == {}
        (((name, _), why),) = found.lost.items()
        assert name == "release"
        assert [each.rule.id for each in why] == ["costs_stated"]
        (back,) = touched(cases, space(WHOLE), space(LOOSE))
        assert [name for name, _ in back.won] == ["release"]
        assert back.lost == {}

    def test_a_day_later_is_not_today(self):
        def waits(question):
            return question.day >= date(2026, 2, 10)

        late = attrs.evolve(WHOLE, rules=[Rule("costs_stated", waits)])
        office = carried(LOOSE, [("submit", {"costs": True})])
        cases = [office.case("0")]
        first = {"on": date(2026, 2, 2)}
        assert list(touched(cases, space(WHOLE), space(late), **first))
        then = {"on": date(2026, 2, 10)}
        assert not list(touched(cases, space(WHOLE), space(late), **then))

    def test_a_case_whose_state_there_is_no_more(self):
        office = carried(WHOLE, [("submit", {})])
        new = procedure(step("submit", "draft", "closed"), final=("closed",))
        (found,) = touched([office.case("0")], space(WHOLE), space(new))
        assert found.homeless
        assert {name for name, _ in found.lost} == {"drop"}


class TestGate:
    """Recorded logs."""

    def test_a_log_replays_alike_under_the_version_that_wrote_it(self):
        office = carried(WHOLE, [("submit", {"costs": True}), ("release", {})])
        found = gate(office, WHOLE)
        assert (found.alike, found.logs, found.diverged) == (1, 1, ())

    def test_the_first_entry_that_comes_out_otherwise_is_named_and_counted(self):
        office = carried(
            LOOSE,
            [("submit", {}), ("release", {}), ("close", {})],
            [("submit", {}), ("release", {})],
            [("submit", {"costs": True}), ("release", {})],
        )
        found = gate(office, WHOLE)
        assert [each.case_id for each in found.diverged] == ["0", "1"]
        assert (found.alike, found.steps) == (1, {"release": 2})
        first = found.diverged[0]
        assert (first.at.version, first.entries) == (3, 1)
        assert first.relation is Relation.TIGHTER
        assert first.because == ("costs_stated",)

    def test_what_was_refused_and_would_not_be_is_looser(self):
        office = carried(WHOLE, [("submit", {}), ("release", {})], record=True)
        (found,) = gate(office, LOOSE).diverged
        assert found.relation is Relation.LOOSER
        assert found.because == ("costs_stated",)

    def test_a_rule_that_is_new_and_met_makes_no_difference(self):
        office = carried(
            WHOLE, [("submit", {"costs": True, "urgent": True}), ("release", {})]
        )
        assert gate(office, TIGHT).alike == 1

    def test_another_state_is_incomparable(self):
        office = carried(WHOLE, [("submit", {})])
        other = procedure(
            step("submit", "draft", "released"),
            step("close", "released", "closed"),
            final=("closed",),
        )
        (found,) = gate(office, other).diverged
        assert found.relation is Relation.INCOMPARABLE
        assert found.because == ()

    def test_what_cannot_be_asked_again_is_not_counted_as_alike(self):
        office = carried(WHOLE, [("submit", {})], [])
        lacking = procedure(step("drop", "draft", "dropped"))
        found = gate(office, lacking)
        assert (found.alike, [each for each, _ in found.unasked], found.diverged) == (
            1,
            ["0"],
            (),
        )
        assert found.joined(found).logs == 4


def whole_log() -> Office:
    """Return an office with one paper of the council that came as far as its execution."""
    here = Space(nrw(), law_for("NRW", LOCAL))
    now = [here.moment(here.first_day)]
    office = Office(nrw(), law=here.law, clock=lambda: now[0])
    start = here.starts[0]
    author = Actor("a", roles=("author",))
    office.open(start.motion, author, case_id="k", consultations=start.route, at=now[0])
    for each in plan(office.case("k"), here, "executable").steps:
        choice = each.choice
        now[0] = here.moment(choice.day)
        seen = office.case("k").version
        inputs = {"seen": seen, **choice.inputs}
        office.take("k", choice.step, choice.actor, on=choice.on, at=now[0], **inputs)
    return office


def test_a_log_that_hangs_on_other_cases_replays_alike_under_its_own_version():
    """What the other cases were stands in no entry: that is no word against the version."""
    office = whole_log()
    found = replay_gate(office.store.scan(), nrw(), lambda _: office.law)
    assert (found.alike, found.diverged, found.unasked) == (1, (), ())

    # A rule that looks at nobody still stands out, before the vote and at it.
    strict = attrs.evolve(office.law, values={**office.law.values, "notice.days": 60})
    (parted,) = replay_gate(office.store.scan(), nrw(), lambda _: strict).diverged
    assert parted.relation is Relation.TIGHTER
    assert "notice_period_met" in parted.because
    looking = {rule.id for rule in nrw().rules if rule.looks_at}
    assert not looking & {"notice_period_met"}
