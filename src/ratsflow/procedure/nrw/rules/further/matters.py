"""Rules on budgets and personnel measures (N-13, N-15)."""

from __future__ import annotations

from datetime import date, timedelta

from ratsflow.law.citation import Citation, Consequence, Layer
from ratsflow.law.periods import add_weeks, nth_day_after
from ratsflow.model import BodyKind
from ratsflow.model.text import Wording
from ratsflow.procedure.finding import MET, Answer, unmet
from ratsflow.procedure.nrw.notation import motion, step, takes_in
from ratsflow.procedure.nrw.rules.aftermath.facts import not_after, period, topics
from ratsflow.procedure.nrw.states import DECIDED
from ratsflow.procedure.nrw.votes import ON_THE_PAPER, URGENT
from ratsflow.procedure.question import MissingFactError, Question
from ratsflow.procedure.rule import Check, Rule
from ratsflow.procedure.step import Kind


_BUDGET, _PERSONNEL = "annual_budget", "personnel_measure"
_CITED = Citation("§ 80 Abs. 3 S. 2 GO NRW", "S", "suedlohn.de")


def _budget_vote(question: Question) -> bool:
    """Tell whether the council, or the main committee in its place, decides the budget."""
    council = question.about.body.kind is BodyKind.COUNCIL or question.step == URGENT
    return council and _BUDGET in topics(question)


def _objection_days(question: Question) -> Answer:
    if not _budget_vote(question):
        return MET
    first, last = _objection_period(question)
    days = question.law["budget.objection_days"]
    if last >= nth_day_after(first, days, count_event_day=True):
        return MET
    told = {"first": first.isoformat(), "last": last.isoformat()}
    return unmet(f"{first} – {last}", str(days), days=days, **told)


def _objections_over(question: Question) -> Answer:
    if not _budget_vote(question):
        return MET
    _, last = _objection_period(question)
    if question.day > last:
        return MET
    free = last + timedelta(days=1)
    return unmet(question.day.isoformat(), f"> {last}", not_before=free.isoformat())


def _objection_period(question: Question) -> tuple[date, date]:
    return question.fact_day("objections_from"), question.fact_day("objections_until")


def _lgg_settled(question: Question) -> Answer:
    if _PERSONNEL not in topics(question):
        return MET
    if question.fact("lgg_objection") is False:
        return MET
    if question.get("lgg_decided_on") is None:
        return unmet("lgg_objection = True", "lgg_decided_on")
    decided = question.fact_day("lgg_decided_on")
    if decided <= question.day:
        return MET
    found, code = decided.isoformat(), "lgg_objection_settled.later"
    return unmet(found, question.day.isoformat(), code)


def _lgg_in_time(*, strict: bool) -> Check:
    def check(question: Question) -> Answer:
        if question.inputs.get("lgg_objection") is False:
            return MET
        if question.inputs.get("lgg_informed_on") is None:
            raise MissingFactError("lgg_informed_on")
        last = period(add_weeks(question.fact_day("lgg_informed_on"), 1))
        return not_after(question.day, last.strict if strict else last.lenient)

    return check


def _timely(name: str, *, strict: bool) -> Rule:
    return Rule(
        name,
        _lgg_in_time(strict=strict),
        label=Wording("Widerspruch nach LGG in der Frist", "LGG objection in time"),
        citation=Citation("§ 19 LGG NRW", "?", "§ 19 read; § 21 open"),
        layer=Layer.STATUTE,
        consequence=Consequence.ORDER if strict else Consequence.DEFECT,
        catalogue="N-13",
        unmet=Wording(
            "Die Frist endete am {required}, wenn Wochenenden und Feiertage sie nicht "
            "verlängern; Widerspruch am {observed}.",
            "The period ended on {required} unless weekends and holidays extend it; the "
            "objection is of {observed}.",
        )
        if strict
        else Wording(
            "Der Widerspruch vom {observed} ist zu spät; letzter Tag war der {required}.",
            "The objection of {observed} is too late; the last day was {required}.",
        ),
        remedy=Wording(
            "Den Tag der Unterrichtung prüfen.", "Check the day of the information."
        ),
        cured_by=("equal_opportunities_officer",),
    )


