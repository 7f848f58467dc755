"""Bulk: a result per request, no query per case, nothing repeated blindly."""

from __future__ import annotations

from collections import Counter
from typing import Any

import attrs
import pytest

from smalltown import (
    ARCHIVE,
    CLERK,
    GOSSIP,
    OUTSIDER,
    STEPS,
    STRICT,
    TOWN,
    motion,
    office,
    procedure,
)

from ratsflow import (
    BrokenLogError,
    ConflictError,
    Consultation,
    InvalidInputError,
    KeyReusedError,
    MemoryStore,
    Motion,
    Office,
    Organization,
    Parameter,
    Procedure,
    RefusedError,
    RepeatedError,
    Rule,
    Step,
    StoreError,
    UnknownNameError,
    Verdict,
)
from ratsflow.canonical import digest
from ratsflow.engine import Taken
from ratsflow.log import Record
from ratsflow.office import Attempt
from ratsflow.stores import UNFILLED, Standing
from ratsflow.stores.sql import SqlStore
from ratsflow.stores.sql.connections import DriverConnection


class Counting:
    """A store that counts the calls it passes on."""

    def __init__(self, store: Any) -> None:
        self.store = store
        self.calls: Counter[str] = Counter()
        self.before_writing: Any = None

    def __getattr__(self, name: str) -> Any:
        found = getattr(self.store, name)

        def call(*given: Any, **more: Any) -> Any:
            self.calls[name] += 1
            if name in ("append", "append_many") and self.before_writing:
                hook, self.before_writing = self.before_writing, None
                hook()
            return found(*given, **more)

        return call if callable(found) else found


@pytest.fixture(name="store")
def _store(store):
    return Counting(store)


def opened(store: Counting, count: int) -> list[str]:
    """Open cases and forget the calls."""
    desk = office(store)
    ids = [f"c{number:04}" for number in range(count)]
    for case_id in ids:
        desk.open(motion("x", public=True), CLERK, case_id=case_id)
    store.calls.clear()
    return ids


def test_many_cases_cost_a_call_per_page(store):
    """Six hundred cases are assessed and taken with two reads and two writes."""
    ids = opened(store, 600)
    desk = office(store)
    asked = [Attempt(case_id, "submit", CLERK) for case_id in ids]
    assert all(each.allowed for each in desk.assess_many(asked))
    assert {"read_many": 2} == dict(store.calls)
    store.calls.clear()

    done = desk.take_many(asked)
    assert [2] * 600 == [each.case.version for each in done]
    assert {"read_many": 2, "append_many": 2} == dict(store.calls)
    assert [] == list(desk.verify())


def test_each_request_has_its_own_result(store):
    """Refused, unknown, wrong and repeated requests do not harm the others."""
    opened(store, 3)
    desk = office(store)
    desk.take("c0002", "submit", CLERK, key="k")
    results = desk.take_many(
        [
            Attempt("c0000", "submit", CLERK),
            Attempt("c0001", "forbidden", CLERK),
            Attempt("c0001", "submit", OUTSIDER),
            Attempt("nobody", "submit", CLERK),
            Attempt("c0001", "fly", CLERK),
            Attempt("c0001", "submit", CLERK, inputs={"n": "seven"}),
            Attempt("c0001", "submit", CLERK, at="noon"),
            Attempt("c0002", "submit", CLERK, key="k"),
            Attempt("c0001", "submit", CLERK, key="new"),
        ]
    )
    assert [
        Taken,
        RefusedError,
        RefusedError,
        UnknownNameError,
        UnknownNameError,
        InvalidInputError,
        InvalidInputError,
        RepeatedError,
        Taken,
    ] == [type(each) for each in results]
    assert ["council"] * 3 == [desk.case(f"c000{n}").state for n in range(3)]
    verdicts = desk.assess_many(
        [Attempt("c0000", "submit", CLERK), Attempt("x", "y", CLERK)]
    )
    assert [Verdict, UnknownNameError] == [type(each) for each in verdicts]


