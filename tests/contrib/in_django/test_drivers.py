"""The same tests with the drivers of which a process can load but one."""

from __future__ import annotations

import os
import subprocess
import sys

from importlib.util import find_spec
from pathlib import Path

import pytest

from sqlalchemy import create_engine, make_url, text
from sqlalchemy.pool import NullPool


_ELSEWHERE = ("migration_is", "adopt", "worklist", "gone", "migration_for", "settings")
"""Tests that do not differ by the driver."""

HERE = Path(__file__).parent
ROOT = HERE.parents[2]


@pytest.mark.parametrize(
    ("driver", "module", "server"),
    [
        ("psycopg2", "psycopg2", "postgres_url"),
        ("pymysql", "pymysql", "mariadb_url"),
        ("mysqlclient", "MySQLdb", "mariadb_url"),
    ],
)
def test_rows_and_races_by_another_driver(request, driver, module, server):
    """A step and the host's rows commit or vanish together there too."""
    if find_spec(module) is None:
        pytest.skip(f"{driver} is not installed")
    url = _own_database(request.getfixturevalue(server), f"django_{driver}")

    run = subprocess.run(
        [
            *(
                sys.executable,
                "-m",
                "pytest",
                "-q",
                "-n",
                "0",
                "-p",
                "no:cacheprovider",
            ),
            *("test_rows.py", "test_races.py", "test_commands.py"),
            *("test_store_contract.py", "-k", f"not {' and not '.join(_ELSEWHERE)}"),
        ],
        cwd=HERE,
        env={**os.environ, "RATSFLOW_DJANGO": driver, "RATSFLOW_DJANGO_URL": url},
        capture_output=True,
        text=True,
        check=False,
    )

    assert 0 == run.returncode, run.stdout + run.stderr


def _own_database(url: str, name: str) -> str:
    """Make a database in which nobody has made tables yet, and return its URL."""
    made = make_url(url.replace("postgresql:", "postgresql+psycopg:"))
    engine = create_engine(made, isolation_level="AUTOCOMMIT", poolclass=NullPool)
    with engine.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
    return made.set(database=name).render_as_string(hide_password=False)
