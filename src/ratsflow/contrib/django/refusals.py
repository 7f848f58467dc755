"""Refusals that outlive the transaction in which they are raised.

An exception that leaves ``atomic()`` rolls back what was written inside, and with it a
refusal. So within `recording` refusals are gathered, and written behind it: a middleware
puts it around each request, whose view ``ATOMIC_REQUESTS`` makes a transaction.
"""

from __future__ import annotations

import logging

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from django.db import transaction

from ratsflow.contrib.django.conf import conf
from ratsflow.contrib.django.desk import office
from ratsflow.errors import ConflictError, RefusedError, RepeatedError


_log = logging.getLogger("ratsflow.django")

Gathered = list[tuple[str, RefusedError]]

_gathered: ContextVar[Gathered | None] = ContextVar("ratsflow_refusals", default=None)


@contextmanager
def recording() -> Iterator[None]:
    """Gather the refusals of a block, and write them behind it, whatever becomes of it.

    The middleware does so for each request; wrap a command or a task in it whose own
    transaction may be rolled back.
    """
    gathered: Gathered = []
    token = _gathered.set(gathered)
    try:
        yield
    finally:
        _gathered.reset(token)
        for using, error in gathered:
            _record(using, error)


def note(using: str, error: RefusedError) -> None:
    """Keep a refusal, if the project wants it kept.

    Args:
        using: Django's name of the database.
        error: the refusal.
    """
    if not conf().record_refusals:
        return
    gathered = _gathered.get()
    if gathered is None:  # nobody writes it later: it goes with this transaction
        _record(using, error)
    else:
        gathered.append((using, error))


def _record(using: str, error: RefusedError) -> None:
    try:
        with transaction.atomic(using):
            office(using).record_refusal(error)
    except (ConflictError, RepeatedError) as moved:
        # Somebody moved the case so that it would not be refused any more.
        _log.warning("A refusal was not recorded: %s", moved)
