"""What makes a step cheap must not change what it says; no clock is read here."""

from __future__ import annotations

import gc
import pickle
import tracemalloc

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any
from zoneinfo import ZoneInfo

import attrs
import orjson
import pytest

from hypothesis import given
from hypothesis import strategies as st
from transitions import Machine

from ratsflow.canonical import canonical, utc_text
from ratsflow.engine import Taken, Verdict, assess, open_case, take
from ratsflow.law.citation import InForce
from ratsflow.law.periods import local_day
from ratsflow.log.entry import By, Entry, Made, Record
from ratsflow.model import Actor, Motion
from ratsflow.model.quick import evolving, quick
from ratsflow.procedure.case import Case
from ratsflow.procedure.finding import MET, met, unknown, unmet
from ratsflow.procedure.procedure import Procedure
from ratsflow.procedure.question import Question
from ratsflow.procedure.rule import Check, Rule
from ratsflow.procedure.step import Step


NOON = datetime(2026, 3, 19, 12, tzinfo=UTC)
ANNA = Actor("anna", "Anna", ("author",))
MOTION = Motion("Radweg", proposal="Der Rat beschließt.")
GUARDS = ("has_title", "has_proposal", "is_noted")
ANSWERS = (unmet("3", NOON.date(), "signed.few", by=2), unknown("ballot", key="least"))

zones = st.sampled_from(
    [
        UTC,
        timezone.utc,  # noqa: UP017  # the same object under its older name
        ZoneInfo("UTC"),
        ZoneInfo("Europe/Berlin"),
        ZoneInfo("Pacific/Kiritimati"),
        timezone(timedelta(hours=-11)),
    ]
)
moments = st.datetimes(datetime(1, 1, 3), datetime(9999, 12, 29), timezones=zones)  # noqa: DTZ001


@pytest.fixture(name="procedure", scope="module")
def _procedure() -> Procedure:
    return Procedure(
        "small",
        ["draft", "review"],
        [
            Step("submit", "draft", "review", by="author", guards=GUARDS),
            Step("send_back", "review", "draft", by="author", guards=GUARDS),
        ],
        rules=[
            Rule("has_title", lambda question: question.motion.title != ""),
            Rule("has_proposal", lambda question: question.motion.proposal != ""),
            Rule("is_noted", lambda _: MET),
        ],
        roles=["author"],
    )


def there_and_back(procedure: Procedure, number: int) -> Taken:
    """Open a case, take both steps and return the last."""
    at = NOON + timedelta(seconds=number)
    case = open_case(procedure, f"2026/{number}", MOTION, ANNA, at=at).case
    case = take(assess(procedure, case, "submit", ANNA, at=at)).case
    return take(assess(procedure, case, "send_back", ANNA, at=at))


def values(procedure: Procedure) -> Iterator[Any]:
    """Yield one value of every class that the engine builds quickly."""
    taken = there_and_back(procedure, 1)
    yield taken
    yield from (taken.case, taken.entry, taken.record, taken.entry.by)
    yield from taken.entry.moves
    assert taken.verdict is not None
    yield from (taken.verdict, taken.verdict.question)


def machines() -> int:
    """Count the machines of this process, without those that only await collection."""
    gc.collect()
    return sum(issubclass(type(each), Machine) for each in gc.get_objects())


def test_cases_leave_nothing_behind(procedure: Procedure) -> None:
    """Ten thousand cases opened, carried two steps and dropped do not make us grow."""
    for number in range(500):
        there_and_back(procedure, number)
    gc.collect()
    tracemalloc.start()
    try:
        before = tracemalloc.get_traced_memory()[0]
        for number in range(10_000):
            there_and_back(procedure, number)
        gc.collect()
        grown = tracemalloc.get_traced_memory()[0] - before
    finally:
        tracemalloc.stop()

    assert grown < 20_000


def test_a_case_is_small(procedure: Procedure) -> None:
    """A live case holds less than a kilobyte beside its motion."""
    there_and_back(procedure, 0)
    gc.collect()
    tracemalloc.start()
    try:
        kept = [there_and_back(procedure, number).case for number in range(1_000)]
        held = tracemalloc.get_traced_memory()[0]
    finally:
        tracemalloc.stop()

    assert held / len(kept) < 1024


