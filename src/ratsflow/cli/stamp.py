"""``stamp``: the time stamp of an authority on a checkpoint."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from ratsflow.cli import options
from ratsflow.cli.bilingual import Command, File, option
from ratsflow.cli.printed import echo, print_document
from ratsflow.cli.proofs import read_checkpoint, refuse_existing, write_new
from ratsflow.errors import Both


@click.command(
    "stamp",
    cls=Command,
    examples=("stamp 2026-03.checkpoint 2026-03.tsq",),
    de="Einen Prüfpunkt von einer Zeitstempelstelle (RFC 3161) stempeln lassen, mit --url, und die Antwort in OUT schreiben. Ohne --url nur die Anfrage, die jemand anderes an die Stelle schickt. Die Stelle erfährt nur eine Prüfsumme.",
)
@click.argument("checkpoint", type=File())
@click.argument("out", type=click.Path(dir_okay=False))
@option(
    "--url",
    metavar="URL",
    help=Both("Address of the authority.", "Adresse der Stelle."),
)
@option(
    "--ca",
    type=File(),
    help=Both(
        "Certificates that are trusted for it, PEM; needed with --url.",
        "Zertifikate, denen dafür vertraut wird, PEM; nötig mit --url.",
    ),
)
@options.as_json
@options.lang
def stamp_command(
    checkpoint: str,
    out: str,
    url: str | None,
    ca: str | None,
    as_json: bool,
    lang: Any,
) -> None:
    """Have an authority (RFC 3161) stamp a checkpoint, with --url, and write its answer to OUT.

    Without --url only the query, for somebody else to send. The authority learns a digest,
    and nothing else. `ratsflow verify OUT --checkpoint FILE --ca FILE` checks a stamp.
    """
    from ratsflow.exchange import stamps  # noqa: PLC0415  # seldom

    if (url is None) != (ca is None):
        raise click.UsageError(
            Both(
                "The stamp of a --url is checked with its --ca: give both.",
                "Der Zeitstempel von --url wird mit --ca geprüft: beides angeben.",
            )
        )
    refuse_existing(out)
    signed = read_checkpoint(checkpoint)
    at = ""
    if url is None or ca is None:
        data = stamps.query(signed)
    else:
        roots = stamps.roots_in(Path(ca).read_bytes())
        data = stamps.ask_for(signed, roots, stamps.over_http(url))
        at = stamps.checked(data, signed, roots).at.isoformat()
    write_new(Path(out), data)
    if as_json:
        print_document("stamped", {"file": out, "at": at or None})
        return
    words = {
        "de": f"{out}: gestempelt am {at}" if at else f"{out}: Anfrage",
        "en": f"{out}: stamped at {at}" if at else f"{out}: a query",
    }
    echo(words[lang])
