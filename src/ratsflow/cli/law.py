"""``ratsflow law``: check a municipality's law file, or print one to fill in."""

from __future__ import annotations

import re

from collections.abc import Iterable, Sequence
from difflib import get_close_matches
from typing import Any

import click

from rich.markup import escape

from ratsflow.canonical import plain
from ratsflow.cli.bilingual import Command, Group, Word, option
from ratsflow.cli.console import Console
from ratsflow.cli.options import output
from ratsflow.cli.printed import echo, print_document, print_documents, print_json
from ratsflow.errors import Both, UnknownNameError, german
from ratsflow.law.citation import Confidence
from ratsflow.law.local import Law
from ratsflow.law.municipality import (
    LawError,
    hint_of,
    keys_of,
    load_law,
    missing_keys,
    template,
)
from ratsflow.law.norms import Norm, is_share, share_text
from ratsflow.law.states import StateLaw, state_ids, state_law
from ratsflow.procedure.rule import Rule


_WORDS = {
    "missing": (
        "Diese Werte fehlen ({n})",
        "These values are missing ({n})",
    ),
    "open": (
        "Offen bleibt: {rules}",
        "Undecided without it: {rules}",
    ),
    "more": (" und {n} weitere", " and {n} more"),
    "all": (
        "Jede Regel zu jedem Wert: --all",
        "Every rule of every value: --all",
    ),
    "begun": (
        "Das Recht dieses Landes ist erst begonnen: {unread} von {rules} Regeln bleiben "
        "unentschieden, weil ihre Normen noch nicht nachgelesen sind. Welche, sagt:",
        "The law of this state is only begun: {unread} of {rules} rules stay undecided, "
        "because their norms have not been looked up yet. Which ones, says:",
    ),
    "complete": ("Es fehlt kein Wert.", "No value is missing."),
    "unsure": (
        "Werte des Landesrechts, die in Kraft sind und noch nicht sicher nachgelesen ({n})",
        "Values of the state's law that are in force and not surely read yet ({n})",
    ),
}


_STATE = option(
    "--state",
    type=Word(list(state_ids()), case_sensitive=False),
    default="NRW",
    show_default=True,
    help=Both("Whose municipality it is for.", "Für eine Gemeinde welches Landes."),
)


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
    examples=("law template --state BW",),
    de="Eine Rechtsdatei zum Ausfüllen ausgeben: zu jedem Schlüssel eine Erklärung und der Paragraph.",
)
@_STATE
@output
def template_command(state: str, as_json: bool, lang: Any) -> None:
    """Print a law file to fill in: a comment and the paragraph on every key."""
    if as_json:
        print_documents("law-key", [_row(key, ()) for key in keys_of(state)])
    else:
        echo(template(state, lang), nl=False)


@law_command.command(
    "check",
    cls=Command,
    examples=("law check town.toml", "law check town.toml --partial"),
    de="Sagen, was in einer Rechtsdatei fehlt und für welche Regeln. Ende mit 1, wenn etwas fehlt.",
)
@click.argument("files", type=click.Path(), nargs=-1, required=True)
@option(
    "--partial",
    is_flag=True,
    help=Both(
        "Values may be missing; end with 0 if what is there can be read.",
        "Werte dürfen fehlen; Ende mit 0, wenn sich lesen lässt, was da ist.",
    ),
)
@option(
    "--all",
    "whole",
    is_flag=True,
    help=Both(
        "Name every rule that reads a value.",
        "Jede Regel nennen, die einen Wert liest.",
    ),
)
@output
def check_command(
    files: tuple[str, ...], partial: bool, whole: bool, as_json: bool, lang: Any
) -> int:
    """Say what is missing in a law file, and for which rules. Exit 1 if anything is.

    Several files are a file and its amendments.
    """
    try:
        law = load_law(*files)
    except LawError as error:
        for problem in error.problems:
            told = german(problem) if lang == "de" else problem
            echo(f"ratsflow: {error.name}: {told}", err=True)
        return 2
    hint = hint_of(files[0])
    if hint is not None:
        told = german(hint) if lang == "de" else hint
        echo(f"ratsflow: {files[0]}: {told}", err=True)
    rules = _rules_of(state_law(law.state))
    missing = missing_keys(law)
    unsure = _unsure(law)
    if as_json:
        print_document(
            "law-checked",
            {
                "state": law.state,
                "name": law.name,
                "missing": [_row(key, rules) for key in missing],
                "unread": [rule.id for rule in rules if rule.unread],
                "unsure": [
                    {**_row(key, rules), "value": law.values[key.id]} for key in unsure
                ],
            },
        )
    else:
        _show(law, missing, unsure, rules, lang, whole=whole)
        _show_unread(law, rules, lang)
    return 1 if missing and not partial else 0


@law_command.command(
    "schema",
    cls=Command,
    examples=("law schema",),
    de="Ein JSON-Schema der Rechtsdatei ausgeben: Editoren zeigen dann Paragraph und Bedeutung.",
)
@_STATE
@output
def schema_command(state: str, as_json: bool, lang: Any) -> None:
    """Print a JSON Schema of the law file: editors then show paragraph and meaning."""
    from ratsflow.law.schema import schema_of  # noqa: PLC0415  # only here

    del as_json  # it is JSON in any case
    print_json(schema_of(state_law(state), lang))