def test_no_case_has_a_machine_of_its_own(procedure: Procedure) -> None:
    """However many cases live, there is one machine per lifecycle and procedure."""
    before = machines()
    kept = [there_and_back(procedure, number) for number in range(20)]

    assert before == machines()
    assert 20 == len(kept)
    assert [[]] * 3 == [
        lifecycle._machine.models for lifecycle in procedure._lifecycles.values()
    ]


def test_quick_values_are_of_their_own_class(procedure: Procedure) -> None:
    """A value built quickly is an instance of the public class itself."""
    expected = [Taken, Case, Entry, Record, By, Made, Verdict, Question]

    assert expected == [type(value) for value in values(procedure)]


def test_quick_values_are_frozen(procedure: Procedure) -> None:
    """A value built quickly can be changed no more than any other."""
    for value in values(procedure):
        name = attrs.fields(type(value))[0].name

        with pytest.raises(attrs.exceptions.FrozenInstanceError):
            setattr(value, name, None)
        with pytest.raises(attrs.exceptions.FrozenInstanceError):
            delattr(value, name)


def test_quick_values_equal_those_built_the_long_way(procedure: Procedure) -> None:
    """Entry, record, case and answers equal what the public constructors build."""
    taken = there_and_back(procedure, 1)

    for value in (taken.case, taken.entry, taken.record, taken.entry.by, *ANSWERS):
        again = attrs.evolve(value)

        assert again == value
        assert hash(again) == hash(value)
        assert repr(again) == repr(value)


def test_quick_values_survive_pickling(procedure: Procedure) -> None:
    """What is sent to another process arrives as the same value."""
    taken = there_and_back(procedure, 1)

    for value in (taken.case, taken.entry, taken.record, *ANSWERS):
        assert value == pickle.loads(pickle.dumps(value))  # noqa: S301


def test_a_quick_constructor_wants_every_field() -> None:
    """None can be forgotten but those with a default, which is the same as of the class."""
    assert By("anna") == quick(By)("anna")
    with pytest.raises(TypeError, match="missing"):
        quick(By)(name="Anna")
    with pytest.raises(TypeError, match="missing"):
        quick(OneDict)()


def test_a_quick_copy_is_an_evolved_one(procedure: Procedure) -> None:
    """It has the new fields, all others as they were, and nothing that was known by them."""
    taken = there_and_back(procedure, 1)
    verdict = taken.verdict
    assert isinstance(verdict, Verdict)
    assert verdict.is_clear

    other = evolving(Verdict, "rows", "outcome")(verdict, (), "none")
    assert attrs.evolve(taken.entry, law="x", met=("y",)) == evolving(
        Entry, "met", "law"
    )(taken.entry, ("y",), "x")
    assert ((), "none", verdict.question) == (other.rows, other.outcome, other.question)
    assert "met" not in vars(other)
    assert "none" != verdict.outcome
    with pytest.raises(attrs.exceptions.FrozenInstanceError):
        other.outcome = "other"  # type: ignore[misc]


def test_a_quick_copy_knows_the_fields() -> None:
    """A field that the class does not have is not left out without a word."""
    with pytest.raises(TypeError, match="positional"):
        evolving(By, "nickname")(By("anna"), "Anna")


@attrs.frozen
class OneDict:
    """A value whose field is made anew each time."""

    facts: dict[str, int] = attrs.field(factory=dict)


@given(moments)
def test_moments_are_written_alike(moment: datetime) -> None:
    """The shorter way to write a moment gives the text of the standard library."""
    text = moment.astimezone(UTC).isoformat(timespec="microseconds")
    assert f"{text.removesuffix('+00:00')}Z" == utc_text(moment)


@given(moments)
def test_days_are_counted_in_germany(moment: datetime) -> None:
    """The shorter way to the calendar day gives the day on the clock in Berlin."""
    assert moment.astimezone(ZoneInfo("Europe/Berlin")).date() == local_day(moment)


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        (datetime(2026, 1, 1, 22, 59, 59, 999_999, UTC), date(2026, 1, 1)),
        (datetime(2026, 1, 1, 23, tzinfo=UTC), date(2026, 1, 2)),
        (datetime(2026, 7, 1, 21, 59, 59, 999_999, UTC), date(2026, 7, 1)),
        (datetime(2026, 7, 1, 22, tzinfo=UTC), date(2026, 7, 2)),
        (datetime(1947, 5, 20, 20, 59, 59, tzinfo=UTC), date(1947, 5, 20)),
        (datetime(1947, 5, 20, 21, tzinfo=UTC), date(1947, 5, 21)),
    ],
)
def test_the_day_changes_at_midnight_in_germany(moment: datetime, day: date) -> None:
    """The day changes at local midnight, in summer time and double summer time too."""
    assert day == local_day(moment)


