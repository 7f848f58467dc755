"""An office keeps folded cases, and answers as if it read every log anew."""

from __future__ import annotations

import sqlite3

from contextlib import suppress
from datetime import date, datetime, timedelta, timezone
from enum import Enum, IntEnum

import attrs
import pytest

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    rule,
    run_state_machine_as_test,
)
from smalltown import ARCHIVE, CLERK, NOON, OUTSIDER, motion, office

from ratsflow import (
    ConflictError,
    Consultation,
    InvalidInputError,
    Meeting,
    MemoryStore,
    Organization,
    RefusedError,
    SqlStore,
)
from ratsflow.engine import fold
from ratsflow.engine.fold import ERASED_MOTION
from ratsflow.errors import BrokenLogError
from ratsflow.office.cases import Recent


CASES = ("a", "b", "c")
cases = st.sampled_from(CASES)


class TakenBackError(Exception):
    """Somebody's transaction is rolled back."""


class Offices(RuleBasedStateMachine):
    """Two offices on one store; the one that is watched keeps two folded cases."""

    def __init__(self, store: object) -> None:
        super().__init__()
        self.store = store
        self.watched = office(store, remember=2)
        self.other = office(store, remember=0)

    @initialize()
    def open(self) -> None:
        """Open the cases."""
        for case_id in CASES:
            self.watched.open(motion("x"), CLERK, case_id=case_id, parts=[1, {"a": 2}])

    @rule(case_id=cases, note=st.text("xy", max_size=2))
    def revise(self, case_id: str, note: str) -> None:
        """The watched office takes a step or refuses it, as the log stands now."""
        try:
            taken = self.watched.take(
                case_id, "revise", CLERK, motion=motion(note or "z")
            )
        except RefusedError as refused:
            case = refused.verdict.question.case
            assert case.state != "draft"
        else:
            case = taken.case
        assert fold(self.store.read(case_id)) == case

    @rule(case_id=cases)
    def revise_elsewhere(self, case_id: str) -> None:
        """Another process takes a step."""
        if self.other.case(case_id).state == "draft":
            self.other.take(case_id, "revise", CLERK, motion=motion("elsewhere"))

    @rule(case_id=cases)
    def submit(self, case_id: str) -> None:
        """Another process carries a case on."""
        if self.other.case(case_id).state == "draft":
            self.other.take(case_id, "submit", CLERK, note="n", remark="r")

    @rule(case_id=cases, ours=st.booleans())
    def take_back(self, case_id: str, *, ours: bool) -> None:
        """A step is rolled back, and another takes its version."""
        if self.other.case(case_id).state != "draft":
            return
        desk = self.watched if ours else self.other
        with suppress(TakenBackError), self.store.unit_of_work():
            desk.take(case_id, "revise", CLERK, motion=motion("taken back"))
            raise TakenBackError
        self.other.take(case_id, "revise", CLERK, motion=motion("instead"))

    @rule(case_id=cases)
    def erase(self, case_id: str) -> None:
        """Another process erases what can be erased."""
        if self.other.case(case_id).motion != ERASED_MOTION:
            self.other.erase(case_id, ARCHIVE, reason="r", authority="a")

    @rule(case_id=cases)
    def look(self, case_id: str) -> None:
        """What is shown is what folding the log gives."""
        verdict = self.watched.assess(case_id, "submit", OUTSIDER)
        assert fold(self.store.read(case_id)) == self.watched.case(case_id)
        assert verdict.question.case.version == self.store.head(case_id).version

    def teardown(self) -> None:
        """Every entry follows the one before it."""
        assert [] == list(self.other.verify())


FEW = settings(max_examples=20, stateful_step_count=12, deadline=None)


@pytest.mark.parametrize("kind", ["memory", "sqlite"])
def test_a_kept_case_is_never_stale(kind, tmp_path_factory):
    """Whatever others do to the log, the office knows it the next time it is asked."""

    def machine() -> Offices:
        if kind == "memory":
            return Offices(MemoryStore())
        return Offices(SqlStore(tmp_path_factory.mktemp("kept") / "log.db"))

    run_state_machine_as_test(machine, settings=FEW)


def test_a_log_is_read_once(monkeypatch):
    """Ten steps of one office read the log of the case no more after the first."""
    store = MemoryStore()
    desk = office(store)
    desk.open(motion("x"), CLERK, case_id="a")
    read, reads = store.read, []
    monkeypatch.setattr(store, "read", lambda case_id: reads.append(1) or read(case_id))
    for _ in range(10):
        desk.take("a", "revise", CLERK, motion=motion("y"))

    assert [] == reads
    for _ in range(2):
        office(store, remember=0).case("a")
    assert 2 == len(reads)


def test_of_a_case_that_others_took_on_the_new_entries_are_read(monkeypatch):
    """However long its log is; after an erasure, or where another entry stands, all of it."""
    store = MemoryStore()
    desk, other = office(store), office(store)
    desk.open(motion("x"), CLERK, case_id="a")
    for _ in range(5):
        desk.take("a", "revise", CLERK, motion=motion("y"))
    read, asked = store.read, []

    def noted(case_id, after=0):
        asked.append(after)
        return read(case_id, after)

    monkeypatch.setattr(store, "read", noted)
    for number in range(2):
        other.take("a", "revise", CLERK, motion=motion(f"elsewhere {number}"))
        asked.clear()
        assert f"Title elsewhere {number}" == desk.case("a").motion.title
        assert [6 + number] == asked
        assert fold(read("a")) == desk.case("a")
    other.erase("a", ARCHIVE, reason="r", authority="a")
    asked.clear()
    assert fold(read("a")) == desk.case("a")
    assert [8, 0] == asked
    assert ERASED_MOTION == desk.case("a").motion


