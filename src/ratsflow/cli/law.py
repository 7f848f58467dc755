"""``ratsflow law``: check a municipality's law file, or print one to fill in."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import click

from rich.markup import escape

from ratsflow.cli.bilingual import Command, Group, Word, option
from ratsflow.cli.console import Console
from ratsflow.cli.options import output
from ratsflow.cli.printed import echo, print_json
from ratsflow.errors import Both, german
from ratsflow.law.citation import Confidence
from ratsflow.law.local import Law
from ratsflow.law.municipality import (
    LawError,
    keys_of,
    load_law,
    missing_keys,
    template,
)
from ratsflow.law.norms import Norm
from ratsflow.law.states import state_ids
from ratsflow.procedure.rule import Rule


_WORDS = {
    "missing": (
        "Diese Werte fehlen; unbestimmt bleiben die Regeln darunter",
        "These values are missing; the rules below them stay undecided",
    ),
    "complete": ("Es fehlt kein Wert.", "No value is missing."),
    "unsure": (
        "Unsichere Werte des Landesrechts, die in Kraft sind",
        "Uncertain values of the state's law that are in force",
    ),
}


@click.group(
    "law",
    cls=Group,
    de="Die Rechtsdatei einer Gemeinde prüfen oder eine zum Ausfüllen ausgeben.",
)
def law_command() -> None:
    """Check a municipality's law file, or print one to fill in."""


@law_command.command(
    "template",
    cls=Command,
    de="Eine Rechtsdatei zum Ausfüllen ausgeben: zu jedem Schlüssel eine Erklärung und der Paragraph.",
)
@option(
    "--state",
    type=Word(list(state_ids()), case_sensitive=False),
    default="NRW",
    show_default=True,
    help=Both("Whose municipality it is for.", "Für eine Gemeinde welches Landes."),
)
@output
def template_command(state: str, as_json: bool, lang: Any) -> None:
    """Print a law file to fill in: a comment and the paragraph on every key."""
    if as_json:
        print_json([_row(key, ()) for key in keys_of(state)])
    else:
        echo(template(state, lang), nl=False)


@law_command.command(
    "check",
    cls=Command,
    de="Sagen, was in einer Rechtsdatei fehlt und für welche Regeln. Ende mit 1, wenn etwas fehlt.",
)
@click.argument("file", type=click.Path())
@output
def check_command(file: str, as_json: bool, lang: Any) -> int:
    """Say what is missing in a law file, and for which rules. Exit 1 if anything is."""
    from ratsflow.states.nrw import nrw  # noqa: PLC0415  # a large table

    try:
        law = load_law(file)
    except LawError as error:
        for problem in error.problems:
            told = german(problem) if lang == "de" else problem
            echo(f"ratsflow: {error.name}: {told}", err=True)
        return 2
    rules = nrw().rules if law.state == "NRW" else ()
    missing = missing_keys(law)
    unsure = _unsure(law)
    if as_json:
        print_json(
            {
                "state": law.state,
                "name": law.name,
                "missing": [_row(key, rules) for key in missing],
                "unsure": [
                    {**_row(key, rules), "value": law.values[key.id]} for key in unsure
                ],
            }
        )
    else:
        _show(law, missing, unsure, rules, lang)
    return 1 if missing else 0


def _unsure(law: Law) -> tuple[Norm, ...]:
    """Return the keys whose value comes from the state's law and is marked uncertain."""
    return tuple(
        key
        for key in keys_of(law.state)
        if key.id in law.values and law.confidence(key.id) is Confidence.UNCERTAIN
    )


def _readers(key: Norm, rules: Iterable[Rule]) -> list[Rule]:
    found = {rule.id: rule for rule in rules if key.id in rule.parameters}
    return list(found.values())


def _row(key: Norm, rules: Iterable[Rule]) -> dict[str, Any]:
    return {
        "key": key.id,
        "kind": key.form.value,
        "text": {"de": key.label.de, "en": key.label.en},
        "citation": key.citation.norm,
        "confidence": key.citation.confidence.value,
        "rules": [
            {"id": rule.id, "catalogue": rule.catalogue}
            for rule in _readers(key, rules)
        ],
    }


def _show(
    law: Law,
    missing: Sequence[Norm],
    unsure: Sequence[Norm],
    rules: Sequence[Rule],
    lang: Any,
) -> None:
    console = Console(highlight=False, soft_wrap=True)
    console.print(f"[bold]{escape(law.name)}[/bold] ({law.state})")
    if not missing:
        console.print(_word("complete", lang))
    for name, keys in (("missing", missing), ("unsure", unsure)):
        if keys:
            console.print(f"\n{_word(name, lang)}:")
        for key in keys:
            console.print(f"  [bold]{key.id}[/bold]  {escape(str(key.citation))}")
            console.print(f"    {escape(key.label.in_(lang))}")
            for rule in _readers(key, rules):
                title = escape(rule.title(lang))
                console.print(f"    - {rule.catalogue} {rule.id}: {title}")


def _word(name: str, lang: Any) -> str:
    return _WORDS[name][0 if lang == "de" else 1]
