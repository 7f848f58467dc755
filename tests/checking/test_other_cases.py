"""Other cases belong to the space: a hole that opens only beside one is found and replayed."""

from __future__ import annotations

from collections import deque
from itertools import product

import attrs
import pytest

from hypothesis import given, settings
from hypothesis import strategies as st
from small import procedure, step

from ratsflow import Motion, Parameter, RefusedError, Rule, Step, met, unmet
from ratsflow.checking import (
    Moment,
    Search,
    Space,
    Start,
    check,
    compare,
    load_properties,
    mutants,
    plan,
    replayed,
    story,
)
from ratsflow.checking.company import seen_by
from ratsflow.cli.app import run
from ratsflow.engine import NO_OTHERS, assess, take
from ratsflow.errors import RatsflowError
from ratsflow.procedure.lookups import Look
from ratsflow.procedure.starting import startable


NUMBER = "7/2026"
PAPER = Motion("A bench", reference=NUMBER)
AMENDMENT = Motion("Two benches", paper_type="amendment", related=[NUMBER])


def one(motion=PAPER):
    """Return the one paper that is looked at."""
    return (Start("a paper", motion),)


def looking(look, tells, name="beside"):
    """Return a rule that is met if it is told of the cases that it finds."""

    def asked(question):
        return met() if tells(question.look(Look(look))) else unmet()

    return Rule(name, asked, needs=["others"], looks_at=[look])


def any_in(*states):
    """Tell whether a case stands in one of some states."""
    return lambda found: any(each.state in states for each in found)


def holes_of(of, event="go", motion=PAPER, **how):
    """Return the holes that are found where an event must never be."""
    asked = load_properties({"p": {"never": event, **how}}, of)
    return check(asked, Space(of, starts=one(motion), others=None))


def beside(moment):
    """Return the steps that the other cases took on a way."""
    last = moment.choices[-1].beside
    return {each.case.id: [e.step for e in each.choices] for each in last}


def small(*rules, takes=()):
    """Return a procedure with a step that rules guard, and one that leads aside."""
    go = Step(
        "go",
        "s1",
        "s3",
        by="clerk",
        guards=[each.id for each in rules],
        takes=[Parameter(each, "text") for each in takes],
    )
    return procedure(
        step("start", "s0", "s1"),
        step("aside", "s1", "s2"),
        go,
        rules=rules,
        final=("s2", "s3"),
    )


@pytest.mark.parametrize(
    ("look", "motion"),
    [
        ("namesakes", PAPER),
        ("amending", PAPER),
        ("amending", Motion("A paper without a number")),
        ("amended", AMENDMENT),
        ("rivals", AMENDMENT),
    ],
)
def test_a_hole_that_opens_beside_another_case_is_found_and_replayed(look, motion):
    of = small(looking(look, any_in("s2")))
    report = holes_of(of, motion=motion)
    (hole,) = report.holes
    assert report.closed
    assert [each.step for each in hole.moment.choices] == ["start", "go"]
    assert beside(hole.moment) == {"other-1": ["start", "aside"]}
    assert hole.replayed().state == "s3"


def test_what_no_other_case_can_be_opens_nothing_and_that_is_proved():
    report = holes_of(small(looking("namesakes", any_in("s0", "s9"))))
    assert len(report.holes) == 1  # one that was only opened will do
    report = holes_of(small(looking("namesakes", any_in("s9"))))
    assert report.closed
    assert not report.holes


def test_a_paper_that_a_step_names_is_another_case():
    found = looking("named", any_in("s2"))
    (hole,) = holes_of(small(found, takes=["successor"])).holes
    assert beside(hole.moment) == {"other-1": ["start", "aside"]}
    assert hole.replayed().state == "s3"


def test_a_way_without_another_case_comes_first():
    always = looking("amending", lambda found: all(e.state != "s2" for e in found))
    (hole,) = holes_of(small(always)).holes
    assert not hole.moment.beside


def test_the_story_and_the_test_tell_which_other_case_there_is():
    of = small(looking("amending", any_in("s2")))
    (hole,) = holes_of(of).holes
    told = "\n".join(hole.story())
    assert "another case (other-1); " in told
    assert f"to {NUMBER}" in told
    assert "anderer Vorgang (other-1)" in "\n".join(hole.story("de"))
    names = {}
    exec(hole.as_test(), names)  # noqa: S102  # what is pasted
    with pytest.raises(pytest.fail.Exception):  # the hole is there
        names["test_p"](of, hole.space.law)
    shut = attrs.evolve(of, rules=[attrs.evolve(of.rules[0], check=lambda _: unmet())])
    names["test_p"](shut, hole.space.law)


def test_the_way_is_refused_in_an_office_without_the_other_case():
    (hole,) = holes_of(small(looking("amending", any_in("s2")))).holes
    *before, last = hole.moment.moments
    alone = attrs.evolve(last.way, choice=attrs.evolve(last.way.choice, beside=()))
    with pytest.raises(RefusedError):
        replayed(attrs.evolve(last, before=before[-1], way=alone), hole.space)