RULES = (
    Rule(
        "budget_objection_period",
        _objection_days,
        label=Wording("Einwendungsfrist zum Haushalt", "Budget objection period"),
        citation=_CITED,
        layer=Layer.STATUTE,
        consequence=Consequence.DEFECT,
        catalogue="N-15",
        parameters=("budget.objection_days",),
        unmet=Wording(
            "Die Einwendungsfrist vom {first} bis {last} ist zu kurz; nötig sind "
            "mindestens {days} Tage.",
            "The objection period from {first} to {last} is too short; it takes at "
            "least {days} days.",
        ),
        remedy=Wording(
            "Den Entwurf erneut und lange genug auslegen.",
            "Display the draft again, for long enough.",
        ),
        cured_by=("treasurer", "council_office"),
        revision=2,
    ),
    Rule(
        "objection_period_over",
        _objections_over,
        label=Wording("Einwendungsfrist abgelaufen", "Objection period over"),
        citation=_CITED,
        layer=Layer.STATUTE,
        consequence=Consequence.DEFECT,
        catalogue="N-15",
        unmet=Wording(
            "Die Einwendungsfrist läuft am {observed} noch; beschlossen werden kann "
            "frühestens am {not_before}.",
            "On {observed} the objection period is still running; the vote can be on "
            "{not_before} at the earliest.",
        ),
        remedy=Wording("Nach Ablauf der Frist abstimmen.", "Vote after the period."),
        cured_by=("council_office",),
        revision=2,
    ),
    Rule(
        "lgg_objection_settled",
        _lgg_settled,
        label=Wording(
            "Kein offener Widerspruch nach LGG",
            "No pending objection under the LGG",
        ),
        citation=Citation("§§ 19, 21 LGG NRW", "?", "§ 19 read; § 21 open"),
        layer=Layer.STATUTE,
        consequence=Consequence.DEFECT,
        catalogue="N-13",
        unmet=Wording(
            "Über den Widerspruch der Gleichstellungsbeauftragten ist nicht neu "
            "entschieden; die Personalmaßnahme bleibt ausgesetzt.",
            "No new decision has followed the objection under the LGG; the personnel "
            "measure stays suspended.",
        ),
        by_code={
            "later": Wording(
                "Über den Widerspruch der Gleichstellungsbeauftragten wird erst am "
                "{observed} neu entschieden; bis dahin bleibt die Personalmaßnahme "
                "ausgesetzt.",
                "The new decision on the objection under the LGG is of {observed} "
                "only; until then the personnel measure stays suspended.",
            ),
        },
        remedy=Wording(
            "Über den Widerspruch neu entscheiden und das festhalten.",
            "Decide anew on the objection and record it.",
        ),
        cured_by=("mayor",),
    ),
    _timely("lgg_objection_in_time", strict=False),
    _timely("lgg_objection_in_time_strictly", strict=True),
)

GUARDS = {
    **dict.fromkeys(ON_THE_PAPER, ("budget_objection_period", "objection_period_over")),
    **dict.fromkeys(("start_execution", "complete"), ("lgg_objection_settled",)),
    "object_under_lgg": ("lgg_objection_in_time", "lgg_objection_in_time_strictly"),
}

STEPS = (
    step(
        "object_under_lgg",
        "Nach LGG widersprechen oder verzichten",
        "Object under the LGG, or not",
        "",
        ("equal_opportunities_officer", "council_office"),
        (motion((*DECIDED, "in_consultation", "in_execution")),),
        takes_in("lgg_objection", Kind.FLAG),
        takes_in("lgg_informed_on", Kind.DAY, optional=True),
        takes_in("reasons", optional=True),
    ),
    step(
        "decide_lgg_objection",
        "Über den LGG-Widerspruch neu entscheiden",
        "Decide anew after an LGG objection",
        "",
        ("mayor", "general_deputy"),
        (motion((*DECIDED, "in_execution")),),
        takes_in("lgg_decided_on", Kind.DAY),
    ),
)
