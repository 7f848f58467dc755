"""Servers and stores for the tests of this folder."""

from __future__ import annotations

import os
import sys

from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest


sys.path.insert(0, str(Path(__file__).parent))  # tests are imported by their path

from servers import NoServerError, mariadb, postgres


@pytest.fixture(scope="session", name="postgres_url")
def _postgres_url() -> Iterator[str]:
    """Yield the URL of a running PostgreSQL; on CI there must be one."""
    try:
        with postgres() as url:
            yield url
    except NoServerError as error:
        if os.environ.get("CI") == "true":
            pytest.fail(str(error))
        pytest.skip(str(error))


@pytest.fixture(scope="session", name="mariadb_url")
def _mariadb_url() -> Iterator[str]:
    """Yield the URL of a running MariaDB, where the machine has one."""
    try:
        with mariadb() as url:
            yield url
    except NoServerError as error:
        pytest.skip(str(error))


@pytest.fixture(name="tenant")
def _tenant() -> str:
    """Return a tenant that nobody else uses: a fresh store within one database."""
    return uuid4().hex
