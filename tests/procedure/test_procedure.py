"""A definition with a mistake is refused when it is built, with the name and the cure."""

from __future__ import annotations

from datetime import date

import attrs
import pytest

from ratsflow import (
    DefinitionError,
    Move,
    Parameter,
    Procedure,
    Rule,
    State,
    Step,
    UnknownNameError,
    Wording,
)
from ratsflow.law import InForce
from ratsflow.procedure.finding import MET


OK = Step("go", "a", "b", by="clerk")


def build(*steps: Step, **changes: object) -> Procedure:
    """Return a procedure, sound unless a change makes it otherwise."""
    values = {"states": ["a", "b"], "roles": ["clerk"], **changes}
    return Procedure("p", steps=steps or (OK,), **values)


@pytest.mark.parametrize(
    ("step", "words"),
    [
        (Step("go", "nowhere", "b", by="clerk"), "motion state 'nowhere'.*Known: a, b"),
        (Step("go", "a", "nowhere", by="clerk"), "motion state 'nowhere'"),
        (Step("go", target="b", by="clerk"), "'go' has no source"),
        (Step("go", "a", "b", by="clerk", guards="ghost"), "guarded by 'ghost'"),
        (Step("go", "a", "b", by="king"), "'king', a role that nobody has"),
        (Step("go", "a", "b"), "can be taken by nobody"),
        (Step("Go!", "a", "b", by="clerk"), "'Go!' is not a lower-case name"),
        (
            Step(
                "go",
                by="clerk",
                outcomes={"x": Move("motion", "a", "b"), "y": Move("motion", "a", "a")},
            ),
            "nothing that decides",
        ),
        (
            Step("go", by="clerk", outcomes={"": Move("moon", "a", "b")}),
            "unknown lifecycle 'moon'",
        ),
        (
            Step("go", "a", "b", by="clerk", takes=[Parameter("at")]),
            "'at', a name that is",
        ),
        (
            Step(
                "go", by="clerk", outcomes={"": Move("consultation", "open", "voted")}
            ),
            "consultation state 'open', which does not exist",
        ),
    ],
)
def test_a_mistake_in_a_step_is_named(step, words):
    """Each mistake names the step and what to do."""
    with pytest.raises(DefinitionError, match=words):
        build(step)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"states": []}, "no states"),
        ({"states": ["a", "b", "a"]}, "2 motion states named 'a'"),
        ({"states": ["a", "b", "in Beratung"]}, "'in Beratung' is not"),
        ({"recorders": ["king"]}, "'king' among the recorders"),
        (
            {"rules": [Rule("r", lambda _: MET), Rule("r", lambda _: MET)]},
            "two rules 'r'",
        ),
    ],
)
def test_a_mistake_in_the_whole_is_named(changes, words):
    """Each mistake names the part and what to do."""
    with pytest.raises(DefinitionError, match=words):
        build(**changes)


def test_a_procedure_is_shown_in_a_line():
    """Whoever looks at one is told how much it says, not all of it."""
    assert "<Procedure p: 2 states, 1 steps, 0 rules>" == repr(build())


def test_steps_and_rules_are_shown_by_what_is_said_of_them():
    """Of twenty fields most are left as they are; those are not told."""
    step = Step("go", "a", "b", by="author")
    assert "Step(name='go', source=('a',), target='b', by=('author',))" == repr(step)
    rule = Rule("r", len, layer="statute", catalogue="A-1")
    told = "id='r', check=<built-in function len>, layer=<Layer.STATUTE: 'statute'>"
    assert f"Rule({told}, catalogue='A-1')" == repr(rule)


def test_two_steps_of_one_name_are_refused():
    """Two steps of one name are refused."""
    with pytest.raises(DefinitionError, match="2 steps named 'go'"):
        build(OK, OK)


def test_all_mistakes_are_told_at_once():
    """Each with its code and what it is about, which name it where it is meant."""
    with pytest.raises(DefinitionError) as caught:
        build(Step("go", "x", "y", by="king"))
    assert [
        "state.unknown:x",
        "state.unknown:y",
        "role.unknown:king",
        "role.unused:clerk",
    ] == [each.key for each in caught.value.problems]


@pytest.mark.parametrize(
    ("until", "since", "words"),
    [
        (date(2026, 1, 1), date(2026, 1, 1), "overlap"),
        (date(2026, 1, 1), date(2026, 1, 3), "gap"),
        (None, date(2026, 1, 3), "two rules 'r' at all times|overlap"),
    ],
)
def test_versions_of_a_rule_follow_without_overlap_and_gap(until, since, words):
    """The dates in force of one rule neither overlap nor leave a day out."""
    rules = [
        Rule("r", lambda _: MET, in_force=InForce(until=until)),
        Rule("r", lambda _: MET, in_force=InForce(since=since)),
    ]
    with pytest.raises(DefinitionError, match=words):
        build(rules=rules)


def test_days_in_force_that_end_before_they_begin_are_refused():
    """A rule cannot end before it begins."""
    with pytest.raises(DefinitionError, match="lies before"):
        InForce(date(2026, 1, 2), date(2026, 1, 1))