NAMELESS = [
    ("case_id", None),
    ("case_id", 5),
    ("case_id", ["c0000"]),
    ("step", None),
    ("step", ["submit"]),
    ("on", 5),
    ("key", 5),
]


@pytest.mark.parametrize(("name", "value"), NAMELESS)
def test_a_name_that_is_no_text_is_the_result_of_its_request(name, value):
    """Whatever stands where a name belongs, the other requests are answered."""
    desk = office()
    desk.open(motion("x", public=True), CLERK, case_id="c0000")
    good = Attempt("c0000", "submit", CLERK)
    bad = attrs.evolve(good, **{name: value})
    for many in (desk.assess_many, desk.take_many):
        first, second, third = many([bad, good, "submit"])
        assert [InvalidInputError] * 2 == [type(first), type(third)]
        assert name == first.where
        assert isinstance(second, (Verdict, Taken))


@pytest.mark.parametrize(("name", "value"), NAMELESS)
def test_a_name_that_is_no_text_is_refused(name, value):
    """A single call refuses it too, in one sentence."""
    desk = office()
    desk.open(motion("x", public=True), CLERK, case_id="c0000")
    given = {"case_id": "c0000", "step": "submit", "actor": CLERK, name: value}
    with pytest.raises(InvalidInputError, match=f"{name}: .* not a text"):
        desk.take(**given)
    if name != "key":
        with pytest.raises(InvalidInputError, match=f"{name}: .* not a text"):
            desk.assess(**given)
    if name == "case_id":
        for read in (desk.case, desk.records, desk.entries, desk.as_of):
            with pytest.raises(InvalidInputError, match=r"case_id: .* not a text"):
                read(value)
    assert 1 == desk.case("c0000").version


@pytest.mark.parametrize("act", ["open", "erase", "migrate"])
def test_a_key_that_is_no_text_is_refused_wherever_there_is_one(act):
    """No command takes a key that a store could not compare."""
    desk = office(procedures=[procedure(version="2"), TOWN])
    office(desk.store).open(motion("x"), CLERK, case_id="c")
    why = {"reason": "x", "key": 5}
    acts = {
        "open": lambda: desk.open(motion("x"), CLERK, key=5),
        "erase": lambda: desk.erase("c", ARCHIVE, authority="y", **why),
        "migrate": lambda: desk.migrate("c", ARCHIVE, to=desk.procedure, **why),
    }
    with pytest.raises(InvalidInputError, match="key: 5 is a int, not a text"):
        acts[act]()
    assert 1 == desk.case("c").version


@pytest.mark.parametrize("never", ["a\x00b", "a\ud800"])
def test_an_id_that_no_store_holds_harms_no_other(store, never):
    """It names no case, one by one and among many, whatever the store is."""
    opened(store, 2)
    desk = office(store)
    asked = [Attempt("c0000", "submit", CLERK), Attempt(never, "submit", CLERK)]
    for many in (desk.assess_many, desk.take_many):
        first, second = many(asked)
        assert isinstance(first, (Verdict, Taken))
        assert isinstance(second, UnknownNameError)
    for ask in (desk.case, lambda name: desk.take(name, "submit", CLERK)):
        with pytest.raises(UnknownNameError):
            ask(never)
    (refused,) = desk.take_many([Attempt("c0001", "submit", CLERK, key=never)])
    assert isinstance(refused, InvalidInputError)


class Failing(Counting):
    """A store of which one call fails, and then the store is well again."""

    def __init__(self, store: Any, name: str, at: int) -> None:
        super().__init__(store)
        self._fails = name, at

    def __getattr__(self, name: str) -> Any:
        found = super().__getattr__(name)

        def call(*given: Any, **more: Any) -> Any:
            if (name, self.calls[name] + 1) == self._fails:
                self.calls[name] += 1
                raise StoreError("the disk failed.")
            return found(*given, **more)

        return call


