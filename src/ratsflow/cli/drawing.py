"""``draw``: a procedure, or the way of a case in it: Mermaid, SVG or a page of HTML."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import click

from ratsflow.cli import options
from ratsflow.cli.bilingual import Command, Word, option
from ratsflow.cli.printed import echo, print_document
from ratsflow.errors import Both, InvalidInputError, Lang, UnknownNameError
from ratsflow.log import Entry
from ratsflow.procedure.case import Case
from ratsflow.procedure.continuing import continued
from ratsflow.procedure.drawing import draw, standing
from ratsflow.procedure.step import LIFECYCLES, MOTION


@click.command(
    "draw",
    cls=Command,
    examples=(
        "draw nrw --lifecycle consultation",
        "draw 0322",
        "draw 0322 way.html --lang de",
    ),
    de="WHAT zeichnen: ein Verfahren (nrw, DATEI.py:NAME) oder den Weg eines Vorgangs der "
    "Datenbank. Als Mermaid auf die Ausgabe, oder in eine Datei: OUT.svg, OUT.html, OUT.mmd.",
)
@click.argument("what", default="nrw", shell_complete=options.offered("cases"))
@click.argument("out", required=False, type=click.Path(dir_okay=False))
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
    out: str | None,
    lifecycle: str,
    open_office: options.OpenOffice,
    as_json: bool,
    lang: Lang,
) -> None:
    """Draw WHAT: a procedure (nrw, FILE.py:NAME), or the way of a case of the database.

    As Mermaid on the output, or into a file: OUT.svg, OUT.html, OUT.mmd.
    """
    kind = _kind(out)
    case: Case | None = None
    entries: Sequence[Entry] = ()
    try:
        procedure = options.find_procedure(what)
    except UnknownNameError:
        desk = open_office()
        case = desk.case(options.find_case(desk, what))
        entries = desk.entries(case.id)
        procedure = desk.procedure_of(case)
        case = continued(procedure, case)
    if kind is None:
        text = draw(procedure, lifecycle, lang=lang, case=case)
    else:
        from ratsflow.exchange.diagram import way_of  # noqa: PLC0415  # rarely

        way, here = way_of(entries, lifecycle), standing(lifecycle, case)
        text = kind(procedure, lifecycle, lang=lang, way=way, present=here)
    if out is not None:
        Path(out).write_text(text, "utf-8")
    elif not as_json:
        echo(text)
    if as_json:
        where = {"file": out} if out else {"mermaid": text}
        print_document("drawing", {"procedure": procedure.name, **where})


def _kind(out: str | None) -> Callable[..., str] | None:
    """Return what draws a file of this ending; nothing for Mermaid."""
    ending = Path(out).suffix.lower() if out else ".mmd"
    if ending in (".mmd", ".mermaid"):
        return None
    from ratsflow.exchange.diagram import as_page, as_svg  # noqa: PLC0415  # rarely

    drawn = {".svg": as_svg, ".html": as_page, ".htm": as_page}
    if ending not in drawn:
        raise InvalidInputError(
            Both(
                f"there is no drawing that ends in {ending!r}.",
                f"Eine Zeichnung mit der Endung „{ending}“ gibt es nicht.",
            ),
            out or "",
            Both("Use .svg, .html or .mmd.", ".svg, .html oder .mmd nehmen."),
        )
    return drawn[ending]
