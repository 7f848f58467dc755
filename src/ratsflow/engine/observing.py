"""Observing: who is told of every verdict that the engine gives, as long as they watch.

For coverage of a procedure by its tests. Nobody observes in an office at work, and then it
costs a look at an empty list. The list is the process's and no context's: a test may ask
in another thread, and what was asked there was tested too.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar, Token
from types import TracebackType
from typing import TypeVar


T = TypeVar("T")

Observer = Callable[[object], None]
"""Is told of a `Verdict`, or of what else somebody tells by `tell`."""

OBSERVERS: list[Observer] = []
"""Who observes now; `observed` alone adds and removes."""

_APART: ContextVar[bool] = ContextVar("ratsflow_unobserved", default=False)


@contextmanager
def observed(observer: Observer) -> Iterator[None]:
    """Tell somebody of every verdict that is given while the block runs."""
    OBSERVERS.append(observer)
    try:
        yield
    finally:
        OBSERVERS.remove(observer)


class unobserved:  # noqa: N801  # read as a statement: with unobserved():
    """Tell nobody of what is asked while the block runs: a search that only tries.

    Of its attempts none was meant by anybody: a rule that it walks around was not tested.
    """

    __slots__ = ("_before",)

    _before: Token[bool]

    def __enter__(self) -> None:
        """Begin."""
        self._before = _APART.set(True)

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """End."""
        _APART.reset(self._before)


def tell(what: T) -> T:
    """Tell all who observe, unless a search only tries; return what was told."""
    if not _APART.get():
        for observer in tuple(OBSERVERS):
            observer(what)
    return what
