"""Watching: who is told when steps are tried and what became of them, for traces and counts.

Nobody watches unless somebody says so, and then it costs a look at an empty list.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any


if TYPE_CHECKING:
    from ratsflow.office.attempt import Attempt

Ended = Callable[[Sequence[Any]], None]
"""Is told what became of each attempt: a `Taken`, or an error."""

Watcher = Callable[["Sequence[Attempt]"], Ended]
"""Is told of attempts when they begin, and returns who is told of their end."""

WATCHERS: list[Watcher] = []
"""Who watches now; `watched` alone adds and removes."""


@contextmanager
def watched(watcher: Watcher) -> Iterator[None]:
    """Tell somebody of every step that any office tries while the block runs."""
    WATCHERS.append(watcher)
    try:
        yield
    finally:
        WATCHERS.remove(watcher)
