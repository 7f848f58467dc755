"""Strategies: what they draw is what they say, and the machine finds what is planted."""

from __future__ import annotations

import unittest

from datetime import date

import pytest

from hypothesis import HealthCheck, find, given, settings
from hypothesis.errors import NoSuchExample, Unsatisfiable

from ratsflow import Procedure, RefusedError, Rule, Step, met, unmet
from ratsflow.checking import Space, Start, check, never, without
from ratsflow.law.states import state_law
from ratsflow.model import Motion
from ratsflow.procedure.step import Parameter
from ratsflow.testing import assert_path, case_at, setting
from ratsflow.testing import strategies as st
from ratsflow.testing.setting import taking_place
from ratsflow.testing.town import Town


FEW = settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))


def small(*, guarded=True):
    """Return a procedure in which an urgent paper may be adopted without its costs."""
    stated = [Parameter(n, "flag", required=False) for n in ("urgent", "costs")]

    def known(question):
        said = question.get("costs") or (not guarded and question.get("urgent"))
        return met() if said else unmet(facts=["costs"])

    return Procedure(
        "small",
        ["draft", "review", "adopted", "ended"],
        [
            Step("note", "draft", "draft", by="clerk"),
            Step("submit", "draft", "review", by="clerk", takes=stated, guards="known"),
            Step("return", "review", "draft", by="clerk"),
            Step("adopt", "review", "adopted", by="council"),
            Step("withdraw", ["draft", "review"], "ended", by="clerk"),
        ],
        rules=[Rule("known", known)],
        roles=["clerk", "council"],
    )


# ----------------------------------------------------------------------------- values


@FEW
@given(st.ballots(carried=True), st.ballots(carried=False), st.ballots())
def test_ballots_add_up_and_are_carried_or_not(won, lost, either):
    """Of the council of the town; the mayor is among the votes."""
    assert won.yes > won.no
    assert lost.yes <= lost.no
    for each in (won, lost, either):
        cast = each.yes + each.no + each.abstain + each.invalid
        assert cast == each.present <= 59
        assert each.mayor is None or getattr(each, each.mayor) > 0


@FEW
@given(st.ballots(carried=False))
def test_a_motion_that_is_lost_is_rejected(ballot):
    """By the real engine, whatever the numbers: a record that is complete and adds up."""
    case = case_at("in_consultation", called="council")
    verdict = case.ask("vote", ballot=ballot)

    assert "rejected" == verdict.outcome
    assert "vote_record_consistent" not in {each.rule.id for each in verdict.blocking}


def test_ballots_have_both_ends():
    """All for it, a bare majority, a tie; nobody against all the same."""
    whole = find(st.ballots(carried=True), lambda _: True)
    tie = find(st.ballots(carried=False), lambda b: b.yes == b.no)

    assert (59, 0) == (whole.yes, whole.no)
    assert tie.yes == tie.no > 0
    with pytest.raises(NoSuchExample):
        find(st.ballots(carried=True), lambda b: b.yes <= b.no, settings=FEW)


@FEW
@given(
    st.bodies(), st.bodies(kind="committee"), st.meetings(), st.motions(public=False)
)
def test_bodies_meetings_and_papers(body, committee, meeting, paper):
    """As the town has them; what is said is not varied."""
    assert 3 <= body.members
    assert "committee" == committee.kind.value
    assert meeting.invited_on < meeting.day
    assert paper.public is False
    assert paper.proposal.strip()


@FEW
@given(st.calendars(first=date(2026, 3, 1), last=date(2026, 4, 30)))
def test_calendars_are_in_order_and_by_body(calendar):
    """Within their days, and as a search takes them."""
    assert {"Rat", "Verkehrsausschuss"} <= set(calendar)
    for held in calendar.values():
        days = [each.day for each in held]
        assert days == sorted(set(days))
        assert all(date(2026, 3, 1) <= day <= date(2026, 4, 30) for day in days)
    Space(state_law("NRW").procedure(), meetings=calendar)


@FEW
@given(st.laws(), st.laws(values={"notice.days": 5}))
def test_laws_are_those_of_the_town_but_for_a_little(drawn, said):
    """Of the same state and values; what is said is set."""
    own = setting.current().law

    assert own.state == drawn.state
    changed = [n for n in own.values if own.values[n] != drawn.values[n]]
    assert 2 >= len(changed)
    assert 5 == said["notice.days"]


def test_what_is_drawn_is_of_the_state_of_the_test():
    """Strategies are made when modules are read, and drawn where a test takes place."""
    drawn = st.bodies(kind="council")
    with taking_place(setting.setting(state="BW")):
        here = setting.current()
        body = find(drawn, lambda _: True)

        assert Town(here.procedure, here.law).body("council") == body
        assert "BW" == find(st.cases("draft"), lambda _: True).procedure.law_of


# ------------------------------------------------------------------------------- cases


