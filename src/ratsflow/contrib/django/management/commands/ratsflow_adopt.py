"""Open the cases of rows that were there before ratsflow."""

from __future__ import annotations

from typing import Any

from django.apps import apps
from django.core.management.base import CommandError, CommandParser

from ratsflow.contrib.django.case import RowCase
from ratsflow.contrib.django.field import field_of
from ratsflow.contrib.django.language import language
from ratsflow.contrib.django.management.options import Command as _Command
from ratsflow.contrib.django.management.options import actor_called, so_many
from ratsflow.errors import RatsflowError


class Command(_Command):
    """Opens a case for each row that has none: where it really stands, steps say then."""

    help = "Open the cases of rows that have none."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the model and who opens them."""
        super().add_arguments(parser)
        parser.add_argument("model", help="for example papers.Vorlage")
        parser.add_argument("--by", required=True, help="the account of who opens them")

    def handle(self, *args: Any, **options: Any) -> None:
        """Open them, each by itself; exit with 1 if one could not be."""
        del args
        try:
            model = apps.get_model(options["model"])
            field = field_of(model)
        except (LookupError, ValueError, TypeError) as error:
            raise CommandError(str(error)) from error
        actor = actor_called(options["by"])
        rows = model._base_manager.using(options["database"])
        opened, failed = 0, 0
        for row in rows.filter(**{field.attname: ""}).order_by("pk").iterator(500):
            try:
                RowCase(row, field).open(actor)
            except RatsflowError as error:
                failed += 1
                self.stdout.write(
                    f"{model._meta.label} {row.pk}: {error.text(language())}"
                )
            else:
                opened += 1
        self.stdout.write(f"{so_many(opened, 'case', 'cases')} opened.")
        if failed:
            msg = f"{so_many(failed, 'row still has', 'rows still have')} none."
            raise CommandError(msg)
