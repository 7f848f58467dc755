"""Petitions of residents (C-10) and residents' motions (C-11)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from ratsflow.law.counting import at_least
from ratsflow.law.local import Law
from ratsflow.law.periods import add_months, nth_day_after
from ratsflow.model import PaperType
from ratsflow.procedure.declared import predicate
from ratsflow.procedure.finding import MET, Answer, unmet
from ratsflow.procedure.question import MissingFactError, Question
from ratsflow.states.common.fields import kind_of
from ratsflow.states.common.predicates.competence.matter import is_council, is_district


def _is(question: Question, paper_type: PaperType) -> bool:
    """Tell whether the paper is of a type, or a supplement to one that is.

    Raises:
        MissingFactError: it is a supplement, and nobody has stated to what.
    """
    kind = kind_of(question)
    if kind is None:
        raise MissingFactError("base_paper_type")
    return kind is paper_type


def signatures_needed(law: Law) -> int:
    """Return the signatures that a residents' motion needs.

    The law says it by kind of town, or in rows by inhabitants.
    """
    inhabitants, asked = law["municipality.inhabitants"], law["resident_motion.share"]
    if not isinstance(asked, Mapping):
        row = next(
            each for each in asked if inhabitants <= each.get("up_to", inhabitants)
        )
        share = at_least(inhabitants, row["per_mille"], 1000)
        return max(min(share, int(row["at_most"])), int(row.get("at_least", 0)))
    county_free = law["municipality.county_free"] is True
    row = asked["county_free" if county_free else "other"]
    return min(at_least(inhabitants, row["percent"], 100), int(row["at_most"]))


@predicate("base_paper_type", "resident_since", "law.petition.resident_months")
def _petitioner_resident(question: Question) -> Answer:
    if not _is(question, PaperType.PETITION):
        return MET
    months = question.law["petition.resident_months"]
    if months == 0:  # once it was for everyone
        return MET
    free = add_months(question.fact_day("resident_since"), months)
    if question.day >= free:
        return MET
    since = str(question.fact("resident_since"))
    told = {"since": since, "not_before": free.isoformat()}
    return unmet(since, f"≥ {free}", months=months, **told)


@predicate("base_paper_type", "in_text_form", "in_writing", "law.petition.form")
def _petition_in_text_form(question: Question) -> Answer:
    if not _is(question, PaperType.PETITION):
        return MET
    written = question.law["petition.form"] == "written"
    name = "in_writing" if written else "in_text_form"
    if question.fact(name) is True:
        return MET
    code = "petition_in_text_form.written" if written else ""
    return unmet(f"{name} = False", f"{name} = True", code)


@predicate("base_paper_type", "natural_person")
def _petitioner_natural_person(question: Question) -> Answer:
    if not _is(question, PaperType.PETITION):
        return MET
    if question.fact("natural_person") is True:
        return MET
    return unmet("natural_person = False", "natural_person = True")


@predicate("base_paper_type", "law.petition.committee")
def _petition_committee_first(question: Question) -> Answer:
    if not _is(question, PaperType.PETITION) or question.case.state != "released":
        return MET
    body = question.about.body
    if is_council(body) or is_district(body):
        return MET
    assigned = question.law["petition.committee"]
    return MET if body.name == assigned else unmet(body.name, assigned)


@predicate("base_paper_type", "petitioner_informed_on")
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


@predicate(
    "base_paper_type",
    "valid_signatures",
    "law.municipality.inhabitants",
    "law.municipality.county_free",
    "law.resident_motion.share",
)
def _resident_motion_signed(question: Question) -> Answer:
    if not _is(question, PaperType.RESIDENT_MOTION):
        return MET
    needed = signatures_needed(question.law)
    valid = question.fact("valid_signatures")
    return MET if valid >= needed else unmet(str(valid), str(needed))


@predicate("base_paper_type", "representatives", "law.resident_motion.representatives")
def _resident_motion_represented(question: Question) -> Answer:
    if not _is(question, PaperType.RESIDENT_MOTION):
        return MET
    number = question.fact("representatives")
    most = question.law["resident_motion.representatives"]
    return MET if 0 <= number <= most else unmet(str(number), f"≤ {most}", most=most)


@predicate(
    "base_paper_type",
    "filed_before",
    "filed_before_on",
    "received_on",
    "law.resident_motion.bar_months",
)
def _resident_motion_not_repeated(question: Question) -> Answer:
    if not _is(question, PaperType.RESIDENT_MOTION):
        return MET
    if question.fact("filed_before") is False:
        return MET
    months = question.law["resident_motion.bar_months"]
    last = add_months(question.fact_day("filed_before_on"), months)
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


@predicate("base_paper_type", "received_on", "law.resident_motion.decide_months")
def _resident_motion_in_time(question: Question) -> Answer:
    if not _is(question, PaperType.RESIDENT_MOTION):
        return MET
    months = question.law["resident_motion.decide_months"]
    last = add_months(question.fact_day("received_on"), months)
    if question.day <= last:
        return MET
    day, due = question.day.isoformat(), last.isoformat()
    return unmet(day, f"≤ {due}", day=day, due=due)
