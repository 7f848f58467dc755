"""The app: its tables, checks and words."""

from __future__ import annotations

from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class RatsflowConfig(AppConfig):
    """ratsflow in a project of Django's."""

    name = "ratsflow.contrib.django"
    label = "ratsflow"
    verbose_name = _("Procedure of motions")

    def ready(self) -> None:
        """Let ``check`` look at what a project can get wrong, and migrations put guards."""
        from ratsflow.contrib.django import checks  # noqa: F401, PLC0415  # it registers
        from ratsflow.contrib.django.guard import put_guards  # noqa: PLC0415  # models first

        post_migrate.connect(put_guards, dispatch_uid="ratsflow.guard")
