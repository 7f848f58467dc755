"""Until when the invitation to a meeting must be received (E-3)."""

from __future__ import annotations

from datetime import date, timedelta

from ratsflow.law.periods import (
    holidays_of,
    latest_receipt,
    local_day,
    working_days_before,
)
from ratsflow.model import Meeting
from ratsflow.model.text import Wording
from ratsflow.procedure.declared import predicate
from ratsflow.procedure.finding import MET, Answer, unmet
from ratsflow.procedure.question import MissingFactError, Question
from ratsflow.procedure.rule import Until
from ratsflow.procedure.words import say_day
from ratsflow.states.common.fields import meeting, meeting_urgent


_NOTICE = (
    "law.notice.days",
    "law.notice.hours",
    "law.notice.mode",
    "law.notice.urgent_days",
    "law.notice.urgent_hours",
    "law.notice.urgent_unlimited",
    "law.notice.urgent_working_days",
    "law.notice.working_days",
)


@predicate("meeting", "item", *_NOTICE)
def notice_in_time(question: Question) -> Answer:
    """Tell whether the invitation was received in time, as the body counts it."""
    held = meeting(question)
    if held.invited_on is None:
        raise MissingFactError("meeting.invited_on")
    last = _latest(question, held)
    if held.invited_on <= last:
        return MET
    days = {"day": held.invited_on.isoformat(), "latest": last.isoformat()}
    return unmet(str(held.invited_on), f"≤ {last}", **days)


@predicate("meeting", "item", *_NOTICE)
def invite_by(question: Question) -> Until | None:
    """Return until when the invitation must be received; None if it was."""
    held = meeting(question)
    if held.invited_on is not None:
        return None
    return Until(
        _latest(question, held),
        Wording(
            f"die Einladung zur Sitzung am {say_day(held.day, 'de')} muss zugehen",
            f"the invitation to the meeting on {say_day(held.day, 'en')} must be received",
        ),
        ("council_office", "mayor"),
    )


def _latest(question: Question, held: Meeting) -> date:
    """Return the last day on which the invitation comes in time, as the body has it.

    In hours only the day of receipt is on file: that before the hour is in time.
    """
    law, body = question.law, question.about.body
    urgent = "urgent_" if meeting_urgent(question) else ""

    def key(name: str) -> str:
        return law.of_body(f"notice.{name}", body.name, body.kind.value)

    hours = law.values.get(key(f"{urgent}hours"))
    working = law.values.get(key(f"{urgent}working_days"))
    if urgent and law.values.get(key("urgent_unlimited")) is True:
        return held.day
    if hours is not None:
        if held.start is None:
            raise MissingFactError("meeting.start")
        return local_day(held.start - timedelta(hours=hours)) - timedelta(days=1)
    if working is not None:
        years = (held.day.year - 1, held.day.year)
        return working_days_before(held.day, working, holidays_of(law, years))
    return latest_receipt(held.day, law[key(f"{urgent}days")], law[key("mode")])
