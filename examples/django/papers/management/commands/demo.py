"""Start the example: tables, accounts, a few papers, and a server."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.models import Group, Permission, User
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandParser

from papers.models import Paper


PEOPLE = {
    "kurz": ("Karla", "Kurz", "clerk"),
    "berg": ("Bettina", "Berg", "mayor"),
    "sitz": ("Simon", "Sitz", "chair"),
}


class Command(BaseCommand):
    """Makes what is missing, and serves it."""

    help = "Start the example on http://localhost:8000; everybody's password is: demo"

    def add_arguments(self, parser: CommandParser) -> None:
        """Take where to serve."""
        parser.add_argument("address", nargs="?", default="127.0.0.1:8000")
        parser.add_argument(
            "--no-server", action="store_true", help="only make the data"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Make the data and serve it."""
        del args
        call_command("migrate", verbosity=0)
        for name, (first, last, role) in PEOPLE.items():
            person(name, first, last, role)
        if not Paper.objects.exists():
            clerk = User.objects.get(username="kurz")
            Paper(title="Tempo 30 vor der Grundschule").case.save(clerk)
            Paper(title="Eine Bank im Stadtpark", costs="none").case.save(clerk)
        if options["no_server"]:
            return
        self.stdout.write(
            f"http://{options['address']}/ – kurz, berg or sitz, password: demo"
        )
        call_command("runserver", options["address"], use_reloader=False)


def person(name: str, first: str, last: str, role: str) -> None:
    """Make an account with a role and the rights that all have here."""
    user, is_new = User.objects.get_or_create(
        username=name,
        defaults={"first_name": first, "last_name": last, "is_staff": True},
    )
    if is_new:
        user.set_password("demo")
        user.save()
    group, _ = Group.objects.get_or_create(name=role)
    allowed = Permission.objects.filter(content_type__app_label="papers")
    group.permissions.set(allowed.exclude(codename="delete_paper"))
    user.groups.add(group)