def test_another_case_moves_on_and_never_back():
    first = looking("namesakes", any_in("s2"), "first")
    of = procedure(
        step("start", "s0", "s1"),
        step("aside", "s1", "s2"),
        step("on", "s2", "s4"),
        step("go", "s1", "s3", "first"),
        step("end", "s3", "s5", "second"),
        rules=[first, looking("namesakes", any_in("s4"), "second")],
    )
    (hole,) = holes_of(of, "end").holes
    assert beside(hole.moment) == {"other-1": ["start", "aside", "on"]}
    assert hole.replayed().state == "s5"
    back = attrs.evolve(of, rules=[first, looking("namesakes", any_in("s1"), "second")])
    # Not the same one: it is beyond that. Another that bears the number may be there.
    (hole,) = holes_of(back, "end").holes
    assert len(beside(hole.moment)) == 2
    assert hole.replayed().state == "s5"


def test_two_other_cases_can_be_needed_at_once():
    two = looking("amending", lambda found: len(found) > 1)
    (hole,) = holes_of(small(two)).holes
    assert len(beside(hole.moment)) == 2
    assert hole.replayed().state == "s3"


def test_a_fact_of_another_case_is_stated_where_a_rule_reads_it():
    def far(found):
        return any(each.facts.get("reach") is True for each in found)

    of = procedure(
        step("start", "s0", "s1", takes=["reach"]),
        step("go", "s1", "s2", "beside"),
        rules=[looking("rivals", far)],
    )
    (hole,) = holes_of(of, motion=AMENDMENT).holes
    (other,) = hole.moment.choices[-1].beside
    assert other.choices[0].inputs == {"reach": True}
    assert hole.replayed().state == "s2"


def test_the_rules_of_another_case_look_at_this_one():
    """An amendment that goes first would have to wait for its paper."""
    waits = looking("amended", any_in("s3"), "waits")
    of = procedure(
        step("start", "s0", "s1"),
        step("aside", "s1", "s2", "waits"),
        step("go", "s1", "s3", "beside"),
        rules=[looking("amending", any_in("s2")), waits],
    )
    report = holes_of(of)
    assert report.closed
    assert not report.holes


def test_a_property_can_speak_of_other_cases_though_no_rule_does():
    free = small()
    said = "another amending in s1"
    asked = load_properties({"p": {"never": "go", "while": said}}, free)
    (hole,) = check(asked, Space(free, starts=one(), others=None)).holes
    assert beside(hole.moment) == {"other-1": ["start"]}
    assert hole.replayed().state == "s3"
    none = looking("amending", lambda found: not any_in("s1")(found))
    report = check(asked, Space(small(none), starts=one(), others=None))
    assert report.closed
    assert not report.holes


def test_a_step_that_another_case_can_take_away_is_not_always_open():
    of = small(looking("namesakes", lambda found: not any_in("s2")(found)))
    asked = load_properties({"p": {"always_open": "go", "while": "state is s1"}}, of)
    taken = attrs.evolve(asked[0], when=None, unless=())
    (hole,) = check([taken], Space(of, starts=one(), others=None)).holes
    assert "other-1" in {each.case.id for each in hole.moment.beside}
    assert "another case (other-1)" in "\n".join(hole.story())
    compile(hole.as_test(), "what is pasted", "exec")
    assert hole.replayed().state == hole.moment.case.state


def test_a_rule_about_other_cases_makes_a_version_tighter():
    free, strict = small(), small(looking("namesakes", lambda found: not found))
    old, new = (Space(each, starts=one(), others=None) for each in (free, strict))
    found = compare(old, new)
    assert found.steps["go"].relation == "tighter"
    told = story(found.steps["go"].tighter.tried, old)
    assert any("other-1" in each for each in told)


def test_a_rule_about_other_cases_has_a_witness():
    of = small(looking("namesakes", lambda found: not found))
    found = mutants(Space(of, starts=one(), others=None))
    assert found.found["go", "beside"].fate == "witnessed"


def test_a_plan_supposes_no_help_of_others_and_says_so():
    of = small(looking("namesakes", any_in("s2")))
    space = Space(of, starts=one(), others=None)
    made = plan(space.opened(space.starts[0]), space, "s3")
    assert made.is_alone
    assert not made.is_possible


def test_who_says_that_there_are_no_others_is_believed():
    of = small(looking("amending", any_in("s2")))
    asked = load_properties({"p": {"never": "go"}}, of)
    space = Space(of, starts=one(), others=NO_OTHERS)
    assert not check(asked, space).holes


# ---------------------------------------------------------------------- against brute force

STATES = ("s0", "s1", "s2", "s3")


def told(number, look, table):
    """Return a rule that answers by where the others stand, and what one of them states."""

    def asked(question):
        found = question.look(Look(look))
        if not found:
            return met() if table[None] else unmet()
        (other,) = found
        return met() if table[other.state, other.facts.get("a")] else unmet()

    return Rule(f"r{number}", asked, needs=["others"], looks_at=[look])


