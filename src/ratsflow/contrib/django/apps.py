"""The app: its tables, checks and words."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class RatsflowConfig(AppConfig):
    """ratsflow in a project of Django's."""

    name = "ratsflow.contrib.django"
    label = "ratsflow"
    verbose_name = _("Procedure of motions")

    def ready(self) -> None:
        """Let ``check`` look at what a project can get wrong."""
        from ratsflow.contrib.django import checks  # noqa: F401, PLC0415  # it registers
