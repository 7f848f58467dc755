"""``ratsflow form``: check the form of a town, and guess one from its papers."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import click

from ratsflow.cli.bilingual import Command, File, Group, option
from ratsflow.cli.options import output
from ratsflow.cli.printed import echo, print_document
from ratsflow.errors import Both
from ratsflow.model import Lang, Wording
from ratsflow.papers import guess_form, load_form, read_file
from ratsflow.papers.files import text_of


_FINE = Wording("Das Formular ist in Ordnung: {id}.", "The form is fine: {id}.")
_READ = Wording(
    "{file}: {missing} Angaben fehlen oder sind zu pr\u00fcfen.",
    "{file}: {missing} things are missing or to be checked.",
)
_WHERE = Wording("  am h\u00e4ufigsten: {fields}", "  most often: {fields}")


@click.group(
    "form",
    cls=Group,
    de="Das Formular einer Stadt pr\u00fcfen oder aus ihren Vorlagen erraten.",
)
def form_command() -> None:
    """Check the form of a town, or guess one from its papers."""


@form_command.command(
    "check",
    cls=Command,
    examples=("form check form.toml", "form check form.toml paper.txt"),
    de="Sagen, ob eine Formulardatei stimmt, und wie sich Vorlagen damit lesen lassen.",
)
@click.argument("form")
@click.argument("papers", type=File(), nargs=-1)
@output
def check_command(
    form: str, papers: tuple[str, ...], as_json: bool, lang: Lang
) -> None:
    """Say whether a form file is right, and how papers are read by it."""
    loaded = load_form(form)
    readings = [(name, read_file(name, loaded)) for name in papers]
    counts = Counter(
        entry.field.partition("[")[0] for _, x in readings for entry in x.missing
    )
    if as_json:
        told = [
            {"file": Path(name).name, "missing": len(x.missing)} for name, x in readings
        ]
        fields = dict(counts.most_common())
        document = {"form": loaded.id, "papers": told, "missing": fields}
        print_document("form-checked", document)
        return
    echo(_FINE.in_(lang).format(id=loaded.id))
    for name, reading in readings:
        echo(_READ.in_(lang).format(file=Path(name).name, missing=len(reading.missing)))
    if counts:
        often = ", ".join(f"{field} {n}" for field, n in counts.most_common(5))
        echo(_WHERE.in_(lang).format(fields=often))


@form_command.command(
    "guess",
    cls=Command,
    examples=("form guess paper.txt", "form guess paper.txt --name town"),
    de="Aus Vorlagen einer Stadt eine Formulardatei zum Ausf\u00fcllen machen.",
)
@click.argument("papers", type=File(), nargs=-1, required=True)
@option(
    "--name",
    default="town",
    show_default=True,
    help=Both("Short name of the form.", "Kurzer Name des Formulars."),
)
@output
def guess_command(
    papers: tuple[str, ...], name: str, as_json: bool, lang: Lang
) -> None:
    """Make a form file to fill in from papers of a town."""
    guess = guess_form(text_of(Path(paper))[0] for paper in papers)
    if as_json:
        unknown = [{"label": label, "papers": count} for label, count in guess.unknown]
        known = {field: list(labels) for field, labels in guess.known.items()}
        document = {
            "form": guess.form_id,
            "papers": guess.papers,
            "known": known,
            "unknown": unknown,
            "page": guess.page(name),
        }
        print_document("form-guessed", document)
        return
    echo(guess.page(name), nl=False)
    del lang
