"""The tables of the log within Django's migrations."""

from __future__ import annotations

from typing import Any

from ratsflow.stores.sql import bring_up


def bring_up_tables(apps: Any, schema_editor: Any) -> None:  # noqa: ARG001  # Django's form
    """Create the tables, or bring them forward, in the migration's transaction."""
    bring_up(schema_editor.connection)


def keep_tables(apps: Any, schema_editor: Any) -> None:
    """Keep the tables where the migration is taken back: a log is never thrown away."""
