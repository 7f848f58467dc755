"""Petitions of residents (C-10) and residents' motions (C-11)."""

from __future__ import annotations

from datetime import date

from ratsflow.law.citation import Citation, Consequence, Layer
from ratsflow.law.counting import at_least
from ratsflow.law.periods import add_months, nth_day_after
from ratsflow.model import PaperType
from ratsflow.model.text import Wording
from ratsflow.procedure.finding import MET, Answer, unmet
from ratsflow.procedure.nrw.notation import motion, step, takes_in
from ratsflow.procedure.nrw.rules.competence.matter import is_council, is_district
from ratsflow.procedure.nrw.rules.paper.kinds import kind_of
from ratsflow.procedure.nrw.states import MOTION_STATES
from ratsflow.procedure.question import MissingFactError, Question
from ratsflow.procedure.rule import Rule
from ratsflow.procedure.step import Kind


REPRESENTATIVES = 3
DECIDE_WITHIN_MONTHS = 4
BAR_MONTHS = 12
"""§ 25 GO NRW."""
SHARES = {True: (4, 8000), False: (5, 4000)}
"""Percent of the inhabitants and cap, for county-free cities and for others."""


def _is(question: Question, paper_type: PaperType) -> bool:
    """Tell whether the paper is of a type, or a supplement to one that is.

    Raises:
        MissingFactError: it is a supplement, and nobody has stated to what.
    """
    kind = kind_of(question)
    if kind is None:
        raise MissingFactError("base_paper_type")
    return kind is paper_type


def signatures_needed(inhabitants: int, *, county_free: bool) -> int:
    """Return the signatures that a residents' motion needs (§ 25 GO NRW)."""
    percent, cap = SHARES[county_free]
    return min(at_least(inhabitants, percent, 100), cap)


def _petitioner_resident(question: Question) -> Answer:
    if not _is(question, PaperType.PETITION):
        return MET
    if "petition.resident_months" in question.law.absent:  # once it was for everyone
        return MET
    months = question.law["petition.resident_months"]
    free = add_months(question.fact_day("resident_since"), months)
    if question.day >= free:
        return MET
    since = str(question.fact("resident_since"))
    told = {"since": since, "not_before": free.isoformat()}
    return unmet(since, f"≥ {free}", months=months, **told)


def _petition_in_text_form(question: Question) -> Answer:
    if not _is(question, PaperType.PETITION):
        return MET
    written = question.law["petition.form"] == "written"
    name = "in_writing" if written else "in_text_form"
    if question.fact(name) is True:
        return MET
    code = "petition_in_text_form.written" if written else ""
    return unmet(f"{name} = False", f"{name} = True", code)


def _petitioner_natural_person(question: Question) -> Answer:
    if not _is(question, PaperType.PETITION):
        return MET
    if question.fact("natural_person") is True:
        return MET
    return unmet("natural_person = False", "natural_person = True")


def _petition_committee_first(question: Question) -> Answer:
    if not _is(question, PaperType.PETITION) or question.case.state != "released":
        return MET
    body = question.about.body
    if is_council(body) or is_district(body):
        return MET
    assigned = question.law["petition.committee"]
    return MET if body.name == assigned else unmet(body.name, assigned)


def _petitioner_informed(question: Question) -> Answer:
    if not _is(question, PaperType.PETITION):
        return MET
    told, outcome = question.fact_day("petitioner_informed_on"), _last_day(question)
    if told > question.day:
        return unmet(str(told), f"≤ {question.day}", told=told.isoformat())
    if outcome is not None and told < outcome:
        code = "petitioner_informed.before_outcome"
        days = {"told": told.isoformat(), "outcome": outcome.isoformat()}
        return unmet(str(told), f"≥ {outcome}", code, **days)
    return MET


def _last_day(question: Question) -> date | None:
    """Return the last day on which a body dealt with the paper, if one did."""
    days = [day for each in question.case.consultations for day in each.days]
    return max(days, default=None)


def _resident_motion_signed(question: Question) -> Answer:
    if not _is(question, PaperType.RESIDENT_MOTION):
        return MET
    law = question.law
    needed = signatures_needed(
        law["municipality.inhabitants"],
        county_free=law["municipality.county_free"] is True,
    )
    valid = question.fact("valid_signatures")
    return MET if valid >= needed else unmet(str(valid), str(needed))


def _resident_motion_represented(question: Question) -> Answer:
    if not _is(question, PaperType.RESIDENT_MOTION):
        return MET
    number = question.fact("representatives")
    if 0 <= number <= REPRESENTATIVES:
        return MET
    return unmet(str(number), f"≤ {REPRESENTATIVES}", most=REPRESENTATIVES)


def _resident_motion_not_repeated(question: Question) -> Answer:
    if not _is(question, PaperType.RESIDENT_MOTION):
        return MET
    if question.fact("filed_before") is False:
        return MET
    last = add_months(question.fact_day("filed_before_on"), BAR_MONTHS)
    if _filed_on(question) > last:
        return MET
    before = str(question.fact("filed_before_on"))
    free = nth_day_after(last, 1).isoformat()
    return unmet(before, f"> {last}", before=before, free=free)


