"""What the search reaches is what trying everything reaches, on small procedures of all shapes."""

from __future__ import annotations

from collections import deque
from datetime import date
from itertools import product

import attrs

from hypothesis import HealthCheck, given, reject, settings
from hypothesis import strategies as st
from small import procedure, space, step

from ratsflow import Parameter, Procedure, Rule, Step, met, unmet
from ratsflow.checking import Search, check, load_properties
from ratsflow.checking.properties import Checked, Judge
from ratsflow.checking.space import COUNCIL, item
from ratsflow.engine import NO_OTHERS, assess, take
from ratsflow.errors import RatsflowError
from ratsflow.procedure.finding import unknown
from ratsflow.procedure.starting import startable
from ratsflow.procedure.step import Move


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


ITEMS = ("planned", "called", "decided")


@st.composite
def with_items(draw) -> Procedure:
    """Draw a procedure in which steps move the motion, an item, or both."""
    rules = [
        attrs.evolve(rule(number, draw(TABLES)), needs=FACTS) for number in range(2)
    ]
    steps = [step("start", "s0", "s1", takes=draw(st.sampled_from(((), ("a",)))))]
    reached = {"motion": ["s0", "s1"], "consultation": ["planned"]}
    for number in range(draw(st.integers(2, 6))):
        outcomes = {}
        for name in ("one", "other")[: draw(st.integers(1, 2))]:
            stays = draw(st.booleans())
            moves = [
                Move(
                    "motion",
                    draw(st.sampled_from(reached["motion"])),
                    "" if stays else draw(st.sampled_from(STATES)),
                )
            ]
            if stays or draw(st.booleans()):
                source = draw(st.sampled_from(reached["consultation"]))
                target = draw(st.sampled_from(ITEMS))
                each = draw(st.booleans())
                moves.append(Move("consultation", source, target, each=each))
            for move in moves:
                if move.target and move.target not in reached[move.lifecycle]:
                    reached[move.lifecycle].append(move.target)
            outcomes[name] = moves
        takes = draw(st.sampled_from(((), ("a",), ("b",), FACTS)))
        steps.append(
            Step(
                f"t{number}",
                by="clerk",
                guards=draw(st.lists(st.sampled_from(("r0", "r1")), unique=True)),
                takes=[Parameter(each, "flag", required=False) for each in takes],
                outcomes=outcomes,
                decide=_by_fact if len(outcomes) > 1 else None,
            )
        )
    used = {name for each in steps for name in each.guards}
    return Procedure(
        "small",
        reached["motion"],
        steps,
        rules=[each for each in rules if each.id in used],
        roles=["clerk"],
        consultation_states=reached["consultation"],
    )


def _by_fact(question):
    return "one" if question.get("a") else "other"


_SOME_REFUSED = (HealthCheck.filter_too_much, HealthCheck.too_slow)


def test_an_item_that_must_come_through_other_states_first_is_not_out_of_reach():
    def of_item(name, source, target):
        stays = Move("motion", "s1", "")
        moves = [stays, Move("consultation", source, target)]
        return Step(name, by="clerk", outcomes={"": moves})

    of = Procedure(
        "small",
        ["s0", "s1", "s2"],
        [
            step("start", "s0", "s1"),
            of_item("call", "planned", "called"),
            of_item("vote", "called", "decided"),
            step("end", "s1", "s2"),
        ],
        roles=["clerk"],
        consultation_states=ITEMS,
    )
    here = space(of, route=(item("i", COUNCIL, date(2026, 3, 10)),))
    report = check(load_properties({"p": {"never": "vote"}}, of), here)
    (hole,) = report.holes
    assert [each.step for each in hole.moment.choices] == ["start", "call", "vote"]
    whole = Search(here, keeps=frozenset(("*",)))
    assert len(list(whole)) > report.cases  # what ended is looked at once
    assert report.closed


@settings(max_examples=60, deadline=None, suppress_health_check=_SOME_REFUSED)
@given(st.data())
def test_what_is_left_out_because_nothing_comes_of_it_hides_no_hole(data):
    try:
        of = data.draw(with_items())
    except RatsflowError:  # one in which nothing comes to an end
        reject()
    names = [each.name for each in of.steps]
    event = data.draw(st.sampled_from(names))
    unless = data.draw(st.sampled_from([f"after {each}" for each in names]))
    (asked,) = load_properties({"p": {"never": event, "unless": unless}}, of)
    here = space(of, route=(item("i", COUNCIL, date(2026, 3, 10)),))
    judge = Judge([Checked(asked)])
    whole = Search(here, watch=judge.watch, keeps=frozenset(("*",)))
    for _ in whole:
        pass
    report = check([asked], here)
    (found,) = report.checked
    assert whole.closed
    assert report.closed
    assert (found.hole is None) == (judge.checked[0].hole is None)
    assert (found.met == 0) == (judge.checked[0].met == 0)
