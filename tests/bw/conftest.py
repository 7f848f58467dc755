"""Each paper on its way is asked with what the rules read noted, and compared."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from traced import traced, undeclared_in


@pytest.fixture(autouse=True)
def _reads() -> Iterator[None]:
    """Find rules that look further than they declare."""
    with traced() as found:
        yield
    assert [] == undeclared_in(found)