@law_command.command(
    "norm",
    cls=Command,
    examples=(
        'law norm "§ 48"',
        "law norm notice.days --state BW",
    ),
    de="Zeigen, was eine Norm oder ein Paragraph (§ 48) wann sagt, und welche Regeln es lesen.",
)
@click.argument("words", nargs=-1, required=True)
@_STATE
@output
def norm_command(words: tuple[str, ...], state: str, as_json: bool, lang: Any) -> None:
    """Show what a norm or a paragraph (§ 48) says when, and which rules read it."""
    chosen = state_law(state)
    found = _found(chosen, " ".join(words))
    rules = _rules_of(chosen)
    rows = [_norm_row(norm, rules) for norm in found]
    if as_json:
        print_documents("norm", rows)
        return
    console = Console(highlight=False, soft_wrap=True)
    for norm, row in zip(found, rows, strict=True):
        label = norm.label.in_(lang)
        console.print(f"[bold]{norm.id}[/bold]{label and f'  {escape(label)}'}")
        for each in row["rows"]:
            days = f"{each['since'] or ''}–{each['until'] or ''}"
            value = _ABSENT[lang] if each["none"] else each["value"]
            if isinstance(value, bool):
                value = str(value).lower()  # as files have it
            told = "" if value is None else f"  {value}"
            cited = f"{each['citation']} [{each['confidence']}]"
            console.print(f"  {days if days != '–' else '':<23}{escape(cited + told)}")
        for each in row["rules"]:
            console.print(f"    - {each['catalogue']} {each['id']}")


_ABSENT = {"de": "keine solche Vorschrift", "en": "no such norm"}


def _found(chosen: StateLaw, text: str) -> list[Norm]:
    """Return the norms of an id, or those that stand in a paragraph.

    Raises:
        UnknownNameError: there are none.
    """
    norms = chosen.table.norms
    if text in norms:
        return [norms[text]]
    place = re.compile(rf"(?<!\w){re.escape(text)}(?!\w)")
    found = [
        norm
        for norm in norms.values()
        if any(place.search(row.citation.norm) for row in norm.rows)
    ]
    if not found:
        raise UnknownNameError(Both("norm", "Norm"), text, _nearest(text, norms))
    return found


def _nearest(text: str, norms: Iterable[str]) -> tuple[str, ...]:
    return tuple(get_close_matches(text, list(norms), n=3, cutoff=0.4))


def _rules_of(chosen: StateLaw) -> Sequence[Rule]:
    return () if chosen.procedure is None else chosen.procedure().rules


def _written(value: Any) -> Any:
    """Return a value as the table has it."""
    return share_text(value) if is_share(value) else plain(value)


def _norm_row(norm: Norm, rules: Iterable[Rule]) -> dict[str, Any]:
    readers = {
        rule.id: rule
        for rule in rules
        if rule.norm == norm.id or norm.id in rule.parameters
    }
    return {
        "id": norm.id,
        "label": {"de": norm.label.de, "en": norm.label.en},
        "town": norm.town and norm.town.value,
        "told": norm.told,
        "rows": [
            {
                "since": row.in_force.since and row.in_force.since.isoformat(),
                "until": row.in_force.until and row.in_force.until.isoformat(),
                "value": _written(row.value),
                "none": row.absent,
                "citation": row.citation.norm,
                "confidence": row.citation.confidence.value,
                "source": row.citation.source,
            }
            for row in norm.rows
        ],
        "rules": [
            {"id": rule.id, "catalogue": rule.catalogue} for rule in readers.values()
        ],
    }


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
    *,
    whole: bool,
) -> None:
    console = Console(highlight=False, soft_wrap=True)
    console.print(f"[bold]{escape(law.name)}[/bold] ({law.state})")
    if not missing:
        console.print(_word("complete", lang))
    for name, keys in (("missing", missing), ("unsure", unsure)):
        if keys:
            console.print(f"\n{_word(name, lang).format(n=len(keys))}:")
        for key in keys:
            console.print(f"  [bold]{key.id}[/bold]  {escape(str(key.citation))}")
            console.print(f"    {escape(key.label.in_(lang))}")
            readers = _readers(key, rules)
            if whole:
                for rule in readers:
                    title = escape(rule.title(lang))
                    console.print(f"    - {rule.catalogue} {rule.id}: {title}")
            elif readers and name == "missing":
                told = _word("open", lang).format(rules=_titles(readers, lang))
                console.print(f"    {escape(told)}")
    if (missing or unsure) and not whole:
        console.print(f"\n{_word('all', lang)}")


_NAMED = 3
"""How many rules are named of a value; the others are counted."""


def _titles(readers: Iterable[Rule], lang: Any) -> str:
    """Name the rules that a value is for: those first that read the fewest others."""
    ordered = sorted(readers, key=lambda rule: len(rule.parameters))
    titles = list(dict.fromkeys(rule.title(lang) for rule in ordered))
    more = len(titles) - _NAMED
    rest = _word("more", lang).format(n=more) if more > 0 else ""
    return "; ".join(titles[:_NAMED]) + rest


def _show_unread(law: Law, rules: Sequence[Rule], lang: Any) -> None:
    """Say that of a state that is begun not every rule can be answered."""
    unread = sum(bool(rule.unread) for rule in rules)
    if unread:
        told = _word("begun", lang).format(unread=unread, rules=len(rules))
        echo(f"\n{told} ratsflow rules --state {law.state}")


def _word(name: str, lang: Any) -> str:
    return _WORDS[name][0 if lang == "de" else 1]
