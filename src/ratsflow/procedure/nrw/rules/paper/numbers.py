"""The number of a paper among the others of the municipality (A-2)."""

from __future__ import annotations

from bisect import bisect_right
from datetime import date

from ratsflow.law.citation import Citation, Consequence, Layer
from ratsflow.model import PaperType
from ratsflow.model.alike import alike, is_one_of
from ratsflow.model.text import Wording
from ratsflow.procedure.case import Case, number_of
from ratsflow.procedure.finding import MET, Answer, unmet
from ratsflow.procedure.lookups import Look
from ratsflow.procedure.nrw.rules.standing import together
from ratsflow.procedure.nrw.states import MOTION_STATES
from ratsflow.procedure.question import MissingFactError, Question
from ratsflow.procedure.rule import Rule


ENDED = frozenset(each.name for each in MOTION_STATES if each.final)
"""States in which nothing more is due on a paper."""

_OF_ANOTHER = (PaperType.AMENDMENT, PaperType.PROCEDURAL_MOTION)


def _unique(question: Question) -> Answer:
    case = question.case
    number = number_of(question.inputs.get("reference")) or case.reference
    if not number:
        return MET
    bearing = [
        each
        for each in question.look(Look.NAMESAKES)
        if alike(each.reference) == alike(number)
    ]
    if not bearing:
        return MET
    own = question.motion.day or question.day
    scope = question.law["paper.reference_scope"]
    same = [each.id for each in bearing if _counts_together(question, scope, own, each)]
    if not same:
        return MET
    told = f"{number}: {', '.join(sorted(same))}"
    return unmet(told, "reference", number=number, papers=sorted(same))


def _counts_together(question: Question, scope: str, own: date, other: Case) -> bool:
    """Tell whether the counter did not start anew between two papers."""
    if scope == "always":
        return True
    theirs = other.motion.day
    if theirs is None:
        raise MissingFactError("others.motion.day")
    if scope == "year":
        return theirs.year == own.year
    starts = sorted(map(date.fromisoformat, question.law["paper.term_starts"]))
    return bisect_right(starts, theirs) == bisect_right(starts, own)


def _paper_found(question: Question) -> Answer:
    if question.case.motion.paper_type not in _OF_ANOTHER:
        return MET
    base = number_of(question.inputs.get("with_paper")) or question.case.base
    if not base:
        return MET  # no item of its own either: rule item_of_its_own asks for its paper
    for each in question.look(Look.AMENDED):
        if alike(each.reference) == alike(base) or not each.reference:
            return MET
    return unmet(base, "reference")


def _amendments_follow(question: Question) -> Answer:
    """Answer whether what amends the paper still finds it under its new number."""
    case = question.case
    before, after = case.reference, _number_after(question)
    if not before or alike(before) == alike(after):
        return MET
    left = [
        each.id
        for each in question.look(Look.AMENDING)
        if each.state not in ENDED and not is_one_of(each.base, (after, case.id))
    ]
    if not left:
        return MET
    told = f"{before}: {', '.join(sorted(left))}"
    return unmet(told, before, number=before, papers=sorted(left))


def _number_after(question: Question) -> str:
    given = question.inputs.get("reference") or question.case.facts.get("reference")
    return number_of(given) or number_of(question.motion.reference)


_NUMBERS = Citation("Nummerierung der Drucksachen (örtlich)", "L")

RULES = (
    Rule(
        "amendments_keep_their_paper",
        _amendments_follow,
        label=Wording("Nummer, unter der geändert wird", "The number that is amended"),
        citation=_NUMBERS,
        layer=Layer.HOUSE,
        consequence=Consequence.BLOCK,
        catalogue="A-2",
        looks_at=Look.AMENDING.value,
        unmet=Wording(
            "Zur bisherigen Nummer {number} liegen Anträge vor: {papers}. Unter einer "
            "anderen Nummer würden sie bei der Abstimmung übersehen.",
            "There are motions on the present number {number}: {papers}. Under "
            "another number they would be overlooked at the vote.",
        ),
        remedy=Wording(
            "Die bisherige Nummer behalten.",
            "Keep the present number.",
        ),
        cured_by=("council_office", "author"),
    ),
    Rule(
        "reference_unique",
        _unique,
        label=Wording("Drucksachennummer nur einmal", "A number of its own"),
        citation=_NUMBERS,
        layer=Layer.HOUSE,
        consequence=Consequence.ORDER,
        catalogue="A-2",
        revision=2,
        parameters=("paper.reference_scope", "paper.term_starts"),
        looks_at=Look.NAMESAKES.value,
        unmet=Wording(
            "Die Drucksachennummer {number} ist schon vergeben: {papers}.",
            "The number {number} is taken already: {papers}.",
        ),
        remedy=Wording("Eine andere Nummer vergeben.", "Give another number."),
        cured_by=("council_office",),
    ),
    Rule(
        "amended_paper_found",
        _paper_found,
        label=Wording("Geänderte Vorlage bekannt", "The amended paper is known"),
        citation=_NUMBERS,
        layer=Layer.HOUSE,
        consequence=Consequence.BLOCK,
        catalogue="A-2",
        revision=2,
        looks_at=Look.AMENDED.value,
        unmet=Wording(
            "Es gibt keine Vorlage mit der Nummer {observed}; der Antrag würde bei der "
            "Abstimmung über sie übersehen.",
            "There is no paper with the number {observed}; the motion would be "
            "overlooked when that paper is voted on.",
        ),
        remedy=Wording(
            "Die Nummer der Vorlage im Antrag und für die Tagesordnung richtig angeben; "
            "trägt sie keine, die Kennung ihres Vorgangs.",
            "State the paper's number rightly in the motion and for the agenda; if it "
            "bears none, the id of its case.",
        ),
        cured_by=("council_office", "faction"),
    ),
)

_UNIQUE: dict[str, tuple[str, ...]] = {
    **dict.fromkeys(
        ("release", "release_urgently", "file_motion"), ("reference_unique",)
    ),
    **dict.fromkeys(
        ("place_on_agenda", "add_urgently"), ("reference_unique", "amended_paper_found")
    ),
}

_RENUMBERING = (
    "revise",
    "submit",
    "supplement",
    "release",
    "release_urgently",
    "file_motion",
)

GUARDS: dict[str, tuple[str, ...]] = together(
    dict.fromkeys(_RENUMBERING, ("amendments_keep_their_paper",)),
    _UNIQUE,
)