def test_a_rule_needs_a_name_and_a_check():
    """A rule without a usable name or function is refused."""
    with pytest.raises(DefinitionError, match="'A rule' is not a lower-case name"):
        Rule("A rule", lambda _: MET)
    with pytest.raises(DefinitionError, match="not a function"):
        Rule("r", "check")


def test_the_fingerprint_covers_structure_and_rules_not_prose():
    """Labels may change; sources, guards, roles and a rule's weight may not unseen."""
    rule = Rule("r", lambda _: MET)
    guarded = Step("go", "a", "b", by="clerk", guards="r")
    base = build(guarded, rules=[rule])
    relabelled = build(
        attrs.evolve(guarded, label=Wording("Los!", "Go!")),
        states=[State("a", "Anfang"), "b"],
        rules=[Rule("r", lambda _: MET, label="Regel", remedy="Tu was.")],
    )
    assert base.fingerprint == relabelled.fingerprint
    others = [
        build(),
        build(guarded, Step("stay", "a", by="clerk"), rules=[rule]),
        build(attrs.evolve(guarded, signs="clerk"), rules=[rule]),
        build(guarded, rules=[Rule("r", lambda _: MET, consequence="order")]),
        build(guarded, rules=[Rule("r", lambda _: MET, revision=2)]),
        build(guarded, rules=[rule], roles=["clerk"], overriders=["clerk"]),
    ]
    prints = {each.fingerprint for each in (base, *others)}
    assert len(others) + 1 == len(prints)


def test_names_are_looked_up_with_the_known_ones_in_the_error():
    """A name that does not exist is told with those that do."""
    with pytest.raises(UnknownNameError, match="Known: a, b"):
        build().state("c")


@pytest.mark.parametrize(
    ("step", "words"),
    [
        (Step("go", by="clerk", outcomes={"o": ()}), "has no source for the outcome 'o'"),
        (Step("go", by="clerk", outcomes={"": Move("consultation", "x", each=True)}),
         "has no source"),
        (Step("go", "a", by="clerk", outcomes={"": Move("motion", "a", "b")}),
         "beside its outcomes"),
        (Step("go", by="clerk", outcomes={"": Move("motion", "a", "b", each=True)}),
         "there is one"),
        (Step("go", by="clerk", outcomes={"": (Move("motion", "a"), Move("suspension",
              "none", "lodged", new="foo"))}), "'foo', which is no kind of suspension"),
        (Step("open", "a", "b", by="clerk"), "'open' is reserved"),
        (Step("go", "a", "b", by="clerk", takes=[Parameter("n"), Parameter("n")]), "2 inputs 'n'"),
        (Step("go", "a", "b", by="clerk", takes=Parameter("self")), "'self', a name that is"),
        (Step("go", "a", "b", by="clerk", takes=Parameter("signature")), "'signature'"),
        (Step("go", "a", "b", by="clerk", takes=Parameter("ballot", "text")),
         "takes 'ballot' as text; it is always a ballot"),
        (Step("go", "a", "b", by="clerk", takes=Parameter("due_on", "number")),
         "takes 'due_on' as number; it is always a day"),
        (Step("go", "a", "b", by="clerk", takes=Parameter("old_text", "motion")),
         "Call it motion"),
    ],
)  # fmt: skip
def test_a_step_that_could_not_work_is_refused(step, words):
    """What would fail or pass unseen when it is taken is found when it is built."""
    with pytest.raises(DefinitionError, match=words):
        build(step)


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda: build(states="ab"), "one text 'ab'"),
        (lambda: build(states=["a", 5]), "5 is no State"),
        (lambda: build(rules=["r"]), "'r' is no Rule"),
        (lambda: build("go"), "'go' is no Step"),
        (lambda: build(roles=None), "None is no str"),
        (lambda: Step("go", "a", "b", by="clerk", guards=Rule("r", lambda _: MET)),
         "which belongs there. Write 'r'"),
        (lambda: Step("go", by="clerk", outcomes=[Move("motion", "a")]), "a mapping"),
        (lambda: Parameter("n", "nokind"), "no kind of input. Choose one of: text, flag"),
        (lambda: Procedure("", ["a"], [Step("go", "a", by="clerk")], roles="clerk"),
         "has no name"),
    ],
)  # fmt: skip
def test_a_part_of_another_kind_is_named_with_what_belongs_there(make, words):
    """A wrong part is one clear error, not an exception from the depths."""
    with pytest.raises(DefinitionError, match=words):
        make()


def test_one_part_may_stand_without_brackets():
    """A single rule, step, state or input needs no list around it."""
    rule = Rule("r", lambda _: MET, citation="§ 5 GO (Muster)", cured_by="clerk")
    step = Step("go", "a", "b", by="clerk", guards="r", takes=Parameter("n", "number"))
    made = Procedure("p", ["a", "b"], step, rules=rule, roles="clerk")

    assert ((rule,), (step,), ("clerk",)) == (made.rules, made.steps, made.roles)
    assert ("§ 5 GO (Muster) [L]", ("clerk",)) == (str(rule.citation), rule.cured_by)
