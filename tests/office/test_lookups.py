"""Looking at other cases: only where a rule asks, always whole, and nothing leaks."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import attrs
import pytest

from test_bulk import Counting

from ratsflow import Actor, MemoryStore, Motion, Office, Procedure, Rule, SqlStore, Step
from ratsflow.engine import assess
from ratsflow.errors import DefinitionError, RefusedError
from ratsflow.office import Attempt, standing_of
from ratsflow.office.lookups import PAGE
from ratsflow.office.projection import key_of
from ratsflow.procedure.finding import MET, Result, unmet
from ratsflow.procedure.lookups import NO_OTHERS, Look
from ratsflow.stores import UNFILLED, Projected


NOON = datetime(2026, 3, 19, 12, tzinfo=UTC)
CLERK = Actor("meier", "Eva Meier", roles=["clerk"])
PRESS = Actor("zeitung", "Neue Presse")
ASKED_NO_FURTHER = frozenset({"head", "append"})


def numbered(question: Any) -> Any:
    """Refuse a number that another paper bears."""
    others = question.look(Look.NAMESAKES)
    return unmet(", ".join(sorted(each.id for each in others))) if others else MET


UNIQUE = Rule("unique", numbered, looks_at="namesakes", unmet="{observed}")


def town(**changes: Any) -> Procedure:
    """Return a procedure with one step that looks and one that does not."""
    values: dict[str, Any] = {
        "states": ["draft", "filed"],
        "steps": [
            Step("file", "draft", "filed", by="clerk", guards=["unique"]),
            Step("wait", "draft", by="clerk"),
        ],
        "rules": [UNIQUE],
        "roles": ["clerk"],
    }
    return Procedure("town", **{**values, **changes})


TOWN = town()


def office(store: Any) -> Office:
    """Return an office of the town at noon."""
    return Office(TOWN, store, clock=lambda: NOON)


@pytest.fixture(name="store", params=["memory", "sqlite"])
def _store(request: pytest.FixtureRequest, tmp_path: Any) -> Any:
    if request.param == "memory":
        yield Counting(MemoryStore())
    else:
        with SqlStore(tmp_path / "log.db") as store:
            yield Counting(store)


def opened(store: Any, *numbers: str, public: bool | None = True) -> Office:
    """Open a case for each number and forget the calls."""
    desk = office(store)
    for count, number in enumerate(numbers):
        motion = Motion(f"Titel {count}", reference=number, public=public)
        desk.open(motion, CLERK, case_id=f"c{count}")
    store.calls.clear()
    return desk


def forget_keys(store: Any) -> None:
    """Let the rows look as if an older version of the library had written them."""
    store.project(
        [
            Projected(
                each.case_id,
                each.version,
                attrs.evolve(each.standing, reference=UNFILLED, base=UNFILLED),
            )
            for each in store.find()
        ]
    )
    store.calls.clear()


def test_a_step_that_looks_at_nothing_pays_nothing(store):
    """Neither asking nor taking it searches."""
    desk = opened(store, "1")
    desk.assess("c0", "wait", CLERK)
    desk.take("c0", "wait", CLERK)
    assert ASKED_NO_FURTHER == set(store.calls)


def test_a_step_that_looks_sees_who_bears_its_number(store):
    """By index, and not itself."""
    desk = opened(store, "1", "2", " 1 ")
    assert "c2" == desk.assess("c0", "file", CLERK).blocking[0].answer.observed
    assert desk.assess("c1", "file", CLERK).allowed


def test_more_cases_than_a_page_are_seen(store):
    """The last of them as well."""
    desk = opened(store, *["1"] * (PAGE + 2))
    (finding,) = desk.assess("c0", "file", CLERK).blocking
    assert PAGE + 1 == len(finding.answer.observed.split(", "))


def test_asking_writes_nothing_though_keys_are_missing(store):
    """Cases without keys are found by their logs."""
    desk = opened(store, "1", "2", "1")
    forget_keys(store)
    assert "c2" == desk.assess("c0", "file", CLERK).blocking[0].answer.observed
    assert not {"project", "append", "append_many"} & set(store.calls)


def test_taking_a_step_that_looks_fills_the_keys(store):
    """Refused or not, afterwards every row has its keys, and verification holds."""
    desk = opened(store, "1", "2", "1")
    forget_keys(store)
    with pytest.raises(RefusedError):
        desk.take("c0", "file", CLERK)
    assert () == tuple(store.find(reference=UNFILLED))
    assert ["c0", "c2"] == [each.case_id for each in store.find(reference=key_of("1"))]
    assert [] == list(desk.verify())


def test_many_at_once_see_each_other(store):
    """Of two papers of one number in one call neither slips past the other."""
    desk = opened(store, "1", "2", "1")
    forget_keys(store)
    asked = [Attempt(key, "file", CLERK) for key in ("c0", "c1", "c2")]
    done = desk.take_many(asked)
    assert [RefusedError, "filed", RefusedError] == [
        type(each) if isinstance(each, RefusedError) else each.case.state
        for each in done
    ]


def test_what_was_given_before_is_in_the_store_when_a_step_looks():
    """A step that looks is taken after all that stand before it in the call."""
    seen: list[int] = []

    def look(question: Any) -> bool:
        (other,) = question.look(Look.NAMESAKES)
        seen.append(other.version)
        return True

    made = town(rules=[Rule("unique", look, looks_at="namesakes")])
    desk = Office(made, clock=lambda: NOON)
    for key in ("c0", "c1"):
        desk.open(Motion("x", reference="1"), CLERK, case_id=key)
    desk.take_many(
        [
            Attempt("c0", "wait", CLERK),
            Attempt("c0", "wait", CLERK),
            Attempt("c1", "file", CLERK),
            Attempt("c0", "wait", CLERK),
        ]
    )
    assert [3] == seen
    assert 4 == desk.case("c0").version


def test_no_verdict_carries_other_cases(store):
    """Who may read this case may not read those."""
    desk = opened(store, "1", "1")
    with pytest.raises(RefusedError) as caught:
        desk.take("c0", "file", CLERK)
    (one,) = desk.assess_many([Attempt("c0", "file", CLERK)])
    verdicts = [
        caught.value.verdict,
        one,
        desk.assess("c0", "file", CLERK),
        desk.assess("c0", "file", PRESS),
        *desk.next_steps("c0", CLERK),
    ]
    assert {None} == {each.question.others for each in verdicts}
    assert "Titel 1" not in repr([each.question for each in verdicts])


def test_what_is_next_is_looked_up_once(store):
    """Every step is asked about; the same cases are read one time."""
    desk = opened(store, "1", "1")
    desk.next_steps("c0", CLERK)
    assert 1 == store.calls["read_many"]


@pytest.mark.parametrize("public", [True, False, None])
def test_no_number_stands_in_the_projection(public):
    """Neither of a public paper nor of one that is not; the key is the same."""
    desk = opened(Counting(MemoryStore()), "0815/2025-2030", public=public)
    standing = desk.store.standing("c0")
    assert "0815" not in repr(attrs.astuple(standing))
    assert key_of("0815/2025-2030") == standing.reference
    assert standing == standing_of(desk.case("c0"))


def test_an_erased_number_leaves_no_key(store):
    """With the contents goes the key by which they could be found."""
    made = town(erasers=["clerk"])
    desk = Office(made, store, clock=lambda: NOON)
    desk.open(Motion("x", reference="1", public=False), CLERK, case_id="c0")
    assert key_of("1") == store.standing("c0").reference
    desk.erase("c0", CLERK, reason="Frist", authority="Art. 17 DSGVO")
    assert "" == store.standing("c0").reference


def test_no_key_for_no_number():
    """Papers without a number are not each other's namesakes."""
    assert ("", "", key_of("1")) == (key_of(""), key_of(" "), key_of(" 1\n"))


