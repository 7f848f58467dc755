"""Real histories of a council go through the lifecycles; where one does not fit, we are wrong."""

from __future__ import annotations

import json
import os

from collections import Counter
from pathlib import Path

import pytest

from histories import History

from ratsflow.engine import fold
from ratsflow.law.citation import Consequence
from ratsflow.procedure.finding import Result


SHARED = Path(os.environ.get("RATSFLOW_SHARED", Path(__file__).parents[3] / "shared"))
FILE = SHARED / "data" / "magdeburg_cover.jsonl"


@pytest.fixture(name="papers", scope="module")
def _papers():
    if not FILE.exists():
        pytest.skip(f"no real histories at {FILE}; set RATSFLOW_SHARED")
    return [json.loads(line) for line in FILE.read_text(encoding="utf-8").splitlines()]


def test_every_consultation_of_every_paper_finds_its_step(papers):
    """All 277 papers are recorded, none crashes, none of their results is dropped."""
    became: Counter[str] = Counter()
    expected = 0
    for paper in papers:
        history = History(paper)
        found = list(history.walk())
        expected += len(paper["consultations"])
        became.update(step for _, step in found)
        assert list(range(len(paper["consultations"]))) == [index for index, _ in found]

    assert 277 == len(papers)
    assert expected == became.total()
    kinds = {
        "recommend",
        "vote",
        "note",
        "postpone",
        "defer",
        "refer",
        "release",
        "settle_item",
        "withdraw",
        "withdraw_from_agenda",
        "remove",
        "first_reading",
        "return_to_administration",
        "decide_urgently",
        "place_on_agenda",
    }
    assert kinds <= set(became)


KINDS = {
    "vertagt": "postpone",
    "zurückgestellt": "defer",
    "in die Ausschüsse verwiesen": "refer",
    "in die Verwaltung zurückverwiesen": "return_to_administration",
    "in 1. Lesung zur Kenntnis genommen": "first_reading",
}
"""What became of an item that was put off, in the words of the source."""


@pytest.fixture(name="walked", scope="module")
def _walked(papers):
    """Return every history with the steps that its results became."""
    histories = [History(paper) for paper in papers]
    return [(history, list(history.walk())) for history in histories]


BECAME = {
    "empfohlen": {"recommended_unchanged"},
    "nicht empfohlen": {"not_recommended"},
    "empfohlen mit Änderungsantrag": {"recommended_amended"},
    "geändert empfohlen": {"recommended_amended"},
    "schriftliche Stellungnahme": {"no_vote_forwarded"},
    "ohne Ergebnis": {"no_vote_forwarded"},
    "ungeändert beschlossen": {"adopted_unchanged"},
    "geändert beschlossen": {"adopted_amended"},
    "abgelehnt": {"rejected"},
    "nicht beschlossen": {"rejected"},
    "Einzelabstimmung": {"partially_adopted", "no_vote_forwarded"},
    "Vorbehaltsbeschluss": {"partially_adopted"},
    "zur Kenntnis genommen": {"noted"},
    "genehmigt OB": {"noted"},
    "Eilentscheidung der Oberbürgermeisterin": {"urgent_decided"},
    "mit Beschlussfassung zum Änderungsantrag erledigt": {"settled", "settled_here"},
    "mit Beschlussfassung zur Vorlage gegenstandslos": {"settled", "settled_here"},
    "mit Stellungnahme erledigt": {"settled", "settled_here"},
    "mündlich erledigt": {"settled", "settled_here"},
    "zurückgezogen": {"withdrawn"},
    "von der Verwaltung zurückgezogen": {"withdrawn"},
    "vom Einbringer zurückgezogen": {"withdrawn"},
    "vertagt": {"postponed"},
    "zurückgestellt": {"deferred"},
    "in die Ausschüsse verwiesen": {"referred"},
    "in die Verwaltung zurückverwiesen": {"referred"},
    "in 1. Lesung zur Kenntnis genommen": {"first_reading"},
    "lag nicht vor": {"removed"},
}
"""What a result of the source is in the words of J-3."""


def test_every_result_becomes_the_result_that_it_is_called(papers):
    """Whatever a body did stands in the case under its canonical name (J-3)."""
    told: Counter[str] = Counter()
    for history in map(History, papers):
        for index, step in history.walk():
            result = history.steps[index]["result"]
            if not result or step in ("release", "return_to_author"):
                continue  # on an agenda without a result; not yet out of the house
            told[result] += 1
            last = history.taken[-1]
            ended = (last.entry.outcome, last.case.state)
            assert BECAME[result].intersection(ended), (result, ended)
    assert set(BECAME) == set(told)


