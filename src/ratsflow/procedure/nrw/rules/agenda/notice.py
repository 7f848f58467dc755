"""Invitation, announcement and what stood on the agenda (E-3, E-6, E-8, E-9, E-12)."""

from __future__ import annotations

from ratsflow.law.citation import Citation, Consequence, Layer
from ratsflow.law.periods import NoticeMode, latest_receipt
from ratsflow.model import AgendaRoute, BodyKind, PaperType
from ratsflow.model.text import Text
from ratsflow.procedure.finding import MET, Answer, met, unmet
from ratsflow.procedure.nrw.notation import consultation, step, takes_in
from ratsflow.procedure.nrw.rules.agenda.asked import (
    OF_ANOTHER_ITEM,
    handed_in,
    meeting,
    route,
    stated,
)
from ratsflow.procedure.nrw.votes import DECISIONS, ELECT
from ratsflow.procedure.question import MissingFactError, Question
from ratsflow.procedure.rule import Rule
from ratsflow.procedure.step import Kind


def _notice_period_met(question: Question) -> Answer:
    if question.inputs.get("all_present_no_objection") is True:
        return met("all_present_no_objection = True")
    held, law = meeting(question), question.law
    invited = stated(held.invited_on, "invited_on")
    key = "notice.urgent_days" if held.urgency_reason.strip() else "notice.days"
    last = latest_receipt(held.day, law[key], law["notice.mode"])
    if invited <= last:
        return MET
    return unmet(str(invited), f"≤ {last}", last=last.isoformat())


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
        return unmet(str(published), f"≤ {last}", "agenda_published.late")
    if way is AgendaRoute.UNANNOUNCED:
        return unmet("route = unannounced", "route", "agenda_published.item")
    if way is not AgendaRoute.SUPPLEMENT:
        return MET
    added = stated(held.supplement_published_on, "supplement_published_on")
    if added <= held.day:
        return MET
    return unmet(str(added), f"≤ {held.day}", "agenda_published.late")


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
    return MET if told <= held.day else unmet(str(told), f"≤ {held.day}")


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
        return unmet(f"supplemented_on = {received}", f"≤ {last}")
    if question.about.body.kind is not BodyKind.COUNCIL:
        return MET
    announced = stated(held.supplement_published_on, "supplement_published_on")
    return (
        MET
        if announced <= last
        else unmet(f"supplement_published_on = {announced}", f"≤ {last}")
    )


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
    return unmet("tabling_consented = False", needed)


_INVITING = ("council_office", "mayor", "chair")

