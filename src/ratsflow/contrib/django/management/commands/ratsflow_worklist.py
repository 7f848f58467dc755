"""Say whose turn it is: the rows that wait for somebody."""

from __future__ import annotations

from typing import Any

from django.core.management.base import CommandParser

from ratsflow.contrib.django.case import RowCase
from ratsflow.contrib.django.drift import case_fields
from ratsflow.contrib.django.language import language
from ratsflow.contrib.django.management.options import Command as _Command
from ratsflow.contrib.django.management.options import actor_called
from ratsflow.contrib.django.query import Cases


class Command(_Command):
    """Lists the rows that wait for a user, with the next step of each."""

    help = "List the rows that wait for a user."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the account."""
        super().add_arguments(parser)
        parser.add_argument("user", help="the name of the account")

    def handle(self, *args: Any, **options: Any) -> None:
        """List them."""
        del args
        using, actor = options["database"], actor_called(options["user"])
        count = 0
        for model, field in case_fields(using):
            for row in Cases(model, field, using).waiting_for(actor).order_by("pk"):
                following = RowCase(row, field).now(actor).next
                step = following.step.title(language()) if following else "–"
                self.stdout.write(f"{model._meta.label} {row.pk}  {row}  {step}")
                count += 1
        self.stdout.write(f"{count} rows wait for {actor.name or actor.id}.")
