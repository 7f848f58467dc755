"""What a walk of a test supplies is what the search tries; both come to the same state."""

from __future__ import annotations

import attrs
import pytest

from ratsflow import bw, nrw
from ratsflow.checking import Space, plan
from ratsflow.checking.usually import Usually
from ratsflow.law.patterns import matches
from ratsflow.procedure.lookups import Look
from ratsflow.procedure.step import Kind
from ratsflow.testing import case_at
from ratsflow.testing.setting import setting


TOWNS = {"nrw": setting(procedure=nrw()), "bw": setting(procedure=bw())}
CLASSES = (Kind.BALLOT, Kind.MEETING, Kind.MOTION, Kind.MOMENT)
"""Of these the search tries one of each class, which need not be the usual one."""


@pytest.mark.parametrize("name", sorted(TOWNS))
def test_the_search_tries_what_is_usual(name):
    """Of every input of every step, and texts in the form that the town wants."""
    where = TOWNS[name]
    space = Space(where.procedure, where.law)
    usually = Usually(where.procedure, where.law)
    scene = case_at("in_consultation", procedure=where.procedure, law=where.law)
    (item,) = scene.case.consultations
    act = attrs.evolve(scene._stand.acts[-1], on=item.id)
    seen = 0
    for step in where.procedure.steps:
        for taken in step.takes:
            if taken.kind in CLASSES:
                continue
            usual = usually.input(step.name, taken, scene.case, act)
            if usual == f"({taken.name})":  # nothing is; there the rules name words
                continue
            values = space.values(taken, scene.case, item, act.day, step=step.name)
            assert usual in values, (step.name, taken.name)
            seen += 1
    assert seen > len(where.procedure.steps) / 2


def test_a_number_has_the_form_of_the_town():
    """What is usual where it fits, else one that is made."""
    where = TOWNS["nrw"]
    step = where.procedure.step("release")
    (taken,) = (each for each in step.takes if each.name == "reference")
    key = "paper.reference_pattern"
    case = Space(where.procedure, where.law).opened(
        Space(where.procedure, where.law).starts[0]
    )
    for pattern in (r"\d{4}/\d{4}-\d{4}", r"\d{3}/\d{4}", r"V-\d{7}"):
        law = attrs.evolve(where.law, values={**where.law.values, key: pattern})
        space = Space(where.procedure, law)
        (reference,) = space.values(taken, case, None, space.first_day, step="release")
        assert matches(pattern, reference)


@pytest.mark.parametrize(
    ("name", "state"),
    [
        ("nrw", "partially_adopted"),
        ("nrw", "noted"),
        ("nrw", "standstill"),
        ("nrw", "ratified"),
        ("nrw", "superseded"),
        ("nrw", "urgent_decided"),
        ("bw", "partially_adopted"),
        ("bw", "noted"),
        ("bw", "circulating"),
    ],
)
def test_from_one_beginning_walk_and_search_come_to_the_same_state(name, state):
    """In as many steps."""
    where = TOWNS[name]
    walked = case_at(state, procedure=where.procedure, law=where.law)
    others = dict.fromkeys(Look, walked._walker.beside)
    first_day = walked._stand.acts[0].day
    space = Space(where.procedure, where.law, first_day=first_day, others=others)

    found = plan(walked.taken[0].case, space, state)

    assert found.is_possible
    assert state == found.case.state
    assert len(found.steps) == len(walked.log) - 1


def test_what_a_rule_reads_of_another_input_is_no_word():
    """Only what it compares with is; and what is usual is tried beside."""
    space = Space(nrw(), TOWNS["nrw"].law)
    case = space.opened(space.starts[0])
    takes = {p.name: (s.name, p) for s in space.procedure.steps for p in s.takes}

    found = {
        name: space.values(takes[name][1], case, None, space.first_day, step=step)
        for name in ("majority", "authority_decision")
        for step in (takes[name][0],)
    }

    assert "procedural_ballot" not in found["majority"]
    assert {"annulled", "released"} == set(found["authority_decision"])
