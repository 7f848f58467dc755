"""Who is biased on a paper is biased on what amends it (G-4)."""

from __future__ import annotations

from ratsflow.law.citation import Citation, Consequence, Layer
from ratsflow.model import PaperType
from ratsflow.model.alike import is_one_of
from ratsflow.model.text import Wording
from ratsflow.procedure.finding import MET, Answer, unmet
from ratsflow.procedure.lookups import Look
from ratsflow.procedure.nrw.rules.voting.amendments import same_item
from ratsflow.procedure.nrw.votes import ON_THE_PAPER, excluded_from, voted
from ratsflow.procedure.question import Question
from ratsflow.procedure.rule import Rule


_ON_ANOTHER = frozenset({PaperType.AMENDMENT, PaperType.PROCEDURAL_MOTION})


def _excluded_here_too(question: Question) -> Answer:
    """Count who is excluded from the paper and not from this; names stay where they are."""
    ballot, case = voted(question), question.case
    if ballot is None or case.motion.paper_type not in _ON_ANOTHER or not case.base:
        return MET
    from_paper = {
        name
        for paper in question.look(Look.AMENDED)
        for each in paper.consultations
        if same_item(each, question.about)
        for name in each.excluded
    }
    here = excluded_from(question, ballot)
    missing = [name for name in from_paper if not is_one_of(name, here)]
    return unmet(str(len(missing)), "0") if missing else MET


RULES = (
    Rule(
        "excluded_from_amendments_too",
        _excluded_here_too,
        label=Wording("Befangen auch beim Änderungsantrag", "Biased on amendments too"),
        citation=Citation("§ 31 Abs. 1, 4 GO NRW", "K"),
        layer=Layer.STATUTE,
        consequence=Consequence.CURABLE,
        catalogue="G-4",
        looks_at=Look.AMENDED.value,
        unmet=Wording(
            "Wer bei der Vorlage befangen ist, wirkt auch am Änderungsantrag nicht "
            "mit. Zahl der Personen, die hier nicht ausgeschlossen sind: {observed}.",
            "Whoever is biased on the paper takes no part in the amendment either. "
            "Number of persons not excluded here: {observed}.",
        ),
        remedy=Wording(
            "Die Befangenheit auch zu diesem Antrag festhalten, und ohne diese Personen "
            "abstimmen.",
            "Record the bias for this motion too, and vote without these persons.",
        ),
        cured_by=("chair", "council_office"),
    ),
)

GUARDS: dict[str, tuple[str, ...]] = dict.fromkeys(
    ("recommend", *ON_THE_PAPER), ("excluded_from_amendments_too",)
)
