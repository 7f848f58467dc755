"""Combining items (*verbundene Beratung*): one debate, and a vote on each paper (E-10)."""

from __future__ import annotations

from collections.abc import Sequence

from ratsflow.law.citation import Citation, Consequence, Layer
from ratsflow.model import Consultation
from ratsflow.model.alike import is_one_of
from ratsflow.model.text import Wording
from ratsflow.procedure.case import Case, number_of
from ratsflow.procedure.finding import MET, Answer, unmet
from ratsflow.procedure.lookups import Look
from ratsflow.procedure.nrw.notation import consultation, step, takes_in
from ratsflow.procedure.nrw.rules.agenda.asked import handed_in
from ratsflow.procedure.nrw.rules.voting.amendments import same_item
from ratsflow.procedure.nrw.states import ON_AN_AGENDA
from ratsflow.procedure.question import MissingFactError, Question
from ratsflow.procedure.rule import Rule
from ratsflow.procedure.step import Kind


def _combinable(question: Question) -> Answer:
    stated = handed_in(question, "combined_with")
    names = tuple(map(number_of, stated)) if isinstance(stated, (tuple, list)) else ()
    if not names or not all(names):
        return unmet("–", "combined_with", "combined_items_fit.none")
    found = question.look(Look.NAMED)
    missing = [name for name in names if not _bearing(found, name)]
    if missing:
        code = "combined_items_fit.unknown_paper"
        return unmet(", ".join(missing), "reference", code, papers=missing)
    apart = [
        name
        for name in names
        if not any(_stands_with(one, question.about) for one in _bearing(found, name))
    ]
    if not apart:
        return MET
    return unmet(", ".join(apart), _item(question), papers=apart)


def _bearing(cases: Sequence[Case], name: str) -> list[Case]:
    return [each for each in cases if is_one_of(name, (each.id, each.reference))]


def _stands_with(case: Case, about: Consultation) -> bool:
    """Tell whether a paper stands on the same agenda, in the same part of the meeting."""
    if about.meeting is None:
        raise MissingFactError("consultation.meeting")
    if about.public is None:
        raise MissingFactError("consultation.public")
    return any(
        each.state in ON_AN_AGENDA
        and each.meeting is not None
        and same_item(each, about)
        and each.public is about.public
        for each in case.consultations
    )


def _item(question: Question) -> str:
    about = question.about
    day = about.meeting.day.isoformat() if about.meeting else "–"
    return f"{about.body.name} {day}, public = {about.public}"


RULES = (
    Rule(
        "combined_items_fit",
        _combinable,
        label=Wording("Verbindbare Punkte", "Items that can be combined"),
        citation=Citation("Geschäftsordnung des Rates", "L"),
        layer=Layer.LOCAL,
        consequence=Consequence.BLOCK,
        catalogue="E-10",
        looks_at=Look.NAMED.value,
        unmet=Wording(
            "Nicht in derselben Sitzung und im selben Teil der Tagesordnung "
            "(öffentlich oder nichtöffentlich) steht: {papers}. Nur dann lassen sich "
            "Punkte verbinden.",
            "Not on the agenda of the same meeting, in the same part (public or not): "
            "{papers}. Only then items can be combined.",
        ),
        by_code={
            "none": Wording(
                "Es ist keine Vorlage angegeben, mit der verbunden werden soll.",
                "No paper is stated with which it is to be combined.",
            ),
            "unknown_paper": Wording(
                "Es gibt keine Vorlage mit dieser Nummer: {papers}.",
                "There is no paper with this number: {papers}.",
            ),
        },
        remedy=Wording(
            "Die Nummern der Vorlagen richtig angeben, oder sie erst auf dieselbe "
            "Tagesordnung setzen.",
            "State the papers' numbers rightly, or put them on the same agenda first.",
        ),
        cured_by=("chair", "council_office"),
    ),
)

GUARDS = {"combine": ("agenda_change_majority", "combined_items_fit")}

STEPS = (
    step(
        "combine",
        "Punkte verbinden",
        "Combine items",
        "",
        ("chair", "council_office"),
        (consultation(("on_agenda", "open")),),
        takes_in("combined_with", Kind.NAMES),
        takes_in("agenda_number"),
        takes_in("procedural_ballot", Kind.BALLOT, optional=True),
    ),
)
"""The papers come under one number and are debated together. Each stays a case of its own
with a vote of its own: nothing here moves the others, and no ballot counts for two."""
