"""The version of the tables, asked of a driver itself."""

from __future__ import annotations

from typing import Any

from ratsflow.stores.sql.drivers import Driver


SCHEMA = 5
"""Version of the tables that this library writes."""

EVERYBODY = "*"
"""The tenant of what belongs to the database as a whole."""


def is_current(dbapi: Any, driver: Driver) -> bool:
    """Ask for the version of the tables in two statements of which none can fail."""
    cursor = driver.cursor(dbapi)
    try:
        cursor.execute(driver.tables)
        if cursor.fetchone() is None:
            return False
        cursor.execute(
            f"SELECT value FROM ratsflow_meta WHERE tenant = '{EVERYBODY}' "  # noqa: S608
            "AND name = 'schema'"
        )
        found = cursor.fetchone()
    finally:
        cursor.close()
    return found is not None and str(found[0]) == str(SCHEMA)
