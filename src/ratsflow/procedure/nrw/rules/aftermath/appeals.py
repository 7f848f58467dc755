"""Rules on the appeal against committees (*Einspruch*) and its standstill (L-4)."""

from __future__ import annotations

from ratsflow.law.citation import Citation, Consequence, Layer
from ratsflow.law.counting import reaches
from ratsflow.law.periods import Deadline, nth_day_after
from ratsflow.law.presets import share_of
from ratsflow.model import BodyKind, Consultation, Organization
from ratsflow.model.text import Wording
from ratsflow.procedure.finding import MET, Answer, unmet
from ratsflow.procedure.nrw.rules.aftermath.facts import (
    URGENTLY_DECIDED,
    attacked,
    attacked_by,
    day_of,
    decided,
    decisions,
    in_time,
    period,
    topics,
)
from ratsflow.procedure.question import MissingFactError, Question
from ratsflow.procedure.rule import Check, Rule, Until


_STATUTE = Citation("§ 57 Abs. 4 S. 2 GO NRW", "K", "cdu-krefeld, Krefeld 3154/16")
_PERIOD = Citation(
    "§ 57 Abs. 4 S. 2 GO NRW i. V. m. Geschäftsordnung", "L", "Krefeld GeschO § 28"
)
_KEYS = (
    "committee_appeal.days",
    "committee_appeal.award_days",
    "committee_appeal.count_event_day",
)
_AWARDS = "award"
_NOTHING_TO_CARRY_OUT = frozenset({"rejected", "not_confirmed", "not_elected"})


def _days(question: Question) -> int:
    """Return the period; one of its own for awards counts only where there is one."""
    law = question.law
    own = law.values.get("committee_appeal.award_days")
    if own is not None and _AWARDS in topics(question):
        return int(own)
    return int(law["committee_appeal.days"])


def _end_of(question: Question, decision: Consultation) -> Deadline:
    counted = question.law["committee_appeal.count_event_day"] is True
    return period(nth_day_after(day_of(decision), _days(question), counted))


def _committees(question: Question) -> Consultation:
    return attacked(question, _is_committee)


def _is_committee(body: Organization) -> bool:
    return body.is_committee


def _end(question: Question) -> Deadline:
    return _end_of(question, _committees(question))


def _period_over(question: Question) -> Answer:
    """Ask it of every committee decision: none is carried out before its period is over.

    It does not matter by which step the case came here, nor whether it was reopened,
    supplemented or decided urgently since.
    """
    waiting = [each for each in decisions(question) if _has_standstill(question, each)]
    if not waiting:
        if question.case.state not in URGENTLY_DECIDED:
            decided(question)  # nothing may be carried out that nobody has decided
        return MET
    free = max(_end_of(question, each).free_from for each in waiting)
    day = question.day
    if day >= free:
        return MET
    return unmet(day.isoformat(), free.isoformat(), not_before=free.isoformat())


def _has_standstill(question: Question, decision: Consultation) -> bool:
    """Tell whether it is a committee's, carries something, and the council did not answer."""
    if not decision.body.is_committee or decision.result in _NOTHING_TO_CARRY_OUT:
        return False
    return not any(
        each.body.kind is BodyKind.COUNCIL and _answers(question, each, decision)
        for each in decisions(question)
    )


def _answers(question: Question, by: Consultation, decision: Consultation) -> bool:
    """Tell whether a decision answers an objection to another, or its renewal."""
    if not by.about:
        return False
    if decision.about == by.about:
        return True
    made = question.case.suspension(by.about)
    return attacked_by(question, made).id == decision.id


def _committee_decided(question: Question) -> Answer:
    body = _committees(question).body
    return MET if body.is_committee else unmet(body.name)


def _some_committee_decided(question: Question) -> Answer:
    latest = decided(question)
    bodies = [each.body for each in decisions(question) if each.body.is_committee]
    return MET if bodies else unmet(latest.body.name)


def _entitled(question: Question) -> Answer:
    if question.role == "mayor":
        return MET
    count = question.inputs.get("appellants")
    if count is None:
        raise MissingFactError("appellants")
    members = _committees(question).body.members
    if members is None:
        raise MissingFactError("body.members")
    share = share_of(question.law, "committee_appeal.fraction")
    needed = share.threshold(members)
    if count <= members and reaches(count, share, members):
        return MET
    numbers = {"count": count, "least": needed, "members": members}
    return unmet(f"{count} / {members}", str(needed), **numbers)


def _until(question: Question) -> Until:
    return Until(_end(question).strict, _LODGE)


_LODGE = Wording("Einspruch einlegen", "lodge an appeal")


