"""What the shell is told of an error: one line, in the language asked for."""

from __future__ import annotations

from collections.abc import Mapping

import click

from ratsflow.errors import Both, Lang, RatsflowError, german


_FILES: Mapping[type[OSError], Both] = {
    FileNotFoundError: Both("there is no such file", "Diese Datei gibt es nicht"),
    FileExistsError: Both("there is such a file already", "Diese Datei gibt es schon"),
    IsADirectoryError: Both("it is a folder", "Das ist ein Ordner"),
    NotADirectoryError: Both("it lies in no folder", "Das liegt in keinem Ordner"),
    PermissionError: Both(
        "it may not be read or written", "Das Lesen oder Schreiben ist nicht erlaubt"
    ),
}
_ANY_FILE = Both("it cannot be used", "Die Datei lässt sich nicht verwenden")


def said(error: Exception, lang: Lang) -> str:
    """Say an error of ours, of the shell's or of a file in one sentence."""
    if isinstance(error, RatsflowError):
        return error.text(lang)
    if isinstance(error, click.exceptions.NoArgsIsHelpError):
        return error.format_message()
    if isinstance(error, click.UsageError):
        at = error.ctx.command_path if error.ctx else "ratsflow"
        see = "Siehe" if lang == "de" else "See"
        return f"{_called_wrongly(error, lang)} {see}: {at} --help"
    if isinstance(error, click.ClickException):
        return _worded(error.message, lang)
    if isinstance(error, OSError):
        return _of_file(error, lang)
    return _worded(str(error), lang)


def _worded(message: str, lang: Lang) -> str:
    return german(message) if lang == "de" else str(message)


def _of_file(error: OSError, lang: Lang) -> str:
    known = next(
        (t for kind, t in _FILES.items() if isinstance(error, kind)), _ANY_FILE
    )
    if lang == "de":
        return f"{error.filename or 'Datei'}: {known.de}."
    return f"{error.filename or 'file'}: {error.strerror or error}."


def _called_wrongly(error: click.UsageError, lang: Lang) -> str:
    if lang == "en":
        return error.format_message()
    if isinstance(error, click.NoSuchOption):
        near = ", ".join(sorted(error.possibilities or ()))
        meant = f" Gemeint ist vielleicht: {near}." if near else ""
        return f"Die Option {error.option_name} gibt es nicht.{meant}"
    if isinstance(error, click.exceptions.NoSuchCommand):
        return f"Den Befehl „{error.command_name}“ gibt es nicht."
    if isinstance(error, click.MissingParameter):
        kind = "Angabe" if isinstance(error.param, click.Argument) else "Option"
        return f"Die {kind} {_place(error)} fehlt."
    if isinstance(error, click.BadOptionUsage):
        return f"Die Option {error.option_name} braucht einen Wert."
    if isinstance(error, click.BadParameter):
        return f"{_place(error)}: {german(error.message)}"
    return german(error.message)


def _place(error: click.BadParameter) -> str:
    if error.param is None:
        return error.param_hint if isinstance(error.param_hint, str) else "?"
    if isinstance(error.param, click.Argument):
        return error.param.human_readable_name
    return "/".join(error.param.opts)
