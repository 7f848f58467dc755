"""Invitation, announcement and what stood on the agenda (E-3, E-6, E-8, E-9, E-12)."""

from __future__ import annotations

from datetime import date

from ratsflow.law.citation import Citation, Consequence, Layer
from ratsflow.law.periods import NoticeMode, latest_receipt
from ratsflow.model import AgendaRoute, BodyKind, PaperType
from ratsflow.model.text import Wording
from ratsflow.procedure.finding import MET, Answer, met, unmet
from ratsflow.procedure.nrw.notation import consultation, step, takes_in
from ratsflow.procedure.nrw.rules.agenda import convening
from ratsflow.procedure.nrw.rules.agenda.asked import (
    OF_ANOTHER_ITEM,
    handed_in,
    meeting,
    route,
    stated,
)
from ratsflow.procedure.nrw.votes import DECISIONS, ELECTING
from ratsflow.procedure.question import MissingFactError, Question
from ratsflow.procedure.rule import Rule, Until
from ratsflow.procedure.step import Kind
from ratsflow.procedure.words import say_day


def _notice_period_met(question: Question) -> Answer:
    if question.inputs.get("all_present_no_objection") is True:
        return met("all_present_no_objection = True")
    held, law = meeting(question), question.law
    invited = stated(held.invited_on, "invited_on")
    key = "notice.urgent_days" if held.urgency_reason.strip() else "notice.days"
    last = latest_receipt(held.day, law[key], law["notice.mode"])
    if invited <= last:
        return MET
    days = {"invited": invited.isoformat(), "last": last.isoformat()}
    return unmet(str(invited), f"≤ {last}", **days)


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


def _invitation_to_this_meeting(question: Question) -> Answer:
    planned, stated_now = question.about.meeting, meeting(question)
    if planned is None or planned.day == stated_now.day:
        return MET
    return unmet(str(stated_now.day), str(planned.day))


def _agenda_published(question: Question) -> Answer:
    if question.about.body.kind is not BodyKind.COUNCIL:
        return MET
    held, way = meeting(question), _known_route(question)
    published = stated(held.published_on, "published_on")
    days = question.law["agenda.publication_days"]
    last = latest_receipt(held.day, days, NoticeMode.NTH_DAY_BEFORE)
    if published > last:
        return _late("agenda_published.late", published, last)
    if way is AgendaRoute.UNANNOUNCED:
        return unmet("route = unannounced", "route", "agenda_published.item")
    if way is not AgendaRoute.SUPPLEMENT:
        return MET
    added = stated(held.supplement_published_on, "supplement_published_on")
    if added <= held.day:
        return MET
    return _late("agenda_published.supplement", added, held.day)


def _late(code: str, day: date, last: date, found: str = "") -> Answer:
    days = {"day": day.isoformat(), "last": last.isoformat()}
    return unmet(f"{found}{day}", f"≤ {last}", code, **days)


def _known_route(question: Question) -> AgendaRoute:
    way = route(question)
    if question.motion.paper_type in OF_ANOTHER_ITEM:
        return AgendaRoute.REGULAR  # announced with the item that it belongs to
    if way is None:
        raise MissingFactError("consultation.route")
    return way


def _public_informed(question: Question) -> Answer:
    if question.about.body.kind is BodyKind.COUNCIL:
        return MET
    held = meeting(question)
    told = stated(held.published_on, "published_on")
    return MET if told <= held.day else _late("", told, held.day)


def _item_on_agenda(question: Question) -> Answer:
    if _known_route(question) is not AgendaRoute.UNANNOUNCED:
        return MET
    return unmet("route = unannounced", "route = regular / supplement / urgent")


def _supplement_in_time(question: Question) -> Answer:
    if route(question) is not AgendaRoute.SUPPLEMENT:
        return MET
    held = meeting(question)
    days = question.law["agenda.supplement_days"]
    last = latest_receipt(held.day, days, NoticeMode.NTH_DAY_BEFORE)
    received = stated(held.supplemented_on, "supplemented_on")
    if received > last:
        return _late("", received, last, "supplemented_on = ")
    if question.about.body.kind is not BodyKind.COUNCIL:
        return MET
    announced = stated(held.supplement_published_on, "supplement_published_on")
    if announced <= last:
        return MET
    code = "supplement_in_time.announced"
    return _late(code, announced, last, "supplement_published_on = ")


def _tabling_allowed(question: Question) -> Answer:
    if question.motion.paper_type is not PaperType.TABLED_PAPER:
        return MET
    if question.law["tabled_paper.allowed"] is True:
        return MET
    return unmet("tabled_paper", "tabled_paper.allowed = True")


