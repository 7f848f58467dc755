"""Invitation, announcement and what stood on the agenda (E-3, E-6, E-8, E-9, E-12)."""

from __future__ import annotations

from datetime import date

from ratsflow.law.periods import NoticeMode, latest_receipt
from ratsflow.model import AgendaRoute, BodyKind, PaperType
from ratsflow.model.text import Wording
from ratsflow.procedure.declared import predicate
from ratsflow.procedure.finding import MET, Answer, met, unmet
from ratsflow.procedure.question import MissingFactError, Question
from ratsflow.procedure.rule import Until
from ratsflow.procedure.words import say_day
from ratsflow.states.common.fields import OF_ANOTHER_ITEM, meeting, stated, stated_route
from ratsflow.states.common.predicates.agenda.asked import handed_in


@predicate(
    "all_present_no_objection",
    "meeting",
    "law.notice.days",
    "law.notice.mode",
    "law.notice.urgent_days",
)
def _notice_period_met(question: Question) -> Answer:
    if question.inputs.get("all_present_no_objection") is True:
        return met("all_present_no_objection = True")
    held, law = meeting(question), question.law
    invited = stated(held.invited_on, "meeting.invited_on")
    key = "notice.urgent_days" if held.urgency_reason.strip() else "notice.days"
    last = latest_receipt(held.day, law[key], law["notice.mode"])
    if invited <= last:
        return MET
    days = {"invited": invited.isoformat(), "last": last.isoformat()}
    return unmet(str(invited), f"≤ {last}", **days)


@predicate()
def _invite_by(question: Question) -> Until | None:
    """Return until when the invitation must be received; None if it was."""
    held, law = meeting(question), question.law
    if held.invited_on is not None:
        return None
    key = "notice.urgent_days" if held.urgency_reason.strip() else "notice.days"
    last = latest_receipt(held.day, law[key], law["notice.mode"])
    return Until(
        last,
        Wording(
            f"die Einladung zur Sitzung am {say_day(held.day, 'de')} muss zugehen",
            f"the invitation to the meeting on {say_day(held.day, 'en')} must be received",
        ),
        ("council_office", "mayor"),
    )


@predicate("meeting")
def _invitation_to_this_meeting(question: Question) -> Answer:
    planned, stated_now = question.about.meeting, meeting(question)
    if planned is None or planned.day == stated_now.day:
        return MET
    return unmet(str(stated_now.day), str(planned.day))


@predicate("meeting", "route", "law.agenda.publication_days")
def _agenda_published(question: Question) -> Answer:
    if question.about.body.kind is not BodyKind.COUNCIL:
        return MET
    held, way = meeting(question), _known_route(question)
    published = stated(held.published_on, "meeting.published_on")
    days = question.law["agenda.publication_days"]
    last = latest_receipt(held.day, days, NoticeMode.NTH_DAY_BEFORE)
    if published > last:
        return _late("agenda_published.late", published, last)
    if way is AgendaRoute.UNANNOUNCED:
        return unmet("route = unannounced", "route", "agenda_published.item")
    if way is not AgendaRoute.SUPPLEMENT:
        return MET
    added = stated(held.supplement_published_on, "meeting.supplement_published_on")
    if added <= held.day:
        return MET
    return _late("agenda_published.supplement", added, held.day)


def _late(code: str, day: date, last: date, found: str = "") -> Answer:
    days = {"day": day.isoformat(), "last": last.isoformat()}
    return unmet(f"{found}{day}", f"≤ {last}", code, **days)


def _known_route(question: Question) -> AgendaRoute:
    way = stated_route(question)
    if question.motion.paper_type in OF_ANOTHER_ITEM:
        return AgendaRoute.REGULAR  # announced with the item that it belongs to
    if way is None:
        raise MissingFactError("consultation.route")
    return way


@predicate("meeting")
def _public_informed(question: Question) -> Answer:
    if question.about.body.kind is BodyKind.COUNCIL:
        return MET
    held = meeting(question)
    told = stated(held.published_on, "meeting.published_on")
    return MET if told <= held.day else _late("", told, held.day)


@predicate("route")
def _item_on_agenda(question: Question) -> Answer:
    if _known_route(question) is not AgendaRoute.UNANNOUNCED:
        return MET
    return unmet("route = unannounced", "route = regular / supplement / urgent")


@predicate("meeting", "route", "law.agenda.supplement_days")
def _supplement_in_time(question: Question) -> Answer:
    if stated_route(question) is not AgendaRoute.SUPPLEMENT:
        return MET
    held = meeting(question)
    days = question.law["agenda.supplement_days"]
    last = latest_receipt(held.day, days, NoticeMode.NTH_DAY_BEFORE)
    received = stated(held.supplemented_on, "meeting.supplemented_on")
    if received > last:
        return _late("", received, last, "supplemented_on = ")
    if question.about.body.kind is not BodyKind.COUNCIL:
        return MET
    announced = stated(held.supplement_published_on, "meeting.supplement_published_on")
    if announced <= last:
        return MET
    code = "supplement_in_time.announced"
    return _late(code, announced, last, "supplement_published_on = ")


@predicate("law.tabled_paper.allowed")
def _tabling_allowed(question: Question) -> Answer:
    if question.motion.paper_type is not PaperType.TABLED_PAPER:
        return MET
    if question.law["tabled_paper.allowed"] is True:
        return MET
    return unmet("tabled_paper", "tabled_paper.allowed = True")


@predicate("tabling_consented", "law.tabled_paper.consent")
def _tabling_consented(question: Question) -> Answer:
    if question.motion.paper_type is not PaperType.TABLED_PAPER:
        return MET
    needed = question.law["tabled_paper.consent"]
    if needed == "none" or handed_in(question, "tabling_consented") is True:
        return MET
    return unmet("tabling_consented = False", needed, consent=needed)
