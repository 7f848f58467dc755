"""``export``, ``import`` and ``drain``: logs and their events out of and into a database."""

from __future__ import annotations

import json
import os
import sys

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any, BinaryIO
from urllib.parse import quote

import attrs
import click

from ratsflow.cli import options
from ratsflow.cli.bilingual import Bounded, Command, option
from ratsflow.cli.printed import echo, print_document
from ratsflow.cli.progress import counted, progress, through
from ratsflow.errors import Both, InvalidInputError, RatsflowError, StoreError
from ratsflow.exchange.jsonlines import export_log, import_log
from ratsflow.log.verifier import lines_in
from ratsflow.stores import Store


STANDARD = "-"

FOR_ITS_OWNER, FOR_ALL = 0o600, 0o666
"""Permissions of a new export, of which the user's mask takes away; only a public one holds
nothing that is not for everybody."""


@click.command(
    "export",
    cls=Command,
    examples=("export logs.jsonl",),
    de="Alle Protokolle als JSON Lines in eine neue Datei (FILE) oder auf die Ausgabe schreiben.",
)
@click.argument("file", default=STANDARD)
@option(
    "--public",
    is_flag=True,
    help=Both(
        "Public cases only, no sealed contents.",
        "Nur öffentliche Vorgänge, ohne versiegelte Inhalte.",
    ),
)
@option(
    "--oparl",
    "base",
    metavar="URL",
    help=Both(
        "Public cases as OParl 1.1, at addresses below URL.",
        "Öffentliche Vorgänge als OParl 1.1, mit Adressen unter URL.",
    ),
)
@option(
    "--xes",
    is_flag=True,
    help=Both("As XES, for process mining.", "Als XES, für Process Mining."),
)
@options.database
@options.output
def export_command(
    file: str,
    public: bool,
    base: str | None,
    xes: bool,
    open_office: options.OpenOffice,
    as_json: bool,
    lang: Any,
) -> None:
    """Write all logs as JSON Lines to FILE, which must be new, or to the output."""
    store = open_office().store
    entries = cases = 0
    mode = FOR_ALL if public or base else FOR_ITS_OWNER
    if base or xes:
        with _new_file(file, mode) as out:
            for part in _as_others_read_it(store, base, public=public):
                out.write(part)
        return
    with _new_file(file, mode) as out, through(store, "export", lang) as told:
        for line in export_log(store, told, public_only=public):
            out.write(line)
            entries += line.startswith(b'{"body":')
            cases += line.startswith(b'{"head":')
    if file == STANDARD:
        return
    if as_json:
        print_document("exported", {"file": file, "cases": cases, "entries": entries})
    else:
        told_in = {
            "de": f"Geschrieben in {file}: Vorgänge {cases}, Einträge {entries}.",
            "en": f"Written to {file}: cases {cases}, entries {entries}.",
        }
        echo(told_in[lang])


def _as_others_read_it(
    store: Store, base: str | None, *, public: bool
) -> Iterator[bytes]:
    from ratsflow.exchange import export_oparl, export_xes  # noqa: PLC0415  # only here

    if base is None:
        yield from export_xes(store, public_only=public)
        return
    objects = export_oparl(store, base).to_plain()
    yield json.dumps(objects, ensure_ascii=False, indent=1).encode() + b"\n"


@contextmanager
def _new_file(name: str, mode: int) -> Iterator[BinaryIO]:
    """Open what is written to; a file that was not written whole does not stay."""
    if name == STANDARD:
        yield sys.stdout.buffer
        sys.stdout.buffer.flush()
        return
    path = Path(name)
    _refuse_folder(path, name)
    if path.exists():
        raise InvalidInputError(
            Both("there is such a file already.", "eine solche Datei gibt es schon."),
            name,
            Both("Name a new one.", "Eine neue nennen."),
        )
    part = path.with_name(f"{path.name}.part")
    whole = _begun(part, name, mode)
    try:
        with whole as out:
            yield out
        part.rename(path)
    finally:
        part.unlink(missing_ok=True)


def _begun(part: Path, name: str, mode: int) -> BinaryIO:
    """Open the file that becomes the one that was named, with permissions."""
    try:
        # Two exports to one name do not write into each other, nor into what somebody kept.
        return open(part, "xb", opener=partial(os.open, mode=mode))
    except FileExistsError as error:
        raise InvalidInputError(
            Both(
                f"another export is writing it, or was ended: there is {part.name!r}.",
                "eine andere Ausgabe schreibt daran oder wurde abgebrochen: Es gibt "
                f"„{part.name}“.",
            ),
            name,
            Both(
                "Wait for it, or remove that file.",
                "Auf sie warten oder jene Datei entfernen.",
            ),
        ) from error
    except (FileNotFoundError, NotADirectoryError) as error:
        raise InvalidInputError(
            Both(
                f"there is no folder {str(part.parent)!r}.",
                f"den Ordner „{part.parent}“ gibt es nicht.",
            ),
            name,
            Both("Make it first.", "Ihn zuerst anlegen."),
        ) from error
    except OSError as error:
        told = error.strerror or type(error).__name__
        raise InvalidInputError(
            Both(
                f"it cannot be written ({told}).", "dorthin lässt sich nicht schreiben."
            ),
            name,
            Both("Name another place.", "Einen anderen Ort nennen."),
        ) from error


