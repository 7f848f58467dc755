"""``draw``: a procedure, or where a case stands in it, as a Mermaid state diagram."""

from __future__ import annotations

from typing import Any

import click

from ratsflow.cli import options
from ratsflow.cli.bilingual import Command, Word, option
from ratsflow.cli.printed import echo, print_json
from ratsflow.errors import Both, UnknownNameError
from ratsflow.procedure.continuing import continued
from ratsflow.procedure.drawing import draw
from ratsflow.procedure.step import LIFECYCLES, MOTION


@click.command(
    "draw",
    cls=Command,
    examples=(
        "draw nrw --lifecycle consultation",
        "draw 0322",
    ),
    de="WHAT als Diagramm zeichnen: ein Verfahren (nrw, DATEI.py:NAME) oder einen Vorgang der Datenbank.",
)
@click.argument("what", default="nrw")
@option(
    "--lifecycle",
    type=Word(list(LIFECYCLES)),
    default=MOTION,
    show_default=True,
    help=Both("Which of the coupled lifecycles.", "Welcher der gekoppelten Abläufe."),
)
@options.database
@options.output
def draw_command(
    what: str,
    lifecycle: str,
    open_office: options.OpenOffice,
    as_json: bool,
    lang: Any,
) -> None:
    """Draw WHAT: a procedure (nrw, FILE.py:NAME), or a case of the database."""
    case = None
    try:
        procedure = options.find_procedure(what)
    except UnknownNameError:
        desk = open_office()
        case = desk.case(options.find_case(desk, what))
        procedure = desk.procedure_of(case)
        case = continued(procedure, case)
    text = draw(procedure, lifecycle, lang=lang, case=case)
    if as_json:
        print_json({"procedure": procedure.name, "mermaid": text})
    else:
        echo(text)
