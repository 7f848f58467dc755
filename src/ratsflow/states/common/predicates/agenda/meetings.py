"""When a body meets, until when it is invited (E-1 to E-8), and its sitting (I-15)."""

from __future__ import annotations

from datetime import date, timedelta

from ratsflow.law.periods import (
    NoticeMode,
    add_months,
    first_meeting_due,
    holidays_of,
    latest_receipt,
    local_day,
    working_days_before,
)
from ratsflow.model import Ballot, BodyKind, Meeting
from ratsflow.model.text import Wording
from ratsflow.procedure.declared import field, predicate
from ratsflow.procedure.finding import MET, Answer, unmet
from ratsflow.procedure.question import MissingFactError, Question
from ratsflow.procedure.rule import Until
from ratsflow.procedure.words import say_day
from ratsflow.states.common.fields import is_sitting, meeting
from ratsflow.states.common.predicates.aftermath.facts import stated_day


def _due(question: Question) -> tuple[date, str] | None:
    """Return until when the council meets, and whether it is for the first time."""
    if question.about.body.kind is not BodyKind.COUNCIL:
        return None
    law = question.law
    last = stated_day(question, "last_meeting_on")
    if last is not None:
        if "convening.interval_months" in law.absent:
            return None
        return add_months(last, law["convening.interval_months"]), ""
    began = stated_day(question, "term_began_on")
    if began is None or "convening.first_meeting_weeks" in law.absent:
        return None
    weeks = law["convening.first_meeting_weeks"]
    cap = "convening.first_meeting_latest_months"
    latest = None if cap in law.absent else law[cap]  # a state may know no further end
    return first_meeting_due(began, weeks, latest).strict, "first"


@predicate(
    "last_meeting_on meeting term_began_on law.convening.interval_months",
    "law.convening.first_meeting_weeks law.convening.first_meeting_latest_months",
    "item.body item.meeting",
)
def convened_in_time(question: Question) -> Answer:
    found = _due(question)
    held = meeting(question).day
    if found is None or held <= found[0]:
        return MET
    due, kind = found
    code = f"convening_duty.{kind}" if kind else ""
    return unmet(held, due, code)


@predicate(
    "last_meeting_on term_began_on law.convening.interval_months",
    "law.convening.first_meeting_weeks law.convening.first_meeting_latest_months item",
)
def meets_by(question: Question) -> Until | None:
    found = _due(question)
    if found is None:
        return None
    what = Wording("der Rat muss tagen", "the council must meet")
    return Until(found[0], what, ("mayor",))


_NOTICE = (
    "law.notice.days law.notice.hours law.notice.mode law.notice.urgent_days",
    "law.notice.urgent_hours law.notice.urgent_unlimited",
    "law.notice.urgent_working_days law.notice.working_days",
)


@field("notice.latest", "meeting", "item", "law.state.holidays", *_NOTICE)
def latest_notice(question: Question) -> date:
    """The last day on which the invitation comes in time, as the body has it.

    In hours only the day of receipt is on file: that before the hour is in time.
    """
    law, body, held = question.law, question.about.body, meeting(question)
    urgent = "urgent_" if held.urgency_reason.strip() else ""
    hours, working, days = (
        f"notice.{urgent}{each}" for each in ("hours", "working_days", "days")
    )
    without = ("notice.urgent_unlimited",) if urgent else ()
    found = law.alternatives((hours, working, days, *without), body.name, body.kind)
    if found.keys() & set(without):
        return held.day
    if hours in found:
        if held.start is None:
            raise MissingFactError("meeting.start")
        began = held.start - timedelta(hours=law[found[hours]])
        return local_day(began) - timedelta(days=1)
    if working in found:
        holidays = holidays_of(law, (held.day.year - 1, held.day.year))
        return working_days_before(held.day, law[found[working]], holidays)
    few = law[found.get(days, days)]
    mode = law[law.of_body("notice.mode", body.name, body.kind)]
    return latest_receipt(held.day, few, mode)


@field("supplement.latest", "meeting", "item.meeting", "law.agenda.supplement_days")
def latest_supplement(question: Question) -> date:
    """The last day on which a supplementary agenda still comes in time."""
    days = question.law["agenda.supplement_days"]
    return latest_receipt(meeting(question).day, days, NoticeMode.NTH_DAY_BEFORE)


@predicate("meeting", "item", "law.state.holidays", *_NOTICE)
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


@predicate("meeting", "procedural_ballot", "item", "case.consultations", "day")
def ballot_in_meeting(question: Question) -> Answer:
    """Before its meeting and after it a body has no vote, on procedure neither."""
    ballot = question.inputs.get("procedural_ballot")
    if not isinstance(ballot, Ballot):
        return MET
    sittings = _sittings(question)
    days = ", ".join(str(each.day) for each in sittings)
    if ballot.circular:
        return unmet("–", days, "procedural_vote_in_meeting.circular")
    if not sittings:
        raise MissingFactError("consultation.meeting")
    if any(is_sitting(each, question.day) for each in sittings):
        return MET
    return unmet(question.day, days)


def _sittings(question: Question) -> list[Meeting]:
    """Return the meetings in which the vote can have been taken."""
    if question.consultation is not None:
        return [meeting(question)]
    route = question.case.consultations
    up = [each for each in route if each.state in question.groups["on_an_agenda"]]
    return [each.meeting for each in up or route if each.meeting is not None]


@predicate("{days}", "day")
def days_past(question: Question, days: list[str]) -> Answer:
    """Answer whether days that the step states, of what has happened, have come yet."""
    stated = [name for name in days if question.inputs.get(name) is not None]
    later = [name for name in stated if question.fact_day(name) > question.day]
    if not later:
        return MET
    told = ", ".join(f"{question.fact_day(name)}" for name in later)
    return unmet(told, question.day, names=later)
