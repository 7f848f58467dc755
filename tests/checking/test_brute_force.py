"""What the search reaches is what trying everything reaches, on small procedures of all shapes."""

from __future__ import annotations

from collections import deque
from datetime import date
from itertools import product
from random import Random

import attrs
import pytest

from hypothesis import HealthCheck, given, reject, settings
from hypothesis import strategies as st
from small import procedure, space, step
from test_shipped import STATES as SHIPPED
from test_shipped import law

from ratsflow import Parameter, Procedure, Rule, Step, met, unmet
from ratsflow.checking import Search, Space, check, cone_of, load_properties
from ratsflow.checking.ahead import Ahead, stand_of
from ratsflow.checking.judging import Checked, Judge
from ratsflow.checking.starts import COUNCIL, item
from ratsflow.engine import NO_OTHERS, assess, take
from ratsflow.engine.starting import moves_of
from ratsflow.errors import RatsflowError
from ratsflow.model import Suspension
from ratsflow.procedure.finding import unknown
from ratsflow.procedure.inputs import Kind
from ratsflow.procedure.rule import InForce
from ratsflow.procedure.starting import startable
from ratsflow.procedure.step import CONSULTATION, LIFECYCLES, MOTION, Move, moves_in


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


def about(lifecycle, source, target, *, at="s1", to="", name, takes=(), **how):
    """Return a step that moves the motion, or not, and something else."""
    moves = [Move("motion", at, to), Move(lifecycle, source, target, **how)]
    return Step(name, by="clerk", takes=takes, outcomes={"": moves})


_FORK = Step(
    "fork",
    by="clerk",
    takes=[Parameter("a", "flag")],
    outcomes={
        "one": [Move("motion", "s1", "s2")],
        "other": [Move("motion", "s1", "s3")],
    },
    decide=_by_fact,
)
_LODGE = about("suspension", "none", "lodged", new="mayor_objection", name="lodge")
_WITH_ITEM = [item("i", COUNCIL, date(2026, 3, 10))]
_TWO = [*_WITH_ITEM, item("j", COUNCIL, date(2026, 3, 10))]
_END = step("end", "s1", "s2")

WAYS = {
    "over the second outcome": ("last", [_FORK, step("last", "s3", "s2")], ()),
    "over an item that comes later": (
        "call",
        [
            Step(
                "add", "s1", "s3", by="clerk", takes=[Parameter("consultations", "consultations")]
            ),
            about("consultation", "planned", "called", at="s3", name="call"),
            step("close", "s3", "s2"),
        ],
        (),
    ),
    "over what suspends later": (
        "lift",
        [_LODGE, about("suspension", "lodged", "lifted", name="lift"), _END],
        (),
    ),
    "with no item that a step could move": (
        "drop",
        [
            about(
                "consultation", "planned", "decided", each=True, to="s2", name="drop"
            ),
            about("consultation", "planned", "decided", name="decide"),
        ],
        (),
    ),
    "over the other of two items": (
        "again",
        [
            about("consultation", "planned", "called", to="s2", name="call"),
            about("consultation", "planned", "decided", at="s2", to="s3", name="again"),
            step("end", "s1", "s3"),
        ],
        _TWO,
    ),
    "over what suspends since": (
        "lift",
        [
            about(
                "suspension", "none", "lodged", new="mayor_objection", to="s2", name="lodge"
            ),
            about(
                "suspension", "lodged", "lifted", at="s2", to="s3", name="lift"
            ),
            step("end", "s1", "s3"),
        ],
        (),
    ),
    "over one that reopens": (
        "last",
        [_END, step("reopen", "s2", "s3"), step("last", "s3", "s4")],
        (),
    ),
}  # fmt: skip


