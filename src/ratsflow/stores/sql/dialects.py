"""A dialect of SQLAlchemy's that leaves a connection as its host has set it up."""

from __future__ import annotations

from typing import Any

from sqlalchemy.dialects.postgresql.psycopg2 import PGDialect_psycopg2


class LentPsycopg2(PGDialect_psycopg2):
    """PostgreSQL by psycopg2, without types of SQLAlchemy's put upon the connection."""

    supports_statement_cache = True

    def on_connect(self) -> Any:
        """Do nothing."""
        return None