def test_a_rule_that_looks_is_unknown_where_nobody_looked():
    """The engine reads no store: without others the answer is no pass."""
    desk = opened(Counting(MemoryStore()), "1")
    case = desk.case("c0")
    (finding,) = assess(TOWN, case, "file", CLERK, at=NOON).blocking
    assert (Result.UNKNOWN, "others.namesakes") == (
        finding.result,
        finding.answer.required,
    )
    assert assess(TOWN, case, "file", CLERK, at=NOON, others=NO_OTHERS).allowed
    half = {Look.AMENDING: ()}
    assert not assess(TOWN, case, "file", CLERK, at=NOON, others=half).allowed


def test_a_rule_that_looks_without_saying_so_is_unknown():
    """What is not declared is not looked up, and so never met."""
    made = town(rules=[Rule("unique", numbered)])
    desk = Office(made, clock=lambda: NOON)
    desk.open(Motion("x", reference="1"), CLERK, case_id="c0")
    (finding,) = desk.assess("c0", "file", CLERK).blocking
    assert Result.UNKNOWN is finding.result


def test_what_a_rule_looks_at_is_part_of_the_procedure():
    """The fingerprint covers it, and a look that does not exist is refused."""
    assert TOWN.fingerprint != town(rules=[Rule("unique", numbered)]).fingerprint
    with pytest.raises(DefinitionError, match="no look"):
        Rule("unique", numbered, looks_at="neighbours")
