"""Append only in the database too: triggers upon the tables, whoever writes to them.

The store changes no entry, but another program on the same database could. With these
triggers the database refuses it. One change stays: an erasure, of exactly as many contents
as an entry says that it destroyed. So nothing is erased without an entry, and no entry can
be taken away.

Whoever owns the tables can drop the triggers; so the program that writes is not their owner
(see the two roles in ``docs/operating.md``). In a file of SQLite there are no roles: there
they keep from mistakes, and from nothing else.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import attrs

from ratsflow.documents.reports import AppendOnly
from ratsflow.errors import Both, BrokenLogError, StoreError
from ratsflow.stores.sql.connections import DriverConnection
from ratsflow.stores.sql.drivers import THERE
from ratsflow.stores.sql.failures import driver_errors
from ratsflow.stores.sql.session import Session
from ratsflow.stores.sql.tables import cases, entries, keys, laws, leaves, sealed
from ratsflow.stores.sql.triggers import (
    PATH,
    TRUNCATE,
    Trigger,
    body,
    declared,
    dropped,
)
from ratsflow.stores.verify import TABLES


PREFIX = "ratsflow_guard_"
"""How the name of every trigger begins."""

_SAID = "the log of ratsflow is append only"
_UNLAWFUL = """NOT (
OLD.payload IS NOT NULL AND NEW.payload IS NULL
AND OLD.erased = 0 AND NEW.erased > OLD.version
AND NEW.tenant = OLD.tenant AND NEW.case_id = OLD.case_id
AND NEW.version = OLD.version AND NEW.digest = OLD.digest
AND (SELECT count(*) FROM {sealed} AS gone WHERE gone.tenant = OLD.tenant
AND gone.case_id = OLD.case_id AND gone.erased = NEW.erased)
< COALESCE((SELECT wrote.erased FROM {entries} AS wrote WHERE wrote.tenant = OLD.tenant
AND wrote.case_id = OLD.case_id AND wrote.version = NEW.erased), 0)
)"""
"""An update of a sealed content that is no erasure which an entry tells of."""

_BACK = """NEW.tenant <> OLD.tenant OR NEW.case_id <> OLD.case_id
OR NEW.version < OLD.version OR NEW.version = OLD.version AND NEW.hash <> OLD.hash"""
"""An update of the row of a case that does not lead forward."""

_SAME: Mapping[str, Sequence[Sequence[str]]] = {
    entries.name: [("tenant", "case_id", "version")],
    sealed.name: [("tenant", "case_id", "version", "digest")],
    keys.name: [("tenant", "command")],
    laws.name: [("tenant", "digest")],
    leaves.name: [("tenant", "number"), ("tenant", "case_id", "version")],
    cases.name: [("tenant", "case_id")],
}
"""What no two rows of a table have alike: its key, and each unique index."""

_NUMBERED = frozenset({entries.name, sealed.name, laws.name})
"""Tables to whose rows SQLite gives numbers of its own, which no two have alike either."""

_SILENT = frozenset({laws.name, cases.name})
"""Tables into which a row is put only if it is not there."""


def triggers_for(database: str, schema: str = "") -> Sequence[Trigger]:
    """Return every trigger that makes the log append only.

    Args:
        database: ``sqlite``, ``postgresql`` or ``mariadb``.
        schema: the schema of the tables in PostgreSQL, as it is quoted.
    """
    within = f"{schema}." if schema else ""
    unlawful = _UNLAWFUL.format(
        sealed=within + sealed.name, entries=within + entries.name
    )
    if database == "sqlite":  # to the number of another row, which is replaced
        unlawful += " OR NEW.rowid <> OLD.rowid"
    changes = {
        entries.name: "",
        sealed.name: _plain(unlawful),
        keys.name: "",
        laws.name: "",
        leaves.name: "",
        cases.name: _plain(_BACK),
    }
    events = ["UPDATE", "DELETE"]
    if database == "postgresql":
        events.append(TRUNCATE)
    made = []
    for table, wrong in changes.items():
        for event in events:
            when = wrong if event == "UPDATE" else ""
            made.append(_trigger(schema, table, event, when))
        if database == "sqlite":
            made.append(_no_replacing(table))
    return made


def _trigger(schema: str, table: str, event: str, wrong: str) -> Trigger:
    name = f"{PREFIX}{table.removeprefix('ratsflow_')}_{event.lower()}"
    return Trigger(name, table, event, wrong, _SAID, schema=schema)


def _no_replacing(table: str) -> Trigger:
    """Keep SQLite's ``INSERT OR REPLACE`` off, which deletes without asking a trigger."""
    found = []
    for columns in _SAME[table]:
        same = " AND ".join(f"there.{each} = NEW.{each}" for each in columns)
        if table == cases.name:
            same += " AND there.version >= NEW.version"
        found.append(_exists(table, same))
    if table in _NUMBERED:  # it is -1 where the insert names none
        found.append(f"NEW.rowid <> -1 AND {_exists(table, 'rowid = NEW.rowid')}")
    wrong = " OR ".join(found)
    trigger = _trigger("", table, "INSERT", wrong)
    return attrs.evolve(trigger, message=THERE, silent=table in _SILENT)


