"""Triggers that refuse what must not be written, as each database declares them."""

from __future__ import annotations

from collections.abc import Sequence

import attrs


@attrs.frozen
class Trigger:
    """Refuses, before a row of a table is written, what a condition calls wrong.

    Every name in it is quoted already where it needs to be.

    Attributes:
        name: its name; in PostgreSQL also that of its function.
        table: the table.
        event: ``INSERT``, ``UPDATE``, ``DELETE`` or several, as the database names them.
        wrong: a condition over ``NEW`` and ``OLD``; empty if always.
        message: what is said to who tries.
        silent: pass over the row in SQLite without a word, as ``OR IGNORE`` does.
        schema: where its table lies in PostgreSQL; its function lies there too, and looks
            for names nowhere else than in the catalogue. Empty: wherever whoever writes
            looks for them.
    """

    name: str
    table: str
    event: str
    wrong: str
    message: str
    silent: bool = False
    schema: str = ""

    def within(self, name: str) -> str:
        """Return a name of the schema as it is written anywhere."""
        return f"{self.schema}.{name}" if self.schema else name


PATH = "pg_catalog, pg_temp"
"""Where names are looked for that say no schema: whoever writes may put none in between."""

TRUNCATE = "TRUNCATE"
"""An event that PostgreSQL alone knows, and of a whole table."""


def declared(trigger: Trigger, database: str) -> Sequence[str]:
    """Return the statements that make a trigger, anew where there is one of its name.

    Args:
        trigger: what it refuses.
        database: ``sqlite``, ``postgresql``; all else is MariaDB.
    """
    name, table = trigger.name, trigger.within(trigger.table)
    if database == "postgresql":
        row = "STATEMENT" if trigger.event == TRUNCATE else "ROW"
        where = f" SET search_path = {PATH}" if trigger.schema else ""
        function = trigger.within(name)
        return (
            f"CREATE OR REPLACE FUNCTION {function}() RETURNS trigger LANGUAGE plpgsql"
            f"{where} AS $guard${body(trigger, database)}$guard$",
            f"DROP TRIGGER IF EXISTS {name} ON {table}",
            f"CREATE TRIGGER {name} BEFORE {trigger.event} ON {table} "
            f"FOR EACH {row} EXECUTE FUNCTION {function}()",
        )
    if database == "sqlite":
        return (f"DROP TRIGGER IF EXISTS {name}", body(trigger, database))
    return (
        f"CREATE OR REPLACE TRIGGER {name} BEFORE {trigger.event} ON {table} "
        f"FOR EACH ROW {body(trigger, database)}",
    )


def body(trigger: Trigger, database: str) -> str:
    """Return what a database keeps of a trigger as its text."""
    wrong, said = trigger.wrong, text(trigger.message)
    if database == "sqlite":
        when = f"WHEN {wrong} " if wrong else ""
        raised = "IGNORE" if trigger.silent else f"ABORT, {said}"
        return (
            f"CREATE TRIGGER {trigger.name} BEFORE {trigger.event} ON {trigger.table} "
            f"FOR EACH ROW {when}BEGIN SELECT RAISE({raised}); END"
        )
    if database == "postgresql":
        # A row that is deleted has no NEW; a table that is emptied has neither.
        kept = {"DELETE": "OLD", TRUNCATE: "NULL"}.get(trigger.event, "NEW")
        return (
            f" BEGIN IF {wrong or 'true'} THEN RAISE EXCEPTION {said}; END IF; "
            f"RETURN {kept}; END "
        )
    refused = f"SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = {said}"
    if not wrong:
        return refused
    return f"BEGIN IF {wrong} THEN {refused}; END IF; END"


def dropped(trigger: Trigger, database: str) -> Sequence[str]:
    """Return the statements that take a trigger away, if it is there."""
    if database == "postgresql":
        return (
            f"DROP TRIGGER IF EXISTS {trigger.name} ON {trigger.within(trigger.table)}",
            f"DROP FUNCTION IF EXISTS {trigger.within(trigger.name)}()",
        )
    return (f"DROP TRIGGER IF EXISTS {trigger.name}",)


def text(value: str) -> str:
    """Return a text as SQL quotes it."""
    return "'" + value.replace("'", "''") + "'"