@FEW
@given(st.cases(in_state="in_consultation", called="council", steps=2))
def test_cases_stand_where_they_are_wanted(case):
    """After further lawful steps too; the engine led each there."""
    assert "in_consultation" == case.state
    assert_path(case, "submit", ..., "release", ...)


def test_the_simplest_case_is_the_usual_one():
    """What is varied shrinks to nothing."""
    found = find(st.cases("released", steps=3), lambda _: True, settings=FEW)

    assert case_at("released").log == found.log


@pytest.mark.parametrize("state", ["draft", "in_consultation", "adopted"])
def test_legal_steps_may_be_taken_and_illegal_ones_may_not(state):
    """Whatever is drawn: the real engine says so."""

    @FEW
    @given(st.st.data())
    def asked(data):
        case = data.draw(st.cases(state, cost_statement="none"))
        wrong = data.draw(st.illegal_steps(case))
        assert not case.ask(wrong).allowed
        before = case.case
        with pytest.raises(RefusedError):
            case.take(wrong)
        assert before == case.case
        right = data.draw(st.legal_steps(case))
        assert case.ask(right).allowed
        case.take(right)
        assert right.step == case.log[-1].step

    asked()


def test_a_case_that_nothing_can_follow_has_no_legal_step():
    """It is rejected, and that is no pass."""
    case = case_at("ended", procedure=small())

    assert () == case.possible()
    with pytest.raises(Unsatisfiable):
        find(st.legal_steps(case), lambda _: True, settings=FEW)


# ------------------------------------------------------------------------- the machine


def ran(machine, **more):
    """Run a machine; return what its failure says, or nothing."""
    case = machine.TestCase
    usual = {"max_examples": 30, "stateful_step_count": 8, "derandomize": True}
    case.settings = settings(case.settings, database=None, **{**usual, **more})
    result = unittest.TestResult()
    unittest.defaultTestLoader.loadTestsFromTestCase(case).run(result)
    assert 1 == result.testsRun
    return "".join(said for _, said in (*result.failures, *result.errors))


def costs_first(procedure):
    """Return the property that nothing is adopted without its costs."""
    return never("costs_first", "adopt", procedure, unless="fact costs is true")


def test_a_machine_finds_what_is_broken_and_tells_it():
    """By the fewest steps, as a story with a test to paste; in the whole one it finds none."""
    hollow, whole = small(guarded=False), small()

    assert "" == ran(st.machine(whole, properties=[costs_first(whole)]))
    said = ran(
        st.machine(hollow, properties=[costs_first(hollow)], begin=["draft"]),
        max_examples=80,
    )
    assert "AssertionError: costs_first\n2 steps:\n" in said
    assert "def test_costs_first(procedure, law):" in said
    assert "office.take('case', 'adopt'" in said
    assert said.count("office.take(") == 2


def test_what_a_machine_finds_a_search_finds_too():
    """Both ask the same engine; here the search looks at all there is."""
    for procedure in (small(guarded=False), small()):
        asked = costs_first(procedure)
        start = Start("a paper", Motion("Paper"))
        report = check([asked], Space(procedure, starts=(start,)))
        said = ran(
            st.machine(procedure, properties=[asked], begin=["draft"]), max_examples=80
        )

        assert report.closed
        assert bool(report.holes) == bool(said)


def test_a_state_to_which_no_way_leads_is_not_drawn_but_told_where_it_is_named():
    """Where the law has gaps a procedure cannot be walked to its end; what can be, is."""
    steps = [
        Step("go", "a", "b", by="clerk"),
        Step("end", "b", "c", by="clerk", guards="never"),
    ]
    rules = [Rule("never", lambda _: False)]
    blocked = Procedure("blocked", ["a", "b", "c"], steps, rules=rules, roles=["clerk"])

    assert "" == ran(st.machine(blocked))
    assert "no legal way to 'c'" in ran(st.machine(blocked, begin=["c"]))


def test_a_machine_notices_a_log_that_folds_to_another_case(monkeypatch):
    """And an entry that does not verify: the store is asked after every step."""
    from ratsflow.testing import walking  # noqa: PLC0415

    real = walking.fold
    monkeypatch.setattr(walking, "fold", lambda records: real(records[:1]))

    assert "The log folds to another case." in ran(
        st.machine(small(), begin=["review"])
    )


def test_the_shipped_procedure_is_walked(monkeypatch):
    """Its properties hold along every way that was drawn; with a rule less they do not."""
    monkeypatch.setattr("ratsflow.testing.strategies._VARIED", ({},))
    nrw = state_law("NRW").procedure()
    assert "" == ran(st.machine(nrw), max_examples=8, stateful_step_count=12)

    hollow = without(without(nrw, "voted_in_meeting"), "item_in_its_meeting")
    said = ran(st.machine(hollow, begin=["adopted"]), max_examples=5)
    assert "An item is called and ended in its meeting only" in said
    assert "6 steps:" in said
    assert "Open the item" in said
    assert "← here" in said
