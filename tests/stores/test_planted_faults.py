"""The contract that vendors run against their stores catches the faults that stores have."""

from __future__ import annotations

import subprocess
import sys

from pathlib import Path

import pytest

import ratsflow

from ratsflow.stores import memory


SOURCE = Path(memory.__file__).read_text("utf-8")
FAULTS = {
    "nothing is compared": (
        "if len(log) != work.expected or not _follows(work, log):",
        "if False:",
    ),
    "versions alone are compared": (" or not _follows(work, log)", ""),
    "keys are not looked up": ("        if used:", "        if False:"),
    "keys are those of a case": (
        "        if used:",
        "        if used and used.case_id == work.case_id:",
    ),
    "nothing is erased": ("if work.erase:", "if False:"),
    "one content is erased": ("(work.erase)", "(work.erase[:1])"),
    "contents come back as they went in": (
        "log.extend(_sorted(record) for record in work.records)",
        "log.extend(work.records)",
    ),
    "the projection is the first": (
        "_Kept(log, work.standing, announced)",
        "_Kept(log, kept.standing if kept else work.standing, announced)",
    ),
    "all is announced anew": ("kept.announced if kept else 0", "0"),
    "what is not there is announced": ("min(version, len(kept.log))", "version"),
    "announcing goes back": ("kept.announced < version", "True"),
    "a page begins with the last of the one before": ("bisect_right", "bisect_left"),
    "what falls due today is not due": ("<= due_by", "< due_by"),
    "cases come as they were written": (
        "[case_id for _, case_id in self._orders.get(_ALL, ())]",
        "list(self._cases)",
    ),
    "a case that moved on is found where it was": (
        "for group, at in old - places:",
        "for group, at in ():",
    ),
    "ids differ by case only by chance": (
        "kept = self._cases.get(case_id)\n        return tuple(kept",
        "kept = self._cases.get(case_id.lower())\n        return tuple(kept",
    ),
    "a unit is not taken back": (
        "                    undo()",
        "                    pass",
    ),
    "the first failure ends a bulk": (
        "return [self._attempt(work) for work in works]",
        "return [self._attempt(work) for work in list(works)[:1]]",
    ),
    "ids that cannot be stored are taken": ("check_append(work)", "pass"),
}


def run(folder: Path, old: str, new: str) -> subprocess.CompletedProcess[str]:
    """Run the contract as a vendor does, in a folder of his own, on a store with a fault."""
    assert old in SOURCE
    text = SOURCE.replace(old, new).replace("class MemoryStore", "class ShelfStore")
    (folder / "shelf.py").write_text(text, "utf-8")
    (folder / "test_shelf.py").write_text(
        "from shelf import ShelfStore\n"
        "from ratsflow.testing.store_contract import StoreContract\n\n\n"
        "class TestShelf(StoreContract):\n"
        "    def make_store(self):\n"
        "        return ShelfStore()\n"
    )
    return subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider"],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
        env={"PYTHONPATH": str(Path(ratsflow.__file__).parents[1]), "PATH": ""},
    )


def test_a_sound_store_passes(tmp_path: Path) -> None:
    """A vendor's store without a fault passes the contract, in a folder of its own."""
    done = run(tmp_path, "class MemoryStore", "class MemoryStore")

    assert 0 == done.returncode, done.stdout
    assert "passed" in done.stdout


@pytest.mark.parametrize(("old", "new"), FAULTS.values(), ids=FAULTS)
def test_a_planted_fault_is_caught(tmp_path: Path, old: str, new: str) -> None:
    """A store with one fault fails a test that is named after what it breaks."""
    done = run(tmp_path, old, new)

    assert 1 == done.returncode, done.stdout
    assert "FAILED test_shelf.py::TestShelf::test_" in done.stdout
