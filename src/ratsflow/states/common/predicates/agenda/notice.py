"""Until when the invitation to a meeting must be received (E-3)."""

from __future__ import annotations

from ratsflow.law.periods import latest_receipt
from ratsflow.model.text import Wording
from ratsflow.procedure.declared import predicate
from ratsflow.procedure.question import Question
from ratsflow.procedure.rule import Until
from ratsflow.procedure.words import say_day
from ratsflow.states.common.fields import meeting, meeting_urgent


@predicate(
    "meeting", "item", "law.notice.days", "law.notice.urgent_days", "law.notice.mode"
)
def invite_by(question: Question) -> Until | None:
    """Return until when the invitation must be received; None if it was."""
    held, law = meeting(question), question.law
    if held.invited_on is not None:
        return None
    key = "notice.urgent_days" if meeting_urgent(question) else "notice.days"
    return Until(
        latest_receipt(held.day, law[key], law["notice.mode"]),
        Wording(
            f"die Einladung zur Sitzung am {say_day(held.day, 'de')} muss zugehen",
            f"the invitation to the meeting on {say_day(held.day, 'en')} must be received",
        ),
        ("council_office", "mayor"),
    )
