"""Say whose turn it is: the rows that wait for somebody."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.core.management.base import CommandParser

from ratsflow.contrib.django.desk import office
from ratsflow.contrib.django.drift import case_fields
from ratsflow.contrib.django.field import CaseField
from ratsflow.contrib.django.language import language
from ratsflow.contrib.django.management.options import Command as _Command
from ratsflow.contrib.django.management.options import actor_called, so_many


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
        models, lang = list(case_fields(using)), language()
        work = list(office(using).worklist(actor))
        for item in work:
            row = _row_of(item.case.id, models, using)
            until = f"  until {item.until}" if item.until else ""
            title = item.verdict.step.title(lang)
            self.stdout.write(f"{item.case.id}  {row or ''}  {title}{until}")
        waiting = so_many(len(work), "case waits", "cases wait")
        self.stdout.write(f"{waiting} for {actor.name or actor.id}.")


def _row_of(case_id: str, models: Iterable[tuple[Any, CaseField]], using: str) -> Any:
    """Return the row of a case, or None where no model has it."""
    for model, field in models:
        keys = field.keys_of(case_id)
        if keys is not None:
            return model._base_manager.using(using).filter(**keys).first()
    return None
