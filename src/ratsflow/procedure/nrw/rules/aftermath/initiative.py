"""Rules on citizens' initiatives (*Bürgerbegehren*; L-7 to L-9)."""

from __future__ import annotations

from datetime import date, timedelta

from ratsflow.law.citation import Citation, Consequence, Layer
from ratsflow.law.periods import Deadline, add_months, initiative_end, local_day
from ratsflow.model import BodyKind, Consultation, SuspensionKind
from ratsflow.model.text import Wording
from ratsflow.procedure.finding import MET, Answer, unknown, unmet
from ratsflow.procedure.nrw.rules.aftermath.facts import (
    announced,
    attacked,
    day_of,
    not_after,
    period,
    stated_day,
    suspension_of,
)
from ratsflow.procedure.nrw.votes import ELECTING, ON_THE_PAPER, URGENT_STEPS
from ratsflow.procedure.question import MissingFactError, Question
from ratsflow.procedure.rule import Check, Rule


_STANDSTILL = Citation("§ 26 Abs. 6 GO NRW", "K")
_KEYS = ("initiative_window.announced_weeks", "initiative_window.unannounced_months")
_VOTE_MONTHS = 3
"""Months for the vote if the council does not comply (§ 26 Abs. 6 GO NRW)."""


def _attacked(question: Question) -> Consultation:
    return attacked(question, lambda body: body.kind is BodyKind.COUNCIL)


def _window(question: Question) -> Deadline | None:
    """Return the end of the window, or None where it has not begun.

    What was announced before the resolution was another one.
    """
    law, resolved, day = question.law, day_of(_attacked(question)), announced(question)
    last = initiative_end(
        resolved,
        day if day is None or day >= resolved else None,
        announcement_required=question.fact("announcement_required"),
        weeks=law["initiative_window.announced_weeks"],
        months=law["initiative_window.unannounced_months"],
    )
    return None if last is None else period(last)


def _in_time(*, strict: bool) -> Check:
    def check(question: Question) -> Answer:
        body = _attacked(question).body
        if body.kind is not BodyKind.COUNCIL:
            return unknown("against", observed=body.name, required="§ 26 Abs. 3 GO NRW")
        filed, end = question.fact_day("initiative_filed_on"), _window(question)
        if end is None:
            return not_after(filed, question.day)
        last = end.strict if strict else end.lenient
        return not_after(filed, min(last, question.day))

    return check


def _topic_allowed(question: Question) -> Answer:
    excluded = question.inputs.get("topic_excluded")
    if excluded is None:
        raise MissingFactError("topic_excluded")
    return MET if excluded is False else unmet("§ 26 Abs. 5 GO NRW")


def _no_standstill(question: Question) -> Answer:
    standing = question.case.suspended_by(SuspensionKind.INITIATIVE_STANDSTILL)
    if standing is None or question.get("legal_obligation") is True:
        return MET
    return unmet(standing.lodged_on.isoformat())


def _begun_before(question: Question) -> Answer:
    """The standstill forbids to begin; what was begun before may be completed (L-8)."""
    standing = question.case.suspended_by(SuspensionKind.INITIATIVE_STANDSTILL)
    since = question.case.since
    if standing is None or question.get("legal_obligation") is True:
        return MET
    if since is not None and local_day(since) < standing.lodged_on:
        return MET
    return unmet(standing.lodged_on.isoformat())


def _vote_in_time(question: Question) -> Answer:
    last = period(add_months(_refused_on(question), _VOTE_MONTHS))
    return not_after(question.fact_day("citizens_decision_on"), last.lenient)


def _refused_on(question: Question) -> date:
    """Return the day on which the council did not comply, as stated or as it voted."""
    if question.inputs.get("not_complied_on") is not None:
        return question.fact_day("not_complied_on")
    for each in question.case.consultations:
        if each.result == "not_complied" and each.about == suspension_of(question).id:
            return day_of(each)
    raise MissingFactError("not_complied_on")


def _vote_taken(question: Question) -> Answer:
    """The citizens vote after the initiative was found admissible, and not tomorrow."""
    day, since = (
        question.fact_day("citizens_decision_on"),
        suspension_of(question).lodged_on,
    )
    if since <= day <= question.day:
        return MET
    days = {"since": since.isoformat(), "until": question.day.isoformat()}
    return unmet(day.isoformat(), f"{since} – {question.day}", **days)


def _not_bound(question: Question) -> Answer:
    day = stated_day(question, "citizens_decision_on")
    if day is None or question.inputs.get("by_citizens_decision") is True:
        return MET
    last = add_months(day, 12 * question.law["citizens_decision.binding_years"])
    if question.day > last:
        return MET
    free = last + timedelta(days=1)
    return unmet(day.isoformat(), last.isoformat(), not_before=free.isoformat())


