"""Declarations packed for a wheel say what the files say, and nothing once those change."""

from __future__ import annotations

import importlib.util
import json

from pathlib import Path

import pytest

import ratsflow.states

from ratsflow.law import source


ROOT = Path(__file__).parent.parent.parent
STATES = Path(ratsflow.states.__file__).parent
FILES = sorted(
    path for path in STATES.rglob("*.toml") if not path.name.endswith(".example.toml")
)


@pytest.fixture(scope="module")
def packed(tmp_path_factory):
    """A folder that holds the declarations as a wheel does."""
    hook = pytest.importorskip("hatchling", reason="hatchling builds wheels")
    assert hook is not None
    spec = importlib.util.spec_from_file_location("hook", ROOT / "hatch_build.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    folder = tmp_path_factory.mktemp("wheel") / "states"
    for path in FILES:
        copy = folder / path.relative_to(STATES)
        copy.parent.mkdir(parents=True, exist_ok=True)
        copy.write_bytes(path.read_bytes())
    text = json.dumps(module.packed(folder), default=str)
    (folder / "packed.json").write_text(text, "utf-8")
    return folder


def test_what_is_packed_is_what_the_files_say(packed):
    """Days, numbers, texts and the order of keys are the same."""
    assert FILES
    for path in FILES:
        copy = packed / path.relative_to(STATES)
        assert source._packed_table(copy, copy.read_text("utf-8")) is not None
        plain, quick = source.read(path).table, source.read(copy).table
        assert plain == quick
        assert list(plain) == list(quick)


def test_a_file_that_changed_since_is_read_itself(packed):
    """An edited file in an installed wheel is never answered from what was packed."""
    copy = packed / FILES[0].relative_to(STATES)
    text = copy.read_text("utf-8") + "\n[added]\nkey = 1\n"
    copy.write_text(text, "utf-8")
    assert source._packed_table(copy, text) is None
    assert source.read(copy).table["added"] == {"key": 1}
