"""Declarations packed for a wheel say what the files say, and nothing once those change."""

from __future__ import annotations

import importlib.util
import json

from datetime import UTC, date, datetime
from importlib import import_module
from pathlib import Path

import pytest

import ratsflow.states

from ratsflow import (
    Actor,
    Consultation,
    DefinitionError,
    Meeting,
    Motion,
    Organization,
    Question,
)
from ratsflow.canonical import digest
from ratsflow.engine import open_case
from ratsflow.law import source
from ratsflow.procedure.declared import Names, load, names_of


ROOT = Path(__file__).parent.parent.parent
STATES = Path(ratsflow.states.__file__).parent
FILES = sorted(
    path for path in STATES.rglob("*.toml") if not path.name.endswith(".example.toml")
)
HOMES = ("ratsflow.states.nrw", "ratsflow.states.bw", "ratsflow.states.by")
"""The states with a procedure."""


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
    (folder / "packed.tsv").write_bytes(module.packed(folder))
    for state, found in module.reads(STATES.parents[1]):
        (folder / state.name / "reads.json").write_text(json.dumps(found), "utf-8")
    return folder


def imported():
    """Fail where nothing is to be imported."""
    msg = "the predicates were collected"
    raise AssertionError(msg)


def loaded(packed, home, names):
    """The declarations of a state as a wheel holds them."""
    state = import_module(home).STATE
    folders = [packed / "common", packed / state.folder.name]
    return load(folders, names, state.table.norms)


def shown(ask, question):
    """What a check answers, or how it fails."""
    try:
        return ask(question)
    except Exception as error:  # noqa: BLE001  # a rule fails in any way there is
        return f"{error!r}"


def test_what_is_packed_is_what_the_files_say(packed):
    """Days, numbers, texts and the order of keys are the same."""
    assert FILES
    for path in FILES:
        copy = packed / path.relative_to(STATES)
        assert source._packed_table(copy, digest(copy.read_bytes())) is not None
        plain, quick = source.read(path).table, source.read(copy).table
        assert plain == quick
        assert list(plain) == list(quick)


def test_a_file_that_changed_since_is_read_itself(packed):
    """An edited file in an installed wheel is never answered from what was packed."""
    copy = packed / FILES[0].relative_to(STATES)
    before = copy.read_text("utf-8")
    text = before + "\n[added]\nkey = 1\n"
    copy.write_text(text, "utf-8")
    assert source._packed_table(copy, digest(text.encode())) is None
    assert source.read(copy).table["added"] == {"key": 1}
    copy.write_text(before, "utf-8")


@pytest.mark.parametrize("home", HOMES)
def test_what_conditions_read_is_known_before_one_is_made_ready(packed, home):
    """A wheel collects no predicate to build a procedure, and builds the same one."""
    state = import_module(home).STATE
    found = loaded(packed, home, Names(imported))
    plain = load([state.shared, state.folder], names(home), state.table.norms)

    assert plain.key == found.key
    assert list(plain.rules) == list(found.rules)
    assert [r.signature() for r in plain.rules] == [r.signature() for r in found.rules]
    assert [r.needs for r in plain.rules] == [r.needs for r in found.rules]
    assert [r.unread for r in plain.rules] == [r.unread for r in found.rules]
    assert [s.guards for s in plain.steps] == [s.guards for s in found.steps]


@pytest.mark.parametrize("home", HOMES)
def test_a_condition_that_is_made_ready_when_it_is_asked_answers_the_same(packed, home):
    """Checks, outcomes and days until when are those of a source tree."""
    found, plain = loaded(packed, home, names(home)), import_module(home).STATE
    made = plain.procedure()
    council = Organization("Rat", "council", members=59)
    item = Consultation("item", council, "decision", Meeting(date(2026, 3, 19)))
    motion = Motion("Radweg", proposal="Er wird gebaut.", topics=("traffic",))
    anna, at = Actor("anna"), datetime(2026, 3, 19, 16, tzinfo=UTC)
    case = open_case(made, "1", motion, anna, at=at, consultations=(item,)).case
    asked = Question(
        case, "vote", anna, "chair", at, item.meeting.day, {}, plain.law, item
    )

    for one, other in zip(made.rules, found.rules, strict=True):
        assert shown(one.check, asked) == shown(other.check, asked), one.id
        assert (one.until is None) is (other.until is None)
    by_name = {each.name: each for each in made.steps}
    for step in found.steps:
        if step.decide is not None:
            decide = by_name[step.name].decide
            assert shown(decide, asked) == shown(step.decide, asked)


def test_conditions_of_other_declarations_are_made_ready_at_once(packed):
    """Whatever was changed in a wheel is read, and what is wrong with it is told."""
    file = packed / "nrw" / "rules" / "voting.toml"
    text = file.read_text("utf-8")
    file.write_text(f"{text}\n[added]\n", "utf-8")
    try:
        with pytest.raises(AssertionError, match="collected"):
            loaded(packed, "ratsflow.states.nrw", Names(imported))
        with pytest.raises(DefinitionError, match="added"):
            loaded(packed, "ratsflow.states.nrw", names("ratsflow.states.nrw"))
    finally:
        file.write_text(text, "utf-8")


def names(home):
    """What the declarations of a state name."""
    return names_of("ratsflow.states.common", home)
