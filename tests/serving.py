"""What becomes of tests that need a server where there is none."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager

import pytest

from servers import NoServerError, must_run


class AbsentServer(pytest.skip.Exception):
    """A test is skipped because this machine has no such server."""


def serving(name: str, server: AbstractContextManager[str]) -> Iterator[str]:
    """Yield the URL of a server; without one skip, or fail where it must run.

    Args:
        name: as `RATSFLOW_SERVERS` names it.
        server: starts it.
    """
    try:
        url = server.__enter__()
    except NoServerError as error:
        if must_run(name):
            pytest.fail(f"{name} must run here (RATSFLOW_SERVERS): {error}")
        raise AbsentServer(f"Skipped: {error}") from error
    try:
        yield url
    finally:
        server.__exit__(None, None, None)