@pytest.mark.parametrize("name", ["read_many", "append_many"])
@pytest.mark.parametrize("at", [1, 2, 3])
def test_a_store_that_fails_on_a_page_keeps_the_results_of_the_others(name, at):
    """Each request of the page has the error, and every other what became of it."""
    memory = MemoryStore()
    ids = opened(Counting(memory), 1100)
    desk = office(Failing(memory, name, at))
    done = desk.take_many([Attempt(case_id, "submit", CLERK) for case_id in ids])

    page = range(500 * (at - 1), min(500 * at, 1100))
    assert [StoreError if i in page else Taken for i in range(1100)] == [
        type(each) for each in done
    ]
    standing = [memory.standing(case_id).state for case_id in ids]
    assert ["draft" if i in page else "council" for i in range(1100)] == standing


def test_a_store_that_fails_while_many_are_assessed_fails_a_page(store):
    """A verdict is asked of every request that could be read."""
    ids = opened(store, 501)
    desk = office(Failing(store.store, "read_many", 1))
    found = desk.assess_many([Attempt(case_id, "submit", CLERK) for case_id in ids])
    assert [StoreError] * 500 + [Verdict] == [type(each) for each in found]


def test_who_cannot_be_told_whether_a_key_was_used_is_told_of_the_store(monkeypatch):
    """A command that may have been carried out is not called refused."""
    desk = office()
    desk.open(motion("x"), CLERK, case_id="c")
    failed = StoreError("the connection failed.")

    def fail(*_):
        raise failed

    monkeypatch.setattr(desk.store, "used", fail)
    monkeypatch.setattr(desk.store, "used_many", fail)
    (answer,) = desk.take_many([Attempt("c", "forbidden", CLERK, key="k")])
    assert answer is failed
    with pytest.raises(StoreError):
        desk.take("c", "forbidden", CLERK, key="k")


def test_keys_that_cannot_be_filled_in_are_told_to_those_who_look(store):
    """A log that is broken is in the way of the request that looks, and of no other."""
    looking = procedure(
        steps=[*STEPS, Step("look", "draft", by="clerk", guards="amendments")],
        rules=[
            GOSSIP,
            STRICT,
            Rule("amendments", lambda _: True, looks_at=["amending"]),
        ],
    )
    desk = office(store, procedures=looking)
    for case_id in "abc":
        desk.open(motion(case_id, public=True), CLERK, case_id=case_id)
    body = b'{},"prev":"%b"' % (b"0" * 64)
    lost = [Record("z", 1, digest(body), body)]
    unfilled = Standing("draft", "town", reference=UNFILLED, base=UNFILLED)
    store.append("z", lost, expected=0, standing=unfilled)
    a, b = desk.take_many([Attempt("a", "look", CLERK), Attempt("b", "submit", CLERK)])
    assert (BrokenLogError, Taken) == (type(a), type(b))


def test_requests_on_one_case_follow_each_other(store):
    """Several steps of one case are taken in order, each on what the one before left."""
    opened(store, 2)
    desk = office(store)
    done = desk.take_many(
        [
            Attempt(
                "c0000", "revise", CLERK, inputs={"motion": motion("y", public=True)}
            ),
            Attempt("c0001", "submit", CLERK),
            Attempt("c0000", "submit", CLERK),
            Attempt("c0000", "submit", CLERK),
        ]
    )
    assert ["draft", "council", "council"] == [each.case.state for each in done[:3]]
    assert isinstance(done[3], RefusedError)
    assert 3 == desk.case("c0000").version


def test_a_conflict_is_a_result_and_is_assessed_anew_when_asked(store):
    """Who was overtaken gets a conflict; with retry the step is assessed once more."""
    opened(store, 3)
    desk, other = office(store), office(store.store)
    asked = [Attempt(f"c000{n}", "submit", CLERK) for n in range(3)]

    store.before_writing = lambda: other.take(
        "c0000", "revise", CLERK, motion=motion("y", public=True)
    )
    done = desk.take_many(asked[:2])
    assert [ConflictError, Taken] == [type(each) for each in done]

    store.before_writing = lambda: other.take("c0000", "submit", CLERK)
    (again, taken) = desk.take_many([asked[0], asked[2]], retry=True)
    assert (RefusedError, Taken) == (type(again), type(taken))
    assert ["open", "revise", "submit"] == [each.step for each in desk.entries("c0000")]


