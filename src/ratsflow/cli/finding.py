"""``find``, ``worklist``, ``agenda``, ``frame``: many cases together."""

from __future__ import annotations

import csv
import io

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from typing import Any, TypeVar

import click

from ratsflow.cli import options
from ratsflow.cli.bilingual import Command, Day, Word, option
from ratsflow.cli.printed import echo, print_json, print_line
from ratsflow.errors import Both, InvalidInputError
from ratsflow.exchange.documents import to_plain
from ratsflow.exchange.plain import moment
from ratsflow.model.text import Lang
from ratsflow.office.oparl import NOWHERE
from ratsflow.procedure.words import say_day


_FRAMES = ("cases", "findings", "states", "steps", "votes")

_fail_empty = option(
    "--fail-empty",
    is_flag=True,
    help=Both("End with 1 if nothing is found.", "Ende mit 1, wenn nichts da ist."),
)
_csv = option(
    "--csv",
    "as_csv",
    is_flag=True,
    help=Both("As CSV, for spreadsheets.", "Als CSV, für Tabellen."),
)


F = TypeVar("F", bound=Callable[..., Any])


def _day_option(flag: str, en: str, de: str) -> Callable[[F], F]:
    return option(flag, type=Day(), metavar="DATE", help=Both(en, de))


@click.command(
    "find",
    cls=Command,
    examples=(
        "find --state draft",
        "find --stuck-for 30d --json",
        "find --body Rat --meeting 2026-03-12",
    ),
    de="Vorgänge finden: nach Stand, Frist, Gremium, Tag, Person oder Nummer.",
)
@option("--state", default="", help=Both("In this state.", "In diesem Stand."))
@_day_option("--due-by", "Due by this day.", "Bis zu diesem Tag fällig.")
@option(
    "--stuck-for",
    metavar="DAYS",
    help=Both(
        "Not moved for so long, for example 30d.", "So lange nicht bewegt, etwa 30d."
    ),
)
@_day_option("--meeting", "Up in a meeting of this day.", "An diesem Tag beraten.")
@option("--body", default="", help=Both("Up in this body.", "In diesem Gremium."))
@option(
    "--involving",
    default="",
    metavar="PERSON",
    help=Both(
        "Who opened, acted, signed or is named.",
        "Wer eröffnet, gehandelt oder unterschrieben hat oder genannt ist.",
    ),
)
@option(
    "--reference",
    default="",
    metavar="REF",
    help=Both("By the number of the paper.", "Nach der Nummer der Vorlage."),
)
@option(
    "--as-of",
    metavar="DATE",
    help=Both(
        "As it was on this day, or at this time (with a zone).",
        "Wie es an diesem Tag oder zu dieser Zeit (mit Zeitzone) war.",
    ),
)
@_fail_empty
@_csv
@options.reader
@options.database
@options.output
def find_command(
    reader: str | None,
    open_office: options.OpenOffice,
    *,
    fail_empty: bool,
    as_csv: bool,
    as_json: bool,
    lang: Lang,
    **asked: Any,
) -> None:
    """Find cases: by state, deadline, body, day, person or number."""
    desk = open_office()
    actor = None if reader is None else options.actor(reader)
    if asked["state"]:
        asked["state"] = options.called(desk, "state", asked["state"])
    found = desk.find(reader=actor, **asked)
    count = 0
    if as_csv:
        rows = [each.to_plain(lang) for each in found]
        count = len(rows)
        _print_csv(rows)
    else:
        for each in found:
            count += 1
            if as_json:
                print_line(to_plain(each, lang))
            else:
                since = f"{each.since:%Y-%m-%d}" if each.since else ""
                echo(f"{each.id}  {each.title}  {each.state}  {since}".rstrip())
    _end(fail_empty, count)


@click.command(
    "worklist",
    cls=Command,
    examples=("worklist --role author", "worklist --as author:kurz --json"),
    de="Zeigen, was auf eine Person oder Rolle wartet, seit wann und bis wann.",
)
@options.reader
@option("--role", default="", help=Both("Anybody with this role.", "Für diese Rolle."))
@_day_option("--until", "Due by this day only.", "Nur was bis dahin fällig ist.")
@option(
    "--everything",
    is_flag=True,
    help=Both("Every step that can be taken, too.", "Auch jeden anderen Schritt."),
)
@options.at
@_fail_empty
@_csv
@options.database
@options.output
def worklist_command(
    reader: str | None,
    role: str,
    until: date | None,
    at: str | None,
    open_office: options.OpenOffice,
    *,
    everything: bool,
    fail_empty: bool,
    as_csv: bool,
    as_json: bool,
    lang: Lang,
) -> None:
    """Show what waits for a person or a role, since when and until when."""
    desk = open_office()
    work = desk.worklist(
        None if reader is None else options.actor(reader),
        role=options.called(desk, "role", role) if role else "",
        everything=everything,
        until=until,
        at=moment(at, "--at") if at else None,
    )
    if as_csv:
        _print_csv([_flat(each.to_plain(lang)) for each in work])
    elif as_json:
        for each in work:
            print_line(to_plain(each, lang))
    elif work:
        echo(work.text(lang))
    _end(fail_empty, len(work))


