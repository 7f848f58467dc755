"""The connection that a store works on, for tests that look at it or break it."""

from __future__ import annotations

from ratsflow.stores.sql import SqlStore
from ratsflow.stores.sql.connections import DriverConnection


def connection_of(store: SqlStore) -> DriverConnection:
    """Return the one that this thread is lent, or will be lent next."""
    with store._session.connection() as conn:
        return conn