def test_refused_attempts_of_many_are_recorded(store):
    """An office that records refusals does so in bulk too."""
    opened(store, 1)
    desk = office(store, record_refusals=True)
    (refused,) = desk.take_many([Attempt("c0000", "forbidden", CLERK)])
    assert isinstance(refused, RefusedError)
    assert "refused" == desk.entries("c0000")[-1].kind.value


def test_a_refusal_is_recorded_once_however_often_it_is_sent(store):
    """The recorded refusal is what the command came to, and uses up its key."""
    opened(store, 1)
    desk = office(store, record_refusals=True)
    with pytest.raises(RefusedError):
        desk.take("c0000", "forbidden", CLERK, key="k")
    for _ in range(2):
        with pytest.raises(RepeatedError, match="entry 2 says what came") as caught:
            desk.take("c0000", "forbidden", CLERK, key="k")
    with pytest.raises(KeyReusedError):
        desk.take("c0000", "submit", CLERK, key="k")

    told = desk.carried_out(caught.value)
    assert ("refused", "forbidden") == (told.entry.kind.value, told.entry.step)
    assert ("draft", 2) == (told.case.state, told.case.version)
    assert 2 == desk.case("c0000").version
    assert [] == list(desk.verify())
    assert 3 == desk.take("c0000", "submit", CLERK, key="k2").case.version


def test_a_refusal_is_recorded_once_among_many(store):
    """Sent again in the same call, in another or one by one, it is repeated."""
    opened(store, 2)
    desk = office(store, record_refusals=True)
    asked = [Attempt("c0000", "forbidden", CLERK, key="k")] * 2
    asked += [Attempt("c0001", "forbidden", CLERK, key="k")]
    first, *others = desk.take_many(asked)
    again = [RepeatedError, KeyReusedError]
    assert [RefusedError, *again] == [type(each) for each in (first, *others)]
    assert [again[0], *again] == [type(each) for each in desk.take_many(asked)]
    with pytest.raises(RepeatedError) as caught:
        desk.take("c0000", "forbidden", CLERK, key="k")

    assert "refused" == desk.carried_out(caught.value).entry.kind.value
    assert [2, 1] == [desk.case(f"c000{n}").version for n in range(2)]
    assert [] == list(desk.verify())


def test_a_refusal_that_is_not_recorded_uses_up_no_key(store):
    """Nothing was written, so the command may be carried out later."""
    opened(store, 1)
    desk = office(store)
    for _ in range(2):
        with pytest.raises(RefusedError):
            desk.take("c0000", "forbidden", CLERK, key="k")
    assert 2 == desk.take("c0000", "submit", CLERK, key="k").case.version


def test_a_refusal_that_others_overtook_is_a_conflict(store):
    """Nobody is refused by a state that is past, neither one by one nor among many."""
    opened(store, 1)
    desk, other = office(store, record_refusals=True), office(store.store)
    asked = [Attempt("c0000", "forbidden", CLERK)]

    def revise() -> None:
        other.take("c0000", "revise", CLERK, motion=motion("y", public=True))

    store.before_writing = revise
    assert isinstance(desk.take_many(asked)[0], ConflictError)
    store.before_writing = revise
    assert isinstance(desk.take_many(asked, retry=True)[0], RefusedError)
    kinds = [each.kind.value for each in desk.entries("c0000")]
    assert ["taken", "taken", "taken", "refused"] == kinds


