"""An unknown answer names all that it cannot do without, and nothing else."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import product

import pytest

from hypothesis import given
from hypothesis import strategies as st

from ratsflow.engine import assess, open_case
from ratsflow.law.local import AbsentNormError, Law
from ratsflow.model import Actor, Motion
from ratsflow.procedure.case import Case
from ratsflow.procedure.finding import MET, unknown, unmet
from ratsflow.procedure.lacking import lacking
from ratsflow.procedure.procedure import Procedure
from ratsflow.procedure.question import MissingFactError, Question
from ratsflow.procedure.rule import Rule
from ratsflow.procedure.step import Kind, Parameter, Step


NOON = datetime(2026, 3, 19, 11, tzinfo=UTC)
KINDS = {
    "told": Kind.FLAG,
    "yes": Kind.NUMBER,
    "no": Kind.NUMBER,
    "sent_on": Kind.DAY,
    "names": Kind.NAMES,
    "way": Kind.TEXT,
}


def asked(law=None, **inputs) -> Question:
    """Return a question with some inputs stated."""
    case = Case("c", 1, "0" * 64, "p", "f" * 64, "draft", Motion("Ein Radweg"))
    return Question(
        case,
        "finish",
        Actor("anna"),
        "clerk",
        NOON,
        NOON.date(),
        inputs,
        Law(values=law or {}),
    )


def named(check, question, kinds=KINDS) -> set[str]:
    """Return what is named of what a check lacks."""
    with pytest.raises((MissingFactError, LookupError)) as first:
        check(question)
    facts, keys = lacking(check, question, first.value, kinds)
    return {*facts, *(f"law.{each}" for each in keys)}


@pytest.mark.parametrize(
    ("check", "lacks"),
    [
        (lambda q: q.fact("yes") > q.fact("no"), {"yes", "no"}),
        (lambda q: q.fact("yes") > 3 and q.fact("no") > 3, {"yes"}),
        (lambda q: q.fact("told") is True and q.fact("no") > 3, {"told"}),
        (lambda q: (q.fact("told") is True) == (q.fact("no") > 3), {"told", "no"}),
        (lambda q: MET if q.fact("told") is True else q.fact("no"), {"told"}),
        (lambda q: q.fact_day("sent_on") <= q.day - timedelta(q.fact("no")), {"sent_on", "no"}),
        (lambda q: (q.fact_day("sent_on"), q.fact("no")) > (), {"sent_on", "no"}),
        (lambda q: q.fact("yes") >= q.law["least"], {"yes", "law.least"}),
        (lambda q: q.law["least"] <= q.fact("yes"), {"yes", "law.least"}),
        (lambda q: q.law["by_topic"][q.fact("way")], {"way", "law.by_topic"}),
        (lambda q: set(q.fact("names")) & set(q.fact("way")), {"names"}),
        (lambda q: (q.fact("elsewhere"), q.fact("no")), {"elsewhere", "no"}),
        (lambda q: (q.fact("way"), q.law["least"], q.fact("no")), {"way", "law.least", "no"}),
        (lambda q: (q.fact("told") and unmet()) or unknown("no"), {"told"}),
        (lambda q: (q.fact("told"), unknown("no", key="least"))[1], {"told", "no", "law.least"}),
    ],
)  # fmt: skip
def test_what_is_needed_whatever_the_rest_may_be_is_named(check, lacks):
    """A second thing is named if the check reads it whatever the first one says."""
    assert lacks == named(check, asked())


def test_what_is_stated_is_not_named():
    """What was stated is read, and not missed."""
    assert {"no"} == named(lambda q: q.fact("yes") > q.fact("no"), asked(yes=3))


def test_that_there_is_no_norm_is_no_lack():
    """What nobody can fill in is not asked for."""
    question = asked()

    def check(_):
        raise AbsentNormError("least")

    with pytest.raises(AbsentNormError):
        lacking(check, question, AbsentNormError("least"), KINDS)


def _tree(names):
    leaf = st.booleans()
    return st.recursive(
        leaf,
        lambda inner: st.tuples(st.sampled_from(names), inner, inner),
        max_leaves=6,
    )


FLAGS = ("a", "b", "c", "d")


@given(_tree(FLAGS), st.dictionaries(st.sampled_from(FLAGS), st.booleans()))
def test_no_case_could_do_without_what_is_named(tree, stated):
    """Over all that may still be stated, exactly what is always read is named."""

    def ask(question):
        here = tree
        while isinstance(here, tuple):
            name, yes, no = here
            here = yes if question.fact(name) is True else no
        return here

    def read(facts):
        here, found = tree, set()
        while isinstance(here, tuple):
            name, yes, no = here
            found.add(name)
            here = yes if facts[name] else no
        return found - set(stated)

    completions = [
        dict(zip(FLAGS, values, strict=True)) | stated
        for values in product((True, False), repeat=len(FLAGS))
    ]
    always = set.intersection(*map(read, completions))
    question = asked(**stated)
    try:
        ask(question)
    except MissingFactError as first:
        facts, _ = lacking(ask, question, first, dict.fromkeys(FLAGS, Kind.FLAG))
        assert always == set(facts)
    else:
        assert not always


def test_a_rule_in_python_names_all_as_a_declared_one_does():
    """Who writes a rule of his own need not gather what is missing."""
    steps = [
        Step(
            "vote",
            "open",
            "voted",
            by="chair",
            guards=("carried",),
            takes=[
                Parameter(name, Kind.NUMBER, required=False) for name in ("yes", "no")
            ],
        )
    ]
    rule = Rule("carried", lambda q: q.fact("yes") > q.fact("no"))
    made = Procedure("p", ["open", "voted"], steps, rules=[rule], roles=["chair"])
    case = open_case(made, "c", Motion("Ein Radweg"), Actor("x"), at=NOON).case
    verdict = assess(made, case, "vote", Actor("x", roles=("chair",)), at=NOON)
    (finding,) = verdict.blocking
    assert ("yes", "no") == finding.lacks
    assert "carried.no_fact" == finding.code
    told = assess(
        made, case, "vote", Actor("x", roles=("chair",)), at=NOON, inputs={"yes": 3}
    )
    assert ("no",) == told.blocking[0].lacks


def test_what_dates_a_rule_is_asked_for_alone():
    """Before the day is known nobody knows by which law the rule is asked."""
    step = Step(
        "vote", "open", "voted", by="chair", guards=("late",),
        takes=[Parameter("sent_on", Kind.DAY, required=False), Parameter("yes", Kind.NUMBER, required=False)],
    )  # fmt: skip
    rule = Rule("late", lambda q: q.fact("yes") > 1, dated_by="sent_on")
    made = Procedure("p", ["open", "voted"], [step], rules=[rule], roles=["chair"])
    case = open_case(made, "c", Motion("Ein Radweg"), Actor("x"), at=NOON).case
    verdict = assess(made, case, "vote", Actor("x", roles=("chair",)), at=NOON)
    assert ("sent_on",) == verdict.blocking[0].lacks
    on = {"sent_on": date(2026, 1, 2)}
    verdict = assess(
        made, case, "vote", Actor("x", roles=("chair",)), at=NOON, inputs=on
    )
    assert ("yes",) == verdict.blocking[0].lacks
