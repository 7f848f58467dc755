"""Rules on announcing bye-laws (*Satzungen*; L-11, L-12, N-1 to N-3)."""

from __future__ import annotations

from datetime import date

from ratsflow.law.citation import Citation, Consequence, Layer
from ratsflow.law.periods import formal_defect_cure, nth_day_after
from ratsflow.model import BodyKind, SuspensionKind
from ratsflow.model.text import Wording
from ratsflow.procedure.finding import MET, Answer, met, unmet
from ratsflow.procedure.nrw.notation import motion, step, takes_in
from ratsflow.procedure.nrw.rules.aftermath.execution import weighs
from ratsflow.procedure.nrw.rules.aftermath.facts import (
    URGENTLY_DECIDED,
    announced,
    day_of,
    decided,
    is_bye_law,
    stated_day,
)
from ratsflow.procedure.nrw.states import DECIDED
from ratsflow.procedure.question import MissingFactError, Question
from ratsflow.procedure.rule import Rule
from ratsflow.procedure.step import Kind


_ORDERED = Citation("§ 2 Abs. 3, 4 BekanntmVO NRW", "V", "lexmea, nwb")
_NOTICE = Citation("§ 7 Abs. 6 S. 2 GO NRW", "S", "StGB NRW 11/2022")
_NEVER_CURED = frozenset(
    {
        "approvals_obtained",
        "accession_resolved",
        "text_confirmed",
        "announcement_ordered",
    }
)
"""Recorded findings for which no period runs: no approval, not duly announced."""


def _decided_on(question: Question) -> date:
    """Return the day of the resolution; the earliest day there is without one."""
    if question.case.deciding is None and question.case.state in URGENTLY_DECIDED:
        return date.min
    return day_of(decided(question))


def _in_order(question: Question, name: str) -> Answer:
    """A day counts if it lies between this resolution and the announcement."""
    day, last = question.fact_day(name), question.fact_day("announced_on")
    since = _decided_on(question)
    if since <= day <= last:
        return MET
    code = f"{name}.too_early" if day < since else ""
    days = {"day": day.isoformat(), "since": since.isoformat()}
    return unmet(days["day"], f"{since} – {last}", code, last=last.isoformat(), **days)


def _text_confirmed(question: Question) -> Answer:
    return _in_order(question, "text_confirmed_on") if is_bye_law(question) else MET


def _announcement_ordered(question: Question) -> Answer:
    if not is_bye_law(question):
        return MET
    if not question.fact("order_place").strip():
        return unmet("–", "order_place", "announcement_ordered.place")
    if question.get("approval_required") is True and not question.fact("approvals"):
        return unmet("–", "approvals", "announcement_ordered.approvals")
    return _in_order(question, "order_signed_on")


def _accession_resolved(question: Question) -> Answer:
    if not is_bye_law(question) or question.get("approval_required") is False:
        return MET
    if question.fact("approval_conditions") is False:
        return MET
    resolution, approved = decided(question), question.fact_day("approved_on")
    adopted = resolution.result.startswith("adopted")
    by_council = resolution.body.kind is BodyKind.COUNCIL
    if adopted and by_council and day_of(resolution) > approved:
        return MET
    day = day_of(resolution).isoformat()
    told = {"body": resolution.body.name, "day": day, "approved": approved.isoformat()}
    return unmet(f"{resolution.body.name} {day}", f"> {approved}", **told)


def _cures_on(question: Question, *, notice: bool) -> date | None:
    objected = any(
        each.kind is SuspensionKind.LEGAL_OBJECTION
        for each in question.case.suspensions
    )
    recorded = {each.rule for each in question.case.findings}
    notified = question.get("defect_notified") is True
    if objected or notified or not _NEVER_CURED.isdisjoint(recorded):
        return None
    return formal_defect_cure(_published(question), notice_given=notice)


def _notice_given(question: Question) -> Answer:
    if not is_bye_law(question):
        return MET
    given = question.inputs.get("notice_given")
    if given is None:
        raise MissingFactError("notice_given")
    cures = _cures_on(question, notice=given)
    if given is not True:
        return unmet("notice_given = False", cures_on=None)
    return met(cures_on=None if cures is None else cures.isoformat())


