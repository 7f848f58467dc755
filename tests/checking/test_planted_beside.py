"""Holes planted in the shipped procedures that nobody sees who looks at one case alone.

Each opens only while another case stands in a certain state. It is found, the other case is
really walked there in an office, and without it the same steps are refused.
"""

from __future__ import annotations

import attrs
import pytest

from test_planted import ADOPTED, called_on_another_day, lacking, not_signed_by_both
from test_shipped import STATES, law

from ratsflow import Rule, met, unmet
from ratsflow.checking import (
    Space,
    check_each,
    load_properties,
    shipped_properties,
)
from ratsflow.engine import NO_OTHERS
from ratsflow.procedure.lookups import Look


CASES = 400


def passing_beside(rule, look, *states):
    """Plant a hole by letting a rule be met too while another case stands in some states."""

    def plant(procedure):
        def softened(old):
            def asked(question):
                there = question.look(Look(look))
                if any(each.state in states for each in there):
                    return met()
                return old.check(question)

            return attrs.evolve(
                old, check=asked, looks_at=sorted({*old.looks_at, look})
            )

        rules = tuple(
            softened(each) if each.id == rule else each for each in procedure.rules
        )
        return attrs.evolve(procedure, rules=rules)

    return plant


def shut_beside(step, look, *states):
    """Plant a hole by refusing a step while another case stands in some states."""

    def asked(question):
        there = question.look(Look(look))
        return unmet() if any(each.state in states for each in there) else met()

    def plant(procedure):
        rule = Rule("planted", asked, needs=["others"], looks_at=[look])
        steps = tuple(
            attrs.evolve(each, guards=(*each.guards, rule.id))
            if each.name == step
            else each
            for each in procedure.steps
        )
        return attrs.evolve(procedure, rules=(*procedure.rules, rule), steps=steps)

    return plant


def alike_twice(case, way):
    (other,) = way.choices[-1].beside
    return case.state == "released" and case.reference == other.case.reference


def voted_before_its_amendment(case, way):
    (other,) = way.choices[-1].beside
    return case.state in ADOPTED and other.case.state == "in_consultation"


def may_be_objected_to(case, _):
    return case.state in ADOPTED


TWICE = {"never": "release", "while": "another namesakes"}
FIRST = {
    "never": "vote into adopted",
    "while": "another amending in in_consultation",
    "unless": "not paper is decision_paper",
}

PLANTED = [
    (
        "nrw",
        passing_beside("changed_text_signed", "amending", "draft"),
        "decided_as_signed",
        not_signed_by_both,
    ),
    (
        "bw",
        passing_beside("item_in_its_meeting", "namesakes", "co_signature"),
        "dealt_with_in_its_meeting",
        called_on_another_day,
    ),
    (
        "nrw",
        shut_beside("object", "amending", "draft"),
        "objection_stays_open",
        may_be_objected_to,
    ),
    ("bw", lacking("amendments_voted_first"), FIRST, voted_before_its_amendment),
]


def asked_of(procedure, named):
    """Return a shipped property, or one of its own."""
    if isinstance(named, dict):
        return load_properties({"planted": named}, procedure)
    return [each for each in shipped_properties(procedure) if each.id == named]


@pytest.mark.parametrize(
    ("state", "plant", "named", "is_so"),
    [pytest.param(*each, id=f"{each[0]}-{i}") for i, each in enumerate(PLANTED)],
)
def test_a_hole_beside_another_case_is_found_and_really_done(
    state, plant, named, is_so
):
    procedure = plant(STATES[state])
    asked = asked_of(procedure, named)
    space = Space(procedure, law(state), others=None)
    (report,) = check_each(asked, space, cases=CASES, first=True)
    (hole,) = report.holes
    assert hole.moment.beside
    assert is_so(hole.replayed(), hole.moment)
    assert "another case" in "\n".join(hole.story())
    alone = attrs.evolve(space, others=NO_OTHERS)
    (report,) = check_each(asked, alone, cases=report.cases, first=True)
    assert not report.holes


@pytest.mark.parametrize("state", STATES)
def test_a_number_that_is_borne_twice_is_flagged_and_only_by_its_rule(state):
    """House order: it stands in no way, and whoever releases the paper is told."""
    for procedure, flagged in (
        (STATES[state], True),
        (lacking("reference_unique")(STATES[state]), False),
    ):
        asked = asked_of(procedure, TWICE)
        space = Space(procedure, law(state), others=None)
        (report,) = check_each(asked, space, cases=CASES, first=True)
        (hole,) = report.holes
        assert alike_twice(hole.replayed(), hole.moment)
        assert flagged == any("is taken already" in each for each in hole.story())
