"""``ratsflow test``: worked examples of a council office, asked of the procedure."""

from __future__ import annotations

import sys

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ratsflow.cli.bilingual import Command, Word, option
from ratsflow.cli.options import output
from ratsflow.cli.printed import echo, print_documents, print_json
from ratsflow.errors import Both, InvalidInputError, german
from ratsflow.law.sentences import said
from ratsflow.law.states import state_ids, state_law, state_meant


if TYPE_CHECKING:
    from ratsflow.testing.examples import Answered, Example, Mistaken, NotRun

    Asked = Answered | Mistaken | NotRun


@click.command(
    "test",
    cls=Command,
    examples=(
        "test gescho.example.toml",
        "test . --html report.html --junit report.xml",
    ),
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
@option(
    "--verbose",
    "-v",
    is_flag=True,
    help=Both(
        "Tell the way that each case was led, too.",
        "Auch den Weg erzählen, auf dem jeder Vorgang geführt wurde.",
    ),
)
@option(
    "--junit",
    "junit",
    metavar="FILE",
    help=Both("Write JUnit XML.", "JUnit-XML schreiben."),
)
@option(
    "--html",
    "html",
    metavar="FILE",
    help=Both("Write the report as a page.", "Den Bericht als Seite schreiben."),
)
@option(
    "--update",
    is_flag=True,
    help=Both(
        "Rewrite what the files say comes out, after showing it and asking.",
        "Umschreiben, was nach den Dateien herauskommt; vorher zeigen und fragen.",
    ),
)
@option(
    "--yes",
    is_flag=True,
    help=Both("With --update: do not ask.", "Mit --update: nicht fragen."),
)
@output
@click.pass_context
def test_command(
    ctx: click.Context,
    *,
    paths: tuple[str, ...],
    schema: bool,
    state: str,
    verbose: bool,
    junit: str | None,
    html: str | None,
    update: bool,
    yes: bool,
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
    if update and not yes and not sys.stdin.isatty():
        raise InvalidInputError(
            Both(
                "nobody is there to be asked.",
                "es ist niemand da, der gefragt werden kann.",
            ),
            "--update",
            Both("Pass --yes.", "--yes angeben."),
        )
    asked = _asked(paths)
    _report(asked, lang, verbose=verbose, as_json=as_json, junit=junit, html=html)
    answers, mistakes = _parted(asked)
    for told in dict.fromkeys(map(_lost, mistakes)):
        echo(f"ratsflow: {german(told) if lang == 'de' else told}", err=True)
    if update and _updated(answers, lang, yes=yes):
        answers, again = _parted(_asked(paths))
        from ratsflow.testing.examples import summed_up  # noqa: PLC0415

        echo(summed_up(answers, lang))
        mistakes = mistakes or again
    if mistakes:
        ctx.exit(2)
    if not answers or not all(each.is_right for each in answers):
        ctx.exit(1)


def _asked(paths: tuple[str, ...]) -> list[Asked]:
    """Return what came out of each example, or why it or its file could not be asked."""
    from ratsflow.testing.examples import (  # noqa: PLC0415  # only where asked
        NotRun,
        files_of_examples,
        load_examples,
    )

    found: list[Asked] = []
    for file in files_of_examples(*paths):
        try:
            examples = load_examples(file)
        except InvalidInputError as error:
            found.append(NotRun(file.name, error))
            continue
        for example in examples:
            found += _asked_of(example)
    return list(dict.fromkeys(found))  # a state that is not there once for each file


def _asked_of(example: Example) -> Iterator[Asked]:
    from ratsflow.testing.examples import (  # noqa: PLC0415
        Mistaken,
        NotRun,
        ask_example,
    )

    for state in example.states:
        if state not in state_ids():
            yield NotRun(example.block.file, _not_installed(state))
            continue
        try:
            yield ask_example(example, state)
        except InvalidInputError as error:
            yield Mistaken(example, state, error)


def _lost(each: Mistaken | NotRun) -> Both:
    """Say why an example or a file was not asked, with its place."""
    file = getattr(each, "file", "")
    en, de = (each.error.text(lang) for lang in ("en", "de"))
    if not file or en.startswith(file):  # the place is told once
        return Both(en, de)
    return Both(f"{file}: not run: {en}", f"{file}: nicht geprüft: {de}")


@cache
def _not_installed(state: str) -> InvalidInputError:
    known = ", ".join(state_ids())
    if meant := state_meant(state):
        return InvalidInputError(said("file.state_meant", meant=meant), "state")
    return InvalidInputError(
        Both(
            f"the law of {state} is not installed.",
            f"das Recht von {state} ist nicht installiert.",
        ),
        "state",
        Both(
            f"Install the package that brings it; there are: {known}.",
            f"Das Paket installieren, das es mitbringt; es gibt: {known}.",
        ),
    )


def _parted(
    asked: list[Asked],
) -> tuple[list[Answered], list[Mistaken | NotRun]]:
    from ratsflow.testing.examples import Answered  # noqa: PLC0415

    answers = [each for each in asked if isinstance(each, Answered)]
    return answers, [each for each in asked if not isinstance(each, Answered)]


def _report(
    asked: list[Asked],
    lang: Any,
    *,
    verbose: bool,
    as_json: bool,
    junit: str | None,
    html: str | None,
) -> None:
    from ratsflow.testing.examples import as_junit, as_page, in_lines  # noqa: PLC0415

    if as_json:
        print_documents(
            "example-answer", [_row(each, lang) for each in _parted(asked)[0]]
        )
    else:
        for line in in_lines(asked, lang, verbose=verbose):
            echo(line)
    for path, made in ((junit, as_junit), (html, as_page)):
        if path is not None:
            _write(path, made(asked, lang))


def _write(path: str, text: str) -> None:
    try:
        Path(path).write_text(text, "utf-8")
    except OSError as error:
        raise InvalidInputError(
            Both(
                f"it cannot be written: {error.strerror}.",
                f"sie lässt sich nicht schreiben: {error.strerror}.",
            ),
            path,
        ) from error


def _row(answered: Answered, lang: Any) -> dict[str, Any]:
    from ratsflow.testing.examples import in_words  # noqa: PLC0415

    example = answered.example
    told = [each.told for each in answered.otherwise]
    rows = []
    for each in answered.otherwise:
        expected, found = in_words(answered, each, lang)
        because = [german(why) if lang == "de" else str(why) for why in each.because]
        rows.append(
            {
                "about": each.about,
                "expected": expected,
                "found": found,
                "because": because,
            }
        )
    return {
        "id": example.id,
        "says": example.says,
        "place": example.place,
        "state": answered.state,
        "right": answered.is_right,
        "told": [german(x) if lang == "de" else str(x) for x in told],
        "otherwise": rows,
    }


def _updated(answers: list[Answered], lang: Any, *, yes: bool) -> bool:
    """Show what would be rewritten, ask, and rewrite it; tell whether anything was."""
    from ratsflow.testing.examples.updating import rewritten  # noqa: PLC0415

    files = list(rewritten(answers))
    for file in files:
        for line in file.diff:
            echo(line)
    question = Both("Rewrite it?", "So umschreiben?")
    asking = german(question) if lang == "de" else str(question)
    if not files or not (yes or click.confirm(asking)):
        return False
    for file in files:
        file.write()
    return True
