"""``upgrade``: bring the tables of an older database forward."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import click

from ratsflow.cli import options
from ratsflow.cli.bilingual import Command, option
from ratsflow.cli.printed import echo, print_document
from ratsflow.documents.reports import AppendOnly
from ratsflow.errors import Both
from ratsflow.stores.sql import SqlStore


@click.command(
    "upgrade",
    cls=Command,
    examples=("upgrade", "upgrade --append-only"),
    de="Die Tabellen einer älteren Datenbank überführen und ergänzen, was fehlt. Vorher alles anhalten, was mit einem älteren ratsflow darauf arbeitet. Mit --append-only lehnt danach die Datenbank selbst Änderungen am Protokoll ab.",
)
@option(
    "--append-only/--no-append-only",
    "append_only",
    default=None,
    help=Both(
        "Let the database itself refuse to change the log, or no longer.",
        "Die Datenbank selbst Änderungen am Protokoll ablehnen lassen, oder nicht mehr.",
    ),
)
@options.database
@options.output
def upgrade_command(
    append_only: bool | None,
    open_office: options.OpenOffice,
    as_json: bool,
    lang: Any,
) -> None:
    """Bring the tables of a database forward, and fill what older ones lack.

    Stop whatever still works on it with an older ratsflow first. It makes the tables where
    they are to refuse changes and there are none yet.
    """
    from ratsflow.stores.sql import OlderTablesError  # noqa: PLC0415

    found: int | None = None
    try:
        desk = open_office(create=bool(append_only))
    except OlderTablesError as error:
        found = error.found
        desk = open_office(create=True)
    tenants: Sequence[str] = getattr(desk.store, "tenants", tuple)() or ("default",)
    filled = sum(open_office(tenant=tenant).fill() for tenant in tenants)
    state = _guard(desk.store, append_only, renew=found is not None)
    if as_json:
        told = {"from": found, "filled": filled}
        more = {} if state is None else {"append_only": state}
        print_document("upgraded", told | more)
        return
    words = {
        "de": ("Die Tabellen sind auf dem neuesten Stand", "Vorgang/Vorgänge ergänzt"),
        "en": ("The tables are up to date", "case(s) filled in"),
    }
    head, rest = words[lang]
    echo(f"{head}: {filled} {rest}.")
    if append_only is not None:
        echo(_GUARDED[state][lang])


_GUARDED: Mapping[AppendOnly | None, Mapping[str, str]] = {
    "all": {
        "de": "Die Datenbank selbst lehnt nun jede Änderung am Protokoll ab.",
        "en": "The database itself now refuses to change the log.",
    },
    "none": {
        "de": "Die Datenbank selbst lehnt Änderungen am Protokoll nicht mehr ab.",
        "en": "The database itself no longer refuses to change the log.",
    },
}


def _guard(store: Any, wanted: bool | None, *, renew: bool) -> AppendOnly | None:
    """Put triggers there or take them away; put those anew that an older release put."""
    if not isinstance(store, SqlStore):
        return None
    if wanted is None and renew:
        wanted = store.append_only() != "none" or None
    if wanted is not None:
        (store.make_append_only if wanted else store.lift_append_only)()
    return store.append_only()