def _tabling_consented(question: Question) -> Answer:
    if question.motion.paper_type is not PaperType.TABLED_PAPER:
        return MET
    needed = question.law["tabled_paper.consent"]
    if needed == "none" or handed_in(question, "tabling_consented") is True:
        return MET
    return unmet("tabling_consented = False", needed, consent=needed)


_INVITING = ("council_office", "mayor", "chair")

RULES = (
    Rule(
        "notice_period_met",
        _notice_period_met,
        until=_invite_by,
        label=Wording("Ladungsfrist", "Notice of the meeting"),
        citation=Citation(
            "§ 47 Abs. 2 GO NRW; Geschäftsordnung",
            "L",
            "statute haufe.de; healing by presence of all without objection [K]",
        ),
        layer=Layer.LOCAL,
        consequence=Consequence.DEFECT,
        catalogue="E-3",
        unmet=Wording(
            "Die Ladungsfrist ist nicht gewahrt: Die Einladung ging am {invited:day} "
            "zu, spätestens nötig war {last:day}.",
            "The notice is too short: the invitation was received on {invited:day}, "
            "at the latest it was due on {last:day}.",
        ),
        kept=Wording(
            "Alle Mitglieder sind anwesend, und niemand rügt die Ladung.",
            "All members are present, and none objects to the invitation.",
        ),
        remedy=Wording(
            "Neu laden; oder feststellen, dass alle Mitglieder da sind und niemand rügt.",
            "Convene anew; or establish that all members are present and none objects.",
        ),
        cured_by=_INVITING,
        parameters=("notice.days", "notice.mode", "notice.urgent_days"),
    ),
    Rule(
        "invitation_to_this_meeting",
        _invitation_to_this_meeting,
        label=Wording("Ladung zu dieser Sitzung", "Invitation to this meeting"),
        citation=Citation("§ 47 Abs. 2 GO NRW; Geschäftsordnung", "L"),
        layer=Layer.LOCAL,
        consequence=Consequence.BLOCK,
        catalogue="E-3",
        unmet=Wording(
            "Die Ladung gilt der Sitzung am {observed}; der Punkt steht am {required} "
            "an.",
            "The invitation is for {observed}; the item is up on {required}.",
        ),
        remedy=Wording(
            "Die Ladung zur richtigen Sitzung angeben oder den Punkt neu ansetzen.",
            "State the invitation to the right meeting, or schedule the item anew.",
        ),
        cured_by=("council_office",),
    ),
    Rule(
        "agenda_published",
        _agenda_published,
        label=Wording("Bekanntmachung der Tagesordnung", "Announcement of the agenda"),
        citation=Citation(
            "§ 48 Abs. 1 S. 4 GO NRW",
            "S",
            "anwalt-und-kommunalrecht.de; consequence juracademy Rn. 203, 258",
        ),
        layer=Layer.STATUTE,
        consequence=Consequence.DEFECT,
        catalogue="E-6",
        unmet=Wording(
            "Die Tagesordnung der Ratssitzung ist nicht ordnungsgemäß bekannt "
            "gemacht; der Beschluss wäre nichtig.",
            "The agenda of the council meeting is not duly announced; the resolution "
            "would be void.",
        ),
        by_code={
            "late": Wording(
                "Die Tagesordnung wurde am {day:day} bekannt gemacht, spätestens "
                "nötig war {last:day}. Der Beschluss wäre nichtig.",
                "The agenda was announced on {day:day}, at the latest it was due on "
                "{last:day}. The resolution would be void.",
            ),
            "item": Wording(
                "Der Punkt stand nicht auf der bekannt gemachten Tagesordnung. Der "
                "Beschluss wäre nichtig.",
                "The item was not on the agenda that was announced. The resolution "
                "would be void.",
            ),
            "supplement": Wording(
                "Die Nachtragstagesordnung wurde am {day:day} bekannt gemacht, nach "
                "der Sitzung am {last}. Der Beschluss wäre nichtig.",
                "The supplementary agenda was announced on {day:day}, after the "
                "meeting on {last}. The resolution would be void.",
            ),
        },
        remedy=Wording(
            "In eine spätere, rechtzeitig bekannt gemachte Sitzung verschieben. Ist nur "
            "das Datum nicht festgehalten, es nachtragen.",
            "Move the item to a later meeting that is announced in time. If only the day "
            "is not on record, add it.",
        ),
        cured_by=("mayor", "council_office"),
        parameters=("agenda.publication_days",),
    ),
    Rule(
        "public_informed",
        _public_informed,
        label=Wording(
            "Unterrichtung der Öffentlichkeit", "Public informed of the meeting"
        ),
        citation=Citation("§ 58 Abs. 2 S. 5, § 36 Abs. 5 GO NRW", "K"),
        layer=Layer.STATUTE,
        consequence=Consequence.ORDER,
        catalogue="E-6",
        unmet=Wording(
            "Die Öffentlichkeit ist erst am {day} unterrichtet, nach der Sitzung am "
            "{last}.",
            "The public was informed only on {day}, after the meeting on {last}.",
        ),
        remedy=Wording(
            "In geeigneter Weise unterrichten und den Tag angeben.",
            "Inform the public suitably and state the day.",
        ),
        cured_by=("council_office",),
    ),
    Rule(
        "item_on_agenda",
        _item_on_agenda,
        label=Wording("Punkt der Tagesordnung", "Item of the agenda"),
        citation=Citation("§ 48 Abs. 1 GO NRW", "K", "follows from it"),
        layer=Layer.STATUTE,
        consequence=Consequence.DEFECT,
        catalogue="E-12",
        unmet=Wording(
            "Der Gegenstand steht nicht auf der Tagesordnung; unter Mitteilungen, "
            "Anfragen oder Verschiedenes kann nicht zur Sache beschlossen werden.",
            "The matter is not on the agenda; nothing can be resolved on substance under "
            "notices, questions or any other business.",
        ),
        remedy=Wording(
            "Für die nächste Sitzung vorsehen oder die Tagesordnung erweitern.",
            "Plan it for the next meeting, or extend the agenda.",
        ),
        cured_by=("council_office",),
    ),
    Rule(
        "supplement_in_time",
        _supplement_in_time,
        label=Wording("Nachtragstagesordnung", "Supplementary agenda"),
        citation=Citation("Geschäftsordnung", "L", "sample: Rhein-Kreis Neuss"),
        layer=Layer.LOCAL,
        consequence=Consequence.DEFECT,
        catalogue="E-8",
        unmet=Wording(
            "Die Nachtragstagesordnung ging am {day:day} zu, spätestens nötig war "
            "{last:day}; es bleibt die Erweiterung wegen Dringlichkeit.",
            "The supplementary agenda was received on {day:day}, at the latest it was "
            "due on {last:day}; what remains is the extension for urgency.",
        ),
        by_code={
            "announced": Wording(
                "Die Nachtragstagesordnung wurde am {day:day} bekannt gemacht, "
                "spätestens nötig war {last:day}; es bleibt die Erweiterung wegen "
                "Dringlichkeit.",
                "The supplementary agenda was announced on {day:day}, at the latest "
                "it was due on {last:day}; what remains is the extension for urgency.",
            ),
        },
        remedy=Wording(
            "In der Sitzung über die Erweiterung der Tagesordnung abstimmen.",
            "Vote on extending the agenda in the meeting.",
        ),
        cured_by=("council_office", "chair"),
        parameters=("agenda.supplement_days",),
    ),
    Rule(
        "tabling_allowed",
        _tabling_allowed,
        label=Wording("Tischvorlage", "Tabled paper"),
        citation=Citation("Geschäftsordnung", "L"),
        layer=Layer.LOCAL,
        consequence=Consequence.DEFECT,
        catalogue="E-9",
        unmet=Wording(
            "Die Geschäftsordnung lässt Tischvorlagen nicht zu.",
            "The rules of procedure allow no tabled papers.",
        ),
        remedy=Wording("Vertagen.", "Postpone the item."),
        cured_by=("chair",),
        parameters=("tabled_paper.allowed",),
    ),
    Rule(
        "tabling_consented",
        _tabling_consented,
        label=Wording("Zustimmung zur Tischvorlage", "Consent to a tabled paper"),
        citation=Citation("Geschäftsordnung", "L"),
        layer=Layer.LOCAL,
        consequence=Consequence.DEFECT,
        catalogue="E-9",
        unmet=Wording(
            "Der Tischvorlage fehlt die Zustimmung, die die Geschäftsordnung "
            "verlangt: {consent:value}.",
            "The tabled paper lacks the consent that the rules of procedure demand: "
            "{consent:value}.",
        ),
        remedy=Wording(
            "Zustimmung einholen oder vertagen.", "Get consent, or postpone."
        ),
        cured_by=("chair",),
        parameters=("tabled_paper.consent",),
    ),
)

GUARDS = {
    "record_invitation": ("invitation_to_this_meeting",),
    "open_item": (
        "notice_period_met",
        "public_informed",
        "supplement_in_time",
        "tabling_allowed",
        "tabling_consented",
    ),
    "recommend": ("item_on_agenda",),
    **dict.fromkeys((*DECISIONS, *ELECTING), ("agenda_published", "item_on_agenda")),
}

STEPS = (
    step(
        "record_invitation",
        "Ladung und Bekanntmachung festhalten",
        "Record invitation and announcement",
        "",
        ("council_office", "chair", "mayor"),
        (consultation(("on_agenda", "second_call_on_agenda")),),
        takes_in("meeting", Kind.MEETING),
        takes_in("route", optional=True),
        takes_in("agenda_number", optional=True),
        *convening.TAKES,
    ),
)
