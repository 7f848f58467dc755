"""The commands and how they end: 0 done, 1 refused, 2 the call or the input was wrong."""

from __future__ import annotations

import logging
import os
import sys

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from importlib import import_module
from typing import Any

import click

from click.shell_completion import shell_complete

import ratsflow

from ratsflow.cli.bilingual import Group, Option, said_in
from ratsflow.cli.complaint import said
from ratsflow.cli.config import defaults
from ratsflow.cli.language import lang_of
from ratsflow.cli.printed import TRANSLITERATED, echo
from ratsflow.errors import (
    Both,
    BrokenLogError,
    Lang,
    RatsflowError,
    RefusedError,
    german,
)


_COMMANDS: Mapping[str, tuple[str, Both]] = {
    "tour": (
        "tour",
        Both(
            "Carry the shipped example from draft to closed.",
            "Das mitgelieferte Beispiel vom Entwurf bis zum Abschluss führen",
        ),
    ),
    "read": (
        "reading",
        Both(
            "Read a Vorlage text and say what is missing.",
            "Einen Vorlagentext lesen und sagen, was fehlt",
        ),
    ),
    "form": (
        "forms",
        Both(
            "Check the form of a town, or guess one from its papers.",
            "Das Formular einer Stadt pr\u00fcfen oder erraten",
        ),
    ),
    "open": (
        "cases",
        Both(
            "Open a case for a Vorlage text.",
            "Einen Vorgang für einen Vorlagentext eröffnen",
        ),
    ),
    "show": (
        "show_explain",
        Both(
            "Show where a case stands and what comes next.",
            "Zeigen, wo ein Vorgang steht und was als Nächstes möglich ist",
        ),
    ),
    "explain": (
        "show_explain",
        Both(
            "Say whether a step may be taken, and why not.",
            "Sagen, ob ein Schritt möglich ist und warum nicht",
        ),
    ),
    "take": (
        "cases",
        Both("Take a step.", "Einen Schritt gehen"),
    ),
    "find": (
        "finding",
        Both(
            "Find cases by state, deadline, body, day, person.",
            "Vorgänge finden, nach Stand, Frist, Gremium, Person",
        ),
    ),
    "worklist": (
        "finding",
        Both(
            "Show what waits for a person or role.",
            "Zeigen, was auf eine Person oder Rolle wartet",
        ),
    ),
    "agenda": (
        "finding",
        Both(
            "Show what is before a body on a day.",
            "Die Tagesordnung eines Gremiums zeigen",
        ),
    ),
    "frame": (
        "finding",
        Both(
            "Steps, stays, findings, votes as a table.",
            "Schritte, Liegezeiten, Abstimmungen als Tabelle",
        ),
    ),
    "log": (
        "logs",
        Both("Show the log of a case.", "Das Protokoll eines Vorgangs zeigen"),
    ),
    "verify": (
        "logs",
        Both(
            "Verify every log of a database or an export.",
            "Alle Protokolle einer Datenbank oder Ausgabe prüfen",
        ),
    ),
    "seal": (
        "seals",
        Both(
            "Verify the logs and seal where they end.",
            "Die Protokolle prüfen und versiegeln, wo sie enden",
        ),
    ),
    "attest": (
        "attest",
        Both(
            "Attest a decision: a signed file and its readable twin.",
            "Einen Beschluss nachweisen, unterschrieben und lesbar",
        ),
    ),
    "checkpoint": (
        "proofs",
        Both(
            "Sign what the tree of all entries is.",
            "Unterschreiben, was der Baum aller Einträge ist",
        ),
    ),
    "stamp": (
        "stamp",
        Both(
            "Have a checkpoint stamped by an authority (RFC 3161).",
            "Einen Prüfpunkt stempeln lassen (RFC 3161)",
        ),
    ),
    "prove": (
        "proofs",
        Both(
            "Prove an entry, or the end of a case, to others.",
            "Anderen einen Eintrag oder das Ende eines Vorgangs nachweisen",
        ),
    ),
    "witness": (
        "witness",
        Both(
            "Cosign the checkpoints of neighbours.",
            "Die Prüfpunkte der Nachbarn mitzeichnen",
        ),
    ),
    "erase": (
        "erase_migrate",
        Both(
            "Destroy sealed contents of a case.",
            "Versiegelte Inhalte eines Vorgangs löschen",
        ),
    ),
    "migrate": (
        "erase_migrate",
        Both(
            "Bring cases to another version of the procedure.",
            "Vorgänge in eine andere Fassung des Verfahrens überführen",
        ),
    ),
    "export": (
        "transfer",
        Both(
            "Write all logs as JSON Lines.", "Alle Protokolle als JSON Lines ausgeben"
        ),
    ),
    "import": (
        "transfer",
        Both(
            "Read logs that were exported, each verified.",
            "Ausgegebene Protokolle geprüft einlesen",
        ),
    ),
    "drain": (
        "transfer",
        Both(
            "Print what nobody was told of yet, as CloudEvents.",
            "Als CloudEvents ausgeben, was noch niemandem gesagt wurde",
        ),
    ),
    "upgrade": (
        "upgrade",
        Both(
            "Bring the tables of a database forward.",
            "Die Tabellen einer älteren Datenbank überführen",
        ),
    ),
    "oparl": (
        "oparl",
        Both("Check files of OParl.", "OParl-Dateien prüfen"),
    ),
    "tally": (
        "tally",
        Both(
            "Say what a ballot decided.", "Sagen, was eine Abstimmung entschieden hat"
        ),
    ),
    "rules": (
        "rules",
        Both(
            "List the rules, each with its paragraph.",
            "Die Regeln auflisten, jede mit ihrem Paragraphen",
        ),
    ),
    "law": (
        "law",
        Both(
            "Check a municipality's law file, or print one.",
            "Die Rechtsdatei einer Gemeinde prüfen oder ausgeben",
        ),
    ),
    "test": (
        "examples",
        Both(
            "Ask the procedure what worked examples expect.",
            "Beispiele des Ratsbüros an das Verfahren stellen",
        ),
    ),
    "check": (
        "checking",
        Both(
            "Check a procedure against what must always hold.",
            "Ein Verfahren an dem prüfen, was immer gelten muss",
        ),
    ),
    "replay": (
        "replaying",
        Both(
            "Replay a council's past papers: what fits and what does not.",
            "Vergangene Vorlagen nachspielen und sagen, was nicht passt",
        ),
    ),
    "bylaw": (
        "bylaws",
        Both(
            "Say what a draft bylaw would have done to past papers.",
            "Sagen, was ein Entwurf an vergangenen Vorlagen änderte",
        ),
    ),
    "plan": (
        "planning",
        Both(
            "Plan a lawful way: who must act, and by when.",
            "Den frühesten rechtmäßigen Weg eines Vorgangs planen",
        ),
    ),
    "draw": (
        "drawing",
        Both(
            "Draw a procedure, or the way of a case.",
            "Ein Verfahren oder den Weg eines Vorgangs zeichnen",
        ),
    ),
    "page": (
        "page",
        Both(
            "Write the procedure as one file for the browser.",
            "Das Verfahren als eine Datei für den Browser schreiben",
        ),
    ),
}
"""Each command with its module, loaded only when it is called, and what it does, in a line."""