def _time_bar(question: Question) -> Answer:
    names = [each.rule for each in question.case.findings if weighs(each)]
    if not names or not is_bye_law(question):
        return MET
    given = question.fact("notice_given")
    cures = _cures_on(question, notice=given)
    if cures is not None and question.day > cures:
        return met(cures_on=cures.isoformat())
    until = None if cures is None else cures.isoformat()
    rules = list(dict.fromkeys(names))
    code = "" if until else "formal_defect_time_bar.never"
    return unmet(", ".join(rules), until or "∞", code, rules=rules, cures_on=until)


def _published(question: Question) -> date:
    """Return the day on which the announcement was complete.

    Raises:
        MissingFactError: it was not announced.
    """
    day = announced(question)
    if day is None:
        raise MissingFactError("announced_on")
    return day


def _is_published(question: Question) -> Answer:
    if not is_bye_law(question):
        return MET
    day = announced(question)
    if day is None:
        return unmet("–", "announced_on", "satzung_published.none")
    if day < (since := _decided_on(question)):
        found, code = day.isoformat(), "satzung_published.too_early"
        return unmet(found, f">= {since}", code, since=since.isoformat())
    if day <= question.day:
        return MET
    return unmet(question.day.isoformat(), str(day), not_before=day.isoformat())


def in_force_on(question: Question) -> date:
    """Return the day on which a bye-law comes into force.

    References:
        § 7 Abs. 4 S. 2 GO NRW: the day after the announcement unless otherwise stated.
    """
    own = stated_day(question, "in_force_on")
    return nth_day_after(_published(question), 1) if own is None else own


def _in_force(question: Question) -> Answer:
    if not is_bye_law(question):
        return MET
    day = in_force_on(question)
    if day <= question.day:
        return MET
    return unmet(question.day.isoformat(), day.isoformat(), not_before=day.isoformat())


