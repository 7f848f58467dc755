"""Announce what was committed and not announced yet."""

from __future__ import annotations

from typing import Any

from django.core.management.base import CommandError, CommandParser
from django.utils.module_loading import import_string

from ratsflow.contrib.django.conf import conf
from ratsflow.contrib.django.desk import office
from ratsflow.contrib.django.management.options import Command as _Command
from ratsflow.contrib.django.management.options import so_many


class Command(_Command):
    """Tells a listener of each entry at least once, those of a case in their order."""

    help = "Announce entries that were committed and not announced yet."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take who is told, and how many at most."""
        super().add_arguments(parser)
        parser.add_argument(
            "--listener",
            default="",
            help="a dotted name; RATSFLOW['announce'] if left out",
        )
        parser.add_argument("--limit", type=int, default=1000)

    def handle(self, *args: Any, **options: Any) -> None:
        """Announce them; exit with 1 if the listener failed on one."""
        del args
        name = options["listener"]
        listener = import_string(name) if name else conf().announce
        if listener is None:
            msg = "Nobody listens: set RATSFLOW['announce'], or pass --listener."
            raise CommandError(msg)
        drained = office(options["database"]).drain(listener, options["limit"])
        self.stdout.write(
            f"{so_many(drained.announced, 'entry', 'entries')} announced."
        )
        for each in drained.failed:
            self.stdout.write(f"{each.case_id}, entry {each.version}: {each.error!r}")
        if drained.failed:
            cases = so_many(len(drained.failed), "case; it stays", "cases; they stay")
            msg = f"The listener failed in {cases} pending."
            raise CommandError(msg)
