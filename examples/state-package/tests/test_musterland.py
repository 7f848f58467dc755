"""The law of Musterland is found, and its worked examples hold."""

from __future__ import annotations

from pathlib import Path

import ratsflow_musterland

from ratsflow import procedures
from ratsflow.testing import load_examples, run_examples


FOLDER = Path(ratsflow_musterland.__file__).parent


def test_ratsflow_finds_the_state() -> None:
    """By the entry point of the package."""
    assert ratsflow_musterland.musterland() == procedures()["ML"]


def test_the_worked_examples_hold() -> None:
    """What a lawyer of the state has read."""
    assert {} == run_examples(load_examples(FOLDER / "examples"))
