"""``attest``: a decision as one signed file, and its readable twin."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from ratsflow.cli import options
from ratsflow.cli.bilingual import Bounded, Command, File, option
from ratsflow.cli.printed import echo, print_document
from ratsflow.cli.proofs import read_checkpoint
from ratsflow.cli.seals import private_key
from ratsflow.errors import Both, InvalidInputError
from ratsflow.exchange.plain import moment
from ratsflow.log.checkpoint import check_name
from ratsflow.office import now


@click.command(
    "attest",
    cls=Command,
    examples=(
        "attest 0322 decision.json --key key.pem --origin musterstadt.example/log",
    ),
    de="Einen Beschluss nachweisen, aus dem Protokoll: was beschlossen wurde, von wem, nach welchen Regeln, was noch angefochten werden kann, und der Beweis. Unterschrieben in OUT, lesbar daneben als HTML.",
)
@options.ref
@click.argument("out", type=click.Path(dir_okay=False))
@option(
    "--key",
    metavar="FILE",
    required=True,
    help=Both(
        "Private key of the log, Ed25519, PEM.",
        "Privater Schlüssel des Protokolls, Ed25519, PEM.",
    ),
)
@option(
    "--origin",
    metavar="NAME",
    default="",
    help=Both(
        "Name of the log, an address without https://; else that of --checkpoint.",
        "Name des Protokolls, eine Adresse ohne https://; sonst der von --checkpoint.",
    ),
)
@option(
    "--checkpoint",
    type=File(),
    help=Both(
        "The checkpoint that proves it; a new one if left out.",
        "Der Prüfpunkt, der ihn beweist; sonst ein neuer.",
    ),
)
@option(
    "--entry",
    type=Bounded(1),
    default=None,
    help=Both(
        "The entry by which it was decided, if not the last that decides.",
        "Der Eintrag, durch den beschlossen wurde, wenn nicht der letzte solche.",
    ),
)
@option(
    "--at",
    metavar="TIME",
    help=Both(
        "When, if not now (with a zone).", "Wann, wenn nicht jetzt (mit Zeitzone)."
    ),
)
@option(
    "--as",
    "reader",
    metavar="ROLE:ID",
    help=Both(
        "Say what this actor may read; what everybody may if left out.",
        "Sagen, was diese Person lesen darf; sonst, was jedermann darf.",
    ),
)
@options.database
@options.output
def attest_command(
    ref: str,
    out: str,
    key: str,
    origin: str,
    checkpoint: str | None,
    entry: int | None,
    at: str | None,
    reader: str | None,
    open_office: options.OpenOffice,
    as_json: bool,
    lang: Any,
) -> None:
    """Attest a decision, from the log, signed in OUT and readable as HTML beside it.

    What was decided, by whom, by which rules, what can still be challenged, and the proof.
    """
    from ratsflow.exchange.attest import attest  # noqa: PLC0415  # seldom

    file, page = Path(out), Path(out).with_suffix(".html")
    if file == page:
        raise InvalidInputError(
            Both(
                "the signed file is no HTML.",
                "die unterschriebene Datei ist kein HTML.",
            ),
            out,
            Both("Name it .json; the page comes beside it.", "Sie .json nennen."),
        )
    private = private_key(key)
    signed = None if checkpoint is None else read_checkpoint(checkpoint)
    check_name(origin or (signed.origin if signed else ""))
    desk = open_office()
    case_id = options.find_case(desk, ref)
    made = attest(
        desk,
        case_id,
        key=private,
        origin=origin,
        at=moment(at, "--at") if at else now(),
        entry=entry or 0,
        reader=None if reader is None else options.actor(reader),
        checkpoint=signed,
    )
    file.write_bytes(made.data)
    page.write_text(made.page(lang), "utf-8", newline="\n")
    if as_json:
        row = {"file": out, "page": str(page), "case": case_id}
        print_document("attested", {**row, "entry": made.decided})
        return
    echo(f"{out}\n{page}")
