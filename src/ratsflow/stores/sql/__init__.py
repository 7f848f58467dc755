"""The SQL store on SQLAlchemy Core: SQLite, PostgreSQL and MariaDB."""

from ratsflow.errors import TransactionLostError
from ratsflow.stores.sql.failures import OlderTablesError
from ratsflow.stores.sql.grouped import GroupedStore
from ratsflow.stores.sql.opening import bring_up
from ratsflow.stores.sql.schema import SCHEMA
from ratsflow.stores.sql.store import SqlStore
from ratsflow.stores.sql.tables import metadata


__all__ = [
    "SCHEMA",
    "GroupedStore",
    "OlderTablesError",
    "SqlStore",
    "TransactionLostError",
    "bring_up",
    "metadata",
]
