"""What becomes of an amendment that was adopted: it lives on in its paper (I-12, J-9)."""

from __future__ import annotations

from ratsflow.law.citation import Citation, Consequence, Layer
from ratsflow.model import PaperType
from ratsflow.model.text import Wording
from ratsflow.procedure.finding import MET, Answer, unmet
from ratsflow.procedure.lookups import Look
from ratsflow.procedure.nrw.decide import (
    COUNTING_KEYS,
    carried,
    recommend,
)
from ratsflow.procedure.nrw.rules.voting.amendments import called, same_item
from ratsflow.procedure.nrw.votes import ON_THE_PAPER, voted
from ratsflow.procedure.question import Question
from ratsflow.procedure.rule import Rule


_OF_ITS_OWN = frozenset(
    {PaperType.SUPPLEMENT, PaperType.PROCEDURAL_MOTION, PaperType.FACTION_MOTION}
)
"""Papers that are dealt with beside another and change nothing in its text."""

_CARRIED = ("adopted", "recommended", "partially_adopted")


def _incorporated(question: Question) -> Answer:
    ballot = voted(question)
    if ballot is None or ballot.amended or question.inputs.get("resolution"):
        return MET
    if _is_lost(question):
        return MET
    adopted = [
        called(each)
        for each in question.look(Look.AMENDING)
        if each.motion.paper_type not in _OF_ITS_OWN
        and any(
            one.result.startswith(_CARRIED) and same_item(one, question.about)
            for one in each.consultations
        )
    ]
    if not adopted:
        return MET
    return unmet(", ".join(sorted(adopted)), "resolution", papers=sorted(adopted))


def _is_lost(question: Question) -> bool:
    """Tell whether the paper is voted down; then nothing is left to be amended."""
    if question.step == "recommend":
        return recommend(question) == "not_recommended"
    return carried(question) is False


def _in_its_paper(question: Question) -> Answer:
    case = question.case
    if case.motion.paper_type is not PaperType.AMENDMENT:
        return MET
    return unmet(case.reference or case.id, case.base or "supersede")


RULES = (
    Rule(
        "amendments_incorporated",
        _incorporated,
        label=Wording("Vorlage in der geänderten Fassung", "The paper as amended"),
        citation=Citation("Geschäftsordnung des Rates", "L"),
        layer=Layer.LOCAL,
        consequence=Consequence.DEFECT,
        catalogue="I-12",
        parameters=COUNTING_KEYS,
        looks_at=Look.AMENDING.value,
        unmet=Wording(
            "Das Gremium hat Änderungen beschlossen: {papers}. Abgestimmt wird dann "
            "über die Vorlage in der geänderten Fassung, und diese ist nicht "
            "angegeben.",
            "The body has adopted amendments: {papers}. Then the paper is voted on as "
            "amended, and that text is not stated.",
        ),
        remedy=Wording(
            "Den Beschlusstext mit den beschlossenen Änderungen angeben.",
            "State the text of the resolution with the amendments that were adopted.",
        ),
        cured_by=("chair", "council_office"),
    ),
    Rule(
        "amendment_in_its_paper",
        _in_its_paper,
        label=Wording(
            "Durchgeführt wird die Vorlage", "It is the paper that is executed"
        ),
        citation=Citation("§ 62 Abs. 2 S. 2 GO NRW; Regel I-12", "K"),
        layer=Layer.STATUTE,
        consequence=Consequence.BLOCK,
        catalogue="I-12",
        unmet=Wording(
            "Ein Änderungsantrag wird nicht für sich durchgeführt; er ändert nur "
            "seine Vorlage, und nur wenn diese beschlossen wird, gilt er.",
            "An amendment is not carried out by itself; it only changes its paper, "
            "and holds only if that is adopted.",
        ),
        remedy=Wording(
            "Die Vorlage in der geänderten Fassung durchführen und den Antrag durch sie "
            "ersetzen (Schritt „Durch späteren Beschluss ersetzen“).",
            "Carry out the paper as amended, and supersede the motion by it (step "
            "“supersede by a later resolution”).",
        ),
        cured_by=("chair", "council_office"),
    ),
)

_CARRIED_OUT = (
    "make_executable",
    "end_standstill",
    "order_announcement",
    "announce",
    "start_execution",
)

GUARDS: dict[str, tuple[str, ...]] = {
    **dict.fromkeys(("recommend", *ON_THE_PAPER), ("amendments_incorporated",)),
    **dict.fromkeys(_CARRIED_OUT, ("amendment_in_its_paper",)),
}
