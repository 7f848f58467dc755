"""Template tags: what may be done next, why not, the form of a step, the history."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import template
from django.contrib.auth.models import AnonymousUser

from ratsflow.contrib.django.case import RowCase
from ratsflow.contrib.django.field import accessor_of
from ratsflow.contrib.django.forms import StepForm
from ratsflow.contrib.django.language import language, spoken
from ratsflow.contrib.django.telling import Told
from ratsflow.contrib.django.telling import history as lines_of
from ratsflow.contrib.django.telling import outlook as outlook_of


register = template.Library()


def _case(row: Any) -> RowCase:
    return row if isinstance(row, RowCase) else getattr(row, accessor_of(type(row)))


def _user(context: Any) -> Any:
    request = context.get("request")
    return context.get("user") or getattr(request, "user", None) or AnonymousUser()


@register.simple_tag
def ratsflow_language() -> str:
    """Return the language that ratsflow's part of a page speaks."""
    return spoken()


@register.simple_tag(takes_context=True)
def next_steps(context: Any, row: Any) -> Sequence[Told]:
    """Return the verdict on every step that can start, for who looks at the page."""
    case = _case(row)
    if not case.is_open:
        return ()
    lang = language()
    return [Told(each, lang) for each in case.next_steps(_user(context))]


@register.simple_tag(takes_context=True)
def outlook(context: Any, row: Any) -> dict[str, Any]:
    """Return where a case stands and what can be done by whom; see `telling.outlook`."""
    case = _case(row)
    if not case.is_open:
        return {"is_open": False}
    return {"is_open": True, **outlook_of(case, _user(context), language())}


@register.inclusion_tag("ratsflow/why_not.html", takes_context=True)
def why_not(context: Any, row: Any, step: str, on: str = "") -> dict[str, Any]:
    """Say whether a step may be taken, and if not, why."""
    case = _case(row)
    if not case.is_open:
        return {"told": None, "is_changed": False}
    verdict = case.assess(step, _user(context), on=on)
    return {"told": Told(verdict, language()), "is_changed": case.is_changed}


@register.inclusion_tag("ratsflow/step_form.html", takes_context=True)
def step_form(
    context: Any, row: Any, step: str, on: str = "", action: str = ""
) -> dict[str, Any]:
    """Show the form of a step, with the version that was seen in a hidden field."""
    form = StepForm(_case(row), step, on=on)
    found = {"form": form, "action": action, "title": form.step.title(form.lang)}
    return {**found, "csrf_token": context.get("csrf_token")}


@register.inclusion_tag("ratsflow/history.html", takes_context=True)
def history(context: Any, row: Any) -> dict[str, Any]:
    """Show the log of a case, as who looks at the page may see it."""
    return {"lines": list(lines_of(_case(row), _user(context), language()))}


@register.inclusion_tag("ratsflow/status_badge.html")
def status_badge(row: Any) -> dict[str, Any]:
    """Show where a case stands, in words."""
    case = _case(row)
    if not case.is_open:
        return {"state": "", "label": ""}
    state = case.procedure.state(case.current.state)
    return {"state": state.name, "label": state.title(language())}
