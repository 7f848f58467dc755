"""What the search reaches is what trying everything reaches, on small procedures of all shapes."""

from __future__ import annotations

from collections import deque
from itertools import product

from hypothesis import given, settings
from hypothesis import strategies as st
from small import procedure, space, step

from ratsflow import Procedure, Rule, met, unmet
from ratsflow.checking import Search
from ratsflow.engine import NO_OTHERS, assess, take
from ratsflow.errors import RatsflowError
from ratsflow.procedure.finding import unknown
from ratsflow.procedure.starting import startable


FACTS = ("a", "b")
STATES = ("s0", "s1", "s2", "s3")


def rule(number: int, table: dict[tuple[bool | None, ...], str]) -> Rule:
    """Return a rule that answers by a table over two facts; it reads the second if it must."""

    def check(question):
        first = question.get("a")
        if table[first, None] == "met":
            return met()
        second = question.get("b")
        said = table[first, second]
        lacking = [n for n, v in (("a", first), ("b", second)) if v is None]
        if said == "unknown" and lacking:
            return unknown(*lacking)
        return met() if said == "met" else unmet()

    return Rule(f"r{number}", check)


TABLES = st.fixed_dictionaries(
    {
        pair: st.sampled_from(("met", "unmet", "unknown"))
        for pair in product((None, True, False), repeat=2)
    }
)


@st.composite
def procedures(draw) -> Procedure:
    """Draw a procedure of four states, each step with rules and what it takes in."""
    rules = [rule(number, draw(TABLES)) for number in range(2)]
    steps = [
        step("start", "s0", "s1", takes=draw(st.sampled_from(((), ("a",), FACTS))))
    ]
    for number in range(draw(st.integers(1, 4))):
        source, target = draw(st.permutations(STATES))[:2]
        guards = draw(st.lists(st.sampled_from(("r0", "r1")), unique=True))
        takes = draw(st.sampled_from(((), ("a",), ("b",), FACTS)))
        steps.append(step(f"t{number}", source, target, *guards, takes=takes))
    used = {name for each in steps for name in each.guards}
    return procedure(*steps, rules=[each for each in rules if each.id in used])


def by_force(of: Procedure) -> set[str]:
    """Return the steps that anybody can ever take, every combination of inputs tried."""
    here = space(of)
    start = here.opened(here.starts[0])
    taken, waiting, known = set(), deque([start]), set()
    actor = here.actors("clerk")[0]
    while waiting:
        case = waiting.popleft()
        key = (case.state, tuple(sorted(case.facts.items())))
        if key in known:
            continue
        known.add(key)
        for name, on in startable(of, case):
            takes = [each.name for each in of.step(name).takes]
            for values in product((None, True, False), repeat=len(takes)):
                stated = {
                    n: v for n, v in zip(takes, values, strict=True) if v is not None
                }
                verdict = assess(
                    of,
                    case,
                    name,
                    actor,
                    at=here.moment(here.first_day),
                    inputs=stated,
                    on=on,
                    others=NO_OTHERS,
                )
                if verdict.allowed:
                    taken.add(name)
                    waiting.append(take(verdict).case)
    return taken


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_the_search_takes_the_steps_that_brute_force_takes(data):
    try:
        of = data.draw(procedures())
    except RatsflowError:  # a procedure that is refused when it is built
        return
    taken = set()
    search = Search(space(of), watch=lambda _, way: taken.add(way.choice.step) or ())
    for _ in search:
        pass
    assert search.closed
    assert taken == by_force(of)
