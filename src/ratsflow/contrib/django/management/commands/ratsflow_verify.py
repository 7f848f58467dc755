"""Verify the log, and what of the rows does not follow it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import CommandError, CommandParser

from ratsflow.contrib.django.desk import office
from ratsflow.contrib.django.drift import status_drift, text_drift
from ratsflow.contrib.django.management.options import Command as _Command
from ratsflow.contrib.django.management.options import so_many
from ratsflow.log.seal import from_json, is_signed_by
from ratsflow.stores.verify import verify_against


class Command(_Command):
    """Finds every entry that was tampered with, and every row that says another thing."""

    help = "Verify the log, the status columns and the texts of the rows."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take a seal that was kept elsewhere."""
        super().add_arguments(parser)
        parser.add_argument(
            "--seal",
            type=Path,
            help="a seal that was kept elsewhere; see ratsflow seal",
        )
        parser.add_argument(
            "--key", default="", help="the public key of the seal, in hex"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Say what is wrong, a line each; exit with 1 if anything is."""
        del args
        using, seal = options["database"], options["seal"]
        desk = office(using)
        wrong = [str(each) for each in desk.verify()]
        if seal is not None:
            sealed = from_json(seal.read_bytes())
            if not is_signed_by(sealed, _key(options["key"])):
                wrong.append("The seal is not signed by that key.")
            wrong += [str(each) for each in verify_against(desk.store, sealed)]
        wrong += [str(each) for each in status_drift(using)]
        wrong += [
            f"{row._meta.label} {row.pk}: {why}" for row, why in text_drift(using)
        ]
        for each in wrong:
            self.stdout.write(each)
        if wrong:
            msg = f"{so_many(len(wrong), 'thing does', 'things do')} not hold."
            raise CommandError(msg)
        cases = so_many(sum(1 for _ in desk.store.heads()), "case", "cases")
        self.stdout.write(f"{cases} verified; every row follows the log.")


def _key(text: str) -> bytes:
    try:
        key = bytes.fromhex(text)
    except ValueError:
        key = b""
    if not key:
        msg = "A seal is checked with its public key: --key HEX."
        raise CommandError(msg)
    return key