def _timely(name: str, *, strict: bool) -> Rule:
    return Rule(
        name,
        _in_time(strict=strict),
        label=Wording("Bürgerbegehren fristgerecht", "Initiative filed in time"),
        citation=Citation("§ 26 Abs. 3 GO NRW", "V", "Wolters Kluwer; mik.nrw"),
        layer=Layer.STATUTE,
        consequence=Consequence.ORDER if strict else Consequence.DEFECT,
        catalogue="L-7",
        parameters=_KEYS,
        unmet=Wording(
            "Das Bürgerbegehren wurde am {observed} eingereicht; die Frist endete am "
            "{required}" + (", wenn sie sich nicht verlängert." if strict else "."),
            "The initiative was filed on {observed}; the period ended on {required}"
            + (", unless it is extended." if strict else "."),
        ),
        remedy=Wording(
            "Tag der Einreichung und Bekanntmachung prüfen; sonst als unzulässig "
            "zurückweisen.",
            "Check the days of filing and announcement; else find it inadmissible.",
        ),
        cured_by=("council_office",),
        revision=2,
    )


def _standstill(name: str, catalogue: str, label: Wording, broken: Wording) -> Rule:
    consequence = (
        Consequence.BLOCK if name == "no_initiative_standstill" else Consequence.DEFECT
    )
    return Rule(
        name,
        _no_standstill,
        label=label,
        citation=_STANDSTILL,
        layer=Layer.STATUTE,
        consequence=consequence,
        catalogue=catalogue,
        unmet=broken,
        remedy=Wording(
            "Den Bürgerentscheid abwarten oder dem Begehren entsprechen.",
            "Await the citizens' decision, or comply with the initiative.",
        ),
        cured_by=("chair", "council_office"),
    )


