"""Progress of long work, on the error stream and only where somebody watches."""

from __future__ import annotations

import sys

from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager

from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn

from ratsflow.cli.console import Console
from ratsflow.errors import RatsflowError
from ratsflow.stores import Store


Told = Callable[[int], None]
"""Takes how much is done."""

_WORK = {
    "replay": {"de": "Vorlagen nachspielen", "en": "replaying papers"},
    "export": {"de": "Einträge schreiben", "en": "writing entries"},
    "verify": {"de": "Einträge prüfen", "en": "verifying entries"},
    "compare": {"de": "Mit dem Siegel vergleichen", "en": "comparing with the seal"},
    "plan": {"de": "Überführung planen", "en": "planning the migration"},
    "migrate": {"de": "Vorgänge überführen", "en": "migrating cases"},
}


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


def through(store: Store, work: str, lang: str) -> AbstractContextManager[Told]:
    """Show a bar while work goes through all entries of a store.

    Args:
        store: the store.
        work: export, verify, compare, plan or migrate.
        lang: language.
    """
    return progress(_WORK[work][lang], _entries(store))


def working(
    work: str, lang: str, total: int | None = None
) -> AbstractContextManager[Told]:
    """Show a bar while something is worked through.

    Args:
        work: what is done, by its word.
        lang: language.
        total: how much there is, if it is known.
    """
    return progress(_WORK[work][lang], total)


def _entries(store: Store) -> int | None:
    """Return how many entries the heads tell of, or None where nobody would see it.

    Also where a head does not even say a number: verification says what is wrong with it.
    """
    if not sys.stderr.isatty():
        return None
    try:
        return sum(head.version for head in store.heads())
    except (RatsflowError, TypeError, ValueError, AttributeError):
        return None


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
