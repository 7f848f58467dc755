"""``log`` and ``verify``: what was written, and whether it still says so."""

from __future__ import annotations

import json

from collections.abc import Mapping, Sequence
from typing import Any

import click

from rich.console import Console
from rich.table import Table

from ratsflow.cli import options
from ratsflow.log import Entry
from ratsflow.office import Office
from ratsflow.procedure.procedure import Procedure


@click.command("log")
@click.argument("ref")
@options.database
@options.output
def log_command(
    ref: str,
    open_office: options.OpenOffice,
    as_json: bool,
    lang: Any,
) -> None:
    """Show the log of a case."""
    desk = open_office()
    case_id = options.find_case(desk, ref)
    if as_json:
        rows = [
            {**json.loads(each.body), "hash": each.hash}
            for each in desk.records(case_id)
        ]
        options.print_json(rows)
    else:
        print_log(desk.procedure_of(desk.case(case_id)), desk.entries(case_id), lang)


@click.command("verify")
@options.database
@options.output
def verify_command(
    open_office: options.OpenOffice,
    as_json: bool,
    lang: Any,
) -> None:
    """Verify every log in the database. Exit 1 if one is broken."""
    desk = open_office()
    # A municipality of which any table has a trace is verified, asked for or not.
    tenants: Sequence[str] = getattr(desk.store, "tenants", tuple)() or ("default",)
    desks = {tenant: open_office(tenant=tenant) for tenant in tenants}
    if not verified(desks, as_json, lang):
        raise click.exceptions.Exit(1)


def verified(desks: Mapping[str, Office], as_json: bool, lang: Any) -> bool:
    """Print the result of the verification and return whether all is whole.

    Args:
        desks: an office for each tenant.
        as_json: print JSON.
        lang: language.
    """
    broken = [(name, error) for name, desk in desks.items() for error in desk.verify()]
    count = sum(1 for desk in desks.values() for _ in desk.store.cases())
    if as_json:
        rows = [
            {
                "tenant": name,
                "case": error.case_id,
                "entry": error.version,
                "reason": error.reason,
            }
            for name, error in broken
        ]
        options.print_json({"ok": not broken, "cases": count, "broken": rows})
        return not broken
    for name, error in broken:
        where = "" if name == "default" else f"{name}: "
        click.echo(f"ratsflow: {where}{error}", err=True)
    if not broken:
        words = {
            "de": f"Das Protokoll ist unversehrt: {count} Vorgang/Vorgänge geprüft.",
            "en": f"The log is whole: {count} case(s) verified.",
        }
        click.echo(words[lang])
    return not broken


def print_log(procedure: Procedure, entries: tuple[Entry, ...], lang: Any) -> None:
    """Print the entries as a table."""
    heads = {
        "de": ("Nr.", "wirksam", "Schritt", "wer", "Stand danach", "Art"),
        "en": ("no.", "effective", "step", "who", "state after", "kind"),
    }
    table = Table(*heads[lang], box=None, pad_edge=False)
    state = ""
    for each in entries:
        for move in each.moves:
            if move.lifecycle == "motion":
                state = move.target
        known = {step.name: step for step in procedure.steps}
        step = known[each.step].title(lang) if each.step in known else each.step
        who = (
            f"{each.by.name or each.by.id} ({each.by.role})"
            if each.by.role
            else each.by.id
        )
        table.add_row(
            str(each.version),
            f"{each.effective_at:%Y-%m-%d}",
            step,
            who,
            procedure.state(state).title(lang),
            each.kind.value,
        )
    Console(highlight=False, markup=False).print(table)
