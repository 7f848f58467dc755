"""When the council meets next (E-1): every two months, and soon after its election."""

from __future__ import annotations

from datetime import date

from ratsflow.law.citation import Citation, Consequence, Layer
from ratsflow.law.periods import first_meeting_due, meeting_due
from ratsflow.model import BodyKind
from ratsflow.model.text import Wording
from ratsflow.procedure.finding import MET, Answer, unmet
from ratsflow.procedure.nrw.notation import takes_in
from ratsflow.procedure.nrw.rules.aftermath.facts import stated_day
from ratsflow.procedure.nrw.rules.agenda.asked import meeting
from ratsflow.procedure.question import Question
from ratsflow.procedure.rule import Rule, Until
from ratsflow.procedure.step import Kind


TAKES = (
    takes_in("last_meeting_on", Kind.DAY, optional=True),
    takes_in("term_began_on", Kind.DAY, optional=True),
)
"""From which day the council's next meeting is due; nobody has to state it."""


def _due(question: Question) -> tuple[date, str] | None:
    """Return until when the council meets, and whether it is for the first time."""
    if question.about.body.kind is not BodyKind.COUNCIL:
        return None
    law = question.law
    last = stated_day(question, "last_meeting_on")
    if last is not None:
        return meeting_due(last, law["convening.interval_months"]), ""
    began = stated_day(question, "term_began_on")
    if began is None or "convening.first_meeting_weeks" in law.absent:
        return None
    weeks = law["convening.first_meeting_weeks"]
    latest = law["convening.first_meeting_latest_months"]
    return first_meeting_due(began, weeks, latest).strict, "first"


def _convened_in_time(question: Question) -> Answer:
    found = _due(question)
    held = meeting(question).day
    if found is None or held <= found[0]:
        return MET
    due, kind = found
    code = f"convening_duty.{kind}" if kind else ""
    return unmet(held.isoformat(), due.isoformat(), code)


def _meets_by(question: Question) -> Until | None:
    found = _due(question)
    if found is None:
        return None
    what = Wording("der Rat muss tagen", "the council must meet")
    return Until(found[0], what, ("mayor",))


RULES = (
    Rule(
        "convening_duty",
        _convened_in_time,
        until=_meets_by,
        label=Wording("Nächste Sitzung des Rates", "Next meeting of the council"),
        citation=Citation("§ 47 Abs. 1 GO NRW", "V", "haufe"),
        layer=Layer.STATUTE,
        consequence=Consequence.ORDER,
        catalogue="E-1",
        parameters=(
            "convening.interval_months",
            "convening.first_meeting_weeks",
            "convening.first_meeting_latest_months",
        ),
        unmet=Wording(
            "Der Rat soll wenigstens alle zwei Monate tagen, hier bis zum {required}; "
            "angesetzt ist der {observed}.",
            "The council should meet every two months at least, here by {required}; the "
            "meeting is on {observed}.",
        ),
        by_code={
            "first": Wording(
                "Nach der Wahl tritt der Rat bis zum {required} zum ersten Mal zusammen; "
                "angesetzt ist der {observed}.",
                "After the election the council meets for the first time by {required}; "
                "the meeting is on {observed}.",
            ),
        },
        remedy=Wording(
            "Den Rat zu einem früheren Tag einberufen.",
            "Convene the council for an earlier day.",
        ),
        cured_by=("mayor",),
    ),
)

GUARDS = dict.fromkeys(("place_on_agenda", "record_invitation"), ("convening_duty",))

STEPS = ()