RULES = (
    Rule(
        "text_confirmed",
        _text_confirmed,
        label=Wording("Wortlaut schriftlich bestätigt", "Text confirmed in writing"),
        citation=_ORDERED,
        layer=Layer.STATUTE,
        consequence=Consequence.DEFECT,
        catalogue="N-2",
        unmet=Wording(
            "Der Wortlaut wurde erst am {day} bestätigt, nach der Bekanntmachung am "
            "{last}.",
            "The text was confirmed on {day} only, after the announcement on {last}.",
        ),
        by_code={
            "too_early": Wording(
                "Der Wortlaut wurde am {day} bestätigt, vor dem Beschluss vom {since}.",
                "The text was confirmed on {day}, before the resolution of {since}.",
            ),
        },
        remedy=Wording(
            "Schriftlich bestätigen, dass der Wortlaut dem Ratsbeschluss entspricht.",
            "Confirm in writing that the text matches the resolution.",
        ),
        cured_by=("mayor", "general_deputy"),
    ),
    Rule(
        "announcement_ordered",
        _announcement_ordered,
        label=Wording("Bekanntmachungsanordnung", "Order of announcement"),
        citation=_ORDERED,
        layer=Layer.STATUTE,
        consequence=Consequence.DEFECT,
        catalogue="N-2",
        unmet=Wording(
            "Die Bekanntmachung wurde erst am {day} angeordnet, nach der "
            "Bekanntmachung am {last}.",
            "The announcement was ordered on {day} only, after the announcement on "
            "{last}.",
        ),
        by_code={
            "too_early": Wording(
                "Die Bekanntmachung wurde am {day} angeordnet, vor dem Beschluss vom "
                "{since}.",
                "The announcement was ordered on {day}, before the resolution of "
                "{since}.",
            ),
            "place": Wording(
                "Die Bekanntmachungsanordnung nennt keinen Ort.",
                "The order of announcement names no place.",
            ),
            "approvals": Wording(
                "Die Bekanntmachungsanordnung nennt die nötige Genehmigung nicht.",
                "The order of announcement does not name the required approval.",
            ),
        },
        remedy=Wording(
            "Die Anordnung mit Ort, Datum und Genehmigungen unterschreiben (Schritt "
            "„Bekanntmachung anordnen“).",
            "Sign the order with place, date and approvals (step “order the "
            "announcement”).",
        ),
        cured_by=("mayor", "general_deputy"),
        revision=2,
    ),
    Rule(
        "accession_resolved",
        _accession_resolved,
        label=Wording("Beitrittsbeschluss nach Maßgaben", "Accession to conditions"),
        citation=Citation("§ 2 Abs. 1 S. 3 BekanntmVO NRW", "V", "lexmea"),
        layer=Layer.STATUTE,
        consequence=Consequence.DEFECT,
        catalogue="N-1",
        unmet=Wording(
            "Die Satzung ist am {approved} mit Maßgaben genehmigt, und der Rat ist "
            "ihnen seither nicht beigetreten; zuletzt beschloss am {day}: {body}.",
            "The bye-law was approved with conditions on {approved}, and the council "
            "has not acceded to them since; the last to decide, on {day}: {body}.",
        ),
        remedy=Wording(
            "Den Rat über die geänderte Satzung neu beschließen lassen (Schritt "
            "„Wiederaufnehmen“).",
            "Let the council resolve on the bye-law as changed (step “reopen”).",
        ),
        cured_by=("council_office",),
    ),
    Rule(
        "formal_defect_notice",
        _notice_given,
        label=Wording("Hinweis in der Bekanntmachung", "Notice in the announcement"),
        citation=_NOTICE,
        layer=Layer.STATUTE,
        consequence=Consequence.CURABLE,
        catalogue="N-3",
        unmet=Wording(
            "In der Bekanntmachung fehlt der Hinweis auf die Rügefrist; Formfehler werden "
            "dann nie unbeachtlich, und nachholen lässt er sich nicht.",
            "The announcement lacks the notice of the time bar; formal defects are then "
            "never cured, and the notice cannot be supplied later.",
        ),
        kept=Wording(
            "Der Hinweis auf die Rügefrist steht in der Bekanntmachung.",
            "The notice of the time bar stands in the announcement.",
        ),
        remedy=Wording(
            "Den Hinweis vor der Bekanntmachung aufnehmen.",
            "Put the notice in before it is announced.",
        ),
        cured_by=("council_office", "mayor"),
        revision=2,
    ),
    Rule(
        "formal_defect_time_bar",
        _time_bar,
        label=Wording("Formfehler nicht mehr rügbar", "Formal defects time-barred"),
        citation=Citation("§ 7 Abs. 6 GO NRW", "K", "StGB NRW 11/2022"),
        layer=Layer.STATUTE,
        consequence=Consequence.CURABLE,
        catalogue="L-12",
        unmet=Wording(
            "Mängel sind festgehalten: {rules:rule}. Soweit es Form- oder "
            "Verfahrensfehler sind, werden sie nach dem {cures_on} unbeachtlich; "
            "andere Mängel heilt keine Frist.",
            "Defects are on record: {rules:rule}. As far as they are defects of form "
            "or procedure, they become irrelevant after {cures_on}; no period cures "
            "others.",
        ),
        kept=Wording(
            "Form- und Verfahrensfehler sind seit Ablauf des {cures_on} unbeachtlich.",
            "Defects of form and procedure are irrelevant since the end of {cures_on}.",
        ),
        by_code={
            "never": Wording(
                "Mängel sind festgehalten: {rules:rule}. Auch soweit es Form- oder "
                "Verfahrensfehler sind, werden sie hier nie unbeachtlich.",
                "Defects are on record: {rules:rule}. Even as far as they are defects "
                "of form or procedure, they never become irrelevant here.",
            ),
        },
        remedy=Wording(
            "Die Frist abwarten oder den Fehler durch neuen Beschluss beheben.",
            "Await the period, or cure the defect by a new resolution.",
        ),
        cured_by=("mayor", "council_office"),
        revision=2,
    ),
    Rule(
        "satzung_published",
        _is_published,
        label=Wording("Satzung bekannt gemacht", "Bye-law announced"),
        citation=Citation(
            "§ 7 Abs. 4 S. 2 GO NRW, §§ 2–4 BekanntmVO NRW", "S", "Schubert, lexmea"
        ),
        layer=Layer.STATUTE,
        consequence=Consequence.BLOCK,
        catalogue="L-11",
        unmet=Wording(
            "Die Bekanntmachung der Satzung ist erst am {required} vollendet; "
            "maßgeblich ist der {observed}.",
            "The announcement of the bye-law is complete on {required} only; the day "
            "that counts is {observed}.",
        ),
        by_code={
            "none": Wording(
                "Die Satzung ist noch nicht bekannt gemacht.",
                "The bye-law has not been announced yet.",
            ),
            "too_early": Wording(
                "Bekannt gemacht wurde am {observed}, vor dem Beschluss vom {since}; "
                "diese Satzung ist noch nicht bekannt gemacht.",
                "What was announced on {observed} came before the resolution of "
                "{since}; this bye-law has not been announced yet.",
            ),
        },
        remedy=Wording(
            "Die Satzung bekannt machen (Schritt „Bekannt machen“).",
            "Announce the bye-law (step “announce”).",
        ),
        cured_by=("council_office", "mayor"),
        revision=2,
    ),
    Rule(
        "bye_law_in_force",
        _in_force,
        label=Wording("Satzung in Kraft", "Bye-law in force"),
        citation=Citation("§ 7 Abs. 4 S. 2 GO NRW", "S", "Schubert"),
        layer=Layer.STATUTE,
        consequence=Consequence.BLOCK,
        catalogue="L-11",
        unmet=Wording(
            "Die Satzung tritt erst am {required} in Kraft; maßgeblich ist der "
            "{observed}.",
            "The bye-law comes into force on {required} only; the day that counts is "
            "{observed}.",
        ),
        remedy=Wording("Das Inkrafttreten abwarten.", "Await the day."),
        cured_by=("council_office",),
        revision=2,
    ),
)

