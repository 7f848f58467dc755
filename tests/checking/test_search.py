"""The search visits what the engine lets come about, and nothing else."""

from __future__ import annotations

from collections import Counter

import pytest

from small import procedure, space, stated, step

from ratsflow import Move, Rule, Step, met, unmet
from ratsflow.checking import Search, check, load_properties, without
from ratsflow.errors import InvalidInputError, UnknownNameError


CHAIN = procedure(
    step("submit", "draft", "review", takes=("urgent",)),
    step("release", "review", "released", "urgent_stated"),
    step("drop", ("draft", "review"), "dropped"),
    rules=[stated("urgent")],
)


def states(search: Search) -> set[str]:
    return {moment.case.state for moment in search}


def test_a_fact_that_a_later_step_asks_for_is_stated_in_the_step_that_takes_it():
    search = Search(space(CHAIN))
    ways = {moment.case.state: moment.choices for moment in search}
    assert set(ways) == {"draft", "review", "released", "dropped"}
    assert search.closed
    submit, release = ways["released"]
    assert (submit.step, dict(submit.inputs)) == ("submit", {"urgent": True})
    assert (release.step, dict(release.inputs)) == ("release", {})


def test_nothing_is_stated_that_no_rule_asks_for():
    free = without(CHAIN, "urgent_stated")
    search = Search(space(free))
    assert all(not choice.inputs for moment in search for choice in moment.choices)
    assert states(Search(space(free))) == {"draft", "review", "released", "dropped"}


def test_a_search_says_that_it_hit_its_bound():
    search = Search(space(CHAIN), cases=2)
    assert len(list(search)) == 2
    assert not search.closed


def test_the_nearest_case_that_breaks_a_property_is_told():
    table = {
        "asked": {"never": "release", "unless": "fact urgent is true"},
        "dropped": {"never": "drop", "while": "state is review"},
        "ends": {"always_possible": "final"},
        "idle": {"never": "any", "while": "state is released and state is review"},
    }
    report = check(load_properties(table, CHAIN), space(CHAIN))
    asked, dropped, ends, idle = report.checked
    assert asked.is_kept
    assert ends.is_kept
    assert [each.step for each in dropped.hole.choices] == ["submit", "drop"]
    assert idle.is_vacuous
    assert not idle.is_kept
    assert [each.asked.id for each in report.holes] == ["dropped"]


def test_what_happened_before_is_remembered():
    loop = procedure(
        step("submit", "draft", "review"),
        step("send_back", "review", "draft"),
        step("release", "review", "released"),
    )
    table = {
        "once": {"at_most_once": "submit"},
        "first": {"only_after": "release", "after": "send_back"},
        "then": {"once": "send_back", "then_never": "release"},
    }
    found = {
        each.asked.id: [choice.step for choice in each.moment.choices]
        for each in check(load_properties(table, loop), space(loop)).holes
    }
    assert found == {
        "once": ["submit", "send_back", "submit"],
        "first": ["submit", "release"],
        "then": ["submit", "send_back", "submit", "release"],
    }


def test_a_trap_is_found_and_a_way_that_was_not_looked_at_is_none():
    trap = procedure(
        step("submit", "draft", "review"),
        step("release", "review", "released"),
        step("fall", "review", "pit"),
        step("turn", "pit", "pit"),
    )
    ends = load_properties({"ends": {"always_possible": "released"}}, trap)
    (found,) = check(ends, space(trap)).checked
    assert [each.step for each in found.hole.choices] == ["submit", "fall"]
    (bounded,) = check(ends, space(trap), cases=1).checked
    assert bounded.hole is None


@pytest.mark.parametrize(
    ("table", "error"),
    [
        ({"p": {"never": "submitt"}}, UnknownNameError),
        ({"p": {"never": "submit into nowhere"}}, UnknownNameError),
        ({"p": {"never": "submit", "unless": "the moon is full"}}, InvalidInputError),
        ({"p": {"never": "submit", "unless": "(suspended"}}, InvalidInputError),
        ({"p": {"never": "submit", "unless": "suspended by rain"}}, UnknownNameError),
        ({"p": {"never": "submit", "at_most_once": "submit"}}, InvalidInputError),
        ({"p": {"never": "submit", "because": "so"}}, UnknownNameError),
        ({"p": {"always_possible": "heaven"}}, UnknownNameError),
    ],
)
def test_a_word_that_there_is_not_is_refused(table, error):
    with pytest.raises(error):
        load_properties(table, CHAIN)


def test_conditions_are_joined_as_they_are_read():
    table = {
        "p": {
            "never": "release",
            "unless": "not (fact urgent is false or suspended) and after submit",
        }
    }
    (found,) = check(load_properties(table, CHAIN), space(CHAIN)).checked
    assert found.is_kept


def test_an_outcome_that_an_earlier_statement_leads_to_is_reached():
    def decide(question):
        return "fast" if question.get("urgent") else "slow"

    branches = {
        "fast": Move("motion", ("review",), "quick"),
        "slow": Move("motion", ("review",), "released"),
    }
    end = Step("end", by="clerk", outcomes=branches, decide=decide)
    of = procedure(
        step("submit", "draft", "review", takes=("urgent",)),
        step("drop", "review", "quick"),
        step("leave", "review", "released"),
        end,
    )
    taken = set()
    search = Search(
        space(of), watch=lambda _, way: taken.add(way.verdict.outcome) or ()
    )
    assert len(list(search)) > 1
    assert {"fast", "slow"} <= taken


def test_what_only_a_property_asks_for_is_varied():
    of = procedure(
        step("submit", "draft", "review", takes=("secret",)),
        step("release", "review", "released"),
    )
    table = {
        "secret": {"never": "release", "unless": "not fact secret is true"},
        "soon": {"never": "release", "unless": "within 30 days of submit"},
    }
    report = check(load_properties(table, of), space(of))
    assert [each.asked.id for each in report.holes] == ["secret", "soon"]


ANY_COSTS = Rule(
    "costs_stated",
    lambda asked: unmet() if asked.get("costs") is None else met(),
    needs=["costs?"],
)
READ_ONCE = procedure(
    step("submit", "draft", "review", takes=("costs",)),
    step("adopt", "review", "adopted", "costs_stated"),
    step("carry_out", "adopted", "done"),
    rules=[ANY_COSTS],
)


def counted(search: Search) -> Counter[str]:
    return Counter(moment.case.state for moment in search)


def test_what_no_step_reads_any_more_tells_cases_apart_no_longer():
    looked = space(READ_ONCE, watched=frozenset(("costs",)))
    found = counted(Search(looked))
    assert found == {"draft": 1, "review": 3, "adopted": 1, "done": 1}


def test_nothing_is_looked_for_where_no_step_that_is_asked_for_can_be_any_more():
    looked = space(READ_ONCE, watched=frozenset(("costs",)))
    search = Search(looked, until=frozenset(("adopt",)))
    assert counted(search) == {"draft": 1, "review": 3, "adopted": 1}
    assert search.closed
    assert "done" in counted(Search(looked, until=frozenset(("carry_out",))))
