"""How often Python looks for garbage while a search is on."""

from __future__ import annotations

import gc

from collections.abc import Iterator
from contextlib import contextmanager


_NEW = 100_000
"""After how many new objects it looks: nearly all of a search are kept to its end."""


@contextmanager
def seldom_collected() -> Iterator[None]:
    """Let the collector of garbage look seldom: of a search it took a quarter of the time.

    What a search makes is kept, as cases, answers and ways, and nearly nothing of it is a cycle.
    How often the host lets it look is put back at the end.
    """
    before = gc.get_threshold()
    gc.set_threshold(max(_NEW, before[0]) if before[0] else 0, *before[1:])
    try:
        yield
    finally:
        gc.set_threshold(*before)