_CARRYING_OUT = (
    "bias_not_decisive",
    "excluded_rightly",
    "appeal_period_over",
    "no_initiative_standstill",
    "not_suspended",
    "no_open_defect",
    "approvals_obtained",
)
"""What stands on ``make_executable``: to announce a bye-law is to carry it out."""

GUARDS = {
    "order_announcement": (*_CARRYING_OUT, "accession_resolved"),
    "announce": (
        *_CARRYING_OUT,
        "accession_resolved",
        "text_confirmed",
        "announcement_ordered",
        "formal_defect_notice",
    ),
    "make_executable": ("satzung_published",),
    "start_execution": (
        "satzung_published",
        "bye_law_in_force",
        "formal_defect_time_bar",
    ),
}

_ANNOUNCED_IN = (*DECIDED, *URGENTLY_DECIDED)

STEPS = (
    step(
        "order_announcement",
        "Bekanntmachung anordnen",
        "Order the announcement",
        "M20",
        ("mayor", "general_deputy"),
        (motion(_ANNOUNCED_IN),),
        takes_in("text_confirmed_on", Kind.DAY),
        takes_in("order_signed_on", Kind.DAY),
        takes_in("order_place"),
        takes_in("approvals", Kind.NAMES, optional=True),
    ),
    step(
        "announce",
        "Bekannt machen",
        "Announce",
        "M20",
        ("council_office", "mayor", "general_deputy"),
        (motion(_ANNOUNCED_IN),),
        takes_in("announced_on", Kind.DAY),
        takes_in("display_until", Kind.DAY, optional=True),
        takes_in("in_force_on", Kind.DAY, optional=True),
        takes_in("notice_given", Kind.FLAG, optional=True),
    ),
    step(
        "notify_defect",
        "Formfehler rügen",
        "Notify a formal defect",
        "",
        "council_office",
        (motion((*_ANNOUNCED_IN, "in_execution", "executed")),),
        takes_in("reasons"),
        takes_in("defect_notified", Kind.FLAG),
    ),
)
