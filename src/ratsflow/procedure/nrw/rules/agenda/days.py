"""The day of a step against the day of its meeting (I-15, E-4, E-8)."""

from __future__ import annotations

from datetime import date

from ratsflow.law.citation import Citation, Consequence, Layer
from ratsflow.law.periods import nth_day_after
from ratsflow.model import AgendaRoute, Ballot, Meeting
from ratsflow.model.text import Wording
from ratsflow.procedure.finding import MET, Answer, unmet
from ratsflow.procedure.nrw.rules.agenda.asked import OF_ANOTHER_ITEM, meeting, route
from ratsflow.procedure.nrw.rules.standing import together
from ratsflow.procedure.nrw.states import ON_AN_AGENDA
from ratsflow.procedure.nrw.votes import PAST_MIDNIGHT
from ratsflow.procedure.question import MissingFactError, Question
from ratsflow.procedure.rule import Rule
from ratsflow.procedure.step import Step


def _last(held: Meeting) -> date:
    """Return the last day of a sitting, which may outlast midnight."""
    return nth_day_after(held.day, PAST_MIDNIGHT)


def _is_in(question: Question, held: Meeting) -> bool:
    return held.day <= question.day <= _last(held)


def _in_meeting(question: Question) -> Answer:
    held = meeting(question)
    if _is_in(question, held):
        return MET
    day = held.day.isoformat()
    waits = {"not_before": day} if question.day < held.day else {}
    return unmet(question.day.isoformat(), day, **waits)


def _before_its_end(question: Question) -> Answer:
    held = question.inputs.get("meeting")
    if held is None and question.step != "replan":  # the meeting it was off is over
        held = question.about.meeting
    if held is None or question.day <= _last(held):
        return MET
    return unmet(question.day.isoformat(), held.day.isoformat())


def _ballot_in_meeting(question: Question) -> Answer:
    """Before its meeting and after it a body has no vote, on procedure neither."""
    ballot = question.inputs.get("procedural_ballot")
    if not isinstance(ballot, Ballot):
        return MET
    days = [each.day for each in _sittings(question)]
    if ballot.circular:
        code = "procedural_vote_in_meeting.circular"
        return unmet("–", ", ".join(map(str, days)), code)
    if not days:
        raise MissingFactError("consultation.meeting")
    if any(_is_in(question, each) for each in _sittings(question)):
        return MET
    return unmet(question.day.isoformat(), ", ".join(map(str, days)))


def _sittings(question: Question) -> list[Meeting]:
    """Return the meetings in which the vote can have been taken."""
    if question.consultation is not None:
        return [meeting(question)]
    route_ = question.case.consultations
    up = [each for each in route_ if each.state in ON_AN_AGENDA]
    return [each.meeting for each in up or route_ if each.meeting is not None]


def _joined_in_time(question: Question) -> Answer:
    """What is on the agenda that goes out was put on it before; a later item is added.

    Papers that are dealt with under an item announced already follow that item.
    """
    held, way = meeting(question), route(question)
    if question.motion.paper_type in OF_ANOTHER_ITEM:
        return MET
    if way is AgendaRoute.SUPPLEMENT:
        return _not_after(question, held.supplemented_on)
    if way is AgendaRoute.REGULAR:
        return _not_after(question, held.dispatched_on or held.invited_on)
    sent = held.dispatched_on or held.invited_on
    if way is None and sent is not None and question.day > sent:
        raise MissingFactError("route")
    return MET


def _not_after(question: Question, sent: date | None) -> Answer:
    if sent is None or question.day <= sent:
        return MET
    return unmet(question.day.isoformat(), sent.isoformat())


def _route_kept(question: Question) -> Answer:
    """What joined an agenda later does not become part of the one that was sent out."""
    before, after = question.about.route, route(question)
    if before in (None, after) or after is AgendaRoute.UNANNOUNCED:
        return MET
    return unmet(str(before), str(after))


def _cancelled_off_agenda(question: Question) -> Answer:
    """In the meeting only the body takes an item off; nobody else makes it vanish."""
    about = question.about
    if about.state not in ON_AN_AGENDA or about.meeting is None:
        return MET
    if not _is_in(question, about.meeting):
        return MET
    return unmet(about.state, "remove")