def test_what_was_put_off_comes_back_as_the_same_consultation(walked):
    """The same body in the same role: one consultation, several days; and none is lost."""
    several = [
        each
        for history, _ in walked
        for each in history.case.consultations
        if len(each.days) > 1
    ]
    assert len(several) > 100
    for history, found in walked:
        in_bodies = [step for _, step in found]
        inside = in_bodies.count("release") + in_bodies.count("return_to_author")
        assert len(history.items) == len(found) - inside
        assert set(history.items.values()) == {
            each.id for each in history.case.consultations
        }


def test_nothing_is_claimed_of_an_urgent_decision_that_the_source_does_not_tell(walked):
    """The mayor alone: second signature and all three grounds are findings (K-2)."""
    urgent = [
        taken
        for history, _ in walked
        for taken in history.taken
        if taken.entry.step == "decide_urgently"
    ]
    assert len(urgent) == 5
    for taken in urgent:
        assert {
            "urgent_two_signatures",
            "urgent_co_signer_entitled",
            "urgent_co_signer_unbiased",
            "urgent_council_unavailable",
            "urgent_main_committee_unavailable",
            "urgent_serious_harm",
        } <= {each.rule.id for each in taken.verdict.open}


@pytest.mark.parametrize("result", KINDS)
def test_whatever_was_put_off_is_put_off(walked, result):
    """Postponed, deferred, referred, returned, read once: as often as the source says."""
    told = [
        step
        for history, found in walked
        for index, step in found
        if history.steps[index]["result"] == result
    ]
    by_the_mayor = {"return_to_author"}  # put off before any body saw it
    assert {KINDS[result]} == set(told) - by_the_mayor
    assert len(told) == sum(
        each["result"] == result for history, _ in walked for each in history.steps
    )


def test_withdrawn_from_one_agenda_is_not_withdrawn_for_good(walked):
    """Where a later consultation follows, the motion lives on; at the end it is over."""
    ended = Counter(
        step
        for history, found in walked
        for _, step in found
        if step in ("withdraw", "withdraw_from_agenda")
    )
    assert ended["withdraw_from_agenda"] > 0
    assert ended["withdraw"] > 0
    for history, found in walked:
        if found and found[-1][1] == "withdraw":
            assert "withdrawn" == history.case.state


def test_what_was_decided_twice_holds_both_decisions(walked):
    """Several bodies or meetings decided the same paper; each decision stands in it."""
    voted = [
        [each for each in history.case.consultations if _is_decided(each)]
        for history, _ in walked
    ]
    twice = [each for each in voted if len(each) > 1]
    assert len(twice) > 0
    assert all(len(each.ballots) == 1 for decisions in twice for each in decisions)


def _is_decided(consultation):
    return consultation.is_authoritative and consultation.state == "voted"


def test_what_two_bodies_dealt_with_on_one_day_is_kept_apart(walked):
    """Two consultations on the same day, in the order of the source, two entries."""
    same = [
        history
        for history, _ in walked
        if len(set(_days(history))) < len(_days(history))
    ]
    assert len(same) > 0
    for history in same:
        ids = [each.id for each in history.case.consultations]
        assert sorted(ids, key=lambda key: int(key[1:])) == ids


def _days(history):
    return [each.days[-1] for each in history.case.consultations if each.days]


def test_what_the_law_objects_to_is_a_finding_and_no_failure(walked):
    """Over all 277 papers no rule breaks; what weighs stays with the case."""
    objections: Counter[str] = Counter()
    for history, _ in walked:
        for taken in history.taken:
            weighing = {each.rule for each in taken.case.findings}
            for finding in taken.verdict.open:
                assert finding.result is not Result.ERROR, finding.text("en")
                objections[finding.rule.id] += 1
                if finding.rule.consequence is not Consequence.ORDER:
                    assert finding.rule.id in weighing
    assert len(objections) > 50


def test_recorded_histories_fold_back_from_their_records(walked):
    """What was recorded reads back, byte for byte, as the same case."""
    for history, _ in walked[:60]:
        records = [history.opened.record, *(each.record for each in history.taken)]
        assert history.case == fold(records)
