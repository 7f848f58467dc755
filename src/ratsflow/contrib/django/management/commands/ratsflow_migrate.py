"""Bring running cases to another version of their procedure."""

from __future__ import annotations

from typing import Any

from django.core.management.base import CommandError, CommandParser
from django.db import transaction

from ratsflow.contrib.django.desk import office
from ratsflow.contrib.django.language import language
from ratsflow.contrib.django.management.options import Command as _Command
from ratsflow.contrib.django.management.options import actor_called, so_many
from ratsflow.engine.migration import Migration
from ratsflow.errors import RatsflowError


class Command(_Command):
    """Says what migrating would do to each case, or does it."""

    help = (
        "Bring running cases to the first procedure of RATSFLOW, or to another version."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Take whether to plan, to which version, by whom and why."""
        super().add_arguments(parser)
        parser.add_argument(
            "--plan", action="store_true", help="only say what it would do"
        )
        parser.add_argument("--to", default="", help="fingerprint of the version")
        parser.add_argument("--by", default="", help="the account of who migrates")
        parser.add_argument("--reason", default="")
        parser.add_argument("--authority", default="")
        parser.add_argument(
            "--map",
            action="append",
            default=[],
            metavar="OLD=NEW",
            help="a renamed state",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Plan, or migrate every case; the columns of their rows follow."""
        del args
        using, lang = options["database"], language()
        desk = office(using)
        to = options["to"] or desk.procedure
        pairs = [each.partition("=") for each in options["map"]]
        mapping = {"motion": {old: new for old, _, new in pairs}} if pairs else None
        if options["plan"]:
            plans = desk.plan_migration(to, mapping)
            for each in plans:
                self.stdout.write(_told(each))
            self.stdout.write(f"{so_many(len(plans), 'case', 'cases')} to migrate.")
            return
        if not options["by"] or not options["reason"]:
            msg = "Say who migrates and why: --by NAME --reason TEXT, or look first: --plan."
            raise CommandError(msg)
        actor = actor_called(options["by"])
        with transaction.atomic(using):
            done = desk.migrate_all(
                actor,
                to=to,
                reason=options["reason"],
                authority=options["authority"],
                mapping=mapping,
            )
        failed = [each for each in done if isinstance(each, RatsflowError)]
        for error in failed:
            self.stdout.write(error.text(lang))
        migrated = so_many(len(done) - len(failed), "case", "cases")
        self.stdout.write(f"{migrated} migrated.")
        if failed:
            msg = f"{so_many(len(failed), 'case was', 'cases were')} not migrated."
            raise CommandError(msg)


def _told(plan: Migration) -> str:
    """Say in one line what migrating would do to a case."""
    if plan.broken:
        what = "its log is broken, so it stays"
    elif plan.is_unknown:
        what = "nobody has the version that it is pinned to"
    elif plan.occupied:
        states = ", ".join(each.state for each in plan.occupied)
        what = f"stands in {states}, which the new version lacks: --map OLD=NEW"
    else:
        parts = {
            "renamed": [f"{each.source}={each.target}" for each in plan.moves],
            "no longer possible": plan.disappearing,
            "newly possible": plan.appearing,
        }
        named = [
            f"{name}: {', '.join(map(str, each))}"
            for name, each in parts.items()
            if each
        ]
        what = "; ".join(named) or "can be migrated, nothing changes where it stands"
    return f"{plan.case_id}: {what}"
