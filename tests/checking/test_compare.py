"""Two versions side by side: each difference at the first step at which it shows."""

from __future__ import annotations

import attrs
import pytest

from attack import LOCAL
from small import procedure, space, stated, step

from ratsflow import Rule, met, unmet
from ratsflow.checking import Relation, Space, compare, touched, without
from ratsflow.checking.starts import starts_of
from ratsflow.law.layers import law_for
from ratsflow.states.nrw import nrw


WHOLE = procedure(
    step("submit", "draft", "review", takes=("urgent", "costs")),
    step("release", "review", "released", "urgent_stated", "costs_stated"),
    step("drop", ("draft", "review"), "dropped"),
    rules=[stated("urgent"), stated("costs")],
)
LOOSE = without(WHOLE, "costs_stated")


@pytest.mark.parametrize(
    ("old", "new", "relation"),
    [
        (WHOLE, WHOLE, Relation.EQUIVALENT),
        (WHOLE, LOOSE, Relation.LOOSER),
        (LOOSE, WHOLE, Relation.TIGHTER),
        (without(WHOLE, "urgent_stated"), LOOSE, Relation.INCOMPARABLE),
    ],
)
def test_the_four_words(old, new, relation):
    found = compare(space(old), space(new))
    assert found.closed
    assert found.relation is relation
    assert found.steps["release"].relation is relation
    assert found.steps["drop"].relation is Relation.EQUIVALENT


def test_a_difference_names_the_rule_that_made_it():
    found = compare(space(LOOSE), space(WHOLE)).steps["release"].tighter
    assert found.moment.case.state == "review"
    assert [each.rule.id for each in found.because] == ["costs_stated"]
    assert found.old.allowed
    assert not found.new.allowed


def test_a_town_that_changes_its_period_sees_which_vote_it_touches():
    procedure = nrw()
    town = law_for("NRW", LOCAL)
    draft = law_for("NRW", {**LOCAL, "submission.lead_days": 30})
    old = Space(
        procedure, town, starts_of(town)[:1], steps=frozenset(procedure.main_path)
    )
    found = compare(old, attrs.evolve(old, law=draft))
    assert [each.step for each in found.differing] == ["place_on_agenda"]
    shown = found.steps["place_on_agenda"].tighter
    assert [each.rule.id for each in shown.because] == ["submission_deadline_met"]


@pytest.mark.parametrize("takes", ["submit", "release"])
def test_a_rule_that_nothing_breaks_unless_it_is_stated_is_missed_when_it_goes(takes):
    """Met as long as nobody says otherwise, it stands in no way of its own accord."""

    def check(question):
        return unmet() if question.get("conflict") else met()

    whole = procedure(
        step(
            "submit",
            "draft",
            "review",
            takes=("conflict",) if takes == "submit" else (),
        ),
        step(
            "release",
            "review",
            "released",
            "no_conflict",
            takes=("conflict",) if takes == "release" else (),
        ),
        rules=[Rule("no_conflict", check)],
    )
    found = compare(space(whole), space(without(whole, "no_conflict")))
    assert found.relation is Relation.LOOSER
    shown = found.steps["release"].looser
    assert [each.rule.id for each in shown.because] == ["no_conflict"]
    assert compare(space(whole), space(whole)).relation is Relation.EQUIVALENT


def test_another_check_of_the_same_name_is_never_called_equivalent():
    """No case that is looked at shows it, and nobody raised its revision."""

    def kept(_):
        return met()

    def closer(question):
        return unmet() if question.motion.title == "Von niemandem versucht" else met()

    old, new = (
        procedure(
            step("go", "draft", "gone", "fits"),
            rules=[Rule("fits", check, needs=reads)],
        )
        for check, reads in ((kept, ("paper.title",)), (closer, ("paper.title",)))
    )
    found = compare(space(old), space(new), seconds=0.1)
    assert found.steps["go"].relation is Relation.UNDECIDED
    assert found.steps["go"].changed == ("fits",)


def test_an_open_case_is_touched_by_what_rules_see_of_others():
    """Without the rule on amendments a paper that has one could be finished today."""

    def alone(question):
        return unmet() if question.look("amending") else met()

    rule = Rule("alone", alone, looks_at=["amending"])
    old = procedure(step("finish", "draft", "done", "alone"), rules=[rule])
    here = space(old)
    case = here.opened(here.starts[0])
    other = attrs.evolve(case, id="other")
    for amending, won in (((), set()), ((other,), {("finish", "")})):
        seen = {"others": {"amending": amending}}
        before, after = (
            attrs.evolve(here, procedure=of, **seen)
            for of in (old, without(old, "alone"))
        )
        found = list(touched([case], before, after))
        assert {key for each in found for key in each.won} == won