def test_the_body_is_canonical(procedure: Procedure) -> None:
    """The bytes that are hashed are what encoding their own content gives again."""
    body = there_and_back(procedure, 1).record.body

    assert body == canonical(orjson.loads(body))


def test_a_clear_verdict_still_lists_every_rule(procedure: Procedure) -> None:
    """Nothing is left out because nothing is wrong: state, role and each guard answer."""
    verdict = there_and_back(procedure, 1).verdict

    assert verdict is not None
    assert verdict.is_clear
    assert ["procedure.state", "procedure.role", *GUARDS] == [
        finding.rule.id for finding in verdict.findings
    ]
    assert all(finding.is_met for finding in verdict.findings)


@pytest.mark.parametrize("actor", [ANNA, Actor("bob")])
def test_what_was_clear_of_one_is_looked_for_in_another(
    procedure: Procedure, actor: Actor
) -> None:
    """That nothing speaks against a step is told of no other actor and no other rows."""
    case = open_case(procedure, "1", MOTION, ANNA, at=NOON).case
    clear = assess(procedure, case, "submit", ANNA, at=NOON)
    verdict = assess(procedure, case, "submit", actor, at=NOON)
    broken = attrs.evolve(clear, rows=(*clear.rows[:-1], (clear.rows[-1][0], unmet())))

    assert clear.is_clear
    assert (actor is ANNA) == verdict.is_clear == verdict.allowed
    assert ("procedure.role" in verdict.met) == (actor is ANNA)
    assert not broken.is_clear
    assert not broken.allowed
    assert clear.met[:-1] == broken.met


def test_a_failing_rule_is_named_in_the_version_in_force() -> None:
    """The finding of a rule that fails cites the version in force, not the first one."""

    def fail(_: Question) -> bool:
        raise ZeroDivisionError

    old = Rule("quorum", lambda _: True, in_force=InForce(until=date(2025, 12, 31)))
    new = Rule("quorum", fail, in_force=InForce(since=date(2026, 1, 1)))
    made = Procedure(
        "dated",
        ["a", "b"],
        [Step("go", "a", "b", by="author", guards="quorum")],
        rules=[old, new],
        roles=["author"],
    )
    case = open_case(made, "1", MOTION, ANNA, at=NOON).case
    (finding,) = assess(made, case, "go", ANNA, at=NOON).blocking

    assert new is finding.rule
    assert "quorum.error" == finding.code


@given(st.lists(st.sampled_from(["met", "noted", "unmet", "error"]), max_size=5))
def test_clear_is_never_more_than_allowed(answers: list[str]) -> None:
    """A verdict is clear only if every rule gave the shared answer that all is well."""

    def fail(_: Question) -> bool:
        raise ZeroDivisionError

    checks: dict[str, Check] = {
        "met": lambda _: True,
        "noted": lambda _: met("noted"),
        "unmet": lambda _: False,
        "error": fail,
    }
    rules = [Rule(f"r{i}", checks[answer]) for i, answer in enumerate(answers)]
    made = Procedure(
        "random",
        ["a", "b"],
        [Step("go", "a", "b", by="author", guards=[rule.id for rule in rules])],
        rules=rules,
        roles=["author"],
    )
    case = open_case(made, "1", MOTION, ANNA, at=NOON).case
    verdict = assess(made, case, "go", ANNA, at=NOON)

    assert ({"met"} >= set(answers)) == verdict.is_clear
    assert ({"met", "noted"} >= set(answers)) == verdict.allowed
    assert verdict.met == tuple(
        each.rule.id for each in verdict.findings if each.is_met
    )
    assert len(answers) + 2 == len(verdict.findings)
    assert [answer in ("met", "noted") for answer in answers] == [
        finding.is_met for finding in verdict.findings[2:]
    ]
