"""Commands and options that say what they are in German as in English."""

from __future__ import annotations

import inspect

from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import Any, TypeVar

import click

from click.types import IntParamType

from ratsflow.cli.language import default_lang
from ratsflow.errors import Both, Lang, german
from ratsflow.procedure.words import read_day


F = TypeVar("F", bound="Callable[..., Any] | click.Command")


def said_in(ctx: click.Context) -> Lang:
    """Return the language in which a command tells of itself."""
    found: Lang = ctx.find_root().obj or default_lang()
    return found


class Option(click.Option):
    """An option whose help is told in both languages."""

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        # As it was given: click makes a plain text of it.
        self.said: str = more.get("help") or ""

    def get_help_record(self, ctx: click.Context) -> tuple[str, str] | None:
        """Return names and help, in the language asked for."""
        record = super().get_help_record(ctx)
        if record is None or said_in(ctx) == "en":
            return record
        extra = self.get_help_extra(ctx)
        notes = []
        if "envvars" in extra:
            notes.append(f"Umgebungsvariable: {', '.join(extra['envvars'])}")
        if "default" in extra:
            notes.append(f"sonst: {german(self._default_said(extra['default']))}")
        if "range" in extra:
            notes.append(extra["range"])
        if "required" in extra:
            notes.append("nötig")
        noted = f"  [{'; '.join(notes)}]" if notes else ""
        return record[0], f"{german(self.said)}{noted}"

    def _default_said(self, told: str) -> str:
        shown = self.show_default
        return shown if isinstance(shown, Both) else told


def option(*names: str, **more: Any) -> Callable[[F], F]:
    """Declare an option; its help is `Both`."""
    return click.option(*names, cls=Option, **more)


