"""``ratsflow replay``: the past papers of a council through a procedure."""

from __future__ import annotations

import time

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ratsflow.cli import options
from ratsflow.cli.bilingual import Command, option
from ratsflow.cli.printed import echo, print_json
from ratsflow.cli.progress import working
from ratsflow.errors import Both, InvalidInputError
from ratsflow.model.text import Lang


if TYPE_CHECKING:
    from ratsflow.histories.report import Replayed


_SAID = {
    "head": (
        "{papers}, {consultations} ({council}), nach {procedure}",
        "{papers}, {consultations} ({council}), under {procedure}",
    ),
    "none": (
        "Keine Vorlage steht in diesen Dateien.",
        "No paper stands in these files.",
    ),
    "other_law": (
        "Das Recht des Landes {state} ist hier nicht hinterlegt; gefragt ist das von {used}.",
        "The law of {state} is not on file here; that of {used} is asked.",
    ),
    "fit": (
        "Ganz passend: {fitting}. Befunde: {findings} an {affected}; mehr als drei an {over}.",
        "Fitting wholly: {fitting}. Findings: {findings} on {affected}; more than three on {over}.",
    ),
    "untold": (
        "Dazu sagt die Quelle nichts: {untold} Antworten von Regeln. Angenommen: {assumed} von "
        "{entries} Einträgen.",
        "The source does not tell: {untold} answers of rules. Assumed: {assumed} of {entries} "
        "entries.",
    ),
    "rules": ("Befunde nach Regel:", "Findings by rule:"),
    "worth": ("Zehn, die zu lesen sich lohnt:", "Ten worth reading:"),
    "paths": ("Häufige Wege:", "Frequent paths:"),
    "durations": (
        "Dauer von der ersten zur letzten Sitzung (Tage, Mitte und neun von zehn):",
        "From the first to the last meeting (days, median and nine of ten):",
    ),
    "unplaced": ("Nicht zugeordnet:", "Not placed:"),
    "losses": ("Aus der Quelle nicht übernommen:", "Not taken over from the source:"),
    "dropped": (
        "Stimmen, die nicht übernommen sind:",
        "Votes that were not taken over:",
    ),
    "more": ("… und {count} weitere (--json).", "… and {count} more (--json)."),
    "lacking": ("Im Ortsrecht nicht hinterlegt:", "Not on file in the town's law:"),
    "written": ("Geschrieben: {file}", "Written: {file}"),
}


_NOUNS = {
    "paper": (("Vorlage", "Vorlagen"), ("paper", "papers")),
    "consultation": (("Beratung", "Beratungen"), ("consultation", "consultations")),
}


def _say(key: str, lang: Lang, **values: Any) -> str:
    return _SAID[key][0 if lang == "de" else 1].format(**values)


def _number(count: int, noun: str, lang: Lang) -> str:
    one, many = _NOUNS[noun][0 if lang == "de" else 1]
    return f"{count} {one if count == 1 else many}"


@click.command(
    "replay",
    cls=Command,
    examples=("replay papers.json --council any --procedure nrw --lang en",),
    de="Vergangene Vorlagen eines Rates durch ein Verfahren spielen.",
)
@click.argument("files", nargs=-1, required=True, type=click.Path())
@option(
    "--council",
    metavar="NAME|FILE",
    help=Both(
        "What the council's words mean; recognised if left out.",
        "Was die Wörter des Rates bedeuten; sonst wird der Rat erkannt.",
    ),
)
@option(
    "--procedure",
    "procedure_name",
    metavar="NAME",
    help=Both(
        "The procedure asked; that of the council's state if left out.",
        "Das gefragte Verfahren; sonst das des Landes.",
    ),
)
@options.law
@option(
    "--html",
    "html_file",
    metavar="FILE",
    type=click.Path(dir_okay=False),
    help=Both("Write a report as one page.", "Einen Bericht als eine Seite schreiben."),
)
@options.output
def replay_command(
    files: tuple[str, ...],
    council: str | None,
    procedure_name: str | None,
    law_file: str | None,
    html_file: str | None,
    as_json: bool,
    lang: Any,
) -> None:
    """Replay a council's past papers. Exit 0 whatever they did: what is past is not refused."""
    from ratsflow.histories import load_council, read_histories  # noqa: PLC0415  # only here
    from ratsflow.histories.recording import InMemory, importer  # noqa: PLC0415
    from ratsflow.histories.report import replay  # noqa: PLC0415
    from ratsflow.law.states import state_ids, state_law  # noqa: PLC0415

    histories = read_histories(files, load_council(council) if council else None)
    words = histories.council
    has_own = (
        words.state in state_ids() and state_law(words.state).procedure is not None
    )
    name = procedure_name or (words.state if has_own else "NRW")
    procedure = options.find_procedure(name)
    law = options.read_law(law_file, procedure.law_of)
    recorder = InMemory(procedure, law, actor=importer(procedure))
    began = time.perf_counter()
    with working("replay", lang) as told:
        report = replay(
            histories, words, recorder, procedure=procedure, law=law, told=told
        )
    report.seconds = time.perf_counter() - began
    report.losses.update(each.code for each in histories.losses)
    if html_file:
        _write(html_file, report, lang)
    if as_json:
        print_json(report.to_plain(lang))
        return
    echo("\n".join(_lines(report, lang)))
    if html_file:
        echo(_say("written", lang, file=html_file))


