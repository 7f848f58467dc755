"""The queries, each through a primary key or an index."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import (
    Column,
    ColumnElement,
    CompoundSelect,
    Select,
    Table,
    and_,
    bindparam,
    func,
    literal_column,
    or_,
    select,
    union,
    union_all,
)

from ratsflow.stores.sql.statements import STANDING, Statement, Statements
from ratsflow.stores.sql.tables import (
    cases,
    entries,
    keys,
    laws,
    leaves,
    outbox,
    sealed,
)


ENTRY = (
    entries.c.case_id,
    entries.c.version,
    entries.c.hash,
    entries.c.body,
    entries.c.sealed,
)

SEALED = (
    sealed.c.case_id,
    sealed.c.version,
    sealed.c.digest,
    sealed.c.payload,
    sealed.c.erased,
)

FOUND = (
    cases.c.case_id,
    cases.c.version,
    cases.c.hash,
    *(cases.c[name] for name in STANDING),
)

KEY = (keys.c.command, keys.c.case_id, keys.c.version)


LEAF = tuple(leaves.c[name] for name in leaves.c.keys() if name != "tenant")  # noqa: SIM118


BODY = (entries.c.case_id, entries.c.version, entries.c.body)


def param(name: str) -> ColumnElement[Any]:
    """Return a placeholder for the value that the call site names so."""
    return bindparam(f"p_{name}")


def names_of(size: int) -> Sequence[str]:
    """Return names for the values of a list."""
    return [f"c{number}" for number in range(size)]


def in_list(
    lines: Statements, key: str, columns: Sequence[ColumnElement[Any]], size: int
) -> Statement:
    """Return the query for the rows of a list of cases or keys; see `listed_query`."""
    names = names_of(size)
    takes = ("tenant", *names)
    return lines.select((key, size), takes, lambda: listed_query(columns, names))


def listed_query(
    columns: Sequence[ColumnElement[Any]], names: Sequence[str]
) -> Select[Any]:
    """Build the query for the rows of a list, in the order of the primary key."""
    table: Any = columns[0].table
    order = [each for each in table.primary_key if each.name != "tenant"]
    return (
        select(*columns)
        .where(table.c.tenant == param("tenant"))
        .where(columns[0].in_([param(name) for name in names]))
        .order_by(*order)
    )


def head_query() -> Select[Any]:
    """Build the query for version and hash of a case."""
    return (
        select(cases.c.version, cases.c.hash)
        .where(cases.c.tenant == param("tenant"))
        .where(cases.c.case_id == param("case_id"))
    )


def heads_of_query(names: Sequence[str]) -> Select[Any]:
    """Build the query for the heads of a list of cases."""
    return (
        select(cases.c.case_id, cases.c.version, cases.c.hash)
        .where(cases.c.tenant == param("tenant"))
        .where(cases.c.case_id.in_([param(name) for name in names]))
        .order_by(cases.c.case_id)
    )


def key_query() -> Select[Any]:
    """Build the query for the case and entry that a command wrote."""
    return (
        select(keys.c.case_id, keys.c.version)
        .where(keys.c.tenant == param("tenant"))
        .where(keys.c.command == param("command"))
    )


def announced_query() -> Select[Any]:
    """Build the query for how far a case has been announced."""
    return (
        select(outbox.c.announced)
        .where(outbox.c.tenant == param("tenant"))
        .where(outbox.c.case_id == param("case_id"))
    )


def law_query(column: Column[Any]) -> Select[Any]:
    """Build the query for a column of a set of values of law."""
    return (
        select(column)
        .where(laws.c.tenant == param("tenant"))
        .where(laws.c.digest == param("digest"))
    )


def laws_query() -> Select[Any]:
    """Build the query for the sets of values of law, a page at a time."""
    return (
        select(laws.c.digest, laws.c.payload)
        .where(laws.c.tenant == param("tenant"))
        .where(laws.c.digest > param("after"))
        .order_by(laws.c.digest)
        .limit(param("limit"))
    )


def last_of_query() -> Select[Any]:
    """Build the query for the last entry of a case that has a leaf."""
    return (
        select(func.max(leaves.c.version))
        .where(leaves.c.tenant == param("tenant"))
        .where(leaves.c.case_id == param("case_id"))
    )


def unnumbered_query() -> Select[Any]:
    """Build the query for entries without a leaf, of a case and those that follow."""
    there = leaves.alias("there")
    last = (
        select(func.max(there.c.version))
        .where(there.c.tenant == cases.c.tenant)
        .where(there.c.case_id == cases.c.case_id)
        .scalar_subquery()
    )
    of_case = and_(
        entries.c.tenant == cases.c.tenant,
        entries.c.case_id == cases.c.case_id,
        entries.c.version > func.coalesce(last, literal_column("0")),
    )
    return (
        select(entries.c.case_id, entries.c.version, entries.c.hash)
        .select_from(cases.join(entries, of_case))
        .where(cases.c.tenant == param("tenant"))
        .where(cases.c.case_id >= param("after"))
        .order_by(entries.c.case_id, entries.c.version)
        .limit(param("limit"))
    )


def heads_at_query() -> Select[Any]:
    """Build the query for where cases ended at a size of the tree, a page at a time."""
    there = leaves.alias("there")
    last = (
        select(func.max(there.c.version))
        .where(there.c.tenant == cases.c.tenant)
        .where(there.c.case_id == cases.c.case_id)
        .where(there.c.number < param("size"))
        .scalar_subquery()
    )
    of_case = and_(
        leaves.c.tenant == cases.c.tenant,
        leaves.c.case_id == cases.c.case_id,
        leaves.c.version == last,
    )
    return (
        select(leaves.c.case_id, leaves.c.version, leaves.c.hash)
        .select_from(cases.join(leaves, of_case))
        .where(cases.c.tenant == param("tenant"))
        .where(cases.c.case_id > param("after"))
        .order_by(leaves.c.case_id)
        .limit(param("limit"))
    )


def leaf_query() -> Select[Any]:
    """Build the query for the leaf of an entry."""
    return (
        select(*LEAF)
        .where(leaves.c.tenant == param("tenant"))
        .where(leaves.c.case_id == param("case_id"))
        .where(leaves.c.version == param("version"))
    )


def leaves_query() -> Select[Any]:
    """Build the query for leaves from a number on, a page at a time."""
    return (
        select(*LEAF)
        .where(leaves.c.tenant == param("tenant"))
        .where(leaves.c.number >= param("start"))
        .order_by(leaves.c.number)
        .limit(param("limit"))
    )


def stray_leaves_query() -> Select[Any]:
    """Build the query for leaves whose entry is not there, or has another hash."""
    of_entry = and_(
        entries.c.tenant == leaves.c.tenant,
        entries.c.case_id == leaves.c.case_id,
        entries.c.version == leaves.c.version,
    )
    return (
        select(*LEAF)
        .select_from(leaves.outerjoin(entries, of_entry))
        .where(leaves.c.tenant == param("tenant"))
        .where(leaves.c.case_id != "")
        .where(or_(entries.c.hash.is_(None), entries.c.hash != leaves.c.hash))
        .order_by(leaves.c.number)
    )


def tree_size_query() -> Select[Any]:
    """Build the query for the number of the last leaf."""
    return select(func.max(leaves.c.number)).where(leaves.c.tenant == param("tenant"))


def find_query(given: Collection[str]) -> Select[Any]:
    """Build the query for `Store.find` from the names of what was given.

    Of several lower bounds SQLite takes the one that stands first, and walks the index from
    there. So the narrowest come first, and last the condition of a partial index, which is
    used only where it is written out.
    """
    order = _order(given)
    where = [cases.c.tenant == param("tenant")]
    if "after_key" in given:
        where.append(order[0] >= param("after_key"))
    if "state" in given:
        where.append(cases.c.state == param("state"))
    if "stuck_since" in given:
        where.append(cases.c.since <= param("stuck_since"))
    if "due_by" in given:
        where.append(cases.c.due <= param("due_by"))
        where.append(cases.c.due > literal_column("''"))
    if "after_key" in given:
        at_key = order[0] > param("after_key")
        where.append(or_(at_key, order[1] > param("after_case")))
    elif "after_case" in given:
        where.append(cases.c.case_id > param("after_case"))
    return select(*FOUND).where(*where).order_by(*order).limit(param("limit"))


def keys_query(
    names: Sequence[str], *, after: bool, ordered: bool = True
) -> Select[Any] | CompoundSelect[Any]:
    """Build the query for the cases that any of a few look-up keys finds.

    Args:
        names: for each key the column that holds it.
        after: whether only cases behind one are asked for.
        ordered: by id and each once, which costs SQLite ten times as much; else key by key,
            and a case that several keys find as often.
    """
    arms = []
    for number, name in enumerate(names):
        column, key = cases.c[name], param(f"key_{number}")
        # SQLite would answer an equality by the primary key, a walk over all cases.
        arm = (
            select(*FOUND)
            .where(cases.c.tenant == param("tenant"), column >= key, column <= key)
            .where(column > literal_column("''"))
        )
        arms.append(arm.where(cases.c.case_id > param("after_case")) if after else arm)
    if len(arms) == 1:
        order = (cases.c[names[0]], cases.c.case_id)
        return arms[0].order_by(*order).limit(param("limit"))
    if not ordered:
        return union_all(*arms).limit(param("limit"))
    # Ordered by itself the union would be such a walk as well.
    found = union(*arms).subquery()
    return select(found).order_by(found.c.case_id).limit(param("limit"))


def _order(given: Collection[str]) -> list[Column[Any]]:
    for name, by in (("due_by", "due"), ("state", "since")):
        if name in given:
            return [cases.c[by], cases.c.case_id]
    return [cases.c.case_id]


def read_query() -> Select[Any]:
    """Build the query for the entries of a case after a version."""
    return (
        select(*ENTRY)
        .where(entries.c.tenant == param("tenant"))
        .where(entries.c.case_id == param("case_id"))
        .where(entries.c.version > param("after"))
        .order_by(entries.c.version)
    )


def standing_query() -> Select[Any]:
    """Build the query for the projection of a case."""
    return (
        select(*(cases.c[name] for name in STANDING))
        .where(cases.c.tenant == param("tenant"))
        .where(cases.c.case_id == param("case_id"))
    )


def sealed_query() -> Select[Any]:
    """Build the query for the sealed contents of a case."""
    return (
        select(*SEALED)
        .where(sealed.c.tenant == param("tenant"))
        .where(sealed.c.case_id == param("case_id"))
        .order_by(sealed.c.version, sealed.c.digest)
    )


def waiting_query() -> Select[Any]:
    """Build the query for cases with unannounced entries."""
    return (
        select(cases.c.case_id, cases.c.waiting)
        .where(cases.c.tenant == param("tenant"))
        .where(cases.c.case_id > param("after"))
        .where(cases.c.waiting > literal_column("0"))
        .order_by(cases.c.case_id)
        .limit(param("limit"))
    )


def traces_query(table: Table) -> Select[Any]:
    """Build the query for the case ids that occur in a table, a page at a time."""
    return (
        select(table.c.case_id)
        .distinct()
        .where(table.c.tenant == param("tenant"))
        .where(table.c.case_id > param("after"))
        .order_by(table.c.case_id)
        .limit(param("limit"))
    )


def next_tenant(table: Table) -> Select[Any]:
    """Build the query for the tenant that follows another one."""
    return (
        select(table.c.tenant)
        .where(table.c.tenant > param("after"))
        .order_by(table.c.tenant)
        .limit(1)
    )


def every_tenant(table: Table) -> Select[Any]:
    """Build the query for all tenants of a table, which goes through all of it."""
    return select(table.c.tenant).distinct()


def every_case(table: Table) -> Select[Any]:
    """Build the query for all case ids of a table, which goes through all of it."""
    return select(table.c.case_id).distinct().where(table.c.tenant == param("tenant"))


def rows_query(table: Table, columns: Sequence[ColumnElement[Any]]) -> Select[Any]:
    """Build the query for the rows of a table with one row per case, page by page."""
    return (
        select(*columns)
        .where(table.c.tenant == param("tenant"))
        .where(table.c.case_id > param("after"))
        .order_by(table.c.case_id)
        .limit(param("limit"))
    )


def scan_query(columns: Sequence[ColumnElement[Any]], *, within: bool) -> Select[Any]:
    """Build the query for entries in order: within one case, or of all that follow."""
    query = select(*columns).where(entries.c.tenant == param("tenant"))
    if within:
        query = query.where(entries.c.case_id == param("case_id"))
        query = query.where(entries.c.version > param("after"))
    else:
        query = query.where(entries.c.case_id > param("case_id"))
    query = query.order_by(entries.c.case_id, entries.c.version)
    return query.limit(param("limit"))
