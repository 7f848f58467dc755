"""The commands and how they end: 0 done, 1 refused, 2 the call or the input was wrong."""

from __future__ import annotations

import os
import sys

from collections.abc import Sequence
from contextlib import suppress
from importlib import import_module
from typing import Any

import click

import ratsflow

from ratsflow.cli.bilingual import Group, Option
from ratsflow.cli.complaint import said
from ratsflow.cli.config import defaults
from ratsflow.cli.language import lang_of
from ratsflow.cli.printed import echo
from ratsflow.errors import (
    Both,
    BrokenLogError,
    Lang,
    RatsflowError,
    RefusedError,
    german,
)


_COMMANDS = {
    "tour": "tour",
    "read": "reading",
    "open": "cases",
    "show": "show_explain",
    "explain": "show_explain",
    "take": "cases",
    "log": "logs",
    "verify": "logs",
    "seal": "seals",
    "erase": "erase_migrate",
    "migrate": "erase_migrate",
    "export": "transfer",
    "import": "transfer",
    "drain": "transfer",
    "upgrade": "upgrade",
    "tally": "tally",
    "rules": "rules",
    "law": "law",
    "test": "examples",
    "check": "checking",
    "draw": "drawing",
}
"""Each command with its module, loaded only when it is called."""


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

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:  # noqa: ARG002
        home = _COMMANDS.get(name)
        if home is None:
            return None
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
def cli() -> None:
    """Carry municipal motions through their procedure, from the shell.

    Every command takes --json and --lang. Exit codes: 0 done, 1 the procedure refused,
    2 the call or the input was wrong.
    """


def run(arguments: Sequence[str] | None = None) -> int:
    """Run one command line and return its exit code; nothing escapes as a traceback."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            # A terminal without umlauts shows a question mark instead of failing.
            stream.reconfigure(errors="replace")
    lang = lang_of(arguments)
    try:
        code = cli.main(
            args=arguments,
            prog_name="ratsflow",
            standalone_mode=False,
            default_map=defaults(_COMMANDS),
            obj=lang,
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
