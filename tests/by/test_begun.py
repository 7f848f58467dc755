"""A state that is begun: what is known is asked by its law, what is not says so."""

from __future__ import annotations

import json

from datetime import UTC, date, datetime
from pathlib import Path

import attrs
import pytest

from ratsflow import (
    Actor,
    Ballot,
    Consultation,
    Meeting,
    Motion,
    Office,
    Organization,
    load_law,
)
from ratsflow.cli.app import run
from ratsflow.engine import assess
from ratsflow.law.citation import Confidence
from ratsflow.procedure.finding import Result
from ratsflow.states.bw import bw
from ratsflow.states.by import STATE, by
from ratsflow.states.common.decide import QUALIFIED
from ratsflow.states.nrw import nrw


TOWN = Path(str(STATE.folder / "town.toml"))
UNREAD = [rule for rule in by().rules if rule.unread]
DAY = date(2026, 6, 18)
CHAIR = Actor("huber", "Resi Huber", roles=["chair"])
COUNCIL = Organization("Marktgemeinderat", "council", members=21)


def asked(step="vote", ballot=None, **more):
    """Ask a step of a case whose only item is open in the council."""
    item = Consultation(
        "item", COUNCIL, "decision", public=True, meeting=Meeting(DAY), state="open"
    )
    paper = Motion("Radweg", proposal="Der Radweg wird gebaut.", topics=["traffic"])
    office = Office(
        by(), law=load_law(TOWN), clock=lambda: datetime(2026, 6, 1, 9, tzinfo=UTC)
    )
    opened = office.open(paper, Actor("a", roles=["author"]), consultations=[])
    case = attrs.evolve(
        office.case(opened.id), state="in_consultation", consultations=(item,)
    )
    inputs = {} if ballot is None else {"ballot": ballot}
    return assess(
        by(), case, step, CHAIR, at=datetime(2026, 6, 18, 18, tzinfo=UTC), inputs={**inputs, **more}, on="item", law=office.law,
    )  # fmt: skip


def test_what_is_counted_is_known():
    """Every norm that the outcome of a vote needs has a row, so that votes are counted.

    What ends in ``?`` is read only where the state's own tables name it.
    """
    tables = ("majority.by_topic", "majority.least_by_topic")
    named = {
        norm for table in tables for norm in STATE.law.values.get(table, {}).values()
    }
    needed = {each[4:] for each in " ".join(QUALIFIED).split() if each.startswith("law.") and not each.endswith("?")} | named  # fmt: skip
    optional = {"main_bylaw.majority"}  # there is no Hauptsatzung
    assert set() == needed - set(STATE.table.norms) - optional


def test_a_rule_whose_norm_has_no_row_is_unknown_and_says_so():
    """It blocks where it would block, cites the act with a doubt, and names no identifier."""
    verdict = asked(ballot=Ballot(yes=11, no=9, present=20))
    found = {each.rule.id: each for each in verdict.findings}["body_competent"]
    assert Result.UNKNOWN is found.result
    assert "body_competent.unread" == found.code
    assert ["district.matters", "topics.reserved", "topics.reserved_further"] == sorted(found.answer.data["norms"])  # fmt: skip
    assert found in verdict.blocking
    assert Confidence.UNCERTAIN is found.citation.confidence or found.citation.norm
    assert "noch nicht nachgelesen" in found.text("de")
    assert "has not been looked up" in found.text("en")
    assert "Nachlesen" in found.remedy("de")
    assert not verdict.allowed
    (lack,) = [each for each in verdict.missing if each.kind == "unread"]
    assert "unread" == lack.key
    assert "noch nicht nachgelesen zu: Dem Rat vorbehalten; " in lack.label.de
    assert {"body_competent", "non_delegable"} <= set(lack.rules)
    assert ("unread",) == found.waits_for
    assert 1 == verdict.explain("de").count("nachgelesen")


def test_what_was_not_looked_up_is_no_gap_in_the_local_law():
    """A town is never asked to fill in what the state has not looked up."""
    for step in ("vote", "elect"):
        verdict = asked(step) if step == "elect" else asked(ballot=Ballot(11, 9, 0))
        keys = {
            key for each in verdict.open for key in each.answer.data.get("keys", ())
        }
        assert keys <= set(STATE.table.norms)
        assert not [each for each in verdict.missing if "law" == each.kind]


def test_what_is_not_concerned_is_not_held_up():
    """An unread rule about other papers does not speak on this one."""
    verdict = asked(ballot=Ballot(yes=11, no=9, present=20))
    found = {each.rule.id: each.result for each in verdict.findings}
    assert Result.MET is found["quorum_doubtful"]
    assert "adopted_unchanged" == verdict.outcome


@pytest.mark.parametrize("rule", UNREAD, ids=lambda rule: rule.id)
def test_nothing_unread_is_taken_from_another_state(rule):
    """No unread rule cites a paragraph of NRW or BW, and its norms have no row here."""
    assert set() == set(rule.unread) & set(STATE.table.norms)
    assert "NRW" not in str(rule.citation)
    assert "BW" not in str(rule.citation)


def test_a_norm_that_is_filled_in_changes_the_procedure():
    """A case pinned to the state as it was known is not taken for one of today."""
    rule = UNREAD[0]
    assert sorted(rule.unread) == rule.signature()["unread"]
    assert all("unread" not in each.signature() for each in (*nrw().rules, *bw().rules))


def test_the_step_that_the_act_does_not_know_is_not_there():
    """There is no objection for the welfare, and there is one for unlawful decisions."""
    names = {step.name for step in by().steps}
    assert "object" not in names
    assert "object_legally" in names


def test_the_name_says_that_it_is_begun():
    """Whoever reads the name of the procedure knows."""
    assert "begonnen" in by().label.de
    assert "begun" in by().label.en


def test_a_bavarian_town_is_checked(capsys):
    """Nothing is missing in the invented town's file; what the state lacks is told."""
    assert 0 == run(["law", "check", str(TOWN), "--lang", "de"])
    out = " ".join(capsys.readouterr().out.split())
    assert f"{len(UNREAD)} von {len(by().rules)} Regeln bleiben unentschieden" in out
    assert 0 == run(["law", "check", str(TOWN), "--json"])
    assert [rule.id for rule in UNREAD] == json.loads(capsys.readouterr().out)["unread"]


def test_the_rules_say_what_is_not_known(capsys):
    """How many, and of each rule which norms."""
    assert 0 == run(["rules", "--state", "BY", "--lang", "en"])
    out = " ".join(capsys.readouterr().out.split())
    assert (
        f"Of {len(by().rules)} rules {len(by().rules) - len(UNREAD)} are asked" in out
    )
    assert "not looked up yet: budget.topics" in out
    assert 0 == run(["rules", "--state", "BY", "--json"])
    rows = {row["id"]: row for row in json.loads(capsys.readouterr().out)}
    assert ["budget.topics"] == rows["cosigner_not_author"]["unread"]
    assert [] == rows["quorum_doubtful"]["unread"]
