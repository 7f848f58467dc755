"""Look-up keys: an older database gets them, and nobody mistakes a lack for an absence."""

from __future__ import annotations

import sqlite3

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest

from lent import connection_of
from sqlalchemy import Connection, create_engine, inspect, make_url, text
from sqlalchemy.pool import NullPool
from sqlalchemy.schema import CreateColumn

from ratsflow import Actor, Motion, Office, Procedure, Rule, Step
from ratsflow.errors import StoreError
from ratsflow.office import standing_of
from ratsflow.office.projection import key_of
from ratsflow.procedure.finding import MET, unmet
from ratsflow.procedure.lookups import Look
from ratsflow.stores import UNFILLED, Append, Standing
from ratsflow.stores.sql import SCHEMA, SqlStore, bring_up
from ratsflow.stores.sql.drivers import spoken
from ratsflow.stores.sql.schema import MIGRATIONS
from ratsflow.stores.sql.tables import cases
from ratsflow.stores.verify import verify
from ratsflow.testing.store_records import begin, make_records


CLERK = Actor("clerk", roles=["clerk"])
NOON = datetime(2026, 3, 19, 11, tzinfo=UTC)


def alone(question):
    found = [each.id for each in question.look(Look.NAMESAKES)]
    return unmet(", ".join(found)) if found else MET


TOWN = Procedure(
    "town",
    states=["draft", "filed"],
    steps=[Step("file", "draft", "filed", by="clerk", guards=["alone"])],
    rules=[Rule("alone", alone, looks_at="namesakes")],
    roles=["clerk"],
)


@contextmanager
def connected(url: str) -> Iterator[Connection]:
    """Work on a database beside the store."""
    engine = create_engine(spoken(make_url(url)), poolclass=NullPool)
    with engine.begin() as connection:
        yield connection


PENDING = (
    "ALTER TABLE ratsflow_cases ADD COLUMN pending INTEGER NOT NULL DEFAULT 0",
    "UPDATE ratsflow_cases SET pending = version - waiting + 1 WHERE waiting > 0",
    "CREATE INDEX ratsflow_cases_pending ON ratsflow_cases (tenant, case_id, pending)",
)
"""Up to the second version the tables counted the entries that wait."""


def take_back(url: str, version: int = 1) -> None:
    """Bring the tables back to an older version; the first one had no keys."""
    dropped = ("waiting", "reference", "base") if version == 1 else ("waiting",)
    with connected(url) as connection:
        on = (
            " ON ratsflow_cases"
            if connection.dialect.name in ("mysql", "mariadb")
            else ""
        )
        for sql in PENDING:
            connection.execute(text(sql))
        for name in dropped:
            connection.execute(text(f"DROP INDEX ratsflow_cases_{name}{on}"))
            connection.execute(text(f"ALTER TABLE ratsflow_cases DROP COLUMN {name}"))
        connection.execute(text(f"UPDATE ratsflow_meta SET value = '{version}'"))


