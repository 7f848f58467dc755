"""The office of a project: made of its settings, on Django's own connections."""

from __future__ import annotations

from functools import cache

from django.db import DEFAULT_DB_ALIAS

from ratsflow.contrib.django.conf import Conf, conf
from ratsflow.contrib.django.hosted import HostedStore
from ratsflow.office import Office


def office(using: str = DEFAULT_DB_ALIAS, *, procedure: str = "") -> Office:
    """Return the office whose log lies in one of the project's databases.

    What it writes belongs to Django's transaction: within ``atomic()`` it commits or
    vanishes together with the rows of the host; outside each call is one by itself. There
    is one for each database in a process, for all threads.

    Args:
        using: Django's name of the database.
        procedure: the name of that of the settings under which new cases begin; the first
            if left out. Running cases keep theirs.

    Raises:
        ImproperlyConfigured: ``settings.RATSFLOW`` cannot be used, or has no such procedure.
        InvalidInputError: ratsflow does not speak that database.
    """
    return _office(using, conf(), procedure)


@cache
def _office(using: str, given: Conf, procedure: str) -> Office:
    return Office(
        given.beginning_with(procedure),
        HostedStore(using, given.tenant),
        law=given.law,
        demand_seen=given.demand_seen,
    )
