"""The queries of the fast pass: heads, and what the tables hold of a batch of cases."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Select,
    Table,
    and_,
    case,
    literal_column,
    null,
    select,
)

from ratsflow.stores.sql.queries import param
from ratsflow.stores.sql.statements import STANDING
from ratsflow.stores.sql.tables import cases, entries, outbox, sealed


_EMPTY: ColumnElement[str] = literal_column("''")
_SAME_CASE = and_(
    outbox.c.tenant == cases.c.tenant, outbox.c.case_id == cases.c.case_id
)


def heads_query(*, standing: bool) -> Select[Any]:
    """Build the query for heads, how far each was announced, and maybe projections."""
    names = ("case_id", "version", "hash", "waiting")
    columns = [cases.c[name] for name in (*names, *(STANDING if standing else ()))]
    columns.insert(len(names), outbox.c.announced)
    return (
        select(*columns)
        .select_from(cases.outerjoin(outbox, _SAME_CASE))
        .where(cases.c.tenant == param("tenant"))
        .where(cases.c.case_id > param("after"))
        .order_by(cases.c.case_id)
        .limit(param("limit"))
    )


def stray_outbox_query() -> Select[Any]:
    """Build the query for cases that were announced and do not exist."""
    return (
        select(outbox.c.case_id)
        .select_from(outbox.outerjoin(cases, _SAME_CASE))
        .where(outbox.c.tenant == param("tenant"))
        .where(cases.c.case_id.is_(None))
        .order_by(outbox.c.case_id)
    )


def bare_query() -> Select[Any]:
    """Build the query for the entries of a batch beside which nothing stands.

    The version of one that has a key, a sealed content or an erasure is NULL. (To read
    three more columns, or a condition as a column of its own, takes SQLite longer.)
    """
    is_bare = and_(
        entries.c.command == _EMPTY,
        entries.c.sealed == _EMPTY,
        entries.c.erased == literal_column("0"),
    )
    version = case((is_bare, entries.c.version), else_=null())
    columns = (entries.c.hash, entries.c.body, entries.c.case_id, version)
    return _within(entries, columns)


def batch_query() -> Select[Any]:
    """Build the query for the entries of a batch of cases.

    What stands beside an entry comes as it is kept: put together into one text, columns
    that were changed could not be told from those that were written.
    """
    names = ("hash", "body", "case_id", "version", "command", "sealed", "erased")
    return _within(entries, tuple(entries.c[name] for name in names))


def sealed_query() -> Select[Any]:
    """Build the query for the sealed contents of a batch."""
    names = ("case_id", "version", "digest", "payload", "erased")
    query = _within(sealed, tuple(sealed.c[name] for name in names))
    return query.order_by(sealed.c.digest)


def _within(table: Table, columns: Sequence[ColumnElement[Any]]) -> Select[Any]:
    return (
        select(*columns)
        .where(table.c.tenant == param("tenant"))
        .where(table.c.case_id > param("before"))
        .where(table.c.case_id <= param("last"))
        .order_by(table.c.case_id, table.c.version)
    )