def test_a_repeated_command_is_told_although_its_case_moved_on(store):
    """A request that is sent again after it succeeded is repeated, not refused."""
    opened(store, 1)
    desk = office(store, record_refusals=True)
    first = desk.take("c0000", "submit", CLERK, key="k")
    with pytest.raises(RepeatedError, match="entry 2") as caught:
        desk.take("c0000", "submit", CLERK, key="k")
    assert 2 == desk.case("c0000").version

    earlier = desk.carried_out(caught.value)
    assert (first.case.state, first.record) == (earlier.case.state, earlier.record)
    with pytest.raises(UnknownNameError):
        desk.carried_out(RepeatedError("k", "nobody", 1))
    with pytest.raises(RefusedError):
        desk.take("c0000", "submit", CLERK, key="another")
    assert ["open", "submit", "submit"] == [each.step for each in desk.entries("c0000")]


@pytest.fixture(name="said")
def _said(monkeypatch):
    """Count the statements that any SQL store sends to its database."""
    said: Counter[str] = Counter()
    for name in ("run", "run_many", "say"):
        real = getattr(DriverConnection, name)

        def call(conn, *given, name=name, real=real):
            said[name] += 1
            return real(conn, *given)

        monkeypatch.setattr(DriverConnection, name, call)
    return said


def test_no_statement_is_sent_per_case(url, tenant, said):
    """Two hundred cases are read, assessed, taken and found with the statements of twenty."""
    told = {}
    with SqlStore(url, tenant) as store:
        desk = office(store)
        for count in (20, 200):
            ids = [f"{count}-{number:03}" for number in range(count)]
            for case_id in ids:
                desk.open(motion("x", public=True), CLERK, case_id=case_id)
            said.clear()
            asked = [Attempt(case_id, "submit", CLERK, key=case_id) for case_id in ids]
            assert all(each.allowed for each in desk.assess_many(asked))
            assert {Taken} == {type(each) for each in desk.take_many(asked)}
            assert {RepeatedError} == {type(each) for each in desk.take_many(asked)}
            assert count <= len(desk.store.find(state="council", limit=500))
            told[count] = sum(said.values())

    assert told[20] == told[200] < 40


def test_no_statement_is_sent_per_case_that_is_migrated(url, tenant, said):
    """Planning and migrating hundreds of cases costs what it costs for a few."""
    told = {}
    newer = procedure(version="2")
    with SqlStore(url, tenant) as store:
        for count in (20, 200):
            desk = office(store, procedures=[TOWN, newer])  # new cases begin in TOWN
            for number in range(count):
                desk.open(
                    motion("x", public=True), CLERK, case_id=f"{count}-{number:03}"
                )
            said.clear()
            assert count == len(desk.plan_migration(newer))
            done = desk.migrate_all(ARCHIVE, to=newer, reason="New rules.")
            assert [Taken] * count == [type(each) for each in done]
            told[count] = sum(said.values())

    assert told[200] <= told[20] + 4  # a page of the scan more, not a statement a case


def route(case_id):
    """Return a consultation that is added to a case, which cannot be done twice."""
    return {"consultations": (Consultation(case_id, Organization("Ausschuss")),)}


ROUTED = Procedure(
    "routed",
    states=["draft"],
    steps=[
        Step(
            "route",
            "draft",
            by="clerk",
            takes=[Parameter("consultations", "consultations")],
        )
    ],
    roles=["clerk"],
)


def test_what_a_command_did_may_be_in_its_own_way(store):
    """Sent again, it is told that it was carried out, and not that it cannot be."""
    desk = Office(ROUTED, store)
    desk.open(Motion("x"), CLERK, case_id="a")
    request = Attempt("a", "route", CLERK, key="k", inputs=route("1"))
    (done,) = desk.take_many([request])
    assert 2 == done.case.version

    (again,) = desk.take_many([request])
    assert ("k", 2) == (again.key, again.version)
    with pytest.raises(RepeatedError, match="entry 2"):
        desk.take("a", "route", CLERK, key="k", **route("1"))
    with pytest.raises(InvalidInputError, match="already"):
        desk.take("a", "route", CLERK, key="other", **route("1"))
