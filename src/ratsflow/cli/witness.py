"""``witness``: look at the checkpoints of neighbours, and cosign those that continue."""

from __future__ import annotations

import sys

from pathlib import Path
from typing import Any

import click

from ratsflow.cli import options
from ratsflow.cli.bilingual import Command, option
from ratsflow.cli.printed import echo, print_document
from ratsflow.cli.proofs import read_policy
from ratsflow.cli.seals import private_key
from ratsflow.errors import Both, InvalidInputError
from ratsflow.exchange.witnessing import MOST, server
from ratsflow.log.witness import Witness
from ratsflow.office import now
from ratsflow.stores.witnessed import Witnessed


@click.command(
    "witness",
    cls=Command,
    examples=(
        "witness witness.db --name herford.example/witness --key witness.pem --new-key",
    ),
    de="Prüfpunkte von Nachbarn prüfen und mitzeichnen, die den zuletzt mitgezeichneten fortsetzen; in STATE steht, welcher das war. Mit --listen als Dienst (C2SP tlog-witness), sonst die Anfrage in FILE: Die Antwort wird ausgegeben. Ohne beides nur der eigene öffentliche Schlüssel. Ende mit 1, wenn nicht mitgezeichnet wurde.",
)
@click.argument("state")
@click.argument("file", required=False)
@option(
    "--name",
    metavar="NAME",
    required=True,
    help=Both(
        "What the witness calls itself, an address without https://.",
        "Wie sich der Zeuge nennt, eine Adresse ohne https://.",
    ),
)
@option(
    "--key",
    metavar="FILE",
    required=True,
    help=Both("Private key, Ed25519, PEM.", "Privater Schlüssel, Ed25519, PEM."),
)
@option(
    "--new-key",
    is_flag=True,
    help=Both(
        "Make the key; its file must be new.",
        "Den Schlüssel anlegen; seine Datei muss neu sein.",
    ),
)
@option(
    "--new-state",
    is_flag=True,
    help=Both(
        "Begin STATE, with a key that has cosigned nothing yet.",
        "STATE neu beginnen, mit einem Schlüssel, der noch nichts mitgezeichnet hat.",
    ),
)
@option(
    "--logs",
    metavar="FILE",
    help=Both(
        "A policy that lists the logs it knows.",
        "Ein Regelwerk, in dem die Protokolle stehen, die er kennt.",
    ),
)
@option(
    "--listen",
    metavar="HOST:PORT",
    help=Both("Answer over HTTP there.", "Dort über HTTP antworten."),
)
@options.output
def witness_command(
    state: str,
    file: str | None,
    name: str,
    key: str,
    new_key: bool,
    new_state: bool,
    logs: str | None,
    listen: str | None,
    as_json: bool,
    lang: Any,
) -> None:
    """Cosign checkpoints of neighbours that continue the last one; STATE keeps which it was.

    With --listen as a service (C2SP tlog-witness), else the request in FILE: the answer is
    printed. Without either the own public key. Exit 1 if it did not cosign.
    """
    if file is not None and listen is not None:
        raise click.UsageError(
            Both(
                "Give a FILE or --listen, not both.",
                "Eine Datei (FILE) oder --listen angeben, nicht beides.",
            )
        )
    if logs is None and (file is not None or listen is not None):
        raise click.UsageError(
            Both(
                "A witness answers for the logs that it knows: list them with --logs.",
                "Ein Zeuge antwortet für Protokolle, die er kennt: sie mit --logs nennen.",
            )
        )
    known = () if logs is None else read_policy(logs).logs
    if not new_key:  # a new one has cosigned nothing that could be forgotten
        memory = Witnessed(state, is_new=new_state)
    private = private_key(key, new=new_key)
    if new_key:
        memory = Witnessed(state)
    witness = Witness(name, private, known, memory, now)
    shown = str(witness.key)  # a name that is none is told before anything is done
    if listen is not None:
        _serve(witness, listen, lang)
    elif file is not None:
        with Path(file).open("rb") as request:
            answer = witness.add_checkpoint(request.read(MOST))
        if as_json:
            row = {"key": shown, "status": answer.status, "answer": answer.body}
            print_document("witnessed", row)
        if answer.status != 200:  # noqa: PLR2004  # as in HTTP
            echo(f"ratsflow: {answer.status} {answer.body.strip()}", err=True)
            raise click.exceptions.Exit(1)
        if not as_json:
            sys.stdout.write(answer.body)
    elif as_json:
        print_document("witnessed", {"key": shown})
    else:
        echo(shown)


def _serve(witness: Witness, listen: str, lang: Any) -> None:
    host, _, port = listen.rpartition(":")
    if not host or not port.isascii() or not port.isdecimal():
        raise InvalidInputError(
            Both(f"got {listen!r}.", f"angegeben ist „{listen}“."),
            "--listen",
            Both("Use HOST:PORT.", "HOST:PORT angeben, etwa 127.0.0.1:8080."),
        )
    with server(witness, host.strip("[]"), int(port)) as running:
        at = f"http://{listen}"
        words = {
            "de": f"{witness.key}\nantwortet unter {at}",
            "en": f"{witness.key}\nanswers at {at}",
        }
        echo(words[lang])
        sys.stdout.flush()
        running.serve_forever()