@pytest.mark.parametrize("way", WAYS)
def test_a_hole_is_found(way):
    event, steps, route = WAYS[way]
    all_steps = [step("start", "s0", "s1"), *steps]
    states = {
        lifecycle: list(
            dict.fromkeys(
                name
                for _, _, each in moves_in(lifecycle, *all_steps)
                for name in (*each.sources, each.target)
                if name and name != "none"
            )
        )
        for lifecycle in LIFECYCLES
    }
    of = Procedure(
        "small",
        states["motion"],
        all_steps,
        roles=["clerk"],
        consultation_states=states["consultation"],
        suspension_states=states["suspension"],
    )
    report = check(
        load_properties({"p": {"never": event}}, of), space(of, route=tuple(route))
    )
    (hole,) = report.holes
    assert hole.moment.choices[-1].step == event


def wander(of, case, chance, length):
    """Yield where a case comes to by chance, as if every rule were met, and each step."""
    yield "", case
    for number in range(length):
        items = {each.id: each for each in case.consultations}
        held = {each.id: each for each in case.suspensions}
        ways = [
            (name, moves)
            for name, on in startable(of, case)
            for outcome in of.plan(name).branches
            if (
                moves := moves_of(
                    of.plan(name), outcome, case, items.get(on), held.get(on)
                )
            )
            is not None
        ]
        if not ways:
            return
        name, moves = chance.choice(ways)
        case = moved(case, moves)
        if any(each.kind is Kind.CONSULTATIONS for each in of.step(name).takes):
            more = attrs.evolve(_TWO[0], id=f"more-{number}", state=of.planned)
            case = attrs.evolve(case, consultations=(*case.consultations, more))
        yield name, case


def moved(case, moves):
    """Return a case after some moves."""
    for each in moves:
        if each.lifecycle == MOTION:
            case = attrs.evolve(case, state=each.target)
        elif each.lifecycle == CONSULTATION:
            items = tuple(
                attrs.evolve(e, state=each.target) if e.id == each.subject else e
                for e in case.consultations
            )
            case = attrs.evolve(case, consultations=items)
        else:
            kind = each.subject.rpartition("-")[0]
            known = {e.id: e for e in case.suspensions}
            new = Suspension(
                each.subject, kind, "", date(2026, 3, 1), state=each.target
            )
            held = known.get(each.subject, new)
            known[each.subject] = attrs.evolve(held, state=each.target)
            case = attrs.evolve(case, suspensions=tuple(known.values()))
    return case


@pytest.mark.parametrize("state", SHIPPED)
def test_whatever_a_shipped_procedure_comes_to_was_ahead_all_the_way(state):
    of = SHIPPED[state]
    here = Space(of, law(state))
    ahead = Ahead(of, [each.name for each in of.steps])
    case, chance, seen = here.opened(here.starts[1]), Random(1), set()
    for _ in range(300):
        way = list(wander(of, case, chance, 25))
        left = set()
        for (name, _), (_, before) in zip(way[:0:-1], way[-2::-1], strict=True):
            left.add(name)
            assert left <= ahead.from_(stand_of(before))
        seen |= left
    assert len(seen) > len(of.steps) * 3 // 4


def test_cases_of_which_another_version_of_a_rule_is_asked_differ():
    known, later = date(2026, 1, 14), date(2026, 1, 15)
    dated = {"needs": ["day"], "dated_by": "since"}
    rules = [
        Rule("r", lambda _: met(), **dated, in_force=InForce(until=known)),
        Rule("r", lambda _: unmet(), **dated, in_force=InForce(since=later)),
    ]
    notes = Step("note", "s0", "s1", by="clerk", takes=[Parameter("since", "day")])
    of = procedure(notes, step("go", "s1", "s2", "r"), rules=rules)
    report = check(load_properties({"p": {"never": "go"}}, of), space(of))
    (hole,) = report.holes
    assert hole.moment.choices[0].inputs["since"] <= known


def test_what_states_the_day_that_picks_a_rule_can_matter():
    notes = Step("note", "s1", "", by="clerk", takes=[Parameter("since", "day")])
    steps = [step("start", "s0", "s1"), notes, step("go", "s1", "s2", "r")]
    rules = [Rule("r", lambda _: met(), needs=["day"], dated_by="since")]
    of = procedure(*steps, rules=rules)
    assert "note" in cone_of(load_properties({"p": {"never": "go"}}, of), of)
