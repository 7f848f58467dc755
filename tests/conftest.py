"""Servers and stores for all tests."""

from __future__ import annotations

import json
import sys

from collections.abc import Generator, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from sqlalchemy import Engine, create_engine, text
from sqlalchemy.pool import NullPool


sys.path.insert(0, str(Path(__file__).parent))  # tests are imported by their path

from described import observed, printed
from ratsflow import Now, Verdict
from ratsflow.stores import MemoryStore, Store
from ratsflow.stores.sql import SqlStore, bring_up
from servers import mariadb, postgres
from serving import AbsentServer, serving
from traced import FILE, FOUND, never_read, traced, undeclared_in


_whole = ExitStack()


def pytest_sessionstart() -> None:
    """Let all rules note what they read, where a run is to be traced whole."""
    if FILE:
        _whole.enter_context(traced())


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any) -> None:
    """Take over what was read in another process."""
    for name, read in getattr(node, "workeroutput", {}).get("reads", {}).items():
        FOUND[name].update(read)


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    """Tell what is read and not declared, and what is declared and never read."""
    if not FILE:
        return
    _whole.close()
    read = {name: sorted(found) for name, found in FOUND.items()}
    if hasattr(session.config, "workeroutput"):
        session.config.workeroutput["reads"] = read
        return
    Path(FILE).write_text(json.dumps(read), "utf-8")
    lines = [*undeclared_in(FOUND), *never_read(FOUND)]
    reporter: Any = session.config.pluginmanager.get_plugin("terminalreporter")
    reporter.write_line("\n".join([*lines, f"{len(lines)} declarations to mend"]))


@pytest.fixture(autouse=True, scope="session")
def _every_answer_is_as_its_schema_says() -> Iterator[None]:
    """Look at every verdict, and all that is told of what now, in plain form in any test, and all that commands print."""
    with ExitStack() as looking:
        for of in (Verdict, Now):
            looking.enter_context(observed(of, of.document))
        looking.enter_context(printed())
        yield


DATABASES = ("sqlite", "postgres_url", "mariadb_url")


@pytest.fixture(scope="session", name="postgres_url")
def _postgres_url() -> Iterator[str]:
    """Yield the URL of a running PostgreSQL."""
    yield from serving("postgresql", postgres())


@pytest.fixture(scope="session", name="mariadb_url")
def _mariadb_url() -> Iterator[str]:
    """Yield the URL of a running MariaDB."""
    yield from serving("mariadb", mariadb())


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Report all tests that lack a server at one place, so that they are told in one line."""
    del item
    report = yield
    if call.excinfo and isinstance(call.excinfo.value, AbsentServer):
        report.longrepr = (__file__, 0, str(call.excinfo.value))
    return report


@pytest.fixture(name="tenant")
def _tenant() -> str:
    """Return a tenant that nobody else uses: a fresh store within one database."""
    return uuid4().hex


@pytest.fixture(name="url", params=DATABASES)
def _url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Return the URL of each database in turn."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/log.db"
    return str(request.getfixturevalue(request.param))


@pytest.fixture(name="store", params=["memory", *DATABASES])
def _store(
    request: pytest.FixtureRequest, tmp_path: Path, tenant: str
) -> Iterator[Store]:
    """Yield a new and empty store of each kind in turn."""
    if request.param == "memory":
        yield MemoryStore()
    elif request.param == "sqlite":
        with SqlStore(tmp_path / "log.db") as store:
            yield store
    else:
        with SqlStore(request.getfixturevalue(request.param), tenant) as store:
            yield store


@pytest.fixture(name="engine")
def _engine(url: str) -> Iterator[Engine]:
    """Yield a host's engine on each database in turn, with our tables and one of its own."""
    engine = create_engine(
        url.replace("postgresql:", "postgresql+psycopg:"), poolclass=NullPool
    )
    with engine.begin() as connection:
        bring_up(connection)
        connection.execute(text("DROP TABLE IF EXISTS host_rows"))
        connection.execute(text("CREATE TABLE host_rows (name VARCHAR(20))"))
    yield engine
    engine.dispose()
