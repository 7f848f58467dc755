"""The template for a vendor's state is a package: it is built, installed, found and asked."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys

from importlib.util import find_spec
from pathlib import Path

import pytest


ROOT = Path(__file__).parents[2]
TEMPLATE = ROOT / "examples" / "state-package"
ASKED = """
import json, pathlib, sys
from ratsflow import Office, bw, load_law, procedures
from ratsflow.cli.app import run
from ratsflow.law.states import state_law
from ratsflow.testing.examples import load_examples, run_examples
folder = pathlib.Path(str(state_law("ML").folder))
found = procedures()
law = load_law(folder / "town.toml")
Office(found["ML"], law=law)
rules = {rule.id: rule for rule in found["ML"].rules}
print(json.dumps({
    "states": sorted(found),
    "where": str(folder),
    "failed": {key.id: value for key, value in run_examples(load_examples(folder)).items()},
    "asked": len(load_examples(folder)),
    "town": law.name,
    "own": str(rules["vote_published_in_time"].citation),
    "unread": bool(rules["body_competent"].unread),
    "quorum": found["ML"].steps_guarded_by("quorum_doubtful")[0].name,
}))
"""


@pytest.fixture(scope="module", name="installed")
def _installed(tmp_path_factory):
    """Build the package and install it into a folder of its own; return the environment."""
    if find_spec("pip") is None or find_spec("hatchling") is None:
        pytest.skip("pip and hatchling build the package")
    at = tmp_path_factory.mktemp("vendor")
    shutil.copytree(TEMPLATE, at / "source")
    options = ("--no-deps", "--no-build-isolation", "--no-index", "--no-compile", "-q")
    told = subprocess.run(
        [sys.executable, "-m", "pip", "install", *options, "--target", at / "site", at / "source"],
        capture_output=True, check=False, text=True, timeout=300,
    )  # fmt: skip
    assert 0 == told.returncode, told.stderr
    paths = [str(at / "site"), str(ROOT / "src"), os.environ.get("PYTHONPATH", "")]
    return at, {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, paths))}


def test_the_state_is_found_and_asked(installed):
    """Its procedure by `procedures()`, its town's law file, its rules, its examples."""
    at, env = installed
    told = subprocess.run(
        [sys.executable, "-c", ASKED],
        capture_output=True, check=False, env=env, text=True, timeout=300,
    )  # fmt: skip
    assert 0 == told.returncode, told.stderr
    found = json.loads(told.stdout)
    assert {"ML", "NRW", "BW"} <= set(found["states"])
    assert str(at / "site") in found["where"]
    assert {} == found["failed"]
    assert 5 == found["asked"]
    assert "Stadt Deichhausen (erfunden)" == found["town"]
    assert "§ 35 Abs. 3 GO ML [V]" == found["own"]
    assert found["unread"] is True


def test_its_own_test_passes(installed):
    """What the template says to run is green where it is installed."""
    at, env = installed
    told = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-c", os.devnull,
         "--rootdir", at / "source", at / "source" / "tests"],
        capture_output=True, check=False, env=env, text=True, timeout=300,
    )  # fmt: skip
    assert 0 == told.returncode, told.stdout + told.stderr
    assert "2 passed" in told.stdout
