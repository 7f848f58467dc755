"""ratsflow in a Django project: a field, the admin, views, checks and commands."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ratsflow._lazy import lazily


# A name is imported when it is first asked for: Django loads this module before its apps.
_HOMES = {
    "ratsflow.contrib.django.actors": ("actor_of",),
    "ratsflow.contrib.django.case": ("RowCase", "TextNotEnteredError"),
    "ratsflow.contrib.django.desk": ("office",),
    "ratsflow.contrib.django.field": ("CaseField",),
    "ratsflow.contrib.django.middleware": ("CaseMiddleware",),
    "ratsflow.contrib.django.refusals": ("recording",),
    "ratsflow.contrib.django.signals": ("step_refused", "step_taken"),
}

__all__ = [
    "CaseField",
    "CaseMiddleware",
    "RowCase",
    "TextNotEnteredError",
    "actor_of",
    "office",
    "recording",
    "step_refused",
    "step_taken",
]

if TYPE_CHECKING:
    from ratsflow.contrib.django.actors import actor_of as actor_of
    from ratsflow.contrib.django.case import RowCase as RowCase
    from ratsflow.contrib.django.case import TextNotEnteredError as TextNotEnteredError
    from ratsflow.contrib.django.desk import office as office
    from ratsflow.contrib.django.field import CaseField as CaseField
    from ratsflow.contrib.django.middleware import CaseMiddleware as CaseMiddleware
    from ratsflow.contrib.django.refusals import recording as recording
    from ratsflow.contrib.django.signals import step_refused as step_refused
    from ratsflow.contrib.django.signals import step_taken as step_taken
else:
    __getattr__ = lazily(__name__, _HOMES)