def _write(file: str, report: Replayed, lang: Lang) -> None:
    from ratsflow.histories.page import report_page  # noqa: PLC0415  # only where asked

    try:
        Path(file).write_text(report_page(report, lang), "utf-8")
    except OSError as error:
        raise InvalidInputError(
            Both(
                f"it cannot be written: {error.strerror or error}.",
                "die Datei lässt sich nicht schreiben.",
            ),
            file,
        ) from error


def _lines(report: Replayed, lang: Lang) -> Iterator[str]:
    from ratsflow.histories.wording import said_loss, said_step  # noqa: PLC0415  # only here

    lost = [(said_loss(code, lang), n) for code, n in report.losses.most_common()]
    if not report.papers:
        yield _say("none", lang)
        yield from _counted("losses", lost, lang)
        return
    yield _say(
        "head",
        lang,
        papers=_number(report.papers, "paper", lang),
        council=report.council,
        consultations=_number(report.consultations, "consultation", lang),
        procedure=report.procedure[0],
    )
    if report.is_of_another_state:
        yield _say("other_law", lang, state=report.state, used=report.law[1])
    yield _say(
        "fit",
        lang,
        fitting=report.fitting,
        findings=report.findings,
        affected=_number(report.affected, "paper", lang),
        over=report.over_most,
    )
    yield _say(
        "untold",
        lang,
        untold=report.untold,
        assumed=report.assumed,
        entries=report.entries,
    )
    yield from _counted("unplaced", report.unplaced.most_common(), lang)
    yield from _counted("losses", lost, lang)
    yield from _dropped(report, lang)
    yield from _counted("lacking", report.lacking.most_common(8), lang)
    if report.rules:
        yield ""
        yield _say("rules", lang)
        for each in report.rules:
            yield f"  {each.papers:5}  {each.label.in_(lang)} ({each.paragraph}): {each.example}"
    if report.worth:
        yield ""
        yield _say("worth", lang)
        for fit, found in report.worth:
            title = fit.reference or fit.id
            yield f"  {title}, {found.day:%d.%m.%Y}: {found.text.in_(lang)}"
    yield ""
    yield _say("paths", lang)
    for path, count in report.paths.most_common(5):
        yield f"  {count:5}  {' → '.join(said_step(each, lang) for each in path) or '–'}"
    if report.durations:
        yield ""
        yield _say("durations", lang)
        for kind, papers, mid, ninth in report.durations[:8]:
            yield f"  {papers:5}  {kind or '–'}: {mid:g}, {ninth}"


def _dropped(report: Replayed, lang: Lang) -> Iterator[str]:
    """Yield which votes were not taken over: paper, day, body, words, numbers."""
    from ratsflow.histories.wording import said_dropped, said_votes  # noqa: PLC0415

    if not report.dropped_votes:
        return
    yield ""
    yield _say("dropped", lang)
    for why in dict.fromkeys(each.votes.why for each in report.dropped_votes):
        count = report.dropped[why]
        yield f"  {said_dropped(why, lang)}: {count}"
        some = [x for x in report.dropped_votes if x.votes.why == why][:_SHOWN]
        for each in some:
            votes, told = each.votes, each.told
            day = f"{told.day:%d.%m.%Y}, " if told.day else ""
            numbers = said_votes(votes.yes, votes.no, votes.abstain)
            yield f"    {each.paper}, {day}{told.body}: „{votes.text}“ ({numbers})"
        if count > len(some):
            yield "    " + _say("more", lang, count=count - len(some))


_SHOWN = 5
"""Votes that the screen shows for each reason why they were not taken over."""


def _counted(key: str, rows: list[tuple[str, int]], lang: Lang) -> Iterator[str]:
    if rows:
        yield ""
        yield _say(key, lang)
        for name, count in rows:
            yield f"  {count:5}  {name}"
