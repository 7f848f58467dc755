"""Progress of long work, on the error stream and only where somebody watches."""

from __future__ import annotations

import sys

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn


Told = Callable[[int], None]
"""Takes how much is done."""


@contextmanager
def progress(what: str, total: int | None) -> Iterator[Told]:
    """Show a bar while something lasts; the standard output stays clean.

    Args:
        what: what is done.
        total: how much there is to do, if it is known.
    """
    columns = TextColumn("{task.description}"), BarColumn(), TaskProgressColumn()
    console = Console(stderr=True)
    hidden = not sys.stderr.isatty()
    with Progress(*columns, console=console, transient=True, disable=hidden) as bar:
        task = bar.add_task(what, total=total)
        yield lambda done: bar.update(task, completed=done)


def counted(lines: Iterable[bytes], told: Told) -> Iterator[bytes]:
    """Pass lines on and tell after each how many bytes there were.

    Args:
        lines: the lines.
        told: is told.
    """
    done = 0
    for line in lines:
        yield line
        done += len(line)
        told(done)
