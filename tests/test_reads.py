"""What rules and steps read is what they declare."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import attrs
import pytest

import ratsflow.states

from ratsflow import Actor, Ballot, Consultation, Law, Motion, Organization, Suspension
from ratsflow.cli.app import run
from ratsflow.engine import NO_OTHERS, assess
from ratsflow.model import Majority
from ratsflow.procedure.case import Case
from ratsflow.procedure.lookups import Look
from ratsflow.procedure.question import Question
from ratsflow.procedure.reading import noting, reads_of, undeclared
from ratsflow.procedure.rule import Rule
from ratsflow.states.bw import STATE as BW
from ratsflow.states.by import STATE as BY
from ratsflow.states.nrw import STATE as NRW
from ratsflow.states.nrw import nrw
from ratsflow.testing.examples import load_examples, run_example
from traced import FOUND, shipped, traced, undeclared_in


EXAMPLES = load_examples(Path(ratsflow.states.__file__).parent)
COUNCIL = Organization("Rat", "council", members=67)
ITEM = Consultation("item", COUNCIL, state="open", public=True)
OBJECTION = Suspension("s", "mayor_objection", "ob", date(2026, 3, 1))
LAW = Law("NRW", {"notice.days": 7, "notice.days@Rat": 5}, absent=["gone"])
CASE = Case(
    "1", 1, "", "", "", "adopted", Motion(topics=("traffic",)), (ITEM,), (), (OBJECTION,),
    facts={"told": True},
)  # fmt: skip
AT = datetime(2026, 3, 19, 18, tzinfo=UTC)
QUESTION = Question(
    CASE, "vote", Actor("ob"), "chair", AT, AT.date(), {"ballot": Ballot(1, 0)}, LAW,
    ITEM, OBJECTION, others=NO_OTHERS,
)  # fmt: skip


@pytest.mark.parametrize("state", [NRW, BW, BY], ids=lambda each: each.id)
def test_every_example_reads_what_is_declared(state):
    """All worked examples of a state, and no rule or outcome looks further than it says."""
    with traced() as found:
        for each in EXAMPLES:
            if state.id in each.states:
                assert () == run_example(each, state.id)

    assert any(found.values())
    assert [] == undeclared_in(found)


def test_the_main_path_reads_what_is_declared(tmp_path):
    """From draft to closed."""
    with traced() as found:
        assert 0 == run(["tour", "--db", str(tmp_path / "tour.db")])

    assert found["NRW outcome of vote"]
    assert [] == undeclared_in(found)


@pytest.mark.parametrize("state", [NRW, BW], ids=["NRW", "BW"])
@pytest.mark.parametrize("table", ["majority.by_topic", "majority.least_by_topic"])
def test_every_larger_majority_is_declared(state, table):
    """The table of majorities names norms of its own; a vote on each topic reads them."""
    asked = dict(state.law.values.get(table, {}))
    procedure, item, case = state.procedure(), attrs.evolve(ITEM, id="item"), CASE
    with traced() as found:
        for topic in asked or ("traffic",):
            case = attrs.evolve(
                CASE, procedure=procedure.name, fingerprint=procedure.fingerprint,
                state="in_consultation", motion=Motion(topics=(topic,)),
                consultations=(item,), suspensions=(),
            )  # fmt: skip
            assess(
                procedure, case, "vote", Actor("v", roles=("chair",)), at=AT,
                inputs={"ballot": Ballot(50, 10)}, on="item", law=state.law,
                others=NO_OTHERS,
            )  # fmt: skip

        for kind in Majority:
            assess(
                procedure, case, "vote", Actor("v", roles=("chair",)), at=AT,
                inputs={"ballot": Ballot(50, 10, majority=kind)}, on="item",
                law=state.law, others=NO_OTHERS,
            )  # fmt: skip

    read = found[f"{state.id} outcome of vote"]
    assert {f"law.{norm}" for norm in asked.values()} <= read
    assert {"law.majority.absolute", "law.majority.two_thirds"} <= read
    assert [] == undeclared_in(found)


@pytest.mark.parametrize(
    ("rule", "step", "facts", "topics", "read"),
    [
        ("equality_statement_told", "open_item", {"equality_statement": "liegt vor"}, (), "statement_told"),
        ("donation_by_council", "start_execution", {}, ("donation",), "case.consultations"),
        ("byelaw_reported", "close", {}, ("bye_law",), "byelaw_reported_on"),
    ],
)  # fmt: skip
def test_what_few_papers_need_is_read(rule, step, facts, topics, read):
    """Rules of Baden-Württemberg on matters that are rare."""
    procedure = BW.procedure()
    asked = next(each for each in procedure.rules if each.id == rule)
    case = attrs.evolve(CASE, motion=Motion(topics=topics), facts=facts)
    question = attrs.evolve(QUESTION, case=case, step=step, law=BW.law, inputs={})

    found = reads_of(asked.check, question)

    assert read in found
    assert [] == undeclared(asked.reads, found)


def test_what_is_read_without_a_declaration_is_found():
    """A rule is robbed of a declaration, and a step of one of its own."""
    rule, step = shipped()["NRW exclusion_told"], shipped()["NRW outcome of vote"]
    assert isinstance(rule, Rule)
    found = {"NRW exclusion_told": {"public_told", "valid_signatures"}}
    assert ["NRW exclusion_told reads valid_signatures"] == undeclared_in(found)
    robbed = attrs.evolve(rule, needs=())
    assert ["public_told"] == undeclared(robbed.reads, reads_of(rule.check, QUESTION))
    assert undeclared((), reads_of(step.decide, QUESTION))
    assert not undeclared(step.reads, reads_of(step.decide, QUESTION))


@pytest.mark.parametrize(
    ("check", "reads"),
    [
        (lambda q: q.get("told"), ["told"]),
        (lambda q: q.fact("never"), ["never"]),
        (lambda q: "told" in q.case.facts, ["told"]),
        (lambda q: q.inputs["ballot"].yes, ["ballot"]),
        (lambda q: dict(q.inputs), ["*", "ballot"]),
        (lambda q: q.motion.topics, ["paper.topics"]),
        (lambda q: q.case.motion.text_hash, ["paper.text_hash"]),
        (lambda q: q.about.body.members, ["item.body"]),
        (lambda q: q.case.consultations[0].state, ["case.consultations", "item.state"]),
        (lambda q: q.case.deciding, ["case.consultations", "item.role", "item.decided"]),
        (lambda q: q.suspension.is_active, ["suspension.ended_on"]),
        (lambda q: q.case.active_suspensions, ["case.suspensions", "suspension.ended_on"]),
        (lambda q: q.case.signed_by("mayor"), ["paper.text_hash", "case.signatures"]),
        (lambda q: q.law["notice.days"], ["law.notice.days"]),
        (lambda q: q.law[q.law.of_body("notice.days", "Rat")], ["law.notice.days"]),
        (lambda q: q.law.at(date(2020, 1, 1))["notice.days"], ["law.notice.days"]),
        (lambda q: "gone" in q.law.absent, ["law.gone"]),
        (lambda q: q.law.made(lambda law: law["notice.days"]), ["law.notice.days"]),
        (lambda q: (q.day, q.at), ["day"]),
        (lambda q: q.as_deputy, ["role"]),
        (lambda q: q.step, ["step"]),
        (lambda q: q.look(Look.NAMED), ["others.named"]),
        (lambda q: q.about_item(ITEM).role, ["role"]),
    ],
)  # fmt: skip
def test_each_kind_of_reading_is_noted(check, reads):
    """By the names of declarations, in order, and whatever comes of the check."""
    assert reads == list(reads_of(check, QUESTION))


def test_a_second_reading_is_noted_again():
    """What a law keeps that was made of it hides nothing from the check asked next."""
    notes: dict[str, None] = {}
    question = noting(QUESTION, notes)
    make = LAW.values.__class__  # any function of a law, made of no value
    for _ in range(2):
        notes.clear()
        question.law.made(lambda law: law["notice.days"])
        assert ["law.notice.days"] == list(notes)
    assert make


def test_who_notes_passes_for_what_it_is():
    """The noting parts are equal to what they stand for, and are of its kind."""
    question = noting(QUESTION, {})

    assert isinstance(question.case, Case)
    assert isinstance(question.about, Consultation)
    assert question.about == ITEM
    assert ITEM == question.about
    assert question.about is question.case.consultations[0]
    assert attrs.evolve(question.about, state="voted").state == "voted"
    assert {question.about} == {ITEM}


@pytest.mark.parametrize(
    ("declared", "read", "covered"),
    [
        ("paper", "paper.topics", True),
        ("paper.topics", "paper.topics", True),
        ("paper.topics", "paper.public", False),
        ("paper.topics", "motion", True),
        ("item.body", "item", True),
        ("item.body", "item.state", False),
        ("case.consultations", "item.state", True),
        ("case.state", "item.state", False),
        ("case", "case.signatures", True),
        ("law.notice", "law.notice.days", False),
        ("law.notice.days?", "law.notice.days", True),
        ("others", "others.named", True),
        ("told", "told", True),
        ("told", "told_on", False),
    ],
)
def test_a_declaration_covers_what_it_names(declared, read, covered):
    """A thing means all its fields; an input, a fact or a norm nothing but itself."""
    assert covered is not undeclared([declared], [read])


def test_the_shipped_rules_are_found_by_name():
    """So that a comparison with nothing is no comparison."""
    assert len(shipped()) > len(nrw().rules)
    assert set(FOUND) <= set(shipped())