@pytest.fixture(name="url", params=["sqlite", "postgresql", "mariadb"])
def _url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """Yield the URL of an empty database of each kind."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'log.db'}"
        return
    fixture = {"postgresql": "postgres_url", "mariadb": "mariadb_url"}[request.param]
    url = request.getfixturevalue(fixture)
    yield url
    with connected(url) as connection:  # the servers are shared: leave them up to date
        bring_up(connection)


def open_two(url: str, tenant: str) -> None:
    """Open two papers of one number, and one of another."""
    with SqlStore(url, tenant) as store:
        office = Office(TOWN, store, clock=lambda: NOON)
        for key, number in (("a", "1/2026"), ("b", "1/2026"), ("c", "2/2026")):
            office.open(Motion(key, reference=number), CLERK, case_id=key)


def test_an_older_database_is_brought_forward_and_its_rows_say_they_lack_keys(
    url: str, tenant: str
) -> None:
    """After the migration no key claims that a paper has no number."""
    open_two(url, tenant)
    take_back(url)
    with pytest.raises(StoreError, match="version 1"):
        SqlStore(url, tenant, create=False)
    with SqlStore(url, tenant) as store:
        assert ["a", "b", "c"] == [e.case_id for e in store.find(reference=UNFILLED)]
        assert [UNFILLED] * 3 == [store.standing(key).base for key in "abc"]
        assert [] == list(Office(TOWN, store).verify())


def test_a_rule_sees_the_cases_whose_rows_lack_their_keys(
    url: str, tenant: str
) -> None:
    """Asking reads their logs and writes nothing; the first step taken fills them."""
    open_two(url, tenant)
    take_back(url)
    with SqlStore(url, tenant) as store:
        office = Office(TOWN, store, clock=lambda: NOON)
        (found,) = office.assess("a", "file", CLERK).blocking
        assert "b" == found.answer.observed
        assert 3 == len(store.find(reference=UNFILLED))

        office.take("c", "file", CLERK)
        assert () == tuple(store.find(reference=UNFILLED))
        assert ["a", "b"] == [e.case_id for e in store.find(reference=key_of("1/2026"))]
        assert [] == list(office.verify())


def test_filling_is_counted_and_may_be_repeated(url: str, tenant: str) -> None:
    """Whoever brings the tables forward can fill them before anybody waits."""
    open_two(url, tenant)
    take_back(url)
    with SqlStore(url, tenant) as store:
        office = Office(TOWN, store, clock=lambda: NOON)
        assert [3, 0] == [office.fill(), office.fill()]
        assert {standing_of(office.case(key)) for key in "abc"} == {
            store.standing(key) for key in "abc"
        }


def test_a_migration_that_was_cut_off_goes_on(url: str, tenant: str) -> None:
    """Where each statement commits by itself, a second run does what is missing."""
    open_two(url, tenant)
    take_back(url)
    with connected(url) as connection:
        column = CreateColumn(cases.c.reference).compile(dialect=connection.dialect)
        connection.execute(text(f"ALTER TABLE ratsflow_cases ADD COLUMN {column}"))
    with SqlStore(url, tenant) as store, connected(url) as connection:
        assert 3 == Office(TOWN, store).fill()
        names = {e["name"] for e in inspect(connection).get_indexes("ratsflow_cases")}
        assert {"ratsflow_cases_reference", "ratsflow_cases_base"} <= names


def test_the_migrated_tables_are_those_of_a_new_database(url: str, tenant: str) -> None:
    """Columns and indexes are the same, however a database came to them."""
    open_two(url, tenant)

    def shape() -> object:
        with connected(url) as connection:
            looked = inspect(connection)
            columns = looked.get_columns("ratsflow_cases")
            return (
                [(c["name"], str(c["type"]), c["nullable"]) for c in columns],
                sorted(
                    (i["name"], i["column_names"])
                    for i in looked.get_indexes("ratsflow_cases")
                ),
            )

    before = shape()
    take_back(url)
    SqlStore(url, tenant).close()
    assert before == shape()


def test_what_waits_to_be_announced_waits_after_the_migration(
    url: str, tenant: str
) -> None:
    """Nothing is announced twice and nothing is left out, also where it was cut off."""
    with SqlStore(url, tenant) as store:
        for case_id, announced in (("a", 0), ("b", 2), ("c", 3)):
            begin(store, case_id, 3)
            store.acknowledge(case_id, announced)
        left = store.pending()
    take_back(url, 2)
    with connected(url) as connection:  # each of these MariaDB commits by itself
        column = CreateColumn(cases.c.waiting).compile(dialect=connection.dialect)
        connection.execute(text(f"ALTER TABLE ratsflow_cases ADD COLUMN {column}"))
    with SqlStore(url, tenant) as store:
        assert left == store.pending()
        assert [("a", 1), ("a", 2), ("a", 3), ("b", 3)] == [
            (entry.case_id, entry.version) for entry in left
        ]
        assert [] == list(verify(store))


def test_every_version_since_the_first_has_its_step() -> None:
    """The newest version is reached from the first without a gap."""
    assert list(range(2, SCHEMA + 1)) == [version for version, _ in MIGRATIONS]


@pytest.mark.parametrize("name", ["reference", "base"])
@pytest.mark.parametrize("page", [1, 2])
def test_keys_are_looked_up_by_index(tmp_path: Path, name: str, page: int) -> None:
    """No scan and no sort, however many cases there are."""
    with SqlStore(tmp_path / "log.db") as store:
        begin(store, "a")
        after = store.find()[0] if page == 2 else None
        dbapi = connection_of(store).dbapi
        ran: list[str] = []
        dbapi.set_trace_callback(ran.append)
        store.find(**{name: "x"}, after=after)
        dbapi.set_trace_callback(None)
        (plan,) = [
            " ".join(row[3] for row in dbapi.execute(f"EXPLAIN QUERY PLAN {sql}"))
            for sql in ran
        ]
    assert f"ratsflow_cases_{name}" in plan
    assert "SCAN" not in plan
    assert "TEMP" not in plan


@pytest.mark.parametrize("page", [1, 2])
def test_several_keys_are_looked_up_by_index_in_one_query(
    tmp_path: Path, page: int
) -> None:
    """Each key is a way into its index; only what was found is sorted."""
    with SqlStore(tmp_path / "log.db") as store:
        begin(store, "a")
        after = store.find()[0] if page == 2 else None
        dbapi = connection_of(store).dbapi
        ran: list[str] = []
        dbapi.set_trace_callback(ran.append)
        store.find(reference=["x", "y"], base=["x"], after=after)
        dbapi.set_trace_callback(None)
        (sql,) = ran
        plan = [str(row[3]) for row in dbapi.execute(f"EXPLAIN QUERY PLAN {sql}")]
    assert 2 == sum("ratsflow_cases_reference" in line for line in plan)
    assert 1 == sum("ratsflow_cases_base" in line for line in plan)
    assert not any("PRIMARY KEY" in line for line in plan)
    assert not any(line.startswith("SCAN ratsflow") for line in plan)


@pytest.mark.parametrize(
    "asked",
    [
        {"reference": ["k0900", "k0901"], "base": ["k0900"]},
        {"reference": "k0900"},
        {"base": "k0900"},
        {"due_by": "2026-01-03"},
        {"state": "late"},
        {"state": "late", "stuck_since": "2026-01-03"},
    ],
    ids=str,
)
def test_no_look_up_walks_over_the_cases(tmp_path: Path, asked: dict[str, str]) -> None:
    """Each page costs what it holds: a thousand cases or ten, the first page or the last."""
    with SqlStore(tmp_path / "log.db") as store:
        store.append_many([_case(number) for number in range(1000)])
        dbapi = connection_of(store).dbapi
        steps: list[int] = []
        after = None
        while True:
            count = [0]
            dbapi.set_progress_handler(lambda count=count: _one_more(count), 1)
            page = store.find(**asked, limit=5, after=after)
            dbapi.set_progress_handler(None, 0)
            steps.append(count[0])
            if not page:
                break
            after = page[-1]
    assert len(steps) > 1
    assert max(steps) < 400


def _one_more(count: list[int]) -> int:
    count[0] += 1
    return 0


def _case(number: int) -> Append:
    """Return the opening of a case; every hundredth is late, every fiftieth is due."""
    key = f"k{number:04}"
    at = Standing(
        "late" if number % 100 == 0 else "draft",
        "contract",
        "",
        f"2026-01-0{number % 3 + 1}",
        f"2026-01-0{number % 3 + 1}" if number % 50 == 0 else "",
        key,
        key,
    )
    return Append(f"c{number:04}", make_records(f"c{number:04}"), 0, at)


def test_a_key_that_was_changed_is_found(tmp_path: Path) -> None:
    """Somebody lets an amendment vanish from the look-up: verification names the case."""
    path = tmp_path / "log.db"
    with SqlStore(path) as store:
        office = Office(TOWN, store, clock=lambda: NOON)
        office.open(Motion("x", reference="1/2026"), CLERK, case_id="a")
        raw = sqlite3.connect(path)
        with raw:
            raw.execute("UPDATE ratsflow_cases SET reference = ''")
        raw.close()
        (error,) = verify(store, lambda log: standing_of(office.case(log[0].case_id)))
    assert ("a", "reference" in str(error)) == (error.case_id, True)