def _filed_on(question: Question) -> date:
    """Return the day of receipt where it is stated; registering it late lifts no bar."""
    if question.get("received_on") is None:
        return question.day
    return min(question.day, question.fact_day("received_on"))


def _resident_motion_in_time(question: Question) -> Answer:
    if not _is(question, PaperType.RESIDENT_MOTION):
        return MET
    last = add_months(question.fact_day("received_on"), DECIDE_WITHIN_MONTHS)
    if question.day <= last:
        return MET
    day, due = question.day.isoformat(), last.isoformat()
    return unmet(day, f"≤ {due}", day=day, due=due)


_PETITION = Citation("§ 24 Abs. 1 GO NRW", "V", "gevelsberg.de")
_INVITE = Wording(
    "Als gewöhnliche Eingabe behandeln oder die Voraussetzung nachweisen.",
    "Handle it as ordinary correspondence, or prove the condition.",
)

RULES = (
    Rule(
        "petitioner_resident",
        _petitioner_resident,
        label=Wording(
            "Dauer des Wohnens in der Gemeinde",
            "Time of residence",
        ),
        citation=_PETITION,
        layer=Layer.STATUTE,
        consequence=Consequence.BLOCK,
        catalogue="C-10",
        revision=3,
        unmet=Wording(
            "Die Einsenderin oder der Einsender wohnt seit dem {since} in der "
            "Gemeinde; einreichen kann die Eingabe, wer dort seit {months} Monaten "
            "wohnt, hier ab dem {not_before}.",
            "The petitioner has lived in the municipality since {since}; a petition "
            "takes {months} months of residence, here from {not_before}.",
        ),
        remedy=_INVITE,
        cured_by=("petitioner",),
        parameters=("petition.resident_months",),
    ),
    Rule(
        "petition_in_text_form",
        _petition_in_text_form,
        label=Wording("Textform", "Text form"),
        citation=Citation("§ 24 Abs. 1 GO NRW, § 126b BGB", "V", "gevelsberg.de"),
        layer=Layer.STATUTE,
        consequence=Consequence.BLOCK,
        catalogue="C-10",
        revision=3,
        unmet=Wording(
            "Die Eingabe liegt nicht in Textform vor; diese ist für Anregungen und "
            "Beschwerden vorgeschrieben.",
            "The petition is not in text form, which the law demands.",
        ),
        by_code={
            "written": Wording(
                "Die Eingabe ist nicht schriftlich eingereicht; damals war Schriftform "
                "vorgeschrieben.",
                "The petition was not submitted in writing, which the law then demanded.",
            ),
        },
        remedy=Wording("In Textform einreichen.", "Submit it in text form."),
        cured_by=("petitioner",),
        parameters=("petition.form",),
    ),
    Rule(
        "petitioner_natural_person",
        _petitioner_natural_person,
        label=Wording("Natürliche Person", "Natural person"),
        citation=Citation("§ 24 Abs. 1 GO NRW", "S", "ahlen.de"),
        layer=Layer.STATUTE,
        consequence=Consequence.BLOCK,
        catalogue="C-10",
        revision=2,
        unmet=Wording(
            "Juristische Personen des Privatrechts haben das Recht nicht mehr.",
            "Legal persons of private law no longer have this right.",
        ),
        remedy=_INVITE,
        cured_by=("petitioner",),
    ),
    Rule(
        "petition_committee_first",
        _petition_committee_first,
        label=Wording("Zugewiesener Ausschuss", "Assigned committee"),
        citation=Citation("§ 24 Abs. 1, 2 GO NRW; Hauptsatzung", "L"),
        layer=Layer.LOCAL,
        consequence=Consequence.ORDER,
        catalogue="C-10",
        revision=2,
        unmet=Wording(
            "Anregungen und Beschwerden behandelt zuerst: {required}. Angesetzt ist: "
            "{observed}.",
            "Petitions are handled first by: {required}. The item is planned for: "
            "{observed}.",
        ),
        remedy=Wording("Dem Ausschuss zuweisen.", "Assign it to that committee."),
        cured_by=("council_office",),
        parameters=("petition.committee",),
    ),
    Rule(
        "petitioner_informed",
        _petitioner_informed,
        label=Wording("Unterrichtung der Einsender", "Petitioner told the outcome"),
        citation=_PETITION,
        layer=Layer.STATUTE,
        consequence=Consequence.ORDER,
        catalogue="C-10",
        revision=2,
        unmet=Wording(
            "Die Unterrichtung ist auf den {told} datiert, der noch bevorsteht; das "
            "Ergebnis ist also noch nicht mitgeteilt.",
            "The petitioner is said to be told on {told}, which is still to come; so "
            "the outcome is not told yet.",
        ),
        by_code={
            "before_outcome": Wording(
                "Die Unterrichtung vom {told} liegt vor der letzten Beratung am "
                "{outcome}; das Ergebnis ist noch nicht mitgeteilt.",
                "The petitioner was told on {told}, before the last consultation on "
                "{outcome}; the outcome is not told yet.",
            ),
        },
        remedy=Wording(
            "Unterrichten (Schritt „Einsender unterrichten“).",
            "Tell them (step “inform the petitioner”).",
        ),
        cured_by=("council_office",),
    ),
    Rule(
        "resident_motion_signed",
        _resident_motion_signed,
        label=Wording("Unterschriften", "Signatures"),
        citation=Citation("§ 25 GO NRW", "K", "herten.de for 5 %"),
        layer=Layer.STATUTE,
        consequence=Consequence.BLOCK,
        catalogue="C-11",
        revision=2,
        unmet=Wording(
            "Der Einwohnerantrag hat zu wenige gültige Unterschriften: {observed} "
            "statt mindestens {required}.",
            "The residents' motion has too few valid signatures: {observed} instead "
            "of at least {required}.",
        ),
        remedy=Wording("Unterschriften nachreichen.", "Collect more signatures."),
        cured_by=("petitioner",),
        parameters=("municipality.inhabitants", "municipality.county_free"),
    ),
    Rule(
        "resident_motion_represented",
        _resident_motion_represented,
        label=Wording("Vertretung des Antrags", "Representatives"),
        citation=Citation("§ 25 GO NRW", "S", "herten.de"),
        layer=Layer.STATUTE,
        consequence=Consequence.BLOCK,
        catalogue="C-11",
        revision=2,
        unmet=Wording(
            "Als Vertretung des Einwohnerantrags sind {observed} Personen benannt; "
            "zulässig sind höchstens {most}.",
            "As representatives of the residents' motion {observed} persons are "
            "named; at most {most} are allowed.",
        ),
        remedy=Wording(
            "Nicht mehr Personen benennen, als zulässig sind.",
            "Name no more persons than are allowed.",
        ),
        cured_by=("petitioner",),
    ),
    Rule(
        "resident_motion_not_repeated",
        _resident_motion_not_repeated,
        label=Wording(
            "Sperre nach einem Einwohnerantrag",
            "Bar after a residents' motion",
        ),
        citation=Citation("§ 25 GO NRW", "K"),
        layer=Layer.STATUTE,
        consequence=Consequence.BLOCK,
        catalogue="C-11",
        revision=2,
        unmet=Wording(
            "In derselben Sache gab es schon einen Einwohnerantrag vom {before}; ein "
            "neuer ist frühestens am {free} zulässig.",
            "There was a residents' motion in the same matter of {before}; a new one "
            "is admissible from {free}.",
        ),
        remedy=Wording(
            "Das Ende der Sperre abwarten.",
            "Wait for the end of the bar.",
        ),
    ),
    Rule(
        "resident_motion_in_time",
        _resident_motion_in_time,
        label=Wording(
            "Entscheidung über den Einwohnerantrag in der Frist",
            "Residents' motion decided in time",
        ),
        citation=Citation("§ 25 GO NRW", "S", "herten.de"),
        layer=Layer.STATUTE,
        consequence=Consequence.ORDER,
        catalogue="C-11",
        revision=2,
        unmet=Wording(
            "Über den Einwohnerantrag war bis zum {due} zu entscheiden; entschieden "
            "wird am {day}.",
            "The residents' motion was to be decided by {due}; the decision is of "
            "{day}.",
        ),
        remedy=Wording("Unverzüglich entscheiden.", "Decide without delay."),
        cured_by=("mayor", "council_office"),
    ),
)

