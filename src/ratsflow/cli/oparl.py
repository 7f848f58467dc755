"""``ratsflow oparl``: say what files hold otherwise than the standard asks."""

from __future__ import annotations

import click

from ratsflow.cli.bilingual import Command, Group
from ratsflow.cli.options import output
from ratsflow.cli.printed import echo, print_document
from ratsflow.cli.screen import plainly
from ratsflow.errors import german
from ratsflow.exchange.oparl.validating import validate
from ratsflow.histories.sources import documents_in
from ratsflow.model import Lang, Wording


_FINE = Wording(
    "OParl ohne Fehler: {documents} Dokumente.", "Valid OParl: {documents} documents."
)
_FAULTS = Wording(
    "{faults} Fehler in {documents} Dokumenten.",
    "{faults} faults in {documents} documents.",
)


@click.group("oparl", cls=Group, de="OParl-Dateien pr\u00fcfen.")
def oparl_command() -> None:
    """Check files of OParl."""


@oparl_command.command(
    "validate",
    cls=Command,
    examples=("oparl validate papers.json",),
    de="Sagen, was in Dateien anders steht, als OParl 1.0 und 1.1 es verlangen, als Meldung @ Pfad. Dann endet es mit 1.",
)
@click.argument("files", nargs=-1, required=True, type=click.Path())
@output
def validate_command(files: tuple[str, ...], as_json: bool, lang: Lang) -> None:
    """Say what files hold otherwise than OParl 1.0 and 1.1 ask, as message @ path.

    An object, a list, a page or a dump; JSON or JSON Lines, also with gzip, and folders
    of them. Exit 1 if there is anything.
    """
    documents, faults = 0, []
    for where, value in documents_in(files):
        documents += 1
        for each in validate(value):
            told = german(each.told) if lang == "de" else str(each.told)
            fault = {"document": where.removesuffix(" @ "), "path": each.path}
            faults.append(fault | {"message": told})
    if as_json:
        print_document("oparl-validated", {"documents": documents, "faults": faults})
    else:
        for fault in faults:
            path = fault["path"] or "/"
            # A name with a break in it would write a line of its own.
            echo(plainly(f"{fault['document']}: {fault['message']} @ {path}"))
        said = _FAULTS if faults else _FINE
        echo(said.in_(lang).format(documents=documents, faults=len(faults)))
    if faults:
        raise click.exceptions.Exit(1)
