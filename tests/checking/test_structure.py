"""A procedure with every fault of structure is told each of them."""

from __future__ import annotations

from small import procedure, space, stated, step

from ratsflow import Parameter, Rule, Step, met, unmet
from ratsflow.checking import check_each, load_properties, structure


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


def test_a_rule_that_fails_itself_is_told_though_not_all_was_looked_at():
    late = Rule("late", lambda question: question.fact("heard_on") < question.day)
    heard = Parameter("heard_on", "day")
    of = procedure(
        Step("hear", "draft", "heard", by="clerk", takes=heard),
        step("adopt", "heard", "adopted", "late"),
        rules=[late],
    )
    found = structure(space(of))
    assert not found.closed
    (flaw,) = found.faults
    assert flaw.key == "rule.failing:adopt:late"
    assert "TypeError: '<' not supported" in flaw.text
    (report,) = check_each(load_properties({"p": {"never": "adopt"}}, of), space(of))
    assert [each[:2] for each in report.failing] == [("adopt", "late")]


def test_a_rule_stands_alone_though_the_step_still_has_to_state_something():
    closed = Rule("closed", lambda question: met() if question.get("open") else unmet())
    vote = Step(
        "vote",
        "review",
        "adopted",
        by="clerk",
        takes=Parameter("ballot", "ballot"),
        guards="closed",
    )
    of = procedure(
        step("submit", "draft", "review", takes=("open",)), vote, rules=[closed]
    )
    found = structure(space(of))
    assert found.closed
    assert "rule.never_alone:vote:closed" not in {each.key for each in found.flaws}


def test_the_item_that_a_step_is_about_is_no_fact_that_a_step_would_have_to_state():
    rule = Rule("there", lambda question: question.about is not None)
    found = structure(space(procedure(step("go", "a", "b", "there"), rules=[rule])))
    assert "fact.unstated" not in {each.code for each in found.flaws}


def test_who_and_when_are_no_facts_that_a_step_would_have_to_state():
    def check(question):
        who = question.role, question.actor, question.step, question.day
        return unmet() if all(who) else met()

    rules = [Rule("who", check)]
    found = structure(space(procedure(step("go", "a", "b", "who"), rules=rules)))
    assert "fact.unstated" not in {each.code for each in found.flaws}
