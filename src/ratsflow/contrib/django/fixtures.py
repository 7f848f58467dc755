"""For tests with pytest-django: ``pytest_plugins = ["ratsflow.contrib.django.fixtures"]``."""

from __future__ import annotations

from typing import Any, Protocol

import pytest

from ratsflow.contrib.django.testing import opened


class Opening(Protocol):
    """Saves a row and opens its case."""

    def __call__(self, row: Any, *, by: Any) -> Any:
        """Return the row.

        Args:
            row: a row that was not saved yet.
            by: a role, whose user is made, a user or an `Actor`.
        """


@pytest.fixture(name="case_factory")
def _case_factory(db: None) -> Opening:  # noqa: ARG001  # that of pytest-django
    """Return what saves a row and opens its case: ``case_factory(Vorlage(), by="clerk")``."""
    return opened