def _timely(name: str, *, strict: bool) -> Rule:
    return Rule(
        name,
        in_time(_end, strict=strict),
        until=_until,
        label=Wording("Einspruch fristgerecht", "Appeal in time"),
        citation=_PERIOD,
        layer=Layer.STATUTE,
        consequence=Consequence.ORDER if strict else Consequence.BLOCK,
        catalogue="L-4",
        parameters=_KEYS,
        unmet=Wording(
            "Die Einspruchsfrist endete am {required}, wenn Wochenenden und Feiertage sie "
            "nicht verlängern; Einspruch am {observed}.",
            "The appeal period ended on {required} unless weekends and holidays extend "
            "it; the appeal is of {observed}.",
        )
        if strict
        else Wording(
            "Der Einspruch vom {observed} ist zu spät; letzter Tag war der {required}.",
            "The appeal of {observed} is too late; the last day was {required}.",
        ),
        remedy=Wording(
            "Bei Rechtsverstoß beanstanden; das ist an keine Frist gebunden.",
            "If the resolution is unlawful, object legally; no period applies to that.",
        ),
        cured_by=("mayor",),
    )


def _of_committees(name: str, check: Check, label: Wording, unfit: Wording) -> Rule:
    return Rule(
        name,
        check,
        label=label,
        citation=_STATUTE,
        layer=Layer.STATUTE,
        consequence=Consequence.BLOCK,
        catalogue="L-4",
        unmet=unfit,
        remedy=Wording(
            "Den Weg gehen, der für dieses Gremium vorgesehen ist.",
            "Take the way that the law provides for that body.",
        ),
        cured_by=("council_office", "mayor"),
    )


RULES = (
    Rule(
        "appeal_period_over",
        _period_over,
        label=Wording("Einspruchsfrist abgelaufen", "Appeal period over"),
        citation=_PERIOD,
        layer=Layer.STATUTE,
        consequence=Consequence.BLOCK,
        catalogue="L-4",
        parameters=_KEYS,
        unmet=Wording(
            "Der Beschluss des Ausschusses darf wegen der Einspruchsfrist erst ab dem "
            "{required} ausgeführt werden; maßgeblich ist der {observed}.",
            "The committee's decision may be carried out from {required} only, "
            "because of the appeal period; the day that counts is {observed}.",
        ),
        remedy=Wording(
            "Das Ende der Einspruchsfrist abwarten.",
            "Await the end of the appeal period.",
        ),
        cured_by=("council_office",),
    ),
    _of_committees(
        "standstill_of_committee",
        _some_committee_decided,
        Wording(
            "Einspruchsfrist nur bei Ausschüssen", "Standstill for committees only"
        ),
        Wording(
            "Eine Einspruchsfrist läuft nur bei Ausschüssen, nicht bei: {observed}.",
            "An appeal period runs for committees only, not for: {observed}.",
        ),
    ),
    _of_committees(
        "appeal_against_committee",
        _committee_decided,
        Wording("Einspruch nur gegen Ausschüsse", "Appeal against committees only"),
        Wording(
            "Einspruch gibt es nur gegen Ausschussbeschlüsse; beschlossen hat: {observed}.",
            "An appeal lies against committees only; the body that decided: {observed}.",
        ),
    ),
    _timely("appeal_in_time", strict=False),
    _timely("appeal_in_time_strictly", strict=True),
    Rule(
        "appellants_entitled",
        _entitled,
        label=Wording("Zum Einspruch berechtigt", "Entitled to appeal"),
        citation=_STATUTE,
        layer=Layer.STATUTE,
        consequence=Consequence.BLOCK,
        catalogue="L-4",
        parameters=("committee_appeal.fraction",),
        unmet=Wording(
            "Zu wenige Ausschussmitglieder tragen den Einspruch: {count} statt "
            "mindestens {least} von {members}.",
            "Too few members of the committee carry the appeal: {count} instead of at "
            "least {least} of {members}.",
        ),
        remedy=Wording(
            "Weitere Mitglieder des Ausschusses gewinnen, oder die Bürgermeisterin "
            "oder den Bürgermeister.",
            "Win further members of the committee, or the mayor.",
        ),
        cured_by=("committee_member", "mayor"),
    ),
)

GUARDS = {
    "start_standstill": ("standstill_of_committee",),
    "end_standstill": ("appeal_period_over",),
    "make_executable": ("appeal_period_over",),
    "start_execution": ("appeal_period_over",),
    "appeal": (
        "appeal_against_committee",
        "appeal_in_time",
        "appeal_in_time_strictly",
        "appellants_entitled",
    ),
}