RULES = (
    Rule(
        "notice_period_met",
        _notice_period_met,
        label=Text("Ladungsfrist", "Notice of the meeting"),
        citation=Citation(
            "§ 47 Abs. 2 GO NRW; Geschäftsordnung",
            "L",
            "statute haufe.de; healing by presence of all without objection [K]",
        ),
        layer=Layer.LOCAL,
        consequence=Consequence.DEFECT,
        catalogue="E-3",
        unmet=Text(
            "Die Ladungsfrist ist nicht gewahrt: zugegangen {observed}, nötig {required}.",
            "The notice is too short: received {observed}, needed {required}.",
        ),
        unknown=Text(
            "Ob die Ladungsfrist gewahrt ist, lässt sich nicht sagen; es fehlt: "
            "{required}.",
            "Whether the notice was long enough cannot be told; missing: {required}.",
        ),
        remedy=Text(
            "Neu laden; oder feststellen, dass alle Mitglieder da sind und niemand rügt.",
            "Convene anew; or establish that all members are present and none objects.",
        ),
        cured_by=_INVITING,
        parameters=("notice.days", "notice.mode", "notice.urgent_days"),
    ),
    Rule(
        "invitation_to_this_meeting",
        _invitation_to_this_meeting,
        label=Text("Ladung zu dieser Sitzung", "Invitation to this meeting"),
        citation=Citation("§ 47 Abs. 2 GO NRW; Geschäftsordnung", "L"),
        layer=Layer.LOCAL,
        consequence=Consequence.BLOCK,
        catalogue="E-3",
        unmet=Text(
            "Die Ladung gilt der Sitzung am {observed}, der Punkt steht am {required} an.",
            "The invitation is for {observed}, the item is up on {required}.",
        ),
        remedy=Text(
            "Die Ladung zur richtigen Sitzung angeben oder den Punkt neu ansetzen.",
            "State the invitation to the right meeting, or schedule the item anew.",
        ),
        cured_by=("council_office",),
    ),
    Rule(
        "agenda_published",
        _agenda_published,
        label=Text("Bekanntmachung der Tagesordnung", "Announcement of the agenda"),
        citation=Citation(
            "§ 48 Abs. 1 S. 4 GO NRW",
            "S",
            "anwalt-und-kommunalrecht.de; consequence juracademy Rn. 203, 258",
        ),
        layer=Layer.STATUTE,
        consequence=Consequence.DEFECT,
        catalogue="E-6",
        unmet=Text(
            "Zeit, Ort und Tagesordnung der Ratssitzung sind nicht ordnungsgemäß bekannt "
            "gemacht ({observed}; nötig: {required}); der Beschluss wäre nichtig.",
            "Time, place and agenda of the council meeting are not duly announced "
            "({observed}; needed: {required}); the resolution would be void.",
        ),
        unknown=Text(
            "Ob die Tagesordnung ordnungsgemäß bekannt gemacht ist, lässt sich nicht "
            "sagen; es fehlt: {required}.",
            "Whether the agenda was duly announced cannot be told; missing: {required}.",
        ),
        remedy=Text(
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
        label=Text(
            "Unterrichtung der Öffentlichkeit", "Public informed of the meeting"
        ),
        citation=Citation("§ 58 Abs. 2 S. 5, § 36 Abs. 5 GO NRW", "K"),
        layer=Layer.STATUTE,
        consequence=Consequence.ORDER,
        catalogue="E-6",
        unmet=Text(
            "Die Öffentlichkeit ist erst nach der Sitzung unterrichtet ({observed}).",
            "The public was informed only after the meeting ({observed}).",
        ),
        unknown=Text(
            "Ob die Öffentlichkeit über die Sitzung unterrichtet ist, ist nicht "
            "angegeben ({required}).",
            "Nobody has said whether the public was informed of the meeting "
            "({required}).",
        ),
        remedy=Text(
            "In geeigneter Weise unterrichten und den Tag angeben.",
            "Inform the public suitably and state the day.",
        ),
        cured_by=("council_office",),
    ),
    Rule(
        "item_on_agenda",
        _item_on_agenda,
        label=Text("Punkt der Tagesordnung", "Item of the agenda"),
        citation=Citation("§ 48 Abs. 1 GO NRW", "K", "follows from it"),
        layer=Layer.STATUTE,
        consequence=Consequence.DEFECT,
        catalogue="E-12",
        unmet=Text(
            "Der Gegenstand steht nicht auf der Tagesordnung; unter Mitteilungen, "
            "Anfragen oder Verschiedenes kann nicht zur Sache beschlossen werden.",
            "The matter is not on the agenda; nothing can be resolved on substance under "
            "notices, questions or any other business.",
        ),
        unknown=Text(
            "Wie der Gegenstand auf die Tagesordnung kam, ist nicht angegeben "
            "({required}).",
            "Nobody has said how the matter came onto the agenda ({required}).",
        ),
        remedy=Text(
            "Für die nächste Sitzung vorsehen oder die Tagesordnung erweitern.",
            "Plan it for the next meeting, or extend the agenda.",
        ),
        cured_by=("council_office",),
    ),
    Rule(
        "supplement_in_time",
        _supplement_in_time,
        label=Text("Nachtragstagesordnung", "Supplementary agenda"),
        citation=Citation("Geschäftsordnung", "L", "sample: Rhein-Kreis Neuss"),
        layer=Layer.LOCAL,
        consequence=Consequence.DEFECT,
        catalogue="E-8",
        unmet=Text(
            "Der Nachtrag zur Tagesordnung kam zu spät ({observed}; nötig: {required}); "
            "es bleibt die Erweiterung wegen Dringlichkeit.",
            "The supplementary agenda came too late ({observed}; needed: {required}); "
            "what remains is the extension for urgency.",
        ),
        unknown=Text(
            "Ob der Nachtrag rechtzeitig war, lässt sich nicht sagen; es fehlt: "
            "{required}.",
            "Whether the supplement was in time cannot be told; missing: {required}.",
        ),
        remedy=Text(
            "In der Sitzung über die Erweiterung der Tagesordnung abstimmen.",
            "Vote on extending the agenda in the meeting.",
        ),
        cured_by=("council_office", "chair"),
        parameters=("agenda.supplement_days",),
    ),
    Rule(
        "tabling_allowed",
        _tabling_allowed,
        label=Text("Tischvorlage", "Tabled paper"),
        citation=Citation("Geschäftsordnung", "L"),
        layer=Layer.LOCAL,
        consequence=Consequence.DEFECT,
        catalogue="E-9",
        unmet=Text(
            "Die Geschäftsordnung lässt Tischvorlagen nicht zu.",
            "The rules of procedure allow no tabled papers.",
        ),
        unknown=Text(
            "Ob Tischvorlagen zulässig sind, ist nicht hinterlegt ({required}).",
            "Whether papers may be tabled is not known ({required}).",
        ),
        remedy=Text("Vertagen.", "Postpone the item."),
        cured_by=("chair",),
        parameters=("tabled_paper.allowed",),
    ),
    Rule(
        "tabling_consented",
        _tabling_consented,
        label=Text("Zustimmung zur Tischvorlage", "Consent to a tabled paper"),
        citation=Citation("Geschäftsordnung", "L"),
        layer=Layer.LOCAL,
        consequence=Consequence.DEFECT,
        catalogue="E-9",
        unmet=Text(
            "Der Tischvorlage fehlt die Zustimmung, die die Geschäftsordnung verlangt "
            "({required}).",
            "The tabled paper lacks the consent that the rules of procedure demand "
            "({required}).",
        ),
        unknown=Text(
            "Ob der Tischvorlage zugestimmt ist, lässt sich nicht sagen; es fehlt: "
            "{required}.",
            "Whether the tabled paper has consent cannot be told; missing: {required}.",
        ),
        remedy=Text("Zustimmung einholen oder vertagen.", "Get consent, or postpone."),
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
    **dict.fromkeys((*DECISIONS, ELECT), ("agenda_published", "item_on_agenda")),
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
    ),
)
