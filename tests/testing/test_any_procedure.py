"""Any procedure: every state is reached, whatever flag a later rule wants of an earlier step."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from ratsflow import Parameter, Procedure, Rule, Step
from ratsflow.testing import case_at


@st.composite
def trees(draw):
    """Return by state the state before it, and which flags rules want where and how."""
    count = draw(st.integers(2, 7))
    before = [draw(st.integers(0, n - 1)) for n in range(1, count)]
    wanted = {}
    for state in range(1, count):
        stated_by = draw(st.sampled_from(_way(before, state)))
        if stated_by not in wanted:
            wanted[stated_by] = (state, draw(st.booleans()))
    return before, wanted


def _way(before, state):
    """Return the states on the way to a state, itself included."""
    way = []
    while state:
        way.append(state)
        state = before[state - 1]
    return way


def _wants(name, value):
    return lambda question: question.fact(name) is value


@settings(max_examples=60)
@given(trees())
def test_every_state_is_reached_and_every_rule_kept(tree):
    """The flag is stated in the step that takes it, however much later it is read."""
    before, wanted = tree
    guards = {state: [] for state in range(1, len(before) + 1)}
    rules = []
    for stated_by, (asked_at, value) in wanted.items():
        rules.append(Rule(f"rule{stated_by}", _wants(f"flag{stated_by}", value)))
        guards[asked_at].append(f"rule{stated_by}")
    steps = [
        Step(
            f"to{state}",
            f"state{before[state - 1]}",
            f"state{state}",
            by="clerk",
            takes=Parameter(f"flag{state}", "flag", required=False),
            guards=guards[state],
        )
        for state in guards
    ]
    states = [f"state{n}" for n in range(len(before) + 1)]
    made = Procedure("any", states, steps, rules=rules, roles="clerk")

    for number, state in enumerate(states):
        case = case_at(state, procedure=made)
        way = _way(before, number)
        assert state == case.state
        assert [f"to{each}" for each in reversed(way)] == [e.step for e in case.log[1:]]
        for stated_by, (asked_at, value) in wanted.items():
            if asked_at in way:
                assert value is case.assumed[f"flag{stated_by}"]


@settings(max_examples=60)
@given(st.lists(st.tuples(st.integers(0, 5), st.integers(0, 5)), max_size=12))
def test_a_state_is_reached_exactly_if_steps_lead_there(pairs):
    """In any graph without rules, by no more steps than there are states."""
    edges = {(n, n + 1) for n in range(3)} | {(a, b) for a, b in pairs if a != b and b}
    names = sorted({0, *(each for edge in edges for each in edge)})
    reached = {0}
    for _ in names:
        reached |= {b for a, b in edges if a in reached}
    steps = [
        Step(f"step{a}{b}", f"s{a}", f"s{b}", by="clerk")
        for a, b in sorted(edges)
        if a in reached
    ]
    states = [f"s{n}" for n in names if n in reached]
    steps.append(Step("end", states, "ended", by="clerk"))
    made = Procedure("any", [*states, "ended"], steps, roles="clerk")

    for state in (*states, "ended"):
        case = case_at(state, procedure=made)
        assert state == case.state
        assert len(case.log) <= len(states) + 1
