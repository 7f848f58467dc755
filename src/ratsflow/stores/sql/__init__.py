"""The SQL store on SQLAlchemy Core: SQLite, PostgreSQL and MariaDB."""

from typing import TYPE_CHECKING

from ratsflow._lazy import lazily
from ratsflow.errors import TransactionLostError
from ratsflow.stores.sql.current import SCHEMA
from ratsflow.stores.sql.failures import OlderTablesError
from ratsflow.stores.sql.grouped import GroupedStore
from ratsflow.stores.sql.store import SqlStore


__all__ = [
    "SCHEMA",
    "GroupedStore",
    "OlderTablesError",
    "SqlStore",
    "TransactionLostError",
    "bring_up",
    "metadata",
]

if TYPE_CHECKING:
    from ratsflow.stores.sql.engines import bring_up as bring_up
    from ratsflow.stores.sql.tables import metadata as metadata
else:  # SQLAlchemy takes longer to load than a case to read
    __getattr__ = lazily(
        __name__,
        {
            "ratsflow.stores.sql.engines": ("bring_up",),
            "ratsflow.stores.sql.tables": ("metadata",),
        },
    )
