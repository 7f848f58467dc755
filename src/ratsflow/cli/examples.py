"""``ratsflow test``: worked examples of a council office, asked of the procedure."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from ratsflow.cli.bilingual import Command, Word, option
from ratsflow.cli.options import output
from ratsflow.cli.printed import echo, print_json
from ratsflow.errors import Both, InvalidInputError, german
from ratsflow.law.states import state_ids, state_law


@click.command(
    "test",
    cls=Command,
    de="Beispiele des Ratsbüros (*.example.toml) an das Verfahren stellen. Ende mit 1, "
    "wenn etwas anders herauskommt, mit 2, wenn sich eines nicht stellen lässt.",
)
@click.argument("paths", nargs=-1, metavar="FILE...")
@option(
    "--schema",
    is_flag=True,
    help=Both(
        "Print a JSON Schema of the files, for editors.",
        "Ein JSON-Schema der Dateien ausgeben, für Editoren.",
    ),
)
@option(
    "--state",
    type=Word(list(state_ids()), case_sensitive=False),
    default="NRW",
    show_default=True,
    help=Both(
        "The state whose rules and steps the schema names.",
        "Das Land, dessen Regeln und Schritte das Schema nennt.",
    ),
)
@output
@click.pass_context
def test_command(
    ctx: click.Context,
    *,
    paths: tuple[str, ...],
    schema: bool,
    state: str,
    as_json: bool,
    lang: Any,
) -> None:
    """Ask the procedure what worked examples (*.example.toml) say; files or folders.

    Ends with 1 where something else comes out, with 2 where one cannot be asked.
    """
    if schema:
        from ratsflow.testing.examples import schema_of_examples  # noqa: PLC0415

        print_json(schema_of_examples(state_law(state), lang))
        return
    if not paths:
        raise InvalidInputError(
            Both("no file is named.", "keine Datei ist angegeben."), "FILE"
        )
    lost = [path for path in paths if not Path(path).exists()]
    if lost:
        raise InvalidInputError(
            Both("there is no such file.", "eine solche Datei gibt es nicht."), lost[0]
        )
    rows, mistakes = _asked(paths, lang)
    wrong = [row for row in rows if not row["right"]]
    if as_json:
        print_json(rows)
    else:
        _show(rows, wrong, lang)
    for each in mistakes:
        echo(f"ratsflow: {each.text(lang)}", err=True)
    if mistakes:
        ctx.exit(2)
    if wrong or not rows:
        ctx.exit(1)


def _asked(
    paths: tuple[str, ...], lang: Any
) -> tuple[list[dict[str, Any]], list[InvalidInputError]]:
    """Return a row for each example that could be asked, and why others could not."""
    from ratsflow.testing.examples import (  # noqa: PLC0415  # only where asked
        load_examples,
        run_example,
    )

    rows: list[dict[str, Any]] = []
    mistakes: list[InvalidInputError] = []
    for example in load_examples(*paths):
        for state in example.states:
            try:
                told = run_example(example, state)
            except InvalidInputError as error:
                mistakes.append(error)
                continue
            rows.append(
                {
                    "id": example.id,
                    "says": example.says,
                    "place": example.place,
                    "state": state,
                    "right": not told,
                    "told": [german(x) if lang == "de" else str(x) for x in told],
                }
            )
    return rows, mistakes


def _show(rows: list[dict[str, Any]], wrong: list[dict[str, Any]], lang: Any) -> None:
    for row in wrong:
        named = "" if row["id"] == row["says"] else f" {row['id']}"
        echo(f"{row['place']}{named} ({row['state']}): {row['says']}")
        for each in row["told"]:
            echo(f"  {each}")
    count = len(rows) - len(wrong)
    words = {
        "de": f"{count} von {len(rows)} Beispielen stimmen.",
        "en": f"{count} of {len(rows)} examples hold.",
    }
    echo(words[lang])
