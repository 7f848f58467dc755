"""What the commands share."""

from __future__ import annotations

from typing import Any

from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DEFAULT_DB_ALIAS

from ratsflow.contrib.django.actors import as_actor
from ratsflow.contrib.django.language import language
from ratsflow.errors import RatsflowError
from ratsflow.model import Actor


class Command(BaseCommand):
    """A command on the log in one of the project's databases."""

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the database."""
        parser.add_argument("--database", default=DEFAULT_DB_ALIAS)

    def execute(self, *args: Any, **options: Any) -> Any:
        """Run, and say an error of ratsflow's in one sentence."""
        try:
            return super().execute(*args, **options)
        except RatsflowError as error:
            raise CommandError(error.text(language())) from error


def so_many(count: int, one: str, more: str) -> str:
    """Return a number and what is counted, in the words of one or of more."""
    return f"{count} {one if count == 1 else more}"


def actor_called(name: str) -> Actor:
    """Return who acts, by the name of an account.

    Raises:
        CommandError: there is no such account.
    """
    model: Any = get_user_model()
    try:
        return as_actor(model._default_manager.get_by_natural_key(name))
    except model.DoesNotExist:
        msg = f"There is no user {name!r}."
        raise CommandError(msg) from None