@click.command(
    "agenda",
    cls=Command,
    examples=("agenda Rat 2026-03-12", "agenda Rat 2026-03-12 --form html"),
    de="Die Tagesordnung eines Gremiums zeigen, und was einem Beschluss entgegensteht.",
)
@click.argument("body")
@click.argument("day", type=Day())
@option(
    "--form",
    type=Word(["html", "ics", "oparl"]),
    help=Both(
        "Print a file of the public items.", "Die öffentlichen Punkte als Datei."
    ),
)
@option(
    "--base",
    metavar="URL",
    default=NOWHERE,
    show_default=True,
    help=Both(
        "With oparl: the address of the objects.", "Zu oparl: Adresse der Objekte."
    ),
)
@options.reader
@options.database
@options.output
def agenda_command(
    body: str,
    day: date,
    form: str | None,
    base: str,
    reader: str | None,
    open_office: options.OpenOffice,
    *,
    as_json: bool,
    lang: Lang,
) -> None:
    """Show what is before a body on a day, and what speaks against deciding it."""
    actor = None if reader is None else options.actor(reader)
    agenda = open_office().agenda(body, day, reader=actor)
    if as_json:
        print_json(to_plain(agenda, lang))
        return
    if form is not None:
        echo(agenda.to(form, lang, base=base))
        return
    echo(f"{agenda.body}, {say_day(agenda.day, lang, weekday=True)}")
    closed = {"de": "nichtöffentlich", "en": "not public"}[lang]
    for item in agenda.items:
        how = "" if item.public else f"  ({closed})"
        number = item.number or "–"
        echo(f"  {number}  {item.case.motion.title}  [{item.case.id}]{how}")
        for missing in item.missing:
            norm = f" ({missing.norm})" if missing.norm else ""
            echo(f"      ✗ {missing.label.in_(lang)}{norm}")


@click.command(
    "frame",
    cls=Command,
    examples=("frame states --since 2025-01-01", "frame steps --out steps.csv"),
    de="Schritte, Liegezeiten, Feststellungen oder Abstimmungen aller Vorgänge als Tabelle.",
)
@click.argument("name", type=Word(list(_FRAMES)))
@_day_option("--since", "From this day on.", "Von diesem Tag an.")
@option(
    "--out",
    metavar="FILE",
    help=Both("Into a file: .csv or .parquet.", "In eine Datei: .csv oder .parquet."),
)
@option(
    "--personal",
    is_flag=True,
    help=Both("With the ids of who acted.", "Mit den Kennungen der Handelnden."),
)
@options.reader
@options.database
@options.output
def frame_command(
    name: str,
    since: date | None,
    out: str | None,
    reader: str | None,
    open_office: options.OpenOffice,
    *,
    personal: bool,
    as_json: bool,
    lang: Lang,
) -> None:
    """Entries, stays, findings or votes of all cases as a table."""
    actor = None if reader is None else options.actor(reader)
    frame = open_office().frame(name, since=since, reader=actor, personal=personal)
    if out is None:
        if as_json:
            for row in frame.rows():
                print_line({"schema": f"urn:ratsflow:schema:{name}-row:1", **row})
        else:
            _print_csv(list(frame.rows()), tuple(frame))
        return
    if out.endswith(".parquet"):
        frame.to_parquet(out)
    elif out.endswith(".csv"):
        try:
            with open(out, "w", encoding="utf-8", newline="") as file:  # noqa: PTH123
                file.write(_csv_of(list(frame.rows()), tuple(frame)))
        except OSError as error:
            raise InvalidInputError(
                Both(
                    f"it cannot be written: {error.strerror}.",
                    "die Datei lässt sich nicht schreiben.",
                ),
                out,
            ) from error
    else:
        raise InvalidInputError(
            Both(
                f"no frame is written as {out!r}.", f"„{out}“ wird nicht geschrieben."
            ),
            "--out",
            Both("Name a .csv or .parquet.", "Auf .csv oder .parquet enden lassen."),
        )
    words = {"de": ("Zeilen", "Spalten"), "en": ("rows", "columns")}[lang]
    echo(f"{frame.height} {words[0]}, {len(frame)} {words[1]}: {', '.join(frame)}")


def _flat(row: Mapping[str, Any]) -> dict[str, Any]:
    """Return a row without its lists, of which a cell holds the names."""
    missing = "; ".join(each["label"] for each in row["missing"])
    return {**row, "missing": missing}


def _print_csv(rows: Sequence[Mapping[str, Any]], heads: Iterable[str] = ()) -> None:
    echo(_csv_of(rows, tuple(heads)), nl=False)


def _csv_of(rows: Sequence[Mapping[str, Any]], heads: Sequence[str]) -> str:
    names = heads or (list(rows[0]) if rows else [])
    made = io.StringIO()
    writer = csv.writer(made, lineterminator="\n")
    if names:
        writer.writerow(names)
    writer.writerows([_cell(row[name]) for name in names] for row in rows)
    return made.getvalue()


def _cell(value: Any) -> Any:
    """Return what stands in a cell: no text that a spreadsheet takes for a formula."""
    if isinstance(value, str) and value[:1] in ("=", "+", "-", "@", "\t", "\r"):
        return f"'{value}"
    return "" if value is None else value


def _end(fail_empty: bool, count: int) -> None:
    if fail_empty and not count:
        raise click.exceptions.Exit(1)