_COMPLETE = "_RATSFLOW_COMPLETE"
"""The environment variable by which a shell asks what to offer behind TAB."""
_READER_LEFT = 141
"""The exit code that a shell gives to whoever writes into a closed pipe."""


class _ReaderLeftError(Exception):
    """Whoever reads what is printed has enough: no error, and nobody is there to be told."""


class _Commands(Group):
    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except BrokenPipeError as error:  # click itself would end with 1
            raise _ReaderLeftError from error

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        return list(_COMMANDS)

    def lines(self, ctx: click.Context, limit: int) -> list[tuple[str, str]]:  # noqa: ARG002
        is_german = said_in(ctx) == "de"
        return [
            (name, german(line) if is_german else str(line))
            for name, (_, line) in _COMMANDS.items()
        ]

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:  # noqa: ARG002
        if name not in _COMMANDS:
            return None
        home, _ = _COMMANDS[name]
        command: click.Command = getattr(
            import_module(f"ratsflow.cli.{home}"), f"{name}_command"
        )
        return command


@click.group(
    cls=_Commands,
    context_settings={"help_option_names": ["-h", "--help"]},
    de="Kommunale Vorlagen durch ihr Verfahren führen. Jeder Befehl kennt --json und "
    "--lang. Ende mit 0: getan, 1: vom Verfahren abgelehnt, 2: falsch aufgerufen.",
)
@click.version_option(
    ratsflow.__version__,
    prog_name="ratsflow",
    cls=Option,
    help=Both("Show the version and exit.", "Die Fassung zeigen."),
)
@click.option(
    "--events",
    type=click.Path(dir_okay=False, allow_dash=True),
    cls=Option,
    help=Both(
        "Add what happens to FILE, a line of JSON each; - is the standard error.",
        "An DATEI anhängen, was geschieht, je eine Zeile JSON; - ist die Fehlerausgabe.",
    ),
)
@click.pass_context
def cli(ctx: click.Context, events: str | None) -> None:
    """Carry municipal motions through their procedure, from the shell.

    Every command takes --json and --lang. Exit codes: 0 done, 1 the procedure refused,
    2 the call or the input was wrong.
    """
    if events is not None:
        ctx.with_resource(_events_to(events))


