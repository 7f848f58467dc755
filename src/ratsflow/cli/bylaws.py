"""``ratsflow bylaw compare``: past papers under the law as it is and under a draft."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ratsflow.cli import options
from ratsflow.cli.bilingual import Command, Group, option
from ratsflow.cli.printed import echo, print_json
from ratsflow.cli.progress import working
from ratsflow.errors import Both, InvalidInputError
from ratsflow.model.text import Lang


if TYPE_CHECKING:
    from ratsflow.histories.bylaw import BylawComparison, Turned
    from ratsflow.law.local import Law
    from ratsflow.log import Record
    from ratsflow.procedure.procedure import Procedure
    from ratsflow.procedure.words import Words


_SAID = {
    "head": (
        "{papers} Vorlagen, {steps} Schritte: {refused} Vorlagen hätte der Entwurf aufgehalten, an "
        "{allowed} hätte er nichts mehr auszusetzen.",
        "{papers} papers, {steps} steps: the draft would have stopped {refused} papers, and would "
        "no longer object to {allowed}.",
    ),
    "unasked": (
        "{n} Schritte ließen sich nicht noch einmal fragen.",
        "{n} steps could not be asked again.",
    ),
    "undecided": (
        "Bei {n} Vorlagen sagt das Protokoll nicht, wonach die geänderten Regeln fragen; ob der "
        "Entwurf sie aufhielte, ist offen:",
        "Of {n} papers the log does not tell what the changed rules ask; whether the draft would "
        "stop them is open:",
    ),
    "open": (
        "An dem, was sich beurteilen lässt, ändert der Entwurf nichts.",
        "The draft changes nothing of what can be judged.",
    ),
    "none": (
        "Keine Vorlage steht in diesen Dateien.",
        "No paper stands in these files.",
    ),
    "same": (
        "Der Entwurf ändert an keiner dieser Vorlagen etwas.",
        "The draft changes nothing for any of these papers.",
    ),
    "refused": ("Neu im Weg", "newly in the way"),
    "allowed": ("nicht mehr im Weg", "no longer in the way"),
    "papers": ("{n} Vorlagen", "{n} papers"),
    "days": ("{n} Tage später möglich", "possible {n} days later"),
    "deciders": ("zu entscheiden hätte: {who}", "to decide would have been for: {who}"),
    "more": ("… und {n} weitere; alle mit --json.", "… and {n} more; all with --json."),
}
_LISTED = 40


def _say(key: str, lang: Lang, **values: Any) -> str:
    return _SAID[key][0 if lang == "de" else 1].format(**values)


@click.group(
    "bylaw", cls=Group, de="Den Entwurf einer Satzung oder Geschäftsordnung erproben."
)
def bylaw_command() -> None:
    """Try a draft of a town's bylaws or rules of procedure."""


@bylaw_command.command(
    "compare",
    cls=Command,
    examples=("bylaw compare town.toml town.toml papers.json --council any --lang en",),
    de="Vergangene Vorlagen unter dem geltenden Ortsrecht und unter einem Entwurf.",
)
@click.argument("old", type=click.Path())
@click.argument("new", type=click.Path())
@click.argument("logs", nargs=-1, required=True, type=click.Path())
@option(
    "--procedure",
    "procedure_name",
    metavar="NAME",
    help=Both(
        "The procedure asked; that of the state of the law files if left out.",
        "Das gefragte Verfahren; sonst das des Landes der Rechtsdateien.",
    ),
)
@option(
    "--council",
    metavar="NAME|FILE",
    help=Both(
        "What the words of a council's papers mean; recognised if left out.",
        "Was die Wörter in Vorlagen eines Rates bedeuten; sonst wird er erkannt.",
    ),
)
@options.output
def compare_command(
    old: str,
    new: str,
    logs: tuple[str, ...],
    procedure_name: str | None,
    council: str | None,
    as_json: bool,
    lang: Any,
) -> None:
    """Ask every step of past papers under two law files. LOGS are exported logs or papers."""
    from ratsflow.histories.bylaw import compare_bylaws  # noqa: PLC0415  # only here

    before, after = options.read_law(old, ""), options.read_law(new, "")
    if before.state != after.state:
        raise InvalidInputError(
            Both(
                f"one file is of {before.state}, the other of {after.state}.",
                f"die eine Datei gilt für {before.state}, die andere für {after.state}.",
            ),
            new,
            Both("Name two files of one state.", "Zwei Dateien eines Landes nennen."),
        )
    procedure = options.find_procedure(procedure_name or before.state)
    with working("replay", lang) as told:
        found = compare_bylaws(
            _logs(logs, council, procedure, before),
            procedure,
            before,
            after,
            told=told,
        )
    if as_json:
        print_json(found.to_plain(lang))
        return
    echo("\n".join(_lines(found, procedure.words, lang)))


