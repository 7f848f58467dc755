"""A plan as calendars (iCalendar, RFC 5545): one for each role, an entry for each step."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from ratsflow.checking.notes import notes
from ratsflow.checking.plan import Plan
from ratsflow.model.text import Lang


def calendars(planned: Plan, title: str, lang: Lang = "en") -> dict[str, bytes]:
    """Return a plan as iCalendar, by role, a whole-day entry for each step.

    An entry lies on the last day of its step where the plan tells it, else on the earliest,
    and says what is to be stated and why not later.

    Args:
        planned: the plan.
        title: what people call the paper.
        lang: language.

    Raises:
        ModuleNotFoundError: icalendar is not installed (``ratsflow[calendar]``).
    """
    from icalendar import Calendar, Event  # noqa: PLC0415  # an extra

    procedure = planned.space.procedure
    found: dict[str, Any] = {}
    for number, each in enumerate(planned.steps, 1):
        if each.role not in found:
            found[each.role] = Calendar()
            found[each.role].add("prodid", "-//ratsflow//plan//")
            found[each.role].add("version", "2.0")
        event = Event()
        day = each.latest or each.choice.day
        step = procedure.step(each.choice.step)
        name = step.title(lang) + (f" ({each.item.body.name})" if each.item else "")
        event.add("uid", f"{planned.case.id}-{number}-{each.choice.step}@ratsflow")
        event.add("dtstamp", planned.space.moment(planned.space.first_day))
        event.add("dtstart", day)
        event.add("dtend", day + timedelta(1))
        event.add("summary", f"{title}: {name}")
        told = "\n".join(notes(each, planned, lang))
        if told:
            event.add("description", told)
        found[each.role].add_component(event)
    return {role: each.to_ical() for role, each in found.items()}
