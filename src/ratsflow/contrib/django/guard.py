"""A trigger that refuses a status which the log does not have, whoever writes it.

A field cannot see raw SQL, nor another program on the same database. The trigger compares
what is to be written with the row of the case; so what ratsflow writes behind its entry
passes, and nothing else does.
"""

from __future__ import annotations

import string

from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.db import connections, models

from ratsflow.contrib.django.conf import conf
from ratsflow.contrib.django.drift import case_fields
from ratsflow.contrib.django.field import CaseField
from ratsflow.contrib.django.hosted import HostedStore
from ratsflow.stores.sql.tables import cases
from ratsflow.stores.sql.triggers import Trigger, declared, text


MESSAGE = "the status follows the log of ratsflow: take a step"

_PLAIN = (models.IntegerField, models.CharField)
"""Fields whose text is the same in the database and in Python."""


def put_guards(*, using: str, **_: Any) -> None:
    """Put the triggers upon the tables behind a migration, where the project wants them.

    Args:
        using: Django's name of the database.
    """
    if not _has_log(using):
        return
    if conf().append_only:
        store = HostedStore(using)
        if store.append_only() != "all":
            store.make_append_only()
    if not conf().guard_column:
        return
    for model, field in case_fields(using):
        with connections[using].schema_editor() as editor:
            for sql in guard_of(model, field, using):
                editor.execute(sql, params=None)


def _has_log(using: str) -> bool:
    return cases.name in connections[using].introspection.table_names()


def guard_of(model: type[models.Model], field: CaseField, using: str) -> list[str]:
    """Return the statements that make the trigger of a table anew.

    Args:
        model: the model.
        field: its `CaseField`.
        using: Django's name of the database.

    Raises:
        ImproperlyConfigured: the id of a case cannot be told by the database.
    """
    wrapper = connections[using]
    vendor, quote = wrapper.vendor, wrapper.ops.quote_name
    own = str(field.column)
    table, column = quote(model._meta.db_table), f"NEW.{quote(own)}"
    name = quote(f"guard_{model._meta.db_table}_{own}"[:60])
    state = (
        f"(SELECT state FROM {cases.name} WHERE tenant = {text(conf().tenant)} "  # noqa: S608  # no value of a user
        f"AND case_id = {_case_id(model, field, vendor, quote)})"
    )
    wrong = f"{column} <> '' AND {_differs(vendor, column, state)}"
    events = {"insert": "INSERT", "update": f"UPDATE OF {quote(own)}"}
    if vendor == "postgresql":
        events = {"": " OR ".join(events.values())}
    elif vendor == "mysql":
        events["update"] = "UPDATE"
    return [
        sql
        for when, event in events.items()
        for sql in declared(
            Trigger(_named(name, when), table, event, wrong, MESSAGE), vendor
        )
    ]


def _named(name: str, when: str) -> str:
    return f"{name[:-1]}_{when}{name[-1]}" if when else name


def _differs(vendor: str, column: str, state: str) -> str:
    if vendor == "sqlite":
        return f"{column} IS NOT {state}"
    if vendor == "postgresql":
        return f"{column} IS DISTINCT FROM {state}"
    return f"NOT (BINARY {column} <=> BINARY {state})"


def _case_id(
    model: type[models.Model], field: CaseField, vendor: str, quote: Any
) -> str:
    """Return the expression for the id of a row's case, as `CaseField` makes it."""
    parts: list[str] = []
    for before, name, spec, _ in string.Formatter().parse(field.case_id):
        if before:
            parts.append(text(before))
        if name == "label":
            parts.append(text(field.model._meta.label_lower))
        elif name:
            named = model._meta.pk if name == "pk" else model._meta.get_field(name)
            if spec or not isinstance(named, _PLAIN):
                msg = (
                    f"RATSFLOW['guard_column'] cannot tell the case of {model._meta.label}: "
                    f"{{{name}}} in case_id={field.case_id!r} is neither a number nor a text."
                )
                raise ImproperlyConfigured(msg)
            kind = "CHAR" if vendor == "mysql" else "TEXT"
            parts.append(f"CAST(NEW.{quote(str(named.column))} AS {kind})")
    if vendor == "mysql":
        return f"CONVERT(CONCAT({', '.join(parts)}) USING utf8mb4) COLLATE utf8mb4_nopad_bin"
    return " || ".join(parts)
