"""``ratsflow test``: worked examples of a council office, asked of the procedure."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from ratsflow.cli.bilingual import Command
from ratsflow.cli.options import output
from ratsflow.cli.printed import echo, print_json
from ratsflow.errors import Both, InvalidInputError, german


@click.command(
    "test",
    cls=Command,
    de="Beispiele des Ratsbüros (*.example.toml) an das Verfahren stellen. Ende mit 1, "
    "wenn etwas anders herauskommt.",
)
@click.argument("paths", nargs=-1, required=True, metavar="FILE...")
@output
@click.pass_context
def test_command(
    ctx: click.Context, paths: tuple[str, ...], as_json: bool, lang: Any
) -> None:
    """Ask the procedure what worked examples (*.example.toml) say; files or folders.

    Ends with 1 where something else comes out.
    """
    from ratsflow.testing.examples import load_examples, run_example  # noqa: PLC0415

    lost = [path for path in paths if not Path(path).exists()]
    if lost:
        raise InvalidInputError(
            Both("there is no such file.", "eine solche Datei gibt es nicht."), lost[0]
        )
    asked = [
        (example, state, run_example(example, state))
        for example in load_examples(*paths)
        for state in example.states
    ]
    wrong = [each for each in asked if each[2]]
    if as_json:
        print_json(
            [
                {
                    "id": example.id,
                    "says": example.says,
                    "place": example.place,
                    "state": state,
                    "right": not told,
                    "told": [german(x) if lang == "de" else str(x) for x in told],
                }
                for example, state, told in asked
            ]
        )
    else:
        for example, state, told in wrong:
            echo(f"{example.place} {example.id} ({state}): {example.says}")
            for each in told:
                echo(f"  {german(each) if lang == 'de' else each}")
        count = len(asked) - len(wrong)
        words = {
            "de": f"{count} von {len(asked)} Beispielen stimmen.",
            "en": f"{count} of {len(asked)} examples hold.",
        }
        echo(words[lang])
    if wrong or not asked:
        ctx.exit(1)