class Command(click.Command):
    """A command whose help is told in both languages.

    Args:
        args: see `click.Command`.
        de: its help in German; the English one is its docstring.
        examples: calls as they are typed, without ``ratsflow``; its help ends with them.
        more: see `click.Command`.
    """

    def __init__(
        self, *args: Any, de: str = "", examples: Sequence[str] = (), **more: Any
    ) -> None:
        super().__init__(*args, **more)
        self.de = de
        self.examples = examples

    def format_usage(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write how it is called."""
        pieces = " ".join(self.collect_usage_pieces(ctx))
        if said_in(ctx) == "de":
            pieces = pieces.replace("[OPTIONS]", "[OPTIONEN]")
            pieces = pieces.replace("COMMAND [ARGS]...", "BEFEHL [ANGABEN]...")
            formatter.write_usage(ctx.command_path, pieces, prefix="Aufruf: ")
        else:
            formatter.write_usage(ctx.command_path, pieces)

    def format_help_text(
        self, ctx: click.Context, formatter: click.HelpFormatter
    ) -> None:
        """Write what it does."""
        if said_in(ctx) == "en":
            super().format_help_text(ctx, formatter)
            return
        formatter.write_paragraph()
        with formatter.indentation():
            formatter.write_text(inspect.cleandoc(self.de))

    def format_options(
        self, ctx: click.Context, formatter: click.HelpFormatter
    ) -> None:
        """Write the options."""
        named = [p for p in self.get_params(ctx) if not isinstance(p, click.Argument)]
        found = [each.get_help_record(ctx) for each in named]
        if said_in(ctx) == "de":
            own = self.get_help_option(ctx)
            found = [
                (each[0], "Diese Hilfe zeigen.")
                if each and own and each == own.get_help_record(ctx)
                else each
                for each in found
            ]
        rows = [each for each in found if each is not None]
        with formatter.section("Optionen" if said_in(ctx) == "de" else "Options"):
            formatter.write_dl(rows)

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write how it is called, for example; a line is one call, however long."""
        super().format_epilog(ctx, formatter)
        if self.examples:
            with formatter.section("Beispiele" if said_in(ctx) == "de" else "Examples"):
                for call in self.examples:
                    formatter.write(f"{'':{formatter.current_indent}}ratsflow {call}\n")

    def get_short_help_str(self, limit: int = 45) -> str:
        """Return its help in one line, in the language asked for."""
        ctx = click.get_current_context(silent=True)
        if ctx is None or said_in(ctx) == "en":
            return super().get_short_help_str(limit)
        first = self.de.strip().partition(". ")[0].removesuffix(".")
        return " ".join(first.split())

    def invoke(self, ctx: click.Context) -> Any:
        """Carry it out; that a command is missing is told in both languages."""
        try:
            return super().invoke(ctx)
        except click.UsageError as error:
            if type(error) is click.UsageError and error.ctx is ctx:
                if isinstance(error.message, Both):
                    raise
                told = Both(error.message, "Es ist kein Befehl genannt.")
                raise click.UsageError(told, ctx) from None
            raise

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Read the call; what is one word too many is told in both languages."""
        try:
            return super().parse_args(ctx, args)
        except click.UsageError as error:
            if type(error) is click.UsageError and not isinstance(error.message, Both):
                told = Both(
                    error.message, "Der Aufruf hat mehr Angaben, als der Befehl nimmt."
                )
                raise click.UsageError(told, ctx) from None
            raise


class Group(Command, click.Group):
    """A group of commands, told of in both languages."""

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        told = Both("Language.", "Sprache.")
        words = Word(["de", "en"])
        asked = Option(["--lang"], type=words, expose_value=False, help=told)
        self.params.append(asked)

    def format_options(
        self, ctx: click.Context, formatter: click.HelpFormatter
    ) -> None:
        """Write the options and the commands."""
        Command.format_options(self, ctx, formatter)
        with formatter.section("Befehle" if said_in(ctx) == "de" else "Commands"):
            formatter.write_dl(self.lines(ctx, formatter.width - 20))

    def lines(self, ctx: click.Context, limit: int) -> list[tuple[str, str]]:
        """Return the commands with what they do, in a line of the language asked for."""
        commands = [(name, self.get_command(ctx, name)) for name in self.commands]
        return [
            (name, each.get_short_help_str(limit))
            for name, each in commands
            if each is not None and not each.hidden
        ]


class Word(click.Choice[str]):
    """One of several words."""

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> Any:
        """Take a word; another one is refused in both languages."""
        try:
            return super().convert(value, param, ctx)
        except click.BadParameter as error:
            known = ", ".join(map(str, self.choices))
            raise _refused(error, f"„{value}“ steht nicht zur Wahl: {known}.") from None


class Number(IntParamType):
    """A whole number."""

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> Any:
        """Take a number; anything else is refused in both languages."""
        try:
            return super().convert(value, param, ctx)
        except click.BadParameter as error:
            raise _refused(error, f"„{value}“ ist keine ganze Zahl.") from None


class Bounded(click.IntRange):
    """A whole number within bounds."""

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> Any:
        """Take a number; anything else is refused in both languages."""
        try:
            return super().convert(value, param, ctx)
        except click.BadParameter as error:
            least = "" if self.min is None else f" ab {self.min}"
            most = "" if self.max is None else f" bis {self.max}"
            told = f"„{value}“ ist keine ganze Zahl{least}{most}."
            raise _refused(error, told) from None


class Day(click.ParamType[date]):
    """A calendar day, as `read_day` reads it; what is none is refused in one sentence."""

    name = "day"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> date:
        """Take a day."""
        del ctx
        if isinstance(value, date):
            return value
        return read_day(value, param.opts[0] if param else "")


class File(click.Path):
    """A file that is there."""

    def __init__(self) -> None:
        """Take what is there and is no folder."""
        super().__init__(exists=True, dir_okay=False)

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> Any:
        """Take a file; anything else is refused in both languages."""
        try:
            return super().convert(value, param, ctx)
        except click.BadParameter as error:
            told = "ist ein Ordner" if Path(value).is_dir() else "gibt es nicht"
            if Path(value).is_file():
                told = "lässt sich nicht lesen"
            raise _refused(error, f"Die Datei „{value}“ {told}.") from None


def _refused(error: click.BadParameter, de: str) -> click.BadParameter:
    return click.BadParameter(Both(error.message, de), error.ctx, error.param)