def test_a_new_entry_that_was_bent_into_a_text_is_told(tmp_path):
    """As one that is read with the whole log is."""
    path = tmp_path / "log.db"
    with SqlStore(path) as store:
        desk, other = office(store), office(store)
        desk.open(motion("x"), CLERK, case_id="a")
        other.take("a", "revise", CLERK, motion=motion("y"))
        raw = sqlite3.connect(path)
        raw.execute(
            "UPDATE ratsflow_entries SET body = CAST(body AS TEXT) WHERE version = 2"
        )
        raw.commit()
        raw.close()
        with pytest.raises(BrokenLogError, match="cannot be read"):
            desk.case("a")


def test_the_longest_unused_case_goes():
    """No more cases are kept than the office was told to."""
    desk = office(MemoryStore(), remember=2)
    opened = {name: desk.open(motion(name), CLERK, case_id=name) for name in "abc"}
    kept = Recent(2)
    for name in "abac":
        kept.keep(opened[name])

    assert ["a", "c"] == [name for name in "abc" if kept.last(name)]
    assert Recent(0).last("a") is None
    with pytest.raises(InvalidInputError, match="remember"):
        office(MemoryStore(), remember=-1)


def test_nobody_can_change_a_kept_case():
    """Facts of a case are values: a rule or a caller that writes into one is stopped."""
    desk = office(MemoryStore())
    case = desk.open(motion("x"), CLERK, case_id="a", parts=[1, {"inner": 2}])
    with pytest.raises(TypeError, match="cannot be changed"):
        case.facts["parts"] = 3
    with pytest.raises(TypeError, match="cannot be changed"):
        case.facts["parts"][1]["inner"] = 3

    assert {"parts": (1, {"inner": 2})} == desk.case("a").facts


class Level(IntEnum):
    """A host's own number."""

    HIGH = 3


class Label(str, Enum):  # noqa: UP042  # a host's, and of this kind on purpose
    """A host's own text, which prints as something else."""

    RED = "red"


@pytest.mark.parametrize(
    ("step", "given"),
    [
        ("submit", {"n": Level.HIGH}),
        ("submit", {"note": Label.RED, "remark": Label.RED}),
        ("revise", {"motion": motion("y")}),
    ],
)
def test_a_kept_case_is_to_its_types_what_reading_it_gives(step, given):
    """Zones, days and a host's own kinds of text and number decide nothing by the way."""
    berlin = timezone(timedelta(hours=1))
    late = datetime(2026, 3, 18, 0, 30, tzinfo=berlin)
    desk = office(MemoryStore())
    opened = desk.open(
        motion("x"),
        CLERK,
        case_id="a",
        at=late,
        day=date(2026, 3, 1),
        label=Label.RED,
        level=Level.HIGH,
        parts=[date(2026, 3, 1), [Label.RED]],
    )
    kept = [repr(opened)]
    desk.take("a", step, CLERK, at=late, **given)
    kept.append(repr(desk.case("a")))

    assert kept == [repr(fold(desk.records("a")[:end])) for end in (1, 2)]
    assert ("red", "2026-03-01") == (opened.facts["label"], opened.facts["day"])


def test_a_meeting_in_another_zone_is_read_back():
    """What is equal at most to what is read back is not kept; what is the same is."""
    meeting = Meeting(date(2026, 3, 19), start=NOON)
    elsewhere = attrs.evolve(
        meeting, start=NOON.astimezone(timezone(timedelta(hours=1)))
    )
    for given, is_kept in ((meeting, True), (elsewhere, False)):
        desk = office(MemoryStore())
        route = [Consultation("c1", Organization("Rat"), meeting=given)]
        desk.open(motion("x"), CLERK, case_id="a", consultations=route)

        assert is_kept == (desk._cases.recent.last("a") is not None)
        assert repr(fold(desk.records("a"))) == repr(desk.case("a"))


def test_two_offices_conflict_as_before():
    """A step that was decided on an older state is not written."""
    store = MemoryStore()
    desk, other = office(store), office(store)
    desk.open(motion("x"), CLERK, case_id="a")
    stale = desk.case("a")
    other.take("a", "revise", CLERK, motion=motion("y"))
    desk._cases.recent.keep(stale)
    assert 3 == desk.take("a", "revise", CLERK, motion=motion("z")).case.version

    class Racing:
        def __getattr__(self, name):
            return getattr(store, name)

        def append(self, *given, **more):
            other.take("a", "revise", CLERK, motion=motion("first"))
            return store.append(*given, **more)

    racing = office(Racing())
    with pytest.raises(ConflictError):
        racing.take("a", "revise", CLERK, motion=motion("second"))
    assert "Title first" == racing.case("a").motion.title
