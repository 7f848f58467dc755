"""The benchmarks run: no figure is judged here, but what measures must not be broken."""

from __future__ import annotations

import json
import subprocess
import sys

from pathlib import Path

import pytest


ROOT = Path(__file__).parents[1]
SMALL = {
    "step": "--rounds 1 --steps 20 --cases 50",
    "paper": "--rounds 1 --papers 1",
    "start": "--rounds 1",
    "verify": "--rounds 1 --entries 100",
    "find": "--rounds 1 --cases 1000",
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
