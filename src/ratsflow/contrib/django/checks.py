"""What Django's ``check`` looks at; what reads tables, only with ``check --database``."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, Warning, register  # noqa: A004  # Django's word
from django.core.exceptions import ImproperlyConfigured
from django.db import connections

from ratsflow.errors import RatsflowError, StoreError


if TYPE_CHECKING:
    from ratsflow.contrib.django.conf import Conf
    from ratsflow.contrib.django.field import CaseField

MOST = 20
"""How many rows or cases are named at most."""

MIDDLEWARE = "ratsflow.contrib.django.CaseMiddleware"


def of_field(field: CaseField) -> list[CheckMessage]:
    """Check that a model tells what the procedure sees of its rows, and names one there is."""
    given = _conf()
    found: list[CheckMessage] = []
    if not isinstance(given, str):
        try:
            given.beginning_with(field.procedure)
        except ImproperlyConfigured as error:
            found = [Error(str(error), obj=field, id="ratsflow.E006")]
    if callable(getattr(field.model, field.motion, None)):
        return found
    return [
        *found,
        Error(
            f"{field.model._meta.label} has no method {field.motion}().",
            hint="It returns what the procedure sees of a row, a ratsflow.Motion.",
            obj=field,
            id="ratsflow.E001",
        ),
    ]


def _conf() -> Conf | str:
    """Return the settings, or what is wrong with them."""
    from ratsflow.contrib.django.conf import conf  # noqa: PLC0415  # it reads the settings

    try:
        return conf()
    except ImproperlyConfigured as error:
        return str(error)


@register("ratsflow")
def check_settings(**_: Any) -> Sequence[CheckMessage]:
    """Check the settings, without a look into a database."""
    given = _conf()
    if isinstance(given, str):
        return [Error(given, id="ratsflow.E005")]
    return [*_refusals(given), *_unknown_roles(given), *_deferred()]


def _refusals(given: Conf) -> Iterator[CheckMessage]:
    names = [each.rpartition(".")[2] for each in settings.MIDDLEWARE]
    if given.record_refusals and MIDDLEWARE.rpartition(".")[2] not in names:
        yield Error(
            "RATSFLOW['record_refusals'] is on, but a refusal that ends a view's "
            "transaction is rolled back with it.",
            hint=f"Add {MIDDLEWARE!r} to MIDDLEWARE.",
            id="ratsflow.E004",
        )


def _unknown_roles(given: Conf) -> Iterator[CheckMessage]:
    for name, each in given.groups.items():
        unknown = {*each.roles, *each.deputises} - given.roles
        if unknown:
            yield Warning(
                f"RATSFLOW['groups'][{name!r}] gives {', '.join(sorted(unknown))}, which "
                "no procedure knows as a role.",
                hint=f"There are: {', '.join(sorted(given.roles))}.",
                id="ratsflow.W003",
            )


def _deferred() -> Iterator[CheckMessage]:
    for alias, each in settings.DATABASES.items():
        mode = str(each.get("OPTIONS", {}).get("transaction_mode") or "").upper()
        is_sqlite = each.get("ENGINE") == "django.db.backends.sqlite3"
        if is_sqlite and mode not in ("IMMEDIATE", "EXCLUSIVE"):
            yield Warning(
                f"SQLite database {alias!r} begins transactions deferred: of two requests "
                "that read and then write, one fails at once instead of waiting.",
                hint=f"DATABASES[{alias!r}]['OPTIONS'] = {{'transaction_mode': 'IMMEDIATE'}}",
                id="ratsflow.W002",
            )


@register("ratsflow", Tags.database)
def check_database(
    databases: Sequence[str] | None = None, **_: Any
) -> Sequence[CheckMessage]:
    """Check what lies in databases; a database whose tables are to be made has nothing yet."""
    found: list[CheckMessage] = []
    for alias in databases or ():
        if isinstance(_conf(), str):
            break  # told by `check_settings`
        found += _database(alias)
    return found


def _database(alias: str) -> Iterator[CheckMessage]:
    from ratsflow.contrib.django.hosted import driver_for  # noqa: PLC0415  # it asks Django

    wrapper = connections[alias]
    try:
        driver_for(alias)
    except RatsflowError as error:
        yield Error(str(error), id="ratsflow.E003")
        return
    if wrapper.vendor == "mysql" and not wrapper.mysql_is_mariadb:  # type: ignore[attr-defined]
        yield Error(
            f"Database {alias!r} is Oracle's MySQL, which lacks the collation that keeps "
            "ids apart.",
            hint="Use MariaDB, PostgreSQL or SQLite.",
            id="ratsflow.E003",
        )
        return
    if not _is_ready(alias):
        return
    yield from _pinned_elsewhere(alias)
    yield from _drift(alias)


def _is_ready(alias: str) -> bool:
    """Tell whether there are current tables: else migrating comes first."""
    from ratsflow.contrib.django.desk import office  # noqa: PLC0415  # it reads the settings

    if not apps.is_installed("ratsflow.contrib.django"):
        return False
    try:
        office(alias).store.head("")
    except StoreError:
        return False
    return True


def _pinned_elsewhere(alias: str) -> Iterator[CheckMessage]:
    from ratsflow.contrib.django.conf import conf  # noqa: PLC0415  # it reads the settings
    from ratsflow.contrib.django.desk import office  # noqa: PLC0415  # it reads the settings

    desk = office(alias)
    plans = desk.plan_migration(desk.procedure)
    known = {
        name
        for each in conf().procedures
        for name in (each.fingerprint, *each.continued)
    }
    lost = [
        each
        for each in plans
        if each.is_unknown or (each.pinned and each.pinned not in known)
    ]
    if lost:
        named = ", ".join(each.case_id for each in lost[:MOST])
        cases = "1 case is" if len(lost) == 1 else f"{len(lost)} cases are"
        yield Error(
            f"{alias!r}: {cases} pinned to a version of a procedure that "
            f"RATSFLOW['procedures'] does not have: {named}.",
            hint="Add that version behind the first, or bring it back and migrate them: "
            "manage.py ratsflow_migrate --plan",
            id="ratsflow.E002",
        )


def _drift(alias: str) -> Iterator[CheckMessage]:
    from ratsflow.contrib.django.drift import status_drift  # noqa: PLC0415  # it asks models

    found = list(islice(status_drift(alias), MOST))
    for each in found:
        yield Warning(
            f"{each}.",
            hint="Somebody wrote past the field: manage.py ratsflow_status --repair",
            id="ratsflow.W001",
        )
