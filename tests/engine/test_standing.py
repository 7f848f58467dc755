"""Where a case stands is what folding its log says, told from the moves alone."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import attrs
import pytest

from hypothesis import given
from hypothesis import strategies as st

from ratsflow import (
    Actor,
    Consultation,
    Meeting,
    MemoryStore,
    Motion,
    Office,
    Organization,
    Procedure,
    RatsflowError,
    Step,
)
from ratsflow.engine import fold
from ratsflow.engine.migration import Planner, plan_migration
from ratsflow.engine.standing import stand_in
from ratsflow.errors import InvalidInputError
from ratsflow.log import Record, digest
from ratsflow.procedure.continuation import Continuation
from ratsflow.procedure.continuing import Stand, stand_of
from ratsflow.procedure.step import Move, Parameter
from ratsflow.testing import case_at


NOON = datetime(2026, 3, 19, 12, tzinfo=UTC)
CLERK = Actor("clerk", name="Ada Ünal", roles=["clerk"])
NOTE = Parameter("note", required=False)


def version(number: str, over: str, **more: Any) -> Procedure:
    """Return a procedure of all three lifecycles; its states are named by the version."""
    s = {name: f"{name}{over}" for name in ("draft", "council", "closed")}
    return Procedure(
        "town",
        list(s.values()),
        [
            Step("submit", s["draft"], s["council"], by="clerk", takes=[NOTE]),
            Step(
                "route",
                [s["draft"], s["council"]],
                by="clerk",
                takes=[Parameter("consultations", "consultations")],
            ),
            Step(
                "call",
                outcomes={"": Move("consultation", "planned", "open")},
                by="clerk",
                takes=[Parameter("meeting", "meeting")],
            ),
            Step(
                "object",
                outcomes={
                    "": [
                        Move("motion", s["council"]),
                        Move("suspension", "none", "standing", new="mayor_objection"),
                    ]
                },
                by="clerk",
                takes=[Parameter("reasons")],
            ),
            Step(
                "withdraw",
                outcomes={"": Move("suspension", "standing", "over")},
                by="clerk",
            ),
            Step("close", s["council"], s["closed"], by="clerk"),
        ],
        roles=["clerk"],
        consultation_states=["planned", "open"],
        suspension_states=["standing", "over"],
        version=number,
        migrators=["clerk"],
        erasers=["clerk"],
        **more,
    )


OLD = version("1", "")
NEXT = version(
    "2",
    "_2",
    continues=[
        Continuation(
            OLD.fingerprint,
            motion={name: f"{name}_2" for name in ("draft", "council", "closed")},
        )
    ],
)
OTHER = version("3", "_3")


def mapping(over: str) -> dict[str, dict[str, str]]:
    """Return the new names of the states of a version under the other one."""
    names = ("draft", "council", "closed")
    return {"motion": {f"{name}{over}": f"{name}_3" for name in names}}


def doings() -> st.SearchStrategy[Any]:
    """Draw what is done next, possible or not."""
    return st.tuples(
        st.sampled_from(
            [
                "submit",
                "route",
                "call",
                "object",
                "withdraw",
                "close",
                "continue",
                "migrate",
            ]
        ),
        st.integers(0, 2),
        st.sampled_from(
            ["", 'said "moves":[["motion","","draft","closed"]],"outcome":']
        ),
    )


def walked(store: MemoryStore, doing: list[Any], *, public: bool) -> None:
    """Open a case and do what can be done; what cannot be is written as refused."""
    office = Office(OLD, store, clock=lambda: NOON, record_refusals=True)
    office.open(Motion("x", public=public), CLERK, case_id="c", consultations=[body(9)])
    for step, number, said in doing:
        given: dict[str, Any] = {}
        on = ""
        if step == "continue":
            office = Office(NEXT, store, clock=lambda: NOON, record_refusals=True)
            continue
        if step == "submit":
            given = {"note": said}
        elif step == "route":
            given = {"consultations": (body(number),)}
        elif step == "call":
            on, given = f"c{number}", {"meeting": Meeting(date(2026, 3, 19))}
        elif step == "object":
            given = {"reasons": said or "none"}
        elif step == "withdraw":
            found = office.case("c").suspensions
            on = found[min(number, len(found) - 1)].id if found else "none"
        try:
            if step == "migrate":
                both = Office([OLD, NEXT, OTHER], store, clock=lambda: NOON)
                is_next = both.case("c").fingerprint == NEXT.fingerprint
                names = mapping("_2" if is_next else "")
                both.migrate("c", CLERK, to=OTHER, reason=said or "x", mapping=names)
                office = Office(OTHER, store, clock=lambda: NOON, record_refusals=True)
            else:
                office.take("c", step, CLERK, on=on, **given)
        except RatsflowError:
            continue


def body(number: int) -> Consultation:
    """Return a consultation."""
    return Consultation(f"c{number}", Organization(f"body {number}"))


@given(st.lists(doings(), max_size=14), st.booleans())
def test_it_is_what_folding_says(doing: list[Any], public: bool) -> None:
    """At every entry, whatever was done and said, and hardly ever is there need to fold."""
    store = MemoryStore()
    walked(store, doing, public=public)
    log = store.read("c")

    for end in range(1, len(log) + 1):
        assert stand_of(fold(log[:end])) == stand_in(log[:end])


def test_a_sealed_route_that_is_not_the_written_one_tells_nothing() -> None:
    """It is read from what is sealed only where that is what the entry commits to."""
    store = MemoryStore()
    walked(store, [("route", 0, ""), ("submit", 0, "")], public=False)
    log = store.read("c")
    at = max(n for n, each in enumerate(log) if b'"consultations":{' in each.body)
    kept = log[at].sealed
    other = tuple((name, content.replace(b"c0", b"c7")) for name, content in kept)

    assert stand_in(log) == stand_of(fold(log))
    assert at > 0
    assert other != kept
    assert None is stand_in(changed(log, at, sealed=other))
    assert None is stand_in(changed(log, at, sealed=()))


@pytest.mark.parametrize("at", range(4))
def test_of_any_sealed_content_that_was_changed_nothing_is_told(at: int) -> None:
    """A plan then folds the log, and says that it is broken, as the migration would."""
    store = MemoryStore()
    doing = [("route", 0, ""), ("submit", 0, "secret"), ("object", 0, "secret")]
    walked(store, doing, public=False)
    log = store.read("c")

    assert log[at].sealed
    assert stand_in(log)
    for name, _ in log[at].sealed:
        other = tuple((n, b"{}" if n == name else c) for n, c in log[at].sealed)
        assert None is stand_in(changed(log, at, sealed=other))


def test_of_an_opening_that_moves_nothing_folding_tells() -> None:
    """Whatever kind its first entry claims to be: that one brought the case about."""
    store = MemoryStore()
    walked(store, [("submit", 0, "")], public=True)
    (first, *rest) = store.read("c")
    body = first.body.replace(b'"kind":"taken"', b'"kind":"refused"')
    assert body != first.body

    assert None is stand_in(changed((first, *rest), 0, body=body, hash=digest(body)))


@pytest.mark.parametrize("before", [(), ("continue", "route")])
def test_it_knows_states_that_got_another_name(before: tuple[str, ...]) -> None:
    """By a version that goes on, and by one that the case was migrated to."""
    store = MemoryStore()
    names = ("route", "submit", "call", "object", *before, "migrate", "close")
    walked(store, [(name, 0, "") for name in names], public=True)
    log = store.read("c")
    found = stand_in(log)

    assert found
    assert ("motion", "", "closed_3") == found.states[0]
    assert [("c9", "planned"), ("c0", "open")] == [
        each[1:] for each in found.states[1:3]
    ]
    assert "standing" == found.states[-1][2]
    assert OTHER.fingerprint == found.fingerprint
    assert stand_of(fold(log)) == found


@pytest.mark.parametrize("state", ["in_consultation", "adopted", "closed"])
def test_it_is_what_folding_says_of_shipped_cases(state: str) -> None:
    """Along the ways of a shipped procedure, of which some are suspended."""
    log = [each.record for each in case_at(state).taken]

    for end in range(1, len(log) + 1):
        assert stand_of(fold(log[:end])) == stand_in(log[:end])


def changed(log: tuple[Record, ...], at: int, **about: Any) -> list[Record]:
    """Return a log with a record changed."""
    records = list(log)
    records[at] = attrs.evolve(records[at], **about)
    return records


def test_nothing_is_told_of_a_log_that_does_not_hold() -> None:
    """Whoever changed it is found by who folds it, as ever; so is an older entry."""
    store = MemoryStore()
    walked(store, [("submit", 0, ""), ("object", 0, "")], public=True)
    log = store.read("c")
    assert stand_in(log)
    other = log[1].body.replace(b"council", b"closed")
    rehashed = {"body": other, "hash": digest(other)}
    older = log[1].body.replace(b'"schema":3', b'"schema":2')

    assert None is stand_in(changed(log, 1, body=other))
    assert None is stand_in(changed(log, 1, body=b"gone", hash=digest(b"gone")))
    assert None is stand_in(changed(log, 1, body=older, hash=digest(older)))
    assert None is stand_in(log[1:])
    assert None is stand_in(())
    assert stand_in(changed(log, 1, **rehashed)) is not None  # a seal shows that


@given(
    st.permutations(["c1", "c2", "c3"]), st.sampled_from(["planned", "open", "gone"])
)
def test_who_stands_alike_gets_the_plan_of_his_own(ids: list[str], state: str) -> None:
    """With the names of his own consultations, also where they were planned for another."""
    stands = [
        Stand(
            name,
            "town",
            OLD.fingerprint,
            (
                ("motion", "", "draft"),
                *(("consultation", each, state) for each in order),
                ("suspension", ids[0], "standing"),
            ),
        )
        for name, order in (("a", ["c1", "c2", "c3"]), ("b", ids))
    ]
    together = Planner(OLD, OTHER, mapping(""))

    for each in stands:
        alone = Planner(OLD, OTHER, mapping("")).plan(each)
        assert alone == together.plan(each)


def test_a_mapping_is_checked_before_any_case() -> None:
    """As ever: it may be that there is none."""
    with pytest.raises(InvalidInputError, match="no lifecycle"):
        plan_migration(OLD, OTHER, (), {"nothing": {}})