_TOLD = (
    "missed_meeting",
    "minutes_of",
    "motion_received_on",
    "received_on",
    "filed_before_on",
    "petitioner_informed_on",
    "result_announced_on",
    "lgg_informed_on",
    "bias_notified_on",
    "called_in_on",
)
"""Days that say of something that it has happened."""


def _told_days_past(question: Question) -> Answer:
    later = [
        name
        for name in _TOLD
        if question.inputs.get(name) is not None
        and question.fact_day(name) > question.day
    ]
    if not later:
        return MET
    days = [question.fact_day(name).isoformat() for name in later]
    return unmet(", ".join(days), question.day.isoformat(), names=later)


_MEETING = Citation("§§ 47, 48 GO NRW (Beratung und Beschluss in der Sitzung)", "K")

RULES = (
    Rule(
        "item_in_its_meeting",
        _in_meeting,
        label=Wording("Behandlung in der Sitzung", "Dealt with in the meeting"),
        citation=_MEETING,
        layer=Layer.STATUTE,
        consequence=Consequence.BLOCK,
        catalogue="E-12",
        unmet=Wording(
            "Der Punkt ist für die Sitzung am {required} angesetzt und kann nicht am "
            "{observed} behandelt werden.",
            "The item is scheduled for the meeting on {required} and cannot be dealt "
            "with on {observed}.",
        ),
        remedy=Wording(
            "Den Tag der Sitzung als Tag des Schritts angeben, oder den Punkt für eine "
            "spätere Sitzung neu ansetzen.",
            "State the day of the meeting as the day of the step, or schedule the item "
            "anew for a later meeting.",
        ),
        cured_by=("chair", "council_office"),
    ),
    Rule(
        "meeting_not_over",
        _before_its_end,
        label=Wording("Sitzung noch nicht vorbei", "Meeting not over yet"),
        citation=_MEETING,
        layer=Layer.STATUTE,
        consequence=Consequence.BLOCK,
        catalogue="E-12",
        unmet=Wording(
            "Die Sitzung vom {required} ist vorbei; am {observed} kann für sie nichts "
            "mehr angesetzt oder geändert werden.",
            "The meeting of {required} is over; on {observed} nothing can be "
            "scheduled or changed for it.",
        ),
        remedy=Wording(
            "Für eine spätere Sitzung ansetzen.", "Schedule it for a later meeting."
        ),
        cured_by=("council_office",),
    ),
    Rule(
        "procedural_vote_in_meeting",
        _ballot_in_meeting,
        label=Wording(
            "Abstimmung zur Geschäftsordnung in der Sitzung",
            "Procedural vote in the meeting",
        ),
        citation=Citation("GO NRW (kein Umlaufverfahren; vgl. §§ 47a, 58a)", "K"),
        layer=Layer.STATUTE,
        consequence=Consequence.BLOCK,
        catalogue="E-10",
        unmet=Wording(
            "Zur Geschäftsordnung stimmt ein Gremium nur in seiner Sitzung ab, hier "
            "am {required}, und nicht am {observed}.",
            "A body votes on procedure in its meeting only, here on {required}, and "
            "not on {observed}.",
        ),
        by_code={
            "circular": Wording(
                "Zur Geschäftsordnung stimmt ein Gremium nur in seiner Sitzung ab und "
                "nicht im Umlauf.",
                "A body votes on procedure in its meeting only and not by circulation.",
            ),
        },
        remedy=Wording("In der Sitzung abstimmen.", "Vote in the meeting."),
        cured_by=("chair",),
    ),
    Rule(
        "agenda_joined_in_time",
        _joined_in_time,
        label=Wording("Aufnahme in die Tagesordnung", "Item joins the agenda in time"),
        citation=Citation(
            "§ 48 Abs. 1 S. 1, 4, 5 GO NRW", "V", "anwalt-und-kommunalrecht.de"
        ),
        layer=Layer.STATUTE,
        consequence=Consequence.BLOCK,
        catalogue="E-8",
        unmet=Wording(
            "Die Tagesordnung ist seit dem {required} versandt; am {observed} kann "
            "der Punkt ihr so nicht mehr angehören.",
            "The agenda was sent out on {required}; on {observed} the item can no "
            "longer be part of it like this.",
        ),
        remedy=Wording(
            "In eine Nachtragstagesordnung aufnehmen, in der Sitzung über die "
            "Erweiterung abstimmen lassen, oder für die nächste Sitzung ansetzen.",
            "Put it on a supplementary agenda, let the body vote in the meeting on an "
            "extension, or schedule it for the next meeting.",
        ),
        cured_by=("council_office",),
    ),
    Rule(
        "agenda_route_kept",
        _route_kept,
        label=Wording("Weg auf die Tagesordnung bleibt", "Route onto the agenda stays"),
        citation=Citation(
            "§ 48 Abs. 1 S. 4, 5 GO NRW", "V", "anwalt-und-kommunalrecht.de"
        ),
        layer=Layer.STATUTE,
        consequence=Consequence.BLOCK,
        catalogue="E-8",
        unmet=Wording(
            "Wie der Punkt auf die Tagesordnung kam, steht schon fest und ändert sich "
            "durch eine Ladung nicht.",
            "How the item came onto the agenda is settled, and no invitation changes it.",
        ),
        remedy=Wording(
            "Den Weg weglassen, oder den Punkt absetzen und neu ansetzen.",
            "Leave the route out, or take the item off and schedule it anew.",
        ),
        cured_by=("council_office",),
    ),
    Rule(
        "cancelled_off_agenda",
        _cancelled_off_agenda,
        label=Wording(
            "Streichung außerhalb der Sitzung", "Cancelled outside the meeting"
        ),
        citation=Citation("§ 48 Abs. 1, § 50 Abs. 1 S. 1 GO NRW", "K"),
        layer=Layer.STATUTE,
        consequence=Consequence.BLOCK,
        catalogue="E-10",
        unmet=Wording(
            "Der Punkt steht in der Sitzung an; dort nimmt ihn nur das Gremium von der "
            "Tagesordnung.",
            "The item is up in the meeting; there only the body takes it off the agenda.",
        ),
        remedy=Wording(
            "Das Gremium über die Absetzung abstimmen lassen.",
            "Let the body vote on taking it off.",
        ),
        cured_by=("chair",),
    ),
    Rule(
        "told_days_past",
        _told_days_past,
        label=Wording("Angegebener Tag liegt zurück", "Stated day is past"),
        citation=Citation("Niederschrift (Regel L-14)", "K"),
        layer=Layer.HOUSE,
        consequence=Consequence.BLOCK,
        catalogue="E-12",
        unmet=Wording(
            "Angegeben ist ein Tag, der noch nicht war ({observed}; heute ist der "
            "{required}): {names:fact}.",
            "A day is stated that has not come yet ({observed}; today is {required}): "
            "{names:fact}.",
        ),
        remedy=Wording(
            "Den Tag richtig angeben, oder den Schritt erst danach tun.",
            "State the day rightly, or take the step afterwards.",
        ),
        cured_by=("council_office",),
    ),
)

