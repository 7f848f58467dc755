"""Real histories of a council go through the lifecycles; where one does not fit, we are wrong."""

from __future__ import annotations

import json
import os

from collections import Counter
from pathlib import Path

import pytest

from histories import History

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
        "first_reading",
        "return_to_administration",
        "decide_urgently",
        "place_on_agenda",
    }
    assert kinds <= set(became)


def test_recorded_histories_fold_back_and_show_what_the_law_objects_to(papers):
    """What was recorded reads back as the same case; objections are findings on it."""
    findings = 0
    for paper in papers[:60]:
        history = History(paper)
        list(history.walk())
        opening = history.taken[0].verdict.question.case
        assert opening.version == 1
        findings += len(history.case.findings)
        for taken in history.taken:
            for finding in taken.verdict.open:
                assert finding.result is not Result.ERROR, finding.text("en")
                weighs = finding.rule.consequence is not Consequence.ORDER
                open_rules = {each.rule for each in taken.case.findings}
                assert not weighs or finding.rule.id in open_rules
    assert findings > 0