_FILING = (
    "petitioner_resident",
    "petition_in_text_form",
    "petitioner_natural_person",
    "resident_motion_signed",
    "resident_motion_represented",
    "resident_motion_not_repeated",
)

GUARDS = {
    "file_motion": _FILING,
    "place_on_agenda": ("petition_committee_first",),
    **dict.fromkeys(("vote", "repeat_vote"), ("resident_motion_in_time",)),
    "close": ("petitioner_informed",),
}

_AFTER_FILING = tuple(
    state.name
    for state in MOTION_STATES
    if state.name not in ("draft", "closed", "superseded")
)
_OFFICE = ("council_office", "mayor")

STEPS = (
    step(
        "examine_petition",
        "Eingabe prüfen",
        "Examine a petition",
        "",
        _OFFICE,
        (motion("draft"),),
        takes_in("resident_since", Kind.DAY),
        takes_in("in_text_form", Kind.FLAG),
        takes_in("natural_person", Kind.FLAG),
        takes_in("in_writing", Kind.FLAG, optional=True),
    ),
    step(
        "examine_resident_motion",
        "Einwohnerantrag prüfen",
        "Examine a residents' motion",
        "",
        _OFFICE,
        (motion("draft"),),
        takes_in("received_on", Kind.DAY),
        takes_in("valid_signatures", Kind.NUMBER),
        takes_in("representatives", Kind.NUMBER),
        takes_in("filed_before", Kind.FLAG),
        takes_in("filed_before_on", Kind.DAY, optional=True),
    ),
    step(
        "inform_petitioner",
        "Einsender unterrichten",
        "Inform the petitioner",
        "",
        _OFFICE,
        (motion(_AFTER_FILING),),
        takes_in("petitioner_informed_on", Kind.DAY),
    ),
)