@contextmanager
def _events_to(place: str) -> Iterator[None]:
    """Write the events of the command to a file, or to the standard error for `-`."""
    from ratsflow.exchange.events import event_lines  # noqa: PLC0415  # slow to load

    stderr = place == "-"
    handler = (
        logging.StreamHandler() if stderr else logging.FileHandler(place, "a", "utf-8")
    )
    handler.setFormatter(event_lines())
    logger = logging.getLogger("ratsflow")
    before = logger.level
    logger.addHandler(handler)
    logger.setLevel(logging.INFO)
    try:
        yield
    finally:
        logger.setLevel(before)
        logger.removeHandler(handler)
        handler.close()


def run(arguments: Sequence[str] | None = None) -> int:
    """Run one command line and return its exit code; nothing escapes as a traceback."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors=TRANSLITERATED)
    lang = lang_of(arguments)
    try:
        context: dict[str, Any] = {"default_map": defaults(_COMMANDS), "obj": lang}
        if asked := os.environ.get(_COMPLETE):
            return shell_complete(cli, context, "ratsflow", _COMPLETE, asked)
        code = cli.main(
            args=arguments, prog_name="ratsflow", standalone_mode=False, **context
        )
        sys.stdout.flush()  # what a closed pipe does not take is told now or never
    except (RefusedError, BrokenLogError) as error:
        _complain(german(error) if lang == "de" else _in_english(error))
        return 1
    except (RatsflowError, click.ClickException) as error:
        _complain(said(error, lang))
        return 2
    except (click.Abort, KeyboardInterrupt):
        _complain({"de": "abgebrochen.", "en": "stopped."}[lang])
        return 2
    except (_ReaderLeftError, BrokenPipeError):
        _drop_output()
        return _READER_LEFT
    except OSError as error:
        _complain(said(error, lang))
        return 2
    except SystemExit as error:
        told = Both(
            f"the code of a procedure called sys.exit({error.code!r}). The command did not "
            "end; take that call out of the file named with --procedure.",
            "Der Code eines Verfahrens wollte das Programm beenden. Der Befehl wurde nicht "
            "zu Ende geführt; das aus der mit --procedure genannten Datei entfernen.",
        )
        _complain(german(told) if lang == "de" else told)
        return 2
    except BaseException as error:  # noqa: BLE001  # none is a user's business
        _complain_of(error, arguments, lang)
        return 2
    return code if isinstance(code, int) else 0


def _in_english(error: RefusedError | BrokenLogError) -> str:
    if isinstance(error, RefusedError):
        return str(error.verdict.explain("en"))
    return str(error)


def _complain_of(
    error: BaseException, arguments: Sequence[str] | None, lang: Lang
) -> None:
    """Tell what nothing we know of ends with: one line for the user, and we a report."""
    strange = _strange(error, arguments)
    told = (
        Both(
            f"{strange} is no text in UTF-8, and of no use here. Type it anew.",
            f"{strange} ist kein Text in UTF-8 und hier nicht zu gebrauchen. Es neu "
            "eingeben.",
        )
        if strange
        else Both(
            f"this should not have happened: {type(error).__name__}: {error}. "
            "Please report it with the command you gave.",
            f"Das hätte nicht geschehen dürfen ({type(error).__name__}: {error}). Bitte mit "
            "dem eingegebenen Befehl melden.",
        )
    )
    _complain(german(told) if lang == "de" else told)


def _drop_output() -> None:
    """Let what still lies in a buffer go nowhere, when Python flushes it at its end."""
    for stream in (sys.stdout, sys.stderr):
        with suppress(OSError, ValueError, AttributeError):
            nowhere = os.open(os.devnull, os.O_WRONLY)
            os.dup2(nowhere, stream.fileno())
            os.close(nowhere)


def _complain(text: str) -> None:
    echo(f"ratsflow: {_printable(text)}", err=True)


def _printable(text: str) -> str:
    return text.encode("utf-8", "replace").decode("utf-8")


def _strange(error: BaseException, arguments: Sequence[str] | None) -> str:
    """Return the word that was typed and is no UTF-8, where that is the error, or nothing.

    Such bytes come from the shell as lone surrogates; only names of files may hold them.
    """
    if not isinstance(error, UnicodeError):
        return ""
    # What came through the environment stands in the error only.
    words = (*_words(arguments), str(getattr(error, "object", "")))
    return next((ascii(word) for word in words if _printable(word) != word), "")


def _words(arguments: Sequence[str] | None) -> list[str]:
    return list(sys.argv[1:] if arguments is None else arguments)