def _exists(table: str, same: str) -> str:
    return f"EXISTS (SELECT 1 FROM {table} AS there WHERE {same})"  # noqa: S608  # no value of a user


def _plain(sql: str) -> str:
    return " ".join(sql.split())


def put_guards(session: Session) -> None:
    """Put the triggers upon the tables, anew where they are there.

    Raises:
        StoreError: this user may not, or it would commit what a host has open.
    """
    name = _refuse_to_commit(session)
    with driver_errors(session), session.transaction() as conn:
        for trigger in _triggers(conn, name):
            for sql in declared(trigger, name):
                conn.say(sql)
            if name == "postgresql":  # also for who says that he only copies
                table = trigger.within(trigger.table)
                conn.say(f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER {trigger.name}")


def lift_guards(session: Session) -> None:
    """Take the triggers away, if they are there.

    Raises:
        StoreError: this user may not, or it would commit what a host has open.
    """
    name = _refuse_to_commit(session)
    with driver_errors(session), session.transaction() as conn:
        for trigger in _triggers(conn, name):
            for sql in dropped(trigger, name):
                conn.say(sql)


def _refuse_to_commit(session: Session) -> str:
    """Return which database it is; MariaDB ends a transaction with each trigger."""
    name = session.driver.name
    if name == "mariadb" and session.in_unit:
        raise StoreError(
            Both(
                f"{session.place}: MariaDB commits what is open with each trigger. Do it with "
                "a store of its own, outside of any transaction.",
                f"{session.place}: MariaDB schreibt mit jedem Trigger fest, was offen ist. Es "
                "mit einer eigenen Ablage tun, außerhalb einer Transaktion.",
            )
        )
    return name


def append_only(session: Session) -> AppendOnly:
    """Tell whether the triggers are there, as they were declared."""
    with driver_errors(session), session.connection() as conn:
        there, wanted = _there_and_wanted(conn, session.driver.name)
    if there == wanted:
        return "all"
    if _are_hidden(there):
        return "unknown"
    return "some" if there else "none"


def wrong_guards(session: Session) -> Iterator[BrokenLogError]:
    """Yield each trigger that somebody changed, put beside ours, or took away alone."""
    with driver_errors(session), session.connection() as conn:
        there, wanted = _there_and_wanted(conn, session.driver.name)
    if not there or _are_hidden(there):
        return
    for name in sorted({*there, *wanted}):
        if there.get(name) == wanted.get(name):
            continue
        if name in there:
            reason = Both(
                f"trigger {name} is not as it was declared: somebody changed it.",
                f"Trigger {name} ist nicht so, wie er angelegt wurde: Jemand hat ihn "
                "verändert.",
            )
        else:
            reason = Both(
                f"trigger {name} is missing, and others are there: somebody took it away. "
                "Put it back with `ratsflow upgrade --append-only`.",
                f"Trigger {name} fehlt, andere sind da: Jemand hat ihn entfernt. "
                "Wieder anlegen mit: ratsflow upgrade --append-only.",
            )
        yield BrokenLogError(TABLES, 0, reason)


def _are_hidden(there: Mapping[str, _Shape]) -> bool:
    """Tell whether this user sees names alone: so does MariaDB keep what triggers say."""
    return any(_HIDDEN in shape for shape in there.values())


_HIDDEN = str(None)

_Shape = tuple[str, ...]
"""What tells one trigger from another: its table, its event and what it says."""


def _there_and_wanted(
    conn: DriverConnection, name: str
) -> tuple[Mapping[str, _Shape], Mapping[str, _Shape]]:
    wanted = {each.name: _shape(each, name) for each in _triggers(conn, name)}
    conn.say(_LISTED[name])
    rows = conn.cursor.fetchall()
    there = {row[0]: tuple(_plain(str(part)) for part in row[1:]) for row in rows}
    return there, wanted


def _shape(trigger: Trigger, name: str) -> _Shape:
    said = _plain(body(trigger, name))
    if name == "sqlite":
        return trigger.table, said
    if name == "postgresql":
        return trigger.table, _KINDS[trigger.event], "A", f"{{{_QUOTED}}}", said
    return trigger.table, trigger.event, "BEFORE", said


_QUOTED = f'"search_path={PATH}"'

_KINDS = {"UPDATE": "19", "DELETE": "11", TRUNCATE: "34"}
"""PostgreSQL's number for before an event: for each row, and once for a table emptied."""

_LISTED = {
    "sqlite": (
        "SELECT name, tbl_name, sql FROM sqlite_master "  # noqa: S608  # no value of a user
        f"WHERE type = 'trigger' AND name LIKE '{PREFIX}%'"
    ),
    "postgresql": (
        "SELECT put.tgname, of.relname, put.tgtype, put.tgenabled, "  # noqa: S608  # no value of a user
        "COALESCE(does.proconfig::text, ''), does.prosrc || CASE WHEN put.tgqual IS NULL AND put.tgattr::text = '' "
        "AND tongue.lanname = 'plpgsql' THEN '' ELSE '?' END "
        "FROM pg_catalog.pg_trigger AS put "
        "JOIN pg_catalog.pg_class AS of ON of.oid = put.tgrelid "
        "JOIN pg_catalog.pg_proc AS does ON does.oid = put.tgfoid "
        "JOIN pg_catalog.pg_language AS tongue ON tongue.oid = does.prolang "
        "JOIN pg_catalog.pg_class AS log ON log.relnamespace = of.relnamespace "
        f"WHERE log.oid = to_regclass('{entries.name}') "
        f"AND put.tgparentid = 0 AND put.tgname LIKE '{PREFIX}%'"
    ),
    "mariadb": (
        "SELECT trigger_name, event_object_table, event_manipulation, action_timing, "  # noqa: S608  # no value of a user
        "action_statement FROM information_schema.triggers "
        f"WHERE trigger_schema = DATABASE() AND trigger_name LIKE '{PREFIX}%'"
    ),
}


def _triggers(conn: DriverConnection, name: str) -> Sequence[Trigger]:
    return triggers_for(name, _schema(conn) if name == "postgresql" else "")


def _schema(conn: DriverConnection) -> str:
    conn.say(
        "SELECT quote_ident(place.nspname) FROM pg_catalog.pg_class AS log "  # noqa: S608  # no value of a user
        "JOIN pg_catalog.pg_namespace AS place ON place.oid = log.relnamespace "
        f"WHERE log.oid = to_regclass('{entries.name}')"
    )
    return str(conn.cursor.fetchone()[0])