_TELLING = (
    "mark_overdue",
    "keep_minutes",
    "release",
    "file_motion",
    "examine_resident_motion",
    "inform_petitioner",
    "announce_result",
    "object_under_lgg",
    "assert_bias",
    "hear_experts",
)
_IN_MEETING = (
    "open_item",
    "add_urgently",
    "establish_inquorum",
    "note",
    "non_consider",
    "settle_item",
    "postpone",
    "defer",
    "first_reading",
    "refer",
    "return_to_administration",
    "exclude_public",
    "exclude_disputed",
    "hear_experts",
)
_ABOUT_A_MEETING = (
    "place_on_agenda",
    "replan",
    "second_call",
    "record_invitation",
    "reorder",
    "combine",
    "declare_bias",
    "present_dissent",
)
_WITH_A_BALLOT = (
    "remove",
    "withdraw_from_agenda",
    "reorder",
    "combine",
    "open_item",
    "withdraw",
    "settle",
)

GUARDS = together(
    dict.fromkeys(_IN_MEETING, ("item_in_its_meeting", "procedural_vote_in_meeting")),
    dict.fromkeys(_ABOUT_A_MEETING, ("meeting_not_over",)),
    dict.fromkeys(_WITH_A_BALLOT, ("procedural_vote_in_meeting",)),
    {"place_on_agenda": ("agenda_joined_in_time",)},
    {"record_invitation": ("agenda_route_kept",)},
    {"cancel_consultation": ("cancelled_off_agenda",)},
    dict.fromkeys(_TELLING, ("told_days_past",)),
)

STEPS: tuple[Step, ...] = ()
