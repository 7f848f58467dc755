"""``page``: the procedure in one file of HTML, for whoever has a browser and nothing else."""

from __future__ import annotations

from pathlib import Path

import click

from ratsflow.cli import options
from ratsflow.cli.bilingual import Command, File, Word, option
from ratsflow.cli.printed import echo, print_document
from ratsflow.errors import Both, InvalidInputError, Lang


@click.command(
    "page",
    cls=Command,
    examples=(
        "page --law town.toml --runtime package way.html",
        "page --law town.toml --paper paper.txt --lang en way.html",
    ),
    de="Das Verfahren als eine Datei für den Browser: eine Vorlage geht darin ihren Weg, mit "
    "jedem Grund und Paragraphen. Ohne Server; nichts verlässt das Haus.",
)
@click.argument("out", type=click.Path(dir_okay=False))
@options.law
@option(
    "--paper",
    "paper",
    type=File(),
    help=Both("The text of a paper to begin with.", "Vorlagentext für den Anfang."),
)
@option(
    "--runtime",
    metavar="DIR",
    envvar="RATSFLOW_PYODIDE",
    show_envvar=True,
    help=Both(
        "The unpacked npm package pyodide: npm pack pyodide && tar xzf pyodide-*.tgz.",
        "Das ausgepackte npm-Paket pyodide: npm pack pyodide && tar xzf pyodide-*.tgz.",
    ),
)
@option(
    "--lang",
    type=Word(["de", "en"]),
    default="de",
    show_default=True,
    help=Both("Language of the page.", "Sprache der Seite."),
)
@options.as_json
def page_command(
    out: str,
    law_file: str | None,
    paper: str | None,
    runtime: str | None,
    as_json: bool,
    lang: Lang,
) -> None:
    """The procedure as one file for the browser: a paper walks its way, every reason told.

    Without a server; nothing leaves the house.
    """
    from ratsflow.exchange.onefile.bundle import no_runtime, one_file  # noqa: PLC0415

    if law_file is None:
        raise InvalidInputError(
            Both("no law file is named.", "es ist keine Rechtsdatei genannt."),
            "--law",
            Both(
                "Name one; `ratsflow law template` writes one to fill in.",
                "Eine nennen; `ratsflow law template` gibt eine zum Ausfüllen aus.",
            ),
        )
    if runtime is None:
        raise no_runtime("--runtime")
    text = one_file(_text(law_file), Path(runtime), lang, _text(paper) if paper else "")
    Path(out).write_text(text, "utf-8", newline="\n")
    if as_json:
        print_document("page", {"file": out, "bytes": Path(out).stat().st_size})
    else:
        echo(out)


def _text(name: str) -> str:
    try:
        return Path(name).read_bytes().decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        raise InvalidInputError(
            Both(
                f"byte {error.start} is no UTF-8.",
                f"Byte {error.start} ist nicht in UTF-8 gespeichert.",
            ),
            name,
            Both("Save it as UTF-8.", "Als UTF-8 speichern."),
        ) from error
