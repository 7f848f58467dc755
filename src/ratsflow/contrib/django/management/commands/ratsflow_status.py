"""Find rows whose status is not what the log says, and write it anew."""

from __future__ import annotations

from typing import Any

from django.core.management.base import CommandError, CommandParser
from django.db import transaction

from ratsflow.contrib.django.drift import repair, status_drift
from ratsflow.contrib.django.management.options import Command as _Command
from ratsflow.contrib.django.management.options import so_many


class Command(_Command):
    """Compares the status columns with the log."""

    help = "Find rows whose status is not what the log says; --repair writes it anew."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take whether to repair."""
        super().add_arguments(parser)
        parser.add_argument("--repair", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        """Say each row; exit with 1 if one is left."""
        del args
        using = options["database"]
        with transaction.atomic(using):
            found = list(status_drift(using))
            for each in found:
                if options["repair"]:
                    repair(each, using)
                self.stdout.write(str(each))
        if not found:
            self.stdout.write("Every status follows the log.")
        elif options["repair"]:
            self.stdout.write(f"{len(found)} repaired.")
        else:
            rows = so_many(len(found), "row does", "rows do")
            msg = f"{rows} not follow the log. Write anew with --repair."
            raise CommandError(msg)
