"""``ratsflow read``: a Vorlage text as a motion, with what is missing."""

from __future__ import annotations

from typing import Any

import click

from rich.console import Console
from rich.table import Table

from ratsflow.cli.options import output, print_json
from ratsflow.exchange.forms import Reading, read_file


_HEADINGS = {
    "title": ("Beratungsgegenstand", "Title"),
    "paper_type": ("Vorlagenart", "Type of paper"),
    "reference": ("Drucksachen-Nr.", "Reference"),
    "proposal": ("Beschlussvorschlag", "Proposal"),
    "cost_statement": ("Kosten", "Costs"),
    "previous_considerations": ("Frühere Behandlung", "Previous considerations"),
    "signatory": ("Unterschrift", "Signatory"),
}


@click.command("read")
@click.argument("file", type=click.Path(exists=True, dir_okay=False))
@output
def read_command(file: str, as_json: bool, lang: Any) -> None:
    """Read a Vorlage text and say what is missing."""
    reading = read_file(file)
    if as_json:
        print_json(reading.to_plain())
    else:
        _show(reading, lang)


def _show(reading: Reading, lang: Any) -> None:
    console = Console(highlight=False)
    german = lang == "de"
    plain = reading.to_plain()
    table = Table(show_header=False, box=None, pad_edge=False)
    table.add_column(style="bold", no_wrap=True)
    table.add_column()
    for name, headings in _HEADINGS.items():
        table.add_row(headings[0 if german else 1], _value(plain["motion"][name], german))
    for each in plain["consultations"]:
        public = {True: "öffentlich", False: "nichtöffentlich", None: "?"}
        words = {True: "public", False: "non-public", None: "?"}
        how = (public if german else words)[each["public"]]
        heading = "Beratung" if german else "Consultation"
        table.add_row(heading, f"{each['body']}, {each['date'] or '?'}, {how}")
    console.print(table)
    console.print()
    missing = plain["missing"]
    if not missing:
        console.print("Es fehlt nichts." if german else "Nothing is missing.")
    else:
        console.print("Was fehlt oder nicht lesbar war:" if german else "What is missing:")
    for each in missing:
        text = each.get(lang) or each.get("text") or each["field"]
        console.print(f"  – {each['field']}: {text}", markup=False)


def _value(value: Any, german: bool) -> str:
    if value is None or value == "":
        return "–"
    if value == []:
        return "keine" if german else "none"
    if isinstance(value, dict):
        words = [f"{k}: {v}" for k, v in value.items() if v not in (None, "")]
        return ", ".join(words)
    if isinstance(value, list):
        return "; ".join(_value(each, german) for each in value)
    return str(value)