@st.composite
def procedures(draw, look):
    """Draw a procedure of four states whose rules look at other cases."""
    keys = [None, *product(STATES, (None, True, False))]
    tables = st.fixed_dictionaries({key: st.booleans() for key in keys})
    rules = [told(number, look, draw(tables)) for number in range(2)]
    steps = [step("start", "s0", "s1", takes=draw(st.sampled_from(((), ("a",)))))]
    for number in range(draw(st.integers(1, 4))):
        source, target = draw(st.permutations(STATES))[:2]
        guards = draw(st.lists(st.sampled_from(("r0", "r1")), unique=True))
        takes = draw(st.sampled_from(((), ("a",))))
        steps.append(step(f"t{number}", source, target, *guards, takes=takes))
    used = {name for each in steps for name in each.guards}
    return procedure(*steps, rules=[each for each in rules if each.id in used])


def by_force(of, motion, other):
    """Return the steps that a case can take while another does what it can."""
    space = Space(of, starts=one(motion))
    pair = space.opened(space.starts[0]), space.opened(Start("", other), "other-1")
    taken, waiting, known = set(), deque([(pair[0], None), pair]), set()
    while waiting:
        cases = waiting.popleft()
        key = tuple(e and (e.state, tuple(sorted(e.facts.items()))) for e in cases)
        if key in known:
            continue
        known.add(key)
        if cases[1] is None:  # it may be opened at any time
            waiting.append((cases[0], pair[1]))
        for index in (0, 1):
            for name, after in _moves(of, space, cases, index):
                if index == 0:
                    taken.add(name)
                new = list(cases)
                new[index] = after
                waiting.append(tuple(new))
    return taken


def _moves(of, space, cases, index):
    case, there = cases[index], [cases[1 - index]] if cases[1 - index] else []
    if case is None:
        return
    for name, on in startable(of, case):
        takes = [each.name for each in of.step(name).takes]
        for values in product((None, True, False), repeat=len(takes)):
            inputs = {n: v for n, v in zip(takes, values, strict=True) if v is not None}
            verdict = assess(
                of,
                case,
                name,
                space.actors("clerk")[0],
                at=space.moment(space.first_day),
                inputs=inputs,
                on=on,
                others=seen_by(Look, case, inputs, there),
            )
            if verdict.allowed:
                yield name, take(verdict).case


@pytest.mark.parametrize(
    ("look", "motion", "other"),
    [("amending", PAPER, AMENDMENT), ("amended", AMENDMENT, PAPER)],
)
@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_the_search_takes_the_steps_that_two_cases_tried_by_force_take(
    look, motion, other, data
):
    try:
        of = data.draw(procedures(look))
    except RatsflowError:  # a procedure that is refused when it is built
        return
    taken = set()
    space = Space(of, starts=one(motion), others=None)
    space = attrs.evolve(space, most_others=1)

    def note(moment: Moment, way):
        taken.add(way.choice.step)
        return moment.seen

    search = Search(space, watch=note)
    for _ in search:
        pass
    assert search.closed
    assert taken == by_force(of, motion, other)


TOWN = """
from ratsflow import Procedure, Rule, Step, met, unmet
from ratsflow.procedure.lookups import Look


def alone(question):
    there = question.look(Look("amending"))
    return met() if any(each.state == "filed" for each in there) else unmet()


procedure = Procedure(
    "small",
    ["draft", "filed"],
    [
        Step("put", "draft", "filed", by="clerk"),
        Step("file", "draft", "filed", by="clerk", guards=["alone"]),
    ],
    rules=[Rule("alone", alone, needs=["others"], looks_at=["amending"])],
    roles=["clerk"],
)
"""


@pytest.mark.parametrize(
    ("flags", "ends_with"), [((), 0), (("--others",), 1)], ids=("without", "with")
)
def test_the_command_looks_for_others_where_it_is_asked(
    tmp_path, capsys, flags, ends_with
):
    """What a step of another case opens; without the flag the answer says that there is none."""
    (tmp_path / "town.py").write_text(TOWN, "utf-8")
    asked = tmp_path / "p.toml"
    asked.write_text(
        '[p]\nsays.en = "Never."\nnever = "any into filed"\nunless = "step is put"\n',
        "utf-8",
    )
    words = ["check", f"{tmp_path}/town.py:procedure", "--properties", str(asked)]
    assert ends_with == run([*words, *flags, "--lang", "en"])
    told = " ".join(capsys.readouterr().out.split())
    assert ("another case" in told, "no other cases" in told) == (
        bool(flags),
        not flags,
    )


def test_another_release_is_not_asked_beside_other_cases(capsys):
    assert 2 == run(["check", "nrw", "--against", "x.whl", "--others", "--lang", "en"])
    assert "without other cases. Leave it out." in capsys.readouterr().err
