"""Nobody without a role learns from the shipped rules what other papers hold."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from ratsflow import (
    Actor,
    Consultation,
    Meeting,
    Motion,
    Office,
    Organization,
    RatsflowError,
    RefusedError,
)
from ratsflow.states.nrw import nrw


WORD = "Zwiebelturm"
NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
NUMBER, FREE = "0042/2026", "0043/2026"
CLERK = Actor("kurz", "Anna Kurz", roles=["author"])
STRANGERS = {
    "press": Actor("press"),
    "of another town": Actor("x", roles=["treasurer_of_elsewhere"]),
    "submitter": Actor("p-2"),
}
LOOKING = [step.name for step in nrw().steps if nrw().plan(step.name).looks]
STATED = ("reference", "with_paper", "combined_with", "successor", "replaced_by")


def _council(*, secret: bool) -> Office:
    """Return an office with a public paper, and papers about it that are not public."""
    desk = Office(nrw(), clock=lambda: NOW, record_refusals=True)
    body = Organization("Rat", "council")
    route = [Consultation("c1", body, meeting=Meeting(date(2026, 3, 19)), public=True)]
    own = Motion("Radweg", public=True, reference=FREE)
    desk.open(own, STRANGERS["submitter"], case_id="own", consultations=route)
    if not secret:
        return desk
    for name, paper in {
        "number": Motion(WORD, public=False, reference=NUMBER),
        "namesake": Motion(WORD, public=False, reference=FREE),
        "amending": Motion(WORD, "amendment", public=False, related=(FREE,)),
    }.items():
        desk.open(paper, CLERK, case_id=name, consultations=route)
    return desk


def _answers(desk: Office, step: str, who: Actor) -> list[str]:
    takes = {each.name: each.kind.value for each in desk.procedure.step(step).takes}
    given = {
        name: (NUMBER,) if takes[name] == "names" else NUMBER
        for name in STATED
        if name in takes
    }
    told = []
    for inputs in ({}, given):
        for act in (desk.assess, desk.take):
            try:
                said = act("own", step, who, **inputs)
            except RefusedError as error:
                said = error.verdict
            except RatsflowError as error:
                told.append(str(error))
                continue
            told += [repr(said), repr(said.to_plain("de")), said.explain("de")]
    told += [repr(each.to_plain("de")) for each in desk.next_steps("own", who)]
    told.append(repr(desk.now("own", who).to_plain("de")))
    told += [repr((e.met, e.findings)) for e in desk.entries("own", reader=who)]
    return told


@pytest.mark.parametrize("step", LOOKING)
@pytest.mark.parametrize("who", STRANGERS.values(), ids=STRANGERS)
def test_a_stranger_is_told_the_same_whatever_other_papers_there_are(step, who):
    """Number taken or free, amendments waiting or none: one answer, by every call."""
    with_others = _answers(_council(secret=True), step, who)

    assert WORD not in repr(with_others)
    assert _answers(_council(secret=False), step, who) == with_others


def test_whoever_reads_is_told_of_them():
    """The clerk's answers differ: there is something to be told."""
    step = "release"
    assert _answers(_council(secret=True), step, CLERK) != _answers(
        _council(secret=False), step, CLERK
    )
