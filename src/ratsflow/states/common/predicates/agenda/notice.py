"""Until when invitation and supplementary agenda must be received (E-3, E-8)."""

from __future__ import annotations

from datetime import date, timedelta

from ratsflow.law.periods import (
    NoticeMode,
    holidays_of,
    latest_receipt,
    local_day,
    working_days_before,
)
from ratsflow.model.text import Wording
from ratsflow.procedure.declared import field, predicate
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


@field("notice.latest", "meeting", "item", *_NOTICE)
def latest_notice(question: Question) -> date:
    """The last day on which the invitation comes in time, as the body has it.

    In hours only the day of receipt is on file: that before the hour is in time.
    """
    law, body, held = question.law, question.about.body, meeting(question)
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


@field("supplement.latest", "meeting", "item", "law.agenda.supplement_days")
def latest_supplement(question: Question) -> date:
    """The last day on which a supplementary agenda still comes in time."""
    days = question.law["agenda.supplement_days"]
    return latest_receipt(meeting(question).day, days, NoticeMode.NTH_DAY_BEFORE)


@predicate("meeting", "item", *_NOTICE)
def invite_by(question: Question) -> Until | None:
    """Return until when the invitation must be received; None if it was."""
    held = meeting(question)
    if held.invited_on is not None:
        return None
    return Until(
        latest_notice(question),
        Wording(
            f"die Einladung zur Sitzung am {say_day(held.day, 'de')} muss zugehen",
            f"the invitation to the meeting on {say_day(held.day, 'en')} must be received",
        ),
        ("council_office", "mayor"),
    )
