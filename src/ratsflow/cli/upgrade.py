"""``upgrade``: bring the tables of an older database forward."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import click

from ratsflow.cli import options
from ratsflow.cli.bilingual import Command
from ratsflow.cli.printed import echo, print_document


@click.command(
    "upgrade",
    cls=Command,
    examples=("upgrade",),
    de="Die Tabellen einer älteren Datenbank überführen und ergänzen, was fehlt. Vorher alles anhalten, was mit einem älteren ratsflow darauf arbeitet.",
)
@options.database
@options.output
def upgrade_command(
    open_office: options.OpenOffice,
    as_json: bool,
    lang: Any,
) -> None:
    """Bring the tables of a database forward, and fill what older ones lack.

    Stop whatever still works on it with an older ratsflow first.
    """
    from ratsflow.stores.sql import OlderTablesError  # noqa: PLC0415

    found: int | None = None
    try:
        desk = open_office()
    except OlderTablesError as error:
        found = error.found
        desk = open_office(create=True)
    tenants: Sequence[str] = getattr(desk.store, "tenants", tuple)() or ("default",)
    filled = sum(open_office(tenant=tenant).fill() for tenant in tenants)
    if as_json:
        print_document("upgraded", {"from": found, "filled": filled})
        return
    words = {
        "de": ("Die Tabellen sind auf dem neuesten Stand", "Vorgang/Vorgänge ergänzt"),
        "en": ("The tables are up to date", "case(s) filled in"),
    }
    head, rest = words[lang]
    echo(f"{head}: {filled} {rest}.")
