"""The tables. The tenant (municipality) leads every primary key and every index."""

from __future__ import annotations

from typing import Any

from sqlalchemy import (
    BigInteger,
    Column,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
)
from sqlalchemy.dialects import mysql
from sqlalchemy.types import TypeEngine

from ratsflow.stores.checks import LONGEST_DIGEST, LONGEST_ID, LONGEST_TENANT
from ratsflow.stores.protocol import UNFILLED


# Text compares by its bytes everywhere, or case ids that differ by an accent, by case
# or by a trailing blank would be one case. MariaDB's plain utf8mb4_bin ignores blanks.
_MARIADB = {"charset": "utf8mb4", "collation": "utf8mb4_nopad_bin"}


def _text(length: int) -> TypeEngine[str]:
    return (
        String(length)
        .with_variant(String(length, collation="C"), "postgresql")
        .with_variant(mysql.VARCHAR(length, **_MARIADB), "mysql", "mariadb")
    )


def _long_text() -> TypeEngine[str]:
    return Text().with_variant(mysql.LONGTEXT(**_MARIADB), "mysql", "mariadb")


def _bytes() -> TypeEngine[bytes]:
    return LargeBinary().with_variant(mysql.LONGBLOB(), "mysql", "mariadb")


def _tenant() -> Column[str]:
    return Column("tenant", _text(LONGEST_TENANT), primary_key=True)


def _case() -> Column[str]:
    return Column("case_id", _text(LONGEST_ID), primary_key=True)


def _version() -> Column[int]:
    return Column("version", Integer, primary_key=True, autoincrement=False)


def _key(name: str) -> Column[str]:
    # A row that was written before there was the key says so, and not that it has none.
    return Column(name, _text(LONGEST_DIGEST), nullable=False, server_default=UNFILLED)


metadata = MetaData()
"""Every table of ratsflow, for embedders who create theirs with Alembic."""


def _table(name: str, *columns: Column[Any]) -> Table:
    # Small rows lie in the b-tree of their key in SQLite: one page less to write.
    return Table(name, metadata, *columns, sqlite_with_rowid=False)


def _table_of_bytes(name: str, *columns: Column[Any]) -> Table:
    # Large rows do not: they are put one behind the other. In a b-tree in which four of
    # them fill a page, every other row splits one.
    return Table(name, metadata, *columns)


entries = _table_of_bytes(
    "ratsflow_entries",
    _tenant(),
    _case(),
    _version(),
    Column("hash", _text(64), nullable=False),
    Column("body", _bytes(), nullable=False),
    # What the other tables say once more, so that a row missing there is noticed:
    Column("command", _text(LONGEST_ID), nullable=False),
    Column("sealed", _text(64), nullable=False),
    Column("erased", Integer, nullable=False),
)
"""The log: `body` is what was hashed; `command` the idempotency key it was written
with; `sealed` the SHA-256 over the digests of the contents it brought in, or empty;
`erased` counts those that it destroyed."""

cases = _table(
    "ratsflow_cases",
    _tenant(),
    _case(),
    Column("version", Integer, nullable=False),
    Column("hash", _text(64), nullable=False),
    Column("state", _text(LONGEST_ID), nullable=False),
    Column("procedure", _text(LONGEST_ID), nullable=False),
    Column("title", _long_text(), nullable=False),
    Column("since", _text(32), nullable=False),
    Column("due", _text(32), nullable=False),
    _key("reference"),
    _key("base"),
    Column("waiting", Integer, nullable=False, server_default="0"),
)
"""Heads and projections: one row per case; `waiting` is the first entry that nobody has
acknowledged, or 0. So it stays as it is, and its index untouched, until somebody does."""

Index(
    "ratsflow_cases_state",
    cases.c.tenant,
    cases.c.state,
    cases.c.since,
    cases.c.case_id,
)
Index(
    "ratsflow_cases_due",
    cases.c.tenant,
    cases.c.due,
    cases.c.case_id,
    sqlite_where=cases.c.due > "",
    postgresql_where=cases.c.due > "",
)
Index(
    "ratsflow_cases_reference",
    cases.c.tenant,
    cases.c.reference,
    cases.c.case_id,
    sqlite_where=cases.c.reference > "",
    postgresql_where=cases.c.reference > "",
)
Index(
    "ratsflow_cases_base",
    cases.c.tenant,
    cases.c.base,
    cases.c.case_id,
    sqlite_where=cases.c.base > "",
    postgresql_where=cases.c.base > "",
)
Index(
    "ratsflow_cases_waiting",
    cases.c.tenant,
    cases.c.case_id,
    cases.c.waiting,
    sqlite_where=cases.c.waiting > 0,
    postgresql_where=cases.c.waiting > 0,
)

sealed = _table_of_bytes(
    "ratsflow_sealed",
    _tenant(),
    _case(),
    _version(),
    Column("digest", _text(64), primary_key=True),
    Column("payload", _bytes(), nullable=True),
    Column("erased", Integer, nullable=False),
)
"""Erasable contents; after an erasure `payload` is NULL and `erased` names the entry
of the same case that destroyed it."""

keys = _table(
    "ratsflow_keys",
    _tenant(),
    Column("command", _text(LONGEST_ID), primary_key=True),
    Column("case_id", _text(LONGEST_ID), nullable=False),
    Column("version", Integer, nullable=False),
)
"""Idempotency keys of commands and the entry that each wrote."""

laws = _table_of_bytes(
    "ratsflow_laws",
    _tenant(),
    Column("digest", _text(64), primary_key=True),
    Column("payload", _bytes(), nullable=False),
)
"""The values of law that entries name by their digest, each set once."""

outbox = _table(
    "ratsflow_outbox",
    _tenant(),
    _case(),
    Column("announced", Integer, nullable=False),
)
"""How far each case has been announced; the entries after that are the outbox."""

leaves = _table(
    "ratsflow_leaves",
    _tenant(),
    Column("number", BigInteger, primary_key=True, autoincrement=False),
    Column("case_id", _text(LONGEST_ID), nullable=False),
    Column("version", Integer, nullable=False),
    Column("hash", _text(64), nullable=False),
    Column("node", _text(64), nullable=False),
    Column("body", _bytes(), nullable=True),
)
"""The tree: the entry that each leaf is of, its hash, and the root of the largest whole
subtree that ends with it. Entries of the log itself, which are no case's, have their bytes in
`body`. Written after the entries were committed, and never changed."""

Index(
    "ratsflow_leaves_entry",
    leaves.c.tenant,
    leaves.c.case_id,
    leaves.c.version,
    unique=True,
)

meta = _table(
    "ratsflow_meta",
    _tenant(),
    Column("name", _text(LONGEST_ID), primary_key=True),
    Column("value", _text(LONGEST_ID), nullable=False),
)
"""Facts about the tables themselves, under the tenant ``*``."""
