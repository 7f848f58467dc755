"""A procedure with every fault of structure is told each of them."""

from __future__ import annotations

from small import procedure, space, stated, step

from ratsflow import Rule, met, unmet
from ratsflow.checking import structure


FAULTY = procedure(
    step("submit", "draft", "review", "always", takes=("x", "cost_statement")),
    step("finish", "review", "done"),
    step("mistyped", "review", "done", "typo"),
    step("contradict", "review", "done", "x_stated", "notx"),
    step("blocked", "review", "done", "never"),
    step("rescue", "draft", "rescued", "never"),
    step("fall", "review", "pit"),
    step("turn", "pit", "pit", "x_stated"),
    step("leave", "pit", "done", "never"),
    final=("done", "rescued"),
    rules=[
        stated("x"),
        Rule("notx", lambda question: question.fact("x") is False),
        Rule("never", lambda _: unmet()),
        Rule("always", lambda _: met()),
        Rule("typo", lambda question: question.fact("cost_statment") == "a"),
    ],
)


def test_each_fault_is_told_once():
    found = structure(space(FAULTY))
    assert found.closed
    assert {each.key for each in found.faults} == {
        "state.trap:pit",
        "state.unreached:rescued",
        "step.never:contradict",
        "step.never:blocked",
        "step.never:rescue",
        "step.never:mistyped",
        "step.never:leave",
        "rule.never_met:leave:never",
        "rule.never_met:blocked:never",
        "rule.never_met:rescue:never",
        "rule.never_met:mistyped:typo",
        "rule.never_met:contradict:notx",
        "fact.unstated:typo:cost_statment",
    }
    doubts = {each.key for each in found.flaws} - {each.key for each in found.faults}
    assert "rule.never_unmet:submit:always" in doubts
    typo = next(each for each in found.flaws if each.code == "fact.unstated")
    assert "Near: cost_statement." in typo.text


def test_what_never_happened_is_not_told_of_a_part():
    part = structure(space(FAULTY), cases=1)
    assert not part.closed
    assert {each.code for each in part.flaws} <= {"fact.unstated"}


def test_the_attempt_is_kept_in_which_a_rule_alone_stood_in_the_way():
    moment, way = structure(space(FAULTY)).witnesses["turn", "x_stated"]
    assert moment.case.state == "pit"
    assert [each.rule.id for each in way.verdict.blocking] == ["x_stated"]


def test_who_and_when_are_no_facts_that_a_step_would_have_to_state():
    def check(question):
        who = question.role, question.actor, question.step, question.day
        return unmet() if all(who) else met()

    rules = [Rule("who", check)]
    found = structure(space(procedure(step("go", "a", "b", "who"), rules=rules)))
    assert "fact.unstated" not in {each.code for each in found.flaws}
