"""ratsflow in a Django project: a field, the admin, views, checks and commands."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ratsflow._lazy import lazily


# A name is imported when it is first asked for: Django loads this module before its apps,
# and what rests on Django REST framework only where that is installed.
_HOMES = {
    "ratsflow.contrib.django.actors": ("actor_of",),
    "ratsflow.contrib.django.admin": ("CaseAdmin", "CaseInline"),
    "ratsflow.contrib.django.case": ("RowCase", "TextNotEnteredError"),
    "ratsflow.contrib.django.desk": ("office",),
    "ratsflow.contrib.django.field": ("CaseField",),
    "ratsflow.contrib.django.forms": ("CaseForm", "StepForm"),
    "ratsflow.contrib.django.middleware": ("CaseMiddleware",),
    "ratsflow.contrib.django.models": ("CaseRow", "Entry"),
    "ratsflow.contrib.django.query": ("Cases",),
    "ratsflow.contrib.django.refusals": ("recording",),
    "ratsflow.contrib.django.rest": ("StandingField", "case_actions", "problems"),
    "ratsflow.contrib.django.signals": ("step_refused", "step_taken"),
    "ratsflow.contrib.django.testing": ("CaseTestCase",),
    "ratsflow.contrib.django.views": ("HistoryView", "StepView", "VerdictView", "urls"),
}

__all__ = [
    "CaseAdmin",
    "CaseField",
    "CaseForm",
    "CaseInline",
    "CaseMiddleware",
    "CaseRow",
    "CaseTestCase",
    "Cases",
    "Entry",
    "HistoryView",
    "RowCase",
    "StandingField",
    "StepForm",
    "StepView",
    "TextNotEnteredError",
    "VerdictView",
    "actor_of",
    "case_actions",
    "office",
    "problems",
    "recording",
    "step_refused",
    "step_taken",
    "urls",
]

if TYPE_CHECKING:
    from ratsflow.contrib.django.actors import actor_of as actor_of
    from ratsflow.contrib.django.admin import CaseAdmin as CaseAdmin
    from ratsflow.contrib.django.admin import CaseInline as CaseInline
    from ratsflow.contrib.django.case import RowCase as RowCase
    from ratsflow.contrib.django.case import TextNotEnteredError as TextNotEnteredError
    from ratsflow.contrib.django.desk import office as office
    from ratsflow.contrib.django.field import CaseField as CaseField
    from ratsflow.contrib.django.forms import CaseForm as CaseForm
    from ratsflow.contrib.django.forms import StepForm as StepForm
    from ratsflow.contrib.django.middleware import CaseMiddleware as CaseMiddleware
    from ratsflow.contrib.django.models import CaseRow as CaseRow
    from ratsflow.contrib.django.models import Entry as Entry
    from ratsflow.contrib.django.query import Cases as Cases
    from ratsflow.contrib.django.refusals import recording as recording
    from ratsflow.contrib.django.rest import StandingField as StandingField
    from ratsflow.contrib.django.rest import case_actions as case_actions
    from ratsflow.contrib.django.rest import problems as problems
    from ratsflow.contrib.django.signals import step_refused as step_refused
    from ratsflow.contrib.django.signals import step_taken as step_taken
    from ratsflow.contrib.django.testing import CaseTestCase as CaseTestCase
    from ratsflow.contrib.django.views import HistoryView as HistoryView
    from ratsflow.contrib.django.views import StepView as StepView
    from ratsflow.contrib.django.views import VerdictView as VerdictView
    from ratsflow.contrib.django.views import urls as urls
else:
    __getattr__ = lazily(__name__, _HOMES)
