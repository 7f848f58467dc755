"""The benchmarks run: no figure is judged here, but what measures must not be broken."""

from __future__ import annotations

import json
import subprocess
import sys

from pathlib import Path
from typing import Any

import pytest


ROOT = Path(__file__).parents[1]
SMALL = {
    "step": "--rounds 1 --steps 20 --cases 50",
    "paper": "--rounds 1 --papers 1 --no-server",
    "start": "--rounds 1",
    "verify": "--rounds 1 --entries 100",
    "find": "--rounds 1 --cases 1000",
    "proof": "--rounds 2 --entries 200",
    "threads": "--rounds 1 --seconds 0.1 --threads 2",
}
"""Those that need no server and no peer, with as little work as they take."""


@pytest.mark.parametrize("name", SMALL)
def test_a_benchmark_runs(name: str) -> None:
    """It ends well and prints figures as JSON."""
    call = [sys.executable, "-m", f"benchmarks.{name}", "--json", *SMALL[name].split()]
    done = subprocess.run(call, capture_output=True, check=False, cwd=ROOT, text=True)

    assert 0 == done.returncode, done.stderr
    assert json.loads(done.stdout)["python"]


def test_what_is_due_and_stuck_is_found_by_index() -> None:
    """No question about where cases stand goes through all of them."""
    call = [sys.executable, "-m", "benchmarks.find", "--json", "--rounds", "1"]
    told = json.loads(
        subprocess.run(
            [*call, "--cases", "2000"],
            capture_output=True,
            check=True,
            cwd=ROOT,
            text=True,
        ).stdout
    )
    plans = [each["plan"] for each in told.values() if isinstance(each, dict)]

    assert 4 == len(plans)
    assert all("USING" in plan and "SCAN" not in plan for plan in plans)
    assert all(0 < each["found"] for each in told.values() if isinstance(each, dict))


@pytest.fixture(scope="module")
def paper() -> dict[str, Any]:
    """What the benchmark of the real work finds without peers and servers."""
    call = [sys.executable, "-m", "benchmarks.paper", "--json", "--no-server"]
    done = subprocess.run(
        [*call, "--rounds", "1", "--papers", "1"],
        capture_output=True,
        check=True,
        cwd=ROOT,
        text=True,
    )
    return json.loads(done.stdout)


@pytest.mark.parametrize("state", ["NRW", "BW"])
def test_a_step_that_looks_asks_once_and_no_other_asks(
    paper: dict[str, Any], state: str
) -> None:
    """A paper of 17 entries: six of its steps look at other cases, with a query each."""
    ran = paper[state]["statements"]

    assert {"BEGIN", "COMMIT", "INSERT", "SELECT", "UPDATE"} == set(ran)
    assert 17 == ran["BEGIN"] == ran["COMMIT"]
    assert ran["SELECT"] <= 6
    assert sum(ran.values()) <= 93


def test_a_peer_that_is_not_installed_is_named(paper: dict[str, Any]) -> None:
    """Nobody takes a row that is missing for one that was measured."""
    found = paper["NRW"]["sqlite"]
    told = {"SpiffWorkflow", "eventsourcing", "Django, log row", "viewflow, log row"}

    assert told <= {*found["missing"], *found["ratios"]}
    assert not set(found["missing"]).intersection(found["ratios"])


def test_the_pages_have_the_figures_that_were_measured() -> None:
    """No figure is written by hand: `python -m benchmarks.tables` writes them all."""
    call = [sys.executable, "-m", "benchmarks.tables", "--check"]
    done = subprocess.run(call, capture_output=True, check=False, cwd=ROOT, text=True)

    assert 0 == done.returncode, done.stderr
    for page in (
        "README.md", "docs/operating.md", "docs/replay.md", "benchmarks/README.md",
    ):  # fmt: skip
        assert "<!-- figures " in (ROOT / page).read_text(encoding="utf-8")


def test_a_councils_years_are_replayed_both_ways(tmp_path: Path) -> None:
    """Each paper under numbers of its own; the figures of both ways are kept side by side."""
    row = {
        "reference": "1/24",
        "type": "Beschlussvorlage",
        "title": "Bank",
        "consultations": [
            {
                "date": "2024-03-01",
                "organization": "Rat",
                "role": "Entscheidung",
                "result": "ungeändert beschlossen",
            }
        ],
    }
    papers, kept = tmp_path / "papers.jsonl", tmp_path / "replay.json"
    papers.write_text(json.dumps(row) + "\n", "utf-8")
    call = [sys.executable, "-m", "benchmarks.replay", str(papers), "--papers", "3"]
    for more in ([], ["--office"]):
        done = subprocess.run(
            [*call, "--json", "--save", str(kept), *more],
            capture_output=True,
            check=False,
            cwd=ROOT,
            text=True,
        )
        assert 0 == done.returncode, done.stderr
        found = json.loads(done.stdout)
        assert (3, 3) == (found["papers"], found["consultations"])
    assert {"engine", "office"} == set(json.loads(kept.read_text("utf-8")))


def test_germany_runs_scaled_down_and_touches_one_partition() -> None:
    """Each statement of a step is answered from the partition of its municipality."""
    call = [sys.executable, "-m", "benchmarks", "germany", "--json"]
    size = ["--scale", "0.000004", "--workers", "1", "--partitions", "4"]
    done = subprocess.run(
        [*call, *size], capture_output=True, check=False, cwd=ROOT, text=True
    )
    assert 0 == done.returncode, done.stderr
    told = json.loads(done.stdout)
    if "skipped" in told:
        pytest.skip(told["skipped"])
    found = told["found"]

    assert 12 * found["papers"] == found["steps"]
    assert {"the head of a case", "the log of a case", "other cases"} == set(
        found["partitions_touched"]
    )
    assert {1} == set(found["partitions_touched"].values())
    assert found["wal_bytes_per_entry"] > 0 < found["verified_per_second"]
