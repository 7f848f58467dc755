"""A refusal outlives the transaction in which it was refused, where a host wants that."""

from __future__ import annotations

import pickle

from contextlib import suppress

import pytest

from smalltown import CLERK, TOWN, motion, office
from sqlalchemy import Connection, Engine, text

from ratsflow import ConflictError, InvalidInputError, RefusedError, RepeatedError
from ratsflow.office import Attempt
from ratsflow.stores.sql import SqlStore


INSERT = text("INSERT INTO host_rows VALUES ('x')")
STEP = "forbidden"


@pytest.fixture(name="lend", params=["sqlalchemy", "driver"])
def _lend(request, tenant):
    """Return what makes an office on a host's connection, of SQLAlchemy or of a driver."""

    def lend(connection: Connection, **about):
        handed = connection
        connection.execute(INSERT)  # the host's own, with which its transaction begins
        if request.param == "driver":
            handed = connection.connection.dbapi_connection
        return office(SqlStore.on(handed, tenant), **about)

    return lend


@pytest.fixture(autouse=True)
def _begun(engine, tenant):
    """Write the case that all are about."""
    with SqlStore(engine, tenant) as store:
        office(store).open(motion("x"), CLERK, case_id="V")


def kinds(engine: Engine, tenant: str) -> list[str]:
    with SqlStore(engine, tenant) as store:
        desk = office(store)
        assert [] == list(desk.verify())
        return [entry.kind.value for entry in desk.entries("V")]


def host_rows(engine: Engine) -> int:
    with engine.connect() as connection:
        return int(connection.execute(text("SELECT count(*) FROM host_rows")).scalar())


@pytest.mark.parametrize("recording", [True, False])
def test_a_refusal_that_leaves_its_block_is_recorded_outside(
    engine, tenant, lend, recording
):
    """The block is rolled back, the refusal is written in a transaction of its own, once."""
    with pytest.raises(RefusedError) as refused, engine.begin() as connection:
        lend(connection, record_refusals=recording).take("V", STEP, CLERK, key="k")
    assert (["taken"], 0) == (kinds(engine, tenant), host_rows(engine))

    with engine.begin() as connection:
        lend(connection).record_refusal(refused.value)

    assert (["taken", "refused"], 1) == (kinds(engine, tenant), host_rows(engine))
    with SqlStore(engine, tenant) as store, pytest.raises(RepeatedError):
        office(store).take("V", STEP, CLERK, key="k")


def test_what_is_recorded_already_is_not_recorded_again(engine, tenant, lend):
    """A host that caught the refusal inside its block, and kept it, may call it all the same."""
    with engine.begin() as connection:
        desk = lend(connection, record_refusals=True)
        with pytest.raises(RefusedError) as refused:
            desk.take("V", STEP, CLERK)
        desk.record_refusal(refused.value)
    with engine.begin() as connection:
        lend(connection).record_refusal(refused.value)
    assert ["taken", "refused"] == kinds(engine, tenant)


def test_refusals_of_many_are_recorded_one_by_one(engine, tenant, lend):
    """Of a block that was given up after many steps."""
    with suppress(ZeroDivisionError), engine.begin() as connection:
        done = lend(connection, record_refusals=True).take_many(
            [Attempt("V", STEP, CLERK, key=key) for key in "ab"]
        )
        raise ZeroDivisionError
    with engine.begin() as connection:
        desk = lend(connection)
        for each in done:
            desk.record_refusal(each)
    assert ["taken", "refused", "refused"] == kinds(engine, tenant)


def test_it_is_recorded_behind_what_others_did_meanwhile(engine, tenant):
    """The entry follows the case as it stands, and says when it was attempted."""
    with SqlStore(engine, tenant) as store:
        desk = office(store)
        with pytest.raises(RefusedError) as refused:
            desk.take("V", STEP, CLERK)
        desk.take("V", "submit", CLERK)
        desk.record_refusal(refused.value)
        assert ["taken", "taken", "refused"] == kinds(engine, tenant)
        last = desk.entries("V")[-1]
        assert refused.value.verdict.question.at == last.effective_at


def test_what_could_be_done_now_is_no_refusal():
    """Somebody made the step possible meanwhile: it is told, and nothing is written."""
    desk = office()
    desk.open(motion("x"), CLERK, case_id="V")
    with pytest.raises(RefusedError) as refused:
        desk.take("V", "revise", CLERK)
    desk.take("V", "submit", CLERK)
    if desk.assess("V", "revise", CLERK).allowed:
        with pytest.raises(ConflictError):
            desk.record_refusal(refused.value)
        assert 2 == len(desk.entries("V"))


def test_a_refusal_from_another_process_says_the_same_and_is_recorded_there():
    """What was attempted stays in the process that refused; its words do not."""
    desk = office()
    desk.open(motion("x"), CLERK, case_id="V")
    with pytest.raises(RefusedError) as refused:
        desk.take("V", STEP, CLERK)
    sent = pickle.loads(pickle.dumps(refused.value))  # noqa: S301  # our own
    assert str(refused.value) == str(sent)
    with pytest.raises(InvalidInputError, match="Record it in the process"):
        desk.record_refusal(sent)
    assert TOWN.fingerprint == sent.verdict.procedure.fingerprint