def _refuse_folder(path: Path, name: str) -> None:
    if path.is_dir():
        raise InvalidInputError(
            Both("it is a folder.", "das ist ein Ordner."),
            name,
            Both("Name a file in it.", "Eine Datei darin nennen."),
        )


@click.command(
    "import",
    cls=Command,
    examples=("import logs.jsonl --db copy.db",),
    de="Ausgegebene Protokolle einlesen, jedes vor dem Schreiben geprüft. Ein abgebrochenes Einlesen setzt derselbe Befehl fort. Ein Vorgang, von dem es ein anderes Protokoll gibt, beendet es; was vor ihm steht, ist geschrieben.",
)
@click.argument("file", default=STANDARD)
@options.database
@options.output
def import_command(
    file: str,
    open_office: options.OpenOffice,
    as_json: bool,
    lang: Any,
) -> None:
    """Read logs that were exported, each verified before it is written.

    One that was cut off is continued by the same command: what is there is left as it is.
    A case of which there is another log ends it; the cases before it are written.
    """
    words = {"de": "Einträge lesen", "en": "reading entries"}
    with lines_of(file) as (lines, total), progress(words[lang], total) as told:
        desk = open_office(create=True)
        read = counted(lines_in(lines), told)
        done = import_log(desk.store, read, wrong=desk.conformity())
    if as_json:
        print_document("imported", attrs.asdict(done))
        return
    known = {"de": "davon schon da", "en": "of which there before"}
    more = f", {known[lang]} {done.known}" if done.known else ""
    told_in = {
        "de": f"Eingelesen: Vorgänge {done.cases}, Einträge {done.entries}{more}.",
        "en": f"Imported: cases {done.cases}, entries {done.entries}{more}.",
    }
    echo(told_in[lang])


@contextmanager
def lines_of(name: str) -> Iterator[tuple[BinaryIO, int | None]]:
    """Open a file, or the standard input, and say how many bytes it has if that is known."""
    if name == STANDARD:
        yield sys.stdin.buffer, None
        return
    path = Path(name)
    _refuse_folder(path, name)
    if not path.exists():
        raise InvalidInputError(
            Both("there is no such file.", "diese Datei gibt es nicht."), name
        )
    with path.open("rb") as lines:
        # What comes through a pipe, as from <(zcat log.gz), has no size.
        yield lines, path.stat().st_size if path.is_file() else None


@click.command(
    "drain",
    cls=Command,
    examples=("drain --limit 10",),
    de="Ausgeben, was noch niemandem gesagt wurde, ein CloudEvent je Zeile, und es als gesagt vermerken. Was nicht ausgegeben werden konnte, kommt wieder.",
)
@option(
    "--source",
    default=None,
    show_default=Both("/ratsflow/TENANT", "/ratsflow/GEMEINDE"),
    metavar="URI",
    help=Both(
        "The system and municipality that the events come from, of no other.",
        "Das System und die Gemeinde, aus denen die Ereignisse kommen.",
    ),
)
@option(
    "--limit",
    type=Bounded(min=1),
    default=1000,
    show_default=True,
    help=Both("How many entries at most.", "Höchstens so viele Einträge."),
)
@options.database
@options.output
def drain_command(
    source: str | None,
    limit: int,
    open_office: options.OpenOffice,
    as_json: bool,  # noqa: ARG001  # an event is JSON in either case
    lang: Any,
) -> None:
    """Print what nobody was told of yet as CloudEvents, a line each, and note it as told.

    An event that could not be printed comes again: each is told at least once, those of a
    case in their order, and its id says which it is.
    """
    from ratsflow.canonical import canonical  # noqa: PLC0415
    from ratsflow.exchange.cloudevents import announcing  # noqa: PLC0415

    out = sys.stdout.buffer

    def send(event: dict[str, Any]) -> None:
        out.write(canonical(event) + b"\n")
        out.flush()  # what still lies in our own buffer is not told

    desk = open_office()
    if source is None:
        # Two municipalities of one database may number their cases alike.
        tenant = getattr(desk.store, "tenant", "default")
        source = f"/ratsflow/{quote(tenant, safe='')}"
    drained = desk.drain(announcing(send, source), limit)
    words = {
        "de": f"Ereignisse ausgegeben: {drained.announced}.",
        "en": f"Events printed: {drained.announced}.",
    }
    echo(f"ratsflow: {words[lang]}", err=True)
    for failed in drained.failed:
        # A source that is none is a wrong call; a reader that went away is told the rest
        # with the next one.
        if isinstance(failed.error, RatsflowError):
            raise failed.error
        raise StoreError(
            Both(
                f"from case {failed.case_id!r}, entry {failed.version} on nothing was printed "
                f"({type(failed.error).__name__}); it comes again.",
                f"Ab Eintrag {failed.version} des Vorgangs „{failed.case_id}“ wurde "
                "nichts ausgegeben; es kommt beim nächsten Mal wieder.",
            )
        ) from failed.error