RULES = (
    _timely("initiative_in_time", strict=False),
    _timely("initiative_in_time_strictly", strict=True),
    Rule(
        "initiative_topic_allowed",
        _topic_allowed,
        label=Wording("Zulässiger Gegenstand", "Admissible subject"),
        citation=Citation("§ 26 Abs. 5 GO NRW", "K"),
        layer=Layer.STATUTE,
        consequence=Consequence.DEFECT,
        catalogue="L-7",
        unmet=Wording(
            "Der Gegenstand ist nach § 26 Abs. 5 GO NRW von einem Bürgerbegehren "
            "ausgeschlossen.",
            "§ 26 Abs. 5 GO NRW excludes the subject from initiatives.",
        ),
        remedy=Wording(
            "Das Bürgerbegehren als unzulässig zurückweisen.",
            "Find the initiative inadmissible.",
        ),
        cured_by=("council_office", "chair"),
    ),
    _standstill(
        "no_initiative_standstill",
        "L-8",
        Wording("Kein Vollzug vor dem Bürgerentscheid", "No execution before the vote"),
        Wording(
            "Seit dem {observed} ist ein zulässiges Bürgerbegehren anhängig; mit dem "
            "Vollzug darf nicht begonnen werden.",
            "An admissible initiative has been pending since {observed}; execution must "
            "not begin.",
        ),
    ),
    Rule(
        "execution_begun_before",
        _begun_before,
        label=Wording("Durchführung vorher begonnen", "Execution begun before"),
        citation=_STANDSTILL,
        layer=Layer.STATUTE,
        consequence=Consequence.BLOCK,
        catalogue="L-8",
        unmet=Wording(
            "Die Durchführung wurde erst begonnen, als das Bürgerbegehren am "
            "{observed} schon für zulässig erklärt war; sie darf vor dem "
            "Bürgerentscheid nicht zu Ende geführt werden.",
            "Execution began only when the initiative had been found admissible on "
            "{observed}; it must not be completed before the citizens' decision.",
        ),
        remedy=Wording(
            "Den Bürgerentscheid abwarten oder dem Begehren entsprechen.",
            "Await the citizens' decision, or comply with the initiative.",
        ),
        cured_by=("mayor", "council_office"),
    ),
    Rule(
        "initiative_pending",
        _no_standstill,
        label=Wording("Hinweis auf den Bürgerentscheid", "Citizens' decision pending"),
        citation=_STANDSTILL,
        layer=Layer.STATUTE,
        consequence=Consequence.ORDER,
        catalogue="L-8",
        unmet=Wording(
            "Über das seit dem {observed} zulässige Bürgerbegehren ist noch nicht "
            "entschieden. Eine vorher begonnene Durchführung darf beendet werden; "
            "bitte prüfen, ob der Bürgerentscheid damit gegenstandslos wird.",
            "The initiative, admissible since {observed}, is not decided yet. An "
            "execution begun before may be completed; please check whether that "
            "leaves the citizens nothing to decide.",
        ),
        remedy=Wording(
            "Mit dem Abschluss möglichst bis zum Bürgerentscheid warten.",
            "Wait with completing until the citizens' decision where possible.",
        ),
        cured_by=("mayor",),
    ),
    _standstill(
        "no_contrary_decision",
        "L-8",
        Wording("Keine entgegenstehende Entscheidung", "No contrary decision"),
        Wording(
            "Seit dem {observed} ist ein zulässiges Bürgerbegehren anhängig; bis zum "
            "Bürgerentscheid darf nicht entgegenstehend entschieden werden.",
            "An admissible initiative has been pending since {observed}; no contrary "
            "decision may be taken before the citizens' decision.",
        ),
    ),
    Rule(
        "citizens_vote_in_time",
        _vote_in_time,
        label=Wording(
            "Bürgerentscheid in der Frist",
            "Citizens' decision in time",
        ),
        citation=Citation("§ 26 Abs. 6 GO NRW", "S", "gelsenkirchen.de"),
        layer=Layer.STATUTE,
        consequence=Consequence.ORDER,
        catalogue="L-8",
        unmet=Wording(
            "Der Bürgerentscheid am {observed} ist verspätet; stattzufinden hatte er "
            "bis zum {required}.",
            "The citizens' decision on {observed} is late; it was to take place by "
            "{required}.",
        ),
        remedy=Wording(
            "Einen früheren Tag für den Bürgerentscheid bestimmen; ist er vorbei, die "
            "Verspätung festhalten. Fehlt nur der Tag der Ratsentscheidung, ihn angeben.",
            "Set an earlier day for the vote; once it is over, put the delay on record. "
            "If only the day of the council's decision is missing, state it.",
        ),
        cured_by=("council_office",),
    ),
    Rule(
        "citizens_decision_taken",
        _vote_taken,
        label=Wording("Bürgerentscheid hat stattgefunden", "Citizens' decision taken"),
        citation=_STANDSTILL,
        layer=Layer.STATUTE,
        consequence=Consequence.BLOCK,
        catalogue="L-8",
        unmet=Wording(
            "Ein Bürgerentscheid vom {observed} beendet die Sperre nicht; er muss "
            "zwischen dem {since} und dem {until} stattgefunden haben.",
            "A citizens' decision of {observed} does not end the standstill; it must "
            "have taken place between {since} and {until}.",
        ),
        remedy=Wording(
            "Den Bürgerentscheid abwarten und danach festhalten.",
            "Await the citizens' decision and record it afterwards.",
        ),
        cured_by=("council_office", "chair"),
    ),
    Rule(
        "citizens_decision_binding",
        _not_bound,
        label=Wording(
            "Bindung an den Bürgerentscheid", "Bound by a citizens' decision"
        ),
        citation=Citation("§ 26 Abs. 8 GO NRW", "S", "rp-online 10/2012"),
        layer=Layer.STATUTE,
        consequence=Consequence.DEFECT,
        catalogue="L-9",
        parameters=("citizens_decision.binding_years",),
        unmet=Wording(
            "Der Bürgerentscheid vom {observed} bindet bis zum {required}; vorher "
            "kann ihn nur ein neuer Bürgerentscheid ändern.",
            "The citizens' decision of {observed} binds until {required}; before that "
            "only another one can change it.",
        ),
        remedy=Wording(
            "Die Frist abwarten oder einen neuen Bürgerentscheid einleiten.",
            "Await the period, or initiate another citizens' decision.",
        ),
        cured_by=("council_office",),
    ),
)

_DECIDING = (*ON_THE_PAPER, "ratify", *ELECTING, *URGENT_STEPS[1:], "supersede")
"""Every step that could decide against the initiative, or against the citizens."""

GUARDS = {
    **dict.fromkeys(_DECIDING, ("no_contrary_decision", "citizens_decision_binding")),
    "find_initiative_admissible": (
        "decided_by_council",
        "initiative_in_time",
        "initiative_in_time_strictly",
        "initiative_topic_allowed",
    ),
    "make_executable": ("no_initiative_standstill",),
    "end_standstill": ("no_initiative_standstill",),
    "start_execution": ("no_initiative_standstill",),
    "complete": ("execution_begun_before", "initiative_pending"),
    "close": ("no_initiative_standstill",),
    "record_citizens_decision": ("citizens_decision_taken", "citizens_vote_in_time"),
}
