"""What real councils published goes through the procedure; where it does not fit, we are wrong."""

from __future__ import annotations

import os

from collections import Counter
from pathlib import Path

import pytest

from ratsflow import nrw
from ratsflow.engine import fold
from ratsflow.engine.conformity import Conformity
from ratsflow.histories import load_council, read_histories, walk
from ratsflow.histories.recording import InMemory, importer
from ratsflow.histories.report import MOST, fit_of
from ratsflow.law.layers import law_for
from ratsflow.procedure.finding import Result


SHARED = Path(os.environ.get("RATSFLOW_SHARED", Path(__file__).parents[3] / "shared"))
DATA = SHARED / "data"
FILES = {
    "magdeburg": DATA / "magdeburg_cover.jsonl",
    "karlsruhe": DATA / "karlsruhe_oparl11_cover.json",
    "nordstemmen": DATA / "nordstemmen" / "nordstemmen_oparl11.json.gz",
}
TOLD = {"magdeburg": (277, 1529), "karlsruhe": (161, 246), "nordstemmen": (1564, 2651)}
"""By council, how many papers that were not deleted its file has, and steps of them."""

LAW = law_for("NRW")
PROCEDURE = nrw()


@pytest.fixture(name="done", scope="module", params=sorted(FILES))
def _done(request):
    """Return the name of a council with all its papers after what is told of them."""
    file = FILES[request.param]
    if not file.exists():
        pytest.skip(f"no real histories at {file}; set RATSFLOW_SHARED")
    histories = read_histories(file)
    recorder = InMemory(PROCEDURE, LAW, actor=importer(PROCEDURE))
    return request.param, [
        walk(paper, histories.council, recorder) for paper in histories
    ]


def test_every_consultation_has_its_step(done):
    """None crashes, none is dropped, every word is placed."""
    name, papers = done
    odd = Counter(
        (each.told.role, each.told.result, str(each.why))
        for paper in papers
        for each in paper.placed
        if not each.is_placed
    )

    assert {} == odd
    assert TOLD[name] == (len(papers), sum(len(each.placed) for each in papers))


def test_few_findings_a_paper_and_no_rule_that_fails(done):
    """What is told is judged; nearly every paper stays within three findings."""
    _, papers = done
    fits = [fit_of(each) for each in papers]
    failed = [
        finding.text("en")
        for each in papers
        for taken in each.taken
        if taken.verdict is not None
        for finding in taken.verdict.open
        if finding.result is Result.ERROR
    ]

    assert [] == failed
    over = sum(len(each.findings) > MOST for each in fits)
    assert over <= len(fits) // 100
    assert sum(len(each.findings) for each in fits) < len(fits)


def test_what_was_recorded_folds_back_and_moves_as_the_procedure_does(done):
    """Byte for byte the same case, assumed beginnings included."""
    _, papers = done
    conformity = Conformity([PROCEDURE])
    for each in papers[:: max(1, len(papers) // 40)]:
        if each.case is not None:
            assert each.case == fold([e.record for e in each.taken], conformity)


def test_a_council_is_recognised_by_its_addresses(done):
    """Nobody has to say whose words they are."""
    name, _ = done
    assert load_council(name).name == read_histories(FILES[name]).council.name