def _logs(
    files: Sequence[str], council: str | None, procedure: Procedure, law: Law
) -> Iterator[tuple[str, Sequence[Record]]]:
    from ratsflow.exchange import import_log  # noqa: PLC0415  # only here
    from ratsflow.histories import (  # noqa: PLC0415
        InMemory,
        importer,
        load_council,
        read_histories,
        walk,
    )
    from ratsflow.stores.memory import MemoryStore  # noqa: PLC0415

    recorder = InMemory(procedure, law, actor=importer(procedure))
    for file in files:
        if _is_log(file):
            store = MemoryStore()
            with Path(file).open("rb") as lines:
                import_log(store, lines)
            yield from store.scan()
            continue
        papers = read_histories(file, load_council(council) if council else None)
        for paper in papers:
            done = walk(paper, papers.council, recorder)
            yield paper.id, [each.record for each in done.taken]


def _is_log(file: str) -> bool:
    try:
        with Path(file).open("rb") as opened:
            return b'"format":"ratsflow-log' in opened.readline(200)
    except OSError as error:
        raise InvalidInputError(
            Both(
                f"it cannot be read: {error.strerror or error}.",
                "die Datei ist nicht lesbar.",
            ),
            file,
        ) from error


def _lines(found: BylawComparison, words: Words, lang: Lang) -> Iterator[str]:
    if not found.papers:
        yield _say("none", lang)
        return
    yield _say(
        "head",
        lang,
        papers=found.papers,
        steps=found.steps,
        refused=found.refused,
        allowed=found.allowed,
    )
    if found.unasked:
        yield _say("unasked", lang, n=found.unasked)
    if found.undecided:
        yield _say("undecided", lang, n=found.undecided)
    for rule in found.unjudged:
        papers = _say("papers", lang, n=rule.papers)
        yield f"  {rule.label.in_(lang)} ({rule.paragraph}), {papers}"
    if not found.turned:
        yield _say("open" if found.undecided or found.unasked else "same", lang)
        return
    yield ""
    for each, count in found.by_rule:
        yield (
            f"{_way(each, lang)}: {each.label.in_(lang)} ({each.paragraph}), "
            f"{_say('papers', lang, n=count)}"
        )
    yield ""
    for each in found.turned[:_LISTED]:
        yield _line(each, words, lang)
    if len(found.turned) > _LISTED:
        yield _say("more", lang, n=len(found.turned) - _LISTED)


def _way(each: Turned, lang: Lang) -> str:
    return _say("refused" if each.refused else "allowed", lang)


def _line(each: Turned, words: Words, lang: Lang) -> str:
    parts = [f"{each.reference or each.case_id}, {each.day:%d.%m.%Y}"]
    if each.body:
        parts.append(each.body)
    told = [f"{', '.join(parts)}: {_way(each, lang)}: {each.text.in_(lang)}"]
    if each.days is not None:
        told.append(_say("days", lang, n=each.days))
    if each.deciders:
        bodies = [words.say("body_kind", body, lang) for body in each.deciders]
        told.append(_say("deciders", lang, who=", ".join(bodies)))
    return " · ".join(told)
